//! A quarterly report of each real export says what that export can support, and nothing else.
//!
//! Each page is held against queries that do not go through the report's own measures.

use crate::desk::Desk;
use crate::shared;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The exports, with the zone that they are of.
const EXPORTS: [(&str, &str); 8] = [
    ("cfpb_2015_26k.csv", "America/New_York"),
    ("helpdesk_italian_full.csv", "Europe/Rome"),
    ("incident_event_log_first5998_ddmmyyyy.csv", "UTC"),
    ("jira_cloud_export_header_4rows.csv", "UTC"),
    ("nyc311_2018_1k.csv", "America/New_York"),
    ("servicenow_incidents_REST_demo.csv", "UTC"),
    ("zendesk_tickets_2023.csv", "Asia/Kolkata"),
    ("zendesk_tickets_2023.xlsx", "Asia/Kolkata"),
];

/// By then every export was long written.
const AS_OF: &str = "2027-01-01T00:00:00Z";

struct Report {
    desk: Desk,
    quarter: String,
    page: String,
    facts: BTreeMap<String, Value>,
}

impl Report {
    /// Imports the export and reports on the quarter with most cases.
    fn of(file: &std::path::Path, zone: &str) -> Self {
        let desk = Desk::new(zone);
        desk.import(&[&file.to_string_lossy()]);
        let busiest = "select concat(year(received_at), '-Q', quarter(received_at)) as quarter from cases where received_at is not null \
                       group by all order by count(*) desc, quarter limit 1";
        let quarter = desk.rows(busiest).remove(0);
        desk.run(&["report", "quarterly", "--period", &quarter, "--as-of", AS_OF, "--out", "out"]).done();
        let read = |name: &str| std::fs::read_to_string(desk.path().join("out").join(name)).unwrap();
        let whole: Value = serde_json::from_str(&read("facts.json")).unwrap();
        let facts =
            whole["facts"].as_array().unwrap().iter().map(|fact| (fact["id"].as_str().unwrap().to_string(), fact.clone())).collect();
        Self { page: read(&format!("quarterly-{quarter}.html")), facts, quarter, desk }
    }

    /// The procedures, clauses and readings of the facts `sla.POLICY.CLAUSE.QUARTER.name`; the main reading has no name in them.
    fn clauses_with(&self, name: &str) -> BTreeSet<String> {
        let end = format!(".{}.{name}", self.quarter);
        self.facts
            .keys()
            .filter_map(|id| Some(id.strip_prefix("sla.")?.strip_suffix(&end)?.to_string()))
            .filter(|id| id.contains('.'))
            .collect()
    }

    /// The clauses, so named, with a verdict of one of these kinds that belongs to the quarter.
    fn clauses_judged(&self, statuses: &str) -> BTreeSet<String> {
        let first = self.quarter.parse::<ombud::time::Period>().unwrap().first_day();
        let sql = format!(
            "select distinct concat_ws('.', policy, clause, nullif(reading, 'main')) as clause from verdict_counts \
             where period_start = date '{first}' and status in ({statuses}) order by clause"
        );
        self.desk.rows(&sql).into_iter().collect()
    }

    fn number(&self, id: &str) -> Option<f64> {
        self.facts.get(id).and_then(|fact| fact["value"].as_f64())
    }

    fn count(&self, sql: &str) -> f64 {
        self.desk.rows(sql)[0].parse().unwrap()
    }
}

#[test]
fn a_quarterly_report_of_each_real_export_says_only_what_it_can_support() {
    let Some(data) = shared::folder("data") else { return };
    for (file, zone) in EXPORTS {
        let report = Report::of(&data.join(file), zone);
        says_how_many_came(&report, file, zone);
        has_rates_of_judged_clauses_alone(&report, file);
        is_silent_where_the_source_is(&report, file);
        let verified = report.desk.run(&["report", "verify", "out/facts.json"]);
        assert_eq!(verified.code, 0, "{file}: {}{}", verified.out, verified.err);
    }
}

fn says_how_many_came(report: &Report, file: &str, zone: &str) {
    let quarter: ombud::time::Period = report.quarter.parse().unwrap();
    let zone: chrono_tz::Tz = zone.parse().unwrap();
    let has_complaints = report.count("select count(*) as n from cases where kind = 'complaint'") > 0.0;
    let kind = if has_complaints { "kind = 'complaint' and" } else { "" };
    let cases = report.count(&format!(
        "select count(*) as n from cases where {kind} received_at >= timestamp '{}' and received_at < timestamp '{}'",
        plain(quarter.start_at(zone)),
        plain(quarter.end_at(zone))
    ));
    assert!(cases > 0.0, "{file}");
    let told = report.number(&format!("volume.{quarter}.received_count"));
    assert_eq!(told, Some(cases), "{file}: cases received in {quarter}");
}

fn plain(at: ombud::time::Instant) -> String {
    at.to_string().replace('T', " ").trim_end_matches('Z').to_string()
}

/// A clause has a rate or a count of what was kept where a case could be judged, and nowhere else.
fn has_rates_of_judged_clauses_alone(report: &Report, file: &str) {
    let told_and_found = |name: &str, statuses: &str| {
        let (told, found) = (report.clauses_with(name), report.clauses_judged(statuses));
        let main = |ids: &BTreeSet<String>| ids.iter().filter(|id| id.matches('.').count() == 1).cloned().collect::<BTreeSet<_>>();
        assert!(told.is_subset(&found), "{file}: {name} is told of {:?}", told.difference(&found));
        assert_eq!(main(&told), main(&found), "{file}: clauses of which {name} is told");
        main(&found)
    };
    let judged = told_and_found("met_count", "'met', 'late', 'missed'");
    assert!(report.clauses_with("met_share").is_subset(&report.clauses_judged("'met', 'late', 'missed'")), "{file}");
    let hidden = told_and_found("unknown_count", "'unknown'");
    assert!(hidden.is_empty() || report.page.contains("cannot be shown"), "{file}");
    // Each number of duties is that of the verdicts themselves.
    for clause in &judged {
        let (policy, name) = clause.split_once('.').unwrap();
        let first = report.quarter.parse::<ombud::time::Period>().unwrap().first_day();
        let met = report.count(&format!(
            "select coalesce(sum(\"count\"), 0)::bigint as n from verdict_counts where policy = '{policy}' and clause = '{name}' \
             and reading = 'main' and period_start = date '{first}' and status = 'met'"
        ));
        assert_eq!(report.number(&format!("sla.{clause}.{}.met_count", report.quarter)), Some(met), "{file}: {clause}");
    }
}

/// What no event and no column of the source tells has no number on the page, and the page says so.
fn is_silent_where_the_source_is(report: &Report, file: &str) {
    let can = |events: &str| report.count(&format!("select count(*) as n from source_events where event in ({events})")) > 0.0;
    let page = report.page.replace('\u{a0}', " ");
    if !can("'acknowledged', 'auto_acknowledged', 'initial_response'") {
        assert!(page.contains("The time to acknowledge cannot be shown"), "{file}");
        assert!(!report.facts.keys().any(|id| id.starts_with("time.acknowledge") && id.ends_with("median")), "{file}");
    }
    if !can("'closed', 'withdrawn', 'merged'") {
        assert!(page.contains("cannot be shown"), "{file}");
        assert_eq!(report.number("open.case_count"), None, "{file}: what is open cannot be known");
    }
    let with_category = report.count("select count(*) as n from cases where category is not null");
    let causes = report.facts.keys().filter(|id| id.starts_with("cause.") && id.contains(".category.")).count();
    assert_eq!(causes > 0, with_category > 0.0, "{file}: causes are told where the export has categories");
    if with_category == 0.0 {
        assert!(page.contains("causes cannot be shown"), "{file}");
    }
    // The page's script asks whether a text is no number.
    let page = page.split("<script>").next().unwrap();
    for word in ["NaN", "http://", "https://", "full compliance"] {
        assert!(!page.contains(word), "{file}: {word}");
    }
}
