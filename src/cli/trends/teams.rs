//! `trends --of teams`: whether teams differ by more than their few cases explain. By name, not ranked.

use super::Asked;
use super::listing::{Kind, Listing};
use crate::analysis::disclosure::mark;
use crate::analysis::teams::{Team, TeamView, team_view};
use crate::error::{Error, Result};
use crate::report::format;
use serde_json::{Value, json};

/// The teams of the quarter.
pub fn listing(asked: &Asked<'_>) -> Result<Listing> {
    let view = team_view(asked.connection, asked.period, asked.focus.kind, asked.by)?;
    if view.all.of == 0 && view.unnamed.of == 0 {
        return Err(Error::new(format!("no promise that fell due in {} can be judged", asked.period))
            .remedy("Name another quarter with --period; `ombud sla` tells what can be judged."));
    }
    let mut listing = Listing::new(
        [asked.by, "broken in", "share (95 %)", "95 % limits", "99.8 % limits", "reading"],
        [
            (asked.by, Kind::Text),
            ("broken_count", Kind::Count),
            ("case_count", Kind::Count),
            ("broken_share", Kind::Number),
            ("broken_share_low", Kind::Number),
            ("broken_share_high", Kind::Number),
            ("limit_95_low", Kind::Number),
            ("limit_95_high", Kind::Number),
            ("limit_998_low", Kind::Number),
            ("limit_998_high", Kind::Number),
            ("reading", Kind::Text),
            ("is_hidden", Kind::Flag),
        ],
    );
    let hidden = hidden(&view, asked)?;
    for (team, hides) in view.teams.iter().zip(hidden) {
        push(&mut listing, team, view.allows_for_variation, hides);
    }
    tell(&mut listing, &view, asked);
    Ok(listing)
}

/// A team is hidden whole where its cases, its broken ones or the others are few, or would give one away.
fn hidden(view: &TeamView, asked: &Asked<'_>) -> Result<Vec<bool>> {
    let count = |of: &dyn Fn(&Team) -> u64, rest: u64| view.teams.iter().map(of).chain([rest]).collect::<Vec<u64>>();
    let broken = asked.audience.line(&count(&|team| team.broken.count, view.unnamed.count));
    let kept = asked.audience.line(&count(&|team| team.broken.of - team.broken.count, view.unnamed.of - view.unnamed.count));
    let cases = asked.audience.line(&count(&|team| team.broken.of, view.unnamed.of));
    for (line, what) in [(&broken, "cases with a broken promise"), (&kept, "cases without"), (&cases, "cases")] {
        line.audit(&format!("{what} by {}", asked.by), &[])?;
    }
    Ok((0..view.teams.len()).map(|place| broken.hides(place) || kept.hides(place) || cases.hides(place)).collect())
}

fn push(listing: &mut Listing, team: &Team, allows_for_variation: bool, hides: bool) {
    let n = team.broken.of;
    let range = |low: f64, high: f64| format!("{} to {}", format::share_end(low, n), format::share_end(high, n));
    let share = team.broken.interval.zip(team.broken.share);
    let text = share.map_or_else(|| "–".into(), |(ends, share)| format!("{} ({})", format::share(share, n), range(ends.lower, ends.upper)));
    let unless = |text: String| if hides { mark() } else { text };
    let known = |value: Value| if hides { Value::Null } else { value };
    listing.push(
        [
            team.name.clone(),
            unless(format!("{} of {}", format::count(team.broken.count), format::count(n))),
            unless(text),
            unless(range(team.look.lower, team.look.upper)),
            unless(range(team.apart.lower, team.apart.upper)),
            unless(team.position.word(allows_for_variation).to_string()),
        ],
        [
            json!(team.name),
            known(json!(team.broken.count)),
            known(json!(n)),
            known(json!(team.broken.share)),
            known(json!(team.broken.interval.map(|ends| ends.lower))),
            known(json!(team.broken.interval.map(|ends| ends.upper))),
            known(json!(team.look.lower)),
            known(json!(team.look.upper)),
            known(json!(team.apart.lower)),
            known(json!(team.apart.upper)),
            known(json!(team.position.word(allows_for_variation))),
            json!(hides),
        ],
    );
}

fn tell(listing: &mut Listing, view: &TeamView, asked: &Asked<'_>) {
    let share = view.all.share.map_or_else(|| "–".into(), |share| format::share(share, view.all.of));
    if asked.audience.shows_part(view.all.count, view.all.of) {
        listing.note(format!(
            "All together: in {} of {} cases a promise that fell due in {} was broken ({share}).",
            format::count(view.all.count),
            format::count(view.all.of),
            asked.period
        ));
    }
    if view.unnamed.of > 0 && asked.audience.shows_part(view.unnamed.count, view.unnamed.of) {
        listing.note(format!("{} further cases name no {} and are in no row.", format::count(view.unnamed.of), asked.by));
    }
    listing.note("By name, not by rank: within the 95 % limits the order is chance. Which cases a team gets is not allowed for.");
    if view.allows_for_variation {
        listing.note("The limits allow for these differing anyway, by more than chance.");
    }
}
