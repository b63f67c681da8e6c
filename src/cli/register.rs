//! `ombud register`: recording by hand, and looking at what was recorded.
#![allow(clippy::doc_markdown, reason = "the comments of arguments are printed as help")]

mod actions;
mod asking;
mod bulk;
mod erase;
mod export;
mod look;
mod next;
mod recording;

use super::context::{Context, Outcome};
use crate::error::{Error, Result};
use crate::register::receipt::Receipt;
use clap::{Args, Subcommand, ValueEnum};
use std::io::Write;

/// Record complaints, what happened to them, and the organisation's own events; look them up; verify the log.
#[derive(Debug, Args)]
pub struct RegisterArgs {
    #[command(subcommand)]
    command: RegisterCommand,
}

#[derive(Debug, Subcommand)]
enum RegisterCommand {
    Open(Box<OpenArgs>),
    Record(Box<RecordArgs>),
    Retract(RetractArgs),
    Import(BulkArgs),
    List(ListArgs),
    Show(ShowArgs),
    Verify(VerifyArgs),
    Export(ExportArgs),
    Erase(EraseArgs),
    Retention(RetentionArgs),
}

/// Read the whole log and the vault, and tell every fault with its line; exit code 1 where there is one.
#[derive(Debug, Args)]
#[command(after_help = VERIFY_HELP)]
struct VerifyArgs {
    /// Print nothing but the receipt of the last entry, to be put into the minutes
    #[arg(long)]
    receipt: bool,
    /// Hold the log against a receipt that was written down; may be given again
    #[arg(long, value_name = "RECEIPT")]
    check: Vec<Receipt>,
}

const VERIFY_HELP: &str = "Examples:
  ombud register verify
  ombud register verify --receipt
  ombud register verify --check 12:62070976e69e082e8b32e497c9f57537

A receipt is the number of an entry and the beginning of its hash. Written down elsewhere, in the minutes of a
meeting, it shows later that nobody wrote the whole log anew, or took entries off its end.

Without this program, line by line (here the second):
  sed -n 2p log.jsonl | jq -cjS 'del(.hash)' | sha256sum
  sed -n 2p log.jsonl | jq -r .hash";

/// Open a case; prints its number. Without arguments at a terminal, it asks step by step.
#[derive(Debug, Default, PartialEq, Args)]
#[command(after_help = "Examples:
  ombud register open        (asks step by step)
  ombud register open --channel phone --category billing --customer \"Customer 4711\"
  ombud register open --channel letter --received-at 2026-03-05 --description \"Not my meter.\"
  ombud register open --corrects 12 --received-at 2026-03-04

The customer, the contact and all free text go to the vault, not to the log.
A corrected entry stays in the log, and the correction holds. In a correction, what is not given stays as it was, and an empty value takes it away.")]
struct OpenArgs {
    /// complaint (where nothing is said), feedback or issue
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// When it was received: a moment, or a day where only that is known [default: now]
    #[arg(long, value_name = "WHEN", alias = "at")]
    received_at: Option<String>,
    /// By what you know the customer: a name, a number, an address (to the vault; the log bears a pseudonym)
    #[arg(long, value_name = "TEXT")]
    customer: Option<String>,
    /// How to reach the customer (to the vault)
    #[arg(long, value_name = "TEXT")]
    contact: Option<String>,
    /// What it is about, in a line (to the vault)
    #[arg(long, value_name = "TEXT")]
    subject: Option<String>,
    /// What the customer said (to the vault)
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    #[command(flatten)]
    fields: FieldArgs,
    #[command(flatten)]
    common: CommonArgs,
}

/// Record what happened to a case, or an event of the organisation; prints the entry's number.
#[derive(Debug, Args)]
#[command(override_usage = "ombud register record [OPTIONS] <CASE> <EVENT>
       ombud register record [OPTIONS] --organisation <EVENT>")]
#[command(after_help = "Examples:
  ombud register record R-000012 acknowledged --actor kim --role agent
  ombud register record R-000012 delay_notice --expected-at 2026-04-02 --attribute reason=survey
  ombud register record R-000012 closed --outcome upheld --at \"2026-03-31 16:45\"
  ombud register record 90210 follow_up --source zendesk
  ombud register record --organisation feedback_review --at 2026-03-06 --note \"14 read\"
  ombud register record --organisation action_opened --title \"Retrain couriers\" --category delivery --owner kim --due-at 2026-04-30
  ombud register record --organisation action_completed --action 21
  ombud register record R-000012 acknowledged --corrects 13 --at 2026-03-05T09:30:00Z

What lies in the future, before the receipt of its case or after its closing is questioned, and taken with --force.

In a correction, what is not given stays as it was, and an empty value takes it away.")]
struct RecordArgs {
    /// The case's number: R-000012, r-12 or 12; with --source, the case as that source calls it
    #[arg(value_name = "CASE", required_unless_present = "organisation")]
    case: Option<String>,
    /// What happened, a word of the vocabulary: acknowledged, delay_notice, closed …
    #[arg(value_name = "EVENT", required_unless_present = "organisation")]
    event: Option<String>,
    /// An event of the organisation, in place of CASE and EVENT: feedback_review, training_held, attested …
    #[arg(long, value_name = "EVENT", conflicts_with_all = ["case", "event", "source"])]
    organisation: Option<String>,
    /// The source of an imported case
    #[arg(long, value_name = "SOURCE")]
    source: Option<String>,
    /// When it happened: a moment, or a day where only that is known [default: now]
    #[arg(long, value_name = "WHEN")]
    at: Option<String>,
    /// The date that the customer was promised; a day means its end
    #[arg(long, value_name = "WHEN")]
    expected_at: Option<String>,
    /// Whether a machine sent it: yes where the word stands alone
    #[arg(long, value_enum, value_name = "yes|no|unknown", num_args = 0..=1, require_equals = true, default_missing_value = "yes")]
    auto: Option<Auto>,
    /// How it is known: event (where nothing is said), proxy or presumed
    #[arg(long, value_name = "EVIDENCE")]
    evidence: Option<String>,
    /// complaint, feedback or issue, where the case turns out to be another
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    #[command(flatten)]
    aim: AimArgs,
    #[command(flatten)]
    fields: FieldArgs,
    #[command(flatten)]
    common: CommonArgs,
}

/// What an action or a recommendation of the organisation is, and what it aims at; an issue is named by --category.
#[derive(Debug, Default, PartialEq, Args)]
struct AimArgs {
    /// What is to be done, in a line without names: it stands in the log and in reports
    #[arg(long, value_name = "TEXT", requires = "organisation")]
    title: Option<String>,
    /// The clause that it is to improve: CLAUSE, or POLICY/CLAUSE
    #[arg(long, value_name = "CLAUSE", requires = "organisation")]
    clause: Option<String>,
    /// The action that is meant: the number of the entry that opened it; in opening one, a name of your own for it
    #[arg(long, value_name = "N", requires = "organisation")]
    action: Option<String>,
    /// The period that gave rise to it, left out when its effect is measured [default: the last whole quarter before it]
    #[arg(long, value_name = "PERIOD", requires = "organisation")]
    trigger: Option<String>,
}

/// Take an entry back that should never have been recorded; it stays in the log and counts no more.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  ombud register retract 14 --note \"recorded twice\"

With a first entry all its corrections are taken back too. A correction is taken back alone: what it corrected counts again.")]
struct RetractArgs {
    /// The entry's number, as `register show` tells it
    #[arg(value_name = "N")]
    n: u64,
    /// Who takes it back
    #[arg(long, value_name = "WHO")]
    actor: Option<String>,
    /// Why (to the vault)
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
}

/// Record many entries at once from a file, all of them or none; prints the number of each new case and the file's name for it.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  ombud register import old-register.csv

  case,event,at,channel,category,customer,description,outcome
  17,,2026-03-05,phone,billing,Account 4711,Charged twice.,
  17,acknowledged,2026-03-06 09:30,,,,,
  17,closed,2026-03-12 16:00,,,,,upheld

CSV with a header, or JSON Lines with the same names. A row without an event, or with `received`, opens a case;
`case` is then the file's own name for it, by which later rows mean it. A case that no row opens is one of the register,
named best by its full number, such as R-000012: a short form that is another case's reference is refused.

Columns: case, source, event, at, expected_at, due_at, actor, role, auto, evidence, customer, contact, subject, description,
note, kind, channel, category, subcategory, product, team, owner, severity, region, outcome, and attribute.NAME for
anything else.")]
struct BulkArgs {
    /// The file
    #[arg(value_name = "FILE")]
    file: std::path::PathBuf,
    /// Record also what is questioned; those entries say so
    #[arg(long)]
    force: bool,
}

/// Fields of the case; given with a later event, they hold from then on.
#[derive(Debug, Default, PartialEq, Args)]
struct FieldArgs {
    /// email, web_form, phone, in_person, letter, chat, social or other
    #[arg(long, value_name = "CHANNEL")]
    channel: Option<String>,
    /// What it is about, in your own words for it: billing, delivery …
    #[arg(long, value_name = "WORD")]
    category: Option<String>,
    /// A finer word for it
    #[arg(long, value_name = "WORD")]
    subcategory: Option<String>,
    /// The product or service
    #[arg(long, value_name = "WORD")]
    product: Option<String>,
    /// The team in charge
    #[arg(long, value_name = "WORD")]
    team: Option<String>,
    /// Who is in charge
    #[arg(long, value_name = "WHO")]
    owner: Option<String>,
    /// How grave it is
    #[arg(long, value_name = "WORD")]
    severity: Option<String>,
    /// Where it belongs
    #[arg(long, value_name = "WORD")]
    region: Option<String>,
    /// upheld, partly_upheld, rejected, withdrawn, or your own word
    #[arg(long, value_name = "WORD")]
    outcome: Option<String>,
    /// A deadline that was promised for the whole case; a day means its end
    #[arg(long, value_name = "WHEN")]
    due_at: Option<String>,
}

/// What every entry can carry.
#[derive(Debug, Default, PartialEq, Args)]
struct CommonArgs {
    /// Who did it: a member of staff, or a role; never the customer's name
    #[arg(long, value_name = "WHO")]
    actor: Option<String>,
    /// The role in which it was done: agent, manager …
    #[arg(long, value_name = "ROLE")]
    role: Option<String>,
    /// Anything else worth keeping; may be given again
    #[arg(long = "attribute", value_name = "NAME=VALUE")]
    attributes: Vec<String>,
    /// Free words (to the vault)
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// The number of the entry that this one puts right
    #[arg(long, value_name = "N")]
    corrects: Option<u64>,
    /// Record it although it was questioned; the entry says so
    #[arg(long)]
    force: bool,
}

/// The cases of the register and how they stand, the newest last.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  ombud register list
  ombud register list --open --format csv
  ombud register list --organisation")]
struct ListArgs {
    /// How many at most, counted from the newest
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// Only those that are not closed
    #[arg(long, conflicts_with = "organisation")]
    open: bool,
    /// The organisation's own events in place of cases
    #[arg(long)]
    organisation: bool,
    /// table, csv or json
    #[arg(long, value_enum, default_value = "table")]
    format: ListFormat,
}

/// All that was recorded of a case, corrections and what they correct included.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  ombud register show R-000012
  ombud register show 90210 --source zendesk")]
struct ShowArgs {
    /// The case's number: R-000012, r-12 or 12; with --source, the case as that source calls it
    #[arg(value_name = "CASE")]
    case: String,
    /// The source of an imported case
    #[arg(long, value_name = "SOURCE")]
    source: Option<String>,
}

/// Hand out the register, or the whole lake, for other tools; or all that is known of one customer.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  ombud register export --out backup                     (cases.csv and events.csv, as `ombud import` reads them)
  ombud register export --all --format ocel --out log    (register and imports as an OCEL 2.0 log: log/log.ocel.json)
  ombud register export --customer \"Ann Smith\" > ann.json

Customers are handed out as pseudonyms, and free text only with --with-text; --customer hands out everything that is
kept of one person, in their own words.")]
struct ExportArgs {
    /// csv, parquet, xes or ocel
    #[arg(long, value_enum, default_value = "csv", conflicts_with = "customer")]
    format: ExportFormat,
    /// The folder to write to; made where it is not there
    #[arg(long, value_name = "DIR", required_unless_present = "customer", conflicts_with = "customer")]
    out: Option<std::path::PathBuf>,
    /// What was imported too
    #[arg(long, conflicts_with = "customer")]
    all: bool,
    /// Subjects and descriptions too
    #[arg(long, conflicts_with = "customer")]
    with_text: bool,
    /// All that is known of this customer, as JSON on standard output: by name, number, address or pseudonym
    #[arg(long, value_name = "TEXT")]
    customer: Option<String>,
}

/// A form in which the register is handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ExportFormat {
    /// The canonical tables, cases.csv and events.csv.
    Csv,
    /// The canonical tables, cases.parquet and events.parquet.
    Parquet,
    /// An XES log, log.xes: one trace a case.
    Xes,
    /// An OCEL 2.0 log, log.ocel.json: cases, customers and who acted.
    Ocel,
}

/// Take a person off the disk for good: vault, pseudonym, and the free text of their imported cases; the log tells that it was done.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  ombud register erase --customer \"Ann Smith\" --dry-run
  ombud register erase --customer ann@example.org --actor kim

The customer's cases stay, and every number with them; who they were, what they wrote and how they are reached is
gone. The log keeps its entries and its hashes, and tells which parts of the vault were erased. Copies and backups
elsewhere, and the source of an import, are yours to see to.")]
struct EraseArgs {
    /// By name, number or address, as they were recorded, or by the pseudonym of a case
    #[arg(long, value_name = "TEXT")]
    customer: String,
    /// Only list the cases
    #[arg(long)]
    dry_run: bool,
    /// Who erases
    #[arg(long, value_name = "WHO")]
    actor: Option<String>,
}

/// List the cases whose personal data are past the time that `[retention]` in ombud.toml gives them, or erase those data.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  ombud register retention
  ombud register retention --erase --actor kim

In ombud.toml:
  [retention]
  personal_data = \"72 calendar months\"      (counted from the closing of the case)")]
struct RetentionArgs {
    /// Erase them
    #[arg(long)]
    erase: bool,
    /// Who erases
    #[arg(long, value_name = "WHO")]
    actor: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Auto {
    Yes,
    No,
    Unknown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ListFormat {
    Table,
    Csv,
    Json,
}

/// Runs `ombud register …`.
pub fn run(args: RegisterArgs, context: &Context) -> Result<Outcome> {
    match args.command {
        RegisterCommand::Open(args) => recording::open(&args, context),
        RegisterCommand::Record(args) => recording::record(&args, context),
        RegisterCommand::Retract(args) => recording::retract(&args, context),
        RegisterCommand::Import(args) => bulk::import(&args, context),
        RegisterCommand::List(args) => look::list(&args, context),
        RegisterCommand::Show(args) => look::show(&args, context),
        RegisterCommand::Export(args) => export::run(&args, context),
        RegisterCommand::Erase(args) => erase::erase(&args, context),
        RegisterCommand::Retention(args) => erase::retention(&args, context),
        RegisterCommand::Verify(args) => look::verify(&args, context),
    }
}

/// Data go to standard output; a reader who has gone away is no fault.
fn say(line: &str) -> Result<()> {
    match writeln!(std::io::stdout(), "{line}") {
        Err(cause) if cause.kind() != std::io::ErrorKind::BrokenPipe => Err(Error::output(&cause)),
        _ => Ok(()),
    }
}

/// Says the numbers of what is on disk already. Where they cannot be written that is a warning: an error would say that nothing was
/// done, and whoever does it again would record it twice (DECISIONS 197).
fn say_recorded(numbers: &str) {
    if let Err(error) = say(numbers) {
        crate::aside!("warning: {error}. It was recorded all the same; do not record it again. Its number:\n{numbers}");
    }
}
