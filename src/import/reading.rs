//! How the files of a source are read now, and which imports read the same bytes before.
//!
//! The mapping, the calendars that it counts in and the zone decide what a file says. Read by the same ones again, it changes
//! nothing; by others, it takes the place of what was read of it before.

use super::file::Known;
use super::later::Clocks;
use super::run::{Request, Said};
use crate::error::{Error, Result};
use crate::lake::{FileRecord, ImportRecord, Stands};
use crate::source::mapping::Mapping;
use crate::source::survey::hex;
use chrono_tz::Tz;
use sha2::{Digest, Sha256};
use std::path::Path;

/// What decides how a file is read.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The source.
    pub source: String,
    /// The zone of wall-clock values.
    pub zone: Tz,
    /// The calendars that the mapping names.
    pub clocks: Clocks,
    /// SHA-256 of the mapping's text and of the calendars.
    pub sha256: String,
}

impl Reading {
    /// By a mapping as it stands.
    pub fn of(request: &Request, mapping: &Mapping) -> Result<Self> {
        let clocks = Clocks::of(mapping, &request.root.join("calendars"))?;
        let mut digest = Sha256::new_with_prefix(mapping.text.as_bytes());
        digest.update(clocks.told().as_bytes());
        let zone = mapping.time_zone.unwrap_or(request.time_zone);
        Ok(Self { source: mapping.id.clone(), zone, clocks, sha256: hex(&digest.finalize()) })
    }

    /// Whether an import was read in this way.
    fn made(&self, record: &ImportRecord) -> bool {
        record.source == self.source && record.mapping_sha256 == self.sha256 && record.time_zone == self.zone.name()
    }

    /// Whether an import, and no second attempt at rows, was read in another way.
    fn differs(&self, record: &ImportRecord) -> bool {
        record.original() == record.id && !self.made(record)
    }

    /// Whether a file is one of an import. Of a workbook a source reads the sheets that its mapping names now, whichever it read then.
    fn is_same(&self, file: &FileKey, record: &ImportRecord, other: &FileRecord) -> bool {
        let other = FileKey::of_record(other);
        file.is_same(&other) || record.source == self.source && file.sha256 == other.sha256
    }

    /// Whether a file stood in an import.
    fn stood(&self, file: &FileKey, record: &ImportRecord) -> bool {
        record.files.iter().any(|other| self.is_same(file, record, other))
    }
}

/// The bytes of a file, and the sheet of them: sheets of one workbook can be of different sources.
#[derive(Debug, Clone)]
pub struct FileKey {
    sha256: String,
    sheet: Option<String>,
}

impl FileKey {
    /// Of a file that is read now.
    pub fn of(known: &Known) -> Self {
        Self { sha256: known.survey.sha256.clone(), sheet: known.part().map(ToString::to_string) }
    }

    /// Before sheets were noted, only those that were read together were told from each other, by what they were called.
    fn of_record(file: &FileRecord) -> Self {
        let named = || file.name.strip_suffix(']').and_then(|name| name.rsplit_once(" [")).map(|(_, sheet)| sheet.to_string());
        Self { sha256: file.sha256.clone(), sheet: file.sheet.clone().or_else(named) }
    }

    /// Whether it is the same file; of a workbook of which nobody noted what was read, any sheet may be the same.
    fn is_same(&self, other: &Self) -> bool {
        let sheets = self.sheet.as_ref().zip(other.sheet.as_ref());
        self.sha256 == other.sha256 && sheets.is_none_or(|(sheet, other)| sheet == other)
    }
}

/// The earlier import that was made of these very files in this very way, if any. A file of which it set rows aside beside
/// other files may be told in whole by itself, which is known once it is read: then `alone` tells how many rows of each file were set
/// aside by themselves. And what was read of a file later, in another way, stands before it.
///
/// What stands in the lake cannot be made older: that is refused, with the way around.
pub fn earlier(
    said: Said,
    files: &[Known],
    reading: &Reading,
    imports: &[ImportRecord],
    alone: Option<&[u64]>,
) -> Result<Option<ImportRecord>> {
    let is_same = |record: &ImportRecord| {
        let is_alike = record.files.len() == files.len();
        let set_aside = |place: usize| alone.and_then(|alone| alone.get(place)).copied().unwrap_or(0);
        let is_twin = |place: usize, other: &FileRecord| {
            other.sha256 == files[place].survey.sha256 && (is_alike || other.set_aside == set_aside(place))
        };
        let has = |place: usize| record.files.iter().any(|other| is_twin(place, other));
        reading.made(record) && (0..files.len()).all(has)
    };
    let is_outdone = |record: &ImportRecord| {
        let is_other = |other: &&ImportRecord| other.id > record.id && !reading.made(other);
        imports.iter().filter(is_other).any(|other| files.iter().any(|file| reading.stood(&FileKey::of(file), other)))
    };
    let found = imports.iter().rev().find(|record| is_same(record) && !is_outdone(record));
    // Whoever says that an export is newer, or older, than it was taken for means it.
    let stands = |record: &ImportRecord| match said {
        Said::Nothing => true,
        Said::Newest => imports.iter().all(|other| other.source != record.source || other.statement <= record.statement),
        Said::Older => {
            let is_first = imports.iter().all(|other| other.source != record.source || other.statement >= record.statement);
            is_first || matches!(record.stands, Some(Stands::Before(_)))
        }
    };
    if let (Said::Older, Some(record)) = (said, found)
        && !stands(record)
    {
        let fault = format!("this file is in the lake as import {}, which was taken as newer than those before it", record.id);
        let file = files.first().map_or(Path::new(&record.source), |file| file.path);
        return Err(Error::new(fault)
            .in_file(file)
            .remedy("Import those again that are newer, one after the other, with --newest: what these say then stands."));
    }
    Ok(found.filter(|record| stands(record)).cloned())
}

/// The imports of files that are all given in this command, some of them to be read now, that were read in another way: by the mapping
/// as it was then, by another one, by other calendars or in another zone. They are read anew.
pub fn read_anew<'a>(files: &[Known], given: &[FileKey], reading: &Reading, imports: &'a [ImportRecord]) -> Vec<&'a ImportRecord> {
    let is_given = |record: &ImportRecord, other: &FileRecord| given.iter().any(|file| reading.is_same(file, record, other));
    let concerns = |record: &ImportRecord| files.iter().any(|file| reading.stood(&FileKey::of(file), record));
    let is_wanted =
        |record: &&ImportRecord| reading.differs(record) && concerns(record) && record.files.iter().all(|other| is_given(record, other));
    imports.iter().filter(is_wanted).collect()
}

/// The import whose turn among the others is taken by one that replaces these: the last one of its source, if every file that is read
/// stood in them. A file that is new, or was another source's, must find its place.
pub fn place_of<'a>(files: &[FileKey], reading: &Reading, replaced: &[&'a ImportRecord]) -> Option<&'a ImportRecord> {
    let own = || replaced.iter().copied().filter(|record| record.source == reading.source);
    let stood = |file: &FileKey| own().any(|record| reading.stood(file, record));
    own().max_by_key(|record| record.statement).filter(|_| files.iter().all(stood))
}

/// Refuses exports that would be read anew as one although another export stands between them: they have one place together, and what
/// the older of them said of a case would undo what that one says. Whoever says how old the files are means it.
pub fn refuse_apart(said: Said, files: &[Known], given: &[FileKey], reading: &Reading, imports: &[ImportRecord]) -> Result<()> {
    let mut replaced = read_anew(files, given, reading, imports);
    replaced.retain(|record| record.source == reading.source);
    replaced.sort_by_key(|record| record.statement);
    let (Some(first), Some(last), Some(known), Said::Nothing) = (replaced.first(), replaced.last(), files.first(), said) else {
        return Ok(());
    };
    let is_between = |record: &&ImportRecord| {
        record.source == reading.source
            && record.original() == record.id
            && (first.statement + 1..last.statement).contains(&record.statement)
            && replaced.iter().all(|replaced| replaced.id != record.id)
    };
    let between: Vec<&ImportRecord> = imports.iter().filter(is_between).collect();
    if between.is_empty() {
        return Ok(());
    }
    let numbers = |records: &[&ImportRecord]| records.iter().map(|record| record.id.to_string()).collect::<Vec<_>>().join(", ");
    let names: Vec<&str> = between.iter().flat_map(|record| &record.files).map(|file| file.name.as_str()).collect();
    let names = names.join(", ");
    let found = format!(
        "this would be read anew together, in the place of imports {}; but between these stands import {} ({names}), and what it says could be undone",
        numbers(&replaced),
        numbers(&between)
    );
    let all = if between.iter().all(|record| reading.differs(record)) {
        format!(" Or give all of them in one command, as one export: add {names}.")
    } else {
        String::new()
    };
    let remedy = format!("Give the files of each of these imports in a command of their own: then each keeps its place.{all}");
    Err(Error::new(found).in_file(known.path).remedy(remedy))
}

/// Refuses a file that was read in another way beside files that are not given again: it would count twice, or be called an older export
/// than itself. A file without rows counts nowhere. `--newest` adds it all the same, where it is of the same source.
pub fn refuse_part(said: Said, files: &[Known], given: &[FileKey], reading: &Reading, imports: &[ImportRecord]) -> Result<()> {
    for record in imports.iter().filter(|record| reading.differs(record)) {
        let is_own = record.source == reading.source;
        let counts =
            |known: &&Known| record.files.iter().any(|file| file.rows_in > 0 && reading.is_same(&FileKey::of(known), record, file));
        let Some(known) = files.iter().find(counts).filter(|_| !is_own || said != Said::Newest) else { continue };
        let is_missing = |other: &&FileRecord| !given.iter().any(|file| reading.is_same(file, record, other));
        let missing: Vec<&str> = record.files.iter().filter(is_missing).map(|file| file.name.as_str()).collect();
        if !missing.is_empty() {
            let others = missing.join(", ");
            let found =
                format!("this file is in the lake as a part of import {}, together with {others}, and was read otherwise then", record.id);
            let newest = if is_own { " To count this one beside it as the newest export, say --newest." } else { "" };
            let remedy =
                format!("Give all files of that import in one command, so that they are read anew together: add {others}.{newest}");
            return Err(Error::new(found).in_file(known.path).remedy(remedy));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_of_one_workbook_are_files_of_their_own() {
        let key = |sheet: Option<&str>| FileKey { sha256: "00".into(), sheet: sheet.map(Into::into) };
        assert!(key(Some("Open")).is_same(&key(Some("Open"))) && !key(Some("Open")).is_same(&key(Some("Closed"))));
        assert!(key(None).is_same(&key(None)) && key(Some("Open")).is_same(&key(None)));
        assert!(!key(None).is_same(&FileKey { sha256: "01".into(), sheet: None }));
    }

    #[test]
    fn a_record_without_its_sheet_is_read_by_its_name() {
        let sheet = |name: &str, sheet: Option<&str>| {
            let record = serde_json::json!({
                "name": name, "sha256": "00", "bytes": 1, "rows_in": 1, "kept": 1, "set_aside": 0, "duplicates": 0, "sheet": sheet,
            });
            FileKey::of_record(&serde_json::from_value(record).unwrap()).sheet
        };
        assert_eq!(sheet("a.xlsx [Open]", None).as_deref(), Some("Open"));
        assert_eq!(sheet("a.xlsx", Some("Open")).as_deref(), Some("Open"));
        assert_eq!(sheet("jan.csv", None), None);
    }
}
