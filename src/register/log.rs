//! Adding entries: under a lock, behind a last line that is sound, and acknowledged only when on disk.
//!
//! A writer that was stopped may leave half a line, or a line of the vault whose entry never came. None of it
//! was acknowledged, nor was a file of which it recorded only some entries. The next writer cuts it off, keeps it in `torn-N.txt` and says so ([`Repair`]).
//!
//! The order of writing is pseudonym, vault, log: an entry that is in the log has all that it needs.

use super::customer::Customers;
use super::draft::{Case, Draft, is_number};
use super::entry::{Entry, NO_PREVIOUS_HASH, case_id_of, opening_of};
use super::history;
use super::index::Index;
use super::line_file::{LineFile, sync_folder};
use super::read::{Snapshot, lost_log};
use super::repair::{Repair, is_unfinished, loose_end, set_aside};
use super::vault::{Personal, VaultEntry};
use super::{CUSTOMERS, LOCK, LOG, Salts, VAULT, verify};
use crate::error::{Error, Place, Result};
use crate::time::Instant;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

/// An entry as it stands, corrections taken into account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The entry, or the newest correction of it that was not taken back.
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
        Draft { statement, personal: self.personal.clone(), customer: customer.clone(), ..Draft::of(case, "", self.entry.statement.when) }
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
    index: Option<Index>,
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
        if let Some(fault) = Snapshot::open_locked(dir)?.lost_log() {
            return Err(lost_log(&fault, &dir.join(LOG)));
        }
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
            index: None,
            _lock: lock,
        };
        writer.repair()?;
        Ok(writer)
    }

    /// What was found torn and set aside when the register was opened; to be told to the user.
    pub fn repairs(&self) -> &[Repair] {
        &self.repairs
    }

    /// The register as it is now, to be read from end to end.
    pub fn snapshot(&self) -> Result<Snapshot> {
        Snapshot::open_locked(&self.dir)
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
            self.index_too(&batch.entries);
        }
        Ok(batch.entries)
    }

    /// The entry with that number as it stands, to be corrected.
    pub fn standing(&mut self, n: u64) -> Result<Standing> {
        let entries = self.with_corrections(BTreeSet::from([n]))?;
        let (_, entry) = named_and_holding(&entries, n).ok_or_else(|| self.no_entry(n))?;
        self.with_personal(entry.clone())
    }

    /// A draft that takes the entry with that number back. Of a first entry that is whatever holds in its place; of a correction
    /// it is the correction alone, and what it corrected counts again. Refused where the entry counts no more already.
    pub fn retraction(&mut self, n: u64) -> Result<Draft> {
        let entries = self.with_corrections(BTreeSet::from([n]))?;
        let (named, holding) = named_and_holding(&entries, n).ok_or_else(|| self.no_entry(n))?;
        if let (Some(taken), true) = (named.statement.corrects, named.statement.retracts) {
            return Err(Error::new(format!("entry {n} takes entry {taken} back, and tells nothing that happened"))
                .remedy(format!("Nothing was recorded. To let it count again, correct it: {}.", correcting(named, taken))));
        }
        let taken_back_by = history::taken_back(&entries).get(&n).copied().or(holding.statement.retracts.then_some(holding.n));
        if let Some(by) = taken_back_by {
            let place = holding.place();
            return Err(Error::new(format!("entry {n} was taken back already, by entry {by}"))
                .remedy(format!("Nothing was recorded. To let it count again, correct entry {place}: {}.", correcting(named, place))));
        }
        let is_first = named.statement.corrects.is_none();
        let mut draft = self.with_personal(if is_first { holding.clone() } else { named.clone() })?.to_correction();
        draft.statement.corrects = Some(n);
        draft.statement.retracts = true;
        Ok(draft)
    }

    fn with_personal(&mut self, entry: Entry) -> Result<Standing> {
        let personal = self.personal(&entry)?;
        Ok(Standing { entry, personal })
    }

    /// The entries that name a case, and the corrections of those, in the order of the log.
    ///
    /// A correction may lay an entry to another case: then it is among them, although it names that one.
    pub fn entries_of(&mut self, source: Option<&str>, case_id: &str) -> Result<Vec<Entry>> {
        let numbers = self.numbers(|index| index.entries_of(source, case_id))?.into_iter().collect();
        self.with_corrections(numbers)
    }

    /// The entries with these numbers, what they correct, and what corrects them or takes them back, in the order of the log.
    fn with_corrections(&mut self, mut numbers: BTreeSet<u64>) -> Result<Vec<Entry>> {
        let mut entries = BTreeMap::new();
        while let Some(n) = numbers.pop_first() {
            let entry = self.entry(n, &[])?.ok_or_else(|| self.no_entry(n))?;
            let place = entry.place();
            entries.insert(n, entry);
            for about in BTreeSet::from([n, place]) {
                let related = self.numbers(|index| index.corrections_of(about))?.into_iter().chain([about]);
                numbers.extend(related.filter(|n| !entries.contains_key(n)));
            }
        }
        Ok(entries.into_values().collect())
    }

    /// Brings the index up to date. The entries are on disk: an index that cannot be written now is made anew when it is needed.
    fn index_too(&mut self, added: &[Entry]) {
        self.index = match self.index.take() {
            Some(index) => index.add(added.iter().cloned().map(Ok)).is_ok().then_some(index),
            None => Index::open(&self.dir, &self.log, self.last_n, &self.last_hash).ok(),
        };
    }

    /// What the index tells, once it says what the log says.
    fn numbers(&mut self, ask: impl Fn(&Index) -> Result<Vec<u64>>) -> Result<Vec<u64>> {
        let index = match self.index.take() {
            Some(index) => index,
            None => Index::open(&self.dir, &self.log, self.last_n, &self.last_hash)?,
        };
        ask(self.index.insert(index))
    }

    /// What the vault holds for an entry; nothing where it was erased or does not fit the digest in the log.
    pub fn personal(&self, entry: &Entry) -> Result<Personal> {
        let number = |line: &str| VaultEntry::parse(line).ok().map(|kept| kept.n);
        let found = self.vault.find(|line| number(line).map(|n| n.cmp(&entry.n)))?;
        let kept = found.and_then(|(_, line)| VaultEntry::parse(&line).ok()).filter(|kept| kept.digest() == entry.vault);
        Ok(kept.map(|kept| kept.personal()).unwrap_or_default())
    }

    fn find(&self, n: u64) -> Result<Option<(u64, String)>> {
        self.log.find(|line| Entry::parse(line).ok().map(|entry| entry.n.cmp(&n)))
    }

    /// Takes what the vault holds for these entries, and who stands behind these pseudonyms, off the disk for good.
    ///
    /// The log must tell of it already: an erasure that is stopped half-way is then seen, and can be carried on.
    pub fn erase(&mut self, entries: &BTreeMap<u64, Vec<String>>, pseudonyms: &BTreeSet<String>) -> Result<()> {
        self.vault.keep(|line| !VaultEntry::parse(line).is_ok_and(|kept| entries.contains_key(&kept.n)))?;
        // Last of all: as long as it is there, the person can still be found by name.
        self.customers.erase(pseudonyms)
    }

    /// The files in which the ends are kept that stopped writers left of the vault and of the pseudonyms.
    pub fn torn_private_files(&self) -> Result<Vec<PathBuf>> {
        let unreadable = |cause: std::io::Error| Error::io("cannot read the folder", &self.dir, &cause);
        let mut files = Vec::new();
        for entry in std::fs::read_dir(&self.dir).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if name.starts_with("torn-") && (name.contains("-vault") || name.contains("-customers")) {
                files.push(path);
            }
        }
        files.sort();
        Ok(files)
    }

    /// Whether entries of a file are here, known by the first digits of its SHA-256.
    ///
    /// This reads the log through: it is asked once for a whole file.
    pub fn has_from(&self, fingerprint: &str) -> Result<bool> {
        Ok(self.log.position_of(format!("\"imported_from\":\"{fingerprint}:").as_bytes())?.is_some())
    }

    /// The entry with that number, as it was written.
    pub fn written(&self, n: u64) -> Result<Option<Entry>> {
        self.entry(n, &[])
    }

    /// The entry with that number, on disk or about to be.
    fn entry(&self, n: u64, made: &[Entry]) -> Result<Option<Entry>> {
        if n > self.last_n {
            return Ok(made.get((n - self.last_n - 1) as usize).cloned());
        }
        let found = self.find(n)?;
        found.map(|(_, line)| verify::written_entry(&line, self.log.path())).transpose()
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
            Case::Own(case_id) => (None, Some(self.must_be_opened(case_id, &batch.entries)?)),
            Case::Imported { source, .. } if source == super::SOURCE => {
                return Err(Error::new("\"register\" is this register, not an import").remedy("Leave --source out."));
            }
            Case::Imported { source, case_id } => (Some(source.clone()), Some(case_id.clone())),
            Case::Organisation => (None, None),
        };
        let customer = match draft.personal.identity() {
            Some(identity) => Some(self.customers.pseudonym(&identity, salts)?),
            None => draft.customer.clone(),
        };
        let kept = if draft.personal.is_empty() { None } else { Some(VaultEntry::new(n, salts()?, &draft.personal)) };
        let vault = kept.as_ref().and_then(VaultEntry::digest);
        let Draft { statement, imported_from, imported_entries, erases, .. } = draft;
        let entry = Entry {
            n,
            recorded_at,
            source,
            case_id,
            statement,
            customer,
            vault,
            imported_from,
            imported_entries,
            erases,
            prev,
            hash: String::new(),
        }
        .sealed();
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

    /// The identity, as the register writes it, of a case that was opened here: `R-000012` for `r-12`. `None` where there is none.
    pub fn case_id(&self, case_id: &str) -> Result<Option<String>> {
        self.opened(case_id, &[])
    }

    fn opened(&self, case_id: &str, made: &[Entry]) -> Result<Option<String>> {
        let Some(n) = opening_of(case_id) else { return Ok(None) };
        let opening = self.entry(n, made)?.filter(|entry| entry.is_opening() && entry.statement.corrects.is_none());
        Ok(opening.and_then(|opening| opening.case_id))
    }

    fn must_be_opened(&self, case_id: &str, made: &[Entry]) -> Result<String> {
        self.opened(case_id, made)?.ok_or_else(|| {
            let named = if is_number(case_id) { format!("no case \"{case_id}\"") } else { "no case of that name".to_string() };
            Error::new(format!("{named} was opened in this register"))
                .remedy("`ombud register list` shows its cases. Name an imported case with --source SOURCE.")
        })
    }

    fn check_correction(&self, entry: &Entry, made: &[Entry]) -> Result<()> {
        let Some(place) = entry.statement.corrects else {
            return if entry.statement.retracts { Err(Error::new("a retraction must name the entry that it takes back")) } else { Ok(()) };
        };
        let first = self.entry(place, made)?.filter(|first| first.n < entry.n).ok_or_else(|| self.no_entry(place))?;
        let takes_back_a_correction = entry.statement.retracts && !first.statement.retracts;
        if let Some(first_place) = first.statement.corrects.filter(|_| !takes_back_a_correction) {
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
        let torn_from = loose_end(&self.log, is_unfinished)?;
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

/// The entry with that number, and the one that holds in its place; both are among the entries about it.
fn named_and_holding(entries: &[Entry], n: u64) -> Option<(&Entry, &Entry)> {
    let named = entries.iter().find(|entry| entry.n == n)?;
    let place = history::Places::of_all(entries).of(named);
    Some((named, history::newest(entries).remove(&place)?))
}

/// The command that corrects the entry at a place.
fn correcting(entry: &Entry, place: u64) -> String {
    let command = if entry.is_opening() { "open" } else { "record CASE EVENT" };
    format!("`ombud register {command} --corrects {place}`")
}

/// The file that writers lock.
pub(super) fn lock_file(dir: &Path) -> Result<File> {
    let path = dir.join(LOCK);
    let opened = OpenOptions::new().write(true).create(true).truncate(false).open(&path);
    opened.map_err(|cause| Error::io("cannot write", &path, &cause))
}
