//! Policies and calendars as tables for the queries: clauses, selectors, reviews, periods, clocks.

use super::{Judgement, run, timestamp};
use crate::calendar::timeline::{Timeline, day_number};
use crate::calendar::{Calendar, tables};
use crate::error::{Error, Result};
use crate::policy::{self, Policy, Reading, Rule, Selector};
use crate::time::{Instant, Period, Span};
use chrono::NaiveDate;
use duckdb::{Connection, named_params};
use serde::Serialize;
use std::collections::BTreeMap;

/// How far the data reach: what the calendars must cover.
#[derive(Debug, Clone, Copy)]
pub struct Reach {
    /// How many cases there are.
    pub case_count: i64,
    /// The first receipt of a case; none without cases.
    pub first_received: Option<Instant>,
    /// The earliest instant that anything carries.
    pub earliest: Instant,
    /// The latest instant that a date was promised for, or `as_of` if that is later.
    pub latest: Instant,
}

/// Measures how far the data reach.
pub fn reach(connection: &Connection, judgement: &Judgement<'_>) -> Result<Reach> {
    let as_of = judgement.as_of;
    connection
        .query_row(include_str!("../../queries/judge/reach.sql"), named_params! { "as_of": timestamp(as_of) }, |row| {
            let instant = |index| -> duckdb::Result<Option<Instant>> { Ok(row.get::<_, Option<i64>>(index)?.map(Instant)) };
            Ok(Reach {
                case_count: row.get(0)?,
                first_received: instant(1)?,
                earliest: instant(2)?.unwrap_or(as_of).min(as_of),
                latest: instant(3)?.unwrap_or(as_of).max(as_of),
            })
        })
        .map_err(|cause| Error::new(format!("the cases could not be measured: {cause}")))
}

/// Writes every table that the steps read beside cases and events.
pub fn write_tables(connection: &Connection, judgement: &Judgement<'_>, reach: &Reach) -> Result<()> {
    let mut plan = Plan::default();
    let mut by_policy: BTreeMap<&str, Vec<&Policy>> = BTreeMap::new();
    for policy in &judgement.policies {
        by_policy.entry(&policy.id).or_default().push(policy);
    }
    for versions in by_policy.values() {
        for (policy, last_day) in versions.iter().zip(policy::last_days(versions)) {
            plan.add_version(policy, last_day, judgement, reach)?;
        }
    }
    let periods = periods(judgement, reach);
    insert(connection, include_str!("../../queries/judge/clause.sql"), "clauses", &plan.clauses)?;
    insert(connection, include_str!("../../queries/judge/selector.sql"), "selectors", &plan.selector_rows())?;
    insert(connection, include_str!("../../queries/judge/pause_set.sql"), "pauses", &plan.pauses)?;
    insert(connection, include_str!("../../queries/judge/field.sql"), "fields", &plan.fields)?;
    insert(connection, include_str!("../../queries/judge/version.sql"), "versions", &plan.versions)?;
    insert(connection, include_str!("../../queries/judge/review_period.sql"), "periods", &plan.reviews)?;
    insert(connection, include_str!("../../queries/judge/period.sql"), "periods", &periods)?;
    plan.write_calendars(connection, judgement, reach)
}

#[derive(Default)]
struct Plan {
    clauses: Vec<ClauseRow>,
    versions: Vec<VersionRow>,
    pauses: Vec<PauseRow>,
    fields: Vec<FieldRow>,
    reviews: Vec<ReviewRow>,
    sets: Vec<Vec<Selector>>,
    calendars: Vec<String>,
    spans: Vec<Span>,
}

#[derive(Serialize, Default)]
struct ClauseRow {
    clause_key: i32,
    version_key: i32,
    policy: String,
    clause: String,
    reading: String,
    reading_order: i32,
    clause_order: i32,
    cite: String,
    text: String,
    strength: &'static str,
    assumed: bool,
    aim: Option<f64>,
    refs: Vec<String>,
    limit: Option<String>,
    calendar: String,
    effective_from: Option<NaiveDate>,
    effective_to: Option<NaiveDate>,
    r#type: &'static str,
    calendar_key: i32,
    unit: Option<&'static str>,
    amount: Option<i64>,
    each_start: bool,
    at_most: Option<i64>,
    open_unit: Option<&'static str>,
    open_amount: Option<i64>,
    after_set: Option<i32>,
    require_set: Option<i32>,
    until_set: Option<i32>,
    extend_set: Option<i32>,
    has_set: Option<i32>,
    lacks_set: Option<i32>,
    kinds: Option<Vec<String>>,
    channels: Option<Vec<String>>,
    categories: Option<Vec<String>>,
    severities: Option<Vec<String>>,
    outcomes: Option<Vec<String>>,
    teams: Option<Vec<String>>,
}

#[derive(Serialize)]
struct SelectorRow<'a> {
    set_key: i32,
    event: &'a str,
    auto: Option<bool>,
    roles: Option<&'a [String]>,
    with_fields: Option<&'a [String]>,
}

#[derive(Serialize)]
struct PauseRow {
    clause_key: i32,
    pause_no: i32,
    from_set: i32,
    until_set: i32,
}

#[derive(Serialize)]
struct FieldRow {
    clause_key: i32,
    field: String,
}

#[derive(Serialize)]
struct ReviewRow {
    clause_key: i32,
    cycle: i64,
    start_us: i64,
    due_us: i64,
}

#[derive(Serialize)]
struct VersionRow {
    version_key: i32,
    policy: String,
    title: String,
    organisation: String,
    calendar_key: i32,
    calendar: String,
    first_day: Option<i32>,
    last_day: Option<i32>,
    effective_from: Option<NaiveDate>,
    effective_to: Option<NaiveDate>,
    sha256: String,
}

#[derive(Serialize)]
struct PeriodRow {
    period_start: NaiveDate,
    start_us: i64,
    end_us: i64,
}

impl Plan {
    fn add_version(&mut self, policy: &Policy, last_day: Option<NaiveDate>, judgement: &Judgement<'_>, reach: &Reach) -> Result<()> {
        let version_key = self.versions.len() as i32 + 1;
        let calendar_key = self.calendar_key(&policy.calendar);
        self.versions.push(VersionRow {
            version_key,
            policy: policy.id.clone(),
            title: policy.title.clone(),
            organisation: policy.organisation.clone(),
            calendar_key,
            calendar: policy.calendar.clone(),
            first_day: policy.effective_from.map(day_number),
            last_day: last_day.map(day_number),
            effective_from: policy.effective_from,
            effective_to: policy.effective_to,
            sha256: policy.sha256.clone(),
        });
        for (clause_order, clause) in policy.clauses.iter().enumerate() {
            for (reading_order, reading) in clause.readings.iter().enumerate() {
                let mut row = self.reading(reading);
                row.clause_key = self.clauses.len() as i32 + 1;
                row.version_key = version_key;
                row.policy.clone_from(&policy.id);
                row.clause.clone_from(&clause.id);
                row.reading.clone_from(&reading.id);
                row.text.clone_from(&reading.text);
                row.cite.clone_from(&clause.cite);
                row.refs.clone_from(&clause.refs);
                (row.reading_order, row.clause_order) = (reading_order as i32, clause_order as i32);
                (row.strength, row.assumed, row.aim) = (clause.strength.name(), clause.assumed, clause.aim);
                (row.effective_from, row.effective_to) = (policy.effective_from, policy.effective_to);
                self.add_parts(reading, row.clause_key);
                if let Rule::Review { every, .. } = &reading.rule {
                    let calendar = judgement.calendars.named(&reading.calendar)?;
                    self.reviews.extend(review_rows(row.clause_key, *every, calendar, policy, last_day, judgement, reach));
                }
                self.clauses.push(row);
            }
        }
        Ok(())
    }

    /// The columns that decide a verdict.
    fn reading(&mut self, reading: &Reading) -> ClauseRow {
        let mut row = ClauseRow {
            r#type: reading.rule.name(),
            limit: reading.rule.limit(),
            calendar: reading.calendar.clone(),
            calendar_key: self.calendar_key(&reading.calendar),
            until_set: Some(self.set(&reading.until)),
            has_set: reading.applies.has.as_ref().map(|set| self.set(set)),
            lacks_set: reading.applies.lacks.as_ref().map(|set| self.set(set)),
            require_set: Some(reading.rule.required()).filter(|set| !set.is_empty()).map(|set| self.set(set)),
            ..ClauseRow::default()
        };
        if let Some(span) = reading.rule.span() {
            self.spans.push(span);
            (row.unit, row.amount) = (Some(span.unit.name()), Some(span.amount));
        }
        if let Some(span) = reading.applies.open_longer_than {
            self.spans.push(span);
            (row.open_unit, row.open_amount) = (Some(span.unit.name()), Some(span.amount));
        }
        match &reading.rule {
            Rule::Deadline { after, extended_by, each, .. } => {
                row.after_set = Some(self.set(after));
                row.extend_set = Some(extended_by).filter(|set| !set.is_empty()).map(|set| self.set(set));
                row.each_start = *each;
            }
            Rule::Cadence { after, .. } => row.after_set = Some(self.set(after)),
            Rule::Precondition { before, .. } => row.after_set = Some(self.set(before)),
            Rule::SingleContact { at_most, .. } => row.at_most = Some(*at_most),
            Rule::Record { .. } | Rule::Review { .. } => {}
        }
        for (field, values) in &reading.applies.fields {
            let column = match *field {
                "kind" => &mut row.kinds,
                "channel" => &mut row.channels,
                "category" => &mut row.categories,
                "severity" => &mut row.severities,
                "outcome" => &mut row.outcomes,
                _ => &mut row.teams,
            };
            *column = Some(values.clone());
        }
        row
    }

    /// What a clause has several of: pauses and fields.
    fn add_parts(&mut self, reading: &Reading, clause_key: i32) {
        match &reading.rule {
            Rule::Deadline { pause, .. } => {
                for (pause_no, pause) in pause.iter().enumerate() {
                    let (from_set, until_set) = (self.set(&pause.from), self.set(&pause.until));
                    self.pauses.push(PauseRow { clause_key, pause_no: pause_no as i32, from_set, until_set });
                }
            }
            Rule::Record { fields } => {
                self.fields.extend(fields.iter().map(|field| FieldRow { clause_key, field: field.clone() }));
            }
            _ => {}
        }
    }

    /// The key of a set of selectors; equal sets share one.
    fn set(&mut self, selectors: &[Selector]) -> i32 {
        let known = self.sets.iter().position(|set| set == selectors);
        known.unwrap_or_else(|| {
            self.sets.push(selectors.to_vec());
            self.sets.len() - 1
        }) as i32
    }

    fn calendar_key(&mut self, id: &str) -> i32 {
        let known = self.calendars.iter().position(|calendar| calendar == id);
        known.unwrap_or_else(|| {
            self.calendars.push(id.to_string());
            self.calendars.len() - 1
        }) as i32
    }

    fn selector_rows(&self) -> Vec<SelectorRow<'_>> {
        let given = |list: &'_ [String]| -> bool { !list.is_empty() };
        self.sets
            .iter()
            .enumerate()
            .flat_map(|(set_key, set)| {
                set.iter().map(move |selector| SelectorRow {
                    set_key: set_key as i32,
                    event: &selector.event,
                    auto: selector.auto,
                    roles: Some(&selector.role[..]).filter(|list| given(list)),
                    with_fields: Some(&selector.with[..]).filter(|list| given(list)),
                })
            })
            .collect()
    }

    fn write_calendars(&self, connection: &Connection, judgement: &Judgement<'_>, reach: &Reach) -> Result<()> {
        let failed = |cause: &dyn std::fmt::Display| Error::new(format!("the calendars could not be laid out: {cause}"));
        connection.execute_batch(include_str!("../../queries/judge/calendar_tables.sql")).map_err(|cause| failed(&cause))?;
        for (key, id) in self.calendars.iter().enumerate() {
            let calendar = judgement.calendars.named(id)?;
            let timeline = Timeline::covering(calendar, reach.earliest, judgement.as_of, &self.spans);
            let key = key as i32;
            for (table, rows) in [
                ("calendar_clock", tables::clock_rows(key, &timeline)),
                ("calendar_day", tables::day_rows(key, &timeline)),
                ("calendar_open", tables::open_rows(key, &timeline)),
            ] {
                let rows = rows.map_err(|cause| failed(&cause))?;
                let mut appender = connection.appender(table).map_err(|cause| failed(&cause))?;
                appender.append_record_batch(rows).map_err(|cause| failed(&cause))?;
                appender.flush().map_err(|cause| failed(&cause))?;
            }
        }
        Ok(())
    }
}

/// One row for each whole period that starts on or after the policy's first day (or the date of
/// the first case, if that is later or no day is given) and at or before `as_of`.
fn review_rows(
    clause_key: i32,
    every: crate::time::period::Length,
    calendar: &Calendar,
    policy: &Policy,
    last_day: Option<NaiveDate>,
    judgement: &Judgement<'_>,
    reach: &Reach,
) -> Vec<ReviewRow> {
    let zone = calendar.time_zone;
    let Some(first_case) = reach.first_received.map(|at| at.local_date(zone)) else { return Vec::new() };
    let first_day = policy.effective_from.map_or(first_case, |from| from.max(first_case));
    let mut period = Period::containing(first_day, every);
    if period.first_day() < first_day {
        period = period.next();
    }
    std::iter::successors(Some(period), |period| Some(period.next()))
        .take_while(|period| period.start_at(zone) <= judgement.as_of && last_day.is_none_or(|last| period.first_day() <= last))
        .enumerate()
        .map(|(index, period)| ReviewRow {
            clause_key,
            cycle: index as i64 + 1,
            start_us: period.start_at(zone).0,
            due_us: period.end_at(zone).0,
        })
        .collect()
}

/// The reporting periods from the earliest instant to well past the latest due.
fn periods(judgement: &Judgement<'_>, reach: &Reach) -> Vec<PeriodRow> {
    let zone = judgement.time_zone;
    let first = Period::containing(reach.earliest.local_date(zone), judgement.counted_by).previous();
    // A span of 100,000 days is the longest that a policy can write; such a due needs its period too.
    let until = reach.latest.local_date(zone) + chrono::Days::new(800);
    std::iter::successors(Some(first), |period| Some(period.next()))
        .take_while(|period| period.first_day() <= until)
        .map(|period| PeriodRow { period_start: period.first_day(), start_us: period.start_at(zone).0, end_us: period.end_at(zone).0 })
        .collect()
}

/// Creates a table from rows that are bound as one JSON list.
fn insert<T: Serialize>(connection: &Connection, sql: &str, parameter: &str, rows: &[T]) -> Result<()> {
    let json = serde_json::to_string(rows).map_err(|cause| Error::new(format!("the plan could not be written: {cause}")))?;
    run(connection, sql, &[(parameter, &json)])
}
