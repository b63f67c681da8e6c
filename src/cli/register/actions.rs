//! Actions and recommendations: what they aim at is checked, and kept as attributes that the views show.

use super::AimArgs;
use crate::calendar::Calendars;
use crate::error::{Error, Result, did_you_mean};
use crate::policy::Policies;
use crate::register::{Draft, Writer};
use crate::time::Period;
use crate::workspace::Workspace;

/// The events that open something which later ones carry on.
const OPENING: &[&str] = &["action_opened", "recommendation_made"];

/// Puts the aim of an action into its draft.
pub(super) fn fill(draft: &mut Draft, args: &AimArgs, workspace: &Workspace, writer: &Writer) -> Result<()> {
    let clause = args.clause.as_deref().map(|clause| whole_clause(clause, workspace)).transpose()?;
    let action = args.action.as_deref().map(|named| opened(named, writer)).transpose()?;
    let trigger = args.trigger.as_deref().map(|text| text.parse::<Period>().map(|period| period.to_string())).transpose()?;
    for (name, value) in [("title", args.title.clone()), ("clause", clause), ("action", action), ("trigger", trigger)] {
        if let Some(value) = value {
            draft.statement.attributes.insert(name.into(), value);
        }
    }
    let carries_on = ["action_completed", "effectiveness_checked"].contains(&draft.statement.event.as_str());
    if carries_on && !draft.statement.attributes.contains_key("action") {
        return Err(Error::new(format!("{} does not say of which action", draft.statement.event))
            .remedy("Name it with --action N; `ombud register list --organisation` shows the numbers."));
    }
    Ok(())
}

/// `POLICY/CLAUSE` of a clause that a procedure of the workspace has.
fn whole_clause(named: &str, workspace: &Workspace) -> Result<String> {
    let calendars = Calendars::read(&workspace.calendars_dir())?;
    let policies = Policies::read(&workspace.policies_dir(), &workspace.policies, &calendars)?;
    let whole = |policy: &crate::policy::Policy| -> Vec<String> {
        policy.clauses.iter().map(|clause| format!("{}/{}", policy.id, clause.id)).collect()
    };
    let mut in_force: Vec<String> = policies.in_force().into_iter().flat_map(whole).collect();
    in_force.sort();
    in_force.dedup();
    let mut fitting: Vec<&String> = in_force.iter().filter(|one| *one == named || one.split('/').nth(1) == Some(named)).collect();
    match (fitting.pop(), fitting.is_empty()) {
        (Some(one), true) => Ok(one.clone()),
        (Some(_), false) => Err(Error::new(format!("the clause \"{named}\" is in several procedures in force"))
            .accepted(in_force.iter().filter(|one| one.ends_with(&format!("/{named}"))).cloned().collect::<Vec<_>>().join(", "))),
        (None, _) => {
            let known = in_force.iter().map(String::as_str).chain(in_force.iter().filter_map(|one| one.split('/').nth(1)));
            let near = did_you_mean(named, known);
            Err(Error::new(format!("no clause \"{named}\" is in force{near}")).accepted(in_force.join(", ")))
        }
    }
}

/// The name of the action that is meant: by the number of the entry that opened it, or by the name that it was given.
fn opened(named: &str, writer: &Writer) -> Result<String> {
    let Ok(n) = named.parse::<u64>() else { return Ok(named.to_string()) };
    match writer.written(n)? {
        Some(entry) if OPENING.contains(&entry.statement.event.as_str()) => {
            Ok(entry.statement.attributes.get("action").cloned().unwrap_or_else(|| entry.place().to_string()))
        }
        Some(entry) => Err(Error::new(format!("entry {n} is no action but {}", entry.statement.event))),
        None => Err(Error::new(format!("there is no entry {n} in the register"))),
    }
    .map_err(|error: Error| error.remedy("`ombud register list --organisation` shows the numbers of actions."))
}
