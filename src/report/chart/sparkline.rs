//! The share kept over the last eight quarters, all clauses on one scale from 0 to 100 %.
//!
//! A quarter without a rate is a gap, never a zero; one with few duties is a hollow point.

use super::canvas::{About, Canvas, Svg};
use super::scale::Scale;
use super::style;
use crate::analysis::measure::clauses::Counts;
use crate::error::Result;
use crate::report::format::FEW;

const WIDTH: f64 = 110.0;
const HEIGHT: f64 = 28.0;

/// Draws the line through the quarters, oldest first.
pub fn draw(history: &[Counts], about: &About) -> Result<Svg> {
    let mut canvas = Canvas::new(WIDTH, HEIGHT);
    let x = Scale::new((0.0, history.len().saturating_sub(1) as f64), (6.0, WIDTH - 6.0));
    let y = Scale::new((0.0, 1.0), (HEIGHT - 4.0, 4.0));
    for edge in [0.0, 1.0] {
        canvas.line((2.0, y.at(edge)), (WIDTH - 2.0, y.at(edge)), style::RULE, style::HAIRLINE);
    }
    let points: Vec<Option<(f64, f64)>> =
        history.iter().enumerate().map(|(place, counts)| counts.met_share().map(|share| (x.at(place as f64), y.at(share)))).collect();
    for run in points.split(Option::is_none).filter(|run| run.len() > 1) {
        canvas.path(&run.iter().flatten().copied().collect::<Vec<_>>(), style::INK, 1.4);
    }
    for (point, counts) in points.iter().zip(history).filter_map(|(point, counts)| point.map(|point| (point, counts))) {
        let is_newest = Some(&Some(point)) == points.last();
        if counts.judged() < FEW {
            canvas.hollow_dot(point, 2.4, style::INK);
        } else if is_newest {
            canvas.dot(point, 3.0, style::INK);
        } else {
            canvas.dot(point, 1.6, style::INK);
        }
    }
    canvas.finish(about)
}
