//! From exported files to the lake: what is kept, what is set aside, and that nothing is lost.
#![allow(clippy::unwrap_used, reason = "tests say what they expect by unwrapping it")]

use duckdb::Connection;
use ombud::error::Result;
use ombud::import::{Ending, ImportReport, Report, Request, import};
use ombud::lake::{ImportRecord, read_imports};
use ombud::time::Instant;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// 2026-07-01T00:00:00Z.
const NOW: Instant = Instant(1_782_864_000_000_000);

/// A workspace of one test.
struct Workspace {
    dir: TempDir,
    zone: chrono_tz::Tz,
}

impl Workspace {
    fn new() -> Self {
        Self::in_zone(chrono_tz::UTC)
    }

    fn in_zone(zone: chrono_tz::Tz) -> Self {
        Self { dir: tempfile::tempdir().unwrap(), zone }
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let file = self.dir.path().join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, content).unwrap();
        file
    }

    fn lake(&self) -> PathBuf {
        self.dir.path().join("lake")
    }

    fn run(&self, files: &[PathBuf], set: impl Fn(&mut Request)) -> Result<Report> {
        let (lake, sources) = (self.lake(), self.dir.path().join("sources"));
        let mut request = Request {
            lake_dir: &lake,
            sources_dir: &sources,
            root: self.dir.path(),
            time_zone: self.zone,
            files,
            source: None,
            dry_run: false,
            said: ombud::import::Said::Nothing,
            strict: false,
            now: NOW,
            progress: &|_| (),
        };
        set(&mut request);
        import(&request)
    }

    /// Imports files of one source.
    fn import(&self, files: &[PathBuf]) -> ImportReport {
        let mut report = self.run(files, |_| ()).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(report.imports.len(), 1);
        report.imports.remove(0)
    }

    /// Imports one made-up file.
    fn import_text(&self, name: &str, content: impl AsRef<[u8]>) -> ImportReport {
        self.import(&[self.file(name, content)])
    }

    fn refusal(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let error = self.run(&[self.file(name, content)], |_| ()).unwrap_err().to_string();
        error.replace(&format!("{}/", self.dir.path().display()), "")
    }

    /// The newest import.
    fn record(&self) -> ImportRecord {
        read_imports(&self.lake()).unwrap().pop().unwrap()
    }

    /// Rows of a query over the newest import's `cases`, `events` and `rejects`, values joined by `|`, null left out.
    fn query(&self, sql: &str) -> Vec<String> {
        let record = self.record();
        let connection = Connection::open_in_memory().unwrap();
        for (view, file) in [("cases", record.cases()), ("events", record.events()), ("rejects", record.rejects())] {
            connection.execute_batch(&format!("create view {view} as from read_parquet('{}')", file.display())).unwrap();
        }
        let mut statement = connection.prepare(&format!("select columns(*)::varchar from ({sql})")).unwrap();
        let mut rows = statement.query([]).unwrap();
        let mut found = Vec::new();
        while let Some(row) = rows.next().unwrap() {
            let values: Vec<String> =
                (0..row.as_ref().column_count()).filter_map(|place| row.get::<_, Option<String>>(place).unwrap()).collect();
            found.push(values.join("|"));
        }
        found
    }

    /// One number.
    fn number(&self, sql: &str) -> i64 {
        self.query(sql)[0].parse().unwrap()
    }

    /// Every file below the lake, with its bytes.
    fn lake_files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut found = Vec::new();
        let mut folders = vec![self.lake()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    found.push((path.clone(), std::fs::read(path).unwrap()));
                }
            }
        }
        found.sort();
        found
    }
}

/// Rows in, kept, set aside, duplicates.
fn account(import: &ImportReport) -> [u64; 4] {
    let record = &import.files[0].record;
    [record.rows_in, record.kept, record.set_aside, record.duplicates]
}

fn quality(import: &ImportReport, measure: &str) -> Vec<(String, Option<String>, u64)> {
    let notes = import.quality.iter().filter(|note| note.measure == measure);
    notes.map(|note| (note.field.clone(), note.value.clone(), note.count)).collect()
}

/// A real export, where the folder with them is there.
fn real(name: &str) -> Option<PathBuf> {
    let shared = std::env::var_os("OMBUD_SHARED").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let file = shared.join(name);
    if !file.exists() {
        eprintln!("skipped: {} is not there", file.display());
        return None;
    }
    Some(file)
}

const CASES: &str = "case_id,received_at,channel,mood\nA1,2026-01-05T09:00:00Z,email,calm\nA2,2026-01-06,phone, \n";

// ---- real exports ----

#[test]
fn zendesk_tickets_agree_with_their_own_minutes() {
    let Some(file) = real("data/zendesk_tickets_2023.csv") else { return };
    let workspace = Workspace::in_zone(chrono_tz::Asia::Kolkata);
    let import = workspace.import(&[file]);
    assert_eq!((import.source.as_str(), import.ending.clone()), ("zendesk", Ending::Committed(1)));
    assert_eq!(account(&import), [16_476, 16_476, 0, 0]);
    assert_eq!((import.cases, workspace.number("select count(*) from cases")), (16_476, 16_476));
    // The export's own "Full resolution time in minutes" is solved minus created, for every solved ticket.
    let elapsed = "select count(*), count(*) filter (abs(epoch(e.at - c.received_at) / 60 - c.attributes['Full resolution time in minutes']::bigint) <= 1)
        from events e join cases c using (source, case_id) where e.event = 'resolution_proposed'";
    assert_eq!(workspace.query(elapsed), ["14409|14409"]);
    assert_eq!(
        workspace.query("select distinct event, evidence from events order by 1"),
        ["assigned|event", "closed|proxy", "resolution_proposed|proxy"]
    );
    assert_eq!(workspace.number("select count(distinct customer) from cases"), 6_764);
    assert_eq!(workspace.number("select count(*) from cases where regexp_matches(customer, '^[0-9a-f]{24}$')"), 16_476);
    assert_eq!(workspace.query("select min(received_at), max(received_at) from cases"), ["2023-03-31 19:01:00|2023-05-31 18:13:00"]);
    assert_eq!(workspace.number("select count(*) from cases where category is null"), 13_923);
    assert_eq!(workspace.query("select channel, count(*) from cases group by 1 order by 1"), ["email|13081", "other|3395"]);
    assert!(!workspace.record().reports.contains(&"acknowledged".to_string()));
    assert!(import.silent.contains(&"acknowledged"));
}

#[test]
fn cfpb_complaints_are_known_by_the_day() {
    let Some(file) = real("data/cfpb_2015_26k.csv") else { return };
    let workspace = Workspace::new();
    let import = workspace.import(&[file]);
    assert_eq!((import.source.as_str(), account(&import)), ("cfpb", [28_156, 28_156, 0, 0]));
    assert_eq!(workspace.number("select count(*) from cases where attributes['Timely response?'] = 'No'"), 712);
    assert_eq!(workspace.query("select received_precision, count(*) from cases group by 1"), ["day|28156"]);
    // 3/8/2015 is the day on which New York's clocks went forward: 23 hours.
    let day = "select distinct received_at, received_last from cases where received_at between '2015-03-08' and '2015-03-09' and received_at = '2015-03-08 05:00:00'";
    assert_eq!(workspace.query(day), ["2015-03-08 05:00:00|2015-03-09 03:59:59.999999"]);
    let lag = "select count(*) from cases c join events e using (source, case_id) where e.event = 'logged' and date_diff('day', c.received_at, e.at) > 15";
    assert_eq!(workspace.number(lag), 948);
    assert_eq!(workspace.number("select count(*) from cases where outcome is null"), 2_690);
    assert_eq!(workspace.number("select count(*) from cases where attributes['ZIP code'] is not null"), 0);
}

#[test]
fn helpdesk_log_becomes_cases_and_counts_its_duplicates() {
    let Some(file) = real("data/helpdesk_italian_full.csv") else { return };
    let workspace = Workspace::new();
    let import = workspace.import(&[file]);
    assert_eq!((import.source.as_str(), account(&import)), ("event-log", [21_348, 21_221, 0, 127]));
    assert_eq!(import.cases, 4_580);
    assert_eq!(
        workspace.query("select case_id, received_at, row from cases where case_id = 'Case3608'"),
        ["Case3608|2010-01-13 08:40:25|1"]
    );
    let first = "select count(*) from cases c where c.received_at <> (select min(e.at) from events e where e.case_id = c.case_id)";
    assert_eq!(workspace.number(first), 0);
    assert_eq!(quality(&import, "unmapped").iter().map(|note| note.2).sum::<u64>(), 8);
    // 1,463 rows, 13 of them duplicates.
    assert_eq!(workspace.number("select count(*) from events where attributes['concept:name'] = 'Wait' and event = 'paused'"), 1_450);
}

#[test]
fn a_city_s_requests_need_only_a_mapping() {
    let Some(file) = real("data/nyc311_2018_1k.csv") else { return };
    let workspace = Workspace::new();
    let mapping = r#"
schema = 1
id = "nyc311"
title = "NYC 311"
mode = "snapshot"
time_zone = "America/New_York"
reports = ["closed"]
[[table]]
name = "requests"
recognise = ["Unique Key", "Created Date", "Complaint Type"]
dates = "%m/%d/%Y %I:%M:%S %p"
nothing = ["N/A", "Unspecified"]
case_id = "Unique Key"
[table.case]
received_at = "Created Date"
due_at = "Due Date"
category = "Complaint Type"
team = "Agency"
channel = { column = "Open Data Channel Type", nothing = "UNKNOWN", values = { PHONE = "phone", ONLINE = "web_form", MOBILE = "web_form" }, other = "other" }
[[table.event]]
event = "closed"
at = "Closed Date"
"#;
    workspace.file("sources/nyc311.toml", mapping);
    let import = workspace.import(&[file]);
    assert_eq!((import.source.as_str(), account(&import)), ("nyc311", [1_000, 1_000, 0, 0]));
    assert_eq!(quality(&import, "closed_before_received"), [("closed".into(), None, 10)]);
    assert_eq!(quality(&import, "midnight").iter().find(|note| note.0 == "at").unwrap().2, 107);
    // 14 have no closing date; of 479 closed ones with a due date, 427 were in time.
    assert_eq!(workspace.query("select count(*), count(due_at) from cases"), ["1000|486"]);
    let in_time =
        "select count(*), count(*) filter (e.at <= c.due_at) from cases c join events e using (source, case_id) where c.due_at is not null";
    assert_eq!((import.events, workspace.query(in_time)), (986, vec!["479|427".to_string()]));
    assert_eq!(
        workspace.query("select channel, count(*) from cases group by 1 order by 2"),
        ["other|7", "160", "web_form|337", "phone|496"]
    );
}

#[test]
fn an_incident_log_gives_what_its_last_row_says() {
    let Some(file) = real("data/incident_event_log_first5998_ddmmyyyy.csv") else { return };
    let workspace = Workspace::new();
    let mapping = r#"
schema = 1
id = "incidents"
title = "Incident log"
mode = "snapshot"
reports = ["assigned", "paused", "resolution_proposed", "closed", "status_changed"]
[[table]]
name = "changes"
row = "event"
recognise = ["number", "incident_state", "sys_updated_at", "opened_at"]
dates = "%d-%m-%Y %H:%M"
nothing = "?"
case_id = "number"
[table.case]
received_at = "opened_at"
kind = { constant = "issue" }
channel = { column = "contact_type", values = { Phone = "phone" } }
team = "assignment_group"
[table.attributes]
case = ["made_sla", "priority"]
[[table.event]]
event = { column = "incident_state", other = "status_changed", values = { "Awaiting User Info" = "paused", Resolved = "resolution_proposed", Closed = "closed" } }
at = "sys_updated_at"
"#;
    workspace.file("sources/incidents.toml", mapping);
    let import = workspace.import(&[file]);
    assert_eq!((import.cases, import.files[0].record.rows_in, import.rows_set_aside()), (890, 5_998, 0));
    // The source's own verdict stands in the last row of each incident.
    assert_eq!(workspace.query("select attributes['made_sla'], count(*) from cases group by 1 order by 2"), ["FALSE|395", "TRUE|495"]);
    assert_eq!(
        workspace.query("select event, count(*) from events where event in ('closed', 'paused') group by 1 order by 1"),
        ["closed|897", "paused|910"]
    );
}

#[test]
fn every_conformance_scenario_is_taken_in_whole() {
    let Some(folder) = real("conformance") else { return };
    let mut scenarios = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let folder = entry.unwrap().path();
        if !folder.join("cases.csv").exists() {
            continue;
        }
        scenarios += 1;
        let workspace = Workspace::in_zone(chrono_tz::Europe::London);
        let import = workspace.import(&[folder.join("cases.csv"), folder.join("events.csv")]);
        assert_eq!((import.source.as_str(), import.rows_set_aside()), ("canonical", 0), "{}", folder.display());
        let kept: u64 = import.files.iter().map(|file| file.record.kept).sum();
        assert_eq!(kept, import.cases + import.events);
        assert_eq!(workspace.number("select count(*) from events where trim(attributes['next_steps']) = ''"), 0);
    }
    assert!(scenarios > 0);
}

// ---- the canonical source ----

#[test]
fn canonical_values_are_exact() {
    let workspace = Workspace::in_zone(chrono_tz::America::New_York);
    let cases = "case_id,kind,received_at,due_at,mood\n\
        K1,complaint,2023-02-11T05:37:10.2556Z,2023-02-20,calm\n\
        K2,,2023-02-19 05:20:00.531799, , \t\n\
        K3,feedback,2023-03-12,,\n";
    let events = "case_id,event,at,expected_at,actor,role,auto,evidence,next_steps\n\
        K1,acknowledged,2023-02-11T05:37:10.2556Z,2023-02-15,ann,agent,TRUE,,call\n\
        K1,closed,2023-11-05T01:30:00,,,,false,presumed, \n\
        K2,closed,2023-03-12T02:30:00,2023-03-12T09:00:00+01:00,,,,,\n\
        ,training_held,2023-04-18,,,,,,\n";
    let import = workspace.import(&[workspace.file("cases.csv", cases), workspace.file("events.csv", events)]);
    assert_eq!((import.cases, import.events), (3, 4));
    // New York is 5 hours behind UTC in winter. 2023-03-12 is a day of 23 hours there.
    assert_eq!(
        workspace.query("select case_id, kind, received_at, received_last, received_precision, due_at, attributes from cases order by 1"),
        [
            "K1|complaint|2023-02-11 05:37:10.2556|2023-02-11 05:37:10.2556|moment|2023-02-21 05:00:00|{mood=calm}",
            "K2|complaint|2023-02-19 10:20:00.531799|2023-02-19 10:20:00.531799|moment|{}",
            "K3|feedback|2023-03-12 05:00:00|2023-03-13 03:59:59.999999|day|{}",
        ]
    );
    // 02:30 on 2023-03-12 never was (07:30Z, shown as 03:30); 01:30 on 2023-11-05 was twice, first at 05:30Z.
    assert_eq!(
        workspace.query("select coalesce(case_id, '-'), event, \"at\", at_last, at_precision, coalesce(expected_at::varchar, '-'), coalesce(auto::varchar, '-'), evidence, attributes from events order by row"),
        [
            "K1|acknowledged|2023-02-11 05:37:10.2556|2023-02-11 05:37:10.2556|moment|2023-02-16 05:00:00|true|event|{next_steps=call}",
            "K1|closed|2023-11-05 05:30:00|2023-11-05 05:30:00|moment|-|false|presumed|{}",
            "K2|closed|2023-03-12 07:30:00|2023-03-12 07:30:00|moment|2023-03-12 08:00:00|-|event|{}",
            "-|training_held|2023-04-18 04:00:00|2023-04-19 03:59:59.999999|day|-|-|event|{}",
        ]
    );
    assert_eq!(quality(&import, "gap_time"), [("at".into(), Some("closed".into()), 1)]);
    assert_eq!(quality(&import, "twice_time"), [("at".into(), Some("closed".into()), 1)]);
    assert_eq!(import.silent, Vec::<&str>::new());
    assert_eq!(workspace.record().feeds, ["cases", "events"]);
}

#[test]
fn rows_that_say_the_same_are_one_event() {
    let workspace = Workspace::new();
    let events = "case_id,event,at\nK1,closed,2026-01-05T10:00:00Z\nK1,closed,2026-01-05T10:00:00Z\nK1,closed,2026-01-05T12:00:00+02:00\nK1,closed,2026-01-05\n";
    let import = workspace.import_text("events.csv", events);
    assert_eq!((account(&import), import.events), ([4, 2, 0, 2], 2));
    assert_eq!(workspace.query("select row, at_precision from events order by 1"), ["1|moment", "4|day"]);
}

#[test]
fn two_messages_of_one_minute_are_two_though_their_words_do_not_stay() {
    let desk = crate::desk::Desk::new("UTC");
    desk.mapping(
        "log",
        "schema = 1\nid = \"log\"\ntitle = \"Log\"\nmode = \"snapshot\"\n[[table]]\nname = \"log\"\nrow = \"event\"\n\
         recognise = [\"ref\", \"what\", \"at\", \"body\", \"from\"]\ndates = \"iso\"\ncase_id = \"ref\"\n[table.case]\n\
         received_at = { column = \"at\", when = { column = \"what\", is = \"received\" } }\n[[table.event]]\nevent = { column = \"what\" }\n\
         at = \"at\"\n",
    );
    // What was written is left out ("[text]") or masked ("[e-mail]"): rows 2 and 3, 5 and 6 say different things, row 4 is row 3 once more,
    // written in another zone.
    let told = desk.import_text(
        "log.csv",
        "ref,what,at,body,from\n\
         1,received,2026-01-05T10:00:00Z,I was promised a call and nobody called me,\n\
         1,progress_update,2026-01-06T10:00:00Z,We look into your complaint about the call,\n\
         1,progress_update,2026-01-06T10:00:00Z,Here is what we found in your case,\n\
         1,progress_update,2026-01-06T11:00:00+01:00,Here is what we found in your case,\n\
         1,assigned,2026-01-07T10:00:00Z,,ann@example.org\n\
         1,assigned,2026-01-07T10:00:00Z,,bob@example.org\n",
    );
    assert!(told.contains("6 rows = 5 kept + 0 set aside + 1 exact duplicate"), "{told}");
    assert_eq!(
        desk.rows("select event, count(*), max(attributes['body']) from events group by event order by event"),
        ["assigned,2,", "progress_update,2,[text]", "received,1,[text]"]
    );
}

#[test]
fn a_second_account_of_a_case_is_set_aside() {
    let workspace = Workspace::new();
    let import =
        workspace.import_text("cases.csv", format!("{CASES}A1,2026-01-05T09:00:00Z,phone,angry\nA1,2026-01-05T09:00:00Z,email,calm\n"));
    assert_eq!(account(&import), [4, 2, 1, 1]);
    assert_eq!(
        workspace.query("select row, line, column_name, value, reason, text from rejects"),
        ["3|4|case_id|A1|occurs twice: row 1 of cases.csv has another account of the case|A1,2026-01-05T09:00:00Z,phone,angry"]
    );
}

#[test]
fn what_cannot_be_used_is_set_aside_with_its_text_and_reason() {
    let workspace = Workspace::new();
    let events = "case_id,event,at,auto,evidence,note\n\
        K1,closd,2026-01-05T10:00:00Z,,,\n\
        K1,closed,2025-02-30 09:10,,,\"a, b\"\n\
        K1,closed,,,,\n\
        K1,closed,1812-01-01,,,\n\
        K1,closed,2026-01-05T10:00:00Z,perhaps,,\n\
        K1,closed,2026-01-05T10:00:00Z,,hearsay,\n\
        K1,closed,2026-01-05T10:00:00Z\n\
        , , ,,,\n\
        K1,closed,2026-01-05T10:00:00Z,,,fine\n";
    let import = workspace.import_text("events.csv", events);
    // The eighth row is blank, as spreadsheets leave them: no row, and none that is lost either.
    assert_eq!((account(&import), import.files[0].blank_rows), ([8, 1, 7, 0], 1));
    assert_eq!(
        workspace.query("select row, line, coalesce(column_name, '-'), coalesce(value, '-'), reason, text from rejects order by row"),
        [
            "1|2|event|closd|is no event of the vocabulary; did you mean \"closed\"?|K1,closd,2026-01-05T10:00:00Z,,,",
            "2|3|at|2025-02-30 09:10|is not a date in a form that the mapping accepts: \"iso\"|K1,closed,2025-02-30 09:10,,,\"a, b\"",
            "3|4|at|-|is blank|K1,closed,,,,",
            "4|5|at|1812-01-01|is not a date between 1900 and 2200|K1,closed,1812-01-01,,,",
            "5|6|auto|perhaps|is neither true nor false|K1,closed,2026-01-05T10:00:00Z,perhaps,,",
            "6|7|evidence|hearsay|is none of event, proxy, presumed|K1,closed,2026-01-05T10:00:00Z,,hearsay,",
            "7|8|-|-|the row has 3 values, the header 6|K1,closed,2026-01-05T10:00:00Z",
        ]
    );
}

#[test]
fn a_file_can_name_the_source_of_each_row() {
    let workspace = Workspace::new();
    let import = workspace.import_text(
        "cases.csv",
        "source,case_id,received_at\ncrm,1,2026-01-05\nshop,1,2026-01-06\n,1,2026-01-07\nregister,2,2026-01-08\n",
    );
    assert_eq!(account(&import), [4, 3, 1, 0]);
    assert_eq!(workspace.query("select source, case_id from cases order by 1"), ["canonical|1", "crm|1", "shop|1"]);
    assert_eq!(workspace.record().sources, ["canonical", "crm", "shop"]);
}

// ---- files as they come ----

#[test]
fn the_way_a_file_is_written_makes_no_difference() {
    let wide = |text: &str, order: fn(u16) -> [u8; 2]| format!("\u{feff}{text}").encode_utf16().flat_map(order).collect::<Vec<u8>>();
    let expected = ["A1|2026-01-05 09:00:00|email|{mood=caf\u{e9}}", "A2|2026-01-06 00:00:00|phone|{}"];
    let text = CASES.replace("calm", "caf\u{e9}");
    let latin: Vec<u8> = text.chars().map(|letter| letter as u8).collect();
    let written: Vec<(&str, Vec<u8>)> = vec![
        ("plain", text.clone().into_bytes()),
        ("with a byte order mark", format!("\u{feff}{text}").into_bytes()),
        ("with carriage returns", text.replace('\n', "\r\n").into_bytes()),
        ("with semicolons", text.replace(',', ";").into_bytes()),
        ("with tabs", text.replace(',', "\t").into_bytes()),
        ("in UTF-16, little end first", wide(&text, u16::to_le_bytes)),
        ("in UTF-16, big end first", wide(&text, u16::to_be_bytes)),
        ("in Windows-1252", latin),
        ("with other capitals and order", text.replace("case_id,received_at", "Case_ID, Received_At ").into_bytes()),
        ("without an end of the last line", text.trim_end_matches('\n').as_bytes().to_vec()),
        ("with blank lines", text.replace('\n', "\n\n").into_bytes()),
    ];
    for (how, bytes) in written {
        let workspace = Workspace::new();
        let import = workspace.import_text("cases.csv", bytes);
        assert_eq!(account(&import), [2, 2, 0, 0], "{how}");
        assert_eq!(workspace.query("select case_id, received_at, channel, attributes from cases order by 1"), expected, "{how}");
    }
}

#[test]
fn columns_without_or_with_the_same_name_are_kept_apart() {
    let workspace = Workspace::new();
    workspace.import_text("cases.csv", "case_id,received_at,,note,note\nA1,2026-01-05,x,y,z\n");
    assert_eq!(workspace.query("select attributes from cases"), ["{column 3=x, note=y, 'note (2)'=z}"]);
}

#[test]
fn a_quote_that_is_never_closed_costs_only_its_own_row_and_is_told() {
    let workspace = Workspace::new();
    let import =
        workspace.import_text("cases.csv", "case_id,received_at,note\nA1,2026-01-05,fine\nA2,2026-01-06,\"open\nA3,2026-01-07,x\n");
    assert_eq!(account(&import), [2, 1, 1, 0]);
    assert_eq!(
        workspace.query("select row, reason, text from rejects"),
        ["2|a quote opens in this row and is never closed, so 1 more line was read as its text|A2,2026-01-06,\"open\nA3,2026-01-07,x"]
    );
}

#[test]
fn text_behind_a_closing_quote_costs_its_own_row_and_the_lines_that_it_swallowed_are_told() {
    let workspace = Workspace::new();
    // Nothing is quoted here: the text of A2 begins with a quotation mark, that of A4 quotes a word. Four rows are read, A2 with A3 and
    // the beginning of A4 for its text.
    let import = workspace.import_text(
        "cases.csv",
        "case_id;received_at;note\nA1;2026-01-05;5\" pipe\nA2;2026-01-06;\"Unbelievable\nA3;2026-01-07;late\nA4;2026-01-08;\"Never\" again\n\
         A5;2026-01-09;\"two\nlines, \"\"quoted\"\"\"\nA6;2026-01-10;\"y\"z\n",
    );
    assert_eq!(account(&import), [4, 2, 2, 0]);
    assert_eq!(workspace.query("select case_id from cases order by 1"), ["A1", "A5"]);
    assert_eq!(
        workspace.query("select row, line, reason, left(text, 2) from rejects order by row"),
        [
            "2|3|text follows a closing quote; the quote opens in line 3, and 2 more lines were read as its text|A2",
            "4|8|text follows a closing quote|A6",
        ]
    );
}

#[test]
fn a_header_without_rows_is_an_import_of_nothing() {
    let workspace = Workspace::new();
    let import = workspace.import_text("cases.csv", "case_id,received_at\n");
    assert_eq!((account(&import), import.cases), ([0, 0, 0, 0], 0));
    assert_eq!(workspace.number("select count(*) from events"), 0);
    assert_eq!(workspace.number("select count(*) from rejects"), 0);
}

#[test]
fn what_is_no_export_is_refused_in_plain_words() {
    let workspace = Workspace::new();
    assert_eq!(workspace.refusal("a.csv", ""), "a.csv: the file is empty\nExport it again; a header and one row are the least.");
    assert_eq!(workspace.refusal("b.csv", "\n \n"), "b.csv: the file has no text in it\nExport it again.");
    assert_eq!(
        workspace.refusal("c.csv", b"PK\x03\x04\x14\0"),
        "c.csv: this is no workbook that can be read: neither Excel's nor OpenDocument's, or damaged\n\
         Unpack an archive and import the file inside; open a damaged workbook and save it again, or save it as CSV."
    );
    assert!(workspace.refusal("d.csv", b"\x01\x02\0\x03abc\0\0\x05\x06").starts_with("d.csv: this is a binary file, not text"));
    assert!(workspace.refusal("e.json", "[\n{\"id\":1}\n]").starts_with("e.json: the header fits no source\nFound: id\n"));
    let unknown = workspace.refusal("f.csv", "case_id,recieved_at\n1,2026-01-05\n");
    assert!(unknown.starts_with("f.csv: the header fits no source\nFound: case_id, recieved_at\nTried, the nearest first:\n  canonical (cases): no column \"received_at\" (is it \"recieved_at\"?)\n"), "{unknown}");
    assert!(unknown.contains("more kinds of files") && unknown.contains("`ombud source new "), "{unknown}");
    // A first row of values names people: none of it is repeated, nor is anything in it taken for a misspelt column.
    let headless = workspace.refusal("g.csv", "1001,Case Ida,complaint,ann@example.org\n1002,Bo Berg,complaint,bo@example.org\n");
    assert!(headless.contains("\nFound: 4 columns without names: the first row holds values, and is no header\n"), "{headless}");
    assert!(headless.ends_with("\nAdd a line of titles above the first row."), "{headless}");
    assert!(!headless.contains("Ida") && !headless.contains("example.org"), "{headless}");
    // Nor is it where nothing tells that the first row is a header, but for words that some mapping has for a column.
    let nameless = workspace.refusal("k.csv", "Ann Quix,12 Elm Road,lost parcel,Status\nBob Quix,13 Elm Road,late parcel,Open\n");
    let found = "\nFound: Status, 3 that no mapping names and that may be values, so they are not repeated\n";
    assert!(nameless.contains(found) && !nameless.contains("Quix") && !nameless.contains("Elm"), "{nameless}");
    assert!(nameless.contains("\nIf the first row holds values, add a line of titles above it.\nLet `ombud source new "), "{nameless}");
    // A value with commas makes no other header of a file whose columns bars part.
    let barred = workspace.refusal("h.csv", "id|ts|subject|days\n1|1767600000|late|46027\n7|1767600900|1,767,600|2\n");
    assert!(barred.contains("\nFound: id, ts, subject, days\n"), "{barred}");
    let missing = workspace.run(&[workspace.dir.path().join("gone.csv")], |_| ()).unwrap_err().to_string();
    assert!(missing.ends_with("gone.csv: cannot read: there is no such file or folder\nCheck the name and the folder."), "{missing}");
    assert!(!workspace.lake().join("imports").exists());
}

#[test]
fn one_unknown_file_stops_the_others_before_anything_is_written() {
    let workspace = Workspace::new();
    let files = [workspace.file("cases.csv", CASES), workspace.file("other.csv", "a,b\n1,2\n")];
    assert!(workspace.run(&files, |_| ()).is_err());
    assert!(!workspace.lake().exists());
}

#[test]
fn a_web_form_is_read_line_by_line() {
    let workspace = Workspace::new();
    let lines = concat!(
        r#"{"id":"F1","submitted_at":"2026-03-01T10:00:00+01:00","kind":"feedback","topic":"delivery","message":"line one\nline two","customer":{"email":"Ann@example.org"},"product":"bike","store":"north","auto_reply_at":"2026-03-01T09:00:01Z","reviewed_at":"2026-03-04T08:00:00Z","forwarded_to":"Logistics"}"#,
        "\n\n",
        r#"{"id":"F2","submitted_at":"2026-03-02T10:00:00+01:00","kind":"complaint","message":"late","customer":{"email":"ann@EXAMPLE.org"},"auto_reply_at":null,"reviewed_at":null,"forwarded_to":null,"mood":3}"#,
        "\n{\"id\":\n"
    );
    let import = workspace.import_text("feedback_form.jsonl", lines);
    assert_eq!((import.source.as_str(), account(&import)), ("feedback-form", [3, 2, 1, 0]));
    assert_eq!(
        workspace
            .query("select case_id, kind, received_at, channel, category, product, region, description, attributes from cases order by 1"),
        [
            "F1|feedback|2026-03-01 09:00:00|web_form|delivery|bike|north|line one\nline two|{forwarded_to=Logistics}",
            "F2|complaint|2026-03-02 09:00:00|web_form|late|{mood=3}",
        ]
    );
    assert_eq!(
        workspace.query("select event, \"at\", coalesce(auto::varchar, '-'), evidence, attributes, part from events order by part"),
        [
            "acknowledged|2026-03-01 09:00:01|true|event|{}|0",
            "feedback_reviewed|2026-03-04 08:00:00|false|event|{}|1",
            "feedback_forwarded|2026-03-04 08:00:00|-|proxy|{forwarded_to=Logistics}|2",
        ]
    );
    assert_eq!(workspace.number("select count(distinct customer) from cases"), 1);
    assert_eq!(workspace.query("select row, line, text from rejects"), ["3|4|{\"id\":"]);
}

#[test]
fn an_own_mapping_is_all_it_takes() {
    let workspace = Workspace::new();
    let mapping = r#"
schema = 1
id = "our-crm"
title = "Our CRM"
mode = "append"
time_zone = "Europe/Berlin"
reports = ["closed", "logged", "status_changed"]
[[table]]
name = "moves"
row = "event"
recognise = ["Fall", "Schritt", "Wann"]
dates = "%d.%m.%Y %H:%M"
nothing = ["?", "N/A"]
case_id = "Fall"
[table.aliases]
"Schritt" = ["Step"]
[table.case]
team = "Gruppe"
customer = { column = "Kunde", pseudonym = true }
[table.attributes]
drop = ["Telefon"]
case = ["Ort"]
[[table.event]]
event = { column = "Schritt", values = { angelegt = "logged", erledigt = ["status_changed", { event = "closed", evidence = "proxy" }] } }
at = "Wann"
"#;
    workspace.file("sources/crm.toml", mapping);
    let text = "Fall;Step;Wann;Gruppe;Kunde;Telefon;Ort;Notiz\n\
        7;angelegt;05.01.2026 10:00;A;Meier;0123;Bonn;?\n\
        7;erledigt;06.01.2026 10:00;B;N/A;0123;;gut\n\
        8;ruht;07.01.2026 10:00;A;Meier;;;\n";
    let import = workspace.import_text("export.csv", text);
    assert_eq!((import.source.as_str(), account(&import)), ("our-crm", [3, 2, 1, 0]));
    // The case is received with its first event; later rows know its team better, but not its customer and its place.
    assert_eq!(
        workspace.query("select case_id, received_at, team, length(customer), attributes, row from cases"),
        ["7|2026-01-05 09:00:00|B|24|{Ort=Bonn}|1"]
    );
    assert_eq!(
        workspace.query("select event, \"at\", evidence, attributes, row, part from events order by row, part"),
        [
            "logged|2026-01-05 09:00:00|event|{}|1|0",
            "status_changed|2026-01-06 09:00:00|event|{Notiz=gut}|2|0",
            "closed|2026-01-06 09:00:00|proxy|{Notiz=gut}|2|1",
        ]
    );
    assert_eq!(workspace.query("select column_name, value, reason from rejects"), ["Schritt|ruht|stands for no event in the mapping"]);
    assert_eq!(workspace.record().mode, ombud::lake::Mode::Append);
}

// ---- the lake ----

#[test]
fn the_same_file_twice_changes_nothing() {
    let workspace = Workspace::new();
    let first = workspace.import_text("cases.csv", CASES);
    let before = workspace.lake_files();
    let again = workspace.import_text("copy of cases.csv", CASES);
    assert_eq!((first.ending, again.ending), (Ending::Committed(1), Ending::Unchanged(1)));
    assert_eq!(workspace.lake_files(), before);
}

#[test]
fn a_later_export_stands_beside_the_earlier_one_as_the_newer() {
    let workspace = Workspace::new();
    workspace.import_text("cases.csv", CASES);
    let later = workspace.import_text("cases.csv", CASES.replace("calm", "angry"));
    assert_eq!(later.ending, Ending::Committed(2));
    let records = read_imports(&workspace.lake()).unwrap();
    assert_eq!(records.iter().map(|record| record.id).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(workspace.query("select import, attributes['mood'] from cases where case_id = 'A1'"), ["2|angry"]);
}

#[test]
fn the_same_import_gives_the_same_bytes() {
    let tables = || {
        let workspace = Workspace::new();
        workspace.import_text("cases.csv", CASES);
        workspace.lake_files().into_iter().map(|file| file.1).collect::<Vec<_>>()
    };
    assert_eq!(tables(), tables());
}

#[test]
fn what_a_killed_import_left_behind_does_no_harm() {
    let workspace = Workspace::new();
    workspace.import_text("cases.csv", CASES);
    workspace.file("lake/staging/000002/cases.parquet", "half a file");
    workspace.file("lake/staging/work/import.duckdb", "half a database");
    assert_eq!(read_imports(&workspace.lake()).unwrap().len(), 1);
    let next = workspace.import_text("more.csv", CASES.replace("A1", "B1"));
    assert_eq!(next.ending, Ending::Committed(2));
    assert!(!workspace.lake().join("staging").exists());
    assert_eq!(workspace.number("select count(*) from cases"), 2);
}

#[test]
fn a_dry_run_writes_nothing() {
    let workspace = Workspace::new();
    let file = workspace.file("tickets.csv", "Id,Requester id,Via,Status,Created at,Solved at\n1,99,Mail,Open,2026-01-05 10:00:00,\n");
    let report = workspace.run(&[file], |request| request.dry_run = true).unwrap();
    assert_eq!((report.imports[0].ending.clone(), report.imports[0].cases), (Ending::DryRun, 1));
    assert_eq!(report.imports[0].sample[0].case_id.as_deref(), Some("1"));
    assert_eq!(std::fs::read_dir(workspace.dir.path()).unwrap().count(), 1);
}

#[test]
fn strict_imports_all_rows_or_none_and_names_every_fault() {
    let workspace = Workspace::new();
    let bad = ["B0", "B1", "B2", "B3", "B4"].map(|case| format!("{case},someday,,")).join("\n");
    let file = workspace.file("cases.csv", format!("{CASES}{bad}\n"));
    let strict = |request: &mut Request| request.strict = true;
    let report = workspace.run(&[file], strict).unwrap();
    assert!(report.has_faults());
    assert_eq!((report.imports[0].ending.clone(), report.imports[0].set_aside.len()), (Ending::Refused, 5));
    assert!(read_imports(&workspace.lake()).unwrap().is_empty());
    let good = workspace.run(&[workspace.file("good.csv", CASES)], strict).unwrap();
    assert_eq!((good.has_faults(), good.imports[0].ending.clone()), (false, Ending::Committed(1)));
}

#[test]
fn files_of_one_source_are_one_import_and_other_sources_their_own() {
    let workspace = Workspace::new();
    let tickets = "Id,Requester id,Via,Status,Created at,Solved at\n1,99,Mail,Solved,2026-01-05 10:00:00,2026-01-06 10:00:00\n";
    let files = [
        workspace.file("cases.csv", CASES),
        workspace.file("tickets.csv", tickets),
        workspace.file("events.csv", "case_id,event,at\nA1,closed,2026-01-07\nZ9,closed,2026-01-07\n"),
    ];
    let report = workspace.run(&files, |_| ()).unwrap();
    let sources: Vec<(&str, usize)> = report.imports.iter().map(|import| (import.source.as_str(), import.files.len())).collect();
    assert_eq!(sources, [("canonical", 2), ("zendesk", 1)]);
    assert_eq!(quality(&report.imports[0], "case_elsewhere"), [("case_id".into(), Some("closed".into()), 1)]);
}

#[test]
fn doubtful_data_is_counted() {
    let workspace = Workspace::new();
    let cases = "case_id,received_at,channel,kind\nA1,2026-01-05T00:00:00,pigeon,grievance\nA2,2026-12-24T10:00:00Z,,complaint\n";
    let events = "case_id,event,at\nA1,closed,2026-01-01\nA2,closed,2027-01-01T10:00:00Z\n,closed,2026-01-01T10:00:00Z\n";
    let import = workspace.import(&[workspace.file("cases.csv", cases), workspace.file("events.csv", events)]);
    assert_eq!(quality(&import, "midnight"), [("received_at".into(), None, 1)]);
    assert_eq!(quality(&import, "blank"), [("channel".into(), None, 1)]);
    assert_eq!(quality(&import, "future"), [("at".into(), Some("closed".into()), 1), ("received_at".into(), None, 1)]);
    assert_eq!(quality(&import, "closed_before_received"), [("closed".into(), None, 1)]);
    // What happened to a case must say to which.
    assert_eq!(import.rows_set_aside(), 1);
    assert_eq!(quality(&import, "unmapped"), [("channel".into(), Some("pigeon".into()), 1), ("kind".into(), Some("grievance".into()), 1)]);
}

#[test]
fn a_large_file_is_read_in_batches_without_losing_a_row() {
    use std::fmt::Write;
    let workspace = Workspace::new();
    let mut text = String::from("case_id,event,at\n");
    for row in 0..100_000 {
        // Every hundredth row has no date, every tenth of the others stands twice.
        let line =
            if row % 100 == 0 { format!("K{row},closed,never") } else { format!("K{row},closed,2026-01-{:02}T10:00:00Z", 1 + row % 28) };
        let _ = writeln!(text, "{line}");
        if row % 10 == 1 {
            let _ = writeln!(text, "{line}");
        }
    }
    let import = workspace.import_text("events.csv", text);
    assert_eq!(account(&import), [110_000, 99_000, 1_000, 10_000]);
    assert_eq!(workspace.number("select count(*) from rejects where text like 'K%,closed,never'"), 1_000);
}
