//! The register: recorded as fast as one can speak, trusted by strangers, forgotten where that is owed.

mod actions;
mod at_a_terminal;
mod bulk;
pub mod desk;
mod erasure;
mod export;
mod log;
mod recording;
mod storage;
mod trust;
