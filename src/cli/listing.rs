//! A table that the program makes itself: for people as finished texts, for machines as values by name.

use crate::cli::output::{Format, write_query, write_table};
use crate::csv_text::disarmed;
use crate::error::{Error, Result};
use arrow::array::{ArrayRef, BooleanArray, Float64Array, Int64Array, RecordBatch, StringArray};
use chrono_tz::Tz;
use duckdb::Connection;
use serde_json::{Map, Value};
use std::io::Write;
use std::sync::Arc;

/// A number that is no count is written with one decimal at most, and the public is told no more ...
pub const NUMBER_PARTS: f64 = 10.0;

/// ... a ratio with two.
pub const RATIO_PARTS: f64 = 100.0;

/// What kind of values a column has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// Whole numbers.
    Count,
    /// Numbers.
    Number,
    /// True or false.
    Flag,
    /// Instants, as UTC with `Z`.
    Instant,
}

impl Kind {
    /// What a value is held as until it is written.
    fn sql(self) -> &'static str {
        match self {
            Self::Text | Self::Instant => "varchar",
            Self::Count => "bigint",
            Self::Number => "double",
            Self::Flag => "boolean",
        }
    }
}

/// A table in both forms.
#[derive(Debug, Clone, Default)]
pub struct Listing {
    /// The heads of the table for people.
    pub heads: Vec<String>,
    /// The columns for machines.
    pub columns: Vec<(String, Kind)>,
    /// The rows for people.
    pub texts: Vec<Vec<String>>,
    /// The rows for machines; what is not known, or hidden, is null.
    pub values: Vec<Vec<Value>>,
    /// What a reader must know beside the table, one sentence each.
    pub notes: Vec<String>,
}

impl Listing {
    /// An empty table.
    pub fn new<const H: usize, const C: usize>(heads: [&str; H], columns: [(&str, Kind); C]) -> Self {
        Self {
            heads: heads.map(str::to_string).to_vec(),
            columns: columns.map(|(name, kind)| (name.to_string(), kind)).to_vec(),
            ..Self::default()
        }
    }

    /// Adds a row in both forms.
    pub fn push<const H: usize, const C: usize>(&mut self, texts: [String; H], values: [Value; C]) {
        self.texts.push(texts.to_vec());
        self.values.push(values.to_vec());
    }

    /// Says something beside the table.
    pub fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }

    /// Writes the table to standard output and the notes to standard error.
    pub fn write(self, format: Format, connection: &Connection, zone: Tz) -> Result<()> {
        let mut out = std::io::stdout().lock();
        match format {
            Format::Table | Format::Markdown => write_table(&self.heads, self.texts, format, &mut out)?,
            Format::Csv => write_csv(&self.columns, &self.values, &mut out)?,
            Format::Json => write_json(&self.columns, &self.values, &mut out)?,
            Format::Parquet => write_parquet(&self.columns, &self.values, connection, zone)?,
        }
        for note in self.notes {
            crate::aside!("{note}");
        }
        Ok(())
    }
}

type Columns = [(String, Kind)];

fn write_csv(columns: &Columns, rows: &[Vec<Value>], out: &mut impl Write) -> Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    let failed = |cause: csv::Error| match cause.into_kind() {
        csv::ErrorKind::Io(cause) => Error::output(&cause),
        _ => Error::new("a row has too few values"),
    };
    let text = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) => disarmed(text).into_owned(),
        other => other.to_string(),
    };
    writer.write_record(columns.iter().map(|(name, _)| name)).map_err(failed)?;
    for row in rows {
        writer.write_record(row.iter().map(text)).map_err(failed)?;
    }
    writer.flush().map_err(|cause| Error::output(&cause))
}

fn write_json(columns: &Columns, rows: &[Vec<Value>], out: &mut impl Write) -> Result<()> {
    let object =
        |row: &Vec<Value>| -> Map<String, Value> { columns.iter().map(|(name, _)| name.clone()).zip(row.iter().cloned()).collect() };
    let rows: Vec<Map<String, Value>> = rows.iter().map(object).collect();
    let text = serde_json::to_string_pretty(&rows).map_err(|cause| Error::new(format!("the rows cannot be written: {cause}")))?;
    writeln!(out, "{text}").map_err(|cause| Error::output(&cause))
}

/// By way of a table of the warehouse, as all Parquet of the program is written.
fn write_parquet(columns: &Columns, rows: &[Vec<Value>], connection: &Connection, zone: Tz) -> Result<()> {
    let failed = |cause: duckdb::Error| Error::new(format!("the rows cannot be written as Parquet: {cause}"));
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let definition: Vec<String> = columns.iter().map(|(name, kind)| format!("{} {}", quoted(name), kind.sql())).collect();
    connection.execute_batch(&format!("create or replace temp table listed_rows ({})", definition.join(", "))).map_err(failed)?;
    let arrays = columns.iter().enumerate().map(|(place, (name, kind))| (name.as_str(), array(*kind, rows, place)));
    let batch = RecordBatch::try_from_iter_with_nullable(arrays.map(|(name, array)| (name, array, true)))
        .map_err(|cause| Error::new(format!("the rows cannot be written as Parquet: {cause}")))?;
    let mut appender = connection.appender("listed_rows").map_err(failed)?;
    appender.append_record_batch(batch).map_err(failed)?;
    appender.flush().map_err(failed)?;
    drop(appender);
    let written = columns.iter().map(|(name, kind)| match kind {
        Kind::Instant => format!("cast({0} as timestamp) as {0}", quoted(name)),
        _ => quoted(name),
    });
    let rows = format!("select {} from listed_rows", written.collect::<Vec<_>>().join(", "));
    write_query(connection, &rows, &[], Format::Parquet, zone, "writing the rows")
}

fn array(kind: Kind, rows: &[Vec<Value>], place: usize) -> ArrayRef {
    let values = rows.iter().map(|row| &row[place]);
    match kind {
        Kind::Text | Kind::Instant => Arc::new(values.map(Value::as_str).collect::<StringArray>()),
        Kind::Count => Arc::new(values.map(Value::as_i64).collect::<Int64Array>()),
        Kind::Number => Arc::new(values.map(Value::as_f64).collect::<Float64Array>()),
        Kind::Flag => Arc::new(values.map(Value::as_bool).collect::<BooleanArray>()),
    }
}
