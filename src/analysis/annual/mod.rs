//! The yearly review of a procedure: clause by clause, change by change.

pub mod changes;
pub mod review;

use super::measure::clauses::{Clause, ClauseCount, Counts};
use super::scorecard::{self, Row};
use crate::time::Period;
use crate::time::period::Length;

/// How a clause is answered for in a self-assessment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answer {
    /// Fewer than half of the duties that were judged were kept.
    No,
    /// Kept in part, or kept as far as it can be shown and no further.
    Partly,
    /// Duties there were, and of none can it be shown how it ended.
    CannotBeShown,
    /// Kept as fully as the clause asks, and shown for every duty.
    Yes,
    /// Duties there are, none of them due yet.
    NotYetDue,
    /// No duty fell due.
    NothingDue,
}

impl Answer {
    /// Every answer, the most pressing first.
    pub const ALL: [Self; 6] = [Self::No, Self::Partly, Self::CannotBeShown, Self::Yes, Self::NotYetDue, Self::NothingDue];

    /// The word on the page.
    pub fn word(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Partly => "partly",
            Self::CannotBeShown => "cannot be shown",
            Self::Yes => "yes",
            Self::NotYetDue => "not yet due",
            Self::NothingDue => "no duty fell due",
        }
    }

    /// The word in the ids of facts.
    pub fn slug(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Partly => "partly",
            Self::CannotBeShown => "cannot_be_shown",
            Self::Yes => "yes",
            Self::NotYetDue => "not_yet_due",
            Self::NothingDue => "nothing_due",
        }
    }
}

/// The answer of a clause that asks for the share `aim`.
///
/// Yes is said only where every duty can be shown: thirty of thirty kept, and ninety in a source that records nothing,
/// is a part. The half that parts *partly* from *no* is ours.
pub fn answer(counts: &Counts, aim: f64) -> Answer {
    match counts.met_share() {
        Some(share) if share >= aim && counts.not_shown() == 0 => Answer::Yes,
        Some(share) if share >= aim || share >= 0.5 => Answer::Partly,
        Some(_) => Answer::No,
        None if counts.not_shown() > 0 => Answer::CannotBeShown,
        None if counts.pending > 0 => Answer::NotYetDue,
        None => Answer::NothingDue,
    }
}

/// The clauses of a year held against the year before, from counts by shorter periods.
pub fn by_year(clauses: &[Clause], counts: &[ClauseCount], year: Period) -> Vec<Row> {
    let of_year =
        |row: &ClauseCount| ClauseCount { period_start: Period::containing(row.period_start, Length::Year).first_day(), ..row.clone() };
    let counts: Vec<ClauseCount> = counts.iter().map(of_year).collect();
    scorecard::scorecard(clauses, &counts, &[year.previous(), year])
}

/// How the duties of a clause by the reading in force ended in each of some periods.
pub fn by_period(clause: &Clause, counts: &[ClauseCount], periods: &[Period]) -> Vec<Counts> {
    let of_period = |period: &Period| {
        let mut sum = Counts::default();
        for row in counts.iter().filter(|row| is_of(clause, row) && row.period_start == period.first_day()) {
            sum += row.counts;
        }
        sum
    };
    periods.iter().map(of_period).collect()
}

/// Whether a count is of a clause and of its reading, and of its version where that is told by itself.
pub fn is_of(clause: &Clause, row: &ClauseCount) -> bool {
    let is_of_version = clause.version.is_none() || clause.begins.contains(&row.since);
    (&row.policy, &row.clause, &row.reading) == (&clause.policy, &clause.clause, &clause.reading) && is_of_version
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(met: u64, missed: u64, unknown: u64) -> Counts {
        Counts { met, missed, unknown, ..Counts::default() }
    }

    #[test]
    fn yes_is_said_only_where_every_duty_can_be_shown() {
        for (counts, aim, expected) in [
            (counts(30, 0, 0), 1.0, Answer::Yes),
            (counts(30, 0, 1), 1.0, Answer::Partly),
            (counts(9, 1, 0), 0.9, Answer::Yes),
            (counts(29, 1, 0), 1.0, Answer::Partly),
            (counts(5, 5, 0), 1.0, Answer::Partly),
            (counts(4, 5, 0), 1.0, Answer::No),
            (counts(0, 1, 90), 1.0, Answer::No),
            // An aim below half that is reached is no "no".
            (counts(4, 6, 3), 0.3, Answer::Partly),
            (counts(0, 0, 7), 1.0, Answer::CannotBeShown),
            (Counts { indeterminate: 2, pending: 1, ..Counts::default() }, 1.0, Answer::CannotBeShown),
            (Counts { pending: 2, not_applicable: 9, ..Counts::default() }, 1.0, Answer::NotYetDue),
            (Counts { not_applicable: 9, ..Counts::default() }, 1.0, Answer::NothingDue),
            (Counts::default(), 1.0, Answer::NothingDue),
        ] {
            assert_eq!(answer(&counts, aim), expected, "{counts:?}");
        }
    }
}
