//! Clause by clause: kept, not kept, cannot be shown, not yet due.

use super::measure::clauses::{Clause, ClauseCount, Counts, Version};
use crate::statistics::interval::{Confidence, Interval};
use crate::statistics::proportion::{newcombe_difference, wilson};
use crate::time::{Period, Span};
use chrono::NaiveDate;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

/// The first page of a report speaks of so many clauses at most, the worst first.
pub const SPOKEN_OF: usize = 2;

/// So many clauses at most have a recommendation; more would be read by nobody.
pub const RECOMMENDED: usize = 3;

/// Cases are not compared by a clause of which fewer than so many of the duties that fell due can be shown.
const SHOWN_LEAST: f64 = 0.8;

/// What the reader must do about a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// The share kept is below what the clause asks for.
    NotKept,
    /// The share kept reaches what the clause asks for (all, unless it says otherwise), and most duties can be shown.
    Kept,
    /// Duties there were, but the sources cannot show how they ended, or how most of them did while the others were kept.
    CannotShow,
    /// Duties there are, none of them due yet.
    NotYetDue,
    /// No duty fell due.
    NothingDue,
}

/// How a share differs from that of the period before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// Newest less previous, in shares.
    pub difference: f64,
    /// Its 95 % interval (Newcombe).
    pub interval: Interval,
}

impl Change {
    /// Whether chance alone is no plausible explanation.
    pub fn is_more_than_chance(&self) -> bool {
        !self.interval.contains(0.0)
    }
}

/// A second reading of a clause, with what it comes to.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The reading.
    pub clause: Clause,
    /// Its counts in the period.
    pub counts: Counts,
    /// The limits by which the period was judged, oldest version first.
    pub limits: Vec<String>,
    /// Whether only some of the versions that judge by the clause in the period have it: its rate is of their cases alone.
    pub is_partial: bool,
}

/// A clause and how it was kept.
#[derive(Debug, Clone)]
pub struct Row {
    /// The clause, by the reading in force; a target only where none of the versions that judge in the period promises it.
    pub clause: Clause,
    /// In the period.
    pub counts: Counts,
    /// Of those, the duties of cases that it was promised to.
    pub promised: Counts,
    /// The promised ones of the period before.
    pub promised_before: Counts,
    /// The limits by which each period of the history was judged, oldest version first.
    pub limits: Vec<Vec<String>>,
    /// In the periods up to and including it, oldest first; empty counts where nothing fell due.
    pub history: Vec<Counts>,
    /// The same by the first day of the version that judged.
    pub by_version: Vec<BTreeMap<Option<NaiveDate>, Counts>>,
    /// What the reader must do about it.
    pub group: Group,
    /// The 95 % Wilson interval of the share kept; `None` where none was judged.
    pub interval: Option<Interval>,
    /// Against the period before; `None` where either has no rate, the limit was another one, or the duties of one case are many.
    pub change: Option<Change>,
    /// Its other readings.
    pub readings: Vec<Reading>,
    /// Where versions that ask for different things speak in the period: each by itself, oldest first. What the row says is of all of them.
    pub versions: Vec<Row>,
}

impl Row {
    /// The rows under whose words the numbers may stand: itself, or each of its versions where these ask for different things.
    pub fn lines(&self) -> &[Row] {
        if self.versions.is_empty() { std::slice::from_ref(self) } else { &self.versions }
    }

    /// In the period before.
    pub fn previous(&self) -> Counts {
        self.history.iter().rev().nth(1).copied().unwrap_or_default()
    }

    /// Whether what could be judged says that the clause was kept, or that it was not.
    pub fn has_verdict(&self) -> bool {
        matches!(self.group, Group::Kept | Group::NotKept)
    }

    /// How surely and how far the clause was missed: the aim less the highest plausible share.
    ///
    /// Above 0 even the benefit of the doubt does not reach the aim.
    pub fn sure_shortfall(&self) -> f64 {
        self.interval.map_or(0.0, |interval| self.clause.aim - interval.upper)
    }

    /// Whether the records show nothing of the clause, or nothing of a reading of it: no case that ends alike by both shows that they agree.
    pub fn cannot_show_against(&self, reading: &Reading) -> bool {
        [&self.counts, &reading.counts].into_iter().any(|counts| counts.judged() == 0 && counts.not_shown() > 0)
    }

    /// Whether it can be shown of too few of the duties of the period, or of the one before, how they ended: whoever records less would
    /// look better beside others.
    pub fn is_hardly_shown(&self) -> bool {
        let is_hardly = |counts: Counts| (counts.judged() as f64) < SHOWN_LEAST * (counts.judged() + counts.not_shown()) as f64;
        is_hardly(self.counts) || is_hardly(self.previous())
    }

    /// Whether one version promised it and another only aimed at it, and both judged.
    pub fn is_promised_in_part(&self) -> bool {
        self.promised.judged() > 0 && self.promised.judged() < self.counts.judged()
    }

    /// The limits by which the period was judged.
    pub fn limits_now(&self) -> &[String] {
        self.limits.last().map_or(&[], Vec::as_slice)
    }

    /// The limits by which the period before was judged.
    pub fn limits_before(&self) -> &[String] {
        self.limits.iter().rev().nth(1).map_or(&[], Vec::as_slice)
    }

    /// Whether the period before was judged by other limits: a rise or a fall says nothing of the work then.
    pub fn has_other_limit(&self) -> bool {
        self.is_other_limit(self.limits_before())
    }

    /// Whether these limits, by which another period was judged, are others than the period's.
    pub fn is_other_limit(&self, limits: &[String]) -> bool {
        let all_in = |these: &[String], those: &[String]| these.iter().all(|limit| those.iter().any(|other| is_same_limit(limit, other)));
        let now = self.limits_now();
        let is_same = all_in(now, limits) && all_in(limits, now);
        !now.is_empty() && !limits.is_empty() && !is_same
    }
}

/// Whether two limits come to the same, in whatever words: "24 hours" and "1 day" do, by the same calendar if they name one.
pub fn is_same_limit(one: &str, other: &str) -> bool {
    let measure = |limit: &str| {
        let (span, calendar) = limit.split_once(" (calendar ").map_or((limit, None), |(span, calendar)| (span, Some(calendar.to_string())));
        let each = span.strip_prefix("every ");
        let told = each.unwrap_or(span).parse::<Span>().ok()?;
        Some((each.is_some(), told.unit, told.amount, calendar))
    };
    one == other || measure(one).is_some_and(|found| measure(other) == Some(found))
}

/// The clauses by which cases of a kind cannot be compared; the organisation's own duties are of no case.
pub fn hardly_shown(rows: &[Row], kind: Option<&str>) -> Vec<Clause> {
    let is_of_cases = |row: &&Row| row.clause.kind != "review" && row.clause.is_for(kind);
    rows.iter().filter(is_of_cases).filter(|row| row.is_hardly_shown()).map(|row| row.clause.clone()).collect()
}

/// The promises that were not kept as they ask, those missed most surely first; of a clause each version for itself that asked for something
/// else.
pub fn broken_promises<'r>(rows: impl IntoIterator<Item = &'r Row>) -> Vec<&'r Row> {
    let is_broken = |row: &&Row| row.promised.met_share().is_some_and(|share| share < row.clause.aim);
    let mut rows: Vec<&Row> = rows.into_iter().flat_map(Row::lines).filter(is_broken).collect();
    let shortfall = |row: &Row| {
        let interval = wilson(row.promised.met, row.promised.judged(), Confidence::P95);
        interval.map_or(0.0, |interval| row.clause.aim - interval.upper)
    };
    rows.sort_by(|left, right| {
        shortfall(right).total_cmp(&shortfall(left)).then_with(|| Reverse(left.promised.broken()).cmp(&Reverse(right.promised.broken())))
    });
    rows
}

/// The promises of a scorecard that were not kept, those missed most surely first; where that is alike, by the clause's id.
pub fn worst_first(rows: &[Row]) -> Vec<&Row> {
    let mut rows: Vec<&Row> = rows.iter().collect();
    rows.sort_by_key(|row| &row.clause.clause);
    broken_promises(rows)
}

/// The scorecard of a period: every clause in force, and older ones that still judge a case.
///
/// `periods` are the periods of the history, the newest last.
pub fn scorecard(clauses: &[Clause], counts: &[ClauseCount], periods: &[Period]) -> Vec<Row> {
    let mut by_reading: HashMap<(&str, &str, &str), Vec<&ClauseCount>> = HashMap::new();
    for row in counts {
        by_reading.entry((&row.policy, &row.clause, &row.reading)).or_default().push(row);
    }
    let counts_of = |clause: &Clause| {
        let key = (clause.policy.as_str(), clause.clause.as_str(), clause.reading.as_str());
        let counts = by_reading.get(&key).map_or(&[][..], Vec::as_slice);
        periods.iter().map(|period| counts.iter().copied().filter(|row| row.period_start == period.first_day()).collect()).collect()
    };
    let mut rows: Vec<Row> = Vec::new();
    for clause in clauses {
        let history: Vec<Vec<&ClauseCount>> = counts_of(clause);
        let newest = history.last().map_or(&[][..], Vec::as_slice);
        if !clause.is_in_force && newest.is_empty() {
            continue;
        }
        if clause.reading == "main" {
            rows.push(row(clause.clone(), &history));
        } else if let Some(of) = rows.last_mut().filter(|of| of.clause.policy == clause.policy && of.clause.clause == clause.clause) {
            let mains = by_reading.get(&(clause.policy.as_str(), clause.clause.as_str(), "main")).into_iter().flatten();
            let mut judging = mains.filter(|row| Some(row.period_start) == periods.last().map(Period::first_day) && has_duties(row));
            let is_partial = judging.any(|main| !clause.begins.contains(&main.since));
            of.readings.push(Reading { clause: clause.clone(), counts: sum(newest), limits: limits(newest), is_partial });
        }
    }
    rows
}

/// Whether any duty of the version falls into the period, judged or not.
fn has_duties(row: &ClauseCount) -> bool {
    row.counts.judged() + row.counts.not_shown() + row.counts.pending > 0
}

fn sum<'c>(rows: impl IntoIterator<Item = &'c &'c ClauseCount>) -> Counts {
    let mut sum = Counts::default();
    rows.into_iter().for_each(|row| sum += row.counts);
    sum
}

/// The counts of each version.
fn by_version(rows: &[&ClauseCount]) -> BTreeMap<Option<NaiveDate>, Counts> {
    let mut found: BTreeMap<Option<NaiveDate>, Counts> = BTreeMap::new();
    for row in rows {
        *found.entry(row.since).or_default() += row.counts;
    }
    found
}

/// The limits by which duties were judged, oldest version first, each once.
fn limits(rows: &[&ClauseCount]) -> Vec<String> {
    let judging = rows.iter().filter(|row| row.counts.judged() > 0);
    let by_version: BTreeMap<Option<NaiveDate>, &String> = judging.filter_map(|row| Some((row.since, row.span.as_ref()?))).collect();
    let mut limits: Vec<String> = by_version.into_values().cloned().collect();
    limits.dedup_by(|next, limit| is_same_limit(next, limit));
    limits
}

/// The row of a clause from its counts by version, in each period of the history.
fn row(mut clause: Clause, history: &[Vec<&ClauseCount>]) -> Row {
    let of = |back: usize| history.iter().rev().nth(back).map_or(&[][..], Vec::as_slice);
    let (newest, before) = (of(0), of(1));
    let promised = |rows: &[&ClauseCount]| sum(rows.iter().filter(|row| row.is_commitment));
    let judging: Vec<&&ClauseCount> = newest.iter().filter(|row| has_duties(row)).collect();
    if !judging.is_empty() {
        clause.is_commitment = judging.iter().any(|row| row.is_commitment);
    }
    let (counts, previous) = (sum(newest), sum(before));
    let mut row = Row {
        group: group(&counts, clause.aim),
        interval: wilson(counts.met, counts.judged(), Confidence::P95),
        clause,
        counts,
        promised: promised(newest),
        promised_before: promised(before),
        limits: history.iter().map(|rows| limits(rows)).collect(),
        history: history.iter().map(sum).collect(),
        by_version: history.iter().map(|rows| by_version(rows)).collect(),
        change: None,
        readings: Vec::new(),
        versions: Vec::new(),
    };
    row.versions = versions(&row, newest);
    if !row.has_other_limit() && !row.clause.is_repeated {
        row.change = newcombe_difference((counts.met, counts.judged()), (previous.met, previous.judged()), Confidence::P95)
            .zip(counts.met_share().zip(previous.met_share()))
            .map(|(interval, (newest, before))| Change { difference: newest - before, interval });
    }
    row
}

/// The row of each version that judges in the period, where one of them asks for something else than the last; else none.
///
/// A version that asks for the same as the one before it speaks with it. The last one has its row even where nothing of it fell due: what
/// holds now is told beside what was judged. The quarters before stand beside each as they were; what is more than chance is not asked, for
/// the cases of a version that has just begun are all young, and those of the one before it all old.
fn versions(row: &Row, newest: &[&ClauseCount]) -> Vec<Row> {
    let last = row.clause.begins.iter().copied().max().flatten();
    let mut sorted: Vec<&ClauseCount> = newest.iter().copied().filter(|count| count.since == last || has_duties(count)).collect();
    sorted.sort_by_key(|count| count.since);
    let mut groups: Vec<Vec<&ClauseCount>> = Vec::new();
    for count in sorted {
        match groups.last_mut() {
            Some(group) if Promise::of(group[0]) == Promise::of(count) => group.push(count),
            _ => groups.push(vec![count]),
        }
    }
    let Clause { asks, kind, aim, span, .. } = &row.clause;
    let in_force = Promise { asks, kind, aim: *aim, span: span.as_deref() };
    let is_last = |group: &Vec<&ClauseCount>| group.iter().any(|count| count.since == last) || Promise::of(group[0]) == in_force;
    let has_last = groups.last().is_some_and(is_last);
    if groups.is_empty() || groups.len() == 1 && has_last {
        return Vec::new();
    }
    let begins: Vec<Option<NaiveDate>> = groups.iter().map(|group| group[0].since).chain((!has_last).then_some(last)).collect();
    let of_group = |place: usize| groups.get(place).map_or(&[][..], Vec::as_slice);
    (0..begins.len()).map(|place| version(row, of_group(place), begins[place], begins.get(place + 1).copied().flatten())).collect()
}

/// The row of one version of a clause, from its counts in the period.
fn version(row: &Row, judged: &[&ClauseCount], since: Option<NaiveDate>, replaced_on: Option<NaiveDate>) -> Row {
    let mut clause = Clause { version: Some(Version { since, replaced_on }), ..row.clause.clone() };
    if let Some(newest) = judged.last() {
        clause = Clause {
            cite: newest.cite.clone(),
            asks: newest.asks.clone(),
            kind: newest.kind.clone(),
            is_commitment: judged.iter().any(|count| count.is_commitment),
            is_assumed: newest.is_assumed,
            span: newest.span.clone(),
            aim: newest.aim,
            is_in_force: replaced_on.map_or(clause.is_in_force, |replaced_on| replaced_on > newest.period_start),
            begins: judged.iter().map(|count| count.since).collect(),
            ..clause
        };
    } else {
        clause.begins = vec![since];
    }
    let counts = sum(judged);
    let before = row.history.len().saturating_sub(1);
    Row {
        group: group(&counts, clause.aim),
        interval: wilson(counts.met, counts.judged(), Confidence::P95),
        clause,
        counts,
        promised: sum(judged.iter().filter(|count| count.is_commitment)),
        promised_before: Counts::default(),
        limits: row.limits[..before].iter().cloned().chain([limits(judged)]).collect(),
        history: row.history[..before].iter().copied().chain([counts]).collect(),
        by_version: Vec::new(),
        change: None,
        readings: Vec::new(),
        versions: Vec::new(),
    }
}

/// What a version of a clause asks for, in its own words.
struct Promise<'c> {
    asks: &'c str,
    kind: &'c str,
    aim: f64,
    span: Option<&'c str>,
}

impl<'c> Promise<'c> {
    fn of(count: &'c ClauseCount) -> Self {
        Self { asks: &count.asks, kind: &count.kind, aim: count.aim, span: count.span.as_deref() }
    }
}

impl PartialEq for Promise<'_> {
    fn eq(&self, other: &Self) -> bool {
        let is_same_span = match (self.span, other.span) {
            (Some(one), Some(other)) => is_same_limit(one, other),
            (one, other) => one == other,
        };
        let is_same_text = self.asks.split_whitespace().eq(other.asks.split_whitespace());
        is_same_span && is_same_text && self.kind == other.kind && (self.aim - other.aim).abs() < f64::EPSILON
    }
}

/// Where a clause belongs; the share decides, not its interval. A few duties that were kept do not speak for the more that cannot be shown;
/// one that was broken was broken, whatever became of them.
pub fn group(counts: &Counts, aim: f64) -> Group {
    match counts.met_share() {
        Some(share) if share < aim => Group::NotKept,
        Some(_) if counts.not_shown() > counts.judged() => Group::CannotShow,
        Some(_) => Group::Kept,
        None if counts.not_shown() > 0 => Group::CannotShow,
        None if counts.pending > 0 => Group::NotYetDue,
        None => Group::NothingDue,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clause(reading: &str, aim: f64) -> Clause {
        Clause {
            policy: "logiq".into(),
            policy_title: "Complaints Statement".into(),
            clause: "acknowledge".into(),
            reading: reading.into(),
            cite: "2".into(),
            asks: "Acknowledge within an hour.".into(),
            kind: "deadline".into(),
            is_commitment: true,
            is_assumed: false,
            span: Some("1 hour".into()),
            aim,
            kinds: None,
            requires: vec!["acknowledged".into()],
            is_plain_wait: true,
            is_repeated: false,
            is_in_force: true,
            is_in_force_throughout: true,
            is_gone: false,
            begins: vec![None],
            version: None,
        }
    }

    fn count(period: &str, reading: &str, counts: Counts) -> ClauseCount {
        let period: Period = period.parse().unwrap();
        ClauseCount {
            policy: "logiq".into(),
            clause: "acknowledge".into(),
            reading: reading.into(),
            period_start: period.first_day(),
            since: None,
            is_commitment: true,
            span: Some("1 hour".into()),
            cite: "2".into(),
            asks: "Acknowledge within an hour.".into(),
            kind: "deadline".into(),
            is_assumed: false,
            aim: 1.0,
            counts,
        }
    }

    /// As [`count`], by the version that begins on that day.
    fn by(since: &str, is_commitment: bool, span: &str, of: ClauseCount) -> ClauseCount {
        ClauseCount { since: Some(since.parse().unwrap()), is_commitment, span: Some(span.into()), ..of }
    }

    fn counts(met: u64, late: u64, missed: u64) -> Counts {
        Counts { met, late, missed, ..Counts::default() }
    }

    #[test]
    fn the_share_kept_decides_the_group() {
        for (counts, aim, expected) in [
            (counts(30, 0, 0), 1.0, Group::Kept),
            (counts(29, 1, 0), 1.0, Group::NotKept),
            (counts(9, 1, 0), 0.9, Group::Kept),
            (counts(8, 1, 1), 0.9, Group::NotKept),
            (Counts { indeterminate: 13, ..counts(13, 0, 0) }, 1.0, Group::Kept),
            (Counts { indeterminate: 14, ..counts(13, 0, 0) }, 1.0, Group::CannotShow),
            (Counts { indeterminate: 60, ..counts(13, 4, 0) }, 1.0, Group::NotKept),
            (Counts { unknown: 3, pending: 2, ..Counts::default() }, 1.0, Group::CannotShow),
            (Counts { indeterminate: 1, ..Counts::default() }, 1.0, Group::CannotShow),
            (Counts { pending: 2, not_applicable: 9, ..Counts::default() }, 1.0, Group::NotYetDue),
            (Counts { not_applicable: 9, ..Counts::default() }, 1.0, Group::NothingDue),
            (Counts::default(), 1.0, Group::NothingDue),
        ] {
            assert_eq!(group(&counts, aim), expected, "{counts:?}");
        }
    }

    #[test]
    fn a_row_has_its_history_its_change_and_its_readings() {
        let periods: Vec<Period> = ["2026-Q1", "2026-Q2", "2026-Q3"].iter().map(|text| text.parse().unwrap()).collect();
        let rows = scorecard(
            &[clause("main", 1.0), clause("desk-hours", 1.0)],
            &[
                count("2026-Q2", "main", counts(45, 5, 0)),
                count("2026-Q3", "main", counts(10, 38, 2)),
                count("2026-Q3", "desk-hours", counts(40, 10, 0)),
            ],
            &periods,
        );
        let row = &rows[0];
        assert_eq!(row.history, [Counts::default(), counts(45, 5, 0), counts(10, 38, 2)]);
        assert_eq!((row.counts.met, row.previous().met, row.readings[0].counts.met), (10, 45, 40));
        // 10 of 50 against 45 of 50: 0.2 - 0.9.
        let change = row.change.unwrap();
        assert!((change.difference + 0.7).abs() < 1e-12 && change.is_more_than_chance());
        // Wilson for 10 of 50: centre (0.2 + 0.0384146) / 1.0768292 = 0.221404, half width 0.108958.
        let interval = row.interval.unwrap();
        assert!((interval.lower - 0.112_44).abs() < 1e-5 && (interval.upper - 0.330_37).abs() < 1e-5, "{interval:?}");
        assert!((row.sure_shortfall() - (1.0 - interval.upper)).abs() < 1e-12);
    }

    #[test]
    fn each_version_speaks_for_its_own_duties() {
        let periods: Vec<Period> = ["2026-Q2", "2026-Q3"].iter().map(|text| text.parse().unwrap()).collect();
        let of = |is_first_promised: bool| {
            let clause = Clause { is_commitment: !is_first_promised, ..clause("main", 1.0) };
            let first = by("2025-01-01", is_first_promised, "24 hours", count("2026-Q3", "main", counts(4, 8, 0)));
            let second = by("2026-07-01", !is_first_promised, "30 hours", count("2026-Q3", "main", counts(12, 0, 0)));
            scorecard(&[clause], &[first, second], &periods).remove(0)
        };
        // A promise that broke 8 times stays one when it becomes a target; a promise that was kept 12 times did not break 8 times.
        let (was, became) = (of(true), of(false));
        assert_eq!((was.promised, became.promised), (counts(4, 8, 0), counts(12, 0, 0)));
        assert!(was.clause.is_commitment && became.clause.is_commitment && was.is_promised_in_part());
        assert_eq!((broken_promises([&was]).len(), broken_promises([&became]).len()), (1, 0));
        assert_eq!(was.limits_now(), ["24 hours", "30 hours"]);
    }

    /// The row of a quarter in which two versions judge, 60 of 60 by the first and none of 192 by the second, which begins in it.
    fn of_two(first: (&str, &str), second: (&str, &str)) -> Row {
        let periods: Vec<Period> = ["2026-Q2", "2026-Q3"].iter().map(|text| text.parse().unwrap()).collect();
        let asking = |since: &str, (asks, span): (&str, &str), counts: Counts| {
            let row = ClauseCount { asks: asks.into(), ..count("2026-Q3", "main", counts) };
            by(since, true, span, row)
        };
        let begins = ["2025-01-01", "2026-07-10"].map(|day| day.parse().ok()).to_vec();
        let clause = Clause { asks: second.0.into(), span: Some(second.1.into()), begins, ..clause("main", 1.0) };
        let before = by("2025-01-01", true, first.1, count("2026-Q2", "main", counts(9, 1, 0)));
        let rows = [before, asking("2025-01-01", first, counts(60, 0, 0)), asking("2026-07-10", second, counts(0, 192, 0))];
        scorecard(&[clause], &rows, &periods).remove(0)
    }

    #[test]
    fn versions_that_ask_for_different_things_each_stand_under_their_own_words() {
        let row = of_two(("Answer in 20 days.", "20 days"), ("Answer in 2 days.", "2 days"));
        let told: Vec<_> =
            row.lines().iter().map(|line| (line.clause.asks.as_str(), line.counts.met, line.counts.judged(), line.group)).collect();
        assert_eq!(told, [("Answer in 20 days.", 60, 60, Group::Kept), ("Answer in 2 days.", 0, 192, Group::NotKept)]);
        // The whole stays whole, and each line has the quarter before as it was.
        assert_eq!((row.counts.met, row.counts.judged()), (60, 252));
        assert!(row.lines().iter().all(|line| line.previous() == counts(9, 1, 0) && line.change.is_none()));
        assert_eq!(row.lines().iter().map(Row::has_other_limit).collect::<Vec<_>>(), [false, true]);
        assert_eq!(row.lines().iter().map(|line| line.clause.is_replaced()).collect::<Vec<_>>(), [true, false]);
        assert_eq!(row.lines()[1].clause.version.map(Version::slug).as_deref(), Some("since-2026-07-10"));
        // The first was in force until the ninth of July, so still in this quarter.
        assert!(row.lines()[0].clause.is_in_force);
        let broken: Vec<_> = broken_promises([&row]).into_iter().map(|line| line.clause.asks.as_str()).collect();
        assert_eq!(broken, ["Answer in 2 days."]);
    }

    #[test]
    fn a_clause_that_stays_as_it_was_is_one_line_whatever_version_judged() {
        let row = of_two(("Answer in a day.", "24 hours"), ("Answer  in a day.", "1 day"));
        assert_eq!((row.lines().len(), row.lines()[0].counts.judged()), (1, 252));
        // Other words alone are two lines: each number stands under what its cases were told.
        assert_eq!(of_two(("Answer in a day.", "24 hours"), ("Answer every letter in a day.", "24 hours")).lines().len(), 2);
    }

    #[test]
    fn what_only_an_older_version_judged_does_not_stand_under_the_words_of_the_last() {
        let periods: Vec<Period> = vec!["2026-Q3".parse().unwrap()];
        let begins = ["2025-01-01", "2026-09-30"].map(|day| day.parse().ok()).to_vec();
        let clause = Clause { asks: "Answer in 2 days.".into(), span: Some("2 days".into()), begins, ..clause("main", 1.0) };
        let old = ClauseCount { asks: "Answer in 20 days.".into(), ..count("2026-Q3", "main", counts(4, 8, 0)) };
        let row = scorecard(&[clause], &[by("2025-01-01", true, "20 days", old)], &periods).remove(0);
        let told: Vec<_> = row.lines().iter().map(|line| (line.clause.asks.as_str(), line.counts.judged(), line.group)).collect();
        assert_eq!(told, [("Answer in 20 days.", 12, Group::NotKept), ("Answer in 2 days.", 0, Group::NothingDue)]);
    }

    #[test]
    fn a_change_of_the_limit_is_no_change_of_the_work() {
        let periods: Vec<Period> = ["2026-Q2", "2026-Q3"].iter().map(|text| text.parse().unwrap()).collect();
        let rows = |limit: &str| {
            let before = by("2025-01-01", true, "24 hours", count("2026-Q2", "main", counts(7, 13, 0)));
            scorecard(
                &[clause("main", 1.0)],
                &[before, by("2026-07-01", true, limit, count("2026-Q3", "main", counts(19, 1, 0)))],
                &periods,
            )
        };
        assert!(rows("24 hours")[0].change.unwrap().is_more_than_chance());
        assert!(rows("1 day")[0].change.is_some(), "the same limit in other words");
        for other in ["1 business day", "1 calendar day", "every 24 hours"] {
            assert!(rows(other)[0].has_other_limit(), "{other}");
        }
        assert!(!is_same_limit("1 business day (calendar north)", "1 business day (calendar south)"));
        assert!(is_same_limit("24 business hours (calendar north)", "1440 business minutes (calendar north)"));
        let other = &rows("96 hours")[0];
        assert_eq!((other.has_other_limit(), other.change, other.limits_before()), (true, None, &["24 hours".to_string()][..]));
    }

    #[test]
    fn updates_of_one_case_are_no_so_many_chances() {
        let periods: Vec<Period> = ["2026-Q2", "2026-Q3"].iter().map(|text| text.parse().unwrap()).collect();
        // 60 of 100 against 85 of 100, which as many independent duties would not come to by chance: the difference is 0.25, its deviation
        // sqrt(0.24 / 100 + 0.1275 / 100) = 0.06. But three windows of a case that nobody told anything are one failure.
        let rows = |is_repeated: bool| {
            let clause = Clause { is_repeated, ..clause("main", 1.0) };
            scorecard(&[clause], &[count("2026-Q2", "main", counts(60, 40, 0)), count("2026-Q3", "main", counts(85, 15, 0))], &periods)
        };
        assert!(rows(false)[0].change.unwrap().is_more_than_chance());
        assert_eq!(rows(true)[0].change, None);
    }

    #[test]
    fn a_reading_that_only_one_version_has_is_partial() {
        let periods: Vec<Period> = vec!["2026-Q3".parse().unwrap()];
        let count = |since: &str, reading: &str| by(since, true, "1 hour", count("2026-Q3", reading, counts(1, 0, 0)));
        let (first, second) = ("2025-01-01", "2026-07-01");
        let clauses = [clause("main", 1.0), Clause { begins: vec![second.parse().ok()], ..clause("strict", 1.0) }];
        let rows = scorecard(&clauses, &[count(first, "main"), count(second, "main"), count(second, "strict")], &periods);
        assert!(rows[0].readings[0].is_partial);
        // The older version judged nothing in the period.
        let rows = scorecard(&clauses, &[count(second, "main"), count(second, "strict")], &periods);
        assert!(!rows[0].readings[0].is_partial);
        // Nothing fell due under the reading: that is no want of it.
        assert!(!scorecard(&clauses, &[count(second, "main")], &periods)[0].readings[0].is_partial);
    }

    #[test]
    fn a_clause_no_longer_in_force_stays_only_while_it_judges() {
        let periods: Vec<Period> = vec!["2026-Q3".parse().unwrap()];
        let old = Clause { is_in_force: false, ..clause("main", 1.0) };
        assert!(scorecard(std::slice::from_ref(&old), &[], &periods).is_empty());
        assert_eq!(scorecard(&[old], &[count("2026-Q3", "main", counts(1, 0, 0))], &periods).len(), 1);
    }
}
