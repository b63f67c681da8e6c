//! Which texts are copies of one another, give or take a few words.
//!
//! Candidates agree in one band of their signatures; those that agree in enough of the whole are
//! joined, and what is joined through others is one group (single linkage: a chain of small edits is
//! one group, so each group states its least similarity).

use super::shingles::{SEED, join};
use super::signature::{BANDS, Signature};
use rayon::prelude::*;

/// From this agreement on two texts are copies. Two copies of one letter with five of 150 words
/// changed each share about half of their shingles, so a higher limit would part them.
pub const SIMILARITY: f64 = 0.5;

/// Sets that grow together.
#[derive(Debug, Clone)]
pub struct Sets {
    parents: Vec<u32>,
}

impl Sets {
    /// So many members, each alone.
    pub fn new(members: usize) -> Self {
        Self { parents: (0..members as u32).collect() }
    }

    /// The least member of the set that a member is in.
    pub fn root(&mut self, member: usize) -> usize {
        let mut at = member;
        while self.parents[at] as usize != at {
            self.parents[at] = self.parents[self.parents[at] as usize];
            at = self.parents[at] as usize;
        }
        at
    }

    /// Makes the sets of two members one.
    pub fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        self.parents[one.max(other)] = one.min(other) as u32;
    }
}

/// Bands of which the keys are taken together: what lies side by side in a signature is fetched once.
const BANDS_AT_A_TIME: usize = 4;

/// The group of each text, named by its first member; a text without a signature is alone.
///
/// In each band, equal texts are compared with the first of their bucket and with the one before, so
/// the work grows with the texts, not with their pairs. Every processor reads some bands at a time.
pub fn groups(signatures: &[Option<&Signature>], similarity: f64) -> Vec<u32> {
    let mut sets = Sets::new(signatures.len());
    let signed: Vec<(u32, &Signature)> =
        signatures.iter().enumerate().filter_map(|(text, signature)| Some((text as u32, (*signature)?))).collect();
    let bands: Vec<usize> = (0..BANDS).collect();
    for some in bands.chunks(rayon::current_num_threads() * BANDS_AT_A_TIME) {
        let candidates: Vec<Vec<(u64, u32)>> = some.par_chunks(BANDS_AT_A_TIME).flat_map_iter(|bands| candidates(&signed, bands)).collect();
        for bucket in candidates.iter().flat_map(|band| band.chunk_by(|one, other| one.0 == other.0)).filter(|bucket| bucket.len() > 1) {
            join_bucket(bucket, signatures, similarity, &mut sets);
        }
    }
    (0..signatures.len()).map(|text| sets.root(text) as u32).collect()
}

/// By band, the texts that may agree with another in it, by their key in it.
fn candidates(signed: &[(u32, &Signature)], bands: &[usize]) -> Vec<Vec<(u64, u32)>> {
    let mut keys: Vec<Vec<u64>> = bands.iter().map(|_| Vec::with_capacity(signed.len())).collect();
    for (_, signature) in signed {
        for (band, keys) in bands.iter().zip(&mut keys) {
            keys.push(signature.band(*band));
        }
    }
    keys.iter().map(|keys| shared(keys, signed)).collect()
}

/// The keys that may be those of several texts, sorted, each with its text.
///
/// Most letters are like no other: their keys fall into cells of a table where no other falls, and only the rest is sorted.
fn shared(keys: &[u64], signed: &[(u32, &Signature)]) -> Vec<(u64, u32)> {
    let cells = Cells::new(keys.len());
    let (mut once, mut again) = (cells.clone(), cells);
    for key in keys {
        if once.is_set(*key) {
            again.set(*key);
        } else {
            once.set(*key);
        }
    }
    let texts = signed.iter().map(|(text, _)| *text);
    let mut found: Vec<(u64, u32)> = keys.iter().copied().zip(texts).filter(|(key, _)| again.is_set(*key)).collect();
    found.sort_unstable();
    found
}

/// A set that may hold a key that was never put into it, and always holds one that was: eight bits for every text.
#[derive(Clone)]
struct Cells(Vec<u64>);

impl Cells {
    fn new(texts: usize) -> Self {
        Self(vec![0; (texts / 8).next_power_of_two()])
    }

    /// The word of the table and the bit in it; keys are spread first, because short texts have equal bins.
    fn place(&self, key: u64) -> (usize, u64) {
        let spread = join(SEED, key);
        ((spread >> 8) as usize & (self.0.len() - 1), 1 << (spread & 63))
    }

    fn set(&mut self, key: u64) {
        let (word, bit) = self.place(key);
        self.0[word] |= bit;
    }

    fn is_set(&self, key: u64) -> bool {
        let (word, bit) = self.place(key);
        self.0[word] & bit != 0
    }
}

fn join_bucket(bucket: &[(u64, u32)], signatures: &[Option<&Signature>], similarity: f64, sets: &mut Sets) {
    let first = bucket[0].1 as usize;
    for pair in bucket.windows(2) {
        let (before, text) = (pair[0].1 as usize, pair[1].1 as usize);
        for other in [first, before] {
            if sets.root(other) == sets.root(text) {
                continue;
            }
            if let (Some(one), Some(two)) = (signatures[other], signatures[text])
                && one.agreement(two) >= similarity
            {
                sets.join(other, text);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::shingles::hash;
    use super::*;

    fn letter(template: usize, copy: usize) -> Option<Signature> {
        // 150 words, of which every copy changes five of its own.
        let word =
            |place: usize| if place % 30 == copy % 30 { format!("{template}-{copy}-{place}") } else { format!("{template}-{place}") };
        Signature::of_words(&(0..150).map(|place| hash(&word(place))).collect::<Vec<u64>>(), 5)
    }

    #[test]
    fn copies_of_a_letter_are_one_group_and_other_letters_are_not() {
        let signatures: Vec<_> = (0..20).flat_map(|template| (0..10).map(move |copy| letter(template, copy))).collect();
        let found = groups(&signatures.iter().map(Option::as_ref).collect::<Vec<_>>(), SIMILARITY);
        for (place, group) in found.iter().enumerate() {
            assert_eq!(*group as usize, place / 10 * 10, "text {place}");
        }
    }

    #[test]
    fn texts_without_words_are_never_alike() {
        assert_eq!(groups(&[None, None], SIMILARITY), [0, 1]);
    }

    #[test]
    fn what_is_joined_through_others_is_one_set() {
        let mut sets = Sets::new(5);
        sets.join(4, 3);
        sets.join(3, 1);
        assert_eq!((0..5).map(|member| sets.root(member)).collect::<Vec<_>>(), [0, 1, 2, 1, 1]);
    }
}
