//! The attack on a page: what a reader can work out from all that it shows.

use super::Ids;
use super::counts::{Counts, are_siblings, count_of, is_of_duties, is_personal, is_small_count, not_shown, parts, period_of};
use super::duty::Duty;
use super::family::{Family, across_sections, by_months, families, of_all_duties};
use super::small::small;
use super::versions::beside_a_hidden_version;
use super::whole::Wholes;
use crate::report::facts::{Fact, Facts};
use crate::report::view::Page;
use crate::statistics::suppression::{DEFAULT_THRESHOLD, Hidden, Sum, attack_jointly, attack_line};
use std::collections::{BTreeMap, BTreeSet};

/// What can be worked out from the shown facts, as ids that must be hidden too; empty: nothing can.
pub fn attack(page: &Page, facts: &Facts, duties: &[Duty], shown: &Ids) -> Ids {
    let all = facts.list();
    let mut families = families(page, facts);
    families.extend(of_all_duties(facts, duties));
    let seen_in = |shown: &Ids| -> Vec<Fact> { all.iter().filter(|fact| shown.contains(&fact.id)).cloned().collect() };
    // What shares tell is as good as shown, and hidden with them.
    let told = told_wholes(all, &seen_in(shown), &families, shown);
    let shown: &Ids = &shown.iter().chain(told.keys()).cloned().collect();
    let seen = seen_in(shown);
    let mut found = small(&seen, duties);
    found.extend(beside_totals(&seen));
    found.extend(beside_hidden(all, shown));
    found.extend(beside_alike(all, shown));
    found.extend(over_clauses(all, duties, shown));
    found.extend(beside_a_hidden_version(facts, duties, shown));
    found.extend(so_far(all, shown));
    found.extend(of_order(all, shown));
    found.extend(of_readings(all, shown));
    found.extend(beside_a_hidden_total(all, &seen));
    families.extend(by_months(&families, facts, shown));
    let wholes = Wholes::of(all, &families, shown);
    families.extend(across_sections(facts, duties));
    for family in &families {
        found.extend(leak(family, shown, &wholes));
    }
    // Several totals together are looked at once none gives anything away alone.
    let found = if found.is_empty() { joint_leaks(&families, shown, &wholes) } else { found };
    found.into_iter().flat_map(|id| told.get(&id).cloned().unwrap_or_else(|| vec![id])).collect()
}

/// Shown counts that, with a count from elsewhere of the same period, differ by just what is hidden beside them.
fn beside_hidden(facts: &[Fact], shown: &Ids) -> Ids {
    let seen: Vec<(&str, u64)> = facts.iter().filter(|fact| shown.contains(&fact.id)).flat_map(told_counts).collect();
    let all: BTreeSet<(&str, u64)> =
        facts.iter().filter(|fact| is_of_all(&fact.id)).filter_map(|fact| Some((period_of(&fact.id)?, count_of(fact)?))).collect();
    // A count of duties or waits that is as large as one of all is one of all.
    let tells_of_all = |id: &str, count: u64, period: &str| {
        parts(id).contains(&period) && (is_of_all(id) || is_of_duties(id) && all.contains(&(period, count)))
    };
    let mut found = Ids::new();
    for (fact, hidden) in facts.iter().filter_map(|fact| Some((fact, count_of(fact).filter(|count| is_small_count(*count))?))) {
        let Some(((stem, _), period)) = fact.id.rsplit_once('.').zip(period_of(&fact.id)).filter(|_| !shown.contains(&fact.id)) else {
            continue;
        };
        let (own, others): (Vec<_>, Vec<_>) = seen.iter().partition(|(id, _)| id.rsplit_once('.').is_some_and(|(other, _)| other == stem));
        let others: Vec<u64> = others.iter().filter(|(id, count)| tells_of_all(id, *count, period)).map(|(_, count)| *count).collect();
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
fn is_of_all(id: &str) -> bool {
    parts(id).len() == 3 && period_of(id).is_some()
}

/// Counts over several clauses that leave a small rest once the shown clauses are taken away: the hidden clauses' own.
fn over_clauses(facts: &[Fact], duties: &[Duty], shown: &Ids) -> Ids {
    let mut clauses: BTreeMap<&str, BTreeMap<&str, u64>> = BTreeMap::new();
    let mut sums: BTreeMap<(&str, &str, &str), Counts<'_>> = BTreeMap::new();
    // Where versions of a clause tell its duties, the clause does not tell them again; nor does a reading.
    let has_versions = |stem: &str| duties.iter().any(|duty| duty.stem == stem && !duty.versions.is_empty());
    let is_version = |stem: &str| duties.iter().flat_map(|duty| &duty.versions).any(|version| version == stem);
    let is_told = |stem: &str, parts: usize| if parts == 4 { !has_versions(stem) } else { is_version(stem) };
    for fact in facts {
        let Some((count, (stem, name))) = count_of(fact).zip(fact.id.rsplit_once('.')) else { continue };
        let parts: Vec<&str> = stem.split('.').collect();
        match parts[..] {
            ["sla", _, _, _, ..] if matches!(name, "met_count" | "judged_count") && is_told(stem, parts.len()) => {
                clauses.entry(stem).or_default().insert(name, if shown.contains(&fact.id) { count } else { 0 });
            }
            [section @ ("breach" | "kept"), _, of, _] => sums.entry((section, of, name)).or_default().push((fact, count)),
            _ => {}
        }
    }
    let mut found = Ids::new();
    for ((section, of, name), members) in &sums {
        // A circumstance divides the promises with a limit, not those without.
        let is_divided = |stem: &str| *section == "kept" || duties.iter().any(|duty| duty.is_divided_by(of) && duty.promises(stem));
        let told = |name: &str| {
            let divided = clauses.iter().filter(|(stem, _)| is_divided(stem));
            divided.map(|(_, counts)| counts.get(name).copied().unwrap_or(0)).sum::<u64>()
        };
        let (met, judged) = (told("met_count"), told("judged_count"));
        let whole: u64 = members.iter().map(|(_, count)| count).sum();
        let rest = if *name == "broken_count" { whole.saturating_sub(judged.saturating_sub(met)) } else { whole.saturating_sub(judged) };
        if not_shown(members, shown).next().is_none() && is_small_count(rest) {
            found.extend(members.iter().filter(|(_, count)| *count > 0).map(|(fact, _)| fact.id.clone()));
        }
    }
    found
}

/// Shares above zero with a count beside them, and of how many cases they are: a reader works it out, for 11 that are 46 % are of 24.
fn counted_shares(seen: &[Fact]) -> impl Iterator<Item = (&Fact, &str, u64)> {
    let is_counted = |stem: &str| seen.iter().any(|other| count_of(other).is_some_and(|count| count > 0) && stem_of(other) == stem);
    let shares = seen.iter().filter(|fact| fact.unit == "share" && fact.value.as_f64().is_some_and(|share| share > 0.0));
    shares.filter_map(|fact| Some((fact, stem_of(fact), fact.n?))).filter(move |(_, stem, _)| is_counted(stem))
}

/// Hidden wholes that shares tell, each with these shares. Where all parts of a whole are shown they tell it anyway.
fn told_wholes(all: &[Fact], seen: &[Fact], families: &[Family<'_>], shown: &Ids) -> BTreeMap<String, Vec<String>> {
    let mut told: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (share, stem, n) in counted_shares(seen) {
        let has_part = |family: &Family<'_>| family.members.iter().any(|(member, _)| stem_of(member) == stem);
        let is_of_period = |family: &Family<'_>| family.members.iter().all(|(member, _)| period_of(&member.id) == period_of(&share.id));
        let mut complete =
            families.iter().filter(|family| family.whole() == n && is_of_period(family) && family.hidden(shown).next().is_none());
        if complete.any(has_part) {
            continue;
        }
        for whole in all.iter().filter(|whole| count_of(whole) == Some(n) && is_over(whole, stem) && !shown.contains(&whole.id)) {
            told.entry(whole.id.clone()).or_default().push(share.id.clone());
        }
    }
    told
}

/// Shares of a whole that is a few less or more than a total over it: of 23 that ended, 20 have an outcome.
fn beside_totals(seen: &[Fact]) -> Ids {
    let is_close = |stem: &str, n: u64| {
        seen.iter().any(|total| count_of(total).is_some_and(|count| is_small_count(count.abs_diff(n))) && is_over(total, stem))
    };
    counted_shares(seen).filter(|(_, stem, n)| is_close(stem, *n)).map(|(share, _, _)| share.id.clone()).collect()
}

fn stem_of(fact: &Fact) -> &str {
    fact.id.rsplit_once('.').map_or("", |(stem, _)| stem)
}

/// Whether a number stands for the whole of what a stem is a part of: `volume.2026-Q3.received_count` for `volume.2026-Q3.channel.letter`.
fn is_over(whole: &Fact, stem: &str) -> bool {
    stem.strip_prefix(stem_of(whole)).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
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

/// Of the totals over all clauses, those that give a hidden one of their period back: of late and missed one the other, by what is
/// broken; and all of them where another is hidden, for two of them, or one and its share, give the third back.
fn beside_a_hidden_total(all: &[Fact], seen: &[Fact]) -> Ids {
    let is_part = |id: &str| ["late_count", "missed_count"].iter().any(|name| id.ends_with(name));
    let (all, seen) = (clause_totals(all), clause_totals(seen));
    let hidden: BTreeSet<(&str, bool)> = all.difference(&seen).map(|(period, id)| (*period, is_part(id))).collect();
    let gives_back = |period: &str, id: &str| hidden.contains(&(period, false)) || is_part(id) && hidden.contains(&(period, true));
    seen.iter().filter(|(period, id)| gives_back(period, id)).map(|(_, id)| (*id).to_string()).collect()
}

/// The totals over all clauses, such as `sla.2026-Q3.met_count`, each behind the stem that all of its period have. How many duties cannot be
/// shown is no part of the others.
fn clause_totals(facts: &[Fact]) -> BTreeSet<(&str, &str)> {
    let is_total = |fact: &&Fact| {
        fact.id.starts_with("sla.")
            && parts(&fact.id).len() == 3
            && (is_personal(fact) || fact.unit == "share")
            && !fact.id.ends_with(".not_shown_count")
    };
    facts.iter().filter(is_total).map(|fact| (stem_of(fact), fact.id.as_str())).collect()
}

/// What is to be hidden beside a small member of a family that its total gives back: the smallest shown member, else the total.
fn leak(family: &Family<'_>, shown: &Ids, wholes: &Wholes<'_>) -> Vec<String> {
    let hidden: Vec<u64> = family.hidden(shown).map(|(_, count)| count).collect();
    if !family.is_stated(shown, wholes) || !hidden.iter().any(|count| is_small_count(*count)) {
        return Vec::new();
    }
    let cells: Vec<Hidden> = hidden.iter().map(|count| cell(*count)).collect();
    let bounds = attack_line(&cells, hidden.iter().sum());
    let is_safe = hidden.iter().zip(&bounds).all(|(count, bounds)| !is_small_count(*count) || bounds.hides_small(DEFAULT_THRESHOLD));
    if is_safe { Vec::new() } else { family.next_to_hide(shown, wholes) }
}

/// What is to be hidden beside small numbers that several totals together give back, as [`leak`] says for one.
///
/// Where a sum of two sections has hidden counts on either side, their difference is known. A sum of which nothing but zero is shown says
/// what the rows say by being there, and that stays: two hidden categories of a hidden whole are two or more.
fn joint_leaks(families: &[Family<'_>], shown: &Ids, wholes: &Wholes<'_>) -> Ids {
    let is_known = |family: &&Family| !family.told_by.is_empty() || family.is_stated(shown, wholes);
    let stated: Vec<&Family> = families.iter().filter(is_known).filter(|family| family.unknown(shown).next().is_some()).collect();
    let counts: BTreeMap<&str, u64> = stated.iter().flat_map(|family| family.unknown(shown)).collect();
    let places: BTreeMap<&str, usize> = counts.keys().enumerate().map(|(place, id)| (*id, place)).collect();
    let sum = |family: &&Family| {
        let members: BTreeMap<usize, u64> = family.hidden(shown).map(|(id, count)| (places[id], count)).collect();
        let less: BTreeMap<usize, u64> = not_shown(&family.told_by, shown).map(|(id, count)| (places[id], count)).collect();
        let whole = |counts: &BTreeMap<usize, u64>| counts.values().sum::<u64>() as i64;
        Sum { sum: whole(&members) - whole(&less), members: members.into_keys().collect(), less: less.into_keys().collect() }
    };
    let cells: Vec<Hidden> = counts.values().map(|count| cell(*count)).collect();
    let bounds_by = |families: &mut dyn Iterator<Item = &&Family>| {
        let mut sums: Vec<Sum> = families.map(sum).collect();
        sums.sort();
        sums.dedup();
        attack_jointly(&cells, &sums)
    };
    let bounds = bounds_by(&mut stated.iter());
    let anyway = bounds_by(&mut stated.iter().filter(|family| family.next_to_hide(shown, wholes).is_empty()));
    let given_away = counts
        .iter()
        .zip(bounds.iter().zip(&anyway))
        .filter(|((_, count), (bounds, anyway))| is_small_count(**count) && !bounds.hides_small(DEFAULT_THRESHOLD) && bounds != anyway);
    let mut found = Ids::new();
    for ((id, _), _) in given_away {
        // What another section tells of it goes before a number of its own line, and that before what only hangs together with it.
        let is_told = |family: &Family| !family.told_by.is_empty() && family.is_stated(shown, wholes);
        let mut by_right = near(id, &stated, shown);
        by_right.sort_by_key(|(steps, family)| (*steps, !is_told(family), !family.told_by.is_empty(), family.whole()));
        let next = by_right.iter().map(|(_, family)| family.next_to_hide(shown, wholes)).find(|next| !next.is_empty());
        found.extend(next.into_iter().flatten());
    }
    found
}

/// The families that a hidden number hangs together with, by the number of others that lie between.
fn near<'s, 'f>(id: &str, families: &[&'s Family<'f>], shown: &Ids) -> Vec<(usize, &'s Family<'f>)> {
    let mut reached = BTreeSet::from([id]);
    let mut left = families.to_vec();
    let mut found = Vec::new();
    for steps in 0..families.len() {
        let (ring, rest): (Vec<&Family>, Vec<&Family>) =
            left.into_iter().partition(|family| family.unknown(shown).any(|(member, _)| reached.contains(member)));
        if ring.is_empty() {
            break;
        }
        reached.extend(ring.iter().flat_map(|family| family.unknown(shown)).map(|(member, _)| member));
        found.extend(ring.into_iter().map(|family| (steps, family)));
        left = rest;
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
        let all = ("trend.all.2026-Q3.newest_count", 100);
        let facts = counted(&[&QUARTER[..], &[all]].concat());
        let shown: Ids = [QUARTER[2], QUARTER[4], QUARTER[5], all].map(|(id, _)| id.to_string()).into();
        let members = facts.list()[..3].iter().filter_map(|fact| Some((fact, count_of(fact)?))).collect();
        let family = Family { members, told_by: Vec::new() };
        let wholes = Wholes::of(facts.list(), &[], &shown);
        assert_eq!(leak(&family, &shown, &wholes), Vec::<String>::new(), "by itself the line is safe: b has five or more");
        let found = by_months(&[family], &facts, &shown);
        assert_eq!(found.iter().map(Family::whole).collect::<Vec<_>>(), [100]);
        assert_eq!(found[0].hidden(&shown).map(|(_, count)| count).collect::<Vec<_>>(), [4, 4]);
        assert_eq!(leak(&found[0], &shown, &wholes), [QUARTER[4].0]);
    }

    fn ids(ids: &[&str]) -> Ids {
        ids.iter().map(|id| (*id).to_string()).collect()
    }

    fn family<'f>(facts: &'f Facts, names: &[&str]) -> Family<'f> {
        let members = names.iter().filter_map(|id| facts.get(id)).filter_map(|fact| Some((fact, count_of(fact)?))).collect();
        Family { members, told_by: Vec::new() }
    }

    fn duty(clause: &str, circumstances: &[&str]) -> Duty {
        let stem = format!("sla.own.{clause}.2026-Q2");
        let circumstances = circumstances.iter().map(|name| (*name).to_string()).collect();
        let (versions, promised_versions) = (Vec::new(), Vec::new());
        Duty { promised: Some(stem.clone()), circumstances, waits: Vec::new(), stem, versions, promised_versions }
    }

    #[test]
    fn what_versions_tell_adds_up_with_the_breaches_of_their_clause() {
        // 58 of 60 by the first version, none of 192 by the second, of which 190 were late: two of the first were broken.
        let versions = ["sla.own.answer.since-always.2026-Q2", "sla.own.answer.since-2026-04-10.2026-Q2"];
        let count = |stem: &str, name: &str, count: u64| (format!("{stem}.{name}"), count);
        let counts = [
            count(versions[0], "met_count", 58),
            count(versions[0], "judged_count", 60),
            count(versions[1], "met_count", 0),
            count(versions[1], "judged_count", 192),
            count("sla.own.answer.2026-Q2", "late_count", 190),
            count("sla.own.answer.2026-Q2", "missed_count", 4),
        ];
        let facts = counted(&counts.each_ref().map(|(id, count)| (id.as_str(), *count)));
        let of_versions = versions.map(str::to_string).to_vec();
        let duty = Duty { versions: of_versions.clone(), promised_versions: of_versions, ..duty("answer", &[]) };
        let found = across_sections(&facts, &[duty]);
        // 58 + 0 + 190 + 4 are 60 + 192.
        assert!(found.iter().any(|family| (family.members.len(), family.told_by.len(), family.whole()) == (4, 2, 252)));
    }

    #[test]
    fn a_share_tells_a_whole_that_is_hidden() {
        let channels = ["volume.2026-Q3.channel.web-form.case_count", "volume.2026-Q3.channel.phone.case_count"];
        let (all, web, upheld) = ("volume.2026-Q3.received_count", "volume.2026-Q3.channel.web-form.share", "outcome.2026-Q3.upheld.share");
        let mut facts = counted(&[
            (channels[0], 11),
            (channels[1], 13),
            (all, 24),
            ("volume.2026-Q3.kind.total_count", 27),
            ("outcome.2026-Q3.ended_count", 23),
            ("outcome.2026-Q3.none.case_count", 3),
            ("outcome.2026-Q3.upheld.case_count", 11),
        ]);
        let origin = facts.list()[0].origin.clone().unwrap();
        facts.share(web, 11.0 / 24.0, 24, None, &origin);
        facts.share(upheld, 11.0 / 20.0, 20, None, &origin);
        let seen = |shown: &Ids| -> Vec<Fact> { facts.list().iter().filter(|fact| shown.contains(&fact.id)).cloned().collect() };
        let told = |shown: &[&str]| {
            let shown = ids(shown);
            told_wholes(facts.list(), &seen(&shown), &[family(&facts, &channels)], &shown)
        };
        // 11, 46 % of all, are of 24.
        assert_eq!(told(&[channels[0], web]), BTreeMap::from([(all.to_string(), vec![web.to_string()])]));
        assert!(told(&[channels[0], web, all]).is_empty(), "the whole is shown");
        assert!(told(&[channels[0], channels[1], web]).is_empty(), "all its parts are shown");
        assert!(told(&[web]).is_empty(), "a share alone tells no number");
        // 24 of 27 that are shown are 3 less.
        assert_eq!(small(&seen(&ids(&[all, "volume.2026-Q3.kind.total_count"])), &[]), ids(&[all]));
        // 11, 55 % of those recorded, are of 20: of the 23 that ended, 3 are not recorded.
        let outcomes = ids(&["outcome.2026-Q3.ended_count", "outcome.2026-Q3.upheld.case_count", upheld]);
        assert_eq!(beside_totals(&seen(&outcomes)), ids(&[upheld]));
    }

    #[test]
    fn a_circumstance_divides_the_promises_with_a_limit() {
        // Not kept: 2 of 20 acknowledgements (hidden), 9 of 23 answers, 76 of 92 updates, which have no limit. 11 of the 43 with one, less
        // the 9, are the 2.
        let broken = "breach.2026-Q2.waiting.without.broken_count";
        let facts = counted(&[
            ("sla.own.ack.2026-Q2.met_count", 18),
            ("sla.own.ack.2026-Q2.late_count", 2),
            ("sla.own.ack.2026-Q2.judged_count", 20),
            ("sla.own.answer.2026-Q2.met_count", 14),
            ("sla.own.answer.2026-Q2.late_count", 9),
            ("sla.own.answer.2026-Q2.judged_count", 23),
            ("sla.own.update.2026-Q2.met_count", 16),
            ("sla.own.update.2026-Q2.missed_count", 76),
            ("sla.own.update.2026-Q2.judged_count", 92),
            (broken, 11),
            ("breach.2026-Q2.waiting.without.judged_count", 43),
        ]);
        let duties = [duty("ack", &["waiting"]), duty("answer", &["waiting"]), duty("update", &[])];
        let shown: Ids =
            facts.list()[3..].iter().map(|fact| fact.id.clone()).filter(|id| !id.contains("late") && !id.contains("missed")).collect();
        assert_eq!(joint_leaks(&across_sections(&facts, &duties), &shown, &Wholes::default()), ids(&[broken]));
        let without: Ids = shown.into_iter().filter(|id| id != broken).collect();
        assert_eq!(joint_leaks(&across_sections(&facts, &duties), &without, &Wholes::default()), Ids::new());
        // The 76 updates are no part of the 11.
        let told = ["answer", "update"].map(|clause| ["met_count", "judged_count"].map(|name| format!("sla.own.{clause}.2026-Q2.{name}")));
        let told: Ids = told.into_iter().flatten().chain([broken.to_string()]).collect();
        assert_eq!(over_clauses(facts.list(), &duties, &told), ids(&[broken]));
    }

    #[test]
    fn that_few_cases_are_broken_bounds_the_others() {
        // 11 not kept: of up to 4 acknowledgements, so 7 answers or more, late and missed; both are below five, so neither is 1 or 2.
        let broken = "breach.2026-Q2.waiting.without.broken_count";
        let facts = counted(&[
            ("sla.own.ack.2026-Q2.late_count", 4),
            ("sla.own.ack.2026-Q2.missed_count", 0),
            ("sla.own.ack.2026-Q2.broken_case_count", 4),
            ("sla.own.answer.2026-Q2.late_count", 4),
            ("sla.own.answer.2026-Q2.missed_count", 3),
            (broken, 11),
        ]);
        let duties = [duty("ack", &["waiting"]), duty("answer", &["waiting"])];
        assert_eq!(joint_leaks(&across_sections(&facts, &duties), &ids(&[broken]), &Wholes::default()), ids(&[broken]));
        // 6 not kept, in fewer than five cases of either clause: two or more in each, so neither is 1.
        let facts = counted(&[
            ("sla.own.ack.2026-Q2.late_count", 1),
            ("sla.own.ack.2026-Q2.missed_count", 2),
            ("sla.own.ack.2026-Q2.broken_case_count", 3),
            ("sla.own.answer.2026-Q2.late_count", 0),
            ("sla.own.answer.2026-Q2.missed_count", 3),
            ("sla.own.answer.2026-Q2.broken_case_count", 3),
            ("breach.2026-Q2.waiting.without.broken_count", 6),
        ]);
        assert_eq!(joint_leaks(&across_sections(&facts, &duties), &ids(&[broken]), &Wholes::default()), ids(&[broken]));
    }

    #[test]
    fn two_tables_that_divide_the_same_cases_are_held_against_each_other() {
        // 41 + e + w = 46 + d + n, all four below five: e + w is 7 or 8, so neither is 1 or 2.
        let (phone, billing) = ("kept.2026-Q3.channel.phone.broken_count", "kept.2026-Q3.category.billing.broken_count");
        let facts = counted(&[
            (phone, 41),
            ("kept.2026-Q3.channel.email.broken_count", 4),
            ("kept.2026-Q3.channel.web-form.broken_count", 4),
            (billing, 46),
            ("kept.2026-Q3.category.delivery.broken_count", 1),
            ("kept.2026-Q3.category.none.broken_count", 2),
        ]);
        let families = across_sections(&facts, &[]);
        assert_eq!(joint_leaks(&families, &ids(&[phone, billing]), &Wholes::default()), ids(&[billing]));
        assert_eq!(joint_leaks(&families, &ids(&[phone]), &Wholes::default()), Ids::new());
    }

    #[test]
    fn complaints_by_month_tell_how_many_pieces_of_feedback_there_were() {
        // 18 + 21 + 10 are 49 of 56 cases: 7 pieces of feedback, in two categories of fewer than five, so 3 and 4.
        let (total, kinds) =
            ("volume.2026-Q2.kind.total_count", ["volume.2026-Q2.kind.complaint.case_count", "volume.2026-Q2.kind.feedback.case_count"]);
        let months = ["trend.all.2026-04.case_count", "trend.all.2026-05.case_count", "trend.all.2026-06.case_count"];
        let facts = counted(&[
            (total, 56),
            (kinds[0], 49),
            (kinds[1], 7),
            (months[0], 18),
            (months[1], 21),
            (months[2], 10),
            ("feedback.2026-Q2.category.billing.case_count", 4),
            ("feedback.2026-Q2.category.delivery.case_count", 3),
        ]);
        let leaks = |shown: &Ids| {
            let mut families = vec![family(&facts, &kinds)];
            families.extend(by_months(&families, &facts, shown));
            let wholes = Wholes::of(facts.list(), &[], shown);
            families.extend(across_sections(&facts, &[]));
            joint_leaks(&families, shown, &wholes)
        };
        assert_eq!(leaks(&ids(&[total, months[0], months[1], months[2]])), ids(&[total]));
        assert_eq!(leaks(&ids(&[total, months[0], months[1]])), Ids::new(), "a month is hidden");
    }

    #[test]
    fn what_hidden_rows_say_by_being_there_stops_no_page() {
        // Two hidden categories of a hidden kind: it is two or more, and nothing more could be hidden.
        let facts = counted(&[
            ("volume.2026-Q3.kind.feedback.case_count", 3),
            ("feedback.2026-Q3.category.billing.case_count", 2),
            ("feedback.2026-Q3.category.delivery.case_count", 1),
        ]);
        assert_eq!(joint_leaks(&across_sections(&facts, &[]), &Ids::new(), &Wholes::default()), Ids::new());
    }

    #[test]
    fn of_the_totals_over_all_clauses_all_are_told_or_none() {
        // 60 of 90: with the 60 hidden, the 90 and its 67 % give them back. What cannot be shown is no part of either.
        let facts = counted(&[("sla.2026-Q3.met_count", 60), ("sla.2026-Q3.judged_count", 90), ("sla.2026-Q3.not_shown_count", 7)]);
        let beside = |shown: &[usize]| {
            let seen: Vec<Fact> = shown.iter().map(|place| facts.list()[*place].clone()).collect();
            beside_a_hidden_total(facts.list(), &seen)
        };
        assert_eq!(beside(&[1, 2]), ids(&["sla.2026-Q3.judged_count"]));
        assert_eq!(beside(&[0, 1]), Ids::new());
        // 30 not kept, 20 of them late: 10 were missed.
        let ids_of = |names: &[&str]| names.iter().map(|name| format!("sla.2026-Q3.{name}")).collect::<Ids>();
        let names = ["met_count", "judged_count", "broken_count", "late_count", "missed_count"];
        let of = names.map(|name| format!("sla.2026-Q3.{name}"));
        let facts = counted(&[(&of[0], 60), (&of[1], 90), (&of[2], 30), (&of[3], 20), (&of[4], 10)]);
        assert_eq!(beside_a_hidden_total(facts.list(), &facts.list()[..4]), ids_of(&["late_count"]));
        assert_eq!(beside_a_hidden_total(facts.list(), &facts.list()[1..]), ids_of(&names[1..]));
    }
}
