//! Exports of other programs: what they mean (mappings), which one a file is, and its rows.
//!
//! A mapping is TOML, built in or the user's own ([`catalogue`]); [`recognise`] finds the one that
//! a file's header fits; [`rows`] reads the file in bounded batches of text. Nothing here knows
//! what a case is worth: the values are brought to the canonical form in [`crate::import`].

pub mod batch;
pub mod card;
pub mod catalogue;
mod check;
mod csv_rows;
pub mod dates;
mod decode;
pub mod describe;
mod document;
pub mod draft;
pub mod header;
mod json_numbers;
mod json_once;
mod json_rows;
mod json_scan;
pub mod mail_rows;
pub mod mail_threads;
pub mod mapping;
mod parquet_rows;
pub mod preview;
mod ragged;
pub mod recognise;
pub mod rows;
pub mod shape;
mod sheet_rows;
pub mod survey;
pub mod unpack;
pub mod words;
mod written;
mod xes_rows;

pub use catalogue::Catalogue;
pub use mapping::Mapping;

/// The name of the source whose rows come from the register; no mapping may take it.
pub const REGISTER: &str = "register";
