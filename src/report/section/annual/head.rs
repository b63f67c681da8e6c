//! The first page of the pack: findings, what to decide, at most four figures.

use super::assessment::{IDLE, answer_of, count};
use super::{ambiguity, anchor, certificate, id, plain};
use crate::analysis::annual::Answer;
use crate::analysis::measure::clauses::Unjudged;
use crate::analysis::scorecard::{Reading, Row, SPOKEN_OF, broken_promises};
use crate::report::annual::{Annual, Reached};
use crate::report::facts::Facts;
use crate::report::format::FEW;
use crate::report::line::{Line, line};
use crate::report::section::head::{Head, chance};
use crate::report::section::holes::silent_days;
use crate::report::section::{hidden_beside, kept_as_promise, limits, listed, quoted};
use crate::report::texts::say;
use crate::report::view::{Decision, Finding, Tile};
use crate::statistics::interval::Confidence;
use crate::statistics::proportion::wilson;
use crate::time::Instant;
use chrono::Days;

/// A decision is asked for within four weeks of the pack.
const DAYS_TO_DECIDE: u64 = 28;

/// Writes the first page.
pub fn head(data: &Annual, facts: &mut Facts) -> Head {
    Head {
        about: about(data, facts),
        notices: notices(data, facts),
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

fn notices(data: &Annual, facts: &mut Facts) -> Vec<Line> {
    let (mut notices, texts) = (Vec::new(), facts.texts());
    if !data.is_over() {
        notices.push(say!(texts, "annual_head.not_over"));
    }
    notices.extend(reached(data, facts));
    for (source, until) in data.silent_sources() {
        let id = format!("source.{}.last_on", facts.slug("source", &source.source));
        let day = facts.day(&id, until.local_date(data.request.zone), Some(&data.reach.origin));
        notices.push(say!(texts, "annual_head.source_silent", source = source.source.as_str(), day = day));
    }
    for hole in data.holes() {
        let (from, until) = silent_days(facts, &hole, &data.received.origin);
        notices.push(say!(texts, "annual_head.source_hole", source = hole.source.as_str(), from = from, until = until));
    }
    for policy in &data.policies {
        let origin = &policy.unjudged.origin;
        for Unjudged { cases, unjudged } in policy.unjudged.rows.iter().filter(|row| row.unjudged > 0) {
            let id = format!("sla.{}.{}", policy.id, data.period());
            let n = facts.count(&format!("{id}.unjudged_case_count"), *unjudged, "cases", origin);
            let of = facts.count(&format!("{id}.case_count"), *cases, "cases", origin);
            notices.push(say!(texts, "annual_head.unjudged", *unjudged; n = n, of = of, title = policy.title.as_str()));
        }
    }
    notices
}

/// What of the year the data tell of, where that is not all; where it is, that no case came.
fn reached(data: &Annual, facts: &mut Facts) -> Option<Line> {
    let texts = facts.texts();
    let mut day =
        |name: &str, at: Instant| facts.day(&format!("data.{name}_on"), at.local_date(data.request.zone), Some(&data.reach.origin));
    let told = match data.reached() {
        Reached::NoCase => return Some(say!(texts, "annual_head.no_case")),
        Reached::Before { first } => return Some(say!(texts, "annual_head.data_begin_later", day = day("first_received", first))),
        Reached::After { until } => return Some(say!(texts, "annual_head.data_end_before", day = day("last", until))),
        Reached::Within { from: Some(from), until: Some(until) } => {
            let (from, until) = (day("first_received", from), day("last", until));
            Some(say!(texts, "annual_head.told_from_until", first = from, last = until))
        }
        Reached::Within { from: Some(from), until: None } => {
            Some(say!(texts, "annual_head.told_from", first = day("first_received", from)))
        }
        Reached::Within { from: None, until: Some(until) } => Some(say!(texts, "annual_head.told_until", last = day("last", until))),
        Reached::Within { from: None, until: None } => None,
    };
    let is_empty = data.policies.iter().flat_map(|policy| &policy.unjudged.rows).all(|row| row.cases == 0);
    match told {
        Some(told) if is_empty => Some(line![told, " ", say!(texts, "annual_head.none_in_data")]),
        None if is_empty && data.silent_sources().next().is_some() => Some(say!(texts, "annual_head.none_in_data")),
        None if is_empty => Some(say!(texts, "annual_head.none_received")),
        told => told,
    }
}

fn findings(data: &Annual, facts: &mut Facts) -> Vec<Finding> {
    let mut findings: Vec<Finding> = broken_promises(data.rows())
        .into_iter()
        .take(SPOKEN_OF)
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
    let mut said = how_kept(data, facts, row);
    let beside = hidden_beside(facts, &id(&row.clause, data.period()), &row.counts, &data.counts.origin);
    said.push(beside.map(|beside| line![" ", beside]));
    if row.clause.is_gone { say!(facts.texts(), "annual_head.finding_gone", said = said) } else { said }
}

fn how_kept(data: &Annual, facts: &mut Facts, row: &Row) -> Line {
    if row.is_promised_in_part() {
        return kept_as_promise(facts, row, &id(&row.clause, data.period()), &data.counts.origin);
    }
    let (id, origin, texts) = (id(&row.clause, data.period()), &data.counts.origin, facts.texts());
    let met = facts.count(&format!("{id}.met_count"), row.counts.met, "duties", origin);
    let judged = facts.count(&format!("{id}.judged_count"), row.counts.judged(), "duties", origin);
    let clause = quoted(texts, &row.clause);
    let times = if row.counts.not_shown() > 0 {
        say!(texts, "head.kept_shown", row.counts.judged(); clause = clause, met = met, judged = judged)
    } else {
        say!(texts, "annual_head.kept_times", row.counts.judged(); clause = clause, met = met, judged = judged)
    };
    let Some(share) = row.counts.met_share().filter(|_| row.counts.judged() >= FEW) else {
        return say!(texts, "head.finding_few", times = times);
    };
    let share = facts.share(&format!("{id}.met_share"), share, row.counts.judged(), row.interval, origin).inner();
    if !data.is_over() {
        return say!(texts, "head.finding_so_far", times = times, share = share);
    }
    let previous = row.previous();
    let Some(before) = previous.met_share().filter(|_| previous.judged() >= FEW && data.knows_year_before()) else {
        return say!(texts, "annual_head.finding_alone", times = times, share = share);
    };
    let before_id = format!("sla.{}.{}.{}", row.clause.policy, row.clause.clause, data.period().previous());
    let interval = wilson(previous.met, previous.judged(), Confidence::P95);
    let told = facts.share(&format!("{before_id}.met_share"), before, previous.judged(), interval, origin);
    if row.has_other_limit() {
        let limit = limits(facts, &before_id, row.limits_before(), origin);
        return say!(texts, "annual_head.finding_other_limit", times = times, share = share, previous = told.value, limit = limit);
    }
    if !data.is_told_to_its_end() {
        return say!(texts, "annual_head.finding_untold", times = times, share = share, previous = told.value);
    }
    let chance = chance(texts, row);
    say!(texts, "annual_head.finding_before", times = times, share = share, previous = told.value, chance = chance)
}

fn hidden(data: &Annual, facts: &mut Facts) -> Option<Line> {
    let (number, told) = count(data, facts, Answer::CannotBeShown);
    if number == 0 {
        return None;
    }
    let duties: u64 = data.rows().map(|row| row.counts.not_shown()).sum();
    let n = facts.count(&format!("sla.{}.not_shown_count", data.period()), duties, "duties", &data.counts.origin);
    let duties = say!(facts.texts(), "head.duties", duties; n = n);
    Some(say!(facts.texts(), "annual_head.hidden", number; n = told, duties = duties))
}

fn ambiguous(data: &Annual, facts: &mut Facts) -> Option<Line> {
    let readings = data.rows().flat_map(|row| row.readings.iter().map(move |reading| (row, reading)));
    // What the procedure has no longer needs no decision.
    let readings = readings.filter(|(_, reading)| !reading.clause.is_gone);
    let found = readings.filter_map(|(row, reading)| Some((row, reading, ambiguity::flips(data, reading)?)));
    let (row, reading, flips): (&Row, &Reading, _) =
        found.max_by_key(|(_, _, flips)| flips.all()).filter(|(_, _, flips)| flips.all() > 0)?;
    let (id, origin, texts) = (id(&reading.clause, data.period()), &data.flips.origin, facts.texts());
    let changed = facts.count(&format!("{id}.flip_count"), flips.all(), "cases", origin);
    let of = facts.count(&format!("{id}.compared_count"), flips.compared, "cases", origin);
    let (clause, reading) = (quoted(texts, &row.clause), plain(texts, &quoted(texts, &reading.clause)));
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
    if data.lines().all(|row| row.counts.judged() == 0) {
        return say!(facts.texts(), "annual_head.nothing_judged");
    }
    let (number, told) = count(data, facts, Answer::Yes);
    let said = say!(facts.texts(), "annual_head.kept", number; n = told);
    let believed = data.lines().filter(|row| answer_of(row) == Answer::Yes && row.counts.presumed == row.counts.judged()).count() as u64;
    if believed == 0 {
        return said;
    }
    let n = facts.count(&format!("assessment.{}.presumed_count", data.period()), believed, "clauses", &data.counts.origin);
    say!(facts.texts(), "annual_head.kept_on_belief", believed; said = said, n = n)
}

fn decisions(data: &Annual, facts: &mut Facts) -> Vec<Decision> {
    let texts = facts.texts();
    let mut lines = vec![say!(texts, "annual_head.decide_account")];
    if data.lines().any(|row| matches!(answer_of(row), Answer::No | Answer::Partly | Answer::CannotBeShown)) {
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
    let (all, texts) = (data.lines().count() as u64, facts.texts());
    let of = facts.count(&format!("assessment.{}.clause_count", data.period()), all, "clauses", &data.clauses.origin);
    let note = say!(texts, "annual_head.of_clauses", all; n = &of);
    // Four figures of which the reader makes a sum: the first says why it is not all.
    let idle = data.lines().filter(|row| IDLE.contains(&answer_of(row))).count() as u64;
    let first_note = if idle == 0 {
        note.clone()
    } else {
        let n = facts.count(&format!("assessment.{}.idle_count", data.period()), idle, "clauses", &data.counts.origin);
        say!(texts, "annual_head.of_clauses_idle", said = note.clone(), n = n)
    };
    let tile = |facts: &mut Facts, answer: Answer, label: Line, note: &Line| Tile {
        label,
        value: count(data, facts, answer).1,
        note: note.clone(),
        is_words: false,
    };
    vec![
        tile(facts, Answer::Yes, say!(texts, "annual_head.tile_yes"), &first_note),
        tile(facts, Answer::Partly, say!(texts, "annual_head.tile_partly"), &note),
        tile(facts, Answer::No, say!(texts, "annual_head.tile_no"), &note),
        tile(facts, Answer::CannotBeShown, say!(texts, "annual_head.tile_not_shown"), &note),
    ]
}
