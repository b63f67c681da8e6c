//! Who came back, and how much of a change is a change of mix.

use super::{anchor, dash, numbered};
use crate::analysis::repeats::Quarter;
use crate::report::facts::Facts;
use crate::report::format::FEW;
use crate::report::line::Line;
use crate::report::quarterly::Quarterly;
use crate::report::texts::say;
use crate::report::view::{Block, Section, Table};

/// Writes the section; nothing where neither can be said.
pub fn section(data: &Quarterly, facts: &mut Facts) -> Option<Section> {
    let quarters = &data.handling.repeats.quarters;
    let named: u64 = quarters.rows.last().map_or(0, |quarter| quarter.repeats.of);
    let mix = mix(data, facts);
    if named == 0 && mix.is_none() {
        return None;
    }
    let texts = facts.texts();
    let mut section = numbered(anchor::RETURNING, say!(texts, "returning.topic").plain(), headline(data, facts, named));
    if named > 0 {
        section.blocks.push(Block::Table(table(data, facts)));
        let days = u64::from(data.handling.repeats.within_days);
        let days = facts.days("repeat.within_days", days, &quarters.origin);
        section.blocks.push(Block::Note(say!(texts, "returning.note", days = days)));
    } else {
        let (noun, nouns) = (data.noun(1), data.noun(2));
        section.blocks.push(Block::Text(say!(texts, "returning.no_customer", noun = noun, nouns = nouns)));
    }
    section.blocks.extend(mix.map(Block::Text));
    Some(section)
}

fn headline(data: &Quarterly, facts: &mut Facts, named: u64) -> Line {
    let (quarters, texts) = (&data.handling.repeats.quarters, facts.texts());
    let Some(newest) = quarters.rows.last().filter(|_| named > 0) else { return say!(texts, "returning.cannot_show") };
    let id = format!("repeat.{}", newest.period);
    let count = facts.count(&format!("{id}.repeat_count"), newest.repeats.count, "cases", &quarters.origin);
    let of = facts.count(&format!("{id}.eligible_count"), newest.repeats.of, "cases", &quarters.origin);
    say!(texts, "returning.repeats", n = count, of = of, nouns = data.noun(2))
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
fn mix(data: &Quarterly, facts: &mut Facts) -> Option<Line> {
    let view = &data.handling.mix;
    let parts = view.parts.as_ref()?;
    let volume = |of: fn(&crate::statistics::mix::Group) -> f64| view.groups.iter().map(|(_, group)| of(group)).sum::<f64>();
    let few = FEW as f64;
    if view.groups.len() < 2 || volume(|group| group.volume_before) < few || volume(|group| group.volume_after) < few {
        return None;
    }
    let id = format!("mix.{}", data.id());
    let points = |facts: &mut Facts, name: &str, value: f64| {
        let locale = facts.locale();
        let size = locale.number(value.abs() * 100.0);
        let sign = if size == locale.number(0.0) {
            ""
        } else if value > 0.0 {
            "+"
        } else {
            "−"
        };
        let text = format!("{sign}{size}");
        facts.signed(&format!("{id}.{name}"), value * 100.0, "percentage points", text, &view.origin)
    };
    let (change, by_mix, by_rate) =
        (points(facts, "change", parts.change), points(facts, "mix_effect", parts.mix), points(facts, "rate_effect", parts.rate));
    Some(say!(
        facts.texts(),
        "returning.mix",
        nouns = data.noun(2),
        change = change,
        before = view.before.clone(),
        by_mix = by_mix,
        by_rate = by_rate
    ))
}
