//! The least limit that a duty would have kept, measured by queries, tried out by the small evaluation.

use super::world::World;
use super::{draw, worlds};
use duckdb::Connection;
use ombud::evaluate::{Status, Verdict};
use ombud::judge::{Judgement, judge_in_ranges};
use ombud::policy::{Policies, Policy};
use ombud::time::period::Length;
use ombud::time::{Span, Unit};
use ombud::what_if::Wish;
use ombud::what_if::measure::Plan;
use ombud::what_if::variant::with_variants;
use proptest::prelude::*;
use std::path::Path;

/// What the queries say that a duty needed.
#[derive(Debug)]
struct Need {
    policy: String,
    clause: String,
    kind: String,
    unit: Unit,
    source: String,
    case_id: String,
    cycle: i64,
    status: String,
    amount: i64,
    /// Of a duty that is done the least limit that may have been kept, for all that is known.
    possible: Option<i64>,
}

fn needs(world: &World) -> Vec<Need> {
    let policies = world.policies();
    let known = Policies::read(Path::new("no such folder"), &[], &world.calendars).unwrap();
    let Ok(asked) = with_variants(&policies.iter().collect::<Vec<_>>(), None, &Wish::default(), &known, &world.calendars) else {
        return Vec::new();
    };
    let plan = Plan::new(asked, world.as_of.local_date(chrono_tz::Tz::UTC));
    let connection = Connection::open_in_memory().unwrap();
    world.load(&connection);
    let judgement = Judgement {
        policies: plan.policies.iter().collect(),
        calendars: &world.calendars,
        as_of: world.as_of,
        time_zone: chrono_tz::Tz::UTC,
        counted_by: Length::Quarter.into(),
        scope: ombud::judge::Scope::default(),
    };
    judge_in_ranges(&connection, &judgement, 250_000).unwrap();
    connection.execute_batch(include_str!("../../../queries/view/verdicts.sql")).unwrap();
    plan.measure(&connection, &world.calendars, world.as_of).unwrap();
    let sql = "select p.policy, p.clause, p.kind, n.source, n.case_id, n.cycle, n.status, n.need, n.possible, p.unit
        from what_if_need as n join what_if_probe as p on p.probe = n.probe where n.status in ('met', 'pending')";
    let mut statement = connection.prepare(sql).unwrap();
    let need = |row: &duckdb::Row<'_>| -> duckdb::Result<Need> {
        Ok(Need {
            policy: row.get(0)?,
            clause: row.get(1)?,
            kind: row.get(2)?,
            unit: unit(&row.get::<_, String>(9)?),
            source: row.get(3)?,
            case_id: row.get(4)?,
            cycle: row.get(5)?,
            status: row.get(6)?,
            amount: row.get(7)?,
            possible: row.get(8)?,
        })
    };
    statement.query_map([], need).unwrap().collect::<duckdb::Result<_>>().unwrap()
}

/// What the duties of all versions of a clause are measured in.
fn unit(name: &str) -> Unit {
    let units = [Unit::Elapsed, Unit::OpenTime, Unit::BusinessDays, Unit::CalendarDays, Unit::CalendarMonths];
    units.into_iter().find(|unit| unit.name() == name).unwrap()
}

/// The verdicts of the case by its clause alone, were the limit this one.
fn with_limit(world: &World, policies: &[Policy], need: &Need, amount: i64) -> Vec<Verdict> {
    let mut other: Vec<Policy> = policies.iter().filter(|policy| policy.id == need.policy).cloned().collect();
    for policy in &mut other {
        policy.clauses.retain(|clause| clause.id == need.clause);
        for clause in &mut policy.clauses {
            clause.readings.truncate(1);
            let rule = &mut clause.readings[0].rule;
            *rule = rule.with_limit(Span { amount, ..Span::one(need.unit) }).unwrap_or_else(|| rule.clone());
        }
    }
    let case = world.cases.iter().find(|case| (&case.source, &case.case_id) == (&need.source, &need.case_id)).unwrap();
    world.verdicts_of(case, &other)
}

proptest! {
    #![proptest_config(worlds())]

    #[test]
    fn the_least_limit_is_kept_and_the_next_shorter_one_is_not(world in draw::world()) {
        let policies = world.policies();
        for need in needs(&world).iter().filter(|need| need.kind == "deadline") {
            let status = |amount| {
                let rows = with_limit(&world, &policies, need, amount);
                rows.iter().find(|row| row.finding.cycle == need.cycle).map(|row| row.finding.status)
            };
            let is_done = need.status == "met";
            prop_assert_eq!(status(need.amount), Some(if is_done { Status::Met } else { Status::Pending }), "{:?}\n{}", need, world.told());
            if need.amount > 0 {
                let too_short = status(need.amount - 1);
                let is_not = if is_done { too_short != Some(Status::Met) } else { too_short == Some(Status::Missed) };
                prop_assert!(is_not, "{too_short:?} with one less: {need:?}\n{}", world.told());
            }
        }
    }

    /// Between the least limit that may have been kept and the least that was, the day leaves it open; below it was not kept.
    #[test]
    fn what_the_day_leaves_open_lies_between_two_limits(world in draw::world()) {
        let policies = world.policies();
        for need in needs(&world).iter().filter(|need| need.kind == "deadline" && need.status == "met") {
            let status = |amount| {
                let rows = with_limit(&world, &policies, need, amount);
                rows.iter().find(|row| row.finding.cycle == need.cycle).map(|row| row.finding.status)
            };
            let possible = need.possible.unwrap_or(need.amount);
            prop_assert!(possible <= need.amount, "{need:?}");
            if possible < need.amount {
                for amount in [possible, need.amount - 1] {
                    prop_assert_eq!(status(amount), Some(Status::Indeterminate), "{} of {:?}\n{}", amount, need, world.told());
                }
            }
            if possible > 0 {
                prop_assert_eq!(status(possible - 1), Some(Status::Late), "one less than {:?}\n{}", need, world.told());
            }
        }
    }

    #[test]
    fn from_the_longest_silence_on_no_window_is_missed(world in draw::world()) {
        let policies = world.policies();
        for need in needs(&world).iter().filter(|need| need.kind == "cadence" && need.amount > 0) {
            let rows = with_limit(&world, &policies, need, need.amount);
            prop_assert!(rows.iter().all(|row| row.finding.status != Status::Missed), "{need:?}: {rows:#?}\n{}", world.told());
        }
    }
}

/// A comparison that never meets a pause, a notice or an open case proves nothing of them.
#[test]
fn the_needs_measured_are_of_every_kind() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut done, mut open, mut silences) = (0, 0, 0);
    for _ in 0..40 {
        let world = draw::world().new_tree(&mut runner).unwrap().current();
        for need in needs(&world) {
            match (need.kind.as_str(), need.status.as_str()) {
                ("deadline", "met") => done += 1,
                ("deadline", _) => open += 1,
                _ => silences += 1,
            }
        }
    }
    assert!(done > 50 && open > 20 && silences > 20, "{done} done, {open} open, {silences} silences");
}
