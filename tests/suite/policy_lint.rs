//! `ombud policy lint`: each piece of advice on a procedure made to deserve it, none on one that does not.

use crate::program::ombud;
use std::path::Path;

/// Each clause but the last has one fault; the names say which.
const FAULTY: &str = r#"schema = 1
id = "faulty"
title = "A procedure that deserves advice"
organisation = "Example"
calendar = "uk-office"

[[clause]]
id = "closed-at-weekends"
cite = "1"
text = "A person acknowledges every complaint within 24 hours."
type = "deadline"
after = ["received"]
require = [{ event = "acknowledged", auto = false }]
within = "24 hours"

[[clause.reading]]
id = "next-business-day"
text = "By the end of the next business day."
within = "1 business day"

[[clause]]
id = "without-limit"
cite = "2"
text = "Everybody promptly gets a first answer."
type = "deadline"
after = ["received"]
require = ["initial_response"]

[[clause]]
id = "our-number"
cite = "3"
text = "Customers are kept up to date."
type = "cadence"
assumed = true
after = ["received"]
require = ["initial_response", "resolution_proposed"]
every = "5 business days"

[[clause]]
id = "close-on-acceptance"
cite = "4"
text = "A complaint is closed once the customer agrees."
type = "precondition"
before = ["closed"]
require = ["resolution_accepted"]

[[clause]]
id = "close-soon"
cite = "5"
text = "Complaints are closed in two business days."
type = "deadline"
after = ["received"]
require = ["closed"]
within = "2 business days"

[[clause]]
id = "propose-in-five"
cite = "6"
text = "A resolution comes within five business days."
type = "deadline"
after = ["received"]
require = ["resolution_proposed"]
within = "5 business days"

[[clause]]
id = "propose-in-ten"
cite = "7"
text = "A resolution comes within ten business days."
type = "deadline"
after = ["received"]
require = ["resolution_proposed"]
within = "10 business days"

[[clause]]
id = "nobody-shows"
cite = "8"
text = "The facts are gathered within five business days."
type = "deadline"
after = ["received"]
require = ["evidence_gathered"]
within = "5 business days"

[[clause]]
id = "nobody-writes-down"
cite = "8"
text = "The proposal comes with its reasons."
type = "precondition"
before = ["resolution_proposed"]
require = [{ event = "resolution_proposed", with = ["reasons"] }]

[[clause]]
id = "nobody-appeals"
cite = "9"
text = "Appeals are answered within twenty business days."
type = "deadline"
after = ["appealed"]
require = ["initial_response"]
within = "20 business days"

[[clause]]
id = "misspelt-channel"
cite = "10"
text = "Complaints by email about bills are answered within twenty business days."
type = "deadline"
applies = { channel = ["e-mail"], category = ["bill"] }
after = ["received"]
require = ["initial_response"]
within = "20 business days"

[[clause]]
id = "sound"
cite = "11"
text = "Every complaint is acknowledged within a business day."
type = "deadline"
after = ["received"]
require = ["acknowledged"]
within = "1 business day"
"#;

const SOUND: &str = r#"schema = 1
id = "sound"
title = "A procedure that deserves none"
organisation = "Example"
calendar = "uk-office"

[[clause]]
id = "acknowledge"
cite = "1"
text = "Every complaint is acknowledged within one business day of receipt."
type = "deadline"
after = ["received"]
require = ["acknowledged"]
within = "1 business day"

# An aim within a promise is no contradiction.
[[clause]]
id = "close-soon"
cite = "2"
text = "We aim to close complaints within five business days."
type = "deadline"
strength = "target"
after = ["received"]
require = ["closed"]
within = "5 business days"

[[clause]]
id = "close"
cite = "2"
text = "Every complaint is closed within twenty business days."
type = "deadline"
after = ["received"]
require = ["closed"]
within = "20 business days"

# Fewer cases sooner is none either, nor a limit that a notice may move within an outer one.
[[clause]]
id = "close-email"
cite = "3"
text = "Complaints by email are closed within fifteen business days, or by a date that was promised."
type = "deadline"
applies = { channel = ["email"] }
after = ["received"]
require = ["closed"]
within = "15 business days"
extended_by = [{ event = "delay_notice", with = ["expected_at"] }]
"#;

/// What the source of these tests can report; the built-in mapping could report everything.
const REPORTS: &str = r#"reports = ["acknowledged", "initial_response", "resolution_proposed", "resolution_accepted", "closed"]"#;

/// London in January is on UTC. The office is open Monday to Friday, nine to five: whoever writes between Friday
/// 17:00 and Sunday 09:00 has no open time within 24 hours. These are friday-evening, saturday, sunday-early and
/// sunday-nine (due at the very moment of opening): 4 of 10.
const CASES: &str = "case_id,received_at,channel,category
monday,2026-01-12T10:00:00Z,email,billing
tuesday,2026-01-13T10:00:00Z,email,billing
wednesday,2026-01-14T10:00:00Z,email,billing
thursday,2026-01-15T10:00:00Z,email,bills
friday,2026-01-16T10:00:00Z,email,bills
friday-evening,2026-01-16T18:00:00Z,email,billing
saturday,2026-01-17T12:00:00Z,email,billing
sunday-early,2026-01-18T08:00:00Z,email,billing
sunday-nine,2026-01-18T09:00:00Z,email,billing
sunday-ten,2026-01-18T10:00:00Z,email,billing
";

/// Answered on Monday morning: late by the clock, in time by the end of the next business day. So the two readings
/// differ for friday-evening, saturday and sunday-early; sunday-nine is answered after 24 hours and 30 minutes too,
/// sunday-ten in 23 hours and a half.
const EVENTS: &str = "case_id,event,at,auto
friday-evening,acknowledged,2026-01-19T09:30:00Z,false
saturday,acknowledged,2026-01-19T09:30:00Z,false
sunday-early,acknowledged,2026-01-19T09:30:00Z,false
sunday-nine,acknowledged,2026-01-19T09:30:00Z,false
sunday-ten,acknowledged,2026-01-19T09:30:00Z,false
monday,acknowledged,2026-01-12T11:00:00Z,false
monday,initial_response,2026-01-12T12:00:00Z,
monday,resolution_proposed,2026-01-13T12:00:00Z,
monday,resolution_accepted,2026-01-13T13:00:00Z,
monday,closed,2026-01-13T14:00:00Z,
";

/// A workspace with a policy of its own, and with the cases if they are wanted.
fn workspace(home: &Path, policy: &str, with_cases: bool) {
    ombud(home, &["init", "ws", "--time-zone", "Europe/London"]).done();
    std::fs::write(home.join("ws/policies/own.toml"), policy).unwrap();
    let mapping = ombud(home, &["source", "show", "canonical", "--toml"]).done().replace("reports = [\"*\"]", REPORTS);
    std::fs::write(home.join("ws/sources/canonical.toml"), mapping).unwrap();
    if with_cases {
        std::fs::write(home.join("cases.csv"), CASES).unwrap();
        std::fs::write(home.join("events.csv"), EVENTS).unwrap();
        ombud(home, &["-C", "ws", "import", "--source", "canonical", "cases.csv", "events.csv"]).done();
    }
}

fn lint(home: &Path) -> Vec<serde_json::Value> {
    let told = ombud(home, &["-C", "ws", "policy", "lint", "--as-of", "2026-03-01", "--format", "json"]).done();
    serde_json::from_str(&told).unwrap()
}

/// Kind and clause of each row, in their order.
fn kinds(rows: &[serde_json::Value]) -> Vec<(&str, &str)> {
    rows.iter().map(|row| (row["kind"].as_str().unwrap(), row["clause"].as_str().unwrap())).collect()
}

fn row<'r>(rows: &'r [serde_json::Value], kind: &str, clause: &str) -> &'r serde_json::Value {
    rows.iter().find(|row| row["kind"] == kind && row["clause"] == clause).unwrap()
}

const FROM_TEXT: [(&str, &str); 6] = [
    ("no_limit", "without-limit"),
    ("assumed", "our-number"),
    ("closed_days", "closed-at-weekends"),
    ("contradiction", "close-soon"),
    ("contradiction", "propose-in-ten"),
    ("misspelt", "misspelt-channel"),
];

#[test]
fn each_fault_of_the_text_is_found_without_any_case() {
    let home = tempfile::tempdir().unwrap();
    workspace(home.path(), FAULTY, false);
    let rows = lint(home.path());
    assert_eq!(kinds(&rows), FROM_TEXT);
    assert_eq!(row(&rows, "closed_days", "closed-at-weekends")["share"], serde_json::Value::Null);
    assert_eq!(row(&rows, "no_limit", "without-limit")["found"], "\"prompt\" is no limit: it does not say by when");
    // The clause begins on the line of its id.
    let line = FAULTY.lines().position(|line| line == "id = \"without-limit\"").unwrap() + 1;
    assert_eq!(row(&rows, "no_limit", "without-limit")["line"], line);
}

#[test]
fn the_cases_show_what_the_text_cannot() {
    let home = tempfile::tempdir().unwrap();
    workspace(home.path(), FAULTY, true);
    let rows = lint(home.path());
    let expected = [
        ("no_limit", "without-limit"),
        ("assumed", "our-number"),
        ("closed_days", "closed-at-weekends"),
        ("contradiction", "close-soon"),
        ("contradiction", "propose-in-ten"),
        ("readings_differ", "closed-at-weekends"),
        ("cannot_be_shown", "nobody-shows"),
        ("cannot_be_shown", "nobody-writes-down"),
        ("never_tested", "nobody-appeals"),
        ("never_tested", "misspelt-channel"),
        ("misspelt", "misspelt-channel"),
        ("misspelt", "misspelt-channel"),
    ];
    assert_eq!(kinds(&rows), expected);
    for row in &rows {
        for part in ["file", "found", "why", "cure"] {
            assert!(row[part].as_str().is_some_and(|text| !text.is_empty()), "{part} of {row}");
        }
    }
    // 4 of 10 starts, by the comment at CASES.
    let closed = row(&rows, "closed_days", "closed-at-weekends");
    assert_eq!(
        (closed["affected_count"].as_u64(), closed["case_count"].as_u64(), closed["share"].as_f64()),
        (Some(4), Some(10), Some(0.4))
    );
    // A weekend of 64 closed hours, less the 24 of the limit.
    assert!(closed["found"].as_str().unwrap().contains("40 of the 168 hours of an ordinary week, as from Friday 17:00 to Sunday 09:00"));
    assert!(closed["cure"].as_str().unwrap().contains("within 1 business day"));
    // friday-evening, saturday, sunday-early and sunday-nine are late by the clock and in time by the reading; the
    // other six are in time or missed by both.
    let differ = row(&rows, "readings_differ", "closed-at-weekends");
    assert_eq!((differ["affected_count"].as_u64(), differ["case_count"].as_u64()), (Some(4), Some(10)));
    assert_eq!(differ["reading"], "next-business-day");
    let blind = row(&rows, "cannot_be_shown", "nobody-shows");
    assert_eq!((blind["affected_count"].as_u64(), blind["case_count"].as_u64()), (Some(10), Some(10)));
    assert!(blind["found"].as_str().unwrap().contains("(canonical) can report `evidence_gathered`"));
    let unsaid = row(&rows, "cannot_be_shown", "nobody-writes-down");
    assert_eq!(unsaid["found"], "the imported sources report `resolution_proposed`, but never with `reasons`");
    assert_eq!((unsaid["affected_count"].as_u64(), unsaid["case_count"].as_u64()), (Some(1), Some(1)));
    let untested = row(&rows, "never_tested", "nobody-appeals");
    assert_eq!(untested["affected_count"].as_u64(), Some(0));
    assert!(untested["cure"].as_str().unwrap().contains("No imported source reports `appealed`"));
    let meant: Vec<&str> = rows.iter().filter(|row| row["kind"] == "misspelt").map(|row| row["cure"].as_str().unwrap()).collect();
    assert!(meant[0].contains("channel = [\"email\"]") && meant[1].contains("category = [\"bill"), "{meant:?}");
}

#[test]
fn of_a_day_without_its_hour_nobody_says_that_the_desk_was_closed() {
    // Two complaints of which only the day is known, a Wednesday and a Saturday, are added to the ten, and then stand alone.
    let days = "wednesday-letter,2026-01-14,email,billing\nsaturday-letter,2026-01-17,email,billing\n";
    let header = CASES.lines().next().unwrap();
    for (cases, counted) in [(format!("{CASES}{days}"), Some((4, 10))), (format!("{header}\n{days}"), None)] {
        let home = tempfile::tempdir().unwrap();
        workspace(home.path(), FAULTY, false);
        std::fs::write(home.path().join("cases.csv"), cases).unwrap();
        ombud(home.path(), &["-C", "ws", "import", "--source", "canonical", "cases.csv"]).done();
        let rows = lint(home.path());
        let closed = row(&rows, "closed_days", "closed-at-weekends");
        let told = closed["affected_count"].as_u64().zip(closed["case_count"].as_u64());
        assert_eq!(told, counted);
    }
}

#[test]
fn a_version_is_found_fault_with_for_its_own_cases_only() {
    let home = tempfile::tempdir().unwrap();
    let version = |day: &str, other: &str| {
        format!(
            "schema = 1\nid = \"own\"\ntitle = \"Own\"\norganisation = \"Own\"\ncalendar = \"always\"\neffective_from = {day}\n[[clause]]\n\
            id = \"acknowledge\"\ncite = \"1\"\ntext = \"Acknowledge.\"\ntype = \"deadline\"\nafter = [\"received\"]\nrequire = [\"acknowledged\"]\n\
            within = \"24 hours\"\n[[clause.reading]]\nid = \"other\"\ntext = \"Other.\"\nwithin = \"{other}\"\n"
        )
    };
    workspace(home.path(), &version("2025-01-01", "1 hour"), false);
    std::fs::write(home.path().join("ws/policies/second.toml"), version("2026-02-01", "2 hours")).unwrap();
    // All are acknowledged after an hour and a half: late by the second reading of the first version, three of them,
    // and in time by both readings of the second.
    let (mut cases, mut events) = (String::from("case_id,received_at\n"), String::from("case_id,event,at\n"));
    for (id, day) in [("A", "2026-01-05"), ("B", "2026-01-06"), ("C", "2026-01-07"), ("D", "2026-02-05"), ("E", "2026-02-06")] {
        cases += &format!("{id},{day}T09:00:00Z\n");
        events += &format!("{id},acknowledged,{day}T10:30:00Z\n");
    }
    std::fs::write(home.path().join("cases.csv"), cases).unwrap();
    std::fs::write(home.path().join("events.csv"), events).unwrap();
    ombud(home.path(), &["-C", "ws", "import", "--source", "canonical", "cases.csv", "events.csv"]).done();
    let rows = lint(home.path());
    assert_eq!(kinds(&rows), [("readings_differ", "acknowledge")]);
    assert_eq!((rows[0]["affected_count"].as_u64(), rows[0]["case_count"].as_u64()), (Some(3), Some(3)));
}

#[test]
fn a_field_that_no_case_of_a_source_carries_is_named_with_the_source() {
    let home = tempfile::tempdir().unwrap();
    let policy = "schema = 1\nid = \"own\"\ntitle = \"Own\"\norganisation = \"Own\"\ncalendar = \"always\"\n[[clause]]\nid = \"whole\"\n\
        cite = \"1\"\ntext = \"A record has customer, description and order.\"\ntype = \"record\"\n\
        fields = [\"custommer\", \"description\", \"category\"]\n[[clause]]\nid = \"filled-once\"\ncite = \"2\"\n\
        text = \"A record has its category.\"\ntype = \"record\"\nfields = [\"category\"]\n";
    workspace(home.path(), policy, false);
    // A category is written down in one case of two: that is neglect, and nothing to advise on.
    let cases = "case_id,received_at,customer,category\nA,2026-01-12T10:00:00Z,u1,bill\nB,2026-01-13T10:00:00Z,u2,\n";
    std::fs::write(home.path().join("cases.csv"), cases).unwrap();
    ombud(home.path(), &["-C", "ws", "import", "--source", "canonical", "cases.csv"]).done();
    let rows = lint(home.path());
    assert_eq!(kinds(&rows), [("cannot_be_shown", "whole")]);
    assert_eq!(rows[0]["found"], "no case of canonical carries `custommer` or `description`");
    assert_eq!((rows[0]["affected_count"].as_u64(), rows[0]["case_count"].as_u64()), (Some(2), Some(2)));
    let cure = rows[0]["cure"].as_str().unwrap();
    assert!(
        cure.starts_with("If `customer` is what is meant, write that in `fields` in place of `custommer`. Have `description` "),
        "{cure}"
    );
}

#[test]
fn a_sound_procedure_gets_no_advice() {
    let home = tempfile::tempdir().unwrap();
    workspace(home.path(), SOUND, true);
    assert_eq!(kinds(&lint(home.path())), []);
    let page = ombud(home.path(), &["-C", "ws", "policy", "lint", "--as-of", "2026-03-01"]).done();
    assert_eq!(page, "A procedure that deserves none (sound): nothing to advise\n");
    let rows = ombud(home.path(), &["-C", "ws", "policy", "lint", "--as-of", "2026-03-01", "--format", "csv"]).done();
    assert_eq!(rows, "policy,clause,reading,kind,file,line,found,why,cure,affected_count,case_count,share\n");
}

#[test]
fn without_a_workspace_the_built_in_policies_are_read_by_their_text() {
    let home = tempfile::tempdir().unwrap();
    let run = ombud(home.path(), &["policy", "lint", "themaverde"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert!(run.out.contains("respond  policies/themaverde.toml:"), "{}", run.out);
    let all = ombud(home.path(), &["policy", "lint", "--format", "csv"]).done();
    assert!(["logiq", "nhs-england-2009"].iter().all(|id| all.contains(id)));
    // Two clauses of one procedure that cannot both be kept: closing waits for acceptance, and has a limit.
    assert!(all.lines().any(|line| line.starts_with("external-customer,handle-promptly,main,contradiction,")), "{all}");
    let unknown = ombud(home.path(), &["policy", "lint", "logic"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("did you mean \"logiq\"?"), "{}", unknown.err);
}

#[test]
fn the_page_tells_where_what_why_and_a_better_wording() {
    let home = tempfile::tempdir().unwrap();
    workspace(home.path(), FAULTY, true);
    let page = ombud(home.path(), &["-C", "ws", "policy", "lint", "--as-of", "2026-03-01"]).done();
    let expected = "
Limits that closed hours make impossible to keep (1)
  closed-at-weekends  ws/policies/own.toml:8
    found:  a limit of 24 hours that starts in 40 of the 168 hours of an ordinary week, as from Friday 17:00
            to Sunday 09:00, passes while `uk-office` is closed throughout; here 4 of 10 starts whose hour is
            known, 40\u{a0}%
    why:    Nobody is there in all that time, so the promise is broken however well people work.
    better: Count the desk's own time: \"within 1 business day\".
";
    assert!(page.contains(expected), "{page}");
}

/// A policy of clauses, each with its id, its calendar where it is not that of the policy, and its keys.
fn policy_of(calendar: &str, clauses: &[(&str, &str)]) -> String {
    let head = format!("schema = 1\nid = \"own\"\ntitle = \"Own\"\norganisation = \"Own\"\ncalendar = \"{calendar}\"\n");
    let clause = |(id, keys): &(&str, &str)| format!("[[clause]]\nid = \"{id}\"\ncite = \"1\"\ntext = \"Asked for.\"\n{keys}\n");
    head + &clauses.iter().map(clause).collect::<String>()
}

/// Each finding of some kinds as clause and words.
fn found<'r>(rows: &'r [serde_json::Value], kinds: &[&str]) -> Vec<(&'r str, &'r str)> {
    let of_kind = rows.iter().filter(|row| kinds.contains(&row["kind"].as_str().unwrap()));
    of_kind.map(|row| (row["clause"].as_str().unwrap(), row["found"].as_str().unwrap())).collect()
}

#[test]
fn the_shorter_of_two_limits_is_told_by_the_calendar() {
    let home = tempfile::tempdir().unwrap();
    let limit = |event: &str, more: &str| format!("type = \"deadline\"\nafter = [\"received\"]\nrequire = [\"{event}\"]\n{more}");
    let (hours, days) = (limit("acknowledged", "within = \"24 business hours\""), limit("acknowledged", "within = \"2 days\""));
    let aim = limit("resolution_proposed", "strength = \"target\"\nwithin = \"24 business hours\"");
    let promise = limit("resolution_proposed", "within = \"2 days\"");
    let calendar_days = limit("closed", "calendar = \"uk-office\"\nwithin = \"6 calendar days\"");
    let business_days = limit("closed", "calendar = \"uk-office\"\nwithin = \"5 business days\"");
    let clauses = [
        ("hours", &*hours),
        ("days", &*days),
        ("aim", &*aim),
        ("promise", &*promise),
        ("calendar-days", &*calendar_days),
        ("business-days", &*business_days),
    ];
    workspace(home.path(), &policy_of("always", &clauses), false);
    let rows = lint(home.path());
    // Open without end, 24 hours of open time are one day, which is less than two; so an aim of them lies within the promise.
    // From a Monday, six days end with Sunday and five business days with the next Monday; from a Sunday, Saturday and Friday.
    // The head has five lines and each of these clauses eight or, with a key more, nine: their ids are on the lines 7, 15, 23, 32, 40, 49.
    let expected = [
        (
            "days",
            "`acknowledged` after receipt has two limits for the same cases: 24 business hours (hours) and 2 days (days); the other clause is on line 7",
        ),
        (
            "business-days",
            "`closed` after receipt has two limits for the same cases: 6 calendar days (calendar-days) and 5 business days (business-days); \
            the other clause is on line 40",
        ),
    ];
    assert_eq!(found(&rows, &["contradiction"]), expected);
    assert_eq!(row(&rows, "contradiction", "days")["why"], "The shorter one is the promise; whoever works by the longer one breaks it.");
    let why = row(&rows, "contradiction", "business-days")["why"].as_str().unwrap();
    assert!(why.starts_with("Which of the two is over first depends on when the clock starts"), "{why}");
}

#[test]
fn what_cannot_be_kept_together_or_cannot_be_broken_is_found() {
    let home = tempfile::tempdir().unwrap();
    let clauses = [
        ("news-5", "type = \"cadence\"\nafter = [\"received\"]\nrequire = [\"progress_update\"]\nevery = \"5 working days\""),
        ("news-3", "type = \"cadence\"\nafter = [\"received\"]\nrequire = [\"progress_update\"]\nevery = \"3 working days\""),
        ("close-after-yes", "type = \"precondition\"\nbefore = [\"closed\"]\nrequire = [\"resolution_accepted\"]"),
        ("yes-after-close", "type = \"precondition\"\nbefore = [\"resolution_accepted\"]\nrequire = [\"closed\"]"),
        ("one", "type = \"single_contact\"\ncontacts = [\"acknowledged\", \"progress_update\"]"),
        ("two", "type = \"single_contact\"\ncontacts = [\"acknowledged\", \"progress_update\"]\nat_most = 2"),
        ("weekly", "type = \"review\"\nrequire = [\"feedback_review\"]\nevery = \"week\""),
        ("monthly", "type = \"review\"\nrequire = [\"feedback_review\"]\nevery = \"month\""),
        ("london", "type = \"deadline\"\nafter = [\"received\"]\nrequire = [\"initial_response\"]\nwithin = \"2 business days\""),
        (
            "dublin",
            "type = \"deadline\"\nafter = [\"received\"]\nrequire = [\"initial_response\"]\nwithin = \"2 business days\"\ncalendar = \"ie-office\"",
        ),
        ("nobody", "type = \"record\"\nfields = [\"outcome\"]\napplies = { has = [\"escalated\"], lacks = [\"escalated\"] }"),
        ("always", "type = \"precondition\"\nbefore = [\"closed\"]\nrequire = [\"closed\"]"),
        ("slip", "type = \"review\"\nrequire = [\"feedback_reviewed\"]\nevery = \"week\""),
        ("other-slip", "type = \"deadline\"\nafter = [\"received\"]\nrequire = [\"feedback_review\"]\nwithin = \"7 business days\""),
        ("hear", "type = \"deadline\"\nafter = [\"appealed\"]\nrequire = [\"appeal_heard\"]\nuntil = [\"appeal_decided\"]"),
    ];
    workspace(home.path(), &policy_of("uk-office", &clauses), false);
    let rows = lint(home.path());
    // Ids are on line 7, then 15 (a cadence has eight lines), 23, 30 (a precondition seven), 37, 43 (contacts six, or seven), 50, 57
    // (a review seven), 64.
    let contradictions = [
        (
            "news-3",
            "`progress_update` after receipt has two limits for the same cases: every 3 business days (news-3) and every 5 business days \
            (news-5); the other clause is on line 7",
        ),
        (
            "yes-after-close",
            "it wants `closed` before `resolution_accepted`, and the clause close-after-yes (line 23) wants `resolution_accepted` before `closed`",
        ),
        (
            "two",
            "`acknowledged` or `progress_update` has two limits: at most 1 person (one) and at most 2 people (two); the other clause is on line 37",
        ),
        ("monthly", "`feedback_review` has two limits: every week (weekly) and every month (monthly); the other clause is on line 50"),
        (
            "dublin",
            "`initial_response` after receipt has two limits for the same cases: 2 business days (calendar uk-office) (london) and \
            2 business days (calendar ie-office) (dublin); the other clause is on line 64",
        ),
    ];
    assert_eq!(found(&rows, &["contradiction"]), contradictions);
    let fruitless = [
        ("nobody", "it is for cases that have had `escalated` and have not had `escalated`"),
        ("always", "it wants `closed` to have happened before `closed`, and the same instant counts"),
        ("slip", "it is a review and asks for `feedback_reviewed`, which is recorded of a case"),
        ("other-slip", "it is about cases and waits for `feedback_review`, an event of the organisation"),
    ];
    assert_eq!(found(&rows, &["cannot_work"]), fruitless);
    let cures = ["slip", "other-slip"].map(|clause| row(&rows, "cannot_work", clause)["cure"].as_str().unwrap().to_string());
    assert!(cures[0].contains("`feedback_review`") && cures[1].contains("`feedback_reviewed`"), "{cures:?}");
    let why = row(&rows, "no_limit", "hear")["why"].as_str().unwrap();
    assert!(why.starts_with("Until `appeal_decided` nothing is ever late"), "{why}");
}

#[test]
fn cases_that_were_over_before_the_first_news_was_due_are_no_misspelt_condition() {
    let home = tempfile::tempdir().unwrap();
    let news = "type = \"cadence\"\nafter = [\"received\"]\nrequire = [\"initial_response\"]\nevery = \"20 business days\"";
    workspace(home.path(), &policy_of("uk-office", &[("news", news)]), false);
    // Received on a Monday and closed a week later: the first twenty business days were never over.
    std::fs::write(home.path().join("cases.csv"), "case_id,received_at\nA,2026-01-12T10:00:00Z\nB,2026-01-12T10:00:00Z\n").unwrap();
    std::fs::write(home.path().join("events.csv"), "case_id,event,at\nA,closed,2026-01-19T10:00:00Z\nB,closed,2026-01-19T10:00:00Z\n")
        .unwrap();
    ombud(home.path(), &["-C", "ws", "import", "--source", "canonical", "cases.csv", "events.csv"]).done();
    let rows = lint(home.path());
    let told = "no case that it concerns was still open when its first 20 business days were over; it asks for `received`";
    assert_eq!(found(&rows, &["never_tested"]), [("news", told)]);
    let cure = row(&rows, "never_tested", "news")["cure"].as_str().unwrap();
    assert!(cure.starts_with("If cases never are open for so long, strike the clause out"), "{cure}");
    assert_eq!((rows[0]["affected_count"].as_u64(), rows[0]["case_count"].as_u64()), (Some(0), Some(2)));
}
