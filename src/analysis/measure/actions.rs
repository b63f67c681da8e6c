//! The organisation's actions and recommendations.

use super::{Measured, Param, Query, measure, query};
use crate::error::Result;
use crate::time::{Instant, Period};
use duckdb::Connection;
use duckdb::types::Value;

/// See `queries/measure/actions.sql`.
pub const ACTIONS: Query = query!("actions");

/// An action, or a recommendation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// The source that told of it.
    pub source: String,
    /// Its own name, or the number of the entry that opened it.
    pub name: String,
    /// Whether it is a recommendation.
    pub is_recommendation: bool,
    /// What is to be done.
    pub title: Option<String>,
    /// Who is in charge.
    pub owner: Option<String>,
    /// The category that it aims at.
    pub category: Option<String>,
    /// The clause that it aims at: `policy/clause`.
    pub clause: Option<String>,
    /// The period that gave rise to it, where that was said.
    pub trigger: Option<Period>,
    /// When it was opened.
    pub opened_at: Instant,
    /// By when it is to be completed.
    pub due_at: Option<Instant>,
    /// When it was completed.
    pub completed_at: Option<Instant>,
    /// When its effect was checked.
    pub checked_at: Option<Instant>,
}

/// The actions known at an instant; those completed before `since` are left out.
pub fn actions(connection: &Connection, as_of: Instant, since: Instant) -> Result<Measured<Action>> {
    let params = vec![("as_of", Param::Instant(as_of)), ("since", Param::Instant(since))];
    measure(connection, ACTIONS, params, |row| {
        let instant = |name: &str| -> duckdb::Result<Option<Instant>> {
            Ok(match row.get::<_, Value>(name)? {
                Value::Timestamp(_, at) => Some(Instant(at)),
                _ => None,
            })
        };
        Ok(Action {
            source: row.get("source")?,
            name: row.get("action")?,
            is_recommendation: row.get::<_, String>("kind")? == "recommendation",
            title: row.get("title")?,
            owner: row.get("owner")?,
            category: row.get("category")?,
            clause: row.get("clause")?,
            trigger: row.get::<_, Option<String>>("trigger")?.and_then(|text| text.parse().ok()),
            opened_at: instant("opened_at")?.unwrap_or(as_of),
            due_at: instant("due_at")?,
            completed_at: instant("completed_at")?,
            checked_at: instant("checked_at")?,
        })
    })
}
