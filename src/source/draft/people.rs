//! Which columns of an unknown file name or reach a person: told by the words of the header, or by the values.
//!
//! A column is rather left out once too often than kept in clear: what is left out can be asked for,
//! what lies in the lake in clear was already told.

use super::look::Column;
use super::names::{is_id_name, is_in, plain};
use super::values::{channel, label};

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
    /// By whoever did something with the case, watches it or has a part in it: no customer.
    Beside,
}

/// Words for the person whom a case is of; a column called so, or by one of these and a word of [`ABOUT`], names people.
pub(super) const WHO: &[&str] = &[
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
    "leaseholder",
    "occupier",
    "occupant",
    "householder",
    "homeowner",
    "pupil",
    "student",
    "learner",
    "mieterin",
    "bewohner",
    "bewohnerin",
    "patientin",
    "schüler",
    "schülerin",
    "beschwerdeführende",
    "versicherte",
    "bürger",
    "bürgerin",
    "fahrgast",
    "réclamant",
    "réclamante",
    "plaignante",
    "demandeur",
    "demandeuse",
    "usager",
    "usagère",
    "locataire",
    "cliente",
    "clientes",
    "abonné",
    "abonnée",
    "assuré",
    "assurée",
    "adhérent",
    "reclamante",
    "solicitante",
    "usuario",
    "usuaria",
    "inquilino",
    "titular",
    "ciudadano",
    "utente",
    "richiedente",
    "ricorrente",
    "segnalante",
    "klant",
    "klager",
    "indiener",
    "aanvrager",
    "verzoeker",
    "inwoner",
    "huurder",
    "borrower",
    "purchaser",
    "shopper",
    "policyowner",
    "beneficiary",
    "debtor",
    "traveller",
    "traveler",
    "visitor",
    "donor",
    "taxpayer",
    "prisoner",
    "inmate",
    "lodger",
    "mitglied",
    "besteller",
    "bestellerin",
    "käufer",
    "käuferin",
    "auftraggeber",
    "auftraggeberin",
    "kreditnehmer",
    "kreditnehmerin",
    "schuldner",
    "gast",
    "acheteur",
    "acheteuse",
    "emprunteur",
    "emprunteuse",
    "comprador",
    "compradora",
    "prestatario",
    "socio",
    "socia",
    "koper",
    "lid",
    "denunciante",
    "demandante",
    "interesado",
    "interesada",
    "afectado",
    "afectada",
];

/// Words that leave a person a person: the customer's number is a customer.
const ABOUT: &[&str] = &[
    "name",
    "names",
    "full",
    "id",
    "ids",
    "no",
    "nr",
    "number",
    "nummer",
    "key",
    "code",
    "details",
    "info",
    "holder",
    "reported",
    "affected",
    "by",
    "raised",
    "the",
    "of",
    "s",
    "person",
    "voller",
    "vollständiger",
    "nom",
    "noms",
    "complet",
    "nombre",
    "completo",
    "nome",
    "naam",
    "namen",
    "volledige",
    "identifiant",
    "numéro",
    "número",
    "numero",
    "du",
    "de",
    "des",
    "der",
    "del",
    "della",
    "di",
    "la",
    "le",
    "el",
    "l",
    "d",
    "van",
    "het",
    "und",
    "et",
    "in",
    "innen",
    "custom",
    "field",
    "u",
    "c",
];

/// Words for what somebody is called, and those that may stand between it and the person: `Customer display name`.
const CALLED: &[&str] = &["name", "names", "displayname", "nom", "nombre", "nome", "naam"];
const BEFORE_NAMES: &[&str] = &["display", "full", "legal", "preferred"];

/// Words for a case, or for the first of several people: whoever is named behind them is a person still, as in `Ticket requester`.
const BEFORE_PEOPLE: &[&str] = &[
    "ticket",
    "case",
    "incident",
    "complaint",
    "request",
    "issue",
    "order",
    "data",
    "fields",
    "record",
    "primary",
    "main",
    "original",
    "fall",
    "vorgang",
    "dossier",
    "caso",
];

/// Words by which a column reaches a person, with what it holds. Very short ones must be words of their own.
const REACH: &[(Mark, &[&str])] = &[
    (Mark::Mail, &["email", "e mail", "emailaddress", "mailadresse", "courriel", "correo"]),
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
            "téléphone",
            "teléfono",
            "telefoon",
            "cellulare",
            "móvil",
            "mobiel",
            "whatsapp",
            "gsm",
            "natel",
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
            "forename",
            "nhs number",
            "surname",
            "full name",
            "fullname",
            "birth",
            "dob",
            "ssn",
            "social security",
            "passport",
            "iban",
            "card number",
            "credit card",
            "debit card",
            "bank account",
            "sort code",
            "kartennummer",
            "kreditkarte",
            "bankverbindung",
            "numéro de carte",
            "carte bancaire",
            "número de tarjeta",
            "street",
            "postcode",
            "post code",
            "postal code",
            "zip",
            "zipcode",
            "prénom",
            "prenom",
            "nom de famille",
            "apellido",
            "cognome",
            "voornaam",
            "achternaam",
            "naissance",
            "nacimiento",
            "nascita",
            "geboortedatum",
            "domicile",
            "domicilio",
            "dirección",
            "indirizzo",
            "adres",
            "straat",
            "rue",
            "code postal",
            "código postal",
            "huisnummer",
            "woonplaats",
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
            "instagram",
            "facebook",
            "twitter",
            "tiktok",
            "linkedin",
            "skype",
            "screen name",
            "licence plate",
            "license plate",
            "number plate",
            "registration plate",
            "kfz kennzeichen",
            "autokennzeichen",
            "signature",
            "unterschrift",
            "national insurance",
            "ni number",
        ],
    ),
];

/// Headers that hold a name and nothing else.
const NAMES: &[&str] = &[
    "name",
    "names",
    "your name",
    "contact person",
    "title and name",
    "reported by",
    "raised by",
    "submitted by",
    "lodged by",
    "requested by",
    "requested for",
    "opened for",
    "logged for",
    "raised for",
    "reported for",
    "created for",
    "signed by",
    "who",
    "parent name",
    "parent or guardian",
    "service user",
    "service user name",
    "nhs no",
    "gemeldet von",
    "eingereicht von",
    "voller name",
    "vollständiger name",
    "nom",
    "noms",
    "nom complet",
    "nombre",
    "nombre completo",
    "nome",
    "nome completo",
    "naam",
    "volledige naam",
];

/// Words behind which stands who did something: `opened by`, `erfasst von`.
const BY: &[&str] = &["by", "von", "durch", "par"];

/// What is done by no person: `late by`, `due by`.
const BY_NOBODY: &[&str] = &["late", "overdue", "due", "sort", "sorted", "group", "grouped", "order", "respond", "reply", "resolve"];

/// What stands behind a word for a person where a program writes it in parts: `closed_by.display_value`.
const PARTS: &[&str] = &["display", "value", "link", "user", "username", "login", "list", "sys", "to"];

/// Names for such people that are more than one word.
const WHOLE: &[&str] = &["next of kin", "other parties", "third party"];

/// Words behind which stands for whom somebody acts.
const IN_PLACE_OF: &[&str] = &["on behalf of", "im namen von", "im auftrag von", "au nom de", "en nombre de", "per conto di"];

/// Words for whoever holds a contract, and for what is held: both together are a customer.
const HOLDERS: &[&str] = &["holder", "holders", "inhaber", "inhaberin", "titulaire", "titular", "titolare", "houder"];
const HELD: &[&str] = &[
    "policy",
    "account",
    "card",
    "contract",
    "lease",
    "licence",
    "license",
    "vertrag",
    "konto",
    "police",
    "contrat",
    "compte",
    "carte",
    "póliza",
    "poliza",
    "contrato",
    "cuenta",
    "tarjeta",
    "polizza",
    "contratto",
    "conto",
    "polis",
    "rekening",
];

/// Words for people that stand for other things as well, unless a name is told of them: a child may be a ticket below another.
const ONLY_NAMED: &[&str] =
    &["child", "parent", "spouse", "husband", "wife", "son", "daughter", "mother", "father", "enfant", "hijo", "hija", "figlio", "figlia"];

/// Words for those who are in a case beside the customer.
const BESIDE: &[&str] = &[
    "watcher",
    "watchers",
    "watch",
    "watchlist",
    "follower",
    "followers",
    "participant",
    "participants",
    "collaborator",
    "collaborators",
    "cc",
    "ccs",
    "bcc",
    "author",
    "authors",
    "creator",
    "editor",
    "approver",
    "approvers",
    "reviewer",
    "supervisor",
    "manager",
    "technician",
    "engineer",
    "operator",
    "investigator",
    "colleague",
    "recipient",
    "recipients",
    "username",
    "login",
    "witness",
    "witnesses",
    "relative",
    "relatives",
    "kin",
    "representative",
    "advocate",
    "solicitor",
    "neighbour",
    "neighbor",
    "parents",
    "guardian",
    "carer",
    "doctor",
    "nurse",
    "teacher",
    "driver",
    "beteiligte",
    "beobachter",
    "verfasser",
    "ersteller",
    "erfasser",
    "vertreter",
    "eltern",
    "zeuge",
    "zeugen",
    "arzt",
    "lehrer",
    "lehrkraft",
    "fahrer",
    "auteur",
    "victim",
    "victims",
    "landlord",
    "landlady",
    "opfer",
    "vermieter",
    "vermieterin",
    "betreuer",
    "betreuerin",
    "victime",
    "témoin",
    "mandataire",
    "représentant",
    "représentante",
    "víctima",
    "testigo",
    "representante",
    "vittima",
    "testimone",
    "rappresentante",
    "slachtoffer",
    "getuige",
    "vertegenwoordiger",
];

/// Words that turn a column about people into one about words: a kind of contact names nobody.
const HARMLESS: &[&str] = &[
    "type", "types", "kind", "art", "method", "channel", "count", "opt", "consent", "verified", "template", "subject", "app", "plan",
    "tariff", "model", "network",
];

/// Words for those who work on a case; how they are reached is left out, but they are no customers.
const STAFF: &[&str] = &[
    "agent",
    "owner",
    "assignee",
    "assigned",
    "handler",
    "officer",
    "staff",
    "employee",
    "team",
    "bearbeiter",
    "sachbearbeiter",
    "gestionnaire",
    "gestor",
    "gestora",
    "gestore",
    "behandelaar",
];

/// How a column identifies a person, if it does, and by what that is told.
pub fn mark(column: &Column) -> Option<(Mark, &'static str)> {
    if column.holds_objects() {
        return Some((Mark::Beside, "each value holds others, among which people may be named"));
    }
    if column.is_date() {
        return (by_name(&column.name) == Some(Mark::Other)).then_some((Mark::Other, "by its name"));
    }
    if column.holds_addresses() {
        return Some((Mark::Mail, "addresses of mail in its values"));
    }
    if column.holds_phones() && !is_id_name(&column.name) {
        return Some((Mark::Phone, "numbers of telephones in its values"));
    }
    if column.holds_cards() && !is_id_name(&column.name) {
        return Some((Mark::Other, "numbers of payment cards in its values"));
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
    if NAMES.contains(&name.as_str()) || is_who(&words) {
        return Some(Mark::Customer);
    }
    let is_in_place = IN_PLACE_OF.iter().any(|of| is_in(&name, of));
    (is_in_place || is_beside(&words) || WHOLE.contains(&name.as_str())).then_some(Mark::Beside)
}

/// A word that leaves a person a person.
fn is_about(word: &str) -> bool {
    word.is_empty() || ABOUT.contains(&word) || word.bytes().all(|byte| byte.is_ascii_digit())
}

/// `Resolved by`, `opened_by.display_value`, `watch_list`.
fn is_beside(words: &[&str]) -> bool {
    let are_parts = |words: &[&str]| words.iter().all(|word| is_about(word) || PARTS.contains(word));
    let by = words.iter().rposition(|word| BY.contains(word)).filter(|place| *place > 0);
    let is_by = by.is_some_and(|place| !BY_NOBODY.contains(&words[place - 1]) && are_parts(&words[place + 1..]));
    let is_called = is_called(words, |word| BESIDE.contains(word) || ONLY_NAMED.contains(word) || *word == "from");
    // `Account manager`, `Case manager`: whose or what for, he is a person.
    let is_of = |word: &&str| BESIDE.contains(word) || WHO.contains(word) || are_parts(&[*word]);
    let behind = behind_case(words);
    is_by || is_called || words.last() == Some(&"manager") || behind.iter().any(|word| BESIDE.contains(word)) && behind.iter().all(is_of)
}

/// What stands behind words for the case.
fn behind_case<'a, 'b>(words: &'a [&'b str]) -> &'a [&'b str] {
    &words[words.iter().take_while(|word| BEFORE_PEOPLE.contains(word)).count()..]
}

/// Whether a name is that of a person, whatever stands around: `Case: Contact name`, `source.author.name`, `Name of the child`.
fn is_called(words: &[&str], is_person: impl Fn(&&str) -> bool) -> bool {
    let is_of_name = |behind: &[&str]| behind.iter().find(|word| !BEFORE_NAMES.contains(word)).is_some_and(|word| CALLED.contains(word));
    let is_behind_name = |before: &[&str]| {
        let name = before.iter().rposition(|word| !is_about(word) || CALLED.contains(word));
        name.is_some_and(|name| CALLED.contains(&before[name]) && name + 1 < before.len())
    };
    words.iter().enumerate().any(|(place, word)| {
        let (before, behind) = (&words[..place], &words[place + 1..]);
        is_person(word) && (is_of_name(behind) || behind.is_empty() && is_behind_name(before))
    })
}

/// Whether a title is that of a person and none of a case: it stands behind a word for one, or its values are such titles.
pub fn is_title_of_person(column: &Column) -> bool {
    const TITLES: &[&str] =
        &["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "herr", "frau", "monsieur", "madame", "m", "mme", "señor", "señora"];
    let name = plain(&column.name);
    let words: Vec<&str> = name.split(' ').collect();
    let is_person = |word: &str| WHO.contains(&word) || BESIDE.contains(&word) || ONLY_NAMED.contains(&word) || STAFF.contains(&word);
    let is_behind = words.windows(2).any(|pair| is_person(pair[0]) && pair[1] == "title");
    is_behind || !column.words.is_empty() && column.words.keys().all(|word| TITLES.contains(&plain(word).as_str()))
}

/// Whether a column names the staff who have a case: the first of them is the owner, and others are not kept.
pub fn names_staff(column: &Column) -> bool {
    is_staff(&column.name) && !column.is_date() && !column.is_time()
}

/// `Owner`, `assigned_to.name`, but no `Assigned group`.
fn is_staff(header: &str) -> bool {
    let name = plain(header);
    let words: Vec<&str> = name.split(' ').collect();
    let is_of_staff = |word: &&str| *word != "team" && STAFF.contains(word);
    let is_group = words.contains(&"group");
    let is_part = |word: &&str| is_of_staff(word) || is_about(word) || PARTS.contains(word) || *word == "member";
    let is_person = words.iter().any(is_of_staff) && behind_case(&words).iter().all(is_part);
    (is_person || is_called(&words, is_of_staff)) && !is_group
}

/// `Requestor`, `Customer no.`, `Kundenname`, `Ticket requester`, `Contact name (ticket)`.
fn is_who(words: &[&str]) -> bool {
    let is_of_who = |word: &&str| WHO.iter().any(|who| word.strip_prefix(who).is_some_and(is_about));
    let is_all_of_who = |words: &[&str]| words.iter().any(is_of_who) && words.iter().all(|word| is_of_who(word) || is_about(word));
    let behind = behind_case(words);
    let is_holder = behind.iter().any(|word| HOLDERS.contains(word))
        && behind.iter().all(|word| HOLDERS.contains(word) || HELD.contains(word) || is_about(word))
        && behind.iter().any(|word| HELD.contains(word));
    is_holder || is_all_of_who(words) || behind.first().is_some_and(is_of_who) && is_all_of_who(behind) || is_called(words, is_of_who)
}

/// How good a pseudonym the customer has in a column, the least the best; `None` where it tells nobody from another.
pub fn rank(column: &Column, mark: Mark) -> Option<usize> {
    let name = plain(&column.name);
    let of_staff = name.split(' ').any(|word| STAFF.contains(&word));
    match mark {
        _ if of_staff || is_of_others(&name) => None,
        Mark::Customer => {
            let place = WHO.iter().position(|who| name.split(' ').any(|word| word.starts_with(who)));
            Some(1 + place.unwrap_or(WHO.len()))
        }
        Mark::Mail => Some(0),
        Mark::Phone => Some(2 + WHO.len()),
        Mark::Other | Mark::Beside => None,
    }
}

/// Whether a name speaks of somebody beside the customer: `watchers`, `opened by (email)`.
fn is_of_others(name: &str) -> bool {
    let is_of_customer = NAMES.iter().any(|customer| name.starts_with(customer) && customer.contains(' '));
    let by = || name.split(' ').skip(1).any(|word| BY.contains(&word));
    !is_of_customer && (name.split(' ').any(|word| BESIDE.contains(&word)) || by())
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
            ("Kunde: Vollständiger Name", Mark::Customer),
            ("Name des Kunden", Mark::Customer),
            ("Nom du client", Mark::Customer),
            ("Nom de l'usager", Mark::Customer),
            ("nom", Mark::Customer),
            ("nombre del cliente", Mark::Customer),
            ("Klantnaam", Mark::Customer),
            ("Custom field (Customer name)", Mark::Customer),
            ("u_customer_name", Mark::Customer),
            ("Customer_Name__c", Mark::Customer),
            ("Prénom", Mark::Other),
            ("Contact: Mobile", Mark::Phone),
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
            ("requested_for", Mark::Customer),
            ("Pupil name", Mark::Customer),
            ("Borrower", Mark::Customer),
            ("Mitglied", Mark::Customer),
            ("Logged for", Mark::Customer),
            ("Who", Mark::Customer),
            ("GSM", Mark::Phone),
            ("Instagram", Mark::Other),
            ("Twitter handle", Mark::Other),
            ("Licence plate", Mark::Other),
            ("Card number", Mark::Other),
            ("Credit card", Mark::Other),
            ("Bankverbindung", Mark::Other),
            ("opened_by", Mark::Beside),
            ("Resolved by", Mark::Beside),
            ("sys_created_by", Mark::Beside),
            ("closed_by.display_value", Mark::Beside),
            ("Received by", Mark::Beside),
            ("Erfasst von", Mark::Beside),
            ("watch_list", Mark::Beside),
            ("watchers", Mark::Beside),
            ("CC", Mark::Beside),
            ("Next of kin", Mark::Beside),
            ("Contact Name (Ticket)", Mark::Customer),
            ("Case: Contact Name", Mark::Customer),
            ("Case Customer Name", Mark::Customer),
            ("Customer Display Name", Mark::Customer),
            ("Primary contact name", Mark::Customer),
            ("Ticket Requester", Mark::Customer),
            ("Incident Caller", Mark::Customer),
            ("fields.reporter.displayName", Mark::Customer),
            ("ticket.customer.name", Mark::Customer),
            ("order.customer_name", Mark::Customer),
            ("data.complainant", Mark::Customer),
            ("data.patient_name", Mark::Customer),
            ("source.author.name", Mark::Beside),
            ("via.source.from.name", Mark::Beside),
            ("Complainant Forename", Mark::Other),
            ("NHS number", Mark::Other),
            ("NHS No.", Mark::Customer),
            ("Beschwerdef\u{fc}hrer/in", Mark::Customer),
            ("Denunciante", Mark::Customer),
            ("Interesado", Mark::Customer),
            ("Landlord name", Mark::Beside),
            ("Victim name", Mark::Beside),
            ("Child name", Mark::Beside),
            ("Name of the child", Mark::Beside),
            ("Nom de la victime", Mark::Beside),
            ("On behalf of customer", Mark::Beside),
            ("Submitted on behalf of", Mark::Beside),
            ("Account manager", Mark::Beside),
            ("Case manager", Mark::Beside),
            ("Branch manager", Mark::Beside),
            ("Titular de la p\u{f3}liza", Mark::Customer),
            ("Policy holder", Mark::Customer),
            ("Titulaire du contrat", Mark::Customer),
        ] {
            assert_eq!(by_name(header), Some(expected), "{header}");
        }
        for header in [
            "Product name",
            "Nom du produit",
            "Numéro",
            "Custom field (Impact)",
            "u_category",
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
            "Late by",
            "Respond by",
            "Manager decision",
            "Parent",
            "Assigned to",
            "Customer service name",
            "Contact center name",
            "Client product name",
            "Case category",
            "Case name",
            "Order data",
            "Complaint by customer group",
            "Request by customer about",
            "Issue at customer side",
            "Contact reason",
            "Name of product",
            "Name of customer service",
            "Name of organisation",
            "Child",
            "Child ticket",
            "Parent company name",
            "Policy name",
            "Landlord service",
        ] {
            assert_eq!(by_name(header), None, "{header}");
        }
    }

    #[test]
    fn staff_are_told_from_their_groups() {
        assert!(
            ["Owner", "assigned_to", "Ticket: Assignee name", "Name of staff member", "Gestionnaire", "Agent ID", "Sachbearbeiter"]
                .into_iter()
                .all(is_staff)
        );
        assert!(
            !["Assigned group", "Assignment group", "Team", "Case team name", "Name of team", "Agent comments", "Owner occupied"]
                .into_iter()
                .any(is_staff)
        );
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
