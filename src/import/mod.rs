//! Exports become canonical cases and events in the lake: all of an import, or nothing.
//!
//! A file is surveyed (digest, encoding), recognised by its header, read in bounded batches,
//! brought to canonical columns by polars and judged row by row. Cases are written as Parquet at once;
//! what is repeated is found in `DuckDB`, which also sorts and writes the events. One rename commits
//! all. Rows in = kept + set aside + duplicates; an import whose account does not come out even is
//! given up.

mod case_file;
mod conditions;
mod distinct;
pub mod erase;
mod event_names;
mod file;
mod instants;
mod judge_rows;
mod later;
mod made;
mod mask;
mod midnights;
mod parquet_file;
mod plan;
pub mod pseudonym;
mod reading;
mod repairs;
mod report;
mod retry;
mod row;
mod run;
mod sheet;
mod spread;
mod stage;
pub mod timelines;
mod values;
mod whole_cases;

pub use judge_rows::OTHER_ORDER;
pub use mask::masked;
pub use midnights::Midnights;
pub use report::{Age, Ending, FileReport, ImportReport, Report};
pub use retry::retry;
pub use run::{Progress, Request, Said, import};
pub use stage::{Forgotten, SampleRow, SetAside, Signs};
