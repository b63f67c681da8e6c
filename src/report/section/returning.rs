//! Who came back, and how much of a change is a change of mix.

use super::{anchor, dash, numbered};
use crate::analysis::repeats::Quarter;
use crate::report::facts::Facts;
use crate::report::format::{FEW, Locale};
use crate::report::line::Line;
use crate::report::quarterly::{Quarterly, ReachBefore};
use crate::report::texts::say;
use crate::report::view::{Block, Section, Table};
use crate::statistics::interval::Confidence;
use crate::statistics::mix::Group;
use crate::statistics::proportion::newcombe_difference;

/// Writes the section; nothing where neither can be said.
pub fn section(data: &Quarterly, facts: &mut Facts) -> Option<Section> {
    let quarters = &data.handling.repeats.quarters;
    // The newest of the rows is the newest quarter that has cases.
    let newest = quarters.rows.last().filter(|quarter| quarter.period == data.period());
    let asked: u64 = newest.map_or(0, |quarter| quarter.repeats.of);
    let names_customers = newest.is_some_and(|quarter| quarter.cases > quarter.unnamed);
    let mix = mix(data, facts);
    if !names_customers && mix.is_none() {
        return None;
    }
    let (texts, noun, nouns) = (facts.texts(), data.noun(1), data.noun(2));
    let mut section = numbered(anchor::RETURNING, say!(texts, "returning.topic").plain(), headline(data, facts, newest));
    if asked > 0 {
        section.blocks.push(Block::Table(table(data, facts)));
        section.blocks.extend(newest.and_then(|quarter| not_asked(data, facts, quarter)).map(Block::Text));
        let days = u64::from(data.handling.repeats.within_days);
        let days = facts.days("repeat.within_days", days, &quarters.origin);
        if let Some(first) = data.handling.repeats.begins_within(data.request.zone) {
            let day = facts.day("repeat.seen_from_on", first.local_date(data.request.zone), Some(&data.reach.origin));
            section.blocks.push(Block::Text(say!(texts, "returning.data_begin", day = day, days = days.clone())));
        }
        section.blocks.push(Block::Note(say!(texts, "returning.note", days = days)));
    } else if names_customers {
        section.blocks.push(Block::Text(say!(texts, "returning.no_category", noun = noun, nouns = nouns)));
    } else {
        section.blocks.push(Block::Text(say!(texts, "returning.no_customer", noun = noun, nouns = nouns)));
    }
    section.blocks.extend(mix.map(Block::Text));
    Some(section)
}

fn headline(data: &Quarterly, facts: &mut Facts, newest: Option<&Quarter>) -> Line {
    let (quarters, texts) = (&data.handling.repeats.quarters, facts.texts());
    let Some(newest) = newest.filter(|newest| newest.repeats.of > 0) else { return say!(texts, "returning.cannot_show") };
    let id = format!("repeat.{}", newest.period);
    let count = facts.count(&format!("{id}.repeat_count"), newest.repeats.count, "cases", &quarters.origin);
    let of = facts.count(&format!("{id}.eligible_count"), newest.repeats.of, "cases", &quarters.origin);
    say!(texts, "returning.repeats", newest.repeats.count; n = count, of = of, nouns = data.noun(newest.repeats.of))
}

/// The cases of which it cannot be said whether they are repeats.
fn not_asked(data: &Quarterly, facts: &mut Facts, quarter: &Quarter) -> Option<Line> {
    let (id, origin) = (format!("repeat.{}", quarter.period), &data.handling.repeats.quarters.origin);
    let left = quarter.cases - quarter.repeats.of;
    (left > 0).then(|| {
        let count = facts.count(&format!("{id}.not_asked_count"), left, "cases", origin);
        let of = facts.count(&format!("{id}.case_count"), quarter.cases, "cases", origin);
        say!(facts.texts(), "returning.not_asked", left; n = count, of = of, nouns = data.noun(quarter.cases))
    })
}

fn table(data: &Quarterly, facts: &mut Facts) -> Table {
    let texts = facts.texts();
    let heads = [
        (say!(texts, "returning.head_quarter"), false),
        (say!(texts, "returning.head_named"), true),
        (say!(texts, "returning.head_repeats"), true),
        (say!(texts, "returning.head_share"), true),
        (say!(texts, "returning.head_back"), true),
    ];
    let mut table = Table::new(say!(texts, "returning.caption"), &heads);
    let origin = &data.handling.repeats.quarters.origin;
    for quarter in data.handling.repeats.quarters.rows.iter().filter(|quarter| quarter.repeats.of > 0) {
        let Quarter { period, repeats, recurrence, .. } = quarter;
        let id = format!("repeat.{period}");
        let share: Line = match repeats.share.filter(|_| repeats.of >= FEW) {
            Some(value) => facts.share(&format!("{id}.repeat_share"), value, repeats.of, repeats.interval, origin).line(),
            None => dash(),
        };
        let back: Line = match recurrence.filter(|back| back.cases >= FEW) {
            Some(back) => {
                let origin = &data.handling.repeats.followed_origin;
                for (name, count) in [("back", back.back), ("stayed", back.stayed)] {
                    facts.rest_on(format!("{id}.{name}"), count, [format!("{id}.came_back_share")]);
                }
                facts.share(&format!("{id}.came_back_share"), back.share, back.cases, back.interval, origin).line()
            }
            None if recurrence.is_some() => dash(),
            None => say!(texts, "returning.too_early"),
        };
        table.push(vec![
            period.to_string().into(),
            facts.count(&format!("{id}.eligible_count"), repeats.of, "cases", origin).into(),
            facts.count(&format!("{id}.repeat_count"), repeats.count, "cases", origin).into(),
            share.into(),
            back.into(),
        ]);
    }
    table
}

/// How much of the change of the share of cases with a broken promise is a change of mix.
///
/// Quarters are compared only where the data cover both, and by the same limits: a part of a quarter may be another mix by itself, and
/// what another limit makes of the same work is no change of it.
fn mix(data: &Quarterly, facts: &mut Facts) -> Option<Line> {
    let view = &data.handling.mix;
    let parts = view.parts.as_ref()?;
    let all = |of: fn(&Group) -> (f64, f64)| {
        let sum = view.groups.iter().map(|(_, group)| of(group)).fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        (sum.0 as u64, sum.1 as u64)
    };
    let before = all(|group| (group.count_before, group.volume_before));
    let after = all(|group| (group.count_after, group.volume_after));
    let is_covered = data.coverage().covers(data.period()) && data.reach_before() == ReachBefore::Whole;
    if !is_covered || data.has_other_limits_before() || view.groups.len() < 2 || before.1 < FEW || after.1 < FEW {
        return None;
    }
    let interval = newcombe_difference(after, before, Confidence::P95)?;
    let id = format!("mix.{}", data.id());
    let texts = facts.texts();
    // The change, and one of the shares: the other.
    for (name, (count, of)) in [("before", before), ("after", after)] {
        for (part, count) in [("broken", count), ("kept", of.saturating_sub(count))] {
            facts.rest_on(format!("{id}.{name}.{part}"), count, ["change", "mix_effect", "rate_effect"].map(|name| format!("{id}.{name}")));
        }
    }
    let points = |facts: &mut Facts, name: &str, value: f64| {
        let text = signed(facts.locale(), value * 100.0);
        facts.signed(&format!("{id}.{name}"), value * 100.0, "percentage points", text, &view.origin)
    };
    let change = points(facts, "change", parts.change);
    let ends = (points(facts, "change.low", interval.lower), points(facts, "change.high", interval.upper));
    let interval_told = say!(texts, "format.range", low = ends.0, high = ends.1);
    let (nouns, before) = (data.noun(2), view.before.clone());
    if interval.contains(0.0) {
        return Some(say!(texts, "returning.mix_chance", nouns = nouns, change = change, before = before, interval = interval_told));
    }
    let (by_mix, by_rate) = (points(facts, "mix_effect", parts.mix), points(facts, "rate_effect", parts.rate));
    Some(say!(
        texts,
        "returning.mix",
        nouns = nouns,
        change = change,
        before = before,
        interval = interval_told,
        by_mix = by_mix,
        by_rate = by_rate
    ))
}

/// A number with its sign; none where it reads as nothing.
fn signed(locale: Locale, value: f64) -> String {
    let size = locale.number(value.abs());
    let sign = match value {
        _ if size == locale.number(0.0) => "",
        value if value > 0.0 => "+",
        _ => "−",
    };
    format!("{sign}{size}")
}
