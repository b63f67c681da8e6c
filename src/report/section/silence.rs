//! Silence: the longest time that a customer heard nothing.

use super::head::told_until_within;
use super::{anchor, dash, numbered};
use crate::report::facts::Facts;
use crate::report::format::FEW;
use crate::report::line::{Line, line};
use crate::report::quarterly::Quarterly;
use crate::report::texts::say;
use crate::report::view::{Block, Section, Table};

/// The rows of the table begin at so many days.
const FROM_DAYS: [u64; 6] = [0, 3, 7, 14, 28, 56];

/// Writes the section.
pub fn section(data: &Quarterly, facts: &mut Facts) -> Section {
    let texts = facts.texts();
    let (noun, nouns) = (data.noun(1), data.noun(2));
    let mut section = numbered(anchor::SILENCE, say!(texts, "silence.topic").plain(), headline(data, facts));
    if known(data) > 0 {
        section.blocks.push(Block::Text(sentence(data, facts)));
        section.blocks.push(Block::Table(table(data, facts)));
        section.blocks.push(Block::Note(say!(texts, "silence.note")));
    }
    let hidden: u64 = data.handling.silences.rows.iter().filter(|row| row.days.is_none()).map(|row| row.cases).sum();
    if hidden > 0 {
        let count = facts.count(&format!("silence.{}.not_shown_count", data.id()), hidden, "cases", &data.handling.silences.origin);
        section.blocks.push(Block::Text(if known(data) > 0 {
            say!(texts, "silence.more_hidden", hidden; n = count, noun = noun, nouns = nouns)
        } else {
            say!(texts, "silence.hidden", hidden; n = count, noun = noun, nouns = nouns)
        }));
    } else if known(data) == 0 {
        section.blocks.push(Block::Text(say!(texts, "silence.none_open", noun = noun, nouns = nouns)));
    }
    section
}

fn known(data: &Quarterly) -> u64 {
    data.handling.silences.rows.iter().filter(|row| row.days.is_some()).map(|row| row.cases).sum()
}

fn longest(data: &Quarterly) -> Option<(u64, bool)> {
    data.handling.silences.rows.iter().filter_map(|row| Some((row.days?, row.is_lasting))).max()
}

fn headline(data: &Quarterly, facts: &mut Facts) -> Line {
    let texts = facts.texts();
    let Some((days, lasts)) = longest(data) else {
        return if data.handling.silences.rows.is_empty() {
            say!(texts, "silence.nobody_waited")
        } else {
            say!(texts, "silence.cannot_show")
        };
    };
    let days = facts.days(&format!("silence.{}.longest_days", data.id()), days, &data.handling.silences.origin);
    match told_until_within(data, facts) {
        Some(day) => say!(texts, "silence.longest_told", time = days, day = day),
        None if lasts => say!(texts, "silence.longest_lasting", time = days),
        None => say!(texts, "silence.longest", time = days),
    }
}

fn sentence(data: &Quarterly, facts: &mut Facts) -> Line {
    let id = format!("silence.{}", data.id());
    let (origin, texts) = (&data.handling.silences.origin, facts.texts());
    let cases = facts.count(&format!("{id}.case_count"), known(data), "cases", origin);
    let said = say!(texts, "silence.followed", known(data); n = cases, noun = data.noun(1), nouns = data.noun(2));
    let mut text = match data.handling.median_silence().filter(|_| known(data) >= FEW) {
        Some(0) => say!(texts, "silence.under_a_day", said = said),
        Some(days) => say!(texts, "silence.median", said = said, time = facts.days(&format!("{id}.median_days"), days, origin)),
        None => say!(texts, "silence.no_median", said = said),
    };
    let lasting: u64 = data.handling.silences.rows.iter().filter(|row| row.days.is_some() && row.is_lasting).map(|row| row.cases).sum();
    if lasting > 0 {
        let count = facts.count(&format!("{id}.lasting_count"), lasting, "cases", origin);
        text.push(line![
            " ",
            match told_until_within(data, facts) {
                Some(day) => say!(texts, "silence.lasting_told", lasting; n = count, day = day),
                None => say!(texts, "silence.lasting", lasting; n = count),
            }
        ]);
    }
    text
}

fn table(data: &Quarterly, facts: &mut Facts) -> Table {
    let texts = facts.texts();
    let heads = [
        (say!(texts, "silence.head_longest"), false),
        (say!(texts, "silence.head_cases"), true),
        (say!(texts, "silence.head_lasting"), true),
        (say!(texts, "silence.head_share"), true),
    ];
    let mut table = Table::new(say!(texts, "silence.caption", nouns = data.noun(2)).capitalised(), &heads);
    let origin = &data.handling.silences.origin;
    let all = known(data);
    for (place, from) in FROM_DAYS.into_iter().enumerate() {
        let until = FROM_DAYS.get(place + 1).copied();
        let within = |days: u64| days >= from && until.is_none_or(|until| days < until);
        let rows = || data.handling.silences.rows.iter().filter(|row| row.days.is_some_and(within));
        let cases: u64 = rows().map(|row| row.cases).sum();
        let lasting: u64 = rows().filter(|row| row.is_lasting).map(|row| row.cases).sum();
        let first = from.to_string();
        let (name, label) = match until {
            Some(until) => {
                let last = until - 1;
                (format!("{from}_to_{last}"), say!(texts, "silence.from_to", from = first, to = last.to_string()))
            }
            None => (format!("{from}_and_more"), say!(texts, "silence.from_on", from = first)),
        };
        let id = format!("silence.{}.{name}", data.id());
        let share: Line = if all >= FEW {
            facts.share(&format!("{id}.share"), cases as f64 / all as f64, all, None, origin).value.into()
        } else {
            dash()
        };
        table.push(vec![
            label.into(),
            facts.count(&format!("{id}.case_count"), cases, "cases", origin).into(),
            facts.count(&format!("{id}.lasting_count"), lasting, "cases", origin).into(),
            share.into(),
        ]);
    }
    table
}
