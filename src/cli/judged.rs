//! A workspace with all its cases judged: what `sla`, `trends`, `report` and `query` begin with.

use super::context::Context;
use super::output::sql_error;
use crate::calendar::Calendars;
use crate::error::{Error, Result, did_you_mean};
use crate::judge::{Counting, Judgement, Scope};
use crate::policy::{Policies, Policy};
use crate::time::Instant;
use crate::time::period::Length;
use crate::warehouse::Warehouse;
use crate::workspace::Workspace;
use clap::Args;
use duckdb::ToSql;

const NOT_JUDGED: &str = include_str!("../../queries/measure/not_judged.sql");

/// By which policies, and as of when.
#[derive(Debug, Clone, Default, Args)]
pub struct JudgeArgs {
    /// The policy to judge by, in force or not; several times for several [default: those in force]
    #[arg(long, value_name = "ID")]
    pub policy: Vec<String>,
    /// What is later than this does not exist: an instant, or a day, which means its beginning in the workspace's zone [default: now]
    #[arg(long, value_name = "INSTANT")]
    pub as_of: Option<String>,
}

/// A workspace whose cases are judged.
pub struct Judged {
    /// The workspace.
    pub workspace: Workspace,
    /// Its views, verdicts among them.
    pub warehouse: Warehouse,
    /// As of when.
    pub as_of: Instant,
}

/// What is asked of the judge.
#[derive(Debug, Clone)]
pub enum Question {
    /// Nothing: what was imported and recorded is all that is read.
    Data,
    /// Every verdict, and how many there are.
    Verdicts,
    /// Every verdict, whatever period it belongs to.
    Rows,
    /// The duties that are open.
    Open,
    /// How many verdicts there are, divided by a column of cases if one is named.
    Counts(Option<String>),
}

/// Reads the workspace and judges all its cases, counting by periods of the given length.
pub fn judged(context: &Context, args: &JudgeArgs, counted_by: Length) -> Result<Judged> {
    judged_for(context, args, counted_by.into(), Scope::default(), &Question::Verdicts)
}

/// As [`judged`], for the clauses and the question that are asked.
pub fn judged_for(context: &Context, args: &JudgeArgs, counted_by: Counting, scope: Scope, question: &Question) -> Result<Judged> {
    let workspace = context.workspace()?;
    let as_of = as_of(&workspace, args, context)?;
    if matches!(question, Question::Data) {
        let warehouse = warehouse(&workspace)?;
        return Ok(Judged { workspace, warehouse, as_of });
    }
    let calendars = Calendars::read(&workspace.calendars_dir())?;
    let policies = Policies::read(&workspace.policies_dir(), &workspace.policies, &calendars)?;
    let chosen = chosen(&policies, args, &workspace)?;
    refuse_unknown_clause(&chosen, scope.clause.as_deref())?;
    let warehouse = warehouse(&workspace)?;
    let judgement = Judgement { policies: chosen, calendars: &calendars, as_of, time_zone: workspace.time_zone, counted_by, scope };
    match question {
        Question::Data => {}
        Question::Verdicts => warehouse.judge(&judgement)?,
        Question::Rows => warehouse.judge_rows(&judgement)?,
        Question::Open => warehouse.judge_open(&judgement)?,
        Question::Counts(by) => warehouse.count(&judgement, by.as_deref())?,
    }
    Ok(Judged { workspace, warehouse, as_of })
}

/// Says on standard error what no verdict can speak of, once all cases are judged: cases under no version, events of no case.
pub fn tell_unjudged(warehouse: &Warehouse, as_of: Instant) -> Result<()> {
    let failed = |cause: duckdb::Error| sql_error("counting what is not judged", &cause);
    let as_of = crate::judge::timestamp(as_of);
    let mut statement = warehouse.connection().prepare(NOT_JUDGED).map_err(failed)?;
    let rows = statement
        .query_map(&[("as_of", &as_of as &dyn ToSql)][..], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))
        .map_err(failed)?;
    for row in rows {
        let (what, count) = row.map_err(failed)?;
        crate::aside!("note: {count} {what}");
    }
    Ok(())
}

/// All versions of the policies that were asked for, else of those in force.
pub fn chosen<'p>(policies: &'p Policies, args: &JudgeArgs, workspace: &Workspace) -> Result<Vec<&'p Policy>> {
    let mut chosen = if args.policy.is_empty() { policies.in_force() } else { Vec::new() };
    for id in &args.policy {
        chosen.extend(policies.named(id)?);
    }
    if chosen.is_empty() {
        return Err(Error::new("no policy is in force in this workspace").in_file(&workspace.root.join(crate::workspace::FILE)).remedy(
            "Name one in the list `policies` (`ombud policy list` shows the built-in ones), put a file of your own into policies/, or judge by one with --policy ID.",
        ));
    }
    Ok(chosen)
}

/// The workspace's views; what was noticed in opening them is told on standard error.
pub fn warehouse(workspace: &Workspace) -> Result<Warehouse> {
    let warehouse = Warehouse::open(&workspace.lake_dir(), &workspace.register_dir())?;
    for note in warehouse.notes() {
        crate::aside!("note: {note}");
    }
    Ok(warehouse)
}

/// The instant that was asked for, or now; which one it is, is told on standard error.
pub fn as_of(workspace: &Workspace, args: &JudgeArgs, context: &Context) -> Result<Instant> {
    if let Some(text) = &args.as_of {
        return Instant::parse_in(text, workspace.time_zone);
    }
    crate::aside!("as of now, {}", context.now);
    Ok(context.now)
}

/// Refuses the name of a clause that no policy has, with the nearest one that there is.
pub fn refuse_unknown_clause(policies: &[&Policy], clause: Option<&str>) -> Result<()> {
    let mut known: Vec<&str> = policies.iter().flat_map(|policy| policy.clauses.iter().map(|clause| clause.id.as_str())).collect();
    known.sort_unstable();
    known.dedup();
    match clause.filter(|clause| !known.contains(clause)) {
        None => Ok(()),
        Some(clause) => {
            let near = did_you_mean(clause, known.iter().copied());
            Err(Error::new(format!("no clause \"{clause}\" in the policies judged by{near}")).accepted(known.join(", ")))
        }
    }
}
