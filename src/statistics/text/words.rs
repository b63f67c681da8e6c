//! A text as words that can be compared: one spelling, and nothing in them that tells who wrote.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// Stands for any number, date, account or redaction: what differs between two copies of one letter.
pub const MASKED: &str = "#";

/// The words of a text: NFKC, lower case, split at everything but letters and digits.
///
/// A word with a digit becomes [`MASKED`], and so does a redaction (`XXXX`, as the CFPB writes it);
/// several in a row are one. An apostrophe within a word stays out of it: "don't" is `dont`.
///
/// ```
/// use ombud::statistics::text::words::words;
///
/// let mut found = Vec::new();
/// words("On 12/03/2026 XXXX didn't call. Call £40 back!", |word| found.push(word.to_string()));
/// assert_eq!(found, ["on", "#", "didnt", "call", "call", "#", "back"]);
/// ```
pub fn words(text: &str, mut each: impl FnMut(&str)) {
    let text: Cow<'_, str> = if text.is_ascii() || is_nfkc_quick(text.chars()) == IsNormalized::Yes {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfkc().collect())
    };
    let mut word = Word::default();
    for letter in text.chars() {
        if letter.is_alphanumeric() {
            word.push(letter);
        } else if !matches!(letter, '\'' | '’' | '\u{ad}') {
            word.end(&mut each);
        }
    }
    word.end(&mut each);
}

#[derive(Default)]
struct Word {
    text: String,
    has_digit: bool,
    is_redaction: bool,
    follows_masked: bool,
}

impl Word {
    fn push(&mut self, letter: char) {
        self.is_redaction = matches!(letter, 'X' | 'x') && (self.text.is_empty() || self.is_redaction);
        self.has_digit |= letter.is_numeric();
        if letter.is_ascii() {
            self.text.push(letter.to_ascii_lowercase());
        } else {
            self.text.extend(letter.to_lowercase());
        }
    }

    fn end(&mut self, each: &mut impl FnMut(&str)) {
        if self.text.is_empty() {
            return;
        }
        let is_masked = self.has_digit || (self.is_redaction && self.text.len() > 1);
        if !is_masked {
            each(&self.text);
        } else if !self.follows_masked {
            each(MASKED);
        }
        self.follows_masked = is_masked;
        self.text.clear();
        (self.has_digit, self.is_redaction) = (false, false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        words(text, |word| found.push(word.to_string()));
        found
    }

    #[test]
    fn numbers_dates_and_redactions_are_one_word() {
        assert_eq!(of("Account 4711-22 at XXXX XX/XX/2015"), ["account", "#", "at", "#"]);
        assert_eq!(of("x ray, xxl"), ["x", "ray", "xxl"]);
    }

    #[test]
    fn letters_of_every_script_are_words_in_one_spelling() {
        assert_eq!(of("Größe ÜBER ﬁx Ａ"), ["größe", "über", "fix", "a"]);
        assert_eq!(of("Cafe\u{301} CAFÉ"), ["café", "café"]);
    }

    #[test]
    fn nothing_gives_nothing() {
        assert!(of("").is_empty() && of(" -- !").is_empty());
    }
}
