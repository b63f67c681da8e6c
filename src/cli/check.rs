//! `ombud check`: whether everything in a workspace is sound.

use super::context::{Context, Outcome};
use super::output::{counted, entries, say};
use crate::calendar::Calendars;
use crate::error::{Error, Result};
use crate::judge::Told;
use crate::policy::Policies;
use crate::register;
use crate::source::Catalogue;
use crate::warehouse::Warehouse;
use clap::Args;

/// Check lake, register, policies, calendars and mappings; exit code 1 if anything is wrong.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  ombud check
  ombud -C complaints check")]
pub struct CheckArgs {}

/// Checks everything, and tells every fault.
pub fn run(_: CheckArgs, context: &Context) -> Result<Outcome> {
    let workspace = context.workspace()?;
    let mut outcome = Outcome::Done;
    let mut tell = |what: &str, result: Result<String>| {
        let told = result.unwrap_or_else(|error| {
            outcome = Outcome::Faults;
            format!("error: {error}")
        });
        say(format_args!("{what}: {told}"))
    };
    let read = Calendars::read(&workspace.calendars_dir());
    tell("calendars", read.map(|all| format!("sound ({})", all.ids().collect::<Vec<_>>().join(", "))))?;
    // A faulty calendar is told above, and hides no fault of a policy.
    if let Ok((calendars, _)) = &Calendars::examine(&workspace.calendars_dir()) {
        let policies = Policies::read(&workspace.policies_dir(), &workspace.policies, calendars);
        tell("policies", policies.map(|all| format!("sound, {} in force", all.in_force().len())))?;
    }
    tell("sources", Catalogue::read(&workspace.sources_dir()).map(|_| "sound".to_string()))?;
    tell("register", check_register(&workspace.register_dir()))?;
    tell("lake", check_lake(&workspace))?;
    Ok(outcome)
}

fn check_register(dir: &std::path::Path) -> Result<String> {
    let verification = register::verify::verify(dir)?;
    let read = entries(verification.entry_count);
    if verification.is_sound() {
        return Ok(format!("sound, {read}"));
    }
    let faults = counted(verification.findings.len() as u64, "fault");
    Err(Error::new(format!("{faults} in {read}")).remedy("`ombud register verify` tells each with its line."))
}

/// Reads every table of the lake once, and compares what each import says of itself with what it holds.
fn check_lake(workspace: &crate::workspace::Workspace) -> Result<String> {
    // The register is checked by itself, and hides no fault of the lake. A folder that is not there is an empty one.
    let warehouse = Warehouse::open(&workspace.lake_dir(), &workspace.lake_dir().join("no-register"))?;
    let failed = |cause: duckdb::Error| super::output::sql_error("reading the lake", &cause);
    let mut checks = vec![include_str!("../../queries/check/account.sql")];
    if warehouse.told() == Told::Timelines {
        checks.push(include_str!("../../queries/check/timelines.sql"));
    }
    let mut faults: Vec<String> = Vec::new();
    for check in checks {
        let mut statement = warehouse.connection().prepare(check).map_err(failed)?;
        let found = statement.query_map([], |row| row.get(0)).map_err(failed)?;
        faults.extend(found.collect::<duckdb::Result<Vec<_>>>().map_err(failed)?);
    }
    if faults.is_empty() {
        return Ok(format!("sound, {}", counted(warehouse.imports().len() as u64, "import")));
    }
    Err(Error::new(faults.join("; ")).remedy("Restore the lake from a copy, or import its files again into a new one."))
}
