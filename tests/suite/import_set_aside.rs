//! Rows that were set aside: how they are told, and how they come back by `ombud import --retry`.

use crate::desk::{Desk, MAPPING};

/// Four rows: one whose date cannot be read, and one with another account of case 1.
pub const FAULTY: &str = "number,opened,closed,topic\n1,2026-05-02T09:00:00Z,,billing\n2,soon,,delivery\n3,2026-05-04T09:00:00Z,,billing\n\
    1,2026-05-02T11:00:00Z,,other\n";

#[test]
fn a_repaired_row_comes_in_and_leaves_the_rejects() {
    let desk = Desk::with_mapping();
    assert!(desk.import_text("may.csv", FAULTY).contains("4 rows = 2 kept + 2 set aside + 0 exact duplicates"));
    // Nothing was repaired, so nothing changes.
    let again = desk.import(&["--retry"]);
    assert!(again.contains("none of the rows set aside can be used yet, nothing changed"), "{again}");
    assert_eq!(desk.rows("select count(*) from imports"), ["1"]);
    desk.file("repaired.csv", "import,file,row,text\n1,may.csv,2,\"2,2026-05-03T09:00:00Z,,delivery\"\n");
    let told = desk.import(&["--retry", "repaired.csv"]);
    assert!(told.contains("rows that import 1 set aside, tried again") && told.contains("2 rows = 1 kept + 1 set aside"), "{told}");
    // Of four rows in all, three are kept and one is set aside: the other account of case 1, which stands as it was.
    assert_eq!(desk.account(), ["4,3,1,0"]);
    assert_eq!(
        desk.rows("select case_id, category, file, \"row\" from cases order by case_id"),
        ["1,billing,may.csv,1", "2,delivery,may.csv,2", "3,billing,may.csv,3"]
    );
    let rejects = desk.rows("select import, file, \"row\", line, column_name, value from rejects");
    assert_eq!(rejects, ["2,may.csv,4,5,case_id,1"]);
    // A row that is not set aside cannot be repaired, and says so with its line; nor one that was read again since.
    let refused = desk.run(&["import", "--retry", "repaired.csv"]);
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("repaired.csv:2: row 2 of may.csv was already read again, in import 2"), "{}", refused.err);
    desk.file("repaired.csv", "import,file,row,text\n2,may.csv,2,\"2,2026-05-03T09:00:00Z,,delivery\"\n");
    let refused = desk.run(&["import", "--retry", "repaired.csv"]);
    assert!(refused.err.contains("repaired.csv:2: row 2 of may.csv is not set aside in import 2"), "{}", refused.err);
}

#[test]
fn a_broken_line_of_json_costs_only_itself_wherever_it_stands_and_blocks_no_repair() {
    let desk = Desk::with_mapping();
    let whole = |id: u32| format!("{{\"number\":\"{id}\",\"opened\":\"2026-05-02T09:00:00Z\",\"closed\":null}}");
    let late = whole(3).replace("2026-05-02T09:00:00Z", "soon");
    let lines = [whole(1).trim_end_matches('}').to_string(), whole(2), late, "no object".into(), whole(5)];
    let told = desk.import_text("form.jsonl", lines.join("\n"));
    assert!(told.contains("5 rows = 2 kept + 3 set aside + 0 exact duplicates"), "{told}");
    assert!(desk.import(&["--retry"]).contains("none of the rows set aside can be used yet"));
    let repair = |rows: &[(u32, u32, String)]| {
        let lines = rows.iter().map(|(import, row, text)| format!("{import},form.jsonl,{row},\"{}\"\n", text.replace('"', "\"\"")));
        desk.file("repaired.csv", "import,file,row,text\n".to_string() + &lines.collect::<String>());
        desk.import(&["--retry", "repaired.csv"])
    };
    let told = repair(&[(1, 3, whole(3))]);
    assert!(told.contains("3 rows = 1 kept + 2 set aside"), "{told}");
    let told = repair(&[(2, 1, whole(1)), (2, 4, whole(4))]);
    assert!(told.contains("2 rows = 2 kept + 0 set aside"), "{told}");
    assert_eq!(desk.account(), ["5,5,0,0"]);
    assert_eq!(desk.rows("select case_id, \"row\" from cases order by case_id"), ["1,1", "2,2", "3,3", "4,4", "5,5"]);
    // All that there is may be broken.
    let refused = desk.run(&["import", desk.file("cut.json", "{\"number\":\"7\"").to_str().unwrap()]).err;
    assert!(refused.contains("no row of it can be read") && !refused.contains("list is empty"), "{refused}");
}

#[test]
fn rejects_as_csv_can_be_read_back_as_they_are() {
    let desk = Desk::with_mapping();
    // The text of the row begins like a formula: it is disarmed in CSV, and armed again when it is read.
    desk.import_text("may.csv", "number,opened,closed\n=2,\"so\non\",\n-3,2026-05-04T09:00:00Z,\n");
    let csv = desk.run(&["query", "select * from rejects", "--format", "csv"]).done();
    assert!(csv.contains("'=2,"), "{csv}");
    desk.file("set-aside.csv", csv.replace("so\non", "2026-05-03T09:00:00Z"));
    desk.import(&["--retry", "set-aside.csv"]);
    assert_eq!(desk.rows("select case_id from cases order by received_at"), ["'=2", "-3"]);
    assert_eq!(desk.account(), ["2,2,0,0"]);
    assert!(desk.run(&["import", "--retry"]).err.contains("No row is set aside"));
}

#[test]
fn a_second_attempt_is_advised_only_where_it_can_be_made() {
    let desk = Desk::with_mapping();
    assert!(desk.import_text("may.csv", FAULTY).contains("`ombud import --retry`"));
    // What a row of this log is worth is told from the row before it.
    desk.file(
        "log.csv",
        "number,incident_state,sys_mod_count,opened_at,sys_updated_at\nINC1,New,0,01-06-2026 08:00,01-06-2026 08:00\n\
        INC1,Closed,1,01-06-2026 08:00,soon\n",
    );
    let told = desk.import(&["log.csv"]);
    assert!(told.contains("2 rows = 1 kept + 1 set aside") && !told.contains("--retry"), "{told}");
    let refused = desk.run(&["import", "--retry", "--source", "servicenow"]);
    assert_eq!(refused.code, 2, "{}", refused.err);
}

#[test]
fn a_better_mapping_is_enough_for_a_second_attempt() {
    let desk = Desk::with_mapping();
    desk.import_text("may.csv", "number,opened,closed\n1,02.05.2026,\n2,2026-05-03,\n3,03.05.,\n");
    desk.mapping("desk", &MAPPING.replace("dates = \"iso\"", "dates = [\"iso\", \"%d.%m.%Y\"]"));
    let told = desk.import(&["--retry", "--source", "desk"]);
    assert!(told.contains("2 rows = 1 kept + 1 set aside + 0 exact duplicates"), "{told}");
    assert_eq!(desk.rows("select case_id, received_at from cases order by case_id"), ["1,2026-05-02T00:00:00Z", "2,2026-05-03T00:00:00Z"]);
    assert_eq!(desk.account(), ["3,2,1,0"]);
}

#[test]
fn a_second_attempt_does_not_overrule_a_newer_export() {
    let desk = Desk::with_mapping();
    desk.import_text("may.csv", FAULTY);
    desk.import_text("june.csv", "number,opened,closed,topic\n2,2026-05-03T08:00:00Z,2026-06-01T09:00:00Z,refund\n");
    desk.file("repaired.csv", "import,file,row,text\n1,may.csv,2,\"2,2026-05-03T09:00:00Z,,delivery\"\n");
    desk.import(&["--retry", "repaired.csv"]);
    assert_eq!(desk.rows("select case_id, category from cases order by case_id"), ["1,billing", "2,refund", "3,billing"]);
    assert_eq!(desk.rows("select case_id, event from events"), ["2,closed"]);
}

#[test]
fn a_repaired_event_joins_the_others_of_its_case() {
    let desk = Desk::new("UTC");
    let log = "case,activity,timestamp\nC1,Insert ticket,soon\nC1,Resolve ticket,2026-01-05 10:00:00\n";
    desk.file("log.csv", log);
    desk.import(&["--source", "event-log", "log.csv"]);
    assert_eq!(desk.rows("select received_at from cases"), ["2026-01-05T10:00:00Z"]);
    desk.file("repaired.csv", "import,file,row,text\n1,log.csv,1,\"C1,Insert ticket,2026-01-05 09:00:00\"\n");
    desk.import(&["--retry", "repaired.csv"]);
    // The case now begins with the event that was missing, and has lost none.
    assert_eq!(desk.rows("select case_id, received_at from cases"), ["C1,2026-01-05T09:00:00Z"]);
    assert_eq!(desk.rows("select event from events order by \"at\", event"), ["logged", "resolution_proposed", "resumed"]);
    assert_eq!(desk.account(), ["2,2,0,0"]);
}

#[test]
fn files_of_one_name_keep_their_rows_apart_until_these_are_repaired() {
    let desk = Desk::with_mapping();
    desk.file("north/may.csv", "number,opened,closed,topic\n1,2026-05-02T09:00:00Z,,billing\n2,soon,,north\n");
    desk.file("south/may.csv", "number,topic,opened,closed\n3,billing,2026-05-03T09:00:00Z,\n4,south,later,\n");
    desk.import(&["north/may.csv", "south/may.csv"]);
    assert_eq!(desk.rows("select file from rejects order by file"), ["north/may.csv", "south/may.csv"]);
    let set_aside = desk.run(&["query", "select * from rejects", "--format", "csv"]).done();
    desk.file("repaired.csv", set_aside.replace("soon", "2026-05-04T09:00:00Z").replace("later", "2026-05-05T09:00:00Z"));
    let told = desk.import(&["--retry", "repaired.csv"]);
    assert_eq!(told.matches("1 row = 1 kept + 0 set aside + 0 exact duplicates").count(), 2, "{told}");
    assert_eq!(desk.rows("select case_id, category from cases order by case_id"), ["1,billing", "2,north", "3,billing", "4,south"]);
}

#[test]
fn repaired_rows_are_read_as_they_are_written_whatever_the_mapping_says_of_the_export() {
    let desk = Desk::new("UTC");
    desk.mapping("desk", &MAPPING.replace("dates = \"iso\"", "dates = \"iso\"\nencoding = \"windows-1252\""));
    desk.import_text("may.csv", b"number,opened,closed,topic\n1,2026-05-02T09:00:00Z,,billing\n2,soon,,Caf\xe9\n");
    let set_aside = desk.run(&["query", "select * from rejects", "--format", "csv"]).done();
    desk.file("repaired.csv", set_aside.replace("soon", "2026-05-04T09:00:00Z"));
    desk.import(&["--retry", "repaired.csv"]);
    assert_eq!(desk.rows("select category from cases where case_id = '2'"), ["Caf\u{e9}"]);
}

#[test]
fn a_row_inside_a_row_can_be_tried_again() {
    let desk = Desk::new("UTC");
    let mapping = r#"
schema = 1
id = "crm"
title = "CRM"
mode = "snapshot"
[[table]]
name = "history"
row = "event"
format = "json"
each = "history"
recognise = ["id", "history.at", "history.what"]
dates = "iso"
case_id = "id"
[table.case]
received_at = "created"
kind = { constant = "complaint" }
[[table.event]]
at = "history.at"
[table.event.event]
column = "history.what"
values = { ack = "acknowledged", close = "closed" }
"#;
    let text = "{\"id\":1,\"created\":\"2026-03-01T10:00:00Z\",\"history\":[{\"at\":\"2026-03-01T11:00:00Z\",\"what\":\"ack\"},\
        {\"at\":\"2026-03-02T11:00:00Z\",\"what\":\"shut\"}]}\n";
    desk.mapping("crm", mapping);
    assert!(desk.import_text("x.jsonl", text).contains("2 rows = 1 kept + 1 set aside"));
    // What is set aside is that element alone, beside what stands around it.
    let rejects = desk.run(&["query", "select * from rejects", "--format", "csv"]).done();
    assert!(rejects.contains("shut") && !rejects.contains("ack"), "{rejects}");
    desk.mapping("crm", &mapping.replace("close =", "shut = \"closed\", close ="));
    let told = desk.import(&["--retry"]);
    assert!(told.contains("1 row = 1 kept + 0 set aside"), "{told}");
    assert_eq!(desk.rows("select event from events order by \"at\""), ["acknowledged", "closed"]);
    assert_eq!(desk.account(), ["2,2,0,0"]);

    // Or its text is mended.
    let other = Desk::new("UTC");
    other.mapping("crm", mapping);
    other.import_text("x.jsonl", text);
    let rejects = other.run(&["query", "select * from rejects", "--format", "csv"]).done();
    other.file("set-aside.csv", rejects.replace("\"\"shut\"\"", "\"\"close\"\""));
    let told = other.import(&["--retry", "set-aside.csv"]);
    assert!(told.contains("1 row = 1 kept + 0 set aside"), "{told}");
}

#[test]
fn repeated_cases_are_one_fault_in_the_order_of_their_rows() {
    let desk = Desk::with_mapping();
    let twice = |number: u32| format!("{number},2026-05-02T09:00:00Z,,\n{number},2026-05-02T09:00:00Z,2026-05-03T09:00:00Z,\n");
    let told = desk.import_text("may.csv", format!("number,opened,closed,topic\n{}", (1..=12).map(twice).collect::<String>()));
    let fault = "    12 rows: \"case_id\" occurs twice: an earlier row has another account of the case\n      may.csv:3: \"1\"\n      \
        may.csv:5: \"2\"\n      may.csv:7: \"3\"\n      and 9 more\n";
    assert!(told.contains(fault) && told.matches("occurs twice").count() == 1, "{told}");
    // Which row each repeats is told where it is kept.
    assert_eq!(
        desk.rows("select reason from rejects where \"row\" = 4"),
        ["occurs twice: row 3 of may.csv has another account of the case"]
    );
}

#[test]
fn what_was_set_aside_can_be_asked_for_without_any_procedure() {
    let desk = Desk::with_mapping();
    let toml = std::fs::read_to_string(desk.path().join("ws/ombud.toml")).unwrap();
    desk.file("ws/ombud.toml", toml.replace("\"feedback-and-complaints\"", ""));
    desk.import_text("march.csv", "number,opened,closed\n1,soon,\n");
    assert_eq!(desk.rows("select value from rejects where import = 1"), ["soon"]);
}
