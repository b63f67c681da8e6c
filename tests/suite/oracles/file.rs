//! An oracle file: reading it, and comparing with it.

use std::fs;
use std::path::Path;

use serde_json::Value;

/// An input and what another program made of it.
pub struct Oracle {
    /// The file's name without its ending.
    pub name: String,
    pub input: Value,
    pub expected: Value,
    absolute: f64,
    relative: f64,
}

/// How a comparison went.
#[derive(Default)]
pub struct Outcome {
    /// Values compared, nulls included.
    pub compared: usize,
    /// What differs or is missing, one line each.
    pub faults: Vec<String>,
}

/// All oracles of a folder, by name.
pub fn read_all(folder: &Path) -> Vec<Oracle> {
    let entries = fs::read_dir(folder).expect("the folder of oracles can be listed");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry can be read").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
    paths.sort();
    paths.iter().map(|path| read(path)).collect()
}

fn read(path: &Path) -> Oracle {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let file: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let tolerance = |key: &str| file["tolerance"][key].as_f64().unwrap_or_else(|| panic!("{}: no tolerance {key}", path.display()));
    Oracle {
        name: path.file_stem().expect("a file has a name").to_string_lossy().into_owned(),
        input: file["input"].clone(),
        expected: file["expected"].clone(),
        absolute: tolerance("abs"),
        relative: tolerance("rel"),
    }
}

impl Oracle {
    /// Compares everything expected with what was computed, except below declined keys.
    pub fn compare(&self, computed: &Value, declined: &[&str]) -> Outcome {
        let mut outcome = Outcome::default();
        self.walk(&self.name, &self.expected, computed, declined, &mut outcome);
        outcome
    }

    fn walk(&self, place: &str, expected: &Value, got: &Value, declined: &[&str], outcome: &mut Outcome) {
        match (expected, got) {
            (Value::Object(expected), Value::Object(got)) => {
                for (key, expected) in expected.iter().filter(|(key, _)| !declined.contains(&key.as_str())) {
                    let place = format!("{place}/{key}");
                    match got.get(key) {
                        Some(got) => self.walk(&place, expected, got, declined, outcome),
                        None => outcome.faults.push(format!("{place}: expected, and neither computed nor declined")),
                    }
                }
            }
            (Value::Array(expected), Value::Array(got)) if expected.len() == got.len() => {
                for (i, (expected, got)) in expected.iter().zip(got).enumerate() {
                    self.walk(&format!("{place}/{i}"), expected, got, declined, outcome);
                }
            }
            (expected, got) => {
                outcome.compared += 1;
                if !self.agree(expected, got) {
                    outcome.faults.push(format!("{place}: expected {expected}, got {got}"));
                }
            }
        }
    }

    /// `|got - expected| <= abs + rel |expected|` for numbers; anything else must be equal.
    fn agree(&self, expected: &Value, got: &Value) -> bool {
        match (expected.as_f64(), got.as_f64()) {
            (Some(expected), Some(got)) => (got - expected).abs() <= self.absolute + self.relative * expected.abs(),
            _ => expected == got,
        }
    }
}

/// The numbers of a list.
pub fn numbers(value: &Value) -> Vec<f64> {
    list(value).iter().map(number).collect()
}

/// The numbers of a list with gaps.
pub fn with_gaps(value: &Value) -> Vec<Option<f64>> {
    list(value).iter().map(Value::as_f64).collect()
}

/// The whole numbers of a list.
pub fn counts(value: &Value) -> Vec<u64> {
    list(value).iter().map(count).collect()
}

pub fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("{value} is no list"))
}

pub fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

pub fn count(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("{value} is no count"))
}

/// The cases of an input, each with what we make of it.
pub fn cases(input: &Value, compute: impl Fn(&Value) -> Value) -> Vec<Value> {
    list(&input["cases"]).iter().map(compute).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn oracle(expected: Value) -> Oracle {
        Oracle { name: "made_up".into(), input: Value::Null, expected, absolute: 1e-9, relative: 1e-8 }
    }

    #[test]
    fn a_wrong_number_a_missing_key_and_a_short_list_are_faults() {
        let oracle = oracle(json!({ "p": 0.5, "q": [1.0, 2.0], "r": null }));
        let faults = |got| oracle.compare(&got, &[]).faults.len();
        assert_eq!(faults(json!({ "p": 0.5, "q": [1.0, 2.0], "r": f64::INFINITY })), 0);
        assert_eq!(faults(json!({ "p": 0.500_001, "q": [1.0, 2.0], "r": null })), 1);
        assert_eq!(faults(json!({ "q": [1.0, 2.0], "r": null })), 1);
        assert_eq!(faults(json!({ "p": 0.5, "q": [1.0], "r": null })), 1);
        assert_eq!(faults(json!({ "p": 0.5, "q": [1.0, 2.0], "r": 0.0 })), 1);
    }

    #[test]
    fn only_a_declined_key_may_be_missing() {
        let oracle = oracle(json!({ "p": 0.5, "q": 0.5 }));
        let outcome = oracle.compare(&json!({ "p": 0.5 }), &["q"]);
        assert_eq!((outcome.compared, outcome.faults.len()), (1, 0));
    }
}
