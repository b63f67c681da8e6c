//! `ombud what-if`: a clause under another limit, calendar, reading or policy, beside itself.

mod table;

use super::context::{Context, Outcome};
use super::judged::{JudgeArgs, as_of, chosen, refuse_unknown_clause, tell_unjudged, warehouse};
use super::output::{Format, write_query};
use super::sla::refuse_unknown_segment;
use crate::calendar::Calendars;
use crate::error::Result;
use crate::judge::{self, Judgement};
use crate::policy::Policies;
use crate::time::period::Length;
use crate::time::{Period, Span};
use crate::what_if::measure::{Plan, Scope, result};
use crate::what_if::{Other, Wish, variant};
use clap::Args;

/// Tell what a clause would have come to under another limit, calendar, reading or policy, and the limit that would have been kept.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  ombud what-if                                          the limit that 90, 95 and 99 % would have kept, clause by clause
  ombud what-if --clause acknowledge-complaint --within \"8 business hours\" --within \"1 business day\"
  ombud what-if --clause acknowledge-complaint --within \"8 business hours\" --calendar ie-office --by channel
  ombud what-if --clause respond --reading stopped-clock --period 2026-Q3
  ombud what-if --clause acknowledge-complaint --against asic-rg-271 --format json

Each combination of --within, --calendar and --reading is one variant; each --against is one more. A variant is
judged as the clause itself is, on the same cases. A rate counts what falls due in the period, by the variant's
own due, as `ombud sla` does; flips compare the cases received in it; the limits look at the clocks that started
in it. A limit is the least whole number that this share would have kept: open duties count as far as their clock
has run (Kaplan-Meier), and what a case ended without would have kept no limit. Pauses are taken out, and notices
extend, as the clause says. The duties of all versions are measured in the unit of the version in force. Business
hours, business days and calendar days read a calendar; \"24 hours\" run by the clock, whatever it says.")]
pub struct WhatIfArgs {
    /// The clause that is asked about [default: every clause that has a limit, as it stands]
    #[arg(long, value_name = "ID")]
    clause: Option<String>,
    /// Another limit, such as "3 business days"; several times for several
    #[arg(long, value_name = "SPAN", requires = "clause")]
    within: Vec<Span>,
    /// Another calendar; several times for several
    #[arg(long, value_name = "ID", requires = "clause")]
    calendar: Vec<String>,
    /// Another reading that the clause has; several times for several
    #[arg(long, value_name = "ID", requires = "clause")]
    reading: Vec<String>,
    /// Another policy, by the clause that asks for the same, or the one named; its dates do not matter
    #[arg(long, value_name = "POLICY[/CLAUSE]", requires = "clause")]
    against: Vec<Other>,
    /// Only what belongs to this period: 2026, 2026-Q3, 2026-07 or 2026-W28 [default: all time]
    #[arg(long, value_name = "PERIOD")]
    period: Option<Period>,
    /// Divide by kind, channel, category, subcategory, product, team, owner, severity, region or source
    #[arg(long, value_name = "COLUMN")]
    by: Option<String>,
    /// How rows are written [default: table at a terminal, else csv]
    #[arg(long, value_enum)]
    format: Option<Format>,
    #[command(flatten)]
    judge: JudgeArgs,
}

/// Judges the clause and its variants, and sets them side by side.
pub fn run(args: WhatIfArgs, context: &Context) -> Result<Outcome> {
    refuse_unknown_segment(args.by.as_deref())?;
    let workspace = context.workspace()?;
    let as_of = as_of(&workspace, &args.judge, context)?;
    let calendars = Calendars::read(&workspace.calendars_dir())?;
    let policies = Policies::read(&workspace.policies_dir(), &workspace.policies, &calendars)?;
    let chosen = chosen(&policies, &args.judge, &workspace)?;
    refuse_unknown_clause(&chosen, args.clause.as_deref())?;
    let time_zone = workspace.time_zone;
    let scope = Scope::of(args.period, time_zone, args.by.clone());
    let variants = variant::with_variants(&chosen, args.clause.as_deref(), &args.wish(), &policies, &calendars)?;
    let plan = Plan::new(variants, scope.last_day(as_of, time_zone));
    args.tell_idle_calendars(&plan);
    let warehouse = warehouse(&workspace)?;
    let counted_by = args.period.map_or(Length::Quarter, |period| period.length());
    warehouse.judge(&Judgement {
        policies: plan.policies.iter().collect(),
        calendars: &calendars,
        as_of,
        time_zone,
        counted_by: counted_by.into(),
        scope: judge::Scope::default(),
    })?;
    tell_unjudged(&warehouse, as_of)?;
    plan.answer(warehouse.connection(), &calendars, &scope, as_of)?;
    match Format::or_default(args.format) {
        Format::Table => table::write(warehouse.connection(), args.by.as_deref())?,
        other => write_query(warehouse.connection(), result(), &[], other, time_zone, "setting the variants side by side")?,
    }
    Ok(Outcome::Done)
}

impl WhatIfArgs {
    fn wish(&self) -> Wish {
        let Self { within, calendar, reading, against, .. } = self;
        Wish { within: within.clone(), calendars: calendar.clone(), readings: reading.clone(), against: against.clone() }
    }

    /// Says on standard error which variants on another calendar read none in any version.
    fn tell_idle_calendars(&self, plan: &Plan) {
        let readings = || plan.policies.iter().flat_map(|policy| &policy.clauses).flat_map(|clause| &clause.readings);
        let mut told: Vec<&str> = Vec::new();
        for reading in readings() {
            let is_on_another = self.calendar.iter().any(|id| reading.id.ends_with(&format!("on {id}")));
            let is_idle = || readings().filter(|other| other.id == reading.id).all(variant::is_without_calendar);
            if is_on_another && !told.contains(&reading.id.as_str()) && is_idle() {
                told.push(&reading.id);
                let limit = reading.rule.limit().map_or_else(|| "what it asks".to_string(), |limit| format!("\"{limit}\""));
                crate::aside!("note: {}: {limit} reads no calendar, so this changes nothing", reading.id);
            }
        }
    }
}
