//! Rows that were set aside and that somebody has repaired: `rejects` as CSV, its texts edited.
//!
//! Refused, with its line: a file without the columns that name a row, a blank text, one row twice,
//! and a row that is not set aside.

use crate::error::{Error, Place, Result};
use std::collections::HashMap;
use std::path::Path;

const COLUMNS: [&str; 4] = ["import", "file", "row", "text"];
const HOW: &str =
    "Write the rows with `ombud query \"select * from rejects\" --format csv > set-aside.csv`, edit the texts, and keep the rest.";

/// Repaired texts by the place of their rows.
#[derive(Debug, Default)]
pub struct Repairs {
    texts: HashMap<(i64, String, u64), Repair>,
}

#[derive(Debug)]
struct Repair {
    text: String,
    place: Place,
    is_used: bool,
}

impl Repairs {
    /// Reads a file of repaired rows.
    pub fn read(file: &Path) -> Result<Self> {
        let failed = |cause: &csv::Error| Error::new(format!("this cannot be read as CSV: {cause}")).in_file(file).remedy(HOW);
        let mut reader = csv::Reader::from_path(file).map_err(|cause| failed(&cause))?;
        let header = reader.headers().map_err(|cause| failed(&cause))?.clone();
        let mut places = [0; COLUMNS.len()];
        for (place, name) in places.iter_mut().zip(COLUMNS) {
            let found = header.iter().position(|column| column.trim() == name);
            *place = found.ok_or_else(|| Error::new(format!("there is no column \"{name}\"")).in_file(file).remedy(HOW))?;
        }
        let mut repairs = Self::default();
        for record in reader.records() {
            repairs.add(&record.map_err(|cause| failed(&cause))?, places, file)?;
        }
        Ok(repairs)
    }

    fn add(&mut self, record: &csv::StringRecord, places: [usize; 4], file: &Path) -> Result<()> {
        let place = Place { line: record.position().map_or(0, |position| position.line() as usize), ..Place::file(file) };
        let [import, name, row, text] = places.map(|place| record.get(place).unwrap_or_default());
        let (Ok(import), Ok(row)) = (import.trim().parse(), row.trim().parse()) else {
            return Err(Error::new(format!("\"{import}\" and \"{row}\" are not the numbers of an import and a row")).at(place).remedy(HOW));
        };
        if text.trim().is_empty() {
            return Err(Error::new(format!("the text of row {row} is blank"))
                .at(place)
                .remedy("Leave the line out, and the row stays set aside."));
        }
        let repair = Repair { text: armed(text).to_string(), place: place.clone(), is_used: false };
        match self.texts.insert((import, name.to_string(), row), repair) {
            Some(_) => Err(Error::new(format!("row {row} of {name} stands here twice")).at(place).remedy("Leave one of the two out.")),
            None => Ok(()),
        }
    }

    /// Whether nothing was repaired.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// Whether any row of an import was repaired.
    pub fn concern(&self, import: i64) -> bool {
        self.texts.keys().any(|key| key.0 == import)
    }

    /// The repaired text of a row, if there is one.
    pub fn take(&mut self, import: i64, file: &str, row: u64) -> Option<&str> {
        let repair = self.texts.get_mut(&(import, file.to_string(), row))?;
        repair.is_used = true;
        Some(&repair.text)
    }

    /// Refuses repaired rows of some imports that nobody asked for: they are not set aside, or were read again since, in the import
    /// that `read_again_in` tells.
    pub fn refuse_unused(&self, is_concerned: impl Fn(i64) -> bool, read_again_in: impl Fn(i64) -> Option<i64>) -> Result<()> {
        let unused = self.texts.iter().filter(|(key, repair)| !repair.is_used && is_concerned(key.0));
        let Some(((import, file, row), repair)) = unused.min_by_key(|(_, repair)| repair.place.line) else { return Ok(()) };
        let found = match read_again_in(*import) {
            Some(again) => format!("row {row} of {file} was already read again, in import {again}; what is still set aside is in that one"),
            None => format!("row {row} of {file} is not set aside in import {import}"),
        };
        Err(Error::new(found).at(repair.place.clone()).remedy(HOW))
    }
}

/// The text without the apostrophe that disarms a formula in CSV, see [`crate::csv_text`].
fn armed(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if crate::csv_text::disarmed(rest) == text => rest,
        _ => text,
    }
}
