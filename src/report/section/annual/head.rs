//! The first page of the pack: findings, what to decide, at most four figures.

use super::assessment::{answer_of, count};
use super::{ambiguity, anchor, certificate, id, plain};
use crate::analysis::annual::Answer;
use crate::analysis::scorecard::{Reading, Row};
use crate::report::annual::Annual;
use crate::report::facts::Facts;
use crate::report::format::FEW;
use crate::report::line::{Line, line};
use crate::report::section::head::{Head, chance};
use crate::report::section::{listed, quoted};
use crate::report::texts::{Texts, say};
use crate::report::view::{Decision, Finding, Tile};
use crate::statistics::interval::Confidence;
use crate::statistics::proportion::wilson;
use chrono::Days;
use std::cmp::Reverse;

/// The most clauses among the findings.
const CLAUSE_FINDINGS: usize = 2;

/// A decision is asked for within four weeks of the pack.
const DAYS_TO_DECIDE: u64 = 28;

/// Writes the first page.
pub fn head(data: &Annual, facts: &mut Facts) -> Head {
    Head {
        about: about(data, facts),
        notices: notices(data, facts.texts()),
        findings: findings(data, facts),
        decisions: decisions(data, facts),
        strip: strip(data, facts),
    }
}

fn about(data: &Annual, facts: &mut Facts) -> Vec<Line> {
    let (request, texts) = (&data.request, facts.texts());
    let as_of = facts.instant("report.as_of", request.as_of, request.zone, None);
    let period = facts.locale().period(request.period);
    let titles: Vec<Line> = data.policies.iter().map(|policy| line![policy.title.as_str()]).collect();
    vec![
        say!(texts, "head.about", period = period, as_of = as_of, zone = request.zone.name()),
        say!(texts, "annual_head.under_review", titles.len() as u64; list = listed(texts, &titles)),
    ]
}

fn notices(data: &Annual, texts: &Texts) -> Vec<Line> {
    let mut notices = Vec::new();
    if !data.is_over() {
        notices.push(say!(texts, "annual_head.not_over"));
    }
    if data.unjudged.rows.iter().all(|row| row.cases == 0) {
        notices.push(say!(texts, "annual_head.none_received"));
    }
    notices
}

/// The promises that were not kept as they ask, those furthest from it first.
fn worst_first(data: &Annual) -> Vec<&Row> {
    let is_broken = |row: &&Row| row.clause.is_commitment && row.counts.met_share().is_some_and(|share| share < row.clause.aim);
    let mut rows: Vec<&Row> = data.rows().filter(is_broken).collect();
    rows.sort_by(|left, right| {
        let by_shortfall = right.sure_shortfall().total_cmp(&left.sure_shortfall());
        by_shortfall.then_with(|| Reverse(left.counts.broken()).cmp(&Reverse(right.counts.broken())))
    });
    rows
}

fn findings(data: &Annual, facts: &mut Facts) -> Vec<Finding> {
    let mut findings: Vec<Finding> = worst_first(data)
        .into_iter()
        .take(CLAUSE_FINDINGS)
        .map(|row| Finding { line: broken(data, facts, row), section: anchor::ASSESSMENT })
        .collect();
    if let Some(line) = hidden(data, facts) {
        findings.push(Finding { line, section: anchor::ASSESSMENT });
    }
    if let Some(line) = ambiguous(data, facts) {
        findings.push(Finding { line, section: anchor::AMBIGUITY });
    }
    findings.push(Finding { line: review(data, facts), section: anchor::CERTIFICATE });
    if findings.len() < 3 {
        findings.push(Finding { line: kept(data, facts), section: anchor::ASSESSMENT });
    }
    findings
}

fn broken(data: &Annual, facts: &mut Facts, row: &Row) -> Line {
    let (id, origin, texts) = (id(&row.clause, data.period()), &data.counts.origin, facts.texts());
    let met = facts.count(&format!("{id}.met_count"), row.counts.met, "duties", origin);
    let judged = facts.count(&format!("{id}.judged_count"), row.counts.judged(), "duties", origin);
    let clause = quoted(texts, &row.clause);
    let times = say!(texts, "annual_head.kept_times", row.counts.judged(); clause = clause, met = met, judged = judged);
    let Some(share) = row.counts.met_share().filter(|_| row.counts.judged() >= FEW) else {
        return say!(texts, "head.finding_few", times = times);
    };
    let share = facts.share(&format!("{id}.met_share"), share, row.counts.judged(), row.interval, origin).inner();
    let previous = row.previous();
    let Some(before) = previous.met_share().filter(|_| previous.judged() >= FEW) else {
        return say!(texts, "annual_head.finding_alone", times = times, share = share);
    };
    let before_id = super::id(&row.clause, data.period().previous());
    let interval = wilson(previous.met, previous.judged(), Confidence::P95);
    let told = facts.share(&format!("{before_id}.met_share"), before, previous.judged(), interval, origin);
    let chance = chance(texts, row.change);
    say!(texts, "annual_head.finding_before", times = times, share = share, previous = told.value, chance = chance)
}

fn hidden(data: &Annual, facts: &mut Facts) -> Option<Line> {
    let (number, told) = count(data, facts, Answer::CannotBeShown);
    if number == 0 {
        return None;
    }
    let duties: u64 = data.rows().map(|row| row.counts.not_shown()).sum();
    let duties = facts.count(&format!("sla.{}.not_shown_count", data.period()), duties, "duties", &data.counts.origin);
    Some(say!(facts.texts(), "annual_head.hidden", number; n = told, duties = duties))
}

fn ambiguous(data: &Annual, facts: &mut Facts) -> Option<Line> {
    let readings = data.rows().flat_map(|row| row.readings.iter().map(move |reading| (row, reading)));
    let found = readings.filter_map(|(row, reading)| Some((row, reading, ambiguity::flips(data, reading)?)));
    let (row, reading, flips): (&Row, &Reading, _) =
        found.max_by_key(|(_, _, flips)| flips.all()).filter(|(_, _, flips)| flips.all() > 0)?;
    let (id, origin, texts) = (id(&reading.clause, data.period()), &data.flips.origin, facts.texts());
    let changed = facts.count(&format!("{id}.flip_count"), flips.all(), "cases", origin);
    let of = facts.count(&format!("{id}.compared_count"), flips.compared, "cases", origin);
    let (clause, reading) = (quoted(texts, &row.clause), plain(&quoted(texts, &reading.clause)));
    Some(say!(texts, "annual_head.ambiguous", flips.compared; clause = clause, reading = reading, n = changed, of = of))
}

fn review(data: &Annual, facts: &mut Facts) -> Line {
    let mut told = Line::new();
    for policy in &data.policies {
        let (title, texts, origin) = (policy.title.as_str(), facts.texts(), &data.governance.origin);
        let mut day = |name: &str, day| facts.day(&format!("policy.{}.{name}", policy.id), day, Some(origin));
        let last = certificate::last_review(data, policy).map(|last| day("reviewed_on", last));
        let due = certificate::due(data, policy).map(|due| day("review_due_on", due));
        told.push(match (last, due) {
            (Some(last), Some(due)) => say!(texts, "annual_head.reviewed_and_due", title = title, last = last, due = due),
            (Some(last), None) => say!(texts, "annual_head.reviewed", title = title, last = last),
            (None, Some(due)) => say!(texts, "annual_head.only_due", title = title, due = due),
            (None, None) => say!(texts, "annual_head.no_review", title = title),
        });
        told.push(" ");
    }
    told
}

fn kept(data: &Annual, facts: &mut Facts) -> Line {
    if data.rows().all(|row| row.counts.judged() == 0) {
        return say!(facts.texts(), "annual_head.nothing_judged");
    }
    let (number, told) = count(data, facts, Answer::Yes);
    say!(facts.texts(), "annual_head.kept", number; n = told)
}

fn decisions(data: &Annual, facts: &mut Facts) -> Vec<Decision> {
    let texts = facts.texts();
    let mut lines = vec![say!(texts, "annual_head.decide_account")];
    if data.rows().any(|row| matches!(answer_of(row), Answer::No | Answer::Partly | Answer::CannotBeShown)) {
        lines.push(say!(texts, "annual_head.decide_changes"));
    }
    if data.policies.iter().any(|policy| policy.cycle.is_none() || certificate::last_review(data, policy).is_none()) {
        lines.push(say!(texts, "annual_head.decide_review"));
    }
    let due_on = data.request.as_of.local_date(data.request.zone) + Days::new(DAYS_TO_DECIDE);
    let due = facts.day("report.decide_by", due_on, None);
    lines.into_iter().map(|line| Decision { line, owner: None, due: line![&due] }).collect()
}

fn strip(data: &Annual, facts: &mut Facts) -> Vec<Tile> {
    let (all, texts) = (data.rows().count() as u64, facts.texts());
    let of = facts.count(&format!("assessment.{}.clause_count", data.period()), all, "clauses", &data.clauses.origin);
    let tile = |facts: &mut Facts, answer: Answer, label: Line| Tile {
        label,
        value: count(data, facts, answer).1,
        note: say!(texts, "annual_head.of_clauses", all; n = &of),
        is_words: false,
    };
    vec![
        tile(facts, Answer::Yes, say!(texts, "annual_head.tile_yes")),
        tile(facts, Answer::Partly, say!(texts, "annual_head.tile_partly")),
        tile(facts, Answer::No, say!(texts, "annual_head.tile_no")),
        tile(facts, Answer::CannotBeShown, say!(texts, "annual_head.tile_not_shown")),
    ]
}
