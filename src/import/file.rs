//! One file of an import: from its rows to the staging tables.

use super::describe;
use super::plan::Plan;
use super::pseudonym::Pseudonyms;
use super::report::FileReport;
use super::run::{Progress, Request};
use super::sheet::{Cell, Kind, Sheet};
use super::spread::{Sheets, Spreader};
use super::stage::Stage;
use crate::error::{Error, Result};
use crate::lake::FileRecord;
use crate::source::Mapping;
use crate::source::recognise::Recognised;
use crate::source::rows::Rows;
use crate::source::survey::Survey;
use chrono_tz::Tz;
use std::path::Path;
use std::sync::Arc;

/// A file, and what it was recognised as.
pub struct Known<'a> {
    pub path: &'a Path,
    pub survey: Survey,
    pub recognised: Recognised<'a>,
}

impl Known<'_> {
    /// What was read from the file, beside its account.
    pub fn report(&self, record: FileRecord) -> FileReport {
        let table = self.recognised.table;
        FileReport {
            path: self.path.to_path_buf(),
            record,
            table: table.name.clone(),
            encoding: self.survey.encoding.name(),
            recognised_by: table.recognise.clone(),
            mapping: describe::lines(table, &self.recognised.header),
        }
    }

    /// Reads the file into the staging tables; answers how many rows it has.
    pub fn read_rows(
        &self,
        request: &Request,
        mapping: &Mapping,
        number: i32,
        zone: Tz,
        pseudonyms: &Arc<Pseudonyms>,
        stage: &Stage,
    ) -> Result<u64> {
        let table = self.recognised.table;
        let spreader = Spreader::new(mapping, table, number);
        let mut rows = Rows::open(self.path, &self.survey, table, self.recognised.delimiter)?;
        let mut plan = Plan::new(table, &self.recognised.header, zone, pseudonyms);
        let mut sheets = Sheets::new();
        let mut rows_read = 0;
        while let Some(batch) = rows.next_batch()? {
            rows_read += (batch.places.len() + batch.broken.len()) as u64;
            spreader.add_broken(&batch, &mut sheets);
            if !batch.places.is_empty() {
                if *plan.header() != batch.header {
                    plan = Plan::new(table, &batch.header, zone, pseudonyms);
                }
                let columns = plan.run(&batch)?;
                spreader.add(&batch, &plan, &columns, &mut sheets);
            }
            stage.append(&mut sheets)?;
            (request.progress)(Progress::Reading { file: self.path, done_bytes: rows.bytes_read(), total_bytes: self.survey.bytes });
        }
        self.is_still_the_same()?;
        Ok(rows_read)
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
        let mut rows = Rows::open(self.path, &self.survey, self.recognised.table, self.recognised.delimiter)?;
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
