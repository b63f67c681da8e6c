//! The self-assessment, clause by clause: what it asks, whether it was kept, what shows it, what people say to it.

use super::{anchor, asked, headed, id};
use crate::analysis::annual::{Answer, answer};
use crate::analysis::scorecard::Row;
use crate::assessment::{Entry, file};
use crate::report::annual::Annual;
use crate::report::facts::Facts;
use crate::report::line::{Line, line};
use crate::report::section::{beside, kept, listed, numbered, plural};
use crate::report::view::{Block, Cell, Section, Table};
use std::path::Path;

/// Writes the section.
pub fn section(data: &Annual, facts: &mut Facts) -> Section {
    let mut section = numbered(anchor::ASSESSMENT, "Self-assessment, clause by clause", headline(data, facts));
    let written = file(Path::new(""), &data.period().to_string()).display().to_string();
    section.blocks.push(Block::Text(line![
        "“Yes” is said only where the clause was kept as fully as it asks and every duty can be shown. “Partly”: half or more was kept, or what can be shown was kept and the rest cannot be shown. “No”: fewer than half. Comments and actions are written by people, in the file ",
        written,
        " of the workspace; the next run keeps them."
    ]));
    for policy in &data.policies {
        headed(data, &mut section, policy);
        let caption = format!("{}: self-assessment {}", policy.title, data.period());
        let heads = [("What it asks", false), ("Kept", false), ("What shows it", false), ("Comment", false), ("Action", false)];
        let mut table = Table { class: "assessment", ..Table::new(caption, &heads) };
        for row in &policy.rows {
            let Entry { comment, action, owner, due } = data.assessment.of(&row.clause.policy, &row.clause.clause);
            let in_charge: Vec<&str> = [owner.as_str(), due.as_str()].into_iter().filter(|text| !text.is_empty()).collect();
            let answered: Line =
                facts.text(&format!("{}.answer", id(&row.clause, data.period())), answer_of(row).word(), Some(&data.counts.origin)).into();
            table.push(vec![
                asked(&row.clause),
                answered.into(),
                evidence(data, facts, row),
                comment.into(),
                Cell::from(action).with_small(in_charge.join(", ")),
            ]);
        }
        section.blocks.push(Block::Table(table));
    }
    section
}

/// How a clause is answered for.
pub fn answer_of(row: &Row) -> Answer {
    answer(&row.counts, row.clause.aim)
}

/// How many clauses have an answer, as a fact.
pub fn count(data: &Annual, facts: &mut Facts, of: Answer) -> (u64, Line) {
    let count = data.rows().filter(|row| answer_of(row) == of).count() as u64;
    let fact = facts.count(&format!("assessment.{}.{}_count", data.period(), of.slug()), count, "clauses", &data.counts.origin);
    (count, fact.into())
}

fn headline(data: &Annual, facts: &mut Facts) -> Line {
    let all = data.rows().count() as u64;
    let mut parts = Vec::new();
    for (of, words) in
        [(Answer::Yes, "kept"), (Answer::Partly, "kept in part"), (Answer::No, "not kept"), (Answer::CannotBeShown, "cannot be shown")]
    {
        let (number, told) = count(data, facts, of);
        if number > 0 {
            parts.push(line![told, format!(" {words}")]);
        }
    }
    let of = facts.count(&format!("assessment.{}.clause_count", data.period()), all, "clauses", &data.clauses.origin);
    if parts.is_empty() {
        return line!["No duty of the ", of, plural(all, " clause fell due", " clauses fell due")];
    }
    line!["Of ", of, plural(all, " clause: ", " clauses: "), listed(facts.texts(), &parts)]
}

/// The numbers that the answer rests on.
fn evidence(data: &Annual, facts: &mut Facts, row: &Row) -> Cell {
    let (id, origin) = (id(&row.clause, data.period()), &data.counts.origin);
    let beside = beside(facts, &id, &row.counts, origin);
    if row.counts.judged() == 0 {
        return if beside.is_empty() { line!["no case"].into() } else { beside.into() };
    }
    let mut cell = kept(facts, &id, &row.counts, origin);
    if !beside.is_empty() {
        cell.small = if cell.small.is_empty() { beside } else { cell.small.then("; ").then(beside) };
    }
    cell
}
