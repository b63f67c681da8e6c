//! What the columns of an unknown file hold: read once from beginning to end, with bounded memory.

use super::dates::{Patterns, Witness, is_before, time_alone};
use super::people::{tells_address, tells_phone};
use crate::source::batch::{Batch, digest_of};
use crate::source::card::is_card_number;
use std::collections::{BTreeMap, HashMap, HashSet};

/// A column with more different values than this is no list of words.
const MOST_WORDS: usize = 40;
/// How many values are remembered to tell whether any comes twice.
const MOST_REMEMBERED: usize = 1 << 20;

/// What is known of a column.
#[derive(Debug, Clone, Default)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// How many rows have a value.
    pub filled: u64,
    /// How its dates are written.
    pub dates: Patterns,
    /// Its numbers that may as well be instants, and how many there are.
    counts: Patterns,
    count_count: u64,
    /// The first value that is no date.
    pub undated: Option<Witness>,
    /// How many values are dates, times of day, addresses of mail, numbers of telephones and of payment cards.
    pub date_count: u64,
    pub time_count: u64,
    pub mail_count: u64,
    pub phone_count: u64,
    card_count: u64,
    object_count: u64,
    /// How its times of day are written, where it holds nothing else.
    pub times: BTreeMap<String, u64>,
    /// How long its values are in all.
    pub letters: u64,
    /// Its words and how often they come; empty where there are too many.
    pub words: BTreeMap<String, u64>,
    /// Values that mean nothing, such as `N/A`.
    pub fillers: BTreeMap<String, u64>,
    has_many_words: bool,
    seen: HashSet<u64>,
    /// How many rows repeat a value of an earlier row.
    pub repeated: u64,
    /// Of a column of dates, in how many rows it differs from the first row of the same case; counted in a second reading.
    pub changed: u64,
    /// Likewise, in how many rows of a list it can be compared with the receipt, and in how many its day lies before that.
    beside_count: u64,
    before_count: u64,
}

/// What people write where there is nothing to write.
const FILLERS: [&str; 14] = [
    "n/a",
    "na",
    "none",
    "null",
    "nil",
    "-",
    "--",
    "?",
    "unknown",
    "unspecified",
    "not applicable",
    "#n/a",
    "1900-01-01 00:00:00",
    "0000-00-00 00:00:00",
];

impl Column {
    fn add(&mut self, row: u64, value: &str) {
        if FILLERS.contains(&value.to_lowercase().as_str()) {
            *self.fillers.entry(value.to_string()).or_default() += 1;
            return;
        }
        self.filled += 1;
        self.letters += value.chars().count() as u64;
        if self.dates.add(row, value) {
            self.date_count += 1;
        } else if self.counts.add_count(value) {
            self.count_count += 1;
        } else if let Some(format) = time_alone(value) {
            self.time_count += 1;
            *self.times.entry(format).or_default() += 1;
        } else if self.undated.is_none() {
            self.undated = Some(Witness { row, value: value.to_string() });
        }
        self.mail_count += u64::from(tells_address(value));
        self.phone_count += u64::from(tells_phone(value));
        self.card_count += u64::from(!value.contains(|letter: char| letter.is_alphabetic()) && is_card_number(value));
        self.object_count += u64::from(is_of_objects(value));
        if !self.has_many_words {
            *self.words.entry(value.to_string()).or_default() += 1;
            if self.words.len() > MOST_WORDS {
                self.has_many_words = true;
                self.words.clear();
            }
        }
        if self.seen.len() < MOST_REMEMBERED && !self.seen.insert(digest_of([value.as_bytes()])[0]) {
            self.repeated += 1;
        }
    }

    /// Whether nearly all of its values are of a kind that so many are of.
    fn is_mostly(&self, count: u64) -> bool {
        self.filled > 0 && count * 20 >= self.filled * 19
    }

    /// Whether it holds dates.
    pub fn is_date(&self) -> bool {
        self.is_mostly(self.date_count)
    }

    /// Whether its values are dates or were meant to be: typed by hand, some can be read by nobody but a person.
    pub fn is_date_by_hand(&self) -> bool {
        self.filled > 0 && self.date_count * 2 >= self.filled
    }

    /// Takes its numbers for instants, if there are dates and such numbers only.
    fn settle_counts(&mut self) {
        if self.count_count > 0 && self.is_mostly(self.date_count + self.count_count) {
            self.date_count += std::mem::take(&mut self.count_count);
            self.dates.0.append(&mut self.counts.0);
        }
    }

    /// Whether it holds times of day without a date.
    pub fn is_time(&self) -> bool {
        self.is_mostly(self.time_count)
    }

    /// Whether it holds times of day without a date, or they were meant to be.
    pub fn is_time_by_hand(&self) -> bool {
        self.filled > 0 && self.time_count * 2 >= self.filled
    }

    /// Whether its dates have no time of day.
    pub fn is_day(&self) -> bool {
        self.is_date_by_hand()
            && self.dates.0.iter().all(|(pattern, evidence)| {
                !pattern.starts_with("epoch") && !pattern.contains('H') && !pattern.contains('I') && !evidence.example.contains(':')
            })
    }

    /// Whether it holds addresses of mail; a few among other words are enough to reach people.
    pub fn holds_addresses(&self) -> bool {
        self.filled > 0 && self.mail_count * 10 >= self.filled
    }

    /// Whether it holds numbers of telephones.
    pub fn holds_phones(&self) -> bool {
        self.filled > 0 && self.phone_count * 4 >= self.filled
    }

    /// Whether it holds numbers of payment cards: of ten numbers that are as long one has its check digit by chance, so not of a few values.
    pub fn holds_cards(&self) -> bool {
        self.filled >= 3 && self.is_mostly(self.card_count)
    }

    /// Whether it holds objects of JSON, as lists of comments are: what they hold can be told by no name of a column.
    pub fn holds_objects(&self) -> bool {
        self.filled > 0 && self.object_count * 10 >= self.filled
    }

    /// Whether it holds few words that come again and again.
    pub fn is_words(&self) -> bool {
        !self.words.is_empty() && !self.is_date() && !self.is_time() && self.mean_letters() <= 60
    }

    /// Whether its days lie before the receipt in nearly all of so many rows, those left out that lack one of the two.
    pub fn lies_before(&self, rows: u64) -> bool {
        self.beside_count > 0 && self.beside_count * 2 >= rows && self.before_count * 20 >= self.beside_count * 19
    }

    /// How many letters a value has.
    pub fn mean_letters(&self) -> u64 {
        self.letters / self.filled.max(1)
    }

    /// How many different values there are, at most.
    pub fn distinct(&self) -> u64 {
        self.filled - self.repeated
    }
}

/// Whether a value is an object of JSON, or a list of such.
fn is_of_objects(value: &str) -> bool {
    let start = value.trim_start().trim_start_matches('[').trim_start();
    let is_closed = value.trim_end().ends_with(['}', ']']);
    is_closed && start.strip_prefix('{').is_some_and(|inside| inside.trim_start().starts_with(['"', '}']))
}

/// All columns of a file.
#[derive(Debug, Clone, Default)]
pub struct Look {
    /// In the order in which they are met.
    pub columns: Vec<Column>,
    /// How many rows there are; what is written twice in every cell is one row, as in an import.
    pub rows: u64,
    /// How many rows could not be taken apart.
    pub broken: u64,
    seen: HashSet<[u64; 2]>,
}

impl Look {
    /// Takes the rows of a batch into account.
    pub fn add(&mut self, batch: &Batch) {
        self.broken += batch.broken.len() as u64;
        // Beyond what is remembered, every row counts.
        let mut is_first = |digest| self.seen.len() >= MOST_REMEMBERED || self.seen.insert(digest);
        let is_new: Vec<bool> = batch.places.iter().map(|place| is_first(place.digest)).collect();
        self.rows += is_new.iter().filter(|is_new| **is_new).count() as u64;
        for (name, cells) in batch.header.names().iter().zip(&batch.columns) {
            let column = self.column(name);
            for ((place, value), is_new) in batch.places.iter().zip(cells.iter()).zip(&is_new) {
                if let (Some(value), true) = (value, is_new) {
                    column.add(place.row, value);
                }
            }
        }
    }

    /// Reads a batch once more, to tell which dates change from row to row of a case. `firsts` remembers the first value of
    /// each column in each case.
    pub fn add_changes(&mut self, batch: &Batch, id: &str, firsts: &mut HashMap<u64, u64>) {
        let names = batch.header.names();
        let Some(cases) = names.iter().position(|name| name == id).map(|place| &batch.columns[place]) else { return };
        for (name, cells) in names.iter().zip(&batch.columns) {
            let Some(column) = self.columns.iter_mut().find(|column| column.name == *name && column.is_date()) else { continue };
            for (case, value) in cases.iter().zip(cells.iter()) {
                let (Some(case), Some(value)) = (case, value) else { continue };
                let (place, value) = (digest_of([name.as_bytes(), case.as_bytes()])[0], digest_of([value.as_bytes()])[0]);
                match firsts.get(&place) {
                    Some(first) => column.changed += u64::from(*first != value),
                    None if firsts.len() < MOST_REMEMBERED => drop(firsts.insert(place, value)),
                    None => {}
                }
            }
        }
    }

    /// Reads a batch once more, to tell which dates lie before the receipt.
    pub fn add_before(&mut self, batch: &Batch, receipt: &str) {
        let names = batch.header.names();
        let Some(receipts) = names.iter().position(|name| name == receipt).map(|place| &batch.columns[place]) else { return };
        for (name, cells) in names.iter().zip(&batch.columns).filter(|(name, _)| *name != receipt) {
            let Some(column) = self.columns.iter_mut().find(|column| column.name == *name && column.is_date()) else { continue };
            for (value, received) in cells.iter().zip(receipts.iter()) {
                let (Some(value), Some(received)) = (value, received) else { continue };
                let is_before = is_before(value, received);
                column.beside_count += u64::from(is_before.is_some());
                column.before_count += u64::from(is_before == Some(true));
            }
        }
    }

    /// A number of ten digits can be an instant as well as a case: the name of its column tells.
    pub fn settle(&mut self, is_of_dates: impl Fn(&str) -> bool) {
        self.columns.iter_mut().filter(|column| is_of_dates(&column.name)).for_each(Column::settle_counts);
    }

    fn column(&mut self, name: &str) -> &mut Column {
        let place = self.columns.iter().position(|column| column.name == name).unwrap_or_else(|| {
            self.columns.push(Column { name: name.to_string(), ..Column::default() });
            self.columns.len() - 1
        });
        &mut self.columns[place]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(values: &[&str]) -> Column {
        let mut column = Column::default();
        (1..).zip(values).for_each(|(row, value)| column.add(row, value));
        column
    }

    #[test]
    fn columns_are_told_by_their_values() {
        assert!(column(&["03/04/2026", "04/04/2026", "N/A"]).is_day());
        let moments = column(&["2026-03-04 10:00", "2026-03-05"]);
        assert!(moments.is_date() && !moments.is_day());
        assert!(column(&["10:30", "11:45 PM"]).is_time());
        assert!(column(&["a@b.example", "c@d.example", "by post"]).holds_addresses());
        assert!(column(&["(312) 555-0100", "none given"]).holds_phones());
        assert!(column(&["open", "closed", "open"]).is_words());
        assert!(column(&["[{\"author\":\"Ann\"}]", "[]", "{\"by\": 1}"]).holds_objects());
        assert!(!column(&["[\"a\",\"b\"]", "{name}, hello", "[x]"]).holds_objects());
        let ids = column(&["A1", "A2", "A2"]);
        assert_eq!((ids.filled, ids.repeated, ids.distinct()), (3, 1, 2));
        assert_eq!(column(&["?", "-", "x"]).fillers.len(), 2);
    }

    #[test]
    fn numbers_of_cards_are_told_by_their_check_digits() {
        // The test numbers of three brands.
        assert!(column(&["4111 1111 1111 1111", "5500-0000-0000-0004", "340000000000009"]).holds_cards());
        // Of ten numbers that follow one another one has the right digit.
        assert!(!column(&["4111111111111110", "4111111111111111", "4111111111111112"]).holds_cards());
        assert!(!column(&["4111 1111 1111 1111"]).holds_cards(), "one may be chance");
    }
}
