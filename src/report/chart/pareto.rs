//! Causes as horizontal bars, largest first, with count, share and cumulative share as text.

use super::canvas::{About, Anchor, Canvas, Svg, Type};
use super::scale::Scale;
use super::style;
use crate::error::Result;
use crate::report::line::Line;
use crate::report::texts::say;

/// One cause.
#[derive(Debug, Clone)]
pub struct Bar {
    /// Its name.
    pub label: String,
    /// Its cases.
    pub cases: u64,
    /// Count and share, written behind the bar.
    pub value: Line,
    /// The cumulative share, written at the edge.
    pub cumulative: Line,
    /// Whether the page speaks of it: new or rising.
    pub is_rising: bool,
    /// Whether it is no cause of its own: the rest, or none named.
    pub is_rest: bool,
}

const ROW: f64 = 24.0;
/// Names longer than this end with an ellipsis; the table below has them whole.
const LONGEST_NAME: usize = 34;

/// Draws the bars, in the order given.
pub fn draw(bars: &[Bar], about: &About) -> Result<Svg> {
    let top = 24.0;
    let mut canvas = Canvas::new(style::WIDTH, top + ROW * bars.len() as f64 + 6.0);
    let longest = bars.iter().map(|bar| shortened(&bar.label).chars().count()).max().unwrap_or(0) as f64;
    let left = (longest * 6.9 + 14.0).clamp(90.0, 252.0);
    let (right, edge) = (style::WIDTH - 206.0, style::WIDTH - 2.0);
    let greatest = bars.iter().map(|bar| bar.cases).max().unwrap_or(0).max(1) as f64;
    let x = Scale::new((0.0, greatest), (left, right));
    canvas.text((edge, 10.0), say!(about.locale.texts(), "chart.so_far"), Type::label(Anchor::End));
    for (place, bar) in bars.iter().enumerate() {
        let middle = top + (place as f64 + 0.5) * ROW;
        let end = x.at(bar.cases as f64);
        canvas.text((left - 8.0, middle), shortened(&bar.label), Type::value(Anchor::End));
        let colour = if bar.is_rising { style::ACCENT } else { style::INK };
        if bar.is_rest {
            canvas.hollow_bar((left, middle - 7.5), (end, middle + 7.5), style::GREY);
        } else {
            canvas.bar((left, middle - 7.5), (end, middle + 7.5), colour);
        }
        canvas.text((end + 8.0, middle), &bar.value, Type::value(Anchor::Start));
        canvas.text((edge, middle), &bar.cumulative, Type::label(Anchor::End));
    }
    canvas.line((left, top), (left, top + ROW * bars.len() as f64), style::GREY, style::HAIRLINE);
    canvas.finish(about)
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= LONGEST_NAME {
        return name.to_string();
    }
    let kept: String = name.chars().take(LONGEST_NAME - 1).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_end_with_an_ellipsis() {
        assert_eq!(shortened("Late delivery"), "Late delivery");
        let short = shortened("Incorrect information on the credit report of the customer");
        assert!(short.ends_with('…') && short.chars().count() <= LONGEST_NAME);
    }

    #[test]
    fn no_bars_are_an_empty_chart() {
        let svg = draw(&[], &About { id: "p".into(), ..About::default() }).unwrap().to_string();
        assert!(!svg.contains("<rect"));
    }
}
