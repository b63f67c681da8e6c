//! The register: complaints and the organisation's own events, recorded by hand and never rewritten.
//!
//! A register is a folder:
//!
//! - `log.jsonl`: one entry a line, numbered from 1 without gaps, each bound to the one before by its
//!   hash ([`entry`]). Entries are only ever added; a mistake is corrected by an entry that names the old one.
//! - `vault.jsonl` (its owner's eyes only): names, contact and free text, each bound to its entry by a salted
//!   digest ([`vault`]). A person can be erased there and the chain of the log stays whole.
//! - `customers.jsonl` (its owner's eyes only): which pseudonym of the log stands for whom ([`customer`]).
//! - `lock`: held while an entry is written. `torn-N.txt`: what a writer that was stopped left of entry N.
//!
//! A [`Draft`] is what is to be recorded; [`log::Writer`] makes it an [`Entry`], after a [`repair`] of what a
//! stopped writer left. [`read`] reads entries, [`history`] tells how cases stand, and
//! [`verify`](mod@verify) finds every [`fault`].
//!
//! Numbers ascend along the file, so an entry is found by halving it, and a case bears the number of the entry
//! that opened it. What happened to a case since is found by an [`index`] that is made from the log and can be
//! deleted at any time. One entry costs the same at ten and at a million.
//!
//! Nothing here asks the clock, the environment or a source of randomness: they are arguments.
//!
//! Errors that a user can meet: a word that is not in the vocabulary; a case that was never opened; a
//! correction of what does not exist; a last line that was tampered with; a folder that cannot be written;
//! a full disk.
//!
//! For databases, `queries/register/cases.sql` and `events.sql` give the register the columns of every other source.

pub mod bulk;
pub mod canonical;
pub mod customer;
pub mod doubt;
pub mod draft;
pub mod entry;
pub mod fault;
pub mod history;
pub mod index;
mod line_file;
pub mod log;
pub mod person;
mod raw;
pub mod read;
pub mod receipt;
pub mod repair;
pub mod vault;
pub mod verify;

pub use draft::{Case, Draft};
pub use entry::{Entry, Statement, When};
pub use log::Writer;
pub use vault::Personal;

/// The source under which the register's own cases stand in the views.
pub const SOURCE: &str = "register";

/// What the log calls an entry that tells of an erasure: a record of its own, no event of a case or of the organisation.
pub const ERASED: &str = "erased";

/// The name of the chained log in the register's folder.
pub const LOG: &str = "log.jsonl";

/// The name of the file with personal data.
pub const VAULT: &str = "vault.jsonl";

/// The name of the file that tells which pseudonym stands for whom.
pub const CUSTOMERS: &str = "customers.jsonl";

/// The name of the file that a writer locks.
const LOCK: &str = "lock";

/// Sixteen random bytes: the salt of a vault entry, or what a new pseudonym is made of.
pub type Salt = [u8; 16];

/// Where salts come from: the operating system's randomness, or a seeded generator that makes sample data.
///
/// Salts that can be guessed make the digests of short texts guessable.
pub type Salts<'a> = &'a mut dyn FnMut() -> crate::error::Result<Salt>;
