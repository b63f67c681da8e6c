//! Two paths to each verdict: the small evaluation of one case, and the queries over all of them.
//!
//! Both follow the same page and share nothing but the calendar's arithmetic. Here they meet: on
//! the scenarios of an independent implementation, and on worlds drawn at random.

mod draw;
mod scenario;
mod world;

use ombud::evaluate;
use proptest::prelude::*;

/// How many worlds are drawn in a run, unless `OMBUD_WORLDS` says otherwise; each holds up to a dozen cases and twenty readings.
const WORLDS: u32 = 24;

fn worlds() -> ProptestConfig {
    let cases = std::env::var("OMBUD_WORLDS").ok().and_then(|count| count.parse().ok()).unwrap_or(WORLDS);
    ProptestConfig { failure_persistence: None, cases, max_shrink_iters: 400, ..ProptestConfig::default() }
}

/// A comparison that never meets a rule proves nothing of it.
#[test]
fn the_worlds_drawn_meet_every_verdict_of_every_type_and_every_step() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut met: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
    for _ in 0..300 {
        let world = draw::world().new_tree(&mut runner).unwrap().current();
        let policies = world.policies();
        for verdict in world.cases.iter().flat_map(|case| world.verdicts_of(case, &policies)) {
            for step in steps(&verdict.finding) {
                *met.entry(step).or_default() += 1;
            }
        }
    }
    for (step, count) in met {
        println!("{count:6} {step}");
    }
}

/// What a finding went through, in words.
fn steps(finding: &evaluate::Finding) -> Vec<String> {
    use evaluate::trace::Trace;
    let kind = format!("{:?}", finding.trace).split([' ', '(', '{']).next().unwrap_or_default().to_string();
    let mut steps = vec![format!("{kind} {}", finding.status.name())];
    if let Trace::Deadline(deadline) = &finding.trace {
        let day = if deadline.start.when.is_day() { " from a day" } else { "" };
        steps.push(format!("deadline{day} {}", finding.status.name()));
        steps.extend(
            deadline.pauses.iter().map(|pause| format!("pause {:?}", pause.effect).split(['(']).next().unwrap_or_default().to_string()),
        );
        steps.extend(deadline.notices.iter().map(|notice| format!("notice{day} {:?}", notice.effect)));
        for notice in &deadline.notices {
            if deadline.start.when.is_day()
                && notice.notice.when.at > deadline.start.when.at
                && notice.notice.when.at < deadline.start.when.last
                && notice.effect == evaluate::trace::NoticeEffect::AfterDue
            {
                steps.push("SAME DAY".into());
            }
        }
    }
    steps
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
