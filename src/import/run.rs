//! One command from files to the lake.

use super::describe;
use super::plan::Plan;
use super::pseudonym::Pseudonyms;
use super::report::{Ending, FileReport, ImportReport, Report};
use super::sheet::{Cell, Kind, Sheet};
use super::spread::{Sheets, Spreader};
use super::stage::{FileCounts, Numbers, Stage};
use crate::error::{Error, Result};
use crate::lake::{FileRecord, ImportRecord, Mode, QualityRecord, Staging, read_imports};
use crate::source::Catalogue;
use crate::source::mapping::{self, Mapping};
use crate::source::recognise::{Recognised, recognise};
use crate::source::rows::Rows;
use crate::source::survey::{Survey, hex, survey};
use crate::time::Instant;
use crate::vocabulary::CASE_FIELDS;
use chrono_tz::Tz;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Events that the written procedures we know of commonly ask for.
const COMMONLY_ASKED: [&str; 7] =
    ["acknowledged", "assigned", "progress_update", "delay_notice", "resolution_proposed", "outcome_communicated", "closed"];
/// How many places of a fault are named, unless all are asked for.
const FIRST_PLACES: usize = 3;
/// So many that all of them are named under `--strict`, and still a bound.
const EVERY_PLACE: usize = 100_000;

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

/// A file, and what it was recognised as.
struct Known<'a> {
    path: &'a Path,
    survey: Survey,
    recognised: Recognised<'a>,
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
    let imports = groups.into_iter().map(|(mapping, files)| import_source(request, mapping, &files)).collect::<Result<_>>()?;
    Ok(Report { imports })
}

fn import_source(request: &Request, mapping: &Mapping, files: &[Known]) -> Result<ImportReport> {
    let zone = mapping.time_zone.unwrap_or(request.time_zone);
    if request.dry_run {
        let scratch =
            tempfile::tempdir().map_err(|cause| Error::io("cannot make a folder for temporary files", &std::env::temp_dir(), &cause))?;
        let pseudonyms = Arc::new(Pseudonyms::fresh());
        let made = Made::read(request, mapping, files, zone, &pseudonyms, scratch.path(), 0)?;
        return made.report(request, Ending::DryRun);
    }
    let staging = Staging::begin(request.lake_dir, || (request.progress)(Progress::Waiting))?;
    let digest = hex(&Sha256::digest(mapping.text.as_bytes()));
    if let Some(record) = earlier(request.lake_dir, mapping, files, zone, &digest)? {
        return Ok(unchanged(mapping, files, zone, &record));
    }
    let pseudonyms = Arc::new(Pseudonyms::of_workspace(request.root)?);
    let made = Made::read(request, mapping, files, zone, &pseudonyms, &staging.work_dir(), staging.id())?;
    if request.strict && made.counts.iter().any(|counts| counts.set_aside > 0) {
        return made.report(request, Ending::Refused);
    }
    let id = staging.id();
    made.stage.write(&staging.dir())?;
    let report = made.report(request, Ending::Committed(id))?;
    let record = made.record(request, &report, id, zone, digest);
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
        silent: Vec::new(),
        sample: Vec::new(),
    }
}

impl Known<'_> {
    fn report(&self, record: FileRecord) -> FileReport {
        let table = self.recognised.table;
        FileReport {
            path: self.path.to_path_buf(),
            record,
            table: table.name.clone(),
            encoding: self.survey.encoding.name(),
            recognised_by: table.recognise.clone(),
            mapping: describe::lines(table, &self.recognised.header),
        }
    }
}

/// An import that is put together, but not in the lake yet.
struct Made<'a> {
    mapping: &'a Mapping,
    files: &'a [Known<'a>],
    zone: Tz,
    stage: Stage,
    counts: Vec<FileCounts>,
    numbers: Numbers,
    quality: Vec<QualityRecord>,
}

impl<'a> Made<'a> {
    fn read(
        request: &Request,
        mapping: &'a Mapping,
        files: &'a [Known<'a>],
        zone: Tz,
        pseudonyms: &Arc<Pseudonyms>,
        work_dir: &Path,
        import: i64,
    ) -> Result<Self> {
        let stage = Stage::open(work_dir, &mapping.id)?;
        let mut rows_read = Vec::new();
        for (number, file) in files.iter().enumerate() {
            stage.add_file(number as i32, &base_name(file.path), import)?;
            rows_read.push(file.read_rows(request, mapping, number as i32, zone, pseudonyms, &stage)?);
        }
        (request.progress)(Progress::Writing);
        stage.settle()?;
        for (number, file) in files.iter().enumerate() {
            file.read_texts(number as i32, &stage)?;
        }
        stage.settle_rejects()?;
        let counts = stage.file_counts()?;
        let numbers = stage.numbers()?;
        let quality = stage.quality(request.now)?;
        let made = Self { mapping, files, zone, stage, counts, numbers, quality };
        made.account(&rows_read)?;
        Ok(made)
    }

    /// Rows in = kept + set aside + duplicates, and every kept case is there; else the import is given up.
    fn account(&self, rows_read: &[u64]) -> Result<()> {
        for ((file, counts), read) in self.files.iter().zip(&self.counts).zip(rows_read) {
            let found = counts.kept + counts.set_aside + counts.duplicates;
            if found != *read || counts.rows_in != *read {
                return Err(lost(format!("{read} rows were read and {found} are accounted for")).in_file(file.path));
            }
        }
        if self.counts.len() != rows_read.len() || self.numbers.row_cases > self.numbers.cases {
            return Err(lost(format!("{} rows are cases, {} cases were made", self.numbers.row_cases, self.numbers.cases)));
        }
        Ok(())
    }

    fn report(&self, request: &Request, ending: Ending) -> Result<ImportReport> {
        let most = if request.strict { EVERY_PLACE } else { FIRST_PLACES };
        let silent = COMMONLY_ASKED.iter().copied().filter(|event| !self.mapping.reports.contains(event));
        Ok(ImportReport {
            source: self.mapping.id.clone(),
            title: self.mapping.title.clone(),
            ending,
            files: self.files.iter().zip(self.file_records()).map(|(file, record)| file.report(record)).collect(),
            time_zone: self.zone.name().to_string(),
            cases: self.numbers.cases,
            events: self.numbers.events,
            first_received: self.numbers.first_received,
            last_received: self.numbers.last_received,
            set_aside: self.stage.set_aside(most)?,
            quality: self.notable_quality(),
            silent: silent.collect(),
            sample: self.stage.sample()?,
        })
    }

    /// Blank fields count only where a file has a column for them.
    fn notable_quality(&self) -> Vec<QualityRecord> {
        let has_column = |field: &str| {
            let in_file = |file: &Known| {
                let case = file.recognised.table.case.as_ref()?;
                let value = &case.fields.iter().find(|(name, _)| *name == field)?.1;
                Some(value.columns.iter().any(|column| file.recognised.header.place(column).is_some()))
            };
            self.files.iter().any(|file| in_file(file) == Some(true))
        };
        let is_notable = |record: &&QualityRecord| {
            record.measure != "blank" || !CASE_FIELDS.contains(&record.field.as_str()) || has_column(&record.field)
        };
        self.quality.iter().filter(is_notable).cloned().collect()
    }

    fn file_records(&self) -> Vec<FileRecord> {
        let record = |(file, counts): (&Known, &FileCounts)| FileRecord {
            name: base_name(file.path),
            sha256: file.survey.sha256.clone(),
            bytes: file.survey.bytes,
            rows_in: counts.rows_in,
            kept: counts.kept,
            set_aside: counts.set_aside,
            duplicates: counts.duplicates,
        };
        self.files.iter().zip(&self.counts).map(record).collect()
    }

    fn record(&self, request: &Request, report: &ImportReport, id: i64, zone: Tz, mapping_sha256: String) -> ImportRecord {
        let tables = || self.files.iter().map(|file| file.recognised.table);
        let mut feeds = Vec::new();
        if tables().any(|table| table.case.is_some()) {
            feeds.push("cases".to_string());
        }
        if tables().any(|table| !table.events.is_empty()) {
            feeds.push("events".to_string());
        }
        let own = || vec![self.mapping.id.clone()];
        ImportRecord {
            id,
            source: self.mapping.id.clone(),
            sources: if self.numbers.sources.is_empty() { own() } else { self.numbers.sources.clone() },
            mode: match self.mapping.mode {
                mapping::Mode::Snapshot => Mode::Snapshot,
                mapping::Mode::Append => Mode::Append,
            },
            imported_at: request.now,
            time_zone: zone.name().to_string(),
            feeds,
            reports: self.mapping.reports.iter().map(ToString::to_string).collect(),
            files: self.file_records(),
            mapping_sha256,
            quality: report.quality.clone(),
            dir: PathBuf::new(),
        }
    }
}

impl Known<'_> {
    /// Reads the file into the staging tables; answers how many rows it has.
    fn read_rows(
        &self,
        request: &Request,
        mapping: &Mapping,
        number: i32,
        zone: Tz,
        pseudonyms: &Arc<Pseudonyms>,
        stage: &Stage,
    ) -> Result<u64> {
        let table = self.recognised.table;
        let spreader = Spreader::new(mapping, table, number);
        let mut rows = Rows::open(self.path, &self.survey, table, self.recognised.delimiter)?;
        let mut plan = Plan::new(table, &self.recognised.header, zone, pseudonyms);
        let mut sheets = Sheets::new();
        let mut rows_read = 0;
        while let Some(batch) = rows.next_batch()? {
            rows_read += (batch.places.len() + batch.broken.len()) as u64;
            spreader.add_broken(&batch, &mut sheets);
            if !batch.places.is_empty() {
                if *plan.header() != batch.header {
                    plan = Plan::new(table, &batch.header, zone, pseudonyms);
                }
                let columns = plan.run(&batch)?;
                spreader.add(&batch, &plan, &columns, &mut sheets);
            }
            stage.append(&mut sheets)?;
            (request.progress)(Progress::Reading { file: self.path, done_bytes: rows.bytes_read(), total_bytes: self.survey.bytes });
        }
        self.is_still_the_same()?;
        Ok(rows_read)
    }

    /// A file that grows while it is read would be imported under the digest of another one.
    fn is_still_the_same(&self) -> Result<()> {
        let bytes = std::fs::metadata(self.path).map_err(|cause| Error::io("cannot read", self.path, &cause))?.len();
        if bytes != self.survey.bytes {
            return Err(Error::new("the file changed while it was read").in_file(self.path).remedy("Import it again when it is finished."));
        }
        Ok(())
    }

    /// Reads the file once more for the texts of the rows that were set aside, if there are any.
    fn read_texts(&self, number: i32, stage: &Stage) -> Result<()> {
        let wanted = stage.rows_set_aside(number)?;
        if wanted.is_empty() {
            return Ok(());
        }
        let mut wanted = wanted.into_iter().peekable();
        let mut sheet = Sheet::new("texts_in", &[Kind::Int, Kind::Long, Kind::Text]);
        let mut pending_bytes = 0;
        let mut rows = Rows::open(self.path, &self.survey, self.recognised.table, self.recognised.delimiter)?;
        rows.for_each_text(
            |row| wanted.next_if_eq(&row).is_some(),
            |row, text| {
                sheet.push([Cell::Int(number), Cell::Long(row as i64), Cell::Text(Some(text))]);
                pending_bytes += text.len();
                if pending_bytes > 1 << 24 {
                    pending_bytes = 0;
                    stage.add_texts(&mut sheet)?;
                }
                Ok(())
            },
        )?;
        stage.add_texts(&mut sheet)
    }
}

fn base_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

fn lost(what: String) -> Error {
    Error::new(format!("the account of the import does not come out even: {what}"))
        .remedy("Nothing was changed. This is a fault of the program; please report it.")
}
