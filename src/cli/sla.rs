//! `ombud sla`: which promises were kept, clause by clause.

use super::context::{Context, Outcome};
use super::judged::{JudgeArgs, Judged, Question, judged_for, tell_unjudged};
use super::output::{Format, sql_error, write_query, write_table};
use crate::error::{Error, Result, did_you_mean};
use crate::judge::{Counting, Scope, timestamp};
use crate::report::format;
use crate::time::period::Length;
use crate::time::{Instant, Period};
use clap::Args;
use duckdb::ToSql;
use duckdb::types::Value;
use std::io::Write;

const SLA: &str = include_str!("../../queries/measure/sla.sql");
const FLIPS: &str = include_str!("../../queries/measure/reading_flips.sql");
const READINGS: &str = include_str!("../../queries/sla/readings.sql");
const PARTIAL_READINGS: &str = include_str!("../../queries/sla/partial_readings.sql");
const DETAIL: &str = include_str!("../../queries/measure/detail.sql");
const RUNS_BEYOND: &str = include_str!("../../queries/sla/runs_beyond.sql");

/// By what results can be divided.
const SEGMENTS: [&str; 10] = ["kind", "channel", "category", "subcategory", "product", "team", "owner", "severity", "region", "source"];

/// Tell how often each clause was kept, with n and interval, beside what cannot be judged.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  ombud sla --period 2026-Q3
  ombud sla --period 2026-Q3 --by channel --clause acknowledge-complaint
  ombud sla --readings --clause respond         the rate under each reading, and how many cases it changes
  ombud sla --every quarter --format csv
  ombud sla --policy logiq                     how one would have done under another procedure
  ombud sla --detail --format parquet > verdicts.parquet

A verdict belongs to the period in which it fell due. The share kept is met / (met + late + missed),
with its 95 % Wilson interval; what is not due yet or cannot be shown is in no share.")]
pub struct SlaArgs {
    /// Only what belongs to this period: 2026, 2026-Q3, 2026-07 or 2026-W28 [default: all time]
    #[arg(long, value_name = "PERIOD")]
    period: Option<Period>,
    /// One row for each week, month, quarter or year, none longer than --period; weeks are cut at its ends
    #[arg(long, value_name = "LENGTH")]
    every: Option<Length>,
    /// Divide by kind, channel, category, subcategory, product, team, owner, severity, region or source; period is --every quarter
    #[arg(long, value_name = "COLUMN")]
    by: Option<String>,
    /// Only this clause
    #[arg(long, value_name = "ID")]
    clause: Option<String>,
    /// The other readings too, and how many cases each of them changes
    #[arg(long)]
    readings: bool,
    /// One row a verdict instead of one a clause
    #[arg(long, conflicts_with_all = ["by", "every"])]
    detail: bool,
    /// How rows are written [default: table at a terminal, else csv]
    #[arg(long, value_enum)]
    format: Option<Format>,
    #[command(flatten)]
    judge: JudgeArgs,
}

/// Judges and counts.
pub fn run(mut args: SlaArgs, context: &Context) -> Result<Outcome> {
    if args.by.as_deref() == Some("period") {
        args.by = None;
        args.every = args.every.or(Some(Length::Quarter));
    }
    refuse_unknown_segment(args.by.as_deref())?;
    refuse_longer_rows(args.period, args.every)?;
    let counted_by = args.every.or(args.period.map(|period| period.length())).unwrap_or(Length::Quarter);
    let scope = Scope { clause: args.clause.clone(), in_force_only: !args.readings };
    // By periods a case has no one place, so what readings change is told for all of them together only.
    let tells_flips = args.readings && args.every.is_none();
    let question = match args.detail {
        true if args.period.is_none() => Question::Rows,
        false if !tells_flips => Question::Counts(args.by.clone()),
        _ => Question::Verdicts,
    };
    let counting = Counting { every: counted_by, within: args.period };
    let judged = judged_for(context, &args.judge, counting, scope, &question)?;
    tell_unjudged(&judged.warehouse, judged.as_of)?;
    let format = Format::or_default(args.format);
    let date = |day: Option<chrono::NaiveDate>| day.map_or(Value::Null, |day| Value::Date32(crate::calendar::timeline::day_number(day)));
    let (start, end) = (date(args.period.map(|p| p.first_day())), date(args.period.map(|p| p.end_day())));
    let zone = judged.workspace.time_zone;
    let connection = judged.warehouse.connection();
    let mut parameters: Vec<(&str, &dyn ToSql)> =
        vec![("period_start", &start), ("period_end", &end), ("clause", &args.clause), ("all_readings", &args.readings)];
    if args.detail {
        if let Some(period) = args.period {
            tell_runs_beyond(&judged, &parameters, period)?;
        }
        write_query(connection, DETAIL, &parameters, format, zone, "listing the verdicts")?;
        return Ok(Outcome::Done);
    }
    let every_period = args.every.is_some();
    parameters.extend([("by", &args.by as &dyn ToSql), ("every_period", &every_period)]);
    let (sql, parameters) = if tells_flips {
        compare_readings(&judged, &parameters, &args)?;
        (READINGS, Vec::new())
    } else {
        (SLA, parameters)
    };
    if format == Format::Table {
        write_scorecard(&judged, sql, &parameters, &args)?;
    } else {
        write_query(connection, sql, &parameters, format, zone, "counting the verdicts")?;
    }
    Ok(Outcome::Done)
}

/// Sets the rate under each reading beside the cases that it changes: the tables that `queries/sla/readings.sql` reads.
fn compare_readings(judged: &Judged, parameters: &[(&str, &dyn ToSql)], args: &SlaArgs) -> Result<()> {
    let zone = judged.workspace.time_zone;
    let at = |at: Option<Instant>| at.map_or(Value::Null, timestamp);
    let (start, end) = (at(args.period.map(|period| period.start_at(zone))), at(args.period.map(|period| period.end_at(zone))));
    let received: [(&str, &dyn ToSql); 4] = [("received_from", &start), ("received_to", &end), ("by", &args.by), ("clause", &args.clause)];
    for (table, sql, parameters) in [("sla_rate", SLA, parameters), ("sla_flip", FLIPS, &received)] {
        let create = format!("create or replace temp table {table} as {sql}");
        judged.warehouse.connection().execute(&create, parameters).map_err(|cause| sql_error("comparing the readings", &cause))?;
    }
    Ok(())
}

/// Refuses rows that are longer than what is asked for: a row bears the name of its period, and would hold a part of it only.
fn refuse_longer_rows(period: Option<Period>, every: Option<Length>) -> Result<()> {
    let Some((period, every)) = period.zip(every).filter(|(period, every)| *every > period.length()) else { return Ok(()) };
    let (length, whole) = (period.length(), Period::containing(period.first_day(), every));
    let shorter: Vec<&str> = Length::ALL.into_iter().filter(|other| *other <= length).map(Length::name).collect();
    let (length, every) = (length.name(), every.name());
    Err(Error::new(format!("--period {period} is a {length}, and the row \"{whole}\" of --every {every} would hold that {length} alone"))
        .accepted(format!("--every {}, or --period {whole}", shorter.join(" or "))))
}

/// Refuses what results cannot be divided by.
pub(super) fn refuse_unknown_segment(by: Option<&str>) -> Result<()> {
    let Some(by) = by.filter(|by| !SEGMENTS.contains(by)) else { return Ok(()) };
    let near = did_you_mean(by, SEGMENTS);
    Err(Error::new(format!("results cannot be divided by \"{by}\"{near}")).accepted(SEGMENTS.join(", ")))
}

/// Says on standard error that a run of missed windows is listed whole, where it reaches beyond the period that is asked for.
fn tell_runs_beyond(judged: &Judged, parameters: &[(&str, &dyn ToSql)], period: Period) -> Result<()> {
    let count = judged.warehouse.connection().query_row(RUNS_BEYOND, parameters, |row| row.get::<_, i64>(0));
    let count = count.map_err(|cause| sql_error("counting the runs", &cause))?;
    let which = match count {
        0 => return Ok(()),
        1 => format!("1 row is a run of missed windows that reaches beyond {period}, and has the count of the whole run"),
        _ => format!(
            "{} rows are runs of missed windows that reach beyond {period}, and each has the count of its whole run",
            format::count(count as u64)
        ),
    };
    crate::aside!("note: {which}; `ombud sla` without --detail counts each window in its own period");
    Ok(())
}

/// One line of the scorecard.
struct Line {
    policy: String,
    clause: String,
    reading: String,
    period: Option<chrono::NaiveDate>,
    segment: Option<String>,
    counts: [u64; 8],
    shares: Option<(f64, f64, f64)>,
    stand_ins: u64,
    span: Option<String>,
    strength: String,
    assumed: bool,
    /// Cases that another reading turns to kept, and from kept to broken.
    flips: Option<(u64, u64)>,
}

fn write_scorecard(judged: &Judged, sql: &str, parameters: &[(&str, &dyn ToSql)], args: &SlaArgs) -> Result<()> {
    let failed = |cause: duckdb::Error| sql_error("counting the verdicts", &cause);
    let mut statement = judged.warehouse.connection().prepare(sql).map_err(failed)?;
    let lines: Vec<Line> = statement.query_map(parameters, line).map_err(failed)?.collect::<duckdb::Result<_>>().map_err(failed)?;
    let is_one_policy = lines.iter().all(|line| line.policy == lines[0].policy);
    let mut header = if is_one_policy { Vec::new() } else { vec!["policy".to_string()] };
    header.extend(["clause".to_string(), "limit".into()]);
    if args.every.is_some() {
        header.push("period".into());
    }
    header.extend(args.by.clone());
    header.extend(["kept".into(), "of".into(), "share kept (95 % interval)".into(), "late".into(), "missed".into()]);
    header.extend(["not yet due".into(), "cannot be shown".into(), "does not apply".into(), "stand-ins".into()]);
    if lines.iter().any(|line| line.flips.is_some()) {
        header.extend(["cases now kept".into(), "no longer kept".into()]);
    }
    let rows = lines.iter().map(|line| line.cells(args, is_one_policy)).collect();
    let mut out = std::io::stdout().lock();
    write_table(&header, rows, Format::Table, &mut out)?;
    let mut notes = Vec::new();
    if lines.iter().any(|line| line.assumed) {
        notes.push("† the number is assumed: the written text gives none");
    }
    if lines.iter().any(|line| line.strength == "target") {
        notes.push("○ a target (\"endeavour\", \"aim to\"), not a promise");
    }
    if lines.iter().any(|line| line.stand_ins > 0) {
        notes.push("stand-ins: done by another event that stands for it, such as \"solved\", or taken for granted");
    }
    let mut notes: Vec<String> = notes.into_iter().map(str::to_string).collect();
    if lines.iter().any(|line| line.reading != "main") {
        notes.extend(partial_readings(judged)?);
    }
    notes.extend(running_period(judged, &lines, args));
    for note in notes {
        writeln!(out, "{note}").map_err(|cause| Error::output(&cause))?;
    }
    Ok(())
}

/// What is to be known of a period that is not over: duties done early are in its rate, those still owed are not.
fn running_period(judged: &Judged, lines: &[Line], args: &SlaArgs) -> Option<String> {
    let of_line = |line: &Line| Some(Period::containing(line.period?, args.every?));
    let periods = lines.iter().filter(|line| line.shares.is_some()).filter_map(of_line).chain(args.period);
    let running = periods.filter(|period| period.end_at(judged.workspace.time_zone) > judged.as_of).min_by_key(Period::first_day)?;
    Some(format!("{running} is not over: what was done before it fell due counts already, so its shares read better than they will"))
}

/// What is to be known of readings that only some versions of their clause have.
fn partial_readings(judged: &Judged) -> Result<Vec<String>> {
    let failed = |cause: duckdb::Error| sql_error("comparing the versions", &cause);
    let mut statement = judged.warehouse.connection().prepare(PARTIAL_READINGS).map_err(failed)?;
    let name = |row: &duckdb::Row<'_>| Ok(format!("{} / {}", row.get::<_, String>(1)?, row.get::<_, String>(2)?));
    let names: Vec<String> = statement.query_map([], name).map_err(failed)?.collect::<duckdb::Result<_>>().map_err(failed)?;
    let note = |name: String| format!("{name}: only some versions of the procedure have this reading; its row is of their cases alone");
    Ok(names.into_iter().map(note).collect())
}

fn line(row: &duckdb::Row<'_>) -> duckdb::Result<Line> {
    let count = |index: usize| -> duckdb::Result<u64> { row.get::<_, i64>(index).map(|count| count.max(0) as u64) };
    let mut counts = [0; 8];
    for (place, slot) in counts.iter_mut().enumerate() {
        *slot = count(5 + place)?;
    }
    let share: Option<f64> = row.get(13)?;
    let shares = match share {
        Some(share) => Some((share, row.get(14)?, row.get(15)?)),
        None => None,
    };
    Ok(Line {
        policy: row.get(0)?,
        clause: row.get(1)?,
        reading: row.get(2)?,
        period: match row.get::<_, Value>(3)? {
            Value::Date32(days) => crate::calendar::timeline::date_of(days),
            _ => None,
        },
        segment: row.get(4)?,
        counts,
        shares,
        stand_ins: count(16)? + count(17)?,
        span: row.get(18)?,
        strength: row.get(19)?,
        assumed: row.get(20)?,
        flips: flips(row)?,
    })
}

/// What a reading changes; none for the reading in force, and where readings are not compared.
fn flips(row: &duckdb::Row<'_>) -> duckdb::Result<Option<(u64, u64)>> {
    let count = |name: &str| -> duckdb::Result<Option<u64>> { Ok(row.get::<_, Option<i64>>(name)?.map(|count| count.max(0) as u64)) };
    match count("to_kept_count") {
        Err(duckdb::Error::InvalidColumnName(_)) => Ok(None),
        Err(cause) => Err(cause),
        Ok(to_kept) => Ok(to_kept.zip(count("to_broken_count")?)),
    }
}

impl Line {
    fn cells(&self, args: &SlaArgs, is_one_policy: bool) -> Vec<String> {
        let [judged, met, late, missed, pending, indeterminate, unknown, not_applicable] = self.counts;
        let number = |count: u64| if count == 0 { String::new() } else { format::count(count) };
        let mark = format!("{}{}", if self.assumed { " †" } else { "" }, if self.strength == "target" { " ○" } else { "" });
        let reading = if self.reading == "main" { String::new() } else { format!(" / {}", self.reading) };
        let mut cells = if is_one_policy { Vec::new() } else { vec![self.policy.clone()] };
        cells.extend([format!("{}{reading}", self.clause), format!("{}{mark}", self.span.as_deref().unwrap_or("–"))]);
        if let Some(every) = args.every {
            cells.push(self.period.map_or_else(String::new, |day| Period::containing(day, every).to_string()));
        }
        if args.by.is_some() {
            cells.push(self.segment.clone().unwrap_or_else(|| "(not recorded)".into()));
        }
        let share = match self.shares {
            Some((share, low, high)) => {
                format!("{} ({} to {})", format::share(share, judged), format::share_end(low, judged), format::share_end(high, judged))
            }
            None if unknown + indeterminate > 0 => "cannot be shown".into(),
            None if pending > 0 => "not yet due".into(),
            None => "no duty fell due".into(),
        };
        cells.extend([number(met), number(judged), share, number(late), number(missed)]);
        cells.extend([number(pending), number(unknown + indeterminate), number(not_applicable), number(self.stand_ins)]);
        if let Some((to_kept, to_broken)) = self.flips {
            cells.extend([format::count(to_kept), format::count(to_broken)]);
        }
        cells
    }
}
