//! One usable row: the case that it is or belongs to, and the events that it yields.

use super::instants::{DAY, Dates, OF_EVENT, OF_ROW};
use super::judge_rows::parse_auto;
use super::mask::{LEFT_OUT, is_free_text, masked_value};
use super::plan::{Attribute, AttributeColumn, Columns, Plan, event_column, unlisted_column};
use super::sheet::{Cell, Sheet};
use super::spread::{Sheets, Spreader};
use super::whole_cases::WholeCase;
use crate::source::batch::digest_of;
use crate::source::mapping::{Row, Sequence, Yield};
use crate::vocabulary::CASE_FIELDS;
use polars::prelude::{BooleanChunked, PolarsDataType, StringChunked, StringType};
use std::borrow::Cow;

/// First and last possible instant, and how they were read.
pub type Moment = (i64, i64, i32);
/// The texts of a column in one piece: asked for millions of times, so nothing is looked for in between.
pub type Texts = <StringType as PolarsDataType>::Array;
pub type Text<'a> = Option<&'a Texts>;

/// Stands between the words of a list on its way to SQL (`queries/import/steps_refused.sql`); no export holds it.
const FROM_SEPARATOR: &str = "\u{1f}";

/// The columns of a batch, found once and not again for every row.
pub struct BatchColumns<'a> {
    /// The file's own columns.
    pub cells: &'a [StringChunked],
    pub case_id: Text<'a>,
    pub source: Text<'a>,
    pub received_at: Option<&'a Dates>,
    pub due_at: Option<&'a Dates>,
    /// The fields of a case, in the order of the vocabulary.
    pub fields: Vec<Text<'a>>,
    unlisted: Vec<(&'a str, &'a Texts)>,
    case_when: Option<&'a BooleanChunked>,
    /// The columns of each event rule.
    pub events: Vec<EventColumns<'a>>,
    /// What else is kept of a case.
    pub case_attributes: Attributes<'a>,
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
    when: Option<&'a BooleanChunked>,
    beside: Option<&'a BooleanChunked>,
    watched: Text<'a>,
    /// What is watched is nobody's to see.
    is_hidden: bool,
    attributes: Attributes<'a>,
}

impl<'a> BatchColumns<'a> {
    /// Finds the columns that a plan's rules name.
    pub fn new(plan: &'a Plan, columns: &'a Columns) -> Self {
        let table = &plan.table;
        let rules = 0..table.events.len();
        let made = table.attributes.set.iter().map(|set| set.0.as_str());
        let unlisted = CASE_FIELDS.iter().copied().chain(made).filter_map(|name| Some((name, columns.array(&unlisted_column(name))?)));
        Self {
            cells: &columns.cells,
            case_id: columns.array("case_id"),
            source: columns.array("source"),
            received_at: columns.date("received_at"),
            due_at: columns.date("due_at"),
            fields: CASE_FIELDS.iter().map(|name| columns.array(name)).collect(),
            unlisted: unlisted.collect(),
            case_when: columns.flag("case when"),
            events: rules.map(|place| EventColumns::new(place, plan, columns)).collect(),
            case_attributes: Attributes::new(&plan.case_attributes, columns),
        }
    }

    /// The source of a row: the one that it names, else that of the mapping.
    pub fn source_of(&self, index: usize, spreader: &'a Spreader) -> &'a str {
        self.source.and_then(|column| column.get(index)).unwrap_or(&spreader.mapping.id)
    }

    /// Whether a row says something of its case.
    pub fn describes_case(&self, index: usize) -> bool {
        is_true(self.case_when, index)
    }
}

/// Whether the conditions of a column hold in a row; those that are not there do.
fn is_true(flags: Option<&BooleanChunked>, index: usize) -> bool {
    flags.is_none_or(|flags| flags.get(index) == Some(true))
}

impl<'a> EventColumns<'a> {
    fn new(place: usize, plan: &'a Plan, columns: &'a Columns) -> Self {
        let text = |what: &str| columns.array(&event_column(place, what));
        let date = |what: &str| columns.date(&event_column(place, what));
        Self {
            name: text("name"),
            at: date("at"),
            expected_at: date("expected_at"),
            actor: text("actor"),
            role: text("role"),
            auto: text("auto"),
            evidence: text("evidence"),
            when: columns.flag(&event_column(place, "when")),
            beside: columns.flag(&event_column(place, "beside")),
            watched: text("watched"),
            is_hidden: plan.hides_watched(place),
            attributes: Attributes::new(&plan.event_attributes[place], columns),
        }
    }

    /// Whether the rule applies to a row.
    pub fn holds(&self, index: usize) -> bool {
        is_true(self.when, index)
    }
}

/// Columns that are kept by name.
pub struct Attributes<'a> {
    columns: Vec<Kept<'a>>,
}

struct Kept<'a> {
    name: &'a str,
    texts: &'a Texts,
    /// The mapping names it, so that free text stays, too.
    is_asked: bool,
}

impl<'a> Attributes<'a> {
    fn new(attributes: &'a [Attribute], columns: &'a Columns) -> Self {
        let column = |(name, column): &'a Attribute| {
            let (texts, is_asked) = match column {
                AttributeColumn::Own { place, is_asked } => (columns.cells[*place].downcast_as_array(), *is_asked),
                AttributeColumn::Made(made) => (columns.array(made)?, true),
            };
            Some(Kept { name, texts, is_asked })
        };
        Self { columns: attributes.iter().filter_map(column).collect() }
    }

    /// The columns.
    fn texts(&self) -> impl Iterator<Item = &'a Texts> {
        self.columns.iter().map(|column| column.texts)
    }

    /// How many there are at most.
    pub fn count(&self) -> usize {
        self.columns.len()
    }

    /// How long their names are together.
    pub fn name_bytes(&self) -> usize {
        self.columns.iter().map(|column| column.name.len()).sum()
    }

    /// How long the values of all rows are together.
    pub fn value_bytes(&self) -> usize {
        self.columns.iter().map(|column| column.texts.total_bytes_len()).sum()
    }

    /// What a row says, blank values left out, by name; the names are sorted, so equal attributes are equal lists.
    pub fn pairs(&self, index: usize) -> impl Iterator<Item = (&'a str, Cow<'a, str>)> {
        self.told(index).map(|(name, _, kept)| (name, kept))
    }

    /// The columns that a row has a value in: the name, the value as it was written, and what is kept of it.
    fn told(&self, index: usize) -> impl Iterator<Item = (&'a str, &'a str, Cow<'a, str>)> {
        let told = move |column: &Kept<'a>| {
            let value = column.texts.get(index)?;
            let is_unasked = !column.is_asked && is_free_text(value);
            Some((column.name, value, if is_unasked { Cow::Borrowed(LEFT_OUT) } else { masked_value(value) }))
        };
        self.columns.iter().filter_map(told)
    }
}

/// Attributes as one JSON object of texts.
fn json(pairs: &[(&str, Cow<'_, str>)]) -> String {
    let mut text = String::from("{");
    for (name, value) in pairs {
        if text.len() > 1 {
            text.push(',');
        }
        push_json(&mut text, name);
        text.push(':');
        push_json(&mut text, value);
    }
    text.push('}');
    text
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
        self.columns.source_of(self.index, self.spreader)
    }

    /// Counts the values that were left out of attributes because nobody asked for free text.
    fn note_left_out(&self, notes: &mut Sheet, attributes: &[(&str, Cow<'_, str>)]) {
        for (name, _) in attributes.iter().filter(|(_, value)| value == LEFT_OUT) {
            self.note(notes, "left_out", name, "");
        }
    }

    fn note(&self, notes: &mut Sheet, measure: &str, field: &str, value: &str) {
        note(notes, self.spreader.origin.file, self.number, [measure, field, value]);
    }

    /// Adds the case that the row is, or its share of the case whose events the file lists.
    pub fn add_case(&self, sheets: &mut Sheets) {
        let table = self.spreader.table();
        if table.case.is_none() || !self.columns.describes_case(self.index) {
            return;
        }
        let is_derived = table.row == Row::Event;
        let written = if is_derived { self.written() } else { None };
        let Some((at, last, flags)) = self.date(self.columns.received_at).or(written) else {
            return self.note(&mut sheets.notes, "no_moment", "case_id", "");
        };
        if is_derived {
            let said_at = written.map_or(at, |written| written.0);
            self.add_share((at, last, flags), said_at, sheets);
        } else {
            self.add_whole((at, last, flags), sheets);
        }
        for (name, column) in &self.columns.unlisted {
            if let Some(word) = column.get(self.index) {
                self.note(&mut sheets.notes, "unmapped", name, word);
            }
        }
    }

    /// When a row of a log was written: with its first event, or, where no rule takes the row, at the instant that the first of the
    /// rules reads. A row whose word stands for no event is taken, too: of a case in the state `New` it is the receipt.
    fn written(&self) -> Option<Moment> {
        let events = || self.columns.events.iter();
        let happened = |columns: &EventColumns| self.date(columns.at).filter(|_| columns.holds(self.index));
        let of_event = events().filter_map(happened).min_by_key(|at| at.0).map(|(at, last, flags)| (at, last, flags | OF_EVENT));
        let of_row = || events().find_map(|columns| self.date(columns.at)).map(|(at, last, flags)| (at, last, flags | OF_ROW));
        of_event.or_else(of_row)
    }

    /// Adds what a row that is an event says of its case.
    fn add_share(&self, (at, last, flags): Moment, said_at: i64, sheets: &mut Sheets) {
        let due = self.date(self.columns.due_at);
        let pairs: Vec<_> = self.columns.case_attributes.pairs(self.index).collect();
        let attributes = json(&pairs);
        let head = [
            Cell::Int(self.spreader.origin.file),
            Cell::Long(self.number),
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
            Cell::Instant(Some(said_at)),
        ];
        sheets.cases.push(head.into_iter().chain(fields).chain(tail));
        self.note_left_out(&mut sheets.notes, &pairs);
    }

    /// Adds the case that a row is.
    fn add_whole(&self, received: Moment, sheets: &mut Sheets) {
        let due = self.date(self.columns.due_at);
        let (source, case_id) = (Cell::Text(Some(self.source())), Cell::Text(self.text(self.columns.case_id)));
        let found_by = [Cell::Int(self.spreader.origin.file), Cell::Long(self.number), source, case_id];
        sheets.case_rows.push(found_by.into_iter().chain([Cell::Int(received.2), Cell::Int(due.map_or(0, |due| due.2))]));
        sheets.whole_cases.push(WholeCase { index: self.index, number: self.number, received, due });
    }

    /// Adds the events that the row yields.
    pub fn add_events(&self, sheets: &mut Sheets) {
        let mut part = 0;
        for (place, columns) in self.columns.events.iter().enumerate() {
            let Some(at) = self.date(columns.at) else {
                self.note_undated(place, &mut sheets.notes);
                continue;
            };
            let first_part = part;
            if columns.holds(self.index) {
                part = self.add_events_of(place, at, part, sheets);
            }
            if let Some(sequence) = &self.spreader.table().events[place].sequence {
                self.add_step(place, sequence, at, [first_part, part], &mut sheets.steps);
            }
        }
    }

    /// Counts what a word of the row says that happened, without a date that says when.
    fn note_undated(&self, place: usize, notes: &mut Sheet) {
        let columns = &self.columns.events[place];
        let Some(word) = self.text(columns.name).filter(|_| columns.holds(self.index)) else { return };
        for one in self.spreader.names[place].yields(Some(word)).unwrap_or_default() {
            self.note(notes, "undated", "at", one.event);
        }
    }

    /// Adds the events of one rule; answers the number of the next one.
    fn add_events_of(&self, place: usize, at: Moment, mut part: i32, sheets: &mut Sheets) -> i32 {
        let (columns, names) = (&self.columns.events[place], &self.spreader.names[place]);
        let word = self.text(columns.name);
        if word.is_none() && columns.name.is_some() {
            self.note(&mut sheets.notes, "unnamed", "at", "");
        }
        for one in names.yields(word).unwrap_or_default() {
            self.add_event(columns, one, at, part, sheets);
            part += 1;
        }
        if let Some(word) = word.filter(|word| !names.lists(word)) {
            self.note(&mut sheets.notes, "unmapped", "event", word);
        }
        part
    }

    /// Adds what a rule that looks at the rows before needs to know of this one.
    fn add_step(&self, place: usize, sequence: &Sequence, at: Moment, parts: [i32; 2], steps: &mut Sheet) {
        let columns = &self.columns.events[place];
        let Some(case_id) = self.text(self.columns.case_id) else { return };
        let (wanted, field, state, from) = match sequence {
            Sequence::Changed { value, from } => {
                let Some(state) = self.text(columns.watched).filter(|_| is_true(columns.beside, self.index)) else { return };
                let field = value.columns().first().map_or("", String::as_str);
                ("changed", field, state, (!from.is_empty()).then(|| from.join(FROM_SEPARATOR).to_lowercase()))
            }
            Sequence::First if columns.holds(self.index) => ("first", "", "", None),
            Sequence::Later if columns.holds(self.index) => ("later", "", "", None),
            _ => return,
        };
        let table = self.spreader.table();
        let rule = format!("{} {}", table.name, table.events[place].place);
        steps.push([
            Cell::Int(self.spreader.origin.file),
            Cell::Long(self.number),
            Cell::Int(parts[0]),
            Cell::Int(parts[1]),
            Cell::Text(Some(&rule)),
            Cell::Text(Some(self.source())),
            Cell::Text(Some(case_id)),
            Cell::Instant(Some(at.0)),
            Cell::Instant(Some(at.1)),
            // What rows that are events say of the receipt of their case is known from all of them that describe it.
            Cell::Instant(self.date(self.columns.received_at).filter(|_| table.row == Row::Case).map(|received| received.0)),
            Cell::Text(Some(wanted)),
            Cell::Text(Some(field)),
            Cell::Text(Some(state)),
            Cell::Text(from.as_deref()),
            Cell::Flag(Some(columns.is_hidden)),
        ]);
    }

    /// What a row of a log says beside its events: of its case, and what is watched for changes. At one instant a case may be
    /// reopened, closed and reopened; the second reopening is no repetition of the first if its row says something else.
    fn said_beside(&self) -> impl Iterator<Item = Option<&str>> {
        let is_log = self.is_log();
        let watched = self.columns.events.iter().map(|columns| columns.watched);
        let kept = self.columns.case_attributes.texts().map(Some);
        let columns = self.columns.fields.iter().copied().chain(watched).chain(kept);
        columns.filter(move |column| is_log && column.is_some()).map(|column| self.text(column))
    }

    fn is_log(&self) -> bool {
        self.spreader.table().row == Row::Event
    }

    fn add_event(&self, columns: &EventColumns, one: &Yield, at: Moment, part: i32, sheets: &mut Sheets) {
        let expected = self.date(columns.expected_at);
        let auto = self.text(columns.auto).and_then(parse_auto);
        let evidence = one.evidence.or(self.text(columns.evidence)).unwrap_or("event");
        let (actor, role) = (self.text(columns.actor), self.text(columns.role));
        let (mut pairs, mut shortened) = (Vec::new(), Vec::new());
        for (name, value, kept) in columns.attributes.told(self.index) {
            // Two messages of one minute are two, though both are kept as "[text]".
            if self.is_log() && kept != value {
                shortened.push(value);
            }
            pairs.push((name, kept));
        }
        let attributes = json(&pairs);
        let instants = [at.0, at.1, i64::from(at.2 & DAY), expected.map_or(i64::MIN, end)].map(i64::to_le_bytes).concat();
        // Events that are equal in every column have this in common, and what their rows say beside them. A blank text is never a
        // value, so it can stand for none.
        let words = [Some(self.source()), self.text(self.columns.case_id), Some(one.event), actor, role, Some(evidence), Some(&attributes)];
        let rest = [instants.as_slice(), &[auto.map_or(2, u8::from)]];
        let words = words.into_iter().chain(self.said_beside()).chain(shortened.into_iter().map(Some));
        let [high, low] = digest_of(words.map(|word| word.unwrap_or("").as_bytes()).chain(rest));
        self.note_left_out(&mut sheets.notes, &pairs);
        sheets.events.push([
            Cell::Int(self.spreader.origin.file),
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

/// Counts something worth knowing of a row: the measure, the field and the value.
pub fn note(notes: &mut Sheet, file: i32, row: i64, words: [&str; 3]) {
    notes.push([Cell::Int(file), Cell::Long(row)].into_iter().chain(words.map(|word| Cell::Text(Some(word)))));
}

/// The instant that a date promises: a day is promised up to its end, the next local midnight.
pub fn end((at, last, flags): Moment) -> i64 {
    if flags & DAY == DAY { last + 1 } else { at }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_written_as_json() {
        for value in ["plain", "a \"quoted\" word", "two\nlines", "back\\slash", "caf\u{e9} \u{1f600}", "\u{1}"] {
            let mut text = String::new();
            push_json(&mut text, &masked_value(value));
            assert_eq!(serde_json::from_str::<String>(&text).unwrap(), value);
        }
    }

    #[test]
    fn a_promised_day_lasts_until_its_end() {
        assert_eq!((end((10, 99, DAY)), end((10, 10, 0))), (100, 10));
    }
}
