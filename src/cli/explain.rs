//! `ombud explain`: how each verdict on a case came about, in sentences that a customer could follow.
//!
//! Only the one case is fetched and evaluated ([`crate::evaluate`]); the lake is not judged.

mod days;
mod deadline;
pub(in crate::cli) mod fetch;
mod json;
mod others;
mod text;
mod verdict;
mod words;

use super::context::{Context, Outcome};
use super::judged::{JudgeArgs, as_of, refuse_unknown_clause};
use crate::calendar::Calendars;
use crate::error::{Error, Result};
use crate::evaluate::{self, CaseFacts, Finding, Verdict};
use crate::policy::{Clause, Policies, Policy, Reading};
use crate::time::Instant;
use crate::warehouse::Warehouse;
use chrono_tz::Tz;
use clap::{Args, ValueEnum};
use std::io::Write;

/// Explain how each verdict on a case came about: what started the clock, what counted, what was found.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  ombud explain 4711
  ombud explain 4711 --source zendesk --clause acknowledge
  ombud explain 4711 --policy logiq --as-of 2026-09-30
  ombud explain 4711 --format json

Every clause is told under each of its readings, the one in force first. No name, subject or text of
the case is shown: the explanation can be given to the customer.")]
pub struct ExplainArgs {
    /// The case, as its source calls it
    #[arg(value_name = "CASE")]
    case: String,
    /// The source that it comes from, where several have a case of that name
    #[arg(long, value_name = "ID")]
    source: Option<String>,
    /// Only this clause
    #[arg(long, value_name = "ID")]
    clause: Option<String>,
    /// Sentences, or the same as JSON with every instant in UTC
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    #[command(flatten)]
    judge: JudgeArgs,
}

/// How an explanation is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Plain sentences, instants in the workspace's zone.
    Text,
    /// Objects, instants in UTC.
    Json,
}

/// Everything that is told of a case.
struct Explanation<'a> {
    case: CaseFacts,
    as_of: Instant,
    /// The workspace's zone.
    zone: Tz,
    calendars: &'a Calendars,
    /// The one clause that was asked for.
    clause: Option<&'a str>,
    policies: Vec<Judged<'a>>,
    /// Policies of which no version was in force on the date of receipt.
    without_version: Vec<String>,
}

/// A version of a policy, and what its clauses come to.
struct Judged<'a> {
    policy: &'a Policy,
    clauses: Vec<(&'a Clause, Vec<Read<'a>>)>,
    /// Clauses that concern the organisation and not a case.
    reviews: Vec<&'a Clause>,
}

/// One reading of a clause, and its rows.
struct Read<'a> {
    reading: &'a Reading,
    findings: Vec<Finding>,
}

/// Fetches the case, evaluates it and tells how.
pub fn run(args: ExplainArgs, context: &Context) -> Result<Outcome> {
    let workspace = context.workspace()?;
    let as_of = as_of(&workspace, &args.judge, context)?;
    let calendars = Calendars::read(&workspace.calendars_dir())?;
    let policies = Policies::read(&workspace.policies_dir(), &workspace.policies, &calendars)?;
    let chosen = chosen(&policies, &args.judge.policy)?;
    refuse_unknown_clause(&chosen, args.clause.as_deref())?;
    let warehouse = Warehouse::open(&workspace.lake_dir(), &workspace.register_dir())?;
    for note in warehouse.notes() {
        crate::aside!("note: {note}");
    }
    let case = fetch::case(warehouse.connection(), &args.case, args.source.as_deref())?;
    if case.received.at > as_of {
        return Err(Error::new(format!("case \"{}\" was received on {}, after the instant asked about", case.case_id, case.received.at))
            .remedy("Name a later instant with --as-of, or none for now."));
    }
    let events = fetch::events(warehouse.connection(), &case)?;
    let verdicts = evaluate::evaluate(&case, &events, &chosen, &calendars, as_of);
    let explanation = explanation(case, as_of, workspace.time_zone, &calendars, &chosen, args.clause.as_deref(), verdicts);
    let told = match args.format {
        Format::Text => text::page(&explanation),
        Format::Json => json::page(&explanation),
    };
    std::io::stdout().lock().write_all(told.as_bytes()).map_err(|cause| Error::output(&cause))?;
    Ok(Outcome::Done)
}

/// The versions to judge by: those in force, or of the policies that were named.
fn chosen<'p>(policies: &'p Policies, named: &[String]) -> Result<Vec<&'p Policy>> {
    let mut chosen = if named.is_empty() { policies.in_force() } else { Vec::new() };
    for id in named {
        chosen.extend(policies.named(id)?);
    }
    if chosen.is_empty() {
        return Err(Error::new("no policy is in force in this workspace").remedy(
            "Name one in the list `policies` of ombud.toml, put a file of your own into policies/, or judge by one with --policy ID.",
        ));
    }
    Ok(chosen)
}

/// Puts each verdict to its clause and reading, in the order of the policy's file.
fn explanation<'a>(
    case: CaseFacts,
    as_of: Instant,
    zone: Tz,
    calendars: &'a Calendars,
    chosen: &[&'a Policy],
    clause: Option<&'a str>,
    mut verdicts: Vec<Verdict>,
) -> Explanation<'a> {
    // A policy that has no such clause in any version is not asked about.
    let has_clause = |policy: &Policy| clause.is_none_or(|id| policy.clauses.iter().any(|clause| clause.id == id));
    let is_asked = |policy: &&&Policy| chosen.iter().any(|version| version.id == policy.id && has_clause(version));
    let asked: Vec<&Policy> = chosen.iter().filter(is_asked).copied().collect();
    let in_force = evaluate::in_force_for(case.received.at, &asked, calendars);
    let mut without_version: Vec<String> =
        asked.iter().map(|policy| policy.id.clone()).filter(|id| !in_force.iter().any(|policy| policy.id == *id)).collect();
    without_version.dedup();
    let policies = in_force
        .into_iter()
        .map(|policy| {
            let asked: Vec<&Clause> = policy.clauses.iter().filter(|one| clause.is_none_or(|id| one.id == id)).collect();
            let (reviews, about_cases): (Vec<_>, Vec<_>) = asked.into_iter().partition(|clause| clause.main().rule.name() == "review");
            let clauses = about_cases
                .into_iter()
                .map(|clause| {
                    let read = |reading| Read { reading, findings: taken(&mut verdicts, policy, clause, reading) };
                    (clause, clause.readings.iter().map(read).collect())
                })
                .collect();
            Judged { policy, clauses, reviews }
        })
        .collect();
    Explanation { case, as_of, zone, calendars, clause, policies, without_version }
}

fn taken(verdicts: &mut Vec<Verdict>, policy: &Policy, clause: &Clause, reading: &Reading) -> Vec<Finding> {
    let is_asked = |row: &mut Verdict| row.policy == policy.id && row.clause == clause.id && row.reading == reading.id;
    verdicts.extract_if(.., is_asked).map(|row| row.finding).collect()
}
