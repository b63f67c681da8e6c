//! Two paths to each verdict: the small evaluation of one case, and the queries over all of them.
//!
//! Both follow the same page and share nothing but the calendar's arithmetic. Here they meet: on
//! the scenarios of an independent implementation, and on worlds drawn at random.

mod draw;
mod limits;
mod properties;
mod scenario;
mod told;
mod world;

use ombud::evaluate::trace::{Counted, CountedDay, DeadlineTrace, PauseEffect, PauseTaken};
use ombud::evaluate::{self, Finding, Trace};
use ombud::time::{Span, Unit};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::collections::BTreeSet;

/// How many worlds are drawn in a run, unless `OMBUD_WORLDS` says otherwise; each holds up to a dozen cases and twenty readings.
const WORLDS: u32 = 24;

fn worlds() -> ProptestConfig {
    let cases = std::env::var("OMBUD_WORLDS").ok().and_then(|count| count.parse().ok()).unwrap_or(WORLDS);
    ProptestConfig { failure_persistence: None, cases, max_shrink_iters: 100, ..ProptestConfig::default() }
}

/// A comparison that never meets a rule proves nothing of it.
#[test]
fn the_worlds_drawn_meet_every_verdict_and_every_step() {
    let mut runner = TestRunner::deterministic();
    let mut met: BTreeSet<String> = BTreeSet::new();
    for _ in 0..300 {
        let world = draw::world().new_tree(&mut runner).unwrap().current();
        let policies = world.policies();
        met.extend(world.cases.iter().flat_map(|case| world.verdicts_of(case, &policies)).flat_map(|verdict| steps(&verdict.finding)));
    }
    let all = [
        "Contacts: met missed not_applicable pending unknown",
        "Deadline: indeterminate late met missed pending unknown",
        "Deadline from a day: indeterminate late met missed pending unknown",
        "EndedEarly: not_applicable",
        "NeverStarted: not_applicable",
        "NotConcerned: not_applicable",
        "Precondition: late met missed unknown",
        "Record: met missed",
        "SilentCadence: unknown",
        "Window: met missed pending",
        "Pause: AfterDone AfterDue BeforeStart Days Open Time",
        "Notice: AfterDone AfterDue BeforeStart Moved NotLater",
        "Notice from a day: AfterDone AfterDue BeforeStart Moved NotLater",
    ];
    for (kind, outcomes) in all.iter().map(|line| line.split_once(": ").unwrap()) {
        for outcome in outcomes.split(' ') {
            assert!(met.contains(&format!("{kind}: {outcome}")), "no world drawn has {kind}: {outcome}");
        }
    }
}

/// What a finding went through: `Window: met`, `Pause: Open`.
fn steps(finding: &Finding) -> Vec<String> {
    // The first word of a value's debug text is the name of its variant.
    let name = |text: String| text.split([' ', '(']).next().unwrap_or_default().to_string();
    let Trace::Deadline(deadline) = &finding.trace else {
        return vec![format!("{}: {}", name(format!("{:?}", finding.trace)), finding.status.name())];
    };
    let from = if deadline.start.when.is_day() { " from a day" } else { "" };
    let mut steps = vec![format!("Deadline{from}: {}", finding.status.name())];
    steps.extend(deadline.pauses.iter().map(|pause| format!("Pause: {}", name(format!("{:?}", pause.effect)))));
    steps.extend(deadline.notices.iter().map(|notice| format!("Notice{from}: {:?}", notice.effect)));
    steps
}

/// What the days, the pauses and the due of a deadline add up to, in the unit of its span; none without a due.
fn counted(deadline: &DeadlineTrace, span: Span) -> Option<i64> {
    let own_due = deadline.own_due?;
    let open_time = |day: &CountedDay| match &day.what {
        Counted::Open(windows) => windows.iter().map(|(from, until)| until.0 - from.0).sum(),
        _ => 0,
    };
    let still = |pause: &PauseTaken| match pause.effect {
        PauseEffect::Time(stood) => stood,
        _ => 0,
    };
    match span.unit {
        Unit::Elapsed => Some(own_due.0 - deadline.start.when.at.0 - deadline.pauses.iter().map(still).sum::<i64>()),
        Unit::OpenTime => Some(deadline.days.iter().map(open_time).sum()),
        Unit::BusinessDays | Unit::CalendarDays => {
            Some(deadline.days.iter().filter(|day| matches!(day.what, Counted::Day(_))).count() as i64)
        }
        Unit::CalendarMonths => None,
    }
}

proptest! {
    #![proptest_config(worlds())]

    #[test]
    fn both_paths_give_the_same_rows_whatever_the_range(world in draw::world()) {
        let by_hand = world.by_hand();
        for cases_at_a_time in [3, 250_000] {
            let by_query = world.by_query(cases_at_a_time);
            let told = world::differences(&by_hand, &by_query);
            prop_assert!(told.is_empty(), "{} cases at a time:\n{told}\n{}", cases_at_a_time, world.told());
        }
    }

    #[test]
    fn every_case_has_a_row_for_each_reading_of_its_version(world in draw::world()) {
        let policies = world.policies();
        for case in world.cases.iter().filter(|case| case.received.at <= world.as_of) {
            let verdicts = world.verdicts_of(case, &policies);
            for policy in evaluate::in_force_for(case.received.at, &policies.iter().collect::<Vec<_>>(), &world.calendars) {
                for clause in policy.clauses.iter().filter(|clause| clause.main().rule.name() != "review") {
                    for reading in &clause.readings {
                        let rows = verdicts.iter().filter(|row| (&row.policy, &row.clause, &row.reading) == (&policy.id, &clause.id, &reading.id));
                        prop_assert!(rows.count() > 0, "{} has no row for {}", case.case_id, clause.id);
                    }
                }
            }
        }
    }

    #[test]
    fn the_days_and_hours_told_add_up_to_the_span(world in draw::world()) {
        let policies = world.policies();
        for case in &world.cases {
            for verdict in world.verdicts_of(case, &policies) {
                let Trace::Deadline(deadline) = &verdict.finding.trace else { continue };
                // A due that a latest one takes away is not told; its pauses are those of the latest.
                if verdict.finding.due_at.is_none() {
                    continue;
                }
                for policy in evaluate::in_force_for(case.received.at, &policies.iter().collect::<Vec<_>>(), &world.calendars) {
                    let own = policy.clauses.iter().filter(|clause| (&policy.id, &clause.id) == (&verdict.policy, &verdict.clause));
                    let readings = own.flat_map(|clause| &clause.readings).filter(|reading| reading.id == verdict.reading);
                    for span in readings.filter_map(|reading| reading.rule.span()) {
                        if let Some(counted) = counted(deadline, span) {
                            prop_assert_eq!(counted, span.amount, "{} {}: {:#?}", case.case_id, span, deadline);
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn a_part_of_the_cases_has_its_part_of_the_rows(world in draw::world(), keep in prop::collection::vec(any::<bool>(), 16)) {
        let mut part = world.clone();
        let kept = |index: usize| keep[index % keep.len()];
        part.cases = world.cases.iter().enumerate().filter(|(index, _)| kept(*index)).map(|(_, case)| case.clone()).collect();
        let is_of_part = |row: &String| part.cases.iter().any(|case| row.contains(&format!(",{},{},", case.source, case.case_id)));
        let whole: Vec<String> = world.by_query(250_000).into_iter().filter(is_of_part).collect();
        let rows: Vec<String> = part.by_query(250_000).into_iter().filter(is_of_part).collect();
        prop_assert_eq!(rows, whole);
    }
}
