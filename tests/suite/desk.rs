//! A workspace for tests of exports: files go in by `ombud import`, and rows come out by `ombud query`.

use crate::program::{Run, ombud};
use std::path::PathBuf;
use tempfile::TempDir;

/// The mapping of the source `desk`: cases with the date of their closing, as a desk of ours would export them.
pub const MAPPING: &str = r#"
schema = 1
id = "desk"
title = "Desk"
mode = "snapshot"
reports = ["closed"]
[[table]]
name = "tickets"
recognise = ["number", "opened", "closed"]
dates = "iso"
case_id = "number"
[table.case]
received_at = "opened"
kind = { constant = "complaint" }
category = "topic"
customer = { column = "mail", pseudonym = true }
description = "said"
[[table.event]]
event = "closed"
at = "closed"
"#;

/// A workspace of one test.
pub struct Desk {
    dir: TempDir,
}

impl Desk {
    /// A new workspace in a zone.
    pub fn new(zone: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        // Queries judge, and that needs a procedure.
        ombud(dir.path(), &["init", "ws", "--time-zone", zone, "--policy", "feedback-and-complaints"]).done();
        Self { dir }
    }

    /// A new workspace in UTC that has [`MAPPING`].
    pub fn with_mapping() -> Self {
        let desk = Self::new("UTC");
        desk.mapping("desk", MAPPING);
        desk
    }

    /// The folder that the workspace `ws` lies in; what a command writes to a folder of its own lies there too.
    pub fn path(&self) -> &std::path::Path {
        self.dir.path()
    }

    /// Writes a file beside the workspace.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let file = self.dir.path().join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, content).unwrap();
        file
    }

    /// Writes a mapping of the user's own.
    pub fn mapping(&self, id: &str, toml: &str) {
        self.file(&format!("ws/sources/{id}.toml"), toml);
    }

    /// Runs a command in the workspace.
    pub fn run(&self, words: &[&str]) -> Run {
        ombud(self.dir.path(), &[&["-C", "ws"], words].concat())
    }

    /// Imports files, which must end well; answers what the program says.
    pub fn import(&self, files: &[&str]) -> String {
        self.run(&[&["import"], files].concat()).done()
    }

    /// Imports one made-up file.
    pub fn import_text(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        self.file(name, content);
        self.import(&[name])
    }

    /// What a command that cannot be done says.
    pub fn refusal(&self, words: &[&str]) -> String {
        let run = self.run(words);
        assert_eq!(run.code, 2, "{}\n{}", run.out, run.err);
        run.err.trim_end().replace(&format!("{}/", self.dir.path().display()), "")
    }

    /// The rows of a query as CSV, without its header.
    pub fn rows(&self, sql: &str) -> Vec<String> {
        let told = self.run(&["query", sql, "--as-of", "2027-01-01T00:00:00Z", "--format", "csv"]).done();
        told.lines().skip(1).map(str::to_string).collect()
    }

    /// Every event of every case, in the order of time: `case event at evidence`.
    pub fn events(&self) -> Vec<String> {
        let sql = "select concat_ws(' ', e.case_id, e.event, strftime(e.at, '%m-%d %H:%M'), nullif(e.evidence, 'event'), \
            case when e.auto then 'automatic' when not e.auto then 'human' end) as told \
            from events as e order by e.case_id, e.at, e.file, e.row, e.part";
        self.rows(sql)
    }

    /// Of a source that tells of closings alone: the cases and the days on which they were closed, `case,month-day`.
    pub fn closings(&self) -> Vec<String> {
        self.rows("select case_id, strftime(\"at\", '%m-%d') from events order by all")
    }

    /// The account over all imports: rows in, kept, set aside, duplicates.
    pub fn account(&self) -> Vec<String> {
        self.run(&["check"]).done();
        self.rows("select sum(rows_in) filter (retry_of is null), sum(kept), sum(set_aside) filter (not is_retried), sum(duplicates) from imports")
    }
}
