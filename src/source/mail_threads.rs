//! Which messages belong together: each names those that it answers, and the oldest of them names the thread.
//!
//! All files of an import are read for their links first, because the answers often lie in
//! another mailbox than the letters. Only names of messages are held, no texts.

use std::collections::HashMap;

/// What messages say of whom they answer.
#[derive(Debug, Default)]
pub struct Links {
    parents: HashMap<Box<str>, Box<str>>,
}

/// The thread of each message.
#[derive(Debug, Default)]
pub struct Threads {
    parents: HashMap<Box<str>, Box<str>>,
}

impl Links {
    /// Adds a message and the chain of those that it answers, the oldest first. What was said first of a message stays.
    pub fn add(&mut self, id: &str, parents: &[String]) {
        let chain: Vec<&str> = parents.iter().map(String::as_str).chain([id]).collect();
        for pair in chain.windows(2) {
            let [parent, child] = pair else { continue };
            if parent != child && !self.parents.contains_key(*child) && !self.leads_to(parent, child) {
                self.parents.insert((*child).into(), (*parent).into());
            }
        }
    }

    /// Whether a message answers another one, over however many between.
    fn leads_to(&self, from: &str, to: &str) -> bool {
        let mut at = from;
        while let Some(parent) = self.parents.get(at) {
            if &**parent == to {
                return true;
            }
            at = parent;
        }
        false
    }

    /// No more messages.
    pub fn finish(self) -> Threads {
        Threads { parents: self.parents }
    }
}

impl Threads {
    /// The oldest message that a message goes back to; itself where it answers none.
    pub fn root(&self, id: &str) -> String {
        let mut at = id;
        while let Some(parent) = self.parents.get(at) {
            at = parent;
        }
        at.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(ids: &[&str]) -> Vec<String> {
        ids.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_thread_is_named_by_its_oldest_message_in_whatever_order_they_come() {
        let mut links = Links::default();
        links.add("d", &ids(&["c"]));
        links.add("c", &ids(&["a", "b"]));
        links.add("x", &[]);
        let threads = links.finish();
        assert_eq!(["a", "b", "c", "d", "x"].map(|id| threads.root(id)), ["a", "a", "a", "a", "x"]);
    }

    #[test]
    fn messages_that_answer_each_other_in_a_circle_end_somewhere() {
        let mut links = Links::default();
        links.add("a", &ids(&["b"]));
        links.add("b", &ids(&["a"]));
        links.add("c", &ids(&["c"]));
        let threads = links.finish();
        assert_eq!(["a", "b", "c"].map(|id| threads.root(id)), ["b", "b", "c"]);
    }
}
