//! `type = "review"`: something that the organisation does in every period.

use super::facts::EventFact;
use super::story::each_once;
use super::trace::{Finding, Status, Trace, Verdict};
use super::version::newest;
use crate::calendar::{Calendar, Calendars};
use crate::policy::{Policy, Rule, Selector};
use crate::time::period::Length;
use crate::time::{Instant, Period};

/// The verdicts of all reviews of the policies, by the organisation's own events.
///
/// `first_received` is the first receipt of any case that exists at `as_of`; without a case there
/// is no row. A period belongs to the version in force on its first day.
pub fn reviews(
    first_received: Option<Instant>,
    events: &[EventFact],
    policies: &[&Policy],
    calendars: &Calendars,
    as_of: Instant,
) -> Vec<Verdict> {
    let Some(first_received) = first_received.filter(|at| *at <= as_of) else { return Vec::new() };
    let mut story: Vec<&EventFact> = each_once(events).into_iter().filter(|event| event.when.at <= as_of).collect();
    story.sort_by_key(|event| event.when.at);
    let mut verdicts = Vec::new();
    for policy in policies {
        for (clause, reading) in policy.clauses.iter().flat_map(|clause| clause.readings.iter().map(move |reading| (clause, reading))) {
            let Rule::Review { require, every } = &reading.rule else { continue };
            let Some(calendar) = calendars.get(&reading.calendar) else { continue };
            let periods = periods(policy, *every, calendar, first_received, as_of).filter(|period| {
                let versions = policies.iter().copied().filter(|version| version.id == policy.id);
                newest(versions, |_| Some(period.first_day())).is_some_and(|version| std::ptr::eq(version, *policy))
            });
            verdicts.extend(periods.zip(1..).map(|(period, cycle)| Verdict {
                policy: policy.id.clone(),
                clause: clause.id.clone(),
                reading: reading.id.clone(),
                finding: Finding { cycle, ..judged(period, require, calendar, &story, as_of) },
            }));
        }
    }
    verdicts
}

/// The whole periods that start on or after the version's first day, or the date of the first case
/// if that is later, and at or before `as_of`.
fn periods(policy: &Policy, every: Length, calendar: &Calendar, first_received: Instant, as_of: Instant) -> impl Iterator<Item = Period> {
    let zone = calendar.time_zone;
    let first_case = first_received.local_date(zone);
    let first_day = policy.effective_from.map_or(first_case, |from| from.max(first_case));
    let first = Period::containing(first_day, every);
    std::iter::successors(Some(first), |period| Some(period.next()))
        .skip_while(move |period| period.first_day() < first_day)
        .take_while(move |period| period.start_at(zone) <= as_of)
}

fn judged(period: Period, require: &[Selector], calendar: &Calendar, story: &[&EventFact], as_of: Instant) -> Finding {
    let (start, end) = (period.start_at(calendar.time_zone), period.end_at(calendar.time_zone));
    let done = story.iter().copied().find(|event| event.serves(require) && start <= event.when.at && event.when.at < end);
    let status = match done {
        Some(_) => Status::Met,
        None if as_of < end => Status::Pending,
        None => Status::Missed,
    };
    let row = Finding::of(status, Trace::Review { period, done: done.cloned() }).done_by(done);
    Finding { started_at: Some(start), due_at: Some(end), ..row }
}
