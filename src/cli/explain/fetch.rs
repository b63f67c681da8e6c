//! One case and its events out of the warehouse, and what to say where there is none.

use crate::error::{Error, Result};
use crate::evaluate::{CaseFacts, EventFact, When};
use crate::time::Instant;
use duckdb::{Connection, Row, ToSql};
use std::collections::{BTreeMap, BTreeSet};

const CASE: &str = include_str!("../../../queries/explain/case.sql");
const EVENTS: &str = include_str!("../../../queries/explain/events.sql");
const REPORTED: &str = include_str!("../../../queries/explain/reported.sql");
const STATED: &str = include_str!("../../../queries/explain/stated.sql");
const NEAR: &str = include_str!("../../../queries/explain/near_cases.sql");

/// The case of that name; refused where there is none, or one in several sources.
pub(in crate::cli) fn case(connection: &Connection, id: &str, source: Option<&str>) -> Result<CaseFacts> {
    let mut cases = rows(connection, CASE, &[("case_id", &id), ("source", &source)], case_of_row)?;
    if cases.len() > 1 {
        let sources: Vec<&str> = cases.iter().map(|case| case.source.as_str()).collect();
        return Err(Error::new(format!("the case \"{id}\" is in several sources: {}", sources.join(", ")))
            .remedy(format!("Say which one is meant: ombud explain {id} --source {}", sources[0])));
    }
    let Some(mut case) = cases.pop() else { return Err(missing(connection, id, source)?) };
    let of_case: [(&str, &dyn ToSql); 2] = [("source", &case.source), ("case_id", &case.case_id)];
    let reports = rows(connection, REPORTED, &of_case, |row| row.get(0))?;
    let stated = rows(connection, STATED, &of_case, |row| row.get(0))?;
    (case.reports, case.stated) = (reports.into_iter().collect(), stated.into_iter().collect());
    Ok(case)
}

/// The events of the case, in the order of their source rows.
pub(in crate::cli) fn events(connection: &Connection, case: &CaseFacts) -> Result<Vec<EventFact>> {
    rows(connection, EVENTS, &[("source", &case.source), ("case_id", &case.case_id)], event_of_row)
}

/// What to say of a case that is not there: who has it, or which one may have been meant.
fn missing(connection: &Connection, id: &str, source: Option<&str>) -> Result<Error> {
    let nowhere: Option<&str> = None;
    let elsewhere = rows(connection, CASE, &[("case_id", &id), ("source", &nowhere)], case_of_row)?;
    if let (Some(source), Some(first)) = (source, elsewhere.first()) {
        let have: Vec<&str> = elsewhere.iter().map(|case| case.source.as_str()).collect();
        return Ok(Error::new(format!("the source \"{source}\" has no case \"{id}\"; it is in {}", have.join(", ")))
            .remedy(format!("Name that source: ombud explain {id} --source {}", first.source)));
    }
    let near =
        rows(connection, NEAR, &[("case_id", &id)], |row| Ok(format!("\"{}\" ({})", row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    let meant = if near.is_empty() { String::new() } else { format!("; did you mean {}?", near.join(", ")) };
    Ok(Error::new(format!("no case \"{id}\"{meant}"))
        .remedy("`ombud query \"select source, case_id from cases order by received_at desc limit 20\"` lists the newest ones."))
}

fn case_of_row(row: &Row<'_>) -> duckdb::Result<CaseFacts> {
    let mut fields = texts(row.get::<_, Option<String>>(5)?);
    fields.extend(texts(row.get::<_, Option<String>>(4)?));
    Ok(CaseFacts {
        source: row.get(0)?,
        case_id: row.get(1)?,
        received: When { at: Instant(row.get(2)?), last: Instant(row.get(3)?) },
        fields,
        reports: BTreeSet::new(),
        stated: BTreeSet::new(),
    })
}

fn event_of_row(row: &Row<'_>) -> duckdb::Result<EventFact> {
    Ok(EventFact {
        name: row.get(0)?,
        when: When { at: Instant(row.get(1)?), last: Instant(row.get(2)?) },
        expected_at: row.get::<_, Option<i64>>(3)?.map(Instant),
        actor: row.get(4)?,
        role: row.get(5)?,
        auto: row.get(6)?,
        evidence: row.get::<_, Option<String>>(7)?.unwrap_or_else(|| "event".to_string()),
        attributes: texts(row.get::<_, Option<String>>(8)?),
    })
}

/// The texts of a JSON object, by name.
fn texts(json: Option<String>) -> BTreeMap<String, String> {
    let parsed: Option<BTreeMap<String, Option<String>>> = json.and_then(|text| serde_json::from_str(&text).ok());
    parsed.unwrap_or_default().into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

fn rows<T>(
    connection: &Connection,
    sql: &str,
    parameters: &[(&str, &dyn ToSql)],
    read: impl FnMut(&Row<'_>) -> duckdb::Result<T>,
) -> Result<Vec<T>> {
    let failed = |cause: duckdb::Error| {
        let purpose = crate::sql::header(sql, "purpose");
        Error::new(format!("the case could not be read ({purpose}): {cause}")).remedy("This is a fault of the program; please report it.")
    };
    let mut statement = connection.prepare(sql).map_err(failed)?;
    statement.query_map(parameters, read).map_err(failed)?.collect::<duckdb::Result<_>>().map_err(failed)
}
