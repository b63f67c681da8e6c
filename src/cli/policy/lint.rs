//! `ombud policy lint`: what is vague, contradictory or cannot be kept.

use super::measured::Evidence;
use crate::cli::context::{Context, Outcome};
use crate::cli::judged::{JudgeArgs, judged};
use crate::csv_text;
use crate::error::{Error, Result};
use crate::policy::lint::{Finding, Kind, lint};
use crate::policy::{Policies, Policy};
use crate::report::format::{self, Locale};
use crate::time::period::Length;
use crate::workspace::Workspace;
use clap::{Args, ValueEnum};
use serde::Serialize;
use std::fmt::Write as _;
use std::io::Write as _;

/// How wide a line of advice gets.
const LINE_CHARACTERS: usize = 110;

/// Which policies, and how the advice is written.
#[derive(Debug, Args)]
pub struct LintArgs {
    /// The policies, in force or not [default: those in force; without a workspace, all built-in ones]
    id: Vec<String>,
    /// What is later than this does not exist: an instant, or a day, which means its beginning in the workspace's zone [default: now]
    #[arg(long, value_name = "INSTANT")]
    as_of: Option<String>,
    /// Rows instead of text
    #[arg(long, value_enum)]
    format: Option<LintFormat>,
}

/// How rows of advice are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LintFormat {
    /// Comma-separated values with a header.
    Csv,
    /// A list of objects.
    Json,
}

/// One finding as a row.
#[derive(Serialize)]
struct Advice<'a> {
    policy: &'a str,
    clause: &'a str,
    reading: &'a str,
    kind: &'static str,
    file: String,
    line: usize,
    found: &'a str,
    why: &'a str,
    cure: &'a str,
    affected_count: Option<u64>,
    case_count: Option<u64>,
    share: Option<f64>,
}

/// Advises on each policy; advice is no fault, so the exit code stays 0.
pub fn run(args: &LintArgs, policies: &Policies, workspace: Option<&Workspace>, context: &Context) -> Result<Outcome> {
    let chosen = chosen(args, policies, workspace)?;
    let evidence = match workspace {
        Some(workspace) => evidence(args, &chosen, workspace, context)?,
        None => None,
    };
    let calendars = match workspace {
        Some(workspace) => crate::calendar::Calendars::read(&workspace.calendars_dir())?,
        None => crate::calendar::Calendars::built_in()?,
    };
    let advised: Vec<(&Policy, Vec<Finding>)> = chosen
        .into_iter()
        .map(|policy| {
            (policy, lint(policy, &calendars, evidence.as_ref().and_then(|evidence| evidence.of(policy)).as_ref(), Locale::default()))
        })
        .collect();
    let out = match args.format {
        None => advised.iter().map(|(policy, findings)| page(policy, findings)).collect::<Vec<_>>().join("\n"),
        Some(LintFormat::Json) => json(&advised)?,
        Some(LintFormat::Csv) => csv(&advised)?,
    };
    std::io::stdout().lock().write_all(out.as_bytes()).map_err(|cause| Error::output(&cause))?;
    Ok(Outcome::Done)
}

/// The versions of the policies that were asked for.
fn chosen<'p>(args: &LintArgs, policies: &'p Policies, workspace: Option<&Workspace>) -> Result<Vec<&'p Policy>> {
    if args.id.is_empty() {
        return match workspace {
            None => Ok(policies.all().iter().collect()),
            Some(workspace) if policies.in_force().is_empty() => Err(Error::new("no policy is in force in this workspace")
                .in_file(&workspace.root.join(crate::workspace::FILE))
                .remedy("Name one: `ombud policy lint ID` (`ombud policy list` shows them).")),
            Some(_) => Ok(policies.in_force()),
        };
    }
    let mut chosen = Vec::new();
    for id in &args.id {
        chosen.extend(policies.named(id)?);
    }
    Ok(chosen)
}

/// What the workspace's cases say; none, with a word about it, where there is no case to judge.
fn evidence(args: &LintArgs, chosen: &[&Policy], workspace: &Workspace, context: &Context) -> Result<Option<Evidence>> {
    let mut policy: Vec<String> = chosen.iter().map(|policy| policy.id.clone()).collect();
    policy.dedup();
    let asked = JudgeArgs { policy, as_of: args.as_of.clone() };
    let judged = judged(context, &asked, Length::Quarter)?;
    let evidence = Evidence::read(&judged)?;
    if evidence.is_empty() {
        crate::aside!("note: no case in {} is judged by these policies, so the advice is from their text alone", place(workspace));
        return Ok(None);
    }
    Ok(Some(evidence))
}

fn place(workspace: &Workspace) -> String {
    let root = workspace.root.display().to_string();
    if root.is_empty() { "this workspace".into() } else { root }
}

/// The advice on one policy as a page of text, by kind.
fn page(policy: &Policy, findings: &[Finding]) -> String {
    let since = policy.effective_from.map_or_else(String::new, |day| format!(", from {day}"));
    let mut text = format!("{} ({}{since}): ", policy.title, policy.id);
    if findings.is_empty() {
        text.push_str("nothing to advise\n");
        return text;
    }
    let _ = writeln!(text, "{} to consider", findings.len());
    for kind in findings.chunk_by(|one, next| one.kind == next.kind) {
        let _ = writeln!(text, "\n{} ({})", kind[0].kind.title(Locale::default().texts()), kind.len());
        let shared = Some(&kind[0].why).filter(|why| kind.len() > 1 && kind.iter().all(|finding| finding.why == **why));
        if let Some(why) = shared {
            indented(&mut text, "  ", "", why);
        }
        for finding in kind {
            let _ = writeln!(text, "  {}  {}:{}", finding.clause, policy.file.display(), finding.line);
            let found = finding
                .cases
                .map_or_else(|| finding.found.clone(), |cases| format!("{}; here {}", finding.found, told(finding.kind, cases)));
            indented(&mut text, "    ", "found:", &found);
            if shared.is_none() {
                indented(&mut text, "    ", "why:", &finding.why);
            }
            indented(&mut text, "    ", "better:", &finding.cure);
        }
    }
    text
}

/// `181 of 755 cases, 24.0 %`; what a limit starts from can come several times in a case.
fn told(kind: Kind, cases: crate::policy::lint::Cases) -> String {
    let what = if kind == Kind::ClosedDays { "starts whose hour is known" } else { "cases" };
    let all = cases.all_count;
    match cases.affected_count {
        0 => format!("none of {} {what}", format::count(all)),
        affected => {
            format!("{} of {} {what}, {}", format::count(affected), format::count(all), format::share(share(cases).unwrap_or(0.0), all))
        }
    }
}

fn share(cases: crate::policy::lint::Cases) -> Option<f64> {
    (cases.all_count > 0).then(|| cases.affected_count as f64 / cases.all_count as f64)
}

/// A label and words that wrap under themselves.
fn indented(text: &mut String, indent: &str, label: &str, words: &str) {
    let label = if label.is_empty() { String::new() } else { format!("{label:<8}") };
    let hanging = indent.len() + label.len();
    text.push_str(indent);
    text.push_str(&label);
    let mut column = hanging;
    for (place, word) in words.split(' ').enumerate() {
        let width = word.chars().count();
        if place > 0 && column + 1 + width > LINE_CHARACTERS {
            let _ = write!(text, "\n{:hanging$}", "");
            column = hanging;
        } else if place > 0 {
            text.push(' ');
            column += 1;
        }
        text.push_str(word);
        column += width;
    }
    text.push('\n');
}

fn advice<'a>(policy: &'a Policy, finding: &'a Finding) -> Advice<'a> {
    Advice {
        policy: &policy.id,
        clause: &finding.clause,
        reading: &finding.reading,
        kind: finding.kind.name(),
        file: policy.file.display().to_string(),
        line: finding.line,
        found: &finding.found,
        why: &finding.why,
        cure: &finding.cure,
        affected_count: finding.cases.map(|cases| cases.affected_count),
        case_count: finding.cases.map(|cases| cases.all_count),
        share: finding.cases.and_then(share),
    }
}

fn json(advised: &[(&Policy, Vec<Finding>)]) -> Result<String> {
    let rows: Vec<Advice<'_>> =
        advised.iter().flat_map(|(policy, findings)| findings.iter().map(|finding| advice(policy, finding))).collect();
    let text = serde_json::to_string_pretty(&rows).map_err(|cause| Error::new(format!("the advice could not be written: {cause}")))?;
    Ok(format!("{text}\n"))
}

fn csv(advised: &[(&Policy, Vec<Finding>)]) -> Result<String> {
    let failed = |cause: &dyn std::fmt::Display| Error::new(format!("the advice could not be written: {cause}"));
    let mut writer = csv::WriterBuilder::new().has_headers(false).from_writer(Vec::new());
    let header = ["policy", "clause", "reading", "kind", "file", "line", "found", "why", "cure", "affected_count", "case_count", "share"];
    for (policy, findings) in advised {
        for finding in findings {
            writer.serialize(advice(policy, finding)).map_err(|cause| failed(&cause))?;
        }
    }
    let bytes = writer.into_inner().map_err(|cause| failed(&cause))?;
    let rows: Vec<Vec<String>> = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(bytes.as_slice())
        .records()
        .map(|row| row.map(|row| row.iter().map(str::to_string).collect()))
        .collect::<csv::Result<_>>()
        .map_err(|cause| failed(&cause))?;
    csv_text::of_rows(&header, rows.iter().map(Vec::as_slice))
}
