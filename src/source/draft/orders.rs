//! Day first or month first: what the rows of the file decide, and what they leave open.

use super::dates::Witness;
use super::look::{Column, Look};
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// Which number is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// 03/04 is the third of April.
    DayFirst,
    /// 03/04 is the fourth of March.
    MonthFirst,
}

/// The formats of some columns, and what is to be said of them.
#[derive(Debug, Default)]
pub struct Formats {
    /// As a mapping writes them, in order.
    pub patterns: Vec<String>,
    /// Why they are so.
    pub reasons: Vec<String>,
    /// What the rows leave open.
    pub questions: Vec<String>,
}

/// The formats in which some columns of a file are written.
pub fn formats_of(columns: &[&Column], look: &Look) -> Formats {
    let mut made = Formats::default();
    let mut seen = BTreeSet::new();
    for column in columns {
        for (pattern, evidence) in &column.dates.0 {
            if !seen.insert(pattern) {
                continue;
            }
            if !pattern.contains("{1}") {
                made.push(pattern.clone());
                continue;
            }
            let days = witness(columns, pattern, Order::DayFirst);
            let months = witness(columns, pattern, Order::MonthFirst);
            match (days, months) {
                (Some(day), Some(month)) => made.settle_by_most(pattern, &day, &month, counts(columns, pattern)),
                (Some(found), None) => made.decide(pattern, Order::DayFirst, &found),
                (None, Some(found)) => made.decide(pattern, Order::MonthFirst, &found),
                (None, None) => match proof_beside(columns, pattern) {
                    Some((order, found)) => made.decide(pattern, order, &found),
                    None => made.borrow(pattern, &column.name, &evidence.example, look),
                },
            }
        }
    }
    made
}

impl Formats {
    fn push(&mut self, format: String) {
        if !self.patterns.contains(&format) {
            self.patterns.push(format);
        }
    }

    fn decide(&mut self, pattern: &str, order: Order, found: &(String, Witness)) {
        let first = if order == Order::DayFirst { "day" } else { "month" };
        self.push(in_order(pattern, order));
        let reason = format!("The {first} comes first: {} can be read no other way.", told(found));
        if !self.reasons.contains(&reason) {
            self.reasons.push(reason);
        }
    }

    /// Some values can only be read one way and some only the other: most are right, the few are slips.
    fn settle_by_most(&mut self, pattern: &str, day: &(String, Witness), month: &(String, Witness), counts: [u64; 2]) {
        let [day_count, month_count] = counts;
        let (day, month) = (told(day), told(month));
        let both = format!("the dates contradict each other: {day} can only have the day first, {month} only the month");
        if day_count == month_count {
            self.push(in_order(pattern, Order::DayFirst));
            self.push(in_order(pattern, Order::MonthFirst));
            return self.questions.push(format!("{both}; where both are possible, day first is assumed"));
        }
        let (order, first, few, many) = if day_count > month_count {
            (Order::DayFirst, "day", month_count, day_count)
        } else {
            (Order::MonthFirst, "month", day_count, month_count)
        };
        self.push(in_order(pattern, order));
        self.questions.push(format!(
            "{both}; {many} of {} say that the {first} comes first, so it is taken to, and rows with another date are set aside",
            few + many
        ));
    }

    /// Another column of the file may tell what this one does not.
    fn borrow(&mut self, pattern: &str, name: &str, example: &str, look: &Look) {
        let all: Vec<&Column> = look.columns.iter().collect();
        let any = |order| all.iter().flat_map(|column| column.dates.0.keys()).find_map(|pattern| witness(&all, pattern, order));
        match (any(Order::DayFirst), any(Order::MonthFirst)) {
            (Some(found), None) => self.decide(pattern, Order::DayFirst, &found),
            (None, Some(found)) => self.decide(pattern, Order::MonthFirst, &found),
            _ => {
                let (day, month) = (in_order(pattern, Order::DayFirst), in_order(pattern, Order::MonthFirst));
                self.questions.push(format!(
                    "no row tells whether the day or the month comes first in \"{example}\" (column \"{name}\"): {day} is assumed, write {month} if the month comes first"
                ));
                self.push(day);
            }
        }
    }
}

/// What other forms of a column tell of one that leaves the order open: who writes the month first writes it so in any
/// form. Where they contradict each other, most are right.
fn proof_beside(columns: &[&Column], pattern: &str) -> Option<(Order, (String, Witness))> {
    let beside: Vec<&Column> = columns.iter().copied().filter(|column| column.dates.0.contains_key(pattern)).collect();
    let forms: BTreeSet<&String> = beside.iter().flat_map(|column| column.dates.0.keys()).collect();
    let [days, months] =
        forms.iter().map(|form| counts(&beside, form)).fold([0, 0], |[days, months], [day, month]| [days + day, months + month]);
    let order = match days.cmp(&months) {
        Ordering::Greater => Order::DayFirst,
        Ordering::Less => Order::MonthFirst,
        Ordering::Equal => return None,
    };
    forms.iter().find_map(|form| witness(&beside, form, order)).map(|found| (order, found))
}

/// How many values of some columns can only have the day first, and how many only the month.
fn counts(columns: &[&Column], pattern: &str) -> [u64; 2] {
    let evidence = || columns.iter().filter_map(|column| column.dates.0.get(pattern));
    [evidence().map(|found| found.day_first_count).sum(), evidence().map(|found| found.month_first_count).sum()]
}

/// A row of some columns that can only be read in one order, with the name of its column.
fn witness(columns: &[&Column], pattern: &str, order: Order) -> Option<(String, Witness)> {
    columns.iter().find_map(|column| {
        let evidence = column.dates.0.get(pattern)?;
        let witness = if order == Order::DayFirst { &evidence.day_first } else { &evidence.month_first };
        witness.clone().map(|witness| (column.name.clone(), witness))
    })
}

fn told((column, witness): &(String, Witness)) -> String {
    format!("row {} (\"{}\" in \"{column}\")", witness.row, witness.value)
}

/// A pattern with its numbers named.
pub fn in_order(pattern: &str, order: Order) -> String {
    let (one, two) = if order == Order::DayFirst { ("%d", "%m") } else { ("%m", "%d") };
    pattern.replace("{1}", one).replace("{2}", two)
}
