//! The command line: arguments in, one command, its outcome out.
//!
//! This is the only part of the program that knows the clock, the terminal and exit codes.

pub mod check;
pub mod context;
pub mod demo;
pub mod due;
pub mod explain;
pub mod import;
pub mod init;
pub mod judged;
pub mod listing;
pub mod output;
pub mod policy;
pub mod query;
pub mod register;
pub mod report;
pub mod sample;
pub mod sla;
pub mod source;
pub mod trends;
pub mod what_if;

use crate::error::{Error, Result};
use crate::time::Instant;
use clap::{Parser, Subcommand};
use context::{Context, Outcome};
use std::path::PathBuf;

/// Tells an organisation whether it kept the promises of its own complaints procedure, and what to put right.
#[derive(Debug, Parser)]
#[command(name = "ombud", version, max_term_width = 120, arg_required_else_help = true)]
#[command(after_help = "Begin with `ombud demo`: it makes a workspace from sample data and reports on it.
Exit code 0: done. 1: done, and the data has faults that the command was asked to judge. 2: could not be done.")]
pub struct Cli {
    /// The workspace's folder [default: the nearest one upward from here that has ombud.toml]
    #[arg(short = 'C', value_name = "DIR", global = true)]
    workspace: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::DemoArgs),
    Init(init::InitArgs),
    Import(import::ImportArgs),
    Source(source::SourceArgs),
    Policy(policy::PolicyArgs),
    Sla(sla::SlaArgs),
    Due(due::DueArgs),
    Explain(explain::ExplainArgs),
    WhatIf(what_if::WhatIfArgs),
    Trends(trends::TrendsArgs),
    Query(query::QueryArgs),
    Report(report::ReportArgs),
    Register(register::RegisterArgs),
    Check(check::CheckArgs),
    #[command(name = "sample-data", hide = true)]
    Sample(sample::SampleArgs),
}

/// Carries out one command.
pub fn run(cli: Cli) -> Result<Outcome> {
    let here = std::env::current_dir().map_err(|cause| Error::new(format!("the current folder cannot be found: {cause}")))?;
    let now = Instant(chrono::Utc::now().timestamp_micros());
    let context = Context { dir: cli.workspace, here, now };
    match cli.command {
        Command::Demo(args) => demo::run(args, &context),
        Command::Init(args) => init::run(args, &context),
        Command::Import(args) => import::run(args, &context),
        Command::Source(args) => source::run(args, &context),
        Command::Policy(args) => policy::run(args, &context),
        Command::Sla(args) => sla::run(args, &context),
        Command::Due(args) => due::run(args, &context),
        Command::Explain(args) => explain::run(args, &context),
        Command::WhatIf(args) => what_if::run(args, &context),
        Command::Trends(args) => trends::run(args, &context),
        Command::Query(args) => query::run(args, &context),
        Command::Report(args) => report::run(args, &context),
        Command::Register(args) => register::run(args, &context),
        Command::Check(args) => check::run(args, &context),
        Command::Sample(args) => sample::run(args, &context),
    }
}
