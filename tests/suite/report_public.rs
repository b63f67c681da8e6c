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
    let words = ["-C", "ws", "report", "quarterly", "--period", "2026-Q3", "--as-of", "2026-12-05T00:00:00Z", "--audience", audience];
    program(home, &[&words[..], &["--out", audience]].concat()).done();
    let folder = [home.join("ws").join(audience), home.join(audience)].into_iter().find(|folder| folder.exists()).unwrap();
    Rendered {
        html: std::fs::read_to_string(folder.join("quarterly-2026-Q3.html")).unwrap(),
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
    let clause = "[[clause]]\nid = \"ack\"\ncite = \"1\"\ntext = \"Acknowledge within 24 hours.\"\ntype = \"deadline\"\napplies = { kind = [\"complaint\"] }\nafter = [\"received\"]\nrequire = [\"acknowledged\"]\nwithin = \"24 hours\"\n";
    let policy = format!("schema = 1\nid = \"own\"\ntitle = \"P\"\norganisation = \"E\"\ncalendar = \"uk-office\"\n\n{clause}");
    std::fs::write(home.path().join("ws/policies/own.toml"), policy).unwrap();
    let settings = home.path().join("ws/ombud.toml");
    let text = std::fs::read_to_string(&settings).unwrap();
    let chosen = |line: &str| if line.starts_with("policies =") { "policies = [\"own\"]".to_string() } else { line.to_string() };
    std::fs::write(&settings, text.lines().map(chosen).collect::<Vec<_>>().join("\n")).unwrap();
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
