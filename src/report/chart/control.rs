//! A control chart: months joined, mean and limits as quiet lines, signals marked by shape.
//!
//! Points beyond the limits are diamonds, points of a run or near a limit are squares; both are in
//! the accent. Months that are not covered are gaps.

use super::canvas::{About, Anchor, Canvas, Svg, Type};
use super::scale::{Scale, count_ticks, label_every, label_room, tick_text};
use super::style;
use crate::error::Result;
use crate::report::line::Line;
use crate::statistics::control_chart::{Cause, Chart};

/// A control chart ready to be drawn.
#[derive(Debug, Clone)]
pub struct View<'a> {
    /// The series with its limits.
    pub chart: &'a Chart,
    /// The names of its months.
    pub labels: Vec<String>,
    /// How many months of the first one's quarter lie before it.
    pub months_before: usize,
    /// The unit of the y axis.
    pub unit: String,
    /// The number of the newest month.
    pub newest: Option<Line>,
    /// The numbers of the mean, the upper and the lower limit.
    pub lines: Option<[Line; 3]>,
    /// The end of the y axis where several charts share it.
    pub greatest: Option<f64>,
    /// Whether it is one of several.
    pub is_small: bool,
}

/// Draws the chart.
pub fn draw(view: &View, about: &About) -> Result<Svg> {
    let (width, height) = if view.is_small { (style::SMALL_WIDTH, style::SMALL_HEIGHT) } else { (style::WIDTH, style::HEIGHT) };
    let mut canvas = Canvas::new(width, height);
    let right_margin = if view.lines.is_some() { 84.0 } else { 34.0 };
    let values: Vec<Option<f64>> = view.chart.points.iter().map(|point| point.value).collect();
    let limits = view.chart.newest_limits().filter(|_| view.lines.is_some());
    let greatest = values.iter().flatten().copied().chain(limits.map(|limits| limits.upper)).fold(0.0, f64::max);
    let ticks = count_ticks(view.greatest.unwrap_or(greatest), if view.is_small { 3 } else { 4 });
    let (left, right, top, bottom) = (label_room(&ticks, about.locale), width - right_margin, 28.0, height - 24.0);
    let y = Scale::new((0.0, ticks.last().copied().unwrap_or(1.0)), (bottom, top));
    let x = Scale::new((0.0, values.len().saturating_sub(1) as f64), (left + 8.0, right - 8.0));
    canvas.text((0.0, 10.0), view.unit.as_str(), Type::label(Anchor::Start));
    for tick in &ticks {
        canvas.line((left, y.at(*tick)), (right, y.at(*tick)), style::RULE, style::HAIRLINE);
        canvas.text((left - 8.0, y.at(*tick)), tick_text(*tick, &ticks, about.locale), Type::label(Anchor::End));
    }
    if let (Some(limits), Some(lines)) = (limits, &view.lines) {
        let heights = [limits.mean, limits.upper, limits.lower_for_counts()];
        let places = apart(heights.map(|value| y.at(value)), 15.0, bottom);
        for (place, (value, label)) in heights.iter().zip(lines).enumerate() {
            let at = y.at(*value);
            if place == 0 {
                canvas.line((left, at), (right, at), style::GREY, style::HAIRLINE);
            } else {
                canvas.dashes((left, at), (right, at), style::GREY, style::HAIRLINE);
            }
            canvas.text((right + 6.0, places[place]), label, Type::label(Anchor::Start));
        }
    }
    let points: Vec<Option<(f64, f64)>> =
        values.iter().enumerate().map(|(place, value)| value.map(|value| (x.at(place as f64), y.at(value)))).collect();
    for run in points.split(Option::is_none).filter(|run| run.len() > 1) {
        canvas.path(&run.iter().flatten().copied().collect::<Vec<_>>(), style::INK, style::LINE);
    }
    for (point, at) in view.chart.points.iter().zip(&points).filter_map(|(point, at)| at.map(|at| (point, at))) {
        mark(&mut canvas, at, point.cause);
    }
    let every = label_every(values.len(), if view.is_small { 2 } else { 8 });
    for (place, label) in view.labels.iter().enumerate().filter(|(place, _)| (values.len() - 1 - place).is_multiple_of(every)) {
        canvas.text((x.at(place as f64), bottom + 14.0), label.as_str(), Type::label(Anchor::Middle));
    }
    if let (Some(newest), Some(at)) = (&view.newest, points.last().copied().flatten()) {
        canvas.text((at.0, at.1 - 12.0), newest, Type::value(Anchor::Middle).bold());
    }
    let half = (right - left) / values.len().max(1) as f64 / 2.0;
    for (place, label) in view.labels.iter().enumerate().filter(|(place, _)| values[*place].is_some()) {
        let middle = x.at(place as f64);
        canvas.month((middle - half, top), (middle + half, bottom), view.months_before + place, label);
    }
    canvas.finish(about)
}

fn mark(canvas: &mut Canvas, at: (f64, f64), cause: Cause) {
    match cause {
        Cause::Common => canvas.dot(at, style::POINT, style::INK),
        Cause::Outside(_) => canvas.diamond(at, 6.5, style::ACCENT),
        Cause::Trend(_) | Cause::TwoOfThree(_) | Cause::Shift(_) => {
            canvas.bar((at.0 - 4.0, at.1 - 4.0), (at.0 + 4.0, at.1 + 4.0), style::ACCENT);
        }
    }
}

/// Moves the heights of the mean (first), upper and lower label so far apart that all can be read, none below the axis, where the months stand.
fn apart([mean, upper, lower]: [f64; 3], least: f64, bottom: f64) -> [f64; 3] {
    let lower = lower.max(mean + least).min(bottom);
    let mean = mean.min(lower - least);
    [mean, upper.min(mean - least), lower]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::control_chart::{Recipe, chart};

    fn drawn(values: &[Option<f64>]) -> String {
        let chart = chart(values, &Recipe::making_data_count());
        let view = View {
            chart: &chart,
            labels: (0..values.len()).map(|month| format!("m{month}")).collect(),
            months_before: 0,
            unit: "cases".into(),
            newest: None,
            lines: None,
            greatest: None,
            is_small: false,
        };
        draw(&view, &About { id: "c".into(), ..About::default() }).unwrap().to_string()
    }

    #[test]
    fn no_points_one_point_and_equal_points_are_drawn() {
        for values in [vec![], vec![Some(3.0)], vec![Some(0.0); 12], vec![None; 4]] {
            let svg = drawn(&values);
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
            assert_eq!(svg.matches("<circle").count(), values.iter().flatten().count());
        }
    }

    #[test]
    fn a_month_that_is_not_covered_breaks_the_line() {
        let svg = drawn(&[Some(1.0), Some(2.0), None, Some(3.0), Some(2.0)]);
        assert_eq!(svg.matches("stroke-width=\"20\"").count(), 2);
    }

    #[test]
    fn labels_of_limits_keep_apart() {
        let text = |places: [f64; 3]| places.map(|place| format!("{place:.1}"));
        assert_eq!(text(apart([100.0, 98.0, 101.0], 15.0, 200.0)), ["100.0", "85.0", "115.0"]);
        assert_eq!(text(apart([100.0, 40.0, 180.0], 15.0, 200.0)), ["100.0", "40.0", "180.0"]);
        // A mean just above the axis: the lower label stays at it, and the others give way.
        assert_eq!(text(apart([197.0, 190.0, 200.0], 15.0, 200.0)), ["185.0", "170.0", "200.0"]);
    }
}
