//! Judges every case against every clause, set by set, in DuckDB.
//!
//! The evaluation is a pure function of the cases, their events, the policies, the calendars and
//! `as_of`. [`plan`] turns policies and calendars into tables. Then, range by range of cases, the
//! steps in `queries/judge/` pack what happened to each case into one list of numbers ([`layout`])
//! and judge all clauses of one type at a time; memory does not grow with the data, and a
//! partition of the cases gives exactly its own rows.

pub mod layout;
pub mod plan;
pub mod record;

use crate::calendar::Calendars;
use crate::error::{Error, Result};
use crate::policy::{Clause, Policy, Reading, Rule, Selector};
use crate::time::Instant;
use crate::time::Period;
use crate::time::period::Length;
use chrono_tz::Tz;
use duckdb::{Connection, named_params};
use layout::Layout;
use plan::Group;

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
    /// The reporting periods into which `verdict_counts` divides.
    pub counted_by: Counting,
    /// Which clauses are asked about.
    pub scope: Scope,
}

impl Judgement<'_> {
    /// The readings that are judged.
    fn readings(&self) -> impl Iterator<Item = &Reading> {
        let clauses = self.policies.iter().flat_map(|policy| &policy.clauses);
        clauses.flat_map(|clause| clause.readings.iter().filter(|reading| self.scope.holds(clause, reading)))
    }
}

/// How time is cut into reporting periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counting {
    /// How long they are.
    pub every: Length,
    /// They are cut at the ends of this period, too: weeks fit into no month, quarter or year, and what is asked of a quarter is
    /// asked of no day outside.
    pub within: Option<Period>,
}

impl From<Length> for Counting {
    fn from(every: Length) -> Self {
        Self { every, within: None }
    }
}

/// Which clauses are judged: a question about one of them need not wait for all.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// Only the clause of this name; none: all.
    pub clause: Option<String>,
    /// Only the readings in force.
    pub in_force_only: bool,
}

impl Scope {
    /// Whether a reading of a clause is asked about.
    pub fn holds(&self, clause: &Clause, reading: &Reading) -> bool {
        self.clause.as_ref().is_none_or(|id| *id == clause.id) && (!self.in_force_only || reading.id == clause.main().id)
    }
}

/// Which cases are judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cases {
    All,
    /// Only those that may have an open duty.
    Open,
}

/// How what happened to the cases is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// By the view `events` alone.
    Events,
    /// By the views `timelines` and `signatures` too, one list a case, but for the cases of which `register_events` tells something.
    Timelines,
}

/// What is kept of the verdicts.
#[derive(Debug, Clone, Copy)]
enum Kept<'a> {
    Verdicts,
    /// Verdicts, and no account of the periods that a run of missed windows falls into.
    Rows,
    /// Counts only, divided by a column of cases if one is named; verdicts go when their range has been counted.
    Counts(Option<&'a str>),
}

/// How many cases are judged at a time: what bounds memory.
const CASES_AT_A_TIME: i64 = 500_000;

/// What all ranges share, made before the clauses are laid out.
const GROUNDS: [&str; 12] = [
    include_str!("../../queries/judge/kinds.sql"),
    include_str!("../../queries/judge/utc_day.sql"),
    include_str!("../../queries/judge/packed.sql"),
    include_str!("../../queries/judge/filled.sql"),
    include_str!("../../queries/judge/answer.sql"),
    include_str!("../../queries/judge/clock_of.sql"),
    include_str!("../../queries/judge/target_of.sql"),
    include_str!("../../queries/judge/due_of.sql"),
    include_str!("../../queries/judge/window_of.sql"),
    include_str!("../../queries/judge/verdict.sql"),
    include_str!("../../queries/judge/split_table.sql"),
    include_str!("../../queries/judge/tally_table.sql"),
];
const FILE: &str = include_str!("../../queries/judge/file.sql");
const FILE_OF_EVENTS: &str = include_str!("../../queries/judge/file_of_events.sql");
const FILE_OF_SIGNATURES: &str = include_str!("../../queries/judge/file_of_signatures.sql");
/// Where what happened is read event by event.
const BY_EVENTS: [&str; 3] = [
    include_str!("../../queries/judge/row_event.sql"),
    include_str!("../../queries/judge/timeline_none.sql"),
    include_str!("../../queries/judge/signature_none.sql"),
];
/// Where timelines tell what happened, but for what was recorded by hand.
const BY_TIMELINES: [&str; 4] = [
    include_str!("../../queries/judge/apart.sql"),
    include_str!("../../queries/judge/row_event_apart.sql"),
    include_str!("../../queries/judge/timeline.sql"),
    include_str!("../../queries/judge/signature.sql"),
];
const ORDERED_EVENT: &str = include_str!("../../queries/judge/ordered_event.sql");
const CASE_ASKED: &str = include_str!("../../queries/judge/case_asked.sql");
const BRIEF_CASE: &str = include_str!("../../queries/judge/brief_case.sql");
const CASE_ASKED_OPEN: &str = include_str!("../../queries/judge/case_asked_open.sql");
const TIMELINE_OPEN: &str = include_str!("../../queries/judge/timeline_open.sql");
const CASE_ASKED_OPEN_TIMELINES: &str = include_str!("../../queries/judge/case_asked_open_timelines.sql");
const TIMELINE_OF_OPEN: &str = include_str!("../../queries/judge/timeline_of_open.sql");
const SORTED_CASE: &str = include_str!("../../queries/judge/sorted_case.sql");
const CASE: &str = include_str!("../../queries/judge/case.sql");
const CASE_TEXT: &str = include_str!("../../queries/judge/case_text.sql");
const CASE_TEXT_NONE: &str = include_str!("../../queries/judge/case_text_none.sql");
const NAMES: &str = include_str!("../../queries/judge/names.sql");
const COVERED: &str = include_str!("../../queries/judge/covered.sql");
const BLIND: &str = include_str!("../../queries/judge/blind.sql");
const STRETCH: &str = include_str!("../../queries/judge/stretch.sql");
const DUE_AT: &str = include_str!("../../queries/judge/due_at.sql");
const SCOPE: &str = include_str!("../../queries/judge/scope.sql");
const SEGMENT: &str = include_str!("../../queries/judge/segment.sql");
const REVIEW: &str = include_str!("../../queries/judge/review.sql");

/// What stands around a step that tells verdicts, to keep them.
const KEEP: (&str, &str) = ("insert into judge_verdict", "");
/// What stands around a step that tells verdicts, to count them.
const COUNT: (&str, &str) = ("insert into judge_tally with judged as (", concat!(")\n", include_str!("../../queries/judge/tally.sql")));

/// A step of the judgement of one range of cases by one group of clauses.
enum Step {
    /// Makes a table or a macro that later steps read.
    Make(&'static str),
    /// Tells verdicts.
    Tell(&'static str),
    /// Tells verdicts; and counts the same, without their rows, where nothing else is asked for.
    TellOrCount { rows: &'static str, counts: &'static str },
    /// Divides runs of missed windows among reporting periods.
    Split(&'static str),
}

/// The steps for one range of cases and one group of clauses; each reads only what those before it wrote.
const STEPS: [Step; 28] = [
    Step::Make(include_str!("../../queries/judge/word.sql")),
    Step::Make(include_str!("../../queries/judge/mark.sql")),
    Step::Make(include_str!("../../queries/judge/docket.sql")),
    Step::Make(include_str!("../../queries/judge/docket_silent.sql")),
    Step::Make(include_str!("../../queries/judge/outlived.sql")),
    Step::Make(include_str!("../../queries/judge/concerned_by.sql")),
    Step::Tell(include_str!("../../queries/judge/absent.sql")),
    Step::Make(include_str!("../../queries/judge/plain_deadlines.sql")),
    Step::Make(include_str!("../../queries/judge/plain_status.sql")),
    Step::TellOrCount {
        rows: include_str!("../../queries/judge/deadline_plain.sql"),
        counts: include_str!("../../queries/judge/deadline_plain_counts.sql"),
    },
    Step::Make(include_str!("../../queries/judge/deadlines.sql")),
    Step::Tell(include_str!("../../queries/judge/deadline_unmoved.sql")),
    Step::Make(include_str!("../../queries/judge/deadline_start.sql")),
    Step::Make(include_str!("../../queries/judge/docket_event.sql")),
    Step::Make(include_str!("../../queries/judge/notice.sql")),
    Step::Make(include_str!("../../queries/judge/pause.sql")),
    Step::Make(include_str!("../../queries/judge/deadline_target.sql")),
    Step::Make(include_str!("../../queries/judge/deadline_due.sql")),
    Step::Tell(include_str!("../../queries/judge/deadline.sql")),
    Step::Make(include_str!("../../queries/judge/schedule.sql")),
    Step::Make(include_str!("../../queries/judge/window.sql")),
    Step::Tell(include_str!("../../queries/judge/cadence_none.sql")),
    Step::TellOrCount {
        rows: include_str!("../../queries/judge/cadence.sql"),
        counts: include_str!("../../queries/judge/cadence_counts.sql"),
    },
    Step::Tell(include_str!("../../queries/judge/precondition.sql")),
    Step::Make(include_str!("../../queries/judge/actor.sql")),
    Step::Tell(include_str!("../../queries/judge/single_contact.sql")),
    Step::Tell(include_str!("../../queries/judge/record.sql")),
    Step::Split(include_str!("../../queries/judge/split.sql")),
];

/// Judges all cases of the connection's `cases` and `events` views.
///
/// Leaves the tables `judge_verdict`, `judge_clause`, `judge_version`, `judge_case`,
/// `judge_period` and `judge_split` behind; the views `verdicts` and `verdict_counts` read them.
pub fn judge(connection: &Connection, judgement: &Judgement<'_>, told: Told) -> Result<()> {
    judged(connection, judgement, told, Cases::All, Kept::Verdicts, CASES_AT_A_TIME)
}

/// As [`judge`], where no verdict is placed in a reporting period: `judge_split` stays empty, and `verdict_counts` may not be asked.
pub fn judge_rows(connection: &Connection, judgement: &Judgement<'_>, told: Told) -> Result<()> {
    judged(connection, judgement, told, Cases::All, Kept::Rows, CASES_AT_A_TIME)
}

/// As [`judge`] by events alone, with a given number of cases at a time; the result does not depend on it.
pub fn judge_in_ranges(connection: &Connection, judgement: &Judgement<'_>, cases_at_a_time: i64) -> Result<()> {
    judged(connection, judgement, Told::Events, Cases::All, Kept::Verdicts, cases_at_a_time)
}

/// As [`judge`], for the cases that may have an open duty: all open duties are among their verdicts, and not all verdicts.
pub fn judge_open(connection: &Connection, judgement: &Judgement<'_>, told: Told) -> Result<()> {
    judged(connection, judgement, told, Cases::Open, Kept::Rows, CASES_AT_A_TIME)
}

/// Judges all cases and keeps only how many verdicts there are: in the table `judge_tally`, divided by a column of cases if
/// one is named.
pub fn count(connection: &Connection, judgement: &Judgement<'_>, told: Told, by: Option<&str>) -> Result<()> {
    judged(connection, judgement, told, Cases::All, Kept::Counts(by), CASES_AT_A_TIME)
}

fn judged(
    connection: &Connection,
    judgement: &Judgement<'_>,
    told: Told,
    cases: Cases,
    kept: Kept<'_>,
    cases_at_a_time: i64,
) -> Result<()> {
    // The steps are written so that the smaller side of a join stands on the right. DuckDB guesses otherwise where it cannot
    // know how many rows a list filter leaves, and would then hold millions of lists in a hash table.
    batch(connection, "set disabled_optimizers = 'join_order,build_side_probe_side'")?;
    let result = judged_as_written(connection, judgement, told, cases, kept, cases_at_a_time);
    batch(connection, "set disabled_optimizers = ''")?;
    result
}

fn judged_as_written(
    connection: &Connection,
    judgement: &Judgement<'_>,
    told: Told,
    cases: Cases,
    kept: Kept<'_>,
    cases_at_a_time: i64,
) -> Result<()> {
    let as_of = judgement.as_of;
    for step in GROUNDS {
        batch(connection, step)?;
    }
    match told {
        Told::Events => run(connection, FILE_OF_EVENTS, named_params! { "as_of": timestamp(as_of) })?,
        Told::Timelines => run(connection, FILE_OF_SIGNATURES, &[])?,
    }
    run(connection, FILE, &[])?;
    run(connection, ORDERED_EVENT, &[])?;
    let views: &[&str] = if told == Told::Events { &BY_EVENTS } else { &BY_TIMELINES };
    views.iter().try_for_each(|view| batch(connection, view))?;
    match cases {
        Cases::All => run(connection, CASE_ASKED, &[])?,
        Cases::Open => choose_open(connection, judgement, told)?,
    }
    let asked = plan::asked_columns(judgement).join(",");
    let fields_bits = record::Fields::asked(judgement)?.column_bits;
    run(connection, SORTED_CASE, named_params! { "as_of": timestamp(as_of), "asked": asked, "fields_bits": fields_bits })?;
    run(connection, CASE, &[])?;
    batch(connection, "drop table judge_sorted_case")?;
    let reach = plan::reach(connection, judgement)?;
    let layout = Layout::new(&reach, as_of)?;
    let groups = plan::write_tables(connection, judgement, &reach, &layout)?;
    batch(connection, NAMES)?;
    for step in [COVERED, BLIND, STRETCH, DUE_AT, SCOPE, CASE_TEXT_NONE] {
        run(connection, step, &[])?;
    }
    let attributes = json(&groups.attributes)?;
    let mut first_case = 1;
    while first_case <= reach.case_count {
        let last_case = (first_case + cases_at_a_time - 1).min(reach.case_count);
        let range = Range { first_case, last_case, as_of, layout, kept };
        if groups.asks_for_text {
            range.run(connection, CASE_TEXT, &[("attributes", &attributes)])?;
        }
        if let Kept::Counts(by) = kept {
            range.run(connection, SEGMENT, &[("by", &by)])?;
        }
        for group in &groups.groups {
            range.judge(connection, group)?;
        }
        first_case = last_case + 1;
    }
    let of_none = Range { first_case: 0, last_case: 0, as_of, layout, kept };
    if let Kept::Counts(by) = kept {
        of_none.run(connection, SEGMENT, &[("by", &by)])?;
    }
    of_none.tell(connection, REVIEW, &[("as_of", &timestamp(as_of))])
}

/// Leaves out the cases that cannot have an open duty, where that can be told of a case without judging it.
fn choose_open(connection: &Connection, judgement: &Judgement<'_>, told: Told) -> Result<()> {
    // What was missed in a case that is open again is still owed.
    let mut starts: Vec<&str> = vec!["reopened"];
    for reading in judgement.readings() {
        if let Rule::Deadline { after, .. } = &reading.rule {
            // What began after a closing is not ended by it; what a closing itself begins is.
            starts.extend(after.iter().map(|selector| selector.event.as_str()).filter(|event| *event != "closed"));
        }
        let Rule::Cadence { after, .. } = &reading.rule else { continue };
        // A schedule that no plain closing ends may go on in a closed case.
        if !reading.until.contains(&Selector::named("closed")) {
            return run(connection, CASE_ASKED, &[]);
        }
        starts.extend(after.iter().map(|selector| selector.event.as_str()));
    }
    let since = plan::earliest_open_start(judgement)?;
    let (as_of, since_then) = (judgement.as_of, timestamp(since));
    batch(connection, BRIEF_CASE)?;
    match told {
        Told::Events => {
            let parameters = named_params! { "as_of": timestamp(as_of), "since": since_then, "starts": json(&starts)? };
            run(connection, CASE_ASKED_OPEN, parameters)
        }
        Told::Timelines => {
            let parameters = named_params! { "as_of_us": as_of.0, "since": since_then, "since_us": since.0, "starts": json(&starts)? };
            run(connection, TIMELINE_OPEN, parameters)?;
            run(connection, CASE_ASKED_OPEN_TIMELINES, &[])?;
            run(connection, TIMELINE_OF_OPEN, &[])
        }
    }
}

/// A range of cases, how their events are packed, and what is kept of their verdicts.
struct Range<'a> {
    first_case: i64,
    last_case: i64,
    as_of: Instant,
    layout: Layout,
    kept: Kept<'a>,
}

impl Range<'_> {
    fn judge(&self, connection: &Connection, group: &Group) -> Result<()> {
        let of_group: [(&str, &dyn duckdb::ToSql); 4] = [
            ("group_key", &group.key),
            ("received_bits", &group.received_bits),
            ("contact_bits", &group.contact_bits),
            ("extend_bits", &group.extend_bits),
        ];
        for step in &STEPS {
            match step {
                Step::Make(sql) => self.run(connection, sql, &of_group)?,
                Step::Tell(sql) => self.tell(connection, sql, &of_group)?,
                Step::TellOrCount { rows, counts } => match self.kept {
                    Kept::Counts(_) => self.run(connection, counts, &of_group)?,
                    Kept::Verdicts | Kept::Rows => self.tell(connection, rows, &of_group)?,
                },
                Step::Split(sql) => match self.kept {
                    Kept::Verdicts => self.run(connection, sql, &of_group)?,
                    Kept::Rows | Kept::Counts(_) => {}
                },
            }
        }
        Ok(())
    }

    /// Keeps the verdicts that a step tells, or their counts.
    fn tell(&self, connection: &Connection, step: &str, further: Parameters<'_>) -> Result<()> {
        match self.kept {
            Kept::Verdicts | Kept::Rows => self.run_as(connection, step, KEEP, further),
            Kept::Counts(_) => self.run_as(connection, step, COUNT, further),
        }
    }

    fn run_as(&self, connection: &Connection, step: &str, (before, after): (&str, &str), further: Parameters<'_>) -> Result<()> {
        self.run(connection, &[before, step, after].join("\n"), further)
    }

    /// Runs a step with those parameters of the range, the layout and `further` that it names; binding another one would be refused.
    fn run(&self, connection: &Connection, step: &str, further: Parameters<'_>) -> Result<()> {
        let layout = &self.layout;
        let set_mask = layout.set_mask();
        let known = named_params! {
            "first_case": self.first_case, "last_case": self.last_case,
            "as_of_us": self.as_of.0, "origin_us": layout.origin_us,
            "at_shift": layout.at_shift, "order_shift": layout.order_shift, "evidence_shift": layout.evidence_shift,
            "set_mask": set_mask, "order_mask": layout.order_mask, "day_mask": layout.day_mask, "day_unit_us": layout.day_unit_us,
        };
        let names = crate::sql::parameters(step);
        let asked: Vec<_> = known.iter().chain(further).filter(|(name, _)| names.iter().any(|asked| asked == name)).copied().collect();
        run(connection, step, &asked)
    }
}

/// An instant as the value of a TIMESTAMP parameter.
pub fn timestamp(at: Instant) -> duckdb::types::Value {
    duckdb::types::Value::Timestamp(duckdb::types::TimeUnit::Microsecond, at.0)
}

type Parameters<'a> = &'a [(&'a str, &'a dyn duckdb::ToSql)];

/// Runs one statement of `queries/`; what fails there is a fault of the program, and says so.
fn run(connection: &Connection, sql: &str, parameters: Parameters<'_>) -> Result<()> {
    connection.execute(sql, parameters).map(|_| ()).map_err(|cause| fault(sql, &cause))
}

fn batch(connection: &Connection, sql: &str) -> Result<()> {
    connection.execute_batch(sql).map_err(|cause| fault(sql, &cause))
}

fn fault(sql: &str, cause: &duckdb::Error) -> Error {
    let purpose = crate::sql::header(sql, "purpose");
    Error::new(format!("judging failed at the step \"{purpose}\": {cause}")).remedy("This is a fault of the program; please report it.")
}

fn json<T: serde::Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|cause| Error::new(format!("the plan could not be written: {cause}")))
}
