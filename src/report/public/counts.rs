//! The counts of a page: what they are of is told by their ids.

use super::Ids;
use crate::report::facts::Fact;
use crate::statistics::suppression::{DEFAULT_THRESHOLD, is_small};
use crate::time::Period;
use crate::time::period::Length;
use std::collections::BTreeMap;

/// What is counted in these units are people's cases, or what was done in them.
const PERSONAL: [&str; 5] = ["cases", "duties", "dates", "customers", "published"];

/// Facts with what they count.
pub(super) type Counts<'a> = Vec<(&'a Fact, u64)>;

pub(super) fn is_personal(fact: &Fact) -> bool {
    PERSONAL.contains(&fact.unit)
}

pub(super) fn count_of(fact: &Fact) -> Option<u64> {
    fact.value.as_u64().filter(|_| is_personal(fact))
}

pub(super) fn is_small_count(count: u64) -> bool {
    is_small(count, DEFAULT_THRESHOLD)
}

pub(super) fn parts(id: &str) -> Vec<&str> {
    id.split('.').collect()
}

/// What a number is of: the words of its id between the section and its own name.
pub(super) fn of_what<'p, 'i>(parts: &'p [&'i str]) -> &'p [&'i str] {
    parts.get(1..parts.len().saturating_sub(1)).unwrap_or_default()
}

pub(super) fn period_of(id: &str) -> Option<&str> {
    id.split('.').find(|part| part.parse::<Period>().is_ok())
}

pub(super) fn quarter_of_month(part: &str) -> Option<Period> {
    let month: Period = part.parse().ok().filter(|period: &Period| period.length() == Length::Month)?;
    Some(Period::containing(month.first_day(), Length::Quarter))
}

/// Whether two ids name two things of one kind in one place of the page, such as two channels: they differ in one part, not the first.
pub(super) fn are_siblings(one: &[&str], other: &[&str]) -> bool {
    let differing: Vec<usize> = (0..one.len().min(other.len())).filter(|place| one[*place] != other[*place]).collect();
    one.len() == other.len() && matches!(differing[..], [place] if place > 0)
}

/// The period of a count of all cases received in it, in whichever section it stands.
pub(super) fn received_in(id: &str) -> Option<&str> {
    match parts(id)[..] {
        ["volume", period, "received_count"]
        | ["volume", period, _, "total_count"]
        | ["cause", period, "total_count"]
        | ["trend", "all", period, "newest_count" | "case_count"]
        | ["time" | "silence" | "sla", period, "case_count"]
        | ["time", _, period, "case_count"]
        | ["repeat", period, "eligible_count" | "case_count"]
        | ["step", period, "seen_count"] => Some(period),
        _ => None,
    }
}

/// Whether a count is of duties or of waits, which most clauses have for all cases of a kind.
pub(super) fn is_of_duties(id: &str) -> bool {
    matches!(parts(id)[0], "sla" | "time")
}

pub(super) fn not_shown<'c>(counts: &'c Counts<'_>, shown: &Ids) -> impl Iterator<Item = (&'c str, u64)> {
    counts.iter().map(|(fact, count)| (fact.id.as_str(), *count)).filter(|(id, _)| !shown.contains(*id))
}

/// The first by name of the smallest: whatever else is on a page, and wherever it stands.
pub(super) fn smallest<'m, 'f>(members: impl Iterator<Item = &'m (&'f Fact, u64)>) -> Option<&'m (&'f Fact, u64)>
where
    'f: 'm,
{
    members.min_by_key(|(fact, count)| (*count, parts(&fact.id)))
}

/// Counts of the months of a quarter, by what is counted: they add up to the quarter's count, which the page may hide elsewhere.
pub(super) struct Months<'f>(BTreeMap<Counted<'f>, Vec<(&'f Fact, u64)>>);

/// A quarter, and what is counted in it: the words of the facts' ids.
type Counted<'f> = (Period, Vec<&'f str>);

impl<'f> Months<'f> {
    pub(super) fn of(facts: &'f [Fact]) -> Self {
        let mut found: BTreeMap<Counted<'f>, Vec<(&Fact, u64)>> = BTreeMap::new();
        for fact in facts {
            let Some((count, own)) = count_of(fact).zip(period_of(&fact.id)) else { continue };
            let Some(quarter) = quarter_of_month(own) else { continue };
            let what = parts(&fact.id).into_iter().filter(|part| *part != own).collect();
            found.entry((quarter, what)).or_default().push((fact, count));
        }
        Self(found)
    }

    /// Each set of months that adds up to a count of their quarter, of the same thing or of all that was received.
    pub(super) fn adding_up_to(&self, fact: &Fact) -> impl Iterator<Item = &Counts<'f>> {
        let own = parts(&fact.id);
        let whole = counted_in(fact);
        // The section and the name of the number differ: `trend.category.a.2026-07.case_count`, `cause.2026-Q3.category.a.case_count`.
        let is_same = move |what: &[&str], months: &Counts<'f>| {
            of_what(what).iter().all(|part| own.contains(part)) || months.iter().all(|(month, _)| received_in(&month.id).is_some())
        };
        self.0
            .iter()
            .filter(move |((quarter, what), months)| whole == Some((sum(months), *quarter)) && is_same(what, months))
            .map(|(_, months)| months)
    }

    /// Counts of months that follow one another, not of all of a quarter, that add up to what is compared of it: where a month is not over
    /// or not wholly covered, the others are.
    pub(super) fn compared_in(&self, fact: &Fact) -> Vec<Counts<'f>> {
        let Some((count, quarter)) = counted_in(fact) else { return Vec::new() };
        let own = parts(&fact.id);
        let is_of_all = matches!(own[..], ["trend", "all", _, "newest_count"]);
        let is_same = |what: &[&str], months: &Counts<'f>| {
            if is_of_all {
                months.iter().all(|(month, _)| received_in(&month.id).is_some())
            } else {
                !of_what(what).is_empty() && of_what(what).iter().all(|part| own.contains(part))
            }
        };
        let of_quarter = self.0.iter().filter(|((of, what), months)| *of == quarter && is_same(what, months)).map(|(_, months)| months);
        let runs = of_quarter.flat_map(|months| (1..months.len()).flat_map(|length| months.windows(length)));
        runs.filter(|run| sum(run) == count).map(<[_]>::to_vec).collect()
    }
}

/// What a fact counts, and the period that it counts it in.
fn counted_in(fact: &Fact) -> Option<(u64, Period)> {
    Some((count_of(fact)?, period_of(&fact.id)?.parse().ok()?))
}

/// What counts come to together.
pub(super) fn sum(counts: &[(&Fact, u64)]) -> u64 {
    counts.iter().map(|(_, count)| count).sum()
}
