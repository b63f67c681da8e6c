//! Many entries from a file: all of them, or none and every reason why.

use super::desk::Desk;

const OLD_REGISTER: &str = "case,event,at,channel,category,customer,description,outcome,attribute.branch\n\
    17,,2026-01-02 10:00,phone,billing,Ann Smith,\"Charged twice,\nshe says.\",,north\n\
    18,received,2026-01-03,letter,delivery,,,,\n\
    17,acknowledged,2026-01-02 11:00,,,,,,\n\
    ,feedback_review,2026-01-09,,,,,,\n\
    17,closed,2026-01-12 16:00,,,,,upheld,\n";

#[test]
fn an_old_register_is_taken_over_in_one_go() {
    let desk = Desk::new();
    desk.open(&[]);
    desk.write("old.csv", OLD_REGISTER);
    // The second entry of the register opens the file's case 17, the third one its case 18.
    assert_eq!(desk.done(&["register", "import", "old.csv"]), "R-000002 17\nR-000003 18\n");
    assert!(desk.done(&["register", "verify"]).starts_with("6 entries"));
    let cases = desk.done(&[
        "query",
        "select case_id, channel, outcome, description, attributes from cases where case_id <> 'R-000001'",
        "--format",
        "csv",
    ]);
    assert_eq!(
        cases,
        "case_id,channel,outcome,description,attributes\n\
         R-000002,phone,upheld,\"Charged twice,\nshe says.\",\"{branch: north, reference: 17}\"\n\
         R-000003,letter,,,{reference: 18}\n"
    );
    let closed = desk.done(&[
        "query",
        "select case_id, event from events where event in ('closed', 'feedback_review') order by event",
        "--format",
        "csv",
    ]);
    assert_eq!(closed, "case_id,event\nR-000002,closed\n,feedback_review\n");
}

#[test]
fn the_same_file_twice_is_questioned() {
    let desk = Desk::new();
    desk.write("old.csv", OLD_REGISTER);
    desk.done(&["register", "import", "old.csv"]);
    assert!(desk.refused(&["register", "import", "old.csv"]).contains("in the register already"));
    assert_eq!(desk.lines("log.jsonl").len(), 5);
}

#[test]
fn every_fault_of_a_file_is_told_with_its_line_and_nothing_is_recorded() {
    let desk = Desk::new();
    desk.write(
        "bad.csv",
        "case,event,at,channel\n1,,2026-01-02 10:00,phon\n1,aknowledged,2026-01-02 11:00,\n9,closed,2026-01-03,\n1,closed,soon,\n",
    );
    let told = desk.refused(&["register", "import", "bad.csv"]);
    for part in [
        "bad.csv:2: no channel \"phon\"; did you mean \"phone\"?",
        "bad.csv:3: no event \"aknowledged\"; did you mean \"acknowledged\"?",
        "bad.csv:5: \"soon\" is no instant",
    ] {
        assert!(told.contains(part), "{part}\n{told}");
    }
    desk.write("bad.csv", "case,event,at\n1,,2026-01-02 10:00\n1,closed,2026-01-01 10:00\n1,acknowledged,2199-01-01\n");
    let told = desk.refused(&["register", "import", "bad.csv"]);
    assert!(told.contains("bad.csv:3: closed at 2026-01-01T10:00:00Z is before the receipt"), "{told}");
    assert!(told.contains("bad.csv:4: 2199-01-01T00:00:00Z lies in the future"), "{told}");
    desk.write("bad.csv", "case,event,at\nX-9,closed,2026-01-03\n");
    assert!(desk.refused(&["register", "import", "bad.csv"]).contains("no case \"X-9\" was opened"));
    assert!(!desk.file("register/log.jsonl").exists() || desk.lines("log.jsonl").is_empty());
    desk.write("doubtful.csv", "case,event,at\n1,,2026-01-02 10:00\n1,closed,2026-01-01 10:00\n");
    desk.done(&["register", "import", "doubtful.csv", "--force"]);
    assert_eq!(desk.lines("log.jsonl").iter().map(|line| line.contains("\"forced\":true")).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn rows_of_an_imported_case_and_json_lines_are_taken_too() {
    let desk = Desk::new();
    desk.write("cases.csv", "case_id,received_at\n4711,2026-01-02T10:00:00Z\n");
    desk.done(&["import", "cases.csv"]);
    desk.write(
        "more.jsonl",
        "{\"source\":\"canonical\",\"case\":4711,\"event\":\"acknowledged\",\"at\":\"2026-01-02T11:00:00Z\",\"auto\":false}\n",
    );
    desk.done(&["register", "import", "more.jsonl"]);
    let events = desk.done(&["query", "select source, case_id, event from events", "--format", "csv"]);
    assert_eq!(events, "source,case_id,event\ncanonical,4711,acknowledged\n");
}
