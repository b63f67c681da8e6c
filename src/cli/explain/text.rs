//! The explanation as a page of plain sentences.

use super::{Explanation, Judged, Read, others, verdict, words};
use crate::calendar::Calendar;
use crate::evaluate::{CaseFacts, Finding, Status};
use crate::policy::{Clause, Reading, Selector};
use crate::time::Instant;
use chrono_tz::Tz;

/// What the sentences about one reading need to know.
pub(super) struct View<'a> {
    pub case: &'a CaseFacts,
    pub as_of: Instant,
    pub zone: Tz,
    pub reading: &'a Reading,
    pub calendar: &'a Calendar,
}

impl View<'_> {
    /// Whether the case's source can report any of the events.
    pub(super) fn can_show_any(&self, selectors: &[Selector]) -> bool {
        selectors.iter().any(|selector| self.case.can_show(&selector.event))
    }

    /// Whether the reading ends with the closing of the case, and not with something of its own.
    pub(super) fn ends_with_the_case(&self) -> bool {
        self.reading.until.iter().any(|selector| *selector == Selector::named("closed"))
    }
}

impl Explanation<'_> {
    /// The view of one reading; none where its calendar is not known, which a policy that was read never has.
    pub(super) fn view<'v>(&'v self, reading: &'v Reading) -> Option<View<'v>> {
        let calendar = self.calendars.get(&reading.calendar)?;
        Some(View { case: &self.case, as_of: self.as_of, zone: self.zone, reading, calendar })
    }
}

/// The whole page.
pub(super) fn page(told: &Explanation<'_>) -> String {
    let case = &told.case;
    let kind = case.field("kind").unwrap_or("case");
    let mut lines = vec![
        format!("Case {} ({}): {kind}, received on {}.", case.case_id, case.source, words::when(case.received, told.zone)),
        format!("As of {}. Times are those of {}.", words::at(told.as_of, told.zone), told.zone),
    ];
    for policy in &told.policies {
        lines.extend(policy_lines(told, policy));
    }
    for id in &told.without_version {
        lines.push(String::new());
        lines.push(format!("No version of the policy \"{id}\" was in force on the day of receipt; the case is not judged by it."));
    }
    lines.join("\n") + "\n"
}

fn policy_lines(told: &Explanation<'_>, judged: &Judged<'_>) -> Vec<String> {
    let policy = judged.policy;
    let since = policy.effective_from.map_or_else(String::new, |day| format!(", the version in force from {}", words::day(day)));
    let mut lines = vec![String::new(), format!("{} ({}{since})", policy.title, policy.id)];
    for (clause, readings) in &judged.clauses {
        lines.push(String::new());
        lines.extend(clause_lines(told, clause, readings));
    }
    if !judged.reviews.is_empty() {
        let ids: Vec<&str> = judged.reviews.iter().map(|clause| clause.id.as_str()).collect();
        lines.push(String::new());
        lines.push(format!("About the organisation and not about single cases: {}.", ids.join(", ")));
    }
    if let Some(clause) = told.clause.filter(|_| judged.clauses.is_empty() && judged.reviews.is_empty()) {
        let from = policy.effective_from.map_or_else(String::new, |day| format!(" (from {})", words::day(day)));
        lines.push(String::new());
        lines.push(format!("The version in force when the case was received{from} has no clause \"{clause}\"."));
    }
    lines
}

fn clause_lines(told: &Explanation<'_>, clause: &Clause, readings: &[Read<'_>]) -> Vec<String> {
    let mut lines = vec![clause.id.clone(), format!("  {} ({})", clause.text, clause.cite)];
    let mut main: Vec<String> = Vec::new();
    for (place, read) in readings.iter().enumerate() {
        let own = reading_lines(told, read);
        if place == 0 {
            lines.extend(own.iter().map(|line| format!("  {line}")));
            main = own;
            continue;
        }
        lines.push(format!("  Read as \"{}\": {}", read.reading.id, read.reading.text));
        if own == main {
            lines.push("    It comes to the same.".to_string());
        } else {
            lines.extend(own.into_iter().map(|line| format!("    {line}")));
        }
    }
    lines
}

/// So many rows of one verdict in a row are shown before the rest is summed up.
const SHOWN_FIRST: usize = 3;

fn reading_lines(told: &Explanation<'_>, read: &Read<'_>) -> Vec<String> {
    let Some(view) = told.view(read.reading) else { return Vec::new() };
    let is_cadence = read.reading.rule.name() == "cadence";
    let mut lines: Vec<String> = others::opening(&view, &read.findings).into_iter().collect();
    for run in read.findings.chunk_by(|one, other| one.status == other.status) {
        let hidden = if is_cadence && run.len() > SHOWN_FIRST + 2 { run.len() - SHOWN_FIRST - 1 } else { 0 };
        for (place, finding) in run.iter().enumerate() {
            if hidden > 0 && place == SHOWN_FIRST {
                lines.push(format!("… {hidden} more windows: {} …", verdict::in_words(&view, finding)));
            }
            if hidden == 0 || place < SHOWN_FIRST || place >= SHOWN_FIRST + hidden {
                lines.extend(row_lines(&view, finding, read.findings.len(), is_cadence));
            }
        }
    }
    lines
}

/// The sentences of one row; where a reading has several, each begins with its number.
fn row_lines(view: &View<'_>, finding: &Finding, rows: usize, is_cadence: bool) -> Vec<String> {
    let mut lines = others::steps(view, finding);
    let verdict = verdict::in_words(view, finding);
    if is_cadence && finding.status != Status::NotApplicable && finding.status != Status::Unknown {
        return vec![format!("{} {}.", lines.concat(), capital(&verdict))];
    }
    if rows > 1
        && let Some(first) = lines.first_mut()
    {
        *first = format!("{}. {first}", finding.cycle);
    }
    lines.push(format!("Verdict: {verdict}."));
    lines
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
