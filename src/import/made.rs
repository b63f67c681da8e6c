//! An import that is put together, with its account, but not in the lake yet.

use super::file::Known;
use super::plan::Ground;
use super::report::{Ending, ImportReport};
use super::run::{Progress, Request};
use super::stage::{FileCounts, Numbers, Stage};
use crate::error::{Error, Result};
use crate::lake::{FileRecord, ImportRecord, Mode, QualityRecord};
use crate::source::mapping::{self, Mapping};
use crate::vocabulary::{CASE_FIELDS, EVENTS};
use chrono_tz::Tz;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Events that the written procedures we know of commonly ask for.
const COMMONLY_ASKED: [&str; 7] =
    ["acknowledged", "assigned", "progress_update", "delay_notice", "resolution_proposed", "outcome_communicated", "closed"];
/// How many places of a fault are named, unless all are asked for.
const FIRST_PLACES: usize = 3;
/// So many that all of them are named under `--strict`, and still a bound.
const EVERY_PLACE: usize = 100_000;

/// An import that is put together, but not in the lake yet.
pub struct Made<'a> {
    mapping: &'a Mapping,
    files: &'a [Known<'a>],
    zone: Tz,
    stage: Stage,
    counts: Vec<FileCounts>,
    numbers: Numbers,
    quality: Vec<QualityRecord>,
    /// What the files can show at all.
    reports: Vec<&'static str>,
}

impl<'a> Made<'a> {
    /// Reads all files and puts the import together; an account that does not come out even is an error.
    pub fn read(
        request: &Request,
        mapping: &'a Mapping,
        files: &'a [Known<'a>],
        ground: &Ground,
        work_dir: &Path,
        import: i64,
    ) -> Result<Self> {
        let stage = Stage::open(work_dir, &mapping.id)?;
        let (mut rows_read, mut shown) = (Vec::new(), BTreeSet::new());
        for (number, file) in files.iter().enumerate() {
            stage.add_file(number as i32, &file.name(), import)?;
            let read = file.read_rows(request, mapping, number as i32, ground, &stage)?;
            rows_read.push(read.rows);
            shown.extend(read.shown);
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
        // Who claims to report every event vouches for it, whatever stands in one file.
        let is_shown = |event: &&'static str| mapping.reports.len() == EVENTS.len() || shown.contains(event);
        let reports = mapping.reports.iter().copied().filter(is_shown).collect();
        let made = Self { mapping, files, zone: ground.zone, stage, counts, numbers, quality, reports };
        made.account(&rows_read)?;
        Ok(made)
    }

    /// Whether any row was set aside.
    pub fn has_faults(&self) -> bool {
        self.counts.iter().any(|counts| counts.set_aside > 0)
    }

    /// Writes its tables into a folder.
    pub fn write(&self, dir: &Path) -> Result<()> {
        self.stage.write(dir)
    }

    /// Rows in = kept + set aside + duplicates, and every kept case is there; else the import is given up.
    fn account(&self, rows_read: &[u64]) -> Result<()> {
        for ((file, counts), read) in self.files.iter().zip(&self.counts).zip(rows_read) {
            let found = counts.kept + counts.set_aside + counts.duplicates;
            if found != *read || counts.rows_in != *read {
                return Err(lost(&format!("{read} rows were read and {found} are accounted for")).in_file(file.path));
            }
        }
        if self.counts.len() != rows_read.len() || self.numbers.row_cases > self.numbers.cases {
            return Err(lost(&format!("{} rows are cases, {} cases were made", self.numbers.row_cases, self.numbers.cases)));
        }
        Ok(())
    }

    /// What there is to tell of it.
    pub fn report(&self, request: &Request, ending: Ending) -> Result<ImportReport> {
        let most = if request.strict { EVERY_PLACE } else { FIRST_PLACES };
        let silent = COMMONLY_ASKED.iter().copied().filter(|event| !self.reports.contains(event));
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
            reports: self.reports.clone(),
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
                Some(value.columns().any(|column| file.recognised.header.place(column).is_some()))
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
            name: file.name(),
            sha256: file.survey.sha256.clone(),
            bytes: file.survey.bytes,
            rows_in: counts.rows_in,
            kept: counts.kept,
            set_aside: counts.set_aside,
            duplicates: counts.duplicates,
        };
        self.files.iter().zip(&self.counts).map(record).collect()
    }

    /// What the lake will keep beside its tables.
    pub fn record(&self, request: &Request, report: &ImportReport, id: i64, mapping_sha256: String) -> ImportRecord {
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
            time_zone: self.zone.name().to_string(),
            feeds,
            reports: self.reports.iter().map(ToString::to_string).collect(),
            files: self.file_records(),
            mapping_sha256,
            quality: report.quality.clone(),
            dir: PathBuf::new(),
        }
    }
}

fn lost(what: &str) -> Error {
    Error::new(format!("the account of the import does not come out even: {what}"))
        .remedy("Nothing was changed. This is a fault of the program; please report it.")
}
