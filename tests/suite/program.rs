//! Runs the program as a user does.

use std::path::Path;
use std::process::{Command, Output};

/// What a run of the program left behind.
pub struct Run {
    /// Its exit code.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Run {
    /// Standard output of a run that must have ended well.
    pub fn done(self) -> String {
        assert_eq!(self.code, 0, "exit code {}\n{}\n{}", self.code, self.out, self.err);
        self.out
    }
}

/// Runs `ombud` in a folder.
pub fn ombud(folder: &Path, words: &[&str]) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_ombud")).current_dir(folder).args(words).output().expect("the program starts");
    let Output { status, stdout, stderr } = output;
    Run {
        code: status.code().unwrap_or(-1),
        out: String::from_utf8(stdout).expect("output is UTF-8"),
        err: String::from_utf8(stderr).expect("messages are UTF-8"),
    }
}
