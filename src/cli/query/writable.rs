//! What a user asks, with columns that every format can write: their names differ, their types are known, and no
//! number is one that JSON does not have.

use crate::cli::output::Format;
use crate::csv_text::disarmed;
use crate::sql::literal;
use duckdb::{Connection, ToSql};

/// How DuckDB writes the type of what is null and nothing else.
const NO_TYPE: &str = "\"NULL\"";

/// A column as it was asked for.
struct Column {
    name: String,
    kind: String,
}

/// The query as it is run: as it was written where its columns can be written as they are, and within another one where not.
pub fn writable(connection: &Connection, sql: &str, parameters: &[(&str, &dyn ToSql)], format: Format) -> String {
    // What cannot be described cannot be run either, and says so then.
    let Ok(columns) = columns(connection, sql, parameters) else { return sql.to_string() };
    let names = names(&columns, format);
    let cells: Vec<String> = columns.iter().enumerate().map(|(place, column)| column.cell(place, format)).collect();
    let is_plain = |(place, cell): (usize, &String)| *cell == format!("c{place}") && names[place] == columns[place].name;
    if cells.iter().enumerate().all(is_plain) {
        return sql.to_string();
    }
    let told = cells.iter().zip(&names).map(|(cell, name)| format!("{cell} as \"{}\"", name.replace('"', "\"\"")));
    let places: Vec<String> = (0..columns.len()).map(|place| format!("c{place}")).collect();
    // The query's own lines may end in a comment, so the bracket stands on a line of its own.
    format!("select {} from (\n{sql}\n) as asked({})", told.collect::<Vec<_>>().join(", "), places.join(", "))
}

/// A query without the semicolon at its end, and without a comment behind that: it may come to stand in brackets.
pub fn without_end(sql: &str) -> &str {
    let Some((before, behind)) = sql.rsplit_once(';') else { return sql.trim() };
    let is_comment = |line: &str| line.trim().is_empty() || line.trim_start().starts_with("--");
    // A quotation mark behind a semicolon may say that it stood within a text.
    let is_end = behind.lines().all(is_comment) && !behind.contains(['\'', '"']);
    if is_end { without_end(before) } else { sql.trim() }
}

fn columns(connection: &Connection, sql: &str, parameters: &[(&str, &dyn ToSql)]) -> duckdb::Result<Vec<Column>> {
    let mut statement = connection.prepare(&format!("describe {sql}"))?;
    let column = |row: &duckdb::Row<'_>| Ok(Column { name: row.get("column_name")?, kind: row.get("column_type")? });
    statement.query_map(parameters, column)?.collect()
}

/// A name for each column: of several of one name the second is `a_1`, as DuckDB names them in a subquery.
fn names(columns: &[Column], format: Format) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (place, column) in columns.iter().enumerate() {
        let is_taken = |name: &str| names.iter().any(|taken| taken == name) || columns[place + 1..].iter().any(|later| later.name == name);
        let further = (1..).map(|number| format!("{}_{number}", column.name));
        let is_first = !names.contains(&column.name);
        let name = if is_first { column.name.clone() } else { further.into_iter().find(|name| !is_taken(name)).unwrap_or_default() };
        names.push(name);
    }
    // A spreadsheet takes a header for a formula as it takes a value for one.
    if format == Format::Csv { names.iter().map(|name| disarmed(name).into_owned()).collect() } else { names }
}

impl Column {
    /// The column by its place, in a form that can be written.
    fn cell(&self, place: usize, format: Format) -> String {
        if self.kind.contains(NO_TYPE) && !self.kind.starts_with("ENUM") {
            return format!("cast(c{place} as {})", self.kind.replace(NO_TYPE, "varchar"));
        }
        if format != Format::Json || self.kind != "DOUBLE" {
            return format!("c{place}");
        }
        let told = literal(&format!(
            "the column \"{}\" holds a number that JSON does not have; write it as text (::varchar), or ask for --format csv: ",
            self.name
        ));
        format!("case when not isfinite(c{place}) then error({told} || c{place}) else c{place} end")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(sql: &str, format: Format) -> String {
        writable(&Connection::open_in_memory().unwrap(), sql, &[], format)
    }

    #[test]
    fn a_query_is_run_as_it_is_written_where_it_can_be() {
        for sql in ["select 1 as a, 2 as b, 1.5::double as c", "show tables", "describe select 1", "select nothing from nowhere"] {
            assert_eq!(asked(sql, Format::Csv), sql);
        }
        assert_ne!(asked("select 1.5::double as c", Format::Json), "select 1.5::double as c");
    }

    #[test]
    fn names_that_come_twice_are_told_apart_and_none_is_given_twice() {
        let named = |names: &[&str]| {
            let columns: Vec<Column> = names.iter().map(|name| Column { name: (*name).into(), kind: "INTEGER".into() }).collect();
            super::names(&columns, Format::Json)
        };
        assert_eq!(named(&["a", "a", "b", "a"]), ["a", "a_1", "b", "a_2"]);
        assert_eq!(named(&["a", "a", "a_1"]), ["a", "a_2", "a_1"]);
    }

    #[test]
    fn the_end_of_a_query_is_left_out_and_what_stands_in_a_text_is_not() {
        for (sql, expected) in [
            ("select 1", "select 1"),
            (" select 1 ;; ", "select 1"),
            ("select 1; -- one", "select 1"),
            ("select 1;\n-- one\n", "select 1"),
            ("select ';'", "select ';'"),
            ("select '; -- '", "select '; -- '"),
            ("select 1 -- one; two", "select 1 -- one; two"),
        ] {
            assert_eq!(without_end(sql), expected);
        }
    }
}
