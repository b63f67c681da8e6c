//! Duties without a limit, and measures that are not the written text's.

use super::{Finding, Kind, start, unfinished};
use crate::policy::{Clause, Rule};

/// What is offered where neither the clause nor a reading of it has a number.
const OFFERED: &str = "5 business days";

/// Words that sound like a limit and are none.
const SOUNDS_LIKE_ONE: [&str; 12] = [
    "as soon as",
    "at once",
    "from time to time",
    "immediate",
    "periodic",
    "prompt",
    "quick",
    "reasonable",
    "regular",
    "swift",
    "timely",
    "without delay",
];

/// The advice, if the clause is vague.
pub fn finding(clause: &Clause) -> Option<Finding> {
    match &clause.main().rule {
        Rule::Deadline { within: None, after, .. } => {
            let reading = clause.readings.iter().skip(1).find(|reading| reading.rule.span().is_some());
            let limit = reading.and_then(|reading| reading.rule.span()).map_or_else(|| OFFERED.to_string(), |span| span.to_string());
            let from = reading.map_or_else(|| "for instance".to_string(), |reading| format!("as the reading \"{}\" does", reading.id));
            let cure = format!("Say by when, {from}: \"{}, within {limit} of {}.\"", unfinished(clause), start(after));
            Some(Finding::new(
                Kind::NoLimit,
                clause,
                match SOUNDS_LIKE_ONE.iter().find(|word| clause.text.to_lowercase().contains(*word)) {
                    Some(word) => format!("\"{word}\" is no limit: it does not say by when"),
                    None => "it asks for something and does not say by when".into(),
                },
                "Until the case is closed nothing is ever late, and no list of open duties can show it in time.",
                cure,
            ))
        }
        rule if clause.assumed => Some(Finding::new(
            Kind::Assumed,
            clause,
            match rule.limit() {
                Some(limit) => format!("the limit \"{limit}\" is not in the written text"),
                None => "the measure is not in the written text".into(),
            },
            "The rate tells how often our number was kept, not a promise that anybody made.",
            in_writing(clause, rule),
        )),
        _ => None,
    }
}

/// The assumption as a sentence of the written procedure.
fn in_writing(clause: &Clause, rule: &Rule) -> String {
    let wording = match rule {
        Rule::Deadline { within: Some(span), after, .. } => format!("within {span} of {}", start(after)),
        Rule::Cadence { every, .. } => format!("at least every {every} while the case is open"),
        Rule::Review { every, .. } => format!("at least once a {}", every.name()),
        _ => unfinished(clause).to_string(),
    };
    format!("Write it, or a measure that you would rather keep, into the procedure: \"{wording}\". Then strike out `assumed`.")
}
