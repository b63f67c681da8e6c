//! Calendar files: TOML in, a [`Calendar`] out, or every fault with its line.

use super::{ALWAYS, Calendar, Window};
use crate::error::{Error, Result};
use crate::time::zone;
use crate::toml_walk::{Table, Value, Walk, date};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Reads a calendar file, and the iCalendar file of holidays that it may name.
pub fn read(file: &Path) -> Result<Calendar> {
    parse(file, &crate::toml_file::read_text(file)?)
}

/// Reads the text of a calendar file; `file` names it in messages and places `holidays_ics`.
pub fn parse(file: &Path, text: &str) -> Result<Calendar> {
    let walk = Walk::new(file, text);
    let parsed = walk.parse();
    let calendar = calendar(&walk.root(&parsed), file);
    drop(parsed);
    walk.finish(calendar)
}

/// The id of a file that has faults; the file's own name where it says none.
pub(super) fn id_of(file: &Path) -> String {
    let text = crate::toml_file::read_text(file).unwrap_or_default();
    let walk = Walk::new(file, &text);
    let parsed = walk.parse();
    let told = walk.root(&parsed).get("id").and_then(|value| value.get_ref().as_str()).map(str::to_string);
    told.unwrap_or_else(|| file.file_stem().unwrap_or_default().to_string_lossy().into_owned())
}

fn calendar(root: &Table<'_, '_>, file: &Path) -> Option<Calendar> {
    root.require_schema_1();
    let walk = root.walk();
    let id = root.require_text("id");
    if let Some(value) = root.get("id").filter(|_| id == Some(ALWAYS)) {
        let error = Error::new("the id \"always\" is that of the built-in calendar without end");
        walk.fault(value.span(), error.remedy("Give this calendar another id."));
    }
    let time_zone = root.require("time_zone").and_then(|value| {
        let name = walk.text(value, "the name of a time zone")?;
        zone::parse(name).map_err(|error| walk.fault(value.span(), error)).ok()
    });
    let mut holidays: BTreeSet<NaiveDate> = root
        .get("holidays")
        .map(|value| walk.items(value, "a list of dates").into_iter().filter_map(|item| date(walk, item)).collect())
        .unwrap_or_default();
    if let Some(value) = root.get("holidays_ics")
        && let Some(name) = walk.text(value, "the name of an iCalendar file")
    {
        let ics = file.parent().unwrap_or(Path::new("")).join(name);
        match super::ics::read(&ics, time_zone.unwrap_or(chrono_tz::UTC)) {
            Ok(dates) => holidays.extend(dates),
            // What is wrong inside that file has a line there; a file that cannot be read is a fault of this line.
            Err(error) if error.place().is_some_and(|place| place.line > 0) => walk.fault_elsewhere(error),
            Err(error) => walk.fault(
                value.span(),
                Error::new(format!("holidays_ics cannot be used: {}", error.found()))
                    .remedy("Name an iCalendar file by its path from this file's folder."),
            ),
        }
    }
    let week = root.require("week").and_then(|value| week(walk, value));
    let special = root.get("special").map_or_else(|| Some(BTreeMap::new()), |value| special(walk, value));
    root.refuse_others();
    Some(Calendar { id: id?.to_string(), time_zone: time_zone?, week: week?, holidays, special: special? })
}

fn week<'t>(walk: &Walk<'t>, value: Value<'_, 't>) -> Option<[Vec<Window>; 7]> {
    let table = walk.table(value, "a table [week] with mon to sun")?;
    let faults_before = walk.fault_count();
    let week = WEEKDAYS.map(|day| table.get(day).map(|value| windows(walk, value)).unwrap_or_default());
    table.refuse_others();
    // What is faulty may have been meant as a window.
    if week.iter().all(Vec::is_empty) && walk.fault_count() == faults_before {
        walk.fault(
            value.span(),
            Error::new("no window in the whole week, so no deadline could ever fall due")
                .accepted("at least one weekday with a window, such as mon = [\"09:00-17:00\"]"),
        );
    }
    Some(week)
}

fn special<'t>(walk: &Walk<'t>, value: Value<'_, 't>) -> Option<BTreeMap<NaiveDate, Vec<Window>>> {
    let table = walk.table(value, "a table [special] of dates with their windows")?;
    let mut special = BTreeMap::new();
    for (key, span, value) in table.entries() {
        // One spelling alone: a day that is there twice would be what the last one says.
        match NaiveDate::parse_from_str(key, "%Y-%m-%d").ok().filter(|day| day.to_string() == key) {
            Some(day) => {
                special.insert(day, windows(walk, value));
            }
            None => walk.fault(span, Error::new(format!("\"{key}\" is no date")).accepted("a date such as 2026-12-24")),
        }
    }
    Some(special)
}

/// The windows of one day, in order; windows that overlap or touch backwards are faults.
fn windows<'t>(walk: &Walk<'t>, value: Value<'_, 't>) -> Vec<Window> {
    let mut windows: Vec<Window> = Vec::new();
    for item in walk.items(value, "a list of windows, such as [\"09:00-12:30\", \"13:30-17:00\"]") {
        let Some(text) = walk.text(item, "a window such as \"09:00-17:00\"") else { continue };
        match window(text) {
            Ok(window)
                if windows.iter().any(|other| window.open_minute < other.close_minute && other.open_minute < window.close_minute) =>
            {
                let error = Error::new(format!("the window {text} overlaps another one of that day"));
                walk.fault(item.span(), error.accepted("windows of which each begins when the one before has ended, or later"));
            }
            Ok(window) => windows.push(window),
            Err(error) => walk.fault(item.span(), error),
        }
    }
    windows.sort_unstable();
    windows
}

fn window(text: &str) -> Result<Window> {
    let refuse = || Error::new(format!("\"{text}\" is no window")).accepted("\"09:00-17:00\", with 24:00 allowed as the close");
    let (open, close) = text.split_once('-').ok_or_else(refuse)?;
    let (open_minute, close_minute) = (minute(open).ok_or_else(refuse)?, minute(close).ok_or_else(refuse)?);
    if open_minute >= 24 * 60 {
        return Err(refuse());
    }
    if close_minute <= open_minute {
        return Err(Error::new(format!("the window {text} ends before it starts"))
            .accepted("an opening before the close of the same day; hours past midnight belong to the next day"));
    }
    Ok(Window { open_minute, close_minute })
}

/// `HH:MM` in minutes since midnight, up to `24:00`.
fn minute(text: &str) -> Option<u32> {
    let (hour, minute) = text.trim().split_once(':')?;
    let number = |digits: &str| digits.parse::<u32>().ok().filter(|_| digits.len() == 2);
    let total = number(hour)? * 60 + number(minute).filter(|minute| *minute < 60)?;
    (total <= 24 * 60).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_text(text: &str) -> Result<Calendar> {
        parse(Path::new("desk.toml"), text)
    }

    #[test]
    fn all_faults_of_a_file_are_told_at_once() {
        let text = "schema = 1\nid = \"desk\"\ntime_zone = \"Europe/Lodnon\"\nholidays = [\"2026-12-25\"]\n[week]\nmon = [\"17:00-09:00\"]\ntus = []\n";
        let told = parse_text(text).unwrap_err().to_string();
        for part in [
            "desk.toml:3: no time zone \"Europe/Lodnon\"; did you mean \"Europe/London\"?",
            "desk.toml:4: this is no date",
            "desk.toml:6: the window 17:00-09:00 ends before it starts",
            "desk.toml:7: unknown key \"tus\"",
        ] {
            assert!(told.contains(part), "{part} not in:\n{told}");
        }
    }

    #[test]
    fn a_week_without_windows_and_overlaps_are_refused() {
        let head = "schema = 1\nid = \"desk\"\ntime_zone = \"UTC\"\n[week]\n";
        assert!(parse_text(&format!("{head}mon = []\n")).unwrap_err().to_string().contains("no window in the whole week"));
        let overlap = parse_text(&format!("{head}mon = [\"09:00-12:00\", \"11:59-13:00\"]\n")).unwrap_err();
        assert!(overlap.to_string().contains("overlaps"), "{overlap}");
        assert!(parse_text(&format!("{head}mon = [\"09:00-12:00\", \"12:00-24:00\"]\n")).is_ok());
    }

    #[test]
    fn a_special_day_wins_over_holiday_and_weekday() {
        let text = "schema = 1\nid = \"desk\"\ntime_zone = \"UTC\"\nholidays = [2026-12-24, 2026-12-25]\n[week]\nthu = [\"09:00-17:00\"]\nfri = [\"09:00-17:00\"]\n[special]\n2026-12-24 = [\"09:00-12:00\"]\n";
        let calendar = parse_text(text).unwrap();
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(calendar.windows_on(day("2026-12-24")), [Window { open_minute: 540, close_minute: 720 }]);
        assert!(!calendar.is_business_day(day("2026-12-25")));
        assert!(calendar.is_business_day(day("2026-12-31")));
    }
}
