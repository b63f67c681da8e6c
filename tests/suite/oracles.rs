//! The statistics against numbers that other programs computed.
//!
//! Each file in the folder of oracles holds an input, what an independent program (R, scipy,
//! statsmodels, lifelines ...) made of it, and a tolerance. The family of a file, told by the
//! beginning of its name, says which of our functions must reproduce it. Every number of a family
//! is compared, unless it is declined here by name and with a reason.
//!
//! The folder is `$OMBUD_SHARED/oracles`, or `../shared/oracles` beside the project. Where there is
//! none the tests say so and pass.

mod attributes;
mod charts;
mod counts;
mod emerging;
mod file;
mod tables;
mod teams;
mod texts;
mod times;

use std::path::PathBuf;

use serde_json::Value;

use file::Oracle;

/// A method of ours, and the files it has to reproduce.
struct Family {
    /// How the names of its files begin.
    prefix: &'static str,
    /// What we make of the input, shaped like the file's `expected`.
    compute: fn(&Oracle) -> Value,
    /// Keys of `expected` that we do not offer, and why.
    declined: &'static [(&'static str, &'static str)],
}

const fn family(prefix: &'static str, compute: fn(&Oracle) -> Value) -> Family {
    Family { prefix, compute, declined: &[] }
}

const OTHER_INTERVALS: &str = "Wilson is shown, Clopper-Pearson guarantees, mid-p lies between: no fourth is offered";
const OTHER_TWO_SIDED: &str = "two-sided is twice the smaller tail here, which agrees with a central interval";
const OTHER_RATIO_TESTS: &str = "the conditional mid-p test is the one in use";
const OTHER_QUANTILES: &str = "percentiles are of type 7 everywhere, and said to be";
const NOT_A_MEASURE: &str = "the misleading figure that the estimate replaces; never computed";

const FAMILIES: &[Family] = &[
    family("ageing_buckets", tables::ageing),
    family("anhoej_limits", charts::run_limits),
    family("before_after_excluding_trigger", emerging::before_after),
    Family {
        prefix: "binomial_ci",
        compute: counts::binomial,
        declined: &[("jeffreys", OTHER_INTERVALS), ("agresti_coull", OTHER_INTERVALS), ("wald", OTHER_INTERVALS)],
    },
    family("detectability", emerging::detectability),
    family("dispersion_shrunk", emerging::dispersion_shrunk),
    family("dispersion_test", emerging::dispersion_test),
    family("emerging_midp", emerging::scaled_mid_p),
    family("emerging_pipeline", emerging::pipeline),
    Family {
        prefix: "km_",
        compute: times::kaplan_meier,
        declined: &[("naive_mean_closed_only", NOT_A_MEASURE), ("naive_median_closed_only", NOT_A_MEASURE)],
    },
    Family {
        prefix: "new_period_vs_baseline",
        compute: emerging::new_period,
        declined: &[
            ("p_plugin_poisson_ge", "takes the baseline as known, and so alarms too often"),
            ("p_predictive_jeffreys_ge", OTHER_RATIO_TESTS),
            ("predictive_upper_975", OTHER_RATIO_TESTS),
        ],
    },
    family("nhs_", charts::making_data_count),
    Family {
        prefix: "p_adjust",
        compute: emerging::adjusted,
        declined: &[
            ("BY", "one level of the hierarchy is tested at a time instead"),
            ("holm", "controls the chance of any false finding, which is not the question"),
            ("bonferroni", "as Holm"),
            ("hochberg", "as Holm"),
        ],
    },
    family("pareto", tables::pareto),
    family("pareto_rank_certainty", tables::rank_certainty),
    family("partial_period_guard", emerging::partial_period),
    family("poisson_ci_byar", counts::byar),
    family("poisson_ci_exact", counts::garwood),
    Family {
        prefix: "poisson_ci_methods",
        compute: counts::poisson_methods,
        declined: &[
            ("score", OTHER_INTERVALS),
            ("midp-c", OTHER_INTERVALS),
            ("jeff", OTHER_INTERVALS),
            ("sqrt", OTHER_INTERVALS),
            ("sqrt-a", OTHER_INTERVALS),
            ("sqrt-v", OTHER_INTERVALS),
            ("waldccv", OTHER_INTERVALS),
        ],
    },
    family("proportion_diff_newcombe", counts::newcombe),
    Family { prefix: "rate_ratio_exact", compute: counts::exact_ratio, declined: &[("p_two_sided", OTHER_TWO_SIDED)] },
    Family { prefix: "rate_ratio_midp", compute: counts::mid_p_ratio, declined: &[("wald_p", OTHER_RATIO_TESTS)] },
    Family {
        prefix: "rate_ratio_statsmodels",
        compute: counts::one_sided_ratio,
        declined: &[
            ("p_exact-cond_two-sided", OTHER_TWO_SIDED),
            ("p_cond-midp_two-sided", OTHER_TWO_SIDED),
            ("p_score_two-sided", OTHER_RATIO_TESTS),
            ("p_score_larger", OTHER_RATIO_TESTS),
            ("p_etest-wald_two-sided", OTHER_RATIO_TESTS),
            ("p_etest-wald_larger", OTHER_RATIO_TESTS),
            ("p_etest-score_two-sided", OTHER_RATIO_TESTS),
            ("p_etest-score_larger", OTHER_RATIO_TESTS),
            ("ci_score", "degenerate for zero counts in the program that made it"),
            ("ci_score-log", OTHER_RATIO_TESTS),
            ("ci_sqrtcc", OTHER_RATIO_TESTS),
        ],
    },
    family("rate_ratio_wald", counts::log_wald),
    Family {
        prefix: "quantile_types",
        compute: tables::quantiles,
        declined: &[("type1", OTHER_QUANTILES), ("type2", OTHER_QUANTILES), ("type6", OTHER_QUANTILES), ("type8", OTHER_QUANTILES)],
    },
    family("recurrence_km", times::recurrence),
    family("recurrence_same", tables::repeats),
    family("run_chart", charts::run_chart),
    family("spc_i_", charts::individuals),
    family("wilson", counts::wilson),
    family("xmr_newest_point", charts::newest_point),
    family("changepoint_", attributes::change),
    family("ctfidf", texts::labels),
    family("fightin_words", texts::fightin_words),
    family("funnel_exact", teams::exact),
    family("funnel_observed", teams::ratios),
    family("funnel_proportion", teams::shares),
    family("jaccard_", texts::similarity),
    family("kitagawa_", teams::kitagawa),
    family("logrank_", times::two_groups),
    family("minhash_", texts::banding),
    family("near_duplicate", texts::copies),
    family("spc_c_", attributes::attribute),
    family("spc_g", attributes::cases_between),
    family("spc_p", attributes::attribute),
    family("spc_t", attributes::days_between),
    family("spc_u", attributes::attribute),
    family("suppression_interval", teams::table_attack),
    family("suppression_nhs", teams::nhs_rounded),
    family("suppression_one_dimension", teams::one_dimension),
    family("suppression_one_dimension_attack", teams::one_dimension_attack),
];

/// Families of methods that this project does not have, by the beginning of their names.
const NOT_IMPLEMENTED: &[(&str, &str)] = &[
    ("binomial_ci_jeffreys", "Jeffreys interval: Wilson is shown, Clopper-Pearson guarantees, mid-p lies between"),
    ("cusum_", "CUSUM: for weekly counts with a trusted mean; quarters are judged by the scaled mid-p test"),
    ("ears_", "EARS: 9-15 % false alarms on quarters at a nominal 1 %, and an all-zero past alarms on one complaint"),
    ("ebgm_", "gamma-Poisson shrinker: its five parameters cannot be fitted on a table of categories by quarters"),
    ("farrington_", "Farrington flexible: needs years of weeks; its idea of leaving out the newest half-year is in use"),
    ("gamma_poisson", "Bayesian rate: rates have exact intervals (Garwood)"),
    ("glm_", "regression: a dispersion from twelve points is too uncertain; the scaled test pools it"),
    ("ic_shrinkage", "information component: for sparse tables of two dimensions, which no view shows"),
    ("its_", "interrupted time series: false claims of 14-43 % on 8 to 36 points"),
    ("keyness_", "log-likelihood keyness: ranks by sample size; log-odds with a prior are in use"),
    ("mann_kendall", "trend test: four points cannot give less than 0.083"),
    ("qoq_change", "shows why two periods are not compared by percent"),
    ("seasonal_", "classical decomposition: a seasonal factor from two years is one number estimated from two"),
    ("spc_constants", "only d2(2) and D4(2) are in use, as printed: 1.128 and 3.267"),
    ("spc_ip", "I' chart: u' does the same for rates"),
    ("spc_mr", "moving-range chart: companion of XmR; its limit, 3.267, screens the ranges"),
    ("stl_", "STL: needs two full years for display only; the same quarter a year ago is compared"),
    ("tfidf_", "TF-IDF: labels use its class-based form (ctfidf)"),
    ("yake_", "YAKE: per document, it finds no issues"),
];

/// What is to be done with a file.
enum Verdict {
    Check(&'static Family),
    NotImplemented(&'static str),
    Unknown,
}

/// The longest beginning that fits decides: `pareto_rank_certainty` is not `pareto`.
fn verdict(name: &str) -> Verdict {
    let ours = FAMILIES.iter().map(|family| (family.prefix, Verdict::Check(family)));
    let others = NOT_IMPLEMENTED.iter().map(|(prefix, what)| (*prefix, Verdict::NotImplemented(what)));
    let fitting = ours.chain(others).filter(|(prefix, _)| name.starts_with(prefix));
    fitting.max_by_key(|(prefix, _)| prefix.len()).map_or(Verdict::Unknown, |(_, verdict)| verdict)
}

fn folder() -> Option<PathBuf> {
    let shared =
        std::env::var_os("OMBUD_SHARED").map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared")), PathBuf::from);
    let folder = shared.join("oracles");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("no oracles to check against: {} is not there (set OMBUD_SHARED)", folder.display());
    None
}

#[test]
fn every_oracle_of_an_implemented_family_is_reproduced() {
    let Some(folder) = folder() else { return };
    let mut faults = Vec::new();
    let (mut checked, mut compared) = (0, 0);
    for oracle in file::read_all(&folder) {
        match verdict(&oracle.name) {
            Verdict::Check(family) => {
                let declined: Vec<&str> = family.declined.iter().map(|(key, _)| *key).collect();
                // What a method refuses, such as a series without a case, must not hide the other files.
                let Ok(computed) = std::panic::catch_unwind(|| (family.compute)(&oracle)) else {
                    faults.push(format!("{}: nothing could be computed of this input", oracle.name));
                    continue;
                };
                let outcome = oracle.compare(&computed, &declined);
                checked += 1;
                compared += outcome.compared;
                faults.extend(outcome.faults);
            }
            Verdict::NotImplemented(what) => println!("{}: not implemented here ({what})", oracle.name),
            Verdict::Unknown => println!("{}: of a family unknown here, NOT CHECKED", oracle.name),
        }
    }
    println!("{checked} oracles checked, {compared} values compared");
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// Families whose method is here and whose oracle this folder may lack.
const MAY_BE_ABSENT: &[&str] = &["funnel_exact", "suppression_one_dimension_attack"];

#[test]
fn every_implemented_family_has_an_oracle() {
    let Some(folder) = folder() else { return };
    let oracles = file::read_all(&folder);
    for family in FAMILIES.iter().filter(|family| !MAY_BE_ABSENT.contains(&family.prefix)) {
        let is_of_family = |oracle: &Oracle| matches!(verdict(&oracle.name), Verdict::Check(found) if found.prefix == family.prefix);
        assert!(oracles.iter().any(is_of_family), "no oracle begins with {}", family.prefix);
    }
}

#[test]
fn declined_keys_and_lists_carry_a_reason_and_do_not_clash() {
    for (key, why) in FAMILIES.iter().flat_map(|family| family.declined).chain(NOT_IMPLEMENTED) {
        assert!(!why.is_empty(), "{key} is left out without a reason");
    }
    for (prefix, _) in NOT_IMPLEMENTED {
        assert!(FAMILIES.iter().all(|family| family.prefix != *prefix), "{prefix} is in both lists");
    }
}
