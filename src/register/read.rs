//! Reading the register while others may write to it.
//!
//! A reader sees the register as it was at one moment: no half-written line, and no entry without its vault line.
//! Reading changes nothing: what a stopped writer left is passed over, and the next writer sets it aside.

use super::canonical::canonical;
use super::entry::Entry;
use super::fault::{Fault, Finding};
use super::line_file::LineFile;
use super::repair::{LooseEnd, is_unfinished, loose_end};
use super::vault::{Personal, VaultEntry};
use super::{CUSTOMERS, LOCK, LOG, VAULT, verify};
use crate::error::{Error, Place, Result};
use memchr::memmem::Finder;
use std::collections::HashMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The register as it was at one moment.
#[derive(Debug)]
pub struct Snapshot {
    pub(super) log: Option<LineFile>,
    pub(super) vault: Option<LineFile>,
    pub(super) customers: Option<LineFile>,
}

impl Snapshot {
    /// Looks at the register in a folder; one that does not exist yet is empty.
    pub fn open(dir: &Path) -> Result<Self> {
        let _lock = shared_lock(dir)?;
        Self::open_locked(dir)
    }

    /// Looks at the register in a folder to tell what it says. What a stopped writer left is passed over; a register that may say what
    /// was never recorded is refused, since what it tells would look like anything else.
    pub fn open_sound(dir: &Path) -> Result<Self> {
        let _lock = shared_lock(dir)?;
        Ok(Held::read(dir)?.snapshot)
    }

    /// Looks at the register of whoever holds its lock.
    pub(super) fn open_locked(dir: &Path) -> Result<Self> {
        let open = |name| LineFile::open_to_read(&dir.join(name));
        // A writer makes the log first: who sees another file looks for the log after it, lock or not.
        let (customers, vault) = (open(CUSTOMERS)?, open(VAULT)?);
        Ok(Self { log: open(LOG)?, vault, customers })
    }

    /// What is wrong with a log that is not there although a file is that was made after it; nothing where no entry was ever recorded.
    pub(super) fn lost_log(&self) -> Option<Fault> {
        let is_empty = |file: &Option<LineFile>| file.as_ref().is_none_or(|file| file.len() == 0);
        let is_lost = self.log.is_none() && (self.vault.is_some() || self.customers.is_some());
        is_lost.then(|| Fault::LogLost { holds_texts: !is_empty(&self.vault) })
    }

    /// Its entries, from the first to the last. What a stopped writer left at the end is left out; any other line that cannot be read is an error.
    pub fn entries(&self) -> Result<impl Iterator<Item = Result<Entry>> + use<>> {
        self.entries_with(|_| true)
    }

    /// The entries of lines that are wanted, told by their bytes: of a million lines, few are taken apart.
    fn entries_with<F: Fn(&[u8]) -> bool>(&self, is_wanted: F) -> Result<impl Iterator<Item = Result<Entry>> + use<F>> {
        if let (Some(fault), Some(beside)) = (self.lost_log(), self.vault.as_ref().or(self.customers.as_ref())) {
            return Err(lost_log(&fault, &beside.path().with_file_name(LOG)));
        }
        let lines = self.log.as_ref().map(|log| sound_lines(log).map(|lines| (log.path().to_path_buf(), lines))).transpose()?;
        let mut lines = lines.map(|(path, lines)| (path, lines.enumerate()));
        Ok(std::iter::from_fn(move || {
            let (path, lines) = lines.as_mut()?;
            lines.find_map(|(place, line)| {
                let wanted = line.map(|line| is_wanted(&line).then_some(line)).transpose()?;
                let place = Place { line: place + 1, ..Place::file(&*path) };
                wanted.and_then(|line| read_line(&line, place, Entry::parse)).transpose()
            })
        }))
    }

    /// The entries that name a case, those that correct another one, and those that erase: all that can concern the case.
    pub fn entries_about(&self, case_id: &str) -> Result<Vec<Entry>> {
        self.entries_marked(case_id, &["\"corrects\"", "\"erases\""])
    }

    /// The entries that carry an attribute of that name, and those that correct another one: all that can tell who has it.
    pub fn entries_with_attribute(&self, name: &str) -> Result<Vec<Entry>> {
        self.entries_marked(name, &["\"corrects\""])
    }

    /// The entries in which a text stands, or any of the marks.
    fn entries_marked(&self, text: &str, marks: &[&str]) -> Result<Vec<Entry>> {
        let written = canonical(&serde_json::Value::from(text)).unwrap_or_default();
        let finders: Vec<Finder<'static>> =
            std::iter::once(written.as_str()).chain(marks.iter().copied()).map(|mark| Finder::new(mark).into_owned()).collect();
        self.entries_with(move |line| finders.iter().any(|mark| mark.find(line).is_some()))?.collect()
    }

    /// What the vault holds.
    pub fn vault(&self) -> Result<Vault> {
        self.vault_of(|_| true)
    }

    /// What the vault holds for the entries of some numbers.
    pub fn vault_of(&self, is_wanted: impl Fn(u64) -> bool) -> Result<Vault> {
        let mut kept = HashMap::new();
        let Some(vault) = &self.vault else { return Ok(Vault(kept)) };
        for (place, line) in vault.lines_from(0)?.enumerate() {
            let place = Place { line: place + 1, ..Place::file(vault.path()) };
            if let Some(entry) = read_line(&line?, place, VaultEntry::parse)?.filter(|entry| is_wanted(entry.n)) {
                kept.insert(entry.n, entry);
            }
        }
        Ok(Vault(kept))
    }
}

fn sound_lines(log: &LineFile) -> Result<impl Iterator<Item = Result<Vec<u8>>> + use<>> {
    log.lines_between(0, loose_end(log, is_unfinished)?)
}

/// The personal data of a register.
#[derive(Debug)]
pub struct Vault(HashMap<u64, VaultEntry>);

impl Vault {
    /// Whether there is a line for the entry of that number.
    pub fn holds(&self, n: u64) -> bool {
        self.0.contains_key(&n)
    }

    /// What is kept for an entry; `None` where nothing is, or what is there does not fit the digest in the log.
    pub fn of(&self, entry: &Entry) -> Option<Personal> {
        self.0.get(&entry.n).filter(|kept| entry.vault.is_some() && kept.digest() == entry.vault).map(VaultEntry::personal)
    }
}

fn read_line<T>(line: &[u8], place: Place, parse: impl Fn(&str) -> Result<T>) -> Result<Option<T>> {
    let Some(line) = line.strip_suffix(b"\n").filter(|line| !line.contains(&0)) else { return Ok(None) };
    let text = std::str::from_utf8(line).map_err(|_| Error::new("this is no UTF-8 text"));
    text.and_then(&parse).map(Some).map_err(|error| error.at(place).remedy("`ombud register verify` tells every fault of the register."))
}

/// All entries of the register in a folder, from the first to the last.
pub fn read_entries(dir: &Path) -> Result<Vec<Entry>> {
    Snapshot::open(dir)?.entries()?.collect()
}

/// That the log is gone, for whoever wanted to read it or add to it.
pub(super) fn lost_log(fault: &Fault, log: &Path) -> Error {
    Error::new(fault.to_string()).in_file(log).remedy("Put the log back from where you keep copies. Nothing was changed.")
}

/// The files of the register for another reader, such as a database; no writer is let in until this is dropped.
#[derive(Debug)]
pub struct Files {
    /// The log: whole lines only.
    pub log: PathBuf,
    /// The vault: whole lines only.
    pub vault: PathBuf,
    /// What is not as it should be and changes nothing that is read: one sentence each, to be told to the user.
    pub notes: Vec<String>,
    /// Where the whole lines of a file are that has a loose end; it goes when this goes.
    _copies: Option<TempDir>,
    _lock: Option<File>,
}

/// The register of whoever holds its lock, every line held against the chain.
struct Held {
    /// What is read, loose ends left out.
    snapshot: Snapshot,
    /// The loose ends of the log and of the vault.
    ends: [Option<LooseEnd>; 2],
    /// What is not as it should be and changes nothing that is read.
    slight: Vec<Finding>,
    entry_count: u64,
}

impl Held {
    fn read(dir: &Path) -> Result<Self> {
        let mut snapshot = Snapshot::open_locked(dir)?;
        let ends = [pass_over(snapshot.log.as_mut(), is_unfinished)?, pass_over(snapshot.vault.as_mut(), |_| false)?];
        let found = verify::verify_snapshot(&snapshot, &[])?;
        let (grave, slight): (Vec<Finding>, Vec<Finding>) = found.findings.into_iter().partition(|finding| finding.is_grave(found.last_n));
        grave.first().map_or(Ok(()), |first| Err(first.refusal(dir)))?;
        Ok(Self { snapshot, ends, slight, entry_count: found.entry_count })
    }
}

/// The files of the register in a folder, to be read by another program; `None` where nothing was recorded yet.
///
/// As with [`Snapshot::open_sound`], a register that may say what was never recorded is refused.
pub fn files(dir: &Path) -> Result<Option<Files>> {
    let lock = shared_lock(dir)?;
    let Held { snapshot, ends, slight, entry_count } = Held::read(dir)?;
    if entry_count == 0 && slight.is_empty() && ends.iter().all(Option::is_none) {
        return Ok(None);
    }
    let mut copies = None;
    let log = whole(&mut copies, snapshot.log.as_ref(), LOG, ends[0].is_some())?;
    let vault = whole(&mut copies, snapshot.vault.as_ref(), VAULT, ends[1].is_some())?;
    let mut notes: Vec<String> = ends.iter().flatten().map(ToString::to_string).collect();
    notes.extend(slight.first().map(|first| noted(first, slight.len(), dir)));
    Ok(Some(Files { log, vault, notes, _copies: copies, _lock: lock }))
}

/// The first of the faults that change nothing that is read, and how many there are.
fn noted(first: &Finding, count: usize, dir: &Path) -> String {
    let more = if count > 1 { format!(" (the first of {count} faults; `ombud register verify` tells every one)") } else { String::new() };
    format!("{}{more}", dir.join(first.to_string()).display())
}

/// Leaves the loose end of a file out of what is read of it.
fn pass_over(file: Option<&mut LineFile>, is_stray: impl Fn(&str) -> bool) -> Result<Option<LooseEnd>> {
    let Some(file) = file else { return Ok(None) };
    let (start, length) = (loose_end(file, is_stray)?, file.len());
    file.end_at(start);
    Ok((start < length).then(|| LooseEnd { file: file.path().to_path_buf(), bytes: length - start }))
}

/// A file that another program can read to its end: the file itself, or a copy of what is read of it; empty where there is none.
fn whole(copies: &mut Option<TempDir>, file: Option<&LineFile>, name: &str, has_loose_end: bool) -> Result<PathBuf> {
    if let Some(file) = file.filter(|_| !has_loose_end) {
        return Ok(file.path().to_path_buf());
    }
    let folder = match copies.take() {
        Some(folder) => folder,
        None => tempfile::tempdir().map_err(|cause| Error::new(format!("cannot make a temporary folder: {cause}")))?,
    };
    let path = copies.insert(folder).path().join(name);
    let mut copy = File::create(&path).map_err(|cause| Error::io("cannot write", &path, &cause))?;
    file.map_or(Ok(()), |file| file.copy_to(&mut copy))?;
    Ok(path)
}

/// A lock beside other readers; none where the folder has no lock file yet or none may be opened, as on a medium that cannot be written.
fn shared_lock(dir: &Path) -> Result<Option<File>> {
    let path = dir.join(LOCK);
    let Ok(lock) = File::open(&path) else { return Ok(None) };
    lock.lock_shared().map_err(|cause| Error::io("cannot lock", &path, &cause))?;
    Ok(Some(lock))
}
