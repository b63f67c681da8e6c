//! `ombud report annual`: the yearly review of the procedures, as a page, and the file that people fill in.

use super::house::Report;
use super::output::OutputArgs;
use super::write_whole;
use crate::analysis::measure::volumes::data_reach;
use crate::assessment::{self, Asked, Assessment};
use crate::calendar::Calendars;
use crate::cli::context::{Context, Outcome};
use crate::cli::judged::{JudgeArgs, Judged, chosen, judged};
use crate::cli::policy::measured::Evidence;
use crate::error::{Error, Result};
use crate::judge::{self, Judgement};
use crate::policy::lint::lint;
use crate::policy::{Clause, Policies, Policy, Reading};
use crate::report::Rendered;
use crate::report::annual::{Annual, Counterpart, annual, begun, in_force, refuse_other_lengths, year};
use crate::report::format::Locale;
use crate::report::texts::{Language, Texts};
use crate::time::Period;
use crate::time::period::Length;
use crate::what_if::measure::{Plan, Scope};
use crate::what_if::{Wish, variant};
use clap::Args;
use std::path::{Path, PathBuf};

/// So many verdicts of packs are held at once.
const VERDICTS_AT_A_TIME: u64 = 20_000_000;

/// A pack tells about so many verdicts of a case.
const VERDICTS_OF_A_PACK: u64 = 20;

/// The annual procedure review pack: self-assessment, calibration, ambiguities, other packs, what to approve.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  ombud report annual --period 2026
  ombud report annual --period 2026 --as-of 2027-01-31T12:00:00Z --out board
  ombud report annual --period 2026 --policy logiq
  ombud report annual --period 2026 --pdf --paper letter

Writes annual-2026.html and facts.json into the folder of --out. Comments, actions, the approval and the minutes are
yours: they stand in reviews/2026.toml of the workspace, which the first run makes. Later runs print what you wrote
and add clauses that the file lacks. --pdf prints the page too, through a Chromium or Chrome that is installed here (one
in PATH, or the one that OMBUD_CHROMIUM names).")]
pub struct AnnualArgs {
    /// The year, such as 2026
    #[arg(long, value_name = "YEAR", value_parser = year)]
    period: Period,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    judge: JudgeArgs,
}

impl AnnualArgs {
    /// What makes a pack again, without writing it.
    pub(super) fn again(period: Period, language: Language, judge: JudgeArgs) -> Self {
        Self { period, output: OutputArgs::again(language), judge }
    }
}

/// A finished pack, and what its workspace keeps of it.
pub(super) struct Made {
    /// The page and its facts.
    pub rendered: Rendered,
    /// The workspace's folder.
    root: PathBuf,
    /// The file of what people wrote.
    to_fill: PathBuf,
    /// Its text with the clauses that it lacks; `None` where it has them all.
    completed: Option<String>,
}

/// Writes page and facts, and the file to fill in.
pub fn run(args: AnnualArgs, context: &Context) -> Result<Outcome> {
    let printer = args.output.printer()?;
    let Made { rendered, root, to_fill, completed } = made(&args, context)?;
    let usual = root.join("reports").join(args.period.to_string());
    // Nothing is put in place before it is known that all of it can be.
    let pack = args.output.prepare(&rendered, &format!("annual-{}", args.period), usual, context)?;
    if let Some(completed) = completed {
        let folder = root.join(assessment::FOLDER);
        std::fs::create_dir_all(&folder).map_err(|cause| Error::io("cannot make the folder", &folder, &cause))?;
        write_whole(&to_fill, &completed)?;
    }
    let [page, facts] = pack.put()?;
    args.output.finish(&rendered, &[page, facts, to_fill], printer.as_deref())
}

/// Judges the year and makes the pack; nothing is written.
pub(super) fn made(args: &AnnualArgs, context: &Context) -> Result<Made> {
    refuse_other_lengths(args.period)?;
    let workspace = context.workspace()?;
    let calendars = Calendars::read(&workspace.calendars_dir())?;
    let policies = Policies::read(&workspace.policies_dir(), &workspace.policies, &calendars)?;
    let reviewed = chosen(&policies, &args.judge, &workspace)?;
    let judged = judged(context, &args.judge, Length::Quarter)?;
    let request = super::request(Report::Annual, args.period, &judged, &args.judge, args.output.language, "")?;
    let evidence = Evidence::read(&judged)?;
    let advice = |policy: &Policy| lint(policy, &calendars, evidence.of(policy).as_ref(), Locale::of(request.language));
    let mut data = Annual::gather(judged.warehouse.connection(), &request, &reviewed, &advice)?;
    let to_fill = assessment::file(&workspace.root, &args.period.to_string());
    let completed = add_assessment(&mut data, &to_fill)?;
    let spoken = begun(args.period, request.today(), &reviewed);
    add_variants(&mut data, &judged, &spoken.iter().collect::<Vec<_>>(), &policies, &calendars)?;
    add_packs(&mut data, &judged, &reviewed, &policies, &calendars)?;
    Ok(Made { rendered: annual(&data)?, root: workspace.root, to_fill, completed })
}

/// Adds what people wrote; gives the text of their file with the clauses that it lacks, if any.
fn add_assessment(data: &mut Annual, file: &Path) -> Result<Option<String>> {
    let year = data.period().to_string();
    let text = if file.exists() { Some(crate::toml_file::read_text(file)?) } else { None };
    let known = text.as_deref().map_or_else(|| Ok(Assessment::default()), |text| assessment::parse(file, text))?;
    let asked: Vec<Asked<'_>> =
        data.rows().map(|row| Asked { policy: &row.clause.policy, clause: &row.clause.clause, asks: &row.clause.asks }).collect();
    for (policy, clause) in known.strangers(&asked) {
        let file = file.display();
        crate::aside!(
            "note: {file} speaks of {policy}/{clause}, which is no clause under review in {year}; it is kept there and not printed"
        );
    }
    let completed = assessment::completed(text.as_deref(), &known, &year, &asked, Texts::of(data.request.language));
    data.assessment = known;
    Ok(completed)
}

/// Other limits, and the clauses of other packs that ask for the same, judged beside our own.
///
/// `reviewed` are the versions that had begun: one of next year's has no limit that is in force.
fn add_variants(data: &mut Annual, judged: &Judged, reviewed: &[&Policy], policies: &Policies, calendars: &Calendars) -> Result<()> {
    let has_limit = |policy: &&Policy| policy.clauses.iter().any(|clause| variant::has_limit(&clause.main().rule));
    if !reviewed.iter().any(has_limit) {
        return Ok(());
    }
    let connection = judged.warehouse.connection();
    let scope = Scope::of(Some(data.period()), judged.workspace.time_zone, None);
    let last_day = scope.last_day(judged.as_of, judged.workspace.time_zone);
    let variants = variant::with_variants(reviewed, None, &Wish::default(), policies, calendars)?;
    let plan = Plan::new(variants, last_day).with_trials();
    judge_by(judged, plan.policies.iter().collect(), calendars, judge::Scope::default())?;
    plan.measure(connection, calendars, judged.as_of)?;
    data.calibrations = plan.calibrate(connection, &scope)?;
    let packs = other_packs(data, reviewed, policies);
    for packs in packs.chunks(packs_at_a_time(judged)?) {
        let (beside, counterparts) = beside_our_own(reviewed, packs, policies);
        judge_by(judged, beside.iter().collect(), calendars, judge::Scope::default())?;
        data.add_counterparts(connection, counterparts)?;
    }
    Ok(())
}

/// Our clauses that have a counterpart in one of the packs, each with them as further readings.
fn beside_our_own(reviewed: &[&Policy], packs: &[&Policy], policies: &Policies) -> (Vec<Policy>, Vec<Counterpart>) {
    let (mut beside, mut counterparts) = (Vec::new(), Vec::new());
    for policy in reviewed {
        let mut reduced = Policy { clauses: Vec::new(), ..(*policy).clone() };
        for clause in &policy.clauses {
            let mut readings = vec![clause.main().clone()];
            for pack in packs {
                let Some(theirs) = variant::counterpart(&pack.id, clause, policies) else { continue };
                let found = Counterpart {
                    policy: policy.id.clone(),
                    clause: clause.id.clone(),
                    pack: pack.id.clone(),
                    theirs: theirs.id.clone(),
                    limit: theirs.main().rule.limit().unwrap_or_default(),
                };
                readings.push(Reading { id: found.reading(), ..theirs.main().clone() });
                if !counterparts.contains(&found) {
                    counterparts.push(found);
                }
            }
            if readings.len() > 1 {
                reduced.clauses.push(Clause { readings, ..clause.clone() });
            }
        }
        beside.push(reduced);
    }
    (beside, counterparts)
}

/// Each other pack as a whole, by the readings in force.
fn add_packs(data: &mut Annual, judged: &Judged, reviewed: &[&Policy], policies: &Policies, calendars: &Calendars) -> Result<()> {
    let packs = other_packs(data, reviewed, policies);
    for packs in packs.chunks(packs_at_a_time(judged)?) {
        let versions = policies.all().iter().filter(|policy| packs.iter().any(|pack| pack.id == policy.id));
        judge_by(judged, versions.collect(), calendars, judge::Scope { clause: None, in_force_only: true })?;
        for pack in packs {
            data.add_pack(judged.warehouse.connection(), pack)?;
        }
    }
    Ok(())
}

/// How many packs are judged at once: verdicts of all cases are held together, so many cases go pack by pack.
fn packs_at_a_time(judged: &Judged) -> Result<usize> {
    let reach = data_reach(judged.warehouse.connection(), judged.as_of)?;
    let cases: u64 = reach.rows.iter().map(|source| source.cases).sum();
    Ok((VERDICTS_AT_A_TIME / (cases.max(1) * VERDICTS_OF_A_PACK)).clamp(1, 64) as usize)
}

/// The newest version in force in the year of every policy that is not under review.
fn other_packs<'p>(data: &Annual, reviewed: &[&Policy], policies: &'p Policies) -> Vec<&'p Policy> {
    let others: Vec<&Policy> = policies.all().iter().filter(|policy| !reviewed.iter().any(|own| own.id == policy.id)).collect();
    in_force(data.period(), data.request.today(), &others)
}

fn judge_by(judged: &Judged, policies: Vec<&Policy>, calendars: &Calendars, scope: judge::Scope) -> Result<()> {
    judged.warehouse.judge(&Judgement {
        policies,
        calendars,
        as_of: judged.as_of,
        time_zone: judged.workspace.time_zone,
        counted_by: Length::Quarter.into(),
        scope,
    })
}
