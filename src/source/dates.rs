//! How an export writes its dates: formats of moments and formats of days.
//!
//! A format that the program could not apply is refused when the mapping is read, not at the
//! first row. A moment may always be followed by `Z` or an offset, which then is obeyed; a format
//! never mentions it.

use crate::error::{Error, Result};
use chrono::format::{Item, StrftimeItems};
use chrono::{NaiveDate, NaiveDateTime};
use std::borrow::Cow;

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
    /// All of them as the mapping writes them.
    pub written: Vec<String>,
}

/// Which of the two comes first where a date is written in numbers, and not with its year first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// 31/12/2026.
    DayFirst,
    /// 12/31/2026.
    MonthFirst,
}

impl Order {
    /// The order that a format asks for; `None` where nobody can mistake one for the other.
    pub fn of(format: &str) -> Option<Self> {
        let place = |letters: &[&str]| letters.iter().filter_map(|letter| format.find(letter)).min();
        let (day, month) = (place(&["%d", "%-d", "%e", "%_d"])?, place(&["%m", "%-m", "%_m"])?);
        let is_year_first = place(&["%Y", "%y"]).is_some_and(|year| year < day.min(month));
        let order = if day < month { Self::DayFirst } else { Self::MonthFirst };
        (!is_year_first).then_some(order)
    }
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
        self.add_parts(format)?;
        self.written.push(format.to_string());
        Ok(())
    }

    /// Whether a value would be a date if day and month stood the other way round.
    pub fn fits_other_order(&self, value: &str) -> bool {
        let other = |format: &String| {
            Order::of(format)?;
            let mut swapped = String::new();
            for part in format.split_inclusive(['d', 'e', 'm']) {
                let is_field = |head: &str| head.ends_with('%') || head.ends_with("%-") || head.ends_with("%_");
                let other = |end: char, new: &str| part.strip_suffix(end).filter(|head| is_field(head)).map(|head| format!("{head}{new}"));
                let turned = other('m', "d").or_else(|| other('d', "m")).or_else(|| other('e', "m"));
                swapped += turned.as_deref().unwrap_or(part);
            }
            Some(swapped)
        };
        let fits_moment = |format: String| NaiveDateTime::parse_from_str(value, &format).is_ok();
        let fits_day = |format: String| NaiveDate::parse_from_str(value, &format).is_ok();
        self.moments.iter().filter_map(other).any(fits_moment) || self.days.iter().filter_map(other).any(fits_day)
    }

    fn add_parts(&mut self, format: &str) -> Result<()> {
        if format == ISO {
            self.moments.extend(ISO_MOMENTS.iter().map(ToString::to_string));
            self.days.extend(ISO_DAYS.iter().map(ToString::to_string));
            return Ok(());
        }
        if let Some((_, count)) = COUNTS.iter().find(|count| count.0 == format) {
            self.counts.push(*count);
            return Ok(());
        }
        let parts = parts(format)?;
        // Languages have months without a shorter name (`mars`, `Juni`), and the format of the full name reads a short one, too.
        let format = format.replace("%b", "%B");
        let formats = if parts.has_hour { &mut self.moments } else { &mut self.days };
        formats.push(format);
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
    if has("s") {
        return refuse("seconds since 1970 are written as \"epoch\", milliseconds as \"epoch-ms\"");
    }
    if has("z") || has("Z") || expanded.contains("%:z") || expanded.contains("%+") {
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

/// A value as formats read it: its months and halves of a day in English; and whether it is of the day after: `24:00`, the
/// midnight that ends a day, is given as the one that begins it.
pub fn usual(value: &str) -> (Cow<'_, str>, bool) {
    let value = if has_words(value) { Cow::Owned(in_english(value)) } else { Cow::Borrowed(value) };
    match begun(&value) {
        Some(midnight) => (Cow::Owned(midnight), true),
        None => (value, false),
    }
}

/// Whether letters stand together in a value, or with a point between them; two at its end (`PM`) are English.
fn has_words(value: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphabetic() || !byte.is_ascii();
    value.as_bytes().windows(3).any(|bytes| is_letter(bytes[0]) && (is_letter(bytes[1]) || bytes[1] == b'.' && is_letter(bytes[2])))
}

fn in_english(value: &str) -> String {
    let mut made = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(start) = rest.find(char::is_alphabetic) {
        made += &rest[..start];
        let from = &rest[start..];
        let (word, after) = from.split_at(from.find(|letter: char| !letter.is_alphabetic()).unwrap_or(from.len()));
        let half =
            [("a.m", "AM"), ("p.m", "PM")].into_iter().find(|half| from.get(..3).is_some_and(|start| start.eq_ignore_ascii_case(half.0)));
        (made, rest) = match half {
            Some((_, half)) => (made + half, from[3..].strip_prefix('.').unwrap_or(&from[3..])),
            None => (made + month(&word.to_lowercase()).unwrap_or(word), after),
        };
    }
    made + rest
}

/// The English month of a German, French, Spanish, Italian or Dutch word, in full or short as that is; an English word needs none.
fn month(word: &str) -> Option<&'static str> {
    Some(match word {
        "januar" | "jänner" | "janvier" | "enero" | "gennaio" | "januari" => "January",
        "februar" | "feber" | "février" | "fevrier" | "febrero" | "febbraio" | "februari" => "February",
        "märz" | "maerz" | "mars" | "marzo" | "maart" => "March",
        "avril" | "abril" | "aprile" => "April",
        "mai" | "mayo" | "maggio" | "mag" | "mei" => "May",
        "juni" | "juin" | "junio" | "giugno" => "June",
        "juli" | "juillet" | "julio" | "luglio" => "July",
        "août" | "aout" | "agosto" | "augustus" => "August",
        "septembre" | "septiembre" | "setiembre" | "settembre" => "September",
        "oktober" | "octobre" | "octubre" | "ottobre" => "October",
        "novembre" | "noviembre" => "November",
        "dezember" | "décembre" | "decembre" | "diciembre" | "dicembre" => "December",
        "jän" | "janv" | "ene" | "gen" => "Jan",
        "févr" | "fevr" | "fév" | "fev" => "Feb",
        "mär" | "mrz" | "mrt" => "Mar",
        "avr" | "abr" => "Apr",
        "giu" => "Jun",
        "juil" | "lug" => "Jul",
        "aoû" | "ago" => "Aug",
        "sept" | "set" => "Sep",
        "okt" | "ott" => "Oct",
        "dez" | "déc" | "dic" => "Dec",
        _ => return None,
    })
}

/// The midnight at the beginning of the day at whose end a value puts it; `None` where it does not.
fn begun(value: &str) -> Option<String> {
    let place = value.rfind("24:00")?;
    let (before, clock) = value.split_at(place);
    let is_clock = before.is_empty() || before.ends_with([' ', 'T', 't']);
    // Behind hours and minutes only noughts, and an offset.
    let rest = clock[5..].trim_start_matches([':', '.', '0']);
    let is_over = rest.is_empty() || rest.starts_with(['Z', 'z', '+', '-', ' ']);
    (is_clock && is_over).then(|| format!("{before}00{}", &clock[2..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_and_halves_of_a_day_are_read_in_six_languages() {
        for (value, expected) in [
            ("9. Januar 2026", "9. January 2026"),
            ("3. MÄRZ 2026 08:15", "3. March 2026 08:15"),
            ("20. Mai 2026", "20. May 2026"),
            ("5-okt-26", "5-Oct-26"),
            ("1 févr. 2026", "1 Feb. 2026"),
            ("14 juillet 2026", "14 July 2026"),
            ("5 de diciembre de 2026", "5 de December de 2026"),
            ("7 agosto 2026", "7 August 2026"),
            ("12 mrt 2026", "12 Mar 2026"),
            ("5 March 2026", "5 March 2026"),
            ("1/5/2026 9:30 p.m.", "1/5/2026 9:30 PM"),
            ("1/5/2026 9:30 A.M", "1/5/2026 9:30 AM"),
            ("2026-01-05T10:00:00Z", "2026-01-05T10:00:00Z"),
        ] {
            assert_eq!(usual(value), (expected.into(), false), "{value}");
        }
    }

    #[test]
    fn twenty_four_hours_are_the_next_midnight() {
        for (value, expected) in [
            ("2026-01-05 24:00", Some("2026-01-05 00:00")),
            ("2026-01-05T24:00:00.000Z", Some("2026-01-05T00:00:00.000Z")),
            ("05.01.2026 24:00:00", Some("05.01.2026 00:00:00")),
            ("24:00", Some("00:00")),
            ("2026-01-05 24:30", None),
            ("2026-01-05 24:00:01", None),
            ("2026-01-05 10:24:00", None),
        ] {
            assert_eq!(usual(value), (expected.unwrap_or(value).into(), expected.is_some()), "{value}");
        }
    }

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
    fn the_other_order_is_tried_only_where_it_could_be_meant() {
        for (format, order) in [
            ("%d/%m/%Y", Some(Order::DayFirst)),
            ("%-m/%-d/%y %I:%M %p", Some(Order::MonthFirst)),
            ("%Y-%m-%d", None),
            ("%d %b %Y", None),
            ("%H:%M %d.%m.%Y", Some(Order::DayFirst)),
        ] {
            assert_eq!(Order::of(format), order, "{format}");
        }
        let day_first = formats("%d/%m/%Y").unwrap();
        assert!(
            day_first.fits_other_order("1/14/2026") && !day_first.fits_other_order("14/14/2026") && !day_first.fits_other_order("soon")
        );
        assert!(formats("%m/%d/%Y %I:%M %p").unwrap().fits_other_order("14/1/2026 9:00 AM"));
    }

    #[test]
    fn a_format_that_cannot_give_a_date_is_refused() {
        for format in ["", "%H:%M", "%Y-%m", "%Y-%m-%d %H", "%Y-%m-%d %I:%M", "%Y-%m-%dT%H:%M:%S%z", "%Q", "YYYY-MM-DD", "%s"] {
            assert!(formats(format).is_err(), "{format}");
        }
    }
}
