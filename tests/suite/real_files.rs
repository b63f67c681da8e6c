//! Real exports, judged: what must come out was measured elsewhere.

use crate::desk::Desk;
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
        // The page's script asks whether a text is no number.
        let page = page.split("<script>").next().unwrap();
        assert!(!page.contains("NaN") && !page.contains("http://") && !page.contains("https://"), "{file}");
    }
}

/// A desk with one real export imported by a built-in mapping, and what the import said.
fn imported(file: &str, zone: &str) -> Option<(Desk, String)> {
    let data = shared::folder("data")?;
    let desk = Desk::new(zone);
    let told = desk.import(&[&data.join(file).to_string_lossy()]);
    Some((desk, told))
}

#[test]
fn the_workbook_equals_its_csv_twin_case_by_case() {
    let Some((csv, _)) = imported("zendesk_tickets_2023.csv", "Asia/Kolkata") else { return };
    let Some((book, told)) = imported("zendesk_tickets_2023.xlsx", "Asia/Kolkata") else { return };
    assert!(told.contains("16,476 rows = 16,476 kept + 0 set aside + 0 exact duplicates") && told.contains("the sheet"), "{told}");
    // The pseudonyms of two workspaces differ, as they should.
    let cases = "select * exclude (customer, import, file, row, attributes), cast(map_entries(attributes) as varchar) as attributes from cases order by case_id";
    let (left, right) = (csv.rows(cases), book.rows(cases));
    assert_eq!(left.len(), 16_476);
    assert!(
        left.iter().zip(&right).all(|(left, right)| left == right),
        "{:?}",
        left.iter().zip(&right).find(|(left, right)| left != right)
    );
    let events = "select e.case_id, e.event, e.at, e.at_last, e.evidence from events as e order by e.case_id, e.event, e.at";
    assert_eq!(csv.rows(events), book.rows(events));
}

#[test]
fn the_incident_log_s_surplus_closings_are_found_and_counted() {
    let Some((desk, told)) = imported("incident_event_log_first5998_ddmmyyyy.csv", "UTC") else { return };
    assert!(told.contains("servicenow") && told.contains("5,998 rows = 5,998 kept + 0 set aside + 0 exact duplicates"), "{told}");
    // 897 rows say "Closed" of 890 incidents: 7 say it again.
    assert_eq!(
        desk.rows("select count from import_quality where measure = 'said_again' and field = 'incident_state' and value = 'Closed'"),
        ["7"]
    );
    assert_eq!(desk.rows("select count(*) as n from events where event = 'closed'"), ["890"]);
    // The source's own verdict stands in the last row of each incident.
    assert_eq!(
        desk.rows("select attributes['on_time'] as label, count(*) as n from cases group by all order by all"),
        ["false,395", "true,495"]
    );
    assert_eq!(desk.rows("select count(*) as n, count(distinct channel) as channels, min(channel) as channel from cases"), ["890,1,phone"]);
}

#[test]
fn servicenow_s_impossible_closings_are_found_and_counted() {
    let Some((desk, told)) = imported("servicenow_incidents_REST_demo.csv", "UTC") else { return };
    assert!(told.contains("67 rows = 67 kept + 0 set aside"), "{told}");
    assert!(told.contains("20 cases were closed before they were resolved"), "{told}");
    let counts = "select count(*) filter (event = 'closed') as closed, count(distinct case_id) filter (event = 'resolution_proposed') as resolved from events";
    // 35 have a closing date, of which only those in state 7 are closed; 40 have no resolution.
    assert_eq!(desk.rows(counts)[0].split(',').next_back(), Some("27"));
    assert_eq!(
        desk.rows("select attributes['on_time'] as label, count(*) as n from cases group by all order by all"),
        ["false,43", "true,24"]
    );
}

#[test]
fn new_york_s_impossible_closings_are_found_and_counted() {
    let Some((desk, told)) = imported("nyc311_2018_1k.csv", "UTC") else { return };
    assert!(told.contains("city-311") && told.contains("1,000 rows = 1,000 kept + 0 set aside"), "{told}");
    assert!(told.contains("10 closings are earlier than their receipt"), "{told}");
    let in_time = "select count(*) as closed, count(*) filter (e.at <= c.due_at) as in_time from cases as c join events as e using (source, case_id) \
        where c.due_at is not null and e.event = 'closed'";
    assert_eq!(desk.rows(in_time), ["479,427"]);
    assert_eq!(
        desk.rows("select channel, count(*) as n from cases group by all order by n"),
        ["other,7", ",160", "web_form,337", "phone,496"]
    );
    assert_eq!(
        desk.rows("select count(*) as n from import_quality where measure = 'midnight' and value = 'closed' and count = 107"),
        ["1"]
    );
}

#[test]
fn jira_s_twin_columns_are_all_read() {
    let Some((desk, told)) = imported("jira_cloud_export_header_4rows.csv", "UTC") else { return };
    assert!(told.contains("jira-service-management") && told.contains("4 rows = 4 kept + 0 set aside"), "{told}");
    assert_eq!(
        desk.rows("select case_id, received_at from cases order by received_at desc"),
        ["DI-127,2026-02-25T22:17:00Z", "DI-123,2026-02-25T15:51:00Z", "DI-111,2026-02-19T18:46:00Z", "DI-86,2026-02-12T19:10:00Z"]
    );
    assert_eq!(desk.rows("select count(*) as n from events where case_id in ('DI-123', 'DI-111') and event = 'initial_response'"), ["4"]);
}

#[test]
fn the_other_real_exports_need_no_mapping_of_one_s_own_either() {
    for (file, source, account) in [
        ("cfpb_2015_26k.csv", "cfpb", "28,156 rows = 28,156 kept + 0 set aside + 0 exact duplicates"),
        ("helpdesk_italian_full.csv", "event-log", "21,348 rows = 21,221 kept + 0 set aside + 127 exact duplicates"),
    ] {
        let Some((desk, told)) = imported(file, "UTC") else { return };
        assert!(told.contains(source) && told.contains(account), "{told}");
        if source == "cfpb" {
            let labels = "select attributes['on_time'] as label, count(*) as n from cases group by all order by all";
            assert_eq!(desk.rows(labels), ["false,712", "true,27444"]);
        }
    }
}
