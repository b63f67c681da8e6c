//! Phrases that more cases of a category use now than before.
//!
//! Cases are counted, not words, and a letter that many send counts once. A phrase is looked at where
//! at least five customers used it in the newest quarter, is told where the test of
//! [`crate::statistics::emerging`] lists it among all phrases that occur five times, before or now, and
//! is ordered by its log-odds.

use super::LEAST_CUSTOMERS;
use super::copies::{Copies, key};
use super::grams::{Gram, Limits, Sketch, grams, surface, within};
use crate::analysis::measure::narratives::{Narrative, Reading, gathered};
use crate::error::Result;
use crate::statistics::emerging::{Candidate, Direction, Finding, Standing, Thresholds, assess_of};
use crate::statistics::rate_ratio::RatioInterval;
use crate::statistics::tally::Tally;
use crate::statistics::text::log_odds::{Usage, informative_prior, log_odds};
use crate::statistics::text::shingles::hash;
use duckdb::Connection;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The prior weighs this part of the smaller side (1 to 10 % are usual).
const PRIOR_SHARE: f64 = 0.05;

/// A longer phrase used in this part of the cases of a shorter one stands for it.
const STANDS_FOR: f64 = 0.8;

/// The phrases of the newest quarter are counted in this many cells, as a power of two: 16 MiB.
const CELLS_NEWEST: u32 = 24;

/// Those of all months in so many: 64 MiB, for they are also told how many there are.
const CELLS_ALL: u32 = 26;

/// A phrase that has become more frequent within a category.
#[derive(Debug, Clone, PartialEq)]
pub struct Phrase {
    /// The category; `None` for cases that name none.
    pub category: Option<String>,
    /// The words.
    pub words: String,
    /// Cases of the newest quarter that use it, each letter once.
    pub newest: u64,
    /// Cases before that used it.
    pub before: u64,
    /// Customers who used it in the newest quarter, counted up to five.
    pub customers: usize,
    /// How many cases would use it, were it as frequent as before.
    pub expected: Option<f64>,
    /// Newest over usual, as shares of the category's cases.
    pub ratio: Option<f64>,
    /// Its 95 % interval.
    pub interval: Option<RatioInterval>,
    /// The chance, corrected for the number of phrases.
    pub q_value: Option<f64>,
    /// Log-odds in standard deviations: what orders the list.
    pub z: f64,
}

/// A phrase of a category while it is counted.
struct Counted {
    category: Option<String>,
    words: String,
    newest: u64,
    senders: Vec<u64>,
    before: Vec<u64>,
}

/// Finds them, and tells how many phrases were tested.
pub(super) fn emerging(
    connection: &Connection,
    reading: &Reading<'_>,
    copies: &Arc<Copies>,
    limits: Limits,
    newest: &[usize],
    baseline: &[usize],
) -> Result<(Vec<Phrase>, usize)> {
    if newest.is_empty() || baseline.is_empty() {
        return Ok((Vec::new(), 0));
    }
    let reader = PhraseReader { connection, reading, limits: Arc::new(limits), repeated: Arc::new(copies.repeated()) };
    let sketches = (Sketch::new(CELLS_NEWEST), Sketch::new(CELLS_ALL));
    let (sketch, all) = reader.each(newest, sketches, |(sketch, all), _, category, found, _| {
        for gram in found {
            let place = within(category, gram.hash);
            sketch.add(place);
            all.add(place);
        }
    })?;
    let mut counts = reader.counted_now(newest, baseline.len(), copies, sketch)?;
    counts.phrases.retain(|_, phrase| phrase.senders.len() >= LEAST_CUSTOMERS);
    let months = baseline.len();
    let (counts, all) = reader.each(baseline, (counts, all), move |(counts, all), _, category, found, month| {
        counts.sizes.entry(category).or_insert_with(|| Size::new(months)).before[month] += 1;
        for gram in found {
            let place = within(category, gram.hash);
            all.add(place);
            if let Some(phrase) = counts.phrases.get_mut(&place) {
                phrase.before[month] += 1;
            }
        }
    })?;
    // Whether a phrase occurs so often in all does not hang on when it does: chance is not chosen from.
    Ok(judged(counts, all.at_least(LEAST_CUSTOMERS)))
}

/// What is counted by phrase, and how many texts each category has.
#[derive(Default)]
struct Counts {
    phrases: FxHashMap<u64, Counted>,
    sizes: FxHashMap<u64, Size>,
}

impl Counted {
    fn new(text: &Narrative<'_>, words: String, months: usize) -> Self {
        Self { category: text.category.map(str::to_string), words, newest: 0, senders: Vec::new(), before: vec![0; months] }
    }

    /// Notes who used it.
    fn note(&mut self, sender: Option<u64>) {
        if let Some(sender) = sender
            && self.senders.len() < LEAST_CUSTOMERS
            && !self.senders.contains(&sender)
        {
            self.senders.push(sender);
        }
    }
}

/// How many texts a category has.
struct Size {
    newest: u64,
    before: Vec<u64>,
}

impl Size {
    fn new(months: usize) -> Self {
        Self { newest: 0, before: vec![0; months] }
    }
}

struct PhraseReader<'a> {
    connection: &'a Connection,
    reading: &'a Reading<'a>,
    limits: Arc<Limits>,
    repeated: Arc<FxHashSet<u64>>,
}

impl PhraseReader<'_> {
    /// The phrases of the newest months that may be used often enough; `months` are those they will be counted in before.
    fn counted_now(&self, newest: &[usize], months: usize, copies: &Arc<Copies>, sketch: Sketch) -> Result<Counts> {
        let copies = Arc::clone(copies);
        self.each(newest, Counts::default(), move |counts, text, category, found, _| {
            counts.sizes.entry(category).or_insert_with(|| Size::new(months)).newest += 1;
            let sender = copies.sender(text);
            for gram in found {
                let place = within(category, gram.hash);
                if sketch.is_at_least(place, LEAST_CUSTOMERS) {
                    let phrase = counts.phrases.entry(place).or_insert_with(|| Counted::new(text, surface(text.text, *gram), months));
                    phrase.newest += 1;
                    phrase.note(sender);
                }
            }
        })
    }

    /// Gives each text once with its category's hash, its phrases and the place of its month in `counted`.
    fn each<T: Send + 'static>(
        &self,
        counted: &[usize],
        from: T,
        each: impl Fn(&mut T, &Narrative<'_>, u64, &[Gram], usize) + Send + Sync + 'static,
    ) -> Result<T> {
        let (limits, repeated) = (Arc::clone(&self.limits), Arc::clone(&self.repeated));
        let months = counted.first().copied().unwrap_or(0)..counted.last().map_or(0, |last| last + 1);
        let counted = counted.to_vec();
        gathered(self.connection, self.reading, months, None, from, move |texts, so_far| {
            let mut buffer = Vec::new();
            for text in texts {
                let Ok(month) = counted.binary_search(&text.month) else { continue };
                if !repeated.contains(&key(text)) {
                    let found = grams(text.text, &limits, &mut buffer);
                    so_far.with(|so_far| each(so_far, text, text.category.map_or(0, hash), &found, month));
                }
            }
        })
    }
}

/// Tests the phrases that are counted among `all` and keeps those that are listed, one for each wording.
fn judged(counts: Counts, all: usize) -> (Vec<Phrase>, usize) {
    let Counts { phrases, sizes } = counts;
    let mut counted: Vec<Counted> = phrases.into_values().collect();
    counted.sort_by(|left, right| (&left.category, &left.words).cmp(&(&right.category, &right.words)));
    let candidate = |phrase: &Counted| -> Option<Candidate> {
        let size = &sizes[&phrase.category.as_deref().map_or(0, hash)];
        let months = phrase.before.iter().zip(&size.before).filter_map(|(count, texts)| Tally::new(*count, *texts as f64));
        Some(Candidate { newest: Tally::new(phrase.newest, size.newest as f64)?, baseline: months.collect() })
    };
    let (counted, candidates): (Vec<Counted>, Vec<Candidate>) = counted
        .into_iter()
        .filter_map(|phrase| candidate(&phrase).filter(|found| !found.baseline.is_empty()).map(|found| (phrase, found)))
        .unzip();
    let untold = all.saturating_sub(candidates.len());
    let findings = assess_of(&candidates, untold, Direction::Higher, &Thresholds::default());
    let tested = findings.iter().filter(|finding| finding.q_value.is_some()).count() + untold;
    let scores = scores(&counted);
    let mut by_category: BTreeMap<Option<String>, Vec<Phrase>> = BTreeMap::new();
    for ((phrase, finding), z) in counted.into_iter().zip(findings).zip(scores) {
        if finding.standing == Standing::Listed {
            by_category.entry(phrase.category.clone()).or_default().push(phrase.told(&finding, z));
        }
    }
    (by_category.into_values().flat_map(one_for_each_wording).collect(), tested)
}

impl Counted {
    fn told(self, finding: &Finding, z: f64) -> Phrase {
        Phrase {
            category: self.category,
            words: self.words,
            newest: self.newest,
            before: self.before.iter().sum(),
            customers: self.senders.len(),
            expected: finding.expected_count,
            ratio: finding.ratio,
            interval: finding.ratio_interval,
            q_value: finding.q_value,
            z,
        }
    }
}

/// The log-odds of each phrase within its category.
fn scores(counted: &[Counted]) -> Vec<f64> {
    let of_category = |phrases: &[Counted]| {
        let now: Vec<f64> = phrases.iter().map(|phrase| phrase.newest as f64).collect();
        let before: Vec<f64> = phrases.iter().map(|phrase| phrase.before.iter().sum::<u64>() as f64).collect();
        let background: Vec<f64> = now.iter().zip(&before).map(|(now, before)| now + before).collect();
        let smaller = now.iter().sum::<f64>().min(before.iter().sum::<f64>()).max(1.0);
        let prior = informative_prior(&background, PRIOR_SHARE * smaller);
        let usages: Vec<Usage> =
            (0..phrases.len()).map(|place| Usage { now: now[place], before: before[place], prior: prior[place] }).collect();
        log_odds(&usages).iter().map(crate::statistics::text::log_odds::LogOdds::z).collect::<Vec<f64>>()
    };
    counted.chunk_by(|one, next| one.category == next.category).flat_map(of_category).collect()
}

/// Of phrases that hold one another, the one that says most of the same cases; the strongest first.
fn one_for_each_wording(mut phrases: Vec<Phrase>) -> Vec<Phrase> {
    phrases.sort_by(|left, right| {
        right.z.total_cmp(&left.z).then(right.words.len().cmp(&left.words.len())).then(left.words.cmp(&right.words))
    });
    let holds = |longer: &Phrase, shorter: &Phrase| format!(" {} ", longer.words).contains(&format!(" {} ", shorter.words));
    let says_it = |longer: &Phrase, shorter: &Phrase| longer.newest as f64 >= STANDS_FOR * shorter.newest as f64;
    let is_said_otherwise = |phrase: &Phrase| {
        phrases.iter().any(|other| {
            other.words != phrase.words
                && ((holds(other, phrase) && says_it(other, phrase)) || (holds(phrase, other) && !says_it(phrase, other)))
        })
    };
    phrases.iter().filter(|phrase| !is_said_otherwise(phrase)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phrase(words: &str, newest: u64, z: f64) -> Phrase {
        Phrase {
            category: None,
            words: words.into(),
            newest,
            before: 0,
            customers: 5,
            expected: None,
            ratio: None,
            interval: None,
            q_value: None,
            z,
        }
    }

    #[test]
    fn one_wording_is_told_once() {
        let told = one_for_each_wording(vec![
            phrase("meter", 20, 3.0),
            phrase("smart meter", 19, 4.0),
            phrase("smart meter broken", 9, 5.0),
            phrase("queue", 8, 2.0),
        ]);
        // "smart meter" says nearly all of "meter"; "smart meter broken" says less than half of it.
        assert_eq!(told.iter().map(|phrase| phrase.words.as_str()).collect::<Vec<_>>(), ["smart meter", "queue"]);
    }
}
