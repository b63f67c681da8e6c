//! What the yearly review of a procedure asks beside the clauses: governance, satisfaction, flips.

use super::{Measured, Param, Query, count, instant, measure, query};
use crate::error::Result;
use crate::time::{Instant, Period};
use chrono_tz::Tz;
use duckdb::Connection;

/// See `queries/measure/governance.sql`.
pub const GOVERNANCE: Query = query!("governance");
/// See `queries/measure/reading_flips.sql`.
pub const READING_FLIPS: Query = query!("reading_flips");
/// See `queries/measure/satisfaction.sql`.
pub const SATISFACTION: Query = query!("satisfaction");
/// See `queries/measure/satisfaction_reach.sql`.
pub const SATISFACTION_REACH: Query = query!("satisfaction_reach");

/// Something that the organisation recorded about its procedure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Governance {
    /// When it happened.
    pub at: Instant,
    /// What: `procedure_review`, `procedure_updated`, `procedure_published`, `procedure_communicated` or `training_held`.
    pub event: String,
    /// The procedure that it names.
    pub policy: Option<String>,
    /// The version that it names.
    pub version: Option<String>,
    /// Whom it reached, as recorded.
    pub coverage: Option<String>,
    /// Whether nobody was left out, as recorded.
    pub all_staff: Option<String>,
}

impl Governance {
    /// Whether it concerns a procedure: it names that one, or none.
    pub fn concerns(&self, policy: &str) -> bool {
        self.policy.as_deref().is_none_or(|named| named == policy)
    }
}

/// What was recorded about the procedures up to an instant.
pub fn governance(connection: &Connection, as_of: Instant) -> Result<Measured<Governance>> {
    measure(connection, GOVERNANCE, vec![("as_of", Param::Instant(as_of))], |row| {
        Ok(Governance {
            at: instant(row, "happened_at")?.unwrap_or(as_of),
            event: row.get("event")?,
            policy: row.get("policy")?,
            version: row.get("version")?,
            coverage: row.get("coverage")?,
            all_staff: row.get("all_staff")?,
        })
    })
}

/// Answers of one kind with one score.
#[derive(Debug, Clone, PartialEq)]
pub struct Answers {
    /// Whether they are about the process, not the outcome.
    pub is_of_process: bool,
    /// The score; `None` where no number was given.
    pub score: Option<f64>,
    /// How many.
    pub answers: u64,
}

/// What customers said in a period.
pub fn satisfaction(connection: &Connection, period: Period, zone: Tz, as_of: Instant) -> Result<Measured<Answers>> {
    measure(connection, SATISFACTION, within(period, zone, as_of), |row| {
        Ok(Answers {
            is_of_process: row.get::<_, String>("event")? == "process_feedback",
            score: row.get("score")?,
            answers: count(row, "answer_count")?,
        })
    })
}

/// How far the answers reach.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AnswerReach {
    /// Cases resolved in the period.
    pub resolved: u64,
    /// Of those, cases with an answer.
    pub answered: u64,
    /// Of those without, cases whose source could not have shown one.
    pub blind: u64,
}

/// How many of the cases that were resolved in a period have an answer.
pub fn satisfaction_reach(connection: &Connection, period: Period, zone: Tz, as_of: Instant) -> Result<Measured<AnswerReach>> {
    measure(connection, SATISFACTION_REACH, within(period, zone, as_of), |row| {
        Ok(AnswerReach {
            resolved: count(row, "resolved_count")?,
            answered: count(row, "answered_count")?,
            blind: count(row, "blind_count")?,
        })
    })
}

fn within(period: Period, zone: Tz, as_of: Instant) -> Vec<(&'static str, Param)> {
    vec![
        ("period_start", Param::Instant(period.start_at(zone))),
        ("period_end", Param::Instant(period.end_at(zone))),
        ("as_of", Param::Instant(as_of)),
    ]
}

/// What another reading does to the fate of the cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flips {
    /// The policy's id.
    pub policy: String,
    /// The clause's id.
    pub clause: String,
    /// The reading's id.
    pub reading: String,
    /// Cases that either reading judges.
    pub compared: u64,
    /// Kept where they were not.
    pub to_kept: u64,
    /// Not kept where they were.
    pub to_broken: u64,
    /// Judged where they were not.
    pub newly_judged: u64,
    /// Not judged where they were.
    pub no_longer_judged: u64,
}

impl Flips {
    /// Cases that come to another end.
    pub fn all(&self) -> u64 {
        self.to_kept + self.to_broken + self.newly_judged + self.no_longer_judged
    }

    /// Cases that both readings judge.
    pub fn both(&self) -> u64 {
        self.compared - self.newly_judged - self.no_longer_judged
    }
}

/// What the other readings do to the cases received in a period.
pub fn reading_flips(connection: &Connection, period: Period, zone: Tz) -> Result<Measured<Flips>> {
    let params = vec![
        ("received_from", Param::Instant(period.start_at(zone))),
        ("received_to", Param::Instant(period.end_at(zone))),
        ("by", Param::Absent),
        ("clause", Param::Absent),
    ];
    measure(connection, READING_FLIPS, params, |row| {
        Ok(Flips {
            policy: row.get("policy")?,
            clause: row.get("clause")?,
            reading: row.get("reading")?,
            compared: count(row, "compared_count")?,
            to_kept: count(row, "to_kept_count")?,
            to_broken: count(row, "to_broken_count")?,
            newly_judged: count(row, "newly_judged_count")?,
            no_longer_judged: count(row, "no_longer_judged_count")?,
        })
    })
}
