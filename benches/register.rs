//! What one entry costs at ten entries and at a million, and how verifying a million compares with hashing them.
//!
//! ```sh
//! cargo bench --bench register                     # a million entries
//! OMBUD_BENCH_ENTRIES=100000 cargo bench --bench register
//! ```
//!
//! All times are taken in one run on one machine; the ratios are what matters.

use ombud::error::Result;
use ombud::register::verify::verify;
use ombud::register::{Draft, LOG, Personal, Salt, When, Writer};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// Each case has an opening and this many events.
const EVENTS_A_CASE: u64 = 3;
/// How often each entry is timed; the middle time counts.
const ROUNDS: usize = 15;
const CASES_A_BATCH: u64 = 5_000;

fn main() -> Result<()> {
    let many: u64 = std::env::var("OMBUD_BENCH_ENTRIES").ok().and_then(|text| text.parse().ok()).unwrap_or(1_000_000);
    // `cargo test` runs benches too where it is asked for all targets; then a look at a small register is enough.
    let many = if std::env::args().any(|argument| argument == "--bench") { many } else { 2_000 };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (small, large) = (folder.path().join("small"), folder.path().join("large"));
    fill(&small, 10)?;
    let begun = Instant::now();
    fill(&large, many)?;
    println!("{many} entries recorded in batches: {:.1} s", begun.elapsed().as_secs_f64());

    let sound = verify(&large)?;
    assert!(sound.is_sound() && sound.entry_count >= many);
    let log = large.join(LOG);
    let hashing = middle(3, || {
        let output = Command::new("sha256sum").arg(&log).output().expect("sha256sum is installed");
        assert!(output.status.success());
    });
    let verifying = middle(3, || assert!(verify(&large).is_ok_and(|found| found.is_sound())));
    ratio("verify", verifying, "sha256sum of the log", hashing);

    for (what, one) in [("open with a known customer", open as fn(&Path)), ("record for the oldest case", record)] {
        let [at_ten, at_many] = [&small, &large].map(|dir| middle(ROUNDS, || one(dir)));
        ratio(&format!("{what}, at {many}"), at_many, "at 10", at_ten);
    }
    Ok(())
}

fn open(dir: &Path) {
    let mut draft = Draft::opening(when());
    draft.personal = personal(0);
    let mut writer = Writer::open(dir).expect("the register opens");
    writer.append(draft, when().at, &mut salt()).expect("an entry is recorded");
}

fn record(dir: &Path) {
    let mut writer = Writer::open(dir).expect("the register opens");
    let history = writer.entries_of(None, "R-000001").expect("the case has a history");
    assert!(!history.is_empty());
    writer.append(Draft::event("R-000001", "progress_update", when()), when().at, &mut salt()).expect("an entry is recorded");
}

fn fill(dir: &Path, entries: u64) -> Result<()> {
    let mut salts = salt();
    let mut writer = Writer::open(dir)?;
    let cases = entries.div_ceil(1 + EVENTS_A_CASE);
    let mut first = 0;
    while first < cases {
        let last = (first + CASES_A_BATCH).min(cases);
        let begin = writer.len();
        let drafts = (first..last).flat_map(|case| drafts_of(case, begin + (case - first) * (1 + EVENTS_A_CASE) + 1));
        writer.append_all(drafts.map(|draft| (draft, when().at)), &mut salts)?;
        first = last;
    }
    Ok(())
}

/// The opening, which has the number `n`, and the events of a case.
fn drafts_of(case: u64, n: u64) -> Vec<Draft> {
    let mut opening = Draft::opening(when());
    opening.statement.fields = [("kind", "complaint"), ("channel", "phone"), ("category", "billing"), ("owner", "kim")]
        .map(|(name, value)| (name.to_string(), value.to_string()))
        .into();
    opening.personal = personal(case);
    let case_id = format!("R-{n:06}");
    let events = ["acknowledged", "progress_update", "resolution_proposed"].map(|event| {
        let mut draft = Draft::event(case_id.as_str(), event, when());
        draft.statement.actor = Some("kim".into());
        draft
    });
    std::iter::once(opening).chain(events).collect()
}

fn personal(case: u64) -> Personal {
    Personal {
        customer: Some(format!("Customer {case}")),
        description: Some("The bill came twice, and nobody answers the telephone.".into()),
        ..Personal::default()
    }
}

fn when() -> When {
    When::parse("2026-03-05T10:00:00Z", chrono_tz::UTC).expect("an instant")
}

fn salt() -> impl FnMut() -> Result<Salt> {
    let mut count = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_nanos());
    move || {
        count += 1 << 64;
        Ok(count.to_be_bytes())
    }
}

fn middle(rounds: usize, mut once: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..rounds)
        .map(|_| {
            let begun = Instant::now();
            once();
            begun.elapsed()
        })
        .collect();
    times.sort();
    times[rounds / 2]
}

fn ratio(what: &str, time: Duration, than: &str, other: Duration) {
    let milliseconds = |time: Duration| time.as_secs_f64() * 1e3;
    println!(
        "{what}: {:.1} ms; {than}: {:.1} ms; ratio {:.2}",
        milliseconds(time),
        milliseconds(other),
        time.as_secs_f64() / other.as_secs_f64()
    );
}
