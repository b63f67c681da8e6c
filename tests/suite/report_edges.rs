//! Numbers of the report at the edges of what they count, on small histories worked by hand.

use crate::desk::Desk;
use crate::report::words;
use serde_json::Value;
use std::collections::HashMap;
use std::fmt::Write;

/// Cases and events of the program's own columns.
#[derive(Default)]
struct History {
    cases: String,
    events: String,
}

impl History {
    fn case(&mut self, id: &str, received: &str) -> &mut Self {
        writeln!(self.cases, "{id},{received},complaint,delivery").unwrap();
        self
    }

    fn event(&mut self, id: &str, event: &str, at: &str) -> &mut Self {
        writeln!(self.events, "{id},{event},{at},,,").unwrap();
        self
    }

    /// A workspace that judges by a procedure of the test's own.
    fn desk(&self, policies: &[&str]) -> Desk {
        let desk = Desk::new("UTC");
        std::fs::remove_dir_all(desk.path().join("ws/policies")).unwrap();
        for (number, policy) in policies.iter().enumerate() {
            desk.file(&format!("ws/policies/p{number}.toml"), policy);
        }
        desk.file("cases.csv", format!("case_id,received_at,kind,category\n{}", self.cases));
        desk.file("events.csv", format!("case_id,event,at,title,due_at,expected_at\n{}", self.events));
        desk.import(&["cases.csv", "events.csv"]);
        desk
    }
}

fn policy(head: &str, limit: &str, strength: &str) -> String {
    format!(
        "schema = 1\nid = \"own\"\ntitle = \"Own\"\norganisation = \"Own\"\ncalendar = \"uk-office\"\n{head}\n[[clause]]\nid = \"acknowledge\"\n\
        cite = \"1\"\ntext = \"Acknowledge.\"\ntype = \"deadline\"\nafter = [\"received\"]\nrequire = [\"acknowledged\"]\nwithin = \"{limit}\"\n\
        strength = \"{strength}\"\n"
    )
}

/// The facts of a quarter's report, by id.
fn facts(desk: &Desk, period: &str, as_of: &str) -> HashMap<String, Value> {
    desk.run(&["report", "quarterly", "--period", period, "--as-of", as_of, "--out", "out"]).done();
    let text = std::fs::read_to_string(desk.path().join("out/facts.json")).unwrap();
    let whole: Value = serde_json::from_str(&text).unwrap();
    whole["facts"].as_array().unwrap().iter().map(|fact| (fact["id"].as_str().unwrap().to_string(), fact["value"].clone())).collect()
}

fn found<'a>(facts: &'a HashMap<String, Value>, parts: &[&str]) -> Vec<(&'a str, &'a Value)> {
    let mut found: Vec<_> =
        facts.iter().filter(|(id, _)| parts.iter().all(|part| id.contains(part))).map(|(id, value)| (id.as_str(), value)).collect();
    found.sort_unstable_by_key(|(id, _)| *id);
    found
}

#[test]
fn what_ended_half_an_hour_after_the_seventh_day_did_not_end_within_seven_days() {
    let mut history = History::default();
    for day in 1..=12 {
        history.case(&format!("F{day}"), &format!("2026-07-{day:02}T09:00:00Z"));
        history.event(&format!("F{day}"), "closed", &format!("2026-07-{:02}T09:30:00Z", day + 7));
    }
    let desk = history.desk(&[&policy("", "24 hours", "commitment")]);
    let told = desk.run(&["trends", "--of", "times", "--period", "2026-Q3", "--as-of", "2026-11-05T00:00:00Z", "--format", "csv"]).done();
    let facts = facts(&desk, "2026-Q3", "2026-11-05T00:00:00Z");
    let after_seven = found(&facts, &["time.ended", "resolved", "7"]);
    assert!(after_seven.iter().any(|(_, value)| value.as_f64() == Some(0.0)), "{after_seven:?}\n{told}");
}

#[test]
fn who_comes_back_after_ninety_days_and_a_half_did_not_come_back_within_ninety() {
    let mut history = History::default();
    for day in 1..=12 {
        writeln!(history.cases, "A{day},2026-01-{day:02}T09:00:00Z,complaint,delivery,c{day}").unwrap();
        // 2026-01-01 and 90 days is 2026-04-01.
        writeln!(history.cases, "B{day},2026-04-{day:02}T21:00:00Z,complaint,delivery,c{day}").unwrap();
    }
    writeln!(history.cases, "Z,2026-09-01T09:00:00Z,complaint,billing,z").unwrap();
    let desk = Desk::new("UTC");
    desk.file("cases.csv", format!("case_id,received_at,kind,category,customer\n{}", history.cases));
    desk.import(&["cases.csv"]);
    let bounds = "bounds=2026-01-01,2026-04-01";
    let told = desk.run(&["query", "recurrence", "--param", bounds, "--param", "seen_until=2026-11-01", "--format", "csv"]).done();
    assert_eq!(told, "cohort_index,days,is_back,case_count\n0,91,true,12\n");
}

#[test]
fn a_case_withdrawn_and_closed_afterwards_was_not_resolved() {
    let mut history = History::default();
    for day in 1..=10 {
        history.case(&format!("W{day}"), &format!("2026-07-{day:02}T09:00:00Z"));
        history.event(&format!("W{day}"), "withdrawn", &format!("2026-07-{:02}T09:00:00Z", day + 2));
        history.event(&format!("W{day}"), "closed", &format!("2026-07-{:02}T09:00:00Z", day + 3));
    }
    history.case("R1", "2026-07-01T09:00:00Z").event("R1", "closed", "2026-07-21T09:00:00Z");
    let desk = history.desk(&[&policy("", "24 hours", "commitment")]);
    let told = desk
        .run(&["query", "time_to_event", "--param", "bounds=2026-07-01,2026-10-01", "--as-of", "2026-11-05T00:00:00Z", "--format", "csv"])
        .done();
    let resolve: Vec<&str> = told.lines().filter(|line| line.starts_with("resolve,")).collect();
    // Two days of waiting, ten times, not done; twenty days once, done.
    assert_eq!(resolve, ["resolve,0,true,2880.0,false,false,false,2880.0,10", "resolve,0,true,28800.0,true,false,false,28800.0,1"]);
}

#[test]
fn a_target_of_one_version_is_no_broken_promise_of_another() {
    let mut history = History::default();
    for day in 1..=6 {
        let id = format!("P{day}");
        history.case(&id, &format!("2026-07-{day:02}T09:00:00Z")).event(&id, "acknowledged", &format!("2026-07-{:02}T09:00:00Z", day + 5));
    }
    for day in 1..=9 {
        let id = format!("T{day}");
        history.case(&id, &format!("2026-09-{day:02}T09:00:00Z")).event(&id, "acknowledged", &format!("2026-09-{:02}T09:00:00Z", day + 5));
    }
    let desk = history.desk(&[
        &policy("effective_from = 2024-01-01\neffective_to = 2026-08-14", "24 hours", "commitment"),
        &policy("effective_from = 2026-08-15", "24 hours", "target"),
    ]);
    let params = ["first_day=2026-07-01", "period_start=2026-07-01", "period_end=2026-10-01", "policy=own"];
    let mut words = vec!["query", "breaches", "--as-of", "2026-11-05T00:00:00Z", "--format", "csv"];
    words.extend(params.iter().flat_map(|param| ["--param", *param]));
    let told = desk.run(&words).done();
    assert!(told.lines().nth(1).unwrap().starts_with("own,acknowledge,6,0,6,"), "{told}");
}

#[test]
fn cases_that_were_opened_again_in_the_quarter_are_among_those_that_are_looked_at() {
    let mut history = History::default();
    for day in 1..=15 {
        let id = format!("R{day}");
        history.case(&id, &format!("2026-03-{day:02}T09:00:00Z")).event(&id, "closed", &format!("2026-03-{:02}T09:00:00Z", day + 1));
        history.event(&id, "reopened", &format!("2026-07-{day:02}T09:00:00Z"));
    }
    history.case("N1", "2026-07-05T09:00:00Z").case("C1", "2026-02-01T09:00:00Z");
    // Closed twice, and not opened in between: it was over before the quarter.
    history.event("C1", "closed", "2026-03-01T09:00:00Z").event("C1", "closed", "2026-08-01T09:00:00Z");
    let desk = history.desk(&[&policy("", "24 hours", "commitment")]);
    let mut words = vec!["query", "escalations", "--as-of", "2026-11-05T00:00:00Z", "--format", "csv"];
    let params = ["period_start=2026-07-01", "period_end=2026-10-01", "previous_start=2026-04-01"];
    words.extend(params.iter().flat_map(|param| ["--param", *param]));
    let told = desk.run(&words).done();
    assert!(told.contains("\n4,reopened,15,0,16,16,0\n"), "{told}");
}

#[test]
fn a_desk_is_not_said_to_be_closed_where_only_the_day_is_known() {
    let mut history = History::default();
    for day in 6..=9 {
        history.case(&format!("D{day}"), &format!("2026-07-{day:02}"));
        history.case(&format!("E{day}"), &format!("2026-07-{day:02}T10:00:00Z"));
    }
    let desk = history.desk(&[&policy("", "24 hours", "commitment")]);
    let mut words = vec!["query", "breach_circumstances", "--as-of", "2026-11-05T00:00:00Z", "--format", "csv"];
    let params = ["period_start=2026-07-01", "period_end=2026-10-01", "policy=own"];
    words.extend(params.iter().flat_map(|param| ["--param", *param]));
    let told = desk.run(&words).done();
    let closed: Vec<&str> = told.lines().filter(|line| line.starts_with("closed,")).collect();
    assert_eq!(closed, ["closed,own,acknowledge,,false,4,4"], "{told}");
}

#[test]
fn limits_of_a_variant_rest_on_the_duties_of_every_version() {
    // Ten answers after one hour under "24 hours", ten after forty hours under "2 calendar days".
    let mut history = History::default();
    for day in 1..=10 {
        let (old, new) = (format!("A{day}"), format!("B{day}"));
        history.case(&old, &format!("2026-03-{day:02}T09:00:00Z")).event(&old, "acknowledged", &format!("2026-03-{day:02}T10:00:00Z"));
        history.case(&new, &format!("2026-08-{day:02}T09:00:00Z")).event(
            &new,
            "acknowledged",
            &format!("2026-08-{:02}T01:00:00Z", day + 2),
        );
    }
    let desk = history.desk(&[
        &policy("effective_from = 2024-01-01\neffective_to = 2026-06-30", "24 hours", "commitment"),
        &policy("effective_from = 2026-07-01", "2 calendar days", "commitment"),
    ]);
    let told = desk
        .run(&["what-if", "--clause", "acknowledge", "--within", "12 hours", "--as-of", "2026-11-05T00:00:00Z", "--format", "json"])
        .done();
    let rows: Value = serde_json::from_str(&told).unwrap();
    let row = rows.as_array().unwrap().iter().find(|row| row.to_string().contains("12 hours")).unwrap();
    // Ten of twenty within an hour, so 90 % need forty hours: 2,400 minutes.
    assert_eq!((row["done_count"].as_i64(), row["limit_90"].as_f64()), (Some(20), Some(2400.0)), "{row}");
}

#[test]
fn a_named_query_takes_the_instant_of_the_command_and_refuses_to_count_without_a_period() {
    let mut history = History::default();
    history.case("A", "2026-07-01T09:00:00Z");
    let desk = history.desk(&[&policy("", "24 hours", "commitment")]);
    // The source has no event at all, so nothing is known of closings, and the case is there.
    let told = desk.run(&["query", "open_cases", "--as-of", "2026-07-11T09:00:00Z", "--format", "csv"]).done();
    assert_eq!(told.lines().count(), 2, "{told}");
    assert!(told.contains(",10,"), "{told}");
    let refused = desk.refusal(&["query", "received_by_month"]);
    assert!(refused.starts_with("error: the query \"received_by_month\" needs the parameter \"bounds\""), "{refused}");
}

#[test]
fn actions_of_two_sources_and_a_category_called_none_stand_side_by_side() {
    let mut history = History::default();
    for day in 1..=12 {
        let category = if day % 2 == 0 { "None" } else { "" };
        writeln!(history.cases, "K{day},2026-07-{day:02}T09:00:00Z,complaint,{category}").unwrap();
    }
    writeln!(history.events, ",action_opened,2026-07-02T09:00:00Z,Train,2026-09-30,").unwrap();
    let desk = history.desk(&[&policy("", "24 hours", "commitment")]);
    let words = ["register", "record", "--organisation", "action_opened", "--title", "Hire", "--owner", "kim", "--due-at", "2026-11-30"];
    desk.run(&[&words[..], &["--attribute", "category=delivery", "--at", "2026-07-03T09:00:00Z"]].concat()).done();
    let facts = facts(&desk, "2026-Q3", "2026-11-05T00:00:00Z");
    assert_eq!(found(&facts, &["action.", ".title"]).len(), 2);
}

#[test]
fn the_limit_beside_an_old_quarter_is_the_one_that_it_was_judged_by() {
    let mut history = History::default();
    history.case("A", "2026-01-05T09:00:00Z").event("A", "acknowledged", "2026-01-07T09:00:00Z");
    history.case("B", "2026-08-05T09:00:00Z").event("B", "acknowledged", "2026-08-07T09:00:00Z");
    let desk = history.desk(&[
        &policy("effective_from = 2024-01-01", "24 hours", "commitment"),
        &policy("effective_from = 2026-07-01", "72 hours", "target"),
    ]);
    let told = |period: &str| {
        desk.run(&["sla", "--policy", "own", "--period", period, "--as-of", "2026-11-05T00:00:00Z", "--format", "json"]).done()
    };
    let limit = |text: String| {
        let rows: Value = serde_json::from_str(&text).unwrap();
        (rows[0]["span"].as_str().unwrap().to_string(), rows[0]["strength"].as_str().unwrap().to_string())
    };
    assert_eq!(limit(told("2026-Q1")), ("24 hours".into(), "commitment".into()));
    assert_eq!(limit(told("2026-Q3")), ("72 hours".into(), "target".into()));
    let every = desk.run(&["sla", "--policy", "own", "--every", "quarter", "--as-of", "2026-11-05T00:00:00Z", "--format", "json"]).done();
    let every: Vec<Value> = serde_json::from_str(&every).unwrap();
    let every: Vec<_> =
        every.iter().map(|row| (row["period"].as_str().unwrap(), row["span"].as_str().unwrap(), &row["strength"])).collect();
    // Both versions judged one case each: two days are too long for the first.
    let all = desk.run(&["sla", "--policy", "own", "--as-of", "2026-11-05T00:00:00Z", "--format", "json"]).done();
    assert_eq!(limit(all), ("24 hours, then 72 hours".into(), "commitment".into()));
    assert_eq!(every, [("2026-01-01", "24 hours", &"commitment".into()), ("2026-07-01", "72 hours", &"target".into())]);
}

#[test]
fn the_lateness_of_dates_not_kept_is_that_of_all_of_them() {
    // Twelve outcomes 20 days after the date, with news in between; eleven one day and eleven two days after it, in silence.
    let mut history = History::default();
    let mut promise = |id: &str, late: u32, is_silent: bool| {
        history.case(id, "2026-07-01T09:00:00Z");
        writeln!(history.events, "{id},delay_notice,2026-07-02T09:00:00Z,,,2026-07-10T09:00:00Z").unwrap();
        if !is_silent {
            history.event(id, "progress_update", "2026-07-05T09:00:00Z");
        }
        history.event(id, "outcome_communicated", &format!("2026-07-{:02}T09:00:00Z", 10 + late));
    };
    (0..12).for_each(|number| promise(&format!("A{number}"), 20, false));
    (0..11).for_each(|number| promise(&format!("B{number}"), 1, true));
    (0..11).for_each(|number| promise(&format!("C{number}"), 2, true));
    let desk = history.desk(&[&policy("", "24 hours", "commitment")]);
    let facts = facts(&desk, "2026-Q3", "2026-11-05T00:00:00Z");
    let late = found(&facts, &["promised.", "median_late"]);
    // Of 34, the 17th and the 18th are both two days late: 2,880 minutes.
    assert_eq!(late.iter().map(|(_, value)| value.as_f64()).collect::<Vec<_>>(), [Some(2880.0)], "{late:?}");
    assert!(page_text(&desk).contains("Of 34 dates given to customers, none was kept"));
}

#[test]
fn an_action_that_is_due_on_a_day_is_due_at_the_end_of_that_day_where_the_organisation_is() {
    let desk = Desk::new("Europe/London");
    desk.file("cases.csv", "case_id,received_at\nA,2026-07-01T09:00:00Z\n");
    desk.file(
        "events.csv",
        "case_id,event,at,title,due_at,owner\n,action_opened,2026-07-02T09:00:00Z,Train,2026-07-31,kim\n\
        ,action_opened,2026-07-02T09:00:00Z,Hire,2026-08-01T10:30:00Z,kim\nA,acknowledged,2026-07-02T09:00:00Z,,2026-07-31,kim\n",
    );
    desk.import(&["cases.csv", "events.csv"]);
    // The last of July ends in London, an hour ahead of UTC, at 23:00 UTC.
    let due = ["Train,2026-07-31T23:00:00Z", "Hire,2026-08-01T10:30:00Z"];
    let actions = desk.run(&["query", "actions", "--as-of", "2026-07-31T22:30:00Z", "--format", "csv"]).done();
    let told: Vec<String> =
        actions.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>()).map(|row| format!("{},{}", row[3], row[9])).collect();
    assert_eq!(told, due, "{actions}");
    // What an event of a case calls its due date is no promise made to the customer.
    assert_eq!(desk.rows("select count(expected_at) as n from events where case_id is not null"), ["0"]);
    assert_eq!(desk.rows("select attributes['due_at'] as due from events where case_id is not null"), ["2026-07-31"]);
    let told = desk.run(&["due", "--as-of", "2026-07-31T22:30:00Z", "--format", "csv"]).done();
    assert!(told.contains("2026-07-31T23:00:00Z,false"), "{told}");
    let told = desk.run(&["due", "--as-of", "2026-07-31T23:00:01Z", "--format", "csv"]).done();
    assert!(told.contains("2026-07-31T23:00:00Z,true"), "{told}");
}

#[test]
fn what_happened_at_one_instant_happened_in_the_order_of_the_rows_in_every_count() {
    let desk = Desk::new("UTC");
    // Known by days: A was opened again on 7 March and closed for good on the same day; B was opened again after its second closing.
    desk.file("cases.csv", "case_id,received_at,kind\nA,2026-02-02,complaint\nB,2026-02-02,complaint\nC,2026-07-10,complaint\n");
    desk.file(
        "events.csv",
        "case_id,event,at\nA,closed,2026-03-05\nA,reopened,2026-03-07\nA,closed,2026-03-07\nB,closed,2026-03-05\nB,reopened,2026-03-06\n\
         B,closed,2026-03-07\nB,reopened,2026-03-07\nC,progress_update,2026-07-11\nC,closed,2026-07-12\n",
    );
    desk.import(&["--source", "canonical", "cases.csv", "events.csv"]);
    let facts = facts(&desk, "2026-Q3", "2026-10-05T00:00:00Z");
    // B is open, A is not; in the third quarter B and C were alive.
    assert_eq!(facts["open.case_count"].as_u64(), Some(1));
    assert_eq!(facts["silence.2026-Q3.case_count"].as_u64(), Some(2));
    // B waits from 2 February (nobody told it anything) to the end of September: 241 days; the silence that its ends do not part.
    assert_eq!(facts["silence.2026-Q3.lasting_count"].as_u64(), Some(1));
}

/// A desk whose one clause, an acknowledgement, has two versions: until June and from July.
fn acknowledging(older: &str, newer: &str, quarters: [(u32, u32); 2]) -> Desk {
    let desk = Desk::new("UTC");
    std::fs::remove_dir_all(desk.path().join("ws/policies")).unwrap();
    let head = "schema = 1\nid = \"own\"\ntitle = \"Own\"\norganisation = \"Own\"\n";
    let clause = "[[clause]]\nid = \"ack\"\ncite = \"1\"\ntext = \"Acknowledge.\"\ntype = \"deadline\"\nafter = [\"received\"]\nrequire = [\"acknowledged\"]\n";
    desk.file("ws/policies/v1.toml", format!("{head}calendar = \"always\"\n{clause}{older}"));
    desk.file("ws/policies/v2.toml", format!("{head}calendar = \"always\"\neffective_from = 2026-07-01\n{clause}{newer}"));
    desk.file("ws/ombud.toml", "schema = 1\norganisation = \"Own\"\ntime_zone = \"UTC\"\npolicies = []\n");
    let (mut cases, mut events) = (String::from("case_id,received_at,kind\n"), String::from("case_id,event,at\n"));
    for (month, (all, kept)) in [4, 7].into_iter().zip(quarters) {
        let first = chrono::NaiveDate::from_ymd_opt(2026, month, 1).unwrap();
        for number in 0..all {
            // Spread over the quarter, so that the data tell of all of it.
            let (id, day) = (format!("{month}-{number}"), first + chrono::Days::new(u64::from(number * 80 / all)));
            writeln!(cases, "{id},{day}T09:00:00Z,complaint").unwrap();
            let answered = day + chrono::Days::new(if number < kept { 0 } else { 2 });
            writeln!(events, "{id},acknowledged,{answered}T10:00:00Z").unwrap();
        }
    }
    desk.file("cases.csv", cases);
    desk.file("events.csv", events);
    desk.import(&["--source", "canonical", "cases.csv", "events.csv"]);
    desk
}

/// What following the draft should achieve.
fn expected_effect(desk: &Desk) -> String {
    facts(desk, "2026-Q3", "2026-11-05T00:00:00Z");
    let drafted = std::fs::read_to_string(desk.path().join("ws/recommendations/2026-Q3.toml")).unwrap();
    drafted.lines().find_map(|line| line.strip_prefix("expected_effect = ")).unwrap().trim_matches('"').to_string()
}

#[test]
fn what_a_recommendation_should_achieve_is_no_more_than_what_was_broken() {
    // 19 of 20 within 24 hours, then 10 of 20 within 25 hours: another limit was kept better, so it is not said that none ever was.
    let desk = acknowledging("within = \"24 hours\"\n", "within = \"25 hours\"\n", [(20, 19), (20, 10)]);
    assert_eq!(expected_effect(&desk), "Up to 10 fewer broken in a quarter like this.");
    // The same limit in other words is the same: 95 % against 50 % of 20 are 9 duties.
    let desk = acknowledging("within = \"24 hours\"\n", "within = \"1 day\"\n", [(20, 19), (20, 10)]);
    assert_eq!(expected_effect(&desk), "Kept as often as in 2026-Q2 (95 %), about 9 fewer would be broken in a quarter like this.");
    // One business day of an office is another limit than one of every day: told with its calendar, and compared with nothing.
    let office = "within = \"1 business day\"\ncalendar = \"uk-office\"\n";
    let desk = acknowledging("within = \"1 business day\"\n", office, [(20, 20), (20, 19)]);
    let facts = facts(&desk, "2026-Q3", "2026-11-05T00:00:00Z");
    assert_eq!(facts["sla.own.ack.2026-Q2.limit.1"].as_str(), Some("1 business day (calendar always)"));
    let page = std::fs::read_to_string(desk.path().join("out/quarterly-2026-Q3.html")).unwrap();
    assert!(page.contains("The two cannot be compared."), "{page}");
}

#[test]
fn breaches_of_sources_that_never_show_it_done_are_told_as_such() {
    let desk = Desk::new("UTC");
    std::fs::remove_dir_all(desk.path().join("ws/policies")).unwrap();
    let record = "schema = 1\nid = \"own\"\ntitle = \"Own\"\norganisation = \"Own\"\ncalendar = \"always\"\n[[clause]]\nid = \"record\"\n\
        cite = \"1\"\ntext = \"Write down what it is about.\"\ntype = \"record\"\nfields = [\"category\"]\n";
    desk.file("ws/policies/own.toml", record);
    desk.file("ws/ombud.toml", "schema = 1\norganisation = \"Own\"\ntime_zone = \"UTC\"\npolicies = []\n");
    let mut cases = String::from("source,case_id,received_at,kind,category\n");
    for day in 1..=12 {
        // The form asks for it, and one in three leaves it out; the mailbox has no such column; the counter had too few to tell.
        let category = if day % 3 == 0 { "" } else { "delivery" };
        writeln!(cases, "form,F{day},2026-07-{day:02}T09:00:00Z,complaint,{category}").unwrap();
        writeln!(cases, "mail,M{day},2026-07-{day:02}T09:00:00Z,complaint,").unwrap();
        writeln!(cases, "mail,N{day},2026-04-{day:02}T09:00:00Z,complaint,").unwrap();
        if day <= 3 {
            writeln!(cases, "counter,C{day},2026-07-{day:02}T09:00:00Z,complaint,").unwrap();
        }
    }
    desk.file("cases.csv", cases);
    desk.import(&["cases.csv"]);
    let facts = facts(&desk, "2026-Q3", "2026-11-05T00:00:00Z");
    // Broken: 4 of the form, 12 of the mailbox, 3 of the counter.
    assert_eq!(facts["sla.own.record.2026-Q3.broken_count"].as_u64(), Some(19));
    assert_eq!(facts["sla.own.record.2026-Q3.never_kept_count"].as_u64(), Some(12));
    let page = std::fs::read_to_string(desk.path().join("out/quarterly-2026-Q3.html")).unwrap();
    assert!(page.contains("of mail, whose data never once show it done"), "{page}");
    // 12 of 19 are more than half, so the draft looks at the export before the work.
    assert!(page.contains("Look first whether the data of mail carry what"), "{page}");
    assert!(!page.contains("Find out at which step"), "{page}");
    let told = desk
        .run(&[
            "query",
            "never_kept",
            "--param",
            "clauses=own/record",
            "--param",
            "period_start=2026-07-01",
            "--param",
            "period_end=2026-10-01",
            "--format",
            "csv",
        ])
        .done();
    assert_eq!(told, "policy,clause,source,judged_count,broken_count\nown,record,counter,3,3\nown,record,mail,24,12\n");
}

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
fn no_category_is_not_the_same_category() {
    let desk = Desk::new("UTC");
    let cases = [
        ("A1", "2026-07-01T09:00:00Z", "delivery", "a"),
        ("A2", "2026-07-10T09:00:00Z", "delivery", "a"),
        ("A3", "2026-07-12T09:00:00Z", "", "a"),
        ("B1", "2026-07-01T09:00:00Z", "", "b"),
        ("B2", "2026-07-02T09:00:00Z", "", "b"),
        ("C1", "2026-07-02T09:00:00Z", "billing", ""),
    ];
    let rows: String =
        cases.iter().map(|(id, received, category, customer)| format!("{id},{received},complaint,{category},{customer}\n")).collect();
    desk.file("cases.csv", format!("case_id,received_at,kind,category,customer\n{rows}"));
    desk.import(&["cases.csv"]);
    let query = |words: &[&str]| desk.run(&[words, &["--as-of", "2026-10-01T00:00:00Z", "--format", "csv"]].concat()).done();
    // Six cases, five with a customer, two of these with a category, of which the second came nine days after the first.
    assert_eq!(
        query(&["query", "repeats", "--param", "bounds=2026-07-01,2026-10-01", "--param", "within_days=90"]),
        "period_index,case_count,named_count,eligible_count,repeat_count,customer_count,repeat_customer_count,repeat_customer_case_count\n\
         0,6,5,2,1,2,2,5\n"
    );
    let back = query(&["query", "recurrence", "--param", "bounds=2026-07-01,2026-10-01", "--param", "seen_until=2026-10-01"]);
    // A1 came back after 9 days; A2 was seen from 10 July 09:00 to 1 October: 82 days and 15 hours.
    assert_eq!(back, "cohort_index,days,is_back,case_count\n0,9,true,1\n0,83,false,1\n");
}

#[test]
fn the_register_is_no_export_and_tells_of_quarters_in_which_nothing_came() {
    let desk = Desk::new("UTC");
    let policies = "policies = [\"feedback-and-complaints\", \"logiq\"]";
    desk.file("ws/ombud.toml", format!("schema = 1\norganisation = \"Own\"\ntime_zone = \"UTC\"\n{policies}\n"));
    desk.run(&["register", "open", "--received-at", "2025-03-31 12:00", "--category", "delivery"]).done();
    let page = |period: &str| {
        let run = desk.run(&["report", "quarterly", "--period", period, "--as-of", "2025-11-28", "--out", "out"]);
        assert_eq!(run.code, 0, "{}", run.err);
        let page = std::fs::read_to_string(desk.path().join(format!("out/quarterly-{period}.html"))).unwrap();
        (run.err.replace('\u{a0}', " "), crate::report::words(&page).replace('\u{a0}', " "))
    };
    let (findings, second) = page("2025-Q2");
    for told in [&findings, &second] {
        assert!(!told.contains("whose data never once show it done") && !told.contains("whether the data of register carry"), "{told}");
    }
    // One case is open: it is no "1 of them".
    assert!(findings.contains("1 complaint is open, past a deadline that is still not met; it was received 241 days ago."), "{findings}");
    let (findings, third) = page("2025-Q3");
    assert!(findings.contains("the quarter before, 0 %. There is no difference."), "{findings}");
    assert!(third.contains("2025-Q2: 0") && !third.contains("no data"), "{third}");
}

#[test]
fn a_period_that_is_none_is_answered_with_what_the_command_takes() {
    let desk = Desk::new("UTC");
    for period in ["2026-Q5", "2026-13", "soon", "2026"] {
        let refusal = desk.refusal(&["report", "quarterly", "--period", period]);
        assert!(refusal.contains("is no quarter\nAccepted: a quarter, such as 2026-Q") && !refusal.contains("week"), "{refusal}");
    }
    for period in ["26", "2026-Q3"] {
        let refusal = desk.refusal(&["report", "annual", "--period", period]);
        assert!(refusal.contains("is no year\nAccepted: a year, such as 2026"), "{refusal}");
    }
}

/// What the page of the third quarter reads as.
fn page_text(desk: &Desk) -> String {
    words(&std::fs::read_to_string(desk.path().join("out/quarterly-2026-Q3.html")).unwrap())
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

/// Twenty complaints in each month from January 2025 to November 2026, with their days: from the first to the 28th.
fn steady_days() -> impl Iterator<Item = (String, chrono::NaiveDate, u32)> {
    let month = |month: u32| (2025 + month.cast_signed() / 12, month % 12 + 1);
    (0..23 * 20).map(move |place| {
        let ((year, month), number) = (month(place / 20), place % 20);
        let day = chrono::NaiveDate::from_ymd_opt(year, month, 1 + number * 27 / 19).unwrap();
        (format!("{year}-{month}-{number}"), day, number)
    })
}

/// Half of them are answered within a day, all within three.
fn steady() -> History {
    let mut history = History::default();
    for (id, day, number) in steady_days() {
        let category = if number % 4 < 2 { "billing" } else { "delivery" };
        writeln!(history.cases, "{id},{day}T09:00:00Z,complaint,{category}").unwrap();
        let answered = day + chrono::Days::new(if number % 2 == 0 { 0 } else { 2 });
        history.event(&id, "acknowledged", &format!("{answered}T10:00:00Z"));
    }
    history
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
fn a_limit_that_changed_within_the_quarter_is_told_with_the_one_before() {
    let desk = steady().desk(&[
        &policy("effective_from = 2024-01-01", "24 hours", "commitment"),
        &policy("effective_from = 2026-08-15", "72 hours", "commitment"),
    ]);
    facts(&desk, "2026-Q3", "2026-11-05T00:00:00Z");
    assert!(page_text(&desk).contains("24 hours, then 72 hours"), "{}", page_text(&desk));
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
    assert!(page.contains("with a source that has fallen silent since"), "{page}");
    assert!(found(&facts, &["action.", ".verdict"]).is_empty() && page.contains("no verdict: a source that has fallen silent"), "{page}");
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

#[test]
fn the_page_says_when_more_may_come_and_when_a_backlog_came() {
    let mut history = steady();
    for number in 0..120 {
        writeln!(history.cases, "X{number},2026-08-12T09:00:00Z,complaint,billing").unwrap();
    }
    let desk = history.desk(&[&policy("", "24 hours", "commitment")]);
    let facts = facts(&desk, "2026-Q3", "2026-11-05T00:00:00Z");
    let page = page_text(&desk);
    assert!(page.contains("On 12 August 2026 the source canonical brought"), "{page}");
    assert_eq!(found(&facts, &["source.", "2026-08-12.case_count"])[0].1.as_u64(), Some(121));
    assert!(!page.contains("More may still come"), "{page}");
    // Each is registered fifty days after it came: September's end is 35 days before the report.
    let mut history = steady();
    for (id, day, _) in steady_days() {
        history.event(&id, "logged", &format!("{}T09:00:00Z", day + chrono::Days::new(50)));
    }
    let desk = history.desk(&[&policy("", "24 hours", "commitment")]);
    self::facts(&desk, "2026-Q3", "2026-11-05T00:00:00Z");
    let page = page_text(&desk);
    assert!(page.contains("More may still come: one case in twenty is registered more than 50 days"), "{page}");
    assert!(page.contains("so Sep 2026 may still grow"), "{page}");
}

#[test]
fn a_backlog_of_the_months_that_set_what_is_usual_is_told_too() {
    let mut history = steady();
    for number in 0..120 {
        writeln!(history.cases, "X{number},2025-09-11T09:00:00Z,complaint,billing").unwrap();
    }
    let desk = history.desk(&[&policy("", "24 hours", "commitment")]);
    let facts = facts(&desk, "2026-Q3", "2026-11-05T00:00:00Z");
    // A year before the quarter, and within the two years that it is held against. Of the twenty days of each month none is the 11th.
    assert!(page_text(&desk).contains("On 11 September 2025 the source canonical brought"));
    assert_eq!(found(&facts, &["source.", "2025-09-11.case_count"])[0].1.as_u64(), Some(120));
}

#[test]
fn a_review_is_told_in_its_own_year_wherever_the_workspace_lies() {
    // The calendar's year ends in London an hour after Berlin's, ten hours after Sydney's has begun, and before New York's.
    for zone in ["Europe/Berlin", "Europe/London", "Australia/Sydney", "America/New_York"] {
        let desk = Desk::new(zone);
        let cases = (1..=12)
            .map(|month| format!("{month},2025-{month:02}-10T10:00:00Z,complaint\nb{month},2026-{month:02}-10T10:00:00Z,complaint\n"));
        desk.import_text("cases.csv", format!("case_id,received_at,kind\n0,2024-12-10T10:00:00Z,complaint\n{}", cases.collect::<String>()));
        desk.run(&["register", "record", "--organisation", "procedure_review", "--at", "2025-06-10T10:00:00Z"]).done();
        let words = ["sla", "--every", "year", "--clause", "review-procedure", "--as-of", "2027-02-01T00:00:00Z", "--format", "json"];
        let rows: Value = serde_json::from_str(&desk.run(&words).done()).unwrap();
        let year = |row: &Value| format!("{} {} {}", &row["period"].as_str().unwrap()[..4], row["met_count"], row["missed_count"]);
        let told: Vec<String> = rows.as_array().unwrap().iter().map(year).collect();
        // The year at hand is not over.
        assert_eq!(told, ["2025 1 0", "2026 0 1", "2027 0 0"], "{zone}: {rows}");
    }
}

#[test]
fn young_cases_do_not_make_a_new_version_look_better() {
    // A complaint every second day, news once after three days, closed after 150: nothing ever changes. Only the version does.
    let mut history = History::default();
    let first = chrono::NaiveDate::from_ymd_opt(2025, 1, 1).unwrap();
    for number in 0..360 {
        let day = first + chrono::Days::new(2 * number);
        let id = format!("C{number}");
        history.case(&id, &format!("{day}T09:00:00Z"));
        history.event(&id, "acknowledged", &format!("{}T09:00:00Z", day + chrono::Days::new(3)));
        history.event(&id, "closed", &format!("{}T09:00:00Z", day + chrono::Days::new(150)));
    }
    let news = |head: &str| {
        let clause = policy(head, "2 calendar days", "commitment");
        format!(
            "{clause}\n[[clause]]\nid = \"news\"\ncite = \"2\"\ntext = \"News every week.\"\ntype = \"cadence\"\nafter = [\"received\"]\n\
            require = [\"acknowledged\"]\nevery = \"7 calendar days\"\n[[clause]]\nid = \"close\"\ncite = \"3\"\ntext = \"Close.\"\n\
            type = \"deadline\"\nafter = [\"received\"]\nrequire = [\"closed\"]\nwithin = \"100 calendar days\"\n"
        )
    };
    let desk = history.desk(&[&news("effective_from = 2024-01-01"), &news("effective_from = 2026-04-10")]);
    desk.run(&["report", "annual", "--period", "2026", "--as-of", "2027-01-05T00:00:00Z", "--out", "out"]).done();
    let text = std::fs::read_to_string(desk.path().join("out/facts.json")).unwrap();
    let whole: Value = serde_json::from_str(&text).unwrap();
    let fact = |id: &str| whole["facts"].as_array().unwrap().iter().find(|fact| fact["id"] == id).map(|fact| fact["value"].clone());
    // From 10 April to the end of June there are 21 + 31 + 30 = 82 days. The schedule is not compared, nor what falls due after 100 days;
    // acknowledging is, and never kept.
    assert_eq!(fact("change.own.1.age_days"), Some(82.into()));
    assert_eq!(fact("change.own.1.schedule_count"), Some(1.into()));
    assert_eq!((fact("change.own.1.compared_count"), fact("change.own.1.too_few_count")), (Some(1.into()), Some(1.into())));
    assert_eq!(fact("change.2026.better_count"), Some(0.into()));
    assert_eq!(fact("change.own.1.acknowledge.before_broken_share"), fact("change.own.1.acknowledge.after_broken_share"));
}

#[test]
fn a_limit_is_drawn_only_where_it_is_that_of_every_case_of_the_curve() {
    // 20 complaints by phone acknowledged after 2 hours and 60 by email after 30, all closed after 3 days: at 24 hours 75 % wait.
    let desk = Desk::new("UTC");
    std::fs::remove_dir_all(desk.path().join("ws/policies")).unwrap();
    desk.file("ws/ombud.toml", "schema = 1\norganisation = \"Own\"\ntime_zone = \"UTC\"\npolicies = []\n");
    let (mut cases, mut events) = (String::from("case_id,received_at,kind,channel\n"), String::from("case_id,event,at\n"));
    for number in 0..80_u64 {
        let received = "2026-07-01T08:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap() + chrono::Days::new(number);
        let (channel, hours) = if number % 4 == 0 { ("phone", 2) } else { ("email", 30) };
        writeln!(cases, "c{number},{},complaint,{channel}", received.to_rfc3339()).unwrap();
        for (event, hours) in [("acknowledged", hours), ("closed", 72)] {
            writeln!(events, "c{number},{event},{}", (received + chrono::Duration::hours(hours)).to_rfc3339()).unwrap();
        }
    }
    desk.file("cases.csv", cases);
    desk.file("events.csv", events);
    desk.import(&["--source", "canonical", "cases.csv", "events.csv"]);
    let open_at_limit = |ending: &str, head: &str, id: &str, rule: &str| {
        let clause = format!("[[clause]]\nid = \"{id}\"\ncite = \"1\"\ntext = \"Do it.\"\ntype = \"deadline\"\n{rule}\n");
        let head = format!("schema = 1\nid = \"own\"\ntitle = \"Own\"\norganisation = \"Own\"\ncalendar = \"always\"\n{head}");
        desk.file("ws/policies/own.toml", format!("{head}{clause}"));
        let facts = facts(&desk, "2026-Q3", "2026-10-05T09:00:00Z");
        facts.get(&format!("time.{ending}.2026-Q3.at_limit.open_share")).and_then(Value::as_f64)
    };
    let all = "after = [\"received\"]\nrequire = [\"acknowledged\"]\nwithin = \"24 hours\"";
    let of_acknowledging = |id: &str, rule: &str| open_at_limit("acknowledge", "", id, rule);
    for (id, rule) in [("confirm-receipt", all.to_string()), ("eingang", format!("{all}\napplies = {{ kind = [\"complaint\"] }}"))] {
        let share = of_acknowledging(id, &rule).unwrap();
        assert!((share - 0.75).abs() < 1e-9, "{id}: {share}");
    }
    let proposed_or_closed = "after = [\"received\"]\nrequire = [\"resolution_proposed\", \"closed\"]\nwithin = \"2 days\"";
    assert_eq!(open_at_limit("resolve", "", "answer", proposed_or_closed), Some(1.0));
    // Three days of the calendar end at midnight, 88 hours after a receipt at 8:00: at no age do they end for all.
    assert_eq!(open_at_limit("resolve", "", "answer", &proposed_or_closed.replace("2 days", "3 calendar days")), None);
    // Of some cases, of other cases, of another clock, of another event, with a clock that stops: none is a limit of this curve.
    for other in [
        format!("{all}\napplies = {{ kind = [\"complaint\"], channel = [\"phone\"] }}"),
        format!("{all}\napplies = {{ kind = [\"feedback\"] }}"),
        format!("{all}\napplies = {{ lacks = [\"withdrawn\"] }}"),
        all.replace("received", "logged"),
        all.replace("[\"acknowledged\"]", "[\"acknowledged\", \"initial_response\"]"),
        all.replace("[\"acknowledged\"]", "[{ event = \"acknowledged\", auto = false }]"),
        format!("{all}\npause = [{{ from = [\"paused\"], until = [\"resumed\"] }}]"),
        "after = [\"appealed\"]\nrequire = [\"appeal_heard\"]\nwithin = \"2 days\"".to_string(),
    ] {
        assert_eq!(of_acknowledging("acknowledge", &other), None, "{other}");
    }
    // A version of August says nothing of the complaints of July.
    assert_eq!(open_at_limit("acknowledge", "effective_from = 2026-08-01\n", "acknowledge", all), None);
}
