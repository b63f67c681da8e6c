//! Pareto tables and ageing.

use duckdb::Connection;
use ombud::analysis::measure::Param;
use ombud::analysis::measure::patterns::REPEAT_CASES;
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

/// Percentiles as the queries take them: `quantile_cont`, type 7.
pub fn quantiles(oracle: &Oracle) -> Value {
    let connection = Connection::open_in_memory().expect("a database");
    let quantile = |p: &f64| -> f64 {
        let sql = format!("select quantile_cont(x.value, {p}) from (select unnest(cast(? as double[])) as value) as x");
        connection.query_row(&sql, duckdb::params![oracle.input["x"].to_string()], |row| row.get(0)).expect("a number")
    };
    json!({ "type7": super::file::numbers(&oracle.input["p"]).iter().map(quantile).collect::<Vec<f64>>() })
}

/// The rows of the file as cases, and what the measure behind `trends --of repeats` says of each.
pub fn repeats(oracle: &Oracle) -> Value {
    let connection = Connection::open_in_memory().expect("a database");
    connection
        .execute_batch(
            "create table cases (source varchar, case_id varchar, kind varchar, received_at timestamp, customer varchar, category varchar)",
        )
        .expect("a table");
    let rows = list(&oracle.input["rows"]);
    for (place, row) in rows.iter().enumerate() {
        let text = |at: usize| row[at].as_str().map(str::to_string);
        connection
            .execute(
                "insert into cases values ('desk', ?, 'complaint', cast(? as timestamp), ?, ?)",
                duckdb::params![format!("{place:06}"), text(2), text(0), text(1)],
            )
            .expect("a row");
    }
    let bound = [
        ("window_start", Param::Instant("1970-01-01T00:00:00Z".parse().expect("an instant"))),
        ("window_end", Param::Instant("2200-01-01T00:00:00Z".parse().expect("an instant"))),
        ("as_of", Param::Instant("2200-01-01T00:00:00Z".parse().expect("an instant"))),
        ("kind", Param::Absent),
    ];
    let bound: Vec<(&str, &dyn duckdb::ToSql)> = bound.iter().map(|(name, value)| (*name, value as &dyn duckdb::ToSql)).collect();
    let mut statement = connection.prepare(REPEAT_CASES.sql).expect("a query");
    let found = statement
        .query_map(&bound[..], |row| {
            Ok((row.get::<_, String>("case_id")?, row.get::<_, bool>("is_eligible")?, row.get::<_, Option<f64>>("gap_days")?))
        })
        .expect("rows");
    let found: Vec<(usize, Option<f64>)> = found
        .map(|row| row.expect("a row"))
        .filter(|(_, is_eligible, _)| *is_eligible)
        .map(|(case, _, gap)| (case.parse().expect("a place"), gap))
        .collect();
    let gaps: serde_json::Map<String, Value> = found.iter().map(|(place, gap)| (place.to_string(), json!(gap))).collect();
    let window = |days: &Value| {
        let mut repeats: Vec<usize> =
            found.iter().filter(|(_, gap)| gap.is_some_and(|gap| gap <= days.as_f64().expect("days"))).map(|(place, _)| *place).collect();
        repeats.sort_unstable();
        let rate = repeats.len() as f64 / found.len() as f64;
        (days.to_string(), json!({ "repeat_rows": repeats, "n_repeat": repeats.len(), "eligible": found.len(), "rate": rate }))
    };
    json!({ "gap_days": gaps, "windows": list(&oracle.input["windows"]).iter().map(window).collect::<serde_json::Map<String, Value>>() })
}
