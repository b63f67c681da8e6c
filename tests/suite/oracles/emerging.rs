//! Dispersion, the emerging-issue test, its correction for many, and its reach.

use ombud::statistics::before_after;
use ombud::statistics::detectability::Design;
use ombud::statistics::dispersion::{dispersion, pooled_index, shrunk};
use ombud::statistics::multiplicity::benjamini_hochberg;
use ombud::statistics::rate_ratio::Comparison;
use ombud::statistics::tally::Tally;
use serde_json::{Value, json};

use super::counts::tally;
use super::file::{Oracle, cases, count, counts, list, number, numbers};

fn compare(newer: (u64, f64), older: (u64, f64)) -> Comparison {
    Comparison::new(tally(newer.0, newer.1), tally(older.0, older.1)).expect("computable counts")
}

/// Counts of periods of equal length.
fn even(counts: &[u64]) -> Vec<Tally> {
    counts.iter().map(|&count| tally(count, 1.0)).collect()
}

fn rows(value: &Value) -> Vec<Vec<u64>> {
    list(value).iter().map(counts).collect()
}

pub fn dispersion_test(oracle: &Oracle) -> Value {
    let y = counts(&oracle.input["y"]);
    let exposed: Vec<Tally> = y.iter().zip(numbers(&oracle.input["exposure"])).map(|(&y, n)| tally(y, n)).collect();
    let test = |periods: &[Tally]| {
        let test = dispersion(periods).expect("counts");
        json!({
            "index": test.index(), "phi_pearson": test.index(), "chi2": test.chi_squared,
            "df": test.degrees_of_freedom, "p_upper": test.p_value(),
        })
    };
    json!({ "equal_exposure": test(&even(&y)), "with_exposure": test(&exposed) })
}

pub fn dispersion_shrunk(oracle: &Oracle) -> Value {
    let months: Vec<Vec<Tally>> = rows(&oracle.input["monthly_counts"]).iter().map(|row| even(row)).collect();
    let months: Vec<&[Tally]> = months.iter().map(Vec::as_slice).collect();
    let pool = pooled_index(&months).expect("counts");
    let chi_squared = |months: &&[Tally]| dispersion(months).map_or(0.0, |test| test.chi_squared);
    json!({
        "X2": months.iter().map(chi_squared).collect::<Vec<f64>>(),
        "df": months[0].len() - 1,
        "pool_raw": pool,
        "pool": pool.max(1.0),
        "phi": shrunk(&months),
    })
}

pub fn scaled_mid_p(oracle: &Oracle) -> Value {
    let case = |case: &Value| compare((count(&case[0]), number(&case[2])), (count(&case[1]), number(&case[3])));
    json!({
        "p_greater": cases(&oracle.input, |row| json!(case(row).with_dispersion(number(&row[4])).p_higher())),
        "p_binom_midp_phi1": cases(&oracle.input, |row| json!(case(row).p_higher())),
    })
}

/// The pipeline of the file: one dispersion from quarters for all, not one drawn to the pool.
pub fn pipeline(oracle: &Oracle) -> Value {
    let table = rows(&oracle.input["table"]);
    let quarters = count(&oracle.input["baseline_quarters"]) as usize;
    let baselines: Vec<Vec<Tally>> = table.iter().map(|row| even(&row[..quarters])).collect();
    let baselines: Vec<&[Tally]> = baselines.iter().map(Vec::as_slice).collect();
    let phi = pooled_index(&baselines).expect("counts");
    let comparisons: Vec<Comparison> = table
        .iter()
        .zip(&baselines)
        .map(|(row, baseline)| {
            let baseline = Tally::total(baseline).expect("quarters");
            Comparison::new(tally(row[quarters], 1.0), baseline).expect("computable counts").with_dispersion(phi)
        })
        .collect();
    let p: Vec<f64> = comparisons.iter().map(Comparison::p_higher).collect();
    let q = benjamini_hochberg(&p);
    json!({
        "phi_raw": phi,
        "phi_used": phi.max(1.0),
        "p_greater": p,
        "rate_ratio": comparisons.iter().map(Comparison::ratio).collect::<Vec<_>>(),
        "signal_q_lt_0_10": q.iter().map(|q| *q < 0.10).collect::<Vec<bool>>(),
        "q_bh": q,
    })
}

pub fn adjusted(oracle: &Oracle) -> Value {
    json!({ "BH": benjamini_hochberg(&numbers(&oracle.input["p"])) })
}

pub fn new_period(oracle: &Oracle) -> Value {
    let period = |case: &Value| {
        let [total, periods, new] = ["baseline_total", "baseline_periods", "new"].map(|key| count(&case[key]));
        let comparison = compare((new, 1.0), (total, periods as f64));
        json!({
            "baseline_total": total, "baseline_periods": periods, "new": new,
            "p_binom_ge": comparison.exact_p_higher(), "p_binom_mid": comparison.p_higher(),
        })
    };
    json!({ "cases": cases(&oracle.input, period) })
}

pub fn before_after(oracle: &Oracle) -> Value {
    let (baseline, after) = (even(&counts(&oracle.input["baseline"])), even(&counts(&oracle.input["after"])));
    let trigger = even(&[count(&oracle.input["trigger"])]);
    let with_trigger = before_after::before_after(&trigger, &after).expect("computable counts");
    let without = before_after::before_after(&baseline, &after).expect("computable counts");
    json!({
        "rr_with_trigger_as_before": with_trigger.ratio,
        "p_with_trigger": with_trigger.p_two_sided,
        "rr_baseline_excl_trigger": without.ratio,
        "p_baseline_excl_trigger": without.p_two_sided,
    })
}

pub fn partial_period(oracle: &Oracle) -> Value {
    let whole = |key: &str| count(&oracle.input[key]);
    let days = |key: &str| number(&oracle.input[key]);
    let baseline = (whole("baseline_total"), days("baseline_periods") * days("days_in_period"));
    let naive = compare((whole("new"), days("days_in_period")), baseline);
    let adjusted = compare((whole("new"), days("days_covered")), baseline);
    json!({
        "p_naive_full_exposure": naive.p_higher(), "p_adjusted": adjusted.p_higher(),
        "naive_ratio": naive.ratio(), "adjusted_ratio": adjusted.ratio(),
    })
}

pub fn detectability(oracle: &Oracle) -> Value {
    let alpha = number(&oracle.input["alpha"]);
    let power = number(&oracle.input["power"]);
    let reach = |case: &Value| {
        let (mean, periods) = (number(&case[0]), number(&case[1]));
        let design = Design::new(mean, periods, 1.0, alpha).expect("a sound design");
        json!({
            "mean_per_period": mean,
            "baseline_periods": periods,
            "false_alarm": design.power(1.0),
            "power_at_double": design.power(2.0),
            "min_detectable_rate_ratio_80pct": design.minimal_detectable_ratio(power),
        })
    };
    json!({ "cases": cases(&oracle.input, reach) })
}
