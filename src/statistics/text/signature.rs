//! A text as 128 small numbers whose agreement estimates how much two texts share.
//!
//! One-permutation hashing (Li, Owen & Zhang 2012): each shingle's hash names a bin and a value, the
//! bin keeps the least. Empty bins are filled from others (densification, Shrivastava 2017), or short
//! texts would seem alike by what they lack. A bin keeps 16 bits: two different values agree by
//! chance once in 65,536.

use std::sync::LazyLock;

use super::shingles::{SEED, each_shingle, join};

/// Bins of a signature.
pub const BINS: usize = 128;

/// Bins of one band: texts that agree in all of one band are compared.
pub const BAND_ROWS: usize = 4;

/// Bands of a signature.
pub const BANDS: usize = BINS / BAND_ROWS;

/// A text's signature; 256 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signature([u16; BINS]);

impl Signature {
    /// The signature of a text's hashed words in shingles of `size`; `None` without words.
    pub fn of_words(words: &[u64], size: usize) -> Option<Self> {
        if words.is_empty() {
            return None;
        }
        let mut least = [EMPTY; BINS];
        each_shingle(words, size, |shingle| {
            let bin = (shingle >> 57) as usize;
            least[bin] = least[bin].min(shingle & (u64::MAX >> 7));
        });
        // The low bits are as good as any; the high ones of a least value are mostly zero.
        let mut bins = least.map(|value| (join(SEED, value) >> 16) as u16);
        fill(&mut bins, &least);
        Some(Self(bins))
    }

    /// The part of the bins in which two texts agree: an estimate of their Jaccard similarity.
    pub fn agreement(&self, other: &Self) -> f64 {
        let equal = self.0.iter().zip(&other.0).filter(|(one, other)| one == other).count();
        equal as f64 / BINS as f64
    }

    /// The bins of a band as one number.
    pub fn band(&self, band: usize) -> u64 {
        self.0[band * BAND_ROWS..(band + 1) * BAND_ROWS].iter().fold(0, |key, bin| key << 16 | u64::from(*bin))
    }
}

/// What no shingle's value is.
const EMPTY: u64 = u64::MAX;

/// So many steps of each walk are known beforehand; a text of a few words may need more.
const KNOWN_STEPS: usize = 64;

/// By step, where the walk of each bin leads.
static WALKS: LazyLock<Box<[[u8; BINS]; KNOWN_STEPS]>> = LazyLock::new(|| {
    let mut walks: Vec<_> = (0..BINS).map(walk).collect();
    Box::new(std::array::from_fn(|_| std::array::from_fn(|bin| walks[bin].next().unwrap_or(bin) as u8)))
});

/// Lets every empty bin borrow from the first filled one on its walk; one at least is filled.
///
/// All empty bins take a step together, and those that found nothing take the next: which of them do is chance, and a branch for
/// each would be guessed wrong as often as not.
fn fill(bins: &mut [u16; BINS], least: &[u64; BINS]) {
    let mut empty: [u8; BINS] = [0; BINS];
    let mut count = 0;
    for (bin, value) in least.iter().enumerate() {
        empty[count] = bin as u8;
        count += usize::from(*value == EMPTY);
    }
    for steps in WALKS.iter() {
        let mut left = 0;
        for place in 0..count {
            let bin = empty[place];
            let lender = usize::from(steps[usize::from(bin)]);
            bins[usize::from(bin)] = bins[lender];
            empty[left] = bin;
            left += usize::from(least[lender] == EMPTY);
        }
        count = left;
        if count == 0 {
            return;
        }
    }
    for bin in empty[..count].iter().map(|bin| usize::from(*bin)) {
        let lender = walk(bin).skip(KNOWN_STEPS).find(|lender| least[*lender] != EMPTY);
        bins[bin] = bins[lender.unwrap_or(bin)];
    }
}

/// Bins without end, in an order that depends on the first alone.
fn walk(bin: usize) -> impl Iterator<Item = usize> {
    std::iter::successors(Some(join(SEED, bin as u64)), move |step| Some(join(*step, bin as u64))).map(|step| (step >> 57) as usize)
}

/// The chance that two texts of this similarity agree in all of some band: `1 - (1 - s^r)^b`.
pub fn candidate_chance(similarity: f64, bands: u32, rows: u32) -> f64 {
    1.0 - (1.0 - similarity.powi(rows as i32)).powi(bands as i32)
}

#[cfg(test)]
mod tests {
    use super::super::shingles::{hash, jaccard, shingles_of};
    use super::*;

    fn words(text: &str) -> Vec<u64> {
        text.split_whitespace().map(hash).collect()
    }

    #[test]
    fn equal_texts_agree_wholly_and_strangers_hardly() {
        let numbered = |range: std::ops::Range<u32>| range.map(|n| hash(&n.to_string())).collect::<Vec<u64>>();
        let one = Signature::of_words(&numbered(0..150), 5).expect("words");
        assert!((one.agreement(&one) - 1.0).abs() < 1e-15);
        assert!(one.agreement(&Signature::of_words(&numbered(1000..1150), 5).expect("words")) < 0.05);
        assert_eq!(Signature::of_words(&[], 5), None);
    }

    #[test]
    fn agreement_estimates_the_similarity() {
        let text = |replaced: usize| -> Vec<u64> {
            (0..150).map(|place| if place < replaced { hash(&format!("other{place}")) } else { hash(&place.to_string()) }).collect()
        };
        for replaced in [10, 30, 60] {
            let exact = jaccard(&shingles_of(&text(0), 5), &shingles_of(&text(replaced), 5));
            let estimate =
                Signature::of_words(&text(0), 5).expect("words").agreement(&Signature::of_words(&text(replaced), 5).expect("words"));
            // The deviation of 128 bins is at most sqrt(0.25 / 128) = 0.044.
            assert!((estimate - exact).abs() < 0.14, "{exact} {estimate}");
        }
    }

    #[test]
    fn two_short_texts_are_not_alike_by_what_they_lack() {
        let (one, other) = (words("late fee"), words("app crash"));
        let sign = |words: &[u64]| Signature::of_words(words, 5).expect("words");
        assert!(sign(&one).agreement(&sign(&other)) < 0.05);
        assert!((sign(&one).agreement(&sign(&one)) - 1.0).abs() < 1e-15);
    }
}
