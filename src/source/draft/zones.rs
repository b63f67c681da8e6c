//! The time zone that the titles of dates name: `Created (UTC)`.

use super::names::plain;
use chrono_tz::Tz;

/// Words for zones that mean one thing here and another there, or for none in particular.
const UNCLEAR: &[&str] = &[
    "cet", "cest", "mez", "mesz", "wet", "west", "eet", "eest", "bst", "ist", "est", "edt", "et", "cst", "cdt", "ct", "mst", "mdt", "mt",
    "pst", "pdt", "pt", "jst", "aest", "aedt", "awst", "nzst", "nzdt", "sast", "eastern", "central", "mountain", "pacific", "local",
    "lokal", "ortszeit", "locale",
];

/// The zone that a title names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Zone {
    /// As a mapping writes it.
    Plain(String),
    /// It says something of a zone, but not which it is.
    Unclear,
}

/// The zone that a title names, if it says anything of one.
pub fn zone_of(title: &str) -> Option<Zone> {
    let mut named = title.split(|letter: char| letter.is_whitespace() || "()[],;".contains(letter)).filter(|part| part.contains('/'));
    if let Some(zone) = named.find_map(|part| part.parse::<Tz>().ok()) {
        return Some(Zone::Plain(zone.name().to_string()));
    }
    let name = plain(title);
    let words: Vec<&str> = name.split(' ').collect();
    if words.iter().any(|word| matches!(*word, "utc" | "gmt")) {
        return Some(if has_offset(title) { Zone::Unclear } else { Zone::Plain("UTC".into()) });
    }
    // A pacific or local something is no zone, but for what stands at the end of the title.
    let bracketed = title.rsplit_once(['(', '[']).map(|parts| plain(parts.1)).unwrap_or_default();
    let is_unclear = bracketed.split(' ').chain(words.last().copied()).any(|word| UNCLEAR.contains(&word));
    is_unclear.then_some(Zone::Unclear)
}

/// Whether a distance stands behind the name of the clock: `UTC+1`, `GMT -05:00`.
fn has_offset(title: &str) -> bool {
    let title = title.to_lowercase();
    let behind = ["utc", "gmt"].iter().flat_map(|clock| title.split(clock).skip(1));
    behind
        .filter_map(|rest| rest.trim_start().strip_prefix(['+', '-', '\u{2212}']))
        .any(|rest| rest.starts_with(|letter: char| letter.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_taken_where_it_is_named_plainly() {
        let plainly = |zone: &str| Some(Zone::Plain(zone.into()));
        for (title, expected) in [
            ("Created (UTC)", plainly("UTC")),
            ("created_at_utc", plainly("UTC")),
            ("Closed [GMT]", plainly("UTC")),
            ("Opened (Europe/Berlin)", plainly("Europe/Berlin")),
            ("Opened (UTC+1)", Some(Zone::Unclear)),
            ("Opened GMT -05:00", Some(Zone::Unclear)),
            ("Closed (Eastern)", Some(Zone::Unclear)),
            ("Closed EST", Some(Zone::Unclear)),
            ("Local office closed", None),
            ("Created", None),
            ("Open/closed date", None),
        ] {
            assert_eq!(zone_of(title), expected, "{title}");
        }
    }
}
