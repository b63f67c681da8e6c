//! The clauses of a page, as far as their counts add up with others.

use crate::analysis::measure::waiting::Ending;
use crate::analysis::scorecard;
use crate::report::quarterly::Quarterly;
use crate::report::section::{clause_id, promised_of};
use std::collections::BTreeSet;

/// The ways in which a duty that was judged ended, by the names of their counts.
pub(super) const MET_LATE_MISSED: [&str; 3] = ["met_count", "late_count", "missed_count"];

/// The ways in which a duty that cannot be shown is counted.
pub(super) const NOT_SHOWN: [&str; 2] = ["unknown_count", "indeterminate_count"];

/// The ways in which a duty that was not judged is counted, each duty once.
pub(super) const NOT_JUDGED: [&str; 4] = ["pending_count", NOT_SHOWN[0], NOT_SHOWN[1], "not_applicable_count"];

/// A clause, as far as its counts add up with others of the page.
pub struct Duty {
    /// The stem of the ids of its counts.
    pub(super) stem: String,
    /// The same of those of its duties that were promised, if any was judged: totals are of promises alone.
    pub(super) promised: Option<String>,
    /// The circumstances that its promised duties are divided by.
    pub(super) circumstances: BTreeSet<String>,
    /// The stems of the ids of the waits that end with an event which satisfies it, and whether all such events end them.
    pub(super) waits: Vec<(String, bool)>,
}

impl Duty {
    /// The stem of its promised duties, if a circumstance divides them.
    pub(super) fn promised_in(&self, circumstance: &str) -> Option<&str> {
        self.promised.as_deref().filter(|_| self.circumstances.contains(circumstance))
    }
}

/// The clauses of a page.
pub fn duties(data: &Quarterly) -> Vec<Duty> {
    let duty = |row: &scorecard::Row| {
        let (stem, requires) = (clause_id(data, &row.clause), &row.clause.requires);
        let waits = [Ending::Acknowledge, Ending::Resolve].into_iter().filter_map(|ending| {
            let ends = |event: &String| ending.events().contains(&event.as_str());
            requires.iter().any(ends).then(|| (format!("time.{}.{}", ending.name(), data.id()), requires.iter().all(ends)))
        });
        let divided = data.handling.circumstances.rows.iter();
        let divided = divided.filter(|part| part.policy == row.clause.policy && part.clause == row.clause.clause);
        Duty {
            promised: (row.promised.judged() > 0).then(|| promised_of(row, &stem).1),
            circumstances: divided.map(|part| part.circumstance.clone()).collect(),
            waits: waits.collect(),
            stem,
        }
    };
    data.scorecard.iter().map(duty).collect()
}
