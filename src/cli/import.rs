//! `ombud import`: exports become cases and events in the lake.

mod judged_on;
mod progress;
mod summary;

use super::context::{Context, Outcome};
use crate::calendar::Calendars;
use crate::error::{Error, Result};
use crate::import::{self, Request, Said};
use crate::policy::Policies;
use progress::Teller;
use std::io::Write;
use std::path::PathBuf;

/// Bring exports of other programs into the lake
///
/// The source is recognised by the file's header. Files of one source form one import, which is
/// written as a whole or not at all. A row that cannot be used is set aside, whole, with the
/// reason; `--retry` reads it again. A file that was imported before changes nothing. An older export
/// after a newer one is noticed by its dates, and what the newer one says stands; where they do not
/// speak with one voice you are warned, and `--newest` or `--older` says it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ombud import tickets.csv                        (recognises the source and says by what)
  ombud import --source canonical cases.csv events.csv
  ombud import --dry-run export.csv               (shows mapping, sample and quality; writes nothing)
  ombud import --strict cases.csv                 (all rows or none: lists every faulty row, exit code 1)
  ombud import --retry                            (reads all rows again that were set aside, with the mappings of today)
  ombud query \"select * from rejects\" --format csv > set-aside.csv
  ombud import --retry set-aside.csv              (the same with repaired texts)

`ombud source list` tells the sources; one of your own is a TOML file in the workspace's sources/.")]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct ImportArgs {
    /// The exported files: CSV, JSON, workbooks, Parquet, XES or mail, also packed by gzip or zstd
    #[arg(value_name = "FILE", required_unless_present = "retry")]
    files: Vec<PathBuf>,

    /// The source, where it should not be told from the header
    #[arg(long, value_name = "ID")]
    source: Option<String>,

    /// Show the mapping, a sample and the quality figures, and write nothing
    #[arg(long)]
    dry_run: bool,

    /// Read rows again that were set aside; FILE: the rows of `rejects` as CSV, with repaired texts
    #[arg(long, conflicts_with_all = ["dry_run", "newest", "older"])]
    retry: bool,

    /// Take the files as the newest exports, whatever their dates say
    #[arg(long)]
    newest: bool,

    /// Take the files as older exports than those in the lake, whatever their dates say
    #[arg(long, conflicts_with = "newest")]
    older: bool,

    /// Import nothing if any row would be set aside; list all such rows, and end with exit code 1
    #[arg(long)]
    strict: bool,
}

/// Imports the files and prints what came of it.
pub fn run(args: ImportArgs, context: &Context) -> Result<Outcome> {
    let ImportArgs { files, source, dry_run, retry, newest, older, strict } = args;
    let workspace = context.workspace()?;
    let teller = Teller::new();
    let request = Request {
        lake_dir: &workspace.lake_dir(),
        sources_dir: &workspace.sources_dir(),
        root: &workspace.root,
        time_zone: workspace.time_zone,
        files: &files,
        source: source.as_deref(),
        dry_run,
        said: match (newest, older) {
            (true, _) => Said::Newest,
            (_, true) => Said::Older,
            _ => Said::Nothing,
        },
        strict,
        now: context.now,
        progress: &|progress| teller.tell(progress),
    };
    let report = match files.as_slice() {
        _ if !retry => import::import(&request),
        [] => import::retry(&request, None),
        [repaired] => import::retry(&request, Some(repaired)),
        _ => Err(Error::new("--retry takes one file of repaired rows").remedy("Put all of them into one file.")),
    };
    teller.finish();
    let report = report?;
    let mut text: Vec<String> =
        report.imports.iter().map(|import| summary::of_import(import, workspace.time_zone, source.is_some())).collect();
    for warning in report.imports.iter().flat_map(summary::warnings) {
        crate::aside!("warning: {warning}");
    }
    if report.imports.is_empty() {
        crate::aside!("No row is set aside{}: there is nothing to try again.", source.map_or(String::new(), |id| format!(" in {id}")));
    }
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
    if let Some(error) = report.stopped_by {
        return Err(error);
    }
    Ok(if strict && report.has_faults() { Outcome::Faults } else { Outcome::Done })
}
