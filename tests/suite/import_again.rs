//! What comes after the first import: rows repaired, exports out of order, and what never comes in.
#![allow(clippy::unwrap_used, reason = "tests say what they expect by unwrapping it")]

use crate::program::{Run, ombud};
use std::path::Path;

/// Cases with the date of their closing, as a desk of ours would export them.
const MAPPING: &str = r#"
schema = 1
id = "desk"
title = "Desk"
mode = "snapshot"
reports = ["closed"]
[[table]]
name = "tickets"
recognise = ["number", "opened", "closed"]
dates = "iso"
case_id = "number"
[table.case]
received_at = "opened"
kind = { constant = "complaint" }
category = "topic"
customer = { column = "mail", pseudonym = true }
description = "said"
[[table.event]]
event = "closed"
at = "closed"
"#;

struct Desk {
    dir: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { dir: tempfile::tempdir().unwrap() };
        ombud(desk.path(), &["init", ".", "--policy", "feedback-and-complaints"]).done();
        desk.file("sources/desk.toml", MAPPING);
        desk
    }

    fn path(&self) -> &Path {
        self.dir.path()
    }

    fn file(&self, name: &str, text: &str) {
        let file = self.path().join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }

    fn run(&self, words: &[&str]) -> Run {
        ombud(self.path(), words)
    }

    fn import(&self, name: &str, text: &str) -> String {
        self.file(name, text);
        self.run(&["import", name]).done()
    }

    /// Rows of a query as CSV, without the header.
    fn query(&self, sql: &str) -> Vec<String> {
        let told = self.run(&["query", sql, "--as-of", "2026-12-01T00:00:00Z", "--format", "csv"]).done();
        told.lines().skip(1).map(str::to_string).collect()
    }

    /// The account over all imports: rows in, kept, set aside, duplicates.
    fn account(&self) -> Vec<String> {
        self.run(&["check"]).done();
        self.query("select sum(rows_in) filter (retry_of is null), sum(kept), sum(set_aside) filter (not is_retried), sum(duplicates) from imports")
    }
}

const FAULTY: &str = "number,opened,closed,topic\n1,2026-05-02T09:00:00Z,,billing\n2,soon,,delivery\n3,2026-05-04T09:00:00Z,,billing\n\
    1,2026-05-02T11:00:00Z,,other\n";

#[test]
fn a_repaired_row_comes_in_and_leaves_the_rejects() {
    let desk = Desk::new();
    assert!(desk.import("may.csv", FAULTY).contains("4 rows = 2 kept + 2 set aside + 0 exact duplicates"));
    // Nothing was repaired, so nothing changes.
    let again = desk.run(&["import", "--retry"]).done();
    assert!(again.contains("none of the rows set aside can be used yet, nothing changed"), "{again}");
    assert_eq!(desk.query("select count(*) from imports"), ["1"]);
    desk.file("repaired.csv", "import,file,row,text\n1,may.csv,2,\"2,2026-05-03T09:00:00Z,,delivery\"\n");
    let told = desk.run(&["import", "--retry", "repaired.csv"]).done();
    assert!(told.contains("rows that import 1 set aside, tried again") && told.contains("2 rows = 1 kept + 1 set aside"), "{told}");
    // Of four rows in all, three are kept and one is set aside: the other account of case 1, which stands as it was.
    assert_eq!(desk.account(), ["4,3,1,0"]);
    assert_eq!(
        desk.query("select case_id, category, file, \"row\" from cases order by case_id"),
        ["1,billing,may.csv,1", "2,delivery,may.csv,2", "3,billing,may.csv,3"]
    );
    let rejects = desk.query("select import, file, \"row\", line, column_name, value from rejects");
    assert_eq!(rejects, ["2,may.csv,4,5,case_id,1"]);
    // A row that is not set aside cannot be repaired, and says so with its line; nor one that was read again since.
    let refused = desk.run(&["import", "--retry", "repaired.csv"]);
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("repaired.csv:2: row 2 of may.csv was already read again, in import 2"), "{}", refused.err);
    desk.file("repaired.csv", "import,file,row,text\n2,may.csv,2,\"2,2026-05-03T09:00:00Z,,delivery\"\n");
    let refused = desk.run(&["import", "--retry", "repaired.csv"]);
    assert!(refused.err.contains("repaired.csv:2: row 2 of may.csv is not set aside in import 2"), "{}", refused.err);
}

#[test]
fn rejects_as_csv_can_be_read_back_as_they_are() {
    let desk = Desk::new();
    // The text of the row begins like a formula: it is disarmed in CSV, and armed again when it is read.
    desk.import("may.csv", "number,opened,closed\n=2,\"so\non\",\n-3,2026-05-04T09:00:00Z,\n");
    let csv = desk.run(&["query", "select * from rejects", "--format", "csv"]).done();
    assert!(csv.contains("'=2,"), "{csv}");
    desk.file("set-aside.csv", &csv.replace("so\non", "2026-05-03T09:00:00Z"));
    desk.run(&["import", "--retry", "set-aside.csv"]).done();
    assert_eq!(desk.query("select case_id from cases order by received_at"), ["'=2", "-3"]);
    assert_eq!(desk.account(), ["2,2,0,0"]);
    assert!(desk.run(&["import", "--retry"]).err.contains("No row is set aside"));
}

#[test]
fn a_second_attempt_is_advised_only_where_it_can_be_made() {
    let desk = Desk::new();
    assert!(desk.import("may.csv", FAULTY).contains("`ombud import --retry`"));
    // What a row of this log is worth is told from the row before it.
    desk.file(
        "log.csv",
        "number,incident_state,sys_mod_count,opened_at,sys_updated_at\nINC1,New,0,01-06-2026 08:00,01-06-2026 08:00\n\
        INC1,Closed,1,01-06-2026 08:00,soon\n",
    );
    let told = desk.run(&["import", "log.csv"]).done();
    assert!(told.contains("2 rows = 1 kept + 1 set aside") && !told.contains("--retry"), "{told}");
    let refused = desk.run(&["import", "--retry", "--source", "servicenow"]);
    assert_eq!(refused.code, 2, "{}", refused.err);
}

#[test]
fn a_better_mapping_is_enough_for_a_second_attempt() {
    let desk = Desk::new();
    desk.import("may.csv", "number,opened,closed\n1,02.05.2026,\n2,2026-05-03,\n3,03.05.,\n");
    desk.file("sources/desk.toml", &MAPPING.replace("dates = \"iso\"", "dates = [\"iso\", \"%d.%m.%Y\"]"));
    let told = desk.run(&["import", "--retry", "--source", "desk"]).done();
    assert!(told.contains("2 rows = 1 kept + 1 set aside + 0 exact duplicates"), "{told}");
    assert_eq!(desk.query("select case_id, received_at from cases order by case_id"), ["1,2026-05-02T00:00:00Z", "2,2026-05-03T00:00:00Z"]);
    assert_eq!(desk.account(), ["3,2,1,0"]);
}

#[test]
fn a_second_attempt_does_not_overrule_a_newer_export() {
    let desk = Desk::new();
    desk.import("may.csv", FAULTY);
    desk.import("june.csv", "number,opened,closed,topic\n2,2026-05-03T08:00:00Z,2026-06-01T09:00:00Z,refund\n");
    desk.file("repaired.csv", "import,file,row,text\n1,may.csv,2,\"2,2026-05-03T09:00:00Z,,delivery\"\n");
    desk.run(&["import", "--retry", "repaired.csv"]).done();
    assert_eq!(desk.query("select case_id, category from cases order by case_id"), ["1,billing", "2,refund", "3,billing"]);
    assert_eq!(desk.query("select case_id, event from events"), ["2,closed"]);
}

#[test]
fn a_repaired_event_joins_the_others_of_its_case() {
    let desk = Desk::new();
    let log = "case,activity,timestamp\nC1,Insert ticket,soon\nC1,Resolve ticket,2026-01-05 10:00:00\n";
    desk.file("log.csv", log);
    desk.run(&["import", "--source", "event-log", "log.csv"]).done();
    assert_eq!(desk.query("select received_at from cases"), ["2026-01-05T10:00:00Z"]);
    desk.file("repaired.csv", "import,file,row,text\n1,log.csv,1,\"C1,Insert ticket,2026-01-05 09:00:00\"\n");
    desk.run(&["import", "--retry", "repaired.csv"]).done();
    // The case now begins with the event that was missing, and has lost none.
    assert_eq!(desk.query("select case_id, received_at from cases"), ["C1,2026-01-05T09:00:00Z"]);
    assert_eq!(desk.query("select event from events order by \"at\", event"), ["logged", "resolution_proposed", "resumed"]);
    assert_eq!(desk.account(), ["2,2,0,0"]);
}

const JUNE: &str =
    "number,opened,closed\nK1,2026-05-02T09:00:00Z,2026-06-05T09:00:00Z\nK2,2026-05-20T09:00:00Z,\nK3,2026-06-10T09:00:00Z,\n";
const MAY: &str = "number,opened,closed\nK0,2026-05-01T09:00:00Z,\nK1,2026-05-02T09:00:00Z,\nK2,2026-05-20T09:00:00Z,\n";

#[test]
fn an_older_export_is_noticed_and_the_newer_one_stands() {
    let desk = Desk::new();
    desk.import("june.csv", JUNE);
    let told = desk.import("may.csv", MAY);
    assert!(told.contains("This is an older export: it ends on 2026-05-20") && told.contains("of the 2 cases that both have"), "{told}");
    let state = || (desk.query("select case_id from cases order by case_id"), desk.query("select case_id from events"));
    let words = |list: &[&str]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(state(), (words(&["K0", "K1", "K2", "K3"]), words(&["K1"])));
    // The same file again changes nothing; unless it is the newest one after all, and then K1 is open.
    assert!(desk.import("may.csv", MAY).contains("nothing changed"));
    desk.run(&["import", "--newest", "may.csv"]).done();
    assert_eq!(state(), (words(&["K0", "K1", "K2", "K3"]), words(&[])));
}

#[test]
fn an_export_of_some_cases_is_not_older_if_it_tells_something_later_of_one() {
    let desk = Desk::new();
    desk.import("june.csv", JUNE);
    // It ends before June's newest case, but of K2 nothing was known after 20 May, and of K1 it tells what is known.
    let told = desk.import(
        "some.csv",
        "number,opened,closed\nK1,2026-05-02T09:00:00Z,2026-06-05T09:00:00Z\nK2,2026-05-20T09:00:00Z,2026-06-01T09:00:00Z\n",
    );
    assert!(told.contains("It is taken as newer") && !told.contains("This is an older export"), "{told}");
    assert_eq!(desk.query("select case_id from events order by case_id"), ["K1", "K2"]);
}

#[test]
fn what_leads_to_a_person_is_nowhere_in_the_lake() {
    let desk = Desk::new();
    let told = desk.import(
        "may.csv",
        "number,opened,closed,mail,said,note\n\
         1,2026-05-02,,ann@example.org,\"Call 020 7946 0018 or write to ann@example.org, card 4111 1111 1111 1111\",seen by bob@example.org\n",
    );
    assert!(!told.contains("example.org"), "{told}");
    let row = desk.query("select description, attributes['note'], length(customer) from cases");
    assert_eq!(row, ["\"Call [phone] or write to [e-mail], card [card number]\",seen by [e-mail],24"]);
}

#[test]
fn a_list_of_cases_and_their_mail_tell_the_same_in_one_command_and_in_two() {
    let list = |closed: &str| format!("Id,CaseNumber,Status,CreatedDate,ClosedDate\n500A,1,Closed,2026-06-01T09:00:00Z,{closed}\n");
    let mail = "Id,ParentId,Incoming,MessageDate\n9,500A,false,2026-06-01T11:00:00Z\n";
    let told = |commands: &[&[&str]]| {
        let desk = crate::desk::Desk::new("UTC");
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

/// A list of cases whose column of acknowledgements came in April, and a day to acknowledge in.
const LISTED: &str = "schema = 1\nid = \"crm\"\ntitle = \"CRM\"\nmode = \"snapshot\"\ntime_zone = \"UTC\"\n[[table]]\nname = \"rows\"\n\
    recognise = [\"Ref\", \"Received\"]\ndates = \"iso\"\ncase_id = \"Ref\"\n[table.case]\nreceived_at = \"Received\"\n\
    kind = { constant = \"complaint\" }\n[[table.event]]\nevent = \"acknowledged\"\nat = \"Acknowledged\"\n[[table.event]]\nevent = \"closed\"\nat = \"Closed\"\n";
const A_DAY: &str = "schema = 1\nid = \"own\"\ntitle = \"Own\"\norganisation = \"Own\"\ncalendar = \"always\"\n[[clause]]\nid = \"ack\"\ncite = \"1\"\n\
    text = \"Acknowledge.\"\ntype = \"deadline\"\nafter = [\"received\"]\nrequire = [\"acknowledged\"]\nwithin = \"24 hours\"\n";

/// A workspace with that list and that procedure.
fn listed() -> crate::desk::Desk {
    let desk = crate::desk::Desk::new("UTC");
    std::fs::remove_dir_all(desk.path().join("ws/policies")).unwrap();
    desk.file("ws/policies/own.toml", A_DAY);
    desk.mapping("crm", LISTED);
    desk
}

#[test]
fn a_column_that_only_some_lists_have_shows_nothing_of_the_cases_in_the_others() {
    let march =
        "Ref,Received,Acknowledged,Closed\n1,2026-03-02T09:00:00Z,2026-03-02T10:00:00Z,\n2,2026-03-03T09:00:00Z,,2026-03-05T09:00:00Z\n";
    let april = "Ref,Received,Closed\n3,2026-04-02T09:00:00Z,2026-04-03T09:00:00Z\n4,2026-04-03T09:00:00Z,\n";
    let judged = |commands: &[&[&str]]| {
        let desk = listed();
        desk.file("march.csv", march);
        desk.file("april.csv", april);
        for files in commands {
            desk.import(files);
        }
        let sql = "select case_id, status from verdicts where policy = 'own' and clause = 'ack' order by case_id";
        let rows = desk.rows(sql);
        for row in &rows {
            let (case, status) = row.split_once(',').unwrap();
            let told = desk.run(&["explain", case, "--policy", "own", "--as-of", "2027-01-01T00:00:00Z", "--format", "json"]).done();
            assert!(told.contains(&format!("\"status\": \"{status}\"")), "{case} {status} {told}");
        }
        // Of cases that the list says nothing of, nobody knows how long they waited.
        let waits =
            ["query", "time_to_event", "--param", "bounds=2026-01-01,2026-07-01", "--as-of", "2027-01-01T00:00:00Z", "--format", "csv"];
        let waits = desk.run(&waits).done();
        let hidden =
            waits.lines().filter(|line| line.starts_with("acknowledge,0,false,")).map(|line| line.rsplit(',').next().unwrap().to_string());
        (rows, hidden.collect::<Vec<_>>())
    };
    let both: Vec<String> = ["1,met", "2,missed", "3,unknown", "4,unknown"].map(String::from).to_vec();
    assert_eq!(judged(&[&["march.csv"]]), (both[..2].to_vec(), vec![]));
    assert_eq!(judged(&[&["april.csv"]]), (both[2..].to_vec(), vec!["2".into()]));
    for commands in [&[&["march.csv", "april.csv"][..]][..], &[&["march.csv"], &["april.csv"]], &[&["april.csv"], &["march.csv"]]] {
        assert_eq!(judged(commands), (both.clone(), vec!["2".into()]), "{commands:?}");
    }
}

#[test]
fn a_row_tried_again_leaves_what_the_others_can_show_as_it_is() {
    let desk = listed();
    // Keys that have nothing to say are left out: the second row alone would show no acknowledgement.
    let told = desk.import_text(
        "cases.jsonl",
        "{\"Ref\":\"1\",\"Received\":\"2026-03-02T09:00:00Z\",\"Acknowledged\":\"2026-03-02T10:00:00Z\"}\n\
        {\"Ref\":\"2\",\"Received\":\"2026-03-03T09:00:00Z\"}\n{\"Ref\":\"3\",\"Received\":\"sunday\"}\n",
    );
    assert!(told.contains("3 rows = 2 kept + 1 set aside"), "{told}");
    let rejects = desk.run(&["query", "select * from rejects", "--format", "csv"]).done();
    desk.file("repaired.csv", rejects.replace("sunday", "2026-03-04T09:00:00Z"));
    desk.run(&["import", "--retry", "repaired.csv"]).done();
    let sql = "select case_id, status from verdicts where policy = 'own' and clause = 'ack' order by case_id";
    assert_eq!(desk.rows(sql), ["1,met", "2,missed", "3,missed"]);
}

#[test]
fn a_column_that_names_events_shows_those_that_occur_in_it_and_no_others() {
    let desk = listed();
    let mapping = "schema = 1\nid = \"act\"\ntitle = \"Activities\"\nmode = \"snapshot\"\ntime_zone = \"UTC\"\n[[table]]\nname = \"t\"\nrow = \"event\"\n\
        recognise = [\"id\", \"what\", \"at\"]\ndates = \"iso\"\ncase_id = \"id\"\n[table.case]\nkind = { constant = \"complaint\" }\n\
        received_at = \"opened\"\n[[table.event]]\nat = \"at\"\nevent = { column = \"what\" }\n";
    desk.mapping("act", mapping);
    desk.import_text("x.csv", "id,opened,what,at\n1,2026-03-02T09:00:00Z,progress_update,2026-03-02T10:00:00Z\n");
    assert_eq!(desk.rows("select event from source_events where source = 'act'"), ["progress_update"]);
    assert_eq!(desk.rows("select status from verdicts where policy = 'own' and clause = 'ack'"), ["unknown"]);
    desk.mapping("act", &mapping.replace("mode =", "reports = [\"*\"]\nmode ="));
    desk.import_text("y.csv", "id,opened,what,at\n2,2026-03-02T09:00:00Z,progress_update,2026-03-02T10:00:00Z\n");
    assert_eq!(desk.rows("select distinct status from verdicts where policy = 'own' and clause = 'ack'"), ["missed"]);
    desk.mapping("act", &mapping.replace("\"what\" }", "\"what\", other = \"status_changed\" }"));
    assert!(desk.refusal(&["import", "x.csv"]).contains("there is no list"));
}

#[test]
fn names_are_not_in_the_figures_of_an_import_and_words_of_the_vocabulary_ignore_capitals() {
    let desk = listed();
    desk.mapping(
        "log",
        "schema = 1\nid = \"log\"\ntitle = \"Log\"\nmode = \"snapshot\"\ntime_zone = \"UTC\"\n[[table]]\nname = \"changes\"\nrow = \"event\"\n\
        recognise = [\"id\", \"at\", \"caller\"]\ndates = \"iso\"\ncase_id = \"id\"\n[table.case]\nkind = \"type\"\nchannel = \"how\"\ncustomer = \"caller\"\n\
        team = { column = \"handler\", pseudonym = true, values = { \"Desk A\" = \"a\" } }\n[table.attributes]\ndrop = [\"mail\"]\n\
        [[table.event]]\nevent = \"customer_message\"\nat = \"at\"\nwhen = { column = \"caller\", changed = true }\n\
        [[table.event]]\nevent = \"info_received\"\nat = \"at\"\nwhen = { column = \"mail\", changed = true }\n",
    );
    let told = desk.import_text(
        "x.csv",
        "id,at,caller,handler,mail,type,how\n1,2026-03-02T09:00:00Z,Ann Smith,Jane Roe,ann@home.example,Complaint,Phone\n\
        1,2026-03-02T10:00:00Z,Ann Smith,Jane Roe,ann@home.example,COMPLAINT,pigeon\n2,,Bob,Jane Roe,b@home.example,complaint,EMAIL\n",
    );
    let kept = std::fs::read_to_string(desk.path().join("ws/lake/imports/000001/import.json")).unwrap();
    for name in ["Ann Smith", "Jane Roe", "home.example", "Bob"] {
        assert!(!told.contains(name) && !kept.contains(name), "{name}: {told}\n{kept}");
    }
    assert!(told.contains("rows that repeat the caller of the row before: \"[hidden]\" 1"), "{told}");
    assert!(told.contains("1 row with a case, but no moment"), "{told}");
    assert_eq!(desk.rows("select kind, channel from cases"), ["complaint,pigeon"]);
    assert_eq!(desk.rows("select count(*) as n from events"), ["2"]);
}

#[test]
fn what_was_set_aside_can_be_asked_for_without_any_procedure() {
    let desk = listed();
    std::fs::remove_file(desk.path().join("ws/policies/own.toml")).unwrap();
    let toml = std::fs::read_to_string(desk.path().join("ws/ombud.toml")).unwrap();
    desk.file("ws/ombud.toml", toml.replace("\"feedback-and-complaints\"", ""));
    desk.import_text("march.csv", "Ref,Received,Acknowledged,Closed\n1,soon,,\n");
    assert_eq!(desk.rows("select value from rejects where import = 1"), ["soon"]);
}

#[test]
fn a_check_finds_timelines_that_are_not_of_these_events() {
    let desk = crate::desk::Desk::new("UTC");
    desk.file("cases.csv", "case_id,received_at\nK1,2026-01-05T09:00:00Z\nK2,2026-01-06T09:00:00Z\n");
    desk.file("events.csv", "case_id,event,at\nK1,acknowledged,2026-01-05T10:00:00Z\nK2,closed,2026-01-07T10:00:00Z\n");
    desk.import(&["cases.csv", "events.csv"]);
    assert!(desk.run(&["check"]).done().contains("lake: sound"));
    let folders = std::fs::read_dir(desk.path().join("ws/lake/imports")).unwrap();
    let file = folders.map(|folder| folder.unwrap().path().join("timelines.parquet")).max().unwrap();
    let connection = duckdb::Connection::open_in_memory().unwrap();
    let other = desk.path().join("other.parquet");
    let sql = format!("copy (select * from '{}' where case_id = 'K1') to '{}' (format parquet)", file.display(), other.display());
    connection.execute_batch(&sql).unwrap();
    std::fs::rename(&other, &file).unwrap();
    let run = desk.run(&["check"]);
    assert_eq!(run.code, 1);
    assert!(run.out.contains("the timelines tell of 1 events of cases, and there are 2"), "{}", run.out);
}

/// A log of which every month is exported by itself.
const MONTHLY: &str = r#"
schema = 1
id = "monthly"
title = "Monthly extract"
mode = "append"
time_zone = "UTC"
[[table]]
name = "moves"
row = "event"
recognise = ["ref", "when", "what"]
dates = "iso"
case_id = "ref"
[table.case]
kind = { constant = "complaint" }
team = "team"
category = "topic"
customer = "who"
[[table.event]]
at = "when"
event = { column = "what", values = { in = "logged", out = "closed" } }
"#;

#[test]
fn what_is_appended_later_moves_no_receipt_and_blanks_nothing() {
    let desk = Desk::new();
    desk.file("sources/monthly.toml", MONTHLY);
    let january =
        "ref,when,what,team,topic,who\n1,2026-01-05T09:00:00Z,in,North,billing,Ann Smith\n2,2026-01-07T09:00:00Z,in,North,delivery,\n";
    let february = "ref,when,what,team,topic,who\n1,2026-02-02T09:00:00Z,out,South,,\n3,2026-02-03T09:00:00Z,in,South,billing,\n";
    desk.import("january.csv", january);
    desk.import("february.csv", february);
    // Case 1 came in with its first event, in January, whatever is added to it; its team is the newest that is named.
    let cases = "select case_id, received_at, team, category, kind, customer is not null as named, file from cases order by case_id";
    let expected = [
        "1,2026-01-05T09:00:00Z,South,billing,complaint,true,january.csv",
        "2,2026-01-07T09:00:00Z,North,delivery,complaint,false,january.csv",
        "3,2026-02-03T09:00:00Z,South,billing,complaint,false,february.csv",
    ];
    assert_eq!(desk.query(cases), expected);
    assert_eq!(desk.query("select count(*) as n from cases where customer like '%Ann%'"), ["0"]);
    // In the other order, and in one import of both, they tell the same.
    for files in [vec![vec!["february.csv"], vec!["january.csv"]], vec![vec!["january.csv", "february.csv"]]] {
        let other = Desk::new();
        other.file("sources/monthly.toml", MONTHLY);
        other.file("january.csv", january);
        other.file("february.csv", february);
        for file in &files {
            other.run(&[&["import"], file.as_slice()].concat()).done();
        }
        let received = "select case_id, received_at from cases order by case_id";
        assert_eq!(other.query(received), desk.query(received), "{files:?}");
    }
}

/// A log with one row a change, of which the clock shows minutes only.
const LOG: &str = r#"
schema = 1
id = "log"
title = "Log"
mode = "snapshot"
time_zone = "UTC"
[[table]]
name = "changes"
row = "event"
recognise = ["ref", "state", "changed"]
dates = "iso"
case_id = "ref"
[table.case]
kind = { constant = "issue" }
team = "group"
[[table.event]]
at = "changed"
when = { column = "state", changed = true }
event = { column = "state", other = "status_changed", values = { Closed = "closed", Reopened = "reopened" } }
"#;

#[test]
fn rows_of_one_minute_that_say_different_things_are_no_duplicates() {
    let desk = Desk::new();
    desk.file("sources/log.toml", LOG);
    // Reopened, closed and reopened within a minute: the case ends open, with the third team. Row 4 is row 3 again.
    let told = desk.import(
        "log.csv",
        "ref,state,changed,group\n1,Reopened,2026-02-01T09:00:00Z,G1\n1,Closed,2026-02-01T09:00:00Z,G2\n1,Reopened,2026-02-01T09:00:00Z,G3\n\
        1,Reopened,2026-02-01T09:00:00Z,G3\n2,New,2026-02-01T09:00:00Z,G1\n2,Open,2026-02-01T09:00:00Z,G1\n",
    );
    assert!(told.contains("6 rows = 5 kept + 0 set aside + 1 exact duplicate"), "{told}");
    assert_eq!(
        desk.query("select string_agg(event, ' ' order by \"row\") as events from events where case_id = '1'"),
        ["reopened closed reopened"]
    );
    assert_eq!(desk.query("select case_id, team from cases order by case_id"), ["1,G3", "2,G1"]);
}

#[test]
fn rows_of_one_minute_that_differ_in_an_attribute_of_the_case_are_no_duplicates_either() {
    let desk = Desk::new();
    desk.file("sources/log.toml", &LOG.replace("[[table.event]]", "[table.attributes]\ncase = [\"priority\"]\n[[table.event]]"));
    let told = desk.import(
        "log.csv",
        "ref,state,changed,group,priority\n1,Reopened,2026-02-01T09:00:00Z,G1,low\n1,Closed,2026-02-01T09:00:00Z,G1,low\n\
        1,Reopened,2026-02-01T09:00:00Z,G1,high\n1,Reopened,2026-02-01T09:00:00Z,G1,high\n",
    );
    assert!(told.contains("4 rows = 3 kept + 0 set aside + 1 exact duplicate"), "{told}");
    let of_case = "select string_agg(event, ' ' order by \"row\") as events from events where case_id = '1'";
    assert_eq!(desk.query(of_case), ["reopened closed reopened"]);
}

#[test]
fn an_import_names_the_columns_that_the_users_own_mapping_has_and_the_file_lacks() {
    let desk = Desk::new();
    desk.file("sources/desk.toml", &MAPPING.replace("\"mail\"", "\"e_mail\""));
    let told = desk.import("may.csv", "number,opened,closed,topic,said,mail_\n1,2026-05-02T09:00:00Z,,,,ann@example.org\n");
    assert!(told.contains("the mapping names columns that are not in this file: \"e_mail\" (is it \"mail_\"?)"), "{told}");
    // Nothing to say where the file has them all.
    let told = desk.import("june.csv", "number,opened,closed,topic,said,e_mail\n2,2026-06-02T09:00:00Z,,,,ann@example.org\n");
    assert!(!told.contains("not in this file"), "{told}");
}

/// A policy whose one deadline only a column "ack" can show.
const ACKNOWLEDGE: &str = "schema = 1\nid = \"p\"\ntitle = \"P\"\norganisation = \"O\"\ncalendar = \"always\"\n[[clause]]\nid = \"ack\"\n\
    cite = \"1\"\ntext = \"Acknowledge.\"\ntype = \"deadline\"\nafter = [\"received\"]\nrequire = [\"acknowledged\"]\nwithin = \"1 day\"\n";

#[test]
fn an_older_export_does_not_decide_what_its_source_can_show() {
    let mapping = format!(
        "{}\n[[table.event]]\nevent = \"acknowledged\"\nat = \"ack\"\n",
        MAPPING.replace("reports = [\"closed\"]\n", "").replace("\"topic\"", "\"subject\"")
    );
    let june = "number,opened,ack,closed\nA,2026-05-01T08:00:00Z,2026-05-01T09:00:00Z,2026-06-02T08:00:00Z\nB,2026-06-03T08:00:00Z,,2026-06-20T08:00:00Z\n";
    let may = "number,opened,closed\nA,2026-05-01T08:00:00Z,\nX,soon,\n";
    for order in [["june.csv", "may.csv"], ["may.csv", "june.csv"]] {
        let desk = Desk::new();
        desk.file("sources/desk.toml", &mapping);
        desk.file("policies/p.toml", ACKNOWLEDGE);
        let verdicts = || {
            let told = desk.run(&["sla", "--detail", "--policy", "p", "--as-of", "2026-07-31T00:00:00Z", "--format", "csv"]).done();
            told.lines().skip(1).map(|line| line.split(',').skip(4).take(3).collect::<Vec<_>>().join(",")).collect::<Vec<_>>()
        };
        for name in order {
            desk.import(name, if name == "may.csv" { may } else { june });
        }
        assert_eq!(verdicts(), ["A,1,met", "B,1,missed"], "{order:?}");
        // A row of the older one, repaired: it speaks with the older one's voice, which has no column for the acknowledgement.
        let import = if order[0] == "may.csv" { 1 } else { 2 };
        desk.file("repaired.csv", &format!("import,file,row,text\n{import},may.csv,2,\"X,2026-05-02T08:00:00Z,2026-05-03T08:00:00Z\"\n"));
        desk.run(&["import", "--retry", "repaired.csv"]).done();
        assert_eq!(verdicts(), ["A,1,met", "B,1,missed", "X,1,unknown"], "{order:?}");
    }
}

#[test]
fn what_is_appended_takes_no_attribute_away() {
    let desk = Desk::new();
    desk.file("sources/desk.toml", &MAPPING.replace("snapshot", "append"));
    desk.import("jan.csv", "number,opened,closed,contract,shelf\n1,2026-01-05T08:00:00Z,,C-77,S0\n");
    desk.import("feb.csv", "number,opened,closed,contract,shelf\n1,2026-01-05T08:00:00Z,,,S1\n");
    assert_eq!(desk.query("select attributes['contract'], attributes['shelf'] from cases"), ["C-77,S1"]);
}

#[test]
fn a_change_is_not_looked_for_where_every_row_is_another_case() {
    let desk = Desk::new();
    let changed = r#"
[[table.event]]
event = "reopened"
at = "closed"
when = { column = "topic", changed = true }
"#;
    desk.file("sources/desk.toml", &format!("{MAPPING}{changed}"));
    desk.file("may.csv", FAULTY);
    let told = desk.run(&["import", "may.csv"]).err;
    assert!(told.contains("changed and from compare rows of one case") && told.contains("row = \"event\""), "{told}");
}

#[test]
fn a_customer_is_a_pseudonym_unless_the_mapping_says_that_it_is_no_name() {
    for (written, in_clear) in [("\"mail\"", "0"), ("{ column = \"mail\" }", "0"), ("{ column = \"mail\", pseudonym = false }", "1")] {
        let desk = Desk::new();
        desk.file("sources/desk.toml", &MAPPING.replace("{ column = \"mail\", pseudonym = true }", written));
        desk.import("may.csv", "number,opened,closed,mail\n1,2026-05-02T09:00:00Z,,K-17\n");
        assert_eq!(desk.query("select count(*) as n from cases where customer = 'K-17'"), [in_clear], "{written}");
    }
}

#[test]
fn a_misspelt_column_of_the_case_is_told_once_and_not_for_every_row() {
    for (right, wrong, what) in [
        ("case_id = \"number\"", "case_id = \"numbre\"", "case_id"),
        ("received_at = \"opened\"", "received_at = \"openned\"", "received_at"),
    ] {
        let desk = Desk::new();
        desk.file("sources/desk.toml", &MAPPING.replace(right, wrong));
        desk.file("may.csv", FAULTY);
        let run = desk.run(&["import", "may.csv"]);
        let told = format!("from which the mapping desk reads {what}; did you mean");
        assert!(run.code != 0 && run.err.contains(&told) && run.err.contains("number, opened, closed, topic"), "{}", run.err);
    }
}

#[test]
fn files_of_one_name_keep_their_rows_apart_until_these_are_repaired() {
    let desk = Desk::new();
    desk.file("north/may.csv", "number,opened,closed,topic\n1,2026-05-02T09:00:00Z,,billing\n2,soon,,north\n");
    desk.file("south/may.csv", "number,topic,opened,closed\n3,billing,2026-05-03T09:00:00Z,\n4,south,later,\n");
    desk.run(&["import", "north/may.csv", "south/may.csv"]).done();
    assert_eq!(desk.query("select file from rejects order by file"), ["north/may.csv", "south/may.csv"]);
    let set_aside = desk.run(&["query", "select * from rejects", "--format", "csv"]).done();
    desk.file("repaired.csv", &set_aside.replace("soon", "2026-05-04T09:00:00Z").replace("later", "2026-05-05T09:00:00Z"));
    let told = desk.run(&["import", "--retry", "repaired.csv"]).done();
    assert_eq!(told.matches("1 row = 1 kept + 0 set aside + 0 exact duplicates").count(), 2, "{told}");
    assert_eq!(desk.query("select case_id, category from cases order by case_id"), ["1,billing", "2,north", "3,billing", "4,south"]);
}

#[test]
fn repaired_rows_are_read_as_they_are_written_whatever_the_mapping_says_of_the_export() {
    let desk = Desk::new();
    desk.file("sources/desk.toml", &MAPPING.replace("dates = \"iso\"", "dates = \"iso\"\nencoding = \"windows-1252\""));
    std::fs::write(desk.path().join("may.csv"), b"number,opened,closed,topic\n1,2026-05-02T09:00:00Z,,billing\n2,soon,,Caf\xe9\n").unwrap();
    desk.run(&["import", "may.csv"]).done();
    let set_aside = desk.run(&["query", "select * from rejects", "--format", "csv"]).done();
    desk.file("repaired.csv", &set_aside.replace("soon", "2026-05-04T09:00:00Z"));
    desk.run(&["import", "--retry", "repaired.csv"]).done();
    assert_eq!(desk.query("select category from cases where case_id = '2'"), ["Caf\u{e9}"]);
}

#[test]
fn a_row_inside_a_row_can_be_tried_again() {
    let desk = Desk::new();
    let mapping = r#"
schema = 1
id = "crm"
title = "CRM"
mode = "snapshot"
[[table]]
name = "history"
row = "event"
format = "json"
each = "history"
recognise = ["id", "history.at", "history.what"]
dates = "iso"
case_id = "id"
[table.case]
received_at = "created"
kind = { constant = "complaint" }
[[table.event]]
at = "history.at"
[table.event.event]
column = "history.what"
values = { ack = "acknowledged", close = "closed" }
"#;
    let text = "{\"id\":1,\"created\":\"2026-03-01T10:00:00Z\",\"history\":[{\"at\":\"2026-03-01T11:00:00Z\",\"what\":\"ack\"},\
        {\"at\":\"2026-03-02T11:00:00Z\",\"what\":\"shut\"}]}\n";
    desk.file("sources/crm.toml", mapping);
    assert!(desk.import("x.jsonl", text).contains("2 rows = 1 kept + 1 set aside"));
    // What is set aside is that element alone, beside what stands around it.
    let rejects = desk.run(&["query", "select * from rejects", "--format", "csv"]).done();
    assert!(rejects.contains("shut") && !rejects.contains("ack"), "{rejects}");
    desk.file("sources/crm.toml", &mapping.replace("close =", "shut = \"closed\", close ="));
    let told = desk.run(&["import", "--retry"]).done();
    assert!(told.contains("1 row = 1 kept + 0 set aside"), "{told}");
    assert_eq!(desk.query("select event from events order by \"at\""), ["acknowledged", "closed"]);
    assert_eq!(desk.account(), ["2,2,0,0"]);

    // Or its text is mended.
    let other = Desk::new();
    other.file("sources/crm.toml", mapping);
    other.import("x.jsonl", text);
    let rejects = other.run(&["query", "select * from rejects", "--format", "csv"]).done();
    other.file("set-aside.csv", &rejects.replace("\"\"shut\"\"", "\"\"close\"\""));
    let told = other.run(&["import", "--retry", "set-aside.csv"]).done();
    assert!(told.contains("1 row = 1 kept + 0 set aside"), "{told}");
}

#[test]
fn repeated_cases_are_one_fault_in_the_order_of_their_rows() {
    let desk = Desk::new();
    let twice = |number: u32| format!("{number},2026-05-02T09:00:00Z,,\n{number},2026-05-02T09:00:00Z,2026-05-03T09:00:00Z,\n");
    let told = desk.import("may.csv", &format!("number,opened,closed,topic\n{}", (1..=12).map(twice).collect::<String>()));
    let fault = "    12 rows: \"case_id\" occurs twice: an earlier row has another account of the case\n      may.csv:3: \"1\"\n      \
        may.csv:5: \"2\"\n      may.csv:7: \"3\"\n      and 9 more\n";
    assert!(told.contains(fault) && told.matches("occurs twice").count() == 1, "{told}");
    // Which row each repeats is told where it is kept.
    assert_eq!(
        desk.query("select reason from rejects where \"row\" = 4"),
        ["occurs twice: row 3 of may.csv has another account of the case"]
    );
}

#[test]
fn lengths_of_time_may_have_a_decimal_comma_and_words_for_nothing() {
    let desk = Desk::new();
    let at = "at = { after = \"opened\", hours = \"taken\", nothing = [\"0\", \"open\"] }";
    desk.file("sources/desk.toml", &MAPPING.replace("\"opened\", \"closed\"]", "\"opened\", \"taken\"]").replace("at = \"closed\"", at));
    let told = desk.import(
        "may.csv",
        "number;opened;taken\n1;2026-05-02T09:00:00Z;1,5\n2;2026-05-02T09:00:00Z;0\n3;2026-05-02T09:00:00Z;open\n4;2026-05-02T09:00:00Z;1,500\n",
    );
    assert!(told.contains("4 rows = 3 kept + 1 set aside"), "{told}");
    assert_eq!(desk.query("select case_id, \"at\" from events"), ["1,2026-05-02T10:30:00Z"]);
    assert_eq!(
        desk.query("select column_name, value, reason from rejects"),
        ["taken,\"1,500\",is a length of time that can be read in two ways; decimal in the mapping tells which"]
    );
}

#[test]
fn what_the_mapping_says_of_every_case_is_presumed_of_each() {
    let desk = listed();
    desk.file(
        "ws/policies/own.toml",
        "schema = 1\nid = \"own\"\ntitle = \"Own\"\norganisation = \"Own\"\ncalendar = \"always\"\n\
        [[clause]]\nid = \"kind\"\ncite = \"1\"\ntext = \"Say whether it is a complaint.\"\ntype = \"record\"\nfields = [\"kind\"]\n\
        [[clause]]\nid = \"team\"\ncite = \"2\"\ntext = \"Say who handles it.\"\ntype = \"record\"\nfields = [\"team\"]\n\
        [[clause]]\nid = \"both\"\ncite = \"3\"\ntext = \"Say both.\"\ntype = \"record\"\nfields = [\"kind\", \"team\"]\n",
    );
    let mapping = |kind: &str| {
        format!(
            "schema = 1\nid = \"desk\"\ntitle = \"Desk\"\nmode = \"snapshot\"\ntime_zone = \"UTC\"\n[[table]]\nname = \"tickets\"\nrow = \"case\"\n\
            recognise = [\"No\", \"Opened\"]\ndates = \"iso\"\ncase_id = \"No\"\n[table.case]\nreceived_at = \"Opened\"\nkind = {kind}\nteam = \"Team\"\n"
        )
    };
    let judged = |desk: &crate::desk::Desk| {
        desk.rows(
            "select concat_ws(' ', case_id, clause, status, evidence) as told from verdicts where policy = 'own' order by case_id, clause",
        )
    };
    desk.mapping("desk", &mapping("{ constant = \"complaint\" }"));
    desk.import_text("a.csv", "No,Opened,Team\n1,2026-03-02T09:00:00Z,one\n2,2026-03-02T09:00:00Z,\n");
    let first = ["1 both met presumed", "1 kind met presumed", "1 team met event", "2 both missed", "2 kind met presumed", "2 team missed"];
    assert_eq!(judged(&desk), first);
    let told = desk.run(&["explain", "1", "--policy", "own", "--as-of", "2027-01-01T00:00:00Z"]).done();
    assert!(told.contains("Nobody recorded kind of this case: the mapping writes it for every case alike."), "{told}");
    // From now on the export says it: of its own cases it is recorded, of those that came before it is not.
    desk.mapping("desk", &mapping("\"Kind\""));
    desk.import_text("b.csv", "No,Opened,Team,Kind\n3,2026-04-02T09:00:00Z,one,complaint\n");
    let second = ["3 both met event", "3 kind met event", "3 team met event"];
    assert_eq!(judged(&desk), [first.as_slice(), second.as_slice()].concat());
}

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
fn an_export_whose_dates_speak_for_both_is_taken_as_older_and_that_is_said() {
    let desk = Desk::new();
    // In February case 2 was reopened: its closing is gone. January's export ends on 20 January, February's on 10 February. January's
    // tells less of case 1 and more of case 2.
    let newer = "number,opened,closed\n1,2026-01-05T08:00:00Z,2026-02-10T08:00:00Z\n2,2026-01-06T08:00:00Z,\n4,2026-02-07T08:00:00Z,\n";
    let older = "number,opened,closed\n1,2026-01-05T08:00:00Z,\n2,2026-01-06T08:00:00Z,2026-01-20T08:00:00Z\n3,2026-01-07T08:00:00Z,\n";
    desk.import("newer.csv", newer);
    desk.file("older.csv", older);
    let run = desk.run(&["import", "older.csv"]);
    assert_eq!(run.code, 0);
    for told in [&run.out, &run.err] {
        assert!(told.contains("of the 2 cases that both have it tells less than is known of 1, and something later of 1"), "{told}");
        assert!(told.contains("It is taken as older") && told.contains("--newest"), "{told}");
    }
    let state = || (desk.query("select case_id from cases order by case_id"), desk.query("select case_id from events"));
    let words = |list: &[&str]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(state(), (words(&["1", "2", "3", "4"]), words(&["1"])));
    desk.run(&["import", "--newest", "older.csv"]).done();
    assert_eq!(state().1, words(&["2"]));
    // And back again: the file is in the lake, but no longer as the newest.
    desk.run(&["import", "--newest", "newer.csv"]).done();
    assert_eq!(state().1, words(&["1"]));
}

#[test]
fn an_export_that_ends_before_and_brings_back_a_closing_is_doubted_aloud() {
    let desk = Desk::new();
    // January ends on the 30th with case 1 closed; in February, which ends on the 27th, it is open again.
    desk.file(
        "jan.csv",
        "number,opened,closed\n1,2026-01-05T10:00:00Z,2026-01-20T10:00:00Z\n2,2026-01-06T10:00:00Z,2026-01-30T09:00:00Z\n",
    );
    desk.import("feb.csv", "number,opened,closed\n1,2026-01-05T10:00:00Z,\n3,2026-02-06T10:00:00Z,2026-02-27T09:00:00Z\n");
    let run = desk.run(&["import", "jan.csv"]);
    assert_eq!(run.code, 0);
    for told in [&run.out, &run.err] {
        assert!(told.contains("of the 1 case that both have it tells something later of 1, as where a case was reopened"), "{told}");
        assert!(told.contains("It is taken as newer") && told.contains("--newest"), "{told}");
    }
    // As the warning says.
    desk.run(&["import", "--newest", "feb.csv"]).done();
    assert_eq!(closings(&desk), ["2,01-30", "3,02-27"]);
    // In its order nothing is doubted.
    let desk = Desk::new();
    desk.import(
        "jan.csv",
        "number,opened,closed\n1,2026-01-05T10:00:00Z,2026-01-20T10:00:00Z\n2,2026-01-06T10:00:00Z,2026-01-30T09:00:00Z\n",
    );
    desk.file("feb.csv", "number,opened,closed\n1,2026-01-05T10:00:00Z,\n3,2026-02-06T10:00:00Z,2026-02-27T09:00:00Z\n");
    assert!(!desk.run(&["import", "feb.csv"]).err.contains("older export"));
    assert_eq!(closings(&desk), ["2,01-30", "3,02-27"]);
}

#[test]
fn what_is_said_to_be_older_yields_whatever_its_dates_say() {
    let desk = Desk::new();
    desk.import("june.csv", JUNE);
    desk.file("late.csv", "number,opened,closed\nK1,2026-05-02T09:00:00Z,2026-06-30T09:00:00Z\nK9,2026-06-29T09:00:00Z,\n");
    desk.run(&["import", "--older", "late.csv"]).done();
    assert_eq!(desk.query("select strftime(\"at\", '%d') from events"), ["05"]);
    assert_eq!(desk.query("select count(*) from cases"), ["4"]);
}

#[test]
fn a_month_that_was_forgotten_is_put_right_by_importing_the_newer_ones_again() {
    let desk = Desk::new();
    desk.import("feb.csv", "number,opened,closed\n1,2026-02-05T10:00:00Z,\n2,2026-02-06T10:00:00Z,\n");
    desk.import("apr.csv", "number,opened,closed\n4,2026-03-20T10:00:00Z,2026-04-02T10:00:00Z\n");
    desk.import("may.csv", "number,opened,closed\n5,2026-05-02T10:00:00Z,2026-05-03T10:00:00Z\n");
    // March is further than February in two cases, and behind April in case 4, which it opens again.
    let march = "number,opened,closed\n1,2026-02-05T10:00:00Z,2026-03-05T10:00:00Z\n2,2026-02-06T10:00:00Z,2026-03-06T10:00:00Z\n\
        4,2026-03-20T10:00:00Z,\n";
    let told = desk.import("mar.csv", march);
    assert!(told.contains("import those again that are newer than it, one after the other, with --newest"), "{told}");
    assert_eq!(closings(&desk), ["1,03-05", "2,03-06", "5,05-03"]);
    // The newest one alone says nothing of case 4; all that are newer than March do.
    for month in ["apr.csv", "may.csv"] {
        desk.run(&["import", "--newest", month]).done();
    }
    assert_eq!(closings(&desk), ["1,03-05", "2,03-06", "4,04-02", "5,05-03"]);
}

/// January's export; its case 9 was closed after February's export was made.
const JANUARY: &str =
    "number,opened,closed\n1,2026-01-05T08:00:00Z,\n2,2026-01-06T08:00:00Z,\n9,2026-01-07T08:00:00Z,2026-02-20T08:00:00Z\n";

/// The cases and their closings, as the lake has them.
fn closings(desk: &Desk) -> Vec<String> {
    desk.query("select case_id, strftime(\"at\", '%m-%d') from events order by all")
}

#[test]
fn an_older_export_stands_before_every_import_that_is_newer_and_not_only_before_those_that_end_later() {
    for words in [&["import", "jan.csv"][..], &["import", "--older", "jan.csv"]] {
        let desk = Desk::new();
        desk.import("feb.csv", "number,opened,closed\n1,2026-01-05T08:00:00Z,2026-02-10T08:00:00Z\n2,2026-01-06T08:00:00Z,\n");
        desk.import(
            "mar.csv",
            "number,opened,closed\n2,2026-01-06T08:00:00Z,2026-03-01T08:00:00Z\n3,2026-03-02T08:00:00Z,2026-03-15T08:00:00Z\n",
        );
        desk.file("jan.csv", JANUARY);
        let told = desk.run(words).done();
        assert!(told.contains("older export") && told.contains("What import 1 and later ones say of these stands"), "{told}");
        // February closed case 1 and March case 2; January adds case 9 alone.
        assert_eq!(closings(&desk), ["1,02-10", "2,03-01", "3,03-15", "9,02-20"]);
    }
}

#[test]
fn an_export_between_two_others_stands_between_them() {
    let desk = Desk::new();
    desk.import("jan.csv", "number,opened,closed\n1,2026-01-05T08:00:00Z,\n2,2026-01-06T08:00:00Z,\n");
    desk.import("mar.csv", "number,opened,closed\n2,2026-01-06T08:00:00Z,2026-03-01T08:00:00Z\n3,2026-01-08T08:00:00Z,\n");
    // Further than January in case 1, behind March in case 2.
    let told = desk.import("feb.csv", "number,opened,closed\n1,2026-01-05T08:00:00Z,2026-02-10T08:00:00Z\n2,2026-01-06T08:00:00Z,\n");
    assert!(told.contains("hat import 2 and later ones say of these stands"), "{told}");
    assert_eq!(closings(&desk), ["1,02-10", "2,03-01"]);
}

#[test]
fn of_two_exports_that_end_alike_the_one_that_tells_less_is_older() {
    let desk = Desk::new();
    let list = |closed: [&str; 3]| {
        let rows = (1..).zip(closed).map(|(number, closed)| format!("{number},2026-02-01,{closed}\n"));
        format!("number,opened,closed\n{}", rows.collect::<String>())
    };
    desk.import("evening.csv", &list(["2026-02-10", "2026-02-10", "2026-02-10"]));
    let told = desk.import("morning.csv", &list(["2026-02-10", "", ""]));
    assert!(told.contains("it ends with what is known of such files") && told.contains("tells less of\n  2 and nothing later"), "{told}");
    assert_eq!(closings(&desk), ["1,02-10", "2,02-10", "3,02-10"]);
    // The same day once more, with a closing taken back and a new case: newer, as any export is that tells something new.
    let told = desk.import("later.csv", &format!("{}4,2026-02-09,2026-02-10\n", list(["2026-02-10", "", "2026-02-10"])));
    assert!(!told.contains("older export"), "{told}");
}

#[test]
fn what_stands_in_the_lake_as_the_newest_cannot_be_said_to_be_older() {
    let desk = Desk::new();
    desk.import("feb.csv", "number,opened,closed\n1,2026-01-05T08:00:00Z,2026-02-10T08:00:00Z\n");
    desk.import("jan.csv", JANUARY);
    let refused = desk.run(&["import", "--older", "jan.csv"]);
    assert!(refused.code != 0 && refused.err.contains("this file is in the lake as import 2"), "{}", refused.err);
    assert!(refused.err.contains("--newest"), "{}", refused.err);
    desk.run(&["import", "--newest", "feb.csv"]).done();
    assert_eq!(closings(&desk), ["1,02-10", "9,02-20"]);
    // Each was taken as newer than what was known when it came.
    for file in ["jan.csv", "feb.csv"] {
        assert!(desk.run(&["import", "--older", file]).code != 0, "{file}");
    }
    assert_eq!(closings(&desk), ["1,02-10", "9,02-20"]);
}

#[test]
fn where_one_kind_of_file_is_newer_and_another_older_that_is_said() {
    let desk = Desk::new();
    desk.file("sources/two.toml", TWO_KINDS);
    desk.file("list-feb.csv", "nr,in,answered\nT1,2026-02-01T08:00:00Z,\n");
    desk.file("history-feb.csv", "nr,when,to\nT1,2026-02-01T08:00:00Z,Open\nT1,2026-02-20T08:00:00Z,Closed\n");
    desk.run(&["import", "list-feb.csv", "history-feb.csv"]).done();
    desk.file("list-mar.csv", "nr,in,answered\nT1,2026-02-01T08:00:00Z,2026-03-01T08:00:00Z\n");
    desk.file("history-jan.csv", "nr,when,to\nT1,2026-02-01T08:00:00Z,Closed\n");
    let run = desk.run(&["import", "list-mar.csv", "history-jan.csv"]);
    assert!(run.err.contains("others before: those tell less of 1 case. All are taken as newer."), "{}", run.err);
}

#[test]
fn what_is_added_can_be_said_to_be_older_too() {
    let desk = Desk::new();
    desk.file("sources/desk.toml", &MAPPING.replace("mode = \"snapshot\"", "mode = \"append\""));
    desk.import("feb.csv", "number,opened,closed,topic\n1,2026-01-05T08:00:00Z,2026-02-10T08:00:00Z,billing\n");
    desk.file("jan.csv", "number,opened,closed,topic\n1,2026-01-05T08:00:00Z,2026-01-09T08:00:00Z,other\n");
    let told = desk.run(&["import", "--older", "jan.csv"]).done();
    assert!(told.contains("its events were added"), "{told}");
    assert_eq!(desk.query("select category from cases"), ["billing"]);
    assert_eq!(closings(&desk), ["1,01-09", "1,02-10"]);
}

/// A log in which every row is a state; what is between the stars of a pattern stands for itself.
#[test]
fn a_state_before_is_matched_by_stars_alone() {
    let desk = Desk::new();
    let log = |from: &str| {
        format!(
            "schema = 1\nid = \"log\"\ntitle = \"Log\"\nmode = \"snapshot\"\n[[table]]\nname = \"log\"\nrow = \"event\"\nrecognise = [\"nr\", \"at\", \"state\"]\n\
             dates = \"iso\"\ncase_id = \"nr\"\n[[table.event]]\nevent = \"resumed\"\nat = \"at\"\nwhen = {{ column = \"state\", from = {from} }}\n"
        )
    };
    let rows = "nr,at,state\n1,2026-01-01T08:00:00Z,1\n1,2026-01-02T08:00:00Z,2\n1,2026-01-03T08:00:00Z,?\n1,2026-01-04T08:00:00Z,On hold\n\
        1,2026-01-05T08:00:00Z,a\\b\n1,2026-01-06T08:00:00Z,[x]\n1,2026-01-07T08:00:00Z,end\n";
    for (from, days) in [("'?'", &["04"][..]), ("'on *'", &["05"]), ("'a\\b'", &["06"]), ("'[x]'", &["07"]), ("'a?b'", &[])] {
        std::fs::remove_dir_all(desk.path().join("lake")).ok();
        desk.file("sources/log.toml", &log(from));
        desk.file("log.csv", rows);
        desk.run(&["import", "--source", "log", "log.csv"]).done();
        assert_eq!(desk.query("select strftime(\"at\", '%d') from events where source = 'log'"), days, "{from}");
    }
}

#[test]
fn a_log_that_is_imported_in_parts_is_warned_of_where_its_rules_look_back() {
    let desk = Desk::new();
    let mapping = |only: &str| {
        format!(
            "schema = 1\nid = \"log\"\ntitle = \"Log\"\nmode = \"append\"\n[[table]]\nname = \"log\"\nrow = \"event\"\nrecognise = [\"nr\", \"at\"]\n\
             dates = \"iso\"\ncase_id = \"nr\"\n[[table.event]]\nevent = \"initial_response\"\nat = \"at\"\n{only}"
        )
    };
    desk.file("jan.csv", "nr,at\n1,2026-01-05T13:00:00Z\n");
    desk.file("feb.csv", "nr,at\n1,2026-02-05T13:00:00Z\n");
    for (only, is_warned) in [("", false), ("only = \"first\"\n", true)] {
        std::fs::remove_dir_all(desk.path().join("lake")).ok();
        desk.file("sources/log.toml", &mapping(only));
        assert!(!desk.run(&["import", "--source", "log", "jan.csv"]).err.contains("adds to earlier ones"));
        let told = desk.run(&["import", "--source", "log", "feb.csv"]).err;
        assert_eq!(told.contains("adds to earlier ones"), is_warned, "{told}");
    }
}

#[test]
fn what_rows_say_of_a_receipt_goes_before_when_something_happened() {
    let desk = Desk::new();
    desk.file(
        "sources/log.toml",
        "schema = 1\nid = \"log\"\ntitle = \"Log\"\nmode = \"snapshot\"\n[[table]]\nname = \"log\"\nrow = \"event\"\nrecognise = [\"nr\", \"at\", \"opened\"]\n\
         dates = \"iso\"\ncase_id = \"nr\"\n[table.case]\nreceived_at = \"opened\"\n[[table.event]]\nevent = \"initial_response\"\nat = \"at\"\nonly = \"first\"\n",
    );
    // A row of 13:00 leaves the receipt out, another one says 14:00; of case 2 no row says it. What was written before the receipt is
    // no first answer.
    let rows = "nr,at,opened\n1,2026-01-05T13:00:00Z,\n1,2026-01-05T15:00:00Z,2026-01-05T14:00:00Z\n2,2026-01-06T09:00:00Z,\n\
        3,2026-01-05T13:00:00Z,2026-01-05T14:00:00Z\n";
    desk.file("log.csv", rows);
    desk.run(&["import", "--source", "log", "log.csv"]).done();
    let received = "select case_id, strftime(received_at, '%d %H') from cases where source = 'log' order by all";
    assert_eq!(desk.query(received), ["1,05 14", "2,06 09", "3,05 14"]);
    let answered = "select case_id, strftime(\"at\", '%d %H') from events where source = 'log' order by all";
    assert_eq!(desk.query(answered), ["1,05 15", "2,06 09"]);
}

#[test]
fn a_list_is_not_older_than_a_history_that_ends_later() {
    let desk = Desk::new();
    desk.file("sources/two.toml", TWO_KINDS);
    let told = [
        desk.import("history.csv", "nr,when,to\nT1,2026-03-05T08:30:00Z,Closed\n"),
        desk.import("list.csv", "nr,in,answered\nT1,2026-02-05T08:00:00Z,2026-03-01T10:00:00Z\nT2,2026-02-06T08:00:00Z,\n"),
        desk.import("history2.csv", "nr,when,to\nT1,2026-03-05T08:30:00Z,Closed\nT2,2026-03-04T08:30:00Z,Closed\n"),
    ];
    assert!(told.iter().all(|told| !told.contains("older export")), "{told:?}");
    // An older list is one all the same, compared with lists alone.
    let older = desk.import("list-feb.csv", "nr,in,answered\nT1,2026-02-05T08:00:00Z,\nT0,2026-02-01T08:00:00Z,\n");
    assert!(older.contains("This is an older export: it ends on 2026-02-05 08:00"), "{older}");
    assert_eq!(desk.query("select case_id, event from events order by all"), ["T1,acknowledged", "T1,closed", "T2,closed"]);
}

#[test]
fn two_exports_in_one_command_are_to_be_imported_one_after_another() {
    let desk = Desk::new();
    desk.file("jan.csv", "number,opened,closed\n1,2026-01-05T08:00:00Z,\n");
    desk.file("feb.csv", "number,opened,closed\n1,2026-01-05T08:00:00Z,2026-02-10T08:00:00Z\n");
    let told = desk.run(&["import", "jan.csv", "feb.csv"]).done();
    assert!(told.contains("occurs twice: an earlier file has another account of the case"), "{told}");
    assert!(told.contains("import them one after another"), "{told}");
    // Which is then possible, although both are in the lake.
    desk.run(&["import", "jan.csv"]).done();
    desk.run(&["import", "feb.csv"]).done();
    assert_eq!(desk.query("select case_id from events"), ["1"]);
}

#[test]
fn a_file_that_came_in_beside_another_is_the_same_by_itself_if_the_same_rows_are_set_aside() {
    let desk = Desk::new();
    desk.file("a.csv", "number,opened,closed\n1,2026-01-05T08:00:00Z,\n");
    let faulty = "number,opened,closed\n2,2026-01-05T08:00:00Z,\n3,soon,\n";
    desk.file("b.csv", faulty);
    desk.run(&["import", "a.csv", "b.csv"]).done();
    // Three rows: two kept, one set aside.
    assert_eq!(desk.account(), ["3,2,1,0"]);
    let told = desk.import("b.csv", faulty);
    assert!(told.contains("already imported as import 1, nothing changed"), "{told}");
    assert_eq!(desk.account(), ["3,2,1,0"]);
    // Nor is a row set aside again that was repaired.
    desk.file("sources/desk.toml", &MAPPING.replace("reports = [\"closed\"]\n", "reports = [\"closed\"]\n# As it was.\n"));
    desk.run(&["import", "a.csv", "b.csv"]).done();
    let repaired = desk.run(&["query", "select * from rejects", "--format", "csv"]).done().replace("3,soon", "3,2026-01-07T08:00:00Z");
    desk.file("repaired.csv", &repaired);
    desk.run(&["import", "--retry", "repaired.csv"]).done();
    assert!(desk.import("b.csv", faulty).contains("nothing changed"));
    assert_eq!(desk.query("select case_id from cases order by case_id"), ["1", "2", "3"]);
    assert_eq!(desk.query("select count(*) from rejects"), ["0"]);
}

#[test]
fn what_was_imported_is_told_although_the_next_source_is_refused() {
    let desk = Desk::new();
    let other = |title: &str| MAPPING.replace("desk", "other").replace("Desk", title).replace("\"number\"", "\"nr\"");
    desk.file("sources/other.toml", &other("Other"));
    for name in ["b1.csv", "b2.csv"] {
        desk.file(name, &format!("nr,opened,closed\n{name},2026-01-05T08:00:00Z,\n"));
    }
    desk.run(&["import", "b1.csv", "b2.csv"]).done();
    desk.file("sources/other.toml", &other("Another"));
    desk.file("a.csv", "number,opened,closed\n1,2026-01-05T08:00:00Z,\n2,05.01.2026,\n");
    let run = desk.run(&["import", "a.csv", "b1.csv"]);
    assert_eq!(run.code, 2, "{}", run.out);
    assert!(run.out.contains("import 2") && run.out.contains("2 rows = 1 kept + 1 set aside"), "{}", run.out);
    assert!(run.err.contains("a part of import 1"), "{}", run.err);
    // The same where rows are tried again: of a log that looks back they cannot be.
    desk.file(
        "sources/log.toml",
        "schema = 1\nid = \"log\"\ntitle = \"Log\"\nmode = \"snapshot\"\n[[table]]\nname = \"log\"\nrow = \"event\"\nrecognise = [\"id\", \"state\", \"at\"]\n\
         dates = \"iso\"\ncase_id = \"id\"\n[[table.event]]\nevent = \"closed\"\nat = \"at\"\nwhen = { column = \"state\", changed = true }\n",
    );
    desk.import("log.csv", "id,state,at\n1,Closed,soon\n");
    desk.file("sources/desk.toml", &MAPPING.replace("dates = \"iso\"", "dates = [\"iso\", \"%d.%m.%Y\"]"));
    let run = desk.run(&["import", "--retry"]);
    assert_eq!(run.code, 2, "{}", run.out);
    assert!(run.out.contains("rows that import 2 set aside, tried again") && run.out.contains("1 row = 1 kept"), "{}", run.out);
    assert!(run.err.contains("rows of log are compared with the rows before them"), "{}", run.err);
}

#[test]
fn a_month_s_history_that_is_given_with_the_whole_list_is_warned_of() {
    let desk = Desk::new();
    desk.file("sources/two.toml", TWO_KINDS);
    let list =
        |cases: u32| (1..=cases).fold("nr,in,answered\n".to_string(), |list, nr| list + &format!("T{nr},2026-0{nr}-01T08:00:00Z,\n"));
    let closing = |nr: u32| format!("T{nr},2026-0{nr}-09T08:00:00Z,Closed\n");
    let history = |rows: &str| format!("nr,when,to\n{rows}");
    for month in 1..=3 {
        desk.file(&format!("list{month}.csv"), &list(month));
        desk.file(&format!("history{month}.csv"), &history(&closing(month)));
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
    assert_eq!(closings(&desk), ["T3,03-09"]);
    // What was told before comes back as the warning says.
    run(&["--newest", "history1.csv"]);
    run(&["--newest", "history2.csv"]);
    assert_eq!(closings(&desk), ["T1,01-09", "T2,02-09", "T3,03-09"]);
    // A history of all cases, or one by itself, takes nothing away.
    desk.file("list4.csv", &list(4));
    desk.file("all.csv", &history(&(1..=4).map(closing).collect::<String>()));
    assert!(!run(&["list4.csv", "all.csv"]).contains("counts no more"));
    desk.file("list5.csv", &list(5));
    desk.file("history5.csv", &history(&closing(5)));
    assert!(!run(&["list5.csv"]).contains("counts no more") && !run(&["history5.csv"]).contains("counts no more"));
    assert_eq!(closings(&desk).len(), 5);
}

#[test]
fn the_first_of_something_is_the_first_since_receipt_in_a_list_of_cases_too() {
    let desk = Desk::new();
    let rules = "[[table.event]]\nfor_each = \"comment\"\nevent = \"acknowledged\"\nonly = \"first\"\nat = \"comment\"\n";
    desk.file(
        "sources/desk.toml",
        &MAPPING.replace("reports = [\"closed\"]\n", "").replace("[[table.event]]\n", &format!("{rules}[[table.event]]\n")),
    );
    // The comment of 07:00 stands before the receipt at 08:00.
    desk.import(
        "a.csv",
        "number,opened,closed,comment,comment,comment\n1,2026-01-05 08:00,,2026-01-05 07:00,2026-01-05 09:00,2026-01-05 10:00\n",
    );
    assert_eq!(desk.query("select strftime(\"at\", '%H') from events where event = 'acknowledged'"), ["09"]);
}

#[test]
fn a_row_of_json_that_says_one_thing_twice_is_set_aside() {
    let desk = Desk::new();
    let told = desk.import(
        "a.jsonl",
        "{\"number\":\"1\",\"opened\":\"2026-01-05\",\"closed\":null,\"opened\":\"2026-02-05\"}\n\
         {\"number\":\"2\",\"opened\":\"2026-01-05\",\"closed\":null,\"a.b\":\"x\",\"a\":{\"b\":\"y\"}}\n\
         {\"number\":\"3\",\"opened\":\"2026-01-05\",\"closed\":null,\"number\":\"3\"}\n",
    );
    assert!(told.contains("3 rows = 1 kept + 2 set aside"), "{told}");
    assert_eq!(
        desk.query("select \"row\", reason from rejects order by all"),
        ["1,\"the key \"\"opened\"\" stands twice, with different values\"", "2,\"two different values are called \"\"a.b\"\"\""]
    );
}

#[test]
fn an_empty_list_of_json_is_an_import_of_nothing_and_other_rowless_files_are_told_as_they_are() {
    let desk = Desk::new();
    desk.import("june.csv", JUNE);
    desk.file("empty.json", "[]\n");
    assert!(desk.run(&["import", "empty.json"]).err.contains("the list is empty, so nothing tells which source it is of"));
    let told = desk.run(&["import", "--source", "desk", "empty.json"]).done();
    assert!(told.contains("0 rows = 0 kept") && told.contains("0 cases"), "{told}");
    assert_eq!(desk.query("select count(*) from cases"), ["3"]);
    desk.file("nan.jsonl", "{\"number\":1,\"opened\":\"2026-01-05\",\"closed\":NaN}\n");
    let refused = desk.run(&["import", "nan.jsonl"]).err;
    assert!(refused.contains("nan.jsonl:1: no row of it can be read") && !refused.contains("header"), "{refused}");
    // A key that only late rows have: 101 rows without it, one with it.
    let rows: String = (0..101).map(|id| format!("{{\"number\":\"L{id}\",\"opened\":\"2026-07-05\"}}\n")).collect();
    let told = desk.import("late.jsonl", &format!("{rows}{{\"number\":\"Z\",\"opened\":\"2026-07-05\",\"closed\":\"2026-07-06\"}}\n"));
    assert!(told.contains("102 rows = 102 kept") && !told.contains("not in this file: \"closed\""), "{told}");
}

#[test]
fn a_case_whose_history_is_empty_is_a_case() {
    let desk = Desk::new();
    let table = "row = \"event\"\neach = \"history\"\nrecognise = [\"key\", \"created\"]\ndates = \"iso\"\ncase_id = \"key\"";
    desk.file(
        "sources/each.toml",
        &format!(
            "schema = 1\nid = \"each\"\ntitle = \"E\"\nmode = \"snapshot\"\n[[table]]\nname = \"t\"\n{table}\n[table.case]\n\
             received_at = \"created\"\n[[table.event]]\nat = \"history.t\"\nevent = {{ column = \"history.type\", values = {{ ack = \"acknowledged\" }} }}\n"
        ),
    );
    let row = |key: u32, rest: &str| format!("{{\"key\":\"{key}\",\"created\":\"2026-01-05T10:00:00Z\"{rest}}}\n");
    let told = desk.import(
        "e.jsonl",
        &[
            row(1, ",\"history\":[{\"t\":\"2026-01-05T11:00:00Z\",\"type\":\"ack\"},{\"t\":\"2026-01-05T12:00:00Z\"}]"),
            row(2, ",\"history\":[]"),
            row(3, ""),
            row(4, ",\"history\":null"),
        ]
        .concat(),
    );
    // Of five rows one is at fault: an element without its word.
    assert!(told.contains("5 rows = 4 kept + 1 set aside"), "{told}");
    assert_eq!(desk.query("select case_id from cases order by case_id"), ["1", "2", "3", "4"]);
}

#[test]
fn a_value_that_no_condition_asks_for_is_not_called_blank() {
    let desk = Desk::new();
    let when = "received_at = { column = \"opened\", when = { column = \"tz\", is = \"EST\" }, time_zone = \"America/New_York\" }";
    desk.file("sources/desk.toml", &MAPPING.replace("received_at = \"opened\"", when));
    let told = desk.import("a.csv", "number,opened,closed,tz\n1,2026-01-05 08:00,,EST\n2,2026-01-05 08:00,,PST\n");
    assert!(told.contains("\"opened\" has a value, but nothing that the mapping asks for it (`when`) holds in this row"), "{told}");
}

#[test]
fn dates_that_could_be_meant_the_other_way_round_are_told_unless_one_shows_the_order() {
    let desk = Desk::new();
    let header = "Reference,Date received,Complainant,Acknowledged,Response sent\n";
    // 14 can be no month: of the dates that are kept, both could be read in two ways.
    desk.file("us.csv", &format!("{header}C1,1/5/2026,,,\nC2,1/14/2026,,,\nC3,2/3/2026,,,\n"));
    let run = desk.run(&["import", "us.csv"]);
    assert!(
        run.out.contains("received_at: 2 of 2 dates could be read in two ways") && run.out.contains("day first was taken"),
        "{}",
        run.out
    );
    assert!(run.out.contains("it is one with day and month the other way round"), "{}", run.out);
    assert!(run.err.contains("those that were kept are read wrongly"), "{}", run.err);
    let told = desk.import("uk.csv", &format!("{header}D1,1/5/2026,,,\nD2,14/1/2026,,,\n"));
    assert!(!told.contains("in two ways"), "{told}");
}

#[test]
fn columns_that_name_people_are_left_out_of_what_a_built_in_mapping_keeps() {
    let desk = Desk::new();
    let told = desk.import(
        "sf.csv",
        "Case Number,Date/Time Opened,Date/Time Closed,Status,Contact: Mobile,Ward,Ring back\n\
         1001,1/14/2026 9:00 AM,,New,07700 900123,North,+44 7700 900123\n",
    );
    assert!(told.contains("left out, because they seem to name or reach people: \"Contact: Mobile\""), "{told}");
    let kept = desk.query("select attributes from cases").concat();
    assert!(kept.contains("Ward") && !kept.contains("07700") && !kept.contains("7700 900123"), "{kept}");
}

/// A log that names what changed, and of which most rows are notes.
const NOTES: &str = "schema = 1\nid = \"log\"\ntitle = \"Log\"\nmode = \"snapshot\"\ntime_zone = \"UTC\"\n[[table]]\nname = \"rows\"\nrow = \"event\"\n\
    recognise = [\"num\", \"upd\", \"state\", \"team\"]\ndates = \"iso\"\ncase_id = \"num\"\n[table.case]\nreceived_at = \"opened\"\n\
    kind = { constant = \"complaint\" }\nteam = \"team\"\n[[table.event]]\nevent = \"closed\"\nat = \"upd\"\nwhen = { column = \"state\", is = \"Closed\" }\n\
    [[table.event]]\nevent = \"initial_response\"\nat = \"upd\"\nonly = \"first\"\nwhen = { column = \"state\", is = \"Reply\" }\n\
    [[table.event]]\nevent = \"progress_update\"\nat = \"upd\"\nonly = \"later\"\nwhen = { column = \"state\", is = \"Reply\" }\n";

#[test]
fn a_row_without_an_event_says_what_it_says_at_its_own_time() {
    let rows = [
        "A,2026-01-05T08:00:00Z,2026-01-05T08:00:00Z,New,North",
        "A,2026-01-05T08:00:00Z,2026-01-05T10:00:00Z,Closed,South",
        "A,2026-01-05T08:00:00Z,2026-01-05T12:00:00Z,,East",
        "B,2026-01-05T08:00:00Z,2026-01-05T10:00:00Z,Note,South",
        "B,2026-01-05T08:00:00Z,2026-01-05T12:00:00Z,Note,East",
        // Nothing but the row itself tells when these came in; of D an event does.
        "C,,2026-01-05T15:00:00Z,,West",
        "D,,2026-01-05T15:00:00Z,,West",
        "D,,2026-01-05T16:00:00Z,Closed,",
    ];
    let expected =
        ["A,2026-01-05T08:00:00Z,East", "B,2026-01-05T08:00:00Z,East", "C,2026-01-05T15:00:00Z,West", "D,2026-01-05T16:00:00Z,West"];
    for is_reversed in [false, true] {
        let desk = crate::desk::Desk::new("UTC");
        desk.mapping("log", NOTES);
        let rows: Vec<&str> = if is_reversed { rows.iter().rev().copied().collect() } else { rows.to_vec() };
        desk.import_text("log.csv", format!("num,opened,upd,state,team\n{}\n", rows.join("\n")));
        assert_eq!(desk.rows("select case_id, received_at, team from cases order by case_id"), expected, "{is_reversed}");
    }
}

#[test]
fn what_is_not_the_first_since_the_receipt_is_a_later_one() {
    let desk = crate::desk::Desk::new("UTC");
    desk.mapping("log", NOTES);
    desk.import_text(
        "log.csv",
        "num,opened,upd,state,team\nA,,2026-01-05T13:00:00Z,Reply,\nA,2026-01-05T14:00:00Z,2026-01-05T14:00:00Z,New,\n\
        A,,2026-01-05T15:00:00Z,Reply,\nA,,2026-01-05T16:00:00Z,Reply,\nB,,2026-01-05T13:00:00Z,Reply,\n\
        B,2026-01-05T14:00:00Z,2026-01-05T14:00:00Z,New,\n",
    );
    let expected = [
        "A,2026-01-05T13:00:00Z,progress_update",
        "A,2026-01-05T15:00:00Z,initial_response",
        "A,2026-01-05T16:00:00Z,progress_update",
        "B,2026-01-05T13:00:00Z,progress_update",
    ];
    assert_eq!(desk.rows("select case_id, \"at\", event from events order by case_id, \"at\""), expected);
}

#[test]
fn what_is_known_by_the_day_of_the_receipt_is_not_before_it() {
    let desk = crate::desk::Desk::new("UTC");
    let rule = |event: &str, only: &str| {
        format!("[[table.event]]\nevent = \"{event}\"\nat = \"day\"\nwhen = {{ column = \"what\", is = \"Reply\" }}\nonly = \"{only}\"\n")
    };
    let log = "schema = 1\nid = \"log\"\ntitle = \"Log\"\nmode = \"snapshot\"\n[[table]]\nname = \"log\"\nrow = \"event\"\n\
        recognise = [\"id\", \"opened\", \"day\", \"what\"]\ndates = \"iso\"\ncase_id = \"id\"\n[table.case]\nreceived_at = \"opened\"\n\
        kind = { constant = \"complaint\" }\n";
    desk.mapping("log", &format!("{log}{}{}", rule("acknowledged", "first"), rule("progress_update", "later")));
    // All were received on the 5th at 10:00. The 5th, as a day, lasts until after that; 09:00 does not, nor does the 4th.
    let rows = [("1", "05"), ("1", "09"), ("2", "05 09:00"), ("2", "09"), ("3", "04"), ("3", "09"), ("4", "05 11:00"), ("4", "09")];
    let rows: String = rows.iter().map(|(case, day)| format!("{case},2026-01-05 10:00,2026-01-{day},Reply\n")).collect();
    desk.import_text("log.csv", format!("id,opened,day,what\n{rows}"));
    let acknowledged = "select case_id, strftime(\"at\", '%d %H:%M') from events where event = 'acknowledged' order by case_id";
    assert_eq!(desk.rows(acknowledged), ["1,05 00:00", "2,09 00:00", "3,09 00:00", "4,05 11:00"]);
    assert_eq!(desk.rows("select count(*) as n from events where event = 'progress_update'"), ["4"]);
}

#[test]
fn each_attribute_of_a_case_in_a_log_is_what_was_said_of_it_last() {
    let desk = crate::desk::Desk::new("UTC");
    desk.mapping(
        "log",
        "schema = 1\nid = \"log\"\ntitle = \"Log\"\nmode = \"snapshot\"\n[[table]]\nname = \"log\"\nrow = \"event\"\n\
        recognise = [\"id\", \"state\", \"at\", \"plan\"]\ndates = \"iso\"\ncase_id = \"id\"\n[table.case]\nreceived_at = \"opened\"\n\
        kind = { constant = \"complaint\" }\n[table.attributes]\ncase = [\"plan\", \"shelf\"]\n[[table.event]]\nat = \"at\"\n\
        when = { column = \"state\", changed = true }\nevent = { column = \"state\", values = { Closed = \"closed\" }, other = \"status_changed\" }\n",
    );
    // Gold comes again behind Silver; the shelf is said once, and the last row says nothing.
    desk.import_text(
        "log.csv",
        "id,state,at,opened,plan,shelf\n1,Open,2026-01-05 10:00,2026-01-05 09:00,Gold,\n1,Held,2026-01-06 10:00,2026-01-05 09:00,Silver,S1\n\
        1,Closed,2026-01-07 10:00,2026-01-05 09:00,Gold,\n1,Archived,2026-01-08 10:00,2026-01-05 09:00,,\n2,Open,2026-01-05 10:00,2026-01-05 09:00,,\n",
    );
    let attributes = "select case_id, attributes['plan'] as plan, attributes['shelf'] as shelf, cardinality(attributes) as n from cases order by case_id";
    assert_eq!(desk.rows(attributes), ["1,Gold,S1,2", "2,,,0"]);
}

/// A list of cases, appended or not, whose hours are those of a zone.
fn list_in(mode: &str, zone: &str, event: &str) -> String {
    let list = MAPPING.replace("mode = \"snapshot\"\nreports = [\"closed\"]", &format!("mode = \"{mode}\"\ntime_zone = \"{zone}\""));
    list.replace("event = \"closed\"", &format!("event = \"{event}\""))
}

const OF_MAY: &str = "number,opened,closed\n1,2026-05-04 09:00,2026-05-05 10:00\n2,2026-05-04 09:00,\n";

#[test]
fn a_file_that_is_read_anew_by_a_mended_mapping_counts_once_and_by_the_new_one() {
    for mode in ["append", "snapshot"] {
        let desk = Desk::new();
        desk.file("sources/desk.toml", &list_in(mode, "Europe/Berlin", "acknowledged"));
        desk.import("may.csv", OF_MAY);
        desk.import("june.csv", "number,opened,closed\n3,2026-06-04 09:00,\n");
        desk.file("sources/desk.toml", &list_in(mode, "America/New_York", "closed"));
        let told = desk.import("may.csv", OF_MAY);
        assert!(told.contains("this stands in the place of import 1, which"), "{told}");
        // Nine o'clock in New York is 13:00 UTC; June was read by the old mapping, and stands so.
        let cases = ["1,2026-05-04T13:00:00Z,3", "2,2026-05-04T13:00:00Z,3", "3,2026-06-04T07:00:00Z,2"];
        assert_eq!(desk.query("select case_id, received_at, import from cases order by case_id"), cases, "{mode}");
        assert_eq!(desk.query("select case_id, event, \"at\" from events"), ["1,closed,2026-05-05T14:00:00Z"], "{mode}");
        assert_eq!(desk.account(), ["3,3,0,0"], "{mode}");
        // And back again, for whoever mended what was right.
        desk.file("sources/desk.toml", &list_in(mode, "Europe/Berlin", "acknowledged"));
        let told = desk.import("may.csv", OF_MAY);
        assert!(told.contains("this stands in the place of import 3, which"), "{told}");
        assert_eq!(desk.query("select case_id, event, \"at\" from events"), ["1,acknowledged,2026-05-05T08:00:00Z"], "{mode}");
        assert!(desk.import("may.csv", OF_MAY).contains("already imported as import 4"));
    }
}

#[test]
fn what_was_appended_before_a_snapshot_is_not_told_any_more() {
    let desk = Desk::new();
    desk.file("sources/desk.toml", &list_in("append", "UTC", "closed"));
    desk.import("may.csv", "number,opened,closed,topic\n1,2026-05-04 09:00,2026-05-05 10:00,old\n");
    desk.file("sources/desk.toml", &list_in("snapshot", "UTC", "closed"));
    desk.run(&["import", "--newest", "may.csv"]).done();
    desk.file("may.csv", "number,opened,closed,topic\n1,2026-05-06 09:00,,\n");
    desk.run(&["import", "--newest", "may.csv"]).done();
    let told = || (desk.query("select received_at, category from cases"), desk.query("select event, \"at\" from events"));
    assert_eq!(told(), (vec!["2026-05-06T09:00:00Z,".to_string()], Vec::new()));
    // What is appended afterwards adds to the snapshot alone.
    desk.file("sources/desk.toml", &list_in("append", "UTC", "closed"));
    desk.import("june.csv", "number,opened,closed,topic\n1,2026-05-06 09:00,2026-06-05 10:00,\n");
    assert_eq!(told(), (vec!["2026-05-06T09:00:00Z,".to_string()], vec!["closed,2026-06-05T10:00:00Z".to_string()]));
}

const LOG_OF_WORDS: &str = r#"
schema = 1
id = "log"
title = "Log"
mode = "append"
[[table]]
name = "rows"
row = "event"
recognise = ["Ref", "At", "What"]
dates = "iso"
case_id = "Ref"
[table.case]
kind = { constant = "complaint" }
channel = { constant = "email" }
category = "Topic"
[[table.event]]
event = { column = "What" }
at = "At"
"#;

#[test]
fn a_quiet_month_makes_no_missed_duty_unknown() {
    let january = "Ref,At,What\n1,2026-01-05 09:00,received\n2,2026-01-05 09:00,received\n1,2026-01-05 10:00,acknowledged\n";
    let february = "Ref,At,What\n3,2026-02-05 09:00,received\n3,2026-02-07 10:00,closed\n";
    let verdicts = |desk: &Desk| {
        desk.query("select case_id, status from verdicts where clause = 'acknowledge-complaint' and reading = 'main' order by case_id")
    };
    for mode in ["append", "snapshot"] {
        let desk = Desk::new();
        desk.file("sources/log.toml", &LOG_OF_WORDS.replace("append", mode));
        desk.import("january.csv", january);
        desk.import("february.csv", february);
        // 1 was acknowledged within the hour; 2 and 3 never, though the log can tell it.
        assert_eq!(verdicts(&desk), ["1,met", "2,missed", "3,missed"], "{mode}");
        desk.import("empty.csv", "Ref,At,What\n");
        assert_eq!(verdicts(&desk), ["1,met", "2,missed", "3,missed"], "{mode}");
    }
}

#[test]
fn an_appended_extract_that_is_older_takes_no_field_back() {
    let desk = Desk::new();
    desk.file("sources/log.toml", LOG_OF_WORDS);
    desk.import("february.csv", "Ref,At,What,Topic\n1,2026-02-05 09:00,closed,delivery\n2,2026-02-06 09:00,received,delivery\n");
    let told = desk.import("january.csv", "Ref,At,What,Topic\n1,2026-01-05 09:00,received,billing\n");
    assert!(told.contains("This is an older export") && told.contains("its events were added"), "{told}");
    let cases = desk.query("select case_id, received_at, category from cases order by case_id");
    assert_eq!(cases, ["1,2026-01-05T09:00:00Z,delivery", "2,2026-02-06T09:00:00Z,delivery"]);
    assert_eq!(desk.query("select count(*) from events where event = 'closed'"), ["1"]);
}

#[test]
fn a_customer_is_one_however_an_accent_is_written() {
    let desk = Desk::new();
    // "é" as one character, and as a letter with an accent behind it.
    desk.import("may.csv", "number,opened,closed,mail\n1,2026-05-04,,Jos\u{e9} Garc\u{ed}a\n2,2026-05-05,,Jose\u{301} Garci\u{301}a\n");
    assert_eq!(desk.query("select count(distinct customer) from cases"), ["1"]);
}
