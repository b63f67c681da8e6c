//! Names and types of what a query returns, before it runs.

use crate::error::{Error, Result};
use duckdb::Connection;

/// One column of a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type as DuckDB writes it.
    pub kind: String,
}

/// The tables and views that queries can read, with their columns, in the order of their names.
pub fn views(connection: &Connection) -> Result<Vec<(String, Vec<Column>)>> {
    let failed = |cause: duckdb::Error| Error::new(format!("the views could not be listed: {cause}"));
    let mut statement = connection.prepare(include_str!("../../queries/view/columns.sql")).map_err(failed)?;
    let rows =
        statement.query_map([], |row| Ok((row.get::<_, String>(0)?, Column { name: row.get(1)?, kind: row.get(2)? }))).map_err(failed)?;
    let mut views: Vec<(String, Vec<Column>)> = Vec::new();
    for row in rows {
        let (view, column) = row.map_err(failed)?;
        match views.last_mut().filter(|(name, _)| *name == view) {
            Some((_, columns)) => columns.push(column),
            None => views.push((view, vec![column])),
        }
    }
    Ok(views)
}
