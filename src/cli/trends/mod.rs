//! `ombud trends`: what rises, falls, is new, comes back, is copied, differs and was resolved.

mod causes;
mod issues;
mod mix;
mod repeats;
mod teams;
mod texts;
mod times;

use super::context::{Context, Outcome};
use super::judged::{JudgeArgs, as_of, judged};
use super::listing::{self, Listing};
use super::output::Format;
use crate::analysis::denominators::Denominators;
use crate::analysis::disclosure::Audience;
use crate::analysis::focus::Focus;
use crate::analysis::measure::clauses::{Clause, clause_counts, clauses_in_force};
use crate::analysis::measure::volumes::{DIMENSIONS, data_reach, last_receipt, received_by_month};
use crate::analysis::repeats::DEFAULT_WITHIN_DAYS;
use crate::analysis::scorecard::{Row, scorecard};
use crate::analysis::trend::{Detail, Question, Trends, months_of, trends_in_detail};
use crate::error::{Error, Result, did_you_mean};
use crate::report::quarterly::refuse_other_lengths;
use crate::statistics::suppression::DEFAULT_THRESHOLD;
use crate::time::period::Length;
use crate::time::{Instant, Period};
use crate::warehouse::Warehouse;
use crate::workspace::Workspace;
use clap::{Args, ValueEnum};
use duckdb::Connection;
use std::path::PathBuf;

/// Tell what rises, falls, is new, comes back or is copied, each against its own past.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  ombud trends
  ombud trends --by product --period 2026-Q3
  ombud trends --under billing                 what lies below a category, one level at a time
  ombud trends --depth 2 --every week          categories with subcategories, charts by week
  ombud trends --of texts                      letters that are copies, and the counts without them
  ombud trends --of phrases                    words that customers have begun to use
  ombud trends --of repeats --within 30        who came back within 30 days
  ombud trends --of teams                      whether teams differ by more than chance
  ombud trends --of mix --by product           how much of a change is mix
  ombud trends --audience public --format csv  small numbers hidden

Each issue's newest quarter is held against the complete months of up to two years before: usual is what they would
have brought, the ratio is newest to usual with its 95 % interval, q the chance corrected for the number of issues.
Listed as new, rising or falling only where chance does not explain it and the change is large enough to matter.
The column chart names months (or weeks) of the quarter that stand out on the issue's control chart.

A file denominators.csv in the workspace (columns period, segment, and customers or orders) gives rates per 1,000:
  period,segment,customers
  2026-07,Boiler B4,12400
  2026-Q2,Meter M1,8100
A row with an empty segment is for all, one of a category for all below it with --under; a column `by` (such as product)
keeps segments of several kinds apart.
docs/METHODS.md tells in plain words how everything is computed.")]
pub struct TrendsArgs {
    /// What is told
    #[arg(long, value_enum, default_value = "issues", value_name = "VIEW")]
    of: View,
    /// By what to tell cases apart: category, subcategory, product, channel, team or region [default: category; of teams: team]
    #[arg(long, value_name = "COLUMN")]
    by: Option<String>,
    /// How many steps of the category path (category, then subcategory, cut at ">") make an issue
    #[arg(long, value_name = "STEPS")]
    depth: Option<usize>,
    /// Only what lies below this category path, one step deeper unless --depth says more
    #[arg(long, value_name = "PATH")]
    under: Option<String>,
    /// The points of the control charts: month or week; the judgement is by quarter either way
    #[arg(long, value_name = "LENGTH", default_value = "month")]
    every: Length,
    /// The quarter to judge [default: the newest that is over and has data]
    #[arg(long, value_name = "QUARTER")]
    period: Option<Period>,
    /// Of repeats: how many days after a case the next one still counts
    #[arg(long, value_name = "DAYS", default_value_t = DEFAULT_WITHIN_DAYS)]
    within: u32,
    /// Customers or orders by period and segment [default: denominators.csv of the workspace, where there is one]
    #[arg(long, value_name = "FILE")]
    denominators: Option<PathBuf>,
    /// Who will read it: for the public, numbers below five are hidden, and those that would give them away
    #[arg(long, value_enum, default_value = "internal")]
    audience: Reader,
    #[command(flatten)]
    judge: JudgeArgs,
    /// How rows are written [default: table at a terminal, else csv]
    #[arg(long, value_enum)]
    format: Option<Format>,
}

/// What `trends` can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum View {
    /// What rises, falls, is new or seasonal
    Issues,
    /// The largest issues, and how sure their order is
    Causes,
    /// Customers who complain again
    Repeats,
    /// Letters that are copies of one another
    Texts,
    /// Phrases that have become more frequent
    Phrases,
    /// Whether teams differ by more than chance
    Teams,
    /// How much of a change is a change of mix
    Mix,
    /// How cases ended, and after how long
    Times,
}

/// Who reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Reader {
    /// Who works on the cases: everything is shown
    Internal,
    /// Anybody: small numbers are hidden
    Public,
}

/// What every view is told.
struct Asked<'a> {
    connection: &'a Connection,
    period: Period,
    zone: chrono_tz::Tz,
    as_of: Instant,
    focus: Focus,
    by: &'a str,
    within: u32,
    audience: Audience,
    denominators: Option<&'a Denominators>,
    depth: Option<usize>,
    under: Option<&'a str>,
    every: Length,
}

impl Asked<'_> {
    fn trends(&self) -> Result<Trends> {
        let question = Question { period: self.period, zone: self.zone, as_of: self.as_of, kind: self.focus.kind, by: self.by };
        let detail = Detail { depth: self.depth, under: self.under, every: self.every, denominators: self.denominators };
        trends_in_detail(self.connection, &question, &detail)
    }

    /// The clauses in the quarter and in the one before it.
    fn scorecard(&self) -> Result<Vec<Row>> {
        let clauses = clauses_in_force(self.connection, self.period, self.as_of.local_date(self.zone), None)?;
        let counts = clause_counts(self.connection, self.period.previous(), self.period, None)?;
        Ok(scorecard(&clauses.rows, &counts.rows, &[self.period.previous(), self.period]))
    }
}

/// Names the clauses by which cases are not compared, and says where cases are left out.
fn note_not_shown(listing: &mut Listing, left_out: &[Clause], leaves_cases_out: bool) {
    if !left_out.is_empty() {
        let names: Vec<String> = left_out.iter().map(|clause| format!("{} of {}", clause.clause, clause.policy)).collect();
        listing.note(format!(
            "note: left out, for it can be shown of too few duties how they ended, and whoever records less would look better: {}.",
            names.join(", ")
        ));
    }
    if leaves_cases_out {
        listing.note("note: cases that do not show how each of the compared duties ended are in no row.");
    }
}

/// Finds what was asked for and writes it.
pub fn run(args: TrendsArgs, context: &Context) -> Result<Outcome> {
    let by = args.by.clone().unwrap_or_else(|| if args.of == View::Teams { "team" } else { "category" }.to_string());
    refuse(&args, &by)?;
    let denominators = denominators_of(&args, &context.workspace()?)?;
    let opened = Opened::of(&args, denominators.is_some(), context)?;
    let (connection, zone) = (opened.warehouse.connection(), opened.workspace.time_zone);
    let period = period(connection, args.period, opened.as_of, zone)?;
    let kinds = received_by_month(connection, &months_of(period), zone, opened.as_of)?;
    let asked = Asked {
        connection,
        period,
        zone,
        as_of: opened.as_of,
        focus: Focus::of(kinds.rows.iter().any(|row| row.kind.as_deref() == Focus::COMPLAINTS.kind)),
        by: &by,
        within: args.within,
        audience: if args.audience == Reader::Public { Audience::Public } else { Audience::Internal },
        denominators: denominators.as_ref(),
        depth: args.depth.or_else(|| args.under.as_deref().map(|path| steps(path) + 1)),
        under: args.under.as_deref(),
        every: args.every,
    };
    let mut listing: Listing = match args.of {
        View::Issues => issues::listing(&asked)?,
        View::Causes => causes::listing(&asked)?,
        View::Repeats => repeats::listing(&asked)?,
        View::Texts => texts::copies(&asked)?,
        View::Phrases => texts::phrases(&asked)?,
        View::Teams => teams::listing(&asked)?,
        View::Mix => mix::listing(&asked)?,
        View::Times => times::listing(&asked)?,
    };
    if asked.audience == Audience::Public {
        listing.note(format!(
            "For the public: counts from 1 to {} are hidden (*), and others with them where a total would give one back; the hidden numbers were attacked with all that is shown, and none could be worked out.",
            DEFAULT_THRESHOLD - 1
        ));
        if args.depth.is_some() || args.under.is_some() {
            listing.note(
                "note: a category is the sum of its parts. Publish categories at one depth only: beside the report, or a list at another depth, a hidden number may be worked out.",
            );
        }
    }
    listing.write(Format::or_default(args.format), connection, zone)?;
    Ok(Outcome::Done)
}

/// The views of the workspace; judged where the view is about promises.
struct Opened {
    workspace: Workspace,
    warehouse: Warehouse,
    as_of: Instant,
}

impl Opened {
    fn of(args: &TrendsArgs, has_denominators: bool, context: &Context) -> Result<Self> {
        if args.of == View::Teams || (args.of == View::Mix && !has_denominators) {
            let judged = judged(context, &args.judge, Length::Quarter)?;
            return Ok(Self { workspace: judged.workspace, warehouse: judged.warehouse, as_of: judged.as_of });
        }
        let workspace = context.workspace()?;
        let as_of = as_of(&workspace, &args.judge, context)?;
        let warehouse = Warehouse::open(&workspace.lake_dir(), &workspace.register_dir())?;
        for note in warehouse.notes() {
            crate::aside!("note: {note}");
        }
        Ok(Self { workspace, warehouse, as_of })
    }
}

fn refuse(args: &TrendsArgs, by: &str) -> Result<()> {
    if !DIMENSIONS.contains(&by) {
        let near = did_you_mean(by, DIMENSIONS.iter().copied());
        return Err(Error::new(format!("trends cannot be told by \"{by}\"{near}")).accepted(DIMENSIONS.join(", ")));
    }
    if !matches!(args.every, Length::Month | Length::Week) {
        return Err(Error::new(format!("a control chart by {} would have too few points", args.every.name())).accepted("month or week"));
    }
    if args.depth.is_some_and(|depth| depth == 0) {
        return Err(Error::new("a depth of 0 tells nothing apart").accepted("1 or more"));
    }
    if (args.depth.is_some() || args.under.is_some()) && by != "category" {
        return Err(Error::new(format!("only categories have a path, and this is by {by}"))
            .remedy("Leave --depth and --under out, or leave --by out."));
    }
    if let (Some(depth), Some(under)) = (args.depth, args.under.as_deref())
        && depth <= steps(under)
    {
        let least = steps(under) + 1;
        return Err(Error::new(format!("at depth {depth} there is nothing below \"{under}\"")).accepted(format!("--depth {least} or more")));
    }
    args.period.map_or(Ok(()), refuse_other_lengths)
}

/// The steps of a category path, as the queries cut it.
fn steps(path: &str) -> usize {
    path.replace("::", ">").split('>').count()
}

/// The denominators that were asked for, or those of the workspace; `None` where there are none.
fn denominators_of(args: &TrendsArgs, workspace: &Workspace) -> Result<Option<Denominators>> {
    let Some(file) = &args.denominators else { return Denominators::of_workspace(&workspace.root) };
    Denominators::read_file(file).map(Some)
}

/// The quarter that was asked for, or the newest that is over and has data.
fn period(connection: &Connection, asked: Option<Period>, as_of: Instant, zone: chrono_tz::Tz) -> Result<Period> {
    if let Some(period) = asked {
        return Ok(period);
    }
    let reach = data_reach(connection, as_of)?;
    let last = last_receipt(&reach.rows).ok_or_else(|| {
        Error::new("there is no case to tell trends of")
            .remedy("Import an export with `ombud import FILE`, or open a case with `ombud register open`.")
    })?;
    let newest = Period::containing(last.local_date(zone), Length::Quarter);
    Ok(if newest.end_at(zone) > as_of { newest.previous() } else { newest })
}
