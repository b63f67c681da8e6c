//! What customers wrote, read in a stream.

use super::{Param, Query, bounds, query};
use crate::error::{Error, Result};
use crate::time::{Instant, Period};
use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::Int64Type;
use chrono_tz::Tz;
use duckdb::{Connection, ToSql};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::mpsc::sync_channel;

/// See `queries/measure/narratives.sql`.
pub const NARRATIVES: Query = query!("narratives");
/// See `queries/measure/named_words.sql`.
pub const NAMED_WORDS: Query = query!("named_words");

/// One case's text.
#[derive(Debug, Clone, Copy)]
pub struct Narrative<'a> {
    /// The source's id.
    pub source: &'a str,
    /// The case's id within it.
    pub case_id: &'a str,
    /// Where the lake keeps the case; cases that were recorded by hand may share one.
    pub place: i64,
    /// The month's place among those asked for.
    pub month: usize,
    /// The category; `None` where the case names none.
    pub category: Option<&'a str>,
    /// The customer's pseudonym; `None` where the case names none.
    pub customer: Option<&'a str>,
    /// What was written.
    pub text: &'a str,
}

/// Which texts are read.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    /// The months, oldest first.
    pub months: &'a [Period],
    /// The zone in which they begin and end.
    pub zone: Tz,
    /// Later cases do not exist.
    pub as_of: Instant,
    /// The kind of cases; `None` for every kind.
    pub kind: Option<&'a str>,
}

/// So many batches of texts are read ahead of the one that is looked at.
const AHEAD: usize = 8;

/// DuckDB's own store of what it has read ahead; as it comes, it holds a thousand letters, and every processor waits for room in turn.
const ROOM: &str = "set streaming_buffer_size = '16MiB'";

/// Gives the texts of some of the months to `each`, some thousands at a time, in no order.
pub fn narratives(
    connection: &Connection,
    reading: &Reading<'_>,
    months: Range<usize>,
    each: impl FnMut(&[Narrative<'_>]) + Send,
) -> Result<()> {
    stream(connection, reading, months, None, each)
}

/// Gives the texts that lie at some places, and perhaps some more, to `each`: most texts are passed over without being looked at.
pub fn narratives_at(
    connection: &Connection,
    reading: &Reading<'_>,
    places: &[i64],
    each: impl FnMut(&[Narrative<'_>]) + Send,
) -> Result<()> {
    stream(connection, reading, 0..reading.months.len(), Some(places), each)
}

/// What has been read is looked at in a thread of its own, while the next is read.
fn stream(
    connection: &Connection,
    reading: &Reading<'_>,
    months: Range<usize>,
    places: Option<&[i64]>,
    mut each: impl FnMut(&[Narrative<'_>]) + Send,
) -> Result<()> {
    let fault = |cause: duckdb::Error| Error::new(format!("the texts of the cases cannot be read: {cause}"));
    let params = [
        ("bounds", bounds(reading.months, reading.zone)),
        ("as_of", Param::Instant(reading.as_of)),
        ("kind", Param::text(reading.kind)),
        ("from_month", Param::Text(months.start.to_string())),
        ("before_month", Param::Text(months.end.to_string())),
        ("places", places.map_or(Param::Absent, list)),
    ];
    let bound: Vec<(&str, &dyn ToSql)> = params.iter().map(|(name, value)| (*name, value as &dyn ToSql)).collect();
    connection.execute_batch(ROOM).map_err(fault)?;
    let mut statement = connection.prepare(NARRATIVES.sql).map_err(fault)?;
    let batches = statement.stream_arrow(&bound[..]).map_err(fault)?;
    std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel::<RecordBatch>(AHEAD);
        let looked_at = scope.spawn(move || receiver.iter().try_for_each(|batch| rows(&batch).map(|texts| each(&texts))));
        for batch in batches {
            // Who looks at them stops at a fault only, and tells it below.
            if sender.send(batch.map_err(fault)?).is_err() {
                break;
            }
        }
        drop(sender);
        looked_at.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn list(places: &[i64]) -> Param {
    Param::Text(places.iter().map(i64::to_string).collect::<Vec<String>>().join(","))
}

fn rows(batch: &RecordBatch) -> Result<Vec<Narrative<'_>>> {
    let text = |place: usize| batch.column(place).as_string_opt::<i32>();
    let number = |place: usize| batch.column(place).as_primitive_opt::<Int64Type>();
    let columns = (text(0), text(1), number(2), number(3), text(4), text(5), text(6));
    let (Some(sources), Some(cases), Some(places), Some(months), Some(categories), Some(customers), Some(narratives)) = columns else {
        return Err(Error::new(format!("the texts of the cases come as {}, not as text", batch.schema())));
    };
    let narrative = |row: usize| Narrative {
        source: sources.value(row),
        case_id: cases.value(row),
        place: places.value(row),
        month: months.value(row) as usize,
        category: categories.is_valid(row).then(|| categories.value(row)),
        customer: customers.is_valid(row).then(|| customers.value(row)),
        text: narratives.value(row),
    };
    Ok((0..batch.num_rows()).map(narrative).collect())
}

/// The names of people (`true`) and of things (`false`) in the data.
pub fn named_words(connection: &Connection) -> Result<Vec<(bool, String)>> {
    let nothing: HashMap<&str, &Param> = HashMap::new();
    let fault = |cause: duckdb::Error| Error::new(format!("the measure \"named_words\" cannot be computed: {cause}"));
    let mut statement = connection.prepare(NAMED_WORDS.sql).map_err(fault)?;
    let rows = statement.query_map(&nothing, |row| Ok((row.get("is_person")?, row.get("name")?))).map_err(fault)?;
    rows.collect::<duckdb::Result<_>>().map_err(fault)
}
