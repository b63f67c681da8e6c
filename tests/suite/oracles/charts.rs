//! Control charts and runs.

use std::cmp::Ordering;

use ombud::statistics::control_chart::{
    Assurance, Cause, Chart, Direction, Improvement, Limits, Point, Recipe, Screening, VariationIcon, chart, newest_point_can_signal,
    variation_icon,
};
use ombud::statistics::runs::{self, Runs};
use serde_json::{Value, json};

use super::file::{Oracle, count, counts, list, with_gaps};

pub fn making_data_count(oracle: &Oracle) -> Value {
    let input = &oracle.input;
    let improvement = improvement(&input["improvement_direction"]);
    let chart = chart(&with_gaps(&input["y"]), &recipe(input));
    let is_screened = input["screen_outliers"] == json!(true);
    let assurance = input["target"].as_f64().and_then(|target| chart.assurance(target, improvement));
    json!({
        "mean": each(&chart, |_, chart, segment| json!(chart.segments[segment].mean)),
        "lpl": each(&chart, |_, chart, segment| limit(chart, segment, is_screened, |limits| json!(limits.lower))),
        "upl": each(&chart, |_, chart, segment| limit(chart, segment, is_screened, |limits| json!(limits.upper))),
        "outside_limits": each(&chart, |point, chart, segment| limit(chart, segment, is_screened, |_| json!(point.is_outside))),
        "close_to_limits": each(&chart, |point, chart, segment| limit(chart, segment, is_screened, |_| json!(point.is_near_limit))),
        "relative_to_mean": each(&chart, |point, _, _| json!(point.side.map(sign))),
        "special_cause_type": each(&chart, |point, _, _| json!(rule_name(point.cause))),
        "point_type": each(&chart, |point, _, _| json!(icon_name(variation_icon(point.cause, improvement)))),
        // The package calls a newest period that was not covered common cause; we give it no icon.
        "variation_icon_last_point": chart.variation_icon(improvement).map_or("common_cause", icon_name),
        "assurance": assurance.map(assurance_name),
    })
}

fn each(chart: &Chart, of: impl Fn(&Point, &Chart, usize) -> Value) -> Vec<Value> {
    chart.points.iter().map(|point| of(point, chart, point.segment)).collect()
}

/// Where neighbours never differ, the package screens every range away and has no limits left. We
/// take the mean for both limits and flag nothing, which is checked here.
fn limit(chart: &Chart, segment: usize, is_screened: bool, of: impl Fn(&Limits) -> Value) -> Value {
    match &chart.segments[segment].limits {
        Some(limits) if is_screened && !limits.has_variation() => {
            assert!(limits.lower.total_cmp(&limits.mean).is_eq() && limits.upper.total_cmp(&limits.mean).is_eq());
            assert!(chart.points.iter().all(|point| point.is_outside != Some(true)));
            Value::Null
        }
        limits => limits.as_ref().map_or(Value::Null, of),
    }
}

fn recipe(input: &Value) -> Recipe {
    let rebase = &input["rebase_at_index_1based"];
    let rebase = if rebase.is_array() { counts(rebase) } else { rebase.as_u64().into_iter().collect() };
    Recipe {
        screening: if input["screen_outliers"] == json!(false) { Screening::Off } else { Screening::On },
        fix_after: input["fix_after_n_points"].as_u64().map(|points| points as usize),
        rebase_at: rebase.into_iter().map(|index| index as usize - 1).collect(),
        ..Recipe::making_data_count()
    }
}

fn improvement(name: &Value) -> Improvement {
    match name.as_str() {
        Some("increase") => Improvement::Increase,
        Some("decrease") => Improvement::Decrease,
        Some("neutral") => Improvement::Neutral,
        _ => panic!("{name} is no direction of improvement"),
    }
}

fn sign(side: Ordering) -> i8 {
    side as i8
}

fn rule_name(cause: Cause) -> &'static str {
    match cause {
        Cause::Common => "Common Cause",
        Cause::Outside(Direction::High) => "Above UCL",
        Cause::Outside(Direction::Low) => "Below LCL",
        Cause::Trend(Direction::High) => "7 Point Trend (Increasing)",
        Cause::Trend(Direction::Low) => "7 Point Trend (Decreasing)",
        Cause::TwoOfThree(Direction::High) => "2 in 3 Above CL",
        Cause::TwoOfThree(Direction::Low) => "2 in 3 Below CL",
        Cause::Shift(Direction::High) => "7 Points Above CL",
        Cause::Shift(Direction::Low) => "7 Points Below CL",
    }
}

fn icon_name(icon: VariationIcon) -> &'static str {
    match icon {
        VariationIcon::CommonCause => "common_cause",
        VariationIcon::ImprovementHigh | VariationIcon::ImprovementLow => "special_cause_improvement",
        VariationIcon::ConcernHigh | VariationIcon::ConcernLow => "special_cause_concern",
        VariationIcon::NeutralHigh => "special_cause_neutral_high",
        VariationIcon::NeutralLow => "special_cause_neutral_low",
    }
}

fn assurance_name(assurance: Assurance) -> &'static str {
    match assurance {
        Assurance::ConsistentlyPasses => "consistent_pass",
        Assurance::ConsistentlyFails => "consistent_fail",
        Assurance::HitAndMiss => "inconsistent",
    }
}

pub fn individuals(oracle: &Oracle) -> Value {
    let values = with_gaps(&oracle.input["y"]);
    let recipe = Recipe {
        screening: if oracle.input["screened_moving_range"] == json!(true) { Screening::On } else { Screening::Off },
        fix_after: oracle.input["freeze_after"].as_u64().map(|points| points as usize),
        ..Recipe::individuals()
    };
    let chart = chart(&values, &recipe);
    let centre = chart.segments[0].mean.expect("values");
    let limits = chart.newest_limits().copied();
    with_runs(
        &values,
        centre,
        json!({
            "ucl": vec![limits.map(|limits| limits.upper); values.len()],
            "lcl": vec![limits.map(|limits| limits.lower); values.len()],
            "sigma_signal": each(&chart, |point, _, _| json!(point.is_outside.unwrap_or(false))),
        }),
    )
}

pub fn run_chart(oracle: &Oracle) -> Value {
    let values = with_gaps(&oracle.input["y"]);
    let centre = runs::median(&values).expect("values");
    let none = vec![Value::Null; values.len()];
    with_runs(&values, centre, json!({ "ucl": none, "lcl": none, "sigma_signal": vec![false; values.len()] }))
}

pub fn with_runs(values: &[Option<f64>], centre: f64, mut chart: Value) -> Value {
    let runs: Runs = runs::runs(values, centre);
    // Where every point is on the centre, the other program has no runs at all; we have none either, and say 0.
    let some = runs.useful_count > 0;
    let of_runs = json!({
        "cl": centre,
        "cl_all": vec![centre; values.len()],
        "y": values,
        "runs_signal": runs.is_signal(),
        "n_obs": values.len(),
        "n_useful": runs.useful_count,
        "longest_run": some.then_some(runs.longest_run),
        "longest_run_max": runs::longest_run_limit(runs.useful_count),
        "n_crossings": some.then_some(runs.crossings),
        "n_crossings_min": runs::crossings_limit(runs.useful_count),
    });
    let (Value::Object(all), Value::Object(more)) = (&mut chart, of_runs) else { panic!("two objects") };
    all.extend(more);
    chart
}

pub fn run_limits(oracle: &Oracle) -> Value {
    let n = counts(&oracle.input["n_useful"]);
    let limits = |limit: fn(usize) -> Option<usize>| n.iter().map(|&n| limit(n as usize)).collect::<Vec<_>>();
    json!({ "longest_run_max": limits(runs::longest_run_limit), "crossings_min": limits(runs::crossings_limit) })
}

pub fn newest_point(oracle: &Oracle) -> Value {
    let possible = list(&oracle.input["n"]).iter().map(|n| newest_point_can_signal(count(n) as usize));
    json!({ "possible": possible.collect::<Vec<bool>>(), "unscreened": true })
}
