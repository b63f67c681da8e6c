//! CSV row by row: each with its number, its line and, on demand, its very text.

use super::decode::Decoded;
use super::shape::Shape;
use super::unpack::{Packing, Unpacked, damaged};
use crate::error::{Error, Place, Result};
use csv::StringRecord;
use std::cell::RefCell;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// A row longer than this is a quote that was never closed.
const LONGEST_ROW: usize = 64 << 20;
/// What belongs to rows before is dropped when it is more than this.
const SPENT_MOST: usize = 1 << 18;

/// What was read last: kept so that a row's own text can be shown.
#[derive(Default)]
struct Window {
    bytes: Vec<u8>,
    /// Where in the decoded text `bytes` begins.
    start: u64,
    /// How much of `bytes` belongs to rows that were taken apart.
    spent: usize,
    bytes_read: u64,
}

impl Window {
    /// Forgets what stands before a place in the decoded text. Moving the rest to the front for every row
    /// would cost more than reading it.
    fn forget_before(&mut self, place: u64) {
        let length = (place.saturating_sub(self.start) as usize).min(self.spent);
        if length > SPENT_MOST {
            self.bytes.drain(..length);
            self.start += length as u64;
            self.spent -= length;
        }
    }
}

struct Watched {
    input: Decoded,
    window: Rc<RefCell<Window>>,
}

impl Read for Watched {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let length = self.input.read(into)?;
        let mut window = self.window.borrow_mut();
        window.bytes.extend_from_slice(&into[..length]);
        window.bytes_read = self.input.bytes_read();
        if window.bytes.len() - window.spent > LONGEST_ROW {
            return Err(std::io::Error::other("a row without end"));
        }
        Ok(length)
    }
}

/// The rows of a CSV file behind its header.
pub struct CsvRows {
    file: PathBuf,
    reader: csv::Reader<Watched>,
    window: Rc<RefCell<Window>>,
    /// The row that was asked for, and the one behind it: only who knows that nothing follows knows the last one.
    row: Row,
    ahead: Row,
    is_over: bool,
    delimiter: u8,
    quote: u8,
    line: u64,
    row_count: u64,
    header_text: String,
    packing: Packing,
}

/// A quote that is not one, and the lines that it took for its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Misquoted {
    /// Line in which it opens, from 1.
    pub line: u64,
    /// How many lines behind that were read as its text.
    pub swallowed: u64,
    /// Whether it closes anywhere; if so, text follows.
    pub is_closed: bool,
}

/// One row of the file.
pub struct Row {
    /// Number of the data row, from 1; 0 is the header.
    pub number: u64,
    /// Line on which it begins, from 1.
    pub line: u64,
    /// Its values.
    pub cells: StringRecord,
    /// What its quotes do wrong, if anything.
    pub misquoted: Option<Misquoted>,
    /// Where its text stands in the decoded file, without the end of the line.
    span: std::ops::Range<u64>,
    window: Rc<RefCell<Window>>,
}

impl Row {
    fn new(window: &Rc<RefCell<Window>>) -> Self {
        Self { number: 0, line: 0, cells: StringRecord::new(), misquoted: None, span: 0..0, window: Rc::clone(window) }
    }

    /// How many bytes its text has.
    pub fn length(&self) -> usize {
        (self.span.end - self.span.start) as usize
    }

    /// Its text, without the end of the line.
    pub fn text(&self) -> String {
        let window = self.window.borrow();
        let place = |at: u64| at.saturating_sub(window.start) as usize;
        let text = window.bytes.get(place(self.span.start)..place(self.span.end)).unwrap_or_default();
        String::from_utf8_lossy(text).into_owned()
    }
}

impl CsvRows {
    /// Opens a file, leaves out the rows above its header, and reads that.
    pub fn open(file: &Path, shape: &Shape, delimiter: u8, quote: u8, skip: usize) -> Result<(Self, Vec<String>)> {
        let input = Unpacked::open(file, shape.packing)?;
        let window = Rc::new(RefCell::new(Window::default()));
        let watched = Watched { input: Decoded::new(input, shape.encoding), window: Rc::clone(&window) };
        let reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).quote(quote).from_reader(watched);
        let (row, ahead) = (Row::new(&window), Row::new(&window));
        let mut rows = Self {
            file: file.to_path_buf(),
            reader,
            window,
            row,
            ahead,
            is_over: false,
            delimiter,
            quote,
            line: 1,
            row_count: 0,
            header_text: String::new(),
            packing: shape.packing,
        };
        for _ in 0..=skip {
            rows.read_ahead()?;
        }
        (rows.row_count, rows.ahead.number) = (1, 0);
        let header = rows.next_row()?.map(|row| (row.cells.iter().map(str::to_string).collect(), row.text()));
        let (header, header_text) = header.unwrap_or_default();
        Ok((Self { header_text, ..rows }, header))
    }

    /// The text of the header.
    pub fn header_text(&self) -> &str {
        &self.header_text
    }

    /// How much of the file has been read.
    pub fn bytes_read(&self) -> u64 {
        self.window.borrow().bytes_read
    }

    /// The next row. It lives until the one after it is asked for: its memory is used again.
    pub fn next_row(&mut self) -> Result<Option<&Row>> {
        if self.is_over {
            return Ok(None);
        }
        std::mem::swap(&mut self.row, &mut self.ahead);
        self.read_ahead()?;
        Ok(Some(&self.row))
    }

    fn read_ahead(&mut self) -> Result<()> {
        if !self.reader.read_record(&mut self.ahead.cells).map_err(|cause| self.explain(&cause, self.line))? {
            self.is_over = true;
            return Ok(());
        }
        let (blank_lines, lines) = self.take_text();
        self.ahead.line = self.line + blank_lines;
        if let Some(fault) = &mut self.ahead.misquoted {
            fault.line += self.ahead.line;
        }
        self.line += lines;
        self.ahead.number = self.row_count;
        self.row_count += 1;
        Ok(())
    }

    /// Takes what was read since the row before for the row's text; answers how many lines end before and in all.
    fn take_text(&mut self) -> (u64, u64) {
        let mut window = self.window.borrow_mut();
        let end = ((self.reader.position().byte() - window.start) as usize).min(window.bytes.len());
        let raw = &window.bytes[window.spent..end];
        let lines = |bytes: &[u8]| memchr::memchr_iter(b'\n', bytes).count() as u64;
        // The line feed of the row before, and blank lines, stand in front of the row.
        let front = raw.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let counts = (lines(&raw[..front]), lines(raw));
        let back = raw[front..].iter().rev().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let start = window.start + window.spent as u64;
        self.ahead.span = start + front as u64..start + (raw.len() - back) as u64;
        self.ahead.misquoted = misquoted(&raw[front..raw.len() - back], self.delimiter, self.quote);
        window.spent = end;
        window.forget_before(self.row.span.start);
        counts
    }

    fn explain(&self, cause: &csv::Error, line: u64) -> Error {
        let waiting = self.window.borrow().bytes.len() - self.window.borrow().spent;
        if waiting > LONGEST_ROW {
            let place = Place { line: line as usize, ..Place::file(&self.file) };
            return Error::new("a row that begins here has no end within 64 MB; a quote is opened and never closed")
                .at(place)
                .remedy("Close the quote, or double it where it belongs to the text.");
        }
        match cause.kind() {
            csv::ErrorKind::Io(cause) => damaged(&self.file, self.packing, cause),
            _ => Error::new(format!("this cannot be read as CSV: {cause}")).in_file(&self.file),
        }
    }
}

/// The first quote of a row's text behind which, once it is closed, anything but blanks stands before the value ends, or that
/// never closes; its line is counted from that of the row. A quote inside a value that begins without one is text.
fn misquoted(text: &[u8], delimiter: u8, quote: u8) -> Option<Misquoted> {
    let mut from = 0;
    // Most rows have no quote at all, and most values of the others neither.
    while let Some(next) = memchr::memchr(quote, &text[from..]) {
        let opened = from + next;
        if opened > 0 && text[opened - 1] != delimiter {
            from = opened + 1;
            continue;
        }
        let closed = closing(text, opened, quote);
        let end = closed.unwrap_or(text.len());
        let rest = &text[(end + 1).min(text.len())..];
        let blanks = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t') && **byte != delimiter).count();
        let is_whole = rest.get(blanks).is_none_or(|byte| *byte == delimiter);
        if closed.is_none() || !is_whole {
            let lines = |bytes: &[u8]| memchr::memchr_iter(b'\n', bytes).count() as u64;
            return Some(Misquoted { line: lines(&text[..opened]), swallowed: lines(&text[opened..end]), is_closed: closed.is_some() });
        }
        from = end + 1 + blanks;
    }
    None
}

/// Where a quote closes that opens at a place; two of them in a row are one of the text.
fn closing(text: &[u8], opened: usize, quote: u8) -> Option<usize> {
    let mut from = opened + 1;
    loop {
        let found = from + memchr::memchr(quote, text.get(from..)?)?;
        if text.get(found + 1) != Some(&quote) {
            return Some(found);
        }
        from = found + 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &[u8]) -> Vec<(u64, u64, String, Vec<String>)> {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("x.csv");
        std::fs::write(&file, text).unwrap();
        let survey = crate::source::survey::survey(&file).unwrap();
        let crate::source::survey::Content::Text(Ok(encoding)) = survey.content else { panic!("{:?}", survey.content) };
        let shape = Shape { kind: crate::source::shape::Kind::Delimited { delimiter: b',', skip: 0 }, packing: survey.packing, encoding };
        let (mut rows, _) = CsvRows::open(&file, &shape, b',', b'"', 0).unwrap();
        let mut found = Vec::new();
        while let Some(row) = rows.next_row().unwrap() {
            let cells = row.cells.iter().map(str::to_string).collect();
            found.push((row.number, row.line, row.text(), cells));
        }
        found
    }

    #[test]
    fn rows_know_their_line_and_text_whatever_ends_a_line() {
        for end in ["\n", "\r\n"] {
            let text = format!("id,note{end}1,plain{end}{end}2,\"two{end}lines\"{end}3,last");
            let found = rows(text.as_bytes());
            let places: Vec<(u64, u64, &str)> = found.iter().map(|row| (row.0, row.1, row.2.as_str())).collect();
            let two = format!("2,\"two{end}lines\"");
            assert_eq!(places, [(1, 2, "1,plain"), (2, 4, two.as_str()), (3, 6, "3,last")], "{end:?}");
        }
    }

    #[test]
    fn a_quote_that_is_none_is_noticed_and_those_of_the_text_are_not() {
        let fault = |text: &str| misquoted(text.as_bytes(), b',', b'"').map(|fault| (fault.line, fault.swallowed, fault.is_closed));
        for text in [
            "1,\"shut\",5\" pipe",
            "1,\"a \"\"quoted\"\" word\"",
            "1,\"two\nlines, \"\"x\"\"\",\"\"",
            "\"\"\"\",x",
            "1,say \"hi\", ok",
            "1,\"a\" ,\"b\"\t,c",
        ] {
            assert_eq!(fault(text), None, "{text}");
        }
        assert_eq!(fault("1,\"open\n2,x\n3,y"), Some((0, 2, false)));
        assert_eq!(fault("1,\"a \"\""), Some((0, 0, false)));
        assert_eq!(fault("1,\"y\"z"), Some((0, 0, true)));
        assert_eq!(fault("1,\"y\" z,2"), Some((0, 0, true)));
        assert_eq!(fault("\"1\nx\",\"so\n2,\"never\" again"), Some((1, 1, true)));
        // With tabs between values, what follows the quote is the next of them.
        assert_eq!(misquoted(b"1\t\"a\"\t\"b\"", b'\t', b'"'), None);
    }

    #[test]
    fn utf_16_and_windows_text_is_decoded() {
        let wide: Vec<u8> = "\u{feff}id,note\r\n1,caf\u{e9}\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(rows(&wide)[0].3, ["1", "caf\u{e9}"]);
        assert_eq!(rows(b"id,note\n1,caf\xe9\n")[0].3, ["1", "caf\u{e9}"]);
    }
}
