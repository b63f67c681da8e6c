//! Exports that add to earlier ones (`mode = "append"`): what a later one adds to a case, and what it leaves as it was.

use crate::desk::{Desk, MAPPING};

/// A log of which every month is exported by itself.
const MONTHLY: &str = r#"
schema = 1
id = "monthly"
title = "Monthly extract"
mode = "append"
time_zone = "UTC"
[[table]]
name = "moves"
row = "event"
recognise = ["ref", "when", "what"]
dates = "iso"
case_id = "ref"
[table.case]
kind = { constant = "complaint" }
team = "team"
category = "topic"
customer = "who"
[[table.event]]
at = "when"
event = { column = "what", values = { in = "logged", out = "closed" } }
"#;

#[test]
fn what_is_appended_later_moves_no_receipt_and_blanks_nothing() {
    let desk = Desk::new("UTC");
    desk.mapping("monthly", MONTHLY);
    let january =
        "ref,when,what,team,topic,who\n1,2026-01-05T09:00:00Z,in,North,billing,Ann Smith\n2,2026-01-07T09:00:00Z,in,North,delivery,\n";
    let february = "ref,when,what,team,topic,who\n1,2026-02-02T09:00:00Z,out,South,,\n3,2026-02-03T09:00:00Z,in,South,billing,\n";
    desk.import_text("january.csv", january);
    desk.import_text("february.csv", february);
    // Case 1 came in with its first event, in January, whatever is added to it; its team is the newest that is named.
    let cases = "select case_id, received_at, team, category, kind, customer is not null as named, file from cases order by case_id";
    let expected = [
        "1,2026-01-05T09:00:00Z,South,billing,complaint,true,january.csv",
        "2,2026-01-07T09:00:00Z,North,delivery,complaint,false,january.csv",
        "3,2026-02-03T09:00:00Z,South,billing,complaint,false,february.csv",
    ];
    assert_eq!(desk.rows(cases), expected);
    assert_eq!(desk.rows("select count(*) as n from cases where customer like '%Ann%'"), ["0"]);
    // In the other order, and in one import of both, they tell the same.
    for files in [vec![vec!["february.csv"], vec!["january.csv"]], vec![vec!["january.csv", "february.csv"]]] {
        let other = Desk::new("UTC");
        other.mapping("monthly", MONTHLY);
        other.file("january.csv", january);
        other.file("february.csv", february);
        for file in &files {
            other.import(file);
        }
        let received = "select case_id, received_at from cases order by case_id";
        assert_eq!(other.rows(received), desk.rows(received), "{files:?}");
    }
}

#[test]
fn what_is_appended_takes_no_attribute_away() {
    let desk = Desk::new("UTC");
    desk.mapping("desk", &MAPPING.replace("snapshot", "append"));
    desk.import_text("jan.csv", "number,opened,closed,contract,shelf\n1,2026-01-05T08:00:00Z,,C-77,S0\n");
    desk.import_text("feb.csv", "number,opened,closed,contract,shelf\n1,2026-01-05T08:00:00Z,,,S1\n");
    assert_eq!(desk.rows("select attributes['contract'], attributes['shelf'] from cases"), ["C-77,S1"]);
}

#[test]
fn what_is_added_can_be_said_to_be_older_too() {
    let desk = Desk::new("UTC");
    desk.mapping("desk", &MAPPING.replace("mode = \"snapshot\"", "mode = \"append\""));
    desk.import_text("feb.csv", "number,opened,closed,topic\n1,2026-01-05T08:00:00Z,2026-02-10T08:00:00Z,billing\n");
    desk.file("jan.csv", "number,opened,closed,topic\n1,2026-01-05T08:00:00Z,2026-01-09T08:00:00Z,other\n");
    let told = desk.import(&["--older", "jan.csv"]);
    assert!(told.contains("its events were added"), "{told}");
    assert_eq!(desk.rows("select category from cases"), ["billing"]);
    assert_eq!(desk.closings(), ["1,01-09", "1,02-10"]);
}

/// A log whose words are those of the vocabulary.
pub const LOG_OF_WORDS: &str = r#"
schema = 1
id = "log"
title = "Log"
mode = "append"
[[table]]
name = "rows"
row = "event"
recognise = ["Ref", "At", "What"]
dates = "iso"
case_id = "Ref"
[table.case]
kind = { constant = "complaint" }
channel = { constant = "email" }
category = "Topic"
[[table.event]]
event = { column = "What" }
at = "At"
"#;

#[test]
fn an_appended_extract_that_is_older_takes_no_field_back() {
    let desk = Desk::new("UTC");
    desk.mapping("log", LOG_OF_WORDS);
    desk.import_text("february.csv", "Ref,At,What,Topic\n1,2026-02-05 09:00,closed,delivery\n2,2026-02-06 09:00,received,delivery\n");
    let told = desk.import_text("january.csv", "Ref,At,What,Topic\n1,2026-01-05 09:00,received,billing\n");
    assert!(told.contains("This is an older export") && told.contains("its events were added"), "{told}");
    let cases = desk.rows("select case_id, received_at, category from cases order by case_id");
    assert_eq!(cases, ["1,2026-01-05T09:00:00Z,delivery", "2,2026-02-06T09:00:00Z,delivery"]);
    assert_eq!(desk.rows("select count(*) from events where event = 'closed'"), ["1"]);
}

#[test]
fn a_log_that_is_imported_in_parts_is_warned_of_where_its_rules_look_back() {
    let desk = Desk::new("UTC");
    let mapping = |only: &str| {
        format!(
            "schema = 1\nid = \"log\"\ntitle = \"Log\"\nmode = \"append\"\n[[table]]\nname = \"log\"\nrow = \"event\"\nrecognise = [\"nr\", \"at\"]\n\
             dates = \"iso\"\ncase_id = \"nr\"\n[[table.event]]\nevent = \"initial_response\"\nat = \"at\"\n{only}"
        )
    };
    desk.file("jan.csv", "nr,at\n1,2026-01-05T13:00:00Z\n");
    desk.file("feb.csv", "nr,at\n1,2026-02-05T13:00:00Z\n");
    for (only, is_warned) in [("", false), ("only = \"first\"\n", true)] {
        std::fs::remove_dir_all(desk.path().join("ws/lake")).ok();
        desk.mapping("log", &mapping(only));
        assert!(!desk.run(&["import", "--source", "log", "jan.csv"]).err.contains("adds to earlier ones"));
        let told = desk.run(&["import", "--source", "log", "feb.csv"]).err;
        assert_eq!(told.contains("adds to earlier ones"), is_warned, "{told}");
    }
}
