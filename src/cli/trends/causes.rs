//! `trends --of causes`: the largest issues first, and how sure their order is.

use super::Asked;
use super::issues::{partial, silent};
use super::listing::{Kind, Listing};
use crate::analysis::disclosure::{hidden_last, mark};
use crate::analysis::trend::Issue;
use crate::error::Result;
use crate::report::format;
use crate::statistics::pareto::{Bar, pareto, rank_certainty, vital_few};
use crate::statistics::suppression::Relation;
use serde_json::{Value, json};

/// The part of all cases that "the vital few" make up.
const MOST: f64 = 0.8;

/// Shares are shown with so many digits after the point of a percentage at most.
const SHARE_STEP: f64 = 0.1;

/// The issues of the quarter, largest first, cases that name none last.
pub fn listing(asked: &Asked<'_>) -> Result<Listing> {
    let trends = asked.trends()?;
    let mut rows: Vec<(Option<&Issue>, u64)> = trends.issues.iter().map(|issue| (Some(issue), issue.newest)).collect();
    rows.sort_by(|left, right| name(left.0).cmp(&name(right.0)));
    rows.push((None, trends.unnamed));
    let bars = pareto(&rows, Option::is_none);
    let total: u64 = bars.iter().map(|bar| bar.count).sum();
    let line = asked.audience.named_line(&bars.iter().map(|bar| (name(bar.label), bar.count)).collect::<Vec<_>>());
    // A cumulative share tells the sum of the bars up to it.
    let shown_up_to = (0..bars.len()).take_while(|place| !line.hides(*place)).count();
    line.audit(&format!("cases by {}", asked.by), &shares(&bars, shown_up_to, total))?;
    let mut listing = Listing::new(
        [asked.by, "cases", "share", "so far", "surely above the next"],
        [
            (asked.by, Kind::Text),
            ("case_count", Kind::Count),
            ("share", Kind::Number),
            ("cumulative_share", Kind::Number),
            ("above_next_probability", Kind::Number),
            ("above_next_p_value", Kind::Number),
            ("is_hidden", Kind::Flag),
        ],
    );
    for (place, bar) in hidden_last(&bars, |place| line.hides(place), |bar| name(bar.label)) {
        let hides = line.hides(place);
        let next = bars.get(place + 1).filter(|next| next.label.is_some() && bar.label.is_some() && !hides && !line.hides(place + 1));
        let certainty = next.and_then(|next| rank_certainty(bar.count, next.count, dispersion(bar).max(dispersion(next))));
        let unless = |is_hidden: bool, text: String| if is_hidden { mark() } else { text };
        let known = |is_hidden: bool, value: Value| if is_hidden { Value::Null } else { value };
        let told = |value: f64| json!(asked.audience.told(value));
        listing.push(
            [
                name(bar.label).unwrap_or("(none named)").to_string(),
                unless(hides, format::count(bar.count)),
                unless(hides, format::share(bar.share, total)),
                unless(place >= shown_up_to, format::share(bar.cumulative_share, total)),
                certainty.map_or_else(String::new, |certainty| format::share(certainty.probability_higher, 0)),
            ],
            [
                json!(name(bar.label)),
                known(hides, json!(bar.count)),
                known(hides, told(bar.share)),
                known(place >= shown_up_to, told(bar.cumulative_share)),
                json!(certainty.map(|certainty| told(certainty.probability_higher))),
                json!(certainty.map(|certainty| told(certainty.p_two_sided))),
                json!(hides),
            ],
        );
    }
    tell(&mut listing, &bars, asked, total, shown_up_to);
    partial(&mut listing, &trends);
    silent(&mut listing, &trends, asked);
    Ok(listing)
}

/// What the shares that are shown tell of the counts: each lies within half a step of its rounding.
fn shares(bars: &[Bar<Option<&Issue>>], shown_up_to: usize, total: u64) -> Vec<Relation> {
    let within = |terms: Vec<(usize, f64)>, share: f64| Relation {
        terms,
        from: share * 100.0 - SHARE_STEP / 2.0,
        to: share * 100.0 + SHARE_STEP / 2.0,
    };
    let weight = 100.0 / total as f64;
    (0..shown_up_to).map(|place| within((0..=place).map(|at| (at, weight)).collect(), bars[place].cumulative_share)).collect()
}

fn name(issue: Option<&Issue>) -> Option<&str> {
    issue.and_then(|issue| issue.segment.as_deref())
}

fn dispersion(bar: &Bar<Option<&Issue>>) -> f64 {
    bar.label.map_or(1.0, |issue| issue.dispersion)
}

fn tell(listing: &mut Listing, bars: &[Bar<Option<&Issue>>], asked: &Asked<'_>, total: u64, shown_up_to: usize) {
    let few = vital_few(bars, MOST);
    if few.len() > shown_up_to {
        listing.note("How many make up four fifths of the cases is not told: hidden ones are among them.");
        return;
    }
    let named = bars.iter().filter(|bar| bar.label.is_some()).count();
    if few.iter().any(|bar| bar.label.is_none()) || named == 0 {
        listing.note("What is named does not make up four fifths of the cases.");
    } else if few.len() * 2 <= named {
        listing.note(format!(
            "The largest {} of {named} make up four fifths of {} {}.",
            few.len(),
            format::count(total),
            asked.focus.noun(total)
        ));
    } else {
        listing.note(format!("They are spread evenly: it takes the largest {} of {named} to make up four fifths.", few.len()));
    }
    listing.note("Near 50 %, the order of two neighbours is chance.");
}
