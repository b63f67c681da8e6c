//! What `explain` says of worked cases: every expectation here was reckoned and written by hand.

use crate::program::ombud;
use std::collections::BTreeMap;
use std::path::Path;
use tempfile::TempDir;

/// A desk in London, Monday to Friday 09:00-17:00, and one that works at night.
const DESK: &str = r#"schema = 1
id = "desk"
time_zone = "Europe/London"
holidays = [2025-12-25]
[week]
mon = ["09:00-17:00"]
tue = ["09:00-17:00"]
wed = ["09:00-17:00"]
thu = ["09:00-17:00"]
fri = ["09:00-17:00"]
"#;

const NIGHT: &str = r#"schema = 1
id = "night"
time_zone = "Europe/London"
[week]
mon = ["00:00-04:00"]
tue = ["00:00-04:00"]
wed = ["00:00-04:00"]
thu = ["00:00-04:00"]
fri = ["00:00-04:00"]
sat = ["00:00-04:00"]
sun = ["00:00-04:00"]
"#;

/// A workspace with one policy of these clauses, and these cases and events.
fn workspace(clauses: &str, cases: &str, events: &str) -> TempDir {
    let home = tempfile::tempdir().unwrap();
    ombud(home.path(), &["init", "ws", "--time-zone", "Europe/London"]).done();
    let write = |name: &str, text: String| std::fs::write(home.path().join(name), text).unwrap();
    let head = "schema = 1\nid = \"own\"\ntitle = \"Our Promise\"\norganisation = \"O\"\ncalendar = \"desk\"\n";
    write("ws/policies/own.toml", format!("{head}{clauses}"));
    write("ws/calendars/desk.toml", DESK.to_string());
    write("ws/calendars/night.toml", NIGHT.to_string());
    write("cases.csv", format!("source,case_id,received_at,kind,channel\n{cases}"));
    write("events.csv", format!("source,case_id,event,at,expected_at,actor\n{events}"));
    ombud(home.path(), &["-C", "ws", "import", "--source", "canonical", "cases.csv", "events.csv"]).done();
    home
}

/// What is said of the one clause under test: everything below the policy's name.
fn told(home: &Path, words: &[&str]) -> String {
    let mut all = vec!["-C", "ws", "explain"];
    all.extend(words);
    let out = ombud(home, &all).done();
    let (_, body) = out.split_once("Our Promise (own)\n\n").expect("the policy is named");
    body.to_string()
}

const ANSWER: &str = r#"[[clause]]
id = "answer"
cite = "1"
text = "We answer in time."
type = "deadline"
after = ["received"]
require = ["acknowledged"]
"#;

#[test]
fn a_weekend_between_is_shown_day_by_day() {
    let home = workspace(
        &format!("{ANSWER}within = \"4 business hours\"\n"),
        "canonical,K1,2025-01-10T16:30,complaint,email\n",
        "canonical,K1,acknowledged,2025-01-13T13:10,,\n",
    );
    // Half an hour on Friday, three and a half on Monday: due Monday 12:30; 13:10 is 40 open minutes later.
    let expected = r#"answer
  We answer in time. (1)
  The clock started with the receipt of the case on Fri 2025-01-10 16:30.
  The limit is 4 business hours: only the open hours of the calendar "desk" count.
  Open time that counted:
    Fri 2025-01-10  16:30-17:00  30 min
    Sat 2025-01-11  closed
    Sun 2025-01-12  closed
    Mon 2025-01-13  09:00-12:30  3 h 30 min
  It was due by Mon 2025-01-13 12:30.
  Found: "acknowledged" on Mon 2025-01-13 13:10.
  Verdict: late by 40 min of open time.
"#;
    assert_eq!(told(home.path(), &["K1", "--as-of", "2025-02-01"]), expected);
}

#[test]
fn a_clock_change_is_named_and_an_elapsed_day_stays_24_hours() {
    let night = ANSWER.replace("\"answer\"", "\"night\"");
    let home = workspace(
        &format!("{ANSWER}within = \"24 hours\"\n{night}within = \"3 business hours\"\ncalendar = \"night\"\n"),
        "canonical,K1,2026-03-28T12:00,complaint,email\n",
        "canonical,K1,acknowledged,2026-03-29T13:00,,\n",
    );
    // London's clocks go from 01:00 to 02:00 on 29 March: 24 hours after noon it is one o'clock, and the window 00:00-04:00 is
    // three hours long. Noon to 13:00 of the next day by the wall are 24 hours: in time at the very instant.
    let expected = r#"answer
  We answer in time. (1)
  The clock started with the receipt of the case on Sat 2026-03-28 12:00.
  The limit is 24 hours by the clock, day and night.
  It was due by Sun 2026-03-29 13:00.
  Found: "acknowledged" on Sun 2026-03-29 13:00.
  Verdict: kept.

night
  We answer in time. (1)
  The clock started with the receipt of the case on Sat 2026-03-28 12:00.
  The limit is 3 business hours: only the open hours of the calendar "night" count.
  Open time that counted:
    Sat 2026-03-28  nothing
    Sun 2026-03-29  00:00-04:00  3 h (the clocks change)
  It was due by Sun 2026-03-29 04:00.
  Found: "acknowledged" on Sun 2026-03-29 13:00.
  Verdict: late by 9 h, outside opening hours.
"#;
    assert_eq!(told(home.path(), &["K1", "--as-of", "2026-04-01"]), expected);
}

#[test]
fn a_pause_moves_the_due_day_and_one_after_the_due_does_not() {
    let pause = "pause = [{ from = [\"info_requested\"], until = [\"info_received\"] }]\n";
    let home = workspace(
        &format!(
            "{ANSWER}within = \"3 business days\"\n{pause}[[clause.reading]]\nid = \"hours\"\ntext = \"By the hour.\"\nwithin = \"8 business hours\"\n"
        ),
        "canonical,K1,2025-01-13T10:00,complaint,email\n",
        "canonical,K1,info_requested,2025-01-14T11:00,,\ncanonical,K1,info_received,2025-01-16T09:00,,\ncanonical,K1,acknowledged,2025-01-20T16:00,,\n",
    );
    // Three business days after Monday 13 end with Thursday 16. The pause takes the 15th and the 16th: two days on, past the
    // weekend, is Monday 20. By the hour: seven on Monday, one on Tuesday, due 10:00; the pause began an hour later.
    // From there to Monday 16:00: Tuesday 7 h, Wednesday to Friday 24 h, Monday 7 h = 38 h.
    let expected = r#"answer
  We answer in time. (1)
  The clock started with the receipt of the case on Mon 2025-01-13 10:00.
  The limit is 3 business days of the calendar "desk", beginning with the day after.
  Days that counted:
    Tue 2025-01-14  day 1
    Wed 2025-01-15  the clock stood still
    Thu 2025-01-16  the clock stood still
    Fri 2025-01-17  day 2
    Sat 2025-01-18  closed
    Sun 2025-01-19  closed
    Mon 2025-01-20  day 3
  The clock stood still from Tue 2025-01-14 11:00 ("info requested") to Thu 2025-01-16 09:00 ("info received"): the due day moved on by 2 business days.
  It was due by the end of Mon 2025-01-20.
  Found: "acknowledged" on Mon 2025-01-20 16:00.
  Verdict: kept.
  Read as "hours": By the hour.
    The clock started with the receipt of the case on Mon 2025-01-13 10:00.
    The limit is 8 business hours: only the open hours of the calendar "desk" count.
    Open time that counted:
      Mon 2025-01-13  10:00-17:00  7 h
      Tue 2025-01-14  09:00-10:00  1 h
    A pause from Tue 2025-01-14 11:00 ("info requested") to Thu 2025-01-16 09:00 ("info received") does not count: it began when the limit's own time was over.
    It was due by Tue 2025-01-14 10:00.
    Found: "acknowledged" on Mon 2025-01-20 16:00.
    Verdict: late by 38 h of open time.
"#;
    assert_eq!(told(home.path(), &["K1", "--as-of", "2025-02-01"]), expected);
}

#[test]
fn while_a_pause_is_open_there_is_no_due() {
    let pause = "pause = [{ from = [\"info_requested\"], until = [\"info_received\"] }]\n";
    let home = workspace(
        &format!("{ANSWER}within = \"8 business hours\"\n{pause}"),
        "canonical,K1,2025-01-13T10:00,complaint,email\n",
        "canonical,K1,info_requested,2025-01-13T12:00,,\n",
    );
    let expected = r#"answer
  We answer in time. (1)
  The clock started with the receipt of the case on Mon 2025-01-13 10:00.
  The limit is 8 business hours: only the open hours of the calendar "desk" count.
  Open time that counted:
    Mon 2025-01-13  10:00-12:00  2 h
  The clock stands still since Mon 2025-01-13 12:00 ("info requested").
  While the clock stands still there is no due.
  Looked for "acknowledged": nothing up to Sat 2025-02-01 00:00.
  Verdict: not yet due: the clock stands still.
"#;
    assert_eq!(told(home.path(), &["K1", "--as-of", "2025-02-01"]), expected);
}

#[test]
fn a_notice_in_time_moves_the_due_and_one_too_late_does_not() {
    let home = workspace(
        &format!("{ANSWER}within = \"5 days\"\nextended_by = [\"delay_notice\"]\n"),
        "canonical,K1,2025-02-03T09:00,complaint,email\n",
        "canonical,K1,delay_notice,2025-02-07T15:00,2025-02-14,\ncanonical,K1,delay_notice,2025-02-15T10:00,2025-02-28,\ncanonical,K1,acknowledged,2025-02-17T08:30,,\n",
    );
    // Five times 24 hours end on Saturday 8, 09:00; the promised day ends with Friday 14. From that midnight to Monday 08:30
    // are two days and eight and a half hours.
    let expected = r#"answer
  We answer in time. (1)
  The clock started with the receipt of the case on Mon 2025-02-03 09:00.
  The limit is 5 days by the clock, day and night.
  By the limit alone it was due by Sat 2025-02-08 09:00.
  The notice "delay notice" on Fri 2025-02-07 15:00 promised the end of Fri 2025-02-14: it moved the due there.
  The notice "delay notice" on Sat 2025-02-15 10:00 promised the end of Fri 2025-02-28: it does not count, since it came after the due.
  So it was due by the end of Fri 2025-02-14.
  Found: "acknowledged" on Mon 2025-02-17 08:30.
  Verdict: late by 2 days 8 h 30 min.
"#;
    assert_eq!(told(home.path(), &["K1", "--as-of", "2025-03-01"]), expected);
}

#[test]
fn an_answer_before_the_start_is_named_and_does_not_count() {
    let home = workspace(
        &format!("{}within = \"20 business days\"\n", ANSWER.replace("received", "escalated")),
        "canonical,K1,2025-02-03T09:00,complaint,email\n",
        "canonical,K1,acknowledged,2025-02-03T09:05,,\ncanonical,K1,escalated,2025-02-04T10:00,,\n",
    );
    // Twenty business days after Tuesday 4 February end with Tuesday 4 March; between 8 February and 3 March are sixteen
    // business days (10 to 28 February, and 3 March) and eight days of four weekends.
    let expected = r#"answer
  We answer in time. (1)
  The clock started with "escalated" on Tue 2025-02-04 10:00.
  The limit is 20 business days of the calendar "desk", beginning with the day after.
  Days that counted:
    Wed 2025-02-05  day 1
    Thu 2025-02-06  day 2
    Fri 2025-02-07  day 3
    … 16 business days, 8 closed days …
    Tue 2025-03-04  day 20
  It was due by the end of Tue 2025-03-04.
  Looked for "acknowledged": nothing up to Tue 2025-04-01 00:00.
  "acknowledged" on Mon 2025-02-03 09:05 came before the start and does not count.
  Verdict: not done.
"#;
    assert_eq!(told(home.path(), &["K1", "--as-of", "2025-04-01"]), expected);
}

#[test]
fn where_only_days_are_known_it_says_what_cannot_be_decided() {
    let home = workspace(
        &format!("{ANSWER}within = \"24 hours\"\n"),
        "canonical,K1,2025-03-05,complaint,letter\n",
        "canonical,K1,acknowledged,2025-03-06,,\n",
    );
    // From 0 to 48 hours may lie between a moment of the 5th and one of the 6th.
    let expected = r#"answer
  We answer in time. (1)
  The clock started with the receipt of the case on Wed 2025-03-05 (the hour is not known); the day is counted from its beginning.
  The limit is 24 hours by the clock, day and night.
  It was due by the end of Wed 2025-03-05.
  Had the start come at the end of its day, it would be due by the end of Thu 2025-03-06.
  Found: "acknowledged" on Thu 2025-03-06 (the hour is not known).
  Verdict: cannot be decided: only the day is known, and the day allows both in time and late.
"#;
    assert_eq!(told(home.path(), &["K1", "--as-of", "2025-04-01"]), expected);
}

#[test]
fn a_pause_that_counts_only_from_the_end_of_the_day_is_told_as_such() {
    let home = workspace(
        &format!("{ANSWER}within = \"4 business hours\"\npause = [{{ from = [\"info_requested\"], until = [\"info_received\"] }}]\n"),
        "canonical,K1,2025-01-13,complaint,letter\n",
        "canonical,K1,info_requested,2025-01-14T12:00,,\ncanonical,K1,acknowledged,2025-01-15T10:00,,\n",
    );
    // From Monday's beginning it is due on Monday at 13:00, from its end on Tuesday at 13:00: the pause began before that.
    let expected = r#"answer
  We answer in time. (1)
  The clock started with the receipt of the case on Mon 2025-01-13 (the hour is not known); the day is counted from its beginning.
  The limit is 4 business hours: only the open hours of the calendar "desk" count.
  Open time that counted:
    Mon 2025-01-13  09:00-13:00  4 h
  Counted from the beginning of the day, it would be due by Mon 2025-01-13 13:00.
  Had the start come at the end of its day:
    The clock stands still since Tue 2025-01-14 12:00 ("info requested").
  The hour is not known, so as long as the clock may stand still there is no due.
  Found: "acknowledged" on Wed 2025-01-15 10:00.
  Verdict: kept.
"#;
    assert_eq!(told(home.path(), &["K1", "--as-of", "2025-04-01"]), expected);
}

/// Two hours run on Monday, and six are left when the clock goes on with Thursday: due at 06:00 by the first instant of that day, which may be any other.
#[test]
fn a_pause_that_ends_on_a_day_has_no_hour_and_leaves_no_length() {
    let home = workspace(
        &format!("{ANSWER}within = \"8 hours\"\npause = [{{ from = [\"info_requested\"], until = [\"info_received\"] }}]\n"),
        "canonical,K1,2025-01-13T16:00,complaint,letter\n",
        "canonical,K1,info_requested,2025-01-13T18:00,,\ncanonical,K1,info_received,2025-01-16,,\ncanonical,K1,acknowledged,2025-01-16T09:00,,\n",
    );
    let expected = r#"answer
  We answer in time. (1)
  The clock started with the receipt of the case on Mon 2025-01-13 16:00.
  The limit is 8 hours by the clock, day and night.
  The clock stood still from Mon 2025-01-13 18:00 ("info requested") to Thu 2025-01-16 (the hour is not known) ("info received"), a day counted from its beginning: 2 days 6 h did not count.
  It was due by Thu 2025-01-16 06:00.
  Found: "acknowledged" on Thu 2025-01-16 09:00.
  Verdict: late; by how much cannot be told, since only the day is known.
"#;
    assert_eq!(told(home.path(), &["K1", "--as-of", "2025-04-01"]), expected);
    let page = ombud(home.path(), &["-C", "ws", "explain", "K1", "--as-of", "2025-04-01", "--format", "json"]).done();
    let page: serde_json::Value = serde_json::from_str(&page).unwrap();
    let pause = &page["policies"][0]["clauses"][0]["readings"][0]["verdicts"][0]["pauses"][0];
    assert_eq!((&pause["from_day_only"], &pause["until_day_only"]), (&false.into(), &true.into()));
}

/// From Tuesday's beginning it is due at 08:00, before the pause of Wednesday 03:00 to Friday 12:00. From its end it would be due at 08:00 on Wednesday,
/// so 57 hours do not count: 17:00 on Friday, a microsecond before.
#[test]
fn the_pause_that_moves_the_latest_due_is_told_with_it() {
    let home = workspace(
        &format!("{ANSWER}within = \"8 hours\"\npause = [{{ from = [\"info_requested\"], until = [\"info_received\"] }}]\n"),
        "canonical,K1,2025-01-14,complaint,letter\n",
        "canonical,K1,info_requested,2025-01-15T03:00,,\ncanonical,K1,info_received,2025-01-17T12:00,,\ncanonical,K1,acknowledged,2025-01-17T15:00,,\n",
    );
    let expected = r#"answer
  We answer in time. (1)
  The clock started with the receipt of the case on Tue 2025-01-14 (the hour is not known); the day is counted from its beginning.
  The limit is 8 hours by the clock, day and night.
  A pause from Wed 2025-01-15 03:00 ("info requested") to Fri 2025-01-17 12:00 ("info received") does not count: it began when the limit's own time was over.
  It was due by Tue 2025-01-14 08:00.
  Had the start come at the end of its day, it would be due by Fri 2025-01-17 16:59:59:
    The clock stood still from Wed 2025-01-15 03:00 ("info requested") to Fri 2025-01-17 12:00 ("info received"): 2 days 9 h did not count.
  Found: "acknowledged" on Fri 2025-01-17 15:00.
  Verdict: cannot be decided: only the day is known, and the day allows both in time and late.
"#;
    assert_eq!(told(home.path(), &["K1", "--as-of", "2025-04-01"]), expected);
    let page = ombud(home.path(), &["-C", "ws", "explain", "K1", "--as-of", "2025-04-01", "--format", "json"]).done();
    let page: serde_json::Value = serde_json::from_str(&page).unwrap();
    let verdict = &page["policies"][0]["clauses"][0]["readings"][0]["verdicts"][0];
    let counts = ["pauses", "latest_pauses"].map(|which| verdict[which][0]["counts"].clone());
    assert_eq!(counts, [false, true].map(serde_json::Value::from));
}

#[test]
fn a_pause_is_told_from_when_it_began_and_counts_from_the_start() {
    let clause = ANSWER.replace("[\"received\"]", "[\"reopened\"]");
    let home = workspace(
        &format!("{clause}within = \"10 days\"\npause = [{{ from = [\"info_requested\"], until = [\"info_received\"] }}]\n"),
        &["OVER", "HALF", "OPEN", "DONE"].map(|case| format!("canonical,{case},2025-01-01T10:00,complaint,email\n")).concat(),
        &[
            "OVER,info_requested,2025-01-02T10:00",
            "OVER,info_received,2025-01-05T10:00",
            "HALF,info_requested,2025-01-02T10:00",
            "HALF,info_received,2025-01-11T10:00",
            "OPEN,info_requested,2025-01-02T10:00",
            "DONE,info_requested,2025-01-02T10:00",
            "DONE,acknowledged,2025-01-09T10:00",
            "OVER,reopened,2025-01-09T10:00",
            "HALF,reopened,2025-01-09T10:00",
            "OPEN,reopened,2025-01-09T10:00",
            "DONE,reopened,2025-01-09T10:00",
        ]
        .map(|event| format!("canonical,{event},,\n"))
        .concat(),
    );
    // The clock starts on the 9th at 10:00. What of a pause came before that holds nothing up: of HALF's, two days are left.
    let began = "Thu 2025-01-02 10:00 (\"info requested\")";
    for (case, pause, due) in [
        (
            "OVER",
            format!("A pause from {began} to Sun 2025-01-05 10:00 (\"info received\") does not count: it ended before the start."),
            "It is due by Sun 2025-01-19 10:00.",
        ),
        (
            "HALF",
            format!(
                "The clock stood still from {began} to Sat 2025-01-11 10:00 (\"info received\"): counted from the start, 2 days did not count."
            ),
            "It is due by Tue 2025-01-21 10:00.",
        ),
        (
            "OPEN",
            format!("A pause that began on {began} is still open: counted from the start, the clock stands still."),
            "While the clock stands still there is no due.",
        ),
        (
            "DONE",
            format!("A pause that began on {began} does not count: at the start, from which it would count, what is asked was done."),
            "It is due by Sun 2025-01-19 10:00.",
        ),
    ] {
        let told = told(home.path(), &[case, "--as-of", "2025-01-12"]);
        assert!(told.contains(&format!("  {pause}\n  {due}\n")), "{told}");
        let words = ["-C", "ws", "explain", case, "--as-of", "2025-01-12", "--format", "json"];
        let page: serde_json::Value = serde_json::from_str(&ombud(home.path(), &words).done()).unwrap();
        let pause = &page["policies"][0]["clauses"][0]["readings"][0]["verdicts"][0]["pauses"][0];
        let counted_from = if ["HALF", "OPEN"].contains(&case) { "2025-01-09T10:00:00Z".into() } else { serde_json::Value::Null };
        assert_eq!((&pause["from"], &pause["counted_from"]), (&"2025-01-02T10:00:00Z".into(), &counted_from), "{case}");
    }
}

#[test]
fn a_schedule_with_an_end_of_its_own_names_it() {
    let news = "[[clause]]\nid = \"news\"\ncite = \"2\"\ntext = \"News until the appeal is decided.\"\ntype = \"cadence\"\n\
        after = [\"received\"]\nrequire = [\"progress_update\"]\nevery = \"1 day\"\nuntil = [\"appeal_decided\"]\n";
    let home = workspace(
        news,
        "canonical,K1,2025-01-13T10:00,complaint,email\ncanonical,K2,2025-01-13T10:00,complaint,email\n",
        "canonical,K1,progress_update,2025-01-14T09:00,,\ncanonical,K1,appeal_decided,2025-01-16T12:00,,\n",
    );
    // Windows end at 10:00 on the 14th, 15th and 16th; the fourth was not over when the appeal was decided.
    let expected = r#"news
  News until the appeal is decided. (2)
  The schedule started with "received" on Mon 2025-01-13 10:00. From then on "progress update" is due at least once in every 1 day, until "appeal decided". It ended with "appeal decided" on Thu 2025-01-16 12:00.
  Window 1, after Mon 2025-01-13 10:00 and by Tue 2025-01-14 10:00: "progress update" on Tue 2025-01-14 09:00. Kept.
  Windows 2 to 3, the first after Tue 2025-01-14 10:00 and by Wed 2025-01-15 10:00, the last by Thu 2025-01-16 10:00: nothing in any of them. Not done, 2 times.
"#;
    assert_eq!(told(home.path(), &["K1", "--as-of", "2025-04-01"]), expected);
    let open = told(home.path(), &["K2", "--as-of", "2025-01-14T09:00"]);
    assert!(open.contains("every 1 day, until \"appeal decided\".\n"), "{open}");
}

#[test]
fn a_long_stretch_is_summed_up_and_a_holiday_named() {
    let home = workspace(&format!("{ANSWER}within = \"60 business hours\"\n"), "canonical,K1,2025-12-16T13:00,complaint,email\n", "");
    // Tuesday 4 h, then 17, 18, 19, 22, 23, 24 and 26 December, eight hours each (the 25th is a holiday), is 60 h on Friday 26 at
    // 17:00. Between the first three days and the last: 19, 22, 23, 24 (32 h), and 20, 21, 25.
    let expected = r#"answer
  We answer in time. (1)
  The clock started with the receipt of the case on Tue 2025-12-16 13:00.
  The limit is 60 business hours: only the open hours of the calendar "desk" count.
  Open time that counted:
    Tue 2025-12-16  13:00-17:00  4 h
    Wed 2025-12-17  09:00-17:00  8 h
    Thu 2025-12-18  09:00-17:00  8 h
    … 4 business days with 32 h, 3 closed days …
    Fri 2025-12-26  09:00-17:00  8 h
  It was due by Fri 2025-12-26 17:00.
  Looked for "acknowledged": nothing up to Sat 2026-01-31 00:00.
  Verdict: not done.
"#;
    assert_eq!(told(home.path(), &["K1", "--as-of", "2026-01-31"]), expected);
}

const OTHERS: &str = r#"[[clause]]
id = "news"
cite = "2"
text = "News every business day."
type = "cadence"
after = ["received"]
require = ["progress_update"]
every = "1 business day"

[[clause]]
id = "one-person"
cite = "3"
text = "One person."
type = "single_contact"
contacts = ["acknowledged", "progress_update"]

[[clause]]
id = "reason-first"
cite = "4"
text = "The cause is found before the case is closed."
type = "precondition"
before = ["closed"]
require = ["cause_identified"]

[[clause]]
id = "whole-record"
cite = "5"
text = "The record is complete."
type = "record"
fields = ["channel", "description"]

[[clause]]
id = "feedback-only"
cite = "6"
text = "Feedback is reviewed."
type = "deadline"
applies = { kind = ["feedback"] }
after = ["received"]
require = ["feedback_reviewed"]

[[clause]]
id = "look-back"
cite = "7"
text = "Once a month."
type = "review"
require = ["trend_analysis"]
every = "month"
"#;

#[test]
fn every_other_clause_is_told_in_sentences_and_nobody_is_named() {
    let home = workspace(
        OTHERS,
        "canonical,K1,2025-01-13T10:00,complaint,email\n",
        "canonical,K1,acknowledged,2025-01-13T11:00,,Jane Doe\ncanonical,K1,progress_update,2025-01-14T12:00,,John Roe\n\
         canonical,K1,closed,2025-01-17T12:00,,\ncanonical,K1,cause_identified,2025-01-17T15:10,,\n",
    );
    // Windows end with the 14th, 15th and 16th; the case ended on the 17th, before the fourth was over.
    let expected = r#"news
  News every business day. (2)
  The schedule started with "received" on Mon 2025-01-13 10:00. From then on "progress update" is due at least once in every 1 business day, while the case is open.
  Window 1, after Mon 2025-01-13 10:00 and by the end of Tue 2025-01-14: "progress update" on Tue 2025-01-14 12:00. Kept.
  Windows 2 to 3, the first after the end of Tue 2025-01-14 and by the end of Wed 2025-01-15, the last by the end of Thu 2025-01-16: nothing in any of them. Not done, 2 times.

one-person
  One person. (3)
  At most one person may be in touch with the customer. The contacts:
    "acknowledged" on Mon 2025-01-13 11:00, by person 1
    "progress update" on Tue 2025-01-14 12:00, by person 2
  The case ended with "closed" on Fri 2025-01-17 12:00.
  Verdict: not kept: 2 people were in touch, and at most one person may be.

reason-first
  The cause is found before the case is closed. (4)
  "cause identified" must have happened by "closed" on Fri 2025-01-17 12:00.
  Found: "cause identified" on Fri 2025-01-17 15:10.
  Verdict: late by 3 h 10 min.

whole-record
  The record is complete. (5)
  Looked at the record of the case: missing: description.
  Verdict: not kept: one field is not filled.

feedback-only
  Feedback is reviewed. (6)
  Verdict: does not apply, because it concerns cases whose kind is feedback; this one's is complaint.

About the organisation and not about single cases: look-back.
"#;
    let text = told(home.path(), &["K1", "--as-of", "2025-02-01"]);
    assert_eq!(text, expected);
    let json = ombud(home.path(), &["-C", "ws", "explain", "K1", "--as-of", "2025-02-01", "--format", "json"]).done();
    assert!(!text.contains("Doe") && !json.contains("Doe") && !json.contains("Roe"));
}

#[test]
fn json_carries_the_numbers_in_utc_beside_the_sentences() {
    let home = workspace(
        &format!("{ANSWER}within = \"4 business hours\"\n"),
        "canonical,K1,2025-06-13T16:30,complaint,email\n",
        "canonical,K1,acknowledged,2025-06-16T12:30,,\n",
    );
    let out = ombud(home.path(), &["-C", "ws", "explain", "K1", "--clause", "answer", "--as-of", "2025-07-01", "--format", "json"]).done();
    let page: serde_json::Value = serde_json::from_str(&out).unwrap();
    let row = &page["policies"][0]["clauses"][0]["readings"][0]["verdicts"][0];
    // Summer time: London is an hour ahead of UTC. Half an hour on Friday, three and a half on Monday.
    assert_eq!(row["started_at"], "2025-06-13T15:30:00Z");
    assert_eq!(row["due_at"], "2025-06-16T11:30:00Z");
    assert_eq!((row["status"].as_str(), row["verdict"].as_str()), (Some("met"), Some("kept")));
    let seconds: Vec<f64> = row["days"].as_array().unwrap().iter().filter_map(|day| day["seconds"].as_f64()).collect();
    assert_eq!(seconds, [1_800.0, 12_600.0]);
    assert_eq!(row["days"][0]["windows"][0][0], "2025-06-13T15:30:00Z");
    assert_eq!(row["days"][1]["why"], "closed");
}

#[test]
fn a_case_that_is_not_there_or_in_two_sources_is_told_what_to_do() {
    let home = workspace(
        &format!("{ANSWER}within = \"24 hours\"\n"),
        "one,K-100,2025-01-10T16:30,complaint,email\ntwo,K-100,2025-01-10T16:30,complaint,email\ntwo,K-101,2025-01-10T16:30,complaint,email\n",
        "",
    );
    let said = |words: &[&str]| {
        let mut all = vec!["-C", "ws", "explain", "--as-of", "2025-02-01"];
        all.extend(words);
        let run = ombud(home.path(), &all);
        assert_eq!((run.code, run.out.as_str()), (2, ""));
        run.err
    };
    assert_eq!(
        said(&["K-100"]),
        "error: the case \"K-100\" is in several sources: one, two\nSay which one is meant: ombud explain K-100 --source one\n"
    );
    assert_eq!(
        said(&["K-101", "--source", "one"]),
        "error: the source \"one\" has no case \"K-101\"; it is in two\nName that source: ombud explain K-101 --source two\n"
    );
    let missing = said(&["k-101"]);
    assert!(
        missing.starts_with("error: no case \"k-101\"; did you mean \"K-101\" (two), \"K-100\" (one), \"K-100\" (two)?\n"),
        "{missing}"
    );
    assert!(
        said(&["K-101", "--clause", "anser"])
            .starts_with("error: no clause \"anser\" in the policies judged by; did you mean \"answer\"?\n")
    );
    let early = ombud(home.path(), &["-C", "ws", "explain", "K-101", "--as-of", "2025-01-01"]);
    assert!(
        early.err.starts_with("error: case \"K-101\" was received on 2025-01-10T16:30:00Z, after the instant asked about\n"),
        "{}",
        early.err
    );
}

#[test]
fn a_source_that_cannot_report_it_is_named() {
    let out = ombud(
        crate::truths::demo(),
        &["-C", "here", "explain", "500002", "--policy", "logiq", "--clause", "acknowledge", "--as-of", "2026-10-01"],
    )
    .done();
    assert!(out.contains("  Verdict: cannot be shown, because this source (zendesk) does not report \"acknowledged\".\n"), "{out}");
}

#[test]
fn the_sample_data_get_the_same_verdicts_from_explain_and_from_sla() {
    const AS_OF: &str = "2026-10-01T07:00:00Z";
    let columns = [
        "policy",
        "clause",
        "reading",
        "source",
        "case_id",
        "cycle",
        "status",
        "started_at",
        "due_at",
        "done_at",
        "extended",
        "count",
        "evidence",
    ];
    let detail = ombud(crate::truths::demo(), &["-C", "here", "sla", "--detail", "--readings", "--as-of", AS_OF, "--format", "csv"]).done();
    let mut reader = csv::Reader::from_reader(detail.as_bytes());
    assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), columns);
    let mut by_case: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for row in reader.records().map(Result::unwrap).filter(|row| !row[4].is_empty()) {
        by_case.entry((row[3].into(), row[4].into())).or_default().push(row.iter().collect::<Vec<_>>().join(","));
    }
    // Every 311th case: a prime step meets all sources and years.
    for ((source, case), mut expected) in by_case.into_iter().step_by(311) {
        let words = ["-C", "here", "explain", &case, "--source", &source, "--as-of", AS_OF, "--format", "json"];
        let page: serde_json::Value = serde_json::from_str(&ombud(crate::truths::demo(), &words).done()).unwrap();
        let mut rows = Vec::new();
        for policy in page["policies"].as_array().unwrap() {
            for clause in policy["clauses"].as_array().unwrap() {
                for reading in clause["readings"].as_array().unwrap() {
                    for verdict in reading["verdicts"].as_array().unwrap() {
                        let names = [&policy["policy"], &clause["clause"], &reading["reading"], &page["source"], &page["case_id"]];
                        let rest = columns[5..].iter().map(|column| &verdict[*column]);
                        rows.push(names.into_iter().chain(rest).map(cell).collect::<Vec<_>>().join(","));
                    }
                }
            }
        }
        rows.sort();
        expected.sort();
        assert_eq!(rows, expected, "{source} {case}");
    }
}

/// A JSON value as CSV writes it.
fn cell(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[test]
fn of_what_a_source_cannot_report_it_is_not_said_that_it_has_not_happened() {
    let one = |id: &str, keys: &str| ANSWER.replace("\"answer\"", &format!("\"{id}\"")).replace("after = [\"received\"]\n", keys);
    let home = workspace(
        &[
            one("starts", "after = [\"escalated\"]\n"),
            one("either", "after = [\"closed\", \"escalated\"]\n"),
            one("closes", "after = [\"closed\"]\n"),
            one("has", "after = [\"received\"]\napplies = { has = [\"appealed\", \"appeal_heard\"] }\n"),
        ]
        .concat(),
        "canonical,K1,2025-01-13T10:00,complaint,email\n",
        "",
    );
    let mapping = "schema = 1\nid = \"list\"\ntitle = \"A list\"\nmode = \"snapshot\"\n[[table]]\nname = \"l\"\nrow = \"case\"\n\
        recognise = [\"no\", \"opened\"]\ndates = \"iso\"\ncase_id = \"no\"\n[table.case]\nreceived_at = \"opened\"\n\
        [[table.event]]\nevent = \"closed\"\nat = \"done\"\n";
    std::fs::write(home.path().join("ws/sources/list.toml"), mapping).unwrap();
    std::fs::write(home.path().join("list.csv"), "no,opened,done\n1,2025-01-13T10:00,\n").unwrap();
    ombud(home.path(), &["-C", "ws", "import", "list.csv"]).done();
    let blind = "which this source (list) does not report: whether it happened cannot be shown";
    for (clause, because) in [
        ("starts", format!("it begins with \"escalated\", {blind}")),
        (
            "either",
            "it begins with \"closed\" or \"escalated\", of which none is recorded, and this source (list) does not report \"escalated\""
                .to_string(),
        ),
        ("closes", "it begins with \"closed\", which has not happened".to_string()),
        ("has", format!("it concerns cases with \"appealed\" or \"appeal heard\", {blind}")),
    ] {
        let told = told(home.path(), &["1", "--clause", clause, "--as-of", "2025-02-01"]);
        assert!(told.contains(&format!("  Verdict: does not apply, because {because}.\n")), "{told}");
    }
}

#[test]
fn a_clause_that_the_version_in_force_at_receipt_does_not_have_is_told_to_be_missing_there() {
    let home = workspace(&format!("{ANSWER}within = \"1 day\"\n"), "canonical,K1,2025-03-03T10:00,complaint,email\n", "");
    let version = |from: &str, id: &str| {
        let clause = ANSWER.replace("\"answer\"", &format!("\"{id}\""));
        let head = "schema = 1\nid = \"turn\"\ntitle = \"Turned\"\norganisation = \"O\"\ncalendar = \"desk\"\n";
        std::fs::write(
            home.path().join(format!("ws/policies/{id}.toml")),
            format!("{head}effective_from = {from}\n{clause}within = \"1 day\"\n"),
        )
        .unwrap();
    };
    version("2025-01-01", "old");
    version("2025-02-01", "new");
    let told = |clause: &str| {
        let words = ["-C", "ws", "explain", "K1", "--policy", "turn", "--clause", clause, "--as-of", "2025-04-01"];
        ombud(home.path(), &words).done()
    };
    let ending = "Turned (turn, the version in force from Sat 2025-02-01)\n\n\
        The version in force when the case was received (from Sat 2025-02-01) has no clause \"old\".\n";
    assert!(told("old").ends_with(ending), "{}", told("old"));
    assert!(!told("new").contains("has no clause"), "{}", told("new"));
    // What no version of a policy has is not asked of it: the other one of the workspace knows no versions.
    let words = ["-C", "ws", "explain", "K1", "--clause", "new", "--as-of", "2025-04-01"];
    let both = ombud(home.path(), &words).done();
    assert!(both.contains("Turned (turn") && !both.contains("Our Promise") && !both.contains("has no clause"), "{both}");
}

/// By the specification what has no limit is kept whenever it is done, and missed once the case has ended without it.
#[test]
fn a_clause_without_a_limit_is_not_said_to_have_one() {
    let home = workspace(
        ANSWER,
        "canonical,K1,2025-03-03T10:00,complaint,email\n",
        "canonical,K1,closed,2025-03-05T10:00,,\ncanonical,K1,acknowledged,2025-04-10T10:00,,\n",
    );
    let limit = "There is no limit of time: done at any time, it is kept; not done, it is missed once the case has ended.";
    let before = told(home.path(), &["K1", "--as-of", "2025-04-01T00:00:00Z"]);
    assert!(before.contains(limit) && before.contains("Verdict: not done"), "{before}");
    let after = told(home.path(), &["K1", "--as-of", "2025-05-01T00:00:00Z"]);
    assert!(after.contains(limit) && after.contains("Verdict: kept") && !after.contains("before the case ends"), "{after}");
}

#[test]
fn where_only_days_are_known_it_says_how_late_it_was_at_least() {
    let before = "[[clause]]\nid = \"reason-first\"\ncite = \"2\"\ntext = \"The cause is found first.\"\ntype = \"precondition\"\n\
        before = [\"closed\"]\nrequire = [\"cause_identified\"]\n";
    let home = workspace(
        &format!("{ANSWER}within = \"8 business hours\"\n{before}"),
        "canonical,A,2026-03-06,complaint,email\ncanonical,B,2026-03-02T00:00,complaint,email\n\
         canonical,C,2026-03-02T00:00,complaint,email\ncanonical,D,2026-03-05,complaint,email\n",
        "canonical,A,acknowledged,2026-03-09T17:00:00.000001,,\ncanonical,B,acknowledged,2026-03-09,,\n\
         canonical,C,acknowledged,2026-03-03T10:00,,\ncanonical,D,acknowledged,2026-03-10T12:00,,\n\
         canonical,A,closed,2026-03-10,,\ncanonical,A,cause_identified,2026-03-10T15:00,,\n\
         canonical,B,closed,2026-03-10,,\ncanonical,B,cause_identified,2026-03-12T15:00,,\n\
         canonical,C,closed,2026-03-10T12:00,,\ncanonical,C,cause_identified,2026-03-12T15:00,,\n",
    );
    let verdicts = |case: &str| -> Vec<String> {
        let told = told(home.path(), &[case, "--as-of", "2026-03-25"]);
        told.lines().filter_map(|line| line.trim().strip_prefix("Verdict: ")).map(str::to_string).collect()
    };
    let unknown = "late; by how much cannot be told, since only the day is known.";
    // A came in on Friday 6 March, at an hour that nobody knows: due by Monday 17:00 at the latest, a microsecond before. The cause
    // was found at 15:00 of the day of the closing, which may have come at noon or at 16:00.
    assert_eq!(verdicts("A"), [unknown, unknown]);
    // B was due on Monday the 2nd at 17:00. Tuesday to Friday are 32 open hours, and the 9th may add up to 8. From the end of the
    // 10th to the 12th at 15:00 there are 39 hours.
    assert_eq!(verdicts("B"), ["late by at least 32 h of open time.", "late by at least 39 h."]);
    // Of C everything is known: from Tuesday 09:00 to 10:00, and two days and three hours.
    assert_eq!(verdicts("C"), ["late by 1 h of open time.", "late by 2 days 3 h."]);
    // D came in on Thursday: due by Friday 17:00 at the latest. Monday is 8 hours, Tuesday 3.
    assert_eq!(verdicts("D")[0], "late by at least 11 h of open time.");
}

#[test]
fn a_pause_that_begins_before_a_promised_date_is_not_said_to_begin_after_it() {
    let home = workspace(
        &format!(
            "{ANSWER}within = \"5 days\"\nextended_by = [\"delay_notice\"]\npause = [{{ from = [\"paused\"], until = [\"resumed\"] }}]\n"
        ),
        "canonical,A,2026-03-02T10:00,complaint,email\ncanonical,B,2026-03-02T10:00,complaint,email\n",
        "canonical,A,delay_notice,2026-03-03T10:00,2026-03-20T10:00,\ncanonical,A,paused,2026-03-08T10:00,,\n\
         canonical,B,paused,2026-03-07T10:00,,\n",
    );
    // Five days after the 2nd is the 7th at 10:00. A was promised the 20th meanwhile; B's clock is stopped at that very instant.
    let why = |case: &str| {
        let told = told(home.path(), &[case, "--as-of", "2026-03-25"]);
        told.lines().find(|line| line.contains("pause")).map(|line| line.split_once("count: ").unwrap().1.to_string())
    };
    assert_eq!(why("A").as_deref(), Some("it began when the limit's own time was over, and a pause does not move a promised date."));
    assert_eq!(why("B").as_deref(), Some("it began when the limit's own time was over."));
}
