//! Small histories worked by hand, and what the report of a quarter says of them.

use crate::desk::Desk;
use crate::report::words;
use serde_json::Value;
use std::collections::HashMap;
use std::fmt::Write;

/// Cases and events of the program's own columns.
#[derive(Default)]
pub struct History {
    /// The rows of the list of cases, without its head.
    pub cases: String,
    /// The rows of the list of events, without its head.
    pub events: String,
}

impl History {
    pub fn case(&mut self, id: &str, received: &str) -> &mut Self {
        writeln!(self.cases, "{id},{received},complaint,delivery").unwrap();
        self
    }

    pub fn event(&mut self, id: &str, event: &str, at: &str) -> &mut Self {
        writeln!(self.events, "{id},{event},{at},,,").unwrap();
        self
    }

    /// A workspace that judges by a procedure of the test's own.
    pub fn desk(&self, policies: &[&str]) -> Desk {
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

/// A procedure of one clause: to acknowledge within a limit; `strength` is commitment or target.
pub fn policy(head: &str, limit: &str, strength: &str) -> String {
    format!(
        "schema = 1\nid = \"own\"\ntitle = \"Own\"\norganisation = \"Own\"\ncalendar = \"uk-office\"\n{head}\n[[clause]]\nid = \"acknowledge\"\n\
        cite = \"1\"\ntext = \"Acknowledge.\"\ntype = \"deadline\"\nafter = [\"received\"]\nrequire = [\"acknowledged\"]\nwithin = \"{limit}\"\n\
        strength = \"{strength}\"\n"
    )
}

/// The facts of a quarter's report, by id.
pub fn facts(desk: &Desk, period: &str, as_of: &str) -> HashMap<String, Value> {
    desk.run(&["report", "quarterly", "--period", period, "--as-of", as_of, "--out", "out"]).done();
    let text = std::fs::read_to_string(desk.path().join("out/facts.json")).unwrap();
    let whole: Value = serde_json::from_str(&text).unwrap();
    whole["facts"].as_array().unwrap().iter().map(|fact| (fact["id"].as_str().unwrap().to_string(), fact["value"].clone())).collect()
}

/// Of the facts those whose id has all these parts, in the order of their ids.
pub fn found<'a>(facts: &'a HashMap<String, Value>, parts: &[&str]) -> Vec<(&'a str, &'a Value)> {
    let mut found: Vec<_> =
        facts.iter().filter(|(id, _)| parts.iter().all(|part| id.contains(part))).map(|(id, value)| (id.as_str(), value)).collect();
    found.sort_unstable_by_key(|(id, _)| *id);
    found
}

/// What the page of the third quarter reads as.
pub fn page_text(desk: &Desk) -> String {
    words(&std::fs::read_to_string(desk.path().join("out/quarterly-2026-Q3.html")).unwrap())
}

/// Twenty complaints in each month from January 2025 to November 2026, with their days: from the first to the 28th.
pub fn steady_days() -> impl Iterator<Item = (String, chrono::NaiveDate, u32)> {
    let month = |month: u32| (2025 + month.cast_signed() / 12, month % 12 + 1);
    (0..23 * 20).map(move |place| {
        let ((year, month), number) = (month(place / 20), place % 20);
        let day = chrono::NaiveDate::from_ymd_opt(year, month, 1 + number * 27 / 19).unwrap();
        (format!("{year}-{month}-{number}"), day, number)
    })
}

/// Half of them are answered within a day, all within three.
pub fn steady() -> History {
    let mut history = History::default();
    for (id, day, number) in steady_days() {
        let category = if number % 4 < 2 { "billing" } else { "delivery" };
        writeln!(history.cases, "{id},{day}T09:00:00Z,complaint,{category}").unwrap();
        let answered = day + chrono::Days::new(if number % 2 == 0 { 0 } else { 2 });
        history.event(&id, "acknowledged", &format!("{answered}T10:00:00Z"));
    }
    history
}
