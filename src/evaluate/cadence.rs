//! `type = "cadence"`: while the case is open, something at least once in every span.

use super::Question;
use super::facts::EventFact;
use super::trace::{Finding, Status, Trace};
use crate::policy::Selector;
use crate::time::{Instant, Span};

impl<'a> Question<'a> {
    /// Window by window, one after the other; missed windows in a row are one row.
    pub(super) fn windows(&self, after: &'a [Selector], require: &'a [Selector], every: Span) -> Vec<Finding> {
        let Some(start) = self.first(after) else { return vec![Finding::not_applicable(Trace::NeverStarted)] };
        let started_at = start.when.at;
        if self.is_blind() {
            let row = Finding::of(Status::Unknown, Trace::SilentCadence { start: start.clone() });
            return vec![Finding { started_at: Some(started_at), ..row }];
        }
        let end = self.end_from(started_at);
        let ended_at = end.map(|event| event.when.at);
        let updates: Vec<&EventFact> = self
            .events(require)
            .filter(|event| event.when.at > started_at && ended_at.is_none_or(|ended| event.when.at <= ended))
            .collect();
        let mut rows: Vec<Finding> = Vec::new();
        let mut from = started_at;
        for k in 1.. {
            let due = self.due_of_window(every, started_at, k);
            if ended_at.is_some_and(|ended| ended <= due) {
                break;
            }
            let update = updates.iter().copied().find(|update| from < update.when.at && update.when.at <= due);
            let status = match (update, ended_at) {
                (Some(_), _) => Status::Met,
                (None, None) if self.as_of <= due => Status::Pending,
                (None, _) => Status::Missed,
            };
            match rows.last_mut() {
                Some(Finding { status: Status::Missed, count, trace: Trace::Window { last_due, .. }, .. }) if status == Status::Missed => {
                    *count += 1;
                    *last_due = due;
                }
                _ => {
                    let trace = Trace::Window { start: start.clone(), update: update.cloned(), last_due: due, end: end.cloned() };
                    let row = Finding::of(status, trace).done_by(update);
                    rows.push(Finding { cycle: k, started_at: Some(from), due_at: Some(due), ..row });
                }
            }
            // While the case is open there is no window beyond the first one that is not over.
            if ended_at.is_none() && due >= self.as_of {
                break;
            }
            from = due;
        }
        if rows.is_empty()
            && let Some(end) = end
        {
            let first_due = self.due_of_window(every, started_at, 1);
            rows.push(Finding::not_applicable(Trace::EndedEarly { start: start.clone(), end: end.clone(), first_due }));
        }
        rows
    }

    /// Due `k`: the start and `every` that many times.
    fn due_of_window(&self, every: Span, started_at: Instant, k: i64) -> Instant {
        let mut span = every;
        span.amount *= k;
        self.timeline.due(span, started_at)
    }
}
