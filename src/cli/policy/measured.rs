//! What the workspace's cases say about the policies, for `ombud policy lint`.

use crate::analysis::measure::number_for;
use crate::cli::judged::Judged;
use crate::cli::output::sql_error;
use crate::error::Result;
use crate::policy::lint::{Cases, Measured, MeasuredClause, MeasuredSource};
use crate::register;
use chrono::NaiveDate;
use duckdb::{Row, ToSql};
use std::collections::{BTreeMap, BTreeSet};

const CLOSED_DAYS: &str = include_str!("../../../queries/lint/closed_days.sql");
const CLAUSE_SOURCES: &str = include_str!("../../../queries/lint/clause_sources.sql");
const CASE_VALUES: &str = include_str!("../../../queries/lint/case_values.sql");
const CASE_FIELDS: &str = include_str!("../../../queries/lint/case_fields.sql");
const REPORTED_EVENTS: &str = include_str!("../../../queries/lint/reported_events.sql");
const EVENT_FIELDS: &str = include_str!("../../../queries/lint/event_fields.sql");
const READING_CHANGES: &str = include_str!("../../../queries/lint/reading_changes.sql");

/// One version of a policy: its id and its first day.
type Version = (String, Option<NaiveDate>);

/// What was measured, by the version of the policy that judges the cases; a version without cases is not in it.
pub struct Evidence {
    versions: BTreeMap<Version, BTreeMap<String, MeasuredClause>>,
    values: BTreeMap<String, BTreeSet<String>>,
    reported: BTreeSet<String>,
    fields: BTreeMap<String, BTreeSet<String>>,
    carried: BTreeMap<String, BTreeSet<String>>,
}

impl Evidence {
    /// Asks the judged workspace.
    pub fn read(judged: &Judged) -> Result<Self> {
        let mut versions: BTreeMap<Version, BTreeMap<String, MeasuredClause>> = BTreeMap::new();
        for (version, clause, source) in rows(judged, CLAUSE_SOURCES, &[], clause_source)? {
            versions.entry(version).or_default().entry(clause).or_default().sources.push(source);
        }
        for (version, clause, closed) in rows(judged, CLOSED_DAYS, &[], closed_days)? {
            versions.entry(version).or_default().entry(clause).or_default().closed = Some(closed);
        }
        for (version, clause, reading) in rows(judged, READING_CHANGES, &[], reading_change)? {
            versions.entry(version).or_default().entry(clause).or_default().readings.push(reading);
        }
        let as_of = crate::judge::timestamp(judged.as_of);
        let values = grouped(rows(judged, CASE_VALUES, &[("as_of", &as_of)], pair)?);
        let register: [(&str, &dyn ToSql); 2] = [("register", &register::SOURCE), ("as_of", &as_of)];
        let reported = rows(judged, REPORTED_EVENTS, &register[..1], |row| row.get(0))?.into_iter().collect();
        let fields = grouped(rows(judged, EVENT_FIELDS, &register, pair)?);
        let carried = grouped(rows(judged, CASE_FIELDS, &register, pair)?);
        Ok(Self { versions, values, reported, fields, carried })
    }

    /// Whether no case is judged at all.
    pub fn is_empty(&self) -> bool {
        self.versions.is_empty()
    }

    /// What concerns one version of a policy; none where it judges no case.
    pub fn of(&self, policy: &crate::policy::Policy) -> Option<Measured> {
        let clauses = self.versions.get(&(policy.id.clone(), policy.effective_from))?.clone();
        let (values, reported) = (self.values.clone(), self.reported.clone());
        Some(Measured { clauses, values, reported, fields: self.fields.clone(), carried: self.carried.clone() })
    }
}

fn rows<T>(
    judged: &Judged,
    sql: &str,
    parameters: &[(&str, &dyn ToSql)],
    read: impl FnMut(&Row<'_>) -> duckdb::Result<T>,
) -> Result<Vec<T>> {
    let failed = |cause: duckdb::Error| sql_error("measuring the policies", &cause);
    let connection = judged.warehouse.connection();
    number_for(connection, sql).map_err(failed)?;
    let mut statement = connection.prepare(sql).map_err(failed)?;
    statement.query_map(parameters, read).map_err(failed)?.collect::<duckdb::Result<_>>().map_err(failed)
}

fn pair(row: &Row<'_>) -> duckdb::Result<(String, String)> {
    Ok((row.get(0)?, row.get(1)?))
}

fn grouped(pairs: Vec<(String, String)>) -> BTreeMap<String, BTreeSet<String>> {
    let mut groups: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (key, value) in pairs {
        groups.entry(key).or_default().insert(value);
    }
    groups
}

fn clause_source(row: &Row<'_>) -> duckdb::Result<(Version, String, MeasuredSource)> {
    let source: String = row.get(3)?;
    let is_register = source == register::SOURCE;
    let (is_blind, case_count, applied_count) = (row.get(4)?, count(row, 5)?, count(row, 6)?);
    Ok((version(row)?, row.get(2)?, MeasuredSource { source, is_register, is_blind, case_count, applied_count }))
}

fn closed_days(row: &Row<'_>) -> duckdb::Result<(Version, String, Cases)> {
    Ok((version(row)?, row.get(2)?, Cases { all_count: count(row, 3)?, affected_count: count(row, 4)? }))
}

fn reading_change(row: &Row<'_>) -> duckdb::Result<(Version, String, (String, Cases))> {
    let cases = Cases { all_count: count(row, 4)?, affected_count: count(row, 5)? };
    Ok((version(row)?, row.get(2)?, (row.get(3)?, cases)))
}

fn version(row: &Row<'_>) -> duckdb::Result<Version> {
    let first_day = match row.get::<_, duckdb::types::Value>(1)? {
        duckdb::types::Value::Date32(days) => chrono::DateTime::from_timestamp(i64::from(days) * 86_400, 0).map(|at| at.date_naive()),
        _ => None,
    };
    Ok((row.get(0)?, first_day))
}

fn count(row: &Row<'_>, column: usize) -> duckdb::Result<u64> {
    Ok(row.get::<_, i64>(column)?.max(0).unsigned_abs())
}
