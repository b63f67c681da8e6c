//! One file of an import: from its rows to the staging tables.

use super::case_file::CaseFile;
use super::plan::{Ground, Plan};
use super::report::FileReport;
use super::run::{Progress, Request};
use super::sheet::{Cell, Kind, Sheet};
use super::spread::{self, Filled, Sheets, Spreader};
use super::stage::Stage;
use crate::error::{Error, Result};
use crate::lake::FileRecord;
use crate::source::Mapping;
use crate::source::batch::Batch;
use crate::source::describe;
use crate::source::header::Header;
use crate::source::mapping::Origin;
use crate::source::recognise::Recognised;
use crate::source::rows::Rows;
use crate::source::shape::Kind as Shape;
use crate::source::survey::Survey;
use arrow::error::ArrowError;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// Batches that may wait to be brought to canonical columns, and as many to be put where they go.
const WAITING_MOST: usize = 3;

/// Where rows go.
pub struct Destination<'a> {
    /// What must be compared with other rows.
    pub stage: &'a mut Stage,
    /// What is written as it is.
    pub cases: &'a mut CaseFile,
}

impl Destination<'_> {
    /// Takes over rows until no more come.
    fn take_all(&mut self, rows: &Receiver<Filled>) -> Result<()> {
        for filled in rows {
            // Cases first: they are written meanwhile.
            self.cases.add(&filled.cases)?;
            filled.staged.into_iter().try_for_each(|(table, batch)| self.stage.append(table, batch))?;
        }
        Ok(())
    }
}

/// A file, and what it was recognised as.
pub struct Known<'a> {
    pub path: &'a Path,
    /// Its base name, or that of the file whose rows it holds.
    pub name: String,
    pub survey: Survey,
    pub recognised: Recognised<'a>,
    /// Of rows that are tried again: row and line in their own file. Empty: they are as they stand.
    pub places: Vec<(u64, u64)>,
}

/// What was read from a file.
#[derive(Debug, Default)]
pub struct FileRows {
    /// How many rows it has.
    pub rows: u64,
    /// How many rows without any value were passed over; they are not among the others.
    pub blank_rows: u64,
    /// Its columns: where rows name their own values, those of all of them.
    pub columns: Vec<String>,
    /// The events that its columns can show at all.
    pub shown: BTreeSet<&'static str>,
    /// Whether a column names events by itself, so that those are shown, too, that occur in it.
    pub speaks: bool,
    /// The events that it does tell: those of its columns, and those that occur. What a mapping only vouches for is not among them.
    pub told: BTreeSet<&'static str>,
}

impl FileRows {
    /// Its columns, as a header.
    fn header(&self) -> Header {
        Header::plain(self.columns.iter().map(String::as_str))
    }

    fn add_shown(&mut self, spreader: &Spreader, mapping: &Mapping) {
        let header = spreader.plan.header();
        let more: Vec<String> = header.names().iter().filter(|name| !self.columns.contains(name)).cloned().collect();
        self.columns.extend(more);
        for rule in spreader.table().events.iter().filter(|rule| rule.is_shown_by(|column| header.place(column).is_some())) {
            if let Some(events) = rule.name.events() {
                self.shown.extend(events.iter().copied());
                self.told.extend(events);
                continue;
            }
            self.speaks = true;
            // A word that never occurs may never be written: only the author knows.
            if mapping.vouches {
                self.shown.extend(&mapping.reports);
            }
        }
    }
}

impl Known<'_> {
    /// What of the file is read, where that is not all of it: see [`Recognised::part`].
    pub fn part(&self) -> Option<&str> {
        self.recognised.part.as_deref()
    }

    /// What was read from the file, beside its account.
    pub fn report(&self, record: FileRecord, read: Option<&FileRows>) -> FileReport {
        let table = self.recognised.table;
        let header = read.map_or_else(|| self.recognised.header.clone(), FileRows::header);
        // Where rows name their own values, nobody knows their names who has not read all of them.
        let is_known = read.is_some_and(|read| read.rows > 0) || !matches!(self.recognised.shape.kind, Shape::Json { .. } | Shape::Xes);
        FileReport {
            path: if self.places.is_empty() { self.path.to_path_buf() } else { PathBuf::from(&self.name) },
            record,
            table: table.name.clone(),
            shape: self.recognised.shape.notable(),
            looks_back: table.looks_back(),
            recognised_by: table.recognise.clone(),
            // A built-in mapping names the columns of every vintage; no export has them all.
            missing: match self.recognised.mapping.origin {
                Origin::File(_) if is_known => describe::missing(table, &header),
                _ => Vec::new(),
            },
            people: table.people_in(&header),
            blank_rows: read.map_or(0, |read| read.blank_rows),
            mapping: describe::lines(table, Some(&header)),
        }
    }

    /// Reads the file into the staging tables and the file of cases.
    ///
    /// Rows are taken apart on a thread of their own, while those before are brought to canonical columns, and those before
    /// them are put where they go.
    pub fn read_rows(
        &self,
        request: &Request,
        mapping: &Mapping,
        origin: &spread::Origin,
        ground: &Ground,
        into: &mut Destination<'_>,
    ) -> Result<FileRows> {
        let (batches, waiting) = sync_channel(WAITING_MOST);
        let (filled, ready) = sync_channel(WAITING_MOST);
        let read = std::thread::scope(|scope| {
            let reader = scope.spawn(move || self.read_batches(&batches));
            let taker = scope.spawn(move || into.take_all(&ready));
            let table = self.recognised.table;
            let mut spreader = Spreader::new(mapping, origin, Plan::new(table, &self.recognised.header, ground));
            let mut sheets = Sheets::new();
            let mut read = FileRows::default();
            read.add_shown(&spreader, mapping);
            for (batch, done_bytes) in waiting {
                read.rows += batch.row_count() as u64;
                read.blank_rows += batch.blank_count;
                spreader.add_broken(&batch, &mut sheets);
                if !batch.places.is_empty() {
                    if *spreader.plan.header() != batch.header {
                        spreader = Spreader::new(mapping, origin, Plan::new(table, &batch.header, ground));
                        read.add_shown(&spreader, mapping);
                    }
                    let columns = spreader.plan.run(&batch)?;
                    spreader.add(&batch, &columns, &mut sheets);
                }
                // Whoever takes them may be gone, and knows why.
                if filled.send(sheets.finish(false).map_err(not_handed_over)?).is_err() {
                    break;
                }
                (request.progress)(Progress::Reading { file: self.path, done_bytes, total_bytes: self.survey.bytes, rows: read.rows });
            }
            let _ = filled.send(sheets.finish(true).map_err(not_handed_over)?);
            drop(filled);
            taker.join().unwrap_or_else(|_| Err(Error::new("the rows could not be put together").in_file(self.path)))?;
            reader.join().unwrap_or_else(|_| Err(Error::new("the file could not be read").in_file(self.path)))?;
            Ok(read)
        })?;
        self.is_still_the_same()?;
        self.is_whole(read.rows + read.blank_rows)?;
        Ok(read)
    }

    /// Each text that is tried again must have been one row.
    fn is_whole(&self, rows_read: u64) -> Result<()> {
        if self.places.is_empty() || rows_read == self.places.len() as u64 {
            return Ok(());
        }
        let found = format!("{} texts of {} were tried again, and {rows_read} rows came out", self.places.len(), self.name);
        Err(Error::new(found)
            .remedy("Each text must be one row: look for a quote that opens and never closes. The rows of this import stay as they were."))
    }

    /// Reads batch by batch, until the end or until nobody wants more.
    fn read_batches(&self, batches: &SyncSender<(Batch, u64)>) -> Result<()> {
        let mut rows = Rows::open(self.path, &self.survey, &self.recognised)?;
        while let Some(mut batch) = rows.next_batch()? {
            if !self.places.is_empty() {
                batch.place_rows(|row| self.place_of(row));
            }
            if batches.send((batch, rows.bytes_read())).is_err() {
                break;
            }
        }
        Ok(())
    }

    /// The text of its header, where rows can only be read under one.
    pub fn header_text(&self) -> Result<Option<String>> {
        let rows = Rows::open(self.path, &self.survey, &self.recognised)?;
        Ok(rows.header_text())
    }

    /// Row and line of a row in its own file.
    fn place_of(&self, row: u64) -> Option<(u64, u64)> {
        self.places.get((row as usize).checked_sub(1)?).copied()
    }

    /// A file that grows while it is read would be imported under the digest of another one.
    fn is_still_the_same(&self) -> Result<()> {
        let bytes = std::fs::metadata(self.path).map_err(|cause| Error::io("cannot read", self.path, &cause))?.len();
        if bytes != self.survey.bytes {
            return Err(Error::new("the file changed while it was read").in_file(self.path).remedy("Import it again when it is finished."));
        }
        Ok(())
    }

    /// Reads the file once more for the texts of the rows that were set aside, if there are any.
    pub fn read_texts(&self, number: i32, stage: &Stage) -> Result<()> {
        let wanted = stage.rows_set_aside(number)?;
        if wanted.is_empty() {
            return Ok(());
        }
        let mut wanted = wanted.into_iter().peekable();
        let mut sheet = Sheet::new("texts_in", &[Kind::Int, Kind::Long, Kind::Text]);
        let hand_over = |sheet: &mut Sheet| match sheet.finish() {
            Ok(batch) => stage.append(sheet.table(), batch),
            Err(cause) => Err(not_handed_over(cause)),
        };
        let mut pending_bytes = 0;
        let own = |row: u64| self.place_of(row).map_or(row, |place| place.0);
        let mut rows = Rows::open(self.path, &self.survey, &self.recognised)?;
        rows.for_each_text(
            |row| wanted.next_if_eq(&own(row)).is_some(),
            |row, text| {
                let row = own(row);
                sheet.push([Cell::Int(number), Cell::Long(row as i64), Cell::Text(Some(text))]);
                pending_bytes += text.len();
                if pending_bytes > 1 << 24 {
                    pending_bytes = 0;
                    hand_over(&mut sheet)?;
                }
                Ok(())
            },
        )?;
        hand_over(&mut sheet)
    }
}

fn not_handed_over(cause: ArrowError) -> Error {
    Error::new(format!("rows could not be handed over: {cause}"))
}
