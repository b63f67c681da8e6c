//! The same bytes again, in another way: another mapping, calendar, zone, or company.

use crate::desk::Desk;

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
