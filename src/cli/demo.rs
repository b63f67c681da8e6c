//! `ombud demo`: the main job on made-up data, command by command.

use super::context::{Context, Outcome};
use super::output::say;
use super::{Cli, run as run_command};
use crate::error::{Error, Place, Result, as_argument};
use crate::sample::{self, Sample};
use crate::workspace::{FILE, Workspace};
use clap::{Args, Parser};
use std::path::{Path, PathBuf};

/// The procedure by which the made-up organisation works.
const POLICY: &str = "feedback-and-complaints";

/// Make a workspace from made-up data and run the main job in it: import, SLA, trends, quarterly report.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  ombud demo                  (makes the folder ombud-demo here)
  ombud demo /tmp/trial

It may be run again: what is imported already changes nothing.")]
pub struct DemoArgs {
    /// The folder to make
    #[arg(default_value = "ombud-demo")]
    dir: PathBuf,
}

/// Makes the workspace, shows each command that it runs, and says where the report lies.
pub fn run(args: DemoArgs, context: &Context) -> Result<Outcome> {
    let dir = context.dir.as_ref().map_or_else(|| args.dir.clone(), |within| within.join(&args.dir));
    let sample = sample::generate()?;
    prepare(&dir, &sample)?;
    let as_of = sample.truths.exported_at.to_string();
    let quarter = sample::NEWEST_QUARTER;
    let exports: Vec<PathBuf> = exports(&sample).map(|path| dir.join("exports").join(path)).collect();
    say(format_args!("Made-up data of {}, two years, in {}.", sample::ORGANISATION, dir.display()))?;
    let mut import = vec!["import".to_string()];
    import.extend(exports.iter().map(|path| path.to_string_lossy().into_owned()));
    let words = |line: &str| -> Vec<String> { line.split(' ').map(str::to_string).collect() };
    let commands = [
        import,
        words(&format!("sla --period {quarter} --as-of {as_of} --format table")),
        words(&format!("trends --period {quarter} --as-of {as_of} --format table")),
        words(&format!("report quarterly --period {quarter} --as-of {as_of}")),
    ];
    for command in commands {
        let shown: Vec<String> = command.iter().map(|word| as_argument(word.as_ref())).collect();
        say(format_args!("\n$ ombud -C {} {}", as_argument(&dir), shown.join(" ")))?;
        let words = ["ombud".to_string(), "-C".to_string(), dir.to_string_lossy().into_owned()].into_iter().chain(command);
        let cli = Cli::try_parse_from(words).map_err(|cause| Error::new(format!("the demo cannot run its own command: {cause}")))?;
        run_command(cli)?;
    }
    say(format_args!("\nThe data's known truths are told in {}.", dir.join("exports/README.md").display()))?;
    Ok(Outcome::Done)
}

/// Makes the workspace with its register, unless it is there from an earlier run.
fn prepare(dir: &Path, sample: &Sample) -> Result<()> {
    if dir.join(FILE).exists() {
        let workspace = Workspace::find(Some(dir), dir)?;
        if workspace.organisation == sample::ORGANISATION {
            return Ok(());
        }
        return Err(Error::new("this folder is a workspace of your own")
            .at(Place::file(dir))
            .remedy("Name another folder: `ombud demo DIR`."));
    }
    let workspace = Workspace::create(dir, sample::ORGANISATION, sample::TIME_ZONE, &[POLICY.to_string()])?;
    sample.write(&dir.join("exports"))?;
    let register = workspace.register_dir();
    std::fs::rename(dir.join("exports/register"), &register).map_err(|cause| Error::io("cannot make the register", &register, &cause))
}

/// The exports among the sample's files.
fn exports(sample: &Sample) -> impl Iterator<Item = &str> {
    sample
        .files
        .iter()
        .map(|(path, _)| path.as_str())
        .filter(|path| Path::new(path).extension().is_some_and(|kind| kind == "csv" || kind == "jsonl"))
        .filter(|path| !path.contains('/'))
}
