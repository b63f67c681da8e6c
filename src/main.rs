//! Parses, runs, prints one error, and ends with its exit code.

use clap::Parser;
use ombud::cli::context::Outcome;
use ombud::cli::{Cli, run};
use std::process::ExitCode;

/// DuckDB's threads allocate all the time; the C library's allocator makes them wait for one another. C and C++ use this one too.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    spare_huge_pages();
    match run(Cli::parse()) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Faults) => ExitCode::from(1),
        // A reader who has seen enough closes the pipe: that is no fault.
        Err(error) if error.is_closed_pipe() => ExitCode::SUCCESS,
        Err(error) => {
            ombud::aside!("error: {error}");
            ExitCode::from(2)
        }
    }
}

/// Memory comes and goes in small pieces here; in huge pages each piece would be cleared as two megabytes, which took an eighth of an import.
fn spare_huge_pages() {
    // Where the system refuses it, all is only a little slower.
    #[cfg(target_os = "linux")]
    let _ = rustix::thread::disable_transparent_huge_pages(true);
}
