//! The built-in sources, each on a small made-up export: what becomes of its rows, and what it cannot show.

use crate::desk::Desk;

#[test]
fn zendesk_list_counts_the_first_reply_from_the_creation() {
    let desk = Desk::new("UTC");
    let told = desk.import_text(
        "list.csv",
        "Id,Requester id,Group,Status,Priority,Via,Created at,Assigned at,Initially assigned at,Solved at,First reply time in minutes,Subject\n\
        7,91,Desk,Solved,Low,Mail,2026-01-05 10:00:00,2026-01-05 11:00:00,2026-01-05 10:30:00,2026-01-07 09:00:00,90,Late\n\
        8,92,Desk,Open,High,Phone call (incoming),2026-01-05 12:00:00,1900-01-01 00:00:00,1900-01-01 00:00:00,1900-01-01 00:00:00,,Lost\n",
    );
    assert!(told.contains("zendesk") && told.contains("2 rows = 2 kept + 0 set aside + 0 exact duplicates"), "{told}");
    assert_eq!(
        desk.events(),
        [
            "7 assigned 01-05 10:30",
            "7 assigned 01-05 11:00",
            "7 initial_response 01-05 11:30",
            "7 acknowledged 01-05 11:30 proxy",
            "7 resolution_proposed 01-07 09:00 proxy",
            "7 closed 01-07 09:00 proxy",
        ]
    );
    assert_eq!(desk.rows("select case_id, channel, severity from cases order by case_id"), ["7,email,Low", "8,phone,High"]);
    assert!(!told.contains("cannot show: acknowledged"), "{told}");
}

#[test]
fn zendesk_list_without_the_reply_cannot_show_it() {
    let desk = Desk::new("UTC");
    let told = desk.import_text(
        "list.csv",
        "Id,Requester id,Status,Via,Created at,Solved at\n7,91,Solved,Mail,2026-01-05 10:00:00,2026-01-07 09:00:00\n",
    );
    assert!(told.contains("cannot show: acknowledged, assigned"), "{told}");
    assert_eq!(desk.rows("select event from source_events where source = 'zendesk' order by event"), ["closed", "resolution_proposed"]);
}

#[test]
fn zendesk_interface_gives_tickets_audits_and_metric_events() {
    let desk = Desk::new("UTC");
    desk.file(
        "tickets.json",
        r#"{"tickets":[{"id":7,"via":{"channel":"web","source":{"from":{"name":"Ann"}}},"created_at":"2026-01-05T10:00:00Z","status":"closed","requester_id":91,
            "subject":"Late","description":"Secret","due_at":null,"custom_fields":[{"id":360,"value":"billing"}]}],"next_page":null,"count":1}"#,
    );
    desk.file(
        "audits.json",
        r#"{"audits":[
            {"id":1,"ticket_id":7,"created_at":"2026-01-05T10:00:00Z","author_id":91,"events":[{"id":10,"type":"Create","field_name":"status","value":"new"},{"id":11,"type":"Comment","public":true,"body":"Secret"}]},
            {"id":2,"ticket_id":7,"created_at":"2026-01-05T12:00:00Z","author_id":5,"events":[{"id":12,"type":"Change","field_name":"status","value":"pending","previous_value":"new"}]},
            {"id":3,"ticket_id":7,"created_at":"2026-01-06T12:00:00Z","author_id":91,"events":[{"id":13,"type":"Change","field_name":"status","value":"open","previous_value":"pending"},{"id":14,"type":"Change","field_name":"tags","value":["a"],"previous_value":[]}]},
            {"id":4,"ticket_id":7,"created_at":"2026-01-07T12:00:00Z","author_id":5,"events":[{"id":15,"type":"Change","field_name":"status","value":"solved","previous_value":"open"}]}],
            "next_page":null}"#,
    );
    desk.file(
        "metric_events.jsonl",
        "{\"id\":1,\"ticket_id\":7,\"metric\":\"reply_time\",\"instance_id\":1,\"type\":\"activate\",\"time\":\"2026-01-05T10:00:00Z\"}\n\
         {\"id\":2,\"ticket_id\":7,\"metric\":\"reply_time\",\"instance_id\":1,\"type\":\"fulfill\",\"time\":\"2026-01-05T12:00:00Z\"}\n\
         {\"id\":3,\"ticket_id\":7,\"metric\":\"reply_time\",\"instance_id\":2,\"type\":\"fulfill\",\"time\":\"2026-01-07T12:00:00Z\"}\n",
    );
    let told = desk.import(&["tickets.json", "audits.json", "metric_events.jsonl"]);
    assert!(told.contains("6 rows = 6 kept + 0 set aside + 0 exact duplicates"), "{told}");
    assert_eq!(
        desk.events(),
        [
            "7 status_changed 01-05 10:00",
            "7 paused 01-05 12:00",
            "7 initial_response 01-05 12:00",
            "7 acknowledged 01-05 12:00 proxy",
            "7 status_changed 01-06 12:00",
            "7 resumed 01-06 12:00",
            "7 resolution_proposed 01-07 12:00 proxy",
            "7 progress_update 01-07 12:00",
        ]
    );
    assert_eq!(desk.rows("select channel, attributes['custom_fields.360'] as topic, description from cases"), ["web_form,billing,"]);
    assert_eq!(
        desk.rows(
            "select count(*) as n from cases where cast(attributes as varchar) like '%Secret%' or cast(attributes as varchar) like '%Ann%'"
        ),
        ["0"]
    );
    assert_eq!(desk.rows("select count(*) as n from events where cast(attributes as varchar) like '%Secret%'"), ["0"]);
}

#[test]
fn zendesk_comments_tell_who_wrote_only_with_the_role() {
    let desk = Desk::new("UTC");
    let comment = |id: u32, time: &str, public: bool, role: &str| {
        format!(
            "{{\"id\":{id},\"ticket_id\":7,\"author_id\":{id},\"public\":{public},\"created_at\":\"2026-01-05T{time}:00Z\",\"author_role\":\"{role}\"}}\n"
        )
    };
    let lines = [
        comment(1, "10:00", true, "end-user"),
        comment(2, "10:30", false, "agent"),
        comment(3, "11:00", true, "agent"),
        comment(4, "12:00", true, "admin"),
    ];
    desk.import_text("comments.jsonl", lines.concat());
    assert_eq!(
        desk.events(),
        [
            "7 customer_message 01-05 10:00",
            "7 initial_response 01-05 11:00",
            "7 acknowledged 01-05 11:00 proxy",
            "7 progress_update 01-05 12:00",
        ]
    );
    let bare = Desk::new("UTC");
    bare.import_text(
        "comments.json",
        r#"{"comments":[{"id":1,"ticket_id":7,"author_id":1,"public":true,"created_at":"2026-01-05T10:00:00Z"}]}"#,
    );
    assert_eq!(bare.rows("select count(*) as n from source_events where source = 'zendesk'"), ["0"]);
}

#[test]
fn zendesk_tickets_that_carry_their_comments_tell_who_wrote_by_who_asked() {
    let desk = Desk::new("UTC");
    let comment = |author: u32, day: u32, public: bool| {
        format!(
            "{{\"id\":{day},\"author_id\":{author},\"public\":{public},\"body\":\"My secret\",\"created_at\":\"2026-01-{day:02}T10:00:00Z\"}}"
        )
    };
    let ticket = |id: u32, solved: &str, comments: &[String]| {
        format!(
            "{{\"id\":{id},\"status\":\"solved\",\"priority\":\"high\",\"subject\":\"Bill\",\"created_at\":\"2026-01-05T10:00:00Z\",\
             \"via\":{{\"channel\":\"web\"}},\"requester\":{{\"id\":501,\"name\":\"Ann Secret\"}},\"metric_set\":{{\"solved_at\":\"{solved}\"}},\
             \"comments\":[{}]}}\n",
            comments.join(",")
        )
    };
    // The customer writes on the 5th and 8th; the desk among itself on the 6th, to the customer on the 7th and 9th.
    let all = [comment(501, 5, true), comment(9, 6, false), comment(9, 7, true), comment(501, 8, true), comment(8, 9, true)];
    let told = desk.import_text("export.jsonl", ticket(7, "2026-01-09T11:00:00Z", &all) + &ticket(8, "2026-01-06T10:00:00Z", &all[..1]));
    assert!(told.contains("tickets with their comments") && told.contains("6 rows = 6 kept + 0 set aside"), "{told}");
    assert_eq!(
        desk.events(),
        [
            "7 customer_message 01-05 10:00",
            "7 initial_response 01-07 10:00",
            "7 acknowledged 01-07 10:00 proxy",
            "7 customer_message 01-08 10:00",
            "7 progress_update 01-09 10:00",
            "7 resolution_proposed 01-09 11:00 proxy",
            "7 closed 01-09 11:00 proxy",
            "8 customer_message 01-05 10:00",
            "8 resolution_proposed 01-06 10:00 proxy",
            "8 closed 01-06 10:00 proxy",
        ]
    );
    assert_eq!(
        desk.rows("select case_id, received_at, channel, severity from cases order by case_id"),
        ["7,2026-01-05T10:00:00Z,web_form,high", "8,2026-01-05T10:00:00Z,web_form,high"]
    );
    let secrets = "select (select count(*) from cases as c where cast(c as varchar) ilike '%secret%') + \
        (select count(*) from events as e where cast(e as varchar) ilike '%secret%') as n";
    assert_eq!(desk.rows(secrets), ["0"]);
}

#[test]
fn freshdesk_keeps_its_own_deadline_and_label() {
    let desk = Desk::new("Asia/Kolkata");
    let told = desk.import_text(
        "tickets.csv",
        "Ticket ID,Subject,Status,Priority,Source,Type,Agent,Group,Created time,Due by Time,Resolved time,Closed time,Initial response time,First response time (in hrs),Resolution status,Full name,Email\n\
        11,Late,Closed,High,Email,Question,Kim,Desk,2026-01-05 10:00:00,2026-01-06 10:00:00,2026-01-06 12:00:00,2026-01-07 12:00:00,2026-01-05 10:30:00,00:30:00,Within SLA,Ann,ann@home.example\n",
    );
    assert_eq!(
        desk.rows("select due_at, attributes['on_time'] as on_time, length(customer) as digits from cases"),
        ["2026-01-06T04:30:00Z,true,24"]
    );
    // Kolkata is 5:30 ahead of UTC.
    assert_eq!(
        desk.events(),
        [
            "11 initial_response 01-05 05:00",
            "11 acknowledged 01-05 05:00 proxy",
            "11 resolution_proposed 01-06 06:30 proxy",
            "11 closed 01-07 06:30",
        ]
    );
    assert!(told.contains("1 of 1") || told.contains("closed late"), "{told}");
    assert_eq!(desk.rows("select count(*) as n from cases where cast(attributes as varchar) like '%ann@%'"), ["0"]);
}

#[test]
fn jira_reads_every_comment_column() {
    let desk = Desk::new("UTC");
    desk.import_text(
        "issues.csv",
        "Summary,Issue key,Issue id,Issue Type,Status,Priority,Reporter,Reporter Id,Created,Resolved,Comment,Comment,Comment\n\
        Late,SD-1,1,Complaint,Done,High,Ann,a:1,25/Feb/26 10:17 PM,27/Feb/26 9:00 AM,\"26/Feb/26 8:00 AM;k:2;Sorry; we look\",26/Feb/26 9:00 AM;a:1;Thanks,27/Feb/26 8:59 AM;k:2;Done\n\
        Lost,SD-2,2,Complaint,To Do,Low,Bob,b:1,25/Feb/26 12:05 AM,,,,\n\
        By nobody,SD-3,3,Complaint,To Do,Low,,,25/Feb/26 12:05 AM,,26/Feb/26 8:00 AM;k:2;We look,26/Feb/26 9:30 AM;k:2;News,\n",
    );
    assert_eq!(
        desk.events(),
        [
            "SD-1 initial_response 02-26 08:00 proxy",
            "SD-1 acknowledged 02-26 08:00 proxy",
            "SD-1 customer_message 02-26 09:00",
            "SD-1 progress_update 02-27 08:59 proxy",
            "SD-1 resolution_proposed 02-27 09:00 proxy",
            "SD-1 closed 02-27 09:00 proxy",
            "SD-3 initial_response 02-26 08:00 proxy",
            "SD-3 acknowledged 02-26 08:00 proxy",
            "SD-3 progress_update 02-26 09:30 proxy",
        ]
    );
    assert_eq!(
        desk.rows("select case_id, received_at from cases order by case_id"),
        ["SD-1,2026-02-25T22:17:00Z", "SD-2,2026-02-25T00:05:00Z", "SD-3,2026-02-25T00:05:00Z"]
    );
    assert_eq!(desk.rows("select count(*) as n from cases where cast(attributes as varchar) like '%Sorry%'"), ["0"]);
}

#[test]
fn servicenow_raw_values_and_labels_are_both_read() {
    let desk = Desk::new("Europe/London");
    desk.import_text(
        "incident.csv",
        "number,sys_id,short_description,incident_state,contact_type,priority,made_sla,opened_at,resolved_at,closed_at,reopened_time,category\n\
        INC1,x1,Late,7,phone,3,true,2026-06-01 10:00:00,2026-06-02 10:00:00,2026-06-05 10:00:00,,inquiry\n\
        INC2,x2,Lost,2,self-service,1,false,2026-06-01 11:00:00,,,2026-06-03 08:00:00,network\n",
    );
    assert_eq!(desk.events(), ["INC1 resolution_proposed 06-02 10:00 proxy", "INC1 closed 06-05 10:00", "INC2 reopened 06-03 08:00"]);
    assert_eq!(
        desk.rows("select case_id, kind, channel, attributes['on_time'] as label, received_at from cases order by case_id"),
        ["INC1,issue,phone,true,2026-06-01T10:00:00Z", "INC2,issue,web_form,false,2026-06-01T11:00:00Z"]
    );
    // A list by label is in the user's zone: London is an hour ahead of UTC in June.
    desk.import_text(
        "list.csv",
        "Number,Opened,Short description,State,Closed,Made SLA,SLA due\n\
        INC3,2026-06-01 10:00:00,Late,Closed,2026-06-02 10:00:00,true,2026-06-03 10:00:00\n\
        INC4,2026-06-01 11:00:00,Lost,New,,false,UNKNOWN\n",
    );
    assert_eq!(
        desk.rows("select received_at, due_at from cases where case_id in ('INC3', 'INC4') order by case_id"),
        ["2026-06-01T09:00:00Z,2026-06-03T09:00:00Z", "2026-06-01T10:00:00Z,"]
    );
}

#[test]
fn servicenow_fields_of_code_and_word_are_read_and_the_caller_s_name_is_not_kept() {
    let desk = Desk::new("Europe/London");
    // sysparm_display_value=all: value is the code and UTC, display_value the word and the user's own zone.
    desk.import_text(
        "incident.json",
        r#"{"result":[{"number":{"display_value":"INC1","value":"INC1"},
            "opened_at":{"display_value":"2026-06-01 11:00:00","value":"2026-06-01 10:00:00"},
            "closed_at":{"display_value":"2026-06-05 11:00:00","value":"2026-06-05 10:00:00"},
            "incident_state":{"display_value":"Closed","value":"7"},
            "contact_type":{"display_value":"Phone","value":"phone"},
            "category":{"display_value":"Inquiry / Help","value":"inquiry"},
            "caller_id":{"display_value":"Ann Smith","value":"77ad","link":"https://desk.example/api/now/table/sys_user/77ad"},
            "opened_by":{"display_value":"Ann Smith","value":"77ad","link":"https://desk.example/api/now/table/sys_user/77ad"},
            "short_description":{"display_value":"Ann Smith waits","value":"Ann Smith waits"}}]}"#,
    );
    assert_eq!(desk.events(), ["INC1 closed 06-05 10:00"]);
    assert_eq!(desk.rows("select case_id, channel, category, received_at from cases"), ["INC1,phone,Inquiry / Help,2026-06-01T10:00:00Z"]);
    assert_eq!(desk.rows("select customer is not null as known from cases"), ["true"]);
    // References alone, as the interface gives them without being asked for words.
    desk.import_text(
        "plain.json",
        r#"{"result":[{"number":"INC2","opened_at":"2026-06-01 10:00:00","closed_at":"","incident_state":"2","short_description":"Late",
            "caller_id":{"link":"https://desk.example/api/now/table/sys_user/77ad","value":"77ad"}}]}"#,
    );
    assert_eq!(desk.rows("select count(distinct customer) as n, count(*) as cases from cases"), ["1,2"]);
    assert_eq!(
        desk.rows(
            "select count(*) as n from cases where cast(attributes as varchar) like '%Ann%' or cast(attributes as varchar) like '%77ad%'"
        ),
        ["0"]
    );
}

#[test]
fn servicenow_log_tells_of_changes_only() {
    let desk = Desk::new("UTC");
    let row = |state: &str, count: u32, at: &str| format!("INC9,{state},{count},true,01-06-2026 08:00,{at},Phone,Group 1\n");
    let rows = [
        row("New", 0, "01-06-2026 08:00"),
        row("New", 1, "01-06-2026 08:10"),
        // Written out of order: the log is taken in the order of time.
        row("Resolved", 5, "02-06-2026 09:00"),
        row("Awaiting User Info", 2, "01-06-2026 09:00"),
        row("Awaiting User Info", 3, "01-06-2026 10:00"),
        row("Active", 4, "01-06-2026 11:00"),
        row("Closed", 6, "03-06-2026 09:00"),
        row("Closed", 7, "04-06-2026 09:00"),
    ];
    let told = desk.import_text(
        "log.csv",
        format!("number,incident_state,sys_mod_count,made_sla,opened_at,sys_updated_at,contact_type,assignment_group\n{}", rows.concat()),
    );
    assert_eq!(
        desk.events(),
        [
            "INC9 logged 06-01 08:00",
            "INC9 assigned 06-01 08:00",
            "INC9 paused 06-01 09:00",
            "INC9 status_changed 06-01 11:00",
            "INC9 resumed 06-01 11:00",
            "INC9 resolution_proposed 06-02 09:00 proxy",
            "INC9 closed 06-03 09:00",
        ]
    );
    assert!(told.contains("8 rows = 8 kept"), "{told}");
    assert!(told.contains("\"Closed\" 1"), "{told}");
}

#[test]
fn servicenow_agreements_stand_in_for_an_acknowledgement() {
    let desk = Desk::new("UTC");
    desk.import_text(
        "task_sla.csv",
        "task.number,task,sla.name,stage,start_time,end_time,planned_end_time,has_breached\n\
        INC1,x1,Priority 3 response (4 hour),achieved,2026-06-01 10:00:00,2026-06-01 11:00:00,2026-06-01 14:00:00,false\n\
        INC1,x1,Priority 3 resolution (5 day),in_progress,2026-06-01 10:00:00,,2026-06-06 10:00:00,false\n",
    );
    assert_eq!(desk.events(), ["INC1 acknowledged 06-01 11:00 proxy"]);
    assert_eq!(desk.rows("select expected_at from events"), ["2026-06-01T14:00:00Z"]);
}

#[test]
fn salesforce_cases_are_told_by_their_history_and_mail() {
    let desk = Desk::new("Europe/London");
    desk.file(
        "Case.csv",
        "Id,CaseNumber,Status,Origin,Priority,Type,Reason,CreatedDate,ClosedDate,ContactId,Subject,SuppliedEmail\n\
        500A,00001001,Closed,Email,High,Complaint,Delay,2026-06-01T09:00:00.000Z,2026-06-05T09:00:00.000Z,003A,Late,ann@home.example\n",
    );
    desk.file(
        "CaseHistory.csv",
        "Id,CaseId,CreatedById,CreatedDate,Field,OldValue,NewValue\n\
        1,500A,005K,2026-06-01T10:00:00.000Z,Owner,005Q,005K\n\
        2,500A,005K,2026-06-02T10:00:00.000Z,Status,New,Waiting on Customer\n\
        3,500A,005K,2026-06-03T10:00:00.000Z,Status,Waiting on Customer,Working\n\
        4,500A,005K,2026-06-05T09:00:00.000Z,Status,Working,Closed\n",
    );
    desk.file(
        "EmailMessage.csv",
        "Id,ParentId,Incoming,MessageDate,CreatedById,Subject,TextBody\n9,500A,false,2026-06-01T11:00:00.000Z,005K,Re: Late,Secret\n",
    );
    desk.import(&["Case.csv", "CaseHistory.csv", "EmailMessage.csv"]);
    assert_eq!(
        desk.events(),
        [
            "500A assigned 06-01 10:00",
            "500A acknowledged 06-01 11:00 proxy",
            "500A initial_response 06-01 11:00 proxy",
            "500A paused 06-02 10:00",
            "500A status_changed 06-03 10:00",
            "500A resumed 06-03 10:00",
            "500A closed 06-05 09:00",
            "500A closed 06-05 09:00",
        ]
    );
    assert_eq!(desk.rows("select count(*) as n from events where cast(attributes as varchar) like '%Secret%'"), ["0"]);
}

#[test]
fn salesforce_names_inside_a_case_s_contact_are_not_kept() {
    let desk = Desk::new("UTC");
    desk.import_text(
        "cases.json",
        r#"{"records":[{"attributes":{"type":"Case"},"Id":"500A","CaseNumber":"1","Status":"New","CreatedDate":"2026-06-01T09:00:00.000+0000","ClosedDate":null,
            "Contact":{"attributes":{"type":"Contact","url":"/x/003A"},"Name":"Ann Smith","Email":"ann@home.example"},"Account":{"Name":"Smith Ltd"}}]}"#,
    );
    assert_eq!(desk.rows("select case_id, customer is not null as known from cases"), ["500A,true"]);
    assert_eq!(desk.rows("select unnest(map_keys(attributes)) as kept from cases order by kept"), ["CaseNumber", "Status"]);
}

#[test]
fn zammad_articles_tell_people_from_machines() {
    let desk = Desk::new("UTC");
    desk.file(
        "tickets.json",
        r#"[{"id":3,"number":"10003","title":"Late","customer_id":8,"state":"closed","group":"Desk","priority":"2 normal","create_article_type":"email",
            "created_at":"2026-06-01T09:00:00.000Z","first_response_at":"2026-06-01T12:00:00.000Z","close_at":"2026-06-03T09:00:00.000Z","last_close_at":"2026-06-04T09:00:00.000Z"}]"#,
    );
    desk.file(
        "articles.json",
        r#"[{"id":1,"ticket_id":3,"sender":"Customer","internal":false,"created_at":"2026-06-01T09:00:00.000Z","from":"Ann","body":"Secret"},
            {"id":2,"ticket_id":3,"sender":"System","internal":false,"created_at":"2026-06-01T09:00:05.000Z"},
            {"id":3,"ticket_id":3,"sender":"Agent","internal":true,"created_at":"2026-06-01T10:00:00.000Z"},
            {"id":4,"ticket_id":3,"sender":"Agent","internal":false,"created_at":"2026-06-01T12:00:00.000Z","created_by_id":5}]"#,
    );
    desk.import(&["tickets.json", "articles.json"]);
    let events = desk.events();
    assert_eq!(events[..2], ["3 customer_message 06-01 09:00", "3 acknowledged 06-01 09:00 automatic"]);
    assert!(events.contains(&"3 initial_response 06-01 12:00 human".to_string()), "{events:?}");
    assert_eq!(events[events.len() - 2..], ["3 closed 06-04 09:00", "3 resolution_proposed 06-04 09:00 proxy"]);
}

#[test]
fn osticket_shows_no_answers() {
    let desk = Desk::new("UTC");
    let told = desk.import_text(
        "queue.csv",
        "\u{feff}Ticket Number;Date Created;Subject;From;From Email;Priority;Department;Help Topic;Source;Current Status;Closed Date;Overdue;Answered\n\
        100234;2026-01-05 10:00:00;Late;Ann;ann@home.example;Normal;Support;Complaint;Email;Closed;2026-01-08 10:00:00;0;1\n",
    );
    assert!(told.contains("values between semicolons"), "{told}");
    assert!(told.contains("cannot show: acknowledged"), "{told}");
    assert_eq!(desk.events(), ["100234 closed 01-08 10:00", "100234 resolution_proposed 01-08 10:00 proxy"]);
}

#[test]
fn hubspot_counts_a_length_where_the_date_is_absent() {
    let desk = Desk::new("UTC");
    desk.import_text(
        "tickets.csv",
        "Ticket ID,Ticket name,Pipeline,Ticket status,Create date,Close date,Priority,Source,Time to first agent email reply (HH:mm:ss)\n\
        55,Late,Support Pipeline,Closed,2026-01-05 10:00,2026-01-06 10:00,High,Email,01:30:00\n",
    );
    assert_eq!(desk.events()[..2], ["55 initial_response 01-05 11:30", "55 acknowledged 01-05 11:30 proxy"]);
    let json = Desk::new("UTC");
    json.import_text(
        "tickets.json",
        r#"{"results":[{"id":"55","properties":{"hs_pipeline":"0","hs_pipeline_stage":"4","createdate":"2026-01-05T10:00:00Z","closed_date":"1767693600000","subject":"Late"}}],"paging":{}}"#,
    );
    // 1,767,693,600 s after 1970 is 2026-01-06T10:00:00Z.
    assert_eq!(json.events(), ["55 closed 01-06 10:00", "55 resolution_proposed 01-06 10:00 proxy"]);
}

#[test]
fn cfpb_is_known_in_every_vintage_of_its_header() {
    for (name, content) in [
        (
            "portal.csv",
            "Date received,Product,Sub-product,Issue,Sub-issue,Consumer complaint narrative,Company public response,Company,State,ZIP code,Tags,Consumer consent provided?,Submitted via,Date sent to company,Company response to consumer,Timely response?,Consumer disputed?,Complaint ID\n\
            03/05/26,Mortgage,FHA,Servicing,,,,Bank,TX,750XX,,N/A,Web,03/06/26,Closed with explanation,Yes,N/A,4711\n",
        ),
        (
            "old.csv",
            "Complaint ID,Product,Sub-product,Issue,Sub-issue,State,ZIP code,Submitted via,Date received,Date sent to company,Company,Company response,Timely response?,Consumer disputed?\n\
            4711,Mortgage,FHA,Servicing,,TX,75001,Web,03/05/2026,03/06/2026,Bank,Closed with explanation,Yes,No\n",
        ),
        (
            "interface.csv",
            "date_received,product,sub_product,issue,sub_issue,complaint_what_happened,company_public_response,company,state,zip_code,tags,consumer_consent_provided,submitted_via,date_sent_to_company,company_response,timely,consumer_disputed,complaint_id\n\
            2026-03-05,Mortgage,FHA,Servicing,,,,Bank,TX,75001,,,Web,2026-03-06,Closed with explanation,Yes,N/A,4711\n",
        ),
        (
            "interface.json",
            r#"[{"_index":"c","_id":"4711","_source":{"product":"Mortgage","sub_product":"FHA","issue":"Servicing","state":"TX","zip_code":"75001","submitted_via":"Web","date_received":"2026-03-05T12:00:00-05:00","date_sent_to_company":"2026-03-06T12:00:00-05:00","company":"Bank","company_response":"Closed with explanation","timely":"Yes","complaint_id":"4711"}}]"#,
        ),
    ] {
        let desk = Desk::new("UTC");
        desk.import_text(name, content);
        let rows = desk.rows("select c.source, c.case_id, c.category, c.channel, c.outcome, c.attributes['on_time'] as label, c.received_at, c.received_precision, e.event, e.at from cases as c join events as e using (case_id)");
        assert_eq!(
            rows,
            ["cfpb,4711,Servicing,web_form,Closed with explanation,true,2026-03-05T05:00:00Z,day,logged,2026-03-06T05:00:00Z"],
            "{name}"
        );
        assert_eq!(desk.rows("select count(*) as n from cases where cast(attributes as varchar) like '%750%'"), ["0"], "{name}");
    }
}

#[test]
fn cities_are_read_from_csv_and_from_json_without_absent_keys() {
    let csv = "Unique Key,Created Date,Closed Date,Agency,Complaint Type,Descriptor,Due Date,Borough,Open Data Channel Type,Incident Address\n\
        1,03/05/2026 10:58:54 AM,03/06/2026 12:50:01 PM,NYPD,Noise,Loud,03/05/2026 06:58:54 PM,QUEENS,PHONE,1 Main St\n\
        2,03/05/2026 11:00:00 AM,,DOF,Tax,N/A,,Unspecified,UNKNOWN,\n";
    let json = r#"[{"unique_key":"1","created_date":"2026-03-05T10:58:54.000","closed_date":"2026-03-06T12:50:01.000","agency":"NYPD","complaint_type":"Noise","descriptor":"Loud","due_date":"2026-03-05T18:58:54.000","borough":"QUEENS","open_data_channel_type":"PHONE","incident_address":"1 Main St","location":{"latitude":"40.1"}},
        {"unique_key":"2","created_date":"2026-03-05T11:00:00.000","agency":"DOF","complaint_type":"Tax","open_data_channel_type":"UNKNOWN"}]"#;
    for (name, content) in [("a.csv", csv), ("a.json", json)] {
        let desk = Desk::new("UTC");
        desk.import_text(name, content);
        assert_eq!(
            desk.rows("select case_id, team, category, subcategory, region, channel, due_at, received_at from cases order by case_id"),
            ["1,NYPD,Noise,Loud,QUEENS,phone,2026-03-05T23:58:54Z,2026-03-05T15:58:54Z", "2,DOF,Tax,,,,,2026-03-05T16:00:00Z"],
            "{name}"
        );
        assert_eq!(desk.events(), ["1 closed 03-06 17:50", "1 resolution_proposed 03-06 17:50 proxy"], "{name}");
        assert_eq!(desk.rows("select count(*) as n from cases where cast(attributes as varchar) like '%Main%'"), ["0"], "{name}");
    }
}

#[test]
fn event_logs_are_the_same_as_xes_and_as_csv() {
    let xes = r#"<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0">
  <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
  <global scope="event"><string key="concept:name" value="__INVALID__"/></global>
  <string key="concept:name" value="a log"/>
  <trace>
    <string key="concept:name" value="T1"/><string key="channel" value="phone"/>
    <event><string key="concept:name" value="Insert ticket"/><date key="time:timestamp" value="2026-01-05T10:00:00+01:00"/><string key="org:resource" value="V &amp; 2"/></event>
    <event><string key="concept:name" value="Closed"/><date key="time:timestamp" value="2026-01-06T10:00:00+01:00"/>
      <list key="notes"><values><string key="one" value="x"/></values></list></event>
  </trace>
  <trace><string key="concept:name" value="T2"/></trace>
</log>"#;
    let csv = "case:concept:name,concept:name,time:timestamp,org:resource,case:channel\n\
        T1,Insert ticket,2026-01-05 09:00:00+00:00,V & 2,phone\nT1,Closed,2026-01-06 09:00:00+00:00,,phone\n";
    for (name, content) in [("log.xes", xes), ("log.csv", csv)] {
        let desk = Desk::new("UTC");
        let told = desk.import_text(name, content);
        assert_eq!(desk.events(), ["T1 logged 01-05 09:00", "T1 closed 01-06 09:00"], "{name}: {told}");
        assert_eq!(desk.rows("select case_id, channel from cases"), ["T1,phone"], "{name}");
        assert_eq!(desk.rows("select actor from events where event = 'logged'"), ["V & 2"], "{name}");
    }
    let desk = Desk::new("UTC");
    desk.import_text("log.xes", xes);
    assert_eq!(desk.rows("select column_name, reason, line from rejects"), ["concept:name,is blank,12"]);
}

/// A mapping of mailboxes that knows the shop's own addresses.
fn name_the_shop(desk: &Desk) {
    let mapping = desk.run(&["source", "show", "mailbox", "--toml"]).done();
    desk.mapping("mailbox", &mapping.replace("own_addresses = []", "own_addresses = [\"@shop.example\"]"));
}

const INBOX: &str = "From ann Mon Jan  5 10:00:00 2026\nFrom: Ann <ann@home.example>\nTo: help@shop.example\nDate: Mon, 5 Jan 2026 10:00:00 +0000\n\
    Message-ID: <a1@home>\nSubject: Broken again\n\nIt broke, call 555.\n\n\
    From bob Mon Jan  5 11:00:00 2026\nFrom: bob@mill.example\nTo: help@shop.example\nDate: Mon, 5 Jan 2026 11:00:00 +0000\nMessage-ID: <b1@mill>\n\
    Auto-Submitted: auto-replied\nIn-Reply-To: <news@shop>\n\nI am away.\n\n\
    From ann Tue Jan  6 10:00:00 2026\nFrom: ann@home.example\nTo: help@shop.example\nDate: Tue, 6 Jan 2026 10:00:00 +0000\nMessage-ID: <a2@home>\n\
    In-Reply-To: <s2@shop>\n\nThanks.\n";
const SENT: &str = "From shop Mon Jan  5 10:00:30 2026\nFrom: help@shop.example\nTo: ann@home.example\nDate: Mon, 5 Jan 2026 10:00:30 +0000\nMessage-ID: <s1@shop>\n\
    In-Reply-To: <a1@home>\nAuto-Submitted: auto-replied\n\nReceived.\n\n\
    From kim Mon Jan  5 15:00:00 2026\nFrom: Kim <kim@shop.example>\nTo: ann@home.example\nDate: Mon, 5 Jan 2026 15:00:00 +0000\nMessage-ID: <s2@shop>\n\
    In-Reply-To: <a1@home>\n\nWe look into it.\n\n\
    From kim Wed Jan  7 15:00:00 2026\nFrom: kim@shop.example\nTo: ann@home.example\nDate: Wed, 7 Jan 2026 15:00:00 +0000\nMessage-ID: <s3@shop>\n\
    In-Reply-To: <a2@home>\n\nRepaired.\n";

#[test]
fn a_mailbox_tells_letters_answers_and_machines_apart_over_several_files() {
    let desk = Desk::new("UTC");
    desk.file("inbox.mbox", INBOX);
    desk.file("sent.mbox", SENT);
    let refused = desk.refusal(&["import", "inbox.mbox"]);
    assert!(refused.contains("own_addresses") && !refused.contains("ann@"), "{refused}");
    name_the_shop(&desk);
    let told = desk.import(&["inbox.mbox", "sent.mbox"]);
    assert_eq!(
        desk.events(),
        [
            "a1@home customer_message 01-05 10:00 human",
            "a1@home acknowledged 01-05 10:00 automatic",
            "a1@home initial_response 01-05 15:00 human",
            "a1@home acknowledged 01-05 15:00 proxy human",
            "a1@home customer_message 01-06 10:00 human",
            "a1@home progress_update 01-07 15:00 proxy human",
            "news@shop customer_message 01-05 11:00 automatic",
        ],
        "{told}"
    );
    // Somebody's automatic answer to a newsletter is no complaint.
    assert_eq!(desk.rows("select case_id, received_at, channel from cases"), ["a1@home,2026-01-05T10:00:00Z,email"]);
    assert!(!told.contains("ann@") && !told.contains("Broken"), "{told}");
    let lake: String = desk
        .rows("select cast(c.attributes as varchar) || coalesce(c.subject, '') || coalesce(c.description, '') as kept from cases as c")
        .concat();
    assert!(!lake.contains("ann") && !lake.contains("Broken"), "{lake}");
}

#[test]
fn what_was_written_to_a_customer_before_the_complaint_does_not_answer_it() {
    let desk = Desk::new("UTC");
    name_the_shop(&desk);
    // An offer is complained of, answered, and heard of once more. The mailbox leaves out the blank line between messages.
    desk.import_text(
        "all.mbox",
        "From kim Fri Jan  2 10:00:00 2026\nFrom: kim@shop.example\nTo: ann@home.example\nDate: Fri, 2 Jan 2026 10:00:00 +0000\nMessage-ID: <o1@shop>\n\n\
        An offer.\nFrom here on it is cheaper.\n\
        From ann Mon Jan  5 10:00:00 2026\nFrom: ann@home.example\nTo: kim@shop.example\nDate: Mon, 5 Jan 2026 10:00:00 +0000\nMessage-ID: <a1@home>\n\
        In-Reply-To: <o1@shop>\n\nIt was late.\n\
        From kim Mon Jan  5 15:00:00 2026\nFrom: kim@shop.example\nTo: ann@home.example\nDate: Mon, 5 Jan 2026 15:00:00 +0000\nMessage-ID: <s1@shop>\n\
        In-Reply-To: <a1@home>\n\nSorry.\n\
        From kim Tue Jan  6 15:00:00 2026\nFrom: kim@shop.example\nTo: ann@home.example\nDate: Tue, 6 Jan 2026 15:00:00 +0000\nMessage-ID: <s2@shop>\n\
        In-Reply-To: <s1@shop>\n\nFound it.\n",
    );
    assert_eq!(desk.rows("select case_id, received_at from cases"), ["o1@shop,2026-01-05T10:00:00Z"]);
    assert_eq!(
        desk.events(),
        [
            "o1@shop progress_update 01-02 10:00 proxy human",
            "o1@shop customer_message 01-05 10:00 human",
            "o1@shop initial_response 01-05 15:00 human",
            "o1@shop acknowledged 01-05 15:00 proxy human",
            "o1@shop progress_update 01-06 15:00 proxy human",
        ]
    );
}

#[test]
fn a_register_of_a_small_firm_reads_dates_typed_by_hand() {
    let desk = Desk::new("Europe/London");
    let told = desk.import_text(
        "register.csv",
        "Harbour Ltd - complaints 2026\n\nRef No,Date of complaint,Customer name,Method,Nature of complaint,Date acknowledged,Response due,Response sent,Upheld?,Within target?,Date closed\n\
        1,5/3/2026,Ann,E-mail,Delay,6 March 2026,20/03/2026,19.03.26,Yes,Yes,2026-03-20\n\
        2,13th of March,Bob,Phone,Delay,,,,No,,\n",
    );
    assert!(told.contains("2 rows = 1 kept + 1 set aside"), "{told}");
    assert_eq!(
        desk.rows("select case_id, received_at, received_precision, channel, outcome, due_at, attributes['on_time'] as label from cases"),
        ["1,2026-03-05T00:00:00Z,day,email,upheld,2026-03-21T00:00:00Z,true"]
    );
    assert_eq!(desk.events(), ["1 acknowledged 03-06 00:00", "1 resolution_proposed 03-19 00:00", "1 closed 03-20 00:00"]);
    assert_eq!(desk.rows("select column_name, value, line from rejects"), ["Date received,13th of March,5"]);
}

#[test]
fn a_register_keeps_no_column_that_names_or_reaches_people() {
    let desk = Desk::new("Europe/London");
    let told = desk.import_text(
        "housing.csv",
        "Ref,Date received,Received by,Tenant,Resident,Tenant name,Property address,Email of tenant,Mobile number,E-mail,Phone,Category,Days taken\n\
        1,02/03/2026,Kim Quix,Dieter Quix,Ann Quix,Bob Quix,12 Quix Lane,d@quix.example,07700 900123,e@quix.example,07700 900124,Heating,4\n",
    );
    assert!(told.contains("1 row = 1 kept + 0 set aside") && !told.contains("Quix"), "{told}");
    desk.import_text(
        "praxis.csv",
        "Reference,Date received,Patient,Complainant name,Kundenname,Anschrift,Telefonnummer,PLZ,Geburtsdatum,Taken by,Ward\n\
        2,02/03/2026,Dieter Quix,Ann Quix,Bob Quix,Quixgasse 1,030 5551234,10115,01.02.1950,Kim Quix,North\n",
    );
    assert_eq!(
        desk.rows("select case_id, length(customer) as letters, channel, attributes from cases order by case_id"),
        ["1,24,,{Days taken: 4}", "2,24,,{Ward: North}"]
    );
}

#[test]
fn a_step_of_an_event_log_is_done_when_it_is_completed_and_a_case_begins_with_its_first_row() {
    let desk = Desk::new("UTC");
    desk.import_text(
        "log.csv",
        "case:concept:name,concept:name,lifecycle:transition,time:timestamp\n\
        T1,Insert ticket,START,2026-01-05 09:00:00+00:00\nT1,Insert ticket,COMPLETE,2026-01-05 09:30:00+00:00\n\
        T1,Resolve ticket,start,2026-01-06 10:00:00+00:00\nT1,Resolve ticket,complete,2026-01-07 10:00:00+00:00\n",
    );
    assert_eq!(desk.events(), ["T1 logged 01-05 09:30", "T1 resumed 01-07 10:00 proxy", "T1 resolution_proposed 01-07 10:00 proxy"]);
    assert_eq!(desk.rows("select received_at from cases"), ["2026-01-05T09:00:00Z"]);
}

#[test]
fn a_field_that_the_interface_leaves_null_is_known_to_be_blank() {
    // The reply is a field of the export: nobody was answered, and that can be shown.
    let desk = Desk::new("UTC");
    let told = desk.import_text(
        "tickets.json",
        r#"{"tickets":[{"id":1,"created_at":"2026-01-05T10:00:00Z","updated_at":"2026-01-05T10:00:00Z","status":"open","priority":null,"via":{"channel":"email"},"requester_id":7,"metric_set":{"reply_time_in_minutes":{"calendar":null}}}]}"#,
    );
    assert!(!told.contains("cannot show: acknowledged"), "{told}");
    let status = "select status from verdicts where clause = 'acknowledge-complaint'";
    assert_eq!(desk.rows(status), ["missed"]);
}

#[test]
fn a_letter_without_a_readable_date_is_set_aside_and_counted() {
    let desk = Desk::new("UTC");
    name_the_shop(&desk);
    let told = desk.import_text(
        "in.mbox",
        "From a\nFrom: ann@home.example\nTo: help@shop.example\nMessage-ID: <a@home>\nSubject: x\n\nNo date.\n\n\
        From b\nFrom: bob@home.example\nTo: help@shop.example\nDate: Mon Jan  5 09:00:00 2026 +0000\nMessage-ID: <b@home>\n\nOdd.\n\n\
        From c\nDate: Mon, 5 Jan 2026 09:00:00 UT\nFrom: cy@home.example\nTo: help@shop.example\nMessage-ID: <c@home>\n\nGood.\n",
    );
    assert!(told.contains("3 rows = 1 kept + 2 set aside + 0 exact duplicates"), "{told}");
    assert_eq!(desk.rows("select case_id, received_at from cases"), ["c@home,2026-01-05T09:00:00Z"]);
    assert_eq!(desk.rows("select count(*) as n from rejects where reason like '%date%' and text like '%home.example%'"), ["2"]);
}

#[test]
fn who_took_a_call_is_not_the_customer_of_a_nameless_one() {
    let desk = Desk::new("UTC");
    desk.import_text(
        "incidents.csv",
        "Number,Opened,Short description,State,Caller,Opened by\nINC1,2026-01-05 10:00:00,Cold,New,,Kim\nINC2,2026-01-05 11:00:00,Cold,New,,Kim\n",
    );
    assert_eq!(
        desk.rows("select count(*) as n, count(customer) as named from cases where cast(attributes as varchar) not like '%Kim%'"),
        ["2,0"]
    );
}
