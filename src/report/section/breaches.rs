//! What was not kept and what only just, for whom, and what went with it.

use super::{anchor, asked_by_all, clauses, dash, listed, numbered, quoted};
use crate::analysis::handling::Compared;
use crate::analysis::measure::Origin;
use crate::analysis::repeats::Share;
use crate::analysis::teams::{Position, TeamView};
use crate::report::facts::{Estimate, Facts};
use crate::report::format::FEW;
use crate::report::line::{Line, line};
use crate::report::quarterly::Quarterly;
use crate::report::texts::{Texts, say};
use crate::report::view::{Block, Cell, Section, Table};
use std::sync::Arc;

/// What is asked to have gone with breaches, by the measure's names.
const CIRCUMSTANCES: [&str; 2] = ["waiting", "closed"];

/// Writes the section.
pub fn section(data: &Quarterly, facts: &mut Facts) -> Section {
    let texts = facts.texts();
    let mut section = numbered(anchor::BREACHES, say!(texts, "breaches.topic").plain(), headline(data, facts));
    if data.breaches.rows.is_empty() {
        section.blocks.push(Block::Text(say!(texts, "breaches.none")));
    } else {
        section.blocks.push(Block::Table(clauses::breaches(data, facts)));
    }
    let near = near_misses(data, facts);
    if !near.rows.is_empty() {
        section.blocks.push(Block::Table(near));
        section.blocks.push(Block::Note(say!(texts, "breaches.near_note")));
    }
    if data.breaches.rows.is_empty() {
        return section;
    }
    section.blocks.push(Block::Heading(say!(texts, "breaches.whom_heading")));
    section.blocks.push(Block::Text(say!(texts, "breaches.whom", nouns = data.noun(2))));
    let handling = &data.handling;
    section.blocks.extend(not_shown(data));
    for (view, by) in [(&handling.teams, By::Team), (&handling.channels, By::Channel), (&handling.categories, By::Category)] {
        if let Some(block) = table_by(data, facts, view, by) {
            section.blocks.push(block);
        }
    }
    section.blocks.push(Block::Table(circumstances(data, facts)));
    section
}

/// So many clauses are named in a sentence; more make a list.
const MOST_NAMED: usize = 3;

/// By which clauses cases are not compared, and that those are left out which do not show the others; nothing where all is shown.
fn not_shown(data: &Quarterly) -> Vec<Block> {
    let (handling, texts) = (&data.handling, data.texts());
    let (count, is_list) = (handling.left_out.len(), handling.left_out.len() > MOST_NAMED);
    let clauses = || handling.left_out.iter().map(|clause| line![quoted(texts, clause)]).collect::<Vec<_>>();
    let mut said = match count {
        0 => Vec::new(),
        _ if is_list => vec![say!(texts, "breaches.left_out_below")],
        _ => vec![say!(texts, "breaches.left_out", count as u64; clauses = listed(texts, &clauses()))],
    };
    said.extend(handling.teams.leaves_cases_out.then(|| say!(texts, "breaches.unshown", nouns = data.noun(2)).capitalised()));
    let mut blocks: Vec<Block> = said.into_iter().reduce(|text, more| line![text, " ", more]).map(Block::Text).into_iter().collect();
    if is_list {
        let mut table = Table::new(say!(texts, "breaches.left_out_caption"), &[(say!(texts, "breaches.head_clause"), false)]);
        for clause in &handling.left_out {
            table.push(vec![Cell::from(clause.asks.as_str()).with_small(clause.cite.as_str())]);
        }
        blocks.push(Block::Fold(table));
    }
    blocks
}

fn headline(data: &Quarterly, facts: &mut Facts) -> Line {
    let texts = facts.texts();
    let broken: u64 = data.breaches.rows.iter().map(|breach| breach.late + breach.missed).sum();
    if broken == 0 {
        let judged: u64 = data.scorecard.iter().map(|row| row.promised.judged()).sum();
        return if judged == 0 { say!(texts, "breaches.none_judged") } else { say!(texts, "breaches.none_broken") };
    }
    let id = format!("sla.{}", data.id());
    let count = facts.count(&format!("{id}.broken_count"), broken, "duties", &data.breaches.origin);
    let said = say!(texts, "breaches.broken", broken; n = count);
    let Some((circumstance, with)) = telling(data) else { return said };
    let (id, origin) = (circumstance_id(data, circumstance, "with"), &data.handling.circumstances.origin);
    let broken = facts.count(&format!("{id}.broken_count"), with.count, "duties", origin);
    let judged = facts.count(&format!("{id}.judged_count"), with.of, "duties", origin);
    let share = share(facts, &id, &with, origin);
    let text = match circumstance {
        "waiting" => say!(texts, "breaches.more_often_waiting", said = said),
        _ => say!(texts, "breaches.more_often_closed", said = said),
    };
    text.then(share.map(|share| line![" (", say!(texts, "breaches.count_of", n = broken, of = judged), ": ", share.inner(), ")"]))
}

/// The first circumstance with which promises break more often than without it, by more than chance.
fn telling(data: &Quarterly) -> Option<(&'static str, Share)> {
    let mut found = CIRCUMSTANCES.iter().filter_map(|name| Some((*name, data.handling.compared(name)?)));
    let (name, compared) = found.find(|(_, compared)| difference(compared) == Difference::MoreOften)?;
    Some((name, compared.with))
}

/// What can be said of two shares.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Difference {
    TooFew,
    /// No promise fell due on both sides.
    Apart,
    MoreOften,
    LessOften,
    MayBeChance,
}

fn difference(compared: &Compared) -> Difference {
    match compared.difference {
        None => Difference::Apart,
        Some(_) if compared.with.of < FEW || compared.without.of < FEW => Difference::TooFew,
        Some(interval) if interval.lower > 0.0 => Difference::MoreOften,
        Some(interval) if interval.upper < 0.0 => Difference::LessOften,
        Some(_) => Difference::MayBeChance,
    }
}

fn share(facts: &mut Facts, id: &str, share: &Share, origin: &Arc<Origin>) -> Option<Estimate> {
    let value = share.share.filter(|_| share.of >= FEW)?;
    Some(facts.share(&format!("{id}.broken_share"), value, share.of, share.interval, origin))
}

fn near_misses(data: &Quarterly, facts: &mut Facts) -> Table {
    let texts = facts.texts();
    let heads = [
        (say!(texts, "breaches.head_promise"), false),
        (say!(texts, "breaches.head_kept"), true),
        (say!(texts, "breaches.head_near"), true),
        (say!(texts, "breaches.head_share"), true),
    ];
    let mut table = Table::new(say!(texts, "breaches.near_caption"), &heads);
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
            Cell::from(say!(texts, "page.quoted", words = asked_by_all(row).trim_end_matches('.'))).with_small(row.clause.cite.as_str()),
            facts.count(&format!("{id}.met_dated_count"), near.met, "duties", origin).into(),
            facts.count(&format!("{id}.near_count"), near.near, "duties", origin).into(),
            share.unwrap_or_else(dash).into(),
        ]);
    }
    table
}

/// The parts by which cases are told apart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Team,
    Channel,
    Category,
}

impl By {
    /// Its name in the ids of facts.
    fn name(self) -> &'static str {
        match self {
            Self::Team => "team",
            Self::Channel => "channel",
            Self::Category => "category",
        }
    }
}

/// A table of the parts of one kind, or a sentence where the cases name none.
fn table_by(data: &Quarterly, facts: &mut Facts, view: &TeamView, by: By) -> Option<Block> {
    let (origin, texts) = (&view.origin, facts.texts());
    let id = format!("kept.{}.{}", data.id(), by.name());
    let (noun, nouns) = (data.noun(1), data.noun(2));
    if view.teams.is_empty() {
        let text = match by {
            By::Team => say!(texts, "breaches.no_team", noun = noun, nouns = nouns),
            By::Channel => say!(texts, "breaches.no_channel", noun = noun, nouns = nouns),
            By::Category => say!(texts, "breaches.no_category", noun = noun, nouns = nouns),
        };
        return (view.unnamed.of > 0).then_some(Block::Text(text));
    }
    let (caption, head) = match by {
        By::Team => (say!(texts, "breaches.by_team", nouns = nouns), say!(texts, "breaches.head_team")),
        By::Channel => (say!(texts, "breaches.by_channel", nouns = nouns), say!(texts, "breaches.head_channel")),
        By::Category => (say!(texts, "breaches.by_category", nouns = nouns), say!(texts, "breaches.head_category")),
    };
    let heads = [
        (head, false),
        (say!(texts, "breaches.head_not_kept"), true),
        (say!(texts, "breaches.head_judged"), true),
        (say!(texts, "breaches.head_share_95"), true),
        (say!(texts, "breaches.head_beside_all"), false),
    ];
    let mut table = Table::new(caption.capitalised(), &heads);
    for team in &view.teams {
        let id = format!("{id}.{}", facts.slug(by.name(), &team.name));
        let name = if by == By::Channel { texts.word("channel", &team.name) } else { team.name.clone() };
        table.push(row(facts, &id, name.into(), &team.broken, position(texts, team.position, view.allows_for_variation), origin));
    }
    if view.unnamed.of > 0 {
        let (name, said) = (say!(texts, "breaches.unnamed"), say!(texts, "breaches.not_compared"));
        table.push(row(facts, &format!("{id}.none"), name, &view.unnamed, said, origin));
    }
    let apart = view.teams.iter().any(|team| team.position != Position::Inside);
    Some(if apart || by == By::Team { Block::Table(table) } else { Block::Fold(table) })
}

fn position(texts: &Texts, position: Position, allows_for_variation: bool) -> Line {
    match position {
        Position::Inside if allows_for_variation => say!(texts, "breaches.inside_usual"),
        Position::Inside => say!(texts, "breaches.inside"),
        Position::LookAbove => say!(texts, "breaches.look_above"),
        Position::LookBelow => say!(texts, "breaches.look_below"),
        Position::ApartAbove => say!(texts, "breaches.apart_above"),
        Position::ApartBelow => say!(texts, "breaches.apart_below"),
    }
}

fn row(facts: &mut Facts, id: &str, name: Line, broken: &Share, says: Line, origin: &Arc<Origin>) -> Vec<Cell> {
    let share = share(facts, id, broken, origin);
    vec![
        name.into(),
        facts.count(&format!("{id}.broken_count"), broken.count, "cases", origin).into(),
        facts.count(&format!("{id}.judged_count"), broken.of, "cases", origin).into(),
        share.map_or_else(dash, |share| share.line()).into(),
        if broken.of < FEW { say!(facts.texts(), "breaches.too_few").into() } else { says.into() },
    ]
}

fn circumstance_id(data: &Quarterly, circumstance: &str, side: &str) -> String {
    format!("breach.{}.{circumstance}.{side}", data.id())
}

fn circumstances(data: &Quarterly, facts: &mut Facts) -> Table {
    let texts = facts.texts();
    let heads = [
        (say!(texts, "breaches.head_circumstance"), false),
        (say!(texts, "breaches.head_with"), true),
        (say!(texts, "breaches.head_without"), true),
        (say!(texts, "breaches.head_says"), false),
    ];
    let mut table = Table::new(say!(texts, "breaches.circumstances_caption"), &heads);
    let origin = &data.handling.circumstances.origin;
    for name in CIRCUMSTANCES {
        let words = match name {
            "waiting" => say!(texts, "breaches.waiting"),
            _ => say!(texts, "breaches.closed"),
        };
        let Some(compared) = data.handling.compared(name) else {
            table.push(vec![words.into(), dash().into(), dash().into(), say!(texts, "breaches.not_shown").into()]);
            continue;
        };
        let (with, without) = (&compared.with, &compared.without);
        let cells: Vec<Cell> = [("with", with), ("without", without)]
            .map(|(side, tally)| {
                let id = circumstance_id(data, name, side);
                let broken = facts.count(&format!("{id}.broken_count"), tally.count, "duties", origin);
                let judged = facts.count(&format!("{id}.judged_count"), tally.of, "duties", origin);
                let share = share(facts, &id, tally, origin).map(|share| share.line());
                Cell::from(say!(texts, "breaches.count_of", n = broken, of = judged)).with_small(line![share])
            })
            .into();
        let [with_cell, without_cell] = <[Cell; 2]>::try_from(cells).unwrap_or_default();
        let says = match (with.of, without.of) {
            (0, _) => say!(texts, "breaches.never"),
            (_, 0) => say!(texts, "breaches.always"),
            _ => match difference(&compared) {
                Difference::TooFew => say!(texts, "breaches.too_few"),
                Difference::Apart => say!(texts, "breaches.apart"),
                Difference::MoreOften => say!(texts, "breaches.more_often"),
                Difference::LessOften => say!(texts, "breaches.less_often"),
                Difference::MayBeChance => say!(texts, "breaches.chance"),
            },
        };
        table.push(vec![words.into(), with_cell, without_cell, says.into()]);
    }
    table
}
