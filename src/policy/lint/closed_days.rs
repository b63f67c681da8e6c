//! Limits by the clock of a desk that closes: from some moments on, no open time lies before the due.

use super::{Finding, Kind, MeasuredClause};
use crate::calendar::{Calendar, Calendars};
use crate::policy::{Clause, Rule, Selector};
use crate::report::format::Locale;
use crate::report::line::Line;
use crate::report::texts::{Texts, say};
use crate::time::instant::DAY;
use crate::time::{Span, Unit};

const MINUTE: i64 = 60_000_000;
const WEEK: i64 = 7 * DAY;

/// Moments of an ordinary week from which on the limit passes while the desk is closed, in
/// microseconds since Monday's midnight; the end, not included, may lie in the next week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Hopeless {
    from: i64,
    until: i64,
}

/// The advice, if an ordinary week or a case of the workspace shows such a moment.
pub fn finding(clause: &Clause, calendars: &Calendars, measured: Option<&MeasuredClause>, locale: Locale) -> Option<Finding> {
    let (reading, texts) = (clause.main(), locale.texts());
    if stands_in(&reading.rule) {
        return None;
    }
    let span = reading.rule.span().filter(|span| matches!(span.unit, Unit::Elapsed | Unit::CalendarDays))?;
    let calendar = calendars.get(&reading.calendar)?;
    let hopeless = hopeless(calendar, span);
    let counted = measured.and_then(|measured| measured.closed);
    let longest = hopeless.iter().max_by_key(|stretch| stretch.until - stretch.from);
    let (limit, calendar) = (locale.span(span), calendar.id.as_str());
    let found = match longest {
        Some(longest) => say!(
            texts,
            "lint.passes_closed",
            limit = limit,
            hours = hours(hopeless.iter().map(|stretch| stretch.until - stretch.from).sum()),
            from = moment(longest.from, texts),
            until = moment(longest.until, texts),
            calendar = calendar
        ),
        None if counted.is_some_and(|counted| counted.affected_count > 0) => {
            say!(texts, "lint.passes_on_holidays", limit = limit, calendar = calendar)
        }
        None => return None,
    };
    let why = if a_machine_can(reading.rule.required()) { say!(texts, "lint.only_a_machine") } else { say!(texts, "lint.nobody_is_there") };
    let mut finding = Finding::new(Kind::ClosedDays, clause, found, why, in_open_time(&reading.rule, span, locale));
    finding.cases = counted;
    Some(finding)
}

/// Whether the limit only stands in for the date that comes with the start itself, as in "keep the promised date".
fn stands_in(rule: &Rule) -> bool {
    matches!(rule, Rule::Deadline { after, extended_by, .. } if after.iter().any(|selector| extended_by.contains(selector)))
}

/// Whether a message that a machine sends by itself would satisfy it: an acknowledgement that asks for no person.
fn a_machine_can(required: &[Selector]) -> bool {
    required.iter().any(|selector| selector.event == "acknowledged" && selector.auto != Some(false) && selector.role.is_empty())
}

/// The limit in open time instead: whole days as business days, less as hours that the desk is open.
fn in_open_time(rule: &Rule, span: Span, locale: Locale) -> Line {
    let days = if span.unit == Unit::CalendarDays { span.amount } else { (span.amount + DAY - 1) / DAY };
    let wording = if span.unit == Unit::Elapsed && span.amount < DAY {
        let (hours, minutes) = (span.amount / (60 * MINUTE), span.amount / MINUTE);
        if span.amount % (60 * MINUTE) == 0 { plural(hours, "business hour") } else { plural(minutes.max(1), "business minute") }
    } else {
        plural(days, "business day")
    };
    let limit = locale.limit(&wording);
    match rule {
        Rule::Cadence { .. } => say!(locale.texts(), "lint.open_time_every", limit = limit),
        _ => say!(locale.texts(), "lint.open_time_within", limit = limit),
    }
}

fn plural(count: i64, unit: &str) -> String {
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

/// All such stretches of the week; none for a calendar without closed time.
fn hopeless(calendar: &Calendar, span: Span) -> Vec<Hopeless> {
    closures(calendar)
        .into_iter()
        .map(|closed| Hopeless {
            from: closed.from,
            until: match span.unit {
                Unit::CalendarDays => (closed.until.div_euclid(DAY) - span.amount) * DAY,
                _ => closed.until - span.amount,
            },
        })
        .filter(|stretch| stretch.until > stretch.from)
        .collect()
}

/// The closed stretches of the week, from each close to the next opening.
fn closures(calendar: &Calendar) -> Vec<Hopeless> {
    let mut open: Vec<(i64, i64)> = Vec::new();
    for (day, windows) in calendar.week.iter().enumerate() {
        for window in windows {
            let at = |minute: u32| day as i64 * DAY + i64::from(minute) * MINUTE;
            match open.last_mut().filter(|last| last.1 == at(window.open_minute)) {
                Some(last) => last.1 = at(window.close_minute),
                None => open.push((at(window.open_minute), at(window.close_minute))),
            }
        }
    }
    let next_week = open.first().map(|first| first.0 + WEEK);
    let opens = open.iter().skip(1).map(|window| window.0).chain(next_week);
    open.iter().zip(opens).map(|(window, opens)| Hopeless { from: window.1, until: opens }).filter(|gap| gap.until > gap.from).collect()
}

/// A moment of the week as people say it: `Friday 17:00`.
fn moment(at: i64, texts: &Texts) -> String {
    let at = at.rem_euclid(WEEK);
    let minute = at % DAY / MINUTE;
    let days = say!(texts, "lint.weekdays").plain();
    let day = days.split(' ').nth((at / DAY) as usize).unwrap_or_default();
    format!("{day} {:02}:{:02}", minute / 60, minute % 60)
}

/// A length of time in hours, with minutes only where there are any: `40`, `40 h 30 min`.
fn hours(length: i64) -> String {
    let minutes = length / MINUTE;
    if minutes % 60 == 0 { (minutes / 60).to_string() } else { format!("{} h {} min", minutes / 60, minutes % 60) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(calendar: &str, span: &str) -> Vec<(String, String)> {
        let calendars = Calendars::built_in().unwrap();
        hopeless(calendars.get(calendar).unwrap(), span.parse().unwrap())
            .iter()
            .map(|stretch| [stretch.from, stretch.until].map(|at| moment(at, Locale::default().texts())))
            .map(|[from, until]| (from, until))
            .collect()
    }

    #[test]
    fn a_day_by_the_clock_is_lost_from_friday_evening_to_sunday_morning() {
        // The office closes on Friday at 17:00 and opens on Monday at 09:00: 64 hours, less the 24 of the limit, is 40.
        assert_eq!(found("uk-office", "24 hours"), [("Friday 17:00".into(), "Sunday 09:00".into())]);
        assert_eq!(found("uk-office", "64 hours"), []);
        assert_eq!(found("always", "1 minute"), []);
    }

    #[test]
    fn an_hour_is_lost_every_night() {
        // Five nights of 16 hours less one each, of which the weekend is one of 64 less one: 4 × 15 + 63 hours.
        let calendars = Calendars::built_in().unwrap();
        let stretches = hopeless(calendars.get("uk-office").unwrap(), "1 hour".parse().unwrap());
        let total: i64 = stretches.iter().map(|stretch| stretch.until - stretch.from).sum();
        assert_eq!((stretches.len(), hours(total).as_str()), (5, "123"));
    }

    #[test]
    fn a_calendar_day_ends_at_midnight() {
        // From Friday 17:00 the end of the next day is Saturday's, from Saturday on Sunday's; from Sunday on it is Monday's.
        assert_eq!(found("uk-office", "1 calendar day"), [("Friday 17:00".into(), "Sunday 00:00".into())]);
        assert_eq!(found("uk-office", "3 calendar days"), []);
        assert_eq!(found("uk-business-days", "24 hours"), [("Saturday 00:00".into(), "Sunday 00:00".into())]);
    }

    #[test]
    fn the_cure_is_the_limit_in_open_time() {
        let rule = |span: &str| Rule::Cadence { after: Vec::new(), require: Vec::new(), every: span.parse().unwrap() };
        let cure = |span: &str| in_open_time(&rule(span), span.parse().unwrap(), Locale::default()).plain();
        assert_eq!(cure("24 hours"), "Count the desk's own time: \"at least every 1 business day\".");
        assert_eq!(cure("36 hours"), "Count the desk's own time: \"at least every 2 business days\".");
        assert_eq!(cure("1 hour"), "Count the desk's own time: \"at least every 1 business hour\".");
        assert_eq!(cure("90 minutes"), "Count the desk's own time: \"at least every 90 business minutes\".");
        assert_eq!(cure("2 calendar days"), "Count the desk's own time: \"at least every 2 business days\".");
    }
}
