//! One command from files to the lake.

use super::file::Known;
use super::later::Clocks;
use super::made::Made;
use super::plan::Ground;
use super::pseudonym::Pseudonyms;
use super::report::{Ending, ImportReport, Report};
use crate::error::{Error, Result};
use crate::lake::{ImportRecord, Staging, read_imports};
use crate::source::Catalogue;
use crate::source::mail_rows::MailRows;
use crate::source::mail_threads::Links;
use crate::source::mapping::Mapping;
use crate::source::recognise::recognise;
use crate::source::shape::Kind;
use crate::source::survey::{hex, survey};
use crate::time::Instant;
use chrono_tz::Tz;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What to import, and into what.
pub struct Request<'a> {
    /// The lake's folder; made where it is not there.
    pub lake_dir: &'a Path,
    /// The user's own mappings; need not be there.
    pub sources_dir: &'a Path,
    /// The workspace's folder, which keeps the key of the pseudonyms.
    pub root: &'a Path,
    /// The workspace's zone.
    pub time_zone: Tz,
    /// The files; those of one source form one import.
    pub files: &'a [PathBuf],
    /// The source, where the user names it.
    pub source: Option<&'a str>,
    /// Look at everything, write nothing.
    pub dry_run: bool,
    /// Write nothing if any row would be set aside.
    pub strict: bool,
    /// When this happens.
    pub now: Instant,
    /// Hears how far things are.
    pub progress: &'a dyn Fn(Progress<'_>),
}

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress<'a> {
    /// Another import holds the lake; this one waits for it.
    Waiting,
    /// A file is being read.
    Reading {
        /// The file.
        file: &'a Path,
        /// Bytes read of it.
        done_bytes: u64,
        /// Its size.
        total_bytes: u64,
    },
    /// All files are read; the tables are made and written.
    Writing,
}

/// Imports files. Those that are in the lake already change nothing.
///
/// All files are recognised before the first one is read, so an unknown one stops the command
/// before anything is written.
pub fn import(request: &Request) -> Result<Report> {
    let catalogue = Catalogue::read(request.sources_dir)?;
    let mut groups: Vec<(&Mapping, Vec<Known>)> = Vec::new();
    for path in request.files {
        let survey = survey(path)?;
        let recognised = recognise(path, &survey, &catalogue, request.source)?;
        let mapping = recognised.mapping;
        let known = Known { path, survey, recognised };
        match groups.iter_mut().find(|group| group.0.id == mapping.id) {
            Some(group) => group.1.push(known),
            None => groups.push((mapping, vec![known])),
        }
    }
    for (_, files) in &mut groups {
        join_threads(files)?;
    }
    let imports = groups.into_iter().map(|(mapping, files)| import_source(request, mapping, &files)).collect::<Result<_>>()?;
    Ok(Report { imports })
}

/// Tells all mailboxes of a source which of their messages belong together.
fn join_threads(files: &mut [Known]) -> Result<()> {
    let mut links = Links::default();
    let mut mailboxes: Vec<&mut Known> = files.iter_mut().filter(|file| file.recognised.shape.kind == Kind::Mail).collect();
    for file in &mailboxes {
        MailRows::add_links(file.path, &file.recognised.shape, &mut links)?;
    }
    let threads = Arc::new(links.finish());
    mailboxes.iter_mut().for_each(|file| file.recognised.threads = Arc::clone(&threads));
    Ok(())
}

fn import_source(request: &Request, mapping: &Mapping, files: &[Known]) -> Result<ImportReport> {
    let zone = mapping.time_zone.unwrap_or(request.time_zone);
    let clocks = Clocks::of(mapping, &request.root.join("calendars"))?;
    if request.dry_run {
        let scratch = tempfile::tempdir().map_err(|cause| Error::new(format!("cannot make a folder for temporary files: {cause}")))?;
        let ground = Ground { zone, pseudonyms: Arc::new(Pseudonyms::fresh()), clocks };
        let made = Made::read(request, mapping, files, &ground, scratch.path(), 0)?;
        return made.report(request, Ending::DryRun);
    }
    let staging = Staging::begin(request.lake_dir, || (request.progress)(Progress::Waiting))?;
    let digest = hex(&Sha256::digest(mapping.text.as_bytes()));
    if let Some(record) = earlier(request.lake_dir, mapping, files, zone, &digest)? {
        return Ok(unchanged(mapping, files, zone, &record));
    }
    let pseudonyms = if mapping.has_pseudonyms() { Pseudonyms::of_workspace(request.root)? } else { Pseudonyms::fresh() };
    let ground = Ground { zone, pseudonyms: Arc::new(pseudonyms), clocks };
    let made = Made::read(request, mapping, files, &ground, &staging.work_dir(), staging.id())?;
    if request.strict && made.has_faults() {
        return made.report(request, Ending::Refused);
    }
    let id = staging.id();
    made.write(&staging.dir())?;
    let report = made.report(request, Ending::Committed(id))?;
    let record = made.record(request, &report, id, digest);
    // Its database lies in the folder that the commit clears away.
    drop(made);
    staging.commit(&record)?;
    Ok(report)
}

/// The earlier import that was made of these very files by the same mapping, if any.
fn earlier(lake_dir: &Path, mapping: &Mapping, files: &[Known], zone: Tz, digest: &str) -> Result<Option<ImportRecord>> {
    let is_same = |record: &ImportRecord| {
        let has = |file: &Known| record.files.iter().any(|other| other.sha256 == file.survey.sha256);
        record.source == mapping.id && record.mapping_sha256 == digest && record.time_zone == zone.name() && files.iter().all(has)
    };
    Ok(read_imports(lake_dir)?.into_iter().rev().find(is_same))
}

fn unchanged(mapping: &Mapping, files: &[Known], zone: Tz, record: &ImportRecord) -> ImportReport {
    let file_report = |known: &Known| {
        let twin = record.files.iter().find(|file| file.sha256 == known.survey.sha256).cloned();
        known.report(twin.expect("every file was found in the record just before"))
    };
    ImportReport {
        source: mapping.id.clone(),
        title: mapping.title.clone(),
        ending: Ending::Unchanged(record.id),
        files: files.iter().map(file_report).collect(),
        time_zone: zone.name().to_string(),
        cases: 0,
        events: 0,
        first_received: None,
        last_received: None,
        set_aside: Vec::new(),
        quality: Vec::new(),
        reports: Vec::new(),
        silent: Vec::new(),
        sample: Vec::new(),
    }
}
