//! Sheets of workbooks row by row: Excel's (`xlsx`, `xlsb`, `xls`) and `OpenDocument`'s (`ods`).
//!
//! A cell is what a person sees: a formula is its last result, a date is a date. Midnight and a day
//! are one number there, and the library does not say how a cell is shown, so the column decides:
//! where most of its dates are without a time of day, these are days, whatever hours somebody typed
//! into the others; else they are midnights. What stands above the header or below the table, as
//! when it was printed, does not decide that. Rows without any value are no rows.

use super::shape::Kind;
use crate::error::{Error, Result};
use calamine::{Data, ExcelDateTime, Ods, OdsError, Range, Reader, Sheets, Xls, XlsError, Xlsb, XlsbError, Xlsx, XlsxError};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// So many rows a sheet can have in any program.
const MOST_ROWS: u32 = 1 << 20;
/// So many cells may be blank in a row that holds anything, and in a column that does, before the sheet is no table.
const MOST_BLANK: usize = 50_000_000;
/// From here on a whole number may be read as its neighbours are: Excel keeps 15 digits and makes noughts of the rest. Other programs keep
/// 53 binary digits, but a workbook does not tell which of them wrote a cell.
const ROUNDED_FROM: f64 = 1e15;

/// An open workbook.
pub struct Workbook {
    sheets: Sheets<BufReader<File>>,
}

impl Workbook {
    /// Opens a workbook, whatever its ending says.
    pub fn open(file: &Path) -> Result<Self> {
        let input = || File::open(file).map(BufReader::new).map_err(|cause| Error::io("cannot read", file, &cause));
        let locked = || {
            Err(Error::new("this workbook is locked by a password").in_file(file).remedy("Save a copy without a password and import that."))
        };
        match Xlsx::new(input()?) {
            Ok(book) => return Ok(Self { sheets: Sheets::Xlsx(book) }),
            Err(XlsxError::Password) => return locked(),
            Err(_) => {}
        }
        match Ods::new(input()?) {
            Ok(book) => return Ok(Self { sheets: Sheets::Ods(book) }),
            Err(OdsError::Password) => return locked(),
            Err(_) => {}
        }
        match Xlsb::new(input()?) {
            Ok(book) => return Ok(Self { sheets: Sheets::Xlsb(book) }),
            Err(XlsbError::Password) => return locked(),
            Err(_) => {}
        }
        match Xls::new(input()?) {
            Ok(book) => Ok(Self { sheets: Sheets::Xls(book) }),
            Err(XlsError::Password) => locked(),
            Err(_) => Err(Error::new("this is no workbook that can be read: neither Excel's nor OpenDocument's, or damaged")
                .in_file(file)
                .remedy("Unpack an archive and import the file inside; open a damaged workbook and save it again, or save it as CSV.")),
        }
    }

    /// The names of its sheets, in order.
    pub fn sheet_names(&self) -> Vec<String> {
        self.sheets.sheet_names()
    }

    /// The rows of a sheet whose header stands below so many others.
    pub fn sheet(&mut self, file: &Path, name: &str, above: usize) -> Result<SheetRows> {
        let cells = self.cells(name).map_err(|_| {
            Error::new(format!("the sheet \"{name}\" cannot be read: the workbook is damaged"))
                .in_file(file)
                .remedy("Open the workbook and save it again, or save the sheet as CSV.")
        })?;
        SheetRows::new(cells, above).map_err(|cause| {
            Error::new(format!("the sheet \"{name}\" is no table: {cause}")).in_file(file).remedy(
                "Delete the cells far away from the table (in most programs Ctrl+End goes to the last one), or save the table as CSV.",
            )
        })
    }

    /// The cells that hold anything. Where the format allows it, they are read one by one: the rectangle around two
    /// cells in far corners would not fit into any memory.
    fn cells(&mut self, name: &str) -> std::result::Result<Cells, String> {
        let mut cells = Cells::default();
        match &mut self.sheets {
            Sheets::Xlsx(book) => {
                let mut reader = match book.worksheet_cells_reader(name) {
                    Err(XlsxError::NotAWorksheet(_)) => return Ok(cells),
                    reader => reader.map_err(|cause| cause.to_string())?,
                };
                while let Some(cell) = reader.next_cell().map_err(|cause| cause.to_string())? {
                    cells.add(cell.get_position(), cell.get_value().clone().into())?;
                }
            }
            Sheets::Xlsb(book) => {
                let mut reader = book.worksheet_cells_reader(name).map_err(|cause| cause.to_string())?;
                while let Some(cell) = reader.next_cell().map_err(|cause| cause.to_string())? {
                    cells.add(cell.get_position(), cell.get_value().clone().into())?;
                }
            }
            // Both are bounded by the reader itself.
            Sheets::Xls(_) | Sheets::Ods(_) => {
                let range = self.sheets.worksheet_range(name).map_err(|cause| cause.to_string())?;
                cells.add_range(&range)?;
            }
        }
        Ok(cells)
    }
}

/// The cells of a sheet that hold anything, by row.
#[derive(Debug, Default)]
struct Cells {
    rows: BTreeMap<u32, Vec<(u32, Data)>>,
    columns: BTreeSet<u32>,
    count: usize,
}

impl Cells {
    fn add(&mut self, (row, column): (u32, u32), cell: Data) -> std::result::Result<(), String> {
        if is_blank(&cell) {
            return Ok(());
        }
        if row >= MOST_ROWS {
            return Err(format!("it has more than {MOST_ROWS} rows, which no program can show"));
        }
        self.columns.insert(column);
        self.rows.entry(row).or_default().push((column, cell));
        self.count += 1;
        Ok(())
    }

    fn add_range(&mut self, range: &Range<Data>) -> std::result::Result<(), String> {
        let (first_row, first_column) = range.start().unwrap_or_default();
        for (row, column, cell) in range.used_cells() {
            let place = |first: u32, more: usize| first.saturating_add(u32::try_from(more).unwrap_or(u32::MAX));
            self.add((place(first_row, row), place(first_column, column)), cell.clone())?;
        }
        Ok(())
    }

    /// The columns of the table whose dates are moments: at least as many have a time of day as have none.
    fn timed(&self, above: usize) -> BTreeSet<u32> {
        let below: Vec<(u32, &Vec<(u32, Data)>)> = self.rows.iter().skip(above + 1).map(|(row, cells)| (*row, cells)).collect();
        // What stands at the end behind a blank row, each row of it shorter than all before, is a remark and no more of the table.
        let end = below.windows(2).rposition(|pair| pair[1].0 > pair[0].0 + 1).map_or(below.len(), |place| place + 1);
        let (table, rest) = below.split_at(end);
        let shortest = table.iter().map(|row| row.1.len()).min().unwrap_or_default();
        let rest = if rest.iter().all(|row| row.1.len() < shortest) { &rest[..0] } else { rest };
        let mut more_timed = BTreeMap::<u32, i64>::new();
        for (column, cell) in table.iter().chain(rest).flat_map(|row| row.1).filter(|cell| is_date(&cell.1)) {
            *more_timed.entry(*column).or_default() += if has_time(cell) { 1 } else { -1 };
        }
        more_timed.into_iter().filter(|(_, more)| *more >= 0).map(|(column, _)| column).collect()
    }
}

/// The rows of a sheet that hold anything, with their numbers in the workbook, and the columns that do.
#[derive(Debug, Clone)]
pub struct SheetRows {
    rows: Vec<(u64, Vec<String>)>,
    /// Where each column stands in the workbook, from 0.
    places: Vec<u32>,
    /// Number of the row and place of the column of each number that is too long to be exact.
    rounded: BTreeSet<(u64, usize)>,
}

impl SheetRows {
    /// Opens the sheet of a recognised file; the first row is the header.
    pub fn open(file: &Path, kind: &Kind) -> Result<Self> {
        let Kind::Sheet { name, skip, .. } = kind else {
            return Ok(Self { rows: Vec::new(), places: Vec::new(), rounded: BTreeSet::new() });
        };
        let mut rows = Workbook::open(file)?.sheet(file, name, *skip)?;
        rows.rows.drain(..(*skip).min(rows.rows.len()));
        if let Some(header) = rows.rows.first_mut() {
            header.1 = as_header(std::mem::take(&mut header.1), &rows.places);
        }
        Ok(rows)
    }

    fn new(cells: Cells, above: usize) -> std::result::Result<Self, String> {
        let timed = cells.timed(above);
        let Cells { rows, columns, count } = cells;
        let places: Vec<u32> = columns.into_iter().collect();
        if (rows.len().saturating_mul(places.len())).saturating_sub(count) > MOST_BLANK {
            let (last_row, last_column) = (rows.keys().next_back().map_or(0, |row| row + 1), places.last().map_or(0, |place| place + 1));
            return Err(format!("it reaches to row {last_row} and column {last_column}, and nearly all of its cells are blank"));
        }
        let mut rounded = BTreeSet::new();
        let mut text = |number: u64, row: Vec<(u32, Data)>| {
            let mut texts = Vec::new();
            for (column, cell) in row {
                let place = places.partition_point(|place| *place < column);
                if texts.len() <= place {
                    texts.resize(place + 1, String::new());
                }
                if is_rounded(&cell) {
                    rounded.insert((number, place));
                }
                texts[place] = text_of(&cell, !timed.contains(&column) && !has_time(&cell));
            }
            texts
        };
        let rows = rows.into_iter().map(|(row, cells)| (u64::from(row) + 1, text(u64::from(row) + 1, cells))).collect();
        Ok(Self { rows, places, rounded })
    }

    /// The first rows, each as a header would be if it were one.
    pub fn headers(self, most: usize) -> Vec<Vec<String>> {
        let Self { rows, places, .. } = self;
        rows.into_iter().take(most).map(|row| as_header(row.1, &places)).collect()
    }

    /// The numbers that are too long to be exact, each by the number of its row and the place of its column.
    pub fn rounded(&mut self) -> BTreeSet<(u64, usize)> {
        std::mem::take(&mut self.rounded)
    }

    /// The rows with their numbers in the workbook; the header is the first of them.
    pub fn into_rows(self) -> Vec<(u64, Vec<String>)> {
        self.rows
    }
}

/// A row as wide as the sheet, in which a column without a name is called by its place in the workbook: columns without
/// any value are left out.
fn as_header(mut row: Vec<String>, places: &[u32]) -> Vec<String> {
    row.resize(places.len().max(row.len()), String::new());
    for (name, place) in row.iter_mut().zip(places).filter(|(name, _)| name.trim().is_empty()) {
        *name = format!("column {}", place + 1);
    }
    row
}

/// A row as a line of CSV, which is its text where it is set aside.
pub fn as_csv(cells: &[String]) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
    let line = writer.write_record(cells).ok().and_then(|()| writer.into_inner().ok()).unwrap_or_default();
    String::from_utf8_lossy(&line).trim_end_matches('\n').to_string()
}

/// Whether a cell is a date; a time of day alone is none, nor is a bare zero, as a formula over nothing leaves it.
fn is_date(cell: &Data) -> bool {
    matches!(cell, Data::DateTime(at) if at.is_datetime() && at.as_f64() >= 1.0)
}

/// Whether a cell has a time of day.
fn has_time(cell: &Data) -> bool {
    matches!(cell, Data::DateTime(at) if at.is_datetime() && at.as_f64().fract() != 0.0)
}

/// Whether a cell is a whole number that other numbers would be read as, too.
fn is_rounded(cell: &Data) -> bool {
    matches!(cell, Data::Float(number) if number.fract() == 0.0 && number.abs() >= ROUNDED_FROM)
}

fn is_blank(cell: &Data) -> bool {
    match cell {
        Data::Empty => true,
        Data::String(text) => text.trim().is_empty(),
        _ => false,
    }
}

fn text_of(cell: &Data, is_day: bool) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) | Data::DateTimeIso(text) => text.clone(),
        Data::DurationIso(text) => clock_text(text).unwrap_or_else(|| text.clone()),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number_text(*number),
        Data::Bool(is_true) => if *is_true { "TRUE" } else { "FALSE" }.to_string(),
        Data::DateTime(at) => date_text(at, is_day),
        Data::Error(error) => error.to_string(),
    }
}

/// `PT10H30M00S`, as `OpenDocument` writes a time of day, in the usual way.
fn clock_text(text: &str) -> Option<String> {
    let (hours, rest) = text.strip_prefix("PT")?.split_once('H')?;
    let (minutes, seconds) = rest.split_once('M')?;
    let seconds = seconds.strip_suffix('S')?.split('.').next()?;
    let number = |text: &str| text.parse::<u32>().ok();
    Some(format!("{:02}:{:02}:{:02}", number(hours)?, number(minutes)?, number(seconds)?))
}

/// A number as it is typed: no ".0" behind a whole one.
fn number_text(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 { format!("{number:.0}") } else { number.to_string() }
}

fn date_text(at: &ExcelDateTime, is_day: bool) -> String {
    if at.is_duration() {
        let seconds = at.as_duration().map_or(0, |duration| (duration.num_milliseconds() + 500).div_euclid(1000));
        return format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
    let Some(moment) = at.as_datetime() else { return number_text(at.as_f64()) };
    // A time of day alone has no date; its serial number is below one.
    let format = if at.as_f64() < 1.0 {
        "%H:%M:%S"
    } else if is_day {
        "%Y-%m-%d"
    } else {
        "%Y-%m-%d %H:%M:%S%.f"
    };
    moment.format(format).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::ExcelDateTimeType;

    fn date(serial: f64, is_1904: bool) -> Data {
        Data::DateTime(ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, is_1904))
    }

    fn sheet(cells: impl IntoIterator<Item = ((u32, u32), Data)>) -> std::result::Result<SheetRows, String> {
        let mut sheet = Cells::default();
        cells.into_iter().try_for_each(|(place, cell)| sheet.add(place, cell))?;
        SheetRows::new(sheet, 0)
    }

    /// The texts of cells that stand below each other, under a header.
    fn column(cells: Vec<Data>) -> Vec<String> {
        let header = ((0, 0), Data::String("header".into()));
        let rows = sheet(std::iter::once(header).chain((1..).zip(cells).map(|(row, cell)| ((row, 0), cell)))).unwrap();
        rows.rows.into_iter().skip(1).map(|mut row| row.1.remove(0)).collect()
    }

    #[test]
    fn when_a_table_was_printed_makes_no_moments_of_its_days() {
        // 46,086 is 2026-03-05; 0.4375 of a day is 10:30. Above the header and below a blank row behind the table stands a moment.
        let text = |text: &str| Data::String(text.into());
        let table = [
            ((0, 0), text("printed")),
            ((0, 1), date(46_100.437_5, false)),
            ((1, 0), text("id")),
            ((1, 1), text("opened")),
            ((2, 0), text("1")),
            ((2, 1), date(46_086.0, false)),
        ];
        let opened = |cells: Vec<((u32, u32), Data)>| -> Vec<String> {
            let mut sheet = Cells::default();
            for (place, cell) in cells {
                sheet.add(place, cell).unwrap();
            }
            SheetRows::new(sheet, 1).unwrap().rows.into_iter().map(|mut row| row.1.swap_remove(1)).collect()
        };
        let below = |row: u32| table.iter().cloned().chain([((row, 1), date(46_101.437_5, false))]).collect::<Vec<_>>();
        assert_eq!(opened(table.to_vec()), ["2026-03-19 10:30:00", "opened", "2026-03-05"]);
        assert_eq!(opened(below(4)), ["2026-03-19 10:30:00", "opened", "2026-03-05", "2026-03-20 10:30:00"]);
        // A row of the table itself, at once below or as long as the others, does decide.
        assert_eq!(opened(below(3))[2], "2026-03-05 00:00:00");
        let row = [((4, 0), text("2")), ((4, 1), date(46_087.437_5, false))];
        assert_eq!(opened(table.iter().cloned().chain(row).collect())[2..], ["2026-03-05 00:00:00", "2026-03-06 10:30:00"]);
    }

    #[test]
    fn a_stray_hour_makes_no_moments_of_the_days_beside_it() {
        // 46,086 is 2026-03-05; 0.4375 of a day is 10:30. Two of three dates are without a time of day: days. One of two is not most.
        let [day, moment, next] = [46_086.0, 46_086.437_5, 46_087.0].map(|serial| date(serial, false));
        assert_eq!(column(vec![day.clone(), moment.clone(), next.clone()]), ["2026-03-05", "2026-03-05 10:30:00", "2026-03-06"]);
        assert_eq!(column(vec![moment.clone(), next.clone()]), ["2026-03-05 10:30:00", "2026-03-06 00:00:00"]);
    }

    #[test]
    fn serial_numbers_are_dates_in_both_systems() {
        // 1900 system: 2026-03-05 is day 46,086 (36,526 is 2000-01-01, and 9,560 days follow). 1904 counts 1,462 days less.
        assert_eq!(column(vec![date(46_086.0, false), date(46_086.0 - 1_462.0, true)]), ["2026-03-05", "2026-03-05"]);
        // 0.4375 of a day is 10:30.
        assert_eq!(column(vec![date(46_086.437_5, false), date(46_087.0, false)]), ["2026-03-05 10:30:00", "2026-03-06 00:00:00"]);
        assert_eq!(column(vec![date(0.437_5, false)]), ["10:30:00"]);
        assert_eq!(column(vec![date(1.0, false)]), ["1900-01-01"]);
    }

    #[test]
    fn cells_are_what_a_person_sees() {
        let cells = vec![
            Data::Float(297_732.0),
            Data::Float(0.5),
            Data::Bool(true),
            Data::Int(-3),
            Data::String(" x ".into()),
            Data::Float(1.0e20),
        ];
        assert_eq!(column(cells), ["297732", "0.5", "TRUE", "-3", " x ", "100000000000000000000"]);
        assert_eq!(column(vec![Data::DurationIso("PT09H05M00S".into())]), ["09:05:00"]);
        let hours = Data::DateTime(ExcelDateTime::new(1.5, ExcelDateTimeType::TimeDelta, false));
        assert_eq!(column(vec![hours]), ["36:00:00"]);
    }

    #[test]
    fn numbers_too_long_to_be_exact_are_known_by_their_place() {
        // Of 16 digits Excel keeps 15: 4,000,012,345,678,911 and 4,000,012,345,678,919 are one cell. 15 digits are exact, and so are digits
        // that stand as text.
        let cell = |row: u32, cell: Data| ((row, 3), cell);
        let long = Data::String("4000012345678919".into());
        let cells = [cell(0, Data::Float(999_999_999_999_999.0)), cell(1, Data::Float(4_000_012_345_678_910.0)), cell(2, long)];
        assert_eq!(sheet(cells).unwrap().rounded(), BTreeSet::from([(2, 0)]));
    }

    #[test]
    fn rows_and_columns_without_values_do_not_shift_the_others() {
        let text = |text: &str| Data::String(text.into());
        let rows = sheet([((2, 1), text("a")), ((5, 2), text("b,c")), ((5, 3), text(" "))]).unwrap();
        assert_eq!(rows.rows, [(3, vec!["a".to_string()]), (6, vec![String::new(), "b,c".into()])]);
        assert_eq!(as_csv(&rows.rows[1].1), ",\"b,c\"");
        assert_eq!(rows.headers(2), [["a", "column 3"], ["column 2", "b,c"]]);
    }

    #[test]
    fn cells_in_far_corners_cost_no_more_than_others() {
        let one = |row: u32, column: u32| ((row, column), Data::Bool(true));
        let rows = sheet([one(0, 0), one(1, 16_383), one(1_048_575, 0)]).unwrap();
        assert_eq!((rows.rows.len(), rows.places.as_slice(), rows.rows[2].0), (3, [0, 16_383].as_slice(), 1_048_576));
        let stair = (0..16_384).map(|step| one(step, step));
        assert!(sheet(stair).unwrap_err().contains("row 16384 and column 16384"));
        assert!(sheet([one(1_048_576, 0)]).unwrap_err().contains("more than 1048576 rows"));
    }
}
