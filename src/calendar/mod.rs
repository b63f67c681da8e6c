//! Opening hours: which windows of which days count as working time.
//!
//! [`Calendar`] is what a file says; [`timeline::Timeline`] is what it means over a stretch of
//! time, as instants. The arithmetic stands there once; [`tables`] hands it to SQL.

pub mod ics;
pub mod read;
pub mod tables;
pub mod timeline;

use crate::error::{Error, Result, did_you_mean};
use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// An opening window of a day in wall-clock minutes since midnight, half-open; 1,440 is `24:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Window {
    /// When it opens.
    pub open_minute: u32,
    /// When it closes, not included.
    pub close_minute: u32,
}

/// The opening hours of an organisation or a desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// The name that policies use.
    pub id: String,
    /// The zone in which its hours and dates are meant.
    pub time_zone: Tz,
    /// The windows of each weekday, Monday first.
    pub week: [Vec<Window>; 7],
    /// Dates that are closed.
    pub holidays: BTreeSet<NaiveDate>,
    /// Dates with windows of their own; they win over weekday and holiday.
    pub special: BTreeMap<NaiveDate, Vec<Window>>,
}

impl Calendar {
    /// The built-in calendar that is open without end, in UTC.
    pub fn always() -> Self {
        let open = vec![Window { open_minute: 0, close_minute: 24 * 60 }];
        Self {
            id: ALWAYS.into(),
            time_zone: Tz::UTC,
            week: std::array::from_fn(|_| open.clone()),
            holidays: BTreeSet::new(),
            special: BTreeMap::new(),
        }
    }

    /// The windows of a local date, in order; none where it is closed.
    pub fn windows_on(&self, date: NaiveDate) -> &[Window] {
        match self.special.get(&date) {
            Some(windows) => windows,
            None if self.holidays.contains(&date) => &[],
            None => &self.week[date.weekday().num_days_from_monday() as usize],
        }
    }

    /// Whether a local date has at least one window.
    pub fn is_business_day(&self, date: NaiveDate) -> bool {
        !self.windows_on(date).is_empty()
    }
}

/// The id of the calendar that is open without end; no file can take it.
pub const ALWAYS: &str = "always";

/// The calendars that are part of the program.
const BUILT_IN: &[(&str, &str)] = &[
    ("calendars/uk-office.toml", include_str!("../../calendars/uk-office.toml")),
    ("calendars/uk-business-days.toml", include_str!("../../calendars/uk-business-days.toml")),
    ("calendars/us-eastern-office.toml", include_str!("../../calendars/us-eastern-office.toml")),
    ("calendars/kolkata-desk.toml", include_str!("../../calendars/kolkata-desk.toml")),
    ("calendars/ie-office.toml", include_str!("../../calendars/ie-office.toml")),
    ("calendars/au-sydney-office.toml", include_str!("../../calendars/au-sydney-office.toml")),
];

/// All calendars that a workspace can use, by id.
#[derive(Debug, Clone)]
pub struct Calendars(BTreeMap<String, Calendar>);

impl Calendars {
    /// The built-in calendars.
    pub fn built_in() -> Result<Self> {
        let mut calendars = BTreeMap::from([(ALWAYS.to_string(), Calendar::always())]);
        for (name, text) in BUILT_IN {
            let calendar = read::parse(Path::new(name), text)?;
            calendars.insert(calendar.id.clone(), calendar);
        }
        Ok(Self(calendars))
    }

    /// The built-in calendars and those in `dir`, which win; a folder that is not there holds none.
    pub fn read(dir: &Path) -> Result<Self> {
        let (calendars, faults) = Self::examine(dir)?;
        Error::all(faults).map_or(Ok(calendars), Err)
    }

    /// As [`Calendars::read`], with the faults beside what can be used to look for faults elsewhere.
    ///
    /// A file with faults stands there as a calendar without end, so that policies that name it are not found fault with for that.
    pub fn examine(dir: &Path) -> Result<(Self, Vec<Error>)> {
        let mut calendars = Self::built_in()?;
        let mut own: BTreeMap<String, std::path::PathBuf> = BTreeMap::new();
        let mut faults = Vec::new();
        for file in crate::toml_file::files_in(dir)? {
            match read::read(&file) {
                Err(error) => {
                    faults.push(error);
                    let id = read::id_of(&file);
                    calendars.0.entry(id.clone()).or_insert_with(|| Calendar { id, ..Calendar::always() });
                }
                Ok(calendar) => {
                    if let Some(other) = own.insert(calendar.id.clone(), file.clone()) {
                        let error = Error::new(format!("the calendar id \"{}\" is used by {} too", calendar.id, other.display()));
                        faults.push(error.in_file(&file).remedy("Give one of them another id."));
                    }
                    calendars.0.insert(calendar.id.clone(), calendar);
                }
            }
        }
        Ok((calendars, faults))
    }

    /// The calendar of that id.
    pub fn get(&self, id: &str) -> Option<&Calendar> {
        self.0.get(id)
    }

    /// The calendar of that id, or an error that lists the known ones.
    pub fn named(&self, id: &str) -> Result<&Calendar> {
        self.get(id).ok_or_else(|| {
            let near = did_you_mean(id, self.ids());
            Error::new(format!("no calendar \"{id}\"{near}")).accepted(self.ids().collect::<Vec<_>>().join(", "))
        })
    }

    /// All ids, in order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}
