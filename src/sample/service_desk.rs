//! `service_desk_log.csv`: the log of a second desk, one row per activity, as process-mining tools write it.
//!
//! The first activity of a case is its receipt. Times carry London's offset. A handful of rows
//! stand twice, as in real logs.

use super::book::Book;
use super::days::Moment;
use super::dice::Dice;
use super::plan::{self, Duty, Fate, Receipt, Volume, exported_at};
use super::truths::FileTruth;

/// The file's path below the sample's folder.
pub(super) const FILE: &str = "service_desk_log.csv";
/// The source that reads it.
pub(super) const SOURCE: &str = "event-log";
/// What its cases are.
const KIND: &str = "complaint";

const HEADER: &str = "case:concept:name,case:category,concept:name,time:timestamp,org:resource";
/// How many rows stand twice.
const DUPLICATES: u32 = 23;

/// How many cases, about what, and when.
pub(super) const VOLUME: Volume = Volume {
    stream: 20,
    month_tenths: [65, 45, 70, 60, 55, 45, 35, 35],
    uncategorised_tenths: 20,
    hours: &[(7, 3), (8, 10), (9, 16), (10, 16), (11, 14), (12, 9), (13, 11), (14, 12), (15, 11), (16, 9), (17, 4), (18, 2)],
    weekend_percent: 15,
    planted: &[
        "2024-10-01T08:30:00",
        "2024-12-24T17:00:00",
        "2025-04-21T11:00:00", // Easter Monday
        "2025-10-25T12:00:00", // 24 elapsed hours end at 11:00 on Sunday's clock
        "2026-02-28T12:00:00",
        "2026-03-28T12:00:00", // 24 elapsed hours end at 13:00 on Sunday's clock
        "2026-05-25T10:00:00", // bank holiday
        "2026-09-30T16:45:00",
    ],
};

/// How often cases are taken in charge in time.
const TAKEN_IN_CHARGE: [(Fate, u32); 5] = [(Fate::Within, 88), (Fate::AtLimit, 2), (Fate::JustLate, 2), (Fate::Late, 6), (Fate::Never, 2)];
/// How often cases are resolved in time.
const RESOLVED: [(Fate, u32); 5] = [(Fate::Within, 84), (Fate::AtLimit, 1), (Fate::JustLate, 1), (Fate::Late, 11), (Fate::Never, 3)];

const AGENTS: [&str; 8] = ["desk-01", "desk-02", "desk-03", "desk-04", "desk-05", "desk-06", "desk-07", "desk-08"];

struct Line {
    at: Moment,
    activity: &'static str,
    resource: &'static str,
}

/// The file, its answers entered in the book.
pub(super) fn write(book: &mut Book) -> String {
    let mut dice = Dice::stream(22);
    let mut rows = Vec::new();
    let (mut cases, mut not_closed) = (0, 0);
    for receipt in plan::receipts(&VOLUME) {
        cases += 1;
        let taken = plan::acknowledgement(receipt.at, dice.weighted(&TAKEN_IN_CHARGE), (10, 1200), &mut dice);
        let resolved = plan::resolution(receipt.at, dice.weighted(&RESOLVED), &taken, &mut dice);
        book.received(SOURCE, &receipt);
        book.duty("acknowledged_24h", SOURCE, KIND, &taken);
        book.duty("resolved_7bd", SOURCE, KIND, &resolved);
        let lines = lines(&receipt, &taken, &resolved, &mut dice);
        not_closed += u32::from(lines.iter().all(|line| line.activity != "Closed"));
        let category = receipt.issue.map_or("", |issue| issue.name);
        rows.extend(lines.iter().map(|line| row(&format!("SD-{cases:04}"), line, category)));
    }
    let kept = rows.len() as u32;
    repeat(&mut rows, &mut dice);
    let set_aside = damage(&mut rows, &mut dice);
    book.file(FileTruth { file: FILE, source: SOURCE, rows_in: rows.len() as u32, kept, duplicates: DUPLICATES, set_aside, cases });
    book.fact("event-log.not_closed", not_closed, FILE, "Cases without the activity `Closed` at the time of export.");
    format!("{HEADER}\n{}\n", rows.join("\n"))
}

fn row(case: &str, line: &Line, category: &str) -> String {
    format!("{case},{category},{},{},{}", line.activity, line.at.offset_text(' '), line.resource)
}

fn lines(receipt: &Receipt, taken: &Duty, resolved: &Duty, dice: &mut Dice) -> Vec<Line> {
    let agent = dice.pick(&AGENTS);
    let mut lines = vec![Line { at: receipt.at, activity: "Insert ticket", resource: "portal" }];
    let minutes_to_classify = i64::from(dice.between(2, 9));
    if dice.chance(55) {
        lines.push(Line { at: receipt.at.plus(minutes_to_classify * 60), activity: "Assign seriousness", resource: dice.pick(&AGENTS) });
    }
    lines.extend(taken.done.map(|at| Line { at, activity: "Take in charge ticket", resource: agent }));
    let waits = dice.chance(28);
    if let (true, Some(taken_at)) = (waits, taken.done) {
        let at = taken_at.plus(i64::from(dice.between(20, 300)) * 60).clear_of_clock_change();
        lines.push(Line { at, activity: "Wait", resource: agent });
    }
    lines.extend(resolved.done.map(|at| Line { at, activity: "Resolve ticket", resource: agent }));
    let days_to_closing = i64::from(dice.between(3, 9));
    lines.extend(resolved.done.map(|at| Line {
        at: at.plus(days_to_closing * 86_400).clear_of_clock_change(),
        activity: "Closed",
        resource: "system",
    }));
    lines.retain(|line| line.at <= exported_at());
    lines.sort_by_key(|line| line.at);
    lines
}

/// Writes some rows a second time, directly below the first.
fn repeat(rows: &mut Vec<String>, dice: &mut Dice) {
    let every = rows.len() / (DUPLICATES as usize + 1);
    for number in (1..=DUPLICATES as usize).rev() {
        let place = number * every + dice.below(every as u32 / 2) as usize;
        rows.insert(place, rows[place].clone());
    }
}

/// Puts rows between the others that nobody can read, of cases that exist nowhere else.
fn damage(rows: &mut Vec<String>, dice: &mut Dice) -> Vec<(&'static str, u32)> {
    let wrecks: [(&'static str, &[&str]); 3] = [
        (
            "bad_date",
            &[
                "SD-9001,website,Assign seriousness,2025-02-29 10:00:00+00:00,desk-02",
                "SD-9002,website,Take in charge ticket,2025-06-31 09:30:00+01:00,desk-05",
                "SD-9003,website,Assign seriousness,soon,desk-01",
                "SD-9004,website,Closed,2025-13-40 10:00:00+00:00,system",
            ],
        ),
        (
            "missing_id",
            &[
                ",website,Assign seriousness,2025-05-12 09:14:00+01:00,desk-03",
                ",website,Resolve ticket,2025-11-03 15:40:00+00:00,desk-03",
                "  ,website,Closed,2026-03-02 10:00:00+00:00,system",
            ],
        ),
        ("ragged", &["SD-9005,website,Assign seriousness", "SD-9006,website,Wait,2026-01-08 11:20:00+00:00,desk-04,desk-04"]),
    ];
    for line in wrecks.iter().flat_map(|(_, lines)| lines.iter()) {
        let place = 100 + dice.below(rows.len() as u32 - 100) as usize;
        rows.insert(place, (*line).to_string());
    }
    wrecks.iter().map(|(reason, lines)| (*reason, lines.len() as u32)).collect()
}
