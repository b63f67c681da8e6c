//! Which source a file comes from, told by its header.
//!
//! A file belongs to the table that names most of its columns among those whose required columns
//! are all there. Where none fits, the error says for each source what was missing.

use super::catalogue::Catalogue;
use super::decode::Decoded;
use super::header::Header;
use super::json_rows::flatten;
use super::mapping::{Format, Mapping, Table};
use super::survey::Survey;
use crate::error::{Error, Place, Result, did_you_mean};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// How much of a file is looked at.
const HEAD_BYTES: u64 = 1 << 18;
const HEAD_LINES: usize = 100;
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The source of a file, and how it was told.
#[derive(Debug, Clone)]
pub struct Recognised<'a> {
    /// The source.
    pub mapping: &'a Mapping,
    /// Which of its files this is.
    pub table: &'a Table,
    /// The delimiter of CSV.
    pub delimiter: u8,
    /// The columns of the file, in the mapping's words; of JSON Lines, those of its first lines.
    pub header: Header,
}

/// Finds the source of a file among all mappings, or among the tables of the one that was named.
pub fn recognise<'a>(file: &Path, survey: &Survey, catalogue: &'a Catalogue, named: Option<&str>) -> Result<Recognised<'a>> {
    let mappings: Vec<&Mapping> = match named {
        Some(id) => vec![catalogue.find(id)?],
        None => catalogue.mappings().iter().collect(),
    };
    let head = read_head(file, survey)?;
    let headers = Headers::of(head).map_err(|error| error.in_file(file))?;
    let mut fits = Vec::new();
    for mapping in &mappings {
        for table in &mapping.tables {
            for (delimiter, header) in headers.candidates(table) {
                if fits_table(&header, table) {
                    let named = table.named_columns().into_iter().filter(|name| header.place(name).is_some()).count();
                    // An own mapping was written for this very file.
                    fits.push(((named, !mapping.is_built_in()), Recognised { mapping, table, delimiter, header }));
                }
            }
        }
    }
    fits.sort_by_key(|fit| fit.0);
    let Some((best, recognised)) = fits.pop() else {
        return Err(unknown(file, &headers, &mappings));
    };
    if let Some((_, other)) = fits.last().filter(|next| next.0 == best && next.1.mapping.id != recognised.mapping.id) {
        let ids = format!("{} and {}", recognised.mapping.id, other.mapping.id);
        return Err(Error::new(format!("the header fits both {ids}")).in_file(file).remedy("Say which with --source."));
    }
    Ok(recognised)
}

fn fits_table(header: &Header, table: &Table) -> bool {
    let has = |name: &String| header.place(name).is_some();
    table.recognise.iter().all(has) && (table.without.is_empty() || !table.without.iter().all(has))
}

fn read_head(file: &Path, survey: &Survey) -> Result<String> {
    let input = File::open(file).map_err(|cause| Error::io("cannot read", file, &cause))?;
    let mut bytes = Vec::new();
    let read = Decoded::new(input, survey.encoding).take(HEAD_BYTES).read_to_end(&mut bytes);
    read.map_err(|cause| Error::io("cannot read", file, &cause))?;
    let head = String::from_utf8_lossy(&bytes).into_owned();
    if head.trim().is_empty() && survey.bytes <= HEAD_BYTES {
        return Err(Error::new("the file has no text in it").in_file(file).remedy("Export it again."));
    }
    Ok(head)
}

/// The beginning of a file, read as CSV or as JSON Lines.
enum Headers {
    Csv(String),
    Jsonl(Header),
}

impl Headers {
    fn of(head: String) -> Result<Self> {
        match head.trim_start().as_bytes().first() {
            Some(b'[') => Err(Error::new("this is one JSON array").accepted("JSON Lines: one object a line, without brackets around them")),
            Some(b'{') => Ok(Self::Jsonl(json_header(&head))),
            _ => Ok(Self::Csv(head)),
        }
    }

    /// The header in a table's words: for CSV, as each delimiter that it allows would have it.
    fn candidates(&self, table: &Table) -> Vec<(u8, Header)> {
        match (self, table.format) {
            (Self::Csv(head), Format::Csv) => {
                let delimiters = table.delimiter.map_or(DELIMITERS.to_vec(), |delimiter| vec![delimiter]);
                delimiters.into_iter().map(|delimiter| (delimiter, csv_header(head, delimiter, table.quote).for_table(table))).collect()
            }
            (Self::Jsonl(header), Format::Jsonl) => vec![(b',', header.for_table(table))],
            _ => Vec::new(),
        }
    }

    /// The reading with most columns: the likeliest one.
    fn widest(&self) -> Header {
        match self {
            Self::Jsonl(header) => header.clone(),
            Self::Csv(head) => {
                let headers = DELIMITERS.iter().rev().map(|delimiter| csv_header(head, *delimiter, b'"'));
                headers.max_by_key(|header| header.names().len()).unwrap_or_else(|| Header::plain([]))
            }
        }
    }
}

fn csv_header(head: &str, delimiter: u8, quote: u8) -> Header {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).quote(quote).from_reader(head.as_bytes());
    let mut record = csv::StringRecord::new();
    let found = reader.read_record(&mut record).unwrap_or(false);
    Header::plain(record.iter().filter(|_| found))
}

fn json_header(head: &str) -> Header {
    let mut seen = std::collections::HashSet::new();
    let lines = head.lines().filter(|line| !line.trim().is_empty()).take(HEAD_LINES);
    let names: Vec<String> =
        lines.filter_map(|line| flatten(line).ok()).flatten().map(|cell| cell.0).filter(|name| seen.insert(name.clone())).collect();
    Header::plain(names.iter().map(String::as_str))
}

/// Says for each source which columns were missing; the nearest source first.
fn unknown(file: &Path, headers: &Headers, mappings: &[&Mapping]) -> Error {
    let mut tried = Vec::new();
    for mapping in mappings {
        for table in &mapping.tables {
            let candidates = headers.candidates(table);
            let missing_under =
                |header: &Header| -> Vec<String> { table.recognise.iter().filter(|name| header.place(name).is_none()).cloned().collect() };
            let missing = candidates.iter().map(|(_, header)| missing_under(header)).min_by_key(Vec::len);
            let name = if mapping.tables.len() > 1 { format!("{} ({})", mapping.id, table.name) } else { mapping.id.clone() };
            tried.push(match missing {
                None => (usize::MAX, format!("  {name}: it is {}", format_name(table.format))),
                Some(missing) if missing.is_empty() => {
                    (0, format!("  {name}: it has all of {}, as another kind of file", table.without.join(", ")))
                }
                Some(missing) => {
                    (missing.len() * 100 / table.recognise.len(), format!("  {name}: no column {}", describe(&missing, &headers.widest())))
                }
            });
        }
    }
    tried.sort();
    let widest = headers.widest();
    let header = widest.names();
    let shown: Vec<&str> = header.iter().take(12).map(String::as_str).collect();
    let more = if header.len() > shown.len() { ", …" } else { "" };
    let found = match mappings {
        [one] => format!("the header does not fit the source {}", one.id),
        _ => "the header fits no source".to_string(),
    };
    let lines: Vec<String> = tried.into_iter().map(|line| line.1).collect();
    Error::new(format!("{found}\nFound: {}{more}\nTried:\n{}", shown.join(", "), lines.join("\n")))
        .at(Place::file(file))
        .remedy("Describe the file in a mapping of your own in the workspace's sources/ (`ombud source show canonical` is an example).")
}

fn format_name(format: Format) -> &'static str {
    match format {
        Format::Csv => "delimited text, this is not",
        Format::Jsonl => "JSON Lines, this is not",
    }
}

fn describe(missing: &[String], header: &Header) -> String {
    let names = header.names();
    let with_near = |name: &String| {
        format!(
            "\"{name}\"{}",
            did_you_mean(name, names.iter().map(String::as_str)).replace("; did you mean ", " (is it ").replace('?', "?)")
        )
    };
    missing.iter().map(with_near).collect::<Vec<_>>().join(", ")
}
