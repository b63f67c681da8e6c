//! A mapping laid out for one file: which expressions give which columns.
//!
//! The plan is polars' to run: batches of text go in, the canonical columns come out, still one
//! row per row of the file. Judging rows and spreading them over cases and events is left to
//! [`super::judge_rows`] and [`super::spread`].

use super::instants::{self, Dates};
use super::pseudonym::Pseudonyms;
use super::values::{cell_name, field, first_of, unlisted, without_nothing};
use crate::error::{Error, Result};
use crate::source::batch::Batch;
use crate::source::header::{Header, is_listed};
use crate::source::mapping::{DateValue, EventName, Row, Table, Value};
use crate::vocabulary::{CHANNELS, KINDS};
use chrono_tz::Tz;
use polars::prelude::*;
use std::collections::HashMap;
use std::sync::Arc;

/// How a table's rows are brought to the canonical columns under one header.
pub struct Plan {
    stages: Vec<Vec<Expr>>,
    texts: Vec<String>,
    dates: Vec<String>,
    /// The columns that describe the case, by name and place, sorted by name.
    pub case_attributes: Vec<(String, usize)>,
    /// The columns that describe the event of each rule, likewise.
    pub event_attributes: Vec<Vec<(String, usize)>>,
    header: Header,
}

/// A batch in canonical columns, one row per row of the file.
pub struct Columns {
    /// The file's own columns, without what means nothing.
    pub cells: Vec<StringChunked>,
    texts: HashMap<String, StringChunked>,
    dates: HashMap<String, Dates>,
}

impl Columns {
    /// A text column; `None` where neither file nor mapping give it.
    pub fn text(&self, name: &str) -> Option<&StringChunked> {
        self.texts.get(name)
    }

    /// A date column.
    pub fn date(&self, name: &str) -> Option<&Dates> {
        self.dates.get(name)
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

impl Plan {
    /// Lays a table out for a header.
    pub fn new(table: &Table, header: &Header, zone: Tz, pseudonyms: &Arc<Pseudonyms>) -> Self {
        let cells = (0..header.names().len()).map(|place| without_nothing(col(cell_name(place)), &table.nothing).alias(cell_name(place)));
        let mut plan = Self {
            stages: vec![cells.collect(), Vec::new(), Vec::new(), Vec::new(), Vec::new()],
            texts: Vec::new(),
            dates: Vec::new(),
            case_attributes: case_attributes(table, header),
            event_attributes: event_attributes(table, header),
            header: header.clone(),
        };
        plan.add_text("case_id", &table.case_id, pseudonyms);
        if let Some(source) = &table.source {
            plan.add_text("source", source, pseudonyms);
        }
        if let Some(case) = &table.case {
            for (name, value) in &case.fields {
                plan.add_text(name, value, pseudonyms);
                plan.add_unlisted(name, value);
            }
            plan.add_date("received_at", case.received_at.as_ref(), zone);
            plan.add_date("due_at", case.due_at.as_ref(), zone);
        }
        for (place, rule) in table.events.iter().enumerate() {
            if let EventName::Spoken(value) | EventName::Mapped { value, .. } = &rule.name {
                plan.add_text(&event_column(place, "name"), value, pseudonyms);
            }
            plan.add_date(&event_column(place, "at"), Some(&rule.at), zone);
            plan.add_date(&event_column(place, "expected_at"), rule.expected_at.as_ref(), zone);
            for (what, value) in
                [("actor", &rule.actor), ("role", &rule.role), ("auto", &rule.auto), ("evidence", &Some(rule.evidence.clone()))]
            {
                if let Some(value) = value {
                    plan.add_text(&event_column(place, what), value, pseudonyms);
                }
            }
        }
        plan
    }

    fn add_text(&mut self, name: &str, value: &Value, pseudonyms: &Arc<Pseudonyms>) {
        self.stages[1].push(field(value, &self.header, pseudonyms).alias(name));
        self.texts.push(name.to_string());
    }

    fn add_unlisted(&mut self, name: &str, value: &Value) {
        let vocabulary = match name {
            "kind" => Some(KINDS),
            "channel" => Some(CHANNELS),
            _ => None,
        };
        if let Some(expr) = unlisted(value, vocabulary, &self.header) {
            self.stages[1].push(expr.alias(unlisted_column(name)));
            self.texts.push(unlisted_column(name));
        }
    }

    fn add_date(&mut self, name: &str, date: Option<&DateValue>, zone: Tz) {
        let Some(date) = date else { return };
        let Some(text) = first_of(&date.columns, &date.nothing, &self.header) else { return };
        self.stages[1].push(text.alias(name));
        for (stage, exprs) in instants::stages(name, date, zone).into_iter().enumerate() {
            self.stages[2 + stage].extend(exprs);
        }
        self.dates.push(name.to_string());
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
        Ok(Columns {
            cells: (0..batch.columns.len()).map(|place| text(&cell_name(place))).collect::<PolarsResult<_>>()?,
            texts: self.texts.iter().map(|name| Ok((name.clone(), text(name)?))).collect::<PolarsResult<_>>()?,
            dates: self.dates.iter().map(|name| Ok((name.clone(), Dates::of(&frame, name)?))).collect::<PolarsResult<_>>()?,
        })
    }
}

/// The columns that nothing else uses and that are not dropped.
fn free_columns<'a>(table: &'a Table, header: &'a Header) -> impl Iterator<Item = (String, usize)> + 'a {
    let consumed = table.consumed_columns();
    let names = header.names().iter().enumerate();
    let is_kept = move |name: &str| {
        let is_free = !consumed.contains(&name) || is_listed(&table.attributes.keep, name);
        is_free && !is_listed(&table.attributes.drop, name)
    };
    names.filter(move |(_, name)| is_kept(name)).map(|(place, name)| (name.clone(), place))
}

fn case_attributes(table: &Table, header: &Header) -> Vec<(String, usize)> {
    let describes_case = |name: &str| table.row == Row::Case || is_listed(&table.attributes.case, name);
    let mut columns: Vec<_> = free_columns(table, header).filter(|column| table.case.is_some() && describes_case(&column.0)).collect();
    columns.sort();
    columns
}

fn event_attributes(table: &Table, header: &Header) -> Vec<Vec<(String, usize)>> {
    let of_rule = |own: &Vec<String>| {
        let is_own = |name: &str| match table.row {
            Row::Case => is_listed(own, name),
            Row::Event => !(table.case.is_some() && is_listed(&table.attributes.case, name)),
        };
        let mut columns: Vec<_> = free_columns(table, header).filter(|column| is_own(&column.0)).collect();
        columns.sort();
        columns
    };
    table.events.iter().map(|rule| of_rule(&rule.attributes)).collect()
}
