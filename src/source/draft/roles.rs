//! What the columns of an unknown file are likely for, guessed from their names and values.
//!
//! Every guess is a line that the user reads in the draft; nothing here is certain.

use super::look::{Column, Look};
use super::names::{
    CHANGED_NAMES, CHANGES, CHANNEL_NAMES, COMPLETED, DATE_NAMES, DATE_ROLES, FIELD_ROLES, FIRST_OF_ALL, ID_NAMES, LABEL_NAMES,
    MOMENT_NAMES, PART_NAMES, STATE_NAMES, STATES_AFTER, STATES_BEFORE, TAKEN_NAMES, UNITS, is_id_name, is_in, plain,
};
use super::people::{is_title_of_person, mark, names_staff, rank};
use super::planned::{Told, told};
use super::values::{channel, is_state};
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
            "subject" if is_title_of_person(column) => false,
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

/// The receipt, in a list with other dates that tell of nothing known, or of others: they may lie before it.
pub fn receipt_among_others(look: &Look) -> Option<&Column> {
    let roles = guess(look);
    roles.received_at.filter(|_| roles.log.is_none() && !(roles.unplaced_dates.is_empty() && roles.planned_dates.is_empty()))
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
    let state = free[state(free)?];
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

/// The column of states. Of two that a change names, the one that it began: the other was over by then.
fn state(free: &[&Column]) -> Option<usize> {
    // `OLDSTATUS` is two words, too.
    let is_told = |word: &str, words: &[&str]| {
        let rests = STATE_NAMES.iter().flat_map(|state| [word.strip_suffix(state), word.strip_prefix(state)]).flatten();
        words.contains(&word) || rests.into_iter().any(|rest| words.contains(&rest))
    };
    let is_of = |column: &Column, words: &[&str]| column.is_words() && plain(&column.name).split(' ').any(|word| is_told(word, words));
    let before = best(free, STATE_NAMES, |column| is_of(column, STATES_BEFORE));
    let after = before.and_then(|_| best(free, STATE_NAMES, |column| is_of(column, STATES_AFTER) && !is_of(column, STATES_BEFORE)));
    after.or_else(|| best(free, STATE_NAMES, |column| column.is_words() && !is_of(column, STATES_BEFORE))).or_else(|| changed(free))
}

/// Where no name tells of a state: what a change led to, if half of the words that it led from at least are led to as well, as those
/// of states are. Where a column names what was changed, the words are of this and that.
fn changed(free: &[&Column]) -> Option<usize> {
    let place = |name: &str| free.iter().position(|column| column.is_words() && plain(&column.name) == name);
    let is_led_to = |before: &Column, after: &Column| {
        let again = before.words.keys().filter(|word| after.words.contains_key(*word)).count();
        again > 0 && again * 2 >= before.words.len()
    };
    if free.iter().any(|column| CHANGED_NAMES.contains(&plain(&column.name).as_str())) {
        return None;
    }
    let pairs = CHANGES.iter().filter_map(|(before, after)| Some((place(before)?, place(after)?)));
    pairs.into_iter().find(|(before, after)| is_led_to(free[*before], free[*after])).map(|pair| pair.1)
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
    let is_receipt_guessed = roles.is_receipt_guessed;
    free.retain(|column| {
        let unread = unread(column, is_receipt_guessed);
        roles.unread.extend(unread);
        unread.is_none()
    });
}

/// What a column without dates seems to date, told by its name and its first value. Where no name tells of the receipt, whatever
/// is called a date may be it.
fn unread(column: &Column, is_receipt_guessed: bool) -> Option<Unread<'_>> {
    let name = plain(&column.name);
    let is_named_date = DATE_NAMES.iter().any(|word| is_in(&name, word));
    let named = DATE_ROLES.iter().find(|role| role.1.iter().any(|word| is_in(&name, &plain(word)))).map(|role| role.0);
    let role = match (told(&column.name), named) {
        (Told::Deadline { .. }, _) => Some("due_at"),
        (Told::Open, Some(_)) => None,
        (Told::Happened, Some(role)) => Some(role),
        (Told::Happened, None) if is_receipt_guessed && is_named_date => Some("received_at"),
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
    let reopenings: Vec<&str> = DATE_ROLES.iter().filter(|role| role.0 == "reopened").flat_map(|role| role.1).copied().collect();
    let is_of = |role: &str, column: &Column| match role {
        "resolution_proposed" => has_happened(column) && (has_closing || !is_named(COMPLETED, column)),
        // `Re-opened` is not `opened`.
        "received_at" => has_happened(column) && !is_named(&reopenings, column),
        _ => has_happened(column),
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
