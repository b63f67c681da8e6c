//! How long it took to acknowledge and to resolve, the cases still waiting included.

use super::{about, anchor, dash, numbered};
use crate::analysis::measure::waiting::Ending;
use crate::analysis::scorecard::Row;
use crate::analysis::timeliness::{Median, Waiting};
use crate::error::Result;
use crate::report::chart::survival;
use crate::report::facts::{Estimate, Facts};
use crate::report::format::{self, FEW, TimeUnit};
use crate::report::line::{Line, line};
use crate::report::quarterly::{Quarterly, Waits};
use crate::report::view::{Block, Cell, Figure, Section, Table};
use crate::time::{Period, Span, Unit};

/// Writes the section.
pub fn section(data: &Quarterly, facts: &mut Facts) -> Result<Section> {
    let mut section = numbered(anchor::TIMELINESS, "Timeliness", headline(data, facts));
    section.blocks.push(Block::Text(line![format!(
        "Time runs from receipt, by the clock and the calendar, nights and weekends included. The {} are those received in the quarter; one that still waits counts for as long as it has waited, so nothing is flattered by leaving it out.",
        data.focus.many
    )]));
    for waits in [&data.acknowledge, &data.resolve] {
        section.blocks.push(Block::Text(sentence(data, facts, waits)));
        if let Some(figure) = figure(data, facts, waits)? {
            section.blocks.push(Block::Figure(figure));
        }
    }
    if data.acknowledge.by_month.iter().chain(&data.resolve.by_month).any(|waiting| waiting.cases > 0) {
        section.blocks.push(Block::Table(by_month(data, facts)));
    }
    Ok(section)
}

/// What an ending is called: the verb, and the noun.
fn words(ending: Ending) -> (&'static str, &'static str) {
    match ending {
        Ending::Acknowledge => ("acknowledged", "acknowledgement"),
        Ending::Resolve => ("resolved", "resolution"),
    }
}

fn id(ending: Ending, period: Period) -> String {
    format!("time.{}.{period}", ending.name())
}

fn median(data: &Quarterly, facts: &mut Facts, waiting: &Waiting, period: Period) -> Option<Estimate> {
    let Median { minutes, lower, upper } = waiting.median()?;
    let id = format!("{}.median", id(waiting.ending, period));
    let ends = lower.map(|lower| (lower, upper));
    Some(facts.duration(&id, minutes, TimeUnit::fitting(minutes), Some(waiting.cases), ends, &data.waits_origin))
}

fn headline(data: &Quarterly, facts: &mut Facts) -> Line {
    let few = "Too few waits ended for a median";
    let (waiting, verb) = match (data.resolve.newest.median(), data.acknowledge.newest.median()) {
        (Some(_), _) => (&data.resolve.newest, "resolved"),
        (None, Some(_)) => (&data.acknowledge.newest, "acknowledged"),
        (None, None) if data.resolve.newest.cases + data.acknowledge.newest.cases == 0 => {
            let is_hidden = data.resolve.newest.not_shown + data.acknowledge.newest.not_shown > 0;
            return if is_hidden {
                line!["How long it took cannot be shown: no source dates it"]
            } else {
                line![format!("No {} was received, so none waited", data.focus.one)]
            };
        }
        (None, None) => return line![few],
    };
    let median = median(data, facts, waiting, data.period());
    median.map_or_else(|| line![few], |median| line![format!("Half of the {} were {verb} within ", data.focus.many), median.line()])
}

/// The whole of it in words; this is also what is left where nothing can be drawn.
fn sentence(data: &Quarterly, facts: &mut Facts, waits: &Waits) -> Line {
    let waiting = &waits.newest;
    let (verb, noun) = words(waiting.ending);
    let id = id(waiting.ending, data.period());
    let origin = &data.waits_origin;
    if waiting.cases == 0 {
        return if waiting.not_shown > 0 {
            let count = facts.count(&format!("{id}.not_shown_count"), waiting.not_shown, "cases", origin);
            line![
                format!("The time to {} cannot be shown: the sources of the ", waiting.ending.name()),
                count,
                format!(" {} record no {noun}.", data.focus.noun(waiting.not_shown))
            ]
        } else {
            line![format!("No {} was received in the quarter, so none waited to be {verb}.", data.focus.one)]
        };
    }
    let cases = facts.count(&format!("{id}.case_count"), waiting.cases, "cases", origin);
    let done = facts.count(&format!("{id}.done_count"), waiting.done, "cases", origin);
    let mut text = match median(data, facts, waiting, data.period()) {
        Some(median) => {
            let mut text = line![format!("Half of the {} were {verb} within ", data.focus.many), median.line()];
            if let Some(ninetieth) = waiting.ninetieth() {
                let unit = TimeUnit::fitting(ninetieth);
                let ninetieth = facts.duration(&format!("{id}.ninetieth"), ninetieth, unit, Some(waiting.cases), None, origin);
                text.push(line![", nine in ten within ", ninetieth.value]);
            }
            text
        }
        None if waiting.done >= FEW => {
            let longest = waiting.curve.as_ref().map_or(0.0, crate::statistics::survival::KaplanMeier::longest_observed);
            let longest =
                facts.duration(&format!("{id}.longest_seen"), longest, TimeUnit::fitting(longest), Some(waiting.cases), None, origin);
            line![
                format!("Fewer than half of the {} were {verb} by the instant of this report; the longest wait seen is ", data.focus.many),
                longest.value
            ]
        }
        None => line![format!("Too few {} were {verb} to name a median", data.focus.many)],
    };
    text.push(line![" (", done, " of ", cases, format!(" {verb} so far).")]);
    if let Some(previous) = median(data, facts, &waits.previous, data.period().previous()) {
        text.push(line![format!(" In {}: ", data.period().previous()), previous.line(), "."]);
    }
    if waiting.stand_in > 0 {
        let count = facts.count(&format!("{id}.stand_in_count"), waiting.stand_in, "cases", origin);
        text.push(line![" ", count, " of them rest on a stand-in for the event itself."]);
    }
    if waiting.not_shown > 0 {
        let count = facts.count(&format!("{id}.not_shown_count"), waiting.not_shown, "cases", origin);
        text.push(line![" Of ", count, format!(" more it cannot be shown: their source records no {noun}.")]);
    }
    text
}

/// The limit that the procedure sets, where one clause speaks of this ending by the clock.
///
/// The clause is found by its id, a promise before a target, then the one under which most duties fell
/// due. Business hours and days do not lie on an axis of elapsed time.
fn limit(data: &Quarterly, ending: Ending) -> Option<(&Row, Span, f64)> {
    let stem = match ending {
        Ending::Acknowledge => "acknowledg",
        Ending::Resolve => "resol",
    };
    let mut rows: Vec<&Row> =
        data.scorecard.iter().filter(|row| row.clause.kind == "deadline" && row.clause.clause.contains(stem)).collect();
    rows.sort_by_key(|row| (!row.clause.is_commitment, std::cmp::Reverse(row.counts.judged() + row.counts.not_shown())));
    rows.into_iter().find_map(|row| {
        let span: Span = row.clause.span.as_deref()?.parse().ok()?;
        let minutes = match span.unit {
            Unit::Elapsed => span.amount as f64 / 60e6,
            Unit::CalendarDays => span.amount as f64 * TimeUnit::Days.minutes(),
            Unit::OpenTime | Unit::BusinessDays | Unit::CalendarMonths => return None,
        };
        Some((row, span, minutes))
    })
}

fn figure(data: &Quarterly, facts: &mut Facts, waits: &Waits) -> Result<Option<Figure>> {
    let waiting = &waits.newest;
    let Some(curve) = waiting.curve.as_ref().filter(|_| waiting.done >= FEW) else { return Ok(None) };
    let (verb, _) = words(waiting.ending);
    let id = id(waiting.ending, data.period());
    let origin = &data.waits_origin;
    let limit = limit(data, waiting.ending);
    let usual = curve.quantile(0.95).or_else(|| curve.quantile(0.8)).unwrap_or_else(|| curve.longest_observed());
    let until = usual
        .max(limit.as_ref().map_or(0.0, |limit| limit.2 * 1.25))
        .min(curve.longest_observed().max(limit.as_ref().map_or(0.0, |limit| limit.2 * 1.25)));
    let unit = TimeUnit::fitting(until);
    let open_at = |facts: &mut Facts, minutes: f64, name: &str| {
        let share = waiting.open_share_at(minutes).unwrap_or(1.0);
        facts.share(&format!("{id}.{name}.open_share"), share, waiting.cases, None, origin).value
    };
    let drawn_limit = limit.map(|(row, span, minutes)| {
        let clause = &row.clause;
        let text = facts.text(&format!("clause.{}.{}.limit", clause.policy, clause.clause), &span.to_string(), Some(&data.clauses_origin));
        let open = open_at(facts, minutes, "at_limit");
        (minutes, [line!["limit ", text], line![open, " still waiting"]])
    });
    let drawn_median = waiting.median().filter(|median| median.minutes <= until);
    let drawn_median = drawn_median
        .and_then(|_| median(data, facts, waiting, data.period()).map(|estimate| line!["half by ", estimate.value]))
        .zip(drawn_median);
    let caption = if let Some((_, [limit, open])) = &drawn_limit {
        line![format!("Share of {} not yet {verb}: at the ", data.focus.many), limit, ", ", open]
    } else {
        line![format!("Share of {} not yet {verb}, by time since receipt", data.focus.many)]
    };
    let mut table = Table::new(caption.clone(), &[("Since receipt", false), ("Still waiting", true)]);
    for part in 1..=8 {
        let minutes = until * f64::from(part) / 8.0;
        let age = facts.duration(&format!("{id}.age_{part}"), minutes, unit, None, None, origin).value;
        let share = open_at(facts, minutes, &format!("age_{part}"));
        table.push(vec![line![age].into(), share.into()]);
    }
    let view =
        survival::View { curve, unit, until, limit: drawn_limit, median: drawn_median.map(|(label, median)| (median.minutes, label)) };
    let about = about(
        facts.locale(),
        format!("chart-{}", waiting.ending.name()),
        &caption,
        "A line that steps down from 100 % as cases are done; its values are in the table below.",
    );
    let svg = survival::draw(&view, &about)?;
    let how = line![format!(
        "How to read this: the line starts with all {} waiting and steps down with each that is {verb}; the band is its 95\u{a0}% interval. Where the line is low early, most were quick. Cases withdrawn or merged count as waiting up to then.",
        data.focus.many
    )];
    Ok(Some(Figure { caption, svg, how, data: table }))
}

fn by_month(data: &Quarterly, facts: &mut Facts) -> Table {
    let heads =
        [("Received in", false), ("Cases", true), ("Acknowledged (median)", true), ("Resolved (median)", true), ("Resolved so far", true)];
    let mut table = Table::new("Medians by month of receipt; a dash stands where fewer than ten waits ended or half have not", &heads);
    let origin = &data.waits_origin;
    for (place, month) in data.wait_months.iter().enumerate() {
        let (acknowledge, resolve) = (&data.acknowledge.by_month[place], &data.resolve.by_month[place]);
        let received = acknowledge.cases + acknowledge.not_shown;
        if received == 0 {
            continue;
        }
        let mut cell = |waiting: &Waiting| -> Cell {
            if waiting.cases == 0 {
                return line!["cannot be shown"].into();
            }
            median(data, facts, waiting, *month).map_or_else(|| dash().into(), |median| Cell::from(median.value))
        };
        let medians = (cell(acknowledge), cell(resolve));
        let done = if resolve.cases == 0 {
            dash()
        } else {
            facts.count(&format!("{}.done_count", id(Ending::Resolve, *month)), resolve.done, "cases", origin).into()
        };
        table.push(vec![
            format::month(*month).into(),
            facts.count(&format!("time.{month}.case_count"), received, "cases", origin).into(),
            medians.0,
            medians.1,
            done.into(),
        ]);
    }
    table
}
