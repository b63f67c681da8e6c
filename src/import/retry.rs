//! A second attempt at rows that were set aside: under the mapping of today, or with repaired texts.
//!
//! Each import's rejects are read again as a whole. What can be used now becomes an import of its own
//! that speaks with the voice of the first one; what still cannot is set aside in it. So rows in =
//! kept + set aside + duplicates holds for the attempt, too, and no row is counted twice.

use super::file::Known;
use super::plan::Ground;
use super::pseudonym::Pseudonyms;
use super::reading::Reading;
use super::repairs::Repairs;
use super::report::{ImportReport, Report};
use super::run::{Progress, Request, Subject, put_together};
use crate::error::{Error, Result};
use crate::lake::{FileRecord, ImportRecord, Staging, read_imports, untried};
use crate::source::mapping::Table;
use crate::source::recognise::recognise;
use crate::source::survey::{Own, Survey, survey};
use crate::source::{Catalogue, Mapping};
use crate::sql::one_file;
use duckdb::{Connection, named_params};
use std::borrow::Cow;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

const TEXTS: &str = include_str!("../../queries/import/rejected_texts.sql");

/// Tries all rows again that were set aside, or those of the source that the request names.
///
/// With a file of repaired rows, only imports that it mentions are tried, and its texts replace the old ones.
pub fn retry(request: &Request, repaired: Option<&Path>) -> Result<Report> {
    let catalogue = Catalogue::read(request.sources_dir)?;
    let mut repairs = repaired.map_or_else(|| Ok(Repairs::default()), Repairs::read)?;
    let imports = read_imports(request.lake_dir)?;
    let is_wanted = |import: &&ImportRecord| {
        import.set_aside() > 0
            && request.source.is_none_or(|source| source == import.source)
            && (repairs.is_empty() || repairs.concern(import.id))
    };
    let wanted: Vec<i64> = untried(&imports).filter(is_wanted).map(|import| import.id).collect();
    let again = |import: i64| imports.iter().rev().find(|other| other.id > import && other.original() == original_of(&imports, import));
    repairs.refuse_unused(|import| !wanted.contains(&import), |import| again(import).map(|other| other.id))?;
    let attempts = wanted.into_iter().map(|import| attempt(request, &catalogue, import, &mut repairs));
    Report::of(attempts.filter_map(Result::transpose))
}

/// The import whose rows an import holds: itself, or the one that it is a second attempt at.
fn original_of(imports: &[ImportRecord], import: i64) -> i64 {
    imports.iter().find(|other| other.id == import).map_or(import, ImportRecord::original)
}

/// Tries the rejects of one import again; `None` where another process did so meanwhile.
fn attempt(request: &Request, catalogue: &Catalogue, import: i64, repairs: &mut Repairs) -> Result<Option<ImportReport>> {
    let staging = Staging::begin(request.lake_dir, || (request.progress)(Progress::Waiting))?;
    let imports = read_imports(request.lake_dir)?;
    let Some(record) = untried(&imports).find(|record| record.id == import) else { return Ok(None) };
    let mapping = catalogue.find(&record.source)?;
    refuse_namesakes(record)?;
    let rejected = write_texts(record, &staging.work_dir(), repairs)?;
    repairs.refuse_unused(|concerned| concerned == import, |_| None)?;
    let mut files = Vec::new();
    for Rejected { path, name, own, places } in &rejected {
        let survey = Survey { own: Some(*own), ..survey(path)? };
        let mut all = recognise(path, &survey, catalogue, Some(&mapping.id)).map_err(|error| {
            Error::new(format!("the rows of {name} that were set aside cannot be read again: {}", error.found()))
                .remedy("Repair the rows in the export and import it again.")
        })?;
        let recorded = record.files.iter().find(|file| file.name == *name).and_then(|file| file.table.as_ref());
        let place = all.iter().position(|one| recorded.is_some_and(|table| table.name == one.table.name)).unwrap_or(0);
        let recognised = all.swap_remove(place);
        refuse_sequences(mapping, recognised.table)?;
        files.push(Known { path, name: name.clone(), survey, recognised, places: places.clone() });
    }
    let ground = Ground::of(mapping, Reading::of(request, mapping)?, Pseudonyms::for_mapping(mapping, request.root)?);
    let standing = imports.iter().filter(|other| other.original() == record.original()).map(ImportRecord::cases).collect();
    let subject = Subject { mapping, files: &files, given: &[], ground, retried: Some((record.original(), standing)) };
    put_together(request, &subject, staging).map(Some)
}

/// What a row is worth that is compared with the rows before it cannot be told without them.
fn refuse_sequences(mapping: &Mapping, table: &Table) -> Result<()> {
    if table.looks_back() {
        let found = format!("rows of {} are compared with the rows before them, and cannot be read again without these", mapping.id);
        return Err(Error::new(found).remedy("Repair the rows in the export and import it again; name another source with --source."));
    }
    Ok(())
}

/// Rows are found by the name of their file; earlier versions let two files of an import have one.
fn refuse_namesakes(record: &ImportRecord) -> Result<()> {
    let is_namesake = |file: &&FileRecord| record.files.iter().any(|other| other.name == file.name && other.sha256 != file.sha256);
    match record.files.iter().find(is_namesake) {
        Some(file) => {
            Err(Error::new(format!("two files of import {} are called {}, so nobody knows whose a row is", record.id, file.name))
                .remedy("Repair the rows in the exports and import these again."))
        }
        None => Ok(()),
    }
}

/// The texts of a file's rejects, written to be read again.
struct Rejected {
    path: PathBuf,
    /// The file that they come from.
    name: String,
    own: Own,
    /// Row and line of each in that file.
    places: Vec<(u64, u64)>,
}

/// Writes the texts of each file's rejects under its header, or as lines of JSON where it has none.
fn write_texts(record: &ImportRecord, dir: &Path, repairs: &mut Repairs) -> Result<Vec<Rejected>> {
    let mut written = Vec::new();
    let mut open: Option<(BufWriter<File>, Rejected)> = None;
    let failed = |cause: &duckdb::Error| Error::new(format!("the rows set aside cannot be read: {cause}")).in_file(&record.rejects());
    let connection = Connection::open_in_memory().map_err(|cause| failed(&cause))?;
    let mut statement = connection.prepare(TEXTS).map_err(|cause| failed(&cause))?;
    let path = record.rejects();
    let mut rows = statement.query(named_params! {"path": one_file(&path)}).map_err(|cause| failed(&cause))?;
    while let Some(row) = rows.next().map_err(|cause| failed(&cause))? {
        let read = || Ok((row.get::<_, String>(0)?, row.get::<_, u64>(1)?, row.get::<_, u64>(2)?, row.get::<_, String>(3)?));
        let (name, number, line, text) = read().map_err(|cause| failed(&cause))?;
        if open.as_ref().is_none_or(|(_, rejected)| rejected.name != name) {
            close(&mut open, &mut written)?;
            open = Some(begin(record, dir.join(format!("rejected-{}", written.len())), name)?);
        }
        let Some((out, Rejected { path, name, own, places })) = &mut open else { continue };
        let text = repairs.take(record.id, name, number).unwrap_or(&text);
        let text = if *own == Own::Lines { on_a_line(text) } else { text.into() };
        writeln!(out, "{text}").map_err(|cause| Error::io("cannot write", path, &cause))?;
        places.push((number, line));
    }
    close(&mut open, &mut written)?;
    Ok(written)
}

/// An object of JSON on one line, however broken it is: between its values the end of a line means nothing, and inside them none can be.
fn on_a_line(text: &str) -> Cow<'_, str> {
    if text.contains(['\r', '\n']) { text.replace(['\r', '\n'], " ").into() } else { text.into() }
}

fn begin(record: &ImportRecord, path: PathBuf, name: String) -> Result<(BufWriter<File>, Rejected)> {
    let mut out = File::create(&path).map(BufWriter::new).map_err(|cause| Error::io("cannot write", &path, &cause))?;
    let header = record.files.iter().find(|file: &&FileRecord| file.name == name).and_then(|file| file.header.as_ref());
    if let Some(header) = header {
        writeln!(out, "{header}").map_err(|cause| Error::io("cannot write", &path, &cause))?;
    }
    // Rows that name their own values are kept as objects of JSON, whatever their file was.
    let own = if header.is_some() { Own::Table } else { Own::Lines };
    Ok((out, Rejected { path, name, own, places: Vec::new() }))
}

fn close(open: &mut Option<(BufWriter<File>, Rejected)>, written: &mut Vec<Rejected>) -> Result<()> {
    if let Some((mut out, rejected)) = open.take() {
        out.flush().map_err(|cause| Error::io("cannot write", &rejected.path, &cause))?;
        written.push(rejected);
    }
    Ok(())
}
