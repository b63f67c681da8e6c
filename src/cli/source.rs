//! `ombud source`: the source mappings at hand, what each does, and a first draft of a new one.

mod explained;

use super::context::{Context, Outcome};
use crate::error::{Error, Result, as_argument};
use crate::source::Catalogue;
use crate::source::draft::draft;
use crate::source::mapping::{Mapping, Origin};
use crate::source::survey::survey;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The source mappings: what exports are known, and what becomes of their columns
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ombud source list
  ombud source show zendesk                           (what becomes of its columns, in words)
  ombud source show zendesk --toml > zendesk.toml     (the mapping itself; in sources/ it replaces the built-in one)
  ombud source new requests.csv                       (drafts a mapping; prints it)
  ombud source new requests.csv --save                (writes it to the workspace's sources/requests.toml)

The mapping language is taught in docs/mapping.md.")]
pub struct SourceArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// List the mappings, built-in and your own
    List,
    /// Explain a mapping in plain words, or print it as the TOML that it is
    Show {
        /// The source's id
        #[arg(value_name = "ID")]
        id: String,
        /// Print the mapping itself
        #[arg(long)]
        toml: bool,
    },
    /// Draft a mapping from a file's header and values
    ///
    /// The draft loads and imports as it is. Guesses are marked with a question mark; for dates it
    /// names the rows that tell day from month, and asks where no row does.
    New {
        /// The exported file
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// The source's id [default: from the file's name]
        #[arg(long)]
        id: Option<String>,
        /// Write the draft to the workspace's sources/ instead of printing it
        #[arg(long)]
        save: bool,
    },
}

/// Lists, explains or drafts.
pub fn run(args: SourceArgs, context: &Context) -> Result<Outcome> {
    match args.command {
        Command::List => print(&list(&Catalogue::read(&own_dir(context)?)?)),
        Command::Show { id, toml } => {
            let catalogue = Catalogue::read(&own_dir(context)?)?;
            let mapping = catalogue.find(&id)?;
            print(&if toml { mapping.text.clone() } else { explained::text(mapping) })
        }
        Command::New { file, id, save } => new(&file, id, save, context),
    }
}

/// The built-in mappings can be read without a workspace; a broken one is still told.
fn own_dir(context: &Context) -> Result<PathBuf> {
    match context.workspace() {
        Ok(workspace) => Ok(workspace.sources_dir()),
        Err(error) if context.dir.is_some() => Err(error),
        Err(error) if error.place().is_some() => Err(error),
        Err(_) => Ok(Path::new("").join("no workspace")),
    }
}

fn new(file: &Path, id: Option<String>, save: bool, context: &Context) -> Result<Outcome> {
    let id = id.unwrap_or_else(|| id_of(file));
    let draft = draft(file, &survey(file)?, &id)?;
    if save {
        let target = context.workspace()?.sources_dir().join(format!("{id}.toml"));
        if target.exists() {
            return Err(Error::new("this mapping is there already")
                .in_file(&target)
                .remedy("Choose another id with --id, or delete it first."));
        }
        if let Some(dir) = target.parent() {
            std::fs::create_dir_all(dir).map_err(|cause| Error::io("cannot make the folder", dir, &cause))?;
        }
        std::fs::write(&target, &draft.toml).map_err(|cause| Error::io("cannot write", &target, &cause))?;
        print(&format!("{}\n", target.display()))?;
    } else {
        print(&draft.toml)?;
    }
    if !draft.questions.is_empty() {
        crate::aside!("To be looked at:\n  - {}", draft.questions.join("\n  - "));
    }
    let shown = as_argument(file);
    crate::aside!("Try it with `ombud import --dry-run {shown}`; docs/mapping.md explains every key.");
    Ok(Outcome::Done)
}

/// A source id made of a file's name.
fn id_of(file: &Path) -> String {
    let name = file.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let stem = name.split('.').next().unwrap_or_default();
    let plain: String = stem.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' }).collect();
    let id = plain.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    if id.is_empty() || id == crate::source::REGISTER { "own-source".into() } else { id }
}

fn print(text: &str) -> Result<Outcome> {
    match std::io::stdout().write_all(text.as_bytes()) {
        Ok(()) => Ok(Outcome::Done),
        Err(cause) => Err(Error::output(&cause)),
    }
}

fn list(catalogue: &Catalogue) -> String {
    let width = catalogue.mappings().iter().map(|mapping| mapping.id.len()).max().unwrap_or(0);
    catalogue.mappings().iter().map(|mapping| line(mapping, width)).collect()
}

fn line(mapping: &Mapping, width: usize) -> String {
    let origin = match &mapping.origin {
        Origin::BuiltIn => "built in".to_string(),
        Origin::File(file) => file.display().to_string(),
    };
    format!("{:<width$} {:<9} {:<10} {}\n", mapping.id, mapping.mode.name(), origin, mapping.title)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_made_of_the_name_of_the_file() {
        for (name, id) in [
            ("Requests 2026 (final).csv", "requests-2026-final"),
            ("x/log.xes.gz", "log"),
            ("…", "own-source"),
            ("register.csv", "own-source"),
        ] {
            assert_eq!(id_of(Path::new(name)), id);
        }
    }
}
