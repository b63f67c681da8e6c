//! What the register holds of one person: found by name, number, address or pseudonym.

use super::customer;
use super::entry::Entry;
use super::history::Places;
use super::read::Snapshot;
use super::vault::Personal;
use crate::error::Result;
use std::collections::{BTreeMap, BTreeSet};

/// Cases, by source (`None`: the register's own) and identity.
pub type Cases = BTreeSet<(Option<String>, String)>;

/// What is held of a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// Their pseudonyms in the log.
    pub pseudonyms: BTreeSet<String>,
    /// Every way in which the vault names or addresses them, as it stands there.
    pub known_as: BTreeSet<String>,
    /// Their cases in the register.
    pub cases: Cases,
    /// Whether it is written down who stands behind one of the pseudonyms.
    pub is_named: bool,
}

/// Looks for a person in the register: `named` is a name, a number, an address, or a pseudonym.
pub fn find(snapshot: &Snapshot, named: &str) -> Result<Person> {
    let Some(identity) = identity(named) else { return Ok(Person::default()) };
    let mut person = Person { pseudonyms: BTreeSet::from([named.trim().to_string()]), ..Person::default() };
    let names = snapshot.customers.as_ref().map(customer::read).transpose()?.unwrap_or_default();
    person.pseudonyms.extend(names.get(&identity).cloned());
    let vault = snapshot.vault()?;
    let is_meant = |text: Option<&str>| text.is_some_and(|text| self::identity(text).as_ref() == Some(&identity));
    // Who goes by a name may have been sought by the address, and the other way round.
    for entry in snapshot.entries()? {
        let entry = entry?;
        let kept = vault.of(&entry).unwrap_or_default();
        if is_meant(kept.customer.as_deref()) || is_meant(kept.contact.as_deref()) {
            person.pseudonyms.extend(entry.customer);
        }
    }
    for entry in snapshot.entries()? {
        let entry = entry?;
        if entry.customer.as_ref().is_some_and(|customer| person.pseudonyms.contains(customer)) {
            let kept = vault.of(&entry).unwrap_or_default();
            person.known_as.extend([kept.customer, kept.contact].into_iter().flatten());
            person.cases.extend(entry.case_id.map(|case_id| (entry.source, case_id)));
        }
    }
    person.is_named = names.values().any(|customer| person.pseudonyms.contains(customer));
    Ok(person)
}

/// The pseudonyms of these cases that stand in no other case of the register.
pub fn only_in(snapshot: &Snapshot, cases: &Cases) -> Result<BTreeSet<String>> {
    let (mut within, mut elsewhere) = (BTreeSet::new(), BTreeSet::new());
    for entry in snapshot.entries()? {
        let Entry { customer, case_id, source, .. } = entry?;
        let (Some(customer), Some(case_id)) = (customer, case_id) else { continue };
        let side = if cases.contains(&(source, case_id)) { &mut within } else { &mut elsewhere };
        side.insert(customer);
    }
    Ok(within.difference(&elsewhere).cloned().collect())
}

/// A name as it is compared: lower case, white space as one blank.
fn identity(text: &str) -> Option<String> {
    Personal { customer: Some(text.to_string()), ..Personal::default() }.identity().filter(|identity| !identity.is_empty())
}

/// The entries of these cases and their corrections, in the order of the log, each with what the vault holds for it.
pub fn entries_of(snapshot: &Snapshot, cases: &Cases) -> Result<Vec<(Entry, Personal)>> {
    let vault = snapshot.vault()?;
    let (mut places, mut asked) = (Places::default(), BTreeSet::new());
    for entry in snapshot.entries()? {
        let entry = entry?;
        // What takes a correction back names the correction, and may hold its texts once more.
        let place = places.add(&entry);
        if entry.case_id.as_ref().is_some_and(|case_id| cases.contains(&(entry.source.clone(), case_id.clone()))) {
            asked.insert(place);
        }
    }
    let all = snapshot.entries()?;
    let of_cases = all.filter(|entry| entry.as_ref().map_or(true, |entry| asked.contains(&places.of(entry))));
    of_cases.map(|entry| entry.map(|entry| (vault.of(&entry).unwrap_or_default(), entry)).map(|(kept, entry)| (entry, kept))).collect()
}

/// What the log says was erased and the vault still holds: left by an erasure that was stopped.
pub fn unfinished(snapshot: &Snapshot) -> Result<BTreeMap<u64, Vec<String>>> {
    let vault = snapshot.vault()?;
    let mut unfinished = BTreeMap::new();
    for entry in snapshot.entries()? {
        unfinished.extend(entry?.erases.into_iter().filter(|(n, _)| vault.holds(*n)));
    }
    Ok(unfinished)
}

/// What the vault holds for entries, as an erasure tells it: by number, the names of the parts.
pub fn parts_of(entries: &[(Entry, Personal)]) -> BTreeMap<u64, Vec<String>> {
    let parts = |kept: &Personal| kept.parts().into_iter().filter_map(|(name, part)| part.map(|_| name.to_string())).collect();
    entries.iter().filter(|(_, kept)| !kept.is_empty()).map(|(entry, kept)| (entry.n, parts(kept))).collect()
}
