//! Pareto tables and ageing.

use ombud::statistics::ageing::ageing as sort_into_buckets;
use ombud::statistics::pareto::{self, Bar};
use serde_json::{Value, json};

use super::file::{Oracle, count, list};

/// The share that "the vital few" reach in the oracle.
const VITAL_SHARE: f64 = 0.8;

pub fn pareto(oracle: &Oracle) -> Value {
    let counts = oracle.input["counts"].as_object().expect("counts by category");
    let rows: Vec<(String, u64)> = counts.iter().map(|(label, value)| (label.clone(), count(value))).collect();
    let other = oracle.input["other_label"].as_str();
    let bars = pareto::pareto(&rows, |label| Some(label.as_str()) == other);
    let each = |of: fn(&Bar<String>) -> Value| bars.iter().map(of).collect::<Vec<Value>>();
    let vital: Vec<&String> = pareto::vital_few(&bars, VITAL_SHARE).iter().map(|bar| &bar.label).collect();
    json!({
        "order": each(|bar| json!(bar.label)),
        "count": each(|bar| json!(bar.count)),
        "share": each(|bar| json!(bar.share)),
        "cumulative": each(|bar| json!(bar.cumulative_share)),
        "vital_few_80pct": vital,
    })
}

pub fn rank_certainty(oracle: &Oracle) -> Value {
    let pair = |pair: &[Value]| {
        let certainty = pareto::rank_certainty(count(&pair[0][1]), count(&pair[1][1]), 1.0).expect("computable counts");
        json!({
            "upper": pair[0][0],
            "lower": pair[1][0],
            "p_midp_two_sided": certainty.p_two_sided,
            "prob_truly_higher_jeffreys": certainty.probability_higher,
        })
    };
    json!({ "pairs": list(&oracle.input["counts"]).windows(2).map(pair).collect::<Vec<Value>>() })
}

pub fn ageing(oracle: &Oracle) -> Value {
    let days = |key: &str| -> Vec<i64> {
        let days = list(&oracle.input[key]).iter();
        days.map(|day| day.as_i64().expect("whole days")).collect()
    };
    let ageing = sort_into_buckets(&days("age_days"), &days("edges")).expect("ascending edges");
    json!({ "counts": ageing.buckets.iter().map(|bucket| bucket.count).collect::<Vec<usize>>() })
}
