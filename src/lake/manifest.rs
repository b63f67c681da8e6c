//! `import.json`: what one import holds, where it came from and how good it is.

use super::IMPORTS;
use crate::error::{Error, Result};
use crate::time::Instant;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// The name of the file beside an import's tables.
pub const FILE: &str = "import.json";

/// One committed import.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ImportRecord {
    /// Its number, from 1; the later one is the newer one.
    pub id: i64,
    /// The source mapping that was applied.
    pub source: String,
    /// The sources that its rows speak of: the mapping's id, unless the rows say otherwise.
    pub sources: Vec<String>,
    /// What it does to what earlier imports said of the same cases.
    pub mode: Mode,
    /// When it was made.
    #[serde(with = "instant")]
    pub imported_at: Instant,
    /// The zone in which wall-clock values were read.
    pub time_zone: String,
    /// Which tables it feeds: `cases`, `events`.
    pub feeds: Vec<String>,
    /// The events that the source can report at all.
    pub reports: Vec<String>,
    /// The files that were read.
    pub files: Vec<FileRecord>,
    /// SHA-256 of the mapping's text.
    pub mapping_sha256: String,
    /// How good the data is.
    pub quality: Vec<QualityRecord>,
    /// The folder that holds it.
    #[serde(skip)]
    pub dir: PathBuf,
}

/// What a later import does to what an earlier one said of the same case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// It replaces it.
    Snapshot,
    /// It adds events.
    Append,
}

/// One file of an import. Rows in = kept + set aside + duplicates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    /// Its base name.
    pub name: String,
    /// Its SHA-256.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
    /// Its rows.
    pub rows_in: u64,
    /// Rows that are in the lake.
    pub kept: u64,
    /// Rows that could not be used, kept whole in `rejects.parquet`.
    pub set_aside: u64,
    /// Rows that say again what an earlier row says.
    pub duplicates: u64,
}

/// How often something that a reader of figures should know occurs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct QualityRecord {
    /// What was counted, such as `blank` or `gap_time`.
    pub measure: String,
    /// In which field.
    pub field: String,
    /// For which value, where that makes a difference.
    pub value: Option<String>,
    /// How often, in kept rows.
    pub count: u64,
}

impl ImportRecord {
    /// Its cases, sorted by number.
    pub fn cases(&self) -> PathBuf {
        self.dir.join("cases.parquet")
    }

    /// Its events, sorted by case.
    pub fn events(&self) -> PathBuf {
        self.dir.join("events.parquet")
    }

    /// The rows that were set aside.
    pub fn rejects(&self) -> PathBuf {
        self.dir.join("rejects.parquet")
    }

    /// Writes it into the folder of an import that is being made.
    pub(super) fn write(&self, dir: &Path) -> Result<()> {
        let file = dir.join(FILE);
        let mut text = serde_json::to_string_pretty(self).map_err(|cause| Error::new(format!("cannot write {FILE}: {cause}")))?;
        text.push('\n');
        std::fs::write(&file, text).map_err(|cause| Error::io("cannot write", &file, &cause))
    }

    fn read(dir: &Path) -> Result<Self> {
        let file = dir.join(FILE);
        let text = std::fs::read_to_string(&file).map_err(|cause| Error::io("cannot read", &file, &cause))?;
        let record: Self = serde_json::from_str(&text).map_err(|cause| {
            Error::new(format!("this is not what an import writes: {cause}"))
                .in_file(&file)
                .remedy("Restore the lake from a copy, or import its files again into a new one.")
        })?;
        Ok(Self { dir: dir.to_path_buf(), ..record })
    }
}

/// The committed imports of a lake, oldest first. A lake that is not there yet has none.
///
/// Folders whose name is no number are none of ours and are passed over.
pub fn read_imports(lake_dir: &Path) -> Result<Vec<ImportRecord>> {
    let mut records = Vec::new();
    for id in numbers(lake_dir)? {
        let dir = lake_dir.join(IMPORTS).join(folder_name(id));
        let record = ImportRecord::read(&dir)?;
        if record.id != id {
            return Err(Error::new(format!("this says that it is import {}", record.id))
                .in_file(&dir.join(FILE))
                .remedy("Name the folder by the import's number again."));
        }
        records.push(record);
    }
    Ok(records)
}

/// The folder's name of an import.
pub(super) fn folder_name(id: i64) -> String {
    format!("{id:06}")
}

/// The numbers of the committed imports, in order.
pub(super) fn numbers(lake_dir: &Path) -> Result<Vec<i64>> {
    let dir = lake_dir.join(IMPORTS);
    let entries = match std::fs::read_dir(&dir) {
        Ok(entries) => entries,
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(cause) => return Err(Error::io("cannot read the folder", &dir, &cause)),
    };
    let mut numbers = Vec::new();
    for entry in entries {
        let name = entry.map_err(|cause| Error::io("cannot read the folder", &dir, &cause))?.file_name();
        let id = name.to_str().and_then(|name| name.parse().ok().filter(|id| folder_name(*id) == name));
        numbers.extend(id);
    }
    numbers.sort_unstable();
    Ok(numbers)
}

/// Instants as RFC 3339 text.
mod instant {
    use crate::time::Instant;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    // The signature is serde's.
    #[allow(clippy::trivially_copy_pass_by_ref)]
    pub fn serialize<S: Serializer>(at: &Instant, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(at)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Instant, D::Error> {
        String::deserialize(from)?.parse().map_err(|error: crate::error::Error| D::Error::custom(error.found()))
    }
}
