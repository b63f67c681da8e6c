//! Training and communication: who was told of the procedure, and when after it changed.

use super::{anchor, headed};
use crate::analysis::annual::review::{COMMUNICATED, TRAINED};
use crate::analysis::measure::annual::Governance;
use crate::report::annual::{Annual, Reviewed};
use crate::report::facts::Facts;
use crate::report::line::Line;
use crate::report::section::{dash, numbered};
use crate::report::texts::{Texts, say};
use crate::report::view::{Block, Cell, Section, Table};
use chrono::NaiveDate;

/// Writes the section.
pub fn section(data: &Annual, facts: &mut Facts) -> Section {
    let texts = facts.texts();
    let mut section = numbered(anchor::TRAINING, say!(texts, "training.topic").plain(), headline(data, facts));
    let of_year: Vec<&Governance> = in_year(data).collect();
    let is_shown_otherwise = |event: &str| is_shown(data, event) && !of_year.iter().any(|one| one.event == event);
    if is_shown_otherwise(TRAINED) || is_shown_otherwise(COMMUNICATED) {
        section.blocks.push(Block::Text(say!(texts, "training.shown_how")));
    } else if of_year.is_empty() {
        section.blocks.push(Block::Text(say!(texts, "training.record_it")));
    }
    if !of_year.is_empty() {
        section.blocks.push(Block::Table(table(data, facts, &of_year)));
    }
    for (policy, change) in data.policies.iter().filter_map(|policy| Some((policy, last_change(data, policy)?))) {
        headed(data, &mut section, policy);
        section.blocks.push(Block::Table(since_change(data, facts, policy, change)));
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
    let texts = facts.texts();
    let training = match (trained, is_shown(data, TRAINED)) {
        (0, true) => say!(texts, "training.training_shown_otherwise"),
        (0, false) => say!(texts, "training.none_held"),
        _ => say!(texts, "training.held", trained; n = facts.count(&format!("{id}.{TRAINED}_count"), trained, "times", origin)),
    };
    if told == 0 && is_shown(data, COMMUNICATED) {
        return say!(texts, "training.shown_otherwise", training = training);
    }
    if told == 0 {
        return say!(texts, "training.not_communicated", training = training);
    }
    let times = facts.count(&format!("{id}.{COMMUNICATED}_count"), told, "times", origin);
    say!(texts, "training.communicated", told; training = training, n = times)
}

/// Whether a clause that asks for it was kept: without an event of that name, another record shows it.
fn is_shown(data: &Annual, event: &str) -> bool {
    data.policies.iter().any(|policy| policy.shown.contains(&event))
}

fn words(texts: &Texts, event: &str) -> Line {
    match event {
        TRAINED => say!(texts, "training.event_training"),
        COMMUNICATED => say!(texts, "training.event_communicated"),
        "procedure_published" => say!(texts, "training.event_published"),
        "procedure_updated" => say!(texts, "training.event_updated"),
        _ => say!(texts, "training.event_review"),
    }
}

fn table(data: &Annual, facts: &mut Facts, events: &[&Governance]) -> Table {
    let texts = facts.texts();
    let heads = [
        (say!(texts, "training.head_what"), false),
        (say!(texts, "training.head_when"), true),
        (say!(texts, "training.head_version"), false),
        (say!(texts, "training.head_reached"), false),
        (say!(texts, "training.head_all_staff"), false),
    ];
    let mut table = Table::new(say!(texts, "training.on_record"), &heads);
    let origin = &data.governance.origin;
    for (place, event) in events.iter().enumerate() {
        let id = format!("governance.{}.{}", data.period(), place + 1);
        let mut text = |name: &str, value: Option<&String>| -> Line {
            value.map_or_else(|| say!(texts, "training.not_said"), |value| facts.text(&format!("{id}.{name}"), value, Some(origin)).into())
        };
        let version = text("version", event.version.as_ref());
        let coverage = if event.event == COMMUNICATED { text("coverage", event.coverage.as_ref()) } else { dash() };
        let all_staff = if event.event == TRAINED { text("all_staff", event.all_staff.as_ref()) } else { dash() };
        table.push(vec![
            words(texts, &event.event).into(),
            facts.day(&format!("{id}.on"), day(data, event), Some(origin)).into(),
            version.into(),
            coverage.into(),
            all_staff.into(),
        ]);
    }
    table
}

/// The last change of a procedure up to the end of the year, the beginning of a version or a change on record; and whether it is the
/// beginning of the procedure itself, which changed nothing.
fn last_change(data: &Annual, policy: &Reviewed) -> Option<(NaiveDate, bool)> {
    let end = data.period().end_day();
    let versions = data.versions.rows.iter().filter(|version| version.policy == policy.id).filter_map(|version| version.effective_from);
    let is_update = |event: &&Governance| event.event == "procedure_updated" && event.concerns(&policy.id);
    let updates = || data.governance.rows.iter().filter(is_update).map(|event| day(data, event));
    let last = versions.chain(updates()).filter(|from| *from < end).max()?;
    Some((last, policy.begins == Some(last) && updates().all(|from| from != last)))
}

/// What followed the last change: the first communication and the first training on or after that day.
fn since_change(data: &Annual, facts: &mut Facts, policy: &Reviewed, (changed, is_beginning): (NaiveDate, bool)) -> Table {
    let texts = facts.texts();
    let (caption, head, name) = if is_beginning {
        (say!(texts, "training.since_beginning"), say!(texts, "training.head_after_beginning"), say!(texts, "training.beginning"))
    } else {
        (say!(texts, "training.since_change"), say!(texts, "training.head_after"), say!(texts, "training.last_change"))
    };
    let heads = [(head, false), (say!(texts, "training.head_when"), true), (say!(texts, "training.head_days"), true)];
    let mut table = Table::new(caption, &heads);
    let (id, origin) = (format!("policy.{}", policy.id), &data.governance.origin);
    let on = facts.day(&format!("{id}.last_change_on"), changed, Some(origin));
    table.push(vec![name.into(), on.into(), dash().into()]);
    for event in ["procedure_published", COMMUNICATED, TRAINED] {
        let of_event = data.governance.rows.iter().filter(|one| one.event == event && one.concerns(&policy.id));
        let first = of_event.map(|one| day(data, one)).filter(|on| *on >= changed).min();
        let (when, days): (Cell, Cell) = match first {
            Some(first) => (
                facts.day(&format!("{id}.{event}_after_change_on"), first, Some(origin)).into(),
                facts.days(&format!("{id}.{event}_after_change_days"), (first - changed).num_days().max(0) as u64, origin).into(),
            ),
            None => (say!(texts, "training.not_on_record").into(), dash().into()),
        };
        table.push(vec![words(texts, event).into(), when, days]);
    }
    table
}
