//! `docs/mapping.md` teaches the language: its mappings load, and its examples come to what it says.

use crate::desk::Desk;

/// The blocks of a language in the document, in order.
fn blocks(language: &str) -> Vec<String> {
    let document = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/mapping.md")).unwrap();
    let fence = format!("```{language}\n");
    document.split(fence.as_str()).skip(1).map(|rest| rest.split("```").next().unwrap().to_string()).collect()
}

/// Imports the document's example of that number by its own mapping.
fn example(number: usize, more_rows: &str) -> (Desk, String) {
    let desk = Desk::new("UTC");
    let mapping = blocks("toml")[number].clone();
    desk.mapping("own", &mapping);
    let told = desk.import_text("export.csv", blocks("csv")[number].clone() + more_rows);
    (desk, told)
}

#[test]
fn a_city_s_requests_with_target_dates_and_a_label() {
    let (desk, told) = example(
        0,
        "101000295616,2026-01-05 10:00:00,2026-01-06 10:00:00,2026-01-07 10:00:00,ONTIME,Closed,Fixed,Sanitation,Missed Trash,Dorchester,Self Service\n",
    );
    assert!(told.contains("city-requests") && told.contains("4 rows = 4 kept + 0 set aside"), "{told}");
    // Boston's winter clock is five hours behind UTC.
    assert_eq!(
        desk.rows("select case_id, received_at, due_at, attributes['on_time'] as label, channel from cases order by case_id limit 3"),
        [
            "101000295613,2026-01-05T13:15:00Z,2026-01-07T13:30:00Z,true,web_form",
            "101000295614,2026-01-05T13:40:00Z,2026-01-06T13:40:00Z,false,phone",
            "101000295615,2026-01-05T14:05:30Z,,true,web_form",
        ]
    );
    assert_eq!(desk.events().len(), 3);
    // The last one is called on time and was closed a day late.
    assert!(told.contains("on time 2, of which 1 was closed late by its dates; late 1, of which 0 were closed in time"), "{told}");
}

#[test]
fn telecom_complaints_with_date_and_time_apart() {
    let (desk, told) = example(1, "300000,No time told,04-05-15,,Internet,Rome,Open,No\n");
    assert!(told.contains("4 rows = 4 kept + 0 set aside"), "{told}");
    // Day first, New York's summer clock: 22 April 15:53:50 is 19:53:50Z.
    assert_eq!(
        desk.rows("select case_id, received_at, received_precision, channel, outcome from cases order by received_at"),
        [
            "242732,2015-04-18T13:55:47Z,moment,web_form,",
            "250635,2015-04-22T19:53:50Z,moment,phone,Closed",
            "300000,2015-05-04T04:00:00Z,day,web_form,",
            "223441,2015-08-04T14:22:56Z,moment,web_form,Closed",
        ]
    );
    assert_eq!(desk.rows("select count(*) as n from source_events where source = 'telecom-complaints'"), ["0"]);
}

#[test]
fn an_incident_log_with_one_row_a_change() {
    let more = "INC0000045;Awaiting User Info;28/2/2026 03:00;28/2/2026 01:16;true;Phone;Group 56;Caller 2403\n\
        INC0000045;Awaiting User Info;28/2/2026 04:00;28/2/2026 01:16;true;Phone;?;Caller 2403\n\
        INC0000045;Resolved;1/3/2026 09:00;28/2/2026 01:16;true;Phone;Group 70;Caller 2403\n\
        INC0000045;Closed;5/3/2026 12:00;28/2/2026 01:16;false;Phone;Group 70;Caller 2403\n";
    let (desk, told) = example(2, more);
    assert!(told.contains("6 rows = 6 kept + 0 set aside"), "{told}");
    assert_eq!(
        desk.events(),
        [
            "INC0000045 status_changed 02-28 01:23",
            "INC0000045 status_changed 02-28 02:00",
            "INC0000045 paused 02-28 03:00",
            "INC0000045 resolution_proposed 03-01 09:00 proxy",
            "INC0000045 resumed 03-01 09:00",
            "INC0000045 closed 03-05 12:00",
        ]
    );
    assert_eq!(
        desk.rows("select received_at, kind, channel, team, attributes['on_time'] as label from cases"),
        ["2026-02-28T01:16:00Z,issue,phone,Group 70,false"]
    );
}

#[test]
fn every_key_of_the_language_is_in_the_reference() {
    let document = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/mapping.md")).unwrap();
    let shapes = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/source/document.rs")).unwrap();
    let keys = shapes.lines().filter_map(|line| line.strip_prefix("    pub ")?.split(':').next());
    for key in keys.filter(|key| *key != "table") {
        assert!(document.contains(&format!("`{key}")) || document.contains(&format!("{key} =")), "the reference does not mention `{key}`");
    }
    for event in ombud::vocabulary::EVENTS {
        assert!(document.contains(&format!("`{event}`")), "the reference does not mention the event {event}");
    }
}

/// The code between backticks that begins so, with its ends of lines made blanks.
pub fn inline(start: &str) -> String {
    let document = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/mapping.md")).unwrap();
    let at = document.find(&format!("`{start}")).unwrap() + 1;
    document[at..].split('`').next().unwrap().replace('\n', " ")
}

#[test]
fn what_is_said_of_clocks_zones_and_years_of_two_digits_is_so() {
    let mapping = |id: &str, zone: &str, dates: &str, received_at: &str| {
        format!(
            "schema = 1\nid = \"{id}\"\ntitle = \"T\"\nmode = \"snapshot\"\ntime_zone = \"{zone}\"\n[[table]]\nname = \"t\"\nformat = \"csv\"\n\
             recognise = [\"Ref\", \"Opened\"]\ndates = \"{dates}\"\ncase_id = \"Ref\"\n[table.case]\n{received_at}\n"
        )
    };
    let cases = "select case_id, received_at from cases order by case_id";
    let desk = Desk::new("UTC");
    desk.mapping("own", &mapping("own", "Europe/Berlin", "%d/%m/%y %H:%M", "received_at = \"Opened\""));
    let rows = "Ref,Opened\na,29/03/26 02:30\nb,25/10/26 02:30\nc,01/02/69 10:00\nd,01/02/70 10:00\n";
    let told = desk.import_text("x.csv", rows);
    assert!(told.contains("clocks never showed") && told.contains("clocks showed twice"), "{told}");
    let expected = ["a,2026-03-29T01:30:00Z", "b,2026-10-25T00:30:00Z", "c,2069-02-01T09:00:00Z", "d,1970-02-01T09:00:00Z"];
    // As of no instant, for one of them lies far ahead.
    let told = desk.run(&["query", cases, "--format", "csv"]).done();
    assert_eq!(told.lines().skip(1).collect::<Vec<_>>(), expected);

    let desk = Desk::new("UTC");
    desk.mapping("own", &mapping("own", "UTC", "iso", &inline("received_at = [{ column = \"Opened\"")));
    let told = desk.import_text("x.csv", "Ref,Opened,TZ\na,2026-01-05 10:00,EST\nb,2026-07-05 10:00,EDT\nc,2026-07-05 10:00,MST\n");
    assert!(told.contains("3 rows = 2 kept + 1 set aside"), "{told}");
    assert_eq!(desk.rows(cases), ["a,2026-01-05T15:00:00Z", "b,2026-07-05T14:00:00Z"]);
}

/// What the reference says in passing, each by a row.
#[test]
fn zones_by_abbreviation_literal_letters_blanks_and_a_path_to_the_rows() {
    let desk = Desk::new("Europe/Berlin");
    let mapping = |dates: &str, received_at: &str| {
        format!(
            "schema = 1\nid = \"own\"\ntitle = \"Own\"\nmode = \"snapshot\"\n[[table]]\nname = \"t\"\nrecognise = [\"id\", \"Opened\"]\n\
            dates = {dates}\ncase_id = \"id\"\n[table.case]\nreceived_at = {received_at}\nkind = {{ constant = \"complaint\" }}\n\
            [[table.event]]\nevent = \"acknowledged\"\nat = \"Opened\"\nwhen = {{ column = \"TZ\", blank = true }}\n"
        )
    };
    let document = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/mapping.md")).unwrap().replace('\n', " ");
    let recipe = document.split("*behind* UTC: `received_at = ").nth(1).unwrap();
    desk.mapping("own", &mapping("\"iso\"", recipe.split('`').next().unwrap()));
    desk.import_text("zones.csv", "id,Opened,TZ\n 1 ,2026-11-01 01:30,EST\n2,2026-11-01 01:30,EDT\n3,2026-11-01 01:30,PST\n");
    // EST is five hours behind UTC all year, EDT four.
    let received = |desk: &Desk| desk.rows("select case_id, received_at from cases order by case_id");
    assert_eq!(received(&desk), ["1,2026-11-01T06:30:00Z", "2,2026-11-01T05:30:00Z"]);

    let desk = Desk::new("Europe/Berlin");
    let written = mapping("[\"%d. %B %Y %H:%M Uhr\", \"%Y\u{5e74}%m\u{6708}%d\u{65e5}\"]", "\"Opened\"");
    desk.mapping("own", &written.replace("name = \"t\"", "name = \"t\"\nrows = \"data.items\""));
    let rows = "{\"data\":{\"items\":[{\"id\":1,\"Opened\":\"5. Januar 2026 24:00 Uhr\",\"TZ\":\"\"},\
        {\"id\":2,\"Opened\":\"5. Mai 2026 08:30 Uhr\",\"TZ\":\"x\"},{\"id\":3,\"Opened\":\"2026\u{5e74}01\u{6708}05\u{65e5}\"}]}}";
    desk.import_text("rows.json", rows);
    // Berlin is an hour ahead of UTC in January, two in May; 24:00 on the 5th is the midnight of the 6th.
    assert_eq!(received(&desk), ["1,2026-01-05T23:00:00Z", "2,2026-05-05T06:30:00Z", "3,2026-01-04T23:00:00Z"]);
    assert_eq!(desk.events(), ["1 acknowledged 01-05 23:00", "3 acknowledged 01-04 23:00"]);
}

#[test]
fn cases_and_their_comments_in_one_json_file() {
    let desk = Desk::new("UTC");
    let mapping = blocks("toml").into_iter().find(|block| block.contains("id = \"help-api\"")).unwrap();
    desk.mapping("help-api", &mapping);
    let list = blocks("json").into_iter().find(|block| block.contains("\"comments\"")).unwrap();
    let told = desk.import_text("api.json", list);
    assert!(told.contains("recognised as tickets by") && told.contains("recognised as comments by"), "{told}");
    assert!(told.contains("2 cases, 1 event; received 2026-03-29 16:00 to 2026-03-30 19:46"), "{told}");
    // 1,774,800,000 seconds are the 29th of March 2026, 16:00; the comment is an hour later.
    assert_eq!(desk.rows("select case_id, event, \"at\" from events order by all"), ["1,progress_update,2026-03-29T17:00:00Z"]);
}
