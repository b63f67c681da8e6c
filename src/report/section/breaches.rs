//! What was not kept and what only just, for whom, and what went with it.

use super::{anchor, clauses, dash, numbered, plural, quoted};
use crate::analysis::handling::Handling;
use crate::analysis::measure::Origin;
use crate::analysis::repeats::Share;
use crate::analysis::teams::{Position, TeamView, UNNAMED};
use crate::report::facts::{Estimate, Facts};
use crate::report::format::FEW;
use crate::report::line::{Line, line};
use crate::report::quarterly::Quarterly;
use crate::report::view::{Block, Cell, Section, Table};
use crate::statistics::interval::Confidence;
use crate::statistics::proportion::newcombe_difference;
use std::sync::Arc;

/// A circumstance: the measure's name for it, the table's, and the sentence's.
type Words = (&'static str, &'static str, &'static str);

/// What is asked to have gone with breaches.
const CIRCUMSTANCES: [Words; 2] = [
    (
        "waiting",
        "The customer was asked for something, or the case was put on hold, while the clock ran",
        "while the customer was waited for",
    ),
    ("closed", "The clock started while the desk was closed (limits by the clock alone)", "where the clock started out of hours"),
];

/// Writes the section.
pub fn section(data: &Quarterly, facts: &mut Facts) -> Section {
    let mut section = numbered(anchor::BREACHES, "Breaches and near misses", headline(data, facts));
    if data.breaches.rows.is_empty() {
        section.blocks.push(Block::Text(line!["No promise that could be judged was broken in the quarter."]));
    } else {
        section.blocks.push(Block::Table(clauses::breaches(data, facts)));
    }
    let near = near_misses(data, facts);
    if !near.rows.is_empty() {
        section.blocks.push(Block::Table(near));
        section.blocks.push(Block::Note(line![
            "Only just: done in the last tenth of the time from start to due, by the clock, nights and weekends included."
        ]));
    }
    if data.breaches.rows.is_empty() {
        return section;
    }
    section.blocks.push(Block::Heading(line!["For whom, and what went with it"]));
    section.blocks.push(Block::Text(line![format!(
        "Here {} are counted, not duties: one with three broken promises counts once. Targets are counted with the promises. What goes together need not be cause and effect.",
        data.focus.many
    )]));
    for (view, name, title) in views(&data.handling) {
        if let Some(block) = by(data, facts, view, name, title) {
            section.blocks.push(block);
        }
    }
    section.blocks.push(Block::Table(circumstances(data, facts)));
    section
}

fn headline(data: &Quarterly, facts: &mut Facts) -> Line {
    let broken: u64 = data.breaches.rows.iter().map(|breach| breach.late + breach.missed).sum();
    if broken == 0 {
        let judged: u64 = data.scorecard.iter().filter(|row| row.clause.is_commitment).map(|row| row.counts.judged()).sum();
        return if judged == 0 { line!["No promise could be judged"] } else { line!["No promise that could be judged was broken"] };
    }
    let id = format!("sla.{}", data.id());
    let count = facts.count(&format!("{id}.broken_count"), broken, "duties", &data.breaches.origin);
    let mut text = line![count, format!(" promised {} not kept", plural(broken, "duty was", "duties were"))];
    if let Some((words, with)) = telling(data) {
        let share = share(facts, &circumstance_id(data, words.0, "with"), &with, &data.handling.circumstances.origin);
        text.push(line!["; more often ", words.2, share.map(|share| line![" (", share.line(), ")"])]);
    }
    text
}

/// The first circumstance with which promises break more often than without it, by more than chance.
fn telling(data: &Quarterly) -> Option<(&'static Words, Share)> {
    let mut found = CIRCUMSTANCES.iter().filter_map(|words| Some((words, data.handling.with_and_without(words.0)?)));
    let (words, (with, _)) = found.find(|(_, (with, without))| difference(with, without) == "more often, and more than chance explains")?;
    Some((words, with))
}

/// What can be said of two shares; nothing of few.
fn difference(with: &Share, without: &Share) -> &'static str {
    if with.of < FEW || without.of < FEW {
        return "too few to tell";
    }
    match newcombe_difference((with.count, with.of), (without.count, without.of), Confidence::P95) {
        Some(interval) if interval.lower > 0.0 => "more often, and more than chance explains",
        Some(interval) if interval.upper < 0.0 => "less often, and more than chance explains",
        _ => "the difference may be chance",
    }
}

fn share(facts: &mut Facts, id: &str, share: &Share, origin: &Arc<Origin>) -> Option<Estimate> {
    let value = share.share.filter(|_| share.of >= FEW)?;
    Some(facts.share(&format!("{id}.broken_share"), value, share.of, share.interval, origin))
}

fn near_misses(data: &Quarterly, facts: &mut Facts) -> Table {
    let heads = [("Promise", false), ("Kept", true), ("Of those only just", true), ("Share", true)];
    let mut table = Table::new("Promises kept only just: the next breaches", &heads);
    let origin = &data.handling.near_misses.origin;
    for near in data.handling.near_misses.rows.iter().filter(|near| near.near > 0) {
        let row = data.scorecard.iter().find(|row| row.clause.policy == near.policy && row.clause.clause == near.clause);
        let Some(row) = row else { continue };
        let id = super::clause_id(data, &row.clause);
        let part = Share::new(near.near, near.met);
        let value = part.share.filter(|_| near.met >= FEW);
        let share: Option<Line> =
            value.map(|value| facts.share(&format!("{id}.near_share"), value, near.met, part.interval, origin).line());
        table.push(vec![
            Cell::from(quoted(facts.texts(), &row.clause)).with_small(row.clause.cite.as_str()),
            facts.count(&format!("{id}.met_dated_count"), near.met, "duties", origin).into(),
            facts.count(&format!("{id}.near_count"), near.near, "duties", origin).into(),
            share.unwrap_or_else(dash).into(),
        ]);
    }
    table
}

fn views(handling: &Handling) -> [(&TeamView, &'static str, &'static str); 3] {
    [(&handling.teams, "team", "Team"), (&handling.channels, "channel", "Channel"), (&handling.categories, "category", "Category")]
}

/// A table of the parts of one kind, or a sentence where the cases name none.
fn by(data: &Quarterly, facts: &mut Facts, view: &TeamView, name: &'static str, title: &'static str) -> Option<Block> {
    let origin = &view.origin;
    let id = format!("kept.{}.{name}", data.id());
    if view.teams.is_empty() {
        let text = format!("By {name} it cannot be shown: no judged {} names one.", data.focus.one);
        return (view.unnamed.of > 0).then(|| Block::Text(text.into()));
    }
    let caption = format!(
        "{} with a promise not kept, of those judged, by {name}: in the order of names, for nobody is ranked",
        capital(data.focus.many)
    );
    let heads = [(title, false), ("Not kept", true), ("Judged", true), ("Share (95\u{a0}%)", true), ("Beside all together", false)];
    let mut table = Table::new(caption, &heads);
    for team in &view.teams {
        let id = format!("{id}.{}", facts.slug(name, &team.name));
        table.push(row(facts, &id, &team.name, &team.broken, team.position.word(), origin));
    }
    if view.unnamed.of > 0 {
        table.push(row(facts, &format!("{id}.none"), UNNAMED, &view.unnamed, "not compared", origin));
    }
    let apart = view.teams.iter().any(|team| team.position != Position::Inside);
    Some(if apart || name == "team" { Block::Table(table) } else { Block::Fold(table) })
}

fn row(facts: &mut Facts, id: &str, name: &str, broken: &Share, word: &str, origin: &Arc<Origin>) -> Vec<Cell> {
    let share = share(facts, id, broken, origin);
    vec![
        name.into(),
        facts.count(&format!("{id}.broken_count"), broken.count, "cases", origin).into(),
        facts.count(&format!("{id}.judged_count"), broken.of, "cases", origin).into(),
        share.map_or_else(dash, |share| share.line()).into(),
        if broken.of < FEW { "too few to tell".into() } else { word.into() },
    ]
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().collect::<String>() + letters.as_str())
}

fn circumstance_id(data: &Quarterly, circumstance: &str, side: &str) -> String {
    format!("breach.{}.{circumstance}.{side}", data.id())
}

fn circumstances(data: &Quarterly, facts: &mut Facts) -> Table {
    let heads = [("Circumstance", false), ("Not kept with it", true), ("Not kept without it", true), ("What it says", false)];
    let mut table =
        Table::new("Promised duties with a limit that were not kept, of those judged, with a circumstance and without it", &heads);
    let origin = &data.handling.circumstances.origin;
    for (name, words, _) in CIRCUMSTANCES {
        let rows = || data.handling.circumstances.rows.iter().filter(|row| row.circumstance == name);
        if rows().next().is_none() {
            table.push(vec![words.into(), dash().into(), dash().into(), "cannot be shown, or no such promise fell due".into()]);
            continue;
        }
        let side = |holds| rows().find(|row| row.holds == holds).map_or(Share::new(0, 0), |row| Share::new(row.broken, row.judged));
        let (with, without) = (side(true), side(false));
        let cells: Vec<Cell> = [("with", &with), ("without", &without)]
            .map(|(side, tally)| {
                let id = circumstance_id(data, name, side);
                let broken = facts.count(&format!("{id}.broken_count"), tally.count, "duties", origin);
                let judged = facts.count(&format!("{id}.judged_count"), tally.of, "duties", origin);
                let share = share(facts, &id, tally, origin).map(|share| share.line());
                Cell::from(line![broken, " of ", judged]).with_small(line![share])
            })
            .into();
        let [with_cell, without_cell] = <[Cell; 2]>::try_from(cells).unwrap_or_default();
        let says = match (with.of, without.of) {
            (0, _) => "it never held",
            (_, 0) => "it always held, so nothing can be compared",
            _ => difference(&with, &without),
        };
        table.push(vec![words.into(), with_cell, without_cell, says.into()]);
    }
    table
}
