//! `ombud trends`: which issues rise, fall, are new or only seasonal.

use super::context::{Context, Outcome};
use super::judged::{JudgeArgs, as_of};
use super::output::{Format, write_table};
use crate::analysis::focus::Focus;
use crate::analysis::measure::volumes::{DIMENSIONS, data_reach, received_by_month};
use crate::analysis::trend::{Issue, Question, Signal, Trends, months_of, trends};
use crate::csv_text::disarmed;
use crate::error::{Error, Result, did_you_mean};
use crate::report::format;
use crate::report::quarterly::refuse_other_lengths;
use crate::statistics::control_chart::{Cause, Direction};
use crate::time::period::Length;
use crate::time::{Instant, Period};
use crate::warehouse::Warehouse;
use clap::Args;
use duckdb::Connection;
use serde_json::{Map, Value, json};
use std::io::Write;

/// Tell which issues rise, fall, are new or only seasonal, each against its own past.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  ombud trends
  ombud trends --by product --period 2026-Q3
  ombud trends --by channel --format csv

Each issue's newest quarter is held against the complete months of up to two years before: usual is what they would
have brought, the ratio is newest to usual with its 95 % interval, q the chance corrected for the number of issues.
Listed as new, rising or falling only where chance does not explain it and the change is large enough to matter.
The column chart names months of the quarter that stand out on the issue's control chart.")]
pub struct TrendsArgs {
    /// By what to tell issues apart: category, subcategory, product, channel, team or region
    #[arg(long, value_name = "COLUMN", default_value = "category")]
    by: String,
    /// The length of the points of the control charts; month is the only one so far
    #[arg(long, value_name = "LENGTH", default_value = "month")]
    every: Length,
    /// The quarter to judge [default: the newest that is over and has data]
    #[arg(long, value_name = "QUARTER")]
    period: Option<Period>,
    /// What is later than this does not exist: an instant, or a day in the workspace's zone [default: now]
    #[arg(long, value_name = "INSTANT")]
    as_of: Option<String>,
    /// How rows are written [default: table at a terminal, else csv]
    #[arg(long, value_enum)]
    format: Option<Format>,
}

/// Finds what moves and writes it.
pub fn run(args: TrendsArgs, context: &Context) -> Result<Outcome> {
    refuse(&args)?;
    let workspace = context.workspace()?;
    let as_of = as_of(&workspace, &JudgeArgs { policy: Vec::new(), as_of: args.as_of }, context)?;
    let warehouse = Warehouse::open(&workspace.lake_dir(), &workspace.register_dir())?;
    let (connection, zone) = (warehouse.connection(), workspace.time_zone);
    let period = period(connection, args.period, as_of, zone)?;
    let kinds = received_by_month(connection, &months_of(period), zone, as_of)?;
    let focus = Focus::of(kinds.rows.iter().any(|row| row.kind.as_deref() == Focus::COMPLAINTS.kind));
    let trends = trends(connection, &Question { period, zone, as_of, kind: focus.kind, by: &args.by })?;
    let format = Format::or_default(args.format);
    let mut out = std::io::stdout().lock();
    match format {
        Format::Table | Format::Markdown => {
            let header = ["signal", &args.by, &period.to_string(), "usual", "ratio (95 %)", "q", "a year ago", "since", "chart", "remark"];
            let rows = trends.issues.iter().map(|issue| cells(&trends, issue)).collect();
            write_table(&header.map(str::to_string), rows, format, &mut out)?;
        }
        Format::Csv => write_csv(&trends, &args.by, &mut out)?,
        Format::Json => write_json(&trends, &args.by, &mut out)?,
        Format::Parquet => return Err(Error::new("trends are not written as Parquet").accepted("table, csv, json or markdown")),
    }
    tell(&trends, focus, period);
    Ok(Outcome::Done)
}

fn refuse(args: &TrendsArgs) -> Result<()> {
    if !DIMENSIONS.contains(&args.by.as_str()) {
        let near = did_you_mean(&args.by, DIMENSIONS.iter().copied());
        return Err(Error::new(format!("trends cannot be told by \"{}\"{near}", args.by)).accepted(DIMENSIONS.join(", ")));
    }
    if args.every != Length::Month {
        return Err(Error::new(format!("control charts by {} are not made yet", args.every.name())).accepted("month"));
    }
    args.period.map_or(Ok(()), refuse_other_lengths)
}

/// The quarter that was asked for, or the newest that is over and has data.
fn period(connection: &Connection, asked: Option<Period>, as_of: Instant, zone: chrono_tz::Tz) -> Result<Period> {
    if let Some(period) = asked {
        return Ok(period);
    }
    let reach = data_reach(connection, as_of)?;
    let last = reach.rows.iter().filter_map(|source| source.last_received_at).max().ok_or_else(|| {
        Error::new("there is no case to tell trends of")
            .remedy("Import an export with `ombud import FILE`, or open a case with `ombud register open`.")
    })?;
    let newest = Period::containing(last.local_date(zone), Length::Quarter);
    Ok(if newest.end_at(zone) > as_of { newest.previous() } else { newest })
}

/// What was compared with what, and how far the list can be trusted.
fn tell(trends: &Trends, focus: Focus, period: Period) {
    let total = &trends.total;
    let usual = total.expected.map_or_else(String::new, |expected| format!(", where {} would have been usual", format::number(expected)));
    let words = match total.signal {
        Signal::New | Signal::Rising | Signal::Falling => "more than chance explains",
        Signal::Seasonal => "much as a year ago",
        Signal::Slight => "more than chance explains, but too little to matter",
        Signal::NoHistory | Signal::TooFew => "nothing to compare with",
        Signal::Noise | Signal::MayBeRising | Signal::MayBeFalling => "the difference may be chance",
    };
    eprintln!("{} {} in {period}{usual}: {words}.", format::count(total.newest), focus.noun(total.newest));
    if trends.unnamed > 0 {
        eprintln!("{} of them name none and are in no row.", format::count(trends.unnamed));
    }
    if trends.is_partial() {
        eprintln!("note: only {} of the quarter's months are complete and covered; the others are left out.", trends.newest_months.len());
    }
    if trends.total.signal == Signal::NoHistory {
        eprintln!("note: too few complete months before the quarter to compare with.");
        return;
    }
    eprintln!("{} tested together against {} complete months before.", trends.tested, trends.baseline_months.len());
    if trends.is_early() {
        eprintln!("note: that is less than a year, so every finding is early, and no season can be told from a rise.");
    }
    let listed = trends.listed().count();
    if listed > 0 {
        let false_leads = trends.expected_false_leads();
        let words = if false_leads < 1.0 { "fewer than one".to_string() } else { format!("up to {}", format::number(false_leads)) };
        eprintln!("Of the {listed} listed, on average {words} is noise.");
    }
}

fn cells(trends: &Trends, issue: &Issue) -> Vec<String> {
    let interval = issue.interval.map_or_else(String::new, |interval| {
        let of = issue.ratio.unwrap_or(1.0);
        let upper = interval.upper.map_or_else(|| " or more".to_string(), |upper| format!(" to {}", format::ratio_end(upper, of)));
        format!(" ({}{upper})", format::ratio_end(interval.lower, of))
    });
    let remark = match issue.smallest_rise {
        _ if issue.usual_until.is_some() => issue.usual_until.map(|until| format!("usual: months up to {until}")).unwrap_or_default(),
        Some(ratio) if matches!(issue.signal, Signal::Noise | Signal::TooFew) => {
            format!("a rise below {} would not have been seen", format::ratio(ratio))
        }
        _ => String::new(),
    };
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "–".into());
    vec![
        issue.signal.word().into(),
        issue.segment.clone().unwrap_or_default(),
        format::count(issue.newest),
        or_dash(issue.expected.map(format::number)),
        or_dash(issue.ratio.map(|ratio| format!("{}{interval}", format::ratio(ratio)))),
        or_dash(issue.q_value.map(format::probability)),
        or_dash(issue.last_year.map(|last| format::count(last.cases))),
        issue.since.map(|month| month.to_string()).unwrap_or_default(),
        standing_out(trends, issue).join(", "),
        remark,
    ]
}

/// The months of the quarter that stand out on the chart: `2026-08 high`.
fn standing_out(trends: &Trends, issue: &Issue) -> Vec<String> {
    let word = |month: &usize| match issue.chart.points.get(*month).map(|point| point.cause)? {
        Cause::Common => None,
        cause => Some(if cause.direction() == Some(Direction::High) { "high" } else { "low" }),
    };
    trends.newest_months.iter().filter_map(|month| word(month).map(|word| format!("{} {word}", trends.coverage.months[*month]))).collect()
}

/// The values of an issue by name, not rounded; what is not known is null.
fn values(trends: &Trends, by: &str, issue: &Issue) -> Map<String, Value> {
    let list = [
        (by, json!(issue.segment)),
        ("signal", json!(issue.signal.word())),
        ("newest_count", json!(issue.newest)),
        ("baseline_count", json!(issue.baseline)),
        ("expected_count", json!(issue.expected)),
        ("baseline_until_month", json!(issue.usual_until.map(|month| month.to_string()))),
        ("ratio", json!(issue.ratio)),
        ("ratio_low", json!(issue.interval.map(|interval| interval.lower))),
        ("ratio_high", json!(issue.interval.and_then(|interval| interval.upper))),
        ("q_value", json!(issue.q_value)),
        ("dispersion", json!(issue.dispersion)),
        ("year_ago_count", json!(issue.last_year.map(|last| last.cases))),
        ("since_month", json!(issue.since.map(|month| month.to_string()))),
        ("smallest_rise", json!(issue.smallest_rise)),
        ("months_standing_out", json!(standing_out(trends, issue).join(" "))),
    ];
    list.into_iter().map(|(name, value)| (name.to_string(), value)).collect()
}

fn write_csv(trends: &Trends, by: &str, out: &mut impl Write) -> Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    let failed = |cause: csv::Error| match cause.into_kind() {
        csv::ErrorKind::Io(cause) => Error::output(&cause),
        _ => Error::new("a row has too few values"),
    };
    let text = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let header = values(trends, by, &trends.total);
    writer.write_record(header.keys()).map_err(failed)?;
    for issue in &trends.issues {
        writer.write_record(values(trends, by, issue).values().map(|value| disarmed(&text(value)).into_owned())).map_err(failed)?;
    }
    writer.flush().map_err(|cause| Error::output(&cause))
}

fn write_json(trends: &Trends, by: &str, out: &mut impl Write) -> Result<()> {
    let rows: Vec<Value> = trends.issues.iter().map(|issue| Value::Object(values(trends, by, issue))).collect();
    let text = serde_json::to_string_pretty(&rows).map_err(|cause| Error::new(format!("the rows cannot be written: {cause}")))?;
    writeln!(out, "{text}").map_err(|cause| Error::output(&cause))
}
