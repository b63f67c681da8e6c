//! Instants, spans, periods and zones: what time means before any calendar is asked.
//!
//! Nothing here reads the machine's clock.

pub mod instant;
pub mod period;
pub mod span;
pub mod zone;

pub use instant::Instant;
pub use period::Period;
pub use span::{Span, Unit};
