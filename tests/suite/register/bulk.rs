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
    desk.open(&["--kind", "complaint"]);
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

/// Columns are shifted easily, and what is told of it may stand on a screen, in a mail or in a log file.
#[test]
fn a_message_about_shifted_columns_repeats_no_name_and_no_text() {
    let desk = Desk::new();
    let rows = "1,,2026-01-02,Ann Smith is furious,,,\n2,,Ann Smith,phone,,,\n2,Ann Smith rang,2026-01-02,phone,,,\n\
        3,closed,2026-01-02,,,Ann Smith,\n,Ann Smith rang,2026-01-02,,,,\n";
    desk.write("shifted.csv", &format!("case,event,at,channel,kind,auto,customer\n{rows}"));
    let told = desk.refused(&["register", "import", "shifted.csv"]);
    assert!(!told.contains("Smith") && !told.contains("furious"), "{told}");
    for place in ["2: channel holds", "3: at holds", "4: event holds", "5: auto holds", "6: the row names no case"] {
        assert!(told.contains(&format!("shifted.csv:{place}")), "{place}\n{told}");
    }
    assert!(told.contains("true, false or unknown") && told.contains("2026-03-31T17:00:00Z"), "what is accepted: {told}");
    // A file without a header, and a case by a name that no row opens.
    desk.write("shifted.csv", "1,Ann Smith,2026-01-02\n2,Lee,2026-01-02\n");
    let told = desk.refused(&["register", "import", "shifted.csv"]);
    assert!(!told.contains("Smith") && told.contains("shifted.csv:1: the header's column 2 holds"), "{told}");
    desk.write("shifted.csv", "case,event,at\nAnn Smith,closed,2026-01-02\n");
    assert!(desk.refused(&["register", "import", "shifted.csv"]).contains("no case of that name was opened"));
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
        "bad.csv:5: at: \"soon\" is no instant",
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

#[test]
fn a_row_above_the_opening_of_its_case_is_recorded_of_no_other_case() {
    let desk = Desk::new();
    desk.open(&["--received-at", "2026-03-01"]);
    desk.write("old.csv", "case,event,at,category\n1,acknowledged,2026-06-02,\n1,,2026-06-01,delivery\n1,progress_update,2026-06-03,\n");
    for more in [&[][..], &["--force"]] {
        let told = desk.refused(&[&["register", "import", "old.csv"], more].concat());
        assert!(told.contains("old.csv:2: the case \"1\" is opened further down only, on line 3"), "{told}");
        assert!(told.contains("Put the row that opens the case above all others of the case."), "{told}");
    }
    assert_eq!(desk.lines("log.jsonl").len(), 1);
}

#[test]
fn a_name_that_means_two_cases_of_the_register_is_asked_back() {
    let desk = Desk::new();
    // The register's first case is the old register's second, and the other way round.
    desk.write("jan.csv", "case,event,at\n2,,2026-01-05\n1,,2026-01-06\n3,,2026-01-07\n");
    assert_eq!(desk.done(&["register", "import", "jan.csv"]), "R-000001 2\nR-000002 1\nR-000003 3\n");
    desk.write("feb.csv", "case,event,at,outcome\n1,closed,2026-02-02,upheld\n3,closed,2026-02-03,upheld\n");
    let told = desk.refused(&["register", "import", "feb.csv"]);
    assert!(told.contains("feb.csv:2: \"1\" can mean R-000001 or R-000002"), "{told}");
    assert!(told.contains("Write the full number of the case that is meant.") && !told.contains("feb.csv:3"), "{told}");
    assert_eq!(desk.lines("log.jsonl").len(), 3);
    // In full it is no doubt; nor is a short form once no opening keeps that reference.
    desk.write("feb.csv", "case,event,at,outcome\nR-000002,closed,2026-02-02,upheld\n3,closed,2026-02-03,upheld\n");
    desk.done(&["register", "import", "feb.csv"]);
    desk.done(&["register", "open", "--corrects", "2", "--attribute", "reference="]);
    desk.write("mar.csv", "case,event,at\n1,acknowledged,2026-01-05\n");
    desk.done(&["register", "import", "mar.csv"]);
    assert!(desk.done(&["register", "show", "R-000001"]).contains("acknowledged"));
}
