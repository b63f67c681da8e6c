//! Rows that name their own values: JSON, event logs in XML, mail.

use crate::error::Result;

/// One row, its values by name.
#[derive(Debug, Clone)]
pub struct RaggedRow {
    /// Number of the data row, from 1.
    pub number: u64,
    /// Line on which it begins, from 1.
    pub line: u64,
    /// Its values by name, or why it has none.
    pub cells: std::result::Result<Vec<(String, String)>, String>,
    /// Its own text.
    pub text: String,
}

/// A file of such rows.
pub trait Ragged {
    /// The next row.
    fn next_row(&mut self) -> Result<Option<RaggedRow>>;

    /// How much of the file has been read.
    fn bytes_read(&self) -> u64;
}

/// The values as one JSON object: the text of a row whose file has none that a person could read.
pub fn as_json(cells: &[(String, String)]) -> String {
    let object: serde_json::Map<String, serde_json::Value> =
        cells.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect();
    serde_json::Value::from(object).to_string()
}

/// The names of some rows, in the order in which they are first met.
pub fn names_of<'a>(rows: impl IntoIterator<Item = &'a RaggedRow>) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    let cells = rows.into_iter().filter_map(|row| row.cells.as_ref().ok()).flatten();
    cells.filter(|cell| seen.insert(cell.0.as_str())).map(|cell| cell.0.clone()).collect()
}
