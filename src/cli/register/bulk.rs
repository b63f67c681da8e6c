//! `ombud register import FILE`: many entries at once, all of them or none.

use super::recording::{known, random_salt, writer};
use super::{BulkArgs, say_recorded};
use crate::cli::context::{Context, Outcome};
use crate::error::{Error, Place, Result};
use crate::fingerprint::sha256;
use crate::register::Writer;
use crate::register::bulk::{self, Names, REFERENCE, Row};
use crate::register::doubt::{Known, doubts, turns};
use crate::register::draft::{Case, Draft};
use crate::register::entry::{When, case_id_of};
use crate::workspace::Workspace;
use std::collections::BTreeMap;

/// How many digits of the file's SHA-256 its entries carry.
const DIGITS: usize = 16;

pub(super) fn import(args: &BulkArgs, context: &Context) -> Result<Outcome> {
    let workspace = context.workspace()?;
    let file = context.here.join(&args.file);
    let bytes = std::fs::read(&file).map_err(|cause| Error::io("cannot read", &args.file, &cause))?;
    let fingerprint = sha256(&bytes)[..DIGITS].to_string();
    let text = String::from_utf8(bytes)
        .map_err(|_| Error::new("the file is no UTF-8 text").in_file(&args.file).remedy("Save it as CSV in UTF-8."))?;
    let rows = bulk::rows(&args.file, &text)?;
    let mut writer = writer(&workspace)?;
    if writer.has_from(&fingerprint)? && !args.force {
        return Err(Error::new("the entries of this very file are in the register already")
            .in_file(&args.file)
            .remedy("Nothing was recorded. Record them a second time with --force."));
    }
    let mut drafts = drafts(&rows, args, &workspace, &writer, context)?;
    question(&rows, &mut drafts, args, &workspace, &mut writer, context)?;
    for (row, draft) in rows.iter().zip(&mut drafts) {
        draft.imported_from = Some(format!("{fingerprint}:{}", row.line));
    }
    if let Some(last) = drafts.last_mut() {
        last.imported_entries = Some(rows.len() as u64);
    }
    let now = context.now;
    let entries = writer.append_all(drafts.into_iter().map(|draft| (draft, now)), &mut random_salt)?;
    let openings = rows.iter().zip(&entries).filter(|(row, _)| row.opens());
    let numbers = openings.map(|(row, entry)| {
        let name = format!("{} {}", entry.case_id.as_deref().unwrap_or_default(), row.case().unwrap_or_default());
        name.trim_end().to_string()
    });
    let opened: Vec<String> = numbers.collect();
    if !opened.is_empty() {
        say_recorded(&opened.join("\n"));
    }
    crate::aside!(
        "recorded {}; new cases: {}; `ombud due` tells what falls due",
        crate::cli::output::entries(entries.len() as u64),
        opened.len()
    );
    Ok(Outcome::Done)
}

/// A draft for each row. A case bears the number of the entry that opens it, and each row is one entry.
fn drafts(rows: &[Row], args: &BulkArgs, workspace: &Workspace, writer: &Writer, context: &Context) -> Result<Vec<Draft>> {
    let mut names = names(rows, writer)?;
    let now = When::moment(context.now);
    let mut results = Vec::with_capacity(rows.len());
    for (place, row) in rows.iter().enumerate() {
        results.push((row.line, bulk::draft(row, workspace.time_zone, now, &names)));
        let Some(name) = row.case().filter(|_| row.opens()) else { continue };
        if let Err(error) = names.open(name, case_id_of(writer.len() + place as u64 + 1)) {
            results.push((row.line, Err(error)));
        }
    }
    bulk::told_at_once(&args.file, results)
}

/// What the file's names mean. A short form of one case may be what an earlier file called another one.
fn names(rows: &[Row], writer: &Writer) -> Result<Names> {
    let mut names = Names::of(rows);
    let mut short = Vec::new();
    for name in names.of_register(rows) {
        short.extend(writer.case_id(name)?.filter(|case_id| case_id != name).map(|case_id| (name, case_id)));
    }
    if short.is_empty() {
        return Ok(names);
    }
    let referenced = bulk::referenced(&writer.snapshot()?.entries_with_attribute(REFERENCE)?);
    for (name, case_id) in short {
        names.doubt(name, &case_id, &referenced);
    }
    Ok(names)
}

/// Asks back about every row that a careful reader would doubt; with `--force` they are marked instead.
fn question(
    rows: &[Row],
    drafts: &mut [Draft],
    args: &BulkArgs,
    workspace: &Workspace,
    writer: &mut Writer,
    context: &Context,
) -> Result<()> {
    let mut cases: BTreeMap<String, Result<Option<Known>, String>> = BTreeMap::new();
    let mut faults = Vec::new();
    let first = writer.len() + 1;
    for (place, (row, draft)) in rows.iter().zip(drafts.iter_mut()).enumerate() {
        let name = match &draft.case {
            Case::New => case_id_of(first + place as u64),
            Case::Own(case_id) => case_id.clone(),
            Case::Imported { source, case_id } => format!("{source}\u{1f}{case_id}"),
            Case::Organisation => String::new(),
        };
        if draft.case == Case::New {
            cases.insert(name.clone(), Ok(Some(Known { received: draft.statement.when, turns: Vec::new(), first: None })));
        } else if !cases.contains_key(&name) {
            cases.insert(name.clone(), known(workspace, writer, draft)?);
        }
        let Some(of_case) = cases.get_mut(&name) else { continue };
        let mut questions: Vec<String> = of_case.as_ref().err().cloned().into_iter().collect();
        let of_case = of_case.as_mut().ok().and_then(Option::as_mut);
        questions.extend(doubts(draft, of_case.as_deref(), context.now));
        if let Some(known) = of_case {
            known.turns.extend(turns([(draft.statement.event.as_str(), draft.statement.when)].into_iter()));
        }
        draft.statement.forced = !questions.is_empty();
        if !questions.is_empty() && !args.force {
            faults.push(Error::new(questions.join("; ")).at(Place { line: row.line, ..Place::file(&args.file) }));
        }
    }
    match Error::all(faults) {
        Some(error) => {
            Err(error
                .remedy("Nothing was recorded. Correct the rows, or record them as they are with --force, which the entries will tell."))
        }
        None => Ok(()),
    }
}
