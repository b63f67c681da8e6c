//! Which words may name a person, so that no phrase with one of them is shown.
//!
//! Three signs: the word is part of the name of somebody who works on cases; it follows a form of
//! address or a greeting; it is written with a capital in the middle of sentences. And a word that is
//! written small nowhere within a sentence cannot be told from a name: a capital after a full stop, a
//! colon or "e.g." proves nothing either way, and neither do letters that are all capitals. What a
//! capital says is left out of account in a language that writes every noun so. A word of the data's
//! own categories, products and teams is none.

use crate::analysis::measure::narratives::named_words;
use crate::error::Result;
use crate::statistics::text::shingles::hash;
use crate::statistics::text::words::{is_within_word, normalised, words};
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
    /// How often each word was written small, and with a capital, within sentences.
    written: FxHashMap<u64, Written>,
}

/// How often a word was written so within sentences.
#[derive(Debug, Clone, Copy, Default)]
struct Written {
    small: u32,
    capital: u32,
}

/// What words may be shown.
pub(super) struct Settled {
    /// A sign says that they are names.
    names: FxHashSet<u64>,
    /// What is written small, or names a thing; `None` where nouns have capitals, so that no word has to be written small.
    ordinary: Option<FxHashSet<u64>>,
}

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
        for written in normalised(text).split_whitespace() {
            let ends_sentence = written.ends_with(['.', '!', '?', ':']);
            let mut is_address = false;
            // "Hallo – Rechnung": behind a dash no name goes on.
            follows_address &= written.contains(char::is_alphanumeric);
            for part in written.split(|letter: char| !letter.is_alphanumeric() && !is_within_word(letter)) {
                let case = Case::of(part);
                words(part, |word| {
                    let word_hash = hash(word);
                    is_address = self.forms_of_address.contains(&word_hash);
                    if follows_address && matches!(case, Case::Title | Case::Capitals) {
                        learnt.addressed.insert(word_hash);
                    }
                    match case {
                        Case::Small if !begins_sentence => learnt.written.entry(word_hash).or_default().small += 1,
                        Case::Title if !begins_sentence => learnt.written.entry(word_hash).or_default().capital += 1,
                        _ => {}
                    }
                });
                // After "Mr" all of a name follows; where all is written in capitals, only its first word is one for certain.
                follows_address = is_address || follows_address && (part.is_empty() || case == Case::Title);
            }
            follows_address &= is_address || !ends_sentence;
            // A title is followed by a full stop as often as not ("Mr. Smith").
            begins_sentence = ends_sentence && !is_address;
        }
    }

    /// A place to write to that nobody else writes to now.
    fn free(&self) -> MutexGuard<'_, Learnt> {
        let free = self.learnt.iter().find_map(|learnt| learnt.try_lock().ok());
        free.unwrap_or_else(|| self.learnt[0].lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// What may be shown, by all that was learnt; nothing of it is kept here.
    pub fn settled(&self) -> Settled {
        let taken = |learnt: &Mutex<Learnt>| std::mem::take(&mut *learnt.lock().unwrap_or_else(PoisonError::into_inner));
        let Learnt { addressed, written } = self.learnt.iter().map(taken).fold(Learnt::default(), Learnt::and);
        let (all, capitals) = written.values().fold((0, 0), |(all, capitals), of| (all + of.seen(), capitals + u64::from(of.capital)));
        let nouns_have_capitals = capitals as f64 > NOUNS_HAVE_CAPITALS * all as f64;
        let is_name = |of: &Written| !nouns_have_capitals && f64::from(of.capital) >= CAPITAL_SHARE * of.seen() as f64;
        // "Dear Customer" makes no name of a word that is written small elsewhere.
        let is_written_small = |word: &u64| written.get(word).is_some_and(|of| of.seen() >= 3 && of.capital < of.small);
        let mut names = self.people.clone();
        names.extend(addressed.iter().filter(|word| !is_written_small(word)));
        names.extend(written.iter().filter(|(_, of)| is_name(of)).map(|(word, _)| *word));
        names.retain(|word| !self.things.contains(word));
        let ordinary = || written.iter().filter(|(_, of)| of.small > 0).map(|(word, _)| *word).chain(self.things.iter().copied()).collect();
        Settled { names, ordinary: (!nouns_have_capitals).then(ordinary) }
    }
}

impl Learnt {
    fn and(mut self, other: Self) -> Self {
        self.addressed.extend(other.addressed);
        for (word, of) in other.written {
            let so_far = self.written.entry(word).or_default();
            *so_far = Written { small: so_far.small + of.small, capital: so_far.capital + of.capital };
        }
        self
    }
}

impl Written {
    fn seen(self) -> u64 {
        u64::from(self.small) + u64::from(self.capital)
    }
}

impl Settled {
    /// Whether a sign says that the word is a name.
    pub fn is_name(&self, word: u64) -> bool {
        self.names.contains(&word)
    }

    /// Whether the word cannot be told from a name, because it is written small nowhere.
    pub fn may_be_name(&self, word: u64) -> bool {
        self.ordinary.as_ref().is_some_and(|ordinary| !ordinary.contains(&word))
    }

    /// Whether the texts write nouns with capitals, so that a capital says nothing of a name.
    pub fn nouns_have_capitals(&self) -> bool {
        self.ordinary.is_none()
    }
}

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    /// `smith`
    Small,
    /// `Smith`, `McGregor`, `O'Neil`
    Title,
    /// `SMITH`
    Capitals,
    /// `d'Arcy`, `iPhone`, `I`
    Mixed,
}

impl Case {
    fn of(word: &str) -> Self {
        let begins_with_capital = word.chars().find(|letter| letter.is_alphabetic()).is_some_and(char::is_uppercase);
        let has = |is: fn(char) -> bool| word.chars().any(is);
        match (begins_with_capital, has(char::is_uppercase), has(char::is_lowercase)) {
            (true, _, true) => Self::Title,
            (true, _, false) if word.chars().nth(1).is_some() => Self::Capitals,
            (true, _, false) | (false, true, _) => Self::Mixed,
            // A script without capitals says nothing by them, and is read as small.
            (false, false, _) => Self::Small,
        }
    }
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

    impl Settled {
        fn contains(&self, word: u64) -> bool {
            self.is_name(word) || self.may_be_name(word)
        }
    }

    #[test]
    fn people_of_the_data_and_after_a_form_of_address_are_names() {
        let found = names(&[(true, "Kim Okafor")], &["oh dear, the engineer came late. Dear Ms. Brown, i waited"]);
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
        // Behind a greeting and a dash stands what it is about.
        let found = names(&[], &["Hallo – Rechnung falsch, der Techniker kam mit dem Ventil und wollte den Termin nicht ändern"]);
        assert!(!found.contains(hash("rechnung")));
    }

    #[test]
    fn what_is_written_small_nowhere_within_a_sentence_may_be_a_name() {
        let text = "the van was late. Jones refused it, they were told by e.g. Fischer and by the agent: Kowalski. SMITH was there as well, \
                    O'Neil, d'Arcy and iKea too. Refund it. The refund came and the driver/Baker as well";
        let found = names(&[], &[text]);
        for word in ["jones", "fischer", "kowalski", "smith", "oneil", "darcy", "ikea", "baker"] {
            assert!(found.contains(hash(word)), "{word}");
        }
        // Once at the beginning of a sentence, once small within one.
        for word in ["refund", "van", "late", "driver", "well"] {
            assert!(!found.contains(hash(word)), "{word}");
        }
    }

    #[test]
    fn letters_wholly_in_capitals_prove_nothing_either_way() {
        let small = "the driver was rude to me and the parcel was late again when we had waited for days";
        let found = names(&[], &[small, "THE DRIVER MILLER WAS RUDE"]);
        assert!(found.contains(hash("miller")) && !found.contains(hash("driver")) && !found.contains(hash("rude")));
        // Nor do they make nouns have capitals.
        assert!(!found.nouns_have_capitals());
    }

    #[test]
    fn a_name_in_capitals_after_a_form_of_address_is_one_in_every_language() {
        let text = "als der Techniker kam, hat Herr SCHMIDT die Rechnung und den Termin nicht ändern wollen und das Ventil nicht, \
                    Frau Mu\u{308}ller-Lang auch";
        let found = names(&[], &[text]);
        assert!(found.nouns_have_capitals());
        for word in ["schmidt", "müller", "lang"] {
            assert!(found.contains(hash(word)), "{word}");
        }
        assert!(!found.contains(hash("rechnung")) && !found.contains(hash("nicht")));
    }
}
