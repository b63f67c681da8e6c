//! Runs of words, by which two texts are compared, and their exact similarity.

use std::collections::BTreeSet;

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::words::words;

/// Words of a shingle: long enough that two unrelated letters share none by chance.
pub const SHINGLE_WORDS: usize = 5;

/// Every hash begins with this, so that runs on different machines agree.
pub(super) const SEED: u64 = 0x006f_6d62_7564;

/// The hash of a word.
pub fn hash(word: &str) -> u64 {
    xxh3_64_with_seed(word.as_bytes(), SEED)
}

/// Two hashes made one, in which their order counts.
pub(super) fn join(left: u64, right: u64) -> u64 {
    let mixed = (left.rotate_left(23) ^ right).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ (mixed >> 29)
}

/// The hashes of a text's shingles of `size` words, repeated ones repeated.
///
/// A text with fewer words than that is one shingle of them all; one without words has none.
pub fn shingles(text: &str, size: usize) -> Vec<u64> {
    let mut hashes = Vec::new();
    words(text, |word| hashes.push(hash(word)));
    shingles_of(&hashes, size)
}

/// The shingles of words that were hashed before.
pub fn shingles_of(hashes: &[u64], size: usize) -> Vec<u64> {
    if hashes.is_empty() || size == 0 {
        return Vec::new();
    }
    hashes.windows(size.min(hashes.len())).map(|window| window.iter().fold(SEED, |so_far, word| join(so_far, *word))).collect()
}

/// Shared shingles over all shingles of both (Jaccard 1901), 0..1; 0 where one has none.
pub fn jaccard(one: &[u64], other: &[u64]) -> f64 {
    let (one, other): (BTreeSet<u64>, BTreeSet<u64>) = (one.iter().copied().collect(), other.iter().copied().collect());
    let shared = one.intersection(&other).count();
    if shared == 0 { 0.0 } else { shared as f64 / (one.len() + other.len() - shared) as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_counts_and_repetition_does_not() {
        assert_ne!(shingles("late fee", 2), shingles("fee late", 2));
        let (one, other) = (shingles("fee fee fee", 1), shingles("Fee!", 1));
        assert_eq!((one.len(), jaccard(&one, &other)), (3, 1.0));
    }

    #[test]
    fn a_text_without_words_is_like_none() {
        let none = shingles("…", 5);
        assert!(none.is_empty() && jaccard(&none, &none) == 0.0);
    }

    #[test]
    fn half_shared_by_hand() {
        // a b | b c against a b | b d: one of three.
        assert!((jaccard(&shingles("a b c", 2), &shingles("a b d", 2)) - 1.0 / 3.0).abs() < 1e-15);
    }
}
