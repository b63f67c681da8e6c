//! The register: nothing lost, nothing changed unseen, nothing personal in the log.

use duckdb::{Connection, named_params};
use ombud::error::Result;
use ombud::register::fault::Fault;
use ombud::register::verify::verify;
use ombud::register::{CUSTOMERS, Case, Draft, Entry, LOG, Personal, Salt, VAULT, When, Writer, read};
use ombud::time::Instant;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// A register in a folder of its own.
struct Register {
    folder: TempDir,
}

fn a_register() -> Register {
    Register { folder: tempfile::tempdir().unwrap() }
}

fn at(text: &str) -> When {
    When::parse(text, chrono_tz::Europe::London).unwrap()
}

/// Salts 1, 2, 3 …, so that the same drafts give the same bytes.
fn counted_salts() -> impl FnMut() -> Result<Salt> {
    let mut count = 0_u128;
    move || {
        count += 1;
        Ok(count.to_be_bytes())
    }
}

fn recorded_at() -> Instant {
    "2026-06-01T12:00:00Z".parse().unwrap()
}

impl Register {
    fn dir(&self) -> &Path {
        self.folder.path()
    }

    fn file(&self, name: &str) -> PathBuf {
        self.dir().join(name)
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.file(name)).unwrap()
    }

    fn lines(&self, name: &str) -> Vec<String> {
        self.text(name).lines().map(str::to_string).collect()
    }

    fn write_lines(&self, name: &str, lines: &[String]) {
        fs::write(self.file(name), lines.join("\n") + "\n").unwrap();
    }

    fn add(&self, drafts: Vec<Draft>) -> Vec<Entry> {
        let drafts = drafts.into_iter().map(|draft| (draft, recorded_at()));
        Writer::open(self.dir()).unwrap().append_all(drafts, &mut counted_salts()).unwrap()
    }

    /// Six entries: a case with personal data (1), its acknowledgement (2) with a note, a second case (3), an event of each (4, 5), a review (6).
    fn filled() -> Self {
        let register = a_register();
        let mut first = Draft::opening(at("2026-03-05"));
        first.statement.fields.insert("kind".into(), "complaint".into());
        first.personal =
            Personal { customer: Some("Ann Smith".into()), description: Some("The bill is wrong.\nTwice.".into()), ..Personal::default() };
        let mut acknowledged = Draft::event("R-000001", "acknowledged", at("2026-03-05 10:00"));
        acknowledged.personal.note = Some("rang her".into());
        register.add(vec![
            first,
            acknowledged,
            Draft::opening(at("2026-03-06 09:00")),
            Draft::event("R-000003", "acknowledged", at("2026-03-06 09:30")),
            Draft::event("R-000001", "closed", at("2026-03-09 15:00")),
            Draft::organisation("feedback_review", at("2026-03-13")),
        ]);
        register
    }

    fn faults(&self) -> Vec<(&'static str, u64, Fault)> {
        verify(self.dir()).unwrap().findings.into_iter().map(|found| (found.file, found.line, found.fault)).collect()
    }
}

#[test]
fn a_register_as_written_is_sound_and_tells_its_last_hash() {
    let register = Register::filled();
    let found = verify(register.dir()).unwrap();
    assert!(found.is_sound(), "{:?}", found.findings);
    let last = register.lines(LOG).pop().unwrap();
    assert_eq!((found.entry_count, found.last_n), (6, 6));
    assert!(last.contains(&format!("\"hash\":\"{}\"", found.last_hash)));
}

#[test]
fn a_register_that_does_not_exist_yet_is_sound_and_empty() {
    let found = verify(&a_register().dir().join("none")).unwrap();
    assert!(found.is_sound() && found.last_n == 0 && found.last_hash == "0".repeat(64));
}

#[test]
fn the_same_drafts_and_salts_give_the_same_bytes() {
    let (one, other) = (Register::filled(), Register::filled());
    for name in [LOG, VAULT, ombud::register::CUSTOMERS] {
        assert_eq!(one.text(name), other.text(name), "{name}");
    }
}

fn output_of(program: &str, arguments: &[&str], input: &str) -> Option<String> {
    let spawned = Command::new(program).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut child = spawned.ok()?;
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{program}");
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn a_stranger_verifies_the_chain_with_jq_and_sha256sum() {
    if output_of("jq", &["-n", "1"], "").is_none() || output_of("sha256sum", &[], "").is_none() {
        eprintln!("not run: jq and sha256sum are not installed");
        return;
    }
    let register = Register::filled();
    let mut odd = Draft::event("R-000003", "progress_update", at("2026-03-07 09:00"));
    odd.statement.actor = Some("Zoë \"Z\" O'Neill \\ 𝄞 \u{2028}/".into());
    odd.statement.auto = Some(false);
    odd.statement.attributes =
        [("é", "1"), ("Z", "2"), ("a", "3"), ("\u{fb01}", "4"), ("😀", "5")].map(|(key, text)| (key.to_string(), text.to_string())).into();
    odd.personal.note = Some("first line\r\n\tsecond \"line\"".into());
    register.add(vec![odd]);

    let mut previous = "0".repeat(64);
    for line in register.lines(LOG) {
        let hash = output_of("jq", &["-r", ".hash"], &line).unwrap();
        let canonical = output_of("jq", &["-cjS", "del(.hash)"], &line).unwrap();
        let sum = output_of("sha256sum", &[], &canonical).unwrap();
        assert_eq!(sum.split(' ').next(), Some(hash.trim()), "{line}");
        assert_eq!(output_of("jq", &["-r", ".prev"], &line).unwrap().trim(), previous);
        assert_eq!(output_of("jq", &["-cS", "."], &line).unwrap(), format!("{line}\n"), "written as jq writes it");
        previous = hash.trim().to_string();
    }
    for line in register.lines(VAULT) {
        let n: usize = output_of("jq", &[".n"], &line).unwrap().trim().parse().unwrap();
        let salted = output_of("jq", &["-cjS", ".salt, .content"], &line).unwrap();
        let sum = output_of("sha256sum", &[], &salted).unwrap();
        assert!(register.lines(LOG)[n - 1].contains(&format!("\"vault\":\"{}\"", sum.split(' ').next().unwrap())), "entry {n}");
    }
}

#[test]
fn nothing_personal_is_in_the_log() {
    let register = Register::filled();
    let log = register.text(LOG).to_lowercase();
    for word in ["ann", "smith", "bill", "rang"] {
        assert!(!log.contains(word), "{word}");
    }
    assert!(register.text(VAULT).contains("Ann Smith"));
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_personal_data_also_after_a_copy_that_loosened_it() {
    use std::os::unix::fs::PermissionsExt;
    let register = Register::filled();
    fs::set_permissions(register.file(VAULT), fs::Permissions::from_mode(0o644)).unwrap();
    register.add(vec![Draft::opening(at("2026-03-20"))]);
    for name in [VAULT, ombud::register::CUSTOMERS] {
        assert_eq!(fs::metadata(register.file(name)).unwrap().permissions().mode() & 0o777, 0o600, "{name}");
    }
}

#[test]
fn a_customer_who_complains_again_bears_the_same_pseudonym() {
    let register = a_register();
    let opening = |customer: &str| {
        let mut draft = Draft::opening(at("2026-03-05"));
        draft.personal.customer = Some(customer.into());
        draft
    };
    let entries = register.add(vec![opening("Ann Smith"), opening("Bob"), opening("ann  SMITH ")]);
    let later = register.add(vec![opening("Ann Smith")]);
    let pseudonyms: Vec<&str> = entries.iter().chain(&later).map(|entry| entry.customer.as_deref().unwrap()).collect();
    // Salts 1, 2, 3 …: Ann's pseudonym is made of the first one, whose first eight bytes are zeros.
    assert_eq!(pseudonyms[0], "c-0000000000000000");
    assert_eq!(pseudonyms[2..], [pseudonyms[0], pseudonyms[0]]);
}

#[test]
fn threads_that_write_at_once_lose_nothing() {
    let register = a_register();
    let dir = register.dir();
    std::thread::scope(|scope| {
        for writer in 0..8 {
            scope.spawn(move || {
                for turn in 0..10 {
                    let mut draft = Draft::organisation("training_held", at("2026-03-05"));
                    draft.statement.attributes.insert("who".into(), format!("{writer}/{turn}"));
                    draft.personal.note = Some(format!("note {writer}/{turn}"));
                    Writer::open(dir).unwrap().append(draft, recorded_at(), &mut counted_salts()).unwrap();
                }
            });
        }
    });
    assert_eq!(register.faults(), []);
    let mut who: Vec<String> =
        read::read_entries(dir).unwrap().into_iter().map(|entry| entry.statement.attributes["who"].clone()).collect();
    who.sort_unstable();
    who.dedup();
    assert_eq!(who.len(), 80);
}

#[test]
fn what_a_stopped_writer_left_is_set_aside_and_told() {
    let register = Register::filled();
    let whole = register.text(LOG);
    // It had written its vault line and half of its line of the log.
    fs::write(register.file(LOG), format!("{whole}{{\"actor\":null,\"at\":\"2026-0")).unwrap();
    let vault = register.text(VAULT);
    let unfinished = "{\"content\":{\"note\":\"x\"},\"n\":7,\"salt\":\"00\"}\n";
    fs::write(register.file(VAULT), format!("{vault}{unfinished}")).unwrap();
    assert_eq!(register.faults(), [(LOG, 7, Fault::Torn), (VAULT, 3, Fault::VaultStray { n: 7 })]);
    assert_eq!(read::read_entries(register.dir()).unwrap().len(), 6, "readers pass over the torn line");

    let mut writer = Writer::open(register.dir()).unwrap();
    let told: Vec<(u64, String)> =
        writer.repairs().iter().map(|repair| (repair.bytes, repair.kept_in.file_name().unwrap().to_string_lossy().into_owned())).collect();
    assert_eq!(told, [(26, "torn-7.txt".to_string()), (unfinished.len() as u64, "torn-7-vault.txt".to_string())]);
    let entry = writer.append(Draft::opening(at("2026-03-20")), recorded_at(), &mut counted_salts()).unwrap();
    drop(writer);
    assert_eq!(entry.n, 7);
    assert_eq!(register.text("torn-7.txt"), "{\"actor\":null,\"at\":\"2026-0");
    assert_eq!(register.text("torn-7-vault.txt"), unfinished);
    assert_eq!(register.faults(), []);
}

#[test]
fn a_last_line_of_zeros_as_a_power_cut_leaves_it_is_set_aside_too() {
    let register = Register::filled();
    let mut bytes = fs::read(register.file(LOG)).unwrap();
    bytes.extend([0; 300]);
    bytes.extend(b"end of a line\"}\n");
    fs::write(register.file(LOG), bytes).unwrap();
    assert_eq!(Writer::open(register.dir()).unwrap().repairs().len(), 1);
    assert_eq!(register.faults(), []);
}

#[test]
fn a_database_reads_the_whole_lines_of_a_torn_register_and_the_torn_one_stays() {
    let register = Register::filled();
    let whole = register.text(LOG);
    for torn in ["{\"actor".as_bytes(), b"\0\0\0\0\n"] {
        let bytes = [whole.as_bytes(), torn].concat();
        fs::write(register.file(LOG), &bytes).unwrap();
        let files = read::files(register.dir()).unwrap().unwrap();
        assert_eq!((fs::read_to_string(&files.log).unwrap(), &files.vault), (whole.clone(), &register.file(VAULT)));
        assert!(files.notes.len() == 1 && files.notes[0].contains("the next entry that is recorded sets them aside"), "{:?}", files.notes);
        assert_eq!(fs::read(register.file(LOG)).unwrap(), bytes);
    }
    assert!(read::files(a_register().dir()).unwrap().is_none());
}

#[test]
fn a_vault_that_is_missing_is_an_empty_one_where_no_entry_asks_for_it() {
    let register = a_register();
    register.add(vec![Draft::opening(at("2026-03-05"))]);
    fs::remove_file(register.file(VAULT)).unwrap();
    let files = read::files(register.dir()).unwrap().unwrap();
    assert_eq!((fs::read(&files.vault).unwrap().len(), files.notes.len()), (0, 0));
    assert!(!register.file(VAULT).exists(), "who reads makes nothing");
}

#[test]
fn nothing_is_added_behind_a_last_line_that_was_changed() {
    let register = Register::filled();
    let mut lines = register.lines(LOG);
    lines[5] = lines[5].replace("feedback_review", "trend_analysis");
    register.write_lines(LOG, &lines);
    let error = Writer::open(register.dir()).unwrap_err().to_string();
    assert!(error.contains("not as it was written") && error.contains("register verify"), "{error}");
    assert_eq!(register.lines(LOG), lines);
}

#[test]
fn an_edit_is_found_on_its_line_alone() {
    for line in 0..6 {
        let register = Register::filled();
        let mut lines = register.lines(LOG);
        lines[line] = lines[line].replace("2026-03", "2026-02");
        register.write_lines(LOG, &lines);
        let faults = register.faults();
        assert!(matches!(faults[..], [(LOG, found, Fault::Edited { .. })] if found == line as u64 + 1), "{faults:?}");
    }
}

#[test]
fn an_edit_of_the_hash_the_number_or_the_link_is_found_on_its_line_alone() {
    for (found, put) in [("\"hash\":\"", "\"hash\":\"0"), ("\"n\":3", "\"n\":9"), ("\"prev\":\"", "\"prev\":\"f")] {
        let register = Register::filled();
        let mut lines = register.lines(LOG);
        lines[2] = lines[2].replace(found, put);
        register.write_lines(LOG, &lines);
        let faults = register.faults();
        assert!(matches!(faults[..], [(LOG, 3, Fault::Edited { .. })]), "{faults:?}");
    }
}

#[test]
fn a_line_that_says_the_same_in_another_way_is_found() {
    let register = Register::filled();
    let mut lines = register.lines(LOG);
    lines[1] = lines[1].replace("\"n\":2", "\"n\": 2");
    register.write_lines(LOG, &lines);
    assert_eq!(register.faults(), [(LOG, 2, Fault::Rewritten)]);
}

#[test]
fn an_edit_with_a_hash_of_its_own_is_found_on_the_next_line() {
    let register = Register::filled();
    let mut lines = register.lines(LOG);
    let mut entry = Entry::parse(&lines[3]).unwrap();
    entry.statement.actor = Some("someone else".into());
    lines[3] = entry.sealed().line();
    register.write_lines(LOG, &lines);
    assert_eq!(register.faults(), [(LOG, 5, Fault::Unlinked)]);
}

#[test]
fn swapped_lines_are_both_found() {
    let register = Register::filled();
    let mut lines = register.lines(LOG);
    lines.swap(2, 3);
    register.write_lines(LOG, &lines);
    assert_eq!(register.faults(), [(LOG, 3, Fault::TooEarly { n: 4, other: 3, other_line: 4 }), (LOG, 4, Fault::TooLate { n: 3 })]);
}

#[test]
fn a_deletion_is_found_where_the_gap_is() {
    let deleted = |range: std::ops::Range<usize>| {
        let register = Register::filled();
        let mut lines = register.lines(LOG);
        lines.drain(range);
        register.write_lines(LOG, &lines);
        register.faults()
    };
    assert_eq!(deleted(3..4), [(LOG, 4, Fault::Missing { first: 4, last: 4 })]);
    assert_eq!(deleted(2..5), [(LOG, 3, Fault::Missing { first: 3, last: 5 })]);
    // The first entry has a line in the vault, which now belongs to none.
    assert_eq!(deleted(0..1), [(LOG, 1, Fault::Missing { first: 1, last: 1 }), (VAULT, 1, Fault::VaultStray { n: 1 })]);
}

#[test]
fn a_line_that_stands_twice_is_found_at_its_second_place() {
    let register = Register::filled();
    let mut lines = register.lines(LOG);
    lines.insert(4, lines[1].clone());
    register.write_lines(LOG, &lines);
    assert_eq!(register.faults(), [(LOG, 5, Fault::Repeated { n: 2 })]);
}

#[test]
fn a_line_of_the_vault_that_was_changed_lost_or_added_is_found() {
    let register = Register::filled();
    let lines = register.lines(VAULT);

    register.write_lines(VAULT, &[lines[0].replace("wrong", "right"), lines[1].clone()]);
    assert_eq!(register.faults(), [(VAULT, 1, Fault::VaultChanged { n: 1 })]);

    register.write_lines(VAULT, &lines[..1]);
    assert_eq!(register.faults(), [(LOG, 2, Fault::VaultMissing)]);

    let added = lines[0].replace("\"n\":1", "\"n\":4");
    register.write_lines(VAULT, &[lines[0].clone(), lines[1].clone(), added]);
    assert_eq!(register.faults(), [(VAULT, 3, Fault::VaultStray { n: 4 })]);

    fs::remove_file(register.file(VAULT)).unwrap();
    assert_eq!(register.faults(), [(LOG, 1, Fault::VaultMissing), (LOG, 2, Fault::VaultMissing)]);
}

#[test]
fn customers_whose_names_were_lost_are_told_once_each() {
    let register = Register::filled();
    let lines = register.lines(CUSTOMERS);
    assert!(!lines.is_empty() && register.faults().is_empty());
    register.write_lines(CUSTOMERS, &[lines[0].replace("\"customer\":\"c-", "\"customer\":\"c-0")]);
    let faults = register.faults();
    assert_eq!(faults.first(), Some(&(LOG, 1, Fault::CustomerUnknown)), "{faults:?}");
    register.write_lines(CUSTOMERS, &["nonsense".to_string()]);
    assert_eq!(register.faults()[0], (CUSTOMERS, 1, Fault::Unreadable("this line tells no pseudonym".into())));
    fs::remove_file(register.file(CUSTOMERS)).unwrap();
    assert_eq!(register.faults(), faults);
}

#[test]
fn a_case_that_was_never_opened_takes_no_events_and_nothing_of_a_batch_is_written() {
    let register = Register::filled();
    let (log, vault) = (register.text(LOG), register.text(VAULT));
    let mut good = Draft::event("R-000003", "closed", at("2026-03-10"));
    good.personal.note = Some("note".into());
    // Entry 2 is an event, not an opening; entry 99 is not there.
    for case in ["R-000002", "R-000099", "2"] {
        let drafts = [good.clone(), Draft::event(case, "closed", at("2026-03-10"))].map(|draft| (draft, recorded_at()));
        let error = Writer::open(register.dir()).unwrap().append_all(drafts, &mut counted_salts()).unwrap_err();
        assert!(error.to_string().contains(&format!("no case \"{case}\" was opened")), "{error}");
    }
    assert_eq!((register.text(LOG), register.text(VAULT)), (log, vault));
}

#[test]
fn a_correction_must_name_a_first_entry_of_its_own_sort() {
    let register = Register::filled();
    let correction = |case: &str, event: &str, corrects| {
        let mut draft = Draft::event(case, event, at("2026-03-10"));
        draft.statement.corrects = Some(corrects);
        draft
    };
    register.add(vec![correction("R-000001", "initial_response", 2)]);
    let refused = |draft| Writer::open(register.dir()).unwrap().append(draft, recorded_at(), &mut counted_salts()).unwrap_err().to_string();
    assert!(refused(correction("R-000001", "closed", 7)).contains("Correct entry 2"));
    assert!(refused(correction("R-000001", "closed", 8)).contains("there is no entry 8"));
    assert!(refused(correction("R-000001", "closed", 1)).contains("register open --corrects 1"));
    assert!(refused(correction("R-000001", "received", 2)).contains("entry 2 opened no case"));
    assert!(refused(correction("R-000003", "received", 1)).contains("opened the case R-000001"));
}

#[test]
fn a_correction_starts_from_the_entry_as_it_stands() {
    let register = Register::filled();
    let mut writer = Writer::open(register.dir()).unwrap();
    let mut draft = writer.standing(2).unwrap().to_correction();
    assert_eq!(draft.personal.note.as_deref(), Some("rang her"));
    draft.statement.actor = Some("kim".into());
    writer.append(draft, recorded_at(), &mut counted_salts()).unwrap();
    for named in [2, 7] {
        let standing = writer.standing(named).unwrap();
        assert_eq!((standing.entry.n, standing.entry.place(), standing.entry.statement.actor.as_deref()), (7, 2, Some("kim")));
    }
}

/// The rows of one of the register's queries, each as its columns' texts, NULL as an empty one.
fn rows(register: &Register, sql: &str, columns: &str) -> Vec<String> {
    let database = Connection::open_in_memory().unwrap();
    let files = read::files(register.dir()).unwrap().unwrap();
    let (log, vault) = (files.log.to_str().unwrap().to_string(), files.vault.to_str().unwrap().to_string());
    let wrapped = format!("select concat_ws('|', {columns}) from ({sql})");
    let mut statement = database.prepare(&wrapped).unwrap();
    let read = |row: &duckdb::Row<'_>| row.get::<_, String>(0);
    let found: Vec<duckdb::Result<String>> = if sql.contains("$vault") {
        statement.query_map(named_params! { "log": log, "vault": vault }, read).unwrap().collect()
    } else {
        statement.query_map(named_params! { "log": log }, read).unwrap().collect()
    };
    found.into_iter().collect::<duckdb::Result<_>>().unwrap()
}

fn cases(register: &Register) -> Vec<String> {
    let columns = "source, case_id, kind, received_at, received_last, received_precision, coalesce(channel, '-'), coalesce(category, '-'), \
                   coalesce(customer, '-'), coalesce(owner, '-'), coalesce(outcome, '-'), coalesce(description, '-'), coalesce(due_at::varchar, '-'), \
                   attributes, import, file, row";
    rows(register, include_str!("../../../queries/register/cases.sql"), columns)
}

fn events(register: &Register) -> Vec<String> {
    let columns = "source, coalesce(case_id, '-'), event, \"at\", at_last, at_precision, coalesce(expected_at::varchar, '-'), coalesce(actor, '-'), \
                   coalesce(auto::varchar, '-'), evidence, attributes, import, file, row, part";
    rows(register, include_str!("../../../queries/register/events.sql"), columns)
}

#[test]
fn the_warehouse_sees_days_moments_fields_and_free_text() {
    let register = a_register();
    let mut opening = Draft::opening(at("2026-03-30")); // summer time since the day before: 29 March 23:00Z
    opening.statement.fields = [("kind", "complaint"), ("channel", "phone"), ("category", "billing"), ("owner", "kim")]
        .map(|(name, value)| (name.into(), value.into()))
        .into();
    opening.statement.attributes.insert("branch".into(), "north".into());
    opening.statement.due_at = Some(When::promised("2026-04-10", chrono_tz::Europe::London).unwrap()); // the end of that day
    opening.personal = Personal { customer: Some("Ann".into()), description: Some("Two\nlines".into()), ..Personal::default() };
    let mut notice = Draft::event("r-1", "delay_notice", at("2026-04-02 10:00"));
    notice.statement.expected_at = Some(When::promised("2026-04-20", chrono_tz::Europe::London).unwrap());
    notice.statement.actor = Some("kim".into());
    notice.statement.auto = Some(false);
    notice.statement.attributes.insert("reason".into(), "survey".into());
    let mut closed = Draft::event("R-000001", "closed", at("2026-04-17"));
    closed.statement.fields = [("outcome", "upheld"), ("owner", "lee")].map(|(name, value)| (name.into(), value.into())).into();
    let mut imported = Draft::of(Case::Imported { source: "zendesk".into(), case_id: "90210".into() }, "follow_up", at("2026-04-18 09:00"));
    imported.statement.evidence = Some("presumed".into());
    let twice = Draft::organisation("training_held", at("2026-05-01"));
    register.add(vec![opening, notice, closed, imported, twice.clone(), twice]);

    assert_eq!(
        cases(&register),
        [
            "register|R-000001|complaint|2026-03-29 23:00:00|2026-03-30 22:59:59.999999|day|phone|billing|c-0000000000000000|lee|upheld|Two\nlines|\
          2026-04-10 23:00:00|{branch=north}|0|register/log.jsonl|1"
        ]
    );
    assert_eq!(
        events(&register),
        [
            "zendesk|90210|follow_up|2026-04-18 08:00:00|2026-04-18 08:00:00|moment|-|-|-|presumed|{}|0|register/log.jsonl|4|1",
            "register|R-000001|delay_notice|2026-04-02 09:00:00|2026-04-02 09:00:00|moment|2026-04-20 23:00:00|kim|false|event|{reason=survey}|0|register/log.jsonl|2|1",
            "register|R-000001|closed|2026-04-16 23:00:00|2026-04-17 22:59:59.999999|day|-|-|-|event|{}|0|register/log.jsonl|3|1",
            "register|R-000001|logged|2026-06-01 12:00:00|2026-06-01 12:00:00|moment|-|-|-|event|{}|0|register/log.jsonl|1|1",
            // Entries 5 and 6 are equal in every column: one event.
            "register|-|training_held|2026-04-30 23:00:00|2026-05-01 22:59:59.999999|day|-|-|-|event|{}|0|register/log.jsonl|5|1",
        ]
    );
}

#[test]
fn the_warehouse_sees_corrections_in_the_place_of_what_they_correct_and_nothing_of_what_was_retracted() {
    let register = Register::filled();
    let correct = |n: u64, change: &dyn Fn(&mut Draft)| {
        let mut writer = Writer::open(register.dir()).unwrap();
        let mut draft = writer.standing(n).unwrap().to_correction();
        change(&mut draft);
        writer.append(draft, "2026-06-02T12:00:00Z".parse().unwrap(), &mut counted_salts()).unwrap();
    };
    correct(1, &|draft| {
        draft.statement.fields.insert("channel".into(), "letter".into());
    });
    correct(2, &|draft| draft.statement.when = at("2026-03-06 11:00"));
    correct(8, &|draft| draft.statement.actor = Some("kim".into())); // a correction of the correction
    correct(3, &|draft| draft.statement.retracts = true);
    correct(4, &|draft| draft.statement.retracts = true);
    assert_eq!(register.faults(), []);

    assert_eq!(
        cases(&register),
        [
            "register|R-000001|complaint|2026-03-05 00:00:00|2026-03-05 23:59:59.999999|day|letter|-|c-0000000000000000|-|-|The bill is wrong.\nTwice.|-|{}|0|register/log.jsonl|1"
        ]
    );
    assert_eq!(
        events(&register),
        [
            "register|R-000001|acknowledged|2026-03-06 11:00:00|2026-03-06 11:00:00|moment|-|kim|-|event|{}|0|register/log.jsonl|2|1",
            "register|R-000001|closed|2026-03-09 15:00:00|2026-03-09 15:00:00|moment|-|-|-|event|{}|0|register/log.jsonl|5|1",
            // Logged when the opening was recorded, not when it was corrected.
            "register|R-000001|logged|2026-06-01 12:00:00|2026-06-01 12:00:00|moment|-|-|-|event|{}|0|register/log.jsonl|1|1",
            "register|-|feedback_review|2026-03-13 00:00:00|2026-03-13 23:59:59.999999|day|-|-|-|event|{}|0|register/log.jsonl|6|1",
        ]
    );
}

/// A workspace, and the program run in it.
struct Workspace {
    folder: TempDir,
}

impl Workspace {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        ombud::workspace::Workspace::create(&folder.path().join("w"), "Org", chrono_tz::Europe::London, &[]).unwrap();
        Self { folder }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ombud"));
        command.arg("-C").arg(self.folder.path().join("w")).arg("register").args(arguments);
        command
    }

    /// Exit code, standard output, standard error.
    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        let output = self.command(arguments).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }

    fn done(&self, arguments: &[&str]) -> String {
        let (code, out, err) = self.run(arguments);
        assert_eq!(code, 0, "{arguments:?}: {err}");
        out
    }

    fn refused(&self, arguments: &[&str]) -> String {
        let (code, out, err) = self.run(arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}");
        err
    }
}

#[test]
fn a_case_is_opened_followed_and_shown() {
    let workspace = Workspace::new();
    let opened = workspace.done(&[
        "open",
        "--channel",
        "phone",
        "--category",
        "billing",
        "--received-at",
        "2026-03-05",
        "--customer",
        "Ann Smith",
        "--description",
        "Wrong bill.",
    ]);
    assert_eq!(opened, "R-000001\n");
    assert_eq!(
        workspace.done(&["record", "R-000001", "acknowledged", "--at", "2026-03-05 10:00", "--actor", "kim", "--role", "agent", "--auto"]),
        "2\n"
    );
    assert_eq!(
        workspace.done(&[
            "record",
            "1",
            "delay_notice",
            "--at",
            "2026-03-10 09:00",
            "--expected-at",
            "2026-03-20",
            "--attribute",
            "reason=survey"
        ]),
        "3\n"
    );
    assert_eq!(workspace.done(&["record", "r-1", "acknowledged", "--corrects", "2", "--auto=no", "--role", ""]), "4\n");
    assert_eq!(
        workspace.done(&["record", "r-1", "closed", "--at", "2026-03-12 17:00", "--outcome", "upheld", "--note", "she was pleased"]),
        "5\n"
    );
    assert_eq!(workspace.done(&["record", "--organisation", "feedback_review", "--at", "2026-03-13", "--attribute", "read=14"]), "6\n");
    let shown = workspace.done(&["show", "1"]);
    // The pseudonym is drawn at random; the rest is known.
    let (head, entries) = shown.split_once('\n').unwrap();
    let (fields, entries) = entries.split_once('\n').unwrap();
    assert_eq!(head, "R-000001, closed, received 2026-03-05");
    assert!(
        fields.starts_with("  customer=c-") && fields.ends_with(" category=billing channel=phone kind=complaint outcome=upheld"),
        "{fields}"
    );
    let expected = "     \
     1  2026-03-05        received category=billing channel=phone kind=complaint
        customer: Ann Smith
        description: Wrong bill.
     2  2026-03-05 10:00  acknowledged by kim as agent automatic [replaced by 4]
     3  2026-03-10 09:00  delay_notice expected by 2026-03-21 00:00 reason=survey
     4  2026-03-05 10:00  acknowledged by kim [corrects 2]
     5  2026-03-12 17:00  closed outcome=upheld
        note: she was pleased
";
    assert_eq!(entries, expected);
    assert_eq!(
        workspace.done(&["list"]),
        "case id   received at  kind       channel  category  owner  state   last event  last event at\n\
         R-000001  2026-03-05   complaint  phone    billing          closed  closed      2026-03-12 17:00\n"
    );
    assert_eq!(
        workspace.done(&["list", "--organisation", "--format", "csv"]),
        "n,at,event,actor,attributes\n6,2026-03-13T00:00:00Z,feedback_review,,read=14\n"
    );
    let verified = workspace.done(&["verify"]);
    assert!(verified.starts_with("6 entries, last hash ") && verified.len() == 21 + 64 + 1, "{verified}");
}

#[test]
fn what_cannot_be_recorded_is_refused_and_nothing_is_written() {
    let workspace = Workspace::new();
    workspace.done(&["open", "--kind", "complaint"]);
    let log = workspace.folder.path().join("w/register/log.jsonl");
    let before = fs::read(&log).unwrap();
    assert!(
        workspace
            .refused(&["record", "1", "aknowledged"])
            .starts_with("error: no event \"aknowledged\"; did you mean \"acknowledged\"?\nAccepted: received, ")
    );
    assert!(workspace.refused(&["open", "--channel", "phon"]).contains("did you mean \"phone\"?"));
    assert!(workspace.refused(&["record", "R-000007", "closed"]).contains("no case \"R-000007\" was opened"));
    assert!(workspace.refused(&["record", "1", "closed", "--at", "yesterday"]).contains("\"yesterday\" is no instant"));
    assert!(workspace.refused(&["record", "1", "closed", "--at", "2199-01-01"]).contains("lies in the future"));
    assert!(workspace.refused(&["record", "1", "closed", "--attribute", "reason"]).contains("\"reason\" is no attribute"));
    assert!(workspace.refused(&["show", "R-000009"]).contains("nothing is recorded"));
    assert_eq!(fs::read(&log).unwrap(), before);
}

#[test]
fn an_event_in_the_future_is_recorded_by_force_and_says_so() {
    let workspace = Workspace::new();
    workspace.done(&["open", "--kind", "complaint"]);
    workspace.done(&["record", "1", "closed", "--at", "2199-01-01", "--force"]);
    let entries = read::read_entries(&workspace.folder.path().join("w/register")).unwrap();
    assert_eq!(entries.iter().map(|entry| entry.statement.forced).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn faults_end_in_exit_code_one() {
    let workspace = Workspace::new();
    workspace.done(&["open", "--kind", "complaint"]);
    let log = workspace.folder.path().join("w/register/log.jsonl");
    fs::write(&log, fs::read_to_string(&log).unwrap().replace("complaint", "feedback")).unwrap();
    let (code, out, _) = workspace.run(&["verify"]);
    assert!(code == 1 && out.starts_with("log.jsonl:1: the line was changed"), "{code} {out}");
}

#[test]
fn processes_that_write_at_once_lose_nothing() {
    let workspace = Workspace::new();
    let mut running: Vec<_> = (0..8)
        .map(|_| {
            workspace.command(&["open", "--customer", "Ann", "--note", "n"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
        })
        .collect();
    assert!(running.iter_mut().all(|child| child.wait().unwrap().success()));
    assert!(workspace.done(&["verify"]).starts_with("8 entries"));
    let entries = read::read_entries(&workspace.folder.path().join("w/register")).unwrap();
    assert!(entries.iter().all(|entry| entry.customer == entries[0].customer), "one customer, one pseudonym");
}

#[test]
fn what_was_acknowledged_survives_writers_killed_at_any_moment() {
    let workspace = Workspace::new();
    let mut acknowledged = Vec::new();
    for wait_ms in 0..12 {
        let mut child = workspace.command(&["open", "--customer", "Ann"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(wait_ms));
        let _ = child.kill();
        let output = child.wait_with_output().unwrap();
        acknowledged.extend(String::from_utf8(output.stdout).unwrap().lines().map(str::to_string));
    }
    let next = workspace.done(&["open", "--kind", "complaint"]);
    assert_eq!(workspace.run(&["verify"]).0, 0);
    acknowledged.push(next.trim().to_string());
    let entries = read::read_entries(&workspace.folder.path().join("w/register")).unwrap();
    let recorded: Vec<String> = entries.into_iter().filter_map(|entry| entry.case_id).collect();
    assert!(acknowledged.iter().all(|case_id| recorded.contains(case_id)), "{acknowledged:?} {recorded:?}");
}
