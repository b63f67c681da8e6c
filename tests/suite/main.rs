//! All integration tests, in one binary: each further one would link DuckDB once more.
#![allow(clippy::unwrap_used, reason = "a test says what it expects by unwrapping it")]

mod agreement;
mod annual;
mod browser;
#[path = "../../benches/import/cfpb.rs"]
mod cfpb;
mod chromium;
mod conformance;
mod desk;
mod drafts;
mod due;
mod explain;
mod formats;
mod german;
mod golden;
mod handling;
mod house;
mod import;
mod import_again;
mod import_anew;
mod import_safety;
mod mapping_docs;
mod messages;
mod oracles;
mod policies;
mod policy_lint;
mod program;
mod queries;
mod readme;
mod real_files;
mod real_reports;
mod register;
mod report;
mod report_beside;
mod report_edges;
mod report_public;
mod report_told;
mod sample_data;
mod shared;
mod sla;
mod sources;
mod trends;
mod truths;
mod two_paths;
mod what_if;
