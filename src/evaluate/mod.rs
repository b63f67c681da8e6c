//! One case against one written procedure, sentence by sentence: the second path to every verdict.
//!
//! [`crate::judge`] compares all cases at once, in SQL. This says the same a second time, small
//! and slow, one case at a time, and keeps how each verdict came about ([`trace`]): that is what
//! `explain` prints. Tests hold the two paths against each other, row by row.
//!
//! It is a pure function of the case, its events, the policy, the calendars and `as_of`: no file,
//! no clock. Of the calendars it uses the working-time arithmetic only ([`Timeline`]), and asks it
//! for one instant at a time.

mod applies;
mod cadence;
mod counted;
mod deadline;
mod due;
pub mod facts;
mod pause;
mod precondition;
mod record;
mod review;
mod single_contact;
mod story;
pub mod trace;
mod version;

use crate::calendar::timeline::Timeline;
use crate::calendar::{Calendar, Calendars};
use crate::policy::{Policy, Reading, Rule, Selector};
use crate::time::Instant;
pub use facts::{CaseFacts, EventFact, When};
pub use review::reviews;
pub use trace::{Finding, Status, Trace, Verdict};
pub use version::in_force_for;

/// The verdicts of one case under every clause and reading of the versions in force on its receipt.
///
/// `policies` are all versions of the policies to judge by, `events` the rows of this case in the
/// order of their source. A case received after `as_of` does not exist; reviews concern no case
/// ([`reviews`]). Clauses whose calendar is not among `calendars` are left out: a policy that was
/// read with these calendars has none.
pub fn evaluate(case: &CaseFacts, events: &[EventFact], policies: &[&Policy], calendars: &Calendars, as_of: Instant) -> Vec<Verdict> {
    if case.received.at > as_of {
        return Vec::new();
    }
    let story = story::told(case, events, as_of);
    let mut verdicts = Vec::new();
    for policy in in_force_for(case.received.at, policies, calendars) {
        for clause in &policy.clauses {
            for reading in &clause.readings {
                let Some(calendar) = calendars.get(&reading.calendar) else { continue };
                let question = Question::new(case, &story, reading, calendar, as_of);
                verdicts.extend(question.findings().into_iter().map(|finding| Verdict {
                    policy: policy.id.clone(),
                    clause: clause.id.clone(),
                    reading: reading.id.clone(),
                    finding,
                }));
            }
        }
    }
    verdicts
}

/// One case under one reading of one clause.
struct Question<'a> {
    case: &'a CaseFacts,
    /// The events that exist, in order, the implied `received` among them.
    story: &'a [EventFact],
    reading: &'a Reading,
    calendar: &'a Calendar,
    timeline: Timeline,
    as_of: Instant,
}

impl<'a> Question<'a> {
    fn new(case: &'a CaseFacts, story: &'a [EventFact], reading: &'a Reading, calendar: &'a Calendar, as_of: Instant) -> Self {
        let spans: Vec<_> = reading.rule.span().into_iter().chain(reading.applies.open_longer_than).collect();
        let earliest = story.first().map_or(case.received.at, |event| event.when.at);
        Self { case, story, reading, calendar, timeline: Timeline::covering(calendar, earliest, as_of, &spans), as_of }
    }

    fn findings(&self) -> Vec<Finding> {
        if matches!(self.reading.rule, Rule::Review { .. }) {
            return Vec::new();
        }
        if let Some(condition) = self.unmet_condition() {
            return vec![Finding::not_applicable(Trace::NotConcerned(condition))];
        }
        match &self.reading.rule {
            Rule::Deadline { .. } => self.deadlines(),
            Rule::Cadence { after, require, every } => self.windows(after, require, *every),
            Rule::Precondition { before, require } => vec![self.precondition(before, require)],
            Rule::SingleContact { contacts, at_most } => vec![self.single_contact(contacts, *at_most)],
            Rule::Record { fields } => vec![self.record(fields)],
            Rule::Review { .. } => Vec::new(),
        }
    }

    /// The events that any of the selectors serves, in order.
    fn events(&self, selectors: &'a [Selector]) -> impl Iterator<Item = &'a EventFact> + use<'a> {
        self.story.iter().filter(move |event| event.serves(selectors))
    }

    /// The first of these events, if any has happened.
    fn first(&self, selectors: &'a [Selector]) -> Option<&'a EventFact> {
        self.events(selectors).next()
    }

    /// The first event that ends the case for this clause and can have come at or after `start`.
    fn end_from(&self, start: Instant) -> Option<&'a EventFact> {
        self.events(&self.reading.until).find(|event| event.when.last >= start)
    }

    /// Whether the case's source can report none of the required events, so that its silence proves nothing.
    fn is_blind(&self) -> bool {
        !self.reading.rule.required().iter().any(|selector| self.case.can_show(&selector.event))
    }
}
