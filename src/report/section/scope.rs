//! What the page rests on: sources, rows in, rows set aside, what the sources cannot show.

use super::{anchor, dash, numbered, plural};
use crate::report::facts::Facts;
use crate::report::line::{Line, line};
use crate::report::quarterly::Quarterly;
use crate::report::view::{Block, Cell, Section, Table};
use std::collections::BTreeMap;

/// At most so many reasons and oddities are listed; the rest is one row.
const MOST_ROWS: usize = 12;

/// Duties of no case are the organisation's own.
const ORGANISATION: &str = "the organisation";

/// Writes the section.
pub fn section(data: &Quarterly, facts: &mut Facts) -> Section {
    let mut section = numbered(anchor::SCOPE, "Scope and data quality", headline(data, facts));
    section.blocks.push(Block::Table(reach(data, facts)));
    let oddities = oddities(data, facts);
    if !oddities.is_empty() {
        section.blocks.push(Block::List(oddities));
    }
    if !data.accounts.rows.is_empty() {
        section.blocks.push(Block::Table(accounts(data, facts)));
        section.blocks.push(Block::Note(line![
            "Rows in = kept + set aside + exact duplicates. A row set aside is kept whole with its reason and can be read in after repair."
        ]));
    }
    if !data.rejects.rows.is_empty() {
        section.blocks.push(Block::Fold(rejects(data, facts)));
    }
    if !data.quality.rows.is_empty() {
        section.blocks.push(Block::Fold(quality(data, facts)));
    }
    section.blocks.push(Block::Heading(line!["What the sources cannot show"]));
    if data.cannot_show.rows.is_empty() {
        section
            .blocks
            .push(Block::Text(line!["Every duty of this quarter could be judged: each source records what the clauses ask of its cases."]));
    } else {
        section.blocks.push(Block::Text(line![
            "Silence of a source proves nothing, so these duties are in no rate. They are neither kept nor broken."
        ]));
        section.blocks.push(Block::Table(by_source(data, facts)));
        section.blocks.push(Block::Fold(cannot_show(data, facts)));
    }
    section
}

fn headline(data: &Quarterly, facts: &mut Facts) -> Line {
    let accounts = &data.accounts;
    if accounts.rows.is_empty() {
        return line!["All cases come from the register; nothing was imported"];
    }
    let (rows, aside) = accounts.rows.iter().fold((0, 0), |sum, row| (sum.0 + row.rows_in, sum.1 + row.set_aside));
    let rows = facts.count("import.rows_in", rows, "rows", &accounts.origin);
    if aside == 0 {
        return line![rows, " rows came in, and every one could be read"];
    }
    let set_aside = facts.count("import.set_aside", aside, "rows", &accounts.origin);
    line![rows, " rows came in; ", set_aside, format!(" could not be read and {} set aside", plural(aside, "was", "were"))]
}

fn reach(data: &Quarterly, facts: &mut Facts) -> Table {
    let mut table = Table::new(
        "Where the cases come from, and how far the data reach",
        &[("Source", false), ("Cases", true), ("Events", true), ("First received", true), ("Last received", true)],
    );
    let (origin, zone) = (&data.reach.origin, data.request.zone);
    let (mut cases, mut events) = (0, 0);
    for source in &data.reach.rows {
        let id = format!("data.{}", source.source);
        let mut day = |name: &str, at: Option<crate::time::Instant>| {
            at.map_or_else(dash, |at| facts.day(&format!("{id}.{name}"), at.local_date(zone), Some(origin)).into())
        };
        let (first, last) = (day("first_received_on", source.first_received_at), day("last_received_on", source.last_received_at));
        table.push(vec![
            source.source.as_str().into(),
            facts.count(&format!("{id}.case_count"), source.cases, "cases", origin).into(),
            facts.count(&format!("{id}.event_count"), source.events, "events", origin).into(),
            first.into(),
            last.into(),
        ]);
        cases += source.cases;
        events += source.events;
    }
    if data.reach.rows.len() > 1 {
        table.push_total(vec![
            "All".into(),
            facts.count("data.case_count", cases, "cases", origin).into(),
            facts.count("data.event_count", events, "events", origin).into(),
            Cell::default(),
            Cell::default(),
        ]);
    }
    table
}

/// What a reader must know about the cases themselves.
fn oddities(data: &Quarterly, facts: &mut Facts) -> Vec<Line> {
    let origin = &data.reach.origin;
    let sum = |of: fn(&crate::analysis::measure::volumes::Reach) -> u64| data.reach.rows.iter().map(of).sum::<u64>();
    let mut lines = Vec::new();
    let (later_cases, later_events) = (sum(|source| source.later_cases), sum(|source| source.later_events));
    if later_cases + later_events > 0 {
        lines.push(line![
            facts.count("data.later_case_count", later_cases, "cases", origin),
            plural(later_cases, " case", " cases"),
            " and ",
            facts.count("data.later_event_count", later_events, "events", origin),
            plural(later_events, " event", " events"),
            " lie after the instant of this report and are left out."
        ]);
    }
    let stray = sum(|source| source.stray_events);
    if stray > 0 {
        lines.push(line![
            facts.count("data.stray_event_count", stray, "events", origin),
            plural(stray, " event belongs", " events belong"),
            " to no case in the data; counted here and not judged."
        ]);
    }
    let day_only = sum(|source| source.day_only);
    if day_only > 0 {
        lines.push(line![
            facts.count("data.day_only_count", day_only, "cases", origin),
            plural(day_only, " case is", " cases are"),
            " dated by the day alone. Where the day allows both kept and not kept, the duty cannot be shown."
        ]);
    }
    if let Some(unjudged) = data.unjudged.rows.first().filter(|unjudged| unjudged.unjudged > 0) {
        let id = format!("sla.{}", data.id());
        lines.push(line![
            facts.count(&format!("{id}.unjudged_case_count"), unjudged.unjudged, "cases", &data.unjudged.origin),
            " of the ",
            facts.count(&format!("{id}.case_count"), unjudged.cases, "cases", &data.unjudged.origin),
            " cases received in the quarter fall under no version of a procedure and are not judged."
        ]);
    }
    lines
}

fn accounts(data: &Quarterly, facts: &mut Facts) -> Table {
    let mut table = Table::new(
        "What became of every row",
        &[("Source", false), ("Files", true), ("Rows in", true), ("Kept", true), ("Set aside", true), ("Exact duplicates", true)],
    );
    let origin = &data.accounts.origin;
    let mut row = |name: &str, id: &str, values: [u64; 5]| -> Vec<Cell> {
        let names = ["file_count", "rows_in", "kept", "set_aside", "duplicates"];
        let numbers = names.iter().zip(values).map(|(name, value)| {
            let unit = if *name == "file_count" { "files" } else { "rows" };
            Cell::from(facts.count(&format!("{id}.{name}"), value, unit, origin))
        });
        std::iter::once(Cell::from(name)).chain(numbers).collect()
    };
    let mut total = [0; 5];
    for account in &data.accounts.rows {
        let values = [account.files, account.rows_in, account.kept, account.set_aside, account.duplicates];
        total.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
        let cells = row(&account.source, &format!("import.{}", account.source), values);
        table.push(cells);
    }
    if data.accounts.rows.len() > 1 {
        let cells = row("All", "import", total);
        table.push_total(cells);
    }
    table
}

fn rejects(data: &Quarterly, facts: &mut Facts) -> Table {
    let mut table = Table::new("Why rows were set aside", &[("Source", false), ("Column", false), ("Reason", false), ("Rows", true)]);
    let origin = &data.rejects.origin;
    for (place, reject) in data.rejects.rows.iter().take(MOST_ROWS).enumerate() {
        table.push(vec![
            reject.source.as_str().into(),
            reject.column.as_deref().unwrap_or("the whole row").into(),
            reject.reason.as_str().into(),
            facts.count(&format!("import.rejects.{}.row_count", place + 1), reject.rows, "rows", origin).into(),
        ]);
    }
    let rest: u64 = data.rejects.rows.iter().skip(MOST_ROWS).map(|reject| reject.rows).sum();
    if rest > 0 {
        table.push(vec![
            "other".into(),
            Cell::default(),
            "other reasons".into(),
            facts.count("import.rejects.rest.row_count", rest, "rows", origin).into(),
        ]);
    }
    table
}

fn quality(data: &Quarterly, facts: &mut Facts) -> Table {
    let mut table =
        Table::new("What was odd about the rows that were kept", &[("Source", false), ("What", false), ("Field", false), ("Values", true)]);
    let origin = &data.quality.origin;
    let mut rows: Vec<_> = data.quality.rows.iter().collect();
    rows.sort_by_key(|quality| std::cmp::Reverse(quality.rows));
    for quality in rows {
        let field = quality.field.as_deref().unwrap_or("");
        let id = format!("import.quality.{}.{}.{}", quality.source, quality.measure, if field.is_empty() { "all" } else { field });
        let id = facts.slug("quality", &id);
        table.push(vec![
            quality.source.as_str().into(),
            in_words(&quality.measure).into(),
            if field.is_empty() { dash().into() } else { field.into() },
            facts.count(&format!("import.quality.{id}"), quality.rows, "values", origin).into(),
        ]);
    }
    table
}

/// The measures of an import, in words.
fn in_words(measure: &str) -> String {
    match measure {
        "blank" => "left blank".into(),
        "gap_time" => "a time that the clocks skipped".into(),
        "twice_time" => "a time that the clocks showed twice (the earlier was taken)".into(),
        "unmapped" => "a word that the mapping does not know".into(),
        "closed_before_received" => "closed before it was received".into(),
        "future" => "dated after the import".into(),
        "midnight" => "stamped exactly midnight".into(),
        other => other.replace('_', " "),
    }
}

/// The whole of it by source.
fn by_source(data: &Quarterly, facts: &mut Facts) -> Table {
    let heads =
        [("Source", false), ("Clauses it cannot show", true), ("Duties not recorded", true), ("Duties known by the day only", true)];
    let mut table = Table::new("What each source cannot show of this quarter", &heads);
    let origin = &data.cannot_show.origin;
    let mut sources: BTreeMap<Option<&str>, (u64, u64, u64)> = BTreeMap::new();
    for row in &data.cannot_show.rows {
        let sum = sources.entry(row.source.as_deref()).or_default();
        *sum = (sum.0 + 1, sum.1 + row.unknown, sum.2 + row.indeterminate);
    }
    for (source, (clauses, unknown, indeterminate)) in sources {
        let id = format!("sla.{}.source.{}", data.id(), source.unwrap_or("none"));
        table.push(vec![
            source.unwrap_or(ORGANISATION).into(),
            facts.count(&format!("{id}.clause_count"), clauses, "clauses", origin).into(),
            facts.count(&format!("{id}.unknown_count"), unknown, "duties", origin).into(),
            facts.count(&format!("{id}.indeterminate_count"), indeterminate, "duties", origin).into(),
        ]);
    }
    table
}

fn cannot_show(data: &Quarterly, facts: &mut Facts) -> Table {
    let mut table = Table::new(
        "The clauses that each source cannot show",
        &[("Source", false), ("Clause", false), ("Not recorded", true), ("Known by the day only", true)],
    );
    let clauses: BTreeMap<(&str, &str), &str> =
        data.scorecard.iter().map(|row| ((row.clause.policy.as_str(), row.clause.clause.as_str()), row.clause.asks.as_str())).collect();
    let origin = &data.cannot_show.origin;
    for row in &data.cannot_show.rows {
        let source = row.source.as_deref().unwrap_or(ORGANISATION);
        let id = format!("sla.{}.{}.{}.source.{}", row.policy, row.clause, data.id(), if row.source.is_some() { source } else { "none" });
        table.push(vec![
            source.into(),
            clauses.get(&(row.policy.as_str(), row.clause.as_str())).copied().unwrap_or(row.clause.as_str()).into(),
            facts.count(&format!("{id}.unknown_count"), row.unknown, "duties", origin).into(),
            facts.count(&format!("{id}.indeterminate_count"), row.indeterminate, "duties", origin).into(),
        ]);
    }
    table
}
