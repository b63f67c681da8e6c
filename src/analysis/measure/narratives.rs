//! What customers wrote, looked at on the processors on which DuckDB reads it.

use super::{Param, Query, bounds, query};
use crate::error::{Error, Result};
use crate::time::{Instant, Period};
use arrow::array::{Array, ArrayRef, AsArray, BinaryArray, BooleanArray, RecordBatch};
use arrow::datatypes::{DataType, Int64Type};
use chrono_tz::Tz;
use duckdb::vscalar::{ArrowFunctionSignature, VArrowScalar};
use duckdb::{Connection, ToSql};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// See `queries/measure/narratives.sql`.
pub const NARRATIVES: Query = query!("narratives");
/// See `queries/measure/named_words.sql`.
pub const NAMED_WORDS: Query = query!("named_words");

/// See `queries/text/read.sql`.
const READ: &str = include_str!("../../../queries/text/read.sql");

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

/// What is made of the texts that several processors look at.
pub struct Gathered<T>(Mutex<Option<T>>);

impl<T> Gathered<T> {
    /// Adds to it, while nobody else does.
    pub fn with(&self, add: impl FnOnce(&mut T)) {
        if let Some(so_far) = self.lock().as_mut() {
            add(so_far);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Gives the texts of some of the months to `each`, some thousands at a time, on several processors and in no order,
/// and gives back what it made of them.
///
/// With `places`, only the texts that lie there, and perhaps some more: most are passed over without being looked at.
pub fn gathered<T: Send + 'static>(
    connection: &Connection,
    reading: &Reading<'_>,
    months: Range<usize>,
    places: Option<&[i64]>,
    from: T,
    each: impl Fn(&[Narrative<'_>], &Gathered<T>) + Send + Sync + 'static,
) -> Result<T> {
    let fault = |cause: duckdb::Error| Error::new(format!("the texts of the cases cannot be read: {cause}"));
    let gathered = Arc::new(Gathered(Mutex::new(Some(from))));
    let into = Arc::clone(&gathered);
    let look: Look = Arc::new(move |texts: &[Narrative<'_>]| each(texts, &into));
    connection.register_scalar_function_with_state::<ReadLetter>("read_letter", &Some(look)).map_err(fault)?;
    let params = [
        ("bounds", bounds(reading.months, reading.zone)),
        ("as_of", Param::Instant(reading.as_of)),
        ("kind", Param::text(reading.kind)),
        ("from_month", Param::Text(months.start.to_string())),
        ("before_month", Param::Text(months.end.to_string())),
        ("places", places.map_or(Param::Absent, list)),
    ];
    let bound: Vec<(&str, &dyn ToSql)> = params.iter().map(|(name, value)| (*name, value as &dyn ToSql)).collect();
    connection.query_row(READ, &bound[..], |row| row.get::<_, i64>("letter_count")).map_err(fault)?;
    // The connection keeps its function; what it holds is taken from it.
    gathered.lock().take().ok_or_else(|| Error::new("the texts of the cases were taken twice"))
}

fn list(places: &[i64]) -> Param {
    Param::Text(places.iter().map(i64::to_string).collect::<Vec<String>>().join(","))
}

type Look = Arc<dyn Fn(&[Narrative<'_>]) + Send + Sync>;

/// The function `read_letter` of the query: looks at texts, and is true.
struct ReadLetter;

impl VArrowScalar for ReadLetter {
    type State = Option<Look>;

    fn invoke(look: &Self::State, input: RecordBatch) -> std::result::Result<ArrayRef, Box<dyn std::error::Error>> {
        let (Some(look), Some(texts)) = (look, texts(&input)) else {
            return Err(format!("they come as {}, not as text", input.schema()).into());
        };
        look(&texts);
        Ok(Arc::new(BooleanArray::from(vec![true; texts.len()])))
    }

    fn signatures() -> Vec<ArrowFunctionSignature> {
        let [text, number] = [DataType::Binary, DataType::Int64];
        let arguments = [&text, &text, &number, &number, &text, &text, &text];
        vec![ArrowFunctionSignature::exact(arguments.map(Clone::clone).to_vec(), DataType::Boolean)]
    }

    /// Each text is to be looked at once, and none left out.
    fn volatile() -> bool {
        true
    }
}

/// `None` where the columns are not what the query gives.
fn texts(batch: &RecordBatch) -> Option<Vec<Narrative<'_>>> {
    let text = |place: usize| batch.column(place).as_binary_opt::<i32>();
    let number = |place: usize| batch.column(place).as_primitive_opt::<Int64Type>();
    let (sources, cases, places, months) = (text(0)?, text(1)?, number(2)?, number(3)?);
    let (categories, customers, narratives) = (text(4)?, text(5)?, text(6)?);
    let narrative = |row: usize| {
        Some(Narrative {
            source: text_at(sources, row)?,
            case_id: text_at(cases, row)?,
            place: places.value(row),
            month: months.value(row) as usize,
            category: text_at(categories, row)?.strip_prefix('='),
            customer: text_at(customers, row)?.strip_prefix('='),
            text: text_at(narratives, row)?,
        })
    };
    (0..batch.num_rows()).map(narrative).collect()
}

/// The text of a row; `None` where it is none.
fn text_at(column: &BinaryArray, row: usize) -> Option<&str> {
    column.is_valid(row).then(|| std::str::from_utf8(column.value(row)).ok())?
}

/// The names of people (`true`) and of things (`false`) in the data.
pub fn named_words(connection: &Connection) -> Result<Vec<(bool, String)>> {
    let nothing: HashMap<&str, &Param> = HashMap::new();
    let fault = |cause: duckdb::Error| Error::new(format!("the measure \"named_words\" cannot be computed: {cause}"));
    let mut statement = connection.prepare(NAMED_WORDS.sql).map_err(fault)?;
    let rows = statement.query_map(&nothing, |row| Ok((row.get("is_person")?, row.get("name")?))).map_err(fault)?;
    rows.collect::<duckdb::Result<_>>().map_err(fault)
}
