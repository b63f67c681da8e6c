//! How many cases came, by month, kind, channel.

use super::{about, anchor, by_quarter, dash, issue_id, months_before, numbered, ratio_of};
use crate::analysis::focus::dimension;
use crate::analysis::trend::Signal;
use crate::error::Result;
use crate::report::chart::{control, volumes};
use crate::report::facts::Facts;
use crate::report::format;
use crate::report::line::{Line, line};
use crate::report::quarterly::{Quarterly, ReachBefore};
use crate::report::view::{Block, Cell, Figure, Section, Table};
use crate::statistics::control_chart::{Cause, Chart};

/// Charts show at most so many months.
const CHART_MONTHS: usize = 24;

/// Writes the section.
pub fn section(data: &Quarterly, facts: &mut Facts) -> Result<Section> {
    let mut section = numbered(anchor::VOLUMES, "Volumes", headline(data, facts));
    section.blocks.push(Block::Text(comparison(data, facts)));
    section.blocks.push(Block::Figure(by_month(data, facts)?));
    if let Some(figure) = chart_of_all(data, facts)? {
        section.blocks.push(Block::Figure(figure));
    }
    if data.received() != (0, 0) {
        section.blocks.push(Block::Table(segments(data, facts, "kind", "Cases received, by kind")));
        let caption = format!("{} received, by channel", capitalised(data.focus.many));
        section.blocks.push(Block::Table(segments(data, facts, "channel", &caption)));
    }
    Ok(section)
}

fn capitalised(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

fn headline(data: &Quarterly, facts: &mut Facts) -> Line {
    let (received, previous) = data.received();
    let before = data.period().previous();
    let origin = &data.segments.origin;
    if received == 0 {
        return line![format!("No {} was received", data.focus.one)];
    }
    let count = facts.count(&format!("volume.{}.received_count", data.id()), received, "cases", origin);
    let were = if received == 1 { "was" } else { "were" };
    let mut text = line![count, format!(" {} {were} received", data.focus.noun(received))];
    if previous > 0 && data.reach_before() == ReachBefore::Whole {
        let count_before = facts.count(&format!("volume.{before}.received_count"), previous, "cases", origin);
        text.push(line![format!("; {before} had "), count_before]);
    }
    text
}

/// The quarter against the months before.
fn comparison(data: &Quarterly, facts: &mut Facts) -> Line {
    let total = &data.trends.total;
    let months = data.trends.baseline_months.len();
    let id = issue_id(data, facts, total);
    let expected = total.expected.filter(|_| total.signal != Signal::NoHistory && total.newest + total.baseline > 0);
    let Some(expected) = expected else {
        return line!["There are not enough complete months before this quarter to say what would be usual."];
    };
    let origin = &data.trends.origin;
    let part = if data.trends.is_partial() { "In the months of the quarter that are complete, " } else { "" };
    let expected = facts.number(&format!("{id}.expected_count"), expected, "cases", origin);
    let newest = facts.count(&format!("{id}.newest_count"), total.newest, "cases", origin);
    let ratio = ratio_of(data, facts, total);
    let words = match total.signal {
        Signal::New | Signal::Rising => "That is more than chance explains.",
        Signal::Falling => "That is fewer than chance explains.",
        Signal::Seasonal => "It is much as in the same quarter a year ago, so a seasonal pattern is likely.",
        Signal::Slight => "That is more than chance explains, but too little to matter.",
        _ => "The difference may be chance.",
    };
    let mut text = line![
        format!("{part}{}", if part.is_empty() { "By the rate of the " } else { "by the rate of the " }),
        format!("{months} complete months before, "),
        expected,
        " would have been usual; ",
        newest,
        " came"
    ];
    if !ratio.is_empty() {
        text.push(line![" (", ratio, ")"]);
    }
    text.then(". ").then(words)
}

fn by_month(data: &Quarterly, facts: &mut Facts) -> Result<Figure> {
    let coverage = data.coverage();
    let mut counts = vec![0_u64; coverage.months.len()];
    for row in data.kinds.rows.iter().filter(|row| data.focus.kind.is_none() || row.kind.as_deref() == data.focus.kind) {
        counts[row.month] += row.cases;
    }
    let first = (0..counts.len()).find(|month| counts[*month] > 0).unwrap_or(0).max(counts.len().saturating_sub(CHART_MONTHS));
    let newest = coverage.within(data.period());
    let caption = line![format!("{} received by month", capitalised(data.focus.many))];
    let months = &coverage.months[first..];
    let mut cells = Vec::new();
    let mut columns = Vec::new();
    for (month, period) in months.iter().enumerate().map(|(place, period)| (first + place, period)) {
        let count = facts.count(&format!("volume.{period}.received_count"), counts[month], "cases", &data.kinds.origin);
        let is_complete = coverage.is_complete(month);
        cells.push(Cell::from(&count).with_small(if is_complete { "" } else { "not wholly covered" }));
        let is_newest = newest.contains(&month);
        columns.push(volumes::Column {
            label: format::month(*period),
            cases: counts[month],
            value: is_newest.then(|| line![&count]),
            is_complete,
            is_newest,
        });
    }
    let table = by_quarter(facts.texts(), caption.clone(), months, |place| cells[place].clone());
    let about =
        about(facts.locale(), "chart-volumes".into(), &caption, "Columns from zero, one a month; the numbers are in the table below.");
    let svg = volumes::draw(&columns, months_before(months), data.focus.many, &about)?;
    let how = line![
        "How to read this: one column a month. The last months are the quarter of this report, with their numbers, and the fainter ones came before; an outline marks a month that is not over or not wholly covered."
    ];
    Ok(Figure { caption, svg, how, data: table })
}

/// Whether a chart has enough cases for limits: about two a month.
pub fn has_limits(chart: &Chart) -> bool {
    chart.newest_limits().is_some_and(|limits| limits.mean >= 2.0 && limits.has_variation())
}

/// The rules that flag points, in words.
pub fn flags(chart: &Chart) -> String {
    let points = &chart.points;
    let mut words = Vec::new();
    let has = |of: fn(&Cause) -> bool| points.iter().any(|point| of(&point.cause));
    if has(|cause| matches!(cause, Cause::Outside(_))) {
        words.push("beyond a limit (diamond)");
    }
    if has(|cause| matches!(cause, Cause::Trend(_))) {
        words.push("seven in a row rising or falling (square)");
    }
    if has(|cause| matches!(cause, Cause::TwoOfThree(_))) {
        words.push("two of three near a limit (square)");
    }
    if has(|cause| matches!(cause, Cause::Shift(_))) {
        words.push("seven in a row on one side of the mean (square)");
    }
    if words.is_empty() { "No month stands out.".into() } else { format!("Marked: {}.", words.join("; ")) }
}

fn chart_of_all(data: &Quarterly, facts: &mut Facts) -> Result<Option<Figure>> {
    let issue = &data.trends.total;
    let known = issue.by_month.iter().flatten().count();
    let Some(first) = issue.by_month.iter().position(Option::is_some).filter(|_| known >= 5 && has_limits(&issue.chart)) else {
        return Ok(None);
    };
    let mut chart = issue.chart.clone();
    chart.points.drain(..first);
    let origin = &data.trends.origin;
    let id = issue_id(data, facts, issue);
    let Some(limits) = chart.newest_limits().copied() else { return Ok(None) };
    let mut number = |name: &str, value: f64| facts.number(&format!("{id}.{name}"), value, "cases a month", origin);
    let (mean, upper, lower) =
        (number("mean", limits.mean), number("upper_limit", limits.upper), number("lower_limit", limits.lower_for_counts()));
    let months = &data.coverage().months[first..];
    let caption = line!["Is the month-to-month variation the usual? ", flags(&chart)];
    let table = by_quarter(facts.texts(), caption.clone(), months, |place| {
        let point = chart.points[place];
        let count = point.value.map(|value| facts.count(&format!("trend.all.{}.case_count", months[place]), value as u64, "cases", origin));
        Cell::from(count.map_or_else(dash, Line::from)).with_small(if point.cause == Cause::Common { "" } else { "stands out" })
    });
    let view = control::View {
        chart: &chart,
        labels: months.iter().map(|month| format::month(*month)).collect(),
        months_before: months_before(months),
        unit: format!("{} a month", data.focus.many),
        newest: None,
        lines: Some([line!["mean ", mean], line!["upper ", upper], line!["lower ", lower]]),
        greatest: None,
        is_small: false,
    };
    let about = about(
        facts.locale(),
        "chart-control-all".into(),
        &caption,
        "Months joined by a line, with mean and control limits; the numbers are in the table below.",
    );
    let svg = control::draw(&view, &about)?;
    let trial = if data.trends.has_trial_limits() { " These are trial limits: fewer than twelve months stand behind them." } else { "" };
    let how = line![format!(
        "How to read this: months between the dashed limits vary as usual, and a single higher or lower month among them means nothing. The limits come from the months before the quarter.{trial}"
    )];
    Ok(Some(Figure { caption, svg, how, data: table }))
}

fn segments(data: &Quarterly, facts: &mut Facts, of: &str, caption: &str) -> Table {
    let before = data.period().previous();
    let id = data.id();
    let origin = &data.segments.origin;
    let heads = [(if of == "kind" { "Kind" } else { "Channel" }, false), (id.as_str(), true), ("Share", true), (&before.to_string(), true)];
    let mut table = Table::new(caption, &heads);
    let rows: Vec<_> = dimension(&data.segments.rows, of).collect();
    let (total, total_before) = rows.iter().fold((0, 0), |sum, row| (sum.0 + row.cases, sum.1 + row.previous));
    for row in &rows {
        let name = row.segment.as_deref();
        let slug = name.map_or("none".to_string(), |name| facts.slug(of, name));
        let key = format!("{of}.{slug}");
        table.push(vec![
            Cell::from(name.map_or("not given".to_string(), |name| name.replace('_', " "))),
            facts.count(&format!("volume.{id}.{key}.case_count"), row.cases, "cases", origin).into(),
            share_cell(facts, &format!("volume.{id}.{key}.share"), row.cases, total, origin),
            before_cell(data, facts, &format!("volume.{before}.{key}.case_count"), row.previous),
        ]);
    }
    table.push_total(vec![
        "All".into(),
        facts.count(&format!("volume.{id}.{of}.total_count"), total, "cases", origin).into(),
        Cell::default(),
        before_cell(data, facts, &format!("volume.{before}.{of}.total_count"), total_before),
    ]);
    table
}

/// A count of the quarter before; where the data do not reach it, that is said instead of zero.
fn before_cell(data: &Quarterly, facts: &mut Facts, id: &str, count: u64) -> Cell {
    match data.reach_before() {
        ReachBefore::None => "no data".into(),
        _ => facts.count(id, count, "cases", &data.segments.origin).into(),
    }
}

fn share_cell(facts: &mut Facts, id: &str, cases: u64, total: u64, origin: &std::sync::Arc<crate::analysis::measure::Origin>) -> Cell {
    if total < format::FEW {
        return dash().into();
    }
    facts.share(id, cases as f64 / total as f64, total, None, origin).value.into()
}
