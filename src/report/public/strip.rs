//! The page without what is hidden, and without what words would tell of it.

use super::counts::period_of;
use super::{Ids, ids_of};
use crate::report::line::{Line, Piece};
use crate::report::section::anchor;
use crate::report::texts::{Texts, say};
use crate::report::view::{Block, Cell, Figure, Page, Row, Table};
use crate::statistics::suppression::MARK;
use std::collections::BTreeSet;

/// For those who decide: names, drafts and texts that the program has not counted.
const INTERNAL: [&str; 2] = [anchor::RECOMMENDATIONS, anchor::ACTIONS];

/// The page without what is hidden, and without what words would tell of it; a number that is told elsewhere stays in its row, too.
pub(super) fn stripped(page: &Page, hidden: &Ids, told: &Ids, texts: &Texts) -> Page {
    Strip { hidden, told, texts }.page(page.clone())
}

/// What is taken from a page.
struct Strip<'s> {
    /// The facts that are hidden.
    hidden: &'s Ids,
    /// Those that the page tells wherever else they stand.
    told: &'s Ids,
    texts: &'s Texts,
}

impl Strip<'_> {
    fn page(&self, mut page: Page) -> Page {
        page.notices.retain(|line| !self.hides(line));
        page.notices.push(say!(self.texts, "public.notice", mark = MARK));
        page.findings.retain(|finding| !self.hides(&finding.line));
        page.decisions.clear();
        for tile in &mut page.strip {
            if self.hides(&tile.value) {
                tile.value = marked();
            }
            if self.hides(&tile.note) {
                tile.note = Line::new();
            }
        }
        page.sections.retain(|section| !INTERNAL.contains(&section.id));
        for (place, section) in page.sections.iter_mut().enumerate() {
            section.number = place + 1;
            if self.hides(&section.headline) {
                section.headline = say!(self.texts, "public.headline");
            }
            section.blocks = std::mem::take(&mut section.blocks).into_iter().filter_map(|block| self.block(block)).collect();
        }
        page.findings.retain(|finding| page.sections.iter().any(|section| section.id == finding.section));
        page
    }

    fn block(&self, block: Block) -> Option<Block> {
        let kept = |line: Line| (!self.hides(&line)).then_some(line);
        match block {
            Block::Text(line) => kept(line).map(Block::Text),
            // The bars that it explains are drawn from numbers that are no facts, and are left out.
            Block::Note(line) if line == say!(self.texts, "clauses.how") => None,
            Block::Note(line) => kept(line).map(Block::Note),
            Block::Heading(line) => kept(line).map(Block::Heading),
            Block::List(lines) => {
                let lines: Vec<Line> = lines.into_iter().filter_map(kept).collect();
                (!lines.is_empty()).then_some(Block::List(lines))
            }
            Block::Table(table) => Some(self.left_of(table, Block::Table)),
            Block::Fold(table) => Some(self.left_of(table, Block::Fold)),
            Block::Figure(figure) if self.hides_any_of(&figure) => Some(self.left_of(figure.data, Block::Table)),
            Block::Multiples(figures) => {
                let figures: Vec<Figure> = figures.into_iter().filter(|figure| !self.hides_any_of(figure)).collect();
                (!figures.is_empty()).then_some(Block::Multiples(figures))
            }
            Block::Figure(figure) => Some(Block::Figure(figure)),
        }
    }

    /// What is left of a table: without the columns in which every number is hidden, and a sentence where that is every column but the first.
    fn left_of(&self, table: Table, block: fn(Table) -> Block) -> Block {
        let mut table = self.table(table);
        let is_hidden = |column: usize| table.rows.iter().all(|row| row.cells.get(column).is_none_or(|cell| cell.line == marked()));
        let is_kept: Vec<bool> = (0..table.head.len()).map(|column| column == 0 || table.rows.is_empty() || !is_hidden(column)).collect();
        if is_kept.len() > 1 && !is_kept[1..].contains(&true) {
            return Block::Note(say!(self.texts, "public.table", table = &table.caption));
        }
        keep(&mut table.head, &is_kept);
        table.rows.iter_mut().for_each(|row| keep(&mut row.cells, &is_kept));
        block(table)
    }

    /// A table whose rows with something hidden keep their words and lose their numbers, but for those that are told elsewhere; small
    /// charts go altogether.
    fn table(&self, mut table: Table) -> Table {
        if self.hides(&table.caption) {
            table.caption = say!(self.texts, "public.caption");
        }
        let in_order = follows_time(&table.rows);
        let mut rows: Vec<(bool, Row)> = std::mem::take(&mut table.rows).into_iter().map(|row| (self.hides_in(&row), row)).collect();
        for (is_hidden, row) in &mut rows {
            for (column, cell) in row.cells.iter_mut().enumerate() {
                // The descriptions of charts in a row speak of numbers that are no facts.
                if cell.svg.take().is_some() {
                    *cell = Cell { is_number: cell.is_number, ..marked().into() };
                }
                if *is_hidden {
                    self.cell(cell, column > 0);
                }
            }
        }
        if !in_order {
            // The place of a hidden row among those sorted by size would tell between which two numbers it lies.
            let words = |row: &Row| row.cells.first().map(|cell| cell.line.plain());
            rows.sort_by_cached_key(|(is_hidden, row)| (row.is_total, *is_hidden, is_hidden.then(|| words(row)).flatten()));
        }
        table.rows = rows.into_iter().map(|(_, row)| row).collect();
        table
    }

    /// A cell of a row with something hidden: other numbers of the row would tell of it, and so would a reading of them. What a row is of
    /// stays, and so does a number by itself that the page tells anyway: it would be hidden in one place and told in another.
    fn cell(&self, cell: &mut Cell, tells: bool) {
        if tells || cell.first_fact().is_some() {
            cell.sort = None;
        }
        let is_told = |piece: &Piece| piece.fact.as_ref().is_some_and(|id| self.told.contains(id));
        let is_told = !cell.line.is_empty() && cell.line.0.iter().all(is_told);
        if !is_told && (tells || cell.is_number || cell.line.0.iter().any(|piece| piece.fact.is_some())) {
            cell.line = marked();
        }
        if tells || cell.small.0.iter().any(|piece| piece.fact.is_some()) {
            cell.small = Line::new();
        }
    }

    fn hides(&self, line: &Line) -> bool {
        line.0.iter().any(|piece| piece.fact.as_ref().is_some_and(|id| self.hides_fact(id)))
    }

    fn hides_in(&self, row: &Row) -> bool {
        row.cells.iter().any(|cell| self.hides(&cell.line) || self.hides(&cell.small))
    }

    fn hides_any_of(&self, figure: &Figure) -> bool {
        self.hides(&figure.caption)
            || figure.data.rows.iter().any(|row| self.hides_in(row))
            || ids_of(&figure.svg.to_string()).iter().any(|id| self.hides_fact(id))
    }

    /// Whether a fact is hidden, or is the end of an interval of one that is.
    fn hides_fact(&self, id: &str) -> bool {
        let stem = id.strip_suffix(".low").or_else(|| id.strip_suffix(".high")).unwrap_or(id);
        self.hidden.contains(id) || self.hidden.contains(stem)
    }
}

/// Whether rows stand for stretches of time or for ages, whose order tells nothing.
fn follows_time(rows: &[Row]) -> bool {
    let ids = rows.iter().filter_map(|row| row.cells.iter().flat_map(|cell| &cell.line.0).find_map(|piece| piece.fact.as_deref()));
    let ids: Vec<&str> = ids.collect();
    let periods: BTreeSet<Option<&str>> = ids.iter().map(|id| period_of(id)).collect();
    periods.len() > 1 || ids.iter().any(|id| ["silence.", "open.", "time."].iter().any(|start| id.starts_with(start)))
}

/// Keeps those in the places that are kept.
fn keep<T>(items: &mut Vec<T>, is_kept: &[bool]) {
    let mut is_kept = is_kept.iter();
    items.retain(|_| is_kept.next().is_none_or(|is_kept| *is_kept));
}

fn marked() -> Line {
    Line(vec![Piece { text: MARK.to_string(), fact: None }])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::public::tests::counted;

    #[test]
    fn of_a_table_is_left_what_tells_something() {
        let facts = counted(&[("a.one_count", 40), ("a.other_count", 3)]);
        let texts = facts.texts();
        let (told, hidden) = (Ids::new(), Ids::from(["a.other_count".to_string()]));
        let strip = Strip { hidden: &hidden, told: &told, texts };
        let cell =
            |id: &str| if id == MARK { marked().into() } else { Cell::from(Line(vec![Piece { text: "n".into(), fact: Some(id.into()) }])) };
        let left = |ids: &[&[&str]]| {
            let heads: Vec<(&str, bool)> = std::iter::once(("What", false)).chain(ids[0].iter().map(|_| ("Count", true))).collect();
            let mut table = Table::new("Cases", &heads);
            for row in ids {
                table.push(std::iter::once(Cell::from("words")).chain(row.iter().map(|id| cell(id))).collect());
            }
            match strip.left_of(table, Block::Table) {
                Block::Table(table) => Ok((table.head.len(), table.rows.len())),
                Block::Note(line) => Err(line.plain()),
                _ => Err(String::new()),
            }
        };
        // Words alone have no number that could be hidden.
        assert_eq!(left(&[&[], &[]]), Ok((1, 2)));
        assert_eq!(left(&[&["a.one_count"]]), Ok((2, 1)));
        assert_eq!(left(&[&["a.other_count"]]), Err("Cases: all numbers of this table are hidden.".into()));
        assert_eq!(left(&[&["a.one_count", MARK], &["a.one_count", MARK]]), Ok((2, 2)));
        // A row with something hidden loses all its numbers; a column stays where another row tells one.
        assert_eq!(left(&[&["a.other_count", "a.one_count"], &["a.one_count", "a.one_count"]]), Ok((3, 2)));
    }
}
