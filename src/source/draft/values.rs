//! What the words in a column's cells probably mean: channels, labels, states.

use super::names::{begins, is_in, plain};
use super::planned::{Another, another};
use crate::vocabulary::{EVENTS, ORGANISATION_EVENTS};

/// The channel that a word probably means. `Information desk` is no form, and a hotel no telephone.
pub fn channel(word: &str) -> &'static str {
    let name = plain(word);
    let is = |stems: &[&str]| begins(&name, stems);
    let ends = |parts: &[&str]| name.split(' ').any(|word| parts.iter().any(|part| word.ends_with(part)));
    match () {
        () if is(&["chat", "whatsapp", "whats app", "messag", "sms ", "telegram"]) || ends(&["chat"]) => "chat",
        () if is(&["facebook", "twitter", "instagram", "social", "linkedin", "linked in"]) => "social",
        () if (is(&["mail", "email"]) || ends(&["mail"])) && !is(&["post", "voice"]) => "email",
        () if is(&["letter", "postal", "post ", "postcard", "fax", "writing", "written", "brief"]) || ends(&["brief"]) => "letter",
        () if is(&["phone", "call", "voice", "tel ", "telep", "telef"]) || ends(&["phone", "telefon"]) => "phone",
        () if is(&["walk", "person", "counter", "visit", "office ", "branch", "persönlich"]) => "in_person",
        () if is(&["web", "online", "internet", "portal", "form ", "forms ", "app ", "apps ", "self", "mobile"]) => "web_form",
        () if ends(&["formular", "portal"]) => "web_form",
        () => "other",
    }
}

/// Whether a word of a label says that the case was in time; `is_reversed`: the column asks whether it was late.
pub fn label(word: &str, is_reversed: bool) -> Option<bool> {
    let plain = plain(word);
    let says_yes = match plain.as_str() {
        "yes" | "y" | "true" | "1" => Some(!is_reversed),
        "no" | "n" | "false" | "0" => Some(is_reversed),
        _ => None,
    };
    says_yes.or_else(|| match plain.replace(' ', "").as_str() {
        "ontime" | "intime" | "timely" | "met" | "within" | "withinsla" | "achieved" | "kept" => Some(true),
        "late" | "overdue" | "missed" | "breached" | "breach" | "notmet" | "untimely" | "violated" | "delayed" => Some(false),
        _ => None,
    })
}

/// Whether a label's name asks for lateness rather than timeliness.
pub fn asks_for_lateness(name: &str) -> bool {
    let name = plain(name);
    ["late", "overdue", "breach"].iter().any(|word| is_in(&name, word))
}

/// The stems of words that say that something happened, the event, and whether it is a stand-in.
type Happened = (&'static [&'static str], (&'static str, bool));

/// What a case is that nobody waits for any more; the first that fits counts.
const ENDS: &[Happened] = &[
    (&["reopen", "re open"], ("reopened", false)),
    (&["cancel", "withdraw"], ("withdrawn", true)),
    (&["clos", "autoclos"], ("closed", false)),
    (&["resolv", "solved", "complet", "answered"], ("resolution_proposed", true)),
];
/// What happens on the way, unless the case waits.
const STEPS: &[Happened] =
    &[(&["escalat"], ("escalated", false)), (&["acknowledg"], ("acknowledged", false)), (&["assign", "reassign"], ("assigned", false))];
/// The stems of words for a wait.
const WAITS: &[&str] = &["await", "pending", "hold", "onhold", "wait", "suspend"];
/// Words behind which a thing has not happened, in the same part of a phrase: `Not acknowledged`, `To be closed`.
const DENIALS: &[&str] = &[
    "not", "non", "never", "no", "un", "de", "be", "yet", "cannot", "without", "unable", "failed", "ready", "awaiting", "await", "pending",
    "waiting", "wait",
];
/// Words by which a thing came to nothing, before or behind it: `Acknowledgement failed`. What is `Closed, rejected` is closed.
const FAILURES: &[&str] = &[
    "failed",
    "fail",
    "failure",
    "rejected",
    "declined",
    "refused",
    "denied",
    "disputed",
    "returned",
    "bounced",
    "undelivered",
    "undeliverable",
];
const NO_EVENT: (&str, bool) = ("status_changed", false);

/// The event that a state or an activity probably stands for, and whether it is a stand-in.
///
/// A wait for something that the organisation does, such as `Awaiting assignment`, is no wait for the customer. A word of the vocabulary
/// stands for itself: `Investigation completed` answers nobody.
pub fn event_of(word: &str) -> (&'static str, bool) {
    let named = plain(word).replace(' ', "_");
    if let Some(event) = EVENTS.iter().find(|event| **event == named) {
        return if ORGANISATION_EVENTS.contains(event) { NO_EVENT } else { (event, false) };
    }
    let parts: Vec<String> = word.replace(" - ", ",").split([',', ';', ':', '/', '(', ')', '|', '\u{2013}']).map(plain).collect();
    let before_denial = |part: &String| part.split(' ').take_while(|word| !DENIALS.contains(word)).collect::<Vec<_>>().join(" ");
    let is_told = |part: &String, event: &Happened| begins(&before_denial(part), event.0);
    let has_happened =
        |event: &&Happened| parts.iter().any(|part| is_told(part, event) && !has_failed(part, event) && !is_of_another(part, event));
    let is_put_off = |event: &Happened| parts.iter().any(|part| begins(part, event.0)) && !parts.iter().any(|part| is_told(part, event));
    let is_denied = |part: &str| part.split(' ').next().is_some_and(|first| DENIALS.contains(&first) && !begins(first, WAITS));
    let waits = parts.iter().any(|part| begins(part, WAITS) && !is_denied(part)) && !ENDS.iter().chain(STEPS).any(is_put_off);
    let wait = waits.then_some(("paused", true));
    let event = |events: &'static [Happened]| events.iter().find(has_happened).map(|event| event.1);
    event(ENDS).or(wait).or_else(|| event(STEPS)).unwrap_or(NO_EVENT)
}

/// Whether something came to nothing: it is named beside a word for that, and not as done.
fn has_failed(part: &str, event: &Happened) -> bool {
    let is_done = |word: &str| word.ends_with("ed") || word.ends_with("wn");
    let words = || part.split(' ');
    words().any(|word| FAILURES.contains(&word)) && !words().any(|word| is_done(word) && begins(word, event.0))
}

/// Whether somebody else did something. A case that its customer closed is closed, and it is customers who open one again, have it
/// escalated, or withdraw it.
fn is_of_another(part: &str, event: &Happened) -> bool {
    match another(part) {
        Some(Another::Customer) => !matches!(event.1.0, "closed" | "reopened" | "escalated" | "withdrawn"),
        Some(Another::Party) => event.1.0 != "reopened",
        None => false,
    }
}

/// Whether a word says how far a case is.
pub(super) fn is_state(word: &str) -> bool {
    let plain = plain(word);
    matches!(plain.as_str(), "new" | "open" | "active" | "done" | "in progress" | "offen" | "neu" | "geschlossen")
        || event_of(word) != NO_EVENT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_apart() {
        for (word, expected) in [
            ("Customer Care Call", "phone"),
            ("Internet", "web_form"),
            ("Mail", "email"),
            ("Postal mail", "letter"),
            ("walk-in", "in_person"),
            ("self-service", "web_form"),
            ("pigeon", "other"),
            ("E-Mail", "email"),
            ("WhatsApp", "chat"),
            ("Tel.", "phone"),
            ("Voicemail", "phone"),
            ("Kontaktformular", "web_form"),
            ("Mobile app", "web_form"),
            // Parts of other words.
            ("Information desk", "other"),
            ("Platform", "other"),
            ("Happy customer", "other"),
            ("Hotel", "other"),
            ("Appointment", "other"),
        ] {
            assert_eq!(channel(word), expected, "{word}");
        }
        assert_eq!(["ONTIME", "OVERDUE", "Yes", "perhaps"].map(|word| label(word, false)), [Some(true), Some(false), Some(true), None]);
        assert_eq!(["YES", "NO"].map(|word| label(word, asks_for_lateness("Late (Yes/No)"))), [Some(false), Some(true)]);
    }

    #[test]
    fn a_state_that_says_not_is_no_event() {
        for (state, expected) in [
            ("Awaiting User Info", "paused"),
            ("Wait - Customer", "paused"),
            ("On hold", "paused"),
            ("ONHOLD", "paused"),
            ("Closed", "closed"),
            ("Auto-closed", "closed"),
            ("Closed - no response", "closed"),
            ("Not upheld, closed", "closed"),
            ("Re-opened", "reopened"),
            ("Reassigned", "assigned"),
            ("Resolved, pending closure", "resolution_proposed"),
            ("Assigned - waiting for customer", "paused"),
            ("Completed", "resolution_proposed"),
            ("investigation_completed", "investigation_completed"),
            ("Outcome communicated", "outcome_communicated"),
            ("Resolution declined", "resolution_declined"),
            ("Complaint rejected, closed", "closed"),
            ("Closed (rejected)", "closed"),
            ("Closed-Rejected", "closed"),
            ("Complaint rejected and closed", "closed"),
            ("Closed by customer", "closed"),
            ("Reopened by customer", "reopened"),
            ("Escalated to ombudsman", "escalated"),
            ("Closed - appeal rejected", "closed"),
        ] {
            assert_eq!(event_of(state).0, expected, "{state}");
        }
        for state in [
            "Active",
            "Not acknowledged",
            "NotAcknowledged",
            "Unassigned",
            "Un-assigned",
            "Unresolved",
            "Incomplete",
            "Disclosed to insurer",
            "Never escalated",
            "De-escalated",
            "No longer assigned",
            "To be closed",
            "Awaiting acknowledgement",
            "Pending closure",
            "Unanswered",
            "Household",
            "Not on hold",
            "action_completed",
            // What came to nothing, and what somebody else did.
            "Acknowledgement failed",
            "Acknowledgement returned undelivered",
            "Closure rejected",
            "Rejected closure",
            "Close request declined",
            "Acknowledged by customer",
            "Insurer acknowledged",
            "Contractor closed",
            "Appeal closed",
            "Escalation closed",
            "Ombudsman case closed",
        ] {
            assert_eq!(event_of(state), NO_EVENT, "{state}");
        }
    }
}
