//! What is recommended: by the findings as a draft, by people as they wrote it.

use super::{anchor, dash, numbered, plural};
use crate::report::facts::Facts;
use crate::report::format;
use crate::report::line::{Line, line};
use crate::report::quarterly::Quarterly;
use crate::report::recommend::{State, Told, merged};
use crate::report::view::{Block, Cell, Section, Table};

/// Writes the section; nothing where nothing is recommended.
pub fn section(data: &Quarterly, facts: &mut Facts) -> Option<Section> {
    let told = merged(data);
    if told.is_empty() {
        return None;
    }
    let drafts = told.iter().filter(|told| told.text.state == State::Draft).count();
    let mut section = numbered(anchor::RECOMMENDATIONS, "What we recommend", headline(told.len(), drafts));
    if drafts > 0 {
        section.blocks.push(Block::Text(line![format!(
            "A draft was written by the program from the findings, and nobody has agreed to it. Edit recommendations/{}.toml in the workspace and make the report again: what is written there is kept word for word.",
            data.id()
        )]));
    }
    let heads =
        [("Recommendation, and what it rests on", false), ("Owner", false), ("Due", false), ("Expected effect", false), ("State", false)];
    let mut table = Table::new(line!["Recommendations, the worst finding first"], &heads);
    for told in &told {
        table.push(row(data, facts, told));
    }
    section.blocks.push(Block::Table(table));
    Some(section)
}

fn headline(all: usize, drafts: usize) -> Line {
    let noun = plural(all as u64, "recommendation", "recommendations");
    line![match drafts {
        0 => format!("What is recommended: {} {noun}", words(all)),
        drafts if drafts == all => format!("{} {noun}, all as a draft", capital(&words(all))),
        drafts => format!("{} {noun}, {} of them as a draft", capital(&words(all)), words(drafts)),
    }]
}

/// Small numbers as words: they count what is on the page, not what was measured.
fn words(count: usize) -> String {
    let known = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    known.get(count).map_or_else(|| count.to_string(), |word| (*word).to_string())
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
}

fn row(data: &Quarterly, facts: &mut Facts, told: &Told) -> Vec<Cell> {
    let text = &told.text;
    let finding = match told.subject {
        Some(subject) => subject.finding(data, facts),
        None if text.drafted && text.finding.is_empty() => line!["Its finding is gone."],
        None if text.drafted => line!["Its finding is gone. It was: ", text.finding.as_str()],
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
    let owner: Line = if text.owner.is_empty() { line!["to be named"] } else { line![text.owner.as_str()] };
    let due: Line = text.due_on().map_or_else(dash, |due| line![format::day(due)]);
    vec![
        Cell::from(text.recommendation.as_str()).with_small(finding),
        owner.into(),
        due.into(),
        effect.into(),
        text.state.told(facts.texts()).into(),
    ]
}
