//! What is to be recorded: checked against the vocabulary before it becomes an entry.
//!
//! Refused are a word that is not in the vocabulary (the nearest one is offered), an event of the
//! organisation laid to a case and the other way round, control characters, years that are a slip of the
//! pen, and a customer's name where only staff and words belong.

use super::ERASED;
use super::entry::{FIELDS, Statement, When};
use super::vault::Personal;
use crate::error::{Error, Result, did_you_mean};
use crate::vocabulary::{CHANNELS, EVENTS, EVIDENCE, KINDS, ORGANISATION_EVENTS};
use chrono::Datelike;
use std::collections::BTreeMap;

/// Years that a complaint can be from; others are slips such as 0026 or 20226.
const PLAUSIBLE_YEARS: std::ops::RangeInclusive<i32> = 1900..=2199;

/// What an entry concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Case {
    /// A case that the entry opens.
    New,
    /// A case of the register, by its identity.
    Own(String),
    /// A case that came with an import.
    Imported {
        /// The source of the import.
        source: String,
        /// The case's identity there.
        case_id: String,
    },
    /// No case: it is the organisation's own event.
    Organisation,
}

/// What is to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// What it concerns.
    pub case: Case,
    /// What it says.
    pub statement: Statement,
    /// What belongs in the vault.
    pub personal: Personal,
    /// The pseudonym to keep where a correction no longer knows the customer; otherwise it follows from `personal`.
    pub customer: Option<String>,
    /// The file and line that it comes from, where many are recorded at once.
    pub imported_from: Option<String>,
    /// How many the file gives, in the last one of them.
    pub imported_entries: Option<u64>,
    /// What is erased from the vault (see [`Entry::erases`](super::Entry)).
    pub erases: BTreeMap<u64, Vec<String>>,
}

impl Draft {
    /// The opening of a case that was received then.
    pub fn opening(received: When) -> Self {
        Self::of(Case::New, "received", received)
    }

    /// An event of a case of the register.
    pub fn event(case_id: impl Into<String>, event: &str, when: When) -> Self {
        Self::of(Case::Own(case_id.into()), event, when)
    }

    /// An event of the organisation.
    pub fn organisation(event: &str, when: When) -> Self {
        Self::of(Case::Organisation, event, when)
    }

    /// An event of whatever case.
    pub fn of(case: Case, event: &str, when: When) -> Self {
        Self {
            case,
            statement: Statement::new(event, when),
            personal: Personal::default(),
            customer: None,
            imported_from: None,
            imported_entries: None,
            erases: BTreeMap::new(),
        }
    }

    /// The draft without blanks around its texts, and without blank ones.
    #[must_use]
    pub(super) fn tidied(mut self) -> Self {
        let Statement { actor, role, evidence, fields, attributes, .. } = &mut self.statement;
        for text in [actor, role, evidence].into_iter().chain(self.personal.parts_mut().map(|(_, part)| part)) {
            *text = text.take().map(|text| text.trim().to_string()).filter(|text| !text.is_empty());
        }
        for texts in [fields, attributes] {
            let whole = std::mem::take(texts).into_iter();
            *texts =
                whole.map(|(key, text)| (key.trim().to_string(), text.trim().to_string())).filter(|(_, text)| !text.is_empty()).collect();
        }
        self
    }

    /// Refuses what may not be recorded, all faults at once.
    pub fn check(&self) -> Result<()> {
        let mut faults = Vec::new();
        faults.extend(self.wrong_event());
        faults.extend(self.wrong_words());
        faults.extend(self.wrong_instants());
        faults.extend(self.wrong_texts());
        Error::all(faults).map_or(Ok(()), Err)
    }

    fn wrong_event(&self) -> Option<Error> {
        let event = self.statement.event.as_str();
        if event == ERASED && self.case == Case::Organisation {
            return None;
        }
        let is_organisations = ORGANISATION_EVENTS.contains(&event);
        if !EVENTS.contains(&event) {
            let known = if self.case == Case::Organisation { ORGANISATION_EVENTS } else { EVENTS };
            return Some(unknown("event", event, known));
        }
        match &self.case {
            Case::Organisation if !is_organisations => {
                Some(Error::new(format!("{event} is an event of a case")).remedy("Name the case in place of --organisation."))
            }
            Case::Own(_) | Case::Imported { .. } if is_organisations => Some(
                Error::new(format!("{event} is an event of the organisation, not of a case"))
                    .remedy(format!("Record it with --organisation {event}; --attribute case=… can name the case it came from.")),
            ),
            Case::New if event != "received" => Some(Error::new(format!("a case is opened by its receipt, not by {event}"))),
            Case::Own(_) if event == "received" && self.statement.corrects.is_none() => Some(
                Error::new("a case is received once, when it is opened")
                    .remedy("Correct the opening with `ombud register open --corrects N`, or open another case."),
            ),
            Case::Imported { .. } if event == "received" => {
                Some(Error::new("when an imported case was received is told by its source").remedy("Record what happened to it since."))
            }
            _ => None,
        }
    }

    fn wrong_words(&self) -> Vec<Error> {
        let Statement { fields, evidence, .. } = &self.statement;
        let mut faults = Vec::new();
        for (name, value) in fields {
            let known = match name.as_str() {
                "kind" => KINDS,
                "channel" => CHANNELS,
                _ => &[],
            };
            if !FIELDS.contains(&name.as_str()) {
                faults.push(unknown("field", name, FIELDS));
            } else if !known.is_empty() && !known.contains(&value.as_str()) {
                faults.push(unknown(name, value, known));
            }
        }
        faults.extend(evidence.iter().filter(|word| !EVIDENCE.contains(&word.as_str())).map(|word| unknown("evidence", word, EVIDENCE)));
        faults
    }

    fn wrong_instants(&self) -> Vec<Error> {
        let Statement { when, expected_at, due_at, .. } = &self.statement;
        [Some(when.at), *expected_at, *due_at]
            .into_iter()
            .flatten()
            .filter(|at| !PLAUSIBLE_YEARS.contains(&at.to_utc().year()))
            .map(|at| {
                Error::new(format!("{at} is not in this age")).accepted(format!(
                    "the years {} to {}",
                    PLAUSIBLE_YEARS.start(),
                    PLAUSIBLE_YEARS.end()
                ))
            })
            .collect()
    }

    fn wrong_texts(&self) -> Vec<Error> {
        let identities: Vec<String> =
            [&self.personal.customer, &self.personal.contact].into_iter().flatten().map(|text| text.to_lowercase()).collect();
        let mut faults = Vec::new();
        for (name, text) in self.open_texts() {
            if text.chars().any(char::is_control) {
                faults.push(
                    Error::new(format!("{name} holds a line break or another control character")).remedy("Put longer text into --note."),
                );
            } else if identities.contains(&text.to_lowercase()) {
                faults.push(
                    Error::new(format!("{name} names the customer, and would stand in the open log"))
                        .remedy("Write \"customer\" there; who it is, --customer and --contact tell the vault."),
                );
            }
        }
        if self.statement.attributes.keys().any(String::is_empty) {
            faults.push(Error::new("an attribute has no name").accepted("name=value"));
        }
        for (name, part) in self.personal.parts() {
            if part.is_some_and(|text| text.chars().any(|one| one.is_control() && !"\n\r\t".contains(one))) {
                faults.push(Error::new(format!("{name} holds a control character other than line breaks and tabs")).remedy("Take it out."));
            }
        }
        faults
    }

    /// Every text that will stand in the log, with what it is.
    fn open_texts(&self) -> Vec<(&str, &str)> {
        let Statement { actor, role, fields, attributes, .. } = &self.statement;
        let mut texts: Vec<(&str, &str)> = Vec::new();
        match &self.case {
            Case::New | Case::Organisation => {}
            Case::Own(case_id) => texts.push(("the case", case_id)),
            Case::Imported { source, case_id } => texts.extend([("the source", source.as_str()), ("the case", case_id)]),
        }
        texts.extend(actor.iter().map(|text| ("actor", text.as_str())));
        texts.extend(role.iter().map(|text| ("role", text.as_str())));
        texts.extend(fields.iter().map(|(key, text)| (key.as_str(), text.as_str())));
        for (key, text) in attributes {
            texts.extend([("the name of an attribute", key.as_str()), (key.as_str(), text.as_str())]);
        }
        texts
    }
}

fn unknown(what: &str, word: &str, known: &[&str]) -> Error {
    let found = if is_word(word) { format!("no {what} \"{word}\"{}", did_you_mean(word, known.iter().copied())) } else { withheld(what) };
    Error::new(found).accepted(known.join(", "))
}

/// How long a word or a case's number may be for a message to repeat it.
const LONGEST_REPEATED: usize = 32;

/// Whether a text looks like a word of a vocabulary. Only such a one is repeated in a message: where columns are shifted, any
/// other may be a name or what a customer said.
pub(super) fn is_word(text: &str) -> bool {
    text.len() <= LONGEST_REPEATED && text.bytes().all(|byte| byte.is_ascii_lowercase() || b"_-.".contains(&byte))
}

/// Whether a text looks like the number of a case, such as `R-000012`; as [`is_word`] for words.
pub(super) fn is_number(text: &str) -> bool {
    let is_one = text.len() <= LONGEST_REPEATED && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.#/".contains(&byte));
    is_one && text.bytes().any(|byte| byte.is_ascii_digit())
}

/// What is said of a text that is not repeated.
pub(super) fn withheld(what: &str) -> String {
    format!("{what} holds nothing that is accepted here (what it holds is not repeated, since it may name somebody)")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> When {
        When::parse(text, chrono_tz::Europe::London).unwrap()
    }

    fn fault(draft: &Draft) -> String {
        draft.check().unwrap_err().to_string()
    }

    #[test]
    fn a_misspelt_word_is_refused_with_the_nearest_one() {
        assert!(
            fault(&Draft::event("R-000001", "aknowledged", at("2026-03-05")))
                .starts_with("no event \"aknowledged\"; did you mean \"acknowledged\"?")
        );
        let mut opening = Draft::opening(at("2026-03-05"));
        opening.statement.fields.insert("channel".into(), "phon".into());
        opening.statement.fields.insert("kind".into(), "complain".into());
        let text = fault(&opening);
        assert!(
            text.contains("no channel \"phon\"; did you mean \"phone\"?")
                && text.contains("no kind \"complain\"; did you mean \"complaint\"?"),
            "{text}"
        );
    }

    #[test]
    fn what_is_no_single_word_is_not_repeated() {
        let mut opening = Draft::opening(at("2026-03-05"));
        opening.statement.fields.insert("channel".into(), "Ann Smith is furious".into());
        opening.statement.fields.insert("kind".into(), "Smith".into());
        opening.statement.evidence = Some("she rang".into());
        let text = fault(&opening);
        assert!(!text.contains("Smith") && !text.contains("rang"), "{text}");
        assert!(["channel holds", "kind holds", "evidence holds"].iter().all(|what| text.contains(what)), "{text}");
        let numbers = ["R-000012", "17", "Ann", "Ann Smith 12", "a", "0171 555"].map(is_number);
        assert_eq!(numbers, [true, true, false, false, false, false]);
    }

    #[test]
    fn an_event_belongs_to_a_case_or_to_the_organisation() {
        assert!(fault(&Draft::organisation("acknowledged", at("2026-03-05"))).contains("is an event of a case"));
        assert!(fault(&Draft::event("R-000001", "training_held", at("2026-03-05"))).contains("--organisation training_held"));
        assert!(fault(&Draft::event("R-000001", "received", at("2026-03-05"))).contains("received once"));
        assert!(Draft::organisation("training_held", at("2026-03-05")).check().is_ok());
    }

    #[test]
    fn the_customers_name_is_kept_out_of_the_log() {
        let mut opening = Draft::opening(at("2026-03-05"));
        opening.personal.customer = Some("Ann Smith".into());
        opening.statement.actor = Some("ann smith".into());
        assert!(fault(&opening).contains("actor names the customer"));
    }

    #[test]
    fn a_year_that_is_a_slip_is_refused() {
        assert!(fault(&Draft::opening(at("0026-03-05"))).contains("not in this age"));
    }

    #[test]
    fn blank_texts_are_left_out() {
        let mut draft = Draft::opening(at("2026-03-05"));
        draft.statement.actor = Some("  ".into());
        draft.personal.note = Some(" rang \n".into());
        draft.statement.fields.insert("team".into(), " ".into());
        let draft = draft.tidied();
        assert_eq!((draft.statement.actor, draft.statement.fields.len(), draft.personal.note.as_deref()), (None, 0, Some("rang")));
    }
}
