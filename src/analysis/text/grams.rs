//! Runs of one to three words, each counted once a text.

use super::hashed;
use super::names::Settled;
use crate::statistics::text::shingles::hash;
use crate::statistics::text::words::{MASKED, words};
use rustc_hash::FxHashSet;

/// The longest phrase, in words.
pub(super) const LONGEST: usize = 3;

/// The languages whose small words begin and end no phrase.
const LANGUAGES: [&str; 6] = ["en", "de", "fr", "es", "it", "nl"];

/// The words that no phrase holds, or none begins or ends with.
pub(super) struct Limits {
    names: Settled,
    masked: u64,
    small: FxHashSet<u64>,
}

impl Limits {
    pub fn new(names: Settled) -> Self {
        let mut small = FxHashSet::default();
        for word in LANGUAGES.iter().filter_map(|language| stop_words::lookup(language)).flatten() {
            // "don't" is written so in the list, and as one word or as two in texts.
            words(word, |word| {
                small.insert(hash(word));
            });
        }
        Self { names, masked: hash(MASKED), small }
    }

    fn may_be(&self, phrase: &[u64]) -> bool {
        let is_small = |word: Option<&u64>| word.is_some_and(|word| self.small.contains(word));
        !is_small(phrase.first()) && !is_small(phrase.last()) && phrase.iter().all(|word| *word != self.masked && !self.is_withheld(*word))
    }

    /// Whether a word may name a person; a small word of the language is written small whether or not these texts show it ("I").
    fn is_withheld(&self, word: u64) -> bool {
        self.names.is_name(word) || self.names.may_be_name(word) && !self.small.contains(&word)
    }

    /// Whether the texts write nouns with capitals, so that a capital says nothing of a name.
    pub fn nouns_have_capitals(&self) -> bool {
        self.names.nouns_have_capitals()
    }
}

/// A phrase in a text: its hash, and where it stands, as words from and up to, not including.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Gram {
    pub hash: u64,
    pub from: usize,
    pub to: usize,
}

/// The different phrases of a text, each once; `buffer` holds its words afterwards.
pub(super) fn grams(text: &str, limits: &Limits, buffer: &mut Vec<u64>) -> Vec<Gram> {
    hashed(text, buffer);
    let mut found: Vec<Gram> = Vec::with_capacity(buffer.len() * LONGEST);
    for from in 0..buffer.len() {
        for to in from + 1..=(from + LONGEST).min(buffer.len()) {
            if limits.may_be(&buffer[from..to]) {
                found.push(Gram { hash: of(&buffer[from..to]), from, to });
            }
        }
    }
    found.sort_unstable_by_key(|gram| (gram.hash, gram.from));
    found.dedup_by_key(|gram| gram.hash);
    found
}

fn of(phrase: &[u64]) -> u64 {
    phrase.iter().fold(phrase.len() as u64, |so_far, word| within(so_far, *word))
}

/// One hash within another, such as a phrase within a category; their order counts.
pub(super) fn within(outer: u64, inner: u64) -> u64 {
    let mixed = (outer.rotate_left(27) ^ inner).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ (mixed >> 31)
}

/// The words of a phrase as they are written in a text, in lower case.
pub(super) fn surface(text: &str, gram: Gram) -> String {
    let mut all: Vec<String> = Vec::new();
    words(text, |word| all.push(word.to_string()));
    all[gram.from..gram.to].join(" ")
}

/// Counts that may be too high by chance and are never too low, in one byte a cell whatever is counted.
///
/// What is counted less than five times here was counted less than five times, and is not looked at again.
pub(super) struct Sketch(Vec<u8>);

impl Sketch {
    /// Has two to the power of `bits` cells.
    pub fn new(bits: u32) -> Self {
        Self(vec![0; 1 << bits])
    }

    pub fn add(&mut self, hash: u64) {
        let place = self.place(hash);
        self.0[place] = self.0[place].saturating_add(1);
    }

    pub fn is_at_least(&self, hash: u64, count: usize) -> bool {
        usize::from(self.0[self.place(hash)]) >= count
    }

    /// How many were counted so often, but for those that share a cell.
    pub fn at_least(&self, count: usize) -> usize {
        self.0.iter().filter(|cell| usize::from(**cell) >= count).count()
    }

    fn place(&self, hash: u64) -> usize {
        hash as usize & (self.0.len() - 1)
    }
}
