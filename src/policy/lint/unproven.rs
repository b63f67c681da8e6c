//! What only data can tell: readings that differ, duties that nothing shows, clauses that no case tests.

use super::{Cases, Finding, Kind, Measured, MeasuredClause, chained, either, names};
use crate::policy::{Applies, Clause, Rule, Selector};
use crate::report::format::Locale;
use crate::report::texts::{Texts, say};
use std::collections::BTreeSet;

/// One piece of advice for each reading that changes the verdict of a case.
pub fn readings_differ(clause: &Clause, measured: &MeasuredClause, texts: &Texts) -> Vec<Finding> {
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
                say!(texts, "lint.other_verdicts", reading = reading.id.as_str()),
                say!(texts, "lint.depends_on_reader"),
                say!(texts, "lint.which_is_meant", text = clause.text.as_str(), other = reading.text.as_str()),
            )
        })
        .collect()
}

/// The advice, if every imported source that has cases for the clause is blind to what it asks for,
/// or reports the events but never with the fields that are asked of them.
pub fn cannot_be_shown(clause: &Clause, known: &MeasuredClause, measured: &Measured, texts: &Texts) -> Option<Finding> {
    let imported: Vec<_> = known.sources.iter().filter(|source| !source.is_register && source.applied_count > 0).collect();
    if imported.is_empty() {
        return None;
    }
    let required = clause.main().rule.required();
    let sources = imported.iter().map(|source| source.source.as_str()).collect::<Vec<_>>().join(", ");
    let mut finding = if imported.iter().all(|source| source.is_blind) {
        let events = names(required, texts);
        let found = say!(texts, "lint.none_can_report", sources = sources, events = events.as_str());
        Finding::new(
            Kind::CannotBeShown,
            clause,
            found,
            say!(texts, "lint.silence_proves"),
            say!(texts, "lint.let_report", events = events),
        )
    } else {
        let missing = missing_fields(required, measured, texts)?;
        let (seen, unseen): (Vec<Selector>, Vec<Selector>) =
            required.iter().cloned().partition(|selector| measured.reported.contains(&selector.event));
        let (seen, fields) = (names(&seen, texts), missing.as_str());
        let found = if unseen.is_empty() {
            say!(texts, "lint.never_with", seen = seen, fields = fields)
        } else {
            say!(texts, "lint.never_with_nor", seen = seen, fields = fields, unseen = names(&unseen, texts))
        };
        let cure = say!(texts, "lint.have_exported", fields = fields);
        Finding::new(Kind::CannotBeShown, clause, found, say!(texts, "lint.counts_as_not_done"), cure)
    };
    let affected_count = imported.iter().map(|source| source.applied_count).sum();
    finding.cases = Some(Cases { affected_count, all_count: known.sources.iter().map(|source| source.applied_count).sum() });
    Some(finding)
}

/// The fields without which no event that the sources can report serves; none where one might.
fn missing_fields(required: &[Selector], measured: &Measured, texts: &Texts) -> Option<String> {
    let mut missing: Vec<String> = Vec::new();
    for selector in required.iter().filter(|selector| measured.reported.contains(&selector.event)) {
        // Of an event that never happened nobody knows what it would carry.
        let carried = measured.fields.get(&selector.event)?;
        let absent: Vec<String> =
            selector.with.iter().filter(|field| !carried.contains(*field)).map(|field| format!("`{field}`")).collect();
        let absent = chained(&absent, |first, last| say!(texts, "lint.both", first = first, last = last));
        let absent = Some(absent).filter(|absent| !absent.is_empty())?;
        if !missing.contains(&absent) {
            missing.push(absent);
        }
    }
    Some(either(&missing, texts)).filter(|missing| !missing.is_empty())
}

/// The advice, if the clause comes to a verdict on none of the cases that this version of the policy judges.
///
/// A schedule has no verdict on a case that was over before its first window was, so of a cadence more cannot be told than that
/// no case was open for so long.
pub fn never_tested(clause: &Clause, measured: &MeasuredClause, reported: &BTreeSet<String>, locale: Locale) -> Option<Finding> {
    let all_count: u64 = measured.sources.iter().map(|source| source.case_count).sum();
    if all_count == 0 || measured.sources.iter().any(|source| source.applied_count > 0) {
        return None;
    }
    let (texts, conditions) = (locale.texts(), conditions(clause, reported, locale));
    let every = match &clause.main().rule {
        Rule::Cadence { every, .. } if conditions.unreported.is_empty() => Some(locale.span(*every)),
        _ => None,
    };
    let cure = if !conditions.unreported.is_empty() {
        let events = chained(&conditions.unreported, |first, last| say!(texts, "lint.neither", first = first, last = last));
        say!(texts, "lint.none_reports", events = events)
    } else if every.is_some() {
        say!(texts, "lint.never_so_long")
    } else {
        say!(texts, "lint.write_condition")
    };
    let found = match every {
        Some(every) => say!(texts, "lint.no_window", every = every, conditions = conditions.told),
        None => say!(texts, "lint.no_case", conditions = conditions.told),
    };
    let mut finding = Finding::new(Kind::NeverTested, clause, found, say!(texts, "lint.never_put_to_test"), cure);
    finding.cases = Some(Cases { affected_count: 0, all_count });
    Some(finding)
}

struct Conditions {
    told: String,
    unreported: Vec<String>,
}

/// What must be true of a case before the clause concerns it.
fn conditions(clause: &Clause, reported: &BTreeSet<String>, locale: Locale) -> Conditions {
    let (main, texts) = (clause.main(), locale.texts());
    let starts: &[Selector] = match &main.rule {
        Rule::Deadline { after, .. } | Rule::Cadence { after, .. } => after,
        Rule::Precondition { before, .. } => before,
        Rule::SingleContact { contacts, .. } => contacts,
        Rule::Record { .. } | Rule::Review { .. } => &[],
    };
    let Applies { fields, has, lacks, open_longer_than } = &main.applies;
    let in_words = |(field, values): &(&'static str, Vec<String>)| {
        let values: Vec<String> = values.iter().map(|value| value_of(field, value, texts)).collect();
        say!(texts, "lint.of_field", field = texts.word("field", field), values = either(&values, texts)).plain()
    };
    let mut told: Vec<String> = fields.iter().map(in_words).collect();
    let has = has.as_deref().unwrap_or_default();
    let needed: Vec<&[Selector]> = [starts, has].into_iter().filter(|set| !set.is_empty()).collect();
    told.extend(needed.iter().map(|set| in_full(set, texts)));
    told.extend(lacks.iter().map(|set| say!(texts, "lint.no_event", event = in_full(set, texts)).plain()));
    told.extend(open_longer_than.iter().map(|span| say!(texts, "lint.open_longer", limit = locale.span(*span)).plain()));
    let is_reported = |selector: &Selector| selector.event == "received" || reported.contains(&selector.event);
    let unreported = needed.iter().filter(|set| !set.iter().any(is_reported)).map(|set| in_full(set, texts)).collect();
    Conditions { told: if told.is_empty() { say!(texts, "lint.nothing").plain() } else { told.join(", ") }, unreported }
}

/// The value of a case's field: a word of the vocabulary in the language of the page, the organisation's own as it is.
fn value_of(field: &str, value: &str, texts: &Texts) -> String {
    match field {
        "kind" => texts.word("kind", value),
        "channel" => texts.word("channel", value),
        "outcome" => texts.word("outcome", value),
        _ => value.to_string(),
    }
}

/// Some events with all that is asked of them: "`feedback_reviewed` with `actionable`".
fn in_full(selectors: &[Selector], texts: &Texts) -> String {
    let told = selectors.iter().map(|selector| {
        let mut words = vec![format!("`{}`", selector.event)];
        words.extend(selector.with.iter().map(|field| say!(texts, "lint.with_field", field = field.as_str()).plain()));
        if !selector.role.is_empty() {
            words.push(say!(texts, "lint.by_roles", roles = either(&selector.role, texts)).plain());
        }
        words.extend(
            selector.auto.map(|auto| if auto { say!(texts, "lint.by_machine").plain() } else { say!(texts, "lint.by_person").plain() }),
        );
        words.join(" ")
    });
    either(&told.collect::<Vec<_>>(), texts)
}
