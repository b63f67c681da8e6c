//! Event rules: which events, when, and how they are known.

use super::Check;
use super::value::{Reading, reading};
use crate::error::{Error, did_you_mean};
use crate::source::dates::Formats;
use crate::source::document::{EventText, NameText, Only, YieldText};
use crate::source::mapping::{EventName, EventRule, Sequence, Value, Yield};
use crate::source::written::{Many, Short};
use crate::vocabulary::EVIDENCE;
use std::ops::Range;
use toml::Spanned;

impl Check<'_> {
    pub(super) fn event(
        &mut self,
        place: usize,
        event: Spanned<EventText>,
        dates: &Formats,
        reports: Option<&[&'static str]>,
    ) -> EventRule {
        let event = event.into_inner();
        let span = event.event.span();
        let name = self.name(event.event);
        for one in name.events().unwrap_or_default() {
            if reports.is_some_and(|reports| !reports.contains(&one)) {
                let error = Error::new(format!("this yields \"{one}\", which `reports` does not list")).remedy("Add it to `reports`.");
                self.fault(span.clone(), error);
            }
        }
        let (when, changed) = self.conditions_over_rows(event.when);
        let only = event.only.map(|only| match only {
            Only::First => Sequence::First,
            Only::Later => Sequence::Later,
        });
        if only.is_some() && changed.is_some() {
            self.fault(span, Error::new("`only` and a condition on a change exclude each other").remedy("Write two events."));
        }
        EventRule {
            place,
            name,
            at: self.date(event.at, dates),
            expected_at: event.expected_at.map(|date| self.date(date, dates)),
            actor: event.actor.map(|value| self.value(value)),
            role: event.role.map(|value| self.value(value)),
            auto: event.auto.map(|value| self.constant_or_column(value, &["true", "false"])),
            evidence: match event.evidence {
                Some(value) => self.constant_or_column(value, EVIDENCE),
                None => Value::constant("event"),
            },
            when,
            sequence: changed.or(only),
            for_each: event.for_each,
            attributes: event.attributes,
            set: self.set(event.set),
        }
    }

    fn name(&mut self, name: Spanned<Many<Short<NameText>>>) -> EventName {
        let span = name.span();
        let mut names = name.into_inner().0;
        let is_read = |one: &Short<NameText>| matches!(one, Short::Full(full) if full.event.is_none());
        if names.len() == 1 && names.iter().all(is_read) {
            return match names.pop() {
                Some(Short::Full(full)) => self.name_of_column(full, &span),
                _ => EventName::Fixed(Vec::new()),
            };
        }
        if names.iter().any(is_read) {
            self.fault(
                span.clone(),
                Error::new("a list of events holds one that a column names").remedy("Write an [[table.event]] of its own for it."),
            );
        }
        let one = |name: Short<NameText>| match name {
            Short::Word(event) => self.one_yield(YieldText { event, evidence: None }, &span),
            Short::Full(NameText { event: Some(event), evidence, .. }) => self.one_yield(YieldText { event, evidence }, &span),
            Short::Full(_) => None,
        };
        EventName::Fixed(names.into_iter().filter_map(one).collect())
    }

    fn name_of_column(&mut self, full: NameText, span: &Range<usize>) -> EventName {
        if full.column.0.is_empty() && full.join.is_empty() {
            let error =
                Error::new("nothing says which event this is").accepted("event = \"closed\" or event = { column = \"…\", values = { … } }");
            self.fault(span.clone(), error);
        }
        let (values, other) = (full.values, full.other);
        if values.is_none() && other.is_some() {
            let error = Error::new("other = … says what unlisted words become, but there is no list")
                .remedy("Add values = { … }, or leave other out: the column's words are then events themselves.");
            self.fault(span.clone(), error);
        }
        self.refuse_blank(
            values.iter().flatten().map(|word| word.0),
            span,
            "Where the word is blank, nothing happened to a case; a row of a table of events is set aside then, or `when` leaves it out.",
        );
        let value = Value::from(self.read(reading!(full), span));
        let other = other.map(|list| self.yields(list));
        match values {
            None if other.is_none() => EventName::Spoken(value),
            words => {
                let words = words.unwrap_or_default().into_iter().map(|(word, list)| (word, self.yields(list))).collect();
                EventName::Mapped { value, words, other }
            }
        }
    }

    fn yields(&mut self, list: Spanned<Many<Short<YieldText>>>) -> Vec<Yield> {
        let span = list.span();
        let full = |one: Short<YieldText>| match one {
            Short::Word(event) => YieldText { event, evidence: None },
            Short::Full(full) => full,
        };
        list.into_inner().0.into_iter().filter_map(|one| self.one_yield(full(one), &span)).collect()
    }

    fn one_yield(&mut self, one: YieldText, span: &Range<usize>) -> Option<Yield> {
        let known = one.evidence.as_deref().map(|word| EVIDENCE.iter().copied().find(|known| *known == word));
        if let (Some(None), Some(word)) = (known, &one.evidence) {
            let near = did_you_mean(word, EVIDENCE.iter().copied());
            self.fault(span.clone(), Error::new(format!("unknown evidence \"{word}\"{near}")).accepted(EVIDENCE.join(", ")));
        }
        Some(Yield { event: self.event_name(&one.event, span.clone())?, evidence: known.flatten() })
    }
}
