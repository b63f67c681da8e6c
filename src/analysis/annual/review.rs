//! When the procedure was last reviewed, and when the next review is due.

use crate::policy::{Clause, Policy, Rule};
use crate::time::Period;
use crate::time::period::Length;
use chrono::NaiveDate;

/// The event by which a review is told.
pub const REVIEW: &str = "procedure_review";

/// The event by which a training is told.
pub const TRAINED: &str = "training_held";

/// The event by which it is told that the procedure was made known.
pub const COMMUNICATED: &str = "procedure_communicated";

/// How often the procedure says that it is to be reviewed, and in which clause; `None` where no clause asks for it.
pub fn cycle(policy: &Policy) -> Option<(&str, Length)> {
    policy.clauses.iter().find_map(|clause| match &clause.main().rule {
        Rule::Review { require, every } if require.iter().any(|selector| selector.event == REVIEW) => Some((clause.id.as_str(), *every)),
        _ => None,
    })
}

/// The clauses that ask for reviews which an event of the organisation shows.
pub fn shown_by<'p>(policy: &'p Policy, event: &'static str) -> impl Iterator<Item = &'p str> {
    let asks = move |clause: &&Clause| match &clause.main().rule {
        Rule::Review { require, .. } => require.iter().any(|selector| selector.event == event),
        _ => false,
    };
    policy.clauses.iter().filter(asks).map(|clause| clause.id.as_str())
}

/// The last day on which the next review is in time.
///
/// A period has its review or has not. If the one of today has, the next one is asked; else it is this one.
pub fn next_due(last: Option<NaiveDate>, today: NaiveDate, every: Length) -> Option<NaiveDate> {
    let current = Period::containing(today, every);
    let is_done = last.is_some_and(|last| last >= current.first_day());
    let asked = if is_done { current.next() } else { current };
    asked.end_day().pred_opt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_period_that_has_its_review_passes_the_duty_on() {
        let due = |last: Option<&str>, today: &str| next_due(last.map(day), day(today), Length::Year).unwrap();
        assert_eq!(due(Some("2026-02-19"), "2026-10-01"), day("2027-12-31"));
        assert_eq!(due(Some("2025-02-19"), "2026-10-01"), day("2026-12-31"));
        assert_eq!(due(None, "2026-10-01"), day("2026-12-31"));
        // Two years missed: the one of today is still the next that can be kept.
        assert_eq!(due(Some("2023-05-05"), "2026-10-01"), day("2026-12-31"));
    }
}
