//! `feedback_form.jsonl`: what customers sent through the form on the website, one JSON object a line.
//!
//! The form answers by itself, so its acknowledgements are automatic. It knows when feedback was
//! reviewed, but nothing of how complaints were resolved: that cannot be shown from it.

use super::book::Book;
use super::days::{self, CalendarDate, Moment};
use super::dice::Dice;
use super::plan::{self, Fate, Receipt, Standing, Volume, exported_at};
use super::truths::FileTruth;
use super::words::{self, Faithful, ISSUES};
use chrono::{Datelike, Days, NaiveDate, Timelike, Weekday};
use serde_json::{Value, json};

/// The file's path below the sample's folder.
pub(super) const FILE: &str = "feedback_form.jsonl";
/// The source that reads it.
pub(super) const SOURCE: &str = "feedback-form";

/// Tuesdays on which nobody reviewed feedback; their ISO weeks are [`MISSED_REVIEW_WEEKS`].
const MISSED_REVIEWS: [CalendarDate; 2] = [(2025, 8, 12), (2026, 5, 26)];
/// The weeks of the missed reviews.
pub(super) const MISSED_REVIEW_WEEKS: [&str; 2] = ["2025-W33", "2026-W22"];

/// How many cases, about what, and when.
pub(super) const VOLUME: Volume = Volume {
    stream: 30,
    month_tenths: [44, 24, 44, 40, 40, 28, 36, 24],
    uncategorised_tenths: 0,
    hours: &[
        (6, 2),
        (7, 4),
        (8, 6),
        (9, 7),
        (10, 7),
        (11, 7),
        (12, 9),
        (13, 8),
        (14, 6),
        (15, 6),
        (16, 6),
        (17, 8),
        (18, 10),
        (19, 11),
        (20, 11),
        (21, 9),
        (22, 6),
        (23, 3),
    ],
    weekend_percent: 80,
    planted: &[
        "2024-10-01T18:40:00",
        "2024-10-27T00:59:59",
        "2025-01-01T00:00:00",
        "2025-02-28T23:59:59",
        "2025-03-30T03:00:00",
        "2025-10-26T01:30:00", // the first of the two
        "2025-12-25T16:20:00",
        "2026-03-31T00:00:00", // 24 hours end with the quarter
        "2026-03-29T03:30:00",
        "2026-05-01T00:30:00", // May in London, still April in UTC
        "2026-09-30T23:15:00",
    ],
};

/// How the form's automatic answer fares; worse since the update of the website in April 2026.
const ANSWERED: [(Fate, u32); 5] = [(Fate::Within, 92), (Fate::AtLimit, 1), (Fate::JustLate, 1), (Fate::Late, 4), (Fate::Never, 2)];
const ANSWERED_SINCE_UPDATE: [(Fate, u32); 5] =
    [(Fate::Within, 80), (Fate::AtLimit, 2), (Fate::JustLate, 2), (Fate::Late, 10), (Fate::Never, 6)];
const UPDATE_ON: CalendarDate = (2026, 4, 1);

/// From this day a letter goes round, and most complaints about deliveries are copies of it.
const LETTER_SINCE: CalendarDate = (2026, 5, 18);

/// Customers who complain again and again.
const FAITHFUL: [Faithful; 3] = [
    Faithful { number: 9001, times: 7, first: 45, step: 23 },
    Faithful { number: 9002, times: 6, first: 210, step: 61 },
    Faithful { number: 9003, times: 5, first: 480, step: 9 },
];
/// How many lines stand twice.
const DUPLICATES: u32 = 2;

/// When feedback is reviewed: Tuesdays at 10:00, but for the missed ones.
pub(super) fn reviews() -> Vec<Moment> {
    let first = days::date(plan::FIRST_DAY); // a Tuesday
    let weeks = (0..105).map(|week| first + Days::new(7 * week));
    let held = weeks.filter(|day| !MISSED_REVIEWS.iter().any(|missed| days::date(*missed) == *day));
    held.map(|day| Moment::of_wall(days::wall(day, 10, 0, 0))).filter(|at| *at <= exported_at()).collect()
}

/// The file, its answers entered in the book.
pub(super) fn write(book: &mut Book) -> String {
    let mut dice = Dice::stream(32);
    let reviews = reviews();
    let (mut lines, mut letters, mut anonymous, mut forwarded) = (Vec::new(), 0, 0, 0);
    for (place, receipt) in plan::receipts(&VOLUME).iter().enumerate() {
        let receipt = clear_of_review(receipt);
        let issue = receipt.issue.unwrap_or(ISSUES[7]);
        let kind = if dice.chance(55) { "complaint" } else { "feedback" };
        let is_letter = kind == "complaint" && issue.name == "delivery" && receipt.at.day() >= days::date(LETTER_SINCE) && dice.chance(80);
        letters += u32::from(is_letter);
        let message = match kind {
            _ if is_letter => words::circulated_letter(letters, dice.between(10_000, 99_999)),
            "complaint" => words::complaint(issue, &mut dice),
            _ => words::remark(issue, &mut dice),
        };
        let fates = if receipt.at.day() >= days::date(UPDATE_ON) { &ANSWERED_SINCE_UPDATE } else { &ANSWERED };
        let answered = plan::acknowledgement(receipt.at, dice.weighted(fates), (0, 3), &mut dice);
        book.received(SOURCE, &receipt);
        book.duty("acknowledged_24h", SOURCE, kind, &answered);
        let reviewed = (kind == "feedback").then(|| review_of(&receipt, &reviews, book)).flatten();
        let passed_on = reviewed.filter(|_| dice.chance(40)).map(|_| issue.team);
        forwarded += u32::from(passed_on.is_some());
        let customer = customer(place, &mut dice);
        anonymous += u32::from(customer.is_none());
        lines.push(object(&json!({
            "id": format!("F-{:05}", place + 1),
            "submitted_at": receipt.at.offset_text('T'),
            "kind": kind,
            "topic": issue.name,
            "message": message,
            "customer": { "email": customer },
            "product": Some(dice.pick(&words::PRODUCTS)).filter(|_| dice.chance(80)),
            "store": dice.pick(&words::STORES),
            "auto_reply_at": answered.done.map(|at| at.offset_text('T')),
            "reviewed_at": reviewed.map(|at| at.offset_text('T')),
            "forwarded_to": passed_on,
        })));
    }
    let cases = lines.len() as u32;
    for place in [150, 420] {
        lines.insert(place, lines[place].clone());
    }
    let set_aside = damage(&mut lines, &mut dice);
    let rows_in = lines.len() as u32;
    book.file(FileTruth { file: FILE, source: SOURCE, rows_in, kept: cases, duplicates: DUPLICATES, set_aside, cases });
    facts(book, letters, anonymous, forwarded);
    lines.join("\n") + "\n"
}

/// Nobody writes on a Tuesday before noon: so no item lies near the limit of a week by accident.
fn clear_of_review(receipt: &Receipt) -> Receipt {
    let shown = receipt.at.wall();
    let near = shown.weekday() == Weekday::Tue && shown.hour() < 12 && (shown.hour(), shown.minute()) != (0, 0);
    Receipt { at: if near { receipt.at.plus(6 * 3600) } else { receipt.at }, ..*receipt }
}

/// When an item is reviewed: in the first review after its receipt, which is late where one was missed.
fn review_of(receipt: &Receipt, reviews: &[Moment], book: &mut Book) -> Option<Moment> {
    let reviewed = reviews.iter().copied().find(|at| *at > receipt.at);
    let due = receipt.at.plus(7 * days::DAY_SECONDS);
    let standing = match (was_missed(receipt.at.day()), reviewed) {
        (true, _) => Standing::Late,
        (false, Some(_)) => Standing::Met,
        (false, None) => Standing::Pending,
    };
    book.promise("reviewed_7d", SOURCE, "feedback", due, standing);
    reviewed
}

/// Whether the next review after that day was missed: the day is one of the seven that end with the Monday before it.
fn was_missed(day: NaiveDate) -> bool {
    MISSED_REVIEWS.iter().map(|missed| days::date(*missed)).any(|missed| day < missed && missed - day <= chrono::Duration::days(7))
}

fn customer(place: usize, dice: &mut Dice) -> Option<String> {
    let number = Faithful::at(&FAITHFUL, place).map(|faithful| faithful.number);
    let known = dice.chance(94);
    let ordinary = 1000 + place as u32;
    number.or(known.then_some(ordinary)).map(|number| format!("customer{number}@example.org"))
}

/// One line, keys in the order in which they were given.
fn object(value: &Value) -> String {
    value.to_string()
}

/// Puts lines between the others that nobody can read.
fn damage(lines: &mut Vec<String>, dice: &mut Dice) -> Vec<(&'static str, u32)> {
    let item = |id: Value, at: &str| {
        object(&json!({
            "id": id, "submitted_at": at, "kind": "feedback", "topic": "website", "message": "Test entry.",
            "customer": { "email": null }, "product": null, "store": "Online",
            "auto_reply_at": null, "reviewed_at": null, "forwarded_to": null,
        }))
    };
    let whole = item(json!("F-90003"), "2025-07-02T10:00:00+01:00");
    let wrecks: [(&'static str, Vec<String>); 3] = [
        (
            "bad_date",
            vec![
                item(json!("F-90001"), "2025-02-30T09:00:00+00:00"),
                item(json!("F-90002"), "last week"),
                item(json!("F-90004"), "31 June, noon"),
            ],
        ),
        ("missing_id", vec![item(Value::Null, "2025-09-14T19:30:00+01:00"), item(json!(""), "2026-02-11T08:05:00+00:00")]),
        (
            "broken_json",
            vec![
                whole[..whole.len() / 2].to_string(),
                whole[..whole.len() - 1].to_string(),
                whole.replacen("\":", "\"", 1),
                "form export interrupted".into(),
            ],
        ),
    ];
    for line in wrecks.iter().flat_map(|(_, lines)| lines) {
        let place = 20 + dice.below(lines.len() as u32 - 20) as usize;
        lines.insert(place, line.clone());
    }
    wrecks.iter().map(|(reason, lines)| (*reason, lines.len() as u32)).collect()
}

fn facts(book: &mut Book, letters: u32, anonymous: u32, forwarded: u32) {
    book.fact(
        "feedback-form.circulated_letters",
        letters,
        FILE,
        "Copies of one letter about delivery, from 18 May 2026, that differ in order number and day only.",
    );
    book.fact("feedback-form.anonymous", anonymous, FILE, "Items whose `customer.email` is null.");
    book.fact("feedback-form.forwarded", forwarded, FILE, "Feedback that was passed on: `forwarded_to` is given.");
    for Faithful { number, times, .. } in FAITHFUL {
        book.fact(
            &format!("feedback-form.items_of_customer_{number}"),
            times as u32,
            FILE,
            format!("A customer who writes again and again: customer{number}@example.org."),
        );
    }
}
