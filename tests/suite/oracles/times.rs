//! Times to resolution and to recurrence.

use ombud::statistics::interval::{Confidence, Interval};
use ombud::statistics::survival::{Band, KaplanMeier, Spell, Step, log_rank};
use serde_json::{Value, json};

use super::file::{Oracle, counts, numbers};

const QUANTILES: [f64; 4] = [0.25, 0.5, 0.75, 0.9];

fn spells(durations: &[f64], events: &[u64], entries: Option<Vec<f64>>) -> Vec<Spell> {
    let entries = entries.map_or(vec![None; durations.len()], |entries| entries.into_iter().map(Some).collect());
    durations.iter().zip(events).zip(entries).map(|((&duration, &event), entry)| Spell { entry, duration, is_closed: event == 1 }).collect()
}

pub fn kaplan_meier(oracle: &Oracle) -> Value {
    let input = &oracle.input;
    let cases = spells(&numbers(&input["time"]), &counts(&input["event"]), input.get("entry").map(numbers));
    let curve = KaplanMeier::estimate(&cases).expect("cases");
    if oracle.expected.get("times").is_some() { from_time_zero(&curve) } else { as_r_prints_it(&curve, oracle) }
}

fn each(curve: &KaplanMeier, of: impl Fn(&Step) -> Value) -> Vec<Value> {
    curve.steps().iter().map(of).collect()
}

fn as_r_prints_it(curve: &KaplanMeier, oracle: &Oracle) -> Value {
    // The horizon is stated among the results.
    let horizon = oracle.expected["rmst_tau"].as_f64();
    let restricted = horizon.map(|horizon| curve.restricted_mean(horizon));
    json!({
        "time": each(curve, |step| json!(step.time)),
        "n_risk": each(curve, |step| json!(step.at_risk)),
        "n_event": each(curve, |step| json!(step.closed)),
        "n_censor": each(curve, |step| json!(step.censored)),
        "surv": each(curve, |step| json!(step.open_share)),
        "greenwood_se": each(curve, |step| json!(step.standard_error())),
        "cumhaz": each(curve, |step| json!(step.cumulative_hazard)),
        "median": curve.median(),
        "log": band(curve, Band::Log),
        "loglog": band(curve, Band::LogLog),
        "rmst": restricted.map(|restricted| restricted.mean),
        "rmst_se": restricted.map(|restricted| restricted.standard_error),
        "rmst_tau": horizon,
    })
}

fn band(curve: &KaplanMeier, band: Band) -> Value {
    let interval = |step: &Step| step.interval(band, Confidence::P95);
    let median = curve.quantile_interval(0.5, band, Confidence::P95);
    json!({
        "lower": each(curve, |step| json!(interval(step).map(|interval| interval.lower))),
        "upper": each(curve, |step| json!(interval(step).map(|interval| interval.upper))),
        "median_lower": median.lower,
        "median_upper": median.upper,
        "q25_50_75_90": QUANTILES.map(|share| curve.quantile(share)),
    })
}

/// lifelines begins with a row for time zero, and calls the share certain until the first closure and after the last one.
fn from_time_zero(curve: &KaplanMeier) -> Value {
    let certain = |share: f64| Interval { lower: share, upper: share };
    let interval = |step: &Step| step.interval(Band::LogLog, Confidence::P95).unwrap_or(certain(step.open_share));
    let prepend = |first: f64, rest: Vec<Value>| [vec![json!(first)], rest].concat();
    json!({
        "times": prepend(0.0, each(curve, |step| json!(step.time))),
        "surv": prepend(1.0, each(curve, |step| json!(step.open_share))),
        "lower": prepend(1.0, each(curve, |step| json!(interval(step).lower))),
        "upper": prepend(1.0, each(curve, |step| json!(interval(step).upper))),
        "median": curve.median(),
    })
}

pub fn recurrence(oracle: &Oracle) -> Value {
    let input = &oracle.input;
    let cases = spells(&numbers(&input["duration"]), &counts(&input["event"]), None);
    let curve = KaplanMeier::estimate(&cases).expect("cases");
    let at = numbers(&input["at"]);
    json!({ "recurrence": at.into_iter().map(|days| curve.closed_share_at(days)).collect::<Vec<f64>>() })
}

pub fn two_groups(oracle: &Oracle) -> Value {
    let input = &oracle.input;
    let all = spells(&numbers(&input["time"]), &counts(&input["event"]), input.get("entry").map(numbers));
    let groups = counts(&input["group"]);
    let first = *groups.iter().min().expect("groups");
    let (one, other): (Vec<_>, Vec<_>) = all.into_iter().zip(groups).partition(|(_, group)| *group == first);
    let spells = |part: Vec<(Spell, u64)>| part.into_iter().map(|(spell, _)| spell).collect::<Vec<Spell>>();
    let test = log_rank(&spells(one), &spells(other)).expect("closures");
    json!({ "observed": test.observed, "expected": test.expected, "chi2": test.chi_squared, "p": test.p_value })
}
