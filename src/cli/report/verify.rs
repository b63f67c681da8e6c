//! `ombud report verify`: whether a published report still says what the data say.

use super::annual::{self, AnnualArgs};
use super::{QuarterlyArgs, Reader, made};
use crate::cli::context::{Context, Outcome};
use crate::cli::judged::JudgeArgs;
use crate::error::{Error, Result};
use crate::report::verify::Published;
use clap::Args;
use std::io::Write;
use std::path::PathBuf;

/// Compute every fact of a published report again and name each that differs; exit code 1 if any does.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  ombud report verify reports/2026-Q3/facts.json
  ombud report verify board/quarterly-2026-Q3.html

The facts are computed from the lake and the register, for the period, the procedures and the instant that the file names.
A fact may differ, be missing in the file, or stand in the file alone. Imports that came later and tell of earlier cases
change a report too: that is a restatement, and is named like any other difference. Where no fact of a page
differs, its drawings and the values by which its columns are sorted are held against today's too. Words are no facts: where
those of a page are not the ones that would be written today, a note says in which line.")]
pub struct VerifyArgs {
    /// The page or the facts.json of a report
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Holds a report against the data.
pub fn run(args: VerifyArgs, context: &Context) -> Result<Outcome> {
    let file = context.here.join(&args.file);
    let text = std::fs::read_to_string(&file).map_err(|cause| Error::io("cannot read", &args.file, &cause))?;
    let published = Published::read(&text).map_err(|error| error.in_file(&args.file))?;
    let missing = |name: &str| Error::new(format!("the file does not say for which {name} it was made")).in_file(&args.file);
    let is_page = !text.trim_start().starts_with('{');
    let period = published.about("period").ok_or_else(|| missing("period"))?;
    let as_of = published.about("as_of").ok_or_else(|| missing("instant"))?;
    let language = published.language().map_err(|error| error.in_file(&args.file))?;
    let now = match published.about("report") {
        Some("annual") => {
            let judge = JudgeArgs { as_of: Some(as_of.to_string()), policy: published.about_list("policies") };
            let period = period.parse().map_err(|error: Error| error.in_file(&args.file))?;
            let rendered = annual::made(&AnnualArgs::again(period, language, judge), context)?.rendered;
            if is_page { rendered.html } else { rendered.facts_json }
        }
        Some("quarterly") => {
            let audience = if published.about("audience") == Some("public") { Reader::Public } else { Reader::Internal };
            let judge = JudgeArgs { as_of: Some(as_of.to_string()), policy: published.about_list("policies") };
            let period = period.parse().map_err(|error: Error| error.in_file(&args.file))?;
            let rendered = made(&QuarterlyArgs::again(period, audience, language, judge), context)?.rendered;
            if is_page { rendered.html } else { rendered.facts_json }
        }
        other => {
            let found = format!("reports of the kind \"{}\" are not known", other.unwrap_or_default());
            return Err(Error::new(found).in_file(&args.file).accepted("quarterly, annual"));
        }
    };
    let by = published.about("made_by").unwrap_or_default();
    let this = concat!("ombud ", env!("CARGO_PKG_VERSION"));
    if by != this {
        crate::aside!("note: the file was made by {by}, this is {this}");
    }
    let differences = published.differences(&Published::read(&now)?);
    let mut out = std::io::stdout().lock();
    for difference in &differences {
        writeln!(out, "{difference}").map_err(|cause| Error::output(&cause))?;
    }
    if differences.is_empty() {
        let count = published.fact_count();
        writeln!(out, "all {count} facts are what the data give").map_err(|cause| Error::output(&cause))?;
        if let Some(line) = other_words(&text, &now).filter(|_| by == this) {
            crate::aside!(
                "note: the words around them are not those that are written today, first in line {line}: what the workspace keeps \
                 (recommendations, comments, published reports, house style) was changed since, or the page was"
            );
        }
        return Ok(Outcome::Done);
    }
    crate::aside!("differences: {}; facts in the file: {}", differences.len(), published.fact_count());
    Ok(Outcome::Faults)
}

/// The first line of a file, from 1, that is not as it would be written now; none if all are.
fn other_words(text: &str, now: &str) -> Option<usize> {
    let alike = text.lines().zip(now.lines()).take_while(|(line, other)| line == other).count();
    (alike < text.lines().count().max(now.lines().count())).then_some(alike + 1)
}
