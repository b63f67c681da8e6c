//! How long cases wait, the ones still waiting included.

use super::measure::waiting::{Ending, Wait};
use crate::statistics::interval::Confidence;
use crate::statistics::survival::{Band, KaplanMeier, Spell};

/// Fewer endings than this make no median worth printing (`statistics.md`, 4.3: about ten).
pub const ENDINGS_FOR_A_MEDIAN: u64 = 10;

/// The waits of one cohort for one ending, in minutes.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// What they waited for.
    pub ending: Ending,
    /// Cases whose source can report the ending.
    pub cases: u64,
    /// Of those, cases whose wait ended.
    pub done: u64,
    /// Of the ended ones, those known by a proxy or presumed.
    pub stand_in: u64,
    /// Of the ended ones, those of which the day of an end alone is known: they count for as long as they may have lasted.
    pub by_day: u64,
    /// The minutes that these may have lasted, at least and at most.
    by_day_minutes: Vec<(f64, f64)>,
    /// Cases whose source cannot report it: they are in no number here.
    pub not_shown: u64,
    /// The share still waiting, by minutes; `None` without cases.
    pub curve: Option<KaplanMeier>,
}

/// A point in time with the limits between which it plausibly lies, in minutes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Median {
    /// By when half the cases were done.
    pub minutes: f64,
    /// The least plausible; `None` where the data set none.
    pub lower: Option<f64>,
    /// The greatest plausible; `None` where the data set none.
    pub upper: Option<f64>,
}

impl Waiting {
    /// The median wait; `None` where it is not reached or too few waits ended.
    pub fn median(&self) -> Option<Median> {
        let curve = self.curve.as_ref().filter(|_| self.done >= ENDINGS_FOR_A_MEDIAN)?;
        let minutes = curve.median()?;
        let interval = curve.quantile_interval(0.5, Band::LogLog, Confidence::P95);
        Some(Median { minutes, lower: interval.lower, upper: interval.upper })
    }

    /// By when nine in ten were done; `None` where that is not reached or too few waits ended.
    pub fn ninetieth(&self) -> Option<f64> {
        self.curve.as_ref().filter(|_| self.done >= ENDINGS_FOR_A_MEDIAN)?.quantile(0.9)
    }

    /// The share still waiting after so many minutes: at most, where that is not decided.
    pub fn open_share_at(&self, minutes: f64) -> Option<f64> {
        self.curve.as_ref().map(|curve| curve.open_share_at(minutes))
    }

    /// Whether each ended wait surely ended by so many minutes, or surely not.
    pub fn is_decided_at(&self, minutes: f64) -> bool {
        self.by_day_minutes.iter().all(|(least, most)| *most <= minutes || *least > minutes)
    }
}

/// The waits of some cohorts taken together.
pub fn waiting(rows: &[Wait], ending: Ending, cohorts: &[usize]) -> Waiting {
    let rows = rows.iter().filter(|row| row.ending == ending && cohorts.contains(&row.cohort));
    let mut waiting = Waiting { ending, cases: 0, done: 0, stand_in: 0, by_day: 0, by_day_minutes: Vec::new(), not_shown: 0, curve: None };
    let mut spells: Vec<Spell> = Vec::new();
    for row in rows {
        let Some(minutes) = row.minutes else {
            waiting.not_shown += row.cases;
            continue;
        };
        waiting.cases += row.cases;
        if row.is_done {
            waiting.done += row.cases;
            waiting.stand_in += if row.is_stand_in { row.cases } else { 0 };
            if row.is_by_day {
                waiting.by_day += row.cases;
                waiting.by_day_minutes.push((row.least_minutes, minutes));
            }
        }
        spells.extend(std::iter::repeat_n(Spell::new(minutes, row.is_done), row.cases as usize));
    }
    waiting.curve = KaplanMeier::estimate(&spells);
    waiting
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(cohort: usize, minutes: f64, is_done: bool, cases: u64) -> Wait {
        Wait {
            ending: Ending::Resolve,
            cohort,
            minutes: Some(minutes),
            is_done,
            is_stand_in: is_done,
            is_by_day: false,
            least_minutes: minutes,
            cases,
        }
    }

    #[test]
    fn open_cases_are_in_the_curve_and_blind_ones_are_not() {
        let blind = Wait { minutes: None, is_done: false, ..wait(0, 0.0, false, 9) };
        let waiting = waiting(
            &[wait(0, 60.0, true, 6), wait(1, 120.0, true, 4), wait(1, 600.0, false, 10), blind, wait(2, 1.0, true, 50)],
            Ending::Resolve,
            &[0, 1],
        );
        assert_eq!((waiting.cases, waiting.done, waiting.stand_in, waiting.not_shown), (20, 10, 10, 9));
        // 20 at risk: 6 done at 60 leave 14/20 = 0.7; 4 of 14 done at 120 leave 0.5 to the end.
        assert_eq!(waiting.open_share_at(59.0), Some(1.0));
        assert!((waiting.open_share_at(60.0).unwrap() - 0.7).abs() < 1e-12);
        assert!((waiting.open_share_at(600.0).unwrap() - 0.5).abs() < 1e-12);
        assert!(waiting.ninetieth().is_none());
    }

    #[test]
    fn what_may_have_ended_before_or_after_a_limit_is_not_decided_there() {
        // From the last microsecond of the first day, or its first, to the first or the end of the last.
        let by_day = |days: f64| {
            let least = ((days - 2.0) * 1440.0 + 1.0 / 60e6).max(0.0);
            Wait { is_by_day: true, least_minutes: least, ..wait(0, days * 1440.0, true, 3) }
        };
        let of = |rows: &[Wait]| waiting(rows, Ending::Resolve, &[0]);
        // On the day itself a day at most; on the next nearly none to two days; two days later more than a day, and three more than two.
        assert!(of(&[by_day(1.0), by_day(3.0), by_day(4.0)]).is_decided_at(1440.0));
        assert!(!of(&[by_day(1.0), by_day(3.0), by_day(4.0)]).is_decided_at(2880.0));
        assert!(!of(&[by_day(2.0)]).is_decided_at(1440.0));
        assert!(of(&[by_day(2.0)]).is_decided_at(2880.0));
        assert!(of(&[wait(0, 2880.0, true, 3)]).is_decided_at(1440.0));
        assert_eq!(of(&[by_day(1.0), by_day(4.0), wait(0, 60.0, true, 2)]).by_day, 6);
    }

    #[test]
    fn few_endings_make_no_median() {
        assert!(waiting(&[wait(0, 60.0, true, 9)], Ending::Resolve, &[0]).median().is_none());
        assert_eq!(waiting(&[wait(0, 60.0, true, 10)], Ending::Resolve, &[0]).median().map(|median| median.minutes), Some(60.0));
        assert!(waiting(&[], Ending::Resolve, &[0]).curve.is_none());
    }
}
