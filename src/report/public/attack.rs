//! The attack on a page: what a reader can work out from all that it shows.

use super::Ids;
use super::counts::{are_siblings, count_of, is_personal, is_small_count, not_shown, parts, period_of};
use super::duty::Duty;
use super::family::{Family, across_sections, by_months, families};
use super::small::small;
use crate::report::facts::{Fact, Facts};
use crate::report::view::Page;
use crate::statistics::suppression::{DEFAULT_THRESHOLD, Hidden, Sum, attack_jointly, attack_line};
use std::collections::{BTreeMap, BTreeSet};

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
pub(super) fn cell(count: u64) -> Hidden {
    if is_small_count(count) { Hidden::small(DEFAULT_THRESHOLD) } else { Hidden::at_least(0) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::public::tests::{QUARTER, counted};

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
}
