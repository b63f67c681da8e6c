//! A first mapping for a file that no mapping describes: guessed from its header and its values.
//!
//! The draft loads and imports as it is. What was guessed is marked, what the rows decide is told
//! with the row, and what nobody but the user can know is asked.

mod dates;
mod look;
mod names;
mod orders;
mod people;
mod planned;
mod roles;
mod values;
mod write;
mod zones;

use super::header::Header;
use super::mapping::{Layout, Mapping, Mode, Origin, Table};
use super::preview::{Candidate, Preview};
use super::recognise::Recognised;
use super::rows::Rows;
use super::shape::Kind;
use super::survey::Survey;
use crate::error::{Error, Result};
use dates::Written;
use look::Look;
use people::{tells_address, tells_phone};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// A drafted mapping.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The mapping as TOML.
    pub toml: String,
    /// What the user has to look at or to decide.
    pub questions: Vec<String>,
}

/// Whether the words of a header say that its column names or reaches people.
pub fn names_people(header: &str) -> bool {
    let mut column = look::Column::default();
    column.name = header.to_string();
    people::mark(&column).is_some()
}

/// Drafts a mapping with this id for a file.
pub fn draft(file: &Path, survey: &Survey, id: &str) -> Result<Draft> {
    let mut table = Table::anything();
    let mut candidate = likeliest(file, survey, &table)?;
    if matches!(candidate.shape.kind, Kind::Json { .. })
        && let Some(rows) = rows_inside(&candidate, file, survey)
    {
        table.layout = Layout { rows: Some(rows), ..Layout::default() };
        candidate = likeliest(file, survey, &table)?;
    }
    if candidate.shape.kind == Kind::Mail {
        return Err(Error::new("mail needs no draft").in_file(file).remedy(
            "Copy the built-in mapping, `ombud source show mailbox --toml > sources/mailbox.toml`, and name your own addresses there.",
        ));
    }
    let is_grid = matches!(candidate.shape.kind, Kind::Delimited { .. } | Kind::Sheet { .. });
    if is_grid && holds_values(&candidate.header) {
        return Err(Error::new(
            "the first line looks like data, not like titles: it would be lost, and its values would become names of columns",
        )
        .in_file(file)
        .remedy("Add a line of titles above it."));
    }
    let look = look_at(file, survey, &table, &candidate)?;
    if look.rows == 0 {
        return Err(Error::new("there are no rows in the file, so there is nothing to learn from")
            .in_file(file)
            .remedy("Export some rows."));
    }
    let roles = roles::guess(&look);
    write::draft(file, id, &table, &candidate.shape, &look, &roles)
}

/// The reading with most columns; of several, the first. A row that is longer than most under its delimiter has one
/// delimiter too many, and is no header.
fn likeliest(file: &Path, survey: &Survey, table: &Table) -> Result<Candidate> {
    let mut preview = Preview::of(file, survey);
    preview.refusal()?;
    let candidates = preview.candidates(table)?;
    let usual = usual_lengths(&candidates);
    let is_usual = |candidate: &Candidate| candidate.header.names().len() <= usual[&grid_of(candidate)];
    let best =
        candidates.iter().filter(|candidate| is_usual(candidate)).reduce(|best, next| if width(next) > width(best) { next } else { best });
    let best = best.map(|best| header_above(best, &candidates).unwrap_or(best)).map(|best| {
        let twins = candidates.iter().filter(|other| other.header.names() == best.header.names());
        let mut shape = best.shape.clone();
        shape.leave_out(twins.map(|twin| &twin.shape));
        Candidate { shape, header: best.header.clone() }
    });
    best.ok_or_else(|| Error::new("the file has no rows that can be read").in_file(file).remedy("Export it again as CSV (UTF-8)."))
}

/// How many columns of a reading have a name.
fn width(candidate: &Candidate) -> usize {
    candidate.header.names().iter().filter(|name| !is_nameless(name)).count()
}

/// The header above a row of values: a header may leave columns without a name where every row has a value. A title, or a
/// name over several columns, leaves most of them blank.
fn header_above<'a>(row: &Candidate, candidates: &'a [Candidate]) -> Option<&'a Candidate> {
    let value_count = |candidate: &Candidate| candidate.header.names().iter().filter(|name| is_value(name)).count();
    let found = value_count(row);
    let above = candidates.iter().take_while(|other| !std::ptr::eq(*other, row)).filter(|other| grid_of(other) == grid_of(row));
    above.into_iter().find(|other| found > 0 && width(other) * 2 > width(row) && value_count(other) < found)
}

/// Whether a cell holds what no column is called: a date, a number.
fn is_value(cell: &str) -> bool {
    Written::of(cell).is_some() || cell.parse::<f64>().is_ok()
}

/// Whether a header is a row of values: it holds a date, an address, or a number that is no year and more than a mark of a scale.
pub fn holds_values(header: &Header) -> bool {
    let is_number = |cell: &str| cell.parse::<f64>().is_ok_and(|number| number > 99.0 && !(1900.0..2100.0).contains(&number));
    header.names().iter().any(|name| Written::of(name).is_some() || is_number(name) || tells_address(name) || tells_phone(name))
}

/// Whether the rows below a header tell that it is one: most of them hold a date or a number where it has a word.
pub fn are_titles(header: &Header, below: &[&Header]) -> bool {
    let is_told = |(column, name): (usize, &String)| {
        let values = below.iter().filter(|row| row.names().get(column).is_some_and(|cell| is_value(cell))).count();
        !is_value(name) && values * 2 > below.len()
    };
    header.names().iter().enumerate().any(is_told)
}

/// What the rows of a reading share: their delimiter, or their sheet.
fn grid_of(candidate: &Candidate) -> String {
    match &candidate.shape.kind {
        Kind::Delimited { delimiter, .. } => char::from(*delimiter).to_string(),
        Kind::Sheet { name, .. } => name.clone(),
        _ => String::new(),
    }
}

/// How long most rows of each grid are; of lengths that are as frequent, the greatest.
fn usual_lengths(candidates: &[Candidate]) -> HashMap<String, usize> {
    let mut counts: HashMap<String, BTreeMap<usize, usize>> = HashMap::new();
    for candidate in candidates {
        *counts.entry(grid_of(candidate)).or_default().entry(candidate.header.names().len()).or_default() += 1;
    }
    let most =
        |lengths: BTreeMap<usize, usize>| lengths.into_iter().max_by_key(|(length, count)| (*count, *length)).map_or(0, |most| most.0);
    counts.into_iter().map(|(grid, lengths)| (grid, most(lengths))).collect()
}

/// `column 3` is how a column without a name is called.
fn is_nameless(name: &str) -> bool {
    name.strip_prefix("column ").is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The array that holds the rows, where the file is one object around it.
fn rows_inside(candidate: &Candidate, file: &Path, survey: &Survey) -> Option<String> {
    let table = Table::anything();
    let mapping = mapping_of(&table);
    let recognised = recognised(&mapping, &table, candidate);
    let batch = Rows::open(file, survey, &recognised).and_then(|mut rows| rows.next_batch()).ok()??;
    let holds_objects = |column: usize| batch.columns[column].get(0).is_some_and(|value| value.starts_with("[{"));
    let found = (0..batch.columns.len()).find(|column| holds_objects(*column)).filter(|_| batch.places.len() == 1)?;
    Some(batch.header.names()[found].clone())
}

fn look_at(file: &Path, survey: &Survey, table: &Table, candidate: &Candidate) -> Result<Look> {
    let mapping = mapping_of(table);
    let recognised = recognised(&mapping, table, candidate);
    let mut rows = Rows::open(file, survey, &recognised)?;
    let mut look = Look::default();
    while let Some(batch) = rows.next_batch()? {
        look.add(&batch);
    }
    look.settle(names::is_date_name);
    if let Some(id) = roles::repeated_number(&look).map(|id| id.name.clone()) {
        let mut rows = Rows::open(file, survey, &recognised)?;
        let mut firsts = HashMap::new();
        while let Some(batch) = rows.next_batch()? {
            look.add_changes(&batch, &id, &mut firsts);
        }
    }
    if let Some(receipt) = roles::receipt_among_others(&look).map(|receipt| receipt.name.clone()) {
        let mut rows = Rows::open(file, survey, &recognised)?;
        while let Some(batch) = rows.next_batch()? {
            look.add_before(&batch, &receipt);
        }
    }
    Ok(look)
}

fn mapping_of(table: &Table) -> Mapping {
    Mapping {
        id: "draft".into(),
        title: String::new(),
        about: String::new(),
        mode: Mode::Snapshot,
        time_zone: None,
        reports: Vec::new(),
        vouches: false,
        tables: vec![table.clone()],
        origin: Origin::BuiltIn,
        text: String::new(),
    }
}

fn recognised<'a>(mapping: &'a Mapping, table: &'a Table, candidate: &Candidate) -> Recognised<'a> {
    Recognised::new(mapping, table, candidate.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::survey::survey;

    fn drafted(name: &str, text: &str) -> Draft {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join(name);
        std::fs::write(&file, text).unwrap();
        draft(&file, &survey(&file).unwrap(), "own").unwrap()
    }

    /// The lines of a draft that begin with these keys.
    fn lines(draft: &Draft, keys: &[&str]) -> Vec<String> {
        let is_of = |line: &&str| keys.iter().any(|key| line.starts_with(&format!("{key} = ")));
        draft.toml.lines().filter(is_of).map(|line| line.trim_end_matches("    # ? guessed").to_string()).collect()
    }

    #[test]
    fn a_header_may_leave_columns_without_a_name() {
        let row = |cells: &str| (1..5).map(|day| cells.replace('#', &day.to_string())).collect::<String>();
        for (header, cells, case_id) in [
            (",Received,Closed,Category", "#,2026-03-0#,2026-03-1#,noise\n", "column 1"),
            ("Ref,Received,Closed,,,,Category", "R#,2026-03-0#,2026-03-1#,a,b,c,noise\n", "Ref"),
            ("Harbour Ltd,,,\nRef,Received,Closed,", "#,2026-03-0#,2026-03-1#,noise\n", "Ref"),
            ("Complaint,,Answer,\nRef,Received,Closed,Year 2026", "#,2026-03-0#,2026-03-1#,noise\n", "Ref"),
        ] {
            let draft = drafted("list.csv", &format!("{header}\n{}", row(cells)));
            let expected = [format!("case_id = \"{case_id}\""), "received_at = \"Received\"".to_string(), "at = \"Closed\"".to_string()];
            assert_eq!(lines(&draft, &["case_id", "received_at", "at"]), expected, "{}", draft.toml);
        }
    }

    #[test]
    fn lists_of_objects_are_left_out_and_said() {
        let row = |id: u32| {
            format!(
                "{{\"id\":{id},\"created\":\"2026-03-0{id}T10:00:00Z\",\"requester\":{{\"email\":\"p{id}@x.example\"}},\"assignee\":{{\"name\":\"Kim Quix\"}},\
                \"watchers\":[\"Kim Quix\"],\"comments\":[{{\"author\":\"Ann Quix\",\"text\":\"furious\"}}]}}\n"
            )
        };
        let draft = drafted("desk.jsonl", &(1..5).map(row).collect::<String>());
        assert_eq!(lines(&draft, &["description", "customer"]), ["customer = { column = \"requester.email\", pseudonym = true }"]);
        assert_eq!(lines(&draft, &["owner", "drop"]), ["owner = \"assignee.name\"", "drop = [\"watchers\", \"comments\"]"]);
        assert!(draft.toml.contains("add a table with row = \"event\" and each = \"comments\""), "{}", draft.toml);
        let nameless = drafted(
            "x.jsonl",
            &(1..5).map(row).collect::<String>().replace("\"requester\":{\"email\":", "\"_\":{\"size\":").replace("@x.example", ""),
        );
        assert_eq!(lines(&nameless, &["customer"]), [""; 0], "{}", nameless.toml);
    }

    #[test]
    fn people_beside_the_case_are_left_out_and_staff_are_no_channel() {
        let rows = "1,2026-03-01 10:00,Kim Quix,Ann Quix,Kim Quix,Bo Quix,Kim Quix,Bo Quix,phone\n\
            2,2026-03-02 10:00,Bo Quix,Ann Quix,Kim Quix,Bo Quix,Bo Quix,Kim Quix,email\n";
        let header = "number,opened,opened_by,requested_for,Received by,watch_list,Assigned to,Agent,Contact method";
        let draft = drafted("list.csv", &format!("{header}\n{rows}"));
        assert_eq!(lines(&draft, &["customer"]), ["customer = { column = \"requested_for\", pseudonym = true }"]);
        assert_eq!(lines(&draft, &["owner"]), ["owner = \"Assigned to\""]);
        assert_eq!(lines(&draft, &["drop"]), ["drop = [\"opened_by\", \"Received by\", \"watch_list\", \"Agent\"]"]);
        let channel =
            "channel = { column = \"Contact method\", other = \"other\", values = { \"email\" = \"email\", \"phone\" = \"phone\" } }";
        assert_eq!(lines(&draft, &["channel"]), [channel]);
        assert!(!draft.toml.contains("Quix"), "{}", draft.toml);
    }

    #[test]
    fn an_acknowledgement_is_no_receipt() {
        let draft = drafted(
            "fr.csv",
            "Num\u{e9}ro;Date de r\u{e9}ception;Accus\u{e9} de r\u{e9}ception;Cl\u{f4}tur\u{e9} le;Motif\n\
            R0;13/03/2026 10h00;14/03/2026;23/03/2026;Retard\nR1;01/03/2026 19h00;03/03/2026;14/03/2026;Retard\n",
        );
        let expected =
            ["received_at = \"Date de r\u{e9}ception\"", "at = \"Accus\u{e9} de r\u{e9}ception\"", "at = \"Cl\u{f4}tur\u{e9} le\""];
        assert_eq!(lines(&draft, &["received_at", "at"]), expected, "{}", draft.toml);
        assert_eq!(lines(&draft, &["event"]), ["event = \"acknowledged\"", "event = \"closed\""]);
    }

    #[test]
    fn what_is_found_and_not_read_is_told() {
        let draft = drafted(
            "list.csv",
            "id,created,closed,First response (minutes)\n1,2026-03-01 10:00,20260302160000,7\n2,2026-03-02 10:00,20260303160000,14\n",
        );
        let told = draft.questions.join("\n");
        for part in [
            "\"closed\" seems to tell of closed, and is not read: it holds values that no date format known to the draft reads, such as the one of row 1, which is written like \"99999999999999\"",
            "\"First response (minutes)\" seems to tell of initial_response, and is not read: it holds lengths of time, such as the one of row 1, which is written like \"9\"",
            "event = \"initial_response\" and at = { after = \"created\", minutes = \"First response (minutes)\" }",
        ] {
            assert!(told.contains(part), "{part}\n{told}");
        }
        assert!(!told.contains("No column tells"), "{told}");
    }

    /// Why no draft can be made.
    fn refused(text: &str) -> String {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("list.csv");
        std::fs::write(&file, text).unwrap();
        draft(&file, &survey(&file).unwrap(), "own").unwrap_err().to_string()
    }

    #[test]
    fn a_file_without_titles_is_refused_without_its_values() {
        for text in [
            "1001,Ann Smith,12 Elm Road,2026-01-05,2026-01-08\n1002,Bob Jones,3 Oak Street,2026-01-06,\n",
            "R1;Ann Smith;05.01.2026\nR2;Bob Jones;06.01.2026\n",
            "Harbour Ltd,,\n1001,Ann Smith,\n1002,Bob Jones,2026-01-05\n",
        ] {
            let told = refused(text);
            assert!(told.contains("the first line looks like data, not like titles"), "{told}");
            assert!(["Ann", "1001", "Elm", "R1"].iter().all(|value| !told.contains(value)), "{told}");
        }
    }

    #[test]
    fn numbers_of_eight_digits_are_no_dates_and_people_no_numbers() {
        // 63467890 is no day of any year from 1990 on.
        let draft = drafted(
            "t.csv",
            "Ticket ID,Store no,Opened\n63467890,S1,2026-01-05 08:00\n63467927,S2,2026-01-06 08:00\n63467964,S3,2026-01-07 08:00\n",
        );
        assert_eq!(lines(&draft, &["case_id"]), ["case_id = \"Ticket ID\""], "{}", draft.toml);
        let told = refused("incident_address,what,opened\n1 Main Street,noise,2026-01-05\n2 Main Street,noise,2026-01-06\n");
        assert!(told.contains("no column tells one case from another"), "{told}");
    }

    #[test]
    fn each_column_is_read_by_what_its_own_rows_prove() {
        // Created can only have the month first in rows 1, 2 and 5, Closed only the day in rows 1, 2 and 5.
        let draft = drafted(
            "two.csv",
            "Ticket ID,Created,Closed\n1,01/13/2026,14/01/2026\n2,01/20/2026,21/01/2026\n3,02/03/2026,05/02/2026\n\
            4,02/04/2026,06/02/2026\n5,02/25/2026,26/02/2026\n",
        );
        let expected = ["dates = [\"%m/%d/%Y\"]", "received_at = \"Created\"", "at = { column = \"Closed\", dates = [\"%d/%m/%Y\"] }"];
        assert_eq!(lines(&draft, &["dates", "received_at", "at"]), expected, "{}", draft.toml);
        assert!(draft.questions.iter().any(|question| question.contains("\"Closed\" is read in another order")), "{:?}", draft.questions);
    }

    #[test]
    fn strokes_prove_nothing_of_dots() {
        let draft = drafted("reg.csv", "Ref,Date received\n001,05.01.2026\n002,06.01.2026\n003,1/14/2026\n004,07.01.2026\n");
        assert_eq!(lines(&draft, &["dates"]), ["dates = [\"%d.%m.%Y\", \"%m/%d/%Y\"]"], "{}", draft.toml);
        let asked = "# ? No row tells whether the day or the month comes first in \"05.01.2026\"";
        assert!(draft.toml.contains(asked) && draft.toml.contains("# ? The month comes first: row 3"), "{}", draft.toml);
    }

    #[test]
    fn a_row_written_twice_does_not_hide_the_number() {
        let draft = drafted("reg.csv", "Stelle;Datum\n1;05.01.2026\n2;16.01.2026\n2;16.01.2026\n3;17.01.2026\n");
        assert_eq!(lines(&draft, &["case_id"]), ["case_id = \"Stelle\""], "{}", draft.toml);
        let row = |state: &str, hour: u32| format!("A,{state},2026-01-05 {hour}:00\nB,{state},2026-01-05 {hour}:30\n");
        let log = drafted("log.csv", &format!("case,activity,timestamp\n{}{}{}", row("New", 10), row("Open", 11), row("Closed", 12)));
        assert_eq!(lines(&log, &["row", "case_id"]), ["row = \"event\"", "case_id = \"case\""], "{}", log.toml);
    }

    #[test]
    fn dates_before_the_receipt_are_asked_about_and_a_case_opened_again_is_not_received() {
        // Complained on the 5th to 7th of January, logged nine days later, acknowledged on the day after that.
        let row = |day: u32| format!("{day},2026-01-0{day},2026-01-{},2026-01-{}\n", day + 9, day + 10);
        let rows = [row(5), row(6), row(7)].concat();
        for (made, logged) in
            [("Date complaint made", "Date logged"), ("Letter date", "Entered on system"), ("Received by branch", "Date received")]
        {
            let draft = drafted("list.csv", &format!("Ref,{made},{logged},Acknowledged\n{rows}"));
            assert_eq!(lines(&draft, &["received_at"]), [format!("received_at = \"{logged}\"")], "{}", draft.toml);
            let asked =
                format!("Is a case received when \"{logged}\" says, or earlier? In nearly all rows other dates lie before it: \"{made}\"");
            assert!(draft.questions.contains(&asked), "{:?}", draft.questions);
        }
        // A date behind the receipt is no question of it.
        let draft = drafted("list.csv", &format!("Ref,Received,Investigated,Closed\n{rows}"));
        assert!(!draft.toml.contains("or earlier?"), "{}", draft.toml);

        let draft = drafted("list.csv", &format!("Ref,Complaint made,Re-opened on,Acknowledged\n{rows}"));
        assert_eq!(lines(&draft, &["received_at"]), ["received_at = \"Complaint made\""], "{}", draft.toml);
        assert_eq!(lines(&draft, &["event"]), ["event = \"acknowledged\"", "event = \"reopened\""]);

        // Without the Spanish words between its parts the first date would be none, and the acknowledgement the receipt.
        let row = |day: u32| format!("{day};{day} de enero de 2026 9:05;{}/01/2026\n", day + 10);
        let draft = drafted("registro.csv", &format!("Ref;Fecha de presentaci\u{f3}n;Fecha acuse\n{}{}", row(5), row(6)));
        assert_eq!(lines(&draft, &["received_at"]), ["received_at = \"Fecha de presentaci\u{f3}n\""], "{}", draft.toml);
        // A date that cannot be read at all may be the receipt.
        let row = |day: u32| format!("{day};lunes {day} enero 2026, 9:05;2026-01-{}\n", day + 10);
        let draft = drafted("registro.csv", &format!("Ref;Fecha de presentaci\u{f3}n;Fecha acuse\n{}{}", row(5), row(6)));
        let asked = "\"Fecha de presentaci\u{f3}n\" seems to tell of received_at, and is not read";
        assert!(draft.questions.iter().any(|question| question.starts_with(asked)), "{:?}", draft.questions);
    }

    #[test]
    fn what_others_did_is_no_event_of_a_draft_and_asked_about() {
        let row = |day: u32| format!("{day},2026-01-0{day},2026-01-0{day},2026-01-1{day},2026-01-2{day},2026-01-2{day}\n");
        let header = "Ref,Received,Insurer acknowledged,Resolution accepted,Closed by customer,Appeal closed";
        let draft = drafted("list.csv", &format!("{header}\n{}{}{}", row(1), row(2), row(3)));
        let expected = ["event = \"resolution_accepted\"", "at = \"Resolution accepted\""];
        assert_eq!(lines(&draft, &["event", "at"]), expected, "{}", draft.toml);
        let asked = "Do these dates tell of what happened: \"Insurer acknowledged\", \"Closed by customer\", \"Appeal closed\"?";
        assert!(draft.questions.iter().any(|question| question.starts_with(asked)), "{:?}", draft.questions);
    }

    #[test]
    fn the_title_of_a_person_is_no_subject() {
        for (header, title) in [("Complainant title", "Mr"), ("Title", "Mrs.")] {
            let draft = drafted("list.csv", &format!("Ref,Received,{header}\n1,2026-01-05,{title}\n2,2026-01-06,Mr\n"));
            assert_eq!(lines(&draft, &["subject"]), [""; 0], "{}", draft.toml);
        }
        let draft = drafted("list.csv", "Ref,Received,Title\n1,2026-01-05,Late bus\n2,2026-01-06,Wrong bill\n");
        assert_eq!(lines(&draft, &["subject"]), ["subject = \"Title\""], "{}", draft.toml);
    }

    #[test]
    fn of_the_states_around_a_change_the_one_that_it_began_is_read() {
        let rows = |states: [&str; 3]| {
            let of_case =
                |case: u32| (0..3).map(move |step| format!("{case},2026-01-0{case} 1{step}:00,{}\n", states[step])).collect::<String>();
            of_case(1) + &of_case(2)
        };
        for (before, after) in [
            ("Old status", "New status"),
            ("From status", "To status"),
            ("from_state", "to_state"),
            ("Status (old)", "Status (new)"),
            ("Previous state", "Current state"),
            ("Status before", "Status after"),
            ("Alter Status", "Neuer Status"),
            ("OLDSTATUS", "NEWSTATUS"),
            ("FROMSTATE", "TOSTATE"),
            ("From", "To"),
            ("Von", "Nach"),
            ("De", "\u{c0}"),
            ("Estado anterior", "Estado nuevo"),
            ("Ancien \u{e9}tat", "Nouvel \u{e9}tat"),
        ] {
            let rows = rows([",New", "New,Acknowledged", "Acknowledged,Closed"]);
            let draft = drafted("log.csv", &format!("Case,Changed at,{before},{after}\n{rows}"));
            assert_eq!(
                lines(&draft, &["row", "column"]),
                ["row = \"event\"".to_string(), format!("column = \"{after}\"")],
                "{}",
                draft.toml
            );
        }
        // The state that was left says nothing of the one that began.
        let draft = drafted("log.csv", &format!("Case,Changed at,Old status\n{}", rows(["New", "Acknowledged", "In progress"])));
        assert_eq!(lines(&draft, &["row", "column"]), ["row = \"case\""], "{}", draft.toml);
        assert!(draft.questions.iter().any(|question| question.contains("comes again")), "{:?}", draft.questions);
        // Places that nobody comes from and goes to are no states, nor is what a column says was the owner in some rows.
        let journeys = rows(["Leeds,York", "Hull,Bath", "Deal,Hove"]);
        let fields = rows(["New,Open,status", "Open,Closed,status", "Closed,Open,owner"]);
        for (header, rows) in [("From,To", journeys), ("From,To,Field", fields)] {
            let draft = drafted("log.csv", &format!("Case,Changed at,{header}\n{rows}"));
            assert_eq!(lines(&draft, &["row"]), ["row = \"case\""], "{}", draft.toml);
        }
    }

    #[test]
    fn a_time_of_day_belongs_to_the_date_that_is_called_alike() {
        let draft = drafted(
            "list.csv",
            "Ref,Date received,Date closed,Time received,Time closed\n1,2026-01-05,2026-01-06,9:00,17:00\n2,2026-01-07,2026-01-08,10:00,\n",
        );
        let expected = [
            "received_at = { join = [\"Date received\", \"Time received\"], dates = [\"%Y-%m-%d %H:%M\", \"iso\"] }",
            "at = { join = [\"Date closed\", \"Time closed\"], dates = [\"%Y-%m-%d %H:%M\", \"iso\"] }",
        ];
        assert_eq!(lines(&draft, &["received_at", "at"]), expected, "{}", draft.toml);
        assert!(draft.toml.contains("# ? Does \"Time received\" hold the time of day of \"Date received\"?"), "{}", draft.toml);
    }

    #[test]
    fn marks_are_no_channel_and_a_guessed_receipt_is_marked() {
        let draft = drafted(
            "how.csv",
            "Response ID,Reviewed on,How satisfied? (1-5),Origin\nr0,2026-03-03,1,Web\nr1,2026-03-04,2,Kiosk\nr2,2026-03-04,2,Web\n",
        );
        assert_eq!(
            lines(&draft, &["channel"]),
            ["channel = { column = \"Origin\", other = \"other\", values = { \"Kiosk\" = \"other\", \"Web\" = \"web_form\" } }"]
        );
        let told = draft.questions.join("\n");
        assert!(told.contains("Is a case received when \"Reviewed on\" says?"), "{told}");
        assert!(told.contains("Which channels do these words of \"Origin\" stand for: \"Kiosk\"?"), "{told}");
    }
}
