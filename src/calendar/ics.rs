//! Holidays from an iCalendar file (RFC 5545): its all-day events, one date each or several.

use crate::error::{Error, Place, Result};
use chrono::{Days, NaiveDate};
use std::path::Path;

/// The dates that the all-day events of an iCalendar file cover.
///
/// `DTEND` of an all-day event is not included, as the standard has it. Events with a rule of
/// repetition are refused: a list of holidays names its dates.
pub fn read(file: &Path) -> Result<Vec<NaiveDate>> {
    parse(file, &crate::toml_file::read_text(file)?)
}

fn parse(file: &Path, text: &str) -> Result<Vec<NaiveDate>> {
    let unfolded = text.replace("\r\n", "\n").replace("\n ", "").replace("\n\t", "");
    if !unfolded.trim_start().starts_with("BEGIN:VCALENDAR") {
        return Err(Error::new("this is no iCalendar file: it does not begin with BEGIN:VCALENDAR").at(Place::file(file)));
    }
    let mut dates = Vec::new();
    let mut first: Option<NaiveDate> = None;
    let mut end: Option<NaiveDate> = None;
    for line in unfolded.lines() {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let name = name.split(';').next().unwrap_or(name);
        match name {
            "DTSTART" => first = Some(day(file, value)?),
            "DTEND" => end = Some(day(file, value)?),
            "RRULE" => {
                return Err(Error::new("an event repeats by a rule (RRULE)")
                    .at(Place::file(file))
                    .remedy("Export the holidays as single dates."));
            }
            "END" if value.trim() == "VEVENT" => {
                let from = first.take().ok_or_else(|| Error::new("an event has no DTSTART").at(Place::file(file)))?;
                let until = end.take().filter(|until| *until > from).unwrap_or(from + Days::new(1));
                dates.extend(from.iter_days().take_while(|day| *day < until));
            }
            _ => {}
        }
    }
    Ok(dates)
}

fn day(file: &Path, value: &str) -> Result<NaiveDate> {
    let digits: String = value.chars().take(8).collect();
    NaiveDate::parse_from_str(&digits, "%Y%m%d")
        .map_err(|_| Error::new(format!("\"{value}\" is no date")).at(Place::file(file)).accepted("dates such as 20261225"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_all_day_event_covers_its_days_without_the_end() {
        let text = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20261227\r\nSUMMARY:Christ\r\n mas\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20270101\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        let dates: Vec<String> = parse(Path::new("x.ics"), text).unwrap().iter().map(ToString::to_string).collect();
        assert_eq!(dates, ["2026-12-25", "2026-12-26", "2027-01-01"]);
    }
}
