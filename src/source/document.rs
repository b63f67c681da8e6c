//! A source mapping as it is written in TOML: keys, shapes and places, nothing checked yet.
//!
//! Unknown keys are refused with their line and the near word. What the words mean is checked in
//! [`super::check`].

use super::mapping::{Format, Mode, Row};
use super::written::{Many, Short};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    pub schema: Spanned<u32>,
    pub id: Spanned<String>,
    pub title: Spanned<String>,
    #[serde(default)]
    pub about: String,
    pub mode: Mode,
    pub time_zone: Option<Spanned<String>>,
    pub reports: Option<Vec<Spanned<String>>>,
    pub table: Vec<Spanned<TableText>>,
}

/// A text: a column, a table that says more, or a list of these, of which the first that is not blank counts.
pub type TextShape = Many<Short<ValueText>>;
/// A date, likewise.
pub type DateShape = Many<Short<DateText>>;

/// `[[table]]`: one kind of file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableText {
    pub name: String,
    pub format: Option<Format>,
    pub delimiter: Option<Spanned<String>>,
    pub quote: Option<Spanned<String>>,
    pub encoding: Option<Spanned<String>>,
    pub sheet: Option<Spanned<String>>,
    pub rows: Option<Spanned<String>>,
    pub each: Option<Spanned<String>>,
    pub own_addresses: Option<Spanned<Many<String>>>,
    #[serde(default)]
    pub row: Row,
    pub recognise: Spanned<Vec<String>>,
    #[serde(default)]
    pub without: Vec<String>,
    #[serde(default)]
    pub aliases: BTreeMap<String, Many<String>>,
    pub dates: Option<Spanned<Many<String>>>,
    pub time_zone: Option<Spanned<String>>,
    #[serde(default)]
    pub nothing: Many<String>,
    pub case_id: Spanned<TextShape>,
    pub source: Option<Spanned<TextShape>>,
    pub case: Option<CaseText>,
    #[serde(default)]
    pub attributes: AttributesText,
    #[serde(default)]
    pub event: Vec<Spanned<EventText>>,
}

/// `[table.case]`: the fields of a case.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseText {
    pub received_at: Option<Spanned<DateShape>>,
    pub due_at: Option<Spanned<DateShape>>,
    pub kind: Option<Spanned<TextShape>>,
    pub channel: Option<Spanned<TextShape>>,
    pub category: Option<Spanned<TextShape>>,
    pub subcategory: Option<Spanned<TextShape>>,
    pub product: Option<Spanned<TextShape>>,
    pub customer: Option<Spanned<TextShape>>,
    pub team: Option<Spanned<TextShape>>,
    pub owner: Option<Spanned<TextShape>>,
    pub severity: Option<Spanned<TextShape>>,
    pub region: Option<Spanned<TextShape>>,
    pub outcome: Option<Spanned<TextShape>>,
    pub subject: Option<Spanned<TextShape>>,
    pub description: Option<Spanned<TextShape>>,
    pub on_time: Option<Spanned<TextShape>>,
    pub when: Option<Spanned<Many<ConditionText>>>,
}

/// `{ column = …, values = { … } }`: a text.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ValueText {
    pub column: Many<String>,
    pub join: Vec<String>,
    pub separator: Option<String>,
    pub split: Option<String>,
    pub part: Option<i64>,
    pub constant: Option<String>,
    pub values: Option<BTreeMap<String, String>>,
    pub other: Option<String>,
    pub default: Option<String>,
    pub nothing: Many<String>,
    pub pseudonym: Option<bool>,
    pub when: Option<Spanned<Many<ConditionText>>>,
}

/// `{ column = …, dates = [ … ] }`: a date; or `{ after = …, minutes = … }`: so much later than another.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DateText {
    pub column: Many<String>,
    pub join: Vec<String>,
    pub separator: Option<String>,
    pub split: Option<String>,
    pub part: Option<i64>,
    pub dates: Option<Spanned<Many<String>>>,
    pub time_zone: Option<Spanned<String>>,
    pub nothing: Many<String>,
    pub when: Option<Spanned<Many<ConditionText>>>,
    pub after: Option<Box<Spanned<Short<DateText>>>>,
    pub seconds: Option<Spanned<Short<ValueText>>>,
    pub minutes: Option<Spanned<Short<ValueText>>>,
    pub hours: Option<Spanned<Short<ValueText>>>,
    pub days: Option<Spanned<Short<ValueText>>>,
    pub decimal: Option<Spanned<String>>,
    pub calendar: Option<String>,
}

/// `[table.attributes]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AttributesText {
    pub drop: Vec<String>,
    pub keep: Vec<String>,
    pub free_text: Vec<String>,
    pub case: Vec<String>,
    pub set: BTreeMap<String, Spanned<TextShape>>,
}

/// `[[table.event]]`: what a row yields.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventText {
    pub event: Spanned<Many<Short<NameText>>>,
    pub at: Spanned<DateShape>,
    pub expected_at: Option<Spanned<DateShape>>,
    pub actor: Option<Spanned<TextShape>>,
    pub role: Option<Spanned<TextShape>>,
    pub auto: Option<Spanned<TextShape>>,
    pub evidence: Option<Spanned<TextShape>>,
    pub when: Option<Spanned<Many<ConditionText>>>,
    pub only: Option<Only>,
    pub for_each: Option<String>,
    #[serde(default)]
    pub attributes: Vec<String>,
    #[serde(default)]
    pub set: BTreeMap<String, Spanned<TextShape>>,
}

/// `only = "first"`: which events of a case count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Only {
    First,
    Later,
}

/// `{ event = "acknowledged", evidence = "proxy" }`, or `{ column = …, values = { "word" = ["event"] } }`: an event that a column names.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NameText {
    pub event: Option<String>,
    pub evidence: Option<String>,
    pub column: Many<String>,
    pub join: Vec<String>,
    pub separator: Option<String>,
    pub split: Option<String>,
    pub part: Option<i64>,
    pub values: Option<BTreeMap<String, Spanned<Many<Short<YieldText>>>>>,
    pub other: Option<Spanned<Many<Short<YieldText>>>>,
    pub nothing: Many<String>,
}

/// `{ event = "acknowledged", evidence = "proxy" }`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YieldText {
    pub event: String,
    pub evidence: Option<String>,
}

/// `{ column = "Status", is = ["Closed"] }`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ConditionText {
    pub column: Many<String>,
    pub join: Vec<String>,
    pub separator: Option<String>,
    pub split: Option<String>,
    pub part: Option<i64>,
    pub nothing: Many<String>,
    pub is: Option<Many<String>>,
    pub is_not: Option<Many<String>>,
    pub blank: Option<bool>,
    pub same_as: Option<String>,
    pub not_same_as: Option<String>,
    pub other_than: Option<String>,
    pub changed: Option<bool>,
    pub from: Option<Many<String>>,
}
