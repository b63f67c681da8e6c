//! Counting while the files are written.

use super::days::{self, Moment};
use super::plan::{Duty, Receipt, Standing, exported_at};
use super::truths::{CategoryMonth, FactTruth, FileTruth, PromiseTruth, Truths};
use super::{feedback_form, helpdesk, register, service_desk};
use crate::time::Instant;
use std::collections::BTreeMap;

/// Promise, source, kind and quarter.
type PromiseKey = (&'static str, &'static str, &'static str, String);

/// The pages on which the generator counts what it plans.
#[derive(Default)]
pub(super) struct Book {
    /// Met, late, missed, pending.
    promises: BTreeMap<PromiseKey, [u32; 4]>,
    /// By promise and source: done at the very limit, and a second after it.
    on_the_line: BTreeMap<(&'static str, &'static str), [u32; 2]>,
    files: Vec<FileTruth>,
    facts: Vec<FactTruth>,
    /// By source, category and month.
    months: BTreeMap<(&'static str, &'static str, String), u32>,
    /// By source: bank holidays, weekends, clock changes.
    days: BTreeMap<&'static str, [u32; 3]>,
}

impl Book {
    /// Counts a case by month and category, and by what kind of day it was received on.
    pub(super) fn received(&mut self, source: &'static str, receipt: &Receipt) {
        let day = receipt.at.day();
        let category = receipt.issue.map_or("", |issue| issue.name);
        *self.months.entry((source, category, day.format("%Y-%m").to_string())).or_default() += 1;
        let of_days = self.days.entry(source).or_default();
        of_days[0] += u32::from(days::is_bank_holiday(day));
        of_days[1] += u32::from(days::is_weekend(day));
        of_days[2] += u32::from(days::is_clock_change(day));
    }

    /// Enters how a duty stands, and whether it was done on the line between kept and broken.
    pub(super) fn duty(&mut self, promise: &'static str, source: &'static str, kind: &'static str, duty: &Duty) {
        self.promise(promise, source, kind, duty.due, duty.standing);
        let seconds_late = duty.done.map(|done| done.since(duty.due));
        let on_the_line = self.on_the_line.entry((promise, source)).or_default();
        on_the_line[0] += u32::from(seconds_late == Some(0));
        on_the_line[1] += u32::from(seconds_late == Some(1));
    }

    /// Enters how a promise stands, in the quarter that holds the last instant before the due.
    pub(super) fn promise(&mut self, promise: &'static str, source: &'static str, kind: &'static str, due: Moment, standing: Standing) {
        let quarter = days::quarter(due.plus(-1).day());
        let place = match standing {
            Standing::Met => 0,
            Standing::Late => 1,
            Standing::Missed => 2,
            Standing::Pending => 3,
        };
        self.promises.entry((promise, source, kind, quarter)).or_default()[place] += 1;
    }

    /// Notes a single number.
    pub(super) fn fact(&mut self, id: &str, value: u32, place: &'static str, how: impl Into<String>) {
        self.facts.push(FactTruth { id: id.to_string(), value, place, how: how.into() });
    }

    /// Notes how a file's rows divide.
    pub(super) fn file(&mut self, file: FileTruth) {
        self.files.push(file);
    }

    /// Cases that a category has in the months from `first` up to, not including, `end` (`2026-05`).
    pub(super) fn category_total(&self, category: &str, first: &str, end: &str) -> u32 {
        let is_counted = |name: &str, month: &str| name == category && month >= first && month < end;
        self.months.iter().filter(|((_, name, month), _)| is_counted(name, month)).map(|(_, count)| count).sum()
    }

    /// The answers, ready to be read.
    pub(super) fn close(mut self) -> Truths {
        for (source, [holidays, weekends, clock_changes]) in std::mem::take(&mut self.days) {
            let mut fact = |what: &str, count, how: &str| self.fact(&format!("{source}.received_on_{what}"), count, file_of(source), how);
            fact("bank_holidays", holidays, "Cases whose local date of receipt is a bank holiday in England.");
            fact("weekends", weekends, "Cases received on a Saturday or Sunday.");
            fact("clock_changes", clock_changes, "Cases received on a day on which London's clocks change.");
        }
        for ((promise, source), [at_limit, just_late]) in std::mem::take(&mut self.on_the_line) {
            if at_limit + just_late > 0 {
                let mut fact = |what: &str, count, how: &str| self.fact(&format!("{source}.{promise}_{what}"), count, file_of(source), how);
                fact("at_limit", at_limit, "Done at the very instant the promise fell due: kept.");
                fact("just_late", just_late, "Done one second after it fell due: broken.");
            }
        }
        let promises = self.promises.into_iter().map(|((promise, source, kind, quarter), [met, late, missed, pending])| PromiseTruth {
            promise,
            source,
            kind,
            quarter,
            met,
            late,
            missed,
            pending,
        });
        let months = self.months.into_iter().map(|((source, category, month), count)| CategoryMonth { source, category, month, count });
        Truths {
            exported_at: Instant(exported_at().micros()),
            files: self.files,
            promises: promises.collect(),
            category_months: months.collect(),
            facts: self.facts,
            missed_review_weeks: feedback_form::MISSED_REVIEW_WEEKS.to_vec(),
        }
    }
}

/// The file that the cases of a source come from.
fn file_of(source: &str) -> &'static str {
    match source {
        helpdesk::SOURCE => helpdesk::FILE,
        service_desk::SOURCE => service_desk::FILE,
        feedback_form::SOURCE => feedback_form::FILE,
        _ => register::LOG,
    }
}
