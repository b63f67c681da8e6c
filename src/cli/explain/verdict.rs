//! A verdict in words.

use super::others::people;
use super::text::View;
use super::words;
use crate::evaluate::trace::{Condition, Lateness};
use crate::evaluate::{Finding, Status, Trace};
use crate::policy::{Rule, Selector};
use crate::time::instant::SECOND;

/// `kept`, `late by 3 h 10 min of open time`, `does not apply, because …`.
pub(super) fn in_words(view: &View<'_>, finding: &Finding) -> String {
    match finding.status {
        Status::Met => format!("kept{}", known(finding)),
        Status::Late => format!("{}{}", late(finding), known(finding)),
        Status::Missed => missed(finding),
        Status::Pending => pending(view, finding),
        Status::Indeterminate => "cannot be decided: only the day is known, and the day allows both in time and late".to_string(),
        Status::Unknown => format!("cannot be shown, because {}", unknown(view, finding)),
        Status::NotApplicable => format!("does not apply, because {}", not_applicable(view, finding)),
    }
}

/// How a done event is known, where it is not recorded as such.
fn known(finding: &Finding) -> &'static str {
    match finding.evidence.as_deref() {
        Some("proxy") => " (known by a stand-in)",
        Some("presumed") => " (taken for granted)",
        _ => "",
    }
}

const UNKNOWN_LENGTH: &str = "late; by how much cannot be told, since only the day is known";

/// How late it was; where only a day is known, what is certain of it.
fn late(finding: &Finding) -> String {
    let lateness = match &finding.trace {
        Trace::Deadline(trace) => trace.lateness,
        Trace::Precondition { before, done: Some(done) } => {
            let (least, most) = (done.when.at.0 - before.when.last.0, done.when.last.0 - before.when.at.0);
            Some((Lateness::Elapsed(least), Lateness::Elapsed(most)))
        }
        _ => None,
    };
    match lateness.map(|(least, most)| (least == most, whole_seconds(least), least)) {
        None if matches!(finding.trace, Trace::Deadline(_)) => UNKNOWN_LENGTH.to_string(),
        None => "late".to_string(),
        Some((true, _, exactly)) => format!("late by {}", length(exactly)),
        Some((false, Lateness::Elapsed(..=0) | Lateness::Closed(..=0) | Lateness::OpenTime(..=0), _)) => UNKNOWN_LENGTH.to_string(),
        Some((false, least, _)) => format!("late by at least {}", length(least)),
    }
}

/// Without the fraction of a second by which a day ends before midnight: at least that much is true of the rest, too.
fn whole_seconds(lateness: Lateness) -> Lateness {
    let whole = |microseconds: i64| microseconds - microseconds % SECOND;
    match lateness {
        Lateness::Elapsed(elapsed) => Lateness::Elapsed(whole(elapsed)),
        Lateness::Closed(elapsed) => Lateness::Closed(whole(elapsed)),
        Lateness::OpenTime(open) => Lateness::OpenTime(whole(open)),
        days => days,
    }
}

fn length(lateness: Lateness) -> String {
    match lateness {
        Lateness::Elapsed(elapsed) => words::elapsed(elapsed),
        Lateness::Closed(elapsed) => format!("{}, outside opening hours", words::elapsed(elapsed)),
        Lateness::OpenTime(open) => format!("{} of open time", words::hours_of(open)),
        Lateness::BusinessDays(days) => words::count(days, "business day"),
        Lateness::CalendarDays(days) => words::count(days, "calendar day"),
    }
}

fn missed(finding: &Finding) -> String {
    match &finding.trace {
        Trace::Window { .. } if finding.count > 1 => format!("not done, {} times", finding.count),
        Trace::Contacts { actors, at_most, .. } => {
            format!("not kept: {} were in touch, and at most {} may be", people(actors.len() as i64), people(*at_most))
        }
        Trace::Record { missing, .. } => {
            format!("not kept: {} not filled", if missing.len() == 1 { "one field is" } else { "some fields are" })
        }
        _ => "not done".to_string(),
    }
}

fn pending(view: &View<'_>, finding: &Finding) -> String {
    match (&finding.trace, finding.due_at) {
        (Trace::Contacts { .. }, _) => "kept so far; the case has not ended".to_string(),
        (Trace::Deadline(_), None) if view.reading.rule.span().is_some() => "not yet due: the clock stands still".to_string(),
        (_, None) => "not yet due: the case has not ended".to_string(),
        (_, Some(_)) => "not yet due".to_string(),
    }
}

fn unknown(view: &View<'_>, finding: &Finding) -> String {
    let is_blind = match &finding.trace {
        Trace::Deadline(trace) => trace.is_blind,
        Trace::Contacts { contacts, .. } => contacts.is_empty() || !view.can_show_any(view.reading.rule.required()),
        _ => true,
    };
    if is_blind {
        return format!("this source ({}) does not report {}", view.case.source, names(view.reading.rule.required()));
    }
    "of some contacts it is not recorded who made them".to_string()
}

/// That none of these events is there, in a relative clause: only of what a source reports can it be said that it has not happened.
fn not_seen(view: &View<'_>, selectors: &[Selector]) -> String {
    let source = &view.case.source;
    let (shown, hidden): (Vec<_>, Vec<_>) = selectors.iter().cloned().partition(|selector| view.case.can_show(&selector.event));
    match (shown.is_empty(), hidden.is_empty()) {
        (_, true) => "which has not happened".to_string(),
        (true, false) => format!("which this source ({source}) does not report: whether it happened cannot be shown"),
        (false, false) => format!("of which none is recorded, and this source ({source}) does not report {}", names(&hidden)),
    }
}

/// The names alone: what a source reports, it reports whoever does it.
fn names(selectors: &[Selector]) -> String {
    let mut names: Vec<String> = selectors.iter().map(|selector| words::event(&selector.event)).collect();
    names.dedup();
    names.join(" or ")
}

fn not_applicable(view: &View<'_>, finding: &Finding) -> String {
    let zone = view.zone;
    match &finding.trace {
        Trace::NotConcerned(condition) => unmet(view, condition),
        Trace::EndedEarly { end, first_due, .. } => {
            let what = if view.ends_with_the_case() { "case" } else { "schedule" };
            format!(
                "the {what} ended with {}, by when the first one was not due yet ({})",
                words::happening(end, zone),
                words::due(*first_due, zone)
            )
        }
        Trace::Contacts { .. } => "no contact is recorded".to_string(),
        _ => {
            let starts = match &view.reading.rule {
                Rule::Deadline { after, .. } | Rule::Cadence { after, .. } => after,
                Rule::Precondition { before, .. } => before,
                _ => return "nothing started it".to_string(),
            };
            format!("it begins with {}, {}", words::asked(starts), not_seen(view, starts))
        }
    }
}

fn unmet(view: &View<'_>, condition: &Condition) -> String {
    let applies = &view.reading.applies;
    let zone = view.zone;
    match condition {
        Condition::Field { name, value } => {
            let accepted =
                applies.fields.iter().find(|(field, _)| field == name).map(|(_, values)| values.join(" or ")).unwrap_or_default();
            let own = value.as_ref().map_or_else(|| "this one has none".to_string(), |value| format!("this one's is {value}"));
            format!("it concerns cases whose {name} is {accepted}; {own}")
        }
        Condition::Has => {
            let has = applies.has.as_deref().unwrap_or_default();
            format!("it concerns cases with {}, {}", words::asked(has), not_seen(view, has))
        }
        Condition::Lacks(event) => format!("it concerns cases without {}", words::happening(event, zone)),
        Condition::NotOpenLonger { limit_at, closing } => {
            let span = applies.open_longer_than.map(|span| span.to_string()).unwrap_or_default();
            let until = words::due(*limit_at, zone);
            let own = closing.as_ref().map_or_else(
                || "this one is open, and not for longer".to_string(),
                |closing| format!("this one ended with {}", words::happening(closing, zone)),
            );
            format!("it concerns cases open for longer than {span}, here later than {until}; {own}")
        }
    }
}
