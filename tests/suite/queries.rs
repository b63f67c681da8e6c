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

/// Every file of a folder with its bytes, in order.
fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(contents(&path));
        } else {
            found.push((path.clone(), std::fs::read(&path).unwrap()));
        }
    }
    found.sort();
    found
}

#[test]
fn a_query_reads_and_changes_no_file() {
    let desk = crate::desk::Desk::new("UTC");
    desk.run(&["register", "open", "--received-at", "2025-03-03", "--customer", "Ann Smith"]).done();
    desk.import_text("cases.csv", "case_id,received_at,kind\nC1,2025-03-04T10:00:00Z,complaint\n");
    let before = contents(desk.path());
    for (sql, told) in [
        ("copy (select 1 as x) to 'ws/register/log.jsonl'", "COPY is no SELECT, and a query only reads"),
        ("copy (select 1 as x) to 'ws/ombud.toml' (format csv)", "COPY is no SELECT"),
        ("with a as (copy (select 1) to 'ws/ombud.toml') select * from a", "there is a COPY within the query"),
        ("attach 'ws/new.db' as new", "ATTACH is no SELECT"),
        ("export database 'ws/lake'", "EXPORT is no SELECT"),
        ("create table kept as select * from cases", "CREATE is no SELECT"),
        ("drop view cases", "DROP is no SELECT"),
        ("install httpfs", "INSTALL is no SELECT"),
        ("set threads = 1", "SET is no SELECT"),
        ("select 1; select 2", "2 statements stand in one query"),
        ("from enable_logging(storage = 'file', storage_path = 'ws/log')", "\"enable_logging\" is no function"),
        ("pivot cases on kind using count(*)", "Name the values that become columns"),
        // The bracket of a Parquet file is not to be closed from within.
        ("select 1) to 'ws/ombud.toml'; select (1", "syntax error"),
    ] {
        for format in ["csv", "parquet"] {
            let refusal = desk.refusal(&["query", sql, "--format", format]);
            assert!(refusal.contains(told), "{sql}: {refusal}");
        }
    }
    assert!(before == contents(desk.path()), "a file was changed");
}

#[test]
fn whatever_reads_is_asked() {
    let desk = crate::desk::Desk::new("UTC");
    desk.import_text("cases.csv", "case_id,received_at,kind\nC1,2025-03-04T10:00:00Z,complaint\n");
    let own = desk.file("own.csv", "a\n1\n2\n");
    let of_file = format!("select sum(a)::bigint as a from read_csv('{}')", own.display());
    for (sql, expected) in [
        ("from cases select case_id", "C1"),
        ("\n-- what came\nselect case_id from cases; -- all of it", "C1"),
        ("with a as (select case_id from cases) from a", "C1"),
        ("values (7)", "7"),
        ("select case_id from cases where kind = $kind", "C1"),
        ("select complaint from (pivot cases on kind in ('complaint') using count(*))", "1"),
        (of_file.as_str(), "3"),
    ] {
        let parameter: &[&str] = if sql.contains("$kind") { &["--param", "kind=complaint"] } else { &[] };
        let told = desk.run(&[&["query", sql, "--format", "csv"], parameter].concat()).done();
        assert_eq!(told.lines().nth(1), Some(expected), "{sql}: {told}");
    }
    for sql in ["describe cases", "summarize cases", "show tables"] {
        assert!(desk.run(&["query", sql, "--format", "csv"]).done().lines().count() > 1, "{sql}");
    }
}

#[test]
fn each_of_two_bounds_is_heard_alone_or_asked_for() {
    let desk = crate::desk::Desk::new("UTC");
    desk.import_text("cases.csv", "case_id,received_at,kind\nA,2025-02-03T10:00:00Z,complaint\nB,2025-08-04T10:00:00Z,complaint\n");
    let cases = |words: &[&str]| {
        let asked =
            [&["query", "detail", "--as-of", "2025-12-01T00:00:00Z", "--format", "csv", "--param", "clause=acknowledge-complaint"], words];
        let told = desk.run(&asked.concat()).done();
        told.lines().skip(1).map(|row| row.split(',').nth(4).unwrap().to_string()).collect::<Vec<_>>()
    };
    assert_eq!(cases(&[]), ["A", "B"]);
    assert_eq!(cases(&["--param", "period_start=2025-07-01"]), ["B"]);
    assert_eq!(cases(&["--param", "period_end=2025-07-01"]), ["A"]);
    assert!(cases(&["--param", "period_start=2025-04-01", "--param", "period_end=2025-07-01"]).is_empty());
    // Whatever other query has two bounds either says that both are needed, or takes one.
    for query in named::all() {
        for (one, other) in
            [("period_start", "period_end"), ("first_day", "end_day"), ("window_start", "window_end"), ("received_from", "received_to")]
        {
            if [one, other].iter().all(|name| query.parameters().iter().any(|known| known == name)) {
                let run = |given: &str| {
                    let value = format!("{given}=2025-01-01");
                    desk.run(&["query", query.name, "--param", &value, "--as-of", "2025-12-01", "--format", "csv"])
                };
                let takes_one = query.header("params").split(';').any(|part| part.contains(one) && part.contains("null:"));
                let is_open = query.header("params").contains("null: all time");
                let code = if takes_one || is_open { 0 } else { 2 };
                assert_eq!((run(one).code, run(other).code), (code, code), "{}: {}", query.name, run(one).err);
            }
        }
    }
}

#[test]
fn what_a_format_cannot_write_is_not_lost() {
    let desk = crate::desk::Desk::new("UTC");
    let told = |sql: &str, format: &str| desk.run(&["query", sql, "--format", format]).done();
    assert_eq!(told("select 'first' as a, 'second' as a, 3 as a_1", "json"), "[\n  {\"a\":\"first\",\"a_2\":\"second\",\"a_1\":3}\n]\n");
    assert_eq!(told("select 'first' as a, 'second' as a -- twice", "csv"), "a,a_1\nfirst,second\n");
    assert_eq!(told("select null as z, [null] as l", "json"), "[\n  {\"z\":null,\"l\":[null]}\n]\n");
    assert_eq!(told("select 1 as \"=cmd|' /C calc'!A0\", -1 as \"-1\"", "csv"), "'=cmd|' /C calc'!A0,-1\n1,-1\n");
    assert_eq!(told("select 2.5::double as n, null::double as m order by 1", "json"), "[\n  {\"n\":2.5,\"m\":null}\n]\n");
    let infinite = "select 1e308::double * 10 as \"it's inf\"";
    assert_eq!(told(infinite, "csv"), "it's inf\ninf\n");
    let refusal = desk.refusal(&["query", infinite, "--format", "json"]);
    assert!(
        refusal.contains("the column \"it's inf\" holds a number that JSON does not have") && refusal.contains("--format csv"),
        "{refusal}"
    );
}

#[test]
fn what_is_later_than_the_instant_asked_for_is_not_counted() {
    let desk = crate::desk::Desk::new("UTC");
    desk.import_text("cases.csv", "case_id,received_at,kind\n1,2026-03-02T09:00:00Z,complaint\n2,2026-04-02T09:00:00Z,complaint\n");
    desk.import_text("events.csv", "case_id,event,at\n1,acknowledged,2026-03-03T09:00:00Z\n1,closed,2026-05-03T09:00:00Z\n");
    let asked = |sql: &str, words: &[&str]| desk.run(&[&["query", sql, "--format", "csv"], words].concat()).done();
    let both = "select (select count(*) from cases) as cases, (select count(*) from events) as events, (select count(*) from verdicts) > 0 as is_judged";
    assert_eq!(asked(both, &["--as-of", "2026-04-01"]), "cases,events,is_judged\n1,1,true\n");
    assert_eq!(asked(both, &["--as-of", "2026-06-01"]), "cases,events,is_judged\n2,2,true\n");
}
