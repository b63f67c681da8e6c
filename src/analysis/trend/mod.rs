//! What rises and falls: every category's newest quarter against its own past.
//!
//! The judgement is by quarter: the newest against the complete months of up to two years before,
//! by the mid-p test scaled by each category's dispersion, corrected for there being many
//! categories, and listed only where the change is large enough to matter; a second look leaves out
//! the half-year before the quarter (see [`super::looks`]). The chart is by month or by week:
//! an `XmR` chart with the rules of NHS Making Data Count, its limits taken from the periods before
//! the newest quarter (twelve lock them, four to eleven make trial limits, fewer none); with denominators Laney's u' chart; and for an issue
//! with fewer than two cases a month the time between cases.
//!
//! A category that rises each year at this time is told apart: where the newest quarter is no
//! higher than the same quarter a year ago, but both stand above the months between, a seasonal
//! pattern is likely. Categories that were cut anew are told apart too (see [`recoded`]), and sources
//! that fell silent are left out of all of it (see [`super::coverage`]).

mod exposure;
pub mod guards;
mod issue;
mod judge;
mod recoded;
mod season;
mod signal;

pub use exposure::{Exposure, PER};
pub use issue::{Gaps, Issue, LastYear, Rates};
pub use judge::LEAST_BASELINE_MONTHS;
pub use signal::Signal;

use super::coverage::{Coverage, coverage};
use super::denominators::{Denominators, Unit, is_below, path_name};
use super::measure::Origin;
use super::measure::volumes::{Cut, MonthOfKind, received_by_month, received_later, segment_by_month};
use super::teams::MixView;
use crate::error::{Error, Result};
use crate::statistics::control_chart::RARE_BELOW_PER_PERIOD;
use crate::statistics::mix::{Group, decompose};
use crate::time::period::Length;
use crate::time::{Instant, Period};
use chrono_tz::Tz;
use duckdb::Connection;
use guards::Guards;
use judge::{Basis, MONTHS_PER_QUARTER, Series, sum};
use recoded::Break;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The longest baseline: eight quarters, so that every season is in it twice.
pub const BASELINE_MONTHS: usize = 24;

/// With fewer than four quarters before it, a change is called early (`statistics.md`, section 0).
pub const EARLY_BELOW_MONTHS: usize = 12;

/// Of the issues listed at q < 0.05, up to this share was noise in simulation (`statistics.md`, 0.b).
pub const FALSE_SHARE_OF_LISTED: f64 = 0.12;

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

/// How closely it is asked.
#[derive(Debug, Clone, Copy)]
pub struct Detail<'a> {
    /// How many steps of the category path make a segment; `None`: the column as it is.
    pub depth: Option<usize>,
    /// Only what lies at or below this category path.
    pub under: Option<&'a str>,
    /// Month or week: the points of the charts.
    pub every: Length,
    /// Customers or orders, for rates in place of counts.
    pub denominators: Option<&'a Denominators>,
}

impl Default for Detail<'_> {
    /// Months, the column as it is, counts.
    fn default() -> Self {
        Self { depth: None, under: None, every: Length::Month, denominators: None }
    }
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
    /// All cases together, or all below the path that was asked for.
    pub total: Issue,
    /// Cases of the newest quarter that name no segment.
    pub unnamed: u64,
    /// Cases of the newest quarter that have no denominator, so that [`Self::total`] is without them.
    pub uncounted: u64,
    /// What the cases are counted over; `None`: days.
    pub unit: Option<Unit>,
    /// How many issues were tested together.
    pub tested: usize,
    /// The periods of the charts: the months, or weeks.
    pub points: Coverage,
    /// What may be wrong with the newest months.
    pub guards: Guards,
    /// Where the counts come from.
    pub origin: Arc<Origin>,
}

impl Trends {
    /// Whether the baseline is shorter than a year.
    pub fn is_early(&self) -> bool {
        self.baseline_months.len() < EARLY_BELOW_MONTHS
    }

    /// Whether there are complete months in the quarter, and enough before it to compare with.
    pub fn has_history(&self) -> bool {
        !self.newest_months.is_empty() && self.baseline_months.len() >= LEAST_BASELINE_MONTHS
    }

    /// Whether an issue rests on less than a year where the others do not.
    pub fn is_early_alone(&self, issue: &Issue) -> bool {
        issue.is_early() && !self.is_early()
    }

    /// Whether only part of the quarter could be judged.
    pub fn is_partial(&self) -> bool {
        self.newest_months.len() < MONTHS_PER_QUARTER
    }

    /// The issues that changed for certain enough to be listed.
    pub fn listed(&self) -> impl Iterator<Item = &Issue> {
        self.issues.iter().filter(|issue| issue.signal.is_listed())
    }

    /// How much the months of a segment vary beyond chance; 1 where nothing is known of it.
    pub fn dispersion(&self, segment: &str) -> f64 {
        self.issues.iter().find(|issue| issue.segment.as_deref() == Some(segment)).map_or(1.0, |issue| issue.dispersion)
    }

    /// How many of the listed issues are noise, on average, at most.
    pub fn expected_false_leads(&self) -> f64 {
        self.listed().count() as f64 * FALSE_SHARE_OF_LISTED
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

/// How much of the change of the complaint rate is a change of mix: the newest quarter against the same a
/// year ago.
///
/// Its groups are the outermost segments with denominators (`under` a path those below it), each with all cases at or below it, so nobody
/// counts twice and no case is left out that lies below one. Those of which no case came are groups too, where the trends are of every segment
/// (`is_whole`), or their share of the customers would be nobody's. Where there are denominators of all alone, everybody would
/// count once in each segment, so that is refused.
pub fn mix_of_rates(trends: &Trends, denominators: &Denominators, by: &str, under: Option<&str>, is_whole: bool) -> Result<MixView> {
    if !denominators.tell_apart(by) {
        return Err(Error::new(format!("the denominators are of all together, and a mix needs those of each {by}"))
            .remedy(format!("Add rows that name a {by} in the column `segment`, or ask by what the rows name.")));
    }
    let year_ago: Vec<usize> = trends.newest_months.iter().filter_map(|month| month.checked_sub(judge::MONTHS_PER_YEAR)).collect();
    if year_ago.is_empty() || !year_ago.iter().all(|month| trends.coverage.is_complete(*month)) {
        return Err(Error::new("the same quarter a year ago is not covered, so a change of the rate cannot be taken apart"));
    }
    let months = &trends.coverage.months;
    let group = |(name, issues): (&str, Vec<&Issue>)| -> Option<(String, Group)> {
        let exposure = Exposure::of(months, denominators, by, Some(name));
        let volume = |months: &[usize]| exposure.volume(months);
        let cases = |month: &usize| issues.iter().filter_map(|issue| issue.by_month[*month]).sum::<u64>();
        let count = |months: &[usize]| months.iter().map(cases).sum::<u64>() as f64;
        Some((
            name.to_string(),
            Group {
                volume_before: volume(&year_ago)?,
                count_before: count(&year_ago),
                volume_after: volume(&trends.newest_months)?,
                count_after: count(&trends.newest_months),
            },
        ))
    };
    let names = || trends.issues.iter().filter_map(|issue| Some((issue.segment.as_deref()?, issue)));
    let outermost: Vec<&str> = denominators.outermost(by, under).collect();
    let mut named: BTreeMap<&str, Vec<&Issue>> = BTreeMap::new();
    for (name, issue) in names() {
        let above = outermost.iter().find(|above| path_name(name) == **above || is_below(by, name, above));
        if let Some(above) = above {
            named.entry(above).or_default().push(issue);
        }
    }
    // A file that names none of these segments is of others; nor is it known how many of its segments lie within a coarser one.
    if is_whole && !named.is_empty() {
        let is_within_one = |segment: &str| names().any(|(name, _)| is_below(by, segment, name));
        outermost.iter().filter(|segment| !is_within_one(segment)).for_each(|segment| _ = named.entry(segment).or_default());
    }
    let groups: Vec<(String, Group)> = named.into_iter().filter_map(group).collect();
    let parts = decompose(&groups.iter().map(|(_, group)| *group).collect::<Vec<_>>());
    let before = months[year_ago[0]].to_string();
    Ok(MixView {
        groups,
        parts,
        volume: denominators.unit.name(),
        before: format!("the quarter from {before}"),
        leaves_cases_out: false,
        origin: trends.origin.clone(),
    })
}

/// The weeks that begin within months.
fn weeks_of(months: &[Period]) -> Vec<Period> {
    let (Some(first), Some(last)) = (months.first(), months.last()) else { return Vec::new() };
    let first = Period::containing(first.first_day() + chrono::Days::new(6), Length::Week);
    std::iter::successors(Some(first), |week| Some(week.next())).take_while(|week| week.first_day() < last.end_day()).collect()
}

/// Finds what moves.
pub fn trends(connection: &Connection, question: &Question) -> Result<Trends> {
    trends_in_detail(connection, question, &Detail::default())
}

/// As [`trends_in_detail`], by what is known already of the cases of its months.
pub fn trends_of(connection: &Connection, question: &Question, detail: &Detail, kinds: &[MonthOfKind]) -> Result<Trends> {
    found(connection, question, detail, kinds)
}

/// Finds what moves, at a depth, below a path, by week, or by rates.
pub fn trends_in_detail(connection: &Connection, question: &Question, detail: &Detail) -> Result<Trends> {
    let kinds = received_by_month(connection, &months_of(question.period), question.zone, question.as_of)?;
    found(connection, question, detail, &kinds.rows)
}

fn found(connection: &Connection, question: &Question, detail: &Detail, kinds: &[MonthOfKind]) -> Result<Trends> {
    let months = months_of(question.period);
    let later = received_later(connection, question.period, question.zone, question.as_of)?;
    let covered =
        |periods: &[Period], kinds: &[MonthOfKind]| coverage(periods, kinds, &later, question.kind, question.zone, question.as_of);
    let by_months = covered(&months, kinds);
    // The customers of a path are those of all its spellings, and are counted once.
    let is_one_however_spelt = question.by == "category" && detail.denominators.is_some();
    // Months tell which sources fell silent; a week is too short to say so.
    let without = by_months.without();
    let read = |periods: &[Period], coverage: Coverage| -> Result<Read> {
        let rare_below = (RARE_BELOW_PER_PERIOD * BASELINE_MONTHS as f64) as usize;
        let cut =
            Cut { by: question.by, depth: detail.depth, under: detail.under, rare_below: Some(rare_below), without: without.as_deref() };
        let rows = segment_by_month(connection, periods, question.zone, question.as_of, question.kind, &cut)?;
        let mut segments: Segments = BTreeMap::new();
        for row in rows.rows {
            let segment = row.segment.map(|name| if is_one_however_spelt { path_name(&name) } else { name });
            let (counts, moments) = segments.entry(segment).or_insert_with(|| (vec![0; periods.len()], Vec::new()));
            counts[row.month] += row.cases;
            moments.extend(row.moments);
        }
        for (_, moments) in segments.values_mut() {
            moments.sort_unstable();
        }
        Ok(Read { coverage, segments, origin: rows.origin })
    };
    let by_month = read(&months, by_months)?;
    let by_week = || -> Result<Read> {
        let weeks = weeks_of(&months);
        let kinds = received_by_month(connection, &weeks, question.zone, question.as_of)?;
        read(&weeks, covered(&weeks, &kinds.rows))
    };
    let by_point = if detail.every == Length::Week { Some(by_week()?) } else { None };
    let mut trends = judge(question, detail, by_month, by_point);
    let complete: Vec<usize> = (0..months.len()).filter(|month| trends.coverage.is_complete(*month)).collect();
    let recoded = std::mem::take(&mut trends.guards.recoded);
    trends.guards = guards::guards(connection, &months, &complete, question.zone, question.as_of, question.kind)?;
    trends.guards.recoded = recoded;
    Ok(trends)
}

/// Counts and moments by segment.
type Segments = BTreeMap<Option<String>, (Vec<u64>, Vec<Instant>)>;

/// What was counted over some periods.
struct Read {
    coverage: Coverage,
    segments: Segments,
    origin: Arc<Origin>,
}

/// Judges counts by segment and month.
fn judge(question: &Question, detail: &Detail, by_month: Read, by_point: Option<Read>) -> Trends {
    let Read { coverage, segments, origin } = by_month;
    let (newest_months, baseline_months): (Vec<usize>, Vec<usize>) = (0..coverage.months.len())
        .filter(|month| coverage.is_complete(*month))
        .partition(|month| coverage.months[*month].first_day() >= question.period.first_day());
    let points = by_point.as_ref().map_or_else(|| coverage.clone(), |read| read.coverage.clone());
    let basis = Basis { coverage: &coverage, newest: &newest_months, baseline: &baseline_months, points: &points, zone: question.zone };
    // Below a path all together are a part of everybody, and are counted over the path's own denominator or not compared.
    let whole = detail.under.map(path_name);
    let exposure = |periods: &[Period], segment: Option<&str>| match detail.denominators {
        Some(denominators) => Exposure::of(periods, denominators, question.by, segment.or(whole.as_deref())),
        None => Exposure::days(periods),
    };
    let series = |segment: Option<&String>, counts: Vec<u64>, moments: Vec<Instant>, by_point: Option<Vec<u64>>| {
        let name = segment.map(String::as_str);
        let by_point = by_point.map(|counts| (counts, exposure(&points.months, name)));
        let existed = 0..coverage.months.len();
        Series { segment: segment.cloned(), counts, exposure: exposure(&coverage.months, name), existed, by_point, moments }
    };
    let point_counts = |segment: &Option<String>| {
        by_point.as_ref().map(|read| read.segments.get(segment).map_or_else(|| vec![0; points.months.len()], |(counts, _)| counts.clone()))
    };
    let mut named: Vec<Series> = segments
        .iter()
        .filter(|(segment, _)| segment.is_some())
        .map(|(segment, (counts, moments))| series(segment.as_ref(), counts.clone(), moments.clone(), point_counts(segment)))
        .collect();
    // What is drawn of all cases are all of them; what is compared are those with a denominator.
    let by_days = Detail { denominators: None, ..*detail };
    let every_point = by_point.as_ref().map(|read| with_denominator(&read.segments, &points.months, question, &by_days));
    let every = series(None, with_denominator(&segments, &coverage.months, question, &by_days), Vec::new(), every_point);
    let all_points = by_point.as_ref().map(|read| with_denominator(&read.segments, &points.months, question, detail));
    let total = series(None, with_denominator(&segments, &coverage.months, question, detail), Vec::new(), all_points);
    let breaks = recoded::breaks(&named, &baseline_months, &newest_months);
    recoded::rebase(&mut named, &breaks);
    let mut issues = basis.assess(&named);
    mark(&mut issues, &breaks, &coverage.months);
    issues.retain(|issue| issue.newest + issue.baseline > 0);
    let tested = issues.iter().filter(|issue| issue.q_value.is_some()).count();
    issues.sort_by(|left, right| interest(left).cmp(&interest(right)).then_with(|| left.segment.cmp(&right.segment)));
    let unnamed = segments.get(&None).map_or(0, |(months, _)| sum(months, &newest_months));
    let Issue { by_month, chart, .. } = basis.without_history(&every);
    let total = Issue { by_month, chart, ..basis.assess(&[total]).remove(0) };
    let uncounted = segments.values().map(|(months, _)| sum(months, &newest_months)).sum::<u64>() - total.newest;
    let recoded = breaks.iter().map(|found| coverage.months[found.month]).collect();
    let guards = Guards { recoded, ..Guards::default() };
    let unit = detail.denominators.map(|denominators| denominators.unit);
    Trends { coverage, newest_months, baseline_months, issues, total, unnamed, uncounted, unit, tested, points, guards, origin }
}

/// Names the break of each issue that was cut anew; one that could not be judged since is told by the break alone.
fn mark(issues: &mut [Issue], breaks: &[Break], months: &[Period]) {
    for found in breaks {
        for place in found.ended.iter().chain(&found.begun) {
            let issue = &mut issues[*place];
            issue.recoded_from = Some(months[found.month]);
            if issue.q_value.is_none() {
                issue.signal = Signal::Recoded;
            }
        }
    }
}

/// All cases by period; with denominators those alone that the denominator of all is of, or the others would be counted over nobody.
/// All below a path are of the path's denominator.
fn with_denominator(segments: &Segments, periods: &[Period], question: &Question, detail: &Detail) -> Vec<u64> {
    let everybody = detail.denominators.filter(|_| detail.under.is_none());
    let is_counted = |segment: &Option<String>, period: Period| {
        everybody.is_none_or(|denominators| denominators.is_counted_in_all(period, question.by, segment.as_deref()))
    };
    let count = |place: usize| {
        let counted = segments.iter().filter(|(segment, _)| is_counted(segment, periods[place]));
        counted.map(|(_, (counts, _))| counts[place]).sum()
    };
    (0..periods.len()).map(count).collect()
}

/// What a reader wants to see first: by signal, then by cases in the newest quarter.
fn interest(issue: &Issue) -> (Signal, std::cmp::Reverse<u64>, std::cmp::Reverse<u64>) {
    (issue.signal, std::cmp::Reverse(issue.newest), std::cmp::Reverse(issue.baseline))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::coverage::State;

    fn coverage_of(period: &str) -> Coverage {
        let months = months_of(period.parse().unwrap());
        Coverage { states: vec![State::Complete; months.len()], months, silent: Vec::new(), begun: Vec::new(), holes: Vec::new() }
    }

    fn judged(coverage: Coverage, series: &[(&str, Vec<u64>)]) -> Trends {
        judged_over(coverage, series, &Detail::default())
    }

    fn judged_over(coverage: Coverage, series: &[(&str, Vec<u64>)], detail: &Detail) -> Trends {
        let segments = series.iter().map(|(name, months)| (Some((*name).to_string()), (months.clone(), Vec::new()))).collect();
        let origin = Arc::new(Origin { query: "segment_by_month", params: vec![] });
        let question = Question {
            period: "2026-Q3".parse().unwrap(),
            zone: chrono_tz::UTC,
            as_of: "2026-10-05T00:00:00Z".parse().unwrap(),
            kind: None,
            by: "category",
        };
        judge(&question, detail, Read { coverage, segments, origin }, None)
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
    fn what_began_in_the_last_half_year_is_new_since_then_and_not_in_all_of_the_past() {
        // None in 21 months, ten a month since April 2026: the look without the half-year before the quarter ends in December 2025.
        let trends = judged(coverage_of("2026-Q3"), &[("app", [vec![0; 21], vec![10; 6]].concat()), ("steady", months(20, 20))]);
        let app = issue(&trends, "app");
        let day = |month: Option<Period>| month.map(|month| month.to_string());
        assert_eq!((app.signal, app.baseline, app.baseline_months), (Signal::New, 0, 18));
        assert_eq!((day(app.usual_until).as_deref(), day(app.since).as_deref()), (Some("2025-12"), Some("2026-04")));
    }

    #[test]
    fn a_rise_is_dated_where_it_rose_and_not_at_an_older_fall() {
        let trends =
            judged(coverage_of("2026-Q3"), &[("moved", [vec![20; 8], vec![10; 16], vec![24; 3]].concat()), ("steady", months(20, 20))]);
        let moved = issue(&trends, "moved");
        assert_eq!((moved.signal, moved.since.map(|month| month.to_string()).as_deref()), (Signal::Rising, Some("2026-07")));
    }

    #[test]
    fn customers_of_whom_nobody_complained_are_in_the_mix() {
        // Two products keep their customers and complaints; of the third, of which nobody complains, there are four times as many now.
        let file = thousand(&["A", "B", "C"], |place, segment| (segment == "C").then_some(Some(if place < 24 { 2000 } else { 8000 })));
        let detail = Detail { denominators: Some(&file), ..Detail::default() };
        let series = [("A", months(40, 40)), ("B", months(10, 10))];
        let trends = judged_over(coverage_of("2026-Q3"), &series, &detail);
        let parts = mix_of_rates(&trends, &file, "category", None, true).unwrap().parts.unwrap();
        // 150 of 4,000 before and of 10,000 now: 37.5 and 15 per 1,000, all of it by what the products weigh.
        assert!((parts.change + 0.0225).abs() < 1e-12 && parts.rate.abs() < 1e-12, "{parts:?}");
        assert!(mix_of_rates(&trends, &file, "category", None, false).unwrap().parts.unwrap().change.abs() < 1e-12);
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
        assert!(trends.is_early() && steady.chart.has_trial_limits() && !trends.is_partial());
    }

    #[test]
    fn no_month_of_the_quarter_sets_the_limits_that_it_is_held_against() {
        let nine = [10, 12, 9, 11, 10, 12, 9, 11, 10];
        let limits = |before: &[u64]| {
            let mut coverage = coverage_of("2026-Q3");
            coverage.states[..24 - before.len()].fill(State::NotCovered);
            let counts = [&vec![0; 24 - before.len()][..], before, &[11, 16, 19]].concat();
            let trends = judged(coverage, &[("a", counts)]);
            let chart = issue(&trends, "a").chart.clone();
            (chart.newest_limits().map(|limits| (limits.mean, limits.upper)), chart.has_trial_limits())
        };
        // Mean 94/9; eight ranges that sum to 16, of which the largest, 3, is below 3.267 times their mean of 2: 94/9 + 2.66 x 2.
        let (found, is_trial) = limits(&nine);
        let (mean, upper) = found.unwrap();
        assert!((mean - 94.0 / 9.0).abs() < 1e-9 && (upper - (94.0 / 9.0 + 5.32)).abs() < 1e-9 && is_trial, "{mean} {upper}");
        // Twelve lock the limits; three make none.
        assert!(!limits(&[&nine[..], &[12, 9, 11]].concat()).1);
        assert_eq!(limits(&nine[..3]).0, None);
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
    fn a_category_that_was_renamed_is_neither_new_nor_gone() {
        let old: Vec<u64> = (0..27).map(|month| if month < 22 { 20 } else { 0 }).collect();
        let new: Vec<u64> = (0..27).map(|month| if month < 22 { 0 } else { 21 }).collect();
        let trends = judged(coverage_of("2026-Q3"), &[("steady", months(20, 20)), ("invoices", old.clone()), ("billing", new)]);
        for name in ["invoices", "billing"] {
            assert_eq!(
                (issue(&trends, name).signal, issue(&trends, name).recoded_from.unwrap().to_string()),
                (Signal::Recoded, "2026-05".into())
            );
        }
        assert_eq!((issue(&trends, "steady").signal, trends.guards.recoded.len(), trends.listed().count()), (Signal::Noise, 1, 0));
        // What ended without anything beginning truly fell.
        let trends = judged(coverage_of("2026-Q3"), &[("steady", months(20, 20)), ("invoices", old)]);
        assert_eq!(issue(&trends, "invoices").signal, Signal::Falling);
    }

    #[test]
    fn a_rise_after_a_recoding_is_held_against_the_months_since() {
        // Renamed in January 2025 (place 6), and three times as many in the newest quarter.
        let old: Vec<u64> = (0..27).map(|month| if month < 6 { 20 } else { 0 }).collect();
        let new: Vec<u64> = (0..27).map(|month| if month < 6 { 0 } else { 20 + 40 * u64::from(month >= 24) }).collect();
        let steady = ["a", "b", "c"].map(|name| (name, months(20, 20)));
        let trends = judged(coverage_of("2026-Q3"), &[steady.as_slice(), &[("invoices", old), ("billing", new)]].concat());
        let billing = issue(&trends, "billing");
        assert_eq!((billing.signal, billing.recoded_from.unwrap().to_string()), (Signal::Rising, "2025-01".into()));
        // 18 months from January 2025 to June 2026 are 546 days: 360 cases bring 60.66 in 92.
        assert_eq!((billing.baseline, billing.baseline_months, billing.is_early()), (360, 18, false));
        assert!((billing.ratio.unwrap() - (180.0 / 92.0) / (360.0 / 546.0)).abs() < 1e-12);
        assert_eq!((billing.by_month[5], billing.by_month[6], billing.since.unwrap().to_string()), (None, Some(20), "2026-07".into()));
        let invoices = issue(&trends, "invoices");
        assert_eq!(
            (invoices.signal, invoices.q_value, invoices.by_month[5], invoices.by_month[6]),
            (Signal::Recoded, None, Some(20), None)
        );
        // False zeros would make a burst of both and widen what is usual for the others.
        assert!((issue(&trends, "a").dispersion - 1.0).abs() < 1e-12);
        assert_eq!((trends.tested, trends.guards.recoded.len()), (4, 1));
    }

    #[test]
    fn a_recoding_of_the_last_half_year_leaves_an_early_finding() {
        let old: Vec<u64> = (0..27).map(|month| if month < 18 { 20 } else { 0 }).collect();
        let new: Vec<u64> = (0..27).map(|month| if month < 18 { 0 } else { 20 + 60 * u64::from(month >= 24) }).collect();
        let trends = judged(coverage_of("2026-Q3"), &[("a", months(20, 20)), ("invoices", old), ("billing", new)]);
        let billing = issue(&trends, "billing");
        assert_eq!((billing.signal, billing.baseline_months, trends.is_early_alone(billing)), (Signal::Rising, 6, true));
    }

    #[test]
    fn a_change_of_the_last_month_is_dated_there() {
        let mut burst = months(60, 60);
        burst[26] = 360;
        let trends = judged(coverage_of("2026-Q3"), &[("a", months(60, 60)), ("b", months(60, 60)), ("burst", burst)]);
        let burst = issue(&trends, "burst");
        let range = burst.since_range.map(|(first, last)| (first.to_string(), last.to_string()));
        assert_eq!((burst.signal, burst.since.unwrap().to_string()), (Signal::Rising, "2026-09".into()));
        assert_eq!(range, Some(("2026-09".into(), "2026-09".into())));
    }

    #[test]
    fn a_quiet_issue_tells_which_rise_would_have_been_listed() {
        let names: Vec<String> = (0..20).map(|place| format!("c{place:02}")).collect();
        let smallest = |counts: &[u64], many: usize| {
            let series: Vec<(&str, Vec<u64>)> = names[..many].iter().map(|name| (name.as_str(), counts.to_vec())).collect();
            issue(&judged(coverage_of("2026-Q3"), &series), "c00").smallest_rise.unwrap()
        };
        let days = |month: &Period| (month.end_day() - month.first_day()).num_days() as u64;
        let daily: Vec<u64> = months_of("2026-Q3".parse().unwrap()).iter().map(|month| 64 * days(month)).collect();
        // By an independent sum (scipy: every baseline total, the mid-p test at 0.05 over the number tested and two looks, at
        // least a quarter and five cases more): 20 a month, one of twenty, and one alone; 64 a day, one alone.
        assert!((smallest(&months(20, 20), 20) - 1.586_497_65).abs() < 1e-4, "{}", smallest(&months(20, 20), 20));
        assert!((smallest(&months(20, 20), 1) - 1.415_372_36).abs() < 1e-4, "{}", smallest(&months(20, 20), 1));
        assert!((smallest(&daily, 1) - 1.263_260).abs() < 2e-4, "{}", smallest(&daily, 1));
    }

    /// A thousand customers of each segment in each month, but where `other` says otherwise.
    fn thousand(segments: &[&str], other: impl Fn(usize, &str) -> Option<Option<u64>>) -> Denominators {
        let mut text = String::from("period,segment,customers\n");
        for (place, month) in months_of("2026-Q3".parse().unwrap()).iter().enumerate() {
            for segment in segments {
                if let Some(customers) = other(place, segment).unwrap_or(Some(1000)) {
                    text += &format!("{month},{segment},{customers}\n");
                }
            }
        }
        Denominators::read(std::path::Path::new("denominators.csv"), &text).unwrap()
    }

    #[test]
    fn cases_over_nobody_make_no_rate() {
        // Twenty cases of e in August, and no customers: over those of July and September they would be half as many again.
        let file = thousand(&["a", "b", "e"], |place, segment| (place == 25 && segment == "e").then_some(Some(0)));
        let detail = Detail { denominators: Some(&file), ..Detail::default() };
        let trends = judged_over(coverage_of("2026-Q3"), &["a", "b", "e"].map(|name| (name, months(20, 20))), &detail);
        let e = issue(&trends, "e");
        assert_eq!((e.signal, e.newest, e.rates, e.is_unexposed), (Signal::NoHistory, 60, None, true));
        assert_eq!((issue(&trends, "a").signal, issue(&trends, "a").is_unexposed), (Signal::Noise, false));
        // All together are without those twenty, on both sides: 160 over 3,000 customers for 62 days and 2,000 for 30 or 31.
        assert_eq!((trends.total.newest, trends.uncounted), (160, 20));
        let exposure = 3000.0 * 31.0 + 2000.0 * 31.0 + 3000.0 * 30.0;
        let usual = 1440.0 / (3000.0 * 730.0) * exposure;
        assert!((trends.total.expected.unwrap() - usual).abs() < 1e-9, "{:?}", trends.total.expected);
        // Nobody who complains of nothing is no fault: it began in September.
        let file = thousand(&["a", "n"], |place, segment| (place == 25 && segment == "n").then_some(Some(0)));
        let mut counts = months(20, 20);
        counts[25] = 0;
        let trends = judged_over(
            coverage_of("2026-Q3"),
            &[("a", months(20, 20)), ("n", counts)],
            &Detail { denominators: Some(&file), ..Detail::default() },
        );
        assert_eq!(issue(&trends, "n").signal, Signal::Noise);
    }

    #[test]
    fn the_total_is_of_those_who_have_a_denominator() {
        let file = thousand(&["a", "b", "c", "d", "e"], |_, _| None);
        let detail = Detail { denominators: Some(&file), ..Detail::default() };
        let mut series = ["a", "b", "c", "d", "e"].map(|name| (name, months(20, 20))).to_vec();
        series.push(("f", months(0, 30)));
        let trends = judged_over(coverage_of("2026-Q3"), &series, &detail);
        // 2,400 in 730 days bring 302.5 in 92, and 300 came; the 90 of f are over nobody.
        assert_eq!((trends.total.newest, trends.uncounted, trends.total.signal), (300, 90, Signal::Noise));
        // The chart of all shows all.
        assert_eq!((trends.total.by_month[26], trends.total.chart.points[26].value), (Some(130), Some(130.0)));
        assert!((trends.total.expected.unwrap() - 2400.0 / 730.0 * 92.0).abs() < 1e-9);
        assert_eq!((issue(&trends, "f").signal, issue(&trends, "f").is_unexposed), (Signal::NoHistory, true));
    }

    #[test]
    fn all_below_a_path_are_counted_over_its_own_denominator() {
        // A thousand customers of billing throughout, and of all twice as many in the newest quarter as before.
        let mut own = String::from("period,segment,customers\n");
        let mut others = own.clone();
        for (place, month) in months_of("2026-Q3".parse().unwrap()).iter().enumerate() {
            let rest = format!("{month},delivery,1000\n{month},,{}\n", if place < 24 { 5000 } else { 10000 });
            own += &format!("{month},billing > late,1000\n{rest}");
            others += &rest;
        }
        let series = [("billing > late > x", months(20, 40)), ("billing > late > y", months(20, 30))];
        let total = |text: &str, under: &str| {
            let file = Denominators::read(std::path::Path::new("denominators.csv"), text).unwrap();
            let detail = Detail { denominators: Some(&file), under: Some(under), depth: Some(3), ..Detail::default() };
            let trends = judged_over(coverage_of("2026-Q3"), &series, &detail);
            (trends.total.signal, trends.total.newest, trends.total.expected, trends.total.is_unexposed, trends.uncounted)
        };
        // 960 in 730 days bring 121 in 92; over the customers of all twice that would have been usual.
        for under in ["billing > late", "billing::late", "billing>late"] {
            let (signal, newest, expected, is_unexposed, uncounted) = total(&own, under);
            assert_eq!((signal, newest, is_unexposed, uncounted), (Signal::Rising, 210, false, 0), "{under}");
            assert!((expected.unwrap() - 960.0 / 730.0 * 92.0).abs() < 1e-9, "{expected:?}");
        }
        // Everybody's customers are not those of a part.
        assert_eq!(total(&others, "billing > late"), (Signal::NoHistory, 210, None, true, 0));
        // A file of all alone is of each part as well: twice 121.
        let all: String = others.lines().filter(|line| !line.contains("delivery")).map(|line| format!("{line}\n")).collect();
        let (_, _, expected, ..) = total(&all, "billing > late");
        assert!((expected.unwrap() - 2.0 * 960.0 / 730.0 * 92.0).abs() < 1e-9, "{expected:?}");
    }

    #[test]
    fn a_segment_with_a_short_history_takes_the_second_look_from_no_other() {
        let file = |short: bool| {
            thousand(&["a", "b", "c", "d", "e"], move |place, segment| (short && segment == "e" && place < 16).then_some(None))
        };
        // As in the test above on what hides in its own past: without a second look it is not listed.
        let risen: Vec<u64> = (0..27).map(|month| if month >= 18 { 20 } else { 10 }).collect();
        let mut series = ["b", "c", "d", "e"].map(|name| (name, months(20, 20))).to_vec();
        series.push(("a", risen));
        for short in [false, true] {
            let file = file(short);
            let trends = judged_over(coverage_of("2026-Q3"), &series, &Detail { denominators: Some(&file), ..Detail::default() });
            let a = issue(&trends, "a");
            // The months up to December 2025: 180 cases in 549 days bring 30.2 in 92.
            assert_eq!((a.signal, a.usual_until.map(|month| month.to_string())), (Signal::Rising, Some("2025-12".into())), "{short}");
            assert!((a.expected.unwrap() - 180.0 / 549.0 * 92.0).abs() < 1e-9);
            let e = issue(&trends, "e");
            assert_eq!((e.baseline_months, trends.is_early_alone(e)), if short { (8, true) } else { (24, false) });
        }
    }

    #[test]
    fn twice_the_customers_with_twice_the_complaints_is_no_rise() {
        let text = format!(
            "period,segment,customers\n{}",
            months_of("2026-Q3".parse().unwrap()).iter().enumerate().fold(String::new(), |text, (place, month)| {
                text + &format!("{month},a,{}\n{month},b,1000\n", if place < 24 { 1000 } else { 2000 })
            })
        );
        let file = Denominators::read(std::path::Path::new("denominators.csv"), &text).unwrap();
        let detail = Detail { denominators: Some(&file), ..Detail::default() };
        let series = [("a", months(20, 40)), ("b", months(20, 40)), ("c", months(20, 20))];
        let trends = judged_over(coverage_of("2026-Q3"), &series, &detail);
        assert_eq!((issue(&trends, "a").signal, issue(&trends, "b").signal), (Signal::Noise, Signal::Rising));
        // 120 over a mean of 2,000 customers; 480 over 1,000 in 730 days, as 92 days.
        let rates = issue(&trends, "a").rates.unwrap();
        assert!((rates.newest - 60.0).abs() < 1e-9 && (rates.usual.unwrap() - 480.0 * 92.0 / 730.0).abs() < 1e-9);
        assert!(issue(&trends, "a").rate_chart.is_some());
        // No denominator, no judgement, and the count stays.
        assert_eq!((issue(&trends, "c").signal, issue(&trends, "c").newest, issue(&trends, "c").rates), (Signal::NoHistory, 60, None));
    }

    #[test]
    fn the_weeks_are_those_that_begin_within_the_months() {
        let weeks = weeks_of(&months_of("2026-Q3".parse().unwrap()));
        // 1 July 2024 is a Monday; the last Monday of September 2026 is the 28th.
        assert_eq!((weeks[0].to_string(), weeks.last().unwrap().first_day().to_string()), ("2024-W27".into(), "2026-09-28".into()));
    }
}
