//! Categories that were cut anew: some end in the month in which others begin.
//!
//! Renaming a category makes one that "fell to nothing" and one that is "new". Both are true of the
//! column and false of the complaints. Where what ended had about as many cases as what began, the
//! series is broken there and said to be: never spliced in silence, never listed as a change.

use super::issue::Issue;
use super::signal::Signal;
use crate::statistics::interval::Confidence;
use crate::statistics::rate_ratio::Comparison;
use crate::statistics::tally::Tally;
use crate::time::Period;

/// Nothing where seven cases are expected has a chance below 0.1 % (`exp(-7)`).
const SURELY_GONE: f64 = 7.0;

/// What ended may differ from what began by this factor.
const ABOUT_AS_MANY: f64 = 1.5;

/// Marks the issues of categories that were cut anew; gives the months in which that happened.
///
/// `months` are the places of the complete months, oldest first.
pub fn mark(issues: &mut [Issue], all: &[Period], months: &[usize]) -> Vec<Period> {
    let mut breaks = Vec::new();
    for cut in 1..months.len() {
        let (before, after) = months.split_at(cut);
        let ended: Vec<usize> = places(issues, |issue| is_one_sided(issue, before, after));
        let begun: Vec<usize> = places(issues, |issue| is_one_sided(issue, after, before));
        if ended.is_empty() || begun.is_empty() {
            continue;
        }
        let tally = |places: &[usize], months: &[usize]| {
            Tally::new(places.iter().map(|place| count(&issues[*place], months)).sum(), months.len() as f64)
        };
        let alike = tally(&ended, before).zip(tally(&begun, after)).is_some_and(|(ended, begun)| are_alike(ended, begun));
        if alike {
            let month = all[months[cut]];
            for place in ended.into_iter().chain(begun) {
                let issue = &mut issues[place];
                issue.signal = Signal::Recoded;
                issue.recoded_from = Some(month);
                (issue.since, issue.since_range, issue.smallest_rise) = (None, None, None);
            }
            breaks.push(month);
        }
    }
    breaks
}

fn places(issues: &[Issue], is_meant: impl Fn(&Issue) -> bool) -> Vec<usize> {
    (0..issues.len()).filter(|place| is_meant(&issues[*place])).collect()
}

fn count(issue: &Issue, months: &[usize]) -> u64 {
    months.iter().filter_map(|month| issue.by_month[*month]).sum()
}

/// Cases up to the cut in the month beside it, none beyond it, and enough that chance does not explain it.
fn is_one_sided(issue: &Issue, with: &[usize], without: &[usize]) -> bool {
    let cases = count(issue, with);
    let is_at_the_cut = if with.first() < without.first() { with.last() } else { with.first() };
    let touches = is_at_the_cut.is_some_and(|month| issue.by_month[*month].is_some_and(|cases| cases > 0));
    let missing = cases as f64 / with.len() as f64 * without.len() as f64;
    touches && count(issue, without) == 0 && missing >= SURELY_GONE && cases as f64 >= SURELY_GONE
}

/// About as many a month, as far as chance can tell.
fn are_alike(ended: Tally, begun: Tally) -> bool {
    let interval = Comparison::new(begun, ended).and_then(|comparison| comparison.mid_p_interval(Confidence::P95));
    interval.is_some_and(|interval| interval.lower < ABOUT_AS_MANY && interval.upper.is_some_and(|upper| upper > 1.0 / ABOUT_AS_MANY))
}
