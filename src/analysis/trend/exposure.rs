//! What the cases of a month are counted over: its days, or customers or orders from a file.

use crate::analysis::denominators::{Denominators, Unit};
use crate::statistics::interval::Confidence;
use crate::statistics::poisson::garwood;
use crate::time::Period;

use super::issue::Rates;

/// Rates are told per so many customers or orders.
pub const PER: f64 = 1000.0;

/// The exposure of some periods, for one segment.
#[derive(Debug, Clone, PartialEq)]
pub struct Exposure {
    /// By period; `None` where nothing is known of it.
    pub by_period: Vec<Option<f64>>,
    days: Vec<f64>,
    unit: Option<Unit>,
}

impl Exposure {
    /// Days alone.
    pub fn days(periods: &[Period]) -> Self {
        let days: Vec<f64> = periods.iter().copied().map(days).collect();
        Self { by_period: days.iter().copied().map(Some).collect(), days, unit: None }
    }

    /// Customers by day, or orders, of a segment; `None` for all cases together.
    pub fn of(periods: &[Period], denominators: &Denominators, by: &str, segment: Option<&str>) -> Self {
        let days: Vec<f64> = periods.iter().copied().map(days).collect();
        let values = periods.iter().map(|period| denominators.value(*period, by, segment));
        let by_period = match denominators.unit {
            Unit::Customers => values.zip(&days).map(|(customers, days)| customers.map(|customers| customers * days)).collect(),
            Unit::Orders => values.collect(),
        };
        Self { by_period, days, unit: Some(denominators.unit) }
    }

    /// The exposure of some periods together; `None` where one of them is not known.
    pub fn sum(&self, periods: &[usize]) -> Option<f64> {
        periods.iter().map(|period| self.by_period[*period]).sum()
    }

    /// Whether a period has an exposure above zero.
    pub fn is_known(&self, period: usize) -> bool {
        self.by_period[period].is_some_and(|exposure| exposure > 0.0)
    }

    /// Rates per 1,000 for a quarter like the newest; `None` where cases are counted over days alone.
    pub fn rates(&self, newest: u64, newest_periods: &[usize], usual_count: Option<f64>) -> Option<Rates> {
        let exposure = self.sum(newest_periods).filter(|exposure| *exposure > 0.0)?;
        let scale = match self.unit? {
            Unit::Customers => PER * newest_periods.iter().map(|period| self.days[*period]).sum::<f64>() / exposure,
            Unit::Orders => PER / exposure,
        };
        let interval = garwood(newest, Confidence::P95);
        Some(Rates {
            newest: newest as f64 * scale,
            newest_interval: (interval.lower * scale, interval.upper * scale),
            usual: usual_count.map(|count| count * scale),
        })
    }

    /// Customers there were on average, or orders, in some periods.
    pub fn volume(&self, periods: &[usize]) -> Option<f64> {
        let days: f64 = periods.iter().map(|period| self.days[*period]).sum();
        match self.unit? {
            Unit::Customers => Some(self.sum(periods)? / days),
            Unit::Orders => self.sum(periods),
        }
    }

    /// The exposure as a rate chart takes it: per 1,000, customers as if they stayed for 30 days.
    pub fn per_thousand(&self, period: usize) -> Option<f64> {
        const DAYS: f64 = 30.0;
        let exposure = self.by_period[period]?;
        match self.unit? {
            Unit::Customers => Some(exposure / DAYS / PER),
            Unit::Orders => Some(exposure / PER),
        }
    }
}

fn days(period: Period) -> f64 {
    (period.end_day() - period.first_day()).num_days() as f64
}
