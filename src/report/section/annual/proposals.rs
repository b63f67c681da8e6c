//! Proposed changes as a list to approve, the approval, and the minutes.

use super::assessment::answer_of;
use super::{ambiguity, anchor, calibration, headed, id, plain};
use crate::analysis::annual::Answer;
use crate::analysis::scorecard::Row;
use crate::policy::lint::{Finding, Kind};
use crate::report::annual::{Annual, Reviewed};
use crate::report::facts::Facts;
use crate::report::line::{Line, line};
use crate::report::section::{numbered, plural, quoted};
use crate::report::view::{Block, Cell, Section, Table};
use std::cmp::Reverse;

/// A proposal before it has its number.
struct Proposal {
    clause: Line,
    finding: Line,
    change: Line,
}

/// Writes the list of proposals.
pub fn section(data: &Annual, facts: &mut Facts) -> Section {
    let all: Vec<(&Reviewed, Vec<Proposal>)> = data.policies.iter().map(|policy| (policy, proposals(data, facts, policy))).collect();
    let count: u64 = all.iter().map(|(_, list)| list.len() as u64).sum();
    let headline = if count == 0 {
        line!["Nothing is proposed"]
    } else {
        let told = facts.count(&format!("proposal.{}.count", data.period()), count, "proposals", &data.counts.origin);
        line![told, plural(count, " change is", " changes are"), " proposed; each is to be approved, declined or put off"]
    };
    let mut section = numbered(anchor::PROPOSALS, "Proposed changes", headline);
    if count > 0 {
        section
            .blocks
            .push(Block::Text(line!["A draft, made from the findings of this page. Nothing changes until somebody approves it."]));
    }
    let mut number = 0;
    for (policy, list) in all.into_iter().filter(|(_, list)| !list.is_empty()) {
        headed(data, &mut section, policy);
        let heads = [("No.", false), ("Clause", false), ("Finding", false), ("Proposal", false), ("Approve, decline, later", false)];
        let mut table = Table { class: "fill", ..Table::new(format!("{}: to approve", policy.title), &heads) };
        for proposal in list {
            number += 1;
            table.push(vec![format!("P{number}").into(), proposal.clause.into(), proposal.finding.into(), proposal.change.into(), boxes()]);
        }
        section.blocks.push(Block::Table(table));
    }
    section
}

/// Three boxes to tick.
fn boxes() -> Cell {
    line!["☐ approve ☐ decline ☐ later"].into()
}

/// The proposals of a procedure: what was not kept, what cannot be shown, what can be read in two ways, what the text lacks.
fn proposals(data: &Annual, facts: &mut Facts, policy: &Reviewed) -> Vec<Proposal> {
    let mut list = Vec::new();
    let mut broken: Vec<&Row> = policy
        .rows
        .iter()
        .filter(|row| row.clause.is_commitment && row.counts.met_share().is_some_and(|share| share < row.clause.aim))
        .collect();
    broken.sort_by(|left, right| {
        right
            .sure_shortfall()
            .total_cmp(&left.sure_shortfall())
            .then_with(|| Reverse(left.counts.broken()).cmp(&Reverse(right.counts.broken())))
    });
    list.extend(broken.into_iter().map(|row| not_kept(data, facts, row)));
    list.extend(
        policy
            .rows
            .iter()
            .filter(|row| row.clause.is_commitment && answer_of(row) == Answer::CannotBeShown)
            .map(|row| not_shown(data, facts, policy, row)),
    );
    for row in &policy.rows {
        for reading in row.readings.iter().filter(|reading| ambiguity::flips(data, reading).is_some_and(|flips| flips.all() > 0)) {
            let Some(flips) = ambiguity::flips(data, reading) else { continue };
            let id = id(&reading.clause, data.period());
            let changed = facts.count(&format!("{id}.flip_count"), flips.all(), "cases", &data.flips.origin);
            let of = facts.count(&format!("{id}.compared_count"), flips.compared, "cases", &data.flips.origin);
            let finding = line![format!("read as “{}”, ", reading.clause.reading), changed, " of ", of, " cases come to another end"];
            list.push(Proposal { clause: line![row.clause.cite.as_str()], finding, change: ambiguity::wording(policy, row, reading) });
        }
    }
    let of_text = |finding: &&Finding| matches!(finding.kind, Kind::Contradiction | Kind::ClosedDays | Kind::Misspelt);
    list.extend(policy.advice.iter().filter(of_text).map(|finding| Proposal {
        clause: cite(policy, finding).into(),
        finding: plain(&finding.found).into(),
        change: plain(&finding.cure).into(),
    }));
    list.extend(together(
        policy,
        Kind::NoLimit,
        "they ask for something and do not say by when",
        "Say by when, as the section on procedure lint words it.",
    ));
    list.extend(together(
        policy,
        Kind::Assumed,
        "their measure is not in the written text",
        "Write the measure into the procedure, or one that you would rather keep, as the section on procedure lint words it.",
    ));
    list
}

/// Where the clause of a finding stands in the procedure.
fn cite<'a>(policy: &'a Reviewed, finding: &'a Finding) -> &'a str {
    policy.rows.iter().find(|row| row.clause.clause == finding.clause).map_or(finding.clause.as_str(), |row| row.clause.cite.as_str())
}

/// One proposal for all clauses that lack the same.
fn together(policy: &Reviewed, kind: Kind, finding: &str, change: &str) -> Option<Proposal> {
    let mut cites: Vec<&str> = policy.advice.iter().filter(|one| one.kind == kind).map(|one| cite(policy, one)).collect();
    cites.dedup();
    (!cites.is_empty()).then(|| Proposal { clause: cites.join("; ").into(), finding: finding.into(), change: change.into() })
}

fn not_kept(data: &Annual, facts: &mut Facts, row: &Row) -> Proposal {
    let (id, origin) = (id(&row.clause, data.period()), &data.counts.origin);
    let broken = facts.count(&format!("{id}.broken_count"), row.counts.broken(), "duties", origin);
    let judged = facts.count(&format!("{id}.judged_count"), row.counts.judged(), "duties", origin);
    let finding =
        line![quoted(facts.texts(), &row.clause), " was not kept ", broken, " of ", judged, plural(row.counts.judged(), " time", " times")];
    let limit = calibration::of(data, row)
        .filter(|found| found.followed as u64 >= crate::report::format::FEW)
        .and_then(|found| calibration::limit_95(data, facts, found));
    let change = if let Some(limit) = limit {
        line!["Change the work so that the limit is kept; or promise what is kept: 95\u{a0}% would have kept ", limit, "."]
    } else {
        line!["Change the work so that it is kept, or strike the promise out."]
    };
    Proposal { clause: line![row.clause.cite.as_str()], finding, change }
}

fn not_shown(data: &Annual, facts: &mut Facts, policy: &Reviewed, row: &Row) -> Proposal {
    let id = id(&row.clause, data.period());
    let count = facts.count(&format!("{id}.not_shown_count"), row.counts.not_shown(), "duties", &data.counts.origin);
    let finding = line![
        quoted(facts.texts(), &row.clause),
        " cannot be shown for any of ",
        count,
        plural(row.counts.not_shown(), " duty", " duties")
    ];
    let cure = policy.advice.iter().find(|finding| finding.kind == Kind::CannotBeShown && finding.clause == row.clause.clause);
    let change = cure.map_or_else(|| line!["Record it, in the source or in the register."], |finding| plain(&finding.cure).into());
    Proposal { clause: line![row.clause.cite.as_str()], finding, change }
}

/// Writes the approval and the minutes, with what people wrote and room for the rest.
pub fn approval(data: &Annual) -> Section {
    let mut section = numbered(anchor::APPROVAL, "Approval and minutes", line!["To be filled in at the review"]);
    let (approval, minutes) = (&data.assessment.approval, &data.assessment.minutes);
    let block = |caption: &str, rows: &[(&str, &str)]| {
        let mut table = Table { class: "fill form", ..Table::new(caption, &[("Item", false), ("To be filled in", false)]) };
        for (name, value) in rows {
            table.push(vec![(*name).into(), (*value).into()]);
        }
        Block::Table(table)
    };
    section
        .blocks
        .push(block("Approval", &[("Approved by", &approval.by), ("Role", &approval.role), ("On", &approval.on), ("Signature", "")]));
    section.blocks.push(block(
        "Minutes of the review",
        &[
            ("Held on, at", &minutes.held),
            ("Present", &minutes.present),
            ("Discussed", &minutes.discussed),
            ("Decided", &minutes.decided),
            ("Next review", &minutes.next),
        ],
    ));
    section
}
