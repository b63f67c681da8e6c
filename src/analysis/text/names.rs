//! Which words may name a person, so that no phrase with one of them is shown.
//!
//! Three signs: the word is part of the name of somebody who works on cases; it follows a form of
//! address or a greeting; it is written with a capital in the middle of sentences. The last proves
//! nothing in a language that writes every noun so, and is left out of account there. A word of the
//! data's own categories, products and teams is none.

use crate::analysis::measure::narratives::named_words;
use crate::error::Result;
use crate::statistics::text::shingles::hash;
use crate::statistics::text::words::words;
use duckdb::Connection;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::available_parallelism;

/// After these a name follows, in the languages that most customers write in.
const BEFORE_NAMES: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "dr",
    "prof",
    "sir",
    "dear",
    "hello",
    "hi",
    "herr",
    "herrn",
    "frau",
    "liebe",
    "lieber",
    "hallo",
    "mme",
    "mlle",
    "monsieur",
    "madame",
    "señor",
    "señora",
    "signor",
    "signora",
    "regards",
    "sincerely",
    "grüßen",
    "named",
    "namens",
];

/// A word written with a capital this often within sentences is a name.
const CAPITAL_SHARE: f64 = 0.8;

/// Where more of all words within sentences than this have a capital, nouns have one.
const NOUNS_HAVE_CAPITALS: f64 = 0.2;

/// What is known of names, and learnt of them while texts are read.
pub(super) struct Names {
    people: FxHashSet<u64>,
    things: FxHashSet<u64>,
    forms_of_address: FxHashSet<u64>,
    /// More than there are processors that read: what each learnt is put together at the end.
    learnt: Vec<Mutex<Learnt>>,
}

/// How words were written in the texts that one processor read.
#[derive(Default)]
struct Learnt {
    addressed: FxHashSet<u64>,
    /// By word: seen within a sentence, and with a capital then.
    seen: FxHashMap<u64, (u32, u32)>,
}

/// The words that may not be shown.
pub(super) struct Settled(FxHashSet<u64>);

impl Names {
    pub fn read(connection: &Connection) -> Result<Self> {
        Ok(Self::of(&named_words(connection)?))
    }

    fn of(named: &[(bool, String)]) -> Self {
        let mut names = Self {
            people: FxHashSet::default(),
            things: FxHashSet::default(),
            forms_of_address: BEFORE_NAMES.iter().map(|word| hash(word)).collect(),
            learnt: (0..=available_parallelism().map_or(1, usize::from)).map(|_| Mutex::default()).collect(),
        };
        for (is_person, name) in named {
            let set = if *is_person { &mut names.people } else { &mut names.things };
            words(name, |word| {
                set.insert(hash(word));
            });
        }
        names
    }

    /// Notes how the words of a text are written.
    pub fn learn(&self, text: &str) {
        let mut learnt = self.free();
        let mut begins_sentence = true;
        let mut follows_address = false;
        for written in text.split_whitespace() {
            let ends_sentence = written.ends_with(['.', '!', '?', ':']);
            let is_title = is_title_case(written);
            let mut is_address = false;
            words(written, |word| {
                let word_hash = hash(word);
                is_address = self.forms_of_address.contains(&word_hash);
                if follows_address && is_title {
                    learnt.addressed.insert(word_hash);
                }
                if !begins_sentence {
                    let (seen, capital) = learnt.seen.entry(word_hash).or_default();
                    *seen += 1;
                    *capital += u32::from(is_title);
                }
            });
            // A title is followed by a full stop as often as not ("Mr. Smith").
            begins_sentence = ends_sentence && !is_address;
            follows_address = is_address || (follows_address && is_title && !ends_sentence);
        }
    }

    /// A place to write to that nobody else writes to now.
    fn free(&self) -> MutexGuard<'_, Learnt> {
        let free = self.learnt.iter().find_map(|learnt| learnt.try_lock().ok());
        free.unwrap_or_else(|| self.learnt[0].lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// What may not be shown, by all that was learnt; nothing of it is kept here.
    pub fn settled(&self) -> Settled {
        let taken = |learnt: &Mutex<Learnt>| std::mem::take(&mut *learnt.lock().unwrap_or_else(PoisonError::into_inner));
        let Learnt { addressed, seen: written } = self.learnt.iter().map(taken).fold(Learnt::default(), Learnt::and);
        let (all, capitals) = written
            .values()
            .fold((0_u64, 0_u64), |(all, capitals), (seen, capital)| (all + u64::from(*seen), capitals + u64::from(*capital)));
        let nouns_have_capitals = capitals as f64 > NOUNS_HAVE_CAPITALS * all as f64;
        let is_name = |(seen, capital): &(u32, u32)| !nouns_have_capitals && f64::from(*capital) >= CAPITAL_SHARE * f64::from(*seen);
        // "Dear Customer" makes no name of a word that is written small elsewhere.
        let is_written_small = |word: &u64| written.get(word).is_some_and(|(seen, capital)| *seen >= 3 && capital * 2 < *seen);
        let mut names = self.people.clone();
        names.extend(addressed.iter().filter(|word| !is_written_small(word)));
        names.extend(written.iter().filter(|(_, written)| is_name(written)).map(|(word, _)| *word));
        names.retain(|word| !self.things.contains(word));
        Settled(names)
    }
}

impl Learnt {
    fn and(mut self, other: Self) -> Self {
        self.addressed.extend(other.addressed);
        for (word, (seen, capital)) in other.seen {
            let so_far = self.seen.entry(word).or_default();
            *so_far = (so_far.0 + seen, so_far.1 + capital);
        }
        self
    }
}

impl Settled {
    pub fn contains(&self, word: u64) -> bool {
        self.0.contains(&word)
    }
}

/// `Smith`, not `smith`, `SMITH` or `I`.
fn is_title_case(written: &str) -> bool {
    let mut letters = written.chars().filter(|letter| letter.is_alphabetic());
    letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(named: &[(bool, &str)], texts: &[&str]) -> Settled {
        let names = Names::of(&named.iter().map(|(is_person, name)| (*is_person, (*name).to_string())).collect::<Vec<_>>());
        for text in texts {
            names.learn(text);
        }
        names.settled()
    }

    #[test]
    fn people_of_the_data_and_after_a_form_of_address_are_names() {
        let found = names(&[(true, "Kim Okafor")], &["the engineer came late. Dear Ms. Brown, i waited"]);
        for word in ["kim", "okafor", "brown"] {
            assert!(found.contains(hash(word)), "{word}");
        }
        for word in ["dear", "engineer", "late", "waited"] {
            assert!(!found.contains(hash(word)), "{word}");
        }
    }

    #[test]
    fn a_capital_within_a_sentence_makes_a_name_unless_the_data_call_a_thing_so() {
        let text = "the man called Peterson broke the Boiler and the Valve when he came here to see us about it again";
        let found = names(&[(false, "Boiler B4")], &[text]);
        assert!(found.contains(hash("peterson")) && found.contains(hash("valve")) && !found.contains(hash("boiler")));
    }

    #[test]
    fn a_greeting_to_a_department_hides_no_word() {
        let small = "i called the customer line and the customer desk and no customer agent came";
        let found = names(&[], &["Dear Customer Service, the bill is wrong", small]);
        assert!(!found.contains(hash("customer")));
    }

    #[test]
    fn where_nouns_have_capitals_a_capital_proves_nothing() {
        let found =
            names(&[], &["der Techniker kam mit dem falschen Ventil und Herr Schmidt wollte die Rechnung und den Termin nicht ändern"]);
        assert!(found.contains(hash("schmidt")));
        assert!(!found.contains(hash("ventil")) && !found.contains(hash("rechnung")));
    }
}
