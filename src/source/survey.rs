//! The first look at a file: its digest, its size, how it is packed and how its characters are written.
//!
//! Refused with a plain word: a file that is missing, empty or otherwise no export, an archive that
//! cannot be unpacked. Text that is neither UTF-8, UTF-16 nor Windows-1252 is refused too, unless a
//! mapping states its encoding.

use super::unpack::{Packing, Unpacked, damaged};
use crate::error::{Error, Place, Result};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::{Arc, Mutex};

/// What is known of a file before its rows are read.
#[derive(Debug, Clone)]
pub struct Survey {
    /// SHA-256 of the file as it lies there, in hexadecimal.
    pub sha256: String,
    /// Its size as it lies there.
    pub bytes: u64,
    /// How it is packed.
    pub packing: Packing,
    /// What is in it.
    pub content: Content,
    /// What the program itself wrote it as, if it did: then its encoding is known, whatever a mapping says of the files that it was
    /// made for.
    pub own: Option<Own>,
}

/// What the program writes rows as that are to be read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Own {
    /// Rows of a table under their header.
    Table,
    /// An object of JSON on each line, however broken it may be.
    Lines,
}

/// What a file holds, told by its bytes.
#[derive(Debug, Clone)]
pub enum Content {
    /// Text: how its characters are written, or why that cannot be told.
    Text(std::result::Result<&'static Encoding, Error>),
    /// An Excel or `OpenDocument` workbook, or another ZIP archive.
    Workbook,
    /// A Parquet file.
    Parquet,
}

const SAVE_AS: &str = "Save it as CSV (UTF-8) and import that file.";

/// Reads the whole file once.
pub fn survey(file: &Path) -> Result<Survey> {
    let kind = std::fs::metadata(file).map_err(|cause| Error::io("cannot read", file, &cause))?.file_type();
    if !kind.is_file() {
        let found = if kind.is_dir() { "this is a folder" } else { "this is a pipe or a device" };
        return Err(Error::new(found).in_file(file).remedy("Name a file; it is read more than once."));
    }
    let cannot_read = |cause: &std::io::Error| Error::io("cannot read", file, cause);
    let mut head = Vec::new();
    File::open(file).and_then(|input| input.take(8).read_to_end(&mut head)).map_err(|cause| cannot_read(&cause))?;
    let packing = Packing::of(&head);
    let digest = Arc::new(Mutex::new(Sha256::new()));
    let input = Digested { input: File::open(file).map_err(|cause| cannot_read(&cause))?, digest: Arc::clone(&digest) };
    let mut unpacked = Unpacked::new(input, packing).map_err(|cause| damaged(file, packing, &cause))?;
    let mut look = Look::default();
    let mut chunk = vec![0; 1 << 20];
    loop {
        let length = unpacked.read(&mut chunk).map_err(|cause| damaged(file, packing, &cause))?;
        if length == 0 {
            break;
        }
        look.add(&chunk[..length]);
    }
    look.finish();
    let bytes = unpacked.bytes_read();
    drop(unpacked);
    let digest = std::mem::take(&mut *digest.lock().map_err(|_| Error::new("the file's digest was lost").in_file(file))?);
    let content = look.content(packing).map_err(|error| error.in_file(file))?;
    Ok(Survey { sha256: hex(&digest.finalize()), bytes, packing, content, own: None })
}

/// A file whose bytes are digested while they pass.
struct Digested {
    input: File,
    digest: Arc<Mutex<Sha256>>,
}

impl Read for Digested {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let length = self.input.read(into)?;
        if let Ok(mut digest) = self.digest.lock() {
            digest.update(&into[..length]);
        }
        Ok(length)
    }
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Whether any byte is a control character that no text has.
fn has_controls(bytes: &[u8]) -> bool {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGHS: u64 = u64::from_ne_bytes([0x80; 8]);
    let is_control = |byte: &u8| *byte < 32 && !(9..=13).contains(byte);
    let (eights, rest) = bytes.as_chunks::<8>();
    // Eight at a time: a high bit is left where a byte is less than 32, as the few ends of lines are.
    let has_low = |eight: u64| eight.wrapping_sub(32 * ONES) & !eight & HIGHS != 0;
    eights.iter().any(|eight| has_low(u64::from_ne_bytes(*eight)) && eight.iter().any(is_control)) || rest.iter().any(is_control)
}

/// What the bytes so far tell about the encoding.
#[derive(Default)]
struct Look {
    head: Vec<u8>,
    tail: Vec<u8>,
    bytes: u64,
    zeros: [u64; 2],
    /// The line and the place in the file of the first zero, from 1.
    first_zero: Option<(usize, u64)>,
    controls: u64,
    lines: usize,
    wide: u64,
    broken: u64,
    broken_line: usize,
}

impl Look {
    fn add(&mut self, chunk: &[u8]) {
        if self.head.len() < 8 {
            self.head.extend_from_slice(&chunk[..chunk.len().min(8)]);
        }
        // Nearly every file has none of them, and nearly every piece is ASCII: both are found out quickly.
        if has_controls(chunk) {
            self.count_controls(chunk);
        }
        self.bytes += chunk.len() as u64;
        if self.tail.is_empty() && chunk.is_ascii() {
            return self.valid(chunk);
        }
        let mut rest = std::mem::take(&mut self.tail);
        rest.extend_from_slice(chunk);
        self.utf8(&rest);
    }

    fn count_controls(&mut self, chunk: &[u8]) {
        for (place, byte) in chunk.iter().enumerate() {
            match byte {
                0 => {
                    self.zeros[(self.bytes as usize + place) % 2] += 1;
                    let line = || self.lines + memchr::memchr_iter(b'\n', &chunk[..place]).count() + 1;
                    self.first_zero.get_or_insert_with(|| (line(), self.bytes + place as u64 + 1));
                }
                1..=8 | 14..=31 => self.controls += 1,
                _ => {}
            }
        }
    }

    /// Counts characters of several bytes and bytes that are none; keeps an unfinished end.
    fn utf8(&mut self, mut rest: &[u8]) {
        loop {
            match std::str::from_utf8(rest) {
                Ok(text) => return self.valid(text.as_bytes()),
                Err(fault) => {
                    let (valid, after) = rest.split_at(fault.valid_up_to());
                    self.valid(valid);
                    let Some(length) = fault.error_len() else {
                        self.tail = after.to_vec();
                        return;
                    };
                    if self.broken == 0 {
                        self.broken_line = self.lines + 1;
                    }
                    self.broken += 1;
                    rest = &after[length..];
                }
            }
        }
    }

    fn valid(&mut self, bytes: &[u8]) {
        self.lines += memchr::memchr_iter(b'\n', bytes).count();
        if !bytes.is_ascii() {
            self.wide += bytes.iter().filter(|byte| **byte >= 0xC0).count() as u64;
        }
    }

    fn finish(&mut self) {
        if !self.tail.is_empty() {
            self.broken += 1;
            self.broken_line = self.lines + 1;
        }
    }

    fn content(&self, packing: Packing) -> Result<Content> {
        let content = match self.head.as_slice() {
            [] => return Err(Error::new("the file is empty").remedy("Export it again; a header and one row are the least.")),
            [b'P', b'K', 3, 4, ..] | [0xD0, 0xCF, 0x11, 0xE0, ..] => Content::Workbook,
            [b'P', b'A', b'R', b'1', ..] => Content::Parquet,
            _ => return Ok(Content::Text(self.encoding())),
        };
        if packing != Packing::Plain {
            let error = Error::new(format!("a workbook or a Parquet file is packed by {} here", packing.name()));
            return Err(error.remedy("Unpack it and import the file inside."));
        }
        Ok(content)
    }

    /// A few zeros in what is text otherwise, as a damaged disk or a program leaves them.
    fn strayed(&self, zeros: u64) -> Error {
        let (line, byte) = self.first_zero.unwrap_or_default();
        let (found, all) = if zeros == 1 { (String::new(), "that byte") } else { (format!("; there are {zeros} of them"), "these bytes") };
        Error::new(format!("byte {byte} of this file, in line {line}, is a NUL (a zero byte), which no text has{found}"))
            .remedy(format!("Remove {all}, for example by `tr -d '\\000' < old.csv > new.csv`, and import the new file."))
    }

    fn encoding(&self) -> Result<&'static Encoding> {
        let other = |what: &str| Err(Error::new(format!("this is {what}, not text")).remedy(SAVE_AS));
        match self.head.as_slice() {
            [b'%', b'P', b'D', b'F', ..] => return other("a PDF"),
            [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => return other("UTF-32"),
            [0xFF, 0xFE, ..] => return Ok(UTF_16LE),
            [0xFE, 0xFF, ..] => return Ok(UTF_16BE),
            _ => {}
        }
        let zeros = self.zeros[0] + self.zeros[1];
        if zeros > 0 {
            // Western text as UTF-16 has a zero in nearly every second place, always the same one.
            return match (zeros * 3 > self.bytes, self.zeros[1] * 10 > zeros * 9, self.zeros[0] * 10 > zeros * 9) {
                (true, true, _) => Ok(UTF_16LE),
                (true, _, true) => Ok(UTF_16BE),
                _ if self.controls == 0 && zeros * 20 < self.bytes => Err(self.strayed(zeros)),
                _ => other("a binary file"),
            };
        }
        if self.controls * 100 > self.bytes {
            return other("a binary file");
        }
        if self.broken == 0 {
            return Ok(UTF_8);
        }
        if self.wide > self.broken {
            let place = Place { line: self.broken_line, ..Place::file("") };
            let error = Error::new(format!("most of this file is UTF-8, but line {} is not", place.line));
            return Err(error.remedy("Repair that line, or save the file as UTF-8."));
        }
        Ok(WINDOWS_1252)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoding(bytes: &[u8]) -> std::result::Result<&'static str, String> {
        let mut look = Look::default();
        for chunk in bytes.chunks(3) {
            look.add(chunk);
        }
        look.finish();
        look.encoding().map(Encoding::name).map_err(|error| error.found().to_string())
    }

    #[test]
    fn a_control_character_is_seen_wherever_it_stands() {
        for text in ["plain", "tab\tand\r\nline, long enough for more than eight", "caf\u{e9} \u{1f600} \u{7f}", ""] {
            assert!(!has_controls(text.as_bytes()), "{text:?}");
            for place in 0..=text.len() {
                for control in [0, 8, 14, 31] {
                    let bytes = [&text.as_bytes()[..place], &[control], &text.as_bytes()[place..]].concat();
                    assert!(has_controls(&bytes), "{bytes:?}");
                }
            }
        }
    }

    #[test]
    fn the_usual_encodings_are_told_apart() {
        assert_eq!(encoding(b"id,note\n1,plain\n"), Ok("UTF-8"));
        assert_eq!(encoding("\u{feff}id,note\n1,caf\u{e9}\n".as_bytes()), Ok("UTF-8"));
        assert_eq!(encoding(b"id,note\n1,caf\xe9 \x96 fine\n"), Ok("windows-1252"));
        assert_eq!(encoding(b"\xff\xfei\0d\0\n\0"), Ok("UTF-16LE"));
        assert_eq!(encoding(b"i\0d\0,\0x\0\n\x001\0"), Ok("UTF-16LE"));
        assert_eq!(encoding(b"\0i\0d\0,\0x\0\n\x001"), Ok("UTF-16BE"));
    }

    #[test]
    fn what_is_no_text_is_named() {
        let mut empty = Look::default();
        empty.finish();
        assert_eq!(empty.content(Packing::Plain).unwrap_err().found(), "the file is empty");
        assert_eq!(encoding(b"%PDF-1.7"), Err("this is a PDF, not text".into()));
        let stray = [b"id,note\n1,".as_slice(), &b"x".repeat(40), b"\n2,a\0b\n"].concat();
        assert_eq!(encoding(&stray), Err("byte 55 of this file, in line 3, is a NUL (a zero byte), which no text has".into()));
        assert_eq!(encoding(b"ab\0cd\x01\x02\0\0\0efgh"), Err("this is a binary file, not text".into()));
        let mixed = [b"a\n".as_slice(), "\u{e9}\u{e9}\u{e9}\n".as_bytes(), b"\xe9\n"].concat();
        assert_eq!(encoding(&mixed), Err("most of this file is UTF-8, but line 3 is not".into()));
    }
}
