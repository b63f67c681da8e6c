//! A mapping in plain words: what its rows are, what becomes of their columns, what it can and cannot show.

use crate::source::describe;
use crate::source::mapping::{Mapping, Mode, Origin, Row, Table};
use crate::vocabulary::EVENTS;
use std::fmt::Write;

/// The explanation.
pub fn text(mapping: &Mapping) -> String {
    let mut text = format!("{}: {}\n", mapping.id, mapping.title);
    let origin = match &mapping.origin {
        Origin::BuiltIn => "built in".to_string(),
        Origin::File(file) => file.display().to_string(),
    };
    let later = match mapping.mode {
        Mode::Snapshot => "a later export replaces what an earlier one said of the same cases",
        Mode::Append => "a later export adds events to what is there",
    };
    let zone = mapping.time_zone.map_or("the workspace's zone", |zone| zone.name());
    let _ = writeln!(text, "{origin}; {later}; times without an offset are read in {zone}");
    if !mapping.about.is_empty() {
        let _ = writeln!(text, "\n{}", mapping.about);
    }
    mapping.tables.iter().for_each(|table| text += &of_table(table));
    let reported = if mapping.reports.len() == EVENTS.len() { "any event".to_string() } else { mapping.reports.join(", ") };
    let reported = if reported.is_empty() { "no events at all".to_string() } else { reported };
    let _ = writeln!(text, "\nIt can report, where the file has the columns: {reported}.");
    let _ = writeln!(text, "What it cannot report is never counted as kept or missed: such a promise \"cannot be shown\".");
    if mapping.is_built_in() {
        let id = &mapping.id;
        let _ = writeln!(text, "\nTo change it, put a copy into the workspace: ombud source show {id} --toml > sources/{id}.toml");
    }
    text
}

fn of_table(table: &Table) -> String {
    let columns: Vec<String> = table.recognise.iter().map(|column| format!("\"{column}\"")).collect();
    let row = match table.row {
        Row::Case => "a row is a case",
        Row::Event => "a row is something that happened to a case",
    };
    let mut text = format!("\n{}: {row}; recognised by the columns {}\n", table.name, columns.join(", "));
    for (what, from) in describe::lines(table, None) {
        let _ = writeln!(text, "  {what:<22} {from}");
    }
    text
}
