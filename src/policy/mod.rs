//! Written procedures, clause by clause: what a policy file says.
//!
//! [`clause`] is the model, [`read`] turns TOML into it, [`mod@lint`] advises on it, [`Policies`] knows which
//! version is in force on a day. What a clause *means* for a case stands in [`crate::judge`].

pub mod clause;
pub mod lint;
pub mod read;

use crate::calendar::Calendars;
use crate::error::{Error, Place, Result, did_you_mean};
use chrono::NaiveDate;
pub use clause::{Applies, Clause, Pause, Reading, Rule, Selector, Strength};
use std::path::{Path, PathBuf};

/// One version of a written procedure.
#[derive(Debug, Clone)]
pub struct Policy {
    /// The name that commands use; several versions share it.
    pub id: String,
    /// What the organisation calls it.
    pub title: String,
    /// Whose procedure it is.
    pub organisation: String,
    /// First day on which a case received is judged by this version; none: since ever.
    pub effective_from: Option<NaiveDate>,
    /// Last such day, included; none: until further notice.
    pub effective_to: Option<NaiveDate>,
    /// The calendar of all clauses that name no other, and of the dates of receipt.
    pub calendar: String,
    /// The clauses in the order of the file.
    pub clauses: Vec<Clause>,
    /// Where its file says from when on it judges: at `effective_from`, else at `id`.
    pub begins: Place,
    /// Where it was read from.
    pub file: PathBuf,
    /// SHA-256 of the file's text, so that a report can say by which words it judged.
    pub sha256: String,
}

/// The policies that are part of the program.
const BUILT_IN: &[(&str, &str)] = &[
    ("policies/wise-security.toml", include_str!("../../policies/wise-security.toml")),
    ("policies/external-customer.toml", include_str!("../../policies/external-customer.toml")),
    ("policies/feedback-and-complaints.toml", include_str!("../../policies/feedback-and-complaints.toml")),
    ("policies/themaverde.toml", include_str!("../../policies/themaverde.toml")),
    ("policies/logiq.toml", include_str!("../../policies/logiq.toml")),
    ("policies/housing-ombudsman-2024.toml", include_str!("../../policies/housing-ombudsman-2024.toml")),
    ("policies/central-bank-ireland-cpc-2012.toml", include_str!("../../policies/central-bank-ireland-cpc-2012.toml")),
    ("policies/fca-disp.toml", include_str!("../../policies/fca-disp.toml")),
    ("policies/cfpb.toml", include_str!("../../policies/cfpb.toml")),
    ("policies/asic-rg-271.toml", include_str!("../../policies/asic-rg-271.toml")),
    ("policies/nhs-england-2009.toml", include_str!("../../policies/nhs-england-2009.toml")),
];

/// Every version of every policy that a workspace can judge by, and which of them are in force.
#[derive(Debug, Clone)]
pub struct Policies {
    versions: Vec<Policy>,
    in_force: Vec<String>,
}

impl Policies {
    /// The built-in policies and those in `dir`; of the built-in ones, `named` are in force, of
    /// those in the folder all are. A file in the folder replaces a built-in policy of its id.
    pub fn read(dir: &Path, named: &[String], calendars: &Calendars) -> Result<Self> {
        let (mut versions, mut faults): (Vec<Policy>, Vec<Error>) = (Vec::new(), Vec::new());
        for file in crate::toml_file::files_in(dir)? {
            match crate::toml_file::read_text(&file).and_then(|text| read::parse(&file, &text, calendars)) {
                Ok(policy) => versions.push(policy),
                Err(error) => faults.push(error),
            }
        }
        if let Some(error) = Error::all(faults) {
            return Err(error);
        }
        let mut in_force: Vec<String> = versions.iter().map(|policy| policy.id.clone()).collect();
        let own = in_force.clone();
        for (name, text) in BUILT_IN {
            let policy = read::parse(Path::new(name), text, calendars)?;
            if !own.contains(&policy.id) {
                versions.push(policy);
            }
        }
        for name in named {
            if !versions.iter().any(|policy| policy.id == *name) {
                let known: Vec<&str> = versions.iter().map(|policy| policy.id.as_str()).collect();
                let near = did_you_mean(name, known.iter().copied());
                return Err(Error::new(format!("ombud.toml puts a policy \"{name}\" in force that is not there{near}"))
                    .accepted(known.join(", "))
                    .remedy("Correct the list `policies`, or put the policy's file into policies/."));
            }
            in_force.push(name.clone());
        }
        in_force.sort();
        in_force.dedup();
        versions.sort_by(|left, right| (&left.id, left.effective_from).cmp(&(&right.id, right.effective_from)));
        match Error::all(twins(&versions.iter().collect::<Vec<_>>())) {
            Some(error) => Err(error),
            None => Ok(Self { versions, in_force }),
        }
    }

    /// The versions of one policy, oldest first, in force or not.
    pub fn named(&self, id: &str) -> Result<Vec<&Policy>> {
        let versions: Vec<&Policy> = self.versions.iter().filter(|policy| policy.id == id).collect();
        if versions.is_empty() {
            let mut known: Vec<&str> = self.versions.iter().map(|policy| policy.id.as_str()).collect();
            known.dedup();
            let near = did_you_mean(id, known.iter().copied());
            return Err(Error::new(format!("no policy \"{id}\"{near}")).accepted(known.join(", ")));
        }
        Ok(versions)
    }

    /// All versions of the policies in force, by id, oldest first.
    pub fn in_force(&self) -> Vec<&Policy> {
        self.versions.iter().filter(|policy| self.in_force.contains(&policy.id)).collect()
    }

    /// All versions, in force or not.
    pub fn all(&self) -> &[Policy] {
        &self.versions
    }

    /// Whether a policy is in force here.
    pub fn is_in_force(&self, id: &str) -> bool {
        self.in_force.iter().any(|name| name == id)
    }
}

/// The last day on which each version is the newest in force: where the next one begins, it ends.
///
/// `versions` are those of one policy, oldest first.
pub fn last_days(versions: &[&Policy]) -> Vec<Option<NaiveDate>> {
    versions
        .iter()
        .enumerate()
        .map(|(index, policy)| {
            let next = versions.get(index + 1).and_then(|next| next.effective_from).and_then(|day| day.pred_opt());
            [policy.effective_to, next].into_iter().flatten().min()
        })
        .collect()
}

/// The versions that begin on the same day as another one of their policy: which of them judges, nobody could tell.
pub fn twins(versions: &[&Policy]) -> Vec<Error> {
    let is_twin = |one: &Policy, other: &Policy| one.id == other.id && one.effective_from == other.effective_from;
    versions
        .iter()
        .enumerate()
        .filter_map(|(index, policy)| {
            let other = versions[..index].iter().find(|other| is_twin(other, policy))?;
            Some(
                Error::new(format!("two versions of the policy \"{}\" begin on the same day", policy.id)).at(policy.begins.clone()).remedy(
                    format!("Give one of them another effective_from; the other is {}:{}.", other.file.display(), other.begins.line),
                ),
            )
        })
        .collect()
}

/// What can be loaded and has no effect: last days that come too late, and keys that nothing reads.
///
/// `versions` are of one or several policies, each policy's oldest first.
pub fn notes(versions: &[&Policy]) -> Vec<Error> {
    let overlaps = versions.windows(2).filter(|pair| pair[0].id == pair[1].id).filter_map(|pair| overlap(pair[0], pair[1]));
    let of_clauses = versions.iter().flat_map(|policy| policy.clauses.iter().flat_map(|clause| of_clause(policy, clause)));
    overlaps.chain(of_clauses).collect()
}

fn of_clause(policy: &Policy, clause: &Clause) -> impl Iterator<Item = Error> {
    let place = Place { line: clause.line, ..Place::file(&policy.file) };
    let notes = [idle(clause), about_cases(clause), misplaced(clause)];
    notes.into_iter().flatten().map(move |error| error.at(place.clone()))
}

/// Where a version says that it lasts longer than until the next one begins.
fn overlap(policy: &Policy, next: &Policy) -> Option<Error> {
    let (last_day, next_day) = (policy.effective_to?, next.effective_from?);
    // Two that begin on one day are refused as such.
    let before = next_day.pred_opt().filter(|before| *before < last_day && policy.effective_from != Some(next_day))?;
    Some(
        Error::new(format!("this version of \"{}\" says that it lasts until {last_day}, and judges until {before} only", policy.id))
            .at(policy.begins.clone())
            .remedy(format!("The next one begins on {next_day} ({}:{}).", next.file.display(), next.begins.line)),
    )
}

/// Where a clause has keys that move a due, and no due.
fn idle(clause: &Clause) -> Option<Error> {
    let keys = clause.readings.iter().find_map(|reading| match &reading.rule {
        Rule::Deadline { within: None, pause, extended_by, .. } => match (pause.is_empty(), extended_by.is_empty()) {
            (true, true) => None,
            (false, true) => Some("`pause` has"),
            (true, false) => Some("`extended_by` has"),
            (false, false) => Some("`pause` and `extended_by` have"),
        },
        _ => None,
    })?;
    let error = Error::new(format!("{keys} no effect in the clause \"{}\": without `within` there is no due to move", clause.id));
    Some(error.remedy("Say `within` as well, or strike it out."))
}

/// Where a review says of which cases it is, or when they end. The end that stands for none given is no key of the file.
fn about_cases(clause: &Clause) -> Option<Error> {
    if clause.readings.iter().any(|reading| !matches!(reading.rule, Rule::Review { .. })) {
        return None;
    }
    let given = |reading: &Reading| (reading.applies != Applies::default(), reading.until != [Selector::named("closed")]);
    let keys = clause.readings.iter().map(given).reduce(|one, other| (one.0 || other.0, one.1 || other.1));
    let keys = match keys? {
        (false, false) => return None,
        (true, false) => "`applies` has",
        (false, true) => "`until` has",
        (true, true) => "`applies` and `until` have",
    };
    let error =
        Error::new(format!("{keys} no effect in the clause \"{}\": a review is of the organisation and concerns no case", clause.id));
    Some(error.remedy("Strike it out, or make the clause one of another type."))
}

/// Where a clause waits for events that are recorded elsewhere.
fn misplaced(clause: &Clause) -> Option<Error> {
    let (reading, names) =
        clause.readings.iter().map(|reading| (reading, reading.misplaced_events())).find(|(_, names)| !names.is_empty())?;
    let names = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let why = match reading.rule {
        Rule::Review { .. } => "recorded of a case: a review sees only what is recorded of none",
        _ => "an event of the organisation: the clause sees only what is recorded of a case",
    };
    let error = Error::new(format!("the clause \"{}\" waits for {names}, {why}", clause.id));
    Some(error.remedy("`ombud policy lint` tells what may be meant."))
}
