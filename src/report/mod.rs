//! The quarterly improvement report: facts, words, charts, one page.
//!
//! [`quarterly`](fn@quarterly::quarterly) gathers what the analysis says about a quarter, the
//! sections enter their numbers in [`facts`] and get back the text that states them, and [`html`]
//! places the text. [`format`] is the only place that rounds. Nothing here reads a file, asks the
//! time or reaches out of the page.

pub mod beside;
pub mod chart;
pub mod facts;
pub mod format;
pub mod house;
pub mod html;
pub mod line;
pub mod public;
pub mod published;
pub mod quarterly;
pub mod recommend;
pub mod restated;
pub mod section;
pub mod texts;
pub mod verify;
pub mod view;

pub use beside::Beside;
pub use quarterly::{Rendered, Request, quarterly, quarterly_beside};
