//! What the report says beside the clauses: near misses, what went with breaches, dates given, silence, outcomes,
//! appeals and feedback. Every expected number is counted by hand in the comments.

use crate::report::{Fixture, at, busy, facts, rendered, request, value, words};
use ombud::analysis::measure::handling::{
    Asked, breach_circumstances, escalations, feedback_flow, near_misses, outcomes, promised_dates, silences,
};
use ombud::analysis::measure::waiting::open_cases;
use ombud::report::quarterly::{Request, quarterly};
use ombud::report::texts::Language;

/// 2026-Q3 in UTC, seen on 10 October.
fn asked() -> Asked<'static> {
    Asked {
        period: "2026-Q3".parse().unwrap(),
        zone: chrono_tz::UTC,
        as_of: at("2026-10-10T00:00:00Z"),
        kind: Some("complaint"),
        policy: None,
    }
}

impl Fixture {
    /// A verdict of the clause `acknowledge` with its instants.
    fn verdict(&self, case: &str, status: &str, started: &str, due: &str, done: Option<&str>) {
        let done = done.map_or("null".to_string(), |done| format!("'{done}'"));
        self.run(&format!(
            "insert into verdicts values ('logiq', 'acknowledge', 'main', 'desk', '{case}', 1, '{status}', '{started}', '{due}', {done}, false, 1, 'event')"
        ));
    }

    /// An event that gives a date.
    fn notice(&self, case: &str, event: &str, when: &str, expected: &str) {
        self.event(case, event, when);
        self.run(&format!(
            "update events set expected_at = '{expected}' where case_id = '{case}' and event = '{event}' and \"at\" = '{when}'"
        ));
    }

    fn reports(&self, source: &str, events: &[&str]) {
        for event in events {
            self.run(&format!("insert into told_events (source, event) values ('{source}', '{event}')"));
        }
    }
}

#[test]
fn a_near_miss_is_done_in_the_last_tenth_of_the_time() {
    let fixture = Fixture::new();
    fixture.clause("acknowledge", "main", "Acknowledge within ten hours.", "commitment", "10 hours");
    // Ten hours from 08:00 to 18:00: the last tenth begins at 17:00, which belongs to it.
    for (case, done) in [("a", "16:59:59"), ("b", "17:00:00"), ("c", "18:00:00"), ("d", "08:00:00")] {
        fixture.verdict(case, "met", "2026-07-01 08:00", "2026-07-01 18:00", Some(&format!("2026-07-01 {done}")));
    }
    fixture.verdict("late", "late", "2026-07-01 08:00", "2026-07-01 18:00", Some("2026-07-01 18:01"));
    // Due in another quarter.
    fixture.verdict("other", "met", "2026-06-30 08:00", "2026-06-30 18:00", Some("2026-06-30 18:00"));
    let rows = near_misses(&fixture.connection, &asked()).unwrap().rows;
    assert_eq!((rows.len(), rows[0].met, rows[0].near), (1, 4, 2));
}

#[test]
fn waiting_counts_while_the_clock_ran_and_only_where_the_source_can_say_so() {
    let fixture = Fixture::new();
    fixture.clause("acknowledge", "main", "Acknowledge within ten hours.", "commitment", "10 hours");
    fixture.reports("desk", &["info_requested"]);
    // asked: while the clock ran, broken. late: asked after the due. early: asked before the start. kept: asked while it ran.
    for (case, status, when) in [
        ("asked", "missed", Some("2026-07-01 12:00:00")),
        ("late", "missed", Some("2026-07-01 18:00:00")),
        ("early", "missed", Some("2026-07-01 07:00:00")),
        ("kept", "met", Some("2026-07-01 09:00:00")),
        ("done", "met", Some("2026-07-01 11:00:00")),
    ] {
        let done = (status == "met").then_some("2026-07-01 10:00");
        fixture.case(case, "2026-07-01 08:00:00", None);
        fixture.verdict(case, status, "2026-07-01 08:00", "2026-07-01 18:00", done);
        if let Some(when) = when {
            fixture.event(case, "info_requested", when);
        }
    }
    fixture.run("insert into verdicts select policy, clause, reading, 'blind', case_id, cycle, status, started_at, due_at, done_at, extended, count, evidence from verdicts");
    // Open from nine to five: a start at eight is out of hours.
    fixture.run(
        "insert into opening_hours values ('uk-office', date '2026-07-01', '2026-07-01 00:00', '2026-07-01 09:00', false),
        ('uk-office', date '2026-07-01', '2026-07-01 09:00', '2026-07-01 17:00', true)",
    );
    fixture.case("open", "2026-07-01 09:00:00", None);
    fixture.verdict("open", "met", "2026-07-01 09:00", "2026-07-01 19:00", Some("2026-07-01 09:30"));
    let rows = breach_circumstances(&fixture.connection, &asked()).unwrap().rows;
    let found: Vec<_> = rows.iter().map(|row| (row.circumstance.as_str(), row.holds, row.judged, row.broken)).collect();
    // Of the desk's six: asked and kept were waited for; the other four were not, two of them broken.
    // Closed: the five at eight, and the five of the blind source, whose clock is known all the same.
    assert_eq!(found, [("closed", false, 1, 0), ("closed", true, 10, 6), ("waiting", false, 4, 2), ("waiting", true, 2, 1)]);
}

#[test]
fn limits_in_business_time_do_not_run_while_the_desk_is_closed() {
    let fixture = Fixture::new();
    fixture.clause("acknowledge", "main", "Acknowledge within two business hours.", "commitment", "2 business hours");
    fixture.verdict("a", "missed", "2026-07-01 08:00", "2026-07-01 11:00", None);
    fixture.run("insert into opening_hours values ('uk-office', date '2026-07-01', '2026-07-01 00:00', '2026-07-01 09:00', false)");
    assert!(breach_circumstances(&fixture.connection, &asked()).unwrap().rows.is_empty());
}

#[test]
fn every_date_given_has_one_fate() {
    let fixture = Fixture::new();
    fixture.reports("desk", &["delay_notice", "progress_update"]);
    let (given, expected) = ("2026-07-01 10:00:00", "2026-07-11 00:00:00");
    for case in ["kept", "edge", "day", "broken", "silent", "renewed", "ended", "open", "twice"] {
        fixture.case(case, "2026-06-20 10:00:00", None);
        fixture.notice(case, "delay_notice", given, expected);
    }
    fixture.event("kept", "resolution_proposed", "2026-07-05 10:00:00");
    fixture.event("edge", "closed", expected);
    // Only the day is known, and the date lies within it.
    fixture.run("insert into events (source, case_id, event, \"at\", at_last) values ('desk', 'day', 'closed', '2026-07-10 23:00', '2026-07-11 22:59:59')");
    fixture.event("broken", "progress_update", "2026-07-05 10:00:00");
    fixture.event("broken", "closed", "2026-07-12 00:00:00");
    fixture.notice("renewed", "progress_update", "2026-07-10 10:00:00", "2026-10-20 00:00:00");
    fixture.event("ended", "withdrawn", "2026-07-05 10:00:00");
    // The same date again is no second promise.
    fixture.notice("twice", "progress_update", "2026-07-02 10:00:00", expected);
    fixture.event("twice", "closed", "2026-07-03 10:00:00");
    // A source that can report no outcome.
    fixture.run("insert into cases (source, case_id, kind, received_at) values ('blind', 'b', 'complaint', '2026-06-20')");
    fixture.run("insert into events (source, case_id, event, \"at\", expected_at) values ('blind', 'b', 'delay_notice', '2026-07-01', '2026-07-11')");
    // No promise: a date in the past of its own notice; a date of another quarter.
    fixture.notice("open", "progress_update", "2026-07-20 10:00:00", "2026-07-19 00:00:00");
    fixture.notice("kept", "progress_update", "2026-06-21 10:00:00", "2026-07-01 00:00:00");
    let measured = promised_dates(&fixture.connection, &asked()).unwrap();
    let of = |fate: &str, silent: bool| -> u64 {
        measured.rows.iter().filter(|row| row.fate == fate && row.is_silent == silent).map(|row| row.dates).sum()
    };
    // Midnight after 30 June is the end of the second quarter, so that date is not asked for here.
    assert_eq!(of("kept", false), 3, "kept, edge, twice: {:?}", measured.rows);
    assert_eq!((of("undecided", false), of("renewed", false), of("ended", false), of("unknown", false)), (1, 1, 1, 1));
    // broken heard an update on the way; silent and open heard nothing.
    assert_eq!((of("not_kept", false), of("not_kept", true)), (1, 2));
    // A day from the date to the closing are 1,440 minutes.
    let broken = measured.rows.iter().find(|row| row.fate == "not_kept" && !row.is_silent).unwrap();
    assert_eq!(broken.median_late_minutes, Some(1440.0));
}

#[test]
fn a_date_that_has_not_come_is_not_broken() {
    let fixture = Fixture::new();
    fixture.case("a", "2026-09-20 10:00:00", None);
    fixture.notice("a", "delay_notice", "2026-09-25 10:00:00", "2026-09-30 00:00:00");
    let early = Asked { as_of: at("2026-09-29T00:00:00Z"), ..asked() };
    let rows = promised_dates(&fixture.connection, &early).unwrap().rows;
    assert_eq!((rows.len(), rows[0].fate.as_str()), (1, "pending"));
}

#[test]
fn silence_runs_from_word_to_word_and_reaches_into_the_quarter() {
    let fixture = Fixture::new();
    fixture.reports("desk", &["progress_update"]);
    // told: 1 July, 5 July, 20 July, closed 22 July: 4, 15 and 2 days.
    fixture.case("told", "2026-07-01 10:00:00", None);
    fixture.event("told", "progress_update", "2026-07-05 10:00:00");
    fixture.event("told", "progress_update", "2026-07-20 10:00:00");
    fixture.event("told", "closed", "2026-07-22 10:00:00");
    // before: a silence of 40 days from 1 June to 11 July reaches into the quarter and counts whole.
    fixture.case("before", "2026-06-01 10:00:00", None);
    fixture.event("before", "closed", "2026-07-11 10:00:00");
    // gone: closed before the quarter. Not counted.
    fixture.case("gone", "2026-06-01 10:00:00", None);
    fixture.event("gone", "closed", "2026-06-11 10:00:00");
    // lasting: received 31 August at noon, never a word: to the end of September 30 and a half days.
    fixture.case("lasting", "2026-08-31 12:00:00", None);
    // again: closed 2 July, opened again 12 July, closed 15 July; the ten days between were no silence.
    fixture.case("again", "2026-07-01 10:00:00", None);
    fixture.event("again", "closed", "2026-07-02 10:00:00");
    fixture.event("again", "reopened", "2026-07-12 10:00:00");
    fixture.event("again", "closed", "2026-07-15 10:00:00");
    // What is asked after the end begins no new silence.
    fixture.event("again", "follow_up", "2026-07-20 10:00:00");
    fixture.run("insert into cases (source, case_id, kind, received_at) values ('blind', 'b', 'complaint', '2026-07-20')");
    let rows = silences(&fixture.connection, &asked()).unwrap().rows;
    let found: Vec<_> = rows.iter().map(|row| (row.days, row.is_lasting, row.cases)).collect();
    assert_eq!(found, [(Some(40), false, 1), (Some(30), true, 1), (Some(15), false, 1), (Some(3), false, 1), (None, false, 1)]);
}

#[test]
fn outcomes_belong_to_the_quarter_in_which_the_case_ended_first() {
    let fixture = Fixture::new();
    for (case, outcome, closed) in [
        ("a", Some("upheld"), "2026-07-01 00:00:00"),
        ("b", Some("rejected"), "2026-06-30 23:59:59"),
        ("c", None, "2026-08-01 00:00:00"),
        ("d", None, "2026-08-01 00:00:00"),
        ("e", Some("upheld"), "2026-10-01 00:00:00"),
    ] {
        fixture.case(case, "2026-05-01 10:00:00", None);
        fixture.event(case, "closed", closed);
        if let Some(outcome) = outcome {
            fixture.run(&format!("update cases set outcome = '{outcome}' where case_id = '{case}'"));
        }
    }
    fixture.event("c", "rejected", "2026-07-30 00:00:00");
    fixture.event("a", "redress_paid", "2026-07-02 00:00:00");
    // Closed again in October: it ended in July.
    fixture.event("a", "closed", "2026-10-02 00:00:00");
    let rows = outcomes(&fixture.connection, &asked()).unwrap().rows;
    let found: Vec<_> = rows.iter().map(|row| (row.outcome.as_deref(), row.cases, row.previous, row.redress)).collect();
    assert_eq!(found, [(Some("rejected"), 1, 1, 0), (Some("upheld"), 1, 0, 1), (None, 1, 0, 0)]);
}

#[test]
fn steps_are_counted_by_case_and_none_is_none_only_where_the_source_could_say_so() {
    let fixture = Fixture::new();
    fixture.reports("desk", &["escalated", "appealed", "appeal_decided"]);
    for case in ["a", "b", "c"] {
        fixture.case(case, "2026-05-01 10:00:00", None);
    }
    fixture.event("a", "escalated", "2026-07-01 10:00:00");
    fixture.event("a", "escalated", "2026-07-02 10:00:00");
    fixture.event("b", "escalated", "2026-06-02 10:00:00");
    fixture.event("a", "appealed", "2026-08-02 10:00:00");
    fixture.event("b", "appealed", "2026-06-02 10:00:00");
    fixture.event("b", "appeal_decided", "2026-06-20 10:00:00");
    // Who was decided on and appeals again waits again.
    fixture.event("b", "appealed", "2026-08-20 10:00:00");
    // Over before the quarter: not one of its cases.
    fixture.event("c", "closed", "2026-06-01 10:00:00");
    fixture.run("insert into cases (source, case_id, kind, received_at) values ('blind', 'x', 'complaint', '2026-07-20')");
    let rows = escalations(&fixture.connection, &asked()).unwrap().rows;
    let of = |event: &str| {
        let row = rows.iter().find(|row| row.event == event).unwrap();
        (row.cases, row.previous, row.shown, row.seen, row.waiting)
    };
    assert_eq!(rows.len(), 10);
    assert_eq!(of("escalated"), (1, 1, 2, 3, 0));
    assert_eq!(of("appealed"), (2, 1, 2, 3, 2));
    assert_eq!(of("referred_externally"), (0, 0, 0, 3, 0));
}

#[test]
fn feedback_is_counted_apart_and_by_what_its_source_can_say() {
    let fixture = Fixture::new();
    fixture.reports("desk", &["feedback_reviewed"]);
    for case in ["a", "b", "c"] {
        fixture.case(case, "2026-07-01 10:00:00", Some("thanks"));
    }
    fixture.run("update cases set kind = 'feedback' where case_id <> 'c'");
    fixture.event("a", "feedback_reviewed", "2026-07-03 10:00:00");
    fixture.event("b", "feedback_reviewed", "2026-10-11 10:00:00");
    let rows = feedback_flow(&fixture.connection, &asked()).unwrap().rows;
    assert_eq!((rows.len(), rows[0].cases, rows[0].previous), (1, 2, 0));
    let steps: Vec<_> = rows[0].steps.iter().map(|step| (step.count, step.shown)).collect();
    // Acknowledged: the desk reports it, and did not. Reviewed: one, the other after the report's instant.
    assert_eq!(steps, [(0, 2), (1, 2), (0, 0), (0, 0)]);
}

#[test]
fn the_page_tells_what_it_counted_and_what_cannot_be_shown() {
    let fixture = busy();
    fixture.reports("desk", &["progress_update", "delay_notice"]);
    fixture.notice("11-00", "delay_notice", "2026-09-02 10:00:00", "2026-09-12 00:00:00");
    let page = rendered(&fixture, &request("2026-Q3", "2026-10-10T11:00:00Z"), "handling");
    let facts = facts(&page);
    // September's first case was closed on its own day, before the notice, and not again: the date was not kept.
    for (id, expected) in [("promised.2026-Q3.judged_count", 1.0), ("promised.2026-Q3.silent_count", 1.0)] {
        assert!((value(&facts, id) - expected).abs() < 1e-9, "{id}");
    }
    let text = words(&page.html);
    for expected in
        ["1 date given to a customer was not kept", "Escalations and appeals cannot be shown", "What cases came to cannot be shown"]
    {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    assert!(!text.contains("escalated: 0"), "silence of a source is no zero");
}

#[test]
fn ends_that_compete_with_resolution_have_shares_of_their_own() {
    let fixture = Fixture::new();
    fixture.reports("desk", &["closed", "withdrawn", "merged"]);
    // Twelve complaints of 1 July, all seen for 101 days: 6 closed after 5 days, 2 withdrawn after 6, 1 merged after 20, 3 open.
    for number in 0..12 {
        let case = format!("c{number}");
        fixture.case(&case, "2026-07-01 08:00", None);
        match number {
            0..6 => fixture.event(&case, "closed", "2026-07-06 08:00"),
            6..8 => fixture.event(&case, "withdrawn", "2026-07-07 08:00"),
            8 => fixture.event(&case, "merged", "2026-07-21 08:00"),
            _ => {}
        }
    }
    // A source that reports no end: nothing is known of its case.
    fixture.case("blind", "2026-07-01 08:00", None);
    fixture.run("update cases set source = 'blind' where case_id = 'blind'");
    let rendered = rendered(&fixture, &request("2026-Q3", "2026-10-10T00:00:00Z"), "endings");
    let facts = facts(&rendered);
    let share = |days: u64, way: &str| value(&facts, &format!("time.ended.2026-Q3.at_{days}_days.{way}_share"));
    for (days, way, cases) in [
        (7, "resolved", 6.0),
        (7, "withdrawn", 2.0),
        (7, "merged", 0.0),
        (7, "open", 4.0),
        (28, "merged", 1.0),
        (91, "resolved", 6.0),
        (91, "open", 3.0),
    ] {
        assert!((share(days, way) - cases / 12.0).abs() < 1e-12, "{way} after {days} days");
    }
    assert!((value(&facts, "time.ended.2026-Q3.not_shown_count") - 1.0).abs() < 1e-12);
    let page = words(&rendered.html);
    assert!(page.contains("What became of the complaints received in the quarter, by age"), "{page}");
    assert!(page.contains("these ends compete with resolution"), "{page}");
    let german = Request { language: Language::German, ..request("2026-Q3", "2026-10-10T00:00:00Z") };
    let german = words(&quarterly(&fixture.connection, &german).unwrap().html);
    assert!(german.contains("Was daraus wurde, nach Alter (im Quartal eingegangene Beschwerden, Anteile von 12)"), "{german}");
}

/// The cases of a quarter by silence, by escalation, and those open just before it.
fn alive(fixture: &Fixture, period: &str, as_of: &str) -> (u64, u64, u64) {
    let asked = Asked { period: period.parse().unwrap(), as_of: at(as_of), ..asked() };
    let silent = silences(&fixture.connection, &asked).unwrap().rows.iter().map(|row| row.cases).sum();
    let seen = escalations(&fixture.connection, &asked).unwrap().rows[0].seen;
    let open = open_cases(&fixture.connection, at(as_of), Some("complaint"), None).unwrap().rows.iter().map(|row| row.cases).sum();
    (silent, seen, open)
}

#[test]
fn a_closing_before_the_receipt_ends_nothing_in_any_count() {
    let fixture = Fixture::new();
    fixture.reports("desk", &["progress_update", "escalated"]);
    fixture.case("before", "2026-07-10 10:00:00", None);
    fixture.event("before", "closed", "2026-07-10 09:59:59");
    fixture.case("at once", "2026-07-10 10:00:00", None);
    fixture.event("at once", "closed", "2026-07-10 10:00:00");
    // Closed on the day of receipt: that day's last instant lies behind the receipt.
    fixture.case("that day", "2026-07-10 10:00:00", None);
    fixture.event("that day", "closed", "2026-07-10 00:00:00");
    fixture.run("update events set at_last = '2026-07-10 23:59:59.999999', at_precision = 'day' where case_id = 'that day'");
    // All three were received in the quarter; one is open behind its end.
    assert_eq!(alive(&fixture, "2026-Q3", "2026-10-10T00:00:00Z"), (3, 3, 1));
    let silent: Vec<_> =
        silences(&fixture.connection, &asked()).unwrap().rows.iter().map(|row| (row.days, row.is_lasting, row.cases)).collect();
    // From 10 July 10:00 to the end of September: 82 days and 14 hours. The others were silent for no time.
    assert_eq!(silent, [(Some(82), true, 1), (Some(0), false, 2)]);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 24, ..Default::default() })]

    #[test]
    fn the_cases_of_a_quarter_are_as_many_in_every_count(
        cases in proptest::collection::vec((0_i64..200, proptest::collection::vec((0_usize..5, -10_i64..200), 0..5)), 1..12)
    ) {
        let fixture = Fixture::new();
        fixture.reports("desk", &["progress_update"]);
        // Days from 1 May 2026 on; events at another hour than receipts, so that nothing happens at one instant.
        let first = chrono::NaiveDate::from_ymd_opt(2026, 5, 1).unwrap();
        for (number, (day, events)) in cases.iter().enumerate() {
            let id = format!("c{number}");
            fixture.case(&id, &format!("{} 10:00:00", first + chrono::Duration::days(*day)), None);
            for (place, (event, after)) in events.iter().enumerate() {
                let event = ["closed", "withdrawn", "merged", "reopened", "progress_update"][*event];
                fixture.event(&id, event, &format!("{} 12:{place:02}:00", first + chrono::Duration::days(day + after)));
            }
        }
        let (silent, seen, _) = alive(&fixture, "2026-Q3", "2026-10-10T00:00:00Z");
        proptest::prop_assert_eq!(silent, seen);
        // At the first instant of a quarter its cases are the open ones.
        let (silent, seen, open) = alive(&fixture, "2026-Q3", "2026-07-01T00:00:00Z");
        proptest::prop_assert_eq!((silent, seen), (open, open));
    }
}
