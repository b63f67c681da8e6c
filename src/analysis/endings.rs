//! How cases ended, and how many were resolved by an age, withdrawn and referred ones apart.

use super::measure::Origin;
use super::measure::patterns::{End, time_to_end};
use crate::error::Result;
use crate::statistics::survival::competing::{Ended, Incidence, at, incidence};
use crate::statistics::survival::{LogRank, Spell, log_rank};
use crate::time::{Instant, Period};
use chrono_tz::Tz;
use duckdb::Connection;
use std::sync::Arc;

/// The ways in which a case ends, as the measure names them.
pub const WAYS: [&str; 4] = ["resolved", "withdrawn", "merged", "referred"];

/// Ages that are told, in days: one, two, four, eight weeks, and three months.
pub const AGES_DAYS: [f64; 5] = [7.0, 14.0, 28.0, 56.0, 91.0];

const HOURS_PER_DAY: f64 = 24.0;

/// What became of the cases received in one quarter.
#[derive(Debug, Clone, PartialEq)]
pub struct Cohort {
    /// The quarter.
    pub period: Period,
    /// Cases whose source can report an end.
    pub cases: u64,
    /// Cases whose source cannot: nothing is known of them.
    pub not_shown: u64,
    /// What became of them by each of [`AGES_DAYS`]; fewer where none was seen so long.
    pub by_age: Vec<Incidence>,
    /// How many had ended in each of [`WAYS`] by each of these ages, as seen.
    pub ended_by_age: Vec<Vec<u64>>,
    /// Whether the days that alone are known leave open if some case had ended in each of [`WAYS`] by each of these ages: more may have,
    /// and fewer be open.
    pub is_least_by_age: Vec<Vec<bool>>,
    /// Whether they were resolved at another speed than those of the quarter before, others as censored.
    pub against_before: Option<LogRank>,
    /// Whether they were slower, where that is asked.
    pub is_slower: bool,
}

impl Cohort {
    /// Whether some share by age is only a bound, because days alone are known.
    pub fn has_bounds(&self) -> bool {
        self.is_least_by_age.iter().flatten().any(|is_least| *is_least)
    }
}

/// Cohorts of receipt, oldest first.
#[derive(Debug, Clone)]
pub struct EndingView {
    /// The cohorts.
    pub cohorts: Vec<Cohort>,
    /// Where the counts come from.
    pub origin: Arc<Origin>,
}

/// Looks at the cases received in the quarter and in so many before it.
pub fn ending_view(
    connection: &Connection,
    period: Period,
    quarters: usize,
    zone: Tz,
    as_of: Instant,
    kind: Option<&str>,
) -> Result<EndingView> {
    let mut periods: Vec<Period> = std::iter::successors(Some(period), |period| Some(period.previous())).take(quarters).collect();
    periods.reverse();
    let counted = time_to_end(connection, &periods, zone, as_of, kind)?;
    let cohorts = (0..periods.len()).filter_map(|place| cohort(&periods, place, &counted.rows)).collect();
    Ok(EndingView { cohorts, origin: counted.origin })
}

fn cohort(periods: &[Period], place: usize, rows: &[End]) -> Option<Cohort> {
    let own = ended(rows, place);
    let not_shown = rows.iter().filter(|row| row.cohort == place && row.hours.is_none()).map(|row| row.cases).sum();
    if own.is_empty() && not_shown == 0 {
        return None;
    }
    let longest = own.iter().map(|case| case.duration).fold(0.0, f64::max);
    let curve = incidence(&own, WAYS.len());
    let ages: Vec<f64> = AGES_DAYS.into_iter().filter(|age| *age <= longest).collect();
    let by_age = ages.iter().map(|age| at(&curve, *age, WAYS.len())).collect();
    let ended_by = |age: &f64, way: usize| own.iter().filter(|case| case.way == Some(way) && case.duration <= *age).count() as u64;
    let ended_by_age = ages.iter().map(|age| (0..WAYS.len()).map(|way| ended_by(age, way)).collect()).collect();
    let is_least_by_age = ages.iter().map(|age| are_left_open(rows, place, *age)).collect();
    let before = place.checked_sub(1).map(|before| resolved(&ended(rows, before)));
    let against_before = before.and_then(|before| log_rank(&before, &resolved(&own)));
    let is_slower = against_before.is_some_and(|test| test.observed[1] < test.expected[1]);
    let cases = own.len() as u64;
    Some(Cohort { period: periods[place], cases, not_shown, by_age, ended_by_age, is_least_by_age, against_before, is_slower })
}

/// Whether in each way some case may have ended by an age in days, or after it.
fn are_left_open(rows: &[End], cohort: usize, age: f64) -> Vec<bool> {
    let hours = age * HOURS_PER_DAY;
    let is_open = |row: &&End| row.least_hours.is_some_and(|least| least <= hours) && row.hours.is_some_and(|most| most > hours);
    let open: Vec<usize> = rows.iter().filter(|row| row.cohort == cohort).filter(is_open).filter_map(way_of).collect();
    (0..WAYS.len()).map(|way| open.contains(&way)).collect()
}

fn way_of(row: &End) -> Option<usize> {
    row.way.as_ref().and_then(|way| WAYS.iter().position(|known| known == way))
}

/// The cases of a cohort whose end is known or awaited, in days.
fn ended(rows: &[End], cohort: usize) -> Vec<Ended> {
    let rows = rows.iter().filter(|row| row.cohort == cohort);
    let rows = rows.filter_map(|row| Some((row.hours? / HOURS_PER_DAY, way_of(row), row.cases)));
    rows.flat_map(|(duration, way, cases)| std::iter::repeat_n(Ended { duration, way }, cases as usize)).collect()
}

/// Resolved cases as ended, all others as last seen.
fn resolved(cases: &[Ended]) -> Vec<Spell> {
    cases.iter().map(|case| Spell::new(case.duration, case.way == Some(0))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(cohort: usize, way: Option<&str>, days: f64, cases: u64) -> End {
        End { cohort, way: way.map(str::to_string), hours: Some(days * 24.0), least_hours: Some(days * 24.0), cases }
    }

    #[test]
    fn withdrawn_cases_have_a_share_of_their_own() {
        let periods: Vec<Period> = ["2026-Q2", "2026-Q3"].map(|period| period.parse().unwrap()).to_vec();
        let rows = [
            end(0, Some("resolved"), 3.0, 10),
            end(1, Some("resolved"), 5.0, 6),
            end(1, Some("withdrawn"), 6.0, 2),
            end(1, None, 20.0, 2),
            End { cohort: 1, way: None, hours: None, least_hours: None, cases: 7 },
        ];
        let found = cohort(&periods, 1, &rows).unwrap();
        assert_eq!((found.cases, found.not_shown, found.by_age.len()), (10, 7, 2));
        let week = &found.by_age[0];
        assert!((week.ended[0] - 0.6).abs() < 1e-12 && (week.ended[1] - 0.2).abs() < 1e-12 && (week.open - 0.2).abs() < 1e-12);
        assert_eq!(found.ended_by_age, [[6, 2, 0, 0], [6, 2, 0, 0]]);
        assert!(found.is_slower && found.against_before.unwrap().p_value < 0.05);
        assert_eq!(found.is_least_by_age, vec![vec![false; 4]; 2]);
    }

    #[test]
    fn what_may_have_ended_before_or_after_an_age_is_a_least_there() {
        let periods: Vec<Period> = vec!["2026-Q3".parse().unwrap()];
        // By the day, on the seventh after receipt: more than six days and up to eight; on the thirteenth: more than twelve and up to 14.
        let by_day = |way: &str, day: f64| End { least_hours: Some((day - 1.0) * 24.0 + 1.0 / 60.0), ..end(0, Some(way), day + 1.0, 5) };
        let rows = [by_day("resolved", 7.0), by_day("withdrawn", 13.0), end(0, None, 20.0, 2)];
        let found = cohort(&periods, 0, &rows).unwrap();
        assert_eq!(found.is_least_by_age, [[true, false, false, false], [false; 4]]);
    }
}
