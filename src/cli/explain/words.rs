//! Instants, durations and events as a customer reads them.

use crate::evaluate::{EventFact, When};
use crate::policy::Selector;
use crate::time::Instant;
use crate::time::instant::SECOND;
use chrono::{NaiveDate, Timelike};
use chrono_tz::Tz;

/// `Fri 2025-01-10`.
pub(super) fn day(date: NaiveDate) -> String {
    date.format("%a %Y-%m-%d").to_string()
}

/// `Fri 2025-01-10 16:30`; seconds only where there are any, and of a second the beginning.
pub(super) fn at(instant: Instant, zone: Tz) -> String {
    let local = instant.to_local(zone);
    format!("{} {}", day(local.date()), clock(instant, zone))
}

/// `16:30`, or `16:30:05` where there are seconds: a customer needs no more, and what is recorded now has more.
pub(super) fn clock(instant: Instant, zone: Tz) -> String {
    let local = instant.to_local(zone);
    match (local.second(), instant.0.rem_euclid(SECOND)) {
        (0, 0) => local.format("%H:%M").to_string(),
        _ => local.format("%H:%M:%S").to_string(),
    }
}

/// A due: `the end of Fri 2025-01-10` where it is a local midnight, or the last microsecond before, else the instant.
pub(super) fn due(instant: Instant, zone: Tz) -> String {
    match instant.day_ended(zone) {
        Some(ended) => format!("the end of {}", day(ended)),
        None => at(instant, zone),
    }
}

/// When something happened; of a day, that the hour is not known.
pub(super) fn when(when: When, zone: Tz) -> String {
    if !when.is_day() {
        return at(when.at, zone);
    }
    let (first, last) = (when.at.to_local(zone), when.last.to_local(zone));
    if first.date() == last.date() {
        format!("{} (the hour is not known)", day(first.date()))
    } else {
        format!("some time from {} to {} (the hour is not known)", at(when.at, zone), at(when.last, zone))
    }
}

/// `3 h 10 min`, `2 days 4 h`, `45 s`: elapsed time, a day being 24 hours.
pub(super) fn elapsed(microseconds: i64) -> String {
    let microseconds = whole_seconds(microseconds);
    let hours = microseconds / (3_600 * SECOND);
    if hours < 48 {
        return hours_of(microseconds);
    }
    let rest = microseconds - hours / 24 * 24 * 3_600 * SECOND;
    let days = format!("{} days", hours / 24);
    if rest == 0 { days } else { format!("{days} {}", hours_of(rest)) }
}

/// A length without the fraction of a second, unless it is shorter than one: of two instants that read alike it tells which is later.
fn whole_seconds(microseconds: i64) -> i64 {
    if microseconds < SECOND { microseconds } else { microseconds - microseconds % SECOND }
}

/// `26 h 30 min`: open time, which knows no days.
pub(super) fn hours_of(microseconds: i64) -> String {
    let microseconds = whole_seconds(microseconds);
    let seconds = microseconds / SECOND;
    let fraction = microseconds % SECOND;
    let mut parts = Vec::new();
    for (count, unit) in [(seconds / 3_600, "h"), (seconds / 60 % 60, "min")] {
        if count > 0 {
            parts.push(format!("{count} {unit}"));
        }
    }
    if fraction != 0 {
        let text = format!("{}.{fraction:06}", seconds % 60);
        parts.push(format!("{} s", text.trim_end_matches('0')));
    } else if seconds % 60 > 0 || parts.is_empty() {
        parts.push(format!("{} s", seconds % 60));
    }
    parts.join(" ")
}

/// `1 day`, `3 days`.
pub(super) fn count(number: i64, one: &str) -> String {
    format!("{number} {one}{}", if number == 1 { "" } else { "s" })
}

/// An event's name in quotes, as people write it: `"progress update"`.
pub(super) fn event(name: &str) -> String {
    format!("\"{}\"", name.replace('_', " "))
}

/// An event and when it was: `"closed" on Fri 2025-01-10 16:30`.
pub(super) fn happening(event: &EventFact, zone: Tz) -> String {
    format!("{} on {}", self::event(&event.name), when(event.when, zone))
}

/// What selectors ask for: `"acknowledged" (by a person), or "closed"`.
pub(super) fn asked(selectors: &[Selector]) -> String {
    let one = |selector: &Selector| {
        let mut asks = Vec::new();
        asks.extend(selector.auto.map(|auto| if auto { "sent by a machine" } else { "known not to be sent by a machine" }.to_string()));
        if !selector.role.is_empty() {
            asks.push(format!("by {}", selector.role.join(" or ").replace('_', " ")));
        }
        if !selector.with.is_empty() {
            asks.push(format!("with {}", selector.with.join(" and ").replace('_', " ")));
        }
        let asks = if asks.is_empty() { String::new() } else { format!(" ({})", asks.join(", ")) };
        format!("{}{asks}", event(&selector.event))
    };
    selectors.iter().map(one).collect::<Vec<_>>().join(" or ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_written_to_the_second() {
        for (seconds, text) in [(0, "0 s"), (45, "45 s"), (600, "10 min"), (11_400, "3 h 10 min"), (187_200, "52 h")] {
            assert_eq!(hours_of(seconds * SECOND), text);
        }
        assert_eq!(hours_of(90 * SECOND + 500_000), "1 min 30 s");
        assert_eq!(hours_of(500_000), "0.5 s");
        assert_eq!(elapsed(48 * 3_600 * SECOND + 1), "2 days");
        assert_eq!(elapsed(187_205 * SECOND), "2 days 4 h 5 s");
        assert_eq!(elapsed(36 * 3_600 * SECOND), "36 h");
    }

    #[test]
    fn an_instant_is_written_to_the_second() {
        let read = |text: &str| clock(text.parse().unwrap(), chrono_tz::Europe::London);
        assert_eq!(read("2025-01-13T22:28:07.915451Z"), "22:28:07");
        assert_eq!(read("2025-01-13T22:28:00.5Z"), "22:28:00");
        assert_eq!(read("2025-01-13T22:28:00Z"), "22:28");
    }

    #[test]
    fn a_midnight_is_the_end_of_the_day_before() {
        let due_at = |text: &str| due(text.parse().unwrap(), chrono_tz::Europe::London);
        // In June London is an hour ahead of UTC.
        assert_eq!(due_at("2025-06-13T23:00:00Z"), "the end of Fri 2025-06-13");
        assert_eq!(due_at("2025-06-13T15:30:05Z"), "Fri 2025-06-13 16:30:05");
    }
}
