//! The beginning of a file, read in every way that a table allows.

use super::decode::Decoded;
use super::draft::are_titles;
use super::header::Header;
use super::json_rows::{JsonRows, Rowless, is_lines, rowless, rows_of_head};
use super::mail_rows::COLUMNS;
use super::mapping::{Format, Table};
use super::parquet_rows;
use super::ragged::{Ragged, names_of};
use super::shape::{Kind, Shape};
use super::sheet_rows::Workbook;
use super::survey::{Content, Own, Survey};
use super::unpack::Unpacked;
use super::xes_rows::XesRows;
use crate::error::{Error, Result};
use encoding_rs::Encoding;
use std::collections::{HashMap, HashSet};
use std::io::Read;
use std::path::Path;

/// How much of a file is looked at.
const HEAD_BYTES: u64 = 1 << 18;
/// How many rows that name their own values are looked at.
const HEAD_ROWS: usize = 100;
/// How many rows may stand above a header: titles, dates, a logo.
const MOST_SKIPPED: usize = 20;
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// One way to read a file.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// How the file is written.
    pub shape: Shape,
    /// Its columns, in the words of the table.
    pub header: Header,
}

/// What can be seen of a file without reading it all.
pub struct Preview<'a> {
    file: &'a Path,
    survey: &'a Survey,
    /// The beginning of a text, by the name of its encoding.
    heads: HashMap<&'static str, String>,
    /// The first rows of each sheet.
    sheets: Option<Vec<(String, Vec<Vec<String>>)>>,
    names: Option<Vec<String>>,
}

impl<'a> Preview<'a> {
    /// A preview of a surveyed file.
    pub fn of(file: &'a Path, survey: &'a Survey) -> Self {
        Self { file, survey, heads: HashMap::new(), sheets: None, names: None }
    }

    /// Why no table can read the file at all, if so.
    pub fn refusal(&mut self) -> Result<()> {
        let file = self.file;
        if let Content::Text(encoding) = &self.survey.content {
            let encoding = encoding.clone().map_err(|error| error.in_file(file))?;
            let head = self.head(encoding)?;
            if head.trim().is_empty() {
                return Err(Error::new("the file has no text in it").in_file(file).remedy("Export it again."));
            }
            if is_web_page(head) {
                return Err(Error::new("this is a web page, not a table of values")
                    .in_file(file)
                    .remedy("Open it in a spreadsheet and save it as CSV (UTF-8) or as a workbook."));
            }
        }
        Ok(())
    }

    /// The file's columns in a table's words, in every way that the table allows; its likeliest reading first.
    pub fn candidates(&mut self, table: &Table) -> Result<Vec<Candidate>> {
        match &self.survey.content {
            Content::Workbook => self.sheet_candidates(table),
            Content::Parquet if allows(table, Format::Parquet) => {
                let header = Header::plain(self.parquet_names()?.iter().map(String::as_str)).for_table(table);
                Ok(vec![self.candidate(Kind::Parquet, encoding_rs::UTF_8, header)])
            }
            Content::Parquet => Ok(Vec::new()),
            Content::Text(encoding) => {
                match table.layout.encoding.filter(|_| self.survey.own.is_none()).or(encoding.as_ref().ok().copied()) {
                    Some(encoding) => self.text_candidates(table, encoding),
                    None => Ok(Vec::new()),
                }
            }
        }
    }

    /// The columns of the likeliest reading: of those with many the one nearest to the top, because a row that is longer than its
    /// titles by a comma is no header, nor is one that commas part further down in a file with other delimiters. And whether they are
    /// surely titles: the file names each value, or rows below tell it.
    pub fn likeliest(&mut self) -> (Header, bool) {
        let readings = self.readings();
        let most = readings.iter().map(|reading| reading.header.names().len()).max().unwrap_or(0);
        let above = |reading: &Candidate| if let Kind::Delimited { skip, .. } = reading.shape.kind { skip } else { 0 };
        let Some(found) = readings.iter().filter(|reading| reading.header.names().len() * 2 > most).min_by_key(|found| above(found)) else {
            return (Header::plain([]), true);
        };
        let is_below = |other: &&Candidate| match (&found.shape.kind, &other.shape.kind) {
            (Kind::Delimited { delimiter, skip }, Kind::Delimited { delimiter: of, skip: place }) => delimiter == of && place > skip,
            (Kind::Sheet { name, skip, .. }, Kind::Sheet { name: of, skip: place, .. }) => name == of && place > skip,
            _ => false,
        };
        let is_grid = matches!(found.shape.kind, Kind::Delimited { .. } | Kind::Sheet { .. });
        let below: Vec<&Header> = readings.iter().filter(is_below).map(|reading| &reading.header).collect();
        (found.header.clone(), !is_grid || are_titles(&found.header, &below))
    }

    /// The names of a workbook's sheets; of any other file none.
    pub fn sheet_names(&self) -> Vec<String> {
        self.sheets.iter().flatten().map(|sheet| sheet.0.clone()).collect()
    }

    /// What a JSON file holds instead of rows, if it has none that a table could read; `None` for any other file.
    pub fn rowless(&mut self, table: &Table) -> Result<Option<Rowless>> {
        let Content::Text(Ok(encoding)) = self.survey.content else { return Ok(None) };
        let (head, own) = (self.head(encoding)?.to_string(), self.survey.own);
        let is_whole = (head.len() as u64) < HEAD_BYTES;
        let TextKind::Json { is_lines } = kind_of(&head, own) else { return Ok(None) };
        Ok(rowless(&head, is_lines, &table.layout, HEAD_ROWS).filter(|_| is_whole))
    }

    /// The columns of a JSON file, which is read to its end for them: what only later rows have is not seen at its beginning.
    pub fn all_names(&mut self, table: &Table) -> Result<Option<Candidate>> {
        let Some(mut candidate) = self.candidates(table)?.into_iter().find(|candidate| matches!(candidate.shape.kind, Kind::Json { .. }))
        else {
            return Ok(None);
        };
        let mut rows = JsonRows::open(self.file, &candidate.shape, &table.layout)?;
        let mut names: Vec<String> = Vec::new();
        let mut seen = HashSet::new();
        while let Some(row) = rows.next_row()? {
            for (name, _) in row.cells.into_iter().flatten() {
                if seen.insert(name.clone()) {
                    names.push(name);
                }
            }
        }
        candidate.header = Header::plain(names.iter().map(String::as_str)).for_table(table);
        Ok(Some(candidate))
    }

    /// Every reading of the file that needs no mapping, in the file's own words.
    pub fn readings(&mut self) -> Vec<Candidate> {
        self.candidates(&Table::anything()).unwrap_or_default()
    }

    fn candidate(&self, kind: Kind, encoding: &'static Encoding, header: Header) -> Candidate {
        Candidate { shape: Shape { kind, packing: self.survey.packing, encoding }, header }
    }

    fn head(&mut self, encoding: &'static Encoding) -> Result<&str> {
        if !self.heads.contains_key(encoding.name()) {
            let mut bytes = Vec::new();
            let mut input = Decoded::lenient(Unpacked::open(self.file, self.survey.packing)?, encoding).take(HEAD_BYTES);
            input.read_to_end(&mut bytes).map_err(|cause| Error::io("cannot read", self.file, &cause))?;
            self.heads.insert(encoding.name(), String::from_utf8_lossy(&bytes).into_owned());
        }
        Ok(self.heads.get(encoding.name()).map_or("", String::as_str))
    }

    fn text_candidates(&mut self, table: &Table, encoding: &'static Encoding) -> Result<Vec<Candidate>> {
        let file = self.file;
        let head = self.head(encoding)?.to_string();
        let kind = kind_of(&head, self.survey.own);
        let format = match kind {
            TextKind::Delimited => Format::Csv,
            TextKind::Json { .. } => Format::Json,
            TextKind::Xes => Format::Xes,
            TextKind::Mail => Format::Mail,
            TextKind::WebPage => return Ok(Vec::new()),
        };
        // Rows of a workbook or of Parquet that are read again were written as CSV by the program itself.
        let is_own_grid =
            self.survey.own.is_some() && format == Format::Csv && matches!(table.format, Some(Format::Workbook | Format::Parquet));
        if !is_own_grid && !allows(table, format) {
            return Ok(Vec::new());
        }
        let found: Vec<(Kind, Header)> = match kind {
            TextKind::Json { is_lines } => {
                let names = names_of(&rows_of_head(&head, is_lines, &table.layout, HEAD_ROWS));
                vec![(Kind::Json { is_lines }, Header::plain(names.iter().map(String::as_str)))]
            }
            TextKind::Xes => {
                let shape = Shape { kind: Kind::Xes, packing: self.survey.packing, encoding };
                let names = xes_names(file, &shape)?;
                vec![(Kind::Xes, Header::plain(names.iter().map(String::as_str)))]
            }
            TextKind::Mail => vec![(Kind::Mail, Header::plain(COLUMNS))],
            _ => delimited(&head, table),
        };
        Ok(found.into_iter().map(|(kind, header)| self.candidate(kind, encoding, header.for_table(table))).collect())
    }

    fn sheet_candidates(&mut self, table: &Table) -> Result<Vec<Candidate>> {
        if !allows(table, Format::Workbook) {
            return Ok(Vec::new());
        }
        if self.sheets.is_none() {
            let mut book = Workbook::open(self.file)?;
            let mut sheets = Vec::new();
            for name in book.sheet_names() {
                let headers = book.sheet(self.file, &name, 0)?.headers(MOST_SKIPPED + 1);
                sheets.push((name, headers));
            }
            self.sheets = Some(sheets);
        }
        let is_wanted = |name: &String| table.layout.sheet.as_ref().is_none_or(|wanted| wanted == name);
        let mut found = Vec::new();
        for (name, rows) in self.sheets.iter().flatten().filter(|sheet| is_wanted(&sheet.0)) {
            let header = |row: &Vec<String>| Header::plain(row.iter().map(String::as_str)).for_table(table);
            for (skip, row) in rows.iter().enumerate() {
                found.push(self.candidate(
                    Kind::Sheet { name: name.clone(), skip, left_out: Vec::new(), absent: None },
                    encoding_rs::UTF_8,
                    header(row),
                ));
            }
        }
        Ok(found)
    }

    fn parquet_names(&mut self) -> Result<&[String]> {
        if self.names.is_none() {
            self.names = Some(parquet_rows::names(self.file)?);
        }
        Ok(self.names.as_deref().unwrap_or_default())
    }
}

fn allows(table: &Table, format: Format) -> bool {
    table.format.is_none_or(|wanted| wanted == format)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TextKind {
    Delimited,
    Json { is_lines: bool },
    Xes,
    Mail,
    WebPage,
}

fn kind_of(head: &str, own: Option<Own>) -> TextKind {
    let start = head.trim_start();
    match start.as_bytes().first() {
        _ if own == Some(Own::Lines) => TextKind::Json { is_lines: true },
        Some(b'{' | b'[') => TextKind::Json { is_lines: is_lines(head) },
        Some(b'<') if is_web_page(head) => TextKind::WebPage,
        Some(b'<') if start.contains("<log") => TextKind::Xes,
        _ if is_mail(start) => TextKind::Mail,
        _ => TextKind::Delimited,
    }
}

fn is_web_page(head: &str) -> bool {
    let start: String = head.trim_start().chars().take(200).collect::<String>().to_lowercase();
    start.starts_with("<!doctype html") || start.starts_with("<html") || start.starts_with("<table") || start.contains("<html")
}

/// A mailbox begins with "From ", a message with headers, the sender among them.
fn is_mail(start: &str) -> bool {
    let is_header = |line: &&str| {
        line.split_once(':')
            .is_some_and(|(name, _)| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'))
    };
    let lines = start.lines().skip(usize::from(start.starts_with("From ")));
    let headers: Vec<&str> = lines.take_while(|line| !line.is_empty()).filter(|line| !line.starts_with([' ', '\t'])).collect();
    let has = |name: &str| headers.iter().any(|line| line.to_ascii_lowercase().starts_with(name));
    !headers.is_empty() && headers.iter().all(is_header) && has("from:") && (has("date:") || has("received:") || has("message-id:"))
}

/// The first rows under every delimiter that the table allows.
fn delimited(head: &str, table: &Table) -> Vec<(Kind, Header)> {
    let delimiters = table.layout.delimiter.map_or(DELIMITERS.to_vec(), |delimiter| vec![delimiter]);
    let rows_under = |delimiter: u8| {
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .quote(table.layout.quote)
            .from_reader(head.as_bytes());
        let rows = reader.into_records().map_while(std::result::Result::ok).take(MOST_SKIPPED + 1).collect::<Vec<_>>();
        rows.into_iter().enumerate().map(move |(skip, row)| (Kind::Delimited { delimiter, skip }, Header::plain(row.iter())))
    };
    delimiters.into_iter().flat_map(rows_under).collect()
}

/// The names in the first rows of an event log.
fn xes_names(file: &Path, shape: &Shape) -> Result<Vec<String>> {
    let mut rows = XesRows::open(file, shape)?;
    let mut read = Vec::new();
    while read.len() < HEAD_ROWS {
        match rows.next_row()? {
            Some(row) => read.push(row),
            None => break,
        }
    }
    Ok(names_of(&read))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_of_a_text_is_told_by_its_beginning() {
        for (head, expected) in [
            ("id,note\n1,x\n", TextKind::Delimited),
            ("  [ {\"a\":1} ]", TextKind::Json { is_lines: false }),
            ("{\"a\":1}\n", TextKind::Json { is_lines: true }),
            ("<?xml version=\"1.0\"?>\n<log>", TextKind::Xes),
            ("<HTML><body><table>", TextKind::WebPage),
            ("From ann Mon\nFrom: a@b\nDate: Mon\n\nx", TextKind::Mail),
            ("Received: from x\n by y\nFrom: a@b\n\nx", TextKind::Mail),
            ("From,To,Date\na,b,c\n", TextKind::Delimited),
            ("From: ann\n", TextKind::Delimited),
        ] {
            assert_eq!(kind_of(head, None), expected, "{head}");
        }
        // Rows that the program wrote itself need no beginning that tells it.
        assert_eq!(kind_of("no object at all\n", Some(Own::Lines)), TextKind::Json { is_lines: true });
        assert_eq!(kind_of("id,note\n1,x\n", Some(Own::Table)), TextKind::Delimited);
    }
}
