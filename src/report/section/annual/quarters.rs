//! Twelve months by clause and quarter.

use super::{anchor, asked_by, headed, id};
use crate::analysis::measure::clauses::Counts;
use crate::analysis::scorecard::{Change, Group, Row, group};
use crate::error::Result;
use crate::report::annual::Annual;
use crate::report::chart::kept_bar;
use crate::report::facts::Facts;
use crate::report::format::FEW;
use crate::report::line::{Line, line};
use crate::report::section::{about, clause_name, dash, limits, listed, numbered, quoted};
use crate::report::texts::say;
use crate::report::view::{Block, Cell, Section, Table};
use crate::statistics::interval::Confidence;
use crate::statistics::proportion::wilson;

/// Writes the section.
pub fn section(data: &Annual, facts: &mut Facts) -> Result<Section> {
    let texts = facts.texts();
    let mut section = numbered(anchor::QUARTERS, say!(texts, "quarters.topic").plain(), headline(data, facts));
    if data.rows().any(|row| row.counts.judged() > 0) {
        section.blocks.push(Block::Note(say!(texts, "quarters.how")));
    }
    let others: Vec<Line> = other_limits(data).map(|row| with_limits(data, facts, row)).collect();
    if !others.is_empty() {
        section.blocks.push(Block::Note(say!(texts, "quarters.other_limit", list = listed(texts, &others))));
    }
    for policy in &data.policies {
        headed(data, &mut section, policy);
        let (spoken, silent): (Vec<&Row>, Vec<&Row>) = policy.rows.iter().flat_map(Row::lines).partition(|row| has_anything(data, row));
        if !spoken.is_empty() {
            section.blocks.push(Block::Table(table(data, facts, &policy.title, &spoken)?));
        }
        if !silent.is_empty() {
            let names: Vec<Line> = silent.iter().map(|row| line![quoted(texts, &row.clause)]).collect();
            section.blocks.push(Block::Note(say!(texts, "quarters.none_due", list = listed(texts, &names))));
        }
    }
    Ok(section)
}

fn has_anything(data: &Annual, row: &Row) -> bool {
    data.by_quarter(&row.clause).iter().any(|counts| counts.judged() + counts.not_shown() + counts.pending > 0)
}

/// The clauses whose limit was another one the year before, where both years have a rate.
fn other_limits(data: &Annual) -> impl Iterator<Item = &Row> {
    data.rows().filter(|row| row.has_other_limit())
}

/// A clause with its limits of the year before and of this one.
fn with_limits(data: &Annual, facts: &mut Facts, row: &Row) -> Line {
    let (origin, clause) = (&data.counts.origin, quoted(facts.texts(), &row.clause));
    let before = limits(facts, &id(&row.clause, data.period().previous()), row.limits_before(), origin);
    let now = limits(facts, &id(&row.clause, data.period()), row.limits_now(), origin);
    say!(facts.texts(), "quarters.limit_before", clause = clause, before = before, now = now)
}

fn headline(data: &Annual, facts: &mut Facts) -> Line {
    let changes = || data.rows().filter_map(|row| row.change.filter(Change::is_more_than_chance));
    let compared = data.rows().filter(|row| row.change.is_some()).count() as u64;
    let (fell, rose) = (
        changes().filter(|change| change.difference < 0.0).count() as u64,
        changes().filter(|change| change.difference > 0.0).count() as u64,
    );
    if !data.is_over() {
        return say!(facts.texts(), "quarters.not_over");
    }
    if compared == 0 && other_limits(data).next().is_some() {
        return say!(facts.texts(), "quarters.none_comparable");
    }
    if compared == 0 {
        return say!(facts.texts(), "quarters.no_year_before");
    }
    let (id, origin) = (format!("sla.{}", data.period()), &data.counts.origin);
    let of = facts.count(&format!("{id}.compared_clause_count"), compared, "clauses", origin);
    let (fell_told, rose_told) = (
        facts.count(&format!("{id}.fell_clause_count"), fell, "clauses", origin),
        facts.count(&format!("{id}.rose_clause_count"), rose, "clauses", origin),
    );
    say!(facts.texts(), "quarters.headline", compared; fell = fell_told, n = of, rose = rose_told)
}

fn table(data: &Annual, facts: &mut Facts, title: &str, rows: &[&Row]) -> Result<Table> {
    let quarters = data.quarters();
    let names: Vec<String> = quarters.iter().map(|quarter| quarter.to_string().split_off(5)).collect();
    let texts = facts.texts();
    let mut heads = vec![(say!(texts, "annual.head_asks"), false)];
    heads.extend(names.iter().map(|name| (line![name.as_str()], true)));
    heads.extend([(say!(texts, "quarters.head_year"), true), (say!(texts, "quarters.head_bar"), false)]);
    let caption = say!(texts, "quarters.caption", title = title, year = data.period().to_string());
    let mut table = Table { class: "quarters", ..Table::new(caption, &heads) };
    for row in rows {
        let mut cells = vec![asked_by(data, facts, row)];
        for (quarter, counts) in quarters.iter().zip(data.by_quarter(&row.clause)) {
            cells.push(rate(data, facts, &id(&row.clause, quarter), (&counts, row.clause.aim)));
        }
        cells.push(rate(data, facts, &id(&row.clause, data.period()), (&row.counts, row.clause.aim)));
        let spoken = match row.counts.met_share() {
            Some(share) if row.counts.judged() >= FEW => {
                say!(texts, "quarters.share_kept", share = facts.locale().share(share, row.counts.judged()))
            }
            Some(_) => say!(texts, "quarters.kept_of", met = row.counts.met.to_string(), judged = row.counts.judged().to_string()),
            None => say!(texts, "quarters.nothing_judged"),
        };
        let chart = format!("year-{}", clause_name(&row.clause, "-"));
        let bar = if row.has_verdict() {
            Cell::chart(kept_bar::draw(
                row,
                false,
                data.is_comparable(),
                &about(facts.locale(), chart, &spoken, quoted(texts, &row.clause)),
            )?)
        } else {
            dash().into()
        };
        cells.push(bar);
        table.push(cells);
    }
    Ok(table)
}

/// The share kept with its numbers, and what cannot be shown beside it; where nothing was judged, why, and where most cannot be shown of a
/// clause that was kept as far as it can, no share.
fn rate(data: &Annual, facts: &mut Facts, id: &str, (counts, aim): (&Counts, f64)) -> Cell {
    let (origin, texts) = (&data.counts.origin, facts.texts());
    let Some(share) = counts.met_share() else {
        let (count, name, words) = if counts.not_shown() > 0 {
            (counts.not_shown(), "not_shown", say!(texts, "assessment.cannot_be_shown"))
        } else {
            (counts.pending, "pending", say!(texts, "assessment.not_yet_due"))
        };
        if count == 0 {
            return dash().into();
        }
        return Cell::from(words).with_small(facts.count(&format!("{id}.{name}_count"), count, "duties", origin));
    };
    let met = facts.count(&format!("{id}.met_count"), counts.met, "duties", origin);
    let judged = facts.count(&format!("{id}.judged_count"), counts.judged(), "duties", origin);
    let hidden = (counts.not_shown() > 0).then(|| {
        let n = facts.count(&format!("{id}.not_shown_count"), counts.not_shown(), "duties", origin);
        say!(texts, "calibration.not_shown", n = n)
    });
    let with_hidden = |said: Line| hidden.iter().fold(said, |said, hidden| line![said, "; ", hidden]);
    if group(counts, aim) == Group::CannotShow {
        let said = say!(texts, "quarters.kept_of", met = met, judged = judged);
        return Cell::from(say!(texts, "assessment.cannot_be_shown")).with_small(with_hidden(said));
    }
    if counts.judged() < FEW {
        return Cell::from(say!(texts, "page.kept_of", met = met, judged = judged)).with_small(hidden.unwrap_or_default());
    }
    let interval = wilson(counts.met, counts.judged(), Confidence::P95);
    let share = facts.share(&format!("{id}.met_share"), share, counts.judged(), interval, origin);
    Cell::from(share.value).with_small(with_hidden(say!(texts, "page.kept_of", met = met, judged = judged)))
}
