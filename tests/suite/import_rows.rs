//! What the rows of a log or a list say of a case: a duplicate or a change, the first or a later one, and since when.

use crate::desk::{Desk, MAPPING};

/// A log with one row a change, of which the clock shows minutes only.
const LOG: &str = r#"
schema = 1
id = "log"
title = "Log"
mode = "snapshot"
time_zone = "UTC"
[[table]]
name = "changes"
row = "event"
recognise = ["ref", "state", "changed"]
dates = "iso"
case_id = "ref"
[table.case]
kind = { constant = "issue" }
team = "group"
[[table.event]]
at = "changed"
when = { column = "state", changed = true }
event = { column = "state", other = "status_changed", values = { Closed = "closed", Reopened = "reopened" } }
"#;

#[test]
fn rows_of_one_minute_that_say_different_things_are_no_duplicates() {
    let desk = Desk::new("UTC");
    desk.mapping("log", LOG);
    // Reopened, closed and reopened within a minute: the case ends open, with the third team. Row 4 is row 3 again.
    let told = desk.import_text(
        "log.csv",
        "ref,state,changed,group\n1,Reopened,2026-02-01T09:00:00Z,G1\n1,Closed,2026-02-01T09:00:00Z,G2\n1,Reopened,2026-02-01T09:00:00Z,G3\n\
        1,Reopened,2026-02-01T09:00:00Z,G3\n2,New,2026-02-01T09:00:00Z,G1\n2,Open,2026-02-01T09:00:00Z,G1\n",
    );
    assert!(told.contains("6 rows = 5 kept + 0 set aside + 1 exact duplicate"), "{told}");
    assert_eq!(
        desk.rows("select string_agg(event, ' ' order by \"row\") as events from events where case_id = '1'"),
        ["reopened closed reopened"]
    );
    assert_eq!(desk.rows("select case_id, team from cases order by case_id"), ["1,G3", "2,G1"]);
}

#[test]
fn rows_of_one_minute_that_differ_in_an_attribute_of_the_case_are_no_duplicates_either() {
    let desk = Desk::new("UTC");
    desk.mapping("log", &LOG.replace("[[table.event]]", "[table.attributes]\ncase = [\"priority\"]\n[[table.event]]"));
    let told = desk.import_text(
        "log.csv",
        "ref,state,changed,group,priority\n1,Reopened,2026-02-01T09:00:00Z,G1,low\n1,Closed,2026-02-01T09:00:00Z,G1,low\n\
        1,Reopened,2026-02-01T09:00:00Z,G1,high\n1,Reopened,2026-02-01T09:00:00Z,G1,high\n",
    );
    assert!(told.contains("4 rows = 3 kept + 0 set aside + 1 exact duplicate"), "{told}");
    let of_case = "select string_agg(event, ' ' order by \"row\") as events from events where case_id = '1'";
    assert_eq!(desk.rows(of_case), ["reopened closed reopened"]);
}

#[test]
fn a_case_is_received_with_a_row_whose_word_stands_for_no_event_unless_a_condition_leaves_it_out() {
    let log = LOG.replace("when = { column = \"state\", changed = true }\n", "").replace(
        "other = \"status_changed\", values = { Closed = \"closed\", Reopened = \"reopened\" }",
        "values = { New = [], Viewed = [], Closed = \"closed\" }",
    );
    // Were the first event the receipt, whoever is answered at once would have waited for nothing: case 1 was viewed on the 5th, new on the
    // 8th and closed on the 9th.
    let rows = "ref,state,changed,group\n1,Viewed,2026-01-05T10:00:00Z,G\n1,New,2026-01-08T10:00:00Z,G\n1,Closed,2026-01-09T12:00:00Z,G\n";
    for (when, received) in [("", "2026-01-05T10:00:00Z"), ("when = { column = \"state\", is_not = \"Viewed\" }\n", "2026-01-08T10:00:00Z")]
    {
        let desk = Desk::new("UTC");
        desk.mapping("log", &format!("{log}{when}"));
        desk.import_text("log.csv", rows);
        assert_eq!(desk.rows("select case_id, received_at from cases"), [format!("1,{received}")], "{when}");
        assert_eq!(desk.events(), ["1 closed 01-09 12:00"], "{when}");
    }
}

/// A log in which every row is a state; what is between the stars of a pattern stands for itself.
#[test]
fn a_state_before_is_matched_by_stars_alone() {
    let desk = Desk::new("UTC");
    let log = |from: &str| {
        format!(
            "schema = 1\nid = \"log\"\ntitle = \"Log\"\nmode = \"snapshot\"\n[[table]]\nname = \"log\"\nrow = \"event\"\nrecognise = [\"nr\", \"at\", \"state\"]\n\
             dates = \"iso\"\ncase_id = \"nr\"\n[[table.event]]\nevent = \"resumed\"\nat = \"at\"\nwhen = {{ column = \"state\", from = {from} }}\n"
        )
    };
    let rows = "nr,at,state\n1,2026-01-01T08:00:00Z,1\n1,2026-01-02T08:00:00Z,2\n1,2026-01-03T08:00:00Z,?\n1,2026-01-04T08:00:00Z,On hold\n\
        1,2026-01-05T08:00:00Z,a\\b\n1,2026-01-06T08:00:00Z,[x]\n1,2026-01-07T08:00:00Z,end\n";
    for (from, days) in [("'?'", &["04"][..]), ("'on *'", &["05"]), ("'a\\b'", &["06"]), ("'[x]'", &["07"]), ("'a?b'", &[])] {
        std::fs::remove_dir_all(desk.path().join("ws/lake")).ok();
        desk.mapping("log", &log(from));
        desk.file("log.csv", rows);
        desk.import(&["--source", "log", "log.csv"]);
        assert_eq!(desk.rows("select strftime(\"at\", '%d') from events where source = 'log'"), days, "{from}");
    }
}

#[test]
fn what_rows_say_of_a_receipt_goes_before_when_something_happened() {
    let desk = Desk::new("UTC");
    desk.mapping(
        "log",
        "schema = 1\nid = \"log\"\ntitle = \"Log\"\nmode = \"snapshot\"\n[[table]]\nname = \"log\"\nrow = \"event\"\nrecognise = [\"nr\", \"at\", \"opened\"]\n\
         dates = \"iso\"\ncase_id = \"nr\"\n[table.case]\nreceived_at = \"opened\"\n[[table.event]]\nevent = \"initial_response\"\nat = \"at\"\nonly = \"first\"\n",
    );
    // A row of 13:00 leaves the receipt out, another one says 14:00; of case 2 no row says it. What was written before the receipt is
    // no first answer.
    let rows = "nr,at,opened\n1,2026-01-05T13:00:00Z,\n1,2026-01-05T15:00:00Z,2026-01-05T14:00:00Z\n2,2026-01-06T09:00:00Z,\n\
        3,2026-01-05T13:00:00Z,2026-01-05T14:00:00Z\n";
    desk.file("log.csv", rows);
    desk.import(&["--source", "log", "log.csv"]);
    let received = "select case_id, strftime(received_at, '%d %H') from cases where source = 'log' order by all";
    assert_eq!(desk.rows(received), ["1,05 14", "2,06 09", "3,05 14"]);
    let answered = "select case_id, strftime(\"at\", '%d %H') from events where source = 'log' order by all";
    assert_eq!(desk.rows(answered), ["1,05 15", "2,06 09"]);
}

/// A log that names what changed, and of which most rows are notes.
const NOTES: &str = "schema = 1\nid = \"log\"\ntitle = \"Log\"\nmode = \"snapshot\"\ntime_zone = \"UTC\"\n[[table]]\nname = \"rows\"\nrow = \"event\"\n\
    recognise = [\"num\", \"upd\", \"state\", \"team\"]\ndates = \"iso\"\ncase_id = \"num\"\n[table.case]\nreceived_at = \"opened\"\n\
    kind = { constant = \"complaint\" }\nteam = \"team\"\n[[table.event]]\nevent = \"closed\"\nat = \"upd\"\nwhen = { column = \"state\", is = \"Closed\" }\n\
    [[table.event]]\nevent = \"initial_response\"\nat = \"upd\"\nonly = \"first\"\nwhen = { column = \"state\", is = \"Reply\" }\n\
    [[table.event]]\nevent = \"progress_update\"\nat = \"upd\"\nonly = \"later\"\nwhen = { column = \"state\", is = \"Reply\" }\n";

#[test]
fn a_row_without_an_event_says_what_it_says_at_its_own_time() {
    let rows = [
        "A,2026-01-05T08:00:00Z,2026-01-05T08:00:00Z,New,North",
        "A,2026-01-05T08:00:00Z,2026-01-05T10:00:00Z,Closed,South",
        "A,2026-01-05T08:00:00Z,2026-01-05T12:00:00Z,,East",
        "B,2026-01-05T08:00:00Z,2026-01-05T10:00:00Z,Note,South",
        "B,2026-01-05T08:00:00Z,2026-01-05T12:00:00Z,Note,East",
        // Nothing but the row itself tells when these came in; of D an event does.
        "C,,2026-01-05T15:00:00Z,,West",
        "D,,2026-01-05T15:00:00Z,,West",
        "D,,2026-01-05T16:00:00Z,Closed,",
    ];
    let expected =
        ["A,2026-01-05T08:00:00Z,East", "B,2026-01-05T08:00:00Z,East", "C,2026-01-05T15:00:00Z,West", "D,2026-01-05T16:00:00Z,West"];
    for is_reversed in [false, true] {
        let desk = Desk::new("UTC");
        desk.mapping("log", NOTES);
        let rows: Vec<&str> = if is_reversed { rows.iter().rev().copied().collect() } else { rows.to_vec() };
        desk.import_text("log.csv", format!("num,opened,upd,state,team\n{}\n", rows.join("\n")));
        assert_eq!(desk.rows("select case_id, received_at, team from cases order by case_id"), expected, "{is_reversed}");
    }
}

#[test]
fn what_is_not_the_first_since_the_receipt_is_a_later_one() {
    let desk = Desk::new("UTC");
    desk.mapping("log", NOTES);
    desk.import_text(
        "log.csv",
        "num,opened,upd,state,team\nA,,2026-01-05T13:00:00Z,Reply,\nA,2026-01-05T14:00:00Z,2026-01-05T14:00:00Z,New,\n\
        A,,2026-01-05T15:00:00Z,Reply,\nA,,2026-01-05T16:00:00Z,Reply,\nB,,2026-01-05T13:00:00Z,Reply,\n\
        B,2026-01-05T14:00:00Z,2026-01-05T14:00:00Z,New,\n",
    );
    let expected = [
        "A,2026-01-05T13:00:00Z,progress_update",
        "A,2026-01-05T15:00:00Z,initial_response",
        "A,2026-01-05T16:00:00Z,progress_update",
        "B,2026-01-05T13:00:00Z,progress_update",
    ];
    assert_eq!(desk.rows("select case_id, \"at\", event from events order by case_id, \"at\""), expected);
}

#[test]
fn what_is_known_by_the_day_of_the_receipt_is_not_before_it() {
    let desk = Desk::new("UTC");
    let rule = |event: &str, only: &str| {
        format!("[[table.event]]\nevent = \"{event}\"\nat = \"day\"\nwhen = {{ column = \"what\", is = \"Reply\" }}\nonly = \"{only}\"\n")
    };
    let log = "schema = 1\nid = \"log\"\ntitle = \"Log\"\nmode = \"snapshot\"\n[[table]]\nname = \"log\"\nrow = \"event\"\n\
        recognise = [\"id\", \"opened\", \"day\", \"what\"]\ndates = \"iso\"\ncase_id = \"id\"\n[table.case]\nreceived_at = \"opened\"\n\
        kind = { constant = \"complaint\" }\n";
    desk.mapping("log", &format!("{log}{}{}", rule("acknowledged", "first"), rule("progress_update", "later")));
    // All were received on the 5th at 10:00. The 5th, as a day, lasts until after that; 09:00 does not, nor does the 4th.
    let rows = [("1", "05"), ("1", "09"), ("2", "05 09:00"), ("2", "09"), ("3", "04"), ("3", "09"), ("4", "05 11:00"), ("4", "09")];
    let rows: String = rows.iter().map(|(case, day)| format!("{case},2026-01-05 10:00,2026-01-{day},Reply\n")).collect();
    desk.import_text("log.csv", format!("id,opened,day,what\n{rows}"));
    let acknowledged = "select case_id, strftime(\"at\", '%d %H:%M') from events where event = 'acknowledged' order by case_id";
    assert_eq!(desk.rows(acknowledged), ["1,05 00:00", "2,09 00:00", "3,09 00:00", "4,05 11:00"]);
    assert_eq!(desk.rows("select count(*) as n from events where event = 'progress_update'"), ["4"]);
}

#[test]
fn the_first_of_something_is_the_first_since_receipt_in_a_list_of_cases_too() {
    let desk = Desk::new("UTC");
    let rules = "[[table.event]]\nfor_each = \"comment\"\nevent = \"acknowledged\"\nonly = \"first\"\nat = \"comment\"\n";
    desk.mapping(
        "desk",
        &MAPPING.replace("reports = [\"closed\"]\n", "").replace("[[table.event]]\n", &format!("{rules}[[table.event]]\n")),
    );
    // The comment of 07:00 stands before the receipt at 08:00.
    desk.import_text(
        "a.csv",
        "number,opened,closed,comment,comment,comment\n1,2026-01-05 08:00,,2026-01-05 07:00,2026-01-05 09:00,2026-01-05 10:00\n",
    );
    assert_eq!(desk.rows("select strftime(\"at\", '%H') from events where event = 'acknowledged'"), ["09"]);
}

#[test]
fn each_attribute_of_a_case_in_a_log_is_what_was_said_of_it_last() {
    let desk = Desk::new("UTC");
    desk.mapping(
        "log",
        "schema = 1\nid = \"log\"\ntitle = \"Log\"\nmode = \"snapshot\"\n[[table]]\nname = \"log\"\nrow = \"event\"\n\
        recognise = [\"id\", \"state\", \"at\", \"plan\"]\ndates = \"iso\"\ncase_id = \"id\"\n[table.case]\nreceived_at = \"opened\"\n\
        kind = { constant = \"complaint\" }\n[table.attributes]\ncase = [\"plan\", \"shelf\"]\n[[table.event]]\nat = \"at\"\n\
        when = { column = \"state\", changed = true }\nevent = { column = \"state\", values = { Closed = \"closed\" }, other = \"status_changed\" }\n",
    );
    // Gold comes again behind Silver; the shelf is said once, and the last row says nothing.
    desk.import_text(
        "log.csv",
        "id,state,at,opened,plan,shelf\n1,Open,2026-01-05 10:00,2026-01-05 09:00,Gold,\n1,Held,2026-01-06 10:00,2026-01-05 09:00,Silver,S1\n\
        1,Closed,2026-01-07 10:00,2026-01-05 09:00,Gold,\n1,Archived,2026-01-08 10:00,2026-01-05 09:00,,\n2,Open,2026-01-05 10:00,2026-01-05 09:00,,\n",
    );
    let attributes = "select case_id, attributes['plan'] as plan, attributes['shelf'] as shelf, cardinality(attributes) as n from cases order by case_id";
    assert_eq!(desk.rows(attributes), ["1,Gold,S1,2", "2,,,0"]);
}

#[test]
fn lengths_of_time_may_have_a_decimal_comma_and_words_for_nothing() {
    let desk = Desk::new("UTC");
    let at = "at = { after = \"opened\", hours = \"taken\", nothing = [\"0\", \"open\"] }";
    desk.mapping("desk", &MAPPING.replace("\"opened\", \"closed\"]", "\"opened\", \"taken\"]").replace("at = \"closed\"", at));
    let told = desk.import_text(
        "may.csv",
        "number;opened;taken\n1;2026-05-02T09:00:00Z;1,5\n2;2026-05-02T09:00:00Z;0\n3;2026-05-02T09:00:00Z;open\n4;2026-05-02T09:00:00Z;1,500\n",
    );
    assert!(told.contains("4 rows = 3 kept + 1 set aside"), "{told}");
    assert_eq!(desk.rows("select case_id, \"at\" from events"), ["1,2026-05-02T10:30:00Z"]);
    assert_eq!(
        desk.rows("select column_name, value, reason from rejects"),
        ["taken,\"1,500\",is a length of time that can be read in two ways; decimal in the mapping tells which"]
    );
}

#[test]
fn a_row_of_json_that_says_one_thing_twice_is_set_aside() {
    let desk = Desk::with_mapping();
    let told = desk.import_text(
        "a.jsonl",
        "{\"number\":\"1\",\"opened\":\"2026-01-05\",\"closed\":null,\"opened\":\"2026-02-05\"}\n\
         {\"number\":\"2\",\"opened\":\"2026-01-05\",\"closed\":null,\"a.b\":\"x\",\"a\":{\"b\":\"y\"}}\n\
         {\"number\":\"3\",\"opened\":\"2026-01-05\",\"closed\":null,\"number\":\"3\"}\n",
    );
    assert!(told.contains("3 rows = 1 kept + 2 set aside"), "{told}");
    assert_eq!(
        desk.rows("select \"row\", reason from rejects order by all"),
        ["1,\"the key \"\"opened\"\" stands twice, with different values\"", "2,\"two different values are called \"\"a.b\"\"\""]
    );
}

#[test]
fn a_case_whose_history_is_empty_is_a_case() {
    let desk = Desk::new("UTC");
    let table = "row = \"event\"\neach = \"history\"\nrecognise = [\"key\", \"created\"]\ndates = \"iso\"\ncase_id = \"key\"";
    desk.mapping(
        "each",
        &format!(
            "schema = 1\nid = \"each\"\ntitle = \"E\"\nmode = \"snapshot\"\n[[table]]\nname = \"t\"\n{table}\n[table.case]\n\
             received_at = \"created\"\n[[table.event]]\nat = \"history.t\"\nevent = {{ column = \"history.type\", values = {{ ack = \"acknowledged\" }} }}\n"
        ),
    );
    let row = |key: u32, rest: &str| format!("{{\"key\":\"{key}\",\"created\":\"2026-01-05T10:00:00Z\"{rest}}}\n");
    let told = desk.import_text(
        "e.jsonl",
        [
            row(1, ",\"history\":[{\"t\":\"2026-01-05T11:00:00Z\",\"type\":\"ack\"},{\"t\":\"2026-01-05T12:00:00Z\"}]"),
            row(2, ",\"history\":[]"),
            row(3, ""),
            row(4, ",\"history\":null"),
        ]
        .concat(),
    );
    // Of five rows one is at fault: an element without its word.
    assert!(told.contains("5 rows = 4 kept + 1 set aside"), "{told}");
    assert_eq!(desk.rows("select case_id from cases order by case_id"), ["1", "2", "3", "4"]);
}

#[test]
fn a_case_whose_word_or_date_of_an_event_is_blank_is_a_case() {
    let desk = Desk::new("UTC");
    let event = "at = \"decided\"\nevent = { column = \"state\", values = { 01 = [], 02 = \"resolution_proposed\", 09 = \"closed\" } }";
    let mapping = MAPPING.replace("reports = [\"closed\"]\n", "").replace("\"closed\"]", "\"decided\"]");
    desk.mapping("desk", &mapping.replace("event = \"closed\"\nat = \"closed\"", event));
    let told = desk.import_text(
        "bank.csv",
        "number,opened,state,decided\n1,2026-03-01,01,\n2,2026-03-02,02,\n3,2026-03-03,09,2026-03-10\n4,2026-03-04,,\n5,2026-03-05,,2026-03-09\n\
         6,2026-03-06,77,\n",
    );
    // 77 stands for nothing in the mapping, which only its author can mend.
    assert!(told.contains("6 rows = 5 kept + 1 set aside") && told.contains("\"state\" stands for no event in the mapping"), "{told}");
    assert_eq!(desk.rows("select case_id from cases order by case_id"), ["1", "2", "3", "4", "5"]);
    assert_eq!(desk.closings(), ["3,03-10"]);
    // The second was told a resolution, nobody knows when; of the fifth something happened on the 9th, nobody knows what.
    let counted = "select measure, field, value, count from import_quality where measure in ('undated', 'unnamed') order by measure";
    assert_eq!(desk.rows(counted), ["undated,at,resolution_proposed,1", "unnamed,at,,1"]);
    assert!(told.contains("\"resolution_proposed\" is said 1 time without its date"), "{told}");
}

#[test]
fn days_after_a_day_are_days_though_clocks_change_between() {
    let desk = Desk::new("Europe/Berlin");
    let at = "at = { after = \"opened\", days = \"taken\" }";
    desk.mapping("desk", &MAPPING.replace("\"opened\", \"closed\"]", "\"opened\", \"taken\"]").replace("at = \"closed\"", at));
    desk.import_text("days.csv", "number,opened,taken\n1,2026-10-24,2\n2,2026-03-28,2\n3,2026-10-24 12:00,2\n");
    // Berlin is two hours ahead of UTC in summer time, which ends on 25 October and begins on 29 March 2026, and one in winter. A moment is
    // 48 hours later: 10:00Z, which then is 11:00.
    assert_eq!(
        desk.rows("select case_id, \"at\", at_last, at_precision from events order by case_id"),
        [
            "1,2026-10-25T23:00:00Z,2026-10-26T22:59:59.999999Z,day",
            "2,2026-03-29T22:00:00Z,2026-03-30T21:59:59.999999Z,day",
            "3,2026-10-26T10:00:00Z,2026-10-26T10:00:00Z,moment",
        ]
    );
}

#[test]
fn a_length_that_may_be_minutes_and_seconds_or_hours_and_minutes_is_set_aside() {
    let desk = Desk::new("UTC");
    let at = "at = { after = \"opened\", minutes = \"taken\" }";
    desk.mapping("desk", &MAPPING.replace("\"opened\", \"closed\"]", "\"opened\", \"taken\"]").replace("at = \"closed\"", at));
    desk.import_text("a.csv", "number,opened,taken\n1,2026-03-02 09:00,05:30\n2,2026-03-02 09:00,12:30:00\n");
    assert_eq!(desk.rows("select case_id, \"at\" from events"), ["2,2026-03-02T21:30:00Z"]);
    assert_eq!(
        desk.rows("select column_name, value, reason from rejects"),
        ["taken,05:30,\"is a length of time that can be read in two ways: as hours and minutes, or as minutes and seconds\""]
    );
}
