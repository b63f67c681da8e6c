//! Which entries concern a case, and which correct an entry: an index beside the log.
//!
//! It is made from the log and never trusted over it: it says up to which entry it was made and with which
//! hash, what has been added since is read from the log, and an index that does not fit is thrown away and
//! made anew. It may be deleted at any time. It holds the numbers of entries and of cases, nothing personal.

use super::entry::Entry;
use super::line_file::LineFile;
use super::verify;
use crate::error::{Error, Result};
use redb::{Database, MultimapTableDefinition, ReadableDatabase, TableDefinition};
use std::fmt::Display;
use std::path::{Path, PathBuf};

/// The name of the index in the register's folder.
pub const INDEX: &str = "index.redb";

const CASES: MultimapTableDefinition<&str, u64> = MultimapTableDefinition::new("entries by case");
const CORRECTIONS: MultimapTableDefinition<u64, u64> = MultimapTableDefinition::new("corrections by place");
const MADE_TO: TableDefinition<&str, (u64, &str)> = TableDefinition::new("made up to number and hash");
const THE_ONE: &str = "log";

/// An index that says what the log says.
#[derive(Debug)]
pub(super) struct Index {
    path: PathBuf,
    database: Database,
}

impl Index {
    /// Opens the index of a log that ends with that entry, and brings it up to date.
    pub fn open(dir: &Path, log: &LineFile, last_n: u64, last_hash: &str) -> Result<Self> {
        let path = dir.join(INDEX);
        if let Ok(database) = Database::create(&path) {
            let index = Self { path: path.clone(), database };
            if index.catch_up(log, last_n, last_hash).is_ok_and(|fits| fits) {
                return Ok(index);
            }
        }
        match std::fs::remove_file(&path) {
            Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => {
                return Err(Error::io("cannot remove the old index", &path, &cause));
            }
            _ => {}
        }
        let database = Database::create(&path).map_err(|cause| unusable(&path, &cause))?;
        let index = Self { path, database };
        if index.catch_up(log, last_n, last_hash)? { Ok(index) } else { Err(unusable(&index.path, &"it does not fit the log")) }
    }

    /// Adds what the log has since; false where the log is another one than the index was made from.
    fn catch_up(&self, log: &LineFile, last_n: u64, last_hash: &str) -> Result<bool> {
        let (made_to, hash) = self.made_to()?;
        if made_to == last_n {
            return Ok(made_to == 0 || hash == last_hash);
        }
        let start = match made_to {
            0 => 0,
            n if n > last_n => return Ok(false),
            n => match log.find(|line| Entry::parse(line).ok().map(|entry| entry.n.cmp(&n)))? {
                Some((start, line)) if Entry::parse(&line)?.hash == hash => start,
                _ => return Ok(false),
            },
        };
        let entries = log.lines_from(start)?.map(|line| {
            let line = line?;
            let text = std::str::from_utf8(&line).map_err(|_| Error::new("this is no UTF-8 text"))?;
            verify::written_entry(text.trim_end_matches('\n'), log.path())
        });
        self.add(entries.filter(|entry| entry.as_ref().map_or(true, |entry| entry.n > made_to)))?;
        Ok(true)
    }

    /// Up to which entry it was made, and the hash of that one.
    fn made_to(&self) -> Result<(u64, String)> {
        let failed = |cause: redb::Error| unusable(&self.path, &cause);
        let reading = self.database.begin_read().map_err(|cause| failed(cause.into()))?;
        let table = match reading.open_table(MADE_TO) {
            Ok(table) => table,
            Err(redb::TableError::TableDoesNotExist(_)) => return Ok((0, String::new())),
            Err(cause) => return Err(failed(cause.into())),
        };
        let found = table.get(THE_ONE).map_err(|cause| failed(cause.into()))?;
        Ok(found.map_or_else(|| (0, String::new()), |found| (found.value().0, found.value().1.to_string())))
    }

    /// Adds entries that are in the log now.
    pub fn add(&self, entries: impl IntoIterator<Item = Result<Entry>>) -> Result<()> {
        let mut fault = None;
        let readable = entries.into_iter().map_while(|entry| entry.map_err(|error| fault = Some(error)).ok());
        self.try_add(readable).map_err(|cause| unusable(&self.path, &cause))?;
        fault.map_or(Ok(()), Err)
    }

    fn try_add(&self, entries: impl Iterator<Item = Entry>) -> Result<(), redb::Error> {
        let writing = self.database.begin_write()?;
        {
            let mut cases = writing.open_multimap_table(CASES)?;
            let mut corrections = writing.open_multimap_table(CORRECTIONS)?;
            let mut made_to = writing.open_table(MADE_TO)?;
            let mut last: Option<Entry> = None;
            for entry in entries {
                if let Some(case_id) = &entry.case_id {
                    cases.insert(key(entry.source.as_deref(), case_id).as_str(), entry.n)?;
                }
                if let Some(place) = entry.statement.corrects {
                    corrections.insert(place, entry.n)?;
                }
                last = Some(entry);
            }
            if let Some(last) = last {
                made_to.insert(THE_ONE, (last.n, last.hash.as_str()))?;
            }
        }
        writing.commit()?;
        Ok(())
    }

    /// The numbers of the entries that name a case, ascending.
    pub fn entries_of(&self, source: Option<&str>, case_id: &str) -> Result<Vec<u64>> {
        self.numbers(CASES, key(source, case_id).as_str())
    }

    /// The numbers of the entries that correct the one with that number, ascending.
    pub fn corrections_of(&self, place: u64) -> Result<Vec<u64>> {
        self.numbers(CORRECTIONS, place)
    }

    fn numbers<'k, K: redb::Key + 'static>(
        &self,
        table: MultimapTableDefinition<K, u64>,
        key: impl std::borrow::Borrow<K::SelfType<'k>>,
    ) -> Result<Vec<u64>> {
        let failed = |cause: redb::Error| unusable(&self.path, &cause);
        let reading = self.database.begin_read().map_err(|cause| failed(cause.into()))?;
        let table = match reading.open_multimap_table(table) {
            Ok(table) => table,
            Err(redb::TableError::TableDoesNotExist(_)) => return Ok(Vec::new()),
            Err(cause) => return Err(failed(cause.into())),
        };
        let found = table.get(key).map_err(|cause| failed(cause.into()))?;
        found.map(|n| n.map(|n| n.value()).map_err(|cause| failed(cause.into()))).collect()
    }
}

/// A case's name in the index: no source's name holds the separator, which is no character of text.
fn key(source: Option<&str>, case_id: &str) -> String {
    format!("{}\u{1f}{case_id}", source.unwrap_or_default())
}

fn unusable(path: &Path, cause: &dyn Display) -> Error {
    Error::new(format!("the index of the register cannot be used: {cause}"))
        .in_file(path)
        .remedy("It may be deleted; the next entry makes it anew.")
}
