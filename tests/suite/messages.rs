//! What a user is told when something is wrong: the whole message, and the exit code.
//!
//! Each folder of `tests/errors/` holds the files of a workspace, `command.txt`, and `expect.txt`.

use crate::program::ombud;
use std::path::{Path, PathBuf};

#[test]
fn every_message_says_where_what_is_accepted_and_what_to_do() {
    let mut folders: Vec<PathBuf> =
        std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/errors")).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    let mut faults = Vec::new();
    for folder in &folders {
        let got = message(folder);
        let file = folder.join("expect.txt");
        if std::env::var_os("OMBUD_UPDATE_MESSAGES").is_some() {
            std::fs::write(&file, &got).unwrap();
        }
        let expected = std::fs::read_to_string(&file).unwrap_or_default();
        if got != expected {
            faults.push(format!("{}\n--- expected\n{expected}--- got\n{got}", folder.display()));
        }
    }
    assert!(folders.len() > 10);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_path_stands_in_a_hint_as_it_can_be_copied() {
    let home = tempfile::tempdir().unwrap();
    let made = ombud(home.path(), &["init", "Ä ö/Kim's desk"]).done();
    assert!(made.contains(r"ombud -C 'Ä ö/Kim'\''s desk' import FILE…"), "{made}");
    let refused = ombud(home.path(), &["-C", "no where", "sla"]).err;
    assert!(refused.contains("`ombud init 'no where'`"), "{refused}");
    std::fs::write(home.path().join("a b.csv"), "one,two\n1,2\n").unwrap();
    let refused = ombud(home.path(), &["-C", "Ä ö/Kim's desk", "import", "a b.csv"]).err;
    assert!(refused.contains("`ombud source new 'a b.csv'`"), "{refused}");
}

fn message(folder: &Path) -> String {
    let home = tempfile::tempdir().unwrap();
    ombud(home.path(), &["init", "ws", "--time-zone", "Europe/London", "--policy", "logiq"]).done();
    copy(folder, &home.path().join("ws"));
    let command = std::fs::read_to_string(folder.join("command.txt")).unwrap();
    let words: Vec<&str> = command.split_whitespace().collect();
    let run = ombud(&home.path().join("ws"), &words);
    let told = if run.out.is_empty() { run.err } else { format!("{}{}", run.out, run.err) };
    format!("exit code {}\n{told}", run.code)
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}
