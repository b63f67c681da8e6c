//! The scenarios of an independent implementation, and our own, by the small evaluation alone.

use super::world::{Row, World, calendars};
use crate::shared;
use chrono::NaiveDate;
use ombud::evaluate::{CaseFacts, EventFact, When};
use ombud::time::Instant;
use ombud::time::instant::{end_of_day, start_of_day};
use ombud::vocabulary;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

#[test]
fn every_scenario_is_judged_by_hand_as_the_independent_implementation_judges_it() {
    let Some(folder) = shared::folder("conformance") else { return };
    let compared = compare(&folder);
    assert!(compared > 5_000, "only {compared} rows were compared");
}

#[test]
fn every_scenario_worked_by_hand_is_judged_by_the_small_evaluation_as_it_was_worked() {
    let compared = compare(&crate::conformance::by_hand());
    assert!(compared > 150, "only {compared} rows were compared");
}

/// Compares every scenario of a folder; how many rows there were.
fn compare(folder: &Path) -> usize {
    let mut compared = 0;
    for scenario in crate::conformance::scenarios(folder) {
        let got: Vec<String> = world(&scenario).by_hand().iter().filter_map(|row| as_expected(row)).collect();
        let text = std::fs::read_to_string(scenario.join("expected.csv")).unwrap();
        let expected: Vec<String> = text.lines().skip(1).map(str::to_string).collect();
        let told = super::world::differences(&got, &expected);
        assert!(told.is_empty(), "{}: \"by query\" is what is expected\n{told}", scenario.display());
        compared += expected.len();
    }
    compared
}

/// The columns of `expected.csv` of a row of the main reading.
fn as_expected(row: &str) -> Option<String> {
    let cells: Vec<&str> = row.split(',').collect();
    (cells[2] == "main").then(|| [cells[1], cells[4], cells[5], cells[6], cells[7], cells[8], cells[9], cells[10], cells[11]].join(","))
}

fn world(scenario: &Path) -> World {
    let setting: toml::Table = std::fs::read_to_string(scenario.join("scenario.toml")).unwrap().parse().unwrap();
    let zone: chrono_tz::Tz = setting["time_zone"].as_str().unwrap().parse().unwrap();
    let texts = |folder: &str| -> Vec<String> {
        std::fs::read_dir(scenario.join(folder)).unwrap().map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect()
    };
    let calendar_texts = texts("calendars");
    let mut cases: Vec<CaseFacts> = Vec::new();
    for row in rows(&scenario.join("cases.csv")) {
        let case = case(row, zone);
        if !cases.iter().any(|known| known.case_id == case.case_id) {
            cases.push(case);
        }
    }
    World {
        calendars: calendars(&calendar_texts),
        calendar_texts,
        policy_texts: texts("policies"),
        cases,
        events: rows(&scenario.join("events.csv")).into_iter().map(|row| event(row, zone)).collect(),
        as_of: setting["as_of"].as_str().unwrap().parse().unwrap(),
    }
}

/// The rows of a CSV by column name; blank cells are left out.
fn rows(file: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(file).unwrap();
    let header = reader.headers().unwrap().clone();
    let row = |record: csv::StringRecord| -> BTreeMap<String, String> {
        let cells = header.iter().zip(record.iter()).filter(|(_, cell)| !cell.trim().is_empty());
        cells.map(|(name, cell)| (name.to_string(), cell.to_string())).collect()
    };
    reader.records().map(|record| row(record.unwrap())).collect()
}

fn case(mut row: BTreeMap<String, String>, zone: chrono_tz::Tz) -> CaseFacts {
    let case_id = row.remove("case_id").unwrap();
    let received = when(&row.remove("received_at").unwrap(), zone);
    row.entry("kind".into()).or_insert_with(|| "complaint".into());
    let reports: BTreeSet<String> = vocabulary::EVENTS.iter().map(|event| (*event).to_string()).collect();
    CaseFacts { source: "canonical".into(), case_id, received, fields: row, reports, stated: BTreeSet::new() }
}

fn event(mut row: BTreeMap<String, String>, zone: chrono_tz::Tz) -> Row {
    let event = EventFact {
        name: row.remove("event").unwrap(),
        when: when(&row.remove("at").unwrap(), zone),
        expected_at: row.remove("expected_at").map(|text| day(&text).map_or_else(|| moment(&text, zone), |day| end_of_day(day, zone))),
        actor: row.remove("actor"),
        role: row.remove("role"),
        auto: row.remove("auto").map(|text| text == "true"),
        evidence: row.remove("evidence").unwrap_or_else(|| "event".into()),
        attributes: BTreeMap::new(),
    };
    let case_id = row.remove("case_id");
    Row { source: "canonical".into(), case_id, event: EventFact { attributes: row, ..event } }
}

fn when(text: &str, zone: chrono_tz::Tz) -> When {
    day(text).map_or_else(
        || When::moment(moment(text, zone)),
        |day| When { at: start_of_day(day, zone), last: Instant(end_of_day(day, zone).0 - 1) },
    )
}

fn day(text: &str) -> Option<NaiveDate> {
    text.parse().ok()
}

fn moment(text: &str, zone: chrono_tz::Tz) -> Instant {
    Instant::parse_in(text, zone).unwrap()
}
