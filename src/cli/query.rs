//! `ombud query`: named queries, and SQL over the views.

mod select;
mod writable;

use super::context::{Context, Outcome};
use super::judged::{JudgeArgs, Question, judged_for};
use super::output::{Format, sql_error, write_query, write_table};
use crate::analysis::measure::number_for;
use crate::calendar::Calendars;
use crate::error::{Error, Result, did_you_mean};
use crate::judge::{Judgement, Scope};
use crate::time::Instant;
use crate::time::period::Length;
use crate::warehouse::columns;
use crate::warehouse::named::{self, Named};
use clap::Args;
use duckdb::ToSql;
use duckdb::types::{TimeUnit, Value};

/// Ask the data: a named query, or SQL over the views cases, events, verdicts, imports, rejects and more.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  ombud query --list
  ombud query open_cases --param kind=complaint
  ombud query \"select channel, count(*) as cases from cases group by channel order by cases desc\"
  ombud query \"select * from verdicts where status = 'missed' and clause = $clause\" --param clause=acknowledge-complaint --format csv

Values of --param are bound, never pasted into the text. SQL is one SELECT (FROM, WITH, VALUES, DESCRIBE, SUMMARIZE and
SHOW too), and it only reads: nothing that a query does changes the lake, the register or any other file. Of several
columns of one name the second is called a_1. JSON has no infinity: a query that gives it one is refused.

With --as-of, `cases` and `events` are without what is later; without it they are whole, dates in the future included.")]
pub struct QueryArgs {
    /// The name of a query, or SQL
    #[arg(value_name = "NAME|SQL", required_unless_present = "list")]
    query: Option<String>,
    /// A parameter of the query; several times for several
    #[arg(long, value_name = "KEY=VALUE")]
    param: Vec<String>,
    /// Show the named queries and the views
    #[arg(long)]
    list: bool,
    /// How rows are written [default: table at a terminal, else csv]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// The length of the reporting periods in `verdict_counts`: week, month, quarter or year
    #[arg(long, value_name = "LENGTH", default_value = "quarter")]
    every: Length,
    #[command(flatten)]
    judge: JudgeArgs,
}

/// Runs the query.
pub fn run(args: QueryArgs, context: &Context) -> Result<Outcome> {
    if args.list {
        return list(context, args.format);
    }
    let text = args.query.unwrap_or_default();
    let is_name = !text.trim().contains(char::is_whitespace);
    let query = named::find(&text);
    if is_name && query.is_none() {
        let known: Vec<&str> = named::all().iter().map(|query| query.name).collect();
        let near = did_you_mean(text.trim(), known.iter().copied());
        return Err(Error::new(format!("no query \"{}\"{near}", text.trim()))
            .accepted(known.join(", "))
            .remedy("Or write SQL: `ombud query \"select …\"`."));
    }
    if query.is_none() {
        select::refuse_all_but_one_select(&text)?;
    }
    let sql = query.map_or_else(|| writable::without_end(&text).to_string(), |query| query.sql.to_string());
    let mut parameters = parameters(&args.param, query)?;
    let question = if asks_for_judged(&sql) { Question::Verdicts } else { Question::Data };
    let judged = judged_for(context, &args.judge, args.every.into(), Scope::default(), &question)?;
    for (_, value) in parameters.iter_mut().filter(|(name, value)| name == "as_of" && *value == Value::Null) {
        *value = Value::Timestamp(TimeUnit::Microsecond, judged.as_of.0);
    }
    let bound: Vec<(&str, &dyn ToSql)> = parameters.iter().map(|(name, value)| (name.as_str(), value as &dyn ToSql)).collect();
    let (connection, format) = (judged.warehouse.connection(), Format::or_default(args.format));
    if query.is_none() && args.judge.as_of.is_some() {
        judged.warehouse.end_at(judged.as_of)?;
    }
    number_for(connection, &sql).map_err(|cause| sql_error("numbering the cases", &cause))?;
    // The columns of a named query are known, and can be written.
    let sql = if query.is_some() { sql } else { writable::writable(connection, &sql, &bound, format) };
    let what = query.map_or_else(|| "the query".to_string(), |query| format!("the query \"{}\"", query.name));
    write_query(connection, &sql, &bound, format, judged.workspace.time_zone, &what)?;
    Ok(Outcome::Done)
}

/// Whether a query may read what judging leaves behind: it names none of that without one of these words.
fn asks_for_judged(sql: &str) -> bool {
    let sql = sql.to_lowercase();
    ["verdict", "clauses", "policies", "tally_by", "judge_", "opening_hours"].iter().any(|word| sql.contains(word))
}

/// What no query has an answer for where it is not given, unless its header says what its absence means.
const REQUIRED: [&str; 10] =
    ["bounds", "first_day", "end_day", "period_start", "period_end", "previous_start", "window_start", "window_end", "since", "seen_until"];

/// Refuses a named query without a parameter that it cannot do without: it would count nothing, and nothing looks like none.
fn refuse_missing(query: &Named, name: &str) -> Result<()> {
    let header = query.header("params");
    let described = header.find(name).map_or("", |at| &header[at..]);
    let described = match (described.find('('), described.find(';')) {
        (Some(opens), Some(ends)) if ends < opens => &described[..ends],
        _ => described.split_inclusive(')').next().unwrap_or_default(),
    };
    if !REQUIRED.contains(&name) || described.contains("null") {
        return Ok(());
    }
    Err(Error::new(format!("the query \"{}\" needs the parameter \"{name}\"", query.name))
        .accepted(described.split_whitespace().collect::<Vec<_>>().join(" "))
        .remedy(format!("Give it with --param {name}=VALUE.")))
}

/// The parameters as given; those of a named query that are not given and need not be are null.
fn parameters(given: &[String], query: Option<&Named>) -> Result<Vec<(String, Value)>> {
    let mut parameters: Vec<(String, Value)> = Vec::new();
    for text in given {
        let (name, value) =
            text.split_once('=').ok_or_else(|| Error::new(format!("\"{text}\" is no parameter")).accepted("--param NAME=VALUE"))?;
        let name = name.trim_start_matches('$');
        if let Some(query) = query
            && !query.parameters().iter().any(|known| known == name)
        {
            let header = query.header("params");
            let mut known = query.parameters();
            known.sort_by_key(|known| header.find(known.as_str()));
            let near = did_you_mean(name, known.iter().map(String::as_str));
            return Err(Error::new(format!("the query \"{}\" has no parameter \"{name}\"{near}", query.name)).accepted(known.join(", ")));
        }
        parameters.push((name.to_string(), Value::Text(value.to_string())));
    }
    for name in query.map(Named::parameters).unwrap_or_default() {
        if !parameters.iter().any(|(given, _)| *given == name) {
            query.map_or(Ok(()), |query| refuse_missing(query, &name))?;
            parameters.push((name, Value::Null));
        }
    }
    Ok(parameters)
}

fn list(context: &Context, format: Option<Format>) -> Result<Outcome> {
    let mut out = std::io::stdout().lock();
    let format = match Format::or_default(format) {
        Format::Markdown => Format::Markdown,
        _ => Format::Table,
    };
    let rows = named::all()
        .iter()
        .map(|query| vec![query.name.to_string(), query.header("purpose"), query.header("params"), query.header("columns")])
        .collect();
    write_table(&["query".into(), "purpose".into(), "parameters".into(), "columns".into()], rows, format, &mut out)?;
    // The views can be described without a workspace: an empty one has the same.
    let nowhere = std::path::Path::new("");
    let workspace = context.workspace().ok();
    let (lake, register) =
        workspace.map_or_else(|| (nowhere.join("no lake"), nowhere.join("no register")), |w| (w.lake_dir(), w.register_dir()));
    let warehouse = crate::warehouse::Warehouse::open(&lake, &register)?;
    let calendars = Calendars::built_in()?;
    warehouse.judge(&Judgement {
        policies: Vec::new(),
        calendars: &calendars,
        as_of: Instant(0),
        time_zone: chrono_tz::Tz::UTC,
        counted_by: Length::Quarter.into(),
        scope: Scope::default(),
    })?;
    let views = columns::views(warehouse.connection())?
        .into_iter()
        .map(|(view, columns)| {
            let columns: Vec<String> = columns.iter().map(|column| format!("{} {}", column.name, column.kind.to_lowercase())).collect();
            vec![view, columns.join(", ")]
        })
        .collect();
    write_table(&["view".into(), "columns".into()], views, format, &mut out)?;
    Ok(Outcome::Done)
}
