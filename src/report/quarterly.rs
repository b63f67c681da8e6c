//! What a quarterly report is made of, and the one call that makes it.

use super::beside::Beside;
use super::facts::Facts;
use super::house::House;
use super::line::Line;
use super::public::{duties, public};
use super::recommend::{Recommendation, merged};
use super::restated::{Comparison, compare};
use super::texts::{Language, Texts, say};
use super::{html, section, view};
use crate::analysis::actions::{Grounds, Tracked, track};
use crate::analysis::backlog::{Backlog, backlog};
use crate::analysis::causes::{Causes, causes};
use crate::analysis::coverage::Coverage;
use crate::analysis::disclosure::Audience;
use crate::analysis::focus::Focus;
use crate::analysis::handling::Handling;
use crate::analysis::measure::clauses::{
    Breach, CannotShow, Clause, NeverKept, PolicyVersion, ReadingChange, Unjudged, breaches, cannot_show, clause_counts, clauses_in_force,
    never_kept, policies_in_force, reading_changes, unjudged_cases,
};
use crate::analysis::measure::handling::Asked;
use crate::analysis::measure::imports::{
    Account, File, Quality, RejectReason, import_account, import_files, import_quality, reject_reasons,
};
use crate::analysis::measure::volumes::{
    MonthOfKind, Reach, Segment, data_reach, receipts, received_by_month, received_by_segment, stray_events, told_until,
};
use crate::analysis::measure::waiting::{Ending, open_cases, time_to_event};
use crate::analysis::measure::{Measured, Origin};
use crate::analysis::scorecard::{Group, RECOMMENDED, Row, hardly_shown, scorecard, worst_first};
use crate::analysis::timeliness::{Waiting, waiting};
use crate::analysis::trend::{Detail, Question, Trends, trends_of};
use crate::error::{Error, Result};
use crate::time::period::Length;
use crate::time::{Instant, Period};
use chrono::NaiveDate;
use chrono_tz::Tz;
use duckdb::Connection;
use serde_json::json;
use std::sync::Arc;

/// The scorecard looks back over so many quarters, the newest included.
pub const QUARTERS: usize = 8;

/// What is asked of a report, in plain values.
#[derive(Debug, Clone)]
pub struct Request {
    /// The organisation's name.
    pub organisation: String,
    /// The quarter.
    pub period: Period,
    /// The zone in which periods are cut and instants are shown.
    pub zone: Tz,
    /// The instant after which nothing exists; the warehouse must have judged by the same.
    pub as_of: Instant,
    /// The procedure to judge by; `None` for all in force.
    pub policy: Option<String>,
    /// The procedures that were named to judge by; none for those in force.
    pub policies: Vec<String>,
    /// The version of the program.
    pub version: String,
    /// The command that makes the report again.
    pub command: String,
    /// What is the organisation's own about the page.
    pub house: House,
    /// The language of the page.
    pub language: Language,
}

impl Request {
    /// The day of the report, in its zone.
    pub fn today(&self) -> NaiveDate {
        self.as_of.local_date(self.zone)
    }
}

/// How far the data cover the quarter before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReachBefore {
    /// Every month of it.
    Whole,
    /// Some of it.
    Part,
    /// Every month, but a source told of it that has fallen silent since: its counts are others' too.
    Apart,
    /// Nothing of it: its counts are not zero, they are unknown.
    None,
}

/// A finished report.
#[derive(Debug, Clone)]
pub struct Rendered {
    /// The page.
    pub html: String,
    /// The list of its facts.
    pub facts_json: String,
    /// Its findings, in words.
    pub summary: Vec<String>,
    /// Recommendations that it drafted and that were not among those given.
    pub drafted: Vec<Recommendation>,
}

/// The waits for one ending.
#[derive(Debug, Clone)]
pub struct Waits {
    /// Cases received in the quarter.
    pub newest: Waiting,
    /// Cases received in the quarter before.
    pub previous: Waiting,
    /// Cases received in each month of [`Quarterly::wait_months`].
    pub by_month: Vec<Waiting>,
}

/// Everything that the page says, as numbers.
#[derive(Debug, Clone)]
pub struct Quarterly {
    /// What was asked.
    pub request: Request,
    /// What the workspace keeps beside the data.
    pub beside: Beside,
    /// What has changed in published reports.
    pub restated: Vec<Comparison>,
    /// Which cases are counted beside the clauses.
    pub focus: Focus,
    /// The quarters of the scorecard, oldest first.
    pub quarters: Vec<Period>,
    /// The scorecard.
    pub scorecard: Vec<Row>,
    /// Where its counts come from.
    pub counts_origin: Arc<Origin>,
    /// Where its clauses come from.
    pub clauses_origin: Arc<Origin>,
    /// The procedures in force.
    pub policies: Measured<PolicyVersion>,
    /// Commitments that were not kept.
    pub breaches: Measured<Breach>,
    /// What other readings are worth.
    pub readings: Measured<ReadingChange>,
    /// What sources cannot show.
    pub cannot_show: Measured<CannotShow>,
    /// The sources that never show the worst clauses kept.
    pub never_kept: Measured<NeverKept>,
    /// Cases under no procedure.
    pub unjudged: Measured<Unjudged>,
    /// How far the data reach.
    pub reach: Measured<Reach>,
    /// How many events are of a case that is not there.
    pub stray: Measured<u64>,
    /// Cases by month, source and kind.
    pub kinds: Measured<MonthOfKind>,
    /// Cases by kind, channel and category.
    pub segments: Measured<Segment>,
    /// What they were about.
    pub causes: Causes,
    /// What rises and falls, by category.
    pub trends: Trends,
    /// The months of the waits, oldest first.
    pub wait_months: Vec<Period>,
    /// The waits for the acknowledgement.
    pub acknowledge: Waits,
    /// The waits for the resolution.
    pub resolve: Waits,
    /// Where the waits come from.
    pub waits_origin: Arc<Origin>,
    /// What was done about it, and what that achieved.
    pub actions: Measured<Tracked>,
    /// How the cases were handled, beside what the clauses ask.
    pub handling: Handling,
    /// What is open.
    pub backlog: Backlog,
    /// Where that comes from.
    pub backlog_origin: Arc<Origin>,
    /// What became of the rows of every export.
    pub accounts: Measured<Account>,
    /// The files.
    pub files: Measured<File>,
    /// What was odd about them.
    pub quality: Measured<Quality>,
    /// Why rows were set aside.
    pub rejects: Measured<RejectReason>,
}

impl Quarterly {
    /// The quarter.
    pub fn period(&self) -> Period {
        self.request.period
    }

    /// The words of the page.
    pub fn texts(&self) -> &'static Texts {
        Texts::of(self.request.language)
    }

    /// What so many of the cases counted are called in the page's language.
    pub fn noun(&self, count: u64) -> Line {
        self.noun_in(self.texts(), count)
    }

    /// The same in another language.
    pub fn noun_in(&self, texts: &Texts, count: u64) -> Line {
        if self.focus.kind.is_some() { say!(texts, "noun.complaint", count;) } else { say!(texts, "noun.case", count;) }
    }

    /// The quarter as part of the ids of facts.
    pub fn id(&self) -> String {
        self.request.period.to_string()
    }

    /// What may be said of counts of the quarter before: an uncovered quarter is no zero.
    pub fn reach_before(&self) -> ReachBefore {
        let before = self.period().previous();
        let (_, count) = self.received();
        match (self.coverage().covers(before), count) {
            (true, _) if self.coverage().silent_since(before.start_at(self.request.zone)).next().is_some() => ReachBefore::Apart,
            (true, _) => ReachBefore::Whole,
            (false, 0) => ReachBefore::None,
            (false, _) => ReachBefore::Part,
        }
    }

    /// Whether the quarter may be held against another: it is over, and the data tell of it to its end.
    ///
    /// One that is not over counts what was done early and not what is still owed; what the data leave out counts as not done.
    pub fn is_comparable(&self) -> bool {
        self.is_over() && self.is_told_to_its_end()
    }

    /// Whether shares of the quarter before may be told beside the quarter's: it may be compared, and something is known of the one before,
    /// by the same sources, without a hole in it.
    pub fn has_shares_before(&self) -> bool {
        let is_known = !matches!(self.reach_before(), ReachBefore::None | ReachBefore::Apart);
        self.is_comparable() && is_known && self.coverage().tells_to_the_end_of(self.period().previous())
    }

    /// Whether what was promised in the quarter before was judged by other limits.
    pub fn has_other_limits_before(&self) -> bool {
        let is_promised = |row: &&Row| row.promised.judged() > 0 || row.promised_before.judged() > 0;
        self.scorecard.iter().filter(is_promised).any(Row::has_other_limit)
    }

    /// The lines of the scorecard: of a clause whose versions ask for different things one for each.
    pub fn lines(&self) -> impl Iterator<Item = &Row> {
        self.scorecard.iter().flat_map(Row::lines)
    }

    /// Which months are covered.
    pub fn coverage(&self) -> &Coverage {
        &self.trends.coverage
    }

    /// Up to where the data tell of cases, where every source ends well before the instant of the report.
    pub fn told_until(&self) -> Option<Instant> {
        told_until(&self.reach.rows, self.request.as_of)
    }

    /// Whether the data end before the quarter begins: then nothing is known of it, and no count of it is zero.
    pub fn is_untold(&self) -> bool {
        self.told_until().is_some_and(|until| until < self.period().start_at(self.request.zone))
    }

    /// Whether the quarter is over at the instant of the report.
    pub fn is_over(&self) -> bool {
        self.period().end_at(self.request.zone) <= self.request.as_of
    }

    /// Cases of the focus received in the quarter, and in the one before.
    pub fn received(&self) -> (u64, u64) {
        let of_kind = |segment: &&Segment| self.focus.kind.is_none() || segment.segment.as_deref() == self.focus.kind;
        let rows = crate::analysis::focus::dimension(&self.segments.rows, "kind").filter(of_kind);
        rows.fold((0, 0), |sum, row| (sum.0 + row.cases, sum.1 + row.previous))
    }

    /// Gathers everything about the quarter, beside what the workspace keeps.
    pub fn gather(connection: &Connection, request: &Request, beside: Beside) -> Result<Self> {
        let Request { period, zone, as_of, .. } = *request;
        let (policy, today) = (request.policy.as_deref(), request.today());
        let reach = data_reach(connection, as_of)?;
        refuse(request, &reach.rows)?;
        let months = crate::analysis::trend::months_of(period);
        let kinds = received_by_month(connection, &months, zone, as_of)?;
        let focus = Focus::of(kinds.rows.iter().any(|row| row.kind.as_deref() == Focus::COMPLAINTS.kind));
        let question = Question { period, zone, as_of, kind: focus.kind, by: "category" };
        let detail = Detail { denominators: beside.denominators.as_ref(), ..Detail::default() };
        let trends = trends_of(connection, &question, &detail, &kinds.rows)?;
        let segments = received_by_segment(connection, period, zone, as_of, focus.kind)?;
        let mut quarters: Vec<Period> = std::iter::successors(Some(period), |quarter| Some(quarter.previous())).take(QUARTERS).collect();
        quarters.reverse();
        let clauses = clauses_in_force(connection, period, today, policy)?;
        let counts = clause_counts(connection, quarters[0], period, policy)?;
        let mut wait_months = months.clone();
        wait_months.drain(..months.len() - 12);
        let waits = time_to_event(connection, &wait_months, zone, as_of, focus.kind)?;
        let last = wait_months.len();
        let waits_for = |ending| Waits {
            newest: waiting(&waits.rows, ending, &[last - 3, last - 2, last - 1]),
            previous: waiting(&waits.rows, ending, &[last - 6, last - 5, last - 4]),
            by_month: (0..last).map(|month| waiting(&waits.rows, ending, &[month])).collect(),
        };
        let open = open_cases(connection, as_of, focus.kind, policy)?;
        let scorecard = scorecard(&clauses.rows, &counts.rows, &quarters);
        let backlog = backlog(&open.rows);
        let left_out = hardly_shown(&scorecard, focus.kind);
        if after_last_receipt(request, &reach.rows) && backlog.open == 0 && scorecard.iter().all(|row| row.group == Group::NothingDue) {
            return Err(without_cases(request, &reach.rows));
        }
        let grounds = Grounds {
            period,
            zone,
            as_of,
            trends: &trends,
            scorecard: &scorecard,
            quarters: &quarters,
            counts_origin: &counts.origin,
            denominators: beside.denominators.as_ref(),
        };
        let actions = track(connection, &grounds)?;
        let asked: Vec<&Clause> = worst_first(&scorecard).into_iter().take(RECOMMENDED).map(|row| &row.clause).collect();
        let never_kept = never_kept(connection, period, &asked)?;
        let mut data = Self {
            request: request.clone(),
            beside,
            restated: Vec::new(),
            focus,
            actions,
            scorecard,
            counts_origin: counts.origin,
            clauses_origin: clauses.origin,
            quarters,
            policies: policies_in_force(connection, period, today, policy)?,
            breaches: breaches(connection, period, zone, policy)?,
            readings: reading_changes(connection, period, zone, policy)?,
            cannot_show: cannot_show(connection, period, policy)?,
            unjudged: unjudged_cases(connection, period, zone, as_of, policy)?,
            stray: stray_events(connection)?,
            kinds,
            causes: causes(&segments.rows, |category| trends.dispersion(category)),
            segments,
            trends,
            acknowledge: waits_for(Ending::Acknowledge),
            resolve: waits_for(Ending::Resolve),
            waits_origin: waits.origin,
            wait_months,
            handling: Handling::gather(
                connection,
                &Asked { period, zone, as_of, kind: focus.kind, policy },
                receipts(&reach.rows),
                told_until(&reach.rows, as_of),
                left_out,
            )?,
            reach,
            backlog,
            backlog_origin: open.origin,
            accounts: import_account(connection)?,
            files: import_files(connection)?,
            quality: import_quality(connection)?,
            rejects: reject_reasons(connection)?,
            never_kept,
        };
        data.compare_only_what_can_be();
        Ok(data)
    }

    /// Whether the data tell of the quarter to its end.
    pub fn is_told_to_its_end(&self) -> bool {
        self.coverage().tells_to_the_end_of(self.period())
    }

    /// Of a quarter before without data nothing is known; one that a source told which has fallen silent since was another organisation's.
    fn compare_only_what_can_be(&mut self) {
        if !self.has_shares_before() {
            for row in &mut self.scorecard {
                row.change = None;
            }
        }
    }
}

/// Makes the report of a quarter from the views of the warehouse.
///
/// The warehouse must have judged by quarters, in the zone and as of the instant of the request.
pub fn quarterly(connection: &Connection, request: &Request) -> Result<Rendered> {
    quarterly_beside(connection, request, Beside::default())
}

/// As [`quarterly()`], with what people wrote about the quarter and what was published before.
pub fn quarterly_beside(connection: &Connection, request: &Request, beside: Beside) -> Result<Rendered> {
    let audience = beside.audience;
    let mut data = Quarterly::gather(connection, request, beside)?;
    data.restated = compare(connection, &data)?;
    let mut facts = Facts::new(data.request.language);
    let about = [
        ("schema", json!(1)),
        ("report", json!("quarterly")),
        ("organisation", json!(request.organisation)),
        ("period", json!(request.period.to_string())),
        ("as_of", json!(request.as_of.to_string())),
        ("time_zone", json!(request.zone.name())),
        ("policies", json!(request.policies)),
        ("audience", json!(audience.name())),
        ("language", json!(request.language.code())),
        ("made_by", json!(format!("ombud {}", request.version))),
        ("command", json!(request.command)),
    ];
    let mut page = view::Page { machine: view::machine(&about), ..section::page(&data, &mut facts)? };
    if audience == Audience::Public {
        (page, facts) = public(&page, &facts, &duties(&data))?;
    }
    let html = html::whole(&page)?;
    if request.house.leaves_out() {
        // What is not shown is not handed out beside the page either.
        facts.keep_stated(&html::facts_of(&html));
    }
    Ok(Rendered {
        html,
        facts_json: facts.to_json(&about)?,
        summary: page.findings.iter().map(|finding| finding.line.plain()).collect(),
        drafted: merged(&data).into_iter().filter(|told| told.is_new).map(|told| told.text).collect(),
    })
}

/// A quarter as it is written; of what is no period at all, quarters alone are offered in its place.
pub fn quarter(text: &str) -> Result<Period> {
    text.parse().map_err(|_: Error| Error::new(format!("\"{text}\" is no quarter")).accepted("a quarter, such as 2026-Q3"))
}

/// Refuses a period that is no quarter, and names the quarter that may have been meant.
pub fn refuse_other_lengths(period: Period) -> Result<()> {
    if period.length() == Length::Quarter {
        return Ok(());
    }
    let quarter = Period::containing(period.first_day(), Length::Quarter);
    Err(Error::new(format!("\"{period}\" is no quarter")).accepted(format!("a quarter, such as {quarter}")))
}

/// Refuses a period that no report can be written about, and says which ones have data; the one behind the last receipt is told apart later.
fn refuse(request: &Request, reach: &[Reach]) -> Result<()> {
    let Request { period, zone, as_of, .. } = *request;
    refuse_other_lengths(period)?;
    if period.start_at(zone) > as_of {
        return Err(Error::new(format!("{period} has not begun on {}", as_of.local_date(zone)))
            .remedy("Name an earlier quarter, or a later instant with --as-of."));
    }
    match quarters_of(reach, zone) {
        None => Err(Error::new("there is no case to report on")
            .remedy("Import an export with `ombud import FILE`, or open a case with `ombud register open`.")),
        Some((first, _)) if period < first => Err(without_cases(request, reach)),
        Some(_) => Ok(()),
    }
}

/// The quarters of the first and the last receipt.
fn quarters_of(reach: &[Reach], zone: Tz) -> Option<(Period, Period)> {
    let quarter_of = |at: Instant| Period::containing(at.local_date(zone), Length::Quarter);
    receipts(reach).map(|(first, last)| (quarter_of(first), quarter_of(last)))
}

/// Whether the quarter lies behind the last receipt: open cases and duties may still be told of it.
fn after_last_receipt(request: &Request, reach: &[Reach]) -> bool {
    quarters_of(reach, request.zone).is_some_and(|(_, last)| request.period > last)
}

/// That a quarter has no cases, and which ones have some.
fn without_cases(request: &Request, reach: &[Reach]) -> Error {
    let error = Error::new(format!("there are no cases of {}", request.period)).remedy("Name one of them with --period.");
    match quarters_of(reach, request.zone) {
        Some((first, last)) if first == last => error.accepted(format!("a quarter with data: {first}")),
        Some((first, last)) => error.accepted(format!("a quarter with data: {first} to {last}")),
        None => error,
    }
}
