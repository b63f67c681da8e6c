//! What an export can show of its cases, and so which duties are met, missed or unknown.

use crate::desk::{Desk, MAPPING};
use crate::import_append::LOG_OF_WORDS;

/// A list of cases whose column of acknowledgements came in April, and a day to acknowledge in.
const LISTED: &str = "schema = 1\nid = \"crm\"\ntitle = \"CRM\"\nmode = \"snapshot\"\ntime_zone = \"UTC\"\n[[table]]\nname = \"rows\"\n\
    recognise = [\"Ref\", \"Received\"]\ndates = \"iso\"\ncase_id = \"Ref\"\n[table.case]\nreceived_at = \"Received\"\n\
    kind = { constant = \"complaint\" }\n[[table.event]]\nevent = \"acknowledged\"\nat = \"Acknowledged\"\n[[table.event]]\nevent = \"closed\"\nat = \"Closed\"\n";
const A_DAY: &str = "schema = 1\nid = \"own\"\ntitle = \"Own\"\norganisation = \"Own\"\ncalendar = \"always\"\n[[clause]]\nid = \"ack\"\ncite = \"1\"\n\
    text = \"Acknowledge.\"\ntype = \"deadline\"\nafter = [\"received\"]\nrequire = [\"acknowledged\"]\nwithin = \"24 hours\"\n";

/// A workspace with that list and that procedure.
fn listed() -> Desk {
    let desk = Desk::new("UTC");
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
    let judged = |desk: &Desk| {
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
        let desk = Desk::new("UTC");
        desk.mapping("desk", &mapping);
        desk.file("ws/policies/p.toml", ACKNOWLEDGE);
        let verdicts = || {
            let told = desk.run(&["sla", "--detail", "--policy", "p", "--as-of", "2026-07-31T00:00:00Z", "--format", "csv"]).done();
            told.lines().skip(1).map(|line| line.split(',').skip(4).take(3).collect::<Vec<_>>().join(",")).collect::<Vec<_>>()
        };
        for name in order {
            desk.import_text(name, if name == "may.csv" { may } else { june });
        }
        assert_eq!(verdicts(), ["A,1,met", "B,1,missed"], "{order:?}");
        // A row of the older one, repaired: it speaks with the older one's voice, which has no column for the acknowledgement.
        let import = if order[0] == "may.csv" { 1 } else { 2 };
        desk.file("repaired.csv", format!("import,file,row,text\n{import},may.csv,2,\"X,2026-05-02T08:00:00Z,2026-05-03T08:00:00Z\"\n"));
        desk.import(&["--retry", "repaired.csv"]);
        assert_eq!(verdicts(), ["A,1,met", "B,1,missed", "X,1,unknown"], "{order:?}");
    }
}

#[test]
fn a_quiet_month_makes_no_missed_duty_unknown() {
    let january = "Ref,At,What\n1,2026-01-05 09:00,received\n2,2026-01-05 09:00,received\n1,2026-01-05 10:00,acknowledged\n";
    let february = "Ref,At,What\n3,2026-02-05 09:00,received\n3,2026-02-07 10:00,closed\n";
    let verdicts = |desk: &Desk| {
        desk.rows("select case_id, status from verdicts where clause = 'acknowledge-complaint' and reading = 'main' order by case_id")
    };
    for mode in ["append", "snapshot"] {
        let desk = Desk::new("UTC");
        desk.mapping("log", &LOG_OF_WORDS.replace("append", mode));
        desk.import_text("january.csv", january);
        desk.import_text("february.csv", february);
        // 1 was acknowledged within the hour; 2 and 3 never, though the log can tell it.
        assert_eq!(verdicts(&desk), ["1,met", "2,missed", "3,missed"], "{mode}");
        desk.import_text("empty.csv", "Ref,At,What\n");
        assert_eq!(verdicts(&desk), ["1,met", "2,missed", "3,missed"], "{mode}");
    }
}
