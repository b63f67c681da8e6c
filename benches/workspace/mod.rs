//! A workspace with made-up cases and a policy of ten clauses.

use crate::program::{Failure, ombud};
use duckdb::{Connection, named_params};
use std::path::Path;

/// Makes it, with so many cases.
pub fn prepare(dir: &Path, workspace: &Path, cases: i64) -> Result<(), Failure> {
    let connection = Connection::open_in_memory()?;
    let files = [("cases.csv", include_str!("cases.sql")), ("events.csv", include_str!("events.sql"))];
    let paths = files.map(|(name, _)| dir.join(name).to_string_lossy().into_owned());
    for ((_, sql), path) in files.iter().zip(&paths) {
        connection.execute(sql, named_params! {"cases": cases, "path": path})?;
    }
    let folder = workspace.to_string_lossy();
    ombud(&["init", &folder])?;
    std::fs::write(workspace.join("policies/ten.toml"), include_str!("ten.toml"))?;
    ombud(&["-C", &folder, "import", &paths[0], &paths[1]])?;
    Ok(())
}

/// The middle one of an odd number of values.
pub fn median<T: Ord + Copy>(mut values: Vec<T>) -> T {
    values.sort_unstable();
    values[values.len() / 2]
}
