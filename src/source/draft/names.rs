//! How columns are called: the words of their names that tell what they are for.

use super::planned::{Told, told};

/// The words by which a date column is told, the most telling first; the deadline is told by [`told`].
pub(super) const DATE_ROLES: &[(&str, &[&str])] = &[
    ("acknowledged", &["acknowledg", "ack date", "ack_", "ackn", "eingangsbestätigung", "bestätigt", "accusé"]),
    (
        "initial_response",
        &[
            "first response",
            "first_response",
            "first reply",
            "first_reply",
            "initial response",
            "date of first response",
            "erstantwort",
            "erste antwort",
            "première réponse",
        ],
    ),
    ("escalated", &["escalat", "eskaliert"]),
    ("reopened", &["reopen", "re open", "wiedereröffnet", "wieder geöffnet"]),
    (
        "resolution_accepted",
        &["resolution accept", "accepted resolution", "acceptance of resolution", "response accept", "solution accept", "outcome accept"],
    ),
    (
        "resolution_proposed",
        &[
            "resol",
            "solved",
            "answered",
            "final response",
            "responded",
            "response sent",
            "completed",
            "completion",
            "fixed",
            "gelöst",
            "beantwortet",
            "résol",
            "répon",
        ],
    ),
    (
        "closed",
        &[
            "closed",
            "close",
            "finish",
            "end date",
            "end_date",
            "end dt",
            "abgeschlossen",
            "geschlossen",
            "erledigt",
            "abschluss",
            "clôtur",
            "clos",
            "fermeture",
            "fermé",
            "completed",
            "completion",
        ],
    ),
    ("assigned", &["assigned", "zugewiesen"]),
    ("logged", &["logged", "sent to company", "registered", "erfasst"]),
    (
        "received_at",
        &[
            "received",
            "opened",
            "open",
            "created",
            "creation",
            "submitted",
            "reported",
            "filed",
            "raised",
            "lodged",
            "start",
            "requested",
            "ticket date",
            "came in",
            "date in",
            "intake",
            "entered",
            "notified",
            "complaint date",
            "eingang",
            "eingegangen",
            "erstellt",
            "angelegt",
            "gemeldet",
            "eröffnet",
            "réception",
            "reçu",
            "créé",
            "création",
            "ouvert",
        ],
    ),
];

/// Words that tell of the closing where nothing else does, and of the answer where something does.
pub(super) const COMPLETED: &[&str] = &["completed", "completion"];

/// Roles that the first of several dates has, if any.
pub(super) const FIRST_OF_ALL: &[&str] = &["acknowledged", "initial_response", "received_at", "logged"];

/// The words by which a text column is told.
pub(super) const FIELD_ROLES: &[(&str, &[&str])] = &[
    (
        "channel",
        &[
            "channel",
            "via",
            "contact type",
            "contact_type",
            "origin",
            "received via",
            "source",
            "method",
            "mode",
            "medium",
            "how received",
            "eingangsweg",
            "kanal",
            "received by",
            "how",
        ],
    ),
    (
        "subcategory",
        &[
            "subcategory",
            "sub-category",
            "sub category",
            "subtype",
            "sub-type",
            "sub_type",
            "sub-issue",
            "descriptor",
            "subissue",
            "unterkategorie",
        ],
    ),
    (
        "category",
        &[
            "category",
            "complaint type",
            "request type",
            "type",
            "issue",
            "reason",
            "topic",
            "nature",
            "theme",
            "rubrik",
            "kategorie",
            "thema",
            "problem",
        ],
    ),
    ("product", &["product", "service name", "service", "produkt"]),
    (
        "team",
        &[
            "team",
            "department",
            "dept",
            "assignment group",
            "assignment_group",
            "group",
            "agency",
            "queue",
            "division",
            "unit",
            "office",
            "abteilung",
            "zuständig",
        ],
    ),
    ("owner", &["owner", "assignee", "assigned to", "assigned_to", "handler", "agent", "officer", "bearbeiter"]),
    ("severity", &["severity", "priority", "urgency", "impact", "dringlichkeit", "priorität"]),
    ("region", &["region", "borough", "district", "county", "state", "area", "ward", "city", "neighborhood", "neighbourhood", "location"]),
    (
        "outcome",
        &[
            "outcome",
            "resolution",
            "disposition",
            "decision",
            "close code",
            "close_code",
            "closure reason",
            "closure_reason",
            "result",
            "response",
            "ergebnis",
            "begründet",
        ],
    ),
    (
        "description",
        &[
            "description",
            "narrative",
            "details",
            "comment",
            "message",
            "body",
            "notes",
            "complaint text",
            "customer complaint",
            "beschreibung",
            "sachverhalt",
        ],
    ),
    ("subject", &["subject", "title", "summary", "short description", "short_description", "betreff"]),
];

/// Names that say of any words that they are channels; others have to hold some that are.
pub(super) const CHANNEL_NAMES: &[&str] = &["channel", "contact type", "origin", "eingangsweg", "kanal", "how received"];

/// Words of a header for the units of a length of time, and as a mapping writes them.
pub(super) const UNITS: &[(&str, &[&str])] = &[
    ("minutes", &["minutes", "minute", "mins", "min", "minuten"]),
    ("hours", &["hours", "hour", "hrs", "hr", "stunden", "heures"]),
    ("days", &["days", "day", "tage", "jours"]),
    ("seconds", &["seconds", "second", "secs", "sec", "sekunden"]),
];

/// What only a column that is called exactly so stands for begins with `=`: a `case type` is no number.
pub(super) const ID_NAMES: &[&str] = &[
    "case id",
    "caseid",
    "case number",
    "case no",
    "case concept name",
    "=case",
    "ticket id",
    "ticket number",
    "ticket no",
    "ticket",
    "complaint id",
    "complaint number",
    "complaint no",
    "request id",
    "request number",
    "service request",
    "reference",
    "ref",
    "incident id",
    "incident number",
    "incident",
    "unique key",
    "issue key",
    "sr number",
    "enquiry id",
    "vorgangsnummer",
    "vorgang",
    "aktenzeichen",
    "fallnummer",
    "beschwerdenummer",
    "ticketnummer",
    "=fall",
    "=dossier",
    "identifiant",
    "numéro",
    "número de caso",
    "numero de caso",
    "número de expediente",
    "número de reclamación",
    "número de queja",
    "=expediente",
    "=caso",
    "=folio",
    "=número",
    "=nr",
    "=no",
    "=lfd nr",
    "number",
    "key",
    "id",
];

/// Words of a header for dates and for times of day, without which the two parts of one moment are called alike.
pub(super) const PART_NAMES: &[&str] = &[
    "date", "day", "datum", "tag", "fecha", "data", "time", "clock", "zeit", "uhrzeit", "heure", "hora", "ora", "tijd", "on", "at", "am",
    "um", "le", "à",
];

pub(super) const LABEL_NAMES: &[&str] =
    &["on time", "ontime", "timely", "overdue", "late", "sla met", "made sla", "sla status", "within sla", "breach", "in time"];
pub(super) const STATE_NAMES: &[&str] =
    &["status", "state", "activity", "event", "action", "stage", "step", "statut", "état", "etat", "estado", "stato", "=concept name"];
/// Words for the state that a change ended: between two states that a row names, this one is over.
pub(super) const STATES_BEFORE: &[&str] = &[
    "old",
    "from",
    "previous",
    "prev",
    "before",
    "prior",
    "earlier",
    "last",
    "was",
    "original",
    "initial",
    "alt",
    "alter",
    "alte",
    "altes",
    "alten",
    "vorher",
    "vorherig",
    "vorheriger",
    "bisherig",
    "bisheriger",
    "von",
    "ancien",
    "ancienne",
    "anterior",
    "précédent",
    "previo",
    "precedente",
];
/// Words for the state that it began.
pub(super) const STATES_AFTER: &[&str] =
    &["new", "to", "after", "next", "neu", "neuer", "neue", "nach", "nouveau", "nouvelle", "nouvel", "nuevo", "nuova", "nuovo", "novo"];
/// What the two columns of a change are called where nothing says of what: before it, and after it.
pub(super) const CHANGES: &[(&str, &str)] = &[
    ("from", "to"),
    ("old", "new"),
    ("before", "after"),
    ("von", "nach"),
    ("alt", "neu"),
    ("vorher", "nachher"),
    ("de", "à"),
    ("de", "a"),
    ("avant", "après"),
    ("desde", "hasta"),
    ("antes", "después"),
    ("da", "a"),
    ("van", "naar"),
];
/// Columns that name what was changed: the two of the change are a state in some rows, and an owner in others.
pub(super) const CHANGED_NAMES: &[&str] = &["field", "property", "attribute", "item", "feld", "champ", "campo"];
/// Words that say of a date in a history that its row happened then; so does a word for a state, as in `Action date`.
pub(super) const MOMENT_NAMES: &[&str] =
    &["updated", "timestamp", "change date", "changed", "modified", "since", "zeitstempel", "geändert", "aktualisiert", "horodatage"];
/// Words for the making of a list, which says nothing of when a row happened.
pub(super) const TAKEN_NAMES: &[&str] =
    &["snapshot", "extract", "extracted", "export", "exported", "report", "run", "as of", "stichtag", "stand"];

/// Words of a header by which numbers are taken for instants, beside those of [`DATE_ROLES`].
const INSTANT_NAMES: &[&str] =
    &["date", "datetime", "time", "timestamp", "ts", "at", "on", "when", "epoch", "since", "datum", "zeit", "am"];

/// Words of a header for a date, whatever it is of.
pub(super) const DATE_NAMES: &[&str] = &["date", "datum", "fecha"];

/// A name in small letters, with blanks between its words.
pub fn plain(name: &str) -> String {
    let mut text = String::new();
    let mut was_small = false;
    for letter in name.chars() {
        if letter.is_uppercase() && was_small {
            text.push(' ');
        }
        was_small = letter.is_lowercase();
        text.push(if letter.is_alphanumeric() { letter } else { ' ' });
    }
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a name holds a word, or a word that begins so, or ends so; very short ones must be words of their own, and what
/// is `unresolved` or `disclosed` is neither resolved nor closed.
pub fn is_in(name: &str, word: &str) -> bool {
    let padded = format!(" {name} ");
    let is_denied = || ["un", "dis", "in", "non"].iter().any(|not| padded.ends_with(&format!(" {not}{word} ")));
    if word.len() <= 3 {
        padded.contains(&format!(" {word} "))
    } else {
        padded.contains(&format!(" {word}")) || name.ends_with(word) && !is_denied()
    }
}

/// Whether any word of a plain name begins with one of these stems; a stem with a blank behind it is a whole word.
pub(super) fn begins(name: &str, stems: &[&str]) -> bool {
    let padded = format!(" {name} ");
    stems.iter().any(|stem| padded.contains(&format!(" {stem}")))
}

/// Whether a column is called exactly as the number of a case is.
pub fn is_id_name(name: &str) -> bool {
    let name = plain(name);
    ID_NAMES.iter().any(|id| name == id.trim_start_matches('='))
}

/// Whether a date and a time of day are called alike but for the words for dates and times: `Date received`, `Time received`.
pub fn is_of_one(date: &str, time: &str) -> bool {
    let rest = |name: &str| plain(name).split(' ').filter(|word| !PART_NAMES.contains(word)).map(str::to_string).collect::<Vec<_>>();
    rest(date) == rest(time)
}

/// Whether a header announces dates.
pub fn is_date_name(name: &str) -> bool {
    let plain = plain(name);
    DATE_ROLES.iter().flat_map(|role| role.1).chain(INSTANT_NAMES).any(|word| is_in(&plain, word))
        || matches!(told(name), Told::Deadline { .. })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split_into_words() {
        for (name, expected) in
            [("SLA_Date", "sla date"), ("ClosedDate", "closed date"), ("OPENEDDATETIME", "openeddatetime"), ("Ticket #", "ticket")]
        {
            assert_eq!(plain(name), expected);
        }
    }

    #[test]
    fn a_word_within_another_is_none() {
        assert!(!is_in("date disclosed", "closed") && !is_in("unresolved", "resolved") && is_in("dateclosed", "closed"));
    }
}
