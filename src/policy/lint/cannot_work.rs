//! Clauses that come to the same verdict whatever anybody does.

use super::{Finding, Kind, either, names};
use crate::error::nearest;
use crate::policy::{Clause, Reading, Rule, Selector};
use crate::report::line::Line;
use crate::report::texts::{Texts, say};
use crate::vocabulary::{EVENTS, ORGANISATION_EVENTS};

/// One piece of advice for each such fault, whichever reading has it.
pub fn findings(clause: &Clause, texts: &Texts) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for reading in &clause.readings {
        for [found, why, cure] in
            [excluded(reading, texts), kept_by_itself(reading, texts), misplaced(reading, texts)].into_iter().flatten()
        {
            let finding = Finding::new(Kind::CannotWork, clause, found, why, cure);
            if !findings.iter().any(|other| other.found == finding.found) {
                findings.push(Finding { reading: reading.id.clone(), ..finding });
            }
        }
    }
    findings
}

/// Cases that must have had an event and must not have had it.
fn excluded(reading: &Reading, texts: &Texts) -> Option<[Line; 3]> {
    let (has, lacks) = (reading.applies.has.as_deref()?, reading.applies.lacks.as_deref()?);
    let is_excluded = has.iter().all(|asked| lacks.iter().any(|excluded| covers(excluded, asked)));
    is_excluded.then(|| {
        let found = say!(texts, "lint.has_and_lacks", event = names(has, texts));
        [found, say!(texts, "lint.no_case_is_both"), say!(texts, "lint.strike_has_or_lacks")]
    })
}

/// A condition that the event which needs it fulfils itself.
fn kept_by_itself(reading: &Reading, texts: &Texts) -> Option<[Line; 3]> {
    let Rule::Precondition { before, require } = &reading.rule else { return None };
    let is_kept = before.iter().all(|event| require.iter().any(|required| covers(required, event)));
    is_kept.then(|| {
        let found = say!(texts, "lint.kept_by_itself", event = names(before, texts));
        [found, say!(texts, "lint.never_broken"), say!(texts, "lint.name_what_comes_first")]
    })
}

/// Events of cases in a review, and events of the organisation in any other clause.
fn misplaced(reading: &Reading, texts: &Texts) -> Option<[Line; 3]> {
    let misplaced = reading.misplaced_events();
    let is_review = matches!(reading.rule, Rule::Review { .. });
    let seen = EVENTS.iter().copied().filter(|event| ORGANISATION_EVENTS.contains(event) == is_review);
    let meant = misplaced.iter().find_map(|name| nearest(name, seen.clone()));
    let told: Vec<String> = misplaced.iter().map(|name| format!("`{name}`")).collect();
    let told = Some(either(&told, texts)).filter(|told| !told.is_empty())?;
    let (found, why, other) = if is_review {
        (say!(texts, "lint.of_a_case", events = told), say!(texts, "lint.review_sees"), say!(texts, "lint.make_it_of_cases"))
    } else {
        (say!(texts, "lint.of_the_organisation", events = told), say!(texts, "lint.case_sees"), say!(texts, "lint.make_it_a_review"))
    };
    let cure = meant.map_or(other, |meant| say!(texts, "lint.write_event", event = meant));
    Some([found, why, cure])
}

/// Whether whatever serves `narrow` serves `wide`.
fn covers(wide: &Selector, narrow: &Selector) -> bool {
    wide.event == narrow.event
        && (wide.auto.is_none() || wide.auto == narrow.auto)
        && (wide.role.is_empty() || (!narrow.role.is_empty() && narrow.role.iter().all(|role| wide.role.contains(role))))
        && wide.with.iter().all(|field| narrow.with.contains(field))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Calendars;
    use crate::policy::read::parse;
    use crate::report::format::Locale;
    use std::path::Path;

    /// What is found of a clause with these keys.
    fn found(keys: &str) -> Vec<String> {
        let text = format!(
            "schema = 1\nid = \"own\"\ntitle = \"Own\"\norganisation = \"Own\"\ncalendar = \"always\"\n[[clause]]\nid = \"one\"\n\
            cite = \"1\"\ntext = \"Asked.\"\n{keys}\n"
        );
        let policy = parse(Path::new("own.toml"), &text, &Calendars::built_in().unwrap()).unwrap();
        findings(&policy.clauses[0], Locale::default().texts()).into_iter().map(|finding| finding.found).collect()
    }

    #[test]
    fn a_message_that_must_say_something_is_not_kept_by_itself() {
        let first = |before: &str, require: &str| found(&format!("type = \"precondition\"\nbefore = [{before}]\nrequire = [{require}]"));
        assert_eq!(first("\"closed\"", "\"closed\"").len(), 1);
        assert_eq!(first("{ event = \"closed\", role = [\"agent\"] }", "\"resolution_accepted\", \"closed\"").len(), 1);
        // What the first update says is a condition that an update can break; and so is who sent it.
        assert!(first("\"progress_update\"", "{ event = \"progress_update\", with = [\"expected_at\"] }").is_empty());
        assert!(first("\"closed\"", "{ event = \"closed\", role = [\"agent\"] }").is_empty());
        // A resolution alone does not keep it by itself.
        assert!(first("\"resolution_proposed\", \"closed\"", "\"closed\"").is_empty());
    }

    #[test]
    fn cases_with_and_without_the_same_event_are_none() {
        let applies = |applies: &str| {
            found(&format!("type = \"deadline\"\napplies = {{ {applies} }}\nafter = [\"received\"]\nrequire = [\"acknowledged\"]"))
        };
        assert_eq!(applies("has = [{ event = \"escalated\", role = [\"agent\"] }], lacks = [\"escalated\"]").len(), 1);
        // An escalation by somebody else, or another event, is left.
        assert!(applies("has = [\"escalated\"], lacks = [{ event = \"escalated\", role = [\"agent\"] }]").is_empty());
        assert!(applies("has = [\"escalated\", \"appealed\"], lacks = [\"escalated\"]").is_empty());
    }

    #[test]
    fn each_event_is_looked_for_where_it_is_recorded() {
        let review = |event: &str| found(&format!("type = \"review\"\nrequire = [\"{event}\"]\nevery = \"week\""));
        assert_eq!(review("feedback_reviewed").len(), 1);
        assert!(review("feedback_review").is_empty() && review("attested").is_empty());
        let deadline = |event: &str| found(&format!("type = \"deadline\"\nafter = [\"received\"]\nrequire = [\"{event}\"]"));
        assert_eq!(deadline("feedback_review").len(), 1);
        assert!(deadline("feedback_reviewed").is_empty());
    }
}
