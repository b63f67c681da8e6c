//! How the numbers came about: the rules, the readings in force, what was assumed.

use super::{anchor, clause_id, dash, kept, numbered};
use crate::analysis::measure::clauses::{Clause, Counts, ReadingChange};
use crate::analysis::scorecard::{Reading, Row};
use crate::report::facts::Facts;
use crate::report::line::{Line, line};
use crate::report::quarterly::Quarterly;
use crate::report::view::{Block, Cell, Section, Table};

const RULES: [&str; 10] = [
    "A duty belongs to the quarter that holds the last microsecond before it fell due, in the workspace's time zone. What has no due belongs to the quarter in which it began.",
    "Rate = kept ÷ (kept + done late + not done). What is not yet due, not recorded, or known only by a day that allows both, is in no rate and stands beside it.",
    "“Kept” is said only where the rate reaches what the clause asks for: all, unless the procedure names another share. With fewer than ten duties there is no rate, only the numbers.",
    "Intervals are Wilson’s at 95 %: the shares that are plausible given so many duties. Two quarters differ “more than chance explains” where Newcombe’s 95 % interval of the difference leaves out zero.",
    "Waiting times are Kaplan–Meier estimates by date of receipt, with cases that still wait counted as waiting; the median’s interval comes from the log-log band.",
    "Rises and falls: the quarter against the complete months of up to two years before, by a conditional mid-p test widened by each category’s own variation and corrected for testing many (Benjamini–Hochberg, below 0.05). Listed only where it is at least a quarter more or less, and five cases.",
    "A change that began some months ago lifts its own baseline and can hide in it. So each category is looked at twice, the second time against the months up to half a year before the quarter; where that look decides, the page says “by the months up to”. Each p-value is doubled for there being two looks.",
    "“Since about” is the cut into two rates that fits the months best. “Seasonal” is said where this quarter and the same one a year ago both stand apart from the months between, and not from each other.",
    "Control charts are XmR charts with the four rules of NHS Making Data Count; limits at 2.66 mean moving ranges, extraordinary ranges screened once.",
    "A month counts only when it is over and every source that matters reaches from its start to its end; silence of a source is a gap, not a zero.",
];

/// A clause and one of its other readings.
type Pair<'a> = (&'a Row, &'a Reading);

/// Writes the section.
pub fn section(data: &Quarterly, facts: &mut Facts) -> Section {
    let mut section = numbered(anchor::METHOD, "Method and readings in force", line!["How these numbers came about"]);
    section.blocks.push(Block::List(RULES.iter().map(|rule| line![*rule]).collect()));
    if !data.policies.rows.is_empty() {
        section.blocks.push(Block::Table(policies(data, facts)));
    }
    let pairs = data.scorecard.iter().flat_map(|row| row.readings.iter().map(move |reading| (row, reading)));
    let (telling, silent): (Vec<Pair>, Vec<Pair>) = pairs.partition(|(row, reading)| makes_a_difference(data, row, reading));
    if !telling.is_empty() || !silent.is_empty() {
        section.blocks.push(Block::Heading(line!["What the ambiguities are worth"]));
        section.blocks.push(Block::Text(line!["Where the written text can be read in more than one way, this page judges by the reading in force. The table shows what each other reading would make of the quarter."]));
    }
    if !telling.is_empty() {
        section.blocks.push(Block::Table(readings(data, facts, "Readings that would change a verdict", &telling)));
    }
    if !silent.is_empty() {
        section.blocks.push(Block::Fold(readings(data, facts, "Readings that would change nothing in this quarter", &silent)));
    }
    let assumed: Vec<&Row> = data.scorecard.iter().filter(|row| row.clause.is_assumed).collect();
    if !assumed.is_empty() {
        section.blocks.push(Block::Heading(line!["Limits that were assumed †"]));
        section.blocks.push(Block::List(assumed.iter().map(|row| assumption(data, facts, row)).collect()));
    }
    section
}

fn policies(data: &Quarterly, facts: &mut Facts) -> Table {
    let mut table = Table::new(
        "Procedures in force in the quarter",
        &[("Procedure", false), ("In force from", true), ("Until", true), ("Calendar", false), ("Clauses", true)],
    );
    let origin = &data.policies.origin;
    for policy in &data.policies.rows {
        let version = policy.effective_from.map_or("open".to_string(), |from| from.to_string());
        let id = format!("policy.{}.{version}", policy.policy);
        let mut day = |name: &str, day: Option<chrono::NaiveDate>| -> Line {
            day.map_or_else(dash, |day| facts.day(&format!("{id}.{name}"), day, Some(origin)).into())
        };
        let (from, to) = (day("effective_from", policy.effective_from), day("effective_to", policy.effective_to));
        table.push(vec![
            Cell::from(policy.title.as_str()).with_small(policy.policy.as_str()),
            from.into(),
            to.into(),
            policy.calendar.as_deref().unwrap_or("–").into(),
            facts.count(&format!("{id}.clause_count"), policy.clause_count, "clauses", origin).into(),
        ]);
    }
    table
}

/// Whether a reading changes a case's verdict, or a count of the quarter.
fn makes_a_difference(data: &Quarterly, row: &Row, reading: &Reading) -> bool {
    let counts = |counts: &Counts| (counts.met, counts.judged());
    counts(&row.counts) != counts(&reading.counts) || change_of(data, &reading.clause).is_some_and(|change| change.changed > 0)
}

fn change_of<'a>(data: &'a Quarterly, clause: &Clause) -> Option<&'a ReadingChange> {
    data.readings
        .rows
        .iter()
        .find(|change| change.policy == clause.policy && change.clause == clause.clause && change.reading == clause.reading)
}

fn readings(data: &Quarterly, facts: &mut Facts, caption: &str, pairs: &[Pair]) -> Table {
    let heads = [("Clause and reading", false), ("Limit", false), ("Kept", true), ("Cases with another verdict", true)];
    let mut table = Table::new(caption, &heads);
    let mut last = None;
    for (row, reading) in pairs {
        let key = (&row.clause.policy, &row.clause.clause);
        if last != Some(key) {
            let main = kept(facts, &clause_id(data, &row.clause), &row.counts, &data.counts_origin);
            let limit = limit(facts, data, &row.clause);
            table.push(vec![Cell::from(row.clause.asks.as_str()).with_small("in force"), limit.into(), main, Cell::default()]);
            last = Some(key);
        }
        let clause = &reading.clause;
        let id = clause_id(data, clause);
        let kept = kept(facts, &id, &reading.counts, &data.counts_origin);
        let changed: Line = match change_of(data, clause) {
            Some(change) if change.cases > 0 => {
                let origin = &data.readings.origin;
                let changed = facts.count(&format!("{id}.changed_case_count"), change.changed, "cases", origin);
                line![changed, " of ", facts.count(&format!("{id}.case_count"), change.cases, "cases", origin)]
            }
            _ => dash(),
        };
        let label = Cell::from(clause.asks.as_str()).with_small(format!("reading “{}”", clause.reading));
        let limit = limit(facts, data, clause);
        table.push(vec![label, limit.into(), kept, changed.into()]);
    }
    table
}

fn limit(facts: &mut Facts, data: &Quarterly, clause: &Clause) -> Line {
    let reading = if clause.reading == "main" { String::new() } else { format!(".{}", clause.reading) };
    let id = format!("clause.{}.{}{reading}.limit", clause.policy, clause.clause);
    clause.span.as_deref().map_or_else(dash, |span| facts.text(&id, span, Some(&data.clauses_origin)).into())
}

fn assumption(data: &Quarterly, facts: &mut Facts, row: &Row) -> Line {
    let mut text = line![row.clause.asks.as_str(), " (", row.clause.cite.as_str(), ")"];
    if row.clause.span.is_some() {
        text.push(line![": ", limit(facts, data, &row.clause)]);
    }
    text.then(".")
}
