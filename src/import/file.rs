//! One file of an import: from its rows to the staging tables.

use super::plan::{Ground, Plan};
use super::report::FileReport;
use super::run::{Progress, Request};
use super::sheet::{Cell, Kind, Sheet};
use super::spread::{Sheets, Spreader};
use super::stage::Stage;
use crate::error::{Error, Result};
use crate::lake::FileRecord;
use crate::source::Mapping;
use crate::source::describe;
use crate::source::recognise::Recognised;
use crate::source::rows::Rows;
use crate::source::survey::Survey;
use std::collections::BTreeSet;
use std::path::Path;

/// A file, and what it was recognised as.
pub struct Known<'a> {
    pub path: &'a Path,
    pub survey: Survey,
    pub recognised: Recognised<'a>,
}

/// What was read from a file.
#[derive(Debug, Default)]
pub struct FileRows {
    /// How many rows it has.
    pub rows: u64,
    /// The events that its columns can show at all.
    pub shown: BTreeSet<&'static str>,
}

impl FileRows {
    fn add_shown(&mut self, spreader: &Spreader, mapping: &Mapping) {
        let header = spreader.plan.header();
        let rules = spreader.table().events.iter().filter(|rule| rule.is_shown_by(|column| header.place(column).is_some()));
        self.shown.extend(rules.flat_map(|rule| rule.name.events().unwrap_or_else(|| mapping.reports.clone())));
    }
}

impl Known<'_> {
    /// What was read from the file, beside its account.
    pub fn report(&self, record: FileRecord) -> FileReport {
        let table = self.recognised.table;
        FileReport {
            path: self.path.to_path_buf(),
            record,
            table: table.name.clone(),
            shape: self.recognised.shape.notable(),
            recognised_by: table.recognise.clone(),
            mapping: describe::lines(table, Some(&self.recognised.header)),
        }
    }

    /// Reads the file into the staging tables.
    pub fn read_rows(&self, request: &Request, mapping: &Mapping, number: i32, ground: &Ground, stage: &Stage) -> Result<FileRows> {
        let table = self.recognised.table;
        let mut rows = Rows::open(self.path, &self.survey, &self.recognised)?;
        let mut spreader = Spreader::new(mapping, number, Plan::new(table, &self.recognised.header, ground));
        let mut sheets = Sheets::new();
        let mut read = FileRows::default();
        read.add_shown(&spreader, mapping);
        while let Some(batch) = rows.next_batch()? {
            read.rows += (batch.places.len() + batch.broken.len()) as u64;
            spreader.add_broken(&batch, &mut sheets);
            if !batch.places.is_empty() {
                if *spreader.plan.header() != batch.header {
                    spreader = Spreader::new(mapping, number, Plan::new(table, &batch.header, ground));
                    read.add_shown(&spreader, mapping);
                }
                let columns = spreader.plan.run(&batch)?;
                spreader.add(&batch, &columns, &mut sheets);
            }
            stage.append(&mut sheets)?;
            (request.progress)(Progress::Reading { file: self.path, done_bytes: rows.bytes_read(), total_bytes: self.survey.bytes });
        }
        self.is_still_the_same()?;
        Ok(read)
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
        let mut pending_bytes = 0;
        let mut rows = Rows::open(self.path, &self.survey, &self.recognised)?;
        rows.for_each_text(
            |row| wanted.next_if_eq(&row).is_some(),
            |row, text| {
                sheet.push([Cell::Int(number), Cell::Long(row as i64), Cell::Text(Some(text))]);
                pending_bytes += text.len();
                if pending_bytes > 1 << 24 {
                    pending_bytes = 0;
                    stage.add_texts(&mut sheet)?;
                }
                Ok(())
            },
        )?;
        stage.add_texts(&mut sheet)
    }

    /// The file's name without its folder.
    pub fn name(&self) -> String {
        self.path.file_name().unwrap_or(self.path.as_os_str()).to_string_lossy().into_owned()
    }
}
