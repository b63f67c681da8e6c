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
fn the_organisation_s_own_duties_are_listed_without_a_case() {
    let home = tempfile::tempdir().unwrap();
    workspace(home.path());
    // February is the first whole month since the first case; it ends on 1 March.
    let words = ["-C", "ws", "due", "--as-of", "2026-02-10T12:00:00Z", "--clause", "review", "--format", "csv"];
    let told = ombud(home.path(), &words).done();
    assert!(told.lines().nth(1).unwrap().starts_with("2026-03-01T00:00:00Z,false,own,review,,"), "{told}");
}
