//! The cases of an import as Parquet, written while their file is still being read.
//!
//! Which rows are repeated is known only at the end. Where none is, what was written stands; else it
//! is copied once without them. Cases stand in the order of their rows.

use super::parquet_file::{ParquetFile, fault};
use super::stage::DUCKDB_ROWS;
use crate::error::{Error, Result};
use arrow::array::{ArrayRef, BooleanArray, RecordBatch};
use arrow::compute::{cast, filter_record_batch};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

/// Columns whose values hardly ever repeat.
const UNIQUE: [&[&str]; 2] = [&["case_id"], &["row"]];
/// Rows that are copied at a time.
const COPIED_ROWS: usize = 16_384;

/// A file of cases that is being written.
pub struct CaseFile {
    schema: SchemaRef,
    file: ParquetFile,
}

impl CaseFile {
    /// Begins a file.
    pub fn create(path: &Path) -> Result<Self> {
        let schema = schema();
        // So many rows in a group, and DuckDB's readers share the work evenly.
        let file = ParquetFile::create(path, &schema, DUCKDB_ROWS, &UNIQUE)?;
        Ok(Self { schema, file })
    }

    /// Adds cases, one array for each column; no array is no case.
    pub fn add(&mut self, columns: &[ArrayRef]) -> Result<()> {
        if columns.is_empty() {
            return Ok(());
        }
        let fitted: std::result::Result<Vec<ArrayRef>, _> =
            columns.iter().zip(self.schema.fields()).map(|(column, field)| cast(column, field.data_type())).collect();
        let batch = fitted.and_then(|columns| RecordBatch::try_new(Arc::clone(&self.schema), columns));
        self.file.add(batch.map_err(|cause| Error::new(format!("cases could not be handed over: {cause}")))?)
    }

    /// Writes what is left and ends the file.
    pub fn finish(self) -> Result<()> {
        self.file.finish()
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
