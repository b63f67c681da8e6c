//! `ombud policy`: the written procedures, clause by clause.

mod lint;
pub(super) mod measured;

use super::context::{Context, Outcome};
use super::output::{Format, counted, say, write_table};
use crate::calendar::Calendars;
use crate::error::{Error, Result};
use crate::policy::{Policies, Policy, last_days, notes, read, twins};
use crate::workspace::Workspace;
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use std::io::Write;
use std::path::PathBuf;

/// Show the procedures, those in force and those built in, and check files of your own.
#[derive(Debug, Args)]
pub struct PolicyArgs {
    #[command(subcommand)]
    command: PolicyCommand,
}

#[derive(Debug, Subcommand)]
enum PolicyCommand {
    /// List the policies: those in force here, and the built-in ones
    List,
    /// Show a policy, clause by clause
    Show {
        /// The policy's id
        id: String,
    },
    /// Check policy files; refuses what cannot be loaded, with every fault and its line (exit code 1)
    #[command(after_help = "Examples:
  ombud policy check                       the files in this workspace's policies/ and calendars/
  ombud policy check drafts/logiq-2027.toml")]
    Check {
        /// Policy files [default: those of the workspace]
        files: Vec<PathBuf>,
    },
    /// Tell what is vague, contradictory or cannot be kept, why it matters, and a wording that would cure it
    #[command(after_help = "Examples:
  ombud policy lint                        the policies in force, and what the cases here say about them
  ombud policy lint logiq --format json
  ombud policy lint themaverde             also without a workspace: from the text alone

It advises and refuses nothing: the exit code is 0.")]
    Lint(lint::LintArgs),
}

/// Lists, shows or checks.
pub fn run(args: PolicyArgs, context: &Context) -> Result<Outcome> {
    match args.command {
        PolicyCommand::List => list(context),
        PolicyCommand::Show { id } => show(context, &id),
        PolicyCommand::Check { files } => check(context, &files),
        PolicyCommand::Lint(args) => {
            let workspace = workspace(context)?;
            lint::run(&args, &policies_of(workspace.as_ref())?, workspace.as_ref(), context)
        }
    }
}

/// The workspace here; none is no fault, unless it was named, or its settings cannot be read.
fn workspace(context: &Context) -> Result<Option<Workspace>> {
    match context.workspace() {
        Ok(workspace) => Ok(Some(workspace)),
        Err(error) if context.dir.is_some() || error.place().is_some() => Err(error),
        Err(_) => Ok(None),
    }
}

/// The workspace's policies, or the built-in ones where there is no workspace.
fn policies_of(workspace: Option<&Workspace>) -> Result<Policies> {
    match workspace {
        Some(workspace) => {
            let calendars = Calendars::read(&workspace.calendars_dir())?;
            Policies::read(&workspace.policies_dir(), &workspace.policies, &calendars)
        }
        None => Policies::read(&PathBuf::new(), &[], &Calendars::built_in()?),
    }
}

fn policies(context: &Context) -> Result<Policies> {
    policies_of(workspace(context)?.as_ref())
}

fn list(context: &Context) -> Result<Outcome> {
    let policies = policies(context)?;
    let rows = policies
        .all()
        .chunk_by(|one, next| one.id == next.id)
        .flat_map(dated)
        .map(|(policy, last_day)| {
            let in_force = if policies.is_in_force(&policy.id) { "in force" } else { "" };
            vec![
                policy.id.clone(),
                policy.title.clone(),
                policy.organisation.clone(),
                validity(policy, last_day),
                policy.clauses.len().to_string(),
                in_force.into(),
            ]
        })
        .collect();
    let header = ["policy", "title", "organisation", "valid", "clauses", ""].map(str::to_string);
    write_table(&header, rows, Format::Table, &mut std::io::stdout().lock())?;
    Ok(Outcome::Done)
}

/// The versions of one policy, each with the last day on which it judges.
fn dated(versions: &[Policy]) -> Vec<(&Policy, Option<NaiveDate>)> {
    let versions: Vec<&Policy> = versions.iter().collect();
    versions.iter().copied().zip(last_days(&versions)).collect()
}

/// From when to when it judges: where the next version begins, it ends, whatever it says itself.
fn validity(policy: &Policy, last_day: Option<NaiveDate>) -> String {
    match (policy.effective_from, last_day) {
        (None, None) => "always".into(),
        (Some(from), None) => format!("from {from}"),
        (None, Some(to)) => format!("to {to}"),
        (Some(from), Some(to)) => format!("{from} to {to}"),
    }
}

fn show(context: &Context, id: &str) -> Result<Outcome> {
    let policies = policies(context)?;
    let mut out = std::io::stdout().lock();
    let versions = policies.named(id)?;
    for (policy, last_day) in versions.iter().copied().zip(last_days(&versions)) {
        let text = describe(policy, last_day);
        out.write_all(text.as_bytes()).map_err(|cause| Error::output(&cause))?;
    }
    Ok(Outcome::Done)
}

/// A policy as a page of text.
fn describe(policy: &Policy, last_day: Option<NaiveDate>) -> String {
    use std::fmt::Write;
    let (valid, calendar) = (validity(policy, last_day), &policy.calendar);
    let mut text = format!("{} ({}), {}\nvalid {valid}, calendar {calendar}\n", policy.title, policy.id, policy.organisation);
    for clause in &policy.clauses {
        let reading = clause.main();
        let limit = reading.rule.limit().map_or_else(String::new, |limit| format!(", {limit}"));
        let assumed = if clause.assumed { ", number assumed" } else { "" };
        let target = if clause.strength == crate::policy::Strength::Target { ", target" } else { "" };
        let _ = writeln!(text, "\n{}  [{}{limit}{assumed}{target}]  {}", clause.id, reading.rule.name(), clause.cite);
        let _ = writeln!(text, "  {}", clause.text);
        if !clause.refs.is_empty() {
            let _ = writeln!(text, "  covers {}", clause.refs.join(", "));
        }
        for other in clause.readings.iter().skip(1) {
            let limit = other.rule.limit().filter(|limit| Some(limit) != reading.rule.limit().as_ref());
            let limit = limit.map_or_else(String::new, |limit| format!(" [{limit}]"));
            let _ = writeln!(text, "  or, as \"{}\"{limit}: {}", other.id, other.text);
        }
    }
    text.push('\n');
    text
}

fn check(context: &Context, files: &[PathBuf]) -> Result<Outcome> {
    let workspace = if files.is_empty() { Some(context.workspace()?) } else { context.workspace().ok() };
    let (calendars, mut faults) = match &workspace {
        Some(workspace) => Calendars::examine(&workspace.calendars_dir())?,
        None => (Calendars::built_in()?, Vec::new()),
    };
    let files = match &workspace {
        Some(workspace) if files.is_empty() => crate::toml_file::files_in(&workspace.policies_dir())?,
        _ => files.to_vec(),
    };
    let mut versions = Vec::new();
    for file in &files {
        match crate::toml_file::read_text(file).and_then(|text| read::parse(file, &text, &calendars)) {
            Ok(policy) => {
                say(format_args!("{}: sound, {} of {}", file.display(), counted(policy.clauses.len() as u64, "clause"), policy.id))?;
                versions.push(policy);
            }
            Err(error) => faults.push(error),
        }
    }
    versions.sort_by(|left, right| (&left.id, left.effective_from).cmp(&(&right.id, right.effective_from)));
    let versions: Vec<&Policy> = versions.iter().collect();
    for note in notes(&versions) {
        say(format_args!("note: {note}"))?;
    }
    faults.extend(twins(&versions));
    if let Some(workspace) = &workspace
        && faults.is_empty()
    {
        match Policies::read(&workspace.policies_dir(), &workspace.policies, &calendars) {
            Ok(policies) => say(format_args!("in force: {}", in_force(&policies)))?,
            Err(error) => faults.push(error),
        }
    }
    for error in &faults {
        say(format_args!("error: {error}\n"))?;
    }
    Ok(if faults.is_empty() { Outcome::Done } else { Outcome::Faults })
}

/// `logiq, own (2 versions)`, or `none`.
fn in_force(policies: &Policies) -> String {
    let versions = policies.in_force();
    let told = versions.chunk_by(|one, next| one.id == next.id).map(|versions| match versions {
        [policy] => policy.id.clone(),
        _ => format!("{} ({})", versions[0].id, counted(versions.len() as u64, "version")),
    });
    Some(told.collect::<Vec<_>>().join(", ")).filter(|told| !told.is_empty()).unwrap_or_else(|| "none".into())
}
