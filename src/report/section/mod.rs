//! The sections of the page, each from numbers to words.
//!
//! Every section enters its numbers in the facts and writes its sentences around the pieces it gets
//! back. The words are the same everywhere: kept, not kept, cannot be shown, not yet due; more than
//! chance explains, may be chance, too few to tell.

mod actions;
pub mod annual;
mod causes;
mod clauses;
mod foot;
mod head;
mod method;
mod open;
mod scope;
mod timeliness;
mod volumes;

use super::chart::About;
use super::facts::Facts;
use super::format::FEW;
use super::html::css_string;
use super::line::{Line, line};
use super::quarterly::Quarterly;
use super::view::{Cell, Page, Section, Table};
use crate::analysis::measure::Origin;
use crate::analysis::measure::clauses::{Clause, Counts};
use crate::analysis::trend::Issue;
use crate::error::Result;
use crate::statistics::interval::Confidence;
use crate::statistics::proportion::wilson;
use crate::statistics::rate_ratio::RatioInterval;
use crate::time::Period;
use crate::time::period::Length;
use std::sync::Arc;

/// The anchors of the sections.
pub mod anchor {
    /// Scope and data quality.
    pub const SCOPE: &str = "scope";
    /// Volumes.
    pub const VOLUMES: &str = "volumes";
    /// The clause scorecard.
    pub const CLAUSES: &str = "clauses";
    /// Timeliness.
    pub const TIMELINESS: &str = "timeliness";
    /// Causes and recurring issues.
    pub const CAUSES: &str = "causes";
    /// Actions, and what they achieved.
    pub const ACTIONS: &str = "actions";
    /// Open cases by age.
    pub const OPEN: &str = "open";
    /// Method and readings in force.
    pub const METHOD: &str = "method";
}

/// The whole page.
pub fn page(data: &Quarterly, facts: &mut Facts) -> Result<Page> {
    let head = head::head(data, facts);
    let mut sections = vec![
        scope::section(data, facts),
        volumes::section(data, facts)?,
        clauses::section(data, facts)?,
        timeliness::section(data, facts)?,
        causes::section(data, facts)?,
        open::section(data, facts)?,
        method::section(data, facts),
    ];
    if !data.actions.rows.is_empty() {
        // Between what is wrong and what is open.
        sections.insert(5, actions::section(data, facts));
    }
    for (place, section) in sections.iter_mut().enumerate() {
        section.number = place + 1;
    }
    let organisation = data.request.organisation.clone();
    Ok(Page {
        title: format!("{}: improvement report {}", organisation, data.id()),
        running_head: css_string(&format!("{} · Improvement report {}", organisation, data.id())),
        period: data.id(),
        organisation,
        about: head.about,
        notices: head.notices,
        findings: head.findings,
        decisions: head.decisions,
        strip: head.strip,
        sections,
        foot: foot::foot(&data.request, &data.policies, &data.files, facts),
    })
}

/// A section before it has its number.
fn numbered(id: &'static str, topic: &'static str, headline: Line) -> Section {
    Section { id, number: 0, topic, headline, blocks: Vec::new() }
}

/// What a chart is, for those who cannot see it.
fn about(id: String, title: &Line, description: impl Into<String>) -> About {
    About { id, title: title.plain(), description: description.into() }
}

/// What a clause asks, as it is quoted in sentences.
fn quoted(clause: &Clause) -> String {
    format!("“{}”", clause.asks.trim_end_matches('.'))
}

/// The ids of a clause's facts begin so.
fn clause_id(data: &Quarterly, clause: &Clause) -> String {
    if clause.reading == "main" {
        format!("sla.{}.{}.{}", clause.policy, clause.clause, data.id())
    } else {
        format!("sla.{}.{}.{}.{}", clause.policy, clause.clause, clause.reading, data.id())
    }
}

/// The ids of an issue's facts begin so.
fn issue_id(data: &Quarterly, facts: &mut Facts, issue: &Issue) -> String {
    match &issue.segment {
        Some(name) => format!("trend.category.{}.{}", facts.slug("category", name), data.id()),
        None => format!("trend.all.{}", data.id()),
    }
}

/// What is in no rate, and what the rate rests on.
fn beside(facts: &mut Facts, id: &str, counts: &Counts, origin: &Arc<Origin>) -> Line {
    let Counts { pending, indeterminate, unknown, not_applicable, proxy, presumed, .. } = *counts;
    let parts = [
        ("pending", pending, "not yet due"),
        ("unknown", unknown, "not recorded"),
        ("indeterminate", indeterminate, "known by the day only"),
        ("not_applicable", not_applicable, "not concerned"),
        ("proxy", proxy, "by a stand-in"),
        ("presumed", presumed, "presumed"),
    ];
    let mut text = Line::new();
    for (name, count, words) in parts.into_iter().filter(|part| part.1 > 0) {
        if !text.is_empty() {
            text.push("; ");
        }
        text.push(line![facts.count(&format!("{id}.{name}_count"), count, "duties", origin), "\u{a0}", words]);
    }
    text
}

/// So many kept of those judged, with the share and its interval where they are enough.
fn kept(facts: &mut Facts, id: &str, counts: &Counts, origin: &Arc<Origin>) -> Cell {
    let Some(share) = counts.met_share() else { return line!["no case fell due"].into() };
    let met = facts.count(&format!("{id}.met_count"), counts.met, "duties", origin);
    let judged = facts.count(&format!("{id}.judged_count"), counts.judged(), "duties", origin);
    let cell = Cell::from(line![met, " of ", judged]);
    if counts.judged() < FEW {
        return cell;
    }
    let interval = wilson(counts.met, counts.judged(), Confidence::P95);
    cell.with_small(facts.share(&format!("{id}.met_share"), share, counts.judged(), interval, origin).line())
}

fn ends(interval: Option<RatioInterval>) -> Option<(f64, Option<f64>)> {
    interval.map(|interval| (interval.lower, interval.upper))
}

/// `×2.2, 1.6 to 3.0`: the ratio of an issue, or nothing where it has none.
fn ratio_of(data: &Quarterly, facts: &mut Facts, issue: &Issue) -> Line {
    let id = issue_id(data, facts, issue);
    let Some(ratio) = issue.ratio else { return line![] };
    facts.ratio(&format!("{id}.ratio"), ratio, ends(issue.interval), &data.trends.origin).inner()
}

/// Joins words as people do: `a`, `a and b`, `a, b and c`.
fn listed(words: &[Line]) -> Line {
    let mut joined = Line::new();
    for (place, word) in words.iter().enumerate() {
        if place > 0 {
            joined.push(if place + 1 == words.len() { " and " } else { ", " });
        }
        joined.push(word);
    }
    joined
}

/// Values by month, a quarter to a row: it stays short on paper.
fn by_quarter(caption: Line, months: &[Period], mut cell: impl FnMut(usize) -> Cell) -> Table {
    let mut table = Table::new(caption, &[("Quarter", false), ("1st month", true), ("2nd month", true), ("3rd month", true)]);
    let mut quarters: Vec<Period> = months.iter().map(|month| Period::containing(month.first_day(), Length::Quarter)).collect();
    quarters.dedup();
    for quarter in quarters {
        let place = |month: &Period| months.iter().position(|other| other == month);
        let cells =
            quarter.divided_into(Length::Month).into_iter().map(|month| place(&month).map_or_else(|| Cell::from(dash()), &mut cell));
        table.push(std::iter::once(Cell::from(quarter.to_string())).chain(cells).collect());
    }
    table
}

/// A singular or a plural.
fn plural<'a>(count: u64, one: &'a str, many: &'a str) -> &'a str {
    if count == 1 { one } else { many }
}

/// An empty cell: there is no number.
fn dash() -> Line {
    line!["–"]
}

/// A text that was asked for, as a fact without a query.
fn given(facts: &mut Facts, id: &str, value: &str) -> Line {
    facts.text(id, value, None).into()
}
