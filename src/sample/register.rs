//! `register/`: complaints by phone, in person and by letter, and the organisation's own events.
//!
//! Written through [`crate::register`] itself, so that the chain and the vault are what that makes
//! them, with salts from the seeded draws.

use super::book::Book;
use super::case_file::{self, CaseFile, Note};
use super::days::Moment;
use super::dice::Dice;
use super::organisation;
use super::plan::{self, Duty, Fate, Standing, Volume, exported_at};
use super::words::{self, Faithful};
use crate::error::{Error, Result};
use crate::register::entry::case_id_of;
use crate::register::{Case, Draft, Personal, Salt, When, Writer};
use crate::time::Instant;
use std::collections::BTreeMap;

/// The folder below the sample's folder.
pub(super) const FOLDER: &str = "register";
/// The source of its cases.
pub(super) const SOURCE: &str = crate::register::SOURCE;
const KIND: &str = "complaint";
/// The log, below the sample's folder.
pub(super) const LOG: &str = "register/log.jsonl";

/// How many cases, about what, and when.
pub(super) const VOLUME: Volume = Volume {
    stream: 40,
    month_tenths: [8, 7, 8, 7, 7, 6, 5, 6],
    uncategorised_tenths: 0,
    hours: &[(9, 14), (10, 16), (11, 15), (12, 9), (13, 10), (14, 13), (15, 12), (16, 11)],
    weekend_percent: 12,
    planted: &[
        "2024-10-01T09:10:00",
        "2024-10-26T15:00:00", // the clock goes back within its 24 hours
        "2024-12-24T17:00:00", // at closing time, before two bank holidays
        "2025-02-28T17:00:00", // no 29th this year; at closing time
        "2025-03-29T16:00:00", // the clock goes forward within its 24 hours
        "2025-05-05T11:20:00", // bank holiday
        "2025-10-25T15:00:00", // the clock goes back within its 24 hours
        "2025-12-27T10:30:00", // Saturday
        "2026-03-20T17:00:00", // 7th business day: 31 March, the last of the quarter
        "2026-03-28T15:00:00", // the clock goes forward within its 24 hours
        "2026-04-03T10:00:00", // Good Friday
        "2026-08-31T09:30:00", // bank holiday
        "2026-09-29T14:30:00", // not yet due when the files are written
    ],
};

/// Customers who complain again and again.
const FAITHFUL: [Faithful; 2] =
    [Faithful { number: 901, times: 5, first: 20, step: 9 }, Faithful { number: 902, times: 4, first: 70, step: 3 }];

/// One entry on its way into the register.
struct Recording {
    recorded_at: Moment,
    case: Option<usize>,
    note: Note,
    personal: Personal,
}

/// The register's files by name, its answers entered in the book.
pub(super) fn write(book: &mut Book) -> Result<Vec<(String, Vec<u8>)>> {
    let mut dice = Dice::stream(42);
    let receipts = plan::receipts(&VOLUME);
    let mut recordings = Vec::new();
    let (mut extended, mut not_closed) = (0, 0);
    for (case, receipt) in receipts.iter().enumerate() {
        let file = case_file::of(receipt, &mut dice);
        book.received(SOURCE, receipt);
        enter(book, &file);
        extended += u32::from(file.is_extended);
        not_closed += u32::from(file.notes.iter().all(|note| note.event != "closed"));
        let issue = receipt.issue.unwrap_or(words::ISSUES[7]);
        for note in file.notes {
            let is_opening = note.event == "received";
            let personal = if is_opening { person(case, issue, &mut dice) } else { Personal::default() };
            let minutes = if is_opening { 1 } else { i64::from(dice.between(2, 30)) };
            recordings.push(Recording { recorded_at: note.at.plus(60 * minutes).min(exported_at()), case: Some(case), note, personal });
        }
    }
    for note in organisation::notes(book) {
        recordings.push(Recording { recorded_at: note.at.plus(600), case: None, note, personal: Personal::default() });
    }
    recordings.sort_by_key(|recording| recording.recorded_at);
    facts(book, receipts.len() as u32, recordings.len() as u32, extended, not_closed);
    record(recordings)
}

fn enter(book: &mut Book, file: &CaseFile) {
    book.duty("acknowledged_24h", SOURCE, KIND, &file.acknowledged);
    book.duty("resolved_7bd", SOURCE, KIND, &file.resolved);
    let Duty { due, standing, .. } = file.resolved_unextended;
    book.promise("resolved_7bd_unextended", SOURCE, KIND, due, standing);
    if let (Some(fate), Some(proposed)) = (file.investigated, file.resolved.done) {
        let standing = match fate {
            Fate::Within => Standing::Met,
            Fate::Never => Standing::Missed,
            _ => Standing::Late,
        };
        book.promise("investigated_first", SOURCE, KIND, proposed, standing);
    }
    if let Some(followed_up) = &file.followed_up {
        book.duty("followed_up_10bd", SOURCE, KIND, followed_up);
    }
}

fn person(case: usize, issue: words::Issue, dice: &mut Dice) -> Personal {
    let number = Faithful::at(&FAITHFUL, case).map_or(case as u32 + 1, |faithful| faithful.number);
    Personal {
        customer: Some(format!("Caller {number}")),
        contact: Some(format!("01632 960{:03}", number % 1000)),
        description: Some(words::note(issue, dice)),
        ..Personal::default()
    }
}

fn facts(book: &mut Book, cases: u32, entries: u32, extended: u32, not_closed: u32) {
    book.fact("register.cases", cases, LOG, "Entries with the event `received`.");
    book.fact("register.entries", entries, LOG, "Lines.");
    book.fact("register.extended", extended, LOG, "Cases whose limit was moved by a `delay_notice` that came in time.");
    book.fact("register.not_closed", not_closed, LOG, "Cases without `closed` at the time of export.");
    for Faithful { number, times, .. } in FAITHFUL {
        book.fact(
            &format!("register.cases_of_caller_{number}"),
            times as u32,
            LOG,
            "A customer who complains again and again, under one pseudonym.",
        );
    }
}

/// Has the register write the entries, in a folder that is thrown away, and takes its files.
fn record(recordings: Vec<Recording>) -> Result<Vec<(String, Vec<u8>)>> {
    let folder = tempfile::tempdir().map_err(|cause| {
        Error::new(format!("cannot make a folder for temporary files: {cause}")).remedy("Check the space there, and who may write.")
    })?;
    let mut salts = Dice::stream(44);
    let mut salt = || {
        let mut salt = Salt::default();
        salts.fill(&mut salt);
        Ok(salt)
    };
    Writer::open(folder.path())?.append_all(drafts(recordings), &mut salt)?;
    [crate::register::LOG, crate::register::VAULT, crate::register::CUSTOMERS]
        .into_iter()
        .map(|name| {
            let file = folder.path().join(name);
            let bytes = std::fs::read(&file).map_err(|cause| Error::io("cannot read", &file, &cause))?;
            Ok((format!("{FOLDER}/{name}"), bytes))
        })
        .collect()
}

/// The entries as the register takes them. A case bears the number of the entry that opens it.
fn drafts(recordings: Vec<Recording>) -> Vec<(Draft, Instant)> {
    let mut names: BTreeMap<usize, String> = BTreeMap::new();
    let mut drafts = Vec::with_capacity(recordings.len());
    for (place, Recording { recorded_at, case, note, personal }) in recordings.into_iter().enumerate() {
        let concerned = match case {
            None => Case::Organisation,
            Some(case) if note.event == "received" => {
                names.insert(case, case_id_of(place as u64 + 1));
                Case::New
            }
            Some(case) => Case::Own(names.get(&case).cloned().unwrap_or_default()),
        };
        let mut draft = Draft::of(concerned, note.event, When::moment(Instant(note.at.micros())));
        draft.statement.actor = Some(note.actor.to_string());
        draft.statement.role = note.role.map(str::to_string);
        draft.statement.expected_at = note.expected_at.map(|at| Instant(at.micros()));
        draft.statement.fields = note.fields.into_iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        draft.statement.attributes = note.attributes.into_iter().map(|(name, value)| (name.to_string(), value)).collect();
        draft.personal = personal;
        drafts.push((draft, Instant(recorded_at.micros())));
    }
    drafts
}
