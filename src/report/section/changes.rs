//! What has changed in the figures of reports that were published.

use super::{anchor, dash, listed, numbered, plural};
use crate::report::facts::Facts;
use crate::report::line::{Line, line};
use crate::report::quarterly::Quarterly;
use crate::report::restated::{Comparison, Reason, Restated};
use crate::report::view::{Block, Cell, Section, Table};

/// Writes the section.
pub fn section(data: &Quarterly, facts: &mut Facts) -> Section {
    let mut section = numbered(anchor::CHANGES, "Changes against published reports", headline(data, facts));
    if data.restated.is_empty() {
        section.blocks.push(Block::Text(line![
            "No earlier report is kept as published, so nothing can be held against this one. A report that goes to its readers is kept with --publish."
        ]));
        return section;
    }
    for comparison in &data.restated {
        section.blocks.push(Block::Text(sentence(data, facts, comparison)));
        if !comparison.restated.is_empty() {
            section.blocks.push(Block::Table(table(data, facts, comparison)));
        }
    }
    section.blocks.push(Block::Note(line![
        "Compared are the cases received, and for every clause the duties judged and kept, of each quarter as its last published report had them. The reasons are what is known to differ; which of them moved a figure, and by how much, cannot always be told apart."
    ]));
    section
}

fn headline(data: &Quarterly, facts: &mut Facts) -> Line {
    if data.restated.is_empty() {
        return line!["No earlier report was published"];
    }
    let count: u64 = data.restated.iter().map(|comparison| comparison.restated.len() as u64).sum();
    if count == 0 {
        return line!["No published figure has changed"];
    }
    let count_piece = facts.count(&format!("restated.{}.figure_count", data.id()), count, "figures", &data.restated[0].late_origin);
    line![count_piece, plural(count, " published figure has changed", " published figures have changed")]
}

fn sentence(data: &Quarterly, facts: &mut Facts, comparison: &Comparison) -> Line {
    let id = format!("restated.{}.{}", data.id(), comparison.period);
    let origin = &comparison.late_origin;
    let at = facts.instant(&format!("{id}.published_as_of"), comparison.as_of, data.request.zone, None);
    let compared = facts.count(&format!("{id}.compared_count"), comparison.compared, "figures", origin);
    let text = line![
        format!("The report on {}, as of ", comparison.period),
        at,
        ": of ",
        compared,
        plural(comparison.compared, " figure, ", " figures, ")
    ];
    let changed = comparison.restated.len() as u64;
    if changed == 0 {
        return text.then("none has changed.");
    }
    let count = facts.count(&format!("{id}.changed_count"), changed, "figures", origin);
    text.then(line![count, plural(changed, " has changed.", " have changed.")])
}

fn table(data: &Quarterly, facts: &mut Facts, comparison: &Comparison) -> Table {
    let caption = line![format!("Figures of {} that are different today", comparison.period)];
    let heads = [("Figure", false), ("Published", true), ("Today", true), ("What differs", false)];
    let mut table = Table::new(caption, &heads);
    for restated in &comparison.restated {
        let id = format!("restated.{}.{}", data.id(), restated.id);
        // What was published comes from the kept report, not from the data: it has no query.
        let before: Line = restated.before.map_or_else(dash, |count| line![facts.published(&format!("{id}.before"), count)]);
        let origin = if restated.clause.is_some() { &data.counts_origin } else { &data.kinds.origin };
        let unit = if restated.clause.is_some() { "duties" } else { "cases" };
        let now: Line = restated.now.map_or_else(dash, |count| line![facts.count(&format!("{id}.now"), count, unit, origin)]);
        let reasons: Vec<Line> = restated.reasons.iter().map(|reason| told(facts, &id, reason, comparison)).collect();
        table.push(vec![figure(data, restated), before.into(), now.into(), listed(facts.texts(), &reasons).into()]);
    }
    table
}

fn figure(data: &Quarterly, restated: &Restated) -> Cell {
    let Some((policy, clause)) = &restated.clause else {
        return format!("{} received", data.focus.many).into();
    };
    let what = if restated.is_met { "kept" } else { "fell due and could be judged" };
    let row = data.scorecard.iter().find(|row| row.clause.policy == *policy && row.clause.clause == *clause);
    let name = row.map_or_else(|| clause.clone(), |row| super::quoted(data.texts(), &row.clause));
    Cell::from(format!("{name}: {what}")).with_small(format!("{policy}, {clause}"))
}

fn told(facts: &mut Facts, id: &str, reason: &Reason, comparison: &Comparison) -> Line {
    let origin = &comparison.late_origin;
    let period = comparison.period;
    match reason {
        Reason::NotYetDue(count) => line![
            facts.published(&format!("{id}.pending"), *count),
            plural(*count, " duty was not yet due then", " duties were not yet due then")
        ],
        Reason::RegisteredLater(count) => {
            let piece = facts.count(&format!("restated.{period}.registered_later_count"), *count, "cases", origin);
            line![piece, plural(*count, " case was registered later", " cases were registered later")]
        }
        Reason::Imported(1) => line!["a file was imported since"],
        Reason::Imported(_) => line!["files were imported since"],
        Reason::Gone(_) => line!["a file that was counted then is no longer there"],
        Reason::Policy => line!["the procedure is another version or has another text"],
        Reason::Program => line!["the program is another version"],
        Reason::Corrected => line!["recorded or corrected in the register since; nothing else is known to differ"],
    }
}
