//! Sheets of workbooks row by row: Excel's (`xlsx`, `xlsb`, `xls`) and `OpenDocument`'s (`ods`).
//!
//! A cell is what a person sees: a formula is its last result, a date is a date. A column whose
//! dates are all whole days holds days; one with any time of day holds moments. Rows without any
//! value are no rows.

use super::shape::Kind;
use crate::error::{Error, Result};
use calamine::{Data, ExcelDateTime, Ods, OdsError, Range, Reader, Sheets, Xls, XlsError, Xlsb, XlsbError, Xlsx, XlsxError};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

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

    /// The rows of a sheet.
    pub fn sheet(&mut self, file: &Path, name: &str) -> Result<SheetRows> {
        let range = self.sheets.worksheet_range(name).map_err(|cause| {
            Error::new(format!("the sheet \"{name}\" cannot be read: {cause}"))
                .in_file(file)
                .remedy("Open the workbook and save it again, or save the sheet as CSV.")
        })?;
        Ok(SheetRows::new(&range))
    }
}

/// The rows of a sheet that hold anything, with their numbers in the workbook.
#[derive(Debug, Clone)]
pub struct SheetRows {
    rows: Vec<(u64, Vec<String>)>,
}

impl SheetRows {
    /// Opens the sheet of a recognised file.
    pub fn open(file: &Path, kind: &Kind) -> Result<Self> {
        let Kind::Sheet { name, skip } = kind else { return Ok(Self { rows: Vec::new() }) };
        let mut rows = Workbook::open(file)?.sheet(file, name)?;
        rows.rows.drain(..(*skip).min(rows.rows.len()));
        Ok(rows)
    }

    fn new(range: &Range<Data>) -> Self {
        let first_row = range.start().map_or(0, |start| start.0);
        let first_column = range.start().map_or(0, |start| start.1) as usize;
        let days: Vec<bool> = (0..range.width()).map(|column| holds_days(range, column)).collect();
        let text = |(cell, is_day): (&Data, &bool)| text_of(cell, *is_day);
        let row = |(number, cells): (u64, &[Data])| {
            // A sheet whose first columns are empty has them all the same.
            let empty = std::iter::repeat_n(String::new(), first_column);
            (number, empty.chain(cells.iter().zip(&days).map(text)).collect::<Vec<_>>())
        };
        let rows = (u64::from(first_row) + 1..).zip(range.rows()).map(row).filter(|row| row.1.iter().any(|cell| !cell.trim().is_empty()));
        Self { rows: rows.collect() }
    }

    /// The rows with their numbers in the workbook; the header is the first of them.
    pub fn into_rows(self) -> Vec<(u64, Vec<String>)> {
        self.rows
    }
}

/// A row as a line of CSV, which is its text where it is set aside.
pub fn as_csv(cells: &[String]) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
    let line = writer.write_record(cells).ok().and_then(|()| writer.into_inner().ok()).unwrap_or_default();
    String::from_utf8_lossy(&line).trim_end_matches('\n').to_string()
}

/// Whether the dates of a column have no time of day.
fn holds_days(range: &Range<Data>, column: usize) -> bool {
    let cells = range.rows().filter_map(|row| row.get(column));
    let has_time =
        |cell: &Data| matches!(cell, Data::DateTime(at) if at.is_datetime() && (at.as_f64().fract() != 0.0 || at.as_f64() < 1.0));
    !cells.into_iter().any(has_time)
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
    use calamine::{Cell, ExcelDateTimeType};

    fn date(serial: f64, is_1904: bool) -> Data {
        Data::DateTime(ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, is_1904))
    }

    fn column(cells: Vec<Data>) -> Vec<String> {
        let cells = cells.into_iter().enumerate().map(|(row, cell)| Cell::new((row as u32, 0), cell)).collect();
        SheetRows::new(&Range::from_sparse(cells)).rows.into_iter().map(|mut row| row.1.remove(0)).collect()
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
    fn rows_and_columns_without_values_do_not_shift_the_others() {
        let cells = vec![Cell::new((2, 1), Data::String("a".into())), Cell::new((5, 2), Data::String("b,c".into()))];
        let rows = SheetRows::new(&Range::from_sparse(cells)).rows;
        assert_eq!(rows, [(3, vec![String::new(), "a".into(), String::new()]), (6, vec![String::new(), String::new(), "b,c".into()])]);
        assert_eq!(as_csv(&rows[1].1), ",,\"b,c\"");
    }
}
