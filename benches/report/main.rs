//! How long the quarterly report takes beside the questions that it answers, and how long letters take to be grouped.
//!
//! ```sh
//! cargo bench --bench report                    # 100,000 cases, 100,000 letters
//! cargo bench --bench report -- 1000000         # the size that the goals are meant for
//! ```
//!
//! Goals, for a million cases and five million events: `report quarterly` in at most twice the time of `sla --every quarter`
//! and `trends` together; for a million letters: grouped in at most five times the time that reading them from Parquet and
//! putting them in lower case takes. Each is measured three times in one run, and the medians compared. Nothing here fails
//! a test: times are printed to be looked at.

#[path = "../program/mod.rs"]
mod program;
#[path = "../workspace/mod.rs"]
mod workspace;

use duckdb::{Connection, named_params};
use ombud::analysis::coverage::{Coverage, State};
use ombud::analysis::measure::narratives::Reading;
use ombud::analysis::text::{Wanted, text_view};
use ombud::analysis::trend::months_of;
use ombud::time::Period;
use program::{Failure, ombud};
use std::path::Path;
use std::time::{Duration, Instant};
use workspace::median;

const ROUNDS: usize = 3;
const DEFAULT_CASES: i64 = 100_000;
const AS_OF: &str = "2026-02-01T00:00:00Z";
const PERIOD: &str = "2025-Q4";

fn main() -> Result<(), Failure> {
    let cases = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(DEFAULT_CASES);
    let dir = tempfile::tempdir()?;
    report(dir.path(), cases)?;
    letters(dir.path(), cases)
}

/// The quarterly report beside `sla` and `trends`.
fn report(dir: &Path, cases: i64) -> Result<(), Failure> {
    let workspace = dir.join("workspace");
    workspace::prepare(dir, &workspace, cases)?;
    let folder = workspace.to_string_lossy();
    let out = dir.join("report").to_string_lossy().into_owned();
    let asked: [&[&str]; 3] = [
        &["sla", "--every", "quarter", "--format", "csv"],
        &["trends", "--period", PERIOD, "--format", "csv"],
        &["report", "quarterly", "--period", PERIOD, "--out", &out],
    ];
    let mut times: [Vec<Duration>; 3] = Default::default();
    let mut peak_mib = 0;
    for _ in 0..ROUNDS {
        for (words, times) in asked.iter().zip(&mut times) {
            let run = ombud(&[&["-C", &folder], *words, &["--as-of", AS_OF]].concat())?;
            times.push(run.time);
            peak_mib = run.peak_mib;
        }
    }
    let [sla, trends, report] = times.map(|times| median(times).as_secs_f64());
    println!("{cases} cases: sla {sla:.2} s, trends {trends:.2} s; report quarterly {report:.2} s, {peak_mib} MiB");
    println!("ratio to both together: {:.2} (goal 2)", report / (sla + trends));
    Ok(())
}

/// Letters grouped, beside reading them.
fn letters(dir: &Path, letters: i64) -> Result<(), Failure> {
    let file = dir.join("letters.parquet").to_string_lossy().into_owned();
    let connection = Connection::open_in_memory()?;
    connection.execute(include_str!("letters.sql"), named_params! {"letters": letters, "path": file})?;
    connection.execute_batch(&format!("create view cases as from read_parquet('{file}')"))?;
    connection.execute_batch(&format!("create view events as {}", include_str!("../../queries/view/no_events.sql")))?;
    connection.execute_batch(include_str!("../../queries/view/stretches_between.sql"))?;
    connection.execute_batch(include_str!("../../queries/view/letters_between.sql"))?;
    let (period, zone, as_of): (Period, _, _) = (PERIOD.parse()?, chrono_tz::UTC, AS_OF.parse()?);
    let months = months_of(period);
    let coverage = Coverage {
        months: months.clone(),
        states: vec![State::Complete; months.len()],
        silent: Vec::new(),
        begun: Vec::new(),
        holes: Vec::new(),
    };
    let reading = Reading { months: &months, zone, as_of, kind: None };
    let last = months.len();
    let (newest, before): (Vec<usize>, Vec<usize>) = ((last - 3..last).collect(), (0..last - 3).collect());
    let (mut plain, mut grouped, mut groups) = (Vec::new(), Vec::new(), 0);
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let _: i64 = connection.query_row("select sum(length(lower(description)))::bigint from cases", [], |row| row.get(0))?;
        plain.push(start.elapsed());
        let start = Instant::now();
        let view = text_view(&connection, &reading, &coverage, &newest, &before, Wanted::Copies)?;
        grouped.push(start.elapsed());
        groups = view.groups.len() as u64 + view.hidden_groups;
    }
    let [plain, grouped] = [plain, grouped].map(|times| median(times).as_secs_f64());
    println!("{letters} letters: read and put in lower case in {plain:.2} s; grouped in {grouped:.2} s ({groups} groups)");
    println!("ratio: {:.1} (goal 5)", grouped / plain);
    Ok(())
}
