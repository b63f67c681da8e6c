//! The events of a case that exist, in the order in which everything below reads them.

use super::facts::{CaseFacts, EventFact, RECEIVED};
use crate::time::Instant;

/// The events up to `as_of`, each once, by instant and then as their source has them; the implied
/// `received` comes before any other event of its instant.
pub(super) fn told(case: &CaseFacts, events: &[EventFact], as_of: Instant) -> Vec<EventFact> {
    let mut story = vec![EventFact::bare(RECEIVED, case.received)];
    story.extend(each_once(events).into_iter().filter(|event| event.when.at <= as_of).cloned());
    story.sort_by_key(|event| event.when.at);
    story
}

/// Rows that are equal in every column are one event.
pub(super) fn each_once(events: &[EventFact]) -> Vec<&EventFact> {
    let mut once: Vec<&EventFact> = Vec::new();
    for event in events {
        if !once.contains(&event) {
            once.push(event);
        }
    }
    once
}

#[cfg(test)]
mod tests {
    use super::super::facts::When;
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn receipt_comes_first_at_its_instant_and_equal_rows_are_one_event() {
        let received = When::moment(Instant(10));
        let case = CaseFacts {
            source: "s".into(),
            case_id: "c".into(),
            received,
            fields: BTreeMap::new(),
            reports: BTreeSet::new(),
            stated: BTreeSet::new(),
        };
        let bare = |name: &str, at| EventFact::bare(name, When::moment(Instant(at)));
        let rows = [bare("closed", 10), bare("assigned", 10), bare("closed", 10), bare("logged", 5), bare("reopened", 11)];
        let told: Vec<String> = told(&case, &rows, Instant(10)).into_iter().map(|event| event.name).collect();
        assert_eq!(told, ["logged", "received", "closed", "assigned"]);
    }
}
