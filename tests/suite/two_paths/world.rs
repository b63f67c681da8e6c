//! A small world of calendars, policies, cases and events, judged by both paths.

use duckdb::{Connection, named_params};
use ombud::calendar::Calendars;
use ombud::evaluate::{self, CaseFacts, EventFact, Verdict};
use ombud::judge::{Judgement, judge_in_ranges};
use ombud::policy::{Policy, read};
use ombud::time::Instant;
use ombud::time::period::Length;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// An event, and whose it is; without a case it is the organisation's.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub source: String,
    pub case_id: Option<String>,
    pub event: EventFact,
}

/// Everything that a judgement depends on.
#[derive(Debug, Clone)]
pub struct World {
    pub calendars: Calendars,
    pub calendar_texts: Vec<String>,
    pub policy_texts: Vec<String>,
    pub cases: Vec<CaseFacts>,
    pub events: Vec<Row>,
    pub as_of: Instant,
}

/// The calendars of these files, beside the built-in ones.
pub fn calendars(texts: &[String]) -> Calendars {
    let folder = tempfile::tempdir().unwrap();
    for (index, text) in texts.iter().enumerate() {
        std::fs::write(folder.path().join(format!("{index}.toml")), text).unwrap();
    }
    Calendars::read(folder.path()).unwrap_or_else(|error| panic!("{error}\n{texts:#?}"))
}

impl World {
    /// The policies as the program reads them, by id, oldest first.
    pub fn policies(&self) -> Vec<Policy> {
        let read =
            |text: &String| read::parse(Path::new("drawn.toml"), text, &self.calendars).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let mut policies: Vec<Policy> = self.policy_texts.iter().map(read).collect();
        policies.sort_by(|left, right| (&left.id, left.effective_from).cmp(&(&right.id, right.effective_from)));
        policies
    }

    /// The verdicts of one case by the small evaluation.
    pub fn verdicts_of(&self, case: &CaseFacts, policies: &[Policy]) -> Vec<Verdict> {
        let own = |row: &&Row| row.source == case.source && row.case_id.as_ref() == Some(&case.case_id);
        let events: Vec<EventFact> = self.events.iter().filter(own).map(|row| row.event.clone()).collect();
        evaluate::evaluate(case, &events, &policies.iter().collect::<Vec<_>>(), &self.calendars, self.as_of)
    }

    /// All rows by the small evaluation, one case at a time.
    pub fn by_hand(&self) -> Vec<String> {
        let policies = self.policies();
        let mut rows = Vec::new();
        for case in &self.cases {
            rows.extend(self.verdicts_of(case, &policies).iter().map(|verdict| told(verdict, &case.source, &case.case_id)));
        }
        let events: Vec<EventFact> = self.events.iter().filter(|row| row.case_id.is_none()).map(|row| row.event.clone()).collect();
        let first = self.cases.iter().map(|case| case.received.at).filter(|at| *at <= self.as_of).min();
        let reviews = evaluate::reviews(first, &events, &policies.iter().collect::<Vec<_>>(), &self.calendars, self.as_of);
        rows.extend(reviews.iter().map(|verdict| told(verdict, "", "")));
        rows.sort();
        rows
    }

    /// All rows by the queries.
    pub fn by_query(&self, cases_at_a_time: i64) -> Vec<String> {
        let connection = Connection::open_in_memory().unwrap();
        self.load(&connection);
        let policies = self.policies();
        let judgement = Judgement {
            policies: policies.iter().collect(),
            calendars: &self.calendars,
            as_of: self.as_of,
            time_zone: chrono_tz::Tz::UTC,
            counted_by: Length::Quarter.into(),
            scope: ombud::judge::Scope::default(),
        };
        judge_in_ranges(&connection, &judgement, cases_at_a_time).unwrap();
        Self::judged_rows(&connection)
    }

    /// All rows of a database in which they were judged.
    pub fn judged_rows(connection: &Connection) -> Vec<String> {
        connection.execute_batch(include_str!("../../../queries/view/verdicts.sql")).unwrap();
        let mut statement = connection.prepare(ROWS).unwrap();
        let mut rows: Vec<String> = statement
            .query_map([], |row| {
                let text = |index| Ok::<_, duckdb::Error>(row.get::<_, Option<String>>(index)?.unwrap_or_default());
                let number = |index| Ok::<_, duckdb::Error>(row.get::<_, i64>(index)?.to_string());
                let at = |index| Ok::<_, duckdb::Error>(shown(row.get::<_, Option<i64>>(index)?.map(Instant)));
                let names = [text(0)?, text(1)?, text(2)?, text(3)?, text(4)?, number(5)?, text(6)?];
                let rest = [at(7)?, at(8)?, at(9)?, row.get::<_, bool>(10)?.to_string(), number(11)?, text(12)?];
                Ok(names.into_iter().chain(rest).collect::<Vec<_>>().join(","))
            })
            .unwrap()
            .collect::<duckdb::Result<_>>()
            .unwrap();
        rows.sort();
        rows
    }

    /// The tables that the queries read, with the columns of the lake.
    pub fn load(&self, connection: &Connection) {
        let lists: BTreeSet<List<'_>> = self.cases.iter().map(list).collect();
        let teller = |case: &CaseFacts| lists.iter().position(|one| *one == list(case)).unwrap();
        let cases: Vec<serde_json::Value> = self.cases.iter().map(|case| case_row(case, teller(case))).collect();
        // The lake keeps rows that are equal in every column once.
        let mut once: Vec<&Row> = Vec::new();
        for row in &self.events {
            if !once.contains(&row) {
                once.push(row);
            }
        }
        let events: Vec<serde_json::Value> = once.iter().enumerate().map(|(index, row)| event_row(row, index)).collect();
        let reports = lists.iter().enumerate().flat_map(|(teller, (source, events, _))| {
            events.iter().map(move |event| serde_json::json!({ "source": source, "teller": teller, "event": event }))
        });
        let reports = reports.collect();
        let of_lists = |row: fn(usize, &String, &BTreeSet<String>) -> serde_json::Value| {
            lists.iter().enumerate().map(|(teller, (source, _, stated))| row(teller, source, stated)).collect()
        };
        let files = of_lists(|teller, source, _| serde_json::json!({ "source": source, "file": file_of(teller), "teller": teller }));
        let stated = of_lists(|teller, source, fields| serde_json::json!({ "source": source, "teller": teller, "fields": fields }));
        let tables = [(CASES, cases), (EVENTS, events), (TOLD_EVENTS, reports), (FILE_TELLER, files), (STATED_FIELDS, stated)];
        for (sql, rows) in tables {
            let rows = serde_json::Value::from(rows).to_string();
            connection.execute(sql, named_params! { "rows": rows }).unwrap();
        }
    }

    /// The world in words, for a message about a difference.
    pub fn told(&self) -> String {
        let mut lines = vec![format!("as_of {}", self.as_of)];
        for case in &self.cases {
            lines.push(format!(
                "{} {} received {}..{} {:?} {:?} {:?}",
                case.source, case.case_id, case.received.at, case.received.last, case.fields, case.reports, case.stated
            ));
        }
        for Row { source, case_id, event } in &self.events {
            let who = (&event.actor, &event.role, event.auto, &event.evidence, &event.attributes);
            let at = format!("{}..{}", event.when.at, event.when.last);
            lines.push(format!("{source} {case_id:?} {} {at} expected {} {who:?}", event.name, shown(event.expected_at)));
        }
        lines.extend(self.policy_texts.iter().cloned());
        lines.extend(self.calendar_texts.iter().cloned());
        lines.join("\n")
    }
}

/// One row, all columns.
fn told(verdict: &Verdict, source: &str, case_id: &str) -> String {
    let row = &verdict.finding;
    let at = |instant: Option<Instant>| shown(instant);
    [
        verdict.policy.clone(),
        verdict.clause.clone(),
        verdict.reading.clone(),
        source.to_string(),
        case_id.to_string(),
        row.cycle.to_string(),
        row.status.name().to_string(),
        at(row.started_at),
        at(row.due_at),
        at(row.done_at),
        row.extended.to_string(),
        row.count.to_string(),
        row.evidence.clone().unwrap_or_default(),
    ]
    .join(",")
}

fn shown(at: Option<Instant>) -> String {
    at.map(|at| at.to_string()).unwrap_or_default()
}

/// What one path gives and the other does not; empty where they agree.
pub fn differences(by_hand: &[String], by_query: &[String]) -> String {
    let count = |rows: &[String]| {
        let mut counts: BTreeMap<String, i64> = BTreeMap::new();
        for row in rows {
            *counts.entry(row.clone()).or_default() += 1;
        }
        counts
    };
    let (hand, query) = (count(by_hand), count(by_query));
    let only = |one: &BTreeMap<String, i64>, other: &BTreeMap<String, i64>, who: &str| -> Vec<String> {
        one.iter().filter(|(row, count)| other.get(*row) != Some(count)).map(|(row, count)| format!("{row}   <- {who}, ×{count}")).collect()
    };
    let mut lines = only(&hand, &query, "by hand");
    lines.extend(only(&query, &hand, "by query"));
    lines.sort();
    lines.join("\n")
}

/// What a list of cases is told by: its source, what it can report and what its mapping states.
type List<'a> = (&'a String, &'a BTreeSet<String>, &'a BTreeSet<String>);

fn list(case: &CaseFacts) -> List<'_> {
    (&case.source, &case.reports, &case.stated)
}

fn file_of(teller: usize) -> String {
    format!("cases-{teller}.csv")
}

fn case_row(case: &CaseFacts, teller: usize) -> serde_json::Value {
    let is_column = |name: &str| ombud::vocabulary::CASE_FIELDS.contains(&name);
    let mut row = serde_json::Map::new();
    let mut attributes = serde_json::Map::new();
    for (name, value) in &case.fields {
        let place = if is_column(name) { &mut row } else { &mut attributes };
        place.insert(name.clone(), value.clone().into());
    }
    row.insert("source".into(), case.source.clone().into());
    row.insert("case_id".into(), case.case_id.clone().into());
    row.insert("received_us".into(), case.received.at.0.into());
    row.insert("last_us".into(), case.received.last.0.into());
    row.insert("precision".into(), precision(case.received.is_day()).into());
    row.insert("attributes".into(), attributes.into());
    row.insert("file".into(), file_of(teller).into());
    row.into()
}

fn event_row(row: &Row, index: usize) -> serde_json::Value {
    let Row { source, case_id, event } = row;
    serde_json::json!({
        "source": source, "case_id": case_id, "event": event.name, "at_us": event.when.at.0, "last_us": event.when.last.0,
        "precision": precision(event.when.is_day()), "expected_us": event.expected_at.map(|at| at.0), "actor": event.actor,
        "role": event.role, "auto": event.auto, "evidence": event.evidence, "attributes": event.attributes, "place": index,
    })
}

fn precision(is_day: bool) -> &'static str {
    if is_day { "day" } else { "moment" }
}

const CASES: &str = r#"create table cases as
with raw as (
    select unnest(from_json($rows::json, '[{"source": "VARCHAR", "case_id": "VARCHAR", "kind": "VARCHAR", "received_us": "BIGINT",
        "last_us": "BIGINT", "precision": "VARCHAR", "channel": "VARCHAR", "category": "VARCHAR", "subcategory": "VARCHAR",
        "product": "VARCHAR", "customer": "VARCHAR", "team": "VARCHAR", "owner": "VARCHAR", "severity": "VARCHAR", "region": "VARCHAR",
        "outcome": "VARCHAR", "subject": "VARCHAR", "description": "VARCHAR", "attributes": "MAP(VARCHAR, VARCHAR)", "file": "VARCHAR"}]'), recursive := true)
)
select source, case_id, kind, make_timestamp(received_us) as received_at, make_timestamp(last_us) as received_last,
    precision as received_precision, channel, category, subcategory, product, customer, team, owner, severity, region, outcome, subject,
    description, null::timestamp as due_at, attributes, 1::bigint as import, file, row_number() over () as "row"
from raw"#;

const EVENTS: &str = r#"create table events as
with raw as (
    select unnest(from_json($rows::json, '[{"source": "VARCHAR", "case_id": "VARCHAR", "event": "VARCHAR", "at_us": "BIGINT",
        "last_us": "BIGINT", "precision": "VARCHAR", "expected_us": "BIGINT", "actor": "VARCHAR", "role": "VARCHAR", "auto": "BOOLEAN",
        "evidence": "VARCHAR", "attributes": "MAP(VARCHAR, VARCHAR)", "place": "BIGINT"}]'), recursive := true)
)
select source, case_id, event, make_timestamp(at_us) as "at", make_timestamp(last_us) as at_last, precision as at_precision,
    make_timestamp(expected_us) as expected_at, actor, role, auto, evidence, attributes, 1::bigint as import, 'events.csv' as file,
    place as "row", 0::integer as part
from raw"#;

const TOLD_EVENTS: &str = r#"create table told_events as
select unnest(from_json($rows::json, '[{"source": "VARCHAR", "teller": "INTEGER", "event": "VARCHAR"}]'), recursive := true)"#;

const FILE_TELLER: &str = r#"create table file_teller as
select unnest(from_json($rows::json, '[{"source": "VARCHAR", "file": "VARCHAR", "teller": "INTEGER"}]'), recursive := true), 1::bigint as import"#;

const STATED_FIELDS: &str = r#"create table stated_fields as
select unnest(from_json($rows::json, '[{"source": "VARCHAR", "teller": "INTEGER", "fields": ["VARCHAR"]}]'), recursive := true)"#;

const ROWS: &str =
    "select policy, clause, reading, source, case_id, cycle, status, epoch_us(started_at), epoch_us(due_at), epoch_us(done_at),
    extended, count, evidence from verdicts";
