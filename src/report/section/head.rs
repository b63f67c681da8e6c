//! The first page: findings in words, what to decide, at most four figures.

use super::holes::{holes, silent_days};
use super::open::{beside_overdue, sentences, unshown};
use super::{
    anchor, clause_id, compared, hidden_beside, issue_id, kept_as_promise, limits, listed, none_judged, promised_of, quoted, ratio_of, unit,
};
use crate::analysis::measure::clauses::{Counts, NeverKept};
use crate::analysis::scorecard::{Group, Row, SPOKEN_OF, worst_first};
use crate::analysis::trend::{Issue, Signal};
use crate::report::facts::{Estimate, Facts};
use crate::report::format::FEW;
use crate::report::line::{Line, Piece, line};
use crate::report::quarterly::{Quarterly, ReachBefore};
use crate::report::recommend::{Recommendation, State, Subject};
use crate::report::texts::{Texts, say};
use crate::report::view::{Decision, Finding, Tile};
use crate::source::REGISTER;
use crate::statistics::interval::Confidence;
use crate::statistics::proportion::wilson;
use crate::time::Period;
use chrono::Days;

/// The most findings of a first page.
const FINDINGS: usize = 5;

/// A decision is asked for within four weeks of the report.
const DAYS_TO_DECIDE: u64 = 28;

/// The first page of a report.
pub struct Head {
    /// Quiet lines below the title.
    pub about: Vec<Line>,
    /// What the reader must know before reading on.
    pub notices: Vec<Line>,
    /// At most five findings, worst first.
    pub findings: Vec<Finding>,
    /// At most three decisions.
    pub decisions: Vec<Decision>,
    /// At most four figures.
    pub strip: Vec<Tile>,
}

/// Writes the first page.
pub fn head(data: &Quarterly, facts: &mut Facts) -> Head {
    Head {
        about: about(data, facts),
        notices: notices(data, facts),
        findings: findings(data, facts),
        decisions: decisions(data, facts),
        strip: strip(data, facts),
    }
}

fn about(data: &Quarterly, facts: &mut Facts) -> Vec<Line> {
    let request = &data.request;
    let as_of = facts.instant("report.as_of", request.as_of, request.zone, None);
    let texts = facts.texts();
    let period = facts.locale().period(request.period);
    let mut lines = vec![say!(texts, "head.about", period = period, as_of = as_of, zone = request.zone.name())];
    let policies: Vec<Line> = data
        .policies
        .rows
        .iter()
        .map(|policy| {
            let Some(from) = policy.effective_from else { return line![policy.title.as_str()] };
            let id = format!("policy.{}.{from}.effective_from", policy.policy);
            say!(texts, "head.in_force", title = policy.title.as_str(), from = facts.day(&id, from, Some(&data.policies.origin)))
        })
        .collect();
    lines.push(if policies.is_empty() {
        say!(texts, "head.no_procedure")
    } else {
        say!(texts, "head.procedures", policies.len() as u64; list = listed(texts, &policies))
    });
    lines
}

fn notices(data: &Quarterly, facts: &mut Facts) -> Vec<Line> {
    let mut notices = Vec::new();
    let texts = facts.texts();
    let months = data.coverage().within(data.period());
    let covered = months.iter().filter(|month| data.coverage().is_complete(**month)).count();
    if !data.is_over() {
        notices.push(say!(texts, "head.not_over"));
    } else if covered < months.len() && data.received().0 > 0 {
        let last = data.reach.rows.iter().filter_map(|source| source.last_received_at).max();
        let id = format!("coverage.{}.covered_month_count", data.id());
        let (n, all) = (facts.count(&id, covered as u64, "months", &data.kinds.origin), months.len().to_string());
        notices.push(match last {
            Some(last) => {
                let day = facts.day("data.last_received_on", last.local_date(data.request.zone), Some(&data.reach.origin));
                say!(texts, "head.covered_until", n = n, months = all, day = day)
            }
            None => say!(texts, "head.covered", n = n, months = all),
        });
    }
    for silent in &data.coverage().silent {
        if let Some(hole) = &silent.hole {
            let (from, until) = silent_days(facts, hole, &data.kinds.origin);
            let source = silent.source.as_str();
            notices.push(say!(texts, "head.source_paused", source = source, noun = data.noun(1), from = from, until = until));
            continue;
        }
        let id = format!("source.{}.last_received_on", facts.slug("source", &silent.source));
        let day = facts.day(&id, silent.last.local_date(data.request.zone), Some(&data.kinds.origin));
        notices.push(say!(texts, "head.source_silent", source = silent.source.as_str(), noun = data.noun(1), day = day));
    }
    for begun in &data.coverage().begun {
        let id = format!("source.{}.first_received_on", facts.slug("source", &begun.source));
        let day = facts.day(&id, begun.first.local_date(data.request.zone), Some(&data.kinds.origin));
        let source = begun.source.as_str();
        notices.push(if begun.matters {
            say!(texts, "head.source_begun_large", source = source, day = day)
        } else {
            say!(texts, "head.source_begun", source = source, day = day)
        });
    }
    notices.extend(holes(data, facts, true));
    notices.extend(guards(data, facts));
    if data.received().0 == 0 {
        notices.push(match told_until_within(data, facts) {
            Some(day) => say!(texts, "head.none_in_data", noun = data.noun(1), day = day),
            None => say!(texts, "head.none_received", noun = data.noun(1)),
        });
    }
    notices
}

/// What may be wrong with the newest months, before any statistic: cases that are still to be registered, and a backlog that was entered in a day.
fn guards(data: &Quarterly, facts: &mut Facts) -> Vec<Line> {
    let (guards, trends, texts) = (&data.trends.guards, &data.trends, facts.texts());
    let mut notices = Vec::new();
    let in_quarter = |month: &&usize| data.period().first_day() <= trends.coverage.months[**month].first_day();
    let provisional: Vec<Period> = guards.provisional.iter().filter(in_quarter).map(|month| trends.coverage.months[*month]).collect();
    if let Some(days) = guards.late_days.filter(|_| !provisional.is_empty()) {
        let days = facts.days("data.registered_late_days", days.ceil() as u64, &trends.origin);
        let mut told = |month: &Period| facts.month(&format!("data.{month}.provisional_month"), *month, &trends.origin).into();
        let months: Vec<Line> = provisional.iter().map(&mut told).collect();
        notices.push(say!(texts, "head.provisional", months = listed(texts, &months), days = days));
    }
    // A day of the two years before is told too: it is part of what is called usual.
    for busy in &guards.busy {
        let id = format!("source.{}.{}", facts.slug("source", &busy.source), busy.day);
        let day = facts.day(&format!("{id}.day"), busy.day, Some(&trends.origin));
        let count = facts.count(&format!("{id}.case_count"), busy.cases, "cases", &trends.origin);
        let usual = facts.number(&format!("{id}.usual_count"), busy.usual, "cases", &trends.origin);
        notices.push(say!(texts, "head.busy", source = busy.source.as_str(), day = day, n = count, usual = usual, nouns = data.noun(2)));
    }
    notices
}

fn findings(data: &Quarterly, facts: &mut Facts) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    let worst = worst_first(&data.scorecard);
    for row in worst.iter().take(SPOKEN_OF) {
        findings.push(Finding { line: clause_finding(data, facts, row), section: anchor::CLAUSES });
    }
    // What is not told must not enter the facts, so each is written only while there is room for it.
    let is_overdue = data.backlog.overdue > 0;
    let further: [fn(&Quarterly, &mut Facts) -> Option<Finding>; 3] =
        if is_overdue { [rise_finding, open_finding, hidden_finding] } else { [rise_finding, hidden_finding, open_finding] };
    for finding in further {
        if findings.len() < FINDINGS - 1 {
            findings.extend(finding(data, facts));
        }
    }
    findings.push(kept_finding(data, facts));
    findings
}

/// How often a clause was kept, as a sentence without its end.
fn kept_times(data: &Quarterly, facts: &mut Facts, row: &Row) -> Line {
    let id = clause_id(data, &row.clause);
    let met = facts.count(&format!("{id}.met_count"), row.counts.met, "duties", &data.counts_origin);
    let judged = facts.count(&format!("{id}.judged_count"), row.counts.judged(), "duties", &data.counts_origin);
    let (texts, clause) = (facts.texts(), quoted(facts.texts(), &row.clause));
    // What falls due and cannot be shown is no time at which it was judged.
    if row.counts.not_shown() > 0 {
        return if row.clause.is_commitment {
            say!(texts, "head.kept_shown", row.counts.judged(); clause = clause, met = met, judged = judged)
        } else {
            say!(texts, "head.reached_shown", row.counts.judged(); clause = clause, met = met, judged = judged)
        };
    }
    match (row.clause.is_commitment, row.counts.judged(), row.counts.met) {
        (true, 1, 1) => say!(texts, "head.kept_once", clause = clause, judged = judged),
        (true, 1, _) => say!(texts, "head.not_kept_once", clause = clause, judged = judged),
        (true, ..) => say!(texts, "head.kept_times", clause = clause, met = met, judged = judged),
        (false, 1, 1) => say!(texts, "head.reached_once", clause = clause, judged = judged),
        (false, 1, _) => say!(texts, "head.not_reached_once", clause = clause, judged = judged),
        (false, ..) => say!(texts, "head.reached_times", clause = clause, met = met, judged = judged),
    }
}

/// The share kept of a clause, with its interval; `None` where the duties are few.
pub fn share_of(data: &Quarterly, facts: &mut Facts, row: &Row) -> Option<Estimate> {
    let share = row.counts.met_share().filter(|_| row.counts.judged() >= FEW)?;
    let id = clause_id(data, &row.clause);
    Some(facts.share(&format!("{id}.met_share"), share, row.counts.judged(), row.interval, &data.counts_origin))
}

/// The share kept in the quarter before; `None` where the duties were few, or the data do not reach there.
pub fn previous_share(data: &Quarterly, facts: &mut Facts, row: &Row) -> Option<Line> {
    let previous = row.previous();
    let is_known = previous.judged() >= FEW && data.has_shares_before();
    let share = previous.met_share().filter(|_| is_known)?;
    let id = format!("sla.{}.{}.{}", row.clause.policy, row.clause.clause, data.period().previous());
    let interval = wilson(previous.met, previous.judged(), Confidence::P95);
    Some(facts.share(&format!("{id}.met_share"), share, previous.judged(), interval, &data.counts_origin).value.into())
}

/// The limits by which the quarter before was judged.
pub fn limits_before(data: &Quarterly, facts: &mut Facts, row: &Row) -> Line {
    let id = format!("sla.{}.{}.{}", row.clause.policy, row.clause.clause, data.period().previous());
    limits(facts, &id, row.limits_before(), &data.counts_origin)
}

/// What can be said of the difference to the period before; nothing where there is none to speak of.
pub fn chance(texts: &Texts, row: &Row) -> Line {
    match row.change {
        Some(change) if change.is_more_than_chance() && change.difference < 0.0 => say!(texts, "head.chance_fall"),
        Some(change) if change.is_more_than_chance() => say!(texts, "head.chance_rise"),
        Some(change) if change.difference == 0.0 => say!(texts, "head.chance_none"),
        Some(_) => say!(texts, "head.chance_may"),
        None if row.clause.version.is_some() => say!(texts, "head.chance_of_versions"),
        None if row.clause.is_repeated && row.counts.met_share() == row.previous().met_share() => say!(texts, "head.chance_none"),
        None if row.clause.is_repeated => say!(texts, "head.chance_of_repeated"),
        None => Line::new(),
    }
}

/// How often a clause was kept, against the quarter before.
pub fn clause_finding(data: &Quarterly, facts: &mut Facts, row: &Row) -> Line {
    let mut finding = clause_found(data, facts, row);
    for further in [hidden_beside(facts, &clause_id(data, &row.clause), &row.counts, &data.counts_origin), never_kept(data, facts, row)] {
        finding.push(further.map(|further| line![" ", further]));
    }
    finding
}

/// The exports in whose cases a clause was broken and never once kept. A few duties do not show that a whole export lacks something, and
/// the register lacks nothing: whatever is done can be recorded there. Of several versions it is told of the one that has all of the breaches.
pub fn never_kept_in<'a>(data: &'a Quarterly, row: &Row) -> Vec<&'a NeverKept> {
    let is_of_clause = |of: &&Row| of.clause.policy == row.clause.policy && of.clause.clause == row.clause.clause;
    if data.scorecard.iter().find(is_of_clause).is_some_and(|of| of.promised.broken() != row.promised.broken()) {
        return Vec::new();
    }
    let is_of = |never: &&NeverKept| never.policy == row.clause.policy && never.clause == row.clause.clause && never.judged >= FEW;
    data.never_kept.rows.iter().filter(is_of).filter(|never| never.source != REGISTER).collect()
}

/// How many of a clause's breaches are of sources in which it was never once kept; nothing where there are none.
fn never_kept(data: &Quarterly, facts: &mut Facts, row: &Row) -> Option<Line> {
    let of = never_kept_in(data, row);
    if of.is_empty() {
        return None;
    }
    let count: u64 = of.iter().map(|never| never.broken).sum();
    let id = format!("{}.never_kept_count", clause_id(data, &row.clause));
    let n = facts.count(&id, count, "duties", &data.never_kept.origin);
    let sources: Vec<Line> = of.iter().map(|never| line![never.source.as_str()]).collect();
    let texts = facts.texts();
    Some(say!(texts, "head.never_kept", sources.len() as u64; n = n, sources = listed(texts, &sources)))
}

fn clause_found(data: &Quarterly, facts: &mut Facts, row: &Row) -> Line {
    if row.is_promised_in_part() {
        return kept_as_promise(facts, row, &clause_id(data, &row.clause), &data.counts_origin);
    }
    let (texts, times) = (facts.texts(), kept_times(data, facts, row));
    let Some(share) = share_of(data, facts, row) else { return say!(texts, "head.finding_few", times = times) };
    match previous_share(data, facts, row) {
        Some(previous) if row.has_other_limit() => {
            let limit = limits_before(data, facts, row);
            say!(texts, "head.finding_other_limit", times = times, share = share.inner(), previous = previous, limit = limit)
        }
        Some(previous) => {
            let chance = chance(texts, row);
            say!(texts, "head.finding_before", times = times, share = share.inner(), previous = previous, chance = chance)
        }
        None if !data.is_over() => say!(texts, "head.finding_so_far", times = times, share = share.inner()),
        None if !data.is_told_to_its_end() => say!(texts, "head.finding_untold", times = times, share = share.inner()),
        None => say!(texts, "head.finding_alone", times = times, share = share.inner()),
    }
}

/// One sentence on an issue, with its number, ratio and interval.
pub fn issue_sentence(data: &Quarterly, facts: &mut Facts, issue: &Issue) -> Line {
    let (id, texts) = (issue_id(data, facts, issue), facts.texts());
    let origin = &data.trends.origin;
    let category = say!(texts, "page.quoted", words = issue.segment.as_deref().unwrap_or_default());
    let newest = facts.count(&format!("{id}.newest_count"), issue.newest, "cases", origin);
    let mut text = line![category, ": ", newest, " ", compared(data, issue.newest)];
    if let Some(until) = issue.usual_until.filter(|_| issue.signal == Signal::New) {
        let until = facts.month(&format!("{id}.usual_until_month"), until, origin);
        return say!(texts, "head.issue_new_since", text = text, until = until);
    }
    if issue.signal == Signal::New {
        let months = facts.count(&format!("{id}.baseline_month_count"), issue.baseline_months as u64, "months", origin);
        return say!(texts, "head.issue_new", text = text, months = months);
    }
    if let Some(expected) = issue.expected {
        let expected = facts.number(&format!("{id}.expected_count"), expected, "cases", origin);
        let until = issue.usual_until.map(|until| facts.month(&format!("{id}.usual_until_month"), until, origin));
        text = match (until, unit(data, texts)) {
            (Some(until), None) => say!(texts, "head.issue_usual_until", text = text, expected = expected, until = until),
            (None, None) => say!(texts, "head.issue_usual", text = text, expected = expected),
            (Some(until), Some(unit)) => {
                say!(texts, "head.issue_usual_until_rate", text = text, expected = expected, until = until, unit = unit)
            }
            (None, Some(unit)) => say!(texts, "head.issue_usual_rate", text = text, expected = expected, unit = unit),
        };
    }
    let ratio = ratio_of(data, facts, issue);
    if !ratio.is_empty() {
        text.push(line![" (", ratio, ")"]);
    }
    if let Some(since) = issue.since.filter(|_| matches!(issue.signal, Signal::Rising | Signal::Falling)) {
        let since = facts.month(&format!("{id}.since_month"), since, origin);
        text = say!(texts, "head.issue_since", text = text, since = since);
    }
    text = match issue.signal {
        Signal::Rising => say!(texts, "head.issue_rising", text = text),
        Signal::Falling => say!(texts, "head.issue_falling", text = text),
        Signal::Seasonal => {
            let cases = issue.last_year.map_or(0, |last_year| last_year.cases);
            let count = facts.count(&format!("{id}.year_ago_count"), cases, "cases", origin);
            say!(texts, "head.issue_seasonal", text = text, n = count)
        }
        Signal::MayBeRising | Signal::MayBeFalling | Signal::Noise => say!(texts, "head.issue_noise", text = text),
        Signal::Slight => say!(texts, "head.issue_slight", text = text),
        Signal::New | Signal::Recoded | Signal::TooFew | Signal::NoHistory => say!(texts, "head.issue_few", text = text),
    };
    if issue.is_early() { say!(texts, "head.issue_early", text = text) } else { text }
}

/// The categories that are new or rise, the one with most cases beyond the usual first.
pub fn rising(data: &Quarterly) -> Vec<&Issue> {
    let is_rise = |issue: &&Issue| issue.segment.is_some() && matches!(issue.signal, Signal::New | Signal::Rising);
    let mut rising: Vec<&Issue> = data.trends.issues.iter().filter(is_rise).collect();
    rising.sort_by(|left, right| extra(right).total_cmp(&extra(left)).then_with(|| left.segment.cmp(&right.segment)));
    rising
}

fn rise_finding(data: &Quarterly, facts: &mut Facts) -> Option<Finding> {
    let rising = rising(data);
    let mut text = issue_sentence(data, facts, rising.first()?);
    if rising.len() > 1 {
        let more =
            facts.count(&format!("trend.category.{}.rising_count", data.id()), rising.len() as u64, "categories", &data.trends.origin);
        text = say!(facts.texts(), "head.more_rise", text = text, n = more);
    }
    Some(Finding { line: text, section: anchor::CAUSES })
}

/// Cases beyond the usual.
fn extra(issue: &Issue) -> f64 {
    issue.newest as f64 - issue.expected.unwrap_or(0.0)
}

fn hidden_finding(data: &Quarterly, facts: &mut Facts) -> Option<Finding> {
    let hidden: Vec<&Row> = data.lines().filter(|row| row.counts.not_shown() > 0).collect();
    if hidden.is_empty() {
        return None;
    }
    let id = format!("sla.{}", data.id());
    let origin = &data.counts_origin;
    let count: u64 = hidden.iter().map(|row| row.counts.not_shown()).sum();
    let duties = facts.count(&format!("{id}.not_shown_count"), count, "duties", origin);
    let texts = facts.texts();
    let duties = say!(texts, "head.duties", count; n = duties);
    let sum = |of: fn(&Counts) -> u64| hidden.iter().map(|row| of(&row.counts)).sum::<u64>();
    let why = match (sum(|counts| counts.unknown), sum(|counts| counts.indeterminate)) {
        (_, 0) => say!(texts, "head.hidden_unrecorded"),
        (0, _) => say!(texts, "head.hidden_by_day"),
        _ => say!(texts, "head.hidden_either"),
    };
    let all = data.lines().count() as u64;
    if all == 1 {
        return Some(Finding { line: say!(texts, "head.hidden_only", duties = duties, why = why), section: anchor::SCOPE });
    }
    let clauses = facts.count(&format!("{id}.not_shown_clause_count"), hidden.len() as u64, "clauses", origin);
    let of = facts.count(&format!("{id}.clause_count"), all, "clauses", &data.clauses_origin);
    let text = say!(texts, "head.hidden", hidden.len() as u64; duties = duties, n = clauses, of = of, why = why);
    Some(Finding { line: text, section: anchor::SCOPE })
}

fn open_finding(data: &Quarterly, facts: &mut Facts) -> Option<Finding> {
    let backlog = &data.backlog;
    let oldest = backlog.oldest_days?;
    let origin = &data.backlog_origin;
    let open = facts.count("open.case_count", backlog.open, "cases", origin);
    let overdue = match backlog.overdue {
        0 if !backlog.is_surely_in_time() => None,
        0 if backlog.open == 1 => Some(say!(facts.texts(), "head.one_not_overdue")),
        _ if backlog.open == 1 => Some(say!(facts.texts(), "head.one_overdue")),
        0 => Some(say!(facts.texts(), "head.none_overdue")),
        count if count == backlog.open => Some(say!(facts.texts(), "head.all_overdue")),
        count => Some(say!(facts.texts(), "head.some_overdue", n = facts.count("open.overdue_count", count, "cases", origin))),
    };
    let oldest = facts.days("open.oldest_days", oldest, origin);
    let noun = data.noun(backlog.open);
    let said = match overdue {
        Some(overdue) => say!(facts.texts(), "head.open", backlog.open; n = open, noun = noun, overdue = overdue, oldest = oldest),
        None => say!(facts.texts(), "head.open_alone", backlog.open; n = open, noun = noun, oldest = oldest),
    };
    let mut text = sentences(&[vec![said], beside_overdue(data, facts)].concat());
    if let Some(day) = told_until(data, facts) {
        text = say!(facts.texts(), "head.open_until", said = text, day = day);
    }
    Some(Finding { line: text, section: anchor::OPEN })
}

/// The day up to which the data tell, where that is well before the instant of the report.
pub(super) fn told_until(data: &Quarterly, facts: &mut Facts) -> Option<Piece> {
    let until = data.told_until()?.local_date(data.request.zone);
    Some(facts.day("data.last_on", until, Some(&data.reach.origin)))
}

/// The same, where it is before the end of the quarter.
pub(super) fn told_until_within(data: &Quarterly, facts: &mut Facts) -> Option<Piece> {
    let ends_before = data.told_until().is_some_and(|until| until < data.period().end_at(data.request.zone));
    if ends_before { told_until(data, facts) } else { None }
}

fn kept_finding(data: &Quarterly, facts: &mut Facts) -> Finding {
    let judged: Vec<&Row> = data.lines().filter(|row| row.has_verdict()).collect();
    let kept = judged.iter().filter(|row| row.group == Group::Kept).count() as u64;
    let id = format!("sla.{}", data.id());
    let line = if data.scorecard.is_empty() {
        say!(facts.texts(), "head.nothing_in_force")
    } else if judged.is_empty() && data.scorecard.iter().any(|row| row.counts.judged() > 0) {
        say!(facts.texts(), "head.most_hidden")
    } else if judged.is_empty() {
        say!(facts.texts(), "head.nothing_judged")
    } else if judged.len() == 1 {
        if kept == 1 { say!(facts.texts(), "head.kept_only") } else { say!(facts.texts(), "head.not_kept_only") }
    } else {
        let of = facts.count(&format!("{id}.judged_clause_count"), judged.len() as u64, "clauses", &data.counts_origin);
        if kept == 0 {
            say!(facts.texts(), "head.kept_none_of", of = of)
        } else {
            let kept = facts.count(&format!("{id}.kept_clause_count"), kept, "clauses", &data.counts_origin);
            say!(facts.texts(), "head.kept_clauses", kept = kept, of = of)
        }
    };
    Finding { line, section: anchor::CLAUSES }
}

/// What to decide of the worst clause, the first rise and the first promise that cannot be shown; of each the first about which nobody has
/// written that it is dropped or done.
fn decisions(data: &Quarterly, facts: &mut Facts) -> Vec<Decision> {
    // What a newer version has replaced by something else asks for no decision any more.
    let of_now = |row: &&Row| !row.clause.is_replaced();
    let hidden = data.lines().filter(of_now).filter(|row| row.group == Group::CannotShow && row.clause.is_commitment);
    let subjects = [
        open_to_decide(data, worst_first(&data.scorecard).into_iter().filter(of_now).map(Subject::Keep)),
        open_to_decide(data, rising(data).into_iter().map(Subject::Rise)),
        open_to_decide(data, hidden.map(Subject::Record)),
    ];
    let mut subjects: Vec<Subject> = subjects.into_iter().flatten().collect();
    if subjects.is_empty() && data.backlog.overdue > 0 {
        subjects.extend(open_to_decide(data, [Subject::Overdue]));
    }
    subjects.into_iter().map(|subject| decision(data, facts, subject)).collect()
}

fn open_to_decide<'a>(data: &Quarterly, subjects: impl IntoIterator<Item = Subject<'a>>) -> Option<Subject<'a>> {
    let is_open = |subject: &Subject| subject.kept(data).is_none_or(|kept| matches!(kept.state, State::Draft | State::Agreed));
    subjects.into_iter().find(is_open)
}

/// A decision, with the owner and the day that people have named for it.
fn decision(data: &Quarterly, facts: &mut Facts, subject: Subject) -> Decision {
    let texts = facts.texts();
    let line = match subject {
        Subject::Keep(row) => {
            let id = clause_id(data, &row.clause);
            let (promised, id) = promised_of(row, &id);
            let broken = facts.count(&format!("{id}.broken_count"), promised.broken(), "duties", &data.counts_origin);
            say!(texts, "head.decide_keep", promised.broken(); clause = quoted(texts, &row.clause), n = broken)
        }
        Subject::Rise(issue) => {
            let category = say!(texts, "page.quoted", words = issue.segment.as_deref().unwrap_or_default());
            say!(texts, "head.decide_rise", category = category)
        }
        Subject::Record(row) => say!(texts, "head.decide_record", clause = quoted(texts, &row.clause)),
        Subject::Overdue => {
            let overdue = facts.count("open.overdue_count", data.backlog.overdue, "cases", &data.backlog_origin);
            say!(texts, "head.decide_overdue", data.backlog.overdue; n = overdue)
        }
    };
    let kept = subject.kept(data).filter(|kept| kept.state == State::Agreed || !kept.owner.is_empty());
    let due = if let Some(due) = kept.and_then(Recommendation::due_on) {
        line![facts.locale().day(due)]
    } else {
        let due_on = data.request.as_of.local_date(data.request.zone) + Days::new(DAYS_TO_DECIDE);
        facts.day("report.decide_by", due_on, None).into()
    };
    Decision { line, owner: kept.map(|kept| kept.owner.clone()).filter(|owner| !owner.is_empty()), due }
}

fn strip(data: &Quarterly, facts: &mut Facts) -> Vec<Tile> {
    let texts = facts.texts();
    let id = data.id();
    let before = data.period().previous();
    let (received, previous) = data.received();
    let origin = &data.segments.origin;
    let received_note = match data.reach_before() {
        ReachBefore::None => say!(texts, "head.no_data", before = before.to_string()),
        // Of a quarter of which nothing is known no number stands here that another could be held against.
        _ if !data.is_comparable() && !data.is_untold() => say!(texts, "head.so_far"),
        reach => {
            let count = facts.count(&format!("volume.{before}.received_count"), previous, "cases", origin);
            match reach {
                ReachBefore::Part => say!(texts, "head.part_before", before = before.to_string(), n = count),
                ReachBefore::Apart => say!(texts, "head.apart_before", before = before.to_string(), n = count),
                _ => line![format!("{before}: "), count],
            }
        }
    };
    let is_untold = data.is_untold();
    let value = if is_untold {
        say!(texts, "head.not_known")
    } else {
        facts.count(&format!("volume.{id}.received_count"), received, "cases", origin).into()
    };
    let mut tiles =
        vec![Tile { label: say!(texts, "head.received", nouns = data.noun(2)), value, note: received_note, is_words: is_untold }];
    tiles.push(duties_tile(data, facts));
    let hidden: u64 = data.scorecard.iter().map(|row| row.counts.not_shown()).sum();
    let clauses = data.lines().filter(|row| row.counts.not_shown() > 0).count() as u64;
    tiles.push(Tile {
        label: say!(texts, "head.not_shown"),
        value: facts.count(&format!("sla.{id}.not_shown_count"), hidden, "duties", &data.counts_origin).into(),
        note: say!(texts, "head.under_clauses", clauses; n = facts.count(&format!("sla.{id}.not_shown_clause_count"), clauses, "clauses", &data.counts_origin)),
        is_words: false,
    });
    tiles.push(open_tile(data, facts));
    tiles
}

/// All commitments together.
fn duties_tile(data: &Quarterly, facts: &mut Facts) -> Tile {
    let id = data.id();
    let (mut promised, mut promised_before) = (Counts::default(), Counts::default());
    for row in &data.scorecard {
        promised += row.promised;
        promised_before += row.promised_before;
    }
    let (met, judged) = (promised.met, promised.judged());
    let (met_before, judged_before) = (promised_before.met, promised_before.judged());
    let texts = facts.texts();
    let label = if promised.not_shown() > 0 { say!(texts, "head.kept_duties_shown") } else { say!(texts, "head.kept_duties") };
    if judged == 0 {
        let value = none_judged(texts, &promised, say!(texts, "page.none_promised"));
        return Tile { label: say!(texts, "head.kept_none"), value, note: line![], is_words: true };
    }
    let met_count = facts.count(&format!("sla.{id}.met_count"), met, "duties", &data.counts_origin);
    let judged_count = facts.count(&format!("sla.{id}.judged_count"), judged, "duties", &data.counts_origin);
    let kept = say!(texts, "page.kept_of", met = met_count, judged = judged_count);
    if judged < FEW {
        return Tile { label, value: kept, note: say!(texts, "page.too_few"), is_words: false };
    }
    let interval = wilson(met, judged, Confidence::P95);
    let share = facts.share(&format!("sla.{id}.met_share"), met as f64 / judged as f64, judged, interval, &data.counts_origin);
    let mut note = line![kept, " (", share.interval(), ")"];
    if judged_before >= FEW && data.has_shares_before() {
        let before = data.period().previous();
        let interval = wilson(met_before, judged_before, Confidence::P95);
        let share_before = met_before as f64 / judged_before as f64;
        let share = facts.share(&format!("sla.{before}.met_share"), share_before, judged_before, interval, &data.counts_origin);
        note.push(if data.has_other_limits_before() {
            line!["; ", say!(texts, "head.other_limits_before", before = before.to_string(), share = share.value)]
        } else {
            line![format!("; {before}: "), share.value]
        });
    }
    Tile { label, value: share.value.into(), note, is_words: false }
}

fn open_tile(data: &Quarterly, facts: &mut Facts) -> Tile {
    let (texts, label) = (facts.texts(), say!(facts.texts(), "head.open_now", nouns = data.noun(2)));
    let origin = &data.backlog_origin;
    if data.backlog.open == 0 && data.backlog.not_shown > 0 {
        let count = facts.count("open.not_shown_count", data.backlog.not_shown, "cases", origin);
        return Tile {
            label,
            value: say!(texts, "head.cannot_be_shown"),
            is_words: true,
            note: say!(texts, "head.no_closing", data.backlog.not_shown; n = count),
        };
    }
    let value = facts.count("open.case_count", data.backlog.open, "cases", origin).into();
    let Some(oldest) = data.backlog.oldest_days else {
        return Tile { label, value, note: say!(texts, "head.none_waiting"), is_words: false };
    };
    let oldest = facts.days("open.oldest_days", oldest, origin);
    let backlog = &data.backlog;
    let mut note = if backlog.overdue > 0 || backlog.is_surely_in_time() {
        let overdue = facts.count("open.overdue_count", backlog.overdue, "cases", origin);
        say!(texts, "head.oldest", oldest = oldest, overdue = overdue)
    } else {
        say!(texts, "head.oldest_alone", oldest = oldest)
    };
    if backlog.cannot_show > 0 {
        note = say!(texts, "head.overdue_cannot_show", note = note, n = unshown(data, facts));
    }
    if backlog.missing_updates > 0 {
        let n = facts.count("open.missing_updates_count", backlog.missing_updates, "cases", origin);
        note = say!(texts, "head.updates_missing", note = note, n = n);
    }
    if let Some(day) = told_until(data, facts) {
        note = say!(texts, "head.told_until", note = note, day = day);
    }
    Tile { label, value, note, is_words: false }
}
