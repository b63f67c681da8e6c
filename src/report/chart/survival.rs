//! The share of cases still waiting, step by step, with its band and the limit as a vertical line.

use super::canvas::{About, Anchor, Canvas, Svg, Type};
use super::scale::{Scale, tick_text, ticks};
use super::style;
use crate::error::Result;
use crate::report::format::{Locale, TimeUnit};
use crate::report::line::Line;
use crate::report::texts::say;
use crate::statistics::interval::Confidence;
use crate::statistics::survival::{Band, KaplanMeier};

/// A curve ready to be drawn.
#[derive(Debug, Clone)]
pub struct View<'a> {
    /// The curve, by minutes.
    pub curve: &'a KaplanMeier,
    /// The unit of the x axis.
    pub unit: TimeUnit,
    /// Where the x axis ends, in minutes.
    pub until: f64,
    /// A limit in minutes, and what is written beside it.
    pub limit: Option<(f64, [Line; 2])>,
    /// The median in minutes, and what is written beside it.
    pub median: Option<(f64, Line)>,
}

/// At most so many steps are drawn; more could not be seen.
const MOST_STEPS: usize = 700;

/// Draws the curve.
pub fn draw(view: &View, about: &About) -> Result<Svg> {
    let mut canvas = Canvas::new(style::WIDTH, style::HEIGHT);
    let (left, right, top, bottom) = (52.0, style::WIDTH - 16.0, 30.0, style::HEIGHT - 40.0);
    let per_unit = view.unit.minutes();
    let x_ticks = ticks(view.until / per_unit, 7);
    let x = Scale::new((0.0, x_ticks.last().copied().unwrap_or(1.0) * per_unit), (left, right));
    let y = Scale::new((0.0, 1.0), (bottom, top));
    canvas.text((0.0, 10.0), say!(about.locale.texts(), "chart.share_waiting"), Type::label(Anchor::Start));
    for percent in [0, 25, 50, 75, 100] {
        let at = y.at(f64::from(percent) / 100.0);
        canvas.line((left, at), (right, at), style::RULE, style::HAIRLINE);
        canvas.text((left - 8.0, at), format!("{percent}\u{a0}%"), Type::label(Anchor::End));
    }
    for tick in &x_ticks {
        let at = x.at(tick * per_unit);
        canvas.line((at, bottom), (at, bottom + 4.0), style::GREY, style::HAIRLINE);
        canvas.text((at, bottom + 14.0), tick_text(*tick, &x_ticks, about.locale), Type::label(Anchor::Middle));
    }
    canvas.text((right, bottom + 31.0), since_receipt(view.unit, about.locale), Type::label(Anchor::End));
    curve(&mut canvas, view, x, y, right);
    canvas.line((left, bottom), (right, bottom), style::GREY, style::HAIRLINE);
    if let Some((minutes, [name, open])) = &view.limit {
        let at = x.at(*minutes);
        canvas.dashes((at, top - 8.0), (at, bottom), style::ACCENT, 1.4);
        let (anchor, shift) = if at > f64::midpoint(left, right) { (Anchor::End, -8.0) } else { (Anchor::Start, 8.0) };
        canvas.text((at + shift, top - 4.0), name, Type::value(anchor).coloured(style::ACCENT));
        canvas.text((at + shift, top + 13.0), open, Type::value(anchor).coloured(style::ACCENT));
    }
    if let Some((minutes, label)) = &view.median {
        let at = (x.at(*minutes), y.at(0.5));
        canvas.hollow_dot(at, 4.5, style::INK);
        canvas.text((at.0 + 10.0, at.1 - 11.0), label, Type::value(Anchor::Start));
    }
    canvas.finish(about)
}

fn since_receipt(unit: TimeUnit, locale: Locale) -> Line {
    match unit {
        TimeUnit::Minutes => say!(locale.texts(), "chart.minutes"),
        TimeUnit::Hours => say!(locale.texts(), "chart.hours"),
        TimeUnit::Days => say!(locale.texts(), "chart.days"),
    }
}

/// The band behind, the steps before it.
fn curve(canvas: &mut Canvas, view: &View, x: Scale, y: Scale, right: f64) {
    let (mut line, mut upper, mut lower) = (vec![(x.at(0.0), y.at(1.0))], vec![(x.at(0.0), y.at(1.0))], vec![(x.at(0.0), y.at(1.0))]);
    let steps: Vec<_> = view.curve.steps().iter().filter(|step| step.closed > 0).collect();
    let stride = steps.len().div_ceil(MOST_STEPS).max(1);
    let step_to = |path: &mut Vec<(f64, f64)>, at: f64, height: f64| {
        let before = path.last().map_or(height, |point| point.1);
        path.extend([(at, before), (at, height)]);
    };
    let drawn = steps.iter().enumerate().filter(|(place, _)| place.is_multiple_of(stride) || *place + 1 == steps.len());
    for step in drawn.map(|(_, step)| step).take_while(|step| x.at(step.time) <= right) {
        let at = x.at(step.time);
        step_to(&mut line, at, y.at(step.open_share));
        if let Some(interval) = step.interval(Band::LogLog, Confidence::P95) {
            step_to(&mut upper, at, y.at(interval.upper));
            step_to(&mut lower, at, y.at(interval.lower));
        }
    }
    let end = x.at(view.curve.longest_observed()).min(right);
    for path in [&mut line, &mut upper, &mut lower] {
        let height = path.last().map_or(0.0, |point| point.1);
        path.push((end, height));
    }
    lower.reverse();
    canvas.area(&[upper, lower].concat(), style::PALE, 0.55);
    canvas.path(&line, style::INK, style::LINE);
}
