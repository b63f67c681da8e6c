//! What the pages say of their own numbers: which of them can be verified, what a table leaves out, and one of something.

use crate::desk::Desk;
use crate::program::Run;
use crate::report::words;
use chrono::NaiveDate;
use ombud::report::texts::{Language, Texts};
use serde_json::Value;
use std::collections::HashMap;

const AS_OF: &str = "2026-10-05T00:00:00Z";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn days(from: &str, until: &str) -> impl Iterator<Item = NaiveDate> + use<> {
    let until = day(until);
    day(from).iter_days().take_while(move |day| *day < until)
}

/// A workspace with complaints of these days, categories and customers.
fn desk(cases: impl Iterator<Item = (NaiveDate, String, String)>) -> Desk {
    let desk = Desk::new("UTC");
    let rows =
        cases.enumerate().map(|(place, (day, category, customer))| format!("C{place},{day}T09:00:00Z,complaint,{category},{customer}\n"));
    desk.import_text("cases.csv", "case_id,received_at,kind,category,customer\n".to_string() + &rows.collect::<String>());
    desk
}

/// The facts and the words of the report of the third quarter of 2026.
fn quarter(desk: &Desk, language: &str) -> (HashMap<String, Value>, String) {
    let words_of = ["report", "quarterly", "--period", "2026-Q3", "--as-of", AS_OF, "--language", language, "--out", "out"];
    desk.run(&words_of).done();
    let read = |name: &str| std::fs::read_to_string(desk.path().join("out").join(name)).unwrap();
    let whole: Value = serde_json::from_str(&read("facts.json")).unwrap();
    let facts = whole["facts"].as_array().unwrap().iter();
    let facts = facts.map(|fact| (fact["id"].as_str().unwrap().to_string(), fact["value"].clone())).collect();
    (facts, words(&read("quarterly-2026-Q3.html")))
}

/// The report held against the data after somebody wrote another number at one fact.
fn verified(desk: &Desk, id: &str, number: &str, other: &str) -> Run {
    let page = std::fs::read_to_string(desk.path().join("out/quarterly-2026-Q3.html")).unwrap();
    let stated = |number: &str| format!("data-fact=\"{id}\">{number}<");
    assert!(page.contains(&stated(number)), "{id}");
    desk.file("changed.html", page.replace(&stated(number), &stated(other)));
    desk.run(&["report", "verify", "changed.html"])
}

#[test]
fn how_many_months_a_finding_rests_on_can_be_verified() {
    // One complaint a day of three categories since July 2024, and one a day about the app in the quarter alone: 24 months lie before it.
    let usual = days("2024-07-01", "2026-10-01").enumerate().map(|(place, day)| (day, format!("c{}", place % 3)));
    let cases = usual.chain(days("2026-07-01", "2026-10-01").map(|day| (day, "app".to_string())));
    let desk = desk(cases.map(|(day, category)| (day, category, String::new())));
    let (facts, page) = quarter(&desk, "en");
    assert!(page.contains("none in the 24 months before") && page.contains("of the 24 complete months before"), "{page}");
    for id in ["trend.category.app.2026-Q3.baseline_month_count", "trend.all.2026-Q3.baseline_month_count"] {
        assert_eq!(facts[id], 24, "{id}");
        let run = verified(&desk, id, "24", "7");
        assert!(run.code == 1 && run.out.starts_with(&format!("{id}: text is \"7\"")), "{}{}", run.out, run.err);
    }
}

#[test]
fn how_many_months_of_the_quarter_are_covered_can_be_verified() {
    // One complaint a day up to 20 August: of the quarter, July alone is whole.
    let desk = desk(days("2026-01-01", "2026-08-21").map(|day| (day, "app".to_string(), String::new())));
    let (facts, page) = quarter(&desk, "en");
    assert!(page.contains("The data cover 1 of the quarter&#39;s 3 months wholly"), "{page}");
    let id = "coverage.2026-Q3.covered_month_count";
    assert_eq!(facts[id], 1);
    assert_eq!(verified(&desk, id, "1", "2").code, 1);
}

#[test]
fn every_category_that_stands_out_is_in_the_table() {
    use chrono::Datelike;
    // 26 categories with a complaint every sixth day, and in the quarter four times as many; five more keep to every sixth day.
    let is_of = |day: NaiveDate, number: i32| match (day.num_days_from_ce() + number).rem_euclid(6) {
        0 => true,
        2 | 4 | 5 => number < 26 && day >= self::day("2026-07-01"),
        _ => false,
    };
    let of_day = |day: NaiveDate| {
        (0..31).filter(move |number| is_of(day, *number)).map(move |number| (day, format!("cat{number:02}"), String::new()))
    };
    let desk = desk(days("2025-01-01", "2026-10-01").flat_map(of_day));
    let (facts, page) = quarter(&desk, "en");
    assert_eq!(facts["trend.category.2026-Q3.rising_count"], 26);
    let steady = days("2026-07-01", "2026-10-01").flat_map(of_day).filter(|(_, category, _)| category.as_str() >= "cat26").count();
    assert_eq!(facts["trend.category.2026-Q3.rest.category_count"], 5, "the five that keep to what is usual");
    assert_eq!(facts["trend.category.2026-Q3.rest.newest_count"], steady);
    // Eleven of the 31 have a bar of their own.
    assert_eq!(facts["cause.2026-Q3.others.category_count"], 20);
    assert!(page.contains("5 more") && page.contains("none stands out"), "{page}");
}

#[test]
fn where_no_category_could_be_tested_none_is_said_not_to_have_changed() {
    // Cases without a category, but for one of each year; one alone names a customer.
    let rare = |day: NaiveDate| day == self::day("2025-05-05") || day == self::day("2026-08-08");
    let customer = |day: NaiveDate| if day == self::day("2026-08-08") { "c1" } else { "" };
    let cases =
        days("2024-07-01", "2026-10-01").map(|day| (day, if rare(day) { "app" } else { "" }.to_string(), customer(day).to_string()));
    let desk = desk(cases);
    let (_, page) = quarter(&desk, "en");
    assert!(page.contains("No category could be tested for a change: the table says why."), "{page}");
    assert!(!page.contains("Each of 0 categories") && !page.contains("None changed by more than chance"), "{page}");
    assert!(page.contains("0 of the 1 complaint with a customer and a category are repeats"), "{page}");
    let (_, page) = quarter(&desk, "de");
    assert!(page.contains("Keine Kategorie ließ sich auf eine Veränderung prüfen"), "{page}");
    assert!(page.contains("1 Beschwerde mit Kunde und Kategorie, davon 0 Wiederholungen"), "{page}");
}

#[test]
fn one_of_something_is_told_as_one() {
    let told = |language: Language, key: &str, count: u64, places: &[(&str, &str)]| {
        let places: Vec<_> = places.iter().map(|(place, value)| (*place, (*value).into())).collect();
        Texts::of(language).line(key, Some(count), &places).plain()
    };
    assert_eq!(
        told(Language::English, "open.more_not_shown", 1, &[("n", "1"), ("noun", "complaint"), ("nouns", "complaints")]),
        "Of 1 more complaint it cannot be shown whether it is open: its source records no closing."
    );
    assert_eq!(
        told(Language::German, "open.more_not_shown", 1, &[("n", "1"), ("noun", "Beschwerde"), ("nouns", "Beschwerden")]),
        "Bei 1 weiteren Fall (Beschwerde) lässt sich nicht zeigen, ob er offen ist: Seine Quelle hält keinen Abschluss fest."
    );
    assert_eq!(
        told(Language::German, "recommend.found_overdue", 1, &[("open", "1"), ("nouns", "Beschwerde"), ("overdue", "1")]),
        "Offen: 1 Beschwerde; davon hat 1 einen Termin hinter sich, der nicht eingehalten wurde."
    );
    assert_eq!(
        told(Language::German, "recommend.effect_keep_most", 1, &[("n", "1")]),
        "Verstöße: bis zu 1 weniger in einem Quartal wie diesem."
    );
}
