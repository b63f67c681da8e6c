//! The timelines of an import: what happened to each case, as one list.
//!
//! Judging reads a case's events together. They come in the order of their cases, so a list is put together as they pass by.

use super::parquet_file::ParquetFile;
use super::stage::disk_fault;
use crate::error::{Error, Result};
use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Int32Array, Int32Builder, Int64Array, Int64Builder, ListArray, RecordBatch, StringArray,
    StringBuilder, StructArray,
};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::{DataType, Field, Fields, Int32Type, Int64Type, Schema, SchemaRef};
use arrow::error::ArrowError;
use duckdb::Connection;
use std::path::Path;
use std::sync::Arc;

const HAPPENINGS: &str = include_str!("../../queries/import/happenings.sql");
/// Cases that are handed over at a time, and those of a row group.
const CASES_AT_A_TIME: usize = 16_384;
const GROUP_CASES: usize = 65_536;
/// Columns whose values hardly ever repeat.
const UNIQUE: [&[&str]; 6] = [
    &["case_id"],
    &["last_at_us"],
    &["closed_us"],
    &["last_us"],
    &["happened", "list", "element", "at_us"],
    &["happened", "list", "element", "row"],
];

/// The events of a source's case, so far.
#[derive(Debug, Default)]
struct Timeline {
    source: String,
    last_at_us: i64,
    closed_us: Option<i64>,
    last_us: i64,
    happened: Vec<Happening>,
}

/// An event as a timeline holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Happening {
    at_us: i64,
    expected_us: Option<i64>,
    row: i64,
    sign: i32,
}

/// Writes the timelines of what `queries/import/happenings.sql` answers: the events and signatures that stand in a database.
pub fn write(connection: &Connection, path: &Path) -> Result<()> {
    let cannot = |cause: duckdb::Error| disk_fault(&cause.to_string());
    let mut file = TimelineFile::create(path)?;
    let mut statement = connection.prepare(HAPPENINGS).map_err(cannot)?;
    for batch in statement.stream_arrow([]).map_err(cannot)? {
        file.add(&batch.map_err(cannot)?)?;
    }
    file.finish()
}

/// The timelines of a case at a time.
struct TimelineFile {
    schema: SchemaRef,
    file: ParquetFile,
    /// The case at hand, and what its sources tell of it.
    case_id: String,
    timelines: Vec<Timeline>,
    made: Made,
}

impl TimelineFile {
    /// Begins a file.
    fn create(path: &Path) -> Result<Self> {
        let schema = schema();
        let file = ParquetFile::create(path, &schema, GROUP_CASES, &UNIQUE)?;
        Ok(Self { schema, file, case_id: String::new(), timelines: Vec::new(), made: Made::default() })
    }

    /// Adds events in the order of their cases: the columns of `queries/import/happenings.sql`.
    fn add(&mut self, events: &RecordBatch) -> Result<()> {
        let columns = Columns::of(events).ok_or_else(|| Error::new("the events of an import have other columns than expected"))?;
        for row in 0..events.num_rows() {
            let (source, case_id) = (columns.source.value(row), columns.case_id.value(row));
            if self.case_id != case_id {
                self.end_case()?;
                case_id.clone_into(&mut self.case_id);
            }
            self.timeline(source).add(&columns, row);
        }
        Ok(())
    }

    /// Writes what is left and ends the file.
    fn finish(mut self) -> Result<()> {
        self.end_case()?;
        self.hand_over()?;
        self.file.finish()
    }

    /// What a source tells of the case at hand. One id in two sources is two cases.
    fn timeline(&mut self, source: &str) -> &mut Timeline {
        let place = self.timelines.iter().position(|timeline| timeline.source == source).unwrap_or_else(|| {
            self.timelines.push(Timeline { source: source.to_string(), last_at_us: i64::MIN, last_us: i64::MIN, ..Timeline::default() });
            self.timelines.len() - 1
        });
        &mut self.timelines[place]
    }

    fn end_case(&mut self) -> Result<()> {
        self.timelines.sort_by(|one, other| one.source.cmp(&other.source));
        for timeline in self.timelines.drain(..) {
            self.made.push(&self.case_id, &timeline);
        }
        if self.made.cases() >= CASES_AT_A_TIME { self.hand_over() } else { Ok(()) }
    }

    fn hand_over(&mut self) -> Result<()> {
        let columns = std::mem::take(&mut self.made).finish();
        let batch = columns.and_then(|columns| RecordBatch::try_new(Arc::clone(&self.schema), columns));
        self.file.add(batch.map_err(|cause| Error::new(format!("timelines could not be handed over: {cause}")))?)
    }
}

impl Timeline {
    fn add(&mut self, columns: &Columns, row: usize) {
        let happening = Happening {
            at_us: columns.at_us.value(row),
            expected_us: columns.expected_us.is_valid(row).then(|| columns.expected_us.value(row)),
            row: columns.row.value(row),
            sign: columns.sign.value(row),
        };
        self.last_at_us = self.last_at_us.max(happening.at_us);
        self.last_us = self.last_us.max(columns.last_us.value(row));
        if columns.is_closing.value(row) {
            self.closed_us = self.closed_us.max(Some(happening.at_us));
        }
        self.happened.push(happening);
    }
}

/// The columns of a batch of events.
struct Columns<'a> {
    source: &'a StringArray,
    case_id: &'a StringArray,
    at_us: &'a Int64Array,
    last_us: &'a Int64Array,
    expected_us: &'a Int64Array,
    row: &'a Int64Array,
    sign: &'a Int32Array,
    is_closing: &'a BooleanArray,
}

impl<'a> Columns<'a> {
    fn of(events: &'a RecordBatch) -> Option<Self> {
        let [source, case_id, at_us, last_us, expected_us, row, sign, is_closing] = events.columns() else { return None };
        Some(Self {
            source: source.as_string_opt()?,
            case_id: case_id.as_string_opt()?,
            at_us: at_us.as_primitive_opt::<Int64Type>()?,
            last_us: last_us.as_primitive_opt::<Int64Type>()?,
            expected_us: expected_us.as_primitive_opt::<Int64Type>()?,
            row: row.as_primitive_opt::<Int64Type>()?,
            sign: sign.as_primitive_opt::<Int32Type>()?,
            is_closing: is_closing.as_boolean_opt()?,
        })
    }
}

/// Timelines that were put together and are not written yet.
#[derive(Default)]
struct Made {
    source: StringBuilder,
    case_id: StringBuilder,
    last_at_us: Int64Builder,
    closed_us: Int64Builder,
    last_us: Int64Builder,
    lengths: Vec<usize>,
    at_us: Int64Builder,
    expected_us: Int64Builder,
    row: Int64Builder,
    sign: Int32Builder,
}

impl Made {
    fn cases(&self) -> usize {
        self.lengths.len()
    }

    fn push(&mut self, case_id: &str, timeline: &Timeline) {
        self.source.append_value(&timeline.source);
        self.case_id.append_value(case_id);
        self.last_at_us.append_value(timeline.last_at_us);
        self.closed_us.append_option(timeline.closed_us);
        self.last_us.append_value(timeline.last_us);
        self.lengths.push(timeline.happened.len());
        for happening in &timeline.happened {
            self.at_us.append_value(happening.at_us);
            self.expected_us.append_option(happening.expected_us);
            self.row.append_value(happening.row);
            self.sign.append_value(happening.sign);
        }
    }

    fn finish(mut self) -> std::result::Result<Vec<ArrayRef>, ArrowError> {
        let fields: [ArrayRef; 4] =
            [Arc::new(self.at_us.finish()), Arc::new(self.expected_us.finish()), Arc::new(self.row.finish()), Arc::new(self.sign.finish())];
        let happenings = StructArray::try_new(happening_fields(), fields.to_vec(), None)?;
        let happened = ListArray::try_new(element(), OffsetBuffer::from_lengths(self.lengths), Arc::new(happenings), None)?;
        Ok(vec![
            Arc::new(self.source.finish()),
            Arc::new(self.case_id.finish()),
            Arc::new(self.last_at_us.finish()),
            Arc::new(self.closed_us.finish()),
            Arc::new(self.last_us.finish()),
            Arc::new(happened),
        ])
    }
}

fn happening_fields() -> Fields {
    let long = |name: &str, is_nullable| Field::new(name, DataType::Int64, is_nullable);
    [long("at_us", false), long("expected_us", true), long("row", true), Field::new("sign", DataType::Int32, false)].to_vec().into()
}

fn element() -> Arc<Field> {
    Arc::new(Field::new("element", DataType::Struct(happening_fields()), false))
}

/// The columns of `timelines.parquet`, in order: times in microseconds since 1970, UTC.
///
/// `last_at_us` is the last event, `closed_us` the last closing, `last_us` the last possible instant or promised date of any.
fn schema() -> SchemaRef {
    let long = |name: &str, is_nullable| Field::new(name, DataType::Int64, is_nullable);
    let text = |name: &str| Field::new(name, DataType::Utf8, false);
    Arc::new(Schema::new(vec![
        text("source"),
        text("case_id"),
        long("last_at_us", false),
        long("closed_us", true),
        long("last_us", false),
        Field::new("happened", DataType::List(element()), false),
    ]))
}
