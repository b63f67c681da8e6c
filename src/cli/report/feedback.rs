//! `ombud report feedback`: the list that the weekly feedback review goes through.

use crate::cli::context::{Context, Outcome};
use crate::cli::judged::{JudgeArgs, as_of};
use crate::cli::output::{Format, sql_error, write_query};
use crate::error::Result;
use crate::judge::timestamp;
use crate::time::{Instant, Period};
use crate::warehouse::Warehouse;
use clap::Args;
use duckdb::types::Value;
use duckdb::{ToSql, named_params};

const TO_REVIEW: &str = include_str!("../../../queries/measure/feedback_to_review.sql");
const REVIEWS: &str = include_str!("../../../queries/measure/feedback_reviews.sql");

/// The feedback to review: what came in the period, and what earlier reviews left over.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  ombud report feedback --period 2026-W40
  ombud report feedback --period 2026-W40 --with-text --format markdown > review.md

When the review was held, record it: ombud register record --organisation feedback_review")]
pub struct FeedbackArgs {
    /// The period, mostly a week: 2026-W40
    #[arg(long, value_name = "PERIOD")]
    period: Period,
    /// Show what the customers wrote too
    #[arg(long)]
    with_text: bool,
    /// What is later than this does not exist: an instant, or a day, which means its beginning in the workspace's zone [default: now]
    #[arg(long, value_name = "INSTANT")]
    as_of: Option<String>,
    /// How rows are written [default: table at a terminal, else csv]
    #[arg(long, value_enum)]
    format: Option<Format>,
}

/// Lists the feedback, and tells whether the period's review was held.
pub fn run(args: FeedbackArgs, context: &Context) -> Result<Outcome> {
    let workspace = context.workspace()?;
    let zone = workspace.time_zone;
    let as_of = as_of(&workspace, &JudgeArgs { as_of: args.as_of, ..JudgeArgs::default() }, context)?;
    let warehouse = Warehouse::open(&workspace.lake_dir(), &workspace.register_dir())?;
    for note in warehouse.notes() {
        crate::aside!("note: {note}");
    }
    let (start, end, now) = (timestamp(args.period.start_at(zone)), timestamp(args.period.end_at(zone)), timestamp(as_of));
    let parameters: Vec<(&str, &dyn ToSql)> =
        vec![("period_start", &start), ("period_end", &end), ("as_of", &now), ("with_text", &args.with_text)];
    write_query(warehouse.connection(), TO_REVIEW, &parameters, Format::or_default(args.format), zone, "listing the feedback")?;
    let failed = |cause: duckdb::Error| sql_error("looking for the period's review", &cause);
    let of_period = named_params! { "period_start": start, "period_end": end, "as_of": now };
    let held: Value = warehouse.connection().query_row(REVIEWS, of_period, |row| row.get(0)).map_err(failed)?;
    if let Value::Timestamp(_, at) = held {
        crate::aside!("the review of {} was held on {}", args.period, Instant(at).in_zone(zone));
    } else {
        crate::aside!("no review of {} is recorded (ombud register record --organisation feedback_review)", args.period);
    }
    Ok(Outcome::Done)
}
