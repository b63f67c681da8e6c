//! The register and the lake handed out, and read back by others: our own import, DuckDB, and the process-mining library pm4py.

use super::desk::Desk;
use serde_json::{Value, json};
use std::process::Command;

/// Two cases of the register (one known only by its day), one imported, and two events of the organisation.
fn a_desk() -> Desk {
    let desk = Desk::new();
    desk.open(&[
        "--received-at",
        "2026-03-30",
        "--channel",
        "letter",
        "--category",
        "=billing",
        "--customer",
        "Ann",
        "--description",
        "Charged <twice> & \"again\".",
    ]);
    desk.done(&[
        "register",
        "record",
        "1",
        "acknowledged",
        "--at",
        "2026-03-31 09:00",
        "--actor",
        "kim",
        "--role",
        "agent",
        "--attribute",
        "next_steps=we call",
    ]);
    desk.done(&["register", "record", "1", "delay_notice", "--at", "2026-04-01", "--expected-at", "2026-04-20"]);
    desk.open(&["--received-at", "2026-04-02 10:00", "--customer", "Ann"]);
    desk.done(&["register", "record", "4", "acknowledged", "--at", "2026-04-02 10:00", "--auto"]);
    desk.done(&["register", "record", "--organisation", "feedback_review", "--at", "2026-04-03 15:00", "--actor", "kim"]);
    desk.write("cases.csv", "case_id,received_at,customer,plan\nA/1,2026-03-29T00:30:00Z,c-9,gold\n");
    desk.write("events.csv", "case_id,event,at,actor\nA/1,acknowledged,2026-03-29T02:30:00Z,bot\n");
    desk.done(&["import", "cases.csv", "events.csv"]);
    desk
}

const VERDICTS: &[&str] = &[
    "query",
    "select case_id, clause, status, due_at, done_at from verdicts where clause <> 'complete' order by all",
    "--as-of",
    "2026-05-01",
    "--format",
    "csv",
];

#[test]
fn canonical_tables_are_read_back_to_the_same_verdicts() {
    let desk = a_desk();
    desk.done(&["register", "export", "--all", "--with-text", "--out", "out"]);
    let other = Desk::new();
    for name in ["cases.csv", "events.csv"] {
        std::fs::copy(desk.home.path().join("out").join(name), other.home.path().join(name)).unwrap();
    }
    other.done(&["import", "cases.csv", "events.csv", "--source", "canonical"]);
    assert_eq!(other.done(VERDICTS), desk.done(VERDICTS));
    let texts = ["query", "select case_id, description, attributes from cases order by case_id", "--format", "csv"];
    assert_eq!(other.done(&texts), desk.done(&texts));
    let events = [
        "query",
        "select case_id, event, \"at\", at_precision, expected_at, actor, role, auto, attributes from events order by all",
        "--format",
        "csv",
    ];
    assert_eq!(other.done(&events), desk.done(&events));
    let cases = std::fs::read_to_string(desk.home.path().join("out/cases.csv")).unwrap();
    assert!(cases.contains(",'=billing,"), "a text that begins a formula is disarmed: {cases}");
}

#[test]
fn the_register_alone_and_without_text_is_handed_out_unless_more_is_asked_for() {
    let desk = a_desk();
    for format in ["csv", "parquet", "xes", "ocel"] {
        let files = desk.done(&["register", "export", "--format", format, "--out", format]);
        for file in files.lines() {
            let text = String::from_utf8_lossy(&std::fs::read(file).unwrap()).into_owned();
            assert!(!text.contains("Charged") && !text.contains("A/1") && !text.contains("Ann"), "{file}");
        }
    }
}

#[test]
fn parquet_is_read_by_any_database() {
    let desk = a_desk();
    desk.done(&["register", "export", "--all", "--format", "parquet", "--out", "out"]);
    let database = duckdb::Connection::open_in_memory().unwrap();
    let count = |table: &str| -> i64 {
        let file = desk.home.path().join(format!("out/{table}.parquet"));
        database.query_row("select count(*) from read_parquet($1)", [file.to_str().unwrap()], |row| row.get(0)).unwrap()
    };
    // Three cases; per case of the register one `logged`, three acknowledgements, a notice, a review.
    assert_eq!((count("cases"), count("events")), (3, 7));
}

/// What pm4py makes of the two logs; `None` where it is not installed.
///
/// `$OMBUD_PYTHON` names a Python that has it, else `python3` is asked.
fn read_back(desk: &Desk) -> Option<Value> {
    let python = std::env::var("OMBUD_PYTHON").unwrap_or_else(|_| "python3".into());
    if !Command::new(&python).args(["-c", "import pm4py"]).output().is_ok_and(|output| output.status.success()) {
        eprintln!("not run: pm4py is not installed");
        return None;
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/suite/register/read_back.py");
    let output = Command::new(&python).args([script, "out/log.xes", "out/log.ocel.json"]).current_dir(desk.home.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let told = String::from_utf8_lossy(&output.stdout);
    Some(serde_json::from_str(told.lines().last().unwrap()).unwrap())
}

#[test]
fn a_process_mining_library_reads_both_logs() {
    let desk = a_desk();
    let run = desk.run(&["register", "export", "--all", "--with-text", "--format", "xes", "--out", "out"]);
    assert!(run.err.contains("1 events belong to no case"), "{}", run.err);
    desk.done(&["register", "export", "--all", "--format", "ocel", "--out", "out"]);
    let Some(found) = read_back(&desk) else { return };
    let traces: Vec<(&str, Vec<&str>)> = found["traces"]
        .as_array()
        .unwrap()
        .iter()
        .map(|trace| {
            let events = trace["events"].as_array().unwrap().iter().map(|event| event["concept:name"].as_str().unwrap()).collect();
            (trace["attributes"]["concept:name"].as_str().unwrap(), events)
        })
        .collect();
    assert_eq!(
        traces,
        [
            ("canonical/A/1", vec!["received", "acknowledged"]),
            ("register/R-000001", vec!["received", "acknowledged", "delay_notice", "logged"]),
            ("register/R-000004", vec!["received", "acknowledged", "logged"]),
        ]
    );
    let second = &found["traces"][1];
    assert_eq!(second["attributes"]["description"], "Charged <twice> & \"again\".");
    assert_eq!(second["attributes"]["received_precision"], "day");
    let acknowledged = &second["events"][1];
    // 09:00 in London is 08:00 UTC, summer time having begun on 29 March.
    let told = ["at", "org:resource", "org:role", "attribute:next_steps", "auto"].map(|key| acknowledged[key].as_str().unwrap());
    assert_eq!(told, ["2026-03-31T08:00:00+00:00", "kim", "agent", "we call", "False"]);
    // Three cases, two customers (Ann's pseudonym and c-9), two actors; three receipts and the seven events.
    assert_eq!(found["objects"], json!({ "actor": 2, "case": 3, "customer": 2 }));
    assert_eq!((&found["events"], &found["between_objects"]), (&json!(10), &json!(3)));
    let relations = found["relations"].as_array().unwrap();
    let has = |event: &str, object: &str, qualifier: &str| relations.contains(&json!([event, object, qualifier]));
    assert!(has("received", "case:register/R-000001", "opens") && has("received", "customer:c-9", "comes from"), "{relations:?}");
    assert!(has("acknowledged", "actor:kim", "done by") && has("feedback_review", "actor:kim", "done by"), "{relations:?}");
    assert!(has("delay_notice", "case:register/R-000001", "concerns"), "{relations:?}");
}

#[test]
fn an_object_centric_log_is_whole_in_itself() {
    let desk = a_desk();
    desk.done(&["register", "export", "--all", "--format", "ocel", "--out", "out"]);
    let log: Value = serde_json::from_str(&std::fs::read_to_string(desk.home.path().join("out/log.ocel.json")).unwrap()).unwrap();
    let names = |list: &str, key: &str| -> Vec<String> {
        log[list].as_array().unwrap().iter().map(|one| one[key].as_str().unwrap().to_string()).collect()
    };
    let (objects, events) = (names("objects", "id"), names("events", "id"));
    for identities in [&objects, &events] {
        assert_eq!(identities.iter().collect::<std::collections::BTreeSet<_>>().len(), identities.len(), "every one has its own identity");
    }
    // OCEL 2.0: every type is declared with the attributes that its members have, and every relation leads somewhere.
    for (list, types) in [("objects", "objectTypes"), ("events", "eventTypes")] {
        for one in log[list].as_array().unwrap() {
            let kind = log[types].as_array().unwrap().iter().find(|kind| kind["name"] == one["type"]).unwrap();
            let declared: Vec<&str> =
                kind["attributes"].as_array().unwrap().iter().map(|attribute| attribute["name"].as_str().unwrap()).collect();
            assert!(
                one["attributes"].as_array().unwrap().iter().all(|attribute| declared.contains(&attribute["name"].as_str().unwrap())),
                "{one}"
            );
            let related = one["relationships"].as_array().unwrap().iter();
            assert!(
                related.map(|relation| relation["objectId"].as_str().unwrap()).all(|id| objects.iter().any(|object| object == id)),
                "{one}"
            );
        }
    }
}
