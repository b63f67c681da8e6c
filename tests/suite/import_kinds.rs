//! A list of cases beside their history or their mail: each kind of file is older or newer than its like, and takes back only what it told.

use crate::desk::Desk;

/// Cases and their history, exported as two files.
const TWO_KINDS: &str = r#"
schema = 1
id = "two"
title = "Two"
mode = "snapshot"
[[table]]
name = "list"
recognise = ["nr", "in"]
dates = "iso"
case_id = "nr"
[table.case]
received_at = "in"
[[table.event]]
event = "acknowledged"
at = "answered"
[[table]]
name = "history"
row = "event"
recognise = ["nr", "when", "to"]
dates = "iso"
case_id = "nr"
[[table.event]]
event = "closed"
at = "when"
when = { column = "to", is = "Closed" }
"#;

#[test]
fn where_one_kind_of_file_is_newer_and_another_older_that_is_said() {
    let desk = Desk::new("UTC");
    desk.mapping("two", TWO_KINDS);
    desk.file("list-feb.csv", "nr,in,answered\nT1,2026-02-01T08:00:00Z,\n");
    desk.file("history-feb.csv", "nr,when,to\nT1,2026-02-01T08:00:00Z,Open\nT1,2026-02-20T08:00:00Z,Closed\n");
    desk.import(&["list-feb.csv", "history-feb.csv"]);
    desk.file("list-mar.csv", "nr,in,answered\nT1,2026-02-01T08:00:00Z,2026-03-01T08:00:00Z\n");
    desk.file("history-jan.csv", "nr,when,to\nT1,2026-02-01T08:00:00Z,Closed\n");
    let run = desk.run(&["import", "list-mar.csv", "history-jan.csv"]);
    assert!(run.err.contains("others before: those tell less of 1 case. All are taken as newer."), "{}", run.err);
}

#[test]
fn a_list_is_not_older_than_a_history_that_ends_later() {
    let desk = Desk::new("UTC");
    desk.mapping("two", TWO_KINDS);
    let told = [
        desk.import_text("history.csv", "nr,when,to\nT1,2026-03-05T08:30:00Z,Closed\n"),
        desk.import_text("list.csv", "nr,in,answered\nT1,2026-02-05T08:00:00Z,2026-03-01T10:00:00Z\nT2,2026-02-06T08:00:00Z,\n"),
        desk.import_text("history2.csv", "nr,when,to\nT1,2026-03-05T08:30:00Z,Closed\nT2,2026-03-04T08:30:00Z,Closed\n"),
    ];
    assert!(told.iter().all(|told| !told.contains("older export")), "{told:?}");
    // An older list is one all the same, compared with lists alone.
    let older = desk.import_text("list-feb.csv", "nr,in,answered\nT1,2026-02-05T08:00:00Z,\nT0,2026-02-01T08:00:00Z,\n");
    assert!(older.contains("This is an older export: it ends on 2026-02-05 08:00"), "{older}");
    assert_eq!(desk.rows("select case_id, event from events order by all"), ["T1,acknowledged", "T1,closed", "T2,closed"]);
}

#[test]
fn a_month_s_history_that_is_given_with_the_whole_list_is_warned_of() {
    let desk = Desk::new("UTC");
    desk.mapping("two", TWO_KINDS);
    let list =
        |cases: u32| (1..=cases).fold("nr,in,answered\n".to_string(), |list, nr| list + &format!("T{nr},2026-0{nr}-01T08:00:00Z,\n"));
    let closing = |nr: u32| format!("T{nr},2026-0{nr}-09T08:00:00Z,Closed\n");
    let history = |rows: &str| format!("nr,when,to\n{rows}");
    for month in 1..=3 {
        desk.file(&format!("list{month}.csv"), list(month));
        desk.file(&format!("history{month}.csv"), history(&closing(month)));
    }
    let run = |files: &[&str]| {
        let run = desk.run(&[&["import"], files].concat());
        assert_eq!(run.code, 0, "{}", run.err);
        run.err
    };
    assert!(!run(&["list1.csv", "history1.csv"]).contains("counts no more"));
    // February's history tells of case 2 alone, beside a list of cases 1 and 2; March's takes away case 2 only, for 1 is gone already.
    for (list, history) in [("list2.csv", "history2.csv"), ("list3.csv", "history3.csv")] {
        let warned = run(&[list, history]);
        assert!(warned.contains("two: \"history\" tells nothing of 1 case that other files"), "{warned}");
    }
    assert_eq!(desk.closings(), ["T3,03-09"]);
    // What was told before comes back as the warning says.
    run(&["--newest", "history1.csv"]);
    run(&["--newest", "history2.csv"]);
    assert_eq!(desk.closings(), ["T1,01-09", "T2,02-09", "T3,03-09"]);
    // A history of all cases, or one by itself, takes nothing away.
    desk.file("list4.csv", list(4));
    desk.file("all.csv", history(&(1..=4).map(closing).collect::<String>()));
    assert!(!run(&["list4.csv", "all.csv"]).contains("counts no more"));
    desk.file("list5.csv", list(5));
    desk.file("history5.csv", history(&closing(5)));
    assert!(!run(&["list5.csv"]).contains("counts no more") && !run(&["history5.csv"]).contains("counts no more"));
    assert_eq!(desk.closings().len(), 5);
}

#[test]
fn a_list_of_cases_and_their_mail_tell_the_same_in_one_command_and_in_two() {
    let list = |closed: &str| format!("Id,CaseNumber,Status,CreatedDate,ClosedDate\n500A,1,Closed,2026-06-01T09:00:00Z,{closed}\n");
    let mail = "Id,ParentId,Incoming,MessageDate\n9,500A,false,2026-06-01T11:00:00Z\n";
    let told = |commands: &[&[&str]]| {
        let desk = Desk::new("UTC");
        desk.file("Case.csv", list("2026-06-05T09:00:00Z"));
        desk.file("EmailMessage.csv", mail);
        for files in commands {
            desk.import(files);
        }
        let events = desk.events();
        // A newer list in which the case is open again takes its own closing back, and nothing of the mail.
        desk.file("Case-later.csv", list("").replace("1,Closed", "1,Working"));
        desk.import(&["--newest", "Case-later.csv"]);
        assert!(desk.events().iter().all(|event| !event.contains("closed")) && desk.events().len() == 2, "{:?}", desk.events());
        assert!(desk.run(&["check"]).done().contains("lake: sound"));
        (events, desk.rows("select distinct clause, status from verdicts where clause = 'acknowledge-complaint'"))
    };
    let together = told(&[&["Case.csv", "EmailMessage.csv"]]);
    assert_eq!(together.0.len(), 3, "{together:?}");
    assert_eq!(told(&[&["Case.csv"], &["EmailMessage.csv"]]), together);
    assert_eq!(told(&[&["EmailMessage.csv"], &["Case.csv"]]), together);
}

/// Tickets and the comments in them, read by two tables.
const LIST_AND_ELEMENTS: &str = r#"
schema = 1
id = "api"
title = "Api"
mode = "snapshot"
[[table]]
name = "tickets"
recognise = ["nr", "in"]
dates = "iso"
case_id = "nr"
[table.case]
received_at = "in"
[table.attributes]
drop = ["said"]
[[table]]
name = "comments"
row = "event"
each = "said"
recognise = ["nr", "said.when"]
dates = "iso"
case_id = "nr"
[[table.event]]
event = "progress_update"
at = "said.when"
"#;

#[test]
fn what_only_late_rows_of_a_list_hold_is_read_too_and_a_second_time_changes_nothing() {
    let desk = Desk::new("UTC");
    desk.mapping("api", LIST_AND_ELEMENTS);
    let silent: String = (0..5000).map(|nr| format!("{{\"nr\": \"S{nr}\", \"in\": \"2026-02-01T08:00:00Z\", \"said\": []}}\n")).collect();
    let spoken = r#"{"nr": "T1", "in": "2026-02-02T08:00:00Z", "said": [{"when": "2026-02-03T08:00:00Z"}, {"when": "soon"}]}"#;
    let told = desk.import_text("api.jsonl", format!("{silent}{spoken}\n"));
    assert!(told.contains("5001 rows = 5001 kept + 0 set aside") || told.contains("5,001 rows = 5,001 kept + 0 set aside"), "{told}");
    assert_eq!(desk.rows("select case_id, event, \"at\" from events order by all"), ["T1,progress_update,2026-02-03T08:00:00Z"]);
    assert_eq!(desk.rows("select count(*) from cases"), ["5001"]);
    assert_eq!(desk.rows("select file, value from rejects"), ["api.jsonl [comments],soon"]);
    let again = desk.run(&["import", "api.jsonl"]).done();
    assert!(again.contains("imported before") || again.contains("already"), "{again}");
    assert_eq!(desk.rows("select count(*) from cases"), ["5001"]);
    // The comment that was set aside is repaired; it belongs to the table that read it.
    let repaired = std::fs::read_to_string(desk.path().join("api.jsonl")).unwrap().replace("soon", "2026-02-04T08:00:00Z");
    desk.import_text("api2.jsonl", repaired);
    assert_eq!(desk.rows("select count(*) from events"), ["2"]);
}

#[test]
fn a_comment_that_was_set_aside_is_read_again_by_its_own_table() {
    let desk = Desk::new("UTC");
    desk.mapping("api", LIST_AND_ELEMENTS);
    let list = r#"[{"nr": "T1", "in": "2026-02-02T08:00:00Z", "said": [{"when": "2026-02-03T08:00:00Z"}, {"when": "3 Feb 2026, 9:15"}]}]"#;
    desk.import_text("api.json", list);
    assert_eq!(desk.rows("select count(*) from events"), ["1"]);
    // The mapping learns the form of the date.
    desk.mapping("api", &LIST_AND_ELEMENTS.replace("dates = \"iso\"", "dates = [\"iso\", \"%d %b %Y, %H:%M\"]"));
    let told = desk.run(&["import", "--retry"]).done();
    assert!(told.contains("1 row = 1 kept"), "{told}");
    assert_eq!(
        desk.rows("select \"at\", file from events order by all"),
        ["2026-02-03T08:00:00Z,api.json [comments]", "2026-02-03T09:15:00Z,api.json [comments]"]
    );
}

#[test]
fn a_ticket_without_any_comment_is_a_case_all_the_same_and_a_list_without_comments_is_read_once() {
    let desk = Desk::new("UTC");
    // The comments first: a ticket that has no such array reads the same by both tables.
    let (head, tables) = LIST_AND_ELEMENTS.split_once("[[table]]").unwrap();
    let (list, comments) = tables.split_once("[[table]]").unwrap();
    desk.mapping("api", &format!("{head}[[table]]{comments}[[table]]{list}").replace("drop = [\"said\"]\n", ""));
    let spoken = r#"{"nr": "T1", "in": "2026-02-02T08:00:00Z", "said": [{"when": "2026-02-03T08:00:00Z"}]}"#;
    let told = desk.import_text("api.jsonl", format!("{spoken}\n{{\"nr\": \"T2\", \"in\": \"2026-02-02T08:00:00Z\"}}\n"));
    assert!(told.contains("2 cases, 1 event"), "{told}");
    let told = desk.import_text("later.jsonl", "{\"nr\": \"T3\", \"in\": \"2026-02-04T08:00:00Z\"}\n");
    assert!(told.contains("1 case, 0 events") && !told.contains("recognised as comments"), "{told}");
}
