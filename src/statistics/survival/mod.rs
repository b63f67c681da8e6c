//! How long cases take, when some are not finished yet: the Kaplan-Meier estimate.
//!
//! A mean over closed cases flatters whoever leaves the slow ones open. Here an open case counts for
//! as long as it has been open (it is censored), so nothing is left out. Group cases by when they
//! were received: "closed this quarter" picks long ones.
//!
//! Withdrawn or referred cases count as open up to that moment, if the caller marks them so; a
//! report should say it does. Kaplan & Meier 1958, JASA 53:457.

pub mod competing;
mod log_rank;
mod quantile;
mod restricted_mean;

use serde::Serialize;

use super::interval::{Confidence, Interval};
pub use log_rank::{LogRank, log_rank};

/// One case, as far as it was seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spell {
    /// From which age on the case was under observation; `None` for from its beginning.
    ///
    /// Set it where an extract begins mid-case: the case could not have been seen to close earlier
    /// (left truncation), and counts only at ages above this.
    pub entry: Option<f64>,
    /// The age at its end, or at the as-of date if it is open; never negative.
    pub duration: f64,
    /// Whether it ended then; `false` for a case that is still open.
    pub is_closed: bool,
}

impl Spell {
    /// A case seen from its beginning.
    pub fn new(duration: f64, is_closed: bool) -> Self {
        Self { entry: None, duration, is_closed }
    }
}

/// Cases of one age, counted: how many were closed at it, and how many were last seen open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// The age, in whole units.
    pub age: i64,
    /// Cases closed at this age.
    pub closed: usize,
    /// Cases last seen open at this age.
    pub censored: usize,
}

/// The curve at one age at which a case was closed or last seen open.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Step {
    /// The age, in the unit of the durations.
    pub time: f64,
    /// Cases under observation just before this age.
    pub at_risk: usize,
    /// Cases closed at this age. They come before those last seen open at the same age.
    pub closed: usize,
    /// Cases last seen open at this age.
    pub censored: usize,
    /// The share of cases still open beyond this age, 0..1.
    pub open_share: f64,
    /// The cumulative hazard of Nelson and Aalen.
    pub cumulative_hazard: f64,
    /// The sum of `d / (n (n - d))` so far; infinite once all are closed (Greenwood 1926).
    #[serde(skip)]
    greenwood_sum: f64,
}

impl Step {
    /// Greenwood's standard error of the open share; `None` once all are closed.
    pub fn standard_error(&self) -> Option<f64> {
        self.greenwood_sum.is_finite().then(|| self.open_share * self.greenwood_sum.sqrt())
    }

    /// The interval of the open share, by the transformation asked for.
    ///
    /// `None` once all are closed, where no error can be estimated; with [`Band::LogLog`] also
    /// before the first closure.
    pub fn interval(&self, band: Band, confidence: Confidence) -> Option<Interval> {
        let error = self.standard_error()?;
        let (share, z) = (self.open_share, confidence.z());
        match band {
            Band::Log => {
                let factor = (z * error / share).exp();
                Some(Interval { lower: share / factor, upper: (share * factor).min(1.0) })
            }
            Band::LogLog if share < 1.0 => {
                let factor = (z * error / (share * share.ln().abs())).exp();
                Some(Interval { lower: share.powf(factor), upper: share.powf(1.0 / factor) })
            }
            Band::LogLog => None,
        }
    }
}

/// On which scale the interval of an open share is symmetric.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    /// `log(-log S)`: stays within 0..1 and does best for few cases (Kalbfleisch & Prentice). Ours.
    LogLog,
    /// `log S`, cut at 1: what R draws unless told otherwise.
    Log,
}

/// The estimated share of cases still open, by age.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KaplanMeier {
    steps: Vec<Step>,
}

impl KaplanMeier {
    /// Estimates the curve from cases in any order.
    ///
    /// Left out are cases never under observation (entry not below the duration) and durations that
    /// are negative or not finite. `None` where no case remains.
    ///
    /// # Example: three closed, one open
    /// ```
    /// use ombud::statistics::survival::{KaplanMeier, Spell};
    ///
    /// let closed = [3.0, 5.0, 8.0].map(|days| Spell::new(days, true));
    /// let open = Spell::new(40.0, false);
    /// let cases: Vec<Spell> = closed.into_iter().chain([open]).collect();
    /// let curve = KaplanMeier::estimate(&cases).expect("four cases");
    /// // Half are open from day 5 up to day 8: the median is the middle of that time.
    /// assert_eq!(curve.median(), Some(6.5));
    /// ```
    pub fn estimate(spells: &[Spell]) -> Option<Self> {
        let spells: Vec<Spell> = spells.iter().copied().filter(is_observed).collect();
        let mut times: Vec<f64> = spells.iter().map(|spell| spell.duration).collect();
        times.sort_by(f64::total_cmp);
        times.dedup();
        let mut steps: Vec<Step> = Vec::with_capacity(times.len());
        for (time, at_risk, closed, censored) in risk_sets(&spells, &times) {
            steps.push(next_step(steps.last(), time, at_risk, closed, censored));
        }
        (!steps.is_empty()).then_some(Self { steps })
    }

    /// Estimates the curve from cases counted by age, each age once and youngest first.
    ///
    /// `beyond` cases are known to be open beyond every age, and so stay at risk to the end.
    /// Ages below zero tell nothing and are left out. `None` where no age remains.
    pub fn of_tallies(tallies: &[Tally], beyond: usize) -> Option<Self> {
        let tallies: Vec<&Tally> = tallies.iter().filter(|tally| tally.age >= 0).collect();
        let mut at_risk = beyond + tallies.iter().map(|tally| tally.closed + tally.censored).sum::<usize>();
        let mut steps: Vec<Step> = Vec::with_capacity(tallies.len());
        for tally in tallies {
            steps.push(next_step(steps.last(), tally.age as f64, at_risk, tally.closed, tally.censored));
            at_risk -= tally.closed + tally.censored;
        }
        (!steps.is_empty()).then_some(Self { steps })
    }

    /// The curve, youngest age first: one step for each age at which something was seen to happen.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The share still open beyond an age, 0..1; after the last age the last share.
    pub fn open_share_at(&self, time: f64) -> f64 {
        let passed = self.steps.partition_point(|step| step.time <= time);
        passed.checked_sub(1).map_or(1.0, |last| self.steps[last].open_share)
    }

    /// The share closed up to and including an age, such as the chance to recur within 90 days.
    pub fn closed_share_at(&self, time: f64) -> f64 {
        1.0 - self.open_share_at(time)
    }

    /// The age of the oldest case seen. Where the median is not reached: "more than this".
    pub fn longest_observed(&self) -> f64 {
        self.steps.last().map_or(0.0, |step| step.time)
    }
}

fn is_observed(spell: &Spell) -> bool {
    let is_sound = spell.duration >= 0.0 && spell.duration.is_finite();
    is_sound && spell.entry.is_none_or(|entry| entry < spell.duration)
}

/// For each time: how many were under observation just before, were closed, were last seen open.
fn risk_sets(spells: &[Spell], times: &[f64]) -> Vec<(f64, usize, usize, usize)> {
    let mut ends: Vec<(f64, bool)> = spells.iter().map(|s| (s.duration, s.is_closed)).collect();
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut entries: Vec<f64> = spells.iter().map(|s| s.entry.unwrap_or(f64::NEG_INFINITY)).collect();
    entries.sort_by(f64::total_cmp);
    let mut gone = 0;
    let mut sets = Vec::with_capacity(times.len());
    for &time in times {
        let entered = entries.partition_point(|&entry| entry < time);
        let leaving = ends[gone..].iter().take_while(|end| end.0 <= time);
        let (closed, censored) = leaving.fold((0, 0), |(c, o), end| if end.1 { (c + 1, o) } else { (c, o + 1) });
        sets.push((time, entered - gone, closed, censored));
        gone += closed + censored;
    }
    sets
}

fn next_step(previous: Option<&Step>, time: f64, at_risk: usize, closed: usize, censored: usize) -> Step {
    let (n, d) = (at_risk as f64, closed as f64);
    let (share, hazard, greenwood) = previous.map_or((1.0, 0.0, 0.0), |p| (p.open_share, p.cumulative_hazard, p.greenwood_sum));
    let greenwood_term = if closed == 0 { 0.0 } else { d / (n * (n - d)) };
    Step {
        time,
        at_risk,
        closed,
        censored,
        open_share: share * (1.0 - d / n),
        cumulative_hazard: hazard + d / n,
        greenwood_sum: greenwood + greenwood_term,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn no_cases_give_no_curve() {
        assert_eq!(KaplanMeier::estimate(&[]), None);
        assert_eq!(KaplanMeier::estimate(&[Spell::new(-1.0, true)]), None);
        assert_eq!(KaplanMeier::estimate(&[Spell::new(f64::NAN, true)]), None);
    }

    #[test]
    fn a_case_never_observed_counts_for_nothing() {
        let unseen = Spell { entry: Some(9.0), duration: 9.0, is_closed: true };
        assert_eq!(KaplanMeier::estimate(&[unseen]), None);
    }

    #[test]
    fn all_open_says_only_how_long_at_least() {
        let curve = KaplanMeier::estimate(&[Spell::new(3.0, false), Spell::new(5.0, false)]).expect("two cases");
        assert_eq!(curve.median(), None);
        assert!((curve.open_share_at(100.0) - 1.0).abs() < 1e-15);
        assert!((curve.longest_observed() - 5.0).abs() < 1e-15);
    }

    #[test]
    fn closed_on_the_day_received_is_closed_at_age_zero() {
        let curve = KaplanMeier::estimate(&[Spell::new(0.0, true), Spell::new(4.0, true)]).expect("two cases");
        assert!((curve.open_share_at(0.0) - 0.5).abs() < 1e-15);
        assert!((curve.open_share_at(-0.1) - 1.0).abs() < 1e-15);
    }

    #[test]
    fn a_case_closed_and_one_left_open_at_the_same_age_were_both_at_risk() {
        let curve = KaplanMeier::estimate(&[Spell::new(4.0, true), Spell::new(4.0, false)]).expect("two cases");
        assert_eq!(curve.steps()[0].at_risk, 2);
        assert!((curve.open_share_at(4.0) - 0.5).abs() < 1e-15);
    }

    pub(super) fn some_cases() -> impl Strategy<Value = Vec<Spell>> {
        let spell = (0_u32..60, any::<bool>(), prop::option::weighted(0.2, 0_u32..30)).prop_map(|(duration, is_closed, entry)| Spell {
            entry: entry.map(f64::from),
            duration: f64::from(duration),
            is_closed,
        });
        prop::collection::vec(spell, 1..80)
    }

    /// Ages 2, 2, 5 and 9 were closed, one was last seen open at 5, one never closes. At risk 6, 4 (at 5) and 2 (at 9):
    /// open beyond 2: 4/6; beyond 5: 4/6 * 3/4 = 1/2; beyond 9: 1/2 * 1/2 = 1/4.
    #[test]
    fn counted_cases_give_the_curve_of_cases_one_by_one() {
        let tally = |age, closed, censored| Tally { age, closed, censored };
        let curve = KaplanMeier::of_tallies(&[tally(-1, 0, 7), tally(2, 2, 0), tally(5, 1, 1), tally(9, 1, 0)], 1).expect("cases");
        let shares: Vec<f64> = curve.steps().iter().map(|step| step.open_share).collect();
        for (share, by_hand) in shares.iter().zip([4.0 / 6.0, 0.5, 0.25]) {
            assert!((share - by_hand).abs() < 1e-12, "{shares:?}");
        }
        let one_by_one: Vec<Spell> = [(2.0, true), (2.0, true), (5.0, true), (5.0, false), (9.0, true), (9.0, false)]
            .map(|(age, is_closed)| Spell::new(age, is_closed))
            .into();
        // The case that is open beyond every age, seen as open at the last one: the same curve.
        let seen = KaplanMeier::of_tallies(&[tally(-1, 0, 7), tally(2, 2, 0), tally(5, 1, 1), tally(9, 1, 1)], 0);
        assert_eq!(KaplanMeier::estimate(&one_by_one), seen);
        assert_eq!(KaplanMeier::of_tallies(&[], 3), None);
    }

    proptest! {
        #[test]
        fn the_curve_never_rises_and_stays_within_its_interval(cases in some_cases()) {
            let Some(curve) = KaplanMeier::estimate(&cases) else { return Ok(()) };
            prop_assert!(curve.steps().is_sorted_by(|a, b| a.open_share >= b.open_share));
            for step in curve.steps() {
                prop_assert!((0.0..=1.0).contains(&step.open_share));
                for band in [Band::Log, Band::LogLog] {
                    if let Some(interval) = step.interval(band, Confidence::P95) {
                        prop_assert!(interval.lower <= step.open_share + 1e-12);
                        prop_assert!(step.open_share <= interval.upper + 1e-12);
                    }
                }
            }
        }

        #[test]
        fn every_observed_case_leaves_once(cases in some_cases()) {
            let Some(curve) = KaplanMeier::estimate(&cases) else { return Ok(()) };
            let left: usize = curve.steps().iter().map(|s| s.closed + s.censored).sum();
            prop_assert_eq!(left, cases.iter().filter(|case| is_observed(case)).count());
        }

        #[test]
        fn with_all_closed_the_curve_is_the_plain_share_still_open(
            durations in prop::collection::vec(0_u32..50, 1..60), at in 0_u32..50
        ) {
            let cases: Vec<_> =
                durations.iter().map(|&days| Spell::new(f64::from(days), true)).collect();
            let curve = KaplanMeier::estimate(&cases).expect("cases");
            let open = durations.iter().filter(|&&days| days > at).count() as f64;
            let share = open / durations.len() as f64;
            prop_assert!((curve.open_share_at(f64::from(at)) - share).abs() < 1e-12);
        }
    }
}
