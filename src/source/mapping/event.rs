//! Events: what a row tells to have happened.

use super::value::{Choice, Condition, DateChoice, DateValue, Test, Value};

/// How a row yields an event.
#[derive(Debug, Clone)]
pub struct EventRule {
    /// Its place among the rules as the mapping writes them.
    pub place: usize,
    /// Which event.
    pub name: EventName,
    /// When it happened. Where it is blank, a fixed event did not happen.
    pub at: DateValue,
    /// The date that a notice promised.
    pub expected_at: Option<DateValue>,
    /// Who did it.
    pub actor: Option<Value>,
    /// As what.
    pub role: Option<Value>,
    /// Whether a machine did it: `true`, `false` or blank.
    pub auto: Option<Value>,
    /// How it is known; a fixed word or a column's.
    pub evidence: Value,
    /// What must hold, all of it, for the event to have happened.
    pub when: Vec<Condition>,
    /// What must hold beside the rows before it of the same case.
    pub sequence: Option<Sequence>,
    /// The rule stands for every column of this name (a header can have it several times).
    pub for_each: Option<String>,
    /// In a table of cases: columns that are attributes of the event.
    pub attributes: Vec<String>,
    /// Attributes of the event that the mapping makes.
    pub set: Vec<(String, Value)>,
}

/// What an event rule asks of the rows of its case, taken in the order of time.
#[derive(Debug, Clone)]
pub enum Sequence {
    /// A column's value is another one than in the row before; a case's first row counts.
    Changed {
        /// The value that is watched.
        value: Box<Choice>,
        /// The words that it must have had before; empty: any, or none.
        from: Vec<String>,
    },
    /// Only the first such event of a case.
    First,
    /// All but the first.
    Later,
}

/// The name of an event.
#[derive(Debug, Clone)]
pub enum EventName {
    /// Always these.
    Fixed(Vec<Yield>),
    /// A column tells: its words are events of the vocabulary.
    Spoken(Value),
    /// A column tells: its words stand for events.
    Mapped {
        /// The column.
        value: Value,
        /// What each word stands for; case is ignored, and a star stands for anything (`Closed*`).
        words: Vec<(String, Vec<Yield>)>,
        /// What a word stands for that is not listed; without this, its row is set aside.
        other: Option<Vec<Yield>>,
    },
}

/// One event that a word stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Yield {
    /// The event.
    pub event: &'static str,
    /// How it is known, where it differs from the rule's own evidence.
    pub evidence: Option<&'static str>,
}

impl EventName {
    /// Every event that the rule can yield; `None`: any of the vocabulary.
    pub fn events(&self) -> Option<Vec<&'static str>> {
        match self {
            Self::Fixed(yields) => Some(yields.iter().map(|one| one.event).collect()),
            Self::Spoken(_) => None,
            Self::Mapped { words, other, .. } => {
                Some(words.iter().map(|word| &word.1).chain(other).flatten().map(|one| one.event).collect())
            }
        }
    }
}

impl EventRule {
    /// Every text that the rule makes.
    pub fn values(&self) -> Vec<&Value> {
        let name = match &self.name {
            EventName::Fixed(_) => None,
            EventName::Spoken(value) | EventName::Mapped { value, .. } => Some(value),
        };
        let parts = name.into_iter().chain(&self.actor).chain(&self.role).chain(&self.auto).chain([&self.evidence]);
        parts.chain(self.set.iter().map(|set| &set.1)).collect()
    }

    /// The columns that its conditions look at.
    pub fn condition_columns(&self) -> impl Iterator<Item = &String> {
        let watched = match &self.sequence {
            Some(Sequence::Changed { value, .. }) => value.columns(),
            _ => &[],
        };
        self.when.iter().flat_map(Condition::columns).chain(watched)
    }

    /// Whether a file with these columns can show the rule's events at all.
    pub fn is_shown_by(&self, has: impl Fn(&String) -> bool) -> bool {
        let can_date = |choice: &DateChoice| {
            choice.written.is_shown_by(&has) && choice.later.as_ref().is_none_or(|later| later.amount.is_shown_by(&has))
        };
        let can_name = match &self.name {
            EventName::Fixed(_) => true,
            EventName::Spoken(value) | EventName::Mapped { value, .. } => value.choices.iter().any(|choice| choice.is_shown_by(&has)),
        };
        // What asks for a blank value is fulfilled where there is no such column.
        let needed = self.when.iter().filter(|condition| !matches!(condition.test, Test::Blank | Test::IsNot(_)));
        can_name && self.at.choices.iter().any(can_date) && needed.flat_map(Condition::columns).all(&has)
    }

    /// The rule with one column in place of another.
    #[must_use]
    pub fn renamed(&self, from: &str, to: &str) -> Self {
        let mut rule = self.clone();
        rule.for_each = None;
        if let EventName::Spoken(value) | EventName::Mapped { value, .. } = &mut rule.name {
            value.choices.iter_mut().for_each(|choice| choice.rename(from, to));
        }
        for date in [&mut rule.at].into_iter().chain(&mut rule.expected_at) {
            for choice in &mut date.choices {
                choice.written.rename(from, to);
                choice.later.iter_mut().for_each(|later| later.amount.rename(from, to));
            }
        }
        let values = rule.actor.iter_mut().chain(&mut rule.role).chain(&mut rule.auto).chain([&mut rule.evidence]);
        for value in values.chain(rule.set.iter_mut().map(|set| &mut set.1)) {
            value.choices.iter_mut().for_each(|choice| choice.rename(from, to));
        }
        rule.when.iter_mut().for_each(|condition| condition.rename(from, to));
        if let Some(Sequence::Changed { value, .. }) = &mut rule.sequence {
            value.rename(from, to);
        }
        rule.attributes.iter_mut().filter(|column| *column == from).for_each(|column| *column = to.to_string());
        rule
    }
}
