//! An import that is put together, with its account, but not in the lake yet.

use super::case_file::{CaseFile, copy_without};
use super::file::{Destination, FileRows, Known};
use super::midnights;
use super::reading::{FileKey, place_of, read_anew};
use super::report::{Age, Ending, FileReport, ImportReport};
use super::run::{Progress, Request, Said, Subject};
use super::spread::Origin;
use super::stage::{FileCounts, Forgotten, Numbers, Stage};
use crate::error::{Error, Result};
use crate::lake::{FileRecord, ImportRecord, Mode, QualityRecord, Stands, TableRecord};
use crate::source::mapping::{self, Mapping, Row};
use crate::vocabulary::{CASE_FIELDS, EVENTS};
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
    subject: &'a Subject<'a>,
    stage: Stage,
    case_file: PathBuf,
    event_file: PathBuf,
    counts: Vec<FileCounts>,
    /// The headers of files with rows that were set aside.
    headers: Vec<Option<String>>,
    numbers: Numbers,
    quality: Vec<QualityRecord>,
    /// What was read from each file.
    read: Vec<FileRows>,
    /// What each file can show at all.
    reports: Vec<Vec<&'static str>>,
}

/// What a file can report whose columns show these events.
fn reported(mapping: &Mapping, shown: &BTreeSet<&'static str>) -> Vec<&'static str> {
    // Who claims to report every event vouches for it, whatever stands in one file.
    let is_vouched = mapping.vouches && mapping.reports.len() == EVENTS.len();
    mapping.reports.iter().copied().filter(|event| is_vouched || shown.contains(event)).collect()
}

impl<'a> Made<'a> {
    /// Reads all files and puts the import together; an account that does not come out even is an error.
    pub fn read(request: &Request, subject: &'a Subject<'a>, work_dir: &Path, import: i64) -> Result<Self> {
        let Subject { mapping, files, ground, retried, .. } = subject;
        let standing = retried.iter().flat_map(|retried| &retried.1);
        let mut stage = Stage::open(work_dir, &mapping.id, standing)?;
        let written = work_dir.join("cases-as-read.parquet");
        let mut cases = CaseFile::create(&written)?;
        let mut read = Vec::new();
        for (number, file) in files.iter().enumerate() {
            let origin = Origin { import, file: number as i32, name: file.name.clone() };
            stage.add_file(&origin, &file.recognised.table.name)?;
            let mut into = Destination { stage: &mut stage, cases: &mut cases };
            read.push(file.read_rows(request, mapping, &origin, ground, &mut into)?);
        }
        (request.progress)(Progress::Writing);
        stage.settle()?;
        let case_file = settle_cases(&stage, cases, written, work_dir)?;
        let event_file = work_dir.join("events-sorted.parquet");
        stage.write_events(&event_file)?;
        for (number, file) in files.iter().enumerate() {
            file.read_texts(number as i32, &stage)?;
        }
        stage.settle_rejects()?;
        let counts = stage.file_counts()?;
        let numbers = stage.numbers(request.now)?;
        let quality = stage.quality(request.now)?;
        let header = |(file, counts): (&Known, &FileCounts)| if counts.set_aside > 0 { file.header_text() } else { Ok(None) };
        let headers = files.iter().zip(&counts).map(header).collect::<Result<_>>()?;
        if read.iter().any(|file| file.speaks) {
            for (file, event) in stage.spoken()? {
                let known = EVENTS.iter().filter(|known| **known == event);
                read[file].shown.extend(known.clone());
                read[file].told.extend(known);
            }
        }
        let reports = read.iter().map(|file| reported(mapping, &file.shown)).collect();
        let made = Self { subject, stage, case_file, event_file, counts, headers, numbers, quality, read, reports };
        made.account()?;
        Ok(made)
    }

    /// Whether any row was set aside.
    pub fn has_faults(&self) -> bool {
        self.counts.iter().any(|counts| counts.set_aside > 0)
    }

    /// How many rows of each file were set aside.
    pub fn set_aside(&self) -> Vec<u64> {
        self.counts.iter().map(|counts| counts.set_aside).collect()
    }

    /// Whether not a single row could be used.
    pub fn is_all_set_aside(&self) -> bool {
        self.counts.iter().all(|counts| counts.set_aside == counts.rows_in)
    }

    /// Its report with what it is beside the imports that the lake has.
    pub fn beside(&self, request: &Request, imports: &[ImportRecord], report: ImportReport) -> Result<ImportReport> {
        let Subject { files, given, retried, ground, .. } = self.subject;
        let replaced = if retried.is_some() { Vec::new() } else { read_anew(files, given, &ground.reading, imports) };
        let others: Vec<ImportRecord> =
            imports.iter().filter(|import| replaced.iter().all(|replaced| replaced.id != import.original())).cloned().collect();
        let mut known: Vec<&ImportRecord> = others.iter().filter(|import| import.source == self.subject.mapping.id).collect();
        known.sort_by_key(|import| import.statement);
        // What is read anew is as old as it was, and rows that are tried again as old as the others of their import.
        let has_place = retried.is_some() || self.place(&replaced).is_some() && request.said == Said::Nothing;
        let mut report = ImportReport { is_continued: self.is_continued(&others), ..report };
        if !has_place && !known.is_empty() {
            let kinds: Vec<&str> = files.iter().map(|file| file.recognised.table.name.as_str()).collect();
            self.stage.show_known(&known, &kinds)?;
            report.age = self.age(request, &known)?;
            // What is older takes nothing away.
            if report.age.is_none_or(|age| !age.is_older) {
                report.untold = self.untold()?;
                report.forgotten = self.forgotten()?;
            }
        }
        report.in_other_zones = in_other_zones(&known, ground.reading.zone.name());
        report.replaces = replaced.iter().map(|import| (import.id, import.source.clone())).collect();
        Ok(report)
    }

    /// The import among those that it replaces whose turn it takes.
    fn place<'r>(&self, replaced: &[&'r ImportRecord]) -> Option<&'r ImportRecord> {
        let files: Vec<FileKey> = self.subject.files.iter().map(FileKey::of).collect();
        place_of(&files, &self.subject.ground.reading, replaced)
    }

    /// Whether it is an older export than what is known of its source, in the order of what stands, where there is anything to say of that.
    ///
    /// It is if its files end before those of the same kinds that are known, and of the cases that both have it is behind with more
    /// than it tells further of; or if they end with them, and it is behind only; or if they end before them and have no case in common.
    /// Where some speak for one and some for the other, that is told; so it is where it ends before them and yet would undo something:
    /// what it tells further of may have been taken back since. What is said to be older yields to all that is known.
    fn age(&self, request: &Request, known: &[&ImportRecord]) -> Result<Option<Age>> {
        let adds = self.subject.mapping.mode == mapping::Mode::Append;
        let is_said = request.said == Said::Older;
        let (Some(first), Some(last), false) = (known.first(), known.last(), request.said == Said::Newest) else { return Ok(None) };
        if !is_said && !self.stage.may_be_older(request.now)? {
            return Ok(None);
        }
        let signs = self.stage.compare(request.now)?;
        let is_told = signs.ends_before && signs.shared > 0;
        // Where no case is shared nothing yields now; but a third export can share some with both, and must find them in their order.
        let is_apart = signs.ends_before && signs.shared == 0;
        // What is appended tells a part of a case at a time, so telling less is no sign of age then.
        let is_older = is_said || is_apart || !adds && signs.tells_less() || is_told && signs.behind >= signs.further;
        let is_doubted = is_told && signs.further > 0 && (!adds || signs.behind > 0);
        let is_doubtful = !is_said && (is_doubted || !adds && signs.mixed > 0);
        let than = if is_said { first.original() } else { signs.newer.unwrap_or(last.original()) };
        Ok((is_older || is_doubtful).then_some(Age { than, signs, is_older, is_doubtful, adds }))
    }

    /// The kinds of files whose rows are events, by name.
    fn histories(&self) -> BTreeSet<&str> {
        let tables = self.subject.files.iter().map(|file| file.recognised.table);
        tables.filter(|table| table.row != Row::Case).map(|table| table.name.as_str()).collect()
    }

    /// Of each kind of files whose rows are events: of how many cases that it tells of anew it leaves out something that it told before.
    /// Whoever imports a log month by month does not know that a later month stands for the whole log.
    fn forgotten(&self) -> Result<Vec<(String, Forgotten)>> {
        if self.subject.mapping.mode == mapping::Mode::Append {
            return Ok(Vec::new());
        }
        let mut forgotten = Vec::new();
        for kind in self.histories() {
            let found = self.stage.forgotten(kind)?;
            if found.moved + found.fewer > 0 {
                forgotten.push((kind.to_string(), found));
            }
        }
        Ok(forgotten)
    }

    /// Of each kind of files whose rows are events: of how many cases it told before and tells nothing now, although files of other kinds
    /// tell of them. Whoever gives a month's history with the whole list does not know that the list speaks for all histories.
    fn untold(&self) -> Result<Vec<(String, u64)>> {
        let Subject { mapping, files, .. } = self.subject;
        let kinds: BTreeSet<&str> = files.iter().map(|file| file.recognised.table.name.as_str()).collect();
        if mapping.mode == mapping::Mode::Append || kinds.len() < 2 {
            return Ok(Vec::new());
        }
        let mut untold = Vec::new();
        for kind in self.histories() {
            let cases = self.stage.untold(kind)?;
            if cases > 0 {
                untold.push((kind.to_string(), cases));
            }
        }
        Ok(untold)
    }

    /// Whether it goes on with a log whose earlier rows its rules would have to see: what is the first, and what has changed, is told by
    /// the rows of one import alone.
    fn is_continued(&self, imports: &[ImportRecord]) -> bool {
        let Subject { mapping, files, retried, .. } = self.subject;
        let looks_back = |file: &Known| file.recognised.table.events.iter().any(|rule| rule.sequence.is_some());
        mapping.mode == mapping::Mode::Append
            && retried.is_none()
            && files.iter().any(looks_back)
            && imports.iter().any(|import| import.source == mapping.id)
    }

    /// Puts its tables into a folder.
    pub fn write(&self, dir: &Path) -> Result<()> {
        let [cases, events] = ["cases.parquet", "events.parquet"].map(|name| dir.join(name));
        for (written, target) in [(&self.case_file, &cases), (&self.event_file, &events)] {
            std::fs::rename(written, target).map_err(|cause| Error::io("cannot write", target, &cause))?;
        }
        self.stage.show_cases(&cases)?;
        self.stage.show_events(&events)?;
        self.stage.write_timelines(&dir.join("signatures.parquet"), &dir.join("timelines.parquet"))?;
        self.stage.write_rejects(&dir.join("rejects.parquet"))
    }

    /// Rows in = kept + set aside + duplicates, and as many cases as they tell of; else the import is given up.
    fn account(&self) -> Result<()> {
        for ((file, counts), read) in self.subject.files.iter().zip(&self.counts).zip(self.read.iter().map(|read| read.rows)) {
            let found = counts.kept + counts.set_aside + counts.duplicates;
            if found != read || counts.rows_in != read {
                return Err(lost(&format!("{read} rows were read and {found} are accounted for")).in_file(file.path));
            }
        }
        if self.counts.len() != self.read.len() || self.numbers.told_cases != self.numbers.cases {
            return Err(lost(&format!("rows tell of {} cases, {} were written", self.numbers.told_cases, self.numbers.cases)));
        }
        Ok(())
    }

    /// What the files can show at all, together.
    fn reports(&self) -> Vec<&'static str> {
        EVENTS.iter().copied().filter(|event| self.reports.iter().any(|reports| reports.contains(event))).collect()
    }

    /// What there is to tell of it.
    pub fn report(&self, request: &Request, ending: Ending) -> Result<ImportReport> {
        let most = if request.strict { EVERY_PLACE } else { FIRST_PLACES };
        let reports = self.reports();
        let silent = COMMONLY_ASKED.iter().copied().filter(|event| !reports.contains(event));
        Ok(ImportReport {
            source: self.subject.mapping.id.clone(),
            title: self.subject.mapping.title.clone(),
            ending,
            files: self.file_reports(),
            time_zone: self.subject.ground.reading.zone.name().to_string(),
            cases: self.numbers.cases,
            events: self.numbers.events,
            first_received: self.numbers.first_received,
            last_received: self.numbers.last_received,
            set_aside: self.stage.set_aside(most)?,
            quality: self.notable_quality(),
            midnights: midnights::of(&self.quality, self.subject.files, &self.read),
            silent: silent.collect(),
            reports,
            age: None,
            is_continued: false,
            in_other_zones: Vec::new(),
            untold: Vec::new(),
            forgotten: Vec::new(),
            replaces: Vec::new(),
            retry_of: self.subject.retried.as_ref().map(|retried| retried.0),
            sample: self.stage.sample()?,
        })
    }

    fn file_reports(&self) -> Vec<FileReport> {
        let all = self.subject.files.iter().zip(self.file_records()).zip(&self.read);
        all.map(|((file, record), read)| file.report(record, Some(read))).collect()
    }

    /// Blank fields count only where a file has a column for them.
    fn notable_quality(&self) -> Vec<QualityRecord> {
        let has_column = |field: &str| {
            let in_file = |(file, read): (&Known, &FileRows)| {
                let case = file.recognised.table.case.as_ref()?;
                let value = &case.fields.iter().find(|(name, _)| *name == field)?.1;
                Some(value.columns().any(|column| read.columns.contains(column)))
            };
            self.subject.files.iter().zip(&self.read).any(|file| in_file(file) == Some(true))
        };
        let is_notable = |record: &&QualityRecord| {
            record.measure != "blank" || !CASE_FIELDS.contains(&record.field.as_str()) || has_column(&record.field)
        };
        self.quality.iter().filter(is_notable).cloned().collect()
    }

    fn file_records(&self) -> Vec<FileRecord> {
        // A list without a column for any event says nothing of what happened, so what is known of it stands.
        let feeds_events =
            |table: &mapping::Table, read: &FileRows| !table.events.is_empty() && (table.row != Row::Case || !read.shown.is_empty());
        let all = self.subject.files.iter().zip(&self.counts).zip(&self.headers).zip(&self.reports).zip(&self.read);
        all.map(|((((file, counts), header), reports), read)| FileRecord {
            name: file.name.clone(),
            sha256: file.survey.sha256.clone(),
            bytes: file.survey.bytes,
            rows_in: counts.rows_in,
            kept: counts.kept,
            set_aside: counts.set_aside,
            duplicates: counts.duplicates,
            header: header.clone(),
            sheet: file.part().map(ToString::to_string),
            table: Some(TableRecord {
                name: file.recognised.table.name.clone(),
                is_list: file.recognised.table.row == Row::Case,
                feeds_events: feeds_events(file.recognised.table, read),
                reports: reports.iter().map(ToString::to_string).collect(),
                tells: Some(reports.iter().filter(|event| read.told.contains(*event)).map(ToString::to_string).collect())
                    .filter(|told: &Vec<String>| told.len() < reports.len()),
                states: file.recognised.table.case.as_ref().map(stated),
            }),
        })
        .collect()
    }

    /// What the lake will keep beside its tables.
    ///
    /// What reads files anew takes the turn of the last import that it replaces, unless its age was told, or some of it is new.
    pub fn record(&self, request: &Request, report: &ImportReport, imports: &[ImportRecord], id: i64) -> ImportRecord {
        let is_replaced = |import: &&ImportRecord| report.replaces.iter().any(|(id, _)| *id == import.id);
        let replaced: Vec<&ImportRecord> = imports.iter().filter(is_replaced).collect();
        let before = self.place(&replaced).filter(|_| request.said == Said::Nothing);
        let tables = || self.subject.files.iter().map(|file| file.recognised.table);
        let mut feeds = Vec::new();
        if tables().any(|table| table.case.is_some()) {
            feeds.push("cases".to_string());
        }
        if tables().any(|table| !table.events.is_empty()) {
            feeds.push("events".to_string());
        }
        let own = || vec![self.subject.mapping.id.clone()];
        ImportRecord {
            id,
            source: self.subject.mapping.id.clone(),
            // A list without rows does not even tell which columns its source has.
            sources: match self.numbers.sources.as_slice() {
                [] if self.read.iter().all(|file| file.columns.is_empty()) => Vec::new(),
                [] => own(),
                sources => sources.to_vec(),
            },
            mode: match self.subject.mapping.mode {
                mapping::Mode::Snapshot => Mode::Snapshot,
                mapping::Mode::Append => Mode::Append,
            },
            imported_at: request.now,
            time_zone: self.subject.ground.reading.zone.name().to_string(),
            feeds,
            reports: self.reports().iter().map(ToString::to_string).collect(),
            files: self.file_records(),
            mapping_sha256: self.subject.ground.reading.sha256.clone(),
            quality: report.quality.clone(),
            latest_at: self.numbers.latest_at,
            stands: match (report.age.filter(|age| age.is_older), &self.subject.retried) {
                (Some(age), _) => Some(Stands::Before(age.than)),
                (None, Some((original, _))) => Some(Stands::With(*original)),
                (None, None) => before.and_then(|import| import.stands),
            },
            replaces: replaced.iter().flat_map(|import| import.replaces.iter().copied().chain([import.id])).collect(),
            turn: before.map(ImportRecord::turn),
            statement: 0,
            dir: PathBuf::new(),
        }
    }
}

/// The fields of a case that its mapping writes itself.
fn stated(case: &mapping::CaseRule) -> Vec<String> {
    case.fields.iter().filter(|(_, value)| value.is_stated()).map(|(name, _)| (*name).to_string()).collect()
}

/// Ends the file of cases: without what other rows repeat, and with the cases of which only events tell.
fn settle_cases(stage: &Stage, mut cases: CaseFile, written: PathBuf, work_dir: &Path) -> Result<PathBuf> {
    let dropped = stage.dropped_cases()?;
    let mut file = written;
    if !dropped.is_empty() {
        cases.finish()?;
        let kept = work_dir.join("cases-kept.parquet");
        cases = CaseFile::create(&kept)?;
        copy_without(&file, &mut cases, &dropped)?;
        file = kept;
    }
    stage.derived_cases(|batch| cases.add(batch.columns()))?;
    cases.finish()?;
    stage.show_cases(&file)?;
    Ok(file)
}

fn lost(what: &str) -> Error {
    Error::new(format!("the account of the import does not come out even: {what}"))
        .remedy("Nothing was changed. This is a fault of the program; please report it.")
}

/// Of the imports of a source those that were read in another zone: what they say of wall-clock times lies hours beside it.
fn in_other_zones(known: &[&ImportRecord], zone: &str) -> Vec<(i64, String)> {
    let others = known.iter().filter(|import| import.original() == import.id && import.time_zone != zone);
    others.map(|import| (import.id, import.time_zone.clone())).collect()
}
