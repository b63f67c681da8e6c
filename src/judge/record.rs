//! Which fields of a case say something, as bits.

use super::Judgement;
use crate::error::{Error, Result};
use crate::policy::Rule;
use crate::vocabulary::FREE_TEXTS;

/// The case columns that a `record` clause can ask for, in the order of their bits in `sorted_case.sql`. Free texts are costly to read;
/// their bits, and those of attributes, come after, in `case_text.sql`.
const COLUMNS: [&str; 15] = [
    "case_id",
    "source",
    "kind",
    "received_at",
    "channel",
    "category",
    "subcategory",
    "product",
    "customer",
    "team",
    "owner",
    "severity",
    "region",
    "outcome",
    "due_at",
];
/// A signed 64-bit number holds so many bits.
const BITS: usize = 62;

/// The case columns that a `record` clause can ask for; any other name is that of an attribute.
pub fn columns() -> impl Iterator<Item = &'static str> {
    COLUMNS.iter().chain(FREE_TEXTS).copied()
}

/// The fields that record clauses ask for.
#[derive(Debug, Default)]
pub struct Fields {
    /// The attributes, in the order of their bits.
    pub attributes: Vec<String>,
    /// The bits of the columns, costly ones left out.
    pub column_bits: i64,
    has_text: bool,
}

impl Fields {
    /// Gathers what all clauses ask for.
    pub fn asked(judgement: &Judgement<'_>) -> Result<Self> {
        let mut fields = Self::default();
        for reading in judgement.readings() {
            let Rule::Record { fields: names } = &reading.rule else { continue };
            fields.column_bits |= fields.bits(names) & ((1 << COLUMNS.len()) - 1);
            for name in names.iter().map(String::as_str).filter(|name| !COLUMNS.contains(name)) {
                fields.has_text = true;
                if !FREE_TEXTS.contains(&name) && !fields.attributes.iter().any(|known| known == name) {
                    fields.attributes.push(name.to_string());
                }
            }
        }
        if COLUMNS.len() + FREE_TEXTS.len() + fields.attributes.len() > BITS {
            return Err(Error::new(format!(
                "the record clauses ask for {} different attributes; 45 can be judged",
                fields.attributes.len()
            ))
            .remedy("Judge by fewer policies at a time: --policy ID."));
        }
        Ok(fields)
    }

    /// Whether anything is asked for that `case_text.sql` reads.
    pub fn asks_for_text(&self) -> bool {
        self.has_text
    }

    /// The bits of these fields.
    pub fn bits(&self, names: &[String]) -> i64 {
        let known = COLUMNS.iter().chain(FREE_TEXTS).copied().chain(self.attributes.iter().map(String::as_str));
        known.enumerate().filter(|(_, known)| names.iter().any(|name| name == known)).map(|(bit, _)| 1 << bit).sum()
    }
}
