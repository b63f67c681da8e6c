//! All integration tests, in one binary: each further one would link DuckDB once more.

mod agreement;
mod conformance;
mod messages;
mod oracles;
mod program;
mod queries;
mod real_files;
mod register;
mod sample_data;
mod shared;
mod truths;
