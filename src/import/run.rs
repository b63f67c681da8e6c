//! One command from files to the lake.

use super::file::Known;
use super::made::Made;
use super::plan::Ground;
use super::pseudonym::Pseudonyms;
use super::reading::{FileKey, Reading, earlier, refuse_apart, refuse_part};
use super::report::{Ending, ImportReport, Report};
use crate::error::{Error, Result};
use crate::lake::{ImportRecord, Staging, read_imports};
use crate::source::Catalogue;
use crate::source::mail_rows::MailRows;
use crate::source::mail_threads::Links;
use crate::source::mapping::Mapping;
use crate::source::recognise::recognise;
use crate::source::shape::Kind;
use crate::source::survey::survey;
use crate::time::Instant;
use chrono_tz::Tz;
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
    /// What the user says of the age of the files.
    pub said: Said,
    /// Write nothing if any row would be set aside.
    pub strict: bool,
    /// When this happens.
    pub now: Instant,
    /// Hears how far things are.
    pub progress: &'a dyn Fn(Progress<'_>),
}

/// What the user says of the age of files, whatever their dates say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Said {
    /// Nothing.
    #[default]
    Nothing,
    /// They are newer than all that the lake has of their source.
    Newest,
    /// They are older.
    Older,
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
        /// Rows read of it.
        rows: u64,
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
        for recognised in recognise(path, &survey, &catalogue, request.source)? {
            let mapping = recognised.mapping;
            let known = Known { path, name: end_of(path, 1), survey: survey.clone(), recognised, places: Vec::new() };
            match groups.iter_mut().find(|group| group.0.id == mapping.id) {
                Some(group) => group.1.push(known),
                None => groups.push((mapping, vec![known])),
            }
        }
    }
    for (_, files) in &mut groups {
        tell_apart(files);
        join_threads(files)?;
    }
    let given: Vec<FileKey> = groups.iter().flat_map(|(_, files)| files.iter().map(FileKey::of)).collect();
    Report::of(groups.into_iter().map(|(mapping, files)| import_source(request, mapping, &files, &given)))
}

/// Files of one name, from several folders, are called by as much of their paths as tells them apart: rows are found again by it.
fn tell_apart(files: &mut [Known]) {
    let names: Vec<String> = (0..files.len())
        .map(|place| {
            let path = files[place].path;
            let is_alone =
                |parts: &usize| files.iter().all(|other| other.path == path || end_of(other.path, *parts) != end_of(path, *parts));
            let most = path.components().count();
            end_of(path, (1..=most).find(is_alone).unwrap_or(most))
        })
        .collect();
    // Parts of one file by what they are called.
    let parts: Vec<Option<String>> = files
        .iter()
        .map(|file| {
            let is_one_of = files.iter().any(|other| other.path == file.path && other.part() != file.part());
            file.part().map(ToString::to_string).filter(|_| is_one_of)
        })
        .collect();
    for ((file, name), part) in files.iter_mut().zip(names).zip(parts) {
        file.name = part.map_or(name.clone(), |part| format!("{name} [{part}]"));
    }
}

/// The last parts of a path.
fn end_of(path: &Path, parts: usize) -> String {
    let all: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    all[all.len().saturating_sub(parts)..].join("/")
}

/// Tells all mailboxes of a source which of their messages belong together.
fn join_threads(files: &mut [Known]) -> Result<()> {
    let mut links = Links::default();
    let mailboxes: Vec<&mut Known> = files.iter_mut().filter(|file| file.recognised.shape.kind == Kind::Mail).collect();
    for file in &mailboxes {
        MailRows::add_links(file.path, &file.recognised.shape, &mut links)?;
    }
    let threads = Arc::new(links.finish());
    for file in mailboxes {
        file.recognised.threads = Arc::clone(&threads);
    }
    Ok(())
}

fn import_source(request: &Request, mapping: &Mapping, files: &[Known], given: &[FileKey]) -> Result<ImportReport> {
    let reading = Reading::of(request, mapping)?;
    let known = |imports: &[ImportRecord]| {
        let known = earlier(request.said, files, &reading, imports, None)?;
        if known.is_none() {
            refuse_part(request.said, files, given, &reading, imports)?;
            refuse_apart(request.said, files, given, &reading, imports)?;
        }
        Ok(known)
    };
    if request.dry_run {
        let imports = read_imports(request.lake_dir)?;
        known(&imports)?;
        let scratch = tempfile::tempdir().map_err(|cause| Error::new(format!("cannot make a folder for temporary files: {cause}")))?;
        let ground = Ground::of(mapping, reading, Arc::new(Pseudonyms::fresh()?));
        let subject = Subject { mapping, files, given, ground, retried: None };
        let made = Made::read(request, &subject, scratch.path(), 0)?;
        return made.beside(request, &imports, made.report(request, Ending::DryRun)?);
    }
    let staging = Staging::begin(request.lake_dir, || (request.progress)(Progress::Waiting))?;
    if let Some(record) = known(&read_imports(request.lake_dir)?)? {
        return Ok(unchanged(mapping, files, reading.zone, &record));
    }
    let ground = Ground::of(mapping, reading, Pseudonyms::for_mapping(mapping, request.root)?);
    put_together(request, &Subject { mapping, files, given, ground, retried: None }, staging)
}

/// What an import is made of.
pub struct Subject<'a> {
    /// The source.
    pub mapping: &'a Mapping,
    /// Its files.
    pub files: &'a [Known<'a>],
    /// All files of the command, whatever source they are of.
    pub given: &'a [FileKey],
    /// What the plans of its files need to know beside the mapping.
    pub ground: Ground,
    /// For a second attempt at rows that were set aside: the import that they are of, and the files of its cases.
    pub retried: Option<(i64, Vec<PathBuf>)>,
}

/// Reads the files, puts the import together and commits it, unless there is a reason not to.
pub fn put_together(request: &Request, subject: &Subject, staging: Staging) -> Result<ImportReport> {
    let id = staging.id();
    let made = Made::read(request, subject, &staging.work_dir(), id)?;
    let imports = read_imports(request.lake_dir)?;
    let Subject { mapping, files, ground, retried, .. } = subject;
    if retried.is_none()
        && let Some(record) = earlier(request.said, files, &ground.reading, &imports, Some(&made.set_aside()))?
    {
        return Ok(unchanged(mapping, files, ground.reading.zone, &record));
    }
    if request.strict && made.has_faults() {
        return made.report(request, Ending::Refused);
    }
    if retried.is_some() && made.is_all_set_aside() {
        return made.report(request, Ending::StillSetAside);
    }
    let report = made.beside(request, &imports, made.report(request, Ending::Committed(id))?)?;
    made.write(&staging.dir())?;
    let record = made.record(request, &report, &imports, id);
    // Its database lies in the folder that the commit clears away.
    drop(made);
    staging.commit(&record)?;
    Ok(report)
}

fn unchanged(mapping: &Mapping, files: &[Known], zone: Tz, record: &ImportRecord) -> ImportReport {
    let file_report = |known: &Known| {
        let twins = || record.files.iter().filter(|file| file.sha256 == known.survey.sha256);
        let twin = twins().find(|file| file.name == known.name).or_else(|| twins().next()).cloned();
        known.report(twin.expect("every file was found in the record just before"), None)
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
        midnights: Vec::new(),
        reports: Vec::new(),
        silent: Vec::new(),
        age: None,
        is_continued: false,
        in_other_zones: Vec::new(),
        untold: Vec::new(),
        forgotten: Vec::new(),
        replaces: Vec::new(),
        retry_of: None,
        sample: Vec::new(),
    }
}
