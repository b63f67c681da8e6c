//! What a clause would have come to under another limit, calendar, reading or policy: worked out by hand.

use crate::program::ombud;
use std::collections::BTreeMap;
use std::path::Path;

const POLICY: &str = "schema = 1\nid = \"own\"\ntitle = \"Own\"\norganisation = \"Own\"\ncalendar = \"uk-office\"\n\
    [[clause]]\nid = \"answer\"\ncite = \"1\"\ntext = \"Acknowledge within eight business hours.\"\ntype = \"deadline\"\n\
    after = [\"received\"]\nrequire = [\"acknowledged\"]\nwithin = \"8 business hours\"\n\
    pause = [{ from = [\"info_requested\"], until = [\"info_received\"] }]\n\
    extended_by = [{ event = \"delay_notice\", with = [\"expected_at\"] }]\n\
    [[clause.reading]]\nid = \"by-the-clock\"\ntext = \"Eight hours by the clock.\"\nwithin = \"8 hours\"\n\
    [[clause]]\nid = \"complete\"\ncite = \"2\"\ntext = \"A record has a category.\"\ntype = \"record\"\nfields = [\"category\"]\n\
    [[clause]]\nid = \"news\"\ncite = \"3\"\ntext = \"News every business day.\"\ntype = \"cadence\"\n\
    after = [\"received\"]\nrequire = [\"progress_update\"]\nevery = \"1 business day\"\n";

/// Monday 5 to Thursday 8 January 2026, open 09:00 to 17:00 (London, winter: wall clock is UTC).
///
/// What each case would have needed of the desk's hours:
/// - A, Monday 10:00, acknowledged 12:00: 2 h.
/// - B, Monday 16:00, Tuesday 11:00: 1 h + 2 h = 3 h.
/// - C, Monday 09:00, Wednesday 10:00: 8 + 8 + 1 = 17 h.
/// - D, Monday 09:00, waits for the customer from Monday 11:00 to Wednesday 11:00, Wednesday 13:00: 2 h + 2 h = 4 h.
/// - E, Monday 09:00; at 12:00 a notice promises Friday noon, kept on Thursday: a limit of 3 h reaches the notice, and that is enough.
/// - F, Monday 09:00, closed on Tuesday without: no limit.
/// - G, Wednesday 15:00, still open on Thursday 13:00: 2 h + 4 h = 6 h have run.
/// - H, Wednesday 16:30, acknowledged at 20:00: half an hour is used up at 17:00, too early; 31 minutes are Thursday 09:01.
const CASES: &str = "case_id,received_at,channel\nA,2026-01-05T10:00:00Z,email\nB,2026-01-05T16:00:00Z,email\nC,2026-01-05T09:00:00Z,email\n\
    D,2026-01-05T09:00:00Z,phone\nE,2026-01-05T09:00:00Z,phone\nF,2026-01-05T09:00:00Z,phone\nG,2026-01-07T15:00:00Z,phone\nH,2026-01-07T16:30:00Z,email\n";

const EVENTS: &str = "case_id,event,at,expected_at\nA,acknowledged,2026-01-05T12:00:00Z,\nB,acknowledged,2026-01-06T11:00:00Z,\n\
    C,acknowledged,2026-01-07T10:00:00Z,\nD,info_requested,2026-01-05T11:00:00Z,\nD,info_received,2026-01-07T11:00:00Z,\n\
    D,acknowledged,2026-01-07T13:00:00Z,\nE,delay_notice,2026-01-05T12:00:00Z,2026-01-09T12:00:00Z\nE,acknowledged,2026-01-08T12:00:00Z,\n\
    F,closed,2026-01-06T09:00:00Z,\nH,acknowledged,2026-01-07T20:00:00Z,\n";

const AS_OF: &str = "2026-01-08T13:00:00Z";

fn workspace(home: &Path, cases: &str, events: &str) {
    ombud(home, &["init", "ws", "--time-zone", "Europe/London"]).done();
    std::fs::write(home.join("ws/policies/own.toml"), POLICY).unwrap();
    std::fs::write(home.join("cases.csv"), cases).unwrap();
    std::fs::write(home.join("events.csv"), events).unwrap();
    ombud(home, &["-C", "ws", "import", "cases.csv", "events.csv"]).done();
}

/// The rows by variant (and segment), each by column.
fn asked(home: &Path, more: &[&str]) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut words = vec!["-C", "ws", "what-if", "--as-of", AS_OF, "--format", "csv"];
    words.extend(more);
    let told = ombud(home, &words).done();
    let mut reader = csv::Reader::from_reader(told.as_bytes());
    let header = reader.headers().unwrap().clone();
    let row = |record: csv::StringRecord| -> (String, BTreeMap<String, String>) {
        let row: BTreeMap<String, String> = header.iter().zip(&record).map(|(name, cell)| (name.to_string(), cell.to_string())).collect();
        (format!("{} {}", row["variant"], row["segment"]).trim().to_string(), row)
    };
    reader.records().map(|record| row(record.unwrap())).collect()
}

fn cells(row: &BTreeMap<String, String>, names: &[&str]) -> String {
    names.iter().map(|name| row[*name].clone()).collect::<Vec<_>>().join(" ")
}

const RATE: [&str; 5] = ["met_count", "judged_count", "late_count", "missed_count", "pending_count"];
const FLIPS: [&str; 5] = ["compared_count", "to_kept_count", "to_broken_count", "newly_judged_count", "no_longer_judged_count"];

#[test]
fn other_limits_stand_beside_the_one_in_force() {
    let home = tempfile::tempdir().unwrap();
    workspace(home.path(), CASES, EVENTS);
    let limits = ["--within", "3 business hours", "--within", "4 business hours", "--within", "17 business hours"];
    let rows = asked(home.path(), &[&["--clause", "answer"][..], &limits].concat());
    // Today, eight hours: kept A B D E H, late C, missed F; G has two hours left.
    assert_eq!(cells(&rows["today"], &RATE), "5 7 1 1 1");
    assert_eq!(cells(&rows["today"], &FLIPS), "    ");
    // Four hours: D just kept (Wednesday 11:00 + 2 h = 13:00); G is missed since Thursday 11:00.
    assert_eq!(cells(&rows["4 business hours"], &RATE), "5 8 1 2 0");
    assert_eq!(cells(&rows["4 business hours"], &FLIPS), "8 0 0 1 0");
    // Three hours: D late since Wednesday 12:00; B just kept; E's notice comes at the very due, and that is in time.
    assert_eq!(cells(&rows["3 business hours"], &RATE), "4 8 2 2 0");
    assert_eq!(cells(&rows["3 business hours"], &FLIPS), "8 0 1 1 0");
    // Seventeen hours: C is kept at the very due.
    assert_eq!(cells(&rows["17 business hours"], &RATE), "6 7 0 1 1");
    assert_eq!(cells(&rows["17 business hours"], &FLIPS), "7 1 0 0 0");
}

/// Of eight clocks one never ends (F). In minutes: H 31, A 120, B and E 180, D 240, G open beyond 359, C 1020.
/// Beyond 240 three of eight are left; G leaves; of C and F one is done: 3/8 × 1/2 = 19 % are never done, so no limit
/// keeps 90 %. By e-mail (A B C H, all done) 99 % and 90 % need C's 17 hours; the phone has F.
#[test]
fn limits_that_would_have_been_kept_count_open_and_never_done_cases() {
    let home = tempfile::tempdir().unwrap();
    workspace(home.path(), CASES, EVENTS);
    let counts = ["limit_unit", "limit_90", "done_count", "open_count", "never_count", "not_shown_count"];
    let rows = asked(home.path(), &["--clause", "answer"]);
    assert_eq!(cells(&rows["today"], &counts), "business minutes  6 1 1 0");
    let rows = asked(home.path(), &["--clause", "answer", "--by", "channel"]);
    assert_eq!(cells(&rows["today email"], &counts), "business minutes 1020 4 0 0 0");
    assert_eq!(cells(&rows["today phone"], &counts), "business minutes  2 1 1 0");
}

/// Twenty cases of Monday 5 January, answered on the first (17), second, fourth and ninth business day:
/// 18 of 20 = 90 % within two, 19 of 20 = 95 % within four, all within nine.
#[test]
fn limits_in_business_days_by_hand() {
    let home = tempfile::tempdir().unwrap();
    let (mut cases, mut events) = ("case_id,received_at\n".to_string(), "case_id,event,at\n".to_string());
    for (number, day) in std::iter::repeat_n("06", 17).chain(["07", "09", "16"]).enumerate() {
        cases.push_str(&format!("K{number},2026-01-05T10:00:00Z\n"));
        events.push_str(&format!("K{number},acknowledged,2026-01-{day}T10:00:00Z\n"));
    }
    workspace(home.path(), &cases, &events);
    let words = ["--clause", "answer", "--within", "3 business days", "--as-of", "2026-02-01T00:00:00Z"];
    let mut all = vec!["-C", "ws", "what-if", "--format", "table"];
    all.extend(words);
    let table = ombud(home.path(), &all).done();
    let line = table.lines().rfind(|line| line.contains("3 business days")).unwrap();
    let limits = ["2 business days", "4 business days", "9 business days"];
    let places: Vec<usize> = limits.iter().map(|limit| line.find(limit).unwrap_or_else(|| panic!("{limit} not in\n{table}"))).collect();
    assert!(places.is_sorted(), "{table}");
    // Of twenty, 18 are kept within three business days: 90 %.
    let rate = table.lines().find(|line| line.contains("3 business days")).unwrap();
    let numbers: Vec<&str> = rate.split_whitespace().filter(|word| word.parse::<u32>().is_ok()).collect();
    // Twice the 3 of the limit, then kept, of, and the share in per cent.
    assert_eq!(numbers[..5], ["3", "3", "18", "20", "90"], "{table}");
}

#[test]
fn readings_calendars_and_other_policies_are_variants_too() {
    let home = tempfile::tempdir().unwrap();
    workspace(home.path(), CASES, EVENTS);
    // Eight hours by the clock: B (16:00 to 11:00) is late; C late; D: 2 h used, 6 h more from Wednesday 11:00, kept; H 3.5 h, kept;
    // G since Wednesday 23:00 missed; F missed; E extended. Kept A D E H of 8.
    let rows = asked(home.path(), &["--clause", "answer", "--reading", "by-the-clock"]);
    assert_eq!(cells(&rows["by-the-clock"], &RATE), "4 8 2 2 0");
    assert_eq!(cells(&rows["by-the-clock"], &FLIPS), "8 0 1 1 0");
    assert_eq!(rows["by-the-clock"]["limit_unit"], "minutes");
    // Open without end, eight business hours are eight hours by the clock.
    let rows = asked(home.path(), &["--clause", "answer", "--calendar", "always"]);
    assert_eq!(cells(&rows["on always"], &RATE), "4 8 2 2 0");
    // ASIC RG 271 asks for an acknowledgement too; its pack is found by what it asks.
    let rows = asked(home.path(), &["--clause", "answer", "--against", "asic-rg-271"]);
    let theirs: Vec<&String> = rows.keys().filter(|variant| variant.starts_with("asic-rg-271/")).collect();
    assert_eq!(theirs.len(), 1, "{rows:#?}");
}

/// News of D? None ever: the longest silence of the eight cases is what each has been open or was until closed.
#[test]
fn without_a_clause_every_limit_is_told() {
    let home = tempfile::tempdir().unwrap();
    workspace(home.path(), CASES, EVENTS);
    let told = ombud(home.path(), &["-C", "ws", "what-if", "--as-of", AS_OF, "--format", "json"]).done();
    let rows: Vec<serde_json::Value> = serde_json::from_str(&told).unwrap();
    let clauses: Vec<&str> = rows.iter().map(|row| row["clause"].as_str().unwrap()).collect();
    assert_eq!(clauses, ["answer", "news"]);
    assert_eq!(rows[1]["limit_unit"], "business days");
    // F alone is closed, on the first business day after its receipt, without news: a limit of one day was enough.
    // The seven others are open: received on Monday, silent until Thursday (3 days run, 2 known missed); G and H since Wednesday.
    assert_eq!((rows[1]["done_count"].as_i64(), rows[1]["open_count"].as_i64()), (Some(1), Some(7)));
}

#[test]
fn what_has_no_limit_is_refused_another_one() {
    let home = tempfile::tempdir().unwrap();
    workspace(home.path(), CASES, EVENTS);
    let run = ombud(home.path(), &["-C", "ws", "what-if", "--as-of", AS_OF, "--clause", "complete", "--within", "1 day"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("the clause \"complete\" has no limit that could be another: it is a record"), "{}", run.err);
    // Another calendar or reading it can have; no limit is measured then.
    let rows = asked(home.path(), &["--clause", "complete", "--calendar", "always"]);
    assert_eq!(cells(&rows["on always"], &["judged_count", "limit_unit", "limit_90"]), "8  ");
}

/// `sla --readings` tells the rate of each reading, and what it changes: B from kept to late, as above; G was not judged before.
#[test]
fn sla_tells_what_each_reading_changes() {
    let home = tempfile::tempdir().unwrap();
    workspace(home.path(), CASES, EVENTS);
    let words = ["-C", "ws", "sla", "--as-of", AS_OF, "--clause", "answer", "--readings", "--format"];
    let told = ombud(home.path(), &[&words[..], &["csv"]].concat()).done();
    let mut reader = csv::Reader::from_reader(told.as_bytes());
    let header = reader.headers().unwrap().clone();
    let place = |name: &str| header.iter().position(|column| column == name).unwrap();
    let columns =
        ["reading", "met_count", "judged_count", "compared_count", "to_kept_count", "to_broken_count", "newly_judged_count"].map(place);
    let rows: Vec<String> = reader
        .records()
        .map(|record| record.unwrap())
        .map(|record| columns.iter().map(|column| record[*column].to_string()).collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(rows, ["main 5 7    ", "by-the-clock 4 8 8 0 1 1"]);
    let table = ombud(home.path(), &[&words[..], &["table"]].concat()).done();
    assert!(table.contains("cases now kept") && table.contains("no longer kept"), "{table}");
    let by_period =
        ombud(home.path(), &["-C", "ws", "sla", "--as-of", AS_OF, "--clause", "answer", "--by", "period", "--format", "csv"]).done();
    assert!(by_period.lines().nth(1).unwrap().starts_with("own,answer,main,2026-01-01,"), "{by_period}");
}

#[test]
fn the_rate_of_today_is_that_of_sla() {
    let demo = crate::truths::demo();
    let as_of = ombud::sample::generate().unwrap().truths.exported_at.to_string();
    let read = |command: &str, more: &[&str]| -> Vec<Vec<String>> {
        let mut words = vec!["-C", "here", command, "--as-of", &as_of, "--format", "csv", "--period", "2026-Q3"];
        words.extend(more);
        let told = ombud(demo, &words).done();
        let mut reader = csv::Reader::from_reader(told.as_bytes());
        let header = reader.headers().unwrap().clone();
        let place = |name: &str| header.iter().position(|column| column == name).unwrap();
        let columns =
            ["clause", "segment", "judged_count", "met_count", "late_count", "missed_count", "met_share", "met_share_low"].map(place);
        reader
            .records()
            .map(|record| record.unwrap())
            .map(|record| columns.iter().map(|column| record[*column].to_string()).collect())
            .collect()
    };
    let asked = ["--clause", "acknowledge-complaint", "--by", "channel"];
    let sla = read("sla", &asked);
    assert!(!sla.is_empty());
    assert_eq!(read("what-if", &asked), sla);
}
