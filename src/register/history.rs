//! How cases stand: the log replayed, corrections in the place of what they correct.

use super::entry::{Entry, When};
use crate::vocabulary::CASE_ENDS;
use std::collections::{BTreeMap, HashMap, HashSet};

/// A case of the register as its entries leave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseState {
    /// Its identity.
    pub case_id: String,
    /// When it was received.
    pub received: When,
    /// The customer's pseudonym.
    pub customer: Option<String>,
    /// Its fields; a later entry's replace an earlier one's.
    pub fields: BTreeMap<String, String>,
    /// Whether it was closed, withdrawn or merged, and not reopened since.
    pub is_closed: bool,
    /// The last thing that happened to it, and when; its receipt where nothing did.
    pub last: (String, When),
}

/// The entries that hold, in the order of their places: a correction instead of what it corrects, nothing instead of what was retracted.
pub fn in_force(entries: &[Entry]) -> Vec<&Entry> {
    newest(entries).into_values().filter(|entry| !entry.statement.retracts).collect()
}

/// Of each place the newest entry that counts, which may be the retraction of that place.
pub fn newest(entries: &[Entry]) -> BTreeMap<u64, &Entry> {
    let struck = taken_back(entries);
    let strikers: HashSet<u64> = struck.values().copied().collect();
    let counts = |entry: &&Entry| !struck.contains_key(&entry.n) && !strikers.contains(&entry.n);
    entries.iter().filter(counts).map(|entry| (entry.place(), entry)).collect()
}

/// The corrections that were taken back, each with the entry that did it: what they had corrected counts again.
pub fn taken_back(entries: &[Entry]) -> BTreeMap<u64, u64> {
    let corrections: HashSet<u64> = entries.iter().filter(|entry| entry.statement.corrects.is_some()).map(|entry| entry.n).collect();
    let retractions = entries.iter().filter(|entry| entry.statement.retracts);
    retractions.filter_map(|entry| Some((entry.statement.corrects.filter(|n| corrections.contains(n))?, entry.n))).collect()
}

/// The places that entries are about: a first entry, its corrections, and what takes those back have one.
#[derive(Debug, Default)]
pub struct Places {
    /// The place of each correction.
    of_corrections: HashMap<u64, u64>,
}

impl Places {
    /// Those of some entries, in the order of the log.
    pub fn of_all(entries: &[Entry]) -> Self {
        let mut places = Self::default();
        for entry in entries {
            places.add(entry);
        }
        places
    }

    /// Takes the next entry of the log in; gives its place.
    pub fn add(&mut self, entry: &Entry) -> u64 {
        let place = self.of(entry);
        if entry.statement.corrects.is_some() {
            self.of_corrections.insert(entry.n, place);
        }
        place
    }

    /// The place of an entry; what it corrects or takes back was taken in before.
    pub fn of(&self, entry: &Entry) -> u64 {
        self.of_corrections.get(&entry.place()).copied().unwrap_or(entry.place())
    }
}

/// The register's own cases, in the order of their opening.
pub fn cases(entries: &[Entry]) -> Vec<CaseState> {
    let mut events: HashMap<&str, Vec<&Entry>> = HashMap::new();
    let mut openings = Vec::new();
    for entry in in_force(entries).into_iter().filter(|entry| entry.source.is_none()) {
        let Some(case_id) = entry.case_id.as_deref() else { continue };
        if entry.is_opening() {
            openings.push((case_id, entry));
        } else {
            events.entry(case_id).or_default().push(entry);
        }
    }
    openings.into_iter().map(|(case_id, opening)| state(case_id, opening, events.remove(case_id).unwrap_or_default())).collect()
}

fn state(case_id: &str, opening: &Entry, mut events: Vec<&Entry>) -> CaseState {
    events.sort_by_key(|entry| (entry.statement.when.at, entry.place()));
    let mut state = CaseState {
        case_id: case_id.to_string(),
        received: opening.statement.when,
        customer: opening.customer.clone(),
        fields: opening.statement.fields.clone(),
        is_closed: false,
        last: (opening.statement.event.clone(), opening.statement.when),
    };
    for entry in events {
        let statement = &entry.statement;
        state.fields.extend(statement.fields.iter().map(|(name, value)| (name.clone(), value.clone())));
        state.is_closed = match statement.event.as_str() {
            event if CASE_ENDS.contains(&event) => true,
            "reopened" => false,
            _ => state.is_closed,
        };
        state.last = (statement.event.clone(), statement.when);
    }
    state
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::register::entry::{NO_PREVIOUS_HASH, Statement};

    fn entry(n: u64, case: &str, event: &str, at: &str, corrects: Option<u64>) -> Entry {
        let mut statement = Statement::new(event, When::parse(at, chrono_tz::UTC).unwrap());
        statement.corrects = corrects;
        Entry {
            n,
            recorded_at: "2026-06-01T00:00:00Z".parse().unwrap(),
            source: None,
            case_id: Some(case.into()),
            statement,
            customer: None,
            vault: None,
            imported_from: None,
            imported_entries: None,
            erases: BTreeMap::new(),
            prev: NO_PREVIOUS_HASH.into(),
            hash: String::new(),
        }
    }

    #[test]
    fn a_case_is_closed_by_what_happened_last_not_by_what_was_recorded_last() {
        let entries = [
            entry(1, "R-000001", "received", "2026-03-01", None),
            entry(2, "R-000001", "reopened", "2026-03-20", None),
            entry(3, "R-000001", "closed", "2026-03-10", None), // recorded late
        ];
        let case = cases(&entries).remove(0);
        assert_eq!((case.is_closed, case.last.0.as_str()), (false, "reopened"));
    }

    #[test]
    fn a_case_ends_by_whatever_ends_cases_and_goes_on_once_it_is_opened_again() {
        for end in CASE_ENDS {
            let mut entries = vec![entry(1, "R-000001", "received", "2026-03-01", None), entry(2, "R-000001", end, "2026-03-02", None)];
            assert!(cases(&entries).remove(0).is_closed, "{end}");
            entries.push(entry(3, "R-000001", "reopened", "2026-03-03", None));
            assert!(!cases(&entries).remove(0).is_closed, "{end}");
        }
    }

    #[test]
    fn the_newest_correction_holds_in_the_place_of_the_first_entry() {
        let mut entries = vec![
            entry(1, "R-000001", "received", "2026-03-01", None),
            entry(2, "R-000001", "acknowledged", "2026-03-02", None),
            entry(3, "R-000001", "closed", "2026-03-03", None),
            entry(4, "R-000001", "info_requested", "2026-03-02", Some(2)),
            entry(5, "R-000001", "initial_response", "2026-03-02", Some(2)),
        ];
        let numbers = |entries: &[Entry]| in_force(entries).iter().map(|entry| entry.n).collect::<Vec<_>>();
        assert_eq!(numbers(&entries), [1, 5, 3]);
        entries.push(entry(6, "R-000001", "initial_response", "2026-03-02", Some(2)));
        entries[5].statement.retracts = true;
        assert_eq!(numbers(&entries), [1, 3]);
    }

    #[test]
    fn a_correction_that_is_taken_back_lets_count_again_what_it_corrected() {
        let mut entries = vec![
            entry(1, "R-000001", "received", "2026-03-01", None),
            entry(2, "R-000001", "acknowledged", "2026-03-02", None),
            entry(3, "R-000001", "acknowledged", "2026-03-04", Some(2)),
            entry(4, "R-000001", "acknowledged", "2026-03-06", Some(2)),
            entry(5, "R-000001", "acknowledged", "2026-03-06", Some(4)),
        ];
        entries[4].statement.retracts = true;
        let numbers = |entries: &[Entry]| in_force(entries).iter().map(|entry| entry.n).collect::<Vec<_>>();
        assert_eq!(numbers(&entries), [1, 3]);
        entries.push(entry(6, "R-000001", "acknowledged", "2026-03-04", Some(3)));
        entries[5].statement.retracts = true;
        assert_eq!(numbers(&entries), [1, 2]);
        assert_eq!(taken_back(&entries), BTreeMap::from([(3, 6), (4, 5)]));
        assert_eq!(entries.iter().map(|entry| Places::of_all(&entries).of(entry)).collect::<Vec<_>>(), [1, 2, 2, 2, 2, 2]);
        entries.push(entry(7, "R-000001", "acknowledged", "2026-03-08", Some(2)));
        assert_eq!(numbers(&entries), [1, 7]);
    }

    #[test]
    fn a_later_entry_sets_the_fields_that_it_carries() {
        let mut entries = vec![entry(1, "R-000001", "received", "2026-03-01", None), entry(2, "R-000001", "assigned", "2026-03-02", None)];
        entries[0].statement.fields = BTreeMap::from([("category".into(), "billing".into()), ("owner".into(), "kim".into())]);
        entries[1].statement.fields = BTreeMap::from([("owner".into(), "lee".into())]);
        let fields = cases(&entries).remove(0).fields;
        assert_eq!(fields, BTreeMap::from([("category".into(), "billing".into()), ("owner".into(), "lee".into())]));
    }
}
