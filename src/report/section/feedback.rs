//! Feedback, apart from complaints.

use super::{anchor, dash, newest_head, numbered};
use crate::analysis::measure::handling::{Done, Feedback};
use crate::report::facts::Facts;
use crate::report::format::FEW;
use crate::report::line::{Line, line};
use crate::report::quarterly::{Quarterly, ReachBefore};
use crate::report::texts::{Texts, say};
use crate::report::view::{Block, Cell, Section, Table};
use crate::statistics::interval::Confidence;
use crate::statistics::proportion::wilson;

/// What was done with it, in the order of the measure.
const STEPS: [&str; 4] = ["acknowledged", "reviewed", "forwarded", "notified"];

fn step(texts: &Texts, name: &str) -> Line {
    match name {
        "acknowledged" => say!(texts, "feedback.acknowledged"),
        "reviewed" => say!(texts, "feedback.reviewed"),
        "forwarded" => say!(texts, "feedback.forwarded"),
        _ => say!(texts, "feedback.notified"),
    }
}

/// Writes the section; nothing where the data know no feedback.
pub fn section(data: &Quarterly, facts: &mut Facts) -> Option<Section> {
    let rows = &data.handling.feedback.rows;
    if rows.is_empty() || data.focus.kind.is_none() {
        return None;
    }
    let texts = facts.texts();
    let mut section = numbered(anchor::FEEDBACK, say!(texts, "feedback.topic").plain(), headline(data, facts));
    if received(rows).0 > 0 {
        section.blocks.push(Block::Table(steps(data, facts)));
        section.blocks.push(Block::Fold(categories(data, facts)));
    }
    section.blocks.push(Block::Note(say!(texts, "feedback.note")));
    Some(section)
}

fn received(rows: &[Feedback]) -> (u64, u64) {
    rows.iter().fold((0, 0), |sum, row| (sum.0 + row.cases, sum.1 + row.previous))
}

fn headline(data: &Quarterly, facts: &mut Facts) -> Line {
    let (newest, previous) = received(&data.handling.feedback.rows);
    let (origin, texts) = (&data.handling.feedback.origin, facts.texts());
    let count = facts.count(&format!("feedback.{}.case_count", data.id()), newest, "cases", origin);
    let mut text = say!(texts, "feedback.pieces", newest; n = count);
    if data.is_comparable() && data.reach_before() == ReachBefore::Whole {
        let before = data.period().previous();
        let count = facts.count(&format!("feedback.{before}.case_count"), previous, "cases", origin);
        text.push(line![format!(" ({before}: "), count, ")"]);
    }
    let reviewed = total(&data.handling.feedback.rows, 1);
    if newest > 0 && reviewed.shown == newest {
        let count = facts.count(&format!("feedback.{}.reviewed_count", data.id()), reviewed.count, "cases", origin);
        text = say!(texts, "feedback.reviewed_so_far", said = text, n = count);
    }
    text
}

fn total(rows: &[Feedback], step: usize) -> Done {
    rows.iter()
        .fold(Done::default(), |sum, row| Done { count: sum.count + row.steps[step].count, shown: sum.shown + row.steps[step].shown })
}

fn steps(data: &Quarterly, facts: &mut Facts) -> Table {
    let texts = facts.texts();
    let heads = [
        (say!(texts, "feedback.head_step"), false),
        (say!(texts, "feedback.head_done"), true),
        (say!(texts, "feedback.head_of"), true),
        (say!(texts, "feedback.head_share"), true),
    ];
    let mut table = Table::new(say!(texts, "feedback.steps_caption"), &heads);
    let origin = &data.handling.feedback.origin;
    for (place, name) in STEPS.into_iter().enumerate() {
        let title = step(texts, name);
        let Done { count, shown } = total(&data.handling.feedback.rows, place);
        if shown == 0 {
            table.push(vec![say!(texts, "feedback.hidden_step", step = title).into(), dash().into(), dash().into(), dash().into()]);
            continue;
        }
        let id = format!("feedback.{}.{name}", data.id());
        let share: Line = if shown >= FEW {
            facts.share(&format!("{id}_share"), count as f64 / shown as f64, shown, wilson(count, shown, Confidence::P95), origin).line()
        } else {
            dash()
        };
        table.push(vec![
            title.into(),
            facts.count(&format!("{id}_count"), count, "cases", origin).into(),
            facts.count(&format!("{id}_shown_count"), shown, "cases", origin).into(),
            share.into(),
        ]);
    }
    table
}

fn categories(data: &Quarterly, facts: &mut Facts) -> Table {
    let (newest, before) = (data.id(), data.period().previous().to_string());
    let texts = facts.texts();
    let heads = [(say!(texts, "feedback.head_category"), false), (newest_head(data), true), (before.as_str().into(), true)];
    let mut table = Table::new(say!(texts, "feedback.categories_caption"), &heads);
    let origin = &data.handling.feedback.origin;
    let knows_before = data.reach_before() == ReachBefore::Whole;
    for row in &data.handling.feedback.rows {
        let slug = row.category.as_deref().map_or_else(|| "none".to_string(), |name| facts.slug("category", name));
        let previous: Cell = if knows_before {
            facts.count(&format!("feedback.{before}.category.{slug}.case_count"), row.previous, "cases", origin).into()
        } else {
            dash().into()
        };
        table.push(vec![
            row.category.as_deref().map_or_else(|| say!(texts, "feedback.uncategorised"), Line::from).into(),
            facts.count(&format!("feedback.{newest}.category.{slug}.case_count"), row.cases, "cases", origin).into(),
            previous,
        ]);
    }
    table
}
