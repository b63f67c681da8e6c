//! Which columns of an unknown file name or reach a person: told by the words of the header, or by the values.
//!
//! A column is rather left out once too often than kept in clear: what is left out can be asked for,
//! what lies in the lake in clear was already told.

use super::look::Column;
use super::roles::{channel, is_id_name, is_in, label, plain};

/// How a column identifies a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// By a number or a name of the customer.
    Customer,
    /// By addresses of mail.
    Mail,
    /// By numbers of telephones.
    Phone,
    /// By a name, a place to live, a day of birth …
    Other,
}

/// Words for the person whom a case is of; a column called so, or by one of these and a word of [`ABOUT`], names people.
const WHO: &[&str] = &[
    "customer",
    "customers",
    "complainant",
    "requestor",
    "requester",
    "subscriber",
    "client",
    "caller",
    "claimant",
    "applicant",
    "patient",
    "tenant",
    "resident",
    "guest",
    "passenger",
    "citizen",
    "consumer",
    "policyholder",
    "cardholder",
    "buyer",
    "member",
    "submitter",
    "reporter",
    "sender",
    "enquirer",
    "inquirer",
    "petitioner",
    "account",
    "user",
    "person",
    "contact",
    "kunde",
    "kundin",
    "kunden",
    "beschwerdeführer",
    "beschwerdeführerin",
    "antragsteller",
    "antragstellerin",
    "anrufer",
    "anruferin",
    "melder",
    "einsender",
    "absender",
    "mieter",
    "versicherter",
    "versicherungsnehmer",
    "mandant",
    "ansprechpartner",
    "kontakt",
    "cliente",
    "plaignant",
    "nutzer",
    "benutzer",
];

/// Words that leave a person a person: the customer's number is a customer.
const ABOUT: &[&str] = &[
    "name", "names", "full", "id", "ids", "no", "nr", "number", "nummer", "key", "code", "details", "info", "holder", "reported",
    "affected", "by", "raised", "the", "of", "s", "person",
];

/// Words by which a column reaches a person, with what it holds. Very short ones must be words of their own.
const REACH: &[(Mark, &[&str])] = &[
    (Mark::Mail, &["email", "e mail", "emailaddress", "mailadresse"]),
    (
        Mark::Phone,
        &[
            "phone",
            "mobile",
            "telephone",
            "tel",
            "callback",
            "call back",
            "cell no",
            "cell number",
            "fax",
            "telefon",
            "handy",
            "mobil",
            "mobilnummer",
            "rufnummer",
            "rückruf",
            "msisdn",
            "whatsapp",
        ],
    ),
    (
        Mark::Other,
        &[
            "address",
            "first name",
            "last name",
            "middle name",
            "given name",
            "family name",
            "maiden name",
            "firstname",
            "lastname",
            "surname",
            "full name",
            "fullname",
            "birth",
            "dob",
            "ssn",
            "social security",
            "passport",
            "iban",
            "street",
            "postcode",
            "post code",
            "postal code",
            "zip",
            "zipcode",
            "vorname",
            "nachname",
            "familienname",
            "geburtsname",
            "geburtsdatum",
            "geboren",
            "geburtstag",
            "anschrift",
            "adresse",
            "straße",
            "strasse",
            "hausnummer",
            "plz",
            "postleitzahl",
            "wohnort",
            "ip address",
            "ip",
        ],
    ),
];

/// Headers that hold a name and nothing else.
const NAMES: &[&str] =
    &["name", "names", "your name", "contact person", "title and name", "reported by", "raised by", "submitted by", "lodged by"];

/// Words that turn a column about people into one about words: a kind of contact names nobody.
const HARMLESS: &[&str] = &[
    "type", "types", "kind", "art", "method", "channel", "count", "opt", "consent", "verified", "template", "subject", "app", "plan",
    "tariff", "model", "network",
];

/// Words for those who work on a case; how they are reached is left out, but they are no customers.
const STAFF: &[&str] =
    &["agent", "owner", "assignee", "assigned", "handler", "officer", "staff", "employee", "team", "bearbeiter", "sachbearbeiter"];

/// How a column identifies a person, if it does, and by what that is told.
pub fn mark(column: &Column) -> Option<(Mark, &'static str)> {
    if column.is_date() {
        return (by_name(&column.name) == Some(Mark::Other)).then_some((Mark::Other, "by its name"));
    }
    if column.holds_addresses() {
        return Some((Mark::Mail, "addresses of mail in its values"));
    }
    if column.holds_phones() && !is_id_name(&column.name) {
        return Some((Mark::Phone, "numbers of telephones in its values"));
    }
    // Whether there is a telephone is no number of one.
    let is_yes_or_no = !column.words.is_empty() && column.words.keys().all(|word| label(word, false).is_some());
    // Nor is the way by which somebody is reached.
    let is_channel = !column.words.is_empty() && column.words.keys().all(|word| channel(word) != "other");
    let found = by_name(&column.name).filter(|_| !is_yes_or_no && !is_channel && !column.is_time());
    found.map(|mark| (mark, "by its name"))
}

/// What the words of a header tell.
fn by_name(header: &str) -> Option<Mark> {
    let name = plain(header);
    let words: Vec<&str> = name.split(' ').collect();
    let is_count = name.starts_with("number of ") || name.starts_with("no of ");
    if is_count || words.iter().any(|word| HARMLESS.contains(word)) {
        return None;
    }
    let reaches = |words: &&(Mark, &[&str])| words.1.iter().any(|word| is_in(&name, word));
    if let Some((mark, _)) = REACH.iter().find(reaches) {
        return Some(*mark);
    }
    (NAMES.contains(&name.as_str()) || is_who(&words)).then_some(Mark::Customer)
}

/// `Requestor`, `Customer no.`, `Kundenname`.
fn is_who(words: &[&str]) -> bool {
    let is_about = |word: &str| word.is_empty() || ABOUT.contains(&word) || word.bytes().all(|byte| byte.is_ascii_digit());
    let is_of_who = |word: &&str| WHO.iter().any(|who| word.strip_prefix(who).is_some_and(is_about));
    words.iter().any(is_of_who) && words.iter().all(|word| is_of_who(word) || is_about(word))
}

/// How good a pseudonym the customer has in a column, the least the best; `None` where it tells nobody from another.
pub fn rank(column: &Column, mark: Mark) -> Option<usize> {
    let name = plain(&column.name);
    let of_staff = name.split(' ').any(|word| STAFF.contains(&word));
    match mark {
        _ if of_staff => None,
        Mark::Customer => {
            let place = WHO.iter().position(|who| name.split(' ').any(|word| word.starts_with(who)));
            Some(1 + place.unwrap_or(WHO.len()))
        }
        Mark::Mail => Some(0),
        Mark::Phone => Some(2 + WHO.len()),
        Mark::Other => None,
    }
}

/// So many words an import takes for more than a sentence at least; what is shorter is kept as it is.
const SENTENCE: usize = 6;

/// Whether a value is, or in a few words tells, an address of mail.
pub fn tells_address(value: &str) -> bool {
    let is_address = |word: &str| word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    value.contains('@') && value.split_whitespace().count() < SENTENCE && value.split_whitespace().any(is_address)
}

/// Whether a value is, or in a few words tells, the number of a telephone.
pub fn tells_phone(value: &str) -> bool {
    if value.len() > 80 || !value.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let words: Vec<&str> = value.split_whitespace().collect();
    let numbers = words.iter().filter(|word| !word.contains(char::is_alphabetic)).copied().collect::<Vec<_>>().join(" ");
    is_phone(value) || words.len() < SENTENCE && is_phone(&numbers)
}

/// Whether a value is the number of a telephone; one without any sign of it may as well be that of a case.
fn is_phone(value: &str) -> bool {
    let is_of_phone = |letter: char| letter.is_ascii_digit() || matches!(letter, ' ' | '-' | '.' | '/' | '(' | ')' | '+' | '\u{a0}');
    let digits: Vec<usize> = value.split(|letter: char| !letter.is_ascii_digit()).map(str::len).filter(|length| *length > 0).collect();
    let count: usize = digits.iter().sum();
    if !value.chars().all(is_of_phone) || !(8..=15).contains(&count) {
        return false;
    }
    // `+41.8781` is a degree of latitude.
    let is_number = value.matches('.').count() == 1 && digits.len() == 2;
    let is_abroad = value.starts_with('+') && !is_number;
    let is_local = value.starts_with('0') && digits.len() > 1 && count >= 9 && !is_number;
    is_abroad || value.starts_with('(') && digits.len() > 1 || is_local || digits == [3, 3, 4] || digits == [1, 3, 3, 4]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_that_name_people_are_told_from_those_that_do_not() {
        for (header, expected) in [
            ("Requestor Name", Mark::Customer),
            ("Subscriber", Mark::Customer),
            ("requester.name", Mark::Customer),
            ("Customer ID", Mark::Customer),
            ("CustomerName", Mark::Customer),
            ("Kundenname", Mark::Customer),
            ("Kunden-Nr.", Mark::Customer),
            ("Name", Mark::Customer),
            ("Callback", Mark::Phone),
            ("Telefonnummer", Mark::Phone),
            ("Mobile no", Mark::Phone),
            ("E-Mail", Mark::Mail),
            ("Contact email", Mark::Mail),
            ("Straße", Mark::Other),
            ("Anschrift", Mark::Other),
            ("Zip code", Mark::Other),
            ("Owner First Name", Mark::Other),
            ("Date of birth", Mark::Other),
        ] {
            assert_eq!(by_name(header), Some(expected), "{header}");
        }
        for header in [
            "Product name",
            "Team name",
            "category name",
            "File name",
            "Contact type",
            "Customer complaint",
            "Customer segment",
            "Address type",
            "Mobile app",
            "Status",
            "Ship to",
            "Description",
            "Kundenservice",
            "Multiple",
            "Number of customers",
            "Zipper",
        ] {
            assert_eq!(by_name(header), None, "{header}");
        }
    }

    #[test]
    fn a_few_words_around_a_number_or_an_address_do_not_hide_it() {
        assert!(tells_phone("ring 020 7946 0018") && tells_address("ann@home.example (work)"));
        assert!(!tells_phone("Org line 3") && !tells_address("write to us @ home"));
    }

    #[test]
    fn numbers_of_telephones_are_told_from_other_numbers() {
        for value in
            ["+1 312 555 1000", "(212) 555-0101", "312-555-0100", "030 123456780", "+49 170 1234567", "020 7946 0018", "1-800-555-0199"]
        {
            assert!(is_phone(value), "{value}");
        }
        for value in
            ["101000295613", "2026-000123", "2026-03-05", "12.50", "+41.87811360", "-87.62979820", "0.1234567890", "3:53:50", "12345", "R1"]
        {
            assert!(!is_phone(value), "{value}");
        }
    }
}
