//! Holidays from an iCalendar file (RFC 5545): its all-day events, one date each or several.

use crate::error::{Error, Place, Result};
use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime, TimeZone};
use chrono_tz::Tz;
use std::path::Path;

/// The dates that the all-day events of an iCalendar file cover; instants in UTC are read in `zone`.
///
/// `DTEND` of an all-day event is not included, as the standard has it. A list of holidays names its dates: events that repeat, that
/// are of a part of a day, or of which the file does not hold the end, are refused, and cancelled ones are none. All faults are told at
/// once.
pub fn read(file: &Path, zone: Tz) -> Result<Vec<NaiveDate>> {
    parse(file, &crate::toml_file::read_text(file)?, zone)
}

/// An event under examination, with the line on which it begins.
#[derive(Default)]
struct Event {
    line: usize,
    start: Option<NaiveDate>,
    end: Option<NaiveDate>,
    days: Option<u64>,
    is_cancelled: bool,
    /// It has a DTSTART that is no date, which was told.
    is_faulty: bool,
}

impl Event {
    /// Takes in a property of the event.
    fn take(&mut self, name: &str, value: &str, zone: Tz) -> Result<()> {
        match name {
            "DTSTART" => self.start = Some(day(value, zone)?),
            "DTEND" => self.end = Some(day(value, zone)?),
            "DURATION" => self.days = Some(whole_days(value)?),
            "STATUS" => self.is_cancelled = value.eq_ignore_ascii_case("CANCELLED"),
            "RRULE" => return Err(Error::new("an event repeats by a rule (RRULE)").remedy("Export the holidays as single dates.")),
            "RDATE" => return Err(Error::new("an event has further dates (RDATE)").remedy("Export the holidays as single dates.")),
            _ => {}
        }
        Ok(())
    }

    /// Its days.
    fn dates(&self) -> Result<Vec<NaiveDate>> {
        let Some(from) = self.start else {
            return if self.is_faulty { Ok(Vec::new()) } else { Err(Error::new("an event has no DTSTART")) };
        };
        if self.end.is_some_and(|end| end < from) {
            return Err(Error::new("an event ends before it begins"));
        }
        // Some write the day itself as its end.
        let of_days = Some(from + Days::new(self.days.unwrap_or(1)));
        let until = self.end.filter(|end| *end > from).or(of_days).unwrap_or(from);
        Ok(from.iter_days().take_while(|day| *day < until).collect())
    }
}

fn parse(file: &Path, text: &str, zone: Tz) -> Result<Vec<NaiveDate>> {
    if !text.trim_start().starts_with("BEGIN:VCALENDAR") {
        let error = Error::new("this is no iCalendar file: it does not begin with BEGIN:VCALENDAR").at(Place::file(file));
        return Err(error.accepted("an .ics file, as calendars export it"));
    }
    let (mut dates, mut faults) = (Vec::new(), Vec::new());
    let mut event: Option<Event> = None;
    let mut is_ended = false;
    for (line, content) in unfolded(text) {
        let (name, value) = content.split_once(':').unwrap_or((&content, ""));
        let name = name.split(';').next().unwrap_or(name);
        // What stands outside of events, such as the rules of time zones, is no holiday.
        match (name, value.trim(), &mut event) {
            ("BEGIN", "VEVENT", _) => event = Some(Event { line, ..Event::default() }),
            ("END", "VEVENT", Some(ended)) => {
                match ended.dates() {
                    Ok(days) if !ended.is_cancelled => dates.extend(days),
                    Ok(_) => {}
                    Err(error) => faults.push(error.at(place(file, text, ended.line))),
                }
                event = None;
            }
            ("END", "VCALENDAR", None) => is_ended = true,
            (name, value, Some(event)) => {
                if let Err(error) = event.take(name, value, zone) {
                    event.is_faulty |= name == "DTSTART";
                    faults.push(error.at(place(file, text, line)));
                }
            }
            _ => {}
        }
    }
    if !is_ended {
        let end = text.lines().count();
        let error = Error::new("the file breaks off: it has no END:VCALENDAR").at(place(file, text, end.max(1)));
        faults.push(error.remedy("Export it again: holidays may be missing at its end."));
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
    Place { file: file.to_path_buf(), line, column: 1, width: excerpt.chars().count(), excerpt }
}

/// The day that begins at a date or an instant: holidays are local dates.
fn day(value: &str, zone: Tz) -> Result<NaiveDate> {
    let accepted = "dates such as 20261225, or instants at midnight";
    if let Ok(date) = NaiveDate::parse_from_str(value, "%Y%m%d") {
        return Ok(date);
    }
    let (wall, is_utc) = value.strip_suffix('Z').map_or((value, false), |wall| (wall, true));
    let told = NaiveDateTime::parse_from_str(wall, "%Y%m%dT%H%M%S")
        .map_err(|_| Error::new(format!("\"{value}\" is no date")).accepted(accepted))?;
    let local = if is_utc { zone.from_utc_datetime(&told).naive_local() } else { told };
    if local.time() != NaiveTime::MIN {
        let found = format!("\"{value}\" is no beginning of a day{}", if is_utc { format!(" in {zone}") } else { String::new() });
        return Err(Error::new(found).accepted(accepted).remedy("Export the holidays as all-day events."));
    }
    Ok(local.date())
}

/// `P2D` or `P1W`.
fn whole_days(value: &str) -> Result<u64> {
    let days = value.strip_prefix('P').and_then(|span| {
        let weeks = |span: &str| span.parse::<u64>().ok()?.checked_mul(7);
        span.strip_suffix('D').map_or_else(|| weeks(span.strip_suffix('W')?), |days| days.parse().ok())
    });
    let fault = || Error::new(format!("\"{value}\" is no number of whole days")).accepted("durations such as P2D or P1W");
    days.filter(|days| (1..=366).contains(days)).ok_or_else(fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_all_day_event_covers_its_days_without_the_end() {
        let text = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20261227\r\nSUMMARY:Christ\r\n mas\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20270101\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        let dates: Vec<String> =
            parse(Path::new("x.ics"), text, chrono_tz::Europe::London).unwrap().iter().map(ToString::to_string).collect();
        assert_eq!(dates, ["2026-12-25", "2026-12-26", "2027-01-01"]);
    }

    #[test]
    fn the_rules_of_a_time_zone_are_no_holidays() {
        let text = "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nBEGIN:STANDARD\nDTSTART:19701025T030000\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\nEND:STANDARD\nEND:VTIMEZONE\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261225\nEND:VEVENT\nEND:VCALENDAR\n";
        assert_eq!(parse(Path::new("x.ics"), text, chrono_tz::Europe::London).unwrap(), ["2026-12-25".parse::<NaiveDate>().unwrap()]);
    }

    #[test]
    fn every_fault_is_told_with_its_line() {
        let text = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:soon\nEND:VEVENT\nBEGIN:VEVENT\nRRULE:FREQ=YEARLY\nEND:VEVENT\nEND:VCALENDAR\n";
        let told = parse(Path::new("x.ics"), text, chrono_tz::Europe::London).unwrap_err().to_string();
        for part in ["x.ics:3: \"soon\" is no date", "x.ics:6: an event repeats", "x.ics:5: an event has no DTSTART"] {
            assert!(told.contains(part), "{part} not in:\n{told}");
        }
        assert_eq!(told.matches("no DTSTART").count(), 1);
    }

    fn of_event(properties: &str) -> std::result::Result<Vec<String>, String> {
        let text = format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\n{properties}\nEND:VEVENT\nEND:VCALENDAR\n");
        let dates = parse(Path::new("x.ics"), &text, chrono_tz::Europe::London).map_err(|error| error.to_string())?;
        Ok(dates.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_holiday_is_a_whole_local_day_however_it_is_written() {
        // Midnight of 5 May in London is 23:00 UTC of the day before.
        assert_eq!(of_event("DTSTART:20260504T230000Z\nDTEND:20260505T230000Z").unwrap(), ["2026-05-05"]);
        assert_eq!(of_event("DTSTART;TZID=Europe/London:20260505T000000\nDURATION:P2D").unwrap(), ["2026-05-05", "2026-05-06"]);
        assert_eq!(of_event("DTSTART;VALUE=DATE:20260505\nDURATION:P1W").unwrap().len(), 7);
        assert!(of_event("DTSTART;VALUE=DATE:20260505\nSTATUS:CANCELLED").unwrap().is_empty());
    }

    #[test]
    fn what_is_no_whole_day_or_is_not_all_there_is_refused() {
        for (properties, told) in [
            ("DTSTART:20260505T120000Z\nDTEND:20260505T130000Z", "is no beginning of a day in Europe/London"),
            ("DTSTART;VALUE=DATE:20260505\nDURATION:PT1H", "is no number of whole days"),
            ("DTSTART;VALUE=DATE:20260505\nRDATE;VALUE=DATE:20260506", "further dates (RDATE)"),
            ("DTSTART;VALUE=DATE:20260505\nDTEND;VALUE=DATE:20260504", "ends before it begins"),
        ] {
            assert!(of_event(properties).unwrap_err().contains(told), "{properties}");
        }
        let cut = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20260505\n";
        let told = parse(Path::new("x.ics"), cut, chrono_tz::Europe::London).unwrap_err().to_string();
        assert!(told.contains("x.ics:3: the file breaks off"), "{told}");
    }
}
