//! The versions of a clause: their counts together are told by the breaches, waits and dates of the clause.

use super::Ids;
use super::duty::{Duty, MET_LATE_MISSED};
use super::family::named;
use crate::report::facts::Facts;

/// What versions of a clause tell of how their duties ended, where one of them keeps any of it to itself.
///
/// Thirty of a clause were late, and 27 of its newer version: three of the older one. Whatever counts the duties of a clause over all its
/// versions, wherever it stands, gives a hidden version back by the others that are shown; so all are shown, or none.
pub(super) fn beside_a_hidden_version(facts: &Facts, duties: &[Duty], shown: &Ids) -> Ids {
    let of = |version: &String| -> Vec<&str> { named(facts, version, &ENDS).iter().map(|(fact, _)| fact.id.as_str()).collect() };
    let mut found = Ids::new();
    for versions in duties.iter().map(|duty| &duty.versions).filter(|versions| versions.len() > 1) {
        if versions.iter().flat_map(of).all(|id| shown.contains(id)) {
            continue;
        }
        let is_told = |id: &str| versions.iter().any(|version| id.strip_prefix(version.as_str()).is_some_and(ends_or_share));
        found.extend(facts.list().iter().filter(|fact| shown.contains(&fact.id) && is_told(&fact.id)).map(|fact| fact.id.clone()));
    }
    found
}

const ENDS: [&str; 4] = [MET_LATE_MISSED[0], MET_LATE_MISSED[1], MET_LATE_MISSED[2], "judged_count"];

/// Whether what follows the stem of a version names how its duties ended, or the share that was kept.
fn ends_or_share(rest: &str) -> bool {
    rest.strip_prefix('.').is_some_and(|name| ENDS.contains(&name) || name.starts_with("met_share"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::public::tests::counted;

    #[test]
    fn with_a_version_of_a_clause_the_others_are_hidden() {
        // 77 of 80 by the first version: three late, so both numbers are hidden. 80 of 107 by the second: 27 late. The clause had 30.
        let versions = ["sla.own.answer.since-always.2026-Q3", "sla.own.answer.since-2026-08-01.2026-Q3"].map(str::to_string);
        let ids = |version: &str| ["met_count", "judged_count"].map(|name| format!("{version}.{name}"));
        let [[met, judged], [newer_met, newer_judged]] = versions.each_ref().map(|version| ids(version));
        let late = "sla.own.answer.2026-Q3.late_count";
        let mut facts = counted(&[(&met, 77), (&judged, 80), (&newer_met, 80), (&newer_judged, 107), (late, 30)]);
        let origin = facts.list()[0].origin.clone().unwrap();
        let share = format!("{}.met_share", versions[1]);
        facts.share(&share, 80.0 / 107.0, 107, None, &origin);
        let stem = "sla.own.answer.2026-Q3".to_string();
        let duty = |versions: &[String]| Duty {
            promised: Some(stem.clone()),
            circumstances: Ids::new(),
            waits: Vec::new(),
            stem: stem.clone(),
            versions: versions.to_vec(),
            promised_versions: versions.to_vec(),
        };
        let found = |shown: &[&String], versions: &[String]| {
            let shown = shown.iter().map(|id| (*id).clone()).chain([late.to_string()]).collect();
            beside_a_hidden_version(&facts, &[duty(versions)], &shown)
        };
        let newer = Ids::from([newer_met.clone(), newer_judged.clone(), share.clone()]);
        assert_eq!(found(&[&newer_met, &newer_judged, &share], &versions), newer);
        assert_eq!(found(&[&met, &judged, &newer_met, &newer_judged, &share], &versions), Ids::new(), "all are shown");
        assert_eq!(found(&[&newer_met, &newer_judged, &share], &versions[1..]), Ids::new(), "of one version there is no other");
    }
}
