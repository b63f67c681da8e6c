//! What last year's changes of the procedure did to its clauses.

use super::{anchor, asked, headed};
use crate::analysis::annual::changes::{Changed, Effect as OfClause, FEWEST};
use crate::analysis::measure::Origin;
use crate::report::annual::{Annual, Reviewed};
use crate::report::facts::Facts;
use crate::report::line::Line;
use crate::report::section::{dash, numbered};
use crate::report::texts::{Texts, say};
use crate::report::view::{Block, Cell, Section, Table};
use crate::statistics::before_after::Effect;
use crate::statistics::tally::Tally;
use std::sync::Arc;

/// Where chance alone says "better" or "worse" so often.
const BY_CHANCE: f64 = 0.05;

/// Writes the section.
pub fn section(data: &Annual, facts: &mut Facts) -> Section {
    let texts = facts.texts();
    let mut section = numbered(anchor::CHANGES, say!(texts, "annual_changes.topic").plain(), headline(data, facts));
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
        section.blocks.push(Block::Note(say!(texts, "annual_changes.how")));
    }
    section
}

fn headline(data: &Annual, facts: &mut Facts) -> Line {
    let changed = || data.policies.iter().flat_map(|policy| &policy.changed);
    let count = changed().count() as u64;
    if count == 0 {
        return say!(facts.texts(), "annual_changes.none");
    }
    let origin = &data.counts.origin;
    let told = facts.count(&format!("change.{}.count", data.period()), count, "changes", &data.governance.origin);
    let with = |effect: Effect| changed().flat_map(|changed| &changed.effects).filter(|one| verdict(one) == Some(effect)).count() as u64;
    let (better, worse) = (with(Effect::Better), with(Effect::Worse));
    let better_told = facts.count(&format!("change.{}.better_count", data.period()), better, "clauses", origin);
    let worse_told = facts.count(&format!("change.{}.worse_count", data.period()), worse, "clauses", origin);
    say!(facts.texts(), "annual_changes.headline", count; n = told, better = better_told, worse = worse_told)
}

/// What can be said of a clause; nothing where the limit is another one.
fn verdict(one: &OfClause) -> Option<Effect> {
    one.limits.is_none().then_some(one.result.effect)
}

fn write(data: &Annual, facts: &mut Facts, policy: &Reviewed, place: usize, changed: &Changed, blocks: &mut Vec<Block>) {
    let (id, texts) = (format!("change.{}.{}", policy.id, place + 1), facts.texts());
    let from = facts.day(
        &format!("{id}.from"),
        changed.change.from,
        Some(if changed.change.is_version { &data.versions.origin } else { &data.governance.origin }),
    );
    blocks.push(Block::Heading(match (changed.change.is_version, changed.change.name.as_deref()) {
        (true, None) => say!(texts, "annual_changes.version_from", from = from),
        (true, Some(name)) => say!(texts, "annual_changes.named_version_from", from = from, name = name),
        (false, None) => say!(texts, "annual_changes.changed_on", from = from),
        (false, Some(name)) => say!(texts, "annual_changes.named_changed_on", from = from, name = name),
    }));
    if changed.before.is_empty() || changed.after.is_empty() {
        let is_before = changed.before.is_empty();
        let is_whole = if is_before { changed.is_whole_before } else { changed.is_whole_after };
        let text = match (is_before, is_whole) {
            (true, false) => say!(texts, "annual_changes.no_before"),
            (true, true) => say!(texts, "annual_changes.none_due_before"),
            (false, false) => say!(texts, "annual_changes.no_after"),
            (false, true) => say!(texts, "annual_changes.none_due_after"),
        };
        blocks.push(Block::Text(if is_whole { text.then(left_out(facts, &id, changed)) } else { text }));
        return;
    }
    let (before, after) = (span(texts, &changed.before), span(texts, &changed.after));
    let (mut telling, silent): (Vec<&OfClause>, Vec<&OfClause>) =
        changed.effects.iter().partition(|one| !matches!(verdict(one), None | Some(Effect::CannotTell)));
    telling.sort_by_key(|one| match verdict(one) {
        Some(Effect::Worse) => 0,
        Some(Effect::Better) => 1,
        _ => 2,
    });
    let origin = &changed.origin;
    let compared = facts.count(&format!("{id}.compared_count"), changed.effects.len() as u64, "clauses", origin);
    let count = changed.effects.len() as u64;
    let mut text = if changed.too_few > 0 {
        let few = facts.count(&format!("{id}.too_few_count"), changed.too_few as u64, "clauses", origin);
        let fewest = FEWEST.to_string();
        say!(texts, "annual_changes.compared_but_few", count; before = before, after = after, n = compared, few = few, fewest = fewest)
    } else {
        say!(texts, "annual_changes.compared", count; before = before, after = after, n = compared)
    };
    let told = changed.effects.iter().filter(|one| verdict(one).is_some()).count();
    if told > 0 {
        let expected = facts.number(&format!("{id}.by_chance"), told as f64 * BY_CHANCE, "clauses", origin);
        text = text.then(" ").then(say!(texts, "annual_changes.by_chance", n = expected));
    }
    text = text.then(left_out(facts, &id, changed));
    blocks.push(Block::Text(text));
    if !telling.is_empty() {
        blocks.push(Block::Table(table(facts, policy, (&id, origin), say!(texts, "annual_changes.telling"), &telling)));
    }
    if !silent.is_empty() {
        blocks.push(Block::Fold(table(facts, policy, (&id, origin), say!(texts, "annual_changes.silent"), &silent)));
    }
}

/// Which duties are not compared after a new version, each in a sentence behind what was said.
fn left_out(facts: &mut Facts, id: &str, changed: &Changed) -> Line {
    let (texts, origin) = (facts.texts(), &changed.origin);
    let mut text = Line::new();
    if let Some(days) = changed.age_days.map(i64::unsigned_abs) {
        let told = facts.count(&format!("{id}.age_days"), days, "days", origin);
        text = text.then(" ").then(say!(texts, "annual_changes.soon_due", days; days = told));
    }
    if changed.schedules > 0 {
        let count = changed.schedules as u64;
        let told = facts.count(&format!("{id}.schedule_count"), count, "clauses", origin);
        text = text.then(" ").then(say!(texts, "annual_changes.schedules", count; n = told));
    }
    text
}

/// Some quarters, by the first and the last.
fn span(texts: &Texts, quarters: &[crate::time::Period]) -> Line {
    match quarters {
        [one] => one.to_string().into(),
        [first, .., last] => say!(texts, "format.range", low = first.to_string(), high = last.to_string()),
        [] => Line::new(),
    }
}

fn table(facts: &mut Facts, policy: &Reviewed, (id, origin): (&str, &Arc<Origin>), caption: Line, effects: &[&OfClause]) -> Table {
    let texts = facts.texts();
    let heads = [
        (say!(texts, "annual.head_asks"), false),
        (say!(texts, "annual_changes.head_before"), true),
        (say!(texts, "annual_changes.head_after"), true),
        (say!(texts, "annual_changes.head_ratio"), true),
        (say!(texts, "annual_changes.head_verdict"), false),
    ];
    let mut table = Table::new(caption, &heads);
    for one in effects {
        let Some(row) = policy.rows.get(one.clause) else { continue };
        let id = format!("{id}.{}", row.clause.clause);
        let mut side = |name: &str, tally: Tally| -> Cell {
            let of = tally.exposure() as u64;
            let count = facts.count(&format!("{id}.{name}_broken_count"), tally.count(), "duties", origin);
            let all = facts.count(&format!("{id}.{name}_judged_count"), of, "duties", origin);
            let share = facts.share(&format!("{id}.{name}_broken_share"), tally.rate(), of, None, origin);
            Cell::from(share.value).with_small(say!(texts, "page.kept_of", met = count, judged = all))
        };
        let (before, after) = (side("before", one.result.before), side("after", one.result.after));
        let ratio: Line = match one.result.ratio {
            Some(ratio) => {
                let ends = one.result.interval.map(|interval| (interval.lower, interval.upper));
                facts.ratio(&format!("{id}.ratio"), ratio, ends, origin).line()
            }
            None => dash(),
        };
        let (word, told) = match verdict(one) {
            Some(Effect::Better) => ("better", say!(texts, "annual_changes.better")),
            Some(Effect::ProbablyBetter) => ("probably better", say!(texts, "annual_changes.probably_better")),
            Some(Effect::CannotTell) => ("cannot tell", say!(texts, "annual_changes.cannot_tell")),
            Some(Effect::Worse) => ("worse", say!(texts, "annual_changes.worse")),
            None => ("other_limit", say!(texts, "annual_changes.other_limit")),
        };
        let mut verdict = Cell::from(facts.word(&format!("{id}.verdict"), word, &told, origin));
        if let Some((before, after)) = &one.limits {
            let (before, after) =
                (facts.limit(&format!("{id}.limit_before"), before, origin), facts.limit(&format!("{id}.limit_after"), after, origin));
            verdict.small = say!(texts, "annual_changes.limits", before = before, after = after);
        }
        table.push(vec![asked(texts, &row.clause), before, after, ratio.into(), verdict]);
    }
    table
}
