//! How far each clause's clock ran until it was kept, or has run so far: set by set, in SQL.
//!
//! A *probe* is a clause without its limit, judged like any other: the judge says what starts it,
//! what answers it, whether the source could tell and whether the case has ended. The queries in
//! `queries/what_if/` then read the clause's clock between the two, pauses taken out and notices
//! heard as `semantics.md` has them, so that the least limit that a duty would have kept is exact.

use super::calibration::{Calibration, Windows, calibrate, calibrate_cadence, trials};
use super::limits::{Amount, Limits, limits};
use super::variant::Variant;
use super::{failed, run};
use crate::calendar::timeline::{Timeline, day_number};
use crate::calendar::{Calendar, Calendars};
use crate::error::Result;
use crate::judge::timestamp;
use crate::policy::{Policy, Reading, Rule, Selector};
use crate::time::{Instant, Period, Span, Unit};
use chrono::NaiveDate;
use chrono_tz::Tz;
use duckdb::types::Value;
use duckdb::{Connection, ToSql, named_params};
use serde::Serialize;

const RESULT: &str = include_str!("../../queries/what_if/result.sql");
const SLA: &str = include_str!("../../queries/measure/sla.sql");
const FLIPS: &str = include_str!("../../queries/measure/reading_flips.sql");
const WINDOWS: &str = include_str!("../../queries/what_if/windows.sql");
const TALLY: &str = include_str!("../../queries/what_if/tally.sql");

/// The steps from verdicts to what each duty needed; each reads only what those before it wrote.
const STEPS: [&str; 8] = [
    include_str!("../../queries/what_if/clock_at.sql"),
    include_str!("../../queries/what_if/match.sql"),
    include_str!("../../queries/what_if/start.sql"),
    include_str!("../../queries/what_if/stop.sql"),
    include_str!("../../queries/what_if/reach.sql"),
    include_str!("../../queries/what_if/aim.sql"),
    include_str!("../../queries/what_if/need.sql"),
    include_str!("../../queries/what_if/silence.sql"),
];

/// A measured way of one version: what is asked, and the reading that the judge is given for it.
#[derive(Debug, Clone)]
struct Probe {
    id: String,
    measure: i32,
    of: Variant,
    unit: Unit,
}

/// What is judged to answer the question, and what the answer is read from.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The policies with all variants and probes as readings: what is to be judged.
    pub policies: Vec<Policy>,
    variants: Vec<VariantRow>,
    probes: Vec<Probe>,
}

/// Which part of the history is looked at, and how it is divided.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// The first instant and the end, not included; none: all time.
    pub period: Option<(Instant, Instant)>,
    /// The first days of the period and of the next one, as reporting periods are named.
    pub days: Option<(chrono::NaiveDate, NaiveDate)>,
    /// A column of cases, or `source`.
    pub by: Option<String>,
}

impl Scope {
    /// A period, or all time.
    pub fn of(period: Option<Period>, zone: Tz, by: Option<String>) -> Self {
        Self {
            period: period.map(|period| (period.start_at(zone), period.end_at(zone))),
            days: period.map(|period| (period.first_day(), period.end_day())),
            by,
        }
    }

    /// The last day that is looked at from this instant.
    pub fn last_day(&self, as_of: Instant, zone: Tz) -> NaiveDate {
        let today = as_of.local_date(zone);
        self.days.and_then(|(_, end)| end.pred_opt()).map_or(today, |last| last.min(today))
    }
}

#[derive(Debug, Clone, Serialize)]
struct VariantRow {
    policy: String,
    clause: String,
    reading: String,
    clause_place: usize,
    place: usize,
    calendar: String,
    measure: Option<i32>,
    in_force: Option<String>,
    is_of_some_versions: bool,
    limits_are_of_some_versions: bool,
    #[serde(skip)]
    rule: Rule,
}

#[derive(Serialize)]
struct ProbeRow<'a> {
    probe: &'a str,
    measure: i32,
    policy: &'a str,
    clause: &'a str,
    reading: &'a str,
    kind: &'static str,
    calendar_key: usize,
    unit: &'static str,
}

#[derive(Serialize)]
struct SelectorRow<'a> {
    probe: &'a str,
    part: &'static str,
    pause_no: usize,
    event: &'a str,
    auto: Option<bool>,
    roles: Option<&'a [String]>,
    with_fields: Option<&'a [String]>,
}

#[derive(Serialize)]
struct ClockRow {
    calendar_key: usize,
    from_us: i64,
    is_open: bool,
    was_open: bool,
    open_before: i64,
    day: i32,
    business_before: i64,
    business_upto: i64,
}

#[derive(Serialize)]
struct LimitRow<'a> {
    #[serde(flatten)]
    limits: &'a Limits,
    limit_unit: &'static str,
}

impl Plan {
    /// Adds the probes to the policies of [`super::variant::with_variants`].
    ///
    /// The limit of a clause is that of its newest version that has begun by `last_day`, the end of what is looked at: a later one is not
    /// in force yet. All its versions are measured in the unit of that one.
    pub fn new(mut policies: Vec<Policy>, last_day: NaiveDate) -> Self {
        let mut plan = Self { policies: Vec::new(), variants: Vec::new(), probes: Vec::new() };
        let mut measures: Vec<Vec<Option<Variant>>> = Vec::new();
        let versions = super::variant::variants(&policies);
        let has_begun = |policy: &Policy| policy.effective_from.is_none_or(|from| from <= last_day);
        for lead in in_force(&policies, &versions, &has_begun) {
            let named = |variants: &Vec<Variant>| variants.iter().find(|variant| variant.is_named_like(lead)).cloned();
            let of_versions: Vec<Option<Variant>> = versions.iter().map(named).collect();
            let kind = lead.reading.rule.name();
            let measured =
                |variant: &Option<Variant>| variant.as_ref().zip(lead.unit()).and_then(|(one, unit)| one.measured_in(unit, kind));
            let measured: Vec<Option<Variant>> = of_versions.iter().map(measured).collect();
            let place = measured.iter().any(Option::is_some).then(|| {
                measures.iter().position(|known| are_measured_alike(known, &measured)).unwrap_or_else(|| {
                    measures.push(measured.clone());
                    measures.len() - 1
                })
            });
            let begun = || policies.iter().zip(of_versions.iter().zip(&measured)).filter(|(policy, _)| has_begun(policy));
            let has_clause = |policy: &Policy| policy.id == lead.policy && policy.clauses.iter().any(|clause| clause.id == lead.clause);
            let has_cases = |variant: &Variant| !matches!(variant.reading.rule, Rule::Review { .. });
            plan.variants.push(VariantRow {
                policy: lead.policy.clone(),
                clause: lead.clause.clone(),
                reading: lead.reading.id.clone(),
                clause_place: lead.clause_place,
                place: lead.place,
                calendar: lead.reading.calendar.clone(),
                measure: place.map(|place| place as i32),
                in_force: lead.reading.rule.limit(),
                is_of_some_versions: begun().any(|(policy, (variant, _))| variant.is_none() && has_clause(policy)),
                limits_are_of_some_versions: place.is_some()
                    && begun().any(|(_, (variant, measured))| measured.is_none() && variant.as_ref().is_some_and(has_cases)),
                rule: lead.reading.rule.clone(),
            });
        }
        for (measure, of_versions) in (0..).zip(measures) {
            for (policy, variant) in policies.iter_mut().zip(of_versions) {
                let Some((of, unit)) = variant.and_then(|variant| variant.unit().map(|unit| (variant, unit))) else { continue };
                let id = format!("probe {}", plan.probes.len());
                policy.clauses[of.clause_place].readings.push(without_limit(&of.reading, &id));
                plan.probes.push(Probe { id, measure, of, unit });
            }
        }
        plan.policies = policies;
        plan
    }

    /// Adds the limits that a calibration tries of each cadence, as readings: [`Plan::calibrate`] counts their windows.
    #[must_use]
    pub fn with_trials(mut self) -> Self {
        for row in self.variants.iter().filter(|row| row.place == 0) {
            for span in row.trials() {
                let policies = self.policies.iter_mut().filter(|policy| policy.id == row.policy);
                for clause in policies.flat_map(|policy| &mut policy.clauses).filter(|clause| clause.id == row.clause) {
                    let main = clause.main().clone();
                    if let (Rule::Cadence { .. }, Some(rule)) = (&main.rule, main.rule.with_limit(span)) {
                        clause.readings.push(Reading { id: trial(span), rule, ..main });
                    }
                }
            }
        }
        self
    }

    /// Measures every duty from the verdicts of [`Plan::policies`]: the table `what_if_need`.
    pub fn measure(&self, connection: &Connection, calendars: &Calendars, as_of: Instant) -> Result<()> {
        self.write_probes(connection, calendars, as_of)?;
        for step in STEPS {
            let (at, as_of_us) = (timestamp(as_of), as_of.0);
            let all: [(&str, &dyn ToSql); 2] = [("as_of", &at), ("as_of_us", &as_of_us)];
            let asked = crate::sql::parameters(step);
            let parameters: Vec<(&str, &dyn ToSql)> = all.into_iter().filter(|(name, _)| asked.iter().any(|one| one == name)).collect();
            run(connection, step, &parameters)?;
        }
        Ok(())
    }

    /// The share that limits around each one in force would have kept, after [`Plan::with_trials`] and [`Plan::measure`]; one for each
    /// clause that had a duty.
    pub fn calibrate(&self, connection: &Connection, scope: &Scope) -> Result<Vec<Calibration>> {
        let amounts = amounts(connection, scope)?;
        rates(connection, scope)?;
        let mut calibrations = Vec::new();
        for row in self.variants.iter().filter(|row| row.place == 0) {
            let (Some(measure), Some(span)) = (row.measure, row.rule.span()) else { continue };
            let known: Vec<Amount> = amounts.iter().filter(|amount| amount.measure == measure).cloned().collect();
            calibrations.extend(if matches!(row.rule, Rule::Cadence { .. }) {
                let windows: Vec<Windows> = row.trials().into_iter().map(|span| windows(connection, row, span)).collect::<Result<_>>()?;
                calibrate_cadence(&row.policy, &row.clause, span, &known, &windows)
            } else {
                calibrate(&row.policy, &row.clause, span, &known)
            });
        }
        Ok(calibrations)
    }

    /// Answers from the verdicts of [`Plan::policies`]; afterwards [`result`] can be read.
    pub fn answer(&self, connection: &Connection, calendars: &Calendars, scope: &Scope, as_of: Instant) -> Result<()> {
        self.measure(connection, calendars, as_of)?;
        insert(connection, include_str!("../../queries/what_if/variant.sql"), &self.variants)?;
        let limits = limits(&amounts(connection, scope)?);
        let unit = |measure: i32| self.probes.iter().find(|probe| probe.measure == measure).map_or("", |probe| unit_name(probe.unit));
        let rows: Vec<LimitRow<'_>> = limits.iter().map(|limits| LimitRow { limits, limit_unit: unit(limits.measure) }).collect();
        insert(connection, include_str!("../../queries/what_if/limit.sql"), &rows)?;
        rates(connection, scope)?;
        flips(connection, scope)
    }

    fn write_probes(&self, connection: &Connection, calendars: &Calendars, as_of: Instant) -> Result<()> {
        let mut ids: Vec<&str> = self.probes.iter().map(|probe| probe.of.reading.calendar.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        let key = |id: &str| ids.iter().position(|known| *known == id).unwrap_or_default();
        let probes: Vec<ProbeRow<'_>> = self.probes.iter().map(|probe| probe.row(key(&probe.of.reading.calendar))).collect();
        let selectors: Vec<SelectorRow<'_>> = self.probes.iter().flat_map(Probe::selectors).collect();
        let earliest = earliest(connection)?.unwrap_or(as_of).min(as_of);
        let mut clock = Vec::new();
        for (calendar_key, id) in ids.iter().enumerate() {
            clock.extend(clock_rows(calendar_key, calendars.named(id)?, earliest, as_of));
        }
        insert(connection, include_str!("../../queries/what_if/probe.sql"), &probes)?;
        insert(connection, include_str!("../../queries/what_if/selector.sql"), &selectors)?;
        insert(connection, include_str!("../../queries/what_if/clock.sql"), &clock)
    }
}

impl Probe {
    fn row(&self, calendar_key: usize) -> ProbeRow<'_> {
        ProbeRow {
            probe: &self.id,
            measure: self.measure,
            policy: &self.of.policy,
            clause: &self.of.clause,
            reading: &self.of.reading.id,
            kind: self.of.reading.rule.name(),
            calendar_key,
            unit: self.unit.name(),
        }
    }

    fn selectors(&self) -> Vec<SelectorRow<'_>> {
        let reading = &self.of.reading;
        let mut rows = Vec::new();
        let mut add = |part, pause_no, selectors| rows.extend(selector_rows(&self.id, part, pause_no, selectors));
        add("require", 0, reading.rule.required());
        match &reading.rule {
            Rule::Deadline { after, extended_by, pause, .. } => {
                add("after", 0, after);
                add("notice", 0, extended_by);
                for (pause_no, pause) in pause.iter().enumerate() {
                    add("from", pause_no, &pause.from);
                    add("upto", pause_no, &pause.until);
                }
            }
            _ => add("until", 0, &reading.until),
        }
        rows
    }
}

fn selector_rows<'a>(
    probe: &'a str,
    part: &'static str,
    pause_no: usize,
    selectors: &'a [Selector],
) -> impl Iterator<Item = SelectorRow<'a>> {
    selectors.iter().map(move |selector| SelectorRow {
        probe,
        part,
        pause_no,
        event: &selector.event,
        auto: selector.auto,
        roles: Some(&selector.role[..]).filter(|roles| !roles.is_empty()),
        with_fields: Some(&selector.with[..]).filter(|fields| !fields.is_empty()),
    })
}

impl VariantRow {
    /// The limits that a calibration tries one by one: those of a cadence.
    fn trials(&self) -> Vec<Span> {
        match &self.rule {
            Rule::Cadence { every, .. } => trials(*every),
            _ => Vec::new(),
        }
    }
}

/// The name of the reading by which a limit of a cadence is tried.
fn trial(span: Span) -> String {
    format!("trial {span}")
}

/// Each variant once, as it stands in the newest version that has begun; of one that is in later versions only, in the newest of all.
fn in_force<'v>(policies: &[Policy], versions: &'v [Vec<Variant>], has_begun: &impl Fn(&Policy) -> bool) -> Vec<&'v Variant> {
    let mut leads: Vec<(bool, &Variant)> = Vec::new();
    for (policy, variants) in policies.iter().zip(versions) {
        for variant in variants {
            match leads.iter_mut().find(|(_, lead)| lead.is_named_like(variant)) {
                None => leads.push((has_begun(policy), variant)),
                Some(lead) if has_begun(policy) || !lead.0 => *lead = (has_begun(policy), variant),
                Some(_) => {}
            }
        }
    }
    leads.into_iter().map(|(_, lead)| lead).collect()
}

/// Whether two variants can share their probes: what is measured of a variant in all versions is one measure, so they must be measured
/// alike in every version that has them.
fn are_measured_alike(one: &[Option<Variant>], other: &[Option<Variant>]) -> bool {
    one.iter().zip(other).all(|pair| match pair {
        (Some(one), Some(other)) => one.is_measured_like(other),
        (None, None) => true,
        _ => false,
    })
}

/// The reading that measures: a deadline without a limit. Of a cadence it finds the start and the end of the case.
fn without_limit(reading: &Reading, id: &str) -> Reading {
    let (after, require, each) = match &reading.rule {
        Rule::Deadline { after, require, each, .. } => (after.clone(), require.clone(), *each),
        Rule::Cadence { after, .. } => (after.clone(), reading.until.clone(), false),
        other => return Reading { id: id.into(), rule: other.clone(), ..reading.clone() },
    };
    let rule = Rule::Deadline { after, require, within: None, each, extended_by: Vec::new(), pause: Vec::new() };
    Reading { id: id.into(), rule, ..reading.clone() }
}

/// The word for what a limit is counted in.
pub fn unit_name(unit: Unit) -> &'static str {
    match unit {
        Unit::Elapsed => "minutes",
        Unit::OpenTime => "business minutes",
        Unit::BusinessDays => "business days",
        Unit::CalendarDays => "calendar days",
        Unit::CalendarMonths => "calendar months",
    }
}

/// The stretches of a calendar that cover all data, in order.
fn clock_rows(calendar_key: usize, calendar: &Calendar, earliest: Instant, as_of: Instant) -> Vec<ClockRow> {
    let timeline = Timeline::covering(calendar, earliest, as_of, &[]);
    let mut cuts: Vec<i64> = timeline.days().iter().map(|day| day.starts_at.0).collect();
    cuts.extend(timeline.open().iter().flat_map(|open| [open.opens_at.0, open.closes_at.0]));
    cuts.sort_unstable();
    cuts.dedup();
    let is_open = |at: i64| timeline.clock(Instant(at + 1)) > timeline.clock(Instant(at));
    cuts.iter()
        .map(|from_us| {
            let day = timeline.day_at(Instant(*from_us));
            ClockRow {
                calendar_key,
                from_us: *from_us,
                is_open: is_open(*from_us),
                was_open: is_open(from_us - 1),
                open_before: timeline.clock(Instant(*from_us)),
                day: day_number(day.date),
                business_before: day.business_before,
                business_upto: timeline.business_upto(day),
            }
        })
        .collect()
}

fn earliest(connection: &Connection) -> Result<Option<Instant>> {
    let sql = include_str!("../../queries/what_if/reach_of_data.sql");
    connection.query_row(sql, [], |row| Ok(row.get::<_, Option<i64>>(0)?.map(Instant))).map_err(|cause| failed(sql, &cause))
}

fn amounts(connection: &Connection, scope: &Scope) -> Result<Vec<Amount>> {
    let (start, end) = bounds(scope);
    let parameters = named_params! { "period_start": start, "period_end": end, "by": scope.by };
    let mut statement = connection.prepare(TALLY).map_err(|cause| failed(TALLY, &cause))?;
    let amounts = statement.query_map(parameters, |row| {
        Ok(Amount {
            measure: row.get("measure")?,
            segment: row.get("segment")?,
            status: row.get("status")?,
            amount: row.get("amount")?,
            possible: row.get("possible")?,
            duties: usize::try_from(row.get::<_, i64>("duty_count")?).unwrap_or_default(),
        })
    });
    amounts.and_then(|rows| rows.collect::<duckdb::Result<_>>()).map_err(|cause| failed(TALLY, &cause))
}

/// The rates of all readings, as `ombud sla` counts them.
fn rates(connection: &Connection, scope: &Scope) -> Result<()> {
    let day = |day: Option<NaiveDate>| day.map_or(Value::Null, |day| Value::Date32(day_number(day)));
    let (start, end) = (day(scope.days.map(|days| days.0)), day(scope.days.map(|days| days.1)));
    let none: Option<String> = None;
    let parameters = named_params! {
        "period_start": start, "period_end": end, "by": scope.by,
        "clause": none, "all_readings": true, "every_period": false,
    };
    let sql = format!("create or replace temp table what_if_rate as {SLA}");
    connection.execute(&sql, parameters).map(|_| ()).map_err(|cause| failed(SLA, &cause))
}

/// The windows that a limit of a cadence kept, from the rates of [`rates`].
fn windows(connection: &Connection, row: &VariantRow, span: Span) -> Result<Windows> {
    let parameters = named_params! { "policy": row.policy, "clause": row.clause, "reading": trial(span) };
    let counts = connection.query_row(WINDOWS, parameters, |row| {
        let count = |name: &str| Ok::<u64, duckdb::Error>(row.get::<_, i64>(name)?.max(0) as u64);
        Ok(Windows { span, met: count("met_count")?, judged: count("judged_count")?, not_shown: count("not_shown_count")? })
    });
    counts.map_err(|cause| failed(WINDOWS, &cause))
}

/// How many cases each variant changes: it is a reading, and counted as one.
fn flips(connection: &Connection, scope: &Scope) -> Result<()> {
    let ((start, end), none) = (bounds(scope), None::<String>);
    let parameters = named_params! { "received_from": start, "received_to": end, "by": scope.by, "clause": none };
    let sql = format!("create or replace temp table what_if_flip as {FLIPS}");
    connection.execute(&sql, parameters).map(|_| ()).map_err(|cause| failed(FLIPS, &cause))
}

fn bounds(scope: &Scope) -> (Value, Value) {
    let at = |at: Option<Instant>| at.map_or(Value::Null, timestamp);
    (at(scope.period.map(|period| period.0)), at(scope.period.map(|period| period.1)))
}

/// The query whose rows are the answer.
pub fn result() -> &'static str {
    RESULT
}

/// Makes a table of rows that are bound as one JSON list.
fn insert<T: Serialize>(connection: &Connection, sql: &str, rows: &[T]) -> Result<()> {
    let json = serde_json::to_string(rows).map_err(|cause| failed(sql, &cause))?;
    run(connection, sql, named_params! { "rows": json })
}
