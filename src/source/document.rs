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
    pub title: String,
    #[serde(default)]
    pub about: String,
    pub mode: Mode,
    pub time_zone: Option<Spanned<String>>,
    pub reports: Vec<Spanned<String>>,
    pub table: Vec<Spanned<TableText>>,
}

/// `[[table]]`: one kind of file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableText {
    pub name: String,
    #[serde(default)]
    pub format: Format,
    pub delimiter: Option<Spanned<String>>,
    pub quote: Option<Spanned<String>>,
    #[serde(default)]
    pub row: Row,
    pub recognise: Spanned<Vec<String>>,
    #[serde(default)]
    pub without: Vec<String>,
    #[serde(default)]
    pub aliases: BTreeMap<String, Many<String>>,
    pub dates: Option<Spanned<Many<String>>>,
    #[serde(default)]
    pub nothing: Many<String>,
    pub case_id: Spanned<Short<ValueText>>,
    pub source: Option<Spanned<Short<ValueText>>>,
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
    pub received_at: Option<Spanned<Short<DateText>>>,
    pub due_at: Option<Spanned<Short<DateText>>>,
    pub kind: Option<Spanned<Short<ValueText>>>,
    pub channel: Option<Spanned<Short<ValueText>>>,
    pub category: Option<Spanned<Short<ValueText>>>,
    pub subcategory: Option<Spanned<Short<ValueText>>>,
    pub product: Option<Spanned<Short<ValueText>>>,
    pub customer: Option<Spanned<Short<ValueText>>>,
    pub team: Option<Spanned<Short<ValueText>>>,
    pub owner: Option<Spanned<Short<ValueText>>>,
    pub severity: Option<Spanned<Short<ValueText>>>,
    pub region: Option<Spanned<Short<ValueText>>>,
    pub outcome: Option<Spanned<Short<ValueText>>>,
    pub subject: Option<Spanned<Short<ValueText>>>,
    pub description: Option<Spanned<Short<ValueText>>>,
}

/// `{ column = …, values = { … } }`: a text.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValueText {
    #[serde(default)]
    pub column: Many<String>,
    pub constant: Option<String>,
    pub values: Option<BTreeMap<String, String>>,
    pub other: Option<String>,
    pub default: Option<String>,
    #[serde(default)]
    pub nothing: Many<String>,
    #[serde(default)]
    pub pseudonym: bool,
}

/// `{ column = …, dates = [ … ] }`: a date.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DateText {
    pub column: Many<String>,
    pub dates: Option<Spanned<Many<String>>>,
    #[serde(default)]
    pub nothing: Many<String>,
}

/// `[table.attributes]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AttributesText {
    pub drop: Vec<String>,
    pub keep: Vec<String>,
    pub case: Vec<String>,
}

/// `[[table.event]]`: what a row yields.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventText {
    pub event: Spanned<Short<NameText>>,
    pub at: Spanned<Short<DateText>>,
    pub expected_at: Option<Spanned<Short<DateText>>>,
    pub actor: Option<Spanned<Short<ValueText>>>,
    pub role: Option<Spanned<Short<ValueText>>>,
    pub auto: Option<Spanned<Short<ValueText>>>,
    pub evidence: Option<Spanned<Short<ValueText>>>,
    #[serde(default)]
    pub when: Many<ConditionText>,
    #[serde(default)]
    pub attributes: Vec<String>,
}

/// `{ column = …, values = { "word" = ["event"] } }`: an event that a column names.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameText {
    pub column: Many<String>,
    pub values: Option<BTreeMap<String, Spanned<Many<Short<YieldText>>>>>,
    pub other: Option<Spanned<Many<Short<YieldText>>>>,
    #[serde(default)]
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
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConditionText {
    pub column: String,
    #[serde(default)]
    pub is: Many<String>,
}
