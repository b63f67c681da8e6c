//! `trends --of times`: how cases ended, and after how long.

use super::Asked;
use super::listing::{Kind, Listing};
use crate::analysis::disclosure::{Audience, mark};
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
        let shown = Shown::of(cohort, asked.audience);
        for (place, row) in cohort.by_age.iter().enumerate() {
            push(&mut listing, cohort, row, &shown, place);
        }
        tell(&mut listing, cohort, &shown, asked);
    }
    listing.note("Each case counts for as long as it was seen. Withdrawn, merged and referred cases will not be resolved and stand apart; a case that was reopened counts by its first end.");
    if view.cohorts.iter().any(Cohort::has_bounds) {
        listing.note("Where the day of the receipt or of the end alone is known, a case counts as open for as long as it may have been: what had ended by an age may be more, and what was still open less.");
    }
    if asked.audience == Audience::Public {
        listing.note("For the public an age is left out where few cases ended since the last one that is told, and a way in which few ended, with another one, at all ages.");
    }
    Ok(listing)
}

/// What a reader sees of a cohort.
struct Shown {
    audience: Audience,
    /// The number of cases, without which nothing is shown.
    cases: bool,
    /// Which of the ways to end are hidden at all ages.
    hides_way: Vec<bool>,
    /// Whether the cases still open are hidden at all ages.
    hides_open: bool,
    /// Which ages are shown.
    ages: Vec<bool>,
}

impl Shown {
    /// Shares at several ages are one system: what lies between two of them must not be few, and what is hidden of a row is the rest
    /// of the others.
    fn of(cohort: &Cohort, audience: Audience) -> Self {
        // Cases of which no end can be known are the rest of all received, which other views tell.
        let cases = audience.shows_part(cohort.not_shown, cohort.cases + cohort.not_shown) && audience.shows(cohort.cases);
        let last = cohort.ended_by_age.last().cloned().unwrap_or_else(|| vec![0; WAYS.len()]);
        let open = cohort.cases.saturating_sub(last.iter().sum());
        let line = audience.line(&last.iter().copied().chain([open]).collect::<Vec<u64>>());
        let hides_way: Vec<bool> = (0..WAYS.len()).map(|way| line.hides(way)).collect();
        let (cases, hides_open) = (cases && line.shows_total(), line.hides(WAYS.len()));
        let ways = |row: &Vec<u64>, of_hidden: bool| {
            row.iter().zip(&hides_way).filter(|(_, hides)| **hides == of_hidden).map(|(count, _)| *count).collect::<Vec<u64>>()
        };
        let seen = |row: &Vec<u64>| -> Vec<u64> {
            // What is hidden is seen as one number, the rest of the others; where open cases are hidden too, it is no more than that rest.
            let hidden = (!hides_open).then(|| ways(row, true).iter().sum());
            ways(row, false).into_iter().chain(hidden).collect()
        };
        let ages = audience.grid(&cohort.ended_by_age.iter().map(seen).collect::<Vec<Vec<u64>>>(), cohort.cases);
        Self { audience, cases, hides_way, hides_open, ages }
    }
}

fn push(listing: &mut Listing, cohort: &Cohort, row: &Incidence, shown: &Shown, place: usize) {
    let n = cohort.cases;
    let is_row = shown.cases && shown.ages[place];
    let text = |hides: bool, share: f64| if is_row && !hides { format::share(share, n) } else { mark() };
    let value = |hides: bool, share: f64| if is_row && !hides { json!(shown.audience.told(share)) } else { Value::Null };
    let age = row.time;
    let [resolved, withdrawn, merged, referred] = std::array::from_fn::<_, { WAYS.len() }, _>(|way| (shown.hides_way[way], row.ended[way]));
    let told = |(hides, share): (bool, f64)| text(hides, share);
    let known = |(hides, share): (bool, f64)| value(hides, share);
    let open = (shown.hides_open, row.open);
    listing.push(
        [
            cohort.period.to_string(),
            if shown.cases { format::count(n) } else { mark() },
            format::days(age as u64),
            told(resolved),
            told(withdrawn),
            told(merged),
            told(referred),
            told(open),
        ],
        [
            json!(cohort.period.to_string()),
            if shown.cases { json!(n) } else { Value::Null },
            json!(age),
            known(resolved),
            known(withdrawn),
            known(merged),
            known(referred),
            known(open),
        ],
    );
}

fn tell(listing: &mut Listing, cohort: &Cohort, shown: &Shown, asked: &Asked<'_>) {
    if !shown.cases {
        return;
    }
    if cohort.not_shown > 0 {
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
