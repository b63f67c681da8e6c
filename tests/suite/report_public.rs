//! The page for the public, attacked with everything on it.

use crate::program::ombud as program;
use crate::report::{Fixture, busy, facts, request, value, words};
use crate::truths::demo;
use ombud::analysis::disclosure::Audience;
use ombud::report::{Beside, Rendered, quarterly, quarterly_beside};
use serde_json::Value;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;

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

/// Whether a duty is in one of two counts at most: what cannot be judged yet, or at all, is in no other.
fn are_apart(one: &str, other: &str) -> bool {
    let names = ["pending_count", "unknown_count", "indeterminate_count", "not_applicable_count"];
    let is_apart = |id: &str| id.starts_with("sla.") && names.iter().any(|name| id.ends_with(name));
    let is_of_verdict =
        |id: &str| ["judged_count", "met_count", "late_count", "missed_count", "broken_count"].iter().any(|name| id.ends_with(name));
    is_apart(one) && (is_apart(other) || is_of_verdict(other)) || is_of_verdict(one) && is_apart(other)
}

/// Attacks a public page with the true facts of the internal one to check against.
fn attacked(open: &Facts, page: &Rendered) {
    let shown = facts(page);
    let (truth, seen) = (counts(open), counts(&shown));
    for (id, count) in &seen {
        assert!(!is_small(*count), "{id} is {count}");
        let stem = id.rsplit_once('.').unwrap().0;
        for (other, more) in seen.iter().filter(|(other, _)| other.rsplit_once('.').unwrap().0 == stem && !are_apart(id, other)) {
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

/// A workspace of cases and events as they are written here, judged by the sample procedure.
fn workspace(cases: &str, events: &str) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    program(home.path(), &["init", "ws", "--time-zone", "UTC", "--policy", "feedback-and-complaints"]).done();
    for (name, text) in [("cases.csv", cases), ("events.csv", events)] {
        std::fs::write(home.path().join(name), text).unwrap();
    }
    program(home.path(), &["-C", "ws", "import", "--source", "canonical", "cases.csv", "events.csv"]).done();
    home
}

/// The quarterly report of a workspace, for a reader.
fn reported(home: &Path, audience: &str) -> Rendered {
    reported_of(home, "2026-Q3", "2026-12-05T00:00:00Z", audience)
}

/// The report of a quarter as it is written at an instant.
fn reported_of(home: &Path, quarter: &str, as_of: &str, audience: &str) -> Rendered {
    let folder = format!("{audience}-{quarter}");
    let words = ["-C", "ws", "report", "quarterly", "--period", quarter, "--as-of", as_of, "--audience", audience, "--out", &folder];
    program(home, &words).done();
    let folder = [home.join("ws").join(&folder), home.join(&folder)].into_iter().find(|folder| folder.exists()).unwrap();
    Rendered {
        html: std::fs::read_to_string(folder.join(format!("quarterly-{quarter}.html"))).unwrap(),
        facts_json: std::fs::read_to_string(folder.join("facts.json")).unwrap(),
        summary: Vec::new(),
        drafted: Vec::new(),
    }
}

/// A view of trends for the public, as rows and as what is said beside them.
fn view(home: &Path, of: &str) -> (Vec<Value>, String) {
    let words = ["-C", "ws", "trends", "--of", of, "--period", "2026-Q3", "--as-of", "2026-12-05T00:00:00Z", "--audience", "public"];
    let run = program(home, &[&words[..], &["--format", "json"]].concat());
    assert_eq!(run.code, 0, "{}", run.err);
    (serde_json::from_str(&run.out).unwrap(), run.err)
}

/// Sixty complaints in each of two quarters: 52 acknowledged within a day, two after 26 hours and 73 days, six never.
fn late_and_missed() -> tempfile::TempDir {
    let (mut cases, mut events) =
        (String::from("case_id,received_at,category,channel,customer,kind\n"), String::from("case_id,event,at\n"));
    for (quarter, first) in [(2, "2026-04-01T09:00:00Z"), (3, "2026-07-01T09:00:00Z")] {
        let first: chrono::DateTime<chrono::Utc> = first.parse().unwrap();
        for number in 0..60_i64 {
            let received = first + chrono::Duration::minutes(number * 2_000);
            let (id, category) = (format!("Q{quarter}-{number}"), if number % 2 == 0 { "a" } else { "b" });
            writeln!(cases, "{id},{},{category},email,K{id},complaint", received.to_rfc3339()).unwrap();
            let after = match number {
                0..52 => Some(60 + number * 25),
                52 => Some(26 * 60),
                53 => Some(73 * 24 * 60),
                _ => None,
            };
            let done = after.map(|minutes| ("acknowledged", minutes)).into_iter().chain([("closed", 80 * 24 * 60)]);
            for (event, minutes) in done {
                writeln!(events, "{id},{event},{}", (received + chrono::Duration::minutes(minutes)).to_rfc3339()).unwrap();
            }
        }
    }
    workspace(&cases, &events)
}

/// What the counts and shares of a page tell as counts, of all cases or duties of the quarter.
fn told(shown: &Facts) -> Vec<(&str, u64)> {
    let is_of_all =
        |id: &str| id.contains(".2026-Q3.") && (id.split('.').count() == 3 || id.starts_with("sla.") || id.starts_with("time."));
    let part = |fact: &Value| {
        let share = fact["value"].as_f64().filter(|_| fact["unit"] == "share")?;
        Some((share * fact["n"].as_u64()? as f64).round() as u64)
    };
    let counts = counts(shown);
    let all = shown.iter().filter_map(|(id, fact)| Some((id.as_str(), counts.get(id.as_str()).copied().or_else(|| part(fact))?)));
    all.filter(|(id, _)| is_of_all(id)).collect()
}

/// Whether two numbers are about what a hidden one is about: one stands beside it, or all speak of the same ending of a wait.
fn are_about(hidden: &str, one: &str, other: &str) -> bool {
    let stem = hidden.rsplit_once('.').unwrap().0;
    let speaks = |word: &str| [hidden, one, other].iter().all(|id| id.contains(word));
    one.starts_with(stem) || other.starts_with(stem) || speaks("acknowledg") || speaks("resol")
}

/// Every way in which a hidden small count of a page is a difference of two shown ones, or one less two others.
fn recovered(open: &Facts, shown: &Facts) -> Vec<String> {
    let (truth, told) = (counts(open), told(shown));
    let hidden = truth.iter().filter(|(id, count)| is_small(**count) && id.contains(".2026-Q3.") && !shown.contains_key(**id));
    let mut found = Vec::new();
    for (id, count) in hidden {
        let stem = id.rsplit_once('.').unwrap().0;
        for (one, whole) in &told {
            for (place, (other, part)) in told.iter().enumerate() {
                if *whole == part + count && are_about(id, one, other) {
                    found.push(format!("{id} = {one} - {other}"));
                }
                let beside = told[..place].iter().filter(|(third, _)| [*other, *third].iter().all(|id| id.starts_with(stem)));
                for (third, more) in beside.filter(|(_, more)| *whole == part + more + count) {
                    found.push(format!("{id} = {one} - {other} - {third} ({more})"));
                }
            }
        }
    }
    found
}

#[test]
fn the_scorecard_and_the_times_give_nothing_back_together() {
    let home = late_and_missed();
    let (open, page) = (facts(&reported(home.path(), "internal")), reported(home.path(), "public"));
    let shown = facts(&page);
    let clause = "sla.feedback-and-complaints.acknowledge-complaint.2026-Q3.";
    let of = |name: &str| value(&open, &format!("{clause}{name}")) as u64;
    assert_eq!([of("met_count"), of("judged_count"), of("late_count"), of("missed_count")], [52, 60, 2, 6]);
    // The attack finds it on the page that hides late and missed alone: 54 were acknowledged, 52 of them in time.
    let naive: Facts = open
        .iter()
        .filter(|(id, fact)| !is_small(fact["value"].as_u64().unwrap_or(0)) && !id.ends_with("missed_count"))
        .map(|(id, fact)| (id.clone(), fact.clone()))
        .collect();
    assert!(
        recovered(&open, &naive).iter().any(|way| way.starts_with(&format!("{clause}late_count = time.acknowledge.2026-Q3.done_count")))
    );
    assert_eq!(recovered(&open, &shown), Vec::<String>::new());
    attacked(&open, &page);
    // No point of the waiting curve is left, drawn or written, and the page says so.
    assert!(!shown.keys().any(|id| id.ends_with("open_share") || id.ends_with("ninetieth")), "{:?}", shown.keys());
    assert!(!page.html.contains("chart-acknowledge") && words(&page.html).contains("each of its steps is a single case"));
}

#[test]
fn no_cell_with_a_mark_says_what_it_hides_to_whoever_reads_the_source() {
    let page = reported(late_and_missed().path(), "public");
    for cell in page.html.split("data-sort=\"").skip(1) {
        let (sort, rest) = cell.split_once('"').unwrap();
        let text = rest.split_once('>').unwrap().1.split("</t").next().unwrap();
        assert!(!text.trim_start().starts_with('*'), "sorted by {sort}: {text}");
        // What it sorts by has no more digits than the page is allowed.
        assert!(sort.split_once('.').is_none_or(|(_, decimals)| decimals.len() <= 3), "{sort}");
    }
    for (id, fact) in facts(&page) {
        let number = fact["value"].as_f64().map(|value| value.to_string()).unwrap_or_default();
        assert!(number.split_once('.').is_none_or(|(_, decimals)| decimals.len() <= 3), "{id}: {number}");
    }
}

/// One promise in place of the sample procedure: to acknowledge within 24 hours.
fn own_policy(home: &Path) {
    procedure(home, &[("ack", "acknowledged", "24 hours")]);
}

/// Promises in place of the sample procedure: by their ids, to do something for each complaint within some time.
fn procedure(home: &Path, promises: &[(&str, &str, &str)]) {
    let mut policy = String::from("schema = 1\nid = \"own\"\ntitle = \"P\"\norganisation = \"E\"\ncalendar = \"uk-office\"\n");
    for (id, event, limit) in promises {
        writeln!(
            policy,
            "\n[[clause]]\nid = \"{id}\"\ncite = \"1\"\ntext = \"Within {limit}: {event}.\"\ntype = \"deadline\"\napplies = {{ kind = [\"complaint\"] }}\nafter = [\"received\"]\nrequire = [\"{event}\"]\nwithin = \"{limit}\""
        )
        .unwrap();
    }
    std::fs::write(home.join("ws/policies/own.toml"), policy).unwrap();
    let settings = home.join("ws/ombud.toml");
    let text = std::fs::read_to_string(&settings).unwrap();
    let chosen = |line: &str| if line.starts_with("policies =") { "policies = [\"own\"]".to_string() } else { line.to_string() };
    std::fs::write(&settings, text.lines().map(chosen).collect::<Vec<_>>().join("\n")).unwrap();
}

/// Complaints of the quarter for teams, each with so many cases of which so many were acknowledged too late.
fn teams(rows: &[(&str, u64, u64)]) -> tempfile::TempDir {
    let (mut cases, mut events) = (String::from("case_id,received_at,category,team,customer,kind\n"), String::from("case_id,event,at\n"));
    for (team, late, count) in rows {
        for number in 0..*count {
            let id = format!("{team}-{number}");
            writeln!(cases, "{id},2026-07-{:02}T09:00:00Z,a,{team},K{id},complaint", 1 + number % 28).unwrap();
            let (month, hour) = if number < *late { ("09", 12) } else { ("07", 10) };
            writeln!(events, "{id},acknowledged,2026-{month}-{:02}T{hour}:00:00Z", 1 + number % 28).unwrap();
        }
    }
    let home = workspace(&cases, &events);
    own_policy(home.path());
    home
}

/// "All together: in 148 of 274 cases", where it is said.
fn all_together(said: &str) -> Option<[u64; 2]> {
    let words: Vec<&str> = said.split_once("All together: in ")?.1.split(' ').collect();
    Some([words[0].parse().unwrap(), words[2].parse().unwrap()])
}

#[test]
fn a_hidden_team_does_not_follow_from_what_all_have_together() {
    let rows = [("A", 52, 90), ("B", 48, 90), ("C", 3, 3), ("D", 45, 91), ("", 10, 15)];
    let home = teams(&rows);
    let (found, said) = view(home.path(), "teams");
    let [broken, cases] = all_together(&said).unwrap();
    assert_eq!((broken, cases), (148, 274), "{said}");
    for (name, whole) in [("broken_count", broken), ("case_count", cases)] {
        let seen: u64 = found.iter().filter_map(|row| row[name].as_u64()).sum();
        let hidden = found.iter().filter(|row| row[name].is_null()).count() as u64;
        assert!(found.iter().any(|row| row["team"] == "C" && row[name].is_null()), "{found:?}");
        assert!(hides(1, hidden - 1, whole - seen), "{name}: {} of {hidden} hidden teams", whole - seen);
    }
    // Limits come from the sums of all: no digit more than a table has.
    for number in found.iter().flat_map(|row| row.as_object().unwrap().values()).filter_map(Value::as_f64) {
        assert!((number * 1000.0 - (number * 1000.0).round()).abs() < 1e-9, "{number}");
    }
}

#[test]
fn few_cases_without_a_team_are_not_the_rest_of_another_total() {
    let (found, said) = view(teams(&[("A", 52, 90), ("B", 48, 90), ("D", 45, 91), ("", 2, 3)]).path(), "teams");
    assert_eq!(all_together(&said), None, "{said}");
    assert!(found.iter().all(|row| row["limit_95_low"].is_null() && row["limit_998_high"].is_null()), "{found:?}");
    assert!(!said.contains("further cases name no"), "{said}");
}

/// Complaints of the quarter by customers with so many cases each, and how many ended in a way, after so many days.
fn customers(with: &[(u64, u64)], ends: &[(&str, i64, u64)]) -> tempfile::TempDir {
    let (mut cases, mut events) = (String::from("case_id,received_at,category,customer,kind\n"), String::from("case_id,event,at\n"));
    let ends: Vec<(&str, i64)> =
        ends.iter().flat_map(|(event, days, count)| std::iter::repeat_n((*event, *days), *count as usize)).collect();
    let first: chrono::DateTime<chrono::Utc> = "2026-07-01T09:00:00Z".parse().unwrap();
    let names =
        with.iter().flat_map(|(each, count)| (0..*count).flat_map(move |number| (0..*each).map(move |_| format!("K{each}-{number}"))));
    for (place, customer) in names.enumerate() {
        let received = first + chrono::Duration::hours(place as i64 * 7);
        writeln!(cases, "C{place},{},a,{customer},complaint", received.to_rfc3339()).unwrap();
        if let Some((event, days)) = ends.get(place) {
            writeln!(events, "C{place},{event},{}", (received + chrono::Duration::days(*days)).to_rfc3339()).unwrap();
        }
    }
    workspace(&cases, &events)
}

#[test]
fn how_many_have_three_cases_does_not_follow_from_customers_and_their_cases() {
    // 26 customers with several have 53 cases: one has three. Then 19 have 40: one or two have three or more.
    for with in [&[(1, 180), (2, 25), (3, 1)][..], &[(1, 153), (2, 17), (3, 2)], &[(1, 153), (2, 18), (4, 1)]] {
        let (found, said) = view(customers(with, &[]).path(), "repeats");
        let newest = found.last().unwrap();
        assert_eq!(newest["quarter"], "2026-Q3");
        let column = |name: &str| newest[name].as_u64();
        if let (Some(customers), Some(cases)) = (column("repeat_customer_count"), column("repeat_customer_case_count")) {
            assert!(!is_small(cases - 2 * customers), "{with:?}: {newest}");
        }
        assert!(said.contains("* with one case, * with two, * with three or more"), "{said}");
    }
    let (found, said) = view(customers(&[(1, 100), (2, 20), (3, 8)], &[]).path(), "repeats");
    assert_eq!(found.last().unwrap()["repeat_customer_case_count"], 64);
    assert!(said.contains("100 with one case, 20 with two, 8 with three or more"), "{said}");
}

#[test]
fn no_few_cases_lie_between_two_ages_or_two_columns() {
    let ends = [
        ("closed", 3, 60),
        ("withdrawn", 5, 7),
        ("closed", 10, 20),
        ("withdrawn", 60, 1),
        ("closed", 20, 15),
        ("referred_externally", 30, 6),
    ];
    let home = customers(&[(1, 140)], &ends);
    let (found, _) = view(home.path(), "times");
    let rows: Vec<&Value> = found.iter().filter(|row| row["quarter"] == "2026-Q3").collect();
    let shares = ["resolved_share", "withdrawn_share", "merged_share", "referred_share", "open_share"];
    for name in shares {
        let counts: Vec<u64> =
            rows.iter().filter_map(|row| Some((row[name].as_f64()? * row["case_count"].as_f64()?).round() as u64)).collect();
        assert!(counts.windows(2).all(|pair| !is_small(pair[0].abs_diff(pair[1]))), "{name}: {counts:?}");
    }
    assert!(rows.iter().any(|row| row["resolved_share"].is_number()), "{rows:?}");
    for row in rows {
        assert_ne!(shares.iter().filter(|name| row[**name].is_null()).count(), 1, "one hidden share is the rest of the others: {row}");
    }
}

/// Complaints that are written one after the other, each of a customer of its own unless a column says otherwise.
#[derive(Default)]
struct Cases {
    rows: String,
    events: String,
    count: usize,
}

impl Cases {
    /// A case of a category, acknowledged after so many hours and closed after a day; further columns are channel, customer, kind and description.
    fn add(&mut self, received: chrono::DateTime<chrono::Utc>, category: &str, hours: i64, [channel, customer, kind, text]: [&str; 4]) {
        let id = format!("c{}", self.count);
        let or = |text: &str, other: &str| if text.is_empty() { other.to_string() } else { text.to_string() };
        let (channel, customer, kind) = (or(channel, "email"), or(customer, &format!("K{}", self.count)), or(kind, "complaint"));
        writeln!(self.rows, "{id},{},{category},{channel},{customer},{kind},{text}", received.to_rfc3339()).unwrap();
        for (event, after) in [("acknowledged", hours), ("closed", hours.max(24))] {
            writeln!(self.events, "{id},{event},{}", (received + chrono::Duration::hours(after)).to_rfc3339()).unwrap();
        }
        self.count += 1;
    }

    /// So many cases, spread evenly over so many days from a day on.
    fn spread(&mut self, first: &str, days: i64, count: i64, category: &str, more: [&str; 4]) {
        for number in 0..count {
            self.add(day(first) + chrono::Duration::minutes((number * 2 + 1) * days * 1_440 / (count * 2)), category, 2, more);
        }
    }

    fn workspace(&self) -> tempfile::TempDir {
        let cases = format!("case_id,received_at,category,channel,customer,kind,description\n{}", self.rows);
        workspace(&cases, &format!("case_id,event,at\n{}", self.events))
    }
}

fn day(text: &str) -> chrono::DateTime<chrono::Utc> {
    format!("{text}T00:00:00Z").parse().unwrap()
}

/// Complaints by category in each month from July 2024 to September 2026, the newest quarter's being the last three.
fn by_month(series: &[(&str, &dyn Fn(usize) -> i64)]) -> tempfile::TempDir {
    let mut cases = Cases::default();
    for (category, counts) in series {
        let mut month: ombud::time::Period = "2024-07".parse().unwrap();
        for place in 0..27 {
            let days = (month.end_day() - month.first_day()).num_days();
            cases.spread(&month.first_day().to_string(), days, counts(place), category, [""; 4]);
            month = month.next();
        }
    }
    cases.workspace()
}

/// 3 of alpha, 6 of beta and zeta, 59 of big and 45 of large in the newest quarter: 119.
fn tied() -> tempfile::TempDir {
    by_month(&[
        ("alpha", &|month| if month < 24 { 4 } else { 1 }),
        ("beta", &|_| 2),
        ("zeta", &|month| if month < 24 { 0 } else { 2 }),
        ("big", &|month| if month == 25 { 19 } else { 20 }),
        ("large", &|_| 15),
    ])
}

/// The count of each of the categories of [`tied`] that a page tells, outright or as the sum of its months.
fn told_of_tied(shown: &Facts) -> HashMap<&'static str, u64> {
    let counts = counts(shown);
    let told = |category: &'static str| {
        let quarter = ["trend.category.{}.2026-Q3.newest_count", "cause.2026-Q3.category.{}.case_count"];
        let outright = quarter.iter().find_map(|id| counts.get(id.replace("{}", category).as_str()).copied());
        let month = |month: &str| counts.get(format!("trend.category.{category}.2026-{month}.case_count").as_str()).copied();
        let by_month = || Some(month("07")? + month("08")? + month("09")?);
        Some((category, outright.or_else(by_month)?))
    };
    ["alpha", "beta", "zeta", "big", "large"].into_iter().filter_map(told).collect()
}

/// Whether the three of alpha stay hidden among 119: something of five or more is hidden with them.
fn keeps_alpha(told: &HashMap<&str, u64>) -> bool {
    !told.contains_key("alpha") && hides(1, 4 - told.len() as u64, 119 - told.values().sum::<u64>())
}

#[test]
fn the_months_of_a_hidden_quarter_do_not_give_it_back() {
    let home = tied();
    let shown = facts(&reported(home.path(), "public"));
    assert!((value(&shown, "cause.2026-Q3.total_count") - 119.0).abs() < 1e-9);
    assert!(keeps_alpha(&told_of_tied(&shown)), "{:?}", told_of_tied(&shown));
    // Two pieces of feedback in the quarter before: all 49 less the complaints of its months.
    let mut cases = Cases::default();
    for (first, complaints, feedback) in [("2026-01-01", 45, 6), ("2026-04-01", 47, 2), ("2026-07-01", 44, 7)] {
        cases.spread(first, 90, complaints, "billing", [""; 4]);
        cases.spread(first, 90, feedback, "billing", ["", "", "feedback", ""]);
    }
    let shown = facts(&reported(cases.workspace().path(), "public"));
    let counts = counts(&shown);
    assert!(!counts.contains_key("volume.2026-Q2.kind.feedback.case_count"));
    let months = ["04", "05", "06"].map(|month| counts.get(format!("volume.2026-{month}.received_count").as_str()));
    let complaints: Option<u64> = months.into_iter().map(Option::<&u64>::copied).sum();
    let all = counts.get("volume.2026-Q2.kind.total_count");
    assert!(all.is_none_or(|all| complaints.is_none_or(|complaints| !is_small(all - complaints))), "{all:?} {months:?}");
}

#[test]
fn of_equals_every_view_and_the_page_hide_the_same() {
    let home = tied();
    let of = |view_of: &str, name: &str| -> HashMap<String, u64> {
        let (rows, _) = view(home.path(), view_of);
        rows.iter().filter_map(|row| Some((row["category"].as_str()?.to_string(), row[name].as_u64()?))).collect()
    };
    let (issues, causes) = (of("issues", "newest_count"), of("causes", "case_count"));
    let page = facts(&reported(home.path(), "public"));
    let mut all = told_of_tied(&page);
    // Of the two sixes beta is the first by name.
    for told in [&issues, &causes] {
        assert!(!told.contains_key("alpha") && !told.contains_key("beta"), "{told:?}");
        all.extend(told.iter().map(|(name, count)| (name.as_str(), *count)));
    }
    assert!(keeps_alpha(&all), "{all:?}");
    // alpha falls and zeta is new, and alpha is hidden: how many are listed would say so.
    assert!(!view(home.path(), "issues").1.contains("listed, on average"));
    assert!(!page.contains_key("trend.category.2026-Q3.listed_count"));
    for more in [["--under", "zeta"], ["--depth", "2"]] {
        let words = [&["-C", "ws", "trends", "--period", "2026-Q3", "--as-of", "2026-12-05T00:00:00Z", "--audience", "public"], &more[..]];
        let told = program(home.path(), &words.concat());
        assert!(told.err.contains("Publish categories at one depth only"), "{}", told.err);
    }
}

#[test]
fn no_chance_and_no_digit_tells_of_another_row() {
    // bravo falls to 33 where 60 were usual, and alpha to 3 where 15 were: corrected together they have one chance, and it is alpha's.
    let home = by_month(&[
        ("alpha", &|month| if month < 24 { 5 } else { 1 }),
        ("bravo", &|month| if month < 24 { 20 } else { 11 }),
        ("big", &|_| 30),
        ("large", &|_| 25),
        ("echo", &|_| 2),
    ]);
    let words = ["-C", "ws", "trends", "--period", "2026-Q3", "--as-of", "2026-12-05T00:00:00Z", "--format", "json"];
    let open: Vec<Value> = serde_json::from_str(&program(home.path(), &words).done()).unwrap();
    let (closed, _) = view(home.path(), "issues");
    let q = |rows: &[Value], name: &str| rows.iter().find(|row| row["category"] == name).unwrap()["q_value"].as_f64();
    assert!(q(&open, "alpha").is_some() && q(&open, "alpha") == q(&open, "bravo"), "{open:?}");
    assert_eq!((q(&closed, "alpha"), q(&closed, "bravo")), (None, None));
    assert!(q(&closed, "big").is_some(), "a chance that is no hidden row's is told: {closed:?}");
    for of in ["issues", "causes", "mix"] {
        for number in view(home.path(), of).0.iter().flat_map(|row| row.as_object().unwrap().values()).filter_map(Value::as_f64) {
            assert!((number * 10_000.0 - (number * 10_000.0).round()).abs() < 1e-6, "{of}: {number}");
        }
    }
}

#[test]
fn a_small_past_does_not_follow_from_what_is_usual() {
    // Two cases in two years, then 18: 18 / 71.41 x 730 / 92 days are the two.
    let home = by_month(&[
        ("app", &|month| match month {
            4 | 15 => 1,
            24..=26 => month as i64 - 19,
            _ => 0,
        }),
        ("big", &|_| 20),
        ("large", &|_| 15),
        ("other", &|_| 12),
    ]);
    let shown = facts(&reported(home.path(), "public"));
    for name in ["expected_count", "ratio", "since_month", "mean"] {
        assert!(!shown.contains_key(&format!("trend.category.app.2026-Q3.{name}")), "{name}");
    }
    assert!((value(&shown, "cause.2026-Q3.category.app.case_count") - 18.0).abs() < 1e-9, "the quarter's own count is not small");
    // The smallest other past goes with it, as in `trends`: what all had before less the others is the two.
    let (rows, _) = view(home.path(), "issues");
    for name in ["app", "big", "large", "other"] {
        let row = rows.iter().find(|row| row["category"] == name).unwrap();
        assert_eq!(row["expected_count"].is_null(), !shown.contains_key(&format!("trend.category.{name}.2026-Q3.expected_count")), "{row}");
    }
}

#[test]
fn few_who_came_back_do_not_follow_from_an_interval() {
    // A case a day for a year; four customers of early July have another in late September. Of the 96 cases of the quarter only those
    // few are seen for so long: 4 of 10, by Greenwood's formula backwards, though 0.4 of 96 is no small number.
    let mut cases = Cases::default();
    for number in 0..365 {
        cases.add(day("2025-10-01") + chrono::Duration::hours(number * 24 + 9), "billing", 2, ["", &format!("D{number}"), "", ""]);
    }
    for number in 0..4 {
        let customer = format!("D{}", 277 + number);
        cases.add(day("2026-09-24") + chrono::Duration::hours(number * 24 + 12), "billing", 2, ["", &customer, "", ""]);
    }
    let (rows, _) = view(cases.workspace().path(), "repeats");
    let newest = rows.last().unwrap();
    assert_eq!((newest["quarter"].as_str(), newest["case_count"].as_u64()), (Some("2026-Q3"), Some(96)));
    assert!(newest["repeat_count"].is_null() && newest["came_back_share"].is_null() && newest["came_back_share_low"].is_null(), "{newest}");
}

#[test]
fn a_change_does_not_tell_a_total_that_is_hidden() {
    // 240 cases in each quarter, 3 of them acknowledged too late in the one before and 30 in this one: 12.5 and 125 of a thousand.
    let mut cases = Cases::default();
    for (first, late) in [("2026-04-01", 3), ("2026-07-01", 30)] {
        for number in 0..240 {
            let category = ["billing", "delivery", "staff"][number as usize % 3];
            cases.add(day(first) + chrono::Duration::hours(number * 8), category, if number < late { 30 } else { 2 }, [""; 4]);
        }
    }
    let home = cases.workspace();
    own_policy(home.path());
    let (rows, said) = view(home.path(), "mix");
    assert!(said.contains("is not told, and no effects") && !said.contains("112.5"), "{said}");
    assert!(rows.len() == 3 && rows.iter().all(|row| row["rate_effect"].is_null() && row["mix_effect"].is_null()), "{rows:?}");
    let page = facts(&reported(home.path(), "public"));
    assert!(!page.keys().any(|id| id.starts_with("mix.")), "{:?}", page.keys());
}

const WORDS: [&str; 60] = [
    "parcel", "cold", "kettle", "glue", "often", "river", "broken", "never", "house", "paper", "again", "since", "driver", "window",
    "please", "answer", "letter", "number", "garden", "chair", "yellow", "winter", "table", "floor", "music", "bread", "stone", "cloud",
    "apple", "metal", "plant", "horse", "train", "water", "field", "shirt", "candle", "pencil", "basket", "hammer", "ladder", "mirror",
    "pillow", "saucer", "ticket", "violin", "wallet", "zipper", "anchor", "butter", "copper", "dragon", "engine", "feather", "guitar",
    "honey", "island", "jacket", "kitten", "lemon",
];

#[test]
fn a_hidden_letter_is_not_the_rest_of_what_its_category_is_without_copies() {
    // In the quarter 10 copies of one letter and 3 of another, in the category 11 cases more than without copies: 11 - 9 + 1 = 3.
    let mut cases = Cases::default();
    let letter = |first: usize| WORDS[first..first + 30].join(" ");
    for number in 0..600 {
        let own: Vec<String> = (0..20).map(|word| format!("{}{}", WORDS[(number * 7 + word * 11) % 60], number * 20 + word)).collect();
        cases.add(day("2025-02-08") + chrono::Duration::hours(number as i64 * 24 + 8), "delivery", 2, ["", "", "", &own.join(" ")]);
    }
    for (first, count, text) in
        [("2026-02-01", 12, letter(0)), ("2026-08-01", 10, letter(0)), ("2026-03-01", 20, letter(30)), ("2026-08-21", 3, letter(30))]
    {
        cases.spread(first, count, count, "delivery", ["", "", "", &text]);
    }
    let (rows, _) = view(cases.workspace().path(), "texts");
    assert_eq!(rows.iter().map(|row| row["newest_count"].as_u64()).collect::<Vec<_>>(), [Some(10), None], "{rows:?}");
    for row in &rows {
        assert!(row["category_newest_once_count"].is_null() && row["category_ratio_once"].is_null(), "{row}");
    }
    // 23 customers less 20 before are the three.
    assert!(rows[1]["customer_count"].is_null() && rows[1]["before_count"].is_null(), "{rows:?}");
}

#[test]
fn the_pages_of_two_quarters_hide_the_same_of_the_first() {
    // Of the 149 of the second quarter 3 came by letter and 6 by chat; in the third, social is hidden for itself.
    let mut cases = Cases::default();
    for (first, counts) in [("2026-01-01", [40, 30, 9, 12, 35]), ("2026-04-01", [60, 50, 3, 6, 30]), ("2026-07-01", [66, 52, 10, 12, 2])] {
        for (channel, count) in ["email", "phone", "letter", "chat", "social"].into_iter().zip(counts) {
            cases.spread(first, 88, count, "billing", [channel, "", "", ""]);
        }
    }
    let home = cases.workspace();
    own_policy(home.path());
    let mut told: HashMap<String, u64> = HashMap::new();
    for (quarter, as_of) in [("2026-Q2", "2026-07-20T00:00:00Z"), ("2026-Q3", "2026-10-20T00:00:00Z")] {
        let shown = facts(&reported_of(home.path(), quarter, as_of, "public"));
        let of_second =
            counts(&shown).into_iter().filter(|(id, _)| id.starts_with("volume.2026-Q2.channel.") && id.ends_with(".case_count"));
        told.extend(of_second.map(|(id, count)| (id.to_string(), count)));
    }
    let hidden = 5 - told.len() as u64;
    assert!(hidden >= 2 && hides(1, hidden - 1, 149 - told.values().sum::<u64>()), "{told:?}");
}

/// 62 complaints, of which the last 12 are still open and the last few were never acknowledged, and 3 pieces of feedback: all cases of the
/// data, received in the quarter.
fn with_little_feedback(never_acknowledged: i64) -> tempfile::TempDir {
    let (mut cases, mut events) = (String::from("case_id,received_at,category,kind\n"), String::from("case_id,event,at\n"));
    for number in 0..65_i64 {
        let (received, category) =
            (day("2026-07-01") + chrono::Duration::hours(8 + number * 29), ["billing", "delivery"][number as usize % 2]);
        let kind = if number >= 62 { "feedback" } else { "complaint" };
        writeln!(cases, "c{number},{},{category},{kind}", received.to_rfc3339()).unwrap();
        if !(62 - never_acknowledged..62).contains(&number) {
            writeln!(events, "c{number},acknowledged,{}", (received + chrono::Duration::hours(2)).to_rfc3339()).unwrap();
        }
        if !(50..62).contains(&number) {
            writeln!(events, "c{number},closed,{}", (received + chrono::Duration::days(6)).to_rfc3339()).unwrap();
        }
    }
    let home = workspace(&cases, &events);
    own_policy(home.path());
    home
}

#[test]
fn the_rows_of_the_files_do_not_tell_how_many_cases_are_hidden() {
    let home = with_little_feedback(0);
    let open = facts(&reported(home.path(), "internal"));
    // 65 rows of cases; 65 acknowledgements and 53 endings are 118 of events.
    let rows = |file: usize| value(&open, &format!("import.file.{file}.rows_in")) as u64;
    assert_eq!((rows(1) + rows(2), rows(1).min(rows(2))), (183, 65));
    assert!((value(&open, "volume.2026-Q3.kind.feedback.case_count") - 3.0).abs() < 1e-9);
    let page = reported(home.path(), "public");
    let shown = facts(&page);
    let of_files = shown.iter().filter(|(_, fact)| ["rows", "events", "values"].iter().any(|unit| fact["unit"] == *unit));
    assert_eq!(of_files.map(|(id, _)| id).collect::<Vec<_>>(), Vec::<&String>::new());
    // The complaints are told: 31, half of them. Less these 62, 65 of anything would be the three.
    assert!((value(&shown, "cause.2026-Q3.category.billing.case_count") - 31.0).abs() < 1e-9);
    let large: Vec<u64> = counts(&shown).into_values().filter(|count| *count > 60).collect();
    assert!(large.iter().all(|count| *count == 62), "{large:?}");
    let text = words(&page.html);
    assert!(text.contains("The account of every file adds up") && text.contains("Every row that came in is accounted for"), "{text}");
    assert!(text.contains("The files that the data come from") && !text.contains("What became of every row"), "{text}");
}

#[test]
fn a_number_that_the_page_tells_is_told_in_its_row_too() {
    let home = with_little_feedback(3);
    // Whatever the kind of a case: nothing else ties the number of open complaints to what is hidden.
    let policy = home.path().join("ws/policies/own.toml");
    let of_every_kind = std::fs::read_to_string(&policy).unwrap().replace("applies = { kind = [\"complaint\"] }\n", "");
    std::fs::write(&policy, of_every_kind).unwrap();
    let page = reported(home.path(), "public");
    let shown = facts(&page);
    // Of the 12 open complaints 3 are overdue, which is hidden; that there are 12 is told, on the first page and in the row of all.
    assert!((value(&shown, "open.case_count") - 12.0).abs() < 1e-9);
    let section = page.html.split("Open complaints by age").last().unwrap().split("</table>").next().unwrap();
    let total = section.split("<tr").last().unwrap();
    assert!(total.contains("data-fact=\"open.case_count\"") && total.contains('*'), "{section}");
}

#[test]
fn what_other_sections_count_does_not_tell_of_a_hidden_clause() {
    // Of 90 complaints of the quarter 75 are acknowledged within a day, 3 after 40 hours and 12 never; 60 are closed after 96 hours and
    // 30 after 144. The quarter before has the same 90, all acknowledged.
    let (mut cases, mut events) = (String::from("case_id,received_at,category,kind\n"), String::from("case_id,event,at\n"));
    for month in 4..=9 {
        for number in 0..30_i64 {
            let received = day(&format!("2026-{month:02}-01")) + chrono::Duration::hours(8 + number * 22);
            let (id, category) = (format!("c{month}-{number}"), ["billing", "delivery"][number as usize % 2]);
            writeln!(cases, "{id},{},{category},complaint", received.to_rfc3339()).unwrap();
            let acknowledged = match number {
                20 if month > 6 => Some(40),
                3 | 9 | 15 | 23 if month > 6 => None,
                _ => Some(3),
            };
            let closed = if number % 3 == 0 { 144 } else { 96 };
            for (event, hours) in acknowledged.map(|hours| ("acknowledged", hours)).into_iter().chain([("closed", closed)]) {
                writeln!(events, "{id},{event},{}", (received + chrono::Duration::hours(hours)).to_rfc3339()).unwrap();
            }
        }
    }
    let home = workspace(&cases, &events);
    for id in ["acknowledge", "confirm-receipt"] {
        procedure(home.path(), &[(id, "acknowledged", "24 hours"), ("answer", "closed", "100 hours")]);
        let (open, shown) = (facts(&reported(home.path(), "internal")), facts(&reported(home.path(), "public")));
        let ways = |of: &Facts| {
            let known = |id: String| of.get(&id).and_then(|fact| fact["value"].as_u64());
            let side = |side: &str, name: &str| known(format!("breach.2026-Q3.waiting.{side}.{name}"));
            let all = |name: &str| Some(side("with", name)? + side("without", name)?);
            let answer = |name: &str| known(format!("sla.own.answer.2026-Q3.{name}"));
            let wait = |name: &str| known(format!("time.acknowledge.2026-Q3.{name}"));
            // Broken under the other clause are 30; of the 45 broken in all, 15 are left, of which 12 were never done.
            let broken = all("broken_count")?.checked_sub(answer("judged_count")? - answer("met_count")?)?;
            broken.checked_sub(wait("case_count")? - wait("done_count")?)
        };
        assert_eq!(ways(&open), Some(3));
        assert!((value(&open, &format!("sla.own.{id}.2026-Q3.late_count")) - 3.0).abs() < 1e-9);
        assert_eq!(ways(&shown), None, "{id}");
        // The clause without a small number is still told.
        assert!((value(&shown, "sla.own.answer.2026-Q3.met_count") - 60.0).abs() < 1e-9);
    }
}

#[test]
fn an_outcome_that_few_cases_share_is_not_written_out() {
    // 50 upheld, ten sentences of one case each, and "goodwill" three times: a short word is for those who may see the cases.
    let (mut cases, mut events) = (String::from("case_id,received_at,category,kind,outcome\n"), String::from("case_id,event,at\n"));
    for number in 0..63_i64 {
        let received = day("2026-07-01") + chrono::Duration::hours(8 + number * 24);
        let outcome = match number {
            0..50 => "Upheld".to_string(),
            50..60 => format!("Refunded 20 pounds to Mrs Quillfeather {number}"),
            _ => "goodwill".to_string(),
        };
        writeln!(cases, "c{number},{},billing,complaint,{outcome}", received.to_rfc3339()).unwrap();
        writeln!(events, "c{number},closed,{}", (received + chrono::Duration::hours(5)).to_rfc3339()).unwrap();
    }
    let home = workspace(&cases, &events);
    let (open, page) = (reported(home.path(), "internal"), reported(home.path(), "public"));
    let internal = facts(&open);
    for (word, count) in [("upheld", 50.0), ("rare", 10.0), ("goodwill", 3.0)] {
        assert!((value(&internal, &format!("outcome.2026-Q3.{word}.case_count")) - count).abs() < 1e-9, "{word}");
    }
    assert!(words(&open.html).contains("most often Upheld: 50"), "{}", words(&open.html));
    for rendered in [&open, &page] {
        assert!(words(&rendered.html).contains("other texts, each of fewer than five cases"));
        assert!(!rendered.html.to_lowercase().contains("quillfeather") && !rendered.facts_json.to_lowercase().contains("quillfeather"));
    }
    assert!(!page.html.contains("goodwill") && !page.facts_json.contains("goodwill"));
}

#[test]
fn a_count_and_its_share_do_not_tell_a_whole_that_is_hidden() {
    // 24 complaints and 3 pieces of feedback. Of the channels only the web form is shown: 11 are 46 % of 24, and 27 less 24 are 3.
    let mut cases = Cases::default();
    for (channel, category, count) in [("web_form", "billing", 11), ("phone", "delivery", 5), ("letter", "noise", 4), ("email", "parts", 4)]
    {
        cases.spread("2026-07-01", 88, count, category, [channel, "", "", ""]);
    }
    cases.spread("2026-07-01", 88, 3, "billing", ["email", "", "feedback", ""]);
    // Six stay open: else those that ended would be the 24.
    let stays_open = |line: &str| [0, 2, 4, 6, 8, 11].iter().any(|number| line.starts_with(&format!("c{number},closed")));
    let events: String = cases.events.lines().filter(|line| !stays_open(line)).flat_map(|line| [line, "\n"]).collect();
    let cases = Cases { events, ..cases };
    let home = cases.workspace();
    own_policy(home.path());
    let (open, shown) = (facts(&reported(home.path(), "internal")), facts(&reported(home.path(), "public")));
    assert!((value(&open, "volume.2026-Q3.kind.total_count") - 27.0).abs() < 1e-9);
    let counts = counts(&shown);
    let stem = |id: &str| id.rsplit_once('.').unwrap().0.to_string();
    let is_counted = |id: &str| counts.iter().any(|(other, count)| *count > 0 && stem(other) == stem(id));
    let is_of_24 = |id: &str| open.get(id).is_some_and(|fact| fact["unit"] == "share" && fact["n"] == 24);
    let telling: Vec<&String> = shown.keys().filter(|id| is_of_24(id) && value(&shown, id) > 0.0 && is_counted(id)).collect();
    assert!(telling.is_empty() || !counts.contains_key("volume.2026-Q3.kind.total_count"), "{telling:?}");
    assert!(!counts.values().any(|count| *count == 24) || !counts.contains_key("volume.2026-Q3.kind.total_count"), "{counts:?}");
}
