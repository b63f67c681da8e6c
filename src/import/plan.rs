//! A mapping laid out for one file: which expressions give which columns.
//!
//! The plan is polars' to run: batches of text go in, the canonical columns come out, still one
//! row per row of the file. Judging rows and spreading them over cases and events is left to
//! [`super::judge_rows`] and [`super::spread`].

use super::conditions::all_hold;
use super::distinct::by_text;
use super::instants::{self, Dates};
use super::later;
use super::mask::{HIDDEN, masked_column};
use super::pseudonym::Pseudonyms;
use super::reading::Reading;
use super::values::{cell_name, field, spelt, text_of, unlisted, without_nothing};
use crate::error::{Error, Result};
use crate::source::batch::Batch;
use crate::source::header::{Header, is_listed};
use crate::source::mapping::{Choice, Condition, DateChoice, DateValue, EventName, EventRule, Mapping, Row, Sequence, Table, Value};
use crate::vocabulary::{CHANNELS, FREE_TEXTS, KINDS};
use polars::prelude::*;
use std::collections::HashMap;
use std::sync::Arc;

/// What a plan needs to know beside the mapping.
pub struct Ground {
    /// The zone of wall-clock values, and the calendars that the mapping names.
    pub reading: Reading,
    /// How customers are called.
    pub pseudonyms: Arc<Pseudonyms>,
    /// Whether the mapping is one of ours, which cannot know in which order somebody's dates are written.
    pub is_built_in: bool,
}

impl Ground {
    /// For a mapping.
    pub fn of(mapping: &Mapping, reading: Reading, pseudonyms: Arc<Pseudonyms>) -> Self {
        Self { reading, pseudonyms, is_built_in: mapping.is_built_in() }
    }
}

/// How a table's rows are brought to the canonical columns under one header.
pub struct Plan {
    /// The table, its rules written out for the header.
    pub table: Table,
    stages: Vec<Vec<Expr>>,
    texts: Vec<String>,
    flags: Vec<String>,
    dates: Vec<(String, Vec<DatePart>)>,
    /// What was laid out already, by what it says: a column that several rules read is read once.
    laid_out: HashMap<String, DatePart>,
    /// The attributes of the case, sorted by name.
    pub case_attributes: Vec<Attribute>,
    /// The attributes of the event of each rule, likewise.
    pub event_attributes: Vec<Vec<Attribute>>,
    header: Header,
}

/// An attribute and the column that holds it.
pub type Attribute = (String, AttributeColumn);

/// Where an attribute is found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum AttributeColumn {
    /// In the file's own column at this place; `is_asked`: the mapping names it, so that free text stays, too.
    Own { place: usize, is_asked: bool },
    /// In the text column of this name, which the mapping makes.
    Made(String),
}

/// One way to come by a date: its column, and what is added to it.
#[derive(Clone)]
struct DatePart {
    name: String,
    later: Option<(String, later::Reading)>,
}

/// A batch in canonical columns, one row per row of the file.
pub struct Columns {
    /// The file's own columns, without what means nothing.
    pub cells: Vec<StringChunked>,
    texts: HashMap<String, StringChunked>,
    flags: HashMap<String, BooleanChunked>,
    dates: HashMap<String, Dates>,
}

impl Columns {
    /// A text column; `None` where neither file nor mapping give it.
    pub fn array(&self, name: &str) -> Option<&<StringType as PolarsDataType>::Array> {
        self.texts.get(name).map(StringChunked::downcast_as_array)
    }

    /// A date column.
    pub fn date(&self, name: &str) -> Option<&Dates> {
        self.dates.get(name)
    }

    /// Where conditions hold; `None` where there are none.
    pub fn flag(&self, name: &str) -> Option<&BooleanChunked> {
        self.flags.get(name)
    }
}

/// The name of a rule's column, such as `event 0 at`.
pub fn event_column(rule: usize, what: &str) -> String {
    format!("event {rule} {what}")
}

/// The name of the column with words that the mapping does not list.
pub fn unlisted_column(what: &str) -> String {
    format!("unlisted {what}")
}

/// The words that a field can have, where they are laid down.
fn vocabulary_of(field: &str) -> Option<&'static [&'static str]> {
    match field {
        "kind" => Some(KINDS),
        "channel" => Some(CHANNELS),
        _ => None,
    }
}

impl Plan {
    /// Lays a table out for a header.
    pub fn new(table: &Table, header: &Header, ground: &Ground) -> Self {
        let table = table.for_header(header);
        let cells = (0..header.names().len()).map(|place| without_nothing(col(cell_name(place)), &table.nothing).alias(cell_name(place)));
        let mut plan = Self {
            stages: vec![cells.collect(), Vec::new(), Vec::new()],
            texts: Vec::new(),
            flags: Vec::new(),
            dates: Vec::new(),
            laid_out: HashMap::new(),
            case_attributes: case_attributes(&table, header),
            event_attributes: event_attributes(&table, header),
            header: header.clone(),
            table,
        };
        plan.add_table(ground);
        plan
    }

    fn add_table(&mut self, ground: &Ground) {
        let table = self.table.clone();
        self.add_text("case_id", &table.case_id, ground);
        if let Some(source) = &table.source {
            self.add_text("source", source, ground);
        }
        if let Some(case) = &table.case {
            for (name, value) in &case.fields {
                self.add_text(name, value, ground);
                if FREE_TEXTS.contains(name) {
                    self.mask(name);
                }
                self.add_unlisted(name, value);
            }
            for (name, value) in &table.attributes.set {
                self.add_text(&set_column(None, name), value, ground);
                self.add_unlisted(name, value);
            }
            self.add_flag("case when", &case.when);
            self.add_date("received_at", case.received_at.as_ref(), ground);
            self.add_date("due_at", case.due_at.as_ref(), ground);
        }
        for (place, rule) in table.events.iter().enumerate() {
            self.add_rule(place, rule, ground);
        }
    }

    fn add_rule(&mut self, place: usize, rule: &EventRule, ground: &Ground) {
        if let EventName::Spoken(value) | EventName::Mapped { value, .. } = &rule.name {
            self.add_text(&event_column(place, "name"), value, ground);
        }
        self.add_date(&event_column(place, "at"), Some(&rule.at), ground);
        self.add_date(&event_column(place, "expected_at"), rule.expected_at.as_ref(), ground);
        let evidence = Some(rule.evidence.clone());
        for (what, value) in [("actor", &rule.actor), ("role", &rule.role), ("auto", &rule.auto), ("evidence", &evidence)] {
            if let Some(value) = value {
                self.add_text(&event_column(place, what), value, ground);
            }
        }
        for (name, value) in &rule.set {
            self.add_text(&set_column(Some(place), name), value, ground);
        }
        self.add_flag(&event_column(place, "when"), &rule.when);
        if let Some(Sequence::Changed { value, .. }) = &rule.sequence {
            self.add_choice(&event_column(place, "watched"), value);
            // A row belongs to what is watched whatever the watched value itself must be.
            let beside: Vec<Condition> = rule.when.iter().filter(|condition| condition.value.text != value.text).cloned().collect();
            self.add_flag(&event_column(place, "beside"), &beside);
        }
    }

    fn add_text(&mut self, name: &str, value: &Value, ground: &Ground) {
        let mut text = field(value, &self.header, &ground.pseudonyms);
        let is_read = |choice: &Choice| choice.values.is_none() && !choice.columns().is_empty();
        if let Some(vocabulary) = vocabulary_of(name).filter(|_| value.choices.iter().any(is_read)) {
            text = spelt(text, vocabulary);
        }
        self.stages[1].push(text.alias(name));
        self.texts.push(name.to_string());
    }

    /// Free text comes in without e-mail addresses, phone and card numbers.
    fn mask(&mut self, name: &str) {
        self.stages[2].push(masked_column(col(name)).alias(name));
    }

    /// A text as the file has it; `false` where the file cannot give it.
    fn add_choice(&mut self, name: &str, choice: &Choice) -> bool {
        let Some(text) = text_of(choice, &self.header) else { return false };
        self.stages[1].push(text.alias(name));
        self.texts.push(name.to_string());
        true
    }

    /// Whether the column that a rule watches for changes is dropped, or kept as a pseudonym only.
    pub fn hides_watched(&self, place: usize) -> bool {
        match &self.table.events[place].sequence {
            Some(Sequence::Changed { value, .. }) => value.columns().iter().any(|column| self.table.hides(column)),
            _ => false,
        }
    }

    fn add_flag(&mut self, name: &str, conditions: &[Condition]) {
        if let Some(holds) = all_hold(conditions, &self.header) {
            self.stages[1].push(holds.alias(name));
            self.flags.push(name.to_string());
        }
    }

    fn add_unlisted(&mut self, name: &str, value: &Value) {
        if let Some(mut expr) = unlisted(value, vocabulary_of(name), &self.header) {
            if value.columns().any(|column| self.table.hides(column)) {
                expr = when(expr.clone().is_not_null()).then(lit(HIDDEN)).otherwise(lit(NULL));
            }
            self.stages[1].push(expr.alias(unlisted_column(name)));
            self.texts.push(unlisted_column(name));
        }
    }

    fn add_date(&mut self, name: &str, date: Option<&DateValue>, ground: &Ground) {
        let choices = date.into_iter().flat_map(|date| &date.choices).enumerate();
        let parts: Vec<DatePart> =
            choices.filter_map(|(place, choice)| self.add_date_part(&format!("{name} #{place}"), choice, ground)).collect();
        if !parts.is_empty() {
            self.dates.push((name.to_string(), parts));
        }
    }

    fn add_date_part(&mut self, name: &str, choice: &DateChoice, ground: &Ground) -> Option<DatePart> {
        let said = format!("{choice:?}");
        if let Some(part) = self.laid_out.get(&said) {
            return Some(part.clone());
        }
        let length = format!("{name} length");
        let written = text_of(&choice.written, &self.header)?;
        if let Some(later) = &choice.later
            && !self.add_choice(&length, &later.amount)
        {
            return None;
        }
        self.stages[1].push(written.alias(name));
        let zone = choice.time_zone.unwrap_or(ground.reading.zone);
        self.stages[2].push(by_text(name, instants::stages(name, &choice.dates, zone, ground.is_built_in)));
        let clock = |id: &String| ground.reading.clocks.get(id);
        let later = choice.later.as_ref().map(|later| {
            let open = later.calendar.as_ref().and_then(clock);
            (length, later::Reading { unit_us: later.unit_us, decimal: later.decimal, open, zone })
        });
        let part = DatePart { name: name.to_string(), later };
        self.laid_out.insert(said, part.clone());
        Some(part)
    }

    /// The header for which the plan was made.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Runs the plan over a batch.
    pub fn run(&self, batch: &Batch) -> Result<Columns> {
        self.run_polars(batch).map_err(|cause| Error::new(format!("the values could not be converted: {cause}")))
    }

    fn run_polars(&self, batch: &Batch) -> PolarsResult<Columns> {
        let cells = batch.columns.iter().enumerate().map(|(place, cells)| cells.clone().with_name(cell_name(place).into()).into_column());
        let mut lazy = DataFrame::new(batch.places.len(), cells.collect())?.lazy();
        for stage in self.stages.iter().filter(|stage| !stage.is_empty()) {
            lazy = lazy.with_columns(stage.clone());
        }
        let frame = lazy.collect()?;
        let text =
            |name: &str| -> PolarsResult<StringChunked> { Ok(frame.column(name)?.as_materialized_series().str()?.rechunk().into_owned()) };
        let flag = |name: &str| -> PolarsResult<BooleanChunked> {
            Ok(frame.column(name)?.as_materialized_series().bool()?.rechunk().into_owned())
        };
        let texts: HashMap<String, StringChunked> =
            self.texts.iter().map(|name| Ok((name.clone(), text(name)?))).collect::<PolarsResult<_>>()?;
        let mut dates = HashMap::new();
        for (name, parts) in &self.dates {
            let read = parts.iter().map(|part| part.read(&frame, &texts)).collect::<PolarsResult<_>>()?;
            dates.extend(Dates::first(read).map(|read| (name.clone(), read)));
        }
        Ok(Columns {
            cells: (0..batch.columns.len()).map(|place| text(&cell_name(place))).collect::<PolarsResult<_>>()?,
            flags: self.flags.iter().map(|name| Ok((name.clone(), flag(name)?))).collect::<PolarsResult<_>>()?,
            texts,
            dates,
        })
    }
}

impl DatePart {
    fn read(&self, frame: &DataFrame, texts: &HashMap<String, StringChunked>) -> PolarsResult<Dates> {
        let dates = Dates::of(frame, &self.name)?;
        Ok(match &self.later {
            Some((length, reading)) => later::add(&dates, &texts[length], reading),
            None => dates,
        })
    }
}

/// The name of the column with an attribute that the mapping makes: of the case, or of a rule's event.
fn set_column(rule: Option<usize>, name: &str) -> String {
    rule.map_or_else(|| format!("set {name}"), |place| event_column(place, &format!("set {name}")))
}

/// Own columns and made ones by name; what the mapping makes wins over a column of the same name.
fn with_made<'a>(
    own: impl Iterator<Item = (&'a String, usize)>,
    asked: &[&Vec<String>],
    made: &[(String, Value)],
    rule: Option<usize>,
) -> Vec<Attribute> {
    let is_free = |column: &(&String, usize)| !made.iter().any(|set| set.0 == *column.0);
    let own = own.filter(is_free).map(|(name, place)| {
        let is_asked = asked.iter().any(|list| is_listed(list, name));
        (name.clone(), AttributeColumn::Own { place, is_asked })
    });
    let made = made.iter().map(|(name, _)| (name.clone(), AttributeColumn::Made(set_column(rule, name))));
    let mut all: Vec<Attribute> = own.chain(made).collect();
    all.sort();
    all
}

/// The columns that nothing else uses and that are not dropped.
fn free_columns<'a>(table: &'a Table, header: &'a Header) -> impl Iterator<Item = (&'a String, usize)> + 'a {
    let consumed = table.consumed_columns();
    let names = header.names().iter().enumerate();
    let is_kept = move |name: &str| {
        let is_free = !consumed.contains(&name) || is_listed(&table.attributes.keep, name);
        is_free && !is_listed(&table.attributes.drop, name)
    };
    names.filter(move |(_, name)| is_kept(name)).map(|(place, name)| (name, place))
}

fn case_attributes(table: &Table, header: &Header) -> Vec<Attribute> {
    if table.case.is_none() {
        return Vec::new();
    }
    let describes_case = |name: &str| table.row == Row::Case || is_listed(&table.attributes.case, name);
    let own = free_columns(table, header).filter(|column| describes_case(column.0));
    with_made(own, &[&table.attributes.free_text, &table.attributes.keep], &table.attributes.set, None)
}

fn event_attributes(table: &Table, header: &Header) -> Vec<Vec<Attribute>> {
    let of_rule = |(place, rule): (usize, &EventRule)| {
        let is_own = |name: &str| match table.row {
            Row::Case => is_listed(&rule.attributes, name),
            Row::Event => !(table.case.is_some() && is_listed(&table.attributes.case, name)),
        };
        let own = free_columns(table, header).filter(|column| is_own(column.0));
        with_made(own, &[&table.attributes.free_text, &table.attributes.keep, &rule.attributes], &rule.set, Some(place))
    };
    table.events.iter().enumerate().map(of_rule).collect()
}
