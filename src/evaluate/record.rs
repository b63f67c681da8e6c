//! `type = "record"`: fields of the case that must be filled; what a mapping writes itself is presumed.

use super::Question;
use super::facts::RECEIVED;
use super::trace::{Finding, Status, Trace};

impl Question<'_> {
    /// Met at receipt where every named field is present and not blank.
    pub(super) fn record(&self, fields: &[String]) -> Finding {
        let missing: Vec<String> = fields.iter().filter(|field| self.case.field(field).is_none()).cloned().collect();
        let stated: Vec<String> = fields.iter().filter(|field| self.case.stated.contains(*field)).cloned().collect();
        let status = if missing.is_empty() { Status::Met } else { Status::Missed };
        let received_at = Some(self.case.received.at);
        // What is filled is known from receipt itself.
        let receipt = self.story.iter().find(|event| event.name == RECEIVED && event.when == self.case.received);
        let is_presumed = !stated.is_empty() && status == Status::Met;
        let mut row = Finding::of(status, Trace::Record { missing, stated }).done_by(receipt.filter(|_| status == Status::Met));
        if is_presumed {
            row.evidence = Some("presumed".to_string());
        }
        Finding { started_at: received_at, due_at: received_at, ..row }
    }
}
