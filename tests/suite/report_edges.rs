//! Numbers of the report at the edges of what they count, on small histories worked by hand.

use crate::desk::Desk;
use crate::history::{History, facts, found, page_text, policy, steady, steady_days};
use serde_json::Value;
use std::fmt::Write;

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
