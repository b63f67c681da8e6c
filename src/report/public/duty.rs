//! The clauses of a page, as far as their counts add up with others.

use super::counts::{Counts, count_of};
use super::family::named;
use crate::analysis::measure::waiting::Ending;
use crate::analysis::scorecard;
use crate::report::facts::Facts;
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
    /// The same of each version that is told by itself: their counts add up to the clause's.
    pub(super) versions: Vec<String>,
    /// The same of those of its duties that were promised, if any was judged: totals are of promises alone.
    pub(super) promised: Option<String>,
    /// The stems of those versions that were promises.
    pub(super) promised_versions: Vec<String>,
    /// The circumstances that its promised duties are divided by.
    pub(super) circumstances: BTreeSet<String>,
    /// The stems of the ids of the waits that end with an event which satisfies it, and whether all such events end them.
    pub(super) waits: Vec<(String, bool)>,
}

impl Duty {
    /// Whether a circumstance divides its promised duties.
    pub(super) fn is_divided_by(&self, circumstance: &str) -> bool {
        self.circumstances.contains(circumstance)
    }

    /// Whether its promised duties are counted under that stem.
    pub(super) fn promises(&self, stem: &str) -> bool {
        self.promised.iter().chain(&self.promised_versions).any(|promised| promised == stem)
    }

    /// The counts of these names of all its duties: those of the clause, and where versions tell one for themselves, of each of these.
    pub(super) fn counts<'a>(&self, facts: &'a Facts, names: &[&str]) -> Counts<'a> {
        of_parts(facts, &self.stem, &self.versions, names)
    }

    /// The same of its promised duties.
    pub(super) fn promised_counts<'a>(&self, facts: &'a Facts, names: &[&str]) -> Counts<'a> {
        self.promised.as_ref().map(|promised| of_parts(facts, promised, &self.promised_versions, names)).unwrap_or_default()
    }
}

fn of_parts<'a>(facts: &'a Facts, whole: &str, versions: &[String], names: &[&str]) -> Counts<'a> {
    let of_name = |name: &&str| {
        let parts: Counts<'a> = versions.iter().flat_map(|version| named(facts, version, &[name])).collect();
        let told = if parts.is_empty() { named(facts, whole, &[name]) } else { parts };
        if told.is_empty() { by_source(facts, whole, name) } else { told }
    };
    names.iter().flat_map(of_name).collect()
}

/// What is told of a clause by source alone.
fn by_source<'a>(facts: &'a Facts, stem: &str, name: &str) -> Counts<'a> {
    let is_of_source = |id: &str| {
        let rest = id.strip_prefix(stem).and_then(|rest| rest.strip_prefix(".source."));
        rest.and_then(|rest| rest.split_once('.')).is_some_and(|(_, own)| own == name)
    };
    facts.list().iter().filter(|fact| is_of_source(&fact.id)).filter_map(|fact| Some((fact, count_of(fact)?))).collect()
}

/// The clauses of a page.
pub fn duties(data: &Quarterly) -> Vec<Duty> {
    let duty = |row: &scorecard::Row| {
        let (stem, requires) = (clause_id(data, &row.clause), &row.clause.requires);
        let waits = [Ending::Acknowledge, Ending::Resolve].into_iter().filter_map(|ending| {
            let ends = |event: &String| ending.events().contains(&event.as_str());
            requires.iter().any(ends).then(|| (format!("time.{}.{}", ending.name(), data.id()), requires.iter().all(ends)))
        });
        let promised_versions = row.versions.iter().filter(|version| version.promised.judged() > 0);
        let divided = data.handling.circumstances.rows.iter();
        let divided = divided.filter(|part| part.policy == row.clause.policy && part.clause == row.clause.clause);
        Duty {
            promised: (row.promised.judged() > 0).then(|| promised_of(row, &stem).1),
            versions: row.versions.iter().map(|version| clause_id(data, &version.clause)).collect(),
            promised_versions: promised_versions.map(|version| clause_id(data, &version.clause)).collect(),
            circumstances: divided.map(|part| part.circumstance.clone()).collect(),
            waits: waits.collect(),
            stem,
        }
    };
    data.scorecard.iter().map(duty).collect()
}
