//! Where the data come from, and what was odd about them.

use super::{Measured, Query, count, measure, query};
use crate::error::Result;
use duckdb::Connection;

/// See `queries/measure/import_account.sql`.
pub const IMPORT_ACCOUNT: Query = query!("import_account");
/// See `queries/measure/import_files.sql`.
pub const IMPORT_FILES: Query = query!("import_files");
/// See `queries/measure/import_quality.sql`.
pub const IMPORT_QUALITY: Query = query!("import_quality");
/// See `queries/measure/reject_reasons.sql`.
pub const REJECT_REASONS: Query = query!("reject_reasons");

/// What became of the rows of one source: in = kept + set aside + duplicates.
#[derive(Debug, Clone)]
pub struct Account {
    /// The source's id.
    pub source: String,
    /// Its imports.
    pub imports: u64,
    /// Its files.
    pub files: u64,
    /// Rows read.
    pub rows_in: u64,
    /// Rows kept.
    pub kept: u64,
    /// Rows set aside, each with its reason.
    pub set_aside: u64,
    /// Exact duplicates.
    pub duplicates: u64,
}

/// What became of the rows of every export.
pub fn import_account(connection: &Connection) -> Result<Measured<Account>> {
    measure(connection, IMPORT_ACCOUNT, vec![], |row| {
        Ok(Account {
            source: row.get("source")?,
            imports: count(row, "import_count")?,
            files: count(row, "file_count")?,
            rows_in: count(row, "rows_in")?,
            kept: count(row, "kept")?,
            set_aside: count(row, "set_aside")?,
            duplicates: count(row, "duplicates")?,
        })
    })
}

/// A file that the data come from.
#[derive(Debug, Clone)]
pub struct File {
    /// The number of its import.
    pub import: u64,
    /// The source's id.
    pub source: String,
    /// Its name, without folders.
    pub file: String,
    /// Its fingerprint.
    pub sha256: String,
    /// Rows read from it.
    pub rows_in: u64,
}

/// The files that the data come from.
pub fn import_files(connection: &Connection) -> Result<Measured<File>> {
    measure(connection, IMPORT_FILES, vec![], |row| {
        Ok(File {
            import: count(row, "import")?,
            source: row.get("source")?,
            file: row.get::<_, Option<String>>("file")?.unwrap_or_default(),
            sha256: row.get::<_, Option<String>>("sha256")?.unwrap_or_default(),
            rows_in: row.get::<_, Option<u64>>("rows_in")?.unwrap_or_default(),
        })
    })
}

/// Something odd that the imports of one source found.
#[derive(Debug, Clone)]
pub struct Quality {
    /// The source's id.
    pub source: String,
    /// What was measured: blank, unmapped, future, …
    pub measure: String,
    /// The field concerned, if a single one.
    pub field: Option<String>,
    /// Different values that showed it; 0 where values are not told.
    pub values: u64,
    /// Values or rows concerned.
    pub rows: u64,
}

/// What the imports found odd in the exports.
pub fn import_quality(connection: &Connection) -> Result<Measured<Quality>> {
    measure(connection, IMPORT_QUALITY, vec![], |row| {
        Ok(Quality {
            source: row.get("source")?,
            measure: row.get("measure")?,
            field: row.get("field")?,
            values: count(row, "value_count")?,
            rows: count(row, "row_count")?,
        })
    })
}

/// A reason for which rows were set aside.
#[derive(Debug, Clone)]
pub struct RejectReason {
    /// The source's id.
    pub source: String,
    /// The column at fault; `None` where the row as a whole was.
    pub column: Option<String>,
    /// The reason, in words.
    pub reason: String,
    /// How many rows.
    pub rows: u64,
}

/// Why rows were set aside.
pub fn reject_reasons(connection: &Connection) -> Result<Measured<RejectReason>> {
    measure(connection, REJECT_REASONS, vec![], |row| {
        Ok(RejectReason {
            source: row.get("source")?,
            column: row.get("column_name")?,
            reason: row.get::<_, Option<String>>("reason")?.unwrap_or_default(),
            rows: count(row, "row_count")?,
        })
    })
}
