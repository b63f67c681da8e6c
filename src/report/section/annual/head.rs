//! The first page of the pack: findings, what to decide, at most four figures.

use super::assessment::{answer_of, count};
use super::{ambiguity, anchor, certificate, id, plain};
use crate::analysis::annual::Answer;
use crate::analysis::scorecard::{Reading, Row};
use crate::report::annual::Annual;
use crate::report::facts::Facts;
use crate::report::format::{self, FEW};
use crate::report::line::{Line, line};
use crate::report::section::head::Head;
use crate::report::section::{listed, plural, quoted};
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
        notices: notices(data),
        findings: findings(data, facts),
        decisions: decisions(data, facts),
        strip: strip(data, facts),
    }
}

fn about(data: &Annual, facts: &mut Facts) -> Vec<Line> {
    let request = &data.request;
    let as_of = facts.instant("report.as_of", request.as_of, request.zone, None);
    let titles: Vec<Line> = data.policies.iter().map(|policy| line![policy.title.as_str()]).collect();
    vec![
        line![format::period(request.period), ", as of ", as_of, format!(" ({})", request.zone.name())],
        line![plural(titles.len() as u64, "Procedure under review: ", "Procedures under review: "), listed(facts.texts(), &titles), "."],
    ]
}

fn notices(data: &Annual) -> Vec<Line> {
    let mut notices = Vec::new();
    if !data.is_over() {
        notices.push(line!["The year is not over. This page shows it as far as the instant above; its numbers will grow."]);
    }
    if data.unjudged.rows.iter().all(|row| row.cases == 0) {
        notices.push(line!["No case was received in this year: only what the organisation itself does can be judged."]);
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
    let (id, origin) = (id(&row.clause, data.period()), &data.counts.origin);
    let met = facts.count(&format!("{id}.met_count"), row.counts.met, "duties", origin);
    let judged = facts.count(&format!("{id}.judged_count"), row.counts.judged(), "duties", origin);
    let mut text =
        line![quoted(facts.texts(), &row.clause), " was kept ", met, " of ", judged, plural(row.counts.judged(), " time", " times")];
    let Some(share) = row.counts.met_share().filter(|_| row.counts.judged() >= FEW) else { return text.then("; too few for a rate.") };
    let share = facts.share(&format!("{id}.met_share"), share, row.counts.judged(), row.interval, origin);
    text.push(line![" (", share.inner(), ")"]);
    let previous = row.previous();
    match previous.met_share().filter(|_| previous.judged() >= FEW) {
        Some(before) => {
            let before_id = super::id(&row.clause, data.period().previous());
            let interval = wilson(previous.met, previous.judged(), Confidence::P95);
            let told = facts.share(&format!("{before_id}.met_share"), before, previous.judged(), interval, origin);
            text.then(line!["; the year before, ", told.value, ". ", crate::report::section::head::chance(facts.texts(), row.change)])
        }
        None => text.then(". There is no rate of the year before to compare with."),
    }
}

fn hidden(data: &Annual, facts: &mut Facts) -> Option<Line> {
    let (number, told) = count(data, facts, Answer::CannotBeShown);
    if number == 0 {
        return None;
    }
    let duties: u64 = data.rows().map(|row| row.counts.not_shown()).sum();
    let duties = facts.count(&format!("sla.{}.not_shown_count", data.period()), duties, "duties", &data.counts.origin);
    Some(line![
        "Of ",
        told,
        plural(number, " clause it cannot be shown whether it was kept", " clauses it cannot be shown whether they were kept"),
        "; over all clauses ",
        duties,
        " duties cannot be shown. They count as neither kept nor broken."
    ])
}

fn ambiguous(data: &Annual, facts: &mut Facts) -> Option<Line> {
    let readings = data.rows().flat_map(|row| row.readings.iter().map(move |reading| (row, reading)));
    let found = readings.filter_map(|(row, reading)| Some((row, reading, ambiguity::flips(data, reading)?)));
    let (row, reading, flips): (&Row, &Reading, _) =
        found.max_by_key(|(_, _, flips)| flips.all()).filter(|(_, _, flips)| flips.all() > 0)?;
    let (id, origin) = (id(&reading.clause, data.period()), &data.flips.origin);
    let changed = facts.count(&format!("{id}.flip_count"), flips.all(), "cases", origin);
    let of = facts.count(&format!("{id}.compared_count"), flips.compared, "cases", origin);
    Some(line![
        quoted(facts.texts(), &row.clause),
        " can be read in another way (",
        plain(&quoted(facts.texts(), &reading.clause)),
        "): ",
        changed,
        " of ",
        of,
        plural(flips.compared, " case", " cases"),
        " would come to another end."
    ])
}

fn review(data: &Annual, facts: &mut Facts) -> Line {
    let told: Vec<Line> = data
        .policies
        .iter()
        .map(|policy| {
            let origin = &data.governance.origin;
            let last: Line = if let Some(last) = certificate::last_review(data, policy) {
                line!["was last reviewed on ", facts.day(&format!("policy.{}.reviewed_on", policy.id), last, Some(origin))]
            } else {
                line!["has no review on record"]
            };
            let due: Line = if let Some(due) = certificate::due(data, policy) {
                line!["; the next one is due by ", facts.day(&format!("policy.{}.review_due_on", policy.id), due, Some(origin))]
            } else {
                line!["; it does not say when it is to be reviewed"]
            };
            line![policy.title.as_str(), " ", last, due, ". "]
        })
        .collect();
    told.into_iter().fold(Line::new(), Line::then)
}

fn kept(data: &Annual, facts: &mut Facts) -> Line {
    if data.rows().all(|row| row.counts.judged() == 0) {
        return line!["No duty fell due in this year that could be judged."];
    }
    let (number, told) = count(data, facts, Answer::Yes);
    line!["Kept as fully as they ask, and shown: ", told, plural(number, " clause.", " clauses.")]
}

fn decisions(data: &Annual, facts: &mut Facts) -> Vec<Decision> {
    let mut lines = vec![line!["Whether the self-assessment is a fair account, and who acts on it."]];
    if data.rows().any(|row| matches!(answer_of(row), Answer::No | Answer::Partly | Answer::CannotBeShown)) {
        lines.push(line!["Which of the proposed changes are approved."]);
    }
    if data.policies.iter().any(|policy| policy.cycle.is_none() || certificate::last_review(data, policy).is_none()) {
        lines.push(line!["When the procedure is reviewed, by whom, and where that is recorded."]);
    }
    let due_on = data.request.as_of.local_date(data.request.zone) + Days::new(DAYS_TO_DECIDE);
    let due = facts.day("report.decide_by", due_on, None);
    lines.into_iter().map(|line| Decision { line, due: line![&due] }).collect()
}

fn strip(data: &Annual, facts: &mut Facts) -> Vec<Tile> {
    let all = data.rows().count() as u64;
    let of = facts.count(&format!("assessment.{}.clause_count", data.period()), all, "clauses", &data.clauses.origin);
    let tile = |facts: &mut Facts, answer: Answer, label: &str| Tile {
        label: line![label],
        value: count(data, facts, answer).1,
        note: line!["of ", &of, plural(all, " clause", " clauses")],
        is_words: false,
    };
    vec![
        tile(facts, Answer::Yes, "clauses kept, and shown"),
        tile(facts, Answer::Partly, "clauses kept in part"),
        tile(facts, Answer::No, "clauses not kept"),
        tile(facts, Answer::CannotBeShown, "clauses that cannot be shown"),
    ]
}
