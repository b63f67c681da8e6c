//! Satisfaction: what customers said of the outcome and of how they were treated on the way.

use super::anchor;
use crate::analysis::measure::annual::Answers;
use crate::report::annual::Annual;
use crate::report::facts::Facts;
use crate::report::format::FEW;
use crate::report::line::{Line, line};
use crate::report::section::numbered;
use crate::report::texts::say;
use crate::report::view::{Block, Cell, Section, Table};
use crate::statistics::interval::Confidence;
use crate::statistics::proportion::wilson;

/// Writes the section.
pub fn section(data: &Annual, facts: &mut Facts) -> Section {
    let texts = facts.texts();
    let mut section = numbered(anchor::SATISFACTION, say!(texts, "satisfaction.topic").plain(), headline(data, facts));
    section.blocks.push(Block::Text(reach(data, facts)));
    for (is_of_process, caption) in [(true, say!(texts, "satisfaction.of_process")), (false, say!(texts, "satisfaction.of_outcome"))] {
        let answers: Vec<&Answers> = data.satisfaction.rows.iter().filter(|answers| answers.is_of_process == is_of_process).collect();
        if !answers.is_empty() {
            section.blocks.push(Block::Table(table(data, facts, caption, &answers)));
        }
    }
    if !data.satisfaction.rows.is_empty() {
        section.blocks.push(Block::Note(say!(texts, "satisfaction.how")));
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
        return say!(facts.texts(), "satisfaction.none");
    }
    let process_told = facts.count(&format!("{id}.process_answer_count"), process, "answers", origin);
    let outcome_told = facts.count(&format!("{id}.outcome_answer_count"), outcome, "answers", origin);
    say!(facts.texts(), "satisfaction.headline", process; process = process_told, outcome = outcome_told)
}

fn reach(data: &Annual, facts: &mut Facts) -> Line {
    let reach = data.answer_reach.rows.first().copied().unwrap_or_default();
    let (id, origin) = (format!("satisfaction.{}", data.period()), &data.answer_reach.origin);
    if reach.resolved == 0 {
        let texts = facts.texts();
        return if data.is_told() { say!(texts, "satisfaction.none_resolved") } else { say!(texts, "satisfaction.untold") };
    }
    let resolved = facts.count(&format!("{id}.resolved_count"), reach.resolved, "cases", origin);
    let answered = facts.count(&format!("{id}.answered_count"), reach.answered, "cases", origin);
    let texts = facts.texts();
    let resolved = say!(texts, "satisfaction.resolved", reach.resolved; n = resolved);
    let mut answered = say!(texts, "satisfaction.answered", reach.answered; n = answered);
    let asked = reach.resolved - reach.blind;
    if asked >= FEW && reach.blind == 0 {
        let interval = wilson(reach.answered, asked, Confidence::P95);
        let share = facts.share(&format!("{id}.answered_share"), reach.answered as f64 / asked as f64, asked, interval, origin);
        answered.push(line![" (", share.inner(), ")"]);
    }
    if reach.blind == 0 {
        return say!(texts, "satisfaction.reach", resolved = resolved, answered = answered);
    }
    let blind = facts.count(&format!("{id}.blind_count"), reach.blind, "cases", origin);
    say!(texts, "satisfaction.reach_in_part", resolved = resolved, answered = answered, n = blind)
}

fn table(data: &Annual, facts: &mut Facts, caption: Line, answers: &[&Answers]) -> Table {
    let texts = facts.texts();
    let heads = [
        (say!(texts, "satisfaction.head_score"), false),
        (say!(texts, "satisfaction.head_answers"), true),
        (say!(texts, "satisfaction.head_share"), true),
    ];
    let mut table = Table::new(caption, &heads);
    let origin = &data.satisfaction.origin;
    let all: u64 = answers.iter().map(|answers| answers.answers).sum();
    for (place, one) in answers.iter().enumerate() {
        let kind = if one.is_of_process { "process" } else { "outcome" };
        let id = format!("satisfaction.{}.{kind}.{}", data.period(), place + 1);
        let score: Line = if let Some(score) = one.score {
            let written = score.to_string();
            let decimals = written.split_once('.').map_or(0, |(_, decimals)| decimals.len());
            let told = line![facts.locale().decimal(score, decimals)];
            facts.word(&format!("{id}.score"), &written, &told, origin).into()
        } else {
            say!(texts, "satisfaction.no_number")
        };
        let share: Cell = if all >= FEW {
            facts.share(&format!("{id}.share"), one.answers as f64 / all as f64, all, None, origin).value.into()
        } else {
            say!(texts, "annual.too_few").into()
        };
        table.push(vec![score.into(), facts.count(&format!("{id}.answer_count"), one.answers, "answers", origin).into(), share]);
    }
    table
}
