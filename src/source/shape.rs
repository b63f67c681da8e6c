//! How a recognised file is written: everything that reading its rows needs to know.

use super::unpack::Packing;
use encoding_rs::Encoding;

/// How a file is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// What its rows are.
    pub kind: Kind,
    /// How it is packed.
    pub packing: Packing,
    /// How its characters are written, where it is text.
    pub encoding: &'static Encoding,
}

/// What the rows of a file are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Delimited text.
    Delimited {
        /// What stands between two values.
        delimiter: u8,
        /// How many rows stand above the header.
        skip: usize,
    },
    /// JSON: lines, an array, or an object around one.
    Json,
    /// A sheet of a workbook.
    Sheet {
        /// Its name.
        name: String,
        /// How many rows stand above the header.
        skip: usize,
    },
    /// A Parquet file.
    Parquet,
    /// An event log in XES.
    Xes,
    /// A mailbox, or one message.
    Mail,
}

impl Shape {
    /// What a reader should know of it; `None` where the file is as plain as can be.
    pub fn notable(&self) -> Option<String> {
        let mut words = Vec::new();
        match &self.kind {
            Kind::Delimited { delimiter, skip } => {
                if *delimiter != b',' {
                    words.push(format!("values between {}", delimiter_name(*delimiter)));
                }
                words.extend(skipped(*skip));
            }
            Kind::Json => words.push("JSON".into()),
            Kind::Sheet { name, skip } => {
                words.push(format!("the sheet \"{name}\""));
                words.extend(skipped(*skip));
            }
            Kind::Parquet => words.push("Parquet".into()),
            Kind::Xes => words.push("XES".into()),
            Kind::Mail => words.push("mail".into()),
        }
        if self.is_text() && self.encoding != encoding_rs::UTF_8 {
            words.push(self.encoding.name().to_string());
        }
        if self.packing != Packing::Plain {
            words.push(format!("packed by {}", self.packing.name()));
        }
        (!words.is_empty()).then(|| words.join(", "))
    }

    fn is_text(&self) -> bool {
        matches!(self.kind, Kind::Delimited { .. } | Kind::Json | Kind::Xes)
    }
}

fn skipped(rows: usize) -> Option<String> {
    (rows > 0).then(|| format!("{rows} {} above the header left out", if rows == 1 { "row" } else { "rows" }))
}

fn delimiter_name(delimiter: u8) -> String {
    match delimiter {
        b';' => "semicolons".into(),
        b'\t' => "tabs".into(),
        b'|' => "bars".into(),
        other => format!("\"{}\"", char::from(other)),
    }
}
