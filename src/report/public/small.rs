//! What is hidden before any attack: what is small by itself, or beside a number that stands for the whole of it.

use super::Ids;
use super::counts::{count_of, is_small_count, parts, received_in};
use super::duty::{Duty, MET_LATE_MISSED, NOT_JUDGED};
use super::family::families;
use super::whole::Wholes;
use crate::report::facts::{Fact, Facts, Unstated};
use crate::report::view::Page;
use crate::statistics::suppression::{DEFAULT_THRESHOLD, protect};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// What stands in the files, of all cases together: the page knows no sum of it that could be attacked.
const OF_FILES: [&str; 3] = ["rows", "events", "values"];

/// What speaks of one case alone.
const OF_ONE_CASE: [&str; 3] = ["longest_days", "oldest_days", "longest_seen"];

/// Whether a count is of all cases that a source ever told of: less those of earlier months it is the quarter's, and more with each report.
fn is_of_all_time(id: &str) -> bool {
    matches!(parts(id)[..], ["data", "case_count"] | ["data", _, "case_count"])
}

/// What is small by itself, or beside a number that stands for the whole of it.
pub(super) fn small(facts: &[Fact], duties: &[Duty]) -> Ids {
    let is_own = |fact: &&Fact| count_of(fact).is_some_and(is_small_count) || OF_FILES.contains(&fact.unit);
    let mut found: Ids = facts.iter().filter(is_own).map(|fact| fact.id.clone()).collect();
    found.extend(facts.iter().filter(|fact| is_of_all_time(&fact.id)).map(|fact| fact.id.clone()));
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
pub(super) fn differences(facts: &[Fact], duties: &[Duty]) -> Ids {
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
        let mut kept: Vec<(&str, u64)> = Vec::new();
        for (id, count) in counts {
            if kept.iter().any(|(other, more)| is_small_count(more.abs_diff(*count)) && !is_apart(other, id)) {
                found.insert((*id).to_string());
            } else if !is_small_count(*count) {
                kept.push((*id, *count));
            }
        }
    }
    found
}

/// Whether no duty is in both of two counts of a clause, one of which is of duties not judged: then their difference is that of nothing.
fn is_apart(one: &str, other: &str) -> bool {
    let (Some((stem, one)), Some((other_stem, other))) = (one.rsplit_once('.'), other.rsplit_once('.')) else { return false };
    let is_not_judged = |name: &str| NOT_JUDGED.contains(&name);
    let is_judged = |name: &str| MET_LATE_MISSED.contains(&name) || matches!(name, "judged_count" | "broken_count");
    let names = [one, other];
    stem == other_stem
        && stem.starts_with("sla.")
        && names.into_iter().any(is_not_judged)
        && names.into_iter().all(|name| is_not_judged(name) || is_judged(name))
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
    found.extend(received_in(id).map(|period| format!("received {period}")));
    match parts[..] {
        // Of the cases of a first quarter those that ended otherwise than by a resolution are the difference.
        ["outcome", period, "ended_count"] | ["time", "resolve", period, "done_count"] => found.push(format!("ended {period}")),
        // Of the cases of a category those of its complete months are compared: the others are of a month that is not over, or not covered.
        ["cause", period, "category", category, "case_count"] | ["trend", "category", category, period, "newest_count"] => {
            found.push(format!("category {category} {period}"));
        }
        _ => {}
    }
    found
}

/// What goes with the small counts of each line whose total is known, chosen by the counts of the line alone.
///
/// What else is hidden does not matter here: a view of `trends`, or the page of the quarter after, may hide other things for other
/// reasons, and would show what this page took for a partner.
pub(super) fn partners(page: &Page, facts: &Facts) -> Ids {
    let all: Ids = facts.list().iter().map(|fact| fact.id.clone()).collect();
    let wholes = Wholes::of(facts.list(), &[], &all);
    let mut found = Ids::new();
    for mut family in families(page, facts) {
        if wholes.telling(&family).is_empty() {
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
pub(super) fn on_few(facts: &Facts) -> Ids {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::public::tests::counted;

    #[test]
    fn duties_that_are_counted_once_are_no_difference() {
        // 43 not recorded and 40 not concerned are two sets; of 43 judged 40 were met, so three were not.
        let of = |names: [&str; 2]| {
            let ids = names.map(|name| format!("sla.own.answer.2026-Q3.{name}"));
            let facts = counted(&[(&ids[0], 43), (&ids[1], 40)]);
            differences(facts.list(), &[]).len()
        };
        assert_eq!(of(["unknown_count", "not_applicable_count"]), 0);
        assert_eq!(of(["judged_count", "pending_count"]), 0);
        assert_eq!(of(["judged_count", "met_count"]), 1);
        assert_eq!(of(["judged_count", "proxy_count"]), 1);
    }

    #[test]
    fn none_is_told_beside_a_small_number_that_is_hidden_anyway() {
        // Twelve kept, two missed and none late: that none was late leaves one to four missed.
        let stem = "sla.own.answer.2026-Q3";
        let counts = [("met_count", 12), ("missed_count", 2), ("late_count", 0)].map(|(name, count)| (format!("{stem}.{name}"), count));
        let facts = counted(&counts.each_ref().map(|(id, count)| (id.as_str(), *count)));
        assert_eq!(small(facts.list(), &[]), Ids::from([format!("{stem}.missed_count")]));
    }

    #[test]
    fn cases_of_a_month_that_is_not_over_are_no_difference_of_two_counts() {
        // Thirty in the quarter, of which 29 in its complete months: one since.
        let (all, compared) = ("cause.2026-Q3.category.billing.case_count", "trend.category.billing.2026-Q3.newest_count");
        let other = "trend.category.delivery.2026-Q3.newest_count";
        let of = |newest: u64| differences(counted(&[(all, 30), (compared, newest), (other, 29)]).list(), &[]);
        assert_eq!((of(29), of(30), of(20)), (Ids::from([compared.to_string()]), Ids::new(), Ids::new()));
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
