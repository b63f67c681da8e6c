//! The share of duties that limits from half to twice the one in force would have kept, with its band.

use super::canvas::{About, Anchor, Canvas, Svg, Type};
use super::scale::Scale;
use super::style;
use crate::error::Result;
use crate::report::line::Line;
use crate::report::texts::say;
use crate::what_if::Calibration;

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

/// A dot for each limit that was tried, its band upright behind it: nothing is known of the limits between.
fn points(canvas: &mut Canvas, found: &Calibration, x: Scale, y: Scale) {
    for point in &found.points {
        let (Some(share), at) = (point.share, x.at(point.amount as f64)) else { continue };
        if let Some(interval) = point.interval {
            canvas.line((at, y.at(interval.lower)), (at, y.at(interval.upper)), style::PALE, 4.0);
        }
        canvas.dot((at, y.at(share)), 3.0, style::INK);
    }
}

/// The band behind, the steps before it, as far as duties were followed.
fn steps(canvas: &mut Canvas, found: &Calibration, x: Scale, y: Scale) {
    let Some((from, to)) = found.points.first().zip(found.points.last()).map(|(first, last)| (first.amount as f64, last.amount as f64))
    else {
        return;
    };
    let at_start = found.curve.iter().rev().find(|step| step.0 <= from);
    let start = at_start.map_or((0.0, None), |step| (step.1, step.2));
    let low = |share: f64, interval: Option<crate::statistics::interval::Interval>| interval.map_or(share, |interval| interval.lower);
    let high = |share: f64, interval: Option<crate::statistics::interval::Interval>| interval.map_or(share, |interval| interval.upper);
    let begin = |height: f64| vec![(x.at(from), y.at(height))];
    let (mut line, mut lower, mut upper) = (begin(start.0), begin(low(start.0, start.1)), begin(high(start.0, start.1)));
    let step_to = |path: &mut Vec<(f64, f64)>, at: f64, height: f64| {
        let before = path.last().map_or(height, |point| point.1);
        path.extend([(at, before), (at, height)]);
    };
    for (time, share, interval) in found.curve.iter().filter(|step| step.0 > from && step.0 <= to) {
        let at = x.at(*time);
        step_to(&mut line, at, y.at(*share));
        step_to(&mut lower, at, y.at(low(*share, *interval)));
        step_to(&mut upper, at, y.at(high(*share, *interval)));
    }
    let known = found.points.iter().rev().find(|point| point.share.is_some()).map_or(from, |point| point.amount as f64);
    let end = found.curve.last().map_or(known, |step| step.0.max(known)).min(to);
    for path in [&mut line, &mut lower, &mut upper] {
        let height = path.last().map_or(0.0, |point| point.1);
        path.push((x.at(end), height));
    }
    lower.reverse();
    canvas.area(&[upper, lower].concat(), style::PALE, 0.55);
    canvas.path(&line, style::INK, style::LINE);
}
