//! What complaints have in common in their words, without any model: counted, and shown by counting.
//!
//! Near-duplicates by `MinHash`, phrases by how many documents and customers use them, labels by what
//! is frequent in a group and rare outside. Same texts, same answer: every hash has a fixed seed.

pub mod groups;
pub mod labels;
pub mod log_odds;
pub mod shingles;
pub mod signature;
pub mod words;
