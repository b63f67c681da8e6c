//! What the clauses in force could be judged on, if an export were imported.

use crate::policy::{Clause, Policy, Rule, Selector};
use std::fmt::Write;

/// One line for each clause that concerns cases: the events of the export that can show it kept, or that none can.
pub fn text(reports: &[&str], policies: &[&Policy]) -> String {
    let mut text = String::new();
    for policy in policies {
        let lines: Vec<(String, String)> =
            policy.clauses.iter().filter_map(|clause| Some((clause.id.clone(), line(clause, reports)?))).collect();
        let width = lines.iter().map(|line| line.0.len()).max().unwrap_or(0);
        if !lines.is_empty() {
            let _ = writeln!(text, "    {}:", policy.id);
        }
        for (clause, told) in lines {
            let _ = writeln!(text, "      {clause:<width$}  {told}");
        }
    }
    if text.is_empty() { text } else { format!("\n  What the clauses in force could be judged on:\n{text}") }
}

fn line(clause: &Clause, reports: &[&str]) -> Option<String> {
    let rule = &clause.main().rule;
    if let Rule::Review { .. } = rule {
        return None;
    }
    if let Rule::Record { fields } = rule {
        return Some(format!("the fields {}", fields.join(", ")));
    }
    let (seen, unseen): (Vec<&Selector>, Vec<&Selector>) =
        rule.required().iter().partition(|selector| reports.contains(&selector.event.as_str()) || selector.event == "received");
    let names = |selectors: &[&Selector]| {
        let mut names: Vec<&str> = selectors.iter().map(|selector| selector.event.as_str()).collect();
        names.dedup();
        names.join(", ")
    };
    Some(if seen.is_empty() { format!("cannot be shown: nothing tells of {}", names(&unseen)) } else { names(&seen) })
}
