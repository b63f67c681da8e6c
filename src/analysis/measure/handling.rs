//! How cases were handled: near misses, what went with breaches, dates given, silence, outcomes, appeals, feedback.

use super::{Measured, Param, Query, count, day, measure, query};
use crate::error::Result;
use crate::time::{Instant, Period};
use chrono::NaiveDate;
use chrono_tz::Tz;
use duckdb::Connection;

/// See `queries/measure/near_misses.sql`.
pub const NEAR_MISSES: Query = query!("near_misses");
/// See `queries/measure/breach_circumstances.sql`.
pub const BREACH_CIRCUMSTANCES: Query = query!("breach_circumstances");
/// See `queries/measure/promised_dates.sql`.
pub const PROMISED_DATES: Query = query!("promised_dates");
/// See `queries/measure/silences.sql`.
pub const SILENCES: Query = query!("silences");
/// See `queries/measure/outcomes.sql`.
pub const OUTCOMES: Query = query!("outcomes");
/// See `queries/measure/escalations.sql`.
pub const ESCALATIONS: Query = query!("escalations");
/// See `queries/measure/feedback_flow.sql`.
pub const FEEDBACK_FLOW: Query = query!("feedback_flow");

/// What the measures of a quarter's handling are asked with.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The period.
    pub period: Period,
    /// The zone in which it is cut.
    pub zone: Tz,
    /// What is later than this does not exist.
    pub as_of: Instant,
    /// Which kind of cases; `None` for every kind.
    pub kind: Option<&'a str>,
    /// The procedure; `None` for every one.
    pub policy: Option<&'a str>,
}

type Params = Vec<(&'static str, Param)>;

impl Asked<'_> {
    fn bounds(&self) -> Params {
        vec![
            ("period_start", Param::Instant(self.period.start_at(self.zone))),
            ("period_end", Param::Instant(self.period.end_at(self.zone))),
        ]
    }

    fn with(&self, names: &[&'static str]) -> Params {
        let value = |name: &str| match name {
            "as_of" => Param::Instant(self.as_of),
            "kind" => Param::text(self.kind),
            "policy" => Param::text(self.policy),
            _ => Param::Instant(self.period.previous().start_at(self.zone)),
        };
        self.bounds().into_iter().chain(names.iter().map(|name| (*name, value(name)))).collect()
    }
}

/// Promises kept under a clause, and those kept only just.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearMiss {
    /// The policy's id.
    pub policy: String,
    /// The clause's id.
    pub clause: String,
    /// Duties kept that have a start and a due.
    pub met: u64,
    /// Of these, done in the last tenth of the time.
    pub near: u64,
}

/// The promises with a limit that were kept in a period, and how many only just.
pub fn near_misses(connection: &Connection, asked: &Asked<'_>) -> Result<Measured<NearMiss>> {
    measure(connection, NEAR_MISSES, asked.with(&["policy"]), |row| {
        Ok(NearMiss {
            policy: row.get("policy")?,
            clause: row.get("clause")?,
            met: count(row, "met_count")?,
            near: count(row, "near_count")?,
        })
    })
}

/// How often a promise was broken where a circumstance held, or where it did not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Circumstance {
    /// waiting or closed.
    pub circumstance: String,
    /// The policy's id.
    pub policy: String,
    /// The clause's id.
    pub clause: String,
    /// The first day of the version that promised; `None` where it names none.
    pub since: Option<NaiveDate>,
    /// Whether it held.
    pub holds: bool,
    /// Duties that were judged.
    pub judged: u64,
    /// Of these, late or missed.
    pub broken: u64,
}

/// How often promises with a limit were broken, with and without each circumstance.
pub fn breach_circumstances(connection: &Connection, asked: &Asked<'_>) -> Result<Measured<Circumstance>> {
    measure(connection, BREACH_CIRCUMSTANCES, asked.with(&["as_of", "policy"]), |row| {
        Ok(Circumstance {
            circumstance: row.get("circumstance")?,
            policy: row.get("policy")?,
            clause: row.get("clause")?,
            since: day(row, "since")?,
            holds: row.get("holds")?,
            judged: count(row, "judged_count")?,
            broken: count(row, "broken_count")?,
        })
    })
}

/// Dates given to customers by one kind of notice that met one fate.
#[derive(Debug, Clone, PartialEq)]
pub struct PromisedDates {
    /// The notice.
    pub event: String,
    /// kept, renewed, ended, `not_kept`, undecided, pending or unknown.
    pub fate: String,
    /// Not kept, and nothing was told between the notice and the date.
    pub is_silent: bool,
    /// How many.
    pub dates: u64,
    /// Of those not kept: how much later the outcome came, at the median.
    pub median_late_minutes: Option<f64>,
    /// Of how many that is the median.
    pub late_dates: u64,
    /// Whether of some of these the day alone is known, so that it is a least.
    pub is_late_by_day: bool,
}

/// Every date that a customer was given and that came in a period.
pub fn promised_dates(connection: &Connection, asked: &Asked<'_>) -> Result<Measured<PromisedDates>> {
    measure(connection, PROMISED_DATES, asked.with(&["as_of", "kind"]), |row| {
        Ok(PromisedDates {
            event: row.get("event")?,
            fate: row.get("fate")?,
            is_silent: row.get("is_silent")?,
            dates: count(row, "date_count")?,
            late_dates: row.get::<_, Option<u64>>("late_count")?.unwrap_or(0),
            median_late_minutes: row.get("median_late_minutes")?,
            is_late_by_day: row.get::<_, Option<bool>>("is_late_by_day")?.unwrap_or(false),
        })
    })
}

/// Cases whose longest silence was equally long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Silence {
    /// Whole days; `None` where the source reports no messages on the way.
    pub days: Option<u64>,
    /// Whether it had not ended.
    pub is_lasting: bool,
    /// How many cases.
    pub cases: u64,
}

/// The longest silence of every case open in a period.
pub fn silences(connection: &Connection, asked: &Asked<'_>) -> Result<Measured<Silence>> {
    measure(connection, SILENCES, asked.with(&["as_of", "kind"]), |row| {
        Ok(Silence { days: row.get("silent_days")?, is_lasting: row.get("is_lasting")?, cases: count(row, "case_count")? })
    })
}

/// Cases that came to one outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The outcome; `None` where it is not recorded.
    pub outcome: Option<String>,
    /// Cases that ended in the period.
    pub cases: u64,
    /// In the period before.
    pub previous: u64,
    /// Of `cases`, those with redress paid.
    pub redress: u64,
}

/// What the cases came to that ended in a period, and in the one before.
pub fn outcomes(connection: &Connection, asked: &Asked<'_>) -> Result<Measured<Outcome>> {
    measure(connection, OUTCOMES, asked.with(&["previous_start", "as_of", "kind"]), |row| {
        Ok(Outcome {
            outcome: row.get("outcome")?,
            cases: count(row, "case_count")?,
            previous: count(row, "previous_count")?,
            redress: count(row, "redress_count")?,
        })
    })
}

/// One step of escalation or appeal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Escalation {
    /// The event.
    pub event: String,
    /// Cases with it in the period.
    pub cases: u64,
    /// In the period before.
    pub previous: u64,
    /// Cases of the period whose source can report it.
    pub shown: u64,
    /// Cases of the period.
    pub seen: u64,
    /// Cases that wait for the decision.
    pub waiting: u64,
}

/// How many cases were escalated, contested, appealed or referred in a period, and in the one before.
pub fn escalations(connection: &Connection, asked: &Asked<'_>) -> Result<Measured<Escalation>> {
    measure(connection, ESCALATIONS, asked.with(&["previous_start", "as_of", "kind"]), |row| {
        Ok(Escalation {
            event: row.get("event")?,
            cases: count(row, "case_count")?,
            previous: count(row, "previous_count")?,
            shown: count(row, "shown_count")?,
            seen: count(row, "seen_count")?,
            waiting: count(row, "waiting_count")?,
        })
    })
}

/// What was done with feedback: how often, and of how many it can be shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Done {
    /// With the step.
    pub count: u64,
    /// Whose source can report it.
    pub shown: u64,
}

/// Feedback of one category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feedback {
    /// The category; `None` where none is given.
    pub category: Option<String>,
    /// Received in the period.
    pub cases: u64,
    /// Received in the period before.
    pub previous: u64,
    /// Acknowledged, reviewed, forwarded, and the sender told what came of it: in this order.
    pub steps: [Done; 4],
}

/// The steps of [`Feedback::steps`], as the measure names them.
pub const FEEDBACK_STEPS: [&str; 4] = ["acknowledged", "reviewed", "forwarded", "notified"];

/// What became of the feedback of a period.
pub fn feedback_flow(connection: &Connection, asked: &Asked<'_>) -> Result<Measured<Feedback>> {
    measure(connection, FEEDBACK_FLOW, asked.with(&["previous_start", "as_of"]), |row| {
        let mut steps = [Done::default(); 4];
        for (step, name) in steps.iter_mut().zip(FEEDBACK_STEPS) {
            *step = Done { count: count(row, &format!("{name}_count"))?, shown: count(row, &format!("{name}_shown"))? };
        }
        Ok(Feedback { category: row.get("category")?, cases: count(row, "case_count")?, previous: count(row, "previous_count")?, steps })
    })
}
