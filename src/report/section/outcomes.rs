//! What the cases came to.

use super::{anchor, dash, numbered, plural};
use crate::report::facts::Facts;
use crate::report::format::FEW;
use crate::report::line::{Line, line};
use crate::report::quarterly::{Quarterly, ReachBefore};
use crate::report::view::{Block, Cell, Section, Table};
use crate::statistics::interval::Confidence;
use crate::statistics::proportion::wilson;

/// Writes the section.
pub fn section(data: &Quarterly, facts: &mut Facts) -> Section {
    let mut section = numbered(anchor::OUTCOMES, "Outcomes", headline(data, facts));
    if recorded(data) == 0 {
        let all = ended(data);
        let text = if all > 0 {
            let count = facts.count(&format!("outcome.{}.ended_count", data.id()), all, "cases", &data.handling.outcomes.origin);
            line![
                count,
                format!(" {} ended in the quarter; no source says what {} came to.", data.focus.noun(all), plural(all, "it", "they"))
            ]
        } else if data.backlog.not_shown > 0 && data.backlog.open == 0 {
            line![format!("No source records how a {} ended.", data.focus.one)]
        } else {
            line![format!("No {} is seen to have ended in the quarter.", data.focus.one)]
        };
        section.blocks.push(Block::Text(text));
        return section;
    }
    section.blocks.push(Block::Table(table(data, facts)));
    let redress: u64 = data.handling.outcomes.rows.iter().map(|row| row.redress).sum();
    if redress > 0 {
        let count = facts.count(&format!("outcome.{}.redress_count", data.id()), redress, "cases", &data.handling.outcomes.origin);
        section.blocks.push(Block::Text(line!["Redress was paid in ", count, " of them."]));
    }
    section.blocks.push(Block::Note(line![
        "An outcome belongs to the quarter in which the case ended first. The words are those of the sources. The share is of the outcomes that are recorded; what is not recorded stands beside it, and may hide any of them."
    ]));
    section
}

fn ended(data: &Quarterly) -> u64 {
    data.handling.outcomes.rows.iter().map(|row| row.cases).sum()
}

fn recorded(data: &Quarterly) -> u64 {
    data.handling.outcomes.rows.iter().filter(|row| row.outcome.is_some()).map(|row| row.cases).sum()
}

fn headline(data: &Quarterly, facts: &mut Facts) -> Line {
    let (recorded, all) = (recorded(data), ended(data));
    if recorded == 0 {
        return if all > 0 {
            line!["What cases came to cannot be shown"]
        } else {
            line![format!("No {} is seen to have ended", data.focus.one)]
        };
    }
    let id = format!("outcome.{}", data.id());
    let origin = &data.handling.outcomes.origin;
    let all_count = facts.count(&format!("{id}.ended_count"), all, "cases", origin);
    let first = data.handling.outcomes.rows.iter().find(|row| row.outcome.is_some());
    let mut text = line![all_count, format!(" {} ended", data.focus.noun(all))];
    if let Some(row) = first {
        let name = row.outcome.clone().unwrap_or_default();
        let slug = facts.slug("outcome", &name);
        let count = facts.count(&format!("{id}.{slug}.case_count"), row.cases, "cases", origin);
        text.push(line![format!("; most often {}: ", name.replace('_', " ")), count]);
    }
    if recorded < all {
        let count = facts.count(&format!("{id}.none.case_count"), all - recorded, "cases", origin);
        text.push(line!["; of ", count, " it is not recorded"]);
    }
    text
}

fn table(data: &Quarterly, facts: &mut Facts) -> Table {
    let before = data.period().previous().to_string();
    let newest = data.id();
    let heads = [("Outcome", false), (newest.as_str(), true), ("Share (95\u{a0}%)", true), (before.as_str(), true)];
    let mut table = Table::new(line![format!("What the {} came to that ended in the quarter", data.focus.many)], &heads);
    let origin = &data.handling.outcomes.origin;
    let all = recorded(data);
    let knows_before = data.reach_before() == ReachBefore::Whole;
    for row in &data.handling.outcomes.rows {
        let slug = row.outcome.as_deref().map_or_else(|| "none".to_string(), |name| facts.slug("outcome", name));
        let id = format!("outcome.{newest}.{slug}");
        let share: Line = match row.outcome {
            Some(_) if all >= FEW => facts
                .share(&format!("{id}.share"), row.cases as f64 / all as f64, all, wilson(row.cases, all, Confidence::P95), origin)
                .line(),
            _ => dash(),
        };
        let previous: Cell = if knows_before {
            facts.count(&format!("outcome.{before}.{slug}.case_count"), row.previous, "cases", origin).into()
        } else {
            dash().into()
        };
        table.push(vec![
            row.outcome.as_deref().map_or_else(|| line!["not recorded"], |name| line![name.replace('_', " ")]).into(),
            facts.count(&format!("{id}.case_count"), row.cases, "cases", origin).into(),
            share.into(),
            previous,
        ]);
    }
    table
}
