//! Words that a mapping lists, looked up as people write them: case is ignored, and a star stands for anything.

use std::collections::HashMap;

/// What each listed word stands for.
#[derive(Debug, Clone)]
pub struct Words<T> {
    exact: HashMap<String, T>,
    /// Words with a star; those with most letters first, so that the nearest one is found.
    open: Vec<(Pattern, T)>,
}

/// A word with stars, each of which stands for anything: `Closed*`, `*closed*`, `Solved*upheld`.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// What stands between the stars, in lower case; the first begins the word and the last ends it.
    parts: Vec<String>,
}

impl Pattern {
    /// A word with a star; `None` where it has none, or nothing else.
    pub fn of(word: &str) -> Option<Self> {
        let parts: Vec<String> = word.split('*').map(str::to_lowercase).collect();
        (parts.len() > 1 && parts.iter().any(|part| !part.is_empty())).then_some(Self { parts })
    }

    /// Whether a word in lower case is one that it stands for.
    pub fn fits(&self, word: &str) -> bool {
        let [first, between @ .., last] = self.parts.as_slice() else { return false };
        let Some(mut rest) = word.strip_prefix(first.as_str()) else { return false };
        for part in between {
            let Some((_, after)) = rest.split_once(part.as_str()) else { return false };
            rest = after;
        }
        rest.ends_with(last.as_str())
    }

    fn letters(&self) -> usize {
        self.parts.iter().map(String::len).sum()
    }
}

impl<T> Words<T> {
    /// The words of a list.
    pub fn of<'a>(list: impl IntoIterator<Item = (&'a str, T)>) -> Self {
        let (mut exact, mut open) = (HashMap::new(), Vec::new());
        for (word, meaning) in list {
            match Pattern::of(word) {
                Some(pattern) => open.push((pattern, meaning)),
                None => drop(exact.insert(word.to_lowercase(), meaning)),
            }
        }
        open.sort_by_key(|open| std::cmp::Reverse(open.0.letters()));
        Self { exact, open }
    }

    /// What a word stands for; `None` where the list has nothing for it.
    pub fn get(&self, word: &str) -> Option<&T> {
        let word = word.to_lowercase();
        self.exact.get(&word).or_else(|| self.open.iter().find(|open| open.0.fits(&word)).map(|open| &open.1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_exactly_or_by_its_longest_pattern() {
        let words = Words::of([("Closed", 1), ("closed*", 2), ("closed with*", 3), ("*done", 4), ("*wait*", 5), ("*", 6)]);
        let found =
            ["CLOSED", "Closed - spam", "Closed with relief", "all Done", "a waiting b", "Open", "*"].map(|word| words.get(word).copied());
        assert_eq!(found, [Some(1), Some(2), Some(3), Some(4), Some(5), None, Some(6)]);
    }

    #[test]
    fn a_star_may_stand_within_a_word() {
        let words = Words::of([("Solved*upheld", 1), ("Ack*sent*customer", 2), ("ab*ba", 3)]);
        let found = ["Solved - not upheld", "solvedupheld", "Solved - upheld today", "ack. was sent to the customer", "aba", "abba"]
            .map(|word| words.get(word).copied());
        assert_eq!(found, [Some(1), Some(1), None, Some(2), None, Some(3)]);
    }
}
