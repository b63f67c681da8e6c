//! A bounded number of rows as columns of text.

use super::header::Header;
use polars::prelude::{PlSmallStr, StringChunked, StringChunkedBuilder};
use rand::TryRng;
use rand::rngs::SysRng;
use std::sync::OnceLock;
use xxhash_rust::xxh3::{Xxh3, xxh3_128_with_seed};

/// Where a row stands in its file, and the digest of its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowPlace {
    /// Number of the data row, from 1.
    pub row: u64,
    /// Physical line on which it begins, from 1.
    pub line: u64,
    /// A digest of its columns, see [`digest_of`]: rows of equal digest are equal in every column.
    pub digest: [u64; 2],
}

/// A row that could not be taken apart.
#[derive(Debug, Clone)]
pub struct Broken {
    /// Where it is.
    pub place: RowPlace,
    /// The column that is wrong, and what was read there; nothing where it is the whole row.
    pub found: Option<(String, String)>,
    /// What is wrong with it.
    pub reason: String,
}

/// Rows as columns of text. Space around a value is cut and a blank value is null.
#[derive(Debug, Clone)]
pub struct Batch {
    /// The columns' names in the mapping's words.
    pub header: Header,
    /// The columns, in the header's order.
    pub columns: Vec<StringChunked>,
    /// Where each row stands.
    pub places: Vec<RowPlace>,
    /// Rows that are not in the columns.
    pub broken: Vec<Broken>,
    /// Of rows in the columns: the place of a column that is blank there because others would be read by the same value, by number of row.
    pub shared: Vec<(u64, usize)>,
    /// How many rows without any value were passed over.
    pub blank_count: u64,
}

impl Batch {
    /// How many rows there are, broken ones too.
    pub fn row_count(&self) -> usize {
        self.places.len() + self.broken.len()
    }

    /// Gives its rows other numbers and lines: those that `place_of` a row's number answers, if any.
    pub fn place_rows(&mut self, place_of: impl Fn(u64) -> Option<(u64, u64)>) {
        for place in self.places.iter_mut().chain(self.broken.iter_mut().map(|broken| &mut broken.place)) {
            if let Some((row, line)) = place_of(place.row) {
                (place.row, place.line) = (row, line);
            }
        }
    }
}

/// Collects rows into a [`Batch`].
pub struct BatchBuilder {
    header: Header,
    order: Vec<(u64, usize)>,
    columns: Vec<StringChunkedBuilder>,
    places: Vec<RowPlace>,
    broken: Vec<Broken>,
    shared: Vec<(u64, usize)>,
    blank_count: u64,
    // What the digest of the row at hand is made of.
    digested: Vec<u8>,
}

impl BatchBuilder {
    /// A builder for rows under a header.
    pub fn new(header: &Header, capacity: usize) -> Self {
        let columns = header.names().iter().map(|_| StringChunkedBuilder::new(PlSmallStr::EMPTY, capacity)).collect();
        let mut order: Vec<(&String, usize)> = header.names().iter().enumerate().map(|(place, name)| (name, place)).collect();
        order.sort();
        let order = order.into_iter().map(|(name, place)| (digest_of([name.as_bytes()])[0], place)).collect();
        Self {
            header: header.clone(),
            order,
            columns,
            places: Vec::with_capacity(capacity),
            broken: Vec::new(),
            shared: Vec::new(),
            blank_count: 0,
            digested: Vec::new(),
        }
    }

    /// Adds a row; `cells` has one value for each column.
    pub fn add<'a>(&mut self, row: u64, line: u64, cells: impl IntoIterator<Item = &'a str>) {
        self.add_without(row, line, cells, &[]);
    }

    /// Adds a row in which the columns at the places of `shared` are blank, because others would be read by the same value. What was
    /// read there is in the digest: it still tells the row from most others.
    pub fn add_without<'a>(&mut self, row: u64, line: u64, cells: impl IntoIterator<Item = &'a str>, shared: &'a [(usize, String)]) {
        let mut cells: Vec<&str> = cells.into_iter().map(trimmed).collect();
        for (column, cell) in self.columns.iter_mut().zip(&cells) {
            column.append_option((!cell.is_empty()).then_some(*cell));
        }
        for (place, read) in shared {
            cells[*place] = read;
            self.shared.push((row, *place));
        }
        let digest = self.digest(&cells);
        self.places.push(RowPlace { row, line, digest });
    }

    /// The digest of a row. By name, not by place: the same row under reordered columns is the same row.
    fn digest(&mut self, cells: &[&str]) -> [u64; 2] {
        self.digested.clear();
        for (name, place) in &self.order {
            let cell = cells[*place].as_bytes();
            if !cell.is_empty() {
                self.digested.extend_from_slice(&name.to_le_bytes());
                self.digested.extend_from_slice(&(cell.len() as u64).to_le_bytes());
                self.digested.extend_from_slice(cell);
            }
        }
        halves(xxh3_128_with_seed(&self.digested, seed()))
    }

    /// Adds a row that could not be taken apart.
    pub fn add_broken(&mut self, row: u64, line: u64, text: &str, reason: String) {
        let digest = digest_of([b"broken".as_slice(), text.trim().as_bytes()]);
        self.broken.push(Broken { place: RowPlace { row, line, digest }, found: None, reason });
    }

    /// Adds a row whose text does not tell it from another one, for what was read in one of its columns.
    pub fn add_doubtful(&mut self, row: u64, line: u64, text: &str, found: (String, String), reason: String) {
        let digest = digest_of([b"doubtful".as_slice(), &row.to_le_bytes(), text.trim().as_bytes()]);
        self.broken.push(Broken { place: RowPlace { row, line, digest }, found: Some(found), reason });
    }

    /// Passes over rows without any value: in a spreadsheet they are no rows, and so they are none where it wrote them as CSV.
    pub fn pass_over(&mut self, rows: u64) {
        self.blank_count += rows;
    }

    /// How many values a row has.
    pub fn width(&self) -> usize {
        self.columns.len()
    }

    /// How many rows there are, broken ones too.
    pub fn row_count(&self) -> usize {
        self.places.len() + self.broken.len()
    }

    /// The rows as a batch.
    pub fn finish(self) -> Batch {
        let columns = self.columns.into_iter().map(StringChunkedBuilder::finish).collect();
        Batch { header: self.header, columns, places: self.places, broken: self.broken, shared: self.shared, blank_count: self.blank_count }
    }
}

/// A value without the space around it; most have none.
pub fn trimmed(cell: &str) -> &str {
    let is_plain = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_graphic);
    let bytes = cell.as_bytes();
    if is_plain(bytes.first()) && is_plain(bytes.last()) { cell } else { cell.trim() }
}

/// A digest of parts, each with its length, by which rows and events are compared within one import: 128 bits of XXH3.
///
/// Of a million rows two different ones have the same with a chance of 10⁻²⁷. Nobody can make such two, for the seed is drawn for each run;
/// so a digest is never kept.
pub fn digest_of<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> [u64; 2] {
    let mut digest = Xxh3::with_seed(seed());
    for part in parts {
        digest.update(&(part.len() as u64).to_le_bytes());
        digest.update(part);
    }
    halves(digest.digest128())
}

fn seed() -> u64 {
    static SEED: OnceLock<u64> = OnceLock::new();
    // Without random numbers the digests are as good, but for one who wants two rows to be taken for one.
    *SEED.get_or_init(|| SysRng.try_next_u64().unwrap_or_default())
}

/// Its two halves.
fn halves(digest: u128) -> [u64; 2] {
    [(digest >> 64) as u64, digest as u64]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_rows_have_equal_digests_whatever_the_order_of_columns() {
        let digest = |header: &[&str], cells: &[&str]| {
            let mut batch = BatchBuilder::new(&Header::plain(header.iter().copied()), 1);
            batch.add(1, 2, cells.iter().copied());
            batch.finish().places[0].digest
        };
        let first = digest(&["a", "b"], &["x", "y"]);
        assert_eq!(first, digest(&["b", "a"], &["y", " x "]));
        assert_ne!(first, digest(&["a", "b"], &["y", "x"]));
        assert_ne!(digest(&["a", "b"], &["xy", ""]), digest(&["a", "b"], &["x", "y"]));
    }

    #[test]
    fn blank_cells_are_null() {
        let mut batch = BatchBuilder::new(&Header::plain(["a", "b"]), 1);
        batch.add(1, 2, [" \t ", "\u{a0}v "]);
        let batch = batch.finish();
        assert_eq!((batch.columns[0].get(0), batch.columns[1].get(0)), (None, Some("v")));
    }
}
