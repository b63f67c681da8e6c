//! The sections of the annual review pack, each from numbers to words.

mod advice;
mod ambiguity;
mod assessment;
mod calibration;
mod certificate;
mod changes;
mod head;
mod method;
mod packs;
mod proposals;
mod quarters;
mod satisfaction;
mod training;

use super::clause_id_in as id;
use super::{foot, limit_in_force, limit_of, version_of};
use crate::analysis::disclosure::Audience;
use crate::analysis::measure::clauses::Clause;
use crate::analysis::scorecard::Row;
use crate::error::Result;
use crate::report::annual::{Annual, Reviewed};
use crate::report::facts::Facts;
use crate::report::line::{Line, line};
use crate::report::texts::{Texts, say};
use crate::report::view::{Block, Cell, Page, Section};

/// The anchors of the sections.
pub mod anchor {
    /// Certificate.
    pub const CERTIFICATE: &str = "certificate";
    /// Self-assessment.
    pub const ASSESSMENT: &str = "assessment";
    /// Twelve months by clause and quarter.
    pub const QUARTERS: &str = "quarters";
    /// Limit calibration.
    pub const CALIBRATION: &str = "calibration";
    /// What each ambiguity is worth.
    pub const AMBIGUITY: &str = "ambiguity";
    /// Procedure lint.
    pub const ADVICE: &str = "advice";
    /// What last year's changes did.
    pub const CHANGES: &str = "changes";
    /// Training and communication.
    pub const TRAINING: &str = "training";
    /// Satisfaction with the process.
    pub const SATISFACTION: &str = "satisfaction";
    /// Other packs.
    pub const PACKS: &str = "packs";
    /// Proposed changes.
    pub const PROPOSALS: &str = "proposals";
    /// Approval and minutes.
    pub const APPROVAL: &str = "approval";
    /// Method.
    pub const METHOD: &str = "method";

    /// All of them, in the order of the page.
    pub const ALL: [&str; 13] = [
        CERTIFICATE,
        ASSESSMENT,
        QUARTERS,
        CALIBRATION,
        AMBIGUITY,
        ADVICE,
        CHANGES,
        TRAINING,
        SATISFACTION,
        PACKS,
        PROPOSALS,
        APPROVAL,
        METHOD,
    ];
}

/// The whole page.
pub fn page(data: &Annual, facts: &mut Facts) -> Result<Page> {
    let (head, texts) = (head::head(data, facts), facts.texts());
    let sections = vec![
        certificate::section(data, facts),
        assessment::section(data, facts),
        quarters::section(data, facts)?,
        calibration::section(data, facts)?,
        ambiguity::section(data, facts),
        advice::section(data, facts),
        changes::section(data, facts),
        training::section(data, facts),
        satisfaction::section(data, facts),
        packs::section(data, facts),
        proposals::section(data, facts),
        proposals::approval(data, texts),
        method::section(data, facts),
    ];
    let foot = foot::foot(&data.request, &data.versions, &data.files, Audience::Internal, facts);
    let (name, shows) = (say!(texts, "annual.name").plain(), say!(texts, "annual.shows"));
    Ok(super::assembled(&data.request, super::Parts { name, shows, period: data.period().to_string(), head, sections, foot }, facts))
}

/// What a clause asks, and where it stands.
fn asked(texts: &Texts, clause: &Clause) -> Cell {
    let mut small = Line::new();
    if !clause.is_commitment {
        small.push(say!(texts, "annual.target").then(" "));
    }
    if !clause.is_in_force {
        small.push(say!(texts, "annual.not_in_force").then(" "));
    } else if clause.is_gone {
        small.push(say!(texts, "annual.gone").then(" "));
    }
    small.push(clause.cite.as_str());
    if clause.is_assumed {
        small.push(" †");
    }
    Cell::from(clause.asks.as_str()).with_small(small)
}

/// The limit of a clause in the procedure's words.
fn limit(data: &Annual, facts: &mut Facts, clause: &Clause) -> Line {
    clause.span.as_deref().map_or_else(super::dash, |limit| limit_in_force(facts, clause, limit, &data.clauses.origin))
}

/// The limit by which a clause was judged in the year.
fn limit_judged(data: &Annual, facts: &mut Facts, row: &Row) -> Line {
    let id = id(&row.clause, data.period());
    limit_of(facts, row, &id, [&data.clauses.origin, &data.counts.origin]).unwrap_or_else(super::dash)
}

/// What a line of the self-assessment asks, with its version where it is told by itself.
fn asked_by(data: &Annual, facts: &mut Facts, row: &Row) -> Cell {
    let (mut cell, clause) = (asked(facts.texts(), &row.clause), &row.clause);
    if let Some(version) = version_of(facts, &id(clause, data.period()), clause, &data.counts.origin) {
        cell.small.push(line!["; ", version]);
    }
    cell
}

/// Puts a heading before the blocks of each procedure, where there are several.
fn headed(data: &Annual, section: &mut Section, policy: &Reviewed) {
    if data.policies.len() > 1 {
        section.blocks.push(Block::Heading(line![policy.title.as_str()]));
    }
}

/// Words of a finding as they are printed: what is quoted, and the names of events and fields, in the page's quotation marks. What is to
/// be typed as it stands, such as `type = "review"`, keeps the marks within it.
fn plain(texts: &Texts, words: &str) -> String {
    let is_paired = words.matches('"').count().is_multiple_of(2);
    let (mut told, mut rest) = (String::new(), words);
    while let Some(at) = rest.find(|letter| letter == '`' || (letter == '"' && is_paired)) {
        let (before, marked) = rest.split_at(at);
        let mark = if marked.starts_with('`') { '`' } else { '"' };
        let Some((inner, after)) = marked[1..].split_once(mark) else { break };
        told += before;
        told += &say!(texts, "page.quoted", words = inner).plain();
        rest = after;
    }
    told + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::texts::Language;

    #[test]
    fn names_and_quotes_stand_in_the_marks_of_the_page() {
        let [english, german] = [Language::English, Language::German].map(|language| move |words| plain(Texts::of(language), words));
        assert_eq!(english("passes while `uk-office` is closed"), "passes while “uk-office” is closed");
        assert_eq!(german("solange `uk-office` geschlossen ist"), "solange „uk-office“ geschlossen ist");
        assert_eq!(english("Write: \"within 2 days\". Then strike out `assumed`."), "Write: “within 2 days”. Then strike out “assumed”.");
        assert_eq!(english("a review: `type = \"review\"`, and how often"), "a review: “type = \"review\"”, and how often");
        // A mark without its other, such as an inch, is left.
        assert_eq!(english("a 5\" pipe, `within`"), "a 5\" pipe, “within”");
    }
}
