//! A mapping in words: what each field, event and attribute is made from.
//!
//! Beside a file's header it also says which columns that file does not have, and which name was
//! probably meant.

use super::header::{Header, is_listed};
use super::mapping::{Choice, Condition, DateChoice, DateValue, EventName, EventRule, Row, Sequence, Table, Test, Text, Value};
use crate::error::nearest;

/// What each field, event and attribute is made from, in the order of the mapping.
pub fn lines(table: &Table, header: Option<&Header>) -> Vec<(String, String)> {
    Describe { table, header }.lines()
}

/// The columns that a table names and a file does not have, each with the name that was probably meant, if any.
pub fn missing(table: &Table, header: &Header) -> Vec<String> {
    let describe = Describe { table, header: Some(header) };
    let is_missing = |column: &&str| header.place(column).is_none() && !column.contains('*');
    let told = |column: &str| {
        format!("\"{column}\"{}", describe.near(column, header).map(|near| format!(" (is it \"{near}\"?)")).unwrap_or_default())
    };
    table.named_columns().into_iter().filter(is_missing).map(told).collect()
}

struct Describe<'a> {
    table: &'a Table,
    header: Option<&'a Header>,
}

impl Describe<'_> {
    fn lines(&self) -> Vec<(String, String)> {
        let table = self.table;
        let mut lines = vec![("case_id".to_string(), self.value(&table.case_id))];
        if let Some(case) = &table.case {
            let received = case.received_at.as_ref().map_or_else(|| "the case's first event".into(), |date| self.date(date));
            lines.push(("received_at".into(), received + &self.conditions(&case.when)));
            lines.extend(case.fields.iter().map(|(name, value)| ((*name).to_string(), self.value(value))));
            lines.extend(case.due_at.iter().map(|date| ("due_at".into(), self.date(date))));
        }
        lines.extend(table.attributes.set.iter().map(|(name, value)| (format!("attribute {name}"), self.value(value))));
        let written_out = self.header.map(|header| table.for_header(header));
        lines.extend(written_out.as_ref().unwrap_or(table).events.iter().map(|rule| self.event(rule)));
        lines.extend(self.dates());
        lines.extend(self.rest());
        lines
    }

    fn event(&self, rule: &EventRule) -> (String, String) {
        let (name, by) = match &rule.name {
            EventName::Fixed(yields) => (yields.iter().map(|one| one.event).collect::<Vec<_>>().join(", "), String::new()),
            EventName::Spoken(value) => ("events".into(), format!(", named by {}", self.value(value))),
            EventName::Mapped { value, words, .. } => ("events".into(), format!(", {} words of {}", words.len(), self.value(value))),
        };
        let of_rule = rule.evidence.constants().next().filter(|word| *word != "event");
        let of_name = match &rule.name {
            EventName::Fixed(yields) => yields.iter().find_map(|one| one.evidence).map(str::to_string),
            _ => None,
        };
        let evidence = of_name.or(of_rule.cloned()).map(|word| format!(" ({word})")).unwrap_or_default();
        let sequence = match &rule.sequence {
            None => String::new(),
            Some(Sequence::First) => ", the first of the case".into(),
            Some(Sequence::Later) => ", all but the first of the case".into(),
            Some(Sequence::Changed { value, from }) if from.is_empty() => format!(", where {} changes", self.choice(value)),
            Some(Sequence::Changed { value, from }) => format!(", where {} changes from {}", self.choice(value), from.join(" or ")),
        };
        let each = rule.for_each.as_ref().map(|column| format!(", for every column \"{column}\"")).unwrap_or_default();
        (name, format!("at {}{by}{}{sequence}{each}{evidence}", self.date(&rule.at), self.conditions(&rule.when)))
    }

    /// How dates may be written.
    fn dates(&self) -> Option<(String, String)> {
        let forms: Vec<String> = self.table.date_forms().into_iter().map(|form| format!("\"{form}\"")).collect();
        (!forms.is_empty()).then(|| ("dates as".to_string(), forms.join(", ")))
    }

    /// The columns that become attributes, and those that are not kept.
    fn rest(&self) -> Vec<(String, String)> {
        let table = self.table;
        let quoted = |names: Vec<&String>| names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
        let Some(header) = self.header else {
            return named([
                ("attributes", String::from("every other column")),
                ("not kept", quoted(table.attributes.drop.iter().collect())),
            ]);
        };
        let written_out = table.for_header(header);
        let consumed = written_out.consumed_columns();
        let is_dropped = |name: &&String| is_listed(&written_out.attributes.drop, name);
        let is_attribute =
            |name: &&String| !is_dropped(name) && (!consumed.contains(&name.as_str()) || is_listed(&table.attributes.keep, name));
        let of_case = |name: &&String| table.row == Row::Case || (table.case.is_some() && is_listed(&table.attributes.case, name));
        let names = header.names().iter();
        let of_cases = quoted(names.clone().filter(is_attribute).filter(of_case).collect());
        let of_events = quoted(names.clone().filter(is_attribute).filter(|name| !of_case(name)).collect());
        let dropped = quoted(names.filter(is_dropped).filter(|name| !consumed.contains(&name.as_str())).collect());
        let free_text = quoted(table.attributes.free_text.iter().collect());
        named([("attributes", of_cases), ("attributes of events", of_events), ("free text of", free_text), ("not kept", dropped)])
    }

    fn value(&self, value: &Value) -> String {
        match value.choices.as_slice() {
            [] => "nothing".into(),
            [Choice { text: Text::Constant(text), when, .. }] if when.is_empty() => format!("always {text}"),
            choices => choices.iter().map(|choice| self.choice(choice)).collect::<Vec<_>>().join(", else "),
        }
    }

    fn choice(&self, choice: &Choice) -> String {
        let mut text = match &choice.text {
            Text::First(columns) => self.columns(columns, " or "),
            Text::Joined { columns, .. } => self.columns(columns, " + "),
            Text::Constant(text) => text.clone(),
        };
        if let Some(split) = &choice.split {
            text += &format!(", part {} between \"{}\"", split.part, split.by);
        }
        if let Some(values) = &choice.values {
            text += &format!(" ({} {} translated)", values.len(), if values.len() == 1 { "word" } else { "words" });
        }
        if choice.pseudonym == Some(true) {
            text += " (as a pseudonym)";
        }
        text + &self.conditions(&choice.when)
    }

    fn date(&self, date: &DateValue) -> String {
        date.choices.iter().map(|choice| self.date_choice(choice)).collect::<Vec<_>>().join(", else ")
    }

    fn date_choice(&self, choice: &DateChoice) -> String {
        let zone = choice.time_zone.map(|zone| format!(" ({})", zone.name())).unwrap_or_default();
        let written = self.choice(&choice.written) + &zone;
        let Some(later) = &choice.later else { return written };
        let clock = later.calendar.as_ref().map(|id| format!(" on the calendar {id}")).unwrap_or_default();
        format!("{written} + {} {}{clock}", self.choice(&later.amount), later.unit)
    }

    fn conditions(&self, conditions: &[Condition]) -> String {
        conditions.iter().map(|condition| format!(", where {} {}", self.choice(&condition.value), test(&condition.test))).collect()
    }

    fn columns(&self, columns: &[String], between: &str) -> String {
        columns.iter().map(|column| self.column(column)).collect::<Vec<_>>().join(between)
    }

    fn column(&self, column: &str) -> String {
        let Some(header) = self.header.filter(|header| header.place(column).is_none()) else { return format!("\"{column}\"") };
        let near = self.near(column, header).map(|near| format!("; is it \"{near}\"?"));
        format!("\"{column}\" (not in this file{})", near.unwrap_or_default())
    }

    /// The column of a file that a name probably means; none that the table names itself.
    fn near<'b>(&self, column: &str, header: &'b Header) -> Option<&'b str> {
        nearest(column, header.names().iter().map(String::as_str)).filter(|near| !self.table.named_columns().contains(near))
    }
}

fn named<const N: usize>(lines: [(&str, String); N]) -> Vec<(String, String)> {
    lines.into_iter().filter(|line| !line.1.is_empty()).map(|(what, columns)| (what.to_string(), columns)).collect()
}

fn test(test: &Test) -> String {
    match test {
        Test::Present => "is not blank".into(),
        Test::Blank => "is blank".into(),
        Test::Is(words) => format!("is {}", words.join(" or ")),
        Test::IsNot(words) => format!("is not {}", words.join(" or ")),
        Test::SameAs(column) => format!("is the same as \"{column}\""),
        Test::NotSameAs(column) => format!("is another than \"{column}\""),
        Test::OtherThan(column) => format!("is another than \"{column}\", which may be blank"),
    }
}
