//! Who a case is of: a pseudonym where a customer is named, and no name, number or address anywhere.

use crate::desk::{Desk, MAPPING};

#[test]
fn what_leads_to_a_person_is_nowhere_in_the_lake() {
    let desk = Desk::with_mapping();
    let told = desk.import_text(
        "may.csv",
        "number,opened,closed,mail,said,note\n\
         1,2026-05-02,,ann@example.org,\"Call 020 7946 0018 or write to ann@example.org, card 4111 1111 1111 1111\",seen by bob@example.org\n",
    );
    assert!(!told.contains("example.org"), "{told}");
    let row = desk.rows("select description, attributes['note'], length(customer) from cases");
    assert_eq!(row, ["\"Call [phone] or write to [e-mail], card [card number]\",seen by [e-mail],24"]);
}

#[test]
fn a_customer_is_a_pseudonym_unless_the_mapping_says_that_it_is_no_name() {
    for (written, in_clear) in [("\"mail\"", "0"), ("{ column = \"mail\" }", "0"), ("{ column = \"mail\", pseudonym = false }", "1")] {
        let desk = Desk::new("UTC");
        desk.mapping("desk", &MAPPING.replace("{ column = \"mail\", pseudonym = true }", written));
        desk.import_text("may.csv", "number,opened,closed,mail\n1,2026-05-02T09:00:00Z,,K-17\n");
        assert_eq!(desk.rows("select count(*) as n from cases where customer = 'K-17'"), [in_clear], "{written}");
    }
}

#[test]
fn a_customer_is_one_however_an_accent_is_written() {
    let desk = Desk::with_mapping();
    // "é" as one character, and as a letter with an accent behind it.
    desk.import_text(
        "may.csv",
        "number,opened,closed,mail\n1,2026-05-04,,Jos\u{e9} Garc\u{ed}a\n2,2026-05-05,,Jose\u{301} Garci\u{301}a\n",
    );
    assert_eq!(desk.rows("select count(distinct customer) from cases"), ["1"]);
}

#[test]
fn columns_that_name_people_are_left_out_of_what_a_built_in_mapping_keeps() {
    let desk = Desk::new("UTC");
    let told = desk.import_text(
        "sf.csv",
        "Case Number,Date/Time Opened,Date/Time Closed,Status,Contact: Mobile,Ward,Ring back\n\
         1001,1/14/2026 9:00 AM,,New,07700 900123,North,+44 7700 900123\n",
    );
    assert!(told.contains("left out, because they seem to name or reach people: \"Contact: Mobile\""), "{told}");
    let kept = desk.rows("select attributes from cases").concat();
    assert!(kept.contains("Ward") && !kept.contains("07700") && !kept.contains("7700 900123"), "{kept}");
}

#[test]
fn names_are_not_in_the_figures_of_an_import_and_words_of_the_vocabulary_ignore_capitals() {
    let desk = Desk::new("UTC");
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
