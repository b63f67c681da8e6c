//! Which events a row's word stands for.

use crate::source::mapping::{EventName, EventRule, Yield};
use crate::vocabulary::EVENTS;
use std::collections::HashMap;

/// The words of an event rule, ready to be looked up.
pub enum EventNames {
    /// The rule always yields this.
    Fixed(Vec<Yield>),
    /// A word of the row decides.
    Words {
        /// The columns that hold the word.
        columns: Vec<String>,
        words: HashMap<String, Vec<Yield>>,
        other: Option<Vec<Yield>>,
        is_vocabulary: bool,
    },
}

impl EventNames {
    /// The words of a rule.
    pub fn of(rule: &EventRule) -> Self {
        match &rule.name {
            EventName::Fixed(event) => Self::Fixed(vec![Yield { event, evidence: None }]),
            EventName::Spoken(value) => Self::Words {
                columns: value.columns.clone(),
                words: EVENTS.iter().map(|event| ((*event).to_string(), vec![Yield { event, evidence: None }])).collect(),
                other: None,
                is_vocabulary: true,
            },
            EventName::Mapped { value, words, other } => Self::Words {
                columns: value.columns.clone(),
                words: words.iter().map(|(word, yields)| (word.to_lowercase(), yields.clone())).collect(),
                other: other.clone(),
                is_vocabulary: false,
            },
        }
    }

    /// The events of a row, by its word; `None` where the word stands for none.
    pub fn yields(&self, word: Option<&str>) -> Option<&[Yield]> {
        match self {
            Self::Fixed(yields) => Some(yields),
            Self::Words { words, other, is_vocabulary, .. } => {
                let word = word?;
                let known = if *is_vocabulary { words.get(word) } else { words.get(&word.to_lowercase()) };
                known.or(other.as_ref()).map(Vec::as_slice)
            }
        }
    }

    /// Whether the mapping lists the word itself, not only a catch-all.
    pub fn lists(&self, word: &str) -> bool {
        match self {
            Self::Fixed(_) => true,
            Self::Words { words, is_vocabulary: true, .. } => words.contains_key(word),
            Self::Words { words, .. } => words.contains_key(&word.to_lowercase()),
        }
    }
}
