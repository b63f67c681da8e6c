//! `ombud register erase` and `retention`: personal data taken off the disk for good, and the log tells that it was.
//!
//! The order is: the entry that tells it, the lake, the vault, and last the line that leads from name to pseudonym.
//! What is stopped half-way is carried on by the same command, because the person can be found to the end.

use super::recording::{random_salt, writer};
use super::{EraseArgs, RetentionArgs, say, say_recorded};
use crate::calendar::Calendar;
use crate::calendar::timeline::Timeline;
use crate::cli::context::{Context, Outcome};
use crate::cli::output::{Format, counted, entries, sql_error, write_table};
use crate::error::{Error, Result};
use crate::import::erase::{self, Chosen, Renamed};
use crate::import::pseudonym::{self, Pseudonyms};
use crate::judge::timestamp;
use crate::register::person::{self, Cases, Person};
use crate::register::read::Snapshot;
use crate::register::{Draft, ERASED, SOURCE, When, Writer};
use crate::time::{Instant, Span};
use crate::warehouse::Warehouse;
use crate::workspace::Workspace;
use duckdb::named_params;
use std::collections::{BTreeMap, BTreeSet};

const OF_CUSTOMERS: &str = include_str!("../../../queries/erase/cases_of_customers.sql");
const PAST_RETENTION: &str = include_str!("../../../queries/erase/past_retention.sql");

/// What an erasure takes out.
pub(super) struct Scope {
    /// Cases of the register, and imported cases, of which the vault may hold something.
    pub cases: Cases,
    /// Imported cases.
    pub imported: Vec<Chosen>,
    /// The pseudonyms of imported cases that go.
    pub renamed: Renamed,
    /// Pseudonyms of the register behind which nobody is to stand any more.
    pub pseudonyms: BTreeSet<String>,
    /// By what names rows that were set aside may know the person.
    pub names: Vec<String>,
    /// Whether it is written down who stands behind one of the pseudonyms.
    pub is_named: bool,
}

/// All that is kept of a person, in the register and in the lake.
pub(super) fn scope_of(workspace: &Workspace, snapshot: &Snapshot, named: &str) -> Result<Scope> {
    let Person { pseudonyms, known_as, mut cases, is_named } = person::find(snapshot, named)?;
    let names: Vec<String> = known_as.into_iter().chain([named.trim().to_string()]).collect::<BTreeSet<_>>().into_iter().collect();
    let mut customers: BTreeSet<String> = names.iter().cloned().collect();
    if workspace.root.join(pseudonym::FILE).exists() {
        let key = Pseudonyms::of_workspace(&workspace.root)?;
        customers.extend(names.iter().map(|name| key.of(name)));
    }
    let (imported, renamed) = imported_of(workspace, &customers)?;
    cases.extend(imported.iter().map(|case| (Some(case.source.clone()), case.case_id.clone())));
    Ok(Scope { cases, imported, renamed, pseudonyms, names, is_named })
}

/// The imported cases of customers, and a new pseudonym for each under which they stand there.
fn imported_of(workspace: &Workspace, customers: &BTreeSet<String>) -> Result<(Vec<Chosen>, Renamed)> {
    let warehouse = Warehouse::open(&workspace.lake_dir(), &workspace.lake_dir().join("no-register"))?;
    let failed = |cause: duckdb::Error| sql_error("looking for the customer's cases", &cause);
    let json = serde_json::Value::from(customers.iter().map(String::as_str).collect::<Vec<_>>()).to_string();
    let mut statement = warehouse.connection().prepare(OF_CUSTOMERS).map_err(failed)?;
    let of_row = |row: &duckdb::Row<'_>| Ok((Chosen { source: row.get(0)?, case_id: row.get(1)? }, row.get(2)?));
    let rows = statement.query_map(named_params! { "customers": json }, of_row).map_err(failed)?;
    let (cases, customers): (BTreeSet<Chosen>, BTreeSet<String>) = rows.collect::<duckdb::Result<_>>().map_err(failed)?;
    Ok((cases.into_iter().collect(), renamed(customers)?))
}

/// A new pseudonym for each of these.
fn renamed(customers: BTreeSet<String>) -> Result<Renamed> {
    customers.into_iter().map(|customer| Ok((customer, new_pseudonym()?))).collect()
}

fn new_pseudonym() -> Result<String> {
    Ok(format!("erased-{}", &crate::fingerprint::hex(&random_salt()?)[..16]))
}

pub(super) fn erase(args: &EraseArgs, context: &Context) -> Result<Outcome> {
    let workspace = context.workspace()?;
    // Opening makes the register whole first, and keeps others from writing until all is erased.
    let writer = writer(&workspace)?;
    let scope = scope_of(&workspace, &writer.snapshot()?, &args.customer)?;
    let set_aside = erase::set_aside_count(&workspace.lake_dir(), &scope.imported, &scope.names)?;
    let mut held = person::parts_of(&person::entries_of(&writer.snapshot()?, &scope.cases)?);
    held.extend(person::unfinished(&writer.snapshot()?)?);
    if held.is_empty() && scope.imported.is_empty() && !scope.is_named && set_aside == 0 {
        return Err(Error::new("nothing is kept of that customer, in the register or in the lake")
            .remedy("Name the customer as they were recorded: by name, number or address, or by the pseudonym of a case."));
    }
    if args.dry_run {
        for (source, case_id) in &scope.cases {
            say(&format!("{} {case_id}", source.as_deref().unwrap_or(SOURCE)))?;
        }
        crate::aside!("nothing was erased; it would be: {}, {} set aside", told(&scope, held.len()), counted(set_aside, "row"));
        return Ok(Outcome::Done);
    }
    carry_out(&workspace, writer, &scope, &held, args.actor.as_deref(), context)
}

fn told(scope: &Scope, held: usize) -> String {
    let own = scope.cases.iter().filter(|(source, _)| source.is_none()).count();
    let (own, imported) = (counted(own as u64, "case"), counted(scope.imported.len() as u64, "imported one"));
    format!("{own} of the register and {imported}, {} of the vault", entries(held as u64))
}

fn carry_out(
    workspace: &Workspace,
    mut writer: Writer,
    scope: &Scope,
    held: &BTreeMap<u64, Vec<String>>,
    actor: Option<&str>,
    context: &Context,
) -> Result<Outcome> {
    let mut draft = Draft::organisation(ERASED, When::moment(context.now));
    draft.statement.actor = actor.map(str::to_string);
    draft.statement.attributes.insert("imported_cases".into(), scope.imported.len().to_string());
    draft.erases.clone_from(held);
    let entry = writer.append(draft, context.now, &mut random_salt)?;
    let waiting = || crate::aside!("an import is at work; waiting for it");
    let changed = erase::erase(&workspace.lake_dir(), &scope.imported, &scope.renamed, &scope.names, waiting)?;
    for file in writer.torn_private_files()? {
        if names_one_of(&file, &scope.names)? {
            std::fs::remove_file(&file).map_err(|cause| Error::io("cannot remove", &file, &cause))?;
            crate::aside!("removed {}", file.display());
        }
    }
    writer.erase(held, &scope.pseudonyms)?;
    say_recorded(&entry.n.to_string());
    crate::aside!("erased: {} (entry {})", told(scope, held.len()), entry.n);
    if changed.cases + changed.events + changed.set_aside > 0 {
        crate::aside!(
            "written anew in the lake: {} of cases, {} of events, {} set aside",
            counted(changed.cases, "row"),
            changed.events,
            changed.set_aside
        );
        crate::aside!("a later export that still has these cases would bring them back: erase them at their source too");
    }
    Ok(Outcome::Done)
}

/// Whether a file has one of the names in it, whatever the case of its letters.
fn names_one_of(file: &std::path::Path, names: &[String]) -> Result<bool> {
    let bytes = std::fs::read(file).map_err(|cause| Error::io("cannot read", file, &cause))?;
    let text = String::from_utf8_lossy(&bytes).to_lowercase();
    Ok(names.iter().any(|name| text.contains(&name.to_lowercase())))
}

pub(super) fn retention(args: &RetentionArgs, context: &Context) -> Result<Outcome> {
    let workspace = context.workspace()?;
    let Some(span) = workspace.retention else {
        return Err(Error::new("ombud.toml does not say how long personal data are kept")
            .in_file(&workspace.root.join(crate::workspace::FILE))
            .accepted("[retention] with personal_data = \"72 calendar months\", counted from the closing of a case"));
    };
    let past = past_retention(&workspace, latest_closing(span, &workspace, context.now))?;
    let zone = workspace.time_zone;
    if past.is_empty() {
        crate::aside!("nothing is past its time ({span} after closing)");
        return Ok(Outcome::Done);
    }
    if !args.erase {
        let row = |(case, past): (&Chosen, &Past)| vec![case.source.clone(), case.case_id.clone(), past.closed.in_zone(zone)];
        let rows = past.iter().map(row).collect();
        let head = ["source", "case", "closed"].map(str::to_string);
        write_table(&head, rows, Format::Table, &mut std::io::stdout().lock())?;
        crate::aside!("past their time ({span} after closing): {}; --erase erases their personal data", counted(past.len() as u64, "case"));
        return Ok(Outcome::Done);
    }
    let writer = writer(&workspace)?;
    let scope = scope_past(&writer.snapshot()?, past)?;
    let held = person::parts_of(&person::entries_of(&writer.snapshot()?, &scope.cases)?);
    carry_out(&workspace, writer, &scope, &held, args.actor.as_deref(), context)
}

/// What is known of a case past its time.
struct Past {
    closed: Instant,
    /// The pseudonyms of imports that go with it.
    customers: BTreeSet<String>,
}

/// Cases past their time that still hold something.
fn past_retention(workspace: &Workspace, closed_before: Instant) -> Result<BTreeMap<Chosen, Past>> {
    let warehouse = Warehouse::open(&workspace.lake_dir(), &workspace.register_dir())?;
    let failed = |cause: duckdb::Error| sql_error("looking for what is past its time", &cause);
    let mut statement = warehouse.connection().prepare(PAST_RETENTION).map_err(failed)?;
    let rows = statement.query_map(named_params! { "closed_before": timestamp(closed_before) }, |row| {
        let closed = match row.get::<_, duckdb::types::Value>(2)? {
            duckdb::types::Value::Timestamp(_, at) => Instant(at),
            _ => closed_before,
        };
        let customers = serde_json::from_str(&row.get::<_, String>(3)?).unwrap_or_default();
        Ok((Chosen { source: row.get(0)?, case_id: row.get(1)? }, Past { closed, customers }))
    });
    let mut past: BTreeMap<Chosen, Past> = rows.map_err(failed)?.collect::<duckdb::Result<_>>().map_err(failed)?;
    let own: Cases = past.keys().filter(|case| case.source == SOURCE).map(|case| (None, case.case_id.clone())).collect();
    let held = person::entries_of(&Snapshot::open(&workspace.register_dir())?, &own)?;
    let with_something: BTreeSet<&str> =
        held.iter().filter(|(_, kept)| !kept.is_empty()).filter_map(|(entry, _)| entry.case_id.as_deref()).collect();
    past.retain(|case, _| case.source != SOURCE || with_something.contains(case.case_id.as_str()));
    Ok(past)
}

/// What to take out of cases past their time. A customer who has another case stays known.
fn scope_past(snapshot: &Snapshot, past: BTreeMap<Chosen, Past>) -> Result<Scope> {
    let mut cases = Cases::new();
    let mut imported = Vec::new();
    let mut customers = BTreeSet::new();
    for (case, past) in past {
        let source = (case.source != SOURCE).then(|| case.source.clone());
        cases.insert((source.clone(), case.case_id.clone()));
        customers.extend(past.customers);
        imported.extend(source.map(|_| case));
    }
    let pseudonyms = person::only_in(snapshot, &cases)?;
    Ok(Scope { cases, imported, renamed: renamed(customers)?, pseudonyms, names: Vec::new(), is_named: false })
}

/// The instant from which on a closing is not past its time yet: the latest one whose span has run out by now.
fn latest_closing(span: Span, workspace: &Workspace, now: Instant) -> Instant {
    let calendar = Calendar { time_zone: workspace.time_zone, ..Calendar::always() };
    let timeline = Timeline::covering(&calendar, Instant(0), now, &[span]);
    // The end of a span never comes earlier for a later start, so halving finds the border.
    let (mut past, mut kept) = (0, now.0);
    while kept - past > 1 {
        let middle = past + (kept - past) / 2;
        if timeline.due(span, Instant(middle)) < now { past = middle } else { kept = middle }
    }
    Instant(kept)
}
