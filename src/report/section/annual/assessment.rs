//! The self-assessment, clause by clause: what it asks, whether it was kept, what shows it, what people say to it.

use super::{anchor, asked_by, headed, id};
use crate::analysis::annual::{Answer, answer};
use crate::analysis::scorecard::Row;
use crate::assessment::{Entry, file};
use crate::report::annual::Annual;
use crate::report::facts::Facts;
use crate::report::line::Line;
use crate::report::section::{beside, kept, listed, numbered, versions_note};
use crate::report::texts::{Texts, say};
use crate::report::view::{Block, Cell, Section, Table};
use std::path::Path;

/// Writes the section.
pub fn section(data: &Annual, facts: &mut Facts) -> Section {
    let texts = facts.texts();
    let mut section = numbered(anchor::ASSESSMENT, say!(texts, "assessment.topic").plain(), headline(data, facts));
    let written = file(Path::new(""), &data.period().to_string()).display().to_string();
    section.blocks.push(Block::Text(say!(texts, "assessment.how", file = written)));
    for policy in &data.policies {
        headed(data, &mut section, policy);
        section.blocks.extend(versions_note(texts, &policy.rows));
        let caption = say!(texts, "assessment.caption", title = policy.title.as_str(), year = data.period().to_string());
        let heads = [
            (say!(texts, "annual.head_asks"), false),
            (say!(texts, "assessment.head_kept"), false),
            (say!(texts, "assessment.head_shown"), false),
            (say!(texts, "assessment.head_comment"), false),
            (say!(texts, "assessment.head_action"), false),
        ];
        let mut table = Table { class: "assessment", ..Table::new(caption, &heads) };
        for row in policy.rows.iter().flat_map(Row::lines) {
            // What people write is about the clause as it is now.
            let written = data.assessment.of(&row.clause.policy, &row.clause.clause);
            let Entry { comment, action, owner, due } = if row.clause.is_replaced() { Entry::default() } else { written };
            let in_charge: Vec<&str> = [owner.as_str(), due.as_str()].into_iter().filter(|text| !text.is_empty()).collect();
            let answer = answer_of(row);
            let answer_id = format!("{}.answer", id(&row.clause, data.period()));
            let answered = facts.word(&answer_id, answer.word(), &told(texts, answer), &data.counts.origin);
            table.push(vec![
                asked_by(data, facts, row),
                Cell::from(answered).with_small(belief(texts, row, answer)),
                evidence(data, facts, row),
                comment.into(),
                Cell::from(action).with_small(in_charge.join(", ")),
            ]);
        }
        section.blocks.push(Block::Table(table));
    }
    section
}

/// The answers of a clause under which nothing fell due that could be answered for.
pub const IDLE: [Answer; 2] = [Answer::NotYetDue, Answer::NothingDue];

/// How a clause is answered for.
pub fn answer_of(row: &Row) -> Answer {
    answer(&row.counts, row.clause.aim)
}

/// What a yes rests on, where that is not on record.
fn belief(texts: &Texts, row: &Row, answer: Answer) -> Line {
    match row.counts.presumed {
        0 => Line::new(),
        _ if answer != Answer::Yes => Line::new(),
        presumed if presumed == row.counts.judged() => say!(texts, "assessment.on_belief"),
        _ => say!(texts, "assessment.on_belief_in_part"),
    }
}

/// An answer in the words of the page.
fn told(texts: &Texts, answer: Answer) -> Line {
    match answer {
        Answer::No => say!(texts, "assessment.no"),
        Answer::Partly => say!(texts, "assessment.partly"),
        Answer::CannotBeShown => say!(texts, "assessment.cannot_be_shown"),
        Answer::Yes => say!(texts, "assessment.yes"),
        Answer::NotYetDue => say!(texts, "assessment.not_yet_due"),
        Answer::NothingDue => say!(texts, "page.none_due"),
    }
}

/// How many clauses have an answer, as a fact.
pub fn count(data: &Annual, facts: &mut Facts, of: Answer) -> (u64, Line) {
    let count = data.lines().filter(|row| answer_of(row) == of).count() as u64;
    let fact = facts.count(&format!("assessment.{}.{}_count", data.period(), of.slug()), count, "clauses", &data.counts.origin);
    (count, fact.into())
}

fn headline(data: &Annual, facts: &mut Facts) -> Line {
    let (all, texts) = (data.lines().count() as u64, facts.texts());
    let mut parts = Vec::new();
    for of in [Answer::Yes, Answer::Partly, Answer::No, Answer::CannotBeShown] {
        let (number, told) = count(data, facts, of);
        if number > 0 {
            parts.push(match of {
                Answer::Yes => say!(texts, "assessment.count_yes", n = told),
                Answer::Partly => say!(texts, "assessment.count_partly", n = told),
                Answer::No => say!(texts, "assessment.count_no", n = told),
                _ => say!(texts, "assessment.count_not_shown", n = told),
            });
        }
    }
    let of = facts.count(&format!("assessment.{}.clause_count", data.period()), all, "clauses", &data.clauses.origin);
    if parts.is_empty() {
        return say!(texts, "assessment.none_due", all; n = of);
    }
    // The clauses under which nothing fell due are told too: without it the numbers would not add up to all of them.
    for of in IDLE.into_iter().filter(|of| data.lines().any(|row| answer_of(row) == *of)) {
        let (_, told) = count(data, facts, of);
        parts.push(match of {
            Answer::NotYetDue => say!(texts, "assessment.count_not_yet_due", n = told),
            _ => say!(texts, "assessment.count_nothing_due", n = told),
        });
    }
    say!(texts, "assessment.headline", all; n = of, list = listed(texts, &parts))
}

/// The numbers that the answer rests on.
fn evidence(data: &Annual, facts: &mut Facts, row: &Row) -> Cell {
    let (id, origin) = (id(&row.clause, data.period()), &data.counts.origin);
    let beside = beside(facts, &id, &row.counts, origin);
    if row.counts.judged() == 0 {
        return if beside.is_empty() { say!(facts.texts(), "assessment.no_case").into() } else { beside.into() };
    }
    let mut cell = kept(facts, &id, &row.counts, origin);
    if !beside.is_empty() {
        cell.small = if cell.small.is_empty() { beside } else { cell.small.then("; ").then(beside) };
    }
    cell
}
