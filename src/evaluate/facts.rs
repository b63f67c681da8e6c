//! What is known of a case before anything is judged.

use crate::policy::Selector;
use crate::time::Instant;
use std::collections::{BTreeMap, BTreeSet};

/// When something happened: a moment, or a day of which the hour is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct When {
    /// The first possible instant; for a day the local midnight with which it begins.
    pub at: Instant,
    /// The last possible instant; for a moment the same.
    pub last: Instant,
}

impl When {
    /// A moment, known exactly.
    pub fn moment(at: Instant) -> Self {
        Self { at, last: at }
    }

    /// Whether only the day is known.
    pub fn is_day(self) -> bool {
        self.at != self.last
    }
}

/// One case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseFacts {
    /// Where it was imported from.
    pub source: String,
    /// Its name there.
    pub case_id: String,
    /// When it was received.
    pub received: When,
    /// Its columns and attributes by name; what is blank is left out.
    pub fields: BTreeMap<String, String>,
    /// The events that its source can report at all.
    pub reports: BTreeSet<String>,
    /// The fields that its mapping writes itself, alike for every case.
    pub stated: BTreeSet<String>,
}

impl CaseFacts {
    /// The value of a column or attribute, unless it is blank.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.get(name).map(String::as_str).filter(|value| !is_blank(value))
    }

    /// Whether the case's source can show that this event happened: receipt is known of every case.
    pub fn can_show(&self, event: &str) -> bool {
        event == RECEIVED || self.reports.contains(event)
    }
}

/// The event that every case has.
pub const RECEIVED: &str = "received";

/// One thing that happened to a case, or to the organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventFact {
    /// Its name in the vocabulary.
    pub name: String,
    /// When it happened.
    pub when: When,
    /// The instant that a notice promised; where it promised a day, the end of it.
    pub expected_at: Option<Instant>,
    /// Who did it; none where that is not recorded.
    pub actor: Option<String>,
    /// In what role.
    pub role: Option<String>,
    /// Whether a machine sent it, if that is known.
    pub auto: Option<bool>,
    /// `event`, `proxy` or `presumed`.
    pub evidence: String,
    /// What else the source tells of it.
    pub attributes: BTreeMap<String, String>,
}

impl EventFact {
    /// An event of which nothing but its name and time is known.
    pub fn bare(name: &str, when: When) -> Self {
        Self {
            name: name.to_string(),
            when,
            expected_at: None,
            actor: None,
            role: None,
            auto: None,
            evidence: "event".to_string(),
            attributes: BTreeMap::new(),
        }
    }

    /// Whether any of the selectors asks for this event.
    pub fn serves(&self, selectors: &[Selector]) -> bool {
        selectors.iter().any(|selector| self.serves_one(selector))
    }

    fn serves_one(&self, selector: &Selector) -> bool {
        let auto_fits = selector.auto.is_none_or(|asked| self.auto == Some(asked));
        let role_fits = selector.role.is_empty() || self.role.as_ref().is_some_and(|role| selector.role.contains(role));
        self.name == selector.event && auto_fits && role_fits && selector.with.iter().all(|field| self.has(field))
    }

    /// Whether a field that a selector's `with` names is there and not blank.
    fn has(&self, field: &str) -> bool {
        match field {
            "expected_at" => self.expected_at.is_some(),
            "actor" => self.actor.as_deref().is_some_and(|actor| !is_blank(actor)),
            "role" => self.role.as_deref().is_some_and(|role| !is_blank(role)),
            _ => self.attributes.get(field).is_some_and(|value| !is_blank(value)),
        }
    }
}

/// White space alone says nothing.
pub(super) fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}
