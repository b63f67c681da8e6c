//! The certificate: which versions were in force, when the procedure was last reviewed, when it is due again.

use super::anchor;
use crate::analysis::annual::review::{REVIEW, next_due};
use crate::report::annual::{Annual, Reviewed};
use crate::report::facts::Facts;
use crate::report::line::{Line, line};
use crate::report::section::{dash, numbered, plural};
use crate::report::view::{Block, Cell, Section, Table};
use chrono::NaiveDate;

/// Writes the section.
pub fn section(data: &Annual, facts: &mut Facts) -> Section {
    let mut section = numbered(anchor::CERTIFICATE, "Certificate", headline(data, facts));
    section.blocks.push(Block::Table(versions(data, facts)));
    section.blocks.push(Block::Table(reviews(data, facts)));
    section
}

fn headline(data: &Annual, facts: &mut Facts) -> Line {
    let count = data.policies.len() as u64;
    if let [policy] = &data.policies[..] {
        let due: Line = if let Some(due) = due(data, policy) {
            line!["; the next review is due by ", day(data, facts, policy, "review_due_on", due)]
        } else {
            line!["; it does not say when it is to be reviewed"]
        };
        return if let Some(last) = last_review(data, policy) {
            line!["The procedure was last reviewed on ", day(data, facts, policy, "reviewed_on", last), due]
        } else {
            line!["No review of the procedure is on record", due]
        };
    }
    let count_told = facts.count("policy.in_force_count", count, "procedures", &data.versions.origin);
    line![count_told, plural(count, " procedure was in force", " procedures were in force")]
}

/// The day of the last review that concerns a procedure.
pub fn last_review(data: &Annual, policy: &Reviewed) -> Option<NaiveDate> {
    let reviews = data.governance.rows.iter().filter(|event| event.event == REVIEW && event.concerns(&policy.id));
    reviews.map(|event| event.at.local_date(data.request.zone)).max()
}

/// The last day on which the next review is in time.
pub fn due(data: &Annual, policy: &Reviewed) -> Option<NaiveDate> {
    let (_, every) = policy.cycle.as_ref()?;
    next_due(last_review(data, policy), data.request.as_of.local_date(data.request.zone), *every)
}

fn day(data: &Annual, facts: &mut Facts, policy: &Reviewed, name: &str, day: NaiveDate) -> Line {
    facts.day(&format!("policy.{}.{name}", policy.id), day, Some(&data.governance.origin)).into()
}

fn versions(data: &Annual, facts: &mut Facts) -> Table {
    let head = [("Procedure", false), ("In force from", true), ("Until", true), ("Clauses", true), ("Fingerprint", false)];
    let mut table = Table::new("Versions in force in the year", &head);
    let origin = &data.versions.origin;
    for version in &data.versions.rows {
        let name = version.effective_from.map_or("open".to_string(), |from| from.to_string());
        let id = format!("policy.{}.{name}", version.policy);
        let mut day = |name: &str, day: Option<NaiveDate>, none: &'static str| -> Line {
            day.map_or_else(|| line![none], |day| facts.day(&format!("{id}.{name}"), day, Some(origin)).into())
        };
        let (from, to) =
            (day("effective_from", version.effective_from, "no date given"), day("effective_to", version.effective_to, "further notice"));
        let sha256: Line = match &version.sha256 {
            Some(sha256) => line![facts.fingerprint(&format!("{id}.sha256"), sha256, origin), "…"],
            None => dash(),
        };
        table.push(vec![
            Cell::from(version.title.as_str()).with_small(version.policy.as_str()),
            from.into(),
            to.into(),
            facts.count(&format!("{id}.clause_count"), version.clause_count, "clauses", origin).into(),
            sha256.into(),
        ]);
    }
    table
}

fn reviews(data: &Annual, facts: &mut Facts) -> Table {
    let head =
        [("Procedure", false), ("It asks for a review", false), ("Last review", true), ("Next due by", true), ("In this year", false)];
    let mut table = Table::new("Reviews of the procedure", &head);
    for policy in &data.policies {
        let asked: Line = if let Some((clause, every)) = &policy.cycle {
            line![format!("every {} ({clause})", every.name())]
        } else {
            line!["it does not say so"]
        };
        let last = last_review(data, policy);
        let last_told = last.map_or_else(|| line!["none on record"], |last| day(data, facts, policy, "reviewed_on", last));
        let due = due(data, policy).map_or_else(dash, |due| day(data, facts, policy, "review_due_on", due));
        let is_of_year = |event: &&crate::analysis::measure::annual::Governance| {
            let on = event.at.local_date(data.request.zone);
            event.event == REVIEW && event.concerns(&policy.id) && on >= data.period().first_day() && on < data.period().end_day()
        };
        let in_year = data.governance.rows.iter().filter(is_of_year).count() as u64;
        let told: Line = match in_year {
            0 if data.is_over() => line!["no review on record"],
            0 => line!["none yet"],
            count => {
                let told =
                    facts.count(&format!("policy.{}.{}.review_count", policy.id, data.period()), count, "reviews", &data.governance.origin);
                line![told, plural(count, " review", " reviews")]
            }
        };
        table.push(vec![policy.title.as_str().into(), asked.into(), last_told.into(), due.into(), told.into()]);
    }
    table
}
