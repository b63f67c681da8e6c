//! The built-in policies and calendars: all there, all whole, and the packs judged by hand.

use crate::program::ombud;
use crate::shared;
use chrono::{Datelike, NaiveDate};
use ombud::calendar::{Calendar, Calendars};
use ombud::policy::{Policies, Policy};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The five written procedures, in the order of the sections of the list of obligations.
const PROCEDURES: [&str; 5] = ["wise-security", "external-customer", "feedback-and-complaints", "themaverde", "logiq"];

/// The packs of regulators and standards.
const PACKS: [&str; 6] = ["housing-ombudsman-2024", "central-bank-ireland-cpc-2012", "fca-disp", "cfpb", "asic-rg-271", "nhs-england-2009"];

fn built_in() -> Policies {
    Policies::read(Path::new("no such folder"), &[], &Calendars::built_in().unwrap()).unwrap()
}

fn calendar(id: &str) -> Calendar {
    Calendars::built_in().unwrap().named(id).unwrap().clone()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The names of the TOML files in a folder of the project, without their ending.
fn file_names(folder: &str) -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned()).collect()
}

#[test]
fn every_file_of_the_folders_is_built_in_under_its_own_name() {
    let policies = built_in();
    let ids: BTreeSet<String> = policies.all().iter().map(|policy| policy.id.clone()).collect();
    assert_eq!(ids, file_names("policies"));
    for policy in policies.all() {
        assert_eq!(policy.file.file_stem().unwrap().to_string_lossy(), policy.id);
        assert!(policy.clauses.iter().all(|clause| clause.line > 1), "{}", policy.id);
    }
    let calendars: BTreeSet<String> = Calendars::built_in().unwrap().ids().filter(|id| *id != "always").map(str::to_string).collect();
    assert_eq!(calendars, file_names("calendars"));
}

#[test]
fn no_policy_is_in_force_unless_it_is_named() {
    assert!(built_in().in_force().is_empty());
}

#[test]
fn a_version_is_valid_until_the_day_before_the_next_one_begins() {
    let home = tempfile::tempdir().unwrap();
    ombud(home.path(), &["init", "ws"]).done();
    let version = |dates: &str| {
        format!(
            "{dates}schema = 1\nid = \"own\"\ntitle = \"Own\"\norganisation = \"Own\"\ncalendar = \"always\"\n[[clause]]\nid = \"answer\"\n\
            cite = \"1\"\ntext = \"Answer.\"\ntype = \"deadline\"\nafter = [\"received\"]\nrequire = [\"acknowledged\"]\nwithin = \"1 day\"\n"
        )
    };
    let write = |name: &str, dates: &str| std::fs::write(home.path().join("ws/policies").join(name), version(dates)).unwrap();
    write("one.toml", "effective_from = 2026-01-01\neffective_to = 2026-12-31\n");
    write("two.toml", "effective_from = 2026-06-01\n");
    let shown = ombud(home.path(), &["-C", "ws", "policy", "show", "own"]).done();
    assert!(shown.contains("valid 2026-01-01 to 2026-05-31, calendar") && shown.contains("valid from 2026-06-01, calendar"), "{shown}");
    let listed = ombud(home.path(), &["-C", "ws", "policy", "list"]).done();
    assert!(listed.contains("2026-01-01 to 2026-05-31") && listed.contains("from 2026-06-01"), "{listed}");
}

#[test]
fn every_pack_says_where_it_is_from_and_that_it_is_no_legal_advice() {
    for id in PACKS {
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("policies/{id}.toml"))).unwrap();
        let head: String = text.lines().take_while(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#')).collect();
        assert!(head.contains("not legal advice"), "{id}");
        assert!(head.contains("only where a workspace names it"), "{id}");
    }
    let first_day = |id: &str| built_in().named(id).unwrap()[0].effective_from;
    assert_eq!(first_day("housing-ombudsman-2024"), Some(day("2024-04-01")));
    assert_eq!(first_day("asic-rg-271"), Some(day("2021-10-05")));
    assert_eq!(built_in().named("central-bank-ireland-cpc-2012").unwrap()[0].effective_to, Some(day("2026-03-23")));
}

#[test]
fn a_promised_date_is_the_limit_and_not_the_minute_that_stands_in_for_it() {
    let policies = built_in();
    let limits = |id: &str, clause: &str| -> Vec<Option<String>> {
        let found = policies.named(id).unwrap()[0].clauses.iter().find(|other| other.id == clause).unwrap();
        found.readings.iter().map(|reading| reading.rule.limit()).collect()
    };
    let given = || Some("the date given".to_string());
    assert_eq!(limits("feedback-and-complaints", "keep-promised-date"), [given(), given()]);
    // A notice that only may bring a date leaves the limit as it is written.
    assert_eq!(limits("feedback-and-complaints", "give-new-timeframe"), [Some("7 business days".to_string())]);
}

/// The references of each procedure, as the list of obligations has them: the rows that begin with `| S0-1 |`.
fn obligations(text: &str) -> BTreeMap<&'static str, BTreeSet<String>> {
    let mut listed: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for reference in text.lines().filter_map(|line| line.strip_prefix("| S")?.split('|').next()) {
        let reference = format!("S{}", reference.trim());
        let section: usize = reference[1..2].parse().unwrap();
        listed.entry(PROCEDURES[section]).or_default().insert(reference);
    }
    listed
}

#[test]
fn every_duty_of_the_five_procedures_has_a_clause() {
    let Some(folder) = shared::folder("spec") else { return };
    let listed = obligations(&std::fs::read_to_string(folder.join("obligations.md")).unwrap());
    assert_eq!(listed.len(), PROCEDURES.len());
    let policies = built_in();
    for (id, duties) in listed {
        let versions: Vec<&Policy> = policies.named(id).unwrap();
        let covered: BTreeSet<String> = versions[0].clauses.iter().flat_map(|clause| clause.refs.clone()).collect();
        let left_out: Vec<&String> = duties.difference(&covered).collect();
        let unknown: Vec<&String> = covered.difference(&duties).collect();
        assert!(left_out.is_empty() && unknown.is_empty(), "{id}: without a clause {left_out:?}, not in the list {unknown:?}");
    }
}

#[test]
fn the_two_calendars_of_england_keep_the_same_holidays() {
    assert_eq!(calendar("uk-office").holidays, calendar("uk-business-days").holidays);
}

#[test]
fn bank_holidays_of_england_are_those_that_the_government_lists() {
    let Some(folder) = shared::folder("data") else { return };
    let text = std::fs::read_to_string(folder.join("bank-holidays.json")).unwrap();
    let listed: serde_json::Value = serde_json::from_str(&text).unwrap();
    let years = listed["divisions"]["england-and-wales"].as_object().unwrap();
    let holidays = calendar("uk-office").holidays;
    for year in 2015..=2021 {
        let theirs: BTreeSet<NaiveDate> = years[&year.to_string()]
            .as_array()
            .unwrap()
            .iter()
            .map(|holiday| NaiveDate::parse_from_str(holiday["date"].as_str().unwrap(), "%d/%m/%Y").unwrap())
            .collect();
        let ours: BTreeSet<NaiveDate> = holidays.iter().copied().filter(|holiday| holiday.year() == year).collect();
        assert_eq!(ours, theirs, "{year}");
    }
}

#[test]
fn holidays_of_ireland_and_new_south_wales_follow_their_rules() {
    let (ireland, sydney) = (calendar("ie-office"), calendar("au-sydney-office"));
    for calendar in [&ireland, &sydney] {
        assert!(calendar.holidays.iter().all(|holiday| holiday.weekday().number_from_monday() <= 5), "{}", calendar.id);
        let years: BTreeSet<i32> = calendar.holidays.iter().map(Datelike::year).collect();
        assert_eq!(years, (2015..=2028).collect(), "{}", calendar.id);
    }
    // Nine public holidays, ten since 2023, eleven in 2022: a single one on 18 March.
    let count = |calendar: &Calendar, year: i32| calendar.holidays.iter().filter(|holiday| holiday.year() == year).count();
    assert_eq!((2015..=2028).map(|year| count(&ireland, year)).collect::<Vec<_>>(), [9, 9, 9, 9, 9, 9, 9, 10, 10, 10, 10, 10, 10, 10]);
    for (closed, open) in
        [("2023-02-06", "2022-02-07"), ("2022-03-18", "2023-03-16"), ("2024-03-18", "2024-03-15"), ("2025-10-27", "2025-04-18")]
    {
        assert!(!ireland.is_business_day(day(closed)) && ireland.is_business_day(day(open)), "{closed}, {open}");
    }
    // Anzac Day on a Saturday has a Monday in its stead in 2026, had none in 2020; the Queen died in September 2022.
    for (closed, open) in
        [("2026-04-27", "2020-04-27"), ("2022-09-22", "2022-09-19"), ("2025-01-27", "2026-01-27"), ("2025-06-09", "2025-08-04")]
    {
        assert!(!sydney.is_business_day(day(closed)) && sydney.is_business_day(day(open)), "{closed}, {open}");
    }
}

const CASES: &str = "case_id,received_at,kind,category
plain,2025-03-03T10:00:00Z,complaint,payment services
extended,2025-03-03T10:00:00Z,complaint,repairs
explained,2025-03-03T10:00:00Z,complaint,care
unexplained,2025-03-03T10:00:00Z,complaint,care
";

const EVENTS: &str = "case_id,event,at,expected_at,reason,stage_2
plain,logged,2025-03-04T15:00:00Z,,,
plain,acknowledged,2025-03-10T16:00:00Z,,,
plain,outcome_communicated,2025-03-25T09:00:00Z,,,
extended,acknowledged,2025-03-10T16:00:00Z,,,
extended,delay_notice,2025-03-20T09:00:00Z,2025-04-02,survey,
extended,outcome_communicated,2025-04-01T10:00:00Z,,,
extended,escalated,2025-04-08T10:00:00Z,,,
extended,acknowledged,2025-04-16T10:00:00Z,,,yes
extended,appeal_decided,2025-05-14T10:00:00Z,,,
explained,delay_notice,2025-08-01T10:00:00Z,,two hospitals,
explained,outcome_communicated,2025-10-01T10:00:00Z,,,
unexplained,outcome_communicated,2025-10-01T10:00:00Z,,,
unexplained,closed,2025-10-01T10:00:00Z,,,
";

/// Policy, clause, case, verdict and due of each row that was worked out by hand.
const BY_HAND: &[(&str, &str, &str, &str, &str)] = &[
    // Received on Monday 3 March: five working days end with Monday 10, ten more with Monday 24, twenty with 7 April.
    ("housing-ombudsman-2024", "acknowledge-stage-1", "plain", "met", "2025-03-11T00:00:00Z"),
    ("housing-ombudsman-2024", "respond-stage-1", "plain", "late", "2025-03-25T00:00:00Z"),
    ("housing-ombudsman-2024", "stage-1-at-latest", "plain", "met", "2025-04-07T23:00:00Z"),
    // The notice of 20 March puts it off to the end of 2 April, which is summer time.
    ("housing-ombudsman-2024", "respond-stage-1", "extended", "met", "2025-04-02T23:00:00Z"),
    // Stage 2 was asked for on Tuesday 8 April: five working days end with Tuesday 15.
    ("housing-ombudsman-2024", "acknowledge-stage-2", "extended", "late", "2025-04-15T23:00:00Z"),
    // From Wednesday 16 April, without Good Friday, Easter Monday and 5 May: the twentieth is Monday 19 May.
    ("housing-ombudsman-2024", "respond-stage-2", "extended", "met", "2025-05-19T23:00:00Z"),
    // Never acknowledged: five and ten working days end with Monday 24 March.
    ("housing-ombudsman-2024", "respond-without-acknowledgement", "explained", "late", "2025-03-25T00:00:00Z"),
    // Twenty Irish business days end with 1 April, because of St Patrick's Day; by then the outcome was out.
    ("central-bank-ireland-cpc-2012", "update", "extended", "not_applicable", ""),
    ("central-bank-ireland-cpc-2012", "acknowledge", "plain", "met", "2025-03-11T00:00:00Z"),
    ("central-bank-ireland-cpc-2012", "acknowledge", "explained", "missed", "2025-03-11T00:00:00Z"),
    // Eight weeks from a Monday end with a Monday, 28 April; fifteen business days with 24 March, 35 with 23 April.
    ("fca-disp", "respond", "plain", "met", "2025-04-28T23:00:00Z"),
    ("fca-disp", "respond", "unexplained", "late", "2025-04-28T23:00:00Z"),
    ("fca-disp", "respond-payment-services", "plain", "late", "2025-03-25T00:00:00Z"),
    ("fca-disp", "payment-services-at-latest", "plain", "met", "2025-04-23T23:00:00Z"),
    ("fca-disp", "respond-payment-services", "extended", "not_applicable", ""),
    // Sent on 4 March: fifteen days end with 19 March, sixty with 3 May, both at midnight in New York's summer time.
    ("cfpb", "respond", "plain", "late", "2025-03-20T04:00:00Z"),
    ("cfpb", "respond-finally", "plain", "met", "2025-05-04T04:00:00Z"),
    ("cfpb", "respond", "explained", "not_applicable", ""),
    // In Sydney it was the evening of Monday 3 March: the next business day ends at 13:00 UTC on Tuesday.
    ("asic-rg-271", "acknowledge", "plain", "late", "2025-03-04T13:00:00Z"),
    ("asic-rg-271", "respond", "plain", "met", "2025-04-02T13:00:00Z"),
    // Three working days end with Thursday 6 March, six months with 3 September.
    ("nhs-england-2009", "acknowledge", "plain", "late", "2025-03-07T00:00:00Z"),
    ("nhs-england-2009", "respond", "plain", "met", "2025-09-03T23:00:00Z"),
    ("nhs-england-2009", "explain-delay", "plain", "not_applicable", ""),
    ("nhs-england-2009", "explain-delay", "explained", "met", ""),
    ("nhs-england-2009", "explain-delay", "unexplained", "missed", ""),
];

#[test]
fn the_packs_judge_as_worked_out_by_hand() {
    let home = tempfile::tempdir().unwrap();
    ombud(home.path(), &["init", "ws", "--time-zone", "Europe/London"]).done();
    std::fs::write(home.path().join("cases.csv"), CASES).unwrap();
    std::fs::write(home.path().join("events.csv"), EVENTS).unwrap();
    ombud(home.path(), &["-C", "ws", "import", "--source", "canonical", "cases.csv", "events.csv"]).done();
    let rows: Vec<Vec<String>> = detail(home.path(), &PACKS, "2026-01-01", ["policy", "clause", "case_id", "status", "due_at", "reading"])
        .into_iter()
        .filter(|row| row[5] == "main")
        .map(|row| row[..5].to_vec())
        .collect();
    let mut faults = Vec::new();
    for (policy, clause, case, status, due) in BY_HAND {
        let got: Vec<&Vec<String>> = rows.iter().filter(|row| row[..3] == [*policy, *clause, *case]).collect();
        if got.len() != 1 || got[0][3..] != [*status, *due] {
            faults.push(format!("{policy} {clause} {case}: {status} {due}, but got {got:?}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The verdicts under every reading, of each these columns.
fn detail<const N: usize>(home: &Path, policies: &[&str], as_of: &str, columns: [&str; N]) -> Vec<[String; N]> {
    let mut words = vec!["-C", "ws", "sla", "--detail", "--readings", "--as-of", as_of, "--format", "csv"];
    words.extend(policies.iter().flat_map(|id| ["--policy", id]));
    let told = ombud(home, &words).done();
    let mut reader = csv::Reader::from_reader(told.as_bytes());
    let header = reader.headers().unwrap().clone();
    let places = columns.map(|name| header.iter().position(|column| column == name).unwrap());
    reader.records().map(Result::unwrap).map(|record| places.map(|place| record[place].to_string())).collect()
}

#[test]
fn the_readings_of_the_procedures_judge_what_their_texts_say() {
    let home = tempfile::tempdir().unwrap();
    ombud(home.path(), &["init", "ws", "--time-zone", "Europe/London"]).done();
    let cases = ["told-after", "dated", "mail-after", "mail-before", "mail-late", "put-off", "declined", "silent"];
    let cases = cases.map(|case| format!("{case},2026-03-02T10:00:00Z\n")).concat();
    std::fs::write(home.path().join("cases.csv"), format!("case_id,received_at\n{cases}")).unwrap();
    let events = "case_id,event,at,expected_at
told-after,closed,2026-03-05T10:00:00Z,
told-after,progress_update,2026-04-10T09:00:00Z,
dated,acknowledged,2026-03-02T10:30:00Z,2026-03-20
mail-after,closed,2026-03-03T10:30:00Z,
mail-after,outcome_communicated,2026-03-03T10:30:05Z,
mail-before,outcome_communicated,2026-03-03T10:00:00Z,
mail-before,closed,2026-03-06T10:00:00Z,
mail-late,closed,2026-03-03T10:00:00Z,
mail-late,outcome_communicated,2026-03-05T10:00:00Z,
put-off,delay_notice,2026-03-11T10:00:00Z,2026-03-20
put-off,delay_notice,2026-03-20T10:00:00Z,2026-04-24
put-off,resolution_proposed,2026-04-27T10:00:00Z,
declined,resolution_proposed,2026-03-03T10:00:00Z,
declined,resolution_declined,2026-03-04T10:00:00Z,
declined,closed,2026-03-05T10:00:00Z,
silent,resolution_proposed,2026-03-03T10:00:00Z,
silent,closed,2026-03-05T10:00:00Z,
";
    std::fs::write(home.path().join("events.csv"), events).unwrap();
    ombud(home.path(), &["-C", "ws", "import", "--source", "canonical", "cases.csv", "events.csv"]).done();
    let rows = detail(home.path(), &PROCEDURES, "2026-06-01", ["policy", "clause", "reading", "case_id", "cycle", "status", "due_at"]);
    // Five days after 2 March end with the 7th; 24 hours run from each closing; 24 April is in summer time.
    let by_hand = [
        "wise-security involve-client main told-after 1 met ",
        "wise-security involve-client before-closing told-after 1 late 2026-03-05T10:00:00Z",
        "logiq give-closing-date main dated 1 missed 2026-03-08T00:00:00Z",
        "logiq give-closing-date acknowledgement-counts dated 1 met 2026-03-08T00:00:00Z",
        "logiq communicate-outcome main mail-after 1 late 2026-03-03T10:30:00Z",
        "logiq communicate-outcome within-a-day mail-after 1 met 2026-03-04T10:30:00Z",
        "logiq communicate-outcome within-a-day mail-before 1 met 2026-03-07T10:00:00Z",
        "logiq communicate-outcome within-a-day mail-late 1 late 2026-03-04T10:00:00Z",
        "logiq communicate-outcome within-a-day told-after 1 missed 2026-03-06T10:00:00Z",
        "logiq communicate-outcome within-a-day dated 1 not_applicable ",
        // A new date keeps the first promise by the clause; by the reading only a resolution does, by the last date given in time.
        "external-customer keep-promised-date main put-off 1 met 2026-04-24T23:00:00Z",
        "external-customer keep-promised-date main put-off 2 late 2026-04-24T23:00:00Z",
        "external-customer keep-promised-date resolution-only put-off 1 late 2026-04-24T23:00:00Z",
        "external-customer keep-promised-date resolution-only put-off 2 late 2026-04-24T23:00:00Z",
        "external-customer close-only-when-accepted main declined 1 missed 2026-03-05T10:00:00Z",
        "external-customer close-only-when-accepted deemed-acceptance declined 1 not_applicable ",
        "external-customer close-only-when-accepted main silent 1 missed 2026-03-05T10:00:00Z",
        "external-customer close-only-when-accepted deemed-acceptance silent 1 met 2026-03-05T10:00:00Z",
    ];
    let rows: BTreeSet<String> = rows.iter().map(|row| row.join(" ")).collect();
    let absent: Vec<&&str> = by_hand.iter().filter(|row| !rows.contains(**row)).collect();
    assert!(absent.is_empty(), "{absent:#?}");
}
