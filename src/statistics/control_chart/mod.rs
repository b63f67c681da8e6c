//! The individuals chart (`XmR`), with the rules and icons of NHS Making Data Count.
//!
//! Limits come from the differences between neighbouring periods, so they need no assumption about
//! the distribution, only equally spaced periods of comparable exposure. A period the feed did not
//! cover is `None`: it is not drawn as zero, and no difference or rule reaches across it.
//!
//! The chart says what stands out from its own history; it does not correct for many charts being
//! read at once. With 30 categories about one newest point in two reports is flagged by chance:
//! list issues with [`super::emerging`], look at them here.

mod attribute;
mod icon;
mod limits;
mod rare;
mod rules;

use std::cmp::Ordering;

use serde::Serialize;

pub use attribute::{AttributeChart, AttributePoint, AttributeRecipe, Measure, attribute_chart};
pub use icon::{Assurance, Improvement, VariationIcon, assurance, variation_icon};
pub use limits::{D2_OF_TWO, LimitWidth, Limits, MEAN_MOVING_RANGE_TO_LIMIT, MOVING_RANGE_SCREEN, Screening, limits, mean};
pub use rare::{GapChart, RARE_BELOW_PER_PERIOD, g_chart, t_chart};
pub use rules::{Cause, Direction, SHIFT_LENGTH, TREND_LENGTH};

/// Below this many points limits are called trial limits: they still move with each point
/// (Making Data Count; 12 to lock, 20 and more are better).
pub const POINTS_TO_LOCK: usize = 12;

/// How a chart is to be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipe {
    /// Which of the two published widths the limits have.
    pub width: LimitWidth,
    /// Whether extraordinary moving ranges are left out of the limits.
    pub screening: Screening,
    /// Limits of each segment from its first so many periods only; `None` uses all.
    pub fix_after: Option<usize>,
    /// Where a new segment with new limits begins: indices of periods, from 0.
    pub rebase_at: Vec<usize>,
}

impl Recipe {
    /// As `NHSRplotthedots` draws it: 2.66 mean moving ranges, screened.
    pub fn making_data_count() -> Self {
        Self { width: LimitWidth::Wheeler, screening: Screening::On, fix_after: None, rebase_at: Vec::new() }
    }

    /// The textbook individuals chart: three standard deviations of MR/1.128, not screened.
    pub fn individuals() -> Self {
        Self { width: LimitWidth::ThreeSigma, screening: Screening::Off, ..Self::making_data_count() }
    }
}

/// A stretch of periods that share their limits.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Segment {
    /// Index of the first period.
    pub start: usize,
    /// Index after the last.
    pub end: usize,
    /// The mean of the periods the limits are taken from; `None` if none of them was covered.
    pub mean: Option<f64>,
    /// The limits; `None` without two covered neighbours.
    pub limits: Option<Limits>,
    /// Whether the limits rest on fewer than [`POINTS_TO_LOCK`] points.
    pub is_trial: bool,
}

/// One period on the chart.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Point {
    /// What was measured; `None` for a period that was not covered.
    pub value: Option<f64>,
    /// Index of its segment.
    pub segment: usize,
    /// On which side of the mean, or on it.
    #[serde(skip)]
    pub side: Option<Ordering>,
    /// Strictly beyond a limit; `None` where there is no value or no limit.
    pub is_outside: Option<bool>,
    /// Within the limits but beyond two thirds of the way to one; `None` as above.
    pub is_near_limit: Option<bool>,
    /// The rule that flags it, the most important if several do.
    pub cause: Cause,
}

/// A series with its limits and flags.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Chart {
    /// The segments in order; at least one, if there is any period.
    pub segments: Vec<Segment>,
    /// The periods in order.
    pub points: Vec<Point>,
}

impl Chart {
    /// The limits that hold now; `None` where there are none.
    pub fn newest_limits(&self) -> Option<&Limits> {
        self.segments.last().and_then(|segment| segment.limits.as_ref())
    }

    /// Whether the limits that hold now rest on fewer than [`POINTS_TO_LOCK`] points.
    pub fn has_trial_limits(&self) -> bool {
        self.segments.last().is_some_and(|segment| segment.is_trial)
    }

    /// The icon for the newest period; `None` where the series is empty or that period not covered.
    pub fn variation_icon(&self, improvement: Improvement) -> Option<VariationIcon> {
        let newest = self.points.last().filter(|point| point.value.is_some())?;
        Some(variation_icon(newest.cause, improvement))
    }

    /// Whether the target will be met by chance, always or never; `None` for a neutral measure or
    /// without limits.
    pub fn assurance(&self, target: f64, improvement: Improvement) -> Option<Assurance> {
        assurance(self.newest_limits()?, target, improvement)
    }
}

/// Draws the chart of equally spaced periods, oldest first.
///
/// A value that is not finite is taken as not covered. A rebase index of 0, beyond the end, or
/// given twice starts no further segment.
///
/// # Example: one point far outside
/// ```
/// use ombud::statistics::control_chart::{Cause, Direction, Recipe, chart};
///
/// let counts = [30, 28, 31, 29, 30, 32, 28, 30, 29, 31, 30, 12];
/// let values: Vec<Option<f64>> = counts.iter().map(|&count| Some(f64::from(count))).collect();
/// let chart = chart(&values, &Recipe::making_data_count());
/// assert_eq!(chart.points[11].cause, Cause::Outside(Direction::Low));
/// assert_eq!(chart.points[10].cause, Cause::Common);
/// ```
pub fn chart(values: &[Option<f64>], recipe: &Recipe) -> Chart {
    let values: Vec<Option<f64>> = values.iter().map(|value| value.filter(|v| v.is_finite())).collect();
    let mut chart = Chart { segments: Vec::new(), points: Vec::with_capacity(values.len()) };
    for (start, end) in stretches(values.len(), &recipe.rebase_at) {
        let segment = segment(&values, start, end, recipe);
        let points = points(&values[start..end], &segment, chart.segments.len());
        chart.points.extend(points);
        chart.segments.push(segment);
    }
    chart
}

/// Whether any value of the newest of `count` points could lie outside limits it takes part in.
///
/// Only if `(n - 1)^2 / n > 2.66`, the others being equal: so never with four points or fewer.
/// Judge such short series against limits of the earlier points, or by [`super::emerging`].
pub fn newest_point_can_signal(count: usize) -> bool {
    let n = count as f64;
    count > 1 && (n - 1.0).powi(2) / n > MEAN_MOVING_RANGE_TO_LIMIT
}

fn stretches(length: usize, rebase_at: &[usize]) -> Vec<(usize, usize)> {
    let mut starts: Vec<usize> = rebase_at.iter().copied().filter(|&at| at < length).collect();
    starts.push(0);
    starts.sort_unstable();
    starts.dedup();
    let ends = starts.iter().skip(1).copied().chain([length]);
    starts.iter().copied().zip(ends).filter(|(start, end)| start < end).collect()
}

fn segment(values: &[Option<f64>], start: usize, end: usize, recipe: &Recipe) -> Segment {
    let fixed = recipe.fix_after.map_or(end, |periods| end.min(start.saturating_add(periods)));
    let basis = &values[start..fixed];
    Segment {
        start,
        end,
        mean: mean(basis),
        limits: limits(basis, recipe.width, recipe.screening),
        is_trial: basis.iter().flatten().count() < POINTS_TO_LOCK,
    }
}

fn points(values: &[Option<f64>], segment: &Segment, index: usize) -> Vec<Point> {
    let side = |value: f64| segment.mean.and_then(|mean| value.partial_cmp(&mean));
    let mut points: Vec<Point> = values
        .iter()
        .map(|&value| Point {
            value,
            segment: index,
            side: value.and_then(side),
            is_outside: value.zip(segment.limits).map(|(v, limits)| limits.excludes(v)),
            is_near_limit: value.zip(segment.limits).map(|(v, limits)| limits.is_near(v)),
            cause: Cause::Common,
        })
        .collect();
    for (i, cause) in rules::causes(&points).into_iter().enumerate() {
        points[i].cause = cause;
    }
    points
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn covered(values: &[f64]) -> Vec<Option<f64>> {
        values.iter().copied().map(Some).collect()
    }

    #[test]
    fn an_empty_series_is_an_empty_chart() {
        let chart = chart(&[], &Recipe::making_data_count());
        assert!(chart.points.is_empty() && chart.segments.is_empty());
        assert_eq!(chart.variation_icon(Improvement::Decrease), None);
    }

    #[test]
    fn periods_that_were_never_covered_have_neither_mean_nor_flags() {
        let chart = chart(&[None; 20], &Recipe::making_data_count());
        assert_eq!(chart.segments[0].mean, None);
        assert!(chart.points.iter().all(|point| point.cause == Cause::Common));
        assert_eq!(chart.variation_icon(Improvement::Decrease), None);
    }

    #[test]
    fn equal_values_have_no_variation_and_never_signal() {
        let mut values = covered(&[5.0; 12]);
        values.push(Some(9.0));
        let recipe = Recipe { fix_after: Some(12), ..Recipe::making_data_count() };
        let chart = chart(&values, &recipe);
        let limits = chart.newest_limits().expect("twelve neighbours");
        assert!(!limits.has_variation());
        assert!((limits.lower - 5.0).abs() < 1e-15 && (limits.upper - 5.0).abs() < 1e-15);
        assert!(chart.points.iter().all(|point| point.cause == Cause::Common));
    }

    #[test]
    fn no_rule_reaches_across_a_gap() {
        let mut values = covered(&[9.0, 0.0, 9.0, 0.0, 6.0, 6.1, 6.2, 6.0, 6.1, 6.2, 6.0]);
        let flagged = |values: &[Option<f64>]| {
            let chart = chart(values, &Recipe::individuals());
            chart.points.iter().filter(|point| point.cause != Cause::Common).count()
        };
        assert_eq!(flagged(&values), 7);
        values.insert(7, None);
        assert_eq!(flagged(&values), 0);
    }

    #[test]
    fn odd_rebase_points_do_no_harm() {
        let values = covered(&[1.0, 2.0, 3.0, 4.0]);
        let recipe = Recipe { rebase_at: vec![9, 0, 2, 2], ..Recipe::individuals() };
        let chart = chart(&values, &recipe);
        let bounds: Vec<_> = chart.segments.iter().map(|s| (s.start, s.end)).collect();
        assert_eq!(bounds, [(0, 2), (2, 4)]);
    }

    #[test]
    fn twelve_points_lock_the_limits() {
        let trial = |n| chart(&covered(&vec![1.0; n]), &Recipe::individuals()).segments[0].is_trial;
        assert!(trial(11) && !trial(12));
    }

    proptest! {
        #[test]
        fn the_limits_hold_the_mean_between_them(
            values in prop::collection::vec(prop::option::weighted(0.9, -1e6..1e6_f64), 0..40),
            fix_after in prop::option::of(0_usize..40)
        ) {
            for recipe in [Recipe::individuals(), Recipe::making_data_count()] {
                let recipe = Recipe { fix_after, ..recipe };
                let chart = chart(&values, &recipe);
                prop_assert_eq!(chart.points.len(), values.len());
                for limits in chart.segments.iter().filter_map(|s| s.limits) {
                    prop_assert!(limits.lower <= limits.mean && limits.mean <= limits.upper);
                }
            }
        }

        #[test]
        fn screening_never_widens_the_limits(
            values in prop::collection::vec((0.0..50.0_f64).prop_map(Some), 2..40)
        ) {
            let on = limits(&values, LimitWidth::Wheeler, Screening::On).expect("neighbours");
            let off = limits(&values, LimitWidth::Wheeler, Screening::Off).expect("neighbours");
            prop_assert!(on.upper <= off.upper && off.lower <= on.lower);
        }

        #[test]
        fn turning_the_chart_upside_down_turns_every_flag(
            values in prop::collection::vec((-20_i32..20).prop_map(|v| Some(f64::from(v))), 0..40)
        ) {
            let turned: Vec<_> = values.iter().map(|v| v.map(|v: f64| -v)).collect();
            let recipe = Recipe::making_data_count();
            let (up, down) = (chart(&values, &recipe), chart(&turned, &recipe));
            for (one, other) in up.points.iter().zip(&down.points) {
                prop_assert_eq!(one.cause, other.cause.upside_down());
            }
        }
    }
}
