//! What must hold in every world, whatever its rules.

use super::world::World;
use super::{draw, worlds};
use ombud::calendar::Calendars;
use ombud::calendar::timeline::Timeline;
use ombud::evaluate::trace::{Counted, PauseEffect};
use ombud::evaluate::{Trace, Verdict};
use ombud::policy::{Policy, Reading};
use ombud::time::{Instant, Unit};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Every deadline with a due, by what it is a row of; a clause that stands twice in a policy's versions is told apart by its case.
fn dues(world: &World, policies: &[Policy]) -> BTreeMap<String, Instant> {
    let mut dues = BTreeMap::new();
    for case in &world.cases {
        for row in world.verdicts_of(case, policies) {
            if let (Trace::Deadline(_), Some(due)) = (&row.finding.trace, row.finding.due_at) {
                let cycle = row.finding.cycle;
                dues.insert(format!("{} {} {} {} {} {cycle}", row.policy, row.clause, row.reading, case.source, case.case_id), due);
            }
        }
    }
    dues
}

/// The same world with one more holiday in each of its own calendars.
fn with_holiday(world: &World, after_days: u64) -> World {
    let first = world.cases.iter().map(|case| case.received.at).min().unwrap_or(world.as_of);
    let holiday = first.local_date(chrono_tz::Tz::UTC) + chrono::Days::new(after_days);
    let added = |text: &String| text.replacen("holidays = [", &format!("holidays = [{holiday}, "), 1);
    let calendar_texts: Vec<String> = world.calendar_texts.iter().map(added).collect();
    World { calendars: super::world::calendars(&calendar_texts), calendar_texts, ..world.clone() }
}

/// The reading that a row was judged by, where its clause has one version only.
fn reading<'p>(policies: &'p [Policy], row: &Verdict) -> Option<&'p Reading> {
    let versions: Vec<&Policy> = policies.iter().filter(|policy| policy.id == row.policy).collect();
    let [policy] = versions[..] else { return None };
    let clause = policy.clauses.iter().find(|clause| clause.id == row.clause)?;
    clause.readings.iter().find(|reading| reading.id == row.reading)
}

/// The closed time of a calendar from one instant to another, gap by gap.
fn closed(calendars: &Calendars, id: &str, from: Instant, to: Instant) -> i64 {
    let timeline = Timeline::covering(calendars.get(id).unwrap(), from, to, &[]);
    let mut closed = 0;
    let mut at = from;
    for open in timeline.open() {
        closed += (open.opens_at.min(to).0 - at.0).max(0);
        at = at.max(open.closes_at);
    }
    closed + (to.0 - at.0).max(0)
}

proptest! {
    #![proptest_config(worlds())]

    #[test]
    fn a_holiday_never_brings_a_due_forward(world in draw::world(), after_days in 0_u64..20) {
        let policies = world.policies();
        let before = dues(&world, &policies);
        let other = with_holiday(&world, after_days);
        for (row, due) in dues(&other, &policies) {
            if let Some(earlier) = before.get(&row) {
                prop_assert!(due >= *earlier, "{row}: {due} instead of {earlier}\n{}", other.told());
            }
        }
    }

    #[test]
    fn open_closed_and_paused_time_add_up_to_elapsed_time(world in draw::world()) {
        let policies = world.policies();
        for case in &world.cases {
            for row in world.verdicts_of(case, &policies) {
                let (Trace::Deadline(deadline), Some(reading)) = (&row.finding.trace, reading(&policies, &row)) else { continue };
                let (Some(span), Some(own_due)) = (reading.rule.span(), deadline.own_due) else { continue };
                if span.unit != Unit::OpenTime || row.finding.due_at.is_none() {
                    continue;
                }
                let counted: i64 = deadline.days.iter().map(|day| match &day.what {
                    Counted::Open(windows) => windows.iter().map(|(from, until)| until.0 - from.0).sum(),
                    _ => 0,
                }).sum();
                let paused: i64 = deadline.pauses.iter().map(|pause| match pause.effect {
                    PauseEffect::Time(open) => open,
                    _ => 0,
                }).sum();
                let start = deadline.start.when.at;
                let closed = closed(&world.calendars, &reading.calendar, start, own_due);
                prop_assert_eq!(counted + paused + closed, own_due.0 - start.0, "{:?}\n{}", row, world.told());
            }
        }
    }
}
