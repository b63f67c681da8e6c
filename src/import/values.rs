//! Text columns become fields: the first choice that is not blank, in the canonical words.

use super::conditions::all_hold;
use super::pseudonym::Pseudonyms;
use crate::source::header::Header;
use crate::source::mapping::{Choice, Split, Text, Value};
use crate::source::words::Words;
use polars::prelude::*;
use std::sync::Arc;

/// The name under which a frame holds the column at a place of the header.
pub fn cell_name(place: usize) -> String {
    format!("cell {place}")
}

/// A text that no row has.
pub fn no_text() -> Expr {
    lit(NULL).cast(DataType::String)
}

/// The expression that turns what means nothing into null.
pub fn without_nothing(value: Expr, nothing: &[String]) -> Expr {
    let means_nothing = nothing.iter().map(|word| value.clone().eq(lit(word.as_str()))).reduce(Expr::or);
    match means_nothing {
        Some(means_nothing) => when(means_nothing).then(lit(NULL)).otherwise(value),
        None => value,
    }
}

/// The text of a choice as the file has it, before any word is replaced; `None` where the file has none of its columns.
pub fn text_of(choice: &Choice, header: &Header) -> Option<Expr> {
    let cell = |name: &String| header.place(name).map(|place| without_nothing(col(cell_name(place)), &choice.nothing));
    let mut text = match &choice.text {
        Text::First(columns) => first_of(columns.iter().filter_map(cell).collect())?,
        Text::Joined { columns, separator } => {
            let first = cell(columns.first()?)?;
            let joined = concat_str(columns.iter().filter_map(cell).collect::<Vec<_>>(), separator, true);
            when(first.is_not_null()).then(joined).otherwise(lit(NULL))
        }
        Text::Constant(text) => lit(text.as_str()),
    };
    if let Some(split) = choice.split.clone() {
        text = each(text, move |text| part_of(text, &split));
    }
    Some(match all_hold(&choice.when, header) {
        Some(holds) => when(holds).then(text).otherwise(lit(NULL)),
        None => text,
    })
}

fn first_of(texts: Vec<Expr>) -> Option<Expr> {
    match texts.len() {
        0 | 1 => texts.into_iter().next(),
        _ => Some(coalesce(&texts)),
    }
}

fn part_of(text: &str, split: &Split) -> Option<String> {
    let parts: Vec<&str> = text.split(&split.by).collect();
    let place = if split.part > 0 { split.part - 1 } else { parts.len() as i64 + split.part };
    let part = usize::try_from(place).ok().and_then(|place| parts.get(place))?.trim();
    (!part.is_empty()).then(|| part.to_string())
}

/// The field that a mapping makes of its columns.
pub fn field(value: &Value, header: &Header, pseudonyms: &Arc<Pseudonyms>) -> Expr {
    let texts = value.choices.iter().filter_map(|choice| Some(worded(text_of(choice, header)?, choice, pseudonyms)));
    first_of(texts.collect()).unwrap_or_else(no_text)
}

/// The text with its words replaced, or as a pseudonym.
fn worded(mut text: Expr, choice: &Choice, pseudonyms: &Arc<Pseudonyms>) -> Expr {
    if let Some(values) = &choice.values {
        let words = Words::of(values.iter().map(|(word, field)| (word.as_str(), field.clone())));
        let other = choice.other.clone();
        text = each(text, move |word| {
            let field = words.get(word).or(other.as_ref()).map_or(word, String::as_str);
            (!field.is_empty()).then(|| field.to_string())
        });
    }
    if choice.pseudonym == Some(true) {
        let pseudonyms = Arc::clone(pseudonyms);
        text = each(text, move |name| Some(pseudonyms.of(name)));
    }
    text
}

/// The words as the vocabulary writes them; capital letters do not matter.
pub fn spelt(text: Expr, vocabulary: &'static [&'static str]) -> Expr {
    each(text, move |word| Some(vocabulary.iter().find(|one| one.eq_ignore_ascii_case(word)).map_or(word, |one| *one).to_string()))
}

/// The words of the file that the mapping does not list, or that the vocabulary lacks where there is no list.
pub fn unlisted(value: &Value, vocabulary: Option<&'static [&'static str]>, header: &Header) -> Option<Expr> {
    let mut taken: Option<Expr> = None;
    let mut found = Vec::new();
    for choice in &value.choices {
        let Some(text) = text_of(choice, header) else { continue };
        if let Some(strange) = strange_words(choice, &text, vocabulary) {
            // What an earlier choice gives is not read here.
            found.push(match taken.clone() {
                Some(taken) => when(taken.is_null()).then(strange).otherwise(lit(NULL)),
                None => strange,
            });
        }
        taken = Some(match taken {
            Some(taken) => coalesce(&[taken, text]),
            None => text,
        });
    }
    first_of(found)
}

fn strange_words(choice: &Choice, text: &Expr, vocabulary: Option<&'static [&'static str]>) -> Option<Expr> {
    match (&choice.values, vocabulary) {
        (Some(values), _) => {
            let words = Words::of(values.iter().map(|word| (word.0.as_str(), ())));
            Some(each(text.clone(), move |word| words.get(word).is_none().then(|| word.to_string())))
        }
        (None, Some(known)) if !matches!(choice.text, Text::Constant(_)) => {
            Some(each(text.clone(), move |word| (!known.iter().any(|one| one.eq_ignore_ascii_case(word))).then(|| word.to_string())))
        }
        _ => None,
    }
}

/// Applies a function to every value of a text column.
pub fn each(text: Expr, function: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> Expr {
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
    use crate::source::mapping::{Condition, Test};

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

    fn a_choice() -> Choice {
        Choice {
            text: Text::First(vec!["a".into(), "b".into()]),
            values: Some(vec![("mail".into(), "email".into())]),
            nothing: vec!["-".into()],
            ..Choice::default()
        }
    }

    fn field_of(value: &Value, header: &Header) -> Expr {
        field(value, header, &Arc::new(Pseudonyms::fresh().unwrap()))
    }

    #[test]
    fn the_first_column_with_a_value_is_taken_and_its_word_replaced() {
        assert_eq!(applied(&a_choice().into(), field_of), texts([Some("email"), Some("chat"), None, Some("Pigeon")]));
        let strict = Choice { other: Some("other".into()), ..a_choice() };
        let strict = Value { choices: [strict].into_iter().chain(Value::constant("unknown").choices).collect() };
        assert_eq!(applied(&strict, field_of), texts([Some("email"), Some("other"), Some("unknown"), Some("other")]));
    }

    #[test]
    fn words_that_no_list_has_are_told() {
        let told = |value: &Value, header: &Header| unlisted(value, None, header).unwrap();
        assert_eq!(applied(&a_choice().into(), told), texts([None, Some("chat"), None, Some("Pigeon")]));
        let free = Choice { values: None, ..a_choice() };
        let by_vocabulary = |value: &Value, header: &Header| unlisted(value, Some(&["chat"]), header).unwrap();
        assert_eq!(applied(&free.into(), by_vocabulary), texts([Some("Mail"), None, None, Some("Pigeon")]));
    }

    #[test]
    fn a_constant_needs_no_column() {
        assert_eq!(applied(&Value::constant("complaint"), field_of), texts([Some("complaint"); 4]));
        assert_eq!(applied(&Value::column("zzz"), field_of), texts([None; 4]));
    }

    #[test]
    fn columns_are_joined_and_texts_split() {
        let joined = Choice { text: Text::Joined { columns: vec!["a".into(), "b".into()], separator: "/".into() }, ..Choice::default() };
        assert_eq!(applied(&joined.into(), field_of), texts([Some("Mail"), None, Some("-"), Some("Pigeon")]));
        for (part, expected) in
            [(1, Some("1/Jan")), (2, Some("ann")), (-1, Some("b")), (-2, Some("a")), (5, None), (-5, None), (3, Some("a"))]
        {
            let split = Split { by: ";".into(), part };
            assert_eq!(part_of("1/Jan; ann;a;b", &split).as_deref(), expected, "{part}");
        }
        assert_eq!(part_of(";x", &Split { by: ";".into(), part: 1 }), None);
    }

    #[test]
    fn a_choice_whose_condition_does_not_hold_gives_nothing() {
        let when = vec![Condition { value: Choice::column("b"), test: Test::Blank }];
        let first = Choice { when, ..Choice::column("a") };
        let value = Value { choices: vec![first, Choice::column("b")] };
        assert_eq!(applied(&value, field_of), texts([Some("Mail"), Some("chat"), Some("-"), Some("Pigeon")]));
    }
}
