//! The list as a calendar feed (iCalendar, RFC 5545): an event at each due instant, or on the day by whose end something is due.
//!
//! A duty keeps its identity from feed to feed, so that a calendar moves or drops it rather than doubling it. Nothing
//! personal is in the feed: calendars are shared. Nor is what was missed in a case that may be over: a calendar tells what is to be done.
//!
//! Written here in a few lines: the crates for it bring features of `chrono` that would have arrow and polars built twice.

use super::duty::Duty;
use crate::cli::context::Outcome;
use crate::cli::judged::Judged;
use crate::error::{Error, Result};
use crate::fingerprint::sha256;
use crate::time::Instant;
use std::io::Write;

/// Octets of a line, its break not counted (RFC 5545, 3.1).
const LONGEST_LINE: usize = 75;

/// Writes the feed to standard output.
pub(super) fn write(duties: &[Duty], judged: &Judged) -> Result<Outcome> {
    let mut feed = String::new();
    line(&mut feed, "BEGIN", "VCALENDAR");
    line(&mut feed, "VERSION", "2.0");
    line(&mut feed, "PRODID", "-//ombud//due//EN");
    line(&mut feed, "CALSCALE", "GREGORIAN");
    line(&mut feed, "X-WR-CALNAME", &text(&format!("Due: {}", judged.workspace.organisation)));
    for duty in duties {
        event(&mut feed, duty, judged);
    }
    line(&mut feed, "END", "VCALENDAR");
    std::io::stdout().lock().write_all(feed.as_bytes()).map_err(|cause| Error::output(&cause))?;
    Ok(Outcome::Done)
}

fn event(feed: &mut String, duty: &Duty, judged: &Judged) {
    let case = if duty.case_id.is_empty() { "the organisation".to_string() } else { format!("{} ({})", duty.case_id, duty.source) };
    let is_overdue = duty.is_overdue == Some(true);
    let overdue = if is_overdue { "Overdue: " } else { "" };
    let mut lines = vec![duty.text.clone(), format!("Case: {case}")];
    for (name, value) in [("Clause", &duty.clause), ("Procedure", &duty.policy), ("Team", &duty.team), ("In charge", &duty.owner)] {
        if !value.is_empty() {
            lines.push(format!("{name}: {value}"));
        }
    }
    lines.extend(duty.received_at.map(|at| format!("Received: {}", at.in_zone(judged.workspace.time_zone))));
    line(feed, "BEGIN", "VEVENT");
    line(feed, "UID", &uid(duty));
    line(feed, "DTSTAMP", &instant(judged.as_of));
    // What is due by the end of a day is an event of that day.
    match duty.due_at.day_ended(judged.workspace.time_zone) {
        Some(day) => line(feed, "DTSTART;VALUE=DATE", &day.format("%Y%m%d").to_string()),
        None => line(feed, "DTSTART", &instant(duty.due_at)),
    }
    line(feed, "SUMMARY", &text(&format!("{overdue}{case}: {}", duty.text)));
    line(feed, "DESCRIPTION", &text(&lines.join("\n")));
    line(feed, "CATEGORIES", if is_overdue { "OVERDUE" } else { "DUE" });
    line(feed, "TRANSP", "TRANSPARENT");
    line(feed, "END", "VEVENT");
}

/// What makes a duty the same one in every feed: what is asked of which case, and which time it is asked. Not by when: a notice may move that.
fn uid(duty: &Duty) -> String {
    let Duty { policy, clause, source, case_id, text, cycle, .. } = duty;
    let own = if case_id.is_empty() { text.as_str() } else { "" };
    format!("{}@ombud", &sha256([policy, clause, source, case_id, own, &cycle.to_string()].join("\u{1f}").as_bytes())[..32])
}

/// `20260331T170000Z`: to the second, as the format has it.
fn instant(at: Instant) -> String {
    at.to_utc().format("%Y%m%dT%H%M%SZ").to_string()
}

/// A value of type TEXT (RFC 5545, 3.3.11).
fn text(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for character in value.chars() {
        match character {
            '\\' | ';' | ',' => escaped.extend(['\\', character]),
            '\n' => escaped.push_str("\\n"),
            other if other.is_control() => {}
            other => escaped.push(other),
        }
    }
    escaped
}

/// A content line, folded: what is longer goes on in lines that begin with a blank, no character torn apart.
fn line(feed: &mut String, name: &str, value: &str) {
    let mut length = 0;
    for character in name.chars().chain([':']).chain(value.chars()) {
        if length + character.len_utf8() > LONGEST_LINE {
            feed.push_str("\r\n ");
            length = 1;
        }
        feed.push(character);
        length += character.len_utf8();
    }
    feed.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_folded_between_characters_and_unfolds_to_what_it_was() {
        for value in ["ß".repeat(200), "a".repeat(68), "a".repeat(67), "🙂 é\u{20ac}".repeat(40), String::new()] {
            let mut feed = String::new();
            line(&mut feed, "SUMMARY", &value);
            assert!(feed.split("\r\n").all(|part| part.len() <= LONGEST_LINE), "{feed}");
            assert_eq!(feed.replace("\r\n ", ""), format!("SUMMARY:{value}\r\n"));
        }
    }

    #[test]
    fn what_has_a_meaning_in_the_format_is_escaped() {
        // RFC 5545, 3.3.11: backslash, semicolon, comma and line break; a colon is not escaped.
        assert_eq!(text("a\\b; c, d: e\nf\u{7}"), "a\\\\b\\; c\\, d: e\\nf");
    }
}
