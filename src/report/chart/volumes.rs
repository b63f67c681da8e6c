//! Cases received by month, as columns from zero.
//!
//! The quarter of the report is in ink, the months before in grey; a month that is not over or not
//! wholly covered is an outline.

use super::canvas::{About, Anchor, Canvas, Svg, Type};
use super::scale::{Scale, count_ticks, label_every, label_room, tick_text};
use super::style;
use crate::error::Result;
use crate::report::line::Line;
use crate::report::texts::say;

/// One month.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its name, such as "Sep 2026".
    pub label: String,
    /// Cases.
    pub cases: u64,
    /// The number, written above the column where it belongs to the quarter.
    pub value: Option<Line>,
    /// Whether the month is over and covered.
    pub is_complete: bool,
    /// Whether it belongs to the quarter of the report.
    pub is_newest: bool,
}

/// Draws the columns, oldest first; `months_before` of the first one's quarter lie before it.
pub fn draw(columns: &[Column], months_before: usize, unit: &str, about: &About) -> Result<Svg> {
    let mut canvas = Canvas::new(style::WIDTH, style::HEIGHT);
    let ticks = count_ticks(columns.iter().map(|column| column.cases as f64).fold(0.0, f64::max), 4);
    let (left, right, top, bottom) = (label_room(&ticks, about.locale), style::WIDTH - 32.0, 30.0, style::HEIGHT - 26.0);
    let y = Scale::new((0.0, ticks.last().copied().unwrap_or(1.0)), (bottom, top));
    canvas.text((0.0, 10.0), say!(about.locale.texts(), "chart.a_month", unit = unit), Type::label(Anchor::Start));
    for tick in &ticks {
        canvas.line((left, y.at(*tick)), (right, y.at(*tick)), style::RULE, style::HAIRLINE);
        canvas.text((left - 8.0, y.at(*tick)), tick_text(*tick, &ticks, about.locale), Type::label(Anchor::End));
    }
    let step = (right - left) / columns.len().max(1) as f64;
    let every = label_every(columns.len(), 9);
    for (place, column) in columns.iter().enumerate() {
        let middle = left + (place as f64 + 0.5) * step;
        let half = (step * 0.36).min(22.0);
        let (from, to) = ((middle - half, y.at(column.cases as f64)), (middle + half, bottom));
        let colour = if column.is_newest { style::INK } else { style::PALE };
        if column.is_complete {
            canvas.bar(from, to, colour);
        } else {
            canvas.hollow_bar(from, to, colour);
        }
        if let Some(value) = &column.value {
            canvas.text((middle, from.1 - 9.0), value, Type::value(Anchor::Middle));
        }
        let from_the_end = columns.len() - 1 - place;
        if from_the_end.is_multiple_of(every) {
            canvas.text((middle, bottom + 14.0), column.label.as_str(), Type::label(Anchor::Middle));
        }
    }
    canvas.line((left, bottom), (right, bottom), style::GREY, style::HAIRLINE);
    for (place, column) in columns.iter().enumerate() {
        let start = left + place as f64 * step;
        canvas.month((start, top), (start + step, bottom), months_before + place, &column.label);
    }
    canvas.finish(about)
}
