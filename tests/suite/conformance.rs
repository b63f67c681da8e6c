//! Every scenario of an independent implementation, and of our own worked out by hand, row by row.

use crate::program::ombud;
use crate::shared;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const COLUMNS: [&str; 9] = ["clause", "case_id", "cycle", "status", "started_at", "due_at", "done_at", "extended", "count"];

#[test]
fn every_scenario_is_judged_as_the_independent_implementation_judges_it() {
    let Some(folder) = shared::folder("conformance") else { return };
    compare(&scenarios(&folder));
}

/// Each folder of `tests/scenarios/` has its sums in `working.md`.
#[test]
fn every_scenario_worked_by_hand_is_judged_as_it_was_worked() {
    let scenarios = scenarios(&by_hand());
    for scenario in &scenarios {
        assert!(scenario.join("working.md").is_file(), "{}: its sums are not there", scenario.display());
    }
    compare(&scenarios);
}

/// The scenarios of this program, worked out by hand.
pub fn by_hand() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios")
}

/// The folders with a scenario, in the order of their names.
pub fn scenarios(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut scenarios: Vec<PathBuf> = entries.filter(|path| path.join("scenario.toml").is_file()).collect();
    scenarios.sort();
    assert!(!scenarios.is_empty());
    scenarios
}

fn compare(scenarios: &[PathBuf]) {
    let faults: Vec<String> = scenarios.iter().filter_map(|scenario| differences(scenario)).collect();
    println!("{} scenarios compared", scenarios.len());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What differs from the expected rows; `None` where nothing does.
fn differences(scenario: &Path) -> Option<String> {
    let setting: toml::Table = std::fs::read_to_string(scenario.join("scenario.toml")).unwrap().parse().unwrap();
    let setting = |key: &str| setting[key].as_str().unwrap();
    let home = tempfile::tempdir().unwrap();
    ombud(home.path(), &["init", "ws", "--time-zone", setting("time_zone")]).done();
    for part in ["policies", "calendars"] {
        for entry in std::fs::read_dir(scenario.join(part)).unwrap() {
            let file = entry.unwrap();
            std::fs::copy(file.path(), home.path().join("ws").join(part).join(file.file_name())).unwrap();
        }
    }
    let file = |name: &str| scenario.join(name).to_string_lossy().into_owned();
    ombud(home.path(), &["-C", "ws", "import", "--source", "canonical", &file("cases.csv"), &file("events.csv")]).done();
    let words = ["-C", "ws", "sla", "--policy", "scenario", "--detail", "--as-of", setting("as_of"), "--format", "csv"];
    let got = rows(&ombud(home.path(), &words).done());
    let expected = rows(&std::fs::read_to_string(scenario.join("expected.csv")).unwrap());
    let mut lines: Vec<String> = Vec::new();
    for (row, count) in &got {
        if expected.get(row) != Some(count) {
            lines.push(format!("  ours:     {row} (×{count})"));
        }
    }
    for (row, count) in &expected {
        if got.get(row) != Some(count) {
            lines.push(format!("  expected: {row} (×{count})"));
        }
    }
    lines.sort();
    (!lines.is_empty()).then(|| format!("{}:\n{}", scenario.display(), lines.join("\n")))
}

/// The rows of a CSV, reduced to the compared columns, with how often each stands there.
fn rows(text: &str) -> BTreeMap<String, usize> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let places: Vec<usize> =
        COLUMNS.iter().map(|column| header.iter().position(|name| name == *column).expect("the column is there")).collect();
    let mut rows = BTreeMap::new();
    for record in reader.records() {
        let record = record.unwrap();
        *rows.entry(places.iter().map(|place| &record[*place]).collect::<Vec<_>>().join(",")).or_default() += 1;
    }
    rows
}
