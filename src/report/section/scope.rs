//! What the page rests on: sources, rows in, rows set aside, what the sources cannot show.

use super::{anchor, asked_by_all, dash, holes, numbered};
use crate::analysis::disclosure::Audience;
use crate::report::facts::Facts;
use crate::report::line::Line;
use crate::report::quarterly::Quarterly;
use crate::report::texts::say;
use crate::report::view::{Block, Cell, Section, Table};
use std::collections::BTreeMap;

/// At most so many reasons and oddities are listed; the rest is one row.
const MOST_ROWS: usize = 12;

/// The column of the events in the table of sources.
const EVENTS_AT: usize = 2;

/// Writes the section.
pub fn section(data: &Quarterly, facts: &mut Facts) -> Section {
    let texts = facts.texts();
    let mut section = numbered(anchor::SCOPE, say!(texts, "scope.topic").plain(), headline(data, facts));
    section.blocks.push(Block::Table(reach(data, facts)));
    let is_internal = data.beside.audience == Audience::Internal;
    let mut remarks = if is_internal { oddities(data, facts) } else { Vec::new() };
    remarks.extend(holes::holes(data, facts, false));
    remarks.extend(unjudged(data, facts));
    if !remarks.is_empty() {
        section.blocks.push(Block::List(remarks));
    }
    if is_internal {
        section.blocks.extend(of_files(data, facts));
    } else if !data.accounts.rows.is_empty() {
        section.blocks.push(Block::Note(say!(texts, "scope.accounts_public")));
    }
    section.blocks.push(Block::Heading(say!(texts, "scope.hidden_heading")));
    if data.cannot_show.rows.is_empty() {
        section.blocks.push(Block::Text(say!(texts, "scope.nothing_hidden")));
    } else {
        section.blocks.push(Block::Text(say!(texts, "scope.silence_proves_nothing")));
        section.blocks.push(Block::Table(by_source(data, facts)));
        section.blocks.push(Block::Fold(cannot_show(data, facts)));
    }
    section
}

/// What became of the rows of the files, and what was odd in their values.
///
/// That and the oddities of cases and events is for the organisation's own work on its data. The public has none of it: rows, events and odd values are counted over all
/// cases of a file, and less those that the page shows they are the hidden ones.
fn of_files(data: &Quarterly, facts: &mut Facts) -> Vec<Block> {
    let texts = facts.texts();
    let mut blocks = Vec::new();
    if !data.accounts.rows.is_empty() {
        blocks.push(Block::Table(accounts(data, facts)));
        blocks.push(Block::Note(say!(texts, "scope.accounts_note")));
    }
    if !data.rejects.rows.is_empty() {
        blocks.push(Block::Fold(rejects(data, facts)));
    }
    if !data.quality.rows.is_empty() {
        blocks.push(Block::Fold(quality(data, facts)));
    }
    blocks
}

fn headline(data: &Quarterly, facts: &mut Facts) -> Line {
    let (accounts, texts) = (&data.accounts, facts.texts());
    if accounts.rows.is_empty() {
        return say!(texts, "scope.register_alone");
    }
    if data.beside.audience == Audience::Public {
        return say!(texts, "scope.accounted");
    }
    let (count, aside) = accounts.rows.iter().fold((0, 0), |sum, row| (sum.0 + row.rows_in, sum.1 + row.set_aside));
    let rows = facts.count("import.rows_in", count, "rows", &accounts.origin);
    if aside == 0 {
        return say!(texts, "scope.all_read", count; n = rows);
    }
    let set_aside = facts.count("import.set_aside", aside, "rows", &accounts.origin);
    say!(texts, "scope.some_aside", aside; rows = rows, aside = set_aside)
}

fn reach(data: &Quarterly, facts: &mut Facts) -> Table {
    let texts = facts.texts();
    let tells_events = data.beside.audience == Audience::Internal;
    let mut heads = vec![
        (say!(texts, "scope.head_source"), false),
        (say!(texts, "scope.head_cases"), true),
        (say!(texts, "scope.head_first_received"), true),
        (say!(texts, "scope.head_last_received"), true),
    ];
    if tells_events {
        heads.insert(EVENTS_AT, (say!(texts, "scope.head_events"), true));
    }
    let mut table = Table::new(say!(texts, "scope.reach_caption"), &heads);
    let (origin, zone) = (&data.reach.origin, data.request.zone);
    let (mut cases, mut events) = (0, 0);
    for source in &data.reach.rows {
        let id = format!("data.{}", source.source);
        let mut day = |name: &str, at: Option<crate::time::Instant>| {
            at.map_or_else(dash, |at| facts.day(&format!("{id}.{name}"), at.local_date(zone), Some(origin)).into())
        };
        let (first, last) = (day("first_received_on", source.first_received_at), day("last_received_on", source.last_received_at));
        let mut cells: Vec<Cell> = vec![
            source.source.as_str().into(),
            facts.count(&format!("{id}.case_count"), source.cases, "cases", origin).into(),
            first.into(),
            last.into(),
        ];
        if tells_events {
            cells.insert(EVENTS_AT, facts.count(&format!("{id}.event_count"), source.events, "events", origin).into());
        }
        table.push(cells);
        cases += source.cases;
        events += source.events;
    }
    if data.reach.rows.len() > 1 {
        let mut cells: Vec<Cell> = vec![
            say!(texts, "scope.all").into(),
            facts.count("data.case_count", cases, "cases", origin).into(),
            Cell::default(),
            Cell::default(),
        ];
        if tells_events {
            cells.insert(EVENTS_AT, facts.count("data.event_count", events, "events", origin).into());
        }
        table.push_total(cells);
    }
    table
}

/// What was odd about the cases and events themselves.
fn oddities(data: &Quarterly, facts: &mut Facts) -> Vec<Line> {
    let (origin, texts) = (&data.reach.origin, facts.texts());
    let sum = |of: fn(&crate::analysis::measure::volumes::Reach) -> u64| data.reach.rows.iter().map(of).sum::<u64>();
    let mut lines = Vec::new();
    let (later_cases, later_events) = (sum(|source| source.later_cases), sum(|source| source.later_events));
    if later_cases + later_events > 0 {
        let cases = facts.count("data.later_case_count", later_cases, "cases", origin);
        let events = facts.count("data.later_event_count", later_events, "events", origin);
        lines.push(say!(
            texts,
            "scope.later",
            cases = say!(texts, "scope.cases", later_cases; n = cases),
            events = say!(texts, "scope.events", later_events; n = events)
        ));
    }
    let stray: u64 = data.stray.rows.iter().sum();
    if stray > 0 {
        let count = facts.count("data.stray_event_count", stray, "events", &data.stray.origin);
        lines.push(say!(texts, "scope.stray", stray; n = count));
    }
    let day_only = sum(|source| source.day_only);
    if day_only > 0 {
        let count = facts.count("data.day_only_count", day_only, "cases", origin);
        lines.push(say!(texts, "scope.day_only", day_only; n = count));
    }
    lines
}

/// How many cases no version of a procedure judges.
fn unjudged(data: &Quarterly, facts: &mut Facts) -> Option<Line> {
    let unjudged = data.unjudged.rows.first().filter(|unjudged| unjudged.unjudged > 0)?;
    let (id, texts) = (format!("sla.{}", data.id()), facts.texts());
    let count = facts.count(&format!("{id}.unjudged_case_count"), unjudged.unjudged, "cases", &data.unjudged.origin);
    let of = facts.count(&format!("{id}.case_count"), unjudged.cases, "cases", &data.unjudged.origin);
    Some(say!(texts, "scope.unjudged", n = count, of = of))
}

fn accounts(data: &Quarterly, facts: &mut Facts) -> Table {
    let texts = facts.texts();
    let heads = [
        (say!(texts, "scope.head_source"), false),
        (say!(texts, "scope.head_files"), true),
        (say!(texts, "scope.head_rows_in"), true),
        (say!(texts, "scope.head_kept"), true),
        (say!(texts, "scope.head_aside"), true),
        (say!(texts, "scope.head_duplicates"), true),
    ];
    let mut table = Table::new(say!(texts, "scope.accounts_caption"), &heads);
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
        let cells = row(&say!(texts, "scope.all").plain(), "import", total);
        table.push_total(cells);
    }
    table
}

fn rejects(data: &Quarterly, facts: &mut Facts) -> Table {
    let texts = facts.texts();
    let heads = [
        (say!(texts, "scope.head_source"), false),
        (say!(texts, "scope.head_column"), false),
        (say!(texts, "scope.head_reason"), false),
        (say!(texts, "scope.head_rows"), true),
    ];
    let mut table = Table::new(say!(texts, "scope.rejects_caption"), &heads);
    let origin = &data.rejects.origin;
    for (place, reject) in data.rejects.rows.iter().take(MOST_ROWS).enumerate() {
        table.push(vec![
            reject.source.as_str().into(),
            reject.column.as_deref().map_or_else(|| say!(texts, "scope.whole_row"), Line::from).into(),
            texts.retold("reason", &reject.reason).into(),
            facts.count(&format!("import.rejects.{}.row_count", place + 1), reject.rows, "rows", origin).into(),
        ]);
    }
    let rest: u64 = data.rejects.rows.iter().skip(MOST_ROWS).map(|reject| reject.rows).sum();
    if rest > 0 {
        table.push(vec![
            say!(texts, "scope.other").into(),
            Cell::default(),
            say!(texts, "scope.other_reasons").into(),
            facts.count("import.rejects.rest.row_count", rest, "rows", origin).into(),
        ]);
    }
    table
}

fn quality(data: &Quarterly, facts: &mut Facts) -> Table {
    let texts = facts.texts();
    let heads = [
        (say!(texts, "scope.head_source"), false),
        (say!(texts, "scope.head_what"), false),
        (say!(texts, "scope.head_field"), false),
        (say!(texts, "scope.head_values"), true),
    ];
    let mut table = Table::new(say!(texts, "scope.quality_caption"), &heads);
    let origin = &data.quality.origin;
    let mut rows: Vec<_> = data.quality.rows.iter().collect();
    rows.sort_by_key(|quality| std::cmp::Reverse(quality.rows));
    for quality in rows {
        let field = quality.field.as_deref().unwrap_or("");
        let id = format!("import.quality.{}.{}.{}", quality.source, quality.measure, if field.is_empty() { "all" } else { field });
        let id = facts.slug("quality", &id);
        table.push(vec![
            quality.source.as_str().into(),
            texts.word("quality", &quality.measure).into(),
            if field.is_empty() { dash().into() } else { field.into() },
            facts.count(&format!("import.quality.{id}"), quality.rows, "values", origin).into(),
        ]);
    }
    table
}

/// The whole of it by source.
fn by_source(data: &Quarterly, facts: &mut Facts) -> Table {
    let texts = facts.texts();
    let heads = [
        (say!(texts, "scope.head_source"), false),
        (say!(texts, "scope.head_hidden_clauses"), true),
        (say!(texts, "scope.head_unrecorded_duties"), true),
        (say!(texts, "scope.head_day_only_duties"), true),
    ];
    let mut table = Table::new(say!(texts, "scope.by_source_caption"), &heads);
    let origin = &data.cannot_show.origin;
    let mut sources: BTreeMap<Option<&str>, (u64, u64, u64)> = BTreeMap::new();
    for row in &data.cannot_show.rows {
        let sum = sources.entry(row.source.as_deref()).or_default();
        *sum = (sum.0 + 1, sum.1 + row.unknown, sum.2 + row.indeterminate);
    }
    for (source, (clauses, unknown, indeterminate)) in sources {
        let id = format!("sla.{}.source.{}", data.id(), source.unwrap_or("none"));
        table.push(vec![
            source.map_or_else(|| say!(texts, "scope.organisation"), Line::from).into(),
            facts.count(&format!("{id}.clause_count"), clauses, "clauses", origin).into(),
            facts.count(&format!("{id}.unknown_count"), unknown, "duties", origin).into(),
            facts.count(&format!("{id}.indeterminate_count"), indeterminate, "duties", origin).into(),
        ]);
    }
    table
}

fn cannot_show(data: &Quarterly, facts: &mut Facts) -> Table {
    let texts = facts.texts();
    let heads = [
        (say!(texts, "scope.head_source"), false),
        (say!(texts, "scope.head_clause"), false),
        (say!(texts, "scope.head_unrecorded"), true),
        (say!(texts, "scope.head_day_only"), true),
    ];
    let mut table = Table::new(say!(texts, "scope.hidden_caption"), &heads);
    let clauses: BTreeMap<(&str, &str), String> =
        data.scorecard.iter().map(|row| ((row.clause.policy.as_str(), row.clause.clause.as_str()), asked_by_all(row))).collect();
    let origin = &data.cannot_show.origin;
    for row in &data.cannot_show.rows {
        let id = format!("sla.{}.{}.{}.source.{}", row.policy, row.clause, data.id(), row.source.as_deref().unwrap_or("none"));
        table.push(vec![
            row.source.as_deref().map_or_else(|| say!(texts, "scope.organisation"), Line::from).into(),
            clauses.get(&(row.policy.as_str(), row.clause.as_str())).map_or(row.clause.as_str(), String::as_str).into(),
            facts.count(&format!("{id}.unknown_count"), row.unknown, "duties", origin).into(),
            facts.count(&format!("{id}.indeterminate_count"), row.indeterminate, "duties", origin).into(),
        ]);
    }
    table
}
