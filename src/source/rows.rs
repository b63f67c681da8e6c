//! The rows of a file in bounded batches, and the text of chosen ones.

use super::batch::{Batch, BatchBuilder};
use super::csv_rows::{CsvRows, Row};
use super::header::Header;
use super::json_rows::{JsonRow, JsonRows, flatten};
use super::mapping::{Format, Table};
use super::survey::Survey;
use crate::error::Result;
use std::collections::HashMap;
use std::path::Path;

/// A batch ends behind this many rows …
pub const BATCH_ROWS: usize = 1 << 15;
/// … or behind this much text.
const BATCH_BYTES: usize = 16 << 20;

/// A file that is read batch by batch.
pub struct Rows<'a> {
    table: &'a Table,
    kind: Kind,
}

enum Kind {
    Csv { rows: Box<CsvRows>, header: Header },
    Jsonl(Box<JsonRows>),
}

impl<'a> Rows<'a> {
    /// Opens a file that was recognised as one of `table`.
    pub fn open(file: &Path, survey: &Survey, table: &'a Table, delimiter: u8) -> Result<Self> {
        let kind = match table.format {
            Format::Jsonl => Kind::Jsonl(Box::new(JsonRows::open(file, survey)?)),
            Format::Csv => {
                let (rows, header) = CsvRows::open(file, survey, delimiter, table.quote)?;
                let header = Header::plain(header.iter().map(String::as_str)).for_table(table);
                Kind::Csv { rows: Box::new(rows), header }
            }
        };
        Ok(Self { table, kind })
    }

    /// How much of the file has been read, in bytes.
    pub fn bytes_read(&self) -> u64 {
        match &self.kind {
            Kind::Csv { rows, .. } => rows.bytes_read(),
            Kind::Jsonl(rows) => rows.bytes_read(),
        }
    }

    /// The next rows; `None` behind the last one.
    pub fn next_batch(&mut self) -> Result<Option<Batch>> {
        let batch = match &mut self.kind {
            Kind::Csv { rows, header } => csv_batch(rows, header)?,
            Kind::Jsonl(rows) => jsonl_batch(rows, self.table)?,
        };
        Ok((!batch.places.is_empty() || !batch.broken.is_empty()).then_some(batch))
    }

    /// Calls `each` with the number and the text of every row that `is_wanted`.
    pub fn for_each_text(&mut self, mut is_wanted: impl FnMut(u64) -> bool, mut each: impl FnMut(u64, &str) -> Result<()>) -> Result<()> {
        loop {
            let (number, text) = match &mut self.kind {
                Kind::Csv { rows, .. } => match rows.next_row()? {
                    Some(row) => (row.number, row.text),
                    None => return Ok(()),
                },
                Kind::Jsonl(rows) => match rows.next_row()? {
                    Some(row) => (row.number, row.text),
                    None => return Ok(()),
                },
            };
            if is_wanted(number) {
                each(number, &text)?;
            }
        }
    }
}

fn csv_batch(rows: &mut CsvRows, header: &Header) -> Result<Batch> {
    let mut batch = BatchBuilder::new(header, 1024);
    let mut bytes = 0;
    while batch.row_count() < BATCH_ROWS && bytes < BATCH_BYTES {
        let Some(row) = rows.next_row()? else { break };
        bytes += row.text.len();
        match fault(&row, header.names().len()) {
            Some(reason) => batch.add_broken(row.number, row.line, &row.text, reason),
            None => batch.add(row.number, row.line, &row.cells.iter().collect::<Vec<_>>()),
        }
    }
    Ok(batch.finish())
}

/// Why a row cannot be read column by column, if so.
fn fault(row: &Row, columns: usize) -> Option<String> {
    if row.is_unclosed {
        let lines = row.text.matches('\n').count();
        let swallowed = if lines == 0 { String::new() } else { format!(", so {lines} more lines were read as its text") };
        return Some(format!("a quote opens in this row and is never closed{swallowed}"));
    }
    if row.cells.iter().all(|cell| cell.trim().is_empty()) {
        return Some("the row is blank".to_string());
    }
    let found = row.cells.len();
    (found != columns).then(|| format!("the row has {found} {}, the header {columns}", if found == 1 { "value" } else { "values" }))
}

fn jsonl_batch(rows: &mut JsonRows, table: &Table) -> Result<Batch> {
    let mut lines: Vec<JsonRow> = Vec::new();
    let mut bytes = 0;
    while lines.len() < BATCH_ROWS && bytes < BATCH_BYTES {
        let Some(line) = rows.next_row()? else { break };
        bytes += line.text.len();
        lines.push(line);
    }
    let flat: Vec<_> = lines.iter().map(|line| flatten(&line.text)).collect();
    let header = names_of(&flat);
    let places: HashMap<&String, usize> = header.iter().enumerate().map(|(place, name)| (name, place)).collect();
    let mut batch = BatchBuilder::new(&Header::plain(header.iter().map(String::as_str)).for_table(table), lines.len());
    for (line, cells) in lines.iter().zip(&flat) {
        match cells {
            Err(reason) => batch.add_broken(line.number, line.line, &line.text, reason.clone()),
            Ok(cells) if cells.iter().all(|cell| cell.1.trim().is_empty()) => {
                batch.add_broken(line.number, line.line, &line.text, "the row is blank".to_string());
            }
            Ok(cells) => {
                let mut row = vec![""; header.len()];
                for (name, value) in cells {
                    row[places[name]] = value;
                }
                batch.add(line.number, line.line, &row);
            }
        }
    }
    Ok(batch.finish())
}

/// The names of all values of a batch, in the order in which they are first met.
fn names_of(lines: &[Result<Vec<(String, String)>, String>]) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    let cells = lines.iter().flatten().flatten();
    cells.filter(|cell| seen.insert(cell.0.as_str())).map(|cell| cell.0.clone()).collect()
}
