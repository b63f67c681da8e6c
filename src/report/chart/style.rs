//! Sizes, colours and type of every chart.
//!
//! One ink for data, one accent for what the headline speaks of, grey for context. The accent is the
//! vermilion of Okabe and Ito, which the colour-blind can tell from the ink, and which a grey printer
//! makes lighter than it; a shape or a label always says the same. The style sheet maps these
//! colours to lighter ones for dark screens.

use plotters::style::RGBColor;

/// Data.
pub const INK: RGBColor = RGBColor(0x1f, 0x3a, 0x52);
/// What the headline speaks of.
pub const ACCENT: RGBColor = RGBColor(0xc4, 0x4e, 0x00);
/// Context: earlier periods, limits, labels.
pub const GREY: RGBColor = RGBColor(0x6b, 0x6b, 0x6b);
/// Context that fills an area.
pub const PALE: RGBColor = RGBColor(0xb9, 0xc3, 0xcc);
/// Rules and tracks.
pub const RULE: RGBColor = RGBColor(0xdc, 0xdc, 0xdc);
/// Text.
pub const TEXT: RGBColor = RGBColor(0x22, 0x22, 0x22);
/// The ground, for shapes that are hollow.
pub const GROUND: RGBColor = RGBColor(0xff, 0xff, 0xff);

/// The width of the text column.
pub const WIDTH: f64 = 720.0;
/// The height of a chart over time.
pub const HEIGHT: f64 = 250.0;
/// The width of a small multiple.
pub const SMALL_WIDTH: f64 = 350.0;
/// The height of a small multiple.
pub const SMALL_HEIGHT: f64 = 170.0;

/// Type of labels: printed across an A4 page it is still above 11 px.
pub const LABEL: f64 = 13.0;
/// Type of labels in a small multiple, which is printed at the same scale.
pub const SMALL_LABEL: f64 = 13.0;

/// A thin rule.
pub const HAIRLINE: f64 = 1.0;
/// A line of data.
pub const LINE: f64 = 2.0;
/// Half the size of a point.
pub const POINT: f64 = 3.2;
