//! What an annual review pack is made of, and the one call that makes it.
//!
//! It is gathered in steps, because the cases are judged several times: by the procedures in force
//! ([`Annual::gather`]), by the same without their limits (the calibrations), with other packs' clauses beside
//! their own ([`Annual::add_counterparts`]), and by each other pack as a whole ([`Annual::add_pack`]).

use super::facts::Facts;
use super::quarterly::{Rendered, Request};
use super::{html, section};
use crate::analysis::annual::changes::{Change, Changed, changes, effects};
use crate::analysis::annual::{by_period, by_year, review};
use crate::analysis::coverage::{Hole, QUIET_DAYS, holes};
use crate::analysis::measure::annual::{
    AnswerReach, Answers, Flips, Governance, governance, reading_flips, satisfaction, satisfaction_reach,
};
use crate::analysis::measure::clauses::{
    Clause, ClauseCount, Counts, PolicyVersion, Unjudged, clause_counts, clauses_in_force, known_until, policies_in_force, soon_due_counts,
    unjudged_cases,
};
use crate::analysis::measure::imports::{File, import_files};
use crate::analysis::measure::volumes::{
    Later, MonthOfKind, Reach, data_reach, fell_silent, first_receipt, received_by_month, received_later, tells_up_to, told_until,
};
use crate::analysis::measure::{Measured, Origin, Param};
use crate::analysis::scorecard::Row;
use crate::assessment::Assessment;
use crate::error::{Error, Result};
use crate::policy::lint::Finding;
use crate::policy::{Policy, last_days};
use crate::time::instant::DAY;
use crate::time::period::Length;
use crate::time::{Instant, Period};
use crate::what_if::Calibration;
use chrono::NaiveDate;
use duckdb::Connection;
use serde_json::json;
use std::sync::Arc;

/// A procedure under review.
#[derive(Debug, Clone)]
pub struct Reviewed {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The cases of the year, and those that no version of it judges.
    pub unjudged: Measured<Unjudged>,
    /// The clauses of the year held against the year before.
    pub rows: Vec<Row>,
    /// The clause that asks for a review of the procedure, and how often; `None` where none does.
    pub cycle: Option<(String, Length)>,
    /// Of training and communication, what the clauses that ask for it say was done, by whatever record.
    pub shown: Vec<&'static str>,
    /// The first day of its oldest version, if that names one: there was none before it that it could change.
    pub begins: Option<NaiveDate>,
    /// What changes of this year and the year before did.
    pub changed: Vec<Changed>,
    /// What is vague, contradictory or cannot be kept.
    pub advice: Vec<Finding>,
}

/// Another pack, judged over the same cases.
#[derive(Debug, Clone)]
pub struct Pack {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Whose it is.
    pub organisation: String,
    /// Its promises in the year, all together.
    pub promises: Counts,
    /// Where they come from.
    pub origin: Arc<Origin>,
}

/// A clause of another pack that asks for the same as one of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counterpart {
    /// Our policy's id.
    pub policy: String,
    /// Our clause's id.
    pub clause: String,
    /// The other pack's id.
    pub pack: String,
    /// The id of its clause.
    pub theirs: String,
    /// Its limit.
    pub limit: String,
}

impl Counterpart {
    /// The name by which its verdicts stand beside our clause's.
    pub fn reading(&self) -> String {
        format!("{}/{}", self.pack, self.theirs)
    }
}

/// Everything that the pack says, as numbers.
#[derive(Debug, Clone)]
pub struct Annual {
    /// What was asked.
    pub request: Request,
    /// The procedures under review.
    pub policies: Vec<Reviewed>,
    /// Their versions in force in the year.
    pub versions: Measured<PolicyVersion>,
    /// Their clauses.
    pub clauses: Measured<Clause>,
    /// The counts of three years, by quarter.
    pub counts: Measured<ClauseCount>,
    /// What the organisation recorded about its procedures, of all years.
    pub governance: Measured<Governance>,
    /// What customers said.
    pub satisfaction: Measured<Answers>,
    /// How far that reaches.
    pub answer_reach: Measured<AnswerReach>,
    /// How far each source reaches.
    pub reach: Measured<Reach>,
    /// What was received in each month of three years.
    pub received: Measured<MonthOfKind>,
    /// On which days after the year which sources tell of cases.
    pub later: Vec<Later>,
    /// What other readings do to the cases of the year.
    pub flips: Measured<Flips>,
    /// The files that the data come from.
    pub files: Measured<File>,
    /// What each limit from half to twice would have kept.
    pub calibrations: Vec<Calibration>,
    /// Clauses of other packs that ask for the same.
    pub counterparts: Vec<Counterpart>,
    /// What they do to the cases of the year.
    pub against: Vec<Flips>,
    /// The other packs as wholes.
    pub packs: Vec<Pack>,
    /// What people wrote.
    pub assessment: Assessment,
}

/// What of a year the data tell of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reached {
    /// There is no case in the data.
    NoCase,
    /// The data begin after the year.
    Before {
        /// The first receipt.
        first: Instant,
    },
    /// The data end before the year.
    After {
        /// Up to where they tell.
        until: Instant,
    },
    /// They tell of the year, or of part of it.
    Within {
        /// The first receipt, where that is well after the year's beginning.
        from: Option<Instant>,
        /// Up to where they tell, where that is well before the year's end, or before the instant of the report.
        until: Option<Instant>,
    },
}

impl Annual {
    /// Gathers the year, after judging by the procedures in force, counted by quarters.
    ///
    /// `policies` are all versions of the procedures judged by; `advice` is given for the newest one in force in the year.
    pub fn gather(
        connection: &Connection,
        request: &Request,
        policies: &[&Policy],
        advice: &dyn Fn(&Policy) -> Vec<Finding>,
    ) -> Result<Self> {
        let Request { period, zone, as_of, .. } = *request;
        refuse(request, policies)?;
        let today = request.today();
        let versions = policies_in_force(connection, period, today, None)?;
        let clauses = clauses_in_force(connection, period, today, None)?;
        let first = Period::containing(period.previous().previous().first_day(), Length::Quarter);
        let last = period.divided_into(Length::Quarter).pop().unwrap_or(first);
        let counts = clause_counts(connection, first, last, None)?;
        let received = received_by_month(connection, &three_years(period, Length::Month), zone, as_of)?;
        let governance = governance(connection, as_of)?;
        let mut data = Self {
            policies: Vec::new(),
            satisfaction: satisfaction(connection, period, zone, as_of)?,
            answer_reach: satisfaction_reach(connection, period, zone, as_of)?,
            reach: data_reach(connection, as_of)?,
            received,
            later: received_later(connection, period, zone, as_of)?,
            flips: reading_flips(connection, period, zone)?,
            files: import_files(connection)?,
            request: request.clone(),
            versions,
            clauses,
            counts,
            governance,
            calibrations: Vec::new(),
            counterparts: Vec::new(),
            against: Vec::new(),
            packs: Vec::new(),
            assessment: Assessment::default(),
        };
        for policy in in_force(period, today, policies) {
            let reviewed = Reviewed { advice: advice(policy), ..data.reviewed(connection, policy, policies)? };
            data.policies.push(reviewed);
        }
        Ok(data)
    }

    /// The procedure whose newest version in force in the year is `policy`, with the clauses' rows and what its changes did to them.
    fn reviewed(&self, connection: &Connection, policy: &Policy, versions: &[&Policy]) -> Result<Reviewed> {
        let of_policy = |clause: &&Clause| clause.policy == policy.id;
        let clauses: Vec<Clause> = self.clauses.rows.iter().filter(of_policy).cloned().collect();
        let mut rows = by_year(&clauses, &self.counts.rows, self.request.period);
        // A year that is not over counts what was done early, and not what is still owed; one to whose end the data do not tell counts what
        // they leave out as not done; of one without data nothing is known.
        if !self.is_comparable() {
            for row in &mut rows {
                row.change = None;
            }
        }
        let is_met = |id: &str| rows.iter().any(|row| row.clause.clause == id && row.counts.met > 0);
        let is_shown = |event: &&'static str| review::shown_by(policy, event).any(is_met);
        let Request { period, zone, as_of, .. } = self.request;
        Ok(Reviewed {
            shown: [review::TRAINED, review::COMMUNICATED].into_iter().filter(is_shown).collect(),
            id: policy.id.clone(),
            title: policy.title.clone(),
            cycle: review::cycle(policy).map(|(clause, every)| (clause.to_string(), every)),
            begins: versions.iter().find(|version| version.id == policy.id).and_then(|oldest| oldest.effective_from),
            changed: self.changed(connection, &policy.id, versions, &rows)?,
            unjudged: unjudged_cases(connection, period, zone, as_of, Some(&policy.id))?,
            rows,
            advice: Vec::new(),
        })
    }

    /// What the changes of a procedure did to its clauses.
    fn changed(&self, connection: &Connection, policy: &str, versions: &[&Policy], rows: &[Row]) -> Result<Vec<Changed>> {
        let Request { period, zone, as_of, .. } = self.request;
        let of_id = versions.iter().filter(|version| version.id == policy);
        let begins: Vec<Option<NaiveDate>> = of_id.map(|version| version.effective_from).collect();
        // The oldest version changed nothing: there is none before it.
        let changing: Vec<NaiveDate> = begins.iter().skip(1).copied().flatten().collect();
        let updates: Vec<(NaiveDate, Option<String>)> = self
            .governance
            .rows
            .iter()
            .filter(|event| event.event == "procedure_updated" && event.concerns(policy))
            .map(|event| (event.at.local_date(zone), event.version.clone()))
            .collect();
        let found: Vec<Change> = changes(&changing, &updates, period.previous().first_day(), known_until(period, self.request.today()));
        let is_over = |quarter: &Period| quarter.end_at(zone) <= as_of;
        let is_told = |quarter: &Period| is_over(quarter) && tells_up_to(&self.reach.rows, quarter.end_at(zone), as_of);
        let quarters: Vec<Period> = self.three_years().into_iter().filter(is_told).collect();
        let clauses: Vec<Clause> = rows.iter().map(|row| row.clause.clone()).collect();
        let counts_for = |change: Change| {
            let counts = match (change.age_days(change.replaced(&begins)), quarters.first(), quarters.last()) {
                (Some(days), Some(first), Some(last)) => soon_due_counts(connection, (*first, *last), Some(policy), days)?,
                _ => self.counts.clone(),
            };
            Ok((change, counts))
        };
        let counted = found.into_iter().map(counts_for).collect::<Result<_>>()?;
        Ok(effects(counted, &begins, &clauses, &quarters))
    }

    /// Adds what clauses of other packs do to the cases, after judging them beside our own.
    pub fn add_counterparts(&mut self, connection: &Connection, counterparts: Vec<Counterpart>) -> Result<()> {
        self.counterparts.extend(counterparts);
        self.against.extend(reading_flips(connection, self.request.period, self.request.zone)?.rows);
        Ok(())
    }

    /// Adds a pack as a whole, after judging by it.
    pub fn add_pack(&mut self, connection: &Connection, pack: &Policy) -> Result<()> {
        let clauses = clauses_in_force(connection, self.request.period, self.request.today(), Some(&pack.id))?;
        let quarters = self.quarters();
        let (Some(first), Some(last)) = (quarters.first(), quarters.last()) else { return Ok(()) };
        let counts = clause_counts(connection, *first, *last, Some(&pack.id))?;
        let rows = by_year(&clauses.rows, &counts.rows, self.request.period);
        let Policy { id, title, organisation, .. } = pack.clone();
        self.packs.push(Pack { id, title, organisation, promises: promises(&rows), origin: counts.origin });
        Ok(())
    }

    /// The year.
    pub fn period(&self) -> Period {
        self.request.period
    }

    /// Whether it is over at the instant of the report.
    pub fn is_over(&self) -> bool {
        self.period().end_at(self.request.zone) <= self.request.as_of
    }

    /// Whether the data tell of any case of the year before: what falls due at its end may be of cases received after it.
    pub fn knows_year_before(&self) -> bool {
        first_receipt(&self.reach.rows).is_some_and(|first| first < self.period().start_at(self.request.zone))
    }

    /// Whether the year may be held against the one before: it is over, the data tell of it to its end, and of a case before it.
    pub fn is_comparable(&self) -> bool {
        self.is_over() && self.is_told_to_its_end() && self.knows_year_before()
    }

    /// What of the year the data tell of: what they do not tell of is no zero.
    pub fn reached(&self) -> Reached {
        let (start, end) = (self.period().start_at(self.request.zone), self.period().end_at(self.request.zone));
        let Some(first) = first_receipt(&self.reach.rows) else { return Reached::NoCase };
        let until = told_until(&self.reach.rows, self.request.as_of);
        let is_gap = |from: Instant, to: Instant| to.0 - from.0 > QUIET_DAYS * DAY;
        match until {
            _ if first >= end => Reached::Before { first },
            Some(until) if until < start => Reached::After { until },
            _ => Reached::Within {
                from: Some(first).filter(|first| is_gap(start, *first)),
                until: until.filter(|until| is_gap(*until, end.min(self.request.as_of))),
            },
        }
    }

    /// The sources that fell silent in the year or in the one before, with which it is compared, while others went on; and where they end.
    pub fn silent_sources(&self) -> impl Iterator<Item = (&Reach, Instant)> {
        let zone = self.request.zone;
        let since = self.period().previous().start_at(zone);
        fell_silent(&self.reach.rows, self.period().end_at(zone), self.request.as_of).filter(move |(_, until)| *until >= since)
    }

    /// Where sources tell nothing in the year and tell again afterwards.
    pub fn holes(&self) -> Vec<Hole> {
        let (period, zone) = (self.period(), self.request.zone);
        let mut holes = holes(&three_years(period, Length::Month), &self.received.rows, &self.later, zone);
        holes.retain(|hole| hole.from < period.end_day() && hole.until >= period.first_day());
        holes
    }

    /// Whether the data tell of the year to its end: what fell due behind the end of the data counts as not done, whoever did it.
    pub fn is_told_to_its_end(&self) -> bool {
        self.is_told() && tells_up_to(&self.reach.rows, self.period().end_at(self.request.zone), self.request.as_of)
    }

    /// Whether the data tell of any part of the year.
    pub fn is_told(&self) -> bool {
        matches!(self.reached(), Reached::Within { .. })
    }

    /// The quarters of the year.
    pub fn quarters(&self) -> Vec<Period> {
        self.period().divided_into(Length::Quarter)
    }

    /// The quarters of the year and of the two before.
    fn three_years(&self) -> Vec<Period> {
        three_years(self.period(), Length::Quarter)
    }

    /// The clauses of all procedures under review.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.policies.iter().flat_map(|policy| &policy.rows)
    }

    /// The lines of the self-assessment: of a clause whose versions ask for different things one for each.
    pub fn lines(&self) -> impl Iterator<Item = &Row> {
        self.rows().flat_map(Row::lines)
    }

    /// How a clause was kept in each quarter of the year.
    pub fn by_quarter(&self, clause: &Clause) -> Vec<Counts> {
        by_period(clause, &self.counts.rows, &self.quarters())
    }
}

/// All promised duties of some clauses together; a target is no promise, and each version speaks for its own cases.
pub fn promises(rows: &[Row]) -> Counts {
    let mut sum = Counts::default();
    for row in rows {
        sum += row.promised;
    }
    sum
}

/// Where numbers come from that `ombud what-if` brings back, with what it is to be asked.
pub fn what_if(params: Vec<(&'static str, Param)>) -> Arc<Origin> {
    Arc::new(Origin { query: "what-if", params })
}

/// The versions that have begun in a period that is looked at on the day `today`, each with the last day on which it judges.
pub fn begun(period: Period, today: NaiveDate, policies: &[&Policy]) -> Vec<Policy> {
    let begins = |policy: &Policy| policy.effective_from.is_none_or(|from| from < known_until(period, today));
    let of_one = policies.chunk_by(|one, next| one.id == next.id);
    let with_last_days = of_one.flat_map(|versions| versions.iter().zip(last_days(versions)));
    with_last_days
        .filter(|(policy, _)| begins(policy))
        .map(|(policy, last_day)| Policy { effective_to: last_day, ..(*policy).clone() })
        .collect()
}

/// Of each procedure the newest version that is in force on some day of the period, as far as it has come by the day `today`.
pub fn in_force<'p>(period: Period, today: NaiveDate, policies: &[&'p Policy]) -> Vec<&'p Policy> {
    let mut newest: Vec<&Policy> = Vec::new();
    for policy in policies {
        let begins = policy.effective_from.is_none_or(|from| from < known_until(period, today));
        let lasts = policy.effective_to.is_none_or(|to| to >= period.first_day());
        if begins && lasts {
            newest.retain(|other| other.id != policy.id);
            newest.push(policy);
        }
    }
    newest
}

/// Makes the annual review pack.
pub fn annual(data: &Annual) -> Result<Rendered> {
    let request = &data.request;
    let mut facts = Facts::new(request.language);
    let page = section::annual::page(data, &mut facts)?;
    let policies: Vec<&str> = data.policies.iter().map(|policy| policy.id.as_str()).collect();
    let packs: Vec<&str> = data.packs.iter().map(|pack| pack.id.as_str()).collect();
    let about = [
        ("schema", json!(1)),
        ("report", json!("annual")),
        ("organisation", json!(request.organisation)),
        ("period", json!(request.period.to_string())),
        ("as_of", json!(request.as_of.to_string())),
        ("time_zone", json!(request.zone.name())),
        ("policies", json!(policies)),
        ("language", json!(data.request.language.code())),
        ("packs", json!(packs)),
        ("made_by", json!(format!("ombud {}", request.version))),
        ("command", json!(request.command)),
    ];
    let page = super::view::Page { machine: super::view::machine(&about), ..page };
    let html = html::whole(&page)?;
    if request.house.leaves_out() {
        // What is not shown is not handed out beside the page either.
        facts.keep_stated(&html::facts_of(&html));
    }
    Ok(Rendered {
        html,
        facts_json: facts.to_json(&about)?,
        summary: page.findings.iter().map(|finding| finding.line.plain()).collect(),
        drafted: Vec::new(),
    })
}

/// A year as it is written; of what is no period at all, years alone are offered in its place.
pub fn year(text: &str) -> Result<Period> {
    text.parse().map_err(|_: Error| Error::new(format!("\"{text}\" is no year")).accepted("a year, such as 2026"))
}

/// Refuses a period that is no year, and names the year that may have been meant.
pub fn refuse_other_lengths(period: Period) -> Result<()> {
    if period.length() == Length::Year {
        return Ok(());
    }
    let year = Period::containing(period.first_day(), Length::Year);
    Err(Error::new(format!("\"{period}\" is no year")).accepted(format!("a year, such as {year}")))
}

/// The quarters or months of a year and of the two before.
fn three_years(year: Period, length: Length) -> Vec<Period> {
    [year.previous().previous(), year.previous(), year].iter().flat_map(|year| year.divided_into(length)).collect()
}

/// Refuses a year that no pack can be written about.
fn refuse(request: &Request, policies: &[&Policy]) -> Result<()> {
    let Request { period, zone, as_of, .. } = *request;
    refuse_other_lengths(period)?;
    if period.start_at(zone) > as_of {
        return Err(Error::new(format!("{period} has not begun on {}", as_of.local_date(zone)))
            .remedy("Name an earlier year, or a later instant with --as-of."));
    }
    if !in_force(period, request.today(), policies).is_empty() {
        return Ok(());
    }
    let told: Vec<String> = policies
        .iter()
        .map(|policy| {
            let day = |day: Option<NaiveDate>| day.map_or("…".to_string(), |day| day.to_string());
            format!("{} ({} to {})", policy.id, day(policy.effective_from), day(policy.effective_to))
        })
        .collect();
    Err(Error::new(format!("no procedure was in force in {period}, so there is none to review"))
        .accepted(format!("a year in which one was in force: {}", told.join(", ")))
        .remedy("Name such a year with --period, or another policy with --policy ID."))
}
