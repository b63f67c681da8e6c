//! Recording one entry after the other: what is told, what is questioned, and how corrections show.

use super::desk::Desk;

#[test]
fn a_new_case_tells_what_is_due_next_and_when() {
    let desk = Desk::new();
    // Received on Friday 2 January 2026 at 10:00: 24 hours later is Saturday 10:00. The seventh working day after it, weekends
    // left out (5, 6, 7, 8, 9, 12, 13 January), ends with Tuesday 13 January.
    let run = desk.run(&["register", "open", "--channel", "phone", "--category", "billing", "--received-at", "2026-01-02 10:00"]);
    assert_eq!((run.code, run.out.as_str()), (0, "R-000001\n"));
    assert!(run.err.contains("overdue since 2026-01-03 10:00: Acknowledge within a day. (acknowledge, own)"), "{}", run.err);
    assert!(run.err.contains("overdue since end of 2026-01-13: Answer within seven working days. (answer, own)"), "{}", run.err);
    // Done in time, it is not told again, and a notice moves the other to the end of the day that it promised.
    let words = ["register", "record", "1", "acknowledged", "--at", "2026-01-02 11:00", "--attribute", "next_steps=we call"];
    assert!(!desk.run(&words).err.contains("Acknowledge"));
    let notice = ["register", "record", "1", "delay_notice", "--at", "2026-01-05 09:00", "--expected-at", "2199-01-20"];
    let told = desk.run(&notice).err;
    assert!(told.contains("due next, by end of 2199-01-20: Answer within seven working days."), "{told}");
}

#[test]
fn what_is_told_as_due_is_what_due_lists() {
    let desk = Desk::new();
    let told = desk.run(&["register", "open", "--received-at", "2026-01-02 10:00"]).err;
    let listed = desk.done(&["due", "--format", "csv"]);
    // People read the day by whose end something is due, programs the instant.
    let expected = [("2026-01-03T10:00:00Z", "since 2026-01-03 10:00:"), ("2026-01-14T00:00:00Z", "since end of 2026-01-13:")];
    for (line, (due, words)) in listed.lines().skip(1).zip(expected) {
        assert!(line.starts_with(due) && told.contains(words), "{line}\n{told}");
    }
    assert_eq!(listed.lines().count(), 3, "{listed}");
}

#[test]
fn without_a_procedure_nothing_falls_due_and_that_is_told() {
    let desk = Desk::new();
    std::fs::remove_file(desk.file("policies/own.toml")).unwrap();
    assert!(desk.run(&["register", "open", "--kind", "complaint"]).err.contains("no procedure is in force"));
}

#[test]
fn a_procedure_that_cannot_be_read_does_not_lose_the_entry() {
    let desk = Desk::new();
    std::fs::write(desk.file("policies/own.toml"), "schema = 9").unwrap();
    let run = desk.run(&["register", "open", "--kind", "complaint"]);
    assert_eq!((run.code, run.out.as_str()), (0, "R-000001\n"));
    assert!(run.err.contains("warning: what is due next cannot be told"), "{}", run.err);
}

#[test]
fn before_receipt_after_closing_and_in_the_future_is_questioned_and_taken_by_force() {
    let desk = Desk::new();
    desk.open(&["--received-at", "2026-01-02 10:00"]);
    desk.done(&["register", "record", "1", "closed", "--at", "2026-01-09 10:00"]);
    let record = |event: &'static str, at: &'static str, more: &[&'static str]| {
        let words: Vec<&str> = ["register", "record", "1", event, "--at", at].iter().chain(more).copied().collect();
        desk.run(&words)
    };
    for (event, at, why) in [
        ("acknowledged", "2026-01-02 09:59", "is before the receipt of the case at 2026-01-02T10:00:00Z"),
        ("progress_update", "2026-01-09 10:01", "is after the closing of the case at 2026-01-09T10:00:00Z"),
        ("follow_up", "2199-01-01", "lies in the future"),
    ] {
        let before = desk.lines("log.jsonl");
        let refused = record(event, at, &[]);
        assert!(refused.code == 2 && refused.err.contains(why) && refused.err.contains("--force"), "{event}: {}", refused.err);
        assert_eq!(desk.lines("log.jsonl"), before);
        assert_eq!(record(event, at, &["--force"]).code, 0);
        assert!(desk.lines("log.jsonl").pop().unwrap().contains("\"forced\":true"));
    }
    assert_eq!(record("reopened", "2026-01-12 09:00", &[]).code, 0, "a reopening comes after a closing by its nature");
    let unforced = record("progress_update", "2026-01-12 10:00", &[]);
    assert_eq!(unforced.code, 0, "{}", unforced.err);
    assert!(!desk.lines("log.jsonl").pop().unwrap().contains("forced"));
    assert!(desk.done(&["register", "show", "1"]).contains("[forced]"));
}

#[test]
fn an_event_of_an_imported_case_is_held_against_that_case() {
    let desk = Desk::new();
    desk.write("cases.csv", "case_id,received_at\n4711,2026-01-02T10:00:00Z\n");
    desk.write("events.csv", "case_id,event,at\n4711,closed,2026-01-05T10:00:00Z\n");
    desk.done(&["import", "cases.csv", "events.csv"]);
    let record = |case, at, more: &[&'static str]| {
        let words: Vec<&str> =
            ["register", "record", case, "acknowledged", "--source", "canonical", "--at", at].iter().chain(more).copied().collect();
        desk.run(&words)
    };
    assert!(record("4711", "2026-01-01 10:00", &[]).err.contains("before the receipt"));
    assert!(record("4711", "2026-01-06 10:00", &[]).err.contains("after the closing"));
    let unknown = record("4712", "2026-01-02 11:00", &[]);
    assert!(unknown.code == 2 && unknown.err.contains("4712") && unknown.err.contains("--force"), "{}", unknown.err);
    assert_eq!(record("4712", "2026-01-02 11:00", &["--force"]).code, 0, "the export that has it may come later");
    let sound = record("4711", "2026-01-02 11:00", &[]);
    assert_eq!(sound.code, 0, "{}", sound.err);
}

#[test]
fn a_correction_shows_in_every_view_and_the_history_keeps_what_it_corrected() {
    let desk = Desk::new();
    desk.open(&["--received-at", "2026-01-02 10:00", "--category", "biling"]);
    desk.done(&["register", "record", "1", "acknowledged", "--at", "2026-01-03 12:00", "--attribute", "next_steps=a call"]);
    desk.done(&["register", "open", "--corrects", "1", "--category", "billing"]);
    desk.done(&["register", "record", "1", "acknowledged", "--corrects", "2", "--at", "2026-01-02 12:00"]);
    let status = "select status from verdicts where clause = 'acknowledge'";
    let query = |sql: &str| desk.done(&["query", sql, "--as-of", "2026-02-01", "--format", "csv"]);
    assert_eq!(query("select category from cases"), "category\nbilling\n");
    assert_eq!(query("select \"at\" from events where event = 'acknowledged'"), "at\n2026-01-02T12:00:00Z\n");
    assert_eq!(query(status), "status\nmet\n");
    let shown = desk.done(&["register", "show", "1"]);
    for part in ["category=biling", "[corrects 1]", "[replaced by 3]", "2026-01-03 12:00", "[replaced by 4]", "[corrects 2]"] {
        assert!(shown.contains(part), "{part}\n{shown}");
    }
    // Taken back, the acknowledgement is gone from the views and stays in the history.
    desk.done(&["register", "retract", "2", "--note", "never sent"]);
    assert_eq!(query(status), "status\nmissed\n");
    assert!(desk.done(&["register", "show", "1"]).contains("[retracts 2]"));
}

#[test]
fn a_receipt_moved_behind_what_followed_it_and_an_event_of_a_case_taken_back_are_asked_about() {
    let desk = Desk::new();
    desk.open(&["--received-at", "2026-01-02 10:00"]);
    desk.done(&["register", "record", "1", "acknowledged", "--at", "2026-01-02 10:30"]);
    let refused = desk.refused(&["register", "open", "--corrects", "1", "--received-at", "2026-01-20 10:00"]);
    assert!(refused.contains("acknowledged at 2026-01-02T10:30:00Z would be before the receipt"), "{refused}");
    desk.done(&["register", "retract", "1"]);
    let refused = desk.refused(&["register", "record", "1", "closed", "--at", "2026-01-03 10:00"]);
    assert!(refused.contains("was taken back"), "{refused}");
}

#[test]
fn a_register_whose_log_is_missing_is_left_alone() {
    let desk = Desk::new();
    desk.open(&["--received-at", "2026-01-02 10:00", "--customer", "Ann Smith", "--description", "charged twice"]);
    let (log, away) = (desk.file("register/log.jsonl"), desk.file("log-elsewhere"));
    std::fs::rename(&log, &away).unwrap();
    let refused = desk.refused(&["register", "record", "1", "closed", "--at", "2026-01-03 10:00"]);
    assert!(refused.contains("the log is missing"), "{refused}");
    std::fs::rename(&away, &log).unwrap();
    desk.done(&["register", "verify"]);
    assert!(!desk.knows(&["charged twice"]).is_empty());
}

/// An acknowledgement within the hour, and a correction that would make it late.
fn a_mistaken_correction() -> Desk {
    let desk = Desk::new();
    desk.open(&["--received-at", "2026-01-02 10:00"]);
    desk.done(&[
        "register",
        "record",
        "1",
        "acknowledged",
        "--at",
        "2026-01-02 11:00",
        "--actor",
        "kim",
        "--attribute",
        "next_steps=a call",
    ]);
    desk.done(&["register", "record", "1", "acknowledged", "--corrects", "2", "--at", "2026-01-06 11:00"]);
    desk
}

#[test]
fn a_correction_that_is_taken_back_lets_count_again_what_it_corrected() {
    let desk = a_mistaken_correction();
    let status =
        || desk.done(&["query", "select status from verdicts where clause = 'acknowledge'", "--as-of", "2026-02-01", "--format", "csv"]);
    let events = || desk.done(&["query", "select \"at\", actor from events where event = 'acknowledged'", "--format", "csv"]);
    assert_eq!(status(), "status\nlate\n");
    let run = desk.run(&["register", "retract", "3", "--actor", "lee", "--note", "entry 2 was right"]);
    assert_eq!((run.code, run.out.as_str()), (0, "4\n"), "{}", run.err);
    assert!(run.err.contains("retracted entry 3: R-000001 acknowledged, 2026-01-06 11:00 (entry 4)"), "{}", run.err);
    assert!(run.err.contains("entry 2 holds in its place: acknowledged, 2026-01-02 11:00"), "{}", run.err);
    assert_eq!((status(), events()), ("status\nmet\n".into(), "at,actor\n2026-01-02T11:00:00Z,kim\n".into()));
    let shown = desk.done(&["register", "show", "1"]);
    let of = |n: usize| shown.lines().find(|line| line.trim_start().starts_with(&format!("{n} "))).unwrap();
    assert!(!of(2).contains('[') && of(3).ends_with("[corrects 2] [retracted by 4]") && of(4).ends_with("[retracts 3]"), "{shown}");
    assert_eq!(desk.run(&["register", "verify"]).code, 0);
    // A correction of the place starts from what holds, and the newest holds again.
    desk.done(&["register", "record", "1", "acknowledged", "--corrects", "2", "--at", "2026-01-02 12:00"]);
    assert_eq!(events(), "at,actor\n2026-01-02T12:00:00Z,kim\n");
    desk.done(&["register", "retract", "2"]);
    assert_eq!((status(), events()), ("status\nmissed\n".into(), "at,actor\n".into()));
    assert_eq!(desk.run(&["register", "verify"]).code, 0);
}

#[test]
fn what_was_taken_back_already_is_not_taken_back_again() {
    let desk = a_mistaken_correction();
    desk.done(&["register", "retract", "3"]);
    let told = desk.refused(&["register", "retract", "3"]);
    assert!(told.contains("entry 3 was taken back already, by entry 4\nNothing was recorded.") && told.contains("--corrects 2"), "{told}");
    let told = desk.refused(&["register", "retract", "4"]);
    assert!(told.contains("entry 4 takes entry 3 back, and tells nothing that happened"), "{told}");
    desk.done(&["register", "retract", "2"]);
    for n in ["2", "3"] {
        assert!(desk.refused(&["register", "retract", n]).contains("was taken back already, by entry"), "{n}");
    }
    assert_eq!(desk.lines("log.jsonl").len(), 5);
    // Corrected, it counts again, and can be taken back again.
    desk.done(&["register", "record", "1", "acknowledged", "--corrects", "2"]);
    desk.done(&["register", "retract", "2"]);
}

#[test]
fn a_correction_that_moved_an_entry_to_another_case_is_taken_back_in_both() {
    let desk = Desk::new();
    desk.open(&["--received-at", "2026-01-02 10:00"]);
    desk.open(&["--received-at", "2026-01-02 10:00"]);
    desk.done(&["register", "record", "1", "acknowledged", "--at", "2026-01-02 11:00", "--attribute", "next_steps=a call"]);
    desk.done(&["register", "record", "2", "acknowledged", "--corrects", "3"]);
    desk.done(&["register", "retract", "4"]);
    let events = desk.done(&["query", "select case_id from events where event = 'acknowledged'", "--format", "csv"]);
    assert_eq!(events, "case_id\nR-000001\n");
    for case in ["1", "2"] {
        let shown = desk.done(&["register", "show", case]);
        assert!(shown.contains("[retracted by 5]") && shown.contains("[retracts 4]"), "{shown}");
    }
    // What is told after the next entry knows it too: the case is acknowledged.
    let run = desk.run(&["register", "record", "1", "progress_update", "--at", "2026-01-02 12:00"]);
    assert!(!run.err.contains("Acknowledge within a day."), "{}", run.err);
}

#[test]
fn an_attribute_that_is_given_twice_is_refused() {
    let desk = Desk::new();
    let told = desk.refused(&["register", "open", "--attribute", "order=A17", "--attribute", "order =B18"]);
    assert!(told.starts_with("error: the attribute \"order\" is given twice\nAccepted: each name once.\nNothing was recorded."), "{told}");
    assert_eq!(desk.lines("log.jsonl").len(), 0);
}

#[test]
fn a_case_that_was_withdrawn_or_merged_is_not_listed_as_open() {
    let desk = Desk::new();
    for _ in 0..4 {
        desk.open(&["--received-at", "2026-01-02 10:00"]);
    }
    for (case, event) in [("1", "withdrawn"), ("2", "merged"), ("3", "withdrawn")] {
        desk.done(&["register", "record", case, event, "--at", "2026-01-05 10:00"]);
    }
    desk.done(&["register", "record", "3", "reopened", "--at", "2026-01-06 10:00"]);
    let states = |more: &[&str]| -> Vec<String> {
        let listed = desk.done(&[&["register", "list", "--format", "csv"], more].concat());
        listed.lines().skip(1).map(|line| [0, 6].map(|column| line.split(',').nth(column).unwrap()).join(" ")).collect()
    };
    assert_eq!(states(&[]), ["R-000001 closed", "R-000002 closed", "R-000003 open", "R-000004 open"]);
    assert_eq!(states(&["--open"]), ["R-000003 open", "R-000004 open"]);
    assert!(desk.done(&["register", "show", "1"]).starts_with("R-000001, closed"));
}

#[test]
fn what_is_not_overdue_for_certain_is_not_told_as_overdue() {
    let desk = Desk::new();
    // Yesterday in London, at an hour that nobody knows: 24 hours later is today, between its beginning and its end.
    let yesterday = chrono::Utc::now().with_timezone(&chrono_tz::Europe::London).date_naive().pred_opt().unwrap().to_string();
    let told = desk.run(&["register", "open", "--channel", "phone", "--received-at", &yesterday]).err;
    assert!(told.contains("not yet overdue for certain, and due at the earliest by end of ") && !told.contains("overdue since"), "{told}");
    let listed = desk.done(&["due", "--clause", "acknowledge", "--format", "csv"]);
    assert_eq!(listed.lines().nth(1).unwrap().split(',').nth(1), Some("false"), "{listed}");
}

#[test]
fn a_duty_is_told_in_the_words_of_the_version_by_which_the_case_is_judged() {
    let desk = Desk::new();
    for (from, days) in [("2025-01-01", "two"), ("2025-06-01", "ninety")] {
        let number = if days == "two" { "2" } else { "90" };
        let text = format!(
            "schema = 1\nid = \"own\"\ntitle = \"Own\"\norganisation = \"Own\"\ncalendar = \"always\"\neffective_from = {from}\n\
             [[clause]]\nid = \"answer\"\ncite = \"1\"\ntext = \"Answer within {days} days.\"\ntype = \"deadline\"\n\
             after = [\"received\"]\nrequire = [\"resolution_proposed\"]\nwithin = \"{number} days\"\n"
        );
        std::fs::write(desk.file(if days == "two" { "policies/own.toml" } else { "policies/later.toml" }), text).unwrap();
    }
    let opened = |at: &str| desk.run(&["register", "open", "--channel", "phone", "--received-at", at]).err;
    let told = opened("2025-05-20T10:00:00Z");
    // In May London is an hour ahead of UTC.
    assert!(told.contains("overdue since 2025-05-22 11:00: Answer within two days. (answer, own)"), "{told}");
    let told = opened("2025-06-01T10:00:00Z");
    assert!(told.contains("overdue since 2025-08-30 11:00: Answer within ninety days. (answer, own)"), "{told}");
}
