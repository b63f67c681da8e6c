//! Clauses that cannot both be kept, or of which one makes the other idle.

use super::stricter::{Stricter, stricter};
use super::{Finding, Kind, names, start};
use crate::calendar::Calendars;
use crate::policy::{Applies, Clause, Policy, Reading, Rule, Selector, Strength};
use crate::report::format::Locale;
use crate::report::texts::say;

/// Events that only the customer can bring about.
const CUSTOMERS: [&str; 6] = ["resolution_accepted", "resolution_declined", "info_received", "customer_message", "appealed", "withdrawn"];

/// All contradictions between the readings in force.
pub fn findings(policy: &Policy, calendars: &Calendars, locale: Locale) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (place, clause) in policy.clauses.iter().enumerate() {
        findings.extend(policy.clauses.iter().filter_map(|other| waits_for_customer(clause, other, locale)));
        let earlier = &policy.clauses[..place];
        findings.extend(earlier.iter().filter_map(|earlier| two_limits(earlier, clause, calendars, locale)));
        findings.extend(earlier.iter().filter_map(|earlier| each_waits(earlier, clause, locale)));
    }
    findings
}

/// A limit on something that another clause lets happen only when the customer has spoken.
fn waits_for_customer(clause: &Clause, condition: &Clause, locale: Locale) -> Option<Finding> {
    let Rule::Deadline { after, require, within: Some(span), .. } = &clause.main().rule else { return None };
    let Rule::Precondition { before, require: needed } = &condition.main().rule else { return None };
    let is_theirs = needed.iter().all(|selector| CUSTOMERS.contains(&selector.event.as_str()));
    let is_held_up = all_among(require, before);
    if !is_theirs || !is_held_up || shares(after, needed) || !overlap(&clause.main().applies, &condition.main().applies) {
        return None;
    }
    let (texts, limit) = (locale.texts(), locale.span(*span));
    let (done, answer) = (names(require, texts), names(needed, texts));
    let found = say!(
        texts,
        "lint.waits_for_customer",
        done = done.as_str(),
        limit = limit.as_str(),
        start = start(after, texts),
        clause = condition.id.as_str(),
        line = condition.line.to_string(),
        answer = answer.as_str()
    );
    let cure = say!(texts, "lint.count_from_answer", done = done, limit = limit, answer = answer);
    Some(Finding::new(Kind::Contradiction, clause, found, say!(texts, "lint.silence_breaks"), cure))
}

/// Two limits for the same thing.
fn two_limits(earlier: &Clause, later: &Clause, calendars: &Calendars, locale: Locale) -> Option<Finding> {
    let (one, two) = (earlier.main(), later.main());
    if !overlap(&one.applies, &two.applies) {
        return None;
    }
    let stricter = stricter(one, two, calendars)?;
    let (short, long) = if stricter == Stricter::Second { (later, earlier) } else { (earlier, later) };
    if is_outer_limit(short, long) || (stricter == Stricter::Varies && is_outer_limit(long, short)) {
        return None;
    }
    let texts = locale.texts();
    let (short_limit, long_limit) = (limit_beside(short.main(), long.main(), locale), limit_beside(long.main(), short.main(), locale));
    let (done, line) = (names(one.rule.required(), texts), earlier.line.to_string());
    let (short_clause, long_clause) = (short.id.as_str(), long.id.as_str());
    let found = match &one.rule {
        Rule::Deadline { after, .. } | Rule::Cadence { after, .. } => say!(
            texts,
            "lint.two_limits",
            done = done,
            start = start(after, texts),
            short = short_limit.as_str(),
            short_clause = short_clause,
            long = long_limit.as_str(),
            long_clause = long_clause,
            line = line
        ),
        _ => say!(
            texts,
            "lint.two_measures",
            done = done,
            short = short_limit.as_str(),
            short_clause = short_clause,
            long = long_limit.as_str(),
            long_clause = long_clause,
            line = line
        ),
    };
    let why = match (stricter, &one.rule) {
        (Stricter::Varies, _) => say!(texts, "lint.either_may_bind"),
        (_, Rule::Deadline { .. } | Rule::Cadence { .. }) => say!(texts, "lint.shorter_binds"),
        _ => say!(texts, "lint.stricter_binds"),
    };
    let cure = match &one.rule {
        Rule::Deadline { .. } => say!(texts, "lint.keep_one", short = short_limit, long = long_limit),
        _ => say!(texts, "lint.keep_either", short = short_limit, long = long_limit),
    };
    Some(Finding::new(Kind::Contradiction, later, found, why, cure))
}

/// What a reading asks at most or at least, with its calendar where that of the other one counts otherwise.
fn limit_beside(reading: &Reading, other: &Reading, locale: Locale) -> String {
    let texts = locale.texts();
    let limit = match &reading.rule {
        Rule::SingleContact { at_most, .. } => say!(texts, "lint.at_most", at_most.unsigned_abs(); n = at_most.to_string()).plain(),
        Rule::Deadline { within: Some(span), .. } => locale.span(*span),
        rule => locale.limit(&rule.limit().unwrap_or_default()),
    };
    if reading.rule.span().is_some() && reading.calendar != other.calendar {
        say!(texts, "format.limit_by_calendar", limit = limit, calendar = reading.calendar.as_str()).plain()
    } else {
        limit
    }
}

/// Two orders of the same things, each the other way round.
fn each_waits(earlier: &Clause, later: &Clause, locale: Locale) -> Option<Finding> {
    let Rule::Precondition { before, require } = &later.main().rule else { return None };
    let Rule::Precondition { before: last, require: first } = &earlier.main().rule else { return None };
    let is_circle = all_among(require, last) && all_among(first, before) && !shares(before, require);
    if !is_circle || !overlap(&earlier.main().applies, &later.main().applies) {
        return None;
    }
    let texts = locale.texts();
    let found = say!(
        texts,
        "lint.each_waits",
        first = names(require, texts),
        last = names(before, texts),
        clause = earlier.id.as_str(),
        line = earlier.line.to_string()
    );
    let cure = say!(texts, "lint.strike_one_order");
    Some(Finding::new(Kind::Contradiction, later, found, say!(texts, "lint.first_breaks_one"), cure))
}

/// Whether the longer limit is a bound on the shorter one: an aim within a promise, an extension
/// that may not go on for ever, a smaller share sooner, or fewer cases sooner.
fn is_outer_limit(short: &Clause, long: &Clause) -> bool {
    let can_be_extended = matches!(&short.main().rule, Rule::Deadline { extended_by, .. } if !extended_by.is_empty());
    let is_aim = short.strength == Strength::Target && long.strength == Strength::Commitment;
    let is_smaller_share = short.aim.unwrap_or(1.0) < long.aim.unwrap_or(1.0);
    let is_narrower = is_narrower(&short.main().applies, &long.main().applies);
    can_be_extended || is_aim || is_smaller_share || is_narrower
}

/// Whether `one` leaves out some of the cases of `other`, as far as can be told without looking at any.
fn is_narrower(one: &Applies, other: &Applies) -> bool {
    let asks_for_more = (one.has.is_some() && other.has.is_none())
        || (one.lacks.is_some() && other.lacks.is_none())
        || (one.open_longer_than.is_some() && other.open_longer_than.is_none());
    let leaves_out = one.fields.iter().any(|(field, values)| match other.fields.iter().find(|(name, _)| name == field) {
        None => true,
        Some((_, others)) => others.iter().any(|value| !values.contains(value)),
    });
    asks_for_more || leaves_out
}

/// Whether some case can fall under both: for each field that both name, a value in common, and
/// neither asks for an event that the other excludes.
fn overlap(one: &Applies, other: &Applies) -> bool {
    let excludes = |has: Option<&[Selector]>, lacks: Option<&[Selector]>| match (has, lacks) {
        (Some(has), Some(lacks)) => has.iter().all(|selector| lacks.contains(selector)),
        _ => false,
    };
    if excludes(one.has.as_deref(), other.lacks.as_deref()) || excludes(other.has.as_deref(), one.lacks.as_deref()) {
        return false;
    }
    one.fields.iter().all(|(field, values)| {
        let others = other.fields.iter().find(|(name, _)| name == field);
        others.is_none_or(|(_, others)| values.iter().any(|value| others.contains(value)))
    })
}

fn shares(one: &[Selector], other: &[Selector]) -> bool {
    one.iter().any(|selector| other.iter().any(|candidate| candidate.event == selector.event))
}

/// Whether every event of some is among others.
fn all_among(some: &[Selector], others: &[Selector]) -> bool {
    some.iter().all(|selector| shares(std::slice::from_ref(selector), others))
}
