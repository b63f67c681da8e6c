//! `trends --of repeats`: customers who complain again.

use super::Asked;
use super::listing::{Kind, Listing};
use crate::analysis::disclosure::{Audience, mark};
use crate::analysis::measure::volumes::{data_reach, receipts};
use crate::analysis::repeats::{Quarter, Recurrence, RepeatView, Share, repeat_view};
use crate::error::Result;
use crate::report::format;
use serde_json::{Value, json};

/// Customers with so many cases or more are one row.
const MANY: u64 = 3;

/// Two years of quarters, and the customers of the newest by their number of cases in the notes.
pub fn listing(asked: &Asked<'_>) -> Result<Listing> {
    let receipts = receipts(&data_reach(asked.connection, asked.as_of)?.rows);
    let view = repeat_view(asked.connection, asked.period, asked.zone, asked.as_of, receipts, asked.focus.kind, asked.within)?;
    let mut listing = Listing::new(
        [
            "quarter",
            "cases",
            "repeats (95 %)",
            "customers with several",
            "their cases",
            "came back (95 %)",
            "name no customer",
            "name no category",
        ],
        [
            ("quarter", Kind::Text),
            ("case_count", Kind::Count),
            ("eligible_count", Kind::Count),
            ("repeat_count", Kind::Count),
            ("repeat_share", Kind::Number),
            ("repeat_share_low", Kind::Number),
            ("repeat_share_high", Kind::Number),
            ("customer_count", Kind::Count),
            ("repeat_customer_count", Kind::Count),
            ("repeat_customer_case_count", Kind::Count),
            ("came_back_share", Kind::Number),
            ("came_back_share_low", Kind::Number),
            ("came_back_share_high", Kind::Number),
            ("unnamed_count", Kind::Count),
            ("uncategorised_count", Kind::Count),
        ],
    );
    for quarter in &view.quarters.rows {
        push(&mut listing, quarter, asked.audience);
    }
    tell(&mut listing, &view, asked);
    Ok(listing)
}

/// What a reader sees of a quarter.
#[allow(clippy::struct_excessive_bools, reason = "each group of columns is told or not by itself")]
struct Shown {
    /// All cases, without which nothing is shown.
    cases: bool,
    /// What names no customer or no category: either is the rest of what the other columns say, so both are told or neither.
    rest: bool,
    repeats: bool,
    /// Customers, those with several cases, and their cases.
    customers: bool,
    back: bool,
}

impl Shown {
    fn of(quarter: &Quarter, audience: Audience) -> Self {
        let shows = |share: &Share| audience.shows_part(share.count, share.of);
        let cases = audience.shows(quarter.cases);
        let rests = [quarter.unnamed, quarter.uncategorised, quarter.unnamed + quarter.uncategorised];
        let rest = cases && rests.iter().all(|rest| audience.shows_part(*rest, quarter.cases));
        // The interval tells on how many cases that came back the share rests, however many it stands for.
        let is_back = |back: Recurrence| {
            audience.shows_part((back.share * back.cases as f64).round() as u64, back.cases)
                && audience.shows(back.back)
                && audience.shows(back.stayed)
        };
        // Customers with one case have as many cases, so the cases that name nobody are the rest of the other columns.
        let customers =
            rest && shows(&quarter.repeat_customers) && shows(&quarter.their_cases) && audience.shows(beyond_two(quarter).unwrap_or(0));
        Self { cases, rest, repeats: rest && shows(&quarter.repeats), customers, back: rest && quarter.recurrence.is_some_and(is_back) }
    }
}

/// How many cases beyond two the customers with several have: where few, as many customers at most have three; `None` where it cannot be said.
fn beyond_two(quarter: &Quarter) -> Option<u64> {
    quarter.their_cases.count.checked_sub(2 * quarter.repeat_customers.count)
}

fn push(listing: &mut Listing, quarter: &Quarter, audience: Audience) {
    let shown = Shown::of(quarter, audience);
    let when = |is_shown: bool, text: String| if is_shown { text } else { mark() };
    let known = |is_shown: bool, value: Value| if is_shown { value } else { Value::Null };
    let told = |is_shown: bool, value: Option<f64>| known(is_shown, json!(value.map(|value| audience.told(value))));
    let (repeats, customers, theirs) = (&quarter.repeats, &quarter.repeat_customers, &quarter.their_cases);
    let back = quarter.recurrence;
    listing.push(
        [
            quarter.period.to_string(),
            when(shown.cases, format::count(quarter.cases)),
            when(shown.repeats, share_text(repeats)),
            when(shown.customers, format!("{} of {}", format::count(customers.count), format::count(customers.of))),
            when(shown.customers, share_text(theirs)),
            back.map_or_else(|| "too early to tell".into(), |back| when(shown.back, back_text(&back))),
            when(shown.rest, format::count(quarter.unnamed)),
            when(shown.rest, format::count(quarter.uncategorised)),
        ],
        [
            json!(quarter.period.to_string()),
            known(shown.cases, json!(quarter.cases)),
            known(shown.rest, json!(repeats.of)),
            known(shown.repeats, json!(repeats.count)),
            told(shown.repeats, repeats.share),
            told(shown.repeats, repeats.interval.map(|interval| interval.lower)),
            told(shown.repeats, repeats.interval.map(|interval| interval.upper)),
            known(shown.customers, json!(customers.of)),
            known(shown.customers, json!(customers.count)),
            known(shown.customers, json!(theirs.count)),
            told(shown.back, back.map(|back| back.share)),
            told(shown.back, back.and_then(|back| back.interval.map(|ends| ends.lower))),
            told(shown.back, back.and_then(|back| back.interval.map(|ends| ends.upper))),
            known(shown.rest, json!(quarter.unnamed)),
            known(shown.rest, json!(quarter.uncategorised)),
        ],
    );
}

fn share_text(share: &Share) -> String {
    share.interval.zip(share.share).map_or_else(
        || "–".into(),
        |(interval, value)| {
            format!(
                "{} of {}: {} ({} to {})",
                format::count(share.count),
                format::count(share.of),
                format::share(value, share.of),
                format::share_end(interval.lower, share.of),
                format::share_end(interval.upper, share.of)
            )
        },
    )
}

fn back_text(back: &Recurrence) -> String {
    let ends = back
        .interval
        .map(|ends| format!(" ({} to {})", format::share_end(ends.lower, back.cases), format::share_end(ends.upper, back.cases)));
    format!("{}{}", format::share(back.share, back.cases), ends.unwrap_or_default())
}

/// How many customers had one case, two, and three or more: told in full or not at all.
///
/// Those with two and those with more add up to a column of the table; cases beyond two tell of the latter, and those beyond three
/// of customers with four.
fn by_cases(view: &RepeatView, asked: &Asked<'_>) -> String {
    let customers =
        |of: &dyn Fn(u64) -> bool| view.by_cases.rows.iter().filter(|(cases, _)| of(*cases)).map(|(_, customers)| customers).sum::<u64>();
    let [one, two, many] = [customers(&|cases| cases == 1), customers(&|cases| cases == 2), customers(&|cases| cases >= MANY)];
    let newest = view.quarters.rows.last().filter(|quarter| quarter.period == asked.period);
    let shows_row = newest.is_none_or(|quarter| Shown::of(quarter, asked.audience).customers);
    let beyond_three = newest.and_then(beyond_two).map_or(0, |beyond| beyond.saturating_sub(many));
    let shows = asked.audience == Audience::Internal
        || shows_row && [one, two, many, beyond_three].iter().all(|count| asked.audience.shows(*count));
    let shown = |count: u64| if shows { format::count(count) } else { mark() };
    format!("Customers of {}: {} with one case, {} with two, {} with three or more.", asked.period, shown(one), shown(two), shown(many))
}

fn tell(listing: &mut Listing, view: &RepeatView, asked: &Asked<'_>) {
    let days = view.within_days;
    listing.note(format!("A repeat: the same customer had a case of the same category at most {days} days before."));
    listing.note(format!(
        "Came back: of the cases received in the quarter, the share followed by another within {days} days; cases seen for less time count for as long as they were seen (up to {})." ,
        view.seen_until.in_zone(asked.zone)
    ));
    if let Some(first) = view.begins_within(asked.zone) {
        listing.note(format!(
            "note: the data begin on {}: whether a case received within {days} days of it is a repeat cannot always be seen, so the first quarter or two show fewer than there were.",
            first.local_date(asked.zone)
        ));
    }
    listing.note(by_cases(view, asked));
    if view.quarters.rows.last().is_some_and(|quarter| quarter.repeats.of == 0) {
        listing.note("note: no case of the quarter names a customer and a category, so repeats cannot be shown.");
    }
}
