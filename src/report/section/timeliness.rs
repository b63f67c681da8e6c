//! How long it took to acknowledge and to resolve, the cases still waiting included.

use super::{about, anchor, dash, numbered};
use crate::analysis::disclosure::Audience;
use crate::analysis::endings::WAYS;
use crate::analysis::measure::waiting::Ending;
use crate::analysis::scorecard::Row;
use crate::analysis::timeliness::{Median, Waiting};
use crate::error::Result;
use crate::report::chart::survival;
use crate::report::facts::{Estimate, Facts};
use crate::report::format::{FEW, TimeUnit};
use crate::report::line::{Line, line};
use crate::report::quarterly::{Quarterly, Waits};
use crate::report::texts::say;
use crate::report::view::{Block, Cell, Figure, Section, Table};
use crate::time::{Period, Span, Unit};

/// Writes the section.
pub fn section(data: &Quarterly, facts: &mut Facts) -> Result<Section> {
    let texts = facts.texts();
    let mut section = numbered(anchor::TIMELINESS, say!(texts, "timeliness.topic").plain(), headline(data, facts));
    section.blocks.push(Block::Text(say!(texts, "timeliness.intro", nouns = data.noun(2))));
    for waits in [&data.acknowledge, &data.resolve] {
        section.blocks.push(Block::Text(sentence(data, facts, waits)));
        section.blocks.extend(curve(data, facts, waits)?);
    }
    if data.acknowledge.by_month.iter().chain(&data.resolve.by_month).any(|waiting| waiting.cases > 0) {
        section.blocks.push(Block::Table(by_month(data, facts)));
    }
    if data.acknowledge.by_month.iter().chain(&data.resolve.by_month).any(|waiting| waiting.by_day > 0) {
        section.blocks.push(Block::Note(say!(texts, "timeliness.by_day_note")));
    }
    section.blocks.extend(endings(data, facts));
    Ok(section)
}

/// The curve; the public is told that there is none, for each of its steps is one case, and two points of it tell what lies between them.
fn curve(data: &Quarterly, facts: &mut Facts, waits: &Waits) -> Result<Option<Block>> {
    if data.beside.audience == Audience::Internal {
        return Ok(figure(data, facts, waits)?.map(Block::Figure));
    }
    let (is_left_out, texts) = (waits.newest.curve.is_some() && waits.newest.done >= FEW, facts.texts());
    Ok(is_left_out.then(|| match waits.newest.ending {
        Ending::Acknowledge => Block::Note(say!(texts, "timeliness.left_out_acknowledged", nouns = data.noun(2))),
        Ending::Resolve => Block::Note(say!(texts, "timeliness.left_out_resolved", nouns = data.noun(2))),
    }))
}

fn id(ending: Ending, period: Period) -> String {
    format!("time.{}.{period}", ending.name())
}

fn median(data: &Quarterly, facts: &mut Facts, waiting: &Waiting, period: Period) -> Option<Estimate> {
    let Median { minutes, lower, upper } = waiting.median()?;
    let id = format!("{}.median", id(waiting.ending, period));
    let ends = lower.map(|lower| (lower, upper));
    Some(facts.within(&id, minutes, TimeUnit::fitting(minutes), waiting.cases, ends, &data.waits_origin))
}

fn headline(data: &Quarterly, facts: &mut Facts) -> Line {
    let texts = facts.texts();
    let (acknowledge, resolve) = (&data.acknowledge.newest, &data.resolve.newest);
    if resolve.median().is_none() && acknowledge.median().is_none() && resolve.cases + acknowledge.cases == 0 {
        return if resolve.not_shown + acknowledge.not_shown > 0 {
            say!(texts, "timeliness.no_dates")
        } else {
            say!(texts, "timeliness.none_waited", noun = data.noun(1), nouns = data.noun(2))
        };
    }
    let waiting = if resolve.median().is_some() { resolve } else { acknowledge };
    let median = median(data, facts, waiting, data.period());
    median.map_or_else(|| say!(texts, "timeliness.few"), |median| half(data, waiting.ending, &median))
}

/// By when half of the cases were done.
fn half(data: &Quarterly, ending: Ending, median: &Estimate) -> Line {
    let texts = data.texts();
    match ending {
        Ending::Acknowledge => say!(texts, "timeliness.half_acknowledged", nouns = data.noun(2), time = median.line()),
        Ending::Resolve => say!(texts, "timeliness.half_resolved", nouns = data.noun(2), time = median.line()),
    }
}

/// The whole of it in words; this is also what is left where nothing can be drawn.
fn sentence(data: &Quarterly, facts: &mut Facts, waits: &Waits) -> Line {
    let (waiting, texts) = (&waits.newest, facts.texts());
    let id = id(waiting.ending, data.period());
    let origin = &data.waits_origin;
    if waiting.cases == 0 {
        return without_cases(data, facts, waiting);
    }
    let cases = facts.count(&format!("{id}.case_count"), waiting.cases, "cases", origin);
    let done = facts.count(&format!("{id}.done_count"), waiting.done, "cases", origin);
    let said = match median(data, facts, waiting, data.period()) {
        Some(median) => {
            let text = half(data, waiting.ending, &median);
            // The last tenth may be few, and the time of the first of them is one case's.
            match waiting.ninetieth().filter(|_| data.beside.audience == Audience::Internal) {
                Some(ninetieth) => {
                    let unit = TimeUnit::fitting(ninetieth);
                    let ninetieth = facts.within(&format!("{id}.ninetieth"), ninetieth, unit, waiting.cases, None, origin);
                    say!(texts, "timeliness.nine_in_ten", said = text, time = ninetieth.value)
                }
                None => text,
            }
        }
        None => without_median(data, facts, waiting),
    };
    let mut text = match waiting.ending {
        Ending::Acknowledge => say!(texts, "timeliness.done_acknowledged", said = said, done = done, of = cases),
        Ending::Resolve => say!(texts, "timeliness.done_resolved", said = said, done = done, of = cases),
    };
    let before = data.period().previous();
    if let Some(previous) = median(data, facts, &waits.previous, before) {
        text.push(line![" ", say!(texts, "timeliness.previous", quarter = before.to_string(), time = previous.line())]);
    }
    if waiting.stand_in > 0 {
        let count = facts.count(&format!("{id}.stand_in_count"), waiting.stand_in, "cases", origin);
        text.push(line![" ", say!(texts, "timeliness.stand_in", waiting.stand_in; n = count)]);
    }
    if waiting.by_day > 0 {
        // The public is told no number that parts these cases from the others.
        let said = match data.beside.audience {
            Audience::Internal => {
                let count = facts.count(&format!("{id}.by_day_count"), waiting.by_day, "cases", origin);
                say!(texts, "timeliness.by_day", waiting.by_day; n = count)
            }
            Audience::Public => say!(texts, "timeliness.by_day_some"),
        };
        text.push(line![" ", said]);
    }
    if waiting.not_shown > 0 {
        let count = facts.count(&format!("{id}.not_shown_count"), waiting.not_shown, "cases", origin);
        text.push(" ");
        text.push(match waiting.ending {
            Ending::Acknowledge => say!(texts, "timeliness.more_hidden_acknowledge", n = count),
            Ending::Resolve => say!(texts, "timeliness.more_hidden_resolve", n = count),
        });
    }
    text
}

/// Where no case has a wait that can be shown.
fn without_cases(data: &Quarterly, facts: &mut Facts, waiting: &Waiting) -> Line {
    let texts = facts.texts();
    let (noun, nouns) = (data.noun(1), data.noun(2));
    if waiting.not_shown == 0 {
        return match waiting.ending {
            Ending::Acknowledge => say!(texts, "timeliness.none_acknowledge", noun = noun, nouns = nouns),
            Ending::Resolve => say!(texts, "timeliness.none_resolve", noun = noun, nouns = nouns),
        };
    }
    let id = id(waiting.ending, data.period());
    let count = facts.count(&format!("{id}.not_shown_count"), waiting.not_shown, "cases", &data.waits_origin);
    match waiting.ending {
        Ending::Acknowledge => say!(texts, "timeliness.hidden_acknowledge", waiting.not_shown; n = count, noun = noun, nouns = nouns),
        Ending::Resolve => say!(texts, "timeliness.hidden_resolve", waiting.not_shown; n = count, noun = noun, nouns = nouns),
    }
}

/// Where half of the cases are not done, or too few are.
fn without_median(data: &Quarterly, facts: &mut Facts, waiting: &Waiting) -> Line {
    let (texts, nouns) = (facts.texts(), data.noun(2));
    if waiting.done < FEW {
        return match waiting.ending {
            Ending::Acknowledge => say!(texts, "timeliness.few_acknowledged", nouns = nouns),
            Ending::Resolve => say!(texts, "timeliness.few_resolved", nouns = nouns),
        };
    }
    let longest = waiting.curve.as_ref().map_or(0.0, crate::statistics::survival::KaplanMeier::longest_observed);
    let id = format!("{}.longest_seen", id(waiting.ending, data.period()));
    let longest = facts.duration(&id, longest, TimeUnit::fitting(longest), Some(waiting.cases), None, &data.waits_origin).value;
    match waiting.ending {
        Ending::Acknowledge => say!(texts, "timeliness.under_half_acknowledged", nouns = nouns, time = longest),
        Ending::Resolve => say!(texts, "timeliness.under_half_resolved", nouns = nouns, time = longest),
    }
}

/// The limit that the procedure sets, where one clause asks of every case of the curve just what the curve shows, by the clock.
///
/// Its clock runs from the receipt to one of the very events that end the wait, and it was in force the whole quarter: the limit of some
/// cases, or of another duty, is none of these. Of several a promise stands before a target, then the one under which most duties fell due.
/// Business hours do not lie on an axis of elapsed time, nor do days of the calendar or the desk, which end at midnight whenever they began.
/// Where only the days of some waits are known, what was still waiting at a limit between is not known either.
fn limit(data: &Quarterly, ending: Ending) -> Option<(&Row, Span, f64)> {
    let is_candidate = |row: &&Row| {
        let clause = &row.clause;
        let is_of_every_case = clause.is_plain_wait && clause.is_in_force_throughout && clause.is_for_every(data.focus.kind);
        is_of_every_case && clause.requires.iter().eq(ending.events())
    };
    let mut rows: Vec<&Row> = data.scorecard.iter().filter(is_candidate).collect();
    rows.sort_by_key(|row| (!row.clause.is_commitment, std::cmp::Reverse(row.counts.judged() + row.counts.not_shown())));
    rows.into_iter().find_map(|row| {
        let span: Span = row.clause.span.as_deref()?.parse().ok()?;
        match span.unit {
            Unit::Elapsed => Some((row, span, span.amount as f64 / 60e6)),
            Unit::OpenTime | Unit::BusinessDays | Unit::CalendarDays | Unit::CalendarMonths => None,
        }
    })
}

fn figure(data: &Quarterly, facts: &mut Facts, waits: &Waits) -> Result<Option<Figure>> {
    let waiting = &waits.newest;
    let Some(curve) = waiting.curve.as_ref().filter(|_| waiting.done >= FEW) else { return Ok(None) };
    let (ending, texts, nouns) = (waiting.ending, facts.texts(), data.noun(2));
    let id = id(waiting.ending, data.period());
    let origin = &data.waits_origin;
    let limit = limit(data, waiting.ending).filter(|(.., minutes)| waiting.is_decided_at(*minutes));
    let usual = curve.quantile(0.95).or_else(|| curve.quantile(0.8)).unwrap_or_else(|| curve.longest_observed());
    let until = usual
        .max(limit.as_ref().map_or(0.0, |limit| limit.2 * 1.25))
        .min(curve.longest_observed().max(limit.as_ref().map_or(0.0, |limit| limit.2 * 1.25)));
    let unit = TimeUnit::fitting(until);
    let open_at = |facts: &mut Facts, minutes: f64, name: &str| {
        let (id, share) = (format!("{id}.{name}.open_share"), waiting.open_share_at(minutes).unwrap_or(1.0));
        if waiting.is_decided_at(minutes) {
            facts.share(&id, share, waiting.cases, None, origin).value
        } else {
            facts.share_at_most(&id, share, waiting.cases, origin)
        }
    };
    let drawn_limit = limit.map(|(row, span, minutes)| {
        let clause = &row.clause;
        let text = facts.limit(&format!("clause.{}.{}.limit", clause.policy, clause.clause), &span.to_string(), &data.clauses_origin);
        let open = open_at(facts, minutes, "at_limit");
        (minutes, [say!(texts, "timeliness.limit", limit = text), say!(texts, "timeliness.still_waiting", share = open)])
    });
    let drawn_median = waiting.median().filter(|median| median.minutes <= until);
    let drawn_median = drawn_median
        .and_then(|_| median(data, facts, waiting, data.period()).map(|estimate| say!(texts, "timeliness.half_by", time = estimate.value)))
        .zip(drawn_median);
    let caption = match (&drawn_limit, ending) {
        (Some((_, [limit, open])), Ending::Acknowledge) => {
            say!(texts, "timeliness.caption_limit_acknowledged", nouns = &nouns, limit = limit, open = open)
        }
        (Some((_, [limit, open])), Ending::Resolve) => {
            say!(texts, "timeliness.caption_limit_resolved", nouns = &nouns, limit = limit, open = open)
        }
        (None, Ending::Acknowledge) => say!(texts, "timeliness.caption_acknowledged", nouns = &nouns),
        (None, Ending::Resolve) => say!(texts, "timeliness.caption_resolved", nouns = &nouns),
    };
    let heads = [(say!(texts, "timeliness.head_since"), false), (say!(texts, "timeliness.head_waiting"), true)];
    let mut table = Table::new(caption.clone(), &heads);
    for (place, minutes) in ages(until, unit).into_iter().enumerate() {
        let name = format!("age_{}", place + 1);
        let age = facts.duration(&format!("{id}.{name}"), minutes, unit, None, None, origin).value;
        let share = open_at(facts, minutes, &name);
        table.push(vec![line![age].into(), share.into()]);
    }
    let view =
        survival::View { curve, unit, until, limit: drawn_limit, median: drawn_median.map(|(label, median)| (median.minutes, label)) };
    let about = about(facts.locale(), format!("chart-{}", ending.name()), &caption, say!(texts, "timeliness.description").plain());
    let svg = survival::draw(&view, &about)?;
    let how = match ending {
        Ending::Acknowledge => say!(texts, "timeliness.how_acknowledged", nouns = nouns),
        Ending::Resolve => say!(texts, "timeliness.how_resolved", nouns = nouns),
    };
    Ok(Some(Figure { caption, svg, how, data: table }))
}

/// Ages up to the end of a chart at whole units, about eight of them: the value beside an age is the value at that very age.
fn ages(until: f64, unit: TimeUnit) -> Vec<f64> {
    let units = (until / unit.minutes()).max(1.0);
    let usual: &[f64] = match unit {
        TimeUnit::Minutes => &[1.0, 2.0, 5.0, 10.0],
        TimeUnit::Hours => &[1.0, 2.0, 3.0, 6.0, 12.0],
        TimeUnit::Days => &[1.0, 2.0, 5.0, 7.0, 10.0, 14.0, 30.0, 60.0],
    };
    let step = usual.iter().copied().find(|step| units / step <= 10.0).unwrap_or_else(|| (units / 8.0).ceil());
    (1..=(units / step) as u32).map(|count| f64::from(count) * step * unit.minutes()).collect()
}

fn by_month(data: &Quarterly, facts: &mut Facts) -> Table {
    let (locale, texts) = (facts.locale(), facts.texts());
    let heads = [
        (say!(texts, "timeliness.head_received"), false),
        (say!(texts, "timeliness.head_cases"), true),
        (say!(texts, "timeliness.head_acknowledged"), true),
        (say!(texts, "timeliness.head_resolved"), true),
        (say!(texts, "timeliness.head_done"), true),
    ];
    let mut table = Table::new(say!(texts, "timeliness.months_caption"), &heads);
    let origin = &data.waits_origin;
    for (place, month) in data.wait_months.iter().enumerate() {
        let (acknowledge, resolve) = (&data.acknowledge.by_month[place], &data.resolve.by_month[place]);
        let received = acknowledge.cases + acknowledge.not_shown;
        if received == 0 {
            continue;
        }
        let mut cell = |waiting: &Waiting| -> Cell {
            if waiting.cases == 0 {
                return say!(texts, "timeliness.cannot_show").into();
            }
            median(data, facts, waiting, *month).map_or_else(|| dash().into(), |median| Cell::from(median.value))
        };
        let medians = (cell(acknowledge), cell(resolve));
        let done = if resolve.cases == 0 {
            dash()
        } else {
            let id = id(Ending::Resolve, *month);
            let done = facts.count(&format!("{id}.done_count"), resolve.done, "cases", origin);
            let of = facts.count(&format!("{id}.case_count"), resolve.cases, "cases", origin);
            say!(texts, "timeliness.count_of", n = done, of = of)
        };
        table.push(vec![
            Cell::from(locale.month(*month)).sorted_by(month.to_string()),
            facts.count(&format!("time.{month}.case_count"), received, "cases", origin).into(),
            medians.0,
            medians.1,
            done.into(),
        ]);
    }
    table
}

/// How the cases ended, each way apart: what is withdrawn, merged or referred competes with what is resolved.
///
/// The shares of a row add up to all, so one that is hidden would be the rest of the others: the public page has none of them.
fn endings(data: &Quarterly, facts: &mut Facts) -> Vec<Block> {
    let view = &data.handling.endings;
    let cohort = view.cohorts.last().filter(|cohort| cohort.cases >= FEW && !cohort.by_age.is_empty());
    let Some(cohort) = cohort.filter(|_| data.beside.audience == Audience::Internal) else { return Vec::new() };
    let (locale, texts) = (facts.locale(), facts.texts());
    let heads = [
        (say!(texts, "timeliness.head_after"), false),
        (say!(texts, "timeliness.head_ended_resolved"), true),
        (say!(texts, "timeliness.head_withdrawn"), true),
        (say!(texts, "timeliness.head_merged"), true),
        (say!(texts, "timeliness.head_referred"), true),
        (say!(texts, "timeliness.head_open"), true),
    ];
    let id = format!("time.ended.{}", cohort.period);
    let cases = facts.count(&format!("{id}.case_count"), cohort.cases, "cases", &view.origin);
    let mut table = Table::new(say!(texts, "timeliness.ended_caption", n = cases, nouns = data.noun(2)), &heads);
    for (row, is_least) in cohort.by_age.iter().zip(&cohort.is_least_by_age) {
        let days = row.time as u64;
        let id = |way: &str| format!("{id}.at_{days}_days.{way}_share");
        let mut cells = vec![Cell::from(locale.days(days))];
        for ((way, share), is_least) in WAYS.into_iter().zip(&row.ended).zip(is_least) {
            cells.push(if *is_least {
                facts.share_at_least(&id(way), *share, cohort.cases, &view.origin).into()
            } else {
                facts.share(&id(way), *share, cohort.cases, None, &view.origin).value.into()
            });
        }
        cells.push(if is_least.contains(&true) {
            facts.share_at_most(&id("open"), row.open, cohort.cases, &view.origin).into()
        } else {
            facts.share(&id("open"), row.open, cohort.cases, None, &view.origin).value.into()
        });
        table.push(cells);
    }
    let mut blocks = vec![Block::Table(table), Block::Note(say!(texts, "timeliness.ended_note"))];
    if cohort.has_bounds() {
        blocks.push(Block::Note(say!(texts, "timeliness.ended_by_day")));
    }
    if cohort.not_shown > 0 {
        let count = facts.count(&format!("{id}.not_shown_count"), cohort.not_shown, "cases", &view.origin);
        blocks.push(Block::Text(say!(texts, "timeliness.ended_hidden", n = count)));
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_values_beside_a_waiting_curve_stand_at_whole_units() {
        let days = |until: f64| ages(until * 1440.0, TimeUnit::Days).iter().map(|minutes| minutes / 1440.0).collect::<Vec<f64>>();
        // A chart of 100 days cut in eight would stand at 12.5 days, which reads as 12 or as 13.
        assert_eq!(days(100.0), [10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0, 100.0]);
        assert_eq!(days(8.75), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]);
        assert_eq!(days(65.0), [7.0, 14.0, 21.0, 28.0, 35.0, 42.0, 49.0, 56.0, 63.0]);
        assert_eq!(ages(72.0 * 60.0, TimeUnit::Hours).len(), 6);
        assert_eq!(ages(0.4, TimeUnit::Minutes), [1.0]);
        for until in (1..4_000).map(|tenths| f64::from(tenths) / 10.0 * 1440.0) {
            assert!(ages(until, TimeUnit::Days).iter().all(|minutes| (minutes / 1440.0).fract() == 0.0), "{until}");
        }
    }
}
