//! The model of a source mapping: what an export's columns mean, ready to be applied.
//!
//! A mapping is data, not code: it is read from TOML (see [`super::document`]), checked once, and
//! from then on only looked at. Column names are the preferred ones; a file's own spelling is
//! brought to them by [`super::header::Header`].

mod event;
mod value;

pub use event::{EventName, EventRule, Sequence, Yield};
pub use value::{Choice, Condition, DateChoice, DateValue, Later, Split, Test, Text, Value};

use super::dates::Formats;
use super::header::is_listed;
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
    /// Whether the author says so; else they are what the rules may yield.
    pub vouches: bool,
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

/// A restriction to one way of writing a file; without one, any file fits whose columns do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Rows of delimited text under a header.
    Csv,
    /// JSON: one object a line, or an array of objects.
    #[serde(alias = "jsonl")]
    Json,
    /// A sheet of a workbook.
    Workbook,
    /// A Parquet file.
    Parquet,
    /// An event log in XES.
    Xes,
    /// Messages: a mailbox, or one message.
    Mail,
}

impl Format {
    /// What such a file is called.
    pub fn described(self) -> &'static str {
        match self {
            Self::Csv => "delimited text",
            Self::Json => "JSON",
            Self::Workbook => "a workbook",
            Self::Parquet => "Parquet",
            Self::Xes => "XES",
            Self::Mail => "mail",
        }
    }
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
    /// How the file must be written, if that is asked for.
    pub format: Option<Format>,
    /// What only files of one kind need to be told.
    pub layout: Layout,
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

/// How a file is laid out, where the file itself does not tell.
#[derive(Debug, Clone)]
pub struct Layout {
    /// The delimiter of CSV; without one, the usual ones are tried on the header.
    pub delimiter: Option<u8>,
    /// The quote of CSV.
    pub quote: u8,
    /// How characters are written; without it, that is recognised.
    pub encoding: Option<&'static encoding_rs::Encoding>,
    /// The sheet of a workbook; without one, the first whose header fits.
    pub sheet: Option<String>,
    /// JSON: the path of the array that holds the rows, from the outermost object.
    pub rows: Option<String>,
    /// JSON: the path of an array inside a row, each element of which is a row.
    pub each: Option<String>,
    /// Mail: the organisation's own addresses, and domains that begin with `@`.
    pub own_addresses: Vec<String>,
}

impl Default for Layout {
    fn default() -> Self {
        Self { delimiter: None, quote: b'"', encoding: None, sheet: None, rows: None, each: None, own_addresses: Vec::new() }
    }
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
    /// What must hold for a row of a table of events to say something of its case.
    pub when: Vec<Condition>,
}

/// What happens to columns that are not fields, dates or event names.
#[derive(Debug, Clone, Default)]
pub struct Attributes {
    /// Columns that are not kept at all: personal data, and noise.
    pub drop: Vec<String>,
    /// Columns that are kept although a field is made from them.
    pub keep: Vec<String>,
    /// Columns of which free text stays, masked, although nothing else names them.
    pub free_text: Vec<String>,
    /// In a table of events: columns that describe the case, not the event.
    pub case: Vec<String>,
    /// Attributes of the case that the mapping makes.
    pub set: Vec<(String, Value)>,
    /// Columns that the mapping does not name are not kept either if they seem to name or reach people: a built-in mapping cannot know
    /// what an organisation added to its exports.
    pub is_guarded: bool,
}

impl Mapping {
    /// Whether any of its values is kept only as a pseudonym.
    pub fn has_pseudonyms(&self) -> bool {
        self.tables.iter().flat_map(Table::values).any(|value| value.choices.iter().any(|choice| choice.pseudonym == Some(true)))
    }

    /// Whether the mapping is part of the program.
    pub fn is_built_in(&self) -> bool {
        self.origin == Origin::BuiltIn
    }
}

impl Table {
    /// Whether what a row is worth is told from the rows before it, so that it cannot be read again by itself.
    pub fn looks_back(&self) -> bool {
        self.events.iter().any(|rule| rule.sequence.is_some())
    }

    /// Whether what stands in a column is not to be seen: it is dropped, or kept as a pseudonym only.
    pub fn hides(&self, column: &str) -> bool {
        is_listed(&self.attributes.drop, column) || self.pseudonym_columns().any(|name| name == column)
    }

    /// The columns that are kept as a pseudonym only.
    fn pseudonym_columns(&self) -> impl Iterator<Item = &String> {
        let hidden = self.values().into_iter().flat_map(|value| &value.choices).filter(|choice| choice.pseudonym == Some(true));
        hidden.flat_map(Choice::columns)
    }

    /// The columns by which people are told from each other: those of the customer, and those that are kept as a pseudonym.
    pub fn identity_columns(&self) -> impl Iterator<Item = &String> {
        let customer = self.case.iter().flat_map(|case| &case.fields).filter(|field| field.0 == "customer");
        customer.flat_map(|field| field.1.columns()).chain(self.pseudonym_columns())
    }

    /// A table that any file fits, for looking at files that no mapping describes.
    pub fn anything() -> Self {
        Self {
            name: "rows".into(),
            format: None,
            layout: Layout::default(),
            row: Row::Case,
            recognise: Vec::new(),
            without: Vec::new(),
            aliases: Vec::new(),
            dates: Formats::default(),
            nothing: Vec::new(),
            case_id: Value::default(),
            source: None,
            case: None,
            attributes: Attributes::default(),
            events: Vec::new(),
        }
    }

    /// Every column that the table names, in the order of its rules, each once.
    pub fn named_columns(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.recognise.iter().map(String::as_str).collect();
        names.extend(self.consumed_columns());
        names.extend(self.events.iter().flat_map(|rule| &rule.attributes).map(String::as_str));
        names.extend(self.events.iter().flat_map(EventRule::condition_columns).map(String::as_str));
        names.extend(self.case.iter().flat_map(|case| &case.when).flat_map(Condition::columns).map(String::as_str));
        let conditions = self.values().into_iter().flat_map(|value| &value.choices).flat_map(|choice| &choice.when);
        names.extend(conditions.flat_map(Condition::columns).map(String::as_str));
        names.extend(self.attributes.keep.iter().chain(&self.attributes.case).map(String::as_str).filter(|name| !name.contains('*')));
        let mut seen = std::collections::HashSet::new();
        names.retain(|name| seen.insert(*name));
        names
    }

    /// The columns that become fields, dates or event names, and so are no attributes unless `keep` names them.
    pub fn consumed_columns(&self) -> Vec<&str> {
        let of_case = self.case.iter().flat_map(|case| case.received_at.iter().chain(&case.due_at));
        let of_events = self.events.iter().flat_map(|rule| [&rule.at].into_iter().chain(&rule.expected_at));
        let dates = of_case.chain(of_events).flat_map(DateValue::columns);
        self.values().into_iter().flat_map(Value::columns).chain(dates).map(String::as_str).collect()
    }

    /// Every text that the table's rules make.
    pub fn values(&self) -> Vec<&Value> {
        let mut values: Vec<&Value> = vec![&self.case_id];
        values.extend(&self.source);
        values.extend(self.case.iter().flat_map(|case| case.fields.iter().map(|field| &field.1)));
        values.extend(self.attributes.set.iter().map(|set| &set.1));
        values.extend(self.events.iter().flat_map(EventRule::values));
        values
    }

    /// Every date that the table's rules read.
    pub fn dates(&self) -> impl Iterator<Item = &DateValue> {
        let of_case = self.case.iter().flat_map(|case| case.received_at.iter().chain(&case.due_at));
        of_case.chain(self.events.iter().flat_map(|rule| [&rule.at].into_iter().chain(&rule.expected_at)))
    }

    /// How dates may be written, as the mapping says it, each once.
    pub fn date_forms(&self) -> Vec<&str> {
        let mut forms: Vec<&str> = Vec::new();
        for form in self.dates().flat_map(DateValue::forms) {
            if !forms.contains(&form) {
                forms.push(form);
            }
        }
        forms
    }

    /// The table for one header: a rule that stands for every column of a name is written out for each of them.
    #[must_use]
    pub fn for_header(&self, header: &super::header::Header) -> Self {
        let written_out = |rule: &EventRule| match &rule.for_each {
            None => vec![rule.clone()],
            Some(name) => header.twins(name).into_iter().map(|twin| rule.renamed(name, twin)).collect(),
        };
        let mut table = Self { events: self.events.iter().flat_map(written_out).collect(), ..self.clone() };
        table.attributes.drop.extend(self.people_in(header));
        table
    }

    /// The columns that are left out because they seem to name or reach people, although the table does not name them.
    pub fn people_in(&self, header: &super::header::Header) -> Vec<String> {
        if !self.attributes.is_guarded {
            return Vec::new();
        }
        let named = self.named_columns();
        let lists = [&self.attributes.drop, &self.attributes.keep, &self.attributes.free_text];
        let is_known = |name: &str| named.contains(&name) || lists.iter().any(|list| is_listed(list, name));
        header.names().iter().filter(|name| !is_known(name) && super::draft::names_people(name)).cloned().collect()
    }
}
