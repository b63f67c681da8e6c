//! `ombud import`: exports become cases and events in the lake.

mod judged_on;
mod summary;

use super::context::{Context, Outcome};
use crate::calendar::Calendars;
use crate::error::{Error, Result};
use crate::import::{self, Progress, Request};
use crate::policy::Policies;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::Write;
use std::path::PathBuf;

/// Bring exports of other programs into the lake
///
/// The source is recognised by the file's header. Files of one source form one import, which is
/// written as a whole or not at all. A row that cannot be used is set aside, whole, with the
/// reason; it can be read back from `rejects`. A file that was imported before changes nothing.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ombud import tickets.csv                        (recognises the source and says by what)
  ombud import --source canonical cases.csv events.csv
  ombud import --dry-run export.csv               (shows mapping, sample and quality; writes nothing)
  ombud import --strict cases.csv                 (all rows or none: lists every faulty row, exit code 1)

`ombud source list` tells the sources; one of your own is a TOML file in the workspace's sources/.")]
pub struct ImportArgs {
    /// The exported files: CSV, or JSON Lines
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,

    /// The source, where it should not be told from the header
    #[arg(long, value_name = "ID")]
    source: Option<String>,

    /// Show the mapping, a sample and the quality figures, and write nothing
    #[arg(long)]
    dry_run: bool,

    /// Import nothing if any row would be set aside; list all such rows, and end with exit code 1
    #[arg(long)]
    strict: bool,
}

/// Imports the files and prints what came of it.
pub fn run(args: ImportArgs, context: &Context) -> Result<Outcome> {
    let ImportArgs { files, source, dry_run, strict } = args;
    let workspace = context.workspace()?;
    let bar = progress_bar();
    let report = import::import(&Request {
        lake_dir: &workspace.lake_dir(),
        sources_dir: &workspace.sources_dir(),
        root: &workspace.root,
        time_zone: workspace.time_zone,
        files: &files,
        source: source.as_deref(),
        dry_run,
        strict,
        now: context.now,
        progress: &|progress| show(&bar, progress),
    });
    bar.finish_and_clear();
    let report = report?;
    let mut text: Vec<String> =
        report.imports.iter().map(|import| summary::of_import(import, workspace.time_zone, source.is_some())).collect();
    if dry_run {
        let calendars = Calendars::read(&workspace.calendars_dir())?;
        let policies = Policies::read(&workspace.policies_dir(), &workspace.policies, &calendars)?;
        for (text, import) in text.iter_mut().zip(&report.imports) {
            *text += &judged_on::text(&import.reports, &policies.in_force());
        }
    }
    match std::io::stdout().write_all(text.join("\n").as_bytes()) {
        Err(cause) if cause.kind() != std::io::ErrorKind::BrokenPipe => {
            return Err(Error::new(format!("cannot write the output: {cause}")));
        }
        _ => {}
    }
    Ok(if strict && report.has_faults() { Outcome::Faults } else { Outcome::Done })
}

fn progress_bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(
        None,
        if Context::is_interactive() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() },
    );
    let style = ProgressStyle::with_template("{msg} {bar:30} {bytes} of {total_bytes}");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn show(bar: &ProgressBar, progress: Progress) {
    match progress {
        Progress::Waiting => bar.suspend(|| eprintln!("another import is running; waiting for it to end")),
        Progress::Reading { file, done_bytes, total_bytes } => {
            bar.set_length(total_bytes);
            bar.set_position(done_bytes);
            bar.set_message(file.file_name().unwrap_or_default().to_string_lossy().into_owned());
        }
        Progress::Writing => bar.set_message("writing"),
    }
}
