//! JSON Lines row by row: one object a line, nested objects flattened with dots.

use super::decode::Decoded;
use super::survey::Survey;
use crate::error::{Error, Place, Result};
use serde_json::Value;
use std::fs::File;
use std::io::BufRead;
use std::path::{Path, PathBuf};

const LONGEST_ROW: usize = 64 << 20;

/// The rows of a JSON Lines file.
pub struct JsonRows {
    file: PathBuf,
    input: Decoded,
    line: u64,
    row: u64,
}

/// One line.
pub struct JsonRow {
    /// Number of the data row, from 1.
    pub number: u64,
    /// Its line, from 1; blank lines are no rows.
    pub line: u64,
    /// The line itself.
    pub text: String,
}

impl JsonRows {
    /// Opens a file.
    pub fn open(file: &Path, survey: &Survey) -> Result<Self> {
        let input = File::open(file).map_err(|cause| Error::io("cannot read", file, &cause))?;
        Ok(Self { file: file.to_path_buf(), input: Decoded::new(input, survey.encoding), line: 0, row: 0 })
    }

    /// How much of the file has been read.
    pub fn bytes_read(&self) -> u64 {
        self.input.bytes_read()
    }

    /// The next line that is not blank.
    pub fn next_row(&mut self) -> Result<Option<JsonRow>> {
        loop {
            let mut bytes = Vec::new();
            let mut limited = std::io::Read::take(&mut self.input, LONGEST_ROW as u64);
            let length = limited.read_until(b'\n', &mut bytes).map_err(|cause| Error::io("cannot read", &self.file, &cause))?;
            if length == 0 {
                return Ok(None);
            }
            self.line += 1;
            if length == LONGEST_ROW {
                let place = Place { line: self.line as usize, ..Place::file(&self.file) };
                return Err(Error::new("this line is longer than 64 MB").at(place).remedy("Write one object a line."));
            }
            let text = String::from_utf8_lossy(&bytes).trim_end_matches(['\r', '\n']).to_string();
            if !text.trim().is_empty() {
                self.row += 1;
                return Ok(Some(JsonRow { number: self.row, line: self.line, text }));
            }
        }
    }
}

/// The values of a line by flattened name, or what is wrong with it. Null and blank are left out.
pub fn flatten(text: &str) -> std::result::Result<Vec<(String, String)>, String> {
    match serde_json::from_str(text) {
        Ok(Value::Object(object)) => {
            let mut cells = Vec::new();
            for (key, value) in object {
                put(&mut cells, key, value);
            }
            Ok(cells)
        }
        Ok(_) => Err("the line is no JSON object".to_string()),
        Err(cause) => Err(format!("the line is not JSON (column {})", cause.column())),
    }
}

fn put(cells: &mut Vec<(String, String)>, name: String, value: Value) {
    match value {
        Value::Null => {}
        Value::String(text) => cells.push((name, text)),
        Value::Object(object) => {
            for (key, value) in object {
                put(cells, format!("{name}.{key}"), value);
            }
        }
        other => cells.push((name, other.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_objects_are_flattened_with_dots() {
        let cells = flatten(r#"{"id":7,"customer":{"email":"a@b","tags":["x"]},"gone":null,"ok":true}"#).unwrap();
        let cells: Vec<(&str, &str)> = cells.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(cells, [("id", "7"), ("customer.email", "a@b"), ("customer.tags", "[\"x\"]"), ("ok", "true")]);
    }

    #[test]
    fn what_is_no_object_is_said_so() {
        assert_eq!(flatten("[1]").unwrap_err(), "the line is no JSON object");
        assert!(flatten("{\"a\":").unwrap_err().starts_with("the line is not JSON"));
    }
}
