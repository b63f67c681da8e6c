//! The model of a source mapping: what an export's columns mean, ready to be applied.
//!
//! A mapping is data, not code: it is read from TOML (see [`super::document`]), checked once, and
//! from then on only looked at. Column names are the preferred ones; a file's own spelling is
//! brought to them by [`super::header::Header`].

use super::dates::Formats;
use chrono_tz::Tz;
use std::path::PathBuf;

/// What an export is, how to recognise it, and how it becomes cases and events.
#[derive(Debug, Clone)]
pub struct Mapping {
    /// The name of the source, as the lake and `--source` know it.
    pub id: String,
    /// One line that says which export of which program this is.
    pub title: String,
    /// What a reader should know: how honest the stand-ins are, what the export cannot tell.
    pub about: String,
    /// What a later import of the same cases does.
    pub mode: Mode,
    /// The zone of wall-clock values; without one they are read in the workspace's.
    pub time_zone: Option<Tz>,
    /// The events that this source can report at all, sorted as the vocabulary is.
    pub reports: Vec<&'static str>,
    /// The kinds of files that belong to the export.
    pub tables: Vec<Table>,
    /// Where the mapping was written.
    pub origin: Origin,
    /// The TOML text itself.
    pub text: String,
}

/// Where a mapping comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// It is part of the program.
    BuiltIn,
    /// It is one of the user's own, in `sources/`.
    File(PathBuf),
}

/// What a later import does to what an earlier one said of the same case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// The export holds all that is known of its cases: a later one replaces it.
    Snapshot,
    /// The export holds what is new: a later one adds events.
    Append,
}

impl Mode {
    /// The word that mappings and `import.json` use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Snapshot => "snapshot",
            Self::Append => "append",
        }
    }
}

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Rows of delimited text under a header.
    #[default]
    Csv,
    /// One JSON object a line; nested objects are flattened with dots.
    Jsonl,
}

/// What a row of a file stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Row {
    /// A case: its columns are the case's fields, its date columns are events.
    #[default]
    Case,
    /// An event: the rows of a case together make the case.
    Event,
}

/// One kind of file of an export.
#[derive(Debug, Clone)]
pub struct Table {
    /// A name for messages, such as `tickets`.
    pub name: String,
    /// How the file is written.
    pub format: Format,
    /// The delimiter of CSV; without one, the usual ones are tried on the header.
    pub delimiter: Option<u8>,
    /// The quote of CSV.
    pub quote: u8,
    /// What a row stands for.
    pub row: Row,
    /// Columns that must all be there.
    pub recognise: Vec<String>,
    /// Columns that must not be there.
    pub without: Vec<String>,
    /// Other spellings of columns: the preferred name, then what other vintages call it.
    pub aliases: Vec<(String, Vec<String>)>,
    /// How dates are written.
    pub dates: Formats,
    /// Values that mean nothing, in any column.
    pub nothing: Vec<String>,
    /// The case's number in its source.
    pub case_id: Value,
    /// The row's own source, where the file says it; else the mapping's id.
    pub source: Option<Value>,
    /// How rows become cases; without it, the table only gives events.
    pub case: Option<CaseRule>,
    /// What happens to the columns that nothing else names.
    pub attributes: Attributes,
    /// What events a row yields, in order.
    pub events: Vec<EventRule>,
}

/// How rows become cases.
#[derive(Debug, Clone, Default)]
pub struct CaseRule {
    /// When the case was received; in a table of events, without this, its first event.
    pub received_at: Option<DateValue>,
    /// The deadline that the source itself promised.
    pub due_at: Option<DateValue>,
    /// The other fields, by their names in the canonical table.
    pub fields: Vec<(&'static str, Value)>,
}

/// Where a text comes from.
#[derive(Debug, Clone, Default)]
pub struct Value {
    /// Columns in order of preference: the first that is not blank gives the value.
    pub columns: Vec<String>,
    /// The value itself, where no column gives it.
    pub constant: Option<String>,
    /// What the export's words become; case is ignored.
    pub values: Option<Vec<(String, String)>>,
    /// What a word becomes that `values` does not list; without this it is kept as found.
    pub other: Option<String>,
    /// What stands where the columns are blank.
    pub default: Option<String>,
    /// Further values that mean nothing, in these columns.
    pub nothing: Vec<String>,
    /// Whether the value is personal and only its keyed digest is kept.
    pub pseudonym: bool,
}

/// Where a date comes from.
#[derive(Debug, Clone)]
pub struct DateValue {
    /// Columns in order of preference.
    pub columns: Vec<String>,
    /// How it is written.
    pub dates: Formats,
    /// Further values that mean nothing, in these columns.
    pub nothing: Vec<String>,
}

/// What happens to columns that are not fields, dates or event names.
#[derive(Debug, Clone, Default)]
pub struct Attributes {
    /// Columns that are not kept at all: personal data, and noise.
    pub drop: Vec<String>,
    /// Columns that are kept although a field is made from them.
    pub keep: Vec<String>,
    /// In a table of events: columns that describe the case, not the event.
    pub case: Vec<String>,
}

/// How a row yields an event.
#[derive(Debug, Clone)]
pub struct EventRule {
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
    /// In a table of cases: columns that are attributes of the event.
    pub attributes: Vec<String>,
}

/// The name of an event.
#[derive(Debug, Clone)]
pub enum EventName {
    /// Always this one.
    Fixed(&'static str),
    /// A column tells: its words are events of the vocabulary.
    Spoken(Value),
    /// A column tells: its words stand for events.
    Mapped {
        /// The column.
        value: Value,
        /// What each word stands for; case is ignored.
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

/// A condition on a column of the same row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// The column.
    pub column: String,
    /// Its value is one of these; empty: it is not blank.
    pub is: Vec<String>,
}

impl Mapping {
    /// Whether any of its values is kept only as a pseudonym.
    pub fn has_pseudonyms(&self) -> bool {
        self.tables.iter().flat_map(Table::values).any(|value| value.pseudonym)
    }

    /// Whether the mapping is part of the program.
    pub fn is_built_in(&self) -> bool {
        self.origin == Origin::BuiltIn
    }
}

impl Value {
    /// The value of one column.
    pub fn column(name: impl Into<String>) -> Self {
        Self { columns: vec![name.into()], ..Self::default() }
    }

    /// A value that no column gives.
    pub fn constant(text: impl Into<String>) -> Self {
        Self { constant: Some(text.into()), ..Self::default() }
    }
}

impl EventName {
    /// Every event that the rule can yield; `None`: any of the vocabulary.
    pub fn events(&self) -> Option<Vec<&'static str>> {
        match self {
            Self::Fixed(event) => Some(vec![event]),
            Self::Spoken(_) => None,
            Self::Mapped { words, other, .. } => {
                Some(words.iter().map(|word| &word.1).chain(other).flatten().map(|one| one.event).collect())
            }
        }
    }
}

impl Table {
    /// Every column that the table names, in the order of its rules, each once.
    pub fn named_columns(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.recognise.iter().map(String::as_str).collect();
        names.extend(self.consumed_columns());
        names.extend(self.events.iter().flat_map(|rule| &rule.attributes).map(String::as_str));
        names.extend(self.events.iter().flat_map(|rule| &rule.when).map(|condition| condition.column.as_str()));
        names.extend(self.attributes.keep.iter().chain(&self.attributes.case).map(String::as_str).filter(|name| !name.ends_with('*')));
        let mut seen = std::collections::HashSet::new();
        names.retain(|name| seen.insert(*name));
        names
    }

    /// The columns that become fields, dates or event names, and so are no attributes unless `keep` names them.
    pub fn consumed_columns(&self) -> Vec<&str> {
        let of_case = self.case.iter().flat_map(|case| case.received_at.iter().chain(&case.due_at));
        let of_events = self.events.iter().flat_map(|rule| [&rule.at].into_iter().chain(&rule.expected_at));
        let dates = of_case.chain(of_events).flat_map(|date| &date.columns);
        self.values().into_iter().flat_map(|value| &value.columns).chain(dates).map(String::as_str).collect()
    }

    /// Every text that the table's rules make.
    pub fn values(&self) -> Vec<&Value> {
        let mut values: Vec<&Value> = vec![&self.case_id];
        values.extend(&self.source);
        values.extend(self.case.iter().flat_map(|case| case.fields.iter().map(|field| &field.1)));
        for rule in &self.events {
            match &rule.name {
                EventName::Fixed(_) => {}
                EventName::Spoken(value) | EventName::Mapped { value, .. } => values.push(value),
            }
            values.extend(rule.actor.iter().chain(&rule.role).chain(&rule.auto).chain([&rule.evidence]));
        }
        values
    }
}
