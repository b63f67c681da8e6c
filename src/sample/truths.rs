//! What is true of the sample, counted while it was made.

use crate::time::Instant;

/// The answers that imports, verdicts and reports of the sample must come to.
///
/// They are counted from the fates that the generator chose, never worked out from the files.
#[derive(Debug, Clone)]
pub struct Truths {
    /// When the four files were written; judged at this instant, every number here holds.
    ///
    /// Of promises that fell due up to the end of 2026-Q3, they hold at any later instant too.
    pub exported_at: Instant,
    /// The three exports, row by row accounted for.
    pub files: Vec<FileTruth>,
    /// How promises were kept, by source, kind and quarter, in that order.
    pub promises: Vec<PromiseTruth>,
    /// Cases by source, category and the month of receipt in London, in that order.
    pub category_months: Vec<CategoryMonth>,
    /// Single numbers, each with a name: planted issues, holidays, clock changes, open cases…
    pub facts: Vec<FactTruth>,
    /// The weeks without a feedback review, as ISO weeks: `2025-W33`.
    pub missed_review_weeks: Vec<&'static str>,
}

/// What an import of one file must count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileTruth {
    /// The file's path below `sample_data/`.
    pub file: &'static str,
    /// The source that its cases belong to.
    pub source: &'static str,
    /// Data rows, header left out: `kept + set aside + duplicates`.
    pub rows_in: u32,
    /// Rows that can be read, each counted once.
    pub kept: u32,
    /// Rows that repeat another row in every field.
    pub duplicates: u32,
    /// Rows that cannot be read, by [reason](REASONS).
    pub set_aside: Vec<(&'static str, u32)>,
    /// Cases that come out.
    pub cases: u32,
}

impl FileTruth {
    /// How many rows cannot be read, whatever the reason.
    pub fn set_aside_count(&self) -> u32 {
        self.set_aside.iter().map(|(_, count)| count).sum()
    }
}

/// Why a row of the sample cannot be read.
pub const REASONS: [&str; 4] = ["bad_date", "missing_id", "ragged", "broken_json"];

/// How one promise stands in the cases of one source and kind that fell due in one quarter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromiseTruth {
    /// Which promise; see [`PROMISES`].
    pub promise: &'static str,
    /// The source of the cases.
    pub source: &'static str,
    /// Their kind.
    pub kind: &'static str,
    /// The quarter that holds the last instant before the due (`2026-Q3`).
    pub quarter: String,
    /// Done in time.
    pub met: u32,
    /// Done too late.
    pub late: u32,
    /// Fell due and was not done.
    pub missed: u32,
    /// Neither done nor due at [`Truths::exported_at`].
    pub pending: u32,
}

/// The promises that the generator keeps and breaks on purpose, and what each one means.
pub const PROMISES: [(&str, &str); 6] = [
    ("acknowledged_24h", "acknowledged within 24 elapsed hours of receipt"),
    (
        "resolved_7bd",
        "resolution proposed (tickets: solved) by the end of the 7th business day after receipt, or by the date of a delay notice that came in time",
    ),
    ("resolved_7bd_unextended", "the same, delay notices left out of account"),
    ("reviewed_7d", "feedback reviewed within 7 elapsed days of receipt"),
    ("investigated_first", "investigation completed before the resolution was proposed; due and counted when it was proposed"),
    ("followed_up_10bd", "a follow-up by the end of the 10th business day after the resolution was proposed"),
];

/// How many cases of a source and category were received in a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryMonth {
    /// The source of the cases.
    pub source: &'static str,
    /// Their category; empty where there is none.
    pub category: &'static str,
    /// The month in London: `2026-05`.
    pub month: String,
    /// How many.
    pub count: u32,
}

/// A single number that is true of the sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactTruth {
    /// Its name: `helpdesk.unsolved`.
    pub id: String,
    /// The number.
    pub value: u32,
    /// Where in the sample it lies.
    pub place: &'static str,
    /// How to see it, as a sentence.
    pub how: String,
}

impl Truths {
    /// The number of that name.
    pub fn fact(&self, id: &str) -> Option<u32> {
        self.facts.iter().find(|fact| fact.id == id).map(|fact| fact.value)
    }

    /// How a promise stands in one source, kind and quarter.
    pub fn promise(&self, promise: &str, source: &str, kind: &str, quarter: &str) -> Option<&PromiseTruth> {
        self.promises.iter().find(|row| row.promise == promise && row.source == source && row.kind == kind && row.quarter == quarter)
    }

    /// How many cases of a category, from all sources, were received in a month (`2026-05`).
    pub fn category_month(&self, category: &str, month: &str) -> u32 {
        self.category_months.iter().filter(|row| row.category == category && row.month == month).map(|row| row.count).sum()
    }

    /// How a promise stands in all cases of a kind, from all sources whose answer is known: met, late, missed, pending.
    ///
    /// Sources that cannot show the promise (tickets: acknowledged; the form: resolved) have no part in it.
    pub fn promise_total(&self, promise: &str, kind: &str, quarter: &str) -> [u32; 4] {
        let rows = self.promises.iter().filter(|row| row.promise == promise && row.kind == kind && row.quarter == quarter);
        rows.fold([0; 4], |sum, row| [sum[0] + row.met, sum[1] + row.late, sum[2] + row.missed, sum[3] + row.pending])
    }

    /// All cases of the sample.
    pub fn cases(&self) -> u32 {
        self.category_months.iter().map(|row| row.count).sum()
    }
}
