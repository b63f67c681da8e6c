//! How the numbers of the pack came about.

use super::anchor;
use crate::report::annual::Annual;
use crate::report::facts::Facts;
use crate::report::line::{Line, line};
use crate::report::section::numbered;
use crate::report::texts::say;
use crate::report::view::{Block, Section};

/// Writes the section.
pub fn section(data: &Annual, facts: &mut Facts) -> Section {
    let texts = facts.texts();
    let mut section = numbered(anchor::METHOD, say!(texts, "annual_method.topic").plain(), say!(texts, "annual_method.headline"));
    section.blocks.push(Block::List(vec![
        say!(texts, "annual_method.duties"),
        say!(texts, "annual_method.rate"),
        say!(texts, "annual_method.intervals"),
        say!(texts, "annual_method.calibration"),
        say!(texts, "annual_method.ambiguities"),
        say!(texts, "annual_method.changes"),
        say!(texts, "annual_method.packs"),
        say!(texts, "annual_method.lint"),
    ]));
    let assumed: Vec<Line> = data
        .rows()
        .filter(|row| row.clause.is_assumed)
        .map(|row| {
            if row.clause.span.is_some() {
                line![row.clause.asks.as_str(), " (", row.clause.cite.as_str(), "): ", super::limit(data, facts, &row.clause), "."]
            } else {
                line![row.clause.asks.as_str(), " (", row.clause.cite.as_str(), ")."]
            }
        })
        .collect();
    if !assumed.is_empty() {
        section.blocks.push(Block::Heading(say!(texts, "annual_method.assumed")));
        section.blocks.push(Block::List(assumed));
    }
    section
}
