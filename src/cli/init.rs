//! `ombud init`: makes a workspace.

use super::context::{Context, Outcome};
use super::output::say;
use crate::calendar::Calendars;
use crate::error::{Result, as_argument};
use crate::policy::Policies;
use crate::time::zone;
use crate::workspace::Workspace;
use clap::Args;
use std::path::PathBuf;

/// Make a workspace: a folder with ombud.toml, and room for your own policies, calendars and sources.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  ombud init complaints --time-zone Europe/London --policy feedback-and-complaints
  ombud init complaints --organisation \"Example Ltd\" --policy logiq --policy themaverde")]
pub struct InitArgs {
    /// The folder to make
    dir: PathBuf,
    /// The zone in which quarters are cut and exports without a zone are read
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    time_zone: String,
    /// A built-in policy to put in force; several times for several
    #[arg(long, value_name = "ID")]
    policy: Vec<String>,
    /// The organisation's name, as reports print it
    #[arg(long, value_name = "NAME", default_value = "Our organisation")]
    organisation: String,
}

/// Makes the workspace and says what comes next.
pub fn run(args: InitArgs, context: &Context) -> Result<Outcome> {
    let zone = zone::parse(&args.time_zone)?;
    let policies = Policies::read(&PathBuf::new(), &[], &Calendars::built_in()?)?;
    for id in &args.policy {
        policies.named(id)?;
    }
    let dir = context.dir.as_ref().map_or_else(|| args.dir.clone(), |within| within.join(&args.dir));
    let workspace = Workspace::create(&dir, &args.organisation, zone, &args.policy)?;
    let shown = as_argument(&dir);
    say(format_args!("Made a workspace in {}: see {}.", dir.display(), workspace.root.join(crate::workspace::FILE).display()))?;
    say("Next:")?;
    if args.policy.is_empty() {
        say("  ombud policy list                 shows the built-in procedures; name one in ombud.toml, or put your own into policies/")?;
    }
    say(format_args!("  ombud -C {shown} import FILE…     reads a helpdesk's export"))?;
    say(format_args!("  ombud -C {shown} sla              tells which promises were kept"))?;
    Ok(Outcome::Done)
}
