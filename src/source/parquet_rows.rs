//! Parquet row by row, read by `DuckDB`, every value as text.
//!
//! The names of the columns are read from the file itself: to `DuckDB` capital letters are nothing, and of two names that differ
//! in them alone it makes up another for the second.

use crate::error::{Error, Result};
use crate::sql::one_file;
use arrow::array::{Array, RecordBatch, StringArray};
use duckdb::{Config, Connection, named_params};
use parquet::file::reader::{FileReader, SerializedFileReader};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, sync_channel};

const COLUMNS: &str = "select columns(*)::varchar from read_parquet($file, hive_partitioning = false)";

/// The names of a file's columns, as they are written in it.
pub fn names(file: &Path) -> Result<Vec<String>> {
    let input = File::open(file).map_err(|cause| Error::io("cannot read", file, &cause))?;
    let reader = SerializedFileReader::new(input).map_err(|_| damaged(file))?;
    let columns = reader.metadata().file_metadata().schema().get_fields();
    Ok(columns.iter().map(|column| column.name().to_string()).collect())
}

/// What the library says of it names queries of ours and none of the reader's words.
fn damaged(file: &Path) -> Error {
    Error::new("this Parquet file cannot be read: it is cut off or damaged")
        .in_file(file)
        .remedy("Write it again with the program that made it.")
}

/// Calls `each` with the rows of a file, part by part, until it answers `false`.
pub fn read(file: &Path, mut each: impl FnMut(&RecordBatch) -> Result<bool>) -> Result<()> {
    let cannot = |_: &duckdb::Error| damaged(file);
    let config = Config::default().threads(1).and_then(|config| config.enable_autoload_extension(false)).map_err(|cause| cannot(&cause))?;
    let connection = Connection::open_in_memory_with_flags(config).map_err(|cause| cannot(&cause))?;
    connection.execute_batch("set preserve_insertion_order = true").map_err(|cause| cannot(&cause))?;
    let mut statement = connection.prepare(COLUMNS).map_err(|cause| cannot(&cause))?;
    let name = one_file(file);
    let batches = statement.stream_arrow(named_params! {"file": name}).map_err(|cause| cannot(&cause))?;
    for batch in batches {
        let batch = batch.map_err(|cause| cannot(&cause))?;
        if !each(&batch)? {
            return Ok(());
        }
    }
    Ok(())
}

/// The rows of a file, read ahead by a few parts.
pub struct ParquetRows {
    parts: Receiver<Result<RecordBatch>>,
    part: Option<(RecordBatch, usize)>,
}

impl ParquetRows {
    /// Opens a file.
    pub fn open(file: &Path) -> Self {
        let (sender, parts) = sync_channel(2);
        let file: PathBuf = file.to_path_buf();
        std::thread::spawn(move || {
            // Where nobody listens any more, nothing is left to do.
            if let Err(error) = read(&file, |batch| Ok(sender.send(Ok(batch.clone())).is_ok())) {
                let _ = sender.send(Err(error));
            }
        });
        Self { parts, part: None }
    }

    /// The next row.
    pub fn next_row(&mut self) -> Result<Option<Vec<String>>> {
        loop {
            if let Some((batch, row)) = &mut self.part
                && *row < batch.num_rows()
            {
                *row += 1;
                return Ok(Some(cells(batch, *row - 1)));
            }
            match self.parts.recv() {
                Ok(batch) => self.part = Some((batch?, 0)),
                Err(_) => return Ok(None),
            }
        }
    }
}

/// The values of one row; null is blank.
fn cells(batch: &RecordBatch, row: usize) -> Vec<String> {
    let text = |column: &std::sync::Arc<dyn Array>| {
        let texts = column.as_any().downcast_ref::<StringArray>().filter(|texts| texts.is_valid(row));
        texts.map(|texts| texts.value(row).to_string()).unwrap_or_default()
    };
    batch.columns().iter().map(text).collect()
}
