//! How many cases came, by month, kind, channel.

use super::{about, anchor, by_quarter, dash, issue_id, months_before, newest_head, numbered, ratio_of, unit};
use crate::analysis::disclosure::Audience;
use crate::analysis::focus::dimension;
use crate::analysis::trend::Signal;
use crate::error::Result;
use crate::report::chart::{control, volumes};
use crate::report::facts::Facts;
use crate::report::format;
use crate::report::line::{Line, Piece, line};
use crate::report::quarterly::{Quarterly, ReachBefore};
use crate::report::texts::{Texts, say};
use crate::report::view::{Block, Cell, Figure, Section, Table};
use crate::statistics::control_chart::{Cause, Chart};

/// Charts show at most so many months.
const CHART_MONTHS: usize = 24;

/// Writes the section.
pub fn section(data: &Quarterly, facts: &mut Facts) -> Result<Section> {
    let texts = facts.texts();
    let mut section = numbered(anchor::VOLUMES, say!(texts, "volumes.topic").plain(), headline(data, facts));
    section.blocks.push(Block::Text(comparison(data, facts)));
    section.blocks.push(Block::Figure(by_month(data, facts)?));
    if let Some(figure) = chart_of_all(data, facts)? {
        section.blocks.push(Block::Figure(figure));
    }
    if data.received() != (0, 0) {
        section.blocks.push(Block::Table(segments(data, facts, "kind", say!(texts, "volumes.by_kind"))));
        let caption = say!(texts, "volumes.by_channel", nouns = data.noun(2)).capitalised();
        section.blocks.push(Block::Table(segments(data, facts, "channel", caption)));
    }
    Ok(section)
}

fn headline(data: &Quarterly, facts: &mut Facts) -> Line {
    let (received, previous) = data.received();
    let before = data.period().previous();
    let (origin, texts) = (&data.segments.origin, facts.texts());
    let (noun, nouns) = (data.noun(1), data.noun(2));
    if received == 0 {
        return say!(texts, "volumes.none_received", noun = noun, nouns = nouns);
    }
    let count = facts.count(&format!("volume.{}.received_count", data.id()), received, "cases", origin);
    if previous == 0 || !data.is_comparable() || data.reach_before() != ReachBefore::Whole {
        return say!(texts, "volumes.received", received; n = count, noun = noun, nouns = nouns);
    }
    let n_before = facts.count(&format!("volume.{before}.received_count"), previous, "cases", origin);
    say!(
        texts,
        "volumes.received_before",
        received;
        n = count,
        noun = noun,
        nouns = nouns,
        before = before.to_string(),
        n_before = n_before
    )
}

/// The quarter against the months before.
fn comparison(data: &Quarterly, facts: &mut Facts) -> Line {
    let total = &data.trends.total;
    let id = issue_id(data, facts, total);
    let (origin, texts) = (&data.trends.origin, facts.texts());
    let unit = unit(data, texts);
    if data.trends.uncounted > 0 && data.beside.audience == Audience::Public {
        // What has no denominator is a difference of two totals: the public is told one of them alone.
        return say!(texts, "volumes.no_denominator");
    }
    let expected = total.expected.filter(|_| total.signal != Signal::NoHistory && total.newest + total.baseline > 0);
    let Some(expected) = expected else {
        return if total.is_unexposed { say!(texts, "volumes.no_denominator") } else { say!(texts, "volumes.no_history") };
    };
    let months = facts.count(&format!("{id}.baseline_month_count"), data.trends.baseline_months.len() as u64, "months", origin);
    let expected = facts.number(&format!("{id}.expected_count"), expected, "cases", origin);
    let newest = facts.count(&format!("{id}.newest_count"), total.newest, "cases", origin);
    let mut text = match (unit, data.trends.is_partial()) {
        (None, true) => say!(texts, "volumes.usual_partial", months = months, expected = expected, newest = newest),
        (None, false) => say!(texts, "volumes.usual", months = months, expected = expected, newest = newest),
        (Some(unit), true) => {
            say!(texts, "volumes.usual_rate_partial", unit = unit, months = months, expected = expected, newest = newest)
        }
        (Some(unit), false) => say!(texts, "volumes.usual_rate", unit = unit, months = months, expected = expected, newest = newest),
    };
    let ratio = ratio_of(data, facts, total);
    if !ratio.is_empty() {
        text.push(line![" (", ratio, ")"]);
    }
    text.push(". ");
    if data.trends.uncounted > 0 {
        let uncounted = facts.count(&format!("{id}.uncounted_count"), data.trends.uncounted, "cases", origin);
        text.push(line![say!(texts, "volumes.uncounted", data.trends.uncounted; n = uncounted), " "]);
    }
    text.then(match total.signal {
        Signal::New | Signal::Rising => say!(texts, "volumes.more"),
        Signal::Falling => say!(texts, "volumes.fewer"),
        Signal::Seasonal => say!(texts, "volumes.seasonal"),
        Signal::Slight => say!(texts, "volumes.slight"),
        _ => say!(texts, "volumes.chance"),
    })
}

fn by_month(data: &Quarterly, facts: &mut Facts) -> Result<Figure> {
    let (coverage, locale, texts) = (data.coverage(), facts.locale(), facts.texts());
    let mut counts = vec![0_u64; coverage.months.len()];
    for row in data.kinds.rows.iter().filter(|row| data.focus.kind.is_none() || row.kind.as_deref() == data.focus.kind) {
        counts[row.month] += row.cases;
    }
    let first = (0..counts.len()).find(|month| counts[*month] > 0).unwrap_or(0).max(counts.len().saturating_sub(CHART_MONTHS));
    let newest = coverage.within(data.period());
    let caption = say!(texts, "volumes.by_month", nouns = data.noun(2)).capitalised();
    let months = &coverage.months[first..];
    let mut cells = Vec::new();
    let mut columns = Vec::new();
    for (month, period) in months.iter().enumerate().map(|(place, period)| (first + place, period)) {
        let count = facts.count(&format!("volume.{period}.received_count"), counts[month], "cases", &data.kinds.origin);
        let is_complete = coverage.is_complete(month);
        cells.push(Cell::from(&count).with_small(if is_complete { line![] } else { say!(texts, "volumes.partly_covered") }));
        let is_newest = newest.contains(&month);
        columns.push(volumes::Column {
            label: locale.month(*period),
            cases: counts[month],
            value: is_newest.then(|| line![&count]),
            is_complete,
            is_newest,
        });
    }
    let table = by_quarter(texts, caption.clone(), months, |place| cells[place].clone());
    let about = about(locale, "chart-volumes".into(), &caption, say!(texts, "volumes.months_description").plain());
    let svg = volumes::draw(&columns, months_before(months), &data.noun(2).plain(), &about)?;
    let how = say!(texts, "volumes.months_how");
    Ok(Figure { caption, svg, how, data: table })
}

/// Whether a chart has enough cases for limits: about two a month.
pub fn has_limits(chart: &Chart) -> bool {
    chart.newest_limits().is_some_and(|limits| limits.mean >= 2.0 && limits.has_variation())
}

/// The rules that flag points, in words.
pub fn flags(texts: &Texts, chart: &Chart) -> Line {
    let has = |of: fn(&Cause) -> bool| chart.points.iter().any(|point| of(&point.cause));
    let rules = [
        (has(|cause| matches!(cause, Cause::Outside(_))), say!(texts, "volumes.outside")),
        (has(|cause| matches!(cause, Cause::Trend(_))), say!(texts, "volumes.trend")),
        (has(|cause| matches!(cause, Cause::TwoOfThree(_))), say!(texts, "volumes.two_of_three")),
        (has(|cause| matches!(cause, Cause::Shift(_))), say!(texts, "volumes.shift")),
    ];
    let words: Vec<String> = rules.iter().filter(|(holds, _)| *holds).map(|(_, words)| words.plain()).collect();
    if !words.is_empty() {
        return say!(texts, "volumes.flags", flags = words.join("; "));
    }
    if has_limits(chart) { say!(texts, "volumes.no_flag") } else { say!(texts, "volumes.no_limits") }
}

fn chart_of_all(data: &Quarterly, facts: &mut Facts) -> Result<Option<Figure>> {
    let (issue, locale, texts) = (&data.trends.total, facts.locale(), facts.texts());
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
    let caption = say!(texts, "volumes.variation", flags = flags(texts, &chart));
    let table = by_quarter(texts, caption.clone(), months, |place| {
        let point = chart.points[place];
        let count = point.value.map(|value| facts.count(&format!("trend.all.{}.case_count", months[place]), value as u64, "cases", origin));
        let small = if point.cause == Cause::Common { line![] } else { say!(texts, "volumes.stands_out") };
        Cell::from(count.map_or_else(dash, Line::from)).with_small(small)
    });
    let view = control::View {
        chart: &chart,
        labels: months.iter().map(|month| locale.month(*month)).collect(),
        months_before: months_before(months),
        unit: say!(texts, "volumes.a_month", nouns = data.noun(2)).plain(),
        newest: None,
        lines: Some(limit_lines(texts, [mean, upper, lower])),
        greatest: None,
        is_small: false,
    };
    let about = about(locale, "chart-control-all".into(), &caption, say!(texts, "volumes.control_description").plain());
    let svg = control::draw(&view, &about)?;
    let how = if issue.chart.has_trial_limits() { say!(texts, "volumes.control_how_trial") } else { say!(texts, "volumes.control_how") };
    Ok(Some(Figure { caption, svg, how, data: table }))
}

/// The labels of mean and limits.
pub fn limit_lines(texts: &Texts, [mean, upper, lower]: [Piece; 3]) -> [Line; 3] {
    [say!(texts, "volumes.mean", value = mean), say!(texts, "volumes.upper", value = upper), say!(texts, "volumes.lower", value = lower)]
}

fn segments(data: &Quarterly, facts: &mut Facts, of: &str, caption: Line) -> Table {
    let before = data.period().previous();
    let id = data.id();
    let (origin, texts) = (&data.segments.origin, facts.texts());
    let heads = [
        (if of == "kind" { say!(texts, "volumes.head_kind") } else { say!(texts, "volumes.head_channel") }, false),
        (newest_head(data), true),
        (say!(texts, "volumes.head_share"), true),
        (before.to_string().into(), true),
    ];
    let mut table = Table::new(caption, &heads);
    let rows: Vec<_> = dimension(&data.segments.rows, of).collect();
    let (total, total_before) = rows.iter().fold((0, 0), |sum, row| (sum.0 + row.cases, sum.1 + row.previous));
    for row in &rows {
        let name = row.segment.as_deref();
        let slug = name.map_or("none".to_string(), |name| facts.slug(of, name));
        let key = format!("{of}.{slug}");
        table.push(vec![
            name.map_or_else(
                || say!(texts, "volumes.not_given"),
                |name| if of == "kind" { texts.word("kind", name) } else { texts.word("channel", name) }.into(),
            )
            .into(),
            facts.count(&format!("volume.{id}.{key}.case_count"), row.cases, "cases", origin).into(),
            share_cell(facts, &format!("volume.{id}.{key}.share"), row.cases, total, origin),
            before_cell(data, facts, &format!("volume.{before}.{key}.case_count"), row.previous),
        ]);
    }
    table.push_total(vec![
        say!(texts, "volumes.all").into(),
        facts.count(&format!("volume.{id}.{of}.total_count"), total, "cases", origin).into(),
        Cell::default(),
        before_cell(data, facts, &format!("volume.{before}.{of}.total_count"), total_before),
    ]);
    table
}

/// A count of the quarter before; where the data do not reach it, that is said instead of zero.
fn before_cell(data: &Quarterly, facts: &mut Facts, id: &str, count: u64) -> Cell {
    match data.reach_before() {
        ReachBefore::None => say!(facts.texts(), "volumes.no_data").into(),
        _ => facts.count(id, count, "cases", &data.segments.origin).into(),
    }
}

fn share_cell(facts: &mut Facts, id: &str, cases: u64, total: u64, origin: &std::sync::Arc<crate::analysis::measure::Origin>) -> Cell {
    if total < format::FEW {
        return dash().into();
    }
    facts.share(id, cases as f64 / total as f64, total, None, origin).value.into()
}
