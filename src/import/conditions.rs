//! Conditions of a mapping as expressions over the columns of a file.

use super::values::{cell_name, no_text, text_of};
use crate::source::header::Header;
use crate::source::mapping::{Condition, Test};
use crate::source::words::Words;
use polars::prelude::*;

/// Whether all of some conditions hold, row by row; `None` where there are none.
pub fn all_hold(conditions: &[Condition], header: &Header) -> Option<Expr> {
    conditions.iter().map(|condition| holds(condition, header)).reduce(Expr::and)
}

fn holds(condition: &Condition, header: &Header) -> Expr {
    let text = text_of(&condition.value, header).unwrap_or_else(no_text);
    let other = |column: &String| header.place(column).map_or_else(no_text, |place| col(cell_name(place)));
    // Addresses and names are written with and without capitals.
    let lower = |text: Expr| text.str().to_lowercase();
    match &condition.test {
        Test::Present => text.is_not_null(),
        Test::Blank => text.is_null(),
        Test::Is(words) => is_one_of(text, words),
        Test::IsNot(words) => is_one_of(text, words).not(),
        Test::SameAs(column) => lower(text).eq(lower(other(column))).fill_null(lit(false)),
        Test::NotSameAs(column) => lower(text).neq(lower(other(column))).fill_null(lit(false)),
        // Without the column nobody knows whose the value is.
        Test::OtherThan(column) if header.place(column).is_none() => lit(false),
        Test::OtherThan(column) => text.clone().is_not_null().and(lower(text).neq(lower(other(column))).fill_null(lit(true))),
    }
}

fn is_one_of(text: Expr, words: &[String]) -> Expr {
    let words = Words::of(words.iter().map(|word| (word.as_str(), ())));
    let apply = move |column: Column| {
        let found: BooleanChunked = column.str()?.iter().map(|text| Some(text.is_some_and(|text| words.get(text).is_some()))).collect();
        Ok(found.with_name(column.name().clone()).into_column())
    };
    text.map(apply, |_, field| Ok(Field::new(field.name().clone(), DataType::Boolean)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::mapping::Choice;

    /// Whether a condition on `a` holds for `(a, b)`: (Open, open), (CLOSED, x), (blank, x), (Open, blank).
    fn held(test: Test) -> [bool; 4] {
        let header = Header::plain(["a", "b"]);
        let a = Column::new(cell_name(0).into(), [Some("Open"), Some("CLOSED"), None, Some("Open")]);
        let b = Column::new(cell_name(1).into(), [Some("open"), Some("x"), Some("x"), None]);
        let condition = Condition { value: Choice::column("a"), test };
        let frame = DataFrame::new(4, vec![a, b]).unwrap().lazy();
        let made = frame.with_column(all_hold(&[condition], &header).unwrap().alias("holds")).collect().unwrap();
        let held: Vec<bool> = made.column("holds").unwrap().bool().unwrap().iter().map(|held| held.unwrap()).collect();
        held.try_into().unwrap()
    }

    #[test]
    fn conditions_hold_as_they_are_worded() {
        let closed = || vec!["closed".to_string()];
        assert_eq!(held(Test::Present), [true, true, false, true]);
        assert_eq!(held(Test::Blank), [false, false, true, false]);
        assert_eq!(held(Test::Is(closed())), [false, true, false, false]);
        assert_eq!(held(Test::Is(vec!["o*".into()])), [true, false, false, true]);
        assert_eq!(held(Test::IsNot(closed())), [true, false, true, true]);
        assert_eq!(held(Test::SameAs("b".into())), [true, false, false, false]);
        assert_eq!(held(Test::NotSameAs("b".into())), [false, true, false, false]);
        assert_eq!(held(Test::OtherThan("b".into())), [false, true, false, true]);
        assert_eq!(held(Test::OtherThan("none".into())), [false; 4]);
    }
}
