//! Who complains again: repeats, customers with several cases, and how soon they come back.

use super::measure::patterns::{Followed, Repeats, complainants, recurrence, repeats};
use super::measure::{Measured, Origin};
use crate::error::Result;
use crate::statistics::interval::{Confidence, Interval};
use crate::statistics::proportion::wilson;
use crate::statistics::survival::{Band, KaplanMeier, Spell};
use crate::time::instant::DAY;
use crate::time::{Instant, Period};
use chrono_tz::Tz;
use duckdb::Connection;
use std::sync::Arc;

/// A case is a repeat when the same customer had one of the same category at most so many days before.
pub const DEFAULT_WITHIN_DAYS: u32 = 90;

/// Quarters that are told, the newest last: two years.
const QUARTERS: usize = 8;

/// A share with what it rests on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// With the property.
    pub count: u64,
    /// Of so many.
    pub of: u64,
    /// The share, 0..1; `None` of none.
    pub share: Option<f64>,
    /// Its 95 % Wilson interval.
    pub interval: Option<Interval>,
}

impl Share {
    /// So many of so many.
    pub fn new(count: u64, of: u64) -> Self {
        Self { count, of, share: (of > 0).then(|| count as f64 / of as f64), interval: wilson(count, of, Confidence::P95) }
    }
}

/// One quarter's cases.
#[derive(Debug, Clone, PartialEq)]
pub struct Quarter {
    /// The quarter.
    pub period: Period,
    /// All cases.
    pub cases: u64,
    /// Cases that name no customer, and so are in no share.
    pub unnamed: u64,
    /// Cases that name a customer and no category: of these it cannot be said whether they are repeats.
    pub uncategorised: u64,
    /// Repeats among the cases that name a customer and a category.
    pub repeats: Share,
    /// Customers with two cases or more in the quarter, of all that it names.
    pub repeat_customers: Share,
    /// Cases of those, of the cases that name a customer.
    pub their_cases: Share,
    /// The share that came back within the days asked for, one less the Kaplan-Meier estimate: the
    /// newest cases count for as long as they were seen. `None` where none was followed so long.
    pub recurrence: Option<Recurrence>,
}

/// How many come back.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Recurrence {
    /// The share that came back, 0..1.
    pub share: f64,
    /// Its 95 % interval (log-log); `None` where nobody came back yet.
    pub interval: Option<Interval>,
    /// Cases that were followed.
    pub cases: u64,
    /// Cases that were seen to come back within the days asked for: fewer than the share says where some are lost from sight before.
    pub back: u64,
    /// Cases that were followed for all of these days and did not come back: what the interval rests on at its end.
    pub stayed: u64,
}

/// What is known of repeat complainants.
#[derive(Debug, Clone)]
pub struct RepeatView {
    /// Quarters, oldest first; the last is the one asked for.
    pub quarters: Measured<Quarter>,
    /// Where the shares that came back come from.
    pub followed_origin: Arc<Origin>,
    /// Customers of the quarter by their number of cases: (cases, customers), fewest first.
    pub by_cases: Measured<(u64, u64)>,
    /// The first receipt of a case: what came before it nobody sees. `None` without a case.
    pub seen_from: Option<Instant>,
    /// Up to where cases are known.
    pub seen_until: Instant,
    /// How many days before still make a repeat.
    pub within_days: u32,
}

impl RepeatView {
    /// Where the data begin, if cases of a quarter told were received so soon afterwards that a case before them may not be seen.
    pub fn begins_within(&self, zone: Tz) -> Option<Instant> {
        let reach = i64::from(self.within_days) * DAY;
        let oldest = self.quarters.rows.first()?.period.start_at(zone);
        self.seen_from.filter(|from| from.0 > oldest.0 - reach)
    }
}

/// Looks at two years of quarters; `receipts` are the first and the last receipt of a case, between which cases are known.
pub fn repeat_view(
    connection: &Connection,
    period: Period,
    zone: Tz,
    as_of: Instant,
    receipts: Option<(Instant, Instant)>,
    kind: Option<&str>,
    within_days: u32,
) -> Result<RepeatView> {
    let mut periods: Vec<Period> = std::iter::successors(Some(period), |period| Some(period.previous())).take(QUARTERS).collect();
    periods.reverse();
    let seen_until = receipts.map_or(as_of, |(_, last)| last).min(as_of);
    let counted = repeats(connection, &periods, zone, as_of, kind, within_days)?;
    let followed = recurrence(connection, &periods, zone, seen_until, kind)?;
    let quarter = |row: &Repeats| Quarter {
        period: periods[row.period],
        cases: row.cases,
        unnamed: row.cases - row.named,
        uncategorised: row.named - row.eligible,
        repeats: Share::new(row.repeats, row.eligible),
        repeat_customers: Share::new(row.repeat_customers, row.customers),
        their_cases: Share::new(row.repeat_customer_cases, row.named),
        recurrence: came_back(followed.rows.iter().filter(|cases| cases.cohort == row.period), within_days),
    };
    let quarters = Measured { rows: counted.rows.iter().map(quarter).collect(), origin: counted.origin };
    let by_cases = complainants(connection, period, zone, as_of, kind)?;
    let seen_from = receipts.map(|(first, _)| first);
    Ok(RepeatView { quarters, followed_origin: followed.origin, by_cases, seen_from, seen_until, within_days })
}

/// One less the share not yet back after so many days.
fn came_back<'a>(cases: impl Iterator<Item = &'a Followed>, within_days: u32) -> Option<Recurrence> {
    let spells: Vec<Spell> = cases
        .flat_map(|followed| std::iter::repeat_n(Spell::new(followed.days as f64, followed.is_back), followed.cases as usize))
        .collect();
    let curve = KaplanMeier::estimate(&spells)?;
    let days = f64::from(within_days);
    if curve.longest_observed() < days {
        return None;
    }
    let count = |of: &dyn Fn(&Spell) -> bool| spells.iter().filter(|spell| of(spell)).count() as u64;
    let last = curve.steps().iter().rev().find(|step| step.time <= days);
    let interval = last.and_then(|step| step.interval(Band::LogLog, Confidence::P95));
    Some(Recurrence {
        share: curve.closed_share_at(days),
        interval: interval.map(|open| Interval { lower: 1.0 - open.upper, upper: 1.0 - open.lower }),
        cases: spells.len() as u64,
        back: count(&|spell| spell.is_closed && spell.duration <= days),
        stayed: count(&|spell| spell.duration > days || (spell.duration >= days && !spell.is_closed)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn followed(days: u64, is_back: bool, cases: u64) -> Followed {
        Followed { cohort: 0, days, is_back, cases }
    }

    #[test]
    fn the_newest_cases_do_not_flatter() {
        // Ten followed for 100 days, of which five came back on day 50; ten seen for 10 days only.
        let cases = [followed(50, true, 5), followed(100, false, 5), followed(10, false, 10)];
        let found = came_back(cases.iter(), 90).unwrap();
        // Half of those who were still followed on day 50, not a quarter of all.
        assert!((found.share - 0.5).abs() < 1e-12);
        assert!(found.interval.unwrap().contains(0.5));
        // Of the twenty, ten were lost from sight.
        assert_eq!((found.back, found.stayed, found.cases), (5, 5, 20));
    }

    #[test]
    fn cases_that_nobody_followed_so_long_tell_nothing() {
        assert_eq!(came_back([followed(30, true, 1), followed(60, false, 4)].iter(), 90), None);
        assert_eq!(came_back([].iter(), 90), None);
    }
}
