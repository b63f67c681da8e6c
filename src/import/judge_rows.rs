//! Whether a row can be used: which value cannot, and why.
//!
//! A row is set aside whole at its first fault: a required value that is blank, a date that cannot
//! be read, a word where only certain words have a meaning.

use super::event_names::EventNames;
use super::instants::{Dates, NO_LENGTH, TWO_CLOCKS, TWO_LENGTHS, UNREADABLE};
use super::row::BatchColumns;
use crate::error::did_you_mean;
use crate::source::REGISTER;
use crate::source::header::Header;
use crate::source::mapping::{Choice, DateValue, EventName, Row, Table, Text, Value, Yield};
use crate::vocabulary::{EVENTS, EVIDENCE, ORGANISATION_EVENTS};

/// Why a row is set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The column at fault.
    pub column: String,
    /// The value found there.
    pub value: Option<String>,
    /// What is wrong with it, to be read behind the column and the value.
    pub reason: String,
}

/// Judges the rows of one batch.
pub struct Judge<'a> {
    /// The table.
    pub table: &'a Table,
    /// The file's columns.
    pub header: &'a Header,
    /// The rows.
    pub columns: &'a BatchColumns<'a>,
    /// The words of the table's event rules.
    pub names: &'a [EventNames],
}

/// What is said of a date that could be read if day and month stood the other way round.
pub const OTHER_ORDER: &str = "; it is one with day and month the other way round";
const BLANK: &str = "is blank";
const NEVER_MEANT: &str = "has a value, but nothing that the mapping asks for it (`when`) holds in this row";

impl Judge<'_> {
    /// The first fault of a row, if it has one.
    pub fn fault(&self, row: usize) -> Option<Fault> {
        let of_case = self.identity(row).or_else(|| self.case(row));
        of_case.or_else(|| {
            (0..self.names.len()).find_map(|rule| self.event(rule, row)).filter(|fault| fault.value.is_some() || !self.has_no_element(row))
        })
    }

    /// Whether the array whose elements are the rows (`each`) was empty in this one: a case without history is a case.
    fn has_no_element(&self, row: usize) -> bool {
        let Some(path) = &self.table.layout.each else { return false };
        let is_inside = |name: &str| name.strip_prefix(path.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        let mut inside = self.header.names().iter().zip(self.columns.cells).filter(|(name, _)| is_inside(name));
        inside.all(|(_, cells)| cells.get(row).is_none())
    }

    fn identity(&self, row: usize) -> Option<Fault> {
        let case_id = self.columns.case_id.and_then(|column| column.get(row));
        if case_id.is_none() && self.table.case.is_some() {
            return Some(self.told(&self.table.case_id, row, BLANK));
        }
        let source = self.columns.source.and_then(|column| column.get(row));
        let value = self.table.source.as_ref().filter(|_| source == Some(REGISTER))?;
        Some(self.told(value, row, "is the register's own name and can be no source"))
    }

    fn case(&self, row: usize) -> Option<Fault> {
        let case = self.table.case.as_ref().filter(|_| self.columns.describes_case(row))?;
        for (date, read) in [(&case.received_at, self.columns.received_at), (&case.due_at, self.columns.due_at)] {
            if let Some(fault) = self.date(date.as_ref(), read, row) {
                return Some(fault);
            }
        }
        let received = self.columns.received_at.and_then(|dates| dates.get(row));
        let is_missing = self.table.row == Row::Case && received.is_none();
        case.received_at.as_ref().filter(|_| is_missing).map(|date| self.told_date(date, row, BLANK))
    }

    fn event(&self, place: usize, row: usize) -> Option<Fault> {
        let (rule, columns) = (&self.table.events[place], &self.columns.events[place]);
        // A rule that does not apply to a row cannot be broken by it.
        if !columns.holds(row) {
            return None;
        }
        for (date, read) in [(Some(&rule.at), columns.at), (rule.expected_at.as_ref(), columns.expected_at)] {
            if let Some(fault) = self.date(date, read, row) {
                return Some(fault);
            }
        }
        self.event_name(place, row).or_else(|| self.event_case(place, row)).or_else(|| self.event_words(place, row))
    }

    /// Only what the organisation does is of no case.
    fn event_case(&self, place: usize, row: usize) -> Option<Fault> {
        let columns = &self.columns.events[place];
        if self.columns.case_id.is_some_and(|column| column.get(row).is_some()) || columns.at.is_none_or(|dates| dates.get(row).is_none()) {
            return None;
        }
        let word = columns.name.and_then(|names| names.get(row));
        let is_of_case = |one: &Yield| !ORGANISATION_EVENTS.contains(&one.event);
        let needs_case = self.names[place].yields(word)?.iter().any(is_of_case);
        needs_case.then(|| self.told(&self.table.case_id, row, BLANK))
    }

    fn date(&self, date: Option<&DateValue>, read: Option<&Dates>, row: usize) -> Option<Fault> {
        let (date, read) = (date?, read?);
        let reason = read.fault(row)?;
        let flags = read.flags.get(row);
        if matches!(flags, Some(NO_LENGTH | TWO_LENGTHS | TWO_CLOCKS)) {
            let later = date.choices.iter().find_map(|choice| choice.later.as_ref())?;
            let reason = if flags == Some(NO_LENGTH) { format!("{reason} in {}", later.unit) } else { reason.to_string() };
            return Some(self.told_first(std::iter::once(&later.amount), row, &reason));
        }
        let fault = self.told_date(date, row, reason);
        if flags != Some(UNREADABLE) {
            return Some(fault);
        }
        let mut forms: Vec<String> = Vec::new();
        for form in date.forms().map(|form| format!("\"{form}\"")) {
            if !forms.contains(&form) {
                forms.push(form);
            }
        }
        let fits = |value: &String| date.choices.iter().any(|choice| choice.dates.fits_other_order(value));
        let other = if fault.value.as_ref().is_some_and(fits) { OTHER_ORDER } else { "" };
        Some(Fault { reason: format!("{reason}: {}{other}", forms.join(", ")), ..fault })
    }

    fn event_name(&self, place: usize, row: usize) -> Option<Fault> {
        let rule = &self.table.events[place];
        let (EventName::Spoken(value) | EventName::Mapped { value, .. }) = &rule.name else { return None };
        // To a case nothing happened then; a row of a history is there to tell what happened, and when.
        let is_event = self.table.row == Row::Event;
        let Some(word) = self.columns.events[place].name.and_then(|names| names.get(row)) else {
            return is_event.then(|| self.told(value, row, BLANK));
        };
        if self.names[place].yields(Some(word)).is_none() {
            let reason = if matches!(rule.name, EventName::Spoken(_)) {
                format!("is no event of the vocabulary{}", did_you_mean(word, EVENTS.iter().copied()))
            } else {
                "stands for no event in the mapping".to_string()
            };
            return Some(self.told(value, row, &reason));
        }
        let at = self.columns.events[place].at.and_then(|dates| dates.get(row));
        (is_event && at.is_none()).then(|| self.told_date(&rule.at, row, BLANK))
    }

    fn event_words(&self, place: usize, row: usize) -> Option<Fault> {
        let (rule, columns) = (&self.table.events[place], &self.columns.events[place]);
        if let (Some(auto), Some(value)) = (columns.auto.and_then(|column| column.get(row)), &rule.auto)
            && parse_auto(auto).is_none()
        {
            return Some(self.told(value, row, "is neither true nor false"));
        }
        let evidence = columns.evidence.and_then(|column| column.get(row)).filter(|evidence| !EVIDENCE.contains(evidence))?;
        let near = did_you_mean(evidence, EVIDENCE.iter().copied());
        Some(self.told(&rule.evidence, row, &format!("is none of {}{near}", EVIDENCE.join(", "))))
    }

    fn told(&self, value: &Value, row: usize, reason: &str) -> Fault {
        self.told_first(value.choices.iter(), row, reason)
    }

    fn told_date(&self, date: &DateValue, row: usize, reason: &str) -> Fault {
        self.told_first(date.choices.iter().map(|choice| &choice.written), row, reason)
    }

    /// A fault in the first of some columns that has a value, or in the first of them.
    fn told_first<'a>(&self, choices: impl Iterator<Item = &'a Choice> + Clone, row: usize, reason: &str) -> Fault {
        let found = choices.clone().find_map(|choice| Some((choice, self.cell(choice, row)?)));
        let Some((choice, (column, value))) = found else {
            let column = choices.flat_map(Choice::columns).next().cloned().unwrap_or_default();
            return Fault { column, value: None, reason: reason.to_string() };
        };
        // There is a value, and the mapping makes nothing of it.
        let reason = match reason {
            BLANK if !choice.when.is_empty() => NEVER_MEANT,
            BLANK if choice.split.is_some() => "has no such part as the mapping asks for",
            BLANK => "means nothing here, as the mapping says",
            reason => reason,
        };
        Fault { column, value: Some(value), reason: reason.to_string() }
    }

    /// The column and the value that a choice reads in a row; several columns are shown together.
    fn cell(&self, choice: &Choice, row: usize) -> Option<(String, String)> {
        let cell = |name: &String| self.columns.cells[self.header.place(name)?].get(row).map(|value| (name.clone(), value.to_string()));
        match &choice.text {
            Text::First(columns) => columns.iter().find_map(cell),
            Text::Joined { columns, separator } => {
                cell(columns.first()?)?;
                let (names, values): (Vec<String>, Vec<String>) = columns.iter().filter_map(cell).unzip();
                Some((names.join(" + "), values.join(separator)))
            }
            Text::Constant(_) => None,
        }
    }
}

/// `true` or `false`, in whatever letters.
pub fn parse_auto(word: &str) -> Option<bool> {
    match word.to_ascii_lowercase().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}
