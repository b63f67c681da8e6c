//! Procedure lint: what is vague, contradictory or cannot be kept, with a wording that would cure it.

use super::{anchor, headed, plain};
use crate::analysis::measure::{Origin, Param};
use crate::policy::lint::{Finding, Kind};
use crate::report::annual::{Annual, Reviewed};
use crate::report::facts::Facts;
use crate::report::line::{Line, line};
use crate::report::section::numbered;
use crate::report::texts::say;
use crate::report::view::{Block, Cell, Section, Table};
use std::sync::Arc;

/// Writes the section.
pub fn section(data: &Annual, facts: &mut Facts) -> Section {
    // The number is that of all advice, as `ombud policy lint` tells it.
    let all: u64 = data.policies.iter().map(|policy| policy.advice.len() as u64).sum();
    let elsewhere = all - data.policies.iter().map(|policy| shown(policy).count() as u64).sum::<u64>();
    let (texts, origin) = (facts.texts(), origin(data.policies.iter().map(|policy| policy.id.as_str())));
    let headline = if all == 0 {
        say!(texts, "advice.none")
    } else {
        say!(texts, "advice.headline", all; n = facts.count("lint.finding_count", all, "findings", &origin))
    };
    let mut section = numbered(anchor::ADVICE, say!(texts, "advice.topic").plain(), headline);
    if all > 0 {
        section.blocks.push(Block::Text(say!(texts, "advice.how")));
    }
    if elsewhere > 0 {
        let n = facts.count("lint.reading_count", elsewhere, "findings", &origin);
        section.blocks.push(Block::Text(say!(texts, "advice.elsewhere", elsewhere; n = n)));
    }
    for policy in &data.policies {
        let findings: Vec<&Finding> = shown(policy).collect();
        if findings.is_empty() {
            continue;
        }
        headed(data, &mut section, policy);
        for kind in findings.chunk_by(|one, next| one.kind == next.kind) {
            section.blocks.push(Block::Table(table(facts, policy, kind)));
        }
    }
    section
}

/// What is told here: readings that differ have a section of their own.
fn shown(policy: &Reviewed) -> impl Iterator<Item = &Finding> {
    policy.advice.iter().filter(|finding| finding.kind != Kind::ReadingsDiffer)
}

/// Advice on some policies is brought back by its own command.
fn origin<'a>(policies: impl Iterator<Item = &'a str>) -> Arc<Origin> {
    let policies: Vec<&str> = policies.collect();
    Arc::new(Origin { query: "policy lint", params: vec![("policy", Param::Text(policies.join(" ")))] })
}

fn table(facts: &mut Facts, policy: &Reviewed, findings: &[&Finding]) -> Table {
    let texts = facts.texts();
    let heads =
        [(say!(texts, "annual.head_clause"), false), (say!(texts, "advice.head_found"), false), (say!(texts, "advice.head_better"), false)];
    let mut table = Table::new(findings[0].kind.title(texts), &heads);
    for finding in findings {
        let asks = policy.rows.iter().find(|row| row.clause.clause == finding.clause);
        let clause = asks.map_or_else(
            || Cell::from(finding.clause.as_str()),
            |row| Cell::from(row.clause.asks.as_str()).with_small(row.clause.cite.as_str()),
        );
        let mut small = line![plain(texts, &finding.why)];
        if let Some(cases) = cases(facts, policy, finding) {
            small.push(line![" ", cases]);
        }
        table.push(vec![clause, Cell::from(plain(texts, &finding.found)).with_small(small), plain(texts, &finding.cure).into()]);
    }
    table
}

/// How many cases it concerns; what a limit starts from can come several times in a case.
fn cases(facts: &mut Facts, policy: &Reviewed, finding: &Finding) -> Option<Line> {
    let cases = finding.cases.filter(|cases| cases.all_count > 0)?;
    let id = format!("lint.{}.{}.{}", policy.id, finding.clause, finding.kind.name());
    let unit = if finding.kind == Kind::ClosedDays { "starts" } else { "cases" };
    let origin = origin(std::iter::once(policy.id.as_str()));
    let affected = facts.count(&format!("{id}.affected_count"), cases.affected_count, unit, &origin);
    let all = facts.count(&format!("{id}.all_count"), cases.all_count, unit, &origin);
    Some(match finding.kind {
        Kind::ClosedDays => say!(facts.texts(), "advice.starts", n = affected, of = all),
        _ => say!(facts.texts(), "advice.cases", n = affected, of = all),
    })
}
