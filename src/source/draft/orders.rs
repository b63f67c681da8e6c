//! Day first or month first: what the rows of the file decide, and what they leave open.

use super::dates::Witness;
use super::look::{Column, Look};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Which number is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// 03/04 is the third of April.
    DayFirst,
    /// 03/04 is the fourth of March.
    MonthFirst,
}

/// The formats of some columns, and what is to be said of them.
#[derive(Debug, Default, Clone)]
pub struct Formats {
    /// As a mapping writes them, in order.
    pub patterns: Vec<String>,
    /// Why they are so.
    pub reasons: Vec<String>,
    /// What the rows leave open.
    pub questions: Vec<String>,
    /// The orders of each pattern that leaves them open, the first one tried first.
    orders: BTreeMap<String, Vec<Order>>,
}

/// How the date columns of a file are read: by the formats of the table, but for those that contradict it.
#[derive(Debug, Default)]
pub struct Readings {
    /// For most columns.
    pub table: Formats,
    /// Each column by its name, and whether it has to be read by these formats, because those of the table read it otherwise.
    pub columns: BTreeMap<String, (Formats, bool)>,
}

/// The formats in which some columns of a file are written, each told by its own rows where these tell anything.
pub fn readings_of(columns: &[&Column], look: &Look) -> Readings {
    let mut made = Readings::default();
    for column in columns {
        let mut formats = formats_of(column, columns, look);
        let is_own = made.table.contradicts(&formats);
        if is_own {
            formats.questions.push(format!(
                "\"{}\" is read in another order of day and month than the columns before it, by formats of its own; is that right?",
                column.name
            ));
        } else {
            made.table.merge(formats.clone());
        }
        made.columns.insert(column.name.clone(), (formats, is_own));
    }
    made
}

/// The formats of one of the date columns of a file.
fn formats_of(column: &Column, columns: &[&Column], look: &Look) -> Formats {
    let mut made = Formats::default();
    for (pattern, evidence) in &column.dates.0 {
        if separator(pattern).is_none() {
            made.push(pattern.clone());
            continue;
        }
        let own = [column];
        let judges: &[&Column] = if is_slip(column, columns, pattern) { columns } else { &own };
        if let Some(year) = year_first(columns, pattern) {
            made.doubt_year(pattern, &column.name, &evidence.example, year);
            if year == YearFirst::Likely {
                continue;
            }
        }
        let days = witness(judges, pattern, Order::DayFirst);
        let months = witness(judges, pattern, Order::MonthFirst);
        match (days, months) {
            (Some(day), Some(month)) => made.settle_by_most(pattern, &day, &month, counts(judges, pattern)),
            (Some(found), None) => made.decide(pattern, Order::DayFirst, &found),
            (None, Some(found)) => made.decide(pattern, Order::MonthFirst, &found),
            (None, None) => match proof_beside(column, pattern, look) {
                Some((order, found)) => made.decide(pattern, order, &found),
                None => made.assume(pattern, &column.name, &evidence.example),
            },
        }
    }
    made
}

/// Whether dates with two digits for each number may have the year first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum YearFirst {
    /// The first numbers are fewer than the last: years change less than days.
    Likely,
    /// Nothing speaks for one or the other.
    Possible,
}

/// Whether all dates of a pattern can have the year first, and no more speaks against it.
fn year_first(columns: &[&Column], pattern: &str) -> Option<YearFirst> {
    let found: Vec<_> = columns.iter().filter_map(|column| column.dates.0.get(pattern)).collect();
    if !pattern.contains("%y") || found.iter().any(|evidence| evidence.year_last_count > 0) {
        return None;
    }
    let ends = [0, 1].map(|end: usize| found.iter().flat_map(|evidence| &evidence.ends[end]).collect::<BTreeSet<_>>().len());
    match ends[0].cmp(&ends[1]) {
        _ if ends[0] == 0 => None,
        Ordering::Less => Some(YearFirst::Likely),
        Ordering::Equal => Some(YearFirst::Possible),
        Ordering::Greater => None,
    }
}

/// Whether the only row of a column that tells an order is a slip: the other columns say the opposite more than once.
fn is_slip(column: &Column, columns: &[&Column], pattern: &str) -> bool {
    let [days, months] = counts(columns, pattern);
    match counts(&[column], pattern) {
        [1, 0] => months > 1,
        [0, 1] => days > 1,
        _ => false,
    }
}

impl Formats {
    fn push(&mut self, format: String) {
        if !self.patterns.contains(&format) {
            self.patterns.push(format);
        }
    }

    fn push_orders(&mut self, pattern: &str, orders: &[Order]) {
        for order in orders {
            self.push(in_order(pattern, *order));
        }
        self.orders.insert(pattern.to_string(), orders.to_vec());
    }

    /// Whether other formats read the same writing in another order.
    fn contradicts(&self, other: &Self) -> bool {
        other.orders.iter().any(|(pattern, orders)| self.orders.get(pattern).is_some_and(|own| own != orders))
    }

    fn merge(&mut self, other: Self) {
        for format in other.patterns {
            self.push(format);
        }
        for (own, others) in [(&mut self.reasons, other.reasons), (&mut self.questions, other.questions)] {
            for words in others {
                if !own.contains(&words) {
                    own.push(words);
                }
            }
        }
        self.orders.extend(other.orders);
    }

    fn decide(&mut self, pattern: &str, order: Order, found: &(String, Witness)) {
        let first = if order == Order::DayFirst { "day" } else { "month" };
        self.push_orders(pattern, &[order]);
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
            self.push_orders(pattern, &[Order::DayFirst, Order::MonthFirst]);
            return self.questions.push(format!("{both}; where both are possible, day first is assumed"));
        }
        let (order, first, few, many) = if day_count > month_count {
            (Order::DayFirst, "day", month_count, day_count)
        } else {
            (Order::MonthFirst, "month", day_count, month_count)
        };
        self.push_orders(pattern, &[order]);
        self.questions.push(format!(
            "{both}; {many} of {} say that the {first} comes first, so it is taken to, and rows with another date are set aside",
            few + many
        ));
    }

    /// A date such as `26/01/11`, whose year has two digits and may stand at either end.
    fn doubt_year(&mut self, pattern: &str, name: &str, example: &str, year: YearFirst) {
        let (first, last) = (year_in_front(pattern), in_order(pattern, Order::DayFirst));
        self.questions.push(match year {
            YearFirst::Likely => format!(
                "the year may come first or last in \"{example}\" (column \"{name}\"); the last number changes more often than the first, so {first} is assumed, write {last} if the day comes first"
            ),
            YearFirst::Possible => format!(
                "the year may come first or last in \"{example}\" (column \"{name}\"): it is assumed to come last, write {first} if it comes first"
            ),
        });
        if year == YearFirst::Likely {
            self.push(first);
        }
    }

    fn assume(&mut self, pattern: &str, name: &str, example: &str) {
        let (day, month) = (in_order(pattern, Order::DayFirst), in_order(pattern, Order::MonthFirst));
        self.questions.push(format!(
            "no row tells whether the day or the month comes first in \"{example}\" (column \"{name}\"): {day} is assumed, write {month} if the month comes first"
        ));
        self.push_orders(pattern, &[Order::DayFirst]);
    }
}

/// What tells the order of a pattern whose own rows leave it open: the other forms of its column, where most are right; or
/// else the other columns, where all agree. A proof holds only for dates with the same sign between day and month: who
/// writes 1/14/2026 among 05.01.2026 has another hand than who wrote the others.
fn proof_beside(column: &Column, pattern: &str, look: &Look) -> Option<(Order, (String, Witness))> {
    let all: Vec<&Column> = look.columns.iter().collect();
    let proof = |columns: &[&Column], is_clear: fn([u64; 2]) -> bool| {
        let patterns = columns.iter().flat_map(|column| column.dates.0.keys());
        let forms: BTreeSet<&String> = patterns.filter(|form| separator(form) == separator(pattern)).collect();
        let found = forms.iter().map(|form| counts(columns, form));
        let [days, months] = found.fold([0, 0], |[days, months], [day, month]| [days + day, months + month]);
        let order = match days.cmp(&months) {
            _ if !is_clear([days, months]) => return None,
            Ordering::Greater => Order::DayFirst,
            Ordering::Less => Order::MonthFirst,
            Ordering::Equal => return None,
        };
        forms.iter().find_map(|form| witness(columns, form, order)).map(|found| (order, found))
    };
    proof(&[column], |_| true).or_else(|| proof(&all, |counts| counts.contains(&0)))
}

/// What stands between day and month in a pattern that leaves their order open.
fn separator(pattern: &str) -> Option<&str> {
    let (_, rest) = pattern.split_once("{1}")?;
    rest.split_once("{2}").map(|parts| parts.0)
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

/// A pattern with the year in front.
fn year_in_front(pattern: &str) -> String {
    pattern.replace("%y", "%d").replace("{1}", "%y").replace("{2}", "%m")
}

/// A pattern with its numbers named.
fn in_order(pattern: &str, order: Order) -> String {
    let (one, two) = if order == Order::DayFirst { ("%d", "%m") } else { ("%m", "%d") };
    pattern.replace("{1}", one).replace("{2}", two)
}
