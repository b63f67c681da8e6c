//! Verifying the register: every fault of the log and the vault, with its line.
//!
//! What one file cannot show by itself: that the last entries were taken off, vault and all, or that the
//! whole chain was written anew. Number and hash of the last entry, noted elsewhere, show both.

use super::canonical::{canonical, hash_member};
use super::entry::{Entry, NO_PREVIOUS_HASH};
use super::fault::{Fault, Finding};
use super::line_file::LineFile;
use super::raw;
use super::read::Snapshot;
use super::receipt::Receipt;
use super::vault::VaultEntry;
use super::{CUSTOMERS, LOG, VAULT, customer};
use crate::error::{Error, Result};
use crate::fingerprint::{sha256, sha256_of_parts};
use rayon::prelude::*;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::path::Path;

/// How many lines are checked at a time, on all cores: what bounds memory.
const LINES_AT_A_TIME: usize = 8192;

/// What a verification found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// How many entries were read.
    pub entry_count: u64,
    /// The number of the last entry; 0 in an empty register.
    pub last_n: u64,
    /// The hash of the last entry; 64 zeros in an empty register.
    pub last_hash: String,
    /// Every fault, by file and line.
    pub findings: Vec<Finding>,
}

impl Verification {
    /// Whether there is no fault.
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty()
    }
}

/// The entry that a line holds, if it is as it was written.
pub fn check_line(line: &str) -> Result<Entry, Fault> {
    let unreadable = |why: &dyn fmt::Display| Fault::Unreadable(why.to_string());
    let mut value: Value = serde_json::from_str(line).map_err(|_| unreadable(&"this is no JSON object"))?;
    let entry = Entry::from_value(&value).map_err(|error| unreadable(&error))?;
    let is_canonical = canonical(&value).is_some_and(|text| text == line);
    if let Some(object) = value.as_object_mut() {
        object.shift_remove("hash");
    }
    let computed =
        canonical(&value).map(|text| sha256(text.as_bytes())).ok_or_else(|| unreadable(&"the entry holds a number that is not whole"))?;
    if computed != entry.hash {
        return Err(Fault::Edited { stated: entry.hash, computed });
    }
    if is_canonical { Ok(entry) } else { Err(Fault::Rewritten) }
}

/// The entry that a line of a log holds, for whoever reads single lines and tells what they say.
pub(super) fn written_entry(line: &str, log: &Path) -> Result<Entry> {
    check_line(line).map_err(|fault| {
        let which = Entry::parse(line).map_or_else(|_| "a line".to_string(), |entry| format!("entry {}", entry.n));
        Error::new(format!("{which} is not as it was written: {fault}"))
            .in_file(log)
            .remedy("`ombud register verify` tells every fault of the register.")
    })
}

/// What the chain needs of a sound line.
struct Link {
    n: u64,
    prev: String,
    hash: String,
    corrects: Option<u64>,
    retracts: bool,
    digest: Option<String>,
    customer: Option<String>,
    erases: Vec<u64>,
    is_unfinished: bool,
}

impl From<Entry> for Link {
    fn from(entry: Entry) -> Self {
        let is_unfinished = entry.is_unfinished();
        let Entry { n, prev, hash, vault, customer, statement, erases, .. } = entry;
        let (corrects, retracts) = (statement.corrects, statement.retracts);
        Self { is_unfinished, n, prev, hash, corrects, retracts, digest: vault, customer, erases: erases.into_keys().collect() }
    }
}

/// As [`check_line`], without building anything for a line that is as the program writes it.
fn check_link(line: &str) -> Result<Link, Fault> {
    match sound_link(line) {
        Some(link) => Ok(link),
        None => check_line(line).map(Link::from),
    }
}

fn sound_link(line: &str) -> Option<Link> {
    let member = hash_member(line)?;
    let raw = raw::read(line).filter(raw::Raw::has_sound_instants)?;
    let computed = sha256_of_parts(&[&line.as_bytes()[..member.start], &line.as_bytes()[member.end..]]);
    (computed == raw.hash.0).then(|| Link {
        n: raw.n,
        prev: raw.prev.0.into_owned(),
        hash: computed,
        corrects: raw.corrects,
        retracts: raw.retracts.unwrap_or(false),
        digest: raw.vault.map(|digest| digest.0.into_owned()),
        customer: raw.customer.map(|customer| customer.0.into_owned()),
        erases: raw.erases.unwrap_or_default().into_keys().collect(),
        is_unfinished: raw.imported_from.is_some() && raw.imported_entries.is_none(),
    })
}

/// Reads the whole register in a folder and tells every fault.
pub fn verify(dir: &Path) -> Result<Verification> {
    verify_against(dir, &[])
}

/// Why a database could not read the register in a folder: its first fault in our words, or what the database says where there is none.
pub fn unreadable(dir: &Path, cause: &dyn fmt::Display) -> Error {
    match verify(dir).map(|found| found.findings.into_iter().next()) {
        Ok(Some(finding)) => finding.refusal(dir),
        Ok(None) => Error::new(format!("the register cannot be read, although it is sound: {cause}")).in_file(&dir.join(LOG)),
        Err(error) => error,
    }
}

/// As [`verify`], and holds the log against receipts that were kept elsewhere.
pub fn verify_against(dir: &Path, receipts: &[Receipt]) -> Result<Verification> {
    verify_snapshot(&Snapshot::open(dir)?, receipts)
}

/// As [`verify_against`], of a register as it was at one moment.
pub(super) fn verify_snapshot(snapshot: &Snapshot, receipts: &[Receipt]) -> Result<Verification> {
    let mut chain = Chain { receipts: receipts.to_vec(), ..Chain::default() };
    each_line(snapshot.log.as_ref(), read_line, |line| chain.read(line))?;
    chain.tell_order();
    chain.tell_receipts();
    if chain.is_unfinished {
        chain.find(chain.line_count, Fault::Unfinished);
    }
    if let Some(fault) = snapshot.lost_log() {
        // Each line of the vault lacks its entry then, which would say the same again.
        chain.find(1, fault);
        return Ok(Verification { entry_count: 0, last_n: 0, last_hash: NO_PREVIOUS_HASH.to_string(), findings: chain.findings });
    }
    let Chain { mut findings, kept, broken, erased, entry_count, highest, highest_hashes, .. } = chain;
    let names = read_names(snapshot.customers.as_ref(), &mut findings)?;
    findings.extend(check_vault(snapshot.vault.as_ref(), kept, &broken, &erased, &names)?);
    findings.sort_by_key(|finding| (finding.file, finding.line));
    let last_hash = highest_hashes.into_iter().next().unwrap_or_else(|| NO_PREVIOUS_HASH.to_string());
    Ok(Verification { entry_count, last_n: highest, last_hash, findings })
}

/// What a line of the log is by itself.
enum ReadLine {
    /// It was not written to its end.
    Torn,
    Empty,
    Broken(Fault),
    Sound(Link),
}

fn read_line(bytes: &[u8]) -> ReadLine {
    let Some(bytes) = bytes.strip_suffix(b"\n") else { return ReadLine::Torn };
    if bytes.is_empty() {
        return ReadLine::Empty;
    }
    match std::str::from_utf8(bytes) {
        Err(_) => ReadLine::Broken(Fault::Unreadable("this is no UTF-8 text".into())),
        Ok(text) => check_link(text).map_or_else(ReadLine::Broken, ReadLine::Sound),
    }
}

/// Checks every line by itself, on all cores, and takes the results in their order.
fn each_line<T: Send>(file: Option<&LineFile>, check: impl Fn(&[u8]) -> T + Sync, mut take: impl FnMut(T)) -> Result<()> {
    let Some(file) = file else { return Ok(()) };
    let mut lines = file.lines_from(0)?;
    loop {
        let batch: Vec<Vec<u8>> = lines.by_ref().take(LINES_AT_A_TIME).collect::<Result<_>>()?;
        if batch.is_empty() {
            return Ok(());
        }
        let checked: Vec<T> = batch.par_iter().map(|line| check(line)).collect();
        checked.into_iter().for_each(&mut take);
    }
}

/// A higher number than was due.
struct Jump {
    line: u64,
    first: u64,
    last: u64,
}

/// What an entry of the log asks of the vault.
struct Asked {
    line: u64,
    digest: String,
    customer: Option<String>,
}

/// What is known of the log up to a line.
#[derive(Default)]
struct Chain {
    findings: Vec<Finding>,
    entry_count: u64,
    /// The highest number so far.
    highest: u64,
    /// The hashes that the next entry may name: what the highest entry states, and what it should state. None where it cannot be known.
    highest_hashes: Vec<String>,
    jumps: Vec<Jump>,
    /// Numbers that came after a higher one, with their lines.
    late: BTreeMap<u64, u64>,
    /// The corrections, each with whether it takes something back.
    corrections: HashMap<u64, bool>,
    /// The numbers that broken lines are taken for: what they ask of the vault is not known.
    broken: HashSet<u64>,
    /// What the vault is asked for, by the number of the entry.
    kept: HashMap<u64, Asked>,
    /// The entries of which the vault is to hold nothing any more.
    erased: HashSet<u64>,
    /// Receipts that were not held against an entry yet.
    receipts: Vec<Receipt>,
    line_count: u64,
    /// Whether the last sound line belongs to a file of which more must follow.
    is_unfinished: bool,
}

impl Chain {
    fn find(&mut self, line: u64, fault: Fault) {
        self.findings.push(Finding { file: LOG, line, fault });
    }

    fn read(&mut self, line: ReadLine) {
        self.line_count += 1;
        let place = self.line_count;
        match line {
            ReadLine::Torn => return self.find(place, Fault::Torn),
            ReadLine::Empty => return self.find(place, Fault::Unreadable("the line is empty".into())),
            ReadLine::Broken(fault) => self.read_broken(place, fault),
            ReadLine::Sound(link) => self.read_sound(place, link),
        }
        self.entry_count += 1;
    }

    /// A broken line is taken for the entry that is due, so that one fault is told once.
    fn read_broken(&mut self, line: u64, fault: Fault) {
        self.highest += 1;
        self.broken.insert(self.highest);
        self.highest_hashes.clear();
        if let Fault::Edited { stated, computed } = &fault {
            self.highest_hashes.extend([stated.clone(), computed.clone()]);
        }
        self.find(line, fault);
    }

    fn read_sound(&mut self, line: u64, entry: Link) {
        let n = entry.n;
        for receipt in self.receipts.extract_if(.., |receipt| receipt.n == n).collect::<Vec<_>>() {
            if !receipt.fits(&entry.hash) {
                self.find(line, Fault::NotAsReceipted { receipt, hash: entry.hash.clone() });
            }
        }
        if n <= self.highest {
            let is_awaited = self.jumps.iter().any(|jump| (jump.first..=jump.last).contains(&n)) && !self.late.contains_key(&n);
            if is_awaited {
                self.late.insert(n, line);
                self.find(line, Fault::TooLate { n });
            } else {
                self.find(line, Fault::Repeated { n });
                return;
            }
        } else {
            if n > self.highest + 1 {
                self.jumps.push(Jump { line, first: self.highest + 1, last: n - 1 });
            } else if self.highest == 0 && entry.prev != NO_PREVIOUS_HASH
                || !self.highest_hashes.is_empty() && !self.highest_hashes.contains(&entry.prev)
            {
                self.find(line, Fault::Unlinked);
            }
            self.highest = n;
            self.highest_hashes = vec![entry.hash];
        }
        if let Some(corrects) = entry.corrects {
            let of_correction = self.corrections.get(&corrects).copied();
            // A correction can be taken back, and is not corrected itself; what takes something back is neither.
            if corrects >= n || of_correction.is_some_and(|retracts| retracts || !entry.retracts) {
                self.find(line, Fault::WrongCorrection { corrects });
            }
            self.corrections.insert(n, entry.retracts);
        }
        if let Some(digest) = entry.digest {
            self.kept.insert(n, Asked { line, digest, customer: entry.customer });
        }
        self.erased.extend(entry.erases);
        self.is_unfinished = entry.is_unfinished;
    }

    fn tell_receipts(&mut self) {
        for receipt in std::mem::take(&mut self.receipts) {
            self.find(self.line_count.max(1), Fault::NotThereForReceipt { receipt, last_n: self.highest });
        }
    }

    /// Tells of each jump what is missing, or what came later.
    fn tell_order(&mut self) {
        for Jump { line, first, last } in std::mem::take(&mut self.jumps) {
            let later: Vec<(u64, u64)> = self.late.range(first..=last).map(|(n, line)| (*n, *line)).collect();
            if let Some((other, other_line)) = later.first().copied() {
                self.find(line, Fault::TooEarly { n: last + 1, other, other_line });
            }
            let mut due = first;
            for n in later.iter().map(|(n, _)| *n).chain([last + 1]) {
                if n > due {
                    self.find(line, Fault::Missing { first: due, last: n - 1 });
                }
                due = n + 1;
            }
        }
    }
}

/// The pseudonyms by the names that they stand for.
fn read_names(file: Option<&LineFile>, findings: &mut Vec<Finding>) -> Result<HashMap<String, String>> {
    let mut names = HashMap::new();
    let Some(file) = file else { return Ok(names) };
    for (place, line) in file.lines_from(0)?.enumerate() {
        if let Some((name, pseudonym)) = customer::name_of(&line?) {
            names.insert(name, pseudonym);
        } else {
            let fault = Fault::Unreadable("this line tells no pseudonym".into());
            findings.push(Finding { file: CUSTOMERS, line: place as u64 + 1, fault });
        }
    }
    Ok(names)
}

fn check_vault(
    vault: Option<&LineFile>,
    mut asked: HashMap<u64, Asked>,
    broken: &HashSet<u64>,
    erased: &HashSet<u64>,
    names: &HashMap<String, String>,
) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    asked.retain(|n, _| !erased.contains(n));
    let mut changed = HashSet::new();
    // Of each customer the first entry is told.
    let mut unknown: BTreeMap<String, u64> = BTreeMap::new();
    let mut place = 0;
    each_line(vault, read_kept, |kept| {
        place += 1;
        let mut find = |fault| findings.push(Finding { file: VAULT, line: place, fault });
        match kept {
            Err(fault) => find(fault),
            Ok(Kept { n, .. }) if erased.contains(&n) => find(Fault::NotErased { n }),
            Ok(Kept { n, digest, identity }) => match asked.get(&n) {
                None if broken.contains(&n) => {}
                None => find(Fault::VaultStray { n }),
                Some(entry) if digest.as_ref() == Some(&entry.digest) => {
                    let is_known = identity.is_none_or(|name| names.get(&name) == entry.customer.as_ref());
                    if let (false, Some(customer)) = (is_known, &entry.customer) {
                        let first = unknown.entry(customer.clone()).or_insert(entry.line);
                        *first = entry.line.min(*first);
                    }
                    asked.remove(&n);
                }
                Some(_) => {
                    changed.insert(n);
                    find(Fault::VaultChanged { n });
                }
            },
        }
    })?;
    let missing = asked.into_iter().filter(|(n, _)| !changed.contains(n));
    findings.extend(missing.map(|(_, entry)| Finding { file: LOG, line: entry.line, fault: Fault::VaultMissing }));
    findings.extend(unknown.into_values().map(|line| Finding { file: LOG, line, fault: Fault::CustomerUnknown }));
    Ok(findings)
}

/// What a line of the vault says of itself.
struct Kept {
    n: u64,
    digest: Option<String>,
    /// The name under which the customer's pseudonym is kept.
    identity: Option<String>,
}

fn read_kept(line: &[u8]) -> Result<Kept, Fault> {
    let line = line.strip_suffix(b"\n").ok_or(Fault::Torn)?;
    let line = std::str::from_utf8(line).map_err(|_| Fault::Unreadable("this is no UTF-8 text".into()))?;
    let kept = VaultEntry::parse(line).map_err(|error| Fault::Unreadable(error.found().to_string()))?;
    Ok(Kept { n: kept.n, digest: kept.digest(), identity: kept.personal().identity() })
}
