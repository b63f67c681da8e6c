//! The sections of the page, each from numbers to words.
//!
//! Every section enters its numbers in the facts and writes its sentences around the pieces it gets
//! back. The words are the same everywhere: kept, not kept, cannot be shown, not yet due; more than
//! chance explains, may be chance, too few to tell.

mod actions;
pub mod annual;
mod breaches;
mod causes;
mod changes;
mod clauses;
mod escalations;
mod feedback;
mod foot;
pub(super) mod head;
mod holes;
mod method;
mod open;
mod outcomes;
mod promises;
mod recommendations;
mod returning;
mod scope;
mod silence;
mod timeliness;
mod volumes;

use super::chart::About;
use super::facts::Facts;
use super::format::{FEW, Locale};
use super::html::css_string;
use super::line::{Line, line};
use super::quarterly::{Quarterly, Request};
use super::texts::{Texts, say};
use super::view::{Block, Cell, Foot, Page, Section, Table};
use crate::analysis::denominators::Unit;
use crate::analysis::measure::Origin;
use crate::analysis::measure::clauses::{Clause, Counts, Version};
use crate::analysis::scorecard::{Row, is_same_limit};
use crate::analysis::trend::Issue;
use crate::error::Result;
use crate::statistics::interval::Confidence;
use crate::statistics::proportion::wilson;
use crate::statistics::rate_ratio::RatioInterval;
use crate::time::Period;
use crate::time::period::Length;
use chrono::NaiveDate;
use std::sync::Arc;

/// The anchors of the sections.
pub mod anchor {
    /// Scope and data quality.
    pub const SCOPE: &str = "scope";
    /// Volumes.
    pub const VOLUMES: &str = "volumes";
    /// The clause scorecard.
    pub const CLAUSES: &str = "clauses";
    /// What is recommended.
    pub const RECOMMENDATIONS: &str = "recommendations";
    /// Changes against published reports.
    pub const CHANGES: &str = "changes";
    /// Breaches and near misses.
    pub const BREACHES: &str = "breaches";
    /// Dates given to customers.
    pub const PROMISES: &str = "promises";
    /// The longest time a customer heard nothing.
    pub const SILENCE: &str = "silence";
    /// What cases came to.
    pub const OUTCOMES: &str = "outcomes";
    /// Escalations and appeals.
    pub const ESCALATIONS: &str = "escalations";
    /// Feedback apart from complaints.
    pub const FEEDBACK: &str = "feedback";
    /// Who came back, and change of mix.
    pub const RETURNING: &str = "returning";
    /// Timeliness.
    pub const TIMELINESS: &str = "timeliness";
    /// Causes and recurring issues.
    pub const CAUSES: &str = "causes";
    /// Actions, and what they achieved.
    pub const ACTIONS: &str = "actions";
    /// Open cases by age.
    pub const OPEN: &str = "open";
    /// Method and readings in force.
    pub const METHOD: &str = "method";

    /// All of them, in the order of the page.
    pub const ALL: [&str; 17] = [
        SCOPE,
        VOLUMES,
        CLAUSES,
        BREACHES,
        TIMELINESS,
        PROMISES,
        SILENCE,
        CAUSES,
        RETURNING,
        ACTIONS,
        RECOMMENDATIONS,
        OPEN,
        OUTCOMES,
        ESCALATIONS,
        FEEDBACK,
        CHANGES,
        METHOD,
    ];
}

/// The whole page.
pub fn page(data: &Quarterly, facts: &mut Facts) -> Result<Page> {
    let head = head::head(data, facts);
    let mut sections = vec![
        scope::section(data, facts),
        told_or(data, facts, anchor::VOLUMES, "volumes.topic", volumes::section)?,
        clauses::section(data, facts)?,
        breaches::section(data, facts),
        told_or(data, facts, anchor::TIMELINESS, "timeliness.topic", timeliness::section)?,
        promises::section(data, facts),
        told_or(data, facts, anchor::SILENCE, "silence.topic", |data, facts| Ok(silence::section(data, facts)))?,
        told_or(data, facts, anchor::CAUSES, "causes.topic", causes::section)?,
    ];
    sections.extend(returning::section(data, facts));
    if !data.actions.rows.is_empty() {
        sections.push(actions::section(data, facts));
    }
    sections.extend(recommendations::section(data, facts));
    sections.extend([
        open::section(data, facts)?,
        told_or(data, facts, anchor::OUTCOMES, "outcomes.topic", |data, facts| Ok(outcomes::section(data, facts)))?,
        told_or(data, facts, anchor::ESCALATIONS, "escalations.topic", |data, facts| Ok(escalations::section(data, facts)))?,
    ]);
    sections.extend(feedback::section(data, facts));
    sections.push(changes::section(data, facts));
    sections.push(method::section(data, facts));
    let texts = facts.texts();
    let foot = foot::foot(&data.request, &data.policies, &data.files, data.beside.audience, facts);
    let (name, shows) = (say!(texts, "head.name").plain(), say!(texts, "head.shows"));
    Ok(assembled(&data.request, Parts { name, shows, period: data.id(), head, sections, foot }, facts))
}

/// A section about what happened in the quarter; where the data end before it, that nothing is known of it.
fn told_or(
    data: &Quarterly,
    facts: &mut Facts,
    id: &'static str,
    topic: &str,
    section: impl Fn(&Quarterly, &mut Facts) -> Result<Section>,
) -> Result<Section> {
    if !data.is_untold() {
        return section(data, facts);
    }
    let texts = facts.texts();
    let day = head::told_until(data, facts).map_or_else(dash, Line::from);
    let mut untold = numbered(id, texts.line(topic, None, &[]).plain(), say!(texts, "untold.headline", day = day));
    untold.blocks.push(Block::Text(say!(texts, "untold.text")));
    Ok(untold)
}

/// What the two reports put on a page of their own.
struct Parts {
    /// What the report is called where the house has no name for it.
    name: String,
    /// The heading of the findings.
    shows: Line,
    period: String,
    head: head::Head,
    sections: Vec<Section>,
    foot: Foot,
}

/// A page of its parts: sections as the house arranges them, tables that sort by value.
fn assembled(request: &Request, parts: Parts, facts: &Facts) -> Page {
    let Parts { name, shows, period, head, mut sections, foot } = parts;
    let (house, organisation) = (&request.house, request.organisation.clone());
    house.arrange(&mut sections);
    for section in &mut sections {
        sortable(section, facts);
    }
    let name = house.name(&name);
    Page {
        language: request.language,
        title: format!("{organisation}: {name} {period}"),
        running_head: css_string(&format!("{organisation} · {name} {period}")),
        name,
        shows,
        house: house.clone(),
        period,
        organisation,
        about: head.about,
        notices: head.notices,
        findings: head.findings,
        decisions: head.decisions,
        strip: head.strip,
        sections,
        foot,
        machine: Line::new(),
    }
}

/// Makes the tables of a section sort by value.
pub(super) fn sortable(section: &mut Section, facts: &Facts) {
    for block in &mut section.blocks {
        match block {
            Block::Table(table) | Block::Fold(table) => by_value(table, facts),
            Block::Figure(figure) => by_value(&mut figure.data, facts),
            Block::Multiples(figures) => figures.iter_mut().for_each(|figure| by_value(&mut figure.data, facts)),
            Block::Text(_) | Block::Note(_) | Block::Heading(_) | Block::List(_) => {}
        }
    }
}

/// Gives each cell that states a number the value by which its column is sorted: the page shows it rounded, in its language.
///
/// A cell that states none keeps what it says itself ([`Cell::sorted_by`]).
fn by_value(table: &mut Table, facts: &Facts) {
    for cell in table.rows.iter_mut().flat_map(|row| &mut row.cells) {
        let Some(id) = cell.first_fact() else { continue };
        cell.sort = facts.get(id).and_then(|fact| match &fact.value {
            serde_json::Value::Number(number) => Some(number.to_string()),
            serde_json::Value::String(text) if matches!(fact.unit, "date" | "instant") => Some(text.clone()),
            _ => None,
        });
    }
}

/// A section before it has its number.
fn numbered(id: &'static str, topic: impl Into<String>, headline: Line) -> Section {
    Section { id, number: 0, topic: topic.into(), headline, blocks: Vec::new() }
}

/// What a chart is, for those who cannot see it.
fn about(locale: Locale, id: String, title: &Line, description: impl Into<String>) -> About {
    About { id, title: title.plain(), description: description.into(), locale }
}

/// What a clause asks, as it is quoted in sentences; where its versions ask for different things, with the version.
pub(super) fn quoted(texts: &'static Texts, clause: &Clause) -> String {
    let quoted = say!(texts, "page.quoted", words = clause.asks.trim_end_matches('.'));
    match clause.version.and_then(|version| version_in_words(texts, version)) {
        Some(version) => line![quoted, " (", version, ")"].plain(),
        None => quoted.plain(),
    }
}

/// What a clause asks over all that judge by it in the period: where its versions ask for different things, in the words of each.
fn asked_by_all(row: &Row) -> String {
    let mut asked: Vec<&str> = row.lines().iter().map(|line| line.clause.asks.as_str()).collect();
    asked.dedup();
    asked.join(" / ")
}

/// From when, or until when, the words of a clause hold, where its versions ask for different things; its facts begin with `id`.
fn version_of(facts: &mut Facts, id: &str, clause: &Clause, origin: &Arc<Origin>) -> Option<Line> {
    version_told(facts.texts(), clause.version?, |name, day| facts.day(&format!("{id}.{name}"), day, Some(origin)).into())
}

/// The same in a sentence, where its days are told as facts elsewhere.
fn version_in_words(texts: &'static Texts, version: Version) -> Option<Line> {
    version_told(texts, version, |_, day| line![Locale::in_words_of(texts).day(day)])
}

fn version_told(texts: &Texts, version: Version, mut day: impl FnMut(&str, NaiveDate) -> Line) -> Option<Line> {
    Some(match (version.since, version.replaced_on) {
        (None, None) => return None,
        (Some(since), None) => say!(texts, "page.version_from", since = day("since", since)),
        (None, Some(next)) => say!(texts, "page.version_before", next = day("replaced_on", next)),
        (Some(since), Some(next)) => {
            let (since, next) = (day("since", since), day("replaced_on", next));
            say!(texts, "page.version_between", since = since, next = next)
        }
    })
}

/// That versions are counted as clauses, where any are told apart.
fn versions_note(texts: &Texts, rows: &[Row]) -> Option<Block> {
    rows.iter().any(|row| !row.versions.is_empty()).then(|| Block::Note(say!(texts, "page.versions_note")))
}

/// The ids of a clause's facts begin so.
pub(super) fn clause_id(data: &Quarterly, clause: &Clause) -> String {
    clause_id_in(clause, data.id())
}

/// As [`clause_id`], in a period; a reading other than the one in force is named, and a version that is told by itself.
pub(super) fn clause_id_in(clause: &Clause, period: impl std::fmt::Display) -> String {
    format!("sla.{}.{period}", clause_name(clause, "."))
}

/// What a clause, a reading or a version of it is called in ids.
fn clause_name(clause: &Clause, between: &str) -> String {
    let reading = Some(clause.reading.clone()).filter(|reading| reading != "main");
    let parts = [Some(clause.policy.clone()), Some(clause.clause.clone()), reading, clause.version.map(Version::slug)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(between)
}

/// The ids of an issue's facts begin so.
pub(super) fn issue_id(data: &Quarterly, facts: &mut Facts, issue: &Issue) -> String {
    match &issue.segment {
        Some(name) => format!("trend.category.{}.{}", facts.slug("category", name), data.id()),
        None => format!("trend.all.{}", data.id()),
    }
}

/// What cases are counted over, in words; `None`: days.
fn unit(data: &Quarterly, texts: &Texts) -> Option<Line> {
    Some(match data.trends.unit? {
        Unit::Customers => say!(texts, "causes.customers"),
        Unit::Orders => say!(texts, "causes.orders"),
    })
}

/// What is in no rate, and what the rate rests on.
fn beside(facts: &mut Facts, id: &str, counts: &Counts, origin: &Arc<Origin>) -> Line {
    let Counts { pending, indeterminate, unknown, not_applicable, proxy, presumed, .. } = *counts;
    let parts = [
        ("pending", pending),
        ("unknown", unknown),
        ("indeterminate", indeterminate),
        ("not_applicable", not_applicable),
        ("proxy", proxy),
        ("presumed", presumed),
    ];
    let (mut text, texts) = (Line::new(), facts.texts());
    for (name, count) in parts.into_iter().filter(|part| part.1 > 0) {
        if !text.is_empty() {
            text.push("; ");
        }
        let n = facts.count(&format!("{id}.{name}_count"), count, "duties", origin);
        text.push(match name {
            "pending" => say!(texts, "section.pending", n = n),
            "unknown" => say!(texts, "section.unknown", n = n),
            "indeterminate" => say!(texts, "section.indeterminate", n = n),
            "not_applicable" => say!(texts, "section.not_applicable", n = n),
            "proxy" => say!(texts, "section.proxy", n = n),
            _ => say!(texts, "section.presumed", n = n),
        });
    }
    text
}

/// What cannot be shown of a clause, said beside how often it was kept; nothing where all of it can.
fn hidden_beside(facts: &mut Facts, id: &str, counts: &Counts, origin: &Arc<Origin>) -> Option<Line> {
    let hidden = Counts { unknown: counts.unknown, indeterminate: counts.indeterminate, ..Counts::default() };
    (hidden.not_shown() > 0).then(|| say!(facts.texts(), "head.beside_shown", beside = beside(facts, id, &hidden, origin)))
}

/// Limits as a sentence names them, oldest first: `24 hours, then 30 hours`.
fn limits(facts: &mut Facts, id: &str, limits: &[String], origin: &Arc<Origin>) -> Line {
    let mut told: Option<Line> = None;
    for (place, limit) in limits.iter().enumerate() {
        let limit: Line = facts.limit(&format!("{id}.limit.{}", place + 1), limit, origin).into();
        told = Some(match told {
            Some(first) => say!(facts.texts(), "page.then", first = first, next = limit),
            None => limit,
        });
    }
    told.unwrap_or_default()
}

/// The limit by which a clause was judged in the period, whose facts begin with `id`; see [`limit_of_versions`].
fn limit_of(facts: &mut Facts, row: &Row, id: &str, origins: [&Arc<Origin>; 2]) -> Option<Line> {
    limit_of_versions(facts, (&row.clause, row.limits_now()), id, origins)
}

/// The limit of a clause, or of one of its readings, with the limits by which the period was judged: several, oldest first, where its
/// versions differ; the last version's where nothing was judged.
fn limit_of_versions(facts: &mut Facts, (clause, judged): (&Clause, &[String]), id: &str, origins: [&Arc<Origin>; 2]) -> Option<Line> {
    let ([of_clauses, of_counts], last) = (origins, clause.span.as_ref());
    let is_of_last = match judged {
        [] => true,
        [only] => last.is_some_and(|last| is_same_limit(only, last)),
        _ => false,
    };
    // What a version of its own asks for comes with its counts.
    let of_limit = if clause.version.is_some() { of_counts } else { of_clauses };
    if is_of_last { last.map(|limit| limit_in_force(facts, clause, limit, of_limit)) } else { Some(limits(facts, id, judged, of_counts)) }
}

/// The limit of a clause, or of one of its readings, as the last version has it.
fn limit_in_force(facts: &mut Facts, clause: &Clause, limit: &str, origin: &Arc<Origin>) -> Line {
    facts.limit(&format!("clause.{}.limit", clause_name(clause, ".")), limit, origin).into()
}

/// The promised duties of a clause, and how the ids of their facts begin: a target's duties beside them are others.
pub(super) fn promised_of<'r>(row: &'r Row, id: &str) -> (&'r Counts, String) {
    if row.is_promised_in_part() { (&row.promised, format!("{id}.promised")) } else { (&row.counts, id.to_string()) }
}

/// How often a clause was kept while it was a promise, where it was a target too.
fn kept_as_promise(facts: &mut Facts, row: &Row, id: &str, origin: &Arc<Origin>) -> Line {
    let ((promised, id), texts) = (promised_of(row, id), facts.texts());
    let met = facts.count(&format!("{id}.met_count"), promised.met, "duties", origin);
    let judged = facts.count(&format!("{id}.judged_count"), promised.judged(), "duties", origin);
    let clause = quoted(texts, &row.clause);
    let mut said = if promised.not_shown() > 0 {
        say!(texts, "head.kept_as_promise_shown", promised.judged(); clause = clause, met = met, judged = judged)
    } else {
        say!(texts, "head.kept_as_promise", promised.judged(); clause = clause, met = met, judged = judged)
    };
    if let Some(share) = promised.met_share().filter(|_| promised.judged() >= FEW) {
        let interval = wilson(promised.met, promised.judged(), Confidence::P95);
        let share = facts.share(&format!("{id}.met_share"), share, promised.judged(), interval, origin);
        said.push(line![" (", share.inner(), ")"]);
    }
    say!(texts, "head.only_a_target", said = said)
}

/// Why there is no share of what was kept.
fn none_judged(texts: &Texts, counts: &Counts, none_due: Line) -> Line {
    match (counts.not_shown(), counts.pending) {
        (0, 0) => none_due,
        (0, _) => say!(texts, "assessment.not_yet_due"),
        _ => say!(texts, "assessment.cannot_be_shown"),
    }
}

/// So many kept of those judged, with the share and its interval where they are enough: a few are no rate of the more that cannot be shown.
fn kept(facts: &mut Facts, id: &str, counts: &Counts, origin: &Arc<Origin>) -> Cell {
    let Some(share) = counts.met_share() else {
        return none_judged(facts.texts(), counts, say!(facts.texts(), "page.none_due")).into();
    };
    let met = facts.count(&format!("{id}.met_count"), counts.met, "duties", origin);
    let judged = facts.count(&format!("{id}.judged_count"), counts.judged(), "duties", origin);
    let cell = Cell::from(say!(facts.texts(), "page.kept_of", met = met, judged = judged));
    if counts.judged() < FEW || counts.not_shown() > counts.judged() {
        return cell;
    }
    let interval = wilson(counts.met, counts.judged(), Confidence::P95);
    cell.with_small(facts.share(&format!("{id}.met_share"), share, counts.judged(), interval, origin).line())
}

fn ends(interval: Option<RatioInterval>) -> Option<(f64, Option<f64>)> {
    interval.map(|interval| (interval.lower, interval.upper))
}

/// An interval around one that reaches to so many times its lower end says no more than that the cases are few.
const WIDEST: f64 = 100.0;

/// Whether an interval of a ratio leaves out enough to be told.
fn tells(interval: Option<RatioInterval>) -> bool {
    let is_narrow = |ends: RatioInterval, upper: f64| ends.lower >= 1.0 || upper <= 1.0 || upper < ends.lower * WIDEST;
    interval.is_none_or(|ends| ends.upper.is_none_or(|upper| is_narrow(ends, upper)))
}

/// `×2.2, 1.6 to 3.0`: the ratio of an issue, or nothing where it has none.
fn ratio_of(data: &Quarterly, facts: &mut Facts, issue: &Issue) -> Line {
    let id = issue_id(data, facts, issue);
    let Some(ratio) = issue.ratio.filter(|_| tells(issue.interval)) else { return line![] };
    facts.ratio(&format!("{id}.ratio"), ratio, ends(issue.interval), &data.trends.origin).inner()
}

/// Joins words as people do: `a`, `a and b`, `a, b and c`.
pub(super) fn listed(texts: &Texts, words: &[Line]) -> Line {
    let Some((last, others)) = words.split_last() else { return Line::new() };
    let mut joined = Line::new();
    for word in others {
        if !joined.is_empty() {
            joined.push(", ");
        }
        joined.push(word);
    }
    if others.is_empty() { last.clone() } else { say!(texts, "page.listed", first = joined, last = last) }
}

/// Values by month, a quarter to a row: it stays short on paper.
fn by_quarter(texts: &Texts, caption: Line, months: &[Period], mut cell: impl FnMut(usize) -> Cell) -> Table {
    let heads = [
        (say!(texts, "section.quarter"), false),
        (say!(texts, "section.month_1"), true),
        (say!(texts, "section.month_2"), true),
        (say!(texts, "section.month_3"), true),
    ]
    .map(|(head, is_number)| (head.plain(), is_number));
    let mut table = Table::new(caption, &heads.each_ref().map(|(head, is_number)| (head.as_str(), *is_number)));
    let mut quarters: Vec<Period> = months.iter().map(|month| Period::containing(month.first_day(), Length::Quarter)).collect();
    quarters.dedup();
    for quarter in quarters {
        let place = |month: &Period| months.iter().position(|other| other == month);
        let cells =
            quarter.divided_into(Length::Month).into_iter().map(|month| place(&month).map_or_else(|| Cell::from(dash()), &mut cell));
        table.push(std::iter::once(Cell::from(quarter.to_string())).chain(cells).collect());
    }
    table
}

/// How many months of the first month's quarter lie before it: so many cells of [`by_quarter`] are empty.
fn months_before(months: &[Period]) -> usize {
    use chrono::Datelike;
    months.first().map_or(0, |month| month.first_day().month0() as usize % 3)
}

/// The quarter as the head of a column beside the one before: where it may not be compared, that the data tell only a part of it.
fn newest_head(data: &Quarterly) -> Line {
    if data.is_comparable() { data.id().into() } else { say!(data.texts(), "section.as_far", quarter = data.id()) }
}

/// What the cases that are held against their past are called: where only a part of the quarter is, those of its complete months.
fn compared(data: &Quarterly, count: u64) -> Line {
    let nouns = data.noun(count);
    if data.trends.is_partial() { say!(data.texts(), "section.in_complete_months", nouns = nouns) } else { nouns }
}

/// An empty cell: there is no number.
fn dash() -> Line {
    line!["–"]
}

/// A text that was asked for, as a fact without a query.
fn given(facts: &mut Facts, id: &str, value: &str) -> Line {
    facts.text(id, value, None).into()
}
