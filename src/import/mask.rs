//! Free text without what leads to a person: e-mail addresses, phone numbers and card numbers become a word.
//!
//! Names cannot be told from other words; whoever wants none keeps no free text. What only looks like
//! a number of that kind (an amount, a date, a case number without its words) stays as it is.

use crate::source::card::is_card_number;
use polars::prelude::*;
use regex::{Captures, Regex};
use std::borrow::Cow;
use std::sync::LazyLock;

/// What stands for an e-mail address.
pub const EMAIL: &str = "[e-mail]";
/// What stands for a phone number.
pub const PHONE: &str = "[phone]";
/// What stands for a number of a payment card.
pub const CARD: &str = "[card number]";

/// What stands for a word of a column that is dropped, or kept as a pseudonym only.
pub const HIDDEN: &str = "[hidden]";
/// What stands for free text that the mapping does not ask for: that there was some still counts, what it said does not stay.
pub const LEFT_OUT: &str = "[text]";
/// So many words are a sentence, and no longer the name of something.
const SENTENCE_WORDS: usize = 6;

static EMAILS: LazyLock<Regex> = LazyLock::new(|| pattern(r"[\p{L}\p{N}._%+'-]+[@＠][\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+"));
/// Digits with at most two marks between them, and no digit, letter or decimal point that they go on with, but an extension.
static NUMBERS: LazyLock<Regex> = LazyLock::new(|| {
    const MARKS: &str = r"[ ./()\-\u{a0}\u{2009}\u{202f}\u{2010}-\u{2015}\u{2212}]{0,2}";
    pattern(&format!(r"\b[0-9](?:{MARKS}[0-9]){{6,18}}(?:\b|(?i:ext))|[+(][0-9](?:{MARKS}[0-9]){{6,18}}\b"))
});
static DAYS: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2})\b"));
/// As many write a phone number: a leading zero, and the rest in groups of two or three with one mark between them all.
static GROUPED: LazyLock<Regex> = LazyLock::new(|| {
    let groups = |mark: &str| format!(r"^\(?0\d{{1,3}}\)?({mark}\d{{2,3}}){{3,4}}$");
    pattern(&[r"\.", "/", "-"].map(groups).join("|"))
});
/// As North America writes a phone number: three, three and four digits, with marks between them.
static AMERICAN: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(1[ .-]?)?(\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}$"));

/// The patterns are part of the program and are compiled by its tests.
fn pattern(text: &str) -> Regex {
    Regex::new(text).unwrap_or_else(|fault| unreachable!("{fault}"))
}

/// A text with words in place of e-mail addresses, phone numbers and card numbers.
///
/// ```
/// use ombud::import::masked;
/// assert_eq!(masked("Call 020 7946 0018 or write to ann@example.org."), "Call [phone] or write to [e-mail].");
/// assert_eq!(masked("I paid 1,250.00 on 12/05/2026 for order 48151623."), "I paid 1,250.00 on 12/05/2026 for order 48151623.");
/// ```
pub fn masked(text: &str) -> Cow<'_, str> {
    let without_emails = if has_at_sign(text) { EMAILS.replace_all(text, EMAIL) } else { Cow::Borrowed(text) };
    if !has_long_number(&without_emails) {
        return without_emails;
    }
    match NUMBERS.replace_all(&without_emails, |found: &Captures| word_for(&found[0]).to_string()) {
        Cow::Borrowed(_) => without_emails,
        Cow::Owned(masked) => Cow::Owned(masked),
    }
}

/// Masks what is prose; in a value without letters only an e-mail address is personal and a number that begins with the plus of a
/// country's code: any other long number may be the number of anything.
pub fn masked_value(value: &str) -> Cow<'_, str> {
    let is_spoken = || value.starts_with('+') || value.contains(' ') && value.contains(char::is_alphabetic);
    let is_personal = has_at_sign(value) || (has_long_number(value) && is_spoken());
    if is_personal { masked(value) } else { Cow::Borrowed(value) }
}

/// Whether a value is written freely: several lines, or a sentence.
pub fn is_free_text(value: &str) -> bool {
    // Most values are too few words, which is seen without telling letters from other characters.
    let may_be_sentence = value.contains(' ') && value.bytes().filter(|byte| !byte.is_ascii_graphic()).count() >= SENTENCE_WORDS - 1;
    let has_letter = |word: &&str| word.contains(char::is_alphabetic);
    value.contains('\n') || (may_be_sentence && value.split_whitespace().filter(has_letter).nth(SENTENCE_WORDS - 1).is_some())
}

/// Masks every text of a column; a column without any such text is not even copied.
pub fn masked_column(text: Expr) -> Expr {
    let mask = |column: Column| {
        let texts: Vec<Option<Cow<'_, str>>> = column.str()?.iter().map(|text| text.map(masked)).collect();
        if texts.iter().flatten().all(|text| matches!(text, Cow::Borrowed(_))) {
            return Ok(column.clone());
        }
        let mut made = StringChunkedBuilder::new(column.name().clone(), texts.len());
        for text in texts {
            made.append_option(text);
        }
        Ok(made.finish().into_column())
    };
    text.map(mask, |_, field| Ok(field.clone()))
}

/// Whether there is the sign of an e-mail address, as a keyboard or a wide font has it (U+FF20, whose first byte few texts hold).
fn has_at_sign(text: &str) -> bool {
    memchr::memchr2(b'@', 0xef, text.as_bytes()).is_some() && text.contains(['@', '＠'])
}

/// So many digits at least are a phone number or a card number.
const LONG_DIGITS: usize = 7;

/// Whether there are seven digits with at most two marks between them: few texts have, and the patterns take long.
///
/// Such digits are a stretch of at least as many bytes that are digits or marks, so a look at every seventh byte meets it.
fn has_long_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut place = LONG_DIGITS - 1;
    while let Some(byte) = bytes.get(place) {
        if is_of_number(*byte) {
            let start = bytes[..place].iter().rposition(|byte| !is_of_number(*byte)).map_or(0, |before| before + 1);
            let end = bytes[place..].iter().position(|byte| !is_of_number(*byte)).map_or(bytes.len(), |length| place + length);
            if counts_long_number(&bytes[start..end]) {
                return true;
            }
            place = end;
        }
        place += LONG_DIGITS;
    }
    false
}

/// Whether a byte may be of a number: a digit, a mark, or a part of a mark beyond ASCII.
fn is_of_number(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b' ' | b'.' | b'/' | b'(' | b')' | b'-' | 0x80..)
}

/// Whether digits and marks have seven digits with at most two marks between them.
fn counts_long_number(stretch: &[u8]) -> bool {
    let (mut digits, mut marks) = (0, 0);
    for byte in stretch {
        match byte {
            b'0'..=b'9' => (digits, marks) = (digits + 1, 0),
            // The bytes that go on with a letter beyond ASCII belong to its first one.
            0x80..0xc0 => {}
            _ if digits > 0 && marks < 2 => marks += 1,
            _ => (digits, marks) = (0, 0),
        }
        if digits == LONG_DIGITS {
            return true;
        }
    }
    false
}

fn digit_count(text: &str) -> usize {
    text.bytes().filter(u8::is_ascii_digit).count()
}

/// What to write for a number: the word for what it is, or the number itself.
fn word_for(number: &str) -> &str {
    let plain = plainly_marked(number);
    let digits = digit_count(&plain);
    if !plain.starts_with(['+', '(']) && is_card_number(&plain) {
        CARD
    } else if is_phone(&plain, digits) {
        PHONE
    } else {
        number
    }
}

/// With the marks of a keyboard in place of those that word processors make of them: narrow spaces, long dashes.
fn plainly_marked(number: &str) -> Cow<'_, str> {
    if number.is_ascii() {
        return Cow::Borrowed(number);
    }
    let plain = |letter: char| match letter {
        _ if letter.is_ascii() => letter,
        _ if letter.is_whitespace() => ' ',
        _ => '-',
    };
    Cow::Owned(number.chars().map(plain).collect())
}

/// Written with a country's code, with the leading zero of a national number, or as in North America.
fn is_phone(number: &str, digits: usize) -> bool {
    let is_national =
        number.trim_start_matches('(').starts_with('0') && digits >= 9 && (GROUPED.is_match(number) || !DAYS.is_match(number));
    digits <= 15 && (number.starts_with('+') || is_national || AMERICAN.is_match(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leads_to_a_person_becomes_a_word() {
        for (text, expected) in [
            ("ann.o'neill+1@mail.example.co.uk wrote", "[e-mail] wrote"),
            ("ring +44 20 7946 0018", "ring [phone]"),
            ("ring (020) 7946-0018 now", "ring [phone] now"),
            ("ring 07700900123", "ring [phone]"),
            ("my number is 555-867-5309", "my number is [phone]"),
            ("my number is (555) 867-5309, thanks", "my number is [phone], thanks"),
            ("au 01.23.45.67.89, ou 06-12-34-56-78", "au [phone], ou [phone]"),
            ("tel 06/12/34/56/78", "tel [phone]"),
            ("GSM 0475.12.34.56", "GSM [phone]"),
            ("Tel: 07700900123ext4", "Tel: [phone]4"),
            // The test numbers of Visa and American Express: their digits have the right check digit.
            ("card 4111 1111 1111 1111 was charged", "card [card number] was charged"),
            ("card 378282246310005.", "card [card number]."),
            ("an@b and 4111-1111-1111-1111, +49 30 901820", "an@b and [card number], [phone]"),
            // As word processors and web pages write them: no-break spaces and hyphens, dashes.
            ("card 4111\u{a0}1111\u{a0}1111\u{a0}1111.", "card [card number]."),
            ("4111\u{2013}1111\u{2013}1111\u{2013}1111 was charged", "[card number] was charged"),
            ("ring +44\u{a0}20\u{a0}7946\u{a0}0018 or 020\u{2011}7946\u{2011}0018", "ring [phone] or [phone]"),
            ("ann＠example.org wrote", "[e-mail] wrote"),
        ] {
            assert_eq!(masked(text), expected, "{text}");
        }
    }

    #[test]
    fn other_numbers_stay() {
        for text in [
            "paid 1250.00 on 01/02/2026 at 10:30",
            "on 01.02.2026 1030 sharp",
            "from 01.02.26-05.02.26",
            "01/02/2026 - 03/04/2026",
            "order 48151623 of 2026-05-12",
            "between 2024-01-15 and 2024-02-15",
            // The last digit is wrong for a card.
            "reference 4111 1111 1111 1112",
            "{$1092.84} on XX/XX/2021",
            "40.712776, -74.005974",
            "2024\u{2013}01\u{2013}15 to 2024\u{2013}02\u{2013}15",
        ] {
            assert_eq!(masked(text), text);
        }
    }

    #[test]
    fn sentences_and_lines_are_free_text_and_names_of_things_are_not() {
        for text in ["My neighbour Ann Smith was rude again", "Dear all,\nAnn", "please call Ann Smith back tomorrow"] {
            assert!(is_free_text(text), "{text}");
        }
        for text in ["Attempts to collect debt", "1 2 3 4 5 6 7 8", "2026-03-05 10:00:00", "Dorchester", "R-10 S-11 T-12 U-13 V-14"] {
            assert!(!is_free_text(text), "{text}");
        }
    }

    #[test]
    fn a_long_number_is_found_wherever_it_stands() {
        for before in ["", "a", " ", "no. ", "caf\u{e9} \u{2013} ", "12 x ", "1-2 (3) y", "one line\n"] {
            for fill in ["", "x", "xy", "xyz", "wxyz", "vwxyz", "uvwxyz"] {
                for (number, is_long) in [
                    ("1234567", true),
                    ("1 2-3.4/5(6)7", true),
                    ("12\u{2013}34\u{a0}56\u{2011}7", true),
                    ("12 - 34567", false),
                    ("123456", false),
                    ("123,4567", false),
                ] {
                    let text = format!("{before}{fill}{number}");
                    // What goes before may end in digits that the number goes on with; here none does.
                    assert_eq!(has_long_number(&text), is_long, "{text}");
                    assert_eq!(has_long_number(&format!("{text} and more")), is_long, "{text} and more");
                }
            }
        }
    }

    #[test]
    fn a_value_without_letters_is_masked_only_as_an_e_mail_address_or_with_the_code_of_a_country() {
        assert_eq!(masked_value("0012345678"), "0012345678");
        assert_eq!(masked_value("+44 7700 900123"), PHONE);
        assert_eq!(masked_value("+1.5"), "+1.5");
        assert_eq!(masked_value("ann@example.org"), EMAIL);
        assert_eq!(masked_value("phone 020 7946 0018"), "phone [phone]");
    }
}
