//! Runs the program and watches what it needs.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// As in the program, or the baseline would be slowed down by another one.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Why a benchmark could not be taken.
pub type Failure = Box<dyn std::error::Error>;

/// One run of the program.
#[derive(Debug, Clone, Copy)]
pub struct Run {
    /// How long it took.
    pub time: Duration,
    /// Its peak memory.
    pub peak_mib: u64,
}

/// Runs the program; its peak memory is what the system counts as long as it lives.
pub fn ombud(words: &[&str]) -> Result<Run, Failure> {
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_ombud")).args(words).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let status_file = format!("/proc/{}/status", child.id());
    let mut peak_mib = 0;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        let status = std::fs::read_to_string(&status_file).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
        peak_mib = peak_mib.max(kib.unwrap_or(0) / 1024);
        std::thread::sleep(Duration::from_millis(5));
    };
    if status.success() { Ok(Run { time: start.elapsed(), peak_mib }) } else { Err(format!("ombud {words:?} ended with {status}").into()) }
}
