//! How the numbers of the pack came about.

use super::anchor;
use crate::report::annual::Annual;
use crate::report::facts::Facts;
use crate::report::line::{Line, line};
use crate::report::section::numbered;
use crate::report::view::{Block, Section};

const RULES: [&str; 8] = [
    "A duty belongs to the quarter, and the year, that holds the last microsecond before it fell due, in the workspace's time zone. What has no due belongs to the quarter in which it began.",
    "Rate = kept ÷ (kept + done late + not done). What is not yet due, not recorded, or known only by a day that allows both, is in no rate and stands beside it. It never counts as kept.",
    "Intervals are Wilson’s at 95 %. Two years differ “more than chance explains” where Newcombe’s 95 % interval of the difference leaves out zero. With fewer than ten duties there is no rate, only the numbers.",
    "Limit calibration: Kaplan–Meier over the clocks that started in the year, pauses taken out, notices heard; open duties are censored, and a case that ended without the duty would have kept no limit. The limit of an “every” is the longest time without news. “ombud what-if” brings the numbers back.",
    "Ambiguities: each case received in the year is judged by both readings. A case is kept when something fell due and all of it was met, and not kept when any was late or missed.",
    "Changes: duties not kept over duties that fell due, by quarters; a log-Wald interval with the dispersion within the sides and Student’s t, or the exact mid-p interval where a side has fewer than five quarters or five duties not kept.",
    "Other packs: a clause is compared with the clause of the other pack’s newest version that asks for one of the same events within a limit, of the same kind of cases.",
    "Procedure lint looks at the text and at all cases ever judged by it, not at this year alone. “ombud policy lint” brings it back.",
];

/// Writes the section.
pub fn section(data: &Annual, facts: &mut Facts) -> Section {
    let mut section = numbered(anchor::METHOD, "Method", line!["How these numbers came about"]);
    section.blocks.push(Block::List(RULES.iter().map(|rule| line![*rule]).collect()));
    let assumed: Vec<Line> = data
        .rows()
        .filter(|row| row.clause.is_assumed)
        .map(|row| {
            if row.clause.span.is_some() {
                line![row.clause.asks.as_str(), " (", row.clause.cite.as_str(), "): ", super::limit(data, facts, &row.clause), "."]
            } else {
                line![row.clause.asks.as_str(), " (", row.clause.cite.as_str(), ")."]
            }
        })
        .collect();
    if !assumed.is_empty() {
        section.blocks.push(Block::Heading(line!["Limits and measures that were assumed †"]));
        section.blocks.push(Block::List(assumed));
    }
    section
}
