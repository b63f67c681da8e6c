//! Charts of counts, rates and shares, of gaps between rare cases, and change points.

use ombud::statistics::change_point;
use ombud::statistics::control_chart::{AttributeRecipe, GapChart, Measure, Screening, attribute_chart, g_chart, t_chart};
use ombud::statistics::tally::Tally;
use serde_json::{Value, json};

use super::charts::with_runs;
use super::counts::tally;
use super::file::{Oracle, counts, number, numbers, with_gaps};

fn screening(oracle: &Oracle) -> Screening {
    if oracle.input["screened_moving_range"] == json!(true) { Screening::On } else { Screening::Off }
}

fn freeze(oracle: &Oracle) -> Option<usize> {
    oracle.input["freeze_after"].as_u64().map(|points| points as usize)
}

/// c, u, p and Laney's u' and p', as the file's `chart` names them.
pub fn attribute(oracle: &Oracle) -> Value {
    let events = with_gaps(&oracle.input["y"]);
    let exposures = oracle.input.get("n").map_or_else(|| vec![Some(1.0); events.len()], with_gaps);
    let periods: Vec<Option<(f64, f64)>> = events.iter().zip(exposures).map(|(y, n)| y.zip(n)).collect();
    let name = oracle.input["chart"].as_str().expect("a chart");
    let recipe = AttributeRecipe {
        measure: if name.starts_with('p') { Measure::Share } else { Measure::Rate },
        is_adjusted: matches!(name, "up" | "pp"),
        least_adjustment: 0.0,
        screening: screening(oracle),
        fix_after: freeze(oracle),
    };
    let chart = attribute_chart(&periods, &recipe).expect("exposure");
    let values: Vec<Option<f64>> = chart.points.iter().map(|point| point.value).collect();
    with_runs(
        &values,
        chart.centre,
        json!({
            "ucl": chart.points.iter().map(|point| point.upper).collect::<Vec<_>>(),
            "lcl": chart.points.iter().map(|point| point.lower).collect::<Vec<_>>(),
            "sigma_signal": chart.points.iter().map(|point| point.is_outside).collect::<Vec<_>>(),
        }),
    )
}

fn basis(oracle: &Oracle, gaps: &[f64]) -> Vec<f64> {
    gaps[..freeze(oracle).unwrap_or(gaps.len())].to_vec()
}

fn gap_chart(gaps: &[f64], chart: GapChart) -> Value {
    let values: Vec<Option<f64>> = gaps.iter().copied().map(Some).collect();
    with_runs(
        &values,
        chart.centre,
        json!({
            "ucl": vec![chart.upper; gaps.len()],
            "lcl": vec![chart.lower; gaps.len()],
            "sigma_signal": gaps.iter().map(|gap| chart.excludes(*gap)).collect::<Vec<_>>(),
        }),
    )
}

pub fn cases_between(oracle: &Oracle) -> Value {
    let gaps = numbers(&oracle.input["y"]);
    gap_chart(&gaps, g_chart(&basis(oracle, &gaps)).expect("gaps"))
}

pub fn days_between(oracle: &Oracle) -> Value {
    let gaps = numbers(&oracle.input["y"]);
    gap_chart(&gaps, t_chart(&basis(oracle, &gaps), screening(oracle)).expect("gaps"))
}

/// The p-values of two simulations agree within this (the file's own note).
const MONTE_CARLO: f64 = 0.002;

pub fn change(oracle: &Oracle) -> Value {
    let y = counts(&oracle.input["y"]);
    let exposures = oracle.input.get("exposure").or(oracle.input.get("n")).map_or_else(|| vec![1.0; y.len()], numbers);
    let periods: Vec<Tally> = y.iter().zip(exposures).map(|(y, n)| tally(*y, n)).collect();
    let found = change_point::change_point(&periods).expect("a long enough series");
    let mut got = json!({
        "llr_by_split": found.gains,
        "split_after": found.at,
        "max_llr": found.gain,
        "mean_before": found.rate_before,
        "mean_after": found.rate_after,
    });
    for (key, expected) in oracle.expected.as_object().expect("values by name") {
        if let Some(draws) = key.strip_prefix("p_monte_carlo_").and_then(|draws| draws.parse().ok()) {
            let p = change_point::p_value(&periods, draws).expect("a long enough series");
            let agrees = (p - number(expected)).abs() <= MONTE_CARLO;
            got[key.as_str()] = if agrees { expected.clone() } else { json!(p) };
        }
    }
    got
}
