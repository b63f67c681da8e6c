//! What an import did, in plain values: for the command line to print, and for tests to look at.

use super::midnights::Midnights;
use super::stage::{Forgotten, SampleRow, SetAside, Signs};
use crate::error::{Error, Result};
use crate::lake::{FileRecord, QualityRecord};
use crate::time::Instant;
use std::path::PathBuf;

/// What came of one command: an import for each source that its files are of.
#[derive(Debug, Clone)]
pub struct Report {
    /// The imports, in the order of their first files.
    pub imports: Vec<ImportReport>,
    /// What ended the command before all of them were made; those above stay.
    pub stopped_by: Option<Error>,
}

impl Report {
    /// What comes of imports that are made one after the other, up to the first that cannot be made. What was made is told all the same.
    pub(super) fn of(imports: impl Iterator<Item = Result<ImportReport>>) -> Result<Self> {
        let mut report = Self { imports: Vec::new(), stopped_by: None };
        for import in imports {
            match import {
                Ok(import) => report.imports.push(import),
                Err(error) if report.imports.is_empty() => return Err(error),
                Err(error) => {
                    report.stopped_by = Some(error);
                    break;
                }
            }
        }
        Ok(report)
    }

    /// Whether any row was set aside.
    pub fn has_faults(&self) -> bool {
        self.imports.iter().any(|import| import.rows_set_aside() > 0)
    }
}

/// How an import ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// It is in the lake under this number.
    Committed(i64),
    /// The very files are there already, in the import of this number.
    Unchanged(i64),
    /// It was only looked at.
    DryRun,
    /// None of the rows that were tried again can be used yet: nothing was written.
    StillSetAside,
    /// Rows were set aside and `--strict` was asked for: nothing was written.
    Refused,
}

/// What one import did.
#[derive(Debug, Clone)]
pub struct ImportReport {
    /// The source.
    pub source: String,
    /// What the source is.
    pub title: String,
    /// How it ended.
    pub ending: Ending,
    /// Its files.
    pub files: Vec<FileReport>,
    /// The zone in which wall-clock values were read.
    pub time_zone: String,
    /// Cases in it.
    pub cases: u64,
    /// Events in it.
    pub events: u64,
    /// When the first case was received.
    pub first_received: Option<Instant>,
    /// When the last case was received.
    pub last_received: Option<Instant>,
    /// Rows set aside: the first places of each fault, or all under `--strict`.
    pub set_aside: Vec<SetAside>,
    /// How good the data is.
    pub quality: Vec<QualityRecord>,
    /// The fields whose values are all exactly midnight.
    pub midnights: Vec<Midnights>,
    /// Events that the files can show.
    pub reports: Vec<&'static str>,
    /// Events that procedures commonly ask for and this source cannot show.
    pub silent: Vec<&'static str>,
    /// Whether it is an older export, where that is worth a word.
    pub age: Option<Age>,
    /// Whether its rules look from row to row, and it adds to earlier imports whose rows they do not see.
    pub is_continued: bool,
    /// The kinds of its files that tell nothing of cases which it tells of otherwise and of which earlier files of that kind told, each
    /// with the number of these cases: what was told of them counts no more.
    pub untold: Vec<(String, u64)>,
    /// Earlier imports of the source that count and were read in another zone, each with that zone.
    pub in_other_zones: Vec<(i64, String)>,
    /// The kinds of its files that tell cases anew of which they told before, and leave out something of that, each with how many.
    pub forgotten: Vec<(String, Forgotten)>,
    /// The imports whose files it reads anew, each with its source: they count no more.
    pub replaces: Vec<(i64, String)>,
    /// The import whose rows were tried again, if it is such an attempt.
    pub retry_of: Option<i64>,
    /// A few cases, or events where there are no cases.
    pub sample: Vec<SampleRow>,
}

/// What is to be said of an export that may be older than what the lake has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Age {
    /// The oldest import that is newer than it.
    pub than: i64,
    /// What speaks for and against it.
    pub signs: Signs,
    /// Whether it yields to that import.
    pub is_older: bool,
    /// Whether some of the cases that both have speak for the one, and some for the other.
    pub is_doubtful: bool,
    /// Whether its events are added to what is known, whatever it is.
    pub adds: bool,
}

impl ImportReport {
    /// How many rows were set aside.
    pub fn rows_set_aside(&self) -> u64 {
        self.files.iter().map(|file| file.record.set_aside).sum()
    }
}

/// What was read from one file.
#[derive(Debug, Clone)]
pub struct FileReport {
    /// The file, as the user named it.
    pub path: PathBuf,
    /// Its account.
    pub record: FileRecord,
    /// Which of the source's files it is.
    pub table: String,
    /// How it is written, where that is worth a word.
    pub shape: Option<String>,
    /// Whether its rows are told from the rows before them, so that `--retry` refuses those set aside.
    pub looks_back: bool,
    /// The columns by which it was recognised.
    pub recognised_by: Vec<String>,
    /// The columns that the user's own mapping names and the file does not have.
    pub missing: Vec<String>,
    /// The columns that a built-in mapping does not name and that were left out because they seem to name or reach people.
    pub people: Vec<String>,
    /// How many rows without any value were passed over; they are not in the account.
    pub blank_rows: u64,
    /// What becomes of its columns: the field or event, and where it comes from.
    pub mapping: Vec<(String, String)>,
}
