//! The first page: findings in words, what to decide, at most four figures.

use super::{anchor, clause_id, issue_id, listed, plural, quoted, ratio_of};
use crate::analysis::scorecard::{Change, Group, Row};
use crate::analysis::trend::{Issue, Signal};
use crate::report::facts::{Estimate, Facts};
use crate::report::format::{self, FEW};
use crate::report::line::{Line, line};
use crate::report::quarterly::{Quarterly, ReachBefore};
use crate::report::view::{Decision, Finding, Tile};
use crate::statistics::interval::Confidence;
use crate::statistics::proportion::wilson;
use chrono::Days;
use std::cmp::Reverse;

/// The most findings of a first page.
const FINDINGS: usize = 5;

/// The most clauses among them.
const CLAUSE_FINDINGS: usize = 2;

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
    let mut lines = vec![line![format::period(request.period), ", as of ", as_of, format!(" ({})", request.zone.name())]];
    let policies: Vec<Line> = data
        .policies
        .rows
        .iter()
        .map(|policy| {
            let Some(from) = policy.effective_from else { return line![policy.title.as_str()] };
            let id = format!("policy.{}.{from}.effective_from", policy.policy);
            line![policy.title.as_str(), ", in force from ", facts.day(&id, from, Some(&data.policies.origin))]
        })
        .collect();
    lines.push(if policies.is_empty() {
        line!["No procedure was in force in this quarter: nothing is judged."]
    } else {
        line![plural(policies.len() as u64, "Procedure: ", "Procedures: "), listed(&policies), "."]
    });
    lines
}

fn notices(data: &Quarterly, facts: &mut Facts) -> Vec<Line> {
    let mut notices = Vec::new();
    let months = data.coverage().within(data.period());
    let covered = months.iter().filter(|month| data.coverage().is_complete(**month)).count();
    if !data.is_over() {
        notices.push(line!["The quarter is not over. This page shows it as far as the instant above; its numbers will grow."]);
    } else if covered < months.len() && data.received().0 > 0 {
        let last = data.reach.rows.iter().filter_map(|source| source.last_received_at).max();
        let reach = last.map(|last| {
            let day = facts.day("data.last_received_on", last.local_date(data.request.zone), Some(&data.reach.origin));
            line!["; the last case was received on ", day]
        });
        notices.push(line![
            format!("The data cover {covered} of the quarter's {} months wholly", months.len()),
            reach,
            ". Counts of the quarter are counts of what the data hold.",
        ]);
    }
    if data.received().0 == 0 {
        notices.push(line![format!("No {} was received in this quarter.", data.focus.one)]);
    }
    notices
}

/// The rows that promise something, in the order in which they were missed most surely.
pub fn worst_first(data: &Quarterly) -> Vec<&Row> {
    let mut rows: Vec<&Row> = data.scorecard.iter().filter(|row| row.group == Group::NotKept && row.clause.is_commitment).collect();
    rows.sort_by(|left, right| {
        let by_shortfall = right.sure_shortfall().total_cmp(&left.sure_shortfall());
        by_shortfall
            .then_with(|| (Reverse(left.counts.broken()), &left.clause.clause).cmp(&(Reverse(right.counts.broken()), &right.clause.clause)))
    });
    rows
}

fn findings(data: &Quarterly, facts: &mut Facts) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    let worst = worst_first(data);
    for row in worst.iter().take(CLAUSE_FINDINGS) {
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
    let (verb, tail) = if row.clause.is_commitment { ("was kept", "it fell due") } else { ("was reached", "it was aimed at") };
    if row.counts.judged() == 1 {
        let verb = if row.counts.met == 1 { verb.to_string() } else { format!("was not {}", &verb[4..]) };
        return line![format!("{verb} the "), judged, format!(" time {tail}")];
    }
    line![format!("{verb} "), met, " of the ", judged, format!(" times {tail}")]
}

/// The share kept of a clause, with its interval; `None` where the duties are few.
pub fn share_of(data: &Quarterly, facts: &mut Facts, row: &Row) -> Option<Estimate> {
    let share = row.counts.met_share().filter(|_| row.counts.judged() >= FEW)?;
    let id = clause_id(data, &row.clause);
    Some(facts.share(&format!("{id}.met_share"), share, row.counts.judged(), row.interval, &data.counts_origin))
}

/// The share kept in the quarter before; `None` where the duties were few.
pub fn previous_share(data: &Quarterly, facts: &mut Facts, row: &Row) -> Option<Line> {
    let previous = row.previous();
    let share = previous.met_share().filter(|_| previous.judged() >= FEW)?;
    let id = format!("sla.{}.{}.{}", row.clause.policy, row.clause.clause, data.period().previous());
    let interval = wilson(previous.met, previous.judged(), Confidence::P95);
    Some(facts.share(&format!("{id}.met_share"), share, previous.judged(), interval, &data.counts_origin).value.into())
}

/// What can be said of a difference.
pub fn chance(change: Option<Change>) -> &'static str {
    match change {
        Some(change) if change.is_more_than_chance() && change.difference < 0.0 => "The fall is more than chance explains.",
        Some(change) if change.is_more_than_chance() => "The rise is more than chance explains.",
        Some(change) if change.difference == 0.0 => "There is no difference.",
        Some(_) => "The difference may be chance.",
        None => "",
    }
}

/// How often a clause was kept, against the quarter before.
pub fn clause_finding(data: &Quarterly, facts: &mut Facts, row: &Row) -> Line {
    let mut text = line![quoted(&row.clause), " ", kept_times(data, facts, row)];
    let Some(share) = share_of(data, facts, row) else {
        return text.then("; too few for a rate.");
    };
    text.push(line![" (", share.inner(), ")"]);
    match previous_share(data, facts, row) {
        Some(previous) => text.then(line!["; the quarter before, ", previous, ". ", chance(row.change)]),
        None => text.then(". There is no rate of the quarter before to compare with."),
    }
}

/// One sentence on an issue, with its number, ratio and interval.
pub fn issue_sentence(data: &Quarterly, facts: &mut Facts, issue: &Issue) -> Line {
    let id = issue_id(data, facts, issue);
    let name = issue.segment.clone().unwrap_or_default();
    let newest = facts.count(&format!("{id}.newest_count"), issue.newest, "cases", &data.trends.origin);
    let noun = data.focus.noun(issue.newest);
    let mut text = line![format!("“{name}”: "), newest, format!(" {noun}")];
    if issue.signal == Signal::New {
        return text.then(line![
            format!(", and none in the {} months before", data.trends.baseline_months.len()),
            ": it is new, and more than chance explains."
        ]);
    }
    if let Some(expected) = issue.expected {
        let expected = facts.number(&format!("{id}.expected_count"), expected, "cases", &data.trends.origin);
        text.push(line![" where ", expected, " would have been usual"]);
        if let Some(until) = issue.usual_until {
            let until = facts.text(&format!("{id}.usual_until_month"), &format::month(until), Some(&data.trends.origin));
            text.push(line![" by the months up to ", until]);
        }
    }
    let ratio = ratio_of(data, facts, issue);
    if !ratio.is_empty() {
        text.push(line![" (", ratio, ")"]);
    }
    if let Some(since) = issue.since.filter(|_| matches!(issue.signal, Signal::Rising | Signal::Falling)) {
        let since = facts.text(&format!("{id}.since_month"), &format::month(since), Some(&data.trends.origin));
        text.push(line![", since about ", since]);
    }
    text.push(": ");
    text.push(match issue.signal {
        Signal::Rising => line!["a rise that is more than chance explains."],
        Signal::Falling => line!["a fall that is more than chance explains."],
        Signal::Seasonal => {
            let cases = issue.last_year.map_or(0, |last_year| last_year.cases);
            let count = facts.count(&format!("{id}.year_ago_count"), cases, "cases", &data.trends.origin);
            line!["much as in the same quarter a year ago (", count, "), so a seasonal pattern is likely."]
        }
        Signal::MayBeRising | Signal::MayBeFalling | Signal::Noise => line!["the difference may be chance."],
        Signal::Slight => line!["more than chance explains, but too little to matter."],
        Signal::New | Signal::Recoded | Signal::TooFew | Signal::NoHistory => line!["too few to tell."],
    });
    if data.trends.is_early() {
        text.push(" (Early: there is less than a year to compare with.)");
    }
    text
}

fn rise_finding(data: &Quarterly, facts: &mut Facts) -> Option<Finding> {
    let rising: Vec<&Issue> = data.trends.issues.iter().filter(|issue| matches!(issue.signal, Signal::New | Signal::Rising)).collect();
    let first = rising.iter().max_by(|left, right| extra(left).total_cmp(&extra(right)).then_with(|| right.segment.cmp(&left.segment)))?;
    let mut text = issue_sentence(data, facts, first);
    if rising.len() > 1 {
        let more =
            facts.count(&format!("trend.category.{}.rising_count", data.id()), rising.len() as u64, "categories", &data.trends.origin);
        text.push(line![" In all, ", more, " categories rise."]);
    }
    Some(Finding { line: text, section: anchor::CAUSES })
}

/// Cases beyond the usual.
fn extra(issue: &Issue) -> f64 {
    issue.newest as f64 - issue.expected.unwrap_or(0.0)
}

fn hidden_finding(data: &Quarterly, facts: &mut Facts) -> Option<Finding> {
    let hidden: Vec<&Row> = data.scorecard.iter().filter(|row| row.counts.not_shown() > 0).collect();
    if hidden.is_empty() {
        return None;
    }
    let id = format!("sla.{}", data.id());
    let origin = &data.counts_origin;
    let clauses = facts.count(&format!("{id}.not_shown_clause_count"), hidden.len() as u64, "clauses", origin);
    let of = facts.count(&format!("{id}.clause_count"), data.scorecard.len() as u64, "clauses", &data.clauses_origin);
    let count: u64 = hidden.iter().map(|row| row.counts.not_shown()).sum();
    let duties = facts.count(&format!("{id}.not_shown_count"), count, "duties", origin);
    let text = line![
        duties,
        format!(" {} under ", plural(count, "duty", "duties")),
        clauses,
        " of the ",
        of,
        format!(
            " clauses cannot be shown: the sources do not record what {} {}. They count as neither kept nor broken.",
            plural(hidden.len() as u64, "it", "they"),
            plural(hidden.len() as u64, "asks", "ask")
        )
    ];
    Some(Finding { line: text, section: anchor::SCOPE })
}

fn open_finding(data: &Quarterly, facts: &mut Facts) -> Option<Finding> {
    let backlog = &data.backlog;
    let oldest = backlog.oldest_days?;
    let origin = &data.backlog_origin;
    let open = facts.count("open.case_count", backlog.open, "cases", origin);
    let overdue: Line = match backlog.overdue {
        0 => line!["none"],
        count => facts.count("open.overdue_count", count, "cases", origin).into(),
    };
    let oldest = facts.days("open.oldest_days", oldest, origin);
    let verb = if backlog.open == 1 { "is" } else { "are" };
    let text = line![
        open,
        format!(" {} {verb} open, ", data.focus.noun(backlog.open)),
        overdue,
        " of them past a due that was not kept; the oldest was received ",
        oldest,
        " ago."
    ];
    Some(Finding { line: text, section: anchor::OPEN })
}

fn kept_finding(data: &Quarterly, facts: &mut Facts) -> Finding {
    let judged: Vec<&Row> = data.scorecard.iter().filter(|row| row.counts.judged() > 0).collect();
    let kept = judged.iter().filter(|row| row.group == Group::Kept).count() as u64;
    let id = format!("sla.{}", data.id());
    let line = if data.scorecard.is_empty() {
        line!["No clause was in force, so there is nothing to keep."]
    } else if judged.is_empty() {
        line!["No duty fell due in this quarter that could be judged."]
    } else {
        let kept_count = facts.count(&format!("{id}.kept_clause_count"), kept, "clauses", &data.counts_origin);
        let of = facts.count(&format!("{id}.judged_clause_count"), judged.len() as u64, "clauses", &data.counts_origin);
        line![
            "Kept as fully as they ask: ",
            kept_count,
            " of the ",
            of,
            format!(" {} under which a duty fell due and could be judged.", plural(judged.len() as u64, "clause", "clauses"))
        ]
    };
    Finding { line, section: anchor::CLAUSES }
}

fn decisions(data: &Quarterly, facts: &mut Facts) -> Vec<Decision> {
    let due_on = data.request.as_of.local_date(data.request.zone) + Days::new(DAYS_TO_DECIDE);
    let mut lines: Vec<Line> = Vec::new();
    if let Some(row) = worst_first(data).first() {
        let id = clause_id(data, &row.clause);
        let broken = facts.count(&format!("{id}.broken_count"), row.counts.broken(), "duties", &data.counts_origin);
        lines.push(line![
            "What changes so that ",
            quoted(&row.clause),
            " is kept (not kept ",
            broken,
            format!(" {}), or whether the promise is still the right one.", plural(row.counts.broken(), "time", "times"))
        ]);
    }
    let rising = data.trends.issues.iter().find(|issue| matches!(issue.signal, Signal::Rising | Signal::New));
    if let Some(name) = rising.and_then(|issue| issue.segment.as_deref()) {
        lines.push(line![format!("Who finds out why “{name}” rises, and by when it is answered.")]);
    }
    let hidden = data.scorecard.iter().find(|row| row.group == Group::CannotShow && row.clause.is_commitment);
    if let Some(row) = hidden {
        lines.push(line!["Whether the source is to record what ", quoted(&row.clause), " asks, so that it can be shown."]);
    }
    if lines.is_empty() && data.backlog.overdue > 0 {
        let overdue = facts.count("open.overdue_count", data.backlog.overdue, "cases", &data.backlog_origin);
        lines.push(line!["Who closes the ", overdue, " open cases that are past a due."]);
    }
    if lines.is_empty() {
        return Vec::new();
    }
    let due = facts.day("report.decide_by", due_on, None);
    lines.into_iter().take(3).map(|line| Decision { line, due: line![&due] }).collect()
}

fn strip(data: &Quarterly, facts: &mut Facts) -> Vec<Tile> {
    let id = data.id();
    let before = data.period().previous();
    let (received, previous) = data.received();
    let origin = &data.segments.origin;
    let received_note = match data.reach_before() {
        ReachBefore::None => line![format!("{before}: no data")],
        reach => {
            let count = facts.count(&format!("volume.{before}.received_count"), previous, "cases", origin);
            line![format!("{before}: "), count, if reach == ReachBefore::Part { " (covered in part)" } else { "" }]
        }
    };
    let mut tiles = vec![Tile {
        label: line![format!("{} received", data.focus.many)],
        value: facts.count(&format!("volume.{id}.received_count"), received, "cases", origin).into(),
        note: received_note,
        is_words: false,
    }];
    tiles.push(duties_tile(data, facts));
    let hidden: u64 = data.scorecard.iter().map(|row| row.counts.not_shown()).sum();
    let clauses = data.scorecard.iter().filter(|row| row.counts.not_shown() > 0).count() as u64;
    tiles.push(Tile {
        label: line!["duties that cannot be shown"],
        value: facts.count(&format!("sla.{id}.not_shown_count"), hidden, "duties", &data.counts_origin).into(),
        note: line![
            "under ",
            facts.count(&format!("sla.{id}.not_shown_clause_count"), clauses, "clauses", &data.counts_origin),
            plural(clauses, " clause", " clauses")
        ],
        is_words: false,
    });
    tiles.push(open_tile(data, facts));
    tiles
}

/// All commitments together.
fn duties_tile(data: &Quarterly, facts: &mut Facts) -> Tile {
    let id = data.id();
    let rows = || data.scorecard.iter().filter(|row| row.clause.is_commitment);
    let (met, judged) = rows().fold((0, 0), |sum, row| (sum.0 + row.counts.met, sum.1 + row.counts.judged()));
    let (met_before, judged_before) = rows().map(Row::previous).fold((0, 0), |sum, counts| (sum.0 + counts.met, sum.1 + counts.judged()));
    let label = line!["promised duties kept of those that fell due"];
    if judged == 0 {
        return Tile { label: line!["promised duties kept"], value: line!["no case fell due"], note: line![], is_words: true };
    }
    let kept = line![
        facts.count(&format!("sla.{id}.met_count"), met, "duties", &data.counts_origin),
        " of ",
        facts.count(&format!("sla.{id}.judged_count"), judged, "duties", &data.counts_origin)
    ];
    if judged < FEW {
        return Tile { label, value: kept, note: line!["too few for a rate"], is_words: false };
    }
    let interval = wilson(met, judged, Confidence::P95);
    let share = facts.share(&format!("sla.{id}.met_share"), met as f64 / judged as f64, judged, interval, &data.counts_origin);
    let mut note = line![kept, " (", share.interval(), ")"];
    if judged_before >= FEW {
        let before = data.period().previous();
        let interval = wilson(met_before, judged_before, Confidence::P95);
        let share_before = met_before as f64 / judged_before as f64;
        let share = facts.share(&format!("sla.{before}.met_share"), share_before, judged_before, interval, &data.counts_origin);
        note.push(line![format!("; {before}: "), share.value]);
    }
    Tile { label, value: share.value.into(), note, is_words: false }
}

fn open_tile(data: &Quarterly, facts: &mut Facts) -> Tile {
    let label = line![format!("{} open now", data.focus.many)];
    let origin = &data.backlog_origin;
    if data.backlog.open == 0 && data.backlog.not_shown > 0 {
        let count = facts.count("open.not_shown_count", data.backlog.not_shown, "cases", origin);
        return Tile {
            label,
            value: line!["cannot be shown"],
            is_words: true,
            note: line!["no source reports closing (", count, " cases)"],
        };
    }
    let value = facts.count("open.case_count", data.backlog.open, "cases", origin).into();
    let Some(oldest) = data.backlog.oldest_days else {
        return Tile { label, value, note: line!["none is waiting"], is_words: false };
    };
    let oldest = facts.days("open.oldest_days", oldest, origin);
    let overdue = facts.count("open.overdue_count", data.backlog.overdue, "cases", origin);
    Tile { label, value, note: line!["oldest ", oldest, "; ", overdue, " overdue"], is_words: false }
}
