//! How far an import is: a bar on a terminal, elsewhere a line now and then.

use crate::cli::context::Context;
use crate::cli::output::grouped;
use crate::import::Progress;
use indicatif::{HumanBytes, HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::cell::Cell;
use std::path::Path;
use std::time::{Duration, Instant};

/// Where nobody watches, so much time passes between two lines.
const BETWEEN_LINES: Duration = Duration::from_secs(10);

/// Tells on standard error how far things are.
pub struct Teller {
    bar: ProgressBar,
    is_watched: bool,
    started: Cell<Instant>,
    told: Cell<Instant>,
}

impl Teller {
    /// Nothing is told yet.
    pub fn new() -> Self {
        let is_watched = Context::is_interactive();
        let target = if is_watched { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let style = ProgressStyle::with_template("{msg} {bar:24} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left");
        let bar = ProgressBar::with_draw_target(None, target).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self { bar, is_watched, started: Cell::new(Instant::now()), told: Cell::new(Instant::now()) }
    }

    /// Tells of one step.
    pub fn tell(&self, progress: Progress) {
        match progress {
            Progress::Waiting => self.bar.suspend(|| crate::aside!("another import is running; waiting for it to end")),
            Progress::Reading { file, done_bytes, total_bytes, rows } if self.is_watched => {
                self.bar.set_length(total_bytes);
                self.bar.set_position(done_bytes);
                self.bar.set_message(format!("{}: {} rows", name(file), grouped(rows)));
            }
            Progress::Reading { file, done_bytes, total_bytes, rows } => self.line(file, done_bytes, total_bytes, rows),
            Progress::Writing if self.is_watched => self.bar.set_message("looking for what is repeated, writing"),
            Progress::Writing if self.started.get().elapsed() >= BETWEEN_LINES => crate::aside!("looking for what is repeated, writing"),
            Progress::Writing => {}
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }

    fn line(&self, file: &Path, done_bytes: u64, total_bytes: u64, rows: u64) {
        if self.told.get().elapsed() < BETWEEN_LINES {
            return;
        }
        self.told.set(Instant::now());
        let seconds = self.started.get().elapsed().as_secs_f64();
        crate::aside!("{}", line(&name(file), done_bytes, total_bytes, rows, seconds));
    }
}

/// How far a file is, after so many seconds.
fn line(file: &str, done_bytes: u64, total_bytes: u64, rows: u64, seconds: f64) -> String {
    let rate = done_bytes as f64 / seconds.max(0.001);
    let left = Duration::from_secs_f64((total_bytes.saturating_sub(done_bytes) as f64 / rate.max(1.0)).ceil());
    let rows_a_second = (rows as f64 / seconds.max(0.001)).round() as u64;
    format!(
        "{file}: {} rows, {} of {}, {} rows a second, about {} left",
        grouped(rows),
        HumanBytes(done_bytes),
        HumanBytes(total_bytes),
        grouped(rows_a_second),
        HumanDuration(left)
    )
}

fn name(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_rows_bytes_rate_and_time_left() {
        // A quarter is done after 10 seconds: the rest takes 30.
        let told = line("tickets.csv", 1 << 20, 4 << 20, 5_000, 10.0);
        assert_eq!(told, "tickets.csv: 5,000 rows, 1.00 MiB of 4.00 MiB, 500 rows a second, about 30 seconds left");
    }
}
