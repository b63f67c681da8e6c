//! A mapping is checked as a whole: from its text to its model, with every fault and its line.

mod event;
mod table;
mod value;

use super::document::Document;
use super::mapping::{Mapping, Origin, Table};
use crate::error::{Error, Place, Result, did_you_mean};
use crate::vocabulary::EVENTS;
use chrono_tz::Tz;
use std::ops::Range;
use std::path::Path;
use toml::Spanned;

/// The word in `reports` that stands for the whole vocabulary.
const EVERY_EVENT: &str = "*";

/// Reads a mapping; all its faults are told at once.
pub fn read(file: &Path, text: &str, origin: Origin) -> Result<Mapping> {
    let document: Document = crate::toml_file::parse(file, text)?;
    let mut check = Check { file, text, table_zone: None, faults: Vec::new() };
    let mapping = check.mapping(document, origin);
    match Error::all(check.faults) {
        Some(faults) => Err(faults),
        None => Ok(mapping),
    }
}

struct Check<'a> {
    file: &'a Path,
    text: &'a str,
    /// The zone of the table that is being checked, where it has one of its own.
    table_zone: Option<Tz>,
    faults: Vec<Error>,
}

impl Check<'_> {
    fn fault(&mut self, span: Range<usize>, error: Error) {
        // A table's span is long; its first line is enough to find it.
        self.faults.push(error.at(Place::span(self.file, self.text, span)));
    }

    fn mapping(&mut self, document: Document, origin: Origin) -> Mapping {
        if *document.schema.get_ref() != 1 {
            let error = Error::new(format!("schema {} is not known", document.schema.get_ref())).accepted("schema = 1");
            self.fault(document.schema.span(), error);
        }
        self.id(&document.id);
        if document.title.get_ref().trim().is_empty() {
            self.fault(document.title.span(), Error::new("the title is blank").remedy("Say what the source is; reports name it."));
        }
        let time_zone = self.zone(document.time_zone.as_ref());
        let reports = document.reports.as_ref().map(|words| self.reports(words));
        if document.table.is_empty() {
            self.faults.push(Error::new("there is no [[table]]").at(Place::file(self.file)));
        }
        let tables: Vec<Table> = document.table.into_iter().map(|table| self.table(table, reports.as_deref())).collect();
        let vouches = reports.is_some();
        let reports = reports.unwrap_or_else(|| yielded(&tables));
        Mapping {
            id: document.id.into_inner(),
            title: document.title.into_inner(),
            about: document.about.trim().to_string(),
            mode: document.mode,
            time_zone,
            reports,
            vouches,
            tables,
            origin,
            text: self.text.to_string(),
        }
    }

    fn zone(&mut self, zone: Option<&Spanned<String>>) -> Option<Tz> {
        let zone = zone?;
        crate::time::zone::parse(zone.get_ref()).map_err(|error| self.fault(zone.span(), error)).ok()
    }

    fn id(&mut self, id: &Spanned<String>) {
        let word = id.get_ref();
        let is_plain = !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_');
        if !is_plain {
            let error =
                Error::new(format!("\"{word}\" is no source id")).accepted("small letters, digits and hyphens, such as \"our-crm\"");
            self.fault(id.span(), error);
        }
        if word == super::REGISTER {
            self.fault(id.span(), Error::new("\"register\" is the name of the register itself").remedy("Choose another id."));
        }
    }

    fn reports(&mut self, words: &[Spanned<String>]) -> Vec<&'static str> {
        if words.iter().any(|word| word.get_ref() == EVERY_EVENT) {
            return EVENTS.to_vec();
        }
        let named: Vec<&'static str> = words.iter().filter_map(|word| self.event_name(word.get_ref(), word.span())).collect();
        EVENTS.iter().copied().filter(|event| named.contains(event)).collect()
    }

    fn event_name(&mut self, word: &str, span: Range<usize>) -> Option<&'static str> {
        let known = EVENTS.iter().copied().find(|event| *event == word);
        if known.is_none() {
            let near = did_you_mean(word, EVENTS.iter().copied());
            self.fault(span, Error::new(format!("no event \"{word}\"{near}")).accepted("the events of the vocabulary"));
        }
        known
    }
}

/// Every event that the rules of some tables can yield, in the order of the vocabulary.
fn yielded(tables: &[Table]) -> Vec<&'static str> {
    let rules: Vec<Option<Vec<&str>>> = tables.iter().flat_map(|table| &table.events).map(|rule| rule.name.events()).collect();
    let is_yielded = |event: &&str| rules.iter().any(|events| events.as_ref().is_none_or(|events| events.contains(event)));
    EVENTS.iter().copied().filter(|event| is_yielded(event)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
schema = 1
id = "crm"
title = "Our CRM"
mode = "snapshot"
reports = ["closed", "acknowledged"]

[[table]]
name = "cases"
recognise = ["Ref"]
dates = "%d/%m/%Y"
case_id = "Ref"
[table.case]
received_at = "Received"
channel = { column = "How", values = { Post = "letter" }, other = "other" }
[[table.event]]
event = "closed"
at = { column = "Done", nothing = "never" }
"#;

    fn read_text(text: &str) -> Result<Mapping> {
        read(Path::new("crm.toml"), text, Origin::BuiltIn)
    }

    #[test]
    fn a_mapping_is_read_into_its_model() {
        let mapping = read_text(GOOD).unwrap();
        let table = &mapping.tables[0];
        assert_eq!(mapping.reports, ["acknowledged", "closed"]);
        assert_eq!(table.dates.days, ["%d/%m/%Y"]);
        assert_eq!(table.events[0].at.choices[0].written.nothing, ["never"]);
        assert_eq!(table.consumed_columns(), ["Ref", "How", "Received", "Done"]);
        assert!(!mapping.has_pseudonyms());
    }

    #[test]
    fn faults_are_told_together_with_line_and_near_miss() {
        let text = GOOD.replace("event = \"closed\"", "event = \"closd\"").replace("%d/%m/%Y", "%d/%m");
        let message = read_text(&text).unwrap_err().to_string();
        assert!(message.contains("crm.toml:11: \"%d/%m\" is no date format: it needs a year"), "{message}");
        assert!(message.contains("crm.toml:17: no event \"closd\"; did you mean \"closed\"?"), "{message}");
    }

    #[test]
    fn a_misspelt_key_inside_a_short_form_is_named() {
        let message = read_text(&GOOD.replace("other = \"other\"", "othr = \"other\"")).unwrap_err().to_string();
        assert!(message.contains("unknown key \"othr\"; did you mean \"other\"?"), "{message}");
    }

    #[test]
    fn what_can_have_no_effect_is_refused() {
        for (from, to, fault) in [
            ("title = \"Our CRM\"", "title = \" \"", "crm.toml:4: the title is blank"),
            (
                "nothing = \"never\" }",
                "calendar = \"uk-office\" }",
                "a calendar counts the length of time behind another date, and there is none",
            ),
            ("nothing = \"never\" }", "decimal = \",\" }", "decimal tells how a length of time is written, and there is none"),
            ("name = \"cases\"", "name = \"cases\"\nformat = \"csv\"\neach = \"items\"", "crm.toml:11: each = … lays out JSON"),
            ("name = \"cases\"", "name = \"cases\"\nformat = \"json\"\ndelimiter = \";\"", "delimiter = … lays out delimited text"),
        ] {
            let message = read_text(&GOOD.replace(from, to)).unwrap_err().to_string();
            assert!(message.contains(fault), "{message}");
        }
    }

    #[test]
    fn what_a_rule_yields_must_be_reported() {
        let message = read_text(&GOOD.replace("[\"closed\", \"acknowledged\"]", "[\"acknowledged\"]")).unwrap_err().to_string();
        assert!(message.contains("this yields \"closed\", which `reports` does not list"), "{message}");
    }
}
