//! Words that a mapping lists, looked up as people write them: case is ignored, and a star stands for anything.

use std::collections::HashMap;

/// What each listed word stands for.
#[derive(Debug, Clone)]
pub struct Words<T> {
    exact: HashMap<String, T>,
    /// Words with a star; those with most letters first, so that the nearest one is found.
    open: Vec<(Pattern, T)>,
}

/// `Closed*`, `*closed` or `*closed*`.
#[derive(Debug, Clone)]
struct Pattern {
    letters: String,
    has_start: bool,
    has_end: bool,
}

impl Pattern {
    /// A word with a star at its beginning, its end or both; `None` where it has none.
    fn of(word: &str) -> Option<Self> {
        let (start, has_start) = word.strip_prefix('*').map_or((word, true), |rest| (rest, false));
        let (letters, has_end) = start.strip_suffix('*').map_or((start, true), |rest| (rest, false));
        let is_open = !(letters.is_empty() || has_start && has_end);
        is_open.then(|| Self { letters: letters.to_lowercase(), has_start, has_end })
    }

    fn fits(&self, word: &str) -> bool {
        match (self.has_start, self.has_end) {
            (true, _) => word.starts_with(&self.letters),
            (false, true) => word.ends_with(&self.letters),
            (false, false) => word.contains(&self.letters),
        }
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
        open.sort_by_key(|open| std::cmp::Reverse(open.0.letters.len()));
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
}
