//! The page for the public: small numbers hidden, with as many others as it takes that nothing gives them back.
//!
//! What is hidden is decided on the page as a whole, number by number. Then the page that is left is attacked with
//! everything on it: differences, percentages, the sums of every set of numbers whose total can be seen, and all these sums
//! together. What the attack finds is hidden too, and the attack begins anew, until it finds nothing; a page that does not get
//! there is not written.

use super::facts::{Fact, Facts, Unstated};
use super::html;
use super::line::{Line, Piece};
use super::quarterly::Quarterly;
use super::section::{anchor, clause_id, promised_of, sortable};
use super::texts::{Texts, say};
use super::view::{Block, Cell, Figure, Page, Row, Table};
use crate::analysis::measure::waiting::Ending;
use crate::analysis::scorecard;
use crate::error::{Error, Result};
use crate::statistics::suppression::{DEFAULT_THRESHOLD, Hidden, MARK, Sum, attack_jointly, attack_line, is_small, protect};
use crate::time::Period;
use crate::time::period::Length;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// What is counted in these units are people's cases, or what was done in them.
const PERSONAL: [&str; 5] = ["cases", "duties", "dates", "customers", "published"];

/// What stands in the files, of all cases together: the page knows no sum of it that could be attacked.
const OF_FILES: [&str; 3] = ["rows", "events", "values"];

/// What speaks of one case alone.
const OF_ONE_CASE: [&str; 3] = ["longest_days", "oldest_days", "longest_seen"];

/// For those who decide: names, drafts and texts that the program has not counted.
const INTERNAL: [&str; 2] = [anchor::RECOMMENDATIONS, anchor::ACTIONS];

/// Each round hides at least one number more; no page has so many.
const MOST_ROUNDS: usize = 2_000;

/// Ids of facts.
type Ids = BTreeSet<String>;

/// The ways in which a duty that was judged ended, by the names of their counts.
const MET_LATE_MISSED: [&str; 3] = ["met_count", "late_count", "missed_count"];

/// A clause, as far as its counts add up with others of the page.
pub struct Duty {
    /// The stem of the ids of its counts.
    stem: String,
    /// The same of those of its duties that were promised, if any was judged: totals are of promises alone.
    promised: Option<String>,
    /// The stems of the ids of the waits that end with an event which satisfies it, and whether all such events end them.
    waits: Vec<(String, bool)>,
}

/// The clauses of a page.
pub fn duties(data: &Quarterly) -> Vec<Duty> {
    let duty = |row: &scorecard::Row| {
        let (stem, requires) = (clause_id(data, &row.clause), &row.clause.requires);
        let waits = [Ending::Acknowledge, Ending::Resolve].into_iter().filter_map(|ending| {
            let ends = |event: &String| ending.events().contains(&event.as_str());
            requires.iter().any(ends).then(|| (format!("time.{}.{}", ending.name(), data.id()), requires.iter().all(ends)))
        });
        Duty { promised: (row.promised.judged() > 0).then(|| promised_of(row, &stem).1), waits: waits.collect(), stem }
    };
    data.scorecard.iter().map(duty).collect()
}

/// The page and its facts as the public may see them.
pub fn public(page: &Page, facts: &Facts, duties: &[Duty]) -> Result<(Page, Facts)> {
    let mut hidden: Ids = Ids::new();
    hide(facts, small(facts.list(), duties), &mut hidden);
    hide(facts, on_few(facts), &mut hidden);
    hide(facts, partners(page, facts), &mut hidden);
    for _ in 0..MOST_ROUNDS {
        let shown = ids_of(&html::whole(&stripped(page, &hidden, &Ids::new(), facts.texts()))?);
        let found = attack(page, facts, duties, &shown);
        if found.is_empty() {
            let mut left = stripped(page, &hidden, &shown, facts.texts());
            let told = facts.shown(&shown);
            // What a column is sorted by is no more exact than what stands in it.
            left.sections.iter_mut().for_each(|section| sortable(section, &told));
            return Ok((left, told));
        }
        let before = hidden.len();
        hide(facts, found, &mut hidden);
        if hidden.len() == before {
            break;
        }
    }
    Err(Error::new("a hidden number could be worked out from what the page shows, so nothing is written")
        .remedy("Make the report with --audience internal, and give out no more of it than its readers may see."))
}

/// Hides facts, and with each its interval and every other fact that says the same of the same thing: of months that add up to it, the
/// smallest goes.
fn hide(facts: &Facts, found: Ids, hidden: &mut Ids) {
    let months = Months::of(facts.list());
    for id in found {
        let Some(fact) = facts.get(&id) else {
            hidden.insert(id);
            continue;
        };
        let quarter = [vec![fact.id.clone()], same_elsewhere(facts.list(), fact)].concat();
        let month = months.adding_up_to(fact).filter_map(|months| smallest(months.iter().filter(|(_, count)| *count > 0)));
        let months: Vec<String> =
            month.flat_map(|(month, _)| [vec![month.id.clone()], same_elsewhere(facts.list(), month)].concat()).collect();
        hidden.extend(quarter.into_iter().chain(months));
    }
}

/// The first by name of the smallest: whatever else is on a page, and wherever it stands.
fn smallest<'m, 'f>(members: impl Iterator<Item = &'m (&'f Fact, u64)>) -> Option<&'m (&'f Fact, u64)>
where
    'f: 'm,
{
    members.min_by_key(|(fact, count)| (*count, parts(&fact.id)))
}

fn parts(id: &str) -> Vec<&str> {
    id.split('.').collect()
}

/// Counts of the months of a quarter, by what is counted: they add up to the quarter's count, which the page may hide elsewhere.
struct Months<'f>(BTreeMap<Counted<'f>, Vec<(&'f Fact, u64)>>);

/// A quarter, and what is counted in it: the words of the facts' ids.
type Counted<'f> = (Period, Vec<&'f str>);

impl<'f> Months<'f> {
    fn of(facts: &'f [Fact]) -> Self {
        let mut found: BTreeMap<Counted<'f>, Vec<(&Fact, u64)>> = BTreeMap::new();
        for fact in facts {
            let Some((count, own)) = count_of(fact).zip(period_of(&fact.id)) else { continue };
            let Some(quarter) = quarter_of_month(own) else { continue };
            let what = parts(&fact.id).into_iter().filter(|part| *part != own).collect();
            found.entry((quarter, what)).or_default().push((fact, count));
        }
        Self(found)
    }

    /// Each set of months that adds up to a count of their quarter, of the same thing.
    fn adding_up_to(&self, fact: &Fact) -> impl Iterator<Item = &Vec<(&'f Fact, u64)>> {
        let own = parts(&fact.id);
        let whole = count_of(fact).zip(period_of(&fact.id).and_then(|period| period.parse::<Period>().ok()));
        // The section and the name of the number differ: `trend.category.a.2026-07.case_count`, `cause.2026-Q3.category.a.case_count`.
        let is_same =
            move |what: &[&str]| what.get(1..what.len().saturating_sub(1)).is_some_and(|what| what.iter().all(|part| own.contains(part)));
        self.0
            .iter()
            .filter(move |((quarter, what), months)| {
                whole == Some((months.iter().map(|(_, count)| count).sum(), *quarter)) && is_same(what)
            })
            .map(|(_, months)| months)
    }
}

/// What goes with the small counts of each line whose total is known, chosen by the counts of the line alone.
///
/// What else is hidden does not matter here: a view of `trends`, or the page of the quarter after, may hide other things for other
/// reasons, and would show what this page took for a partner.
fn partners(page: &Page, facts: &Facts) -> Ids {
    let totals: BTreeSet<u64> = facts.list().iter().filter_map(count_of).collect();
    let mut found = Ids::new();
    for mut family in families(page, facts) {
        if !totals.contains(&family.whole()) {
            continue;
        }
        family.members.sort_by_cached_key(|(fact, _)| parts(&fact.id).into_iter().map(str::to_string).collect::<Vec<_>>());
        let counts: Vec<u64> = family.members.iter().map(|(_, count)| *count).collect();
        let hidden = protect(&counts, DEFAULT_THRESHOLD).hidden;
        found.extend(family.members.iter().zip(hidden).filter(|(_, hides)| *hides).map(|((fact, _), _)| fact.id.clone()));
    }
    found
}

/// What rests on counts that the page does not state, where they are small or would give a small one back.
fn on_few(facts: &Facts) -> Ids {
    let mut lines: BTreeMap<&str, Vec<&Unstated>> = BTreeMap::new();
    for unstated in facts.unstated() {
        lines.entry(&unstated.line).or_default().push(unstated);
    }
    let mut found = Ids::new();
    for (total, mut line) in lines {
        line.sort_by_key(|unstated| unstated.told_by.first().map(|id| parts(id)));
        let counts: Vec<u64> = line.iter().map(|unstated| unstated.count).collect();
        let protected = protect(&counts, DEFAULT_THRESHOLD);
        found.extend(
            line.iter().zip(protected.hidden).filter(|(_, hides)| *hides).flat_map(|(unstated, _)| unstated.told_by.iter().cloned()),
        );
        if !protected.shows_total {
            found.extend(["expected_count", "ratio"].map(|name| format!("{total}.{name}")));
        }
    }
    found
}

/// Other facts with the same value, of the same period and the same thing: a category is counted in several places.
fn same_elsewhere(facts: &[Fact], fact: &Fact) -> Vec<String> {
    let own: Vec<&str> = fact.id.split('.').collect();
    let is_same = |other: &&Fact| {
        let parts: Vec<&str> = other.id.split('.').collect();
        let shared = parts.iter().filter(|part| own.contains(part)).count();
        is_personal(other) && other.value == fact.value && shared >= 3 && !are_siblings(&own, &parts)
    };
    facts.iter().filter(is_same).map(|other| other.id.clone()).collect()
}

/// Whether two ids name two things of one kind in one place of the page, such as two channels: they differ in one part, not the first.
fn are_siblings(one: &[&str], other: &[&str]) -> bool {
    let differing: Vec<usize> = (0..one.len().min(other.len())).filter(|place| one[*place] != other[*place]).collect();
    one.len() == other.len() && matches!(differing[..], [place] if place > 0)
}

fn is_personal(fact: &Fact) -> bool {
    PERSONAL.contains(&fact.unit)
}

fn count_of(fact: &Fact) -> Option<u64> {
    fact.value.as_u64().filter(|_| is_personal(fact))
}

fn is_small_count(count: u64) -> bool {
    is_small(count, DEFAULT_THRESHOLD)
}

/// What is small by itself, or beside a number that stands for the whole of it.
fn small(facts: &[Fact], duties: &[Duty]) -> Ids {
    let is_own = |fact: &&Fact| count_of(fact).is_some_and(is_small_count) || OF_FILES.contains(&fact.unit);
    let mut found: Ids = facts.iter().filter(is_own).map(|fact| fact.id.clone()).collect();
    found.extend(facts.iter().filter(|fact| OF_ONE_CASE.iter().any(|name| fact.id.ends_with(name))).map(|fact| fact.id.clone()));
    found.extend(facts.iter().filter(|fact| tells_a_small_part(fact)).map(|fact| fact.id.clone()));
    found.extend(differences(facts, duties));
    found
}

/// Whether a share gives away a small part, or a small rest.
fn tells_a_small_part(fact: &Fact) -> bool {
    let (Some(n), Some(share), true) = (fact.n, fact.value.as_f64(), fact.unit == "share") else { return false };
    let part = (share * n as f64).round() as u64;
    is_small_count(part) || is_small_count(n.saturating_sub(part)) || is_small_count(n)
}

/// Of two counts about the same cases that differ by little, the one that matters less.
fn differences(facts: &[Fact], duties: &[Duty]) -> Ids {
    let mut by_system: BTreeMap<String, Vec<(&str, u64)>> = BTreeMap::new();
    for fact in facts {
        let Some(count) = count_of(fact) else { continue };
        for system in systems(&fact.id, duties) {
            by_system.entry(system).or_default().push((&fact.id, count));
        }
    }
    let mut found = Ids::new();
    for counts in by_system.values_mut() {
        counts.sort_by_key(|(id, count)| Reverse((id.starts_with("volume."), *count)));
        // Only what stays can give another one away.
        let mut kept: Vec<u64> = Vec::new();
        for (id, count) in counts {
            if kept.iter().any(|other| is_small_count(other.abs_diff(*count))) {
                found.insert((*id).to_string());
            } else {
                kept.push(*count);
            }
        }
    }
    found
}

/// The sets of counts about the same cases that a count belongs to, wherever they stand on the page.
///
/// What the scorecard counts under a clause that asks for the end of a wait, the section on times counts too: done less kept is late.
fn systems(id: &str, duties: &[Duty]) -> Vec<String> {
    let parts: Vec<&str> = id.split('.').collect();
    let mut found: Vec<String> = id.rsplit_once('.').map(|(stem, _)| stem.to_string()).into_iter().collect();
    match parts[..] {
        ["sla", _, _, _, "met_count" | "judged_count" | "late_count" | "missed_count"] => {
            let waits = duties.iter().filter(|duty| found.contains(&duty.stem)).flat_map(|duty| &duty.waits);
            let waits: Vec<String> = waits.filter(|(_, ends_always)| *ends_always).map(|(stem, _)| stem.clone()).collect();
            found.extend(waits);
        }
        // Less the promised ones they are the duties of a target.
        ["sla", _, _, _, "promised", _] => found.push(parts[..4].join(".")),
        // Kept and judged, then and now.
        ["restated", ..] => found.push(format!("restated {}", parts[..parts.len().saturating_sub(2)].join("."))),
        _ => {}
    }
    match parts[..] {
        ["volume", period, "received_count"]
        | ["volume", period, _, "total_count"]
        | ["cause", period, "total_count"]
        | ["trend", "all", period, "newest_count" | "case_count"]
        | ["time" | "silence" | "sla", period, "case_count"]
        | ["time", _, period, "case_count"]
        | ["repeat", period, "eligible_count" | "case_count"]
        | ["step", period, "seen_count"] => found.push(format!("received {period}")),
        // Of the cases of a first quarter those that ended otherwise than by a resolution are the difference.
        ["outcome", period, "ended_count"] | ["time", "resolve", period, "done_count"] => found.push(format!("ended {period}")),
        _ => {}
    }
    found
}

/// Shown counts that, with a count from elsewhere of the same period, differ by just what is hidden beside them.
fn beside_hidden(facts: &[Fact], shown: &Ids) -> Ids {
    let seen: Vec<(&str, u64)> = facts.iter().filter(|fact| shown.contains(&fact.id)).flat_map(told_counts).collect();
    let mut found = Ids::new();
    for (fact, hidden) in facts.iter().filter_map(|fact| Some((fact, count_of(fact).filter(|count| is_small_count(*count))?))) {
        let Some(((stem, _), period)) = fact.id.rsplit_once('.').zip(period_of(&fact.id)).filter(|_| !shown.contains(&fact.id)) else {
            continue;
        };
        let (own, others): (Vec<_>, Vec<_>) = seen.iter().partition(|(id, _)| id.rsplit_once('.').is_some_and(|(other, _)| other == stem));
        let others: Vec<u64> = others.iter().filter(|(id, _)| is_of_all(id, period)).map(|(_, count)| *count).collect();
        let gives_away = |count: u64| others.iter().any(|other| other.abs_diff(count) == hidden);
        for (place, (id, count)) in own.iter().enumerate() {
            if gives_away(*count) || own[..place].iter().any(|(_, more)| gives_away(count + more)) {
                found.insert((*id).to_string());
            }
        }
    }
    found
}

/// Sums of some counts of a kind, such as the outcomes with redress, that leave just a hidden one once shown ones are taken away.
fn beside_alike(facts: &[Fact], shown: &Ids) -> Ids {
    let seen: Vec<(Vec<&str>, &str, u64)> = facts
        .iter()
        .filter(|fact| shown.contains(&fact.id))
        .filter_map(|fact| Some((fact.id.split('.').collect(), fact.id.as_str(), count_of(fact)?)))
        .collect();
    let mut found = Ids::new();
    for fact in facts.iter().filter(|fact| !shown.contains(&fact.id)) {
        let Some((hidden, period)) = count_of(fact).filter(|count| is_small_count(*count)).zip(period_of(&fact.id)) else { continue };
        let own: Vec<&str> = fact.id.split('.').collect();
        let is_alike = |parts: &[&str]| are_siblings(&own, parts) && parts.last() == own.last() && parts.contains(&period);
        let alike: Vec<u64> = seen.iter().filter(|(parts, _, _)| is_alike(parts)).map(|(_, _, count)| *count).collect();
        let is_sum = |parts: &[&str]| parts.len() == 3 && parts[0] == own[0] && parts[1] == period;
        for (_, id, sum) in seen.iter().filter(|(parts, _, _)| is_sum(parts)) {
            let leaves = |rest: u64| rest == hidden || alike.iter().any(|count| rest.checked_sub(*count) == Some(hidden));
            if alike.iter().filter_map(|count| sum.checked_sub(*count)).any(leaves) {
                found.insert((*id).to_string());
            }
        }
    }
    found
}

/// The counts that a fact tells: its own, or the part that a share is of its whole.
fn told_counts(fact: &Fact) -> Vec<(&str, u64)> {
    let part = fact.n.zip(fact.value.as_f64()).filter(|_| fact.unit == "share").map(|(n, share)| (share * n as f64).round() as u64);
    count_of(fact).or(part).map(|count| (fact.id.as_str(), count)).into_iter().collect()
}

fn period_of(id: &str) -> Option<&str> {
    id.split('.').find(|part| part.parse::<Period>().is_ok())
}

/// Whether a count is of all cases or duties of one kind in a period, not of a channel or a category.
fn is_of_all(id: &str, period: &str) -> bool {
    let parts: Vec<&str> = id.split('.').collect();
    parts.contains(&period) && (parts.len() == 3 || matches!(parts[0], "sla" | "time"))
}

/// Counts over several clauses that leave a small rest once the shown clauses are taken away: the hidden clauses' own.
fn over_clauses(facts: &[Fact], shown: &Ids) -> Ids {
    let mut clauses: BTreeMap<&str, BTreeMap<&str, u64>> = BTreeMap::new();
    let mut sums: BTreeMap<(String, &str), Vec<(&str, u64)>> = BTreeMap::new();
    for fact in facts {
        let Some((count, (stem, name))) = count_of(fact).zip(fact.id.rsplit_once('.')) else { continue };
        let parts: Vec<&str> = stem.split('.').collect();
        match parts[..] {
            ["sla", _, _, _] if matches!(name, "met_count" | "judged_count") => {
                clauses.entry(stem).or_default().insert(name, if shown.contains(&fact.id) { count } else { 0 });
            }
            ["breach" | "kept", _, of, _] => sums.entry((format!("{} {of}", parts[0]), name)).or_default().push((&fact.id, count)),
            _ => {}
        }
    }
    let told = |name: &str| clauses.values().map(|counts| counts.get(name).copied().unwrap_or(0)).sum::<u64>();
    let (met, judged) = (told("met_count"), told("judged_count"));
    let mut found = Ids::new();
    for ((_, name), members) in &sums {
        let whole: u64 = members.iter().map(|(_, count)| count).sum();
        let rest = if *name == "broken_count" { whole.saturating_sub(judged.saturating_sub(met)) } else { whole.saturating_sub(judged) };
        let is_seen = members.iter().all(|(id, _)| shown.contains(*id));
        if is_seen && is_small_count(rest) {
            found.extend(members.iter().filter(|(_, count)| *count > 0).map(|(id, _)| (*id).to_string()));
        }
    }
    found
}

/// Shares of the largest so far that take in a hidden one before them.
fn so_far(facts: &[Fact], shown: &Ids) -> Ids {
    let mut is_behind = false;
    let mut found = Ids::new();
    for fact in facts.iter().filter(|fact| fact.id.ends_with(".cumulative_share")) {
        let is_shown = shown.contains(&fact.id);
        is_behind |= !is_shown;
        if is_shown && is_behind && fact.value.as_f64().is_some_and(|share| share < 1.0) {
            found.insert(fact.id.clone());
        }
    }
    found
}

/// Facts with what they count.
type Counts<'a> = Vec<(&'a Fact, u64)>;

/// A set of counts that are alike, such as those of all channels, or that add up to counts of another section.
struct Family<'a> {
    members: Counts<'a>,
    /// The counts of another section that add up to the same; without any, every number does that is equal to the whole.
    told_by: Counts<'a>,
}

impl Family<'_> {
    fn whole(&self) -> u64 {
        self.members.iter().map(|(_, count)| count).sum()
    }

    /// Whether a reader knows the whole of them.
    fn is_stated(&self, shown: &Ids, totals: &BTreeMap<u64, Vec<&str>>) -> bool {
        if self.told_by.is_empty() { totals.contains_key(&self.whole()) } else { not_shown(&self.told_by, shown).next().is_none() }
    }

    /// The members that are not shown.
    fn hidden(&self, shown: &Ids) -> impl Iterator<Item = (&str, u64)> {
        not_shown(&self.members, shown)
    }

    /// What is not shown of them, or of what another section tells.
    fn unknown(&self, shown: &Ids) -> impl Iterator<Item = (&str, u64)> {
        self.hidden(shown).chain(not_shown(&self.told_by, shown))
    }

    /// The smallest count of another section, or member, that is still shown; else the total.
    fn next_to_hide(&self, shown: &Ids, totals: &BTreeMap<u64, Vec<&str>>) -> Vec<String> {
        let least = |counts: &Counts<'_>| {
            smallest(counts.iter().filter(|(fact, count)| *count > 0 && shown.contains(&fact.id))).map(|(fact, _)| fact.id.clone())
        };
        match least(&self.told_by).or_else(|| least(&self.members)) {
            Some(id) => vec![id],
            None if !self.told_by.is_empty() => Vec::new(),
            None => totals.get(&self.whole()).into_iter().flatten().map(|id| (*id).to_string()).collect(),
        }
    }
}

fn not_shown<'c>(counts: &'c Counts<'_>, shown: &Ids) -> impl Iterator<Item = (&'c str, u64)> {
    counts.iter().map(|(fact, count)| (fact.id.as_str(), *count)).filter(|(id, _)| !shown.contains(*id))
}

/// Every set of facts whose ids differ in one part alone, in the months of one quarter, or that stand in one column of a table.
fn families<'a>(page: &Page, facts: &'a Facts) -> Vec<Family<'a>> {
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

/// The sums that connect the counts of duties with one another, and with what other sections count of the same duties and cases.
///
/// What was met, late or missed under a clause was judged. Of the cases that wait for what it asks for, those are done that were met or
/// late. Over all promises the broken ones are those that circumstances, teams, channels and categories divide. A sum that the
/// numbers do not bear out, as where duties of cases of another quarter fell due, gives nothing back and is none.
fn across_sections<'a>(facts: &'a Facts, duties: &[Duty]) -> Vec<Family<'a>> {
    let counted = |fact: &'a Fact| Some((fact, count_of(fact)?));
    let of = |stem: &str, names: &[&str]| -> Counts<'a> {
        names.iter().filter_map(|name| counted(facts.get(&format!("{stem}.{name}"))?)).collect()
    };
    let (judged, met, done, broken) = (&MET_LATE_MISSED[..], &MET_LATE_MISSED[..1], &MET_LATE_MISSED[..2], &MET_LATE_MISSED[1..]);
    let months = Months::of(facts.list());
    let mut sums: Vec<(Counts<'a>, Counts<'a>)> = Vec::new();
    for duty in duties {
        sums.push((of(&duty.stem, judged), of(&duty.stem, &["judged_count"])));
        for (wait, _) in &duty.waits {
            sums.push((of(&duty.stem, judged), of(wait, &["case_count"])));
            for quarter in of(wait, &["done_count"]) {
                sums.push((of(&duty.stem, done), vec![quarter]));
                sums.extend(months.adding_up_to(quarter.0).map(|months| (of(&duty.stem, done), months.clone())));
            }
        }
    }
    for (total, names) in [("judged_count", judged), ("met_count", met), ("broken_count", broken)] {
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
        let promised: Counts<'a> = duties.iter().filter_map(|duty| duty.promised.as_deref()).flat_map(|stem| of(stem, names)).collect();
        sums.extend(told.into_values().map(|told_by| (promised.clone(), told_by)));
    }
    let whole = |counts: &Counts<'_>| counts.iter().map(|(_, count)| count).sum::<u64>();
    sums.retain(|(members, told_by)| !members.is_empty() && !told_by.is_empty() && whole(members) == whole(told_by));
    sums.into_iter().map(|(members, told_by)| Family { members, told_by }).collect()
}

/// Families with something hidden again, with the months of a quarter in place of its hidden count: they say the same.
fn by_months<'a>(families: &[Family<'a>], facts: &'a Facts, shown: &Ids) -> Vec<Family<'a>> {
    let months = Months::of(facts.list());
    let mut found = Vec::new();
    for family in families {
        let mut members: BTreeMap<&str, (&Fact, u64)> = BTreeMap::new();
        for (fact, count) in &family.members {
            let instead = if shown.contains(&fact.id) { None } else { months.adding_up_to(fact).next() };
            members.extend(
                instead
                    .map_or_else(|| vec![(*fact, *count)], Clone::clone)
                    .into_iter()
                    .map(|(fact, count)| (fact.id.as_str(), (fact, count))),
            );
        }
        let by_months = Family { members: members.into_values().collect(), told_by: Vec::new() };
        // A family of all periods has the months in it already.
        if by_months.members.len() > family.members.len() && by_months.whole() == family.whole() {
            found.push(by_months);
        }
    }
    found
}

fn quarter_of_month(part: &str) -> Option<Period> {
    let month: Period = part.parse().ok().filter(|period: &Period| period.length() == Length::Month)?;
    Some(Period::containing(month.first_day(), Length::Quarter))
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

/// What can be worked out from the shown facts, as ids that must be hidden too; empty: nothing can.
pub fn attack(page: &Page, facts: &Facts, duties: &[Duty], shown: &Ids) -> Ids {
    let all = facts.list();
    let seen: Vec<Fact> = all.iter().filter(|fact| shown.contains(&fact.id)).cloned().collect();
    let mut found = small(&seen, duties);
    found.extend(beside_hidden(all, shown));
    found.extend(beside_alike(all, shown));
    found.extend(over_clauses(all, shown));
    found.extend(so_far(all, shown));
    found.extend(of_order(all, shown));
    found.extend(of_readings(all, shown));
    if shown.iter().any(|id| id.starts_with("sla.")) && all.iter().any(|fact| is_clause_count(fact) && !shown.contains(&fact.id)) {
        // Totals over all clauses would give the hidden ones back.
        found.extend(seen.iter().filter(|fact| is_clause_total(fact)).map(|fact| fact.id.clone()));
    }
    let mut totals: BTreeMap<u64, Vec<&str>> = BTreeMap::new();
    for (count, fact) in seen.iter().filter_map(|fact| Some((count_of(fact)?, fact))) {
        totals.entry(count).or_default().push(&fact.id);
    }
    let mut families = families(page, facts);
    families.extend(by_months(&families, facts, shown));
    for family in families.iter().filter(|family| family.hidden(shown).next().is_none()) {
        // All of them add up to a total that need not be written.
        let smallest = family.members.iter().filter(|(_, count)| *count > 0).min_by_key(|(_, count)| *count);
        totals.entry(family.whole()).or_default().extend(smallest.map(|(fact, _)| fact.id.as_str()));
    }
    families.extend(across_sections(facts, duties));
    for family in &families {
        found.extend(leak(family, shown, &totals));
    }
    // Several totals together are looked at once none gives anything away alone.
    if found.is_empty() { joint_leaks(&families, shown, &totals) } else { found }
}

/// What is said of the order of the causes rests on all their counts: where one is hidden it would give bounds of it, or the count itself.
fn of_order(all: &[Fact], shown: &Ids) -> Ids {
    let hides_a_cause = |stem: &str| {
        let is_cause = |fact: &&Fact| fact.id.starts_with(stem) && fact.id.ends_with(".case_count");
        all.iter().filter(is_cause).any(|fact| !shown.contains(&fact.id))
    };
    let of_order = |fact: &&Fact| {
        ["first_is_first", "vital_few_count"].iter().any(|name| fact.id.strip_suffix(name).is_some_and(hides_a_cause))
            && shown.contains(&fact.id)
    };
    all.iter().filter(of_order).map(|fact| fact.id.clone()).collect()
}

/// How many issues stand out tells how a hidden one reads.
fn of_readings(all: &[Fact], shown: &Ids) -> Ids {
    let period_of_issue = |id: &str| match parts(id)[..] {
        ["trend", "category", _, period, "newest_count" | "expected_count" | "ratio"] => Some(period.to_string()),
        _ => None,
    };
    let hiding: BTreeSet<String> =
        all.iter().filter(|fact| !shown.contains(&fact.id)).filter_map(|fact| period_of_issue(&fact.id)).collect();
    let tells = |id: &str| match parts(id)[..] {
        ["trend", "category", period, "listed_count" | "expected_false_leads"] => hiding.contains(period),
        _ => false,
    };
    shown.iter().filter(|id| tells(id)).cloned().collect()
}

/// What is to be hidden beside small numbers that several totals together give back, as [`leak`] says for one.
///
/// Where a sum of two sections has hidden counts on either side, their difference is known.
fn joint_leaks(families: &[Family<'_>], shown: &Ids, totals: &BTreeMap<u64, Vec<&str>>) -> Ids {
    let is_known = |family: &&Family| !family.told_by.is_empty() || family.is_stated(shown, totals);
    let stated: Vec<&Family> = families.iter().filter(is_known).filter(|family| family.unknown(shown).next().is_some()).collect();
    let counts: BTreeMap<&str, u64> = stated.iter().flat_map(|family| family.unknown(shown)).collect();
    let places: BTreeMap<&str, usize> = counts.keys().enumerate().map(|(place, id)| (*id, place)).collect();
    let sum = |family: &&Family| {
        let members: BTreeMap<usize, u64> = family.hidden(shown).map(|(id, count)| (places[id], count)).collect();
        let less: BTreeMap<usize, u64> = not_shown(&family.told_by, shown).map(|(id, count)| (places[id], count)).collect();
        let whole = |counts: &BTreeMap<usize, u64>| counts.values().sum::<u64>() as i64;
        Sum { sum: whole(&members) - whole(&less), members: members.into_keys().collect(), less: less.into_keys().collect() }
    };
    let mut sums: Vec<Sum> = stated.iter().map(sum).collect();
    sums.sort();
    sums.dedup();
    let cells: Vec<Hidden> = counts.values().map(|count| cell(*count)).collect();
    let bounds = attack_jointly(&cells, &sums);
    let given_away =
        counts.iter().zip(bounds).filter(|((_, count), bounds)| is_small_count(**count) && !bounds.hides_small(DEFAULT_THRESHOLD));
    let mut found = Ids::new();
    for ((id, _), _) in given_away {
        let is_in = |family: &Family| family.members.iter().chain(&family.told_by).any(|(fact, _)| fact.id == *id);
        // What another section tells of it goes before a number of its own line, and that before what only hangs together with it.
        let is_told = |family: &Family| !family.told_by.is_empty() && family.is_stated(shown, totals);
        let mut by_right = stated.clone();
        by_right.sort_by_key(|family| (!is_in(family), !is_told(family), !family.told_by.is_empty(), family.whole()));
        let next = by_right.iter().map(|family| family.next_to_hide(shown, totals)).find(|next| !next.is_empty());
        // It is hidden already: where nothing is left to hide with it, no page is written.
        found.extend(next.unwrap_or_else(|| vec![(*id).to_string()]));
    }
    found
}

/// What is known of a hidden count: the reader knows which are small.
fn cell(count: u64) -> Hidden {
    if is_small_count(count) { Hidden::small(DEFAULT_THRESHOLD) } else { Hidden::at_least(0) }
}

fn is_clause_count(fact: &Fact) -> bool {
    fact.id.starts_with("sla.") && fact.id.split('.').count() >= 5 && count_of(fact).is_some()
}

/// `sla.2026-Q3.met_count`: over all clauses.
fn is_clause_total(fact: &Fact) -> bool {
    fact.id.starts_with("sla.") && fact.id.split('.').count() == 3 && (is_personal(fact) || fact.unit == "share")
}

/// What is to be hidden beside a small member of a family that its total gives back: the smallest shown member, else the total.
fn leak(family: &Family<'_>, shown: &Ids, totals: &BTreeMap<u64, Vec<&str>>) -> Vec<String> {
    let hidden: Vec<u64> = family.hidden(shown).map(|(_, count)| count).collect();
    if !family.is_stated(shown, totals) || !hidden.iter().any(|count| is_small_count(*count)) {
        return Vec::new();
    }
    let cells: Vec<Hidden> = hidden.iter().map(|count| cell(*count)).collect();
    let bounds = attack_line(&cells, hidden.iter().sum());
    let is_safe = hidden.iter().zip(&bounds).all(|(count, bounds)| !is_small_count(*count) || bounds.hides_small(DEFAULT_THRESHOLD));
    if is_safe { Vec::new() } else { family.next_to_hide(shown, totals) }
}

/// The ids of the facts on a page.
fn ids_of(html: &str) -> Ids {
    html.split("data-fact=\"")
        .skip(1)
        .filter_map(|rest| Some(rest.split('"').next()?.replace("&amp;", "&").replace("&#39;", "'")))
        .collect()
}

fn has(line: &Line, hidden: &Ids) -> bool {
    line.0.iter().any(|piece| piece.fact.as_ref().is_some_and(|id| is_hidden(id, hidden)))
}

/// Whether a fact is hidden, or is the end of an interval of one that is.
fn is_hidden(id: &str, hidden: &Ids) -> bool {
    let stem = id.strip_suffix(".low").or_else(|| id.strip_suffix(".high")).unwrap_or(id);
    hidden.contains(id) || hidden.contains(stem)
}

fn marked() -> Line {
    Line(vec![Piece { text: MARK.to_string(), fact: None }])
}

/// The page without what is hidden, and without what words would tell of it; a number that is told elsewhere stays in its row, too.
fn stripped(page: &Page, hidden: &Ids, told: &Ids, texts: &Texts) -> Page {
    let mut page = page.clone();
    page.notices.retain(|line| !has(line, hidden));
    page.notices.push(say!(texts, "public.notice", mark = MARK));
    page.findings.retain(|finding| !has(&finding.line, hidden));
    page.decisions.clear();
    for tile in &mut page.strip {
        if has(&tile.value, hidden) {
            tile.value = marked();
        }
        if has(&tile.note, hidden) {
            tile.note = Line::new();
        }
    }
    page.sections.retain(|section| !INTERNAL.contains(&section.id));
    for (place, section) in page.sections.iter_mut().enumerate() {
        section.number = place + 1;
        if has(&section.headline, hidden) {
            section.headline = say!(texts, "public.headline");
        }
        section.blocks =
            std::mem::take(&mut section.blocks).into_iter().filter_map(|block| strip_block(block, hidden, told, texts)).collect();
    }
    page.findings.retain(|finding| page.sections.iter().any(|section| section.id == finding.section));
    page
}

fn strip_block(block: Block, hidden: &Ids, told: &Ids, texts: &Texts) -> Option<Block> {
    let kept = |line: Line| (!has(&line, hidden)).then_some(line);
    match block {
        Block::Text(line) => kept(line).map(Block::Text),
        Block::Note(line) => kept(line).map(Block::Note),
        Block::Heading(line) => kept(line).map(Block::Heading),
        Block::List(lines) => {
            let lines: Vec<Line> = lines.into_iter().filter_map(kept).collect();
            (!lines.is_empty()).then_some(Block::List(lines))
        }
        Block::Table(table) => Some(Block::Table(strip_table(table, hidden, told, texts))),
        Block::Fold(table) => Some(Block::Fold(strip_table(table, hidden, told, texts))),
        Block::Figure(figure) if hides_any(&figure, hidden) => Some(Block::Table(strip_table(figure.data, hidden, told, texts))),
        Block::Multiples(figures) => {
            let figures: Vec<Figure> = figures.into_iter().filter(|figure| !hides_any(figure, hidden)).collect();
            (!figures.is_empty()).then_some(Block::Multiples(figures))
        }
        Block::Figure(figure) => Some(Block::Figure(figure)),
    }
}

fn hides_any(figure: &Figure, hidden: &Ids) -> bool {
    has(&figure.caption, hidden)
        || figure.data.rows.iter().any(|row| row_has(row, hidden))
        || ids_of(&figure.svg.to_string()).iter().any(|id| is_hidden(id, hidden))
}

fn row_has(row: &Row, hidden: &Ids) -> bool {
    row.cells.iter().any(|cell| has(&cell.line, hidden) || has(&cell.small, hidden))
}

/// A table whose rows with something hidden keep their words and lose their numbers, but for those that are told elsewhere; small charts go
/// altogether.
fn strip_table(mut table: Table, hidden: &Ids, told: &Ids, texts: &Texts) -> Table {
    if has(&table.caption, hidden) {
        table.caption = say!(texts, "public.caption");
    }
    let in_order = follows_time(&table.rows);
    let mut rows: Vec<(bool, Row)> = std::mem::take(&mut table.rows).into_iter().map(|row| (row_has(&row, hidden), row)).collect();
    for (is_hidden, row) in &mut rows {
        for (column, cell) in row.cells.iter_mut().enumerate() {
            // The descriptions of charts in a row speak of numbers that are no facts.
            if cell.svg.take().is_some() {
                *cell = Cell { is_number: cell.is_number, ..marked().into() };
            }
            if *is_hidden {
                strip_cell(cell, told, column > 0);
            }
        }
    }
    if !in_order {
        // The place of a hidden row among those sorted by size would tell between which two numbers it lies.
        let words = |row: &Row| row.cells.first().map(|cell| cell.line.plain());
        rows.sort_by_cached_key(|(is_hidden, row)| (row.is_total, *is_hidden, is_hidden.then(|| words(row)).flatten()));
    }
    table.rows = rows.into_iter().map(|(_, row)| row).collect();
    table
}

/// Whether rows stand for stretches of time or for ages, whose order tells nothing.
fn follows_time(rows: &[Row]) -> bool {
    let ids = rows.iter().filter_map(|row| row.cells.iter().flat_map(|cell| &cell.line.0).find_map(|piece| piece.fact.as_deref()));
    let ids: Vec<&str> = ids.collect();
    let periods: BTreeSet<Option<&str>> = ids.iter().map(|id| period_of(id)).collect();
    periods.len() > 1 || ids.iter().any(|id| ["silence.", "open.", "time."].iter().any(|start| id.starts_with(start)))
}

/// A cell of a row with something hidden: other numbers of the row would tell of it, and so would a reading of them. What a row is of stays,
/// and so does a number by itself that the page tells anyway: it would be hidden in one place and told in another.
fn strip_cell(cell: &mut Cell, told: &Ids, tells: bool) {
    cell.sort = None;
    let is_told = !cell.line.is_empty() && cell.line.0.iter().all(|piece| piece.fact.as_ref().is_some_and(|id| told.contains(id)));
    if !is_told && (tells || cell.is_number || cell.line.0.iter().any(|piece| piece.fact.is_some())) {
        cell.line = marked();
    }
    if tells || cell.small.0.iter().any(|piece| piece.fact.is_some()) {
        cell.small = Line::new();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::measure::Origin;
    use crate::report::texts::Language;
    use std::sync::Arc;

    fn counted(counts: &[(&str, u64)]) -> Facts {
        let mut facts = Facts::new(Language::English);
        let origin = Arc::new(Origin { query: "segment_by_month", params: vec![] });
        for (id, count) in counts {
            facts.count(id, *count, "cases", &origin);
        }
        facts
    }

    const QUARTER: [(&str, u64); 6] = [
        ("trend.category.a.2026-Q3.newest_count", 4),
        ("trend.category.b.2026-Q3.newest_count", 40),
        ("trend.category.c.2026-Q3.newest_count", 56),
        ("trend.category.b.2026-07.case_count", 4),
        ("trend.category.b.2026-08.case_count", 16),
        ("trend.category.b.2026-09.case_count", 20),
    ];

    #[test]
    fn with_a_hidden_quarter_goes_the_smallest_of_its_months() {
        let facts = counted(&QUARTER);
        let mut hidden = Ids::new();
        hide(&facts, Ids::from([QUARTER[1].0.to_string()]), &mut hidden);
        assert_eq!(hidden, Ids::from([QUARTER[1].0.to_string(), QUARTER[3].0.to_string()]));
    }

    #[test]
    fn the_months_of_a_hidden_quarter_are_attacked_in_its_place() {
        // Of 100 are hidden a, b and b's first month: 100 - 56 - 16 - 20 are 8, and two numbers below five that make 8 are 4 and 4.
        let facts = counted(&QUARTER);
        let shown: Ids = [2, 4, 5].map(|place| QUARTER[place].0.to_string()).into();
        let members = facts.list()[..3].iter().filter_map(|fact| Some((fact, count_of(fact)?))).collect();
        let family = Family { members, told_by: Vec::new() };
        let totals = BTreeMap::from([(100, Vec::new())]);
        assert_eq!(leak(&family, &shown, &totals), Vec::<String>::new(), "by itself the line is safe: b has five or more");
        let found = by_months(&[family], &facts, &shown);
        assert_eq!(found.iter().map(Family::whole).collect::<Vec<_>>(), [100]);
        assert_eq!(found[0].hidden(&shown).map(|(_, count)| count).collect::<Vec<_>>(), [4, 4]);
        assert_eq!(leak(&found[0], &shown, &totals), [QUARTER[4].0]);
    }

    #[test]
    fn what_rests_on_few_goes_with_the_smallest_other_of_its_line() {
        let mut facts = counted(&[]);
        for (name, count) in [("z", 30), ("b", 30), ("a", 2), ("c", 90)] {
            facts.rest_on("trend.all.2026-Q3", count, [format!("trend.category.{name}.2026-Q3.expected_count")]);
        }
        // Of the two thirties the first by name.
        assert_eq!(on_few(&facts), Ids::from(["a", "b"].map(|name| format!("trend.category.{name}.2026-Q3.expected_count"))));
        // Two fours are all of eight: the eight goes too.
        let mut facts = counted(&[]);
        for name in ["a", "b"] {
            facts.rest_on("trend.all.2026-Q3", 4, [format!("trend.category.{name}.2026-Q3.expected_count")]);
        }
        assert!(on_few(&facts).contains("trend.all.2026-Q3.expected_count"));
    }
}
