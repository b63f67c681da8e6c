//! `type = "precondition"`: something must already have happened when something else does.

use super::Question;
use super::trace::{Finding, Status, Trace};
use crate::policy::Selector;

impl<'a> Question<'a> {
    /// By the first possible instants alone: the same instant counts as already.
    pub(super) fn precondition(&self, before: &'a [Selector], require: &'a [Selector]) -> Finding {
        let Some(before) = self.first(before) else { return Finding::not_applicable(Trace::NeverStarted) };
        let done = self.first(require);
        let status = match done {
            Some(done) if done.when.at <= before.when.at => Status::Met,
            Some(_) => Status::Late,
            None if self.is_blind() => Status::Unknown,
            None => Status::Missed,
        };
        let row = Finding::of(status, Trace::Precondition { before: before.clone(), done: done.cloned() }).done_by(done);
        Finding { started_at: Some(before.when.at), due_at: Some(before.when.at), ..row }
    }
}
