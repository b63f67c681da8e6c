//! A mapping in words, beside the columns that a file really has.

use crate::source::header::{Header, is_listed};
use crate::source::mapping::{DateValue, EventName, Row, Table, Value};
use std::fmt::Write;

/// What each field, event and attribute is made from, in the order of the mapping.
pub fn lines(table: &Table, header: &Header) -> Vec<(String, String)> {
    let mut lines = vec![("case_id".to_string(), of_value(&table.case_id, header))];
    if let Some(case) = &table.case {
        let received = case.received_at.as_ref().map(|date| of_date(date, header));
        lines.push(("received_at".into(), received.unwrap_or_else(|| "the case's first event".into())));
        lines.extend(case.fields.iter().map(|(name, value)| ((*name).to_string(), of_value(value, header))));
        lines.extend(case.due_at.iter().map(|date| ("due_at".into(), of_date(date, header))));
    }
    for rule in &table.events {
        let (name, by) = match &rule.name {
            EventName::Fixed(event) => ((*event).to_string(), String::new()),
            EventName::Spoken(value) => ("events".into(), format!(", named by {}", of_value(value, header))),
            EventName::Mapped { value, words, .. } => ("events".into(), format!(", {} words of {}", words.len(), of_value(value, header))),
        };
        let evidence = rule.evidence.constant.as_deref().filter(|word| *word != "event").map(|word| format!(" ({word})"));
        let when = rule.when.iter().map(|condition| match condition.is.as_slice() {
            [] => format!(", where \"{}\" is not blank", condition.column),
            words => format!(", where \"{}\" is {}", condition.column, words.join(" or ")),
        });
        lines.push((name, format!("at {}{by}{}{}", of_date(&rule.at, header), when.collect::<String>(), evidence.unwrap_or_default())));
    }
    lines.extend(rest(table, header));
    lines
}

/// The columns that become attributes, and those that are not kept.
fn rest(table: &Table, header: &Header) -> Vec<(String, String)> {
    let consumed = table.consumed_columns();
    let is_dropped = |name: &&String| is_listed(&table.attributes.drop, name);
    let is_attribute =
        |name: &&String| !is_dropped(name) && (!consumed.contains(&name.as_str()) || is_listed(&table.attributes.keep, name));
    let quoted = |names: Vec<&String>| names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
    let of_case = |name: &&String| table.row == Row::Case || (table.case.is_some() && is_listed(&table.attributes.case, name));
    let names = header.names().iter();
    let of_cases = quoted(names.clone().filter(is_attribute).filter(of_case).collect());
    let of_events = quoted(names.clone().filter(is_attribute).filter(|name| !of_case(name)).collect());
    let dropped = quoted(names.filter(is_dropped).collect());
    let lines = [("attributes", of_cases), ("attributes of events", of_events), ("not kept", dropped)];
    lines.into_iter().filter(|line| !line.1.is_empty()).map(|(what, columns)| (what.to_string(), columns)).collect()
}

fn of_value(value: &Value, header: &Header) -> String {
    let fallback = value.constant.as_ref().or(value.default.as_ref());
    if value.columns.is_empty() {
        return fallback.map_or_else(|| "nothing".into(), |text| format!("always {text}"));
    }
    let mut text = of_columns(&value.columns, header);
    if let Some(values) = &value.values {
        let _ = write!(text, " ({} words translated)", values.len());
    }
    if value.pseudonym {
        text += " (as a pseudonym)";
    }
    fallback.map_or(text.clone(), |fallback| format!("{text}, else {fallback}"))
}

fn of_date(date: &DateValue, header: &Header) -> String {
    of_columns(&date.columns, header)
}

fn of_columns(columns: &[String], header: &Header) -> String {
    let name = |column: &String| format!("\"{column}\"{}", if header.place(column).is_some() { "" } else { " (not in this file)" });
    columns.iter().map(name).collect::<Vec<_>>().join(" or ")
}
