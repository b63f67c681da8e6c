//! Verifying the register: every fault of the log and the vault, with its line.
//!
//! What one file cannot show by itself: that the last entries were taken off, vault and all, or that the
//! whole chain was written anew. Number and hash of the last entry, noted elsewhere, show both.

use super::canonical::canonical;
use super::entry::{Entry, NO_PREVIOUS_HASH};
use super::fault::{Fault, Finding};
use super::line_file::LineFile;
use super::read::Snapshot;
use super::vault::VaultEntry;
use super::{LOG, VAULT};
use crate::error::Result;
use crate::fingerprint::sha256;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::path::Path;

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

/// Reads the whole register in a folder and tells every fault.
pub fn verify(dir: &Path) -> Result<Verification> {
    let snapshot = Snapshot::open(dir)?;
    let mut chain = Chain::default();
    for (place, line) in lines(snapshot.log.as_ref())?.enumerate() {
        chain.read(place as u64 + 1, &line?);
    }
    chain.tell_order();
    let Chain { mut findings, digests, broken, entry_count, highest, highest_hashes, .. } = chain;
    findings.extend(check_vault(snapshot.vault.as_ref(), digests, &broken)?);
    findings.sort_by_key(|finding| (finding.file, finding.line));
    let last_hash = highest_hashes.into_iter().next().unwrap_or_else(|| NO_PREVIOUS_HASH.to_string());
    Ok(Verification { entry_count, last_n: highest, last_hash, findings })
}

fn lines(file: Option<&LineFile>) -> Result<impl Iterator<Item = Result<Vec<u8>>>> {
    Ok(file.map(|file| file.lines_from(0)).transpose()?.into_iter().flatten())
}

/// A higher number than was due.
struct Jump {
    line: u64,
    first: u64,
    last: u64,
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
    corrections: HashSet<u64>,
    /// The numbers that broken lines are taken for: what they ask of the vault is not known.
    broken: HashSet<u64>,
    /// By the number of the entry: its line and its digest.
    digests: HashMap<u64, (u64, String)>,
}

impl Chain {
    fn find(&mut self, line: u64, fault: Fault) {
        self.findings.push(Finding { file: LOG, line, fault });
    }

    fn read(&mut self, line: u64, bytes: &[u8]) {
        let Some(bytes) = bytes.strip_suffix(b"\n") else { return self.find(line, Fault::Torn) };
        if bytes.is_empty() {
            return self.find(line, Fault::Unreadable("the line is empty".into()));
        }
        self.entry_count += 1;
        let Ok(text) = std::str::from_utf8(bytes) else {
            return self.read_broken(line, Fault::Unreadable("this is no UTF-8 text".into()));
        };
        match check_line(text) {
            Ok(entry) => self.read_sound(line, entry),
            Err(fault) => self.read_broken(line, fault),
        }
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

    fn read_sound(&mut self, line: u64, entry: Entry) {
        let n = entry.n;
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
        if let Some(corrects) = entry.statement.corrects {
            if corrects >= n || self.corrections.contains(&corrects) {
                self.find(line, Fault::WrongCorrection { corrects });
            }
            self.corrections.insert(n);
        }
        if let Some(digest) = entry.vault {
            self.digests.insert(n, (line, digest));
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

fn check_vault(vault: Option<&LineFile>, mut digests: HashMap<u64, (u64, String)>, broken: &HashSet<u64>) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let mut changed = HashSet::new();
    for (place, line) in lines(vault)?.enumerate() {
        let line = line?;
        let mut find = |fault| findings.push(Finding { file: VAULT, line: place as u64 + 1, fault });
        let Some(line) = line.strip_suffix(b"\n") else {
            find(Fault::Torn);
            continue;
        };
        let kept = std::str::from_utf8(line).map_err(|_| "this is no UTF-8 text".to_string());
        match kept.and_then(|line| VaultEntry::parse(line).map_err(|error| error.found().to_string())) {
            Err(why) => find(Fault::Unreadable(why)),
            Ok(kept) => match digests.get(&kept.n) {
                None if broken.contains(&kept.n) => {}
                None => find(Fault::VaultStray { n: kept.n }),
                Some((_, digest)) if kept.digest().as_ref() == Some(digest) => {
                    digests.remove(&kept.n);
                }
                Some(_) => {
                    changed.insert(kept.n);
                    find(Fault::VaultChanged { n: kept.n });
                }
            },
        }
    }
    let missing = digests.into_iter().filter(|(n, _)| !changed.contains(n));
    findings.extend(missing.map(|(_, (line, _))| Finding { file: LOG, line, fault: Fault::VaultMissing }));
    Ok(findings)
}
