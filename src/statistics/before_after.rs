//! Did an action work? The rate after it over the rate before it, with a verdict of four words.
//!
//! The caller leaves out the period that gave rise to the action, and those in which it was carried out: an action
//! taken on the worst category "works" nine times in ten without any action, because what stood out falls back.
//!
//! The interval is log-Wald, its standard error times the root of the dispersion within each side, with Student's t
//! on `n - 2` degrees of freedom. Where either side has fewer than five periods or fewer than five cases that rests
//! on too little, and the conditional mid-p interval of the counts, divided by the dispersion, stands in its place.

use serde::Serialize;
use statrs::distribution::{ContinuousCDF, StudentsT};

use super::detectability::{Design, POWER};
use super::dispersion::dispersion;
use super::interval::Confidence;
use super::rate_ratio::{Comparison, RatioInterval};
use super::tally::Tally;

/// Below this many periods, or cases, on either side the exact interval is taken.
const ENOUGH_A_SIDE: usize = 5;

/// "Probably": four chances in five that the ratio lies within, one in ten that it lies above.
const PROBABLY: f64 = 0.80;

/// How many more periods are looked ahead; beyond it an effect is said to be too small to be shown.
const LOOK_AHEAD: usize = 120;

/// What an action achieved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// The whole 95 % interval lies below 1.
    Better,
    /// The 80 % interval does, the 95 % interval does not.
    ProbablyBetter,
    /// Neither.
    CannotTell,
    /// The whole 95 % interval lies above 1.
    Worse,
}

/// The periods before an action held against those after it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct BeforeAfter {
    /// Everything counted before.
    pub before: Tally,
    /// Everything counted after.
    pub after: Tally,
    /// The rate after over the rate before; `None` where nothing was counted before.
    pub ratio: Option<f64>,
    /// Its 95 % interval; `None` where nothing was counted at all.
    pub interval: Option<RatioInterval>,
    /// The two-sided p-value that belongs to the interval.
    pub p_two_sided: f64,
    /// Variance over mean within the sides, never below 1.
    pub dispersion: f64,
    /// The verdict.
    pub effect: Effect,
    /// For [`Effect::CannotTell`] and [`Effect::ProbablyBetter`]: after how many more periods a fall as large as the
    /// one seen would be shown in four cases of five. `None` where nothing fell, or the fall is too small to be shown.
    pub periods_needed: Option<usize>,
}

/// Compares; `None` where a side has no period, or there are more counts than are computed.
///
/// All periods are of one length, and their exposures of one unit.
pub fn before_after(before: &[Tally], after: &[Tally]) -> Option<BeforeAfter> {
    let totals =
        Sides { before: Tally::total(before)?, after: Tally::total(after)?, freedom: (before.len() + after.len()).checked_sub(2)? };
    let spread = within(before, after, totals.freedom);
    let comparison = Comparison::new(totals.after, totals.before)?.with_dispersion(spread);
    let has_enough = |periods: &[Tally], total: Tally| periods.len() >= ENOUGH_A_SIDE && total.count() >= ENOUGH_A_SIDE as u64;
    let is_approximate = has_enough(before, totals.before) && has_enough(after, totals.after);
    let interval = |confidence: Confidence| {
        if is_approximate { totals.log_wald(spread, confidence) } else { comparison.mid_p_interval(confidence) }
    };
    let p_two_sided = if is_approximate { totals.p_two_sided(spread)? } else { comparison.p_two_sided() };
    let effect = effect(interval(Confidence::P95), interval(Confidence::new(PROBABLY)?));
    let is_open = matches!(effect, Effect::CannotTell | Effect::ProbablyBetter);
    Some(BeforeAfter {
        before: totals.before,
        after: totals.after,
        ratio: comparison.ratio(),
        interval: interval(Confidence::P95),
        p_two_sided,
        dispersion: spread,
        effect,
        periods_needed: if is_open { periods_needed(before.len(), after.len(), &totals, spread) } else { None },
    })
}

/// Pearson's chi-square within each side over the degrees of freedom, never below 1.
fn within(before: &[Tally], after: &[Tally], freedom: usize) -> f64 {
    let chi_squared: f64 = [before, after].into_iter().filter_map(dispersion).map(|side| side.chi_squared).sum();
    if freedom == 0 { 1.0 } else { (chi_squared / freedom as f64).max(1.0) }
}

fn effect(wide: Option<RatioInterval>, narrow: Option<RatioInterval>) -> Effect {
    let is_below = |interval: Option<RatioInterval>| interval.and_then(|one| one.upper).is_some_and(|upper| upper < 1.0);
    if is_below(wide) {
        Effect::Better
    } else if wide.is_some_and(|one| one.lower > 1.0) {
        Effect::Worse
    } else if is_below(narrow) {
        Effect::ProbablyBetter
    } else {
        Effect::CannotTell
    }
}

struct Sides {
    before: Tally,
    after: Tally,
    freedom: usize,
}

impl Sides {
    /// The standard error of the logarithm of the ratio, before dispersion.
    fn error(&self) -> f64 {
        (1.0 / self.before.count() as f64 + 1.0 / self.after.count() as f64).sqrt()
    }

    fn log_wald(&self, spread: f64, confidence: Confidence) -> Option<RatioInterval> {
        let t = StudentsT::new(0.0, 1.0, self.freedom as f64).ok()?.inverse_cdf(1.0 - confidence.tail());
        let ratio = self.after.rate() / self.before.rate();
        let factor = (t * self.error() * spread.sqrt()).exp();
        Some(RatioInterval { lower: ratio / factor, upper: Some(ratio * factor) })
    }

    fn p_two_sided(&self, spread: f64) -> Option<f64> {
        let t = (self.after.rate() / self.before.rate()).ln() / (self.error() * spread.sqrt());
        Some(2.0 * StudentsT::new(0.0, 1.0, self.freedom as f64).ok()?.sf(t.abs()))
    }
}

/// After how many more periods the fall that was seen would be shown.
///
/// The sides change places: that the long "after" is lower says the same as that "before" is higher than it, which
/// is the comparison whose power [`Design`] knows. One period of it is the whole time before.
fn periods_needed(before: usize, after: usize, totals: &Sides, spread: f64) -> Option<usize> {
    let ratio = totals.after.rate() / totals.before.rate();
    if totals.before.count() == 0 || ratio >= 1.0 || ratio <= 0.0 {
        return None;
    }
    let expected_after = totals.before.count() as f64 * ratio;
    let shows = |more: usize| {
        let length = (after + more) as f64 / before as f64;
        let design = Design::new(expected_after, length, spread, Confidence::P95.tail());
        design.is_some_and(|design| design.power(1.0 / ratio) >= POWER)
    };
    // Power grows with the length, so halving finds the first that shows it; an effect seen already needs one more look.
    if !shows(LOOK_AHEAD) {
        return None;
    }
    let (mut short, mut long) = (0, LOOK_AHEAD);
    while long - short > 1 {
        let middle = short + (long - short) / 2;
        if shows(middle) { long = middle } else { short = middle }
    }
    Some(long)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn months(counts: &[u64]) -> Vec<Tally> {
        counts.iter().map(|&count| Tally::new(count, 1.0).expect("positive")).collect()
    }

    fn compared(before: &[u64], after: &[u64]) -> BeforeAfter {
        before_after(&months(before), &months(after)).expect("both sides have periods")
    }

    #[test]
    fn a_clear_fall_is_better_and_a_clear_rise_worse() {
        let level = [20, 21, 19, 20, 20, 20];
        assert_eq!(compared(&level, &[8, 9, 7, 8, 8, 8]).effect, Effect::Better);
        assert_eq!(compared(&level, &[40, 41, 39, 40, 40, 40]).effect, Effect::Worse);
        assert_eq!(compared(&level, &[20, 19, 21, 20, 20, 20]).effect, Effect::CannotTell);
    }

    #[test]
    fn the_interval_by_hand() {
        // 120 before and 96 after in six months each: ratio 0.8, no variation within, so the dispersion is 1.
        // Error of the logarithm: sqrt(1/120 + 1/96) = 0.136931; t with 10 degrees of freedom: 2.228139.
        // exp(2.228139 x 0.136931) = 1.356761: 0.8 / 1.356761 = 0.589639 and 0.8 x 1.356761 = 1.085409.
        let found = compared(&[20; 6], &[16; 6]);
        let interval = found.interval.unwrap();
        assert!((interval.lower - 0.589_639).abs() < 1e-5 && (interval.upper.unwrap() - 1.085_409).abs() < 1e-5, "{interval:?}");
        // With 80 %: t 1.372184, factor exp(0.187895) = 1.206706, upper end 0.965365: below 1.
        assert_eq!(found.effect, Effect::ProbablyBetter);
    }

    #[test]
    fn months_that_jump_about_prove_less() {
        let (steady, jumping) = (compared(&[20; 6], &[12; 6]), compared(&[4, 36, 5, 35, 2, 38], &[1, 23, 2, 22, 0, 24]));
        assert_eq!((steady.ratio, steady.effect), (jumping.ratio, Effect::Better));
        assert!(jumping.dispersion > 10.0 && jumping.effect == Effect::CannotTell, "{jumping:?}");
    }

    #[test]
    fn few_cases_or_periods_are_compared_exactly() {
        let exact = compared(&[3, 2, 4, 3], &[0, 1]);
        let same = Comparison::new(Tally::new(1, 2.0).unwrap(), Tally::new(12, 4.0).unwrap()).unwrap();
        assert_eq!(exact.interval, same.mid_p_interval(Confidence::P95));
        assert_eq!(compared(&[0, 0], &[0]).interval, None);
        assert_eq!(before_after(&[], &months(&[1])), None);
    }

    #[test]
    fn how_long_to_wait_is_told_where_waiting_can_help() {
        let small = compared(&[20; 12], &[16; 3]);
        // 240 and 48: the error of the logarithm is sqrt(1/240 + 1/48) = 0.158. ln 0.8 = -0.223; with 1.282 errors (80 %) the upper
        // end is -0.021, below 0; with 1.960 (95 %) it is 0.087, above.
        assert_eq!(small.effect, Effect::ProbablyBetter);
        let needed = small.periods_needed.unwrap();
        // 240 before at 20 a month; a fall to 16. After m months: variance of the logarithm 1/240 + 1/(16 m), to be shown
        // with 80 % power at 5 %: |ln 0.8| = 0.2231 >= (1.96 + 0.84) x error, so 1/(16 m) <= 0.00635 - 0.00417, m about 29.
        assert!((22..=32).contains(&needed), "{needed}");
        assert_eq!(compared(&[20; 6], &[21; 3]).periods_needed, None, "nothing fell");
        assert_eq!(compared(&[2; 3], &[1; 3]).periods_needed, None, "too few before to show anything ever");
    }

    proptest! {
        #[test]
        fn the_unit_of_exposure_does_not_matter(
            before in prop::collection::vec(0_u64..60, 1..14), after in prop::collection::vec(0_u64..60, 1..14), scale in 0.01..100.0_f64
        ) {
            let scaled = |counts: &[u64]| counts.iter().map(|&count| Tally::new(count, scale).expect("positive")).collect::<Vec<_>>();
            let (one, other) = (before_after(&months(&before), &months(&after)).unwrap(), before_after(&scaled(&before), &scaled(&after)).unwrap());
            prop_assert_eq!(one.effect, other.effect);
            prop_assert!((one.p_two_sided - other.p_two_sided).abs() < 1e-9);
        }
    }
}
