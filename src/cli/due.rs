//! `ombud due`: the duties that are open, by the instant at which they fall due.

mod duty;
mod ics;
mod letters;

use super::context::{Context, Outcome};
use super::judged::{JudgeArgs, Judged, Question, judged_for};
use super::output::{Format, sql_error, write_query, write_table};
use crate::calendar::{Calendar, Calendars, timeline::Timeline};
use crate::error::{Error, Result, did_you_mean};
use crate::judge::{Scope, timestamp};
use crate::report::format;
use crate::time::period::Length;
use crate::time::{Instant, Span, Unit};
use crate::vocabulary::CASE_ENDS;
use chrono_tz::Tz;
use clap::{Args, ValueEnum};
use duckdb::ToSql;
use duckdb::types::Value;
use std::io::Write;

/// All that is open, listed once: those that have a date are shown, and the others counted.
const LIST: &str = concat!("create or replace temp table due_listed as\n", include_str!("../../queries/measure/due.sql"));
const LISTED: &str = include_str!("../../queries/due/listed.sql");
const CALENDARS: &str = include_str!("../../queries/due/calendars.sql");
const NAMES: &str = include_str!("../../queries/due/names.sql");
const BESIDE: &str = include_str!("../../queries/due/beside.sql");
const UNJUDGED: &str = include_str!("../../queries/due/unjudged.sql");

/// The word under which the organisation's actions stand among the clauses.
const ACTION: &str = "action";

/// List open duties: whom to tell what by when, overdue ones first.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  ombud due --within \"2 days\"
  ombud due --team Support
  ombud due --format csv > to-do.csv
  ombud due --format ics > due.ics                       (a calendar feed)
  ombud due --letters --contacts --format csv > mail.csv (for a mail merge)

Overdue is a deadline that was missed in a case that nobody has closed, or that began after the closing, as with an appeal.
What else was missed in a closed case, windows that went by, records that lack something and steps out of order are in
`sla --detail`. Duties without a date, because the clock stands still or nothing says by when, are counted beside the list
until the case is closed. Where a source cannot report closings, nobody can tell whether a case is open: what was missed in it
is listed after the others, is not called overdue (in rows `overdue` is empty, and `open_known` false), and is in no calendar feed.
Open cases under no version of a procedure are counted beside the list as well: the procedure asks nothing of them.
With --within, business days and hours are those of the clauses' own calendars; where these differ, the span ends last of all
where the last of them has it end.
With --letters each row names the letter that is owed and the facts that the procedure wants in it. Names and addresses
are shown only with --contacts, from the register's vault.")]
pub struct DueArgs {
    /// Only what falls due within this span from now: "24 hours", "2 business days" [default: all]
    #[arg(long, value_name = "SPAN")]
    within: Option<Span>,
    /// Only cases of this owner
    #[arg(long)]
    owner: Option<String>,
    /// Only cases of this team
    #[arg(long)]
    team: Option<String>,
    /// Only this clause; "action" for the organisation's own actions
    #[arg(long, value_name = "ID")]
    clause: Option<String>,
    /// Only letters and notices that are owed, with what they must contain
    #[arg(long)]
    letters: bool,
    /// Name and contact of the customer too, where the register's vault has them
    #[arg(long)]
    contacts: bool,
    /// How rows are written [default: table at a terminal, else csv]
    #[arg(long, value_enum)]
    format: Option<DueFormat>,
    #[command(flatten)]
    judge: JudgeArgs,
}

/// How the list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DueFormat {
    /// Columns side by side, for people.
    Table,
    /// Comma-separated values with a header.
    Csv,
    /// A list of objects.
    Json,
    /// A Parquet file, as bytes.
    Parquet,
    /// A table as Markdown writes it.
    Markdown,
    /// An iCalendar feed (RFC 5545).
    Ics,
}

impl DueFormat {
    /// The format of rows; `None` for the calendar feed.
    fn of_rows(self) -> Option<Format> {
        match self {
            Self::Table => Some(Format::Table),
            Self::Csv => Some(Format::Csv),
            Self::Json => Some(Format::Json),
            Self::Parquet => Some(Format::Parquet),
            Self::Markdown => Some(Format::Markdown),
            Self::Ics => None,
        }
    }
}

/// Judges, and lists what is open.
pub fn run(args: DueArgs, context: &Context) -> Result<Outcome> {
    // Actions are no clause of a procedure; they are due all the same.
    let scope = Scope { clause: args.clause.clone().filter(|clause| clause != ACTION), in_force_only: true };
    let judged = judged_for(context, &args.judge, Length::Quarter.into(), scope, &Question::Open)?;
    refuse_unknown_name(&judged, "owner", args.owner.as_deref())?;
    refuse_unknown_name(&judged, "team", args.team.as_deref())?;
    let as_of = timestamp(judged.as_of);
    let horizon = args.within.map(|span| horizon(&judged, span)).transpose()?.map_or(Value::Null, timestamp);
    let asked: [(&str, &dyn ToSql); 6] = [
        ("as_of", &as_of),
        ("horizon", &horizon),
        ("owner", &args.owner),
        ("team", &args.team),
        ("clause", &args.clause),
        ("undated", &true),
    ];
    judged.warehouse.connection().execute(LIST, &asked[..]).map_err(|cause| sql_error("listing what is due", &cause))?;
    let duties = || duty::read(&judged, LISTED);
    let beside = Beside::read(&judged, &args)?;
    let format = args.format.map_or(Some(Format::or_default(None)), DueFormat::of_rows);
    let is_for_people = format == Some(Format::Table) && !args.letters && !args.contacts;
    if !is_for_people {
        beside.told().iter().for_each(|told| crate::aside!("note: {told}"));
    }
    let Some(format) = format else {
        let mut duties = letters::narrowed(duties()?, &judged.workspace, args.letters)?;
        duties.retain(|duty| duty.is_overdue.is_some());
        return ics::write(&duties, &judged);
    };
    if args.letters || args.contacts {
        return letters::write(duties()?, &judged, args.letters, args.contacts, format);
    }
    match format {
        Format::Table => write_list(&judged, &beside)?,
        other => write_query(judged.warehouse.connection(), LISTED, &[], other, judged.workspace.time_zone, "listing what is due")?,
    }
    Ok(Outcome::Done)
}

/// The end of a span from now: business units by the calendars of the clauses, the latest end where they differ; all else by the
/// workspace's zone.
fn horizon(judged: &Judged, span: Span) -> Result<Instant> {
    let end = |calendar: &Calendar| Timeline::covering(calendar, judged.as_of, judged.as_of, &[span]).due(span, judged.as_of);
    let by_the_clock = Calendar { time_zone: judged.workspace.time_zone, ..Calendar::always() };
    if !matches!(span.unit, Unit::BusinessDays | Unit::OpenTime) {
        return Ok(end(&by_the_clock));
    }
    let calendars = Calendars::read(&judged.workspace.calendars_dir())?;
    let used = calendars_used(judged)?;
    let ends = used.iter().map(|id| calendars.named(id).map(end)).collect::<Result<Vec<_>>>()?;
    // The organisation's own actions alone stand in no calendar.
    Ok(ends.into_iter().max().unwrap_or_else(|| end(&by_the_clock)))
}

/// The calendars of the clauses that are asked about.
fn calendars_used(judged: &Judged) -> Result<Vec<String>> {
    let failed = |cause: duckdb::Error| sql_error("looking for the calendars", &cause);
    let mut statement = judged.warehouse.connection().prepare(CALENDARS).map_err(failed)?;
    statement.query_map([], |row| row.get(0)).map_err(failed)?.collect::<duckdb::Result<_>>().map_err(failed)
}

/// Refuses the name of an owner or a team that nobody has: an empty list would say that nothing is owed.
fn refuse_unknown_name(judged: &Judged, column: &str, name: Option<&str>) -> Result<()> {
    let Some(name) = name else { return Ok(()) };
    let failed = |cause: duckdb::Error| sql_error("looking for the name", &cause);
    let mut statement = judged.warehouse.connection().prepare(NAMES).map_err(failed)?;
    let parameters: [(&str, &dyn ToSql); 2] = [("column_name", &column), ("name", &name)];
    let row = |row: &duckdb::Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?));
    let rows: Vec<(String, i64)> =
        statement.query_map(&parameters[..], row).map_err(failed)?.collect::<duckdb::Result<_>>().map_err(failed)?;
    let known: Vec<&str> = rows.iter().map(|(known, _)| known.as_str()).collect();
    if known.contains(&name) {
        return Ok(());
    }
    let error = Error::new(format!("no case has the {column} \"{name}\"{}", did_you_mean(name, known.iter().copied())));
    let Some((_, count)) = rows.first() else {
        return Err(error.remedy(format!("No case names any {column}: leave --{column} out.")));
    };
    let more = count - known.len() as i64;
    let others = if more > 0 { format!(" and {} more", format::count(more as u64)) } else { String::new() };
    Err(error.accepted(format!("{}{others}", known.join(", "))))
}

/// What is to be known beside the duties that are open and have a date.
struct Beside {
    /// Open duties that no date can bring into the list.
    undated: u64,
    /// Missed in cases of which it cannot be shown whether they are open.
    doubtful: u64,
    /// Without a date, in such cases.
    undated_doubtful: u64,
    /// Cases not known to be over that fall under no version of a policy, by the policy.
    unjudged: Vec<(String, u64)>,
}

impl Beside {
    fn read(judged: &Judged, args: &DueArgs) -> Result<Self> {
        let failed = |cause: duckdb::Error| sql_error("counting what stands beside the list", &cause);
        let count = |row: &duckdb::Row<'_>, name: &str| row.get::<_, i64>(name).map(|count| count.max(0) as u64);
        let as_of = timestamp(judged.as_of);
        let ends = serde_json::json!(CASE_ENDS).to_string();
        let asked: [(&str, &dyn ToSql); 5] =
            [("as_of", &as_of), ("owner", &args.owner), ("team", &args.team), ("clause", &args.clause), ("ends", &ends)];
        let connection = judged.warehouse.connection();
        let mut statement = connection.prepare(UNJUDGED).map_err(failed)?;
        let unjudged = statement.query_map(&asked[..], |row| Ok((row.get(0)?, count(row, "case_count")?))).map_err(failed)?;
        let unjudged = unjudged.collect::<duckdb::Result<_>>().map_err(failed)?;
        let beside = connection.query_row(BESIDE, [], |row| {
            Ok(Self {
                undated: count(row, "undated_count")?,
                doubtful: count(row, "doubtful_count")?,
                undated_doubtful: count(row, "undated_doubtful_count")?,
                unjudged,
            })
        });
        beside.map_err(failed)
    }

    /// A sentence for each that there is.
    fn told(&self) -> Vec<String> {
        let some = |count: u64, one: &str, many: &str, rest: &str| match count {
            0 => None,
            1 => Some(format!("1 {one} {rest}")),
            _ => Some(format!("{} {many} {rest}", format::count(count))),
        };
        let undated = "no date: the clock stands still while somebody is waited for, or nothing says by when.";
        let case = |count: u64| match count {
            1 => "a case of which it cannot be shown whether it is open: its source does not report closings.",
            _ => "cases of which it cannot be shown whether they are open: their source does not report closings.",
        };
        let told = [
            some(self.undated, "open duty has", "open duties have", undated),
            some(self.doubtful, "duty was", "duties were", &format!("missed in {}", case(self.doubtful))),
            some(self.undated_doubtful, "duty has", "duties have", &format!("no date in {}", case(self.undated_doubtful))),
        ];
        let unjudged = self.unjudged.iter().filter_map(|(policy, count)| {
            let rest = format!("under no version of the policy {policy} on the day of receipt: what it would ask is not in this list.");
            some(*count, "case that is not known to be over is", "cases that are not known to be over are", &rest)
        });
        told.into_iter().flatten().chain(unjudged).collect()
    }
}

/// What is open and has a date, and after it what was missed in cases that may be over.
fn write_list(judged: &Judged, beside: &Beside) -> Result<()> {
    let failed = |cause: duckdb::Error| sql_error("listing what is due", &cause);
    let zone = judged.workspace.time_zone;
    let mut statement = judged.warehouse.connection().prepare(LISTED).map_err(failed)?;
    let rows = statement
        .query_map([], |row| {
            let text = |index: usize| -> duckdb::Result<String> { Ok(row.get::<_, Option<String>>(index)?.unwrap_or_default()) };
            let instant = |index: usize, told: fn(Instant, Tz) -> String| -> duckdb::Result<String> {
                Ok(match row.get::<_, Value>(index)? {
                    Value::Timestamp(_, at) => told(Instant(at), zone),
                    _ => String::new(),
                })
            };
            let is_overdue: Option<bool> = row.get(1)?;
            let case = match text(5)? {
                case if case.is_empty() => "(the organisation)".to_string(),
                case => format!("{case} ({})", text(4)?),
            };
            let state = if is_overdue == Some(true) { "overdue" } else { "" };
            let (due, received) = (instant(0, Instant::due_in_zone)?, instant(12, Instant::in_zone)?);
            Ok((is_overdue, vec![due, state.into(), case, text(13)?, text(3)?, text(9)?, text(10)?, received]))
        })
        .map_err(failed)?
        .collect::<duckdb::Result<Vec<_>>>()
        .map_err(failed)?;
    let overdue = rows.iter().filter(|(is_overdue, _)| *is_overdue == Some(true)).count() as u64;
    let (known, doubtful): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(is_overdue, _)| is_overdue.is_some());
    let mut out = std::io::stdout().lock();
    let mut lines = vec![match (known.len() as u64, doubtful.len()) {
        (0, 0) if beside.unjudged.is_empty() => "Nothing is due.".to_string(),
        (0, _) => "Nothing is known to be due.".to_string(),
        (count, _) => format!("{} open, {} of them overdue.", format::count(count), format::count(overdue)),
    }];
    lines.extend(beside.told());
    let header = ["due", "", "case", "what is asked", "clause", "team", "owner", "received"].map(str::to_string);
    let write = |rows: Vec<(Option<bool>, Vec<String>)>, out: &mut std::io::StdoutLock<'_>| {
        write_table(&header, rows.into_iter().map(|(_, cells)| cells).collect(), Format::Table, out)
    };
    if !known.is_empty() || doubtful.is_empty() {
        write(known, &mut out)?;
    }
    if !doubtful.is_empty() {
        writeln!(out, "Missed, in cases of which it cannot be shown whether they are open:").map_err(|cause| Error::output(&cause))?;
        write(doubtful, &mut out)?;
    }
    writeln!(out, "{}", lines.join("\n")).map_err(|cause| Error::output(&cause))
}
