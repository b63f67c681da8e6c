//! TOML files read with places: what is wrong, in which line, and what is accepted.

use crate::error::{Error, Place, Result, did_you_mean};
use serde::de::DeserializeOwned;
use std::path::Path;

/// The text of a file that is meant to be UTF-8; a byte order mark is left out.
pub fn read_text(file: &Path) -> Result<String> {
    let bytes = std::fs::read(file).map_err(|cause| Error::io("cannot read", file, &cause))?;
    let text = String::from_utf8(bytes).map_err(|cause| {
        let line = cause.as_bytes()[..cause.utf8_error().valid_up_to()].split(|byte| *byte == b'\n').count();
        Error::new("this is not UTF-8 text")
            .at(Place { file: file.to_path_buf(), line, column: 0, width: 0, excerpt: String::new() })
            .remedy("Save the file as UTF-8.")
    })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_string).unwrap_or(text))
}

/// The TOML files of a folder in the order of their names; a folder that is not there holds none. Hidden files are no one's own:
/// some systems put one beside each file that is copied (`._own.toml`), and editors one while they write.
pub fn files_in(dir: &Path) -> Result<Vec<std::path::PathBuf>> {
    let entries = match std::fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(cause) => return Err(Error::io("cannot read the folder", dir, &cause)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(|cause| Error::io("cannot read the folder", dir, &cause))?.path();
        let is_hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if !is_hidden && path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml")) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Reads a TOML text into a model; unknown keys are refused where the model says so.
pub fn parse<T: DeserializeOwned>(file: &Path, text: &str) -> Result<T> {
    toml::from_str(text).map_err(|cause| explain(file, text, &cause))
}

/// A TOML error in our words, with its place, and the near miss for a misspelt key.
fn explain(file: &Path, text: &str, cause: &toml::de::Error) -> Error {
    let message = cause.message();
    let error = match unknown_word(message) {
        Some((what, word, known)) => {
            let near = did_you_mean(&word, known.iter().map(String::as_str));
            Error::new(format!("unknown {what} \"{word}\"{near}")).accepted(known.join(", "))
        }
        None => other_fault(message),
    };
    match cause.span() {
        Some(span) => error.at(Place::span(file, text, span)),
        None => error.at(Place::file(file)),
    }
}

/// What the library calls a fault of writing begins or ends so: what we call it, and what to do.
const WRITING: &[(&str, &str, &str)] = &[
    (
        "invalid multi-line basic string, expected `\"",
        "a text of several lines is not closed",
        "Put three double quotation marks behind it.",
    ),
    (
        "invalid multi-line literal string, expected `'",
        "a text of several lines is not closed",
        "Put three single quotation marks behind it.",
    ),
    ("expected `\"`", "a text is not closed", "Put a double quotation mark behind its last letter, on the same line."),
    ("expected `'`", "a text is not closed", "Put a single quotation mark behind its last letter, on the same line."),
    (
        "string values must be quoted",
        "no value can be read here",
        "Put a text into double quotation marks; numbers, dates, true and false have none.",
    ),
    ("missing opening quote", "a text has a quotation mark behind it and none before it", "Put one before its first letter."),
    ("missing escaped value", "a backslash stands before a letter that it cannot stand before", "Write the backslash twice."),
    ("duplicate key", "the key is there twice", "Keep one of them, and take the other out."),
    ("unclosed array table", "the name of a table is not closed", "Put ]] behind it."),
    ("unclosed table", "the name of a table is not closed", "Put ] behind it."),
    ("unclosed array", "a list is not closed", "Put ] behind its last value."),
    ("unclosed inline table", "what begins with { is not closed", "Put } behind its last value."),
    ("missing comma", "a comma is missing here", "Put a comma between any two values."),
    ("extra comma", "a comma has no value before it", "Take the comma out."),
    ("key with no value", "a key has no value", "Write it as key = value, or take it out."),
    ("missing value", "a key has no value", "Write it as key = value, or take it out."),
    ("unexpected key or value", "something stands behind a value", "Give each key a line of its own, and begin a remark with #."),
    ("unquoted keys cannot be empty", "a key has no name", "Write it as key = value."),
    ("invalid unquoted key", "a sign stands in a key that may not", "Put the key into double quotation marks."),
    ("unexpected leading zero", "a number begins with 0", "Leave the 0 out, or put what is no number into double quotation marks."),
];

/// A fault of writing in our words, with what to do; `None` where the library speaks of something else.
fn writing_fault(message: &str) -> Option<(&'static str, &'static str)> {
    let message = message.trim_end();
    let is_it = |said: &str| message.starts_with(said) || said.starts_with("expected") && message.ends_with(said);
    WRITING.iter().find(|(said, ..)| is_it(said)).map(|(_, found, remedy)| (*found, *remedy))
}

/// What is no TOML, by what the library says of it.
pub fn not_toml(message: &str) -> Error {
    match writing_fault(message) {
        Some((found, remedy)) => Error::new(format!("this is not TOML: {found}")).remedy(remedy),
        None => Error::new(format!("this is not TOML: {}", in_a_line(message)))
            .remedy("Write key = value, a line for each, and texts in double quotation marks; https://toml.io tells the rest."),
    }
}

fn in_a_line(message: &str) -> String {
    message.replace('`', "\"").trim_end_matches('\n').replace('\n', "; ")
}

/// What else can be wrong, in our words where it is likely.
fn other_fault(message: &str) -> Error {
    if let Some(key) = message.strip_prefix("missing field `").and_then(|rest| rest.split('`').next()) {
        return Error::new(format!("the key \"{key}\" is missing")).remedy(format!("Add {key} = … here."));
    }
    if message.starts_with("invalid type: integer") && message.contains(" as i128") {
        return Error::new("this number is too large");
    }
    if let Some((found, remedy)) = writing_fault(message) {
        return Error::new(found).remedy(remedy);
    }
    Error::new(in_a_line(message))
}

/// Takes "unknown field `x`, expected one of `a`, `b`" apart.
fn unknown_word(message: &str) -> Option<(&'static str, String, Vec<String>)> {
    let (what, rest) = [("key", "unknown field `"), ("word", "unknown variant `")]
        .iter()
        .find_map(|(what, start)| message.strip_prefix(start).map(|rest| (*what, rest)))?;
    let (word, rest) = rest.split_once('`')?;
    let known = rest.split('`').skip(1).step_by(2).map(str::to_string).collect();
    Some((what, word.to_string(), known))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Sample {
        colour: String,
        size: u32,
    }

    #[test]
    fn hidden_files_are_passed_over() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["own.toml", "Later.TOML", "._own.toml", ".draft.toml", "notes.md"] {
            std::fs::write(dir.path().join(name), [0, 5, 22, 7]).unwrap();
        }
        let found = files_in(dir.path()).unwrap();
        assert_eq!(found, ["Later.TOML", "own.toml"].map(|name| dir.path().join(name)));
    }

    #[test]
    fn a_misspelt_key_is_named_with_its_line_and_the_near_word() {
        let text = "size = 3\ncolor = \"red\"\n";
        let error = parse::<Sample>(Path::new("x.toml"), text).unwrap_err();
        assert_eq!(
            error.to_string(),
            "x.toml:2: unknown key \"color\"; did you mean \"colour\"?\n  2 | color = \"red\"\n    | ^^^^^\nAccepted: colour, size."
        );
    }

    #[test]
    fn a_fault_of_writing_is_told_in_plain_words_with_what_to_do() {
        let told = |text: &str| parse::<Sample>(Path::new("x.toml"), text).unwrap_err().to_string();
        for (text, found) in [
            ("colour = \"red\n", "a text is not closed"),
            ("colour = 'red\n", "a text is not closed"),
            ("colour = \"\"\"red\n", "a text of several lines is not closed"),
            ("colour = red\n", "no value can be read here"),
            ("colour = \"C:\\path\"\n", "a backslash stands before a letter"),
            ("colour = [1, 2\n", "a list is not closed"),
            ("colour = [\"a\" \"b\"]\n", "a comma is missing here"),
            ("colour = {a = 1\n", "what begins with { is not closed"),
            ("colour\n", "a key has no value"),
            ("colour =\n", "no value can be read here"),
            ("[colour\n", "the name of a table is not closed"),
            ("colour = \"red\" blue\n", "something stands behind a value"),
            ("colour = \"red\"\ncolour = \"blue\"\n", "the key is there twice"),
            ("size = 007\n", "a number begins with 0"),
        ] {
            let told = told(text);
            assert!(told.starts_with("x.toml:") && told.contains(found) && told.ends_with('.') && !told.contains('`'), "{text}: {told}");
        }
    }

    #[test]
    fn a_key_that_is_not_there_is_named_and_a_number_beyond_all_bounds_told() {
        let told = |text: &str| parse::<Sample>(Path::new("x.toml"), text).unwrap_err().to_string();
        assert_eq!(told("size = 3"), "x.toml:1: the key \"colour\" is missing\n  1 | size = 3\n    | ^\nAdd colour = … here.");
        let large = told("colour = \"red\"\nsize = 99999999999999999999");
        assert!(large.starts_with("x.toml:2: this number is too large\n"), "{large}");
    }
}
