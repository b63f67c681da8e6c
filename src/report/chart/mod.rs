//! The charts of the reports: one file a chart, one style, drawn by plotters into SVG.
//!
//! Text in a chart stays text, in the page's own type; a number in it carries its fact. No chart
//! speaks by colour alone. Sizes, colours and type sizes stand in [`style`], ticks in [`scale`].

pub mod ages;
pub mod calibration;
pub mod canvas;
pub mod control;
pub mod kept_bar;
pub mod pareto;
pub mod scale;
pub mod sparkline;
pub mod style;
pub mod survival;
pub mod volumes;

pub use canvas::{About, Svg};
