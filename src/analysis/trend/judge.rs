//! The judgement: every series' newest quarter against its own past, all of them together.

use super::exposure::Exposure;
use super::issue::{Gaps, Issue};
use super::season::Season;
use super::signal::{Signal, signal};
use crate::analysis::coverage::Coverage;
use crate::analysis::looks::{Seen, both};
use crate::statistics::change_point::{self, ChangePoint};
use crate::statistics::control_chart::{AttributeRecipe, RARE_BELOW_PER_PERIOD, Recipe, Screening, attribute_chart, chart, t_chart};
use crate::statistics::detectability::{Design, Floor, POWER};
use crate::statistics::dispersion::pooled_index;
use crate::statistics::emerging::{Candidate, Direction, Finding, Thresholds, assess};
use crate::statistics::tally::Tally;
use crate::time::instant::DAY;
use crate::time::{Instant, Period};
use chrono_tz::Tz;
use std::ops::Range;

/// Fewer complete months than this before the newest quarter make no baseline.
pub const LEAST_BASELINE_MONTHS: usize = 3;

/// How long before the quarter a change can have begun and still hide in its own baseline: the 26
/// weeks of Farrington's method, as two quarters.
const HIDING_MONTHS: usize = 6;

/// Fewer periods than this before the newest quarter make no limits; more than that, up to [`POINTS_TO_LOCK`], make trial limits
/// (`statistics.md`, section 0).
///
/// [`POINTS_TO_LOCK`]: crate::statistics::control_chart::POINTS_TO_LOCK
const LEAST_POINTS: usize = 4;

/// Fewer gaps than this before the quarter make no limits.
const LEAST_GAPS: usize = 12;

pub(super) const MONTHS_PER_QUARTER: usize = 3;
pub(super) const MONTHS_PER_YEAR: usize = 12;

/// What is known of one segment.
#[derive(Debug, Clone)]
pub struct Series {
    /// Its name; `None` for all cases together.
    pub segment: Option<String>,
    /// Its cases by month.
    pub counts: Vec<u64>,
    /// What they are counted over.
    pub exposure: Exposure,
    /// The months in which it existed under its name: outside of them it has gaps, not zeros.
    pub existed: Range<usize>,
    /// The cases by period of the chart, with its exposures; `None` where the chart is by month.
    pub by_point: Option<(Vec<u64>, Exposure)>,
    /// The moments of its cases, where it is rare; else empty.
    pub moments: Vec<Instant>,
}

/// The months that are compared, and the periods that are drawn.
pub struct Basis<'a> {
    /// The months.
    pub coverage: &'a Coverage,
    /// The places of the complete months of the newest quarter.
    pub newest: &'a [usize],
    /// The places of the complete months before.
    pub baseline: &'a [usize],
    /// The periods of the charts: the months, or weeks.
    pub points: &'a Coverage,
    /// The zone of months and days.
    pub zone: Tz,
}

impl Basis<'_> {
    /// Judges several series together, in the order given, each by its own history.
    ///
    /// A series whose exposure is not known in the newest quarter, or before, is not judged; neither
    /// is one that ended, or began too late for a baseline, because the categories were cut anew.
    pub fn assess(&self, series: &[Series]) -> Vec<Issue> {
        let candidates: Vec<Option<Candidate>> = series.iter().map(|series| self.candidate(series, &self.usual(series))).collect();
        let known: Vec<usize> = (0..series.len()).filter(|place| candidates[*place].is_some()).collect();
        let mut issues: Vec<Issue> = series.iter().map(|series| self.without_history(series)).collect();
        let chosen: Vec<&Series> = known.iter().map(|place| &series[*place]).collect();
        let candidates: Vec<Candidate> = candidates.into_iter().flatten().collect();
        for (place, issue) in known.into_iter().zip(self.judged(&chosen, &candidates)) {
            issues[place] = issue;
        }
        issues
    }

    fn judged(&self, series: &[&Series], candidates: &[Candidate]) -> Vec<Issue> {
        let newest: Vec<u64> = candidates.iter().map(|candidate| candidate.newest.count()).collect();
        let earlier: Vec<Option<Candidate>> =
            series.iter().map(|series| self.earlier(series).and_then(|months| self.candidate(series, &months))).collect();
        let thresholds = Thresholds::default();
        let seen = |direction: Direction| {
            let all = assess(candidates, direction, &thresholds);
            both(&all, &assess_some(&earlier, direction, &thresholds), &newest, direction, &thresholds)
        };
        let (higher, lower) = (seen(Direction::Higher), seen(Direction::Lower));
        let baselines: Vec<&[Tally]> = candidates.iter().map(|candidate| candidate.baseline.as_slice()).collect();
        let pooled = pooled_index(&baselines).unwrap_or(1.0).max(1.0);
        let tested = higher.iter().filter(|seen| seen.finding.p_value.is_some()).count();
        let level = |place: usize| thresholds.list_below / tested.max(1) as f64 / if earlier[place].is_some() { 2.0 } else { 1.0 };
        let issue = |place: usize| {
            let issue = self.issue(series[place], &candidates[place], pooled, &higher[place], &lower[place]);
            let is_quiet = matches!(issue.signal, Signal::Noise | Signal::MayBeRising | Signal::MayBeFalling | Signal::TooFew);
            let smallest_rise = is_quiet.then(|| smallest_rise(&issue, &candidates[place], level(place), &thresholds)).flatten();
            Issue { smallest_rise, ..issue }
        };
        (0..series.len()).map(issue).collect()
    }

    /// The months of the baseline that a series is held against: those in which it existed and has an exposure.
    pub(super) fn usual(&self, series: &Series) -> Vec<usize> {
        let is_known = |month: &usize| series.existed.contains(month) && series.exposure.is_known(*month);
        self.baseline.iter().copied().filter(is_known).collect()
    }

    /// The same without the half-year before the quarter; `None` where less than a year is left.
    fn earlier(&self, series: &Series) -> Option<Vec<usize>> {
        let first = self.newest.first()? - self.newest.first()? % MONTHS_PER_QUARTER;
        let months: Vec<usize> = self.usual(series).into_iter().filter(|month| month + HIDING_MONTHS < first).collect();
        (months.len() >= MONTHS_PER_YEAR).then_some(months)
    }

    fn issue(&self, series: &Series, candidate: &Candidate, pooled: f64, higher: &Seen, lower: &Seen) -> Issue {
        let signal = signal(&higher.finding, &lower.finding);
        let seen = match signal {
            Signal::New | Signal::Rising | Signal::MayBeRising => higher,
            Signal::Falling | Signal::MayBeFalling => lower,
            _ if higher.finding.p_value <= lower.finding.p_value => higher,
            _ => lower,
        };
        let finding = seen.finding;
        let season = Season { basis: self, series, newest: candidate.newest };
        let signal = match (signal, season.direction(pooled)) {
            (Signal::Rising | Signal::MayBeRising | Signal::Slight | Signal::Noise, Some(Direction::Higher))
            | (Signal::Falling | Signal::MayBeFalling | Signal::Slight | Signal::Noise, Some(Direction::Lower)) => Signal::Seasonal,
            (signal, _) => signal,
        };
        let earlier = self.earlier(series).filter(|_| seen.is_earlier);
        let usual = self.usual(series);
        let has_begun = matches!(signal, Signal::New | Signal::Rising | Signal::Falling);
        let towards = if signal == Signal::Falling { Direction::Lower } else { Direction::Higher };
        let (since, since_range) = if has_begun { self.since(series, towards).unzip() } else { (None, None) };
        Issue {
            baseline: sum(&series.counts, earlier.as_deref().unwrap_or(&usual)),
            baseline_months: earlier.as_ref().unwrap_or(&usual).len(),
            usual_until: earlier.and_then(|months| months.last().map(|month| self.coverage.months[*month])),
            expected: finding.expected_count,
            rates: series.exposure.rates(candidate.newest.count(), self.newest, finding.expected_count),
            ratio: finding.ratio,
            interval: finding.ratio_interval,
            dispersion: finding.dispersion,
            q_value: finding.q_value,
            signal,
            since,
            since_range,
            last_year: season.last_year(finding.dispersion),
            is_unexposed: false,
            ..self.without_history(series)
        }
    }

    /// The issue as far as it can be told without a baseline.
    pub(super) fn without_history(&self, series: &Series) -> Issue {
        let counts = &series.counts;
        let is_told = |month: usize| self.coverage.is_complete(month) && series.existed.contains(&month);
        let by_month: Vec<Option<u64>> = (0..counts.len()).map(|month| is_told(month).then_some(counts[month])).collect();
        let (points, exposure) = series.by_point.as_ref().map_or((counts, &series.exposure), |(points, exposure)| (points, exposure));
        let is_drawn = |point: usize| self.points.is_complete(point) && self.existed(series, self.points.months[point]);
        let drawn: Vec<Option<f64>> = (0..points.len()).map(|point| is_drawn(point).then_some(points[point] as f64)).collect();
        let rates: Vec<Option<(f64, f64)>> =
            drawn.iter().enumerate().map(|(point, count)| count.zip(exposure.per_thousand(point))).collect();
        let fix_after = Some(self.fix_after(&drawn));
        Issue {
            segment: series.segment.clone(),
            newest: sum(counts, self.newest),
            baseline: sum(counts, self.baseline),
            baseline_months: 0,
            usual_until: None,
            expected: None,
            rates: None,
            ratio: None,
            interval: None,
            dispersion: 1.0,
            q_value: None,
            signal: Signal::NoHistory,
            since: None,
            since_range: None,
            last_year: None,
            smallest_rise: None,
            recoded_from: None,
            is_unexposed: self.is_unexposed(series),
            chart: chart(&drawn, &Recipe { fix_after, ..Recipe::making_data_count() }),
            rate_chart: attribute_chart(&rates, &AttributeRecipe::rates(fix_after)),
            gaps: self.gaps(series),
            by_month,
        }
    }

    /// Whether a series began by the end of a period of the charts, and did not end before it.
    fn existed(&self, series: &Series, period: Period) -> bool {
        let months = &self.coverage.months;
        let is_after = months.get(series.existed.start).is_none_or(|first| period.first_day() >= first.first_day());
        is_after && months.get(series.existed.end).is_none_or(|next| period.first_day() < next.first_day())
    }

    /// Whether it is for want of an exposure that a series is not judged: by its days it would be.
    fn is_unexposed(&self, series: &Series) -> bool {
        let by_days = Series { exposure: Exposure::days(&self.coverage.months), by_point: None, moments: Vec::new(), ..series.clone() };
        self.candidate(&by_days, &self.usual(&by_days)).is_some()
    }

    /// Where the periods end from which the limits come: before the newest quarter, however few they are. Limits that a month helped to
    /// set would bend towards it; where there are too few, there are none.
    fn fix_after(&self, drawn: &[Option<f64>]) -> usize {
        let is_before = |point: &usize| self.first_day().is_none_or(|first| self.points.months[*point].first_day() < first);
        let before: Vec<usize> = (0..drawn.len()).filter(|point| drawn[*point].is_some()).filter(is_before).collect();
        before.last().filter(|_| before.len() >= LEAST_POINTS).map_or(0, |last| last + 1)
    }

    fn first_day(&self) -> Option<chrono::NaiveDate> {
        self.newest.first().map(|month| self.coverage.months[*month].first_day())
    }

    /// The gaps of a rare series whose months are all covered: limits from those before the quarter.
    fn gaps(&self, series: &Series) -> Option<Gaps> {
        let baseline: Vec<usize> = self.baseline.iter().copied().filter(|month| series.existed.contains(month)).collect();
        let is_rare = (sum(&series.counts, &baseline) as f64) < RARE_BELOW_PER_PERIOD * baseline.len() as f64;
        let is_unbroken = baseline.windows(2).all(|pair| pair[0] + 1 == pair[1]);
        let first = self.coverage.months[*self.newest.first()?].start_at(self.zone);
        let end = self.coverage.months[*self.newest.last()?].end_at(self.zone);
        let start = self.coverage.months[*baseline.first()?].start_at(self.zone);
        let moments: Vec<Instant> = series.moments.iter().copied().filter(|moment| *moment >= start && *moment < end).collect();
        let days = |pair: &[Instant]| (pair[1].0 - pair[0].0) as f64 / DAY as f64;
        let before: Vec<f64> = moments.windows(2).filter(|pair| pair[1] < first).map(days).collect();
        let month = |moment: Instant| Period::containing(moment.local_date(self.zone), crate::time::period::Length::Month);
        let newest = moments.windows(2).filter(|pair| pair[1] >= first).map(|pair| (month(pair[1]), days(pair))).collect();
        let chart = t_chart(&before, Screening::On).filter(|_| is_rare && is_unbroken && before.len() >= LEAST_GAPS)?;
        Some(Gaps { chart, newest })
    }

    /// The newest quarter against some months before.
    fn candidate(&self, series: &Series, months: &[usize]) -> Option<Candidate> {
        let baseline: Vec<Tally> = months.iter().map(|month| Self::tally(series, &[*month])).collect::<Option<_>>()?;
        let newest = Self::tally(series, self.newest).filter(|_| baseline.len() >= LEAST_BASELINE_MONTHS)?;
        Some(Candidate { newest, baseline })
    }

    /// The cases of some months over their exposure; `None` where one of them has cases over nothing, or cannot be told.
    pub(super) fn tally(series: &Series, months: &[usize]) -> Option<Tally> {
        let is_told = |month: &usize| {
            // Nobody over nobody is no rate of its own and takes none from the others; somebody over nobody would raise theirs.
            series.existed.contains(month) && (series.exposure.is_known(*month) || series.counts[*month] == 0)
        };
        Tally::new(sum(&series.counts, months), series.exposure.sum(months)?).filter(|_| months.iter().all(is_told))
    }

    /// The first month after the best place to cut the series in two, where it goes on higher or lower, and the months it may as
    /// well be.
    fn since(&self, series: &Series, towards: Direction) -> Option<(Period, (Period, Period))> {
        let newest = self.newest.iter().copied().filter(|month| series.exposure.is_known(*month));
        let months: Vec<usize> = self.usual(series).into_iter().chain(newest).collect();
        let tallies: Vec<Tally> = months.iter().map(|month| Self::tally(series, &[*month])).collect::<Option<_>>()?;
        let ChangePoint { at, range, .. } =
            change_point::change_towards(&tallies, towards).filter(|_| tallies.len() >= change_point::LEAST_PERIODS)?;
        let month = |at: usize| self.coverage.months[months[at]];
        Some((month(at), (month(range.0), month(range.1))))
    }
}

/// As [`assess`], of those that are there.
fn assess_some(candidates: &[Option<Candidate>], direction: Direction, thresholds: &Thresholds) -> Vec<Option<Finding>> {
    let there: Vec<Candidate> = candidates.iter().flatten().cloned().collect();
    let mut findings = assess(&there, direction, thresholds).into_iter();
    candidates.iter().map(|candidate| candidate.as_ref().and_then(|_| findings.next())).collect()
}

/// The smallest rise that would be listed in four cases of five, by the rule that lists: the level that the first of so many
/// must reach, and large enough to matter.
fn smallest_rise(issue: &Issue, candidate: &Candidate, level: f64, thresholds: &Thresholds) -> Option<f64> {
    let periods = Tally::total(&candidate.baseline)?.exposure() / candidate.newest.exposure();
    let floor = Floor { ratio: thresholds.least_ratio, cases: thresholds.least_cases };
    Design::with_floor(issue.expected?, periods, issue.dispersion, level, &floor)?.minimal_detectable_ratio(POWER)
}

pub(super) fn sum(counts: &[u64], months: &[usize]) -> u64 {
    months.iter().map(|month| counts[*month]).sum()
}
