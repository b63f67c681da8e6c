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
    let mut found = Vec::with_capacity(hashes.len());
    each_shingle(hashes, size, |shingle| found.push(shingle));
    found
}

/// What a word's hash is multiplied by for every word that follows it in a shingle; odd, so that no bit is lost.
const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

/// Gives the shingles of words that were hashed before, each from the one before it (Karp & Rabin 1987): a word leaves, one comes.
pub(super) fn each_shingle(hashes: &[u64], size: usize, mut each: impl FnMut(u64)) {
    let size = size.min(hashes.len());
    if size == 0 {
        return;
    }
    let first = hashes[..size].iter().fold(0, |so_far: u64, word| so_far.wrapping_mul(BASE).wrapping_add(*word));
    let of_leaving = BASE.wrapping_pow(size as u32);
    each(join(SEED, first));
    hashes.iter().zip(&hashes[size..]).fold(first, |before, (leaves, comes)| {
        let now = before.wrapping_mul(BASE).wrapping_add(*comes).wrapping_sub(leaves.wrapping_mul(of_leaving));
        each(join(SEED, now));
        now
    });
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
    fn a_run_of_words_is_the_same_wherever_it_stands() {
        let (one, other) = (shingles("we called and nobody came back", 3), shingles("and nobody came", 3));
        assert_eq!((one.len(), other.len(), one[2]), (4, 1, other[0]));
        assert_eq!(one[3], shingles("nobody came back", 3)[0]);
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
