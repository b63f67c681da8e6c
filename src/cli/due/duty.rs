//! One row of the list, for the forms that are more than rows.

use crate::calendar::timeline::date_of;
use crate::cli::judged::Judged;
use crate::cli::output::sql_error;
use crate::error::Result;
use crate::time::Instant;
use chrono::NaiveDate;
use duckdb::Row;
use duckdb::types::Value;

/// A duty that is open.
pub(super) struct Duty {
    pub due_at: Instant,
    /// None: it was missed, and whether its case is open cannot be shown.
    pub is_overdue: Option<bool>,
    pub policy: String,
    pub clause: String,
    pub source: String,
    /// Empty for the organisation's own duties.
    pub case_id: String,
    pub kind: String,
    pub channel: String,
    pub category: String,
    pub team: String,
    pub owner: String,
    /// The pseudonym.
    pub customer: String,
    pub received_at: Option<Instant>,
    pub text: String,
    pub cycle: i64,
    /// The first day of the version of the procedure that asks it.
    pub effective_from: Option<NaiveDate>,
    /// Whether it can be shown that the case is open.
    pub is_open_known: bool,
}

/// The duties that the query lists, in its order.
pub(super) fn read(judged: &Judged, sql: &str) -> Result<Vec<Duty>> {
    let failed = |cause: duckdb::Error| sql_error("listing what is due", &cause);
    let mut statement = judged.warehouse.connection().prepare(sql).map_err(failed)?;
    statement.query_map([], of_row).map_err(failed)?.collect::<duckdb::Result<_>>().map_err(failed)
}

fn of_row(row: &Row<'_>) -> duckdb::Result<Duty> {
    let text = |name: &str| -> duckdb::Result<String> { Ok(row.get::<_, Option<String>>(name)?.unwrap_or_default()) };
    let instant = |name: &str| -> duckdb::Result<Option<Instant>> {
        Ok(match row.get::<_, Value>(name)? {
            Value::Timestamp(_, at) => Some(Instant(at)),
            _ => None,
        })
    };
    Ok(Duty {
        due_at: instant("due_at")?.unwrap_or(Instant(0)),
        is_overdue: row.get("overdue")?,
        policy: text("policy")?,
        clause: text("clause")?,
        source: text("source")?,
        case_id: text("case_id")?,
        kind: text("kind")?,
        channel: text("channel")?,
        category: text("category")?,
        team: text("team")?,
        owner: text("owner")?,
        customer: text("customer")?,
        received_at: instant("received_at")?,
        text: text("text")?,
        cycle: row.get::<_, Option<i64>>("cycle")?.unwrap_or(1),
        effective_from: match row.get::<_, Value>("effective_from")? {
            Value::Date32(day) => date_of(day),
            _ => None,
        },
        is_open_known: row.get("open_known")?,
    })
}
