//! `register open` asked step by step, at a real terminal.

use super::desk::Desk;
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Duration;

/// Runs the program at a terminal of its own and types these answers, each with Enter.
fn at_a_terminal(desk: &Desk, command: &str, answers: &[&str]) -> Option<String> {
    let program = format!("{} -C ws {command}", env!("CARGO_BIN_EXE_ombud"));
    let terminal = Command::new("script")
        .args(["-q", "-e", "-c", &program, "/dev/null"])
        .current_dir(desk.home.path())
        .env("TERM", "xterm")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut terminal) = terminal else {
        eprintln!("not run: `script` is not installed");
        return None;
    };
    let mut keys = terminal.stdin.take().unwrap();
    for answer in answers {
        // As a person would: the question first. A terminal throws away what is typed before the program listens.
        std::thread::sleep(Duration::from_millis(300));
        keys.write_all(format!("{answer}\r").as_bytes()).unwrap();
    }
    std::thread::sleep(Duration::from_millis(300));
    let output = terminal.wait_with_output().unwrap();
    drop(keys);
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn a_case_is_opened_by_answering_questions_and_a_slip_is_asked_again() {
    let desk = Desk::new();
    // Kind (as proposed), channel misspelt and then right, received, category, customer, contact, subject, description, owner, sure.
    let answers = ["", "phon", "phone", "2026-01-02 10:00", "billing", "Ann Smith", "020 7946 0000", "", "Charged twice.", "kim", "y"];
    let Some(screen) = at_a_terminal(&desk, "register open", &answers) else { return };
    assert!(screen.contains("did you mean \"phone\"?"), "{screen}");
    assert!(screen.contains("R-000001"), "{screen}");
    let line = desk.lines("log.jsonl").remove(0);
    for part in [
        "\"kind\":\"complaint\"",
        "\"channel\":\"phone\"",
        "\"category\":\"billing\"",
        "\"owner\":\"kim\"",
        "\"at\":\"2026-01-02T10:00:00Z\"",
    ] {
        assert!(line.contains(part), "{part}: {line}");
    }
    let vault = desk.lines("vault.jsonl").remove(0);
    assert!(vault.contains("Ann Smith") && vault.contains("020 7946 0000") && !line.contains("Ann"), "{vault}");
}

#[test]
fn answers_that_are_not_to_be_recorded_leave_nothing() {
    let desk = Desk::new();
    let answers = ["", "phone", "", "", "", "", "", "", "", "n"];
    let Some(screen) = at_a_terminal(&desk, "register open", &answers) else { return };
    assert!(screen.contains("nothing was recorded"), "{screen}");
    assert!(!desk.file("register/log.jsonl").exists());
}
