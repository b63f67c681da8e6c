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
    desk.open(&["--kind", "complaint"]);
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

/// What is done to a register, and what of it is told.
type Change = (fn(&Desk), &'static str);

/// Changes, each to a desk of its own: an instant, a line that is gone, a text; the log and the vault gone.
const CHANGES: [Change; 5] = [
    (|desk| rewrite(desk, "log.jsonl", "2026-01-02T11", "2026-01-02T10"), "log.jsonl:2: the line was changed: it states the hash"),
    (
        |desk| {
            let lines = desk.lines("log.jsonl");
            fs::write(desk.file("register/log.jsonl"), format!("{}\n{}\n", lines[0], lines[2])).unwrap();
        },
        "log.jsonl:2: entry 2 is missing before this line",
    ),
    (|desk| rewrite(desk, "vault.jsonl", "Charged twice.", "Charged once."), "vault.jsonl:1: what is kept for entry 1 does not fit"),
    (|desk| fs::remove_file(desk.file("register/vault.jsonl")).unwrap(), "log.jsonl:1: the vault holds nothing for this entry"),
    (|desk| fs::remove_file(desk.file("register/log.jsonl")).unwrap(), "the log is missing, and the vault beside it still holds the texts"),
];

fn rewrite(desk: &Desk, name: &str, found: &str, put: &str) {
    let file = desk.file("register").join(name);
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains(found));
    fs::write(file, text.replace(found, put)).unwrap();
}

#[test]
fn no_number_is_told_from_a_register_that_was_changed() {
    for (change, told) in CHANGES {
        let desk = a_desk();
        change(&desk);
        for words in [
            &["sla", "--as-of", "2026-05-01", "--format", "csv"][..],
            &["due", "--as-of", "2026-05-01", "--format", "csv"],
            &["explain", "R-000001", "--as-of", "2026-05-01"],
            &["report", "quarterly", "--period", "2026-Q1", "--as-of", "2026-05-01"],
        ] {
            let refused = desk.refused(words);
            assert!(refused.contains(told), "{told}: {refused}");
        }
    }
}

#[test]
fn what_is_wrong_with_a_changed_register_can_still_be_looked_at() {
    for (change, told) in CHANGES {
        let desk = a_desk();
        change(&desk);
        let verified = desk.run(&["register", "verify"]);
        assert!(verified.code == 1 && verified.out.contains(told), "{told}: {}", verified.out);
        let checked = desk.run(&["check"]);
        assert!(checked.code == 1 && checked.out.contains("register: error: ") && checked.out.contains("lake: sound"), "{}", checked.out);
        if desk.file("register/log.jsonl").exists() {
            assert!(desk.done(&["register", "show", "1"]).starts_with("R-000001"));
        } else {
            assert!(desk.refused(&["register", "list"]).contains(told), "nothing is not what was recorded");
        }
    }
}

#[test]
fn no_case_is_told_of_from_a_register_that_was_changed() {
    for (change, told) in CHANGES {
        let desk = a_desk();
        change(&desk);
        for words in [
            &["register", "list"][..],
            &["register", "list", "--open"],
            &["register", "list", "--organisation"],
            &["register", "export", "--customer", "Ann Smith"],
        ] {
            let refused = desk.refused(words);
            assert!(refused.contains(told), "{words:?}, {told}: {refused}");
        }
        // Who looks at a case looks for what is wrong with it.
        let shown = desk.run(&["register", "show", "1"]).err;
        assert!(shown.contains("warning: this may not be what was recorded: ") && shown.contains(told), "{told}: {shown}");
    }
    assert!(!a_desk().run(&["register", "show", "1"]).err.contains("warning"));
}

/// Line 4, the closing of the second case, is laid to the third: both by the index that was made before and by one that is made anew,
/// the second case has a line that nobody wrote.
#[test]
fn nothing_is_recorded_or_told_of_a_case_of_which_a_line_was_changed() {
    for has_index in [true, false] {
        let desk = Desk::new();
        for day in ["2026-01-01 09:00", "2026-01-02 09:00", "2026-01-03 09:00"] {
            desk.open(&["--received-at", day]);
        }
        desk.done(&["register", "record", "2", "closed", "--at", "2026-01-04 09:00"]);
        desk.done(&["register", "record", "--organisation", "training_held", "--at", "2026-01-05 09:00"]);
        let mut lines = desk.lines("log.jsonl");
        lines[3] = lines[3].replace("R-000002", "R-000003");
        fs::write(desk.file("register/log.jsonl"), lines.join("\n") + "\n").unwrap();
        if !has_index {
            fs::remove_file(desk.file("register/index.redb")).unwrap();
        }
        let refused = desk.refused(&["register", "record", "2", "acknowledged", "--at", "2026-01-06 09:00"]);
        assert!(refused.contains("entry 4 is not as it was written: the line was changed"), "{has_index}: {refused}");
        assert_eq!(desk.lines("log.jsonl"), lines);
    }
}

#[test]
fn names_without_a_pseudonym_are_noted_and_hold_no_number_up() {
    let desk = a_desk();
    fs::remove_file(desk.file("register/customers.jsonl")).unwrap();
    let run = desk.run(&["sla", "--as-of", "2026-05-01", "--format", "csv"]);
    assert!(run.code == 0 && run.err.contains("customers.jsonl does not know the customer of this entry"), "{}", run.err);
}

#[test]
fn a_torn_last_line_is_noted_by_all_that_read_and_set_aside_by_the_next_entry_alone() {
    let desk = a_desk();
    let log = desk.file("register/log.jsonl");
    let text = fs::read_to_string(&log).unwrap();
    fs::write(&log, &text[..text.len() - 20]).unwrap();
    let kept = || -> Vec<(std::path::PathBuf, Vec<u8>)> {
        let mut files: Vec<_> = fs::read_dir(desk.file("register")).unwrap().map(|file| file.unwrap().path()).collect();
        files.sort();
        files.into_iter().map(|file| (file.clone(), fs::read(file).unwrap())).collect()
    };
    let before = kept();
    for _ in 0..2 {
        let checked = desk.run(&["check"]);
        assert!(checked.code == 1 && checked.out.contains("register: error: 1 fault"), "{}", checked.out);
        // The closing was torn: what is left is that the case was logged, and acknowledged.
        let asked = desk.run(&["query", "select count(*) as n from events", "--format", "csv"]);
        assert_eq!((asked.code, asked.out.as_str()), (0, "n\n2\n"));
        assert!(asked.err.contains("note: ") && asked.err.contains("sets them aside"), "{}", asked.err);
        assert!(desk.run(&["register", "verify"]).out.starts_with("log.jsonl:3: the last line was not written to its end"));
    }
    assert_eq!(kept(), before);
    let recorded = desk.run(&["register", "record", "1", "closed", "--at", "2026-01-05 11:00"]);
    assert!(recorded.code == 0 && recorded.err.contains("torn-3.txt"), "{}", recorded.err);
    assert_eq!(desk.run(&["check"]).code, 0);
}
