//! The share of duties that limits from half to twice the one in force would have kept, with its band.

use super::canvas::{About, Anchor, Canvas, Svg, Type};
use super::scale::Scale;
use super::style;
use crate::error::Result;
use crate::report::line::Line;
use crate::report::texts::say;
use crate::what_if::Calibration;
use crate::what_if::calibration::Step;

/// Draws the steps; `told` is the share at the limit in force, written beside it.
pub fn draw(found: &Calibration, told: &Line, about: &About) -> Result<Svg> {
    let mut canvas = Canvas::new(style::SMALL_WIDTH, style::SMALL_HEIGHT);
    let (left, right, top, bottom) = (52.0, style::SMALL_WIDTH - 22.0, 26.0, style::SMALL_HEIGHT - 30.0);
    let (Some(first), Some(last)) = (found.points.first(), found.points.last()) else { return canvas.finish(about) };
    let x = Scale::new((first.amount as f64, last.amount as f64), (left, right));
    let y = Scale::new((0.0, 1.0), (bottom, top));
    canvas.text((0.0, 9.0), say!(about.locale.texts(), "chart.share_kept"), Type::label(Anchor::Start));
    for percent in [0, 50, 100] {
        let at = y.at(f64::from(percent) / 100.0);
        canvas.line((left, at), (right, at), style::RULE, style::HAIRLINE);
        canvas.text((left - 8.0, at), format!("{percent}\u{a0}%"), Type::label(Anchor::End));
    }
    if found.is_cadence {
        points(&mut canvas, found, x, y);
    } else {
        steps(&mut canvas, found, x, y);
    }
    canvas.line((left, bottom), (right, bottom), style::GREY, style::HAIRLINE);
    canvas.text((left, bottom + 16.0), about.locale.span(first.span), Type::label(Anchor::Start));
    canvas.text((right, bottom + 16.0), about.locale.span(last.span), Type::label(Anchor::End));
    if let Some(limit) = found.points.iter().find(|point| point.is_limit) {
        let at = x.at(limit.amount as f64);
        canvas.dashes((at, top - 8.0), (at, bottom), style::ACCENT, 1.4);
        let written = crate::report::line::line![format!("{}: ", about.locale.span(limit.span)), told];
        canvas.text((at + 6.0, top - 12.0), written, Type::value(Anchor::Start).coloured(style::ACCENT));
    }
    canvas.finish(about)
}

/// A dot for each limit that was tried, its band upright behind it: nothing is known of the limits between. Where it cannot be shown of
/// most windows there is no dot, and the band reaches from what is sure to what may be.
fn points(canvas: &mut Canvas, found: &Calibration, x: Scale, y: Scale) {
    for point in &found.points {
        let at = x.at(point.amount as f64);
        let is_hidden = point.is_mostly_hidden();
        let band = if is_hidden { Some(point.bounds()) } else { point.interval.filter(|_| point.share.is_some()) };
        if let Some(interval) = band {
            canvas.line((at, y.at(interval.lower)), (at, y.at(interval.upper)), style::PALE, 4.0);
        }
        if let Some(share) = point.share.filter(|_| !is_hidden) {
            canvas.dot((at, y.at(share)), 3.0, style::INK);
        }
    }
}

/// The band behind, the steps before it, as far as duties were followed; where it cannot be shown of most of them there is only the band.
fn steps(canvas: &mut Canvas, found: &Calibration, x: Scale, y: Scale) {
    let Some((from, to)) = found.points.first().zip(found.points.last()).map(|(first, last)| (first.amount as f64, last.amount as f64))
    else {
        return;
    };
    let at_start = found.curve.iter().rev().find(|step| step.amount <= from);
    let start = at_start.map_or(Step { amount: from, share: Some(0.0), interval: None }, |step| Step { amount: from, ..*step });
    let known = found.points.iter().rev().find(|point| point.share.is_some()).map_or(from, |point| point.amount as f64);
    let end = found.curve.last().map_or(known, |step| step.amount.max(known)).min(to);
    let within = found.curve.iter().filter(|step| step.amount > from && step.amount <= to);
    let drawn: Vec<Step> = std::iter::once(start).chain(within.copied()).collect();
    let until = |place: usize| drawn.get(place + 1).map_or(end, |next| next.amount);
    // Each step as a piece of the path: along it, and up to the next one.
    let path = |height: &dyn Fn(&Step) -> f64| -> Vec<(f64, f64)> {
        let ends =
            drawn.iter().enumerate().map(|(place, step)| [step.amount, until(place)].map(|amount| (x.at(amount), y.at(height(step)))));
        ends.flatten().collect()
    };
    let share = |step: &Step| step.share.unwrap_or(0.0);
    let upper = path(&|step| step.interval.map_or(share(step), |interval| interval.upper));
    let mut lower = path(&|step| step.interval.map_or(share(step), |interval| interval.lower));
    lower.reverse();
    canvas.area(&[upper, lower].concat(), style::PALE, 0.55);
    let line = path(&share);
    let shown: Vec<bool> = drawn.iter().map(|step| step.share.is_some()).collect();
    let mut place = 0;
    for piece in shown.chunk_by(|one, next| one == next) {
        if piece[0] {
            canvas.path(&line[2 * place..2 * (place + piece.len())], style::INK, style::LINE);
        }
        place += piece.len();
    }
}
