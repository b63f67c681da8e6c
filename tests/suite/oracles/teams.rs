//! Teams in a funnel, mix against rate, and small numbers that are hidden.

use ombud::statistics::funnel::{FunnelLimits, Level, RatioFunnel, ShareFunnel, exact_limits};
use ombud::statistics::mix::{Group, decompose};
use ombud::statistics::suppression::{self, Hidden, Relation, attack_line, attack_with};
use serde_json::{Value, json};

use super::file::{Oracle, count, counts, list, number, numbers};

fn ends(limits: &[FunnelLimits], of: fn(&FunnelLimits) -> f64) -> Vec<f64> {
    limits.iter().map(of).collect()
}

fn limits(prefix: &str, at: impl Fn(Level) -> Vec<FunnelLimits>) -> serde_json::Map<String, Value> {
    let mut map = serde_json::Map::new();
    for (name, level) in [("95", Level::P95), ("998", Level::P99_8)] {
        let limits = at(level);
        map.insert(format!("{prefix}ll{name}"), json!(ends(&limits, |limits| limits.lower)));
        map.insert(format!("{prefix}ul{name}"), json!(ends(&limits, |limits| limits.upper)));
    }
    map
}

fn with(mut value: Value, more: [serde_json::Map<String, Value>; 2]) -> Value {
    let all = value.as_object_mut().expect("an object");
    for map in more {
        all.extend(map);
    }
    value
}

pub fn shares(oracle: &Oracle) -> Value {
    let teams: Vec<(u64, u64)> = counts(&oracle.input["numerator"]).into_iter().zip(counts(&oracle.input["denominator"])).collect();
    let funnel = ShareFunnel::new(&teams, number(&oracle.input["trim_by"])).expect("teams");
    let outside = |limits: &[FunnelLimits]| -> Vec<bool> {
        teams.iter().zip(limits).map(|((y, n), limits)| limits.excludes(*y as f64 / *n as f64)).collect()
    };
    let value = json!({
        "target": funnel.target,
        "z": funnel.variation.z,
        "z_winsorised": funnel.variation.z_winsorised,
        "phi": funnel.variation.phi,
        "tau2": funnel.variation.tau_squared,
        "outside_95": outside(&funnel.limits(Level::P95)),
        "outside_998": outside(&funnel.limits(Level::P99_8)),
        "outside_od_95": outside(&funnel.limits_with_variation(Level::P95)),
        "outside_od_998": outside(&funnel.limits_with_variation(Level::P99_8)),
    });
    with(value, [limits("", |level| funnel.limits(level)), limits("od_", |level| funnel.limits_with_variation(level))])
}

pub fn ratios(oracle: &Oracle) -> Value {
    let teams: Vec<(u64, f64)> = counts(&oracle.input["observed"]).into_iter().zip(numbers(&oracle.input["expected"])).collect();
    let funnel = RatioFunnel::new(&teams, number(&oracle.input["trim_by"])).expect("teams");
    let value = json!({
        "ratio": funnel.ratios,
        "z": funnel.variation.z,
        "z_winsorised": funnel.variation.z_winsorised,
        "phi": funnel.variation.phi,
        "tau2": funnel.variation.tau_squared,
    });
    with(value, [limits("", |level| funnel.limits(level)), limits("od_", |level| funnel.limits_with_variation(level))])
}

/// Exact limits for a target and sizes, however the file names the sizes.
pub fn exact(oracle: &Oracle) -> Value {
    let sizes = ["n", "denominator", "sizes"].iter().find_map(|key| oracle.input.get(*key)).map(counts).expect("sizes");
    let target = oracle
        .input
        .get("target")
        .or(oracle.input.get("theta"))
        .map_or_else(|| counts(&oracle.input["numerator"]).iter().sum::<u64>() as f64 / sizes.iter().sum::<u64>() as f64, number);
    let at = |level| sizes.iter().map(|n| exact_limits(target, *n, level)).collect();
    with(json!({ "target": target }), [limits("", at), serde_json::Map::new()])
}

pub fn kitagawa(oracle: &Oracle) -> Value {
    let [volume_before, count_before, volume_after, count_after] =
        ["volume_before", "complaints_before", "volume_after", "complaints_after"].map(|key| numbers(&oracle.input[key]));
    let groups: Vec<Group> = (0..volume_before.len())
        .map(|at| Group {
            volume_before: volume_before[at],
            count_before: count_before[at],
            volume_after: volume_after[at],
            count_after: count_after[at],
        })
        .collect();
    let found = decompose(&groups).expect("volumes");
    json!({
        "total_change": found.change,
        "mix_effect": found.mix,
        "rate_effect": found.rate,
        "by_group_mix": found.groups.iter().map(|part| part.mix).collect::<Vec<_>>(),
        "by_group_rate": found.groups.iter().map(|part| part.rate).collect::<Vec<_>>(),
    })
}

pub fn one_dimension(oracle: &Oracle) -> Value {
    let threshold = count(&oracle.input["threshold"]);
    let case = |values: &Value| {
        let values = counts(values);
        let line = suppression::line(&values, threshold);
        json!({ "values": values, "primary": line.primary, "secondary": line.secondary, "total": values.iter().sum::<u64>() })
    };
    json!({ "cases": list(&oracle.input["cases"]).iter().map(case).collect::<Vec<_>>() })
}

/// What is deduced of the small counts of a line, all of them known to be small.
pub fn one_dimension_attack(oracle: &Oracle) -> Value {
    let threshold = oracle.input["threshold"].as_u64().unwrap_or(suppression::DEFAULT_THRESHOLD);
    let case = |case: &Value| {
        let values = counts(case.get("values").unwrap_or(case));
        let hidden = case
            .get("hidden")
            .map_or_else(|| suppression::line(&values, threshold).primary, |hidden| counts(hidden).iter().map(|at| *at as usize).collect());
        let sum = hidden.iter().map(|at| values[*at]).sum();
        let bounds = attack_line(&vec![Hidden::small(threshold); hidden.len()], sum);
        json!({
            "values": values, "hidden": hidden, "sum_hidden": sum, "total": values.iter().sum::<u64>(),
            "lower": bounds.iter().map(|bounds| bounds.lower).collect::<Vec<_>>(),
            "upper": bounds.iter().map(|bounds| bounds.upper).collect::<Vec<_>>(),
            "bounds": bounds.iter().map(|bounds| [bounds.lower, bounds.upper]).collect::<Vec<_>>(),
        })
    };
    json!({ "cases": list(&oracle.input["cases"]).iter().map(case).collect::<Vec<_>>() })
}

/// The bounds of each pattern of the file from the totals of rows and columns, with nothing known beforehand.
pub fn table_attack(oracle: &Oracle) -> Value {
    let cells: Vec<Vec<u64>> = list(&oracle.input["table"]).iter().map(counts).collect();
    let pattern = |pattern: &Value| {
        let mask: Vec<Vec<u64>> = list(&pattern["mask"]).iter().map(counts).collect();
        let hidden: Vec<(usize, usize)> = (0..mask.len())
            .flat_map(|row| (0..mask[row].len()).map(move |column| (row, column)))
            .filter(|(row, column)| mask[*row][*column] == 1)
            .collect();
        let total = |is_meant: &dyn Fn(&(usize, usize)) -> bool| {
            let places: Vec<usize> = (0..hidden.len()).filter(|place| is_meant(&hidden[*place])).collect();
            let sum: u64 = places.iter().map(|place| cells[hidden[*place].0][hidden[*place].1]).sum();
            Relation { terms: places.into_iter().map(|place| (place, 1.0)).collect(), from: sum as f64, to: sum as f64 }
        };
        let rows = (0..cells.len()).map(|row| total(&|cell| cell.0 == row));
        let columns = (0..cells[0].len()).map(|column| total(&|cell| cell.1 == column));
        let bounds = attack_with(&vec![Hidden::at_least(0); hidden.len()], &rows.chain(columns).collect::<Vec<_>>());
        json!({
            "pattern": pattern["pattern"],
            "mask": pattern["mask"],
            "bounds": hidden.iter().zip(bounds).map(|((row, column), bounds)| json!({
                "cell": [row, column], "true": cells[*row][*column], "lower": bounds.lower, "upper": bounds.upper,
            })).collect::<Vec<_>>(),
        })
    };
    json!({ "patterns": list(&oracle.expected["patterns"]).iter().map(pattern).collect::<Vec<_>>() })
}

pub fn nhs_rounded(oracle: &Oracle) -> Value {
    let shown = |value: u64| suppression::nhs_rounded(value).map_or(json!(suppression::MARK), |rounded| json!(rounded));
    json!({ "shown": counts(&oracle.input["values"]).into_iter().map(shown).collect::<Vec<_>>() })
}
