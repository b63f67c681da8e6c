//! `type = "deadline"`: something done after a start, by a due instant if there is one.

use super::due::{Grounds, Reckoning};
use super::facts::EventFact;
use super::trace::{DeadlineTrace, Finding, Lateness, PauseEffect, PauseTaken, Status, Trace};
use super::{Question, counted, pause};
use crate::policy::Rule;
use crate::time::{Instant, Span, Unit};

/// What each pause did to the clock.
fn effects(pauses: &[PauseTaken]) -> impl Iterator<Item = PauseEffect> {
    pauses.iter().map(|pause| pause.effect)
}

impl Question<'_> {
    /// One row for the first start, or for every start where each begins a cycle of its own.
    pub(super) fn deadlines(&self) -> Vec<Finding> {
        let Rule::Deadline { after, each, within, .. } = &self.reading.rule else { return Vec::new() };
        let starts = self.story.iter().enumerate().filter(|(_, event)| event.serves(after));
        let cycles = starts.take(if *each { usize::MAX } else { 1 });
        let mut rows: Vec<Finding> = cycles
            .map(|(place, start)| {
                let done = self.done(place, start);
                within.map_or_else(|| self.without_limit(start, done), |span| self.within(span, start, done))
            })
            .collect();
        for (row, cycle) in rows.iter_mut().zip(1..) {
            row.cycle = cycle;
        }
        if rows.is_empty() {
            rows.push(Finding::not_applicable(Trace::NeverStarted));
        }
        rows
    }

    /// The first required event, other than the start itself, whose last possible instant is at or after the start.
    fn done(&self, start_place: usize, start: &EventFact) -> Option<&EventFact> {
        let required = self.reading.rule.required();
        self.story
            .iter()
            .enumerate()
            .filter(|(place, _)| *place != start_place)
            .map(|(_, event)| event)
            .find(|event| event.serves(required) && event.when.last >= start.when.at)
    }

    fn without_limit(&self, start: &EventFact, done: Option<&EventFact>) -> Finding {
        let status = match (done, self.end_from(start.when.at)) {
            (Some(_), _) => Status::Met,
            (None, _) if self.is_blind() => Status::Unknown,
            (None, Some(_)) => Status::Missed,
            (None, None) => Status::Pending,
        };
        let row = Finding::of(status, Trace::Deadline(Box::new(self.seen(start, done)))).done_by(done);
        Finding { started_at: Some(start.when.at), ..row }
    }

    /// What is told of every deadline, limit or not.
    fn seen(&self, start: &EventFact, done: Option<&EventFact>) -> DeadlineTrace {
        let earlier = self.events(self.reading.rule.required()).filter(|event| event.when.last < start.when.at);
        DeadlineTrace {
            start: start.clone(),
            pauses: Vec::new(),
            notices: Vec::new(),
            own_due: None,
            days: Vec::new(),
            latest_due: None,
            latest_pauses: Vec::new(),
            done: done.cloned(),
            earlier: earlier.cloned().collect(),
            end: self.end_from(start.when.at).cloned(),
            lateness: None,
            is_blind: self.is_blind(),
        }
    }

    fn within(&self, span: Span, start: &EventFact, done: Option<&EventFact>) -> Finding {
        let Rule::Deadline { extended_by, pause, .. } = &self.reading.rule else {
            return Finding::not_applicable(Trace::NeverStarted);
        };
        let pauses = pause::pauses(self.story, pause);
        let grounds = Grounds {
            timeline: &self.timeline,
            start_at: start.when.at,
            span,
            pauses: &pauses,
            notices: self.events(extended_by).collect(),
            done_at: done.map(|event| event.when.at),
        };
        let first = grounds.reckon(start.when.at);
        let latest = grounds.reckon(start.when.last);
        // Where a pause leaves no latest due, there is no due either; the latest is never before the due.
        let dues = first.due.zip(latest.due).map(|(due, latest)| (due, latest.max(due)));
        let paused_at = first.pauses.iter().find(|pause| pause.effect == PauseEffect::Open).map(|pause| pause.from);
        let counted_until = first.own_due.or(paused_at).unwrap_or(start.when.at);
        let status = self.verdict(done, dues);
        // A promised date does not rest on the pauses.
        let is_certain = |due: &Reckoning| due.is_extended || !due.pauses.iter().any(|pause| pause.is_of_unknown_length(span));
        let is_certain = is_certain(&first) && is_certain(&latest);
        let lateness = done.zip(dues).filter(|_| status == Status::Late && is_certain);
        // Of a day the hour is not known: at least from the latest due to the first possible instant, at most from the due to the last.
        let lateness =
            lateness.map(|(done, (due, latest))| (self.lateness(span, latest, done.when.at), self.lateness(span, due, done.when.last)));
        let days = counted::days(self.calendar, &self.timeline, span, start.when.at, counted_until, &first.pauses);
        let is_moved_otherwise = dues.is_some() && effects(&first.pauses).ne(effects(&latest.pauses));
        let (pauses, latest_pauses) = match (first.due, latest.due) {
            (Some(_), None) => (latest.pauses, Vec::new()),
            _ if is_moved_otherwise => (first.pauses, latest.pauses),
            _ => (first.pauses, Vec::new()),
        };
        let trace = DeadlineTrace {
            days,
            pauses,
            notices: first.notices,
            own_due: first.own_due,
            latest_due: dues.map(|(_, latest)| latest).filter(|_| start.when.is_day()),
            latest_pauses,
            lateness,
            ..self.seen(start, done)
        };
        let row = Finding::of(status, Trace::Deadline(Box::new(trace))).done_by(done);
        Finding { started_at: Some(start.when.at), due_at: dues.map(|(due, _)| due), extended: first.is_extended && dues.is_some(), ..row }
    }

    /// How late something was done, in what the span counts.
    fn lateness(&self, span: Span, due: Instant, done: Instant) -> Lateness {
        // A due is the end of its day, and so the beginning of the next.
        let (due_day, done_day) = (self.timeline.day_at(Instant(due.0 - 1)), self.timeline.day_at(done));
        let elapsed = done.0 - due.0;
        match span.unit {
            Unit::Elapsed => Lateness::Elapsed(elapsed),
            Unit::OpenTime => match self.timeline.working_time(due, done) {
                0 => Lateness::Closed(elapsed),
                open => Lateness::OpenTime(open),
            },
            // A promised date may be an hour of a day.
            _ if done_day.date == due_day.date => Lateness::Elapsed(elapsed),
            Unit::BusinessDays => match self.timeline.business_upto(done_day) - self.timeline.business_upto(due_day) {
                0 => Lateness::Closed(elapsed),
                days => Lateness::BusinessDays(days),
            },
            Unit::CalendarDays | Unit::CalendarMonths => Lateness::CalendarDays((done_day.date - due_day.date).num_days()),
        }
    }

    /// The verdict by the due and the latest due; without either a pause is open.
    fn verdict(&self, done: Option<&EventFact>, dues: Option<(Instant, Instant)>) -> Status {
        match (done, dues) {
            (Some(_), None) => Status::Met,
            (Some(done), Some((due, _))) if done.when.last <= due => Status::Met,
            (Some(done), Some((_, latest))) if done.when.at > latest => Status::Late,
            (Some(_), Some(_)) => Status::Indeterminate,
            (None, _) if self.is_blind() => Status::Unknown,
            (None, None) => Status::Pending,
            (None, Some((_, latest))) if self.as_of <= latest => Status::Pending,
            (None, Some(_)) => Status::Missed,
        }
    }
}
