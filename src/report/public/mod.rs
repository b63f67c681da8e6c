//! The page for the public: small numbers hidden, with as many others as it takes that nothing gives them back.
//!
//! What is hidden is decided on the page as a whole, number by number. Then the page that is left is attacked with
//! everything on it: differences, percentages, the sums of every set of numbers whose total can be seen, and all these sums
//! together. What the attack finds is hidden too, and the attack begins anew, until it finds nothing; a page that does not get
//! there is not written.

mod attack;
mod counts;
mod duty;
mod family;
mod small;
mod strip;
mod versions;
mod whole;

use super::facts::{Fact, Facts};
use super::html;
use super::section::sortable;
use super::view::Page;
use crate::error::{Error, Result};
use attack::attack;
use counts::{Months, are_siblings, is_personal, of_what, parts, period_of, smallest};
use duty::Duty;
pub use duty::duties;
use small::{on_few, partners, small};
use std::collections::BTreeSet;
use strip::stripped;

/// Each round hides at least one number more; no page has so many.
const MOST_ROUNDS: usize = 2_000;

/// Ids of facts.
type Ids = BTreeSet<String>;

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

/// Other facts with the same value, of the same period and the same thing: a category is counted in several places.
fn same_elsewhere(facts: &[Fact], fact: &Fact) -> Vec<String> {
    let (own, period) = (parts(&fact.id), period_of(&fact.id));
    let is_same = |other: &&Fact| {
        let parts = parts(&other.id);
        let shared = parts.iter().filter(|part| own.contains(part)).count();
        // The section and the name of the number may differ, and what it is of may not: another clause is another thing.
        let is_of_it = of_what(&own).iter().all(|word| parts.contains(word)) && period_of(&other.id) == period;
        other.id != fact.id && is_personal(other) && other.value == fact.value && shared >= 3 && is_of_it && !are_siblings(&own, &parts)
    };
    facts.iter().filter(is_same).map(|other| other.id.clone()).collect()
}

/// The ids of the facts on a page.
fn ids_of(html: &str) -> Ids {
    html.split("data-fact=\"")
        .skip(1)
        .filter_map(|rest| Some(rest.split('"').next()?.replace("&amp;", "&").replace("&#39;", "'")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::measure::Origin;
    use crate::report::texts::Language;
    use std::sync::Arc;

    pub(super) fn counted(counts: &[(&str, u64)]) -> Facts {
        let mut facts = Facts::new(Language::English);
        let origin = Arc::new(Origin { query: "segment_by_month", params: vec![] });
        for (id, count) in counts {
            facts.count(id, *count, "cases", &origin);
        }
        facts
    }

    pub(super) const QUARTER: [(&str, u64); 6] = [
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
    fn with_a_hidden_number_goes_the_same_of_the_same_thing_alone() {
        let hidden = "sla.own.answer.2026-Q3.not_applicable_count";
        let (detail, other) = ("sla.own.answer.2026-Q3.source.desk.not_applicable_count", "sla.own.confirm.2026-Q3.not_applicable_count");
        let facts = counted(&[(hidden, 40), (detail, 40), (other, 40)]);
        assert_eq!(same_elsewhere(facts.list(), &facts.list()[0]), [detail]);
    }

    #[test]
    fn with_all_complaints_of_a_quarter_goes_the_smallest_of_their_months_in_any_section() {
        let complaints = "volume.2026-Q2.kind.complaint.case_count";
        let facts = counted(&[
            (complaints, 49),
            ("trend.all.2026-04.case_count", 18),
            ("trend.all.2026-05.case_count", 21),
            ("trend.all.2026-06.case_count", 10),
        ]);
        let mut hidden = Ids::new();
        hide(&facts, Ids::from([complaints.to_string()]), &mut hidden);
        assert_eq!(hidden, Ids::from([complaints, "trend.all.2026-06.case_count"].map(str::to_string)));
    }
}
