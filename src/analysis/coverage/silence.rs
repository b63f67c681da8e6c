//! Which silences of a source are no chance, told from the days on which it tells of cases.
//!
//! Days are counted from 1970 (UTC).

use super::QUIET_DAYS;
use std::collections::BTreeSet;
use std::ops::Range;

/// A source that goes on afterwards may have been closed for so many days: from Christmas to the New Year with the weekends beside it.
const CLOSED_DAYS: i64 = 14;

/// A silence is no chance where more days with cases than these would have been usual in it: no case where seven are expected has a
/// chance below 0.1 % (`exp(-7)`).
pub const UNLIKELY_SILENCE_CASES: f64 = 7.0;

/// What is usual beside a silence is seen in so many days: four weeks.
const BESIDE_DAYS: i64 = 28;

/// Fewer of them show nothing.
const LEAST_BESIDE: i64 = 7;

/// So many days on, the season is the same.
const YEAR_DAYS: i64 = 365;

/// A silence excuses none that is more than so many times as long.
const TIMES_AS_LONG: i64 = 2;

/// With so many others like it in a row a silence is a source's own rhythm …
const RHYTHM: usize = 2;

/// … if the row is longer than a quarter: what recurs within one alone may have been lost in one go.
const QUARTER_DAYS: i64 = 92;

/// When a source told of cases, and when of none.
pub struct Silences<'d> {
    days: &'d BTreeSet<i64>,
    /// The days between two with cases.
    all: Vec<Range<i64>>,
}

impl<'d> Silences<'d> {
    /// Those of a source that told of cases on these days.
    pub fn between(days: &'d BTreeSet<i64>) -> Self {
        let told: Vec<i64> = days.iter().copied().collect();
        let between = told.windows(2).map(|pair| pair[0] + 1..pair[1]).filter(|silence| !silence.is_empty());
        Self { days, all: between.collect() }
    }

    /// Every silence, of a day too, in their order.
    pub fn all(&self) -> &[Range<i64>] {
        &self.all
    }

    /// Those that are no chance and not the source's own way.
    pub fn holes(&self) -> Vec<Range<i64>> {
        let is_hole = |silence: &&Range<i64>| {
            length(silence) > CLOSED_DAYS && self.is_no_chance(silence) && !self.is_of_season(silence) && !self.is_of_rhythm(silence)
        };
        self.all.iter().filter(is_hole).cloned().collect()
    }

    /// Whether so much is usual in the days before a silence, or in those after it, that it is no chance.
    fn is_no_chance(&self, silence: &Range<i64>) -> bool {
        let (Some(first), Some(last)) = (self.days.first(), self.days.last()) else { return false };
        let always = self.days.len() as f64 / (last + 1 - first) as f64;
        let sides = [silence.start - BESIDE_DAYS..silence.start, silence.end..silence.end + BESIDE_DAYS];
        sides.into_iter().filter(|side| side.start >= *first && side.end <= last + 1).any(|side| {
            // What is usual is not seen in another hole.
            let open = BESIDE_DAYS - self.others(silence).map(|other| shared(other, &side)).sum::<i64>();
            let beside = self.days.range(side.clone()).count() as f64 / open as f64;
            open >= LEAST_BESIDE && length(silence) as f64 * beside.min(always) > UNLIKELY_SILENCE_CASES
        })
    }

    /// Whether half of a silence at least lies within two weeks of another one in the year before or after: holidays move.
    fn is_of_season(&self, silence: &Range<i64>) -> bool {
        self.others(silence).any(|other| {
            let of_year = |shift: i64| shared(silence, &(other.start + shift - CLOSED_DAYS..other.end + shift + CLOSED_DAYS));
            [YEAR_DAYS, -YEAR_DAYS].into_iter().any(|shift| 2 * of_year(shift) >= length(silence))
        })
    }

    /// Whether a silence is one of a row, longer than a quarter, in which the source is hardly longer told of than silent: whoever enters the
    /// cases of a month in its first half is silent in each second one, and where cases come in bursts it is long quiet in between.
    fn is_of_rhythm(&self, silence: &Range<i64>) -> bool {
        let such: Vec<&Range<i64>> = self.all.iter().filter(|other| length(other) * TIMES_AS_LONG >= length(silence)).collect();
        let mut rows = such.chunk_by(|one, next| next.start - one.end <= length(silence) + QUIET_DAYS);
        rows.any(|row| row.contains(&silence) && row.len() > RHYTHM && row[row.len() - 1].end - row[0].start > QUARTER_DAYS)
    }

    /// The other silences that are not much shorter.
    fn others(&self, silence: &Range<i64>) -> impl Iterator<Item = &Range<i64>> {
        self.all.iter().filter(move |other| *other != silence && length(other) * TIMES_AS_LONG >= length(silence))
    }
}

/// How many days are in both.
fn shared(one: &Range<i64>, other: &Range<i64>) -> i64 {
    (one.end.min(other.end) - one.start.max(other.start)).max(0)
}

fn length(days: &Range<i64>) -> i64 {
    days.end - days.start
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The silences that are no chance, of a source that told of cases on each of so many days but on these.
    fn holes(days: i64, is_silent: impl Fn(i64) -> bool) -> Vec<Range<i64>> {
        let told: BTreeSet<i64> = (0..days).filter(|day| !is_silent(*day)).collect();
        Silences::between(&told).holes()
    }

    fn is_in(ranges: &[Range<i64>], day: i64) -> bool {
        ranges.iter().any(|range| range.contains(&day))
    }

    #[test]
    fn a_season_excuses_no_other_time_of_the_year() {
        // Closed for 16 days at two turns of the year; lost are 39 days of a summer.
        let lost = 580..619;
        let closed = [170..186, 535..551, lost.clone()];
        assert_eq!(holes(800, |day| is_in(&closed, day)), [lost]);
        // Six weeks each summer, and a hundred days in a spring.
        let lost = 590..690;
        let closed = [20..63, 385..428, 750..793, lost.clone()];
        assert_eq!(holes(830, |day| is_in(&closed, day)), [lost]);
        // A closure of nine days excuses no loss of 19 around the same days, and one of ten does: a closure may be longer by as much. Ten
        // days four weeks later are of another time.
        for (closed, count) in [(170..179, 1), (170..180, 0), (215..225, 1)] {
            assert_eq!(holes(800, |day| is_in(&[closed.clone(), 535..554], day)).len(), count, "{closed:?}");
        }
    }

    #[test]
    fn holes_excuse_one_another_only_where_they_are_a_rhythm() {
        // Three of 21 days in the last three of nine quarters.
        let lost = [580..601, 671..692, 762..783];
        assert_eq!(holes(819, |day| is_in(&lost, day)), lost);
        // Three of them within 74 days.
        let lost = [580..601, 610..631, 640..661];
        assert_eq!(holes(819, |day| is_in(&lost, day)), lost);
        // Of 32 days the second half each time: over 130 days, over two years and more, and in the last year of two alone.
        assert_eq!(holes(130, |day| day % 32 >= 16), []);
        assert_eq!(holes(900, |day| day % 32 >= 16), []);
        assert_eq!(holes(740, |day| day > 400 && day % 32 >= 16), []);
        // Bursts of twelve days, 42 to 58 days apart: about ten days with cases would be usual in fifty.
        let begins = [0, 62, 130, 184, 250, 305, 375, 430, 500];
        let bursts: Vec<Range<i64>> = begins.iter().map(|begin| *begin..*begin + 12).collect();
        assert_eq!(holes(512, |day| !is_in(&bursts, day)), []);
    }
}
