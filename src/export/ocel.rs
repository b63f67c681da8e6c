//! OCEL 2.0 as JSON: events that concern several objects at once: the case, its customer, and who acted.
//!
//! Customers are pseudonyms. Everything that happened is here, the organisation's own events too: they concern only
//! who acted. A day becomes its first instant, and the attribute `precision` says so.

use super::{Case, Event, Export, Stamp};
use crate::error::{Error, Result};
use crate::vocabulary::CASE_FIELDS;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

const CASE: &str = "case";
const CUSTOMER: &str = "customer";
const ACTOR: &str = "actor";
/// What every event can have beside its own attributes, with their types.
const EVENT_ATTRIBUTES: [(&str, &str); 5] =
    [("precision", "string"), ("role", "string"), ("evidence", "string"), ("auto", "boolean"), ("expected_at", "time")];
const RECEIVED: &str = "received";

/// Writes the log.
pub fn write(export: &Export<'_>, out: impl Write) -> Result<()> {
    let mut out = Lists { out, has_item: false };
    let names = export.attributes()?;
    out.put("{")?;
    out.list("objectTypes", object_types(&names))?;
    out.put(",\n")?;
    out.list("eventTypes", event_types(&names))?;
    out.put(",\n")?;
    let mut people: BTreeSet<(&'static str, String)> = BTreeSet::new();
    let others = export.other_events()?;
    out.begin("objects")?;
    export.each_case(|case, events| {
        people.extend(customer(case).map(|customer| (CUSTOMER, customer.to_string())));
        people.extend(events.iter().filter_map(|event| event.actor.clone()).map(|actor| (ACTOR, actor)));
        out.item(&case_object(case))
    })?;
    people.extend(others.iter().filter_map(|event| event.actor.clone()).map(|actor| (ACTOR, actor)));
    for (kind, name) in &people {
        out.item(&json!({ "id": id(kind, name), "type": kind, "attributes": [], "relationships": [] }))?;
    }
    out.end()?;
    out.put(",\n")?;
    out.begin("events")?;
    let mut number = 0_u64;
    export.each_case(|case, events| {
        out.item(&receipt(case, &mut number))?;
        events.iter().try_for_each(|event| out.item(&event_of(event, Some(case), &mut number)))
    })?;
    others.iter().try_for_each(|event| out.item(&event_of(event, None, &mut number)))?;
    out.end()?;
    out.put("}\n")
}

fn attribute_types(names: impl Iterator<Item = (String, &'static str)>) -> Value {
    names.map(|(name, kind)| json!({ "name": name, "type": kind })).collect()
}

fn object_types(names: &BTreeMap<String, BTreeSet<String>>) -> Vec<Value> {
    let own = CASE_FIELDS
        .iter()
        .chain(&["source", "case_id", "precision"])
        .filter(|name| **name != CUSTOMER)
        .map(|name| ((*name).to_string(), "string"));
    let instants = [("received_at".to_string(), "time"), ("due_at".to_string(), "time")];
    let more = names.get(CASE).into_iter().flatten().map(|name| (attribute(name), "string"));
    vec![
        json!({ "name": CASE, "attributes": attribute_types(own.chain(instants).chain(more)) }),
        json!({ "name": CUSTOMER, "attributes": [] }),
        json!({ "name": ACTOR, "attributes": [] }),
    ]
}

fn event_types(names: &BTreeMap<String, BTreeSet<String>>) -> Vec<Value> {
    let nothing = BTreeSet::new();
    let kinds = names.iter().filter(|(of, _)| *of != CASE).map(|(of, names)| (of.as_str(), names)).chain([(RECEIVED, &nothing)]);
    let kinds: BTreeMap<&str, &BTreeSet<String>> = kinds.collect();
    let own = || EVENT_ATTRIBUTES.iter().map(|(name, kind)| ((*name).to_string(), *kind));
    let more = |names: &BTreeSet<String>| names.iter().map(|name| (attribute(name), "string")).collect::<Vec<_>>();
    kinds.into_iter().map(|(kind, names)| json!({ "name": kind, "attributes": attribute_types(own().chain(more(names))) })).collect()
}

/// The name of an attribute that a source has: kept apart from our own names.
fn attribute(name: &str) -> String {
    format!("attribute:{name}")
}

fn id(kind: &str, name: &str) -> String {
    format!("{kind}:{name}")
}

fn case_id(source: &str, case_id: &str) -> String {
    id(CASE, &format!("{source}/{case_id}"))
}

fn customer(case: &Case) -> Option<&str> {
    case.texts.iter().find(|(name, _)| *name == CUSTOMER).map(|(_, text)| text.as_str())
}

fn precision(stamp: Stamp) -> Option<(String, Value)> {
    stamp.is_day.then(|| ("precision".to_string(), "day".into()))
}

fn case_object(case: &Case) -> Value {
    let texts =
        case.texts.iter().filter(|(name, _)| *name != CUSTOMER).map(|(name, text)| ((*name).to_string(), Value::from(text.as_str())));
    let own = [("source", &case.source), ("case_id", &case.case_id)].map(|(name, text)| (name.to_string(), Value::from(text.as_str())));
    let received = ("received_at".to_string(), Value::from(case.received.at.to_string()));
    let due = case.due_at.map(|due| ("due_at".to_string(), Value::from(due.to_string())));
    let more = case.attributes.iter().map(|(name, text)| (attribute(name), Value::from(text.as_str())));
    let all = own.into_iter().chain([received]).chain(precision(case.received)).chain(texts).chain(due).chain(more);
    let time = case.received.at.to_string();
    let attributes: Vec<Value> = all.map(|(name, value)| json!({ "name": name, "time": time, "value": value })).collect();
    let relationships: Vec<Value> =
        customer(case).map(|customer| json!({ "objectId": id(CUSTOMER, customer), "qualifier": "received from" })).into_iter().collect();
    json!({ "id": case_id(&case.source, &case.case_id), "type": CASE, "attributes": attributes, "relationships": relationships })
}

fn receipt(case: &Case, number: &mut u64) -> Value {
    *number += 1;
    let mut relationships = vec![json!({ "objectId": case_id(&case.source, &case.case_id), "qualifier": "opens" })];
    relationships.extend(customer(case).map(|customer| json!({ "objectId": id(CUSTOMER, customer), "qualifier": "comes from" })));
    let attributes: Vec<Value> =
        precision(case.received).map(|(name, value)| json!({ "name": name, "value": value })).into_iter().collect();
    json!({
        "id": format!("e{number}"), "type": RECEIVED, "time": case.received.at.to_string(),
        "attributes": attributes, "relationships": relationships,
    })
}

fn event_of(event: &Event, case: Option<&Case>, number: &mut u64) -> Value {
    *number += 1;
    let texts = [("role", &event.role), ("evidence", &event.evidence)];
    let texts = texts.into_iter().filter_map(|(name, text)| Some((name.to_string(), Value::from(text.as_deref()?))));
    let auto = event.auto.map(|auto| ("auto".to_string(), Value::from(auto)));
    let expected = event.expected_at.map(|at| ("expected_at".to_string(), Value::from(at.to_string())));
    let more = event.attributes.iter().map(|(name, text)| (attribute(name), Value::from(text.as_str())));
    let all = precision(event.at).into_iter().chain(texts).chain(auto).chain(expected).chain(more);
    let attributes: Vec<Value> = all.map(|(name, value)| json!({ "name": name, "value": value })).collect();
    let mut relationships = Vec::new();
    relationships.extend(case.map(|case| json!({ "objectId": case_id(&case.source, &case.case_id), "qualifier": "concerns" })));
    relationships.extend(event.actor.as_deref().map(|actor| json!({ "objectId": id(ACTOR, actor), "qualifier": "done by" })));
    json!({
        "id": format!("e{number}"), "type": event.name, "time": event.at.at.to_string(),
        "attributes": attributes, "relationships": relationships,
    })
}

/// Writes lists of a JSON object item by item.
struct Lists<W: Write> {
    out: W,
    has_item: bool,
}

impl<W: Write> Lists<W> {
    fn put(&mut self, text: &str) -> Result<()> {
        self.out.write_all(text.as_bytes()).map_err(|cause| Error::output(&cause))
    }

    fn begin(&mut self, name: &str) -> Result<()> {
        self.has_item = false;
        self.put(&format!("\"{name}\":["))
    }

    fn item(&mut self, item: &Value) -> Result<()> {
        let separator = if std::mem::replace(&mut self.has_item, true) { ",\n" } else { "\n" };
        self.put(separator)?;
        self.put(&item.to_string())
    }

    fn end(&mut self) -> Result<()> {
        self.put("]")
    }

    fn list(&mut self, name: &str, items: Vec<Value>) -> Result<()> {
        self.begin(name)?;
        items.iter().try_for_each(|item| self.item(item))?;
        self.end()
    }
}
