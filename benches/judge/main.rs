//! How long judging takes and how much memory it needs, beside the plain question put to the same Parquet.
//!
//! ```sh
//! cargo bench --bench judge                    # 100,000 cases
//! cargo bench --bench judge -- 1000000         # the size that the goals are meant for
//! ```
//!
//! Goals, for a million cases, five million events and ten clauses: `sla --every quarter` in at most six
//! times the plain question, `sla --detail --format parquet` in at most ten times, `explain` and `due` in
//! no more than it takes; less than 2 GiB of memory. All are measured in one run, three times, and the
//! medians compared. Nothing here fails a test: times are printed to be looked at.

#[path = "../program/mod.rs"]
mod program;
#[path = "../workspace/mod.rs"]
mod workspace;

use duckdb::{Connection, named_params};
use program::{Failure, Run, ombud};
use std::path::Path;
use std::time::{Duration, Instant};

const ROUNDS: usize = 3;
const DEFAULT_CASES: i64 = 100_000;
const AS_OF: &str = "2026-02-01T00:00:00Z";
const QUESTIONS: [(&str, &[&str]); 4] = [
    ("sla --every quarter", &["sla", "--every", "quarter", "--format", "csv"]),
    ("sla --detail", &["sla", "--detail", "--format", "parquet"]),
    ("due", &["due", "--format", "csv"]),
    ("explain", &["explain", "C-00050000"]),
];

fn main() -> Result<(), Failure> {
    let cases = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(DEFAULT_CASES);
    let dir = tempfile::tempdir()?;
    let workspace = dir.path().join("workspace");
    workspace::prepare(dir.path(), &workspace, cases)?;
    let mut plain = Vec::new();
    let mut runs: Vec<Vec<Run>> = vec![Vec::new(); QUESTIONS.len()];
    for _ in 0..ROUNDS {
        plain.push(ask_plainly(&workspace)?);
        for ((_, words), runs) in QUESTIONS.iter().zip(&mut runs) {
            let folder = workspace.to_string_lossy();
            runs.push(ombud(&[&["-C", &folder], *words, &["--as-of", AS_OF]].concat())?);
        }
    }
    let plain = workspace::median(plain);
    println!("{cases} cases; {} processors; the plain question: {:.2} s", std::thread::available_parallelism()?, plain.as_secs_f64());
    println!("{:<22}{:>10}{:>8}{:>10}", "command", "seconds", "ratio", "MiB");
    for ((name, _), runs) in QUESTIONS.iter().zip(&runs) {
        let time = workspace::median(runs.iter().map(|run| run.time).collect());
        let peak_mib = runs.iter().map(|run| run.peak_mib).max().unwrap_or(0);
        println!("{name:<22}{:>10.2}{:>8.1}{peak_mib:>10}", time.as_secs_f64(), time.as_secs_f64() / plain.as_secs_f64());
    }
    Ok(())
}

fn ask_plainly(workspace: &Path) -> Result<Duration, Failure> {
    let file = |name: &str| workspace.join("lake/imports/000001").join(name).to_string_lossy().into_owned();
    let connection = Connection::open_in_memory()?;
    let start = Instant::now();
    let parameters = named_params! {"cases": file("cases.parquet"), "events": file("events.parquet")};
    let mut statement = connection.prepare(include_str!("baseline.sql"))?;
    let quarters = statement.query_map(parameters, |row| row.get::<_, i64>(1))?.collect::<duckdb::Result<Vec<_>>>()?;
    if quarters.is_empty() { Err("the plain question has no answer".into()) } else { Ok(start.elapsed()) }
}
