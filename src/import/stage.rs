//! The database on disk in which an import is put together.
//!
//! Its memory is limited; what does not fit is sorted on disk beside it. The queries are those of
//! `queries/import/`.

use super::sheet::Sheet;
use super::spread::Sheets;
use crate::error::{Error, Result};
use crate::lake::QualityRecord;
use crate::time::Instant;
use duckdb::{Config, Connection, Row, named_params};
use std::path::Path;

/// More than this is done on disk.
const MEMORY: &str = "512MB";

/// Makes a table of what a query file returns.
macro_rules! table_of {
    ($table:literal, $query:literal) => {
        concat!("create table ", $table, " as\n", include_str!(concat!("../../queries/import/", $query, ".sql")))
    };
}

const STAGING: &str = include_str!("../../queries/import/staging.sql");
const STEPS: [&str; 8] = [
    table_of!("repeated_rows", "repeated_rows"),
    table_of!("steps_refused", "steps_refused"),
    include_str!("../../queries/import/refuse_steps.sql"),
    table_of!("repeated_cases", "repeated_cases"),
    table_of!("repeated_events", "repeated_events"),
    table_of!("fates", "fates"),
    table_of!("cases_out", "cases"),
    table_of!("events_out", "events"),
];
const REJECTS: &str = table_of!("rejects_out", "rejects");
const COPIES: [(&str, &str); 3] = [
    ("cases.parquet", include_str!("../../queries/import/write_cases.sql")),
    ("events.parquet", include_str!("../../queries/import/write_events.sql")),
    ("rejects.parquet", include_str!("../../queries/import/write_rejects.sql")),
];
const FILE_COUNTS: &str = include_str!("../../queries/import/file_counts.sql");
const NUMBERS: &str = include_str!("../../queries/import/numbers.sql");
const QUALITY: &str = include_str!("../../queries/import/quality.sql");
const SET_ASIDE: &str = include_str!("../../queries/import/set_aside.sql");
const SAMPLE: &str = include_str!("../../queries/import/sample.sql");

/// An import that is being put together.
pub struct Stage {
    connection: Connection,
}

/// What became of the rows of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileCounts {
    pub rows_in: u64,
    pub kept: u64,
    pub set_aside: u64,
    pub duplicates: u64,
}

/// What an import holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbers {
    pub cases: u64,
    pub events: u64,
    pub row_cases: u64,
    pub first_received: Option<Instant>,
    pub last_received: Option<Instant>,
    pub sources: Vec<String>,
}

/// A place at which a row was set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// The column at fault; `None` where the row could not be taken apart.
    pub column: Option<String>,
    /// What is wrong, to be read behind the column and the value.
    pub reason: String,
    /// How many rows have this fault in all.
    pub fault_count: u64,
    /// The file's base name.
    pub file: String,
    /// Number of the data row, from 1.
    pub row: u64,
    /// Physical line on which it begins, from 1.
    pub line: u64,
    /// The value found.
    pub value: Option<String>,
}

/// A case, or an event where there are no cases, for a person to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleRow {
    /// The case, if any.
    pub case_id: Option<String>,
    /// When it was received or happened.
    pub at: Instant,
    /// The kind of the case, or the event.
    pub what: Option<String>,
    /// Precision, channel, category, team and severity; blank ones are empty.
    pub words: Vec<String>,
}

impl Stage {
    /// An empty database in a folder that is thrown away afterwards.
    pub fn open(dir: &Path, source: &str) -> Result<Self> {
        let spill = dir.join("spill");
        let config = Config::default()
            .max_memory(MEMORY)
            .and_then(|config| config.with("temp_directory", spill.to_string_lossy()))
            .and_then(|config| config.enable_autoload_extension(false))
            .map_err(|cause| fault(&cause))?;
        let connection = Connection::open_with_flags(dir.join("import.duckdb"), config).map_err(|cause| fault(&cause))?;
        // One transaction for all: what is thrown away in the end need not be made durable on the way.
        connection.execute_batch("begin").and_then(|()| connection.execute_batch(STAGING)).map_err(|cause| fault(&cause))?;
        connection.execute("insert into source_in values ($source)", named_params! {"source": source}).map_err(|cause| fault(&cause))?;
        Ok(Self { connection })
    }

    /// Tells the number and the name of a file before its rows come.
    pub fn add_file(&self, file: i32, name: &str, import: i64) -> Result<()> {
        let values = named_params! {"file": file, "name": name, "import": import};
        self.connection.execute("insert into files_in values ($file, $name, $import)", values).map_err(|cause| fault(&cause))?;
        Ok(())
    }

    /// Takes over the rows of all sheets and empties them.
    pub fn append(&self, sheets: &mut Sheets) -> Result<()> {
        for sheet in sheets.all_mut() {
            self.append_sheet(sheet)?;
        }
        Ok(())
    }

    fn append_sheet(&self, sheet: &mut Sheet) -> Result<()> {
        if sheet.is_empty() {
            return Ok(());
        }
        let batch = sheet.finish().map_err(|cause| Error::new(format!("rows could not be handed over: {cause}")))?;
        let mut appender = self.connection.appender(sheet.table()).map_err(|cause| fault(&cause))?;
        appender.append_record_batch(batch).and_then(|()| appender.flush()).map_err(|cause| fault(&cause))
    }

    /// Finds what is repeated, decides the fate of every row, and makes the tables.
    pub fn settle(&self) -> Result<()> {
        STEPS.iter().try_for_each(|step| self.connection.execute_batch(step)).map_err(|cause| fault(&cause))
    }

    /// The numbers of the rows of a file that were set aside, in order.
    pub fn rows_set_aside(&self, file: i32) -> Result<Vec<u64>> {
        let sql = "select t.row_no from fates as t where t.file_no = $file and t.fate = 'set_aside' order by t.row_no";
        let read = || -> duckdb::Result<Vec<u64>> {
            self.connection.prepare(sql)?.query_map(named_params! {"file": file}, |row| row.get(0))?.collect()
        };
        read().map_err(|cause| fault(&cause))
    }

    /// Keeps the texts of rows that were set aside.
    pub fn add_texts(&self, sheet: &mut Sheet) -> Result<()> {
        self.append_sheet(sheet)
    }

    /// Makes the table of the rows that were set aside, once their texts are known.
    pub fn settle_rejects(&self) -> Result<()> {
        self.connection.execute_batch(REJECTS).map_err(|cause| fault(&cause))
    }

    /// Writes the tables as Parquet.
    pub fn write(&self, dir: &Path) -> Result<()> {
        for (name, copy) in COPIES {
            let file = dir.join(name);
            self.connection.execute(copy, named_params! {"path": file.to_string_lossy().as_ref()}).map_err(|cause| fault(&cause))?;
        }
        Ok(())
    }

    /// What became of the rows of each file.
    pub fn file_counts(&self) -> Result<Vec<FileCounts>> {
        let read = |row: &Row| Ok(FileCounts { rows_in: row.get(1)?, kept: row.get(2)?, set_aside: row.get(3)?, duplicates: row.get(4)? });
        let all = || self.connection.prepare(FILE_COUNTS)?.query_map([], read)?.collect::<duckdb::Result<_>>();
        all().map_err(|cause| fault(&cause))
    }

    /// What the import holds.
    pub fn numbers(&self) -> Result<Numbers> {
        let instant = |row: &Row, place: usize| row.get::<_, Option<i64>>(place).map(|at| at.map(Instant));
        let read = |row: &Row| {
            Ok(Numbers {
                cases: row.get(0)?,
                events: row.get(1)?,
                row_cases: row.get(2)?,
                first_received: instant(row, 3)?,
                last_received: instant(row, 4)?,
                sources: texts(row.get(5)?),
            })
        };
        self.connection.query_row(NUMBERS, [], read).map_err(|cause| fault(&cause))
    }

    /// How good the data is.
    pub fn quality(&self, now: Instant) -> Result<Vec<QualityRecord>> {
        let read = |row: &Row| Ok(QualityRecord { measure: row.get(0)?, field: row.get(1)?, value: row.get(2)?, count: row.get(3)? });
        let all = || {
            let now = now.to_utc().naive_utc().format("%Y-%m-%d %H:%M:%S%.6f").to_string();
            let mut statement = self.connection.prepare(QUALITY)?;
            statement.query_map(named_params! {"now": now}, read)?.collect::<duckdb::Result<_>>()
        };
        all().map_err(|cause| fault(&cause))
    }

    /// The first `most` places of each fault.
    pub fn set_aside(&self, most: usize) -> Result<Vec<SetAside>> {
        let read = |row: &Row| {
            Ok(SetAside {
                column: row.get(0)?,
                reason: row.get(1)?,
                fault_count: row.get(2)?,
                file: row.get(3)?,
                row: row.get(4)?,
                line: row.get(5)?,
                value: row.get(6)?,
            })
        };
        let all = || {
            let mut statement = self.connection.prepare(SET_ASIDE)?;
            statement.query_map(named_params! {"most": most as i64}, read)?.collect::<duckdb::Result<_>>()
        };
        all().map_err(|cause| fault(&cause))
    }

    /// The first cases, or events where there are no cases, without the fields that can name a person.
    pub fn sample(&self) -> Result<Vec<SampleRow>> {
        let read = |row: &Row| {
            let words = (3..8).map(|place| Ok(row.get::<_, Option<String>>(place)?.unwrap_or_default()));
            Ok(SampleRow {
                case_id: row.get(0)?,
                at: Instant(row.get(1)?),
                what: row.get(2)?,
                words: words.collect::<duckdb::Result<_>>()?,
            })
        };
        let all = || self.connection.prepare(SAMPLE)?.query_map([], read)?.collect::<duckdb::Result<_>>();
        all().map_err(|cause| fault(&cause))
    }
}

/// The texts of a list value.
fn texts(value: duckdb::types::Value) -> Vec<String> {
    use duckdb::types::Value::{List, Text};
    match value {
        List(values) => values.into_iter().filter_map(|value| if let Text(text) = value { Some(text) } else { None }).collect(),
        _ => Vec::new(),
    }
}

fn fault(cause: &duckdb::Error) -> Error {
    let message = cause.to_string();
    if message.contains("No space left") || message.contains("disk is full") {
        return Error::new("the disk is full").remedy("Free some space and import again; nothing was changed.");
    }
    Error::new(format!("the import could not be put together: {message}")).remedy("Nothing was changed.")
}
