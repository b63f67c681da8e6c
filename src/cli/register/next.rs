//! What is due next for the case at hand, under the procedures in force: told after every entry.
//!
//! Only the one case is evaluated, from its own entries ([`crate::evaluate`]); the rest of the register is not
//! read, so that an entry costs the same however many there are.

use crate::calendar::Calendars;
use crate::cli::explain::fetch;
use crate::error::Result;
use crate::evaluate::{self, CaseFacts, EventFact, Status, When};
use crate::policy::Policies;
use crate::register::doubt::{Known, turns};
use crate::register::entry::{self, Entry};
use crate::register::history;
use crate::register::{Personal, SOURCE, Writer};
use crate::time::Instant;
use crate::vocabulary::{CASE_ENDS, EVENTS};
use crate::warehouse::Warehouse;
use crate::workspace::Workspace;
use std::collections::{BTreeMap, BTreeSet};

/// How many duties are told after an entry.
const TOLD: usize = 3;

/// A case and what happened to it.
pub(super) struct Story {
    pub case: CaseFacts,
    pub events: Vec<EventFact>,
}

impl Story {
    /// A case of the register, from its entries; `None` where it was taken back.
    pub fn of_register(writer: &mut Writer, case_id: &str) -> Result<Option<Self>> {
        let entries = writer.entries_of(None, case_id)?;
        let Some(state) = history::cases(&entries).into_iter().find(|case| case.case_id == case_id) else { return Ok(None) };
        let in_force = history::in_force(&entries);
        let Some(opening) = in_force.iter().find(|entry| entry.is_opening()) else { return Ok(None) };
        let Personal { subject, description, .. } = writer.personal(opening)?;
        let mut fields = opening.statement.attributes.clone();
        fields.extend(state.fields);
        let more = [("case_id", Some(state.case_id)), ("source", Some(SOURCE.into())), ("customer", state.customer)];
        let more = more.into_iter().chain([("subject", subject), ("description", description)]);
        let received = when(state.received);
        let due_at = in_force.iter().filter_map(|entry| entry.statement.due_at).next_back();
        let instants = [("received_at", Some(received.at)), ("due_at", due_at)].map(|(name, at)| (name, at.map(|at| at.to_string())));
        fields.extend(more.chain(instants).filter_map(|(name, value)| Some((name.to_string(), value?))));
        let logged_at = entries.iter().filter(|entry| entry.place() == opening.place()).map(|entry| entry.recorded_at).min();
        let logged = logged_at.map(|at| EventFact {
            actor: opening.statement.actor.clone(),
            role: opening.statement.role.clone(),
            ..EventFact::bare("logged", When::moment(at))
        });
        let reports: BTreeSet<String> = EVENTS.iter().map(|event| (*event).to_string()).collect();
        let case = CaseFacts {
            source: SOURCE.into(),
            case_id: case_id.into(),
            received,
            fields,
            reports,
            stated: std::collections::BTreeSet::new(),
        };
        let others = in_force.iter().filter(|entry| !entry.is_opening() && is_of(entry, None, case_id)).map(|entry| fact(entry));
        Ok(Some(Self { events: logged.into_iter().chain(others).collect(), case }))
    }

    /// A case of an import: what the lake has of it, and what the register adds.
    pub fn of_import(workspace: &Workspace, writer: &mut Writer, source: &str, case_id: &str) -> Result<Self> {
        let (case, imported) = of_lake(workspace, source, case_id)?;
        let entries = writer.entries_of(Some(source), case_id)?;
        let recorded = history::in_force(&entries).into_iter().filter(|entry| is_of(entry, Some(source), case_id)).map(fact);
        let events = recorded.chain(imported).collect();
        Ok(Self { case, events })
    }

    /// What doubts about a further entry ask of it.
    pub fn known(&self) -> Known {
        let events = self.events.iter().map(|event| (event.name.as_str(), entry_when(event.when)));
        Known { received: entry_when(self.case.received), turns: turns(events), first: None }
    }
}

/// A case of the lake and its events there; the register is not looked at.
fn of_lake(workspace: &Workspace, source: &str, case_id: &str) -> Result<(CaseFacts, Vec<EventFact>)> {
    // A folder that is not there is an empty register.
    let warehouse = Warehouse::open(&workspace.lake_dir(), &workspace.lake_dir().join("no-register"))?;
    let case = fetch::case(warehouse.connection(), case_id, Some(source))?;
    let events = fetch::events(warehouse.connection(), &case)?;
    Ok((case, events))
}

fn is_of(entry: &Entry, source: Option<&str>, case_id: &str) -> bool {
    entry.source.as_deref() == source && entry.case_id.as_deref() == Some(case_id)
}

fn when(when: entry::When) -> When {
    When { at: when.at, last: when.last.unwrap_or(when.at) }
}

fn entry_when(when: When) -> entry::When {
    entry::When { at: when.at, last: when.is_day().then_some(when.last) }
}

fn fact(entry: &Entry) -> EventFact {
    let statement = &entry.statement;
    EventFact {
        name: statement.event.clone(),
        when: when(statement.when),
        expected_at: statement.expected_at,
        actor: statement.actor.clone(),
        role: statement.role.clone(),
        auto: statement.auto,
        evidence: statement.evidence.clone().unwrap_or_else(|| "event".into()),
        attributes: statement.attributes.clone(),
    }
}

/// A duty that is open.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Duty {
    due_at: Instant,
    is_missed: bool,
    policy: String,
    clause: String,
    text: String,
}

/// Whether an event ends a case, or opens it again.
fn is_turn(event: &EventFact) -> bool {
    CASE_ENDS.contains(&event.name.as_str()) || event.name == "reopened"
}

/// When the case ended at the latest, unless it was opened again since.
fn closed_at(events: &[EventFact], now: Instant) -> Option<Instant> {
    let turns = events.iter().filter(|event| event.when.at <= now && is_turn(event));
    // Of one instant the later entry holds.
    let last = turns.max_by_key(|event| event.when.at)?;
    (last.name != "reopened").then_some(last.when.last)
}

/// The sentences about what is due next: the earliest duties, overdue ones first.
pub(super) fn told(workspace: &Workspace, story: &Story, now: Instant) -> Result<Vec<String>> {
    let calendars = Calendars::read(&workspace.calendars_dir())?;
    let policies = Policies::read(&workspace.policies_dir(), &workspace.policies, &calendars)?;
    let in_force = policies.in_force();
    if in_force.is_empty() {
        return Ok(vec!["no procedure is in force, so nothing falls due (`ombud policy list` shows the built-in ones)".into()]);
    }
    // Each procedure in the words of the version by which the case is judged.
    let texts: BTreeMap<(&str, &str), &str> = evaluate::in_force_for(story.case.received.at, &in_force, &calendars)
        .into_iter()
        .flat_map(|policy| policy.clauses.iter().map(|clause| ((policy.id.as_str(), clause.id.as_str()), clause.text.as_str())))
        .collect();
    let closed = closed_at(&story.events, now);
    let is_open_known = story.case.can_show("closed") || story.events.iter().any(|event| event.when.at <= now && is_turn(event));
    let mut duties: Vec<Duty> = evaluate::evaluate(&story.case, &story.events, &in_force, &calendars, now)
        .into_iter()
        .filter(|row| row.reading == "main")
        .filter(|row| match row.finding.status {
            Status::Pending => true,
            // No closing ends what began after it.
            Status::Missed => {
                matches!(row.finding.trace, evaluate::Trace::Deadline(_))
                    && closed.is_none_or(|closed| row.finding.started_at > Some(closed))
            }
            _ => false,
        })
        .filter_map(|row| {
            let text = (*texts.get(&(row.policy.as_str(), row.clause.as_str()))?).to_string();
            let is_missed = row.finding.status == Status::Missed;
            Some(Duty { due_at: row.finding.due_at?, is_missed, policy: row.policy, clause: row.clause, text })
        })
        .collect();
    duties.sort();
    if duties.is_empty() {
        return Ok(vec!["nothing falls due by what is known now".into()]);
    }
    let told = duties.iter().take(TOLD).enumerate().map(|(place, duty)| {
        let word = match (duty.is_missed, duty.due_at < now, place) {
            (true, ..) if is_open_known => "overdue since",
            (true, ..) => "missed, in a case of which its source cannot show whether it is open, since",
            // Of its start the day alone is known, and by the end of that day it is not due yet.
            (false, true, _) => "not yet overdue for certain, and due at the earliest by",
            (false, false, 0) => "due next, by",
            (false, false, _) => "then, by",
        };
        format!("{word} {}: {} ({}, {})", duty.due_at.due_in_zone(workspace.time_zone), duty.text, duty.clause, duty.policy)
    });
    let more = duties.len().saturating_sub(TOLD);
    Ok(told.chain((more > 0).then(|| format!("and {more} more (`ombud due`)"))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_ended_when_it_was_last_closed_unless_it_was_opened_again() {
        let at = |text: &str| text.parse::<Instant>().unwrap();
        let ended = |events: &[(&str, &str)]| {
            let events: Vec<EventFact> =
                events.iter().map(|(name, day)| EventFact::bare(name, When::moment(at(&format!("{day}T10:00:00Z"))))).collect();
            closed_at(&events, at("2026-03-31T00:00:00Z"))
        };
        assert_eq!(ended(&[("closed", "2026-03-02"), ("appealed", "2026-03-05")]), Some(at("2026-03-02T10:00:00Z")));
        assert_eq!(ended(&[("closed", "2026-03-02"), ("reopened", "2026-03-03")]), None);
        assert_eq!(
            ended(&[("reopened", "2026-03-03"), ("closed", "2026-03-02"), ("merged", "2026-03-04")]),
            Some(at("2026-03-04T10:00:00Z"))
        );
        assert_eq!(ended(&[("closed", "2026-04-02")]), None, "not yet");
    }
}
