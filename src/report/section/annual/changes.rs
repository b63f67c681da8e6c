//! What last year's changes of the procedure did to its clauses.

use super::{anchor, asked, headed};
use crate::analysis::annual::changes::{Changed, Effect as OfClause, FEWEST};
use crate::report::annual::{Annual, Reviewed};
use crate::report::facts::Facts;
use crate::report::line::{Line, line};
use crate::report::section::{dash, numbered, plural};
use crate::report::view::{Block, Cell, Section, Table};
use crate::statistics::before_after::Effect;
use crate::statistics::tally::Tally;

/// Where chance alone says "better" or "worse" so often.
const BY_CHANCE: f64 = 0.05;

/// Writes the section.
pub fn section(data: &Annual, facts: &mut Facts) -> Section {
    let mut section = numbered(anchor::CHANGES, "What last year's changes did", headline(data, facts));
    for policy in &data.policies {
        if policy.changed.is_empty() {
            continue;
        }
        headed(data, &mut section, policy);
        for (place, changed) in policy.changed.iter().enumerate() {
            write(data, facts, policy, place, changed, &mut section.blocks);
        }
    }
    if data.policies.iter().any(|policy| policy.changed.iter().any(|changed| !changed.effects.is_empty())) {
        section.blocks.push(Block::Note(line![
            "Duties not kept, of those that fell due, in the quarters before the change (a year at most) and in those after it; the quarter of the change is left out, because cases of both versions fall due in it. Other things may have changed at the same time. “Probably better” means that the fall may be chance once in ten times."
        ]));
    }
    section
}

fn headline(data: &Annual, facts: &mut Facts) -> Line {
    let changed = || data.policies.iter().flat_map(|policy| &policy.changed);
    let count = changed().count() as u64;
    if count == 0 {
        return line!["No change of the procedure is on record for this year or the one before"];
    }
    let origin = &data.counts.origin;
    let told = facts.count(&format!("change.{}.count", data.period()), count, "changes", &data.governance.origin);
    let with = |effect: Effect| changed().flat_map(|changed| &changed.effects).filter(|one| one.result.effect == effect).count() as u64;
    let (better, worse) = (with(Effect::Better), with(Effect::Worse));
    let better_told = facts.count(&format!("change.{}.better_count", data.period()), better, "clauses", origin);
    let worse_told = facts.count(&format!("change.{}.worse_count", data.period()), worse, "clauses", origin);
    line![
        told,
        plural(count, " change", " changes"),
        " on record; clauses kept better since then: ",
        better_told,
        ", kept worse: ",
        worse_told
    ]
}

fn write(data: &Annual, facts: &mut Facts, policy: &Reviewed, place: usize, changed: &Changed, blocks: &mut Vec<Block>) {
    let id = format!("change.{}.{}", policy.id, place + 1);
    let from = facts.day(
        &format!("{id}.from"),
        changed.change.from,
        Some(if changed.change.is_version { &data.versions.origin } else { &data.governance.origin }),
    );
    let name = changed.change.name.as_deref().map(|name| line![format!(" (version {name})")]);
    let heading = if changed.change.is_version {
        line!["The version in force from ", from, name]
    } else {
        line!["Changed on ", from, name, ", as recorded"]
    };
    blocks.push(Block::Heading(heading));
    if changed.before.is_empty() || changed.after.is_empty() {
        let side = if changed.before.is_empty() { "before" } else { "after" };
        blocks.push(Block::Text(line![format!("Cannot tell: there is no whole quarter {side} it that belongs to no other change.")]));
        return;
    }
    let span = |quarters: &[crate::time::Period]| match quarters {
        [one] => one.to_string(),
        [first, .., last] => format!("{first} to {last}"),
        [] => String::new(),
    };
    let (before, after) = (span(&changed.before), span(&changed.after));
    let (mut telling, silent): (Vec<&OfClause>, Vec<&OfClause>) =
        changed.effects.iter().partition(|one| one.result.effect != Effect::CannotTell);
    telling.sort_by_key(|one| match one.result.effect {
        Effect::Worse => 0,
        Effect::Better => 1,
        _ => 2,
    });
    let compared = facts.count(&format!("{id}.compared_count"), changed.effects.len() as u64, "clauses", &data.counts.origin);
    let mut text = line![
        format!("{before} held against {after}: "),
        compared,
        plural(changed.effects.len() as u64, " clause", " clauses"),
        " could be compared"
    ];
    if changed.too_few > 0 {
        let few = facts.count(&format!("{id}.too_few_count"), changed.too_few as u64, "clauses", &data.counts.origin);
        text.push(line![", ", few, format!(" had fewer than {FEWEST} duties on a side")]);
    }
    if !changed.effects.is_empty() {
        let expected = facts.number(&format!("{id}.by_chance"), changed.effects.len() as f64 * BY_CHANCE, "clauses", &data.counts.origin);
        text.push(line![". By chance alone about ", expected, " of them would be called better or worse"]);
    }
    blocks.push(Block::Text(text.then(".")));
    if !telling.is_empty() {
        blocks.push(Block::Table(table(data, facts, policy, &id, "Clauses that were kept better or worse after it", &telling)));
    }
    if !silent.is_empty() {
        blocks.push(Block::Fold(table(data, facts, policy, &id, "Clauses of which it cannot be told", &silent)));
    }
}

fn table(data: &Annual, facts: &mut Facts, policy: &Reviewed, id: &str, caption: &str, effects: &[&OfClause]) -> Table {
    let heads = [
        ("What it asks", false),
        ("Not kept before", true),
        ("Not kept after", true),
        ("After over before (95\u{a0}%)", true),
        ("Verdict", false),
    ];
    let mut table = Table::new(caption, &heads);
    let origin = &data.counts.origin;
    for one in effects {
        let Some(row) = policy.rows.get(one.clause) else { continue };
        let id = format!("{id}.{}", row.clause.clause);
        let mut side = |name: &str, tally: Tally| -> Cell {
            let of = tally.exposure() as u64;
            let count = facts.count(&format!("{id}.{name}_broken_count"), tally.count(), "duties", origin);
            let all = facts.count(&format!("{id}.{name}_judged_count"), of, "duties", origin);
            let share = facts.share(&format!("{id}.{name}_broken_share"), tally.rate(), of, None, origin);
            Cell::from(share.value).with_small(line![count, " of ", all])
        };
        let (before, after) = (side("before", one.result.before), side("after", one.result.after));
        let ratio: Line = match one.result.ratio {
            Some(ratio) => {
                let ends = one.result.interval.map(|interval| (interval.lower, interval.upper));
                facts.ratio(&format!("{id}.ratio"), ratio, ends, origin).line()
            }
            None => dash(),
        };
        let word = match one.result.effect {
            Effect::Better => "better",
            Effect::ProbablyBetter => "probably better",
            Effect::CannotTell => "cannot tell",
            Effect::Worse => "worse",
        };
        table.push(vec![asked(&row.clause), before, after, ratio.into(), facts.text(&format!("{id}.verdict"), word, Some(origin)).into()]);
    }
    table
}
