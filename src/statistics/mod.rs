//! The arithmetic behind every statement about chance: intervals, tests, charts, survival.
//!
//! Numbers in, numbers out. Nothing here reads a file, asks the time, knows SQL or rounds; the same
//! input gives the same bits. What cannot be computed is `None`, never a plausible zero: a share of
//! no cases, a ratio over no complaints, a median that was not reached.
//!
//! It refuses to judge what it cannot know. The caller decides which periods are complete, which
//! exposure belongs to a count (days, cases handled, customers), and which cases are still open.
//!
//! Every method is checked against another program's numbers in `tests/suite/oracles.rs`.

pub mod ageing;
pub mod before_after;
pub mod change_point;
pub mod control_chart;
pub mod detectability;
pub mod dispersion;
pub mod emerging;
pub mod funnel;
pub mod interval;
pub mod mix;
pub mod multiplicity;
pub mod pareto;
pub mod poisson;
pub mod proportion;
pub mod rate_ratio;
pub mod runs;
pub mod suppression;
pub mod survival;
pub mod tally;
pub mod text;

mod incomplete_beta;
mod root;
mod tail;
