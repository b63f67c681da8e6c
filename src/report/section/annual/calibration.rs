//! Limit calibration: the share that each limit from half to twice the one in force would have kept.

use super::{anchor, asked, headed};
use crate::analysis::measure::Param;
use crate::analysis::scorecard::Row;
use crate::error::Result;
use crate::report::annual::{Annual, what_if};
use crate::report::chart::calibration as chart;
use crate::report::facts::Facts;
use crate::report::format::FEW;
use crate::report::line::{Line, line};
use crate::report::section::{about, dash, numbered, plural, quoted};
use crate::report::view::{Block, Cell, Figure, Section, Table};
use crate::what_if::calibration::{Calibration, Point, measured_unit};
use std::sync::Arc;

/// At most so many limits are drawn; the table holds all.
const MOST_CHARTS: usize = 12;

/// Writes the section.
pub fn section(data: &Annual, facts: &mut Facts) -> Result<Section> {
    let mut section = numbered(anchor::CALIBRATION, "Limit calibration", headline(data, facts));
    if data.calibrations.is_empty() {
        section.blocks.push(Block::Text(line!["No clock of a clause with a limit started in this year."]));
        return Ok(section);
    }
    section.blocks.push(Block::Text(line![
        "For each limit, the share of the duties that began in the year and would have kept it, had it been half, three quarters, and so on up to twice as long. Open duties count as far as their clock has run; a case that ended without the duty would have kept no limit. A rate counts what fell due in the year, so the two can differ."
    ]));
    for policy in &data.policies {
        let of_policy: Vec<(&Row, &Calibration)> = policy.rows.iter().filter_map(|row| Some((row, of(data, row)?))).collect();
        if of_policy.is_empty() {
            continue;
        }
        headed(data, &mut section, policy);
        section.blocks.push(Block::Table(summary(data, facts, &policy.title, &of_policy)));
        let enough: Vec<&(&Row, &Calibration)> = of_policy.iter().filter(|(_, found)| found.followed as u64 >= FEW).collect();
        let mut figures = Vec::new();
        for (row, found) in enough.iter().take(MOST_CHARTS) {
            figures.push(figure(data, facts, row, found)?);
        }
        if !figures.is_empty() {
            section.blocks.push(Block::Multiples(figures));
            section.blocks.push(Block::Note(line![
                "How to read these: the line is the share of duties that a limit of that length would have kept, with its 95\u{a0}% band; the upright line is the limit in force. Where the line still climbs steeply to the right of it, a little more time would keep much more; where it is flat, more time would change nothing."
            ]));
        }
        for (row, found) in enough.iter().skip(MOST_CHARTS) {
            let table = numbers(data, facts, row, found);
            section.blocks.push(Block::Fold(table));
        }
    }
    Ok(section)
}

/// The calibration of a clause.
pub fn of<'a>(data: &'a Annual, row: &Row) -> Option<&'a Calibration> {
    data.calibrations.iter().find(|found| found.policy == row.clause.policy && found.clause == row.clause.clause && found.followed > 0)
}

fn id(data: &Annual, found: &Calibration) -> String {
    format!("limit.{}.{}.{}", found.policy, found.clause, data.period())
}

fn origin(data: &Annual, found: &Calibration) -> Arc<crate::analysis::measure::Origin> {
    let text = |text: &str| Param::Text(text.to_string());
    what_if(vec![("policy", text(&found.policy)), ("clause", text(&found.clause)), ("period", text(&data.period().to_string()))])
}

fn headline(data: &Annual, facts: &mut Facts) -> Line {
    let enough: Vec<&Calibration> = data.calibrations.iter().filter(|found| found.followed as u64 >= FEW).collect();
    if enough.is_empty() {
        return line!["Too few duties to calibrate a limit"];
    }
    let hard = enough.iter().filter(|found| at_limit(found).and_then(|point| point.share).is_some_and(|share| share < 0.9)).count() as u64;
    let period = data.period();
    let origin = what_if(vec![("period", Param::Text(period.to_string()))]);
    let of = facts.count(&format!("limit.{period}.calibrated_count"), enough.len() as u64, "limits", &origin);
    if hard == 0 {
        return line!["Each of the ", of, plural(enough.len() as u64, " limit was kept by", " limits was kept by"), " nine in ten or more"];
    }
    let told = facts.count(&format!("limit.{period}.hard_count"), hard, "limits", &origin);
    line![told, " of ", of, plural(enough.len() as u64, " limit was", " limits were"), " kept by fewer than nine in ten"]
}

/// The point of the limit in force.
fn at_limit(found: &Calibration) -> Option<&Point> {
    found.points.iter().find(|point| point.is_limit)
}

/// The limit that 95 % would have kept, as it would be written.
pub fn limit_95(data: &Annual, facts: &mut Facts, found: &Calibration) -> Option<Line> {
    let written = |amount: i64| found.span.at_least(amount * measured_unit(found.span.unit)).to_string();
    let limit = found.limits.limit_95?;
    let (id, origin) = (id(data, found), origin(data, found));
    let mut text: Line = facts.text(&format!("{id}.limit_95"), &written(limit), Some(&origin)).into();
    if let Some(low) = found.limits.limit_95_low {
        let low = facts.text(&format!("{id}.limit_95_low"), &written(low), Some(&origin));
        let high = found.limits.limit_95_high.map(|high| facts.text(&format!("{id}.limit_95_high"), &written(high), Some(&origin)));
        text.push(if let Some(high) = high { line![" (", low, " to ", high, ")"] } else { line![" (", low, " or more)"] });
    }
    Some(text)
}

/// The share kept by one limit; a number is told only where enough duties were followed.
fn share(data: &Annual, facts: &mut Facts, found: &Calibration, point: &Point) -> Cell {
    let Some(share) = point.share else { return line!["not known"].into() };
    let id = format!("{}.{}.kept_share", id(data, found), point.amount);
    let told = facts.share(&id, share, found.followed as u64, point.interval, &origin(data, found));
    let interval = told.interval();
    Cell::from(told.value).with_small(interval)
}

fn summary(data: &Annual, facts: &mut Facts, title: &str, rows: &[(&Row, &Calibration)]) -> Table {
    let heads = [
        ("What it asks", false),
        ("Limit", false),
        ("Followed", true),
        ("Half of it", true),
        ("The limit", true),
        ("Twice", true),
        ("95\u{a0}% would keep", false),
    ];
    let mut table = Table { class: "calibration", ..Table::new(format!("{title}: what other limits would have kept"), &heads) };
    for (row, found) in rows {
        let (id, origin) = (id(data, found), origin(data, found));
        let count =
            |facts: &mut Facts, name: &str, value: usize| facts.count(&format!("{id}.{name}_count"), value as u64, "duties", &origin);
        let mut small = Line::new();
        for (name, value, words) in [
            ("open", found.limits.open_count, "still open"),
            ("never", found.limits.never_count, "never done"),
            ("not_shown", found.limits.not_shown_count, "cannot be shown"),
        ] {
            if value > 0 {
                small.push(line![if small.is_empty() { "" } else { "; " }, count(facts, name, value), "\u{a0}", words]);
            }
        }
        let followed = Cell::from(count(facts, "followed", found.followed)).with_small(small);
        let span = if found.is_cadence { format!("every {}", found.span) } else { found.span.to_string() };
        let limit = facts.text(&format!("{id}.span"), &span, Some(&data.clauses.origin));
        let mut cells = vec![asked(&row.clause), limit.into(), followed];
        if (found.followed as u64) < FEW {
            cells.extend([line!["too few"].into(), line!["too few"].into(), line!["too few"].into(), Cell::from("too few for a limit")]);
        } else {
            for point in [found.points.first(), at_limit(found), found.points.last()] {
                cells.push(point.map_or_else(|| dash().into(), |point| share(data, facts, found, point)));
            }
            cells.push(limit_95(data, facts, found).unwrap_or_else(|| line!["fewer were ever done"]).into());
        }
        table.push(cells);
    }
    table
}

/// Every limit that was tried, and its share, in one row: it stays short on paper.
fn numbers(data: &Annual, facts: &mut Facts, row: &Row, found: &Calibration) -> Table {
    let heads: Vec<(String, bool)> =
        found.points.iter().map(|point| (if point.is_limit { "In force".to_string() } else { part(found, point) }, false)).collect();
    let heads: Vec<(&str, bool)> = heads.iter().map(|(name, is_number)| (name.as_str(), *is_number)).collect();
    let mut table = Table::new(quoted(facts.texts(), &row.clause), &heads);
    let cells = found.points.iter().map(|point| {
        let name = facts.text(&format!("{}.{}.span", id(data, found), point.amount), &point.span.to_string(), Some(&origin(data, found)));
        let mut cell = share(data, facts, found, point);
        cell.small = if cell.small.is_empty() { line![name] } else { line![name, ": ", cell.small] };
        cell
    });
    table.push(cells.collect());
    table
}

/// Which part of the limit in force another one is: `×0.5`.
fn part(found: &Calibration, point: &Point) -> String {
    format!("×{:.2}", (point.amount * measured_unit(found.span.unit)) as f64 / found.span.amount as f64)
}

fn figure(data: &Annual, facts: &mut Facts, row: &Row, found: &Calibration) -> Result<Figure> {
    let table = numbers(data, facts, row, found);
    let told: Line = if let Some((point, kept)) = at_limit(found).and_then(|point| Some((point, point.share?))) {
        let id = format!("{}.{}.kept_share", id(data, found), point.amount);
        facts.share(&id, kept, found.followed as u64, point.interval, &origin(data, found)).value.into()
    } else {
        line!["not known"]
    };
    let caption = line![quoted(facts.texts(), &row.clause)];
    let spoken = line![format!("Share kept by limits from half to twice {}", found.span)];
    let svg = chart::draw(
        found,
        &told,
        &about(facts.locale(), format!("limit-{}-{}", found.policy, found.clause), &spoken, quoted(facts.texts(), &row.clause)),
    )?;
    Ok(Figure { caption, svg, how: line![], data: table })
}
