//! The cases of an import as Parquet, written while their file is still being read.
//!
//! Which rows are repeated is known only at the end. Where none is, what was written stands; else it
//! is copied once without them. Cases stand in the order of their rows.

use super::stage::{DUCKDB_ROWS, disk_fault};
use crate::error::{Error, Result};
use arrow::array::{ArrayRef, BooleanArray, RecordBatch};
use arrow::compute::{cast, filter_record_batch};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;

/// Columns whose values hardly ever repeat: looking each up among those before would be in vain.
const UNIQUE: [&str; 2] = ["case_id", "row"];
/// Batches that may wait to be written.
const WAITING_MOST: usize = 1;
/// Rows that are copied at a time.
const COPIED_ROWS: usize = 16_384;

/// A file of cases that is being written, on a thread of its own.
pub struct CaseFile {
    schema: SchemaRef,
    batches: Option<SyncSender<RecordBatch>>,
    writer: Option<JoinHandle<Result<()>>>,
}

impl CaseFile {
    /// Begins a file.
    pub fn create(path: &Path) -> Result<Self> {
        let schema = schema();
        let file = File::create(path).map_err(|cause| Error::io("cannot write", path, &cause))?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            // So many, and DuckDB's readers share the work evenly.
            .set_max_row_group_row_count(Some(DUCKDB_ROWS))
            .set_statistics_enabled(EnabledStatistics::Chunk);
        let properties = UNIQUE.iter().fold(properties, |properties, name| properties.set_column_dictionary_enabled((*name).into(), false));
        let mut writer = ArrowWriter::try_new(file, Arc::clone(&schema), Some(properties.build())).map_err(|cause| fault(&cause))?;
        let (batches, waiting) = sync_channel::<RecordBatch>(WAITING_MOST);
        let write_all = move || {
            for batch in waiting {
                writer.write(&batch).map_err(|cause| fault(&cause))?;
            }
            writer.close().map_err(|cause| fault(&cause))?;
            Ok(())
        };
        Ok(Self { schema, batches: Some(batches), writer: Some(std::thread::spawn(write_all)) })
    }

    /// Adds cases, one array for each column; no array is no case.
    pub fn add(&mut self, columns: &[ArrayRef]) -> Result<()> {
        if columns.is_empty() {
            return Ok(());
        }
        let fitted: std::result::Result<Vec<ArrayRef>, _> =
            columns.iter().zip(self.schema.fields()).map(|(column, field)| cast(column, field.data_type())).collect();
        let batch = fitted.and_then(|columns| RecordBatch::try_new(Arc::clone(&self.schema), columns));
        let batch = batch.map_err(|cause| Error::new(format!("cases could not be handed over: {cause}")))?;
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
            _ => Err(Error::new("the cases could not be written")),
        }
    }
}

impl Drop for CaseFile {
    fn drop(&mut self) {
        if self.writer.is_some() {
            // An import that is given up: its folder goes away with the file.
            let _ = self.end();
        }
    }
}

/// Copies a file of cases without those at some places, counted from 0 and in order.
pub fn copy_without(from: &Path, to: &mut CaseFile, places: &[u64]) -> Result<()> {
    let file = File::open(from).map_err(|cause| Error::io("cannot read", from, &cause))?;
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).and_then(|reader| reader.with_batch_size(COPIED_ROWS).build());
    let mut dropped = places.iter().peekable();
    let mut place = 0;
    for batch in reader.map_err(|cause| fault(&cause))? {
        let stays = |batch: RecordBatch| {
            let rows = batch.num_rows();
            let mask = (place..place + rows as u64).map(|row| Some(dropped.next_if_eq(&&row).is_none())).collect::<BooleanArray>();
            place += rows as u64;
            filter_record_batch(&batch, &mask)
        };
        let kept = batch.and_then(stays).map_err(|cause| Error::new(format!("cases could not be copied: {cause}")))?;
        to.add(kept.columns())?;
    }
    Ok(())
}

/// The columns of `cases.parquet`, in order.
fn schema() -> SchemaRef {
    let text = |name: &str| Field::new(name, DataType::Utf8, true);
    let instant = |name: &str| Field::new(name, DataType::Timestamp(TimeUnit::Microsecond, None), true);
    let long = |name: &str| Field::new(name, DataType::Int64, true);
    let pairs = [Field::new("key", DataType::Utf8, false), Field::new("value", DataType::Utf8, true)];
    let map = DataType::Map(Arc::new(Field::new("key_value", DataType::Struct(pairs.to_vec().into()), false)), false);
    let mut fields = vec![text("source"), text("case_id"), text("kind"), instant("received_at"), instant("received_last")];
    fields.push(text("received_precision"));
    fields.extend(crate::vocabulary::CASE_FIELDS.iter().filter(|name| **name != "kind").map(|name| text(name)));
    fields.extend([instant("due_at"), Field::new("attributes", map, true), long("import"), text("file"), long("row")]);
    Arc::new(Schema::new(fields))
}

fn fault(cause: &ParquetError) -> Error {
    disk_fault(&cause.to_string())
}
