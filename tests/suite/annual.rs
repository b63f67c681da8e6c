//! The annual review pack: its numbers worked by hand, then what it says where there is little to say.

use crate::program::ombud;
use crate::report::{check, facts, value, words};
use crate::truths::demo;
use ombud::report::Rendered;
use serde_json::Value;
use std::collections::HashMap;
use std::fmt::Write;
use std::path::Path;

const OPENING: &str = "schema = 1\nid = \"own\"\ntitle = \"Own\"\norganisation = \"Own\"\ncalendar = \"always\"\n";

fn clauses(within: &str) -> String {
    format!(
        "[[clause]]\nid = \"answer\"\ncite = \"1\"\ntext = \"Acknowledge every complaint within {within}.\"\ntype = \"deadline\"\n\
         applies = {{ kind = [\"complaint\"] }}\nafter = [\"received\"]\nrequire = [\"acknowledged\"]\nwithin = \"{within}\"\n\
         [[clause.reading]]\nid = \"longer\"\ntext = \"Three hours are meant.\"\nwithin = \"3 hours\"\n\
         [[clause]]\nid = \"look-again\"\ncite = \"9\"\ntext = \"The procedure is reviewed every year.\"\ntype = \"review\"\n\
         require = [\"procedure_review\"]\nevery = \"year\"\n"
    )
}

/// Ten complaints of May 2025, each acknowledged after an hour; twelve of March 2026, acknowledged after so many hours:
/// six after 1, one after 2, three after 3, one after 5, and one that was closed without; twelve of October 2026, after 3 each.
fn data() -> (String, String) {
    let hours = [Some(1), Some(1), Some(1), Some(1), Some(1), Some(1), Some(2), Some(3), Some(3), Some(3), Some(5), None];
    let before = (1..=10).map(|day| (format!("2025-05-{day:02}"), Some(1)));
    let spring = hours.iter().zip(1..).map(|(hours, day)| (format!("2026-03-{day:02}"), *hours));
    let autumn = (1..=12).map(|day| (format!("2026-10-{day:02}"), Some(3)));
    let (mut cases, mut events) = ("case_id,received_at,kind\n".to_string(), "case_id,event,at\n".to_string());
    for (place, (day, hours)) in before.chain(spring).chain(autumn).enumerate() {
        let _ = writeln!(cases, "C{place},{day}T10:00:00Z,complaint");
        let _ = match hours {
            Some(hours) => writeln!(events, "C{place},acknowledged,{day}T{:02}:00:00Z", 10 + hours),
            None => writeln!(events, "C{place},closed,{day}T18:00:00Z"),
        };
    }
    (cases, events)
}

/// A workspace in UTC with these files of policies, and the data where wanted.
fn workspace(home: &Path, policies: &[(&str, String)], has_data: bool) {
    ombud(home, &["init", "ws", "--time-zone", "UTC"]).done();
    for (name, text) in policies {
        std::fs::write(home.join("ws/policies").join(name), text).unwrap();
    }
    if has_data {
        let (cases, events) = data();
        std::fs::write(home.join("cases.csv"), cases).unwrap();
        std::fs::write(home.join("events.csv"), events).unwrap();
        ombud(home, &["-C", "ws", "import", "cases.csv", "events.csv"]).done();
    }
}

const AS_OF: &str = "2027-01-10T12:00:00Z";

/// The pack of a year, checked as every page is.
fn pack(home: &Path, year: &str) -> (HashMap<String, Value>, String) {
    pack_as_of(home, year, AS_OF)
}

fn pack_as_of(home: &Path, year: &str, as_of: &str) -> (HashMap<String, Value>, String) {
    ombud(home, &["-C", "ws", "report", "annual", "--period", year, "--as-of", as_of]).done();
    let read = |name: &str| std::fs::read_to_string(home.join("ws/reports").join(year).join(name)).unwrap();
    let rendered =
        Rendered { html: read(&format!("annual-{year}.html")), facts_json: read("facts.json"), summary: Vec::new(), drafted: Vec::new() };
    check(&rendered);
    (facts(&rendered), words(&rendered.html))
}

fn count(facts: &HashMap<String, Value>, id: &str) -> u64 {
    facts.get(id).unwrap_or_else(|| panic!("no fact {id}"))["value"].as_u64().unwrap()
}

fn text<'a>(facts: &'a HashMap<String, Value>, id: &str) -> &'a str {
    facts.get(id).unwrap_or_else(|| panic!("no fact {id}"))["value"].as_str().unwrap()
}

fn close(facts: &HashMap<String, Value>, id: &str, expected: f64) {
    assert!((value(facts, id) - expected).abs() < 1e-9, "{id}: {} is not {expected}", value(facts, id));
}

#[test]
fn the_numbers_of_a_small_year_are_those_worked_by_hand() {
    let home = tempfile::tempdir().unwrap();
    workspace(home.path(), &[("own.toml", OPENING.to_string() + &clauses("2 hours"))], true);
    ombud(home.path(), &["-C", "ws", "register", "record", "--organisation", "procedure_review", "--at", "2026-05-04"]).done();
    let (facts, page) = pack(home.path(), "2026");
    // 24 fell due: kept 6 + 1; late 3 + 1 in spring and 12 in autumn; never 1. Seven of 24 are fewer than half: no.
    assert_eq!((count(&facts, "sla.own.answer.2026.met_count"), count(&facts, "sla.own.answer.2026.judged_count")), (7, 24));
    assert_eq!(text(&facts, "sla.own.answer.2026.answer"), "no");
    assert_eq!((count(&facts, "sla.own.answer.2026-Q1.met_count"), count(&facts, "sla.own.answer.2026-Q1.judged_count")), (7, 12));
    assert_eq!((count(&facts, "sla.own.answer.2026-Q4.met_count"), count(&facts, "sla.own.answer.2026-Q4.judged_count")), (0, 12));
    close(&facts, "sla.own.answer.2025.met_share", 1.0);
    // Half of the limit keeps 6 of 24, the limit 7, three hours 7 + 3 + 12 = 22, and no longer one more until five hours (23).
    for (minutes, kept) in [(60, 6.0), (90, 6.0), (120, 7.0), (150, 7.0), (180, 22.0), (240, 22.0)] {
        close(&facts, &format!("limit.own.answer.2026.{minutes}.kept_share"), kept / 24.0);
    }
    assert_eq!((count(&facts, "limit.own.answer.2026.followed_count"), count(&facts, "limit.own.answer.2026.never_count")), (24, 1));
    // 95 % of 24 are 22.8: the 23rd took five hours.
    assert_eq!(text(&facts, "limit.own.answer.2026.limit_95"), "5 hours");
    // Read as three hours, 3 + 12 cases are now kept; all 24 are judged by both.
    assert_eq!(
        (count(&facts, "sla.own.answer.longer.2026.flip_count"), count(&facts, "sla.own.answer.longer.2026.compared_count")),
        (15, 24)
    );
    assert_eq!(
        (count(&facts, "sla.own.answer.longer.2026.to_kept_count"), count(&facts, "sla.own.answer.longer.2026.to_broken_count")),
        (15, 0)
    );
    assert_eq!((count(&facts, "sla.own.answer.longer.2026.met_count"), count(&facts, "sla.own.answer.longer.2026.judged_count")), (22, 24));
    // Logiq asks for one hour: the one after two hours would be broken there, and none kept that is not kept here.
    let logiq = "against.own.answer.logiq.acknowledge.2026";
    assert_eq!(
        (
            count(&facts, &format!("{logiq}.both_count")),
            count(&facts, &format!("{logiq}.to_kept_count")),
            count(&facts, &format!("{logiq}.to_broken_count"))
        ),
        (24, 0, 1)
    );
    // The feedback procedure gives 24 hours: 3 + 1 + 12 more are kept there.
    let day = "against.own.answer.feedback-and-complaints.acknowledge-complaint.2026";
    assert_eq!((count(&facts, &format!("{day}.to_kept_count")), count(&facts, &format!("{day}.to_broken_count"))), (16, 0));
    // The review of 2026 is on record; on 10 January 2027 that of 2027 is asked.
    assert_eq!((text(&facts, "policy.own.reviewed_on"), text(&facts, "policy.own.review_due_on")), ("2026-05-04", "2027-12-31"));
    assert_eq!(text(&facts, "sla.own.look-again.2026.answer"), "yes");
    for expected in [
        "was kept 7 of 24 times",
        "No training is on record",
        "cannot be shown: no answer is on record",
        "☐ approve ☐ decline ☐ later",
        "95 % of the duties that began in the year would have kept 5 hours",
    ] {
        assert!(page.contains(expected), "{expected}: {page}");
    }
    // The same numbers by another way: another limit is judged, not estimated.
    let told = ombud(
        home.path(),
        &["-C", "ws", "what-if", "--clause", "answer", "--within", "3 hours", "--period", "2026", "--as-of", AS_OF, "--format", "json"],
    )
    .done();
    let rows: Value = serde_json::from_str(&told).unwrap();
    let row = rows.as_array().unwrap().iter().find(|row| row["variant"] == "3 hours").unwrap();
    assert_eq!((row["met_count"].as_u64(), row["judged_count"].as_u64()), (Some(22), Some(24)));
}

#[test]
fn numbers_of_one_are_told_in_sentences_that_agree_with_them() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let only = clauses("2 hours").split("[[clause]]\nid = \"look-again\"").next().unwrap().to_string();
    workspace(home, &[("own.toml", OPENING.to_string() + &only)], false);
    // Two complaints a month in two years, acknowledged after an hour in the first and after three in the second; one more, so that the
    // data tell of the year to its end.
    let (mut cases, mut events) = ("case_id,received_at,kind\n".to_string(), "case_id,event,at\n".to_string());
    for (year, hour) in [(2025, 11), (2026, 13)] {
        for (month, day) in (1..=12).flat_map(|month| [(month, 1), (month, 28)]) {
            let on = format!("{year}-{month:02}-{day:02}");
            let _ = writeln!(cases, "C{on},{on}T10:00:00Z,complaint");
            let _ = writeln!(events, "C{on},acknowledged,{on}T{hour}:00:00Z");
        }
    }
    std::fs::write(home.join("cases.csv"), cases + "Z,2027-01-02T10:00:00Z,complaint\n").unwrap();
    std::fs::write(home.join("events.csv"), events).unwrap();
    ombud(home, &["-C", "ws", "import", "cases.csv", "events.csv"]).done();
    // 24 of 24 and then 0 of 24 within two hours; within three all 24.
    for (language, told) in [
        (
            "en",
            [
                "Compared with the year before: 1 clause; kept less often, by more than chance explains: 1, more often: 0",
                "1 of 1 other readings would change what became of a case: that of “Acknowledge every complaint within 2 hours”, worth 24 of 24 cases",
            ],
        ),
        (
            "de",
            [
                "Mit dem Jahr davor verglichen: 1 Klausel; seltener eingehalten, als der Zufall erklärt: 1, häufiger: 0",
                "Andere Lesarten: 1; bei 1, der von „Acknowledge every complaint within 2 hours“, käme in 24 von 24 Fällen etwas anderes heraus",
            ],
        ),
    ] {
        let asked = ["-C", "ws", "report", "annual", "--period", "2026", "--as-of", "2027-01-20T12:00:00Z", "--language", language];
        ombud(home, &[&asked[..], &["--out", language]].concat()).done();
        let page = words(&std::fs::read_to_string(home.join(language).join("annual-2026.html")).unwrap());
        for said in told {
            assert!(page.contains(said), "{said}: {page}");
        }
    }
}

#[test]
fn the_answers_add_up_to_all_clauses() {
    let home = tempfile::tempdir().unwrap();
    let praise = "[[clause]]\nid = \"praise\"\ncite = \"10\"\ntext = \"Acknowledge praise within a day.\"\ntype = \"deadline\"\n\
                  applies = { kind = [\"feedback\"] }\nafter = [\"received\"]\nrequire = [\"acknowledged\"]\nwithin = \"24 hours\"\n";
    workspace(home.path(), &[("own.toml", OPENING.to_string() + &clauses("2 hours") + praise)], true);
    // On 1 April, 7 of the 12 complaints of spring were kept, a part; the year's review is due in December; nobody gave praise.
    let (facts, page) = pack_as_of(home.path(), "2026", "2026-04-01T12:00:00Z");
    for (answer, clauses) in [("partly", 1), ("not_yet_due", 1), ("nothing_due", 1), ("clause", 3), ("idle", 2)] {
        assert_eq!(count(&facts, &format!("assessment.2026.{answer}_count")), clauses, "{answer}");
    }
    assert!(page.contains("Of 3 clauses: 1 kept in part, 1 not yet due and 1 under which no duty fell due"), "{page}");
    assert!(page.contains("of 3 clauses; under 2 nothing fell due"), "{page}");
}

/// Holds a file of the small year's pack against the data, after somebody has changed it: the exit code and what was told.
fn verified(home: &Path, name: &str, tamper: impl Fn(&str) -> String) -> (i32, String, String) {
    let published = std::fs::read_to_string(home.join("ws/reports/2026").join(name)).unwrap();
    std::fs::write(home.join(name), tamper(&published)).unwrap();
    let run = ombud(home, &["-C", "ws", "report", "verify", name]);
    (run.code, run.out, run.err)
}

#[test]
fn a_pack_is_verified_as_it_was_published_and_what_was_tampered_with_is_named() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    workspace(home, &[("own.toml", OPENING.to_string() + &clauses("2 hours"))], true);
    pack(home, "2026");
    for name in ["facts.json", "annual-2026.html"] {
        let (code, out, err) = verified(home, name, str::to_string);
        assert_eq!((code, out.ends_with(" facts are what the data give\n")), (0, true), "{name}: {out}{err}");
    }
    // Seven of 24 were kept (see above); whoever writes eight is found out, in the facts and on the page.
    let id = "sla.own.answer.2026.met_count";
    let (code, out, err) = verified(home, "facts.json", |text| {
        let line = text.lines().find(|line| line.contains(&format!("\"{id}\""))).unwrap();
        text.replace(line, &line.replace("\"value\":7", "\"value\":8"))
    });
    assert_eq!((code, out.lines().count()), (1, 1), "{out}{err}");
    assert!(out.starts_with(&format!("{id}: value is 8 in the file, 7 by the data (see: ombud query clause_counts ")), "{out}");
    let (code, out, err) =
        verified(home, "annual-2026.html", |text| text.replacen(&format!("data-fact=\"{id}\">7<"), &format!("data-fact=\"{id}\">8<"), 1));
    assert_eq!((code, out.lines().count()), (1, 1), "{out}{err}");
    assert!(out.starts_with(&format!("{id}: text is \"8\"")), "{out}");
    // A number of the calibration comes from no query; the command that brings it back is told, and works.
    let share = "limit.own.answer.2026.180.kept_share";
    let (code, out, _) = verified(home, "facts.json", |text| text.replace(&format!("\"{share}\""), "\"limit.made_up\""));
    let command = "ombud what-if --policy own --clause answer --period 2026 --as-of 2027-01-10T12:00:00Z";
    assert_eq!(
        (code, out.contains(&format!("{share}: missing in the file")), out.contains(&format!("(see: {command})"))),
        (1, true, true),
        "{out}"
    );
    let words: Vec<&str> = command.split(' ').skip(1).collect();
    assert!(ombud(&home.join("ws"), &words).done().contains("answer"));
    // What people write later is no number.
    let file = home.join("ws/reviews/2026.toml");
    let filled = std::fs::read_to_string(&file).unwrap().replacen("comment = \"\"", "comment = \"Nights.\"", 1);
    std::fs::write(&file, filled).unwrap();
    assert_eq!(verified(home, "facts.json", str::to_string).0, 0);
}

#[test]
fn a_pack_of_a_lake_that_has_changed_is_named_number_by_number() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    workspace(home, &[("own.toml", OPENING.to_string() + &clauses("2 hours"))], true);
    pack(home, "2026");
    // One more complaint of the year, acknowledged after an hour: 8 of 25 are kept by two hours, 23 of 25 by three.
    std::fs::write(home.join("late.csv"), "case_id,received_at,kind\nL1,2026-06-01T10:00:00Z,complaint\n").unwrap();
    std::fs::write(home.join("late-events.csv"), "case_id,event,at\nL1,acknowledged,2026-06-01T11:00:00Z\n").unwrap();
    ombud(home, &["-C", "ws", "import", "late.csv", "late-events.csv"]).done();
    let (code, out, err) = verified(home, "facts.json", str::to_string);
    assert_eq!(code, 1, "{out}{err}");
    for expected in [
        "sla.own.answer.2026.met_count: text is \"7\" in the file, \"8\" by the data; value is 7 in the file, 8 by the data",
        "sla.own.answer.2026.judged_count: text is \"24\" in the file, \"25\" by the data",
        "limit.own.answer.2026.followed_count: text is \"24\" in the file, \"25\" by the data",
        "sla.own.answer.2026-Q2.met_count: missing in the file; by the data it is \"1\"",
    ] {
        assert!(out.contains(expected), "{expected}: {out}");
    }
    assert!(!out.contains("sla.own.answer.2026-Q1."), "what did not change is not named: {out}");
    assert!(err.contains("differences: "), "{err}");
    let (code, page, _) = verified(home, "annual-2026.html", str::to_string);
    assert_eq!((code, page.contains("sla.own.answer.2026.met_count: text is \"7\"")), (1, true), "{page}");
}

#[test]
fn a_pack_of_a_procedure_that_was_named_is_verified_by_that_one() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    workspace(home, &[("own.toml", OPENING.to_string() + &clauses("2 hours"))], true);
    ombud(home, &["-C", "ws", "report", "annual", "--period", "2026", "--as-of", AS_OF, "--policy", "logiq"]).done();
    for name in ["facts.json", "annual-2026.html"] {
        let (code, out, err) = verified(home, name, str::to_string);
        assert_eq!(code, 0, "{name}: {out}{err}");
    }
}

#[test]
fn what_people_wrote_is_printed_and_survives_the_next_run() {
    let home = tempfile::tempdir().unwrap();
    workspace(home.path(), &[("own.toml", OPENING.to_string() + &clauses("2 hours"))], true);
    pack(home.path(), "2026");
    let file = home.path().join("ws/reviews/2026.toml");
    let made = std::fs::read_to_string(&file).unwrap();
    let filled = made
        .replacen("comment = \"\"", "comment = \"Nights are <hard>.\"", 1)
        .replacen("action = \"\"", "action = \"A rota\"", 1)
        .replacen("owner = \"\"", "owner = \"Operations\"", 1)
        .replacen("decided = \"\"", "decided = \"Keep the limit\"", 1)
        .replacen("by = \"\"", "by = \"The board\"", 1);
    std::fs::write(&file, &filled).unwrap();
    let policy = OPENING.to_string()
        + &clauses("2 hours")
        + "[[clause]]\nid = \"extra\"\ncite = \"10\"\ntext = \"A record has a kind.\"\ntype = \"record\"\nfields = [\"kind\"]\n";
    std::fs::write(home.path().join("ws/policies/own.toml"), policy).unwrap();
    let (_, page) = pack(home.path(), "2026");
    for expected in ["Nights are &lt;hard&gt;.", "A rota Operations", "Keep the limit", "The board"] {
        assert!(page.contains(expected), "{expected}: {page}");
    }
    let after = std::fs::read_to_string(&file).unwrap();
    assert!(after.starts_with(&filled) && after[filled.len()..].contains("id = \"extra\""), "{after}");
    pack(home.path(), "2026");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), after, "nothing is added twice");
    std::fs::write(&file, after.replacen("owner", "ownr", 1)).unwrap();
    let refused = ombud(home.path(), &["-C", "ws", "report", "annual", "--period", "2026", "--as-of", AS_OF]);
    assert_eq!(refused.code, 2);
    assert!(
        refused.err.contains("unknown key \"ownr\"; did you mean \"owner\"?") && refused.err.contains("reviews/2026.toml:"),
        "{}",
        refused.err
    );
}

#[test]
fn two_versions_in_a_year_are_told_apart_and_held_against_each_other() {
    let home = tempfile::tempdir().unwrap();
    let first = OPENING.to_string() + "effective_from = 2025-01-01\n" + &clauses("2 hours");
    let second = OPENING.to_string() + "effective_from = 2026-08-01\n" + &clauses("4 hours");
    workspace(home.path(), &[("own-1.toml", first), ("own-2.toml", second)], true);
    let (facts, page) = pack(home.path(), "2026");
    // Spring by two hours: 7 of 12; autumn by four: 12 of 12. Beside the other reading, which all cases have too, stand both.
    let of = |version: &str, name: &str| count(&facts, &format!("sla.own.answer.{version}2026.{name}"));
    for (version, expected) in [("since-2025-01-01.", (7, 12)), ("since-2026-08-01.", (12, 12)), ("", (19, 24))] {
        assert_eq!((of(version, "met_count"), of(version, "judged_count")), expected, "{version}");
    }
    let answer = |version: &str| text(&facts, &format!("sla.own.answer.{version}.2026.answer"));
    assert_eq!((answer("since-2025-01-01"), answer("since-2026-08-01")), ("partly", "yes"));
    // The third quarter is left out; of the year before it only spring had duties: 5 of 12 not kept, then none of 12.
    let change = "change.own.1.answer";
    assert_eq!((count(&facts, &format!("{change}.before_broken_count")), count(&facts, &format!("{change}.before_judged_count"))), (5, 12));
    assert_eq!((count(&facts, &format!("{change}.after_broken_count")), count(&facts, &format!("{change}.after_judged_count"))), (0, 12));
    assert_eq!(text(&facts, "policy.own.2025-01-01.effective_from"), "2025-01-01");
    // The limit in force is now four hours: half of it kept 7 of the 24 clocks that started in the year.
    close(&facts, "limit.own.answer.2026.120.kept_share", 7.0 / 24.0);
    close(&facts, "limit.own.answer.2026.240.kept_share", 22.0 / 24.0);
    for expected in ["The version in force from 1 August 2026", "No review of the procedure is on record"] {
        assert!(page.contains(expected), "{expected}: {page}");
    }
}

/// The versions of a procedure, each with its first day, and complaints of months, so many each acknowledged after so many hours.
fn versions(home: &Path, versions: &[(&str, String)], months: &[(&str, usize, u64)]) {
    let file = |(place, (from, clauses)): (usize, &(&str, String))| {
        (format!("own-{place}.toml"), format!("{OPENING}effective_from = {from}\n{clauses}"))
    };
    let files: Vec<(String, String)> = versions.iter().enumerate().map(file).collect();
    let files: Vec<(&str, String)> = files.iter().map(|(name, text)| (name.as_str(), text.clone())).collect();
    workspace(home, &files, false);
    let (mut cases, mut events) = ("case_id,received_at,kind\n".to_string(), "case_id,event,at\n".to_string());
    let each = months.iter().flat_map(|(month, count, hours)| std::iter::repeat_n((month, hours), *count));
    for (place, (month, hours)) in each.enumerate() {
        let (day, hour) = (1 + hours / 24, hours % 24);
        let _ = writeln!(cases, "C{place},{month}-01T00:00:00Z,complaint");
        let _ = writeln!(events, "C{place},acknowledged,{month}-{day:02}T{hour:02}:00:00Z");
    }
    std::fs::write(home.join("cases.csv"), cases).unwrap();
    std::fs::write(home.join("events.csv"), events).unwrap();
    ombud(home, &["-C", "ws", "import", "cases.csv", "events.csv"]).done();
}

fn as_target(clauses: &str) -> String {
    clauses.replacen("type = \"deadline\"", "type = \"deadline\"\nstrength = \"target\"", 1)
}

#[test]
fn a_version_that_has_not_begun_says_nothing() {
    // Four of twelve within 24 hours, eight after fifty.
    let months = [("2026-02", 4, 2), ("2026-02", 8, 50)];
    for (begins, as_of) in [("2026-07-01", "2026-05-01T00:00:00Z"), ("2027-01-01", AS_OF)] {
        let home = tempfile::tempdir().unwrap();
        versions(home.path(), &[("2025-01-01", clauses("24 hours")), (begins, as_target(&clauses("96 hours")))], &months);
        let (facts, page) = pack_as_of(home.path(), "2026", as_of);
        assert_eq!((count(&facts, "sla.own.answer.2026.met_count"), count(&facts, "sla.own.answer.2026.judged_count")), (4, 12));
        for limit in ["clause.own.answer.limit", "limit.own.answer.2026.span"] {
            assert_eq!(text(&facts, limit), "24 hours", "{begins}");
        }
        close(&facts, "limit.own.answer.2026.1440.kept_share", 4.0 / 12.0);
        assert!(page.contains("Acknowledge every complaint within 24 hours” was kept 4 of 12 times"), "{page}");
        assert!(page.contains("No change of the procedure is on record"), "{page}");
    }
}

#[test]
fn what_was_promised_is_counted_by_the_version_that_judged_it() {
    let months = [("2026-02", 4, 2), ("2026-02", 8, 50), ("2026-08", 12, 2)];
    let (promise, target) = (clauses("24 hours"), as_target(&clauses("30 hours")));
    let home = tempfile::tempdir().unwrap();
    versions(home.path(), &[("2025-01-01", promise.clone()), ("2026-07-01", target.clone())], &months);
    let (facts, page) = pack(home.path(), "2026");
    let id = "sla.own.answer.2026";
    assert_eq!((count(&facts, &format!("{id}.met_count")), count(&facts, &format!("{id}.judged_count"))), (16, 24));
    let of_first = "sla.own.answer.since-2025-01-01.2026";
    assert_eq!((count(&facts, &format!("{of_first}.met_count")), count(&facts, &format!("{of_first}.judged_count"))), (4, 12));
    // Of all promises the same: the year began before the first case, so its review was not asked for.
    assert_eq!((count(&facts, "sla.own.2026.met_count"), count(&facts, "sla.own.2026.judged_count")), (4, 12));
    let first = "24 hours” (version from 1 January 2025 and before 1 July 2026)";
    assert!(page.contains(&format!("{first} was kept 4 of 12 times")), "{page}");
    // The target that took its place asks for no change.
    assert!(!page.contains("was not kept 8 of 12 times"), "{page}");
    // The other way round no promise was broken.
    let home = tempfile::tempdir().unwrap();
    let (target, promise) = (as_target(&clauses("24 hours")), clauses("30 hours"));
    versions(home.path(), &[("2025-01-01", target), ("2026-07-01", promise)], &months);
    let (facts, page) = pack(home.path(), "2026");
    assert_eq!((count(&facts, "sla.own.2026.met_count"), count(&facts, "sla.own.2026.judged_count")), (12, 12));
    assert!(!page.contains("30 hours” was kept") && !page.contains("30 hours” was not kept"), "{page}");
}

#[test]
fn a_rise_that_comes_from_another_limit_is_not_called_one() {
    let home = tempfile::tempdir().unwrap();
    // 7 of 20 within 24 hours, the year after 19 of 20 within 96: of those only two took less than a day.
    let months = [("2025-03", 7, 2), ("2025-03", 13, 50), ("2026-03", 2, 2), ("2026-03", 17, 50), ("2026-03", 1, 100)];
    versions(home.path(), &[("2025-01-01", clauses("24 hours")), ("2026-01-01", clauses("96 hours"))], &months);
    let (facts, page) = pack(home.path(), "2026");
    close(&facts, "sla.own.answer.2025.met_share", 0.35);
    assert_eq!(text(&facts, "sla.own.answer.2025.limit.1"), "24 hours");
    assert!(page.contains("the year before, 35 %, when the limit was 24 hours. The two cannot be compared"), "{page}");
    assert!(!page.contains("The rise is") && page.contains("24 hours before, 96 hours now"), "{page}");
}

#[test]
fn what_the_data_do_not_tell_of_a_year_makes_nothing_worse() {
    // Four complaints a day, each answered on the eighth day of ten; the export ends on 9 July 2026.
    let home = tempfile::tempdir().unwrap();
    workspace(home.path(), &[("own.toml", OPENING.to_string() + &clauses("10 days"))], false);
    let (mut cases, mut events) = ("case_id,received_at,kind\n".to_string(), "case_id,event,at\n".to_string());
    let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
    for day in day("2025-01-01").iter_days().take_while(|at| *at <= day("2026-07-09")) {
        for number in 0..4 {
            let _ = writeln!(cases, "{day}-{number},{day}T10:00:00Z,complaint");
            let answered = day + chrono::Days::new(8);
            if answered.to_string().as_str() <= "2026-07-09" {
                let _ = writeln!(events, "{day}-{number},acknowledged,{answered}T10:00:00Z");
            }
        }
    }
    std::fs::write(home.path().join("cases.csv"), cases).unwrap();
    std::fs::write(home.path().join("events.csv"), events).unwrap();
    ombud(home.path(), &["-C", "ws", "import", "cases.csv", "events.csv"]).done();
    let (_, page) = pack(home.path(), "2026");
    assert!(page.contains("The data do not tell of this year to its end") && !page.contains("is more than chance explains"), "{page}");
}

#[test]
fn cases_under_no_version_and_clauses_that_are_gone_are_told() {
    let home = tempfile::tempdir().unwrap();
    let gone = clauses("24 hours")
        + "[[clause]]\nid = \"gone\"\ncite = \"7\"\ntext = \"Be quick.\"\ntype = \"deadline\"\nafter = [\"received\"]\n\
           require = [\"acknowledged\"]\nwithin = \"1 hour\"\n[[clause.reading]]\nid = \"day\"\ntext = \"A day.\"\nwithin = \"1 day\"\n";
    let first = "effective_to = 2026-02-28\n".to_string() + &gone;
    let months = [("2026-01", 12, 2), ("2026-03", 5, 2), ("2026-06", 12, 2)];
    versions(home.path(), &[("2026-01-01", first), ("2026-05-01", clauses("24 hours"))], &months);
    let (facts, page) = pack(home.path(), "2026");
    assert_eq!((count(&facts, "sla.own.2026.unjudged_case_count"), count(&facts, "sla.own.2026.case_count")), (5, 29));
    assert!(page.contains("5 of the 29 cases received in the year fall under no version of Own"), "{page}");
    assert!(page.contains("“Be quick” was kept 0 of 12 times") && page.contains("It is no longer in the procedure."), "{page}");
    assert!(!page.contains("“Be quick” was not kept") && !page.contains("“Be quick” can be read"), "{page}");
    // The second version is a change, and both sections call it one.
    assert!(page.contains("1 change on record") && page.contains("Since the last change of the procedure"), "{page}");
}

#[test]
fn a_year_in_which_no_procedure_was_in_force_is_refused_with_those_in_which_one_was() {
    let home = tempfile::tempdir().unwrap();
    workspace(home.path(), &[("own.toml", OPENING.to_string() + "effective_from = 2026-01-01\n" + &clauses("2 hours"))], true);
    let refused = |period: &str| {
        let run = ombud(home.path(), &["-C", "ws", "report", "annual", "--period", period, "--as-of", AS_OF]);
        assert_eq!(run.code, 2, "{}", run.err);
        assert!(!home.path().join("ws/reviews").exists(), "nothing is made for a year that is refused");
        run.err
    };
    assert!(
        refused("2025").contains("no procedure was in force in 2025, so there is none to review")
            && refused("2025").contains("own (2026-01-01 to …)")
    );
    assert!(refused("2028").contains("2028 has not begun on 2027-01-10"));
    assert!(refused("2026-Q3").contains("\"2026-Q3\" is no year\nAccepted: a year, such as 2026"), "{}", refused("2026-Q3"));
}

#[test]
fn without_cases_only_the_organisation_itself_is_judged() {
    let home = tempfile::tempdir().unwrap();
    workspace(home.path(), &[("own.toml", OPENING.to_string() + "effective_from = 2025-01-01\n" + &clauses("2 hours"))], false);
    let (facts, page) = pack(home.path(), "2026");
    assert!(facts.values().all(|fact| fact["unit"] != "share"), "no case, no share");
    for expected in [
        "There is no case in the data: only what the organisation itself does can be judged",
        "No training is on record",
        "No clock of a clause with a limit started in this year",
        "it is not known how many cases were resolved in it",
        // The only version there is began in the year before, and there was nothing that it could change.
        "No change of the procedure is on record for this year or the one before",
        "Since the procedure came into force",
    ] {
        assert!(page.contains(expected), "{expected}: {page}");
    }
    assert!(page.contains("No duty fell due in this year that could be judged") && !page.contains("100 %"), "{page}");
    assert!(!page.contains("last change"), "{page}");
    for (event, at, more) in [
        ("training_held", "2026-03-02", "all_staff=yes"),
        ("procedure_communicated", "2026-04-01", "coverage=90 %"),
        ("procedure_updated", "2026-03-01", "version=2"),
        ("procedure_review", "2026-02-01", "policy=another"),
    ] {
        ombud(home.path(), &["-C", "ws", "register", "record", "--organisation", event, "--at", at, "--attribute", more]).done();
    }
    let (facts, page) = pack(home.path(), "2026");
    assert_eq!(
        (count(&facts, "governance.2026.training_held_count"), count(&facts, "governance.2026.procedure_communicated_count")),
        (1, 1)
    );
    // From 1 March to 1 April are 31 days, to the training one.
    assert_eq!(
        (count(&facts, "policy.own.procedure_communicated_after_change_days"), count(&facts, "policy.own.training_held_after_change_days")),
        (31, 1)
    );
    assert!(page.contains("90 %") && page.contains("procedure published not on record"), "{page}");
    assert!(page.contains("No review of the procedure is on record"), "the review of another procedure is not ours: {page}");
}

#[test]
fn a_year_that_the_data_do_not_cover_is_not_one_without_cases() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    workspace(home, &[("own.toml", OPENING.to_string() + &clauses("2 hours"))], true);
    // The first complaint came on 1 May 2025, the last one on 12 October 2026.
    let before = "The data do not cover this year: their first case was received on 1 May 2025.";
    let after = "The data do not cover this year: they tell no more than up to 12 October 2026.";
    let none = "No case was received in this year";
    let told = |year: &str| pack_as_of(home, year, "2027-03-10T12:00:00Z").1;
    for (year, notice) in [("2024", before), ("2027", after)] {
        let page = told(year);
        assert!(page.contains(notice) && page.contains("it is not known how many cases were resolved in it"), "{page}");
        assert!(!page.contains(none) && !page.contains("No case was resolved in this year"), "{page}");
    }
    let in_part = "The data cover this year only in part: ";
    assert!(told("2025").contains(&format!("{in_part}their first case was received on 1 May 2025.")), "{}", told("2025"));
    assert!(told("2026").contains(&format!("{in_part}they tell no more than up to 12 October 2026.")), "{}", told("2026"));
    // What is recorded of the organisation alone does not show that no case came; a case in the register does.
    ombud(home, &["-C", "ws", "register", "record", "--organisation", "training_held", "--at", "2026-03-02"]).done();
    assert!(told("2027").contains(after) && !told("2027").contains(none), "{}", told("2027"));
    ombud(home, &["-C", "ws", "register", "open", "--received-at", "2025-06-15 12:00", "--category", "delivery"]).done();
    // 34 cases in 530 days are one in 16: nothing for 80 days, to the end of 2026, proves nothing; nothing for 149 days is no chance.
    let silent = "The source canonical tells of nothing after 12 October 2026.";
    let (last, next) = (told("2026"), told("2027"));
    assert!(!last.contains(in_part) && !last.contains(silent) && told("2024").contains(before), "{last}");
    assert!(next.contains(silent) && next.contains("No case of this year is in the data.") && !next.contains(none), "{next}");
    assert!(!next.contains("do not cover"), "{next}");
}

#[test]
fn answers_of_customers_are_counted_by_score_and_silence_is_no_answer() {
    let home = tempfile::tempdir().unwrap();
    workspace(home.path(), &[("own.toml", OPENING.to_string() + &clauses("2 hours"))], false);
    // The number of a case is that of the entry that opens it.
    let open = |customer: &str| {
        let about = ["--channel", "phone", "--category", "billing", "--customer", customer, "--at", "2026-03-02 10:00"];
        let opened = ombud(home.path(), &[&["-C", "ws", "register", "open"], &about[..]].concat()).done();
        let id = opened.split_whitespace().find(|word| word.starts_with("R-")).unwrap_or_else(|| panic!("{opened}"));
        id.trim_matches(|c: char| !c.is_alphanumeric()).to_string()
    };
    // What was closed before it came was not resolved.
    ombud(home.path(), &["-C", "ws", "register", "record", &open("early"), "closed", "--at", "2026-03-01 10:00", "--force"]).done();
    for (case, score) in [(1, Some("score=4")), (2, Some("rating=4")), (3, Some("score=fine")), (4, None)] {
        let id = open(&format!("customer {case}"));
        ombud(home.path(), &["-C", "ws", "register", "record", &id, "closed", "--at", "2026-03-03 10:00"]).done();
        if let Some(score) = score {
            ombud(
                home.path(),
                &["-C", "ws", "register", "record", &id, "process_feedback", "--at", "2026-03-04 10:00", "--attribute", score],
            )
            .done();
        }
    }
    let (facts, page) = pack(home.path(), "2026");
    assert_eq!((count(&facts, "satisfaction.2026.resolved_count"), count(&facts, "satisfaction.2026.answered_count")), (4, 3));
    assert_eq!(
        (
            text(&facts, "satisfaction.2026.process.1.score"),
            count(&facts, "satisfaction.2026.process.1.answer_count"),
            count(&facts, "satisfaction.2026.process.2.answer_count")
        ),
        ("4", 2, 1)
    );
    assert!(page.contains("no number given") && !page.contains("fine"), "{page}");
}

#[test]
fn the_pack_of_the_sample_says_what_was_planted() {
    let told =
        ombud(demo(), &["-C", "here", "report", "annual", "--period", "2026", "--as-of", "2026-10-01T07:00:00Z", "--out", "pack"]).done();
    assert!(told.lines().next().is_some_and(|line| line.ends_with("pack/annual-2026.html")), "{told}");
    let read = |name: &str| std::fs::read_to_string(demo().join("pack").join(name)).unwrap();
    let rendered = Rendered { html: read("annual-2026.html"), facts_json: read("facts.json"), summary: Vec::new(), drafted: Vec::new() };
    check(&rendered);
    let (facts, page) = (facts(&rendered), words(&rendered.html));
    let truths = ombud::sample::generate().unwrap().truths;
    for (promise, kind, clause) in
        [("acknowledged_24h", "complaint", "acknowledge-complaint"), ("resolved_7bd", "complaint", "communicate-resolution")]
    {
        let id = format!("sla.feedback-and-complaints.{clause}");
        let mut year = [0; 2];
        for quarter in ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"] {
            let [met, late, missed, _] = truths.promise_total(promise, kind, quarter).map(u64::from);
            year = [year[0] + met, year[1] + met + late + missed];
            if met + late + missed > 0 {
                assert_eq!(
                    (count(&facts, &format!("{id}.{quarter}.met_count")), count(&facts, &format!("{id}.{quarter}.judged_count"))),
                    (met, met + late + missed),
                    "{clause} {quarter}"
                );
            }
        }
        assert_eq!([count(&facts, &format!("{id}.2026.met_count")), count(&facts, &format!("{id}.2026.judged_count"))], year, "{clause}");
        assert_eq!(text(&facts, &format!("{id}.2026.answer")), "partly");
    }
    // One review, in February 2025; none yet in 2026, of which the year is not over.
    assert_eq!(
        (text(&facts, "policy.feedback-and-complaints.reviewed_on"), text(&facts, "policy.feedback-and-complaints.review_due_on")),
        ("2025-02-19", "2026-12-31")
    );
    assert_eq!(text(&facts, "sla.feedback-and-complaints.review-procedure.2026.answer"), "not yet due");
    assert_eq!(text(&facts, "sla.feedback-and-complaints.log-feedback.2026.answer"), "cannot be shown");
    assert_eq!(count(&facts, "governance.2026.training_held_count"), 1);
    // The procedure was changed on 3 March 2025, published and told two days later, and trained after eight.
    let changed = "policy.feedback-and-complaints";
    assert_eq!(
        (
            count(&facts, &format!("{changed}.procedure_communicated_after_change_days")),
            count(&facts, &format!("{changed}.training_held_after_change_days"))
        ),
        (2, 8)
    );
    for compared in ["The difference may be chance.", "than chance explains.", "There is no rate of the year before"] {
        assert!(!page.contains(compared), "what is not over is compared with nothing: {compared}");
    }
    for expected in [
        "The year is not over",
        "so no rate is compared with the year before",
        "so far. It is compared once the period is over.",
        "Training was held 1 time",
        "Of 36 clauses",
        "Housing Ombudsman",
    ] {
        assert!(page.contains(expected), "{expected}");
    }
    // The pack's own number is the one that `sla` gives under that pack.
    let sla = ombud(
        demo(),
        &["-C", "here", "sla", "--policy", "logiq", "--period", "2026", "--as-of", "2026-10-01T07:00:00Z", "--format", "json"],
    )
    .done();
    let rows: Value = serde_json::from_str(&sla).unwrap();
    let promised: Vec<&Value> = rows.as_array().unwrap().iter().filter(|row| row["strength"] == "commitment").collect();
    let sum = |name: &str| -> u64 { promised.iter().map(|row| row[name].as_u64().unwrap()).sum() };
    assert_eq!(
        (count(&facts, "sla.logiq.2026.met_count"), count(&facts, "sla.logiq.2026.judged_count")),
        (sum("met_count"), sum("judged_count"))
    );
    assert_eq!(count(&facts, "sla.logiq.2026.not_shown_count"), sum("unknown_count") + sum("indeterminate_count"));
    let again =
        ombud(demo(), &["-C", "here", "report", "annual", "--period", "2026", "--as-of", "2026-10-01T07:00:00Z", "--out", "pack-again"]);
    again.done();
    assert_eq!(std::fs::read_to_string(demo().join("pack-again/facts.json")).unwrap(), rendered.facts_json, "same inputs, same bytes");
    assert_eq!(std::fs::read_to_string(demo().join("pack-again/annual-2026.html")).unwrap(), rendered.html);
}

#[test]
fn the_command_that_verify_names_gives_the_number() {
    let home = demo();
    ombud(home, &["-C", "here", "report", "annual", "--period", "2026", "--as-of", "2026-10-01T07:00:00Z", "--out", "pack-told"]).done();
    let written = std::fs::read_to_string(home.join("pack-told/facts.json")).unwrap();
    let value_of = |id: &str| {
        let line = written.lines().find(|line| line.contains(&format!("\"{id}\""))).unwrap();
        let fact: Value = serde_json::from_str(line.trim().trim_end_matches(',')).unwrap();
        (line, fact["value"].as_u64().unwrap())
    };
    let ids = ["sla.asic-rg-271.2026.met_count", "lint.finding_count", "lint.reading_count"];
    let tampered = ids.iter().fold(written.clone(), |text, id| {
        let (line, value) = value_of(id);
        text.replace(line, &line.replace(&format!("\"value\":{value}"), &format!("\"value\":{}", value + 1)))
    });
    std::fs::write(home.join("pack-told/tampered.json"), tampered).unwrap();
    let verified = ombud(home, &["-C", "here", "report", "verify", "pack-told/tampered.json"]);
    let commands: HashMap<&str, Vec<&str>> = verified
        .out
        .lines()
        .filter_map(|line| Some((line.split_once(':')?.0, line.split_once("(see: ombud ")?.1.trim_end_matches(')').split(' ').collect())))
        .collect();
    let told = |id: &str| ombud(&home.join("here"), commands.get(id).unwrap_or_else(|| panic!("{id}: {}", verified.out))).done();
    // Promises of the other pack, by the readings in force: those that it counts are the page's.
    let rows = told(ids[0]);
    let mut reader = csv::Reader::from_reader(rows.as_bytes());
    let header = reader.headers().unwrap().clone();
    let place = |name: &str| header.iter().position(|column| column == name).unwrap();
    let promised =
        reader.records().map(Result::unwrap).filter(|row| &row[place("reading")] == "main" && &row[place("is_commitment")] == "true");
    assert_eq!(promised.map(|row| row[place("met_count")].parse::<u64>().unwrap()).sum::<u64>(), value_of(ids[0]).1);
    let advice = told(ids[1]);
    assert!(advice.contains(&format!(": {} to consider", value_of(ids[1]).1)), "{advice}");
    let advice = told(ids[2]);
    assert!(advice.contains(&format!("Words that can be read in more than one way ({})", value_of(ids[2]).1)), "{advice}");
}
