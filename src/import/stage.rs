//! The database in which an import is put together.
//!
//! It holds what must be compared or sorted: where each row stands, its digest, its case, its events.
//! Its memory is limited; what does not fit lies on disk beside it. The queries are those of
//! `queries/import/`.

use super::spread::Origin;
use super::timelines;
use crate::error::{Error, Result};
use crate::lake::{ImportRecord, QualityRecord};
use crate::sql::read_parquet;
use crate::time::Instant;
use arrow::record_batch::RecordBatch;
use duckdb::{Config, Connection, Row, named_params};
use std::path::{Path, PathBuf};

/// Rows that DuckDB keeps together, in its tables and in Parquet.
pub const DUCKDB_ROWS: usize = 122_880;
/// More than this is done on disk.
const MEMORY: &str = "512MB";

/// Makes a table of what a query file returns.
macro_rules! table_of {
    ($table:literal, $query:literal) => {
        concat!("create table ", $table, " as\n", include_str!(concat!("../../queries/import/", $query, ".sql")))
    };
}

/// Everything happens in one transaction, which nobody ever commits: committed rows would be copied once more.
const BEGIN: &str = "begin transaction";

const STAGING: &str = include_str!("../../queries/import/staging.sql");
const STEPS: [&str; 8] = [
    table_of!("repeated_rows", "repeated_rows"),
    table_of!("repeated_cases", "repeated_cases"),
    table_of!("steps_refused", "steps_refused"),
    include_str!("../../queries/import/refuse_steps.sql"),
    table_of!("repeated_events", "repeated_events"),
    table_of!("fates", "fates"),
    table_of!("derived_cases", "derived_cases"),
    concat!("create view sorted_events as\n", include_str!("../../queries/import/events.sql")),
];
const SIGNATURE_STEPS: [&str; 2] = [include_str!("../../queries/import/event_signatures.sql"), table_of!("signatures_out", "signatures")];
const REJECTS: &str = table_of!("rejects_out", "rejects");
const WRITE_EVENTS: &str = include_str!("../../queries/import/write_events.sql");
const WRITE_REJECTS: &str = include_str!("../../queries/import/write_rejects.sql");
const WRITE_SIGNATURES: &str = include_str!("../../queries/import/write_signatures.sql");
const DROPPED_CASES: &str = include_str!("../../queries/import/dropped_cases.sql");
const COMPARED: &str = include_str!("../../queries/import/compared.sql");
const UNTOLD: &str = include_str!("../../queries/import/untold.sql");
const EVENTS_BY_KIND: &str = include_str!("../../queries/import/events_by_kind.sql");
const FORGOTTEN: &str = include_str!("../../queries/import/forgotten.sql");
const MAY_BE_OLDER: &str = include_str!("../../queries/import/may_be_older.sql");
const NO_CASES: &str = include_str!("../../queries/view/no_cases.sql");
const NO_EVENTS: &str = include_str!("../../queries/view/no_events.sql");
const SPOKEN: &str = include_str!("../../queries/import/spoken.sql");
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
    pub told_cases: u64,
    pub first_received: Option<Instant>,
    pub last_received: Option<Instant>,
    pub sources: Vec<String>,
    pub latest_at: Option<Instant>,
}

/// What speaks for and against an import being an older export: the columns of `queries/import/compared.sql`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signs {
    /// Cases that files of the same kinds told of before.
    pub shared: u64,
    /// Cases that none of them told of.
    pub added: u64,
    /// Those of which it tells something later than the newest of these.
    pub further: u64,
    /// Those of which it tells less.
    pub behind: u64,
    /// The last thing that it tells of.
    pub latest_at: Option<Instant>,
    /// The last thing that such files told of before.
    pub known_until: Option<Instant>,
    /// Whether it does not end after that, in any kind of file.
    pub ends_no_later: bool,
    /// Whether in one it ends before.
    pub ends_before: bool,
    /// Where one kind of its files ends later than what is known, and another before: the cases of which that one tells less.
    pub mixed: u64,
    /// The first import that is newer.
    pub newer: Option<i64>,
}

/// What a history leaves out of what was known of the cases that it tells of: the columns of `queries/import/forgotten.sql`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forgotten {
    /// Cases that it tells of, and told of before.
    pub shared: u64,
    /// Those of which the receipt is later than it was.
    pub moved: u64,
    /// Those of which events are no more told.
    pub fewer: u64,
}

impl Signs {
    /// Whether it ends no later than what is known, and of the cases that it tells of it only takes something away.
    pub fn tells_less(&self) -> bool {
        self.ends_no_later && self.behind > 0 && self.further + self.added == 0
    }
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
    ///
    /// `standing` are the files of the cases that stand already, where rows set aside are tried again.
    pub fn open<'a>(dir: &Path, source: &str, standing: impl IntoIterator<Item = &'a PathBuf>) -> Result<Self> {
        let spill = dir.join("spill");
        let config = Config::default()
            .max_memory(MEMORY)
            .and_then(|config| config.with("temp_directory", spill.to_string_lossy()))
            .and_then(|config| config.enable_autoload_extension(false))
            .map_err(|cause| fault(&cause))?;
        let connection = Connection::open_in_memory_with_flags(config).map_err(|cause| fault(&cause))?;
        [BEGIN, STAGING].iter().try_for_each(|sql| connection.execute_batch(sql)).map_err(|cause| fault(&cause))?;
        connection.execute("insert into source_in values ($source)", named_params! {"source": source}).map_err(|cause| fault(&cause))?;
        let stage = Self { connection };
        stage.add_view("standing_cases", standing, NO_CASES)?;
        Ok(stage)
    }

    /// A view over Parquet files, which need not be any. Such a statement takes no parameters.
    fn add_view<'a>(&self, name: &str, files: impl IntoIterator<Item = &'a PathBuf>, empty: &str) -> Result<()> {
        let mut files = files.into_iter().map(PathBuf::as_path).peekable();
        let rows = if files.peek().is_none() { empty.to_string() } else { format!("from {}", read_parquet(files, "")) };
        self.connection.execute_batch(&format!("create or replace view {name} as {rows}")).map_err(|cause| fault(&cause))
    }

    /// Tells the number and the name of a file, and the table that it is of, before its rows come.
    pub fn add_file(&self, origin: &Origin, kind: &str) -> Result<()> {
        let values = named_params! {"file": origin.file, "name": origin.name, "import": origin.import, "kind": kind};
        self.connection.execute("insert into files_in values ($file, $name, $import, $kind)", values).map_err(|cause| fault(&cause))?;
        Ok(())
    }

    /// Adds rows to a staging table.
    pub fn append(&self, table: &str, batch: RecordBatch) -> Result<()> {
        let mut appender = self.connection.appender(table).map_err(|cause| fault(&cause))?;
        appender.append_record_batch(batch).and_then(|()| appender.flush()).map_err(|cause| fault(&cause))
    }

    /// Finds what is repeated, decides the fate of every row, and makes the tables.
    pub fn settle(&self) -> Result<()> {
        STEPS.iter().try_for_each(|step| self.connection.execute_batch(step)).map_err(|cause| fault(&cause))
    }

    /// The places of cases that were written and are not to stay, in order, from 0.
    pub fn dropped_cases(&self) -> Result<Vec<u64>> {
        let read = || self.connection.prepare(DROPPED_CASES)?.query_map([], |row| row.get(0))?.collect::<duckdb::Result<_>>();
        read().map_err(|cause| fault(&cause))
    }

    /// Calls `each` with the cases of which only events tell, part by part.
    pub fn derived_cases(&self, mut each: impl FnMut(&RecordBatch) -> Result<()>) -> Result<()> {
        let mut statement = self.connection.prepare("from derived_cases").map_err(|cause| fault(&cause))?;
        for batch in statement.stream_arrow([]).map_err(|cause| fault(&cause))? {
            each(&batch.map_err(|cause| fault(&cause))?)?;
        }
        Ok(())
    }

    /// Makes the finished file of cases the view `cases_out`.
    pub fn show_cases(&self, file: &Path) -> Result<()> {
        self.add_view("cases_out", [&file.to_path_buf()], NO_CASES)
    }

    /// Writes the events, sorted, and makes the file the view `events_out`.
    pub fn write_events(&self, file: &Path) -> Result<()> {
        self.copy(WRITE_EVENTS, file)?;
        self.show_events(file)
    }

    /// Makes the finished file of events the view `events_out`, with the number of each row in it.
    pub fn show_events(&self, file: &Path) -> Result<()> {
        let sql = format!("create or replace view events_out as from {}", read_parquet([file], ", file_row_number = true"));
        self.connection.execute_batch(&sql).map_err(|cause| fault(&cause))
    }

    /// Writes the rows that were set aside.
    pub fn write_rejects(&self, file: &Path) -> Result<()> {
        self.copy(WRITE_REJECTS, file)
    }

    /// Puts the timelines of the cases together, and writes them with the signatures that they name.
    pub fn write_timelines(&self, signatures: &Path, timelines: &Path) -> Result<()> {
        SIGNATURE_STEPS.iter().try_for_each(|step| self.connection.execute_batch(step)).map_err(|cause| fault(&cause))?;
        self.copy(WRITE_SIGNATURES, signatures)?;
        timelines::write(&self.connection, timelines)
    }

    fn copy(&self, copy: &str, file: &Path) -> Result<()> {
        self.connection.execute(copy, named_params! {"path": file.to_string_lossy().as_ref()}).map_err(|cause| fault(&cause))?;
        Ok(())
    }

    /// Shows the imports to compare it with.
    /// Files of a lake in which it was not noted of which kind they are may be of any of `kinds`.
    pub fn show_known(&self, others: &[&ImportRecord], kinds: &[&str]) -> Result<()> {
        let (cases, events): (Vec<PathBuf>, Vec<PathBuf>) = others.iter().map(|other| (other.cases(), other.events())).unzip();
        self.add_view("known_cases", &cases, NO_CASES)?;
        self.add_view("known_events", &events, NO_EVENTS)?;
        for other in others {
            for file in &other.files {
                let own = file.table.as_ref().map(|table| vec![table.name.as_str()]);
                for kind in own.as_deref().unwrap_or(kinds) {
                    let values = named_params! {"import": other.id, "original": other.original(), "statement": other.statement, "name": file.name, "kind": kind};
                    let sql = "insert into known_files values ($import, $original, $statement, $name, $kind)";
                    self.connection.execute(sql, values).map_err(|cause| fault(&cause))?;
                }
            }
        }
        self.connection.execute_batch(EVENTS_BY_KIND).map_err(|cause| fault(&cause))
    }

    /// Whether it may be an older export than those that are shown: the ends of the files alone tell of most that they are not.
    pub fn may_be_older(&self, now: Instant) -> Result<bool> {
        let now = named_params! {"now": text_of(now)};
        self.connection.query_row(MAY_BE_OLDER, now, |row| row.get(0)).map_err(|cause| fault(&cause))
    }

    /// Of how many of its cases files of a kind told before, in those that are shown, and tell nothing now.
    pub fn untold(&self, kind: &str) -> Result<u64> {
        self.connection.query_row(UNTOLD, named_params! {"kind": kind}, |row| row.get(0)).map_err(|cause| fault(&cause))
    }

    /// What files of a kind leave out of what such files told before, in those imports that are shown.
    pub fn forgotten(&self, kind: &str) -> Result<Forgotten> {
        let read = |row: &Row| Ok(Forgotten { shared: row.get(0)?, moved: row.get(1)?, fewer: row.get(2)? });
        self.connection.query_row(FORGOTTEN, named_params! {"kind": kind}, read).map_err(|cause| fault(&cause))
    }

    /// What speaks for and against it being an older export than those that are shown.
    pub fn compare(&self, now: Instant) -> Result<Signs> {
        let instant = |row: &Row, place: usize| row.get::<_, Option<i64>>(place).map(|at| at.map(Instant));
        let read = |row: &Row| {
            Ok(Signs {
                shared: row.get(0)?,
                added: row.get(1)?,
                further: row.get(2)?,
                behind: row.get(3)?,
                latest_at: instant(row, 4)?,
                known_until: instant(row, 5)?,
                ends_no_later: row.get(6)?,
                ends_before: row.get(7)?,
                mixed: row.get(8)?,
                newer: row.get(9)?,
            })
        };
        self.connection.query_row(COMPARED, named_params! {"now": text_of(now)}, read).map_err(|cause| fault(&cause))
    }

    /// The numbers of the rows of a file that were set aside, in order.
    pub fn rows_set_aside(&self, file: i32) -> Result<Vec<u64>> {
        let sql = "select t.row_no from fates as t where t.file_no = $file and t.fate = 'set_aside' order by t.row_no";
        let read = || -> duckdb::Result<Vec<u64>> {
            self.connection.prepare(sql)?.query_map(named_params! {"file": file}, |row| row.get(0))?.collect()
        };
        read().map_err(|cause| fault(&cause))
    }

    /// Makes the table of the rows that were set aside, once their texts are known.
    pub fn settle_rejects(&self) -> Result<()> {
        self.connection.execute_batch(REJECTS).map_err(|cause| fault(&cause))
    }

    /// What became of the rows of each file.
    pub fn file_counts(&self) -> Result<Vec<FileCounts>> {
        let read = |row: &Row| Ok(FileCounts { rows_in: row.get(1)?, kept: row.get(2)?, set_aside: row.get(3)?, duplicates: row.get(4)? });
        let all = || self.connection.prepare(FILE_COUNTS)?.query_map([], read)?.collect::<duckdb::Result<_>>();
        all().map_err(|cause| fault(&cause))
    }

    /// The events that occur in each file, which is known by its place.
    pub fn spoken(&self) -> Result<Vec<(usize, String)>> {
        let read = |row: &Row| Ok((row.get::<_, i32>(0)?.unsigned_abs() as usize, row.get(1)?));
        let all = || self.connection.prepare(SPOKEN)?.query_map([], read)?.collect::<duckdb::Result<_>>();
        all().map_err(|cause| fault(&cause))
    }

    /// What the import holds.
    pub fn numbers(&self, now: Instant) -> Result<Numbers> {
        let instant = |row: &Row, place: usize| row.get::<_, Option<i64>>(place).map(|at| at.map(Instant));
        let read = |row: &Row| {
            Ok(Numbers {
                cases: row.get(0)?,
                events: row.get(1)?,
                told_cases: row.get(2)?,
                first_received: instant(row, 3)?,
                last_received: instant(row, 4)?,
                sources: texts(row.get(5)?),
                latest_at: instant(row, 6)?,
            })
        };
        self.connection.query_row(NUMBERS, named_params! {"now": text_of(now)}, read).map_err(|cause| fault(&cause))
    }

    /// How good the data is.
    pub fn quality(&self, now: Instant) -> Result<Vec<QualityRecord>> {
        let read = |row: &Row| Ok(QualityRecord { measure: row.get(0)?, field: row.get(1)?, value: row.get(2)?, count: row.get(3)? });
        let all = || {
            let mut statement = self.connection.prepare(QUALITY)?;
            statement.query_map(named_params! {"now": text_of(now)}, read)?.collect::<duckdb::Result<_>>()
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

/// An instant as `DuckDB` reads it.
fn text_of(at: Instant) -> String {
    at.to_utc().naive_utc().format("%Y-%m-%d %H:%M:%S%.6f").to_string()
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
    disk_fault(&cause.to_string())
}

/// What a failed write means for the user.
pub fn disk_fault(message: &str) -> Error {
    if message.contains("No space left") || message.contains("disk is full") {
        return Error::new("the disk is full").remedy("Free some space and import again; nothing was changed.");
    }
    Error::new(format!("the import could not be put together: {message}")).remedy("Nothing was changed.")
}
