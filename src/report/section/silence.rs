//! Silence: the longest time that a customer heard nothing.

use super::{anchor, dash, numbered, plural};
use crate::report::facts::Facts;
use crate::report::format::FEW;
use crate::report::line::{Line, line};
use crate::report::quarterly::Quarterly;
use crate::report::view::{Block, Section, Table};

/// The rows of the table begin at so many days.
const FROM_DAYS: [u64; 6] = [0, 3, 7, 14, 28, 56];

/// Writes the section.
pub fn section(data: &Quarterly, facts: &mut Facts) -> Section {
    let mut section = numbered(anchor::SILENCE, "Silence", headline(data, facts));
    if known(data) > 0 {
        section.blocks.push(Block::Text(sentence(data, facts)));
        section.blocks.push(Block::Table(table(data, facts)));
        section.blocks.push(Block::Note(line![
            "A silence runs from receipt, or from the last message to the customer, to the next one or the end of the case. Any message ends it, an automatic one too. Of each case its longest silence counts that reached into the quarter, from its own beginning."
        ]));
    }
    let hidden: u64 = data.handling.silences.rows.iter().filter(|row| row.days.is_none()).map(|row| row.cases).sum();
    if hidden > 0 {
        let count = facts.count(&format!("silence.{}.not_shown_count", data.id()), hidden, "cases", &data.handling.silences.origin);
        let more = if known(data) > 0 { " more" } else { "" };
        section.blocks.push(Block::Text(line![
            "Of ",
            count,
            format!(
                "{more} {} it cannot be shown: their source does not report the messages between the first and the last.",
                data.focus.noun(hidden)
            )
        ]));
    } else if known(data) == 0 {
        section.blocks.push(Block::Text(line![format!("No {} was open in the quarter.", data.focus.one)]));
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
    let Some((days, lasts)) = longest(data) else {
        return if data.handling.silences.rows.is_empty() {
            line!["Nobody was waiting in the quarter"]
        } else {
            line!["How long customers heard nothing cannot be shown"]
        };
    };
    let days = facts.days(&format!("silence.{}.longest_days", data.id()), days, &data.handling.silences.origin);
    line!["The longest that a customer heard nothing: ", days, if lasts { ", and still nothing" } else { "" }]
}

fn sentence(data: &Quarterly, facts: &mut Facts) -> Line {
    let id = format!("silence.{}", data.id());
    let origin = &data.handling.silences.origin;
    let cases = facts.count(&format!("{id}.case_count"), known(data), "cases", origin);
    let mut text = line![cases, format!(" {} can be followed", data.focus.noun(known(data)))];
    match data.handling.median_silence().filter(|_| known(data) >= FEW) {
        Some(0) => text.push("; for half of them the longest silence was shorter than a day."),
        Some(days) => {
            let days = facts.days(&format!("{id}.median_days"), days, origin);
            text.push(line!["; for half of them the longest silence was no more than ", days, " (whole days)."]);
        }
        None => text.push(": too few for a median."),
    }
    let lasting: u64 = data.handling.silences.rows.iter().filter(|row| row.days.is_some() && row.is_lasting).map(|row| row.cases).sum();
    if lasting > 0 {
        let count = facts.count(&format!("{id}.lasting_count"), lasting, "cases", origin);
        text.push(line![" In ", count, plural(lasting, " of them it lasts.", " of them it lasts: nothing was heard since.")]);
    }
    text
}

fn table(data: &Quarterly, facts: &mut Facts) -> Table {
    let heads = [("Longest silence", false), ("Cases", true), ("Of those still silent", true), ("Share of all", true)];
    let mut table = Table::new(
        line![format!("{} by their longest silence in whole days", if data.focus.kind.is_some() { "Complaints" } else { "Cases" })],
        &heads,
    );
    let origin = &data.handling.silences.origin;
    let all = known(data);
    for (place, from) in FROM_DAYS.into_iter().enumerate() {
        let until = FROM_DAYS.get(place + 1).copied();
        let within = |days: u64| days >= from && until.is_none_or(|until| days < until);
        let rows = || data.handling.silences.rows.iter().filter(|row| row.days.is_some_and(within));
        let cases: u64 = rows().map(|row| row.cases).sum();
        let lasting: u64 = rows().filter(|row| row.is_lasting).map(|row| row.cases).sum();
        let (name, label) = match until {
            Some(until) => (format!("{from}_to_{}", until - 1), format!("{from} to {} days", until - 1)),
            None => (format!("{from}_and_more"), format!("{from} days and more")),
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
