//! Rows on standard output: as a table for people, or as CSV, JSON, Parquet or Markdown.
//!
//! Instants print in the workspace's zone in tables, and as UTC with `Z` in CSV and JSON.

use crate::csv_text::disarmed;
use crate::error::{Error, Result};
use crate::time::Instant;
use arrow::array::{
    Array, ArrayRef, BooleanArray, Date32Array, Float64Array, Int32Array, Int64Array, RecordBatch, TimestampMicrosecondArray,
};
use arrow::datatypes::{DataType, TimeUnit};
use arrow::util::display::array_value_to_string;
use chrono_tz::Tz;
use clap::ValueEnum;
use comfy_table::{LineStyle, Table, presets};
use duckdb::{Connection, ToSql};
use std::io::{IsTerminal, Write};

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Columns side by side, for people.
    Table,
    /// Comma-separated values with a header.
    Csv,
    /// A list of objects.
    Json,
    /// A Parquet file, as bytes.
    Parquet,
    /// A table as Markdown writes it.
    Markdown,
}

impl Format {
    /// The format that was asked for; at a terminal a table, elsewhere CSV.
    pub fn or_default(asked: Option<Self>) -> Self {
        asked.unwrap_or(if std::io::stdout().is_terminal() { Self::Table } else { Self::Csv })
    }
}

type Parameters<'a> = &'a [(&'a str, &'a dyn ToSql)];

/// Runs a query and writes its rows to standard output.
///
/// `what` says what was being done, for a message: a query that the user wrote may be wrong.
pub fn write_query(connection: &Connection, sql: &str, parameters: Parameters<'_>, format: Format, zone: Tz, what: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    if format == Format::Parquet {
        return write_parquet(connection, sql, parameters, &mut out, what);
    }
    let failed = |cause: duckdb::Error| sql_error(what, &cause);
    let mut statement = connection.prepare(sql).map_err(failed)?;
    let batches = statement.query_arrow(parameters).map_err(failed)?;
    let schema = batches.get_schema();
    let header: Vec<String> = schema.fields().iter().map(|field| field.name().clone()).collect();
    match format {
        Format::Csv => write_csv(&header, batches, &mut out),
        Format::Json => write_json(&header, batches, &mut out),
        Format::Table | Format::Markdown => {
            let rows = batches.flat_map(|batch| text_rows(&batch, &Wording::People(zone))).collect();
            write_table(&header, rows, format, &mut out)
        }
        Format::Parquet => Ok(()),
    }
}

/// Writes rows of finished strings as a table or as Markdown.
pub fn write_table(header: &[String], rows: Vec<Vec<String>>, format: Format, out: &mut impl Write) -> Result<()> {
    let mut table = Table::new();
    table.load_style(if format == Format::Markdown {
        presets::ASCII_MARKDOWN
    } else {
        presets::UTF8_HORIZONTAL_ONLY.row_separator(LineStyle::none())
    });
    table.set_header(header);
    if format == Format::Table && std::io::stdout().is_terminal() {
        table.set_content_arrangement(comfy_table::ContentArrangement::Dynamic);
    }
    let clean = |cell: String| if format == Format::Markdown { cell.replace('|', "\\|").replace('\n', " ") } else { cell };
    for row in rows {
        table.add_row(row.into_iter().map(clean));
    }
    writeln!(out, "{}", table.trim_fmt()).map_err(|cause| Error::output(&cause))
}

/// What DuckDB says of a query, in a message with the remedy.
pub fn sql_error(what: &str, cause: &duckdb::Error) -> Error {
    let text = cause.to_string();
    Error::new(format!("{what} failed: {}", text.trim()))
        .remedy("`ombud query --list` shows the named queries, and the views with their columns; a name that stands there in quotes, as \"at\" does, needs them.")
}

fn write_parquet(connection: &Connection, sql: &str, parameters: Parameters<'_>, out: &mut impl Write, what: &str) -> Result<()> {
    if std::io::stdout().is_terminal() {
        return Err(Error::new("Parquet is no text for a terminal").remedy("Send it to a file: … --format parquet > rows.parquet"));
    }
    let folder = tempfile::tempdir().map_err(|cause| Error::new(format!("cannot make a temporary folder: {cause}")))?;
    let file = folder.path().join("rows.parquet");
    let failed = |cause: duckdb::Error| sql_error(what, &cause);
    // The query's own lines may end in a comment, so the bracket stands on a line of its own.
    let path = file.to_string_lossy().replace('\'', "''");
    // The first level of zstd packs nearly as small as the third, in two thirds of the time.
    let options = "format parquet, compression zstd, compression_level 1";
    connection.execute(&format!("copy (\n{sql}\n) to '{path}' ({options})"), parameters).map_err(failed)?;
    let mut bytes = std::fs::File::open(&file).map_err(|cause| Error::io("cannot read", &file, &cause))?;
    std::io::copy(&mut bytes, out).map(|_| ()).map_err(|cause| Error::output(&cause))
}

fn write_csv(header: &[String], batches: impl Iterator<Item = RecordBatch>, out: &mut impl Write) -> Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    let failed = |cause: csv::Error| match cause.into_kind() {
        csv::ErrorKind::Io(cause) => Error::output(&cause),
        _ => Error::new("a row has too few values"),
    };
    writer.write_record(header).map_err(failed)?;
    for batch in batches {
        for row in text_rows(&batch, &Wording::Machines) {
            writer.write_record(row.iter().map(|cell| disarmed(cell).into_owned())).map_err(failed)?;
        }
    }
    writer.flush().map_err(|cause| Error::output(&cause))
}

fn write_json(header: &[String], batches: impl Iterator<Item = RecordBatch>, out: &mut impl Write) -> Result<()> {
    let failed = |cause: std::io::Error| Error::output(&cause);
    out.write_all(b"[").map_err(failed)?;
    let mut separator = "\n  ";
    for batch in batches {
        for row in 0..batch.num_rows() {
            let object: serde_json::Map<String, serde_json::Value> =
                header.iter().zip(batch.columns()).map(|(name, column)| (name.clone(), json_value(column, row))).collect();
            write!(out, "{separator}{}", serde_json::Value::Object(object)).map_err(failed)?;
            separator = ",\n  ";
        }
    }
    out.write_all(b"\n]\n").map_err(failed)
}

/// Who reads: people in their zone, or machines.
enum Wording {
    People(Tz),
    Machines,
}

fn text_rows(batch: &RecordBatch, wording: &Wording) -> Vec<Vec<String>> {
    (0..batch.num_rows()).map(|row| batch.columns().iter().map(|column| text(column, row, wording)).collect()).collect()
}

fn text(column: &ArrayRef, row: usize, wording: &Wording) -> String {
    if column.is_null(row) {
        return String::new();
    }
    match (instant(column, row), column.as_any().downcast_ref::<Float64Array>(), wording) {
        (Some(at), _, Wording::People(zone)) => at.in_zone(*zone),
        (Some(at), _, Wording::Machines) => at.to_string(),
        (None, Some(numbers), Wording::People(_)) => short_number(numbers.value(row)),
        _ => array_value_to_string(column, row).unwrap_or_default(),
    }
}

/// A number with at most four decimals, for tables.
fn short_number(number: f64) -> String {
    let text = format!("{number:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

fn instant(column: &ArrayRef, row: usize) -> Option<Instant> {
    match column.data_type() {
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            column.as_any().downcast_ref::<TimestampMicrosecondArray>().map(|column| Instant(column.value(row)))
        }
        _ => None,
    }
}

fn json_value(column: &ArrayRef, row: usize) -> serde_json::Value {
    if column.is_null(row) {
        return serde_json::Value::Null;
    }
    let any = column.as_any();
    if let Some(values) = any.downcast_ref::<Int64Array>() {
        return values.value(row).into();
    }
    if let Some(values) = any.downcast_ref::<Int32Array>() {
        return values.value(row).into();
    }
    if let Some(values) = any.downcast_ref::<Float64Array>() {
        return values.value(row).into();
    }
    if let Some(values) = any.downcast_ref::<BooleanArray>() {
        return values.value(row).into();
    }
    if any.downcast_ref::<Date32Array>().is_some() {
        return array_value_to_string(column, row).unwrap_or_default().into();
    }
    if let DataType::List(_) = column.data_type()
        && let Some(list) = any.downcast_ref::<arrow::array::ListArray>()
    {
        let items = list.value(row);
        return (0..items.len()).map(|item| json_value(&items, item)).collect();
    }
    if let Some(map) = any.downcast_ref::<arrow::array::MapArray>() {
        let entries = map.value(row);
        let (keys, values) = (entries.column(0), entries.column(1));
        return (0..entries.len())
            .map(|entry| (text(keys, entry, &Wording::Machines), json_value(values, entry)))
            .collect::<serde_json::Map<_, _>>()
            .into();
    }
    text(column, row, &Wording::Machines).into()
}

/// Says a line on standard output.
///
/// # Errors
///
/// Where it cannot be written; a reader who has gone is told apart ([`Error::is_closed_pipe`]).
pub fn say(line: impl std::fmt::Display) -> Result<()> {
    writeln!(std::io::stdout(), "{line}").map_err(|cause| Error::output(&cause))
}

/// Says a line on standard error, beside the output. A reader of it who has gone is no reason to stop what is being done.
#[macro_export]
macro_rules! aside {
    ($($part:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stderr(), $($part)*);
    }};
}

/// `1 entry`, `16,476 entries`.
pub fn entries(count: u64) -> String {
    format!("{} {}", grouped(count), if count == 1 { "entry" } else { "entries" })
}

/// `1 row`, `16,476 rows`.
pub fn counted(count: u64, what: &str) -> String {
    format!("{} {what}{}", grouped(count), if count == 1 { "" } else { "s" })
}

/// A number with commas between thousands.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap_or("")).collect();
    groups.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped() {
        assert_eq!([0, 12, 123, 1_234, 1_234_567].map(grouped), ["0", "12", "123", "1,234", "1,234,567"]);
    }
}
