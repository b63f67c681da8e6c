//! A mapping is checked as a whole: from its text to its model, with every fault and its line.

use super::dates::Formats;
use super::document::{CaseText, ConditionText, DateText, Document, EventText, NameText, TableText, ValueText, YieldText};
use super::mapping::{Attributes, CaseRule, Condition, DateValue, EventName, EventRule, Mapping, Origin, Row, Table, Value, Yield};
use super::written::{Many, Short};
use crate::error::{Error, Place, Result, did_you_mean};
use crate::vocabulary::{EVENTS, EVIDENCE};
use std::ops::Range;
use std::path::Path;
use toml::Spanned;

/// The word in `reports` that stands for the whole vocabulary.
const EVERY_EVENT: &str = "*";

/// Reads a mapping; all its faults are told at once.
pub fn read(file: &Path, text: &str, origin: Origin) -> Result<Mapping> {
    let document: Document = crate::toml_file::parse(file, text)?;
    let mut check = Check { file, text, faults: Vec::new() };
    let mapping = check.mapping(document, origin);
    match Error::all(check.faults) {
        Some(faults) => Err(faults),
        None => Ok(mapping),
    }
}

struct Check<'a> {
    file: &'a Path,
    text: &'a str,
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
        let time_zone = document
            .time_zone
            .as_ref()
            .and_then(|zone| crate::time::zone::parse(zone.get_ref()).map_err(|error| self.fault(zone.span(), error)).ok());
        let reports = self.reports(&document.reports);
        if document.table.is_empty() {
            self.faults.push(Error::new("there is no [[table]]").at(Place::file(self.file)));
        }
        let tables: Vec<Table> = document.table.into_iter().map(|table| self.table(table, &reports)).collect();
        Mapping {
            id: document.id.into_inner(),
            title: document.title,
            about: document.about.trim().to_string(),
            mode: document.mode,
            time_zone,
            reports,
            tables,
            origin,
            text: self.text.to_string(),
        }
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

    fn table(&mut self, table: Spanned<TableText>, reports: &[&'static str]) -> Table {
        let span = table.span();
        let table = table.into_inner();
        if table.recognise.get_ref().is_empty() {
            self.fault(table.recognise.span(), Error::new("a file needs at least one column to be recognised by"));
        }
        let dates = self.formats(table.dates.as_ref());
        if table.row == Row::Case && table.case.as_ref().is_none_or(|case| case.received_at.is_none()) {
            self.fault(span.clone(), Error::new("a row that is a case needs [table.case] with received_at"));
        }
        if table.row == Row::Event && table.event.is_empty() {
            self.fault(span, Error::new("a row that is an event needs at least one [[table.event]]"));
        }
        Table {
            delimiter: table.delimiter.as_ref().and_then(|text| self.byte(text)),
            quote: table.quote.as_ref().and_then(|text| self.byte(text)).unwrap_or(b'"'),
            recognise: table.recognise.into_inner(),
            aliases: table.aliases.into_iter().map(|(name, others)| (name, others.0)).collect(),
            case_id: self.value(table.case_id),
            source: table.source.map(|value| self.value(value)),
            case: table.case.map(|case| self.case(case, &dates)),
            events: table.event.into_iter().map(|event| self.event(event, &dates, reports)).collect(),
            nothing: table.nothing.0,
            name: table.name,
            format: table.format,
            row: table.row,
            without: table.without,
            attributes: Attributes { drop: table.attributes.drop, keep: table.attributes.keep, case: table.attributes.case },
            dates,
        }
    }

    fn byte(&mut self, text: &Spanned<String>) -> Option<u8> {
        match text.get_ref().as_bytes() {
            [byte] if byte.is_ascii() => Some(*byte),
            _ => {
                let error = Error::new(format!("\"{}\" is not one character", text.get_ref())).accepted("\",\", \";\", \"\\t\", \"|\"");
                self.fault(text.span(), error);
                None
            }
        }
    }

    fn formats(&mut self, words: Option<&Spanned<Many<String>>>) -> Formats {
        let mut formats = Formats::default();
        for word in words.iter().flat_map(|words| &words.get_ref().0) {
            if let Err(error) = formats.add(word) {
                self.fault(words.map(Spanned::span).unwrap_or_default(), error);
            }
        }
        formats
    }

    fn case(&mut self, case: CaseText, dates: &Formats) -> CaseRule {
        let texts = [
            ("kind", case.kind),
            ("channel", case.channel),
            ("category", case.category),
            ("subcategory", case.subcategory),
            ("product", case.product),
            ("customer", case.customer),
            ("team", case.team),
            ("owner", case.owner),
            ("severity", case.severity),
            ("region", case.region),
            ("outcome", case.outcome),
            ("subject", case.subject),
            ("description", case.description),
        ];
        CaseRule {
            received_at: case.received_at.map(|date| self.date(date, dates)),
            due_at: case.due_at.map(|date| self.date(date, dates)),
            fields: texts.into_iter().filter_map(|(name, value)| Some((name, self.value(value?)))).collect(),
        }
    }

    fn value(&mut self, value: Spanned<Short<ValueText>>) -> Value {
        let span = value.span();
        let full = match value.into_inner() {
            Short::Word(column) => return Value::column(column),
            Short::Full(full) => full,
        };
        if full.column.0.is_empty() && full.constant.is_none() {
            self.fault(span.clone(), Error::new("nothing says where the value comes from").accepted("column = \"…\" or constant = \"…\""));
        }
        if full.other.is_some() && full.values.is_none() {
            self.fault(span, Error::new("other = … says what unlisted words become, but there is no list").remedy("Add values = { … }."));
        }
        Value {
            columns: full.column.0,
            constant: full.constant,
            values: full.values.map(|values| values.into_iter().collect()),
            other: full.other,
            default: full.default,
            nothing: full.nothing.0,
            pseudonym: full.pseudonym,
        }
    }

    fn date(&mut self, date: Spanned<Short<DateText>>, usual: &Formats) -> DateValue {
        let span = date.span();
        let date = match date.into_inner() {
            Short::Word(column) => DateValue { columns: vec![column], dates: usual.clone(), nothing: Vec::new() },
            Short::Full(full) => {
                let own = self.formats(full.dates.as_ref());
                let dates = if own.is_empty() { usual.clone() } else { own };
                DateValue { columns: full.column.0, dates, nothing: full.nothing.0 }
            }
        };
        if date.dates.is_empty() {
            self.fault(span, Error::new("nothing says how this date is written").remedy("Add dates = [\"iso\"] or a format to the table."));
        }
        date
    }

    fn event(&mut self, event: Spanned<EventText>, dates: &Formats, reports: &[&'static str]) -> EventRule {
        let event = event.into_inner();
        let span = event.event.span();
        let name = self.name(event.event);
        for one in name.events().unwrap_or_default() {
            if !reports.contains(&one) {
                let error = Error::new(format!("this yields \"{one}\", which `reports` does not list")).remedy("Add it to `reports`.");
                self.fault(span.clone(), error);
            }
        }
        EventRule {
            name,
            at: self.date(event.at, dates),
            expected_at: event.expected_at.map(|date| self.date(date, dates)),
            actor: event.actor.map(|value| self.value(value)),
            role: event.role.map(|value| self.value(value)),
            auto: event.auto.map(|value| self.constant_or_column(value, &["true", "false"])),
            evidence: match event.evidence {
                Some(value) => self.constant_or_column(value, EVIDENCE),
                None => Value::constant("event"),
            },
            when: event.when.0.into_iter().map(condition).collect(),
            attributes: event.attributes,
        }
    }

    /// Where a bare word is the value itself, not a column: `auto = true`, `evidence = "proxy"`.
    fn constant_or_column(&mut self, value: Spanned<Short<ValueText>>, accepted: &[&str]) -> Value {
        let span = value.span();
        let value = match value.into_inner() {
            Short::Word(word) => Value::constant(word),
            full @ Short::Full(_) => self.value(Spanned::new(span.clone(), full)),
        };
        let fixed = value.constant.iter().chain(&value.default).chain(&value.other);
        let wrong: Vec<String> = fixed.filter(|word| !accepted.contains(&word.as_str())).cloned().collect();
        for word in wrong {
            let near = did_you_mean(&word, accepted.iter().copied());
            self.fault(span.clone(), Error::new(format!("unknown word \"{word}\"{near}")).accepted(accepted.join(", ")));
        }
        value
    }

    fn name(&mut self, name: Spanned<Short<NameText>>) -> EventName {
        let span = name.span();
        let full = match name.into_inner() {
            Short::Word(word) => return EventName::Fixed(self.event_name(&word, span).unwrap_or("")),
            Short::Full(full) => full,
        };
        let value = Value { columns: full.column.0, nothing: full.nothing.0, ..Value::default() };
        let other = full.other.map(|list| self.yields(list));
        match full.values {
            None if other.is_none() => EventName::Spoken(value),
            words => {
                let words = words.unwrap_or_default().into_iter().map(|(word, list)| (word, self.yields(list))).collect();
                EventName::Mapped { value, words, other }
            }
        }
    }

    fn yields(&mut self, list: Spanned<Many<Short<YieldText>>>) -> Vec<Yield> {
        let span = list.span();
        list.into_inner().0.into_iter().filter_map(|one| self.one_yield(one, &span)).collect()
    }

    fn one_yield(&mut self, one: Short<YieldText>, span: &Range<usize>) -> Option<Yield> {
        let (event, evidence) = match one {
            Short::Word(event) => (event, None),
            Short::Full(full) => (full.event, full.evidence),
        };
        let known = evidence.as_deref().map(|word| EVIDENCE.iter().copied().find(|known| *known == word));
        if let (Some(None), Some(word)) = (known, &evidence) {
            let near = did_you_mean(word, EVIDENCE.iter().copied());
            self.fault(span.clone(), Error::new(format!("unknown evidence \"{word}\"{near}")).accepted(EVIDENCE.join(", ")));
        }
        Some(Yield { event: self.event_name(&event, span.clone())?, evidence: known.flatten() })
    }
}

fn condition(text: ConditionText) -> Condition {
    Condition { column: text.column, is: text.is.0 }
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
        assert_eq!(table.events[0].at.nothing, ["never"]);
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
    fn what_a_rule_yields_must_be_reported() {
        let message = read_text(&GOOD.replace("[\"closed\", \"acknowledged\"]", "[\"acknowledged\"]")).unwrap_err().to_string();
        assert!(message.contains("this yields \"closed\", which `reports` does not list"), "{message}");
    }
}
