//! Which months the data cover, so that silence can be told from zero.
//!
//! A month counts in a trend only when it is over at the instant of the report, every source that
//! matters reaches from its start to its end, and no source fell silent within it. A month without
//! cases is a zero only then; else nothing is known of it, and it is left out.
//!
//! Silence within a source's time is told from quiet by the source's own rhythm: see [`Hole`].
//!
//! The register is silent on no day since its first case: what it does not tell did not come.
//!
//! A source that told cases before and tells none of the newest months is in no comparison at all:
//! what it no longer tells is no fall. Whether another took over from it cannot be known. Nor is a small one that tells of the newest
//! months and not of those before: what it adds is no rise.

mod silence;

use self::silence::{Silences, UNLIKELY_SILENCE_CASES};
use super::measure::volumes::{Later, MonthOfKind};
use crate::source::REGISTER;
use crate::time::instant::DAY;
use crate::time::{Instant, Period};
use chrono::NaiveDate;
use chrono_tz::Tz;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A source may be silent for so many days without a doubt: a weekend and two holidays.
pub const QUIET_DAYS: i64 = 4;

/// Whether a silence of so many microseconds proves nothing, where so many cases a day are usual.
pub fn is_plausible(silence: i64, cases_per_day: f64) -> bool {
    let days = silence as f64 / DAY as f64;
    days <= QUIET_DAYS as f64 || days * cases_per_day <= UNLIKELY_SILENCE_CASES
}

/// The newest months: those of a quarter.
const NEWEST: usize = 3;

/// A source with a smaller part of the newest cases neither makes nor breaks a series.
const SHARE_THAT_MATTERS: f64 = 0.05;

/// Of the time of such a source before the newest months holes may take one part in so many: the rise that comes of it stays far below one
/// that is listed.
const LOSS_THAT_MATTERS: i64 = 10;

/// What is known of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Over, and covered by every source that matters.
    Complete,
    /// Not over at the instant of the report.
    Running,
    /// Not covered, or not wholly, by a source that matters.
    NotCovered,
}

/// Months that follow one another, and what is known of each.
#[derive(Debug, Clone)]
pub struct Coverage {
    /// The months, oldest first.
    pub months: Vec<Period>,
    /// What is known of each.
    pub states: Vec<State>,
    /// The sources that fell silent before the end of the newest quarter; of those that do not matter, also the ones with a hole in it.
    pub silent: Vec<Silent>,
    /// The sources that began in the newest quarter, or after more than a tenth of the time before it.
    pub begun: Vec<Begun>,
    /// Where the sources that matter tell nothing, and tell again afterwards.
    pub holes: Vec<Hole>,
}

/// A source that tells of cases from a day on: what came to it before is not known, so that what it adds is no rise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// The source's id.
    pub source: String,
    /// Its first case.
    pub first: Instant,
    /// Whether it matters: then the months before it are in no comparison. Else it is in none.
    pub matters: bool,
}

/// Days without any case of a source that told cases before and tells them after, so many that it is no chance: either nothing came for a
/// reason that the data do not tell, or what came was not exported, or not imported.
///
/// There are more than two weeks of them; by the rate of the four weeks before and after, and by that of all of the source's time, more than
/// seven would have had cases, or every other silence is far shorter. And it is not the source's own way: it is not silent for half as long at the same time of another year, nor for
/// longer than a quarter about as much silent as not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hole {
    /// The source's id.
    pub source: String,
    /// The first silent day (UTC).
    pub from: NaiveDate,
    /// The last silent day.
    pub until: NaiveDate,
}

/// A source that told cases and does not tell of all of the newest months: its cases can be compared with nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Silent {
    /// The source's id.
    pub source: String,
    /// Its last case; where it tells of cases again, the end of the last day with one before it was silent.
    pub last: Instant,
    /// When it was silent, where it tells of cases again.
    pub hole: Option<Hole>,
}

impl Coverage {
    /// The silent sources that told of something at an instant or later.
    pub fn silent_since(&self, start: Instant) -> impl Iterator<Item = &Silent> {
        self.silent.iter().filter(move |silent| silent.last >= start)
    }

    /// The sources that are in no comparison as a query takes them; `None` without any.
    pub fn without(&self) -> Option<String> {
        let silent = self.silent.iter().map(|silent| silent.source.as_str());
        let begun = self.begun.iter().filter(|begun| !begun.matters).map(|begun| begun.source.as_str());
        let names: Vec<&str> = silent.chain(begun).collect();
        (!names.is_empty()).then(|| names.join(","))
    }

    /// Whether a month can be counted.
    pub fn is_complete(&self, month: usize) -> bool {
        self.states.get(month) == Some(&State::Complete)
    }

    /// Whether every month of a period can be counted; false for months not asked for.
    pub fn covers(&self, period: Period) -> bool {
        let inside: Vec<usize> = self.within(period);
        !inside.is_empty() && inside.iter().all(|month| self.is_complete(*month))
    }

    /// Whether the data tell of a period to its end: it is over, every source that matters reaches there, and no month is missing
    /// between. What fell due where the data tell nothing counts as not done, whoever did it.
    pub fn tells_to_the_end_of(&self, period: Period) -> bool {
        let mut complete = (0..self.months.len()).filter(|month| self.is_complete(*month));
        let Some(first) = complete.next() else { return false };
        let last = complete.next_back().unwrap_or(first);
        let is_unbroken = self.within(period).into_iter().filter(|month| *month > first).all(|month| self.is_complete(month));
        self.months[last].end_day() >= period.end_day() && is_unbroken
    }

    /// The places of the months within a period.
    pub fn within(&self, period: Period) -> Vec<usize> {
        let is_inside = |month: &Period| month.first_day() >= period.first_day() && month.first_day() < period.end_day();
        (0..self.months.len()).filter(|month| is_inside(&self.months[*month])).collect()
    }
}

#[derive(Clone)]
struct Feed {
    source: String,
    by_month: Vec<u64>,
    /// The UTC days with cases, counted from 1970; those behind the months too.
    days: BTreeSet<i64>,
    first: Instant,
    /// The last case within the months.
    last: Instant,
    /// Whether cases came behind the months.
    goes_on: bool,
    /// The first day behind the months.
    end: i64,
}

/// Finds which months are covered, from the cases of one kind (or of every kind).
///
/// `rows` are the cases of `months`, `later` tells of those behind them; the sources that matter are those of the newest month that
/// has cases.
pub fn coverage(months: &[Period], rows: &[MonthOfKind], later: &[Later], kind: Option<&str>, zone: Tz, as_of: Instant) -> Coverage {
    let feeds = feeds(months, rows, later, kind, zone);
    let together = together(&feeds);
    let mattering = match mattering(&feeds, months.len()) {
        none if none.is_empty() => together.iter().collect(),
        some => some,
    };
    // A source that still tells cases of another kind is there: that it tells none of this kind is a true zero.
    let of_any_kind = self::feeds(months, rows, later, None, zone);
    let holes_of = |feed: &Feed| of_any_kind.iter().find(|of| of.source == feed.source).map(Feed::holes).unwrap_or_default();
    let holes: Vec<Vec<Range<i64>>> = mattering.iter().map(|feed| holes_of(feed)).collect();
    let is_told = |(feed, holes): (&&Feed, &Vec<Range<i64>>), place: usize, month: Period| {
        feed.covers(place, month, zone) && holes.iter().all(|hole| feed.is_plausible(overlap(hole, month, zone)))
    };
    let state = |(place, month): (usize, &Period)| {
        if month.end_at(zone) > as_of {
            State::Running
        } else if mattering.is_empty() || !mattering.iter().zip(&holes).all(|feed| is_told(feed, place, *month)) {
            State::NotCovered
        } else {
            State::Complete
        }
    };
    let states: Vec<State> = months.iter().enumerate().map(state).collect();
    let newest: Vec<usize> =
        (months.len().saturating_sub(NEWEST)..months.len()).filter(|month| states[*month] == State::Complete).collect();
    let first = newest.first().copied().unwrap_or(0);
    let others: Vec<(&Feed, &Feed)> = feeds
        .iter()
        .filter(|feed| mattering.iter().all(|other| other.source != feed.source))
        .filter_map(|feed| Some((feed, of_any_kind.iter().find(|of| of.source == feed.source)?)))
        .collect();
    let silent = others.iter().filter(|(feed, _)| feed.tells_before(first) && !feed.is_live());
    let silent: Vec<Silent> = silent.filter_map(|(feed, of)| feed.silent(of, &newest, months, zone)).collect();
    let start = |month: Option<usize>| month.and_then(|month| months.get(month)).map(|month| month.start_at(zone));
    let is_left_out = |feed: &Feed| silent.iter().any(|silent| silent.source == feed.source);
    let compared = start(states.iter().position(|state| *state == State::Complete)).zip(start(newest.first().copied()));
    let small = others.iter().filter(|(feed, _)| !is_left_out(feed)).filter_map(|(_, of)| of.begun(compared, false));
    let told = of_any_kind.iter().map(|feed| feed.first).min().zip(start(Some(months.len().saturating_sub(NEWEST))));
    let large = mattering.iter().filter_map(|feed| of_any_kind.iter().find(|of| of.source == feed.source));
    let begun = small.chain(large.filter_map(|of| of.begun(told, true))).collect();
    let told = |(feed, holes): (&&Feed, &Vec<Range<i64>>)| holes.iter().map(|hole| Hole::of(&feed.source, hole)).collect::<Vec<Hole>>();
    let holes = mattering.iter().zip(&holes).flat_map(told).collect();
    Coverage { months: months.to_vec(), states, silent, begun, holes }
}

/// Where sources tell nothing in some months, of any kind, and tell again afterwards.
pub fn holes(months: &[Period], rows: &[MonthOfKind], later: &[Later], zone: Tz) -> Vec<Hole> {
    let of = |feed: &Feed| feed.holes().iter().map(|hole| Hole::of(&feed.source, hole)).collect::<Vec<Hole>>();
    feeds(months, rows, later, None, zone).iter().flat_map(of).collect()
}

/// How many microseconds of a month lie in a hole.
fn overlap(hole: &Range<i64>, month: Period, zone: Tz) -> i64 {
    lost(hole, month.start_at(zone), month.end_at(zone))
}

/// How many microseconds between two instants lie in a hole.
fn lost(hole: &Range<i64>, from: Instant, until: Instant) -> i64 {
    ((hole.end * DAY).min(until.0) - (hole.start * DAY).max(from.0)).max(0)
}

impl Hole {
    fn of(source: &str, days: &Range<i64>) -> Self {
        let day = |day: i64| Instant(day * DAY).local_date(Tz::UTC);
        Self { source: source.to_string(), from: day(days.start), until: day(days.end - 1) }
    }
}

fn feeds(months: &[Period], rows: &[MonthOfKind], later: &[Later], kind: Option<&str>, zone: Tz) -> Vec<Feed> {
    let mut feeds: BTreeMap<&str, Feed> = BTreeMap::new();
    let end = months.last().map_or(0, |month| month.end_at(zone).0.div_euclid(DAY));
    for row in rows.iter().filter(|row| kind.is_none() || row.kind.as_deref() == kind) {
        let (Some(first), Some(last)) = (row.first_received_at, row.last_received_at) else { continue };
        let (by_month, days) = (vec![0; months.len()], BTreeSet::new());
        let none = || Feed { source: row.source.clone(), by_month, days, first, last, goes_on: false, end };
        let feed = feeds.entry(&row.source).or_insert_with(none);
        feed.days.extend(row.days(months[row.month], zone));
        feed.by_month[row.month] += row.cases;
        feed.first = feed.first.min(first);
        feed.last = feed.last.max(last);
    }
    for more in later.iter().filter(|more| kind.is_none() || more.kind.as_deref() == kind) {
        let Some(feed) = feeds.get_mut(more.source.as_str()) else { continue };
        feed.days.extend(&more.days);
        feed.goes_on |= !more.days.is_empty();
    }
    feeds.into_values().collect()
}

/// All sources as one: where each of them is small, as twenty-one branches alike are, none makes or breaks a series, and they do together.
fn together(feeds: &[Feed]) -> Option<Feed> {
    let (first, others) = feeds.split_first()?;
    let mut all = Feed { source: String::new(), ..first.clone() };
    for feed in others {
        all.by_month.iter_mut().zip(&feed.by_month).for_each(|(sum, cases)| *sum += cases);
        all.days.extend(&feed.days);
        all.first = all.first.min(feed.first);
        all.last = all.last.max(feed.last);
        all.goes_on |= feed.goes_on;
    }
    Some(all)
}

/// The sources with a noticeable part of the cases of the newest three months that have any.
fn mattering(feeds: &[Feed], months: usize) -> Vec<&Feed> {
    let newest = (0..months).rev().find(|month| feeds.iter().any(|feed| feed.by_month[*month] > 0));
    let Some(newest) = newest else { return Vec::new() };
    let recent = |feed: &Feed| feed.by_month[(newest + 1).saturating_sub(NEWEST)..=newest].iter().sum::<u64>() as f64;
    let total: f64 = feeds.iter().map(recent).sum();
    feeds.iter().filter(|feed| recent(feed) >= SHARE_THAT_MATTERS * total && recent(feed) > 0.0).collect()
}

impl Feed {
    fn tells_before(&self, month: usize) -> bool {
        self.by_month[..month].iter().any(|cases| *cases > 0)
    }

    fn covers(&self, place: usize, month: Period, zone: Tz) -> bool {
        let (start, end) = (month.start_at(zone), month.end_at(zone));
        if self.first >= end || !self.is_alive() && self.last < start {
            return false;
        }
        let starts_in_time = self.is_plausible(self.first.0 - start.0);
        let ends_in_time = self.is_alive() || self.is_plausible(end.0 - self.last.0);
        starts_in_time && ends_in_time && self.speaks(place, month, zone)
    }

    /// Whether, and since when, it does not tell of these months, although it is no source of so few cases that none of them is missed; or lacks
    /// so much of its time before them that what came since would seem to rise. What it tells of cases of `any_kind` says that it is there.
    fn silent(&self, any_kind: &Self, places: &[usize], months: &[Period], zone: Tz) -> Option<Silent> {
        let ends_in_time = places.last().is_none_or(|last| any_kind.is_plausible(months[*last].end_at(zone).0 - any_kind.last.0));
        if !ends_in_time && !any_kind.goes_on {
            return Some(Silent { source: self.source.clone(), last: self.last, hole: None });
        }
        let (silences, holes) = (Silences::between(&any_kind.days), any_kind.holes());
        let start = places.first().map_or(self.first, |first| months[*first].start_at(zone));
        let lost_before: i64 = holes.iter().map(|hole| lost(hole, self.first, start)).sum();
        let is_worn = lost_before * LOSS_THAT_MATTERS > start.0 - self.first.0;
        let is_missed = |silence: &Range<i64>| {
            let takes_much = |place: &usize| !self.is_plausible(overlap(silence, months[*place], zone));
            let takes_all = |place: &usize| overlap(silence, months[*place], zone) > 0 && !any_kind.speaks(*place, months[*place], zone);
            let is_hole = holes.contains(silence);
            is_hole && is_worn || places.iter().any(|place| takes_all(place) || is_hole && takes_much(place))
        };
        let longest = silences.all().iter().filter(|silence| is_missed(silence)).max_by_key(|silence| silence.end - silence.start)?;
        let hole = Hole::of(&self.source, longest);
        Some(Silent { source: self.source.clone(), last: Instant(longest.start * DAY - 1), hole: Some(hole) })
    }

    /// Since when it tells of cases, where it tells of none in so much of a time, up to the newest months, that what it told since would seem to
    /// rise; and cases were as usual then as since.
    fn begun(&self, time: Option<(Instant, Instant)>, matters: bool) -> Option<Begun> {
        let (begin, newest) = time?;
        let lost = (self.first.0 - begin.0).min(newest.0 - begin.0);
        let is_late = lost * LOSS_THAT_MATTERS > newest.0 - begin.0 && !self.is_plausible(lost);
        is_late.then(|| Begun { source: self.source.clone(), first: self.first, matters })
    }

    /// The silences within the months, or across their end, that are no chance.
    fn holes(&self) -> Vec<Range<i64>> {
        if self.is_live() {
            return Vec::new();
        }
        let mut holes = Silences::between(&self.days).holes();
        holes.retain(|hole| hole.start < self.end);
        holes
    }

    /// Whether it tells of the end of the months, or of what came behind them.
    fn is_alive(&self) -> bool {
        self.is_live() || self.goes_on
    }

    /// The register is the program's own and tells of every day, of those too on which nothing came.
    fn is_live(&self) -> bool {
        self.source == REGISTER
    }

    fn speaks(&self, place: usize, month: Period, zone: Tz) -> bool {
        self.is_live() || self.by_month[place] > 0 || self.is_plausible(month.end_at(zone).0 - month.start_at(zone).0)
    }

    fn is_plausible(&self, silence: i64) -> bool {
        is_plausible(silence, self.cases_per_day())
    }

    fn cases_per_day(&self) -> f64 {
        let days = (self.last.0 - self.first.0) as f64 / DAY as f64;
        self.by_month.iter().sum::<u64>() as f64 / days.max(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::period::Length;

    fn months(first: &str, count: usize) -> Vec<Period> {
        let first: Period = first.parse().unwrap();
        assert_eq!(first.length(), Length::Month);
        std::iter::successors(Some(first), |month| Some(month.next())).take(count).collect()
    }

    fn row(month: usize, source: &str, cases: u64, first: &str, last: &str) -> MonthOfKind {
        let at = |text: &str| Some(text.parse().unwrap());
        MonthOfKind {
            month,
            source: source.into(),
            kind: Some("complaint".into()),
            cases,
            first_received_at: at(first),
            last_received_at: at(last),
            day_bits: 0,
        }
    }

    fn states(months: &[Period], rows: &[MonthOfKind], as_of: &str) -> Vec<State> {
        coverage(months, rows, &[], None, chrono_tz::UTC, as_of.parse().unwrap()).states
    }

    #[test]
    fn an_export_that_ends_in_the_middle_of_a_month_does_not_cover_it() {
        let months = months("2015-01", 3);
        let rows = [
            row(0, "cfpb", 10_000, "2015-01-01T05:00:00Z", "2015-01-31T05:00:00Z"),
            row(1, "cfpb", 10_000, "2015-02-01T05:00:00Z", "2015-02-28T05:00:00Z"),
            row(2, "cfpb", 6_000, "2015-03-01T05:00:00Z", "2015-03-19T05:00:00Z"),
        ];
        assert_eq!(states(&months, &rows, "2015-06-01T00:00:00Z"), [State::Complete, State::Complete, State::NotCovered]);
    }

    #[test]
    fn a_month_that_is_not_over_is_running() {
        let months = months("2026-07", 2);
        let rows = [
            row(0, "desk", 90, "2026-07-01T08:00:00Z", "2026-07-31T16:00:00Z"),
            row(1, "desk", 40, "2026-08-03T08:00:00Z", "2026-08-20T16:00:00Z"),
        ];
        assert_eq!(states(&months, &rows, "2026-08-20T18:00:00Z"), [State::Complete, State::Running]);
    }

    #[test]
    fn a_silent_month_is_a_zero_for_a_small_source_and_a_gap_for_a_large_one() {
        let months = months("2026-01", 3);
        let sparse = [
            row(0, "register", 2, "2026-01-02T08:00:00Z", "2026-01-20T08:00:00Z"),
            row(2, "register", 2, "2026-03-05T08:00:00Z", "2026-03-30T08:00:00Z"),
        ];
        assert_eq!(states(&months, &sparse, "2026-04-02T00:00:00Z"), [State::Complete; 3]);
        let dense = [
            row(0, "desk", 300, "2026-01-02T08:00:00Z", "2026-01-31T08:00:00Z"),
            row(2, "desk", 300, "2026-03-01T08:00:00Z", "2026-03-31T08:00:00Z"),
        ];
        assert_eq!(states(&months, &dense, "2026-04-02T00:00:00Z"), [State::Complete, State::NotCovered, State::Complete]);
    }

    #[test]
    fn the_register_tells_of_every_day_since_its_first_case() {
        let months = months("2026-03", 4);
        let one = |source: &str| [row(1, source, 1, "2026-04-02T08:00:00Z", "2026-04-02T08:00:00Z")];
        let told = [State::NotCovered, State::Complete, State::Complete, State::Complete];
        assert_eq!(states(&months, &one(REGISTER), "2026-07-01T00:00:00Z"), told);
        assert_eq!(states(&months, &one("desk"), "2026-07-01T00:00:00Z"), [State::NotCovered; 4]);
        // The day of the report ends it, and nothing else does.
        let running = [State::NotCovered, State::Complete, State::Complete, State::Running];
        assert_eq!(states(&months, &one(REGISTER), "2026-06-30T00:00:00Z"), running);
    }

    #[test]
    fn a_source_that_joins_late_breaks_the_series_unless_it_is_small() {
        let months = months("2026-01", 2);
        let desk = [
            row(0, "desk", 300, "2026-01-01T08:00:00Z", "2026-01-31T20:00:00Z"),
            row(1, "desk", 300, "2026-02-01T08:00:00Z", "2026-02-28T20:00:00Z"),
        ];
        let with = |cases: u64| [desk.as_slice(), &[row(1, "form", cases, "2026-02-01T08:00:00Z", "2026-02-27T20:00:00Z")]].concat();
        assert_eq!(states(&months, &with(100), "2026-03-01T00:00:00Z"), [State::NotCovered, State::Complete]);
        assert_eq!(states(&months, &with(10), "2026-03-01T00:00:00Z"), [State::Complete; 2]);
    }

    fn silent(months: &[Period], rows: &[MonthOfKind], kind: Option<&str>) -> Vec<String> {
        let coverage = coverage(months, rows, &[], kind, chrono_tz::UTC, "2026-08-02T00:00:00Z".parse().unwrap());
        coverage.silent.into_iter().map(|silent| format!("{} {}", silent.source, silent.last)).collect()
    }

    /// So many cases in each month from January 2026, on its second and its 28th day.
    fn monthly(source: &str, cases: &[u64]) -> Vec<MonthOfKind> {
        let rows = cases.iter().enumerate().filter(|(_, cases)| **cases > 0);
        let day = |month: usize, day: u32| format!("2026-{:02}-{day:02}T08:00:00Z", month + 1);
        rows.map(|(month, cases)| row(month, source, *cases, &day(month, 2), &day(month, 28))).collect()
    }

    #[test]
    fn a_source_that_ends_before_the_newest_months_is_silent_and_one_that_tells_few_is_not() {
        let months = months("2026-01", 7);
        let desk = monthly("desk", &[300; 7]);
        // Two hundred a month up to April, then nothing: a feed that stopped, not a fall.
        let with = |other: Vec<MonthOfKind>| [desk.clone(), other].concat();
        assert_eq!(silent(&months, &with(monthly("branch", &[200; 4])), None), ["branch 2026-04-28T08:00:00Z"]);
        assert_eq!(states(&months, &with(monthly("branch", &[200; 4])), "2026-08-02T00:00:00Z"), [State::Complete; 7]);
        // Two a month and then none for three: about six would have been usual, so it may be a zero.
        assert!(silent(&months, &with(monthly("branch", &[2; 4])), None).is_empty());
        // The register is the program's own and tells of every day.
        assert!(silent(&months, &with(monthly(REGISTER, &[200; 4])), None).is_empty());
        // It began late.
        assert!(silent(&months, &with(monthly("form", &[0, 0, 0, 0, 0, 9, 9])), None).is_empty());
    }

    #[test]
    fn a_small_source_that_begins_late_breaks_no_series_and_is_in_no_comparison() {
        let months = months("2026-01", 7);
        let begun = |cases: &[u64]| {
            let rows = [monthly("desk", &[300; 7]), monthly("form", cases)].concat();
            let coverage = coverage(&months, &rows, &[], None, chrono_tz::UTC, "2026-08-02T00:00:00Z".parse().unwrap());
            assert_eq!(coverage.states, [State::Complete; 7]);
            coverage.begun.into_iter().map(|begun| format!("{} {}", begun.source, begun.first)).collect::<Vec<_>>()
        };
        // Of so many that it matters it takes the months before it.
        let rows = [monthly("desk", &[300; 7]), monthly("shop", &[0, 0, 0, 0, 0, 90, 90])].concat();
        let large = coverage(&months, &rows, &[], None, chrono_tz::UTC, "2026-08-02T00:00:00Z".parse().unwrap());
        assert_eq!((large.begun[0].source.as_str(), large.begun[0].matters, large.without()), ("shop", true, None));
        assert_eq!(large.states, [vec![State::NotCovered; 5], vec![State::Complete; 2]].concat());
        // Compared are May to July with January to April. Of nine a month 35 would have been usual before.
        assert_eq!(begun(&[0, 0, 0, 0, 0, 9, 9]), ["form 2026-06-02T08:00:00Z"]);
        // It tells of two of the four months before, and of all.
        assert_eq!(begun(&[0, 0, 9, 9, 9, 9, 9]), ["form 2026-03-02T08:00:00Z"]);
        assert_eq!(begun(&[9; 7]), [""; 0]);
        // One a month: that none came before may be chance.
        assert_eq!(begun(&[0, 0, 0, 0, 0, 1, 1]), [""; 0]);
    }

    #[test]
    fn a_source_that_tells_cases_of_another_kind_is_not_silent() {
        let months = months("2026-01", 7);
        let of = |kind: &str, rows: Vec<MonthOfKind>| -> Vec<MonthOfKind> {
            rows.into_iter().map(|row| MonthOfKind { kind: Some(kind.into()), ..row }).collect()
        };
        let complaints = of("complaint", [monthly("desk", &[300; 7]), monthly("branch", &[200; 4])].concat());
        assert_eq!(silent(&months, &complaints, Some("complaint")).len(), 1);
        let alive = [complaints, of("feedback", monthly("branch", &[200; 7]))].concat();
        assert!(silent(&months, &alive, Some("complaint")).is_empty());
    }

    /// Four cases on each day of some months that a source tells of.
    fn daily(months: &[Period], source: &str, is_told: impl Fn(NaiveDate) -> bool) -> Vec<MonthOfKind> {
        let of = |(place, month): (usize, &Period)| {
            let days: Vec<NaiveDate> =
                month.first_day().iter_days().take_while(|day| *day < month.end_day()).filter(|day| is_told(*day)).collect();
            let day_bits = days.iter().map(|day| 1 << (*day - month.first_day()).num_days()).sum();
            let at = |day: &NaiveDate| format!("{day}T10:00:00Z");
            Some(MonthOfKind { day_bits, ..row(place, source, 4 * days.len() as u64, &at(days.first()?), &at(days.last()?)) })
        };
        months.iter().enumerate().filter_map(of).collect()
    }

    fn is_between(day: NaiveDate, from: &str, until: &str) -> bool {
        day >= from.parse().unwrap() && day <= until.parse().unwrap()
    }

    fn covered(months: &[Period], rows: &[MonthOfKind], kind: Option<&str>) -> Coverage {
        coverage(months, rows, &[], kind, chrono_tz::UTC, "2026-10-02T00:00:00Z".parse().unwrap())
    }

    #[test]
    fn days_without_a_case_of_a_source_that_told_some_each_day_are_a_gap() {
        let months = months("2026-01", 9);
        let found = |from: &str, until: &str| covered(&months, &daily(&months, "desk", |day| !is_between(day, from, until)), None);
        // August has its first five days, September its last four.
        let holed = found("2026-08-06", "2026-09-26");
        assert_eq!(holed.states, [vec![State::Complete; 7], vec![State::NotCovered; 2]].concat());
        let hole = &holed.holes[0];
        assert_eq!(
            (hole.source.as_str(), hole.from.to_string(), hole.until.to_string()),
            ("desk", "2026-08-06".into(), "2026-09-26".into())
        );
        let told = |coverage: &Coverage| ["2026-Q2", "2026-Q3"].map(|quarter| coverage.tells_to_the_end_of(quarter.parse().unwrap()));
        assert_eq!((holed.holes.len(), told(&holed)), (1, [true, false]));
        // In the middle of a quarter that is told to its end.
        assert_eq!(told(&found("2026-04-10", "2026-05-20")), [false, true]);
        // Fourteen days a desk may be closed, and fifteen not.
        assert!(found("2026-04-01", "2026-04-14").holes.is_empty());
        assert_eq!(found("2026-04-01", "2026-04-15").states[3], State::NotCovered);
        // Of March four days are missing: as many as at the end of an export.
        let late = found("2026-03-28", "2026-04-20");
        assert_eq!((late.states[2], late.states[3], late.holes.len()), (State::Complete, State::NotCovered, 1));
    }

    #[test]
    fn a_silence_across_the_end_of_the_months_is_a_gap_and_no_end() {
        let year = months("2026-01", 11);
        let (asked, october) = (&year[..9], 9);
        let found = |source: &[MonthOfKind]| {
            let (rows, behind): (Vec<MonthOfKind>, Vec<MonthOfKind>) = source.iter().cloned().partition(|row| row.month < october);
            let days = |row: MonthOfKind| row.days(year[row.month], chrono_tz::UTC).collect();
            let later: Vec<Later> =
                behind.into_iter().map(|row| Later { source: row.source.clone(), kind: None, days: days(row) }).collect();
            coverage(asked, &rows, &later, None, chrono_tz::UTC, "2026-12-01T00:00:00Z".parse().unwrap())
        };
        let desk = |from: &str, until: &str| daily(&year, "desk", |day| !is_between(day, from, until));
        let days = |hole: &Hole| format!("{} to {}", hole.from, hole.until);
        let across = found(&desk("2026-09-10", "2026-10-05"));
        assert_eq!(
            (&across.states[7..], days(&across.holes[0])),
            (&[State::Complete, State::NotCovered][..], "2026-09-10 to 2026-10-05".into())
        );
        // Of so few days as a desk may be closed; without any afterwards they would be the end of what is told.
        let closed = found(&desk("2026-09-24", "2026-10-02"));
        assert_eq!((closed.states[8], closed.holes.len()), (State::Complete, 0));
        assert_eq!(found(&desk("2026-09-24", "2026-11-30")).states[8], State::NotCovered);
        // What is silent only afterwards is no gap of these months.
        assert_eq!(found(&desk("2026-10-05", "2026-10-30")).holes, []);
        // A small source that tells again is none that ended.
        let all: Vec<MonthOfKind> =
            desk("2027-01-01", "2027-01-01").into_iter().map(|row| MonthOfKind { cases: row.cases * 25, ..row }).collect();
        let shop = daily(&year, "shop", |day| !is_between(day, "2026-07-05", "2026-10-05"));
        let silent = found(&[all, shop].concat()).silent;
        assert_eq!(silent[0].hole.as_ref().map(days), Some("2026-07-05 to 2026-10-05".into()));
    }

    #[test]
    fn two_holes_are_two_and_a_desk_that_closes_each_year_has_none() {
        // Nineteen days of August, and eighteen of September.
        let year = months("2026-01", 9);
        let is_lost = |day| is_between(day, "2026-08-08", "2026-08-26") || is_between(day, "2026-09-03", "2026-09-20");
        let twice = covered(&year, &daily(&year, "desk", |day| !is_lost(day)), None);
        assert_eq!((twice.holes.len(), &twice.states[7..]), (2, &[State::NotCovered; 2][..]));
        // A school: closed for six weeks each summer.
        let years = months("2024-10", 24);
        let is_open = |day| !is_between(day, "2025-07-20", "2025-08-31") && !is_between(day, "2026-07-19", "2026-08-30");
        let school = covered(&years, &daily(&years, "school", is_open), None);
        assert_eq!((school.holes.len(), &school.states[20..]), (0, &[State::Complete; 4][..]));
    }

    #[test]
    fn a_small_source_with_a_hole_in_the_newest_months_is_in_no_comparison() {
        let months = months("2026-01", 9);
        let desk: Vec<MonthOfKind> =
            daily(&months, "desk", |_| true).into_iter().map(|row| MonthOfKind { cases: row.cases * 25, ..row }).collect();
        let with = |from: &str, until: &str| {
            let shop = daily(&months, "shop", |day| !is_between(day, from, until));
            covered(&months, &[desk.clone(), shop].concat(), None)
        };
        let told = |coverage: &Coverage| -> Vec<String> {
            let days = |hole: &Hole| format!("{} to {}", hole.from, hole.until);
            coverage.silent.iter().map(|silent| format!("{}, {:?}", silent.last, silent.hole.as_ref().map(days))).collect()
        };
        // 38 days with four cases of 92 with a hundred and four: under two of a hundred, which breaks no month.
        let holed = with("2026-07-06", "2026-08-28");
        assert_eq!((&holed.states, holed.holes.len()), (&vec![State::Complete; 9], 0));
        assert_eq!(told(&holed), ["2026-07-05T23:59:59.999999Z, Some(\"2026-07-06 to 2026-08-28\")"]);
        // Two days of the quarter alone are told.
        assert_eq!(told(&with("2026-07-01", "2026-09-28")), ["2026-06-30T23:59:59.999999Z, Some(\"2026-07-01 to 2026-09-28\")"]);
        assert_eq!(told(&with("2026-07-01", "2026-09-30")), ["2026-06-30T10:00:00Z, None"]);
        // For so few days as a desk is closed it lacks nothing. Of the 181 days before the quarter sixteen may be missing, and 24 may not.
        assert!(told(&with("2026-07-01", "2026-07-14")).is_empty() && told(&with("2026-02-05", "2026-02-20")).is_empty());
        let worn = "2026-02-04T23:59:59.999999Z, Some(\"2026-02-05 to 2026-02-28\")";
        assert_eq!(told(&with("2026-02-05", "2026-02-28")), [worn]);
    }

    #[test]
    fn a_source_may_be_silent_in_its_own_rhythm_or_of_one_kind() {
        let months = months("2026-01", 9);
        // Entered in the first half of each month alone: the last of them cannot be told from an end.
        let halves = covered(&months, &daily(&months, "desk", |day| chrono::Datelike::day(&day) <= 14), None);
        assert_eq!((&halves.states[..8], halves.holes.len()), (&[State::Complete; 8][..], 0));
        // The source goes on with feedback: that no complaint came is a true zero.
        let feedback = daily(&months, "desk", |_| true).into_iter().map(|row| MonthOfKind { kind: Some("feedback".into()), ..row });
        let complaints = daily(&months, "desk", |day| !is_between(day, "2026-08-06", "2026-09-26"));
        let both: Vec<MonthOfKind> = complaints.into_iter().chain(feedback).collect();
        assert_eq!(covered(&months, &both, Some("complaint")).states, [State::Complete; 9]);
    }

    #[test]
    fn many_small_sources_are_covered_together_and_one_that_ends_is_left_out() {
        let months = months("2026-01", 9);
        let branches = |ends: &str| -> Vec<MonthOfKind> {
            let of = |branch: usize| daily(&months, &format!("branch{branch}"), move |day| branch > 0 || day < ends.parse().unwrap());
            (0..21).flat_map(of).collect()
        };
        let all = covered(&months, &branches("2026-10-01"), None);
        assert_eq!((&all.states, all.silent.len()), (&vec![State::Complete; 9], 0));
        let ended = covered(&months, &branches("2026-07-20"), None);
        let silent: Vec<&str> = ended.silent.iter().map(|silent| silent.source.as_str()).collect();
        assert_eq!((&ended.states, silent), (&vec![State::Complete; 9], vec!["branch0"]));
    }

    #[test]
    fn without_any_case_nothing_is_covered() {
        assert_eq!(states(&months("2026-01", 1), &[], "2026-03-01T00:00:00Z"), [State::NotCovered]);
    }
}
