//! What is still open, by age.

use super::{about, anchor, dash, numbered, plural};
use crate::error::Result;
use crate::report::chart::ages;
use crate::report::facts::Facts;
use crate::report::format::FEW;
use crate::report::line::{Line, line};
use crate::report::quarterly::Quarterly;
use crate::report::view::{Block, Figure, Section, Table};

/// Writes the section.
pub fn section(data: &Quarterly, facts: &mut Facts) -> Result<Section> {
    let backlog = &data.backlog;
    let origin = &data.backlog_origin;
    let mut section = numbered(anchor::OPEN, "Open cases by age", headline(data, facts));
    if backlog.open > 0 {
        section.blocks.push(Block::Figure(figure(data, facts)?));
    } else if backlog.not_shown == 0 {
        section.blocks.push(Block::Text(line![format!(
            "Every {} received up to the instant of this report is closed, withdrawn or merged.",
            data.focus.one
        )]));
    }
    if backlog.not_shown > 0 {
        let count = facts.count("open.not_shown_count", backlog.not_shown, "cases", origin);
        let more = if backlog.open > 0 { " more" } else { "" };
        section.blocks.push(Block::Text(line![
            "Of ",
            count,
            format!("{more} {} it cannot be shown whether they are open: their source records no closing.", data.focus.many)
        ]));
    }
    Ok(section)
}

fn headline(data: &Quarterly, facts: &mut Facts) -> Line {
    let backlog = &data.backlog;
    let origin = &data.backlog_origin;
    let Some(oldest) = backlog.oldest_days else {
        return if backlog.not_shown > 0 {
            line!["What is open cannot be shown: no source records closing"]
        } else {
            line![format!("No {} is open", data.focus.one)]
        };
    };
    let open = facts.count("open.case_count", backlog.open, "cases", origin);
    let overdue: Line = match backlog.overdue {
        0 => line!["none"],
        count => facts.count("open.overdue_count", count, "cases", origin).into(),
    };
    let oldest = facts.days("open.oldest_days", oldest, origin);
    line![
        open,
        format!(" {} open, ", plural(backlog.open, &format!("{} is", data.focus.one), &format!("{} are", data.focus.many))),
        overdue,
        " of them overdue; the oldest waits for ",
        oldest
    ]
}

fn figure(data: &Quarterly, facts: &mut Facts) -> Result<Figure> {
    let backlog = &data.backlog;
    let origin = &data.backlog_origin;
    let caption = line![format!("Open {} by age on the day of this report", data.focus.many)];
    let mut table =
        Table::new(caption.clone(), &[("Age in days", false), ("Open", true), ("Of those overdue", true), ("Share of all open", true)]);
    let mut bars = Vec::new();
    for bucket in &backlog.buckets {
        let (name, label) = match bucket.to_days {
            Some(to) => (format!("{}_to_{}", bucket.from_days, to - 1), format!("{} to {} days", bucket.from_days, to - 1)),
            None => (format!("{}_and_more", bucket.from_days), format!("{} days and more", bucket.from_days)),
        };
        let id = format!("open.age.{name}");
        let open = facts.count(&format!("{id}.case_count"), bucket.cases, "cases", origin);
        let overdue = facts.count(&format!("{id}.overdue_count"), bucket.overdue, "cases", origin);
        let share: Line = if backlog.open >= FEW {
            facts.share(&format!("{id}.share"), bucket.cases as f64 / backlog.open as f64, backlog.open, None, origin).value.into()
        } else {
            dash()
        };
        table.push(vec![label.as_str().into(), (&open).into(), (&overdue).into(), share.into()]);
        let value = if bucket.overdue > 0 { line![&open, ", ", &overdue, " overdue"] } else { line![&open] };
        bars.push(ages::Bar { label, cases: bucket.cases, overdue: bucket.overdue, value });
    }
    table.push_total(vec![
        "All".into(),
        facts.count("open.case_count", backlog.open, "cases", origin).into(),
        facts.count("open.overdue_count", backlog.overdue, "cases", origin).into(),
        line![].into(),
    ]);
    let about = about("chart-open".into(), &caption, "Horizontal bars, the overdue part first; the numbers are in the table below.");
    let svg = ages::draw(&bars, &about)?;
    let how = line![
        "How to read this: whole days since receipt, so a case of exactly 56 days is in the row that begins with 56. Overdue (the part at the left, where a bar has two) means that a promise with a limit has passed its due undone."
    ];
    Ok(Figure { caption, svg, how, data: table })
}
