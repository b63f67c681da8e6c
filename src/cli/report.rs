//! `ombud report`: the reports as pages, with their facts beside them.

mod annual;
mod feedback;
mod house;
mod kept;
mod output;
mod print;
mod verify;

use super::context::{Context, Outcome};
use super::judged::{JudgeArgs, Judged, judged};
use crate::analysis::denominators::Denominators;
use crate::analysis::disclosure::Audience;
use crate::error::{Error, Result};
use crate::report::texts::Language;
use crate::report::{self, Rendered, Request};
use crate::time::period::Length;
use crate::time::{Instant, Period};
use crate::workspace::Workspace;
pub use annual::AnnualArgs;
use clap::{Args, Subcommand, ValueEnum};
pub use feedback::FeedbackArgs;
use output::OutputArgs;
use std::path::{Path, PathBuf};
pub use verify::VerifyArgs;

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
    Verify(VerifyArgs),
}

/// The quarterly improvement report: what was kept, what was not, what rises, what to decide.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  ombud report quarterly --period 2026-Q3
  ombud report quarterly --period 2026-Q3 --as-of 2026-10-10T12:00:00Z --out board
  ombud report quarterly --period 2026-Q3 --policy logiq
  ombud report quarterly --period 2026-Q3 --pdf
  ombud report quarterly --period 2026-Q3 --as-of 2026-10-10T12:00:00Z --publish
  ombud report quarterly --period 2026-Q3 --audience public
  ombud report quarterly --period 2026-Q3 --language de

Writes quarterly-2026-Q3.html and facts.json into the folder of --out. The page needs nothing but itself: it can be
opened, printed and sent. The same data, procedures and instant give the same bytes. --pdf prints it too, through a
Chromium or Chrome that is installed here (one in PATH, or the one that OMBUD_CHROMIUM names). A page for the public is
written to reports/2026-Q3-public where --out names no other folder.

Recommendations are drafted into recommendations/2026-Q3.toml of the workspace. Edit them there: the next run takes over
what was written, adds what is new and changes nothing. With --publish the report's figures are kept in
reports/published, and later reports tell which of them have changed, and why.")]
pub struct QuarterlyArgs {
    /// The quarter, such as 2026-Q3
    #[arg(long, value_name = "QUARTER", value_parser = report::quarterly::quarter)]
    period: Period,
    #[command(flatten)]
    output: OutputArgs,
    /// Keep its figures as published, so that later reports can tell what has changed
    #[arg(long)]
    publish: bool,
    /// Who reads it: for the public, small numbers are hidden, and with them what would give them back
    #[arg(long, value_enum, default_value_t = Reader::Internal, value_name = "WHO")]
    audience: Reader,
    #[command(flatten)]
    judge: JudgeArgs,
}

impl QuarterlyArgs {
    /// What makes a report again, without writing it.
    fn again(period: Period, audience: Reader, language: Language, judge: JudgeArgs) -> Self {
        Self { period, output: OutputArgs::again(language), publish: false, audience, judge }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Reader {
    Internal,
    Public,
}

/// Writes or verifies a report.
pub fn run(args: ReportArgs, context: &Context) -> Result<Outcome> {
    match args.report {
        ReportCommand::Quarterly(args) => quarterly(args, context),
        ReportCommand::Annual(args) => annual::run(args, context),
        ReportCommand::Feedback(args) => feedback::run(args, context),
        ReportCommand::Verify(args) => verify::run(args, context),
    }
}

/// A report that is made and not written yet.
struct Made {
    workspace: Workspace,
    as_of: Instant,
    language: Language,
    rendered: Rendered,
}

fn made(args: &QuarterlyArgs, context: &Context) -> Result<Made> {
    report::quarterly::refuse_other_lengths(args.period)?;
    let is_public = args.audience == Reader::Public;
    if is_public && args.publish {
        return Err(Error::new("a page for the public cannot be kept as published: its hidden figures could not be compared")
            .remedy("Keep the internal one with --publish, and make the public one beside it with --audience public."));
    }
    let judged = judged(context, &args.judge, Length::Quarter)?;
    let further = if is_public { " --audience public" } else { "" };
    let request = request(house::Report::Quarterly, args.period, &judged, &args.judge, args.output.language, further)?;
    let beside = report::Beside {
        audience: if is_public { Audience::Public } else { Audience::Internal },
        recommendations: kept::recommendations(&judged.workspace, args.period)?,
        published: kept::published(&judged.workspace)?,
        denominators: Denominators::of_workspace(&judged.workspace.root)?,
    };
    let rendered = report::quarterly_beside(judged.warehouse.connection(), &request, beside)?;
    Ok(Made { workspace: judged.workspace, as_of: judged.as_of, language: request.language, rendered })
}

/// What a report is made of, and the command that makes it again; `further` are options that only this report has.
fn request(
    report: house::Report,
    period: Period,
    judged: &Judged,
    judge: &JudgeArgs,
    language: Option<Language>,
    further: &str,
) -> Result<Request> {
    let (language, in_language) = house::language(&judged.workspace, language)?;
    let policies: String = judge.policy.iter().map(|policy| format!(" --policy {policy}")).collect();
    let (name, as_of) = (report.name(), judged.as_of);
    Ok(Request {
        organisation: judged.workspace.organisation.clone(),
        period,
        zone: judged.workspace.time_zone,
        as_of,
        policy: None,
        policies: judge.policy.clone(),
        version: env!("CARGO_PKG_VERSION").into(),
        command: format!("ombud report {name} --period {period}{policies}{further}{in_language} --as-of {as_of}"),
        house: house::read(&judged.workspace, report)?,
        language,
    })
}

fn quarterly(args: QuarterlyArgs, context: &Context) -> Result<Outcome> {
    let printer = args.output.printer()?;
    let Made { workspace, as_of, language, rendered } = made(&args, context)?;
    let suffix = if args.audience == Reader::Public { "-public" } else { "" };
    let usual = workspace.root.join("reports").join(format!("{}{suffix}", args.period));
    // Nothing is put in place before it is known that all of it can be.
    let figures = args.publish.then(|| kept::Figures::prepare(&workspace, args.period, as_of, &rendered.facts_json)).transpose()?;
    let page = args.output.prepare(&rendered, &format!("quarterly-{}", args.period), usual, context)?;
    kept::add_drafts(&workspace, args.period, language, &rendered.drafted)?;
    if let Some(figures) = figures {
        figures.put()?;
    }
    let files = page.put()?;
    args.output.finish(&rendered, &files, printer.as_deref())
}

/// A file that is written beside its place; it is gone again unless it is put there.
struct Unfinished {
    file: PathBuf,
    beside: PathBuf,
}

impl Unfinished {
    /// Writes all of it beside its place.
    fn write(file: &Path, text: &str) -> Result<Self> {
        let mut name = file.as_os_str().to_owned();
        name.push(".tmp");
        let unfinished = Self { file: file.to_path_buf(), beside: PathBuf::from(name) };
        std::fs::write(&unfinished.beside, text).map_err(|cause| Error::io("cannot write", file, &cause))?;
        Ok(unfinished)
    }

    /// Puts it in its place, where a reader sees all of it or what was there before.
    fn put(self) -> Result<PathBuf> {
        std::fs::rename(&self.beside, &self.file).map_err(|cause| Error::io("cannot write", &self.file, &cause))?;
        Ok(self.file.clone())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // What was begun is of no use, and once it is put in its place it is no longer there.
        let _ = std::fs::remove_file(&self.beside);
    }
}

/// Writes a file so that a reader sees all of it or what was there before.
fn write_whole(file: &Path, text: &str) -> Result<()> {
    Unfinished::write(file, text)?.put().map(|_| ())
}
