//! The rows of a file in bounded batches, and the text of chosen ones.

use super::batch::{Batch, BatchBuilder, trimmed};
use super::csv_rows::{CsvRows, Misquoted, Row};
use super::header::Header;
use super::json_rows::JsonRows;
use super::mail_rows::MailRows;
use super::mapping::Table;
use super::parquet_rows::ParquetRows;
use super::ragged::{Ragged, RaggedRow, names_of};
use super::recognise::Recognised;
use super::shape::{Kind, Shape};
use super::sheet_rows::{SheetRows, as_csv};
use super::survey::Survey;
use super::xes_rows::XesRows;
use crate::error::Result;
use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::Arc;

/// A batch ends behind this many rows …
pub const BATCH_ROWS: usize = 1 << 14;
/// … or behind this much text.
const BATCH_BYTES: usize = 8 << 20;

/// A file that is read batch by batch.
pub struct Rows<'a> {
    table: &'a Table,
    source: Source,
    bytes: u64,
}

enum Source {
    Csv {
        rows: Box<CsvRows>,
        header: Header,
    },
    Sheet {
        rows: std::vec::IntoIter<(u64, Vec<String>)>,
        header: Header,
        number: u64,
        line: u64,
        /// Where a number stands that is too long to be exact, in a column that tells cases or people apart.
        rounded: BTreeSet<(u64, usize)>,
        /// The places of the columns that make the number of a case.
        numbers: BTreeSet<usize>,
    },
    Parquet {
        rows: ParquetRows,
        header: Header,
        number: u64,
    },
    /// In JSON a name that a row has twice is a fault; a list in an event log repeats its name.
    Ragged {
        rows: Box<dyn Ragged>,
        has_lists: bool,
    },
}

/// A row of a grid that is no CSV.
struct GridRow {
    number: u64,
    line: u64,
    cells: Vec<String>,
    /// How many rows without any value stand between the row before and this one.
    blank_before: u64,
    /// The place of the number of its case, where that is too long to be exact, and how it is read.
    rounded: Option<(usize, String)>,
    /// The same of numbers that people are known by.
    shared: Vec<(usize, String)>,
}

impl<'a> Rows<'a> {
    /// Opens a file that was recognised.
    pub fn open(file: &Path, survey: &Survey, recognised: &Recognised<'a>) -> Result<Self> {
        let (table, shape) = (recognised.table, &recognised.shape);
        let source = match &shape.kind {
            Kind::Delimited { delimiter, skip } => {
                let (rows, header) = CsvRows::open(file, shape, *delimiter, table.layout.quote, *skip)?;
                let header = Header::plain(header.iter().map(String::as_str)).for_table(table);
                Source::Csv { rows: Box::new(rows), header }
            }
            Kind::Sheet { .. } => {
                let mut rows = SheetRows::open(file, &shape.kind)?;
                let mut rounded = rows.rounded();
                let mut rows = rows.into_rows().into_iter();
                let (line, header) = rows.next().unwrap_or_default();
                let header = Header::plain(header.iter().map(String::as_str)).for_table(table);
                let numbers = table.case_id.columns().filter_map(|column| header.place(column)).collect();
                let people: BTreeSet<usize> = table.identity_columns().filter_map(|column| header.place(column)).collect();
                rounded.retain(|(_, place)| people.union(&numbers).any(|told| told == place));
                Source::Sheet { rows, header, number: 0, line, rounded, numbers }
            }
            Kind::Parquet => Source::Parquet { rows: ParquetRows::open(file), header: recognised.header.clone(), number: 0 },
            Kind::Json { .. } | Kind::Xes | Kind::Mail => {
                Source::Ragged { rows: open_ragged(file, shape, recognised)?, has_lists: shape.kind == Kind::Xes }
            }
        };
        Ok(Self { table, source, bytes: survey.bytes })
    }

    /// The text of the header, where rows can only be read under one.
    pub fn header_text(&self) -> Option<String> {
        match &self.source {
            Source::Csv { rows, .. } => Some(rows.header_text().to_string()),
            Source::Sheet { header, .. } | Source::Parquet { header, .. } => Some(as_csv(header.names())),
            Source::Ragged { .. } => None,
        }
    }

    /// How much of the file has been read, in bytes.
    pub fn bytes_read(&self) -> u64 {
        match &self.source {
            Source::Csv { rows, .. } => rows.bytes_read(),
            Source::Ragged { rows, .. } => rows.bytes_read(),
            Source::Sheet { .. } | Source::Parquet { .. } => self.bytes,
        }
    }

    /// The next rows; `None` behind the last one.
    pub fn next_batch(&mut self) -> Result<Option<Batch>> {
        let batch = match &mut self.source {
            Source::Csv { rows, header } => csv_batch(rows, header)?,
            Source::Ragged { rows, has_lists } => ragged_batch(rows.as_mut(), self.table, *has_lists)?,
            Source::Sheet { header, .. } | Source::Parquet { header, .. } => {
                let mut batch = BatchBuilder::new(header, 1024);
                let mut bytes = 0;
                let header = header.clone();
                while batch.row_count() < BATCH_ROWS && bytes < BATCH_BYTES {
                    let Some(row) = self.source.next_grid_row()? else { break };
                    bytes += row.cells.iter().map(String::len).sum::<usize>();
                    add_grid_row(&mut batch, &header, &row);
                }
                batch.finish()
            }
        };
        Ok((batch.row_count() > 0 || batch.blank_count > 0).then_some(batch))
    }

    /// Calls `each` with the number and the text of every row that `is_wanted`.
    pub fn for_each_text(&mut self, mut is_wanted: impl FnMut(u64) -> bool, mut each: impl FnMut(u64, &str) -> Result<()>) -> Result<()> {
        loop {
            match &mut self.source {
                Source::Csv { rows, .. } => match rows.next_row()? {
                    Some(row) if is_wanted(row.number) => each(row.number, &row.text())?,
                    Some(_) => {}
                    None => return Ok(()),
                },
                Source::Ragged { rows, .. } => match rows.next_row()? {
                    Some(row) if is_wanted(row.number) => each(row.number, &row.text)?,
                    Some(_) => {}
                    None => return Ok(()),
                },
                Source::Sheet { .. } | Source::Parquet { .. } => match self.source.next_grid_row()? {
                    Some(row) if is_wanted(row.number) => each(row.number, &as_csv(&row.cells))?,
                    Some(_) => {}
                    None => return Ok(()),
                },
            }
        }
    }
}

impl Source {
    fn next_grid_row(&mut self) -> Result<Option<GridRow>> {
        Ok(match self {
            Self::Sheet { rows, header, number, line: line_before, rounded, numbers } => rows.next().map(|(line, mut cells)| {
                *number += 1;
                let blank_before = (line - 1).saturating_sub(std::mem::replace(line_before, line));
                // A row that is set aside is told with all its values, the blank ones at its end as well.
                cells.resize(cells.len().max(header.names().len()), String::new());
                // What is read of it is not what was written: whoever tries the row again must write it, and finds it by what was read.
                let mut taken = |place: usize| Some((place, std::mem::take(cells.get_mut(place)?)));
                let (of_case, of_people): (Vec<usize>, Vec<usize>) =
                    rounded.range((line, 0)..(line + 1, 0)).map(|place| place.1).partition(|place| numbers.contains(place));
                let shared = of_people.into_iter().filter_map(&mut taken).collect();
                let rounded = of_case.first().and_then(|place| taken(*place));
                GridRow { number: *number, line, cells, blank_before, rounded, shared }
            }),
            Self::Parquet { rows, number, .. } => rows.next_row()?.map(|cells| {
                *number += 1;
                GridRow { number: *number, line: *number, cells, blank_before: 0, rounded: None, shared: Vec::new() }
            }),
            Self::Csv { .. } | Self::Ragged { .. } => None,
        })
    }
}

fn open_ragged(file: &Path, shape: &Shape, recognised: &Recognised) -> Result<Box<dyn Ragged>> {
    let layout = &recognised.table.layout;
    Ok(match shape.kind {
        Kind::Xes => Box::new(XesRows::open(file, shape)?),
        Kind::Mail => Box::new(MailRows::open(file, shape, layout, Arc::clone(&recognised.threads))?),
        _ => Box::new(JsonRows::open(file, shape, layout)?),
    })
}

fn add_grid_row(batch: &mut BatchBuilder, header: &Header, row: &GridRow) {
    batch.pass_over(row.blank_before);
    if let Some((place, value)) = &row.rounded
        && let Some(name) = header.names().get(*place)
    {
        let reason = format!("the number in \"{name}\" is longer than a cell can hold: its last digits are lost, and others read the same");
        return batch.add_doubtful(row.number, row.line, &as_csv(&row.cells), (name.clone(), value.clone()), reason);
    }
    let wanted = batch.width();
    let (own, beyond) = row.cells.split_at(wanted.min(row.cells.len()));
    if row.shared.is_empty() && row.cells.iter().all(|cell| cell.trim().is_empty()) {
        return batch.pass_over(1);
    }
    if beyond.iter().any(|cell| !cell.trim().is_empty()) {
        let reason = format!("the row has {} values, the header {wanted}", row.cells.len());
        return batch.add_broken(row.number, row.line, &as_csv(&row.cells), reason);
    }
    let padded = own.iter().map(String::as_str).chain(std::iter::repeat_n("", wanted - own.len()));
    batch.add_without(row.number, row.line, padded, &row.shared);
}

fn csv_batch(rows: &mut CsvRows, header: &Header) -> Result<Batch> {
    let mut batch = BatchBuilder::new(header, BATCH_ROWS);
    let mut bytes = 0;
    while batch.row_count() < BATCH_ROWS && bytes < BATCH_BYTES {
        let Some(row) = rows.next_row()? else { break };
        bytes += row.length();
        if row.misquoted.is_none() && row.cells.iter().all(|cell| trimmed(cell).is_empty()) {
            batch.pass_over(1);
            continue;
        }
        match fault(row, header.names().len()) {
            Some(reason) => batch.add_broken(row.number, row.line, &row.text(), reason),
            None => batch.add(row.number, row.line, row.cells.iter()),
        }
    }
    Ok(batch.finish())
}

fn misquoted(fault: &Misquoted) -> String {
    let lines = if fault.swallowed == 1 { "1 more line was".into() } else { format!("{} more lines were", fault.swallowed) };
    match (fault.is_closed, fault.swallowed) {
        (true, 0) => "text follows a closing quote".into(),
        (true, _) => format!("text follows a closing quote; the quote opens in line {}, and {lines} read as its text", fault.line),
        (false, 0) => "a quote opens in this row and is never closed".into(),
        (false, _) => format!("a quote opens in this row and is never closed, so {lines} read as its text"),
    }
}

/// Why a row cannot be read column by column, if so.
fn fault(row: &Row, columns: usize) -> Option<String> {
    if let Some(fault) = &row.misquoted {
        return Some(misquoted(fault));
    }
    let found = row.cells.len();
    (found != columns).then(|| format!("the row has {found} {}, the header {columns}", if found == 1 { "value" } else { "values" }))
}

fn ragged_batch(rows: &mut dyn Ragged, table: &Table, has_lists: bool) -> Result<Batch> {
    let mut read: Vec<RaggedRow> = Vec::new();
    let mut bytes = 0;
    while read.len() < BATCH_ROWS && bytes < BATCH_BYTES {
        let Some(row) = rows.next_row()? else { break };
        bytes += row.text.len();
        read.push(row);
    }
    let header = names_of(&read);
    let places: HashMap<&String, usize> = header.iter().enumerate().map(|(place, name)| (name, place)).collect();
    let mut batch = BatchBuilder::new(&Header::plain(header.iter().map(String::as_str)).for_table(table), read.len());
    for row in &read {
        match &row.cells {
            Err(reason) => batch.add_broken(row.number, row.line, &row.text, reason.clone()),
            Ok(cells) if cells.iter().all(|cell| cell.1.trim().is_empty()) => {
                batch.pass_over(1);
            }
            Ok(cells) => {
                let mut values = vec![""; header.len()];
                let mut is_filled = vec![false; header.len()];
                // `{"a.b": 1, "a": {"b": 2}}` calls two values alike.
                let clash = cells.iter().find(|(name, value)| {
                    let place = places[name];
                    let is_clash = std::mem::replace(&mut is_filled[place], true) && !has_lists && values[place] != value;
                    values[place] = value;
                    is_clash
                });
                match clash {
                    Some((name, _)) => {
                        let reason = format!("two different values are called \"{name}\"");
                        batch.add_broken(row.number, row.line, &row.text, reason);
                    }
                    None => batch.add(row.number, row.line, values.iter().copied()),
                }
            }
        }
    }
    Ok(batch.finish())
}
