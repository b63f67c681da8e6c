//! A clause: what is asked, of which cases, by when.

use crate::time::Span;
use crate::time::period::Length;
use crate::vocabulary::ORGANISATION_EVENTS;

/// How the limit of a promised date is told.
const DATE_GIVEN: &str = "the date given";

/// How binding a clause is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strength {
    /// A promise.
    Commitment,
    /// "Endeavour", "aim to".
    Target,
}

impl Strength {
    /// The word in policy files and queries.
    pub fn name(self) -> &'static str {
        match self {
            Self::Commitment => "commitment",
            Self::Target => "target",
        }
    }
}

/// One promise of a written procedure.
#[derive(Debug, Clone)]
pub struct Clause {
    /// Its name within the policy.
    pub id: String,
    /// Where it stands in the written procedure.
    pub cite: String,
    /// The duties it covers.
    pub refs: Vec<String>,
    /// What it asks, in plain words.
    pub text: String,
    /// How binding it is.
    pub strength: Strength,
    /// Whether its number is ours and not the written text's.
    pub assumed: bool,
    /// The share that it asks for, 0 to 1, where it is not all.
    pub aim: Option<f64>,
    /// The line of the file on which it begins.
    pub line: usize,
    /// How it is read; the first is the reading in force, `main`.
    pub readings: Vec<Reading>,
}

impl Clause {
    /// The reading in force.
    pub fn main(&self) -> &Reading {
        &self.readings[0]
    }
}

/// One way to read a clause: everything that decides a verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// `main`, or the name of the other reading.
    pub id: String,
    /// What this reading takes the words to mean; for `main` the clause's own text.
    pub text: String,
    /// What is asked.
    pub rule: Rule,
    /// The calendar that reads its dates and spans.
    pub calendar: String,
    /// The events that end a case for this clause.
    pub until: Vec<Selector>,
    /// Which cases it concerns.
    pub applies: Applies,
}

/// What a clause asks, by its type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rule {
    /// Something done after a start, by a due instant if there is one.
    Deadline {
        /// What starts the clock.
        after: Vec<Selector>,
        /// What counts as done.
        require: Vec<Selector>,
        /// How long there is; none: whenever, before the case ends.
        within: Option<Span>,
        /// Whether every start begins a cycle of its own.
        each: bool,
        /// Notices that move the due to the date that they promise.
        extended_by: Vec<Selector>,
        /// What stops the clock.
        pause: Vec<Pause>,
    },
    /// Something done at least once in every span while the case is open.
    Cadence {
        /// What starts the schedule.
        after: Vec<Selector>,
        /// What counts as an update.
        require: Vec<Selector>,
        /// The length of a window.
        every: Span,
    },
    /// Something that must have happened before something else.
    Precondition {
        /// The event that needs it.
        before: Vec<Selector>,
        /// What must have happened by then.
        require: Vec<Selector>,
    },
    /// Few enough different people among the contacts.
    SingleContact {
        /// Events that reach the customer.
        contacts: Vec<Selector>,
        /// How many different actors there may be.
        at_most: i64,
    },
    /// Fields of the case that must be filled.
    Record {
        /// Names of case columns or attributes.
        fields: Vec<String>,
    },
    /// Something that the organisation does in every period.
    Review {
        /// Events of the organisation.
        require: Vec<Selector>,
        /// How often.
        every: Length,
    },
}

impl Reading {
    /// Every set of selectors that it asks for, empty ones left out.
    pub fn selector_sets(&self) -> Vec<&[Selector]> {
        let mut sets: Vec<&[Selector]> = vec![&self.until, self.rule.required()];
        sets.extend(self.applies.has.as_deref());
        sets.extend(self.applies.lacks.as_deref());
        match &self.rule {
            Rule::Deadline { after, extended_by, pause, .. } => {
                sets.extend([&after[..], &extended_by[..]]);
                sets.extend(pause.iter().flat_map(|pause| [&pause.from[..], &pause.until[..]]));
            }
            Rule::Cadence { after, .. } => sets.push(after),
            Rule::Precondition { before, .. } => sets.push(before),
            Rule::SingleContact { .. } | Rule::Record { .. } | Rule::Review { .. } => {}
        }
        sets.retain(|set| !set.is_empty());
        sets
    }

    /// Whether its clock runs from the receipt of every case of its kinds to an event as such: nothing but the kind decides whom it
    /// concerns, nothing stops the clock or moves its end, and who sent the event or what it says does not matter.
    pub fn is_plain_wait(&self) -> bool {
        let Rule::Deadline { after, require, within: Some(_), extended_by, pause, .. } = &self.rule else { return false };
        let Applies { fields, has, lacks, open_longer_than } = &self.applies;
        let is_for_all = fields.iter().all(|(field, _)| *field == "kind") && has.is_none() && lacks.is_none() && open_longer_than.is_none();
        is_for_all
            && after[..] == [Selector::named("received")]
            && require.iter().all(|selector| *selector == Selector::named(&selector.event))
            && extended_by.is_empty()
            && pause.is_empty()
    }

    /// The events that it looks for where they are not recorded, each once. A review sees only what is recorded of no case, and
    /// that is never an event of cases; every other clause sees only what is recorded of a case, and of the organisation's events
    /// that would take a source which says of which case it was.
    pub fn misplaced_events(&self) -> Vec<&str> {
        let is_review = matches!(self.rule, Rule::Review { .. });
        let sets = if is_review { vec![self.rule.required()] } else { self.selector_sets() };
        let mut misplaced: Vec<&str> = Vec::new();
        for name in sets.into_iter().flatten().map(|selector| selector.event.as_str()) {
            if ORGANISATION_EVENTS.contains(&name) != is_review && !misplaced.contains(&name) {
                misplaced.push(name);
            }
        }
        misplaced
    }
}

impl Rule {
    /// The word in policy files and queries.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Deadline { .. } => "deadline",
            Self::Cadence { .. } => "cadence",
            Self::Precondition { .. } => "precondition",
            Self::SingleContact { .. } => "single_contact",
            Self::Record { .. } => "record",
            Self::Review { .. } => "review",
        }
    }

    /// The span of a deadline or a cadence.
    pub fn span(&self) -> Option<Span> {
        match self {
            Self::Deadline { within, .. } => *within,
            Self::Cadence { every, .. } => Some(*every),
            _ => None,
        }
    }

    /// The same under another limit; `None` where nothing of it is a limit.
    #[must_use]
    pub fn with_limit(&self, span: Span) -> Option<Self> {
        let mut rule = self.clone();
        match &mut rule {
            Self::Deadline { within, .. } => *within = Some(span),
            Self::Cadence { every, .. } => *every = span,
            _ => return None,
        }
        Some(rule)
    }

    /// Whether the limit is the date that the start itself promises, so that the span only stands in for it.
    pub fn is_promised_at_start(&self) -> bool {
        match self {
            Self::Deadline { after, extended_by, .. } => extended_by.iter().any(|notice| after.contains(notice)),
            _ => false,
        }
    }

    /// The limit as people read it: a span, how often a review is due, or the date that was given.
    pub fn limit(&self) -> Option<String> {
        match self {
            _ if self.is_due_on_the_date_given() => Some(DATE_GIVEN.into()),
            Self::Review { every, .. } => Some(format!("every {}", every.name())),
            Self::Cadence { every, .. } => Some(format!("every {every}")),
            other => other.span().map(|span| span.to_string()),
        }
    }

    /// Whether what starts its clock also names its due, so that its span stands for none: each event that starts it brings a date
    /// and moves the due there.
    fn is_due_on_the_date_given(&self) -> bool {
        let Self::Deadline { after, extended_by, each: true, .. } = self else { return false };
        let names_date = |start: &Selector| start.with.iter().any(|field| field == "expected_at") && extended_by.contains(start);
        !after.is_empty() && after.iter().all(names_date)
    }

    /// The events that satisfy it: what a source must be able to report.
    pub fn required(&self) -> &[Selector] {
        match self {
            Self::Deadline { require, .. }
            | Self::Cadence { require, .. }
            | Self::Precondition { require, .. }
            | Self::Review { require, .. } => require,
            Self::SingleContact { contacts, .. } => contacts,
            Self::Record { .. } => &[],
        }
    }
}

/// Events that stop a clock, and those that let it go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    /// What stops it.
    pub from: Vec<Selector>,
    /// What lets it go on.
    pub until: Vec<Selector>,
}

/// An event by name, and who or what must be true of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selector {
    /// The event's name.
    pub event: String,
    /// Sent by a machine or not; must be known and equal.
    pub auto: Option<bool>,
    /// One of these roles; empty: any.
    pub role: Vec<String>,
    /// Fields that must be present and not blank: `expected_at`, or an attribute.
    pub with: Vec<String>,
}

impl Selector {
    /// An event by its name alone.
    pub fn named(event: &str) -> Self {
        Self { event: event.to_string(), auto: None, role: Vec::new(), with: Vec::new() }
    }
}

/// Which cases a clause concerns; all that is given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applies {
    /// Case columns, and the values of which the case's must be one.
    pub fields: Vec<(&'static str, Vec<String>)>,
    /// At least one of these events has happened.
    pub has: Option<Vec<Selector>>,
    /// None of these events has happened.
    pub lacks: Option<Vec<Selector>>,
    /// The case was open, or is open, for longer than this.
    pub open_longer_than: Option<Span>,
}

/// The case columns that `applies` can ask for.
pub const APPLIES_FIELDS: [&str; 6] = ["kind", "channel", "category", "severity", "outcome", "team"];
