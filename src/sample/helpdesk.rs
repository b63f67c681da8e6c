//! `helpdesk_tickets.csv`: a helpdesk's ticket list, as Zendesk exports it.
//!
//! Times are London's wall clock without an offset. A ticket list shows when a ticket was made,
//! assigned and solved, but not when the first answer went out: whether it was acknowledged in
//! time cannot be shown.

use super::book::Book;
use super::days::{self, Moment};
use super::dice::Dice;
use super::plan::{self, Duty, Fate, Receipt, Standing, Volume, exported_at};
use super::truths::FileTruth;
use super::words::{Faithful, ISSUES};
use std::collections::BTreeMap;

/// The file's path below the sample's folder.
pub(super) const FILE: &str = "helpdesk_tickets.csv";
/// The source that reads it.
pub(super) const SOURCE: &str = "zendesk";
/// What its tickets are.
const KIND: &str = "complaint";

const HEADER: &str = "Id,Requester id,Group,Status,Priority,Via,Created at,Updated at,Assigned at,Initially assigned at,Solved at,\
Resolution time,Satisfaction Score,Reopens,Replies,First reply time in minutes within business hours,First resolution time in minutes,\
First resolution time in minutes within business hours,Full resolution time in minutes,Full resolution time in minutes within business \
hours,Requester wait time in minutes,Requester wait time in minutes within business hours,Manual Tagging of Categories [list]";

/// What the export writes where something has not happened.
const NEVER: &str = "1900-01-01 00:00:00";
const FIRST_ID: usize = 500_001;
const FIRST_REQUESTER: u32 = 410_000;

/// How many cases, about what, and when.
pub(super) const VOLUME: Volume = Volume {
    stream: 10,
    //            delivery heating billing appointments workmanship parts website call_centre
    month_tenths: [120, 75, 130, 115, 105, 75, 60, 65],
    uncategorised_tenths: 30,
    hours: &[
        (0, 1),
        (6, 2),
        (7, 5),
        (8, 9),
        (9, 12),
        (10, 12),
        (11, 11),
        (12, 9),
        (13, 9),
        (14, 9),
        (15, 9),
        (16, 8),
        (17, 7),
        (18, 6),
        (19, 6),
        (20, 5),
        (21, 4),
        (22, 3),
        (23, 2),
    ],
    weekend_percent: 45,
    planted: &[
        "2024-10-01T00:05:00",
        "2024-10-27T01:15:00", // shown twice
        "2024-12-25T10:00:00",
        "2024-12-31T23:59:59",
        "2025-01-01T00:00:00",
        "2025-02-28T17:00:00", // no 29th this year; the office closes at 17:00
        "2025-03-30T01:30:00", // never shown
        "2025-04-18T09:00:00", // Good Friday
        "2025-10-26T01:30:00", // shown twice
        "2025-12-26T12:30:00",
        "2026-02-28T23:59:59",
        "2026-03-20T17:00:00", // 7th business day: 31 March, the last of the quarter
        "2026-03-29T01:30:00", // never shown
        "2026-04-06T09:00:00", // Easter Monday
        "2026-04-30T23:59:59",
        "2026-05-01T00:00:00", // May in London, still April in UTC
        "2026-08-31T16:59:59", // bank holiday
        "2026-09-21T17:00:00", // 7th business day: 30 September
    ],
};

/// Wall times of `planted` that the clock never showed, and those that it showed twice.
const NEVER_SHOWN: u32 = 2;
const SHOWN_TWICE: u32 = 2;

/// Places of the tickets that were solved a second before they were made.
const SOLVED_BEFORE_MADE: [usize; 2] = [400, 1200];

/// Customers who complain again and again.
const FAITHFUL: [Faithful; 5] = [
    Faithful { number: 900_001, times: 9, first: 60, step: 17 },
    Faithful { number: 900_002, times: 8, first: 333, step: 41 },
    Faithful { number: 900_003, times: 7, first: 700, step: 5 },
    Faithful { number: 900_004, times: 6, first: 1101, step: 29 },
    Faithful { number: 900_005, times: 6, first: 1500, step: 53 },
];

/// How often tickets are solved in time.
const FATES: [(Fate, u32); 5] = [(Fate::Within, 82), (Fate::AtLimit, 1), (Fate::JustLate, 1), (Fate::Late, 13), (Fate::Never, 3)];

struct Ticket {
    id: usize,
    requester: u32,
    receipt: Receipt,
    solved: Option<Moment>,
}

/// The file, its answers entered in the book.
pub(super) fn write(book: &mut Book) -> String {
    let mut dice = Dice::stream(12);
    let receipts = plan::receipts(&VOLUME);
    let requesters = requesters(receipts.len(), &mut dice);
    let mut rows = Vec::new();
    let mut unsolved = 0;
    for (place, (receipt, requester)) in receipts.iter().zip(&requesters).enumerate() {
        let duty = resolution(place, receipt, &mut dice);
        let solved = if SOLVED_BEFORE_MADE.contains(&place) { Some(receipt.at.plus(-1)) } else { duty.done };
        book.received(SOURCE, receipt);
        book.duty("resolved_7bd", SOURCE, KIND, &duty);
        unsolved += u32::from(solved.is_none());
        rows.push(row(&Ticket { id: FIRST_ID + place, requester: *requester, receipt: *receipt, solved }, &mut dice).join(","));
    }
    let cases = rows.len() as u32;
    let set_aside = damage(&mut rows, &mut dice);
    let broken: u32 = set_aside.iter().map(|(_, count)| count).sum();
    book.file(FileTruth { file: FILE, source: SOURCE, rows_in: cases + broken, kept: cases, duplicates: 0, set_aside, cases });
    facts(book, unsolved, &requesters);
    format!("{HEADER}\r\n{}\r\n", rows.join("\r\n"))
}

fn resolution(place: usize, receipt: &Receipt, dice: &mut Dice) -> Duty {
    let first_reply = plan::acknowledgement(receipt.at, Fate::Within, (5, 1200), dice);
    let fate = dice.weighted(&FATES);
    let duty = plan::resolution(receipt.at, fate, &first_reply, dice);
    if SOLVED_BEFORE_MADE.contains(&place) {
        return Duty { done: None, standing: Standing::Missed, ..duty };
    }
    duty
}

/// Who asks: mostly a new customer, sometimes one of the earlier ones, at set places the faithful.
fn requesters(count: usize, dice: &mut Dice) -> Vec<u32> {
    let mut all: Vec<u32> = Vec::with_capacity(count);
    let mut newest = FIRST_REQUESTER;
    for place in 0..count {
        let earlier =
            if newest > FIRST_REQUESTER && dice.chance(12) { Some(FIRST_REQUESTER + dice.below(newest - FIRST_REQUESTER)) } else { None };
        all.push(match (Faithful::at(&FAITHFUL, place), earlier) {
            (Some(faithful), _) => faithful.number,
            (None, Some(number)) => number,
            (None, None) => {
                newest += 1;
                newest - 1
            }
        });
    }
    all
}

fn row(ticket: &Ticket, dice: &mut Dice) -> Vec<String> {
    let made = ticket.receipt.at;
    let minutes_to_assign = i64::from(dice.between(5, 600));
    let assigned = Some(made.plus(minutes_to_assign * 60).clear_of_clock_change()).filter(|at| *at <= exported_at());
    let reassigned = assigned.map(|at| if dice.chance(20) { at.plus(5400).clear_of_clock_change() } else { at });
    let reassigned = reassigned.map(|at| at.min(exported_at()));
    let status = status(ticket.solved, assigned, dice);
    let touched = ticket.solved.or(reassigned).unwrap_or(made).max(made).plus(i64::from(dice.between(0, 3)) * 86_400);
    let shown = |at: Option<Moment>| at.map_or_else(|| NEVER.to_string(), Moment::wall_text);
    let first_reply = made.plus((minutes_to_assign + i64::from(dice.between(5, 400))) * 60);
    let first_reply = Some(first_reply).filter(|at| *at <= exported_at() && !matches!(status, "New"));
    let elapsed = |to: Option<Moment>| to.map_or_else(String::new, |to| (to.since(made).max(0) / 60).to_string());
    let worked = |to: Option<Moment>| to.map_or_else(String::new, |to| days::office_minutes(made, to).to_string());
    vec![
        ticket.id.to_string(),
        ticket.requester.to_string(),
        ticket.receipt.issue.map_or("Customer Care", |issue| issue.team).to_string(),
        status.to_string(),
        dice.weighted(&[("Low", 30), ("Normal", 50), ("High", 16), ("Urgent", 4)]).to_string(),
        dice.weighted(&[("Mail", 72), ("Web form", 14), ("Chat", 8), ("Phone", 6)]).to_string(),
        ticket.receipt.written.format("%Y-%m-%d %H:%M:%S").to_string(),
        touched.clear_of_clock_change().min(exported_at()).wall_text(),
        shown(reassigned),
        shown(assigned),
        shown(ticket.solved),
        ticket.solved.map_or_else(String::new, |to| ((to.since(made).max(0) + 1800) / 3600).to_string()),
        score(ticket.solved, dice).to_string(),
        dice.weighted(&[("0", 88), ("1", 9), ("2", 3)]).to_string(),
        dice.between(1, 6).to_string(),
        worked(first_reply),
        elapsed(ticket.solved),
        worked(ticket.solved),
        elapsed(ticket.solved),
        worked(ticket.solved),
        elapsed(first_reply),
        worked(first_reply),
        ticket.receipt.issue.map_or("-", |issue| issue.name).to_string(),
    ]
}

fn status(solved: Option<Moment>, assigned: Option<Moment>, dice: &mut Dice) -> &'static str {
    match (solved, assigned) {
        (Some(at), _) if exported_at().since(at) > 4 * days::DAY_SECONDS => "Closed",
        (Some(_), _) => "Solved",
        (None, None) => "New",
        (None, Some(_)) => dice.weighted(&[("Open", 50), ("Pending", 35), ("Hold", 15)]),
    }
}

fn score(solved: Option<Moment>, dice: &mut Dice) -> &'static str {
    if solved.is_none() {
        return "";
    }
    dice.weighted(&[("", 55), ("Offered", 28), ("5", 7), ("4", 4), ("3", 2), ("2", 1), ("1", 3)])
}

/// Puts rows between the others that nobody can read, made from tickets that exist nowhere else.
fn damage(rows: &mut Vec<String>, dice: &mut Dice) -> Vec<(&'static str, u32)> {
    let wrecks: [(&'static str, &[&str]); 3] = [
        (
            "bad_date",
            &[
                "2025-02-30 10:15:00",
                "2025-02-29 08:00:00",
                "31/04/2025 09:00",
                "2025-13-01 12:00:00",
                "not known",
                "2026-06-31 23:10:00",
                "yesterday",
            ],
        ),
        ("missing_id", &["", "", "", "   ", ""]),
        ("ragged", &["short", "short", "short", "long", "long", "long"]),
    ];
    let mut ghost = FIRST_ID + 100_000;
    for (reason, values) in wrecks {
        for value in values {
            ghost += 1;
            let mut fields: Vec<String> = rows[ghost % 50].split(',').map(str::to_string).collect();
            fields[0] = ghost.to_string();
            match (reason, *value) {
                ("bad_date", text) => fields[6] = text.to_string(),
                ("missing_id", text) => fields[0] = text.to_string(),
                (_, "short") => fields.truncate(9),
                _ => fields.push("extra".into()),
            }
            let place = 60 + dice.below(rows.len() as u32 - 60) as usize;
            rows.insert(place, fields.join(","));
        }
    }
    wrecks.iter().map(|(reason, values)| (*reason, values.len() as u32)).collect()
}

fn facts(book: &mut Book, unsolved: u32, requesters: &[u32]) {
    book.fact("zendesk.unsolved", unsolved, FILE, "Rows whose `Solved at` is 1900-01-01 00:00:00: open at the time of export.");
    book.fact(
        "zendesk.never_shown_times",
        NEVER_SHOWN,
        FILE,
        "`Created at` in an hour that London's clocks skipped (30 March 2025, 29 March 2026).",
    );
    book.fact(
        "zendesk.shown_twice_times",
        SHOWN_TWICE,
        FILE,
        "`Created at` in an hour that London's clocks showed twice (27 October 2024, 26 October 2025); the earlier one is meant.",
    );
    book.fact(
        "zendesk.solved_before_created",
        SOLVED_BEFORE_MADE.len() as u32,
        FILE,
        "`Solved at` one second before `Created at`; the promise counts as missed.",
    );
    let mut times: BTreeMap<u32, u32> = BTreeMap::new();
    for requester in requesters {
        *times.entry(*requester).or_default() += 1;
    }
    for Faithful { number, .. } in FAITHFUL {
        let count = times.get(&number).copied().unwrap_or_default();
        book.fact(&format!("zendesk.cases_of_requester_{number}"), count, FILE, "A customer who complains again and again.");
    }
    let repeated = times.values().filter(|count| **count > 1).count() as u32;
    book.fact("zendesk.customers_with_several_cases", repeated, FILE, "`Requester id` on two rows or more.");
    book.fact("zendesk.categories", ISSUES.len() as u32, FILE, "Categories; `-` means that nobody chose one.");
}
