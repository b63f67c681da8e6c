//! Whether what a user wrote is a question: one SELECT, with nothing in it that writes.
//!
//! DuckDB reads the text itself, so what is looked at is what would run. A SELECT alone is not enough: what stands
//! in its WITH may insert, delete and copy to files, and of the functions that rows are read from some change how
//! DuckDB works, or let it write its log to a file.

use crate::cli::output::sql_error;
use crate::error::{Error, Result};
use duckdb::{Connection, ffi, named_params};

/// How DuckDB's parser names what reads.
const READING: [&str; 4] = ["SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"];

/// Functions that rows are read from and that do no more than read; the last five are our own.
const READERS: [&str; 15] = [
    "unnest",
    "range",
    "generate_series",
    "repeat",
    "repeat_row",
    "glob",
    "sniff_csv",
    "summary",
    "json_each",
    "json_tree",
    "tally_by",
    "alive_between",
    "stretches_between",
    "letters_between",
    "clock_of",
];

/// How the names of further ones begin.
const READERS_BEGIN: [&str; 4] = ["read_", "parquet_", "duckdb_", "pragma_"];

/// What DuckDB's parser makes of a text, in lists of words.
const LOOK: &str = "select json_extract_string(said, '$.error_type') as fault, json_extract_string(said, '$.error_message') as message, \
    coalesce(json_array_length(said, '$.statements'), 0)::bigint as statement_count, \
    array_to_string(list_distinct(json_extract_string(said, '$..type')), ' ') as kinds, \
    array_to_string(list_distinct(json_extract_string(said, '$..function.function_name')), ' ') as functions \
    from (select json_serialize_sql($sql::varchar) as said)";

/// What was found in a text.
struct Found {
    fault: Option<String>,
    message: Option<String>,
    statement_count: i64,
    kinds: Option<String>,
    functions: Option<String>,
}

/// Refuses everything but one SELECT that only reads.
pub fn refuse_all_but_one_select(sql: &str) -> Result<()> {
    let found = look(sql)?;
    match found.fault.as_deref() {
        Some("parser") => return Err(not_understood(&found)),
        Some(_) => return Err(no_select(sql)),
        None => {}
    }
    match found.statement_count {
        1 => refuse_what_writes(&found),
        0 => Err(refused("the query is empty".into()).remedy("Write one, or name one of those of `ombud query --list`.")),
        count => Err(refused(format!("{count} statements stand in one query")).remedy("Run the command once for each of them.")),
    }
}

/// Asks a DuckDB that holds nothing: a text is looked at before any data are read.
fn look(sql: &str) -> Result<Found> {
    let failed = |cause: duckdb::Error| sql_error("reading the query", &cause);
    let connection = Connection::open_in_memory().map_err(failed)?;
    let found = connection.query_row(LOOK, named_params! { "sql": sql }, |row| {
        Ok(Found {
            fault: row.get("fault")?,
            message: row.get("message")?,
            statement_count: row.get("statement_count")?,
            kinds: row.get("kinds")?,
            functions: row.get("functions")?,
        })
    });
    found.map_err(failed)
}

fn refuse_what_writes(found: &Found) -> Result<()> {
    let words = |list: &Option<String>| list.iter().flat_map(|list| list.split_whitespace()).map(str::to_string).collect::<Vec<_>>();
    if let Some(kind) = words(&found.kinds).iter().find(|kind| kind.ends_with("_NODE") && !READING.contains(&kind.as_str())) {
        let verb = kind.trim_end_matches("_NODE").trim_end_matches("_QUERY");
        return Err(refused(format!("there is {} {verb} within the query, and a query only reads", article(verb)))
            .remedy("Write its WITH from SELECTs alone."));
    }
    let is_reader = |name: &str| READERS.contains(&name) || READERS_BEGIN.iter().any(|begin| name.starts_with(begin));
    match words(&found.functions).iter().map(|name| name.to_lowercase()).find(|name| !is_reader(name)) {
        Some(name) => Err(Error::new(format!("\"{name}\" is no function that a query may read rows from: it may do more than read"))
            .accepted("the views, files by read_csv, read_json or read_parquet, unnest, range and what else only reads")
            .remedy("Name what it should read in the query itself.")),
        None => Ok(()),
    }
}

fn refused(found: String) -> Error {
    Error::new(found).accepted("one SELECT; FROM …, WITH … SELECT, VALUES …, DESCRIBE …, SUMMARIZE … and SHOW … are such")
}

/// That a statement is none that reads, by its first word.
fn no_select(sql: &str) -> Error {
    let word = first_word(sql);
    if word == "SELECT" {
        // DuckDB does not say which: a statement that follows, or what it would take a table of its own for.
        return refused("it begins with SELECT, and a part of it is none; a query only reads".into())
            .remedy("Ask for rows by one SELECT alone; within a PIVOT name the values that become columns.");
    }
    let error = refused(format!("{word} is no SELECT, and a query only reads"));
    match word.as_str() {
        "PIVOT" => error.remedy("Name the values that become columns: pivot … on kind in ('complaint', 'feedback') using count(*)."),
        "COPY" | "EXPORT" => error.remedy("Send the rows to a file instead: `ombud query \"select …\" --format csv > rows.csv`."),
        _ => error.remedy("Ask for rows, and change the data with `ombud import` and `ombud register`."),
    }
}

/// The first word that is no comment, as SQL is cited.
fn first_word(sql: &str) -> String {
    let line = sql.lines().map(str::trim_start).find(|line| !line.is_empty() && !line.starts_with("--")).unwrap_or_default();
    let word: String = line.chars().take_while(|sign| sign.is_alphanumeric() || *sign == '_').collect();
    if word.is_empty() { "this".into() } else { word.to_uppercase() }
}

fn article(word: &str) -> &'static str {
    if word.starts_with(['A', 'E', 'I', 'O', 'U']) { "an" } else { "a" }
}

/// What the parser says, as it is told of a query that fails later.
fn not_understood(found: &Found) -> Error {
    let message = format!("Parser Error: {}", found.message.as_deref().unwrap_or("it cannot be read"));
    // The code is of no meaning where a message is given.
    sql_error("the query", &duckdb::Error::DuckDBFailure(ffi::Error::new(ffi::DuckDBError), Some(message)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reads_is_asked() {
        for sql in [
            "select 1",
            "from cases",
            "table cases",
            "with a as (select 1) select * from a",
            "with recursive a as (select 1 as x union all select x + 1 from a where x < 3) select * from a",
            "values (1)",
            "describe cases",
            "summarize cases",
            "show tables",
            "select * from cases where kind = $kind",
            "-- a comment\nselect 1 -- another; one\n;",
            "select 1; -- a comment behind",
            "pivot cases on kind in ('complaint') using count(*)",
            "unpivot cases on kind, channel",
            "select 'copy x to y; drop' as type, \"a\" from read_csv('x.csv') union all select * from 'y.parquet'",
            "select unnest([1]), sum(a) over (order by b) from range(3), (select 1), glob('*') where exists (select 1 from unnest([1]))",
            "select period_start, count from tally_by('channel')",
        ] {
            assert!(refuse_all_but_one_select(sql).is_ok(), "{sql}: {:?}", refuse_all_but_one_select(sql));
        }
    }

    #[test]
    fn what_may_write_is_refused_with_its_name() {
        for (sql, told) in [
            ("copy (select 1) to 'x'", "COPY is no SELECT"),
            ("-- first\n  attach 'x'", "ATTACH is no SELECT"),
            ("export database 'x'", "EXPORT is no SELECT"),
            ("create table a as select 1", "CREATE is no SELECT"),
            ("install httpfs", "INSTALL is no SELECT"),
            ("set threads = 1", "SET is no SELECT"),
            ("call enable_logging()", "CALL is no SELECT"),
            ("pragma version", "PRAGMA is no SELECT"),
            ("explain analyze select 1", "EXPLAIN is no SELECT"),
            ("pivot cases on kind using count(*)", "Name the values that become columns"),
            ("select 1; select 2", "2 statements stand in one query"),
            ("select 1; drop view cases", "it begins with SELECT, and a part of it is none; a query only reads"),
            ("-- nothing", "the query is empty"),
            ("with a as (copy (select 1) to 'x') select * from a", "there is a COPY within the query"),
            ("select * from (with a as (insert into x values (1)) select * from a)", "there is an INSERT within the query"),
            ("with a as (update x set b = 1 returning *) from a", "there is an UPDATE within the query"),
            ("with a as (delete from x returning *) from a", "there is a DELETE within the query"),
            ("from enable_logging(storage = 'file', storage_path = 'x')", "\"enable_logging\" is no function"),
            ("select * from (select 1) where exists (from Enable_Profiling())", "\"enable_profiling\" is no function"),
            ("from query('from enable_logging()')", "\"query\" is no function"),
            ("from json_execute_serialized_sql('{}')", "\"json_execute_serialized_sql\" is no function"),
            ("selec 1", "syntax error at or near \"selec\""),
        ] {
            let refusal = refuse_all_but_one_select(sql).map_or_else(|error| error.to_string(), |()| "asked".into());
            assert!(refusal.contains(told), "{sql}: {refusal}");
        }
    }
}
