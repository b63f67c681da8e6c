//! A person is forgotten everywhere, the numbers stay, and the chain stays whole.

use super::desk::Desk;
use std::fs;

/// Ann Smith complained twice by phone, and once in a helpdesk under her address; Bob did each once.
fn a_desk() -> Desk {
    let desk = Desk::new();
    let ann = ["--customer", "Ann Smith", "--contact", "ann@example.org", "--description", "Ann was charged twice."];
    desk.open(&[&["--received-at", "2026-01-02 10:00"], &ann[..]].concat());
    desk.done(&["register", "record", "1", "acknowledged", "--at", "2026-01-02 11:00", "--note", "rang Ann on her mobile"]);
    desk.open(&["--received-at", "2026-01-05 10:00", "--customer", "Bob", "--description", "Bob waits."]);
    desk.open(&["--received-at", "2026-01-06 10:00", "--customer", "ann  smith", "--subject", "Ann again"]);
    desk.write(
        "cases.csv",
        "case_id,received_at,customer,subject,description,plan\nA,2026-01-03T10:00:00Z,ann@example.org,Ann's bill,Ann writes here.,gold of Ann\n\
         B,2026-01-04T10:00:00Z,bob@example.org,Bill,Bob writes here.,silver\nC,never,ann@example.org,x,Ann in a row that was set aside,\n",
    );
    desk.write(
        "events.csv",
        "case_id,event,at,actor,role,words\nA,customer_message,2026-01-03T12:00:00Z,Ann Smith,customer,Ann asks\n\
         A,acknowledged,2026-01-03T13:00:00Z,kim,agent,dear Ann\nB,acknowledged,2026-01-04T12:00:00Z,kim,agent,dear Bob\n",
    );
    desk.done(&["import", "cases.csv", "events.csv"]);
    desk.done(&[
        "register",
        "record",
        "A",
        "progress_update",
        "--source",
        "canonical",
        "--at",
        "2026-01-04 10:00",
        "--note",
        "Ann is content",
    ]);
    desk
}

const VERDICTS: &[&str] =
    &["query", "select source, case_id, clause, status from verdicts order by all", "--as-of", "2026-02-01", "--format", "csv"];
const COUNTS: &[&str] = &[
    "query",
    "select source, count(*) as cases, count(customer) as named, count(distinct customer) as customers, count(subject) as subjects from cases group by source order by source",
    "--as-of",
    "2026-02-01",
    "--format",
    "csv",
];

#[test]
fn a_person_is_erased_everywhere_and_no_number_changes() {
    let desk = a_desk();
    let (verdicts, counts, check) = (desk.done(VERDICTS), desk.done(COUNTS), desk.run(&["check"]).out);
    assert!(!desk.knows(&["ann"]).is_empty());
    let log = desk.lines("log.jsonl");
    let run = desk.run(&["register", "erase", "--customer", "Ann Smith", "--actor", "kim"]);
    assert_eq!((run.code, run.out.as_str()), (0, "6\n"), "{}", run.err);
    assert!(run.err.contains("2 cases of the register and 1 imported one, 4 entries of the vault"), "{}", run.err);
    let of_ann = [
        "ann smith",
        "ann@example",
        "charged twice",
        "rang ann",
        "ann again",
        "ann's bill",
        "ann writes",
        "gold of ann",
        "ann asks",
        "dear ann",
        "ann in a row that was set aside",
        "ann is content",
    ];
    assert_eq!(desk.knows(&of_ann), Vec::<String>::new());
    for word in ["Bob waits", "Bob writes here", "dear Bob", "silver"] {
        assert!(!desk.knows(&[word]).is_empty(), "{word}");
    }
    assert_eq!(desk.lines("log.jsonl")[..5], log[..], "nothing of the log was rewritten");
    let told = desk.lines("log.jsonl").pop().unwrap();
    assert!(told.contains("\"event\":\"erased\"") && told.contains("\"erases\":{\"1\":[\"customer\",\"contact\",\"description\"],\"2\":[\"note\"],\"4\":[\"customer\",\"subject\"],\"5\":[\"note\"]}"), "{told}");
    assert_eq!(
        (desk.done(VERDICTS), desk.done(COUNTS), desk.run(&["check"]).out),
        (verdicts, counts, check.replace("5 entries", "6 entries"))
    );
    assert_eq!(desk.run(&["register", "verify"]).code, 0);
    assert!(desk.refused(&["register", "erase", "--customer", "Ann Smith"]).contains("nothing is kept of that customer"));
    // Who comes back is somebody new.
    let (before, after) = (desk.lines("log.jsonl")[0].clone(), desk.open(&["--received-at", "2026-01-09", "--customer", "Ann Smith"]));
    let pseudonym = |line: &str| line.split("\"customer\":\"").nth(1).unwrap()[..18].to_string();
    assert_eq!(after, "R-000007");
    assert_ne!(pseudonym(&before), pseudonym(&desk.lines("log.jsonl")[6]));
}

#[test]
fn whoever_is_named_by_address_or_pseudonym_is_the_same_person() {
    for by_pseudonym in [false, true] {
        let desk = a_desk();
        let pseudonym = desk.lines("log.jsonl")[0].split("\"customer\":\"").nth(1).unwrap()[..18].to_string();
        let named = if by_pseudonym { pseudonym } else { "ANN@example.org".to_string() };
        let listed = desk.done(&["register", "erase", "--customer", &named, "--dry-run"]);
        assert_eq!(listed, "register R-000001\nregister R-000004\ncanonical A\n", "{named}");
        assert!(!desk.knows(&["rang Ann"]).is_empty(), "a dry run erases nothing");
        desk.done(&["register", "erase", "--customer", &named]);
        assert_eq!(desk.knows(&["rang Ann"]), Vec::<String>::new());
    }
}

#[test]
fn an_erasure_that_was_stopped_is_seen_and_carried_on() {
    let desk = a_desk();
    let files = ["vault.jsonl", "customers.jsonl"]
        .map(|name| (desk.file("register").join(name), fs::read(desk.file("register").join(name)).unwrap()));
    desk.done(&["register", "erase", "--customer", "Ann Smith"]);
    // As if it had been stopped behind its entry in the log.
    for (file, bytes) in &files {
        fs::write(file, bytes).unwrap();
    }
    let seen = desk.run(&["register", "verify"]);
    assert!(
        seen.code == 1 && seen.out.contains("vault.jsonl:1: what was kept for entry 1 is recorded as erased and is still there"),
        "{}",
        seen.out
    );
    desk.done(&["register", "erase", "--customer", "Ann Smith"]);
    assert_eq!(desk.run(&["register", "verify"]).code, 0);
    assert_eq!(desk.knows(&["ann smith"]), Vec::<String>::new());
}

#[test]
fn what_is_not_recorded_as_erased_is_still_missed() {
    let desk = a_desk();
    let vault = desk.file("register/vault.jsonl");
    let kept: Vec<String> = desk.lines("vault.jsonl").into_iter().filter(|line| !line.contains("\"n\":3")).collect();
    fs::write(&vault, kept.join("\n") + "\n").unwrap();
    let told = desk.run(&["register", "verify"]);
    assert!(told.code == 1 && told.out.contains("log.jsonl:3: the vault holds nothing for this entry"), "{}", told.out);
}

#[cfg(unix)]
#[test]
fn the_vault_stays_its_owner_s_own_after_an_erasure() {
    use std::os::unix::fs::PermissionsExt;
    let desk = a_desk();
    desk.done(&["register", "erase", "--customer", "Ann Smith"]);
    for name in ["vault.jsonl", "customers.jsonl"] {
        assert_eq!(fs::metadata(desk.file("register").join(name)).unwrap().permissions().mode() & 0o777, 0o600, "{name}");
    }
}

#[test]
fn a_person_gets_all_that_is_known_of_them_and_nothing_of_others() {
    let desk = a_desk();
    let told = desk.done(&["register", "export", "--customer", "Ann Smith"]);
    for word in [
        "Ann was charged twice.",
        "rang Ann on her mobile",
        "Ann again",
        "Ann writes here.",
        "gold of Ann",
        "dear Ann",
        "Ann is content",
        "ann@example.org",
    ] {
        assert!(told.contains(word), "{word}");
    }
    assert!(!told.contains("Bob"), "{told}");
    let json: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert_eq!((json["register"].as_array().unwrap().len(), json["imported"].as_array().unwrap().len()), (4, 1));
    assert!(desk.refused(&["register", "export", "--customer", "Carl"]).contains("nothing is known"));
}

#[test]
fn what_is_past_its_time_is_listed_and_erased_on_request() {
    let desk = a_desk();
    assert!(desk.refused(&["register", "retention"]).contains("personal_data"));
    let toml = desk.file("ombud.toml");
    let text = fs::read_to_string(&toml).unwrap();
    fs::write(&toml, format!("{text}\n[retention]\npersonal_data = \"30 calendar days\"\n")).unwrap();
    // Closed long ago: the first case of Ann, the imported case of Bob. Ann's other cases and Bob's are open.
    desk.done(&["register", "record", "1", "closed", "--at", "2026-01-10 10:00"]);
    desk.write("more.csv", "case_id,event,at\nB,closed,2026-01-10T10:00:00Z\n");
    desk.done(&["import", "more.csv", "--source", "canonical"]);
    let listed = desk.run(&["register", "retention"]);
    let past = |listed: &str| ["R-000001", "R-000003", "R-000004", " A ", " B "].map(|case| listed.contains(case));
    assert_eq!(past(&listed.out), [true, false, false, false, true], "{}", listed.out);
    assert!(!desk.knows(&["charged twice"]).is_empty(), "listing erases nothing");
    desk.done(&["register", "retention", "--erase"]);
    assert_eq!(desk.knows(&["charged twice", "Bob writes here"]), Vec::<String>::new());
    assert!(!desk.knows(&["ann again"]).is_empty() && !desk.knows(&["ann writes"]).is_empty() && !desk.knows(&["Bob waits"]).is_empty());
    assert!(desk.lines("customers.jsonl").iter().any(|line| line.contains("ann smith")), "she has an open case");
    assert_eq!(desk.run(&["register", "verify"]).code, 0);
    assert!(desk.run(&["register", "retention"]).err.contains("nothing is past its time"));
}

/// Two cases a customer, three weeks apart; of the last customer the second is still open.
fn a_desk_of_imports() -> Desk {
    let desk = Desk::new();
    let toml = desk.file("ombud.toml");
    let text = fs::read_to_string(&toml).unwrap();
    fs::write(&toml, format!("{text}\n[retention]\npersonal_data = \"12 calendar months\"\n")).unwrap();
    let (mut cases, mut events) = ("case_id,received_at,category,customer,description\n".to_string(), "case_id,event,at\n".to_string());
    for customer in 0..6 {
        for (case, day) in [("a", 5), ("b", 26)] {
            cases += &format!("{customer}{case},2025-01-{day:02}T10:00:00Z,delivery,Customer {customer},Words of {customer}.\n");
            if (customer, case) != (5, "b") {
                events += &format!("{customer}{case},closed,2025-01-{:02}T10:00:00Z\n", day + 3);
            }
        }
    }
    desk.write("cases.csv", &cases);
    desk.write("events.csv", &events);
    desk.done(&["import", "cases.csv", "events.csv"]);
    desk
}

const OF_CUSTOMERS: &str = "select string_agg(case_id, ' ' order by case_id) as cases from cases group by customer order by cases";

#[test]
fn cases_past_their_time_still_count_as_their_customer_s() {
    let desk = a_desk_of_imports();
    let customers = || desk.done(&["query", OF_CUSTOMERS, "--format", "csv"]);
    let report = ["report", "quarterly", "--period", "2025-Q1", "--as-of", "2026-10-01T07:00:00Z", "--out", "before"];
    desk.done(&report);
    let before = customers();
    let listed = desk.run(&["register", "retention"]);
    assert!(listed.err.contains("past their time (12 calendar months after closing): 11 cases"), "{}", listed.err);
    let run = desk.run(&["register", "retention", "--erase"]);
    assert!(
        run.code == 0 && run.err.contains("erased: 0 cases of the register and 11 imported ones, 0 entries of the vault"),
        "{}",
        run.err
    );
    assert_eq!(customers(), before);
    // Who has an open case is still known, and so are the texts of that case alone.
    assert_eq!(desk.knows(&["customer 0", "customer 4", "words of 0"]), Vec::<String>::new());
    assert!(!desk.knows(&["customer 5"]).is_empty() && !desk.knows(&["words of 5"]).is_empty());
    assert_eq!(desk.run(&["report", "verify", "before/facts.json"]).code, 0);
    assert!(desk.run(&["register", "retention"]).err.contains("nothing is past its time"));
    // When the last case is past its time too, all of that customer's cases get one new pseudonym.
    desk.write("more.csv", "case_id,event,at\n5b,closed,2025-03-10T10:00:00Z\n");
    desk.done(&["import", "more.csv", "--source", "canonical"]);
    desk.done(&["register", "retention", "--erase"]);
    assert_eq!(customers(), before);
    assert_eq!(desk.knows(&["customer 5", "words of 5"]), Vec::<String>::new());
}

#[test]
fn names_of_one_person_stay_as_many_customers_as_they_were() {
    let desk = Desk::new();
    desk.open(&["--received-at", "2026-01-02 10:00", "--customer", "Ann Smith", "--contact", "ann@example.org"]);
    desk.write(
        "cases.csv",
        "case_id,received_at,customer\nA,2026-01-03T10:00:00Z,ann@example.org\nB,2026-01-04T10:00:00Z,Ann Smith\nC,2026-01-05T10:00:00Z,Ann Smith\n",
    );
    desk.done(&["import", "cases.csv"]);
    let customers = || desk.done(&["query", OF_CUSTOMERS, "--format", "csv"]);
    let before = customers();
    desk.done(&["register", "erase", "--customer", "Ann Smith"]);
    assert_eq!(customers(), before);
    assert_eq!(desk.knows(&["ann smith", "ann@example"]), Vec::<String>::new());
}

#[test]
fn a_correction_that_was_taken_back_is_erased_with_its_case() {
    let desk = Desk::new();
    desk.open(&["--received-at", "2026-01-02 10:00", "--customer", "Ann Smith"]);
    desk.open(&["--received-at", "2026-01-02 10:00", "--customer", "Bob"]);
    desk.done(&["register", "record", "1", "acknowledged", "--at", "2026-01-02 11:00", "--note", "rang Ann"]);
    desk.done(&["register", "record", "2", "acknowledged", "--corrects", "3", "--at", "2026-01-02 11:00", "--note", "rang Ann in truth"]);
    desk.done(&["register", "retract", "4"]);
    desk.done(&["register", "erase", "--customer", "Ann Smith"]);
    assert_eq!(desk.knows(&["rang ann"]), Vec::<String>::new());
    assert_eq!(desk.run(&["register", "verify"]).code, 0);
}

#[test]
fn a_correction_after_an_erasure_leaves_the_record_as_complete_as_it_was() {
    let desk = Desk::new();
    desk.open(&["--received-at", "2026-01-02 10:00", "--customer", "Ann Smith", "--description", "charged twice"]);
    let status =
        || desk.done(&["query", "select status from verdicts where clause = 'complete'", "--as-of", "2026-02-01", "--format", "csv"]);
    assert_eq!(status(), "status\nmet\n");
    desk.done(&["register", "erase", "--customer", "Ann Smith"]);
    assert_eq!(status(), "status\nmet\n");
    desk.done(&["register", "open", "--corrects", "1", "--category", "metering"]);
    assert_eq!(status(), "status\nmet\n");
}
