//! Rows that are a case each, column by column as the lake keeps them.
//!
//! Most rows of most exports are: a column of a batch becomes a column of the lake's file at once, not cell by cell.

use super::instants::DAY;
use super::mask::LEFT_OUT;
use super::row::{BatchColumns, Moment, Text, end, note};
use super::sheet::Sheet;
use super::spread::Spreader;
use arrow::array::{ArrayRef, Int64Array, MapBuilder, StringArray, StringBuilder, TimestampMicrosecondArray, new_null_array};
use arrow::datatypes::DataType;
use std::sync::Arc;

/// A row that is a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WholeCase {
    /// Its place in the batch.
    pub index: usize,
    /// Its number in the file.
    pub number: i64,
    /// When the case was received.
    pub received: Moment,
    /// When the source says that it is due.
    pub due: Option<Moment>,
}

/// The columns of cases in the order of the lake's file; none where there are no cases.
pub fn arrays(cases: &[WholeCase], spreader: &Spreader, columns: &BatchColumns, notes: &mut Sheet) -> Vec<ArrayRef> {
    if cases.is_empty() {
        return Vec::new();
    }
    let (kind, fields) = columns.fields.split_first().map_or((None, [].as_slice()), |(kind, fields)| (*kind, fields));
    let precision = |case: &WholeCase| if case.received.2 & DAY == DAY { "day" } else { "moment" };
    let instants = |of: &dyn Fn(&WholeCase) -> Option<i64>| Arc::new(cases.iter().map(of).collect::<TimestampMicrosecondArray>());
    let mut arrays: Vec<ArrayRef> = vec![
        Arc::new(StringArray::from_iter_values(cases.iter().map(|case| columns.source_of(case.index, spreader)))),
        texts(cases, columns.case_id),
        texts(cases, kind),
        instants(&|case| Some(case.received.0)),
        instants(&|case| Some(case.received.1)),
        Arc::new(StringArray::from_iter_values(cases.iter().map(precision))),
    ];
    arrays.extend(fields.iter().map(|column| texts(cases, *column)));
    arrays.push(instants(&|case| case.due.map(end)));
    arrays.push(attributes(cases, spreader, columns, notes));
    arrays.push(Arc::new(Int64Array::from_value(spreader.origin.import, cases.len())));
    arrays.push(same(&spreader.origin.name, cases.len()));
    arrays.push(Arc::new(Int64Array::from_iter_values(cases.iter().map(|case| case.number))));
    arrays
}

fn texts(cases: &[WholeCase], column: Text) -> ArrayRef {
    let Some(column) = column else { return new_null_array(&DataType::Utf8, cases.len()) };
    let mut made = StringBuilder::with_capacity(cases.len(), column.total_bytes_len());
    for case in cases {
        made.append_option(column.get(case.index));
    }
    Arc::new(made.finish())
}

fn same(text: &str, count: usize) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(std::iter::repeat_n(text, count)))
}

/// The attributes of cases; where free text was left out because nobody asked for it, that is noted.
fn attributes(cases: &[WholeCase], spreader: &Spreader, columns: &BatchColumns, notes: &mut Sheet) -> ArrayRef {
    let kept = &columns.case_attributes;
    let count = cases.len() * kept.count();
    let names = StringBuilder::with_capacity(count, cases.len() * kept.name_bytes());
    let mut made = MapBuilder::new(None, names, StringBuilder::with_capacity(count, kept.value_bytes()));
    for case in cases {
        for (name, value) in kept.pairs(case.index) {
            if value == LEFT_OUT {
                note(notes, spreader.origin.file, case.number, ["left_out", name, ""]);
            }
            made.keys().append_value(name);
            made.values().append_value(value);
        }
        made.append(true).unwrap_or_else(|_| unreachable!("every name has a value"));
    }
    Arc::new(made.finish())
}
