//! The explanation as JSON: every instant in UTC, the sentences beside the numbers.

use super::{Explanation, Judged, Read, days, others, verdict};
use crate::evaluate::trace::{Counted, CountedDay, DeadlineTrace, NoticeEffect, PauseEffect, PauseTaken};
use crate::evaluate::{EventFact, Finding, Trace, When};
use crate::policy::Clause;
use crate::time::Instant;
use crate::time::instant::SECOND;
use serde_json::{Value, json};

/// The whole explanation.
pub(super) fn page(told: &Explanation<'_>) -> String {
    let case = &told.case;
    let page = json!({
        "case_id": case.case_id, "source": case.source, "kind": case.field("kind"), "received_at": at(case.received.at),
        "received_day_only": case.received.is_day(), "as_of": at(told.as_of), "time_zone": told.zone.name(),
        "policies": told.policies.iter().map(|judged| policy(told, judged)).collect::<Vec<_>>(),
        "without_version": told.without_version,
    });
    format!("{page:#}\n")
}

fn policy(told: &Explanation<'_>, judged: &Judged<'_>) -> Value {
    json!({
        "policy": judged.policy.id, "title": judged.policy.title, "effective_from": judged.policy.effective_from.map(|day| day.to_string()),
        "clauses": judged.clauses.iter().map(|(clause, readings)| clause_value(told, clause, readings)).collect::<Vec<_>>(),
        "reviews": judged.reviews.iter().map(|clause| clause.id.as_str()).collect::<Vec<_>>(),
    })
}

fn clause_value(told: &Explanation<'_>, clause: &Clause, readings: &[Read<'_>]) -> Value {
    json!({
        "clause": clause.id, "cite": clause.cite, "text": clause.text, "type": clause.main().rule.name(),
        "readings": readings.iter().map(|read| reading(told, read)).collect::<Vec<_>>(),
    })
}

fn reading(told: &Explanation<'_>, read: &Read<'_>) -> Value {
    let one = read.reading;
    let view = told.view(one);
    json!({
        "reading": one.id, "text": one.text, "limit": one.rule.limit(), "calendar": one.calendar,
        "schedule": view.as_ref().and_then(|view| others::opening(view, &read.findings)),
        "verdicts": view.iter().flat_map(|view| read.findings.iter().map(|finding| row(finding, &others::steps(view, finding), &verdict::in_words(view, finding)))).collect::<Vec<_>>(),
    })
}

fn row(finding: &Finding, steps: &[String], in_words: &str) -> Value {
    let mut row = json!({
        "cycle": finding.cycle, "status": finding.status.name(), "started_at": finding.started_at.map(at), "due_at": finding.due_at.map(at),
        "done_at": finding.done_at.map(at), "extended": finding.extended, "count": finding.count, "evidence": finding.evidence,
        "verdict": in_words, "steps": steps.iter().map(|step| step.trim()).collect::<Vec<_>>(),
    });
    if let (Trace::Deadline(trace), Value::Object(row)) = (&finding.trace, &mut row)
        && let Value::Object(reckoning) = reckoning(trace)
    {
        row.extend(reckoning);
    }
    row
}

/// What only deadlines have.
fn reckoning(trace: &DeadlineTrace) -> Value {
    let notices = trace.notices.iter().map(|taken| {
        json!({
            "event": taken.notice.name, "at": at(taken.notice.when.at), "expected_at": at(taken.expected_at),
            "moved_due": taken.effect == NoticeEffect::Moved, "effect": notice_effect(taken.effect),
        })
    });
    json!({
        "start": event(&trace.start), "own_due_at": trace.own_due.map(at), "latest_due_at": trace.latest_due.map(at),
        "days": trace.days.iter().map(day).collect::<Vec<_>>(), "pauses": pauses(&trace.pauses), "latest_pauses": pauses(&trace.latest_pauses),
        "notices": notices.collect::<Vec<_>>(), "found": trace.done.as_ref().map(event),
    })
}

fn pauses(taken: &[PauseTaken]) -> Vec<Value> {
    let one = |pause: &PauseTaken| {
        let (counts, why) = pause_effect(pause.effect);
        json!({
            "from": at(pause.began.at), "from_day_only": pause.began.is_day(), "counted_from": counts.then(|| at(pause.from)),
            "until": pause.ended.map(|ended| at(ended.at)), "until_day_only": pause.ended.is_some_and(When::is_day),
            "from_event": pause.from_event, "until_event": pause.until_event, "counts": counts, "effect": why,
        })
    };
    taken.iter().map(one).collect()
}

fn pause_effect(effect: PauseEffect) -> (bool, &'static str) {
    match effect {
        PauseEffect::BeforeStart => (false, "ended before the start"),
        PauseEffect::AfterDue => (false, "began when the limit's own time was over"),
        PauseEffect::AfterDone => (false, "began after it was done"),
        PauseEffect::Open => (true, "still open"),
        PauseEffect::Time(_) => (true, "the clock did not run"),
        PauseEffect::Days(_) => (true, "the due day moved on"),
    }
}

fn notice_effect(effect: NoticeEffect) -> &'static str {
    match effect {
        NoticeEffect::BeforeStart => "came before the start",
        NoticeEffect::AfterDue => "came after the due",
        NoticeEffect::AfterDone => "came after it was done",
        NoticeEffect::NotLater => "promised no later date",
        NoticeEffect::Moved => "moved the due",
    }
}

fn day(day: &CountedDay) -> Value {
    let date = day.date.to_string();
    match &day.what {
        Counted::Open(windows) => {
            let windows: Vec<Value> = windows.iter().map(|(from, until)| json!([at(*from), at(*until)])).collect();
            json!({ "date": date, "counted": "open time", "windows": windows, "seconds": days::open_time(day) as f64 / SECOND as f64 })
        }
        Counted::Day(ordinal) => json!({ "date": date, "counted": "day", "number": ordinal }),
        Counted::Closed(closure) => json!({ "date": date, "counted": "nothing", "why": days::closed(*closure) }),
        Counted::Paused => json!({ "date": date, "counted": "nothing", "why": "the clock stood still" }),
    }
}

fn event(event: &EventFact) -> Value {
    json!({ "event": event.name, "at": at(event.when.at), "day_only": event.when.is_day(), "evidence": event.evidence })
}

fn at(instant: Instant) -> String {
    instant.to_string()
}
