//! Clause by clause: kept, not kept, cannot be shown, not yet due.

use super::measure::clauses::{Clause, ClauseCount, Counts};
use crate::statistics::interval::{Confidence, Interval};
use crate::statistics::proportion::{newcombe_difference, wilson};
use crate::time::Period;
use std::cmp::Reverse;
use std::collections::HashMap;

/// What the reader must do about a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// The share kept is below what the clause asks for.
    NotKept,
    /// The share kept reaches what the clause asks for (all, unless it says otherwise).
    Kept,
    /// Duties there were, but the sources cannot show how they ended.
    CannotShow,
    /// Duties there are, none of them due yet.
    NotYetDue,
    /// No case fell due.
    NothingDue,
}

/// How a share differs from that of the period before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// Newest less previous, in shares.
    pub difference: f64,
    /// Its 95 % interval (Newcombe).
    pub interval: Interval,
}

impl Change {
    /// Whether chance alone is no plausible explanation.
    pub fn is_more_than_chance(&self) -> bool {
        !self.interval.contains(0.0)
    }
}

/// A second reading of a clause, with what it comes to.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The reading.
    pub clause: Clause,
    /// Its counts in the period.
    pub counts: Counts,
}

/// A clause and how it was kept.
#[derive(Debug, Clone)]
pub struct Row {
    /// The clause, by the reading in force.
    pub clause: Clause,
    /// In the period.
    pub counts: Counts,
    /// In the periods up to and including it, oldest first; empty counts where nothing fell due.
    pub history: Vec<Counts>,
    /// What the reader must do about it.
    pub group: Group,
    /// The 95 % Wilson interval of the share kept; `None` where none was judged.
    pub interval: Option<Interval>,
    /// Against the period before; `None` where either has no rate.
    pub change: Option<Change>,
    /// Its other readings.
    pub readings: Vec<Reading>,
}

impl Row {
    /// In the period before.
    pub fn previous(&self) -> Counts {
        self.history.iter().rev().nth(1).copied().unwrap_or_default()
    }

    /// How surely and how far the clause was missed: the aim less the highest plausible share.
    ///
    /// Above 0 even the benefit of the doubt does not reach the aim.
    pub fn sure_shortfall(&self) -> f64 {
        self.interval.map_or(0.0, |interval| self.clause.aim - interval.upper)
    }
}

/// The rows that promise something and were not kept, in the order in which they were missed most surely.
pub fn worst_first(rows: &[Row]) -> Vec<&Row> {
    let mut rows: Vec<&Row> = rows.iter().filter(|row| row.group == Group::NotKept && row.clause.is_commitment).collect();
    rows.sort_by(|left, right| {
        let by_shortfall = right.sure_shortfall().total_cmp(&left.sure_shortfall());
        by_shortfall
            .then_with(|| (Reverse(left.counts.broken()), &left.clause.clause).cmp(&(Reverse(right.counts.broken()), &right.clause.clause)))
    });
    rows
}

/// The scorecard of a period: every clause in force, and older ones that still judge a case.
///
/// `periods` are the periods of the history, the newest last.
pub fn scorecard(clauses: &[Clause], counts: &[ClauseCount], periods: &[Period]) -> Vec<Row> {
    let mut by_reading: HashMap<(&str, &str, &str), Vec<Counts>> = HashMap::new();
    let place: HashMap<_, _> = periods.iter().enumerate().map(|(place, period)| (period.first_day(), place)).collect();
    for row in counts {
        let Some(&place) = place.get(&row.period_start) else { continue };
        let history = by_reading.entry((&row.policy, &row.clause, &row.reading)).or_insert_with(|| vec![Counts::default(); periods.len()]);
        history[place] += row.counts;
    }
    let history_of = |clause: &Clause| {
        let key = (clause.policy.as_str(), clause.clause.as_str(), clause.reading.as_str());
        by_reading.get(&key).cloned().unwrap_or_else(|| vec![Counts::default(); periods.len()])
    };
    let mut rows: Vec<Row> = Vec::new();
    for clause in clauses {
        let history = history_of(clause);
        let newest = history.last().copied().unwrap_or_default();
        if !clause.is_in_force && newest == Counts::default() {
            continue;
        }
        if clause.reading == "main" {
            rows.push(row(clause.clone(), history));
        } else if let Some(of) = rows.last_mut().filter(|of| of.clause.policy == clause.policy && of.clause.clause == clause.clause) {
            of.readings.push(Reading { clause: clause.clone(), counts: newest });
        }
    }
    rows
}

fn row(clause: Clause, history: Vec<Counts>) -> Row {
    let counts = history.last().copied().unwrap_or_default();
    let previous = history.iter().rev().nth(1).copied().unwrap_or_default();
    let change = newcombe_difference((counts.met, counts.judged()), (previous.met, previous.judged()), Confidence::P95)
        .zip(counts.met_share().zip(previous.met_share()))
        .map(|(interval, (newest, before))| Change { difference: newest - before, interval });
    Row {
        group: group(&counts, clause.aim),
        interval: wilson(counts.met, counts.judged(), Confidence::P95),
        clause,
        counts,
        history,
        change,
        readings: Vec::new(),
    }
}

/// Where a clause belongs; the share decides, not its interval.
fn group(counts: &Counts, aim: f64) -> Group {
    match counts.met_share() {
        Some(share) if share >= aim => Group::Kept,
        Some(_) => Group::NotKept,
        None if counts.not_shown() > 0 => Group::CannotShow,
        None if counts.pending > 0 => Group::NotYetDue,
        None => Group::NothingDue,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clause(reading: &str, aim: f64) -> Clause {
        Clause {
            policy: "logiq".into(),
            policy_title: "Complaints Statement".into(),
            clause: "acknowledge".into(),
            reading: reading.into(),
            cite: "2".into(),
            asks: "Acknowledge within an hour.".into(),
            kind: "deadline".into(),
            is_commitment: true,
            is_assumed: false,
            span: Some("1 hour".into()),
            aim,
            kinds: None,
            is_in_force: true,
        }
    }

    fn count(period: &str, reading: &str, counts: Counts) -> ClauseCount {
        let period: Period = period.parse().unwrap();
        ClauseCount {
            policy: "logiq".into(),
            clause: "acknowledge".into(),
            reading: reading.into(),
            period_start: period.first_day(),
            counts,
        }
    }

    fn counts(met: u64, late: u64, missed: u64) -> Counts {
        Counts { met, late, missed, ..Counts::default() }
    }

    #[test]
    fn the_share_kept_decides_the_group() {
        for (counts, aim, expected) in [
            (counts(30, 0, 0), 1.0, Group::Kept),
            (counts(29, 1, 0), 1.0, Group::NotKept),
            (counts(9, 1, 0), 0.9, Group::Kept),
            (counts(8, 1, 1), 0.9, Group::NotKept),
            (Counts { unknown: 3, pending: 2, ..Counts::default() }, 1.0, Group::CannotShow),
            (Counts { indeterminate: 1, ..Counts::default() }, 1.0, Group::CannotShow),
            (Counts { pending: 2, not_applicable: 9, ..Counts::default() }, 1.0, Group::NotYetDue),
            (Counts { not_applicable: 9, ..Counts::default() }, 1.0, Group::NothingDue),
            (Counts::default(), 1.0, Group::NothingDue),
        ] {
            assert_eq!(group(&counts, aim), expected, "{counts:?}");
        }
    }

    #[test]
    fn a_row_has_its_history_its_change_and_its_readings() {
        let periods: Vec<Period> = ["2026-Q1", "2026-Q2", "2026-Q3"].iter().map(|text| text.parse().unwrap()).collect();
        let rows = scorecard(
            &[clause("main", 1.0), clause("desk-hours", 1.0)],
            &[
                count("2026-Q2", "main", counts(45, 5, 0)),
                count("2026-Q3", "main", counts(10, 38, 2)),
                count("2026-Q3", "desk-hours", counts(40, 10, 0)),
            ],
            &periods,
        );
        let row = &rows[0];
        assert_eq!(row.history, [Counts::default(), counts(45, 5, 0), counts(10, 38, 2)]);
        assert_eq!((row.counts.met, row.previous().met, row.readings[0].counts.met), (10, 45, 40));
        // 10 of 50 against 45 of 50: 0.2 - 0.9.
        let change = row.change.unwrap();
        assert!((change.difference + 0.7).abs() < 1e-12 && change.is_more_than_chance());
        // Wilson for 10 of 50: centre (0.2 + 0.0384146) / 1.0768292 = 0.221404, half width 0.108958.
        let interval = row.interval.unwrap();
        assert!((interval.lower - 0.112_44).abs() < 1e-5 && (interval.upper - 0.330_37).abs() < 1e-5, "{interval:?}");
        assert!((row.sure_shortfall() - (1.0 - interval.upper)).abs() < 1e-12);
    }

    #[test]
    fn a_clause_no_longer_in_force_stays_only_while_it_judges() {
        let periods: Vec<Period> = vec!["2026-Q3".parse().unwrap()];
        let old = Clause { is_in_force: false, ..clause("main", 1.0) };
        assert!(scorecard(std::slice::from_ref(&old), &[], &periods).is_empty());
        assert_eq!(scorecard(&[old], &[count("2026-Q3", "main", counts(1, 0, 0))], &periods).len(), 1);
    }
}
