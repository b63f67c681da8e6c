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

/// What is usual beside a silence is seen in so many days: four weeks …
const BESIDE_DAYS: usize = 28;

/// … not farther from it than this …
const FARTHEST_BESIDE_DAYS: usize = 84;

/// … and not in fewer than a week.
const LEAST_BESIDE: usize = 7;

/// So many days on, the season is the same.
const YEAR_DAYS: i64 = 365;

/// A silence excuses none that is more than so many times as long.
const TIMES_AS_LONG: i64 = 2;

/// A silence so many times as long as each of those nearest to it is no chance either …
const TIMES_AS_LONG_AS_ANY: i64 = 4;

/// … if these are so many. Where cases come by chance the lengths of silences are exponential, and one of them is four times as long as the
/// longest of `n` others with a chance of `24 / ((n + 1) (n + 2) (n + 3) (n + 4))`, by the order of exponential spacings: 0.004 % at 26.
const OTHERS_THAT_SHOW: usize = 26;

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

    /// Whether so much is usual in the days before a silence, and in those after it, that it is no chance; or it is out of all proportion to the
    /// others. Where one of the two sides is as quiet, cases became fewer or more.
    fn is_no_chance(&self, silence: &Range<i64>) -> bool {
        let (Some(first), Some(last)) = (self.days.first(), self.days.last()) else { return false };
        let always = self.days.len() as f64 / (last + 1 - first) as f64;
        let sides = [self.usual(silence, (*first..silence.start).rev()), self.usual(silence, silence.end..=*last)];
        let told = sides.into_iter().flatten();
        let usual = told.fold(None, |least: Option<f64>, beside| Some(least.map_or(beside, |least| least.min(beside))));
        let is_unlikely = usual.is_some_and(|usual| length(silence) as f64 * usual.min(always) > UNLIKELY_SILENCE_CASES);
        is_unlikely || self.is_odd(silence)
    }

    /// On which part of the nearest days beside a silence it told of cases; `None` where too few are seen. Another silence like it may be a
    /// loss too, so what is usual is not seen in it.
    fn usual(&self, silence: &Range<i64>, days: impl Iterator<Item = i64>) -> Option<f64> {
        let others: Vec<&Range<i64>> = self.others(silence).filter(|other| length(other) > CLOSED_DAYS).collect();
        let open = days.take(FARTHEST_BESIDE_DAYS).filter(|day| !others.iter().any(|other| other.contains(day)));
        let told: Vec<bool> = open.take(BESIDE_DAYS).map(|day| self.days.contains(&day)).collect();
        (told.len() >= LEAST_BESIDE).then(|| told.iter().filter(|is_told| **is_told).count() as f64 / told.len() as f64)
    }

    /// Whether none of the nearest other silences comes near this one: who enters the cases of a week on Fridays is not silent for three weeks
    /// by chance. What is far away, as a Friday missing at Christmas, says nothing of it.
    fn is_odd(&self, silence: &Range<i64>) -> bool {
        let mut others: Vec<&Range<i64>> = self.all.iter().filter(|other| *other != silence).collect();
        others.sort_by_key(|other| (other.start - silence.start).abs());
        let nearest = others.get(..OTHERS_THAT_SHOW);
        nearest.is_some_and(|nearest| nearest.iter().all(|other| length(other) * TIMES_AS_LONG_AS_ANY < length(silence)))
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

    #[test]
    fn a_silence_out_of_all_proportion_to_the_others_is_no_chance() {
        // Each seventh day for a year: with three of them missing the silence has 27 days, four times six and three more; with two 20.
        let weekly = |weeks: i64, lost: Range<i64>| holes(7 * weeks, |day| day % 7 != 0 || lost.contains(&day));
        assert_eq!(weekly(52, 210..230), std::slice::from_ref(&(204..231)));
        assert_eq!(weekly(52, 210..223), []);
        // A silence of 13 days half a year before, when one was missing, does not excuse six of them.
        let christmas = |day: i64| day % 7 != 0 || day == 28 || (231..=266).contains(&day);
        assert_eq!(holes(7 * 52, christmas), std::slice::from_ref(&(225..273)));
        // Six, of which 48 / 7 = 6.9 would have been usual. Of half a year of weeks there are 26 other silences, one less shows nothing.
        assert_eq!(weekly(52, 210..251), std::slice::from_ref(&(204..252)));
        assert_eq!((weekly(34, 105..146).len(), weekly(33, 105..146).len()), (1, 0));
    }

    #[test]
    fn a_fall_is_no_silence() {
        // On each second day; from day 400 on each twelfth, and not on day 420: of 28 days before the silence of 23 ten had cases, so eight
        // would have been usual, and of 28 after it three.
        let is_quiet = |day: i64| if day < 400 { day % 2 == 1 } else { day % 12 != 0 || day == 420 };
        assert_eq!(holes(500, is_quiet), []);
        // As many before as after: 19 of the 39 days.
        assert_eq!(holes(500, |day| day % 2 == 1 || (401..440).contains(&day)), std::slice::from_ref(&(401..440)));
    }
}
