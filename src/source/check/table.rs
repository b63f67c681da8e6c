//! Tables: how a file is laid out, and what its rows are.

use super::Check;
use crate::error::{Error, did_you_mean};
use crate::source::dates::Formats;
use crate::source::document::{AttributesText, CaseText, EventText, TableText, TextShape};
use crate::source::mapping::{Attributes, CaseRule, Choice, Format, Layout, Row, Table, Value};
use crate::vocabulary::{CHANNELS, KINDS};
use encoding_rs::Encoding;
use std::collections::BTreeMap;
use toml::Spanned;

/// The attribute that holds the source's own word on whether a case was in time.
pub const ON_TIME: &str = "on_time";

impl Check<'_> {
    pub(super) fn table(&mut self, table: Spanned<TableText>, reports: Option<&[&'static str]>) -> Table {
        let span = table.span();
        let mut table = table.into_inner();
        if table.recognise.get_ref().is_empty() {
            self.fault(table.recognise.span(), Error::new("a file needs at least one column to be recognised by"));
        }
        if table.row == Row::Case {
            self.refuse_changes(&table.event);
        }
        let dates = self.formats(table.dates.as_ref());
        self.table_zone = self.zone(table.time_zone.as_ref());
        if table.row == Row::Case && table.case.as_ref().is_none_or(|case| case.received_at.is_none()) {
            self.fault(span.clone(), Error::new("a row that is a case needs [table.case] with received_at"));
        }
        if table.row == Row::Event && table.event.is_empty() {
            self.fault(span, Error::new("a row that is an event needs at least one [[table.event]]"));
        }
        self.refuse_foreign_layout(&table);
        let layout = self.layout(&table);
        let on_time = table.case.as_mut().and_then(|case| case.on_time.take());
        Table {
            layout,
            recognise: table.recognise.into_inner(),
            aliases: table.aliases.into_iter().map(|(name, others)| (name, others.0)).collect(),
            case_id: self.value(table.case_id),
            source: table.source.map(|value| self.value(value)),
            case: table.case.map(|case| self.case(case, table.row, &dates)),
            events: table.event.into_iter().enumerate().map(|(place, event)| self.event(place, event, &dates, reports)).collect(),
            nothing: table.nothing.0,
            name: table.name,
            format: table.format,
            row: table.row,
            without: table.without,
            attributes: self.attributes(table.attributes, on_time),
            dates,
        }
    }

    /// Where every row is another case, no row comes before it: a change would be found in each.
    fn refuse_changes(&mut self, events: &[Spanned<EventText>]) {
        for when in events.iter().filter_map(|event| event.get_ref().when.as_ref()) {
            if when.get_ref().0.iter().any(|condition| condition.changed.is_some() || condition.from.is_some()) {
                let error = Error::new("changed and from compare rows of one case, and every row of this table is a case of its own");
                self.fault(
                    when.span(),
                    error.remedy("Say row = \"event\" for a log with several rows a case; else say which values count: is = [ … ]."),
                );
            }
        }
    }

    fn layout(&mut self, table: &TableText) -> Layout {
        Layout {
            delimiter: table.delimiter.as_ref().and_then(|text| self.byte(text)),
            quote: table.quote.as_ref().and_then(|text| self.byte(text)).unwrap_or(b'"'),
            encoding: table.encoding.as_ref().and_then(|label| self.encoding(label)),
            sheet: table.sheet.as_ref().map(|sheet| sheet.get_ref().clone()),
            rows: table.rows.as_ref().map(|rows| rows.get_ref().clone()),
            each: table.each.as_ref().map(|each| each.get_ref().clone()),
            own_addresses: table.own_addresses.as_ref().map(|addresses| addresses.get_ref().0.clone()).unwrap_or_default(),
        }
    }

    /// What lays out files of one format says nothing of another.
    fn refuse_foreign_layout(&mut self, table: &TableText) {
        let Some(format) = table.format else { return };
        let span = |key: &Option<Spanned<String>>| key.as_ref().map(Spanned::span);
        let keys = [
            ("delimiter", span(&table.delimiter), Format::Csv),
            ("quote", span(&table.quote), Format::Csv),
            ("sheet", span(&table.sheet), Format::Workbook),
            ("rows", span(&table.rows), Format::Json),
            ("each", span(&table.each), Format::Json),
            ("own_addresses", table.own_addresses.as_ref().map(Spanned::span), Format::Mail),
        ];
        for (key, span, of) in keys {
            if let Some(span) = span.filter(|_| of != format) {
                let error = Error::new(format!("{key} = … lays out {}, and this table's format is another", of.described()));
                self.fault(span, error.remedy(format!("Leave out {key}, or state the format that the files have.")));
            }
        }
    }

    fn encoding(&mut self, label: &Spanned<String>) -> Option<&'static Encoding> {
        let encoding = Encoding::for_label(label.get_ref().as_bytes());
        if encoding.is_none() {
            let error = Error::new(format!("\"{}\" is no encoding", label.get_ref()))
                .accepted("\"utf-8\", \"utf-16le\", \"utf-16be\", \"windows-1252\", and the other names that browsers know");
            self.fault(label.span(), error);
        }
        encoding
    }

    fn attributes(&mut self, text: AttributesText, on_time: Option<Spanned<TextShape>>) -> Attributes {
        let mut set = self.set(text.set);
        if let Some(on_time) = on_time {
            let span = on_time.span();
            let value = self.value(on_time);
            self.only_words(ON_TIME, &value, &["true", "false"], span);
            set.push((ON_TIME.to_string(), value));
            set.sort_by(|left, right| left.0.cmp(&right.0));
        }
        Attributes { drop: text.drop, keep: text.keep, free_text: text.free_text, case: text.case, set, is_guarded: false }
    }

    /// Attributes that the mapping makes, sorted by name.
    pub(super) fn set(&mut self, set: BTreeMap<String, Spanned<TextShape>>) -> Vec<(String, Value)> {
        set.into_iter().map(|(name, value)| (name, self.value(value))).collect()
    }

    fn case(&mut self, case: CaseText, row: Row, dates: &Formats) -> CaseRule {
        if let Some(when) = case.when.as_ref().filter(|_| row == Row::Case) {
            let error = Error::new("every row of this table is a case, so it can have no condition");
            self.fault(
                when.span(),
                error.remedy("Tell complaints from other cases by their kind: kind = { column = \"…\", values = { … } }."),
            );
        }
        let when = self.conditions(case.when);
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
        let field = |(name, value): (&'static str, Option<Spanned<TextShape>>)| {
            let value = value?;
            let span = value.span();
            let mut value = self.value(value);
            match name {
                // Whoever forgets to say so must not find names in the lake.
                "customer" => value.choices.iter_mut().for_each(Choice::keep_pseudonym),
                "kind" => self.only_words(name, &value, KINDS, span),
                "channel" => self.only_words(name, &value, CHANNELS, span),
                _ => {}
            }
            Some((name, value))
        };
        let fields = texts.into_iter().filter_map(field).collect();
        CaseRule {
            received_at: case.received_at.map(|date| self.date(date, dates)),
            due_at: case.due_at.map(|date| self.date(date, dates)),
            fields,
            when,
        }
    }

    /// Refuses words of the mapping's own that the vocabulary lacks; a blank one stands for nothing.
    pub(super) fn only_words(&mut self, name: &str, value: &Value, accepted: &[&str], span: std::ops::Range<usize>) {
        let mut wrong: Vec<&String> = value.constants().filter(|word| !word.is_empty() && !accepted.contains(&word.as_str())).collect();
        wrong.dedup();
        for word in wrong {
            let near = did_you_mean(word, accepted.iter().copied());
            self.fault(span.clone(), Error::new(format!("{name} cannot be \"{word}\"{near}")).accepted(accepted.join(", ")));
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
}
