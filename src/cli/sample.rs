//! `ombud sample-data`: writes the made-up sample anew.

use super::context::{Context, Outcome};
use crate::error::Result;
use crate::sample;
use std::path::PathBuf;

/// Write the sample data, made-up exports with known answers, into a folder.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ombud sample-data sample_data     (from the project's folder: writes the committed files anew)
  ombud sample-data /tmp/sample

The files are the same bytes every time. README.md among them tells what is true of the others.")]
pub struct SampleArgs {
    /// The folder; it is made where it does not exist, and files of the same names in it are replaced
    #[arg(value_name = "DIR")]
    dir: PathBuf,
}

/// Writes the files, and lists them with their sizes.
pub fn run(args: SampleArgs, context: &Context) -> Result<Outcome> {
    let SampleArgs { dir } = args;
    let sample = sample::write(&context.here.join(&dir))?;
    for (path, bytes) in &sample.files {
        crate::aside!("{:>8} bytes  {path}", bytes.len());
    }
    crate::aside!("{} cases of {} in {}", sample.truths.cases(), sample::ORGANISATION, dir.display());
    Ok(Outcome::Done)
}
