//! What an import warns of or tells: columns that are missing, values that nothing reads, doubtful dates, and what stands after a refusal.

use crate::desk::{Desk, MAPPING};
use crate::import_order::JUNE;
use crate::import_set_aside::FAULTY;

#[test]
fn an_import_names_the_columns_that_the_users_own_mapping_has_and_the_file_lacks() {
    let desk = Desk::new("UTC");
    desk.mapping("desk", &MAPPING.replace("\"mail\"", "\"e_mail\""));
    let told = desk.import_text("may.csv", "number,opened,closed,topic,said,mail_\n1,2026-05-02T09:00:00Z,,,,ann@example.org\n");
    assert!(told.contains("the mapping names columns that are not in this file: \"e_mail\" (is it \"mail_\"?)"), "{told}");
    // Nothing to say where the file has them all.
    let told = desk.import_text("june.csv", "number,opened,closed,topic,said,e_mail\n2,2026-06-02T09:00:00Z,,,,ann@example.org\n");
    assert!(!told.contains("not in this file"), "{told}");
}

#[test]
fn a_misspelt_column_of_the_case_is_told_once_and_not_for_every_row() {
    for (right, wrong, what) in [
        ("case_id = \"number\"", "case_id = \"numbre\"", "case_id"),
        ("received_at = \"opened\"", "received_at = \"openned\"", "received_at"),
    ] {
        let desk = Desk::new("UTC");
        desk.mapping("desk", &MAPPING.replace(right, wrong));
        desk.file("may.csv", FAULTY);
        let run = desk.run(&["import", "may.csv"]);
        let told = format!("from which the mapping desk reads {what}; did you mean");
        assert!(run.code != 0 && run.err.contains(&told) && run.err.contains("number, opened, closed, topic"), "{}", run.err);
    }
}

#[test]
fn a_change_is_not_looked_for_where_every_row_is_another_case() {
    let desk = Desk::new("UTC");
    let changed = r#"
[[table.event]]
event = "reopened"
at = "closed"
when = { column = "topic", changed = true }
"#;
    desk.mapping("desk", &format!("{MAPPING}{changed}"));
    desk.file("may.csv", FAULTY);
    let told = desk.run(&["import", "may.csv"]).err;
    assert!(told.contains("changed and from compare rows of one case") && told.contains("row = \"event\""), "{told}");
}

#[test]
fn a_value_that_no_condition_asks_for_is_not_called_blank() {
    let desk = Desk::new("UTC");
    let when = "received_at = { column = \"opened\", when = { column = \"tz\", is = \"EST\" }, time_zone = \"America/New_York\" }";
    desk.mapping("desk", &MAPPING.replace("received_at = \"opened\"", when));
    let told = desk.import_text("a.csv", "number,opened,closed,tz\n1,2026-01-05 08:00,,EST\n2,2026-01-05 08:00,,PST\n");
    assert!(told.contains("\"opened\" has a value, but nothing that the mapping asks for it (`when`) holds in this row"), "{told}");
}

#[test]
fn dates_that_could_be_meant_the_other_way_round_are_told_unless_one_shows_the_order() {
    let desk = Desk::new("UTC");
    let header = "Reference,Date received,Complainant,Acknowledged,Response sent\n";
    // 14 can be no month: of the dates that are kept, both could be read in two ways.
    desk.file("us.csv", format!("{header}C1,1/5/2026,,,\nC2,1/14/2026,,,\nC3,2/3/2026,,,\n"));
    let run = desk.run(&["import", "us.csv"]);
    assert!(
        run.out.contains("received_at: 2 of 2 dates could be read in two ways") && run.out.contains("day first was taken"),
        "{}",
        run.out
    );
    assert!(run.out.contains("it is one with day and month the other way round"), "{}", run.out);
    assert!(run.err.contains("those that were kept are read wrongly"), "{}", run.err);
    let told = desk.import_text("uk.csv", format!("{header}D1,1/5/2026,,,\nD2,14/1/2026,,,\n"));
    assert!(!told.contains("in two ways"), "{told}");
}

#[test]
fn an_empty_list_of_json_is_an_import_of_nothing_and_other_rowless_files_are_told_as_they_are() {
    let desk = Desk::with_mapping();
    desk.import_text("june.csv", JUNE);
    desk.file("empty.json", "[]\n");
    assert!(desk.run(&["import", "empty.json"]).err.contains("the list is empty, so nothing tells which source it is of"));
    let told = desk.import(&["--source", "desk", "empty.json"]);
    assert!(told.contains("0 rows = 0 kept") && told.contains("0 cases"), "{told}");
    assert_eq!(desk.rows("select count(*) from cases"), ["3"]);
    desk.file("nan.jsonl", "{\"number\":1,\"opened\":\"2026-01-05\",\"closed\":NaN}\n");
    let refused = desk.run(&["import", "nan.jsonl"]).err;
    assert!(refused.contains("nan.jsonl:1: no row of it can be read") && !refused.contains("header"), "{refused}");
    // A key that only late rows have: 101 rows without it, one with it.
    let rows: String = (0..101).map(|id| format!("{{\"number\":\"L{id}\",\"opened\":\"2026-07-05\"}}\n")).collect();
    let told = desk.import_text("late.jsonl", format!("{rows}{{\"number\":\"Z\",\"opened\":\"2026-07-05\",\"closed\":\"2026-07-06\"}}\n"));
    assert!(told.contains("102 rows = 102 kept") && !told.contains("not in this file: \"closed\""), "{told}");
}

#[test]
fn what_was_imported_is_told_although_the_next_source_is_refused() {
    let desk = Desk::with_mapping();
    let other = |title: &str| MAPPING.replace("desk", "other").replace("Desk", title).replace("\"number\"", "\"nr\"");
    desk.mapping("other", &other("Other"));
    for name in ["b1.csv", "b2.csv"] {
        desk.file(name, format!("nr,opened,closed\n{name},2026-01-05T08:00:00Z,\n"));
    }
    desk.import(&["b1.csv", "b2.csv"]);
    desk.mapping("other", &other("Another"));
    desk.file("a.csv", "number,opened,closed\n1,2026-01-05T08:00:00Z,\n2,05.01.2026,\n");
    let run = desk.run(&["import", "a.csv", "b1.csv"]);
    assert_eq!(run.code, 2, "{}", run.out);
    assert!(run.out.contains("import 2") && run.out.contains("2 rows = 1 kept + 1 set aside"), "{}", run.out);
    assert!(run.err.contains("a part of import 1"), "{}", run.err);
    // The same where rows are tried again: of a log that looks back they cannot be.
    desk.mapping(
        "log",
        "schema = 1\nid = \"log\"\ntitle = \"Log\"\nmode = \"snapshot\"\n[[table]]\nname = \"log\"\nrow = \"event\"\nrecognise = [\"id\", \"state\", \"at\"]\n\
         dates = \"iso\"\ncase_id = \"id\"\n[[table.event]]\nevent = \"closed\"\nat = \"at\"\nwhen = { column = \"state\", changed = true }\n",
    );
    desk.import_text("log.csv", "id,state,at\n1,Closed,soon\n");
    desk.mapping("desk", &MAPPING.replace("dates = \"iso\"", "dates = [\"iso\", \"%d.%m.%Y\"]"));
    let run = desk.run(&["import", "--retry"]);
    assert_eq!(run.code, 2, "{}", run.out);
    assert!(run.out.contains("rows that import 2 set aside, tried again") && run.out.contains("1 row = 1 kept"), "{}", run.out);
    assert!(run.err.contains("rows of log are compared with the rows before them"), "{}", run.err);
}

#[test]
fn a_month_of_a_log_that_takes_something_from_the_months_before_is_told() {
    let log = "schema = 1\nid = \"log\"\ntitle = \"Log\"\nmode = \"snapshot\"\n[[table]]\nname = \"moves\"\nrow = \"event\"\n\
        recognise = [\"id\", \"at\", \"state\"]\ndates = \"iso\"\ncase_id = \"id\"\n[table.case]\nkind = { constant = \"complaint\" }\n\
        [[table.event]]\nat = \"at\"\nevent = { column = \"state\", values = { New = [], Acknowledged = \"acknowledged\", Closed = \"closed\" } }\n";
    let january = "I1,2026-01-05 10:00,New\nI1,2026-01-05 15:00,Acknowledged\nI2,2026-01-20 10:00,New\n";
    let february = "I1,2026-02-05 10:00,Closed\nI2,2026-02-08 10:00,Closed\nI3,2026-02-08 10:00,New\n";
    let file = |rows: &[&str]| format!("id,at,state\n{}", rows.concat());
    // What an import of other rows warns of, with January in the lake.
    let warned = |mapping: &str, rows: &[&str]| {
        let desk = Desk::new("UTC");
        desk.mapping("log", mapping);
        desk.import_text("january.csv", file(&[january]));
        desk.file("next.csv", file(rows));
        let dry = desk.run(&["import", "--dry-run", "next.csv"]).err;
        let err = desk.run(&["import", "next.csv"]).err;
        assert_eq!(dry.contains("tells of anew"), err.contains("tells of anew"));
        err
    };
    // February alone: both of January are received in February then, and the first loses its acknowledgement.
    let err = warned(log, &[february]);
    let expected = "of 2 cases that \"moves\" tells of anew, 2 are received later than was known, and 1 is without events that were known";
    assert!(err.contains(expected) && err.contains("mode = \"append\""), "{err}");
    // What has changed is told by the rows of one import alone, so such a log cannot be added to.
    let err = warned(&format!("{log}when = {{ column = \"state\", changed = true }}\n"), &[february]);
    assert!(err.contains(expected) && !err.contains("append"), "{err}");
    // The whole log, a log that adds, and one of other cases take nothing away.
    for (mapping, rows) in [
        (log.to_string(), [january, february].as_slice()),
        (log.replace("snapshot", "append"), &[february]),
        (log.to_string(), &["I3,2026-02-08 10:00,New\n"]),
    ] {
        let err = warned(&mapping, rows);
        assert!(!err.contains("tells of anew"), "{err}");
    }
}
