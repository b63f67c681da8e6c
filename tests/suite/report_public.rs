//! The page for the public, attacked with everything on it.

use crate::program::ombud as program;
use crate::report::{Fixture, busy, facts, request, value, words};
use crate::truths::demo;
use ombud::analysis::disclosure::Audience;
use ombud::report::{Beside, Rendered, quarterly, quarterly_beside};
use serde_json::Value;
use std::collections::HashMap;

const AS_OF: &str = "2026-10-10T11:00:00Z";
const PERSONAL: [&str; 5] = ["cases", "duties", "dates", "customers", "published"];

type Facts = HashMap<String, Value>;

fn public(fixture: &Fixture) -> Rendered {
    let beside = Beside { audience: Audience::Public, ..Beside::default() };
    quarterly_beside(&fixture.connection, &request("2026-Q3", AS_OF), beside).unwrap()
}

fn counts(facts: &Facts) -> HashMap<&str, u64> {
    let personal = facts.iter().filter(|(_, fact)| PERSONAL.contains(&fact["unit"].as_str().unwrap()));
    personal.filter_map(|(id, fact)| Some((id.as_str(), fact["value"].as_u64()?))).collect()
}

fn is_small(count: u64) -> bool {
    (1..5).contains(&count)
}

/// Whether every value from one to four remains possible for a hidden small number, where `small` small ones and `large`
/// others are hidden and their sum is known. The others are at least five: the reader knows which are small.
fn hides(small: u64, large: u64, rest: u64) -> bool {
    (1..5).all(|own| {
        let least = own + (small - 1) + 5 * large;
        let most = if large > 0 { u64::MAX } else { own + 4 * (small - 1) };
        (least..=most).contains(&rest)
    })
}

/// Attacks a public page with the true facts of the internal one to check against.
fn attacked(open: &Facts, page: &Rendered) {
    let shown = facts(page);
    let (truth, seen) = (counts(open), counts(&shown));
    for (id, count) in &seen {
        assert!(!is_small(*count), "{id} is {count}");
        let stem = id.rsplit_once('.').unwrap().0;
        for (other, more) in seen.iter().filter(|(other, _)| other.rsplit_once('.').unwrap().0 == stem) {
            assert!(!is_small(more.abs_diff(*count)), "{id} and {other} differ by {}", more.abs_diff(*count));
        }
    }
    for (id, fact) in shown.iter().filter(|(_, fact)| fact["unit"] == "share" && !fact["n"].is_null()) {
        let (share, n) = (fact["value"].as_f64().unwrap(), fact["n"].as_u64().unwrap());
        let part = (share * n as f64).round() as u64;
        assert!(!is_small(part) && !is_small(n - part), "{id}: {part} of {n}");
    }
    // Parts of one whole, each by the beginning and the end of their ids, and the whole.
    let wholes = [
        ("volume.2026-Q3.channel.", ".case_count", "volume.2026-Q3.received_count"),
        ("volume.2026-Q3.category.", ".case_count", "volume.2026-Q3.received_count"),
        ("cause.2026-Q3.", ".case_count", "volume.2026-Q3.received_count"),
        ("cause.2026-Q3.category.", ".case_count", "volume.2026-Q3.received_count"),
        ("trend.category.", ".2026-Q3.newest_count", "volume.2026-Q3.received_count"),
        ("open.age.", ".case_count", "open.case_count"),
        ("open.age.", ".overdue_count", "open.overdue_count"),
        ("outcome.2026-Q3.", ".case_count", "outcome.2026-Q3.ended_count"),
        ("silence.2026-Q3.", ".case_count", "silence.2026-Q3.case_count"),
        ("feedback.2026-Q3.category.", ".case_count", "feedback.2026-Q3.case_count"),
        ("kept.2026-Q3.team.", ".broken_count", ""),
    ];
    let mut tried = 0;
    for (start, end, whole) in wholes {
        let parts: Vec<(&str, u64)> =
            truth.iter().filter(|(id, _)| id.starts_with(start) && id.ends_with(end)).map(|(id, count)| (*id, *count)).collect();
        let sum: u64 = parts.iter().map(|(_, count)| count).sum();
        if seen.get(whole).is_none_or(|known| *known != sum) {
            continue;
        }
        let hidden: Vec<u64> = parts.iter().filter(|(id, _)| !seen.contains_key(id)).map(|(_, count)| *count).collect();
        let small = hidden.iter().filter(|count| is_small(**count)).count() as u64;
        let large = hidden.iter().filter(|count| **count >= 5).count() as u64;
        if small > 0 {
            tried += 1;
            assert!(hides(small, large, hidden.iter().sum()), "{start}*{end} of {whole}: {parts:?}, shown {seen:?}");
        }
    }
    // Months of the quarter.
    let months: Vec<Option<u64>> =
        ["07", "08", "09"].iter().map(|month| seen.get(format!("volume.2026-{month}.received_count").as_str()).copied()).collect();
    if seen.contains_key("volume.2026-Q3.received_count") {
        assert_ne!(months.iter().filter(|month| month.is_none()).count(), 1, "one month is hidden and the quarter gives it back");
    }
    assert!(tried > 0 || truth.values().all(|count| !is_small(*count)) || seen.len() < truth.len(), "the attack tried something");
}

/// A busy quarter with small categories, channels, outcomes and clauses.
fn small() -> Fixture {
    let fixture = busy();
    fixture.clause("rare", "main", "Answer letters within a week.", "commitment", "1 week");
    fixture.verdicts("rare", "main", "2026-Q3", "met", 20, Some("event"));
    fixture.verdicts("rare", "main", "2026-Q3", "late", 2, Some("event"));
    for (category, count) in [("parking", 3), ("noise", 6), ("lost letters", 1)] {
        for number in 0..count {
            let id = format!("{}-{number}", category.replace(' ', ""));
            fixture.case(&id, &format!("2026-08-{:02} 10:00:00", 1 + number), Some(category));
            fixture.event(&id, "closed", &format!("2026-08-{:02} 18:00:00", 1 + number));
            fixture.run(&format!("update cases set channel = 'letter', outcome = 'upheld' where case_id = '{id}'"));
        }
    }
    fixture
}

#[test]
fn no_small_number_can_be_had_from_the_public_page() {
    let fixture = small();
    let internal = quarterly(&fixture.connection, &request("2026-Q3", AS_OF)).unwrap();
    let (open, page) = (facts(&internal), public(&fixture));
    // The internal page shows what the public one must hide.
    assert!((value(&open, "cause.2026-Q3.category.parking.case_count") - 3.0).abs() < 1e-9);
    attacked(&open, &page);
    let shown = facts(&page);
    for id in [
        "cause.2026-Q3.category.parking.case_count",
        "sla.logiq.rare.2026-Q3.late_count",
        "sla.logiq.rare.2026-Q3.met_count",
        "sla.2026-Q3.met_count",
    ] {
        assert!(!shown.contains_key(id), "{id}");
        assert!(!page.html.contains(&format!("data-fact=\"{id}\"")), "{id}");
    }
    // What is large and tells of nobody stays: 90 and ten more received.
    assert!((value(&shown, "volume.2026-Q3.received_count") - 100.0).abs() < 1e-9);
    let text = words(&page.html);
    assert!(text.contains("numbers from one to four are hidden"), "{text}");
    assert!(!text.contains("20 of 22") && !text.contains("What we recommend"), "{text}");
    assert!(page.facts_json.contains("\"audience\": \"public\""));
}

#[test]
fn every_fact_of_the_public_page_is_on_it_and_reads_the_same() {
    let page = public(&small());
    let shown = facts(&page);
    for id in shown.keys() {
        assert!(page.html.contains(&format!("data-fact=\"{id}\"")), "{id}");
    }
    for part in page.html.split("data-fact=\"").skip(1) {
        let id = part.split('"').next().unwrap();
        assert!(shown.contains_key(id), "{id} is on the page and not in facts.json");
    }
    assert!(!page.facts_json.contains("\"low\":0") && !page.facts_json.contains("\"high\":0"), "ends beside a share are exact");
}

#[test]
fn the_sample_for_the_public_withstands_the_attack() {
    let make = |out: &str, more: &[&str]| {
        let mut words = vec!["-C", "here", "report", "quarterly", "--period", "2026-Q3", "--as-of", "2026-10-01T07:00:00Z", "--out", out];
        words.extend(more);
        program(demo(), &words)
    };
    let read = |folder: &str| Rendered {
        html: std::fs::read_to_string(demo().join(folder).join("quarterly-2026-Q3.html")).unwrap(),
        facts_json: std::fs::read_to_string(demo().join(folder).join("facts.json")).unwrap(),
        summary: Vec::new(),
        drafted: Vec::new(),
    };
    make("open", &[]).done();
    make("closed", &["--audience", "public"]).done();
    attacked(&facts(&read("open")), &read("closed"));
    let refused = make("closed", &["--audience", "public", "--publish"]);
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("cannot be kept as published"), "{}", refused.err);
}
