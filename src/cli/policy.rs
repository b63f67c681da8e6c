//! `ombud policy`: the written procedures, clause by clause.

mod lint;
pub(super) mod measured;

use super::context::{Context, Outcome};
use super::output::{Format, write_table};
use crate::calendar::Calendars;
use crate::error::{Error, Result};
use crate::policy::{Policies, Policy, read};
use crate::workspace::Workspace;
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
        .iter()
        .map(|policy| {
            let in_force = if policies.is_in_force(&policy.id) { "in force" } else { "" };
            vec![
                policy.id.clone(),
                policy.title.clone(),
                policy.organisation.clone(),
                validity(policy),
                policy.clauses.len().to_string(),
                in_force.into(),
            ]
        })
        .collect();
    let header = ["policy", "title", "organisation", "valid", "clauses", ""].map(str::to_string);
    write_table(&header, rows, Format::Table, &mut std::io::stdout().lock())?;
    Ok(Outcome::Done)
}

fn validity(policy: &Policy) -> String {
    match (policy.effective_from, policy.effective_to) {
        (None, None) => "always".into(),
        (Some(from), None) => format!("from {from}"),
        (None, Some(to)) => format!("to {to}"),
        (Some(from), Some(to)) => format!("{from} to {to}"),
    }
}

fn show(context: &Context, id: &str) -> Result<Outcome> {
    let policies = policies(context)?;
    let mut out = std::io::stdout().lock();
    for policy in policies.named(id)? {
        let text = describe(policy);
        out.write_all(text.as_bytes()).map_err(|cause| Error::output(&cause))?;
    }
    Ok(Outcome::Done)
}

/// A policy as a page of text.
fn describe(policy: &Policy) -> String {
    use std::fmt::Write;
    let mut text =
        format!("{} ({}), {}\nvalid {}, calendar {}\n", policy.title, policy.id, policy.organisation, validity(policy), policy.calendar);
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
    let calendars = match &workspace {
        Some(workspace) => Calendars::read(&workspace.calendars_dir())?,
        None => Calendars::built_in()?,
    };
    let files = match &workspace {
        Some(workspace) if files.is_empty() => crate::toml_file::files_in(&workspace.policies_dir())?,
        _ => files.to_vec(),
    };
    let mut outcome = Outcome::Done;
    for file in &files {
        match crate::toml_file::read_text(file).and_then(|text| read::parse(file, &text, &calendars)) {
            Ok(policy) => println!("{}: sound, {} clauses of {}", file.display(), policy.clauses.len(), policy.id),
            Err(error) => {
                println!("error: {error}\n");
                outcome = Outcome::Faults;
            }
        }
    }
    if let Some(workspace) = &workspace
        && outcome == Outcome::Done
    {
        let policies = Policies::read(&workspace.policies_dir(), &workspace.policies, &calendars)?;
        let ids: Vec<&str> = policies.in_force().iter().map(|policy| policy.id.as_str()).collect();
        println!("in force: {}", if ids.is_empty() { "none".into() } else { ids.join(", ") });
    }
    Ok(outcome)
}
