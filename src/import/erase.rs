//! Takes a person out of what was imported: the one thing that changes the files of a lake.
//!
//! The tables of each import that has cases of the person are written anew beside the old ones and put in their
//! place by a rename, so that a reader sees one or the other. Rows and their order stay; a text becomes
//! `[erased]`, and the pseudonym another one that is drawn by chance. Doing it twice does no harm.

use crate::error::{Error, Result};
use crate::lake::{Staging, read_imports};
use duckdb::{Connection, ToSql, named_params};
use serde::Serialize;
use std::path::{Path, PathBuf};

const CHOSEN: &str = include_str!("../../queries/erase/chosen.sql");
const COUNT: &str = include_str!("../../queries/erase/count.sql");
const CASES: &str = include_str!("../../queries/erase/cases.sql");
const EVENTS: &str = include_str!("../../queries/erase/events.sql");
const REJECTS_COUNT: &str = include_str!("../../queries/erase/rejects_count.sql");
const REJECTS: &str = include_str!("../../queries/erase/rejects.sql");

/// A case whose person is taken out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Chosen {
    /// Its source.
    pub source: String,
    /// Its identity there.
    pub case_id: String,
    /// The pseudonym that stands for the customer from now on.
    pub customer: String,
}

/// What was changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Changed {
    /// Rows of cases, over all imports.
    pub cases: u64,
    /// Rows of events.
    pub events: u64,
    /// Rows that were set aside and named the person.
    pub set_aside: u64,
}

/// Takes the persons of these cases out of every import of a lake; `names` are looked for in the rows that were set aside.
pub fn erase(lake_dir: &Path, chosen: &[Chosen], names: &[String], waiting: impl FnOnce()) -> Result<Changed> {
    let mut changed = Changed::default();
    let imports = read_imports(lake_dir)?;
    if imports.is_empty() {
        return Ok(changed);
    }
    // Held to the end, so that no import comes in between.
    let staging = Staging::begin(lake_dir, waiting)?;
    let names = cleaned(names);
    let eraser = Eraser { database: database(chosen)?, names: json(&names)?, work_dir: staging.work_dir() };
    for import in &imports {
        changed.cases += eraser.rewrite(&import.cases(), COUNT, CASES)?;
        changed.events += eraser.rewrite(&import.events(), COUNT, EVENTS)?;
        if !names.is_empty() {
            changed.set_aside += eraser.rewrite(&import.rejects(), REJECTS_COUNT, REJECTS)?;
        }
    }
    Ok(changed)
}

/// How many of the rows that were set aside name the person.
pub fn set_aside_count(lake_dir: &Path, names: &[String]) -> Result<u64> {
    let eraser = Eraser { database: database(&[])?, names: json(&cleaned(names))?, work_dir: PathBuf::new() };
    read_imports(lake_dir)?.iter().map(|import| eraser.count(&import.rejects(), REJECTS_COUNT)).sum()
}

fn cleaned(names: &[String]) -> Vec<String> {
    names.iter().map(|name| name.trim().to_lowercase()).filter(|name| !name.is_empty()).collect()
}

fn database(chosen: &[Chosen]) -> Result<Connection> {
    let database = Connection::open_in_memory().map_err(|cause| failed(CHOSEN, &cause))?;
    database.execute(CHOSEN, named_params! { "rows": json(&chosen)? }).map_err(|cause| failed(CHOSEN, &cause))?;
    Ok(database)
}

struct Eraser {
    database: Connection,
    names: String,
    work_dir: PathBuf,
}

impl Eraser {
    fn count(&self, file: &Path, sql: &str) -> Result<u64> {
        let file = file.to_string_lossy();
        let count = self.database.query_row(sql, &self.asked_for(sql, &[("file", &file)])[..], |row| row.get::<_, i64>(0));
        count.map(|count| count as u64).map_err(|cause| failed(sql, &cause))
    }

    /// Writes a file anew where it has rows to change; answers how many.
    fn rewrite(&self, file: &Path, count: &str, sql: &str) -> Result<u64> {
        let rows = self.count(file, count)?;
        if rows == 0 {
            return Ok(0);
        }
        let written = self.work_dir.join("erased.parquet");
        let (from, to) = (file.to_string_lossy(), written.to_string_lossy());
        self.database.execute(sql, &self.asked_for(sql, &[("file", &from), ("path", &to)])[..]).map_err(|cause| failed(sql, &cause))?;
        put_in_place(&written, file).map_err(|cause| Error::io("cannot write", file, &cause))?;
        Ok(rows)
    }

    fn asked_for<'a>(&'a self, sql: &str, more: &[(&'a str, &'a dyn ToSql)]) -> Vec<(&'a str, &'a dyn ToSql)> {
        let names: [(&str, &dyn ToSql); 1] = [("names", &self.names)];
        let asked = crate::sql::parameters(sql);
        more.iter().copied().chain(names).filter(|(name, _)| asked.iter().any(|one| one == name)).collect()
    }
}

/// The new file is on disk, and readable by the same people, before it takes the old one's place.
fn put_in_place(written: &Path, file: &Path) -> std::io::Result<()> {
    std::fs::set_permissions(written, std::fs::metadata(file)?.permissions())?;
    std::fs::File::open(written)?.sync_all()?;
    std::fs::rename(written, file)?;
    file.parent().map_or(Ok(()), |dir| std::fs::File::open(dir)?.sync_all())
}

fn json<T: Serialize + ?Sized>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|cause| Error::new(format!("cannot name the cases to the database: {cause}")))
}

fn failed(sql: &str, cause: &duckdb::Error) -> Error {
    let purpose = crate::sql::header(sql, "purpose");
    Error::new(format!("the lake could not be changed ({purpose}): {cause}"))
        .remedy("What was changed stays changed. When the cause is mended, erase once more: it goes on where it stopped.")
}
