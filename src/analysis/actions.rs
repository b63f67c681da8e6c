//! What the organisation's actions achieved: the time before each held against the time after.
//!
//! Left out are the period that gave rise to the action, every period from there to its completion, and the one in
//! which it was completed. Who acts on what stands out sees it fall back by itself; a baseline with that period in it
//! would praise every action.

use super::coverage::Coverage;
use super::denominators::{Denominators, Unit};
use super::measure::actions::{Action, actions};
use super::measure::clauses::Counts;
use super::measure::{Measured, Origin};
use super::scorecard;
use super::trend::{Exposure, Issue, Trends};
use crate::error::Result;
use crate::statistics::before_after::{BeforeAfter, before_after};
use crate::statistics::tally::Tally;
use crate::time::period::Length;
use crate::time::{Instant, Period};
use chrono_tz::Tz;
use duckdb::Connection;
use std::sync::Arc;

/// How many months before are looked at, at most: a whole year, so that every season counts once.
const MONTHS_BEFORE: usize = 12;

/// How an action stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Its due date has passed.
    Overdue,
    /// It is not completed.
    Open,
    /// It is completed.
    Completed,
}

/// What an action aims at, counted by periods of one length.
#[derive(Debug, Clone)]
pub struct Series {
    /// The periods, oldest first.
    pub periods: Vec<Period>,
    /// The count of each and what it was counted over; `None` where the data do not cover it, or it cannot be compared with the newest.
    pub tallies: Vec<Option<Tally>>,
    /// Why some of them cannot, if that is so.
    pub apart: Option<Apart>,
    /// What the cases of a category are counted over; `None` for days, and for duties.
    pub unit: Option<Unit>,
}

/// Why periods cannot be compared with one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Apart {
    /// They were judged by another limit.
    OtherLimit,
    /// A source told of them that has fallen silent since.
    SilentSource,
    /// The file of denominators does not name the category in them.
    NoDenominator,
    /// The categories were cut anew between them.
    Recoded,
}

/// What was compared, and what it came to.
#[derive(Debug, Clone)]
pub struct Achievement {
    /// The length of the periods.
    pub length: Length,
    /// The first and the last period that were left out.
    pub left_out: (Period, Period),
    /// How many periods stand before, and how many after.
    pub periods: (usize, usize),
    /// The comparison; `None` where a side has no period yet.
    pub result: Option<BeforeAfter>,
    /// Why periods were left out beside, if any were.
    pub apart: Option<Apart>,
    /// What the cases of a category were counted over; `None` for days, and for duties.
    pub unit: Option<Unit>,
}

/// An action, and what it achieved where that can be asked.
#[derive(Debug, Clone)]
pub struct Tracked {
    /// The action.
    pub action: Action,
    /// What it achieved, and where those counts come from; `None` where it is not completed or aims at nothing that is counted.
    pub achieved: Option<(Achievement, Arc<Origin>)>,
}

/// What the comparisons are made of, beside the actions themselves.
#[derive(Debug, Clone, Copy)]
pub struct Grounds<'a> {
    /// The quarter of the report.
    pub period: Period,
    /// The zone in which periods are cut.
    pub zone: Tz,
    /// What is later than this does not exist.
    pub as_of: Instant,
    /// The categories by month, and which months the data cover.
    pub trends: &'a Trends,
    /// The clauses by quarter.
    pub scorecard: &'a [scorecard::Row],
    /// The quarters of the scorecard.
    pub quarters: &'a [Period],
    /// Where the scorecard's counts come from.
    pub counts_origin: &'a Arc<Origin>,
    /// What cases are counted over, where that is known: a rate is never swapped for a count in silence.
    pub denominators: Option<&'a Denominators>,
}

/// The actions and recommendations of the year up to the quarter, and what the completed ones achieved.
pub fn track(connection: &Connection, grounds: &Grounds) -> Result<Measured<Tracked>> {
    let Grounds { period, zone, as_of, trends, .. } = *grounds;
    let year_before = period.previous().previous().previous().previous();
    let found = actions(connection, as_of, year_before.start_at(zone))?;
    let achieved = |action: &Action| {
        let (series, origin) = match (&action.clause, &action.category) {
            (Some(clause), _) => {
                let is_meant = |row: &&scorecard::Row| format!("{}/{}", row.clause.policy, row.clause.clause) == *clause;
                (by_quarter(grounds.scorecard.iter().find(is_meant)?, grounds), grounds.counts_origin)
            }
            (None, Some(category)) => {
                let issue = trends.issues.iter().find(|issue| issue.segment.as_ref() == Some(category))?;
                (by_month(&trends.coverage, grounds.denominators, issue), &trends.origin)
            }
            (None, None) => return None,
        };
        Some((achievement(action, &series, zone)?, Arc::clone(origin)))
    };
    let tracked = found.rows.into_iter().map(|action| Tracked { achieved: achieved(&action), action }).collect();
    Ok(Measured { rows: tracked, origin: found.origin })
}

impl Action {
    /// How it stands at an instant.
    pub fn state(&self, as_of: Instant) -> State {
        match (self.completed_at, self.due_at) {
            (Some(_), _) => State::Completed,
            (None, Some(due)) if due < as_of => State::Overdue,
            (None, _) => State::Open,
        }
    }

    /// The period that gave rise to it: the one that was named, else the last whole quarter before it was opened.
    pub fn gave_rise(&self, zone: Tz) -> Period {
        self.trigger.unwrap_or_else(|| Period::containing(self.opened_at.local_date(zone), Length::Quarter).previous())
    }
}

/// Cases of a category by month; a month counts over its days, or over its customers or orders where these are known.
///
/// A category that was cut anew has no months on the other side of the cut: that it went by another name there is no change of it.
pub fn by_month(coverage: &Coverage, denominators: Option<&Denominators>, issue: &Issue) -> Series {
    let exposure = match denominators {
        Some(denominators) => Exposure::of(&coverage.months, denominators, "category", issue.segment.as_deref()),
        None => Exposure::days(&coverage.months),
    };
    let exposed = |month: usize| exposure.by_period[month].filter(|exposure| *exposure > 0.0);
    let tally = |(month, cases): (usize, &Option<u64>)| Tally::new((*cases)?, exposed(month)?);
    let is_unexposed = |(month, cases): (usize, &Option<u64>)| cases.is_some() && exposed(month).is_none();
    let months = || issue.by_month.iter().enumerate();
    let recoded = issue.recoded_from.map(|_| Apart::Recoded);
    Series {
        periods: coverage.months.clone(),
        tallies: months().map(tally).collect(),
        apart: recoded.or_else(|| months().any(is_unexposed).then_some(Apart::NoDenominator)),
        unit: denominators.map(|denominators| denominators.unit),
    }
}

/// Duties of a clause that were not kept, by quarter; a quarter counts over the duties that were judged.
///
/// Quarters that were judged by another limit than the newest, or that a source told which has fallen silent since, are left out; so are
/// those that are not over, and those to whose end the data do not tell: what is owed there is not known yet.
pub fn by_quarter(row: &scorecard::Row, grounds: &Grounds) -> Series {
    let silent_from = grounds.trends.coverage.silent.iter().map(|silent| silent.last).max();
    let apart = |(quarter, limits): (&Period, &Vec<String>)| match silent_from {
        Some(last) if quarter.start_at(grounds.zone) <= last => Some(Apart::SilentSource),
        _ => row.is_other_limit(limits).then_some(Apart::OtherLimit),
    };
    let apart: Vec<Option<Apart>> = grounds.quarters.iter().zip(&row.limits).map(apart).collect();
    let tally = |(quarter, (counts, apart)): (&Period, (&Counts, &Option<Apart>))| {
        let is_known = apart.is_none() && grounds.trends.coverage.tells_to_the_end_of(*quarter);
        Tally::new(counts.broken(), counts.judged() as f64).filter(|tally| is_known && tally.exposure() > 0.0)
    };
    let was_judged = |(counts, apart): (&Counts, &Option<Apart>)| apart.filter(|_| counts.judged() > 0);
    Series {
        periods: grounds.quarters.to_vec(),
        tallies: grounds.quarters.iter().zip(row.history.iter().zip(&apart)).map(tally).collect(),
        apart: row.history.iter().zip(&apart).find_map(was_judged),
        unit: None,
    }
}

/// What a completed action achieved; `None` where it is not completed.
pub fn achievement(action: &Action, series: &Series, zone: Tz) -> Option<Achievement> {
    let completed = action.completed_at?.local_date(zone);
    let length = series.periods.first()?.length();
    let first = Period::containing(action.gave_rise(zone).first_day(), length);
    let last = Period::containing(completed, length);
    let first = first.min(last);
    let covered = || series.periods.iter().zip(&series.tallies).filter_map(|(period, tally)| Some((period, (*tally)?)));
    let mut before: Vec<Tally> = covered().filter(|(period, _)| **period < first).map(|(_, tally)| tally).collect();
    if length == Length::Month {
        before.drain(..before.len().saturating_sub(MONTHS_BEFORE));
    }
    let after: Vec<Tally> = covered().filter(|(period, _)| **period > last).map(|(_, tally)| tally).collect();
    Some(Achievement {
        length,
        left_out: (first, last),
        periods: (before.len(), after.len()),
        result: before_after(&before, &after),
        apart: series.apart,
        unit: series.unit,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::before_after::Effect;
    use crate::time::Instant;

    fn action(opened: &str, completed: Option<&str>, trigger: Option<&str>) -> Action {
        let instant = |text: &str| Instant::parse_in(text, chrono_tz::Europe::London).unwrap();
        Action {
            source: "register".into(),
            name: "1".into(),
            is_recommendation: false,
            title: None,
            owner: None,
            category: Some("billing".into()),
            clause: None,
            trigger: trigger.map(|period| period.parse().unwrap()),
            opened_at: instant(opened),
            due_at: Some(instant("2026-03-01")),
            completed_at: completed.map(instant),
            checked_at: None,
        }
    }

    /// Months of 2025 and 2026 with these counts, exposure 1 each.
    fn months(counts: &[u64]) -> Series {
        let first: Period = "2025-01".parse().unwrap();
        let periods = std::iter::successors(Some(first), |month| Some(month.next())).take(counts.len()).collect();
        Series { periods, tallies: counts.iter().map(|count| Tally::new(*count, 1.0)).collect(), apart: None, unit: None }
    }

    #[test]
    fn the_trigger_and_everything_up_to_completion_are_left_out() {
        // Usual 20 a month; the third quarter of 2025 stood out with 40 and gave rise to the action of 9 October,
        // completed on 3 December; from January on 20 again. Nothing was achieved.
        let counts = [20, 20, 20, 20, 20, 20, 40, 40, 40, 35, 30, 25, 20, 20, 20, 20, 20, 20];
        let found = achievement(&action("2025-10-09", Some("2025-12-03"), None), &months(&counts), chrono_tz::Europe::London).unwrap();
        assert_eq!((found.left_out.0.to_string(), found.left_out.1.to_string()), ("2025-07".into(), "2025-12".into()));
        assert_eq!(found.periods, (6, 6));
        let result = found.result.unwrap();
        assert_eq!((result.ratio, result.effect), (Some(1.0), Effect::CannotTell));
    }

    #[test]
    fn a_trigger_that_was_named_counts() {
        let counts = [20; 18];
        let named = action("2025-10-09", Some("2025-12-03"), Some("2025-09"));
        let found = achievement(&named, &months(&counts), chrono_tz::Europe::London).unwrap();
        assert_eq!((found.left_out.0.to_string(), found.periods), ("2025-09".into(), (8, 6)));
    }

    #[test]
    fn months_that_the_data_do_not_cover_are_no_zeros() {
        let mut series = months(&[20; 18]);
        series.tallies[0] = None;
        series.tallies[17] = None;
        let found = achievement(&action("2025-10-09", Some("2025-12-03"), None), &series, chrono_tz::Europe::London).unwrap();
        assert_eq!(found.periods, (5, 5));
    }

    #[test]
    fn what_is_not_completed_is_open_until_its_due_date_and_measured_by_nobody() {
        let open = action("2025-10-09", None, None);
        let at = |text: &str| open.state(Instant::parse_in(text, chrono_tz::Europe::London).unwrap());
        assert_eq!((at("2026-03-01"), at("2026-03-01 00:01")), (State::Open, State::Overdue));
        assert!(achievement(&open, &months(&[20; 18]), chrono_tz::Europe::London).is_none());
    }
}
