//! `trends --of teams`: whether teams differ by more than their few cases explain. By name, not ranked.

use super::listing::{Kind, Listing};
use super::{Asked, note_not_shown};
use crate::analysis::disclosure::{Audience, Line, mark};
use crate::analysis::repeats::Share;
use crate::analysis::scorecard::hardly_shown;
use crate::analysis::teams::{Team, TeamView, team_view};
use crate::error::{Error, Result};
use crate::report::format;
use serde_json::{Value, json};

/// The teams of the quarter.
pub fn listing(asked: &Asked<'_>) -> Result<Listing> {
    let left_out = hardly_shown(&asked.scorecard()?, asked.focus.kind);
    let view = team_view(asked.connection, asked.period, asked.focus.kind, asked.by, &left_out)?;
    if view.all.of == 0 && view.unnamed.of == 0 {
        let enough = if left_out.is_empty() { "" } else { " often enough to compare cases by it" };
        return Err(Error::new(format!("no promise that fell due in {} can be judged{enough}", asked.period))
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
    let shown = Shown::of(&view, asked)?;
    for (place, team) in view.teams.iter().enumerate() {
        push(&mut listing, team, view.allows_for_variation, &shown, place);
    }
    tell(&mut listing, &view, &shown, asked);
    note_not_shown(&mut listing, &left_out, view.leaves_cases_out);
    Ok(listing)
}

/// What a reader sees of the teams.
struct Shown {
    audience: Audience,
    hides: Vec<bool>,
    /// Whether the sums over all teams are told, and the readings, which follow from them.
    total: bool,
    /// Whether the limits are.
    limits: bool,
}

impl Shown {
    /// A team is hidden whole where its cases, its broken ones or the others are few, or would give one away.
    ///
    /// Cases without a team are in no total that is told, so they are no cell of the lines. Limits rest on the sums over all teams,
    /// so they go with them; limits that allow for variation rest on each single team, a hidden one too.
    fn of(view: &TeamView, asked: &Asked<'_>) -> Result<Self> {
        let line = |of: &dyn Fn(&Share) -> u64| {
            asked.audience.named_line(&view.teams.iter().map(|team| (Some(team.name.as_str()), of(&team.broken))).collect::<Vec<_>>())
        };
        let lines = [line(&|share| share.count), line(&|share| share.of - share.count), line(&|share| share.of)];
        for (line, what) in lines.iter().zip(["cases with a broken promise", "cases without", "cases"]) {
            line.audit(&format!("{what} by {}", asked.by), &[])?;
        }
        let hides: Vec<bool> = (0..view.teams.len()).map(|place| lines.iter().any(|line| line.hides(place))).collect();
        let shows_share = |share: &Share| asked.audience.shows_part(share.count, share.of);
        // Another view tells the sums with those cases in them, so few cases without a team would be the difference.
        let shows_unnamed = view.unnamed.of == 0 || shows_share(&view.unnamed);
        let total = lines.iter().all(Line::shows_total) && shows_unnamed && shows_share(&view.all);
        let limits = total && !(view.allows_for_variation && hides.contains(&true));
        Ok(Self { audience: asked.audience, hides, total, limits })
    }
}

fn push(listing: &mut Listing, team: &Team, allows_for_variation: bool, shown: &Shown, place: usize) {
    let n = team.broken.of;
    let range = |low: f64, high: f64| format!("{} to {}", format::share_end(low, n), format::share_end(high, n));
    let share = team.broken.interval.zip(team.broken.share);
    let text = share.map_or_else(|| "–".into(), |(ends, share)| format!("{} ({})", format::share(share, n), range(ends.lower, ends.upper)));
    let is_shown = !shown.hides[place];
    let when = |is_shown: bool, text: String| if is_shown { text } else { mark() };
    let known = |is_shown: bool, value: Value| if is_shown { value } else { Value::Null };
    let told = |is_shown: bool, value: f64| known(is_shown, json!(shown.audience.told(value)));
    let of_share = |value: Option<f64>| value.map_or(Value::Null, |value| told(is_shown, value));
    let (limits, reading) = (is_shown && shown.limits, is_shown && shown.total);
    listing.push(
        [
            team.name.clone(),
            when(is_shown, format!("{} of {}", format::count(team.broken.count), format::count(n))),
            when(is_shown, text),
            when(limits, range(team.look.lower, team.look.upper)),
            when(limits, range(team.apart.lower, team.apart.upper)),
            when(reading, team.position.word(allows_for_variation).to_string()),
        ],
        [
            json!(team.name),
            known(is_shown, json!(team.broken.count)),
            known(is_shown, json!(n)),
            of_share(team.broken.share),
            of_share(team.broken.interval.map(|ends| ends.lower)),
            of_share(team.broken.interval.map(|ends| ends.upper)),
            told(limits, team.look.lower),
            told(limits, team.look.upper),
            told(limits, team.apart.lower),
            told(limits, team.apart.upper),
            known(reading, json!(team.position.word(allows_for_variation))),
            json!(!is_shown),
        ],
    );
}

fn tell(listing: &mut Listing, view: &TeamView, shown: &Shown, asked: &Asked<'_>) {
    let share = view.all.share.map_or_else(|| "–".into(), |share| format::share(share, view.all.of));
    if shown.total {
        listing.note(format!(
            "All together: in {} of {} cases a promise that fell due in {} was broken ({share}).",
            format::count(view.all.count),
            format::count(view.all.of),
            asked.period
        ));
    } else {
        listing.note("What all have together is not told, and no limits, which follow from it: few cases would be the rest of it.");
    }
    if shown.total && !shown.limits {
        listing.note("The limits are not told: they allow for how each differs, and so would tell of the hidden.");
    }
    if view.unnamed.of > 0 && asked.audience.shows_part(view.unnamed.count, view.unnamed.of) {
        listing.note(format!("{} further cases name no {} and are in no row.", format::count(view.unnamed.of), asked.by));
    }
    listing.note("By name, not by rank: within the 95 % limits the order is chance. Which cases a team gets is not allowed for.");
    if view.allows_for_variation {
        listing.note("Together they differ by more than chance, and the limits allow for that. Those within may be alike: a few that stand apart can make the whole of the difference.");
    }
}
