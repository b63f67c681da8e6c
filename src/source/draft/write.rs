//! The draft as TOML: every line is one that a user could have written, with the reason beside it.

use super::Draft;
use super::dates::Witness;
use super::look::{Column, Look};
use super::names::is_of_one;
use super::orders::{Formats, Readings, readings_of};
use super::roles::{Log, Roles, Unread};
use super::values::{asks_for_lateness, channel, event_of, label};
use super::zones::{Zone, zone_of};
use crate::error::{Error, Result};
use crate::source::mapping::Table;
use crate::source::shape::{Kind, Shape};
use crate::vocabulary::KINDS;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// A header is recognised by so many of its columns at most.
const MOST_RECOGNISED: usize = 8;

/// Stands for the column with the date of receipt where none is found. No file has such a column, so that an import
/// keeps nothing, and tells why in these words.
const UNKNOWN_RECEIPT: &str = "fill in: the column with the date of receipt";

/// Stands for the column with the moment of a row where none plainly holds it, as the one above does for the receipt.
const UNKNOWN_MOMENT: &str = "fill in: the column that tells when the state of a row began";

/// Stands behind a line that the draft guessed from the names and values of columns.
const GUESSED: &str = "    # ? guessed";

/// Writes the draft.
pub fn draft(file: &Path, id: &str, table: &Table, shape: &Shape, look: &Look, roles: &Roles) -> Result<Draft> {
    let readings = readings_of(&date_columns(roles), look);
    let mut writer = Writer { text: String::new(), questions: Vec::new(), look, roles, readings };
    writer.head(file, id, shape);
    writer.table(file, table, shape)?;
    writer.case();
    writer.attributes();
    writer.events();
    Ok(Draft { toml: writer.text, questions: writer.questions })
}

struct Writer<'a> {
    text: String,
    questions: Vec<String>,
    look: &'a Look,
    roles: &'a Roles<'a>,
    readings: Readings,
}

impl<'a> Writer<'a> {
    fn line(&mut self, line: &str) {
        self.text += line;
        self.text.push('\n');
    }

    /// A line that was guessed.
    fn guess(&mut self, line: &str) {
        self.line(&format!("{line}{GUESSED}"));
    }

    /// A comment that a reader cannot miss, and a word to whoever asked for the draft.
    fn ask(&mut self, question: &str) {
        let mut letters = question.chars();
        let sentence = letters.next().map(char::to_uppercase).into_iter().flatten().chain(letters).collect::<String>();
        self.line(&format!("# ? {sentence}{}", if sentence.ends_with(['?', ')']) { "" } else { "." }));
        self.questions.push(sentence);
    }

    fn head(&mut self, file: &Path, id: &str, shape: &Shape) {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let read_as = shape.notable().map(|words| format!(", read as {words}")).unwrap_or_default();
        let look = self.look;
        self.line(&format!("# A draft from {name}: {} rows, {} columns{read_as}.", look.rows, look.columns.len()));
        self.line("# Lines with a question mark are guesses or questions: look at each, then delete the mark.");
        self.line("# `ombud import --dry-run` shows what comes of it; docs/mapping.md explains every key.");
        self.line("schema = 1");
        self.line(&format!("id = {}", quoted(id)));
        self.line(&format!("title = {}", quoted(&format!("Rows like those of {name}"))));
        self.line("# ? A later export is taken to replace what an earlier one said of the same cases. Write \"append\" if it only holds what is new.");
        self.line("mode = \"snapshot\"");
        self.zone();
    }

    /// The zone that all titles name, where it is plain which one that is; what they say of it else is part of the question.
    fn zone(&mut self) {
        let time_of = |column: &Column| self.time_beside(column).and_then(|time| Some((time.name.clone(), zone_of(&time.name)?)));
        let zone_in = |column: &Column| zone_of(&column.name).map(|zone| (column.name.clone(), zone)).or_else(|| time_of(column));
        let columns = date_columns(self.roles);
        let titled: Vec<(String, Zone)> = columns.iter().filter_map(|column| zone_in(column)).collect();
        let titles = titled.iter().map(|title| quoted(&title.0)).collect::<Vec<_>>().join(", ");
        match titled.first() {
            Some((_, Zone::Plain(zone))) if titled.len() == columns.len() && titled.iter().all(|other| other.1 == titled[0].1) => {
                self.ask(&format!("are the times written by the clock of {zone}? The titles say so: {titles}"));
                self.guess(&format!("time_zone = {}", quoted(zone)));
            }
            first => {
                let hint = if first.is_some() { format!(" Some titles speak of it: {titles}.") } else { String::new() };
                self.ask(&format!("in which time zone are the times written?{hint} Without time_zone they are read in the workspace's"));
                self.line("# time_zone = \"Europe/London\"");
            }
        }
    }

    fn table(&mut self, file: &Path, table: &Table, shape: &Shape) -> Result<()> {
        let roles = self.roles;
        let Some(case_id) = roles.case_id else {
            return Err(Error::new(
                "no column tells one case from another: none has a value of its own in every row, but for what names people",
            )
            .in_file(file)
            .remedy("Export the number of each case as well."));
        };
        if date_columns(roles).is_empty() {
            return Err(Error::new("no column holds dates that can be read, and a case needs the date of its receipt")
                .in_file(file)
                .remedy("Export the dates as 2026-03-05 or 05/03/2026, or write the mapping by hand (docs/mapping.md)."));
        }
        self.line("\n[[table]]");
        self.line("name = \"rows\"");
        if roles.log.is_some() {
            let (rows, cases) = (case_id.filled, case_id.distinct());
            self.line(&format!(
                "# ? \"{}\" comes {rows} times for {cases} cases: a row is something that happened to a case.",
                case_id.name
            ));
        }
        self.line(&format!("row = \"{}\"", if roles.log.is_some() { "event" } else { "case" }));
        if let Some(rows) = &table.layout.rows {
            self.line(&format!("rows = {}", quoted(rows)));
        }
        if let Kind::Sheet { name, left_out, .. } = &shape.kind {
            if !left_out.is_empty() {
                self.ask(&format!(
                    "only the sheet {} is read; with the same columns there are {}: save each as a file of its own to import it too",
                    quoted(name),
                    left_out.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ")
                ));
            }
            self.line(&format!("sheet = {}", quoted(name)));
        }
        let recognised = self.recognised();
        self.line(&format!("recognise = {}", list(&recognised)));
        let formats = std::mem::take(&mut self.readings.table);
        self.tell(&formats);
        self.line(&format!("dates = {}", list(&formats.patterns)));
        let fillers: Vec<&str> = self.fillers();
        if !fillers.is_empty() {
            self.line("# ? Taken for nothing, as what is written where there is nothing to write.");
            self.line(&format!("nothing = {}", list(&fillers)));
        }
        if case_id.repeated > 0 && roles.log.is_none() {
            self.ask(&format!(
                "the number in \"{}\" comes again in {}: the first one is kept and others that differ are set aside; is there a better number, or is each row an event (row = \"event\")?",
                case_id.name,
                if case_id.repeated == 1 { "1 row".to_string() } else { format!("{} rows", case_id.repeated) },
            ));
        }
        self.guess(&format!("case_id = {}", quoted(&case_id.name)));
        Ok(())
    }

    /// Why dates are read as they are. What a row proves of itself is a guess for all others.
    fn tell(&mut self, formats: &Formats) {
        formats.reasons.iter().for_each(|reason| self.line(&format!("# ? {reason}")));
        formats.questions.iter().for_each(|question| self.ask(question));
    }

    fn fillers(&self) -> Vec<&'a str> {
        let mut all: Vec<&str> = self.look.columns.iter().flat_map(|column| column.fillers.keys()).map(String::as_str).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    fn case(&mut self) {
        let roles = self.roles;
        self.line("\n[table.case]");
        match roles.received_at {
            Some(column) => self.received(column),
            None if roles.log.is_some() => self.line("# A case is received when its first row happened."),
            None => {
                self.ask("which column tells when a case was received? Without its name here no row can be kept");
                self.line(&format!("received_at = {}", quoted(UNKNOWN_RECEIPT)));
            }
        }
        if let Some(column) = roles.due_at {
            self.line("# The deadline that the source itself set, kept beside those of your procedure.");
            let question = format!("is a case due when {} says", quoted(&column.name));
            if roles.is_due_guessed && !roles.others.contains_key("due_at") {
                self.ask(&format!("{question}? Its name may tell of a step or of a plan only; if so, delete the line"));
            }
            self.others("due_at", &question, "a deadline");
            self.date("due_at", column);
        }
        if let Some(column) = roles.on_time {
            self.on_time(column);
        }
        self.ask(&format!("every row is taken for a complaint; give `kind` a column if some are not ({})", KINDS.join(", ")));
        self.line("kind = { constant = \"complaint\" }");
        for (field, column) in &roles.fields {
            match *field {
                "channel" => self.channel(column),
                "customer" => {
                    self.line("# A pseudonym stands for the customer; the value itself is not kept.");
                    self.guess(&format!("customer = {{ column = {}, pseudonym = true }}", quoted(&column.name)));
                }
                field => self.guess(&format!("{field} = {}", quoted(&column.name))),
            }
        }
    }

    fn received(&mut self, column: &Column) {
        if self.roles.is_receipt_guessed {
            self.ask(&format!(
                "is a case received when {} says? No name of a column tells of receipt, and this one holds most dates",
                quoted(&column.name)
            ));
        }
        self.others("received_at", &format!("is a case received when {} says", quoted(&column.name)), "receipt");
        let is_asked =
            |other: &Column| self.roles.others.get("received_at").is_some_and(|asked| asked.iter().any(|one| std::ptr::eq(*one, other)));
        let before = self
            .roles
            .unplaced_dates
            .iter()
            .chain(&self.roles.planned_dates)
            .filter(|other| other.lies_before(self.look.rows) && !is_asked(other));
        let before: Vec<String> = before.map(|other| quoted(&other.name)).collect();
        if !before.is_empty() {
            let (name, before) = (quoted(&column.name), before.join(", "));
            self.ask(&format!("is a case received when {name} says, or earlier? In nearly all rows other dates lie before it: {before}"));
        }
        // The rows of a log tell of a case together.
        if column.filled < self.look.rows && self.roles.log.is_none() {
            let lacking = self.look.rows - column.filled;
            let rows = if lacking == 1 { "1 row has".to_string() } else { format!("{lacking} rows have") };
            self.line(&format!("# {rows} no \"{}\" and will be set aside.", column.name));
        }
        self.date("received_at", column);
    }

    /// Asks which of several dates is meant.
    fn others(&mut self, role: &str, question: &str, what: &str) {
        let others: Vec<String> = self.roles.others.get(role).into_iter().flatten().map(|other| quoted(&other.name)).collect();
        if !others.is_empty() {
            self.ask(&format!("{question}? The names of other dates tell of {what} as well: {}", others.join(", ")));
        }
    }

    /// Tells of values that were meant to be dates and are none.
    fn undated(&mut self, column: &Column) {
        let count = column.filled.saturating_sub(column.date_count);
        if let Some(example) = column.undated.as_ref().filter(|_| count > 0) {
            let of = format!("{count} of {} values of \"{}\"", column.filled, column.name);
            self.ask(&format!("{of} can be read by no date format, such as {}; their rows will be set aside", example.shape()));
        }
    }

    /// A date column, joined to its time of day where that stands in a column of its own, and read by formats of its own
    /// where those of the table do not fit.
    fn date(&mut self, key: &str, column: &Column) {
        self.undated(column);
        if let Some((formats, true)) = self.readings.columns.get(&column.name).cloned() {
            self.tell(&formats);
        }
        if let Some(time) = self.time_beside(column) {
            let (day, time_name) = (quoted(&column.name), quoted(&time.name));
            self.ask(&format!("does {time_name} hold the time of day of {day}? They are read together"));
            let count = time.filled.saturating_sub(time.time_count);
            if let Some(example) = time.undated.as_ref().filter(|_| count > 0) {
                let of = format!("{count} of {} values of {time_name}", time.filled);
                self.ask(&format!("{of} can be read as no time of day, such as {}; their rows will be set aside", example.shape()));
            }
        }
        let written = self.written(column);
        self.guess(&format!("{key} = {written}"));
    }

    /// A date column as a mapping writes it.
    fn written(&self, column: &Column) -> String {
        let name = quoted(&column.name);
        let Some((Formats { patterns: days, .. }, is_own)) = self.readings.columns.get(&column.name) else { return name };
        let Some(time) = self.time_beside(column) else {
            return if *is_own { format!("{{ column = {name}, dates = {} }}", list(days)) } else { name };
        };
        let of_day = |day: &String| {
            time.times.keys().map(|time| format!("{} {time}", if day == "iso" { "%Y-%m-%d" } else { day })).collect::<Vec<_>>()
        };
        let formats: Vec<String> = days.iter().flat_map(of_day).chain(days.iter().cloned()).collect();
        format!("{{ join = {}, dates = {} }}", list(&[&column.name, &time.name]), list(&formats))
    }

    /// The column with the time of day: the one that is called alike, or the one behind a column of days unless it is
    /// called like another, or the only one of the file.
    fn time_beside(&self, column: &Column) -> Option<&'a Column> {
        let is_this = |other: &&Column| std::ptr::eq(*other, column);
        let place = self.look.columns.iter().position(|other| is_this(&other)).filter(|_| column.is_day())?;
        let times: Vec<&Column> = self.look.columns.iter().filter(|other| other.is_time_by_hand()).collect();
        let alike = times.iter().copied().find(|time| is_of_one(&column.name, &time.name));
        let is_free = |time: &&Column| {
            let mut others = self.look.columns.iter().filter(|other| other.is_day() && !is_this(other));
            time.is_time_by_hand() && !others.any(|other| is_of_one(&other.name, &time.name))
        };
        let next = self.look.columns.get(place + 1).filter(is_free);
        let is_receipt = self.roles.received_at.is_some_and(|received| std::ptr::eq(received, column));
        let only = if times.len() == 1 && is_receipt { times.first().copied().filter(is_free) } else { None };
        alike.or(next).or(only)
    }

    fn on_time(&mut self, column: &Column) {
        let is_reversed = asks_for_lateness(&column.name);
        let (known, strange): (Vec<_>, Vec<_>) =
            column.words.keys().map(|word| (word, label(word, is_reversed))).partition(|word| word.1.is_some());
        if known.is_empty() {
            return;
        }
        self.line("# The source's own word on whether it was in time, kept for comparison; it decides nothing.");
        if !strange.is_empty() {
            let words: Vec<&String> = strange.iter().map(|word| word.0).collect();
            self.ask(&format!(
                "what do these words of \"{}\" mean: {}",
                column.name,
                words.iter().map(|word| word.as_str()).collect::<Vec<_>>().join(", ")
            ));
        }
        let words: BTreeMap<&str, &str> =
            known.iter().map(|(word, is_on_time)| (word.as_str(), if *is_on_time == Some(true) { "true" } else { "false" })).collect();
        let nothing = if strange.is_empty() { String::new() } else { ", other = \"\"".into() };
        self.guess(&format!("on_time = {{ column = {}, values = {}{nothing} }}", quoted(&column.name), table_of(&words)));
    }

    fn channel(&mut self, column: &Column) {
        if column.words.is_empty() {
            return self.guess(&format!("channel = {{ column = {}, values = {{}}, other = \"other\" }}", quoted(&column.name)));
        }
        let words: BTreeMap<&str, &str> = column.words.keys().map(|word| (word.as_str(), channel(word))).collect();
        let strange: Vec<String> = words.iter().filter(|word| *word.1 == "other").map(|word| quoted(word.0)).collect();
        if !strange.is_empty() {
            self.ask(&format!(
                "which channels do these words of \"{}\" stand for: {}? They are taken for \"other\"",
                column.name,
                strange.join(", ")
            ));
        }
        self.guess(&format!("channel = {{ column = {}, other = \"other\", values = {} }}", quoted(&column.name), table_of(&words)));
    }

    fn attributes(&mut self) {
        let roles = self.roles;
        if !roles.personal.is_empty() {
            self.line("\n[table.attributes]");
            self.line("# They may name or reach a person, so they are not kept at all; take out of the list what does not:");
            for (column, why) in &roles.personal {
                self.line(&format!("#   {} ({why})", column.name));
            }
            for (column, _) in roles.personal.iter().filter(|person| person.0.holds_objects()) {
                let name = quoted(&column.name);
                self.line(&format!(
                    "# To read each element of {name} too, add a table with row = \"event\" and each = {name}: this file is then read by both."
                ));
            }
            let names: Vec<&str> = roles.personal.iter().map(|person| person.0.name.as_str()).collect();
            self.line(&format!("drop = {}", list(&names)));
        }
        let placed = self.placed();
        let rest = self.look.columns.iter().filter(|column| !placed.contains(&column.name.as_str()));
        let is_of = |dates: &[&Column], column: &Column| dates.iter().any(|date| std::ptr::eq(*date, column));
        let (dates, rest): (Vec<&Column>, Vec<&Column>) = rest.partition(|column| is_of(&roles.unplaced_dates, column));
        let (planned, rest): (Vec<&Column>, Vec<&Column>) = rest.into_iter().partition(|column| is_of(&roles.planned_dates, column));
        if !planned.is_empty() {
            let names = planned.iter().map(|column| quoted(&column.name)).collect::<Vec<_>>().join(", ");
            self.line("");
            self.ask(&format!(
                "do these dates tell of what happened: {names}? By their names they are only planned, promised or denied, or of something or somebody else, so they are kept as attributes and are no event{}",
                if roles.due_at.is_none() { "; if one is the deadline of the case, write it as due_at" } else { "" }
            ));
        }
        let (times, rest): (Vec<&Column>, Vec<&Column>) = rest.into_iter().partition(|column| column.is_time_by_hand());
        if !times.is_empty() {
            let names = times.iter().map(|column| quoted(&column.name)).collect::<Vec<_>>().join(", ");
            self.line("");
            self.ask(&format!("do these hold the times of day of some dates: {names}? They are read with none; at = {{ join = [\"date\", \"time\"], dates = … }} reads two columns together"));
        }
        self.name_all("Dates of which it is not known what they tell, kept as attributes: no clause asks for them", &dates);
        self.name_all(
            "Not placed, and kept as attributes, but for sentences (`free_text = […]` would keep those): no clause asks for them",
            &rest,
        );
    }

    /// Names columns in comments.
    fn name_all(&mut self, what: &str, columns: &[&Column]) {
        if !columns.is_empty() {
            self.line(&format!("\n# {what}."));
        }
        for column in columns {
            self.line(&format!("#   {}", column.name));
        }
    }

    fn events(&mut self) {
        let roles = self.roles;
        if let Some(log) = &roles.log {
            self.log(log);
        }
        for unread in &roles.unread {
            self.unread(unread);
        }
        if roles.events.is_empty() && roles.log.is_none() && roles.unread.is_empty() {
            let dates: Vec<String> = roles.unplaced_dates.iter().map(|column| quoted(&column.name)).collect();
            self.ask(&match dates.as_slice() {
                [] => "no column tells of anything that happened after receipt, so no deadline can be judged from this export alone".to_string(),
                dates => format!(
                    "no name of a column is known to tell of what happened after receipt, so no deadline can be judged as it stands; what do these dates tell of: {}? Write a [[table.event]] for each that counts",
                    dates.join(", ")
                ),
            });
        }
        for (event, column) in &roles.events {
            self.line("\n[[table.event]]");
            if *event == "resolution_proposed" {
                self.ask(&format!("does \"{}\" say when the customer was told? It is taken as a stand-in (proxy) for that", column.name));
            }
            if *event == "closed" && roles.is_closing_guessed {
                self.ask(&format!("is a case closed when {} says? No name of a column tells of the closing itself", quoted(&column.name)));
            }
            self.others(event, &format!("did it happen when {} says", quoted(&column.name)), "it");
            self.guess(&format!("event = {}", quoted(event)));
            self.date("at", column);
            if *event == "resolution_proposed" {
                self.line("evidence = \"proxy\"");
            }
        }
    }

    /// What a column seems to date, and how it can be read after all.
    fn unread(&mut self, Unread { column, role, unit }: &Unread) {
        let name = quoted(&column.name);
        let value = column.undated.as_ref().map(Witness::shape).unwrap_or_default();
        let Some(role) = role else {
            self.line("");
            return self
                .ask(&format!("{name} seems to tell of what is only planned, promised or denied, and is not read: it holds no dates"));
        };
        let target = match *role {
            "received_at" | "due_at" => format!("{role} = "),
            event => format!("under [[table.event]] event = {} and at = ", quoted(event)),
        };
        let remedy = match (unit, self.roles.received_at) {
            (Some(unit), Some(received)) => format!("{target}{{ after = {}, {unit} = {name} }}", quoted(&received.name)),
            (Some(unit), None) => format!("{target}{{ after = \"…\", {unit} = {name} }}"),
            (None, _) => format!("{target}{{ column = {name}, dates = \"…\" }}"),
        };
        let what = if unit.is_some() { "lengths of time" } else { "values that no date format known to the draft reads" };
        self.line("");
        self.ask(&format!("{name} seems to tell of {role}, and is not read: it holds {what}, such as {value}. If it does, write {remedy}"));
    }

    fn log(&mut self, Log { state, moment, is_moment_guessed }: &Log) {
        self.line("\n# What happened is told by a change of state; rows that repeat the state of the row before tell of nothing new.");
        self.line("[[table.event]]");
        if let Some(moment) = moment {
            if *is_moment_guessed {
                let name = quoted(&moment.name);
                self.ask(&format!(
                    "did the state of a row begin when {name} says? It changes from row to row of a case, but its name does not say so"
                ));
            }
            self.date("at", moment);
        } else {
            self.ask("which column tells when the state of a row began? None does plainly: a receipt, a deadline, or the day on which a list was made does not. Without its name here no row can be kept");
            self.line(&format!("at = {}", quoted(UNKNOWN_MOMENT)));
        }
        self.guess(&format!("when = {{ column = {}, changed = true }}", quoted(&state.name)));
        self.line("\n[table.event.event]");
        self.line(&format!("column = {}", quoted(&state.name)));
        self.line("other = \"status_changed\"");
        self.line("\n[table.event.event.values]");
        self.ask("what does each state stand for? See the list of events in docs/mapping.md");
        for (word, count) in &state.words {
            let (event, is_proxy) = event_of(word);
            let yields = if is_proxy { format!("{{ event = {}, evidence = \"proxy\" }}", quoted(event)) } else { quoted(event) };
            self.line(&format!("{} = {yields}    # {count} rows", quoted(word)));
        }
        let waits: Vec<&str> = state.words.keys().filter(|word| event_of(word).0 == "paused").map(String::as_str).collect();
        if !waits.is_empty() {
            self.line("\n# Leaving a waiting state ends the wait.");
            self.line("[[table.event]]");
            self.line("event = \"resumed\"");
            self.line("evidence = \"proxy\"");
            let at = moment.map_or_else(|| quoted(UNKNOWN_MOMENT), |moment| self.written(moment));
            self.guess(&format!("at = {at}"));
            self.guess(&format!("when = {{ column = {}, from = {} }}", quoted(&state.name), list(&waits)));
        }
    }

    fn placed(&self) -> Vec<&'a str> {
        let roles = self.roles;
        let times = date_columns(roles).into_iter().filter_map(|column| self.time_beside(column));
        let of_log = roles.log.map(|log| log.state);
        let columns = roles.case_id.into_iter().chain(roles.on_time).chain(of_log).chain(date_columns(roles)).chain(times);
        let columns = columns.chain(roles.fields.values().copied()).chain(roles.personal.iter().map(|person| person.0));
        columns.map(|column| column.name.as_str()).collect()
    }

    /// The columns by which such a file is known again: those that the draft needs, in the order of the file.
    fn recognised(&self) -> Vec<&'a str> {
        let placed = self.placed();
        let is_wanted = |column: &&Column| column.filled > 0 && placed.contains(&column.name.as_str());
        self.look.columns.iter().filter(is_wanted).map(|column| column.name.as_str()).take(MOST_RECOGNISED).collect()
    }
}

/// The date columns that the draft reads.
fn date_columns<'a>(roles: &Roles<'a>) -> Vec<&'a Column> {
    let of_log = roles.log.and_then(|log| log.moment);
    roles.received_at.into_iter().chain(roles.due_at).chain(of_log).chain(roles.events.iter().map(|event| event.1)).collect()
}

fn quoted(text: &str) -> String {
    // The escapes of JSON are those of TOML, but for the one letter that JSON leaves as it is.
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007f")
}

fn list<T: AsRef<str>>(words: &[T]) -> String {
    format!("[{}]", words.iter().map(|word| quoted(word.as_ref())).collect::<Vec<_>>().join(", "))
}

fn table_of(words: &BTreeMap<&str, &str>) -> String {
    let mut text = String::from("{ ");
    for (place, (word, meaning)) in words.iter().enumerate() {
        let _ = write!(text, "{}{} = {}", if place > 0 { ", " } else { "" }, quoted(word), quoted(meaning));
    }
    text + " }"
}
