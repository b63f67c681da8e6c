//! Older and newer exports of one list: which of them stands, in whatever order they come.

use crate::desk::Desk;

/// June's export: its case K1 is closed, its K2 is not.
pub const JUNE: &str =
    "number,opened,closed\nK1,2026-05-02T09:00:00Z,2026-06-05T09:00:00Z\nK2,2026-05-20T09:00:00Z,\nK3,2026-06-10T09:00:00Z,\n";
/// May's, in which both are open.
const MAY: &str = "number,opened,closed\nK0,2026-05-01T09:00:00Z,\nK1,2026-05-02T09:00:00Z,\nK2,2026-05-20T09:00:00Z,\n";

#[test]
fn an_older_export_is_noticed_and_the_newer_one_stands() {
    let desk = Desk::with_mapping();
    desk.import_text("june.csv", JUNE);
    let told = desk.import_text("may.csv", MAY);
    assert!(told.contains("This is an older export: it ends on 2026-05-20") && told.contains("of the 2 cases that both have"), "{told}");
    let state = || (desk.rows("select case_id from cases order by case_id"), desk.rows("select case_id from events"));
    let words = |list: &[&str]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(state(), (words(&["K0", "K1", "K2", "K3"]), words(&["K1"])));
    // The same file again changes nothing; unless it is the newest one after all, and then K1 is open.
    assert!(desk.import_text("may.csv", MAY).contains("nothing changed"));
    desk.import(&["--newest", "may.csv"]);
    assert_eq!(state(), (words(&["K0", "K1", "K2", "K3"]), words(&[])));
}

#[test]
fn an_export_of_some_cases_is_not_older_if_it_tells_something_later_of_one() {
    let desk = Desk::with_mapping();
    desk.import_text("june.csv", JUNE);
    // It ends before June's newest case, but of K2 nothing was known after 20 May, and of K1 it tells what is known.
    let told = desk.import_text(
        "some.csv",
        "number,opened,closed\nK1,2026-05-02T09:00:00Z,2026-06-05T09:00:00Z\nK2,2026-05-20T09:00:00Z,2026-06-01T09:00:00Z\n",
    );
    assert!(told.contains("It is taken as newer") && !told.contains("This is an older export"), "{told}");
    assert_eq!(desk.rows("select case_id from events order by case_id"), ["K1", "K2"]);
}

#[test]
fn an_export_whose_dates_speak_for_both_is_taken_as_older_and_that_is_said() {
    let desk = Desk::with_mapping();
    // In February case 2 was reopened: its closing is gone. January's export ends on 20 January, February's on 10 February. January's
    // tells less of case 1 and more of case 2.
    let newer = "number,opened,closed\n1,2026-01-05T08:00:00Z,2026-02-10T08:00:00Z\n2,2026-01-06T08:00:00Z,\n4,2026-02-07T08:00:00Z,\n";
    let older = "number,opened,closed\n1,2026-01-05T08:00:00Z,\n2,2026-01-06T08:00:00Z,2026-01-20T08:00:00Z\n3,2026-01-07T08:00:00Z,\n";
    desk.import_text("newer.csv", newer);
    desk.file("older.csv", older);
    let run = desk.run(&["import", "older.csv"]);
    assert_eq!(run.code, 0);
    for told in [&run.out, &run.err] {
        assert!(told.contains("of the 2 cases that both have it tells less than is known of 1, and something later of 1"), "{told}");
        assert!(told.contains("It is taken as older") && told.contains("--newest"), "{told}");
    }
    let state = || (desk.rows("select case_id from cases order by case_id"), desk.rows("select case_id from events"));
    let words = |list: &[&str]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(state(), (words(&["1", "2", "3", "4"]), words(&["1"])));
    desk.import(&["--newest", "older.csv"]);
    assert_eq!(state().1, words(&["2"]));
    // And back again: the file is in the lake, but no longer as the newest.
    desk.import(&["--newest", "newer.csv"]);
    assert_eq!(state().1, words(&["1"]));
}

#[test]
fn an_export_that_ends_before_and_brings_back_a_closing_is_doubted_aloud() {
    let desk = Desk::with_mapping();
    // January ends on the 30th with case 1 closed; in February, which ends on the 27th, it is open again.
    desk.file(
        "jan.csv",
        "number,opened,closed\n1,2026-01-05T10:00:00Z,2026-01-20T10:00:00Z\n2,2026-01-06T10:00:00Z,2026-01-30T09:00:00Z\n",
    );
    desk.import_text("feb.csv", "number,opened,closed\n1,2026-01-05T10:00:00Z,\n3,2026-02-06T10:00:00Z,2026-02-27T09:00:00Z\n");
    let run = desk.run(&["import", "jan.csv"]);
    assert_eq!(run.code, 0);
    for told in [&run.out, &run.err] {
        assert!(told.contains("of the 1 case that both have it tells something later of 1, as where a case was reopened"), "{told}");
        assert!(told.contains("It is taken as newer") && told.contains("--newest"), "{told}");
    }
    // As the warning says.
    desk.import(&["--newest", "feb.csv"]);
    assert_eq!(desk.closings(), ["2,01-30", "3,02-27"]);
    // In its order nothing is doubted.
    let desk = Desk::with_mapping();
    desk.import_text(
        "jan.csv",
        "number,opened,closed\n1,2026-01-05T10:00:00Z,2026-01-20T10:00:00Z\n2,2026-01-06T10:00:00Z,2026-01-30T09:00:00Z\n",
    );
    desk.file("feb.csv", "number,opened,closed\n1,2026-01-05T10:00:00Z,\n3,2026-02-06T10:00:00Z,2026-02-27T09:00:00Z\n");
    assert!(!desk.run(&["import", "feb.csv"]).err.contains("older export"));
    assert_eq!(desk.closings(), ["2,01-30", "3,02-27"]);
}

#[test]
fn what_is_said_to_be_older_yields_whatever_its_dates_say() {
    let desk = Desk::with_mapping();
    desk.import_text("june.csv", JUNE);
    desk.file("late.csv", "number,opened,closed\nK1,2026-05-02T09:00:00Z,2026-06-30T09:00:00Z\nK9,2026-06-29T09:00:00Z,\n");
    desk.import(&["--older", "late.csv"]);
    assert_eq!(desk.rows("select strftime(\"at\", '%d') from events"), ["05"]);
    assert_eq!(desk.rows("select count(*) from cases"), ["4"]);
}

#[test]
fn a_month_that_was_forgotten_is_put_right_by_importing_the_newer_ones_again() {
    let desk = Desk::with_mapping();
    desk.import_text("feb.csv", "number,opened,closed\n1,2026-02-05T10:00:00Z,\n2,2026-02-06T10:00:00Z,\n");
    desk.import_text("apr.csv", "number,opened,closed\n4,2026-03-20T10:00:00Z,2026-04-02T10:00:00Z\n");
    desk.import_text("may.csv", "number,opened,closed\n5,2026-05-02T10:00:00Z,2026-05-03T10:00:00Z\n");
    // March is further than February in two cases, and behind April in case 4, which it opens again.
    let march = "number,opened,closed\n1,2026-02-05T10:00:00Z,2026-03-05T10:00:00Z\n2,2026-02-06T10:00:00Z,2026-03-06T10:00:00Z\n\
        4,2026-03-20T10:00:00Z,\n";
    let told = desk.import_text("mar.csv", march);
    assert!(told.contains("import those again that are newer than it, one after the other, with --newest"), "{told}");
    assert_eq!(desk.closings(), ["1,03-05", "2,03-06", "5,05-03"]);
    // The newest one alone says nothing of case 4; all that are newer than March do.
    for month in ["apr.csv", "may.csv"] {
        desk.import(&["--newest", month]);
    }
    assert_eq!(desk.closings(), ["1,03-05", "2,03-06", "4,04-02", "5,05-03"]);
}

/// January's export; its case 9 was closed after February's export was made.
const JANUARY: &str =
    "number,opened,closed\n1,2026-01-05T08:00:00Z,\n2,2026-01-06T08:00:00Z,\n9,2026-01-07T08:00:00Z,2026-02-20T08:00:00Z\n";

#[test]
fn an_older_export_stands_before_every_import_that_is_newer_and_not_only_before_those_that_end_later() {
    for words in [&["import", "jan.csv"][..], &["import", "--older", "jan.csv"]] {
        let desk = Desk::with_mapping();
        desk.import_text("feb.csv", "number,opened,closed\n1,2026-01-05T08:00:00Z,2026-02-10T08:00:00Z\n2,2026-01-06T08:00:00Z,\n");
        desk.import_text(
            "mar.csv",
            "number,opened,closed\n2,2026-01-06T08:00:00Z,2026-03-01T08:00:00Z\n3,2026-03-02T08:00:00Z,2026-03-15T08:00:00Z\n",
        );
        desk.file("jan.csv", JANUARY);
        let told = desk.run(words).done();
        assert!(told.contains("older export") && told.contains("What import 1 and later ones say of these stands"), "{told}");
        // February closed case 1 and March case 2; January adds case 9 alone.
        assert_eq!(desk.closings(), ["1,02-10", "2,03-01", "3,03-15", "9,02-20"]);
    }
}

#[test]
fn an_export_between_two_others_stands_between_them() {
    let desk = Desk::with_mapping();
    desk.import_text("jan.csv", "number,opened,closed\n1,2026-01-05T08:00:00Z,\n2,2026-01-06T08:00:00Z,\n");
    desk.import_text("mar.csv", "number,opened,closed\n2,2026-01-06T08:00:00Z,2026-03-01T08:00:00Z\n3,2026-01-08T08:00:00Z,\n");
    // Further than January in case 1, behind March in case 2.
    let told = desk.import_text("feb.csv", "number,opened,closed\n1,2026-01-05T08:00:00Z,2026-02-10T08:00:00Z\n2,2026-01-06T08:00:00Z,\n");
    assert!(told.contains("hat import 2 and later ones say of these stands"), "{told}");
    assert_eq!(desk.closings(), ["1,02-10", "2,03-01"]);
}

#[test]
fn of_two_exports_that_end_alike_the_one_that_tells_less_is_older() {
    let desk = Desk::with_mapping();
    let list = |closed: [&str; 3]| {
        let rows = (1..).zip(closed).map(|(number, closed)| format!("{number},2026-02-01,{closed}\n"));
        format!("number,opened,closed\n{}", rows.collect::<String>())
    };
    desk.import_text("evening.csv", list(["2026-02-10", "2026-02-10", "2026-02-10"]));
    let told = desk.import_text("morning.csv", list(["2026-02-10", "", ""]));
    assert!(told.contains("it ends with what is known of such files") && told.contains("tells less of\n  2 and nothing later"), "{told}");
    assert_eq!(desk.closings(), ["1,02-10", "2,02-10", "3,02-10"]);
    // The same day once more, with a closing taken back and a new case: newer, as any export is that tells something new.
    let told = desk.import_text("later.csv", format!("{}4,2026-02-09,2026-02-10\n", list(["2026-02-10", "", "2026-02-10"])));
    assert!(!told.contains("older export"), "{told}");
}

#[test]
fn what_the_organisation_did_is_no_new_case_by_which_an_export_would_be_newer() {
    let desk = Desk::with_mapping();
    let rows = "A1,assigned,2026-02-02\nA2,assigned,2026-02-02\n,policy_reviewed,2026-02-03\nA1,closed,2026-02-10\n";
    desk.import_text("evening.csv", format!("case_id,event,at\n{rows}A2,closed,2026-02-10\n"));
    // Of A2 less is told, of A1 and of the organisation the same.
    let told = desk.import_text("morning.csv", format!("case_id,event,at\n{rows}"));
    assert!(told.contains("of the 2 cases that both have it tells less of\n  1 and nothing later"), "{told}");
    assert_eq!(desk.rows("select case_id from events where event = 'closed' order by case_id"), ["A1", "A2"]);
}

#[test]
fn what_stands_in_the_lake_as_the_newest_cannot_be_said_to_be_older() {
    let desk = Desk::with_mapping();
    desk.import_text("feb.csv", "number,opened,closed\n1,2026-01-05T08:00:00Z,2026-02-10T08:00:00Z\n");
    desk.import_text("jan.csv", JANUARY);
    let refused = desk.run(&["import", "--older", "jan.csv"]);
    assert!(refused.code != 0 && refused.err.contains("this file is in the lake as import 2"), "{}", refused.err);
    assert!(refused.err.contains("--newest"), "{}", refused.err);
    desk.import(&["--newest", "feb.csv"]);
    assert_eq!(desk.closings(), ["1,02-10", "9,02-20"]);
    // Each was taken as newer than what was known when it came.
    for file in ["jan.csv", "feb.csv"] {
        assert!(desk.run(&["import", "--older", file]).code != 0, "{file}");
    }
    assert_eq!(desk.closings(), ["1,02-10", "9,02-20"]);
}

#[test]
fn two_exports_in_one_command_are_to_be_imported_one_after_another() {
    let desk = Desk::with_mapping();
    desk.file("jan.csv", "number,opened,closed\n1,2026-01-05T08:00:00Z,\n");
    desk.file("feb.csv", "number,opened,closed\n1,2026-01-05T08:00:00Z,2026-02-10T08:00:00Z\n");
    let told = desk.import(&["jan.csv", "feb.csv"]);
    assert!(told.contains("occurs twice: an earlier file has another account of the case"), "{told}");
    assert!(told.contains("import them one after another"), "{told}");
    // Which is then possible, although both are in the lake.
    desk.import(&["jan.csv"]);
    desk.import(&["feb.csv"]);
    assert_eq!(desk.rows("select case_id from events"), ["1"]);
}
