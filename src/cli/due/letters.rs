//! The letters and notices that are owed, and what the procedure wants in each.

use super::duty::Duty;
use crate::calendar::Calendars;
use crate::cli::context::Outcome;
use crate::cli::judged::Judged;
use crate::cli::listing::{Kind, Listing};
use crate::cli::output::Format;
use crate::error::Result;
use crate::policy::{Clause, Policies, Policy, Rule, Selector};
use crate::register::history;
use crate::register::read::Snapshot;
use crate::register::{Entry, Personal, SOURCE};
use crate::time::Instant;
use crate::workspace::Workspace;
use chrono::NaiveDate;
use chrono_tz::Tz;
use serde_json::Value;
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

/// A cell for people and for machines.
type Cell = (String, Value);

fn text(text: impl Into<String>) -> Cell {
    let text = text.into();
    let value = if text.is_empty() { Value::Null } else { text.as_str().into() };
    (text, value)
}

fn flag(flag: Option<bool>) -> Cell {
    (flag.map_or_else(String::new, |flag| flag.to_string()), flag.into())
}

/// Writes the duties with their letters, one row each.
pub(super) fn write(duties: Vec<Duty>, judged: &Judged, only_letters: bool, with_contacts: bool, format: Format) -> Result<Outcome> {
    let letters = Letters::read(&judged.workspace)?;
    let people = if with_contacts { people(&judged.workspace)? } else { BTreeMap::new() };
    let zone = judged.workspace.time_zone;
    let instant = |at: Instant, to_people: fn(Instant, Tz) -> String| -> Cell { (to_people(at, zone), at.to_string().into()) };
    let mut columns = vec![("due_at", Kind::Instant), ("overdue", Kind::Flag)];
    columns.extend(["letter", "must_contain", "case_id", "source"].map(|name| (name, Kind::Text)));
    if with_contacts {
        columns.extend(["name", "contact"].map(|name| (name, Kind::Text)));
    }
    columns.extend(["customer", "kind", "channel", "category", "team", "owner"].map(|name| (name, Kind::Text)));
    columns.push(("received_at", Kind::Instant));
    columns.extend(["policy", "clause", "text"].map(|name| (name, Kind::Text)));
    columns.push(("open_known", Kind::Flag));
    let mut listing = Listing {
        heads: columns.iter().map(|(name, _)| (*name).to_string()).collect(),
        columns: columns.into_iter().map(|(name, kind)| (name.to_string(), kind)).collect(),
        ..Listing::default()
    };
    let nobody = Personal::default();
    for duty in duties {
        let letter = letters.of(&duty);
        if only_letters && letter.is_none() {
            continue;
        }
        let (name, contains) = letter.map_or(("", ""), |letter| (letter.name, letter.contains.as_str()));
        let mut row = vec![instant(duty.due_at, Instant::due_in_zone), flag(duty.is_overdue)];
        row.extend([name, contains, &duty.case_id, &duty.source].map(text));
        if with_contacts {
            let person = people.get(&duty.case_id).filter(|_| duty.source == SOURCE).unwrap_or(&nobody);
            row.extend([&person.customer, &person.contact].map(|part| text(part.clone().unwrap_or_default())));
        }
        row.extend([duty.customer, duty.kind, duty.channel, duty.category, duty.team, duty.owner].map(text));
        row.push(duty.received_at.map_or_else(|| text(""), |at| instant(at, Instant::in_zone)));
        row.extend([duty.policy, duty.clause, duty.text].map(text));
        row.push(flag(Some(duty.is_open_known)));
        let (texts, values) = row.into_iter().unzip();
        listing.texts.push(texts);
        listing.values.push(values);
    }
    listing.write(format, judged.warehouse.connection(), zone)?;
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
