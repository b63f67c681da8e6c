//! Holidays from an iCalendar file (RFC 5545): its all-day events, one date each or several.

use crate::error::{Error, Place, Result};
use chrono::{Days, NaiveDate};
use std::path::Path;

/// The dates that the all-day events of an iCalendar file cover.
///
/// `DTEND` of an all-day event is not included, as the standard has it. Events with a rule of
/// repetition are refused: a list of holidays names its dates. All faults are told at once.
pub fn read(file: &Path) -> Result<Vec<NaiveDate>> {
    parse(file, &crate::toml_file::read_text(file)?)
}

/// An event under examination, with the line on which each date stands.
#[derive(Default)]
struct Event {
    line: usize,
    start: Option<NaiveDate>,
    end: Option<NaiveDate>,
    is_faulty: bool,
}

fn parse(file: &Path, text: &str) -> Result<Vec<NaiveDate>> {
    if !text.trim_start().starts_with("BEGIN:VCALENDAR") {
        let error = Error::new("this is no iCalendar file: it does not begin with BEGIN:VCALENDAR").at(Place::file(file));
        return Err(error.accepted("an .ics file, as calendars export it"));
    }
    let (mut dates, mut faults) = (Vec::new(), Vec::new());
    let mut event: Option<Event> = None;
    for (line, content) in unfolded(text) {
        let (name, value) = content.split_once(':').unwrap_or((&content, ""));
        let name = name.split(';').next().unwrap_or(name);
        // What stands outside of events, such as the rules of time zones, is no holiday.
        match (name, value.trim(), &mut event) {
            ("BEGIN", "VEVENT", _) => event = Some(Event { line, ..Event::default() }),
            ("END", "VEVENT", Some(ended)) => {
                match ended.start {
                    Some(from) => {
                        let until = ended.end.filter(|until| *until > from).unwrap_or(from + Days::new(1));
                        dates.extend(from.iter_days().take_while(|day| *day < until));
                    }
                    None if ended.is_faulty => {}
                    None => faults.push(Error::new("an event has no DTSTART").at(place(file, text, ended.line))),
                }
                event = None;
            }
            ("DTSTART" | "DTEND", value, Some(event)) => match day(value) {
                Ok(day) if name == "DTSTART" => event.start = Some(day),
                Ok(day) => event.end = Some(day),
                Err(error) => {
                    event.is_faulty = true;
                    faults.push(error.at(place(file, text, line)));
                }
            },
            ("RRULE", _, Some(_)) => {
                let error = Error::new("an event repeats by a rule (RRULE)").at(place(file, text, line));
                faults.push(error.remedy("Export the holidays as single dates."));
            }
            _ => {}
        }
    }
    Error::all(faults).map_or(Ok(dates), Err)
}

/// The content lines, each with the number of its first line: a line that begins with white space goes on with the one before.
fn unfolded(text: &str) -> Vec<(usize, String)> {
    let mut lines: Vec<(usize, String)> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some((_, begun))) => begun.push_str(rest),
            _ => lines.push((index + 1, line.to_string())),
        }
    }
    lines
}

fn place(file: &Path, text: &str, line: usize) -> Place {
    let excerpt = text.lines().nth(line - 1).unwrap_or_default().to_string();
    Place { file: file.to_path_buf(), line, column: 0, width: 0, excerpt }
}

fn day(value: &str) -> Result<NaiveDate> {
    let digits: String = value.chars().take(8).collect();
    NaiveDate::parse_from_str(&digits, "%Y%m%d")
        .map_err(|_| Error::new(format!("\"{value}\" is no date")).accepted("dates such as 20261225"))
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

    #[test]
    fn the_rules_of_a_time_zone_are_no_holidays() {
        let text = "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nBEGIN:STANDARD\nDTSTART:19701025T030000\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\nEND:STANDARD\nEND:VTIMEZONE\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261225\nEND:VEVENT\nEND:VCALENDAR\n";
        assert_eq!(parse(Path::new("x.ics"), text).unwrap(), ["2026-12-25".parse::<NaiveDate>().unwrap()]);
    }

    #[test]
    fn every_fault_is_told_with_its_line() {
        let text = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:soon\nEND:VEVENT\nBEGIN:VEVENT\nRRULE:FREQ=YEARLY\nEND:VEVENT\nEND:VCALENDAR\n";
        let told = parse(Path::new("x.ics"), text).unwrap_err().to_string();
        for part in ["x.ics:3: \"soon\" is no date", "x.ics:6: an event repeats", "x.ics:5: an event has no DTSTART"] {
            assert!(told.contains(part), "{part} not in:\n{told}");
        }
        assert_eq!(told.matches("no DTSTART").count(), 1);
    }
}
