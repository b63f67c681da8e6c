//! What is held against the time before, a quarter's or an action's, and what is not, on small histories worked by hand.

use crate::desk::Desk;
use crate::history::{History, facts, found, page_text, policy, steady, steady_days};
use serde_json::Value;
use std::collections::HashMap;
use std::fmt::Write;

#[test]
fn a_quarter_that_is_not_over_is_not_said_to_be_better_than_the_one_before() {
    let mut history = History::default();
    for day in 1..=20 {
        // In the second quarter nobody was answered in time; in the third everybody who was answered at all.
        history.case(&format!("B{day}"), &format!("2026-05-{day:02}T09:00:00Z"));
        history.event(&format!("B{day}"), "acknowledged", &format!("2026-06-{day:02}T09:00:00Z"));
        history.case(&format!("C{day}"), &format!("2026-07-{day:02}T09:00:00Z"));
        if day <= 12 {
            history.event(&format!("C{day}"), "acknowledged", &format!("2026-07-{day:02}T10:00:00Z"));
        }
    }
    // The desk goes on: six of these fall due in the quarter, and are answered at once.
    for day in ["06-08", "06-18", "06-28", "08-03", "08-13", "08-23", "09-02", "09-12", "09-22", "09-30"] {
        history.case(&format!("D{day}"), &format!("2026-{day}T09:00:00Z"));
        history.event(&format!("D{day}"), "acknowledged", &format!("2026-{day}T10:00:00Z"));
    }
    let desk = history.desk(&[&policy("", "30 days", "commitment")]);
    let page = |as_of: &str| {
        desk.run(&["report", "quarterly", "--period", "2026-Q3", "--as-of", as_of, "--policy", "own", "--out", "out"]).done();
        std::fs::read_to_string(desk.path().join("out/quarterly-2026-Q3.html")).unwrap()
    };
    let sla = |as_of: &str| desk.run(&["sla", "--every", "quarter", "--as-of", as_of, "--policy", "own", "--format", "table"]).done();
    let note = "2026-Q3 is not over: what was done before it fell due counts already";
    assert!(sla("2026-07-25T00:00:00Z").contains(note));
    assert!(!sla("2026-11-05T00:00:00Z").contains("2026-Q3 is not over"));
    let running = page("2026-07-25T00:00:00Z");
    assert!(!running.contains("There is no rate of the quarter before"), "there is one: {running}");
    assert!(running.contains("a share kept reads better than it will") && !running.contains("The rise is more than chance"), "{running}");
    // When it is over, 18 of 26 were kept, against none.
    let over = page("2026-11-05T00:00:00Z");
    assert!(!over.contains("reads better than it will") && over.contains("The rise is more than chance"), "{over}");
}

#[test]
fn what_each_event_of_a_case_asks_for_is_no_so_many_chances() {
    let mut history = History::default();
    for day in 1..=20 {
        // Each update asks for the next within a day: in the second quarter none was followed in time, in the third the first of two.
        history.case(&format!("B{day}"), &format!("2026-05-{day:02}T09:00:00Z"));
        history.event(&format!("B{day}"), "progress_update", &format!("2026-05-{day:02}T10:00:00Z"));
        history.event(&format!("B{day}"), "progress_update", &format!("2026-05-{:02}T10:00:00Z", day + 3));
        history.case(&format!("C{day}"), &format!("2026-07-{day:02}T09:00:00Z"));
        history.event(&format!("C{day}"), "progress_update", &format!("2026-07-{day:02}T10:00:00Z"));
        history.event(&format!("C{day}"), "progress_update", &format!("2026-07-{day:02}T20:00:00Z"));
    }
    for day in ["06-08", "06-18", "06-28", "08-03", "08-13", "08-23", "09-02", "09-12", "09-22", "09-30"] {
        history.case(&format!("D{day}"), &format!("2026-{day}T09:00:00Z"));
    }
    let asked = policy("", "24 hours", "commitment");
    let asked = asked.replace("\"received\"", "\"progress_update\"").replace("\"acknowledged\"", "\"progress_update\"");
    let desk = history.desk(&[&format!("{asked}each = true\n")]);
    let words = ["report", "quarterly", "--period", "2026-Q3", "--as-of", "2026-11-05T00:00:00Z", "--policy", "own", "--out", "out"];
    desk.run(&words).done();
    let page = page_text(&desk);
    // 20 of 40 against 0 of 40, two of each case: as many independent duties would not come to that by chance.
    assert!(page.contains("was kept 20 of the 40 times it fell due (50 %, 35 to 65); the quarter before, 0 %."), "{page}");
    assert!(page.contains("One case can owe this several times, and what one case owes is kept or broken together"), "{page}");
    // Nor are they held against each other by whether the desk was closed: all that began in the evening were missed.
    for claim in ["The rise is more than chance", "rose, more than chance", "more often, and more than chance"] {
        assert!(!page.contains(claim), "{claim}: {page}");
    }
}

/// The facts and the page of the third quarter, with an action on the clause, or a category, that was completed in the first.
fn achieved(desk: &Desk, aim: [&str; 2]) -> (HashMap<String, Value>, String) {
    let record = |event: &str, words: &[&str]| {
        desk.run(&[&["register", "record", "--organisation", event, "--force", "--action", "A"], words].concat()).done();
    };
    let opened = ["--at", "2026-01-10T09:00:00Z", "--title", "Train", "--owner", "kim", "--due-at", "2026-02-28"];
    record("action_opened", &[&opened[..], &aim].concat());
    record("action_completed", &["--at", "2026-02-10T09:00:00Z"]);
    let facts = facts(desk, "2026-Q3", "2026-11-05T00:00:00Z");
    (facts, page_text(desk))
}

#[test]
fn another_limit_makes_no_action_better_and_no_mix_another() {
    let desk = steady().desk(&[
        &policy("effective_from = 2024-01-01", "24 hours", "commitment"),
        &policy("effective_from = 2026-07-01", "72 hours", "commitment"),
    ]);
    let (facts, page) = achieved(&desk, ["--clause", "own/acknowledge"]);
    assert!(page.contains("no verdict: another limit before"), "{page}");
    assert!(found(&facts, &["action.", ".verdict"]).is_empty() && found(&facts, &["mix.", ".change"]).is_empty());
    assert!(page.contains(", by another limit"), "{page}");
    let mix = |desk: &Desk| desk.run(&["trends", "--of", "mix", "--period", "2026-Q3", "--as-of", "2026-11-05T00:00:00Z"]).err;
    let said = "acknowledge of own was judged by 24 hours in 2026-Q2 and by 72 hours in 2026-Q3";
    assert!(mix(&desk).contains(said), "{}", mix(&desk));
    // By one limit all along there is a verdict, and a change.
    let desk = steady().desk(&[&policy("", "24 hours", "commitment")]);
    let (facts, page) = achieved(&desk, ["--clause", "own/acknowledge"]);
    assert_eq!(found(&facts, &["action.", ".verdict"]).len(), 1);
    assert!(!found(&facts, &["mix.", ".change"]).is_empty() && !page.contains("by another limit"), "{page}");
    assert!(!mix(&desk).contains("was judged by"), "{}", mix(&desk));
}

#[test]
fn a_source_that_fell_silent_makes_no_clause_better() {
    // The shop answers nobody in time and tells nothing after May; the desk goes on as it was.
    let mut history = History { cases: String::new(), events: String::new() };
    for month in 1..=10 {
        for number in 0..24 {
            let (id, day) = (format!("{month}-{number}"), 1 + number);
            writeln!(history.cases, "desk,D{id},2026-{month:02}-{day:02}T09:00:00Z,complaint,delivery").unwrap();
            writeln!(history.events, "desk,D{id},acknowledged,2026-{month:02}-{day:02}T10:00:00Z").unwrap();
            if month <= 5 {
                writeln!(history.cases, "shop,S{id},2026-{month:02}-{day:02}T09:00:00Z,complaint,billing").unwrap();
                writeln!(history.events, "shop,S{id},acknowledged,2026-{month:02}-{:02}T10:00:00Z", day + 3).unwrap();
            }
        }
    }
    let desk = Desk::new("UTC");
    std::fs::remove_dir_all(desk.path().join("ws/policies")).unwrap();
    desk.file("ws/policies/own.toml", policy("", "24 hours", "commitment"));
    desk.file("ws/ombud.toml", "schema = 1\norganisation = \"Own\"\ntime_zone = \"UTC\"\npolicies = []\n");
    desk.file("cases.csv", format!("source,case_id,received_at,kind,category\n{}", history.cases));
    desk.file("events.csv", format!("source,case_id,event,at\n{}", history.events));
    desk.import(&["--source", "canonical", "cases.csv", "events.csv"]);
    let (facts, page) = achieved(&desk, ["--clause", "own/acknowledge"]);
    assert!(page.contains("The source shop tells of no complaint after 24 May 2026"), "{page}");
    assert!(!page.contains("The rise is more than chance explains") && found(&facts, &["mix.", ".change"]).is_empty(), "{page}");
    assert!(page.contains("with a source that tells less since"), "{page}");
    assert!(found(&facts, &["action.", ".verdict"]).is_empty() && page.contains("no verdict: a source that tells less since"), "{page}");
}

#[test]
fn an_action_on_a_category_is_measured_per_customer_where_these_are_counted() {
    // Of "delivery" there were half as many customers from April on, and half as many complaints.
    let mut history = History::default();
    let mut customers = String::from("period,segment,customers\n");
    for month in 0..22 {
        let (year, month) = (2025 + month / 12, month % 12 + 1);
        let is_half = (year, month) >= (2026, 4);
        writeln!(customers, "{year}-{month:02},delivery,{}", if is_half { 1000 } else { 2000 }).unwrap();
        for number in 0..if is_half { 12 } else { 24 } {
            history.case(&format!("{year}-{month}-{number}"), &format!("{year}-{month:02}-{:02}T09:00:00Z", 1 + number));
        }
    }
    let desk = history.desk(&[&policy("", "24 hours", "commitment")]);
    let (facts, _) = achieved(&desk, ["--category", "delivery"]);
    assert_eq!(found(&facts, &["action.", ".verdict"])[0].1.as_str(), Some("better"));
    desk.file("ws/denominators.csv", customers);
    let facts = self::facts(&desk, "2026-Q3", "2026-11-05T00:00:00Z");
    assert_eq!(found(&facts, &["action.", ".verdict"])[0].1.as_str(), Some("cannot tell yet"));
    // 24 of 2,000 a month before; after, 12 of 1,000.
    for side in [".before_per_1000", ".after_per_1000"] {
        let rate = found(&facts, &["action.", side])[0].1.as_f64().unwrap();
        assert!((rate - 12.0).abs() < 0.2, "{side} {rate}");
    }
}

#[test]
fn another_name_of_a_category_makes_no_action_better() {
    // Twenty complaints a month throughout, called "invoices" up to April 2026 and "billing" from May on.
    let mut history = History::default();
    for (id, day, _) in steady_days() {
        let category = if day.to_string().as_str() < "2026-05-01" { "invoices" } else { "billing" };
        writeln!(history.cases, "{id},{day}T09:00:00Z,complaint,{category}").unwrap();
    }
    for category in ["invoices", "billing"] {
        let desk = history.desk(&[&policy("", "24 hours", "commitment")]);
        let (facts, page) = achieved(&desk, ["--category", category]);
        let verdicts = found(&facts, &["action.", ".verdict"]);
        // Of "invoices" March and April count after it, each with as many as before.
        assert!(verdicts.iter().all(|(_, verdict)| verdict.as_str() == Some("cannot tell yet")), "{category}: {verdicts:?}");
        assert_eq!(
            (verdicts.len(), page.contains("no verdict: the categories were cut anew")),
            if category == "billing" { (0, true) } else { (1, false) }
        );
    }
}

#[test]
fn a_quarter_that_is_not_over_is_not_after_an_action() {
    let desk = steady().desk(&[&policy("", "24 hours", "commitment")]);
    for (event, at) in [("action_opened", "2026-04-10T09:00:00Z"), ("action_completed", "2026-05-10T09:00:00Z")] {
        let about = ["--title", "Train", "--owner", "kim", "--due-at", "2026-06-30", "--clause", "own/acknowledge"];
        let about = if event == "action_opened" { &about[..] } else { &[] };
        desk.run(&[&["register", "record", "--organisation", event, "--force", "--action", "A", "--at", at], about].concat()).done();
    }
    let running = facts(&desk, "2026-Q3", "2026-07-26T00:00:00Z");
    assert!(found(&running, &["action.", ".verdict"]).is_empty() && page_text(&desk).contains("no whole period after it"));
    let over = facts(&desk, "2026-Q3", "2026-11-05T00:00:00Z");
    assert_eq!(found(&over, &["action.", ".verdict"]).len(), 1);
}

#[test]
fn what_the_data_do_not_tell_of_a_quarter_makes_nothing_worse() {
    // Everybody is answered on the eighth day, of ten; the export ends on 9 July.
    let mut history = History::default();
    let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
    for day in day("2026-03-01").iter_days().take_while(|at| *at <= day("2026-07-09")) {
        for number in 0..4 {
            let id = format!("{day}-{number}");
            history.case(&id, &format!("{day}T09:00:00Z"));
            for (event, after) in [("progress_update", 2), ("acknowledged", 8)] {
                let at = day + chrono::Days::new(after);
                if at.to_string().as_str() <= "2026-07-09" {
                    history.event(&id, event, &format!("{at}T09:00:00Z"));
                }
            }
        }
    }
    let desk = history.desk(&[&policy("", "10 days", "commitment")]);
    facts(&desk, "2026-Q3", "2026-11-05T00:00:00Z");
    let page = page_text(&desk);
    assert!(!page.contains("is more than chance explains") && page.contains("The data do not tell of this quarter to its end"), "{page}");
    assert!(page.contains("heard nothing, as far as the data tell, to 9 July 2026"), "{page}");
    assert!(page.contains("had not ended where the data end, on 9 July 2026"), "{page}");
}
