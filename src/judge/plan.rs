//! Policies and calendars as tables for the queries: clauses, selectors, reviews, periods, clocks.

use super::layout::Layout;
use super::{Counting, Judgement, record, run};
use crate::calendar::timeline::Timeline;
use crate::calendar::{Calendar, tables};
use crate::error::{Error, Result};
use crate::policy::{self, Policy, Reading, Rule, Selector};
use crate::time::instant::{DAY, start_of_day};
use crate::time::{Instant, Period, Span};
use chrono::{Days, NaiveDate};
use duckdb::{Connection, named_params};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// How far the data reach: what the calendars must cover, and what a packed event must hold.
#[derive(Debug, Clone)]
pub struct Reach {
    /// How many cases there are.
    pub case_count: i64,
    /// The first receipt of a case; none without cases.
    pub first_received: Option<Instant>,
    /// The earliest instant that anything carries.
    pub earliest: Instant,
    /// The latest instant that a date was promised for, or `as_of` if that is later.
    pub latest: Instant,
    /// No event's place among all events is greater.
    pub next_order: i64,
    /// How long the days are that are all that is known of some instant, in microseconds.
    pub day_lengths: Vec<i64>,
    /// The UTC days, counted from 1970, on which anything may start; in order.
    pub days: Vec<i32>,
}

/// Measures how far the data reach.
pub fn reach(connection: &Connection, judgement: &Judgement<'_>) -> Result<Reach> {
    let as_of = judgement.as_of;
    let failed = |cause: &dyn std::fmt::Display| Error::new(format!("the cases could not be measured: {cause}"));
    let as_of_parameter = super::timestamp(as_of);
    let (mut reach, day_lengths) = connection
        .query_row(include_str!("../../queries/judge/reach.sql"), named_params! { "as_of": as_of_parameter }, |row| {
            let instant = |index| -> duckdb::Result<Option<Instant>> { Ok(row.get::<_, Option<i64>>(index)?.map(Instant)) };
            let reach = Reach {
                case_count: row.get(0)?,
                first_received: instant(1)?,
                earliest: instant(2)?.unwrap_or(as_of).min(as_of),
                latest: instant(3)?.unwrap_or(as_of).max(as_of),
                next_order: row.get(4)?,
                day_lengths: Vec::new(),
                days: Vec::new(),
            };
            Ok((reach, row.get::<_, String>(5)?))
        })
        .map_err(|cause| failed(&cause))?;
    reach.day_lengths = serde_json::from_str(&day_lengths).map_err(|cause| failed(&cause))?;
    let (first, last) = (reach.earliest.0.div_euclid(DAY) as i32, as_of.0.div_euclid(DAY) as i32);
    // A day that is all that is known may end on the next UTC day.
    reach.days = if last - first < MOST_DAYS { (first..=last + 1).collect() } else { days(connection, as_of)? };
    Ok(reach)
}

/// Up to so many days are laid out without looking which of them are needed.
const MOST_DAYS: i32 = 5 * 366;

fn days(connection: &Connection, as_of: Instant) -> Result<Vec<i32>> {
    let failed = |cause: duckdb::Error| Error::new(format!("the days of the cases could not be listed: {cause}"));
    let mut statement = connection.prepare(include_str!("../../queries/judge/day.sql")).map_err(failed)?;
    let as_of = super::timestamp(as_of);
    let rows = statement.query_map(named_params! { "as_of": as_of }, |row| row.get(0)).map_err(failed)?;
    rows.collect::<duckdb::Result<_>>().map_err(failed)
}

/// Clauses that are judged together: their selector sets fit into one packed event.
#[derive(Debug, Clone, Copy, Default)]
pub struct Group {
    /// Its number, from 1.
    pub key: i32,
    /// The sets that the implied receipt answers to.
    pub received_bits: i64,
    /// The sets that clauses on single contacts look at.
    pub contact_bits: i64,
    /// The sets of notices that move a due.
    pub extend_bits: i64,
}

/// What the steps must know of the clauses, beside the tables.
#[derive(Debug)]
pub struct Groups {
    /// The groups of clauses, in order.
    pub groups: Vec<Group>,
    /// The attributes of cases that clauses ask for, in the order of their bits.
    pub attributes: Vec<String>,
    /// Whether any clause asks for a field that is costly to read.
    pub asks_for_text: bool,
}

/// An instant so early that no span which starts before it runs until `as_of`; a week is added for months, which differ in length.
pub fn earliest_open_start(judgement: &Judgement<'_>) -> Result<Instant> {
    let as_of = judgement.as_of;
    let mut earliest = as_of;
    for reading in judgement.readings() {
        let Some(span) = reading.rule.span() else { continue };
        let calendar = judgement.calendars.named(&reading.calendar)?;
        let mut days = 1;
        let start = loop {
            let start = Instant(as_of.0.saturating_sub(days * DAY));
            if days > LONGEST_SPAN_DAYS || Timeline::covering(calendar, start, start, &[span]).due(span, start) < as_of {
                break start;
            }
            days *= 2;
        };
        earliest = earliest.min(Instant(start.0.saturating_sub(7 * DAY)));
    }
    Ok(earliest)
}

/// No policy can write a span longer than 100,000 days; business days can make it several times longer.
const LONGEST_SPAN_DAYS: i64 = 1_000_000;

/// The case columns that any clause's `applies` asks for.
pub fn asked_columns(judgement: &Judgement<'_>) -> Vec<&'static str> {
    let mut asked: Vec<&'static str> =
        judgement.readings().flat_map(|reading| &reading.applies.fields).map(|(column, _)| *column).collect();
    asked.sort_unstable();
    asked.dedup();
    asked
}

/// Writes every table that the steps read beside cases and events.
pub fn write_tables(connection: &Connection, judgement: &Judgement<'_>, reach: &Reach, layout: &Layout) -> Result<Groups> {
    let mut plan = Plan { fields: record::Fields::asked(judgement)?, layout: Some(*layout), ..Plan::default() };
    let mut by_policy: BTreeMap<&str, Vec<&Policy>> = BTreeMap::new();
    for policy in &judgement.policies {
        by_policy.entry(&policy.id).or_default().push(policy);
    }
    for versions in by_policy.values() {
        let begins = versions.iter().map(|policy| begin_of(policy, judgement)).collect::<Result<Vec<i64>>>()?;
        for (place, (policy, last_day)) in versions.iter().zip(policy::last_days(versions)).enumerate() {
            let next_us = begins[place + 1..].iter().copied().min();
            plan.add_version(policy, last_day, next_us, judgement, reach)?;
        }
    }
    insert(connection, include_str!("../../queries/judge/clause.sql"), "clauses", &plan.clauses)?;
    insert(connection, include_str!("../../queries/judge/selector.sql"), "selectors", &plan.selectors)?;
    insert(connection, include_str!("../../queries/judge/pause_of.sql"), "pauses", &plan.pauses)?;
    insert(connection, include_str!("../../queries/judge/version.sql"), "versions", &plan.versions)?;
    insert(connection, include_str!("../../queries/judge/review_period.sql"), "periods", &plan.reviews)?;
    let last_instant = plan.write_calendars(connection, judgement, reach)?;
    let periods = periods(judgement, reach.earliest, reach.latest.max(last_instant));
    insert(connection, include_str!("../../queries/judge/period.sql"), "periods", &periods)?;
    run(connection, include_str!("../../queries/judge/period_day.sql"), &[])?;
    run(connection, include_str!("../../queries/judge/period_clock.sql"), &[])?;
    let asks_for_text = plan.fields.asks_for_text();
    Ok(Groups { groups: plan.groups, attributes: plan.fields.attributes, asks_for_text })
}

/// When a version begins: on its first day, by its own calendar.
fn begin_of(policy: &Policy, judgement: &Judgement<'_>) -> Result<i64> {
    let zone = judgement.calendars.named(&policy.calendar)?.time_zone;
    Ok(policy.effective_from.map_or(i64::MIN, |day| start_of_day(day, zone).0))
}

#[derive(Default)]
struct Plan {
    clauses: Vec<ClauseRow>,
    versions: Vec<VersionRow>,
    pauses: Vec<PauseRow>,
    reviews: Vec<ReviewRow>,
    selectors: Vec<SelectorRow>,
    fields: record::Fields,
    /// All sets of selectors, by key.
    sets: Vec<Vec<Selector>>,
    groups: Vec<Group>,
    /// The sets of the newest group, in the order of their bits.
    set_bits: Vec<i32>,
    calendars: Vec<String>,
    /// Spans whose due is asked for any start, each with its calendar.
    rules: Vec<(i32, Span)>,
    spans: Vec<Span>,
    layout: Option<Layout>,
}

#[derive(Serialize, Default)]
#[allow(clippy::struct_excessive_bools, reason = "a row of a table, each column of its own kind")]
struct ClauseRow {
    clause_key: i32,
    version_key: i32,
    group_key: i32,
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
    from_us: i64,
    until_us: i64,
    r#type: &'static str,
    calendar_key: i32,
    unit: Option<&'static str>,
    amount: Option<i64>,
    rule_key: Option<i32>,
    open_rule_key: Option<i32>,
    each_start: bool,
    starts_at_receipt: bool,
    counts_from_receipt: bool,
    at_most: Option<i64>,
    fields: Vec<String>,
    fields_bits: i64,
    require_set: Option<i32>,
    requires: Vec<String>,
    is_plain_wait: bool,
    after_bits: i64,
    require_bits: i64,
    until_bits: i64,
    extend_bits: i64,
    pause_bits: i64,
    has_bits: Option<i64>,
    lacks_bits: Option<i64>,
    kinds: Option<Vec<String>>,
    channels: Option<Vec<String>>,
    categories: Option<Vec<String>>,
    severities: Option<Vec<String>>,
    outcomes: Option<Vec<String>>,
    teams: Option<Vec<String>>,
}

#[derive(Serialize)]
struct SelectorRow {
    set_key: i32,
    group_key: i32,
    bits: i64,
    event: String,
    auto: Option<bool>,
    roles: Option<Vec<String>>,
    with_fields: Option<Vec<String>>,
}

#[derive(Serialize)]
struct PauseRow {
    clause_key: i32,
    pause_no: i32,
    from_bits: i64,
    until_bits: i64,
}

#[derive(Serialize)]
struct ReviewRow {
    clause_key: i32,
    cycle: i64,
    start_us: i64,
    due_us: i64,
    belongs_us: i64,
}

#[derive(Serialize)]
struct VersionRow {
    version_key: i32,
    policy: String,
    title: String,
    organisation: String,
    calendar: String,
    from_us: i64,
    until_us: i64,
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
    /// Adds a version, which judges until the next one begins by the calendar of that one, or until its own last day is over.
    fn add_version(
        &mut self,
        policy: &Policy,
        last_day: Option<NaiveDate>,
        next_us: Option<i64>,
        judgement: &Judgement<'_>,
        reach: &Reach,
    ) -> Result<()> {
        let version_key = self.versions.len() as i32 + 1;
        let zone = judgement.calendars.named(&policy.calendar)?.time_zone;
        let from_us = begin_of(policy, judgement)?;
        let own_end_us = policy.effective_to.map(|day| start_of_day(day + Days::new(1), zone).0);
        let until_us = own_end_us.into_iter().chain(next_us).min().unwrap_or(i64::MAX);
        self.versions.push(VersionRow {
            version_key,
            policy: policy.id.clone(),
            title: policy.title.clone(),
            organisation: policy.organisation.clone(),
            calendar: policy.calendar.clone(),
            from_us,
            until_us,
            effective_from: policy.effective_from,
            effective_to: last_day,
            sha256: policy.sha256.clone(),
        });
        for (clause_order, clause) in policy.clauses.iter().enumerate() {
            for (reading_order, reading) in clause.readings.iter().enumerate() {
                if !judgement.scope.holds(clause, reading) {
                    continue;
                }
                let mut row = self.reading(reading)?;
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
                (row.effective_from, row.effective_to) = (policy.effective_from, last_day);
                (row.from_us, row.until_us) = (from_us, until_us);
                row.pause_bits = self.add_pauses(reading, row.clause_key);
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
    fn reading(&mut self, reading: &Reading) -> Result<ClauseRow> {
        let calendar_key = self.calendar_key(&reading.calendar);
        let mut row = ClauseRow {
            r#type: reading.rule.name(),
            limit: reading.rule.limit(),
            calendar: reading.calendar.clone(),
            calendar_key,
            require_set: Some(reading.rule.required()).filter(|set| !set.is_empty()).map(|set| self.set(set)),
            requires: reading
                .rule
                .required()
                .iter()
                .map(|selector| &selector.event)
                .collect::<BTreeSet<_>>()
                .into_iter()
                .cloned()
                .collect(),
            is_plain_wait: reading.is_plain_wait(),
            ..ClauseRow::default()
        };
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
        if let Rule::Review { require, .. } = &reading.rule {
            let set_key = self.set(require);
            self.select(require, set_key, 0, 0);
            return Ok(row);
        }
        self.join_group(reading)?;
        row.group_key = self.groups.len() as i32;
        row.until_bits = self.bits(&reading.until);
        row.require_bits = self.bits(reading.rule.required());
        row.has_bits = reading.applies.has.as_ref().map(|set| self.bits(set));
        row.lacks_bits = reading.applies.lacks.as_ref().map(|set| self.bits(set));
        if let Some(span) = reading.rule.span() {
            self.spans.push(span);
            (row.unit, row.amount) = (Some(span.unit.name()), Some(span.amount));
        }
        row.open_rule_key = reading.applies.open_longer_than.map(|span| self.rule(calendar_key, span));
        match &reading.rule {
            Rule::Deadline { after, require, extended_by, each, within, .. } => {
                row.after_bits = self.bits(after);
                row.extend_bits = self.bits(extended_by);
                row.each_start = *each;
                let receipt = Selector::named("received");
                row.starts_at_receipt = after[..] == [receipt.clone()];
                row.counts_from_receipt = row.starts_at_receipt && within.is_some() && !each && !require.contains(&receipt);
                if let Some(group) = self.groups.last_mut() {
                    group.extend_bits |= row.extend_bits;
                }
                row.rule_key = within.map(|span| self.rule(calendar_key, span));
            }
            Rule::Cadence { after, .. } => row.after_bits = self.bits(after),
            Rule::Precondition { before, .. } => row.after_bits = self.bits(before),
            Rule::SingleContact { at_most, .. } => {
                row.at_most = Some(*at_most);
                if let Some(group) = self.groups.last_mut() {
                    group.contact_bits |= row.require_bits;
                }
            }
            Rule::Record { fields } => {
                row.fields_bits = self.fields.bits(fields);
                row.fields.clone_from(fields);
            }
            Rule::Review { .. } => {}
        }
        Ok(row)
    }

    /// Writes the pauses of a clause; returns the sets that begin any of them.
    fn add_pauses(&mut self, reading: &Reading, clause_key: i32) -> i64 {
        let Rule::Deadline { pause, .. } = &reading.rule else { return 0 };
        let mut all_bits = 0;
        for (pause_no, pause) in pause.iter().enumerate() {
            let (from_bits, until_bits) = (self.bits(&pause.from), self.bits(&pause.until));
            self.pauses.push(PauseRow { clause_key, pause_no: pause_no as i32, from_bits, until_bits });
            all_bits |= from_bits;
        }
        all_bits
    }

    /// Makes room for all sets of a reading in one group: the newest, or one of its own where that is full.
    fn join_group(&mut self, reading: &Reading) -> Result<()> {
        let capacity = self.layout.map_or(0, |layout| layout.set_capacity as usize);
        let mut keys: Vec<i32> = reading.selector_sets().into_iter().map(|set| self.set(set)).collect();
        keys.sort_unstable();
        keys.dedup();
        let new = keys.iter().filter(|key| !self.set_bits.contains(key)).count();
        if self.groups.is_empty() || self.set_bits.len() + new > capacity {
            if keys.len() > capacity {
                return Err(Error::new(format!("a clause names {} different lists of events, and {capacity} can be judged", keys.len()))
                    .remedy("Divide it into several clauses."));
            }
            self.groups.push(Group { key: self.groups.len() as i32 + 1, ..Group::default() });
            self.set_bits.clear();
        }
        Ok(())
    }

    /// The bit of a set in the newest group, which has room for it; 0 for an empty set.
    fn bits(&mut self, selectors: &[Selector]) -> i64 {
        let (Some(layout), false) = (self.layout, selectors.is_empty()) else { return 0 };
        let set_key = self.set(selectors);
        if let Some(index) = self.set_bits.iter().position(|known| *known == set_key) {
            return layout.set_bit(index);
        }
        let bits = layout.set_bit(self.set_bits.len());
        self.set_bits.push(set_key);
        if let Some(group) = self.groups.last_mut() {
            // The implied receipt says nothing of who or what.
            if selectors.contains(&Selector::named("received")) {
                group.received_bits |= bits;
            }
        }
        self.select(selectors, set_key, self.groups.len() as i32, bits);
        bits
    }

    fn select(&mut self, selectors: &[Selector], set_key: i32, group_key: i32, bits: i64) {
        let given = |list: &[String]| Some(list.to_vec()).filter(|list| !list.is_empty());
        self.selectors.extend(selectors.iter().map(|selector| SelectorRow {
            set_key,
            group_key,
            bits,
            event: selector.event.clone(),
            auto: selector.auto,
            roles: given(&selector.role),
            with_fields: given(&selector.with),
        }));
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

    /// The key of a span on a calendar in `judge_due_from`.
    fn rule(&mut self, calendar_key: i32, span: Span) -> i32 {
        self.spans.push(span);
        let known = self.rules.iter().position(|rule| *rule == (calendar_key, span));
        known.unwrap_or_else(|| {
            self.rules.push((calendar_key, span));
            self.rules.len() - 1
        }) as i32
    }

    /// Lays the calendars out; returns the last instant that any of them covers.
    fn write_calendars(&self, connection: &Connection, judgement: &Judgement<'_>, reach: &Reach) -> Result<Instant> {
        let failed = |cause: &dyn std::fmt::Display| Error::new(format!("the calendars could not be laid out: {cause}"));
        connection.execute_batch(include_str!("../../queries/judge/calendar_tables.sql")).map_err(|cause| failed(&cause))?;
        let mut last_instant = judgement.as_of;
        for (key, id) in self.calendars.iter().enumerate() {
            let calendar = judgement.calendars.named(id)?;
            let timeline = Timeline::covering(calendar, reach.earliest, judgement.as_of, &self.spans);
            last_instant = timeline.days().last().map_or(last_instant, |day| day.ends_at.max(last_instant));
            let key = key as i32;
            let mut written = vec![
                ("calendar_clock", tables::clock_rows(key, &timeline)),
                ("calendar_day", tables::day_rows(key, &timeline)),
                ("calendar_open", tables::open_rows(key, &timeline)),
            ];
            for (rule_key, (_, span)) in self.rules.iter().enumerate().filter(|(_, (calendar_key, _))| *calendar_key == key) {
                let rows = tables::due_stretches(&timeline, *span, &reach.days);
                written.push(("judge_due_from", tables::due_rows(rule_key as i32, &rows)));
            }
            for (table, rows) in written {
                let rows = rows.map_err(|cause| failed(&cause))?;
                let mut appender = connection.appender(table).map_err(|cause| failed(&cause))?;
                appender.append_record_batch(rows).map_err(|cause| failed(&cause))?;
                appender.flush().map_err(|cause| failed(&cause))?;
            }
        }
        Ok(last_instant)
    }
}

/// One row for each whole period that starts on or after the policy's first day (or the date of
/// the first case, if that is later or no day is given) and at or before `as_of`.
///
/// A review of a year is told in that year wherever the workspace lies: at the end of a year in London it is the next one in Berlin.
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
            belongs_us: period.end_at(judgement.time_zone).0 - 1,
        })
        .collect()
}

/// The reporting periods from before the earliest instant to well past the latest due.
fn periods(judgement: &Judgement<'_>, earliest: Instant, latest: Instant) -> Vec<PeriodRow> {
    let zone = judgement.time_zone;
    let Counting { every, within } = judgement.counted_by;
    let first = Period::containing(earliest.local_date(zone), every).previous();
    let until = latest.local_date(zone) + Days::new(800);
    let periods = std::iter::successors(Some(first), |period| Some(period.next())).take_while(|period| period.first_day() <= until);
    let mut days: Vec<NaiveDate> = periods.flat_map(|period| [period.first_day(), period.end_day()]).collect();
    let ends = days.first().copied().zip(days.last().copied());
    if let (Some(within), Some((first, last))) = (within, ends) {
        days.extend([within.first_day(), within.end_day()].into_iter().filter(|day| (first..last).contains(day)));
    }
    days.sort_unstable();
    days.dedup();
    let at = |day: NaiveDate| start_of_day(day, zone).0;
    days.windows(2).map(|pair| PeriodRow { period_start: pair[0], start_us: at(pair[0]), end_us: at(pair[1]) }).collect()
}

/// Creates a table from rows that are bound as one JSON list.
fn insert<T: Serialize>(connection: &Connection, sql: &str, parameter: &str, rows: &[T]) -> Result<()> {
    let json = serde_json::to_string(rows).map_err(|cause| Error::new(format!("the plan could not be written: {cause}")))?;
    run(connection, sql, &[(parameter, &json)])
}
