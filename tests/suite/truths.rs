//! The sample data's known truths, found again by the program.

use crate::program::ombud;
use ombud::sample;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

/// A workspace with the sample in it, made once for all tests.
pub fn demo() -> &'static Path {
    static DEMO: OnceLock<tempfile::TempDir> = OnceLock::new();
    DEMO.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let told = ombud(folder.path(), &["demo", "here"]).done();
        assert!(told.contains("quarterly-2026-Q3.html"), "{told}");
        folder
    })
    .path()
}

/// The sample's promises, and the clause that judges each kind of case by it.
const CLAUSES: [(&str, &str, &str); 6] = [
    ("acknowledged_24h", "complaint", "acknowledge-complaint"),
    ("acknowledged_24h", "feedback", "acknowledge-written-feedback"),
    ("resolved_7bd", "complaint", "communicate-resolution"),
    ("reviewed_7d", "feedback", "review-each-item"),
    ("investigated_first", "complaint", "investigate-before-proposing"),
    ("followed_up_10bd", "complaint", "follow-up"),
];

#[test]
fn every_promise_is_kept_and_broken_as_often_as_it_was_planted() {
    let sample = sample::generate().unwrap();
    let as_of = sample.truths.exported_at.to_string();
    let words = ["-C", "here", "sla", "--every", "quarter", "--by", "source", "--as-of", &as_of, "--format", "csv"];
    let told = ombud(demo(), &words).done();
    let mut judged: BTreeMap<(String, String, String), [u32; 4]> = BTreeMap::new();
    let mut reader = csv::Reader::from_reader(told.as_bytes());
    let header = reader.headers().unwrap().clone();
    let place = |name: &str| header.iter().position(|column| column == name).unwrap();
    for record in reader.records() {
        let record = record.unwrap();
        let number = |name: &str| record[place(name)].parse::<u32>().unwrap();
        let quarter = record[place("period")]
            .parse::<chrono::NaiveDate>()
            .map_or_else(|_| String::new(), |day| ombud::time::Period::containing(day, ombud::time::period::Length::Quarter).to_string());
        let key = (record[place("clause")].to_string(), record[place("segment")].to_string(), quarter);
        judged.insert(key, ["met_count", "late_count", "missed_count", "pending_count"].map(number));
    }
    let mut compared = 0;
    for truth in &sample.truths.promises {
        let Some((_, _, clause)) = CLAUSES.iter().find(|(promise, kind, _)| *promise == truth.promise && *kind == truth.kind) else {
            continue;
        };
        let key = ((*clause).to_string(), truth.source.to_string(), truth.quarter.clone());
        let found = judged.get(&key).copied().unwrap_or_default();
        assert_eq!(found, [truth.met, truth.late, truth.missed, truth.pending], "{} of {} in {}", clause, truth.source, truth.quarter);
        compared += 1;
    }
    let judged_ones = sample.truths.promises.iter().filter(|truth| truth.promise != "resolved_7bd_unextended").count();
    assert_eq!(compared, judged_ones);
}

#[test]
fn every_row_of_the_exports_is_accounted_for_as_it_was_planted() {
    let sample = sample::generate().unwrap();
    let told = ombud(
        demo(),
        &["-C", "here", "query", "select file, rows_in, kept, set_aside, duplicates from imports order by file", "--format", "csv"],
    )
    .done();
    let rows: Vec<&str> = told.lines().skip(1).collect();
    assert_eq!(rows.len(), 3);
    for row in rows {
        let cells: Vec<&str> = row.split(',').collect();
        let truth = sample.truths.files.iter().find(|truth| truth.file == cells[0]).expect("a file of the sample");
        let numbers: Vec<u32> = cells[1..].iter().map(|cell| cell.parse().unwrap()).collect();
        assert_eq!(numbers, [truth.rows_in, truth.kept, truth.set_aside_count(), truth.duplicates], "{}", truth.file);
        assert_eq!(truth.rows_in, truth.kept + truth.set_aside_count() + truth.duplicates);
    }
}

#[test]
fn weekly_reviews_are_missed_in_the_two_planted_weeks_alone() {
    let sql = "select strftime(started_at + interval 12 hours, '%G-W%V') as week from verdicts \
               where clause = 'review-feedback-weekly' and reading = 'main' and status = 'missed' order by week";
    let told = ombud(demo(), &["-C", "here", "query", sql, "--as-of", "2026-10-01T07:00:00Z", "--format", "csv"]).done();
    assert_eq!(told.lines().skip(1).collect::<Vec<_>>(), ["2025-W33", "2026-W22"]);
}

#[test]
fn the_same_demo_again_changes_nothing_in_the_lake() {
    let listing = |folder: &Path| -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path().display().to_string()).collect();
        names.sort();
        names
    };
    let folder = tempfile::tempdir().unwrap();
    ombud(folder.path(), &["demo", "here"]).done();
    let imports = folder.path().join("here/lake/imports");
    let before = listing(&imports);
    ombud(folder.path(), &["demo", "here"]).done();
    assert_eq!(listing(&imports), before);
}
