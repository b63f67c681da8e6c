//! What was done about what went wrong, by whom, and whether it helped.

use super::{anchor, dash, listed, numbered, plural};
use crate::analysis::actions::{Achievement, State, Tracked};
use crate::analysis::measure::Origin;
use crate::report::facts::Facts;
use crate::report::line::{Line, line};
use crate::report::quarterly::Quarterly;
use crate::report::view::{Block, Cell, Section, Table};
use crate::statistics::before_after::{BeforeAfter, Effect};
use crate::time::period::Length;
use std::sync::Arc;

/// Days of a mean month, for a rate by day that is told by month.
const DAYS_OF_A_MONTH: f64 = 365.25 / 12.0;

/// Months in a quarter.
const MONTHS_PER_QUARTER: usize = 3;

/// Writes the section.
pub fn section(data: &Quarterly, facts: &mut Facts) -> Section {
    let mut section = numbered(anchor::ACTIONS, "Actions and what they achieved", headline(data, facts));
    section.blocks.push(Block::Table(list(data, facts)));
    if data.actions.rows.iter().any(|tracked| tracked.achieved.is_some()) {
        section.blocks.push(Block::Table(achievements(data, facts)));
        section.blocks.push(Block::Note(line![
            "The time before the action is held against the time after it. The period that gave rise to it (the last whole quarter before it was opened, unless another one is named) and everything up to its completion are left out: what stood out falls back by itself, and would praise every action. “Probably better” means that the fall may be chance once in ten times."
        ]));
    }
    section
}

fn headline(data: &Quarterly, facts: &mut Facts) -> Line {
    let actions = || data.actions.rows.iter().filter(|tracked| !tracked.action.is_recommendation);
    let with_state = |state| actions().filter(|tracked| tracked.action.state(data.request.as_of) == state).count() as u64;
    let origin = &data.actions.origin;
    let (open, overdue, completed) = (with_state(State::Open), with_state(State::Overdue), with_state(State::Completed));
    let better = actions().filter(|tracked| effect(tracked) == Some(Effect::Better)).count() as u64;
    let mut parts = Vec::new();
    if completed > 0 {
        let (all, better) = (
            facts.count("actions.completed_count", completed, "actions", origin),
            facts.count("actions.better_count", better, "actions", origin),
        );
        parts.push(line![all, " completed, of which ", better, " made things better"]);
    }
    if open > 0 {
        parts.push(line![facts.count("actions.open_count", open, "actions", origin), " open"]);
    }
    if overdue > 0 {
        parts.push(line![facts.count("actions.overdue_count", overdue, "actions", origin), " overdue"]);
    }
    if parts.is_empty() {
        return line!["Recommendations were made, and no action was opened"];
    }
    line!["Actions: ", listed(facts.texts(), &parts)]
}

fn effect(tracked: &Tracked) -> Option<Effect> {
    tracked.achieved.as_ref().and_then(|(achieved, _)| achieved.result).map(|result| result.effect)
}

/// The ids of an action's facts begin so.
fn id(facts: &mut Facts, tracked: &Tracked) -> String {
    format!("action.{}", facts.slug("action", &tracked.action.name))
}

fn name(facts: &mut Facts, tracked: &Tracked, origin: &Arc<Origin>) -> Line {
    let id = id(facts, tracked);
    let kind = if tracked.action.is_recommendation { "Recommendation" } else { "Action" };
    if let Some(title) = &tracked.action.title {
        facts.text(&format!("{id}.title"), title, Some(origin)).into()
    } else {
        line![format!("{kind} "), facts.text(&format!("{id}.name"), &tracked.action.name, Some(origin))]
    }
}

fn aim(tracked: &Tracked) -> Line {
    match (&tracked.action.clause, &tracked.action.category) {
        (Some(clause), _) => line![format!("the clause {clause}")],
        (None, Some(category)) => line![format!("“{category}”")],
        (None, None) => dash(),
    }
}

fn list(data: &Quarterly, facts: &mut Facts) -> Table {
    let caption = line!["Actions and recommendations, those of the year before included"];
    let head = [("What is to be done", false), ("Aims at", false), ("In charge", false), ("Due", false), ("How it stands", false)];
    let mut table = Table::new(caption, &head);
    let zone = data.request.zone;
    let origin = &data.actions.origin;
    for tracked in &data.actions.rows {
        let action = &tracked.action;
        let id = id(facts, tracked);
        let due: Line = match action.due_at {
            // The end of a day is the next midnight: the day before is the one that was meant.
            Some(due) => {
                let last = crate::time::Instant(due.0 - 1);
                facts.day(&format!("{id}.due_on"), last.local_date(zone), Some(origin)).into()
            }
            None => dash(),
        };
        let state: Line = match (action.is_recommendation, action.completed_at) {
            (_, Some(completed)) => {
                line!["completed ", facts.day(&format!("{id}.completed_on"), completed.local_date(zone), Some(origin))]
            }
            (true, None) => line!["made ", facts.day(&format!("{id}.made_on"), action.opened_at.local_date(zone), Some(origin))],
            (false, None) => {
                let word = if action.state(data.request.as_of) == State::Overdue { "overdue, opened " } else { "open since " };
                line![word, facts.day(&format!("{id}.opened_on"), action.opened_at.local_date(zone), Some(origin))]
            }
        };
        let owner: Line = action.owner.as_deref().map_or_else(dash, Line::from);
        table.push(vec![name(facts, tracked, origin).into(), aim(tracked).into(), owner.into(), due.into(), state.into()]);
    }
    table
}

fn achievements(data: &Quarterly, facts: &mut Facts) -> Table {
    let caption = line!["What completed actions achieved"];
    let head =
        [("Action", false), ("Counted", false), ("Before", true), ("After", true), ("After over before (95 %)", true), ("Verdict", false)];
    let mut table = Table::new(caption, &head);
    for tracked in &data.actions.rows {
        let Some((achieved, origin)) = &tracked.achieved else { continue };
        let id = id(facts, tracked);
        let counted: Line = match achieved.length {
            Length::Month => format!("{} of {} a month", data.focus.many, aim(tracked).plain()).into(),
            _ => format!("duties of {} not kept, of those that fell due", aim(tracked).plain()).into(),
        };
        let (before, after) = (side(facts, &id, "before", achieved, origin), side(facts, &id, "after", achieved, origin));
        let Some(result) = achieved.result else {
            let why = if achieved.periods.0 == 0 {
                "cannot tell: no period before it is covered"
            } else {
                "cannot tell yet: no whole period after it"
            };
            table.push(vec![name(facts, tracked, &data.actions.origin).into(), counted.into(), before, after, dash().into(), why.into()]);
            continue;
        };
        let ratio: Line = match result.ratio {
            Some(ratio) => {
                let ends = result.interval.map(|interval| (interval.lower, interval.upper));
                facts.ratio(&format!("{id}.ratio"), ratio, ends, origin).line()
            }
            None => dash(),
        };
        let verdict = verdict(facts, &id, achieved, &result, origin);
        table.push(vec![name(facts, tracked, &data.actions.origin).into(), counted.into(), before, after, ratio.into(), verdict.into()]);
    }
    table
}

/// The rate of one side, and over how many periods.
fn side(facts: &mut Facts, id: &str, which: &str, achieved: &Achievement, origin: &Arc<Origin>) -> Cell {
    let (periods, tally) = match which {
        "before" => (achieved.periods.0, achieved.result.map(|result| result.before)),
        _ => (achieved.periods.1, achieved.result.map(|result| result.after)),
    };
    let Some(tally) = tally else { return dash().into() };
    let unit = achieved.length.name();
    let rate: Line = match achieved.length {
        Length::Month => facts.number(&format!("{id}.{which}_per_month"), tally.rate() * DAYS_OF_A_MONTH, "cases a month", origin).into(),
        _ => facts.share(&format!("{id}.{which}_broken_share"), tally.rate(), tally.exposure() as u64, None, origin).value.into(),
    };
    let count = facts.count(&format!("{id}.{which}_periods"), periods as u64, "periods", origin);
    Cell::from(rate).with_small(line![count, format!(" {unit}{}", plural(periods as u64, "", "s"))])
}

fn verdict(facts: &mut Facts, id: &str, achieved: &Achievement, result: &BeforeAfter, origin: &Arc<Origin>) -> Line {
    let word = match result.effect {
        Effect::Better => "better",
        Effect::ProbablyBetter => "probably better",
        Effect::CannotTell => "cannot tell yet",
        Effect::Worse => "worse",
    };
    let told = facts.text(&format!("{id}.verdict"), word, Some(origin));
    let more = match achieved.length {
        Length::Month => result.periods_needed.map(|months| months.div_ceil(MONTHS_PER_QUARTER)),
        _ => result.periods_needed,
    };
    match (result.effect, more) {
        (Effect::Better | Effect::Worse, _) => told.into(),
        (_, Some(more)) => {
            let quarters = facts.count(&format!("{id}.quarters_needed"), more as u64, "quarters", origin);
            line![told, " (about ", quarters, format!(" more quarter{} would show it)", plural(more as u64, "", "s"))]
        }
        (Effect::CannotTell, None) if result.ratio.is_some_and(|ratio| ratio < 1.0) => line![told, " (so small a fall cannot be shown)"],
        (_, None) => told.into(),
    }
}
