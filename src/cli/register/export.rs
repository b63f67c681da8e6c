//! `ombud register export`: the register for other tools, and a person's own data for that person.

use super::erase::scope_of;
use super::{ExportArgs, ExportFormat, say};
use crate::cli::context::{Context, Outcome};
use crate::cli::explain::fetch;
use crate::error::{Error, Result};
use crate::export::{Export, canonical, ocel, xes};
use crate::register::person;
use crate::register::read::Snapshot;
use crate::warehouse::Warehouse;
use crate::workspace::Workspace;
use serde_json::{Map, Value, json};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

pub(super) fn run(args: &ExportArgs, context: &Context) -> Result<Outcome> {
    let workspace = context.workspace()?;
    match (&args.customer, &args.out) {
        (Some(customer), _) => of_customer(customer, &workspace),
        (None, Some(out)) => tables(args, &context.here.join(out), &workspace),
        (None, None) => Err(Error::new("there is no folder to write to").remedy("Name one with --out DIR.")),
    }
}

fn tables(args: &ExportArgs, out: &Path, workspace: &Workspace) -> Result<Outcome> {
    let warehouse = Warehouse::open(&workspace.lake_dir(), &workspace.register_dir())?;
    for note in warehouse.notes() {
        crate::aside!("note: {note}");
    }
    std::fs::create_dir_all(out).map_err(|cause| Error::io("cannot make the folder", out, &cause))?;
    let export = Export::new(warehouse.connection(), !args.all, args.with_text)?;
    let names: &[&str] = match args.format {
        ExportFormat::Csv => &["cases.csv", "events.csv"],
        ExportFormat::Parquet => &["cases.parquet", "events.parquet"],
        ExportFormat::Xes => &["log.xes"],
        ExportFormat::Ocel => &["log.ocel.json"],
    };
    let files: Vec<Unfinished> = names.iter().map(|name| Unfinished::new(&out.join(name))).collect();
    match args.format {
        ExportFormat::Csv => canonical::write(&export, workspace.time_zone, files[0].create()?, files[1].create()?)?,
        ExportFormat::Parquet => export.write_parquet(&files[0].path, &files[1].path)?,
        ExportFormat::Xes => {
            let left_out = xes::write(&export, files[0].create()?)?;
            if left_out > 0 {
                crate::aside!("{left_out} events belong to no case, as the organisation's own; XES has no place for them (OCEL has)");
            }
        }
        ExportFormat::Ocel => ocel::write(&export, files[0].create()?)?,
    }
    for file in files {
        say(&file.finish()?.display().to_string())?;
    }
    if !args.with_text {
        crate::aside!("subjects and descriptions were left out (--with-text hands them out too)");
    }
    Ok(Outcome::Done)
}

/// A file that takes its name once it is whole.
struct Unfinished {
    path: PathBuf,
    file: PathBuf,
}

impl Unfinished {
    fn new(file: &Path) -> Self {
        let mut name = file.as_os_str().to_owned();
        name.push(".tmp");
        Self { path: PathBuf::from(name), file: file.to_path_buf() }
    }

    fn create(&self) -> Result<impl Write + use<>> {
        File::create(&self.path).map(BufWriter::new).map_err(|cause| Error::io("cannot write", &self.path, &cause))
    }

    fn finish(self) -> Result<PathBuf> {
        std::fs::rename(&self.path, &self.file).map_err(|cause| Error::io("cannot write", &self.file, &cause))?;
        Ok(self.file)
    }
}

/// Everything that is kept of a person: what the register says and its vault, and the imported cases with their events.
fn of_customer(named: &str, workspace: &Workspace) -> Result<Outcome> {
    let snapshot = Snapshot::open_sound(&workspace.register_dir())?;
    let scope = scope_of(workspace, &snapshot, named)?;
    if scope.cases.is_empty() {
        return Err(Error::new("nothing is known of that customer, in the register or in the lake")
            .remedy("Name the customer as they were recorded: by name, number or address, or by the pseudonym of a case."));
    }
    let mut recorded = Vec::new();
    for (entry, kept) in person::entries_of(&snapshot, &scope.cases)? {
        let line: Value = serde_json::from_str(&entry.line()).map_err(|cause| Error::new(format!("cannot write JSON: {cause}")))?;
        let kept: Map<String, Value> = kept.parts().into_iter().filter_map(|(name, part)| Some((name.to_string(), part?.into()))).collect();
        recorded.push(json!({ "entry": line, "vault": kept }));
    }
    let lake = Warehouse::open(&workspace.lake_dir(), &workspace.lake_dir().join("no-register"))?;
    let mut imported = Vec::new();
    for case in &scope.imported {
        let facts = fetch::case(lake.connection(), &case.case_id, Some(&case.source))?;
        let events = fetch::events(lake.connection(), &facts)?;
        let events: Vec<Value> = events
            .iter()
            .map(|event| {
                json!({
                    "event": event.name, "at": event.when.at.to_string(), "only_the_day_is_known": event.when.is_day(),
                    "expected_at": event.expected_at.map(|at| at.to_string()), "actor": event.actor, "role": event.role,
                    "attributes": event.attributes,
                })
            })
            .collect();
        imported.push(json!({ "source": case.source, "case_id": case.case_id, "case": facts.fields, "events": events }));
    }
    let all = json!({ "named": named, "known_as": scope.names, "register": recorded, "imported": imported });
    let text = serde_json::to_string_pretty(&all).map_err(|cause| Error::new(format!("cannot write JSON: {cause}")))?;
    say(&text)?;
    Ok(Outcome::Done)
}
