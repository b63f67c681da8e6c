//! What happens in the two years, decided before a single row is written.
//!
//! First the counts of each issue and month, then when each case is received, then its fate under
//! each promise. Times are placed to suit the fate, clearly inside or outside the limit or exactly
//! on it, and the answer goes into the [book](super::book) from the fate, not from the times.

use super::days::{self, CalendarDate, DAY_SECONDS, Moment};
use super::dice::Dice;
use super::words::{ISSUES, Issue};
use chrono::{Datelike, Days, NaiveDate, NaiveDateTime};

/// The first day on which a case is received.
pub(super) const FIRST_DAY: CalendarDate = (2024, 10, 1);
/// How many months the sample has.
pub(super) const MONTHS: u32 = 24;
/// The business days within which a complaint is to be resolved.
pub(super) const RESOLUTION_BUSINESS_DAYS: u32 = 7;

/// When all four files were written: Thursday 1 October 2026, 08:00 in London. Nothing later is known.
pub(super) fn exported_at() -> Moment {
    Moment::of_wall(days::wall(days::date((2026, 10, 1)), 8, 0, 0))
}

/// How many of 100 cases an issue has in a month, against its usual month.
fn level_percent(issue: &str, month: NaiveDate) -> u32 {
    match issue {
        "delivery" if month >= days::date((2026, 5, 1)) => 220,
        "heating" if matches!(month.month(), 11 | 12 | 1 | 2) => 300,
        "billing" if month >= days::date((2026, 2, 1)) => 40,
        _ => 100,
    }
}

/// A file's share of the whole: how many cases an issue usually has in a month, in tenths.
pub(super) struct Volume {
    /// The stream of draws for the counts of this file.
    pub(super) stream: u64,
    /// In the order of [`ISSUES`].
    pub(super) month_tenths: [u32; 8],
    /// Cases without any category, likewise.
    pub(super) uncategorised_tenths: u32,
    /// When in the day a case is received.
    pub(super) hours: &'static [(u32, u32)],
    /// Of 100 cases drawn for a weekend, how many stay there.
    pub(super) weekend_percent: u32,
    /// Wall-clock times at which a case of that month is received, whatever was drawn.
    pub(super) planted: &'static [&'static str],
}

/// A case as it comes in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Receipt {
    /// When.
    pub(super) at: Moment,
    /// The wall-clock time as the file writes it; it differs from `at` in the gap of spring only.
    pub(super) written: NaiveDateTime,
    /// What about; `None` where nobody chose a category.
    pub(super) issue: Option<Issue>,
}

/// All cases of a file in order of receipt.
pub(super) fn receipts(volume: &Volume) -> Vec<Receipt> {
    let (mut counts, mut times) = (Dice::stream(volume.stream), Dice::stream(volume.stream + 1));
    let mut all = Vec::new();
    let mut month = days::date(FIRST_DAY);
    for _ in 0..MONTHS {
        let mut issues: Vec<Option<Issue>> = Vec::new();
        for (issue, tenths) in ISSUES.iter().zip(volume.month_tenths) {
            let count = counts.count(tenths * level_percent(issue.name, month) / 100);
            issues.extend((0..count).map(|_| Some(*issue)));
        }
        issues.extend((0..counts.count(volume.uncategorised_tenths)).map(|_| None));
        let mut planted: Vec<NaiveDateTime> = volume.planted.iter().filter_map(|text| text.parse().ok()).collect();
        planted.retain(|at| (at.year(), at.month()) == (month.year(), month.month()));
        for (place, issue) in issues.iter().enumerate() {
            // Planted times go to every third case, so that they fall on several issues.
            let drawn = received_in(month, volume, &mut times);
            let written = planted.get(place / 3).filter(|_| place % 3 == 0).copied().unwrap_or(drawn);
            all.push(Receipt { at: Moment::of_wall(written), written, issue: *issue });
        }
        month = next_month(month);
    }
    all.sort_by_key(|receipt| receipt.at);
    all
}

fn received_in(month: NaiveDate, volume: &Volume, dice: &mut Dice) -> NaiveDateTime {
    let length = (next_month(month) - month).num_days() as u32;
    loop {
        let day = month + Days::new(u64::from(dice.below(length)));
        let quiet = days::is_weekend(day) || days::is_bank_holiday(day);
        if !quiet || dice.chance(volume.weekend_percent) {
            return days::wall(day, dice.weighted(volume.hours), dice.below(60), dice.below(60));
        }
    }
}

fn next_month(month: NaiveDate) -> NaiveDate {
    month + chrono::Months::new(1)
}

/// How a duty with a limit ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// Done with time to spare.
    Within,
    /// Done at the very instant it falls due: in time.
    AtLimit,
    /// Done one second after it fell due.
    JustLate,
    /// Done clearly after it fell due.
    Late,
    /// Not done.
    Never,
}

/// How a promise stands when the files are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Done in time.
    Met,
    /// Done too late.
    Late,
    /// Due and not done.
    Missed,
    /// Neither done nor due.
    Pending,
}

/// A duty of one case: when it falls due, when it is done, and how it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Duty {
    /// The instant it falls due.
    pub(super) due: Moment,
    /// When it was done, if it was by the time of export.
    pub(super) done: Option<Moment>,
    /// How it stands at the time of export.
    pub(super) standing: Standing,
}

impl Duty {
    /// A duty that is done at `done` as the fate wants it, as far as the export can know.
    pub(super) fn known(fate: Fate, due: Moment, done: Option<Moment>) -> Self {
        let done = done.filter(|at| *at <= exported_at());
        let standing = match (done, fate) {
            (Some(_), Fate::Within | Fate::AtLimit) => Standing::Met,
            (Some(_), _) => Standing::Late,
            (None, _) if exported_at() <= due => Standing::Pending,
            (None, _) => Standing::Missed,
        };
        Self { due, done, standing }
    }

    /// The same duty, not done yet.
    pub(super) fn without_done(self) -> Self {
        Self::known(Fate::Late, self.due, None)
    }

    /// The same duty, done after its due if at all.
    pub(super) fn late_at(self, done: Option<Moment>) -> Self {
        Self::known(Fate::Late, self.due, done)
    }

    /// Whether it was done at once or soon, so that the next step need not wait for it.
    pub(super) fn is_prompt(&self) -> bool {
        self.standing == Standing::Met
    }
}

/// The acknowledgement of a case within 24 elapsed hours; in time it comes `soon` minutes after receipt.
pub(super) fn acknowledgement(received: Moment, fate: Fate, soon: (u32, u32), dice: &mut Dice) -> Duty {
    let due = received.plus(DAY_SECONDS);
    let minutes = i64::from(dice.between(soon.0, soon.1));
    let overdue_minutes = i64::from(dice.between(2 * 60, 46 * 60));
    let done = match fate {
        Fate::Within => Some(received.plus(minutes * 60)),
        Fate::AtLimit => Some(due),
        Fate::JustLate => Some(due.plus(1)),
        Fate::Late => Some(due.plus(overdue_minutes * 60).clear_of_clock_change()),
        Fate::Never => None,
    };
    Duty::known(fate, due, done)
}

/// The resolution of a case by the end of the 7th business day after receipt.
///
/// In time it comes on the 2nd to 6th business day; after an acknowledgement that came late, from the 5th.
pub(super) fn resolution(received: Moment, fate: Fate, acknowledged: &Duty, dice: &mut Dice) -> Duty {
    let due_day = days::business_days_after(received.day(), RESOLUTION_BUSINESS_DAYS);
    let due = end_of(due_day);
    let in_time = dice.between(if acknowledged.is_prompt() { 2 } else { 5 }, 6);
    let too_late = dice.between(RESOLUTION_BUSINESS_DAYS + 1, 16);
    let done = match fate {
        Fate::Within => Some(in_office_hours(received.day(), in_time, dice)),
        Fate::AtLimit => Some(due),
        Fate::JustLate => Some(due.plus(1)),
        Fate::Late => Some(in_office_hours(received.day(), too_late, dice)),
        Fate::Never => None,
    };
    Duty::known(fate, due, done)
}

/// A resolution of which the customer was told that it would take until `promised`: kept or broken.
pub(super) fn promised_resolution(promised: NaiveDate, fate: Fate, dice: &mut Dice) -> Duty {
    let done = match fate {
        Fate::Within => Some(in_office_hours(promised, 0, dice)),
        Fate::AtLimit => Some(end_of(promised)),
        Fate::JustLate => Some(end_of(promised).plus(1)),
        Fate::Late => Some(in_office_hours(promised, 3, dice)),
        Fate::Never => None,
    };
    Duty::known(fate, end_of(promised), done)
}

/// The midnight with which a date ends.
pub(super) fn end_of(day: NaiveDate) -> Moment {
    Moment::of_wall(days::wall(day + Days::new(1), 0, 0, 0))
}

/// Some time in office hours, that many business days after a date.
pub(super) fn in_office_hours(day: NaiveDate, business_days: u32, dice: &mut Dice) -> Moment {
    let day = days::business_days_after(day, business_days);
    Moment::of_wall(days::wall(day, dice.between(9, 16), dice.below(60), dice.below(60)))
}
