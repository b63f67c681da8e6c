//! Recommendations: drafted from the findings, then people's own.
//!
//! The report drafts; a manager edits the file, and the next run adds what is new and changes nothing
//! that is there. Each has a stable id, made of what its finding is about, so that the finding's present
//! numbers can stand beside the text that was written about it.

use super::facts::Facts;
use super::format::FEW;
use super::line::{Line, line};
use super::quarterly::Quarterly;
use super::section::{anchor, head, listed};
use super::texts::{Language, Texts, say};
use crate::analysis::scorecard::{Group, RECOMMENDED, Row, worst_first};
use crate::analysis::trend::Issue;
use crate::error::{Error, Place, Result};
use crate::time::Period;
use crate::time::period::Length;
use chrono::{Days, NaiveDate};
use serde::Deserialize;
use std::path::Path;

/// So many categories at most.
const CATEGORIES: usize = 3;

/// Nothing is due sooner than this after the report.
const DAYS_AT_LEAST: u64 = 28;

/// How a recommendation stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Drafted by the program, not yet read by anybody.
    Draft,
    /// Somebody stands for it.
    #[default]
    Agreed,
    /// It is not followed.
    Dropped,
    /// It is done.
    Done,
}

impl State {
    /// As the file has it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Agreed => "agreed",
            Self::Dropped => "dropped",
            Self::Done => "done",
        }
    }

    /// As the page tells it.
    pub fn told(self, texts: &Texts) -> Line {
        match self {
            Self::Draft => say!(texts, "recommend.draft"),
            Self::Agreed => say!(texts, "recommend.agreed"),
            Self::Dropped => say!(texts, "recommend.dropped"),
            Self::Done => say!(texts, "recommend.done"),
        }
    }
}

/// A recommendation, as the file has it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recommendation {
    /// What it is about; it stays the same from run to run.
    pub id: String,
    /// How it stands.
    #[serde(default)]
    pub state: State,
    /// What to do.
    pub recommendation: String,
    /// What was found, in the words and numbers of the day on which it was drafted.
    #[serde(default)]
    pub finding: String,
    /// Who sees to it; empty: nobody was named.
    #[serde(default)]
    pub owner: String,
    /// By when.
    pub due: Option<toml::value::Datetime>,
    /// What it should achieve.
    #[serde(default)]
    pub expected_effect: String,
    /// Whether the program drafted it.
    #[serde(default)]
    pub drafted: bool,
}

impl Recommendation {
    /// The day by which it is due.
    pub fn due_on(&self) -> Option<NaiveDate> {
        let date = self.due?.date?;
        NaiveDate::from_ymd_opt(i32::from(date.year), u32::from(date.month), u32::from(date.day))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    recommendation: Vec<toml::Spanned<Recommendation>>,
}

/// Reads the file of a quarter's recommendations.
pub fn parse(file: &Path, text: &str) -> Result<Vec<Recommendation>> {
    let read: File = crate::toml_file::parse(file, text)?;
    let mut found: Vec<Recommendation> = Vec::new();
    for entry in read.recommendation {
        let place = Place::span(file, text, entry.span());
        let entry = entry.into_inner();
        if found.iter().any(|other| other.id == entry.id) {
            return Err(Error::new(format!("two recommendations with the id \"{}\"", entry.id))
                .at(place)
                .remedy("Give one of them an id of its own."));
        }
        if entry.due.is_some() && entry.due_on().is_none() {
            return Err(Error::new("the due date is no day").at(place).accepted("a date without quotes, such as due = 2026-12-31"));
        }
        found.push(entry);
    }
    Ok(found)
}

/// What a recommendation is drafted from.
#[derive(Debug, Clone, Copy)]
pub enum Subject<'a> {
    /// A promise that is not kept.
    Keep(&'a Row),
    /// A category that rises or is new.
    Rise(&'a Issue),
    /// A promise that the sources cannot show.
    Record(&'a Row),
    /// Open cases that are past a due.
    Overdue,
}

/// What the findings of a quarter give rise to, worst first.
pub fn subjects(data: &Quarterly) -> Vec<Subject<'_>> {
    // What a newer version has replaced by something else is kept no better by anything that is done now.
    let of_now = |row: &&Row| !row.clause.is_replaced();
    let mut subjects: Vec<Subject> = worst_first(&data.scorecard).into_iter().filter(of_now).take(RECOMMENDED).map(Subject::Keep).collect();
    subjects.extend(head::rising(data).into_iter().take(CATEGORIES).map(Subject::Rise));
    if data.backlog.overdue > 0 {
        subjects.push(Subject::Overdue);
    }
    let hidden = data.lines().filter(of_now).find(|row| row.group == Group::CannotShow && row.clause.is_commitment);
    subjects.extend(hidden.map(Subject::Record));
    subjects
}

impl Subject<'_> {
    /// The id, from what it is about alone.
    pub fn id(&self) -> String {
        match self {
            Self::Keep(row) => format!("keep-{}-{}", row.clause.policy, row.clause.clause),
            Self::Record(row) => format!("record-{}-{}", row.clause.policy, row.clause.clause),
            Self::Rise(issue) => format!("rise-{}", issue.segment.as_deref().unwrap_or_default()),
            Self::Overdue => "overdue".into(),
        }
    }

    /// What people have written about it.
    pub fn kept<'a>(&self, data: &'a Quarterly) -> Option<&'a Recommendation> {
        let id = self.id();
        data.beside.recommendations.iter().find(|kept| kept.id == id)
    }

    /// The section with the evidence.
    pub fn section(&self) -> &'static str {
        match self {
            Self::Keep(_) => anchor::CLAUSES,
            Self::Record(_) => anchor::SCOPE,
            Self::Rise(_) => anchor::CAUSES,
            Self::Overdue => anchor::OPEN,
        }
    }

    /// What is found now.
    pub fn finding(&self, data: &Quarterly, facts: &mut Facts) -> Line {
        match self {
            Self::Keep(row) => head::clause_finding(data, facts, row),
            Self::Rise(issue) => head::issue_sentence(data, facts, issue),
            Self::Record(row) => {
                let id = format!("{}.not_shown_count", super::section::clause_id(data, &row.clause));
                let count = facts.count(&id, row.counts.not_shown(), "duties", &data.counts_origin);
                let clause = super::section::quoted(facts.texts(), &row.clause);
                say!(facts.texts(), "recommend.found_record", row.counts.not_shown(); clause = clause, n = count)
            }
            Self::Overdue => {
                let overdue = facts.count("open.overdue_count", data.backlog.overdue, "cases", &data.backlog_origin);
                let open = facts.count("open.case_count", data.backlog.open, "cases", &data.backlog_origin);
                let nouns = data.noun_in(facts.texts(), data.backlog.open);
                say!(facts.texts(), "recommend.found_overdue", data.backlog.overdue; overdue = overdue, open = open, nouns = nouns)
            }
        }
    }

    /// What following it should achieve, as far as the numbers can tell.
    pub fn effect(&self, data: &Quarterly, facts: &mut Facts) -> Line {
        match self {
            Self::Keep(row) if is_hardly_shown(data, row) => say!(facts.texts(), "recommend.effect_record"),
            Self::Keep(row) => kept_better(data, facts, row),
            Self::Rise(issue) => {
                let extra = (issue.newest as f64 - issue.expected.unwrap_or(0.0)).round().max(0.0) as u64;
                let id = format!("{}.extra_count", super::section::issue_id(data, facts, issue));
                let count = facts.count(&id, extra, "cases", &data.trends.origin);
                let noun = data.noun_in(facts.texts(), extra);
                if data.trends.is_partial() {
                    say!(facts.texts(), "recommend.effect_rise_partial", n = count, noun = noun)
                } else {
                    say!(facts.texts(), "recommend.effect_rise", n = count, noun = noun)
                }
            }
            Self::Record(_) => say!(facts.texts(), "recommend.effect_record"),
            Self::Overdue => say!(facts.texts(), "recommend.effect_overdue"),
        }
    }

    fn text(&self, data: &Quarterly, texts: &'static Texts) -> String {
        let line = match self {
            Self::Keep(row) if is_hardly_shown(data, row) => {
                let sources: Vec<Line> = head::never_kept_in(data, row).iter().map(|never| line![never.source.as_str()]).collect();
                let clause = super::section::quoted(texts, &row.clause);
                say!(texts, "recommend.keep_shown", clause = clause, sources = listed(texts, &sources))
            }
            Self::Keep(row) => say!(texts, "recommend.keep", clause = super::section::quoted(texts, &row.clause)),
            Self::Rise(issue) => {
                let name = say!(texts, "page.quoted", words = issue.segment.as_deref().unwrap_or_default());
                say!(texts, "recommend.rise", category = name)
            }
            Self::Record(row) => say!(texts, "recommend.record", clause = super::section::quoted(texts, &row.clause)),
            Self::Overdue => say!(texts, "recommend.overdue"),
        };
        line.plain()
    }

    /// The draft.
    fn draft(&self, data: &Quarterly) -> Recommendation {
        // The words alone are needed here; their numbers enter the page's facts only where the page states them.
        let mut aside = Facts::new(data.request.language);
        let due = due_on(data.request.as_of.local_date(data.request.zone));
        Recommendation {
            id: self.id(),
            state: State::Draft,
            recommendation: self.text(data, data.texts()),
            finding: plain(&self.finding(data, &mut aside)),
            owner: String::new(),
            due: due.to_string().parse().ok(),
            expected_effect: self.effect_in(data, data.request.language),
            drafted: true,
        }
    }
}

impl Subject<'_> {
    /// What the file has, in the page's language where nobody has changed the words that were drafted in another one.
    fn retold(&self, data: &Quarterly, kept: &Recommendation) -> Recommendation {
        let others = || Language::ALL.map(|(_, language)| language).into_iter().filter(|other| *other != data.request.language);
        let mut told = kept.clone();
        if others().any(|other| self.text(data, Texts::of(other)) == kept.recommendation) {
            told.recommendation = self.text(data, data.texts());
        }
        if others().any(|other| self.effect_in(data, other) == kept.expected_effect) {
            told.expected_effect = self.effect_in(data, data.request.language);
        }
        told
    }

    /// What following it should achieve, as a draft has it: its numbers enter no page.
    fn effect_in(&self, data: &Quarterly, language: Language) -> String {
        plain(&self.effect(data, &mut Facts::new(language)))
    }
}

/// Whether at least half of a clause's breaches are of sources that never show it kept: then the export is looked at before the work.
fn is_hardly_shown(data: &Quarterly, row: &Row) -> bool {
    let broken: u64 = head::never_kept_in(data, row).iter().map(|never| never.broken).sum();
    broken > 0 && broken * 2 >= row.promised.broken()
}

/// How many duties fewer would be broken if the clause were kept as in its best quarter of the last two years.
fn kept_better(data: &Quarterly, facts: &mut Facts, row: &Row) -> Line {
    let now = row.counts.met_share().unwrap_or(0.0);
    let quarters = data.quarters.iter().zip(row.history.iter().zip(&row.limits)).take(data.quarters.len() - 1);
    // Under another limit the clause was no better kept, it was another one.
    let earlier = quarters.filter(|(_, (_, limits))| !row.is_other_limit(limits)).map(|(quarter, (counts, _))| (quarter, counts));
    let earlier = earlier.filter(|(quarter, _)| data.coverage().tells_to_the_end_of(**quarter));
    let best = earlier
        .clone()
        .filter(|(_, counts)| counts.judged() >= FEW)
        .filter_map(|(quarter, counts)| Some((*quarter, counts, counts.met_share()?)))
        .max_by(|left, right| left.2.total_cmp(&right.2).then(right.0.first_day().cmp(&left.0.first_day())))
        .filter(|(_, _, share)| *share > now);
    let id = super::section::clause_id(data, &row.clause);
    let mut others = data.quarters.iter().zip(row.history.iter().zip(&row.limits)).filter(|(_, (_, limits))| row.is_other_limit(limits));
    let was_better_otherwise = others.any(|(_, (counts, _))| counts.met_share().is_some_and(|share| share > now));
    let was_better = earlier.clone().any(|(_, counts)| counts.met_share().is_some_and(|share| share > now));
    // A target's quarters say nothing of how well a promise can be kept; nor does a quarter of which not all is known yet.
    let is_comparable = !row.is_promised_in_part() && data.is_comparable();
    let best = best.filter(|_| row.counts.judged() >= FEW && is_comparable);
    let Some((quarter, counts, share)) = best else {
        let (promised, id) = super::section::promised_of(row, &id);
        let broken = facts.count(&format!("{id}.broken_count"), promised.broken(), "duties", &data.counts_origin);
        return if !is_comparable || was_better_otherwise && !was_better {
            say!(facts.texts(), "recommend.effect_keep_most", n = broken)
        } else if was_better {
            say!(facts.texts(), "recommend.effect_keep_few", n = broken)
        } else {
            say!(facts.texts(), "recommend.effect_keep_best", n = broken)
        };
    };
    let fewer = ((share - now) * row.counts.judged() as f64).round() as u64;
    let fewer = facts.count(&format!("{id}.fewer_count"), fewer, "duties", &data.counts_origin);
    let best_id = format!("sla.{}.{}.{quarter}.best_share", row.clause.policy, row.clause.clause);
    let share = facts.share(&best_id, share, counts.judged(), None, &data.counts_origin).value;
    say!(facts.texts(), "recommend.effect_keep", quarter = quarter.to_string(), share = share, n = fewer)
}

/// The end of the quarter that leaves at least four weeks.
fn due_on(report: NaiveDate) -> NaiveDate {
    let quarter = Period::containing(report + Days::new(DAYS_AT_LEAST), Length::Quarter);
    quarter.end_day().pred_opt().unwrap_or(quarter.end_day())
}

fn plain(line: &Line) -> String {
    line.plain().replace('\u{a0}', " ")
}

/// A recommendation as the page tells it.
#[derive(Debug, Clone)]
pub struct Told<'a> {
    /// Its texts: those of the file, else the draft's.
    pub text: Recommendation,
    /// What it is drafted from; `None` where nobody drafted it, or its finding is gone.
    pub subject: Option<Subject<'a>>,
    /// Whether the file lacks it.
    pub is_new: bool,
}

/// The findings' recommendations, worst first, each in the words of the file where it has some; then all others of the file.
pub fn merged(data: &Quarterly) -> Vec<Told<'_>> {
    let subjects = subjects(data);
    let mut told: Vec<Told> = subjects
        .iter()
        .map(|subject| {
            let text = subject.kept(data).map(|kept| subject.retold(data, kept));
            Told { is_new: text.is_none(), text: text.unwrap_or_else(|| subject.draft(data)), subject: Some(*subject) }
        })
        .collect();
    let others = data.beside.recommendations.iter().filter(|kept| subjects.iter().all(|subject| subject.id() != kept.id));
    told.extend(others.map(|kept| Told { text: kept.clone(), subject: None, is_new: false }));
    told
}

/// What stands at the head of a new file.
pub fn file_head(texts: &Texts, period: Period) -> String {
    say!(texts, "recommend.file_head", period = period.to_string()).plain()
}

/// Recommendations as the file has them.
pub fn to_toml(recommendations: &[Recommendation]) -> String {
    let text = |text: &str| toml::Value::String(text.to_string()).to_string();
    let mut file = String::new();
    for entry in recommendations {
        let due = entry.due.map(|due| format!("due = {due}\n")).unwrap_or_default();
        file.push_str(&format!(
            "\n[[recommendation]]\nid = {}\nstate = \"{}\"\nrecommendation = {}\nfinding = {}\nowner = {}\n{due}expected_effect = {}\ndrafted = {}\n",
            text(&entry.id),
            entry.state.word(),
            text(&entry.recommendation),
            text(&entry.finding),
            text(&entry.owner),
            text(&entry.expected_effect),
            entry.drafted
        ));
    }
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: &str) -> Recommendation {
        Recommendation {
            id: id.into(),
            state: State::Draft,
            recommendation: "Say \"when\", not \\ if.".into(),
            finding: "Line one.\nLine two.".into(),
            owner: String::new(),
            due: "2026-12-31".parse().ok(),
            expected_effect: "“Much”".into(),
            drafted: true,
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        let entries = [entry("keep-a-b"), Recommendation { due: None, state: State::Done, ..entry("rise-late fee") }];
        let text = file_head(Texts::of(Language::German), "2026-Q3".parse().unwrap()) + &to_toml(&entries);
        assert_eq!(parse(Path::new("r.toml"), &text).unwrap(), entries);
    }

    #[test]
    fn faults_are_told_with_their_place() {
        let twice = to_toml(&[entry("a"), entry("a")]);
        assert!(parse(Path::new("r.toml"), &twice).unwrap_err().to_string().contains("two recommendations with the id \"a\""));
        let misspelt = to_toml(&[entry("a")]).replace("owner", "ownr");
        assert!(parse(Path::new("r.toml"), &misspelt).unwrap_err().to_string().contains("owner"));
        let time = to_toml(&[entry("a")]).replace("due = 2026-12-31", "due = 10:00:00");
        assert!(parse(Path::new("r.toml"), &time).unwrap_err().to_string().contains("no day"));
    }

    #[test]
    fn four_weeks_are_left_at_least() {
        let due = |day: &str| due_on(day.parse().unwrap()).to_string();
        // 3 December and four weeks are 31 December; a day later they reach into the next quarter.
        assert_eq!([due("2026-10-01"), due("2026-12-03"), due("2026-12-04")], ["2026-12-31", "2026-12-31", "2027-03-31"]);
    }
}
