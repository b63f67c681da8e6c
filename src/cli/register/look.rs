//! `ombud register list`, `show` and `verify`: looking, and changing nothing.

use super::{ListArgs, ListFormat, ShowArgs, VerifyArgs, say};
use crate::cli::context::{Context, Outcome};
use crate::csv_text;
use crate::error::{Error, Result};
use crate::register::entry::{Entry, When, case_id_of, opening_of};
use crate::register::history::{self, CaseState};
use crate::register::read::Snapshot;
use crate::register::receipt::Receipt;
use crate::register::verify;
use chrono_tz::Tz;
use std::collections::{BTreeMap, HashSet};
use std::path::Path;

pub(super) fn list(args: &ListArgs, context: &Context) -> Result<Outcome> {
    let workspace = context.workspace()?;
    let entries: Vec<Entry> = Snapshot::open_sound(&workspace.register_dir())?.entries()?.collect::<Result<_>>()?;
    let (head, mut rows) = if args.organisation {
        (ORGANISATION_COLUMNS, organisation_rows(&entries, args.format, workspace.time_zone))
    } else {
        let cases = history::cases(&entries);
        let shown = cases.iter().filter(|case| !(args.open && case.is_closed));
        (CASE_COLUMNS, shown.map(|case| case_row(case, args.format, workspace.time_zone)).collect())
    };
    let count = rows.len();
    let rows = rows.split_off(count.saturating_sub(args.limit));
    if rows.len() < count {
        crate::aside!("the newest {} of {count}; --limit {count} shows all", rows.len());
    }
    if count == 0 {
        crate::aside!("nothing is recorded");
    }
    say(render(head, &rows, args.format)?.trim_end_matches('\n'))?;
    Ok(Outcome::Done)
}

const CASE_COLUMNS: &[&str] = &["case_id", "received_at", "kind", "channel", "category", "owner", "state", "last_event", "last_event_at"];
const ORGANISATION_COLUMNS: &[&str] = &["n", "at", "event", "actor", "attributes"];

/// People read a zone's wall clock, programs read UTC.
fn instant(when: When, format: ListFormat, zone: Tz) -> String {
    match format {
        ListFormat::Table => when.in_zone(zone),
        ListFormat::Csv | ListFormat::Json => when.at.to_string(),
    }
}

fn case_row(case: &CaseState, format: ListFormat, zone: Tz) -> Vec<String> {
    let field = |name: &str| case.fields.get(name).cloned().unwrap_or_default();
    vec![
        case.case_id.clone(),
        instant(case.received, format, zone),
        field("kind"),
        field("channel"),
        field("category"),
        field("owner"),
        if case.is_closed { "closed" } else { "open" }.to_string(),
        case.last.0.clone(),
        instant(case.last.1, format, zone),
    ]
}

fn organisation_rows(entries: &[Entry], format: ListFormat, zone: Tz) -> Vec<Vec<String>> {
    let mut events: Vec<&Entry> = history::in_force(entries).into_iter().filter(|entry| entry.case_id.is_none()).collect();
    events.sort_by_key(|entry| (entry.statement.when.at, entry.place()));
    let row = |entry: &Entry| {
        let statement = &entry.statement;
        vec![
            entry.n.to_string(),
            instant(statement.when, format, zone),
            statement.event.clone(),
            statement.actor.clone().unwrap_or_default(),
            pairs(&statement.attributes),
        ]
    };
    events.into_iter().map(row).collect()
}

fn pairs(values: &BTreeMap<String, String>) -> String {
    values.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ")
}

fn render(head: &[&str], rows: &[Vec<String>], format: ListFormat) -> Result<String> {
    match format {
        ListFormat::Table => Ok(table(head, rows)),
        ListFormat::Json => {
            let object = |row: &Vec<String>| -> serde_json::Map<String, serde_json::Value> {
                head.iter().zip(row).map(|(name, value)| ((*name).to_string(), value.as_str().into())).collect()
            };
            let objects: Vec<_> = rows.iter().map(object).collect();
            serde_json::to_string_pretty(&objects).map_err(|cause| Error::new(format!("cannot write JSON: {cause}")))
        }
        ListFormat::Csv => csv_text::of_rows(head, rows.iter().map(Vec::as_slice)),
    }
}

fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let head: Vec<String> = head.iter().map(|name| name.replace('_', " ")).collect();
    let width = |column: usize| rows.iter().chain([&head]).map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        cells.join("  ").trim_end().to_string()
    };
    std::iter::once(&head).chain(rows).map(line).collect::<Vec<_>>().join("\n")
}

pub(super) fn show(args: &ShowArgs, context: &Context) -> Result<Outcome> {
    let workspace = context.workspace()?;
    let zone = workspace.time_zone;
    let snapshot = to_be_shown(&workspace.register_dir())?;
    let case_id = match (&args.source, opening_of(&args.case)) {
        (None, Some(n)) => case_id_of(n),
        _ => args.case.clone(),
    };
    let entries = snapshot.entries_about(&case_id)?;
    let source = args.source.as_deref();
    let of_case = |entry: &&Entry| entry.source.as_deref() == source && entry.case_id.as_deref() == Some(case_id.as_str());
    // A correction may move an entry to another case: both show it.
    let place_of = history::Places::of_all(&entries);
    let places: HashSet<u64> = entries.iter().filter(of_case).map(|entry| place_of.of(entry)).collect();
    if places.is_empty() {
        return Err(Error::new(format!("nothing is recorded of a case \"{}\"", args.case))
            .remedy("`ombud register list` shows the register's cases. Name an imported case with --source SOURCE."));
    }
    let shown: HashSet<u64> = entries.iter().filter(|entry| places.contains(&place_of.of(entry))).map(|entry| entry.n).collect();
    let vault = snapshot.vault_of(|n| shown.contains(&n))?;
    if let Some(case) = history::cases(&entries).iter().find(|case| source.is_none() && case.case_id == case_id) {
        let state = if case.is_closed { "closed" } else { "open" };
        say(&format!("{case_id}, {state}, received {}", case.received.in_zone(zone)))?;
        let customer = case.customer.as_deref().map(|customer| format!("customer={customer}"));
        say(&format!("  {}", customer.into_iter().chain([pairs(&case.fields)]).collect::<Vec<_>>().join(" ")))?;
    }
    let erased: HashSet<u64> = entries.iter().flat_map(|entry| entry.erases.keys().copied()).collect();
    let (newest, taken_back) = (history::newest(&entries), history::taken_back(&entries));
    for entry in entries.iter().filter(|entry| shown.contains(&entry.n)) {
        let fate = match (taken_back.get(&entry.n), newest.get(&place_of.of(entry))) {
            (Some(by), _) => Some(format!("[retracted by {by}]")),
            // What takes a correction back stands in no place, and nothing replaces it.
            (None, Some(holding)) if holding.n != entry.n && holding.place() == entry.place() => {
                Some(format!("[replaced by {}]", holding.n))
            }
            _ => None,
        };
        show_entry(entry, fate, &case_id, zone)?;
        if erased.contains(&entry.n) {
            say("        (what the vault held was erased)")?;
        }
        for (name, text) in vault.of(entry).unwrap_or_default().parts() {
            if let Some(text) = text {
                say(&format!("        {name}: {}", text.replace('\n', "\n          ")))?;
            }
        }
    }
    Ok(Outcome::Done)
}

/// The register, changed or not: what is wrong with a case can still be looked at, and is not taken for what was recorded.
fn to_be_shown(dir: &Path) -> Result<Snapshot> {
    Snapshot::open_sound(dir).or_else(|refusal| {
        crate::aside!("warning: this may not be what was recorded: {refusal}");
        Snapshot::open(dir)
    })
}

fn show_entry(entry: &Entry, fate: Option<String>, case_id: &str, zone: Tz) -> Result<()> {
    let statement = &entry.statement;
    let mut facts = vec![statement.event.clone()];
    facts.extend(entry.case_id.iter().filter(|of| *of != case_id).map(|of| format!("({of})")));
    facts.extend(statement.actor.iter().map(|actor| format!("by {actor}")));
    facts.extend(statement.role.iter().map(|role| format!("as {role}")));
    facts.extend(statement.auto.filter(|auto| *auto).map(|_| "automatic".to_string()));
    facts.extend(statement.evidence.iter().cloned());
    facts.extend(statement.expected_at.map(|at| format!("expected by {}", at.in_zone(zone))));
    facts.extend(statement.due_at.map(|at| format!("due {}", at.in_zone(zone))));
    facts.extend([pairs(&statement.fields), pairs(&statement.attributes)].into_iter().filter(|text| !text.is_empty()));
    facts.extend(statement.forced.then(|| "[forced]".to_string()));
    facts.extend(statement.corrects.map(|n| if statement.retracts { format!("[retracts {n}]") } else { format!("[corrects {n}]") }));
    facts.extend(fate);
    say(&format!("{:>6}  {:<16}  {}", entry.n, statement.when.in_zone(zone), facts.join(" ")))
}

pub(super) fn verify(args: &VerifyArgs, context: &Context) -> Result<Outcome> {
    let found = verify::verify_against(&context.workspace()?.register_dir(), &args.check)?;
    for finding in &found.findings {
        say(&finding.to_string())?;
    }
    if !found.is_sound() {
        crate::aside!("faults: {}; entries read: {}", found.findings.len(), found.entry_count);
        return Ok(Outcome::Faults);
    }
    let receipt = Receipt::of(found.last_n, &found.last_hash);
    if args.receipt {
        say(&receipt.to_string())?;
        return Ok(Outcome::Done);
    }
    let entries = if found.last_n == 1 { "entry" } else { "entries" };
    say(&format!("{} {entries}, last hash {}", found.last_n, found.last_hash))?;
    for receipt in &args.check {
        crate::aside!("receipt {receipt}: entry {} and all before it are what they were", receipt.n);
    }
    if args.check.is_empty() && found.last_n > 0 {
        crate::aside!("receipt for the minutes: {receipt}");
    }
    Ok(Outcome::Done)
}
