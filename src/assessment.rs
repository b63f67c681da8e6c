//! What people write into the yearly self-assessment: comments, actions, minutes, the approval.
//!
//! The file lies in the workspace, `reviews/2026.toml`. The program makes it, and later only adds the clauses that it
//! lacks, at its end: what was written stays byte for byte.

use crate::error::{Error, Place, Result};
use crate::report::texts::{Texts, say};
use crate::toml_file;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use toml::Spanned;

/// The folder of the workspace that holds these files.
pub const FOLDER: &str = "reviews";

/// What people wrote about one clause; empty where they wrote nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// What they say about it.
    pub comment: String,
    /// What is to be done.
    pub action: String,
    /// By whom.
    pub owner: String,
    /// By when.
    pub due: String,
}

/// The minutes of the review.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Minutes {
    /// When and where it was held.
    pub held: String,
    /// Who was there.
    pub present: String,
    /// What was said.
    pub discussed: String,
    /// What was decided.
    pub decided: String,
    /// When the next one is.
    pub next: String,
}

/// Who approved the pack.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Approval {
    /// The body or the person.
    pub by: String,
    /// In which role.
    pub role: String,
    /// When.
    pub on: String,
}

/// The file of one year.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assessment {
    /// By policy and clause.
    pub clauses: BTreeMap<(String, String), Entry>,
    /// The minutes.
    pub minutes: Minutes,
    /// The approval.
    pub approval: Approval,
}

/// A clause that is to be answered for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked<'a> {
    /// The policy's id.
    pub policy: &'a str,
    /// The clause's id.
    pub clause: &'a str,
    /// What it asks.
    pub asks: &'a str,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    schema: Spanned<u32>,
    #[serde(default)]
    minutes: Minutes,
    #[serde(default)]
    approval: Approval,
    #[serde(default)]
    clause: Vec<WrittenClause>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenClause {
    policy: String,
    id: Spanned<String>,
    #[serde(default)]
    comment: String,
    #[serde(default)]
    action: String,
    #[serde(default)]
    owner: String,
    #[serde(default)]
    due: String,
}

/// The file of a year, such as `reviews/2026.toml`.
pub fn file(root: &Path, year: &str) -> PathBuf {
    root.join(FOLDER).join(format!("{year}.toml"))
}

/// Reads what people wrote.
pub fn parse(file: &Path, text: &str) -> Result<Assessment> {
    let written: Written = toml_file::parse(file, text)?;
    if *written.schema.get_ref() != 1 {
        return Err(Error::new(format!("schema {} is not known", written.schema.get_ref()))
            .at(Place::span(file, text, written.schema.span()))
            .accepted("schema = 1"));
    }
    let mut clauses = BTreeMap::new();
    for WrittenClause { policy, id, comment, action, owner, due } in written.clause {
        let place = Place::span(file, text, id.span());
        let key = (policy, id.into_inner());
        if clauses.contains_key(&key) {
            return Err(Error::new(format!("the clause \"{}\" of {} is answered for twice", key.1, key.0))
                .at(place)
                .remedy("Join the two entries: which one counts cannot be known."));
        }
        clauses.insert(key, Entry { comment, action, owner, due });
    }
    Ok(Assessment { clauses, minutes: written.minutes, approval: written.approval })
}

impl Assessment {
    /// What was written about a clause.
    pub fn of(&self, policy: &str, clause: &str) -> Entry {
        self.clauses.get(&(policy.to_string(), clause.to_string())).cloned().unwrap_or_default()
    }

    /// The clauses that something was written about although nobody asks for them.
    pub fn strangers<'a>(&'a self, asked: &'a [Asked<'a>]) -> impl Iterator<Item = &'a (String, String)> {
        let is_written = |entry: &Entry| *entry != Entry::default();
        let is_asked = |key: &(String, String)| asked.iter().any(|one| (one.policy, one.clause) == (key.0.as_str(), key.1.as_str()));
        self.clauses.iter().filter(move |(key, entry)| is_written(entry) && !is_asked(key)).map(|(key, _)| key)
    }
}

/// The text of the file with an entry for every clause asked; `None` where it has them all.
///
/// What stands there is not touched; a new file explains itself in the language of the page.
pub fn completed(text: Option<&str>, known: &Assessment, year: &str, asked: &[Asked<'_>], texts: &Texts) -> Option<String> {
    let is_known = |one: &&Asked<'_>| known.clauses.contains_key(&(one.policy.to_string(), one.clause.to_string()));
    let missing: Vec<&Asked<'_>> = asked.iter().filter(|one| !is_known(one)).collect();
    let mut completed = match text {
        Some(_) if missing.is_empty() => return None,
        Some(text) if text.is_empty() || text.ends_with('\n') => text.to_string(),
        Some(text) => format!("{text}\n"),
        None => say!(texts, "review_file.opening", year = year).plain(),
    };
    for one in missing {
        let quoted = |text: &str| toml::Value::String(text.to_string()).to_string();
        let asks: String = one.asks.split_whitespace().collect::<Vec<_>>().join(" ");
        let _ = write!(
            completed,
            "\n# {asks}\n[[clause]]\npolicy = {}\nid = {}\ncomment = \"\"\naction = \"\"\nowner = \"\"\ndue = \"\"\n",
            quoted(one.policy),
            quoted(one.clause)
        );
    }
    Some(completed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts() -> &'static Texts {
        Texts::of(crate::report::texts::Language::English)
    }

    const ASKED: [Asked<'static>; 2] = [
        Asked { policy: "own", clause: "answer", asks: "Answer\nwithin a \"day\"." },
        Asked { policy: "own", clause: "log", asks: "Log it." },
    ];

    #[test]
    fn what_was_written_survives_and_new_clauses_are_added_at_the_end() {
        let file = Path::new("reviews/2026.toml");
        let first = completed(None, &Assessment::default(), "2026", &ASKED[..1], texts()).unwrap();
        assert_eq!(parse(file, &first).unwrap().of("own", "answer"), Entry::default());
        let by_hand = first.replace("comment = \"\"", "comment = \"\"\"Hard\nat night.\"\"\"   # Kim");
        let known = parse(file, &by_hand).unwrap();
        assert_eq!(known.of("own", "answer").comment, "Hard\nat night.");
        assert_eq!(completed(Some(&by_hand), &known, "2026", &ASKED[..1], texts()), None);
        let second = completed(Some(&by_hand), &known, "2026", &ASKED, texts()).unwrap();
        assert!(second.starts_with(&by_hand));
        assert_eq!(parse(file, &second).unwrap().clauses.len(), 2);
        assert_eq!(known.strangers(&ASKED[1..]).collect::<Vec<_>>(), [&("own".to_string(), "answer".to_string())]);
        assert_eq!(known.strangers(&ASKED).count(), 0);
    }

    #[test]
    fn a_clause_answered_for_twice_and_a_misspelt_key_are_refused_with_their_lines() {
        let file = Path::new("reviews/2026.toml");
        let refused = |text: &str| parse(file, text).unwrap_err().to_string();
        let twice = "schema = 1\n[[clause]]\npolicy = \"own\"\nid = \"a\"\n[[clause]]\npolicy = \"own\"\nid = \"a\"\n";
        assert!(refused(twice).starts_with("reviews/2026.toml:7: the clause \"a\" of own is answered for twice"), "{}", refused(twice));
        let misspelt = "schema = 1\n[[clause]]\npolicy = \"own\"\nid = \"a\"\ncoment = \"\"\n";
        assert!(refused(misspelt).starts_with("reviews/2026.toml:5: unknown key \"coment\"; did you mean \"comment\"?"));
        assert!(refused("schema = 2\n").contains("schema 2 is not known"));
    }
}
