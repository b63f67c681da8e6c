//! Tells an organisation whether it kept the promises of its own complaints procedure.
//!
//! The pipeline, from the door to the page:
//!
//! - [`source`] describes exports, [`import`] normalises them, [`lake`] keeps them as Parquet;
//! - [`register`] holds what is recorded by hand;
//! - [`policy`] and [`calendar`] hold the written procedure and the opening hours;
//! - [`judge`] compares every case with every clause, in DuckDB, over the views of [`warehouse`];
//! - [`what_if`] judges a clause beside itself under another limit, calendar, reading or policy;
//! - [`analysis`] and [`statistics`] find what rises and falls; [`report`] writes the page;
//! - [`assessment`] keeps what people write into the yearly review;
//! - [`export`] hands out what is known to other tools;
//! - [`cli`] is the only part that knows the clock, the terminal and exit codes.

pub mod analysis;
pub mod assessment;
pub mod calendar;
pub mod cli;
pub mod csv_text;
pub mod error;
pub mod evaluate;
pub mod export;
pub mod fingerprint;
pub mod import;
pub mod judge;
pub mod lake;
pub mod policy;
pub mod register;
pub mod report;
pub mod sample;
pub mod source;
pub mod sql;
pub mod statistics;
pub mod time;
pub mod toml_file;
pub mod toml_walk;
pub mod vocabulary;
pub mod warehouse;
pub mod what_if;
pub mod workspace;
