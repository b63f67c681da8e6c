//! What to call a group of letters: words that most of them use, and other groups do not.

use super::copies::{Copies, Group, key};
use super::grams::{Gram, Limits, grams, surface};
use super::names::Names;
use super::{LEAST_CUSTOMERS, MOST_LABELS};
use crate::analysis::measure::narratives::{Reading, gathered};
use crate::error::Result;
use crate::statistics::text::labels::class_tf_idf;
use duckdb::Connection;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A label holds so many phrases.
const PHRASES: usize = 3;

/// A phrase of the label is used by this part of the group.
const USED_BY: f64 = 0.5;

/// So many texts of a group are read for its label: copies say the same.
const READ_OF_EACH: usize = 500;

/// How often one phrase is used in one group.
#[derive(Default)]
struct Used {
    texts: u64,
    senders: FxHashSet<u64>,
}

/// A text of a group that gets a label.
struct Member {
    group: usize,
    sender: Option<u64>,
    text: String,
}

/// Labels the first groups; a phrase that fewer than five customers used is in no label.
///
/// Gives back what limits a phrase: the names in the labelled texts were added before any wording was chosen.
pub(super) fn label(
    connection: &Connection,
    reading: &Reading<'_>,
    copies: &Arc<Copies>,
    names: &Arc<Names>,
    groups: &mut [Group],
) -> Result<Limits> {
    let labelled = groups.len().min(MOST_LABELS);
    let groups = &mut groups[..labelled];
    let (members, places) = copies.members(groups, READ_OF_EACH);
    if members.is_empty() {
        return Ok(Limits::new(names.settled()));
    }
    let mut sizes = vec![0.0; labelled];
    for group in members.values() {
        sizes[*group] += 1.0;
    }
    let letters = letters(connection, reading, copies, names, members, &places)?;
    let limits = Limits::new(names.settled());
    let mut used: Vec<FxHashMap<u64, Used>> = (0..labelled).map(|_| FxHashMap::default()).collect();
    let mut spelt: BTreeMap<u64, String> = BTreeMap::new();
    let mut buffer = Vec::new();
    for letter in &letters {
        for gram in grams(&letter.text, &limits, &mut buffer) {
            let phrase = used[letter.group].entry(gram.hash).or_default();
            phrase.texts += 1;
            if phrase.senders.len() < LEAST_CUSTOMERS {
                phrase.senders.extend(letter.sender);
            }
            spell(&mut spelt, &letter.text, gram);
        }
    }
    let is_frequent = |used: &Used, group: usize| used.texts as f64 >= USED_BY * sizes[group];
    let is_term = |term: &u64| used.iter().enumerate().any(|(group, used)| used.get(term).is_some_and(|used| is_frequent(used, group)));
    let terms: Vec<u64> = spelt.keys().copied().filter(is_term).collect();
    let counts: Vec<Vec<f64>> =
        used.iter().map(|used| terms.iter().map(|term| used.get(term).map_or(0.0, |used| used.texts as f64)).collect()).collect();
    for (group, weights) in class_tf_idf(&counts).iter().enumerate() {
        let may_be_told =
            |term: &u64| used[group].get(term).is_some_and(|used| is_frequent(used, group) && used.senders.len() >= LEAST_CUSTOMERS);
        let told: Vec<(f64, &String)> =
            terms.iter().zip(weights).filter(|(term, _)| may_be_told(term)).map(|(term, weight)| (*weight, &spelt[term])).collect();
        groups[group].label = chosen(told);
    }
    Ok(limits)
}

/// The texts of the groups' members, from which names are learnt.
fn letters(
    connection: &Connection,
    reading: &Reading<'_>,
    copies: &Arc<Copies>,
    names: &Arc<Names>,
    members: FxHashMap<u64, usize>,
    places: &[i64],
) -> Result<Vec<Member>> {
    let (copies, names) = (Arc::clone(copies), Arc::clone(names));
    let months = 0..reading.months.len();
    gathered(connection, reading, months, Some(places), Vec::with_capacity(members.len()), move |texts, letters| {
        for text in texts {
            let Some(group) = members.get(&key(text)) else { continue };
            // Those of the newest quarter were learnt from before.
            if !copies.is_newest(text.month) {
                names.learn(text.text);
            }
            letters.with(|letters| letters.push(Member { group: *group, sender: copies.sender(text), text: text.text.to_string() }));
        }
    })
}

fn spell(spelt: &mut BTreeMap<u64, String>, text: &str, gram: Gram) {
    spelt.entry(gram.hash).or_insert_with(|| surface(text, gram));
}

/// The phrases with most weight, longer ones before shorter of about the same, no word twice.
fn chosen(mut told: Vec<(f64, &String)>) -> Vec<String> {
    let words = |phrase: &str| phrase.split(' ').count() as f64;
    told.sort_by(|left, right| (right.0 * words(right.1)).total_cmp(&(left.0 * words(left.1))).then(left.1.cmp(right.1)));
    let mut label: Vec<String> = Vec::new();
    for (_, phrase) in told {
        let is_said = |word: &str| label.iter().any(|said| said.split(' ').any(|other| other == word));
        if label.len() < PHRASES && !phrase.split(' ').any(is_said) {
            label.push(phrase.clone());
        }
    }
    label
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_says_no_word_twice() {
        let phrases = ["refund of parcel", "refund", "lost parcel", "third week"].map(String::from);
        let told: Vec<(f64, &String)> = [0.2, 0.3, 0.25, 0.2].into_iter().zip(&phrases).collect();
        // 0.2 x 3 leads; "refund" and "lost parcel" repeat its words.
        assert_eq!(chosen(told), ["refund of parcel", "third week"]);
    }
}
