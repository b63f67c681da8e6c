//! An import is all or nothing (killed, on a full disk, beside another one, while others read), and `check` finds a lake that is neither.

use crate::cfpb::{self, Edition};
use crate::desk::Desk;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const ROWS: u64 = 20_000;
/// The changed ones of the later edition, see [`cfpb::CHANGED_ONE_IN`].
const CHANGED: u64 = ROWS / cfpb::CHANGED_ONE_IN;

/// A workspace, and two exports of the same cases.
fn with_two_exports() -> Desk {
    let desk = Desk::new("UTC");
    cfpb::write(&desk.path().join("first.csv"), ROWS, Edition::First).unwrap();
    cfpb::write(&desk.path().join("later.csv"), ROWS, Edition::Later).unwrap();
    desk
}

/// An import that runs beside the test.
fn start_import(desk: &Desk, file: &str) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ombud"));
    command.current_dir(desk.path()).args(["-C", "ws", "import", file]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Cases, those with the later edition's answer, and rows of `imports`.
fn state(desk: &Desk) -> [u64; 3] {
    let sql = "select (select count(*) from cases), \
        (select count(*) from cases where outcome = 'Closed after a second look'), (select count(*) from imports)";
    let numbers: Vec<u64> = desk.rows(sql)[0].split(',').map(|cell| cell.parse().unwrap()).collect();
    numbers.try_into().unwrap()
}

fn lake_files(desk: &Desk) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![desk.path().join("ws/lake/imports")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    files
}

/// Kills a process that cannot defend itself (SIGKILL), after so long; answers whether it was still running.
fn kill_after(mut child: Child, delay: Duration) -> bool {
    std::thread::sleep(delay);
    let was_running = child.try_wait().unwrap().is_none();
    let _ = child.kill();
    child.wait().unwrap();
    was_running
}

#[test]
fn an_import_that_is_killed_at_any_moment_changes_nothing() {
    let desk = with_two_exports();
    desk.import(&["first.csv"]);
    let before = lake_files(&desk);
    let (first, both) = ([ROWS, 0, 1], [ROWS, CHANGED, 2]);
    assert_eq!(state(&desk), first);
    // How long it takes undisturbed, in a workspace of its own.
    let twin = with_two_exports();
    let start = Instant::now();
    twin.import(&["first.csv"]);
    let whole = start.elapsed();
    let mut killed = 0;
    for step in 0..16 {
        let was_running = kill_after(start_import(&desk, "later.csv"), whole * step / 14);
        killed += u32::from(was_running);
        let state = state(&desk);
        if state == both {
            // It was quick enough: the rename came before the kill.
            break;
        }
        assert_eq!(state, first, "killed after {step}/14 of {whole:?}");
        assert_eq!(lake_files(&desk), before);
        assert!(desk.run(&["check"]).code == 0);
    }
    assert!(killed >= 5, "only {killed} imports were still running when they were to be killed");
    desk.import(&["later.csv"]);
    assert_eq!(state(&desk), both);
    assert!(!desk.path().join("ws/lake/staging").exists());
}

#[test]
fn two_imports_at_once_both_end_well_and_readers_never_see_half() {
    let desk = with_two_exports();
    let (first, second) = (start_import(&desk, "first.csv"), start_import(&desk, "later.csv"));
    let reader = std::thread::scope(|scope| {
        let states = scope.spawn(|| (0..8).map(|_| state(&desk)).collect::<Vec<_>>());
        states.join().unwrap()
    });
    let outputs = [first, second].map(|child| child.wait_with_output().unwrap());
    assert!(outputs.iter().all(|output| output.status.success()));
    let waited = outputs.iter().filter(|output| String::from_utf8_lossy(&output.stderr).contains("another import is running; waiting"));
    assert_eq!(waited.count(), 1, "the one that comes second says that it waits");
    for [cases, changed, imports] in reader {
        assert!([0, ROWS].contains(&cases) && [0, CHANGED].contains(&changed) && imports <= 2, "{cases} {changed} {imports}");
    }
    assert_eq!(state(&desk)[2], 2);
    assert_eq!(state(&desk)[0], ROWS);
    // The same file once more changes nothing.
    let before = lake_files(&desk);
    assert!(desk.import(&["first.csv"]).contains("nothing changed"));
    assert_eq!(lake_files(&desk), before);
}

#[cfg(unix)]
#[test]
fn what_an_import_writes_is_its_owner_s_alone() {
    use std::os::unix::fs::PermissionsExt;
    let desk = with_two_exports();
    desk.import(&["first.csv"]);
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    for file in lake_files(&desk) {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
    for folder in ["ws/lake", "ws/lake/imports", "ws/lake/imports/000001"] {
        assert_eq!(mode(&desk.path().join(folder)), 0o700, "{folder}");
    }
}

#[test]
fn a_check_finds_timelines_that_are_not_of_these_events() {
    let desk = Desk::new("UTC");
    desk.file("cases.csv", "case_id,received_at\nK1,2026-01-05T09:00:00Z\nK2,2026-01-06T09:00:00Z\n");
    desk.file("events.csv", "case_id,event,at\nK1,acknowledged,2026-01-05T10:00:00Z\nK2,closed,2026-01-07T10:00:00Z\n");
    desk.import(&["cases.csv", "events.csv"]);
    assert!(desk.run(&["check"]).done().contains("lake: sound"));
    let folders = std::fs::read_dir(desk.path().join("ws/lake/imports")).unwrap();
    let file = folders.map(|folder| folder.unwrap().path().join("timelines.parquet")).max().unwrap();
    let connection = duckdb::Connection::open_in_memory().unwrap();
    let other = desk.path().join("other.parquet");
    let sql = format!("copy (select * from '{}' where case_id = 'K1') to '{}' (format parquet)", file.display(), other.display());
    connection.execute_batch(&sql).unwrap();
    std::fs::rename(&other, &file).unwrap();
    let run = desk.run(&["check"]);
    assert_eq!(run.code, 1);
    assert!(run.out.contains("the timelines tell of 1 events of cases, and there are 2"), "{}", run.out);
}

#[test]
fn a_full_disk_stops_an_import_and_nothing_is_changed() {
    let Some(disk) = SmallDisk::of_kib(400) else {
        eprintln!("skipped: a small disk can only be mounted by root");
        return;
    };
    let desk = with_two_exports();
    let settings = desk.path().join("ws/ombud.toml");
    let lake = disk.dir.path().join("lake");
    let text = std::fs::read_to_string(&settings).unwrap();
    let elsewhere = format!("lake = \"{}\"", lake.display());
    assert!(text.contains("lake = \"lake\""), "{text}");
    std::fs::write(&settings, text.replace("lake = \"lake\"", &elsewhere)).unwrap();
    desk.import_text("small.csv", small_export());
    let before = state(&desk);
    let run = desk.run(&["import", "first.csv"]);
    assert_eq!(run.code, 2, "{}", run.out);
    assert!(run.err.contains("the disk is full") && run.err.contains("nothing was changed"), "{}", run.err);
    assert_eq!(state(&desk), before);
    assert!(!lake.join("staging").exists(), "what was half written is gone, so that there is room again");
}

fn small_export() -> String {
    "Date received,Product,Issue,Date sent to company,Complaint ID\n01/02/2024,Mortgage,Fees,01/03/2024,1\n".to_string()
}

/// A disk in memory that is soon full; gone with the value.
struct SmallDisk {
    dir: tempfile::TempDir,
}

impl SmallDisk {
    fn of_kib(kib: u32) -> Option<Self> {
        let dir = tempfile::tempdir().unwrap();
        let size = format!("size={kib}k");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(dir.path()).stderr(Stdio::null()).status();
        mounted.is_ok_and(|status| status.success()).then_some(Self { dir })
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(self.dir.path()).status();
    }
}
