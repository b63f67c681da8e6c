//! Proposed changes as a list to approve, the approval, and the minutes.

use super::assessment::answer_of;
use super::{ambiguity, anchor, calibration, headed, id, plain};
use crate::analysis::annual::Answer;
use crate::analysis::scorecard::{Row, broken_promises};
use crate::policy::lint::{Finding, Kind};
use crate::report::annual::{Annual, Reviewed};
use crate::report::facts::Facts;
use crate::report::line::{Line, line};
use crate::report::section::{numbered, promised_of, quoted};
use crate::report::texts::{Texts, say};
use crate::report::view::{Block, Section, Table};

/// A promise that was kept in this share of its duties is not proposed to be struck out.
const NEARLY_ALWAYS: f64 = 0.9;

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
    let texts = facts.texts();
    let headline = if count == 0 {
        say!(texts, "proposals.none")
    } else {
        let told = facts.count(&format!("proposal.{}.count", data.period()), count, "proposals", &data.counts.origin);
        say!(texts, "proposals.headline", count; n = told)
    };
    let mut section = numbered(anchor::PROPOSALS, say!(texts, "proposals.topic").plain(), headline);
    if count > 0 {
        section.blocks.push(Block::Text(say!(texts, "proposals.draft")));
    }
    let mut number = 0;
    for (policy, list) in all.into_iter().filter(|(_, list)| !list.is_empty()) {
        headed(data, &mut section, policy);
        let heads = [
            (say!(texts, "proposals.head_number"), false),
            (say!(texts, "annual.head_clause"), false),
            (say!(texts, "proposals.head_finding"), false),
            (say!(texts, "proposals.head_proposal"), false),
            (say!(texts, "proposals.head_boxes"), false),
        ];
        let caption = say!(texts, "proposals.caption", title = policy.title.as_str());
        let mut table = Table { class: "fill", ..Table::new(caption, &heads) };
        for proposal in list {
            number += 1;
            let name = say!(texts, "proposals.name", number = number.to_string());
            let boxes = say!(texts, "proposals.boxes");
            table.push(vec![name.into(), proposal.clause.into(), proposal.finding.into(), proposal.change.into(), boxes.into()]);
        }
        section.blocks.push(Block::Table(table));
    }
    section
}

/// The proposals of a procedure: what was not kept, what cannot be shown, what can be read in two ways, what the text lacks.
fn proposals(data: &Annual, facts: &mut Facts, policy: &Reviewed) -> Vec<Proposal> {
    let (mut list, texts) = (Vec::new(), facts.texts());
    // What the procedure has no longer needs no change.
    let rows: Vec<&Row> = policy.rows.iter().filter(|row| !row.clause.is_gone).collect();
    // Nor does what a newer version has replaced by something else.
    let of_now = |row: &&Row| !row.clause.is_replaced();
    let broken = broken_promises(rows.iter().copied()).into_iter().filter(of_now);
    list.extend(broken.map(|row| not_kept(data, facts, row)));
    list.extend(
        rows.iter()
            .flat_map(|row| row.lines())
            .filter(of_now)
            .filter(|row| row.clause.is_commitment && answer_of(row) == Answer::CannotBeShown)
            .map(|row| not_shown(data, facts, policy, row)),
    );
    for row in rows {
        for reading in row.readings.iter().filter(|reading| !reading.clause.is_gone) {
            let Some(flips) = ambiguity::flips(data, reading).filter(|flips| flips.all() > 0) else { continue };
            let id = id(&reading.clause, data.period());
            let changed = facts.count(&format!("{id}.flip_count"), flips.all(), "cases", &data.flips.origin);
            let of = facts.count(&format!("{id}.compared_count"), flips.compared, "cases", &data.flips.origin);
            let finding = say!(texts, "proposals.read_as", flips.compared; reading = reading.clause.reading.as_str(), n = changed, of = of);
            list.push(Proposal {
                clause: line![row.clause.cite.as_str()],
                finding,
                change: ambiguity::wording(texts, policy, row, reading),
            });
        }
    }
    let of_text = |finding: &&Finding| matches!(finding.kind, Kind::Contradiction | Kind::CannotWork | Kind::ClosedDays | Kind::Misspelt);
    list.extend(policy.advice.iter().filter(of_text).map(|finding| Proposal {
        clause: cite(policy, finding).into(),
        finding: plain(texts, &finding.found).into(),
        change: plain(texts, &finding.cure).into(),
    }));
    list.extend(together(policy, Kind::NoLimit, say!(texts, "proposals.no_limit"), say!(texts, "proposals.say_by_when")));
    list.extend(together(policy, Kind::Assumed, say!(texts, "proposals.assumed"), say!(texts, "proposals.write_it")));
    list
}

/// Where the clause of a finding stands in the procedure.
fn cite<'a>(policy: &'a Reviewed, finding: &'a Finding) -> &'a str {
    policy.rows.iter().find(|row| row.clause.clause == finding.clause).map_or(finding.clause.as_str(), |row| row.clause.cite.as_str())
}

/// One proposal for all clauses that lack the same.
fn together(policy: &Reviewed, kind: Kind, finding: Line, change: Line) -> Option<Proposal> {
    let mut cites: Vec<&str> = policy.advice.iter().filter(|one| one.kind == kind).map(|one| cite(policy, one)).collect();
    cites.dedup();
    (!cites.is_empty()).then(|| Proposal { clause: cites.join("; ").into(), finding, change })
}

fn not_kept(data: &Annual, facts: &mut Facts, row: &Row) -> Proposal {
    let (id, origin) = (id(&row.clause, data.period()), &data.counts.origin);
    let (promised, id) = promised_of(row, &id);
    let broken = facts.count(&format!("{id}.broken_count"), promised.broken(), "duties", origin);
    let judged = facts.count(&format!("{id}.judged_count"), promised.judged(), "duties", origin);
    let (texts, clause) = (facts.texts(), quoted(facts.texts(), &row.clause));
    let finding = say!(texts, "proposals.not_kept", promised.judged(); clause = clause, n = broken, of = judged);
    let limit = calibration::of(data, row)
        .filter(|found| found.followed as u64 >= crate::report::format::FEW && calibration::would_be_longer(found))
        .and_then(|found| calibration::limit_95(data, facts, found));
    let change = if let Some(limit) = limit {
        say!(texts, "proposals.change_or_promise", limit = limit)
    } else if promised.met_share().is_some_and(|share| share >= NEARLY_ALWAYS) {
        say!(texts, "proposals.change")
    } else {
        say!(texts, "proposals.change_or_strike")
    };
    Proposal { clause: line![row.clause.cite.as_str()], finding, change }
}

fn not_shown(data: &Annual, facts: &mut Facts, policy: &Reviewed, row: &Row) -> Proposal {
    let id = id(&row.clause, data.period());
    let count = facts.count(&format!("{id}.not_shown_count"), row.counts.not_shown(), "duties", &data.counts.origin);
    let (texts, clause) = (facts.texts(), quoted(facts.texts(), &row.clause));
    let finding = say!(texts, "proposals.not_shown", row.counts.not_shown(); clause = clause, n = count);
    let cure = policy.advice.iter().find(|finding| finding.kind == Kind::CannotBeShown && finding.clause == row.clause.clause);
    let change = cure.map_or_else(|| say!(texts, "proposals.record_it"), |finding| plain(texts, &finding.cure).into());
    Proposal { clause: line![row.clause.cite.as_str()], finding, change }
}

/// Writes the approval and the minutes, with what people wrote and room for the rest.
pub fn approval(data: &Annual, texts: &Texts) -> Section {
    let mut section = numbered(anchor::APPROVAL, say!(texts, "approval.topic").plain(), say!(texts, "approval.headline"));
    let (approval, minutes) = (&data.assessment.approval, &data.assessment.minutes);
    let heads = [(say!(texts, "approval.head_item"), false), (say!(texts, "approval.head_fill"), false)];
    let block = |caption: Line, rows: Vec<(Line, &str)>| {
        let mut table = Table { class: "fill form", ..Table::new(caption, &heads) };
        for (name, value) in rows {
            table.push(vec![name.into(), value.into()]);
        }
        Block::Table(table)
    };
    section.blocks.push(block(
        say!(texts, "approval.approval"),
        vec![
            (say!(texts, "approval.by"), &approval.by),
            (say!(texts, "approval.role"), &approval.role),
            (say!(texts, "approval.on"), &approval.on),
            (say!(texts, "approval.signature"), ""),
        ],
    ));
    section.blocks.push(block(
        say!(texts, "approval.minutes"),
        vec![
            (say!(texts, "approval.held"), &minutes.held),
            (say!(texts, "approval.present"), &minutes.present),
            (say!(texts, "approval.discussed"), &minutes.discussed),
            (say!(texts, "approval.decided"), &minutes.decided),
            (say!(texts, "approval.next"), &minutes.next),
        ],
    ));
    section
}
