//! Exports become canonical cases and events in the lake: all of an import, or nothing.
//!
//! A file is surveyed (digest, encoding), recognised by its header, read in bounded batches,
//! brought to canonical columns by polars, judged row by row, put together in a `DuckDB` database on
//! disk, written as Parquet and committed by one rename. Rows in = kept + set aside + duplicates;
//! an import whose account does not come out even is given up.

mod describe;
pub mod erase;
mod event_names;
mod file;
mod instants;
mod judge_rows;
mod made;
mod plan;
pub mod pseudonym;
mod report;
mod row;
mod run;
mod sheet;
mod spread;
mod stage;
mod values;

pub use report::{Ending, FileReport, ImportReport, Report};
pub use run::{Progress, Request, import};
pub use stage::{SampleRow, SetAside};
