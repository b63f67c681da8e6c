//! The share of duties kept: a bar from 0 to 100 %, its interval as a whisker, the quarter before as a tick.
//!
//! A commitment is solid, a target hollow. With few duties each is a dot, filled where it was kept:
//! there is no rate to draw.

use super::canvas::{About, Canvas, Svg};
use super::scale::Scale;
use super::style;
use crate::analysis::measure::clauses::Counts;
use crate::analysis::scorecard::Row;
use crate::error::Result;
use crate::report::format::FEW;

const WIDTH: f64 = 140.0;
const HEIGHT: f64 = 24.0;
const MARGIN: f64 = 6.0;
const MIDDLE: f64 = HEIGHT / 2.0;

/// Draws the bar of a clause, in the accent where the findings speak of it, with the period before where the two may be compared.
pub fn draw(row: &Row, is_spoken_of: bool, has_before: bool, about: &About) -> Result<Svg> {
    let mut canvas = Canvas::new(WIDTH, HEIGHT);
    let colour = if is_spoken_of { style::ACCENT } else { style::INK };
    if row.counts.judged() < FEW {
        dots(&mut canvas, &row.counts, colour);
    } else {
        bar(&mut canvas, row, has_before, colour);
    }
    canvas.finish(about)
}

fn dots(canvas: &mut Canvas, counts: &Counts, colour: plotters::style::RGBColor) {
    for place in 0..counts.judged() {
        let at = (MARGIN + 5.0 + place as f64 * 14.0, MIDDLE);
        if place < counts.met {
            canvas.dot(at, 4.5, colour);
        } else {
            canvas.hollow_dot(at, 4.5, colour);
        }
    }
}

fn bar(canvas: &mut Canvas, row: &Row, has_before: bool, colour: plotters::style::RGBColor) {
    let x = Scale::new((0.0, 1.0), (MARGIN, WIDTH - MARGIN));
    canvas.bar((x.at(0.0), MIDDLE - 6.0), (x.at(1.0), MIDDLE + 6.0), style::RULE);
    if let Some(share) = row.counts.met_share() {
        let (from, to) = ((x.at(0.0), MIDDLE - 6.0), (x.at(share), MIDDLE + 6.0));
        if row.clause.is_commitment {
            canvas.bar(from, to, colour);
        } else {
            canvas.hollow_bar(from, to, colour);
        }
    }
    if row.clause.aim < 1.0 {
        canvas.dashes((x.at(row.clause.aim), 1.0), (x.at(row.clause.aim), HEIGHT - 1.0), style::TEXT, style::HAIRLINE);
    }
    if let Some(interval) = row.interval {
        let (low, high) = (x.at(interval.lower), x.at(interval.upper));
        canvas.line((low, MIDDLE), (high, MIDDLE), style::GROUND, 4.0);
        canvas.line((low, MIDDLE), (high, MIDDLE), style::TEXT, 1.4);
        for end in [low, high] {
            canvas.line((end, MIDDLE - 3.5), (end, MIDDLE + 3.5), style::TEXT, 1.4);
        }
    }
    let is_told = has_before && row.previous().judged() >= FEW && !row.has_other_limit();
    if let Some(previous) = row.previous().met_share().filter(|_| is_told) {
        let at = x.at(previous);
        canvas.area(&[(at, MIDDLE + 6.5), (at + 4.0, HEIGHT), (at - 4.0, HEIGHT)], style::GREY, 1.0);
    }
}
