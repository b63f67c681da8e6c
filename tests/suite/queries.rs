//! The queries keep what their headers promise.

use ombud::sql;
use ombud::warehouse::named;
use std::path::{Path, PathBuf};

fn files() -> Vec<PathBuf> {
    let mut files = Vec::new();
    for folder in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("queries")).unwrap() {
        for file in std::fs::read_dir(folder.unwrap().path()).unwrap() {
            files.push(file.unwrap().path());
        }
    }
    files.sort();
    files
}

#[test]
fn every_query_has_a_whole_header_and_names_its_parameters() {
    for file in files() {
        let text = std::fs::read_to_string(&file).unwrap();
        for part in sql::HEADER_PARTS {
            assert!(!sql::header(&text, part).is_empty(), "{}: the header lacks \"{part}\"", file.display());
        }
        let told = sql::header(&text, "params");
        for name in sql::parameters(&text) {
            assert!(told.contains(&name), "{}: the parameter {name} is not in the header", file.display());
        }
        // A macro takes arguments, which its header tells in the same place.
        if sql::parameters(&text).is_empty() && !text.contains(" macro ") {
            assert!(told.starts_with("none"), "{}: the header tells of parameters that are not there: {told}", file.display());
        }
    }
}

#[test]
fn no_query_asks_the_clock_or_chance() {
    for file in files() {
        let text = std::fs::read_to_string(&file).unwrap().to_lowercase();
        for word in ["current_date", "current_timestamp", "now()", "random()", "getvariable", "group by 1", "order by 1"] {
            assert!(!text.contains(word), "{}: {word}", file.display());
        }
    }
}

#[test]
fn every_measure_can_be_asked_for_by_name_and_gives_the_columns_of_its_header() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("queries/measure");
    let mut names: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned()).collect();
    names.sort();
    assert_eq!(names, named::all().iter().map(|query| query.name.to_string()).collect::<Vec<_>>());
    let calendars = ombud::calendar::Calendars::built_in().unwrap();
    let nowhere = Path::new("no such folder");
    let warehouse = ombud::warehouse::Warehouse::open(nowhere, nowhere).unwrap();
    warehouse
        .judge(&ombud::judge::Judgement {
            policies: Vec::new(),
            calendars: &calendars,
            as_of: ombud::time::Instant(0),
            time_zone: chrono_tz::Tz::UTC,
            counted_by: ombud::time::period::Length::Quarter.into(),
            scope: ombud::judge::Scope::default(),
        })
        .unwrap();
    for query in named::all() {
        let nothing: Option<String> = None;
        let names = query.parameters();
        let parameters: Vec<(&str, &dyn duckdb::ToSql)> =
            names.iter().map(|name| (name.as_str(), &nothing as &dyn duckdb::ToSql)).collect();
        ombud::analysis::measure::number_for(warehouse.connection(), query.sql).unwrap();
        let mut statement = warehouse.connection().prepare(query.sql).unwrap_or_else(|cause| panic!("{}: {cause}", query.name));
        let rows = statement.query_arrow(&parameters[..]).unwrap_or_else(|cause| panic!("{}: {cause}", query.name));
        let told = query.header("columns");
        for field in rows.get_schema().fields() {
            assert!(told.contains(field.name().as_str()), "{}: the column {} is not in the header", query.name, field.name());
        }
    }
}

/// `at` is a word of SQL: a query that takes the bare name from the list is no query.
#[test]
fn the_list_quotes_the_columns_that_a_query_has_to_quote() {
    let desk = crate::desk::Desk::new("UTC");
    let listed = desk.run(&["query", "--list"]).done();
    assert!(listed.contains("\"at\" timestamp") && !listed.contains(" at timestamp"), "{listed}");
    assert!(listed.contains("case_id varchar"), "{listed}");
    assert!(desk.refusal(&["query", "select case_id, at from events"]).contains("as \"at\" does"));
}
