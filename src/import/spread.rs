//! Rows of a batch become rows of the staging tables: cases, events, notes and rejects.

use super::event_names::EventNames;
use super::judge_rows::Judge;
use super::plan::{Columns, Plan};
use super::row::{BatchColumns, OneRow, note};
use super::sheet::{Cell, Kind, Sheet};
use super::whole_cases::{self, WholeCase};
use crate::source::batch::{Batch, RowPlace};
use crate::source::mapping::{Mapping, Row, Table};
use crate::vocabulary::CASE_FIELDS;
use arrow::array::ArrayRef;
use arrow::error::ArrowError;
use arrow::record_batch::RecordBatch;

/// The rows for each staging table, and those that are written as they are.
pub struct Sheets {
    rows: Sheet,
    /// What rows that are cases are found by: their cases themselves are in `whole_cases`.
    pub case_rows: Sheet,
    /// What rows that are events say of their cases.
    pub cases: Sheet,
    /// The rows of the batch at hand that are cases.
    pub whole_cases: Vec<WholeCase>,
    cases_out: Vec<ArrayRef>,
    pub events: Sheet,
    pub notes: Sheet,
    pub steps: Sheet,
    rejects: Sheet,
}

impl Sheets {
    /// Empty sheets; their kinds are those of `queries/import/staging.sql`.
    pub fn new() -> Self {
        use Kind::{Flag, Instant, Int, Long, Text, Unsigned};
        let mut case = vec![Int, Long, Text, Text];
        case.extend(CASE_FIELDS.iter().map(|_| Text));
        case.extend([Instant, Instant, Int, Instant, Int, Text, Instant]);
        let event =
            [Int, Long, Int, Text, Text, Text, Instant, Instant, Int, Instant, Int, Text, Text, Flag, Text, Text, Unsigned, Unsigned];
        Self {
            rows: Sheet::new("rows_in", &[Int, Long, Long, Unsigned, Unsigned, Flag]),
            case_rows: Sheet::new("case_rows_in", &[Int, Long, Text, Text, Int, Int]),
            cases: Sheet::new("cases_in", &case),
            whole_cases: Vec::new(),
            cases_out: Vec::new(),
            events: Sheet::new("events_in", &event),
            notes: Sheet::new("notes_in", &[Int, Long, Text, Text, Text]),
            steps: Sheet::new(
                "steps_in",
                &[Int, Long, Int, Int, Text, Text, Text, Instant, Instant, Instant, Text, Text, Text, Text, Flag],
            ),
            rejects: Sheet::new("rejects_in", &[Int, Long, Text, Text, Text]),
        }
    }

    /// Takes out the cases and the rows of full sheets, or of all of them.
    pub fn finish(&mut self, is_last: bool) -> std::result::Result<Filled, ArrowError> {
        let sheets =
            [&mut self.rows, &mut self.case_rows, &mut self.cases, &mut self.events, &mut self.notes, &mut self.steps, &mut self.rejects];
        let is_due = |sheet: &&mut Sheet| if is_last { !sheet.is_empty() } else { sheet.is_full() };
        let filled = sheets.into_iter().filter(is_due).map(|sheet| Ok((sheet.table(), sheet.finish()?)));
        Ok(Filled { staged: filled.collect::<std::result::Result<_, ArrowError>>()?, cases: std::mem::take(&mut self.cases_out) })
    }
}

/// What sheets held.
pub struct Filled {
    /// The rows for each staging table that gets any.
    pub staged: Vec<(&'static str, RecordBatch)>,
    /// The columns of the cases that are written as they are; none where there are no cases.
    pub cases: Vec<ArrayRef>,
}

/// Where rows come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The number that the import will have.
    pub import: i64,
    /// The file's place among those of the import.
    pub file: i32,
    /// The file's base name.
    pub name: String,
}

/// Spreads the batches of one file.
pub struct Spreader<'a> {
    /// The source.
    pub mapping: &'a Mapping,
    /// Where its rows come from.
    pub origin: &'a Origin,
    /// How the rows are brought to canonical columns.
    pub plan: Plan,
    /// The words of the plan's event rules.
    pub names: Vec<EventNames>,
}

impl<'a> Spreader<'a> {
    /// For the rows of a file of a source that are laid out by a plan.
    pub fn new(mapping: &'a Mapping, origin: &'a Origin, plan: Plan) -> Self {
        let names = plan.table.events.iter().map(EventNames::of).collect();
        Self { mapping, origin, plan, names }
    }

    /// The table, its rules written out for the header.
    pub fn table(&self) -> &Table {
        &self.plan.table
    }

    /// Adds rows that could not even be taken apart.
    pub fn add_broken(&self, batch: &Batch, sheets: &mut Sheets) {
        for broken in &batch.broken {
            self.add_row(&broken.place, true, sheets);
            let (column, value) = broken.found.as_ref().map(|(column, value)| (column.as_str(), value.as_str())).unzip();
            let words = [column, value, Some(broken.reason.as_str())];
            sheets.rejects.push(self.key(&broken.place).into_iter().chain(words.map(Cell::Text)));
        }
    }

    /// Adds the rows of a batch, brought to canonical columns by the plan.
    pub fn add(&self, batch: &Batch, columns: &Columns, sheets: &mut Sheets) {
        let columns = BatchColumns::new(&self.plan, columns);
        let judge = Judge { table: self.table(), header: self.plan.header(), columns: &columns, names: &self.names };
        for (row, place) in &batch.shared {
            let column = batch.header.names().get(*place).map_or("", String::as_str);
            note(&mut sheets.notes, self.origin.file, *row as i64, ["lost_digits", column, ""]);
        }
        for (index, place) in batch.places.iter().enumerate() {
            let fault = judge.fault(index);
            self.add_row(place, fault.is_some(), sheets);
            if let Some(fault) = fault {
                let words = [Some(fault.column.as_str()), fault.value.as_deref(), Some(fault.reason.as_str())];
                sheets.rejects.push(self.key(place).into_iter().chain(words.map(Cell::Text)));
                continue;
            }
            let row = OneRow { spreader: self, columns: &columns, index, number: place.row as i64 };
            row.add_case(sheets);
            row.add_events(sheets);
        }
        let cases = std::mem::take(&mut sheets.whole_cases);
        sheets.cases_out = whole_cases::arrays(&cases, self, &columns, &mut sheets.notes);
    }

    fn key(&self, place: &RowPlace) -> [Cell<'static>; 2] {
        [Cell::Int(self.origin.file), Cell::Long(place.row as i64)]
    }

    fn add_row(&self, place: &RowPlace, is_faulty: bool, sheets: &mut Sheets) {
        // One JSON object can be read as a case, and again for what happened in it: neither repeats the other.
        let [high, low] = [place.digest[0] ^ u64::from(self.table().row == Row::Event), place.digest[1]];
        let rest = [Cell::Long(place.line as i64), Cell::Unsigned(high), Cell::Unsigned(low), Cell::Flag(Some(is_faulty))];
        sheets.rows.push(self.key(place).into_iter().chain(rest));
    }
}
