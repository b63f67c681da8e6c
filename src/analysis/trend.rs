//! What rises and falls: every category's newest quarter against its own past.
//!
//! The judgement is by quarter: the newest against the complete months of up to two years before,
//! by the mid-p test scaled by each category's dispersion, corrected for there being many
//! categories, and listed only where the change is large enough to matter; a second look leaves out
//! the half-year before the quarter (see [`super::looks`]). The chart is by month:
//! an `XmR` chart with the rules of NHS Making Data Count, its limits taken from the months before
//! the newest quarter where there are twelve.
//!
//! A category that rises each year at this time is told apart: where the newest quarter is no
//! higher than the same quarter a year ago, but both stand above the months between, a seasonal
//! pattern is likely.

use super::coverage::{Coverage, coverage};
use super::looks::{Seen, both};
use super::measure::Origin;
use super::measure::volumes::{received_by_month, segment_by_month};
use crate::error::Result;
use crate::statistics::control_chart::{Chart, POINTS_TO_LOCK, Recipe, chart};
use crate::statistics::detectability::{ALPHA, Design, POWER};
use crate::statistics::dispersion::pooled_index;
use crate::statistics::emerging::{Candidate, Direction, Finding, Standing, Thresholds, assess};
use crate::statistics::interval::Confidence;
use crate::statistics::rate_ratio::{Comparison, RatioInterval};
use crate::statistics::tally::Tally;
use crate::time::period::Length;
use crate::time::{Instant, Period};
use chrono_tz::Tz;
use duckdb::Connection;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The longest baseline: eight quarters, so that every season is in it twice.
pub const BASELINE_MONTHS: usize = 24;

/// Fewer complete months than this before the newest quarter make no baseline.
pub const LEAST_BASELINE_MONTHS: usize = 3;

/// With fewer than four quarters before it, a change is called early (`statistics.md`, section 0).
pub const EARLY_BELOW_MONTHS: usize = 12;

/// Of the issues listed at q < 0.05, up to this share was noise in simulation (`statistics.md`, 0.b).
pub const FALSE_SHARE_OF_LISTED: f64 = 0.12;

/// How long before the quarter a change can have begun and still hide in its own baseline: the 26
/// weeks of Farrington's method, as two quarters.
const HIDING_MONTHS: usize = 6;

const MONTHS_PER_QUARTER: usize = 3;
const MONTHS_PER_YEAR: usize = 12;

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The quarter to judge.
    pub period: Period,
    /// The zone in which months begin and end.
    pub zone: Tz,
    /// The instant of the report.
    pub as_of: Instant,
    /// The kind of cases; `None` for every kind.
    pub kind: Option<&'a str>,
    /// category, subcategory, product, channel, team or region.
    pub by: &'a str,
}

/// What the newest quarter says about a category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Signal {
    /// It was not there before.
    New,
    /// More than chance explains, and enough to matter.
    Rising,
    /// It may be a rise, it may be chance.
    MayBeRising,
    /// Apart from the months before, as in the same quarter a year ago.
    Seasonal,
    /// Fewer than chance explains, and enough to matter.
    Falling,
    /// It may be a fall, it may be chance.
    MayBeFalling,
    /// More than chance explains, but too little to matter.
    Slight,
    /// Nothing that chance does not explain.
    Noise,
    /// Too few cases to tell anything.
    TooFew,
    /// No complete months to compare with.
    NoHistory,
}

impl Signal {
    /// The word that tables show.
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Rising => "rising",
            Self::MayBeRising => "may be rising",
            Self::Seasonal => "seasonal",
            Self::Falling => "falling",
            Self::MayBeFalling => "may be falling",
            Self::Slight => "slight",
            Self::Noise => "noise",
            Self::TooFew => "too few",
            Self::NoHistory => "no history",
        }
    }

    /// Whether it belongs in the list of what changed.
    pub fn is_listed(self) -> bool {
        matches!(self, Self::New | Self::Rising | Self::Falling | Self::Seasonal)
    }
}

/// The same quarter a year before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LastYear {
    /// Its cases, in the same months as the newest.
    pub cases: u64,
    /// The newest over it, per day; `None` where it had none.
    pub ratio: Option<f64>,
    /// The interval of the ratio.
    pub interval: Option<RatioInterval>,
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
    /// The last month of the baseline, where it leaves out the half-year before the quarter (see
    /// [`looks`](super::looks)); `None` where it reaches up to the quarter.
    pub usual_until: Option<Period>,
    /// What the baseline's rate would have brought; `None` without a baseline.
    pub expected: Option<f64>,
    /// Newest over baseline, per day; `None` where the baseline had none.
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
    /// The same quarter a year before, where the data cover it.
    pub last_year: Option<LastYear>,
    /// The smallest ratio that would usually have been noticed; given where nothing was.
    pub smallest_rise: Option<f64>,
    /// Its control chart, over [`Trends::months`].
    pub chart: Chart,
}

/// What moves, and on what basis that is said.
#[derive(Debug, Clone)]
pub struct Trends {
    /// The months, oldest first; the newest quarter's are the last.
    pub coverage: Coverage,
    /// The places of the complete months of the newest quarter.
    pub newest_months: Vec<usize>,
    /// The places of the complete months of the baseline.
    pub baseline_months: Vec<usize>,
    /// The issues, most interesting first.
    pub issues: Vec<Issue>,
    /// All cases together.
    pub total: Issue,
    /// Cases of the newest quarter that name no segment.
    pub unnamed: u64,
    /// How many issues were tested together.
    pub tested: usize,
    /// Where the counts come from.
    pub origin: Arc<Origin>,
}

impl Trends {
    /// Whether the baseline is shorter than a year.
    pub fn is_early(&self) -> bool {
        self.baseline_months.len() < EARLY_BELOW_MONTHS
    }

    /// Whether only part of the quarter could be judged.
    pub fn is_partial(&self) -> bool {
        self.newest_months.len() < MONTHS_PER_QUARTER
    }

    /// The issues that changed for certain enough to be listed.
    pub fn listed(&self) -> impl Iterator<Item = &Issue> {
        self.issues.iter().filter(|issue| issue.signal.is_listed())
    }

    /// How many of the listed issues are noise, on average, at most.
    pub fn expected_false_leads(&self) -> f64 {
        self.listed().count() as f64 * FALSE_SHARE_OF_LISTED
    }

    /// The limits of the charts rest on fewer points than lock them.
    pub fn has_trial_limits(&self) -> bool {
        self.baseline_months.len() < POINTS_TO_LOCK
    }
}

/// The months that a question concerns: the quarter's and the baseline's, oldest first.
pub fn months_of(period: Period) -> Vec<Period> {
    let mut months = period.divided_into(Length::Month);
    months.reverse();
    while months.len() < BASELINE_MONTHS + MONTHS_PER_QUARTER {
        let Some(earlier) = months.last().map(Period::previous) else { break };
        months.push(earlier);
    }
    months.reverse();
    months
}

/// Finds what moves.
pub fn trends(connection: &Connection, question: &Question) -> Result<Trends> {
    let months = months_of(question.period);
    let kinds = received_by_month(connection, &months, question.zone, question.as_of)?;
    let coverage = coverage(&months, &kinds.rows, question.kind, question.zone, question.as_of);
    let rows = segment_by_month(connection, &months, question.zone, question.as_of, question.kind, question.by)?;
    let mut counts: BTreeMap<Option<String>, Vec<u64>> = BTreeMap::new();
    for row in rows.rows {
        counts.entry(row.segment).or_insert_with(|| vec![0; months.len()])[row.month] += row.cases;
    }
    Ok(judge(coverage, question.period, &counts, rows.origin))
}

/// Judges counts by segment and month.
fn judge(coverage: Coverage, period: Period, counts: &BTreeMap<Option<String>, Vec<u64>>, origin: Arc<Origin>) -> Trends {
    let (newest_months, baseline_months): (Vec<usize>, Vec<usize>) = (0..coverage.months.len())
        .filter(|month| coverage.is_complete(*month))
        .partition(|month| coverage.months[*month].first_day() >= period.first_day());
    let basis = Basis { coverage: &coverage, newest: &newest_months, baseline: &baseline_months };
    let mut total = vec![0; coverage.months.len()];
    for (place, cases) in counts.values().flat_map(|months| months.iter().enumerate()) {
        total[place] += cases;
    }
    let named: Vec<(&String, &Vec<u64>)> = counts.iter().filter_map(|(name, months)| name.as_ref().map(|name| (name, months))).collect();
    let series: Vec<&[u64]> = named.iter().map(|(_, months)| months.as_slice()).collect();
    let mut issues = basis.assess(&series);
    for (issue, (name, _)) in issues.iter_mut().zip(&named) {
        issue.segment = Some((*name).clone());
    }
    issues.retain(|issue| issue.newest + issue.baseline > 0);
    let tested = issues.iter().filter(|issue| issue.q_value.is_some()).count();
    issues.sort_by(|left, right| interest(left).cmp(&interest(right)).then_with(|| left.segment.cmp(&right.segment)));
    let unnamed = counts.get(&None).map_or(0, |months| newest_months.iter().map(|month| months[*month]).sum());
    let total = basis.assess(&[&total]).remove(0);
    Trends { coverage, newest_months, baseline_months, issues, total, unnamed, tested, origin }
}

/// What a reader wants to see first: by signal, then by cases in the newest quarter.
fn interest(issue: &Issue) -> (Signal, std::cmp::Reverse<u64>, std::cmp::Reverse<u64>) {
    (issue.signal, std::cmp::Reverse(issue.newest), std::cmp::Reverse(issue.baseline))
}

/// The months that are compared.
struct Basis<'a> {
    coverage: &'a Coverage,
    newest: &'a [usize],
    baseline: &'a [usize],
}

impl Basis<'_> {
    /// Judges several series together, in the order given.
    fn assess(&self, series: &[&[u64]]) -> Vec<Issue> {
        let candidates: Option<Vec<Candidate>> = series.iter().map(|counts| self.against(counts, self.baseline)).collect();
        let Some(candidates) = candidates.filter(|_| self.baseline.len() >= LEAST_BASELINE_MONTHS) else {
            return series.iter().map(|counts| self.without_history(counts)).collect();
        };
        let newest: Vec<u64> = candidates.iter().map(|candidate| candidate.newest.count()).collect();
        let earlier = self.earlier_baseline();
        let earlier_candidates: Option<Vec<Candidate>> =
            earlier.as_ref().and_then(|months| series.iter().map(|counts| self.against(counts, months)).collect());
        let thresholds = Thresholds::default();
        let seen = |direction: Direction| {
            let all = assess(&candidates, direction, &thresholds);
            let earlier = earlier_candidates.as_ref().map(|candidates| assess(candidates, direction, &thresholds));
            both(&all, earlier.as_deref(), &newest, direction, &thresholds)
        };
        let (higher, lower) = (seen(Direction::Higher), seen(Direction::Lower));
        let baselines: Vec<&[Tally]> = candidates.iter().map(|candidate| candidate.baseline.as_slice()).collect();
        let pooled = pooled_index(&baselines).unwrap_or(1.0).max(1.0);
        series
            .iter()
            .zip(&candidates)
            .zip(higher.iter().zip(&lower))
            .map(|((counts, candidate), (higher, lower))| {
                let season = self.season(counts, candidate.newest, pooled);
                self.issue(counts, candidate.newest, season, higher, lower)
            })
            .collect()
    }

    /// The baseline without the half-year before the quarter; `None` where less than a year is left.
    fn earlier_baseline(&self) -> Option<Vec<usize>> {
        let first = self.newest.first()? - self.newest.first()? % MONTHS_PER_QUARTER;
        let months: Vec<usize> = self.baseline.iter().copied().filter(|month| month + HIDING_MONTHS < first).collect();
        (months.len() >= MONTHS_PER_YEAR).then_some(months)
    }

    fn issue(&self, counts: &[u64], newest: Tally, season: Option<Direction>, higher: &Seen, lower: &Seen) -> Issue {
        let signal = signal(&higher.finding, &lower.finding);
        let seen = match signal {
            Signal::New | Signal::Rising | Signal::MayBeRising => higher,
            Signal::Falling | Signal::MayBeFalling => lower,
            _ if higher.finding.p_value <= lower.finding.p_value => higher,
            _ => lower,
        };
        let finding = seen.finding;
        let dispersion = finding.dispersion;
        let signal = match (signal, season) {
            (Signal::Rising | Signal::MayBeRising | Signal::Slight | Signal::Noise, Some(Direction::Higher))
            | (Signal::Falling | Signal::MayBeFalling | Signal::Slight | Signal::Noise, Some(Direction::Lower)) => Signal::Seasonal,
            (signal, _) => signal,
        };
        let is_quiet = matches!(signal, Signal::Noise | Signal::MayBeRising | Signal::MayBeFalling | Signal::TooFew);
        let smallest_rise = finding.expected_count.filter(|_| is_quiet).and_then(|expected| {
            let periods = self.days(self.baseline) / self.days(self.newest);
            Design::new(expected, periods, dispersion, ALPHA)?.minimal_detectable_ratio(POWER)
        });
        let earlier = self.earlier_baseline().filter(|_| seen.is_earlier);
        let has_begun = matches!(signal, Signal::New | Signal::Rising | Signal::Falling);
        Issue {
            baseline: sum(counts, earlier.as_deref().unwrap_or(self.baseline)),
            usual_until: earlier.and_then(|months| months.last().map(|month| self.coverage.months[*month])),
            expected: finding.expected_count,
            ratio: finding.ratio,
            interval: finding.ratio_interval,
            dispersion,
            q_value: finding.q_value,
            signal,
            since: if has_begun { self.since(counts) } else { None },
            last_year: self.last_year(counts, newest, dispersion),
            smallest_rise,
            ..self.without_history(counts)
        }
    }

    /// The issue as far as it can be told without a baseline.
    fn without_history(&self, counts: &[u64]) -> Issue {
        let by_month: Vec<Option<u64>> = (0..counts.len()).map(|month| self.coverage.is_complete(month).then_some(counts[month])).collect();
        Issue {
            segment: None,
            newest: sum(counts, self.newest),
            baseline: sum(counts, self.baseline),
            usual_until: None,
            expected: None,
            ratio: None,
            interval: None,
            dispersion: 1.0,
            q_value: None,
            signal: Signal::NoHistory,
            since: None,
            last_year: None,
            smallest_rise: None,
            chart: self.chart(&by_month),
            by_month,
        }
    }

    /// Limits from the months before the newest quarter, where there are enough of them to lock.
    fn chart(&self, by_month: &[Option<u64>]) -> Chart {
        let values: Vec<Option<f64>> = by_month.iter().map(|count| count.map(|count| count as f64)).collect();
        let is_locked = self.baseline.len() >= POINTS_TO_LOCK;
        let fix_after = is_locked.then(|| self.baseline.last().map_or(values.len(), |last| last + 1));
        chart(&values, &Recipe { fix_after, ..Recipe::making_data_count() })
    }

    /// The newest quarter against some months before.
    fn against(&self, counts: &[u64], months: &[usize]) -> Option<Candidate> {
        let baseline = months.iter().map(|month| self.tally(counts, &[*month])).collect::<Option<_>>()?;
        Some(Candidate { newest: self.tally(counts, self.newest)?, baseline })
    }

    fn tally(&self, counts: &[u64], months: &[usize]) -> Option<Tally> {
        Tally::new(sum(counts, months), self.days(months))
    }

    fn days(&self, months: &[usize]) -> f64 {
        let days = |month: &usize| (self.coverage.months[*month].end_day() - self.coverage.months[*month].first_day()).num_days();
        months.iter().map(days).sum::<i64>() as f64
    }

    fn last_year(&self, counts: &[u64], newest: Tally, dispersion: f64) -> Option<LastYear> {
        let before = self.tally(counts, &self.year_ago()?)?;
        let comparison = Comparison::new(newest, before)?.with_dispersion(dispersion);
        Some(LastYear { cases: before.count(), ratio: comparison.ratio(), interval: comparison.mid_p_interval(Confidence::P95) })
    }

    /// As in the same quarter a year ago, and both apart from the months between: then the year itself explains it.
    ///
    /// The season itself makes a category's months vary, so its own dispersion would hide it; that
    /// of all categories together is taken instead. Both quarters must stand out, each with a chance
    /// of 2.5 % at most, so of two thousand steady categories about one is called seasonal.
    fn season(&self, counts: &[u64], newest: Tally, pooled_dispersion: f64) -> Option<Direction> {
        let year_ago = self.tally(counts, &self.year_ago()?)?;
        let first = self.newest.first()?;
        let between: Vec<usize> =
            self.baseline.iter().copied().filter(|month| month + MONTHS_PER_YEAR >= first + MONTHS_PER_QUARTER).collect();
        let between = self.tally(counts, &between)?;
        let interval =
            |one: Tally, other: Tally| Comparison::new(one, other)?.with_dispersion(pooled_dispersion).mid_p_interval(Confidence::P95);
        let side = |tally: Tally| match interval(tally, between)? {
            RatioInterval { lower, .. } if lower > 1.0 => Some(Direction::Higher),
            RatioInterval { upper: Some(upper), .. } if upper < 1.0 => Some(Direction::Lower),
            _ => None,
        };
        let is_as_a_year_ago =
            interval(newest, year_ago).is_some_and(|interval| interval.lower <= 1.0 && interval.upper.is_none_or(|upper| upper >= 1.0));
        let (now, then) = (side(newest)?, side(year_ago)?);
        (is_as_a_year_ago && now == then).then_some(now)
    }

    /// The same months a year before; `None` where the data do not cover them.
    fn year_ago(&self) -> Option<Vec<usize>> {
        let months: Vec<usize> = self.newest.iter().map(|month| month.checked_sub(MONTHS_PER_YEAR)).collect::<Option<_>>()?;
        (!months.is_empty() && months.iter().all(|month| self.coverage.is_complete(*month))).then_some(months)
    }

    /// The first month after the best place to cut the series in two.
    fn since(&self, counts: &[u64]) -> Option<Period> {
        let months: Vec<usize> = self.baseline.iter().chain(self.newest).copied().collect();
        let tallies: Option<Vec<Tally>> = months.iter().map(|month| self.tally(counts, &[*month])).collect();
        let split = change_point(&tallies?)?;
        Some(self.coverage.months[months[split]])
    }
}

fn signal(higher: &Finding, lower: &Finding) -> Signal {
    match (higher.standing, lower.standing) {
        (Standing::Listed, _) if higher.ratio.is_none() => Signal::New,
        (Standing::Listed, _) => Signal::Rising,
        (_, Standing::Listed) => Signal::Falling,
        (Standing::Watch, _) => Signal::MayBeRising,
        (_, Standing::Watch) => Signal::MayBeFalling,
        (Standing::TooSmallToMatter, _) | (_, Standing::TooSmallToMatter) => Signal::Slight,
        (Standing::Untestable, _) => Signal::TooFew,
        _ => Signal::Noise,
    }
}

fn sum(counts: &[u64], months: &[usize]) -> u64 {
    months.iter().map(|month| counts[*month]).sum()
}

/// Where a series is best cut into two rates: the place of the first period of the second.
///
/// The split with the largest log-likelihood gain of two Poisson rates over one; `None` with fewer
/// than two periods or nothing counted.
fn change_point(periods: &[Tally]) -> Option<usize> {
    let part = |periods: &[Tally]| {
        Tally::total(periods).map_or(0.0, |total| if total.count() == 0 { 0.0 } else { total.count() as f64 * total.rate().ln() })
    };
    let gain = |split: usize| part(&periods[..split]) + part(&periods[split..]);
    let is_something = periods.iter().any(|period| period.count() > 0);
    (1..periods.len()).filter(|_| is_something).max_by(|left, right| gain(*left).total_cmp(&gain(*right)).then(right.cmp(left)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::coverage::State;

    fn coverage_of(period: &str) -> Coverage {
        let months = months_of(period.parse().unwrap());
        Coverage { states: vec![State::Complete; months.len()], months }
    }

    fn judged(coverage: Coverage, series: &[(&str, Vec<u64>)]) -> Trends {
        let counts = series.iter().map(|(name, months)| (Some((*name).to_string()), months.clone())).collect();
        judge(coverage, "2026-Q3".parse().unwrap(), &counts, Arc::new(Origin { query: "segment_by_month", params: vec![] }))
    }

    fn issue<'a>(trends: &'a Trends, name: &str) -> &'a Issue {
        trends.issues.iter().find(|issue| issue.segment.as_deref() == Some(name)).unwrap()
    }

    /// 24 baseline months and 3 newest.
    fn months(usual: u64, newest: u64) -> Vec<u64> {
        [vec![usual; 24], vec![newest; 3]].concat()
    }

    #[test]
    fn the_months_end_with_the_quarter_and_reach_two_years_back() {
        let months = months_of("2026-Q3".parse().unwrap());
        assert_eq!((months.len(), months[0].to_string(), months[26].to_string()), (27, "2024-07".into(), "2026-09".into()));
    }

    #[test]
    fn each_change_gets_its_word() {
        let trends = judged(
            coverage_of("2026-Q3"),
            &[
                ("steady", months(20, 20)),
                ("doubled", months(20, 40)),
                ("halved", months(20, 10)),
                ("appeared", months(0, 6)),
                ("rare", [vec![0; 26], vec![1]].concat()),
            ],
        );
        let words: Vec<_> = trends.issues.iter().map(|issue| (issue.segment.clone().unwrap(), issue.signal)).collect();
        let expected = [
            ("appeared", Signal::New),
            ("doubled", Signal::Rising),
            ("halved", Signal::Falling),
            ("steady", Signal::Noise),
            ("rare", Signal::TooFew),
        ];
        assert_eq!(words, expected.map(|(name, signal)| (name.to_string(), signal)));
        // 120 in 92 days against 480 in 730 (July 2024 to June 2026).
        let doubled = issue(&trends, "doubled");
        assert!((doubled.ratio.unwrap() - (120.0 / 92.0) / (480.0 / 730.0)).abs() < 1e-12);
        assert!((doubled.expected.unwrap() - 480.0 / 730.0 * 92.0).abs() < 1e-9);
        assert_eq!(doubled.since.unwrap().to_string(), "2026-07");
        assert_eq!(issue(&trends, "steady").since, None);
        assert!(issue(&trends, "steady").smallest_rise.is_some_and(|ratio| ratio > 1.0 && ratio < 2.0));
        assert_eq!(trends.total.newest, 120 + 60 + 30 + 18 + 1);
    }

    #[test]
    fn a_rise_that_comes_back_every_year_is_seasonal_and_a_lasting_one_is_not() {
        let summer: Vec<u64> = (0..27).map(|month| if month % 12 < 3 { 40 } else { 10 }).collect();
        let lasting: Vec<u64> = (0..27).map(|month| if month >= 22 { 30 } else { 10 }).collect();
        let steady = ["a", "b", "c", "d", "e", "f"].map(|name| (name, months(20, 20)));
        let trends = judged(coverage_of("2026-Q3"), &[steady.as_slice(), &[("summer", summer), ("lasting", lasting)]].concat());
        assert_eq!(issue(&trends, "summer").signal, Signal::Seasonal);
        assert_eq!(issue(&trends, "lasting").signal, Signal::Rising);
        assert_eq!(issue(&trends, "lasting").since.unwrap().to_string(), "2026-05");
    }

    #[test]
    fn a_change_that_began_some_months_ago_does_not_hide_in_its_own_past() {
        let steady = ["a", "b", "c", "d", "e", "f"].map(|name| (name, months(20, 20)));
        let risen: Vec<u64> = (0..27).map(|month| if month >= 18 { 20 } else { 10 }).collect();
        let trends = judged(coverage_of("2026-Q3"), &[steady.as_slice(), &[("risen", risen)]].concat());
        let risen = issue(&trends, "risen");
        assert_eq!((risen.signal, risen.since.unwrap().to_string()), (Signal::Rising, "2026-01".into()));
        // The months up to December 2025: 180 cases in 549 days bring 30.2 in 92.
        assert_eq!((risen.usual_until.unwrap().to_string(), risen.baseline), ("2025-12".into(), 180));
        assert!((risen.expected.unwrap() - 180.0 / 549.0 * 92.0).abs() < 1e-9);
        assert_eq!(issue(&trends, "a").usual_until, None);
    }

    #[test]
    fn months_that_are_not_covered_are_not_zeros() {
        let mut coverage = coverage_of("2026-Q3");
        coverage.states[..18].fill(State::NotCovered);
        let mut counts = months(20, 20);
        counts[..18].fill(0);
        let trends = judged(coverage, &[("steady", counts)]);
        let steady = issue(&trends, "steady");
        assert_eq!((steady.signal, steady.baseline, steady.by_month[17], steady.by_month[18]), (Signal::Noise, 120, None, Some(20)));
        assert!(trends.is_early() && trends.has_trial_limits() && !trends.is_partial());
    }

    #[test]
    fn without_a_quarter_before_there_is_no_word() {
        let mut coverage = coverage_of("2026-Q3");
        coverage.states[..22].fill(State::NotCovered);
        let trends = judged(coverage, &[("steady", months(20, 90))]);
        assert_eq!(issue(&trends, "steady").signal, Signal::NoHistory);
    }

    #[test]
    fn a_quarter_that_is_not_over_is_judged_by_its_complete_months() {
        let mut coverage = coverage_of("2026-Q3");
        coverage.states[25..].fill(State::Running);
        let trends = judged(coverage, &[("steady", [vec![20; 25], vec![4, 0]].concat())]);
        assert_eq!((issue(&trends, "steady").newest, issue(&trends, "steady").signal), (20, Signal::Noise));
        assert!(trends.is_partial());
    }

    #[test]
    fn the_change_point_is_where_the_oracle_puts_it() {
        // changepoint_poisson_single: the largest gain is after the eighth of these.
        let counts = [4, 3, 5, 2, 4, 6, 3, 4, 9, 8, 10, 7, 9, 11];
        let tallies: Vec<Tally> = counts.iter().map(|count| Tally::new(*count, 1.0).unwrap()).collect();
        assert_eq!(change_point(&tallies), Some(8));
        assert_eq!(change_point(&tallies[..1]), None);
    }
}
