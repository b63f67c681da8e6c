//! `trends --of times`: how cases ended, and after how long.

use super::Asked;
use super::listing::{Kind, Listing};
use crate::analysis::disclosure::mark;
use crate::analysis::endings::{Cohort, WAYS, ending_view};
use crate::error::Result;
use crate::report::format;
use crate::statistics::survival::competing::Incidence;
use serde_json::{Value, json};

/// Quarters that are told, the newest last.
const QUARTERS: usize = 4;

/// A change of speed with a chance below this is told as one.
const UNLIKELY: f64 = 0.05;

/// What became of the cases of four quarters of receipt, at each age.
pub fn listing(asked: &Asked<'_>) -> Result<Listing> {
    let view = ending_view(asked.connection, asked.period, QUARTERS, asked.zone, asked.as_of, asked.focus.kind)?;
    let mut listing = Listing::new(
        ["received in", "cases", "after", "resolved", "withdrawn", "merged", "referred", "still open"],
        [
            ("quarter", Kind::Text),
            ("case_count", Kind::Count),
            ("age_days", Kind::Number),
            ("resolved_share", Kind::Number),
            ("withdrawn_share", Kind::Number),
            ("merged_share", Kind::Number),
            ("referred_share", Kind::Number),
            ("open_share", Kind::Number),
        ],
    );
    for cohort in &view.cohorts {
        for row in &cohort.by_age {
            push(&mut listing, cohort, row, asked);
        }
        tell(&mut listing, cohort, asked);
    }
    listing.note("Each case counts for as long as it was seen. Withdrawn, merged and referred cases will not be resolved and stand apart; a case that was reopened counts by its first end.");
    Ok(listing)
}

/// For the public a share is shown where at least five cases, or none, lie on each side of it.
fn push(listing: &mut Listing, cohort: &Cohort, row: &Incidence, asked: &Asked<'_>) {
    let n = cohort.cases;
    let shows = |share: f64| asked.audience.shows_part((share * n as f64).round() as u64, n);
    let all: Vec<f64> = row.ended.iter().copied().chain([row.open]).collect();
    let hidden = all.iter().filter(|share| !shows(**share)).count();
    // One hidden share would be the rest of the others.
    let smallest = all.iter().copied().filter(|share| shows(*share) && *share > 0.0).min_by(f64::total_cmp);
    let is_shown = |share: f64| shows(share) && !(hidden == 1 && Some(share) == smallest);
    let text = |share: f64| if is_shown(share) { format::share(share, n) } else { mark() };
    let value = |share: f64| if is_shown(share) { json!(share) } else { Value::Null };
    let age = row.time;
    let shows_count = asked.audience.shows(n);
    let [resolved, withdrawn, merged, referred] = std::array::from_fn::<f64, { WAYS.len() }, _>(|way| row.ended[way]);
    listing.push(
        [
            cohort.period.to_string(),
            if shows_count { format::count(n) } else { mark() },
            format::days(age as u64),
            text(resolved),
            text(withdrawn),
            text(merged),
            text(referred),
            text(row.open),
        ],
        [
            json!(cohort.period.to_string()),
            if shows_count { json!(n) } else { Value::Null },
            json!(age),
            value(resolved),
            value(withdrawn),
            value(merged),
            value(referred),
            value(row.open),
        ],
    );
}

fn tell(listing: &mut Listing, cohort: &Cohort, asked: &Asked<'_>) {
    if cohort.not_shown > 0 && asked.audience.shows(cohort.not_shown) {
        listing.note(format!(
            "{} {} received in {} are of sources that cannot report an end: cannot be shown.",
            format::count(cohort.not_shown),
            asked.focus.noun(cohort.not_shown),
            cohort.period
        ));
    }
    if let Some(test) = cohort.against_before {
        let words = match (test.p_value < UNLIKELY, cohort.is_slower) {
            (true, true) => "were resolved more slowly than those of the quarter before; that is more than chance explains",
            (true, false) => "were resolved faster than those of the quarter before; that is more than chance explains",
            (false, _) => "were resolved about as fast as those of the quarter before; a difference may be chance",
        };
        listing.note(format!("{}: the cases received in it {words} (p {}).", cohort.period, format::probability(test.p_value)));
    }
}
