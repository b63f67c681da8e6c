//! When a clause's clock stands still: `semantics.md`, section 1, "Pauses".

use super::facts::{EventFact, When};
use crate::policy::Pause;

/// A stretch in which the clock stands still, from the first instant of `from` up to that of `until`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Still {
    pub from: When,
    /// None: it has not ended.
    pub until: Option<When>,
    pub from_event: String,
    pub until_event: Option<String>,
}

impl Still {
    fn is_empty(&self) -> bool {
        self.until.is_some_and(|until| until.at == self.from.at)
    }
}

/// All pauses of a case, in order; none overlaps or touches another.
pub(super) fn pauses(story: &[EventFact], pauses: &[Pause]) -> Vec<Still> {
    let mut all: Vec<Still> = pauses.iter().flat_map(|pause| runs(story, pause)).filter(|still| !still.is_empty()).collect();
    all.sort_by_key(|still| still.from.at);
    let mut merged: Vec<Still> = Vec::new();
    for still in all {
        match merged.last_mut() {
            // Pauses that overlap or touch are one pause.
            Some(last) if last.until.is_none_or(|until| still.from.at <= until.at) => {
                if last.until.is_some_and(|until| still.until.is_none_or(|later| later.at > until.at)) {
                    (last.until, last.until_event) = (still.until, still.until_event);
                }
            }
            _ => merged.push(still),
        }
    }
    merged
}

/// Each run from a `from` event to the next `until` event, in order.
fn runs(story: &[EventFact], pause: &Pause) -> Vec<Still> {
    let mut runs: Vec<Still> = Vec::new();
    let mut running: Option<&EventFact> = None;
    for event in story {
        if let Some(from) = running
            && event.serves(&pause.until)
        {
            runs.push(still(from, Some(event)));
            running = None;
        }
        // Further `from` events meanwhile change nothing.
        if running.is_none() && event.serves(&pause.from) {
            running = Some(event);
        }
    }
    runs.extend(running.map(|from| still(from, None)));
    runs
}

fn still(from: &EventFact, until: Option<&EventFact>) -> Still {
    Still {
        from: from.when,
        until: until.map(|event| event.when),
        from_event: from.name.clone(),
        until_event: until.map(|event| event.name.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Selector;
    use crate::time::Instant;

    fn told(events: &[(&str, i64)]) -> Vec<(i64, Option<i64>)> {
        let story: Vec<EventFact> = events.iter().map(|(name, at)| EventFact::bare(name, When::moment(Instant(*at)))).collect();
        let one = |from: &str, until: &str| Pause { from: vec![Selector::named(from)], until: vec![Selector::named(until)] };
        let all = [one("info_requested", "info_received"), one("paused", "resumed")];
        pauses(&story, &all).into_iter().map(|still| (still.from.at.0, still.until.map(|until| until.at.0))).collect()
    }

    #[test]
    fn further_requests_meanwhile_change_nothing() {
        assert_eq!(told(&[("info_requested", 1), ("info_requested", 3), ("info_received", 5), ("info_received", 9)]), [(1, Some(5))]);
        assert_eq!(told(&[("info_received", 1), ("info_requested", 1), ("info_received", 4)]), [(1, Some(4))]);
    }

    #[test]
    fn pauses_that_touch_or_overlap_are_one_and_an_empty_one_is_none() {
        assert_eq!(told(&[("info_requested", 1), ("paused", 3), ("info_received", 5), ("resumed", 8)]), [(1, Some(8))]);
        assert_eq!(told(&[("info_requested", 1), ("info_received", 5), ("paused", 5), ("resumed", 8)]), [(1, Some(8))]);
        assert_eq!(told(&[("info_requested", 1), ("paused", 2), ("resumed", 3)]), [(1, None)]);
        assert_eq!(told(&[("paused", 5), ("resumed", 5)]), []);
    }
}
