//! How the files of a source are read now, and which imports read the same bytes before.
//!
//! The mapping, the calendars that it counts in and the zone decide what a file says. Read by the same ones again, it changes
//! nothing; by others, it takes the place of what was read of it before.

use super::file::Known;
use super::later::Clocks;
use super::run::{Request, Said};
use crate::error::{Error, Result};
use crate::lake::{FileRecord, ImportRecord, Stands, statements};
use crate::source::mapping::Mapping;
use crate::source::survey::hex;
use chrono_tz::Tz;
use sha2::{Digest, Sha256};
use std::path::Path;

/// What decides how a file is read.
#[derive(Debug, Clone)]
pub struct Reading {
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
        Ok(Self { zone: mapping.time_zone.unwrap_or(request.time_zone), clocks, sha256: hex(&digest.finalize()) })
    }

    /// Whether an import was read in this way.
    fn made(&self, record: &ImportRecord) -> bool {
        record.mapping_sha256 == self.sha256 && record.time_zone == self.zone.name()
    }
}

/// The bytes of a file, and the sheet of them: sheets of one workbook can be of different sources.
fn is_same_file(record: &FileRecord, known: &Known) -> bool {
    let sheet = |name: &str| name.ends_with(']').then(|| name.rfind(" [").map(|start| name[start..].to_string())).flatten();
    record.sha256 == known.survey.sha256 && sheet(&record.name) == sheet(&known.name)
}

fn is_given(files: &[Known], record: &FileRecord) -> bool {
    files.iter().any(|known| is_same_file(record, known))
}

/// The earlier import that was made of these very files in this very way, if any. A file of which it set rows aside beside
/// other files may be told in whole by itself; and what was read of a file later, in another way, stands before it.
///
/// What stands in the lake cannot be made older: that is refused, with the way around.
pub fn earlier(
    said: Said,
    mapping: &Mapping,
    files: &[Known],
    reading: &Reading,
    imports: &[ImportRecord],
) -> Result<Option<ImportRecord>> {
    let is_same = |record: &ImportRecord| {
        let is_alike = record.files.len() == files.len();
        let is_twin = |file: &Known, other: &FileRecord| other.sha256 == file.survey.sha256 && (is_alike || other.set_aside == 0);
        let has = |file: &Known| record.files.iter().any(|other| is_twin(file, other));
        record.source == mapping.id && reading.made(record) && files.iter().all(has)
    };
    let is_outdone = |record: &ImportRecord| {
        let is_other = |other: &&ImportRecord| other.id > record.id && !(other.source == mapping.id && reading.made(other));
        imports.iter().filter(is_other).any(|other| other.files.iter().any(|file| is_given(files, file)))
    };
    let numbers = statements(imports);
    let found = imports.iter().zip(&numbers).rev().find(|(record, _)| is_same(record) && !is_outdone(record));
    // Whoever says that an export is newer, or older, than it was taken for means it.
    let stands = |record: &ImportRecord, number: i64| match said {
        Said::Nothing => true,
        Said::Newest => imports.iter().zip(&numbers).all(|(other, others)| other.source != record.source || *others <= number),
        Said::Older => {
            let is_first = imports.iter().zip(&numbers).all(|(other, others)| other.source != record.source || *others >= number);
            is_first || matches!(record.stands, Some(Stands::Before(_)))
        }
    };
    if let (Said::Older, Some((record, number))) = (said, found)
        && !stands(record, *number)
    {
        let fault = format!("this file is in the lake as import {}, which was taken as newer than those before it", record.id);
        let file = files.first().map_or(Path::new(&record.source), |file| file.path);
        return Err(Error::new(fault)
            .in_file(file)
            .remedy("Import the newest export again with --newest: what that one says then stands."));
    }
    Ok(found.filter(|(record, number)| stands(record, **number)).map(|(record, _)| record.clone()))
}

/// The imports of these very files that were read in another way: by the mapping as it was then, by another one, by other calendars
/// or in another zone. They are read anew now.
pub fn read_anew<'a>(mapping: &Mapping, files: &[Known], reading: &Reading, imports: &'a [ImportRecord]) -> Vec<&'a ImportRecord> {
    let is_wanted = |record: &&ImportRecord| is_other(mapping, reading, record) && record.files.iter().all(|file| is_given(files, file));
    imports.iter().filter(is_wanted).collect()
}

/// Refuses a file that was read in another way beside files that are not given again: it would count twice, or be called an older export
/// than itself.
pub fn refuse_part(mapping: &Mapping, files: &[Known], reading: &Reading, imports: &[ImportRecord]) -> Result<()> {
    for record in imports.iter().filter(|record| is_other(mapping, reading, record)) {
        let Some(known) = files.iter().find(|known| record.files.iter().any(|file| is_same_file(file, known))) else { continue };
        let missing: Vec<&str> = record.files.iter().filter(|file| !is_given(files, file)).map(|file| file.name.as_str()).collect();
        if !missing.is_empty() {
            let others = missing.join(", ");
            let found =
                format!("this file is in the lake as a part of import {}, together with {others}, and was read otherwise then", record.id);
            return Err(Error::new(found).in_file(known.path).remedy(format!(
                "Give all files of that import in one command, so that they are read anew together: add {others}. \
                 To count this one beside it as the newest export, say --newest."
            )));
        }
    }
    Ok(())
}

/// Whether an import by itself was read in another way.
fn is_other(mapping: &Mapping, reading: &Reading, record: &ImportRecord) -> bool {
    record.original() == record.id && !(record.source == mapping.id && reading.made(record))
}
