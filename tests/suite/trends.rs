//! Trends: over a warehouse made by hand, and over the sample with its planted issues.

use crate::program::ombud;
use crate::report::{Fixture, at};
use crate::truths::demo;
use ombud::analysis::trend::{Question, Signal, trends};

fn question(by: &str) -> Question<'_> {
    Question { period: "2026-Q3".parse().unwrap(), zone: chrono_tz::UTC, as_of: at("2026-10-05T00:00:00Z"), kind: Some("complaint"), by }
}

/// Two years and a quarter of daily-spread complaints: so many of a category in each month.
fn with_months(fixture: &Fixture, category: &str, counts: impl Fn(usize) -> usize) {
    let mut month: ombud::time::Period = "2024-07".parse().unwrap();
    for place in 0..27 {
        let first = month.first_day();
        for number in 0..counts(place) {
            let day = first + chrono::Days::new((number % 28) as u64);
            fixture.case(&format!("{category}-{place}-{number}"), &format!("{day} 12:00:00"), Some(category));
        }
        month = month.next();
    }
}

#[test]
fn the_words_follow_from_the_counts_in_the_warehouse() {
    let fixture = Fixture::new();
    for (category, usual) in [("billing", 28), ("damage", 30), ("visits", 29), ("staff", 28)] {
        with_months(&fixture, category, |_| usual);
    }
    with_months(&fixture, "delivery", |month| if month >= 24 { 30 } else { 12 });
    with_months(&fixture, "portal", |month| if month >= 25 { 4 } else { 0 });
    let trends = trends(&fixture.connection, &question("category")).unwrap();
    let words: Vec<_> = trends.issues.iter().map(|issue| (issue.segment.as_deref().unwrap(), issue.signal)).collect();
    assert_eq!(words[..2], [("portal", Signal::New), ("delivery", Signal::Rising)]);
    assert!(words[2..].iter().all(|(_, signal)| *signal == Signal::Noise), "{words:?}");
    assert_eq!((trends.newest_months.len(), trends.baseline_months.len(), trends.tested), (3, 24, 6));
    let delivery = &trends.issues[1];
    assert_eq!((delivery.newest, delivery.baseline, delivery.last_year.unwrap().cases), (90, 288, 36));
    assert_eq!(delivery.since.unwrap().to_string(), "2026-07");
    // By channel there is one segment, and it is all cases.
    let by_channel = judged(&fixture, "channel");
    assert_eq!(by_channel.issues.iter().map(|issue| issue.newest).sum::<u64>(), trends.total.newest);
}

fn judged(fixture: &Fixture, by: &str) -> ombud::analysis::trend::Trends {
    trends(&fixture.connection, &question(by)).unwrap()
}

#[test]
fn feedback_is_no_complaint() {
    let fixture = Fixture::new();
    with_months(&fixture, "billing", |_| 20);
    fixture.run("update cases set kind = 'feedback' where case_id like '%-1'");
    let trends = judged(&fixture, "category");
    assert_eq!(trends.total.newest, 57);
}

#[test]
fn the_planted_issues_are_found_and_nothing_else() {
    let words = ["-C", "here", "trends", "--period", "2026-Q3", "--as-of", "2026-10-01T07:00:00Z", "--format", "json"];
    let told = ombud(demo(), &words).done();
    let issues: Vec<serde_json::Value> = serde_json::from_str(&told).unwrap();
    let found = |name: &str| issues.iter().find(|issue| issue["category"] == name).unwrap_or_else(|| panic!("{name}: {told}"));
    // sample_data/README.md: delivery rises from May 2026, billing falls from February 2026, heating is high each winter.
    assert_eq!((found("delivery")["signal"].as_str(), found("delivery")["since_month"].as_str()), (Some("rising"), Some("2026-05")));
    assert_eq!((found("billing")["signal"].as_str(), found("billing")["since_month"].as_str()), (Some("falling"), Some("2026-02")));
    assert_eq!(found("heating")["signal"], "seasonal");
    let others = issues.iter().filter(|issue| !["delivery", "billing", "heating"].contains(&issue["category"].as_str().unwrap()));
    for issue in others {
        assert_eq!(issue["signal"], "noise", "{issue}");
    }
}

#[test]
fn trends_refuse_what_they_do_not_know_and_say_what_they_do() {
    let refused = |words: &[&str]| {
        let run = ombud(demo(), &[&["-C", "here", "trends", "--as-of", "2026-10-01T07:00:00Z"], words].concat());
        assert_eq!(run.code, 2);
        run.err
    };
    assert!(refused(&["--by", "catgory"]).contains("trends cannot be told by \"catgory\"; did you mean \"category\"?"));
    assert!(refused(&["--every", "week"]).contains("Accepted: month."));
    assert!(refused(&["--period", "2026-07"]).contains("Accepted: a quarter, such as 2026-Q3."));
}

#[test]
fn without_a_period_the_newest_quarter_that_is_over_is_told() {
    let run = ombud(demo(), &["-C", "here", "trends", "--as-of", "2026-09-15", "--format", "table"]);
    assert!(run.err.contains(" in 2026-Q2"), "{}", run.err);
}
