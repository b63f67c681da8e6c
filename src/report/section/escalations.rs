//! Escalations, appeals and what was referred to others.

use super::{anchor, dash, listed, numbered};
use crate::analysis::measure::handling::Escalation;
use crate::report::facts::Facts;
use crate::report::line::{Line, line};
use crate::report::quarterly::{Quarterly, ReachBefore};
use crate::report::view::{Block, Cell, Section, Table};

/// What a step is called in a table, and after a number.
fn words(event: &str) -> (&'static str, &'static str) {
    match event {
        "escalation_needed" => ("Found to need escalation", "found to need escalation"),
        "escalated" => ("Escalated", "escalated"),
        "resolution_declined" => ("Resolution declined by the customer", "with the resolution declined"),
        "reopened" => ("Opened again", "opened again"),
        "appeal_right_notified" => ("Told of the right to appeal", "told of the right to appeal"),
        "appealed" => ("Appealed", "appealed"),
        "appeal_heard" => ("Appeal heard", "with an appeal heard"),
        "appeal_decided" => ("Appeal decided", "with an appeal decided"),
        "referred_externally" => ("Referred to an outside body", "referred outside"),
        _ => ("Decided by an outside body", "decided outside"),
    }
}

/// Writes the section.
pub fn section(data: &Quarterly, facts: &mut Facts) -> Section {
    let mut section = numbered(anchor::ESCALATIONS, "Escalations and appeals", headline(data, facts));
    let shown: Vec<&Escalation> = rows(data).filter(|row| row.shown > 0 || row.cases > 0 || row.previous > 0).collect();
    if shown.is_empty() {
        section
            .blocks
            .push(Block::Text(line!["No source records escalations, appeals or what outside bodies decide: silence proves nothing here."]));
        return section;
    }
    section.blocks.push(Block::Table(table(data, facts, &shown)));
    let waiting: Vec<&&Escalation> = shown.iter().filter(|row| row.waiting > 0).collect();
    for row in waiting {
        let origin = &data.handling.escalations.origin;
        let count = facts.count(&format!("step.{}.{}.waiting_count", data.id(), row.event), row.waiting, "cases", origin);
        section.blocks.push(Block::Text(line![
            words(row.event.as_str()).0,
            ", and without a decision by the end of the quarter: ",
            count,
            "."
        ]));
    }
    let hidden: Vec<Line> = rows(data)
        .filter(|row| row.shown == 0 && row.cases == 0 && row.previous == 0)
        .map(|row| line![words(&row.event).0.to_lowercase()])
        .collect();
    if !hidden.is_empty() {
        section.blocks.push(Block::Note(line!["No source records these, so they cannot be shown: ", listed(facts.texts(), &hidden), "."]));
    }
    section
}

fn rows(data: &Quarterly) -> impl Iterator<Item = &Escalation> {
    data.handling.escalations.rows.iter()
}

fn headline(data: &Quarterly, facts: &mut Facts) -> Line {
    let origin = &data.handling.escalations.origin;
    let told = ["escalated", "resolution_declined", "appealed", "referred_externally"];
    let happened: Vec<Line> = rows(data)
        .filter(|row| told.contains(&row.event.as_str()) && row.cases > 0)
        .map(|row| {
            line![
                facts.count(&format!("step.{}.{}.case_count", data.id(), row.event), row.cases, "cases", origin),
                format!(" {}", words(&row.event).1)
            ]
        })
        .collect();
    if !happened.is_empty() {
        return line![format!("Of the {}: ", data.focus.many), listed(facts.texts(), &happened)];
    }
    let can: Vec<&Escalation> = rows(data).filter(|row| told.contains(&row.event.as_str()) && row.shown > 0).collect();
    if can.is_empty() {
        return line!["Escalations and appeals cannot be shown"];
    }
    if can.iter().all(|row| row.shown == row.seen) && can.len() == told.len() {
        return line![format!("No {} was escalated, contested, appealed or referred", data.focus.one)];
    }
    line!["No such step is recorded, but not every source records them"]
}

fn table(data: &Quarterly, facts: &mut Facts, shown: &[&Escalation]) -> Table {
    let (newest, before) = (data.id(), data.period().previous().to_string());
    let heads = [("Step", false), (newest.as_str(), true), (before.as_str(), true), ("Cases whose source records it", true)];
    let mut table = Table::new("Cases with each step in the quarter, and in the one before", &heads);
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
            words(&row.event).0.into(),
            facts.count(&format!("{id}.case_count"), row.cases, "cases", origin).into(),
            previous,
            line![can, " of ", all].into(),
        ]);
    }
    table
}
