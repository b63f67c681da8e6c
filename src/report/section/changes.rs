//! What has changed in the figures of reports that were published.

use super::{anchor, dash, listed, numbered};
use crate::report::facts::Facts;
use crate::report::line::{Line, line};
use crate::report::quarterly::Quarterly;
use crate::report::restated::{Comparison, Reason, Restated};
use crate::report::texts::say;
use crate::report::view::{Block, Cell, Section, Table};

/// Writes the section.
pub fn section(data: &Quarterly, facts: &mut Facts) -> Section {
    let texts = facts.texts();
    let mut section = numbered(anchor::CHANGES, say!(texts, "changes.topic").plain(), headline(data, facts));
    if data.restated.is_empty() {
        section.blocks.push(Block::Text(say!(texts, "changes.none")));
        return section;
    }
    for comparison in &data.restated {
        section.blocks.push(Block::Text(sentence(data, facts, comparison)));
        if !comparison.restated.is_empty() {
            section.blocks.push(Block::Table(table(data, facts, comparison)));
        }
    }
    section.blocks.push(Block::Note(say!(texts, "changes.note")));
    section
}

fn headline(data: &Quarterly, facts: &mut Facts) -> Line {
    let texts = facts.texts();
    let Some(first) = data.restated.first() else { return say!(texts, "changes.none_published") };
    let count: u64 = data.restated.iter().map(|comparison| comparison.restated.len() as u64).sum();
    if count == 0 {
        return say!(texts, "changes.none_changed");
    }
    let piece = facts.count(&format!("restated.{}.figure_count", data.id()), count, "figures", &first.late_origin);
    say!(texts, "changes.changed", count; n = piece)
}

fn sentence(data: &Quarterly, facts: &mut Facts, comparison: &Comparison) -> Line {
    let id = format!("restated.{}.{}", data.id(), comparison.period);
    let (origin, texts) = (&comparison.late_origin, facts.texts());
    let at = facts.instant(&format!("{id}.published_as_of"), comparison.as_of, data.request.zone, None);
    let compared = facts.count(&format!("{id}.compared_count"), comparison.compared, "figures", origin);
    let figures = say!(texts, "changes.figures", comparison.compared; n = compared);
    let changed = comparison.restated.len() as u64;
    let changes = if changed == 0 {
        say!(texts, "changes.of_none", figures = figures)
    } else {
        let count = facts.count(&format!("{id}.changed_count"), changed, "figures", origin);
        say!(texts, "changes.of_some", changed; figures = figures, n = count)
    };
    say!(texts, "changes.report", quarter = comparison.period.to_string(), instant = at, changes = changes)
}

fn table(data: &Quarterly, facts: &mut Facts, comparison: &Comparison) -> Table {
    let texts = facts.texts();
    let caption = say!(texts, "changes.caption", quarter = comparison.period.to_string());
    let heads = [
        (say!(texts, "changes.head_figure"), false),
        (say!(texts, "changes.head_published"), true),
        (say!(texts, "changes.head_today"), true),
        (say!(texts, "changes.head_differs"), false),
    ];
    let mut table = Table::new(caption, &heads);
    for restated in &comparison.restated {
        let id = format!("restated.{}.{}", data.id(), restated.id);
        // What was published comes from the kept report, not from the data: it has no query.
        let before: Line = restated.before.map_or_else(dash, |count| facts.published(&format!("{id}.before"), count).into());
        let origin = if restated.clause.is_some() { &data.counts_origin } else { &data.kinds.origin };
        let unit = if restated.clause.is_some() { "duties" } else { "cases" };
        let now: Line = restated.now.map_or_else(dash, |count| facts.count(&format!("{id}.now"), count, unit, origin).into());
        let reasons: Vec<Line> = restated.reasons.iter().map(|reason| told(facts, &id, reason, comparison)).collect();
        table.push(vec![figure(data, restated), before.into(), now.into(), listed(texts, &reasons).into()]);
    }
    table
}

fn figure(data: &Quarterly, restated: &Restated) -> Cell {
    let texts = data.texts();
    let Some((policy, clause)) = &restated.clause else {
        return say!(texts, "changes.received", nouns = data.noun(2)).into();
    };
    let row = data.scorecard.iter().find(|row| row.clause.policy == *policy && row.clause.clause == *clause);
    // A version that was told by itself may have had other words.
    let row = row.filter(|_| restated.version.is_none());
    let name = row.map_or_else(|| clause.clone(), |row| super::quoted(texts, &row.clause));
    let what = if restated.is_met {
        say!(texts, "changes.clause_kept", clause = name)
    } else {
        say!(texts, "changes.clause_judged", clause = name)
    };
    let mut small = line![format!("{policy}, {clause}")];
    if let Some(version) = restated.version.and_then(|version| super::version_in_words(texts, version)) {
        small.push(line!["; ", version]);
    }
    Cell::from(what).with_small(small)
}

fn told(facts: &mut Facts, id: &str, reason: &Reason, comparison: &Comparison) -> Line {
    let (origin, texts) = (&comparison.late_origin, facts.texts());
    let period = comparison.period;
    match reason {
        Reason::NotOver => say!(texts, "changes.not_over"),
        Reason::NotYetDue(count) => say!(texts, "changes.not_yet_due", *count; n = facts.published(&format!("{id}.pending"), *count)),
        Reason::RegisteredLater(count) => {
            let piece = facts.count(&format!("restated.{period}.registered_later_count"), *count, "cases", origin);
            say!(texts, "changes.registered_later", *count; n = piece)
        }
        Reason::Imported(1) => say!(texts, "changes.file_imported"),
        Reason::Imported(_) => say!(texts, "changes.files_imported"),
        Reason::Gone(_) => say!(texts, "changes.file_gone"),
        Reason::Policy => say!(texts, "changes.policy"),
        Reason::Program => say!(texts, "changes.program"),
        Reason::Corrected => say!(texts, "changes.corrected"),
    }
}
