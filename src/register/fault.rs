//! What can be wrong with a line of the register, in words for whoever answers for it.

use super::read::lost_log;
use super::receipt::Receipt;
use super::{CUSTOMERS, LOG};
use crate::error::{Error, Place};
use std::fmt;
use std::path::Path;

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The log is not there, and what is made after it is.
    LogLost {
        /// Whether the vault holds something.
        holds_texts: bool,
    },
    /// It is no entry; why not.
    Unreadable(String),
    /// It says what its hash says, but is written in another way.
    Rewritten,
    /// What it says has another hash than it states.
    Edited {
        /// The hash that the line states.
        stated: String,
        /// The hash of what it says.
        computed: String,
    },
    /// Its `prev` is not the hash of the entry before.
    Unlinked,
    /// Entries are missing before it, from the first number to the last.
    Missing {
        /// The first number that is missing.
        first: u64,
        /// The last number that is missing.
        last: u64,
    },
    /// The entry stands before one with a lower number.
    TooEarly {
        /// Its number.
        n: u64,
        /// The lower number that comes later.
        other: u64,
        /// The line of that one.
        other_line: u64,
    },
    /// The entry stands after one with a higher number.
    TooLate {
        /// Its number.
        n: u64,
    },
    /// An entry with its number stands before it already.
    Repeated {
        /// The number.
        n: u64,
    },
    /// The last line was not written to its end.
    Torn,
    /// The log ends within a file that was being recorded.
    Unfinished,
    /// It corrects what is no entry before it, or is a correction itself.
    WrongCorrection {
        /// The number that it names.
        corrects: u64,
    },
    /// The vault holds nothing for the digest that it carries.
    VaultMissing,
    /// What the vault's line says does not fit the digest of its entry.
    VaultChanged {
        /// The entry.
        n: u64,
    },
    /// The log says that what was kept for the entry was erased, and it is there.
    NotErased {
        /// The entry.
        n: u64,
    },
    /// The entry with the number of a receipt has another hash.
    NotAsReceipted {
        /// The receipt.
        receipt: Receipt,
        /// The hash that the entry has.
        hash: String,
    },
    /// No sound entry has the number of a receipt.
    NotThereForReceipt {
        /// The receipt.
        receipt: Receipt,
        /// The last number of the log.
        last_n: u64,
    },
    /// The file of pseudonyms knows the entry's customer by no pseudonym, or by another one.
    CustomerUnknown,
    /// No entry of the log asks for the vault's line.
    VaultStray {
        /// The entry that it names.
        n: u64,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LogLost { holds_texts: true } => {
                write!(out, "the log is missing, and the vault beside it still holds the texts of its entries")
            }
            Self::LogLost { holds_texts: false } => write!(out, "the log is missing, and the files that belong to it are still there"),
            Self::Unreadable(why) => write!(out, "{why}"),
            Self::Rewritten => write!(out, "the line is not in canonical form: it was written by another program"),
            Self::Edited { stated, computed } => {
                write!(out, "the line was changed: it states the hash {stated}, what it says has the hash {computed}")
            }
            Self::Unlinked => write!(out, "prev is not the hash of the entry before: that entry, or this one, was replaced"),
            Self::Missing { first, last } if first == last => write!(out, "entry {first} is missing before this line"),
            Self::Missing { first, last } => write!(out, "entries {first} to {last} are missing before this line"),
            Self::TooEarly { n, other, other_line } => write!(out, "entry {n} stands before entry {other}, which is on line {other_line}"),
            Self::TooLate { n } => write!(out, "entry {n} stands after an entry with a higher number"),
            Self::Repeated { n } => write!(out, "entry {n} is there a second time"),
            Self::Torn => write!(out, "the last line was not written to its end; the next entry that is recorded sets it aside"),
            Self::Unfinished => write!(
                out,
                "the file that this entry came from was not recorded to its end; the next entry that is recorded sets its entries aside"
            ),
            Self::WrongCorrection { corrects } => {
                write!(out, "it corrects entry {corrects}, which is no entry before it or a correction itself")
            }
            Self::VaultMissing => write!(out, "the vault holds nothing for this entry, although it carries a digest"),
            Self::VaultChanged { n } => write!(out, "what is kept for entry {n} does not fit the digest in the log"),
            Self::NotErased { n } => {
                write!(out, "what was kept for entry {n} is recorded as erased and is still there: erase that customer once more")
            }
            Self::NotAsReceipted { receipt, hash } => {
                write!(
                    out,
                    "entry {} has the hash {hash}, the receipt is {receipt}: the log was written anew since, or cut and continued",
                    receipt.n
                )
            }
            Self::NotThereForReceipt { receipt, last_n } if receipt.n > *last_n => {
                write!(out, "the log ends with entry {last_n}, the receipt is {receipt}: entries were taken off its end")
            }
            Self::NotThereForReceipt { receipt, .. } => {
                write!(out, "no sound entry {} can be held against the receipt {receipt}", receipt.n)
            }
            Self::CustomerUnknown => write!(
                out,
                "customers.jsonl does not know the customer of this entry by its pseudonym: their next complaint would count as another \
                 customer's; put the file back from a backup"
            ),
            Self::VaultStray { n } => {
                write!(out, "no entry {n} of the log asks for this line: the log was cut or changed, or a writer was stopped")
            }
        }
    }
}

/// A fault and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The file's name in the register's folder.
    pub file: &'static str,
    /// The line, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub fault: Fault,
}

impl Finding {
    /// Whether the register may say something else for it than what was recorded, its last entry having the number `last_n`.
    ///
    /// What a stopped writer left behind that entry, what was to be erased and is still there, and names without a pseudonym change no entry.
    pub fn is_grave(&self, last_n: u64) -> bool {
        match self.fault {
            Fault::NotErased { .. } | Fault::CustomerUnknown => false,
            Fault::VaultStray { n } => n <= last_n,
            _ => self.file != CUSTOMERS,
        }
    }

    /// Why nothing is read from the register in a folder.
    pub fn refusal(&self, dir: &Path) -> Error {
        let log = dir.join(LOG);
        match &self.fault {
            Fault::LogLost { .. } => lost_log(&self.fault, &log),
            fault => Error::new(fault.to_string())
                .at(Place { line: self.line as usize, ..Place::file(dir.join(self.file)) })
                .remedy("Put the file back from where you keep copies; `ombud register verify` tells every fault of the register."),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: {}", self.file, self.line, self.fault)
    }
}
