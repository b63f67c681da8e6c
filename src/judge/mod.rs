//! Judges every case against every clause, set by set, in DuckDB.
//!
//! The evaluation is a pure function of the cases, their events, the policies, the calendars and
//! `as_of`. [`plan`] turns policies and calendars into tables; the steps in `queries/judge/` do
//! the rest, range by range of cases, so that memory does not grow with the data and a partition
//! of the cases gives exactly its own rows.

pub mod plan;

use crate::calendar::Calendars;
use crate::error::{Error, Result};
use crate::policy::Policy;
use crate::time::Instant;
use crate::time::period::Length;
use chrono_tz::Tz;
use duckdb::{Connection, named_params};

/// What is to be judged, and how results are counted.
#[derive(Debug, Clone)]
pub struct Judgement<'a> {
    /// All versions of the policies to judge by.
    pub policies: Vec<&'a Policy>,
    /// The calendars that they name.
    pub calendars: &'a Calendars,
    /// What is later than this does not exist.
    pub as_of: Instant,
    /// The zone of the workspace, in which reporting periods are cut.
    pub time_zone: Tz,
    /// How long the reporting periods are into which `verdict_counts` divides.
    pub counted_by: Length,
}

/// How many cases are judged at a time: what bounds memory.
const CASES_AT_A_TIME: i64 = 100_000;

const CASE: &str = include_str!("../../queries/judge/case.sql");
const SPLIT: &str = include_str!("../../queries/judge/split.sql");
const REVIEW: &str = include_str!("../../queries/judge/review.sql");

const MACROS: [&str; 4] = [
    include_str!("../../queries/judge/clock_of.sql"),
    include_str!("../../queries/judge/target_of.sql"),
    include_str!("../../queries/judge/due_of.sql"),
    include_str!("../../queries/judge/window_of.sql"),
];

/// The steps for one range of cases; each reads only what those before it wrote.
const STEPS: [&str; 18] = [
    include_str!("../../queries/judge/case_version.sql"),
    include_str!("../../queries/judge/covered.sql"),
    include_str!("../../queries/judge/event.sql"),
    include_str!("../../queries/judge/match.sql"),
    include_str!("../../queries/judge/first_match.sql"),
    include_str!("../../queries/judge/pair.sql"),
    include_str!("../../queries/judge/deadline_start.sql"),
    include_str!("../../queries/judge/pause.sql"),
    include_str!("../../queries/judge/deadline_target.sql"),
    include_str!("../../queries/judge/deadline_due.sql"),
    include_str!("../../queries/judge/deadline.sql"),
    include_str!("../../queries/judge/schedule.sql"),
    include_str!("../../queries/judge/cadence.sql"),
    include_str!("../../queries/judge/precondition.sql"),
    include_str!("../../queries/judge/single_contact.sql"),
    include_str!("../../queries/judge/record.sql"),
    include_str!("../../queries/judge/absent.sql"),
    SPLIT,
];

/// Judges all cases of the connection's `cases` and `events` views.
///
/// Leaves the tables `judge_verdict`, `judge_clause`, `judge_version`, `judge_case`,
/// `judge_period` and `judge_split` behind; the views `verdicts` and `verdict_counts` read them.
pub fn judge(connection: &Connection, judgement: &Judgement<'_>) -> Result<()> {
    judge_in_ranges(connection, judgement, CASES_AT_A_TIME)
}

/// As [`judge`], with a given number of cases at a time; the result does not depend on it.
pub fn judge_in_ranges(connection: &Connection, judgement: &Judgement<'_>, cases_at_a_time: i64) -> Result<()> {
    let as_of = judgement.as_of;
    run(connection, include_str!("../../queries/judge/verdict.sql"), &[])?;
    run(connection, include_str!("../../queries/judge/split_table.sql"), &[])?;
    run(connection, include_str!("../../queries/judge/covered_table.sql"), &[])?;
    run(connection, CASE, named_params! { "as_of": timestamp(as_of) })?;
    let reach = plan::reach(connection, judgement)?;
    plan::write_tables(connection, judgement, &reach)?;
    for step in MACROS {
        run(connection, step, &[])?;
    }
    run(connection, include_str!("../../queries/judge/blind.sql"), &[])?;
    let mut first_case = 1;
    while first_case <= reach.case_count {
        let last_case = (first_case + cases_at_a_time - 1).min(reach.case_count);
        for step in STEPS {
            let parameters = named_params! {
                "first_case": first_case, "last_case": last_case,
                "as_of": timestamp(as_of), "as_of_us": as_of.0,
            };
            run(connection, step, &asked_for(step, parameters))?;
        }
        first_case = last_case + 1;
    }
    run(connection, REVIEW, named_params! { "as_of": timestamp(as_of) })
}

/// An instant as the value of a TIMESTAMP parameter.
pub fn timestamp(at: Instant) -> duckdb::types::Value {
    duckdb::types::Value::Timestamp(duckdb::types::TimeUnit::Microsecond, at.0)
}

type Parameters<'a> = Vec<(&'a str, &'a dyn duckdb::ToSql)>;

/// The parameters that a query names; binding another one would be refused.
fn asked_for<'a>(sql: &str, parameters: &[(&'a str, &'a dyn duckdb::ToSql)]) -> Parameters<'a> {
    let names = crate::sql::parameters(sql);
    parameters.iter().filter(|(name, _)| names.iter().any(|asked| asked == name)).copied().collect()
}

/// Runs one statement of `queries/`; what fails there is a fault of the program, and says so.
fn run(connection: &Connection, sql: &str, parameters: &[(&str, &dyn duckdb::ToSql)]) -> Result<()> {
    connection.execute(sql, parameters).map(|_| ()).map_err(|cause| {
        let purpose = crate::sql::header(sql, "purpose");
        Error::new(format!("judging failed at the step \"{purpose}\": {cause}")).remedy("This is a fault of the program; please report it.")
    })
}
