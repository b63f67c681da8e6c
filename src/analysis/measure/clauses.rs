//! What each clause came to: counts, the clauses themselves, breaches, readings, what cannot be shown.

use super::{Measured, Param, Query, count, day, measure, query};
use crate::error::Result;
use crate::time::{Instant, Period};
use chrono::NaiveDate;
use chrono_tz::Tz;
use duckdb::{Connection, Row};
use serde::Serialize;

/// See `queries/measure/clause_counts.sql`.
pub const CLAUSE_COUNTS: Query = query!("clause_counts");
/// See `queries/measure/soon_due_counts.sql`.
pub const SOON_DUE_COUNTS: Query = query!("soon_due_counts");
/// See `queries/measure/clauses_in_force.sql`.
pub const CLAUSES_IN_FORCE: Query = query!("clauses_in_force");
/// See `queries/measure/policies_in_force.sql`.
pub const POLICIES_IN_FORCE: Query = query!("policies_in_force");
/// See `queries/measure/breaches.sql`.
pub const BREACHES: Query = query!("breaches");
/// See `queries/measure/reading_changes.sql`.
pub const READING_CHANGES: Query = query!("reading_changes");
/// See `queries/measure/cannot_show.sql`.
pub const CANNOT_SHOW: Query = query!("cannot_show");
/// See `queries/measure/unjudged_cases.sql`.
pub const UNJUDGED_CASES: Query = query!("unjudged_cases");

/// See `queries/measure/never_kept.sql`.
pub const NEVER_KEPT: Query = query!("never_kept");

/// How the duties of one clause, reading and period ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Done in time.
    pub met: u64,
    /// Done after the due.
    pub late: u64,
    /// Not done, and the due has passed.
    pub missed: u64,
    /// Not done, not yet due.
    pub pending: u64,
    /// Known only by the day, which allows both.
    pub indeterminate: u64,
    /// The source can report none of the events asked for.
    pub unknown: u64,
    /// The clause does not concern the case.
    pub not_applicable: u64,
    /// Of the met and late ones: resting on a stand-in.
    pub proxy: u64,
    /// Of the met and late ones: taken for granted.
    pub presumed: u64,
}

impl Counts {
    /// Those that are in the rate: met, late or missed.
    pub fn judged(&self) -> u64 {
        self.met + self.late + self.missed
    }

    /// Not kept: late or missed.
    pub fn broken(&self) -> u64 {
        self.late + self.missed
    }

    /// Of which nothing can be said: unknown or indeterminate.
    pub fn not_shown(&self) -> u64 {
        self.unknown + self.indeterminate
    }

    /// The share that was met; `None` where nothing was judged.
    pub fn met_share(&self) -> Option<f64> {
        (self.judged() > 0).then(|| self.met as f64 / self.judged() as f64)
    }
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.met += other.met;
        self.late += other.late;
        self.missed += other.missed;
        self.pending += other.pending;
        self.indeterminate += other.indeterminate;
        self.unknown += other.unknown;
        self.not_applicable += other.not_applicable;
        self.proxy += other.proxy;
        self.presumed += other.presumed;
    }
}

/// The counts of one clause and reading in one period, by one version of the procedure.
#[derive(Debug, Clone)]
pub struct ClauseCount {
    /// The policy's id.
    pub policy: String,
    /// The clause's id.
    pub clause: String,
    /// The reading's id; `main` is the one in force.
    pub reading: String,
    /// The first day of the period.
    pub period_start: NaiveDate,
    /// The first day of the version; `None` where it names none.
    pub since: Option<NaiveDate>,
    /// Whether that version promises it; else it is a target.
    pub is_commitment: bool,
    /// That version's limit.
    pub span: Option<String>,
    /// Where the clause stands in that version.
    pub cite: String,
    /// What it asks there.
    pub asks: String,
    /// Of which type it is there.
    pub kind: String,
    /// Whether that version's number is ours and not the written procedure's.
    pub is_assumed: bool,
    /// The share that version asks for.
    pub aim: f64,
    /// How its duties ended.
    pub counts: Counts,
}

/// The counts of every clause and reading from the first to the last period, both included.
pub fn clause_counts(connection: &Connection, first: Period, last: Period, policy: Option<&str>) -> Result<Measured<ClauseCount>> {
    measure(connection, CLAUSE_COUNTS, between(first, last, policy), clause_count)
}

/// The same of the duties alone that fell due within so many times 24 hours of the receipt of their case. Schedules of updates have none.
pub fn soon_due_counts(
    connection: &Connection,
    (first, last): (Period, Period),
    policy: Option<&str>,
    within_days: i64,
) -> Result<Measured<ClauseCount>> {
    let mut params = between(first, last, policy);
    params.push(("within_days", Param::Text(within_days.to_string())));
    measure(connection, SOON_DUE_COUNTS, params, clause_count)
}

fn between(first: Period, last: Period, policy: Option<&str>) -> Vec<(&'static str, Param)> {
    vec![("first_day", Param::Day(first.first_day())), ("end_day", Param::Day(last.end_day())), ("policy", Param::text(policy))]
}

fn clause_count(row: &Row) -> duckdb::Result<ClauseCount> {
    Ok(ClauseCount {
        policy: row.get("policy")?,
        clause: row.get("clause")?,
        reading: row.get("reading")?,
        period_start: day(row, "period_start")?.unwrap_or_default(),
        since: day(row, "since")?,
        is_commitment: row.get("is_commitment")?,
        span: row.get("span")?,
        cite: row.get::<_, Option<String>>("cite")?.unwrap_or_default(),
        asks: row.get::<_, Option<String>>("asks")?.unwrap_or_default(),
        kind: row.get::<_, Option<String>>("type")?.unwrap_or_default(),
        is_assumed: row.get("is_assumed")?,
        aim: row.get("aim")?,
        counts: Counts {
            met: count(row, "met_count")?,
            late: count(row, "late_count")?,
            missed: count(row, "missed_count")?,
            pending: count(row, "pending_count")?,
            indeterminate: count(row, "indeterminate_count")?,
            unknown: count(row, "unknown_count")?,
            not_applicable: count(row, "not_applicable_count")?,
            proxy: count(row, "proxy_count")?,
            presumed: count(row, "presumed_count")?,
        },
    })
}

/// A clause, or one of its readings, as it stands in the procedure.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools, reason = "each is true or false by itself")]
pub struct Clause {
    /// The policy's id.
    pub policy: String,
    /// The policy's title.
    pub policy_title: String,
    /// The clause's id.
    pub clause: String,
    /// The reading's id; `main` is the one in force.
    pub reading: String,
    /// Where it stands in the written procedure.
    pub cite: String,
    /// What it asks, in our own words; for a reading, how that reads it.
    pub asks: String,
    /// deadline, cadence, precondition, `single_contact`, record or review.
    pub kind: String,
    /// Whether it is a promise ("we will"), not a target ("we aim to").
    pub is_commitment: bool,
    /// Whether its number is ours and not the written procedure's.
    pub is_assumed: bool,
    /// Its limit, such as "7 business days".
    pub span: Option<String>,
    /// The share it asks for; 1 where it names none.
    pub aim: f64,
    /// The kinds of cases that it is for; `None`: all.
    pub kinds: Option<Vec<String>>,
    /// The events that satisfy it, in order of their names.
    pub requires: Vec<String>,
    /// Whether its clock runs from the receipt of every case of these kinds to the event as such.
    pub is_plain_wait: bool,
    /// Whether one case can owe it more than once, as updates at intervals or what is due after each event: such duties are kept or
    /// broken together.
    pub is_repeated: bool,
    /// Whether its version was in force on some day of the period; else it only judges older cases.
    pub is_in_force: bool,
    /// Whether it was in force on every day of the period, as far as that has come.
    pub is_in_force_throughout: bool,
    /// Whether the newest version of the procedure has it no longer.
    pub is_gone: bool,
    /// The first days of the versions that have it; `None` stands for one that names none.
    pub begins: Vec<Option<NaiveDate>>,
    /// Which of its versions is told here, where versions that ask for different things are told apart; `None`: all of them.
    pub version: Option<Version>,
}

/// A version of a clause, or several that ask for the same, told by itself beside the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version {
    /// Its first day, if it names one.
    pub since: Option<NaiveDate>,
    /// The first day of the version that asks for something else in its place; `None` for the last one.
    pub replaced_on: Option<NaiveDate>,
}

impl Version {
    /// What tells it from the others in ids: `since-2026-07-01`.
    pub fn slug(self) -> String {
        self.since.map_or("since-always".into(), |since| format!("since-{since}"))
    }
}

impl Clause {
    /// Whether it is told as an older version asked for it: there is a newer one, which asks for something else.
    pub fn is_replaced(&self) -> bool {
        self.version.is_some_and(|version| version.replaced_on.is_some())
    }

    /// Whether it is for cases of a kind; any clause is, where no kind is asked for.
    pub fn is_for(&self, kind: Option<&str>) -> bool {
        let has = |kind: &str| self.kinds.as_ref().is_none_or(|kinds| kinds.iter().any(|one| one == kind));
        kind.is_none_or(has)
    }

    /// Whether it is for every case of a kind; of any kind, where none is asked for.
    pub fn is_for_every(&self, kind: Option<&str>) -> bool {
        if kind.is_some() { self.is_for(kind) } else { self.kinds.is_none() }
    }
}

/// The clauses that can speak in a period that is looked at on the day `today`, and their readings; see [`Clause::is_in_force`].
pub fn clauses_in_force(connection: &Connection, period: Period, today: NaiveDate, policy: Option<&str>) -> Result<Measured<Clause>> {
    measure(connection, CLAUSES_IN_FORCE, begun_and_policy(period, today, policy), |row| {
        Ok(Clause {
            policy: row.get("policy")?,
            policy_title: row.get("policy_title")?,
            clause: row.get("clause")?,
            reading: row.get("reading")?,
            cite: row.get::<_, Option<String>>("cite")?.unwrap_or_default(),
            asks: row.get::<_, Option<String>>("asks")?.unwrap_or_default(),
            kind: row.get("type")?,
            is_commitment: row.get::<_, Option<String>>("strength")?.as_deref() != Some("target"),
            is_assumed: row.get("is_assumed")?,
            span: row.get("span")?,
            aim: row.get("aim")?,
            kinds: row.get::<_, Option<String>>("kinds")?.map(|kinds| kinds.split(' ').map(str::to_string).collect()),
            requires: row.get::<_, String>("requires")?.split_whitespace().map(str::to_string).collect(),
            is_plain_wait: row.get("is_plain_wait")?,
            is_repeated: row.get("is_repeated")?,
            is_in_force: row.get("is_in_force")?,
            is_in_force_throughout: row.get("is_in_force_throughout")?,
            is_gone: row.get("is_gone")?,
            begins: row.get::<_, String>("begins")?.split(' ').map(|day| day.parse().ok()).collect(),
            version: None,
        })
    })
}

/// A version of a procedure.
#[derive(Debug, Clone)]
pub struct PolicyVersion {
    /// Its id.
    pub policy: String,
    /// Its title.
    pub title: String,
    /// Whose procedure it is.
    pub organisation: Option<String>,
    /// Its first day, if it names one.
    pub effective_from: Option<NaiveDate>,
    /// Its last day, if it names one.
    pub effective_to: Option<NaiveDate>,
    /// The calendar that it counts by.
    pub calendar: Option<String>,
    /// The fingerprint of its file.
    pub sha256: Option<String>,
    /// How many clauses it has.
    pub clause_count: u64,
}

/// The versions of the procedures that were in force in a period that is looked at on the day `today`.
pub fn policies_in_force(
    connection: &Connection,
    period: Period,
    today: NaiveDate,
    policy: Option<&str>,
) -> Result<Measured<PolicyVersion>> {
    measure(connection, POLICIES_IN_FORCE, begun_and_policy(period, today, policy), |row| {
        Ok(PolicyVersion {
            policy: row.get("policy")?,
            title: row.get::<_, Option<String>>("title")?.unwrap_or_default(),
            organisation: row.get("organisation")?,
            effective_from: day(row, "effective_from")?,
            effective_to: day(row, "effective_to")?,
            calendar: row.get("calendar")?,
            sha256: row.get("sha256")?,
            clause_count: count(row, "clause_count")?,
        })
    })
}

/// A commitment that was not kept.
#[derive(Debug, Clone)]
pub struct Breach {
    /// The policy's id.
    pub policy: String,
    /// The clause's id.
    pub clause: String,
    /// Duties done after their due.
    pub late: u64,
    /// Duties not done at all.
    pub missed: u64,
    /// Cases concerned.
    pub cases: u64,
    /// How late the late ones were, at the median; `None` without any.
    pub median_late_minutes: Option<f64>,
    /// Whether of some the day alone is known: the median is then the least that is certain.
    pub is_late_by_day: bool,
}

/// The commitments that were not kept in a period.
pub fn breaches(connection: &Connection, period: Period, zone: Tz, policy: Option<&str>) -> Result<Measured<Breach>> {
    let params = vec![
        ("first_day", Param::Day(period.first_day())),
        ("period_start", Param::Instant(period.start_at(zone))),
        ("period_end", Param::Instant(period.end_at(zone))),
        ("policy", Param::text(policy)),
    ];
    measure(connection, BREACHES, params, |row| {
        Ok(Breach {
            policy: row.get("policy")?,
            clause: row.get("clause")?,
            late: count(row, "late_count")?,
            missed: count(row, "missed_count")?,
            cases: count(row, "case_count")?,
            median_late_minutes: row.get("median_late_minutes")?,
            is_late_by_day: row.get("is_late_by_day")?,
        })
    })
}

/// A source in whose cases a clause was never once kept, nor done late.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeverKept {
    /// The policy's id.
    pub policy: String,
    /// The clause's id.
    pub clause: String,
    /// The source.
    pub source: String,
    /// Its duties that are in a rate, of all time.
    pub judged: u64,
    /// Of these, those of the period that were promised, and not only aimed at.
    pub broken: u64,
}

/// Of clauses broken in a period, the sources that never showed one kept.
pub fn never_kept(connection: &Connection, period: Period, clauses: &[&Clause]) -> Result<Measured<NeverKept>> {
    let names: Vec<String> = clauses.iter().map(|clause| format!("{}/{}", clause.policy, clause.clause)).collect();
    let params = vec![
        ("period_start", Param::Day(period.first_day())),
        ("period_end", Param::Day(period.end_day())),
        ("clauses", Param::Text(names.join(","))),
    ];
    measure(connection, NEVER_KEPT, params, |row| {
        Ok(NeverKept {
            policy: row.get("policy")?,
            clause: row.get("clause")?,
            source: row.get("source")?,
            judged: count(row, "judged_count")?,
            broken: count(row, "broken_count")?,
        })
    })
}

/// What a second reading of a clause is worth.
#[derive(Debug, Clone)]
pub struct ReadingChange {
    /// The policy's id.
    pub policy: String,
    /// The clause's id.
    pub clause: String,
    /// The reading's id.
    pub reading: String,
    /// Cases received in the period that either reading judges.
    pub cases: u64,
    /// Of those, the cases whose verdict changes.
    pub changed: u64,
}

/// What the second readings are worth, over the cases received in a period.
pub fn reading_changes(connection: &Connection, period: Period, zone: Tz, policy: Option<&str>) -> Result<Measured<ReadingChange>> {
    let params = vec![
        ("period_start", Param::Instant(period.start_at(zone))),
        ("period_end", Param::Instant(period.end_at(zone))),
        ("policy", Param::text(policy)),
    ];
    measure(connection, READING_CHANGES, params, |row| {
        Ok(ReadingChange {
            policy: row.get("policy")?,
            clause: row.get("clause")?,
            reading: row.get("reading")?,
            cases: count(row, "case_count")?,
            changed: count(row, "changed_count")?,
        })
    })
}

/// A clause that a source cannot show.
#[derive(Debug, Clone)]
pub struct CannotShow {
    /// The source; `None` for duties of the organisation.
    pub source: Option<String>,
    /// The policy's id.
    pub policy: String,
    /// The clause's id.
    pub clause: String,
    /// Duties of which nothing is known.
    pub unknown: u64,
    /// Duties known only by their day.
    pub indeterminate: u64,
}

/// The clauses that sources cannot show in a period.
pub fn cannot_show(connection: &Connection, period: Period, policy: Option<&str>) -> Result<Measured<CannotShow>> {
    let params = vec![("first_day", Param::Day(period.first_day())), ("policy", Param::text(policy))];
    measure(connection, CANNOT_SHOW, params, |row| {
        Ok(CannotShow {
            source: row.get("source")?,
            policy: row.get("policy")?,
            clause: row.get("clause")?,
            unknown: count(row, "unknown_count")?,
            indeterminate: count(row, "indeterminate_count")?,
        })
    })
}

/// Cases of a period, and those that no version of a procedure judges.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unjudged {
    /// Cases received in the period.
    pub cases: u64,
    /// Of those, cases without any verdict.
    pub unjudged: u64,
}

/// The cases of a period that fall under no version of a procedure.
pub fn unjudged_cases(
    connection: &Connection,
    period: Period,
    zone: Tz,
    as_of: Instant,
    policy: Option<&str>,
) -> Result<Measured<Unjudged>> {
    let params = vec![
        ("period_start", Param::Instant(period.start_at(zone))),
        ("period_end", Param::Instant(period.end_at(zone))),
        ("as_of", Param::Instant(as_of)),
        ("policy", Param::text(policy)),
    ];
    measure(connection, UNJUDGED_CASES, params, |row| {
        Ok(Unjudged { cases: count(row, "case_count")?, unjudged: count(row, "unjudged_count")? })
    })
}

/// The first day of which a period that is looked at on the day `today` knows nothing: what begins then has not begun.
pub fn known_until(period: Period, today: NaiveDate) -> NaiveDate {
    today.succ_opt().map_or(period.end_day(), |tomorrow| tomorrow.min(period.end_day()))
}

fn begun_and_policy(period: Period, today: NaiveDate, policy: Option<&str>) -> Vec<(&'static str, Param)> {
    let end_day = known_until(period, today);
    vec![("first_day", Param::Day(period.first_day())), ("end_day", Param::Day(end_day)), ("policy", Param::text(policy))]
}
