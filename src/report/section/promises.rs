//! Promises kept: every date that a customer was given.

use super::{anchor, dash, numbered, plural};
use crate::report::facts::Facts;
use crate::report::format::{FEW, TimeUnit};
use crate::report::line::{Line, line};
use crate::report::quarterly::Quarterly;
use crate::report::view::{Block, Section, Table};
use crate::statistics::interval::Confidence;
use crate::statistics::proportion::wilson;

/// The fates of a date: the measure's name, and the column's.
const FATES: [(&str, &str); 6] = [
    ("kept", "Kept"),
    ("renewed", "A later date in time"),
    ("not_kept", "Not kept"),
    ("pending", "Not yet due"),
    ("undecided", "By the day only"),
    ("unknown", "Cannot be shown"),
];

/// Writes the section.
pub fn section(data: &Quarterly, facts: &mut Facts) -> Section {
    let mut section = numbered(anchor::PROMISES, "Promises kept", headline(data, facts));
    let promised = &data.handling.promised;
    if promised.rows.is_empty() {
        section.blocks.push(Block::Text(line![
            "No source records a date that a customer was given and that came in the quarter. Dates that were given by word of mouth, or in the text of a letter, cannot be seen here."
        ]));
        return section;
    }
    section.blocks.push(Block::Table(table(data, facts)));
    section.blocks.push(Block::Text(sentence(data, facts)));
    section.blocks.push(Block::Note(line![
        "A date is kept when the outcome was told or the case closed by then. Who was told a later date before the first one passed was not let down in silence, but the first date was not kept either: it stands apart, and so does what ended by itself (withdrawn or merged)."
    ]));
    section
}

fn id(data: &Quarterly) -> String {
    format!("promised.{}", data.id())
}

/// Dates that were kept or not: the rest is in no rate.
fn judged(data: &Quarterly) -> (u64, u64) {
    let kept = data.handling.dates("kept");
    (kept, kept + data.handling.dates("not_kept") + data.handling.dates("renewed"))
}

fn headline(data: &Quarterly, facts: &mut Facts) -> Line {
    let (kept, of) = judged(data);
    let origin = &data.handling.promised.origin;
    if of == 0 {
        return if data.handling.promised.rows.is_empty() {
            line!["No date given to a customer is on record for this quarter"]
        } else {
            line!["Of no date given to a customer can it be said yet whether it was kept"]
        };
    }
    let id = id(data);
    let count = facts.count(&format!("{id}.kept_count"), kept, "dates", origin);
    let all = facts.count(&format!("{id}.judged_count"), of, "dates", origin);
    let mut text =
        line!["Of ", all, format!(" {} given to customers, ", plural(of, "date", "dates")), count, plural(kept, " was kept", " were kept")];
    if of >= FEW {
        let share = facts.share(&format!("{id}.kept_share"), kept as f64 / of as f64, of, wilson(kept, of, Confidence::P95), origin);
        text.push(line![" (", share.inner(), ")"]);
    }
    text
}

fn table(data: &Quarterly, facts: &mut Facts) -> Table {
    let mut heads = vec![("Given with", false)];
    let rows = &data.handling.promised.rows;
    let fates: Vec<(&str, &str)> = FATES.into_iter().filter(|(fate, _)| rows.iter().any(|row| row.fate == *fate)).collect();
    heads.extend(fates.iter().map(|(_, head)| (*head, true)));
    heads.push(("All", true));
    let mut table = Table::new("Dates given to customers that came in the quarter", &heads);
    let mut events: Vec<&str> = rows.iter().map(|row| row.event.as_str()).collect();
    events.dedup();
    let origin = &data.handling.promised.origin;
    for event in events {
        let of = |fate: Option<&str>| -> u64 {
            rows.iter().filter(|row| row.event == event && fate.is_none_or(|fate| row.fate == fate)).map(|row| row.dates).sum()
        };
        let mut cells = vec![event.replace('_', " ").into()];
        for (fate, _) in &fates {
            let count = of(Some(fate));
            let id = format!("{}.{event}.{fate}_count", id(data));
            cells.push(if count == 0 { dash().into() } else { facts.count(&id, count, "dates", origin).into() });
        }
        cells.push(facts.count(&format!("{}.{event}.date_count", id(data)), of(None), "dates", origin).into());
        table.push(cells);
    }
    table
}

fn sentence(data: &Quarterly, facts: &mut Facts) -> Line {
    let rows = &data.handling.promised.rows;
    let origin = &data.handling.promised.origin;
    let id = id(data);
    let mut text = Line::new();
    let broken = data.handling.dates("not_kept");
    if broken > 0 {
        let silent: u64 = rows.iter().filter(|row| row.is_silent).map(|row| row.dates).sum();
        let count = facts.count(&format!("{id}.not_kept_count"), broken, "dates", origin);
        let quiet: Line =
            if silent == 0 { line!["none"] } else { facts.count(&format!("{id}.silent_count"), silent, "dates", origin).into() };
        text.push(line![
            "Dates not kept: ",
            count,
            "; of those that passed without a word to the customer since they were given: ",
            quiet,
            "."
        ]);
    }
    let late = rows.iter().filter(|row| row.fate == "not_kept" && row.dates >= FEW);
    if let Some((row, minutes)) = late.filter_map(|row| Some((row, row.median_late_minutes?))).max_by_key(|(row, _)| row.dates) {
        let id = format!("{id}.{}.{}median_late", row.event, if row.is_silent { "silent_" } else { "" });
        let late = facts.duration(&id, minutes, TimeUnit::fitting(minutes), None, None, origin).value;
        text.push(line![" Where the outcome came later, half of the time it came more than ", late, " after the date."]);
    }
    let ended = data.handling.dates("ended");
    if ended > 0 {
        let count = facts.count(&format!("{id}.ended_count"), ended, "dates", origin);
        text.push(line![
            " ",
            count,
            plural(
                ended,
                " more fell away, since the case was withdrawn or merged.",
                " more fell away, since the cases were withdrawn or merged."
            )
        ]);
    }
    text
}
