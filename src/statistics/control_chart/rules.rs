//! The four rules of NHS Making Data Count, and which of them a point obeys to first.
//!
//! By priority: outside the limits, trend, two of three near a limit, shift. The NHS team holds that
//! four are enough and more only add false alarms.

use std::cmp::Ordering;
use std::ops::Range;

use serde::Serialize;

use super::Point;

/// So many points in a row, each above (or each below) the one before, are a trend.
/// Making Data Count; other editions say six.
pub const TREND_LENGTH: usize = 7;

/// So many points in a row on one side of the mean are a shift.
/// Making Data Count; Western Electric says eight.
pub const SHIFT_LENGTH: usize = 7;

/// Of so many points in a row, all on one side of the mean ...
const NEAR_WINDOW: usize = 3;

/// ... so many must be near the limit.
const NEAR_NEEDED: usize = 2;

/// Which way a flagged point departs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Above, or rising.
    High,
    /// Below, or falling.
    Low,
}

/// Why a point is flagged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// It is not: nothing but the usual variation.
    Common,
    /// It lies strictly beyond a limit.
    Outside(Direction),
    /// It is one of [`TREND_LENGTH`] or more that rise or fall without a tie.
    Trend(Direction),
    /// It is near a limit, and so is one of its two neighbours in a window of three that all lie on
    /// one side of the mean. A point beyond the limit does not count as near.
    TwoOfThree(Direction),
    /// It is one of [`SHIFT_LENGTH`] or more strictly on one side of the mean.
    Shift(Direction),
}

impl Cause {
    /// The direction of a flagged point.
    pub fn direction(self) -> Option<Direction> {
        match self {
            Self::Common => None,
            Self::Outside(direction) | Self::Trend(direction) | Self::TwoOfThree(direction) | Self::Shift(direction) => Some(direction),
        }
    }

    /// The same flag on the mirrored chart.
    #[cfg(test)]
    pub(super) fn upside_down(self) -> Self {
        let turn = |direction| match direction {
            Direction::High => Direction::Low,
            Direction::Low => Direction::High,
        };
        match self {
            Self::Common => Self::Common,
            Self::Outside(direction) => Self::Outside(turn(direction)),
            Self::Trend(direction) => Self::Trend(turn(direction)),
            Self::TwoOfThree(direction) => Self::TwoOfThree(turn(direction)),
            Self::Shift(direction) => Self::Shift(turn(direction)),
        }
    }
}

/// The cause of each point of one segment. A point without a value ends every run.
pub(super) fn causes(points: &[Point]) -> Vec<Cause> {
    let trend = flag_windows(points, TREND_LENGTH, trend_of);
    let near = flag_windows(points, NEAR_WINDOW, near_one_limit);
    let shift = flag_windows(points, SHIFT_LENGTH, common_side);
    (0..points.len())
        .map(|i| {
            let outside = points[i].is_outside == Some(true);
            let is_near = points[i].is_near_limit == Some(true);
            let first = (side(&points[i]).filter(|_| outside).map(Cause::Outside))
                .or(trend[i].map(Cause::Trend))
                .or(near[i].filter(|_| is_near).map(Cause::TwoOfThree))
                .or(shift[i].map(Cause::Shift));
            first.unwrap_or(Cause::Common)
        })
        .collect()
}

/// Marks all points of each window that shows a direction. Where two trends meet, the peak belongs
/// to the later one.
fn flag_windows(points: &[Point], length: usize, direction: fn(&[Point]) -> Option<Direction>) -> Vec<Option<Direction>> {
    let mut flags = vec![None; points.len()];
    let windows = points.windows(length).enumerate();
    for (range, direction) in windows.filter_map(|(start, w)| {
        let range: Range<usize> = start..start + length;
        direction(w).map(|found| (range, found))
    }) {
        flags[range].fill(Some(direction));
    }
    flags
}

fn trend_of(window: &[Point]) -> Option<Direction> {
    let step = |pair: &[Point]| pair[0].value.zip(pair[1].value).and_then(|(a, b)| b.partial_cmp(&a));
    same(window.windows(2).map(|pair| step(pair).and_then(departure)))
}

fn common_side(window: &[Point]) -> Option<Direction> {
    same(window.iter().map(side))
}

fn near_one_limit(window: &[Point]) -> Option<Direction> {
    let near = window.iter().filter(|point| point.is_near_limit == Some(true)).count();
    common_side(window).filter(|_| near >= NEAR_NEEDED)
}

fn side(point: &Point) -> Option<Direction> {
    point.side.and_then(departure)
}

fn departure(ordering: Ordering) -> Option<Direction> {
    match ordering {
        Ordering::Greater => Some(Direction::High),
        Ordering::Less => Some(Direction::Low),
        Ordering::Equal => None,
    }
}

/// The direction all share; `None` if one differs or has none.
fn same(mut directions: impl Iterator<Item = Option<Direction>>) -> Option<Direction> {
    let first = directions.next()??;
    directions.all(|direction| direction == Some(first)).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::super::{Recipe, chart};
    use super::*;

    fn causes_of(values: &[f64]) -> Vec<Cause> {
        let values: Vec<_> = values.iter().copied().map(Some).collect();
        let chart = chart(&values, &Recipe::making_data_count());
        chart.points.iter().map(|point| point.cause).collect()
    }

    /// Swings that make the limits wide, so that only the rule under test can fire.
    const SWINGS: [f64; 6] = [0.0, 40.0, 0.0, 40.0, 0.0, 40.0];

    fn after_swings(values: &[f64]) -> Vec<Cause> {
        causes_of(&[&SWINGS, values].concat())[SWINGS.len()..].to_vec()
    }

    #[test]
    fn seven_rising_are_a_trend_and_six_are_not() {
        let rising = [14.0, 16.0, 18.0, 20.0, 22.0, 24.0, 26.0];
        assert_eq!(after_swings(&rising), [Cause::Trend(Direction::High); 7]);
        // The point before is 40, so the six start a trend of their own and no seventh exists.
        assert_eq!(after_swings(&rising[1..]), [Cause::Common; 6]);
    }

    #[test]
    fn a_tie_breaks_a_trend() {
        let tied = [14.0, 16.0, 18.0, 18.0, 22.0, 24.0, 26.0];
        assert_eq!(after_swings(&tied), [Cause::Common; 7]);
    }

    #[test]
    fn a_peak_belongs_to_the_later_trend() {
        let up_down: Vec<f64> = [14, 16, 18, 20, 22, 24, 26, 24, 22, 20, 18, 16, 14].into_iter().map(f64::from).collect();
        let causes = after_swings(&up_down);
        assert_eq!(causes[5], Cause::Trend(Direction::High));
        assert_eq!(causes[6], Cause::Trend(Direction::Low));
    }

    #[test]
    fn a_point_on_the_mean_breaks_a_shift() {
        // Mean 20 throughout: the swings average 20, and so do the pairs that follow.
        let broken = [21.0, 22.0, 21.0, 20.0, 22.0, 21.0, 22.0, 19.0, 18.0, 19.0, 18.0, 19.0, 18.0];
        assert!(after_swings(&broken).iter().all(|cause| *cause == Cause::Common));
    }
}
