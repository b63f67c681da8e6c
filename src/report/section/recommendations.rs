//! What is recommended: by the findings as a draft, by people as they wrote it.

use super::{anchor, dash, numbered};
use crate::report::facts::Facts;
use crate::report::format;
use crate::report::line::{Line, line};
use crate::report::quarterly::Quarterly;
use crate::report::recommend::{State, Told, merged};
use crate::report::texts::{Texts, say};
use crate::report::view::{Block, Cell, Section, Table};

/// Writes the section; nothing where nothing is recommended.
pub fn section(data: &Quarterly, facts: &mut Facts) -> Option<Section> {
    let (texts, told) = (facts.texts(), merged(data));
    if told.is_empty() {
        return None;
    }
    let drafts = told.iter().filter(|told| told.text.state == State::Draft).count();
    let mut section = numbered(anchor::RECOMMENDATIONS, say!(texts, "recommendations.topic").plain(), headline(texts, told.len(), drafts));
    if drafts > 0 {
        section.blocks.push(Block::Text(say!(texts, "recommendations.draft", quarter = data.id())));
    }
    let heads = [
        say!(texts, "recommendations.head_what"),
        say!(texts, "recommendations.head_owner"),
        say!(texts, "recommendations.head_due"),
        say!(texts, "recommendations.head_effect"),
        say!(texts, "recommendations.head_state"),
    ]
    .map(|head| head.plain());
    let mut table = Table::new(say!(texts, "recommendations.caption"), &heads.each_ref().map(|head| (head.as_str(), false)));
    for told in &told {
        table.push(row(data, facts, told));
    }
    section.blocks.push(Block::Table(table));
    Some(section)
}

fn headline(texts: &Texts, all: usize, drafts: usize) -> Line {
    let (n, count) = (words(texts, all), all as u64);
    let line = match drafts {
        0 => say!(texts, "recommendations.some", count; n = n),
        drafts if drafts == all => say!(texts, "recommendations.drafts", count; n = n),
        drafts => say!(texts, "recommendations.some_drafts", count; n = n, drafts = words(texts, drafts)),
    };
    line![capital(&line.plain())]
}

/// Small numbers as words: they count what is on the page, not what was measured.
fn words(texts: &Texts, count: usize) -> String {
    let known = say!(texts, "recommendations.numbers").plain();
    known.split(' ').nth(count).map_or_else(|| count.to_string(), str::to_string)
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
}

fn row(data: &Quarterly, facts: &mut Facts, told: &Told) -> Vec<Cell> {
    let (text, texts) = (&told.text, facts.texts());
    let finding = match told.subject {
        Some(subject) => subject.finding(data, facts),
        None if text.drafted && text.finding.is_empty() => say!(texts, "recommendations.gone"),
        None if text.drafted => say!(texts, "recommendations.gone_was", finding = text.finding.as_str()),
        None => line![text.finding.as_str()],
    };
    let effect = told.subject.filter(|subject| {
        let now = subject.effect(data, &mut Facts::new(data.request.language)).plain();
        format::same_words(&now, &text.expected_effect)
    });
    let effect = match effect {
        Some(subject) => subject.effect(data, facts),
        None if text.expected_effect.is_empty() => dash(),
        None => line![text.expected_effect.as_str()],
    };
    let owner: Line = if text.owner.is_empty() { say!(texts, "recommendations.to_be_named") } else { line![text.owner.as_str()] };
    let due = text.due_on().map_or_else(|| dash().into(), |due| Cell::from(facts.locale().day(due)).sorted_by(due.to_string()));
    vec![Cell::from(text.recommendation.as_str()).with_small(finding), owner.into(), due, effect.into(), text.state.told(texts).into()]
}
