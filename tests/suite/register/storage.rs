//! Nothing that was acknowledged is ever lost: writers at once, writers killed, a full disk, a folder that cannot be written.

use super::desk::Desk;
use ombud::register::read;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

fn start(desk: &Desk, words: &[&str]) -> std::process::Child {
    let program = env!("CARGO_BIN_EXE_ombud");
    let mut command = Command::new(program);
    command.current_dir(desk.home.path()).args(["-C", "ws"]).args(words);
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

#[test]
fn ten_processes_that_write_at_once_lose_nothing_and_never_interleave() {
    let desk = Desk::new();
    let rounds = 4;
    let mut acknowledged = BTreeSet::new();
    for round in 0..rounds {
        // Eight open cases, one takes in a file of 50 rows, one records for the organisation.
        let rows: String = (0..50).map(|row| format!("{round}-{row},,2026-01-02,phone\n")).collect();
        desk.write("many.csv", &format!("case,event,at,channel\n{rows}"));
        let mut running: Vec<_> = (0..8)
            .map(|_| start(&desk, &["register", "open", "--customer", "Ann", "--note", "a note", "--received-at", "2026-01-02"]))
            .collect();
        running.push(start(&desk, &["register", "import", "many.csv"]));
        running.push(start(&desk, &["register", "record", "--organisation", "feedback_review", "--at", "2026-01-09"]));
        for child in running {
            let output = child.wait_with_output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            acknowledged.extend(String::from_utf8_lossy(&output.stdout).lines().map(str::to_string));
        }
    }
    // Each round: 8 + 50 + 1 entries. A file's entries follow one another: nobody wrote between them.
    assert!(desk.done(&["register", "verify"]).starts_with(&format!("{} entries", rounds * 59)));
    let entries = read::read_entries(&desk.file("register")).unwrap();
    let places: Vec<u64> = entries.iter().filter(|entry| entry.imported_from.is_some()).map(|entry| entry.n).collect();
    for batch in places.chunks(50) {
        assert_eq!(batch[49] - batch[0], 49);
    }
    let opened: BTreeSet<&str> = entries.iter().filter_map(|entry| entry.case_id.as_deref()).collect();
    assert!(acknowledged.iter().filter(|line| line.starts_with("R-")).all(|line| opened.contains(line.split(' ').next().unwrap())));
    let pseudonyms: BTreeSet<_> = entries.iter().filter_map(|entry| entry.customer.as_deref()).collect();
    assert_eq!(pseudonyms.len(), 1, "one customer, one pseudonym");
}

#[test]
fn a_file_of_which_some_entries_were_written_is_set_aside_whole() {
    let desk = Desk::new();
    desk.open(&["--kind", "complaint"]);
    desk.write("many.csv", "case,event,at,description\nA,,2026-01-02,said\nA,acknowledged,2026-01-03,\nB,,2026-01-04,said\n");
    desk.done(&["register", "import", "many.csv"]);
    // As a writer leaves it that was stopped behind the second of the three lines.
    let log = desk.lines("log.jsonl");
    fs::write(desk.file("register/log.jsonl"), log[..3].join("\n") + "\n").unwrap();
    let found = desk.run(&["register", "verify"]);
    assert!(
        found.code == 1 && found.out.contains("log.jsonl:3: the file that this entry came from was not recorded to its end"),
        "{}",
        found.out
    );
    assert!(!desk.done(&["register", "list"]).contains("R-000002"), "readers do not see it");
    let again = desk.run(&["register", "import", "many.csv"]);
    assert_eq!((again.code, again.out.as_str()), (0, "R-000002 A\nR-000004 B\n"), "{}", again.err);
    assert!(again.err.contains("torn-2.txt"), "{}", again.err);
    assert_eq!(fs::read_to_string(desk.file("register/torn-2.txt")).unwrap(), log[1..3].join("\n") + "\n");
    assert_eq!(desk.run(&["register", "verify"]).code, 0);
}

#[test]
fn a_file_that_was_being_recorded_when_the_writer_was_killed_is_there_whole_or_not_at_all() {
    let desk = Desk::new();
    desk.open(&["--customer", "Ann"]);
    let rows: String =
        (0..3_000).map(|row| format!("{row},,2026-01-02,phone,Customer {row},\"{}\"\n", "what was said ".repeat(20))).collect();
    desk.write("many.csv", &format!("case,event,at,channel,customer,description\n{rows}"));
    let mut told_of_a_repair = 0;
    let mut killed = 0;
    for wait_ms in (0..400).step_by(23) {
        let before = read::read_entries(&desk.file("register")).unwrap().len();
        let mut child = start(&desk, &["register", "import", "many.csv", "--force"]);
        std::thread::sleep(Duration::from_millis(wait_ms));
        let _ = child.kill();
        let output = child.wait_with_output().unwrap();
        let was_acknowledged = output.status.success();
        killed += u32::from(!was_acknowledged);
        let next = desk.run(&["register", "record", "--organisation", "training_held", "--at", "2026-01-09"]);
        assert_eq!(next.code, 0, "{}", next.err);
        told_of_a_repair += u32::from(next.err.contains("warning: "));
        assert_eq!(desk.run(&["register", "verify"]).code, 0, "after {wait_ms} ms");
        let after = read::read_entries(&desk.file("register")).unwrap();
        let added = after.len() - before - 1;
        // A kill may fall between the last byte on disk and the acknowledgement: then all is there, unacknowledged.
        assert!(added == 0 || added == 3_000, "{added} of 3000");
        assert!(!was_acknowledged || added == 3_000, "acknowledged, and {added} of 3000 are there");
        // What was set aside is kept, and told in the message.
        for line in next.err.lines().filter(|line| line.starts_with("warning: ")) {
            let kept = line.rsplit("moved to ").next().unwrap();
            assert!(desk.home.path().join(kept).exists() || Path::new(kept).exists(), "{line}");
        }
    }
    assert!(killed > 0, "no writer was killed in time");
    eprintln!("{killed} writers killed, {told_of_a_repair} repairs told");
}

/// A small disk of its own, if this user may mount one.
struct Disk {
    folder: tempfile::TempDir,
}

impl Disk {
    fn mount(options: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(folder.path()).output();
        if mounted.is_ok_and(|output| output.status.success()) {
            return Some(Self { folder });
        }
        eprintln!("not run: this user may not mount a disk");
        None
    }

    fn remount(&self, options: &str) {
        let options = format!("remount,{options}");
        assert!(Command::new("mount").args(["-o", &options]).arg(self.folder.path()).status().unwrap().success());
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.folder.path()).status();
    }
}

/// A desk whose register lies on a disk of its own.
fn desk_on(disk: &Disk) -> Desk {
    let desk = Desk::new();
    let toml = desk.file("ombud.toml");
    let text = fs::read_to_string(&toml).unwrap();
    let place = disk.folder.path().join("register");
    fs::write(&toml, text.replace("register = \"register\"", &format!("register = {:?}", place.to_str().unwrap()))).unwrap();
    desk
}

#[test]
fn a_full_disk_is_told_and_loses_nothing() {
    let Some(disk) = Disk::mount("size=256k") else { return };
    let desk = desk_on(&disk);
    let register = disk.folder.path().join("register");
    let words = ["register", "open", "--received-at", "2026-01-02", "--customer", "Ann Smith", "--description"];
    let description = "what was said ".repeat(300);
    let words: Vec<&str> = words.iter().copied().chain([description.as_str()]).collect();
    let mut acknowledged = 0;
    let refused = loop {
        let run = desk.run(&words);
        if run.code != 0 {
            break run;
        }
        acknowledged += 1;
        assert!(acknowledged < 1_000, "256 KiB hold no thousand entries");
    };
    assert!(acknowledged > 0 && refused.code == 2 && refused.out.is_empty(), "{acknowledged} {}", refused.err);
    assert!(refused.err.contains("cannot write: the disk is full"), "{}", refused.err);
    assert_eq!(read::read_entries(&register).unwrap().len(), acknowledged);
    assert_eq!(desk.run(&["register", "verify"]).code, 0);
    // With room again, the next one is recorded behind the last that was acknowledged.
    disk.remount("size=16m");
    assert_eq!(desk.run(&words).out, format!("R-{:06}\n", acknowledged + 1));
    assert_eq!(desk.run(&["register", "verify"]).code, 0);
}

#[test]
fn a_folder_that_cannot_be_written_is_told_and_can_still_be_read() {
    let Some(disk) = Disk::mount("size=16m") else { return };
    let desk = desk_on(&disk);
    desk.open(&["--received-at", "2026-01-02"]);
    disk.remount("ro");
    let refused = desk.refused(&["register", "open", "--kind", "complaint"]);
    assert!(refused.contains("cannot write: the disk is read-only"), "{refused}");
    assert!(refused.contains(disk.folder.path().to_str().unwrap()), "{refused}");
    assert!(desk.done(&["register", "verify"]).starts_with("1 entry"));
    assert!(desk.done(&["register", "show", "1"]).contains("received"));
    assert!(desk.done(&["due", "--format", "csv"]).contains("R-000001"));
}

#[test]
fn an_index_that_is_missing_stale_or_nonsense_changes_nothing() {
    let desk = Desk::new();
    desk.open(&["--received-at", "2026-01-02 10:00"]);
    desk.done(&["register", "record", "1", "closed", "--at", "2026-01-09 10:00"]);
    let index: PathBuf = desk.file("register").join(ombud::register::index::INDEX);
    let made = fs::read(&index).unwrap();
    let is_known = || desk.run(&["register", "record", "1", "progress_update", "--at", "2026-01-10"]).err.contains("after the closing");
    assert!(is_known());
    fs::remove_file(&index).unwrap();
    assert!(is_known(), "missing");
    fs::write(&index, "nonsense").unwrap();
    assert!(is_known(), "nonsense");
    // An index of before the case was reopened and closed again.
    desk.done(&["register", "record", "1", "reopened", "--at", "2026-01-12"]);
    assert!(!is_known() || desk.run(&["register", "record", "1", "progress_update", "--at", "2026-01-13"]).code == 0);
    fs::write(&index, &made).unwrap();
    assert_eq!(desk.run(&["register", "record", "1", "progress_update", "--at", "2026-01-13"]).code, 0, "stale");
    // An index of another register, of the same length.
    let other = Desk::new();
    other.open(&["--received-at", "2026-01-02 10:00"]);
    for day in ["13", "14", "15"] {
        other.done(&["register", "record", "1", "progress_update", "--at", &format!("2026-01-{day}")]);
    }
    fs::copy(other.file("register").join(ombud::register::index::INDEX), &index).unwrap();
    desk.done(&["register", "record", "1", "closed", "--at", "2026-01-20"]);
    assert!(
        desk.run(&["register", "record", "1", "progress_update", "--at", "2026-01-21"]).err.contains("after the closing"),
        "of another"
    );
}

/// Runs the program with its output and its messages sent elsewhere; answers the exit code and what was said on standard error.
#[cfg(target_os = "linux")]
fn elsewhere(desk: &Desk, words: &[&str], out: Stdio, err: Stdio) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ombud"));
    command.current_dir(desk.home.path()).args(["-C", "ws"]).args(words).stdout(out).stderr(err);
    let output = command.spawn().unwrap().wait_with_output().unwrap();
    (output.status.code().unwrap_or(-1), String::from_utf8(output.stderr).unwrap())
}

#[cfg(target_os = "linux")]
#[test]
fn output_to_a_full_disk_is_told_and_what_was_recorded_is_said_to_be() {
    let desk = Desk::new();
    let full = |words: &[&str]| elsewhere(&desk, words, fs::File::create("/dev/full").unwrap().into(), Stdio::piped());
    assert_eq!(full(&["check"]), (2, "error: cannot write the output: the disk is full\n".into()));
    for (words, number) in [
        (&["register", "open", "--received-at", "2026-01-02 10:00", "--customer", "Ann"][..], "R-000001"),
        (&["register", "record", "1", "acknowledged", "--at", "2026-01-02 11:00"], "2"),
        (&["register", "retract", "2"], "3"),
        (&["register", "erase", "--customer", "Ann"], "4"),
    ] {
        let (code, told) = full(words);
        let warning =
            "warning: cannot write the output: the disk is full. It was recorded all the same; do not record it again. Its number:\n";
        assert!(code == 0 && told.contains(&format!("{warning}{number}\n")), "{code} {told}");
    }
    assert_eq!(desk.lines("log.jsonl").len(), 4);
}

#[cfg(target_os = "linux")]
#[test]
fn messages_that_nobody_reads_stop_nothing() {
    let desk = Desk::new();
    let closed = |words: &[&str]| {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        elsewhere(&desk, words, Stdio::null(), writer.into()).0
    };
    assert_eq!(closed(&["register", "open", "--received-at", "2026-01-02 10:00"]), 0);
    assert_eq!(closed(&["register", "record", "1", "acknowledged", "--at", "2026-01-02 11:00"]), 0);
    assert_eq!(closed(&["register", "record", "1", "aknowledged"]), 2);
    assert_eq!(desk.lines("log.jsonl").len(), 2);
}
