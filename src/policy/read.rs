//! Policy files: TOML in, a [`Policy`] out, or every fault with its line.
//!
//! Refused are: unknown keys and events, a clause without `cite`, ids used twice, spans that
//! are none, calendars that are not there. A policy is read whole or not at all.

use super::Policy;
use super::clause::{APPLIES_FIELDS, Applies, Clause, Pause, Reading, Rule, Selector, Strength};
use crate::calendar::Calendars;
use crate::error::{Error, Result, did_you_mean};
use crate::time::Span;
use crate::time::period::Length;
use crate::toml_walk::{Table, Value, Walk};
use crate::vocabulary;
use std::ops::Range;
use std::path::Path;
use toml::de::DeValue;

/// Reads the text of a policy file; `file` names it in messages.
pub fn parse(file: &Path, text: &str, calendars: &Calendars) -> Result<Policy> {
    let walk = Walk::new(file, text);
    let parsed = walk.parse();
    let policy = policy(&walk.root(&parsed), file, text, calendars);
    drop(parsed);
    walk.finish(policy)
}

fn policy(root: &Table<'_, '_>, file: &Path, text: &str, calendars: &Calendars) -> Option<Policy> {
    root.require_schema_1();
    let id = root.require_text("id");
    let title = root.require_text("title");
    let organisation = root.require_text("organisation");
    let (effective_from, effective_to) = (root.date("effective_from"), root.date("effective_to"));
    if let (Some(from), Some(to), Some(value)) = (effective_from, effective_to, root.get("effective_to"))
        && to < from
    {
        let error = Error::new(format!("the policy ends on {to}, before it begins on {from}"));
        root.walk().fault(value.span(), error.accepted("a last day that is not before effective_from"));
    }
    let begins = root.get("effective_from").or_else(|| root.get("id")).map_or(0..0, toml::Spanned::span);
    let calendar = root.require("calendar").and_then(|value| calendar_id(root.walk(), value, calendars));
    let clauses = clauses(root, calendar.as_deref().unwrap_or("always"), calendars);
    root.refuse_others();
    Some(Policy {
        id: id?.to_string(),
        title: title?.to_string(),
        organisation: organisation?.to_string(),
        effective_from,
        effective_to,
        calendar: calendar?,
        clauses,
        begins: root.walk().place(begins),
        file: file.to_path_buf(),
        sha256: crate::fingerprint::sha256(text.as_bytes()),
    })
}

fn calendar_id(walk: &Walk<'_>, value: Value<'_, '_>, calendars: &Calendars) -> Option<String> {
    let id = walk.text(value, "the id of a calendar")?;
    calendars.named(id).map_err(|error| walk.fault(value.span(), error)).ok().map(|calendar| calendar.id.clone())
}

fn clauses(root: &Table<'_, '_>, calendar: &str, calendars: &Calendars) -> Vec<Clause> {
    let walk = root.walk();
    let Some(value) = root.require("clause") else { return Vec::new() };
    let (mut clauses, mut ids): (Vec<Clause>, Vec<&str>) = (Vec::new(), Vec::new());
    let items = walk.items(value, "clauses, each under [[clause]]");
    if items.is_empty() && value.get_ref().is_array() {
        walk.fault(value.span(), Error::new("the policy has no clause").accepted("at least one clause, under [[clause]]"));
    }
    for item in items {
        let Some(table) = walk.table(item, "a clause under [[clause]]") else { continue };
        if let Some((id, span)) = name_of(&table) {
            if ids.contains(&id) {
                let error = Error::new(format!("the clause id \"{id}\" is used twice"));
                walk.fault(span, error.remedy("Give one of the two clauses another id."));
            }
            ids.push(id);
        }
        clauses.extend(clause(&table, calendar, calendars));
    }
    clauses
}

/// The id of a clause or reading and its place, whatever else is wrong with it; a blank one is found fault with elsewhere.
fn name_of<'w>(table: &Table<'w, '_>) -> Option<(&'w str, Range<usize>)> {
    let value = table.get("id")?;
    value.get_ref().as_str().filter(|id| !id.trim().is_empty()).map(|id| (id, value.span()))
}

fn clause(table: &Table<'_, '_>, calendar: &str, calendars: &Calendars) -> Option<Clause> {
    let walk = table.walk();
    let id = table.require_text("id");
    let cite = table.require_text("cite");
    let text = table.require_text("text");
    let refs = table.texts("refs").unwrap_or_default().into_iter().map(str::to_string).collect();
    let strength = table.get("strength").and_then(|value| match walk.text(value, "\"commitment\" or \"target\"")? {
        "commitment" => Some(Strength::Commitment),
        "target" => Some(Strength::Target),
        other => {
            let near = did_you_mean(other, ["commitment", "target"]);
            walk.fault(value.span(), Error::new(format!("unknown strength \"{other}\"{near}")).accepted("commitment, target"));
            None
        }
    });
    let assumed = table.flag("assumed").unwrap_or(false);
    let aim = table.number("aim");
    if let Some(share) = aim
        && !(0.0..=1.0).contains(&share)
        && let Some(value) = table.get("aim")
    {
        walk.fault(value.span(), Error::new(format!("the aim {share} is no share")).accepted("a number from 0 to 1, such as 0.95"));
    }
    let scope = Scope { own: None, clause: table, calendar, calendars };
    let main = reading(&scope, "main", text.unwrap_or_default());
    let mut readings: Vec<Reading> = main.into_iter().collect();
    let mut ids = vec!["main"];
    for item in table.get("reading").map(|value| walk.items(value, "readings, each under [[clause.reading]]")).unwrap_or_default() {
        let Some(own) = walk.table(item, "a reading under [[clause.reading]]") else { continue };
        let (id, text) = (own.require_text("id"), own.require_text("text"));
        if let Some((id, span)) = name_of(&own) {
            if ids.contains(&id) {
                walk.fault(span, Error::new(format!("the reading id \"{id}\" is used twice (\"main\" is the clause's own)")));
            }
            ids.push(id);
        }
        let scope = Scope { own: Some(&own), clause: table, calendar, calendars };
        readings.extend(reading(&scope, id.unwrap_or_default(), text.unwrap_or_default()));
        own.refuse_others();
    }
    table.refuse_others();
    if readings.is_empty() {
        return None;
    }
    Some(Clause {
        id: id?.to_string(),
        cite: cite?.to_string(),
        refs,
        text: text?.to_string(),
        strength: strength.unwrap_or(Strength::Commitment),
        assumed,
        aim,
        line: table.get("id").map_or(0, |id| walk.place(id.span()).line),
        readings,
    })
}

/// Where a key of a reading is looked up: in the reading itself, then in its clause.
struct Scope<'a, 'w, 't> {
    own: Option<&'a Table<'w, 't>>,
    clause: &'a Table<'w, 't>,
    calendar: &'a str,
    calendars: &'a Calendars,
}

impl<'w, 't> Scope<'_, 'w, 't> {
    fn walk(&self) -> &'w Walk<'t> {
        self.clause.walk()
    }

    /// The table that gives the key: the reading where it does, else the clause.
    ///
    /// A key that neither gives is the clause's to give, unless the reading is of another type.
    fn giver(&self, key: &'static str) -> &Table<'w, 't> {
        let in_clause = self.clause.get(key).is_some();
        match self.own {
            Some(own) if own.get(key).is_some() || (!in_clause && own.get("type").is_some()) => own,
            _ => self.clause,
        }
    }

    fn get(&self, key: &'static str) -> Option<Value<'w, 't>> {
        self.giver(key).get(key)
    }

    /// A list of selectors that must be there and not be empty.
    fn selectors(&self, key: &'static str) -> Option<Vec<Selector>> {
        let value = self.giver(key).require(key)?;
        Some(selectors(self.walk(), value))
    }

    fn optional_selectors(&self, key: &'static str) -> Option<Vec<Selector>> {
        self.get(key).map(|value| selectors(self.walk(), value))
    }
}

fn reading(scope: &Scope<'_, '_, '_>, id: &str, text: &str) -> Option<Reading> {
    let rule = rule(scope);
    let calendar = match scope.get("calendar") {
        Some(value) => calendar_id(scope.walk(), value, scope.calendars),
        None => Some(scope.calendar.to_string()),
    };
    let until = scope.optional_selectors("until").unwrap_or_else(|| vec![Selector::named("closed")]);
    let applies = scope.get("applies").map_or_else(|| Some(Applies::default()), |value| applies(scope.walk(), value));
    Some(Reading { id: id.to_string(), text: text.to_string(), rule: rule?, calendar: calendar?, until, applies: applies? })
}

/// What `fields` can name.
const FIELD_NAMES: &str = "names of case columns or attributes";

const TYPES: [&str; 6] = ["deadline", "cadence", "precondition", "single_contact", "record", "review"];

fn rule(scope: &Scope<'_, '_, '_>) -> Option<Rule> {
    let value = scope.giver("type").require("type");
    let Some((value, name)) = value.and_then(|value| Some((value, scope.walk().text(value, "the type of the clause")?))) else {
        of_no_type(scope);
        return None;
    };
    rule_of_type(scope, value, name)
}

fn rule_of_type(scope: &Scope<'_, '_, '_>, value: Value<'_, '_>, name: &str) -> Option<Rule> {
    match name {
        "deadline" => deadline(scope),
        "cadence" => {
            let (after, require, every) = (scope.selectors("after"), scope.selectors("require"), span(scope, "every", true));
            Some(Rule::Cadence { after: after?, require: require?, every: every? })
        }
        "precondition" => {
            let (before, require) = (scope.selectors("before"), scope.selectors("require"));
            Some(Rule::Precondition { before: before?, require: require? })
        }
        "single_contact" => {
            let contacts = scope.selectors("contacts");
            let giver = scope.giver("at_most");
            let at_most = if giver.get("at_most").is_some() { giver.integer("at_most") } else { Some(1) };
            if let Some(value) = giver.get("at_most")
                && at_most.is_some_and(|most| most < 1)
            {
                let error = Error::new("at_most must be at least 1").accepted("a whole number from 1, which is what is meant without it");
                scope.walk().fault(value.span(), error);
            }
            Some(Rule::SingleContact { contacts: contacts?, at_most: at_most? })
        }
        "record" => {
            let giver = scope.giver("fields");
            let value = giver.require("fields")?;
            let fields: Vec<String> = giver.texts("fields")?.into_iter().map(str::to_string).collect();
            if fields.is_empty() {
                scope.walk().fault(value.span(), Error::new("no field is named").accepted(FIELD_NAMES));
            }
            refuse_blank(scope.walk(), Some(value), FIELD_NAMES);
            Some(Rule::Record { fields })
        }
        "review" => {
            let require = scope.selectors("require");
            let value = scope.giver("every").require("every")?;
            let word = scope.walk().text(value, "\"week\", \"month\", \"quarter\" or \"year\"")?;
            let every: Option<Length> = word.parse().map_err(|error| scope.walk().fault(value.span(), error)).ok();
            Some(Rule::Review { require: require?, every: every? })
        }
        other => {
            let near = did_you_mean(other, TYPES);
            scope.walk().fault(value.span(), Error::new(format!("unknown type \"{other}\"{near}")).accepted(TYPES.join(", ")));
            of_no_type(scope);
            None
        }
    }
}

/// Looks at every key that some type has, so that a type that is missing or misspelt hides no other fault.
fn of_no_type(scope: &Scope<'_, '_, '_>) {
    for key in ["after", "before", "require", "contacts", "extended_by"] {
        scope.optional_selectors(key);
    }
    span(scope, "within", false);
    pauses(scope);
    scope.giver("each").flag("each");
    scope.giver("at_most").integer("at_most");
    scope.giver("fields").texts("fields");
    // Of a cadence it is a span, of a review a word.
    if let Some(value) = scope.get("every")
        && let Some(text) = scope.walk().text(value, "a span in quotes, or how often a review is due")
        && text.parse::<Length>().is_err()
    {
        parse_span(scope.walk(), value);
    }
}

fn deadline(scope: &Scope<'_, '_, '_>) -> Option<Rule> {
    let (after, require) = (scope.selectors("after"), scope.selectors("require"));
    let within = span(scope, "within", false);
    let each = scope.giver("each").flag("each").unwrap_or(false);
    let extended_by = scope.optional_selectors("extended_by").unwrap_or_default();
    let pause = pauses(scope);
    Some(Rule::Deadline { after: after?, require: require?, within, each, extended_by, pause })
}

fn pauses(scope: &Scope<'_, '_, '_>) -> Vec<Pause> {
    let walk = scope.walk();
    let mut pauses = Vec::new();
    for item in scope
        .get("pause")
        .map(|value| walk.items(value, "pauses, such as [{ from = [\"info_requested\"], until = [\"info_received\"] }]"))
        .unwrap_or_default()
    {
        let Some(table) = walk.table(item, "a pause with from and until") else { continue };
        let from = table.require("from").map(|value| selectors(walk, value));
        let until = table.require("until").map(|value| selectors(walk, value));
        table.refuse_others();
        if let (Some(from), Some(until)) = (from, until) {
            pauses.push(Pause { from, until });
        }
    }
    pauses
}

fn span(scope: &Scope<'_, '_, '_>, key: &'static str, is_required: bool) -> Option<Span> {
    let giver = scope.giver(key);
    let value = if is_required { giver.require(key)? } else { giver.get(key)? };
    parse_span(scope.walk(), value)
}

fn parse_span(walk: &Walk<'_>, value: Value<'_, '_>) -> Option<Span> {
    let text = walk.text(value, "a span in quotes, such as \"7 business days\"")?;
    text.parse().map_err(|error| walk.fault(value.span(), error)).ok()
}

fn selectors(walk: &Walk<'_>, value: Value<'_, '_>) -> Vec<Selector> {
    let items = walk.items(value, "a list of events, such as [\"acknowledged\"]");
    if items.is_empty() && value.get_ref().is_array() {
        walk.fault(value.span(), Error::new("no event is named").accepted("at least one event"));
    }
    items.into_iter().filter_map(|item| selector(walk, item)).collect()
}

fn selector(walk: &Walk<'_>, value: Value<'_, '_>) -> Option<Selector> {
    if let DeValue::String(name) = value.get_ref() {
        return event(walk, value).map(|()| Selector::named(name));
    }
    let table = walk.table(value, "an event, such as \"acknowledged\" or { event = \"acknowledged\", auto = false }")?;
    let name = table.require("event")?;
    event(walk, name)?;
    let auto = table.flag("auto");
    refuse_empty(walk, &table, "role", "anyone");
    refuse_blank(walk, table.get("with"), "`expected_at`, or names of attributes of the event");
    let texts = |key| table.texts(key).unwrap_or_default().into_iter().map(str::to_string).collect();
    let selector = Selector { event: name.get_ref().as_str()?.to_string(), auto, role: texts("role"), with: texts("with") };
    table.refuse_others();
    Some(selector)
}

/// Refuses a list of nothing: nobody is one of it, and whoever wrote it may have meant everybody.
fn refuse_empty(walk: &Walk<'_>, table: &Table<'_, '_>, key: &'static str, everybody: &str) {
    if let Some(value) = table.get(key).filter(|value| value.get_ref().as_array().is_some_and(|items| items.is_empty())) {
        let error = Error::new(format!("{key} is an empty list, so nothing is one of it")).accepted("at least one word");
        walk.fault(value.span(), error.remedy(format!("Leave {key} out where {everybody} is meant.")));
    }
}

/// Refuses a blank among the names of fields: nothing has a field without a name. What is no list of texts is told elsewhere.
fn refuse_blank(walk: &Walk<'_>, names: Option<Value<'_, '_>>, accepted: &str) {
    for item in names.and_then(|names| names.get_ref().as_array()).into_iter().flatten() {
        if item.get_ref().as_str().is_some_and(|name| name.trim().is_empty()) {
            walk.fault(item.span(), Error::new("the name of a field is blank").accepted(accepted));
        }
    }
}

/// Refuses a name that is no event of the vocabulary.
fn event(walk: &Walk<'_>, value: Value<'_, '_>) -> Option<()> {
    let name = walk.text(value, "the name of an event")?;
    if vocabulary::is_event(name) {
        return Some(());
    }
    let near = did_you_mean(name, vocabulary::EVENTS.iter().copied());
    walk.fault(value.span(), Error::new(format!("unknown event \"{name}\"{near}")).accepted(vocabulary::EVENTS.join(", ")));
    None
}

fn applies(walk: &Walk<'_>, value: Value<'_, '_>) -> Option<Applies> {
    let table = walk.table(value, "a table, such as { kind = [\"complaint\"] }")?;
    let mut applies = Applies::default();
    for field in APPLIES_FIELDS {
        refuse_empty(walk, &table, field, "any value");
        if let Some(values) = table.texts(field) {
            applies.fields.push((field, values.into_iter().map(str::to_string).collect()));
        }
    }
    // What is no list of texts is told above.
    for item in table.get("kind").and_then(|value| value.get_ref().as_array()).into_iter().flatten() {
        if let Some(kind) = item.get_ref().as_str()
            && !vocabulary::KINDS.contains(&kind)
        {
            let near = did_you_mean(kind, vocabulary::KINDS.iter().copied());
            walk.fault(item.span(), Error::new(format!("unknown kind \"{kind}\"{near}")).accepted(vocabulary::KINDS.join(", ")));
        }
    }
    applies.has = table.get("has").map(|value| selectors(walk, value));
    applies.lacks = table.get("lacks").map(|value| selectors(walk, value));
    applies.open_longer_than = table.get("open_longer_than").and_then(|value| parse_span(walk, value));
    table.refuse_others();
    Some(applies)
}
