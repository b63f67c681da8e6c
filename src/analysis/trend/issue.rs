//! One category, product, channel, …, and how it moves.

use super::EARLY_BELOW_MONTHS;
use super::signal::Signal;
use crate::statistics::control_chart::{AttributeChart, Chart, GapChart};
use crate::statistics::rate_ratio::RatioInterval;
use crate::time::Period;

/// The same quarter a year before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LastYear {
    /// Its cases, in the same months as the newest.
    pub cases: u64,
    /// The newest over it, per day (or per customer or order); `None` where it had none.
    pub ratio: Option<f64>,
    /// The interval of the ratio.
    pub interval: Option<RatioInterval>,
}

/// Rates for a quarter, per 1,000 customers or orders.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rates {
    /// In the newest quarter.
    pub newest: f64,
    /// Its exact 95 % interval (Garwood), by chance alone.
    pub newest_interval: (f64, f64),
    /// What is usual; `None` without a baseline.
    pub usual: Option<f64>,
}

/// The time between cases of an issue too rare for counts by month.
#[derive(Debug, Clone, PartialEq)]
pub struct Gaps {
    /// The chart of the gaps before the newest quarter.
    pub chart: GapChart,
    /// Days between each case of the newest quarter and the case before it, with the month of the case.
    pub newest: Vec<(Period, f64)>,
}

/// One category, product, channel, … and how it moves.
#[derive(Debug, Clone)]
pub struct Issue {
    /// Its name; `None` for all cases together.
    pub segment: Option<String>,
    /// Cases of each month; `None` where the month is not complete or not covered.
    pub by_month: Vec<Option<u64>>,
    /// Cases in the complete months of the newest quarter.
    pub newest: u64,
    /// Cases in the baseline.
    pub baseline: u64,
    /// How many months it is held against; 0 where it is not judged.
    pub baseline_months: usize,
    /// The last month of the baseline, where it leaves out the half-year before the quarter (see
    /// [`looks`](super::super::looks)); `None` where it reaches up to the quarter.
    pub usual_until: Option<Period>,
    /// What the baseline's rate would have brought; `None` without a baseline.
    pub expected: Option<f64>,
    /// Rates per 1,000; `None` where no denominators were given, or none for this issue.
    pub rates: Option<Rates>,
    /// Newest over baseline, per day (or per customer or order); `None` where the baseline had none.
    pub ratio: Option<f64>,
    /// The 95 % interval of the ratio, widened by the dispersion.
    pub interval: Option<RatioInterval>,
    /// Variance over mean of its months, at least 1.
    pub dispersion: f64,
    /// The one-sided p-value in the direction of the change, corrected for the number of categories.
    pub q_value: Option<f64>,
    /// What that comes to.
    pub signal: Signal,
    /// The first month of the change, where there is one.
    pub since: Option<Period>,
    /// The months between which the change began, as far as the counts can tell.
    pub since_range: Option<(Period, Period)>,
    /// The same quarter a year before, where the data cover it.
    pub last_year: Option<LastYear>,
    /// The smallest ratio that would have been listed in four cases of five; given where nothing was.
    pub smallest_rise: Option<f64>,
    /// The first month of the new categories, where this one was cut anew: one that began then is held against its months since.
    pub recoded_from: Option<Period>,
    /// Whether it is for want of a denominator that it is not judged.
    pub is_unexposed: bool,
    /// Its control chart over the counts of [`Trends::months`](super::Trends).
    pub chart: Chart,
    /// Its chart of rates, where there are denominators; the periods are those of the chart.
    pub rate_chart: Option<AttributeChart>,
    /// The gaps between its cases, where it is too rare for counts.
    pub gaps: Option<Gaps>,
}

impl Issue {
    /// Whether what is said of it rests on less than a year.
    pub fn is_early(&self) -> bool {
        (1..EARLY_BELOW_MONTHS).contains(&self.baseline_months)
    }
}
