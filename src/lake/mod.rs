//! What was imported, as Parquet that any other tool can read.
//!
//! `imports/000001/` and so on hold `cases.parquet`, `events.parquet`, `rejects.parquet` and
//! `import.json`. An import is written in `staging/` and appears by one rename: all of it or
//! nothing. Later imports only stand beside it; nothing changes it afterwards but the erasure of a person.

mod manifest;
mod staging;

pub use manifest::{FileRecord, ImportRecord, Mode, QualityRecord, Stands, TableRecord, read_all_imports, read_imports, untried};
pub use staging::Staging;

/// The folder of committed imports, in the lake's folder.
pub const IMPORTS: &str = "imports";
