//! Clauses that cannot both be kept, or of which one makes the other idle.

use super::{Finding, Kind, names, start};
use crate::policy::{Applies, Clause, Policy, Rule, Selector, Strength};
use crate::report::format::Locale;
use crate::report::texts::say;
use crate::time::{Span, Unit};

/// Events that only the customer can bring about.
const CUSTOMERS: [&str; 6] = ["resolution_accepted", "resolution_declined", "info_received", "customer_message", "appealed", "withdrawn"];

/// Business days per week and open hours per business day, to compare limits of different kinds.
const BUSINESS_DAYS_PER_WEEK: f64 = 5.0;
const OPEN_HOURS_PER_DAY: f64 = 8.0;
const DAYS_PER_MONTH: f64 = 30.4;

/// All contradictions between the readings in force.
pub fn findings(policy: &Policy, locale: Locale) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (place, clause) in policy.clauses.iter().enumerate() {
        findings.extend(policy.clauses.iter().filter_map(|other| waits_for_customer(clause, other, locale)));
        findings.extend(policy.clauses[..place].iter().filter_map(|earlier| two_limits(earlier, clause, locale)));
    }
    findings
}

/// A limit on something that another clause lets happen only when the customer has spoken.
fn waits_for_customer(clause: &Clause, condition: &Clause, locale: Locale) -> Option<Finding> {
    let Rule::Deadline { after, require, within: Some(span), .. } = &clause.main().rule else { return None };
    let Rule::Precondition { before, require: needed } = &condition.main().rule else { return None };
    let is_theirs = needed.iter().all(|selector| CUSTOMERS.contains(&selector.event.as_str()));
    let is_held_up = require.iter().all(|selector| shares(std::slice::from_ref(selector), before));
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

/// Two limits for the same thing from the same start.
fn two_limits(earlier: &Clause, later: &Clause, locale: Locale) -> Option<Finding> {
    let (
        Rule::Deadline { after, require, within: Some(one), .. },
        Rule::Deadline { after: start_of, require: asked, within: Some(two), .. },
    ) = (&earlier.main().rule, &later.main().rule)
    else {
        return None;
    };
    let is_same = same(after, start_of) && same(require, asked) && (one.unit, one.amount) != (two.unit, two.amount);
    if !is_same || !overlap(&earlier.main().applies, &later.main().applies) {
        return None;
    }
    let (short, long) = if rough_days(*one) <= rough_days(*two) { (earlier, later) } else { (later, earlier) };
    if is_outer_limit(short, long) {
        return None;
    }
    let (short_span, long_span) = if rough_days(*one) <= rough_days(*two) { (one, two) } else { (two, one) };
    let other = if short.id == later.id { long } else { short };
    let (texts, short_limit, long_limit) = (locale.texts(), locale.span(*short_span), locale.span(*long_span));
    let found = say!(
        texts,
        "lint.two_limits",
        done = names(require, texts),
        start = start(after, texts),
        short = short_limit.as_str(),
        short_clause = short.id.as_str(),
        long = long_limit.as_str(),
        long_clause = long.id.as_str(),
        line = other.line.to_string()
    );
    let cure = say!(texts, "lint.keep_one", short = short_limit, long = long_limit);
    Some(Finding::new(Kind::Contradiction, later, found, say!(texts, "lint.shorter_binds"), cure))
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

fn same(one: &[Selector], other: &[Selector]) -> bool {
    one.iter().all(|selector| other.contains(selector)) && other.iter().all(|selector| one.contains(selector))
}

/// About how many days a span takes: only good for telling the shorter of two.
fn rough_days(span: Span) -> f64 {
    let amount = span.amount as f64;
    let per_business_day = 7.0 / BUSINESS_DAYS_PER_WEEK;
    match span.unit {
        Unit::Elapsed => amount / crate::time::instant::DAY as f64,
        Unit::OpenTime => amount / (3_600_000_000.0 * OPEN_HOURS_PER_DAY) * per_business_day,
        Unit::BusinessDays => amount * per_business_day,
        Unit::CalendarDays => amount,
        Unit::CalendarMonths => amount * DAYS_PER_MONTH,
    }
}
