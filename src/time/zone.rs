//! Wall-clock times become instants here, and nowhere else.

use super::instant::{Instant, from_utc};
use chrono::{Duration, NaiveDateTime, Offset, TimeZone};
use chrono_tz::{GapInfo, Tz};

/// How sure the reading of a wall-clock time is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certainty {
    /// The clock showed that time exactly once.
    Once,
    /// The clock showed it twice (clocks went back): the earlier instant was taken.
    Twice,
    /// The clock never showed it (clocks went forward): moved forward by the gap.
    Never,
}

/// A wall-clock time as an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resolved {
    /// The instant.
    pub at: Instant,
    /// Whether the clock showed that time once, twice or never.
    pub certainty: Certainty,
}

/// The instant at which clocks in `zone` show `wall`.
///
/// A time in a daylight-saving gap moves forward by the gap; an ambiguous one is the earlier
/// instant.
///
/// ```
/// use ombud::time::zone::{resolve, Certainty};
/// let wall = "2026-03-29T01:30:00".parse().unwrap();            // London's clocks jump 01:00 -> 02:00
/// let resolved = resolve(wall, chrono_tz::Europe::London);
/// assert_eq!(resolved.at.to_string(), "2026-03-29T01:30:00Z");   // shown as 02:30
/// assert_eq!(resolved.certainty, Certainty::Never);
/// ```
pub fn resolve(wall: NaiveDateTime, zone: Tz) -> Resolved {
    use chrono::offset::LocalResult;
    match zone.from_local_datetime(&wall) {
        LocalResult::Single(at) => Resolved { at: Instant(at.timestamp_micros()), certainty: Certainty::Once },
        LocalResult::Ambiguous(one, other) => {
            Resolved { at: Instant(one.timestamp_micros().min(other.timestamp_micros())), certainty: Certainty::Twice }
        }
        LocalResult::None => Resolved { at: through_gap(wall, zone), certainty: Certainty::Never },
    }
}

/// Reads `wall` by the offset in force before the gap, which moves it forward by the gap.
fn through_gap(wall: NaiveDateTime, zone: Tz) -> Instant {
    let before = GapInfo::new(&wall, &zone).and_then(|gap| gap.begin);
    let offset = before.map_or(0, |(_, offset)| offset.fix().local_minus_utc());
    from_utc(wall - Duration::seconds(i64::from(offset)))
}

/// The zone of that IANA name.
pub fn parse(name: &str) -> crate::error::Result<Tz> {
    name.parse().map_err(|_| {
        let near = if names_offset(name) {
            ": an offset does not know when clocks change; name a place, such as Europe/Berlin".to_string()
        } else {
            crate::error::did_you_mean(name, chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()))
        };
        crate::error::Error::new(format!("no time zone \"{name}\"{near}"))
            .accepted("a name of the IANA time zone database, such as Europe/London or Asia/Kolkata")
    })
}

/// Whether this is an offset from UTC, such as `GMT+1` or `-05:00`: a sign, and a digit behind it.
fn names_offset(name: &str) -> bool {
    name.split(['+', '-']).skip(1).any(|rest| rest.starts_with(|character: char| character.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_is_no_zone_and_no_other_offset_is_meant() {
        for name in ["GMT+1", "UTC+02:00", "-05:00"] {
            let told = parse(name).unwrap_err().to_string();
            assert!(told.contains("name a place, such as Europe/Berlin") && !told.contains("did you mean"), "{told}");
        }
        assert!(parse("Europe/Lodnon").unwrap_err().to_string().contains("did you mean \"Europe/London\"?"));
    }

    fn at(wall: &str, zone: Tz) -> (String, Certainty) {
        let resolved = resolve(wall.parse().unwrap(), zone);
        (resolved.at.to_string(), resolved.certainty)
    }

    #[test]
    fn a_time_in_a_gap_moves_forward_by_the_gap() {
        // New York, 2026-03-08: 02:00 EST -> 03:00 EDT. 02:30 by EST (-5) is 07:30Z, shown as 03:30.
        assert_eq!(at("2026-03-08T02:30:00", chrono_tz::America::New_York), ("2026-03-08T07:30:00Z".into(), Certainty::Never));
        // Lord Howe Island jumps by half an hour, 02:00 (+10:30) -> 02:30 (+11).
        assert_eq!(at("2025-10-05T02:10:00", chrono_tz::Australia::Lord_Howe), ("2025-10-04T15:40:00Z".into(), Certainty::Never));
        // Samoa skipped the whole of 2011-12-30: from UTC-10 to UTC+14.
        assert_eq!(at("2011-12-30T12:00:00", chrono_tz::Pacific::Apia), ("2011-12-30T22:00:00Z".into(), Certainty::Never));
        // Sao Paulo's clocks jumped at midnight: the first instant of 2018-11-04 is 01:00 (-2).
        assert_eq!(at("2018-11-04T00:00:00", chrono_tz::America::Sao_Paulo), ("2018-11-04T03:00:00Z".into(), Certainty::Never));
    }

    #[test]
    fn an_ambiguous_time_is_the_earlier_instant() {
        // London, 2026-10-25: 01:30 is shown at 00:30Z (BST) and at 01:30Z (GMT).
        assert_eq!(at("2026-10-25T01:30:00", chrono_tz::Europe::London), ("2026-10-25T00:30:00Z".into(), Certainty::Twice));
    }
}
