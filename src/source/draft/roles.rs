//! What the columns of an unknown file are likely for, guessed from their names and values.
//!
//! Every guess is a line that the user reads in the draft; nothing here is certain.

use super::look::{Column, Look};
use super::people::{mark, names_staff, rank};
use super::planned::{Told, told};
use crate::vocabulary::{EVENTS, ORGANISATION_EVENTS};
use std::collections::BTreeMap;

/// What each column is taken for.
#[derive(Debug, Default)]
pub struct Roles<'a> {
    /// The number of the case.
    pub case_id: Option<&'a Column>,
    /// When it was received.
    pub received_at: Option<&'a Column>,
    /// The deadline that the source itself set.
    pub due_at: Option<&'a Column>,
    /// The source's own word on whether that was kept.
    pub on_time: Option<&'a Column>,
    /// The text fields of a case.
    pub fields: BTreeMap<&'static str, &'a Column>,
    /// Date columns and the events that they tell of.
    pub events: Vec<(&'static str, &'a Column)>,
    /// In a file with several rows a case: what changes, and when.
    pub log: Option<Log<'a>>,
    /// Columns that name or reach a person, and by what that is told.
    pub personal: Vec<(&'a Column, &'static str)>,
    /// Columns that are called as if they dated something, whose values are no dates.
    pub unread: Vec<Unread<'a>>,
    /// Nothing in the name of the column of receipt says that it is one.
    pub is_receipt_guessed: bool,
    /// The name of the deadline speaks of an answer or of a closing as well.
    pub is_due_guessed: bool,
    /// What tells of the closing is called completed, since nothing is called closed.
    pub is_closing_guessed: bool,
    /// Other dates whose names tell of what a role stands for as well, by the role.
    pub others: BTreeMap<&'static str, Vec<&'a Column>>,
    /// Dates that no role was found for.
    pub unplaced_dates: Vec<&'a Column>,
    /// Dates that by their names tell of nothing that happened to the case.
    pub planned_dates: Vec<&'a Column>,
}

/// A history: each row tells a state of its case.
#[derive(Debug, Clone, Copy)]
pub struct Log<'a> {
    /// The state.
    pub state: &'a Column,
    /// When the case came into it; nothing, where no column plainly tells.
    pub moment: Option<&'a Column>,
    /// Nothing in the name of that column says so; but it changes from row to row of a case.
    pub is_moment_guessed: bool,
}

/// A column that is called as if it dated something, and is not read.
#[derive(Debug, Clone, Copy)]
pub struct Unread<'a> {
    /// The column.
    pub column: &'a Column,
    /// What it seems to date: an event, or a date of the case; nothing, where its name tells only of a plan.
    pub role: Option<&'static str>,
    /// The unit, where it holds lengths of time.
    pub unit: Option<&'static str>,
}

/// The words by which a date column is told, the most telling first; the deadline is told by [`told`].
const DATE_ROLES: &[(&str, &[&str])] = &[
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
    ("reopened", &["reopen", "wiedereröffnet", "wieder geöffnet"]),
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
const COMPLETED: &[&str] = &["completed", "completion"];

/// Roles that the first of several dates has, if any.
const FIRST_OF_ALL: &[&str] = &["acknowledged", "initial_response", "received_at", "logged"];

/// The words by which a text column is told.
const FIELD_ROLES: &[(&str, &[&str])] = &[
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
const CHANNEL_NAMES: &[&str] = &["channel", "contact type", "origin", "eingangsweg", "kanal", "how received"];

/// Words of a header for the units of a length of time, and as a mapping writes them.
const UNITS: &[(&str, &[&str])] = &[
    ("minutes", &["minutes", "minute", "mins", "min", "minuten"]),
    ("hours", &["hours", "hour", "hrs", "hr", "stunden", "heures"]),
    ("days", &["days", "day", "tage", "jours"]),
    ("seconds", &["seconds", "second", "secs", "sec", "sekunden"]),
];

/// What only a column that is called exactly so stands for begins with `=`: a `case type` is no number.
const ID_NAMES: &[&str] = &[
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
    "=nr",
    "=no",
    "=lfd nr",
    "number",
    "key",
    "id",
];
const LABEL_NAMES: &[&str] =
    &["on time", "ontime", "timely", "overdue", "late", "sla met", "made sla", "sla status", "within sla", "breach", "in time"];
const STATE_NAMES: &[&str] = &["status", "state", "activity", "event", "action", "stage", "step", "=concept name"];
/// Words that say of a date in a history that its row happened then; so does a word for a state, as in `Action date`.
const MOMENT_NAMES: &[&str] =
    &["updated", "timestamp", "change date", "changed", "modified", "since", "zeitstempel", "geändert", "aktualisiert", "horodatage"];
/// Words for the making of a list, which says nothing of when a row happened.
const TAKEN_NAMES: &[&str] = &["snapshot", "extract", "extracted", "export", "exported", "report", "run", "as of", "stichtag", "stand"];
/// Words of a header by which numbers are taken for instants, beside those of [`DATE_ROLES`].
const INSTANT_NAMES: &[&str] =
    &["date", "datetime", "time", "timestamp", "ts", "at", "on", "when", "epoch", "since", "datum", "zeit", "am"];

/// Guesses what the columns of a file are for.
pub fn guess(look: &Look) -> Roles<'_> {
    let mut roles = Roles::default();
    let filled: Vec<&Column> = look.columns.iter().filter(|column| column.filled > 0).collect();
    let (people, mut free): (Vec<_>, Vec<_>) = filled.iter().copied().partition(|column| mark(column).is_some());
    // What names people is never taken for a number: addresses would stand in every list of cases.
    let id = case_id(&free, look);
    roles.case_id = take(&mut free, id);
    add_people(&mut roles, &people);
    roles.log = roles.case_id.filter(|id| comes_again(id)).and_then(|id| log(&free, id));
    if let Some(log) = roles.log {
        free.retain(|column| !std::ptr::eq(*column, log.state) && !log.moment.is_some_and(|moment| std::ptr::eq(*column, moment)));
    }
    let label = best(&free, LABEL_NAMES, |column| column.is_words() && column.words.len() <= 6);
    roles.on_time = take(&mut free, label);
    add_dates(&mut roles, &mut free, look.rows);
    add_unread(&mut roles, &mut free);
    for (field, names) in FIELD_ROLES {
        let fits = |column: &Column| match *field {
            "channel" if !holds_channels(column) => false,
            "description" => column.mean_letters() > 20 || !column.is_words(),
            // "State" names a region in one file, and in another how far a case is.
            "region" if column.words.keys().any(|word| is_state(word)) => false,
            "owner" | "subject" => !column.is_date() && !column.is_time(),
            _ => !column.is_date() && !column.is_time() && column.mean_letters() <= 60 && column.distinct() * 2 <= column.filled.max(8),
        };
        let found = best(&free, names, fits);
        if let Some(column) = take(&mut free, found) {
            roles.fields.insert(field, column);
        }
    }
    // Deadlines beside the one that was taken are asked about there.
    let dates = |what: Told| free.iter().copied().filter(move |column| column.is_date() && told(&column.name) == what).collect();
    (roles.unplaced_dates, roles.planned_dates) = (dates(Told::Happened), dates(Told::Open));
    let others = free.iter().filter(|column| names_staff(column));
    roles.personal.extend(others.map(|column| (*column, "by its name, which is one for staff")));
    roles
}

/// The number of a case, where it comes again so often that the file may be a history.
pub fn repeated_number(look: &Look) -> Option<&Column> {
    let free: Vec<&Column> = look.columns.iter().filter(|column| column.filled > 0 && mark(column).is_none()).collect();
    case_id(&free, look).map(|place| free[place]).filter(|id| comes_again(id))
}

/// Whether there are four rows for three cases at least.
fn comes_again(id: &Column) -> bool {
    id.distinct() * 4 < id.filled * 3
}

/// The history that a file with several rows a case is, if it has a column of states.
///
/// The moment of a row is neither a deadline nor the date of one thing that happened, nor the day on which the list was made;
/// and unless its name says plainly what it is, it differs in most rows from the first one of the case, as a receipt does
/// not. A list that has dates of its own for what happened, and no such moment, is no history: its rows come again.
fn log<'a>(free: &[&'a Column], id: &Column) -> Option<Log<'a>> {
    let state = free[best(free, STATE_NAMES, Column::is_words)?];
    let is_event = |column: &Column| column.is_date() && role_of(column).is_some_and(|role| role != "received_at");
    let has_word =
        |column: &Column, words: &[&str]| words.iter().any(|word| format!(" {} ", plain(&column.name)).contains(&format!(" {word} ")));
    let may_be =
        |column: &Column| column.is_date() && told(&column.name) == Told::Happened && !is_event(column) && !has_word(column, TAKEN_NAMES);
    let changes = |column: &Column| may_be(column) && column.changed * 2 >= id.repeated;
    let is_of_state =
        |column: &Column| plain(&column.name).split(' ').all(|word| STATE_NAMES.contains(&word) || PART_NAMES.contains(&word));
    let named = best(free, MOMENT_NAMES, |column| may_be(column) && role_of(column).is_none());
    let named = named.or_else(|| free.iter().position(|column| changes(column) && is_of_state(column)));
    let changing =
        || free.iter().copied().filter(|column| changes(column)).min_by_key(|column| (role_of(column), u64::MAX - column.changed));
    let moment = named.map(|place| free[place]).or_else(changing);
    let is_list = moment.is_none() && free.iter().any(|column| is_event(column));
    (!is_list).then_some(Log { state, moment, is_moment_guessed: named.is_none() })
}

/// What the name of a date tells that happened to the case then, if anything.
fn role_of(column: &Column) -> Option<&'static str> {
    let is_of = |role: &&(&str, &[&str])| best(&[column], role.1, |_| told(&column.name) == Told::Happened).is_some();
    DATE_ROLES.iter().find(is_of).map(|role| role.0)
}

/// Whether the words of a column are channels, some of them at least, or its name says that they are.
fn holds_channels(column: &Column) -> bool {
    let name = plain(&column.name);
    let known = column.words.keys().filter(|word| channel(word) != "other").count();
    known > 0 || !column.words.is_empty() && CHANNEL_NAMES.iter().any(|told| is_in(&name, told))
}

/// Columns that are called as if they dated something and do not: they are told, and taken for nothing else.
fn add_unread<'a>(roles: &mut Roles<'a>, free: &mut Vec<&'a Column>) {
    free.retain(|column| {
        let unread = unread(column);
        roles.unread.extend(unread);
        unread.is_none()
    });
}

/// What a column without dates seems to date, told by its name and its first value.
fn unread(column: &Column) -> Option<Unread<'_>> {
    let name = plain(&column.name);
    let named = DATE_ROLES.iter().find(|role| role.1.iter().any(|word| is_in(&name, &plain(word)))).map(|role| role.0);
    let role = match (told(&column.name), named) {
        (Told::Deadline { .. }, _) => Some("due_at"),
        (Told::Open, Some(_)) => None,
        (Told::Happened, Some(role)) => Some(role),
        (Told::Open | Told::Happened, None) => return None,
    };
    let value =
        column.undated.as_ref().map(|undated| undated.value.as_str()).filter(|_| !column.is_date_by_hand() && !column.is_time_by_hand())?;
    let unit_of = |word: &str| UNITS.iter().find(|unit| unit.1.contains(&word)).map(|unit| unit.0);
    let unit = name.split(' ').find_map(unit_of).filter(|_| value.bytes().all(|byte| byte.is_ascii_digit() || b".,:".contains(&byte)));
    let digit_count = value.bytes().filter(u8::is_ascii_digit).count();
    let is_like_date = (6..=17).contains(&digit_count) && value.len() <= 40;
    (unit.is_some() || is_like_date).then_some(Unread { column, role, unit })
}

/// The column with the number of the case: one that is called so, or else the first whose values never come again.
fn case_id(free: &[&Column], look: &Look) -> Option<usize> {
    // A number that is called so may look like a day: 20260105.
    let is_numbered = |column: &Column| is_id_name(&column.name) && column.dates.0.keys().all(|pattern| pattern == "%Y%m%d");
    let is_short = |column: &Column| (!column.is_date() || is_numbered(column)) && column.mean_letters() <= 40;
    let named = best(free, ID_NAMES, |column| is_short(column) && column.filled * 10 >= look.rows * 9);
    let is_own = |column: &&Column| column.repeated == 0 && column.filled == look.rows && is_short(column);
    named.or_else(|| free.iter().position(is_own))
}

/// Who is in a case: the best column becomes the customer, who is kept only as a pseudonym; the others are not kept.
fn add_people<'a>(roles: &mut Roles<'a>, people: &[&'a Column]) {
    let marked = people.iter().copied().filter_map(|column| Some((column, mark(column)?)));
    roles.personal = marked.clone().map(|(column, (_, why))| (column, why)).collect();
    let ranked: Vec<_> = marked.filter_map(|(column, (mark, _))| Some((rank(column, mark)?, column))).collect();
    // A column that most rows leave blank tells too few of the customers.
    let fullest = ranked.iter().map(|ranked| ranked.1.filled).max().unwrap_or_default();
    let Some((_, customer)) = ranked.into_iter().filter(|ranked| ranked.1.filled * 2 >= fullest).min_by_key(|ranked| ranked.0) else {
        return;
    };
    roles.personal.retain(|person| !std::ptr::eq(person.0, customer));
    roles.fields.insert("customer", customer);
}

fn take<'a>(free: &mut Vec<&'a Column>, found: Option<usize>) -> Option<&'a Column> {
    found.map(|place| free.remove(place))
}

fn add_dates<'a>(roles: &mut Roles<'a>, free: &mut Vec<&'a Column>, rows: u64) {
    let is_log = roles.log.is_some();
    let is_date = move |column: &Column| column.is_date() || !is_log && column.is_date_by_hand();
    let is_named = |names: &[&str], column: &Column| best(&[column], names, |_| true).is_some();
    add_due(roles, free, is_date);
    // What was promised did not happen then: `Response due` tells of no response.
    let has_happened = |column: &Column| is_date(column) && told(&column.name) == Told::Happened;
    let closings = DATE_ROLES.iter().filter(|role| role.0 == "closed").flat_map(|role| role.1).copied();
    let closings: Vec<&str> = closings.filter(|name| !COMPLETED.contains(name)).collect();
    let has_closing = free.iter().any(|column| has_happened(column) && is_named(&closings, column));
    let is_of = |role: &str, column: &Column| {
        has_happened(column) && (has_closing || role != "resolution_proposed" || !is_named(COMPLETED, column))
    };
    for (role, names) in DATE_ROLES {
        // A receipt that every tenth row lacks is hardly that of the case, if another date is there.
        let is_full = |column: &Column| *role != "received_at" || column.filled * 10 >= rows * 9;
        // Of what happens again the last counts; it is called so, or is not called the first.
        let is_last = |column: &Column| FIRST_OF_ALL.contains(role) || !is_in(&plain(&column.name), "first");
        let found = best(free, names, |column| is_of(role, column) && is_full(column) && is_last(column));
        let found = found.or_else(|| best(free, names, |column| is_of(role, column) && is_full(column)));
        let Some(place) = found.or_else(|| best(free, names, |column| is_of(role, column))) else {
            continue;
        };
        // In a log the other dates describe the case; they are no events of their own.
        let column = match (*role, roles.log) {
            ("received_at", _) | (_, None) => free.remove(place),
            _ => continue,
        };
        match *role {
            "received_at" => roles.received_at = Some(column),
            event => roles.events.push((event, column)),
        }
    }
    roles.is_closing_guessed = !has_closing && roles.events.iter().any(|event| event.0 == "closed");
    if roles.received_at.is_none() && roles.log.is_none() {
        roles.received_at = take_logged(roles);
    }
    if roles.received_at.is_none() && roles.log.is_none() {
        roles.received_at = take_fullest(free);
        roles.is_receipt_guessed = roles.received_at.is_some();
    }
    let of_case = roles.received_at.map(|_| "received_at").into_iter();
    let placed: Vec<&str> = of_case.chain(roles.events.iter().map(|event| event.0)).collect();
    for (role, names) in DATE_ROLES.iter().filter(|role| placed.contains(&role.0)) {
        let others = free.iter().copied().filter(|other| is_of(role, other) && is_named(names, other));
        let others: Vec<&Column> = others.collect();
        if !others.is_empty() {
            roles.others.insert(*role, others);
        }
    }
}

/// The deadline that the source set: one that is called so and nothing else, or else one of an answer or of the closing.
fn add_due<'a>(roles: &mut Roles<'a>, free: &mut Vec<&'a Column>, is_date: impl Fn(&Column) -> bool) {
    let find = |is_plain| free.iter().position(|column| is_date(column) && told(&column.name) == Told::Deadline { is_plain });
    let plain = find(true);
    let found = plain.or_else(|| find(false));
    roles.is_due_guessed = plain.is_none();
    roles.due_at = take(free, found);
    let is_other = |column: &&Column| is_date(column) && matches!(told(&column.name), Told::Deadline { .. });
    let others: Vec<&Column> = free.iter().copied().filter(is_other).collect();
    if !others.is_empty() {
        roles.others.insert("due_at", others);
    }
}

/// Where nothing else tells when a case was received, it was when it was written down.
fn take_logged<'a>(roles: &mut Roles<'a>) -> Option<&'a Column> {
    let place = roles.events.iter().position(|event| event.0 == "logged")?;
    Some(roles.events.remove(place).1)
}

/// The column that holds most dates; of several, the first. One that is only planned is taken where there is no other.
fn take_fullest<'a>(free: &mut Vec<&'a Column>) -> Option<&'a Column> {
    let dates = free.iter().enumerate().filter(|(_, column)| column.is_date() || column.is_date_by_hand());
    let rank = |column: &Column| (told(&column.name) == Told::Happened, column.date_count);
    let fullest = dates.max_by_key(|(place, column)| (rank(column), usize::MAX - place)).map(|found| found.0);
    take(free, fullest)
}

/// Whether a header announces dates.
pub fn is_date_name(name: &str) -> bool {
    let plain = plain(name);
    DATE_ROLES.iter().flat_map(|role| role.1).chain(INSTANT_NAMES).any(|word| is_in(&plain, word))
        || matches!(told(name), Told::Deadline { .. })
}

/// The column whose name fits the earliest of some names, in the order of the file.
fn best(columns: &[&Column], names: &[&str], fits: impl Fn(&Column) -> bool) -> Option<usize> {
    let rank = |column: &Column| {
        let plain = plain(&column.name);
        let exact = names.iter().position(|name| plain == self::plain(name)).map(|place| (0, place));
        let is_part = |name: &&str| !name.starts_with('=') && is_in(&plain, &self::plain(name));
        exact.or_else(|| names.iter().position(is_part).map(|place| (1, place)))
    };
    let fitting = columns.iter().enumerate().filter(|(_, column)| fits(column));
    fitting.filter_map(|(place, column)| Some((rank(column)?, place))).min().map(|found| found.1)
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

/// Whether a column is called exactly as the number of a case is.
pub fn is_id_name(name: &str) -> bool {
    let name = plain(name);
    ID_NAMES.iter().any(|id| name == id.trim_start_matches('='))
}

/// Words of a header for dates and for times of day, without which the two parts of one moment are called alike.
const PART_NAMES: &[&str] = &[
    "date", "day", "datum", "tag", "fecha", "data", "time", "clock", "zeit", "uhrzeit", "heure", "hora", "ora", "tijd", "on", "at", "am",
    "um", "le", "à",
];

/// Whether a date and a time of day are called alike but for the words for dates and times: `Date received`, `Time received`.
pub fn is_of_one(date: &str, time: &str) -> bool {
    let rest = |name: &str| plain(name).split(' ').filter(|word| !PART_NAMES.contains(word)).map(str::to_string).collect::<Vec<_>>();
    rest(date) == rest(time)
}

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

/// Whether any word of a plain name begins with one of these stems; a stem with a blank behind it is a whole word.
fn begins(name: &str, stems: &[&str]) -> bool {
    let padded = format!(" {name} ");
    stems.iter().any(|stem| padded.contains(&format!(" {stem}")))
}

/// The channel that a word probably means. `Information desk` is no form, and a hotel no telephone.
pub fn channel(word: &str) -> &'static str {
    let name = plain(word);
    let is = |stems: &[&str]| begins(&name, stems);
    let ends = |parts: &[&str]| name.split(' ').any(|word| parts.iter().any(|part| word.ends_with(part)));
    match () {
        () if is(&["chat", "whatsapp", "whats app", "messag", "sms ", "telegram"]) || ends(&["chat"]) => "chat",
        () if is(&["facebook", "twitter", "instagram", "social", "linkedin", "linked in"]) => "social",
        () if (is(&["mail", "email"]) || ends(&["mail"])) && !is(&["post", "voice"]) => "email",
        () if is(&["letter", "postal", "post ", "postcard", "fax", "writing", "written", "brief"]) || ends(&["brief"]) => "letter",
        () if is(&["phone", "call", "voice", "tel ", "telep", "telef"]) || ends(&["phone", "telefon"]) => "phone",
        () if is(&["walk", "person", "counter", "visit", "office ", "branch", "persönlich"]) => "in_person",
        () if is(&["web", "online", "internet", "portal", "form ", "forms ", "app ", "apps ", "self", "mobile"]) => "web_form",
        () if ends(&["formular", "portal"]) => "web_form",
        () => "other",
    }
}

/// Whether a word of a label says that the case was in time; `is_reversed`: the column asks whether it was late.
pub fn label(word: &str, is_reversed: bool) -> Option<bool> {
    let plain = plain(word);
    let says_yes = match plain.as_str() {
        "yes" | "y" | "true" | "1" => Some(!is_reversed),
        "no" | "n" | "false" | "0" => Some(is_reversed),
        _ => None,
    };
    says_yes.or_else(|| match plain.replace(' ', "").as_str() {
        "ontime" | "intime" | "timely" | "met" | "within" | "withinsla" | "achieved" | "kept" => Some(true),
        "late" | "overdue" | "missed" | "breached" | "breach" | "notmet" | "untimely" | "violated" | "delayed" => Some(false),
        _ => None,
    })
}

/// Whether a label's name asks for lateness rather than timeliness.
pub fn asks_for_lateness(name: &str) -> bool {
    let name = plain(name);
    ["late", "overdue", "breach"].iter().any(|word| is_in(&name, word))
}

/// The stems of words that say that something happened, the event, and whether it is a stand-in.
type Happened = (&'static [&'static str], (&'static str, bool));

/// What a case is that nobody waits for any more; the first that fits counts.
const ENDS: &[Happened] = &[
    (&["reopen", "re open"], ("reopened", false)),
    (&["cancel", "withdraw"], ("withdrawn", true)),
    (&["clos", "autoclos"], ("closed", false)),
    (&["resolv", "solved", "complet", "answered"], ("resolution_proposed", true)),
];
/// What happens on the way, unless the case waits.
const STEPS: &[Happened] =
    &[(&["escalat"], ("escalated", false)), (&["acknowledg"], ("acknowledged", false)), (&["assign", "reassign"], ("assigned", false))];
/// The stems of words for a wait.
const WAITS: &[&str] = &["await", "pending", "hold", "onhold", "wait", "suspend"];
/// Words behind which a thing has not happened, in the same part of a phrase: `Not acknowledged`, `To be closed`.
const DENIALS: &[&str] = &[
    "not", "non", "never", "no", "un", "de", "be", "yet", "cannot", "without", "unable", "failed", "ready", "awaiting", "await", "pending",
    "waiting", "wait",
];
const NO_EVENT: (&str, bool) = ("status_changed", false);

/// The event that a state or an activity probably stands for, and whether it is a stand-in.
///
/// A wait for something that the organisation does, such as `Awaiting assignment`, is no wait for the customer. A word of the vocabulary
/// stands for itself: `Investigation completed` answers nobody.
pub fn event_of(word: &str) -> (&'static str, bool) {
    let named = plain(word).replace(' ', "_");
    if let Some(event) = EVENTS.iter().find(|event| **event == named) {
        return if ORGANISATION_EVENTS.contains(event) { NO_EVENT } else { (event, false) };
    }
    let parts: Vec<String> = word.replace(" - ", ",").split([',', ';', ':', '/', '(', ')', '|', '\u{2013}']).map(plain).collect();
    let before_denial = |part: &String| part.split(' ').take_while(|word| !DENIALS.contains(word)).collect::<Vec<_>>().join(" ");
    let has_happened = |event: &&Happened| parts.iter().any(|part| begins(&before_denial(part), event.0));
    let is_put_off = |event: &Happened| !has_happened(&event) && parts.iter().any(|part| begins(part, event.0));
    let is_denied = |part: &str| part.split(' ').next().is_some_and(|first| DENIALS.contains(&first) && !begins(first, WAITS));
    let waits = parts.iter().any(|part| begins(part, WAITS) && !is_denied(part)) && !ENDS.iter().chain(STEPS).any(is_put_off);
    let wait = waits.then_some(("paused", true));
    let event = |events: &'static [Happened]| events.iter().find(has_happened).map(|event| event.1);
    event(ENDS).or(wait).or_else(|| event(STEPS)).unwrap_or(NO_EVENT)
}

/// Whether a word says how far a case is.
fn is_state(word: &str) -> bool {
    let plain = plain(word);
    matches!(plain.as_str(), "new" | "open" | "active" | "done" | "in progress" | "offen" | "neu" | "geschlossen")
        || event_of(word) != NO_EVENT
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
    fn words_are_told_apart() {
        for (word, expected) in [
            ("Customer Care Call", "phone"),
            ("Internet", "web_form"),
            ("Mail", "email"),
            ("Postal mail", "letter"),
            ("walk-in", "in_person"),
            ("self-service", "web_form"),
            ("pigeon", "other"),
            ("E-Mail", "email"),
            ("WhatsApp", "chat"),
            ("Tel.", "phone"),
            ("Voicemail", "phone"),
            ("Kontaktformular", "web_form"),
            ("Mobile app", "web_form"),
            // Parts of other words.
            ("Information desk", "other"),
            ("Platform", "other"),
            ("Happy customer", "other"),
            ("Hotel", "other"),
            ("Appointment", "other"),
        ] {
            assert_eq!(channel(word), expected, "{word}");
        }
        assert_eq!(["ONTIME", "OVERDUE", "Yes", "perhaps"].map(|word| label(word, false)), [Some(true), Some(false), Some(true), None]);
        assert_eq!(["YES", "NO"].map(|word| label(word, asks_for_lateness("Late (Yes/No)"))), [Some(false), Some(true)]);
    }

    #[test]
    fn a_state_that_says_not_is_no_event() {
        for (state, expected) in [
            ("Awaiting User Info", "paused"),
            ("Wait - Customer", "paused"),
            ("On hold", "paused"),
            ("ONHOLD", "paused"),
            ("Closed", "closed"),
            ("Auto-closed", "closed"),
            ("Closed - no response", "closed"),
            ("Not upheld, closed", "closed"),
            ("Re-opened", "reopened"),
            ("Reassigned", "assigned"),
            ("Resolved, pending closure", "resolution_proposed"),
            ("Assigned - waiting for customer", "paused"),
            ("Completed", "resolution_proposed"),
            ("investigation_completed", "investigation_completed"),
            ("Outcome communicated", "outcome_communicated"),
        ] {
            assert_eq!(event_of(state).0, expected, "{state}");
        }
        for state in [
            "Active",
            "Not acknowledged",
            "NotAcknowledged",
            "Unassigned",
            "Un-assigned",
            "Unresolved",
            "Incomplete",
            "Disclosed to insurer",
            "Never escalated",
            "De-escalated",
            "No longer assigned",
            "To be closed",
            "Awaiting acknowledgement",
            "Pending closure",
            "Unanswered",
            "Household",
            "Not on hold",
            "action_completed",
        ] {
            assert_eq!(event_of(state), NO_EVENT, "{state}");
        }
        assert!(!is_in("date disclosed", "closed") && !is_in("unresolved", "resolved") && is_in("dateclosed", "closed"));
    }
}
