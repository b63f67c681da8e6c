//! One usable row: the case that it is or belongs to, and the events that it yields.

use super::instants::{DAY, Dates};
use super::judge_rows::parse_auto;
use super::plan::{Columns, Plan, event_column, unlisted_column};
use super::sheet::{Cell, Sheet};
use super::spread::{Sheets, Spreader};
use crate::source::batch::digest_of;
use crate::source::mapping::{Condition, EventRule, Row, Table, Yield};
use crate::vocabulary::{CASE_FIELDS, ORGANISATION_EVENTS};
use polars::prelude::StringChunked;

/// First and last possible instant, and how they were read.
type Moment = (i64, i64, i32);
type Text<'a> = Option<&'a StringChunked>;

/// The columns of a batch, found once and not again for every row.
pub struct BatchColumns<'a> {
    /// The file's own columns.
    pub cells: &'a [StringChunked],
    pub case_id: Text<'a>,
    pub source: Text<'a>,
    pub received_at: Option<&'a Dates>,
    pub due_at: Option<&'a Dates>,
    fields: Vec<Text<'a>>,
    unlisted: Vec<(&'static str, &'a StringChunked)>,
    /// The columns of each event rule.
    pub events: Vec<EventColumns<'a>>,
    case_attributes: Attributes<'a>,
}

/// The columns of one event rule.
pub struct EventColumns<'a> {
    pub name: Text<'a>,
    pub at: Option<&'a Dates>,
    pub expected_at: Option<&'a Dates>,
    pub actor: Text<'a>,
    pub role: Text<'a>,
    pub auto: Text<'a>,
    pub evidence: Text<'a>,
    conditions: Vec<(Text<'a>, &'a Condition)>,
    attributes: Attributes<'a>,
}

impl<'a> BatchColumns<'a> {
    /// Finds the columns that a table's rules name.
    pub fn new(table: &'a Table, plan: &'a Plan, columns: &'a Columns) -> Self {
        let rules = table.events.iter().enumerate();
        Self {
            cells: &columns.cells,
            case_id: columns.text("case_id"),
            source: columns.text("source"),
            received_at: columns.date("received_at"),
            due_at: columns.date("due_at"),
            fields: CASE_FIELDS.iter().map(|name| columns.text(name)).collect(),
            unlisted: CASE_FIELDS.iter().filter_map(|name| Some((*name, columns.text(&unlisted_column(name))?))).collect(),
            events: rules.map(|(place, rule)| EventColumns::new(place, rule, plan, columns)).collect(),
            case_attributes: Attributes::new(&plan.case_attributes, &columns.cells),
        }
    }
}

impl<'a> EventColumns<'a> {
    fn new(place: usize, rule: &'a EventRule, plan: &'a Plan, columns: &'a Columns) -> Self {
        let text = |what: &str| columns.text(&event_column(place, what));
        let date = |what: &str| columns.date(&event_column(place, what));
        let cell = |name: &str| plan.header().place(name).map(|place| &columns.cells[place]);
        Self {
            name: text("name"),
            at: date("at"),
            expected_at: date("expected_at"),
            actor: text("actor"),
            role: text("role"),
            auto: text("auto"),
            evidence: text("evidence"),
            conditions: rule.when.iter().map(|condition| (cell(&condition.column), condition)).collect(),
            attributes: Attributes::new(&plan.event_attributes[place], &columns.cells),
        }
    }

    fn holds(&self, index: usize) -> bool {
        self.conditions.iter().all(|(column, condition)| {
            let value = column.and_then(|column| column.get(index));
            value.is_some_and(|value| condition.is.is_empty() || condition.is.iter().any(|word| word.eq_ignore_ascii_case(value)))
        })
    }
}

/// Columns that are kept by name, written as one JSON object of texts.
struct Attributes<'a> {
    // The name as JSON, and the column.
    columns: Vec<(String, &'a StringChunked)>,
}

impl<'a> Attributes<'a> {
    fn new(columns: &[(String, usize)], cells: &'a [StringChunked]) -> Self {
        let quoted = |name: &String| serde_json::Value::from(name.as_str()).to_string();
        Self { columns: columns.iter().map(|(name, place)| (quoted(name), &cells[*place])).collect() }
    }

    /// What a row says, blank values left out; the names are sorted, so equal attributes are equal texts.
    fn json(&self, index: usize) -> String {
        let mut text = String::from("{");
        for (name, column) in &self.columns {
            let Some(value) = column.get(index) else { continue };
            if text.len() > 1 {
                text.push(',');
            }
            text.push_str(name);
            text.push(':');
            push_json(&mut text, value);
        }
        text.push('}');
        text
    }
}

/// Writes a text as JSON; most values need no escapes.
fn push_json(text: &mut String, value: &str) {
    if value.bytes().all(|byte| byte >= 0x20 && byte != b'"' && byte != b'\\') {
        text.push('"');
        text.push_str(value);
        text.push('"');
    } else {
        text.push_str(&serde_json::Value::from(value).to_string());
    }
}

/// A row that can be used.
pub struct OneRow<'a> {
    /// The file's spreader.
    pub spreader: &'a Spreader<'a>,
    /// The batch.
    pub columns: &'a BatchColumns<'a>,
    /// Its place in the batch.
    pub index: usize,
    /// Its number in the file.
    pub number: i64,
}

impl OneRow<'_> {
    fn text<'b>(&self, column: Text<'b>) -> Option<&'b str> {
        column.and_then(|column| column.get(self.index))
    }

    fn date(&self, column: Option<&Dates>) -> Option<Moment> {
        column.and_then(|dates| dates.get(self.index))
    }

    fn source(&self) -> &str {
        self.text(self.columns.source).unwrap_or(&self.spreader.mapping.id)
    }

    fn note(&self, notes: &mut Sheet, measure: &str, field: &str, value: &str) {
        let words = [measure, field, value].map(|word| Cell::Text(Some(word)));
        notes.push([Cell::Int(self.spreader.file), Cell::Long(self.number)].into_iter().chain(words));
    }

    /// Adds the case that the row is, or its share of the case whose events the file lists.
    pub fn add_case(&self, sheets: &mut Sheets) {
        let table = self.spreader.table;
        if table.case.is_none() {
            return;
        }
        let is_derived = table.row == Row::Event;
        let events = self.columns.events.iter().filter_map(|rule| self.date(rule.at));
        let first_event = events.filter(|_| is_derived).min_by_key(|at| at.0);
        // A row that tells neither says nothing of when its case came in.
        let Some((at, last, flags)) = self.date(self.columns.received_at).or(first_event) else { return };
        let due = self.date(self.columns.due_at);
        let attributes = self.columns.case_attributes.json(self.index);
        let head = [
            Cell::Int(self.spreader.file),
            Cell::Long(self.number),
            Cell::Flag(Some(is_derived)),
            Cell::Text(Some(self.source())),
            Cell::Text(self.text(self.columns.case_id)),
        ];
        let fields = self.columns.fields.iter().map(|column| Cell::Text(self.text(*column)));
        let tail = [
            Cell::Instant(Some(at)),
            Cell::Instant(Some(last)),
            Cell::Int(flags),
            Cell::Instant(due.map(end)),
            Cell::Int(due.map_or(0, |due| due.2)),
            Cell::Text(Some(&attributes)),
        ];
        sheets.cases.push(head.into_iter().chain(fields).chain(tail));
        for (name, column) in &self.columns.unlisted {
            if let Some(word) = column.get(self.index) {
                self.note(&mut sheets.notes, "unmapped", name, word);
            }
        }
    }

    /// Adds the events that the row yields.
    pub fn add_events(&self, sheets: &mut Sheets) {
        let mut part = 0;
        for (place, columns) in self.columns.events.iter().enumerate() {
            let Some(at) = self.date(columns.at).filter(|_| columns.holds(self.index)) else { continue };
            let names = &self.spreader.names[place];
            let word = self.text(columns.name);
            for one in names.yields(word).unwrap_or_default() {
                self.add_event(columns, one, at, part, &mut sheets.events);
                part += 1;
                if self.text(self.columns.case_id).is_none() && !ORGANISATION_EVENTS.contains(&one.event) {
                    self.note(&mut sheets.notes, "no_case", "case_id", one.event);
                }
            }
            if let Some(word) = word.filter(|word| !names.lists(word)) {
                self.note(&mut sheets.notes, "unmapped", "event", word);
            }
        }
    }

    fn add_event(&self, columns: &EventColumns, one: &Yield, at: Moment, part: i32, events: &mut Sheet) {
        let expected = self.date(columns.expected_at);
        let auto = self.text(columns.auto).and_then(parse_auto);
        let evidence = one.evidence.or(self.text(columns.evidence)).unwrap_or("event");
        let (actor, role) = (self.text(columns.actor), self.text(columns.role));
        let attributes = columns.attributes.json(self.index);
        let instants = [at.0, at.1, i64::from(at.2 & DAY), expected.map_or(i64::MIN, end)].map(i64::to_le_bytes).concat();
        // Events that are equal in every column have this in common. A blank text is never a value, so it can stand for none.
        let words = [Some(self.source()), self.text(self.columns.case_id), Some(one.event), actor, role, Some(evidence), Some(&attributes)];
        let rest = [instants.as_slice(), &[auto.map_or(2, u8::from)]];
        let [high, low] = digest_of(words.map(|word| word.unwrap_or("").as_bytes()).into_iter().chain(rest));
        events.push([
            Cell::Int(self.spreader.file),
            Cell::Long(self.number),
            Cell::Int(part),
            Cell::Text(Some(self.source())),
            Cell::Text(self.text(self.columns.case_id)),
            Cell::Text(Some(one.event)),
            Cell::Instant(Some(at.0)),
            Cell::Instant(Some(at.1)),
            Cell::Int(at.2),
            Cell::Instant(expected.map(end)),
            Cell::Int(expected.map_or(0, |expected| expected.2)),
            Cell::Text(actor),
            Cell::Text(role),
            Cell::Flag(auto),
            Cell::Text(Some(evidence)),
            Cell::Text(Some(&attributes)),
            Cell::Unsigned(high),
            Cell::Unsigned(low),
        ]);
    }
}

/// The instant that a date promises: a day is promised up to its end, the next local midnight.
fn end((at, last, flags): Moment) -> i64 {
    if flags & DAY == DAY { last + 1 } else { at }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_written_as_json() {
        for value in ["plain", "a \"quoted\" word", "two\nlines", "back\\slash", "caf\u{e9} \u{1f600}", "\u{1}"] {
            let mut text = String::new();
            push_json(&mut text, value);
            assert_eq!(serde_json::from_str::<String>(&text).unwrap(), value);
        }
    }

    #[test]
    fn a_promised_day_lasts_until_its_end() {
        assert_eq!((end((10, 99, DAY)), end((10, 10, 0))), (100, 10));
    }
}
