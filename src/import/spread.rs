//! Rows of a batch become rows of the staging tables: cases, events, notes and rejects.

use super::event_names::EventNames;
use super::instants::DAY;
use super::judge_rows::{Judge, parse_auto};
use super::plan::{Columns, Plan, event_column, unlisted_column};
use super::sheet::{Cell, Kind, Sheet};
use crate::source::batch::{Batch, RowPlace, digest_of};
use crate::source::mapping::{Condition, EventRule, Mapping, Row, Table, Yield};
use crate::vocabulary::{CASE_FIELDS, ORGANISATION_EVENTS};

/// The rows for each staging table.
pub struct Sheets {
    rows: Sheet,
    cases: Sheet,
    events: Sheet,
    notes: Sheet,
    rejects: Sheet,
}

impl Sheets {
    /// Empty sheets; their kinds are those of `queries/import/staging.sql`.
    pub fn new() -> Self {
        use Kind::{Flag, Instant, Int, Long, Map, Text, Unsigned};
        let mut case = vec![Int, Long, Flag, Text, Text];
        case.extend(CASE_FIELDS.iter().map(|_| Text));
        case.extend([Instant, Instant, Int, Instant, Int, Map]);
        let event = [
            Int, Long, Int, Text, Text, Text, Instant, Instant, Int, Instant, Int, Text, Text, Flag, Text, Map, Unsigned, Unsigned,
        ];
        Self {
            rows: Sheet::new("rows_in", &[Int, Long, Long, Unsigned, Unsigned, Flag]),
            cases: Sheet::new("cases_in", &case),
            events: Sheet::new("events_in", &event),
            notes: Sheet::new("notes_in", &[Int, Long, Text, Text, Text]),
            rejects: Sheet::new("rejects_in", &[Int, Long, Text, Text, Text]),
        }
    }

    /// All sheets, to be emptied into the staging tables.
    pub fn all_mut(&mut self) -> [&mut Sheet; 5] {
        [&mut self.rows, &mut self.cases, &mut self.events, &mut self.notes, &mut self.rejects]
    }
}

/// Spreads the batches of one file.
pub struct Spreader<'a> {
    /// The source.
    pub mapping: &'a Mapping,
    /// Which of its files this is.
    pub table: &'a Table,
    /// The file's place among those of the import.
    pub file: i32,
    /// The words of the table's event rules.
    pub names: Vec<EventNames>,
}

impl<'a> Spreader<'a> {
    /// For one file of a source.
    pub fn new(mapping: &'a Mapping, table: &'a Table, file: i32) -> Self {
        Self { mapping, table, file, names: table.events.iter().map(EventNames::of).collect() }
    }

    /// Adds rows that could not even be taken apart.
    pub fn add_broken(&self, batch: &Batch, sheets: &mut Sheets) {
        for broken in &batch.broken {
            self.add_row(&broken.place, true, sheets);
            let row = broken.place.row as i64;
            sheets.rejects.push([Cell::Int(self.file), Cell::Long(row), Cell::Text(None), Cell::Text(None), Cell::Text(Some(&broken.reason))]);
        }
    }

    /// Adds the rows of a batch, brought to canonical columns by `plan`.
    pub fn add(&self, batch: &Batch, plan: &Plan, columns: &Columns, sheets: &mut Sheets) {
        let judge = Judge { table: self.table, header: plan.header(), columns, names: &self.names };
        for (index, place) in batch.places.iter().enumerate() {
            let fault = judge.fault(index);
            self.add_row(place, fault.is_some(), sheets);
            if let Some(fault) = fault {
                let words = [Some(fault.column.as_str()), fault.value.as_deref(), Some(fault.reason.as_str())];
                sheets.rejects.push([Cell::Int(self.file), Cell::Long(place.row as i64)].into_iter().chain(words.map(Cell::Text)));
                continue;
            }
            let row = OneRow { spreader: self, plan, columns, index, number: place.row as i64 };
            row.add_case(&mut sheets.cases, &mut sheets.notes);
            row.add_events(&mut sheets.events, &mut sheets.notes);
        }
    }

    fn add_row(&self, place: &RowPlace, is_faulty: bool, sheets: &mut Sheets) {
        let [high, low] = place.digest;
        let (row, line) = (Cell::Long(place.row as i64), Cell::Long(place.line as i64));
        sheets.rows.push([Cell::Int(self.file), row, line, Cell::Unsigned(high), Cell::Unsigned(low), Cell::Flag(Some(is_faulty))]);
    }
}

/// A row that can be used.
struct OneRow<'a> {
    spreader: &'a Spreader<'a>,
    plan: &'a Plan,
    columns: &'a Columns,
    index: usize,
    number: i64,
}

impl OneRow<'_> {
    fn text(&self, name: &str) -> Option<&str> {
        self.columns.text(name).and_then(|column| column.get(self.index))
    }

    fn date(&self, name: &str) -> Option<(i64, i64, i32)> {
        self.columns.date(name).and_then(|dates| dates.get(self.index))
    }

    fn source(&self) -> &str {
        self.text("source").unwrap_or(&self.spreader.mapping.id)
    }

    /// What the row says in some columns, blank ones left out.
    fn attributes<'b>(&'b self, columns: &'b [(String, usize)]) -> Vec<(&'b str, &'b str)> {
        let pair = |(name, place): &'b (String, usize)| Some((name.as_str(), self.columns.cells[*place].get(self.index)?));
        columns.iter().filter_map(pair).collect()
    }

    fn note(&self, notes: &mut Sheet, measure: &str, field: &str, value: &str) {
        let words = [measure, field, value].map(|word| Cell::Text(Some(word)));
        notes.push([Cell::Int(self.spreader.file), Cell::Long(self.number)].into_iter().chain(words));
    }

    fn add_case(&self, cases: &mut Sheet, notes: &mut Sheet) {
        let table = self.spreader.table;
        let Some(case) = &table.case else { return };
        let is_derived = table.row == Row::Event;
        let events = (0..table.events.len()).filter_map(|place| self.date(&event_column(place, "at")));
        let first_event = events.filter(|_| is_derived).min_by_key(|at| at.0);
        // A row that tells neither says nothing of when its case came in.
        let Some((at, last, flags)) = self.date("received_at").or(first_event) else { return };
        let due = self.date("due_at");
        let attributes = self.attributes(&self.plan.case_attributes);
        let mut cells = vec![
            Cell::Int(self.spreader.file),
            Cell::Long(self.number),
            Cell::Flag(Some(is_derived)),
            Cell::Text(Some(self.source())),
            Cell::Text(self.text("case_id")),
        ];
        cells.extend(CASE_FIELDS.iter().map(|name| Cell::Text(self.text(name))));
        cells.extend([Cell::Instant(Some(at)), Cell::Instant(Some(last)), Cell::Int(flags)]);
        cells.extend([Cell::Instant(due.map(end)), Cell::Int(due.map_or(0, |due| due.2)), Cell::Map(&attributes)]);
        cases.push(cells);
        for (name, _) in &case.fields {
            if let Some(word) = self.text(&unlisted_column(name)) {
                self.note(notes, "unmapped", name, word);
            }
        }
    }

    fn add_events(&self, events: &mut Sheet, notes: &mut Sheet) {
        let mut part = 0;
        for (place, rule) in self.spreader.table.events.iter().enumerate() {
            let names = &self.spreader.names[place];
            let word = self.text(&event_column(place, "name"));
            if !rule.when.iter().all(|condition| self.holds(condition)) {
                continue;
            }
            let Some(at) = self.date(&event_column(place, "at")) else { continue };
            for one in names.yields(word).unwrap_or_default() {
                self.add_event(place, rule, one, at, part, events);
                part += 1;
                if self.text("case_id").is_none() && !ORGANISATION_EVENTS.contains(&one.event) {
                    self.note(notes, "no_case", "case_id", one.event);
                }
            }
            if let Some(word) = word.filter(|word| !names.lists(word)) {
                self.note(notes, "unmapped", "event", word);
            }
        }
    }

    fn add_event(&self, place: usize, rule: &EventRule, one: &Yield, at: (i64, i64, i32), part: i32, events: &mut Sheet) {
        let word = |what: &str| self.text(&event_column(place, what));
        let expected = self.date(&event_column(place, "expected_at"));
        let auto = word("auto").and_then(parse_auto);
        let evidence = one.evidence.or(word("evidence")).or(rule.evidence.constant.as_deref()).unwrap_or("event");
        let attributes = self.attributes(&self.plan.event_attributes[place]);
        let [high, low] = self.digest(one.event, at, expected, [word("actor"), word("role"), Some(evidence)], auto, &attributes);
        events.push([
            Cell::Int(self.spreader.file),
            Cell::Long(self.number),
            Cell::Int(part),
            Cell::Text(Some(self.source())),
            Cell::Text(self.text("case_id")),
            Cell::Text(Some(one.event)),
            Cell::Instant(Some(at.0)),
            Cell::Instant(Some(at.1)),
            Cell::Int(at.2),
            Cell::Instant(expected.map(end)),
            Cell::Int(expected.map_or(0, |expected| expected.2)),
            Cell::Text(word("actor")),
            Cell::Text(word("role")),
            Cell::Flag(auto),
            Cell::Text(Some(evidence)),
            Cell::Map(&attributes),
            Cell::Unsigned(high),
            Cell::Unsigned(low),
        ]);
    }

    /// 128 bits that tell events apart: those that are equal in every column have the same.
    fn digest(
        &self,
        event: &str,
        at: (i64, i64, i32),
        expected: Option<(i64, i64, i32)>,
        words: [Option<&str>; 3],
        auto: Option<bool>,
        attributes: &[(&str, &str)],
    ) -> [u64; 2] {
        let instants = [at.0, at.1, i64::from(at.2 & DAY), expected.map_or(i64::MIN, end)].map(i64::to_le_bytes).concat();
        let auto = [auto.map_or(2, u8::from)];
        let mut parts: Vec<&[u8]> = vec![self.source().as_bytes(), event.as_bytes(), &instants, &auto];
        // A blank text never occurs as a value, so it can stand for none.
        parts.extend([self.text("case_id")].into_iter().chain(words).map(|word| word.unwrap_or("").as_bytes()));
        parts.extend(attributes.iter().flat_map(|(name, value)| [name.as_bytes(), value.as_bytes()]));
        digest_of(&parts)
    }

    fn holds(&self, condition: &Condition) -> bool {
        let value = self.plan.header().place(&condition.column).and_then(|place| self.columns.cells[place].get(self.index));
        value.is_some_and(|value| condition.is.is_empty() || condition.is.iter().any(|word| word.to_lowercase() == value.to_lowercase()))
    }
}

/// The instant that a date promises: a day is promised up to its end, the next local midnight.
fn end((at, last, flags): (i64, i64, i32)) -> i64 {
    if flags & DAY == DAY { last + 1 } else { at }
}
