//! The certificate: which versions were in force, when the procedure was last reviewed, when it is due again.

use super::anchor;
use crate::analysis::annual::review::{REVIEW, next_due};
use crate::report::annual::{Annual, Reviewed};
use crate::report::facts::Facts;
use crate::report::line::{Line, line};
use crate::report::section::{dash, numbered};
use crate::report::texts::say;
use crate::report::view::{Block, Cell, Section, Table};
use crate::time::period::Length;
use chrono::NaiveDate;

/// Writes the section.
pub fn section(data: &Annual, facts: &mut Facts) -> Section {
    let mut section = numbered(anchor::CERTIFICATE, say!(facts.texts(), "certificate.topic").plain(), headline(data, facts));
    section.blocks.push(Block::Table(versions(data, facts)));
    section.blocks.push(Block::Table(reviews(data, facts)));
    section
}

fn headline(data: &Annual, facts: &mut Facts) -> Line {
    let (count, texts) = (data.policies.len() as u64, facts.texts());
    if let [policy] = &data.policies[..] {
        let due = due(data, policy).map(|due| day(data, facts, policy, "review_due_on", due));
        let last = last_review(data, policy).map(|last| day(data, facts, policy, "reviewed_on", last));
        return match (last, due) {
            (Some(last), Some(due)) => say!(texts, "certificate.reviewed_and_due", last = last, due = due),
            (Some(last), None) => say!(texts, "certificate.reviewed", last = last),
            (None, Some(due)) => say!(texts, "certificate.only_due", due = due),
            (None, None) => say!(texts, "certificate.no_review"),
        };
    }
    let told = facts.count("policy.in_force_count", count, "procedures", &data.versions.origin);
    say!(texts, "certificate.in_force", count; n = told)
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
    let texts = facts.texts();
    let head = [
        (say!(texts, "certificate.head_procedure"), false),
        (say!(texts, "certificate.head_from"), true),
        (say!(texts, "certificate.head_until"), true),
        (say!(texts, "certificate.head_clauses"), true),
        (say!(texts, "certificate.head_fingerprint"), false),
    ];
    let mut table = Table::new(say!(texts, "certificate.versions"), &head);
    let origin = &data.versions.origin;
    for version in &data.versions.rows {
        let name = version.effective_from.map_or("open".to_string(), |from| from.to_string());
        let id = format!("policy.{}.{name}", version.policy);
        let mut day = |name: &str, day: Option<NaiveDate>, none: Line| -> Line {
            day.map_or(none, |day| facts.day(&format!("{id}.{name}"), day, Some(origin)).into())
        };
        let from = day("effective_from", version.effective_from, say!(texts, "certificate.no_date"));
        let to = day("effective_to", version.effective_to, say!(texts, "certificate.further_notice"));
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
    let texts = facts.texts();
    let head = [
        (say!(texts, "certificate.head_procedure"), false),
        (say!(texts, "certificate.head_asks"), false),
        (say!(texts, "certificate.head_last"), true),
        (say!(texts, "certificate.head_next"), true),
        (say!(texts, "certificate.head_year"), false),
    ];
    let mut table = Table::new(say!(texts, "certificate.reviews"), &head);
    for policy in &data.policies {
        let asked = match &policy.cycle {
            Some((clause, Length::Week)) => say!(texts, "certificate.every_week", clause = clause.as_str()),
            Some((clause, Length::Month)) => say!(texts, "certificate.every_month", clause = clause.as_str()),
            Some((clause, Length::Quarter)) => say!(texts, "certificate.every_quarter", clause = clause.as_str()),
            Some((clause, Length::Year)) => say!(texts, "certificate.every_year", clause = clause.as_str()),
            None => say!(texts, "certificate.asks_for_none"),
        };
        let last = last_review(data, policy);
        let last_told =
            last.map_or_else(|| say!(texts, "certificate.none_on_record"), |last| day(data, facts, policy, "reviewed_on", last));
        let due = due(data, policy).map_or_else(dash, |due| day(data, facts, policy, "review_due_on", due));
        let is_of_year = |event: &&crate::analysis::measure::annual::Governance| {
            let on = event.at.local_date(data.request.zone);
            event.event == REVIEW && event.concerns(&policy.id) && on >= data.period().first_day() && on < data.period().end_day()
        };
        let in_year = data.governance.rows.iter().filter(is_of_year).count() as u64;
        let told: Line = match in_year {
            0 if data.is_over() => say!(texts, "certificate.none_in_year"),
            0 => say!(texts, "certificate.none_yet"),
            count => {
                let told =
                    facts.count(&format!("policy.{}.{}.review_count", policy.id, data.period()), count, "reviews", &data.governance.origin);
                say!(texts, "certificate.reviews_in_year", count; n = told)
            }
        };
        table.push(vec![policy.title.as_str().into(), asked.into(), last_told.into(), due.into(), told.into()]);
    }
    table
}
