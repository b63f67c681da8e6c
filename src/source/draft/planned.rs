//! Whether the name of a date says that something happened then, or only that it was promised, planned, put off or denied, or that
//! somebody else did it.
//!
//! `Acknowledge by` tells of no acknowledgement, and `Insurer acknowledged` of none of the organisation's. A promise taken for an event is
//! kept by nobody and counted as kept, so in doubt a date tells of nothing, and the draft asks.

use super::names::plain;
use super::people::WHO;

/// What a date is, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// Something happened then, as far as the name tells.
    Happened,
    /// The case should be over by then; `is_plain`: the name says so and nothing else, as `Due date` does and `Close by` does not.
    Deadline {
        /// See above.
        is_plain: bool,
    },
    /// Planned, put off, denied, of another thing or by somebody else, or the deadline of a step: no event, and not the case's deadline.
    Open,
}

/// Who else did what a name or a state tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Another {
    /// The customer.
    Customer,
    /// Another party, or whoever has the case after the organisation; or it was done to such a case.
    Party,
}

/// The stems of words for a time limit.
const LIMITS: &[&str] = &[
    "deadline",
    "target",
    "promis",
    "fallig",
    "faellig",
    "spatest",
    "spaetest",
    "echeance",
    "butoir",
    "tardar",
    "vencimiento",
    "plazo",
    "scadenza",
    "uiterlijk",
    "termijn",
    "verval",
    "objectif",
    "objetivo",
    "obiettivo",
];
/// Words for a time limit, whole.
const LIMIT_WORDS: &[&str] =
    &["due", "duedate", "duedt", "sla", "goal", "limit", "limite", "delai", "tard", "cible", "vence", "tope", "scade", "termine", "later"];
/// What German and Dutch put before or behind another word for its time limit: `Zieldatum`, `Antwortfrist`.
const LIMITS_BEFORE: &[&str] = &["ziel", "soll", "frist", "streef"];
const LIMITS_BEHIND: &[&str] = &["frist", "termin", "ziel"];
/// Words by which something ought to be done, without saying that there is a limit.
const DUTIES: &[&str] = &["must", "shall", "should", "required", "be", "muss", "mussen", "max", "maximum", "maximal", "maximale", "maxima"];
/// Words behind which a limit stands, in a column its date: `Close by`, `Antwort bis`.
const UP_TO: &[&str] = &["by", "before", "until", "within", "bis", "avant", "entro", "antes", "tegen"];
/// Verbs that tell of what is yet to be done, with `to` before or `by` behind.
const VERBS: &[&str] = &[
    "be",
    "acknowledge",
    "ack",
    "close",
    "resolve",
    "solve",
    "respond",
    "reply",
    "answer",
    "complete",
    "finish",
    "fix",
    "escalate",
    "reopen",
    "contact",
];
/// Those of them that are no nouns as well: with `on` behind them, too, nothing was done yet, as in `Escalate on`.
const ONLY_VERBS: &[&str] = &["acknowledge", "close", "resolve", "solve", "respond", "finish", "escalate", "reopen"];
/// Before a verb of another language, whose ending is beside it: `Zu schließen`, `À clôturer`.
const BEFORE_VERBS: &[(&str, &[&str])] = &[
    ("zu", &["en", "ern", "eln"]),
    ("a", &["er", "ir", "re"]),
    ("por", &["ar", "er", "ir"]),
    ("da", &["are", "ere", "ire"]),
    ("te", &["en"]),
];

/// The stems of words for what is only planned or foreseen, missed or denied.
const OPEN: &[&str] = &[
    "planned",
    "planning",
    "planm",
    "planifi",
    "planab",
    "plante",
    "expect",
    "estim",
    "forecast",
    "anticipat",
    "schedul",
    "projected",
    "projection",
    "intended",
    "tentativ",
    "provisional",
    "upcoming",
    "await",
    "wait",
    "pending",
    "overdue",
    "missed",
    "breach",
    "violat",
    "geplant",
    "vorauss",
    "erwartet",
    "vorgesehen",
    "prognos",
    "avisiert",
    "angestrebt",
    "wunsch",
    "gewunsch",
    "gewuensch",
    "kein",
    "prevu",
    "previs",
    "prochain",
    "souhait",
    "attendu",
    "proxim",
    "prossim",
    "esperad",
    "programad",
    "programmat",
    "pianificat",
    "stimat",
    "verwacht",
    "gepland",
    "beoogd",
    "geschat",
    "volgend",
    "predict",
    "outstanding",
    "missing",
    "waived",
    "cutoff",
    "committed",
    "commitment",
    "envisag",
    "theoriq",
    "anvisiert",
    "beabsichtigt",
    "angekundigt",
    "mutmass",
    "fruhest",
];
/// The same, whole words; at the end those of another thing that is closed, or of an earlier case.
const OPEN_WORDS: &[&str] = &[
    "not",
    "non",
    "never",
    "no",
    "un",
    "yet",
    "cannot",
    "without",
    "unable",
    "failed",
    "plan",
    "gepl",
    "eta",
    "etr",
    "would",
    "will",
    "could",
    "might",
    "next",
    "future",
    "if",
    "unless",
    "nicht",
    "noch",
    "nie",
    "falls",
    "pas",
    "jamais",
    "nunca",
    "niet",
    "nog",
    "geen",
    "attesa",
    "atteso",
    "autoclose",
    "previous",
    "prior",
    "earlier",
    "former",
    "account",
    "policy",
    "warranty",
    "store",
    "shop",
    "branch",
    "contract",
    "loan",
    "konto",
    "vertrag",
    "compte",
    "contrat",
    "cut",
    "closes",
    "wird",
    "werden",
    "sera",
    "vsl",
    "programme",
    "programmee",
];
/// The stems of words that leave undone what stands beside them: who asked for something filed a case, but that its closing was
/// asked for closed none.
const OPEN_BESIDE: &[&str] = &[
    "requested",
    "remind",
    "erinner",
    "chase",
    "draft",
    "entwurf",
    "declin",
    "reject",
    "refus",
    "disput",
    "abgelehnt",
    "reason",
    "expir",
    "needed",
    "approv",
    "review",
    "window",
    "offen",
    "return",
    "undeliver",
    "bounce",
    "unzustell",
];
/// Words that put off what stands behind them, and say little behind it: a resolution that was proposed is one.
const OPEN_BEFORE: &[&str] =
    &["est", "exp", "proposed", "agreed", "revised", "desired", "aimed", "likely", "probable", "suggested", "earliest", "ideal"];

/// The stems of words for the end of a case or for its answer, which many take for the end.
const ENDS: &[&str] = &[
    "resol",
    "solv",
    "solution",
    "clos",
    "complet",
    "finish",
    "fixed",
    "answer",
    "respon",
    "reply",
    "replied",
    "abschl",
    "abgeschl",
    "schliess",
    "geschlossen",
    "erledig",
    "antwort",
    "beantwort",
    "losung",
    "loesung",
    "gelost",
    "geloest",
    "bearbeit",
    "clotur",
    "repon",
    "ferme",
    "traite",
    "respuest",
    "cierre",
    "rispost",
    "chiusur",
    "risol",
    "afhandel",
    "antwoord",
    "oploss",
    "sluit",
    "gesloten",
];
/// The stems of words for the steps before.
const STEPS: &[&str] = &["ack", "escal", "eskal", "reopen", "bestatig", "eingangsbest", "accus", "assign", "zugewies"];

/// Words for parties beside the organisation and its customer.
const PARTIES: &[&str] = &[
    "insurer",
    "contractor",
    "subcontractor",
    "supplier",
    "vendor",
    "manufacturer",
    "merchant",
    "provider",
    "party",
    "courier",
    "regulator",
    "versicherer",
    "versicherung",
    "auftragnehmer",
    "lieferant",
    "lieferanten",
    "hersteller",
    "assureur",
    "fournisseur",
    "prestataire",
    "aseguradora",
    "proveedor",
];
/// Words for whoever has a case after the organisation, and for what begins anew with it: what is told behind them is of that.
const ABOVE: &[&str] = &[
    "ombudsman",
    "ombudsperson",
    "ombudsmann",
    "ombudsstelle",
    "ombud",
    "fos",
    "lgo",
    "lgsco",
    "phso",
    "spso",
    "afca",
    "adjudicator",
    "tribunal",
    "court",
    "mediator",
    "mediateur",
    "appeal",
    "appeals",
    "widerspruch",
    "berufung",
    "recours",
    "apelacion",
    "escalation",
    "eskalation",
];
/// Words behind which stands by whom something was done, and what may stand between.
const ACTORS: &[&str] = &["by", "from", "von", "vom", "durch", "par", "du", "por", "door"];
/// Words that may stand between a party and what it did first.
const FIRSTS: &[&str] = &["first", "initial", "erste", "premiere"];
/// Words for what comes to the organisation.
const RECEIVED: &[&str] = &["received", "erhalten", "eingegangen", "recu", "recue", "recibido", "recibida"];
const ARTICLES: &[&str] = &["the", "a", "an", "our", "dem", "den", "der", "le", "la", "l", "el", "de", "het"];

/// Words that say nothing of what a date is of.
const FILLERS: &[&str] = &[
    "date",
    "dates",
    "dt",
    "datum",
    "fecha",
    "data",
    "day",
    "days",
    "time",
    "datetime",
    "timestamp",
    "zeit",
    "uhrzeit",
    "ablauf",
    "at",
    "on",
    "by",
    "to",
    "the",
    "of",
    "for",
    "le",
    "la",
    "les",
    "l",
    "de",
    "des",
    "du",
    "d",
    "del",
    "della",
    "di",
    "den",
    "der",
    "die",
    "das",
    "am",
    "um",
    "zum",
    "zur",
    "zu",
    "a",
    "au",
    "plus",
    "por",
    "da",
    "te",
    "van",
    "het",
    "op",
    "el",
    "case",
    "cases",
    "complaint",
    "ticket",
    "request",
    "issue",
    "incident",
    "service",
    "sr",
    "vorgang",
    "vorgangs",
    "fall",
    "beschwerde",
    "dossier",
    "plainte",
    "reclamation",
    "caso",
    "reclamo",
    "klacht",
    "zaak",
    "level",
    "agreement",
    "final",
    "original",
    "revised",
    "agreed",
    "new",
    "last",
    "latest",
    "later",
    "than",
    "current",
    "overall",
    "statutory",
    "regulatory",
    "legal",
    "custom",
    "field",
    "utc",
    "gmt",
    "ende",
    "u",
    "c",
    "no",
];

/// What a date is, by its name.
pub fn told(name: &str) -> Told {
    let name = without_accents(&plain(name));
    let words: Vec<&str> = name.split(' ').collect();
    let places = || 0..words.len();
    if places().any(|place| is_open(&words, place)) || is_of_another(&words) {
        return Told::Open;
    }
    let is_limit = places().any(|place| rest_of_limit(words[place]).is_some());
    if !is_limit && !places().any(|place| is_duty(&words, place)) {
        return Told::Happened;
    }
    let of_case = |word: &&str| !FILLERS.contains(word) && !UP_TO.contains(word) && !DUTIES.contains(word) && !is_number(word);
    let rest: Vec<&str> =
        words.iter().map(|word| rest_of_limit(word).unwrap_or(word)).filter(|word| !word.is_empty()).filter(of_case).collect();
    match () {
        () if rest.is_empty() => Told::Deadline { is_plain: is_limit },
        () if rest.iter().all(|word| is_end(word)) => Told::Deadline { is_plain: false },
        () => Told::Open,
    }
}

/// Who else did what a phrase tells of: `Acknowledged by the customer`, `Insurer acknowledged`, `Appeal closed`; of what is sent to somebody or
/// received from them, nobody else did it.
pub(super) fn another(phrase: &str) -> Option<Another> {
    let phrase = without_accents(phrase);
    let words: Vec<&str> = phrase.split(' ').collect();
    (0..words.len()).find_map(|place| another_at(&words, place))
}

fn another_at(words: &[&str], place: usize) -> Option<Another> {
    let (word, before, behind) = (words[place], &words[..place], &words[place + 1..]);
    let is_above = ABOVE.contains(&word);
    let who = if is_above || PARTIES.contains(&word) { Another::Party } else { is_customer(word).then_some(Another::Customer)? };
    let actor = before.iter().rposition(|word| !ARTICLES.contains(word)).filter(|actor| ACTORS.contains(&before[*actor]));
    let is_first = behind.first().is_some_and(|first| FIRSTS.contains(first));
    let next = behind.get(usize::from(is_first)).filter(|next| is_outcome(next));
    // German puts the deed last: `Vom Kunden bestätigt`.
    let is_by = actor.is_some_and(|actor| before[..actor].iter().any(is_outcome) || actor == 0 && next.is_some());
    // An acknowledgement of a customer is what the organisation sends him, unless it is received; one of an insurer is never its own.
    // Nor does a customer's first response tell whose it is, unless it is sent.
    let is_doubtful = is_first && !behind.contains(&"sent") || behind.iter().any(|word| RECEIVED.contains(word));
    let is_own = |next: &&str| matches!(who, Another::Customer) && !is_deed(next) && !is_doubtful;
    let is_doer = actor.is_none() && next.is_some_and(|next| !is_own(next));
    (is_by || is_doer || is_above && behind.iter().any(is_outcome)).then_some(who)
}

/// Whether a word for an outcome says that it was brought about, as `acknowledged` and `bestätigt` do.
fn is_deed(word: &str) -> bool {
    word.ends_with("ed") || word.ends_with("igt")
}

/// Whether a word is for a customer; a contact or an account may as well be the thing that was acknowledged or closed.
fn is_customer(word: &str) -> bool {
    !matches!(word, "contact" | "kontakt" | "account" | "person") && WHO.iter().any(|who| without_accents(who) == word)
}

/// Whether the name of a date tells of what somebody else did, where that is not what customers do: they open a case again, have it
/// escalated, and accept what is proposed.
fn is_of_another(words: &[&str]) -> bool {
    let is_customers = || words.iter().any(|word| begins(word, &["reopen", "escal", "eskal", "accept", "withdr"]));
    match words.iter().enumerate().find_map(|(place, _)| another_at(words, place)) {
        Some(Another::Customer) => !is_customers(),
        Some(Another::Party) => true,
        None => false,
    }
}

/// Whether a word is for an answer, an end, or a step on the way.
fn is_outcome(word: &&str) -> bool {
    is_end(word) || begins(word, STEPS)
}

/// Whether a word says that what the name speaks of is only planned, is put off, or denied.
fn is_open(words: &[&str], place: usize) -> bool {
    let (word, behind) = (words[place], &words[place + 1..]);
    let next = behind.first().copied().unwrap_or_default();
    match word {
        "no" if next == "later" => false,
        "if" if matches!(next, "applicable" | "any") => false,
        "auto" => next == "close" || next == "resolve",
        "de" => begins(next, STEPS) && !next.starts_with("ac"),
        // By whom, or by when: a name alone does not tell.
        "by" if is_last_of(behind) => is_participle(words, place),
        _ if begins(word, OPEN_BESIDE) => words.iter().any(is_outcome),
        _ if OPEN_BEFORE.contains(&word) => behind.iter().any(is_outcome),
        _ => OPEN_WORDS.contains(&word) || begins(word, OPEN),
    }
}

/// Whether nothing follows a word but what says nothing.
fn is_last_of(behind: &[&str]) -> bool {
    behind.iter().all(|word| FILLERS.contains(word))
}

/// Whether the `by` of a name stands behind what was done, as in `Closed by`, and not in `Must be closed by`.
fn is_participle(words: &[&str], by: usize) -> bool {
    let is_due = |word: &&str| DUTIES.contains(word) || rest_of_limit(word).is_some();
    by > 0 && words[by - 1].ends_with("ed") && !words[..by].iter().any(is_due)
}

/// Whether a word says that something ought to be done.
fn is_duty(words: &[&str], place: usize) -> bool {
    let (word, behind) = (words[place], &words[place + 1..]);
    let next = behind.first().copied().unwrap_or_default();
    let before = place.checked_sub(1).map_or("", |before| words[before]);
    let is_verb = |ends: &[&str]| next.len() > 4 && ends.iter().any(|end| next.ends_with(end));
    DUTIES.contains(&word)
        || UP_TO.contains(&word) && (is_last_of(behind) || VERBS.contains(&before))
        || matches!(word, "on" | "at") && ONLY_VERBS.contains(&before)
        || word == "to" && VERBS.contains(&next)
        || BEFORE_VERBS.iter().any(|(marker, ends)| word == *marker && is_verb(ends))
}

/// What a word for a time limit says besides; `None` where it is none.
fn rest_of_limit(word: &str) -> Option<&str> {
    if LIMIT_WORDS.contains(&word) || begins(word, LIMITS) {
        return Some("");
    }
    let before = LIMITS_BEFORE.iter().find_map(|limit| word.strip_prefix(limit));
    before.or_else(|| LIMITS_BEHIND.iter().find_map(|limit| word.strip_suffix(limit)).filter(|rest| !rest.is_empty()))
}

fn is_end(word: &str) -> bool {
    matches!(word, "end" | "fix") || begins(word, ENDS)
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

fn begins(word: &str, stems: &[&str]) -> bool {
    stems.iter().any(|stem| word.starts_with(stem))
}

/// Small letters without their accents: many an export has lost them.
fn without_accents(name: &str) -> String {
    let plain = |letter: char| match letter {
        'à' | 'á' | 'â' | 'ä' => 'a',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ò' | 'ó' | 'ô' | 'ö' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        _ => letter,
    };
    name.replace('ß', "ss").chars().map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_promised_planned_or_denied_has_not_happened() {
        for name in [
            "Ack required by",
            "Acknowledge by",
            "To be acknowledged by",
            "Ack SLA",
            "Ack due",
            "Planned acknowledgement",
            "Acknowledgement expected",
            "Expected close date",
            "Planned closure",
            "Anticipated closure",
            "Forecast closure",
            "First response SLA",
            "First response due by",
            "Not closed since",
            "Un-acknowledged since",
            "Acknowledgement overdue since",
            "Date case would auto close",
            "Auto-close on",
            "Geplanter Abschluss",
            "Voraussichtlicher Abschluss",
            "Noch nicht erledigt",
            "Clôture prévue",
            "Date prevue de cloture",
            "Fecha prevista de resolución",
            "Verwachte afhandeling",
            "Estimated resolution",
            "Est. completion",
            "ETA resolution",
            "Proposed closing date",
            "Closure requested",
            "De-escalated",
            "Escalate on",
            "Acknowledge at",
            "Appeal deadline",
            "Widerspruchsfrist",
            "Next action due",
            "Escalation due",
            "Follow-up due",
            "Payment due date",
            "Due date changed",
            "Account closed",
            "Closed by",
            "Acknowledgement reminder sent",
            "Acknowledgement letter returned undelivered",
        ] {
            assert_eq!(told(name), Told::Open, "{name}");
        }
    }

    #[test]
    fn a_deadline_of_the_case_is_told_from_that_of_its_answer() {
        for name in [
            "Due",
            "Due date",
            "DUEDATE",
            "target_dt",
            "SLA_Date",
            "sla_due",
            "Deadline",
            "Case deadline",
            "Due by Time",
            "Revised due date",
            "Promised",
            "Fällig bis",
            "faellig am",
            "Frist",
            "Zieldatum",
            "Date d'échéance",
            "Streefdatum",
            "10 day target",
            "No later than",
        ] {
            assert_eq!(told(name), Told::Deadline { is_plain: true }, "{name}");
        }
        for name in [
            "Close by",
            "Close on",
            "Close by (date)",
            "Resolve by",
            "Respond by",
            "To be closed",
            "Must be closed by",
            "Resolution SLA",
            "resolution_due_dt",
            "Target response date",
            "Soll-Abschluss",
            "Zu schließen bis",
            "Antwortfrist",
            "Antwort bis",
            "Date limite de clôture",
            "Délai de réponse",
            "À clôturer avant le",
        ] {
            assert_eq!(told(name), Told::Deadline { is_plain: false }, "{name}");
        }
    }

    #[test]
    fn what_somebody_else_did_is_nothing_that_the_organisation_did() {
        for name in [
            "Response acknowledged by customer",
            "Acknowledgement received from customer",
            "Customer acknowledged",
            "Closed by customer",
            "Date closed by the customer",
            "Insurer acknowledged",
            "Contractor acknowledged",
            "Insurer acknowledgement date",
            "Supplier acknowledgement received",
            "Customer acknowledgement received",
            "Provider acknowledged",
            "Third party acknowledged",
            "Vom Kunden best\u{e4}tigt",
            "Contractor closed",
            "Contractor first response",
            "Customer first response",
            "FOS closed",
            "LGO closed",
            "Ombudsman closed",
            "Closed by supplier",
            "Complaint to Ombudsman acknowledged",
            "Ombudsman case closed",
            "Appeal closed",
            "Escalation closed",
            "Best\u{e4}tigt durch den Kunden",
            "Cl\u{f4}tur\u{e9} par le client",
        ] {
            assert_eq!(told(name), Told::Open, "{name}");
        }
        // What customers do, and what is done for them or about others.
        for name in [
            "Reopened by customer",
            "Escalated by customer",
            "Resolution accepted by customer",
            "Complaint received from customer",
            "Response sent to customer",
            "Customer acknowledgement sent",
            "Customer first response sent",
            "Letter from customer acknowledged",
            "Escalated to ombudsman",
            "First contact resolved",
            "Closed by agent",
        ] {
            assert_eq!(told(name), Told::Happened, "{name}");
        }
    }

    #[test]
    fn what_happened_is_left_to_its_words() {
        for name in [
            "Closed",
            "Date closed",
            "Close date",
            "Closed (EST)",
            "CLOSEDDATETIME",
            "Acknowledged at",
            "Acknowledgement sent",
            "Date sent to company",
            "Requested datetime",
            "Date requested",
            "Resolution proposed",
            "Resolution Action Updated Date",
            "Custom field ([CHART] Date of First Response)",
            "Initially assigned at",
            "sys_updated_at",
            "time:timestamp",
            "State Since",
            "Abgeschlossen am",
            "Eingang am",
            "Date de réception",
            "Accusé de réception",
            "Clôturé le",
        ] {
            assert_eq!(told(name), Told::Happened, "{name}");
        }
    }
}
