//! Takes JSON text apart into its rows without reading it all: only brackets, quotes and commas are looked at.

use super::json_rows::LONGEST_ROW;
use std::io::{BufRead, Error, Result};

/// The text of one row.
#[derive(Debug, Clone)]
pub struct Element {
    /// Line on which it begins, from 1.
    pub line: u64,
    /// Its text.
    pub text: String,
    /// Why it is no whole value, if so.
    pub fault: Option<String>,
}

/// The elements of the arrays of a JSON text, and the objects that stand by themselves.
pub struct JsonScan<R> {
    input: R,
    /// The path of the array that holds the rows, from the outermost object.
    rows: Option<String>,
    line: u64,
    /// What is open around the next element.
    open: Vec<Open>,
    /// What was read of an outermost object without rows so far.
    outer: Vec<u8>,
    outer_line: u64,
    has_rows: bool,
    /// Where the text ends although something is still open.
    cut_off: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    Array,
    Object,
}

impl<R: BufRead> JsonScan<R> {
    /// Scans what a reader gives.
    pub fn new(input: R, rows: Option<String>) -> Self {
        Self { input, rows, line: 1, open: Vec::new(), outer: Vec::new(), outer_line: 1, has_rows: false, cut_off: None }
    }

    /// What is read from.
    pub fn input(&self) -> &R {
        &self.input
    }

    /// The line in which the text ends before all that was opened is closed, once it was read to its end.
    pub fn cut_off(&self) -> Option<u64> {
        self.cut_off
    }

    /// The elements up to the first fault of the input.
    pub fn elements(mut self) -> impl Iterator<Item = Element> {
        std::iter::from_fn(move || self.next_element().ok().flatten())
    }

    fn peek(&mut self) -> Result<Option<u8>> {
        Ok(self.input.fill_buf()?.first().copied())
    }

    fn bump(&mut self) -> Result<Option<u8>> {
        let byte = self.peek()?;
        if byte.is_some() {
            self.input.consume(1);
            self.line += u64::from(byte == Some(b'\n'));
        }
        Ok(byte)
    }

    fn skip_blank(&mut self) -> Result<Option<u8>> {
        while let Some(byte) = self.peek()? {
            if !matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b',') {
                return Ok(Some(byte));
            }
            self.bump()?;
        }
        Ok(None)
    }

    /// The next element.
    pub fn next_element(&mut self) -> Result<Option<Element>> {
        loop {
            let Some(byte) = self.skip_blank()? else { return Ok(self.unfinished()) };
            match (self.open.last().copied(), byte) {
                (Some(Open::Array), b']') => {
                    self.bump()?;
                    self.open.pop();
                }
                (None, b'[') => {
                    self.bump()?;
                    self.open.push(Open::Array);
                }
                (None, b'{') if self.rows.is_some() => {
                    self.outer_line = self.line;
                    self.bump()?;
                    self.open.push(Open::Object);
                    (self.outer, self.has_rows) = (vec![b'{'], false);
                }
                (Some(Open::Object), b'}') => {
                    self.bump()?;
                    self.open.pop();
                    self.outer.push(b'}');
                    if !self.has_rows && self.open.is_empty() {
                        let outer = std::mem::take(&mut self.outer);
                        return Ok(Some(Element { line: self.outer_line, text: text(outer), fault: None }));
                    }
                }
                (Some(Open::Object), _) => self.member()?,
                _ => return self.value().map(Some),
            }
        }
    }

    /// What the end of the file cut off of an outermost object.
    fn unfinished(&mut self) -> Option<Element> {
        if self.open.is_empty() {
            return None;
        }
        self.cut_off = Some(self.line);
        let is_cut = self.open.contains(&Open::Object) && !self.has_rows;
        self.open.clear();
        is_cut.then(|| Element { line: self.outer_line, text: text(std::mem::take(&mut self.outer)), fault: Some(CUT_OFF.into()) })
    }

    /// A key of the outermost object, or of one on the way to the rows, and its value; or the opening of the next on that way.
    fn member(&mut self) -> Result<()> {
        let key = self.value()?;
        while matches!(self.peek()?, Some(b':' | b' ' | b'\t' | b'\r' | b'\n')) {
            self.bump()?;
        }
        let name = serde_json::from_str::<String>(&key.text).unwrap_or_default();
        let way = self.rows.as_deref().and_then(|rows| rows.splitn(self.open.len(), '.').last()).unwrap_or_default();
        let (is_rows, is_step) = (way == name, way.strip_prefix(&name).is_some_and(|rest| rest.starts_with('.')));
        if !self.has_rows && is_rows && self.peek()? == Some(b'[') {
            self.bump()?;
            self.open.push(Open::Array);
            self.has_rows = true;
            return Ok(());
        }
        if !self.has_rows && !self.outer.ends_with(b"{") {
            self.outer.push(b',');
        }
        if !self.has_rows && is_step && self.peek()? == Some(b'{') {
            self.bump()?;
            self.open.push(Open::Object);
            self.outer.extend([key.text.as_bytes(), b":{"].concat());
            return Ok(());
        }
        let value = self.value()?;
        if !self.has_rows {
            self.outer.extend([key.text.as_bytes(), b":", value.text.as_bytes()].concat());
            if self.outer.len() > LONGEST_ROW {
                return Err(too_long(self.outer_line));
            }
        }
        Ok(())
    }

    /// One whole value, whatever it is.
    fn value(&mut self) -> Result<Element> {
        let line = self.line;
        let (mut bytes, mut depth, mut is_quoted) = (Vec::new(), 0_usize, false);
        while let Some(byte) = self.peek()? {
            let is_end =
                depth == 0 && !is_quoted && !bytes.is_empty() && matches!(byte, b',' | b']' | b'}' | b':' | b' ' | b'\n' | b'\r' | b'\t');
            if is_end {
                return Ok(Element { line, text: text(bytes), fault: None });
            }
            self.bump()?;
            bytes.push(byte);
            match byte {
                b'\\' if is_quoted => bytes.extend(self.bump()?),
                b'"' => is_quoted = !is_quoted,
                b'{' | b'[' if !is_quoted => depth += 1,
                b'}' | b']' if !is_quoted => depth = depth.saturating_sub(1),
                _ => {}
            }
            let is_closed = depth == 0 && !is_quoted && matches!(byte, b'}' | b']' | b'"');
            if is_closed {
                return Ok(Element { line, text: text(bytes), fault: None });
            }
            if bytes.len() > LONGEST_ROW {
                return Err(too_long(line));
            }
        }
        let fault = (depth > 0 || is_quoted).then(|| CUT_OFF.to_string());
        Ok(Element { line, text: text(bytes), fault })
    }
}

const CUT_OFF: &str = "the file ends inside this object";

fn too_long(line: u64) -> Error {
    Error::other(format!("the value that begins in line {line} is longer than 64 MB"))
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|fault| String::from_utf8_lossy(fault.as_bytes()).into_owned())
}
