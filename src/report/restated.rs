//! Restatements: which published figures are different today, and why as far as can be told.

use super::published::{Published, latest};
use super::quarterly::Quarterly;
use crate::analysis::measure::Origin;
use crate::analysis::measure::clauses::{Counts, Version};
use crate::analysis::measure::volumes::registered_since;
use crate::error::Result;
use crate::time::{Instant, Period};
use chrono::NaiveDate;
use duckdb::Connection;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A figure that is different today.
#[derive(Debug, Clone)]
pub struct Restated {
    /// The id of its fact.
    pub id: String,
    /// The clause, as (policy, clause); `None`: cases received.
    pub clause: Option<(String, String)>,
    /// Its version, where the report told versions apart.
    pub version: Option<Version>,
    /// Whether it counts the duties kept; else those that were judged, or cases.
    pub is_met: bool,
    /// What was published; `None` where the report had no such figure.
    pub before: Option<u64>,
    /// What it is today; `None` where nothing of the kind is counted any more.
    pub now: Option<u64>,
    /// What may explain it.
    pub reasons: Vec<Reason>,
}

/// What may explain a difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The quarter was not over when the report was made.
    NotOver,
    /// So many duties were not yet due then.
    NotYetDue(u64),
    /// So many cases of the quarter were registered later.
    RegisteredLater(u64),
    /// Files were imported since.
    Imported(u64),
    /// Files that were counted then are gone.
    Gone(u64),
    /// The procedure is another version, or its text was changed.
    Policy,
    /// The program is another version.
    Program,
    /// Nothing of it; what is recorded in the register can be corrected at any time.
    Corrected,
}

/// A published report and what has changed in it.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// Its quarter.
    pub period: Period,
    /// As of when it was made.
    pub as_of: Instant,
    /// How many of its figures were looked at.
    pub compared: u64,
    /// Those that are different.
    pub restated: Vec<Restated>,
    /// Where today's number of cases registered later comes from.
    pub late_origin: Arc<Origin>,
}

/// A figure of an earlier quarter as it is today.
struct Today {
    id: String,
    clause: Option<(String, String)>,
    version: Option<Version>,
    is_met: bool,
    value: u64,
}

/// Holds every published quarter against what the data say of it today.
pub fn compare(connection: &Connection, data: &Quarterly) -> Result<Vec<Comparison>> {
    latest(&data.beside.published, data.period(), data.request.as_of).into_iter().map(|report| one(connection, data, report)).collect()
}

fn one(connection: &Connection, data: &Quarterly, report: &Published) -> Result<Comparison> {
    let late = registered_since(connection, report.period, report.as_of, data.request.zone, data.request.as_of, data.focus.kind)?;
    let registered = late.rows.first().copied().unwrap_or(0);
    let mut compared = 0;
    let mut restated = Vec::new();
    let today = today(data, report);
    let was_asked = |figure: &&Today| figure.clause.as_ref().is_none_or(|(policy, _)| is_among(&report.policies, policy));
    for figure in today.iter().filter(was_asked) {
        let before = report.count(&figure.id);
        if before.is_none() && figure.value == 0 {
            continue;
        }
        compared += 1;
        if before != Some(figure.value) {
            let reasons = reasons(data, report, figure.clause.as_ref(), &figure.id, registered);
            restated.push(Restated {
                id: figure.id.clone(),
                clause: figure.clause.clone(),
                version: figure.version,
                is_met: figure.is_met,
                before,
                now: Some(figure.value),
                reasons,
            });
        }
    }
    let vanished = vanished(data, report, &today, registered);
    compared += vanished.len() as u64;
    restated.extend(vanished);
    Ok(Comparison { period: report.period, as_of: report.as_of, compared, restated, late_origin: late.origin })
}

/// Whether a report that names these procedures, or none and so means those in force, judges by this one.
fn is_among(policies: &[String], policy: &str) -> bool {
    policies.is_empty() || policies.iter().any(|known| known == policy)
}

/// The figures of its quarter that a report publishes and that can be counted again for any quarter of the scorecard: where it told the
/// versions of a clause apart, those of the same versions.
fn today(data: &Quarterly, report: &Published) -> Vec<Today> {
    let period = report.period;
    let mut figures = Vec::new();
    let months = &data.coverage().months;
    let within: Vec<usize> = (0..months.len())
        .filter(|month| period.first_day() <= months[*month].first_day() && months[*month].end_day() <= period.end_day())
        .collect();
    if within.len() == 3 {
        let of_kind = data.kinds.rows.iter().filter(|row| data.focus.kind.is_none() || row.kind.as_deref() == data.focus.kind);
        let value = of_kind.filter(|row| within.contains(&row.month)).map(|row| row.cases).sum();
        figures.push(Today { id: format!("volume.{period}.received_count"), clause: None, version: None, is_met: false, value });
    }
    let Some(place) = data.quarters.iter().position(|quarter| *quarter == period) else { return figures };
    for row in &data.scorecard {
        let (policy, clause) = (&row.clause.policy, &row.clause.clause);
        let stem = format!("sla.{policy}.{clause}");
        let told = report.versions(policy, clause);
        let is_told_whole = told.is_empty() || report.count(&format!("{stem}.{period}.judged_count")).is_some();
        let whole = is_told_whole.then(|| (format!("{stem}.{period}"), None, row.history[place]));
        let by_version = told.iter().enumerate().map(|(number, since)| {
            // A version that the report knew and did not tell by itself asked for the same as the one before it.
            let is_of = |other: &Option<NaiveDate>| {
                let is_between = (number == 0 || other >= since) && told.get(number + 1).is_none_or(|next| other < next);
                other == since || is_between && knew(report, policy, *other)
            };
            let mut counts = Counts::default();
            row.by_version[place].iter().filter(|(other, _)| is_of(other)).for_each(|(_, of)| counts += *of);
            let version = Version { since: *since, replaced_on: told.get(number + 1).copied().flatten() };
            (format!("{stem}.{}.{period}", version.slug()), Some(version), counts)
        });
        for (stem, version, counts) in whole.into_iter().chain(by_version) {
            for (name, is_met, value) in [("met_count", true, counts.met), ("judged_count", false, counts.judged())] {
                let id = format!("{stem}.{name}");
                figures.push(Today { id, clause: Some((policy.clone(), clause.clone())), version, is_met, value });
            }
        }
    }
    figures
}

/// Figures of clauses that nothing is counted for any more.
fn vanished(data: &Quarterly, report: &Published, today: &[Today], registered: u64) -> Vec<Restated> {
    if !data.quarters.contains(&report.period) {
        return Vec::new();
    }
    let end = format!(".{}.judged_count", report.period);
    let ids =
        report.figures.keys().filter(|id| id.starts_with("sla.") && id.ends_with(&end) && today.iter().all(|figure| figure.id != **id));
    let clause = |id: &str| {
        let inner = id.strip_prefix("sla.")?.strip_suffix(end.as_str())?;
        // A second reading has a part more.
        inner.split_once('.').filter(|(_, clause)| !clause.contains('.')).map(|(policy, clause)| (policy.to_string(), clause.to_string()))
    };
    let restated = ids.filter_map(|id| {
        let clause = clause(id).filter(|(policy, _)| is_among(&data.request.policies, policy))?;
        let reasons = reasons(data, report, Some(&clause), id, registered);
        Some(Restated { id: id.clone(), clause: Some(clause), version: None, is_met: false, before: report.count(id), now: None, reasons })
    });
    restated.collect()
}

fn reasons(data: &Quarterly, report: &Published, clause: Option<&(String, String)>, id: &str, registered: u64) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if report.as_of < report.period.end_at(data.request.zone) {
        reasons.push(Reason::NotOver);
    }
    if let Some((policy, _)) = clause {
        let stem = id.rsplit_once('.').map_or(id, |(stem, _)| stem);
        reasons.extend(report.count(&format!("{stem}.pending_count")).filter(|count| *count > 0).map(Reason::NotYetDue));
        if is_other_policy(data, report, policy) {
            reasons.push(Reason::Policy);
        }
    }
    if registered > 0 {
        reasons.push(Reason::RegisteredLater(registered));
    }
    let then: BTreeSet<&str> = report.texts("import.file.", ".sha256").map(|(_, sha256)| sha256).collect();
    let now: BTreeSet<&str> = data.files.rows.iter().map(|file| file.sha256.as_str()).collect();
    let (new, gone) = (now.difference(&then).count() as u64, then.difference(&now).count() as u64);
    if new > 0 {
        reasons.push(Reason::Imported(new));
    }
    if gone > 0 {
        reasons.push(Reason::Gone(gone));
    }
    if report.made_by != made_by(data) {
        reasons.push(Reason::Program);
    }
    if reasons.is_empty() {
        reasons.push(Reason::Corrected);
    }
    reasons
}

fn made_by(data: &Quarterly) -> String {
    format!("ombud {}", data.request.version)
}

/// Whether a report was made by a procedure that had this version already. One that names no fingerprint of the procedure cannot say so.
fn knew(report: &Published, policy: &str, since: Option<NaiveDate>) -> bool {
    let start = format!("policy.{policy}.");
    let id = format!("{start}{}.sha256", first_day(since));
    let mut known = report.texts(&start, ".sha256").map(|(known, _)| known).peekable();
    known.peek().is_none() || known.any(|known| known == id)
}

/// The first day of a version, as ids name it.
fn first_day(since: Option<NaiveDate>) -> String {
    since.map_or("open".to_string(), |since| since.to_string())
}

/// Whether the procedure has another text today: a version that was published has another fingerprint, or a new one begins in that quarter.
fn is_other_policy(data: &Quarterly, report: &Published, policy: &str) -> bool {
    let start = format!("policy.{policy}.");
    let then: Vec<(&str, &str)> = report.texts(&start, ".sha256").collect();
    data.policies.rows.iter().filter(|version| version.policy == policy).any(|version| {
        let id = format!("{start}{}.sha256", first_day(version.effective_from));
        match then.iter().find(|(known, _)| *known == id) {
            Some((_, sha256)) => version.sha256.as_deref().is_some_and(|now| now != *sha256),
            None => version.effective_from.is_none_or(|from| from < report.period.end_day()),
        }
    })
}
