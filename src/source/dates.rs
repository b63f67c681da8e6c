//! How an export writes its dates: formats of moments and formats of days.
//!
//! A format that the program could not apply is refused when the mapping is read, not at the
//! first row. A moment may always be followed by `Z` or an offset, which then is obeyed; a format
//! never mentions it.

use crate::error::{Error, Result};
use chrono::format::{Item, StrftimeItems};

/// The word that stands for ISO 8601 in its usual forms.
pub const ISO: &str = "iso";

const ISO_MOMENTS: &[&str] = &["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"];
const ISO_DAYS: &[&str] = &["%Y-%m-%d"];
const ACCEPTED: &str =
    "\"iso\", \"epoch\", \"epoch-ms\", \"excel\", or a format such as \"%d/%m/%Y %H:%M:%S\" (a moment) or \"%m/%d/%Y\" (a day)";

/// The formats of a date column, in order of preference.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Formats {
    /// Formats with a time of day.
    pub moments: Vec<String>,
    /// Formats without one: the value stands for the whole local day.
    pub days: Vec<String>,
    /// Numbers that stand for instants.
    pub counts: Vec<Count>,
}

/// A number that stands for an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// Seconds since 1970-01-01T00:00:00Z.
    Seconds,
    /// Milliseconds since 1970-01-01T00:00:00Z.
    Milliseconds,
    /// Days since 30 December 1899 by the local clock, as Excel counts; a whole number is a day.
    ExcelDays,
}

/// The words for numbers.
const COUNTS: [(&str, Count); 3] = [("epoch", Count::Seconds), ("epoch-ms", Count::Milliseconds), ("excel", Count::ExcelDays)];

impl Formats {
    /// Adds a format as a mapping writes it.
    pub fn add(&mut self, format: &str) -> Result<()> {
        if format == ISO {
            self.moments.extend(ISO_MOMENTS.iter().map(ToString::to_string));
            self.days.extend(ISO_DAYS.iter().map(ToString::to_string));
            return Ok(());
        }
        if let Some((_, count)) = COUNTS.iter().find(|count| count.0 == format) {
            self.counts.push(*count);
            return Ok(());
        }
        match parts(format)? {
            Parts { has_hour: true, .. } => self.moments.push(format.to_string()),
            Parts { .. } => self.days.push(format.to_string()),
        }
        Ok(())
    }

    /// Whether there is no format at all.
    pub fn is_empty(&self) -> bool {
        self.moments.is_empty() && self.days.is_empty() && self.counts.is_empty()
    }
}

struct Parts {
    has_hour: bool,
}

/// Looks at what a format asks for, and refuses what cannot give a date.
fn parts(format: &str) -> Result<Parts> {
    let refuse = |why: &str| Err(Error::new(format!("\"{format}\" is no date format: {why}")).accepted(ACCEPTED));
    if StrftimeItems::new(format).any(|item| matches!(item, Item::Error)) {
        return refuse("it has a letter after % that means nothing");
    }
    let expanded = format.replace("%D", "%m/%d/%y").replace("%F", "%Y-%m-%d").replace("%R", "%H:%M").replace("%T", "%H:%M:%S");
    let has = |letters: &str| {
        letters.chars().any(|letter| ["%", "%-", "%_", "%0"].iter().any(|start| expanded.contains(&format!("{start}{letter}"))))
    };
    if has("z") || has("Z") || has("s") || expanded.contains("%:z") || expanded.contains("%+") {
        return refuse("an offset needs no mention, it is recognised behind any time");
    }
    if !(has("Yy") && has("mbBh") && has("de")) {
        return refuse("it needs a year, a month and a day");
    }
    let has_hour = has("HkIl");
    if has_hour != has("M") || (has("S") && !has_hour) {
        return refuse("a time needs both hours and minutes");
    }
    if has("Il") != has("pP") {
        return refuse("%I needs %p, and %p needs %I");
    }
    Ok(Parts { has_hour })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formats(format: &str) -> Result<Formats> {
        let mut formats = Formats::default();
        formats.add(format).map(|()| formats)
    }

    #[test]
    fn a_format_with_hours_is_a_moment_and_one_without_is_a_day() {
        for (format, moments, days) in
            [("%d/%m/%Y %H:%M", 1, 0), ("%m/%d/%Y %I:%M:%S %p", 1, 0), ("%-m/%-d/%Y", 0, 1), ("%d %b %Y", 0, 1), ("iso", 4, 1)]
        {
            let read = formats(format).unwrap();
            assert_eq!((read.moments.len(), read.days.len()), (moments, days), "{format}");
        }
    }

    #[test]
    fn a_format_that_cannot_give_a_date_is_refused() {
        for format in ["", "%H:%M", "%Y-%m", "%Y-%m-%d %H", "%Y-%m-%d %I:%M", "%Y-%m-%dT%H:%M:%S%z", "%Q", "YYYY-MM-DD", "%s"] {
            assert!(formats(format).is_err(), "{format}");
        }
    }
}
