//! What went wrong, where, what is accepted, and what to do: the one error of the crate.
//!
//! An [`Error`] is built once, where the fault is seen, and travels up unchanged; the command
//! line prints it and chooses the exit code. It never carries customers' names, addresses or
//! free text: a value that is quoted is one that the user must repair.

use std::fmt;
use std::path::{Path, PathBuf};

/// The result of anything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A place in a file, for a message that begins with `file:line`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file, as the user named it.
    pub file: PathBuf,
    /// Line from 1; 0 where the fault concerns the file as a whole.
    pub line: usize,
    /// Column from 1 (in characters); 0 where the whole line is meant.
    pub column: usize,
    /// How many characters are at fault; the caret line is that long.
    pub width: usize,
    /// The text of the line, shown under the message; empty where there is none to show.
    pub excerpt: String,
}

impl Place {
    /// The file as a whole.
    pub fn file(file: impl Into<PathBuf>) -> Self {
        Self { file: file.into(), line: 0, column: 0, width: 0, excerpt: String::new() }
    }

    /// A byte range of a text that was read from `file`.
    ///
    /// A range beyond the text points behind its last character.
    pub fn span(file: &Path, text: &str, range: std::ops::Range<usize>) -> Self {
        let mut start = range.start.min(text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let mut end = range.end.clamp(start, line_end);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        Self {
            file: file.to_path_buf(),
            line: text[..start].matches('\n').count() + 1,
            column: text[line_start..start].chars().count() + 1,
            width: text[start..end].chars().count().max(1),
            excerpt: text[line_start..line_end].trim_end().to_string(),
        }
    }
}

/// One fault, in words for the person who can repair it.
///
/// It prints in four parts: where and what was found; the line itself with a caret; what is
/// accepted; what to do. Several faults of one file travel together (see [`Error::all`]).
///
/// ```
/// use ombud::error::Error;
/// let error = Error::new("no policy \"logic\"").accepted("logiq, themaverde").remedy("Name one of them.");
/// assert_eq!(error.to_string(), "no policy \"logic\"\nAccepted: logiq, themaverde.\nName one of them.");
/// ```
#[derive(Debug, Clone)]
pub struct Error(Box<Fault>);

#[derive(Debug, Clone, Default)]
struct Fault {
    place: Option<Place>,
    found: String,
    accepted: Option<String>,
    remedy: Option<String>,
    more: Vec<Error>,
    is_closed_pipe: bool,
}

impl Error {
    /// An error that says what was found.
    pub fn new(found: impl Into<String>) -> Self {
        Self(Box::new(Fault { found: found.into(), ..Fault::default() }))
    }

    /// Says where it was found.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.0.place = Some(place);
        self
    }

    /// Says in which file it was found, unless a place is known already.
    #[must_use]
    pub fn in_file(mut self, file: &Path) -> Self {
        if self.0.place.is_none() {
            self.0.place = Some(Place::file(file));
        }
        self
    }

    /// Says what would have been accepted.
    #[must_use]
    pub fn accepted(mut self, accepted: impl Into<String>) -> Self {
        self.0.accepted = Some(accepted.into());
        self
    }

    /// Says what to do next, as a full sentence.
    #[must_use]
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.0.remedy = Some(remedy.into());
        self
    }

    /// Several faults as one error; `None` where there are none.
    pub fn all(mut faults: Vec<Error>) -> Option<Error> {
        if faults.is_empty() {
            return None;
        }
        let mut first = faults.remove(0);
        first.0.more.extend(faults);
        Some(first)
    }

    /// Says in other words what was found.
    #[must_use]
    pub fn reworded(mut self, found: impl Into<String>) -> Self {
        self.0.found = found.into();
        self
    }

    /// What was found, without place or remedy.
    pub fn found(&self) -> &str {
        &self.0.found
    }

    /// Where it was found, if that is known.
    pub fn place(&self) -> Option<&Place> {
        self.0.place.as_ref()
    }

    /// What went wrong while writing to standard output.
    pub fn output(cause: &std::io::Error) -> Self {
        let mut error = Self::new(format!("cannot write the output: {}", plain_io(cause)));
        error.0.is_closed_pipe = cause.kind() == std::io::ErrorKind::BrokenPipe;
        error
    }

    /// Whether the reader of standard output has gone, which is no fault.
    pub fn is_closed_pipe(&self) -> bool {
        self.0.is_closed_pipe
    }

    /// A file that could not be read, written or made.
    pub fn io(doing: &str, file: &Path, cause: &std::io::Error) -> Self {
        let error = Self::new(format!("{doing}: {}", plain_io(cause))).at(Place::file(file));
        match cause.kind() {
            std::io::ErrorKind::NotFound => error.remedy("Check the name and the folder."),
            std::io::ErrorKind::PermissionDenied => error.remedy("Check who may read and write there."),
            std::io::ErrorKind::ReadOnlyFilesystem => error.remedy("Nothing was changed. Use a disk that can be written."),
            std::io::ErrorKind::StorageFull => error.remedy("Free some space and try again; nothing was changed."),
            _ => error,
        }
    }
}

fn plain_io(cause: &std::io::Error) -> String {
    match cause.kind() {
        std::io::ErrorKind::NotFound => "there is no such file or folder".into(),
        std::io::ErrorKind::PermissionDenied => "permission denied".into(),
        std::io::ErrorKind::StorageFull => "the disk is full".into(),
        std::io::ErrorKind::ReadOnlyFilesystem => "the disk is read-only".into(),
        std::io::ErrorKind::IsADirectory => "it is a folder, not a file".into(),
        _ => cause.to_string(),
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Fault { place, found, accepted, remedy, more, .. } = &*self.0;
        if let Some(place) = place {
            write!(out, "{}", place.file.display())?;
            if place.line > 0 {
                write!(out, ":{}", place.line)?;
            }
            write!(out, ": ")?;
        }
        write!(out, "{found}")?;
        if let Some(place) = place.as_ref().filter(|place| place.line > 0 && !place.excerpt.is_empty()) {
            write!(out, "\n  {} | {}", place.line, place.excerpt)?;
            if place.column > 0 {
                let gutter = place.line.to_string().len();
                let indent = " ".repeat(place.column - 1);
                write!(out, "\n  {} | {indent}{}", " ".repeat(gutter), "^".repeat(place.width))?;
            }
        }
        if let Some(accepted) = accepted {
            write!(out, "\nAccepted: {accepted}.")?;
        }
        if let Some(remedy) = remedy {
            write!(out, "\n{remedy}")?;
        }
        for other in more {
            write!(out, "\n\nerror: {other}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

/// The word of `known` that `word` was probably meant to be, if one is near enough.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(word, candidate), candidate))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|left, right| left.0.total_cmp(&right.0))
        .map(|(_, candidate)| candidate)
}

/// A path as a word of a command that can be copied: in quotes where a shell would read it otherwise.
///
/// ```
/// use ombud::error::as_argument;
/// assert_eq!(as_argument("complaints/2026".as_ref()), "complaints/2026");
/// # if cfg!(unix) {
/// assert_eq!(as_argument("Kim's desk".as_ref()), r"'Kim'\''s desk'");
/// # }
/// ```
pub fn as_argument(path: &Path) -> String {
    let text = path.display().to_string();
    let is_plain = |character: char| character.is_alphanumeric() || "_-.:+@%".contains(character) || std::path::is_separator(character);
    match text.chars().all(is_plain) && !text.is_empty() {
        true => text,
        false if cfg!(windows) => format!("\"{text}\""),
        false => format!("'{}'", text.replace('\'', r"'\''")),
    }
}

/// `"; did you mean \"x\"?"` where a near word is known, else nothing: to be put behind a message.
pub fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(word, known).map_or_else(String::new, |near| format!("; did you mean \"{near}\"?"))
}
