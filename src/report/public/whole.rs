//! Which numbers of a page a reader can take for the whole of a set of counts.

use super::Ids;
use super::counts::{count_of, is_of_duties, of_what, parts, period_of, received_in, smallest};
use super::family::Family;
use crate::report::facts::Fact;
use crate::time::Period;
use crate::time::period::Length;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// Words of ids that say by what is counted, or of which kind all of it is.
const OF_NO_PART: [&str; 8] = ["all", "kind", "complaint", "feedback", "category", "channel", "team", "source"];

/// Sections that count all there is.
const OF_ALL_DATA: [&str; 2] = ["data", "import"];

/// What counts are of, by the words of their ids.
struct About<'a> {
    section: &'a str,
    /// The months that they count; none where they count everything there is.
    months: BTreeSet<NaiveDate>,
    /// What all of them are of: a clause, a channel.
    words: BTreeSet<&'a str>,
}

impl<'a> About<'a> {
    /// What a count is of.
    fn one(id: &'a str) -> Self {
        let (parts, period) = (parts(id), period_of(id));
        let own = of_what(&parts).iter().filter(|part| Some(**part) != period);
        // Where there is one source its cases are all there are.
        let is_of_no_part = received_in(id).is_some() || OF_ALL_DATA.contains(&parts[0]);
        let words = if is_of_no_part { BTreeSet::new() } else { own.copied().collect() };
        Self { section: parts[0], months: period.map(months_of).unwrap_or_default(), words }
    }

    /// What all counts of a family are of.
    fn all_of(family: &Family<'a>) -> Option<Self> {
        let each = family.members.iter().map(|(fact, _)| Self::one(&fact.id));
        let all = each.reduce(|mut all, other| {
            all.months.extend(other.months);
            all.words.retain(|word| other.words.contains(word));
            all
        });
        // Several months of a quarter stand for all of it: one without any is no count.
        all.map(|all| Self { months: whole_quarters(all.months), ..all })
    }

    /// Whether a count of this may be the whole of those: it is of their months, and of nothing that they are not all of.
    fn may_be_whole_of(&self, counts: &About<'_>) -> bool {
        let is_theirs = |word: &&str| OF_NO_PART.contains(word) || *word == counts.section || counts.words.contains(word);
        self.words.iter().all(is_theirs) && self.has_months_of(counts)
    }

    fn has_months_of(&self, counts: &About<'_>) -> bool {
        // All data may have come in one quarter.
        counts.months.is_empty() == self.months.is_empty() && counts.months.is_subset(&self.months)
            || self.months.is_empty() && (self.section == counts.section || OF_ALL_DATA.contains(&self.section))
    }
}

/// The months of a period, by their first days; a week stands for itself.
fn months_of(period: &str) -> BTreeSet<NaiveDate> {
    let Ok(period) = period.parse::<Period>() else { return BTreeSet::new() };
    match period.length() {
        Length::Week => BTreeSet::from([period.first_day()]),
        _ => period.divided_into(Length::Month).iter().map(Period::first_day).collect(),
    }
}

/// All months of the quarters that have several of these.
fn whole_quarters(mut months: BTreeSet<NaiveDate>) -> BTreeSet<NaiveDate> {
    let quarters: Vec<Period> = months.iter().map(|day| Period::containing(*day, Length::Quarter)).collect();
    for pair in quarters.windows(2).filter(|pair| pair[0] == pair[1]) {
        months.extend(pair[0].divided_into(Length::Month).iter().map(Period::first_day));
    }
    months
}

/// The sums that a page tells: by its counts, and by sets of counts that are shown in full.
///
/// That a count is as large as a sum tells nobody that it is this sum: which one it is of is told by its id. A count of duties or waits
/// that is as large as such a sum is taken for it, for most clauses are of all cases of a kind.
#[derive(Default)]
pub(super) struct Wholes<'a> {
    /// What is shown, by how much it is: what to hide of it, and what it is of.
    told: BTreeMap<u64, Vec<(&'a str, About<'a>)>>,
    /// The ids of all counts, hidden ones too.
    counted: BTreeMap<u64, Vec<&'a str>>,
}

impl<'a> Wholes<'a> {
    /// The sums that a page with just these of its facts tells.
    pub(super) fn of(facts: &'a [Fact], families: &[Family<'a>], shown: &Ids) -> Self {
        let mut found = Self::default();
        for (count, fact) in facts.iter().filter_map(|fact| Some((count_of(fact)?, fact))) {
            found.counted.entry(count).or_default().push(&fact.id);
            if shown.contains(&fact.id) {
                found.told.entry(count).or_default().push((&fact.id, About::one(&fact.id)));
            }
        }
        for family in families.iter().filter(|family| family.hidden(shown).next().is_none()) {
            // All of them add up to a total that need not be written.
            let least = smallest(family.members.iter().filter(|(_, count)| *count > 0));
            let told = least.map(|(fact, _)| fact.id.as_str()).zip(About::all_of(family));
            found.told.entry(family.whole()).or_default().extend(told);
        }
        found
    }

    /// What tells the whole of a family.
    pub(super) fn telling(&self, family: &Family<'_>) -> Vec<&'a str> {
        let (Some(told), Some(counts)) = (self.told.get(&family.whole()), About::all_of(family)) else { return Vec::new() };
        let is_a_sum = || self.counted.get(&family.whole()).into_iter().flatten().any(|id| About::one(id).may_be_whole_of(&counts));
        let tells = |id: &str, about: &About<'_>| {
            about.may_be_whole_of(&counts) || is_of_duties(id) && about.months.is_superset(&counts.months) && is_a_sum()
        };
        told.iter().filter(|(id, about)| tells(id, about)).map(|(id, _)| *id).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::public::tests::counted;

    const LETTERS: [&str; 2] = ["volume.2026-Q2.channel.letter.case_count", "volume.2026-Q3.channel.letter.case_count"];
    const CHANNELS: [&str; 2] = ["volume.2026-Q3.channel.email.case_count", "volume.2026-Q3.channel.phone.case_count"];

    /// What tells the whole of counts where these numbers are shown beside them.
    fn telling(counts: &[(&str, u64)], beside: &[(&str, u64)]) -> Vec<String> {
        let facts = counted(&[counts, beside].concat());
        let members = facts.list()[..counts.len()].iter().filter_map(|fact| Some((fact, count_of(fact)?))).collect();
        let family = Family { members, told_by: Vec::new() };
        let shown = beside.iter().map(|(id, _)| (*id).to_string()).collect();
        let wholes = Wholes::of(facts.list(), &[], &shown);
        wholes.telling(&family).into_iter().map(str::to_string).collect()
    }

    #[test]
    fn what_is_as_large_by_chance_is_no_sum() {
        // Letters of two quarters are six; so are the complaints of a category in one of them.
        let letters = [(LETTERS[0], 3), (LETTERS[1], 3)];
        assert_eq!(
            telling(&letters, &[("feedback.2026-Q3.category.website.case_count", 6), ("silence.2026-Q3.lasting_count", 6)]),
            [""; 0]
        );
        // Of one quarter a category, a clause and what was received in another are none either.
        let channels = [(CHANNELS[0], 30), (CHANNELS[1], 4)];
        let others = [
            ("cause.2026-Q3.category.website.case_count", 34),
            ("sla.own.answer.2026-Q3.met_count", 34),
            ("volume.2026-Q2.received_count", 34),
            ("open.case_count", 34),
        ];
        assert_eq!(telling(&channels, &others), [""; 0]);
    }

    #[test]
    fn what_is_of_the_same_months_and_of_no_part_is_a_sum_wherever_it_stands() {
        let channels = [(CHANNELS[0], 30), (CHANNELS[1], 4)];
        for id in ["volume.2026-Q3.kind.complaint.case_count", "silence.2026-Q3.case_count", "time.resolve.2026-Q3.case_count"] {
            assert_eq!(telling(&channels, &[(id, 34)]), [id]);
        }
        // The months of a quarter are its own, and what is of a clause is told by that clause.
        let months = ["trend.all.2026-07.case_count", "trend.all.2026-08.case_count", "trend.all.2026-09.case_count"];
        assert_eq!(telling(&[(months[0], 10), (months[1], 3), (months[2], 9)], &[("volume.2026-Q3.received_count", 22)]).len(), 1);
        assert_eq!(telling(&[(months[0], 10), (months[2], 3)], &[("volume.2026-Q3.received_count", 13)]).len(), 1, "none in August");
        let sources = ["sla.own.answer.2026-Q3.source.desk.unknown_count", "sla.own.answer.2026-Q3.source.form.unknown_count"];
        let own = "sla.own.answer.2026-Q3.unknown_count";
        let beside = [(own, 12), ("sla.own.confirm.2026-Q3.unknown_count", 12)];
        assert!(telling(&[(sources[0], 9), (sources[1], 3)], &beside).contains(&own.to_string()));
        // All data may be of this quarter, or of these two.
        assert_eq!(telling(&channels, &[("data.desk.case_count", 34)]), ["data.desk.case_count"]);
        assert_eq!(telling(&[(LETTERS[0], 30), (LETTERS[1], 3)], &[("data.case_count", 33)]), ["data.case_count"]);
    }

    #[test]
    fn a_clause_that_is_of_all_cases_tells_their_number() {
        // 34 were received, which is hidden; a clause was judged for 34.
        let channels = [(CHANNELS[0], 30), (CHANNELS[1], 4), ("volume.2026-Q3.received_count", 34)];
        let judged = "sla.own.answer.2026-Q3.judged_count";
        let facts = counted(&[channels[0], channels[1], channels[2], (judged, 34)]);
        let members = facts.list()[..2].iter().filter_map(|fact| Some((fact, count_of(fact)?))).collect();
        let family = Family { members, told_by: Vec::new() };
        let shown = Ids::from([judged.to_string()]);
        assert_eq!(Wholes::of(facts.list(), &[], &shown).telling(&family), [judged]);
    }
}
