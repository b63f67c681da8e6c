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
    let mut told = Told { follows_masked: false };
    if text.is_ascii() {
        return ascii_words(text, &mut told, &mut each);
    }
    let mut word = Word::default();
    for letter in normalised(text).chars() {
        if letter.is_alphanumeric() {
            word.push(letter);
        } else if !is_within_word(letter) {
            word.end(&mut told, &mut each);
        }
    }
    word.end(&mut told, &mut each);
}

/// A text in the form of each letter by which words are compared (NFKC).
pub fn normalised(text: &str) -> Cow<'_, str> {
    if is_nfkc_quick(text.chars()) == IsNormalized::Yes { Cow::Borrowed(text) } else { Cow::Owned(text.nfkc().collect()) }
}

/// Whether a sign that is no letter stands within a word and parts none: an apostrophe, or a soft hyphen.
pub fn is_within_word(letter: char) -> bool {
    matches!(letter, '\'' | '’' | '\u{ad}')
}

/// What a byte of ASCII is to a word; nothing ends it.
const LETTER: u8 = 1;
const LETTER_X: u8 = 2;
const DIGIT: u8 = 4;
const APOSTROPHE: u8 = 8;

const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'x' | b'X' => LETTER_X,
            b'a'..=b'z' | b'A'..=b'Z' => LETTER,
            b'0'..=b'9' => DIGIT,
            b'\'' => APOSTROPHE,
            _ => 0,
        };
        byte += 1;
    }
    classes
};

/// The words of a text of ASCII alone, as most are: byte by byte, without a copy of each word.
fn ascii_words(text: &str, told: &mut Told, each: &mut impl FnMut(&str)) {
    let text = text.to_ascii_lowercase();
    let bytes = text.as_bytes();
    let mut from = 0;
    while from < bytes.len() {
        let (mut to, mut seen) = (from, 0);
        while to < bytes.len() && CLASSES[bytes[to] as usize] != 0 {
            seen |= CLASSES[bytes[to] as usize];
            to += 1;
        }
        if seen & !APOSTROPHE != 0 {
            let written = &text[from..to];
            let word = if seen & APOSTROPHE == 0 { Cow::Borrowed(written) } else { Cow::Owned(written.replace('\'', "")) };
            told.tell(&word, seen & DIGIT != 0, seen & LETTER == 0, each);
        }
        from = to + 1;
    }
}

/// What was told last.
struct Told {
    follows_masked: bool,
}

impl Told {
    /// Tells a word, or what stands for it; `has_only_x` is asked of words without a digit.
    fn tell(&mut self, word: &str, has_digit: bool, has_only_x: bool, each: &mut impl FnMut(&str)) {
        let is_masked = has_digit || (has_only_x && word.len() > 1);
        if !is_masked {
            each(word);
        } else if !self.follows_masked {
            each(MASKED);
        }
        self.follows_masked = is_masked;
    }
}

/// A word of any script, letter by letter.
#[derive(Default)]
struct Word {
    text: String,
    has_digit: bool,
    has_other_than_x: bool,
}

impl Word {
    fn push(&mut self, letter: char) {
        self.has_other_than_x |= !matches!(letter, 'X' | 'x');
        self.has_digit |= letter.is_numeric();
        if letter.is_ascii() {
            self.text.push(letter.to_ascii_lowercase());
        } else {
            self.text.extend(letter.to_lowercase());
        }
    }

    fn end(&mut self, told: &mut Told, each: &mut impl FnMut(&str)) {
        if self.text.is_empty() {
            return;
        }
        told.tell(&self.text, self.has_digit, !self.has_other_than_x, each);
        self.text.clear();
        (self.has_digit, self.has_other_than_x) = (false, false);
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
    fn a_letter_beyond_ascii_changes_no_other_word() {
        // The same text by bytes and by letters; the last word alone differs.
        let text = "Don't CALL 'me' x's X'X xX'. Room 4b; 12'30 XXXX-XX it''s' ";
        let (bytes, mut letters) = (of(text), of(&format!("{text} é")));
        assert_eq!(letters.pop().as_deref(), Some("é"));
        assert_eq!(bytes, letters);
        assert_eq!(bytes, ["dont", "call", "me", "xs", "#", "room", "#", "its"]);
    }

    #[test]
    fn nothing_gives_nothing() {
        assert!(of("").is_empty() && of(" -- !").is_empty());
    }
}
