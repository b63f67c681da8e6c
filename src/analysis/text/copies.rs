//! Letters that are copies of one another, counted with and without the copies.

use super::hashed;
use crate::analysis::measure::narratives::Narrative;
use crate::statistics::interval::Confidence;
use crate::statistics::rate_ratio::{Comparison, RatioInterval};
use crate::statistics::tally::Tally;
use crate::statistics::text::groups::{SIMILARITY, groups};
use crate::statistics::text::shingles::{SHINGLE_WORDS, hash};
use crate::statistics::text::signature::Signature;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// A text with fewer words than this is alike others by chance ("not happy"), and no letter.
const LEAST_WORDS: usize = 8;

/// What is kept of a text beside its signature.
#[derive(Debug, Clone, Copy)]
struct Text {
    /// The hash of source and case: the same in every reading.
    key: u64,
    /// Where the lake keeps it.
    place: i64,
    customer: Option<u64>,
    category: u32,
    month: u16,
}

/// Texts as they come.
pub(super) struct Reader {
    texts: Vec<Text>,
    signatures: Vec<Option<Signature>>,
    categories: Categories,
    first_newest: usize,
}

/// The categories in the order in which they were met.
#[derive(Default)]
struct Categories {
    places: FxHashMap<String, u32>,
    unnamed: Option<u32>,
    names: Vec<Option<String>>,
}

impl Categories {
    fn place(&mut self, name: Option<&str>) -> u32 {
        let known = name.map_or(self.unnamed, |name| self.places.get(name).copied());
        known.unwrap_or_else(|| {
            let place = self.names.len() as u32;
            match name {
                Some(name) => _ = self.places.insert(name.to_string(), place),
                None => self.unnamed = Some(place),
            }
            self.names.push(name.map(str::to_string));
            place
        })
    }
}

impl Reader {
    pub fn new(first_newest: usize) -> Self {
        Self { texts: Vec::new(), signatures: Vec::new(), categories: Categories::default(), first_newest }
    }

    /// Takes a text with its signature.
    pub fn add(&mut self, text: &Narrative<'_>, signature: Option<&Signature>) {
        self.signatures.push(signature.copied());
        self.texts.push(Text {
            key: key(text),
            place: text.place,
            customer: text.customer.map(hash),
            category: self.categories.place(text.category),
            month: text.month as u16,
        });
    }

    /// Puts the texts in an order of their own, so that the data's does not matter, and groups them.
    pub fn grouped(self) -> Copies {
        // Places are sorted and not what lies there: a signature is large.
        let mut order: Vec<u32> = (0..self.texts.len() as u32).collect();
        order.par_sort_unstable_by_key(|place| (self.texts[*place as usize].month, self.texts[*place as usize].key));
        let texts: Vec<Text> = order.par_iter().map(|place| self.texts[*place as usize]).collect();
        // Each is read once for every band, and faster where they lie in the order in which they are read.
        let signatures: Vec<Option<Signature>> = order.par_iter().map(|place| self.signatures[*place as usize]).collect();
        drop(self.signatures);
        let groups = groups(&signatures.iter().map(Option::as_ref).collect::<Vec<_>>(), SIMILARITY);
        let counts_cases = texts.iter().all(|text| text.customer.is_none());
        Copies { counts_cases, texts, groups, categories: self.categories.names, first_newest: self.first_newest }
    }
}

/// The signature of a text; `None` where it has too few words to be a letter.
pub(super) fn signature(text: &str, words: &mut Vec<u64>) -> Option<Signature> {
    hashed(text, words);
    (words.len() >= LEAST_WORDS).then(|| Signature::of_words(words, SHINGLE_WORDS)).flatten()
}

/// What a text is known by in every reading.
pub(super) fn key(text: &Narrative<'_>) -> u64 {
    hash(text.source).rotate_left(32) ^ hash(text.case_id)
}

/// Texts and the groups that they are in.
pub struct Copies {
    texts: Vec<Text>,
    groups: Vec<u32>,
    categories: Vec<Option<String>>,
    first_newest: usize,
    counts_cases: bool,
}

/// A group of copies.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The key of its first text: the same on every run.
    pub(super) key: u64,
    /// What its texts have in common, in their words; empty where no wording may be shown.
    pub label: Vec<String>,
    /// The category of most of its cases.
    pub category: Option<String>,
    /// Cases in the newest quarter.
    pub newest: u64,
    /// Cases before.
    pub before: u64,
    /// Customers who sent one (cases, where none names a customer).
    pub customers: usize,
    /// The place of the month of its first case.
    pub first_month: usize,
}

/// The cases of a category with and without copies: a letter counts once in the newest quarter and once before.
#[derive(Debug, Clone, PartialEq)]
pub struct Templates {
    /// The category; `None` for cases that name none.
    pub category: Option<String>,
    /// Cases with a text in the newest quarter.
    pub newest: u64,
    /// The same, each letter counted once.
    pub newest_once: u64,
    /// Cases with a text before.
    pub before: u64,
    /// The same, each letter counted once.
    pub before_once: u64,
    /// Newest over before, per day, all cases.
    pub ratio: Option<f64>,
    /// The same, each letter counted once.
    pub ratio_once: Option<f64>,
    /// The 95 % interval of that.
    pub interval_once: Option<RatioInterval>,
}

impl Copies {
    pub(super) fn len(&self) -> u64 {
        self.texts.len() as u64
    }

    pub(super) fn counts_cases(&self) -> bool {
        self.counts_cases
    }

    pub(super) fn is_newest(&self, month: usize) -> bool {
        month >= self.first_newest
    }

    /// Who a text counts for: its customer, or itself where no text names one.
    pub(super) fn sender(&self, text: &Narrative<'_>) -> Option<u64> {
        if self.counts_cases { Some(key(text)) } else { text.customer.map(hash) }
    }

    /// The groups of two texts or more, in the order of their first texts.
    pub(super) fn groups(&self) -> Vec<Group> {
        let mut members: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (place, group) in self.groups.iter().enumerate() {
            if *group as usize != place {
                members.entry(*group).or_insert_with(|| vec![*group as usize]).push(place);
            }
        }
        members.into_values().map(|members| self.group(&members)).collect()
    }

    fn group(&self, members: &[usize]) -> Group {
        let texts = || members.iter().map(|place| &self.texts[*place]);
        let mut categories: BTreeMap<u32, u64> = BTreeMap::new();
        for text in texts() {
            *categories.entry(text.category).or_default() += 1;
        }
        // The order in which categories were met is chance; of several with as many cases it is the first by name.
        let named = categories.into_iter().map(|(category, cases)| (cases, &self.categories[category as usize]));
        let largest = named.max_by(|(cases, name), (others, other)| cases.cmp(others).then(other.cmp(name)));
        let senders: FxHashSet<u64> = texts().filter_map(|text| if self.counts_cases { Some(text.key) } else { text.customer }).collect();
        let newest = texts().filter(|text| self.is_newest(text.month.into())).count() as u64;
        Group {
            key: self.texts[members[0]].key,
            label: Vec::new(),
            category: largest.and_then(|(_, name)| name.clone()),
            newest,
            before: members.len() as u64 - newest,
            customers: senders.len(),
            first_month: texts().map(|text| usize::from(text.month)).min().unwrap_or(0),
        }
    }

    /// The first texts of some groups, at most so many of each: by key with the place of their group, and where the lake keeps them.
    pub(super) fn members(&self, groups: &[Group], most: usize) -> (FxHashMap<u64, usize>, Vec<i64>) {
        let wanted: FxHashMap<u64, usize> = groups.iter().enumerate().map(|(place, group)| (group.key, place)).collect();
        let mut taken = vec![0; groups.len()];
        let (mut members, mut places) = (FxHashMap::default(), Vec::new());
        for (text, group) in self.texts.iter().zip(&self.groups) {
            if let Some(place) = wanted.get(&self.texts[*group as usize].key)
                && taken[*place] < most
            {
                taken[*place] += 1;
                members.insert(text.key, *place);
                places.push(text.place);
            }
        }
        (members, places)
    }

    /// The keys of texts that a text before them on the same side of the quarter's start repeats.
    pub(super) fn repeated(&self) -> FxHashSet<u64> {
        let mut seen: FxHashSet<(u32, bool)> = FxHashSet::default();
        let is_repeated = |(text, group): (&Text, &u32)| (!seen.insert((*group, self.is_newest(text.month.into())))).then_some(text.key);
        self.texts.iter().zip(&self.groups).filter_map(is_repeated).collect()
    }

    /// Each category's cases with and without copies, the largest difference first.
    pub(super) fn templates(&self, newest_days: f64, before_days: f64) -> Vec<Templates> {
        let repeated = self.repeated();
        let mut counts: Vec<[u64; 4]> = vec![[0; 4]; self.categories.len()];
        for text in &self.texts {
            let side = if self.is_newest(text.month.into()) { 0 } else { 2 };
            let of = &mut counts[text.category as usize];
            of[side] += 1;
            of[side + 1] += u64::from(!repeated.contains(&text.key));
        }
        let compare = |newest: u64, before: u64| Comparison::new(Tally::new(newest, newest_days)?, Tally::new(before, before_days)?);
        let row = |(category, [newest, newest_once, before, before_once]): (&Option<String>, [u64; 4])| Templates {
            category: category.clone(),
            newest,
            newest_once,
            before,
            before_once,
            ratio: compare(newest, before).and_then(|comparison| comparison.ratio()),
            ratio_once: compare(newest_once, before_once).and_then(|comparison| comparison.ratio()),
            interval_once: compare(newest_once, before_once).and_then(|comparison| comparison.mid_p_interval(Confidence::P95)),
        };
        let mut rows: Vec<Templates> = self.categories.iter().zip(counts).map(row).collect();
        rows.sort_by(|left, right| {
            (right.newest - right.newest_once).cmp(&(left.newest - left.newest_once)).then(left.category.cmp(&right.category))
        });
        rows
    }
}
