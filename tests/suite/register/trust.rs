//! A stranger can check the log, and minutes can check the stranger.

use super::desk::Desk;
use std::fs;
use std::process::Command;

fn a_desk() -> Desk {
    let desk = Desk::new();
    desk.open(&["--received-at", "2026-01-02 10:00", "--customer", "Ann Smith", "--description", "Charged twice."]);
    desk.done(&["register", "record", "1", "acknowledged", "--at", "2026-01-02 11:00", "--note", "rang her"]);
    desk.done(&["register", "record", "1", "closed", "--at", "2026-01-05 11:00"]);
    desk
}

/// The lines that the README gives to a stranger.
fn lines_of_the_readme() -> String {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let begin = readme.find("<!-- a stranger's check -->").expect("the README marks the lines");
    let block = readme[begin..].split("```sh\n").nth(1).expect("a block of shell lines follows");
    block.split("```").next().unwrap().to_string()
}

fn stranger(desk: &Desk) -> Option<(bool, String)> {
    if ["jq", "sha256sum"].iter().any(|tool| Command::new(tool).arg("--version").output().is_err()) {
        eprintln!("not run: jq and sha256sum are not installed");
        return None;
    }
    let output = Command::new("bash").args(["-c", &lines_of_the_readme()]).current_dir(desk.file("register")).output().unwrap();
    Some((output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)))
}

#[test]
fn the_lines_of_the_readme_pass_a_sound_register_and_name_the_line_of_any_change() {
    let desk = a_desk();
    let Some((is_sound, told)) = stranger(&desk) else { return };
    assert!(is_sound, "{told}");
    let log = desk.file("register/log.jsonl");
    let text = std::fs::read_to_string(&log).unwrap();
    for (found, put) in [("2026-01-02T11", "2026-01-02T10"), ("\"n\":2", "\"n\":4")] {
        std::fs::write(&log, text.replace(found, put)).unwrap();
        let (is_sound, told) = stranger(&desk).unwrap();
        assert!(!is_sound && told.contains('2'), "{put}: {told}");
    }
    std::fs::write(
        &log,
        text.lines().enumerate().filter(|(place, _)| *place != 1).map(|(_, line)| format!("{line}\n")).collect::<String>(),
    )
    .unwrap();
    assert!(!stranger(&desk).unwrap().0, "a line that is gone");
    std::fs::write(&log, &text).unwrap();
    let vault = desk.file("register/vault.jsonl");
    let kept = std::fs::read_to_string(&vault).unwrap();
    std::fs::write(&vault, kept.replace("Charged twice.", "Charged once.")).unwrap();
    assert!(!stranger(&desk).unwrap().0, "a text of the vault that was changed");
}

#[test]
fn a_receipt_shows_a_chain_that_was_written_anew_and_one_that_was_cut() {
    let desk = a_desk();
    let receipt = desk.done(&["register", "verify", "--receipt"]).trim().to_string();
    assert!(receipt.starts_with("3:") && receipt.len() == 2 + 32, "{receipt}");
    assert!(desk.run(&["register", "verify"]).err.contains(&format!("receipt for the minutes: {receipt}")));
    desk.open(&[]);
    let later = desk.run(&["register", "verify", "--check", &receipt]);
    assert!(later.code == 0 && later.err.contains("entry 3 and all before it are what they were"), "{}", later.err);

    // The whole chain anew, hashes and all: by itself it is sound.
    let forged = a_desk();
    let anew = forged.run(&["register", "verify", "--check", &receipt]);
    assert_eq!(forged.run(&["register", "verify"]).code, 0);
    assert!(anew.code == 1 && anew.out.contains("log.jsonl:3: entry 3 has the hash") && anew.out.contains("written anew"), "{}", anew.out);

    // Cut off behind the second entry, vault and all.
    let log = desk.file("register/log.jsonl");
    let lines = desk.lines("log.jsonl");
    std::fs::write(&log, lines[..2].join("\n") + "\n").unwrap();
    assert_eq!(desk.run(&["register", "verify"]).code, 0, "by itself it looks sound");
    let cut = desk.run(&["register", "verify", "--check", &receipt]);
    assert!(cut.code == 1 && cut.out.contains("the log ends with entry 2") && cut.out.contains("taken off its end"), "{}", cut.out);
    assert!(desk.refused(&["register", "verify", "--check", "12:xyz"]).contains("no receipt"));
}

#[test]
fn a_log_that_another_program_wrote_in_is_told_with_its_line_by_every_command() {
    let desk = a_desk();
    let log = desk.file("register/log.jsonl");
    let text = fs::read_to_string(&log).unwrap();
    let doubled = text.replacen("\"case_id\":", "\"category\":\"x\",\"category\":\"y\",\"case_id\":", 1);
    for changed in [doubled, format!("\u{feff}{text}")] {
        fs::write(&log, &changed).unwrap();
        let told = desk.run(&["sla"]).err;
        let found = told.lines().find(|line| line.starts_with("error: ")).unwrap();
        assert!(found.contains("register/log.jsonl:1: "), "{told}");
        assert!(told.contains("Put the file back from where you keep copies; `ombud register verify` tells every fault"), "{told}");
        let checked = desk.run(&["check"]);
        assert!(checked.code == 1 && checked.out.contains("register: error: 1 fault in "), "{}", checked.out);
        for word in ["JSON transform", "auto_detect", "Malformed", "Invalid Input"] {
            assert!(!told.contains(word) && !checked.out.contains(word), "{word}: {told}{}", checked.out);
        }
    }
}
