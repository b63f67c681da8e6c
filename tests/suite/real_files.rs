//! Real exports, judged: what must come out was measured elsewhere.

use crate::program::ombud;
use crate::shared;
use std::path::Path;

fn workspace(home: &Path, zone: &str, policy: &str, export: &Path) {
    ombud(home, &["init", "ws", "--time-zone", zone]).done();
    std::fs::write(home.join("ws/policies/test.toml"), policy).unwrap();
    ombud(home, &["-C", "ws", "import", &export.to_string_lossy()]).done();
}

fn answer(home: &Path, sql: &str) -> Vec<String> {
    let told = ombud(home, &["-C", "ws", "query", sql, "--as-of", "2024-01-01T00:00:00Z", "--format", "csv"]).done();
    told.lines().nth(1).unwrap_or_default().split(',').map(str::to_string).collect()
}

/// Wait a policy for tests: one clause on the desk's calendar, solved within so many open hours.
fn solved_within(hours: u32) -> String {
    format!(
        "schema = 1\nid = \"desk\"\ntitle = \"Desk\"\norganisation = \"Desk\"\ncalendar = \"kolkata-desk\"\n\
         [[clause]]\nid = \"solve\"\ncite = \"1\"\ntext = \"Solve in time.\"\ntype = \"deadline\"\nafter = [\"received\"]\n\
         require = [\"resolution_proposed\"]\nwithin = \"{hours} business hours\"\n"
    )
}

#[test]
fn open_time_of_a_real_desk_agrees_with_the_export_s_own_minutes() {
    let Some(data) = shared::folder("data") else { return };
    let home = tempfile::tempdir().unwrap();
    // A limit of so many open hours is kept by exactly the tickets whose own business-hour minutes are within it,
    // but for the 228 that the desk counted by another schedule and those within a minute of the limit.
    workspace(home.path(), "Asia/Kolkata", &solved_within(24), &data.join("zendesk_tickets_2023.csv"));
    let agreement = answer(
        home.path(),
        "select count(*) as solved, \
            count(*) filter (abs(epoch(v.done_at) - epoch(v.started_at) - 60 * c.attributes['Full resolution time in minutes']::bigint) <= 60) as elapsed, \
            count(*) filter ((v.status = 'met') = (c.attributes['Full resolution time in minutes within business hours']::bigint <= 24 * 60)) as agree \
         from verdicts as v join cases as c on c.source = v.source and c.case_id = v.case_id where v.done_at is not null",
    );
    let numbers: Vec<u64> = agreement.iter().map(|cell| cell.parse().unwrap()).collect();
    // Minute by minute: the open time between receipt and solution, read from the judge's own calendar tables.
    let open_time = answer(
        home.path(),
        "with solved as ( \
            select v.case_id, v.started_at, v.done_at, c.calendar_key \
            from verdicts as v join judge_clause as c on c.clause = v.clause where v.done_at is not null \
        ), \
        begun as (select s.case_id, s.calendar_key, epoch_us(s.started_at) as at_us from solved as s), \
        ended as (select s.case_id, s.calendar_key, epoch_us(s.done_at) as at_us from solved as s) \
        select count(*) filter (abs((e.clock - b.clock) / 60e6 \
            - k.attributes['Full resolution time in minutes within business hours']::bigint) <= 1) as agree \
        from clock_of('begun') as b \
        join clock_of('ended') as e on e.case_id = b.case_id \
        join cases as k on k.case_id = b.case_id",
    );
    assert!(open_time[0].parse::<u64>().unwrap() >= 14_177, "{} of 14,409 agree", open_time[0]);
    assert_eq!(numbers[..2], [14_409, 14_409]);
    assert!(numbers[2] >= 14_177, "{} of 14,409 agree", numbers[2]);
    assert_eq!(answer(home.path(), "select count(*) as cases from cases"), ["16476"]);
}

#[test]
fn a_source_without_acknowledgements_cannot_show_them() {
    let Some(data) = shared::folder("data") else { return };
    let home = tempfile::tempdir().unwrap();
    let policy = solved_within(24).replace("resolution_proposed", "acknowledged");
    workspace(home.path(), "Asia/Kolkata", &policy, &data.join("zendesk_tickets_2023.csv"));
    let statuses = answer(home.path(), "select string_agg(distinct status, ' ') as statuses, count(*) as rows from verdicts");
    assert_eq!(statuses, ["unknown", "16476"]);
    let table = ombud(home.path(), &["-C", "ws", "sla", "--as-of", "2024-01-01T00:00:00Z", "--format", "table"]).done();
    assert!(table.contains("cannot be shown") && !table.contains("0 %"), "{table}");
}

#[test]
fn a_report_of_each_real_export_says_only_what_the_export_can_support() {
    let Some(data) = shared::folder("data") else { return };
    let desk = solved_within(24);
    let acknowledge = desk.replace("resolution_proposed", "acknowledged");
    for (file, zone, policy, period, as_of, cases, words) in [
        ("zendesk_tickets_2023.csv", "Asia/Kolkata", &desk, "2023-Q2", "2023-07-01", "16,476", "2023-Q1: no data"),
        (
            "cfpb_2015_26k.csv",
            "America/New_York",
            &acknowledge,
            "2015-Q1",
            "2015-04-15",
            "28,156",
            "The time to acknowledge cannot be shown",
        ),
        ("helpdesk_italian_full.csv", "Europe/Rome", &acknowledge, "2013-Q3", "2014-02-01", "4,580", "a stand-in"),
    ] {
        let home = tempfile::tempdir().unwrap();
        workspace(home.path(), zone, policy, &data.join(file));
        ombud(home.path(), &["-C", "ws", "report", "quarterly", "--period", period, "--as-of", as_of, "--out", "out"]).done();
        let page = std::fs::read_to_string(home.path().join(format!("out/quarterly-{period}.html"))).unwrap();
        let facts: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(home.path().join("out/facts.json")).unwrap()).unwrap();
        assert!(facts.to_string().len() > 1_000, "{file}");
        for part in [cases, words] {
            assert!(page.contains(part), "{file}: the page does not say \"{part}\"");
        }
        assert!(!page.contains("NaN") && !page.contains("http://") && !page.contains("https://"), "{file}");
    }
}
