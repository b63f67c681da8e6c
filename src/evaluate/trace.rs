//! Verdicts, and the steps by which each came about.

use super::facts::{EventFact, When};
use crate::time::{Instant, Period, Span, Unit};
use chrono::NaiveDate;

/// What became of a duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Done in time.
    Met,
    /// Done after its due.
    Late,
    /// Not done, and its due has passed.
    Missed,
    /// Not done, and not due yet.
    Pending,
    /// Only days are known, and they allow both in time and late.
    Indeterminate,
    /// The source cannot show it.
    Unknown,
    /// The clause does not concern the case.
    NotApplicable,
}

impl Status {
    /// The word in queries.
    pub fn name(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Late => "late",
            Self::Missed => "missed",
            Self::Pending => "pending",
            Self::Indeterminate => "indeterminate",
            Self::Unknown => "unknown",
            Self::NotApplicable => "not_applicable",
        }
    }
}

/// A finding, and which clause and reading it answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// The policy's id.
    pub policy: String,
    /// The clause's id.
    pub clause: String,
    /// The reading's id.
    pub reading: String,
    /// What was found.
    pub finding: Finding,
}

/// One row of a verdict: the fields of `semantics.md`, and how they came about.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Which start, window or period it is, from 1.
    pub cycle: i64,
    /// What became of the duty.
    pub status: Status,
    /// When its clock started.
    pub started_at: Option<Instant>,
    /// By when it had to be done.
    pub due_at: Option<Instant>,
    /// When it was done.
    pub done_at: Option<Instant>,
    /// Whether a notice moved the due.
    pub extended: bool,
    /// How many windows the row stands for.
    pub count: i64,
    /// How the done event is known; none where nothing was found.
    pub evidence: Option<String>,
    /// How it came about.
    pub trace: Trace,
}

impl Finding {
    /// The row of a clause that does not concern the case: without any instant.
    pub(super) fn not_applicable(trace: Trace) -> Self {
        Self::of(Status::NotApplicable, trace)
    }

    /// A row with nothing but its verdict; the rest is filled in where the page names it.
    pub(super) fn of(status: Status, trace: Trace) -> Self {
        Self { cycle: 1, status, started_at: None, due_at: None, done_at: None, extended: false, count: 1, evidence: None, trace }
    }

    /// Fills in what was done, if anything was.
    pub(super) fn done_by(mut self, done: Option<&EventFact>) -> Self {
        self.done_at = done.map(|event| event.when.at);
        self.evidence = done.map(|event| event.evidence.clone());
        self
    }
}

/// How a finding came about.
#[derive(Debug, Clone, PartialEq)]
pub enum Trace {
    /// A condition of `applies` does not hold.
    NotConcerned(Condition),
    /// None of the events that start it has happened.
    NeverStarted,
    /// A deadline's reckoning.
    Deadline(Box<DeadlineTrace>),
    /// A window of a cadence, or the first of a run of missed ones.
    Window {
        /// What started the schedule.
        start: EventFact,
        /// The first update in the window.
        update: Option<EventFact>,
        /// The due of the last window of the run; that of the window where it stands alone.
        last_due: Instant,
        /// What ended the schedule, if anything has.
        end: Option<EventFact>,
    },
    /// A cadence whose source reports no update.
    SilentCadence {
        /// What started the schedule.
        start: EventFact,
    },
    /// The case ended before the first window did.
    EndedEarly {
        /// What started the schedule.
        start: EventFact,
        /// What ended the case.
        end: EventFact,
        /// When the first update would have been due.
        first_due: Instant,
    },
    /// What a precondition looked at.
    Precondition {
        /// The event that needs it.
        before: EventFact,
        /// The first of the events that it asks for.
        done: Option<EventFact>,
    },
    /// All contacts, in order, and what ended the case.
    Contacts {
        /// The events that reached the customer.
        contacts: Vec<EventFact>,
        /// The different people among them, in the order of their first contact.
        actors: Vec<String>,
        /// How many there may be.
        at_most: i64,
        /// What ended the case.
        end: Option<EventFact>,
    },
    /// What the record holds of the fields that are asked for.
    Record {
        /// Those that are not filled.
        missing: Vec<String>,
        /// Those that the mapping writes itself, alike for every case.
        stated: Vec<String>,
    },
    /// The period of a review, and the event that was found in it.
    Review {
        /// The period.
        period: Period,
        /// The first event of it.
        done: Option<EventFact>,
    },
}

/// A condition of `applies` that does not hold.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// A case value is none of those asked for.
    Field {
        /// The column.
        name: &'static str,
        /// What the case has there.
        value: Option<String>,
    },
    /// None of the events of `has` has happened.
    Has,
    /// An event of `lacks` has happened.
    Lacks(EventFact),
    /// The case was not open for longer than the span.
    NotOpenLonger {
        /// Receipt and the span.
        limit_at: Instant,
        /// What closed it; none: it is open, and `as_of` is not later.
        closing: Option<EventFact>,
    },
}

/// How a deadline's due and verdict came about.
#[derive(Debug, Clone, PartialEq)]
pub struct DeadlineTrace {
    /// What started the clock.
    pub start: EventFact,
    /// Every pause, and whether it counted.
    pub pauses: Vec<PauseTaken>,
    /// Every notice, and whether it moved the due.
    pub notices: Vec<NoticeTaken>,
    /// The due by the span alone, pauses taken out; none: no span, or an open pause.
    pub own_due: Option<Instant>,
    /// The days up to that due, and what of them counted.
    pub days: Vec<CountedDay>,
    /// The due if the start came at the end of its day; only where the start is known by its day.
    pub latest_due: Option<Instant>,
    /// The pauses by which that one came about, where they differ.
    pub latest_pauses: Vec<PauseTaken>,
    /// What was found as done.
    pub done: Option<EventFact>,
    /// Events of the required kind that came before the start, and so do not count.
    pub earlier: Vec<EventFact>,
    /// What ended the case at or after the start.
    pub end: Option<EventFact>,
    /// How late it was done, where it was late: at least, and at most. They differ where only days are known; none where it
    /// rests on a pause of which only a day is known.
    pub lateness: Option<(Lateness, Lateness)>,
    /// Whether the source can report none of the required events.
    pub is_blind: bool,
}

/// How late something was done, in what its span counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lateness {
    /// Elapsed microseconds.
    Elapsed(i64),
    /// Elapsed microseconds in which the calendar was closed, of a span that counts nothing then.
    Closed(i64),
    /// Microseconds of open time.
    OpenTime(i64),
    /// Business days after the due day.
    BusinessDays(i64),
    /// Calendar days after the due day.
    CalendarDays(i64),
}

/// A pause, and what it did to the clock.
#[derive(Debug, Clone, PartialEq)]
pub struct PauseTaken {
    /// When it began.
    pub began: When,
    /// From when it counts: its beginning, cut to the clock's start.
    pub from: Instant,
    /// When it ended; none: it has not.
    pub ended: Option<When>,
    /// The event that began it.
    pub from_event: String,
    /// The event that ended it.
    pub until_event: Option<String>,
    /// What it did.
    pub effect: PauseEffect,
}

impl PauseTaken {
    /// Whether it held the clock of a span still for a time that nobody knows, since of its beginning or its end only the day is known.
    pub(super) fn is_of_unknown_length(&self, span: Span) -> bool {
        // What comes before the clock's start makes no difference.
        let is_open_to_doubt = |when: When| when.is_day() && when.last > self.from;
        matches!(span.unit, Unit::Elapsed | Unit::OpenTime)
            && matches!(self.effect, PauseEffect::Time(_) | PauseEffect::BeforeStart)
            && (is_open_to_doubt(self.began) || self.ended.is_some_and(is_open_to_doubt))
    }
}

/// What a pause did to the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PauseEffect {
    /// It ended at or before the clock's start.
    BeforeStart,
    /// It began at or after the due of that moment.
    AfterDue,
    /// It began at or after the duty was done.
    AfterDone,
    /// It holds still: there is no due.
    Open,
    /// The clock did not run for so many microseconds: elapsed ones, or of open time.
    Time(i64),
    /// The due day moved on by so many days: business days, or calendar days.
    Days(i64),
}

/// A notice of another date, and whether it moved the due.
#[derive(Debug, Clone, PartialEq)]
pub struct NoticeTaken {
    /// The notice.
    pub notice: EventFact,
    /// The date that it promised.
    pub expected_at: Instant,
    /// What it did.
    pub effect: NoticeEffect,
}

/// What a notice did to the due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeEffect {
    /// It came before the clock's start.
    BeforeStart,
    /// It came after the due of that moment.
    AfterDue,
    /// It came after the duty was done.
    AfterDone,
    /// It promised no later date than the due of that moment.
    NotLater,
    /// It moved the due to its date.
    Moved,
}

/// One local date between start and due, in the calendar of the clause.
#[derive(Debug, Clone, PartialEq)]
pub struct CountedDay {
    /// The local date.
    pub date: NaiveDate,
    /// What of it counted.
    pub what: Counted,
}

/// What of a day counted.
#[derive(Debug, Clone, PartialEq)]
pub enum Counted {
    /// These stretches of open time, each `[from, until)`.
    Open(Vec<(Instant, Instant)>),
    /// The whole day; the how manyth it is, from 1.
    Day(i64),
    /// Nothing: the calendar is closed.
    Closed(Closure),
    /// Nothing: a pause.
    Paused,
}

/// Why a day is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closure {
    /// Its weekday is.
    Weekday,
    /// It is a holiday.
    Holiday,
    /// It is a special day without windows.
    Special,
}
