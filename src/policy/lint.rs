//! What is unwise in a policy that can be loaded: advice, never a refusal.
//!
//! [`lint`] reads one version of a policy and, where a workspace holds cases, what was
//! [`Measured`] there. Each [`Finding`] says where, what was found, why it matters, and a wording
//! that would cure it, in the words of a language. It reads no file and asks no database.

mod cannot_work;
mod closed_days;
mod contradiction;
mod misspelt;
mod record;
mod stricter;
mod unproven;
mod vague;

use super::{Clause, Policy, Selector};
use crate::calendar::Calendars;
use crate::report::format::Locale;
use crate::report::line::Line;
use crate::report::texts::{Texts, say};
use std::collections::{BTreeMap, BTreeSet};

/// What is wrong with a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A duty without a limit.
    NoLimit,
    /// A number or a measure that is ours and not the written text's.
    Assumed,
    /// A limit within which the calendar may never be open.
    ClosedDays,
    /// Two clauses that cannot both be kept, or of which one makes the other idle.
    Contradiction,
    /// A clause that cannot be broken, can hardly be kept or falls to no case, whatever anybody does.
    CannotWork,
    /// Readings that come to other verdicts.
    ReadingsDiffer,
    /// A duty that imported sources cannot show.
    CannotBeShown,
    /// A clause that fell to no case.
    NeverTested,
    /// A value that no case can have, near one that cases do have.
    Misspelt,
}

impl Kind {
    /// The word in rows.
    pub fn name(self) -> &'static str {
        match self {
            Self::NoLimit => "no_limit",
            Self::Assumed => "assumed",
            Self::ClosedDays => "closed_days",
            Self::Contradiction => "contradiction",
            Self::CannotWork => "cannot_work",
            Self::ReadingsDiffer => "readings_differ",
            Self::CannotBeShown => "cannot_be_shown",
            Self::NeverTested => "never_tested",
            Self::Misspelt => "misspelt",
        }
    }

    /// A heading for people.
    pub fn title(self, texts: &Texts) -> String {
        let line = match self {
            Self::NoLimit => say!(texts, "lint.no_limit"),
            Self::Assumed => say!(texts, "lint.assumed"),
            Self::ClosedDays => say!(texts, "lint.closed_days"),
            Self::Contradiction => say!(texts, "lint.contradiction"),
            Self::CannotWork => say!(texts, "lint.cannot_work"),
            Self::ReadingsDiffer => say!(texts, "lint.readings_differ"),
            Self::CannotBeShown => say!(texts, "lint.cannot_be_shown"),
            Self::NeverTested => say!(texts, "lint.never_tested"),
            Self::Misspelt => say!(texts, "lint.misspelt"),
        };
        line.plain()
    }
}

/// One piece of advice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What is wrong.
    pub kind: Kind,
    /// The clause that it concerns.
    pub clause: String,
    /// Its reading, `main` where none other is meant.
    pub reading: String,
    /// The line of the policy's file on which that clause begins.
    pub line: usize,
    /// What was found.
    pub found: String,
    /// Why it matters.
    pub why: String,
    /// A wording that would cure it.
    pub cure: String,
    /// How many cases it concerns, of how many; none where that was not measured.
    pub cases: Option<Cases>,
}

/// Some cases of all that were looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cases {
    /// Those that the finding is about.
    pub affected_count: u64,
    /// All of them.
    pub all_count: u64,
}

/// What a workspace knows about one version of a policy.
#[derive(Debug, Clone, Default)]
pub struct Measured {
    /// By the id of a clause; reviews are not in it.
    pub clauses: BTreeMap<String, MeasuredClause>,
    /// The values that cases have, by the field that `applies` asks for.
    pub values: BTreeMap<String, BTreeSet<String>>,
    /// The events that some imported source can report.
    pub reported: BTreeSet<String>,
    /// The events that imported sources did report, each with the fields that any of them carries.
    pub fields: BTreeMap<String, BTreeSet<String>>,
    /// The fields that at least one case of an imported source has filled, by the source.
    pub carried: BTreeMap<String, BTreeSet<String>>,
}

/// What a workspace knows about the reading in force of one clause.
#[derive(Debug, Clone, Default)]
pub struct MeasuredClause {
    /// The sources that have cases judged by this version of the policy.
    pub sources: Vec<MeasuredSource>,
    /// The starts of a limit in elapsed time or calendar days for which no open time lies before the due, of all whose hour is known.
    pub closed: Option<Cases>,
    /// For each other reading, the cases whose verdict it changes, of those that either reading judges.
    pub readings: Vec<(String, Cases)>,
}

/// What one source has for a clause.
#[derive(Debug, Clone)]
pub struct MeasuredSource {
    /// The source.
    pub source: String,
    /// Whether it is the register, which can record every event.
    pub is_register: bool,
    /// Whether it can report none of the events that the clause asks for.
    pub is_blind: bool,
    /// Its cases judged by this version.
    pub case_count: u64,
    /// Those that the clause applies to.
    pub applied_count: u64,
}

/// All advice on one version of a policy, by kind, in the order of its clauses.
pub fn lint(policy: &Policy, calendars: &Calendars, measured: Option<&Measured>, locale: Locale) -> Vec<Finding> {
    let texts = locale.texts();
    let nothing = Measured::default();
    let measured = measured.unwrap_or(&nothing);
    let mut findings = Vec::new();
    for clause in &policy.clauses {
        let known = measured.clauses.get(&clause.id);
        findings.extend(vague::finding(clause, locale));
        findings.extend(cannot_work::findings(clause, texts));
        findings.extend(closed_days::finding(clause, calendars, known, locale));
        findings.extend(known.map(|known| unproven::readings_differ(clause, known, texts)).unwrap_or_default());
        findings.extend(known.and_then(|known| unproven::cannot_be_shown(clause, known, measured, texts)));
        findings.extend(known.and_then(|known| record::never_filled(clause, known, &measured.carried, texts)));
        findings.extend(known.and_then(|known| unproven::never_tested(clause, known, &measured.reported, locale)));
        findings.extend(misspelt::findings(clause, &measured.values, texts));
    }
    findings.extend(contradiction::findings(policy, calendars, locale));
    findings.sort_by_key(|finding| finding.kind);
    findings
}

impl Finding {
    fn new(kind: Kind, clause: &Clause, found: Line, why: Line, cure: Line) -> Self {
        let (reading, [found, why, cure]) = (clause.main().id.clone(), [found, why, cure].map(|words| words.plain()));
        Self { kind, clause: clause.id.clone(), reading, line: clause.line, found, why, cure, cases: None }
    }
}

/// The clause's text without its last full stop, so that it can go on.
fn unfinished(clause: &Clause) -> &str {
    clause.text.trim_end().trim_end_matches('.')
}

/// What a clock starts from, in words that can follow "within two days of".
fn start(after: &[Selector], texts: &Texts) -> String {
    if after.iter().any(|selector| selector.event == "received") { say!(texts, "lint.receipt").plain() } else { names(after, texts) }
}

/// The names of some events, each once.
fn names(selectors: &[Selector], texts: &Texts) -> String {
    let mut names: Vec<String> = Vec::new();
    for selector in selectors {
        let name = format!("`{}`", selector.event);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    either(&names, texts)
}

/// One of some words: `a or b`.
fn either(words: &[String], texts: &Texts) -> String {
    chained(words, |first, last| say!(texts, "lint.either", first = first, last = last))
}

/// Words joined two by two, from the first on.
fn chained(words: &[String], join: impl Fn(&str, &str) -> Line) -> String {
    words.iter().cloned().reduce(|first, last| join(&first, &last).plain()).unwrap_or_default()
}
