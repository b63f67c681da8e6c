//! The clause scorecard: not kept, kept, cannot be shown, not yet due.

use super::head::{limits_before, previous_share, share_of};
use super::{
    about, anchor, asked_by_all, beside, clause_id, clause_name, dash, limit_of, numbered, promised_of, quoted, version_of, versions_note,
};
use crate::analysis::scorecard::{Change, Group, Row, SPOKEN_OF, worst_first};
use crate::error::Result;
use crate::report::chart::{kept_bar, sparkline};
use crate::report::facts::{Estimate, Facts};
use crate::report::format::{FEW, Locale, TimeUnit};
use crate::report::line::{Line, line};
use crate::report::quarterly::Quarterly;
use crate::report::texts::say;
use crate::report::view::{Block, Cell, Section, Table};
use std::cmp::Reverse;

/// Writes the section.
pub fn section(data: &Quarterly, facts: &mut Facts) -> Result<Section> {
    let texts = facts.texts();
    let mut section = numbered(anchor::CLAUSES, say!(texts, "clauses.topic").plain(), headline(data, facts));
    if data.scorecard.is_empty() {
        section.blocks.push(Block::Text(say!(texts, "clauses.no_procedure")));
        return Ok(section);
    }
    if data.lines().any(Row::has_verdict) {
        section.blocks.push(Block::Note(say!(texts, "clauses.how")));
    }
    section.blocks.extend(versions_note(texts, &data.scorecard));
    let mut has_assumed = false;
    for group in GROUPS {
        let rows = rows_of(data, group);
        if rows.is_empty() {
            continue;
        }
        has_assumed |= rows.iter().any(|row| row.clause.is_assumed);
        let caption = caption(data, facts, group, rows.len() as u64);
        section.blocks.push(Block::Table(if rows.iter().all(|row| row.has_verdict()) {
            judged(data, facts, &rows, caption)?
        } else {
            waiting(data, facts, &rows, caption)
        }));
    }
    let idle = rows_of(data, Group::NothingDue);
    if !idle.is_empty() {
        has_assumed |= idle.iter().any(|row| row.clause.is_assumed);
        let caption = caption(data, facts, Group::NothingDue, idle.len() as u64);
        section.blocks.push(Block::Fold(waiting(data, facts, &idle, caption)));
    }
    if has_assumed {
        section.blocks.push(Block::Note(say!(texts, "clauses.assumed_note")));
    }
    Ok(section)
}

/// The groups that are open to the eye.
const GROUPS: [Group; 4] = [Group::NotKept, Group::Kept, Group::CannotShow, Group::NotYetDue];

fn caption(data: &Quarterly, facts: &mut Facts, group: Group, rows: u64) -> Line {
    let name = match group {
        Group::NotKept => "not_kept",
        Group::Kept => "kept",
        Group::CannotShow => "cannot_be_shown",
        Group::NotYetDue => "not_yet_due",
        Group::NothingDue => "nothing_due",
    };
    let texts = facts.texts();
    let count = facts.count(&format!("sla.{}.group.{name}_count", data.id()), rows, "clauses", &data.counts_origin);
    match group {
        Group::NotKept => say!(texts, "clauses.group_not_kept", rows; n = count),
        Group::Kept => say!(texts, "clauses.group_kept", rows; n = count),
        Group::CannotShow => say!(texts, "clauses.group_cannot_show", rows; n = count),
        Group::NotYetDue => say!(texts, "clauses.group_not_yet_due", rows; n = count),
        Group::NothingDue => say!(texts, "clauses.group_nothing_due", rows; n = count),
    }
}

/// The rows of a group: promises before targets, the worst first.
fn rows_of(data: &Quarterly, group: Group) -> Vec<&Row> {
    let mut rows: Vec<&Row> = data.lines().filter(|row| row.group == group).collect();
    if group == Group::NotKept {
        rows.sort_by(|left, right| {
            let by_strength = right.clause.is_commitment.cmp(&left.clause.is_commitment);
            let by_shortfall = right.sure_shortfall().total_cmp(&left.sure_shortfall());
            by_strength.then(by_shortfall).then_with(|| Reverse(left.counts.broken()).cmp(&Reverse(right.counts.broken())))
        });
    }
    rows
}

fn headline(data: &Quarterly, facts: &mut Facts) -> Line {
    let texts = facts.texts();
    let judged: Vec<&Row> = data.lines().filter(|row| row.has_verdict()).collect();
    if judged.is_empty() {
        let is_any_judged = data.lines().any(|row| row.counts.judged() > 0);
        return if is_any_judged { say!(texts, "clauses.most_hidden") } else { say!(texts, "clauses.none_judged") };
    }
    let id = format!("sla.{}", data.id());
    let all = judged.len() as u64;
    let broken = judged.iter().filter(|row| row.group == Group::NotKept).count() as u64;
    if all == 1 {
        return if broken == 0 { say!(texts, "clauses.only_kept") } else { say!(texts, "clauses.only_broken") };
    }
    let of = facts.count(&format!("{id}.judged_clause_count"), all, "clauses", &data.counts_origin);
    if broken == 0 {
        return say!(texts, "clauses.all_kept", of = of);
    }
    let count = facts.count(&format!("{id}.not_kept_clause_count"), broken, "clauses", &data.counts_origin);
    let said = say!(texts, "clauses.some_broken", broken; n = count, of = of);
    match worst_first(&data.scorecard).first() {
        Some(row) => say!(texts, "clauses.furthest", said = said, clause = quoted(texts, &row.clause)),
        None => said,
    }
}

/// What was promised: our words, where it stands, and what kind of promise it is.
fn promised(data: &Quarterly, facts: &mut Facts, row: &Row) -> Cell {
    let (clause, texts) = (&row.clause, data.texts());
    let title = if data.policies.rows.len() > 1 { format!("{}, ", clause.policy_title) } else { String::new() };
    let mut small = line![title, clause.cite.as_str()];
    if !clause.is_in_force || clause.is_gone {
        small = say!(texts, "clauses.out_of_force", cite = small);
    }
    if !clause.is_commitment {
        small = say!(texts, "clauses.target", cite = small);
    }
    if let Some(version) = version_of(facts, &clause_id(data, clause), clause, &data.counts_origin) {
        small.push(line!["; ", version]);
    }
    Cell::from(asked_by_all(row)).with_small(small)
}

/// The limit in the procedure's words, with its dagger.
fn limit(data: &Quarterly, facts: &mut Facts, row: &Row) -> Cell {
    let (clause, texts) = (&row.clause, facts.texts());
    let dagger = if clause.is_assumed { "\u{a0}†" } else { "" };
    let id = format!("clause.{}", clause_name(clause, "."));
    let origins = [&data.clauses_origin, &data.counts_origin];
    let words = match limit_of(facts, row, &clause_id(data, clause), origins) {
        Some(limit) => {
            let needs_every = matches!(clause.kind.as_str(), "cadence" | "review")
                && !clause.span.as_ref().is_some_and(|span| span.starts_with("every "));
            if needs_every { say!(texts, "clauses.every", limit = limit) } else { limit }
        }
        None => match clause.kind.as_str() {
            "precondition" => say!(texts, "clauses.beforehand"),
            "single_contact" => say!(texts, "clauses.one_contact"),
            "record" => say!(texts, "clauses.on_record"),
            "review" => say!(texts, "clauses.regularly"),
            _ => say!(texts, "clauses.no_date"),
        },
    };
    let mut cell: Cell = words.then(dagger).into();
    if clause.aim < 1.0 {
        let aim = facts.percent(&format!("{id}.aim"), clause.aim, &data.clauses_origin);
        cell.small = say!(texts, "clauses.aim", share = aim);
    }
    cell
}

fn judged(data: &Quarterly, facts: &mut Facts, rows: &[&Row], caption: Line) -> Result<Table> {
    let (locale, texts) = (facts.locale(), facts.texts());
    let quarters = data.quarters.len().to_string();
    let heads = [
        (say!(texts, "clauses.head_promised"), false),
        (say!(texts, "clauses.head_limit"), false),
        (say!(texts, "clauses.head_kept"), true),
        (say!(texts, "clauses.head_scale"), false),
        (say!(texts, "clauses.head_quarters", n = quarters.as_str()), false),
    ];
    let mut table = Table { class: "scorecard", ..Table::new(caption, &heads) };
    // Their bars are in the accent.
    let spoken_of: Vec<String> = worst_first(&data.scorecard).into_iter().take(SPOKEN_OF).map(|row| clause_id(data, &row.clause)).collect();
    for row in rows {
        let id = clause_id(data, &row.clause);
        let met = facts.count(&format!("{id}.met_count"), row.counts.met, "duties", &data.counts_origin);
        let of = facts.count(&format!("{id}.judged_count"), row.counts.judged(), "duties", &data.counts_origin);
        let share = share_of(data, facts, row);
        let small = share.as_ref().map_or_else(|| say!(texts, "page.too_few"), Estimate::line);
        let spoken = match &share {
            Some(share) => say!(texts, "clauses.share_kept", share = share.line().plain()),
            None => say!(texts, "clauses.count_kept", met = row.counts.met.to_string(), of = row.counts.judged().to_string()),
        };
        let chart_id = clause_name(&row.clause, "-");
        let bar_about = about(locale, format!("bar-{chart_id}"), &spoken, quoted(texts, &row.clause));
        let bar = kept_bar::draw(row, spoken_of.contains(&id), data.has_shares_before(), &bar_about)?;
        let before = previous_share(data, facts, row).map(|previous| before(data, facts, row, previous));
        let history = say!(texts, "clauses.history", n = quarters.as_str());
        let spark_about = about(locale, format!("spark-{chart_id}"), &history, spark_words(data, locale, row));
        let spark = sparkline::draw(&row.history, &spark_about)?;
        let mut promised = promised(data, facts, row);
        let beside = beside(facts, &clause_id(data, &row.clause), &row.counts, &data.counts_origin);
        if !beside.is_empty() {
            promised.small = say!(texts, "clauses.beside", said = promised.small, beside = beside);
        }
        table.push(vec![
            promised,
            limit(data, facts, row),
            Cell::from(say!(texts, "page.kept_of", met = met, judged = of)).with_small(small),
            Cell { small: line![before], ..Cell::chart(bar) },
            Cell::chart(spark),
        ]);
    }
    Ok(table)
}

/// The share of the quarter before, and whether the difference to it is more than chance.
fn before(data: &Quarterly, facts: &mut Facts, row: &Row, share: Line) -> Line {
    let texts = facts.texts();
    if row.has_other_limit() {
        return say!(texts, "clauses.before_other_limit", share = share, limit = limits_before(data, facts, row));
    }
    match row.change.filter(Change::is_more_than_chance) {
        Some(change) if change.difference < 0.0 => say!(texts, "clauses.before_fell", share = share),
        Some(_) => say!(texts, "clauses.before_rose", share = share),
        None => say!(texts, "clauses.before", share = share),
    }
}

/// The eight quarters in words, for those who cannot see the line.
fn spark_words(data: &Quarterly, locale: Locale, row: &Row) -> String {
    let texts = locale.texts();
    let quarters = data.quarters.iter().zip(&row.history).map(|(quarter, counts)| {
        let quarter = quarter.to_string();
        match counts.met_share() {
            Some(share) if counts.judged() >= FEW => format!("{quarter}: {}", locale.share(share, counts.judged())),
            Some(_) => {
                let (met, of) = (counts.met.to_string(), counts.judged().to_string());
                say!(texts, "clauses.history_count", quarter = quarter, met = met, of = of).plain()
            }
            None => say!(texts, "clauses.history_none", quarter = quarter).plain(),
        }
    });
    quarters.collect::<Vec<_>>().join("; ")
}

/// The duties of clauses that are called neither kept nor not kept.
fn waiting(data: &Quarterly, facts: &mut Facts, rows: &[&Row], caption: Line) -> Table {
    let texts = facts.texts();
    let heads = [
        (say!(texts, "clauses.head_promised"), false),
        (say!(texts, "clauses.head_limit"), false),
        (say!(texts, "clauses.head_duties"), false),
    ];
    let mut table = Table::new(caption, &heads);
    for row in rows {
        let id = clause_id(data, &row.clause);
        let beside = beside(facts, &id, &row.counts, &data.counts_origin);
        let duties = if row.counts.judged() > 0 {
            let met = facts.count(&format!("{id}.met_count"), row.counts.met, "duties", &data.counts_origin);
            let judged = facts.count(&format!("{id}.judged_count"), row.counts.judged(), "duties", &data.counts_origin);
            line![say!(texts, "quarters.kept_of", met = met, judged = judged), "; ", beside]
        } else if beside.is_empty() {
            say!(texts, "clauses.no_case")
        } else {
            beside
        };
        table.push(vec![promised(data, facts, row), limit(data, facts, row), duties.into()]);
    }
    table
}

/// The commitments that were not kept, a row a clause.
pub(super) fn breaches(data: &Quarterly, facts: &mut Facts) -> Table {
    let texts = facts.texts();
    let heads = [
        (say!(texts, "breaches.head_promise"), false),
        (say!(texts, "breaches.head_late"), true),
        (say!(texts, "breaches.head_missed"), true),
        (say!(texts, "breaches.head_cases"), true),
        (say!(texts, "breaches.head_lateness"), true),
    ];
    let mut table = Table::new(say!(texts, "breaches.duties_caption"), &heads);
    let origin = &data.breaches.origin;
    let (mut late, mut missed) = (0, 0);
    for breach in &data.breaches.rows {
        let Some(row) = data.scorecard.iter().find(|row| row.clause.policy == breach.policy && row.clause.clause == breach.clause) else {
            continue;
        };
        // Breaches are of promises alone.
        let (_, id) = promised_of(row, &clause_id(data, &row.clause));
        let cases =
            if breach.cases == 0 { dash() } else { facts.count(&format!("{id}.broken_case_count"), breach.cases, "cases", origin).into() };
        let lateness = breach.median_late_minutes.map_or_else(dash, |minutes| {
            let (id, unit) = (format!("{id}.median_late"), TimeUnit::fitting(minutes));
            match (breach.is_late_by_day, minutes < TimeUnit::Minutes.minutes()) {
                (false, _) => facts.duration(&id, minutes, unit, Some(breach.late), None, origin).value.into(),
                (true, false) => say!(texts, "breaches.at_least", time = facts.at_least(&id, minutes, unit, breach.late, origin)),
                (true, true) => say!(texts, "breaches.by_day"),
            }
        });
        table.push(vec![
            promised(data, facts, row),
            facts.count(&format!("{id}.late_count"), breach.late, "duties", origin).into(),
            facts.count(&format!("{id}.missed_count"), breach.missed, "duties", origin).into(),
            cases.into(),
            lateness.into(),
        ]);
        late += breach.late;
        missed += breach.missed;
    }
    let id = format!("sla.{}", data.id());
    table.push_total(vec![
        say!(texts, "breaches.all_promises").into(),
        facts.count(&format!("{id}.late_count"), late, "duties", origin).into(),
        facts.count(&format!("{id}.missed_count"), missed, "duties", origin).into(),
        Cell::default(),
        Cell::default(),
    ]);
    table
}
