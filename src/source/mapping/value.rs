//! Texts, dates and conditions: what a mapping makes of the columns of one row.

use crate::source::dates::Formats;
use chrono_tz::Tz;

/// Where a text comes from: the first choice that gives one.
#[derive(Debug, Clone, Default)]
pub struct Value {
    /// In order of preference.
    pub choices: Vec<Choice>,
}

/// One way to come by a text.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// Where it is read.
    pub text: Text,
    /// Which part of it is meant.
    pub split: Option<Split>,
    /// Further values that mean nothing, in these columns.
    pub nothing: Vec<String>,
    /// What the export's words become; case is ignored, and a star stands for anything (`Closed*`).
    pub values: Option<Vec<(String, String)>>,
    /// What a word becomes that `values` does not list; without this it is kept as found.
    pub other: Option<String>,
    /// Whether the value is personal and only its keyed digest is kept; not said: it is not, but for a customer.
    pub pseudonym: Option<bool>,
    /// What must hold, all of it, for the choice to give anything.
    pub when: Vec<Condition>,
}

/// Where a text is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Text {
    /// The first of these columns that is not blank.
    First(Vec<String>),
    /// These columns, put together; nothing where the first of them is blank.
    Joined {
        /// The columns.
        columns: Vec<String>,
        /// What stands between them.
        separator: String,
    },
    /// The text itself.
    Constant(String),
}

impl Default for Text {
    fn default() -> Self {
        Self::First(Vec::new())
    }
}

/// One part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// What stands between the parts.
    pub by: String,
    /// Which one, from 1; from the end where below zero.
    pub part: i64,
}

/// Where a date comes from: the first choice that is not blank.
#[derive(Debug, Clone, Default)]
pub struct DateValue {
    /// In order of preference.
    pub choices: Vec<DateChoice>,
}

/// One way to come by a date.
#[derive(Debug, Clone)]
pub struct DateChoice {
    /// The text that is read as a date.
    pub written: Choice,
    /// How it is written.
    pub dates: Formats,
    /// The zone of its wall-clock values, where it is not that of the mapping.
    pub time_zone: Option<Tz>,
    /// How much later than that date the event was, where the export gives only this.
    pub later: Option<Later>,
}

/// A length of time in a column, to be added to a date.
#[derive(Debug, Clone)]
pub struct Later {
    /// The column or columns.
    pub amount: Choice,
    /// The name of the unit, for messages.
    pub unit: &'static str,
    /// The unit in microseconds.
    pub unit_us: i64,
    /// The sign before a fraction, `.` or `,`; without it, it is told from each value, where it can be.
    pub decimal: Option<char>,
    /// The calendar on which the time runs; without one, it runs day and night.
    pub calendar: Option<String>,
}

/// A condition on a value of the same row.
#[derive(Debug, Clone)]
pub struct Condition {
    /// The value.
    pub value: Choice,
    /// What it must be.
    pub test: Test,
}

/// What a value must be. Case is ignored, and a star stands for anything (`Closed*`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// Not blank.
    Present,
    /// Blank.
    Blank,
    /// One of these.
    Is(Vec<String>),
    /// None of these; a blank value is none of them.
    IsNot(Vec<String>),
    /// The same as the value of this column.
    SameAs(String),
    /// Another one than the value of this column, neither of them blank.
    NotSameAs(String),
    /// Not blank, and not the value of this column, which may be blank.
    OtherThan(String),
}

impl Value {
    /// The value of one column.
    pub fn column(name: impl Into<String>) -> Self {
        Choice::column(name).into()
    }

    /// A value that no column gives.
    pub fn constant(text: impl Into<String>) -> Self {
        Choice { text: Text::Constant(text.into()), ..Choice::default() }.into()
    }

    /// Every column that can give the value, in order of preference.
    pub fn columns(&self) -> impl Iterator<Item = &String> {
        self.choices.iter().flat_map(Choice::columns)
    }

    /// Whether the mapping writes the value itself, the same one for every row.
    pub fn is_stated(&self) -> bool {
        matches!(self.choices.as_slice(), [only] if matches!(only.text, Text::Constant(_)) && only.when.is_empty())
    }

    /// The words that the mapping itself writes.
    pub fn constants(&self) -> impl Iterator<Item = &String> {
        let constant = |choice: &'_ Choice| matches!(choice.text, Text::Constant(_));
        let of_text = self.choices.iter().filter(move |choice| constant(choice)).filter_map(|choice| match &choice.text {
            Text::Constant(text) => Some(text),
            _ => None,
        });
        let of_words = self.choices.iter().flat_map(|choice| choice.values.iter().flatten().map(|word| &word.1).chain(&choice.other));
        of_text.chain(of_words)
    }
}

impl From<Choice> for Value {
    fn from(choice: Choice) -> Self {
        Self { choices: vec![choice] }
    }
}

impl Choice {
    /// The value of one column.
    pub fn column(name: impl Into<String>) -> Self {
        Self { text: Text::First(vec![name.into()]), ..Self::default() }
    }

    /// Keeps what is read as a pseudonym, unless the mapping says that it is none to begin with.
    pub fn keep_pseudonym(&mut self) {
        if self.pseudonym.is_none() && !matches!(self.text, Text::Constant(_)) {
            self.pseudonym = Some(true);
        }
    }

    /// The columns that give the text.
    pub fn columns(&self) -> &[String] {
        match &self.text {
            Text::First(columns) | Text::Joined { columns, .. } => columns,
            Text::Constant(_) => &[],
        }
    }

    pub(super) fn rename(&mut self, from: &str, to: &str) {
        if let Text::First(columns) | Text::Joined { columns, .. } = &mut self.text {
            columns.iter_mut().filter(|column| *column == from).for_each(|column| *column = to.to_string());
        }
        self.when.iter_mut().for_each(|condition| condition.rename(from, to));
    }
}

impl DateValue {
    /// How the date may be written, as the mapping says it.
    pub fn forms(&self) -> impl Iterator<Item = &str> {
        self.choices.iter().flat_map(|choice| choice.dates.written.iter().map(String::as_str))
    }

    /// Every column that the date is made from, in order of preference.
    pub fn columns(&self) -> impl Iterator<Item = &String> {
        self.choices.iter().flat_map(|choice| {
            let lengths = choice.later.iter().flat_map(|later| later.amount.columns());
            choice.written.columns().iter().chain(lengths)
        })
    }
}

impl Condition {
    /// The columns that it looks at.
    pub fn columns(&self) -> impl Iterator<Item = &String> {
        let other = match &self.test {
            Test::SameAs(column) | Test::NotSameAs(column) | Test::OtherThan(column) => Some(column),
            _ => None,
        };
        self.value.columns().iter().chain(other)
    }

    pub(super) fn rename(&mut self, from: &str, to: &str) {
        self.value.rename(from, to);
        if let Test::SameAs(column) | Test::NotSameAs(column) | Test::OtherThan(column) = &mut self.test
            && column == from
        {
            *column = to.to_string();
        }
    }
}

impl Choice {
    /// Whether a file with these columns can give the text at all.
    pub(super) fn is_shown_by(&self, has: &impl Fn(&String) -> bool) -> bool {
        match &self.text {
            Text::First(columns) => columns.iter().any(has),
            Text::Joined { columns, .. } => columns.first().is_some_and(has),
            Text::Constant(_) => true,
        }
    }
}
