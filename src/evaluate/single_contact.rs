//! `type = "single_contact"`: few enough different people among the contacts.

use super::Question;
use super::facts::{EventFact, is_blank};
use super::trace::{Finding, Status, Trace};
use crate::policy::Selector;

impl<'a> Question<'a> {
    /// All contacts count, whenever they were.
    pub(super) fn single_contact(&self, contacts: &'a [Selector], at_most: i64) -> Finding {
        let contacts: Vec<&EventFact> = self.events(contacts).collect();
        let end = self.first(&self.reading.until);
        let mut actors: Vec<String> = Vec::new();
        let mut one_too_many: Option<&EventFact> = None;
        for contact in &contacts {
            let Some(actor) = actor(contact) else { continue };
            if !actors.iter().any(|known| known == actor) {
                actors.push(actor.to_string());
                if actors.len() as i64 > at_most && one_too_many.is_none() {
                    one_too_many = Some(contact);
                }
            }
        }
        let status = if one_too_many.is_some() {
            Status::Missed
        } else if self.is_blind() || contacts.iter().any(|contact| actor(contact).is_none()) {
            Status::Unknown
        } else if contacts.is_empty() {
            Status::NotApplicable
        } else if end.is_some() {
            Status::Met
        } else {
            Status::Pending
        };
        let started_at = contacts.first().map(|contact| contact.when.at);
        let contacts = contacts.into_iter().cloned().collect();
        let trace = Trace::Contacts { contacts, actors, at_most, end: end.cloned() };
        Finding { started_at, ..Finding::of(status, trace).done_by(one_too_many) }
    }
}

fn actor(contact: &EventFact) -> Option<&str> {
    contact.actor.as_deref().map(str::trim).filter(|actor| !is_blank(actor))
}
