//! Actions: opened with an owner, a due date and an aim; due like any duty; measured by what they changed.

use super::desk::Desk;
use serde_json::Value;

/// Complaints a month from January 2025 to June 2026: billing 20, in the third quarter of 2025 40, from 2026 on 8; delivery
/// 20 all the time, in the third quarter of 2025 30.
fn a_desk() -> Desk {
    let desk = Desk::new();
    let mut rows = String::from("case_id,received_at,category\n");
    for month in 0..18 {
        let (year, number) = (2025 + month / 12, month % 12 + 1);
        let counts = [
            ("billing", [20, 40, 20, 8, 8][usize::from(month > 5) + usize::from(month > 8) + usize::from(month > 11)]),
            ("delivery", if (6..9).contains(&month) { 30 } else { 20 }),
        ];
        for (category, count) in counts {
            for place in 0..count {
                // Spread over the month, so that every part of it is covered.
                let day = 1 + place * 27 / count;
                rows += &format!("{category}-{month}-{place},{year}-{number:02}-{day:02}T10:00:00Z,{category}\n");
            }
        }
    }
    desk.write("cases.csv", &rows);
    desk.done(&["import", "cases.csv"]);
    desk
}

fn record(desk: &Desk, words: &[&str]) -> String {
    let words: Vec<&str> = ["register", "record", "--organisation"].iter().chain(words).copied().collect();
    desk.done(&words).trim().to_string()
}

fn facts(desk: &Desk) -> Value {
    desk.done(&["report", "quarterly", "--period", "2026-Q2", "--as-of", "2026-07-01T08:00:00Z", "--out", "report"]);
    serde_json::from_str(&std::fs::read_to_string(desk.home.path().join("report/facts.json")).unwrap()).unwrap()
}

fn fact<'a>(facts: &'a Value, id: &str) -> &'a Value {
    let list = facts["facts"].as_array().unwrap();
    list.iter().find(|fact| fact["id"] == id).unwrap_or_else(|| {
        panic!(
            "no fact {id}: {:?}",
            list.iter().map(|fact| &fact["id"]).filter(|id| id.as_str().unwrap().starts_with("action")).collect::<Vec<_>>()
        )
    })
}

#[test]
fn an_action_needs_an_owner_a_date_and_an_aim_that_is_there() {
    let desk = Desk::new();
    let refused = desk.refused(&["register", "record", "--organisation", "action_opened", "--category", "billing"]);
    assert!(refused.contains("lacks an owner (--owner), a due date (--due-at)"), "{refused}");
    let words = ["register", "record", "--organisation", "action_opened", "--owner", "kim", "--due-at", "2026-03-01", "--clause"];
    let refused = desk.refused(&[&words[..], &["acknowlege"]].concat());
    assert!(refused.contains("no clause \"acknowlege\" is in force; did you mean \"acknowledge\"?"), "{refused}");
    assert_eq!(desk.done(&[&words[..], &["acknowledge", "--at", "2026-01-05"]].concat()), "1\n");
    assert!(desk.lines("log.jsonl")[0].contains("\"clause\":\"own/acknowledge\""));
    assert!(desk.refused(&["register", "record", "--organisation", "action_completed"]).contains("does not say of which action"));
    assert!(desk.refused(&["register", "record", "--organisation", "action_completed", "--action", "9"]).contains("there is no entry 9"));
    record(&desk, &["training_held", "--at", "2026-01-06"]);
    assert!(
        desk.refused(&["register", "record", "--organisation", "action_completed", "--action", "2"])
            .contains("entry 2 is no action but training_held")
    );
}

#[test]
fn an_open_action_is_due_until_it_is_completed() {
    let desk = Desk::new();
    desk.open(&["--received-at", "2026-01-02 10:00"]);
    let words = [
        "action_opened",
        "--at",
        "2026-01-05",
        "--title",
        "Retrain couriers",
        "--category",
        "delivery",
        "--owner",
        "kim",
        "--due-at",
        "2026-02-28",
    ];
    assert_eq!(record(&desk, &words), "2");
    let due = |as_of: &str, more: &[&str]| desk.done(&[&["due", "--as-of", as_of, "--format", "csv"], more].concat());
    // Due by the end of 28 February.
    let line = "2026-03-01T00:00:00Z,false,,action,register,,,,,,kim,,,Retrain couriers,,,true";
    assert!(due("2026-02-01", &[]).lines().any(|one| one == line), "{}", due("2026-02-01", &[]));
    assert!(due("2026-03-02", &["--clause", "action"]).contains("2026-03-01T00:00:00Z,true"));
    assert_eq!(due("2026-02-01", &["--owner", "kim"]).lines().count(), 2, "her own only");
    record(&desk, &["action_completed", "--at", "2026-02-10", "--action", "2"]);
    assert!(!due("2026-03-02", &[]).contains("Retrain"));
    assert!(due("2026-02-05", &[]).contains("Retrain"), "as of before it was completed");
}

#[test]
fn a_completed_action_is_measured_without_the_period_that_gave_rise_to_it() {
    let desk = a_desk();
    let open = |category: &str| {
        record(
            &desk,
            &[
                "action_opened",
                "--at",
                "2025-10-09",
                "--title",
                &format!("Mend {category}"),
                "--category",
                category,
                "--owner",
                "kim",
                "--due-at",
                "2025-12-31",
            ],
        )
    };
    let (billing, delivery) = (open("billing"), open("delivery"));
    for action in [&billing, &delivery] {
        record(&desk, &["action_completed", "--at", "2025-12-10", "--action", action]);
    }
    let waiting = record(
        &desk,
        &[
            "action_opened",
            "--at",
            "2026-05-04",
            "--title",
            "Ask again",
            "--category",
            "billing",
            "--owner",
            "lee",
            "--due-at",
            "2026-06-01",
        ],
    );
    let facts = facts(&desk);
    // Billing: 20 a month in the six months before July 2025, 8 in the six after December: 120 in 181 days, 48 in 181.
    // Ratio 0.4; with the third quarter in the baseline it would have been 48 / 240 x 273 / 181 = 0.30.
    let ratio = fact(&facts, &format!("action.{billing}.ratio"));
    assert!((ratio["value"].as_f64().unwrap() - 0.4).abs() < 1e-9, "{ratio}");
    // Error of the logarithm: sqrt(1/120 + 1/48) = 0.170783; t with 10 degrees of freedom 2.228139: a factor of 1.463067.
    assert!(
        (ratio["low"].as_f64().unwrap() - 0.4 / 1.463_067).abs() < 1e-4 && (ratio["high"].as_f64().unwrap() - 0.4 * 1.463_067).abs() < 1e-4,
        "{ratio}"
    );
    assert_eq!(fact(&facts, &format!("action.{billing}.verdict"))["value"], "better");
    // Delivery: 20 before, 30 in the quarter that gave rise to the action, 20 after: nothing was achieved.
    let ratio = fact(&facts, &format!("action.{delivery}.ratio"))["value"].as_f64().unwrap();
    assert!((ratio - 1.0).abs() < 1e-9, "{ratio}");
    assert_eq!(fact(&facts, &format!("action.{delivery}.verdict"))["value"], "cannot tell yet");
    let page = std::fs::read_to_string(desk.home.path().join("report/quarterly-2026-Q2.html")).unwrap();
    for part in ["Actions and what they achieved", "Mend billing", "Ask again", "overdue, opened"] {
        assert!(page.contains(part), "{part}");
    }
    assert_eq!(fact(&facts, "actions.overdue_count")["value"], 1);
    assert!(!facts.to_string().contains(&format!("action.{waiting}.ratio")), "what is not completed is measured by nobody");
}

#[test]
fn an_action_against_a_broken_clause_is_measured_by_the_duties_that_fell_due() {
    let desk = Desk::new();
    // Each quarter 40 complaints. Acknowledged late: 20 of 40 up to the third quarter of 2025, from 2026 on 4 of 40.
    let (mut cases, mut events) = (String::from("case_id,received_at\n"), String::from("case_id,event,at,next_steps\n"));
    for (place, (year, month)) in [(2024, 10), (2025, 1), (2025, 4), (2025, 7), (2025, 10), (2026, 1), (2026, 4)].into_iter().enumerate() {
        let late = if place > 4 { 4 } else { 20 };
        for number in 0..40 {
            let (month, day) = (month + number % 3, 1 + number / 2);
            cases += &format!("{place}-{number},{year}-{month:02}-{day:02}T10:00:00Z\n");
            let answered = if number < late { day + 3 } else { day };
            events += &format!("{place}-{number},acknowledged,{year}-{month:02}-{answered:02}T12:00:00Z,told\n");
        }
    }
    desk.write("cases.csv", &cases);
    desk.write("events.csv", &events);
    desk.done(&["import", "cases.csv", "events.csv"]);
    let action =
        record(&desk, &["action_opened", "--at", "2025-10-09", "--clause", "acknowledge", "--owner", "kim", "--due-at", "2025-12-31"]);
    record(&desk, &["action_completed", "--at", "2025-12-10", "--action", &action]);
    let facts = facts(&desk);
    // Left out: the third quarter (it gave rise to it) and the fourth (completed in it). Before: 60 of 120; after: 8 of 80.
    let ratio = fact(&facts, &format!("action.{action}.ratio"))["value"].as_f64().unwrap();
    assert!((ratio - (8.0 / 80.0) / (60.0 / 120.0)).abs() < 1e-9, "{ratio}");
    assert_eq!(fact(&facts, &format!("action.{action}.verdict"))["value"], "better");
    assert_eq!(fact(&facts, &format!("action.{action}.before_periods"))["value"], 3);
}
