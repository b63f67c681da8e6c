//! Where values lie on a chart, and which of them are written beside it.

use crate::report::format::Locale;

/// A digit of a label takes about so many pixels.
const DIGIT_WIDTH: f64 = 8.0;

/// A straight scale from values to places.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    from: (f64, f64),
    to: (f64, f64),
}

impl Scale {
    /// From values `from.0` to `from.1` to places `to.0` to `to.1`. Equal values all lie in the middle.
    pub fn new(from: (f64, f64), to: (f64, f64)) -> Self {
        Self { from, to }
    }

    /// The place of a value; values beyond the ends lie beyond the places.
    pub fn at(&self, value: f64) -> f64 {
        let width = self.from.1 - self.from.0;
        let part = if width == 0.0 { 0.5 } else { (value - self.from.0) / width };
        self.to.0 + part * (self.to.1 - self.to.0)
    }
}

/// Round numbers from zero to the first at or above `greatest`, about `wanted` steps apart.
///
/// Nothing to show, or no number at all, gives 0 and 1, so that an axis can be drawn.
pub fn ticks(greatest: f64, wanted: usize) -> Vec<f64> {
    if !greatest.is_finite() || greatest <= 0.0 {
        return vec![0.0, 1.0];
    }
    let step = round_step(greatest / wanted.max(1) as f64);
    let count = (greatest / step - 1e-9).ceil().max(1.0) as u32;
    (0..=count).map(|tick| f64::from(tick) * step).collect()
}

/// Ticks for counts: as [`ticks`], but never a part of a case.
pub fn count_ticks(greatest: f64, wanted: usize) -> Vec<f64> {
    let ticks = ticks(greatest, wanted);
    let step = ticks.get(1).copied().unwrap_or(1.0);
    if step >= 1.0 { ticks } else { (0..=(greatest.ceil().max(1.0) as u32)).map(f64::from).collect() }
}

/// The smallest of 1, 2, 2.5, 5 and 10 times a power of ten that is not below `least`.
fn round_step(least: f64) -> f64 {
    let power = 10.0_f64.powi(least.log10().floor() as i32);
    [1.0, 2.0, 2.5, 5.0, 10.0].iter().map(|factor| factor * power).find(|step| *step >= least * (1.0 - 1e-9)).unwrap_or(10.0 * power)
}

/// Every how many of `count` labels is written, so that at most `room` are.
pub fn label_every(count: usize, room: usize) -> usize {
    let least = count.div_ceil(room.max(1)).max(1);
    [1, 2, 3, 6, 12].into_iter().find(|every| *every >= least).unwrap_or(least)
}

/// The room that the longest of these ticks needs left of an axis, in pixels.
pub fn label_room(ticks: &[f64], locale: Locale) -> f64 {
    let longest = ticks.iter().map(|tick| tick_text(*tick, ticks, locale).chars().count()).max().unwrap_or(1);
    longest as f64 * DIGIT_WIDTH + 14.0
}

/// A tick as text: no decimals unless the steps need them.
pub fn tick_text(value: f64, ticks: &[f64], locale: Locale) -> String {
    let step = ticks.get(1).copied().unwrap_or(1.0);
    let decimals = if step >= 1.0 && step.fract() == 0.0 {
        0
    } else if step >= 0.1 {
        1
    } else {
        2
    };
    if decimals == 0 { locale.count(value.round() as u64) } else { locale.decimal(value, decimals) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::texts::Language;

    #[test]
    fn ticks_are_round_and_reach_beyond_the_greatest_value() {
        assert_eq!(ticks(438.0, 4), [0.0, 200.0, 400.0, 600.0]);
        assert_eq!(ticks(400.0, 4), [0.0, 100.0, 200.0, 300.0, 400.0]);
        assert_eq!(ticks(0.3, 3), [0.0, 0.1, 0.2, 0.300_000_000_000_000_04]);
        assert_eq!(ticks(7.0, 4), [0.0, 2.0, 4.0, 6.0, 8.0]);
    }

    #[test]
    fn an_empty_chart_has_an_axis_too() {
        for nothing in [0.0, -3.0, f64::NAN, f64::NEG_INFINITY] {
            assert_eq!(ticks(nothing, 4), [0.0, 1.0]);
            assert_eq!(count_ticks(nothing, 4), [0.0, 1.0]);
        }
    }

    #[test]
    fn counts_have_no_fractions() {
        assert_eq!(count_ticks(1.0, 4), [0.0, 1.0]);
        assert_eq!(count_ticks(2.0, 4), [0.0, 1.0, 2.0]);
        assert_eq!(count_ticks(30.0, 4), [0.0, 10.0, 20.0, 30.0]);
    }

    #[test]
    fn one_value_and_equal_values_lie_in_the_middle() {
        let scale = Scale::new((5.0, 5.0), (0.0, 100.0));
        assert_eq!((scale.at(5.0), scale.at(9.0)), (50.0, 50.0));
        assert!((Scale::new((0.0, 10.0), (200.0, 0.0)).at(2.5) - 150.0).abs() < 1e-12);
    }

    #[test]
    fn labels_thin_out_by_months_quarters_and_years() {
        assert_eq!([label_every(0, 9), label_every(9, 9), label_every(10, 9), label_every(27, 9), label_every(27, 6)], [1, 1, 2, 3, 6]);
    }

    #[test]
    fn ticks_are_written_without_idle_decimals() {
        let (english, german) = (Locale::default(), Locale::of(Language::German));
        let of = |ticks: &[f64], locale| ticks.iter().map(|tick| tick_text(*tick, ticks, locale)).collect::<Vec<_>>();
        assert_eq!(of(&[0.0, 1_000.0], english), ["0", "1,000"]);
        assert_eq!(of(&[0.0, 2.5, 5.0], english), ["0.0", "2.5", "5.0"]);
        assert_eq!(of(&[0.0, 1_000.0], german), ["0", "1.000"]);
        assert_eq!(of(&[0.0, 2.5, 5.0], german), ["0,0", "2,5", "5,0"]);
        assert!(label_room(&[0.0, 10_000.0], english) > label_room(&[0.0, 10.0], english));
    }
}
