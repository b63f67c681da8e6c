//! Satisfaction: what customers said of the outcome and of how they were treated on the way.

use super::anchor;
use crate::analysis::measure::annual::Answers;
use crate::report::annual::Annual;
use crate::report::facts::Facts;
use crate::report::format::FEW;
use crate::report::line::{Line, line};
use crate::report::section::{numbered, plural};
use crate::report::view::{Block, Cell, Section, Table};
use crate::statistics::interval::Confidence;
use crate::statistics::proportion::wilson;

/// Writes the section.
pub fn section(data: &Annual, facts: &mut Facts) -> Section {
    let mut section = numbered(anchor::SATISFACTION, "Satisfaction with the process", headline(data, facts));
    section.blocks.push(Block::Text(reach(data, facts)));
    for (is_of_process, caption) in [(true, "What customers said of the process"), (false, "What customers said of the outcome")] {
        let answers: Vec<&Answers> = data.satisfaction.rows.iter().filter(|answers| answers.is_of_process == is_of_process).collect();
        if !answers.is_empty() {
            section.blocks.push(Block::Table(table(data, facts, caption, &answers)));
        }
    }
    if !data.satisfaction.rows.is_empty() {
        section.blocks.push(Block::Note(line![
            "Who answers is not a fair sample of all customers: those who are very content or very angry answer more often. Scores are shown as recorded; the scale is the one of whoever asked. Free words are left where they are."
        ]));
    }
    section
}

fn headline(data: &Annual, facts: &mut Facts) -> Line {
    let of = |is_of_process: bool| -> u64 {
        data.satisfaction.rows.iter().filter(|answers| answers.is_of_process == is_of_process).map(|answers| answers.answers).sum()
    };
    let (process, outcome) = (of(true), of(false));
    let (id, origin) = (format!("satisfaction.{}", data.period()), &data.satisfaction.origin);
    if process + outcome == 0 {
        return line!["Whether customers were satisfied with the process cannot be shown: no answer is on record"];
    }
    let process_told = facts.count(&format!("{id}.process_answer_count"), process, "answers", origin);
    let outcome_told = facts.count(&format!("{id}.outcome_answer_count"), outcome, "answers", origin);
    line![process_told, plural(process, " answer", " answers"), " about the process and ", outcome_told, " about the outcome are on record"]
}

fn reach(data: &Annual, facts: &mut Facts) -> Line {
    let reach = data.answer_reach.rows.first().copied().unwrap_or_default();
    let (id, origin) = (format!("satisfaction.{}", data.period()), &data.answer_reach.origin);
    if reach.resolved == 0 {
        return line!["No case was resolved in this year."];
    }
    let resolved = facts.count(&format!("{id}.resolved_count"), reach.resolved, "cases", origin);
    let answered = facts.count(&format!("{id}.answered_count"), reach.answered, "cases", origin);
    let mut text = line![
        "Of ",
        resolved,
        plural(reach.resolved, " case", " cases"),
        " resolved in the year, ",
        answered,
        plural(reach.answered, " has an answer", " have an answer")
    ];
    let asked = reach.resolved - reach.blind;
    if asked >= FEW && reach.blind == 0 {
        let interval = wilson(reach.answered, asked, Confidence::P95);
        let share = facts.share(&format!("{id}.answered_share"), reach.answered as f64 / asked as f64, asked, interval, origin);
        text.push(line![" (", share.inner(), ")"]);
    }
    if reach.blind > 0 {
        let blind = facts.count(&format!("{id}.blind_count"), reach.blind, "cases", origin);
        text.push(line!["; for ", blind, " it cannot be shown, because their source records no answers"]);
    }
    text.then(".")
}

fn table(data: &Annual, facts: &mut Facts, caption: &str, answers: &[&Answers]) -> Table {
    let mut table = Table::new(caption, &[("Score", false), ("Answers", true), ("Share", true)]);
    let origin = &data.satisfaction.origin;
    let all: u64 = answers.iter().map(|answers| answers.answers).sum();
    for (place, one) in answers.iter().enumerate() {
        let kind = if one.is_of_process { "process" } else { "outcome" };
        let id = format!("satisfaction.{}.{kind}.{}", data.period(), place + 1);
        let score: Line = if let Some(score) = one.score {
            facts.text(&format!("{id}.score"), &score.to_string(), Some(origin)).into()
        } else {
            line!["no number given"]
        };
        let share: Cell = if all >= FEW {
            facts.share(&format!("{id}.share"), one.answers as f64 / all as f64, all, None, origin).value.into()
        } else {
            "too few".into()
        };
        table.push(vec![score.into(), facts.count(&format!("{id}.answer_count"), one.answers, "answers", origin).into(), share]);
    }
    table
}
