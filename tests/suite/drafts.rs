//! `ombud source new`: a draft loads and imports, says what decided, and asks what nobody can know.

use crate::desk::Desk;

/// Drafts a mapping for a file, puts it into the workspace and imports the file by it.
fn drafted(desk: &Desk, name: &str, content: &str) -> (String, String, String) {
    desk.file(name, content);
    let run = desk.run(&["source", "new", name, "--id", "own"]);
    assert_eq!(run.code, 0, "{}", run.err);
    desk.mapping("own", &run.out);
    let told = desk.import(&["--source", "own", name]);
    (run.out, run.err, told)
}

#[test]
fn a_city_s_requests_are_drafted_with_deadline_and_label() {
    let desk = Desk::new("America/New_York");
    let (toml, asked, told) = drafted(
        &desk,
        "requests.csv",
        "CASEID,OPENEDDATETIME,SLA_Date,CLOSEDDATETIME,Late (Yes/No),Dept,REASONNAME,CASESTATUS,SourceID,OBJECTDESC\n\
        1010444245,1/4/2026,4/17/2026,1/23/2026,NO,Customer Services,Field Operations,Closed,svcCRMLS,2122 Main\n\
        1010444246,1/13/2026,1/20/2026,1/25/2026,YES,Animal Care,Stray,Closed,Web Portal,\n\
        1010444247,2/1/2026,,,NO,Animal Care,Stray,Open,Phone,\n",
    );
    assert!(toml.contains("case_id = \"CASEID\"") && toml.contains("received_at = \"OPENEDDATETIME\""), "{toml}");
    assert!(toml.contains("due_at = \"SLA_Date\"") && toml.contains("\"NO\" = \"true\", \"YES\" = \"false\""), "{toml}");
    assert!(toml.contains("dates = [\"%m/%d/%Y\"]") && toml.contains("row 2 (\"1/13/2026\" in \"OPENEDDATETIME\")"), "{toml}");
    assert!(toml.contains("# time_zone") && asked.contains("In which time zone"), "{asked}");
    assert!(told.contains("3 rows = 3 kept + 0 set aside"), "{told}");
    assert_eq!(desk.events(), ["1010444245 closed 01-23 05:00", "1010444246 closed 01-25 05:00"]);
    assert_eq!(desk.rows("select channel from cases where case_id = '1010444247'"), ["phone"]);
}

#[test]
fn where_no_row_tells_day_from_month_the_draft_asks() {
    let desk = Desk::new("UTC");
    let (toml, asked, _) = drafted(&desk, "x.csv", "Ref,Received,Closed\nA,03/04/2026,05/04/2026\nB,04/04/2026,\n");
    assert!(toml.contains("dates = [\"%d/%m/%Y\"]"), "{toml}");
    assert!(asked.contains("No row tells whether the day or the month comes first in \"03/04/2026\""), "{asked}");
    let other = Desk::new("UTC");
    let (toml, asked, _) = drafted(&other, "x.csv", "Ref,Received,Closed\nA,03/04/2026 10:00,05/14/2026\nB,04/04/2026 11:00,\n");
    assert!(toml.contains("%m/%d/%Y %H:%M") && !asked.contains("No row tells"), "{toml}\n{asked}");
}

#[test]
fn a_year_of_two_digits_may_stand_at_either_end_and_the_draft_asks() {
    let desk = Desk::new("UTC");
    let (toml, asked, _) = drafted(&desk, "x.csv", "Ref,Received\nA,26/01/11\nB,26/01/12\nC,26/01/16\n");
    assert!(toml.contains("dates = [\"%y/%m/%d\"]"), "{toml}");
    assert!(asked.contains("The year may come first or last in \"26/01/11\"") && !toml.contains("no other way"), "{asked}\n{toml}");
    assert_eq!(desk.rows("select received_at from cases where case_id = 'C'"), ["2026-01-16T00:00:00Z"]);
    // One row tells nothing: 13 January 2023, or 23 January 2013.
    let one = Desk::new("UTC");
    let (toml, asked, _) = drafted(&one, "x.csv", "Ref,Received\nA,13/01/23 10:00\n");
    assert!(toml.contains("dates = [\"%d/%m/%y %H:%M\"]") && asked.contains("write %y/%m/%d %H:%M if it comes first"), "{toml}\n{asked}");
    // Days that change more than the last number, and a last number that is no day, have the year last.
    let last = Desk::new("UTC");
    let (toml, asked, _) = drafted(&last, "x.csv", "Ref,Received\nA,11/01/26\nB,12/01/26\nC,16/01/26\n");
    assert!(toml.contains("dates = [\"%d/%m/%y\"]") && !asked.contains("The year may come"), "{toml}\n{asked}");
}

#[test]
fn a_proof_in_one_form_of_a_column_decides_its_other_forms() {
    let desk = Desk::new("UTC");
    let (toml, asked, told) =
        drafted(&desk, "x.csv", "Ref,Received\nA,02/22/2026 04:21:55 AM\nB,03/04/2026\nC,03/04/2026 05:06:07\nD,08/13/2026 01:21:52 AM\n");
    assert!(toml.contains("dates = [\"%m/%d/%Y\", \"%m/%d/%Y %H:%M:%S\", \"%m/%d/%Y %I:%M:%S %p\"]"), "{toml}");
    assert!(!asked.contains("No row tells"), "{asked}");
    assert!(told.contains("4 rows = 4 kept"), "{told}");
    assert_eq!(desk.rows("select received_at from cases where case_id = 'C'"), ["2026-03-04T05:06:07Z"]);
    // A slip in the form that proves the order does not undo the proof.
    let other = Desk::new("UTC");
    let (toml, asked, _) = drafted(
        &other,
        "x.csv",
        "Ref,Received\nA,02/22/2026 04:21:55 AM\nB,03/04/2026\nC,13/04/2026 01:00:00 PM\nD,08/13/2026 01:21:52 AM\n",
    );
    assert!(toml.contains("dates = [\"%m/%d/%Y\", \"%m/%d/%Y %I:%M:%S %p\"]") && !asked.contains("No row tells"), "{toml}");
}

#[test]
fn date_and_time_apart_are_joined_and_people_are_not_kept() {
    let desk = Desk::new("UTC");
    let (toml, _, told) = drafted(
        &desk,
        "telecom.csv",
        "Ticket #,Customer Complaint,Date,Date_month_year,Time,Received Via,City,Zip code,Status,Email\n\
        250635,Cable speed is low in the evening,22-04-15,22-Apr-15,3:53:50 PM,Customer Care Call,Abingdon,21009,Closed,ann@home.example\n\
        223441,Payment disappeared and service was cut,04-08-15,04-Aug-15,10:22:56 AM,Internet,Acworth,30102,Open,bob@mill.example\n",
    );
    assert!(toml.contains("join = [\"Date\", \"Time\"]"), "{toml}");
    assert!(told.contains("2 rows = 2 kept + 0 set aside"), "{told}");
    assert_eq!(
        desk.rows("select received_at, channel from cases order by case_id"),
        ["2015-08-04T10:22:56Z,web_form", "2015-04-22T15:53:50Z,phone"]
    );
    assert_eq!(desk.rows("select count(*) as n from cases where cast(attributes as varchar) like '%@%' or customer like '%@%'"), ["0"]);
}

#[test]
fn columns_that_name_or_reach_people_are_known_by_their_headers_and_their_values() {
    let nothing_of_them = "select count(*) as n from cases where cast(attributes as varchar) like '%Quix%' or cast(attributes as varchar) like '%555%' \
        or cast(attributes as varchar) like '%@%' or customer like '%Quix%' or customer like '%@%'";
    for (name, content, customer, dropped) in [
        (
            "requests.csv",
            "SR ID,Created On,Requestor Name,Product name,Team name,Second line\n\
            SR-1,2026-01-05 10:00,Zebulon Quix,Kettle,Blue,(312) 555-0100\nSR-2,2026-01-06 10:00,Ann Quix,Iron,Red,(312) 555-0101\n",
            "Requestor Name",
            "drop = [\"Second line\"]",
        ),
        (
            "telecom.csv",
            "Ticket No,Subscriber,Opened,Callback,Write to\nT0,Zebulon Quix,2026-01-05 10:00,3125551000,zeb@mail.example\n\
            T1,Ann Quix,2026-01-06 10:00,3125551001,\nT2,Bo Quix,2026-01-06 10:00,3125551002,\n",
            "Subscriber",
            "drop = [\"Callback\", \"Write to\"]",
        ),
        (
            "beschwerden.csv",
            "Vorgangsnummer;Eingang am;Kundenname;Stra\u{df}e;Telefon\nV-1;25.12.2025 22:37;J\u{fc}rgen Quix;Quixgasse 1;030 5551234\n\
            V-2;26.12.2025 22:37;Anne Quix;Quixgasse 2;030 5551235\n",
            "Kundenname",
            "drop = [\"Stra\u{df}e\", \"Telefon\"]",
        ),
    ] {
        let desk = Desk::new("UTC");
        let (toml, _, told) = drafted(&desk, name, content);
        assert!(toml.contains(&format!("customer = {{ column = \"{customer}\", pseudonym = true }}")), "{toml}");
        assert!(toml.contains(dropped) && toml.contains("They may name or reach a person"), "{toml}");
        assert!(told.contains("+ 0 set aside"), "{told}");
        assert_eq!(desk.rows(nothing_of_them), ["0"], "{toml}");
    }
}

#[test]
fn a_log_with_one_row_a_change_is_drafted_as_events() {
    let desk = Desk::new("UTC");
    let row = |state: &str, at: &str| format!("SR1;{at};{state};Org 1;Ann\n");
    let rows = [
        row("Queued", "2026-01-05T10:00:00+01:00"),
        row("Accepted", "2026-01-05T11:00:00+01:00"),
        row("Wait - Customer", "2026-01-05T12:00:00+01:00"),
        row("Accepted", "2026-01-06T12:00:00+01:00"),
        row("Completed", "2026-01-07T12:00:00+01:00"),
    ];
    let (toml, _, told) =
        drafted(&desk, "log.csv", &format!("SR Number;Change Date+Time;Status;Involved Org line 3;Owner First Name\n{}", rows.concat()));
    assert!(toml.contains("row = \"event\"") && toml.contains("changed = true"), "{toml}");
    assert!(told.contains("5 rows = 5 kept"), "{told}");
    assert_eq!(
        desk.events(),
        [
            "SR1 status_changed 01-05 09:00",
            "SR1 status_changed 01-05 10:00",
            "SR1 paused 01-05 11:00 proxy",
            "SR1 status_changed 01-06 11:00",
            "SR1 resumed 01-06 11:00 proxy",
            "SR1 resolution_proposed 01-07 11:00 proxy",
        ]
    );
}

#[test]
fn json_around_the_rows_is_seen_through() {
    let desk = Desk::new("UTC");
    let (toml, _, told) = drafted(
        &desk,
        "answer.json",
        r#"{"page":1,"items":[{"reference":"A","created":"2026-01-05T10:00:00Z","kind":{"name":"delay"},"closed":"2026-01-06T10:00:00Z"},{"reference":"B","created":"2026-01-05T11:00:00Z"}]}"#,
    );
    assert!(toml.contains("rows = \"items\""), "{toml}");
    assert!(told.contains("2 rows = 2 kept"), "{told}");
    assert_eq!(desk.events(), ["A closed 01-06 10:00"]);
}

#[test]
fn what_cannot_be_drafted_is_said() {
    let desk = Desk::new("UTC");
    desk.file("nothing.csv", "a,b\n");
    assert!(desk.refusal(&["source", "new", "nothing.csv"]).contains("there are no rows in the file"));
    desk.file("undated.csv", "ref,what\n1,x\n2,y\n");
    assert!(desk.refusal(&["source", "new", "undated.csv"]).contains("no column holds dates"));
    desk.file("twins.csv", "what,when\nx,2026-01-05\nx,2026-01-06\n");
    assert!(desk.refusal(&["source", "new", "twins.csv"]).contains("no column tells one case from another"));
}

#[test]
fn a_draft_is_saved_once() {
    let desk = Desk::new("UTC");
    desk.file("our list.csv", "Ref,Received\nA,2026-01-05\n");
    assert_eq!(desk.run(&["source", "new", "our list.csv", "--save"]).code, 0);
    let told = desk.import(&["our list.csv"]);
    assert!(told.contains("our-list"), "{told}");
    assert!(desk.refusal(&["source", "new", "our list.csv", "--save"]).contains("this mapping is there already"));
}

#[test]
fn a_source_is_explained_in_words() {
    let desk = Desk::new("UTC");
    let told = desk.run(&["source", "show", "zendesk"]).done();
    for part in [
        "tickets: a row is a case; recognised by the columns \"Id\"",
        "initial_response, acknowledged",
        "\"Created at\" + \"First reply time in minutes\" minutes",
        "where \"Status\" is Solved or Closed",
        "It can report, where the file has the columns: assigned, acknowledged",
    ] {
        assert!(told.contains(part), "{part}\n{told}");
    }
    let listed = desk.run(&["source", "list"]).done();
    for id in ["canonical", "city-311", "complaints-register", "freshdesk", "mailbox", "salesforce"] {
        assert!(listed.lines().any(|line| line.starts_with(id)), "{listed}");
        assert!(!desk.run(&["source", "show", id]).done().is_empty());
    }
}

#[test]
fn a_row_with_a_delimiter_too_many_is_no_header_and_a_slip_does_not_turn_all_dates_round() {
    let desk = Desk::new("UTC");
    desk.file(
        "list.csv",
        "SR ID;Opened;Closed;Remarks\n1;1/5/2026 8:15 AM;1/16/2026 3:20 PM;\n2;1/6/2026 8:15 AM;1/17/2026 3:20 PM;noise; again\n3;13/6/2026 8:15 AM;;\n4;1/7/2026 8:15 AM;1/18/2026 3:20 PM;\n",
    );
    let draft = desk.run(&["source", "new", "list.csv"]).done();
    assert!(draft.contains("case_id = \"SR ID\"") && draft.contains("received_at = \"Opened\""), "{draft}");
    // The 16th and 18th month are none, in two rows that can be read; the 13th is none in one.
    assert!(draft.contains("dates = [\"%m/%d/%Y %I:%M %p\"]"), "{draft}");
    assert!(draft.contains("2 of 3 say that the month comes first"), "{draft}");
}

#[test]
fn every_draft_loads_and_asks_for_what_it_could_not_find() {
    let desk = Desk::new("UTC");
    // 1767607200 seconds are 2026-01-05 10:00 UTC.
    let rows =
        "{\"uuid\":\"u0\",\"created\":1767607200000,\"solved\":\"2026-01-06T10:00:00Z\"}\n{\"uuid\":\"u1\",\"created\":1767607200123}\n";
    let (toml, _, told) = drafted(&desk, "desk.jsonl", rows);
    assert!(toml.contains("received_at = \"created\"") && toml.contains("\"epoch-ms\""), "{toml}");
    assert!(told.contains("2 rows = 2 kept"), "{told}");
    assert_eq!(desk.rows("select received_at from cases where case_id = 'u0'"), ["2026-01-05T10:00:00Z"]);

    let desk = Desk::new("UTC");
    let (toml, _, told) = drafted(&desk, "x.csv", "Case,Logged,Size\nC0,1767607200,1700000001\nC1,1767607201,1700000002\n");
    assert!(toml.contains("received_at = \"Logged\"") && toml.contains("dates = [\"epoch\"]"), "{toml}");
    assert!(told.contains("2 rows = 2 kept"), "{told}");

    let desk = Desk::new("UTC");
    let by_hand = "Log ref,Came in,Finished\n1,2026-03-02,2026-03-04\n2,5/13/2026,\n3,last Tuesday,\n4,7 July 2026,\n";
    let (toml, asked, told) = drafted(&desk, "log.csv", by_hand);
    assert!(toml.contains("received_at = \"Came in\""), "{toml}");
    assert!(
        asked.contains(
            "1 of 4 values of \"Came in\" can be read by no date format, such as the one of row 3, which is written like \"aaaa Aaaaaaa\""
        ),
        "{asked}"
    );
    assert!(told.contains("4 rows = 3 kept + 1 set aside"), "{told}");

    let desk = Desk::new("UTC");
    desk.file("shut.csv", "Ref,Closed\nA,2026-01-05\nB,2026-01-06\n");
    let run = desk.run(&["source", "new", "shut.csv", "--id", "own"]);
    assert!(run.out.contains("received_at = \"fill in: the column with the date of receipt\""), "{}", run.out);
    assert!(run.err.contains("Which column tells when a case was received?"), "{}", run.err);
    // It loads, and an import says what is to be filled in.
    desk.mapping("own", &run.out);
    let refused = desk.run(&["import", "--source", "own", "shut.csv"]).err;
    assert!(refused.contains("no column \"fill in: the column with the date of receipt\"") && refused.contains("Ref, Closed"), "{refused}");
}

#[test]
fn german_headers_are_understood_and_a_state_is_no_region() {
    let desk = Desk::new("UTC");
    let (toml, _, _) = drafted(
        &desk,
        "beschwerden.csv",
        "Vorgangsnummer;Eingang am;F\u{e4}llig bis;Abgeschlossen am;Eingangsweg;Rubrik\n\
        V-1;25.12.2025 22:37;08.01.2026;;Brief;Lieferung\nV-2;19.01.2026 10:15;02.02.2026;21.01.2026 18:35;E-Mail;Geb\u{fc}hr\n",
    );
    for line in ["received_at = \"Eingang am\"", "due_at = \"F\u{e4}llig bis\"", "at = \"Abgeschlossen am\"", "category = \"Rubrik\""] {
        assert!(toml.contains(line), "{line}\n{toml}");
    }
    let desk = Desk::new("UTC");
    let rows =
        ["New", "Open", "Done"].map(|state| format!("R1,2026-01-05,{state},2026-01-06 10:00,\nR2,2026-01-05,{state},2026-01-07 10:00,\n"));
    let (toml, _, _) = drafted(&desk, "states.csv", &format!("Ref,Opened,State,State Since,Note\n{}", rows.concat()));
    assert!(toml.contains("row = \"event\"") && !toml.contains("region = \"State\""), "{toml}");
}

#[test]
fn whoever_did_or_watches_something_is_nowhere_in_the_lake() {
    let nothing_of_them =
        "select count(*) as n from cases where concat_ws(' ', customer, channel, description, cast(attributes as varchar)) like '%Quix%'";
    let desk = Desk::new("UTC");
    let (toml, _, told) = drafted(
        &desk,
        "list.csv",
        "number,opened,closed,opened_by,requested_for,resolved_by,watch_list,Received by,Contact method\n\
        1,2026-03-01 10:00,2026-04-01 10:00,Ann Quix,Bo Quix,Cy Quix,Di Quix,Ann Quix,phone\n\
        2,2026-03-02 10:00,2026-04-02 10:00,Ann Quix,Di Quix,Cy Quix,Bo Quix,Cy Quix,email\n",
    );
    assert!(told.contains("2 rows = 2 kept"), "{told}");
    assert_eq!(desk.rows(nothing_of_them), ["0"], "{toml}");
    assert_eq!(desk.rows("select channel from cases order by case_id"), ["phone", "email"]);
    let desk = Desk::new("UTC");
    let row = |id: u32| {
        format!(
            "{{\"id\":{id},\"created\":\"2026-03-0{id}T10:00:00Z\",\"watchers\":[\"Bo Quix\"],\"comments\":[{{\"author\":\"Ann Quix\",\"text\":\"furious\"}}]}}\n"
        )
    };
    let (toml, _, told) = drafted(&desk, "desk.jsonl", &(1..4).map(row).collect::<String>());
    assert!(told.contains("3 rows = 3 kept"), "{told}");
    assert_eq!(desk.rows(nothing_of_them), ["0"], "{toml}");
}

#[test]
fn people_within_other_things_are_people() {
    let desk = Desk::new("UTC");
    let row = |id: u32, name: &str| {
        format!(
            "{{\"id\":\"{id}\",\"created_at\":\"2026-01-0{id}T10:00:00Z\",\"ticket\":{{\"customer\":{{\"name\":\"{name}\"}}}},\
             \"source\":{{\"author\":{{\"name\":\"{name}\"}}}},\"data\":{{\"complainant\":\"{name}\"}},\
             \"fields\":{{\"reporter\":{{\"displayName\":\"{name}\"}}}},\"product\":{{\"name\":\"Kettle\"}}}}\n"
        )
    };
    let (toml, _, told) = drafted(&desk, "nested.jsonl", &[row(1, "Ann Quix"), row(2, "Bo Quix"), row(3, "Ann Quix")].concat());
    assert!(toml.contains("customer = { column = \"ticket.customer.name\", pseudonym = true }"), "{toml}");
    assert!(toml.contains("drop = [\"source.author.name\", \"data.complainant\", \"fields.reporter.displayName\"]"), "{toml}");
    assert!(told.contains("3 rows = 3 kept"), "{told}");
    let named = "select count(*) as n from cases where cast(attributes as varchar) like '%Quix%' or customer like '%Quix%'";
    assert_eq!(desk.rows(named), ["0"]);
    // Two customers, and the product is kept.
    assert_eq!(desk.rows("select count(distinct customer) as n, count(*) filter (product = 'Kettle') as kept from cases"), ["2,3"]);
}

#[test]
fn a_list_with_an_index_without_a_name_is_drafted_by_its_header() {
    let desk = Desk::new("UTC");
    let row = |day: u32| format!("{day},2026-03-0{day}T10:00:00,2026-03-1{day}T10:00:00,noise\n");
    let (toml, _, told) =
        drafted(&desk, "frame.csv", &format!(",Received,Closed,Category\n{}", (0..9).map(|day| row(day % 9 + 1)).collect::<String>()));
    assert!(toml.contains("case_id = \"column 1\"") && toml.contains("received_at = \"Received\""), "{toml}");
    assert!(told.contains("9 rows = 9 kept + 0 set aside"), "{told}");
}

#[test]
fn of_several_dates_that_tell_of_receipt_a_full_one_is_taken_and_the_others_are_asked_about() {
    let desk = Desk::new("UTC");
    let (toml, asked, _) = drafted(
        &desk,
        "log.csv",
        "number,incident_state,opened_at,sys_created_at,sys_updated_at\nI1,New,28-02-2026 01:16,28-02-2026 01:23,28-02-2026 01:23\n\
        I1,Closed,28-02-2026 01:16,,28-02-2026 11:29\nI2,New,28-02-2026 04:40,,28-02-2026 04:57\nI2,Closed,28-02-2026 04:40,,28-02-2026 05:57\n",
    );
    assert!(toml.contains("received_at = \"opened_at\"") && !toml.contains("will be set aside"), "{toml}");
    assert!(asked.contains("The names of other dates tell of receipt as well: \"sys_created_at\""), "{asked}");
    assert_eq!(desk.rows("select received_at from cases order by case_id"), ["2026-02-28T01:16:00Z", "2026-02-28T04:40:00Z"]);
}

#[test]
fn an_event_log_s_own_name_of_a_case_is_its_number() {
    let desk = Desk::new("UTC");
    let (toml, _, told) = drafted(
        &desk,
        "log.csv",
        "case:concept:name,concept:name,time:timestamp\nC1,Register,2026-01-05 10:00:00\nC1,Close,2026-01-06 10:00:00\n\
        C2,Register,2026-01-07 10:00:00\nC2,Close,2026-01-08 10:00:00\n",
    );
    assert!(toml.contains("case_id = \"case:concept:name\"") && toml.contains("row = \"event\""), "{toml}");
    assert!(told.contains("4 rows = 4 kept"), "{told}");
}

#[test]
fn of_several_closings_the_last_is_taken_and_the_others_are_asked_about() {
    let desk = Desk::new("UTC");
    let (toml, asked, told) = drafted(
        &desk,
        "requests.csv",
        "case_id,open_dt,first_closed_dt,reopened_dt,closed_dt,response_due_dt,resolution_due_dt\n\
        1,2026-01-05,2026-01-06,2026-01-07,2026-01-09,2026-01-12,2026-01-20\n2,2026-01-06,,,2026-01-10,2026-01-13,2026-01-21\n\
        3,2026-01-07,,,2026-01-11,2026-01-14,2026-01-22\n",
    );
    assert!(told.contains("3 rows = 3 kept"), "{told}");
    // Every case has a last closing; only the first one was closed before that as well.
    assert_eq!(desk.events(), ["1 reopened 01-07 00:00", "1 closed 01-09 00:00", "2 closed 01-10 00:00", "3 closed 01-11 00:00"], "{toml}");
    let question = "Did it happen when \"closed_dt\" says? The names of other dates tell of it as well: \"first_closed_dt\"";
    assert!(asked.contains(question) && toml.contains(question), "{asked}");
    // The second deadline is no answer that was given on that day.
    let question =
        "Is a case due when \"response_due_dt\" says? The names of other dates tell of a deadline as well: \"resolution_due_dt\"";
    assert!(asked.contains(question) && !toml.contains("resolution_proposed"), "{asked}\n{toml}");
}

#[test]
fn states_that_deny_something_are_no_event_of_a_draft() {
    let desk = Desk::new("UTC");
    let states = ["New", "Not acknowledged", "Unassigned", "Disclosed to insurer", "Closed"];
    let row = |case: u32| {
        let row = |(hour, state): (usize, &&str)| format!("{case},{state},2026-01-0{case} {:02}:00,2026-01-0{case} 08:00\n", 8 + hour);
        states.iter().enumerate().map(row).collect::<String>()
    };
    drafted(&desk, "states.csv", &format!("case id,status,updated,opened\n{}{}", row(1), row(2)));
    // Each case is closed in its fifth row, at 12:00, and nothing else that a clause asks for happened.
    let closed = ["1,closed,2026-01-01T12:00:00Z", "2,closed,2026-01-02T12:00:00Z"];
    assert_eq!(desk.rows("select case_id, event, \"at\" from events where event <> 'status_changed' order by case_id, \"at\""), closed);
}

#[test]
fn dates_that_no_role_was_found_for_are_named() {
    let desk = Desk::new("UTC");
    let row = |day: u32| format!("{day},2026-01-0{day},2026-02-0{day},2026-03-0{day},noise\n");
    let (toml, asked, _) =
        drafted(&desk, "stages.csv", &format!("Ref,Received,Investigated,Decision letter,Colour\n{}{}{}", row(1), row(2), row(3)));
    assert!(asked.contains("what do these dates tell of: \"Investigated\", \"Decision letter\"?"), "{asked}");
    assert!(!asked.contains("No column tells of anything"), "{asked}");
    let listed = "not known what they tell, kept as attributes: no clause asks for them.\n#   Investigated\n#   Decision letter\n";
    assert!(toml.contains(listed), "{toml}");
}

#[test]
fn a_german_time_of_day_is_read_with_its_word() {
    let desk = Desk::new("UTC");
    let rows: String = (1..5).map(|day| format!("{day};{day}. Februar 2026 12:31 Uhr;{day}. M\u{e4}rz 2026\n")).collect();
    let (toml, _, told) = drafted(&desk, "akten.csv", &format!("Aktenzeichen;Eingang;Abschluss\n{rows}"));
    assert!(toml.contains("\"%d. %B %Y %H:%M Uhr\"") && told.contains("4 rows = 4 kept"), "{toml}\n{told}");
    assert_eq!(desk.rows("select received_at from cases where case_id = '3'"), ["2026-02-03T12:31:00Z"]);
}

#[test]
fn what_is_promised_or_planned_is_no_event_of_a_draft() {
    let desk = Desk::new("UTC");
    let row = |day: u32| format!("C{day},2026-07-0{day} 08:00,2026-07-1{day} 08:00,2026-07-2{day}\n");
    let rows = [row(1), row(2), row(3)].concat();
    let (_, asked, told) = drafted(&desk, "export.csv", &format!("Case ID,Received,Acknowledge by,Expected close date\n{rows}"));
    // Each case was received, and nobody acknowledged or closed anything.
    assert!(told.contains("3 rows = 3 kept"), "{told}");
    assert_eq!(desk.events(), [""; 0]);
    assert!(asked.contains("Do these dates tell of what happened: \"Acknowledge by\", \"Expected close date\"?"), "{asked}");

    for name in [
        "Ack required by",
        "To be acknowledged by",
        "Ack SLA",
        "Planned acknowledgement",
        "Acknowledgement expected",
        "Close by",
        "Planned closure",
        "Anticipated closure",
        "Forecast closure",
        "Must be closed by",
        "First response SLA",
        "Not closed since",
        "Acknowledgement overdue since",
        "Date case would auto close",
        "Geplanter Abschluss",
        "Soll-Abschluss",
        "Date limite de cl\u{f4}ture",
        "Cl\u{f4}ture pr\u{e9}vue",
        "Estimated resolution",
        "Resolve by",
        "Resolution SLA",
        "ETA resolution",
        "D\u{e9}lai de r\u{e9}ponse",
        "Respond by",
    ] {
        desk.file("one.csv", format!("Case ID,Received,{name},Resolved\n{rows}"));
        let run = desk.run(&["source", "new", "one.csv", "--id", "one"]);
        let events: Vec<&str> = run.out.lines().filter(|line| line.starts_with("event = ") || line.starts_with("at = ")).collect();
        let guessed = "    # ? guessed";
        // The fourth column tells of what happened, the third never does, and somebody is asked about it.
        assert_eq!(events, [format!("event = \"resolution_proposed\"{guessed}"), format!("at = \"Resolved\"{guessed}")], "{name}");
        assert!(run.err.lines().any(|line| line.contains(&format!("\"{name}\"")) && line.contains('?')), "{name}\n{}", run.err);
    }
}

#[test]
fn a_deadline_of_something_else_is_not_that_of_the_case() {
    let desk = Desk::new("UTC");
    let rows = "1,2026-03-01,2026-03-05,2026-03-09,2026-03-20\n2,2026-03-02,2026-03-06,2026-03-10,2026-03-21\n";
    let (toml, asked, _) = drafted(&desk, "list.csv", &format!("Ref,Received,Appeal deadline,Next action due,Close by\n{rows}"));
    assert!(toml.contains("due_at = \"Close by\"") && !toml.contains("event = "), "{toml}");
    assert!(asked.contains("Is a case due when \"Close by\" says?"), "{asked}");
    assert!(asked.contains("Do these dates tell of what happened: \"Appeal deadline\", \"Next action due\"?"), "{asked}");
    // A name that says deadline and nothing else goes before one that speaks of an answer.
    let (toml, asked, _) = drafted(&Desk::new("UTC"), "list.csv", &format!("Ref,Received,Response due,Escalation due,Due date\n{rows}"));
    assert!(toml.contains("due_at = \"Due date\"") && asked.contains("tell of a deadline as well: \"Response due\""), "{toml}\n{asked}");
}

#[test]
fn a_list_with_two_rows_a_case_is_not_closed_on_the_day_of_receipt() {
    let desk = Desk::new("UTC");
    let row = |day: u32| format!("C{day},Open,0{day}/07/2026,\nC{day},Closed,0{day}/07/2026,1{day}/08/2026\n");
    let rows = [row(1), row(2), row(3)].concat();
    let (toml, asked, told) = drafted(&desk, "weekly.csv", &format!("Case number,Status,Date received,Date closed\n{rows}"));
    assert!(toml.contains("row = \"case\"") && toml.contains("at = \"Date closed\""), "{toml}");
    assert!(asked.contains("The number in \"Case number\" comes again in 3 rows"), "{asked}");
    // The first row of each case stands, in which it is open; the second is set aside, and said.
    assert!(told.contains("6 rows = 3 kept + 3 set aside"), "{told}");
    assert_eq!(desk.events(), [""; 0]);
}

#[test]
fn a_history_without_a_moment_asks_for_it() {
    // Neither receipt nor deadline nor the day of the list says when a case was closed.
    for (header, received, is_changing) in [
        ("Case number,Status,Received,Due date", "received_at = \"Received\"", true),
        ("Case number,Status,Open date,Snapshot date", "received_at = \"Open date\"", true),
        ("Case number,Status,Date received,Incident date", "received_at = \"Date received\"", false),
    ] {
        let desk = Desk::new("UTC");
        let row = |day: u32| {
            let date = |place: u32| format!("2026-07-{}{day}", if is_changing { place } else { 1 });
            [(0, "Open"), (1, "Acknowledged"), (2, "Closed")]
                .map(|(place, state)| format!("C{day},{state},2026-07-0{day},{}\n", date(place)))
                .concat()
        };
        let (toml, asked, _) = drafted(&desk, "weekly.csv", &format!("{header}\n{}{}{}", row(1), row(2), row(3)));
        assert!(toml.contains("row = \"event\"") && toml.contains(received), "{toml}");
        assert!(toml.contains("at = \"fill in: the column that tells when the state of a row began\""), "{toml}");
        assert!(asked.contains("Which column tells when the state of a row began?"), "{asked}");
        assert_eq!(desk.events(), [""; 0], "{header}");
    }
}

#[test]
fn a_history_is_dated_by_what_changes_from_row_to_row() {
    for (header, is_asked) in [("Ref,Status,Complaint date,Action date", false), ("Ref,Status,Open date,Booking date", true)] {
        let desk = Desk::new("UTC");
        let row = |day: u32| format!("C{day},Open,2026-01-0{day},2026-01-0{day}\nC{day},Closed,2026-01-0{day},2026-02-0{day}\n");
        let (toml, asked, _) = drafted(&desk, "log.csv", &format!("{header}\n{}{}{}", row(1), row(2), row(3)));
        let question = "It changes from row to row of a case, but its name does not say so";
        assert_eq!(asked.contains(question), is_asked, "{asked}");
        let closed = [1, 2, 3].map(|day| format!("C{day},2026-01-0{day}T00:00:00Z,2026-02-0{day}T00:00:00Z"));
        let query = "select c.case_id, c.received_at, e.\"at\" from cases as c join events as e on e.case_id = c.case_id where event = 'closed' order by 1";
        assert_eq!(desk.rows(query), closed, "{toml}");
    }
}

#[test]
fn a_zone_in_all_titles_is_taken_and_one_in_some_is_told() {
    let desk = Desk::new("America/New_York");
    let rows = "C0,2026-07-01 02:00,2026-07-05 02:00\nC1,2026-07-02 02:00,2026-07-06 02:00\n";
    let (toml, asked, _) = drafted(&desk, "e.csv", &format!("Case ID,Created (UTC),Closed (UTC)\n{rows}"));
    assert!(toml.contains("\ntime_zone = \"UTC\"    # ? guessed"), "{toml}");
    assert!(asked.contains("Are the times written by the clock of UTC? The titles say so: \"Created (UTC)\", \"Closed (UTC)\""), "{asked}");
    assert_eq!(desk.rows("select received_at from cases where case_id = 'C0'"), ["2026-07-01T02:00:00Z"]);
    assert_eq!(desk.events(), ["C0 closed 07-05 02:00", "C1 closed 07-06 02:00"]);
    for (header, told) in [
        ("Case ID,Created (UTC),Closed", "\"Created (UTC)\""),
        ("Case ID,Created (Eastern),Closed (Eastern)", "\"Created (Eastern)\", \"Closed (Eastern)\""),
        ("Case ID,Created (UTC),Closed (local)", "\"Created (UTC)\", \"Closed (local)\""),
    ] {
        let (toml, asked, _) = drafted(&Desk::new("UTC"), "e.csv", &format!("{header}\n{rows}"));
        assert!(toml.contains("# time_zone = ") && asked.contains(&format!("Some titles speak of it: {told}.")), "{toml}\n{asked}");
    }
}

#[test]
fn a_time_of_day_with_a_dot_and_the_german_word_belongs_to_its_date() {
    let desk = Desk::new("UTC");
    let rows: String = (1..5).map(|day| format!("{day};0{day}.01.2026;1{day}.01.2026;1{day}.00 Uhr\n")).collect();
    let (toml, asked, told) = drafted(&desk, "akten.csv", &format!("Aktenzeichen;Eingang am;Erledigt am;Erledigt um\n{rows}"));
    assert!(toml.contains("at = { join = [\"Erledigt am\", \"Erledigt um\"]") && told.contains("4 rows = 4 kept"), "{toml}\n{told}");
    assert!(asked.contains("Does \"Erledigt um\" hold the time of day of \"Erledigt am\"?"), "{asked}");
    assert_eq!(desk.events(), ["1 closed 01-11 11:00", "2 closed 01-12 12:00", "3 closed 01-13 13:00", "4 closed 01-14 14:00"]);
    // Times of day that belong to no date are asked about.
    let (_, asked, _) =
        drafted(&Desk::new("UTC"), "akten.csv", "Nr;Eingang am;Farbe;Beginn um;Ende um\n1;05.01.2026;rot;9.30 Uhr;10.15 Uhr\n");
    assert!(asked.contains("Do these hold the times of day of some dates: \"Beginn um\", \"Ende um\"?"), "{asked}");
}

#[test]
fn completed_is_the_closing_where_nothing_else_is() {
    let desk = Desk::new("UTC");
    let rows = "1,2026-03-01,2026-03-05,Yes,2026-03-07\n2,2026-03-02,2026-03-06,No,2026-03-08\n";
    let (toml, asked, _) = drafted(&desk, "sr.csv", &format!("SR number,Created,Completion Date,On time,Seen\n{rows}"));
    assert_eq!(desk.events(), ["1 closed 03-05 00:00", "2 closed 03-06 00:00"], "{toml}");
    assert!(asked.contains("Is a case closed when \"Completion Date\" says?"), "{asked}");
    let desk = Desk::new("UTC");
    let (toml, asked, _) = drafted(&desk, "sr.csv", &format!("SR number,Created,Completed,On time,Closed\n{rows}"));
    let both = [
        "1 resolution_proposed 03-05 00:00 proxy",
        "1 closed 03-07 00:00",
        "2 resolution_proposed 03-06 00:00 proxy",
        "2 closed 03-08 00:00",
    ];
    assert_eq!(desk.events(), both, "{toml}");
    assert!(!asked.contains("Is a case closed when"), "{asked}");
}
