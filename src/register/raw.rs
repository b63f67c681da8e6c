//! A line of the log as it stands, without copies of its texts: what verifying and indexing read by the million.
//!
//! It reads what the program writes. Any other line is `None` here, and [`Entry::from_value`] says what is wrong with it.

use super::canonical::GREATEST_EXACT;
use super::entry::{Entry, Statement, When};
use crate::time::Instant;
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A text that is borrowed from the line where it has no escapes.
#[derive(Deserialize)]
pub(super) struct Text<'a>(#[serde(borrow)] pub Cow<'a, str>);

/// A line of the log; see [`Entry`] for what its members mean.
#[derive(Deserialize)]
pub(super) struct Raw<'a> {
    pub n: u64,
    #[serde(borrow)]
    at: Text<'a>,
    at_last: Option<Text<'a>>,
    recorded_at: Text<'a>,
    source: Option<Text<'a>>,
    case_id: Option<Text<'a>>,
    event: Text<'a>,
    actor: Option<Text<'a>>,
    role: Option<Text<'a>>,
    auto: Option<bool>,
    evidence: Option<Text<'a>>,
    expected_at: Option<Text<'a>>,
    due_at: Option<Text<'a>>,
    kind: Option<Text<'a>>,
    channel: Option<Text<'a>>,
    category: Option<Text<'a>>,
    subcategory: Option<Text<'a>>,
    product: Option<Text<'a>>,
    team: Option<Text<'a>>,
    owner: Option<Text<'a>>,
    severity: Option<Text<'a>>,
    region: Option<Text<'a>>,
    outcome: Option<Text<'a>>,
    attributes: Option<BTreeMap<String, String>>,
    pub customer: Option<Text<'a>>,
    pub corrects: Option<u64>,
    pub retracts: Option<bool>,
    forced: Option<bool>,
    pub vault: Option<Text<'a>>,
    pub imported_from: Option<Text<'a>>,
    pub imported_entries: Option<u64>,
    pub erases: Option<BTreeMap<u64, Vec<String>>>,
    pub prev: Text<'a>,
    pub hash: Text<'a>,
}

/// Reads a line; `None` where it is not as the program writes lines.
pub(super) fn read(line: &str) -> Option<Raw<'_>> {
    serde_json::from_str::<Raw<'_>>(line).ok().filter(|raw| raw.n <= GREATEST_EXACT && raw.corrects.is_none_or(|n| n <= GREATEST_EXACT))
}

impl Raw<'_> {
    /// Whether its instants are instants.
    pub fn has_sound_instants(&self) -> bool {
        let optional = [&self.at_last, &self.expected_at, &self.due_at].into_iter().flatten();
        optional.chain([&self.at, &self.recorded_at]).all(|text| text.0.parse::<Instant>().is_ok())
    }

    /// The entry; `None` where an instant is none.
    pub fn into_entry(self) -> Option<Entry> {
        let owned = |text: Option<Text<'_>>| text.map(|text| text.0.into_owned());
        let instant = |text: Option<Text<'_>>| text.map(|text| text.0.parse::<Instant>()).transpose().ok();
        let fields = [
            ("kind", self.kind),
            ("channel", self.channel),
            ("category", self.category),
            ("subcategory", self.subcategory),
            ("product", self.product),
            ("team", self.team),
            ("owner", self.owner),
            ("severity", self.severity),
            ("region", self.region),
            ("outcome", self.outcome),
        ];
        Some(Entry {
            n: self.n,
            recorded_at: self.recorded_at.0.parse().ok()?,
            source: owned(self.source),
            case_id: owned(self.case_id),
            statement: Statement {
                event: self.event.0.into_owned(),
                when: When { at: self.at.0.parse().ok()?, last: instant(self.at_last)? },
                actor: owned(self.actor),
                role: owned(self.role),
                auto: self.auto,
                evidence: owned(self.evidence),
                expected_at: instant(self.expected_at)?,
                due_at: instant(self.due_at)?,
                fields: fields.into_iter().filter_map(|(name, text)| Some((name.to_string(), owned(text)?))).collect(),
                attributes: self.attributes.unwrap_or_default(),
                corrects: self.corrects,
                retracts: self.retracts.unwrap_or(false),
                forced: self.forced.unwrap_or(false),
            },
            customer: owned(self.customer),
            vault: owned(self.vault),
            imported_from: owned(self.imported_from),
            imported_entries: self.imported_entries,
            erases: self.erases.unwrap_or_default(),
            prev: self.prev.0.into_owned(),
            hash: self.hash.0.into_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::register::entry::FIELDS;
    use serde_json::json;

    #[test]
    fn every_member_of_a_line_is_read_as_the_slow_way_reads_it() {
        let mut line = json!({
            "n": 7, "at": "2026-03-05T00:00:00Z", "at_last": "2026-03-05T23:59:59.999999Z", "recorded_at": "2026-03-06T09:00:00Z",
            "source": "zendesk", "case_id": "4\u{1f600}\n", "event": "closed", "actor": "Zo\u{eb} \"Z\"", "role": "agent", "auto": false,
            "evidence": "proxy", "expected_at": "2026-04-05T00:00:00Z", "due_at": "2026-05-05T00:00:00Z", "attributes": { "a": "b" },
            "customer": "c-1", "corrects": 3, "retracts": true, "forced": true, "vault": "ff", "imported_from": "ab:1", "imported_entries": 4,
            "erases": { "2": ["note"], "10": ["customer", "note"] }, "prev": "aa", "hash": "bb",
        });
        for name in FIELDS {
            line[*name] = (*name).into();
        }
        let text = line.to_string();
        let fast = read(&text).unwrap();
        assert!(fast.has_sound_instants());
        let fast = fast.into_entry().unwrap();
        assert_eq!(fast, Entry::from_value(&line).unwrap());
        assert_eq!((fast.statement.fields.len(), fast.erases[&10].len()), (FIELDS.len(), 2));
    }

    #[test]
    fn what_the_program_does_not_write_is_left_to_the_slow_way() {
        for line in ["", "{}", "[]", r#"{"n":1,"at":"x"}"#, r#"{"n":"1"}"#] {
            assert!(read(line).is_none(), "{line}");
        }
        let no_instant = r#"{"n":1,"at":"tomorrow","recorded_at":"2026-03-06T09:00:00Z","event":"closed","prev":"","hash":""}"#;
        assert!(!read(no_instant).unwrap().has_sound_instants());
        assert!(read(no_instant).unwrap().into_entry().is_none());
    }
}
