//! A file of lines that only grows at its end: found by halving, added to whole or not at all.

use crate::error::{Error, Result};
use std::cmp::Ordering;
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, BufWriter, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// How much is read at once when a line is looked for.
const CHUNK: u64 = 4096;

/// How much is read at once when a text is sought in the whole file.
const SCAN: u64 = 1 << 20;

/// An open file of lines.
#[derive(Debug)]
pub(super) struct LineFile {
    path: PathBuf,
    file: File,
    len: u64,
}

/// The last line of a file, and where it begins.
#[derive(Debug)]
pub(super) struct Tail {
    pub start: u64,
    pub line: Vec<u8>,
    /// Whether it was written to its end: with a line break, and without the zeros that a power cut leaves.
    pub is_whole: bool,
}

impl LineFile {
    /// Opens a file to read and add, and makes it where there is none; a private one is for its owner's eyes only.
    ///
    /// The flag tells whether it was made.
    pub fn open_to_write(path: &Path, is_private: bool) -> Result<(Self, bool)> {
        let is_new = !path.exists();
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        if is_private {
            make_private(&mut options);
        }
        let file = options.open(path).map_err(|cause| Error::io("cannot write", path, &cause))?;
        if is_private {
            keep_private(&file).map_err(|cause| Error::io("cannot keep for its owner's eyes", path, &cause))?;
        }
        Ok((Self::of(path, file)?, is_new))
    }

    /// Opens a file as it is now: what is added later is not seen. `None` where there is no such file.
    pub fn open_to_read(path: &Path) -> Result<Option<Self>> {
        match File::open(path) {
            Ok(file) => Self::of(path, file).map(Some),
            Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(Error::io("cannot read", path, &cause)),
        }
    }

    fn of(path: &Path, file: File) -> Result<Self> {
        let len = file.metadata().map_err(|cause| Error::io("cannot read", path, &cause))?.len();
        Ok(Self { path: path.to_path_buf(), file, len })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn len(&self) -> u64 {
        self.len
    }

    fn unreadable(&self, cause: &std::io::Error) -> Error {
        Error::io("cannot read", &self.path, cause)
    }

    fn read_at(&self, start: u64, length: u64) -> Result<Vec<u8>> {
        let mut bytes = vec![0; length as usize];
        let mut file = &self.file;
        file.seek(SeekFrom::Start(start)).and_then(|_| file.read_exact(&mut bytes)).map_err(|cause| self.unreadable(&cause))?;
        Ok(bytes)
    }

    /// Where the line begins that holds the byte before `end`; the line break right before `end` belongs to it.
    fn line_start(&self, end: u64) -> Result<u64> {
        let mut chunk_end = end.saturating_sub(1);
        while chunk_end > 0 {
            let chunk_start = chunk_end.saturating_sub(CHUNK);
            let bytes = self.read_at(chunk_start, chunk_end - chunk_start)?;
            if let Some(at) = bytes.iter().rposition(|byte| *byte == b'\n') {
                return Ok(chunk_start + at as u64 + 1);
            }
            chunk_end = chunk_start;
        }
        Ok(0)
    }

    /// The line that begins at `start`, without its break, and where the next one begins.
    fn line_at(&self, start: u64) -> Result<(Vec<u8>, u64)> {
        let mut line = Vec::new();
        let mut at = start;
        while at < self.len {
            let bytes = self.read_at(at, CHUNK.min(self.len - at))?;
            if let Some(length) = bytes.iter().position(|byte| *byte == b'\n') {
                line.extend_from_slice(&bytes[..length]);
                return Ok((line, at + length as u64 + 1));
            }
            at += bytes.len() as u64;
            line.extend(bytes);
        }
        Ok((line, self.len))
    }

    /// The last line of what stands before `end`, where another one ends; `None` where nothing does.
    pub fn tail_before(&self, end: u64) -> Result<Option<Tail>> {
        if end == 0 {
            return Ok(None);
        }
        let start = self.line_start(end)?;
        let mut line = self.read_at(start, end - start)?;
        let has_break = line.pop_if(|byte| *byte == b'\n').is_some();
        let is_whole = has_break && !line.contains(&0);
        Ok(Some(Tail { start, line, is_whole }))
    }

    /// The line that `order` calls equal, and where it begins, in a file whose lines ascend by it. A line that cannot be ordered is `None`.
    pub fn find(&self, order: impl Fn(&str) -> Option<Ordering>) -> Result<Option<(u64, String)>> {
        let (mut low, mut high) = (0, self.len);
        while low < high {
            let start = self.line_start(low + (high - low) / 2 + 1)?;
            let (line, next) = self.line_at(start)?;
            let Ok(line) = String::from_utf8(line) else { return Ok(None) };
            match order(&line) {
                Some(Ordering::Equal) => return Ok(Some((start, line))),
                Some(Ordering::Less) => low = next,
                Some(Ordering::Greater) => high = start,
                None => return Ok(None),
            }
        }
        Ok(None)
    }

    /// All lines from `start` on, as bytes with their line breaks: the last one may lack it.
    pub fn lines_from(&self, start: u64) -> Result<impl Iterator<Item = Result<Vec<u8>>> + use<>> {
        self.lines_between(start, self.len)
    }

    /// The lines from `start` up to `end`, where another one begins.
    pub fn lines_between(&self, start: u64, end: u64) -> Result<impl Iterator<Item = Result<Vec<u8>>> + use<>> {
        let mut file = self.file.try_clone().map_err(|cause| self.unreadable(&cause))?;
        file.seek(SeekFrom::Start(start)).map_err(|cause| self.unreadable(&cause))?;
        let mut reader = BufReader::with_capacity(1 << 18, file.take(end.saturating_sub(start)));
        let path = self.path.clone();
        Ok(std::iter::from_fn(move || {
            let mut line = Vec::with_capacity(512);
            match reader.read_until(b'\n', &mut line) {
                Ok(0) => None,
                Ok(_) => Some(Ok(line)),
                Err(cause) => Some(Err(Error::io("cannot read", &path, &cause))),
            }
        }))
    }

    /// Where a text stands for the first time, read through once; `None` where it does not.
    pub fn position_of(&self, text: &[u8]) -> Result<Option<u64>> {
        let finder = memchr::memmem::Finder::new(text);
        let overlap = text.len().saturating_sub(1) as u64;
        let mut start = 0;
        while start + (text.len() as u64) <= self.len {
            let bytes = self.read_at(start, SCAN.min(self.len - start))?;
            if let Some(place) = finder.find(&bytes) {
                return Ok(Some(start + place as u64));
            }
            start += (bytes.len() as u64).saturating_sub(overlap).max(1);
        }
        Ok(None)
    }

    /// The line that holds the byte at `place`.
    pub fn line_around(&self, place: u64) -> Result<Vec<u8>> {
        Ok(self.line_at(self.line_start(place + 1)?)?.0)
    }

    /// Adds bytes at the end and waits until they are on disk. Where that fails, nothing was added.
    pub fn add(&mut self, bytes: &[u8]) -> Result<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        let mut file = &self.file;
        let added = file.seek(SeekFrom::Start(self.len)).and_then(|_| file.write_all(bytes)).and_then(|()| file.sync_all());
        if let Err(cause) = added {
            // Should this fail too, the next writer finds a torn line and sets it aside.
            let _ = self.file.set_len(self.len);
            return Err(Error::io("cannot write", &self.path, &cause));
        }
        self.len += bytes.len() as u64;
        Ok(())
    }

    /// Writes a private file anew without the lines that are not to be kept: all at once, or not at all.
    pub fn keep(&mut self, is_kept: impl Fn(&str) -> bool) -> Result<()> {
        let failed = |cause: &std::io::Error| Error::io("cannot write", &self.path, cause);
        let unfinished = self.path.with_extension("new");
        match std::fs::remove_file(&unfinished) {
            Err(cause) if cause.kind() != ErrorKind::NotFound => return Err(failed(&cause)),
            _ => {}
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        make_private(&mut options);
        let mut output = BufWriter::new(options.open(&unfinished).map_err(|cause| failed(&cause))?);
        for line in self.lines_from(0)? {
            let line = line?;
            if std::str::from_utf8(&line).is_ok_and(|line| !is_kept(line.trim_end_matches('\n'))) {
                continue;
            }
            output.write_all(&line).map_err(|cause| failed(&cause))?;
        }
        let written = output.into_inner().map_err(std::io::IntoInnerError::into_error).and_then(|file| file.sync_all());
        written.and_then(|()| std::fs::rename(&unfinished, &self.path)).map_err(|cause| {
            // What was begun is of no use; that it cannot be removed would add nothing to the message.
            let _ = std::fs::remove_file(&unfinished);
            failed(&cause)
        })?;
        if let Some(dir) = self.path.parent() {
            sync_folder(dir)?;
        }
        *self = Self::open_to_write(&self.path.clone(), true)?.0;
        Ok(())
    }

    /// Reads no further than `end`.
    pub fn end_at(&mut self, end: u64) {
        self.len = end;
    }

    /// Writes everything that is read of it to another file.
    pub fn copy_to(&self, other: &mut File) -> Result<()> {
        let mut file = &self.file;
        let copied = file.seek(SeekFrom::Start(0)).and_then(|_| std::io::copy(&mut file.take(self.len), other));
        copied.map(|_| ()).map_err(|cause| self.unreadable(&cause))
    }

    /// Everything from `start` on.
    pub fn rest(&self, start: u64) -> Result<Vec<u8>> {
        self.read_at(start, self.len - start)
    }

    /// Forgets everything from `start` on.
    pub fn cut(&mut self, start: u64) -> Result<()> {
        let cut = self.file.set_len(start).and_then(|()| self.file.sync_all());
        cut.map_err(|cause| Error::io("cannot cut off the torn end", &self.path, &cause))?;
        self.len = start;
        Ok(())
    }
}

/// Writes a new file for its owner's eyes only, and waits until it is on disk.
pub(super) fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    make_private(&mut options);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Waits until the names of new files in a folder are on disk.
pub(super) fn sync_folder(dir: &Path) -> Result<()> {
    if cfg!(unix) {
        File::open(dir).and_then(|folder| folder.sync_all()).map_err(|cause| Error::io("cannot write", dir, &cause))?;
    }
    Ok(())
}

#[cfg(unix)]
fn make_private(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(0o600);
}

#[cfg(not(unix))]
fn make_private(_: &mut OpenOptions) {}

/// A copy of a folder often loosens the modes of its files: they are tightened again.
#[cfg(unix)]
fn keep_private(file: &File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mut permissions = file.metadata()?.permissions();
    if permissions.mode() & 0o777 == 0o600 {
        return Ok(());
    }
    permissions.set_mode(0o600);
    file.set_permissions(permissions)
}

#[cfg(not(unix))]
fn keep_private(_: &File) -> std::io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn a_file(text: &str) -> (tempfile::TempDir, LineFile) {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("lines"), text).unwrap();
        let file = LineFile::open_to_read(&dir.path().join("lines")).unwrap().unwrap();
        (dir, file)
    }

    fn number(line: &str) -> Option<u64> {
        line.trim_end_matches('.').parse().ok()
    }

    #[test]
    fn every_line_is_found_however_long_its_neighbours_are() {
        // Lines of 1 to 10,000 characters, so that halving falls into the middle of short and long ones alike.
        let lines: Vec<String> = (1..=200_u64).map(|n| format!("{}{}", n * 2, ".".repeat((n as usize * 7919) % 10_000))).collect();
        let (_dir, file) = a_file(&(lines.join("\n") + "\n"));
        for n in 0..=401 {
            let found = file.find(|line| number(line).map(|number| number.cmp(&n))).unwrap();
            assert_eq!(found.map(|(_, line)| number(&line).unwrap()), (n % 2 == 0 && (2..=400).contains(&n)).then_some(n), "{n}");
        }
    }

    #[test]
    fn a_text_is_found_wherever_it_stands_also_across_what_is_read_at_once() {
        let filling = |count: u64| ".".repeat(count as usize);
        for before in [0, 1, SCAN - 5, SCAN - 1, SCAN, 2 * SCAN - 3] {
            let (_dir, file) = a_file(&format!("{}\nneedle here\n{}", filling(before), filling(10)));
            let found = file.position_of(b"needle").unwrap();
            assert_eq!(found, Some(before + 1), "{before}");
            assert_eq!(file.line_around(before + 3).unwrap(), b"needle here");
            assert_eq!(file.position_of(b"needless").unwrap(), None);
        }
    }

    #[test]
    fn nothing_is_found_in_an_empty_file() {
        let (_dir, file) = a_file("");
        assert!(file.find(|_| Some(Ordering::Equal)).unwrap().is_none());
        assert!(file.tail_before(file.len()).unwrap().is_none());
    }

    #[test]
    fn a_tail_without_its_line_break_or_with_zeros_is_not_whole() {
        for (text, start, line, is_whole) in [
            ("a\nbc\n", 2, "bc", true),
            ("a\nbc", 2, "bc", false),
            ("abc", 0, "abc", false),
            ("a\nb\0\n", 2, "b\0", false),
            ("a\n\n", 2, "", true),
        ] {
            let (_dir, file) = a_file(text);
            let tail = file.tail_before(file.len()).unwrap().unwrap();
            assert_eq!((tail.start, tail.line.as_slice(), tail.is_whole), (start, line.as_bytes(), is_whole), "{text:?}");
        }
    }
}
