//! The page as finished strings: what the templates place, and nothing else.

use super::chart::Svg;
use super::house::House;
use super::line::Line;
use super::texts::{Language, Texts, say};

/// The whole page.
#[derive(Debug, Clone)]
pub struct Page {
    /// In which language it speaks.
    pub language: Language,
    /// The title of the document.
    pub title: String,
    /// The organisation's name.
    pub organisation: String,
    /// What the report is called, such as "Improvement report".
    pub name: String,
    /// The heading of the findings.
    pub shows: Line,
    /// The period's name, such as "2026-Q3".
    pub period: String,
    /// Quiet lines below the title.
    pub about: Vec<Line>,
    /// What the reader must know before reading on.
    pub notices: Vec<Line>,
    /// At most five findings, worst first.
    pub findings: Vec<Finding>,
    /// At most three decisions.
    pub decisions: Vec<Decision>,
    /// At most four figures.
    pub strip: Vec<Tile>,
    /// The sections, in order.
    pub sections: Vec<Section>,
    /// The foot.
    pub foot: Foot,
    /// Organisation and period as a text of the style sheet, for the running head.
    pub running_head: String,
    /// What is the organisation's own.
    pub house: House,
    /// What makes the page again, as JSON.
    pub machine: Line,
}

impl Page {
    /// Who has a decision in hand, and by when it is due.
    pub fn owner(&self, decision: &Decision) -> Line {
        let texts = Texts::of(self.language);
        match &decision.owner {
            Some(owner) => say!(texts, "front.owned", owner = owner.as_str(), due = &decision.due),
            None => say!(texts, "front.owner", due = &decision.due),
        }
    }

    /// A message without places.
    pub fn say(&self, key: &str) -> Line {
        Texts::of(self.language).line(key, None, &[])
    }
}

/// One finding, in a sentence or two.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The sentence.
    pub line: Line,
    /// The id of the section that shows it.
    pub section: &'static str,
}

/// Something to decide.
#[derive(Debug, Clone)]
pub struct Decision {
    /// What.
    pub line: Line,
    /// Who has it in hand; `None` while nobody was named.
    pub owner: Option<String>,
    /// By when.
    pub due: Line,
}

/// A figure of the strip.
#[derive(Debug, Clone)]
pub struct Tile {
    /// What it counts.
    pub label: Line,
    /// The figure.
    pub value: Line,
    /// What it is compared with.
    pub note: Line,
    /// Whether words stand for the figure.
    pub is_words: bool,
}

/// A section of the page.
#[derive(Debug, Clone)]
pub struct Section {
    /// Its anchor.
    pub id: &'static str,
    /// Its number, from 1.
    pub number: usize,
    /// Its topic, for the contents.
    pub topic: String,
    /// What it finds.
    pub headline: Line,
    /// What it shows.
    pub blocks: Vec<Block>,
}

/// A part of a section.
#[derive(Debug, Clone)]
pub enum Block {
    /// A paragraph.
    Text(Line),
    /// A footnote.
    Note(Line),
    /// A heading within the section.
    Heading(Line),
    /// A list.
    List(Vec<Line>),
    /// A table.
    Table(Table),
    /// A table that is folded away on screen.
    Fold(Table),
    /// A chart with its text and its numbers.
    Figure(Figure),
    /// Small charts of one kind and one scale.
    Multiples(Vec<Figure>),
}

/// A chart with its text and its numbers.
#[derive(Debug, Clone)]
pub struct Figure {
    /// What it says.
    pub caption: Line,
    /// The chart.
    pub svg: Svg,
    /// How to read it; empty where the charts beside it say so.
    pub how: Line,
    /// Its numbers.
    pub data: Table,
}

/// A table.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// What it shows.
    pub caption: Line,
    /// The style sheet's name for its kind of table; empty for the usual one.
    pub class: &'static str,
    /// The heads of its columns.
    pub head: Vec<Head>,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// What a page says of itself for programs, as JSON: what makes it again. `report verify` reads it there.
pub fn machine(about: &[(&str, serde_json::Value)]) -> Line {
    let about = about.iter().map(|(name, value)| ((*name).to_string(), value.clone())).collect();
    serde_json::Value::Object(about).to_string().into()
}

impl Table {
    /// A table with these columns: a name, and whether it holds numbers.
    pub fn new(caption: impl Into<Line>, head: &[(impl Into<Line> + Clone, bool)]) -> Self {
        let head = head.iter().map(|(name, is_number)| Head { name: name.clone().into().plain(), is_number: *is_number }).collect();
        Self { caption: caption.into(), head, ..Self::default() }
    }

    /// Appends a row; cells of number columns are set as numbers.
    pub fn push(&mut self, cells: Vec<Cell>) {
        self.push_row(cells, false);
    }

    /// Appends the row of totals.
    pub fn push_total(&mut self, cells: Vec<Cell>) {
        self.push_row(cells, true);
    }

    fn push_row(&mut self, cells: Vec<Cell>, is_total: bool) {
        let cells = cells.into_iter().zip(&self.head).map(|(cell, head)| Cell { is_number: head.is_number, ..cell }).collect();
        self.rows.push(Row { cells, is_total });
    }
}

/// The head of a column.
#[derive(Debug, Clone)]
pub struct Head {
    /// Its name, with the unit.
    pub name: String,
    /// Whether it holds numbers.
    pub is_number: bool,
}

/// A row.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its cells.
    pub cells: Vec<Cell>,
    /// Whether it adds up the others.
    pub is_total: bool,
}

/// A cell.
#[derive(Debug, Clone, Default)]
pub struct Cell {
    /// What stands in it.
    pub line: Line,
    /// What stands below, smaller.
    pub small: Line,
    /// A chart in it.
    pub svg: Option<Svg>,
    /// Whether it holds a number.
    pub is_number: bool,
    /// The value by which its column is sorted, where the text is not.
    pub sort: Option<String>,
}

impl Cell {
    /// A cell that holds a chart.
    pub fn chart(svg: Svg) -> Self {
        Self { svg: Some(svg), ..Self::default() }
    }

    /// The cell with a smaller line below.
    #[must_use]
    pub fn with_small(self, small: impl Into<Line>) -> Self {
        Self { small: small.into(), ..self }
    }

    /// The cell with the value by which its column is sorted, where it is no fact's: a month, a date that somebody wrote.
    #[must_use]
    pub fn sorted_by(self, value: impl Into<String>) -> Self {
        Self { sort: Some(value.into()), ..self }
    }

    /// The id of the first fact that it states.
    pub fn first_fact(&self) -> Option<&str> {
        self.line.0.iter().chain(&self.small.0).find_map(|piece| piece.fact.as_deref())
    }
}

impl<T: Into<Line>> From<T> for Cell {
    fn from(line: T) -> Self {
        Self { line: line.into(), ..Self::default() }
    }
}

/// The foot of the page.
#[derive(Debug, Clone)]
pub struct Foot {
    /// Lines of what made the page.
    pub lines: Vec<Line>,
    /// The command that makes it again.
    pub command: String,
    /// The files that the data come from.
    pub files: Table,
}
