//! XES event logs row by row: one row an event, with the attributes of its trace before it as `case:…`.
//!
//! These are the columns that pm4py writes to CSV, so one mapping serves both. Attributes inside
//! attributes are named by their path (`outer.inner`). A trace without events is a row without an
//! activity, so that it is seen.

use super::decode::Decoded;
use super::ragged::{Ragged, RaggedRow, as_json};
use super::shape::Shape;
use super::unpack::{Unpacked, damaged};
use crate::error::{Error, Place, Result};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::io::{BufRead, Read};
use std::path::{Path, PathBuf};

type Cells = Vec<(String, String)>;

/// An event or a trace with more text than this is no row.
const LONGEST_ROW: usize = 64 << 20;

/// The rows of an XES file.
pub struct XesRows {
    file: PathBuf,
    shape: Shape,
    reader: Reader<Lines>,
    buffer: Vec<u8>,
    trace: Option<Trace>,
    event: Option<(u64, Cells)>,
    /// The keys of the attributes that are open.
    path: Vec<String>,
    /// A log was begun and not ended.
    is_open: bool,
    /// How deep inside `<global>` and the like, which describe and tell nothing.
    aside: usize,
    number: u64,
}

#[derive(Default)]
struct Trace {
    line: u64,
    cells: Cells,
    has_events: bool,
}

impl XesRows {
    /// Opens a file.
    pub fn open(file: &Path, shape: &Shape) -> Result<Self> {
        let input = Decoded::new(Unpacked::open(file, shape.packing)?, shape.encoding);
        let reader = Reader::from_reader(Lines { input, line: 1 });
        let file = file.to_path_buf();
        Ok(Self {
            file,
            shape: shape.clone(),
            reader,
            buffer: Vec::new(),
            trace: None,
            event: None,
            path: Vec::new(),
            is_open: false,
            aside: 0,
            number: 0,
        })
    }

    fn line(&self) -> u64 {
        self.reader.get_ref().line
    }

    fn at(&self, what: &str) -> Error {
        let place = Place { line: self.line() as usize, ..Place::file(&self.file) };
        Error::new(format!("the XML breaks off here, or is damaged: {what}"))
            .at(place)
            .remedy("Export the log again; nothing was imported.")
    }

    fn start(&mut self, tag: &BytesStart, is_empty: bool) -> Result<Option<RaggedRow>> {
        let name = tag.local_name().into_inner();
        if self.aside > 0 || matches!(name, "global" | "extension" | "classifier") {
            self.aside += usize::from(!is_empty);
            return Ok(None);
        }
        match name {
            "log" => self.is_open = !is_empty,
            "trace" => self.trace = Some(Trace { line: self.line(), ..Trace::default() }),
            "event" => self.event = Some((self.line(), Cells::new())),
            _ => {
                self.attribute(tag, is_empty)?;
                return Ok(None);
            }
        }
        Ok(if is_empty { self.end(name) } else { None })
    }

    fn attribute(&mut self, tag: &BytesStart, is_empty: bool) -> Result<()> {
        let value = |name: &str| -> Result<Option<String>> {
            let attribute = tag.try_get_attribute(name).map_err(|_| self.at("a tag is not written as XML has it"))?;
            let text = attribute.map(|attribute| attribute.normalized_value(XmlVersion::Explicit1_0).map(std::borrow::Cow::into_owned));
            text.transpose().map_err(|_| self.at("a value is not written as XML has it"))
        };
        let (key, value) = (value("key")?.unwrap_or_default(), value("value")?);
        // The values of a list stand inside an element without a key.
        let parts = self.path.iter().map(String::as_str).chain([key.as_str()]).filter(|part| !part.is_empty());
        let name = parts.collect::<Vec<_>>().join(".");
        if let Some(value) = value {
            match (&mut self.event, &mut self.trace) {
                (Some((_, cells)), _) => cells.push((name, value)),
                (None, Some(trace)) => trace.cells.push((format!("case:{name}"), value)),
                (None, None) => {}
            }
        }
        if !is_empty {
            self.path.push(key);
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Option<RaggedRow> {
        if self.aside > 0 {
            self.aside -= 1;
            return None;
        }
        match name {
            "event" => {
                let (line, mut cells) = self.event.take()?;
                if let Some(trace) = &mut self.trace {
                    trace.has_events = true;
                    cells.extend(trace.cells.iter().cloned());
                }
                Some(self.row(line, cells))
            }
            "trace" => {
                let trace = self.trace.take().filter(|trace| !trace.has_events)?;
                Some(self.row(trace.line, trace.cells))
            }
            "log" => {
                self.is_open = false;
                None
            }
            _ => {
                self.path.pop();
                None
            }
        }
    }

    fn row(&mut self, line: u64, cells: Cells) -> RaggedRow {
        self.number += 1;
        RaggedRow { number: self.number, line, text: as_json(&cells), cells: Ok(cells) }
    }
}

impl Ragged for XesRows {
    fn next_row(&mut self) -> Result<Option<RaggedRow>> {
        loop {
            let mut buffer = std::mem::take(&mut self.buffer);
            buffer.clear();
            let row = match self.reader.read_event_into(&mut buffer) {
                Ok(Event::Start(tag)) => self.start(&tag, false)?,
                Ok(Event::Empty(tag)) => self.start(&tag, true)?,
                Ok(Event::End(tag)) => self.end(tag.local_name().into_inner()),
                Ok(Event::Eof) if self.trace.is_some() || self.event.is_some() => return Err(self.at("a trace is never closed")),
                Ok(Event::Eof) if self.is_open => return Err(self.at("the log is never closed")),
                Ok(Event::Eof) => return Ok(None),
                Ok(_) => None,
                Err(quick_xml::Error::Io(cause)) => return Err(damaged(&self.file, self.shape.packing, &cause)),
                Err(_) => return Err(self.at("what stands here is not closed, or not written as XML has it")),
            };
            if buffer.len() > LONGEST_ROW {
                return Err(self.at("a tag is longer than 64 MB"));
            }
            self.buffer = buffer;
            if row.is_some() {
                return Ok(row);
            }
        }
    }

    fn bytes_read(&self) -> u64 {
        self.reader.get_ref().input.bytes_read()
    }
}

/// Counts the lines of what was read, not of what was fetched ahead.
struct Lines {
    input: Decoded,
    line: u64,
}

fn newlines(text: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', text).count() as u64
}

impl Read for Lines {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let length = self.input.read(into)?;
        self.line += newlines(&into[..length]);
        Ok(length)
    }
}

impl BufRead for Lines {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        self.input.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        if let Ok(text) = self.input.fill_buf() {
            self.line += newlines(&text[..amount.min(text.len())]);
        }
        self.input.consume(amount);
    }
}
