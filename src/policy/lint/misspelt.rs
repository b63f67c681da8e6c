//! Values in `applies` that no case has, near one that cases have.

use super::{Finding, Kind};
use crate::error::nearest;
use crate::policy::{Clause, Reading};
use crate::report::line::Line;
use crate::report::texts::{Texts, say};
use crate::vocabulary::{CHANNELS, OUTCOMES};
use std::collections::{BTreeMap, BTreeSet};

/// One piece of advice for each such value, whichever reading names it.
pub fn findings(clause: &Clause, values: &BTreeMap<String, BTreeSet<String>>, texts: &Texts) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for reading in &clause.readings {
        for (field, value) in asked(reading) {
            let Some((found, meant)) = doubt(field, value, values.get(field), texts) else { continue };
            let cure = say!(texts, "lint.write_value", field = field, value = meant);
            let finding = Finding::new(Kind::Misspelt, clause, found, say!(texts, "lint.out_of_force"), cure);
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
fn doubt(field: &str, value: &str, present: Option<&BTreeSet<String>>, texts: &Texts) -> Option<(Line, String)> {
    let none = BTreeSet::new();
    let present = present.unwrap_or(&none);
    if present.contains(value) {
        return None;
    }
    let known: &[&str] = match field {
        "channel" => CHANNELS,
        "outcome" => OUTCOMES,
        _ => &[],
    };
    if known.contains(&value) {
        return None;
    }
    let near = nearest(value, known.iter().copied().chain(present.iter().map(String::as_str)))
        .or_else(|| present.iter().map(String::as_str).find(|other| other.trim().eq_ignore_ascii_case(value.trim())));
    match (field, near) {
        ("channel", near) => {
            let found = say!(texts, "lint.no_channel", value = value, channels = CHANNELS.join(", "));
            Some((found, near.unwrap_or("other").to_string()))
        }
        (_, Some(near)) => {
            let found = say!(texts, "lint.no_such_value", field = field, value = value, near = near);
            Some((found, near.to_string()))
        }
        (_, None) => None,
    }
}
