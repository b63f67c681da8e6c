//! How the verdicts of all other clauses came about.

use super::deadline::{self, found, nothing};
use super::text::View;
use super::words;
use crate::evaluate::{Finding, Status, Trace};

/// The sentences of one row; where it does not apply, the verdict says it all.
pub(super) fn steps(view: &View<'_>, finding: &Finding) -> Vec<String> {
    match &finding.trace {
        Trace::Deadline(trace) => deadline::steps(view, finding, trace),
        Trace::Window { update, last_due, .. } => vec![window(view, finding, update.as_ref(), *last_due)],
        Trace::Precondition { before, done } => {
            let asked = words::asked(view.reading.rule.required());
            let first = format!("{} must have happened by {}.", asked, words::happening(before, view.zone));
            let looked = match done {
                Some(done) => Some(found(view, done)),
                None if finding.status == Status::Unknown => None,
                None => Some(nothing(view)),
            };
            std::iter::once(first).chain(looked).collect()
        }
        Trace::Contacts { contacts, actors, at_most, end } if !contacts.is_empty() => {
            let named: Vec<String> = contacts.iter().map(|contact| contact_by(view, contact, actors)).collect();
            let mut steps = vec![format!("At most {} may be in touch with the customer. The contacts:", people(*at_most))];
            steps.extend(named.into_iter().map(|line| format!("  {line}")));
            steps.extend(end.iter().map(|end| format!("The case ended with {}.", words::happening(end, view.zone))));
            steps
        }
        Trace::Record { missing, stated } => {
            let filled = match missing.as_slice() {
                [] => "all are filled.".to_string(),
                missing => format!("missing: {}.", missing.join(", ").replace('_', " ")),
            };
            let first = format!("Looked at the record of the case: {filled}");
            let presumed = format!(
                "Nobody recorded {} of this case: the mapping writes it for every case alike.",
                stated.join(", ").replace('_', " ")
            );
            std::iter::once(first).chain((!stated.is_empty()).then_some(presumed)).collect()
        }
        Trace::SilentCadence { .. }
        | Trace::Contacts { .. }
        | Trace::Review { .. }
        | Trace::EndedEarly { .. }
        | Trace::NeverStarted
        | Trace::NotConcerned(_) => Vec::new(),
    }
}

/// What stands above the windows of a cadence: where its schedule starts.
pub(super) fn opening(view: &View<'_>, findings: &[Finding]) -> Option<String> {
    let (start, end) = findings.iter().find_map(|finding| match &finding.trace {
        Trace::Window { start, end, .. } => Some((start, end.as_ref())),
        Trace::SilentCadence { start } => Some((start, None)),
        _ => None,
    })?;
    let every = view.reading.rule.span()?;
    let asked = words::asked(view.reading.rule.required());
    let started = words::happening(start, view.zone);
    let told = format!("The schedule started with {started}. From then on {asked} is due at least once in every {every}");
    Some(match (view.ends_with_the_case(), end) {
        (true, _) => format!("{told}, while the case is open."),
        (false, None) => format!("{told}, until {}.", words::asked(&view.reading.until)),
        (false, Some(end)) => {
            format!("{told}, until {}. It ended with {}.", words::asked(&view.reading.until), words::happening(end, view.zone))
        }
    })
}

fn window(view: &View<'_>, finding: &Finding, update: Option<&crate::evaluate::EventFact>, last_due: crate::time::Instant) -> String {
    let (Some(from), Some(due)) = (finding.started_at, finding.due_at) else { return String::new() };
    let (from, due, last) = (words::due(from, view.zone), words::due(due, view.zone), words::due(last_due, view.zone));
    match (update, finding.count) {
        (Some(update), _) => format!("Window {}, after {from} and by {due}: {}.", finding.cycle, words::happening(update, view.zone)),
        (None, 1) if finding.status == Status::Pending => {
            format!("Window {}, after {from} and by {due}: nothing yet; it is not over.", finding.cycle)
        }
        (None, 1) => format!("Window {}, after {from} and by {due}: nothing.", finding.cycle),
        (None, count) => {
            let final_cycle = finding.cycle + count - 1;
            format!(
                "Windows {} to {final_cycle}, the first after {from} and by {due}, the last by {last}: nothing in any of them.",
                finding.cycle
            )
        }
    }
}

/// A contact, and by whom: people are told apart, not named.
fn contact_by(view: &View<'_>, contact: &crate::evaluate::EventFact, actors: &[String]) -> String {
    let place = contact.actor.as_deref().and_then(|actor| actors.iter().position(|known| known == actor.trim()));
    let who = place.map_or_else(|| "by whom is not recorded".to_string(), |place| format!("by person {}", place + 1));
    format!("{}, {who}", words::happening(contact, view.zone))
}

pub(super) fn people(number: i64) -> String {
    if number == 1 { "one person".to_string() } else { format!("{number} people") }
}
