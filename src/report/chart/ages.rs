//! Open cases by age: the overdue ones solid in the accent, the others beside them.

use super::canvas::{About, Anchor, Canvas, Svg, Type};
use super::scale::Scale;
use super::style;
use crate::error::Result;
use crate::report::line::Line;

/// Open cases of one age.
#[derive(Debug, Clone)]
pub struct Bar {
    /// The range of ages.
    pub label: String,
    /// Cases.
    pub cases: u64,
    /// Of those, overdue.
    pub overdue: u64,
    /// What is written behind the bar.
    pub value: Line,
}

const ROW: f64 = 28.0;

/// Draws the bars, youngest first.
pub fn draw(bars: &[Bar], about: &About) -> Result<Svg> {
    let mut canvas = Canvas::new(style::WIDTH, ROW * bars.len() as f64 + 6.0);
    let (left, right) = (136.0, style::WIDTH - 170.0);
    let greatest = bars.iter().map(|bar| bar.cases).max().unwrap_or(0).max(1) as f64;
    let x = Scale::new((0.0, greatest), (left, right));
    for (place, bar) in bars.iter().enumerate() {
        let middle = 3.0 + (place as f64 + 0.5) * ROW;
        let (overdue, end) = (x.at(bar.overdue as f64), x.at(bar.cases as f64));
        canvas.text((left - 8.0, middle), bar.label.as_str(), Type::value(Anchor::End));
        if bar.overdue > 0 {
            canvas.bar((left, middle - 8.5), (overdue, middle + 8.5), style::ACCENT);
        }
        if bar.cases > bar.overdue {
            canvas.bar((overdue, middle - 8.5), (end, middle + 8.5), style::PALE);
        }
        canvas.text((end + 8.0, middle), &bar.value, Type::value(Anchor::Start));
    }
    canvas.line((left, 3.0), (left, 3.0 + ROW * bars.len() as f64), style::GREY, style::HAIRLINE);
    canvas.finish(about)
}
