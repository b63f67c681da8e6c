//! The same two complaints in every kind of file, and files that are broken in every way.

use crate::desk::{Desk, MAPPING};
use crate::mapping_docs::inline;
use arrow::array::{ArrayRef, RecordBatch, StringArray};
use duckdb::Connection;
use parquet::arrow::ArrowWriter;
use std::io::Write;
use std::sync::Arc;

/// The account of the two complaints that every kind of file has to give.
const EXPECTED: [&str; 2] = ["A1,2026-01-05T09:30:00Z,email,calm; caf\u{e9}", "A2,2026-01-06T00:00:00Z,phone,"];
const CSV: &str = "case_id,received_at,channel,mood\nA1,2026-01-05 09:30:00,email,calm; caf\u{e9}\nA2,2026-01-06 00:00:00,phone,\n";

fn account(desk: &Desk) -> Vec<String> {
    desk.rows("select case_id, received_at, channel, attributes['mood'] as mood from cases order by case_id")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

/// A ZIP archive of these files.
fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored)).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook as Excel writes it, with one sheet of these rows; style 1 is a date with a time of day.
fn xlsx(rows: &str, settings: &str) -> Vec<u8> {
    workbook("", rows, settings)
}

/// A workbook of two sheets: notes first, then the cases.
fn workbook(notes: &str, cases: &str, settings: &str) -> Vec<u8> {
    let sheet = |rows: &str| {
        format!("<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{rows}</sheetData></worksheet>")
    };
    let book = format!(
        "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">{settings}\
        <sheets><sheet name=\"Notes\" sheetId=\"2\" r:id=\"rId2\"/><sheet name=\"Cases\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    archive(&[
        ("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"),
        (
            "_rels/.rels",
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
        ),
        ("xl/workbook.xml", &book),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet2.xml\"/><Relationship Id=\"rId3\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/></Relationships>",
        ),
        (
            "xl/styles.xml",
            "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"22\"/></cellXfs></styleSheet>",
        ),
        ("xl/worksheets/sheet1.xml", &sheet(cases)),
        ("xl/worksheets/sheet2.xml", &sheet(notes)),
    ])
}

fn cell(place: &str, text: &str) -> String {
    format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

/// The complaints below a title; `first_day` is what Excel calls 5 January 2026. A formula's last result is its value.
fn sheet_rows(first_day: f64) -> String {
    let header = [cell("A3", "case_id"), cell("B3", "received_at"), cell("C3", "channel"), cell("D3", "mood")].concat();
    let number = |place: &str, days: f64| format!("<c r=\"{place}\" s=\"1\"><v>{days}</v></c>");
    // 09:30 is 570 of the day's 1,440 minutes.
    let one = [cell("A4", "A1"), number("B4", first_day + 570.0 / 1_440.0), cell("C4", "email"), cell("D4", "calm; caf\u{e9}")].concat();
    let two =
        [cell("A6", "A2"), number("B6", first_day + 1.0), "<c r=\"C6\" t=\"str\"><f>LOWER(\"PHONE\")</f><v>phone</v></c>".to_string()]
            .concat();
    format!(
        "<row r=\"1\">{}</row><row r=\"3\">{header}</row><row r=\"4\">{one}</row><row r=\"6\">{two}</row>",
        cell("A1", "Our complaints")
    )
}

fn ods() -> Vec<u8> {
    let text = |value: &str| format!("<table:table-cell office:value-type=\"string\"><text:p>{value}</text:p></table:table-cell>");
    let date = |value: &str| {
        format!("<table:table-cell office:value-type=\"date\" office:date-value=\"{value}\"><text:p>x</text:p></table:table-cell>")
    };
    let row = |cells: &[String]| format!("<table:table-row>{}</table:table-row>", cells.concat());
    let rows = [
        row(&["case_id", "received_at", "channel", "mood"].map(text)),
        row(&[text("A1"), date("2026-01-05T09:30:00"), text("email"), text("calm; caf\u{e9}")]),
        row(&[text("A2"), date("2026-01-06T00:00:00"), text("phone")]),
    ];
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
        xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body>\
        <office:spreadsheet><table:table table:name=\"Cases\">{}</table:table></office:spreadsheet></office:body></office:document-content>",
        rows.concat()
    );
    archive(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>"),
        ("content.xml", &content),
    ])
}

fn parquet() -> Vec<u8> {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("x.parquet");
    let sql = "copy (select 'A1' as case_id, timestamp '2026-01-05 09:30:00' as received_at, 'email' as channel, 'calm; caf\u{e9}' as mood \
        union all select 'A2', timestamp '2026-01-06 00:00:00', 'phone', null order by case_id) to";
    Connection::open_in_memory().unwrap().execute_batch(&format!("{sql} '{}' (format parquet)", file.display())).unwrap();
    std::fs::read(file).unwrap()
}

#[test]
fn every_kind_of_file_gives_the_same_account() {
    let json = "{\"case_id\":\"A1\",\"received_at\":\"2026-01-05T09:30:00Z\",\"channel\":\"email\",\"mood\":\"calm; caf\\u00e9\"}\n\
        {\"case_id\":\"A2\",\"received_at\":\"2026-01-06T00:00:00Z\",\"channel\":\"phone\"}\n";
    let array = format!("[{}]", json.trim().replace('\n', ",\n"));
    let wide: Vec<u8> = CSV.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let pieces = [gzip(&CSV.as_bytes()[..40]), gzip(&CSV.as_bytes()[40..])].concat();
    for (name, bytes, told_as) in [
        ("plain.csv", CSV.as_bytes().to_vec(), ""),
        ("packed.csv.gz", gzip(CSV.as_bytes()), "read as packed by gzip"),
        ("pieces.csv.gz", pieces, "read as packed by gzip"),
        ("packed.csv.zst", zstd::encode_all(CSV.as_bytes(), 3).unwrap(), "read as packed by zstd"),
        ("wide.csv.gz", gzip(&wide), "read as UTF-16LE, packed by gzip"),
        ("quoted.txt", CSV.replace(',', "\t").into_bytes(), "read as values between tabs"),
        ("lines.jsonl", json.as_bytes().to_vec(), "read as JSON"),
        ("array.json", array.into_bytes(), "read as JSON"),
        ("book.xlsx", xlsx(&sheet_rows(46_027.0), ""), "read as the sheet \"Cases\", 1 row above the header left out"),
        ("old.xlsx", xlsx(&sheet_rows(46_027.0 - 1_462.0), "<workbookPr date1904=\"1\"/>"), "the sheet \"Cases\""),
        ("book.ods", ods(), "the sheet \"Cases\""),
        ("table.parquet", parquet(), "read as Parquet"),
        ("titled.csv", format!("Our complaints\nmade on, 5 January\n{CSV}").into_bytes(), "read as 2 rows above the header left out"),
    ] {
        let desk = Desk::new("UTC");
        let told = desk.import_text(name, bytes);
        assert!(told.contains("2 rows = 2 kept + 0 set aside + 0 exact duplicates") && told.contains(told_as), "{name}: {told}");
        assert_eq!(account(&desk), EXPECTED, "{name}");
    }
}

#[test]
fn a_stated_encoding_is_obeyed() {
    let desk = Desk::new("UTC");
    let mapping = "schema = 1\nid = \"own\"\ntitle = \"Own\"\nmode = \"snapshot\"\n[[table]]\nname = \"t\"\nrecognise = [\"nr\"]\ndates = \"iso\"\nencoding = \"shift_jis\"\n\
        case_id = \"nr\"\n[table.case]\nreceived_at = \"day\"\ncategory = \"what\"\n";
    desk.mapping("own", mapping);
    let (bytes, _, _) = encoding_rs::SHIFT_JIS.encode("nr,day,what\n1,2026-01-05,\u{82e6}\u{60c5}\n");
    let told = desk.import_text("x.csv", bytes);
    assert!(told.contains("read as Shift_JIS"), "{told}");
    assert_eq!(desk.rows("select category from cases"), ["\u{82e6}\u{60c5}"]);
    desk.mapping("own", &mapping.replace("shift_jis", "klingon"));
    assert!(desk.refusal(&["import", "x.csv"]).contains("own.toml:9: \"klingon\" is no encoding"));
}

#[test]
fn broken_files_are_refused_in_plain_words_and_change_nothing() {
    let desk = Desk::new("UTC");
    let whole = gzip(CSV.repeat(50).as_bytes());
    let cases: [(&str, Vec<u8>, &str); 16] = [
        ("cut.csv.gz", whole[..whole.len() / 2].to_vec(), "cut.csv.gz: the gzip archive is damaged or cut off"),
        ("cut.csv.zst", zstd::encode_all(CSV.as_bytes(), 3).unwrap()[..20].to_vec(), "cut.csv.zst: the zstd archive is damaged or cut off"),
        ("letter.docx", archive(&[("word/document.xml", "<x/>")]), "letter.docx: this is no workbook that can be read"),
        ("cut.xlsx", xlsx(&sheet_rows(46_027.0), "")[..900].to_vec(), "cut.xlsx: this is no workbook that can be read"),
        ("old.xls", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1rest".to_vec(), "old.xls: this is no workbook that can be read"),
        ("packed.xlsx.gz", gzip(&xlsx(&sheet_rows(46_027.0), "")), "packed.xlsx.gz: a workbook or a Parquet file is packed by gzip here"),
        ("cut.parquet", parquet()[..60].to_vec(), "cut.parquet: this Parquet file cannot be read"),
        ("page.csv", b"<!DOCTYPE html>\n<html><table><tr><td>case_id</td></tr></table></html>".to_vec(), "page.csv: this is a web page"),
        (
            "cut.xes",
            b"<?xml version=\"1.0\"?><log><trace><event><string key=\"concept:name\" value=\"Closed\"/>".to_vec(),
            "cut.xes:1: the XML breaks off here, or is damaged",
        ),
        (
            "between.xes",
            b"<?xml version=\"1.0\"?><log><trace><event><string key=\"concept:name\" value=\"Closed\"/></event></trace>\n".to_vec(),
            "between.xes:2: the XML breaks off here, or is damaged",
        ),
        ("nul.csv", b"case_id,received_at\nA\0\0\x01\x02,2026-01-05\n".to_vec(), "nul.csv: this is a binary file"),
        (
            "stray.csv",
            format!("{CSV}A3,2026-01-07,em\0ail,\n").into_bytes(),
            "stray.csv: byte 121 of this file, in line 4, is a NUL (a zero byte), which no text has",
        ),
        ("cut.json", b"[{\"case_id\":\"A1\",\"received_at\":\"2026-01-05\"},\n".to_vec(), "cut.json:2: the JSON breaks off here"),
        ("short.json", b"[{\"case_id\":\"A1\",\"received_at\":\"2026-01-05\"}".to_vec(), "short.json:1: the JSON breaks off here"),
        (
            "inside.json",
            b"[{\"case_id\":\"A1\",\"received_at\":\"2026-01-05\"},{\"case".to_vec(),
            "inside.json:1: the JSON breaks off here",
        ),
        ("empty.csv.gz", gzip(b""), "empty.csv.gz: the file is empty"),
    ];
    for (name, bytes, expected) in cases {
        desk.file(name, bytes);
        let refused = desk.refusal(&["import", name]);
        assert!(refused.starts_with(&format!("error: {expected}")), "{name}: {refused}");
    }
    assert_eq!(desk.rows("select count(*) as n from imports"), ["0"]);
}

#[test]
fn mixed_ends_of_lines_and_fields_with_lines_in_them_are_kept() {
    let desk = Desk::new("UTC");
    let told =
        desk.import_text("x.csv", "case_id,received_at,mood\r\nA1,2026-01-05,\"one\r\ntwo\nthree\"\nA2,2026-01-06,\"say \"\"hi\"\"\"\r\n");
    assert!(told.contains("2 rows = 2 kept"), "{told}");
    assert_eq!(desk.rows("select length(attributes['mood']) as letters from cases order by case_id"), ["14", "8"]);
}

#[test]
fn free_text_that_the_mapping_does_not_ask_for_is_left_out_and_counted() {
    let mapping = |free_text: &str| {
        format!(
            "schema = 1\nid = \"desk\"\ntitle = \"Desk\"\nmode = \"snapshot\"\n[[table]]\nname = \"list\"\nrecognise = [\"ref\", \"opened\"]\n\
             dates = \"iso\"\ncase_id = \"ref\"\n[table.case]\nreceived_at = \"opened\"\nkind = {{ constant = \"complaint\" }}\n\
             [table.attributes]\n{free_text}\n[[table.event]]\nevent = \"closed\"\nat = \"shut\"\nset = {{ next_steps = \"next\" }}\n"
        )
    };
    let rows = "ref,opened,shut,branch,notes,next\n\
        1,2026-01-05,2026-01-06,North,VIP,We will send the new meter on Friday\n\
        2,2026-01-05,2026-01-06,North,Ann Smith of 12 Mill Lane is furious,\n\
        3,2026-01-05,2026-01-06,North,\"Dear all,\nAnn\",\n";
    let notes = "select attributes['notes'] as notes, attributes['branch'] as branch from cases order by case_id";
    let desk = Desk::new("UTC");
    desk.mapping("desk", &mapping(""));
    let told = desk.import_text("list.csv", rows);
    assert!(told.contains("free text of \"notes\" was left out 2 times"), "{told}");
    assert_eq!(desk.rows(notes), ["VIP,North", "[text],North", "[text],North"]);
    // What a rule asks for stays.
    assert_eq!(
        desk.rows("select attributes['next_steps'] as next from events where attributes['next_steps'] is not null"),
        ["We will send the new meter on Friday"]
    );
    let asking = Desk::new("UTC");
    asking.mapping("desk", &mapping("free_text = [\"notes\"]"));
    let told = asking.import_text("list.csv", rows);
    assert!(!told.contains("left out"), "{told}");
    assert_eq!(asking.rows("select count(*) as n from cases where attributes['notes'] like '%Ann%'"), ["2"]);
}

#[test]
fn stray_cells_in_far_corners_of_a_sheet_are_read_like_any_others() {
    let header = [cell("A1", "case_id"), cell("B1", "received_at"), cell("D1", "channel")].concat();
    let one = [cell("A2", "A1"), cell("B2", "2026-01-05 09:30:00"), cell("D2", "email"), cell("XFD2", "stray")].concat();
    let rows = format!(
        "<row r=\"1\">{header}</row><row r=\"2\">{one}</row><row r=\"3\">{}{}</row><row r=\"1048576\">{}</row>",
        cell("A3", "A2"),
        cell("B3", "2026-01-06"),
        cell("A1048576", "x")
    );
    let desk = Desk::new("UTC");
    let told = desk.import_text("book.xlsx", xlsx(&rows, ""));
    assert!(told.contains("3 rows = 2 kept + 1 set aside"), "{told}");
    assert_eq!(
        desk.rows("select case_id, channel, attributes['column 16384'] as far from cases order by case_id"),
        ["A1,email,stray", "A2,,"]
    );
    // What was set aside has a value, if a blank one, for every column, so that it can be mended and tried again.
    let aside = desk.rows("select line, column_name from rejects");
    assert!(aside.len() == 1 && aside[0].starts_with("1048576,"), "{aside:?}");
}

#[test]
fn sheets_that_look_like_the_one_that_is_read_are_named() {
    let header = [cell("A1", "case_id"), cell("B1", "received_at")].concat();
    let sheet = |id: &str| format!("<row r=\"1\">{header}</row><row r=\"2\">{}{}</row>", cell("A2", id), cell("B2", "2026-01-05"));
    let desk = Desk::new("UTC");
    desk.file("book.xlsx", workbook(&sheet("A1"), &sheet("A2"), ""));
    let left_out = "read as the sheet \"Notes\", the sheet \"Cases\" with the same columns left out";
    let dry = desk.import(&["--dry-run", "book.xlsx"]);
    assert!(dry.contains(left_out), "{dry}");
    let told = desk.import(&["book.xlsx"]);
    assert!(told.contains("1 row = 1 kept") && told.contains(left_out), "{told}");
    let drafted = desk.run(&["source", "new", "book.xlsx"]).done();
    assert!(drafted.contains("sheet = \"Notes\"") && drafted.contains("with the same columns there are \"Cases\""), "{drafted}");
}

#[test]
fn a_workbook_counts_once_whichever_of_its_sheets_a_mended_mapping_reads() {
    let header = [cell("A1", "nr"), cell("B1", "day")].concat();
    let sheet = |id: &str| format!("<row r=\"1\">{header}</row><row r=\"2\">{}{}</row>", cell("A2", id), cell("B2", "2026-01-05"));
    let table = |name: &str, sheet: &str| {
        format!(
            "[[table]]\nname = \"{name}\"\n{sheet}recognise = [\"nr\", \"day\"]\ndates = \"iso\"\ncase_id = \"nr\"\n[table.case]\nreceived_at = \"day\"\n"
        )
    };
    let (notes, cases) = (table("a", "sheet = \"Notes\"\n"), table("b", "sheet = \"Cases\"\n"));
    let desk = Desk::new("UTC");
    desk.file("book.xlsx", workbook(&sheet("A1"), &sheet("A2"), ""));
    // The first sheet; then each of both; then the other one alone: a row for each sheet that is read, and no import beside the last.
    let steps = [(table("a", ""), "A1,1", 1), (format!("{notes}{cases}"), "A1,2 A2,2", 2), (cases, "A2,3", 1)];
    for (step, (tables, expected, rows)) in steps.into_iter().enumerate() {
        desk.mapping("own", &format!("schema = 1\nid = \"own\"\ntitle = \"Own\"\nmode = \"snapshot\"\n{tables}"));
        let told = desk.import(&["book.xlsx"]);
        assert_eq!(told.contains(&format!("in the place of import {step}, which")), step > 0, "{told}");
        assert_eq!(desk.rows("select case_id, import from cases order by case_id").join(" "), expected);
        assert_eq!(desk.rows("select sum(rows_in) from imports"), [rows.to_string()]);
    }
}

#[test]
fn two_sheets_of_one_workbook_by_two_sources_both_stand() {
    let header = [cell("A1", "nr"), cell("B1", "day")].concat();
    let sheet = |id: &str| format!("<row r=\"1\">{header}</row><row r=\"2\">{}{}</row>", cell("A2", id), cell("B2", "2026-01-05"));
    let mapping = |id: &str, sheet: &str| {
        format!(
            "schema = 1\nid = \"{id}\"\ntitle = \"Own\"\nmode = \"snapshot\"\n[[table]]\nname = \"cases\"\nsheet = \"{sheet}\"\n\
             recognise = [\"nr\", \"day\"]\ndates = \"iso\"\ncase_id = \"nr\"\n[table.case]\nreceived_at = \"day\"\n"
        )
    };
    let desk = Desk::new("UTC");
    desk.file("book.xlsx", workbook(&sheet("A1"), &sheet("A2"), ""));
    desk.mapping("north", &mapping("north", "Notes"));
    desk.mapping("south", &mapping("south", "Cases"));
    for source in ["north", "south"] {
        let told = desk.import(&["--source", source, "book.xlsx"]);
        assert!(!told.contains("in the place of"), "{told}");
    }
    assert_eq!(desk.rows("select source, case_id from cases order by source"), ["north,A1", "south,A2"]);
    assert!(desk.import(&["--source", "north", "book.xlsx"]).contains("nothing changed"));
    // The same sheet by another source is the same file.
    desk.mapping("third", &mapping("third", "Cases"));
    let told = desk.import(&["--source", "third", "book.xlsx"]);
    assert!(told.contains("in the place of import 2 (south)"), "{told}");
    assert_eq!(desk.rows("select source, case_id from cases order by source"), ["north,A1", "third,A2"]);
}

#[test]
fn each_table_reads_the_sheet_that_it_names_and_one_that_is_not_there_is_told() {
    let header = [cell("A1", "nr"), cell("B1", "day"), cell("C1", "what")].concat();
    let sheet = |id: &str| {
        format!("<row r=\"1\">{header}</row><row r=\"3\">{}{}{}</row>", cell("A3", id), cell("B3", "2026-01-05"), cell("C3", "x"))
    };
    let table = |name: &str, sheet: &str| {
        format!(
            "[[table]]\nname = \"{name}\"\nsheet = \"{sheet}\"\nrecognise = [\"nr\", \"day\"]\ndates = \"iso\"\ncase_id = \"nr\"\n\
             [table.case]\nreceived_at = \"day\"\n"
        )
    };
    let mapping = |tables: &[String]| format!("schema = 1\nid = \"own\"\ntitle = \"Own\"\nmode = \"snapshot\"\n{}", tables.concat());
    let desk = Desk::new("UTC");
    desk.file("book.xlsx", workbook(&sheet("A1"), &sheet("A2"), ""));
    desk.mapping("own", &mapping(&[table("a", "Casse")]));
    let refused = desk.run(&["import", "book.xlsx"]).err;
    assert!(refused.contains("own: no sheet \"Casse\", which the mapping names (there are \"Notes\", \"Cases\")"), "{refused}");
    desk.mapping("own", &mapping(&[table("a", "Notes"), table("b", "Cases"), table("c", "Casse")]));
    let told = desk.import(&["book.xlsx"]);
    assert_eq!(told.matches("1 row = 1 kept").count(), 2, "{told}");
    assert_eq!(told.matches("1 more row without any value was passed over").count(), 2, "{told}");
    assert!(told.contains("no sheet \"Casse\""), "{told}");
    assert_eq!(desk.rows("select case_id, file from cases order by case_id"), ["A1,book.xlsx [Notes]", "A2,book.xlsx [Cases]"]);
    assert!(desk.import(&["book.xlsx"]).contains("nothing changed"));
}

#[test]
fn long_numbers_of_json_keep_their_digits() {
    let desk = Desk::new("UTC");
    let row = |id: &str| format!("{{\"case_id\":{id},\"received_at\":\"2026-01-05\",\"cost\":1.10}}");
    let told = desk.import_text("x.json", format!("[{},{}]", row("20260000000000000000001"), row("20260000000000000000002")));
    assert!(told.contains("2 rows = 2 kept"), "{told}");
    let expected = ["20260000000000000000001,1.10", "20260000000000000000002,1.10"];
    assert_eq!(desk.rows("select case_id, attributes['cost'] as cost from cases order by case_id"), expected);
}

const OWN: &str = "schema = 1\nid = \"own\"\ntitle = \"Own\"\nmode = \"snapshot\"\n[[table]]\nname = \"t\"\nrecognise = [\"nr\", \"day\"]\n\
    dates = \"iso\"\nFORMAT\ncase_id = \"nr\"\n[table.case]\nreceived_at = \"day\"\ncategory = \"what\"\n";

#[test]
fn bytes_that_the_stated_encoding_does_not_know_are_refused_with_their_line() {
    let desk = Desk::new("UTC");
    desk.mapping("own", &OWN.replace("FORMAT", "encoding = \"utf-8\""));
    desk.file("x.csv", b"nr,day,what\n1,2026-01-05,plain\n2,2026-01-05,M\xfcnchen\n");
    let refused = desk.refusal(&["import", "x.csv"]);
    assert!(refused.contains("x.csv:3: this line holds bytes that are no UTF-8"), "{refused}");
    assert!(refused.contains("leave `encoding` out"), "{refused}");
    desk.mapping("own", &OWN.replace("FORMAT\n", ""));
    assert!(desk.import(&["x.csv"]).contains("2 rows = 2 kept"));
    assert_eq!(desk.rows("select category from cases order by case_id"), ["plain", "M\u{fc}nchen"]);
}

#[test]
fn rows_of_a_workbook_and_of_parquet_are_tried_again_although_the_mapping_asks_for_such_files() {
    let row = |number: u32, values: [&str; 3]| {
        let cells: Vec<String> =
            ["A", "B", "C"].iter().zip(values).map(|(column, value)| cell(&format!("{column}{number}"), value)).collect();
        format!("<row r=\"{number}\">{}</row>", cells.concat())
    };
    let rows = [row(1, ["nr", "day", "what"]), row(2, ["1", "2026-01-05", "plain"]), row(3, ["2", "soon", "late"])].concat();
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("x.parquet");
    let sql = format!(
        "copy (select '1' as nr, '2026-01-05' as day, 'plain' as what union all select '2', 'soon', 'late' order by nr) to '{}' (format parquet)",
        file.display()
    );
    Connection::open_in_memory().unwrap().execute_batch(&sql).unwrap();
    for (name, bytes, format) in [("x.xlsx", xlsx(&rows, ""), "workbook"), ("x.parquet", std::fs::read(file).unwrap(), "parquet")] {
        let desk = Desk::new("UTC");
        desk.mapping("own", &OWN.replace("FORMAT", &format!("format = \"{format}\"")));
        let told = desk.import_text(name, bytes);
        assert!(told.contains("2 rows = 1 kept + 1 set aside"), "{name}: {told}");
        let rejects = desk.run(&["query", "select * from rejects", "--format", "csv"]).done();
        desk.file("set-aside.csv", rejects.replace("2,soon,late", "2,2026-01-06,late"));
        let told = desk.run(&["import", "--retry", "set-aside.csv"]);
        assert!(told.out.contains("1 row = 1 kept + 0 set aside"), "{name}: {}{}", told.out, told.err);
    }
}

const LIST: &str = "schema = 1\nid = \"list\"\ntitle = \"List\"\nmode = \"append\"\n[[table]]\nname = \"list\"\nrecognise = [\"id\", \"opened\"]\n\
    dates = \"iso\"\ncase_id = \"id\"\n[table.case]\nreceived_at = \"opened\"\nkind = { constant = \"complaint\" }\nteam = \"team\"\n";

#[test]
fn a_parquet_file_holds_what_is_in_it_and_not_what_its_path_says() {
    let desk = Desk::new("UTC");
    desk.mapping("list", LIST);
    let write = |path: &str, id: u32| {
        let file = desk.file(path, "");
        let sql =
            format!("copy (select {id} as id, '2026-01-05 10:00' as opened, 'North' as team) to '{}' (format parquet)", file.display());
        Connection::open_in_memory().unwrap().execute_batch(&sql).unwrap();
    };
    write("team=South/client=Ann Quix/a.parquet", 1);
    write("f*.parquet", 2);
    write("fx.parquet", 3);
    desk.import(&["team=South/client=Ann Quix/a.parquet"]);
    let told = desk.import(&["f*.parquet"]);
    assert!(told.contains("1 row = 1 kept"), "{told}");
    assert_eq!(
        desk.rows("select case_id, team, cardinality(attributes) as attribute_count from cases order by case_id"),
        ["1,North,0", "2,North,0"]
    );
}

#[test]
fn the_folder_of_a_workspace_says_nothing_of_its_cases() {
    let desk = Desk::new("UTC");
    // A folder `n1` beside `n[1]` would be read in its place.
    let folder = "team=South/case_id=9/n[1]";
    desk.file(&format!("{folder}/x"), "");
    let run = |words: &[&str]| crate::program::ombud(&desk.path().join(folder), words);
    run(&["init", "ws", "--time-zone", "UTC", "--policy", "feedback-and-complaints"]).done();
    desk.file(&format!("{folder}/ws/sources/list.toml"), LIST);
    desk.file(&format!("{folder}/list.csv"), "id,opened,team\n1,2026-01-05 10:00,North\n2,not a date,North\n");
    run(&["-C", "ws", "import", "list.csv"]).done();
    run(&["-C", "ws", "register", "open", "--received-at", "2026-01-06T10:00:00Z", "--team", "East"]).done();
    let told = run(&["-C", "ws", "query", "select case_id, team from cases order by team desc", "--format", "csv"]).done();
    let rows: Vec<&str> = told.lines().skip(1).collect();
    assert_eq!((rows.len(), rows[0]), (2, "1,North"), "{told}");
    assert!(rows[1].ends_with(",East") && !rows[1].starts_with("9,"), "{told}");
}

#[test]
fn a_row_without_any_value_is_no_row_in_json_either() {
    let desk = Desk::new("UTC");
    desk.mapping("list", LIST);
    let json = "[{\"id\":1,\"opened\":\"2026-01-05\"},{},{\"id\":null,\"opened\":null},{\"id\":2,\"opened\":null}]";
    // The empty object and the one of nulls are passed over; the last row says something, and lacks its date.
    let told = desk.import_text("list.json", json);
    assert!(told.contains("2 rows = 1 kept + 1 set aside") && told.contains("2 more rows without any value were passed over"), "{told}");
    assert_eq!(desk.rows("select \"row\" from rejects"), ["4"]);
}

#[test]
fn the_day_of_printing_above_a_sheet_makes_no_moments_of_its_days() {
    let desk = Desk::new("UTC");
    desk.mapping("list", LIST);
    // 46,174 is 2026-06-01 (46,086 is 2026-03-05, and 88 days follow); the sheet was printed on the 30th at 14:05, and that says so above.
    let date = |place: &str, day: f64| format!("<c r=\"{place}\" s=\"1\"><v>{day}</v></c>");
    let rows = [
        format!("<row r=\"1\">{}{}</row>", cell("A1", "printed on"), date("B1", 46_203.587)),
        format!("<row r=\"2\">{}{}</row>", cell("A2", "id"), cell("B2", "opened")),
        format!("<row r=\"3\">{}{}</row>", cell("A3", "1"), date("B3", 46_174.0)),
    ];
    desk.import_text("list.xlsx", xlsx(&rows.concat(), ""));
    assert_eq!(desk.rows("select received_at, received_precision from cases"), ["2026-06-01T00:00:00Z,day"]);
}

/// A register of complaints with the dates of receipt and acknowledgement.
const DATED: &str = "schema = 1\nid = \"dated\"\ntitle = \"Dated\"\nmode = \"snapshot\"\n[[table]]\nname = \"t\"\nrecognise = [\"Ref\", \"Received\"]\n\
    dates = [\"iso\"]\ncase_id = \"Ref\"\n[table.case]\nkind = { constant = \"complaint\" }\nreceived_at = \"Received\"\n\
    [[table.event]]\nevent = \"acknowledged\"\nat = \"Acknowledged\"\n";

/// The acknowledgements within 24 hours by their verdicts.
const ACKNOWLEDGED: &str =
    "select status, count(*) as n from verdicts where clause = 'acknowledge-complaint' group by status order by status";

/// A workbook of complaints received on 5 January 2026 and the days after, each acknowledged a day later; `hours` of the last one are known.
fn dated_book(cases: u32, hours: Option<(f64, f64)>) -> Vec<u8> {
    let number = |place: String, days: f64| format!("<c r=\"{place}\" s=\"1\"><v>{days}</v></c>");
    let row = |nth: u32| {
        let (first, second) = hours.filter(|_| nth + 1 == cases).unwrap_or_default();
        // 46,027 is 5 January 2026.
        let day = 46_027.0 + f64::from(nth);
        let line = nth + 2;
        let cells = [cell(&format!("A{line}"), &format!("C{nth}")), number(format!("B{line}"), day + first / 24.0)];
        format!("<row r=\"{line}\">{}{}</row>", cells.concat(), number(format!("C{line}"), day + 1.0 + second / 24.0))
    };
    let header = [cell("A1", "Ref"), cell("B1", "Received"), cell("C1", "Acknowledged")].concat();
    xlsx(&format!("<row r=\"1\">{header}</row>{}", (0..cases).map(row).collect::<String>()), "")
}

#[test]
fn an_hour_in_one_row_of_a_workbook_makes_the_other_days_no_more_exact() {
    let desk = Desk::new("UTC");
    desk.mapping("dated", DATED);
    // From 09:00 to 10:00 of the next day are 25 hours. Of a day and the next, 24 hours may be kept or not.
    let told = desk.import_text("register.xlsx", dated_book(6, Some((9.0, 10.0))));
    assert!(told.contains("received_at gives only the day 5 times, and else a time of day"), "{told}");
    assert_eq!(desk.rows(ACKNOWLEDGED), ["indeterminate,5", "late,1"]);
}

#[test]
fn dates_that_are_always_midnight_are_told_and_the_line_that_is_told_reads_them_as_days() {
    let rows = (5..10).map(|day| format!("C{day},2026-01-{day:02} 00:00:00,2026-01-{:02} 00:00:00\n", day + 1)).collect::<String>();
    let csv = format!("Ref,Received,Acknowledged\n{rows}").into_bytes();
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("x.parquet");
    let sql = "copy (select 'C' || i as \"Ref\", timestamp '2026-01-05' + to_days(i::integer) as \"Received\", \
        timestamp '2026-01-06' + to_days(i::integer) as \"Acknowledged\" from range(5) as t (i)) to";
    Connection::open_in_memory().unwrap().execute_batch(&format!("{sql} '{}' (format parquet)", file.display())).unwrap();
    let line = inline("received_at = { column = \"Received\"");
    let at = line.replace("received_at", "at").replace("Received", "Acknowledged");
    let by_days = DATED.replace("received_at = \"Received\"", &line).replace("at = \"Acknowledged\"", &at);
    for (name, bytes, is_midnight) in [
        ("register.csv", csv, true),
        ("register.parquet", std::fs::read(file).unwrap(), true),
        ("register.xlsx", dated_book(5, None), false),
    ] {
        let desk = Desk::new("UTC");
        desk.mapping("dated", DATED);
        let told = desk.import_text(name, bytes);
        let of_receipt = "received_at (\"Received\"): all 5 values are exactly midnight";
        let of_event = "at of \"acknowledged\" (\"Acknowledged\"): all 5 values are exactly midnight";
        let is_told = told.contains(of_receipt) && told.contains(of_event) && told.contains(&line) && told.contains(&at);
        assert_eq!(is_told, is_midnight, "{name}: {told}");
        // The file says instants; 24 hours after midnight are midnight, which is in time.
        assert_eq!(desk.rows(ACKNOWLEDGED), [if is_midnight { "met,5" } else { "indeterminate,5" }], "{name}");
        desk.mapping("dated", &by_days);
        let told = desk.import(&[name]);
        assert!(!told.contains("midnight"), "{name}: {told}");
        assert_eq!(desk.rows(ACKNOWLEDGED), ["indeterminate,5"], "{name}");
    }
}

/// A Parquet file of texts, by the names of its columns.
fn parquet_of(columns: &[(&str, &[&str])]) -> Vec<u8> {
    let arrays = columns.iter().map(|(name, texts)| {
        let array: ArrayRef = Arc::new(texts.iter().map(|text| (!text.is_empty()).then_some(*text)).collect::<StringArray>());
        (*name, array, true)
    });
    let batch = RecordBatch::try_from_iter_with_nullable(arrays).unwrap();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.into_inner().unwrap()
}

#[test]
fn columns_of_parquet_keep_their_names_where_capital_letters_alone_tell_them_apart() {
    let desk = Desk::with_mapping();
    // "Closed" is when a case was to be closed. A name that comes again gets a number.
    let told = desk.import_text(
        "desk.parquet",
        parquet_of(&[
            ("number", &["1", "2"]),
            ("opened", &["2026-03-01 09:00", "2026-03-02 09:00"]),
            ("Closed", &["2026-03-09 09:00", "2026-03-09 09:00"]),
            ("closed", &["2026-03-30 10:00", ""]),
            ("closed", &["x", "y"]),
        ]),
    );
    assert!(told.contains("2 rows = 2 kept"), "{told}");
    assert_eq!(desk.rows("select case_id, \"at\" from events"), ["1,2026-03-30T10:00:00Z"]);
    let attributes = "select attributes['Closed'] as planned, attributes['closed (2)'] as again from cases order by case_id";
    assert_eq!(desk.rows(attributes), ["2026-03-09 09:00,x", "2026-03-09 09:00,y"]);
}

#[test]
fn a_parquet_file_without_rows_is_known_by_its_columns() {
    let desk = Desk::with_mapping();
    let told = desk.import_text("desk.parquet", parquet_of(&[("number", &[]), ("opened", &[]), ("closed", &[])]));
    assert!(told.contains("0 rows = 0 kept + 0 set aside"), "{told}");
}

#[test]
fn numbers_of_cases_that_a_cell_does_not_hold_exactly_are_set_aside() {
    let desk = Desk::with_mapping();
    let header = [cell("A1", "number"), cell("B1", "opened"), cell("C1", "closed"), cell("D1", "account")].concat();
    let row = |line: u32, number: String, account: &str| {
        format!("<row r=\"{line}\">{number}{}<c r=\"D{line}\"><v>{account}</v></c></row>", cell(&format!("B{line}"), "2026-01-05"))
    };
    let number = |line: u32, digits: &str| format!("<c r=\"A{line}\"><v>{digits}</v></c>");
    // The two of 19 digits are read as one number, and of 16 digits Excel keeps 15: ...8911 and ...8919 are ...8910. 15 digits are exact, and so
    // is text; an account is no case's number.
    let rows = [
        row(2, number(2, "1834567890123456701"), "1"),
        row(3, number(3, "1834567890123456702"), "1"),
        row(4, number(4, "999999999999999"), "1834567890123456703"),
        row(5, cell("A5", "1834567890123456702"), "1"),
        row(6, number(6, "4000012345678910"), "1"),
        row(7, number(7, "4000012345678910"), "1"),
    ];
    let told = desk.import_text("posts.xlsx", xlsx(&format!("<row r=\"1\">{header}</row>{}", rows.concat()), ""));
    assert!(told.contains("6 rows = 2 kept + 4 set aside + 0 exact duplicates"), "{told}");
    assert!(told.contains("the number in \"number\" is longer than a cell can hold"), "{told}");
    let cases = "select case_id from cases order by case_id";
    assert_eq!(desk.rows(cases), ["1834567890123456702", "999999999999999"]);
    // They are found again by what is read of them.
    let read = "select count(*) from rejects where column_name = 'number' and value = '4000012345678910'";
    assert_eq!(desk.rows(read), ["2"]);
    // Nor does a second attempt know their numbers.
    desk.run(&["import", "--retry"]);
    assert_eq!(desk.rows(cases), ["1834567890123456702", "999999999999999"]);
}

#[test]
fn numbers_of_customers_that_a_cell_does_not_hold_exactly_make_nobody_the_same() {
    let desk = Desk::new("UTC");
    desk.mapping("desk", &MAPPING.replace("\"mail\"", "\"account\""));
    let header = [cell("A1", "number"), cell("B1", "opened"), cell("C1", "account"), cell("D1", "closed")].concat();
    let row = |line: u32, case: &str, account: String| {
        format!("<row r=\"{line}\">{}{}{account}</row>", cell(&format!("A{line}"), case), cell(&format!("B{line}"), "2026-01-05"))
    };
    let number = |line: u32, digits: &str| format!("<c r=\"C{line}\"><v>{digits}</v></c>");
    // Of 4000012345678911 and 4000012345678919 Excel keeps ...8910: two customers, or one. 15 digits are exact, and so is text.
    // The second row of Q2 is the same in all that was read.
    let rows = [
        row(2, "Q1", number(2, "4000012345678910")),
        row(3, "Q2", number(3, "4000012345678910")),
        row(4, "Q2", number(4, "4000012345678910")),
        row(5, "Q3", number(5, "400001234567891")),
        row(6, "Q4", number(6, "400001234567891")),
        row(7, "Q5", cell("C7", "4000012345678911")),
    ];
    let told = desk.import_text("accounts.xlsx", xlsx(&format!("<row r=\"1\">{header}</row>{}", rows.concat()), ""));
    assert!(told.contains("6 rows = 5 kept + 0 set aside + 1 exact duplicate"), "{told}");
    assert!(told.contains("numbers in \"account\" are longer than a cell can hold 2 times"), "{told}");
    let known = "select string_agg(case_id, '+' order by case_id) as cases from cases group by customer order by cases";
    assert_eq!(desk.rows(&known.replace("group by", "where customer is not null group by")), ["Q3+Q4", "Q5"]);
    assert_eq!(desk.rows("select case_id from cases where customer is null order by case_id"), ["Q1", "Q2"]);
    let quality = "select field, count from import_quality where measure = 'lost_digits'";
    assert_eq!(desk.rows(quality), ["account,2"]);
}
