//! How the numbers came about: the rules, the readings in force, what was assumed.

use super::{anchor, asked_by_all, clause_id, dash, kept, limit_in_force, limit_of, limit_of_versions, numbered};
use crate::analysis::measure::clauses::{Clause, Counts, ReadingChange};
use crate::analysis::scorecard::{Reading, Row};
use crate::report::facts::Facts;
use crate::report::line::{Line, line};
use crate::report::quarterly::Quarterly;
use crate::report::texts::{Texts, say};
use crate::report::view::{Block, Cell, Section, Table};

/// The rules by which the numbers came about.
fn rules(texts: &Texts) -> Vec<Line> {
    vec![
        say!(texts, "method.rule_quarter"),
        say!(texts, "method.rule_rate"),
        say!(texts, "method.rule_kept"),
        say!(texts, "method.rule_intervals"),
        say!(texts, "method.rule_waiting"),
        say!(texts, "method.rule_trends"),
        say!(texts, "method.rule_two_looks"),
        say!(texts, "method.rule_since"),
        say!(texts, "method.rule_charts"),
        say!(texts, "method.rule_months"),
    ]
}

/// A clause and one of its other readings.
type Pair<'a> = (&'a Row, &'a Reading);

/// Writes the section.
pub fn section(data: &Quarterly, facts: &mut Facts) -> Section {
    let texts = facts.texts();
    let mut section = numbered(anchor::METHOD, say!(texts, "method.topic").plain(), say!(texts, "method.headline"));
    section.blocks.push(Block::List(rules(texts)));
    if !data.policies.rows.is_empty() {
        section.blocks.push(Block::Table(policies(data, facts)));
    }
    let pairs = data.scorecard.iter().flat_map(|row| row.readings.iter().map(move |reading| (row, reading)));
    let (telling, others): (Vec<Pair>, Vec<Pair>) = pairs.partition(|(row, reading)| makes_a_difference(data, row, reading));
    let (unshown, silent): (Vec<Pair>, Vec<Pair>) = others.into_iter().partition(|(row, reading)| row.cannot_show_against(reading));
    if !(telling.is_empty() && silent.is_empty() && unshown.is_empty()) {
        section.blocks.push(Block::Heading(say!(texts, "method.ambiguities_heading")));
        section.blocks.push(Block::Text(say!(texts, "method.ambiguities")));
    }
    if !telling.is_empty() {
        section.blocks.push(Block::Table(readings(data, facts, say!(texts, "method.telling_caption"), &telling)));
    }
    if !unshown.is_empty() {
        section.blocks.push(Block::Table(readings(data, facts, say!(texts, "method.unshown_caption"), &unshown)));
    }
    if !silent.is_empty() {
        section.blocks.push(Block::Fold(readings(data, facts, say!(texts, "method.silent_caption"), &silent)));
    }
    let assumed: Vec<&Row> = data.scorecard.iter().filter(|row| row.clause.is_assumed).collect();
    if !assumed.is_empty() {
        section.blocks.push(Block::Heading(say!(texts, "method.assumed_heading")));
        section.blocks.push(Block::List(assumed.iter().map(|row| assumption(data, facts, row)).collect()));
    }
    section
}

fn policies(data: &Quarterly, facts: &mut Facts) -> Table {
    let texts = facts.texts();
    let heads = [
        (say!(texts, "method.head_procedure"), false),
        (say!(texts, "method.head_from"), true),
        (say!(texts, "method.head_until"), true),
        (say!(texts, "method.head_calendar"), false),
        (say!(texts, "method.head_clauses"), true),
    ];
    let mut table = Table::new(say!(texts, "method.policies_caption"), &heads);
    let origin = &data.policies.origin;
    for policy in &data.policies.rows {
        let version = policy.effective_from.map_or("open".to_string(), |from| from.to_string());
        let id = format!("policy.{}.{version}", policy.policy);
        let mut day = |name: &str, day: Option<chrono::NaiveDate>| -> Line {
            day.map_or_else(dash, |day| facts.day(&format!("{id}.{name}"), day, Some(origin)).into())
        };
        let (from, to) = (day("effective_from", policy.effective_from), day("effective_to", policy.effective_to));
        table.push(vec![
            Cell::from(policy.title.as_str()).with_small(policy.policy.as_str()),
            from.into(),
            to.into(),
            policy.calendar.as_deref().unwrap_or("–").into(),
            facts.count(&format!("{id}.clause_count"), policy.clause_count, "clauses", origin).into(),
        ]);
    }
    table
}

/// Whether a reading changes a case's verdict, or a count of the quarter.
fn makes_a_difference(data: &Quarterly, row: &Row, reading: &Reading) -> bool {
    let counts = |counts: &Counts| (counts.met, counts.judged());
    counts(&row.counts) != counts(&reading.counts) || change_of(data, &reading.clause).is_some_and(|change| change.changed > 0)
}

fn change_of<'a>(data: &'a Quarterly, clause: &Clause) -> Option<&'a ReadingChange> {
    data.readings
        .rows
        .iter()
        .find(|change| change.policy == clause.policy && change.clause == clause.clause && change.reading == clause.reading)
}

fn readings(data: &Quarterly, facts: &mut Facts, caption: Line, pairs: &[Pair]) -> Table {
    let texts = facts.texts();
    let heads = [
        (say!(texts, "method.head_reading"), false),
        (say!(texts, "method.head_limit"), false),
        (say!(texts, "method.head_kept"), true),
        (say!(texts, "method.head_changed"), true),
    ];
    let mut table = Table::new(caption, &heads);
    let mut last = None;
    for (row, reading) in pairs {
        let key = (&row.clause.policy, &row.clause.clause);
        if last != Some(key) {
            let main = kept(facts, &clause_id(data, &row.clause), &row.counts, &data.counts_origin);
            let limit =
                limit_of(facts, row, &clause_id(data, &row.clause), [&data.clauses_origin, &data.counts_origin]).unwrap_or_else(dash);
            table.push(vec![Cell::from(asked_by_all(row)).with_small(say!(texts, "method.in_force")), limit.into(), main, Cell::default()]);
            last = Some(key);
        }
        let clause = &reading.clause;
        let id = clause_id(data, clause);
        let kept = kept(facts, &id, &reading.counts, &data.counts_origin);
        let changed: Line = match change_of(data, clause) {
            Some(change) if change.cases > 0 && (change.changed > 0 || !row.cannot_show_against(reading)) => {
                let origin = &data.readings.origin;
                let changed = facts.count(&format!("{id}.changed_case_count"), change.changed, "cases", origin);
                say!(texts, "method.count_of", n = changed, of = facts.count(&format!("{id}.case_count"), change.cases, "cases", origin))
            }
            _ => dash(),
        };
        let told = say!(texts, "method.reading", name = clause.reading.as_str());
        let told = if reading.is_partial { say!(texts, "method.partial", reading = told) } else { told };
        let label = Cell::from(clause.asks.as_str()).with_small(told);
        let limit =
            limit_of_versions(facts, (clause, &reading.limits), &id, [&data.clauses_origin, &data.counts_origin]).unwrap_or_else(dash);
        table.push(vec![label, limit.into(), kept, changed.into()]);
    }
    table
}

fn limit(facts: &mut Facts, data: &Quarterly, clause: &Clause) -> Line {
    clause.span.as_deref().map_or_else(dash, |limit| limit_in_force(facts, clause, limit, &data.clauses_origin))
}

fn assumption(data: &Quarterly, facts: &mut Facts, row: &Row) -> Line {
    let mut text = line![row.clause.asks.as_str(), " (", row.clause.cite.as_str(), ")"];
    if row.clause.span.is_some() {
        text.push(line![": ", limit(facts, data, &row.clause)]);
    }
    text.then(".")
}
