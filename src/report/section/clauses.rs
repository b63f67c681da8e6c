//! The clause scorecard: not kept, kept, cannot be shown, not yet due.

use super::head::{previous_share, share_of, worst_first};
use super::{about, anchor, beside, clause_id, dash, numbered, plural, quoted};
use crate::analysis::scorecard::{Group, Row};
use crate::error::Result;
use crate::report::chart::{kept_bar, sparkline};
use crate::report::facts::{Estimate, Facts};
use crate::report::format::{self, FEW, TimeUnit};
use crate::report::line::{Line, line};
use crate::report::quarterly::Quarterly;
use crate::report::view::{Block, Cell, Section, Table};
use std::cmp::Reverse;

/// Writes the section.
pub fn section(data: &Quarterly, facts: &mut Facts) -> Result<Section> {
    let mut section = numbered(anchor::CLAUSES, "The clauses, one by one", headline(data, facts));
    if data.scorecard.is_empty() {
        section.blocks.push(Block::Text(line![
            "No procedure was in force in this quarter. Name one in ombud.toml, or put one into the folder policies."
        ]));
        return Ok(section);
    }
    if data.scorecard.iter().any(|row| row.counts.judged() > 0) {
        section.blocks.push(Block::Note(line![
        "How to read this: the bar is the share kept, from 0 to 100\u{a0}%, with its 95\u{a0}% interval as a whisker; the small triangle below is the quarter before. A solid bar is a promise, a hollow one a target (“we aim to”). With fewer than ten duties each is a dot, filled where it was kept. The line at the right runs over the last eight quarters, on one scale from 0 to 100\u{a0}% for all clauses; a hollow point rests on fewer than ten duties, a gap had none."
    ]));
    }
    let mut has_assumed = false;
    for (group, title) in GROUPS {
        let rows = rows_of(data, group);
        if rows.is_empty() {
            continue;
        }
        has_assumed |= rows.iter().any(|row| row.clause.is_assumed);
        let id = format!("sla.{}.group.{}_count", data.id(), slug(group));
        let count = facts.count(&id, rows.len() as u64, "clauses", &data.counts_origin);
        let caption = line![title, " (", count, plural(rows.len() as u64, " clause)", " clauses)")];
        let is_judged = matches!(group, Group::NotKept | Group::Kept);
        section.blocks.push(Block::Table(if is_judged {
            judged(data, facts, &rows, caption)?
        } else {
            waiting(data, facts, &rows, caption)
        }));
    }
    let idle = rows_of(data, Group::NothingDue);
    if !idle.is_empty() {
        has_assumed |= idle.iter().any(|row| row.clause.is_assumed);
        section.blocks.push(Block::Fold(nothing_due(data, facts, &idle)));
    }
    if has_assumed {
        section.blocks.push(Block::Note(line![
            "† The written procedure names no number here; this limit was assumed, and is named in section “Method”."
        ]));
    }
    Ok(section)
}

/// So many bars are in the accent: those that the findings speak of.
const SPOKEN_OF: usize = 2;

const GROUPS: [(Group, &str); 4] =
    [(Group::NotKept, "Not kept"), (Group::Kept, "Kept"), (Group::CannotShow, "Cannot be shown"), (Group::NotYetDue, "Not yet due")];

fn slug(group: Group) -> &'static str {
    match group {
        Group::NotKept => "not_kept",
        Group::Kept => "kept",
        Group::CannotShow => "cannot_be_shown",
        Group::NotYetDue => "not_yet_due",
        Group::NothingDue => "nothing_due",
    }
}

/// The rows of a group: promises before targets, the worst first.
fn rows_of(data: &Quarterly, group: Group) -> Vec<&Row> {
    let mut rows: Vec<&Row> = data.scorecard.iter().filter(|row| row.group == group).collect();
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
    let judged: Vec<&Row> = data.scorecard.iter().filter(|row| row.counts.judged() > 0).collect();
    if judged.is_empty() {
        return line!["No duty fell due that could be judged"];
    }
    let id = format!("sla.{}", data.id());
    let broken = judged.iter().filter(|row| row.group == Group::NotKept).count() as u64;
    let of = facts.count(&format!("{id}.judged_clause_count"), judged.len() as u64, "clauses", &data.counts_origin);
    if broken == 0 {
        return line![
            "Each of the ",
            of,
            format!(" {} under which a duty fell due was kept as it asks", plural(judged.len() as u64, "clause", "clauses"))
        ];
    }
    let count = facts.count(&format!("{id}.not_kept_clause_count"), broken, "clauses", &data.counts_origin);
    let worst = worst_first(data).first().map(|row| line![format!("; the furthest from it: {}", quoted(facts.texts(), &row.clause))]);
    line![count, " of ", of, format!(" clauses {} not kept as fully as they ask", plural(broken, "was", "were")), worst]
}

/// What was promised: our words, where it stands, and what kind of promise it is.
fn promised(data: &Quarterly, row: &Row) -> Cell {
    let clause = &row.clause;
    let mut small = Line::new();
    if !clause.is_commitment {
        small.push("Target. ");
    }
    if !clause.is_in_force {
        small.push("No longer in force; older cases. ");
    }
    let title = if data.policies.rows.len() > 1 { format!("{}, ", clause.policy_title) } else { String::new() };
    small.push(format!("{title}{}", clause.cite));
    Cell::from(clause.asks.as_str()).with_small(small)
}

/// The limit in the procedure's words, with its dagger.
fn limit(data: &Quarterly, facts: &mut Facts, row: &Row) -> Cell {
    let clause = &row.clause;
    let dagger = if clause.is_assumed { "\u{a0}†" } else { "" };
    let id = format!("clause.{}.{}", clause.policy, clause.clause);
    let mut cell: Cell = match &clause.span {
        Some(span) => {
            let text = facts.text(&format!("{id}.limit"), span, Some(&data.clauses_origin));
            {
                let needs_every = matches!(clause.kind.as_str(), "cadence" | "review") && !span.starts_with("every ");
                line![if needs_every { "every " } else { "" }, text, dagger].into()
            }
        }
        None => line![
            match clause.kind.as_str() {
                "precondition" => "beforehand",
                "single_contact" => "one contact",
                "record" => "on record",
                "review" => "regularly",
                _ => "no date",
            },
            dagger
        ]
        .into(),
    };
    if clause.aim < 1.0 {
        let aim = facts.percent(&format!("{id}.aim"), clause.aim, &data.clauses_origin);
        cell.small = line!["in ", aim, " of cases"];
    }
    cell
}

fn judged(data: &Quarterly, facts: &mut Facts, rows: &[&Row], caption: Line) -> Result<Table> {
    let quarters = format!("{} quarters", data.quarters.len());
    let heads = [("What was promised", false), ("Limit", false), ("Kept", true), ("0 to 100\u{a0}%", false), (quarters.as_str(), false)];
    let mut table = Table { class: "scorecard", ..Table::new(caption, &heads) };
    let spoken_of: Vec<&str> = worst_first(data).into_iter().take(SPOKEN_OF).map(|row| row.clause.clause.as_str()).collect();
    for row in rows {
        let id = clause_id(data, &row.clause);
        let met = facts.count(&format!("{id}.met_count"), row.counts.met, "duties", &data.counts_origin);
        let of = facts.count(&format!("{id}.judged_count"), row.counts.judged(), "duties", &data.counts_origin);
        let share = share_of(data, facts, row);
        let small = share.as_ref().map_or_else(|| line!["too few for a rate"], Estimate::line);
        let spoken = match &share {
            Some(share) => format!("{} kept", share.line().plain()),
            None => format!("{} of {} kept", row.counts.met, row.counts.judged()),
        };
        let chart_id = format!("{}-{}", row.clause.policy, row.clause.clause);
        let bar_about = about(facts.locale(), format!("bar-{chart_id}"), &line![spoken], quoted(facts.texts(), &row.clause));
        let bar = kept_bar::draw(row, spoken_of.contains(&row.clause.clause.as_str()), &bar_about)?;
        let before = previous_share(data, facts, row).map(|previous| line!["before: ", previous, change_mark(row)]);
        let spark_about =
            about(facts.locale(), format!("spark-{chart_id}"), &line![format!("Share kept over {quarters}")], spark_words(data, row));
        let spark = sparkline::draw(&row.history, &spark_about)?;
        let mut promised = promised(data, row);
        let beside = beside(facts, &clause_id(data, &row.clause), &row.counts, &data.counts_origin);
        if !beside.is_empty() {
            promised.small.push(line![". Beside the rate: ", beside]);
        }
        table.push(vec![
            promised,
            limit(data, facts, row),
            Cell::from(line![met, " of ", of]).with_small(small),
            Cell { small: line![before], ..Cell::chart(bar) },
            Cell::chart(spark),
        ]);
    }
    Ok(table)
}

/// Whether the difference to the quarter before is more than chance, in three words.
fn change_mark(row: &Row) -> &'static str {
    match row.change.filter(|change| change.is_more_than_chance()) {
        Some(change) if change.difference < 0.0 => "; fell, more than chance",
        Some(_) => "; rose, more than chance",
        None => "",
    }
}

/// The eight quarters in words, for those who cannot see the line.
fn spark_words(data: &Quarterly, row: &Row) -> String {
    let quarters = data.quarters.iter().zip(&row.history).map(|(quarter, counts)| match counts.met_share() {
        Some(share) if counts.judged() >= FEW => format!("{quarter}: {}", format::share(share, counts.judged())),
        Some(_) => format!("{quarter}: {} of {}", counts.met, counts.judged()),
        None => format!("{quarter}: none fell due"),
    });
    quarters.collect::<Vec<_>>().join("; ")
}

fn waiting(data: &Quarterly, facts: &mut Facts, rows: &[&Row], caption: Line) -> Table {
    let mut table = Table::new(caption, &[("What was promised", false), ("Limit", false), ("Duties", false)]);
    for row in rows {
        let beside = beside(facts, &clause_id(data, &row.clause), &row.counts, &data.counts_origin);
        table.push(vec![promised(data, row), limit(data, facts, row), beside.into()]);
    }
    table
}

fn nothing_due(data: &Quarterly, facts: &mut Facts, rows: &[&Row]) -> Table {
    let count = facts.count(&format!("sla.{}.group.nothing_due_count", data.id()), rows.len() as u64, "clauses", &data.counts_origin);
    let caption = line!["No case fell due (", count, plural(rows.len() as u64, " clause)", " clauses)")];
    let mut table = Table::new(caption, &[("What was promised", false), ("Limit", false), ("Duties", false)]);
    for row in rows {
        let beside = beside(facts, &clause_id(data, &row.clause), &row.counts, &data.counts_origin);
        let beside = if beside.is_empty() { line!["no case"] } else { beside };
        table.push(vec![promised(data, row), limit(data, facts, row), beside.into()]);
    }
    table
}

/// The commitments that were not kept, a row a clause.
pub(super) fn breaches(data: &Quarterly, facts: &mut Facts) -> Table {
    let heads = [("Promise", false), ("Done late", true), ("Not done", true), ("Cases", true), ("Late by (median)", true)];
    let mut table = Table::new("Duties done after their due, duties not done, and the cases concerned", &heads);
    let origin = &data.breaches.origin;
    let (mut late, mut missed) = (0, 0);
    for breach in &data.breaches.rows {
        let Some(row) = data.scorecard.iter().find(|row| row.clause.policy == breach.policy && row.clause.clause == breach.clause) else {
            continue;
        };
        let id = clause_id(data, &row.clause);
        let cases =
            if breach.cases == 0 { dash() } else { facts.count(&format!("{id}.broken_case_count"), breach.cases, "cases", origin).into() };
        let lateness = breach.median_late_minutes.map_or_else(dash, |minutes| {
            let unit = TimeUnit::fitting(minutes);
            facts.duration(&format!("{id}.median_late"), minutes, unit, Some(breach.late), None, origin).value.into()
        });
        table.push(vec![
            promised(data, row),
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
        "All promises".into(),
        facts.count(&format!("{id}.late_count"), late, "duties", origin).into(),
        facts.count(&format!("{id}.missed_count"), missed, "duties", origin).into(),
        Cell::default(),
        Cell::default(),
    ]);
    table
}
