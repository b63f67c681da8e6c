//! All integration tests, in one binary: each further one would link DuckDB once more.

mod conformance;
// mod import;
mod oracles;
mod program;
mod register;
mod sample_data;
mod shared;
