//! Training and communication: who was told of the procedure, and when after it changed.

use super::{anchor, headed};
use crate::analysis::measure::annual::Governance;
use crate::report::annual::{Annual, Reviewed};
use crate::report::facts::Facts;
use crate::report::line::{Line, line};
use crate::report::section::{dash, numbered, plural};
use crate::report::view::{Block, Cell, Section, Table};
use chrono::NaiveDate;

const COMMUNICATED: &str = "procedure_communicated";
const TRAINED: &str = "training_held";

/// Writes the section.
pub fn section(data: &Annual, facts: &mut Facts) -> Section {
    let mut section = numbered(anchor::TRAINING, "Training and communication", headline(data, facts));
    let of_year: Vec<&Governance> = in_year(data).collect();
    if of_year.is_empty() {
        section.blocks.push(Block::Text(line![
            "What is not on record cannot be shown. Record it with “ombud register record --organisation training_held”, and likewise procedure_communicated, procedure_published and procedure_review."
        ]));
    } else {
        section.blocks.push(Block::Table(table(data, facts, &of_year)));
    }
    for policy in data.policies.iter().filter(|policy| last_change(data, policy).is_some()) {
        headed(data, &mut section, policy);
        section.blocks.push(Block::Table(since_change(data, facts, policy)));
    }
    section
}

fn day(data: &Annual, event: &Governance) -> NaiveDate {
    event.at.local_date(data.request.zone)
}

/// What was recorded in the year that concerns one of the procedures.
fn in_year(data: &Annual) -> impl Iterator<Item = &Governance> {
    let is_of_year = |event: &&Governance| day(data, event) >= data.period().first_day() && day(data, event) < data.period().end_day();
    data.governance.rows.iter().filter(is_of_year).filter(|event| data.policies.iter().any(|policy| event.concerns(&policy.id)))
}

fn headline(data: &Annual, facts: &mut Facts) -> Line {
    let (id, origin) = (format!("governance.{}", data.period()), &data.governance.origin);
    let count = |event: &str| in_year(data).filter(|one| one.event == event).count() as u64;
    let (trained, told) = (count(TRAINED), count(COMMUNICATED));
    let training: Line = if trained == 0 {
        line!["No training is on record"]
    } else {
        let times = facts.count(&format!("{id}.{TRAINED}_count"), trained, "times", origin);
        line!["Training was held ", times, plural(trained, " time", " times")]
    };
    if told == 0 {
        return line![training, ", and that the procedure was communicated is not on record"];
    }
    let times = facts.count(&format!("{id}.{COMMUNICATED}_count"), told, "times", origin);
    line![training, "; the procedure was communicated ", times, plural(told, " time", " times")]
}

fn words(event: &str) -> &'static str {
    match event {
        TRAINED => "training held",
        COMMUNICATED => "procedure communicated",
        "procedure_published" => "procedure published",
        "procedure_updated" => "procedure changed",
        _ => "procedure reviewed",
    }
}

fn table(data: &Annual, facts: &mut Facts, events: &[&Governance]) -> Table {
    let heads = [("What", false), ("When", true), ("Version", false), ("Reached", false), ("All staff", false)];
    let mut table = Table::new("What is on record for the year", &heads);
    let origin = &data.governance.origin;
    for (place, event) in events.iter().enumerate() {
        let id = format!("governance.{}.{}", data.period(), place + 1);
        let mut text = |name: &str, value: Option<&String>| -> Line {
            value.map_or_else(|| line!["not said"], |value| facts.text(&format!("{id}.{name}"), value, Some(origin)).into())
        };
        let version = text("version", event.version.as_ref());
        let coverage = if event.event == COMMUNICATED { text("coverage", event.coverage.as_ref()) } else { dash() };
        let all_staff = if event.event == TRAINED { text("all_staff", event.all_staff.as_ref()) } else { dash() };
        table.push(vec![
            words(&event.event).into(),
            facts.day(&format!("{id}.on"), day(data, event), Some(origin)).into(),
            version.into(),
            coverage.into(),
            all_staff.into(),
        ]);
    }
    table
}

/// The last change of a procedure up to the end of the year: the beginning of a version, or a change on record.
fn last_change(data: &Annual, policy: &Reviewed) -> Option<NaiveDate> {
    let end = data.period().end_day();
    let versions = data.versions.rows.iter().filter(|version| version.policy == policy.id).filter_map(|version| version.effective_from);
    let updates = data.governance.rows.iter().filter(|event| event.event == "procedure_updated" && event.concerns(&policy.id));
    versions.chain(updates.map(|event| day(data, event))).filter(|from| *from < end).max()
}

/// What followed the last change: the first communication and the first training on or after that day.
fn since_change(data: &Annual, facts: &mut Facts, policy: &Reviewed) -> Table {
    let heads = [("After the change", false), ("When", true), ("Days after it", true)];
    let mut table = Table::new("Since the last change of the procedure", &heads);
    let Some(changed) = last_change(data, policy) else { return table };
    let (id, origin) = (format!("policy.{}", policy.id), &data.governance.origin);
    let on = facts.day(&format!("{id}.last_change_on"), changed, Some(origin));
    table.push(vec!["last change".into(), on.into(), dash().into()]);
    for event in ["procedure_published", COMMUNICATED, TRAINED] {
        let of_event = data.governance.rows.iter().filter(|one| one.event == event && one.concerns(&policy.id));
        let first = of_event.map(|one| day(data, one)).filter(|on| *on >= changed).min();
        let (when, days): (Cell, Cell) = match first {
            Some(first) => (
                facts.day(&format!("{id}.{event}_after_change_on"), first, Some(origin)).into(),
                facts.days(&format!("{id}.{event}_after_change_days"), (first - changed).num_days().max(0) as u64, origin).into(),
            ),
            None => ("not on record".into(), dash().into()),
        };
        table.push(vec![words(event).into(), when, days]);
    }
    table
}
