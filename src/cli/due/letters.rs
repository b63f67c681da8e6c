//! The letters and notices that are owed, and what the procedure wants in each.

use super::duty::Duty;
use crate::calendar::Calendars;
use crate::cli::context::Outcome;
use crate::cli::judged::Judged;
use crate::cli::output::{Format, write_rows};
use crate::error::Result;
use crate::policy::{Clause, Policies, Policy, Rule, Selector};
use crate::register::history;
use crate::register::read::Snapshot;
use crate::register::{Entry, Personal, SOURCE};
use crate::time::Instant;
use crate::workspace::Workspace;
use chrono::NaiveDate;
use chrono_tz::Tz;
use std::collections::{BTreeMap, BTreeSet};

const UPDATE: &str = "progress update";

/// Which letter does an event; events that are not here are done without one.
const LETTERS: &[(&str, &[&str])] = &[
    ("acknowledgement", &["acknowledged"]),
    ("first answer", &["initial_response"]),
    ("delay notice", &["delay_notice", "timeline_given"]),
    (UPDATE, &["progress_update"]),
    ("outcome letter", &["resolution_proposed", "outcome_communicated"]),
    ("closure letter", &["closure_letter"]),
    ("notice of the right to appeal", &["appeal_right_notified"]),
    ("follow-up", &["follow_up"]),
    ("answer to feedback", &["feedback_outcome_notified"]),
];

/// What a notice names beside a clause's own fields, by its kind: without a date a delay notice moves nothing.
const ALWAYS: &[(&str, &str)] = &[("delay notice", "expected_at")];

/// A letter, and what it must contain: each fact with the place in the procedure that asks for it.
struct Letter {
    name: &'static str,
    contains: String,
}

/// The letters by policy, first day of its version, and clause.
struct Letters(BTreeMap<(String, Option<NaiveDate>, String), Letter>);

impl Letters {
    fn read(workspace: &Workspace) -> Result<Self> {
        let calendars = Calendars::read(&workspace.calendars_dir())?;
        let policies = Policies::read(&workspace.policies_dir(), &workspace.policies, &calendars)?;
        let mut letters = BTreeMap::new();
        for policy in policies.all() {
            for clause in &policy.clauses {
                if let Some(name) = letter_of(clause) {
                    let key = (policy.id.clone(), policy.effective_from, clause.id.clone());
                    letters.insert(key, Letter { name, contains: contains(policy, clause, name) });
                }
            }
        }
        Ok(Self(letters))
    }

    fn of(&self, duty: &Duty) -> Option<&Letter> {
        self.0.get(&(duty.policy.clone(), duty.effective_from, duty.clause.clone()))
    }
}

fn letter_by(event: &str) -> Option<&'static str> {
    LETTERS.iter().find(|(_, events)| events.contains(&event)).map(|(name, _)| *name)
}

/// The letter that keeps a clause: that of the first event that it asks for and a letter does. Where news is owed time and again, the
/// letter that is always right is an update.
fn letter_of(clause: &Clause) -> Option<&'static str> {
    let rule = &clause.main().rule;
    let mut letters = rule.required().iter().filter_map(|selector| letter_by(&selector.event));
    if matches!(rule, Rule::Cadence { .. }) && letters.clone().any(|letter| letter == UPDATE) {
        return Some(UPDATE);
    }
    letters.next()
}

/// The facts that this clause wants in the letter, and those that any other clause of the policy wants in it.
fn contains(policy: &Policy, clause: &Clause, name: &str) -> String {
    let mut facts: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for other in &policy.clauses {
        let asks = |selector: &&Selector| letter_by(&selector.event) == Some(name);
        for selector in other.main().rule.required().iter().filter(asks) {
            // What an alternative event would need is asked only where this clause itself leaves the choice.
            if other.id == clause.id || other.main().rule.required().iter().all(|one| letter_by(&one.event) == Some(name)) {
                selector.with.iter().for_each(|field| {
                    facts.entry(field.as_str()).or_default().insert(other.cite.as_str());
                });
            }
        }
    }
    for (_, field) in ALWAYS.iter().filter(|(letter, _)| *letter == name) {
        facts.entry(field).or_default();
    }
    let told = facts.into_iter().map(|(field, cites)| {
        let field = field.replace('_', " ");
        if cites.is_empty() { field } else { format!("{field} ({})", cites.into_iter().collect::<Vec<_>>().join("; ")) }
    });
    told.collect::<Vec<_>>().join(", ")
}

/// Only duties that a letter does, where that is asked for.
pub(super) fn narrowed(duties: Vec<Duty>, workspace: &Workspace, only_letters: bool) -> Result<Vec<Duty>> {
    if !only_letters {
        return Ok(duties);
    }
    let letters = Letters::read(workspace)?;
    Ok(duties.into_iter().filter(|duty| letters.of(duty).is_some()).collect())
}

/// Writes the duties with their letters, one row each.
pub(super) fn write(duties: Vec<Duty>, judged: &Judged, only_letters: bool, with_contacts: bool, format: Format) -> Result<Outcome> {
    let letters = Letters::read(&judged.workspace)?;
    let people = if with_contacts { people(&judged.workspace)? } else { BTreeMap::new() };
    let mut head = vec!["due_at", "overdue", "letter", "must_contain", "case_id", "source"];
    if with_contacts {
        head.extend(["name", "contact"]);
    }
    head.extend(["customer", "kind", "channel", "category", "team", "owner", "received_at", "policy", "clause", "text", "open_known"]);
    let nobody = Personal::default();
    let rows = duties.into_iter().filter(|duty| !only_letters || letters.of(duty).is_some()).map(|duty| {
        let people_read = matches!(format, Format::Table | Format::Markdown);
        let told = |at: Instant, to_people: fn(Instant, Tz) -> String| {
            if people_read { to_people(at, judged.workspace.time_zone) } else { at.to_string() }
        };
        let letter = letters.of(&duty);
        let mut row = vec![
            told(duty.due_at, Instant::due_in_zone),
            duty.is_overdue.map_or_else(String::new, |is_overdue| is_overdue.to_string()),
            letter.map_or_else(String::new, |letter| letter.name.to_string()),
            letter.map_or_else(String::new, |letter| letter.contains.clone()),
            duty.case_id.clone(),
            duty.source.clone(),
        ];
        if with_contacts {
            let person = people.get(&duty.case_id).filter(|_| duty.source == SOURCE).unwrap_or(&nobody);
            row.extend([person.customer.clone().unwrap_or_default(), person.contact.clone().unwrap_or_default()]);
        }
        let received = duty.received_at.map_or_else(String::new, |at| told(at, Instant::in_zone));
        row.extend([duty.customer, duty.kind, duty.channel, duty.category, duty.team, duty.owner, received]);
        row.extend([duty.policy, duty.clause, duty.text, duty.is_open_known.to_string()]);
        row
    });
    let head: Vec<String> = head.into_iter().map(str::to_string).collect();
    write_rows(&head, rows.collect(), format)?;
    Ok(Outcome::Done)
}

/// Who the customers of the register's cases are.
fn people(workspace: &Workspace) -> Result<BTreeMap<String, Personal>> {
    let snapshot = Snapshot::open(&workspace.register_dir())?;
    let vault = snapshot.vault()?;
    let entries: Vec<Entry> = snapshot.entries()?.collect::<Result<_>>()?;
    let openings = history::in_force(&entries).into_iter().filter(|entry| entry.is_opening());
    Ok(openings.filter_map(|entry| Some((entry.case_id.clone()?, vault.of(entry)?))).collect())
}
