//! CSV that is safe to open in a spreadsheet.

use crate::error::{Error, Result};
use std::borrow::Cow;

/// What a spreadsheet may take for the beginning of a formula; some also do so for the wide forms.
const BEGINNINGS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// A text that a spreadsheet would take for a formula, made harmless by a leading apostrophe; numbers stay numbers.
pub fn disarmed(cell: &str) -> Cow<'_, str> {
    let is_number = cell.bytes().any(|byte| byte.is_ascii_digit()) && cell.parse::<f64>().is_ok();
    if cell.starts_with(BEGINNINGS) && !is_number { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// Rows of finished texts under a header, as CSV.
pub fn of_rows<'a, R: AsRef<str> + 'a>(header: &[&str], rows: impl IntoIterator<Item = &'a [R]>) -> Result<String> {
    let failed = |cause: &dyn std::fmt::Display| Error::new(format!("cannot write CSV: {cause}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(header).map_err(|cause| failed(&cause))?;
    for row in rows {
        writer.write_record(row.iter().map(|cell| disarmed(cell.as_ref()).into_owned())).map_err(|cause| failed(&cause))?;
    }
    let bytes = writer.into_inner().map_err(|cause| failed(&cause))?;
    String::from_utf8(bytes).map_err(|cause| failed(&cause))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_disarmed_and_numbers_stay() {
        for formula in ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1", "-inf", "-"] {
            assert_eq!(disarmed(formula), format!("'{formula}"));
        }
        for plain in ["-5", "+5", "-0.25", "-1e-9", "5", "", "a=b", "1-2", "'quoted"] {
            assert_eq!(disarmed(plain), plain);
        }
    }
}
