//! Escalations, appeals and what was referred to others.

use super::{anchor, dash, listed, newest_head, numbered};
use crate::analysis::measure::handling::Escalation;
use crate::report::facts::Facts;
use crate::report::line::{Line, Piece};
use crate::report::quarterly::{Quarterly, ReachBefore};
use crate::report::texts::{Texts, say};
use crate::report::view::{Block, Cell, Section, Table};

/// What a step is called where it begins a row or a sentence.
fn step(texts: &Texts, event: &str) -> Line {
    match event {
        "escalation_needed" => say!(texts, "escalations.escalation_needed"),
        "escalated" => say!(texts, "escalations.escalated"),
        "resolution_declined" => say!(texts, "escalations.resolution_declined"),
        "reopened" => say!(texts, "escalations.reopened"),
        "appeal_right_notified" => say!(texts, "escalations.appeal_right_notified"),
        "appealed" => say!(texts, "escalations.appealed"),
        "appeal_heard" => say!(texts, "escalations.appeal_heard"),
        "appeal_decided" => say!(texts, "escalations.appeal_decided"),
        "referred_externally" => say!(texts, "escalations.referred_externally"),
        _ => say!(texts, "escalations.external_decision"),
    }
}

/// The same within a list.
fn listed_step(texts: &Texts, event: &str) -> Line {
    match event {
        "escalation_needed" => say!(texts, "escalations.small_escalation_needed"),
        "escalated" => say!(texts, "escalations.small_escalated"),
        "resolution_declined" => say!(texts, "escalations.small_resolution_declined"),
        "reopened" => say!(texts, "escalations.small_reopened"),
        "appeal_right_notified" => say!(texts, "escalations.small_appeal_right_notified"),
        "appealed" => say!(texts, "escalations.small_appealed"),
        "appeal_heard" => say!(texts, "escalations.small_appeal_heard"),
        "appeal_decided" => say!(texts, "escalations.small_appeal_decided"),
        "referred_externally" => say!(texts, "escalations.small_referred_externally"),
        _ => say!(texts, "escalations.small_external_decision"),
    }
}

/// The steps that the headline counts.
const TOLD: [&str; 4] = ["escalated", "resolution_declined", "appealed", "referred_externally"];

/// So many cases with one of them.
fn counted(texts: &Texts, event: &str, count: Piece) -> Line {
    match event {
        "escalated" => say!(texts, "escalations.n_escalated", n = count),
        "resolution_declined" => say!(texts, "escalations.n_declined", n = count),
        "appealed" => say!(texts, "escalations.n_appealed", n = count),
        _ => say!(texts, "escalations.n_referred", n = count),
    }
}

/// Writes the section.
pub fn section(data: &Quarterly, facts: &mut Facts) -> Section {
    let texts = facts.texts();
    let mut section = numbered(anchor::ESCALATIONS, say!(texts, "escalations.topic").plain(), headline(data, facts));
    let shown: Vec<&Escalation> = rows(data).filter(|row| row.shown > 0 || row.cases > 0 || row.previous > 0).collect();
    if shown.is_empty() {
        section.blocks.push(Block::Text(say!(texts, "escalations.none")));
        return section;
    }
    section.blocks.push(Block::Table(table(data, facts, &shown)));
    for row in shown.iter().filter(|row| row.waiting > 0) {
        let origin = &data.handling.escalations.origin;
        let count = facts.count(&format!("step.{}.{}.waiting_count", data.id(), row.event), row.waiting, "cases", origin);
        section.blocks.push(Block::Text(say!(texts, "escalations.undecided", step = step(texts, &row.event), n = count)));
    }
    let hidden: Vec<Line> =
        rows(data).filter(|row| row.shown == 0 && row.cases == 0 && row.previous == 0).map(|row| listed_step(texts, &row.event)).collect();
    if !hidden.is_empty() {
        section.blocks.push(Block::Note(say!(texts, "escalations.hidden", steps = listed(texts, &hidden))));
    }
    section
}

fn rows(data: &Quarterly) -> impl Iterator<Item = &Escalation> {
    data.handling.escalations.rows.iter()
}

fn headline(data: &Quarterly, facts: &mut Facts) -> Line {
    let (origin, texts) = (&data.handling.escalations.origin, facts.texts());
    let is_told = |row: &&Escalation| TOLD.contains(&row.event.as_str());
    let happened: Vec<Line> = rows(data)
        .filter(|row| is_told(row) && row.cases > 0)
        .map(|row| {
            let count = facts.count(&format!("step.{}.{}.case_count", data.id(), row.event), row.cases, "cases", origin);
            counted(texts, &row.event, count)
        })
        .collect();
    if !happened.is_empty() {
        return say!(texts, "escalations.of_the", nouns = data.noun(2), steps = listed(texts, &happened));
    }
    let can: Vec<&Escalation> = rows(data).filter(|row| is_told(row) && row.shown > 0).collect();
    if can.is_empty() {
        return say!(texts, "escalations.cannot_show");
    }
    if can.iter().all(|row| row.shown == row.seen) && can.len() == TOLD.len() {
        return say!(texts, "escalations.none_happened", noun = data.noun(1), nouns = data.noun(2));
    }
    say!(texts, "escalations.none_recorded")
}

fn table(data: &Quarterly, facts: &mut Facts, shown: &[&Escalation]) -> Table {
    let (newest, before) = (data.id(), data.period().previous().to_string());
    let texts = facts.texts();
    let heads = [
        (say!(texts, "escalations.head_step"), false),
        (newest_head(data), true),
        (before.as_str().into(), true),
        (say!(texts, "escalations.head_recording"), true),
    ];
    let mut table = Table::new(say!(texts, "escalations.caption"), &heads);
    let origin = &data.handling.escalations.origin;
    let knows_before = data.reach_before() == ReachBefore::Whole;
    for row in shown {
        let id = format!("step.{newest}.{}", row.event);
        let previous: Cell = if knows_before {
            facts.count(&format!("step.{before}.{}.case_count", row.event), row.previous, "cases", origin).into()
        } else {
            dash().into()
        };
        let can = facts.count(&format!("{id}.shown_count"), row.shown, "cases", origin);
        let all = facts.count(&format!("step.{newest}.seen_count"), row.seen, "cases", origin);
        table.push(vec![
            step(texts, &row.event).into(),
            facts.count(&format!("{id}.case_count"), row.cases, "cases", origin).into(),
            previous,
            say!(texts, "escalations.count_of", n = can, of = all).into(),
        ]);
    }
    table
}
