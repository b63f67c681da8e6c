//! A moment in time: UTC, to the microsecond.

use crate::error::{Error, Result};
use chrono::{DateTime, NaiveDate, NaiveDateTime, SecondsFormat, TimeZone, Utc};
use chrono_tz::Tz;
use std::fmt;

/// Microseconds of one second.
pub const SECOND: i64 = 1_000_000;
/// Microseconds of an elapsed day of 86,400 seconds.
pub const DAY: i64 = 86_400 * SECOND;

/// Microseconds since 1970-01-01T00:00:00Z.
///
/// It prints as UTC with `Z`, trailing zeros of the fraction left out.
///
/// ```
/// use ombud::time::Instant;
/// let at: Instant = "2026-02-10T20:31:59.25Z".parse()?;
/// assert_eq!(at.to_string(), "2026-02-10T20:31:59.25Z");
/// # Ok::<(), ombud::error::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(pub i64);

impl Instant {
    /// The instant as a chrono value in UTC.
    pub fn to_utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0).unwrap_or(if self.0 < 0 { DateTime::<Utc>::MIN_UTC } else { DateTime::<Utc>::MAX_UTC })
    }

    /// The wall-clock date and time in a zone.
    pub fn to_local(self, zone: Tz) -> NaiveDateTime {
        self.to_utc().with_timezone(&zone).naive_local()
    }

    /// The local date in a zone.
    pub fn local_date(self, zone: Tz) -> NaiveDate {
        self.to_local(zone).date()
    }

    /// The wall-clock time in a zone, as people read it in tables: `2026-03-31 23:59`.
    pub fn in_zone(self, zone: Tz) -> String {
        self.to_local(zone).format("%Y-%m-%d %H:%M").to_string()
    }

    /// The local date that ends with it: where it is a local midnight, or the last microsecond before.
    pub fn day_ended(self, zone: Tz) -> Option<NaiveDate> {
        let next = Self(self.0 + 1).local_date(zone);
        next.pred_opt().filter(|_| (0..=1).contains(&(start_of_day(next, zone).0 - self.0)))
    }

    /// A due as people read it in tables: `2026-03-31 16:30`, or `end of 2026-03-31` where a day ends with it.
    pub fn due_in_zone(self, zone: Tz) -> String {
        self.day_ended(zone).map_or_else(|| self.in_zone(zone), |day| format!("end of {day}"))
    }

    /// Reads an instant that a user gave on the command line or in a workspace: RFC 3339 with an
    /// offset, or a wall-clock time or a date (its first instant) in `zone`.
    pub fn parse_in(text: &str, zone: Tz) -> Result<Self> {
        if let Ok(instant) = text.parse() {
            return Ok(instant);
        }
        let formats = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"];
        let wall = formats
            .iter()
            .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
            .or_else(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().and_then(|date| date.and_hms_opt(0, 0, 0)));
        wall.map(|wall| super::zone::resolve(wall, zone).at).ok_or_else(|| {
            Error::new(format!("\"{text}\" is no instant"))
                .accepted("2026-03-31T17:00:00Z, 2026-03-31T17:00:00+02:00, 2026-03-31 17:00 or 2026-03-31 (in the workspace's zone)")
        })
    }
}

impl std::str::FromStr for Instant {
    type Err = Error;

    /// Reads RFC 3339 with an offset or `Z`.
    fn from_str(text: &str) -> Result<Self> {
        DateTime::parse_from_rfc3339(text)
            .map(|at| Self(at.timestamp_micros()))
            .map_err(|_| Error::new(format!("\"{text}\" is no instant")).accepted("RFC 3339, such as 2026-03-31T17:00:00Z"))
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.to_utc().to_rfc3339_opts(SecondsFormat::Micros, true);
        match text.strip_suffix('Z').and_then(|text| text.split_once('.')) {
            Some((whole, fraction)) => {
                let fraction = fraction.trim_end_matches('0');
                let point = if fraction.is_empty() { "" } else { "." };
                write!(out, "{whole}{point}{fraction}Z")
            }
            None => out.write_str(&text),
        }
    }
}

/// The first instant of a local date.
pub fn start_of_day(date: NaiveDate, zone: Tz) -> Instant {
    date.and_hms_opt(0, 0, 0).map_or(Instant(i64::MIN), |midnight| super::zone::resolve(midnight, zone).at)
}

/// The next local midnight after a local date: where it ends, not included.
pub fn end_of_day(date: NaiveDate, zone: Tz) -> Instant {
    start_of_day(date.succ_opt().unwrap_or(NaiveDate::MAX), zone)
}

/// The instant of a UTC wall-clock value.
pub fn from_utc(wall: NaiveDateTime) -> Instant {
    Instant(Utc.from_utc_datetime(&wall).timestamp_micros())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_print_without_trailing_zeros() {
        for text in ["2023-02-11T05:37:10.2556Z", "2023-02-11T05:37:10Z", "2023-02-11T05:37:10.000001Z"] {
            assert_eq!(text.parse::<Instant>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_bare_date_is_its_first_instant_in_the_zone() {
        let at = Instant::parse_in("2026-07-01", chrono_tz::Europe::London).unwrap();
        assert_eq!(at.to_string(), "2026-06-30T23:00:00Z");
    }
}
