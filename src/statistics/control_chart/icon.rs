//! The two icons beside a chart: is it changing, and will it meet its target?

use serde::Serialize;

use super::limits::Limits;
use super::rules::{Cause, Direction};

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Improvement {
    /// More is better, as for a share kept within target.
    Increase,
    /// Fewer is better, as for complaints.
    Decrease,
    /// Neither, as for contacts.
    Neutral,
}

/// What the newest point says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum VariationIcon {
    /// The usual variation only. Not "good": the usual may be poor.
    CommonCause,
    /// Better, by high values.
    ImprovementHigh,
    /// Better, by low values.
    ImprovementLow,
    /// Worse, by high values.
    ConcernHigh,
    /// Worse, by low values.
    ConcernLow,
    /// Higher, where neither way is better.
    NeutralHigh,
    /// Lower, where neither way is better.
    NeutralLow,
}

/// Whether a process as it is will meet a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Assurance {
    /// The target lies beyond the limits on the good side: it will be met period after period.
    ConsistentlyPasses,
    /// It lies beyond them on the bad side: it will not be met without a change.
    ConsistentlyFails,
    /// It lies between them: whether it is met is chance.
    HitAndMiss,
}

/// The icon for a cause, by what would be an improvement.
pub fn variation_icon(cause: Cause, improvement: Improvement) -> VariationIcon {
    let Some(direction) = cause.direction() else { return VariationIcon::CommonCause };
    match (improvement, direction) {
        (Improvement::Increase, Direction::High) => VariationIcon::ImprovementHigh,
        (Improvement::Decrease, Direction::Low) => VariationIcon::ImprovementLow,
        (Improvement::Decrease, Direction::High) => VariationIcon::ConcernHigh,
        (Improvement::Increase, Direction::Low) => VariationIcon::ConcernLow,
        (Improvement::Neutral, Direction::High) => VariationIcon::NeutralHigh,
        (Improvement::Neutral, Direction::Low) => VariationIcon::NeutralLow,
    }
}

/// The assurance for a target, strictly outside the limits or not; `None` for a neutral measure.
pub fn assurance(limits: &Limits, target: f64, improvement: Improvement) -> Option<Assurance> {
    let (above, below) = match improvement {
        Improvement::Increase => (Assurance::ConsistentlyFails, Assurance::ConsistentlyPasses),
        Improvement::Decrease => (Assurance::ConsistentlyPasses, Assurance::ConsistentlyFails),
        Improvement::Neutral => return None,
    };
    Some(if target > limits.upper {
        above
    } else if target < limits.lower {
        below
    } else {
        Assurance::HitAndMiss
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { mean: 10.0, lower: 7.0, upper: 13.0, mean_moving_range: 1.0 };

    #[test]
    fn a_target_on_a_limit_is_hit_and_miss() {
        for target in [7.0, 10.0, 13.0] {
            let icon = assurance(&LIMITS, target, Improvement::Decrease);
            assert_eq!(icon, Some(Assurance::HitAndMiss));
        }
    }

    #[test]
    fn a_target_beyond_the_limits_depends_on_which_way_is_better() {
        let icon = |target, improvement| assurance(&LIMITS, target, improvement);
        assert_eq!(icon(14.0, Improvement::Decrease), Some(Assurance::ConsistentlyPasses));
        assert_eq!(icon(14.0, Improvement::Increase), Some(Assurance::ConsistentlyFails));
        assert_eq!(icon(6.0, Improvement::Decrease), Some(Assurance::ConsistentlyFails));
        assert_eq!(icon(6.0, Improvement::Increase), Some(Assurance::ConsistentlyPasses));
        assert_eq!(icon(6.0, Improvement::Neutral), None);
    }

    #[test]
    fn a_rise_of_complaints_is_a_concern() {
        let rise = Cause::Trend(Direction::High);
        assert_eq!(variation_icon(rise, Improvement::Decrease), VariationIcon::ConcernHigh);
        assert_eq!(variation_icon(Cause::Common, Improvement::Decrease), VariationIcon::CommonCause);
    }
}
