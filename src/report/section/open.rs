//! What is still open, by age.

use super::{about, anchor, dash, listed, numbered};
use crate::analysis::disclosure::Audience;
use crate::analysis::measure::Origin;
use crate::error::Result;
use crate::report::chart::ages;
use crate::report::facts::Facts;
use crate::report::format::FEW;
use crate::report::line::Line;
use crate::report::quarterly::Quarterly;
use crate::report::texts::say;
use crate::report::view::{Block, Cell, Figure, Section, Table};
use std::sync::Arc;

/// Writes the section.
pub fn section(data: &Quarterly, facts: &mut Facts) -> Result<Section> {
    let backlog = &data.backlog;
    let texts = data.texts();
    let mut section = numbered(anchor::OPEN, say!(texts, "open.topic").plain(), headline(data, facts));
    if backlog.open > 0 {
        let beside = beside_overdue(data, facts);
        if !beside.is_empty() {
            section.blocks.push(Block::Text(sentences(&beside)));
        }
        section.blocks.push(Block::Figure(figure(data, facts)?));
        section.blocks.extend(ends_early(data, facts).map(Block::Text));
    } else if backlog.not_shown == 0 {
        section.blocks.push(Block::Text(say!(texts, "open.all_done", noun = data.noun(1))));
    }
    if backlog.not_shown > 0 {
        let count = facts.count("open.not_shown_count", backlog.not_shown, "cases", &data.backlog_origin);
        let (noun, nouns) = (data.noun(1), data.noun(2));
        section.blocks.push(Block::Text(if backlog.open > 0 {
            say!(texts, "open.more_not_shown", backlog.not_shown; n = count, noun = noun, nouns = nouns)
        } else {
            say!(texts, "open.not_shown", backlog.not_shown; n = count, noun = noun, nouns = nouns)
        }));
    }
    Ok(section)
}

/// Which sources of cases end before the instant of the report: what was closed since then counts as open.
fn ends_early(data: &Quarterly, facts: &mut Facts) -> Option<Line> {
    let (origin, texts) = (&data.reach.origin, data.texts());
    let sources: Vec<Line> = data
        .reach
        .rows
        .iter()
        .filter(|source| source.has_cases())
        .filter_map(|source| {
            let last = source.ends_early(data.request.as_of)?;
            let day = facts.day(&format!("data.{}.last_on", source.source), last.local_date(data.request.zone), Some(origin));
            Some(say!(texts, "open.source_until", source = source.source.as_str(), day = day))
        })
        .collect();
    (!sources.is_empty()).then(|| say!(texts, "open.ends_early", sources.len() as u64; sources = listed(texts, &sources)))
}

/// What the number of overdue cases does not say: of how many it cannot be shown, and in how many an update was missed, which is no deadline.
pub(super) fn beside_overdue(data: &Quarterly, facts: &mut Facts) -> Vec<Line> {
    let (backlog, origin, texts) = (&data.backlog, &data.backlog_origin, data.texts());
    let is_one = backlog.open == 1;
    let mut said = Vec::new();
    if backlog.cannot_show > 0 {
        said.push(if is_one {
            say!(texts, "open.one_cannot_show")
        } else {
            let n = unshown(data, facts);
            if backlog.overdue > 0 { say!(texts, "open.more_cannot_show", n = n) } else { say!(texts, "open.cannot_show", n = n) }
        });
    }
    if backlog.missing_updates > 0 {
        said.push(if is_one {
            say!(texts, "open.one_missing_updates")
        } else {
            say!(texts, "open.missing_updates", n = facts.count("open.missing_updates_count", backlog.missing_updates, "cases", origin))
        });
    }
    said
}

/// Of how many it cannot be shown whether they are overdue; the public is told that there are some: less these and the overdue, few may
/// be left.
pub(super) fn unshown(data: &Quarterly, facts: &mut Facts) -> Line {
    match data.beside.audience {
        Audience::Internal => facts.count("open.cannot_show_count", data.backlog.cannot_show, "cases", &data.backlog_origin).into(),
        Audience::Public => say!(facts.texts(), "open.some"),
    }
}

/// Sentences one after the other.
pub(super) fn sentences(lines: &[Line]) -> Line {
    let mut said = Line::new();
    for line in lines {
        if !said.is_empty() {
            said.push(" ");
        }
        said.push(line);
    }
    said
}

fn headline(data: &Quarterly, facts: &mut Facts) -> Line {
    let (backlog, origin, texts) = (&data.backlog, &data.backlog_origin, data.texts());
    let Some(oldest) = backlog.oldest_days else {
        return if backlog.not_shown > 0 { say!(texts, "open.nothing_shown") } else { say!(texts, "open.none_open", noun = data.noun(1)) };
    };
    let open = facts.count("open.case_count", backlog.open, "cases", origin);
    let oldest = facts.days("open.oldest_days", oldest, origin);
    let overdue: Line = match backlog.overdue {
        0 if backlog.is_surely_in_time() => say!(texts, "open.none_overdue"),
        0 => {
            return say!(texts, "open.some_open_alone", backlog.open; n = open, noun = data.noun(1), nouns = data.noun(2), oldest = oldest);
        }
        count => facts.count("open.overdue_count", count, "cases", origin).into(),
    };
    say!(texts, "open.some_open", backlog.open; n = open, noun = data.noun(1), nouns = data.noun(2), overdue = overdue, oldest = oldest)
}

fn figure(data: &Quarterly, facts: &mut Facts) -> Result<Figure> {
    let (backlog, origin, texts) = (&data.backlog, &data.backlog_origin, data.texts());
    let caption = say!(texts, "open.caption", nouns = data.noun(2));
    let tells_of_unshown = backlog.cannot_show > 0 && data.beside.audience == Audience::Internal;
    let heads: Vec<(String, bool)> = [
        Some((say!(texts, "open.head_age"), false)),
        Some((say!(texts, "open.head_open"), true)),
        Some((say!(texts, "open.head_overdue"), true)),
        tells_of_unshown.then(|| (say!(texts, "open.head_cannot_show"), true)),
        Some((say!(texts, "open.head_share"), true)),
    ]
    .into_iter()
    .flatten()
    .map(|(head, is_number)| (head.plain(), is_number))
    .collect();
    let heads: Vec<(&str, bool)> = heads.iter().map(|(head, is_number)| (head.as_str(), *is_number)).collect();
    let mut table = Table::new(caption.clone(), &heads);
    let mut bars = Vec::new();
    for bucket in &backlog.buckets {
        let from = bucket.from_days.to_string();
        let (name, label) = match bucket.to_days {
            Some(to) => {
                let last = to - 1;
                (format!("{from}_to_{last}"), say!(texts, "open.from_to", from = from.as_str(), to = last.to_string()))
            }
            None => (format!("{from}_and_more"), say!(texts, "open.from_on", from = from.as_str())),
        };
        let id = format!("open.age.{name}");
        let open = facts.count(&format!("{id}.case_count"), bucket.cases, "cases", origin);
        let overdue = overdue_of(facts, &id, (bucket.overdue, bucket.cannot_show), origin);
        let unshown = tells_of_unshown.then(|| facts.count(&format!("{id}.cannot_show_count"), bucket.cannot_show, "cases", origin));
        let share: Line = if backlog.open >= FEW {
            facts.share(&format!("{id}.share"), bucket.cases as f64 / backlog.open as f64, backlog.open, None, origin).value.into()
        } else {
            dash()
        };
        let value = match (bucket.overdue, &unshown) {
            (1.., _) => say!(texts, "open.bar_overdue", open = &open, overdue = &overdue),
            (0, Some(unshown)) if bucket.cannot_show > 0 => say!(texts, "open.bar_cannot_show", open = &open, n = unshown),
            _ => Line::from(&open),
        };
        let mut cells: Vec<Cell> = vec![(&label).into(), (&open).into(), overdue.into()];
        cells.extend(unshown.map(Cell::from));
        cells.push(share.into());
        table.push(cells);
        bars.push(ages::Bar { label: label.plain(), cases: bucket.cases, overdue: bucket.overdue, value });
    }
    let mut total: Vec<Cell> = vec![
        say!(texts, "open.all").into(),
        facts.count("open.case_count", backlog.open, "cases", origin).into(),
        overdue_of(facts, "open", (backlog.overdue, backlog.cannot_show), origin).into(),
    ];
    if tells_of_unshown {
        total.push(unshown(data, facts).into());
    }
    total.push(Cell::default());
    table.push_total(total);
    let about = about(facts.locale(), "chart-open".into(), &caption, say!(texts, "open.description").plain());
    let svg = ages::draw(&bars, &about)?;
    Ok(Figure { caption, svg, how: say!(texts, "open.how"), data: table })
}

/// How many of some open cases are overdue; that none is known to be, where of some it cannot be shown, is no number.
fn overdue_of(facts: &mut Facts, id: &str, (overdue, cannot_show): (u64, u64), origin: &Arc<Origin>) -> Line {
    if overdue == 0 && cannot_show > 0 {
        return dash();
    }
    facts.count(&format!("{id}.overdue_count"), overdue, "cases", origin).into()
}
