//! `sla` beside what other commands say of the same cases.

use crate::program::ombud;
use std::path::Path;

const ACKNOWLEDGE: &str = "[[clause]]\nid = \"ack\"\ncite = \"1\"\ntext = \"Acknowledge within a day.\"\ntype = \"deadline\"\n\
    after = [\"received\"]\nrequire = [\"acknowledged\"]\nwithin = \"1 day\"\n";
const FOLLOW_UP: &str = "[[clause]]\nid = \"next\"\ncite = \"1\"\ntext = \"News is followed by news within a day.\"\ntype = \"deadline\"\n\
    after = [\"progress_update\"]\nrequire = [\"progress_update\"]\neach = true\nwithin = \"1 day\"\n";
const MONTHLY: &str = "[[clause]]\nid = \"rev\"\ncite = \"1\"\ntext = \"Review feedback monthly.\"\ntype = \"review\"\n\
    require = [\"feedback_review\"]\nevery = \"month\"\n";

fn workspace(home: &Path, clauses: &str) {
    ombud(home, &["init", "ws", "--time-zone", "UTC"]).done();
    let head = "schema = 1\nid = \"p\"\ntitle = \"P\"\norganisation = \"O\"\ncalendar = \"always\"\n";
    std::fs::write(home.join("ws/policies/p.toml"), format!("{head}{clauses}")).unwrap();
}

fn import(home: &Path, name: &str, text: &str) {
    std::fs::write(home.join(name), text).unwrap();
    ombud(home, &["-C", "ws", "import", "--source", "canonical", name]).done();
}

/// The rows of a command as CSV, without the header; of each the columns that are asked for.
fn rows(home: &Path, words: &[&str], columns: std::ops::Range<usize>) -> Vec<String> {
    let told = ombud(home, &[&["-C", "ws"], words, &["--policy", "p", "--format", "csv"]].concat()).done();
    let row = |line: &str| line.split(',').skip(columns.start).take(columns.len()).collect::<Vec<_>>().join(",");
    told.lines().skip(1).map(row).collect()
}

#[test]
fn the_weeks_of_a_month_add_up_to_the_month() {
    let home = tempfile::tempdir().unwrap();
    workspace(home.path(), ACKNOWLEDGE);
    // Due on Friday 2 August and on Sunday 1 September: the first in a week that begins in July, the second in one that begins in August.
    import(home.path(), "cases.csv", "case_id,received_at\nA,2024-08-01T08:00:00Z\nB,2024-08-31T08:00:00Z\n");
    let weeks =
        |period: &[&str]| rows(home.path(), &[&["sla", "--as-of", "2024-10-31T00:00:00Z", "--every", "week"], period].concat(), 3..9);
    // Columns: period, segment, judged, met, late, missed.
    assert_eq!(weeks(&["--period", "2024-08"]), ["2024-08-01,,1,0,0,1"]);
    assert_eq!(weeks(&["--period", "2024-09"]), ["2024-09-01,,1,0,0,1"]);
    assert_eq!(weeks(&["--period", "2024-07"]), [",,0,0,0,0"]);
    assert_eq!(weeks(&["--period", "2024-Q3"]), ["2024-07-29,,1,0,0,1", "2024-08-26,,1,0,0,1"]);
    assert_eq!(weeks(&[]), ["2024-07-29,,1,0,0,1", "2024-08-26,,1,0,0,1"]);
}

#[test]
fn what_is_recorded_by_hand_and_imported_alike_is_one_event() {
    let home = tempfile::tempdir().unwrap();
    workspace(home.path(), FOLLOW_UP);
    import(home.path(), "cases.csv", "case_id,received_at\nA,2024-05-01T08:00:00Z\nB,2024-05-01T08:00:00Z\n");
    import(
        home.path(),
        "events.csv",
        "case_id,event,at,auto\nA,progress_update,2024-05-01T10:00:00Z,false\nB,progress_update,2024-05-01T10:00:00Z,false\n",
    );
    for (case, at) in [("A", "2024-05-01T10:00:00Z"), ("B", "2024-05-01T11:00:00Z")] {
        ombud(home.path(), &["-C", "ws", "register", "record", case, "progress_update", "--source", "canonical", "--at", at]).done();
    }
    // A's is the very event that was imported; B's, an hour later, is another one and answers the first.
    let verdicts = rows(home.path(), &["sla", "--detail", "--as-of", "2024-05-31T00:00:00Z"], 4..9);
    assert_eq!(
        verdicts,
        [
            "A,1,missed,2024-05-01T10:00:00Z,2024-05-02T10:00:00Z",
            "B,1,met,2024-05-01T10:00:00Z,2024-05-02T10:00:00Z",
            "B,2,missed,2024-05-01T11:00:00Z,2024-05-02T11:00:00Z"
        ]
    );
    let told = ombud(home.path(), &["-C", "ws", "explain", "A", "--policy", "p", "--as-of", "2024-05-31T00:00:00Z"]).done();
    assert!(told.contains("Verdict: not done."), "{told}");
}

#[test]
fn what_the_organisation_did_stays_when_later_cases_come_in() {
    let home = tempfile::tempdir().unwrap();
    workspace(home.path(), MONTHLY);
    import(home.path(), "cases-1.csv", "case_id,received_at\nA,2024-01-02T08:00:00Z\n");
    import(home.path(), "events-1.csv", "case_id,event,at\nA,closed,2024-01-20T08:00:00Z\n,feedback_review,2024-02-15T10:00:00Z\n");
    import(home.path(), "cases-2.csv", "case_id,received_at\nB,2024-03-02T08:00:00Z\n");
    // February's review stands in both exports, and is one.
    let again = "case_id,event,at\n,feedback_review,2024-02-15T10:00:00Z\n,feedback_review,2024-03-15T10:00:00Z\n";
    import(home.path(), "events-2.csv", again);
    assert_eq!(
        rows(home.path(), &["sla", "--detail", "--as-of", "2024-04-15T00:00:00Z"], 5..8),
        ["1,met,2024-02-01T00:00:00Z", "2,met,2024-03-01T00:00:00Z", "3,pending,2024-04-01T00:00:00Z"]
    );
    let reviews = ombud(home.path(), &["-C", "ws", "query", "select count(*) from events where case_id is null", "--format", "csv"]).done();
    assert_eq!(reviews.lines().nth(1), Some("2"));
}

#[test]
fn events_that_do_not_exist_yet_are_not_counted_among_those_without_a_case() {
    let home = tempfile::tempdir().unwrap();
    workspace(home.path(), ACKNOWLEDGE);
    import(home.path(), "cases.csv", "case_id,received_at\nA,2024-05-01T08:00:00Z\n");
    import(home.path(), "events.csv", "case_id,event,at\nZ,closed,2024-05-20T10:00:00Z\nZ,reopened,2024-06-20T10:00:00Z\n");
    for (as_of, count) in [("2024-05-31T00:00:00Z", "note: 1 events whose case is not there"), ("2024-06-30T00:00:00Z", "note: 2 events")] {
        let told = ombud(home.path(), &["-C", "ws", "sla", "--policy", "p", "--as-of", as_of, "--format", "csv"]).err;
        assert!(told.contains(count), "{told}");
    }
}

#[test]
fn a_run_of_missed_windows_that_reaches_beyond_the_period_is_told_to_be_listed_whole() {
    let home = tempfile::tempdir().unwrap();
    let news = "[[clause]]\nid = \"news\"\ncite = \"1\"\ntext = \"News daily.\"\ntype = \"cadence\"\nafter = [\"received\"]\n\
        require = [\"progress_update\"]\nevery = \"1 calendar day\"\n";
    workspace(home.path(), news);
    // A is silent from 20 March on; B, closed on 25 March, in the first quarter only.
    import(home.path(), "cases.csv", "case_id,received_at\nA,2024-03-20T10:00:00Z\nB,2024-03-20T10:00:00Z\n");
    import(home.path(), "events.csv", "case_id,event,at\nB,closed,2024-03-25T10:00:00Z\n");
    let detail = |more: &[&str]| {
        let words = [&["-C", "ws", "sla", "--policy", "p", "--detail", "--format", "csv"], more].concat();
        let run = ombud(home.path(), &words);
        assert_eq!(run.code, 0, "{}", run.err);
        let counts: Vec<String> = run.out.lines().skip(1).map(|line| line.split(',').nth(11).unwrap_or_default().to_string()).collect();
        (counts.join(" "), run.err)
    };
    // 21 March to 30 April are 41 days of A, the last of them not over; 21 to 24 March are 4 of B.
    let (counts, err) = detail(&["--as-of", "2024-05-01", "--period", "2024-Q1"]);
    assert_eq!(counts, "40 4");
    let note = "note: 1 row is a run of missed windows that reaches beyond 2024-Q1, and has the count of the whole run; \
        `ombud sla` without --detail counts each window in its own period\n";
    assert!(err.contains(note), "{err}");
    for whole in [
        &["--as-of", "2024-05-01", "--period", "2024"][..],
        &["--as-of", "2024-05-01"],
        &["--as-of", "2024-03-31", "--period", "2024-Q1", "--clause", "news"],
    ] {
        let (_, err) = detail(whole);
        assert!(!err.contains("run of missed windows"), "{whole:?}: {err}");
    }
}
