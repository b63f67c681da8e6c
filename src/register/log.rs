//! Adding entries: under a lock, behind a last line that is sound, and acknowledged only when on disk.
//!
//! A writer that was stopped may leave half a line, or a line of the vault whose entry never came. None of it
//! was acknowledged. The next writer cuts it off, keeps it in `torn-N.txt` and says so ([`Repair`]).
//!
//! The order of writing is pseudonym, vault, log: an entry that is in the log has all that it needs.

use super::customer::Customers;
use super::draft::{Case, Draft};
use super::entry::{Entry, NO_PREVIOUS_HASH, case_id_of, opening_of};
use super::line_file::{LineFile, sync_folder};
use super::repair::{Repair, loose_end, set_aside};
use super::vault::{Personal, VaultEntry};
use super::{CUSTOMERS, LOCK, LOG, Salts, VAULT, verify};
use crate::error::{Error, Place, Result};
use crate::time::Instant;
use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

/// An entry as it stands, corrections taken into account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The entry, or the newest correction of it.
    pub entry: Entry,
    /// What the vault still holds for it.
    pub personal: Personal,
}

impl Standing {
    /// A draft that says the same again in the same place, to be changed where it was wrong.
    pub fn to_correction(&self) -> Draft {
        let Entry { source, case_id, statement, customer, .. } = &self.entry;
        let case = match (source, case_id) {
            (Some(source), Some(case_id)) => Case::Imported { source: source.clone(), case_id: case_id.clone() },
            (None, Some(case_id)) => Case::Own(case_id.clone()),
            (_, None) => Case::Organisation,
        };
        let mut statement = statement.clone();
        statement.corrects = Some(self.entry.place());
        statement.retracts = false;
        statement.forced = false;
        Draft { case, statement, personal: self.personal.clone(), customer: customer.clone() }
    }
}

/// The one who may add entries to a register, as long as it lives.
#[derive(Debug)]
pub struct Writer {
    dir: PathBuf,
    log: LineFile,
    vault: LineFile,
    customers: Customers,
    last_n: u64,
    last_hash: String,
    repairs: Vec<Repair>,
    /// Held until the writer is dropped.
    _lock: File,
}

/// Entries that are not on disk yet.
#[derive(Default)]
struct Batch {
    entries: Vec<Entry>,
    log: String,
    vault: String,
}

impl Writer {
    /// Opens the register in a folder, and makes it where there is none; waits while another writer is at work.
    pub fn open(dir: &Path) -> Result<Self> {
        std::fs::create_dir_all(dir).map_err(|cause| Error::io("cannot make the folder", dir, &cause))?;
        let lock = lock_file(dir)?;
        lock.lock().map_err(|cause| Error::io("cannot lock", &dir.join(LOCK), &cause))?;
        let (log, log_is_new) = LineFile::open_to_write(&dir.join(LOG), false)?;
        let (vault, vault_is_new) = LineFile::open_to_write(&dir.join(VAULT), true)?;
        let (customers, customers_are_new) = LineFile::open_to_write(&dir.join(CUSTOMERS), true)?;
        if log_is_new || vault_is_new || customers_are_new {
            sync_folder(dir)?;
        }
        let mut writer = Self {
            dir: dir.to_path_buf(),
            log,
            vault,
            customers: Customers::new(customers),
            last_n: 0,
            last_hash: NO_PREVIOUS_HASH.to_string(),
            repairs: Vec::new(),
            _lock: lock,
        };
        writer.repair()?;
        Ok(writer)
    }

    /// What was found torn and set aside when the register was opened; to be told to the user.
    pub fn repairs(&self) -> &[Repair] {
        &self.repairs
    }

    /// How many entries there are.
    pub fn len(&self) -> u64 {
        self.last_n
    }

    /// Whether nothing was recorded yet.
    pub fn is_empty(&self) -> bool {
        self.last_n == 0
    }

    /// Adds one entry. When this returns, it is on disk.
    pub fn append(&mut self, draft: Draft, recorded_at: Instant, salts: Salts<'_>) -> Result<Entry> {
        let mut entries = self.append_all([(draft, recorded_at)], salts)?;
        Ok(entries.remove(0))
    }

    /// Adds many entries, each with the instant at which it was recorded. When this returns, all are on disk;
    /// when it fails, none is.
    ///
    /// The same drafts and salts on the same register give the same bytes.
    pub fn append_all(&mut self, drafts: impl IntoIterator<Item = (Draft, Instant)>, salts: Salts<'_>) -> Result<Vec<Entry>> {
        let mut batch = Batch::default();
        let made = drafts.into_iter().try_for_each(|(draft, recorded_at)| self.make(&mut batch, draft, recorded_at, salts));
        if let Err(error) = made.and_then(|()| self.write(&batch)) {
            self.customers.forget_unwritten();
            return Err(error);
        }
        if let Some(last) = batch.entries.last() {
            self.last_n = last.n;
            self.last_hash.clone_from(&last.hash);
        }
        Ok(batch.entries)
    }

    /// The entry with that number as it stands, to be corrected.
    ///
    /// This reads the log from the entry on.
    pub fn standing(&self, n: u64) -> Result<Standing> {
        let entry = self.entry(n, &[])?.ok_or_else(|| self.no_entry(n))?;
        let place = entry.place();
        let (start, _) = self.find(place)?.ok_or_else(|| self.no_entry(place))?;
        let mark = format!("\"corrects\":{place},");
        let mut standing = entry;
        for line in self.log.lines_from(start)? {
            let line = line?;
            let Ok(line) = std::str::from_utf8(&line) else { continue };
            if line.contains(&mark) {
                standing = Entry::parse(line).map_err(|error| error.in_file(self.log.path()))?;
            }
        }
        let personal = self.personal(&standing)?;
        Ok(Standing { entry: standing, personal })
    }

    fn personal(&self, entry: &Entry) -> Result<Personal> {
        let number = |line: &str| VaultEntry::parse(line).ok().map(|kept| kept.n);
        let found = self.vault.find(|line| number(line).map(|n| n.cmp(&entry.n)))?;
        let kept = found.and_then(|(_, line)| VaultEntry::parse(&line).ok()).filter(|kept| kept.digest() == entry.vault);
        Ok(kept.map(|kept| kept.personal()).unwrap_or_default())
    }

    fn find(&self, n: u64) -> Result<Option<(u64, String)>> {
        self.log.find(|line| Entry::parse(line).ok().map(|entry| entry.n.cmp(&n)))
    }

    /// The entry with that number, on disk or about to be.
    fn entry(&self, n: u64, made: &[Entry]) -> Result<Option<Entry>> {
        if n > self.last_n {
            return Ok(made.get((n - self.last_n - 1) as usize).cloned());
        }
        let found = self.find(n)?;
        found.map(|(_, line)| Entry::parse(&line)).transpose().map_err(|error| error.in_file(self.log.path()))
    }

    fn no_entry(&self, n: u64) -> Error {
        Error::new(format!("there is no entry {n} in the register"))
            .accepted(format!("the numbers 1 to {}", self.last_n))
            .remedy("`ombud register show CASE` tells the numbers of a case's entries.")
    }

    fn make(&mut self, batch: &mut Batch, draft: Draft, recorded_at: Instant, salts: Salts<'_>) -> Result<()> {
        let draft = draft.tidied();
        draft.check()?;
        let n = self.last_n + batch.entries.len() as u64 + 1;
        let prev = batch.entries.last().map_or_else(|| self.last_hash.clone(), |last| last.hash.clone());
        let (source, case_id) = match &draft.case {
            Case::New => (None, Some(case_id_of(n))),
            Case::Own(case_id) => (None, Some(self.opened(case_id, &batch.entries)?)),
            Case::Imported { source, .. } if source == super::SOURCE => {
                return Err(Error::new("\"register\" is this register, not an import").remedy("Leave --source out."));
            }
            Case::Imported { source, case_id } => (Some(source.clone()), Some(case_id.clone())),
            Case::Organisation => (None, None),
        };
        let customer = match draft.personal.identity() {
            Some(identity) => Some(self.customers.pseudonym(&identity, salts)?),
            None => draft.customer,
        };
        let kept = if draft.personal.is_empty() { None } else { Some(VaultEntry::new(n, salts()?, &draft.personal)) };
        let vault = kept.as_ref().and_then(VaultEntry::digest);
        let entry =
            Entry { n, recorded_at, source, case_id, statement: draft.statement, customer, vault, prev, hash: String::new() }.sealed();
        self.check_correction(&entry, &batch.entries)?;
        batch.log.push_str(&entry.line());
        batch.log.push('\n');
        if let Some(kept) = kept {
            batch.vault.push_str(&kept.line());
            batch.vault.push('\n');
        }
        batch.entries.push(entry);
        Ok(())
    }

    /// The identity, as the register writes it, of a case that was opened here.
    fn opened(&self, case_id: &str, made: &[Entry]) -> Result<String> {
        let opening = match opening_of(case_id) {
            Some(n) => self.entry(n, made)?.filter(|entry| entry.is_opening() && entry.statement.corrects.is_none()),
            None => None,
        };
        opening.and_then(|opening| opening.case_id).ok_or_else(|| {
            Error::new(format!("no case \"{case_id}\" was opened in this register"))
                .remedy("`ombud register list` shows its cases. Name an imported case with --source SOURCE.")
        })
    }

    fn check_correction(&self, entry: &Entry, made: &[Entry]) -> Result<()> {
        let Some(place) = entry.statement.corrects else {
            return if entry.statement.retracts { Err(Error::new("a retraction must name the entry that it takes back")) } else { Ok(()) };
        };
        let first = self.entry(place, made)?.filter(|first| first.n < entry.n).ok_or_else(|| self.no_entry(place))?;
        if let Some(first_place) = first.statement.corrects {
            return Err(Error::new(format!("entry {place} is a correction of entry {first_place}"))
                .remedy(format!("Correct entry {first_place}: the newest correction holds.")));
        }
        match (first.is_opening(), entry.is_opening()) {
            (true, false) => Err(Error::new(format!("entry {place} opened the case {}", first.case_id.unwrap_or_default()))
                .remedy(format!("Correct it with `ombud register open --corrects {place}`."))),
            (false, true) => Err(Error::new(format!("entry {place} opened no case"))
                .remedy(format!("Correct it with `ombud register record CASE EVENT --corrects {place}`."))),
            (true, true) if first.case_id != entry.case_id => {
                Err(Error::new(format!("entry {place} opened the case {}", first.case_id.unwrap_or_default())))
            }
            _ => Ok(()),
        }
    }

    fn write(&mut self, batch: &Batch) -> Result<()> {
        self.customers.write()?;
        let vault_len = self.vault.len();
        self.vault.add(batch.vault.as_bytes())?;
        self.log.add(batch.log.as_bytes()).inspect_err(|_| {
            // Should this fail too, the next writer sets the lines aside.
            let _ = self.vault.cut(vault_len);
        })
    }

    /// Sets aside what a stopped writer left, and learns the last number and hash.
    fn repair(&mut self) -> Result<()> {
        let torn_from = loose_end(&self.log, |_| false)?;
        if let Some(tail) = self.log.tail_before(torn_from)? {
            let place = || Place::file(self.log.path());
            let refuse = |why: String| {
                Error::new(format!("the last line is not as it was written: {why}"))
                    .at(place())
                    .remedy("Nothing was recorded. `ombud register verify` tells what was changed.")
            };
            let line = String::from_utf8(tail.line).map_err(|_| refuse("it is no UTF-8 text".into()))?;
            let last = verify::check_line(&line).map_err(|fault| refuse(fault.to_string()))?;
            self.last_n = last.n;
            self.last_hash = last.hash;
        }
        let (n, last_n) = (self.last_n + 1, self.last_n);
        let is_stray = |line: &str| VaultEntry::parse(line).is_ok_and(|kept| kept.n > last_n);
        let stray_from = loose_end(&self.vault, is_stray)?;
        let unknown_from = loose_end(self.customers.file_mut(), |_| false)?;
        let repairs = [
            set_aside(&self.dir, &format!("torn-{n}"), &mut self.log, torn_from)?,
            set_aside(&self.dir, &format!("torn-{n}-vault"), &mut self.vault, stray_from)?,
            set_aside(&self.dir, &format!("torn-{n}-customers"), self.customers.file_mut(), unknown_from)?,
        ];
        self.repairs.extend(repairs.into_iter().flatten());
        Ok(())
    }
}

/// The file that writers lock.
pub(super) fn lock_file(dir: &Path) -> Result<File> {
    let path = dir.join(LOCK);
    let opened = OpenOptions::new().write(true).create(true).truncate(false).open(&path);
    opened.map_err(|cause| Error::io("cannot write", &path, &cause))
}
