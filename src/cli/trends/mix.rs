//! `trends --of mix`: how much of a change is a change of mix, and how much a change within groups.

use super::listing::{Kind, Listing};
use super::{Asked, note_not_shown};
use crate::analysis::disclosure::{Audience, mark};
use crate::analysis::scorecard::{Row, hardly_shown};
use crate::analysis::teams::{MixView, UNNAMED, mix_of_kept};
use crate::analysis::trend::{Trends, mix_of_rates};
use crate::error::{Error, Result};
use crate::report::format;
use crate::statistics::mix::{Group, Part};
use serde_json::{Value, json};

/// An effect is written per thousand with one decimal, and the public is told no more.
const EFFECT_PARTS: f64 = 10_000.0;

/// The groups with what each adds to the change.
pub fn listing(asked: &Asked<'_>) -> Result<Listing> {
    let trends = asked.trends()?;
    let scorecard = if asked.denominators.is_none() { asked.scorecard()? } else { Vec::new() };
    let left_out = hardly_shown(&scorecard, asked.focus.kind);
    let view = match asked.denominators {
        Some(denominators) => mix_of_rates(&trends, denominators, asked.by, asked.under, asked.depth.is_none() && asked.under.is_none())?,
        None => mix_of_kept(asked.connection, asked.period, asked.focus.kind, asked.by, &left_out)?,
    };
    let Some(parts) = view.parts.clone() else {
        return Err(Error::new(format!("there is nothing to compare {} with in {}", asked.period, view.before))
            .remedy("Name another quarter with --period."));
    };
    let shown = Shown::of(&view, asked)?;
    let volume = view.volume;
    let (of_volume, per) = (format!("{volume} before → now"), format!("per 1,000 {volume} before → now"));
    let mut listing = Listing::new(
        [asked.by, &of_volume, &per, "by mix", "by rate"],
        [
            (asked.by, Kind::Text),
            ("volume_before", Kind::Number),
            ("volume_newest", Kind::Number),
            ("count_before", Kind::Number),
            ("count_newest", Kind::Number),
            ("mix_effect", Kind::Number),
            ("rate_effect", Kind::Number),
            ("is_hidden", Kind::Flag),
        ],
    );
    for (((name, group), part), hides) in view.groups.iter().zip(&parts.groups).zip(&shown.hides) {
        let (hides, hides_effect) = (*hides, *hides || !shown.total);
        let rate = |count: f64, volume: f64| if volume > 0.0 { format::number(1000.0 * count / volume) } else { "–".into() };
        let unless = |text: String| if hides { mark() } else { text };
        let known = |value: Value| if hides { Value::Null } else { value };
        let effect = |effect: f64| if hides_effect { mark() } else { per_thousand(effect) };
        let known_effect = |effect: f64| if hides_effect { Value::Null } else { json!(asked.audience.told_in(effect, EFFECT_PARTS)) };
        listing.push(
            [
                name.clone(),
                unless(format!("{} → {}", whole(group.volume_before), whole(group.volume_after))),
                unless(format!("{} → {}", rate(group.count_before, group.volume_before), rate(group.count_after, group.volume_after))),
                effect(part.mix),
                effect(part.rate),
            ],
            [
                json!(name),
                known(json!(group.volume_before)),
                known(json!(group.volume_after)),
                known(json!(group.count_before)),
                known(json!(group.count_after)),
                known_effect(part.mix),
                known_effect(part.rate),
                json!(hides),
            ],
        );
    }
    if shown.total {
        tell(&mut listing, &view, &Part { mix: parts.mix, rate: parts.rate }, parts.change, asked);
    } else {
        listing.note("The change of all together is not told, and no effects, which follow from it: few cases would be the rest of it.");
    }
    note_coverage(&mut listing, &trends, asked);
    match asked.denominators {
        None => {
            note_not_shown(&mut listing, &left_out, view.leaves_cases_out);
            note_other_limits(&mut listing, &scorecard, asked);
        }
        Some(_) => note_left_out(&mut listing, &view, &trends, asked),
    }
    Ok(listing)
}

/// Says where the data end, or begin, within the two quarters: what looks like a change may be what is missing.
fn note_coverage(listing: &mut Listing, trends: &Trends, asked: &Asked<'_>) {
    for quarter in [asked.period.previous(), asked.period] {
        if !trends.coverage.covers(quarter) {
            listing.note(format!("The data cover {quarter} only in part: what looks like a change may be the part that is missing."));
        }
    }
    for silent in trends.coverage.silent_since(asked.period.previous().start_at(asked.zone)) {
        let of = match &silent.hole {
            None => format!("no case after {}", silent.last.local_date(asked.zone)),
            Some(hole) => format!("nothing received from {} to {}", hole.from, hole.until),
        };
        let source = &silent.source;
        listing.note(format!(
            "note: the source {source} tells of {of}: its cases are in the numbers before, so a change may be no more than their absence."
        ));
    }
    for begun in trends.coverage.begun.iter().filter(|begun| begun.first >= asked.period.previous().start_at(asked.zone)) {
        listing.note(format!(
            "note: the source {} tells of cases from {} on: a change may be no more than what it adds.",
            begun.source,
            begun.first.local_date(asked.zone)
        ));
    }
}

/// Says how many cases belong to no group with denominators, so that the change told is one without them.
fn note_left_out(listing: &mut Listing, view: &MixView, trends: &Trends, asked: &Asked<'_>) {
    let all: u64 = trends.issues.iter().map(|issue| issue.newest).sum::<u64>() + trends.unnamed;
    let counted: u64 = view.groups.iter().map(|(_, group)| group.count_after as u64).sum();
    let left_out = all.saturating_sub(counted);
    if left_out > 0 {
        let some = if asked.audience == Audience::Public { "some".to_string() } else { format!("{left_out} of {all}") };
        listing.note(format!(
            "note: {some} {} of {} name no {} that has denominators: the change is without them.",
            asked.focus.many, asked.period, asked.by
        ));
    }
}

/// Names the clauses that the two quarters were judged by with other limits: what these make of the same work is no change of it.
fn note_other_limits(listing: &mut Listing, scorecard: &[Row], asked: &Asked<'_>) {
    let (before, now) = (asked.period.previous(), asked.period);
    // Of the organisation's own duties, and of those of other cases, nothing is in the mix.
    let is_in_mix = |row: &&Row| row.clause.kind != "review" && row.clause.is_for(asked.focus.kind);
    for row in scorecard.iter().filter(is_in_mix).filter(|row| row.has_other_limit()) {
        listing.note(format!(
            "note: {} of {} was judged by {} in {before} and by {} in {now}: what another limit makes of the same work is no change of it.",
            row.clause.clause,
            row.clause.policy,
            row.limits_before().join(" or "),
            row.limits_now().join(" or ")
        ));
    }
}

/// What a reader sees of the groups.
struct Shown {
    /// Groups with few cases on either side are hidden, with enough others.
    hides: Vec<bool>,
    /// Whether the sums of all are told, and the change and the effects, which follow from them.
    total: bool,
}

impl Shown {
    /// The sums are those that `teams` tells or refuses, so both hide the same: cases that name no group are in them here and not there.
    fn of(view: &MixView, asked: &Asked<'_>) -> Result<Self> {
        let is_of_cases = asked.denominators.is_none();
        let counts = |group: &Group| {
            let (before, after) = (group.count_before, group.count_after);
            let rests = [group.volume_before - before, group.volume_after - after, group.volume_before, group.volume_after];
            [before, after]
                .into_iter()
                .chain(rests.into_iter().filter(|_| is_of_cases))
                .map(|count| count.round() as u64)
                .collect::<Vec<_>>()
        };
        let rows: Vec<(&str, Vec<u64>)> = view.groups.iter().map(|(name, group)| (name.as_str(), counts(group))).collect();
        let mut shown = Self { hides: vec![false; rows.len()], total: true };
        for place in 0..rows.first().map_or(0, |(_, counts)| counts.len()) {
            for is_counted in [|_: &str| true, |name: &str| name != UNNAMED] {
                let cell = |(name, counts): &(&'_ str, Vec<u64>)| if is_counted(name) { counts[place] } else { 0 };
                let named: Vec<(Option<&str>, u64)> =
                    rows.iter().map(|row| (Some(row.0).filter(|name| *name != UNNAMED), cell(row))).collect();
                let line = asked.audience.named_line(&named);
                line.audit(&format!("cases by {}", asked.by), &[])?;
                shown.hides.iter_mut().enumerate().for_each(|(group, hides)| *hides |= line.hides(group));
                shown.total &= line.shows_total() && asked.audience.shows(named.iter().map(|(_, count)| count).sum());
            }
        }
        Ok(shown)
    }
}

/// A volume; customers on average need not be whole.
fn whole(volume: f64) -> String {
    format::count(volume.round() as u64)
}

fn per_thousand(effect: f64) -> String {
    let effect = 1000.0 * effect;
    let sign = if effect > 0.0 { "+" } else { "" };
    format!("{sign}{effect:.1}")
}

fn tell(listing: &mut Listing, view: &MixView, effect: &Part, change: f64, asked: &Asked<'_>) {
    let what = if asked.denominators.is_some() { asked.focus.many } else { "cases with a broken promise" };
    listing.note(format!(
        "{what} per 1,000 {}: {} from {} to {}; of this {} by a change of mix, {} by changes within.",
        view.volume,
        per_thousand(change),
        view.before,
        asked.period,
        per_thousand(effect.mix),
        per_thousand(effect.rate)
    ));
    listing.note("Mix: the groups that always had more have become a larger part. Rate: the groups themselves have more.");
}
