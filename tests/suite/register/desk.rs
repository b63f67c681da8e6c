//! A small desk with a register and a procedure of its own, and the program run at it.

use crate::program::{Run, ombud};
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

/// Acknowledge within 24 hours, answer within 7 business days (a notice moves it), tell the outcome before closing.
const POLICY: &str = r#"schema = 1
id = "own"
title = "Own"
organisation = "Own"
calendar = "uk-office"

[[clause]]
id = "acknowledge"
cite = "1"
text = "Acknowledge within a day."
type = "deadline"
after = ["received"]
require = [{ event = "acknowledged", with = ["next_steps"] }]
within = "24 hours"

[[clause]]
id = "answer"
cite = "2"
text = "Answer within seven working days."
type = "deadline"
after = ["received"]
require = ["resolution_proposed"]
within = "7 business days"
extended_by = ["delay_notice"]

[[clause]]
id = "complete"
cite = "3"
text = "A record has a customer and a description."
type = "record"
fields = ["customer", "description"]

[[clause]]
id = "acknowledge-in-writing"
cite = "4"
text = "The acknowledgement names a contact."
type = "precondition"
before = ["closed"]
require = [{ event = "acknowledged", with = ["contact"] }]
"#;

/// A workspace in a folder of its own.
pub struct Desk {
    /// Holds the workspace `ws` and whatever a test puts beside it.
    pub home: TempDir,
}

impl Desk {
    /// With the procedure above in force.
    pub fn new() -> Self {
        let desk = Self { home: tempfile::tempdir().unwrap() };
        ombud(desk.home.path(), &["init", "ws", "--time-zone", "Europe/London"]).done();
        fs::write(desk.home.path().join("ws/policies/own.toml"), POLICY).unwrap();
        desk
    }

    /// A file of the workspace.
    pub fn file(&self, name: &str) -> PathBuf {
        self.home.path().join("ws").join(name)
    }

    /// Runs the program in the workspace.
    pub fn run(&self, words: &[&str]) -> Run {
        let words: Vec<&str> = ["-C", "ws"].iter().chain(words).copied().collect();
        ombud(self.home.path(), &words)
    }

    /// Standard output of a command that must succeed.
    pub fn done(&self, words: &[&str]) -> String {
        self.run(words).done()
    }

    /// Standard error of a command that must be refused, with nothing on standard output.
    pub fn refused(&self, words: &[&str]) -> String {
        let run = self.run(words);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{words:?}: {}", run.err);
        run.err
    }

    /// Opens a case; answers its number.
    pub fn open(&self, more: &[&str]) -> String {
        let words: Vec<&str> = ["register", "open"].iter().chain(more).copied().collect();
        self.done(&words).trim().to_string()
    }

    /// Writes a file beside the workspace.
    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.home.path().join(name), text).unwrap();
    }

    /// The lines of a file of the register.
    pub fn lines(&self, name: &str) -> Vec<String> {
        fs::read_to_string(self.file("register").join(name)).unwrap().lines().map(str::to_string).collect()
    }

    /// Where any of these texts stands in the workspace, whatever the case of its letters: in the bytes of every file, and in
    /// the rows of every table, since Parquet is compressed.
    pub fn knows(&self, texts: &[&str]) -> Vec<String> {
        let mut places: Vec<(String, Vec<u8>)> = Vec::new();
        let mut folders = vec![self.home.path().join("ws")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    places.push((path.display().to_string(), fs::read(&path).unwrap()));
                }
            }
        }
        for table in ["cases", "events", "rejects"] {
            let rows = self.done(&["query", &format!("select * from {table}"), "--format", "json"]);
            places.push((format!("the view {table}"), rows.into_bytes()));
        }
        let mut found = Vec::new();
        for (place, bytes) in places {
            let all = String::from_utf8_lossy(&bytes).to_lowercase();
            found.extend(texts.iter().filter(|text| all.contains(&text.to_lowercase())).map(|text| format!("{text}: {place}")));
        }
        found
    }
}
