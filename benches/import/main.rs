//! How long an import takes and how much memory it needs, beside DuckDB's own copy of the same file to Parquet.
//!
//! ```sh
//! cargo bench --bench import                    # 100,000 rows
//! cargo bench --bench import -- 1000000         # the size that the goals are meant for
//! ```
//!
//! Goals, for a million rows of about 410 bytes: an import in at most twice DuckDB's time; a second
//! export with one case in a hundred changed no slower than the first; less than 1.2 GiB of memory,
//! with four million rows, too. Each run measures both sides one after the other, three times, and
//! compares the medians, so that a busy machine slows both. Nothing here fails a test: times are
//! printed to be looked at.

mod cfpb;
#[path = "../program/mod.rs"]
mod program;

use cfpb::Edition;
use duckdb::{Connection, named_params};
use program::{Failure, Run, ombud};
use std::path::Path;
use std::time::{Duration, Instant};

const COPY: &str = "copy (select * from read_csv($from, all_varchar = true)) to $to (format parquet, compression zstd)";
const ROUNDS: usize = 3;
const DEFAULT_ROWS: u64 = 100_000;

fn main() -> Result<(), Failure> {
    let rows = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(DEFAULT_ROWS);
    let dir = tempfile::tempdir()?;
    let (first, later) = (dir.path().join("first.csv"), dir.path().join("later.csv"));
    let bytes = cfpb::write(&first, rows, Edition::First)?;
    cfpb::write(&later, rows, Edition::Later)?;
    println!("{rows} rows, {} MB; {} processors", bytes / 1_000_000, std::thread::available_parallelism()?);
    println!(
        "{:<8}{:>12}{:>12}{:>12}{:>8}{:>8}{:>12}{:>12}",
        "round", "copy", "first", "second", "ratio", "2nd", "MiB first", "MiB second"
    );
    let mut rounds: Vec<Round> = Vec::new();
    for round in 1..=ROUNDS {
        let workspace = dir.path().join(format!("workspace-{round}"));
        ombud(&["init", &workspace.to_string_lossy()])?;
        let copied = copy(&first, &dir.path().join("copy.parquet"))?;
        let runs = [import(&workspace, &first)?, import(&workspace, &later)?];
        print_round(&round.to_string(), copied, runs);
        rounds.push((copied, runs));
        std::fs::remove_dir_all(&workspace)?;
    }
    let median = |time: &dyn Fn(&Round) -> Duration| {
        let mut times: Vec<Duration> = rounds.iter().map(time).collect();
        times.sort_unstable();
        times[ROUNDS / 2]
    };
    let peak = |place: usize| rounds.iter().map(|round| round.1[place].peak_mib).max().unwrap_or(0);
    let runs = [0, 1].map(|place| Run { time: median(&|round| round.1[place].time), peak_mib: peak(place) });
    print_round("median", median(&|round| round.0), runs);
    Ok(())
}

/// How long the copy took, and the two imports.
type Round = (Duration, [Run; 2]);

fn print_round(name: &str, copied: Duration, [first, second]: [Run; 2]) {
    let seconds = |time: Duration| format!("{:.2} s", time.as_secs_f64());
    let ratio = |time: Duration, of: Duration| format!("{:.2}", time.as_secs_f64() / of.as_secs_f64());
    println!(
        "{name:<8}{:>12}{:>12}{:>12}{:>8}{:>8}{:>12}{:>12}",
        seconds(copied),
        seconds(first.time),
        seconds(second.time),
        ratio(first.time, copied),
        ratio(second.time, first.time),
        first.peak_mib,
        second.peak_mib
    );
}

/// DuckDB's own way from CSV to Parquet, in a database of its own.
fn copy(from: &Path, to: &Path) -> Result<Duration, Failure> {
    let start = Instant::now();
    let connection = Connection::open_in_memory()?;
    connection.execute(COPY, named_params! {"from": from.to_string_lossy().as_ref(), "to": to.to_string_lossy().as_ref()})?;
    Ok(start.elapsed())
}

fn import(workspace: &Path, file: &Path) -> Result<Run, Failure> {
    ombud(&["-C", &workspace.to_string_lossy(), "import", &file.to_string_lossy()])
}
