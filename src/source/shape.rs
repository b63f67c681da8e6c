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
    /// JSON.
    Json {
        /// Each line is an object; otherwise they stand in an array, in an object around one, or one behind the other.
        is_lines: bool,
    },
    /// A sheet of a workbook.
    Sheet {
        /// Its name.
        name: String,
        /// How many rows stand above the header.
        skip: usize,
        /// Other sheets that would be read as well if the workbook had not this one.
        left_out: Vec<String>,
        /// Sheets that the mapping names and the workbook has not, and those that it has.
        absent: Option<(Vec<String>, Vec<String>)>,
    },
    /// A Parquet file.
    Parquet,
    /// An event log in XES.
    Xes,
    /// A mailbox, or one message.
    Mail,
}

impl Shape {
    /// Notes which other sheets have the same columns, for nobody may take one sheet for the whole workbook.
    pub fn leave_out<'a>(&mut self, others: impl Iterator<Item = &'a Self>) {
        let Kind::Sheet { name: own, left_out, .. } = &mut self.kind else { return };
        for other in others {
            if let Kind::Sheet { name, .. } = &other.kind
                && name != own
                && !left_out.contains(name)
            {
                left_out.push(name.clone());
            }
        }
    }

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
            Kind::Json { .. } => words.push("JSON".into()),
            Kind::Sheet { name, skip, left_out, absent } => {
                words.push(format!("the sheet \"{name}\""));
                words.extend(skipped(*skip));
                words.extend(sheets_left_out(left_out));
                words.extend(absent.as_ref().map(|(wanted, there)| no_sheet(wanted, there)));
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
        matches!(self.kind, Kind::Delimited { .. } | Kind::Json { .. } | Kind::Xes)
    }
}

fn skipped(rows: usize) -> Option<String> {
    (rows > 0).then(|| format!("{rows} {} above the header left out", if rows == 1 { "row" } else { "rows" }))
}

/// That a workbook has no sheets of some names, and which it has.
pub fn no_sheet(wanted: &[String], there: &[String]) -> String {
    let quoted = |names: &[String]| names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
    format!("no sheet {}, which the mapping names (there are {})", quoted(wanted), quoted(there))
}

fn sheets_left_out(names: &[String]) -> Option<String> {
    let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    let what = if names.len() == 1 { "the sheet" } else { "the sheets" };
    (!names.is_empty()).then(|| {
        format!(
            "{what} {} with the same columns left out (save each as a file of its own, or name the one that is meant by `sheet = …`)",
            quoted.join(", ")
        )
    })
}

fn delimiter_name(delimiter: u8) -> String {
    match delimiter {
        b';' => "semicolons".into(),
        b'\t' => "tabs".into(),
        b'|' => "bars".into(),
        other => format!("\"{}\"", char::from(other)),
    }
}
