//! `ombud source`: the source mappings at hand.

use super::context::{Context, Outcome};
use crate::error::{Error, Result};
use crate::source::Catalogue;
use crate::source::mapping::{Mapping, Origin};
use std::io::Write;
use std::path::Path;

/// The source mappings: what exports are known, and what becomes of their columns
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ombud source list
  ombud source show zendesk
  ombud source show zendesk > sources/zendesk.toml     (a copy of your own, which replaces the built-in one)")]
pub struct SourceArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// List the mappings, built-in and your own
    List,
    /// Print a mapping as the TOML that it is
    Show {
        /// The source's id
        #[arg(value_name = "ID")]
        id: String,
    },
}

/// Prints the list, or one mapping.
pub fn run(args: SourceArgs, context: &Context) -> Result<Outcome> {
    let SourceArgs { command } = args;
    // The built-in mappings can be read without a workspace; a broken one is still told.
    let own_dir = match context.workspace() {
        Ok(workspace) => workspace.sources_dir(),
        Err(error) if context.dir.is_some() => return Err(error),
        Err(error) if error.place().is_some() => return Err(error),
        Err(_) => Path::new("").join("no workspace"),
    };
    let catalogue = Catalogue::read(&own_dir)?;
    let text = match command {
        Command::List => catalogue.mappings().iter().map(line).collect(),
        Command::Show { id } => catalogue.find(&id)?.text.clone(),
    };
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(cause) if cause.kind() != std::io::ErrorKind::BrokenPipe => Err(Error::new(format!("cannot write the output: {cause}"))),
        _ => Ok(Outcome::Done),
    }
}

fn line(mapping: &Mapping) -> String {
    let origin = match &mapping.origin {
        Origin::BuiltIn => "built in".to_string(),
        Origin::File(file) => file.display().to_string(),
    };
    format!("{:<14} {:<9} {:<10} {}\n", mapping.id, mapping.mode.name(), origin, mapping.title)
}
