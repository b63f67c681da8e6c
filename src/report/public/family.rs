//! Sets of counts whose sum a reader may know.

use super::Ids;
use super::counts::{Counts, Months, count_of, not_shown, parts, quarter_of_month, smallest, sum};
use super::duty::{Duty, MET_LATE_MISSED, NOT_JUDGED, NOT_SHOWN};
use super::whole::Wholes;
use crate::report::facts::{Fact, Facts};
use crate::report::view::{Block, Page, Table};
use std::collections::{BTreeMap, BTreeSet};

/// A set of counts that are alike, such as those of all channels, or that add up to counts of another section.
pub(super) struct Family<'a> {
    pub(super) members: Counts<'a>,
    /// The counts of another section that add up to the same; without any, what tells the whole by itself.
    pub(super) told_by: Counts<'a>,
}

impl Family<'_> {
    pub(super) fn whole(&self) -> u64 {
        sum(&self.members)
    }

    /// Whether a reader knows the whole of them.
    pub(super) fn is_stated(&self, shown: &Ids, wholes: &Wholes<'_>) -> bool {
        if self.told_by.is_empty() { !wholes.telling(self).is_empty() } else { not_shown(&self.told_by, shown).next().is_none() }
    }

    /// The members that are not shown.
    pub(super) fn hidden(&self, shown: &Ids) -> impl Iterator<Item = (&str, u64)> {
        not_shown(&self.members, shown)
    }

    /// What is not shown of them, or of what another section tells.
    pub(super) fn unknown(&self, shown: &Ids) -> impl Iterator<Item = (&str, u64)> {
        self.hidden(shown).chain(not_shown(&self.told_by, shown))
    }

    /// The smallest count of another section, or member, that is still shown; else the total.
    pub(super) fn next_to_hide(&self, shown: &Ids, wholes: &Wholes<'_>) -> Vec<String> {
        let least = |counts: &Counts<'_>| {
            smallest(counts.iter().filter(|(fact, count)| *count > 0 && shown.contains(&fact.id))).map(|(fact, _)| fact.id.clone())
        };
        match least(&self.told_by).or_else(|| least(&self.members)) {
            Some(id) => vec![id],
            None if !self.told_by.is_empty() => Vec::new(),
            None => wholes.telling(self).into_iter().map(str::to_string).collect(),
        }
    }
}

/// Every set of facts whose ids differ in one part alone, in the months of one quarter, or that stand in one column of a table.
pub(super) fn families<'a>(page: &Page, facts: &'a Facts) -> Vec<Family<'a>> {
    let mut by_shape: BTreeMap<String, Vec<(&Fact, u64)>> = BTreeMap::new();
    for fact in facts.list() {
        let Some(count) = count_of(fact) else { continue };
        let parts: Vec<&str> = fact.id.split('.').collect();
        for place in 0..parts.len().saturating_sub(1) {
            let with = |own: &str| {
                parts.iter().enumerate().map(|(other, part)| if other == place { own } else { part }).collect::<Vec<_>>().join(".")
            };
            by_shape.entry(with("*")).or_default().push((fact, count));
            if let Some(quarter) = quarter_of_month(parts[place]) {
                by_shape.entry(with(&format!("*{quarter}"))).or_default().push((fact, count));
            }
        }
    }
    let columns = page.sections.iter().flat_map(|section| &section.blocks).flat_map(tables_of).flat_map(columns_of);
    let in_column = |ids: Vec<&str>| -> Vec<(&'a Fact, u64)> {
        let known = ids.into_iter().filter_map(|id| facts.get(id));
        known.filter_map(|fact| Some((fact, count_of(fact)?))).collect()
    };
    let families = by_shape.into_values().chain(columns.map(in_column));
    families.filter(|members| members.len() > 1).map(|members| Family { members, told_by: Vec::new() }).collect()
}

fn tables_of(block: &Block) -> Vec<&Table> {
    match block {
        Block::Table(table) | Block::Fold(table) => vec![table],
        Block::Figure(figure) => vec![&figure.data],
        Block::Multiples(figures) => figures.iter().map(|figure| &figure.data).collect(),
        Block::Text(_) | Block::Note(_) | Block::Heading(_) | Block::List(_) => Vec::new(),
    }
}

/// The ids that stand below one another, totals left out: the first of each cell of a column, the second, and so on.
fn columns_of(table: &Table) -> Vec<Vec<&str>> {
    let mut columns: BTreeMap<(usize, usize), Vec<&str>> = BTreeMap::new();
    for row in table.rows.iter().filter(|row| !row.is_total) {
        for (column, cell) in row.cells.iter().enumerate() {
            for (place, id) in cell.line.0.iter().filter_map(|piece| piece.fact.as_deref()).enumerate() {
                columns.entry((column, place)).or_default().push(id);
            }
        }
    }
    columns.into_values().collect()
}

/// Sets of counts, each with counts of another section that add up to the same.
type Sums<'a> = Vec<(Counts<'a>, Counts<'a>)>;

/// The sums that connect the counts of duties with one another, and with what other sections count of the same duties and cases.
///
/// What was met, late or missed under a clause was judged. Of the cases that wait for what it asks for, those are done that were met or
/// late. Over all promises the broken ones are those that teams, channels and categories divide, each of them the same; circumstances
/// divide those of the promises with a limit. What is compared of a quarter are its complete months. Pieces of feedback are those of its
/// categories, complaints those received. A sum that the numbers do not bear out, as where duties of cases of another quarter fell due,
/// gives nothing back and is none.
pub(super) fn across_sections<'a>(facts: &'a Facts, duties: &[Duty]) -> Vec<Family<'a>> {
    let months = Months::of(facts.list());
    let mut sums = of_clauses(facts, duties, &months);
    for fact in facts.list().iter().filter(|fact| fact.id.ends_with(".newest_count")) {
        sums.extend(months.compared_in(fact).into_iter().map(|run| (run, counted(fact).into_iter().collect())));
    }
    sums.extend(over_all_clauses(facts, duties));
    sums.extend(of_kinds(facts));
    sums.retain(|(members, told_by)| !members.is_empty() && !told_by.is_empty() && sum(members) == sum(told_by));
    sums.into_iter().map(|(members, told_by)| Family { members, told_by }).collect()
}

const JUDGED: &[&str] = &MET_LATE_MISSED;
const DONE: &[&str] = MET_LATE_MISSED.split_at(2).0;
const BROKEN: &[&str] = MET_LATE_MISSED.split_at(1).1;

/// What is counted of single clauses, by source too, and of the waits that end with what they ask for.
fn of_clauses<'a>(facts: &'a Facts, duties: &[Duty], months: &Months<'a>) -> Sums<'a> {
    let by_source = by_source(facts);
    let mut sums: Sums<'a> = Vec::new();
    for total in totals(duties) {
        let not_shown = duties.iter().flat_map(|duty| duty.counts(facts, &NOT_SHOWN)).collect();
        sums.push((not_shown, named(facts, &total, &["not_shown_count"])));
    }
    for duty in duties {
        let of = |names: &[&str]| duty.counts(facts, names);
        sums.extend(of_versions(facts, duty));
        sums.push((of(JUDGED), of(&["judged_count"])));
        if duty.circumstances.is_empty() {
            // What has no limit is met or missed, never late.
            sums.push((of(&["met_count", "missed_count"]), of(&["judged_count"])));
        }
        for name in NOT_SHOWN {
            sums.push((by_source.get(&(duty.stem.as_str(), name)).cloned().unwrap_or_default(), of(&[name])));
        }
        // Where a case has one duty, as many cases as duties are broken.
        sums.extend(["broken_count", "broken_case_count"].map(|name| (of(BROKEN), of(&[name]))));
        for (wait, _) in &duty.waits {
            sums.push((of(JUDGED), named(facts, wait, &["case_count"])));
            for quarter in named(facts, wait, &["done_count"]) {
                sums.push((of(DONE), vec![quarter]));
                sums.extend(months.adding_up_to(quarter.0).map(|months| (of(DONE), months.clone())));
            }
        }
    }
    sums
}

/// What versions of a clause tell for themselves, and what tells the sum of them.
fn of_versions<'a>(facts: &'a Facts, duty: &Duty) -> Sums<'a> {
    let each = |name: &str| -> Counts<'a> { duty.versions.iter().flat_map(|version| named(facts, version, &[name])).collect() };
    let names = MET_LATE_MISSED.iter().chain(&NOT_JUDGED).chain(&["judged_count", "proxy_count", "presumed_count"]);
    let wholes = names.map(|name| (each(name), named(facts, &duty.stem, &[name])));
    let judged = duty.versions.iter().map(|version| (named(facts, version, JUDGED), named(facts, version, &["judged_count"])));
    // Breaches are counted of the clause, over the versions that were promises.
    let promised =
        (!duty.versions.is_empty()).then(|| (duty.promised_counts(facts, JUDGED), duty.promised_counts(facts, &["judged_count"])));
    wholes.chain(judged).chain(promised).collect()
}

/// What is counted over all clauses, in circumstances, and of teams, channels and categories.
fn over_all_clauses<'a>(facts: &'a Facts, duties: &[Duty]) -> Sums<'a> {
    let mut sums: Sums<'a> = Vec::new();
    for total in totals(duties) {
        let of = |names: &[&str]| named(facts, &total, names);
        sums.extend([(JUDGED, "judged_count"), (BROKEN, "broken_count")].map(|(parts, name)| (of(parts), of(&[name]))));
    }
    for (total, parts) in [("judged_count", JUDGED), ("met_count", &["met_count"]), ("broken_count", BROKEN)] {
        sums.extend(of_total(facts, duties, total, parts));
    }
    for total in ["late_count", "missed_count"] {
        sums.extend(of_total(facts, duties, total, &[total]));
    }
    sums
}

/// What tells a total, over all clauses or divided, and the counts of the clauses that add up to it.
fn of_total<'a>(facts: &'a Facts, duties: &[Duty], total: &str, names: &[&str]) -> Sums<'a> {
    let mut told: BTreeMap<Vec<&str>, Counts<'a>> = BTreeMap::new();
    for count in facts.list().iter().filter_map(counted) {
        match parts(&count.0.id)[..] {
            [section @ "sla", period, name] if name == total => told.entry(vec![section, period]).or_default().push(count),
            [section @ ("breach" | "kept"), period, by, _, name] if name == total => {
                told.entry(vec![section, period, by]).or_default().push(count);
            }
            _ => {}
        }
    }
    let mut sums: Sums<'a> = Vec::new();
    let divided: Vec<&Counts<'a>> = told.iter().filter(|(key, _)| key[0] == "kept").map(|(_, parts)| parts).collect();
    for (place, parts) in divided.iter().enumerate() {
        sums.extend(divided[..place].iter().map(|others| ((*parts).clone(), (*others).clone())));
    }
    for (key, told_by) in told {
        let is_part = |duty: &&Duty| match key[..] {
            ["breach", _, circumstance] => duty.is_divided_by(circumstance),
            _ => true,
        };
        // The parts of a clause and their sum are as good: what is known of either bounds the other clauses.
        let alone = [total];
        let own = if total == "broken_count" { vec![names, &alone, &["broken_case_count"]] } else { vec![names, &alone] };
        for names in own {
            sums.push((duties.iter().filter(is_part).flat_map(|duty| duty.promised_counts(facts, names)).collect(), told_by.clone()));
        }
    }
    sums
}

/// The stems of the totals over all clauses.
fn totals(duties: &[Duty]) -> BTreeSet<String> {
    duties.iter().filter_map(|duty| Some(format!("sla.{}", duty.stem.rsplit_once('.')?.1))).collect()
}

fn counted(fact: &Fact) -> Option<(&Fact, u64)> {
    Some((fact, count_of(fact)?))
}

/// Those counts of a stem that there are of these names.
pub(super) fn named<'a>(facts: &'a Facts, stem: &str, names: &[&str]) -> Counts<'a> {
    names.iter().filter_map(|name| counted(facts.get(&format!("{stem}.{name}"))?)).collect()
}

/// The counts of each source under a clause, by the stem of the clause and what is counted.
fn by_source(facts: &Facts) -> BTreeMap<(&str, &str), Counts<'_>> {
    let mut found: BTreeMap<(&str, &str), Counts<'_>> = BTreeMap::new();
    for count in facts.list().iter().filter_map(counted) {
        let id = &count.0.id;
        if let (["sla", _, _, _, "source", _, name], Some((stem, _))) = (&parts(id)[..], id.split_once(".source.")) {
            found.entry((stem, *name)).or_default().push(count);
        }
    }
    found
}

/// Under each clause the duties that were judged, and those that were not for whatever reason: of most clauses they are all cases of a
/// kind.
pub(super) fn of_all_duties<'a>(facts: &'a Facts, duties: &[Duty]) -> Vec<Family<'a>> {
    let each_once = |duty: &Duty| [duty.counts(facts, &["judged_count"]), duty.counts(facts, &NOT_JUDGED)].concat();
    let members = duties.iter().map(each_once).filter(|members| members.len() > 1);
    members.map(|members| Family { members, told_by: Vec::new() }).collect()
}

/// What other sections count of the kinds: the pieces of feedback, by category too, and the complaints, by channel and by cause.
fn of_kinds(facts: &Facts) -> Sums<'_> {
    const ALIKE: [(&str, &str); 5] = [
        ("feedback by category", "feedback"),
        ("feedback", "feedback of the section"),
        ("complaints by channel", "complaints"),
        ("complaints by cause", "complaints"),
        ("complaints", "received"),
    ];
    let mut counts: BTreeMap<(&str, &str), Counts<'_>> = BTreeMap::new();
    for (fact, count) in facts.list().iter().filter_map(|fact| Some((fact, count_of(fact)?))) {
        let (period, what) = match parts(&fact.id)[..] {
            ["feedback", period, "category", _, "case_count"] => (period, "feedback by category"),
            ["feedback", period, "case_count"] => (period, "feedback of the section"),
            ["volume", period, "kind", "feedback", "case_count"] => (period, "feedback"),
            ["volume", period, "kind", "complaint", "case_count"] => (period, "complaints"),
            ["volume", period, "received_count"] => (period, "received"),
            ["volume", period, "channel", _, "case_count"] => (period, "complaints by channel"),
            ["cause", period, "category", _, "case_count"] | ["cause", period, "none" | "others", "case_count"] => {
                (period, "complaints by cause")
            }
            _ => continue,
        };
        counts.entry((period, what)).or_default().push((fact, count));
    }
    let periods: BTreeSet<&str> = counts.keys().map(|(period, _)| *period).collect();
    let of = |period, what| counts.get(&(period, what)).cloned().unwrap_or_default();
    periods.into_iter().flat_map(|period| ALIKE.map(|(members, told_by)| (of(period, members), of(period, told_by)))).collect()
}

/// Families with something hidden again, with the months of a quarter in place of its hidden count: they say the same.
pub(super) fn by_months<'a>(families: &[Family<'a>], facts: &'a Facts, shown: &Ids) -> Vec<Family<'a>> {
    let months = Months::of(facts.list());
    let mut found = Vec::new();
    for family in families {
        let sets = |fact: &Fact| if shown.contains(&fact.id) { Vec::new() } else { months.adding_up_to(fact).collect::<Vec<_>>() };
        let most = family.members.iter().map(|(fact, _)| sets(fact).len()).max().unwrap_or(0);
        // Several sections may tell the same months, and each may hide others of them.
        for choice in 0..most {
            let mut members: BTreeMap<&str, (&Fact, u64)> = BTreeMap::new();
            for (fact, count) in &family.members {
                let sets = sets(fact);
                let instead = sets.get(choice).or(sets.last()).map_or_else(|| vec![(*fact, *count)], |months| (*months).clone());
                members.extend(instead.into_iter().map(|(fact, count)| (fact.id.as_str(), (fact, count))));
            }
            let by_months = Family { members: members.into_values().collect(), told_by: Vec::new() };
            // A family of all periods has the months in it already.
            if by_months.members.len() > family.members.len() && by_months.whole() == family.whole() {
                found.push(by_months);
            }
        }
    }
    found
}
