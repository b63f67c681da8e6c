//! The tables that SQL sees: what was imported, what was recorded, and what was judged.
//!
//! A [`Warehouse`] is a DuckDB in memory over the lake's Parquet and the register's log. It reads
//! the lake as it stands when it is opened; imports that end later are not seen. It never reaches
//! for the network: DuckDB's own downloading of extensions is switched off.

pub mod columns;
pub mod named;
mod tellers;

use crate::error::{Error, Result};
use crate::judge::{self, Judgement, Told};
use crate::lake::{ImportRecord, Mode, read_imports, untried};
use crate::register;
use crate::sql::{one_file, read_parquet};
use crate::time::Instant;
use duckdb::{Config, Connection};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// The views of a workspace, ready for queries.
pub struct Warehouse {
    connection: Connection,
    imports: Vec<ImportRecord>,
    notes: Vec<String>,
    // Spilled tables live here; it goes when the warehouse goes.
    _spill: tempfile::TempDir,
    // Holds the register's shared lock, so that what is read stays whole.
    #[allow(dead_code, reason = "held for its lock")]
    register: Option<register::read::Files>,
    told: Told,
}

const EMPTY_CASES: &str = include_str!("../../queries/view/no_cases.sql");
const EMPTY_EVENTS: &str = include_str!("../../queries/view/no_events.sql");
const EMPTY_REJECTS: &str = include_str!("../../queries/view/no_rejects.sql");

impl Warehouse {
    /// Opens the lake and the register of a workspace; either may not be there yet. A register that was changed is refused.
    pub fn open(lake_dir: &Path, register_dir: &Path) -> Result<Self> {
        let spill = tempfile::tempdir().map_err(|cause| Error::new(format!("cannot make a temporary folder: {cause}")))?;
        let connection = connect(spill.path()).map_err(|cause| failed("open", &cause))?;
        let imports = read_imports(lake_dir)?;
        let mut warehouse = Self { connection, imports, notes: Vec::new(), _spill: spill, register: None, told: Told::Events };
        warehouse.add_register(register_dir)?;
        warehouse.add_lake()?;
        warehouse.drop_told_again()?;
        Ok(warehouse)
    }

    /// Judges all cases; afterwards `verdicts`, `verdict_counts`, `clauses` and `policies` can be read.
    pub fn judge(&self, judgement: &Judgement<'_>) -> Result<()> {
        judge::judge(&self.connection, judgement, self.told)?;
        self.add_judged(include_str!("../../queries/view/tally_by.sql"))
    }

    /// Judges all cases, for who reads verdicts one by one: none of them is placed in a reporting period, so no counts may be asked.
    pub fn judge_rows(&self, judgement: &Judgement<'_>) -> Result<()> {
        judge::judge_rows(&self.connection, judgement, self.told)?;
        self.add_judged(include_str!("../../queries/view/tally_by.sql"))
    }

    /// Judges the cases that may have an open duty; of the views on verdicts, `due` alone may be asked.
    pub fn judge_open(&self, judgement: &Judgement<'_>) -> Result<()> {
        judge::judge_open(&self.connection, judgement, self.told)?;
        self.add_judged(include_str!("../../queries/view/tally_by.sql"))
    }

    /// Leaves out of `cases` and `events` what is later than an instant, after judging: that leaves it out by itself.
    pub fn end_at(&self, as_of: Instant) -> Result<()> {
        let ending = duckdb::named_params! { "as_of": judge::timestamp(as_of) };
        let told = self.connection.execute(include_str!("../../queries/view/ending.sql"), ending);
        told.map_err(|cause| failed("prepare", &cause))?;
        self.execute(include_str!("../../queries/view/until_ending.sql"))
    }

    /// Judges all cases and keeps counts alone, divided by a column of cases if one is named; `verdicts` is empty afterwards.
    pub fn count(&self, judgement: &Judgement<'_>, by: Option<&str>) -> Result<()> {
        judge::count(&self.connection, judgement, self.told, by)?;
        self.add_judged(include_str!("../../queries/view/tally_by_counted.sql"))
    }

    fn add_judged(&self, tally: &str) -> Result<()> {
        for view in [
            include_str!("../../queries/view/verdicts.sql"),
            include_str!("../../queries/view/judge_placed.sql"),
            include_str!("../../queries/view/verdict_counts.sql"),
            include_str!("../../queries/view/clauses.sql"),
            include_str!("../../queries/view/judge_limit.sql"),
            include_str!("../../queries/view/policies.sql"),
            include_str!("../../queries/view/opening_hours.sql"),
            tally,
        ] {
            self.execute(view)?;
        }
        Ok(())
    }

    /// The connection that holds the views.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// The imports that were read.
    pub fn imports(&self) -> &[ImportRecord] {
        &self.imports
    }

    /// How judging learns what happened to the cases.
    pub fn told(&self) -> Told {
        self.told
    }

    /// What was noticed while opening, such as a register's torn last line: one sentence each.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    fn execute(&self, sql: &str) -> Result<()> {
        self.connection.execute_batch(sql).map_err(|cause| failed("prepare", &cause))
    }

    fn add_register(&mut self, dir: &Path) -> Result<()> {
        for (table, empty) in [("register_cases", EMPTY_CASES), ("register_events", EMPTY_EVENTS)] {
            self.execute(&format!("create temp table {table} as {empty}"))?;
        }
        let Some(files) = register::read::files(dir)? else { return Ok(()) };
        self.notes.extend_from_slice(&files.notes);
        let (log, vault) = (one_file(&files.log), one_file(&files.vault));
        let cases = format!("insert into register_cases {}", include_str!("../../queries/register/cases.sql"));
        let events = format!("insert into register_events {}", include_str!("../../queries/register/events.sql"));
        let read = |sql: &str, parameters: &[(&str, &dyn duckdb::ToSql)]| {
            self.connection.execute(sql, parameters).map(|_| ()).map_err(|cause| register::verify::unreadable(dir, &cause))
        };
        read(&cases, &[("log", &log), ("vault", &vault)])?;
        read(&events, &[("log", &log)])?;
        self.register = Some(files);
        Ok(())
    }

    /// What the register tells of imported cases and an import tells too is one event.
    fn drop_told_again(&self) -> Result<()> {
        let own = duckdb::named_params! { "own": register::SOURCE };
        let is_any = |sql: &str| -> Result<bool> {
            let count = self.connection.query_row(sql, [], |row| row.get::<_, u64>(0)).map_err(|cause| failed("prepare", &cause))?;
            Ok(count > 0)
        };
        if !is_any("select count(*) from register_events")? {
            return Ok(());
        }
        self.connection.execute(include_str!("../../queries/register/twins.sql"), own).map_err(|cause| failed("prepare", &cause))?;
        if is_any("select count(*) from register_twin")? {
            self.execute(include_str!("../../queries/register/told_again.sql"))?;
        }
        Ok(())
    }

    fn add_lake(&mut self) -> Result<()> {
        self.add_parquet("lake_cases", self.imports.iter().map(ImportRecord::cases), EMPTY_CASES)?;
        self.add_parquet("lake_events", self.imports.iter().map(ImportRecord::events), EMPTY_EVENTS)?;
        self.add_parquet("rejects", untried(&self.imports).map(ImportRecord::rejects), EMPTY_REJECTS)?;
        self.add_records()?;
        let mut sources: Vec<&String> = self.imports.iter().flat_map(|import| &import.sources).collect();
        sources.sort();
        let several_speak_of_one = sources.windows(2).any(|pair| pair[0] == pair[1]);
        if several_speak_of_one {
            self.execute(include_str!("../../queries/view/lake_statements.sql"))?;
            let said: Vec<_> = tellers::statement_events(&self.imports).into_iter().collect();
            self.insert(include_str!("../../queries/view/statement_events.sql"), &said)?;
            self.execute(include_str!("../../queries/view/case_winner.sql"))?;
            self.execute(include_str!("../../queries/view/event_winner.sql"))?;
            self.add_tellers(&self.speaking()?)?;
            self.execute(include_str!("../../queries/view/cases_of_several.sql"))?;
            self.execute(include_str!("../../queries/view/events_of_several.sql"))?;
        } else {
            self.add_tellers(&tellers::Speaking::new())?;
            self.execute(include_str!("../../queries/view/cases.sql"))?;
            self.execute(include_str!("../../queries/view/events.sql"))?;
        }
        self.execute(include_str!("../../queries/view/letters_between.sql"))?;
        self.add_timelines(several_speak_of_one)
    }

    /// The timelines, where each case of the lake has one that tells all of it.
    fn add_timelines(&mut self, several_speak_of_one: bool) -> Result<()> {
        let are_there = |import: &ImportRecord| import.timelines().is_file() && import.signatures().is_file();
        // An appended event, or a second attempt at a row, belongs to a timeline that another import holds.
        let is_whole = |import: &ImportRecord| import.mode == Mode::Snapshot && import.original() == import.id;
        let told = !self.imports.is_empty() && self.imports.iter().all(are_there);
        if !told || several_speak_of_one && !(self.imports.iter().all(is_whole) && tellers::are_of_one_kind(&self.imports)) {
            return Ok(());
        }
        self.add_placed("lake_timelines", ImportRecord::timelines)?;
        self.add_placed("signatures", ImportRecord::signatures)?;
        self.told = Told::Timelines;
        self.execute(if several_speak_of_one {
            include_str!("../../queries/view/timelines_of_several.sql")
        } else {
            include_str!("../../queries/view/timelines.sql")
        })
    }

    /// A view over a file of each import, which says of each row which import it is of.
    fn add_placed(&self, view: &str, file: impl Fn(&ImportRecord) -> PathBuf) -> Result<()> {
        let rows = |import: &ImportRecord| {
            let rows = read_parquet([file(import).as_path()], "");
            format!("select {}::bigint as place, f.* from {rows} as f", import.id)
        };
        let rows: Vec<String> = self.imports.iter().map(rows).collect();
        self.execute(&format!("create temp view {view} as {}", rows.join(" union all ")))
    }

    /// A view over files of one kind.
    fn add_parquet(&self, view: &str, files: impl Iterator<Item = PathBuf>, empty: &str) -> Result<()> {
        let files: Vec<PathBuf> = files.collect();
        if files.is_empty() {
            return self.execute(&format!("create temp view {view} as {empty}"));
        }
        self.execute(&format!("create temp view {view} as select * from {}", read_parquet(files.iter().map(PathBuf::as_path), "")))
    }

    /// The tables `imports` and `import_quality`, and how time is cut.
    fn add_records(&self) -> Result<()> {
        let tried_again = |import: &ImportRecord| !untried(&self.imports).any(|last| last.id == import.id);
        let files: Vec<FileRow<'_>> = self
            .imports
            .iter()
            .flat_map(|import| {
                let is_retried = tried_again(import);
                import.files.iter().map(move |file| FileRow { import, file, is_retried })
            })
            .collect();
        let quality: Vec<QualityRow<'_>> = self
            .imports
            .iter()
            .flat_map(|import| import.quality.iter().map(move |note| QualityRow { import: import.id, source: &import.source, note }))
            .collect();
        self.insert(include_str!("../../queries/view/imports.sql"), &files.iter().map(FileRow::json).collect::<Vec<_>>())?;
        self.insert(include_str!("../../queries/view/import_quality.sql"), &quality)?;
        self.execute(include_str!("../../queries/view/stretches_between.sql"))
    }

    /// What each source, and each list of cases, can report.
    fn add_tellers(&self, speaking: &tellers::Speaking) -> Result<()> {
        let tellers = tellers::tellers(&self.imports, speaking);
        self.insert(include_str!("../../queries/view/told_events.sql"), &tellers.told)?;
        self.insert(include_str!("../../queries/view/file_teller.sql"), &tellers.files)?;
        self.insert(include_str!("../../queries/view/stated_fields.sql"), &tellers.stated)?;
        self.execute(include_str!("../../queries/view/source_events.sql"))
    }

    /// The statements that tell of some case still, by kind of file.
    fn speaking(&self) -> Result<tellers::Speaking> {
        let read = || {
            let mut statement = self.connection.prepare("select distinct w.statement, w.table_name from event_winner as w")?;
            statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<duckdb::Result<_>>()
        };
        read().map_err(|cause| failed("prepare", &cause))
    }

    /// Makes a table of rows that are bound as one JSON list.
    fn insert<T: Serialize>(&self, sql: &str, rows: &[T]) -> Result<()> {
        let json = serde_json::to_string(rows).map_err(|cause| failed("prepare", &cause))?;
        self.connection.execute(sql, duckdb::named_params! { "rows": json }).map(|_| ()).map_err(|cause| failed("prepare", &cause))
    }
}

struct FileRow<'a> {
    import: &'a ImportRecord,
    file: &'a crate::lake::FileRecord,
    is_retried: bool,
}

impl FileRow<'_> {
    fn json(&self) -> serde_json::Value {
        let Self { import, file, is_retried } = self;
        serde_json::json!({
            "import": import.id, "statement": import.statement, "retry_of": (import.original() != import.id).then_some(import.original()),
            "is_retried": is_retried, "source": import.source, "mode": import.mode,
            "table_name": tellers::table_name(import, file), "feeds_events": tellers::feeds_events(import, file),
            "imported_us": import.imported_at.0, "time_zone": import.time_zone,
            "file": file.name, "sha256": file.sha256, "bytes": file.bytes,
            "rows_in": file.rows_in, "kept": file.kept, "set_aside": file.set_aside, "duplicates": file.duplicates,
        })
    }
}

#[derive(Serialize)]
struct QualityRow<'a> {
    import: i64,
    source: &'a str,
    #[serde(flatten)]
    note: &'a crate::lake::QualityRecord,
}

/// What queries may hold in memory before they go on in a temporary folder: with all that is not theirs, a laptop spares two gigabytes.
const MOST_MEMORY: &str = "1400MiB";

fn connect(spill: &Path) -> duckdb::Result<Connection> {
    let config = Config::default()
        .with("max_memory", MOST_MEMORY)?
        .with("autoinstall_known_extensions", "false")?
        .with("autoload_known_extensions", "false")?
        .with("temp_directory", spill.to_string_lossy())?;
    Connection::open_in_memory_with_flags(config)
}

fn failed(what: &str, cause: &dyn std::fmt::Display) -> Error {
    Error::new(format!("the data could not be {what}ed for queries: {cause}").replace("prepareed", "prepared"))
        .remedy("If the lake's files were changed by hand, restore them; else this is a fault of the program.")
}
