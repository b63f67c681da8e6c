//! Which events a row's word stands for.

use crate::source::mapping::{EventName, EventRule, Yield};
use crate::source::words::Words;
use crate::vocabulary::EVENTS;
use std::collections::HashMap;

/// The words of an event rule, ready to be looked up.
pub enum EventNames {
    /// The rule always yields these.
    Fixed(Vec<Yield>),
    /// A word of the row is an event of the vocabulary.
    Spoken(HashMap<&'static str, [Yield; 1]>),
    /// A word of the row decides.
    Mapped { words: Words<Vec<Yield>>, other: Option<Vec<Yield>> },
}

impl EventNames {
    /// The words of a rule.
    pub fn of(rule: &EventRule) -> Self {
        match &rule.name {
            EventName::Fixed(yields) => Self::Fixed(yields.clone()),
            EventName::Spoken(_) => Self::Spoken(EVENTS.iter().map(|event| (*event, [Yield { event, evidence: None }])).collect()),
            EventName::Mapped { words, other, .. } => {
                Self::Mapped { words: Words::of(words.iter().map(|(word, yields)| (word.as_str(), yields.clone()))), other: other.clone() }
            }
        }
    }

    /// The events of a row, by its word; `None` where the word stands for none.
    pub fn yields(&self, word: Option<&str>) -> Option<&[Yield]> {
        match self {
            Self::Fixed(yields) => Some(yields),
            Self::Spoken(words) => words.get(word?).map(<[Yield; 1]>::as_slice),
            Self::Mapped { words, other } => words.get(word?).or(other.as_ref()).map(Vec::as_slice),
        }
    }

    /// Whether the mapping lists the word itself, not only a catch-all.
    pub fn lists(&self, word: &str) -> bool {
        match self {
            Self::Fixed(_) => true,
            Self::Spoken(words) => words.contains_key(word),
            Self::Mapped { words, .. } => words.get(word).is_some(),
        }
    }
}
