//! Dates that are midnight without exception: the file says an instant, and means a day.
//!
//! The values stay what the file says. Who knows better says so in the mapping, by a line that
//! reads the day alone; that line is made here.

use super::file::{FileRows, Known};
use crate::lake::QualityRecord;
use crate::source::mapping::{DateChoice, DateValue, Table, Text};

/// The measure under which an import counts them.
const MEASURE: &str = "always_midnight";

/// A field whose values are all exactly midnight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Midnights {
    /// `received_at` or `at`.
    pub field: String,
    /// The event that it dates, if it is an event's.
    pub event: Option<String>,
    /// How many values there are.
    pub count: u64,
    /// The columns that they are read from.
    pub columns: Vec<String>,
    /// The line of a mapping that reads the day alone, where one can be told.
    pub as_days: Option<String>,
}

/// The fields that an import found to be such, with what its files read them from.
pub fn of(quality: &[QualityRecord], files: &[Known], read: &[FileRows]) -> Vec<Midnights> {
    let made = |note: &QualityRecord| {
        let (mut columns, mut as_days) = (Vec::new(), None);
        for (file, read) in files.iter().zip(read) {
            let is_there = |column: &&String| read.columns.contains(column);
            for choice in dates(file.recognised.table, note.value.as_deref()).into_iter().flat_map(|date| &date.choices) {
                let there: Vec<&String> = choice.written.columns().iter().filter(is_there).collect();
                as_days = as_days.or_else(|| there.first().and_then(|column| as_day(column, choice)));
                columns.extend(there.into_iter().filter(|column| !columns.contains(*column)).cloned().collect::<Vec<_>>());
            }
        }
        let as_days = as_days.map(|value| format!("{} = {value}", note.field));
        Midnights { field: note.field.clone(), event: note.value.clone(), count: note.count, columns, as_days }
    };
    quality.iter().filter(|note| note.measure == MEASURE).map(made).collect()
}

/// What a table reads a receipt from, or the date of an event.
fn dates<'a>(table: &'a Table, event: Option<&str>) -> Vec<&'a DateValue> {
    match event {
        None => table.case.iter().filter_map(|case| case.received_at.as_ref()).collect(),
        Some(event) => {
            let rules = table.events.iter().filter(|rule| rule.name.events().is_none_or(|events| events.contains(&event)));
            rules.map(|rule| &rule.at).collect()
        }
    }
}

/// How a mapping reads the day alone of what a choice reads.
fn as_day(column: &str, choice: &DateChoice) -> Option<String> {
    if choice.later.is_some() || choice.written.split.is_some() {
        return None;
    }
    let cut = |format: &String| {
        [" ", "T"].into_iter().find_map(|between| {
            let (day, rest) = format.split_once(&format!("{between}%"))?;
            rest.starts_with(['H', 'I', 'k', 'l', 'T', 'R']).then(|| (between, day.to_string()))
        })
    };
    // A day needs no format of its own where the mapping reads days already.
    let (between, day) = match choice.dates.days.first() {
        Some(_) => (" ", String::new()),
        None => choice.dates.moments.iter().find_map(cut).map(|(between, day)| (between, format!(", dates = \"{day}\"")))?,
    };
    Some(match &choice.written.text {
        // The time stands in a column of its own.
        Text::Joined { .. } => format!("{{ column = \"{column}\"{day} }}"),
        _ => format!("{{ column = \"{column}\", split = \"{between}\", part = 1{day} }}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::dates::Formats;
    use crate::source::mapping::Choice;

    #[test]
    fn the_line_that_reads_the_day_alone_cuts_off_the_time() {
        let line = |formats: &[&str], text: Text| {
            let mut dates = Formats::default();
            for format in formats {
                dates.add(format).unwrap();
            }
            as_day("Seen", &DateChoice { written: Choice { text, ..Choice::default() }, dates, time_zone: None, later: None })
        };
        let one = || Text::First(vec!["Seen".into()]);
        for (formats, expected) in [
            (["iso"].as_slice(), Some("{ column = \"Seen\", split = \" \", part = 1 }")),
            (&["%d/%m/%Y %H:%M"], Some("{ column = \"Seen\", split = \" \", part = 1, dates = \"%d/%m/%Y\" }")),
            (&["%Y%m%dT%H:%M"], Some("{ column = \"Seen\", split = \"T\", part = 1, dates = \"%Y%m%d\" }")),
            (&["%d/%m/%Y %H:%M", "%d/%m/%Y"], Some("{ column = \"Seen\", split = \" \", part = 1 }")),
            // The time stands first.
            (&["%H:%M %d/%m/%Y"], None),
        ] {
            assert_eq!(line(formats, one()).as_deref(), expected, "{formats:?}");
        }
        let joined = Text::Joined { columns: vec!["Seen".into(), "Time".into()], separator: " ".into() };
        assert_eq!(line(&["iso"], joined).as_deref(), Some("{ column = \"Seen\" }"));
    }
}
