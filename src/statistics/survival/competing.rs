//! Cases that end in several ways: resolved, withdrawn, escalated, still open.
//!
//! A case that the customer withdrew will never be resolved. Where it counts as "still open", the
//! curve of [`super::KaplanMeier`] tells how long cases would take if nobody withdrew. The
//! cumulative incidence tells what became of all cases: by an age, this share was resolved, this
//! share had ended otherwise, and this share was open.

use serde::Serialize;

/// How long a case was seen, and how it ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ended {
    /// Its age when it ended, or when it was last seen open.
    pub duration: f64,
    /// The way it ended, counted from 0; `None`: still open.
    pub way: Option<usize>,
}

/// The shares at an age.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Incidence {
    /// The age.
    pub time: f64,
    /// The share that has ended in each way, in the order of the ways.
    pub ended: Vec<f64>,
    /// The share still open.
    pub open: f64,
}

/// The cumulative incidence of each way to end (Aalen & Johansen 1978): one row per age at which a
/// case ended.
///
/// The shares of a row sum to 1. Durations that are negative or not finite are left out.
pub fn incidence(cases: &[Ended], ways: usize) -> Vec<Incidence> {
    let mut cases: Vec<Ended> = cases.iter().copied().filter(|case| case.duration >= 0.0 && case.duration.is_finite()).collect();
    cases.sort_by(|one, other| one.duration.total_cmp(&other.duration));
    let (mut open, mut ended, mut at_risk) = (1.0, vec![0.0; ways], cases.len());
    let mut rows = Vec::new();
    for together in cases.chunk_by(|one, other| one.duration.total_cmp(&other.duration).is_eq()) {
        let mut all = 0;
        for way in together.iter().filter_map(|case| case.way).filter(|way| *way < ways) {
            ended[way] += open / at_risk as f64;
            all += 1;
        }
        open *= 1.0 - f64::from(all) / at_risk as f64;
        at_risk -= together.len();
        if all > 0 {
            rows.push(Incidence { time: together[0].duration, ended: ended.clone(), open });
        }
    }
    rows
}

/// The shares at an age; before the first end all are open.
pub fn at(rows: &[Incidence], time: f64, ways: usize) -> Incidence {
    let passed = rows.partition_point(|row| row.time <= time);
    let open = Incidence { time, ended: vec![0.0; ways], open: 1.0 };
    passed.checked_sub(1).map_or(open, |last| Incidence { time, ..rows[last].clone() })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{KaplanMeier, Spell};
    use super::*;

    #[test]
    fn withdrawn_cases_are_not_waited_for() {
        // Four cases: resolved at 2, withdrawn at 3, resolved at 5, open at 6.
        let cases = [(2.0, Some(0)), (3.0, Some(1)), (5.0, Some(0)), (6.0, None)].map(|(duration, way)| Ended { duration, way });
        let at_five = at(&incidence(&cases, 2), 5.0, 2);
        // Resolved 1/4 at 2 and a half of the open 1/2 at 5; withdrawn 1/4; open 1/4.
        assert!((at_five.ended[0] - 0.5).abs() < 1e-12 && (at_five.ended[1] - 0.25).abs() < 1e-12);
        assert!((at_five.open - 0.25).abs() < 1e-12);
        assert!((at(&incidence(&cases, 2), 1.0, 2).open - 1.0).abs() < 1e-15);
    }

    proptest! {
        #[test]
        fn the_shares_sum_to_one_and_one_way_is_kaplan_meier(
            cases in prop::collection::vec((0_u32..40, prop::option::of(0_usize..3)), 1..60)
        ) {
            let cases: Vec<Ended> = cases.iter().map(|(days, way)| Ended { duration: f64::from(*days), way: *way }).collect();
            for row in incidence(&cases, 3) {
                prop_assert!((row.ended.iter().sum::<f64>() + row.open - 1.0).abs() < 1e-9);
            }
            let spells: Vec<Spell> = cases.iter().map(|case| Spell::new(case.duration, case.way.is_some())).collect();
            let curve = KaplanMeier::estimate(&spells).expect("cases");
            for row in incidence(&cases, 3) {
                prop_assert!((row.open - curve.open_share_at(row.time)).abs() < 1e-9);
            }
        }
    }
}
