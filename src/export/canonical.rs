//! Canonical CSV: `cases.csv` and `events.csv`, as `ombud import` reads them back.
//!
//! The register's own rows name no source: `register` is no name for an import, and whoever reads them gives them theirs.

use super::{Case, Event, Export};
use crate::error::{Error, Result};
use crate::register::SOURCE;
use crate::vocabulary::CASE_FIELDS;
use chrono_tz::Tz;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

/// The columns of a case that stand before its texts, and behind them.
const CASE_COLUMNS: [&str; 4] = ["source", "case_id", "received_at", "due_at"];
/// The columns of an event.
const EVENT_COLUMNS: [&str; 9] = ["source", "case_id", "event", "at", "expected_at", "actor", "role", "auto", "evidence"];

/// Writes both tables; days are written as days of `zone`.
pub fn write(export: &Export<'_>, zone: Tz, cases: impl Write, events: impl Write) -> Result<()> {
    let names = export.attributes()?;
    let of_cases: Vec<&String> = names.get("case").into_iter().flatten().collect();
    let of_events: BTreeSet<&String> = names.iter().filter(|(of, _)| *of != "case").flat_map(|(_, names)| names).collect();
    let (mut cases, mut events) = (csv::Writer::from_writer(cases), csv::Writer::from_writer(events));
    let case_head = CASE_COLUMNS.iter().chain(CASE_FIELDS).map(|name| (*name).to_string());
    put(&mut cases, case_head.chain(of_cases.iter().map(|name| column(name, &[&CASE_COLUMNS, CASE_FIELDS, &["event", "at"]]))))?;
    let event_head = EVENT_COLUMNS.iter().map(|name| (*name).to_string());
    put(&mut events, event_head.chain(of_events.iter().map(|name| column(name, &[&EVENT_COLUMNS, &["received_at"]]))))?;
    export.each_case(|case, own| {
        put(&mut cases, case_row(case, zone, &of_cases))?;
        own.iter().try_for_each(|event| put(&mut events, event_row(event, zone, &of_events)))
    })?;
    for event in export.other_events()? {
        put(&mut events, event_row(&event, zone, &of_events))?;
    }
    cases.flush().and_then(|()| events.flush()).map_err(|cause| Error::output(&cause))
}

/// The column of an attribute: its name, unless that is one of the table's own columns.
fn column(name: &str, taken: &[&[&str]]) -> String {
    if taken.iter().any(|names| names.contains(&name)) { format!("attribute.{name}") } else { name.to_string() }
}

fn source(name: &str) -> String {
    if name == SOURCE { String::new() } else { name.to_string() }
}

fn case_row(case: &Case, zone: Tz, attributes: &[&String]) -> Vec<String> {
    let texts: BTreeMap<&str, &String> = case.texts.iter().map(|(name, text)| (*name, text)).collect();
    let due = case.due_at.map(|at| at.to_string()).unwrap_or_default();
    let mut row = vec![source(&case.source), case.case_id.clone(), case.received.text(zone), due];
    row.extend(CASE_FIELDS.iter().map(|name| texts.get(name).map(|text| (*text).clone()).unwrap_or_default()));
    row.extend(attributes.iter().map(|name| case.attributes.get(*name).cloned().unwrap_or_default()));
    row
}

fn event_row(event: &Event, zone: Tz, attributes: &BTreeSet<&String>) -> Vec<String> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut row = vec![
        source(&event.source),
        text(&event.case_id),
        event.name.clone(),
        event.at.text(zone),
        event.expected_at.map(|at| at.to_string()).unwrap_or_default(),
        text(&event.actor),
        text(&event.role),
        event.auto.map(|auto| auto.to_string()).unwrap_or_default(),
        text(&event.evidence),
    ];
    row.extend(attributes.iter().map(|name| event.attributes.get(*name).cloned().unwrap_or_default()));
    row
}

fn put(writer: &mut csv::Writer<impl Write>, row: impl IntoIterator<Item = String>) -> Result<()> {
    writer.write_record(row.into_iter().map(disarmed)).map_err(|cause| match cause.into_kind() {
        csv::ErrorKind::Io(cause) => Error::output(&cause),
        _ => Error::new("a row has too few values"),
    })
}

/// A text that a spreadsheet would take for a formula, made harmless by a leading apostrophe.
fn disarmed(cell: String) -> String {
    let is_number = cell.parse::<f64>().is_ok();
    if !is_number && cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
}
