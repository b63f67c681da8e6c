//! Limit calibration: the share that each limit from half to twice the one in force would have kept.

use super::{anchor, asked, headed};
use crate::analysis::measure::Param;
use crate::analysis::scorecard::Row;
use crate::error::Result;
use crate::report::annual::{Annual, what_if};
use crate::report::chart::calibration as chart;
use crate::report::facts::Facts;
use crate::report::format::{FEW, Locale};
use crate::report::line::{Line, line};
use crate::report::section::{about, dash, numbered, quoted};
use crate::report::texts::say;
use crate::report::view::{Block, Cell, Figure, Section, Table};
use crate::what_if::calibration::{Calibration, Point, measured_unit};
use std::sync::Arc;

/// At most so many limits are drawn; the table holds all.
const MOST_CHARTS: usize = 12;

/// What fewer kept is called hard to keep.
const NINE_IN_TEN: f64 = 0.9;

/// Writes the section.
pub fn section(data: &Annual, facts: &mut Facts) -> Result<Section> {
    let texts = facts.texts();
    let mut section = numbered(anchor::CALIBRATION, say!(texts, "calibration.topic").plain(), headline(data, facts));
    if data.calibrations.is_empty() {
        section.blocks.push(Block::Text(say!(texts, "calibration.none_started")));
        return Ok(section);
    }
    section.blocks.push(Block::Text(say!(texts, "calibration.how")));
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
            section.blocks.push(Block::Note(say!(texts, "calibration.how_chart")));
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
    let of_enough: Vec<&Point> = data
        .calibrations
        .iter()
        .filter(|found| found.followed as u64 >= FEW)
        .filter_map(Calibration::in_force)
        .filter(|point| point.share.is_some() && point.of as u64 >= FEW || point.is_mostly_hidden())
        .collect();
    let enough: Vec<bool> = of_enough.iter().filter_map(|point| is_hard(point)).collect();
    let texts = facts.texts();
    if enough.is_empty() {
        // Where there were duties enough, it is the records that are too few.
        let is_unshown =
            |found: &Calibration| (found.followed + found.limits.not_shown_count) as u64 >= FEW && found.limits.not_shown_count > 0;
        return if !of_enough.is_empty() || data.calibrations.iter().any(is_unshown) {
            say!(texts, "calibration.cannot_be_shown")
        } else {
            say!(texts, "calibration.too_few")
        };
    }
    let hard = enough.iter().filter(|is_hard| **is_hard).count() as u64;
    let period = data.period();
    let origin = what_if(vec![("period", Param::Text(period.to_string()))]);
    let of = facts.count(&format!("limit.{period}.calibrated_count"), enough.len() as u64, "limits", &origin);
    let said = if hard == 0 {
        say!(texts, "calibration.none_hard", enough.len() as u64; n = of)
    } else {
        let told = facts.count(&format!("limit.{period}.hard_count"), hard, "limits", &origin);
        say!(texts, "calibration.some_hard", enough.len() as u64; hard = told, n = of)
    };
    let hidden = (of_enough.len() - enough.len()) as u64;
    if hidden == 0 {
        return said;
    }
    say!(texts, "calibration.some_hidden", said = said, n = facts.count(&format!("limit.{period}.hidden_count"), hidden, "limits", &origin))
}

/// Whether fewer than nine in ten kept a limit; `None` where most cannot be shown, and those leave it open.
fn is_hard(point: &Point) -> Option<bool> {
    let bounds = point.bounds();
    match point.share {
        Some(share) if !point.is_mostly_hidden() => Some(share < NINE_IN_TEN),
        _ if bounds.upper < NINE_IN_TEN => Some(true),
        _ if bounds.lower >= NINE_IN_TEN => Some(false),
        _ => None,
    }
}

/// The limit that 95 % would have kept, where the duties of which nothing can be shown are not the most.
fn limit_of_95(found: &Calibration) -> Option<i64> {
    found.limits.limit_95.filter(|_| !is_mostly_unknown(found))
}

fn is_mostly_unknown(found: &Calibration) -> bool {
    found.limits.not_shown_count > found.followed
}

/// Whether 95 % would have kept only a longer limit than the one in force.
pub fn would_be_longer(found: &Calibration) -> bool {
    let written = |amount: i64| found.span.at_least(amount * measured_unit(found.span.unit));
    limit_of_95(found).is_some_and(|amount| written(amount).amount > found.span.amount)
}

/// The limit that 95 % would have kept, as it would be written.
pub fn limit_95(data: &Annual, facts: &mut Facts, found: &Calibration) -> Option<Line> {
    let written = |amount: i64| found.span.at_least(amount * measured_unit(found.span.unit)).to_string();
    let limit = limit_of_95(found)?;
    let (id, origin) = (id(data, found), origin(data, found));
    let texts = facts.texts();
    let limit = facts.limit(&format!("{id}.limit_95"), &written(limit), &origin);
    let Some(low) = found.limits.limit_95_low else { return Some(limit.into()) };
    let low = facts.limit(&format!("{id}.limit_95_low"), &written(low), &origin);
    let high = found.limits.limit_95_high.map(|high| facts.limit(&format!("{id}.limit_95_high"), &written(high), &origin));
    Some(match high {
        Some(high) => say!(texts, "calibration.between", limit = limit, low = low, high = high),
        None => say!(texts, "calibration.or_more", limit = limit, low = low),
    })
}

/// The share kept by one limit; a number is told only where enough duties were followed. What of them cannot be shown stands beside it, and
/// where that is most of them, what is sure in place of the share.
fn share(data: &Annual, facts: &mut Facts, found: &Calibration, point: &Point) -> Cell {
    let (texts, of) = (facts.texts(), point.of as u64);
    let (id, origin) = (format!("{}.{}", id(data, found), point.amount), origin(data, found));
    let mut parts: Vec<Line> = Vec::new();
    let value = match point.share {
        _ if point.is_mostly_hidden() => sure(facts, &id, point, &origin),
        None => say!(texts, "calibration.not_known"),
        Some(_) if of < FEW => return say!(texts, "annual.too_few").into(),
        Some(share) => {
            let told = facts.share(&format!("{id}.kept_share"), share, of, point.interval, &origin);
            parts.extend(Some(told.interval()).filter(|interval| !interval.is_empty()));
            if point.of != found.followed {
                parts.push(say!(texts, "calibration.of", n = facts.count(&format!("{id}.of_count"), of, "duties", &origin)));
            }
            told.value.into()
        }
    };
    if point.hidden > 0 {
        let n = facts.count(&format!("{id}.hidden_count"), point.hidden as u64, "duties", &origin);
        parts.push(say!(texts, "calibration.not_shown", n = n));
    }
    let small = parts.into_iter().reduce(|all, part| line![all, "; ", part]);
    Cell::from(value).with_small(small.unwrap_or_default())
}

/// Where it cannot be shown of most duties: the share that is sure whatever became of these, and the one that may be.
fn sure(facts: &mut Facts, id: &str, point: &Point, origin: &Arc<crate::analysis::measure::Origin>) -> Line {
    let (bounds, all, texts) = (point.bounds(), (point.of + point.hidden) as u64, facts.texts());
    if all < FEW {
        return say!(texts, "annual.too_few");
    }
    let least = (bounds.lower > 0.0).then(|| facts.share_at_least(&format!("{id}.least_share"), bounds.lower, all, origin));
    let most = (bounds.upper < 1.0).then(|| facts.share_at_most(&format!("{id}.most_share"), bounds.upper, all, origin));
    match (least, most) {
        (None, None) => say!(texts, "calibration.not_known"),
        (Some(one), None) | (None, Some(one)) => one.into(),
        (Some(least), Some(most)) => line![least, ", ", most],
    }
}

/// As [`share`]; a limit that is not exactly half or twice the one in force, because days do not divide, says what it is.
fn at_part(data: &Annual, facts: &mut Facts, found: &Calibration, point: &Point) -> Cell {
    let mut cell = share(data, facts, found, point);
    let amount = point.span.amount;
    if !point.is_limit && amount * 2 != found.span.amount && amount != found.span.amount * 2 {
        let name = limit_of(data, facts, found, point);
        cell.small = if cell.small.is_empty() { line![name] } else { line![name, ": ", cell.small] };
    }
    cell
}

/// A limit that was tried, in words.
fn limit_of(data: &Annual, facts: &mut Facts, found: &Calibration, point: &Point) -> Line {
    facts.limit(&format!("{}.{}.span", id(data, found), point.amount), &point.span.to_string(), &origin(data, found)).into()
}

fn summary(data: &Annual, facts: &mut Facts, title: &str, rows: &[(&Row, &Calibration)]) -> Table {
    let texts = facts.texts();
    let heads = [
        (say!(texts, "annual.head_asks"), false),
        (say!(texts, "annual.head_limit"), false),
        (say!(texts, "calibration.head_followed"), true),
        (say!(texts, "calibration.head_half"), true),
        (say!(texts, "calibration.head_limit"), true),
        (say!(texts, "calibration.head_twice"), true),
        (say!(texts, "calibration.head_95"), false),
    ];
    let mut table = Table { class: "calibration", ..Table::new(say!(texts, "calibration.caption", title = title), &heads) };
    for (row, found) in rows {
        let (id, origin) = (id(data, found), origin(data, found));
        let count =
            |facts: &mut Facts, name: &str, value: usize| facts.count(&format!("{id}.{name}_count"), value as u64, "duties", &origin);
        let mut small = Line::new();
        for (name, value) in
            [("open", found.limits.open_count), ("never", found.limits.never_count), ("not_shown", found.limits.not_shown_count)]
        {
            if value == 0 {
                continue;
            }
            if !small.is_empty() {
                small.push("; ");
            }
            let n = count(facts, name, value);
            small.push(match name {
                "open" => say!(texts, "calibration.open", n = n),
                "never" => say!(texts, "calibration.never", n = n),
                _ => say!(texts, "calibration.not_shown", n = n),
            });
        }
        let followed = Cell::from(count(facts, "followed", found.followed)).with_small(small);
        let span = if found.is_cadence { format!("every {}", found.span) } else { found.span.to_string() };
        let limit = facts.limit(&format!("{id}.span"), &span, &data.clauses.origin);
        let mut cells = vec![asked(texts, &row.clause), limit.into(), followed];
        if (found.followed as u64) < FEW {
            cells.extend((0..3).map(|_| Cell::from(say!(texts, "annual.too_few"))));
            cells.push(say!(texts, "calibration.too_few_for_one").into());
        } else {
            for point in [found.half(), found.in_force(), found.points.last()] {
                cells.push(point.map_or_else(|| dash().into(), |point| at_part(data, facts, found, point)));
            }
            let none =
                || if is_mostly_unknown(found) { say!(texts, "calibration.not_known") } else { say!(texts, "calibration.fewer_done") };
            cells.push(limit_95(data, facts, found).unwrap_or_else(none).into());
        }
        table.push(cells);
    }
    table
}

/// Every limit that was tried, and its share, in one row: it stays short on paper. Where of some it can be said what is sure alone, that is too
/// long for so many columns, and each limit has a row.
fn numbers(data: &Annual, facts: &mut Facts, row: &Row, found: &Calibration) -> Table {
    let texts = facts.texts();
    let head = |point: &Point| if point.is_limit { say!(texts, "calibration.in_force") } else { line![part(facts.locale(), found, point)] };
    let heads: Vec<(Line, bool)> = found.points.iter().map(|point| (head(point), false)).collect();
    let cells = found.points.iter().map(|point| {
        let name = limit_of(data, facts, found, point);
        (name, share(data, facts, found, point))
    });
    let title = quoted(texts, &row.clause);
    if found.points.iter().any(Point::is_mostly_hidden) {
        let mut table = Table::new(title, &[(say!(texts, "annual.head_limit"), false), (say!(texts, "ambiguity.head_kept"), false)]);
        for ((head, _), (name, share)) in heads.into_iter().zip(cells) {
            table.push(vec![Cell::from(name).with_small(head), share]);
        }
        return table;
    }
    let mut table = Table::new(title, &heads);
    let with_name = |(name, cell): (Line, Cell)| {
        let small = if cell.small.is_empty() { line![name] } else { line![name, ": ", cell.small] };
        Cell { small, ..cell }
    };
    table.push(cells.map(with_name).collect());
    table
}

/// Which part of the limit in force another one is: `×0.5`.
fn part(locale: Locale, found: &Calibration, point: &Point) -> String {
    format!("×{}", locale.decimal((point.amount * measured_unit(found.span.unit)) as f64 / found.span.amount as f64, 2))
}

fn figure(data: &Annual, facts: &mut Facts, row: &Row, found: &Calibration) -> Result<Figure> {
    let table = numbers(data, facts, row, found);
    // Where most cannot be shown the band says what is sure, and the table in numbers: both bounds are too long for a label.
    let at_limit = found.in_force().filter(|point| !point.is_mostly_hidden() && point.of as u64 >= FEW);
    let told = at_limit.map(|point| share(data, facts, found, point).line);
    let told = told.unwrap_or_else(|| say!(facts.texts(), "calibration.not_known"));
    let caption = line![quoted(facts.texts(), &row.clause)];
    let spoken = say!(facts.texts(), "calibration.spoken", limit = facts.locale().span(found.span));
    let svg = chart::draw(
        found,
        &told,
        &about(facts.locale(), format!("limit-{}-{}", found.policy, found.clause), &spoken, quoted(facts.texts(), &row.clause)),
    )?;
    Ok(Figure { caption, svg, how: line![], data: table })
}
