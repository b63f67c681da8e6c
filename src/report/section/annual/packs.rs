//! Under which other pack, a regulator's or a sister procedure, one would have done better or worse.

use super::{anchor, asked, headed, limit_judged};
use crate::analysis::measure::Param;
use crate::analysis::measure::annual::Flips;
use crate::analysis::measure::clauses::Counts;
use crate::analysis::scorecard::Row;
use crate::report::annual::{Annual, Counterpart, Pack, promises, what_if};
use crate::report::facts::Facts;
use crate::report::line::Line;
use crate::report::section::{dash, kept, none_judged, numbered};
use crate::report::texts::say;
use crate::report::view::{Block, Cell, Section, Table};

/// Writes the section.
pub fn section(data: &Annual, facts: &mut Facts) -> Section {
    let texts = facts.texts();
    let mut section = numbered(anchor::PACKS, say!(texts, "packs.topic").plain(), headline(data, facts));
    if data.packs.is_empty() {
        section.blocks.push(Block::Text(say!(texts, "packs.no_other")));
        return section;
    }
    section.blocks.push(Block::Text(say!(texts, "packs.how")));
    section.blocks.push(Block::Table(whole(data, facts)));
    section.blocks.push(Block::Note(say!(texts, "packs.how_whole")));
    for policy in &data.policies {
        let rows: Vec<(&Row, Vec<&Counterpart>)> =
            policy.rows.iter().map(|row| (row, counterparts(data, row))).filter(|(_, theirs)| !theirs.is_empty()).collect();
        if rows.is_empty() {
            continue;
        }
        headed(data, &mut section, policy);
        section.blocks.push(Block::Table(duties(data, facts, &rows)));
        section.blocks.push(Block::Note(say!(texts, "packs.how_duties")));
    }
    section
}

/// The clauses of other packs that ask for the same.
fn counterparts<'a>(data: &'a Annual, row: &Row) -> Vec<&'a Counterpart> {
    data.counterparts.iter().filter(|one| one.policy == row.clause.policy && one.clause == row.clause.clause).collect()
}

fn against<'a>(data: &'a Annual, theirs: &Counterpart) -> Option<&'a Flips> {
    let reading = theirs.reading();
    data.against.iter().find(|flips| flips.policy == theirs.policy && flips.clause == theirs.clause && flips.reading == reading)
}

/// Cases that would end better and worse under a pack, over all duties that are alike.
fn sum(data: &Annual, pack: &Pack) -> (u64, u64, u64) {
    let of_pack = data.counterparts.iter().filter(|one| one.pack == pack.id).filter_map(|one| against(data, one));
    of_pack.filter(|flips| flips.both() > 0).fold((0, 0, 0), |sum, flips| (sum.0 + 1, sum.1 + flips.to_kept, sum.2 + flips.to_broken))
}

fn headline(data: &Annual, facts: &mut Facts) -> Line {
    let sums: Vec<(u64, u64, u64)> = data.packs.iter().map(|pack| sum(data, pack)).filter(|(duties, ..)| *duties > 0).collect();
    if sums.is_empty() {
        return say!(facts.texts(), "packs.none_alike");
    }
    let (easier, harder) = (sums.iter().filter(|sum| sum.1 > sum.2).count() as u64, sums.iter().filter(|sum| sum.2 > sum.1).count() as u64);
    let origin = what_if(vec![("period", Param::Text(data.period().to_string()))]);
    let mut told = |name: &str, count: u64| facts.count(&format!("pack.{}.{name}_count", data.period()), count, "packs", &origin);
    let (all, easier, harder) = (told("compared", sums.len() as u64), told("easier", easier), told("harder", harder));
    say!(facts.texts(), "packs.headline", sums.len() as u64; n = all, easier = easier, harder = harder)
}

/// Each pack as a whole, ours first.
fn whole(data: &Annual, facts: &mut Facts) -> Table {
    let texts = facts.texts();
    let heads = [
        (say!(texts, "packs.head_pack"), false),
        (say!(texts, "packs.head_promised"), true),
        (say!(texts, "packs.head_not_shown"), true),
        (say!(texts, "packs.head_alike"), true),
        (say!(texts, "packs.head_to_kept"), true),
        (say!(texts, "packs.head_to_broken"), true),
    ];
    let mut table = Table { class: "packs", ..Table::new(say!(texts, "packs.whole"), &heads) };
    for policy in &data.policies {
        let promises = promises(&policy.rows);
        let mut cells = vec![Cell::from(policy.title.as_str()).with_small(say!(texts, "packs.under_review"))];
        cells.extend(promised(data, facts, &policy.id, &promises, &data.counts.origin));
        cells.extend([dash().into(), dash().into(), dash().into()]);
        table.push(cells);
    }
    for pack in &data.packs {
        let mut cells = vec![Cell::from(pack.title.as_str()).with_small(pack.organisation.as_str())];
        cells.extend(promised(data, facts, &pack.id, &pack.promises, &pack.origin));
        let (duties, better, worse) = sum(data, pack);
        if duties == 0 {
            cells.extend([say!(texts, "packs.none").into(), dash().into(), dash().into()]);
        } else {
            let origin = what_if(vec![("against", Param::Text(pack.id.clone())), ("period", Param::Text(data.period().to_string()))]);
            let id = format!("pack.{}.{}", pack.id, data.period());
            for (name, value, unit) in [("duty", duties, "clauses"), ("to_kept", better, "cases"), ("to_broken", worse, "cases")] {
                cells.push(facts.count(&format!("{id}.{name}_count"), value, unit, &origin).into());
            }
        }
        table.push(cells);
    }
    table
}

fn promised(
    data: &Annual,
    facts: &mut Facts,
    id: &str,
    promises: &Counts,
    origin: &std::sync::Arc<crate::analysis::measure::Origin>,
) -> [Cell; 2] {
    let id = format!("sla.{id}.{}", data.period());
    let rate = if promises.judged() > 0 {
        kept(facts, &id, promises, origin)
    } else {
        none_judged(facts.texts(), promises, say!(facts.texts(), "page.none_promised")).into()
    };
    [rate, facts.count(&format!("{id}.not_shown_count"), promises.not_shown(), "duties", origin).into()]
}

/// Each duty of ours, and the like duties of other packs below it.
fn duties(data: &Annual, facts: &mut Facts, rows: &[(&Row, Vec<&Counterpart>)]) -> Table {
    let texts = facts.texts();
    let heads = [
        (say!(texts, "packs.head_duty"), false),
        (say!(texts, "annual.head_limit"), false),
        (say!(texts, "packs.head_both"), true),
        (say!(texts, "packs.head_to_kept"), true),
        (say!(texts, "packs.head_to_broken"), true),
        (say!(texts, "packs.head_against"), false),
    ];
    let mut table = Table { class: "packs", ..Table::new(say!(texts, "packs.duties"), &heads) };
    for (row, theirs) in rows {
        let ours = limit_judged(data, facts, row);
        table.push(vec![asked(texts, &row.clause), ours.into(), Cell::default(), Cell::default(), Cell::default(), Cell::default()]);
        for one in theirs {
            table.push(duty(data, facts, one));
        }
    }
    table
}

fn duty(data: &Annual, facts: &mut Facts, one: &Counterpart) -> Vec<Cell> {
    let text = |text: &str| Param::Text(text.to_string());
    let origin = what_if(vec![
        ("policy", text(&one.policy)),
        ("clause", text(&one.clause)),
        ("against", text(&one.reading())),
        ("period", text(&data.period().to_string())),
    ]);
    let id = format!("against.{}.{}.{}.{}.{}", one.policy, one.clause, one.pack, one.theirs, data.period());
    let title = data.packs.iter().find(|pack| pack.id == one.pack).map_or(one.pack.as_str(), |pack| pack.title.as_str());
    let texts = facts.texts();
    let limit = facts.limit(&format!("{id}.limit"), &one.limit, &origin);
    let label = Cell::from(Line::new()).with_small(format!("{title}: {}", one.theirs));
    let Some(flips) = against(data, one).filter(|flips| flips.both() > 0) else {
        let cannot = say!(texts, "packs.cannot_compare");
        return vec![label, limit.into(), say!(texts, "packs.none").into(), dash().into(), dash().into(), cannot.into()];
    };
    let verdict = match flips.to_kept.cmp(&flips.to_broken) {
        std::cmp::Ordering::Greater => say!(texts, "packs.easier"),
        std::cmp::Ordering::Less => say!(texts, "packs.harder"),
        std::cmp::Ordering::Equal => say!(texts, "packs.as_hard"),
    };
    let mut cells = vec![label, limit.into()];
    for (name, value) in [("both", flips.both()), ("to_kept", flips.to_kept), ("to_broken", flips.to_broken)] {
        cells.push(facts.count(&format!("{id}.{name}_count"), value, "cases", &origin).into());
    }
    cells.push(verdict.into());
    cells
}
