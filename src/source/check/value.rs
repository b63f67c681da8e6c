//! Texts, dates and conditions.

use super::Check;
use crate::error::{Error, did_you_mean};
use crate::source::dates::Formats;
use crate::source::document::{ConditionText, DateShape, DateText, TextShape, ValueText};
use crate::source::mapping::{Choice, Condition, DateChoice, DateValue, Later, Sequence, Split, Test, Text, Value};
use crate::source::written::{Many, Short};
use std::ops::Range;
use toml::Spanned;

/// What the keys `column`, `join`, `separator`, `split`, `part` and `nothing` say, wherever they may stand.
pub(super) struct Reading {
    pub column: Many<String>,
    pub join: Vec<String>,
    pub separator: Option<String>,
    pub split: Option<String>,
    pub part: Option<i64>,
    pub nothing: Many<String>,
}

/// The keys of a [`Reading`] out of a table that has them.
macro_rules! reading {
    ($text:expr) => {
        Reading {
            column: $text.column,
            join: $text.join,
            separator: $text.separator,
            split: $text.split,
            part: $text.part,
            nothing: $text.nothing,
        }
    };
}
pub(super) use reading;

impl Check<'_> {
    pub(super) fn value(&mut self, value: Spanned<TextShape>) -> Value {
        let span = value.span();
        let choices = value.into_inner().0.into_iter().flat_map(|one| match one {
            Short::Word(column) => vec![Choice::column(column)],
            Short::Full(full) => self.value_choices(full, &span),
        });
        Value { choices: choices.collect() }
    }

    /// The choice that a table describes, and behind it what stands where that is blank.
    pub(super) fn value_choices(&mut self, full: ValueText, span: &Range<usize>) -> Vec<Choice> {
        let constant = |text: String| Choice { text: Text::Constant(text), ..Choice::default() };
        let is_read = !full.column.0.is_empty() || !full.join.is_empty();
        if full.other.is_some() && full.values.is_none() {
            let error = Error::new("other = … says what unlisted words become, but there is no list");
            self.fault(span.clone(), error.remedy("Add values = { … }."));
        }
        let words = full.values.iter().flatten().map(|word| word.0);
        self.refuse_blank(words, span, "default = … says what stands where the value is blank.");
        let when = self.conditions(full.when);
        let values = full.values.map(|values| values.into_iter().collect());
        if !is_read {
            let Some(text) = full.constant else {
                let error = Error::new("nothing says where the value comes from");
                self.fault(span.clone(), error.accepted("column = \"…\", join = [ … ] or constant = \"…\""));
                return Vec::new();
            };
            let fixed = Choice { when, ..constant(text) };
            return [fixed].into_iter().chain(full.default.map(constant)).collect();
        }
        let read = self.read(reading!(full), span);
        let read = Choice { values, other: full.other, pseudonym: full.pseudonym, when, ..read };
        [read].into_iter().chain(full.default.or(full.constant).map(constant)).collect()
    }

    /// A blank value is no word: it would never be met.
    pub(super) fn refuse_blank<'t>(&mut self, mut words: impl Iterator<Item = &'t String>, span: &Range<usize>, remedy: &str) {
        if words.any(|word| word.trim().is_empty()) {
            self.fault(span.clone(), Error::new("a blank value is no word, so this would never hold").remedy(remedy));
        }
    }

    /// Where a text is read: a column, several put together, a part of it.
    pub(super) fn read(&mut self, reading: Reading, span: &Range<usize>) -> Choice {
        let mut refuse = |is_wrong: bool, what: &str, remedy: &str| {
            if is_wrong {
                self.fault(span.clone(), Error::new(what.to_string()).remedy(remedy));
            }
        };
        let is_joined = !reading.join.is_empty();
        refuse(is_joined && !reading.column.0.is_empty(), "column and join exclude each other", "Use one of them.");
        refuse(!is_joined && reading.separator.is_some(), "separator = … needs join = [ … ]", "Say what is to be joined.");
        refuse(
            reading.split.is_some() != reading.part.is_some(),
            "split = … and part = … need each other",
            "Add the other one, such as split = \";\", part = 1.",
        );
        refuse(reading.part == Some(0), "part = 0 is no part", "The first part is 1, the last one -1.");
        refuse(reading.split.as_deref() == Some(""), "split = \"\" splits nothing", "Say what stands between the parts.");
        Choice {
            text: if is_joined {
                Text::Joined { columns: reading.join, separator: reading.separator.unwrap_or_else(|| " ".to_string()) }
            } else {
                Text::First(reading.column.0)
            },
            split: reading.split.zip(reading.part).map(|(by, part)| Split { by, part }),
            nothing: reading.nothing.0,
            ..Choice::default()
        }
    }

    pub(super) fn formats(&mut self, words: Option<&Spanned<Many<String>>>) -> Formats {
        let mut formats = Formats::default();
        for word in words.iter().flat_map(|words| &words.get_ref().0) {
            if let Err(error) = formats.add(word) {
                self.fault(words.map(Spanned::span).unwrap_or_default(), error);
            }
        }
        formats
    }

    pub(super) fn date(&mut self, date: Spanned<DateShape>, usual: &Formats) -> DateValue {
        let span = date.span();
        let choices = date.into_inner().0.into_iter().filter_map(|one| self.date_choice(one, usual, &span));
        DateValue { choices: choices.collect() }
    }

    fn date_choice(&mut self, one: Short<DateText>, usual: &Formats, span: &Range<usize>) -> Option<DateChoice> {
        let mut full = match one {
            Short::Word(column) => DateText { column: Many(vec![column]), ..DateText::default() },
            Short::Full(full) => full,
        };
        if let Some(base) = full.after.take() {
            return self.later(full, *base, usual, span);
        }
        if let Some(calendar) = &full.calendar {
            let error = Error::new("a calendar counts the length of time behind another date, and there is none");
            self.fault(span.clone(), error.remedy(format!("Add after = \"…\" and a length, or leave out calendar = \"{calendar}\".")));
        }
        if let Some(decimal) = &full.decimal {
            let error = Error::new("decimal tells how a length of time is written, and there is none");
            self.fault(decimal.span(), error.remedy("Add after = \"…\" and a length, or leave it out."));
        }
        for amount in [&full.seconds, &full.minutes, &full.hours, &full.days].into_iter().flatten() {
            let error = Error::new("a length of time needs the date behind which it runs").remedy("Add after = \"…\".");
            self.fault(amount.span(), error);
        }
        let own = self.formats(full.dates.as_ref());
        let dates = if own.is_empty() { usual.clone() } else { own };
        if dates.is_empty() {
            self.fault(
                span.clone(),
                Error::new("nothing says how this date is written").remedy("Add dates = [\"iso\"] or a format to the table."),
            );
        }
        if full.column.0.is_empty() && full.join.is_empty() {
            self.fault(
                span.clone(),
                Error::new("nothing says where the date comes from").accepted("column = \"…\", join = [ … ] or after = \"…\""),
            );
        }
        let time_zone = self.zone(full.time_zone.take().as_ref()).or(self.table_zone);
        let when = self.conditions(full.when.take());
        let written = Choice { when, ..self.read(reading!(full), span) };
        Some(DateChoice { written, dates, time_zone, later: None })
    }

    /// `{ after = …, minutes = … }`.
    fn later(&mut self, full: DateText, base: Spanned<Short<DateText>>, usual: &Formats, span: &Range<usize>) -> Option<DateChoice> {
        const UNITS: [(&str, i64); 4] =
            [("seconds", 1_000_000), ("minutes", 60_000_000), ("hours", 3_600_000_000), ("days", 86_400_000_000)];
        let given = [full.seconds, full.minutes, full.hours, full.days].into_iter().zip(UNITS);
        let mut amounts: Vec<_> = given.filter_map(|(amount, unit)| Some((amount?, unit))).collect();
        let is_alone = full.column.0.is_empty() && full.join.is_empty() && full.dates.is_none();
        let Some((amount, (unit, unit_us))) = amounts.pop().filter(|_| amounts.is_empty() && is_alone) else {
            let error = Error::new("how much later than `after` is not said in one way");
            self.fault(
                span.clone(),
                error.accepted("one of seconds, minutes, hours, days, with a column, such as minutes = \"First reply time\""),
            );
            return None;
        };
        let named = [
            ("separator", full.separator.is_some()),
            ("split", full.split.is_some()),
            ("part", full.part.is_some()),
            ("time_zone", full.time_zone.is_some()),
        ];
        self.refuse_beside_after(&named, span);
        let base_span = base.span();
        let base = self.date_choice(base.into_inner(), usual, &base_span)?;
        if base.later.is_some() {
            self.fault(base_span, Error::new("`after` names a date that is itself counted from another").accepted("a column with a date"));
        }
        let amount_span = amount.span();
        let amount = match amount.into_inner() {
            Short::Word(column) => Some(Choice::column(column)),
            Short::Full(full) => self.value_choices(full, &amount_span).into_iter().next(),
        };
        let amount = amount.map(|amount| Choice { nothing: [amount.nothing, full.nothing.0].concat(), ..amount });
        let decimal = self.decimal(full.decimal.as_ref());
        let own = self.conditions(full.when);
        let written = Choice { when: base.written.when.iter().cloned().chain(own).collect(), ..base.written };
        let later = Later { amount: amount?, unit, unit_us, decimal, calendar: full.calendar };
        Some(DateChoice { written, later: Some(later), ..base })
    }

    /// The sign before a fraction.
    fn decimal(&mut self, written: Option<&Spanned<String>>) -> Option<char> {
        let written = written?;
        match written.get_ref().as_str() {
            "." => Some('.'),
            "," => Some(','),
            other => {
                let error = Error::new(format!("decimal = \"{other}\" is no sign before a fraction"));
                self.fault(written.span(), error.accepted("decimal = \".\" (1.5, 1,500.25) or decimal = \",\" (1,5, 1.500,25)"));
                None
            }
        }
    }

    /// Beside `after` nothing is read but the length: what says how to read a date or a text belongs to the one that it is of.
    fn refuse_beside_after(&mut self, named: &[(&str, bool)], span: &Range<usize>) {
        for (key, _) in named.iter().filter(|key| key.1) {
            let error = Error::new(format!("{key} = … has no meaning beside after = …"))
                .accepted("after, one of seconds, minutes, hours, days, and decimal, calendar, nothing, when")
                .remedy(match *key {
                    "time_zone" => "Say it of the date: after = { column = \"…\", time_zone = \"…\" }.".to_string(),
                    _ => format!("Say it of the date or of the length: after = {{ … {key} = … }}, minutes = {{ … {key} = … }}."),
                });
            self.fault(span.clone(), error);
        }
    }

    /// Conditions on one row; what they ask of the rows before is refused.
    pub(super) fn conditions(&mut self, when: Option<Spanned<Many<ConditionText>>>) -> Vec<Condition> {
        let Some(when) = when else { return Vec::new() };
        let span = when.span();
        let (conditions, sequence) = self.conditions_over_rows(Some(when));
        if sequence.is_some() {
            self.fault(
                span,
                Error::new("changed and from look at other rows, which only an event can")
                    .accepted("them in the `when` of [[table.event]]"),
            );
        }
        conditions
    }

    /// Conditions on one row, and what is asked of the rows before.
    pub(super) fn conditions_over_rows(&mut self, when: Option<Spanned<Many<ConditionText>>>) -> (Vec<Condition>, Option<Sequence>) {
        let (mut conditions, mut sequence) = (Vec::new(), None);
        let Some(when) = when else { return (conditions, sequence) };
        let span = when.span();
        for text in when.into_inner().0 {
            if text.column.0.is_empty() && text.join.is_empty() {
                self.fault(span.clone(), Error::new("a condition needs a column").accepted("{ column = \"Status\", is = [\"Closed\"] }"));
            }
            let words = [&text.is, &text.is_not, &text.from].into_iter().flatten().flat_map(|words| &words.0);
            self.refuse_blank(words, &span, "Ask for a blank value with blank = true.");
            let tests = tests(&text);
            let watched = (text.changed == Some(true) || text.from.is_some()).then(|| text.from.unwrap_or_default().0);
            let value = self.read(reading!(text), &span);
            if let Some(from) = watched {
                if sequence.is_some() {
                    self.fault(span.clone(), Error::new("an event can watch one value only").remedy("Write a second [[table.event]]."));
                }
                sequence = Some(Sequence::Changed { value: Box::new(value.clone()), from });
            }
            conditions.extend(tests.into_iter().map(|test| Condition { value: value.clone(), test }));
        }
        (conditions, sequence)
    }

    /// Where a bare word is the value itself, not a column: `auto = true`, `evidence = "proxy"`.
    pub(super) fn constant_or_column(&mut self, value: Spanned<TextShape>, accepted: &[&str]) -> Value {
        let span = value.span();
        let choices = value.into_inner().0.into_iter().flat_map(|one| match one {
            Short::Word(word) => Value::constant(word).choices,
            Short::Full(full) => self.value_choices(full, &span),
        });
        let value = Value { choices: choices.collect() };
        let wrong: Vec<String> = value.constants().filter(|word| !accepted.contains(&word.as_str())).cloned().collect();
        for word in wrong {
            let near = did_you_mean(&word, accepted.iter().copied());
            self.fault(span.clone(), Error::new(format!("unknown word \"{word}\"{near}")).accepted(accepted.join(", ")));
        }
        value
    }
}

/// What a condition asks of the value itself.
fn tests(text: &ConditionText) -> Vec<Test> {
    let words = [text.is.as_ref().map(|words| Test::Is(words.0.clone())), text.is_not.as_ref().map(|words| Test::IsNot(words.0.clone()))];
    let columns = [
        text.same_as.clone().map(Test::SameAs),
        text.not_same_as.clone().map(Test::NotSameAs),
        text.other_than.clone().map(Test::OtherThan),
    ];
    let blank = text.blank.map(|is_blank| if is_blank { Test::Blank } else { Test::Present });
    let mut tests: Vec<Test> = words.into_iter().chain(columns).chain([blank]).flatten().collect();
    if tests.is_empty() {
        tests.push(Test::Present);
    }
    tests
}

#[cfg(test)]
mod tests {
    use crate::error::Result;
    use crate::source::check::read;
    use crate::source::mapping::{Mapping, Origin};
    use std::path::Path;

    /// A mapping whose only event is dated so.
    fn read_at(at: &str) -> Result<Mapping> {
        let text = format!(
            "schema = 1\nid = \"desk\"\ntitle = \"Desk\"\nmode = \"snapshot\"\n[[table]]\nname = \"rows\"\nrecognise = [\"Ref\"]\n\
            dates = \"iso\"\ncase_id = \"Ref\"\n[table.case]\nreceived_at = \"In\"\n[[table.event]]\nevent = \"closed\"\nat = {at}\n"
        );
        read(Path::new("desk.toml"), &text, Origin::BuiltIn)
    }

    #[test]
    fn lengths_that_mean_nothing_can_be_named_beside_after() {
        let mapping = read_at(r#"{ after = "In", minutes = { column = "Taken", nothing = "never" }, nothing = ["0", "n/a"] }"#).unwrap();
        let choice = &mapping.tables[0].events[0].at.choices[0];
        assert_eq!(choice.later.as_ref().unwrap().amount.nothing, ["never", "0", "n/a"]);
        assert!(choice.written.nothing.is_empty());
    }

    #[test]
    fn a_blank_word_is_refused() {
        for at in [
            r#"{ column = "Done", when = { column = "State", is = [""] } }"#,
            r#"{ column = "Done", when = { column = "State", is_not = "" } }"#,
        ] {
            let message = read_at(at).unwrap_err().to_string();
            assert!(message.contains("desk.toml:14: a blank value is no word") && message.contains("blank = true"), "{message}");
        }
        assert!(read_at(r#"{ column = "Done", when = { column = "State", blank = true } }"#).is_ok());
    }

    #[test]
    fn what_has_no_meaning_beside_after_is_refused() {
        for key in ["split = \";\"", "part = 1", "separator = \"/\"", "time_zone = \"UTC\""] {
            let message = read_at(&format!("{{ after = \"In\", minutes = \"Taken\", {key} }}")).unwrap_err().to_string();
            let name = key.split(' ').next().unwrap();
            assert!(message.contains(&format!("desk.toml:14: {name} = … has no meaning beside after = …")), "{message}");
            assert!(message.contains("and decimal, calendar, nothing, when"), "{message}");
        }
    }
}
