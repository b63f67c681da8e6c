//! Shares, counts and ratios of rates.

use ombud::statistics::interval::{Confidence, Interval};
use ombud::statistics::rate_ratio::{self, Comparison, RatioInterval};
use ombud::statistics::tally::Tally;
use ombud::statistics::{poisson, proportion};
use serde_json::{Value, json};

use super::file::{Oracle, cases, count, counts, list, number};

/// The level an oracle names; 95 % if it names none.
pub fn confidence(input: &Value) -> Confidence {
    let named = input.get("confidence").or_else(|| input.get("conf_level"));
    named.map_or(Confidence::P95, |level| Confidence::new(number(level)).expect("a level between 0 and 1"))
}

pub fn tally(count: u64, exposure: f64) -> Tally {
    Tally::new(count, exposure).expect("a positive exposure")
}

fn ends(interval: Option<Interval>) -> Value {
    interval.map_or(Value::Null, |interval| json!([interval.lower, interval.upper]))
}

pub fn binomial(oracle: &Oracle) -> Value {
    let level = confidence(&oracle.input);
    let of = |case: &Value, method: fn(u64, u64, Confidence) -> Option<Interval>| ends(method(count(&case[0]), count(&case[1]), level));
    json!({
        "ci": cases(&oracle.input, |case| of(case, proportion::mid_p)),
        "cases": cases(&oracle.input, |case| json!({
            "x": case[0],
            "n": case[1],
            "wilson": of(case, proportion::wilson),
            "clopper_pearson": of(case, proportion::clopper_pearson),
        })),
    })
}

pub fn wilson(oracle: &Oracle) -> Value {
    let at = |level| cases(&oracle.input, |case| ends(proportion::wilson(count(&case[0]), count(&case[1]), level)));
    json!({ "w95": at(Confidence::P95), "w998": at(Confidence::P99_8) })
}

pub fn newcombe(oracle: &Oracle) -> Value {
    let difference = |case: &Value| {
        let [x1, n1, x2, n2] = [0, 1, 2, 3].map(|i| count(&case[i]));
        json!({
            "x1": x1, "n1": n1, "x2": x2, "n2": n2,
            "diff": x1 as f64 / n1 as f64 - x2 as f64 / n2 as f64,
            "newcombe": ends(proportion::newcombe_difference((x1, n1), (x2, n2), Confidence::P95)),
        })
    };
    json!({ "cases": cases(&oracle.input, difference) })
}

fn poisson(oracle: &Oracle, method: fn(u64, Confidence) -> Interval) -> Value {
    let level = confidence(&oracle.input);
    let intervals: Vec<Interval> = counts(&oracle.input["x"]).into_iter().map(|x| method(x, level)).collect();
    let end = |end: fn(&Interval) -> f64| intervals.iter().map(end).collect::<Vec<f64>>();
    json!({ "lower": end(|interval| interval.lower), "upper": end(|interval| interval.upper) })
}

pub fn garwood(oracle: &Oracle) -> Value {
    poisson(oracle, poisson::garwood)
}

/// Two variants carry the name: that of English public health, and the one with half a case more.
pub fn byar(oracle: &Oracle) -> Value {
    poisson(oracle, if oracle.name.ends_with("_ohid") { poisson::byar } else { poisson::byar_midpoint })
}

pub fn poisson_methods(oracle: &Oracle) -> Value {
    let level = confidence(&oracle.input);
    let case = |x: u64| json!({ "x": x, "exact-c": ends(Some(poisson::garwood(x, level))) });
    json!({ "cases": counts(&oracle.input["x"]).into_iter().map(case).collect::<Vec<Value>>() })
}

/// A case is a list `[x1, t1, x0, t0]` or an object of the same.
fn comparison(case: &Value) -> (Value, Comparison) {
    let part = |i: usize, key: &str| if case.is_array() { case[i].clone() } else { case[key].clone() };
    let [x1, t1, x0, t0] = [(0, "x1"), (1, "t1"), (2, "x0"), (3, "t0")].map(|(i, key)| part(i, key));
    let newer = tally(count(&x1), number(&t1));
    let older = tally(count(&x0), number(&t0));
    let echo = json!({ "x1": x1, "t1": t1, "x0": x0, "t0": t0 });
    (echo, Comparison::new(newer, older).expect("computable counts"))
}

fn with(mut echo: Value, more: Value) -> Value {
    let (Value::Object(echo_map), Value::Object(more)) = (&mut echo, more) else { panic!("two objects") };
    echo_map.extend(more);
    echo
}

fn limits(interval: Option<RatioInterval>) -> (Option<f64>, Option<f64>) {
    (interval.map(|interval| interval.lower), interval.and_then(|interval| interval.upper))
}

pub fn exact_ratio(oracle: &Oracle) -> Value {
    let level = confidence(&oracle.input);
    let ratio = |case: &Value| {
        let (echo, comparison) = comparison(case);
        let (lower, upper) = limits(comparison.exact_interval(level));
        with(
            echo,
            json!({
                "ratio": comparison.ratio(),
                "p_greater": comparison.exact_p_higher(),
                "ci_lower": lower,
                "ci_upper": upper,
            }),
        )
    };
    json!({ "cases": cases(&oracle.input, ratio) })
}

pub fn mid_p_ratio(oracle: &Oracle) -> Value {
    let level = confidence(&oracle.input);
    let ratio = |case: &Value| {
        let (echo, comparison) = comparison(case);
        let (lower, upper) = limits(comparison.mid_p_interval(level));
        let (median, p) = (comparison.median_unbiased_ratio(), comparison.p_two_sided());
        with(
            echo,
            json!({
                "estimate": median, "median_unbiased": median,
                "ci_lower": lower, "ci_upper": upper,
                "midp": p, "midp_two_sided": p,
                "midp_greater": comparison.p_higher(),
            }),
        )
    };
    json!({ "cases": cases(&oracle.input, ratio) })
}

pub fn one_sided_ratio(oracle: &Oracle) -> Value {
    let ratio = |case: &Value| {
        let (echo, comparison) = comparison(case);
        let [x1, x0] = ["x1", "x0"].map(|key| count(&echo[key]));
        let [t1, t0] = ["t1", "t0"].map(|key| number(&echo[key]));
        let wald = rate_ratio::log_wald(tally(x1, t1), tally(x0, t0), 1.0, Confidence::P95);
        with(
            echo,
            json!({
                "p_exact-cond_larger": comparison.exact_p_higher(),
                "p_cond-midp_larger": comparison.p_higher(),
                "ci_wald-log": ends(wald.map(|wald| wald.interval)),
            }),
        )
    };
    json!({ "cases": cases(&oracle.input, ratio) })
}

pub fn log_wald(oracle: &Oracle) -> Value {
    let ratio = |case: &Value| {
        let (newer, older) = (tally(count(&case[0]), number(&case[1])), tally(count(&case[2]), number(&case[3])));
        let wald = rate_ratio::log_wald(newer, older, number(&case[4]), Confidence::P95).expect("two counts");
        json!({ "rr": wald.ratio, "lower": wald.interval.lower, "upper": wald.interval.upper, "p": wald.p_two_sided })
    };
    json!({ "cases": list(&oracle.input["cases"]).iter().map(ratio).collect::<Vec<Value>>() })
}
