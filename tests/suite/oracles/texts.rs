//! Text: similarity, copies, phrases and labels.

use std::collections::BTreeSet;

use ombud::statistics::text::groups::Sets;
use ombud::statistics::text::labels::class_tf_idf;
use ombud::statistics::text::log_odds::{LogOdds, Usage, informative_prior, log_odds};
use ombud::statistics::text::shingles::{hash, jaccard, shingles_of};
use ombud::statistics::text::signature::candidate_chance;
use serde_json::{Map, Value, json};

use super::file::{Oracle, count, counts, list, number, numbers};

/// The documents of a file as shingles: lower case, words of `[a-z0-9]+`, as its method says.
fn documents(oracle: &Oracle) -> Vec<Vec<u64>> {
    let size = count(&oracle.input["k"]) as usize;
    let words = |text: &Value| -> Vec<u64> {
        let text = text.as_str().expect("a text").to_lowercase();
        text.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).map(hash).collect()
    };
    list(&oracle.input["docs"]).iter().map(|text| shingles_of(&words(text), size)).collect()
}

pub fn similarity(oracle: &Oracle) -> Value {
    let documents = documents(oracle);
    let rows = |one: &Vec<u64>| documents.iter().map(|other| jaccard(one, other)).collect::<Vec<f64>>();
    json!({
        "shingle_counts": documents.iter().map(|shingles| shingles.iter().collect::<BTreeSet<_>>().len()).collect::<Vec<_>>(),
        "jaccard": documents.iter().map(rows).collect::<Vec<_>>(),
    })
}

pub fn copies(oracle: &Oracle) -> Value {
    let documents = documents(oracle);
    let threshold = number(&oracle.input["threshold"]);
    let mut sets = Sets::new(documents.len());
    for one in 0..documents.len() {
        for other in 0..one {
            if jaccard(&documents[one], &documents[other]) >= threshold {
                sets.join(one, other);
            }
        }
    }
    json!({ "cluster_root": (0..documents.len()).map(|text| sets.root(text)).collect::<Vec<_>>() })
}

/// The bands that datasketch would choose, and our chance to compare two texts by them.
pub fn banding(oracle: &Oracle) -> Value {
    let mut found = Map::new();
    for threshold in numbers(&oracle.input["thresholds"]) {
        for bins in counts(&oracle.input["num_perm"]) {
            let (bands, rows) = best_bands(threshold, bins as u32);
            let key = format!("thr={threshold},n={bins}");
            let asked = oracle.expected[&key]["p_candidate"].as_object().expect("similarities");
            let chance = |similarity: &String| candidate_chance(similarity.parse().expect("a similarity"), bands, rows);
            let chances: Map<String, Value> = asked.keys().map(|similarity| (similarity.clone(), json!(chance(similarity)))).collect();
            let approximate = (1.0 / f64::from(bands)).powf(1.0 / f64::from(rows));
            found.insert(key, json!({ "b": bands, "r": rows, "threshold_approx": approximate, "p_candidate": chances }));
        }
    }
    Value::Object(found)
}

/// The least sum of needless and missed comparisons, integrated by steps of 0.001 as datasketch does.
fn best_bands(threshold: f64, bins: u32) -> (u32, u32) {
    const STEP: f64 = 0.001;
    let integral = |from: f64, to: f64, of: &dyn Fn(f64) -> f64| -> f64 {
        let (mut area, mut at) = (0.0, from);
        while at < to {
            area += of(at + 0.5 * STEP) * STEP;
            at += STEP;
        }
        area
    };
    let error = |bands: u32, rows: u32| {
        let needless = integral(0.0, threshold, &|similarity| candidate_chance(similarity, bands, rows));
        let missed = integral(threshold, 1.0, &|similarity| 1.0 - candidate_chance(similarity, bands, rows));
        0.5 * needless + 0.5 * missed
    };
    let pairs = (1..=bins).flat_map(|bands| (1..=bins / bands).map(move |rows| (bands, rows)));
    let errors = pairs.map(|(bands, rows)| (error(bands, rows), (bands, rows)));
    errors.reduce(|best, next| if next.0 < best.0 { next } else { best }).expect("bins").1
}

pub fn fightin_words(oracle: &Oracle) -> Value {
    let (now, before) = (numbers(&oracle.input["count_now"]), numbers(&oracle.input["count_before"]));
    let prior = match oracle.input.get("background") {
        Some(background) => informative_prior(&numbers(background), number(&oracle.input["prior_total_a0"])),
        None => vec![number(&oracle.input["alpha"]); now.len()],
    };
    let usages: Vec<Usage> = (0..now.len()).map(|term| Usage { now: now[term], before: before[term], prior: prior[term] }).collect();
    let found = log_odds(&usages);
    let each = |of: fn(&LogOdds) -> f64| found.iter().map(of).collect::<Vec<f64>>();
    json!({
        "delta": each(|odds| odds.delta),
        "variance": each(|odds| odds.short_variance),
        "z": each(LogOdds::short_z),
        "z_full_variance": each(LogOdds::z),
        "z_scattertext": each(LogOdds::z),
        "alpha": prior,
    })
}

pub fn labels(oracle: &Oracle) -> Value {
    let classes: Vec<Vec<&str>> =
        list(&oracle.input["classes"]).iter().map(|class| class.as_str().expect("a text").split_whitespace().collect()).collect();
    let vocabulary: BTreeSet<&str> = classes.iter().flatten().copied().collect();
    let counts: Vec<Vec<f64>> = classes
        .iter()
        .map(|class| vocabulary.iter().map(|term| class.iter().filter(|word| *word == term).count() as f64).collect())
        .collect();
    json!({ "vocab": vocabulary, "weights": class_tf_idf(&counts) })
}
