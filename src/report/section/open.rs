//! What is still open, by age.

use super::{about, anchor, dash, listed, numbered};
use crate::error::Result;
use crate::report::chart::ages;
use crate::report::facts::Facts;
use crate::report::format::FEW;
use crate::report::line::Line;
use crate::report::quarterly::Quarterly;
use crate::report::texts::say;
use crate::report::view::{Block, Figure, Section, Table};

/// Writes the section.
pub fn section(data: &Quarterly, facts: &mut Facts) -> Result<Section> {
    let backlog = &data.backlog;
    let texts = data.texts();
    let mut section = numbered(anchor::OPEN, say!(texts, "open.topic").plain(), headline(data, facts));
    if backlog.open > 0 {
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

/// Which sources end before the instant of the report: what was closed since then counts as open.
fn ends_early(data: &Quarterly, facts: &mut Facts) -> Option<Line> {
    let (origin, texts) = (&data.reach.origin, data.texts());
    let sources: Vec<Line> = data
        .reach
        .rows
        .iter()
        .filter_map(|source| {
            let last = source.ends_early(data.request.as_of)?;
            let day = facts.day(&format!("data.{}.last_on", source.source), last.local_date(data.request.zone), Some(origin));
            Some(say!(texts, "open.source_until", source = source.source.as_str(), day = day))
        })
        .collect();
    (!sources.is_empty()).then(|| say!(texts, "open.ends_early", sources.len() as u64; sources = listed(texts, &sources)))
}

fn headline(data: &Quarterly, facts: &mut Facts) -> Line {
    let (backlog, origin, texts) = (&data.backlog, &data.backlog_origin, data.texts());
    let Some(oldest) = backlog.oldest_days else {
        return if backlog.not_shown > 0 { say!(texts, "open.nothing_shown") } else { say!(texts, "open.none_open", noun = data.noun(1)) };
    };
    let open = facts.count("open.case_count", backlog.open, "cases", origin);
    let overdue: Line = match backlog.overdue {
        0 => say!(texts, "open.none_overdue"),
        count => facts.count("open.overdue_count", count, "cases", origin).into(),
    };
    let oldest = facts.days("open.oldest_days", oldest, origin);
    say!(texts, "open.some_open", backlog.open; n = open, noun = data.noun(1), nouns = data.noun(2), overdue = overdue, oldest = oldest)
}

fn figure(data: &Quarterly, facts: &mut Facts) -> Result<Figure> {
    let (backlog, origin, texts) = (&data.backlog, &data.backlog_origin, data.texts());
    let caption = say!(texts, "open.caption", nouns = data.noun(2));
    let heads = [
        (say!(texts, "open.head_age"), false),
        (say!(texts, "open.head_open"), true),
        (say!(texts, "open.head_overdue"), true),
        (say!(texts, "open.head_share"), true),
    ]
    .map(|(head, is_number)| (head.plain(), is_number));
    let mut table = Table::new(caption.clone(), &heads.each_ref().map(|(head, is_number)| (head.as_str(), *is_number)));
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
        let overdue = facts.count(&format!("{id}.overdue_count"), bucket.overdue, "cases", origin);
        let share: Line = if backlog.open >= FEW {
            facts.share(&format!("{id}.share"), bucket.cases as f64 / backlog.open as f64, backlog.open, None, origin).value.into()
        } else {
            dash()
        };
        table.push(vec![(&label).into(), (&open).into(), (&overdue).into(), share.into()]);
        let value = if bucket.overdue > 0 { say!(texts, "open.bar_overdue", open = &open, overdue = &overdue) } else { Line::from(&open) };
        bars.push(ages::Bar { label: label.plain(), cases: bucket.cases, overdue: bucket.overdue, value });
    }
    table.push_total(vec![
        say!(texts, "open.all").into(),
        facts.count("open.case_count", backlog.open, "cases", origin).into(),
        facts.count("open.overdue_count", backlog.overdue, "cases", origin).into(),
        Line::new().into(),
    ]);
    let about = about(facts.locale(), "chart-open".into(), &caption, say!(texts, "open.description").plain());
    let svg = ages::draw(&bars, &about)?;
    Ok(Figure { caption, svg, how: say!(texts, "open.how"), data: table })
}
