//! What a writer that was stopped had left: found at the end of a file, kept, told, and cut off.

use super::entry::Entry;
use super::line_file::{LineFile, sync_folder, write_private};
use crate::error::{Error, Result};
use std::fmt;
use std::path::{Path, PathBuf};

/// What a writer that was stopped had left, and where it is kept now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// The file whose end was cut off.
    pub file: PathBuf,
    /// How much was cut off, in bytes.
    pub bytes: u64,
    /// Where it is kept.
    pub kept_in: PathBuf,
}

/// What a writer that was stopped had left, where it still is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LooseEnd {
    /// The file that it is the end of.
    pub file: PathBuf,
    /// How much it is, in bytes.
    pub bytes: u64,
}

impl fmt::Display for LooseEnd {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}; the next entry that is recorded sets them aside", self.file.display(), belonging_nowhere(self.bytes))
    }
}

/// What is to be said of the loose end of a file.
fn belonging_nowhere(bytes: u64) -> String {
    format!("the last {bytes} bytes belong to no entry of the log (a writer was stopped, or the log was cut)")
}

impl fmt::Display for Repair {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, bytes, kept_in } = self;
        write!(out, "{}: {}; they were moved to {}", file.display(), belonging_nowhere(*bytes), kept_in.display())
    }
}

/// Whether a line of the log belongs to a file that was not recorded to its end, if it is the last one.
pub(super) fn is_unfinished(line: &str) -> bool {
    Entry::parse(line).is_ok_and(|entry| entry.is_unfinished())
}

/// Where the loose end of a file begins: lines that were not written to their end, and those that `is_stray` names.
pub(super) fn loose_end(file: &LineFile, is_stray: impl Fn(&str) -> bool) -> Result<u64> {
    let mut end = file.len();
    while let Some(tail) = file.tail_before(end)? {
        if tail.is_whole && !std::str::from_utf8(&tail.line).is_ok_and(&is_stray) {
            break;
        }
        end = tail.start;
    }
    Ok(end)
}

/// Moves the end of a file into a file of its own, which is on disk before the end is cut off.
pub(super) fn set_aside(dir: &Path, name: &str, file: &mut LineFile, start: u64) -> Result<Option<Repair>> {
    let bytes = file.len() - start;
    if bytes == 0 {
        return Ok(None);
    }
    let end = file.rest(start)?;
    let mut kept_in = dir.join(format!("{name}.txt"));
    let mut attempt = 1;
    while kept_in.exists() {
        attempt += 1;
        kept_in = dir.join(format!("{name}-{attempt}.txt"));
    }
    write_private(&kept_in, &end).map_err(|cause| Error::io("cannot keep the torn end", &kept_in, &cause))?;
    sync_folder(dir)?;
    file.cut(start)?;
    Ok(Some(Repair { file: file.path().to_path_buf(), bytes, kept_in }))
}
