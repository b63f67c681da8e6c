//! Rows on their way to `DuckDB`: written cell by cell, handed over as one arrow batch.

use super::stage::DUCKDB_ROWS;
use arrow::array::{
    ArrayBuilder, ArrayRef, BooleanBuilder, Int32Builder, Int64Builder, StringBuilder, TimestampMicrosecondBuilder, UInt64Builder,
};
use arrow::datatypes::{Field, Schema};
use arrow::record_batch::RecordBatch;
use std::sync::Arc;

/// What a column holds.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    Text,
    Int,
    Long,
    Unsigned,
    Flag,
    Instant,
}

/// One value of a row.
pub enum Cell<'a> {
    Text(Option<&'a str>),
    Int(i32),
    Long(i64),
    Unsigned(u64),
    Flag(Option<bool>),
    Instant(Option<i64>),
}

enum Column {
    Text(StringBuilder),
    Int(Int32Builder),
    Long(Int64Builder),
    Unsigned(UInt64Builder),
    Flag(BooleanBuilder),
    Instant(TimestampMicrosecondBuilder),
}

/// Rows are handed over when their texts are so long together, though fewer than DuckDB keeps together.
const TEXT_BYTES_MOST: usize = 8 << 20;

/// Rows of one staging table, in the order of its columns.
pub struct Sheet {
    table: &'static str,
    columns: Vec<Column>,
    rows: usize,
}

impl Sheet {
    /// An empty sheet for a table with columns of these kinds.
    pub fn new(table: &'static str, kinds: &[Kind]) -> Self {
        let column = |kind: &Kind| match kind {
            Kind::Text => Column::Text(StringBuilder::new()),
            Kind::Int => Column::Int(Int32Builder::new()),
            Kind::Long => Column::Long(Int64Builder::new()),
            Kind::Unsigned => Column::Unsigned(UInt64Builder::new()),
            Kind::Flag => Column::Flag(BooleanBuilder::new()),
            Kind::Instant => Column::Instant(TimestampMicrosecondBuilder::new()),
        };
        Self { table, columns: kinds.iter().map(column).collect(), rows: 0 }
    }

    /// The table that the rows are for.
    pub fn table(&self) -> &'static str {
        self.table
    }

    /// Whether there is nothing to hand over.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Whether the rows are as many as are handed over at a time.
    pub fn is_full(&self) -> bool {
        let bytes = |column: &Column| if let Column::Text(column) = column { column.values_slice().len() } else { 0 };
        self.rows >= DUCKDB_ROWS || self.columns.iter().map(bytes).sum::<usize>() >= TEXT_BYTES_MOST
    }

    /// Adds a row; cells stand in the order of the table's columns and are of their kinds.
    pub fn push<'a>(&mut self, cells: impl IntoIterator<Item = Cell<'a>>) {
        let mut columns = self.columns.iter_mut();
        for cell in cells {
            match (columns.next(), cell) {
                (Some(Column::Text(column)), Cell::Text(text)) => column.append_option(text),
                (Some(Column::Int(column)), Cell::Int(number)) => column.append_value(number),
                (Some(Column::Long(column)), Cell::Long(number)) => column.append_value(number),
                (Some(Column::Unsigned(column)), Cell::Unsigned(number)) => column.append_value(number),
                (Some(Column::Flag(column)), Cell::Flag(flag)) => column.append_option(flag),
                (Some(Column::Instant(column)), Cell::Instant(at)) => column.append_option(at),
                _ => unreachable!("the cells of {} are of its columns' kinds", self.table),
            }
        }
        self.rows += 1;
    }

    /// The rows as an arrow batch.
    pub fn finish(&mut self) -> Result<RecordBatch, arrow::error::ArrowError> {
        self.rows = 0;
        let arrays: Vec<ArrayRef> = self.columns.iter_mut().map(Column::finish).collect();
        let field = |(place, array): (usize, &ArrayRef)| Field::new(format!("{place}"), array.data_type().clone(), true);
        let fields: Vec<Field> = arrays.iter().enumerate().map(field).collect();
        RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)
    }
}

impl Column {
    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Text(column) => {
                // The next rows will be much like these: room for them at once spares moving them while it grows.
                let next = StringBuilder::with_capacity(column.len(), column.values_slice().len());
                ArrayBuilder::finish(&mut std::mem::replace(column, next))
            }
            Self::Int(column) => ArrayBuilder::finish(column),
            Self::Long(column) => ArrayBuilder::finish(column),
            Self::Unsigned(column) => ArrayBuilder::finish(column),
            Self::Flag(column) => ArrayBuilder::finish(column),
            Self::Instant(column) => ArrayBuilder::finish(column),
        }
    }
}
