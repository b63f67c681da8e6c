//! What was done about what went wrong, by whom, and whether it helped.

use super::{anchor, dash, listed, numbered};
use crate::analysis::actions::{Achievement, Apart, State, Tracked};
use crate::analysis::denominators::Unit;
use crate::analysis::measure::Origin;
use crate::analysis::measure::actions::Action;
use crate::report::facts::Facts;
use crate::report::line::Line;
use crate::report::quarterly::Quarterly;
use crate::report::texts::{Texts, say};
use crate::report::view::{Block, Cell, Section, Table};
use crate::source::REGISTER;
use crate::statistics::before_after::{BeforeAfter, Effect};
use crate::time::period::Length;
use std::sync::Arc;

/// Days of a mean month, for a rate by day that is told by month.
const DAYS_OF_A_MONTH: f64 = 365.25 / 12.0;

/// Months in a quarter.
const MONTHS_PER_QUARTER: usize = 3;

/// Writes the section.
pub fn section(data: &Quarterly, facts: &mut Facts) -> Section {
    let texts = facts.texts();
    let mut section = numbered(anchor::ACTIONS, say!(texts, "actions.topic").plain(), headline(data, facts));
    section.blocks.push(Block::Table(list(data, facts)));
    if data.actions.rows.iter().any(|tracked| tracked.achieved.is_some()) {
        section.blocks.push(Block::Table(achievements(data, facts)));
        section.blocks.push(Block::Note(say!(texts, "actions.how")));
    }
    section
}

fn headline(data: &Quarterly, facts: &mut Facts) -> Line {
    let actions = || data.actions.rows.iter().filter(|tracked| !tracked.action.is_recommendation);
    let with_state = |state| actions().filter(|tracked| tracked.action.state(data.request.as_of) == state).count() as u64;
    let (origin, texts) = (&data.actions.origin, facts.texts());
    let (open, overdue, completed) = (with_state(State::Open), with_state(State::Overdue), with_state(State::Completed));
    let better = actions().filter(|tracked| effect(tracked) == Some(Effect::Better)).count() as u64;
    let mut parts = Vec::new();
    if completed > 0 {
        let (all, better) = (
            facts.count("actions.completed_count", completed, "actions", origin),
            facts.count("actions.better_count", better, "actions", origin),
        );
        parts.push(say!(texts, "actions.completed", n = all, better = better));
    }
    if open > 0 {
        parts.push(say!(texts, "actions.open", n = facts.count("actions.open_count", open, "actions", origin)));
    }
    if overdue > 0 {
        parts.push(say!(texts, "actions.overdue", n = facts.count("actions.overdue_count", overdue, "actions", origin)));
    }
    if parts.is_empty() {
        return say!(texts, "actions.none_opened");
    }
    say!(texts, "actions.headline", list = listed(texts, &parts))
}

fn effect(tracked: &Tracked) -> Option<Effect> {
    tracked.achieved.as_ref().and_then(|(achieved, _)| achieved.result).map(|result| result.effect)
}

/// The ids of an action's facts begin so.
fn id(facts: &mut Facts, tracked: &Tracked) -> String {
    let Action { source, name, .. } = &tracked.action;
    // Numbers of the register's entries are its own; those of imports say whose they are.
    let name = if source == REGISTER { name.clone() } else { format!("{source} {name}") };
    format!("action.{}", facts.slug("action", &name))
}

fn name(facts: &mut Facts, tracked: &Tracked, origin: &Arc<Origin>) -> Line {
    let id = id(facts, tracked);
    if let Some(title) = &tracked.action.title {
        return facts.text(&format!("{id}.title"), title, Some(origin)).into();
    }
    let name = facts.text(&format!("{id}.name"), &tracked.action.name, Some(origin));
    if tracked.action.is_recommendation {
        say!(facts.texts(), "actions.recommendation", name = name)
    } else {
        say!(facts.texts(), "actions.action", name = name)
    }
}

fn aim(texts: &Texts, tracked: &Tracked) -> Line {
    match (&tracked.action.clause, &tracked.action.category) {
        (Some(clause), _) => say!(texts, "actions.clause", clause = clause.as_str()),
        (None, Some(category)) => say!(texts, "page.quoted", words = category.as_str()),
        (None, None) => dash(),
    }
}

fn list(data: &Quarterly, facts: &mut Facts) -> Table {
    let texts = facts.texts();
    let head = [
        say!(texts, "actions.head_what"),
        say!(texts, "actions.head_aim"),
        say!(texts, "actions.head_owner"),
        say!(texts, "actions.head_due"),
        say!(texts, "actions.head_state"),
    ]
    .map(|head| head.plain());
    let mut table = Table::new(say!(texts, "actions.caption"), &head.each_ref().map(|head| (head.as_str(), false)));
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
                let day = facts.day(&format!("{id}.completed_on"), completed.local_date(zone), Some(origin));
                say!(texts, "actions.completed_on", day = day)
            }
            (true, None) => {
                let day = facts.day(&format!("{id}.made_on"), action.opened_at.local_date(zone), Some(origin));
                say!(texts, "actions.made_on", day = day)
            }
            (false, None) => {
                let day = facts.day(&format!("{id}.opened_on"), action.opened_at.local_date(zone), Some(origin));
                if action.state(data.request.as_of) == State::Overdue {
                    say!(texts, "actions.overdue_since", day = day)
                } else {
                    say!(texts, "actions.open_since", day = day)
                }
            }
        };
        let owner: Line = action.owner.as_deref().map_or_else(dash, Line::from);
        table.push(vec![name(facts, tracked, origin).into(), aim(texts, tracked).into(), owner.into(), due.into(), state.into()]);
    }
    table
}

fn achievements(data: &Quarterly, facts: &mut Facts) -> Table {
    let texts = facts.texts();
    let head = [
        (say!(texts, "actions.head_action"), false),
        (say!(texts, "actions.head_counted"), false),
        (say!(texts, "actions.head_before"), true),
        (say!(texts, "actions.head_after"), true),
        (say!(texts, "actions.head_ratio"), true),
        (say!(texts, "actions.head_verdict"), false),
    ]
    .map(|(head, is_number)| (head.plain(), is_number));
    let head = head.each_ref().map(|(head, is_number)| (head.as_str(), *is_number));
    let mut table = Table::new(say!(texts, "actions.achieved"), &head);
    for tracked in &data.actions.rows {
        let Some((achieved, origin)) = &tracked.achieved else { continue };
        let id = id(facts, tracked);
        let counted = match (achieved.length, achieved.unit) {
            (Length::Month, None) => say!(texts, "actions.a_month", nouns = data.noun(2), aim = aim(texts, tracked)),
            (Length::Month, Some(Unit::Customers)) => {
                say!(texts, "actions.per_customers", nouns = data.noun(2), aim = aim(texts, tracked))
            }
            (Length::Month, Some(Unit::Orders)) => say!(texts, "actions.per_orders", nouns = data.noun(2), aim = aim(texts, tracked)),
            _ => say!(texts, "actions.duties", aim = aim(texts, tracked)),
        };
        let (before, after) = (side(facts, &id, "before", achieved, origin), side(facts, &id, "after", achieved, origin));
        let Some(result) = achieved.result else {
            let why = match (achieved.periods.0, achieved.apart) {
                (0, Some(Apart::OtherLimit)) => say!(texts, "actions.other_limit"),
                (0, Some(Apart::SilentSource)) => say!(texts, "actions.silent_source"),
                (_, Some(Apart::Recoded)) => say!(texts, "actions.recoded"),
                (_, Some(Apart::NoDenominator)) => say!(texts, "actions.no_denominator"),
                (0, None) => say!(texts, "actions.none_before"),
                _ => say!(texts, "actions.none_after"),
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
    let rate: Line = match (achieved.length, achieved.unit) {
        (Length::Month, None) => {
            facts.number(&format!("{id}.{which}_per_month"), tally.rate() * DAYS_OF_A_MONTH, "cases a month", origin).into()
        }
        // Customers are counted by the day; orders once.
        (Length::Month, Some(unit)) => {
            let month = if unit == Unit::Customers { DAYS_OF_A_MONTH } else { 1.0 };
            facts.number(&format!("{id}.{which}_per_1000"), tally.rate() * month * 1000.0, unit.rate(), origin).into()
        }
        _ => facts.share(&format!("{id}.{which}_broken_share"), tally.rate(), tally.exposure() as u64, None, origin).value.into(),
    };
    let count = facts.count(&format!("{id}.{which}_periods"), periods as u64, "periods", origin);
    let (texts, periods) = (facts.texts(), periods as u64);
    Cell::from(rate).with_small(match achieved.length {
        Length::Week => say!(texts, "actions.weeks", periods; n = count),
        Length::Month => say!(texts, "actions.months", periods; n = count),
        Length::Quarter => say!(texts, "actions.quarters", periods; n = count),
        Length::Year => say!(texts, "actions.years", periods; n = count),
    })
}

fn verdict(facts: &mut Facts, id: &str, achieved: &Achievement, result: &BeforeAfter, origin: &Arc<Origin>) -> Line {
    let texts = facts.texts();
    let (word, text) = match result.effect {
        Effect::Better => ("better", say!(texts, "actions.better")),
        Effect::ProbablyBetter => ("probably better", say!(texts, "actions.probably_better")),
        Effect::CannotTell => ("cannot tell yet", say!(texts, "actions.cannot_tell")),
        Effect::Worse => ("worse", say!(texts, "actions.worse")),
    };
    let told = facts.word(&format!("{id}.verdict"), word, &text, origin);
    let more = match achieved.length {
        Length::Month => result.periods_needed.map(|months| months.div_ceil(MONTHS_PER_QUARTER)),
        _ => result.periods_needed,
    };
    match (result.effect, more) {
        (Effect::Better | Effect::Worse, _) => told.into(),
        (_, Some(more)) => {
            let quarters = facts.count(&format!("{id}.quarters_needed"), more as u64, "quarters", origin);
            say!(texts, "actions.more_quarters", more as u64; verdict = told, n = quarters)
        }
        (Effect::CannotTell, None) if result.ratio.is_some_and(|ratio| ratio < 1.0) => say!(texts, "actions.small_fall", verdict = told),
        (_, None) => told.into(),
    }
}
