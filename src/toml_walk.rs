//! Walks a TOML file key by key and collects every fault with its place, not only the first.

use crate::error::{Error, Place, Result, did_you_mean};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use toml::value::Datetime;

/// A TOML text under examination; the faults found so far.
pub struct Walk<'t> {
    file: &'t Path,
    text: &'t str,
    faults: RefCell<Vec<Error>>,
    /// The lines that are no TOML: what else they seem to say is not to be judged.
    not_toml: RefCell<BTreeSet<usize>>,
}

/// A table of the file, and which of its keys have been asked for.
pub struct Table<'w, 't> {
    walk: &'w Walk<'t>,
    entries: &'w DeTable<'t>,
    span: Range<usize>,
    asked: RefCell<Vec<&'static str>>,
}

/// A value with its place.
pub type Value<'w, 't> = &'w Spanned<DeValue<'t>>;

impl<'t> Walk<'t> {
    /// Begins to examine a text that was read from `file`.
    pub fn new(file: &'t Path, text: &'t str) -> Self {
        Self { file, text, faults: RefCell::default(), not_toml: RefCell::default() }
    }

    /// Parses the text, as far as it goes; each place that is no TOML is a fault, and what can be read is examined all the same.
    pub fn parse(&self) -> Spanned<DeTable<'t>> {
        let (table, causes) = DeTable::parse_recoverable(self.text);
        for cause in causes {
            let error = crate::toml_file::not_toml(cause.message());
            let place = cause.span().map_or_else(|| Place::file(self.file), |span| self.place(span));
            self.not_toml.borrow_mut().insert(place.line);
            self.faults.borrow_mut().push(error.at(place));
        }
        table
    }

    /// The root table.
    pub fn root<'w>(&'w self, parsed: &'w Spanned<DeTable<'t>>) -> Table<'w, 't> {
        Table { walk: self, entries: parsed.get_ref(), span: 0..0, asked: RefCell::default() }
    }

    /// The place of a byte range of the text.
    pub fn place(&self, span: Range<usize>) -> Place {
        Place::span(self.file, self.text, span)
    }

    /// Notes a fault at a byte range.
    ///
    /// The same fault at the same place is noted once: what several readings share is looked at by each.
    pub fn fault(&self, span: Range<usize>, error: Error) {
        let fault = error.at(self.place(span));
        let is_of_no_toml = fault.place().is_some_and(|place| self.not_toml.borrow().contains(&place.line));
        let is_known = self.faults.borrow().iter().any(|known| known.to_string() == fault.to_string());
        if !is_of_no_toml && !is_known {
            self.faults.borrow_mut().push(fault);
        }
    }

    /// How many faults were found so far.
    pub fn fault_count(&self) -> usize {
        self.faults.borrow().len()
    }

    /// Notes a fault of another file that this one names; it has its own place.
    pub fn fault_elsewhere(&self, error: Error) {
        self.faults.borrow_mut().push(error);
    }

    /// The model, if no fault was found; else all faults in the order of the file.
    pub fn finish<T>(self, model: Option<T>) -> Result<T> {
        let mut faults = self.faults.into_inner();
        faults.sort_by_key(|fault| fault.place().map_or(0, |place| place.line));
        match (Error::all(faults), model) {
            (Some(error), _) => Err(error),
            (None, Some(model)) => Ok(model),
            (None, None) => Err(Error::new("this file cannot be read").at(Place::file(self.file))),
        }
    }

    /// The table in a value, or a fault that says what was expected.
    pub fn table<'w>(&'w self, value: Value<'w, 't>, expected: &str) -> Option<Table<'w, 't>> {
        match value.get_ref() {
            DeValue::Table(entries) => Some(Table { walk: self, entries, span: value.span(), asked: RefCell::default() }),
            other => {
                self.wrong_type(value.span(), other, expected);
                None
            }
        }
    }

    /// The text in a value, or a fault.
    pub fn text<'w>(&self, value: Value<'w, 't>, expected: &str) -> Option<&'w str> {
        let text = value.get_ref().as_str();
        if text.is_none() {
            self.wrong_type(value.span(), value.get_ref(), expected);
        }
        text
    }

    /// The items of an array, or a fault.
    pub fn items<'w>(&self, value: Value<'w, 't>, expected: &str) -> Vec<Value<'w, 't>> {
        match value.get_ref() {
            DeValue::Array(items) => items.iter().collect(),
            other => {
                self.wrong_type(value.span(), other, expected);
                Vec::new()
            }
        }
    }

    fn wrong_type(&self, span: Range<usize>, found: &DeValue<'_>, expected: &str) {
        let found = match found {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) => "a number",
            DeValue::Float(_) => "a decimal number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        self.fault(span, Error::new(format!("this is {found}")).accepted(expected));
    }
}

impl<'w, 't> Table<'w, 't> {
    /// The examination that this table belongs to.
    pub fn walk(&self) -> &'w Walk<'t> {
        self.walk
    }

    /// Where the table stands.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The value of a key, if it is there.
    pub fn get(&self, key: &'static str) -> Option<Value<'w, 't>> {
        self.asked.borrow_mut().push(key);
        self.entries.get(key)
    }

    /// The value of a key that must be there; where a part of the file is no TOML, it may be in that part, and is not missed.
    pub fn require(&self, key: &'static str) -> Option<Value<'w, 't>> {
        let value = self.get(key);
        if value.is_none() && self.walk.not_toml.borrow().is_empty() {
            self.walk.fault(self.span.clone(), Error::new(format!("the key \"{key}\" is missing here")));
        }
        value
    }

    /// A text, if the key is there; blank is refused.
    pub fn text(&self, key: &'static str) -> Option<&'w str> {
        let value = self.get(key)?;
        let text = self.walk.text(value, "a text in quotes")?;
        if text.trim().is_empty() {
            self.walk.fault(value.span(), Error::new(format!("\"{key}\" is blank")));
        }
        Some(text)
    }

    /// A text that must be there.
    pub fn require_text(&self, key: &'static str) -> Option<&'w str> {
        self.require(key)?;
        self.text(key)
    }

    /// True or false, if the key is there.
    pub fn flag(&self, key: &'static str) -> Option<bool> {
        let value = self.get(key)?;
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.walk.wrong_type(value.span(), value.get_ref(), "true or false");
        }
        flag
    }

    /// A whole number, if the key is there.
    pub fn integer(&self, key: &'static str) -> Option<i64> {
        let value = self.get(key)?;
        let number =
            value.get_ref().as_integer().and_then(|number| i64::from_str_radix(&number.as_str().replace('_', ""), number.radix()).ok());
        if number.is_none() {
            self.walk.wrong_type(value.span(), value.get_ref(), "a whole number");
        }
        number
    }

    /// A number with or without decimals, if the key is there.
    pub fn number(&self, key: &'static str) -> Option<f64> {
        let value = self.get(key)?;
        let text = match value.get_ref() {
            DeValue::Integer(number) => number.as_str().to_string(),
            DeValue::Float(number) => number.as_str().to_string(),
            other => {
                self.walk.wrong_type(value.span(), other, "a number");
                return None;
            }
        };
        text.replace('_', "").parse().ok()
    }

    /// A date without a time, if the key is there.
    pub fn date(&self, key: &'static str) -> Option<chrono::NaiveDate> {
        let value = self.get(key)?;
        date(self.walk, value)
    }

    /// A list of texts, if the key is there.
    pub fn texts(&self, key: &'static str) -> Option<Vec<&'w str>> {
        let value = self.get(key)?;
        Some(self.walk.items(value, "a list of texts").into_iter().filter_map(|item| self.walk.text(item, "a text in quotes")).collect())
    }

    /// All entries, in the order of the file.
    pub fn entries(&self) -> impl Iterator<Item = (&'w str, Range<usize>, Value<'w, 't>)> {
        self.entries.iter().map(|(key, value)| (key.get_ref().as_ref(), key.span(), value))
    }

    /// Says which file version this is: only `schema = 1` is known.
    pub fn require_schema_1(&self) {
        if let Some(value) = self.require("schema")
            && self.integer("schema") != Some(1)
        {
            self.walk.fault(value.span(), Error::new("this schema is not known").accepted("schema = 1"));
        }
    }

    /// Refuses every key that was never asked for.
    pub fn refuse_others(&self) {
        let asked = self.asked.borrow();
        let mut known: Vec<&str> = Vec::new();
        for key in asked.iter() {
            if !known.contains(key) {
                known.push(key);
            }
        }
        for (key, span, _) in self.entries() {
            if !known.contains(&key) {
                let near = did_you_mean(key, known.iter().copied());
                self.walk.fault(span, Error::new(format!("unknown key \"{key}\"{near}")).accepted(known.join(", ")));
            }
        }
    }
}

/// The date in a value, or a fault.
pub fn date(walk: &Walk<'_>, value: Value<'_, '_>) -> Option<chrono::NaiveDate> {
    let date = value.get_ref().as_datetime().and_then(civil_date);
    if date.is_none() {
        walk.fault(value.span(), Error::new("this is no date").accepted("a date without quotes, such as 2026-12-25"));
    }
    date
}

fn civil_date(datetime: &Datetime) -> Option<chrono::NaiveDate> {
    let date = datetime.date.filter(|_| datetime.time.is_none())?;
    chrono::NaiveDate::from_ymd_opt(i32::from(date.year), u32::from(date.month), u32::from(date.day))
}
