//! How a deadline's verdict came about: start, limit, days, pauses, notices, due, what was found.

use super::text::View;
use super::{days, words};
use crate::evaluate::facts::RECEIVED;
use crate::evaluate::trace::{DeadlineTrace, NoticeEffect, NoticeTaken, PauseEffect, PauseTaken};
use crate::evaluate::{EventFact, Finding, When};
use crate::time::{Span, Unit};

/// The sentences of one row, in the order in which a person would reckon.
pub(super) fn steps(view: &View<'_>, finding: &Finding, trace: &DeadlineTrace) -> Vec<String> {
    let mut steps = vec![start(view, &trace.start)];
    match view.reading.rule.span() {
        Some(span) => reckoning(view, finding, trace, span, &mut steps),
        None => steps
            .push("There is no limit of time: done at any time, it is kept; not done, it is missed once the case has ended.".to_string()),
    }
    match &trace.done {
        Some(done) => steps.push(found(view, done)),
        // Of a source that reports no such event, "nothing" would say too much.
        None if trace.is_blind => {}
        None => {
            steps.push(nothing(view));
            let early = |event: &EventFact| format!("{} came before the start and does not count.", words::happening(event, view.zone));
            steps.extend(trace.earlier.iter().map(early));
        }
    }
    if let (None, None, Some(end)) = (view.reading.rule.span(), &trace.done, &trace.end) {
        steps.push(format!("The case ended with {}.", words::happening(end, view.zone)));
    }
    steps
}

/// What was found as done, and how it is known.
pub(super) fn found(view: &View<'_>, done: &EventFact) -> String {
    let known = match done.evidence.as_str() {
        "proxy" => " It stands for what is asked, which the source does not record itself.",
        "presumed" => " It is taken for granted: nobody recorded it.",
        _ => "",
    };
    format!("Found: {}.{known}", words::happening(done, view.zone))
}

/// That nothing was found, and up to when.
pub(super) fn nothing(view: &View<'_>) -> String {
    format!("Looked for {}: nothing up to {}.", words::asked(view.reading.rule.required()), words::at(view.as_of, view.zone))
}

/// `The clock started with the receipt of the case on …`.
fn start(view: &View<'_>, start: &EventFact) -> String {
    let what = if start.name == RECEIVED { "the receipt of the case".to_string() } else { words::event(&start.name) };
    let from = if start.when.is_day() { "; the day is counted from its beginning" } else { "" };
    format!("The clock started with {what} on {}{from}.", words::when(start.when, view.zone))
}

fn reckoning(view: &View<'_>, finding: &Finding, trace: &DeadlineTrace, span: Span, steps: &mut Vec<String>) {
    steps.push(limit(view, span));
    if !trace.days.is_empty() {
        let what = if span.unit == Unit::OpenTime { "Open time that counted" } else { "Days that counted" };
        let zone = view.calendar.time_zone;
        let whose = if zone == view.zone { String::new() } else { format!(", by the clocks of {zone}") };
        steps.push(format!("{what}{whose}:"));
        steps.extend(days::lines(&trace.days, zone, one_day(span)).into_iter().map(|line| format!("  {line}")));
    }
    let pauses = trace.pauses.iter().map(|taken| pause(view, taken, span, finding.extended));
    let (Some(own_due), Some(due)) = (trace.own_due, finding.due_at) else {
        let Some(first_due) = trace.own_due else {
            steps.extend(pauses);
            steps.push("While the clock stands still there is no due.".to_string());
            return;
        };
        // The pauses are those of a clock that starts at the end of the day: only for that one does the clock stand still.
        steps.push(format!("Counted from the beginning of the day, it would be due by {}.", words::due(first_due, view.zone)));
        steps.push("Had the start come at the end of its day:".to_string());
        steps.extend(pauses.map(|line| format!("  {line}")));
        steps.push("The hour is not known, so as long as the clock may stand still there is no due.".to_string());
        return;
    };
    steps.extend(pauses);
    if trace.notices.is_empty() {
        steps.push(format!("It {} due by {}.", was(view, finding), words::due(due, view.zone)));
    } else {
        steps.push(format!("By the limit alone it {} due by {}.", was(view, finding), words::due(own_due, view.zone)));
        steps.extend(trace.notices.iter().map(|taken| notice(view, taken)));
        steps.push(format!("So it {} due by {}.", was(view, finding), words::due(due, view.zone)));
    }
    if let Some(latest) = trace.latest_due.filter(|latest| *latest != due) {
        let others = trace.latest_pauses.iter().map(|taken| pause(view, taken, span, finding.extended));
        let end = if trace.latest_pauses.is_empty() { '.' } else { ':' };
        steps.push(format!("Had the start come at the end of its day, it would be due by {}{end}", words::due(latest, view.zone)));
        steps.extend(others.map(|line| format!("  {line}")));
    }
}

/// What a span of days counts one by one.
fn one_day(span: Span) -> &'static str {
    if span.unit == Unit::BusinessDays { "business day" } else { "calendar day" }
}

fn was(view: &View<'_>, finding: &Finding) -> &'static str {
    if finding.due_at.is_some_and(|due| view.as_of <= due) { "is" } else { "was" }
}

fn limit(view: &View<'_>, span: Span) -> String {
    let calendar = &view.calendar.id;
    match span.unit {
        Unit::Elapsed => format!("The limit is {span} by the clock, day and night."),
        Unit::OpenTime => format!("The limit is {span}: only the open hours of the calendar \"{calendar}\" count."),
        Unit::BusinessDays => format!("The limit is {span} of the calendar \"{calendar}\", beginning with the day after."),
        Unit::CalendarDays | Unit::CalendarMonths => format!("The limit is {span}, beginning with the day after."),
    }
}

fn pause(view: &View<'_>, taken: &PauseTaken, span: Span, is_extended: bool) -> String {
    let turn = |when: When, event: &str| format!("{} ({})", words::when(when, view.zone), words::event(event));
    let began = turn(taken.began, &taken.from_event);
    // What came before the start held nothing up.
    let is_cut = taken.began.at < taken.from;
    let (Some(ended), Some(until_event)) = (taken.ended, &taken.until_event) else {
        return match taken.effect {
            PauseEffect::AfterDue => format!("A pause that began on {began} does not count: {}.", after_due(is_extended)),
            PauseEffect::AfterDone => format!("A pause that began on {began} does not count: {}.", after_done(is_cut)),
            _ if is_cut => format!("A pause that began on {began} is still open: counted from the start, the clock stands still."),
            _ => format!("The clock stands still since {began}."),
        };
    };
    let of_days = if taken.began.is_day() || ended.is_day() { ", a day counted from its beginning" } else { "" };
    let whole = format!("from {began} to {}{of_days}", turn(ended, until_event));
    let counted = if is_cut { "counted from the start, " } else { "" };
    match taken.effect {
        PauseEffect::BeforeStart => format!("A pause {whole} does not count: it ended before the start."),
        PauseEffect::AfterDue => format!("A pause {whole} does not count: {}.", after_due(is_extended)),
        PauseEffect::AfterDone => format!("A pause {whole} does not count: {}.", after_done(is_cut)),
        PauseEffect::Time(stood) => {
            let what = if span.unit == Unit::OpenTime { format!("{} of open time", words::hours_of(stood)) } else { words::elapsed(stood) };
            format!("The clock stood still {whole}: {counted}{what} did not count.")
        }
        PauseEffect::Days(days) => {
            format!("The clock stood still {whole}: {counted}the due day moved on by {}.", words::count(days, one_day(span)))
        }
        PauseEffect::Open => format!("The clock stands still since {began}."),
    }
}

/// Why a pause does not count that began at or after the due of the limit alone; the due itself may be a later one, which was promised.
fn after_due(is_extended: bool) -> &'static str {
    if is_extended {
        "it began when the limit's own time was over, and a pause does not move a promised date"
    } else {
        "it began when the limit's own time was over"
    }
}

/// Why a pause that held nothing up does not count; one that began before the start counts from there at the earliest.
fn after_done(is_cut: bool) -> &'static str {
    if is_cut { "at the start, from which it would count, what is asked was done" } else { "it began after what is asked was done" }
}

fn notice(view: &View<'_>, taken: &NoticeTaken) -> String {
    let promised = words::due(taken.expected_at, view.zone);
    let effect = match taken.effect {
        NoticeEffect::Moved => "it moved the due there",
        NoticeEffect::NotLater => "it moved nothing, since that is not later",
        NoticeEffect::BeforeStart => "it does not count, since it came before the start",
        NoticeEffect::AfterDue => "it does not count, since it came after the due",
        NoticeEffect::AfterDone => "it does not count, since it came after what is asked was done",
    };
    format!("The notice {} promised {promised}: {effect}.", words::happening(&taken.notice, view.zone))
}
