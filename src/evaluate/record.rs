//! `type = "record"`: fields of the case that must be filled.

use super::Question;
use super::facts::RECEIVED;
use super::trace::{Finding, Status, Trace};

impl Question<'_> {
    /// Met at receipt where every named field is present and not blank.
    pub(super) fn record(&self, fields: &[String]) -> Finding {
        let missing: Vec<String> = fields.iter().filter(|field| self.case.field(field).is_none()).cloned().collect();
        let status = if missing.is_empty() { Status::Met } else { Status::Missed };
        let received_at = Some(self.case.received.at);
        // What is filled is known from receipt itself.
        let receipt = self.story.iter().find(|event| event.name == RECEIVED && event.when == self.case.received);
        let row = Finding::of(status, Trace::Record { missing }).done_by(receipt.filter(|_| status == Status::Met));
        Finding { started_at: received_at, due_at: received_at, ..row }
    }
}
