//! What a careful reader would ask back before an entry is taken: an event in the future, before the receipt of
//! its case, or after its closing.
//!
//! A doubt is no fault: what is doubted can be recorded by force, and the entry then says so for ever.

use super::draft::{Case, Draft};
use super::entry::{Entry, When};
use super::history;
use crate::time::Instant;
use std::collections::HashSet;

/// Events that come after a closing by their nature, and are asked about by nobody.
const AFTER_CLOSING: &[&str] = &[
    "reopened",
    "closure_letter",
    "follow_up",
    "satisfaction_recorded",
    "process_feedback",
    "improvement_noted",
    "customer_message",
    "resolution_implemented",
    "redress_paid",
    "appeal_right_notified",
    "appealed",
    "appeal_heard",
    "appeal_decided",
    "referred_externally",
    "external_decision",
    "feedback_outcome_notified",
];

/// What is known of a case when something more is to be recorded of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// When it was received.
    pub received: When,
    /// Its closings and reopenings, each with whether it is a closing.
    pub turns: Vec<(When, bool)>,
    /// What happened first after the receipt, as far as the register knows.
    pub first: Option<(String, When)>,
}

impl Known {
    /// What the entries of a case of the register say, the one at the place `besides` left out: it is to be replaced.
    pub fn of(entries: &[Entry], case_id: &str, besides: Option<u64>) -> Option<Self> {
        let in_force = history::in_force(entries);
        let of_case = || in_force.iter().filter(|entry| entry.source.is_none() && entry.case_id.as_deref() == Some(case_id));
        let received = of_case().find(|entry| entry.is_opening())?.statement.when;
        let others = || of_case().filter(|entry| Some(entry.place()) != besides);
        let first = others().filter(|entry| !entry.is_opening()).min_by_key(|entry| latest(entry.statement.when));
        let first = first.map(|entry| (entry.statement.event.clone(), entry.statement.when));
        Some(Self { received, turns: turns(others().map(|entry| (entry.statement.event.as_str(), entry.statement.when))), first })
    }

    /// The closing that holds at an instant, if the case is closed then: closed at or before it and not reopened since.
    fn closed_at(&self, at: Instant) -> Option<When> {
        let mut turns: Vec<&(When, bool)> = self.turns.iter().filter(|(when, _)| latest(*when) < at).collect();
        turns.sort_by_key(|(when, _)| when.at);
        turns.last().filter(|(_, is_closing)| *is_closing).map(|(when, _)| *when)
    }
}

/// The closings and reopenings among events.
pub fn turns<'a>(events: impl Iterator<Item = (&'a str, When)>) -> Vec<(When, bool)> {
    let turn = |event| match event {
        "closed" => Some(true),
        "reopened" => Some(false),
        _ => None,
    };
    events.filter_map(|(event, when)| turn(event).map(|is_closing| (when, is_closing))).collect()
}

/// Why a careful reader would ask back, as sentences; `known` tells of the case, where there is one already.
pub fn doubts(draft: &Draft, known: Option<&Known>, now: Instant) -> Vec<String> {
    let statement = &draft.statement;
    let (when, event) = (statement.when, statement.event.as_str());
    let mut doubts = Vec::new();
    if statement.retracts {
        return doubts;
    }
    if when.at > now {
        doubts.push(format!("{} lies in the future (now is {now})", when.at));
    }
    if let Some((first, at)) = known.and_then(|known| known.first.as_ref()).filter(|(_, at)| event == "received" && latest(*at) < when.at) {
        doubts.push(format!("{first} at {} would be before the receipt of the case at {}", at.at, when.at));
    }
    if let Some(known) = known.filter(|_| event != "received") {
        if latest(when) < known.received.at {
            doubts.push(format!("{event} at {} is before the receipt of the case at {}", when.at, known.received.at));
        }
        let closed = known.closed_at(when.at).filter(|_| !AFTER_CLOSING.contains(&event));
        doubts.extend(closed.map(|closed| format!("{event} at {} is after the closing of the case at {}", when.at, closed.at)));
    }
    if draft.case == Case::Organisation {
        doubts.extend(missing_of_an_action(draft));
    }
    doubts
}

/// An action that nobody owns, or that is due at no time, is a wish.
fn missing_of_an_action(draft: &Draft) -> Option<String> {
    let statement = &draft.statement;
    if !["action_opened", "recommendation_made"].contains(&statement.event.as_str()) {
        return None;
    }
    let named: HashSet<&str> = statement.fields.keys().chain(statement.attributes.keys()).map(String::as_str).collect();
    let mut missing = Vec::new();
    if !named.contains("owner") {
        missing.push("an owner (--owner)");
    }
    if statement.due_at.is_none() {
        missing.push("a due date (--due-at)");
    }
    if !["category", "clause"].iter().any(|aim| named.contains(aim)) {
        missing.push("what it aims at (--category or --clause)");
    }
    (!missing.is_empty()).then(|| format!("{} lacks {}", statement.event, missing.join(", ")))
}

/// The last instant at which it can have happened.
fn latest(when: When) -> Instant {
    when.last.unwrap_or(when.at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> When {
        When::parse(text, chrono_tz::UTC).unwrap()
    }

    fn now() -> Instant {
        "2026-03-20T10:00:00Z".parse().unwrap()
    }

    fn known(turns: &[(&str, bool)]) -> Known {
        Known {
            received: at("2026-03-05 10:00"),
            turns: turns.iter().map(|(when, is_closing)| (at(when), *is_closing)).collect(),
            first: None,
        }
    }

    fn count(event: &str, when: &str, turns: &[(&str, bool)]) -> usize {
        doubts(&Draft::event("R-000001", event, at(when)), Some(&known(turns)), now()).len()
    }

    #[test]
    fn the_future_is_asked_about_and_this_very_moment_is_not() {
        let draft = |when| Draft::opening(When::moment(when));
        assert_eq!(doubts(&draft(now()), None, now()), Vec::<String>::new());
        assert_eq!(doubts(&draft(Instant(now().0 + 1)), None, now()).len(), 1);
        assert_eq!(doubts(&Draft::opening(at("2026-03-20")), None, now()), Vec::<String>::new());
    }

    #[test]
    fn what_can_only_have_been_before_receipt_is_asked_about() {
        assert_eq!(count("acknowledged", "2026-03-05 09:59", &[]), 1);
        assert_eq!(count("acknowledged", "2026-03-05 10:00", &[]), 0);
        assert_eq!(count("acknowledged", "2026-03-05", &[]), 0, "the day of receipt may well be after it");
        assert_eq!(count("acknowledged", "2026-03-04", &[]), 1);
    }

    #[test]
    fn a_receipt_that_is_moved_behind_what_followed_it_is_asked_about() {
        let known = Known { first: Some(("acknowledged".into(), at("2026-03-05 10:30"))), ..known(&[]) };
        let moved = |when| doubts(&Draft::opening(at(when)), Some(&known), now()).len();
        assert_eq!((moved("2026-03-05 10:30"), moved("2026-03-05 10:31"), moved("2026-03-06")), (0, 1, 1));
    }

    #[test]
    fn what_comes_after_a_closing_is_asked_about_unless_it_always_does_or_the_case_was_reopened() {
        let closed = [("2026-03-10 12:00", true)];
        assert_eq!(count("progress_update", "2026-03-10 12:00", &closed), 0, "at the very instant");
        assert_eq!(count("progress_update", "2026-03-10 12:01", &closed), 1);
        assert_eq!(count("follow_up", "2026-03-12 09:00", &closed), 0);
        let reopened = [("2026-03-10 12:00", true), ("2026-03-11 12:00", false)];
        assert_eq!(count("progress_update", "2026-03-12 09:00", &reopened), 0);
        assert_eq!(count("progress_update", "2026-03-11 09:00", &reopened), 1, "between closing and reopening");
        assert_eq!(count("progress_update", "2026-03-10", &[("2026-03-10", true)]), 0, "of the same day nothing is known");
    }

    #[test]
    fn an_action_without_owner_due_date_and_aim_is_asked_about() {
        let mut action = Draft::organisation("action_opened", at("2026-03-10"));
        assert_eq!(
            doubts(&action, None, now()),
            ["action_opened lacks an owner (--owner), a due date (--due-at), what it aims at (--category or --clause)"]
        );
        action.statement.fields = [("owner", "kim"), ("category", "delivery")].map(|(name, value)| (name.into(), value.into())).into();
        action.statement.due_at = Some(now());
        assert_eq!(doubts(&action, None, now()), Vec::<String>::new());
    }
}
