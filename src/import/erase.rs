//! Takes a person out of what was imported: the one thing that changes the files of a lake.
//!
//! The tables of each import that has cases of the person are written anew beside the old ones and, when all are
//! written, put in their place by renames, so that a reader sees one or the other. Rows and their order stay; a text
//! becomes `[erased]`. A pseudonym becomes another one that is drawn by chance, and does so wherever it stands in the
//! lake, so that a customer's cases still count as one customer's. Doing it twice does no harm.

use crate::error::{Error, Result};
use crate::lake::{ImportRecord, Staging, read_all_imports};
use crate::sql::one_file;
use duckdb::{Connection, ToSql, named_params};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use unicode_normalization::UnicodeNormalization;

const CHOSEN: &str = include_str!("../../queries/erase/chosen.sql");
const RENAMED: &str = include_str!("../../queries/erase/renamed.sql");
const COUNT: &str = include_str!("../../queries/erase/count.sql");
const CASES_COUNT: &str = include_str!("../../queries/erase/cases_count.sql");
const CASES: &str = include_str!("../../queries/erase/cases.sql");
const EVENTS: &str = include_str!("../../queries/erase/events.sql");
const REJECTS_COUNT: &str = include_str!("../../queries/erase/rejects_count.sql");
const REJECTS: &str = include_str!("../../queries/erase/rejects.sql");

/// A case whose person is taken out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Chosen {
    /// Its source.
    pub source: String,
    /// Its identity there.
    pub case_id: String,
}

/// Whose pseudonym goes, and the one that stands in its place from now on.
pub type Renamed = BTreeMap<String, String>;

/// What was changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Changed {
    /// Rows of cases, over all imports.
    pub cases: u64,
    /// Rows of events.
    pub events: u64,
    /// Rows that were set aside and named the person, or one of their cases.
    pub set_aside: u64,
}

/// Takes the texts of these cases and the pseudonyms out of every import of a lake; rows that were set aside and have one of
/// `names`, or one of the cases, lose their text.
pub fn erase(lake_dir: &Path, chosen: &[Chosen], renamed: &Renamed, names: &[String], waiting: impl FnOnce()) -> Result<Changed> {
    let mut changed = Changed::default();
    let imports = read_all_imports(lake_dir)?;
    if imports.is_empty() {
        return Ok(changed);
    }
    // Held to the end, so that no import comes in between.
    let staging = Staging::begin(lake_dir, waiting)?;
    let database = database(chosen, renamed)?;
    let mut eraser = Eraser { database, names: json(&cleaned(names))?, work_dir: staging.work_dir(), written: Vec::new() };
    for import in &imports {
        let patterns = eraser.patterns(import, chosen, names)?;
        changed.cases += eraser.rewrite(&import.cases(), CASES_COUNT, CASES, "")?;
        changed.events += eraser.rewrite(&import.events(), COUNT, EVENTS, "")?;
        changed.set_aside += eraser.rewrite(&import.rejects(), REJECTS_COUNT, REJECTS, &patterns)?;
    }
    // A customer who bore the new pseudonym in one import and the old one in another would count as two.
    eraser.put_all_in_place()?;
    Ok(changed)
}

/// How many of the rows that were set aside name the person, or one of these cases.
pub fn set_aside_count(lake_dir: &Path, chosen: &[Chosen], names: &[String]) -> Result<u64> {
    let database = database(chosen, &Renamed::new())?;
    let eraser = Eraser { database, names: String::new(), work_dir: PathBuf::new(), written: Vec::new() };
    let count = |import: &ImportRecord| {
        let patterns = eraser.patterns(import, chosen, names)?;
        eraser.count(&import.rejects(), REJECTS_COUNT, &patterns)
    };
    read_all_imports(lake_dir)?.iter().map(count).sum()
}

/// An expression that fits a text with this name in it, as exports write it: with other blanks, with signs that CSV doubles, with
/// letters that JSON writes as numbers.
fn name_pattern(name: &str) -> String {
    let name: String = name.nfc().collect();
    let words = name.split_whitespace().map(|word| word.chars().map(letter_pattern).collect::<String>());
    format!(r"(?:^|[^[:alnum:]]|\\[nrtbf]){}(?:$|[^[:alnum:]])", words.collect::<Vec<_>>().join(BLANKS))
}

/// What may stand between two words of a name: any blank of any script, also as JSON and web pages write it.
const BLANKS: &str = r"(?:[\s\p{Z}\x{85}]|\\[nrt]|\\u(?:00a0|0020|0009|2009|202f|3000)|&nbsp;)+";

/// What a letter may be written as; whether it is a capital does not matter.
fn letter_pattern(letter: char) -> String {
    if letter.is_ascii_alphanumeric() {
        return letter.to_string();
    }
    let whole = [letter.to_lowercase().collect::<String>(), letter.to_uppercase().collect::<String>()];
    // An accent may follow its letter, as some systems write it.
    let both: Vec<String> = whole.iter().cloned().chain(whole.iter().map(|text| text.nfd().collect())).collect();
    let numbered = |text: &String| text.encode_utf16().map(|unit| format!(r"\\u{unit:04x}")).collect::<String>();
    let mut forms: Vec<String> = both.iter().map(|text| regex::escape(text)).chain(both.iter().map(numbered)).collect();
    if letter.is_ascii() {
        forms.push(format!(r"\\{}", regex::escape(&letter.to_string())));
    }
    if letter == '"' {
        forms.insert(0, "\"\"".into());
    }
    forms.dedup();
    format!("(?:{})", forms.join("|"))
}

/// An expression that fits a row in which the number of a case stands by itself. A short one may be anything within a sentence, so it
/// must be a whole field.
fn case_pattern(case_id: &str) -> String {
    const SHORT: usize = 4;
    let id: String = case_id.chars().map(letter_pattern).collect();
    if case_id.len() < SHORT {
        format!(r#"(?:^|[,;|\t"]|":\s*){id}(?:$|[,;|\t"\r\n}}\]])"#)
    } else {
        format!("(?:^|[^[:alnum:]]){id}(?:$|[^[:alnum:]])")
    }
}

fn cleaned(names: &[String]) -> Vec<String> {
    names.iter().map(|name| name.trim().to_lowercase()).filter(|name| !name.is_empty()).collect()
}

fn database(chosen: &[Chosen], renamed: &Renamed) -> Result<Connection> {
    let database = Connection::open_in_memory().map_err(|cause| failed(CHOSEN, &cause))?;
    for (sql, rows) in [(CHOSEN, json(chosen)?), (RENAMED, json(renamed)?)] {
        database.execute(sql, named_params! { "rows": rows }).map_err(|cause| failed(sql, &cause))?;
    }
    Ok(database)
}

struct Eraser {
    database: Connection,
    /// What the person is called, as a JSON list.
    names: String,
    work_dir: PathBuf,
    /// What was written anew, each with the file whose place it is to take.
    written: Vec<(PathBuf, PathBuf)>,
}

impl Eraser {
    /// What fits the rows of an import that were set aside and are to lose their text, as a JSON list. Of the cases only those count
    /// that may be of this import.
    fn patterns(&self, import: &ImportRecord, chosen: &[Chosen], names: &[String]) -> Result<String> {
        let holds = self.count(&import.cases(), COUNT, "")? > 0;
        let cases = chosen.iter().filter(|case| holds || case.source == import.source).map(|case| case_pattern(&case.case_id));
        let names = names.iter().filter(|name| !name.trim().is_empty()).map(|name| name_pattern(name));
        json(&names.chain(cases).collect::<Vec<_>>())
    }

    fn count(&self, file: &Path, sql: &str, patterns: &str) -> Result<u64> {
        let file = one_file(file);
        let count =
            self.database.query_row(sql, &asked_for(sql, &[("file", &file), ("patterns", &patterns)])[..], |row| row.get::<_, i64>(0));
        count.map(|count| count as u64).map_err(|cause| failed(sql, &cause))
    }

    /// Writes a file anew where it has rows to change; answers how many.
    fn rewrite(&mut self, file: &Path, count: &str, sql: &str, patterns: &str) -> Result<u64> {
        let rows = self.count(file, count, patterns)?;
        if rows == 0 {
            return Ok(0);
        }
        let written = self.work_dir.join(format!("erased-{}.parquet", self.written.len()));
        let (from, to) = (one_file(file), written.to_string_lossy());
        let values: [(&str, &dyn ToSql); 4] = [("file", &from), ("path", &to), ("names", &self.names), ("patterns", &patterns)];
        self.database.execute(sql, &asked_for(sql, &values)[..]).map_err(|cause| failed(sql, &cause))?;
        bring_to_disk(&written, file).map_err(|cause| Error::io("cannot write", file, &cause))?;
        self.written.push((written, file.to_path_buf()));
        Ok(rows)
    }

    fn put_all_in_place(&self) -> Result<()> {
        for (written, file) in &self.written {
            put_in_place(written, file).map_err(|cause| Error::io("cannot write", file, &cause))?;
        }
        Ok(())
    }
}

/// Of some values those that a query has parameters for.
fn asked_for<'a>(sql: &str, values: &[(&'a str, &'a dyn ToSql)]) -> Vec<(&'a str, &'a dyn ToSql)> {
    let asked = crate::sql::parameters(sql);
    values.iter().copied().filter(|(name, _)| asked.iter().any(|one| one == name)).collect()
}

/// The new file is on disk, and readable by the same people, before it takes the old one's place.
fn bring_to_disk(written: &Path, file: &Path) -> std::io::Result<()> {
    std::fs::set_permissions(written, std::fs::metadata(file)?.permissions())?;
    std::fs::File::open(written)?.sync_all()
}

fn put_in_place(written: &Path, file: &Path) -> std::io::Result<()> {
    std::fs::rename(written, file)?;
    file.parent().map_or(Ok(()), |dir| std::fs::File::open(dir)?.sync_all())
}

fn json<T: Serialize + ?Sized>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|cause| Error::new(format!("cannot name the cases to the database: {cause}")))
}

fn failed(sql: &str, cause: &duckdb::Error) -> Error {
    let purpose = crate::sql::header(sql, "purpose");
    Error::new(format!("the lake could not be changed ({purpose}): {cause}"))
        .remedy("What was changed stays changed. When the cause is mended, erase once more: it goes on where it stopped.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(pattern: &str, text: &str) -> bool {
        regex::RegexBuilder::new(pattern).case_insensitive(true).build().unwrap().is_match(text)
    }

    #[test]
    fn a_name_is_found_as_exports_write_it() {
        for (name, text) in [
            ("Jürgen Müller", r#"{"name":"J\u00fcrgen M\u00FCller"}"#),
            ("jürgen müller", "7,JÜRGEN MÜLLER,x"),
            ("Ann Smith", "7,Ann   Smith,x"),
            ("Ann \"Annie\" Smith", "7,\"Ann \"\"Annie\"\" Smith\",x"),
            ("Ann \"Annie\" Smith", r#"{"name":"Ann \"Annie\" Smith"}"#),
            ("O'Neil", r#"{"name":"O\u0027Neil"}"#),
            ("Ann", r#"{"text":"Yours,\nAnn"}"#),
            ("Ann Smith", "7,Ann\u{a0}Smith,x"),
            ("Ann Smith", "7,Ann\u{202f}\u{3000}Smith,x"),
            ("Ann Smith", r#"{"name":"Ann\u00a0Smith"}"#),
            ("Ann Smith", r#"{"name":"Ann\tSmith"}"#),
        ] {
            assert!(fits(&name_pattern(name), text), "{name} in {text}");
        }
        for (name, text) in [("Ann", "7,Annabel,x"), ("Ann Smith", "7,AnnSmith,x"), ("a.b@c.d", "7,aXb@c.d,x")] {
            assert!(!fits(&name_pattern(name), text), "{name} in {text}");
        }
    }

    #[test]
    fn a_short_number_of_a_case_is_found_as_a_field_only() {
        for text in ["7,2026,x", "x,7", "x;\"7\";y", r#"{"id": 7, "x": 1}"#, r#"{"id":7}"#] {
            assert!(fits(&case_pattern("7"), text), "{text}");
        }
        for text in ["x,waited 7 days,y", "17,x", "x,7.5"] {
            assert!(!fits(&case_pattern("7"), text), "{text}");
        }
        assert!(fits(&case_pattern("C-1007"), "about C-1007: paid") && !fits(&case_pattern("C-1007"), "C-10070,x"));
    }
}
