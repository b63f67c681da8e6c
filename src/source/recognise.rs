//! Which source a file comes from, told by its header.
//!
//! A file belongs to the table that names most of its columns among those whose required columns
//! are all there; a user's own mapping goes before the built-in ones. Where none fits, the error says for each source what was missing.

use super::catalogue::Catalogue;
use super::draft::holds_values;
use super::header::Header;
use super::json_rows::Rowless;
use super::mail_threads::Threads;
use super::mapping::{Format, Mapping, Row, Table};
use super::preview::{Candidate, Preview};
use super::shape::{Kind, Shape, no_sheet};
use super::survey::Survey;
use crate::error::{Error, Place, Result, as_argument, did_you_mean};
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

/// So many of the nearest sources are told of where none fits.
const MOST_TRIED: usize = 6;
/// So many columns of a file are named where none fits.
const MOST_NAMES: usize = 12;

/// The source of a file, and how it was told.
#[derive(Debug, Clone)]
pub struct Recognised<'a> {
    /// The source.
    pub mapping: &'a Mapping,
    /// Which of its files this is.
    pub table: &'a Table,
    /// How the file is written.
    pub shape: Shape,
    /// The columns of the file, in the mapping's words; where rows name their own values, those of the first rows.
    pub header: Header,
    /// Which messages belong together, where the file holds mail.
    pub threads: Arc<Threads>,
    /// What of the file this is, where it is read as several: the sheet of a workbook, which is always named, or the table of JSON.
    pub part: Option<String>,
}

impl<'a> Recognised<'a> {
    /// A file as a table reads it.
    pub fn new(mapping: &'a Mapping, table: &'a Table, candidate: Candidate) -> Self {
        let Candidate { shape, header } = candidate;
        let part = if let Kind::Sheet { name, .. } = &shape.kind { Some(name.clone()) } else { None };
        Self { mapping, table, shape, header, threads: Arc::default(), part }
    }
}

/// Finds the source of a file among all mappings, or among the tables of the one that was named.
///
/// A workbook is read as several files where its mapping has several tables that each name a sheet of theirs; JSON, where besides the
/// table of its cases others add the events of arrays of their own.
pub fn recognise<'a>(file: &Path, survey: &Survey, catalogue: &'a Catalogue, named: Option<&str>) -> Result<Vec<Recognised<'a>>> {
    let mappings: Vec<&Mapping> = match named {
        Some(id) => vec![catalogue.find(id)?],
        None => catalogue.mappings().iter().collect(),
    };
    let mut preview = Preview::of(file, survey);
    let mut fits = Vec::new();
    for mapping in &mappings {
        for table in &mapping.tables {
            for candidate in preview.candidates(table)? {
                if fits_table(&candidate.header, table) {
                    let named = table.named_columns().into_iter().filter(|name| candidate.header.place(name).is_some()).count();
                    // An own mapping was written for this very file.
                    fits.push(((!mapping.is_built_in(), named), Recognised::new(mapping, table, candidate)));
                }
            }
        }
    }
    if fits.is_empty() {
        preview.refusal()?;
        fits.extend(told_by_no_beginning(file, &mut preview, &mappings, named.is_some())?);
    }
    // Of several readings of one table the first one counts: the first sheet, the row nearest to the top.
    fits.reverse();
    fits.sort_by_key(|fit| fit.0);
    let Some((best, mut recognised)) = fits.pop() else {
        return Err(unknown(file, &mut preview, &mappings));
    };
    if let Some((_, other)) = fits.iter().rev().find(|next| next.0 == best && next.1.mapping.id != recognised.mapping.id) {
        let ids = format!("{} and {}", recognised.mapping.id, other.mapping.id);
        return Err(Error::new(format!("the header fits both {ids}")).in_file(file).remedy("Say which with --source."));
    }
    let of_table = |other: &&Recognised| std::ptr::eq(other.table, recognised.table);
    let others: Vec<Shape> = fits.iter().rev().map(|fit| &fit.1).filter(of_table).map(|other| other.shape.clone()).collect();
    recognised.shape.leave_out(others.iter());
    let mut all = vec![recognised];
    let others = fits.into_iter().rev().map(|fit| fit.1);
    match all[0].shape.kind {
        Kind::Json { .. } => add_other_arrays(&mut all, others, &mut preview)?,
        _ => add_other_sheets(&mut all, others, &preview.sheet_names()),
    }
    for recognised in &all {
        refuse_mail_of_strangers(file, recognised)?;
        refuse_without(file, recognised, "case_id", &recognised.table.case_id.columns().collect::<Vec<_>>())?;
        let case = recognised.table.case.as_ref().filter(|_| recognised.table.row == Row::Case);
        if let Some(received_at) = case.and_then(|case| case.received_at.as_ref()) {
            refuse_without(file, recognised, "received_at", &received_at.columns().collect::<Vec<_>>())?;
        }
    }
    Ok(all)
}

/// Adds the sheets that other tables of the mapping name, and notes those that are not there.
fn add_other_sheets<'a>(all: &mut Vec<Recognised<'a>>, others: impl Iterator<Item = Recognised<'a>>, there: &[String]) {
    let first = &all[0];
    if first.table.layout.sheet.is_none() || !matches!(first.shape.kind, Kind::Sheet { .. }) {
        return;
    }
    let mapping = first.mapping;
    for other in others.filter(|other| std::ptr::eq(other.mapping, mapping)) {
        if other.table.layout.sheet.is_some() && all.iter().all(|one| one.table.layout.sheet != other.table.layout.sheet) {
            all.push(other);
        }
    }
    let place = |one: &Recognised| there.iter().position(|name| Some(name) == one.table.layout.sheet.as_ref());
    all.sort_by_key(place);
    let wanted = mapping.tables.iter().filter_map(|table| table.layout.sheet.clone());
    let missing: Vec<String> = wanted.filter(|name| !there.contains(name)).collect();
    if let Kind::Sheet { absent, .. } = &mut all[0].shape.kind {
        *absent = (!missing.is_empty()).then(|| (missing, there.to_vec()));
    }
}

/// Adds the tables that read other arrays of the same JSON: two that both tell of cases are two ways to read them, and the better one counts.
fn add_other_arrays<'a>(all: &mut Vec<Recognised<'a>>, others: impl Iterator<Item = Recognised<'a>>, preview: &mut Preview) -> Result<()> {
    let mapping = all[0].mapping;
    let array = |table: &'a Table| (table.layout.rows.as_ref(), table.layout.each.as_ref());
    let is_beside = |all: &[Recognised<'a>], table: &'a Table| {
        let tells_of_cases = |one: &Recognised| one.table.case.is_some();
        all.iter().all(|one| array(one.table) != array(table)) && (table.case.is_none() || !all.iter().any(tells_of_cases))
    };
    // Rows of which none has any element are read whole by the table of the cases.
    let has_elements = |table: &Table, header: &Header| {
        table.layout.each.as_ref().is_none_or(|each| {
            header.names().iter().any(|name| name.strip_prefix(each.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
        })
    };
    for other in others.filter(|other| std::ptr::eq(other.mapping, mapping) && matches!(other.shape.kind, Kind::Json { .. })) {
        if is_beside(all, other.table) && has_elements(other.table, &other.header) {
            all.push(other);
        }
    }
    // The first rows of an own export need not have any element.
    for table in mapping.tables.iter().filter(|table| !mapping.is_built_in() && table.format.is_none_or(|format| format == Format::Json)) {
        if is_beside(all, table) && preview.rowless(table)?.is_none() {
            let fits = |candidate: &Candidate| fits_table(&candidate.header, table) && has_elements(table, &candidate.header);
            // A file without that array is no fault: it holds another one.
            let found = preview.all_names(table).ok().flatten().filter(fits);
            all.extend(found.map(|candidate| Recognised::new(mapping, table, candidate)));
        }
    }
    all.sort_by_key(|one| mapping.tables.iter().position(|table| std::ptr::eq(table, one.table)));
    if all.len() > 1 {
        for one in all {
            one.part = Some(one.table.name.clone());
        }
    }
    Ok(())
}

/// What no beginning of a file tells: a list of JSON without any row belongs to the source that is named, and a key may come late.
fn told_by_no_beginning<'a>(
    file: &Path,
    preview: &mut Preview,
    mappings: &[&'a Mapping],
    is_named: bool,
) -> Result<Option<((bool, usize), Recognised<'a>)>> {
    let tables = mappings.iter().filter(|mapping| is_named || !mapping.is_built_in()).flat_map(|mapping| {
        let own = mapping.tables.iter().filter(|table| table.format.is_none_or(|format| format == Format::Json));
        own.map(|table| (*mapping, table))
    });
    let tables: Vec<(&Mapping, &Table)> = tables.collect();
    let fit = |mapping, table, candidate| Ok(Some(((true, 0), Recognised::new(mapping, table, candidate))));
    for (mapping, table) in tables {
        match preview.rowless(table)? {
            Some(Rowless::Empty) if is_named => {
                if let Some(candidate) = preview.candidates(table)?.pop() {
                    return fit(mapping, table, candidate);
                }
            }
            Some(_) => {}
            None => {
                if let Some(candidate) = preview.all_names(table)?.filter(|candidate| fits_table(&candidate.header, table)) {
                    return fit(mapping, table, candidate);
                }
            }
        }
    }
    match preview.rowless(&Table::anything())? {
        Some(Rowless::Empty) => {
            Err(Error::new("the list is empty, so nothing tells which source it is of").in_file(file).remedy("Say which with --source."))
        }
        Some(Rowless::Broken(line, reason)) => Err(Error::new(format!("no row of it can be read: {reason}"))
            .at(Place { line: line as usize, ..Place::file(file) })
            .remedy("Export it again. JSON has no NaN and no Infinity; where a value is missing it says null.")),
        None => Ok(None),
    }
}

/// Mail can only be understood where it is known who is who.
fn refuse_mail_of_strangers(file: &Path, recognised: &Recognised) -> Result<()> {
    let Recognised { mapping, table, shape, .. } = recognised;
    if shape.kind != Kind::Mail || !table.layout.own_addresses.is_empty() {
        return Ok(());
    }
    let remedy = format!(
        "Copy the mapping (`ombud source show {id} --toml > sources/{id}.toml`) and name them in own_addresses: [\"help@example.org\", \"@example.org\"].",
        id = mapping.id
    );
    Err(Error::new("which addresses are the organisation's own is not known, so letters and answers cannot be told apart")
        .in_file(file)
        .remedy(remedy))
}

/// A file without any of the columns that name a case, or tell of its receipt, would be set aside row by row, each as blank.
fn refuse_without(file: &Path, recognised: &Recognised, what: &str, columns: &[&String]) -> Result<()> {
    let Recognised { mapping, shape, header, .. } = recognised;
    let names_columns = matches!(shape.kind, Kind::Delimited { .. } | Kind::Sheet { .. } | Kind::Parquet);
    if !names_columns || columns.iter().any(|column| header.place(column).is_some()) {
        return Ok(());
    }
    let Some(first) = columns.first() else { return Ok(()) };
    let near = did_you_mean(first, header.names().iter().map(String::as_str));
    Err(Error::new(format!("the file has no column \"{first}\", from which the mapping {} reads {what}{near}", mapping.id))
        .in_file(file)
        .accepted(header.names().join(", "))
        .remedy(format!("Name the right column in sources/, or put another name for it under [table.aliases]: \"{first}\" = [\"…\"].")))
}

fn fits_table(header: &Header, table: &Table) -> bool {
    let has = |name: &String| header.place(name).is_some();
    table.recognise.iter().all(has) && (table.without.is_empty() || !table.without.iter().all(has))
}

/// Says for the nearest sources which columns were missing.
fn unknown(file: &Path, preview: &mut Preview, mappings: &[&Mapping]) -> Error {
    let (header, is_titled) = preview.likeliest();
    // What stands there may be somebody's name; values are told to nobody.
    let is_row = holds_values(&header) || header.names().iter().any(|name| name.parse::<f64>().is_ok());
    let shown = if is_titled { header.names().iter().collect() } else { known_names(&header, mappings) };
    let mut tried = Vec::new();
    let sheets = preview.sheet_names();
    for mapping in mappings {
        for table in &mapping.tables {
            let missing_under = |candidate: &Candidate| -> Vec<String> {
                table.recognise.iter().filter(|name| candidate.header.place(name).is_none()).cloned().collect()
            };
            let candidates = preview.candidates(table).unwrap_or_default();
            let missing = candidates.iter().map(missing_under).min_by_key(Vec::len);
            let name = if mapping.tables.len() > 1 { format!("{} ({})", mapping.id, table.name) } else { mapping.id.clone() };
            tried.push(match missing {
                None if !sheets.is_empty() && table.layout.sheet.as_ref().is_some_and(|wanted| !sheets.contains(wanted)) => {
                    (0, format!("  {name}: {}", no_sheet(table.layout.sheet.as_slice(), &sheets)))
                }
                None => (usize::MAX, format!("  {name}: it is {}, this is not", table.format.map_or("text", Format::described))),
                Some(missing) if missing.is_empty() => {
                    (0, format!("  {name}: it has all of {}, as another kind of file", table.without.join(", ")))
                }
                Some(missing) => {
                    let near = if is_row || !is_titled { &[] } else { header.names() };
                    (missing.len() * 100 / table.recognise.len(), format!("  {name}: no column {}", describe(&missing, near)))
                }
            });
        }
    }
    tried.sort();
    let columns = if is_row {
        format!("{} columns without names: the first row holds values, and is no header", header.names().len())
    } else {
        let most = shown.iter().take(MOST_NAMES).map(|name| name.as_str());
        let more = (shown.len() > MOST_NAMES).then(|| "…".to_string());
        let unsaid = header.names().len() - shown.len();
        let others = format!("{unsaid} that no mapping names and that may be values, so they are not repeated");
        most.map(str::to_string).chain(more).chain((unsaid > 0).then_some(others)).collect::<Vec<_>>().join(", ")
    };
    let found = match mappings {
        [one] => format!("the header does not fit the source {}", one.id),
        _ => "the header fits no source".to_string(),
    };
    let others = tried.len().saturating_sub(MOST_TRIED);
    let mut lines: Vec<String> = tried.into_iter().take(MOST_TRIED).map(|line| line.1).collect();
    if others > 0 {
        lines.push(format!("  and {others} more kinds of files"));
    }
    Error::new(format!("{found}\nFound: {columns}\nTried, the nearest first:\n{}", lines.join("\n"))).at(Place::file(file)).remedy(
        if is_row {
            "Add a line of titles above the first row.".to_string()
        } else {
            let untitled = if is_titled { "" } else { "If the first row holds values, add a line of titles above it.\n" };
            format!("{untitled}Let `ombud source new {}` draft a mapping, and put it into the workspace's sources/.", as_argument(file))
        },
    )
}

/// The names of a first row that some mapping has for a column: these are no values.
fn known_names<'a>(header: &'a Header, mappings: &[&Mapping]) -> Vec<&'a String> {
    let tables = || mappings.iter().flat_map(|mapping| &mapping.tables);
    let named = tables().flat_map(Table::named_columns).map(str::to_lowercase);
    let aliases = tables().flat_map(|table| &table.aliases).flat_map(|(name, others)| std::iter::once(name).chain(others));
    let known: HashSet<String> = named.chain(aliases.map(|name| name.to_lowercase())).collect();
    header.names().iter().filter(|name| known.contains(&name.to_lowercase())).collect()
}

fn describe(missing: &[String], names: &[String]) -> String {
    let with_near = |name: &String| {
        format!(
            "\"{name}\"{}",
            did_you_mean(name, names.iter().map(String::as_str)).replace("; did you mean ", " (is it ").replace('?', "?)")
        )
    };
    missing.iter().map(with_near).collect::<Vec<_>>().join(", ")
}
