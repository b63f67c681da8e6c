//! `ombud report`: the reports as pages, with their facts beside them.

mod annual;
mod feedback;

use super::context::{Context, Outcome};
use super::judged::{JudgeArgs, judged};
use crate::error::{Error, Result};
use crate::report::{self, Request};
use crate::time::Period;
use crate::time::period::Length;
pub use annual::AnnualArgs;
use clap::{Args, Subcommand};
pub use feedback::FeedbackArgs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Write a report as one self-contained HTML page, with all its numbers in facts.json beside it; or the week's feedback as a list.
#[derive(Debug, Args)]
pub struct ReportArgs {
    #[command(subcommand)]
    report: ReportCommand,
}

#[derive(Debug, Subcommand)]
enum ReportCommand {
    Quarterly(QuarterlyArgs),
    Annual(AnnualArgs),
    Feedback(FeedbackArgs),
}

/// The quarterly improvement report: what was kept, what was not, what rises, what to decide.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  ombud report quarterly --period 2026-Q3
  ombud report quarterly --period 2026-Q3 --as-of 2026-10-10T12:00:00Z --out board
  ombud report quarterly --period 2026-Q3 --policy logiq

Writes quarterly-2026-Q3.html and facts.json into the folder of --out. The page needs nothing but itself: it can be
opened, printed and sent. The same data, procedures and instant give the same bytes.")]
pub struct QuarterlyArgs {
    /// The quarter, such as 2026-Q3
    #[arg(long, value_name = "QUARTER")]
    period: Period,
    /// The folder to write to [default: reports/QUARTER in the workspace]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    judge: JudgeArgs,
}

/// Writes a report.
pub fn run(args: ReportArgs, context: &Context) -> Result<Outcome> {
    match args.report {
        ReportCommand::Quarterly(args) => quarterly(args, context),
        ReportCommand::Annual(args) => annual::run(args, context),
        ReportCommand::Feedback(args) => feedback::run(args, context),
    }
}

fn quarterly(args: QuarterlyArgs, context: &Context) -> Result<Outcome> {
    report::quarterly::refuse_other_lengths(args.period)?;
    let judged = judged(context, &args.judge, Length::Quarter)?;
    let policies = args.judge.policy.iter().fold(String::new(), |words, policy| words + " --policy " + policy);
    let request = Request {
        organisation: judged.workspace.organisation.clone(),
        period: args.period,
        zone: judged.workspace.time_zone,
        as_of: judged.as_of,
        policy: None,
        version: env!("CARGO_PKG_VERSION").into(),
        command: format!("ombud report quarterly --period {}{policies} --as-of {}", args.period, judged.as_of),
    };
    let rendered = report::quarterly(judged.warehouse.connection(), &request)?;
    let folder = args.out.map_or_else(|| judged.workspace.root.join("reports").join(args.period.to_string()), |out| context.here.join(out));
    std::fs::create_dir_all(&folder).map_err(|cause| Error::io("cannot make the folder", &folder, &cause))?;
    let page = folder.join(format!("quarterly-{}.html", args.period));
    let facts = folder.join("facts.json");
    write_whole(&facts, &rendered.facts_json)?;
    write_whole(&page, &rendered.html)?;
    for finding in &rendered.summary {
        eprintln!("- {finding}");
    }
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}\n{}", page.display(), facts.display()).map_err(|cause| Error::output(&cause))?;
    Ok(Outcome::Done)
}

/// Writes a file so that a reader sees all of it or what was there before.
fn write_whole(file: &Path, text: &str) -> Result<()> {
    let mut name = file.as_os_str().to_owned();
    name.push(".tmp");
    let unfinished = PathBuf::from(name);
    let failed = |cause: &std::io::Error| Error::io("cannot write", file, cause);
    std::fs::write(&unfinished, text).and_then(|()| std::fs::rename(&unfinished, file)).map_err(|cause| {
        // What was begun is of no use; that it cannot be removed would add nothing to the message.
        let _ = std::fs::remove_file(&unfinished);
        failed(&cause)
    })
}
