//! A Parquet file that is written while its rows are still being put together.

use super::stage::disk_fault;
use crate::error::{Error, Result};
use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;

/// Batches that may wait to be written.
const WAITING_MOST: usize = 2;

/// A file that is being written, on a thread of its own.
pub struct ParquetFile {
    batches: Option<SyncSender<RecordBatch>>,
    writer: Option<JoinHandle<Result<()>>>,
}

impl ParquetFile {
    /// Begins a file of row groups of so many rows.
    ///
    /// `unique` are columns whose values hardly ever repeat: looking each up among those before would be in vain.
    pub fn create(path: &Path, schema: &SchemaRef, group_rows: usize, unique: &[&[&str]]) -> Result<Self> {
        let file = File::create(path).map_err(|cause| Error::io("cannot write", path, &cause))?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_max_row_group_row_count(Some(group_rows))
            .set_statistics_enabled(EnabledStatistics::Chunk);
        let column = |parts: &[&str]| ColumnPath::new(parts.iter().map(ToString::to_string).collect());
        let properties = unique.iter().fold(properties, |properties, parts| properties.set_column_dictionary_enabled(column(parts), false));
        let mut writer = ArrowWriter::try_new(file, Arc::clone(schema), Some(properties.build())).map_err(|cause| fault(&cause))?;
        let (batches, waiting) = sync_channel::<RecordBatch>(WAITING_MOST);
        let write_all = move || {
            for batch in waiting {
                writer.write(&batch).map_err(|cause| fault(&cause))?;
            }
            writer.close().map_err(|cause| fault(&cause))?;
            Ok(())
        };
        Ok(Self { batches: Some(batches), writer: Some(std::thread::spawn(write_all)) })
    }

    /// Adds rows.
    pub fn add(&mut self, batch: RecordBatch) -> Result<()> {
        match self.batches.as_ref().map(|batches| batches.send(batch)) {
            Some(Ok(())) => Ok(()),
            // The writer is gone, and knows why.
            _ => self.end(),
        }
    }

    /// Writes what is left and ends the file.
    pub fn finish(mut self) -> Result<()> {
        self.end()
    }

    fn end(&mut self) -> Result<()> {
        self.batches = None;
        match self.writer.take().map(JoinHandle::join) {
            Some(Ok(ended)) => ended,
            _ => Err(Error::new("a file of the import could not be written")),
        }
    }
}

impl Drop for ParquetFile {
    fn drop(&mut self) {
        if self.writer.is_some() {
            // An import that is given up: its folder goes away with the file.
            let _ = self.end();
        }
    }
}

/// What it means that Parquet could not be read or written.
pub fn fault(cause: &ParquetError) -> Error {
    disk_fault(&cause.to_string())
}
