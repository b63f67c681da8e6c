//! The list of open duties, on four cases worked out by hand.

use crate::program::ombud;
use std::path::Path;

const POLICY: &str = "schema = 1\nid = \"own\"\ntitle = \"Own\"\norganisation = \"Own\"\ncalendar = \"uk-office\"\n\
    [[clause]]\nid = \"acknowledge\"\ncite = \"1\"\ntext = \"Acknowledge within a day.\"\ntype = \"deadline\"\n\
    after = [\"received\"]\nrequire = [\"acknowledged\"]\nwithin = \"24 hours\"\n\
    [[clause]]\nid = \"review\"\ncite = \"2\"\ntext = \"Review every month.\"\ntype = \"review\"\nrequire = [\"trend_analysis\"]\nevery = \"month\"\n";

/// As of 10 January 2026, 12:00 in London:
/// A was received on the 8th at 12:00, due on the 9th: overdue, and open. B was received on the 10th
/// at 09:00, due on the 11th at 09:00. C was never acknowledged and is closed. D was acknowledged.
fn workspace(home: &Path) {
    ombud(home, &["init", "ws", "--time-zone", "Europe/London"]).done();
    std::fs::write(home.join("ws/policies/own.toml"), POLICY).unwrap();
    std::fs::write(
        home.join("cases.csv"),
        "case_id,received_at,team\nA,2026-01-08T12:00:00Z,north\nB,2026-01-10T09:00:00Z,south\nC,2026-01-05T09:00:00Z,north\nD,2026-01-09T09:00:00Z,north\n",
    )
    .unwrap();
    std::fs::write(home.join("events.csv"), "case_id,event,at\nC,closed,2026-01-08T09:00:00Z\nD,acknowledged,2026-01-09T10:00:00Z\n")
        .unwrap();
    ombud(home, &["-C", "ws", "import", "cases.csv", "events.csv"]).done();
}

fn listed(home: &Path, more: &[&str]) -> Vec<String> {
    let mut words = vec!["-C", "ws", "due", "--as-of", "2026-01-10T12:00:00Z", "--format", "csv"];
    words.extend(more);
    let told = ombud(home, &words).done();
    told.lines().skip(1).map(|line| line.split(',').take(6).collect::<Vec<_>>().join(",")).collect()
}

#[test]
fn what_is_overdue_comes_first_and_closed_cases_are_left_out() {
    let home = tempfile::tempdir().unwrap();
    workspace(home.path());
    assert_eq!(
        listed(home.path(), &[]),
        ["2026-01-09T12:00:00Z,true,own,acknowledge,canonical,A", "2026-01-11T09:00:00Z,false,own,acknowledge,canonical,B"]
    );
    assert_eq!(listed(home.path(), &["--team", "south"]), ["2026-01-11T09:00:00Z,false,own,acknowledge,canonical,B"]);
    assert_eq!(listed(home.path(), &["--within", "20 hours"]), ["2026-01-09T12:00:00Z,true,own,acknowledge,canonical,A"]);
    let table = ombud(home.path(), &["-C", "ws", "due", "--as-of", "2026-01-10T12:00:00Z", "--format", "table"]).done();
    assert!(table.contains("2 open, 1 of them overdue."), "{table}");
}

#[test]
fn a_closing_before_the_receipt_takes_no_duty_away() {
    let home = tempfile::tempdir().unwrap();
    ombud(home.path(), &["init", "ws", "--time-zone", "UTC"]).done();
    std::fs::write(home.path().join("ws/policies/own.toml"), POLICY).unwrap();
    // A was closed a second before it was received, B on the day of its receipt, which may be after it.
    let cases = "case_id,received_at\nA,2026-01-08T10:00:00Z\nB,2026-01-08T10:00:00Z\n";
    let events = "case_id,event,at\nA,closed,2026-01-08T09:59:59Z\nB,closed,2026-01-08\n";
    std::fs::write(home.path().join("cases.csv"), cases).unwrap();
    std::fs::write(home.path().join("events.csv"), events).unwrap();
    ombud(home.path(), &["-C", "ws", "import", "cases.csv", "events.csv"]).done();
    assert_eq!(listed(home.path(), &[]), ["2026-01-09T10:00:00Z,true,own,acknowledge,canonical,A"]);
}

/// One workspace of one policy, its versions each a file.
fn of_policy(home: &Path, versions: &[&str], files: &[(&str, &str)]) {
    ombud(home, &["init", "ws", "--time-zone", "UTC"]).done();
    for (place, clauses) in versions.iter().enumerate() {
        let head = "schema = 1\nid = \"p\"\ntitle = \"P\"\norganisation = \"O\"\ncalendar = \"always\"\n";
        std::fs::write(home.join(format!("ws/policies/p{place}.toml")), format!("{head}{clauses}")).unwrap();
    }
    for (name, text) in files {
        std::fs::write(home.join(name), text).unwrap();
        ombud(home, &["-C", "ws", "import", "--source", "canonical", name]).done();
    }
}

/// Due, overdue, clause and case of what is listed.
fn listed_of_policy(home: &Path, as_of: &str) -> Vec<String> {
    let told = ombud(home, &["-C", "ws", "due", "--policy", "p", "--as-of", as_of, "--format", "csv"]).done();
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        [cells[0], cells[1], cells[3], cells[5]].join(",")
    };
    told.lines().skip(1).map(row).collect()
}

#[test]
fn a_closing_before_the_receipt_ends_no_schedule() {
    let home = tempfile::tempdir().unwrap();
    let news = "[[clause]]\nid = \"news\"\ncite = \"1\"\ntext = \"News.\"\ntype = \"cadence\"\nafter = [\"received\"]\n\
        require = [\"progress_update\"]\nevery = \"2 calendar months\"\n";
    let cases = "case_id,received_at\nA,2024-02-28T08:00:00Z\nB,2024-02-28T08:00:00Z\nC,2024-02-28T08:00:00Z\n";
    // A was closed before it came in, C after.
    let events = "case_id,event,at\nA,closed,2024-02-27T14:00:00Z\nC,closed,2024-02-28T14:00:00Z\n";
    of_policy(home.path(), &[news], &[("cases.csv", cases), ("events.csv", events)]);
    // Windows end after 28 April, 28 June and 28 August.
    assert_eq!(
        listed_of_policy(home.path(), "2024-07-31T00:00:00Z"),
        ["2024-08-29T00:00:00Z,false,news,A", "2024-08-29T00:00:00Z,false,news,B"]
    );
}

#[test]
fn a_duty_is_listed_as_the_version_has_it_that_the_case_is_judged_by() {
    let home = tempfile::tempdir().unwrap();
    let first = "effective_from = 2024-01-01\n[[clause]]\nid = \"answer\"\ncite = \"1\"\ntext = \"Answer within a day.\"\ntype = \"deadline\"\n\
        after = [\"received\"]\nrequire = [\"initial_response\"]\nwithin = \"1 day\"\n";
    let second = "effective_from = 2024-03-01\n[[clause]]\nid = \"answer\"\ncite = \"1\"\ntext = \"Answer before closing.\"\n\
        type = \"precondition\"\nbefore = [\"closed\"]\nrequire = [\"initial_response\"]\n";
    of_policy(home.path(), &[first, second], &[("cases.csv", "case_id,received_at\nA,2024-01-02T08:00:00Z\n")]);
    assert_eq!(listed_of_policy(home.path(), "2024-01-10T00:00:00Z"), ["2024-01-03T08:00:00Z,true,answer,A"]);
    let told = ombud(home.path(), &["-C", "ws", "due", "--policy", "p", "--as-of", "2024-01-10T00:00:00Z", "--format", "csv"]).done();
    assert!(told.contains("Answer within a day.") && !told.contains("before closing"), "{told}");
}

/// Before the procedure began on 1 March six cases came in. B was closed, C merged, and D opened again: A, D, E and F are not known to be over;
/// F was closed before it came. The case G was received under the procedure, and closed.
#[test]
fn open_cases_under_no_version_of_the_procedure_are_counted_beside_the_list() {
    let home = tempfile::tempdir().unwrap();
    let answer = "effective_from = 2024-03-01\n[[clause]]\nid = \"answer\"\ncite = \"1\"\ntext = \"Answer.\"\ntype = \"deadline\"\n\
        after = [\"received\"]\nrequire = [\"initial_response\"]\nwithin = \"1 day\"\n";
    let cases = "case_id,received_at,team\nA,2024-02-20T08:00:00Z,north\nB,2024-02-20T08:00:00Z,north\nC,2024-02-20T08:00:00Z,north\n\
        D,2024-02-20T08:00:00Z,south\nE,2024-02-20T08:00:00Z,south\nF,2024-02-20T08:00:00Z,south\nG,2024-03-20T08:00:00Z,south\n";
    let events = "case_id,event,at\nB,closed,2024-02-21T08:00:00Z\nC,merged,2024-02-21T08:00:00Z\nD,closed,2024-02-21T08:00:00Z\n\
        D,reopened,2024-02-22T08:00:00Z\nF,closed,2024-02-19T08:00:00Z\nG,closed,2024-03-20T09:00:00Z\n";
    of_policy(home.path(), &[answer], &[("cases.csv", cases), ("events.csv", events)]);
    let due = |more: &[&str]| ombud(home.path(), &[&["-C", "ws", "due", "--policy", "p", "--as-of", "2024-05-01"], more].concat());
    let beside =
        |are: &str| format!("{are} under no version of the policy p on the day of receipt: what it would ask is not in this list.\n");
    let four = beside("4 cases that are not known to be over are");
    for (more, told) in [
        (&[][..], Some(four.clone())),
        (&["--team", "north"], Some(beside("1 case that is not known to be over is"))),
        (&["--clause", "answer"], Some(four.clone())),
        (&["--clause", "action"], None),
    ] {
        let table = due(&[&["--format", "table"], more].concat()).done();
        let end = told.map_or("Nothing is due.\n".to_string(), |told| format!("Nothing is known to be due.\n{told}"));
        assert!(table.ends_with(&end), "{more:?}: {table}");
    }
    for format in ["csv", "ics"] {
        let err = due(&["--format", format]).err;
        assert!(err.contains(&format!("note: {four}")), "{format}: {err}");
    }
}

#[test]
fn of_cases_under_no_version_those_count_that_some_version_asks_about() {
    let home = tempfile::tempdir().unwrap();
    let clause = |kind: &str| {
        format!(
            "[[clause]]\nid = \"answer-{kind}\"\ncite = \"1\"\ntext = \"Answer.\"\ntype = \"deadline\"\napplies = {{ kind = [\"{kind}\"] }}\n\
             after = [\"received\"]\nrequire = [\"initial_response\"]\nwithin = \"1 day\"\n"
        )
    };
    // The procedure begins on 1 March and asks of complaints; from June on it asks of issues, too, and never of feedback.
    let march = format!("effective_from = 2024-03-01\n{}", clause("complaint"));
    let june = format!("effective_from = 2024-06-01\n{}{}", clause("complaint"), clause("issue"));
    let kinds = ["complaint", "issue", "issue", "feedback", "feedback", "feedback"];
    let rows = kinds.iter().enumerate().map(|(place, kind)| format!("{place},2024-02-20T08:00:00Z,{kind}\n"));
    let cases = format!("case_id,received_at,kind\n{}", rows.collect::<String>());
    of_policy(home.path(), &[&march, &june], &[("cases.csv", &cases)]);
    for (more, told) in [
        (&[][..], "3 cases that are not known to be over are under no version"),
        (&["--clause", "answer-issue"], "2 cases that are not known to be over are under no version"),
        (&["--clause", "answer-complaint"], "1 case that is not known to be over is under no version"),
    ] {
        let asked = ["-C", "ws", "due", "--policy", "p", "--as-of", "2024-07-01", "--format", "table"];
        let table = ombud(home.path(), &[&asked[..], more].concat()).done();
        assert!(table.contains(&format!("\n{told}")), "{more:?}: {table}");
    }
}

#[test]
fn what_is_not_yet_due_for_certain_is_not_overdue() {
    let home = tempfile::tempdir().unwrap();
    let hour = "[[clause]]\nid = \"ack\"\ncite = \"1\"\ntext = \"Within an hour.\"\ntype = \"deadline\"\nafter = [\"received\"]\n\
        require = [\"acknowledged\"]\nwithin = \"1 hour\"\n";
    of_policy(home.path(), &[hour], &[("cases.csv", "case_id,received_at\nA,2024-05-01\n")]);
    // Received some time on 1 May: due at 01:00 at the earliest, and an hour after midnight at the latest.
    assert_eq!(listed_of_policy(home.path(), "2024-05-01T12:00:00Z"), ["2024-05-01T01:00:00Z,false,ack,A"]);
    assert_eq!(listed_of_policy(home.path(), "2024-05-02T12:00:00Z"), ["2024-05-01T01:00:00Z,true,ack,A"]);
}

#[test]
fn what_was_missed_in_a_case_that_is_open_again_is_still_owed() {
    let home = tempfile::tempdir().unwrap();
    let day = "[[clause]]\nid = \"ack\"\ncite = \"1\"\ntext = \"Within a day.\"\ntype = \"deadline\"\nafter = [\"received\"]\n\
        require = [\"acknowledged\"]\nwithin = \"1 day\"\n";
    let cases = "case_id,received_at\nA,2024-01-02T08:00:00Z\nB,2024-01-02T08:00:00Z\nC,2024-01-02T08:00:00Z\n";
    let events = "case_id,event,at\nA,closed,2024-01-10T08:00:00Z\nA,reopened,2024-01-12T08:00:00Z\nB,closed,2024-01-10T08:00:00Z\n\
        C,closed,2024-01-10T08:00:00Z\nC,reopened,2024-01-12T08:00:00Z\nC,closed,2024-01-13T08:00:00Z\n";
    of_policy(home.path(), &[day], &[("cases.csv", cases), ("events.csv", events)]);
    assert_eq!(listed_of_policy(home.path(), "2024-06-01T00:00:00Z"), ["2024-01-03T08:00:00Z,true,ack,A"]);
    // Before it was opened again nothing was owed.
    assert!(listed_of_policy(home.path(), "2024-01-11T00:00:00Z").is_empty());
}

#[test]
fn what_is_owed_in_a_case_opened_again_at_the_instant_of_its_closing_stays_listed() {
    let ack = "[[clause]]\nid = \"ack\"\ncite = \"1\"\ntext = \"Within two days.\"\ntype = \"deadline\"\nafter = [\"received\"]\n\
        require = [\"acknowledged\"]\nwithin = \"2 days\"\n";
    let cases = "case_id,received_at\nA,2024-03-01T10:00:00Z\nB,2024-03-01T10:00:00Z\nC,2024-03-01T10:00:00Z\nD,2024-03-01T10:00:00Z\n";
    // Of A only the day is known. D was opened again and closed for good, all at once.
    let events = "case_id,event,at\nA,closed,2024-03-05\nA,reopened,2024-03-05\nB,closed,2024-03-05T10:00:00Z\nB,reopened,2024-03-05T10:00:00Z\n\
        C,closed,2024-03-05T10:00:00Z\nC,reopened,2024-03-05T10:00:01Z\nD,reopened,2024-03-05T10:00:00Z\nD,closed,2024-03-05T10:00:00Z\n";
    let expected = ["A", "B", "C"].map(|case| format!("2024-03-03T10:00:00Z,true,ack,{case}"));
    for is_added in [false, true] {
        let home = tempfile::tempdir().unwrap();
        of_policy(home.path(), &[ack], &[("cases.csv", cases)]);
        // What is added to is read event by event; the rest from what an import has put together for each case.
        if is_added {
            let mapping = ombud(home.path(), &["-C", "ws", "source", "show", "canonical", "--toml"]).done();
            let adding = mapping.replace("mode = \"snapshot\"", "mode = \"append\"");
            assert_ne!(adding, mapping);
            std::fs::write(home.path().join("ws/sources/canonical.toml"), adding).unwrap();
        }
        std::fs::write(home.path().join("events.csv"), events).unwrap();
        ombud(home.path(), &["-C", "ws", "import", "--source", "canonical", "events.csv"]).done();
        for as_of in ["2024-03-07T00:00:00Z", "2024-06-01T00:00:00Z"] {
            assert_eq!(listed_of_policy(home.path(), as_of), expected, "{as_of} {is_added}");
        }
    }
}

#[test]
fn the_organisation_s_own_duties_are_listed_without_a_case() {
    let home = tempfile::tempdir().unwrap();
    workspace(home.path());
    // February is the first whole month since the first case; it ends on 1 March.
    let words = ["-C", "ws", "due", "--as-of", "2026-02-10T12:00:00Z", "--clause", "review", "--format", "csv"];
    let told = ombud(home.path(), &words).done();
    assert!(told.lines().nth(1).unwrap().starts_with("2026-03-01T00:00:00Z,false,own,review,,"), "{told}");
}

const LETTERS: &str = "schema = 1\nid = \"own\"\ntitle = \"Own\"\norganisation = \"Own\"\ncalendar = \"uk-office\"\n\
    [[clause]]\nid = \"acknowledge\"\ncite = \"1\"\ntext = \"Acknowledge within a day, saying what comes next; and this sentence is here so that the line of a calendar is long enough to be folded.\"\ntype = \"deadline\"\n\
    after = [\"received\"]\nrequire = [{ event = \"acknowledged\", with = [\"next_steps\"] }]\nwithin = \"24 hours\"\n\
    [[clause]]\nid = \"contact\"\ncite = \"2 (b)\"\ntext = \"An acknowledgement names a contact.\"\ntype = \"precondition\"\n\
    before = [\"closed\"]\nrequire = [{ event = \"acknowledged\", with = [\"contact_person\"] }]\n\
    [[clause]]\nid = \"notice\"\ncite = \"3\"\ntext = \"Tell of a delay within five days.\"\ntype = \"deadline\"\n\
    after = [\"received\"]\nrequire = [{ event = \"delay_notice\", with = [\"reason\"] }]\nwithin = \"5 days\"\n\
    [[clause]]\nid = \"resolve\"\ncite = \"4\"\ntext = \"Mend it within two weeks.\"\ntype = \"deadline\"\n\
    after = [\"received\"]\nrequire = [\"resolution_implemented\"]\nwithin = \"2 weeks\"\n";

/// One case by phone in the register, one imported: both received on 10 January 2026 at 09:00 in London.
fn mixed(home: &Path) {
    ombud(home, &["init", "ws", "--time-zone", "Europe/London"]).done();
    std::fs::write(home.join("ws/policies/own.toml"), LETTERS).unwrap();
    std::fs::write(home.join("cases.csv"), "case_id,received_at\nB,2026-01-10T09:00:00Z\n").unwrap();
    ombud(home, &["-C", "ws", "import", "cases.csv"]).done();
    let open =
        ["-C", "ws", "register", "open", "--received-at", "2026-01-10 09:00", "--customer", "Ann Smith", "--contact", "ann@example.org"];
    ombud(home, &open).done();
}

#[test]
fn letters_that_are_owed_name_what_they_must_contain() {
    let home = tempfile::tempdir().unwrap();
    mixed(home.path());
    let list = |more: &[&str]| {
        let words = [&["-C", "ws", "due", "--as-of", "2026-01-10T12:00:00Z", "--letters", "--format", "csv"], more].concat();
        ombud(home.path(), &words).done()
    };
    let told = list(&[]);
    let rows: Vec<Vec<String>> =
        csv::Reader::from_reader(told.as_bytes()).records().map(|row| row.unwrap().iter().map(str::to_string).collect()).collect();
    let told: Vec<[&str; 5]> = rows.iter().map(|row| [0, 2, 3, 4, 5].map(|column| row[column].as_str())).collect();
    // What must be mended needs no letter. The contact person is asked for by clause 2 (b), in the same letter.
    let acknowledgement = "contact person (2 (b)), next steps (1)";
    assert_eq!(
        told,
        [
            ["2026-01-11T09:00:00Z", "acknowledgement", acknowledgement, "B", "canonical"],
            ["2026-01-11T09:00:00Z", "acknowledgement", acknowledgement, "R-000001", "register"],
            ["2026-01-15T09:00:00Z", "delay notice", "expected at, reason (3)", "B", "canonical"],
            ["2026-01-15T09:00:00Z", "delay notice", "expected at, reason (3)", "R-000001", "register"],
        ]
    );
    assert!(!list(&[]).contains("Ann") && list(&["--contacts"]).contains(",Ann Smith,ann@example.org,"), "names only where asked for");
}

/// Two letters for each of the two cases, none of them overdue: instants, truth values and nothing keep their types.
#[test]
fn letters_are_written_for_machines_as_the_list_itself_is() {
    let home = tempfile::tempdir().unwrap();
    mixed(home.path());
    let words = |format| ["-C", "ws", "due", "--as-of", "2026-01-10T12:00:00Z", "--letters", "--format", format];
    let json = ombud(home.path(), &words("json")).done();
    let rows: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
    assert_eq!(rows.len(), 4);
    let told = ["due_at", "overdue", "open_known", "team", "received_at"].map(|name| rows[0][name].clone());
    let expected = serde_json::json!(["2026-01-11T09:00:00Z", false, true, null, "2026-01-10T09:00:00Z"]);
    assert_eq!(serde_json::Value::from(told.to_vec()), expected);
    let program = || std::process::Command::new(env!("CARGO_BIN_EXE_ombud"));
    let parquet = program().current_dir(home.path()).args(words("parquet")).output().unwrap();
    std::fs::write(home.path().join("letters.parquet"), &parquet.stdout).unwrap();
    let sql = "select typeof(due_at) as due, typeof(overdue) as overdue, count(*) as n from read_parquet('letters.parquet') group by all";
    let types = ombud(home.path(), &["-C", "ws", "query", sql, "--format", "csv"]).done();
    assert_eq!(types, "due,overdue,n\nTIMESTAMP,BOOLEAN,4\n");
}

#[test]
fn a_reader_who_goes_away_from_the_letters_is_no_fault() {
    let home = tempfile::tempdir().unwrap();
    mixed(home.path());
    // More than any buffer of the program holds: 200 cases, each with two letters of some 200 characters.
    let cases: String = (0..200).map(|n| format!("C{n},2026-01-10T09:00:00Z\n")).collect();
    std::fs::write(home.path().join("cases.csv"), format!("case_id,received_at\n{cases}")).unwrap();
    ombud(home.path(), &["-C", "ws", "import", "cases.csv"]).done();
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_ombud"))
        .current_dir(home.path())
        .args(["-C", "ws", "due", "--as-of", "2026-01-10T12:00:00Z", "--letters", "--format", "csv"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_calendar_feed_is_folded_keeps_its_identities_and_names_nobody() {
    let home = tempfile::tempdir().unwrap();
    mixed(home.path());
    let feed = |as_of: &str| ombud(home.path(), &["-C", "ws", "due", "--as-of", as_of, "--format", "ics"]).done();
    let first = feed("2026-01-10T12:00:00Z");
    assert!(first.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && first.ends_with("END:VCALENDAR\r\n"), "{first}");
    assert!(
        first.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')),
        "RFC 5545, 3.1: lines of at most 75 octets, ended by CRLF"
    );
    let unfolded = first.replace("\r\n ", "").replace("\r\n\t", "");
    assert!(unfolded.contains("long enough to be folded."), "{unfolded}");
    assert_eq!(unfolded.matches("BEGIN:VEVENT").count(), 6);
    assert!(unfolded.contains("DTSTART:20260111T090000Z") && unfolded.contains("DTSTAMP:20260110T120000Z"), "{unfolded}");
    assert!(!unfolded.contains("Ann"), "calendars are shared");
    let identities = |feed: &str| -> std::collections::BTreeSet<String> {
        feed.lines().filter(|line| line.starts_with("UID:")).map(str::to_string).collect()
    };
    assert_eq!(identities(&first).len(), 6);
    assert_eq!(identities(&feed("2026-01-13T12:00:00Z")), identities(&first), "two of them are overdue by then");
    assert_eq!(feed("2026-01-10T12:00:00Z"), first, "same inputs, same bytes");
}

#[test]
fn the_week_s_feedback_is_listed_with_what_earlier_reviews_left_over() {
    let home = tempfile::tempdir().unwrap();
    ombud(home.path(), &["init", "ws", "--time-zone", "Europe/London"]).done();
    // Week 40 of 2026 runs from Monday 28 September to Sunday 4 October; London is an hour ahead of UTC then.
    let cases = "case_id,received_at,kind,description\nearlier,2026-09-20T10:00:00Z,feedback,left over\nreviewed,2026-09-21T10:00:00Z,feedback,seen\n\
        first,2026-09-27T23:00:00Z,feedback,monday\nlast,2026-10-04T22:59:00Z,feedback,sunday\nnext,2026-10-04T23:00:00Z,feedback,later\n\
        complaint,2026-09-29T10:00:00Z,complaint,other\n";
    std::fs::write(home.path().join("cases.csv"), cases).unwrap();
    std::fs::write(
        home.path().join("events.csv"),
        "case_id,event,at\nreviewed,feedback_reviewed,2026-09-25T10:00:00Z\nlast,feedback_reviewed,2026-10-06T10:00:00Z\n",
    )
    .unwrap();
    ombud(home.path(), &["-C", "ws", "import", "cases.csv", "events.csv"]).done();
    let list = |more: &[&str]| {
        ombud(home.path(), &[&["-C", "ws", "report", "feedback", "--period", "2026-W40", "--format", "csv"], more].concat())
    };
    let run = list(&["--as-of", "2026-10-05T08:00:00Z"]);
    let rows: Vec<(String, String, String)> = csv::Reader::from_reader(run.out.as_bytes())
        .records()
        .map(|row| row.unwrap())
        .map(|row| (row[2].to_string(), row[3].to_string(), row[9].to_string()))
        .collect();
    let row = |case: &str, is_left_over: &str, reviewed: &str| (case.to_string(), is_left_over.to_string(), reviewed.to_string());
    assert_eq!(rows, [row("earlier", "true", ""), row("first", "false", ""), row("last", "false", "")]);
    assert!(run.err.contains("no review of 2026-W40 is recorded"), "{}", run.err);
    assert!(!run.out.contains("left over") && list(&["--with-text"]).out.contains("left over"));
    ombud(home.path(), &["-C", "ws", "register", "record", "--organisation", "feedback_review", "--at", "2026-10-02 15:00", "--force"])
        .done();
    let later = list(&["--as-of", "2026-10-07T08:00:00Z"]);
    assert!(later.err.contains("was held on 2026-10-02 15:00") && later.out.contains("2026-10-06T10:00:00Z"), "{}{}", later.err, later.out);
}

#[test]
fn duties_without_a_date_are_counted_beside_the_list() {
    let home = tempfile::tempdir().unwrap();
    let answer = "[[clause]]\nid = \"answer\"\ncite = \"1\"\ntext = \"Answer.\"\ntype = \"deadline\"\nafter = [\"received\"]\n\
        require = [\"resolution_proposed\"]\nwithin = \"5 days\"\npause = [{ from = [\"info_requested\"], until = [\"info_received\"] }]\n";
    let tell = "[[clause]]\nid = \"tell\"\ncite = \"2\"\ntext = \"Tell the outcome.\"\ntype = \"deadline\"\nafter = [\"received\"]\n\
        require = [\"outcome_communicated\"]\n";
    let cases = "case_id,received_at,team,owner\nA,2026-03-01T10:00:00Z,north,kim\nB,2026-03-01T10:00:00Z,south,lee\n\
        C,2026-03-01T10:00:00Z,south,lee\nD,2026-03-01T10:00:00Z,south,lee\n";
    // A and C wait for their customers, and C was closed meanwhile. D was closed and opened again, its outcome untold.
    let events = "case_id,event,at\nA,info_requested,2026-03-02T10:00:00Z\nB,resolution_proposed,2026-03-02T10:00:00Z\n\
        C,info_requested,2026-03-02T10:00:00Z\nC,closed,2026-03-04T10:00:00Z\nD,resolution_proposed,2026-03-02T10:00:00Z\n\
        D,closed,2026-03-02T11:00:00Z\nD,reopened,2026-03-05T10:00:00Z\n";
    of_policy(home.path(), &[&format!("{answer}{tell}")], &[("cases.csv", cases), ("events.csv", events)]);
    let list = |more: &[&str]| ombud(home.path(), &[&["-C", "ws", "due", "--policy", "p", "--as-of", "2026-11-30"], more].concat());
    let no_date = |have: &str| format!("{have} no date: the clock stands still while somebody is waited for, or nothing says by when.\n");
    for (more, have) in [
        (&[][..], "4 open duties have"), // A: both; B and D: the outcome.
        (&["--team", "north"], "2 open duties have"),
        (&["--owner", "lee"], "2 open duties have"),
        (&["--clause", "answer"], "1 open duty has"),
        (&["--within", "2 days", "--clause", "tell"], "3 open duties have"),
    ] {
        let table = list(&[&["--format", "table"], more].concat()).done();
        assert!(table.ends_with(&format!("Nothing is due.\n{}", no_date(have))), "{more:?}: {table}");
    }
    let csv = list(&["--format", "csv"]);
    assert!(csv.err.contains(&format!("note: {}", no_date("4 open duties have"))) && csv.out.lines().count() == 1, "{}", csv.err);
    let early = ombud(home.path(), &["-C", "ws", "due", "--policy", "p", "--as-of", "2026-03-02T09:00:00Z", "--format", "table"]).done();
    assert!(early.ends_with(&format!("4 open, 0 of them overdue.\n{}", no_date("4 open duties have"))), "{early}");
}

#[test]
fn an_action_without_a_due_date_is_counted_too() {
    let home = tempfile::tempdir().unwrap();
    workspace(home.path());
    let action =
        ["register", "record", "--organisation", "action_opened", "--title", "Hire", "--at", "2026-01-09", "--owner", "kim", "--force"];
    ombud(home.path(), &[&["-C", "ws"], &action[..]].concat()).done();
    let words = ["-C", "ws", "due", "--as-of", "2026-01-10T12:00:00Z", "--owner", "kim", "--format", "table"];
    let table = ombud(home.path(), &words).done();
    assert!(table.contains("Nothing is due.\n1 open duty has no date"), "{table}");
}

#[test]
fn a_team_or_an_owner_that_nobody_has_is_refused_with_the_names_near_it() {
    let home = tempfile::tempdir().unwrap();
    workspace(home.path());
    let refused = |more: &[&str]| {
        let run = ombud(home.path(), &[&["-C", "ws", "due", "--as-of", "2026-01-10T12:00:00Z", "--format", "csv"], more].concat());
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{}", run.err);
        run.err
    };
    let told = refused(&["--team", "North"]);
    assert!(told.ends_with("no case has the team \"North\"; did you mean \"north\"?\nAccepted: north, south.\n"), "{told}");
    let told = refused(&["--owner", "kim"]);
    assert!(told.ends_with("no case has the owner \"kim\"\nNo case names any owner: leave --owner out.\n"), "{told}");
}

/// Resolve within two business days of the office in London; received on Friday 6 March 2026 at 09:00: due by the end of Tuesday 10 March.
fn over_a_weekend(home: &Path) {
    let clause = "[[clause]]\nid = \"resolve\"\ncite = \"1\"\ntext = \"Resolve.\"\ntype = \"deadline\"\nafter = [\"received\"]\n\
        require = [\"resolution_proposed\"]\nwithin = \"2 business days\"\ncalendar = \"uk-office\"\n";
    of_policy(home, &[clause], &[("cases.csv", "case_id,received_at\nA,2026-03-06T09:00:00Z\n")]);
}

#[test]
fn business_days_ahead_are_those_of_the_clauses_calendars() {
    let home = tempfile::tempdir().unwrap();
    over_a_weekend(home.path());
    let listed = |within: &str| {
        let words = ["-C", "ws", "due", "--policy", "p", "--as-of", "2026-03-06T12:00:00Z", "--within", within, "--format", "csv"];
        ombud(home.path(), &words).done().lines().count() - 1
    };
    // From Friday noon: one business day ends with Monday, two with Tuesday; sixteen open hours of eight a day (12:00-17:00 on Friday,
    // then Monday, then three on Tuesday) end on Tuesday at noon. Two calendar days end with Sunday.
    assert_eq!(["2 business days", "1 business day", "16 business hours", "2 calendar days"].map(listed), [1, 0, 0, 0]);
    assert_eq!(["3 business days", "24 business hours", "5 calendar days"].map(listed), [1, 1, 1]);
}

#[test]
fn what_is_due_by_the_end_of_a_day_stands_under_that_day() {
    let home = tempfile::tempdir().unwrap();
    over_a_weekend(home.path());
    let told = |format: &str| {
        ombud(home.path(), &["-C", "ws", "due", "--policy", "p", "--as-of", "2026-03-06T12:00:00Z", "--format", format]).done()
    };
    let table = told("table");
    assert!(table.contains("end of 2026-03-10") && !table.contains("2026-03-11"), "{table}");
    let feed = told("ics");
    assert!(feed.contains("\r\nDTSTART;VALUE=DATE:20260310\r\n") && !feed.contains("20260311"), "{feed}");
    assert!(told("csv").contains("\n2026-03-11T00:00:00Z,"), "programs read the instant");
}

#[test]
fn a_closing_ends_no_duty_that_began_after_it() {
    let clauses = "[[clause]]\nid = \"ack\"\ncite = \"1\"\ntext = \"Within a day.\"\ntype = \"deadline\"\nafter = [\"received\"]\n\
        require = [\"acknowledged\"]\nwithin = \"1 day\"\n\
        [[clause]]\nid = \"decide\"\ncite = \"2\"\ntext = \"Decide an appeal.\"\ntype = \"deadline\"\nafter = [\"appealed\"]\n\
        require = [\"appeal_decided\"]\nwithin = \"20 business days\"\ncalendar = \"uk-office\"\n";
    let cases = "case_id,received_at\nA,2026-01-05T10:00:00Z\nB,2026-01-05T10:00:00Z\nC,2026-01-05T10:00:00Z\nD,2026-01-05T10:00:00Z\n";
    // A was closed before its appeal, B once more after it. C was never closed. The appeal of D was decided.
    let events = "case_id,event,at\nA,closed,2026-01-20T10:00:00Z\nA,appealed,2026-02-02T10:00:00Z\nB,closed,2026-01-20T10:00:00Z\n\
        B,appealed,2026-02-02T10:00:00Z\nB,closed,2026-02-10T10:00:00Z\nC,appealed,2026-02-02T10:00:00Z\n\
        D,closed,2026-01-20T10:00:00Z\nD,appealed,2026-02-02T10:00:00Z\nD,appeal_decided,2026-02-20T10:00:00Z\n";
    // Working days after 2 February: 4 to the 6th, 9 to the 13th, 14 to the 20th, 19 to the 27th; the 20th is Monday 2 March.
    let due = "2026-03-03T00:00:00Z";
    for is_added in [false, true] {
        let home = tempfile::tempdir().unwrap();
        of_policy(home.path(), &[clauses], &[("cases.csv", cases)]);
        // What is added to is read event by event; the rest from what an import has put together for each case.
        if is_added {
            let mapping = ombud(home.path(), &["-C", "ws", "source", "show", "canonical", "--toml"]).done();
            std::fs::write(home.path().join("ws/sources/canonical.toml"), mapping.replace("mode = \"snapshot\"", "mode = \"append\""))
                .unwrap();
        }
        std::fs::write(home.path().join("events.csv"), events).unwrap();
        ombud(home.path(), &["-C", "ws", "import", "--source", "canonical", "events.csv"]).done();
        let acknowledge = "2026-01-06T10:00:00Z,true,ack,C".to_string();
        // On the day itself B's decision is not due yet, and stands there in spite of the closing.
        let open = ["A", "B", "C"].map(|case| format!("{due},false,decide,{case}"));
        assert_eq!(
            listed_of_policy(home.path(), "2026-03-02T12:00:00Z"),
            [std::slice::from_ref(&acknowledge), &open[..]].concat(),
            "{is_added}"
        );
        for as_of in ["2026-03-03T12:00:00Z", "2026-11-30T12:00:00Z"] {
            let overdue = ["A", "C"].map(|case| format!("{due},true,decide,{case}"));
            assert_eq!(
                listed_of_policy(home.path(), as_of),
                [std::slice::from_ref(&acknowledge), &overdue[..]].concat(),
                "{as_of} {is_added}"
            );
        }
    }
}

#[test]
fn a_letter_is_that_of_the_version_and_of_what_the_clause_accepts() {
    let version = |from: &str, fact: &str| {
        format!(
            "effective_from = {from}\n[[clause]]\nid = \"ack\"\ncite = \"1\"\ntext = \"Acknowledge.\"\ntype = \"deadline\"\n\
            after = [\"received\"]\nrequire = [{{ event = \"acknowledged\", with = [\"{fact}\"] }}]\nwithin = \"10 days\"\n"
        )
    };
    let second = "[[clause]]\nid = \"reply\"\ncite = \"2\"\ntext = \"Reply.\"\ntype = \"deadline\"\nafter = [\"received\"]\n\
        require = [\"initial_response\"]\nwithin = \"20 days\"\n\
        [[clause]]\nid = \"news\"\ncite = \"3\"\ntext = \"News.\"\ntype = \"cadence\"\nafter = [\"received\"]\n\
        require = [\"initial_response\", \"progress_update\"]\nevery = \"2 calendar months\"\n";
    let (old, new) = (version("2024-01-01", "reference"), version("2024-03-01", "contact_person") + second);
    let cases = "case_id,received_at\nA,2024-02-28T08:00:00Z\nB,2024-03-02T08:00:00Z\n";
    let home = tempfile::tempdir().unwrap();
    of_policy(home.path(), &[&old, &new], &[("cases.csv", cases)]);
    let words = ["-C", "ws", "due", "--policy", "p", "--letters", "--as-of", "2024-03-03T00:00:00Z", "--format", "csv"];
    let told = ombud(home.path(), &words).done();
    let rows: Vec<String> = csv::Reader::from_reader(told.as_bytes())
        .records()
        .map(|row| [4, 2, 3].map(|column| row.as_ref().unwrap()[column].to_string()).join(" | "))
        .collect();
    // A came in under the first version. An acknowledgement is no news for the third clause.
    let expected = [
        "A | acknowledgement | reference (1)",
        "B | acknowledgement | contact person (1)",
        "B | first answer | ",
        "B | progress update | ",
    ];
    assert_eq!(rows, expected);
}

/// Messages of a form: when they came in, and when they were acknowledged; what ended them it does not tell.
const FORM: &str = r#"
schema = 1
id = "form"
title = "Form"
mode = "snapshot"
reports = ["acknowledged"]
[[table]]
name = "messages"
recognise = ["number", "came", "answered"]
dates = "iso"
case_id = "number"
[table.case]
received_at = "came"
kind = { constant = "complaint" }
[[table.event]]
event = "acknowledged"
at = "answered"
"#;

/// Of a form that tells no closings, as of 10 January, 12:00: F was missed on the 9th and G is due on the 11th; H was answered.
/// By hand K was closed, and L closed and opened again. Of the other source A is overdue.
#[test]
fn what_was_missed_in_a_case_that_may_be_over_is_listed_apart() {
    let home = tempfile::tempdir().unwrap();
    workspace(home.path());
    std::fs::write(home.path().join("ws/sources/form.toml"), FORM).unwrap();
    let messages = "number,came,answered\nF,2026-01-08T13:00:00Z,\nG,2026-01-10T10:00:00Z,\nH,2026-01-08T13:00:00Z,2026-01-08T14:00:00Z\n\
        K,2026-01-08T13:00:00Z,\nL,2026-01-08T14:00:00Z,\n";
    std::fs::write(home.path().join("messages.csv"), messages).unwrap();
    ombud(home.path(), &["-C", "ws", "import", "messages.csv"]).done();
    let record = |case: &str, event: &str, at: &str| {
        ombud(home.path(), &["-C", "ws", "register", "record", case, event, "--source", "form", "--at", at, "--force"])
    };
    let told = record("F", "progress_update", "2026-01-09T08:00:00Z").err;
    assert!(told.contains("cannot show whether it is open, since 2026-01-09 13:00") && !told.contains("overdue"), "{told}");
    record("K", "closed", "2026-01-09T15:00:00Z").done();
    record("L", "closed", "2026-01-09T15:00:00Z").done();
    record("L", "reopened", "2026-01-09T16:00:00Z").done();
    let due = |more: &[&str]| ombud(home.path(), &[&["-C", "ws", "due", "--as-of", "2026-01-10T12:00:00Z"], more].concat());
    let csv = due(&["--format", "csv"]);
    let rows: Vec<String> = csv
        .out
        .lines()
        .skip(1)
        .map(|line| line.split(',').collect::<Vec<_>>())
        .map(|cells| [cells[5], cells[0], cells[1], cells[cells.len() - 1]].join(","))
        .collect();
    assert_eq!(
        rows,
        [
            "A,2026-01-09T12:00:00Z,true,true",
            "F,2026-01-09T13:00:00Z,,false",
            "L,2026-01-09T14:00:00Z,true,true",
            "B,2026-01-11T09:00:00Z,false,true",
            "G,2026-01-11T10:00:00Z,false,false",
        ]
    );
    let doubt = "1 duty was missed in a case of which it cannot be shown whether it is open: its source does not report closings.\n";
    assert!(csv.err.contains(&format!("note: {doubt}")), "{}", csv.err);
    let table = due(&["--format", "table"]).done();
    let (known, apart) = table.split_once("Missed, in cases of which it cannot be shown whether they are open:\n").unwrap();
    assert!(known.contains("G (form)") && !known.contains("F (form)") && apart.contains("F (form)"), "{table}");
    assert!(table.ends_with(&format!("4 open, 2 of them overdue.\n{doubt}")), "{table}");
    assert!(!apart.lines().any(|line| line.contains("F (form)") && line.contains("overdue")), "{table}");
    let feed = due(&["--format", "ics"]).done();
    assert!(feed.contains("L (form)") && feed.contains("G (form)") && !feed.contains("F (form)"), "{feed}");
    let letters = due(&["--letters", "--format", "csv"]).done();
    let letter = letters.lines().find(|line| line.contains(",F,form,")).unwrap();
    assert!(letter.starts_with("2026-01-09T13:00:00Z,,acknowledgement,") && letter.ends_with(",false"), "{letters}");
}
