//! The words of the pages, by language: `reports/texts/en.toml` and `de.toml`.
//!
//! How a section is converted, one sentence at a time:
//!
//! 1. Give the sentence a key in both files, under a table of the section's name. What the program fills in is a
//!    place in braces: `oldest = "the oldest waits for {oldest}"`. A whole sentence is one message, because languages
//!    order its parts differently; a message is never put together from scraps.
//! 2. Where a number decides the form, give both forms: `open = { one = "{n} complaint is open", other = "{n} complaints are open" }`.
//! 3. In the section, write `say!(texts, "open.oldest", oldest = piece)`, or for forms `say!(texts, "open.open", 3; n = piece)`.
//!    Places take facts, texts and other lines, so that every number keeps its fact.
//!
//! Words that the program keeps in English, in the lake and in its files, have tables of their own: a word of a vocabulary is
//! looked up by itself ([`Texts::word`]), and a sentence of a known form is read by its English message and told again
//! ([`Texts::retold`]). What is not there is shown as it was found, because it may be the organisation's own.
//!
//! Tests hold the keys of the code and of both files against each other, and the places of both languages. Names from
//! the data and the words of a procedure are not translated. The command line offers a language when every section of its
//! pages is converted: a page in two languages is worse than one in the wrong one.

use super::line::Line;
use crate::error::{Error, Result};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// A language of the pages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Language {
    /// English.
    #[default]
    #[value(name = "en")]
    English,
    /// German.
    #[value(name = "de")]
    German,
}

impl Language {
    /// All of them, by their codes.
    pub const ALL: [(&'static str, Self); 2] = [("en", Self::English), ("de", Self::German)];

    /// Its code, as HTML has it in `lang`.
    pub fn code(self) -> &'static str {
        Self::ALL.iter().find(|(_, language)| *language == self).map_or("en", |(code, _)| code)
    }
}

impl std::str::FromStr for Language {
    type Err = Error;

    fn from_str(code: &str) -> Result<Self> {
        let known = Self::ALL.iter().find(|(known, _)| *known == code);
        known.map(|(_, language)| *language).ok_or_else(|| {
            let codes: Vec<&str> = Self::ALL.iter().map(|(code, _)| *code).collect();
            Error::new(format!("no page is written in the language \"{code}\"")).accepted(codes.join(", "))
        })
    }
}

/// The messages of a language.
#[derive(Debug, Default)]
pub struct Texts {
    messages: BTreeMap<String, Forms>,
}

/// The forms of a message; most have one.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Forms {
    one: String,
    other: String,
}

/// Places and what stands at each.
type Filled<'a> = Vec<(&'a str, &'a str)>;

impl Texts {
    /// Those of a language.
    pub fn of(language: Language) -> &'static Self {
        static ENGLISH: OnceLock<Texts> = OnceLock::new();
        static GERMAN: OnceLock<Texts> = OnceLock::new();
        match language {
            Language::English => ENGLISH.get_or_init(|| Self::parse(include_str!("../../reports/texts/en.toml"))),
            Language::German => GERMAN.get_or_init(|| Self::parse(include_str!("../../reports/texts/de.toml"))),
        }
    }

    /// Reads a file of messages; what is no message is left out, and a test compares the keys with those that are used.
    pub fn parse(toml: &str) -> Self {
        let mut messages = BTreeMap::new();
        for (section, table) in toml.parse::<toml::Table>().unwrap_or_default() {
            let toml::Value::Table(table) = table else { continue };
            for (name, value) in table {
                let forms = match &value {
                    toml::Value::String(text) => Some(Forms { one: text.clone(), other: text.clone() }),
                    toml::Value::Table(forms) => {
                        let form = |name: &str| forms.get(name).and_then(toml::Value::as_str).map(str::to_string);
                        form("one").zip(form("other")).map(|(one, other)| Forms { one, other })
                    }
                    _ => None,
                };
                messages.extend(forms.map(|forms| (format!("{section}.{name}"), forms)));
            }
        }
        Self { messages }
    }

    /// The keys, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.messages.keys().map(String::as_str)
    }

    /// The places of a message, in both of its forms, in order and each once.
    pub fn places(&self, key: &str) -> Vec<String> {
        let texts = self.messages.get(key).map(|forms| [forms.one.as_str(), forms.other.as_str()]).unwrap_or_default();
        let mut places: Vec<String> =
            texts.iter().flat_map(|text| parts(text)).filter_map(|(_, place)| place.map(str::to_string)).collect();
        places.sort_unstable();
        places.dedup();
        places
    }

    /// A word of a vocabulary by its table; one that is not in it as it is found, its underscores as spaces.
    pub fn word(&self, table: &str, word: &str) -> String {
        let known = self.messages.get(&format!("{table}.{word}"));
        known.map_or_else(|| word.replace('_', " "), |forms| forms.other.clone())
    }

    /// What was kept in the English words of a message of this table, in these words; else as it is found.
    pub fn retold(&self, table: &str, english: &str) -> String {
        let first = format!("{table}.");
        let keys = self.messages.range(first.clone()..).map(|(key, _)| key).take_while(|key| key.starts_with(&first));
        let read = keys.filter_map(|key| Some((key, Self::of(Language::English).read(key, english)?)));
        // A short message can be read into the words of a longer one: the right one leaves least to its places.
        let nearest = read.min_by_key(|(_, (_, places))| places.iter().map(|(_, value)| value.len()).sum::<usize>());
        let Some((key, (count, places))) = nearest else { return english.to_string() };
        let places: Vec<(&str, Line)> = places.into_iter().map(|(place, value)| (place, value.into())).collect();
        self.line(key, count, &places).plain()
    }

    /// What stands at the places of a message that was written out, and its number where that is one.
    fn read<'a>(&'a self, key: &str, text: &'a str) -> Option<(Option<u64>, Filled<'a>)> {
        let forms = self.messages.get(key)?;
        let one = read_form(&forms.one, text).filter(|_| forms.one != forms.other).map(|places| (Some(1), places));
        one.or_else(|| read_form(&forms.other, text).map(|places| (None, places)))
    }

    /// A message with its places filled; a message that is not there shows its key, which the tests do not let happen.
    pub fn line(&self, key: &str, count: Option<u64>, places: &[(&str, Line)]) -> Line {
        let Some(forms) = self.messages.get(key) else { return Line::from(format!("«{key}»")) };
        let text = if count == Some(1) { &forms.one } else { &forms.other };
        let mut line = Line::new();
        for (words, place) in parts(text) {
            if !words.is_empty() {
                line.push(words);
            }
            if let Some(place) = place {
                let filled = places.iter().find(|(name, _)| *name == place).map(|(_, filled)| filled.clone());
                line.push(filled.unwrap_or_else(|| format!("«{place}»").into()));
            }
        }
        line
    }
}

/// Words, each with the place behind them.
fn parts(text: &str) -> Vec<(&str, Option<&str>)> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((words, after)) = rest.split_once('{') {
        let (place, behind) = after.split_once('}').unwrap_or((after, ""));
        parts.push((words, Some(place)));
        rest = behind;
    }
    parts.push((rest, None));
    parts
}

/// What stands at the places of a text that was written by this form.
fn read_form<'a>(form: &'a str, text: &'a str) -> Option<Filled<'a>> {
    let mut places = Vec::new();
    let mut rest = text;
    let mut open: Option<&str> = None;
    for (words, place) in parts(form) {
        let at = match open {
            None => rest.starts_with(words).then_some(0)?,
            Some(_) if words.is_empty() => rest.len(),
            Some(_) => rest.find(words)?,
        };
        places.extend(open.map(|open| (open, &rest[..at])));
        rest = &rest[at + words.len()..];
        open = place;
    }
    (rest.is_empty() && places.iter().all(|(_, value)| !value.is_empty())).then_some(places)
}

/// A message by its key: `say!(texts, "open.oldest", oldest = piece)`; with a number that chooses the form:
/// `say!(texts, "open.open", count; n = piece)`.
macro_rules! say {
    ($texts:expr, $key:literal $(, $place:ident = $value:expr)* $(,)?) => {
        $texts.line($key, None, &[$((stringify!($place), $crate::report::line::Line::from($value))),*])
    };
    ($texts:expr, $key:literal, $count:expr; $($place:ident = $value:expr),* $(,)?) => {
        $texts.line($key, Some($count), &[$((stringify!($place), $crate::report::line::Line::from($value))),*])
    };
}
pub(crate) use say;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::line::{Piece, line};

    fn texts() -> Texts {
        Texts::parse("[a]\nplain = \"{who} waits for {days}.\"\nforms = { one = \"{n} is open\", other = \"{n} are open\" }\n")
    }

    #[test]
    fn places_keep_their_facts_wherever_a_language_puts_them() {
        let days = Piece { text: "12 days".into(), fact: Some("open.oldest_days".into()) };
        let said = say!(texts(), "a.plain", days = &days, who = line!["the oldest"]);
        assert_eq!(said.plain(), "the oldest waits for 12 days.");
        assert!(said.0.contains(&days));
    }

    #[test]
    fn a_number_chooses_the_form() {
        let said = |count: u64| say!(texts(), "a.forms", count; n = count.to_string()).plain();
        assert_eq!([0, 1, 2].map(said), ["0 are open", "1 is open", "2 are open"]);
    }

    #[test]
    fn what_is_kept_in_english_words_is_told_again() {
        for (english, german) in [
            ("every 20 business days", "alle 20 Arbeitstage"),
            ("every 1 business day", "jeden Arbeitstag"),
            ("every 2 days", "alle 2 Tage"),
            ("every quarter", "jedes Quartal"),
            ("a limit of their own", "a limit of their own"),
        ] {
            assert_eq!(Texts::of(Language::English).retold("limit", english), english);
            assert_eq!(Texts::of(Language::German).retold("limit", english), german);
        }
        assert_eq!(Texts::of(Language::German).word("event", "progress_update"), "Zwischenbescheid");
        assert_eq!(Texts::of(Language::German).word("event", "own_word"), "own word");
    }

    /// What is the same word in both languages.
    const SAME: [&str; 1] = ["breaches.head_team"];

    /// The places that say what the cases counted are called: a language takes the number of the word that it needs.
    fn without_number(places: Vec<String>) -> std::collections::BTreeSet<String> {
        places.into_iter().map(|place| if place == "nouns" { "noun".to_string() } else { place }).collect()
    }

    #[test]
    fn both_languages_have_the_same_messages_with_the_same_places() {
        let (english, german) = (Texts::of(Language::English), Texts::of(Language::German));
        let keys: Vec<&str> = english.keys().collect();
        assert!(!keys.is_empty());
        assert_eq!(keys, german.keys().collect::<Vec<_>>());
        for key in keys {
            assert_eq!(without_number(english.places(key)), without_number(german.places(key)), "{key}");
            let is_same = english.messages[key] == german.messages[key];
            assert_eq!(is_same, SAME.contains(&key), "{key} is not translated, or is and stands in the list of those that need not be");
        }
    }
}
