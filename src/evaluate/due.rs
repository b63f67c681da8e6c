//! By when a deadline falls due: its span from the start, pauses taken out, notices heard.

use super::facts::EventFact;
use super::pause::Still;
use super::trace::{NoticeEffect, NoticeTaken, PauseEffect, PauseTaken};
use crate::calendar::timeline::{Timeline, months_on};
use crate::time::{Instant, Span, Unit};
use chrono::Days;

/// A due, and how it came about.
pub(super) struct Reckoning {
    /// By the span alone; none while a pause that counts is open.
    pub own_due: Option<Instant>,
    /// After the notices.
    pub due: Option<Instant>,
    pub is_extended: bool,
    pub pauses: Vec<PauseTaken>,
    pub notices: Vec<NoticeTaken>,
}

/// What a due is reckoned from, beside the start.
pub(super) struct Grounds<'a> {
    pub timeline: &'a Timeline,
    /// The first possible instant of the start: what a notice must not come before.
    pub start_at: Instant,
    pub span: Span,
    pub pauses: &'a [Still],
    /// The events of `extended_by`, in order.
    pub notices: Vec<&'a EventFact>,
    pub done_at: Option<Instant>,
}

impl Grounds<'_> {
    /// The due of a clock that starts at `start`: the first or the last possible instant of the start.
    pub(super) fn reckon(&self, start: Instant) -> Reckoning {
        let (own_due, pauses) = self.own_due(start);
        let Some(own) = own_due else {
            // While a pause that counts is open there is no due instant, promised or not.
            return Reckoning { own_due, due: None, is_extended: false, pauses, notices: Vec::new() };
        };
        let mut due = own;
        let notices: Vec<NoticeTaken> = self
            .notices
            .iter()
            .filter_map(|notice| {
                let expected_at = notice.expected_at?;
                let effect = self.effect(notice.when.at, expected_at, due);
                if effect == NoticeEffect::Moved {
                    due = expected_at;
                }
                Some(NoticeTaken { notice: (*notice).clone(), expected_at, effect })
            })
            .collect();
        let is_extended = notices.iter().any(|taken| taken.effect == NoticeEffect::Moved);
        Reckoning { own_due, due: Some(due), is_extended, pauses, notices }
    }

    fn effect(&self, at: Instant, expected_at: Instant, due: Instant) -> NoticeEffect {
        if at < self.start_at {
            NoticeEffect::BeforeStart
        } else if at > due {
            NoticeEffect::AfterDue
        } else if self.done_at.is_some_and(|done| at > done) {
            NoticeEffect::AfterDone
        } else if expected_at <= due {
            NoticeEffect::NotLater
        } else {
            NoticeEffect::Moved
        }
    }

    /// The due of the span alone, pause by pause in order.
    fn own_due(&self, start: Instant) -> (Option<Instant>, Vec<PauseTaken>) {
        let mut paused = 0;
        let mut due = Some(self.moved_on(start, paused));
        let mut taken = Vec::new();
        for still in self.pauses {
            let from = still.from.at.max(start);
            let effect = if still.until.is_some_and(|until| until.at <= start) {
                PauseEffect::BeforeStart
            } else if due.is_none_or(|due| from >= due) {
                PauseEffect::AfterDue
            } else if self.done_at.is_some_and(|done| from >= done) {
                PauseEffect::AfterDone
            } else {
                still.until.map_or(PauseEffect::Open, |until| self.stands_still(from, until.at))
            };
            match effect {
                PauseEffect::Open => due = None,
                PauseEffect::Time(amount) | PauseEffect::Days(amount) => {
                    paused += amount;
                    due = Some(self.moved_on(start, paused));
                }
                _ => {}
            }
            let (from_event, until_event) = (still.from_event.clone(), still.until_event.clone());
            taken.push(PauseTaken { began: still.from, from, ended: still.until, from_event, until_event, effect });
        }
        (due, taken)
    }

    /// What a pause takes out: time that did not run, or the days by which the due day moves on.
    fn stands_still(&self, from: Instant, until: Instant) -> PauseEffect {
        let (first, last) = (self.timeline.day_at(from), self.timeline.day_at(until));
        match self.span.unit {
            Unit::Elapsed => PauseEffect::Time(until.0 - from.0),
            Unit::OpenTime => PauseEffect::Time(self.timeline.clock(until) - self.timeline.clock(from)),
            Unit::BusinessDays => PauseEffect::Days(self.timeline.business_upto(last) - self.timeline.business_upto(first)),
            Unit::CalendarDays | Unit::CalendarMonths => PauseEffect::Days((last.date - first.date).num_days()),
        }
    }

    /// The due of the span from `start`, moved on by what the pauses took out.
    fn moved_on(&self, start: Instant, paused: i64) -> Instant {
        if self.span.unit == Unit::CalendarMonths {
            let due_date = months_on(self.timeline.day_at(start).date, self.span.amount);
            return self.timeline.end_of_date(due_date + Days::new(paused as u64));
        }
        let mut span = self.span;
        span.amount += paused;
        self.timeline.due(span, start)
    }
}
