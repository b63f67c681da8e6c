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

/// The TOML files of a folder in the order of their names; a folder that is not there holds none.
pub fn files_in(dir: &Path) -> Result<Vec<std::path::PathBuf>> {
    let entries = match std::fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(cause) => return Err(Error::io("cannot read the folder", dir, &cause)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(|cause| Error::io("cannot read the folder", dir, &cause))?.path();
        if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml")) {
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

/// What else can be wrong, in our words where it is likely.
fn other_fault(message: &str) -> Error {
    if let Some(key) = message.strip_prefix("missing field `").and_then(|rest| rest.split('`').next()) {
        return Error::new(format!("the key \"{key}\" is missing")).remedy(format!("Add {key} = … here."));
    }
    if message.starts_with("invalid type: integer") && message.contains(" as i128") {
        return Error::new("this number is too large");
    }
    Error::new(message.replace('`', "\"").trim_end_matches('\n').replace('\n', "; "))
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
    fn a_misspelt_key_is_named_with_its_line_and_the_near_word() {
        let text = "size = 3\ncolor = \"red\"\n";
        let error = parse::<Sample>(Path::new("x.toml"), text).unwrap_err();
        assert_eq!(
            error.to_string(),
            "x.toml:2: unknown key \"color\"; did you mean \"colour\"?\n  2 | color = \"red\"\n    | ^^^^^\nAccepted: colour, size."
        );
    }

    #[test]
    fn a_key_that_is_not_there_is_named_and_a_number_beyond_all_bounds_told() {
        let told = |text: &str| parse::<Sample>(Path::new("x.toml"), text).unwrap_err().to_string();
        assert_eq!(told("size = 3"), "x.toml:1: the key \"colour\" is missing\n  1 | size = 3\n    | ^\nAdd colour = … here.");
        let large = told("colour = \"red\"\nsize = 99999999999999999999");
        assert!(large.starts_with("x.toml:2: this number is too large\n"), "{large}");
    }
}
