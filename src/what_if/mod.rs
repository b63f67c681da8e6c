//! What a clause would have come to under another limit, calendar, reading or policy.
//!
//! A variant is a reading that nobody wrote: it is put beside the clause as it stands and judged
//! with it ([`variant`]), so that everything about pauses, notices and days is the judge's own.
//! The limit that a share of the cases would have kept is measured by a *probe*, the clause
//! without its limit ([`measure`]), and estimated with open cases censored, not dropped ([`limits`]);
//! [`calibration`] tells the share that every limit around the one in force would have kept.

pub mod calibration;
pub mod limits;
pub mod measure;
pub mod variant;

pub use calibration::Calibration;
pub use variant::{Other, Variant, Wish};

use crate::error::{Error, Result};
use duckdb::{Connection, ToSql};

/// Runs one statement of `queries/what_if/`; what fails there is a fault of the program, and says so.
fn run(connection: &Connection, sql: &str, parameters: &[(&str, &dyn ToSql)]) -> Result<()> {
    connection.execute(sql, parameters).map(|_| ()).map_err(|cause| failed(sql, &cause))
}

fn failed(sql: &str, cause: &dyn std::fmt::Display) -> Error {
    let purpose = crate::sql::header(sql, "purpose");
    Error::new(format!("the question could not be answered at the step \"{purpose}\": {cause}"))
        .remedy("This is a fault of the program; please report it.")
}
