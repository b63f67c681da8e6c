//! Values in `applies` that no case has, near one that cases have.

use super::{Finding, Kind};
use crate::error::nearest;
use crate::policy::{Clause, Reading};
use crate::vocabulary::CHANNELS;
use std::collections::{BTreeMap, BTreeSet};

/// The outcomes that sources are mapped to; a source may have words of its own beside them.
const OUTCOMES: [&str; 4] = ["upheld", "partly_upheld", "rejected", "withdrawn"];

/// One piece of advice for each such value, whichever reading names it.
pub fn findings(clause: &Clause, values: &BTreeMap<String, BTreeSet<String>>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for reading in &clause.readings {
        for (field, value) in asked(reading) {
            let Some((found, meant)) = doubt(field, value, values.get(field)) else { continue };
            let cure = format!("Write {field} = [\"{meant}\"], if that is what is meant.");
            let why = "A value that no case has takes the clause out of force without a word.";
            let finding = Finding::new(Kind::Misspelt, clause, found, why, cure);
            if !findings.iter().any(|other| other.found == finding.found) {
                findings.push(Finding { reading: reading.id.clone(), ..finding });
            }
        }
    }
    findings
}

fn asked(reading: &Reading) -> impl Iterator<Item = (&'static str, &str)> {
    reading.applies.fields.iter().flat_map(|(field, values)| values.iter().map(move |value| (*field, value.as_str())))
}

/// What is odd about a value, and what was probably meant.
fn doubt(field: &str, value: &str, present: Option<&BTreeSet<String>>) -> Option<(String, String)> {
    let none = BTreeSet::new();
    let present = present.unwrap_or(&none);
    if present.contains(value) {
        return None;
    }
    let known: &[&str] = match field {
        "channel" => CHANNELS,
        "outcome" => &OUTCOMES,
        _ => &[],
    };
    if known.contains(&value) {
        return None;
    }
    let near = nearest(value, known.iter().copied().chain(present.iter().map(String::as_str)))
        .or_else(|| present.iter().map(String::as_str).find(|other| other.trim().eq_ignore_ascii_case(value.trim())));
    match (field, near) {
        ("channel", near) => {
            Some((format!("\"{value}\" is no channel; channels are {}", CHANNELS.join(", ")), near.unwrap_or("other").to_string()))
        }
        (_, Some(near)) => Some((format!("no case has the {field} \"{value}\"; \"{near}\" looks like it"), near.to_string())),
        (_, None) => None,
    }
}
