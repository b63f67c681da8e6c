//! The same bytes again, in another way: another mapping, calendar, zone, or company.

use crate::desk::{Desk, MAPPING};

/// A list of cases whose answer is given in minutes of a desk's open hours.
const MINUTES: &str = r#"
schema = 1
id = "minutes"
title = "Minutes"
mode = "snapshot"
[[table]]
name = "tickets"
recognise = ["number", "opened", "answered"]
dates = "iso"
case_id = "number"
[table.case]
received_at = "opened"
kind = { constant = "complaint" }
[[table.event]]
event = "acknowledged"
at = { after = "opened", minutes = "answered", calendar = "our-desk" }
"#;

fn hours(week: &str) -> String {
    format!(
        "schema = 1\nid = \"our-desk\"\ntime_zone = \"UTC\"\n[week]\nmon = {week}\ntue = {week}\nwed = {week}\nthu = {week}\nfri = {week}\n"
    )
}

#[test]
fn a_mended_calendar_reads_a_file_anew() {
    let desk = Desk::new("UTC");
    desk.mapping("minutes", MINUTES);
    desk.file("ws/calendars/our-desk.toml", hours(r#"["09:00-17:00"]"#));
    // 300 open minutes from four o'clock on a Monday: one hour then, and four on Tuesday.
    let list = "number,opened,answered\n1,2026-01-05T16:00:00Z,300\n";
    desk.import_text("list.csv", list);
    assert_eq!(desk.events(), ["1 acknowledged 01-06 13:00"]);
    assert!(desk.import(&["list.csv"]).contains("nothing changed"));
    // Open until eight: four hours on Monday, and one on Tuesday.
    desk.file("ws/calendars/our-desk.toml", hours(r#"["09:00-20:00"]"#));
    let told = desk.import(&["list.csv"]);
    assert!(told.contains("another mapping, calendar or time zone") && told.contains("in the place of import 1"), "{told}");
    assert_eq!(desk.events(), ["1 acknowledged 01-06 10:00"]);
    assert!(desk.import(&["list.csv"]).contains("nothing changed"));
}

#[test]
fn months_that_were_read_in_another_zone_are_told_until_they_are_read_anew() {
    let desk = Desk::new("UTC");
    desk.mapping("own", &own("own", "append", "Europe/Berlin"));
    desk.import_text("jan.csv", JANUARY);
    desk.mapping("own", &own("own", "append", "America/New_York"));
    desk.file("feb.csv", FEBRUARY);
    let warned = desk.run(&["import", "feb.csv"]).err;
    assert!(warned.contains("own: import 1 was read in Europe/Berlin and this one in America/New_York"), "{warned}");
    assert!(!desk.run(&["import", "jan.csv"]).err.contains("was read in"), "January is read anew in the zone of February");
    // Nine o'clock in Berlin is eight in winter; in New York it is two in the afternoon.
    assert_eq!(desk.rows("select strftime(received_at, '%m-%d %H:%M') from cases order by 1"), ["01-05 14:00", "02-05 14:00"]);
}

/// A list of tickets by a mapping of the user's own.
fn own(id: &str, mode: &str, zone: &str) -> String {
    format!(
        "schema = 1\nid = \"{id}\"\ntitle = \"Own\"\nmode = \"{mode}\"\ntime_zone = \"{zone}\"\n[[table]]\nname = \"tickets\"\n\
        recognise = [\"number\", \"opened\", \"closed\"]\ndates = [\"%Y-%m-%d %H:%M\"]\ncase_id = \"number\"\n[table.case]\n\
        received_at = \"opened\"\nkind = {{ constant = \"complaint\" }}\n[[table.event]]\nevent = \"closed\"\nat = \"closed\"\n"
    )
}

const JANUARY: &str = "number,opened,closed\n1,2026-01-05 09:00,2026-01-06 09:00\n";
const FEBRUARY: &str = "number,opened,closed\n2,2026-02-05 09:00,2026-02-06 09:00\n";

#[test]
fn a_file_counts_once_however_its_mapping_is_called() {
    let desk = Desk::new("UTC");
    desk.mapping("own", &own("first-try", "snapshot", "UTC"));
    desk.import_text("jan.csv", JANUARY);
    desk.mapping("own", &own("our-desk", "snapshot", "UTC"));
    let told = desk.import(&["jan.csv"]);
    assert!(told.contains("in the place of import 1"), "{told}");
    assert_eq!(desk.rows("select source, case_id from cases"), ["our-desk,1"]);
    // And back: the reading that is gone is made once more.
    desk.mapping("own", &own("first-try", "snapshot", "UTC"));
    desk.import(&["jan.csv"]);
    assert_eq!(desk.rows("select source, case_id from cases"), ["first-try,1"]);
    desk.run(&["check"]).done();
}

#[test]
fn a_part_of_an_import_is_not_read_anew_by_itself() {
    for mode in ["snapshot", "append"] {
        let desk = Desk::new("UTC");
        desk.mapping("own", &own("own", mode, "UTC"));
        desk.file("jan.csv", JANUARY);
        desk.file("feb.csv", FEBRUARY);
        desk.import(&["jan.csv", "feb.csv"]);
        let both = ["1 closed 01-06 00:00", "2 closed 02-06 00:00"];
        desk.mapping("own", &own("own", mode, "Asia/Tokyo"));
        let refused = desk.refusal(&["import", "jan.csv"]);
        assert!(refused.contains("a part of import 1, together with feb.csv") && refused.contains("add feb.csv"), "{refused}");
        assert_eq!(desk.refusal(&["import", "--dry-run", "jan.csv"]), refused);
        assert_eq!(desk.events(), ["1 closed 01-06 09:00", "2 closed 02-06 09:00"]);
        // Nine o'clock in Tokyo is midnight in UTC.
        desk.import(&["feb.csv", "jan.csv"]);
        assert_eq!(desk.events(), both, "{mode}");
        // Put right again, it is read again: the reading that stands is the other one.
        desk.mapping("own", &own("own", mode, "UTC"));
        desk.import(&["jan.csv", "feb.csv"]);
        assert_eq!(desk.events(), ["1 closed 01-06 09:00", "2 closed 02-06 09:00"], "{mode}");
    }
}

#[test]
fn a_part_of_another_source_s_import_counts_twice_by_no_word() {
    let desk = Desk::new("UTC");
    desk.mapping("own", &own("first-try", "snapshot", "UTC"));
    desk.file("jan.csv", JANUARY);
    desk.file("feb.csv", FEBRUARY);
    desk.file("none.csv", "number,opened,closed\n");
    desk.import(&["jan.csv", "feb.csv", "none.csv"]);
    desk.mapping("own", &own("our-desk", "snapshot", "UTC"));
    for words in [&["import", "jan.csv"][..], &["import", "jan.csv", "--newest"]] {
        let refused = desk.refusal(words);
        assert!(refused.contains("add feb.csv") && !refused.contains("--newest"), "{refused}");
    }
    // A file without rows counts nowhere, so it asks for no other.
    desk.import_text("mar.csv", "number,opened,closed\n3,2026-03-05 09:00,\n");
    desk.import(&["none.csv"]);
    let told = desk.import(&["jan.csv", "feb.csv", "none.csv"]);
    assert!(told.contains("in the place of import 1 (first-try)"), "{told}");
    assert_eq!(desk.rows("select source, case_id from cases order by case_id"), ["our-desk,1", "our-desk,2", "our-desk,3"]);
}

#[test]
fn a_file_that_another_source_read_finds_its_place_among_those_of_this_one() {
    // February tells that case 2 was closed; January, read by another mapping first, does not know that yet.
    let january = "number,opened,closed\n1,2026-01-05 09:00,\n2,2026-01-20 09:00,\n";
    let february = "number,opened,closed\n2,2026-01-20 09:00,2026-02-10 09:00\n3,2026-02-20 09:00,\n";
    let desk = Desk::new("UTC");
    desk.mapping("own", &own("our-desk", "snapshot", "UTC"));
    desk.import_text("feb.csv", february);
    desk.mapping("own", &own("first-try", "snapshot", "UTC"));
    desk.import_text("jan.csv", january);
    desk.mapping("own", &own("our-desk", "snapshot", "UTC"));
    let told = desk.import(&["jan.csv"]);
    assert!(told.contains("This is an older export"), "{told}");
    assert_eq!(desk.events(), ["2 closed 02-10 09:00"]);
}

#[test]
fn a_new_file_beside_one_that_is_read_anew_takes_no_old_turn() {
    let extract = |rows: &str| format!("number,opened,closed\n{rows}");
    let desk = Desk::new("UTC");
    desk.mapping("own", &own("own", "snapshot", "Asia/Tokyo"));
    desk.import_text("jan.csv", extract("1,2026-01-05 09:00,\n"));
    desk.mapping("own", &own("own", "snapshot", "UTC"));
    desk.import_text("feb.csv", extract("3,2026-02-20 09:00,\n"));
    // March alone knows that case 3 was closed.
    desk.file("mar.csv", extract("3,2026-02-20 09:00,2026-03-10 09:00\n"));
    desk.import(&["jan.csv", "mar.csv"]);
    assert_eq!(desk.events(), ["3 closed 03-10 09:00"]);
}

#[test]
fn what_was_read_otherwise_later_is_not_the_same_again() {
    let desk = Desk::new("UTC");
    desk.mapping("own", &own("own", "snapshot", "UTC"));
    desk.file("jan.csv", JANUARY);
    desk.file("feb.csv", FEBRUARY);
    desk.import(&["jan.csv", "feb.csv"]);
    desk.mapping("own", &own("own", "snapshot", "Asia/Tokyo"));
    desk.import(&["jan.csv", "--newest"]);
    assert_eq!(desk.events()[0], "1 closed 01-06 00:00");
    desk.mapping("own", &own("own", "snapshot", "UTC"));
    let told = desk.import(&["jan.csv"]);
    assert!(!told.contains("nothing changed"), "{told}");
    assert_eq!(desk.events()[0], "1 closed 01-06 09:00");
}

#[test]
fn events_of_another_kind_take_only_what_they_tell_themselves() {
    let desk = Desk::new("UTC");
    desk.import_text(
        "tickets.csv",
        "Id,Requester id,Via,Status,Created at,Solved at\n1,5,Mail,Solved,2026-01-01 08:00,2026-01-03 08:00\n2,6,Mail,Open,2026-01-01 08:00,\n",
    );
    let listed = ["1 resolution_proposed 01-03 08:00 proxy", "1 closed 01-03 08:00 proxy"];
    assert_eq!(desk.events(), listed);
    // A vouched-for log that tells acknowledgements alone says nothing of what the list tells.
    desk.import_text("events.csv", "source,case_id,event,at\nzendesk,1,acknowledged,2026-01-01T09:00:00Z\n");
    assert_eq!(desk.events(), [&["1 acknowledged 01-01 09:00"][..], &listed].concat());
    // One that tells closings stands in the place of the list's.
    desk.import_text("closed.csv", "source,case_id,event,at\nzendesk,1,closed,2026-01-04T09:00:00Z\n");
    assert_eq!(desk.events(), ["1 resolution_proposed 01-03 08:00 proxy", "1 closed 01-04 09:00"]);
}

#[test]
fn extracts_that_overlap_find_their_order_in_whatever_order_they_come() {
    let extract = |rows: &str| format!("number,opened,closed\n{rows}");
    let january = extract("1,2026-01-05 09:00,\n2,2026-01-20 09:00,\n");
    // February's extract tells of January's second case that it was closed, March's of February's.
    let february = extract("2,2026-01-20 09:00,2026-02-10 09:00\n3,2026-02-20 09:00,\n");
    let march = extract("3,2026-02-20 09:00,2026-03-10 09:00\n4,2026-03-20 09:00,\n");
    let months = [("jan.csv", &january), ("feb.csv", &february), ("mar.csv", &march)];
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let desk = Desk::new("UTC");
        desk.mapping("own", &own("own", "snapshot", "UTC"));
        for place in order {
            desk.import_text(months[place].0, months[place].1);
        }
        assert_eq!(desk.events(), ["2 closed 02-10 09:00", "3 closed 03-10 09:00"], "{order:?}");
    }
}

/// A desk with the exports of January, February and March, a team in each; case 1 is in those that `one` names it in.
fn three_months(one: [&str; 3]) -> Desk {
    let desk = Desk::new("UTC");
    desk.mapping("desk", &with_teams("desk", "UTC"));
    let others = [
        "2,2026-01-06 10:00,2026-01-31 09:00,North",
        "3,2026-02-06 10:00,2026-02-28 09:00,North",
        "4,2026-03-06 10:00,2026-03-31 09:00,North",
    ];
    for ((name, one), other) in ["jan.csv", "feb.csv", "mar.csv"].into_iter().zip(one).zip(others) {
        desk.file(name, format!("number,opened,closed,team\n{one}{other}\n"));
    }
    desk
}

fn with_teams(id: &str, zone: &str) -> String {
    own(id, "snapshot", zone).replace("[[table.event]]", "team = \"team\"\n[[table.event]]")
}

/// The team of case 1, and the import that says it.
fn team(desk: &Desk) -> Vec<String> {
    desk.rows("select team, import from cases where source = 'desk' and case_id = '1'")
}

const NORTH: &str = "1,2026-01-05 10:00,,North\n";
const EAST: &str = "1,2026-01-05 10:00,,East\n";
const SOUTH: &str = "1,2026-01-05 10:00,2026-03-20 10:00,South\n";

#[test]
fn exports_that_are_read_anew_take_no_turn_above_newer_ones() {
    for order in [["feb.csv", "mar.csv", "jan.csv"], ["mar.csv", "feb.csv", "jan.csv"]] {
        let desk = three_months([NORTH, EAST, SOUTH]);
        for month in order {
            desk.import(&[month]);
        }
        let march = format!("South,{}", if order[0] == "mar.csv" { 1 } else { 2 });
        assert_eq!(team(&desk), [march.as_str()], "{order:?}");
        // In winter London's clocks tell what UTC's do. March is not given again, and is newer than both all the same.
        desk.mapping("desk", &with_teams("desk", "Europe/London"));
        let told = desk.import(&["jan.csv", "feb.csv"]);
        assert!(told.contains("in the place of imports"), "{told}");
        assert_eq!(team(&desk), [march.as_str()], "{order:?}");
    }
}

#[test]
fn what_is_older_than_a_file_of_another_source_now_stays_older_than_the_others() {
    let desk = three_months([NORTH, EAST, SOUTH]);
    for month in ["feb.csv", "mar.csv", "jan.csv"] {
        desk.import(&[month]);
    }
    // January was taken as older than February, which another source reads now: March is newer than January all the same.
    desk.mapping("own", &with_teams("own", "UTC"));
    assert!(desk.import(&["--source", "own", "feb.csv"]).contains("in the place of import 1 (desk)"));
    assert_eq!(team(&desk), ["South,2"]);
}

#[test]
fn exports_with_another_one_between_them_are_not_read_anew_as_one() {
    let desk = three_months([NORTH, EAST, ""]);
    for month in ["jan.csv", "feb.csv", "mar.csv"] {
        desk.import(&[month]);
    }
    desk.mapping("desk", &with_teams("desk", "Europe/London"));
    let refused = desk.refusal(&["import", "jan.csv", "mar.csv"]);
    assert!(refused.contains("in the place of imports 1, 3; but between these stands import 2 (feb.csv)"), "{refused}");
    assert!(refused.contains("in a command of their own") && refused.contains("add feb.csv"), "{refused}");
    assert_eq!(desk.refusal(&["import", "--dry-run", "jan.csv", "mar.csv"]), refused);
    assert_eq!(team(&desk), ["East,2"]);
    // Each by itself, February first: where it is read anew already, it is not to be given once more.
    desk.import(&["feb.csv"]);
    let refused = desk.refusal(&["import", "jan.csv", "mar.csv"]);
    assert!(refused.contains("stands import 4 (feb.csv)") && !refused.contains("add feb.csv"), "{refused}");
    desk.import(&["jan.csv"]);
    desk.import(&["mar.csv"]);
    assert_eq!(team(&desk), ["East,4"]);
    // And all of them together, as one export.
    desk.mapping("desk", &with_teams("desk", "UTC"));
    let told = desk.import(&["feb.csv", "jan.csv", "mar.csv"]);
    assert!(told.contains("in the place of imports 4, 5, 6"), "{told}");
    assert_eq!(team(&desk), ["East,7"]);
}

/// A list of tickets with their topics, in which the column of the closing dates an event.
fn with_topics(mode: &str, zone: &str, event: &str) -> String {
    own("desk", mode, zone)
        .replace("[[table.event]]\nevent = \"closed\"", &format!("category = \"topic\"\n[[table.event]]\nevent = \"{event}\""))
}

const OF_MAY: &str = "number,opened,closed\n1,2026-05-04 09:00,2026-05-05 10:00\n2,2026-05-04 09:00,\n";

#[test]
fn a_file_that_is_read_anew_by_a_mended_mapping_counts_once_and_by_the_new_one() {
    for mode in ["append", "snapshot"] {
        let desk = Desk::new("UTC");
        desk.mapping("desk", &with_topics(mode, "Europe/Berlin", "acknowledged"));
        desk.import_text("may.csv", OF_MAY);
        desk.import_text("june.csv", "number,opened,closed\n3,2026-06-04 09:00,\n");
        desk.mapping("desk", &with_topics(mode, "America/New_York", "closed"));
        let told = desk.import_text("may.csv", OF_MAY);
        assert!(told.contains("this stands in the place of import 1, which"), "{told}");
        // Nine o'clock in New York is 13:00 UTC; June was read by the old mapping, and stands so.
        let cases = ["1,2026-05-04T13:00:00Z,3", "2,2026-05-04T13:00:00Z,3", "3,2026-06-04T07:00:00Z,2"];
        assert_eq!(desk.rows("select case_id, received_at, import from cases order by case_id"), cases, "{mode}");
        assert_eq!(desk.rows("select case_id, event, \"at\" from events"), ["1,closed,2026-05-05T14:00:00Z"], "{mode}");
        assert_eq!(desk.account(), ["3,3,0,0"], "{mode}");
        // And back again, for whoever mended what was right.
        desk.mapping("desk", &with_topics(mode, "Europe/Berlin", "acknowledged"));
        let told = desk.import_text("may.csv", OF_MAY);
        assert!(told.contains("this stands in the place of import 3, which"), "{told}");
        assert_eq!(desk.rows("select case_id, event, \"at\" from events"), ["1,acknowledged,2026-05-05T08:00:00Z"], "{mode}");
        assert!(desk.import_text("may.csv", OF_MAY).contains("already imported as import 4"));
    }
}

#[test]
fn what_was_appended_before_a_snapshot_is_not_told_any_more() {
    let desk = Desk::new("UTC");
    desk.mapping("desk", &with_topics("append", "UTC", "closed"));
    desk.import_text("may.csv", "number,opened,closed,topic\n1,2026-05-04 09:00,2026-05-05 10:00,old\n");
    desk.mapping("desk", &with_topics("snapshot", "UTC", "closed"));
    desk.import(&["--newest", "may.csv"]);
    desk.file("may.csv", "number,opened,closed,topic\n1,2026-05-06 09:00,,\n");
    desk.import(&["--newest", "may.csv"]);
    let told = || (desk.rows("select received_at, category from cases"), desk.rows("select event, \"at\" from events"));
    assert_eq!(told(), (vec!["2026-05-06T09:00:00Z,".to_string()], Vec::new()));
    // What is appended afterwards adds to the snapshot alone.
    desk.mapping("desk", &with_topics("append", "UTC", "closed"));
    desk.import_text("june.csv", "number,opened,closed,topic\n1,2026-05-06 09:00,2026-06-05 10:00,\n");
    assert_eq!(told(), (vec!["2026-05-06T09:00:00Z,".to_string()], vec!["closed,2026-06-05T10:00:00Z".to_string()]));
}

#[test]
fn a_file_that_came_in_beside_another_is_the_same_by_itself_if_the_same_rows_are_set_aside() {
    let desk = Desk::with_mapping();
    desk.file("a.csv", "number,opened,closed\n1,2026-01-05T08:00:00Z,\n");
    let faulty = "number,opened,closed\n2,2026-01-05T08:00:00Z,\n3,soon,\n";
    desk.file("b.csv", faulty);
    desk.import(&["a.csv", "b.csv"]);
    // Three rows: two kept, one set aside.
    assert_eq!(desk.account(), ["3,2,1,0"]);
    let told = desk.import_text("b.csv", faulty);
    assert!(told.contains("already imported as import 1, nothing changed"), "{told}");
    assert_eq!(desk.account(), ["3,2,1,0"]);
    // Nor is a row set aside again that was repaired.
    desk.mapping("desk", &MAPPING.replace("reports = [\"closed\"]\n", "reports = [\"closed\"]\n# As it was.\n"));
    desk.import(&["a.csv", "b.csv"]);
    let repaired = desk.run(&["query", "select * from rejects", "--format", "csv"]).done().replace("3,soon", "3,2026-01-07T08:00:00Z");
    desk.file("repaired.csv", repaired);
    desk.import(&["--retry", "repaired.csv"]);
    assert!(desk.import_text("b.csv", faulty).contains("nothing changed"));
    assert_eq!(desk.rows("select case_id from cases order by case_id"), ["1", "2", "3"]);
    assert_eq!(desk.rows("select count(*) from rejects"), ["0"]);
}
