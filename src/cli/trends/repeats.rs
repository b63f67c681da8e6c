//! `trends --of repeats`: customers who complain again.

use super::Asked;
use super::listing::{Kind, Listing};
use crate::analysis::disclosure::{Audience, mark};
use crate::analysis::measure::volumes::{data_reach, last_receipt};
use crate::analysis::repeats::{Quarter, RepeatView, Share, repeat_view};
use crate::error::Result;
use crate::report::format;
use serde_json::{Value, json};

/// Customers with so many cases or more are one row.
const MANY: u64 = 3;

/// Two years of quarters, and the customers of the newest by their number of cases in the notes.
pub fn listing(asked: &Asked<'_>) -> Result<Listing> {
    let last_received = last_receipt(&data_reach(asked.connection, asked.as_of)?.rows);
    let view = repeat_view(asked.connection, asked.period, asked.zone, asked.as_of, last_received, asked.focus.kind, asked.within)?;
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
    tell(&mut listing, &view, asked)?;
    Ok(listing)
}

fn push(listing: &mut Listing, quarter: &Quarter, audience: Audience) {
    let shows = |share: &Share| audience.shows_part(share.count, share.of);
    let text = |share: &Share| match share.interval.filter(|_| shows(share)).zip(share.share) {
        Some((interval, value)) => format!(
            "{} of {}: {} ({} to {})",
            format::count(share.count),
            format::count(share.of),
            format::share(value, share.of),
            format::share_end(interval.lower, share.of),
            format::share_end(interval.upper, share.of)
        ),
        None if share.of == 0 => "–".into(),
        None => mark(),
    };
    let known = |is_shown: bool, value: Value| if is_shown { value } else { Value::Null };
    let shows_back =
        quarter.recurrence.is_some_and(|back| audience.shows_part((back.share * back.cases as f64).round() as u64, back.cases));
    let back = quarter.recurrence.filter(|_| shows_back);
    let back_text = back.map(|back| {
        let ends = back
            .interval
            .map(|ends| format!(" ({} to {})", format::share_end(ends.lower, back.cases), format::share_end(ends.upper, back.cases)));
        format!("{}{}", format::share(back.share, back.cases), ends.unwrap_or_default())
    });
    // Either is the rest of what the other columns say, so both are told or neither.
    let shows_rest = [quarter.unnamed, quarter.uncategorised].iter().all(|rest| audience.shows_part(*rest, quarter.cases));
    let rest = |count: u64| if shows_rest { format::count(count) } else { mark() };
    let (repeats, customers, theirs) = (&quarter.repeats, &quarter.repeat_customers, &quarter.their_cases);
    let shows_customers = shows(customers) && shows(theirs);
    listing.push(
        [
            quarter.period.to_string(),
            format::count(quarter.cases),
            if shows_rest { text(repeats) } else { mark() },
            if shows_customers { format!("{} of {}", format::count(customers.count), format::count(customers.of)) } else { mark() },
            if shows_customers && shows_rest { text(theirs) } else { mark() },
            back_text.unwrap_or_else(|| if quarter.recurrence.is_some() { mark() } else { "too early to tell".into() }),
            rest(quarter.unnamed),
            rest(quarter.uncategorised),
        ],
        [
            json!(quarter.period.to_string()),
            json!(quarter.cases),
            known(shows_rest, json!(repeats.of)),
            known(shows(repeats) && shows_rest, json!(repeats.count)),
            known(shows(repeats) && shows_rest, json!(repeats.share)),
            known(shows(repeats) && shows_rest, json!(repeats.interval.map(|interval| interval.lower))),
            known(shows(repeats) && shows_rest, json!(repeats.interval.map(|interval| interval.upper))),
            known(shows_customers, json!(customers.of)),
            known(shows_customers, json!(customers.count)),
            known(shows_customers, json!(theirs.count)),
            json!(back.map(|back| back.share)),
            json!(back.and_then(|back| back.interval.map(|ends| ends.lower))),
            json!(back.and_then(|back| back.interval.map(|ends| ends.upper))),
            known(shows_rest, json!(quarter.unnamed)),
            known(shows_rest, json!(quarter.uncategorised)),
        ],
    );
}

fn tell(listing: &mut Listing, view: &RepeatView, asked: &Asked<'_>) -> Result<()> {
    let days = view.within_days;
    listing.note(format!("A repeat: the same customer had a case of the same category at most {days} days before."));
    listing.note(format!(
        "Came back: of the cases received in the quarter, the share followed by another within {days} days; cases seen for less time count for as long as they were seen (up to {})." ,
        view.seen_until.in_zone(asked.zone)
    ));
    let several =
        |of: &dyn Fn(u64) -> bool| view.by_cases.rows.iter().filter(|(cases, _)| of(*cases)).map(|(_, customers)| customers).sum::<u64>();
    let counts = [several(&|cases| cases == 1), several(&|cases| cases == 2), several(&|cases| cases >= MANY)];
    let line = asked.audience.line(&counts);
    line.audit("customers by number of cases", &[])?;
    let shown = |place: usize| if line.hides(place) { mark() } else { format::count(counts[place]) };
    listing.note(format!(
        "Customers of {}: {} with one case, {} with two, {} with three or more.",
        asked.period,
        shown(0),
        shown(1),
        shown(2)
    ));
    if view.quarters.rows.last().is_some_and(|quarter| quarter.repeats.of == 0) {
        listing.note("note: no case of the quarter names a customer and a category, so repeats cannot be shown.");
    }
    Ok(())
}
