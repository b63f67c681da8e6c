//! Day first or month first: what the rows of the file decide, and what they leave open.

use super::dates::Witness;
use super::look::{Column, Look};
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
                (Some(day), Some(month)) => {
                    made.push(in_order(pattern, Order::DayFirst));
                    made.push(in_order(pattern, Order::MonthFirst));
                    made.questions.push(format!(
                        "the dates contradict each other: {} can only have the day first, {} only the month; where both are possible, day first is assumed",
                        told(&day), told(&month)
                    ));
                }
                (Some(found), None) => made.decide(pattern, Order::DayFirst, &found),
                (None, Some(found)) => made.decide(pattern, Order::MonthFirst, &found),
                (None, None) => made.borrow(pattern, &column.name, &evidence.example, look),
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
        self.reasons.push(format!("The {first} comes first: {} can be read no other way.", told(found)));
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
