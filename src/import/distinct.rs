//! Reads each text of a column once, however often it stands there: of a million dates, few differ.

use polars::prelude::*;

/// The stages that turn the text column `name` into something else, run on its different texts alone.
pub fn by_text<const N: usize>(name: &str, stages: [Vec<Expr>; N]) -> Expr {
    let own = name.to_string();
    let read = move |column: Column| read(&column, &own, &stages);
    // Whoever takes the column knows its type; nothing reads it before.
    col(name).map(read, |_, field| Ok(Field::new(field.name().clone(), DataType::Null))).alias(name)
}

fn read(column: &Column, name: &str, stages: &[Vec<Expr>]) -> PolarsResult<Column> {
    let texts = column.str()?;
    let mut places: PlHashMap<Option<&str>, IdxSize> = PlHashMap::default();
    let mut distinct: Vec<Option<&str>> = Vec::new();
    let mut of_rows: Vec<IdxSize> = Vec::with_capacity(texts.len());
    for text in texts.iter() {
        of_rows.push(*places.entry(text).or_insert_with(|| {
            distinct.push(text);
            (distinct.len() - 1) as IdxSize
        }));
    }
    let mut lazy = DataFrame::new(distinct.len(), vec![Column::new(name.into(), distinct)])?.lazy();
    for stage in stages {
        lazy = lazy.with_columns(stage.clone());
    }
    lazy.collect()?.column(name)?.take(&IdxCa::from_vec(PlSmallStr::EMPTY, of_rows))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_gets_what_its_text_gives() {
        let texts = [Some("b"), None, Some("a"), Some("b"), None];
        let frame = DataFrame::new(5, vec![Column::new("x".into(), texts)]).unwrap();
        let first = vec![(col("x") + lit("!")).alias("louder")];
        let second = vec![(col("louder") + lit("?")).alias("x")];
        let made = frame.lazy().with_column(by_text("x", [first, second])).collect().unwrap();
        let made: Vec<Option<&str>> = made.column("x").unwrap().str().unwrap().iter().collect();
        assert_eq!(made, [Some("b!?"), None, Some("a!?"), Some("b!?"), None]);
    }
}
