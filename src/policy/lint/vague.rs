//! Duties without a limit, and measures that are not the written text's.

use super::{Finding, Kind, names, start, unfinished};
use crate::policy::{Clause, Rule, Selector};
use crate::report::format::Locale;
use crate::report::line::Line;
use crate::report::texts::say;
use crate::time::period::Length;

/// What is offered where neither the clause nor a reading of it has a number.
const OFFERED: &str = "5 business days";

/// Words that sound like a limit and are none.
const SOUNDS_LIKE_ONE: [&str; 12] = [
    "as soon as",
    "at once",
    "from time to time",
    "immediate",
    "periodic",
    "prompt",
    "quick",
    "reasonable",
    "regular",
    "swift",
    "timely",
    "without delay",
];

/// The advice, if the clause is vague.
pub fn finding(clause: &Clause, locale: Locale) -> Option<Finding> {
    let texts = locale.texts();
    match &clause.main().rule {
        Rule::Deadline { within: None, after, .. } => {
            let reading = clause.readings.iter().skip(1).find(|reading| reading.rule.span().is_some());
            let limit = reading.and_then(|reading| reading.rule.span()).map_or_else(|| locale.limit(OFFERED), |span| locale.span(span));
            let (text, start) = (unfinished(clause), start(after, texts));
            let cure = match reading {
                Some(reading) => {
                    say!(texts, "lint.say_by_when_as", reading = reading.id.as_str(), text = text, limit = limit, start = start)
                }
                None => say!(texts, "lint.say_by_when", text = text, limit = limit, start = start),
            };
            let found = match SOUNDS_LIKE_ONE.iter().find(|word| says(&clause.text, word)) {
                Some(word) => say!(texts, "lint.sounds_like_limit", word = *word),
                None => say!(texts, "lint.asks_without_limit"),
            };
            let until = &clause.main().until;
            let why = if *until == [Selector::named("closed")] {
                say!(texts, "lint.never_late")
            } else {
                say!(texts, "lint.never_late_until", end = names(until, texts))
            };
            Some(Finding::new(Kind::NoLimit, clause, found, why, cure))
        }
        rule if clause.assumed => {
            let found = match rule.limit() {
                Some(limit) => say!(texts, "lint.limit_assumed", limit = locale.limit(&limit)),
                None => say!(texts, "lint.measure_assumed"),
            };
            let cure = say!(texts, "lint.write_it", wording = in_writing(clause, rule, locale));
            Some(Finding::new(Kind::Assumed, clause, found, say!(texts, "lint.our_number"), cure))
        }
        _ => None,
    }
}

/// Whether a text has the words as such, or as an adverb: "prompt" and "promptly", and no "regular" in "irregular".
fn says(text: &str, words: &str) -> bool {
    let text = text.to_lowercase();
    text.match_indices(words).any(|(start, _)| {
        let is_begun = !text[..start].ends_with(char::is_alphanumeric);
        let behind = &text[start + words.len()..];
        let rest = &behind[..behind.find(|letter: char| !letter.is_alphanumeric()).unwrap_or(behind.len())];
        is_begun && ["", "ly", "ally"].contains(&rest)
    })
}

/// The assumption as a sentence of the written procedure.
fn in_writing(clause: &Clause, rule: &Rule, locale: Locale) -> Line {
    let texts = locale.texts();
    match rule {
        Rule::Deadline { within: Some(span), after, .. } => {
            say!(texts, "lint.within", limit = locale.span(*span), start = start(after, texts))
        }
        Rule::Cadence { every, .. } => say!(texts, "lint.at_least_every", limit = locale.span(*every)),
        Rule::Review { every: Length::Week, .. } => say!(texts, "lint.once_a_week"),
        Rule::Review { every: Length::Month, .. } => say!(texts, "lint.once_a_month"),
        Rule::Review { every: Length::Quarter, .. } => say!(texts, "lint.once_a_quarter"),
        Rule::Review { every: Length::Year, .. } => say!(texts, "lint.once_a_year"),
        _ => unfinished(clause).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_counts_as_a_whole_or_as_an_adverb() {
        for text in ["Regular updates.", "They are regularly told", "updates, regular ones", "We answer as soon as we can."] {
            assert!(SOUNDS_LIKE_ONE.iter().any(|words| says(text, words)), "{text}");
        }
        assert!(says("Periodically", "periodic"));
        for text in ["Irregular entries are looked into.", "an unreasonable wait", "A script prompts the caller.", "regularities"] {
            assert!(!SOUNDS_LIKE_ONE.iter().any(|words| says(text, words)), "{text}");
        }
    }
}
