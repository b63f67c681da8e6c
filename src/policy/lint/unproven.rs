//! What only data can tell: readings that differ, duties that nothing shows, clauses that no case tests.

use super::{Cases, Finding, Kind, Measured, MeasuredClause, names};
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

/// The advice, if every imported source that has cases for the clause is blind to what it asks for,
/// or reports the events but never with the fields that are asked of them.
pub fn cannot_be_shown(clause: &Clause, known: &MeasuredClause, measured: &Measured) -> Option<Finding> {
    let imported: Vec<_> = known.sources.iter().filter(|source| !source.is_register && source.applied_count > 0).collect();
    if imported.is_empty() {
        return None;
    }
    let required = clause.main().rule.required();
    let sources = imported.iter().map(|source| source.source.as_str()).collect::<Vec<_>>().join(", ");
    let (events, in_register) = (names(required), "write into the procedure who records it: \"… and enters it in the register\"");
    let mut finding = if imported.iter().all(|source| source.is_blind) {
        Finding::new(
            Kind::CannotBeShown,
            clause,
            format!("no imported source that it concerns ({sources}) can report {events}"),
            "Silence proves nothing: these cases are neither kept nor broken, and nobody watches the duty.",
            format!("Let one of them report {events} (`reports` and an event in its mapping), or {in_register} (`ombud register record`)."),
        )
    } else {
        let missing = missing_fields(required, measured)?;
        let (seen, unseen): (Vec<Selector>, Vec<Selector>) =
            required.iter().cloned().partition(|selector| measured.reported.contains(&selector.event));
        let not_at_all = if unseen.is_empty() { String::new() } else { format!(", and {} not at all", names(&unseen)) };
        Finding::new(
            Kind::CannotBeShown,
            clause,
            format!("the imported sources report {}, but never with {missing}{not_at_all}", names(&seen)),
            "What nobody records counts as not done, whatever was done.",
            format!("Have {missing} exported with the event, or {in_register}."),
        )
    };
    let affected_count = imported.iter().map(|source| source.applied_count).sum();
    finding.cases = Some(Cases { affected_count, all_count: known.sources.iter().map(|source| source.applied_count).sum() });
    Some(finding)
}

/// The fields without which no event that the sources can report serves; none where one might.
fn missing_fields(required: &[Selector], measured: &Measured) -> Option<String> {
    let mut missing: Vec<String> = Vec::new();
    for selector in required.iter().filter(|selector| measured.reported.contains(&selector.event)) {
        // Of an event that never happened nobody knows what it would carry.
        let carried = measured.fields.get(&selector.event)?;
        let absent: Vec<String> =
            selector.with.iter().filter(|field| !carried.contains(*field)).map(|field| format!("`{field}`")).collect();
        let absent = Some(absent.join(" and ")).filter(|absent| !absent.is_empty())?;
        if !missing.contains(&absent) {
            missing.push(absent);
        }
    }
    Some(missing.join(" or ")).filter(|missing| !missing.is_empty())
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
        let mut words = vec![format!("`{}`", selector.event)];
        words.extend(selector.with.iter().map(|field| format!("with `{field}`")));
        if !selector.role.is_empty() {
            words.push(format!("by {}", selector.role.join(" or ")));
        }
        words.extend(selector.auto.map(|auto| if auto { "sent by a machine".to_string() } else { "sent by a person".to_string() }));
        words.join(" ")
    });
    told.collect::<Vec<_>>().join(" or ")
}
