//! What each ambiguity of the written text is worth, and a wording that would end it.

use super::{anchor, headed, id, limit_judged, plain};
use crate::analysis::measure::annual::Flips;
use crate::analysis::scorecard::{Reading, Row};
use crate::policy::lint::Kind;
use crate::report::annual::{Annual, Reviewed};
use crate::report::facts::Facts;
use crate::report::line::{Line, line};
use crate::report::section::{self, asked_by_all, dash, kept, numbered, quoted};
use crate::report::texts::{Texts, say};
use crate::report::view::{Block, Cell, Section, Table};

/// A clause and one of its other readings.
type Pair<'a> = (&'a Row, &'a Reading);

/// Writes the section.
pub fn section(data: &Annual, facts: &mut Facts) -> Section {
    let texts = facts.texts();
    let mut section = numbered(anchor::AMBIGUITY, say!(texts, "ambiguity.topic").plain(), headline(data, facts));
    for policy in &data.policies {
        let pairs = policy.rows.iter().flat_map(|row| row.readings.iter().map(move |reading| (row, reading)));
        let (telling, others): (Vec<Pair>, Vec<Pair>) = pairs.partition(|(_, reading)| makes_a_difference(data, reading));
        let (unshown, silent): (Vec<Pair>, Vec<Pair>) = others.into_iter().partition(|(row, reading)| row.cannot_show_against(reading));
        if telling.is_empty() && silent.is_empty() && unshown.is_empty() {
            continue;
        }
        headed(data, &mut section, policy);
        if !telling.is_empty() {
            section.blocks.push(Block::Table(table(data, facts, say!(texts, "ambiguity.telling"), &telling)));
            section.blocks.push(Block::Note(say!(texts, "ambiguity.how")));
            let open = telling.iter().filter(|(_, reading)| !reading.clause.is_gone);
            let wordings: Vec<Line> = open.map(|(row, reading)| wording(texts, policy, row, reading)).collect();
            if !wordings.is_empty() {
                section.blocks.push(Block::Heading(say!(texts, "ambiguity.proposed")));
                section.blocks.push(Block::List(wordings));
            }
        }
        if !unshown.is_empty() {
            section.blocks.push(Block::Table(table(data, facts, say!(texts, "ambiguity.unshown"), &unshown)));
        }
        if !silent.is_empty() {
            section.blocks.push(Block::Fold(table(data, facts, say!(texts, "ambiguity.silent"), &silent)));
        }
    }
    section
}

/// What a reading does to the cases of the year.
pub fn flips<'a>(data: &'a Annual, reading: &Reading) -> Option<&'a Flips> {
    let clause = &reading.clause;
    let is_meant = |flips: &&Flips| (&flips.policy, &flips.clause, &flips.reading) == (&clause.policy, &clause.clause, &clause.reading);
    data.flips.rows.iter().find(is_meant)
}

/// Whether a reading brings a case of the year to another end, or, of a review, another count.
pub fn makes_a_difference(data: &Annual, reading: &Reading) -> bool {
    if let Some(flips) = flips(data, reading) {
        flips.all() > 0
    } else {
        let of = data.rows().find(|row| row.clause.policy == reading.clause.policy && row.clause.clause == reading.clause.clause);
        of.is_some_and(|row| (row.counts.met, row.counts.judged()) != (reading.counts.met, reading.counts.judged()))
    }
}

fn headline(data: &Annual, facts: &mut Facts) -> Line {
    let readings = || data.rows().flat_map(|row| row.readings.iter().map(move |reading| (row, reading)));
    let all = readings().count() as u64;
    if all == 0 {
        return say!(facts.texts(), "ambiguity.no_reading");
    }
    let (period, origin, texts) = (data.period(), &data.flips.origin, facts.texts());
    let telling = readings().filter(|(_, reading)| makes_a_difference(data, reading)).count() as u64;
    let is_unshown = |(row, reading): &Pair| !makes_a_difference(data, reading) && row.cannot_show_against(reading);
    let unshown = readings().filter(is_unshown).count() as u64;
    if unshown == all {
        return say!(texts, "ambiguity.none_shown");
    }
    let said = headline_of_shown(data, facts, telling, all - unshown);
    if unshown == 0 {
        return said;
    }
    say!(
        texts,
        "ambiguity.some_unshown",
        said = said,
        n = facts.count(&format!("reading.{period}.unshown_count"), unshown, "readings", origin)
    )
}

/// The same of the readings of which it can be shown whether they change something.
fn headline_of_shown(data: &Annual, facts: &mut Facts, telling: u64, all: u64) -> Line {
    let readings = || data.rows().flat_map(|row| row.readings.iter().map(move |reading| (row, reading)));
    let (period, origin, texts) = (data.period(), &data.flips.origin, facts.texts());
    let of = facts.count(&format!("reading.{period}.count"), all, "readings", &data.clauses.origin);
    if telling == 0 {
        return say!(texts, "ambiguity.none_telling", all; n = of);
    }
    let told = facts.count(&format!("reading.{period}.telling_count"), telling, "readings", origin);
    let largest =
        readings().filter_map(|(row, reading)| Some((row, reading, flips(data, reading)?))).max_by_key(|(_, _, flips)| flips.all());
    let Some((row, reading, flips)) = largest.filter(|(_, _, flips)| flips.all() > 0) else {
        return say!(texts, "ambiguity.some_telling", all; telling = told, n = of);
    };
    let (changed, compared) = counts(data, facts, reading, flips);
    let clause = quoted(texts, &row.clause);
    say!(texts, "ambiguity.largest", all; telling = told, n = of, clause = clause, changed = changed, compared = compared)
}

/// The cases that come to another end, of those that either reading judges.
fn counts(data: &Annual, facts: &mut Facts, reading: &Reading, flips: &Flips) -> (Line, Line) {
    let (id, origin) = (id(&reading.clause, data.period()), &data.flips.origin);
    (
        facts.count(&format!("{id}.flip_count"), flips.all(), "cases", origin).into(),
        facts.count(&format!("{id}.compared_count"), flips.compared, "cases", origin).into(),
    )
}

fn table(data: &Annual, facts: &mut Facts, caption: Line, pairs: &[Pair]) -> Table {
    let texts = facts.texts();
    let heads = [
        (say!(texts, "ambiguity.head_reading"), false),
        (say!(texts, "annual.head_limit"), false),
        (say!(texts, "ambiguity.head_kept"), true),
        (say!(texts, "ambiguity.head_to_kept"), true),
        (say!(texts, "ambiguity.head_to_broken"), true),
        (say!(texts, "ambiguity.head_otherwise"), true),
        (say!(texts, "ambiguity.head_of"), true),
    ];
    let mut table = Table { class: "readings", ..Table::new(caption, &heads) };
    let mut last = None;
    for (row, reading) in pairs {
        let key = (&row.clause.policy, &row.clause.clause);
        if last != Some(key) {
            let main = kept(facts, &id(&row.clause, data.period()), &row.counts, &data.counts.origin);
            let span = limit_judged(data, facts, row);
            let label = Cell::from(asked_by_all(row)).with_small(if row.clause.is_gone {
                say!(texts, "annual.gone")
            } else {
                say!(texts, "ambiguity.in_force")
            });
            table.push(vec![label, span.into(), main, Cell::default(), Cell::default(), Cell::default(), Cell::default()]);
            last = Some(key);
        }
        let clause = &reading.clause;
        let (id, origin) = (id(clause, data.period()), &data.flips.origin);
        let mut told = say!(texts, "ambiguity.reading", reading = clause.reading.as_str());
        if reading.is_partial {
            told = say!(texts, "ambiguity.partial", reading = told);
        }
        if clause.is_gone {
            told.push(line![". ", say!(texts, "annual.gone")]);
        }
        let label = Cell::from(plain(texts, &clause.asks)).with_small(told);
        let origins = [&data.clauses.origin, &data.counts.origin];
        let span = section::limit_of_versions(facts, (clause, &reading.limits), &id, origins).unwrap_or_else(dash);
        let rate = kept(facts, &id, &reading.counts, &data.counts.origin);
        let mut cells = vec![label, span.into(), rate];
        match flips(data, reading).filter(|flips| flips.compared > 0) {
            Some(flips) => {
                let others = flips.newly_judged + flips.no_longer_judged;
                for (name, value) in
                    [("to_kept", flips.to_kept), ("to_broken", flips.to_broken), ("otherwise_judged", others), ("compared", flips.compared)]
                {
                    cells.push(facts.count(&format!("{id}.{name}_count"), value, "cases", origin).into());
                }
            }
            None => cells.extend([dash().into(), dash().into(), dash().into(), dash().into()]),
        }
        table.push(cells);
    }
    table
}

/// The wording that would end the ambiguity.
pub fn wording(texts: &Texts, policy: &Reviewed, row: &Row, reading: &Reading) -> Line {
    let is_meant = |finding: &&crate::policy::lint::Finding| {
        finding.kind == Kind::ReadingsDiffer && finding.clause == row.clause.clause && finding.reading == reading.clause.reading
    };
    let cure = policy.advice.iter().find(is_meant).map(|finding| plain(texts, &finding.cure));
    let cure = cure.unwrap_or_else(|| {
        let (asks, other) = (row.clause.asks.as_str(), plain(texts, &reading.clause.asks));
        say!(texts, "ambiguity.which", asks = asks, other = other).plain()
    });
    say!(texts, "ambiguity.wording", cite = row.clause.cite.as_str(), reading = reading.clause.reading.as_str(), cure = cure)
}
