//! Text columns become fields: the first column that is not blank, in the canonical words.

use super::pseudonym::Pseudonyms;
use crate::source::header::Header;
use crate::source::mapping::Value;
use polars::prelude::*;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// The name under which a frame holds the column at a place of the header.
pub fn cell_name(place: usize) -> String {
    format!("cell {place}")
}

/// The expression that turns what means nothing into null.
pub fn without_nothing(value: Expr, nothing: &[String]) -> Expr {
    let means_nothing = nothing.iter().map(|word| value.clone().eq(lit(word.as_str()))).reduce(Expr::or);
    match means_nothing {
        Some(means_nothing) => when(means_nothing).then(lit(NULL)).otherwise(value),
        None => value,
    }
}

/// The first of some columns that has a value; `None` where the file has none of them.
pub fn first_of(columns: &[String], nothing: &[String], header: &Header) -> Option<Expr> {
    let cells: Vec<Expr> =
        columns.iter().filter_map(|name| header.place(name)).map(|place| without_nothing(col(cell_name(place)), nothing)).collect();
    match cells.len() {
        0 => None,
        1 => cells.into_iter().next(),
        _ => Some(coalesce(&cells)),
    }
}

/// The field that a mapping makes of its columns.
pub fn field(value: &Value, header: &Header, pseudonyms: &Arc<Pseudonyms>) -> Expr {
    let fallback = value.default.as_ref().or(value.constant.as_ref());
    let fallback = fallback.map_or_else(|| lit(NULL).cast(DataType::String), |text| lit(text.as_str()));
    let Some(mut text) = first_of(&value.columns, &value.nothing, header) else { return fallback };
    if let Some(values) = &value.values {
        let (words, other) = (by_lower_case(values), value.other.clone());
        text = each(text, move |word| match words.get(&word.to_lowercase()) {
            Some(known) => Some(known.clone()),
            None => Some(other.clone().unwrap_or_else(|| word.to_string())),
        });
    }
    if value.pseudonym {
        let pseudonyms = Arc::clone(pseudonyms);
        text = each(text, move |name| Some(pseudonyms.of(name)));
    }
    if value.default.is_some() || value.constant.is_some() { text.fill_null(fallback) } else { text }
}

/// The words of the file that the mapping does not list, or that the vocabulary lacks where there is no list.
pub fn unlisted(value: &Value, vocabulary: Option<&'static [&'static str]>, header: &Header) -> Option<Expr> {
    let text = first_of(&value.columns, &value.nothing, header)?;
    let known: HashSet<String> = match (&value.values, vocabulary) {
        (Some(values), _) => values.iter().map(|(word, _)| word.to_lowercase()).collect(),
        (None, Some(words)) => words.iter().map(|word| (*word).to_string()).collect(),
        (None, None) => return None,
    };
    let ignores_case = value.values.is_some();
    Some(each(text, move |word| {
        let is_known = if ignores_case { known.contains(&word.to_lowercase()) } else { known.contains(word) };
        (!is_known).then(|| word.to_string())
    }))
}

fn by_lower_case(values: &[(String, String)]) -> HashMap<String, String> {
    values.iter().map(|(word, field)| (word.to_lowercase(), field.clone())).collect()
}

/// Applies a function to every value of a text column.
fn each(text: Expr, function: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> Expr {
    let apply = move |column: Column| {
        let texts = column.str()?;
        let mut made = StringChunkedBuilder::new(column.name().clone(), texts.len());
        for text in texts.iter() {
            made.append_option(text.and_then(&function));
        }
        Ok(made.finish().into_column())
    };
    text.map(apply, |_, field| Ok(Field::new(field.name().clone(), DataType::String)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(value: &Value, expr: impl Fn(&Value, &Header) -> Expr) -> Vec<Option<String>> {
        let header = Header::plain(["a", "b"]);
        let a = Column::new(cell_name(0).into(), [Some("Mail"), None, Some("-"), Some("Pigeon")]);
        let b = Column::new(cell_name(1).into(), [None, Some("chat"), None, None::<&str>]);
        let frame = DataFrame::new(4, vec![a, b]).unwrap();
        let made = frame.lazy().with_column(expr(value, &header).alias("x")).collect().unwrap();
        made.column("x").unwrap().str().unwrap().iter().map(|text| text.map(str::to_string)).collect()
    }

    fn texts(list: [Option<&str>; 4]) -> Vec<Option<String>> {
        list.iter().map(|text| text.map(str::to_string)).collect()
    }

    fn a_value() -> Value {
        Value {
            columns: vec!["a".into(), "b".into()],
            values: Some(vec![("mail".into(), "email".into())]),
            nothing: vec!["-".into()],
            ..Value::default()
        }
    }

    fn field_of(value: &Value, header: &Header) -> Expr {
        field(value, header, &Arc::new(Pseudonyms::fresh()))
    }

    #[test]
    fn the_first_column_with_a_value_is_taken_and_its_word_replaced() {
        assert_eq!(applied(&a_value(), field_of), texts([Some("email"), Some("chat"), None, Some("Pigeon")]));
        let strict = Value { other: Some("other".into()), default: Some("unknown".into()), ..a_value() };
        assert_eq!(applied(&strict, field_of), texts([Some("email"), Some("other"), Some("unknown"), Some("other")]));
    }

    #[test]
    fn words_that_no_list_has_are_told() {
        let told = |value: &Value, header: &Header| unlisted(value, None, header).unwrap();
        assert_eq!(applied(&a_value(), told), texts([None, Some("chat"), None, Some("Pigeon")]));
        let free = Value { values: None, ..a_value() };
        let by_vocabulary = |value: &Value, header: &Header| unlisted(value, Some(&["chat"]), header).unwrap();
        assert_eq!(applied(&free, by_vocabulary), texts([Some("Mail"), None, None, Some("Pigeon")]));
    }

    #[test]
    fn a_constant_needs_no_column() {
        assert_eq!(applied(&Value::constant("complaint"), field_of), texts([Some("complaint"); 4]));
        let absent = Value { columns: vec!["zzz".into()], ..Value::default() };
        assert_eq!(applied(&absent, field_of), texts([None; 4]));
    }
}
