//! Promises kept: every date that a customer was given.

use super::{anchor, dash, numbered};
use crate::report::facts::Facts;
use crate::report::format::{FEW, TimeUnit};
use crate::report::line::{Line, line};
use crate::report::quarterly::Quarterly;
use crate::report::texts::{Texts, say};
use crate::report::view::{Block, Section, Table};
use crate::statistics::interval::Confidence;
use crate::statistics::proportion::wilson;

/// The fates of a date, by the measure's names, in the order of the columns.
const FATES: [&str; 6] = ["kept", "renewed", "not_kept", "pending", "undecided", "unknown"];

fn fate_head(texts: &Texts, fate: &str) -> Line {
    match fate {
        "kept" => say!(texts, "promises.kept"),
        "renewed" => say!(texts, "promises.renewed"),
        "not_kept" => say!(texts, "promises.not_kept"),
        "pending" => say!(texts, "promises.pending"),
        "undecided" => say!(texts, "promises.undecided"),
        _ => say!(texts, "promises.unknown"),
    }
}

/// Writes the section.
pub fn section(data: &Quarterly, facts: &mut Facts) -> Section {
    let texts = facts.texts();
    let mut section = numbered(anchor::PROMISES, say!(texts, "promises.topic").plain(), headline(data, facts));
    let promised = &data.handling.promised;
    if promised.rows.is_empty() {
        section.blocks.push(Block::Text(say!(texts, "promises.none")));
        return section;
    }
    section.blocks.push(Block::Table(table(data, facts)));
    section.blocks.push(Block::Text(sentence(data, facts)));
    section.blocks.push(Block::Note(say!(texts, "promises.note")));
    section
}

fn id(data: &Quarterly) -> String {
    format!("promised.{}", data.id())
}

/// Dates that were kept or not: the rest is in no rate.
fn judged(data: &Quarterly) -> (u64, u64) {
    let kept = data.handling.dates("kept");
    (kept, kept + data.handling.dates("not_kept") + data.handling.dates("renewed"))
}

fn headline(data: &Quarterly, facts: &mut Facts) -> Line {
    let (kept, of) = judged(data);
    let (origin, texts) = (&data.handling.promised.origin, facts.texts());
    if of == 0 {
        return if data.handling.promised.rows.is_empty() {
            say!(texts, "promises.no_record")
        } else {
            say!(texts, "promises.none_decided")
        };
    }
    let id = id(data);
    let all = facts.count(&format!("{id}.judged_count"), of, "dates", origin);
    let all = say!(texts, "promises.dates", of; n = all);
    if of == 1 {
        return if kept == 1 { say!(texts, "promises.one_kept", of = all) } else { say!(texts, "promises.one_not_kept", of = all) };
    }
    let count = match kept {
        0 => say!(texts, "promises.none_were_kept"),
        _ => say!(texts, "promises.were_kept", kept; n = facts.count(&format!("{id}.kept_count"), kept, "dates", origin)),
    };
    let mut text = say!(texts, "promises.kept_of", of = all, kept = count);
    if of >= FEW {
        let share = facts.share(&format!("{id}.kept_share"), kept as f64 / of as f64, of, wilson(kept, of, Confidence::P95), origin);
        text.push(line![" (", share.inner(), ")"]);
    }
    text
}

fn table(data: &Quarterly, facts: &mut Facts) -> Table {
    let texts = facts.texts();
    let mut heads = vec![(say!(texts, "promises.head_event"), false)];
    let rows = &data.handling.promised.rows;
    let fates: Vec<&str> = FATES.into_iter().filter(|fate| rows.iter().any(|row| row.fate == *fate)).collect();
    heads.extend(fates.iter().map(|fate| (fate_head(texts, fate), true)));
    heads.push((say!(texts, "promises.all"), true));
    let mut table = Table::new(say!(texts, "promises.caption"), &heads);
    let mut events: Vec<&str> = rows.iter().map(|row| row.event.as_str()).collect();
    events.dedup();
    let origin = &data.handling.promised.origin;
    for event in events {
        let of = |fate: Option<&str>| -> u64 {
            rows.iter().filter(|row| row.event == event && fate.is_none_or(|fate| row.fate == fate)).map(|row| row.dates).sum()
        };
        let mut cells = vec![texts.word("event", event).into()];
        for fate in &fates {
            let count = of(Some(fate));
            let id = format!("{}.{event}.{fate}_count", id(data));
            cells.push(if count == 0 { dash().into() } else { facts.count(&id, count, "dates", origin).into() });
        }
        cells.push(facts.count(&format!("{}.{event}.date_count", id(data)), of(None), "dates", origin).into());
        table.push(cells);
    }
    table
}

fn sentence(data: &Quarterly, facts: &mut Facts) -> Line {
    let rows = &data.handling.promised.rows;
    let origin = &data.handling.promised.origin;
    let id = id(data);
    let texts = facts.texts();
    let mut text = Line::new();
    let broken = data.handling.dates("not_kept");
    if broken > 0 {
        let silent: u64 = rows.iter().filter(|row| row.is_silent).map(|row| row.dates).sum();
        let count = facts.count(&format!("{id}.not_kept_count"), broken, "dates", origin);
        let quiet: Line = if silent == 0 {
            say!(texts, "promises.no_silent")
        } else {
            facts.count(&format!("{id}.silent_count"), silent, "dates", origin).into()
        };
        text.push(say!(texts, "promises.broken", n = count, silent = quiet));
    }
    let late = rows.iter().find(|row| row.late_dates >= FEW);
    if let Some((row, minutes)) = late.and_then(|row| Some((row, row.median_late_minutes?))) {
        let (id, unit) = (format!("{id}.median_late"), TimeUnit::fitting(minutes));
        if !row.is_late_by_day {
            let time = facts.duration(&id, minutes, unit, None, None, origin).value;
            text.push(line![" ", say!(texts, "promises.late", time = time)]);
        } else if minutes >= TimeUnit::Minutes.minutes() {
            let time = facts.at_least(&id, minutes, unit, row.late_dates, origin);
            text.push(line![" ", say!(texts, "promises.late_by_day", time = time)]);
        }
    }
    let ended = data.handling.dates("ended");
    if ended > 0 {
        let count = facts.count(&format!("{id}.ended_count"), ended, "dates", origin);
        text.push(line![" ", say!(texts, "promises.ended", ended; n = count)]);
    }
    text
}
