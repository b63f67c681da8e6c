//! What the cases came to.

use super::{anchor, dash, newest_head, numbered};
use crate::analysis::disclosure::Audience;
use crate::analysis::measure::handling::Outcome;
use crate::report::facts::Facts;
use crate::report::format::FEW;
use crate::report::line::Line;
use crate::report::quarterly::{Quarterly, ReachBefore};
use crate::report::texts::say;
use crate::report::view::{Block, Cell, Section, Table};
use crate::statistics::interval::Confidence;
use crate::statistics::proportion::wilson;
use crate::statistics::suppression::DEFAULT_THRESHOLD;
use crate::vocabulary::OUTCOMES;

/// Stands for all rare texts together; no case has it, for a blank at the beginning is taken off.
const RARE: &str = " rare";

/// A text of more words than this is a sentence, and may tell of a customer.
const MOST_WORDS: usize = 3;

/// Writes the section.
pub fn section(data: &Quarterly, facts: &mut Facts) -> Section {
    let texts = facts.texts();
    let mut section = numbered(anchor::OUTCOMES, say!(texts, "outcomes.topic").plain(), headline(data, facts));
    if recorded(data) == 0 {
        section.blocks.push(Block::Text(without_outcomes(data, facts)));
        return section;
    }
    section.blocks.push(Block::Table(table(data, facts)));
    let redress: u64 = data.handling.outcomes.rows.iter().map(|row| row.redress).sum();
    if redress > 0 {
        let count = facts.count(&format!("outcome.{}.redress_count", data.id()), redress, "cases", &data.handling.outcomes.origin);
        section.blocks.push(Block::Text(say!(texts, "outcomes.redress", n = count)));
    }
    section.blocks.push(Block::Note(say!(texts, "outcomes.note")));
    if data.handling.outcomes.rows.iter().any(|row| is_rare(data, row)) {
        section.blocks.push(Block::Note(say!(texts, "outcomes.rare_note")));
    }
    section
}

/// Whether an outcome is a text that is not written out: a source's own, which few cases share in either quarter. Those who may see
/// the cases still read short ones.
fn is_rare(data: &Quarterly, row: &Outcome) -> bool {
    let Some(name) = row.outcome.as_deref() else { return false };
    let words: Vec<String> = name.replace('_', " ").split_whitespace().map(str::to_lowercase).collect();
    row.cases.max(row.previous) < DEFAULT_THRESHOLD
        && !OUTCOMES.contains(&words.join("_").as_str())
        && (data.beside.audience == Audience::Public || words.len() > MOST_WORDS)
}

/// The outcomes as they are told: rare texts together, behind all others.
fn told(data: &Quarterly) -> Vec<Outcome> {
    let (rare, mut told): (Vec<Outcome>, Vec<Outcome>) = data.handling.outcomes.rows.iter().cloned().partition(|row| is_rare(data, row));
    if !rare.is_empty() {
        let sum = |of: fn(&Outcome) -> u64| rare.iter().map(of).sum::<u64>();
        told.push(Outcome {
            outcome: Some(RARE.to_string()),
            cases: sum(|row| row.cases),
            previous: sum(|row| row.previous),
            redress: sum(|row| row.redress),
        });
    }
    told
}

fn without_outcomes(data: &Quarterly, facts: &mut Facts) -> Line {
    let (noun, nouns, texts) = (data.noun(1), data.noun(2), facts.texts());
    let all = ended(data);
    if all > 0 {
        let count = facts.count(&format!("outcome.{}.ended_count", data.id()), all, "cases", &data.handling.outcomes.origin);
        say!(texts, "outcomes.unsaid", all; n = count, noun = noun, nouns = nouns)
    } else if is_blind(data) {
        say!(texts, "outcomes.no_endings", noun = noun, nouns = nouns)
    } else {
        say!(texts, "outcomes.none_ended", noun = noun, nouns = nouns)
    }
}

/// Whether no source dates the end of a case, whatever it says of what the case came to.
fn is_blind(data: &Quarterly) -> bool {
    data.backlog.not_shown > 0 && data.backlog.open == 0
}

fn ended(data: &Quarterly) -> u64 {
    data.handling.outcomes.rows.iter().map(|row| row.cases).sum()
}

fn recorded(data: &Quarterly) -> u64 {
    data.handling.outcomes.rows.iter().filter(|row| row.outcome.is_some()).map(|row| row.cases).sum()
}

fn headline(data: &Quarterly, facts: &mut Facts) -> Line {
    let (recorded, all) = (recorded(data), ended(data));
    let (noun, nouns, texts) = (data.noun(1), data.noun(2), facts.texts());
    if recorded == 0 {
        return if all > 0 || is_blind(data) {
            say!(texts, "outcomes.cannot_show")
        } else {
            say!(texts, "outcomes.none", noun = noun, nouns = nouns)
        };
    }
    let id = format!("outcome.{}", data.id());
    let origin = &data.handling.outcomes.origin;
    let all_count = facts.count(&format!("{id}.ended_count"), all, "cases", origin);
    let mut text = say!(texts, "outcomes.ended", all; n = all_count, noun = noun, nouns = nouns);
    // What is not recorded may hide any outcome: where it is the larger part, none is called the most frequent.
    let first = data.handling.outcomes.rows.iter().find(|row| row.outcome.is_some());
    let first = first.filter(|row| recorded * 2 > all && !is_rare(data, row));
    if let Some((name, cases)) = first.and_then(|row| Some((row.outcome.as_deref()?, row.cases))) {
        let slug = facts.slug("outcome", name);
        let count = facts.count(&format!("{id}.{slug}.case_count"), cases, "cases", origin);
        text = say!(texts, "outcomes.most_often", said = text, outcome = texts.word("outcome", name), n = count);
    }
    if recorded < all {
        let count = facts.count(&format!("{id}.none.case_count"), all - recorded, "cases", origin);
        text = say!(texts, "outcomes.unrecorded", said = text, n = count);
    }
    text
}

fn table(data: &Quarterly, facts: &mut Facts) -> Table {
    let before = data.period().previous().to_string();
    let newest = data.id();
    let texts = facts.texts();
    let heads = [
        (say!(texts, "outcomes.head_outcome"), false),
        (newest_head(data), true),
        (say!(texts, "outcomes.head_share"), true),
        (before.as_str().into(), true),
    ];
    let mut table = Table::new(say!(texts, "outcomes.caption", nouns = data.noun(2)), &heads);
    let origin = &data.handling.outcomes.origin;
    let all = recorded(data);
    let knows_before = data.reach_before() == ReachBefore::Whole;
    for row in told(data) {
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
        let name: Line = match row.outcome.as_deref() {
            None => say!(texts, "outcomes.not_recorded"),
            Some(RARE) => say!(texts, "outcomes.rare"),
            Some(name) => texts.word("outcome", name).into(),
        };
        table.push(vec![name.into(), facts.count(&format!("{id}.case_count"), row.cases, "cases", origin).into(), share.into(), previous]);
    }
    table
}
