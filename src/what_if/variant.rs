//! Other ways of judging a clause, as readings beside the one in force.

use crate::calendar::Calendars;
use crate::error::{Error, Result, did_you_mean};
use crate::policy::{Clause, Policies, Policy, Reading, Rule, Selector, Strength};
use crate::time::{Span, Unit};

/// What is asked about a clause; every combination becomes a variant.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// Other limits.
    pub within: Vec<Span>,
    /// Other calendars.
    pub calendars: Vec<String>,
    /// Readings that the clause has.
    pub readings: Vec<String>,
    /// Clauses of other policies.
    pub against: Vec<Other>,
}

/// A policy to be judged by instead, and which of its clauses; none: the one that asks for the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Other {
    /// The policy's id.
    pub policy: String,
    /// The clause's id.
    pub clause: Option<String>,
}

impl std::str::FromStr for Other {
    type Err = Error;

    /// Reads `POLICY` or `POLICY/CLAUSE`.
    fn from_str(text: &str) -> Result<Self> {
        let (policy, clause) = text.split_once('/').map_or((text, None), |(policy, clause)| (policy, Some(clause)));
        if policy.trim().is_empty() || clause.is_some_and(|clause| clause.trim().is_empty()) {
            return Err(Error::new(format!("\"{text}\" names no policy")).accepted("POLICY or POLICY/CLAUSE, such as logiq/acknowledge"));
        }
        Ok(Self { policy: policy.to_string(), clause: clause.map(str::to_string) })
    }
}

/// One way of judging a clause, in one version of its policy.
#[derive(Debug, Clone)]
pub struct Variant {
    /// The policy's id.
    pub policy: String,
    /// The clause's id.
    pub clause: String,
    /// The clause's place in its policy.
    pub clause_place: usize,
    /// The variant's place beside the clause, which is itself the first.
    pub place: usize,
    /// What is judged; its id is `main` for the clause as it stands.
    pub reading: Reading,
}

impl Variant {
    /// Whether another version calls this by the same name.
    pub fn is_named_like(&self, other: &Self) -> bool {
        (&self.policy, &self.clause, &self.reading.id) == (&other.policy, &other.clause, &other.reading.id)
    }

    /// What a limit is measured in; none where the clause has no limit that could be another.
    pub fn unit(&self) -> Option<Unit> {
        self.reading.rule.span().filter(|_| has_limit(&self.reading.rule)).map(|span| span.unit)
    }

    /// The variant with a limit of one of this unit, by which all versions of it are measured; none where its version asks for something
    /// that is not kept by a limit of this kind.
    pub fn measured_in(&self, unit: Unit, kind: &str) -> Option<Self> {
        let rule = self.reading.rule.with_limit(Span::one(unit)).filter(|rule| rule.name() == kind && !rule.is_promised_at_start())?;
        Some(Self { reading: Reading { rule, ..self.reading.clone() }, ..self.clone() })
    }

    /// Whether another variant of [`Variant::measured_in`] is measured by the same clock.
    pub fn is_measured_like(&self, other: &Self) -> bool {
        let nameless = |reading: &Reading| Reading { id: String::new(), text: String::new(), ..reading.clone() };
        (&self.policy, &self.clause) == (&other.policy, &other.clause) && nameless(&self.reading) == nameless(&other.reading)
    }
}

/// The policies reduced to the clauses asked about, each with its variants as further readings.
///
/// Without a clause: every clause of which some version has a limit, as it stands in all versions: their cases are in its rate. A span
/// that only stands in for a promised date is no limit. `policies` are all versions of the policies to judge by, `known` all that could
/// be compared with.
pub fn with_variants(
    policies: &[&Policy],
    clause: Option<&str>,
    wish: &Wish,
    known: &Policies,
    calendars: &Calendars,
) -> Result<Vec<Policy>> {
    for calendar in &wish.calendars {
        calendars.named(calendar)?;
    }
    if let Some(id) = clause {
        refuse_unknown_readings(policies, id, &wish.readings)?;
    }
    let mut asked = Vec::new();
    for policy in policies {
        let mut reduced = Policy { clauses: Vec::new(), ..(*policy).clone() };
        for own in &policy.clauses {
            let versions = || {
                let of_policy = policies.iter().filter(|other| other.id == policy.id).flat_map(|other| &other.clauses);
                of_policy.filter(|other| other.id == own.id).map(|other| &other.main().rule)
            };
            let is_asked = clause.map_or_else(|| versions().any(has_limit), |id| own.id == id);
            if !is_asked {
                continue;
            }
            // A version that cannot be asked is left as it stands, if another one can.
            let can_vary = |rule: &Rule| {
                let is_like = wish.against.is_empty() || !matches!(rule, Rule::Review { .. });
                is_like && (wish.within.is_empty() || matches!(rule, Rule::Deadline { .. } | Rule::Cadence { .. }))
            };
            let is_left = !can_vary(&own.main().rule) && versions().any(can_vary);
            let readings = if is_left { vec![own.main().clone()] } else { readings(own, wish, known)? };
            reduced.clauses.push(Clause { readings, ..own.clone() });
        }
        asked.push(reduced);
    }
    if asked.iter().all(|policy| policy.clauses.is_empty()) {
        return Err(Error::new("no clause of the policies judged by has a limit"));
    }
    Ok(asked)
}

/// Whether a rule has a limit that could be another; a span that stands in for a promised date is none.
pub fn has_limit(rule: &Rule) -> bool {
    rule.span().is_some() && !rule.is_promised_at_start()
}

/// Whether a reading reads no calendar: what runs by the clock is due at the same instant under each.
pub fn is_without_calendar(reading: &Reading) -> bool {
    let is_elapsed = |span: Option<Span>| span.is_none_or(|span| span.unit == Unit::Elapsed);
    is_elapsed(reading.rule.span()) && is_elapsed(reading.applies.open_longer_than) && !matches!(reading.rule, Rule::Review { .. })
}

/// Every variant of the policies that [`with_variants`] made, once for each version.
pub fn variants(asked: &[Policy]) -> Vec<Vec<Variant>> {
    let of_version = |policy: &Policy| {
        let clauses = policy.clauses.iter().enumerate();
        let variant = |(clause_place, clause): (usize, &Clause)| -> Vec<Variant> {
            let readings = clause.readings.iter().enumerate();
            readings
                .map(|(place, reading)| Variant {
                    policy: policy.id.clone(),
                    clause: clause.id.clone(),
                    clause_place,
                    place,
                    reading: reading.clone(),
                })
                .collect()
        };
        clauses.flat_map(variant).collect()
    };
    asked.iter().map(of_version).collect()
}

/// The clause as it stands, then every combination of what is asked, then the other policies' clauses.
fn readings(clause: &Clause, wish: &Wish, known: &Policies) -> Result<Vec<Reading>> {
    let mut readings = vec![clause.main().clone()];
    let bases: Vec<&Reading> = if wish.readings.is_empty() {
        vec![clause.main()]
    } else {
        clause.readings.iter().filter(|reading| wish.readings.contains(&reading.id)).collect()
    };
    for base in bases {
        for within in all_or_none(&wish.within) {
            for calendar in all_or_none(&wish.calendars) {
                let variant = changed(clause, base, within.copied(), calendar.map(String::as_str))?;
                if !readings.iter().any(|known| known.id == variant.id) {
                    readings.push(variant);
                }
            }
        }
    }
    for other in &wish.against {
        let (policy, theirs) = clause_of(other, clause, known)?;
        readings.push(Reading { id: format!("{}/{}", policy.id, theirs.id), ..theirs.main().clone() });
    }
    Ok(readings)
}

fn all_or_none<T>(items: &[T]) -> Vec<Option<&T>> {
    if items.is_empty() { vec![None] } else { items.iter().map(Some).collect() }
}

/// A reading with another limit or calendar, named by what is other about it.
fn changed(clause: &Clause, base: &Reading, within: Option<Span>, calendar: Option<&str>) -> Result<Reading> {
    let mut reading = base.clone();
    let mut names: Vec<String> = (base.id != "main").then(|| base.id.clone()).into_iter().collect();
    if let Some(span) = within {
        reading.rule = reading.rule.with_limit(span).ok_or_else(|| no_limit(&clause.id, &reading.rule))?;
        names.push(span.to_string());
    }
    if let Some(id) = calendar {
        reading.calendar = id.to_string();
        names.push(format!("on {id}"));
    }
    reading.id = if names.is_empty() { "main".into() } else { names.join(", ") };
    Ok(reading)
}

fn no_limit(clause: &str, rule: &Rule) -> Error {
    let why = match rule {
        Rule::Review { every, .. } => format!("it is a review, due once a {}", every.name()),
        other => format!("it is a {}, which is kept or not whatever the time", other.name()),
    };
    Error::new(format!("the clause \"{clause}\" has no limit that could be another: {why}"))
        .remedy("Leave --within out, or name a clause that is a deadline or a cadence (`ombud policy show ID` tells).")
}

/// The clause of another policy's newest version: the one that was named, else the one with the
/// same id, else the first of the same type that asks for one of the same events.
fn clause_of<'p>(other: &Other, clause: &Clause, known: &'p Policies) -> Result<(&'p Policy, &'p Clause)> {
    let versions = known.named(&other.policy)?;
    let Some(policy) = versions.last() else { return Err(Error::new(format!("no policy \"{}\"", other.policy))) };
    let by_id = |id: &str| policy.clauses.iter().find(|theirs| theirs.id == id);
    let ids = || policy.clauses.iter().map(|theirs| theirs.id.as_str());
    let found = match &other.clause {
        Some(id) => by_id(id).ok_or_else(|| {
            Error::new(format!("no clause \"{id}\" in {}{}", policy.id, did_you_mean(id, ids())))
                .accepted(ids().collect::<Vec<_>>().join(", "))
        })?,
        None => by_id(&clause.id).or_else(|| policy.clauses.iter().find(|theirs| asks_for_the_same(theirs, clause))).ok_or_else(|| {
            Error::new(format!("no clause of {} asks for what \"{}\" asks for", policy.id, clause.id))
                .accepted(ids().map(|id| format!("{}/{id}", policy.id)).collect::<Vec<_>>().join(", "))
                .remedy("Name the clause to compare with: --against POLICY/CLAUSE.")
        })?,
    };
    if matches!(found.main().rule, Rule::Review { .. }) || matches!(clause.main().rule, Rule::Review { .. }) {
        return Err(Error::new(format!("\"{}\" and \"{}\" cannot be compared: a review concerns no case", clause.id, found.id)));
    }
    Ok((policy, found))
}

/// The clause of another policy's newest version that is the same duty under another limit.
///
/// It is a deadline of its own, for a kind of case that ours concerns too; its clock starts with an event that starts ours,
/// and what it asks for in the first place is what ours does. Of several, one of the same name comes first, then a written promise.
pub fn counterpart<'p>(policy: &str, clause: &Clause, known: &'p Policies) -> Option<&'p Clause> {
    let theirs = known.named(policy).ok()?.last().copied()?;
    let ours = duty(clause)?;
    let is_alike = |other: &&Clause| duty(other).is_some_and(|duty| is_same_duty(duty, ours)) && concern_the_same(other, clause);
    let alike = || theirs.clauses.iter().filter(is_alike);
    let is_written_promise = |other: &&Clause| other.strength == Strength::Commitment && !other.assumed;
    alike().find(|other| other.id == clause.id).or_else(|| alike().find(is_written_promise)).or_else(|| alike().next())
}

/// What starts the clock of a deadline with a limit of its own, and what is asked for in the first place.
fn duty(clause: &Clause) -> Option<(&[Selector], &str)> {
    match &clause.main().rule {
        rule @ Rule::Deadline { after, require, within: Some(_), .. } if !rule.is_promised_at_start() => {
            Some((after, require.first()?.event.as_str()))
        }
        _ => None,
    }
}

fn is_same_duty(theirs: (&[Selector], &str), ours: (&[Selector], &str)) -> bool {
    theirs.1 == ours.1 && theirs.0.iter().any(|start| ours.0.iter().any(|own| own.event == start.event))
}

/// Whether two clauses can concern one kind of case; one that names no kind concerns all.
fn concern_the_same(theirs: &Clause, ours: &Clause) -> bool {
    let kinds = |clause: &'_ Clause| -> Option<Vec<String>> {
        clause.main().applies.fields.iter().find(|(field, _)| *field == "kind").map(|(_, values)| values.clone())
    };
    kinds(theirs).zip(kinds(ours)).is_none_or(|(theirs, ours)| theirs.iter().any(|kind| ours.contains(kind)))
}

fn asks_for_the_same(theirs: &Clause, ours: &Clause) -> bool {
    let events = |clause: &Clause| -> Vec<String> {
        clause.main().rule.required().iter().map(|selector: &Selector| selector.event.clone()).collect()
    };
    let of_ours = events(ours);
    theirs.main().rule.name() == ours.main().rule.name() && events(theirs).iter().any(|event| of_ours.contains(event))
}

fn refuse_unknown_readings(policies: &[&Policy], clause: &str, asked: &[String]) -> Result<()> {
    let clauses = policies.iter().flat_map(|policy| &policy.clauses).filter(|own| own.id == clause);
    let mut known: Vec<&str> =
        clauses.flat_map(|own| &own.readings).map(|reading| reading.id.as_str()).filter(|id| *id != "main").collect();
    known.dedup();
    for id in asked {
        if !known.contains(&id.as_str()) {
            let near = did_you_mean(id, known.iter().copied());
            let error = Error::new(format!("the clause \"{clause}\" has no reading \"{id}\"{near}"));
            return Err(if known.is_empty() {
                error.remedy("It has none beside its own: try --within or --calendar.")
            } else {
                error.accepted(known.join(", "))
            });
        }
    }
    Ok(())
}
