//! What only data can tell: readings that differ, duties that nothing shows, clauses that no case tests.

use super::{Cases, Finding, Kind, MeasuredClause, names};
use crate::policy::{Applies, Clause, Rule, Selector};
use std::collections::BTreeSet;

/// One piece of advice for each reading that changes the verdict of a case.
pub fn readings_differ(clause: &Clause, measured: &MeasuredClause) -> Vec<Finding> {
    measured
        .readings
        .iter()
        .filter(|(_, cases)| cases.affected_count > 0)
        .filter_map(|(id, cases)| Some((clause.readings.iter().find(|reading| reading.id == *id)?, *cases)))
        .map(|(reading, cases)| Finding {
            reading: reading.id.clone(),
            cases: Some(cases),
            ..Finding::new(
                Kind::ReadingsDiffer,
                clause,
                format!("read as \"{}\", it comes to other verdicts", reading.id),
                "Until the text says which is meant, the rate depends on who reads it.",
                format!("Write down which one is meant: \"{}\" or \"{}\"", clause.text, reading.text),
            )
        })
        .collect()
}

/// The advice, if every imported source that has cases for the clause is blind to what it asks for.
pub fn cannot_be_shown(clause: &Clause, measured: &MeasuredClause) -> Option<Finding> {
    let imported: Vec<_> = measured.sources.iter().filter(|source| !source.is_register && source.applied_count > 0).collect();
    if imported.is_empty() || imported.iter().any(|source| !source.is_blind) {
        return None;
    }
    let sources: Vec<&str> = imported.iter().map(|source| source.source.as_str()).collect();
    let events = names(clause.main().rule.required());
    let mut finding = Finding::new(
        Kind::CannotBeShown,
        clause,
        format!("none of the imported sources that it concerns ({}) can report {events}", sources.join(", ")),
        "Silence proves nothing: these cases are neither kept nor broken, and the duty is watched by nobody.",
        format!(
            "Let {} report {events} (`reports` and an event in its mapping), or write into the procedure who records it: \"… and enters it in the register\" (`ombud register record`).",
            if sources.len() == 1 { sources[0].to_string() } else { format!("one of {}", sources.join(", ")) }
        ),
    );
    let affected_count = imported.iter().map(|source| source.applied_count).sum();
    finding.cases = Some(Cases { affected_count, all_count: measured.sources.iter().map(|source| source.applied_count).sum() });
    Some(finding)
}

/// The advice, if the clause applies to none of the cases that this version of the policy judges.
pub fn never_tested(clause: &Clause, measured: &MeasuredClause, reported: &BTreeSet<String>) -> Option<Finding> {
    let all_count: u64 = measured.sources.iter().map(|source| source.case_count).sum();
    if all_count == 0 || measured.sources.iter().any(|source| source.applied_count > 0) {
        return None;
    }
    let conditions = conditions(clause, reported);
    let cure = if conditions.unreported.is_empty() {
        "If such cases come, write the condition as your records have it: \"where the record shows …\"; if they never do, strike the clause out.".to_string()
    } else {
        format!(
            "No imported source reports {}: have it recorded when it happens, or name a condition that the records show.",
            conditions.unreported.join(", nor ")
        )
    };
    let mut finding = Finding::new(
        Kind::NeverTested,
        clause,
        format!("no case falls under it; it asks for {}", conditions.told),
        "A promise that is never put to the test cannot be shown kept, and a condition that never holds may be misspelt.",
        cure,
    );
    finding.cases = Some(Cases { affected_count: 0, all_count });
    Some(finding)
}

struct Conditions {
    told: String,
    unreported: Vec<String>,
}

/// What must be true of a case before the clause concerns it.
fn conditions(clause: &Clause, reported: &BTreeSet<String>) -> Conditions {
    let main = clause.main();
    let starts: &[Selector] = match &main.rule {
        Rule::Deadline { after, .. } | Rule::Cadence { after, .. } => after,
        Rule::Precondition { before, .. } => before,
        Rule::SingleContact { contacts, .. } => contacts,
        Rule::Record { .. } | Rule::Review { .. } => &[],
    };
    let Applies { fields, has, lacks, open_longer_than } = &main.applies;
    let mut told: Vec<String> = fields.iter().map(|(field, values)| format!("{field} {}", values.join(" or "))).collect();
    let has = has.as_deref().unwrap_or_default();
    let needed: Vec<&[Selector]> = [starts, has].into_iter().filter(|set| !set.is_empty()).collect();
    told.extend(needed.iter().map(|set| in_full(set)));
    told.extend(lacks.iter().map(|set| format!("no {}", in_full(set))));
    told.extend(open_longer_than.iter().map(|span| format!("more than {span} open")));
    let is_reported = |selector: &Selector| selector.event == "received" || reported.contains(&selector.event);
    let unreported = needed.iter().filter(|set| !set.iter().any(is_reported)).map(|set| in_full(set)).collect();
    Conditions { told: if told.is_empty() { "nothing".into() } else { told.join(", ") }, unreported }
}

/// Some events with all that is asked of them: "`feedback_reviewed` with `actionable`".
fn in_full(selectors: &[Selector]) -> String {
    let told = selectors.iter().map(|selector| {
        let mut told = format!("`{}`", selector.event);
        if !selector.with.is_empty() {
            told.push_str(&format!(" with {}", selector.with.iter().map(|field| format!("`{field}`")).collect::<Vec<_>>().join(" and ")));
        }
        if !selector.role.is_empty() {
            told.push_str(&format!(" by {}", selector.role.join(" or ")));
        }
        match selector.auto {
            Some(true) => told.push_str(" sent by a machine"),
            Some(false) => told.push_str(" sent by a person"),
            None => {}
        }
        told
    });
    told.collect::<Vec<_>>().join(" or ")
}
