//! A first mapping for a file that no mapping describes: guessed from its header and its values.
//!
//! The draft loads and imports as it is. What was guessed is marked, what the rows decide is told
//! with the row, and what nobody but the user can know is asked.

mod dates;
mod look;
mod orders;
mod people;
mod roles;
mod write;

use super::mapping::{Layout, Mapping, Mode, Origin, Table};
use super::preview::{Candidate, Preview};
use super::recognise::Recognised;
use super::rows::Rows;
use super::shape::Kind;
use super::survey::Survey;
use crate::error::{Error, Result};
use dates::Written;
use look::Look;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;

/// A drafted mapping.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The mapping as TOML.
    pub toml: String,
    /// What the user has to look at or to decide.
    pub questions: Vec<String>,
}

/// Drafts a mapping with this id for a file.
pub fn draft(file: &Path, survey: &Survey, id: &str) -> Result<Draft> {
    let mut table = Table::anything();
    let mut candidate = likeliest(file, survey, &table)?;
    if candidate.shape.kind == Kind::Json
        && let Some(rows) = rows_inside(&candidate, file, survey)
    {
        table.layout = Layout { rows: Some(rows), ..Layout::default() };
        candidate = likeliest(file, survey, &table)?;
    }
    if candidate.shape.kind == Kind::Mail {
        return Err(Error::new("mail needs no draft").in_file(file).remedy(
            "Copy the built-in mapping, `ombud source show mailbox --toml > sources/mailbox.toml`, and name your own addresses there.",
        ));
    }
    let look = look_at(file, survey, &table, &candidate)?;
    if look.rows == 0 {
        return Err(Error::new("the file has a header and no rows, so there is nothing to learn from")
            .in_file(file)
            .remedy("Export some rows."));
    }
    let roles = roles::guess(&look);
    write::draft(file, id, &table, &candidate.shape, &look, &roles)
}

/// The reading with most columns; of several, the first. A row that is longer than most under its delimiter has one
/// delimiter too many, and is no header.
fn likeliest(file: &Path, survey: &Survey, table: &Table) -> Result<Candidate> {
    let mut preview = Preview::of(file, survey);
    preview.refusal()?;
    let candidates = preview.candidates(table)?;
    let usual = usual_lengths(&candidates);
    let is_usual = |candidate: &Candidate| candidate.header.names().len() <= usual[&grid_of(candidate)];
    let best =
        candidates.iter().filter(|candidate| is_usual(candidate)).reduce(|best, next| if width(next) > width(best) { next } else { best });
    let best = best.map(|best| header_above(best, &candidates).unwrap_or(best)).map(|best| {
        let twins = candidates.iter().filter(|other| other.header.names() == best.header.names());
        let mut shape = best.shape.clone();
        shape.leave_out(twins.map(|twin| &twin.shape));
        Candidate { shape, header: best.header.clone() }
    });
    best.ok_or_else(|| Error::new("the file has no rows that can be read").in_file(file).remedy("Export it again as CSV (UTF-8)."))
}

/// How many columns of a reading have a name.
fn width(candidate: &Candidate) -> usize {
    candidate.header.names().iter().filter(|name| !is_nameless(name)).count()
}

/// The header above a row of values: a header may leave columns without a name where every row has a value. A title, or a
/// name over several columns, leaves most of them blank.
fn header_above<'a>(row: &Candidate, candidates: &'a [Candidate]) -> Option<&'a Candidate> {
    let value_count = |candidate: &Candidate| candidate.header.names().iter().filter(|name| is_value(name)).count();
    let found = value_count(row);
    let above = candidates.iter().take_while(|other| !std::ptr::eq(*other, row)).filter(|other| grid_of(other) == grid_of(row));
    above.into_iter().find(|other| found > 0 && width(other) * 2 > width(row) && value_count(other) < found)
}

/// Whether a cell holds what no column is called: a date, a number.
fn is_value(cell: &str) -> bool {
    Written::of(cell).is_some() || cell.parse::<f64>().is_ok()
}

/// What the rows of a reading share: their delimiter, or their sheet.
fn grid_of(candidate: &Candidate) -> String {
    match &candidate.shape.kind {
        Kind::Delimited { delimiter, .. } => char::from(*delimiter).to_string(),
        Kind::Sheet { name, .. } => name.clone(),
        _ => String::new(),
    }
}

/// How long most rows of each grid are; of lengths that are as frequent, the greatest.
fn usual_lengths(candidates: &[Candidate]) -> HashMap<String, usize> {
    let mut counts: HashMap<String, BTreeMap<usize, usize>> = HashMap::new();
    for candidate in candidates {
        *counts.entry(grid_of(candidate)).or_default().entry(candidate.header.names().len()).or_default() += 1;
    }
    let most =
        |lengths: BTreeMap<usize, usize>| lengths.into_iter().max_by_key(|(length, count)| (*count, *length)).map_or(0, |most| most.0);
    counts.into_iter().map(|(grid, lengths)| (grid, most(lengths))).collect()
}

/// `column 3` is how a column without a name is called.
fn is_nameless(name: &str) -> bool {
    name.strip_prefix("column ").is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The array that holds the rows, where the file is one object around it.
fn rows_inside(candidate: &Candidate, file: &Path, survey: &Survey) -> Option<String> {
    let table = Table::anything();
    let mapping = mapping_of(&table);
    let recognised = recognised(&mapping, &table, candidate);
    let batch = Rows::open(file, survey, &recognised).and_then(|mut rows| rows.next_batch()).ok()??;
    let holds_objects = |column: usize| batch.columns[column].get(0).is_some_and(|value| value.starts_with("[{"));
    let found = (0..batch.columns.len()).find(|column| holds_objects(*column)).filter(|_| batch.places.len() == 1)?;
    Some(batch.header.names()[found].clone())
}

fn look_at(file: &Path, survey: &Survey, table: &Table, candidate: &Candidate) -> Result<Look> {
    let mapping = mapping_of(table);
    let recognised = recognised(&mapping, table, candidate);
    let mut rows = Rows::open(file, survey, &recognised)?;
    let mut look = Look::default();
    while let Some(batch) = rows.next_batch()? {
        look.add(&batch);
    }
    look.settle(roles::is_date_name);
    Ok(look)
}

fn mapping_of(table: &Table) -> Mapping {
    Mapping {
        id: "draft".into(),
        title: String::new(),
        about: String::new(),
        mode: Mode::Snapshot,
        time_zone: None,
        reports: Vec::new(),
        tables: vec![table.clone()],
        origin: Origin::BuiltIn,
        text: String::new(),
    }
}

fn recognised<'a>(mapping: &'a Mapping, table: &'a Table, candidate: &Candidate) -> Recognised<'a> {
    Recognised { mapping, table, shape: candidate.shape.clone(), header: candidate.header.clone(), threads: Arc::default() }
}
