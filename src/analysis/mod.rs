//! What the measures say: coverage, clauses kept, waits, causes, what rises and falls.
//!
//! Each module takes the rows of [`measure`] and answers one question of the reports, with the
//! arithmetic of [`crate::statistics`]. Numbers are exact here; words and rounding belong to
//! [`crate::report`]. Nothing here reads a file or asks the time.

pub mod actions;
pub mod backlog;
pub mod causes;
pub mod coverage;
pub mod denominators;
pub mod disclosure;
pub mod endings;
pub mod focus;
pub mod handling;
pub mod looks;
pub mod measure;
pub mod repeats;
pub mod scorecard;
pub mod teams;
pub mod text;
pub mod timeliness;
pub mod trend;
