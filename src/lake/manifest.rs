//! `import.json`: what one import holds, where it came from and how good it is.

use super::IMPORTS;
use crate::error::{Error, Result};
use crate::time::Instant;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
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
    /// SHA-256 of the mapping's text, and of the calendars that it counts in.
    pub mapping_sha256: String,
    /// How good the data is.
    pub quality: Vec<QualityRecord>,
    /// The last thing that it tells of, as far as that was not in the future when it was made.
    #[serde(default, with = "optional_instant")]
    pub latest_at: Option<Instant>,
    /// Where it stands among the imports, if not simply behind those before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stands: Option<Stands>,
    /// The imports of these very files that it reads anew, because a mapping, a calendar or the zone is another one: they count no more,
    /// nor do second attempts at their rows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaces: Vec<i64>,
    /// The import whose turn it takes among the others, if not its own: one that it replaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turn: Option<i64>,
    /// Its place in the order of what stands, from 1: the higher one is the newer statement. It follows from all imports of the lake.
    #[serde(skip)]
    pub statement: i64,
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

/// Where an import stands among the others, if not behind all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stands {
    /// It is an older export than the import of this number, and yields to what that one says.
    Before(i64),
    /// It holds rows of the import of this number that were set aside then: the two speak with one voice.
    With(i64),
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
    /// The text of the header, where rows can only be read under one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// The sheet that was read, of a workbook, or the table, of JSON that is read by several; a lake made before that was noted has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Which of the source's files it is; a lake made before that was noted has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<TableRecord>,
}

/// What a file is by its mapping.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableRecord {
    /// Its name there, such as `tickets`.
    pub name: String,
    /// Whether each of its rows is a case.
    pub is_list: bool,
    /// Whether it tells events.
    pub feeds_events: bool,
    /// The events that its columns can show.
    pub reports: Vec<String>,
    /// Of those, the events that it does tell, where its mapping vouches for more: only these stand in the place of what files of
    /// other kinds said before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tells: Option<Vec<String>>,
    /// The fields of a case that its mapping writes itself, alike for every row; none for files that say nothing of cases, and
    /// in a lake made before that was noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub states: Option<Vec<String>>,
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

    /// What happened to each case, one list a case; a lake made before there were any has none.
    pub fn timelines(&self) -> PathBuf {
        self.dir.join("timelines.parquet")
    }

    /// The signatures that the timelines name.
    pub fn signatures(&self) -> PathBuf {
        self.dir.join("signatures.parquet")
    }

    /// The rows that were set aside.
    pub fn rejects(&self) -> PathBuf {
        self.dir.join("rejects.parquet")
    }

    /// The import whose rows it holds: itself, or the one that it is a second attempt at.
    pub fn original(&self) -> i64 {
        match self.stands {
            Some(Stands::With(original)) => original,
            _ => self.id,
        }
    }

    /// The import whose turn it takes among the others: its own, or that of one that it replaces.
    pub fn turn(&self) -> i64 {
        self.turn.unwrap_or(self.id)
    }

    /// Whether it can tell events.
    pub fn feeds_events(&self) -> bool {
        self.feeds.iter().any(|fed| fed == "events")
    }

    /// How many of its rows were set aside.
    pub fn set_aside(&self) -> u64 {
        self.files.iter().map(|file| file.set_aside).sum()
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

/// The committed imports of a lake that count, oldest first: those that none replaces. A lake that is not there yet has none.
pub fn read_imports(lake_dir: &Path) -> Result<Vec<ImportRecord>> {
    let mut records = read_all_imports(lake_dir)?;
    let replaced: BTreeSet<i64> = records.iter().flat_map(|record| &record.replaces).copied().collect();
    let order: Vec<i64> = in_order(&records).into_iter().filter(|id| !replaced.contains(id)).collect();
    records.retain(|record| !replaced.contains(&record.original()));
    for record in &mut records {
        let place = order.iter().position(|id| *id == record.original());
        record.statement = place.map_or(record.id, |place| place as i64 + 1);
    }
    Ok(records)
}

/// All committed imports of a lake, those too that were read anew: whose person is to be forgotten must be looked for in them.
///
/// Folders whose name is no number are none of ours and are passed over.
pub fn read_all_imports(lake_dir: &Path) -> Result<Vec<ImportRecord>> {
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

/// The imports from the oldest statement to the newest, those too that were read anew: where these stood is where others stand before
/// them, and what takes their turn comes next to them. A second attempt at rows that were set aside has the place of the import
/// that they are of.
fn in_order(imports: &[ImportRecord]) -> Vec<i64> {
    let mut in_turn: Vec<&ImportRecord> = imports.iter().collect();
    in_turn.sort_by_key(|import| import.turn());
    let mut order: Vec<i64> = Vec::new();
    for import in in_turn {
        let place = match import.stands {
            Some(Stands::With(_)) => continue,
            Some(Stands::Before(newer)) => order.iter().position(|id| *id == newer).unwrap_or(order.len()),
            None => order.len(),
        };
        order.insert(place, import.id);
    }
    order
}

/// The imports whose rejects nobody tried again: of an import and its second attempts, the last one.
pub fn untried(imports: &[ImportRecord]) -> impl Iterator<Item = &ImportRecord> {
    let is_last = |import: &&ImportRecord| !imports.iter().any(|other| other.id > import.id && other.original() == import.original());
    imports.iter().filter(is_last)
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

/// The same, or null.
mod optional_instant {
    use crate::time::Instant;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    struct Written(#[serde(with = "super::instant")] Instant);

    #[allow(clippy::ref_option, reason = "the signature is serde's")]
    pub fn serialize<S: Serializer>(at: &Option<Instant>, to: S) -> Result<S::Ok, S::Error> {
        at.map(Written).serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Instant>, D::Error> {
        Ok(Option::<Written>::deserialize(from)?.map(|written| written.0))
    }
}
