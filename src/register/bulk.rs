//! Many entries at once: a file of rows, each what `register open` or `register record` would be told.
//!
//! CSV with a header, or JSON Lines. A row without `event`, or with `received`, opens a case; its `case` is then
//! the file's own name for it, by which later rows of the file mean it. Every other row names such a case, a case of
//! the register, an imported one (with `source`), or none where the event is the organisation's.
//!
//! Errors that a user can meet: an unknown column, a value that may not stand there, a row with too few values, a row that
//! stands before the one that opens its case, a name that can mean two cases of the register.
//! All faults of a file are told at once, each with its line.

use super::draft::{Case, Draft, is_number, is_word, withheld};
use super::entry::{Entry, FIELDS, When};
use super::history;
use crate::error::{Error, Place, Result, did_you_mean};
use crate::vocabulary::ORGANISATION_EVENTS;
use chrono_tz::Tz;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The columns beside those of [`FIELDS`], and beside `attribute.NAME`.
const COLUMNS: &[&str] = &[
    "case",
    "source",
    "event",
    "at",
    "expected_at",
    "due_at",
    "actor",
    "role",
    "auto",
    "evidence",
    "customer",
    "contact",
    "subject",
    "description",
    "note",
];

/// What a line of JSON Lines is.
const OBJECT: &str = "an object a line, such as {\"case\": \"17\", \"at\": \"2026-03-05\"}";

/// What a column for something else begins with.
const ATTRIBUTE: &str = "attribute.";

/// The name of the attribute that keeps the file's own name for a case.
pub const REFERENCE: &str = "reference";

/// One row: what it says, blank values left out.
#[derive(Debug, Clone)]
pub struct Row {
    /// The line on which it begins, from 1.
    pub line: usize,
    values: BTreeMap<String, String>,
}

impl Row {
    fn get(&self, column: &str) -> Option<&str> {
        self.values.get(column).map(String::as_str)
    }

    /// Whether it opens a case.
    pub fn opens(&self) -> bool {
        self.get("source").is_none() && self.get("event").is_none_or(|event| event == "received")
    }

    /// The case, as the file names it.
    pub fn case(&self) -> Option<&str> {
        self.get("case")
    }
}

/// The rows of a file.
pub fn rows(file: &Path, text: &str) -> Result<Vec<Row>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let is_json = file.extension().is_some_and(|kind| kind == "jsonl" || kind == "json" || kind == "ndjson");
    let rows = if is_json { json_rows(text) } else { csv_rows(text) };
    let rows: Vec<Row> = told_at_once(file, rows)?;
    if rows.is_empty() {
        return Err(Error::new("the file has no row").in_file(file).accepted("a header, and a row for each entry"));
    }
    Ok(rows)
}

/// All good values, or all faults with their lines.
pub fn told_at_once<T>(file: &Path, results: Vec<(usize, Result<T>)>) -> Result<Vec<T>> {
    let mut faults = Vec::new();
    let mut good = Vec::with_capacity(results.len());
    for (line, result) in results {
        match result {
            Ok(value) => good.push(value),
            Err(error) => faults.push(error.at(Place { line, ..Place::file(file) })),
        }
    }
    Error::all(faults).map_or(Ok(good), Err)
}

fn csv_rows(text: &str) -> Vec<(usize, Result<Row>)> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let columns: Vec<String> = match reader.headers() {
        Ok(header) => header.iter().map(str::to_string).collect(),
        Err(cause) => return vec![(1, Err(Error::new(format!("the header cannot be read: {cause}"))))],
    };
    let twice = |(place, column): (usize, &String)| {
        let is_first_again = columns[..place].iter().filter(|other| *other == column).count() == 1;
        is_first_again.then(|| Error::new(format!("{} is there twice", the_column(column, place))).accepted("each column once"))
    };
    let places = columns.iter().enumerate();
    let unknown = places.filter_map(|(place, column)| check_column(column, &format!("the header's column {}", place + 1)).err());
    let faults: Vec<_> = unknown.chain(columns.iter().enumerate().filter_map(twice)).map(|error| (1, Err(error))).collect();
    if !faults.is_empty() {
        return faults;
    }
    let mut rows = Vec::new();
    let mut record = csv::StringRecord::new();
    loop {
        let line = reader.position().line() as usize;
        match reader.read_record(&mut record) {
            Ok(false) => return rows,
            Ok(true) => {
                let line = record.position().map_or(line, |place| place.line() as usize);
                let values = columns.iter().cloned().zip(record.iter().map(str::to_string)).filter(|(_, value)| !value.is_empty());
                rows.push((line, Ok(Row { line, values: values.collect() })));
            }
            Err(cause) => rows.push((line, Err(unequal(&cause)))),
        }
    }
}

fn unequal(cause: &csv::Error) -> Error {
    match cause.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            Error::new(format!("the row has {len} values, the header {expected_len}"))
                .remedy("A value that holds a comma stands in quotes.")
        }
        _ => Error::new(format!("the row cannot be read: {cause}")),
    }
}

fn json_rows(text: &str) -> Vec<(usize, Result<Row>)> {
    let lines = text.lines().enumerate().map(|(place, line)| (place + 1, line)).filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(line, text)| (line, json_row(line, text))).collect()
}

fn json_row(line: usize, text: &str) -> Result<Row> {
    let value: Value = serde_json::from_str(text).map_err(|cause| no_json(text, &cause))?;
    let object = value.as_object().ok_or_else(|| Error::new("this is no JSON object").accepted(OBJECT))?;
    let mut values = BTreeMap::new();
    let mut faults = Vec::new();
    for (column, value) in object {
        faults.extend(check_column(column, "the name of a value").err());
        let text = match value {
            Value::Null => continue,
            Value::String(text) => text.trim().to_string(),
            Value::Bool(_) | Value::Number(_) => value.to_string(),
            Value::Array(_) | Value::Object(_) => {
                faults.push(Error::new(format!("{column} is a list or an object")).accepted("a text, a number, true or false"));
                continue;
            }
        };
        if !text.is_empty() {
            values.insert(column.clone(), text);
        }
    }
    Error::all(faults).map_or(Ok(Row { line, values }), Err)
}

/// Where a line stops being JSON, in words that need no library's.
fn no_json(text: &str, cause: &serde_json::Error) -> Error {
    let before = text.bytes().take(cause.column().saturating_sub(1)).filter(|byte| byte & 0xC0 != 0x80).count();
    let found = if cause.is_eof() {
        "this is no JSON: the line ends before the object does".to_string()
    } else {
        format!("this is no JSON: it makes no sense at character {}", before + 1)
    };
    Error::new(found).accepted(OBJECT).remedy("Names and texts stand in double quotation marks, and a line holds one object and no more.")
}

/// A column by its name, or by its place where the name may be somebody's.
fn the_column(column: &str, place: usize) -> String {
    if is_word(column) { format!("the column \"{column}\"") } else { format!("column {}", place + 1) }
}

/// Refuses the name of a column that is not known; `place` says where it stands.
fn check_column(column: &str, place: &str) -> Result<()> {
    let known = || COLUMNS.iter().chain(FIELDS).copied();
    if known().any(|name| name == column) || column.strip_prefix(ATTRIBUTE).is_some_and(|name| !name.is_empty()) {
        return Ok(());
    }
    let accepted = known().chain([concat!("attribute.", "NAME")]).collect::<Vec<_>>().join(", ");
    let found = if is_word(column) { format!("no column \"{column}\"{}", did_you_mean(column, known())) } else { withheld(place) };
    Err(Error::new(found).accepted(accepted))
}

/// What the names of cases mean in a file.
#[derive(Debug, Default)]
pub struct Names {
    /// The line that opens each case that the file opens, by the file's name for it.
    openings: BTreeMap<String, usize>,
    /// The cases that the rows so far have opened, by the file's names.
    opened: BTreeMap<String, String>,
    /// Names that can mean one case of the register as well as another, with all of these.
    several: BTreeMap<String, BTreeSet<String>>,
}

impl Names {
    /// The names of a file of which no row was taken yet.
    pub fn of(rows: &[Row]) -> Self {
        let openings = rows.iter().rev().filter(|row| row.opens()).filter_map(|row| Some((row.case()?.to_string(), row.line)));
        Self { openings: openings.collect(), ..Self::default() }
    }

    /// The names that rows have for cases of the register: those that no row of the file opens.
    pub fn of_register<'r>(&self, rows: &'r [Row]) -> BTreeSet<&'r str> {
        let others = rows.iter().filter(|row| !row.opens() && row.get("source").is_none()).filter_map(Row::case);
        others.filter(|name| !self.openings.contains_key(*name)).collect()
    }

    /// Says which case of the register a name is short for, and which cases each reference means; where both are one case there is no doubt.
    pub fn doubt(&mut self, name: &str, short_for: &str, referenced: &BTreeMap<String, BTreeSet<String>>) {
        let mut cases = referenced.get(name).cloned().unwrap_or_default();
        cases.insert(short_for.to_string());
        if cases.len() > 1 {
            self.several.insert(name.to_string(), cases);
        }
    }

    /// Says that a row opened a case; refused where one before it opened a case of that name.
    pub fn open(&mut self, name: &str, case_id: String) -> Result<()> {
        if self.opened.contains_key(name) {
            return Err(Error::new(format!("a row before opened {} already", the_case(name))));
        }
        self.opened.insert(name.to_string(), case_id);
        Ok(())
    }

    /// The case that a row means by a name. A guess would lay the row to another customer's case.
    fn meant(&self, name: &str) -> Result<String> {
        if let Some(case_id) = self.opened.get(name) {
            return Ok(case_id.clone());
        }
        if let Some(line) = self.openings.get(name) {
            return Err(Error::new(format!("{} is opened further down only, on line {line}", the_case(name)))
                .accepted("a case that a row above opens, or one of the register by its full number, such as R-000001")
                .remedy("Nothing was recorded. Put the row that opens the case above all others of the case."));
        }
        self.several.get(name).map_or_else(|| Ok(name.to_string()), |cases| Err(ambiguous(name, cases)))
    }
}

/// A case by the name that a file has for it, unless that may be somebody's.
fn the_case(name: &str) -> String {
    if is_number(name) || is_word(name) { format!("the case \"{name}\"") } else { "the case".to_string() }
}

fn ambiguous(name: &str, cases: &BTreeSet<String>) -> Error {
    let cases = || cases.iter().map(String::as_str).collect::<Vec<_>>();
    Error::new(format!("\"{name}\" can mean {}: it is short for one, and the reference of another", cases().join(" or ")))
        .accepted(cases().join(", "))
        .remedy("Nothing was recorded. Write the full number of the case that is meant.")
}

/// The cases of the register by the reference that their openings, as they stand, keep.
pub fn referenced(entries: &[Entry]) -> BTreeMap<String, BTreeSet<String>> {
    let mut cases: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for opening in history::in_force(entries).into_iter().filter(|entry| entry.is_opening()) {
        if let (Some(reference), Some(case_id)) = (opening.statement.attributes.get(REFERENCE), &opening.case_id) {
            cases.entry(reference.clone()).or_default().insert(case_id.clone());
        }
    }
    cases
}

/// What a row is to record.
pub fn draft(row: &Row, zone: Tz, now: When, names: &Names) -> Result<Draft> {
    let event = row.get("event").unwrap_or("received");
    let case = match (row.get("source"), row.case()) {
        _ if row.opens() => Case::New,
        (Some(source), Some(case_id)) => Case::Imported { source: source.into(), case_id: case_id.into() },
        (None, Some(name)) => Case::Own(names.meant(name)?),
        (_, None) if ORGANISATION_EVENTS.contains(&event) => Case::Organisation,
        (_, None) => return Err(Error::new("the row names no case").remedy("Fill the column `case`.")),
    };
    let when = instant(row, "at", |text| When::parse(text, zone))?;
    let is_by_hand = case != Case::New && case != Case::Organisation;
    let mut draft = Draft::of(case, event, when.unwrap_or(now));
    let statement = &mut draft.statement;
    let owned = |column: &str| row.get(column).map(str::to_string);
    statement.actor = owned("actor");
    statement.role = owned("role");
    statement.evidence = owned("evidence");
    statement.auto = match row.get("auto") {
        Some("true" | "yes") => Some(true),
        Some("false" | "no") => Some(false),
        Some("unknown") => None,
        None => is_by_hand.then_some(false),
        Some(other) => {
            let found = if is_word(other) { format!("auto is \"{other}\"") } else { withheld("auto") };
            return Err(Error::new(found).accepted("true, false or unknown"));
        }
    };
    statement.expected_at = instant(row, "expected_at", |text| When::promised(text, zone))?;
    statement.due_at = instant(row, "due_at", |text| When::promised(text, zone))?;
    statement.fields = FIELDS.iter().filter_map(|name| Some(((*name).to_string(), owned(name)?))).collect();
    let attributes = row.values.iter().filter_map(|(column, value)| Some((column.strip_prefix(ATTRIBUTE)?.to_string(), value.clone())));
    statement.attributes = attributes.collect();
    if draft.case == Case::New {
        statement.fields.entry("kind".into()).or_insert_with(|| "complaint".into());
        statement.attributes.extend(owned("case").map(|case| (REFERENCE.to_string(), case)));
    }
    for (name, part) in draft.personal.parts_mut() {
        *part = owned(name);
    }
    draft.check()?;
    Ok(draft)
}

/// What a column of instants holds.
fn instant<T>(row: &Row, column: &str, read: impl Fn(&str) -> Result<T>) -> Result<Option<T>> {
    let Some(text) = row.get(column) else { return Ok(None) };
    let named = |error: Error| {
        let found = if is_word(text) { format!("{column}: {}", error.found()) } else { withheld(column) };
        error.reworded(found)
    };
    read(text).map(Some).map_err(named)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, text: &str) -> Result<Vec<Row>> {
        rows(Path::new(name), text)
    }

    #[test]
    fn a_line_that_is_no_json_and_a_column_that_is_there_twice_are_told_in_plain_words() {
        let told = |name: &str, text: &str| read(name, text).unwrap_err().to_string();
        assert!(
            told("a.jsonl", "{\"case\":\"1\"}\n{bad\n")
                .starts_with("a.jsonl:2: this is no JSON: it makes no sense at character 2\nAccepted: an")
        );
        assert!(told("a.jsonl", "{\"é\":x}\n").contains("at character 6"), "{}", told("a.jsonl", "{\"é\":x}\n"));
        assert!(told("a.jsonl", "{\"case\":\"1\"").starts_with("a.jsonl:1: this is no JSON: the line ends before the object does"));
        assert_eq!(
            told("a.csv", "case,at,case,case\n1,,2,3\n"),
            "a.csv:1: the column \"case\" is there twice\nAccepted: each column once."
        );
    }

    #[test]
    fn csv_and_json_lines_say_the_same() {
        let csv = read("a.csv", "\u{feff}case,event,auto,attribute.branch\nA,,,north\nA, acknowledged ,true,\n").unwrap();
        let json = "{\"case\":\"A\",\"attribute.branch\":\"north\"}\n\n{\"case\":\"A\",\"event\":\"acknowledged\",\"auto\":true}\n";
        let json = read("a.jsonl", json).unwrap();
        let values = |rows: &[Row]| rows.iter().map(|row| row.values.clone()).collect::<Vec<_>>();
        assert_eq!(values(&csv), values(&json));
        assert_eq!((csv[1].line, json[1].line), (3, 3));
        assert_eq!((csv[0].opens(), csv[1].opens()), (true, false));
    }

    #[test]
    fn every_fault_is_told_with_its_line() {
        let text = read("a.csv", "case,chanel\nA,phone\n").unwrap_err().to_string();
        assert!(text.starts_with("a.csv:1: no column \"chanel\"; did you mean \"channel\"?"), "{text}");
        let text = read("a.csv", "case,event\nA\nB,closed\nC,closed,x\n").unwrap_err().to_string();
        assert!(text.contains("a.csv:2: the row has 1 values, the header 2") && text.contains("a.csv:4: the row has 3"), "{text}");
        assert!(read("a.csv", "case,event\n").unwrap_err().to_string().contains("no row"));
    }

    fn meant(text: &str, names: &Names) -> Vec<Result<Case>> {
        let now = When::parse("2026-03-06", chrono_tz::UTC).unwrap();
        read("a.csv", text).unwrap().iter().map(|row| draft(row, chrono_tz::UTC, now, names).map(|draft| draft.case)).collect()
    }

    #[test]
    fn a_row_means_the_case_that_the_file_opened_before_one_of_the_register() {
        let mut names = Names::default();
        names.open("17", "R-000400".into()).unwrap();
        assert!(names.open("17", "R-000401".into()).is_err());
        let text = "case,event,at\n17,closed,2026-03-05\n18,closed,2026-03-05\n";
        let cases: Vec<Case> = meant(text, &names).into_iter().map(Result::unwrap).collect();
        assert_eq!(cases, [Case::Own("R-000400".into()), Case::Own("18".into())]);
    }

    #[test]
    fn a_row_above_the_opening_of_its_case_is_laid_to_no_other() {
        let text = "case,event,at\n1,closed,2026-03-05\n2,closed,2026-03-05\n1,,2026-03-01\n1,,2026-03-02\n";
        let names = Names::of(&read("a.csv", text).unwrap());
        let told = meant(text, &names)[0].as_ref().unwrap_err().to_string();
        assert!(told.starts_with("the case \"1\" is opened further down only, on line 4\nAccepted: "), "{told}");
        assert_eq!(names.of_register(&read("a.csv", text).unwrap()), BTreeSet::from(["2"]));
    }

    #[test]
    fn a_name_that_is_short_for_one_case_and_the_reference_of_another_is_laid_to_neither() {
        let referenced = BTreeMap::from(["1", "2"].map(|name| (name.to_string(), BTreeSet::from(["R-000002".to_string()]))));
        let mut names = Names::default();
        for (name, short_for) in [("1", "R-000001"), ("2", "R-000002"), ("3", "R-000003")] {
            names.doubt(name, short_for, &referenced);
        }
        let told = meant("case,event,at\n1,closed,2026-03-05\n2,closed,2026-03-05\n3,closed,2026-03-05\n", &names);
        assert!(told[0].as_ref().unwrap_err().to_string().starts_with("\"1\" can mean R-000001 or R-000002: "));
        assert_eq!(told.iter().filter(|case| case.is_ok()).count(), 2);
    }
}
