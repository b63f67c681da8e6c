//! What an import did, as people read it.

use crate::cli::output::{counted, grouped};
use crate::import::{Age, Ending, FileReport, Forgotten, ImportReport, Midnights, OTHER_ORDER, SetAside, Signs};
use crate::lake::QualityRecord;
use chrono_tz::Tz;
use std::fmt::Write;

/// Blank fields are worth a line from this share of the cases on.
const NOTABLE_BLANK_SHARE: f64 = 0.01;
/// One time in 1,440 is midnight by chance where minutes are known; far more are days in disguise.
const NOTABLE_MIDNIGHT_SHARE: f64 = 0.01;
/// How many words of a field are named.
const MOST_WORDS: usize = 8;

/// The summary of one import; instants in the workspace's zone.
pub fn of_import(import: &ImportReport, zone: Tz, is_named: bool) -> String {
    let mut text = format!("{} ({}): {}{}\n", import.source, import.title, ending(import), second_attempt(import));
    text += &replaced(import);
    text += &age(import, zone);
    for file in &import.files {
        text += &of_file(file, import, is_named);
    }
    if let Ending::Unchanged(_) = import.ending {
        return text;
    }
    let received = match (import.first_received, import.last_received) {
        (Some(first), Some(last)) => format!("; received {} to {} ({})", first.in_zone(zone), last.in_zone(zone), zone.name()),
        _ => String::new(),
    };
    let _ = writeln!(text, "  {}, {}{received}", counted(import.cases, "case"), counted(import.events, "event"));
    if import.time_zone != zone.name() {
        let _ = writeln!(text, "  wall-clock times and days were read in {}, as the mapping says", import.time_zone);
    }
    if import.ending == Ending::DryRun {
        text += &sample(import, zone);
    }
    text += &set_aside(import);
    text += &quality(import);
    if !import.silent.is_empty() {
        let _ = writeln!(
            text,
            "\n  This export cannot show: {}.\n  Clauses that ask for nothing else will be \"unknown\", neither met nor missed.",
            import.silent.join(", ")
        );
    }
    text
}

fn ending(import: &ImportReport) -> String {
    match import.ending {
        Ending::Committed(id) => format!("import {id}"),
        Ending::Unchanged(id) => format!("already imported as import {id}, nothing changed"),
        Ending::StillSetAside => "none of the rows set aside can be used yet, nothing changed".into(),
        Ending::DryRun => "dry run, nothing was written".into(),
        Ending::Refused => format!("nothing was imported, {} would be set aside (--strict)", counted(import.rows_set_aside(), "row")),
    }
}

fn second_attempt(import: &ImportReport) -> String {
    import.retry_of.map_or(String::new(), |original| format!("; rows that import {original} set aside, tried again"))
}

fn replaced(import: &ImportReport) -> String {
    // Of another source no case counts that stood in the files, which its name must tell.
    let told = |(id, source): &(i64, String)| if *source == import.source { id.to_string() } else { format!("{id} ({source})") };
    let numbers: Vec<String> = import.replaces.iter().map(told).collect();
    let (imports, counts) = match numbers.as_slice() {
        [] => return String::new(),
        [number] => (format!("import {number}"), "counts"),
        numbers => (format!("imports {}", numbers.join(", ")), "count"),
    };
    let verb = if import.ending == Ending::DryRun { "would stand" } else { "stands" };
    format!(
        "  These files were imported before by another mapping, calendar or time zone: this {verb} in the place of {imports}, which\n  \
         {counts} no more, nor do repaired rows of it that were imported by themselves.\n"
    )
}

fn age(import: &ImportReport, zone: Tz) -> String {
    let Some(age) = &import.age else { return String::new() };
    let added = if age.adds { "its events were added" } else { "only other cases were added" };
    let stands = format!("What import {} and later ones say of these stands; {added}.", age.than);
    let Some((latest_at, known_until)) = age.signs.latest_at.zip(age.signs.known_until) else {
        return format!("  It is taken as an older export. {stands}\n");
    };
    let both = counted(age.signs.shared, "case");
    let ends = format!("it ends on {}, what is known of such files on {}", latest_at.in_zone(zone), known_until.in_zone(zone));
    if age.is_doubtful {
        return format!("  {}\n", doubt(age));
    }
    if !age.signs.ends_before && age.signs.tells_less() {
        return format!(
            "  This is an older export: it ends with what is known of such files, on {}, and of the {both} that both have it tells less of\n  \
             {} and nothing later of any. {stands} If this export is the\n  newest all the same, import it with --newest.\n",
            latest_at.in_zone(zone),
            grouped(age.signs.behind)
        );
    }
    if age.signs.ends_before && age.signs.shared == 0 {
        return format!("  This is an older export: {ends}. No case is in both, so nothing yields to the other.\n");
    }
    if age.signs.further > 0 || !age.signs.ends_before {
        return format!("  It is taken as an older export, although {ends}. {stands}\n");
    }
    format!(
        "  This is an older export: {ends}, and of the {both} that both have it tells\n  \
         nothing later. {stands} If this export is the\n  newest all the same, import it with --newest.\n"
    )
}

/// What speaks for an export being older, what against it, what it was taken for, and how to say otherwise.
fn doubt(age: &Age) -> String {
    let Signs { shared, further, behind, mixed, .. } = age.signs;
    if mixed > 0 {
        return format!(
            "Some of these files end later than what is known of such files, others before: those tell less of {}. All are taken as newer. \
             Import the newest ones of their kind again with --newest, and files of different days one day after the other.",
            counted(mixed, "case")
        );
    }
    let taken = if age.is_older {
        format!(
            "It is taken as older: what import {} and later ones say of these stands. If it is the newest all the same, import it with --newest",
            age.than
        )
    } else {
        "It is taken as newer: what it says of these stands. If it is older all the same, import those again that are newer than it, one after the \
         other, with --newest, and the next such file with --older"
            .into()
    };
    let less = if behind > 0 { format!("less than is known of {}, and ", grouped(behind)) } else { String::new() };
    format!(
        "Is this an older export? It ends before what is known of such files; of the {} that both have it tells {less}something \
         later of {}, as where a case was reopened or a date corrected. {taken}.",
        counted(shared, "case"),
        grouped(further)
    )
}

/// What somebody must look at who does not read the summary.
pub fn warnings(import: &ImportReport) -> Vec<String> {
    let age = import.age.iter().filter(|age| age.is_doubtful).map(doubt);
    let is_guessed = import.quality.iter().any(|note| matches!(note.measure.as_str(), "day_first" | "month_first"));
    let fits_other = |fault: &SetAside| fault.reason.ends_with(OTHER_ORDER);
    let order = (is_guessed && import.set_aside.iter().any(fits_other)).then(|| {
        "dates that were set aside are dates with day and month the other way round: then those that were kept are read wrongly. \
         Change `dates` in a copy of the mapping, and import the files again."
            .to_string()
    });
    let continued = import.is_continued.then(|| {
        "rules with `changed`, `from` or `only` see the rows of one import alone, and this one adds to earlier ones: what is the first, or \
         has changed, is told as if nothing had come before. Import all files of such a log in one command, with mode = \"snapshot\"."
            .to_string()
    });
    let untold = import.untold.iter().map(|(kind, cases)| untold(kind, *cases));
    let zones = import.in_other_zones.iter().map(|(id, zone)| {
        format!(
            "import {id} was read in {zone} and this one in {}: times without an offset are hours apart. Import the files of import {id} again, \
             and they are read in today's zone.",
            import.time_zone
        )
    });
    // What compares rows with those before them cannot be added part by part.
    let looks_back = |kind: &str| import.files.iter().any(|file| file.table == kind && file.looks_back);
    let forgotten = import.forgotten.iter().map(|(kind, found)| forgotten(kind, found, looks_back(kind)));
    age.chain(order)
        .chain(continued)
        .chain(untold)
        .chain(forgotten)
        .chain(zones)
        .map(|warning| format!("{}: {warning}", import.source))
        .collect()
}

/// What a history took away that was given with a list.
fn untold(kind: &str, cases: u64) -> String {
    format!(
        "\"{kind}\" tells nothing of {} that other files of this import tell of, and of which it told before: what it told then counts no more. \
         Where it tells of one period alone, import it by itself, after the list; to have back what it told before, import the earlier files of \
         \"{kind}\" again with --newest, one after the other, each by itself.",
        counted(cases, "case")
    )
}

/// What a later part of a log took away.
fn forgotten(kind: &str, found: &Forgotten, looks_back: bool) -> String {
    let told = match (found.moved, found.fewer) {
        (moved, 0) => format!("{} received later than was known", are(moved)),
        (0, fewer) => format!("{} without events that were known", are(fewer)),
        (moved, fewer) => format!("{} received later than was known, and {} without events that were known", are(moved), are(fewer)),
    };
    let or = if looks_back { "" } else { ", or set mode = \"append\" in the mapping and import all parts again" };
    format!(
        "of {} that \"{kind}\" tells of anew, {told}: as a snapshot, what it tells now stands in the place of what it told before. If it is a part of a \
         log, such as one month, import the whole log in one command{or}.",
        counted(found.shared, "case")
    )
}

fn are(count: u64) -> String {
    format!("{} {}", grouped(count), if count == 1 { "is" } else { "are" })
}

fn of_file(file: &FileReport, import: &ImportReport, is_named: bool) -> String {
    let record = &file.record;
    let mut text = format!("  {}\n", file.path.display());
    if !is_named {
        let columns: Vec<String> = file.recognised_by.iter().map(|column| format!("\"{column}\"")).collect();
        let _ = writeln!(text, "    recognised as {} by the columns {}", file.table, columns.join(", "));
    }
    if let Some(shape) = &file.shape {
        let _ = writeln!(text, "    read as {shape}");
    }
    let (kept, aside, twice) = (grouped(record.kept), grouped(record.set_aside), grouped(record.duplicates));
    let _ = writeln!(
        text,
        "    {} = {kept} kept + {aside} set aside + {twice} exact {}",
        counted(record.rows_in, "row"),
        if record.duplicates == 1 { "duplicate" } else { "duplicates" }
    );
    if file.blank_rows > 0 {
        let are = if file.blank_rows == 1 { "row without any value was" } else { "rows without any value were" };
        let _ = writeln!(text, "    {} more {are} passed over", grouped(file.blank_rows));
    }
    if !file.people.is_empty() {
        let columns: Vec<String> = file.people.iter().map(|column| format!("\"{column}\"")).collect();
        let _ = writeln!(
            text,
            "    left out, because they seem to name or reach people: {} (to keep one, name it under [table.attributes] keep in a copy of the mapping)",
            columns.join(", ")
        );
    }
    if import.ending == Ending::DryRun {
        for (what, from) in &file.mapping {
            let _ = writeln!(text, "      {what:<22} {from}");
        }
    } else if !file.missing.is_empty() {
        let _ = writeln!(text, "    the mapping names columns that are not in this file: {}", file.missing.join(", "));
    }
    text
}

fn sample(import: &ImportReport, zone: Tz) -> String {
    let mut text = String::from("\n  The first of them:\n");
    for row in &import.sample {
        let words: Vec<&str> = row.words.iter().map(String::as_str).filter(|word| !word.is_empty()).collect();
        let (case_id, what) = (row.case_id.as_deref().unwrap_or("(no case)"), row.what.as_deref().unwrap_or(""));
        let _ = writeln!(text, "    {case_id}  {}  {what}  {}", row.at.in_zone(zone), words.join(", "));
    }
    text
}

fn set_aside(import: &ImportReport) -> String {
    let mut text = String::new();
    let mut rest: &[SetAside] = &import.set_aside;
    while let Some(first) = rest.first() {
        let same = rest.iter().take_while(|place| place.column == first.column && place.reason == first.reason).count();
        let (places, others) = rest.split_at(same);
        rest = others;
        let what = match &first.column {
            Some(column) => format!("\"{column}\" {}", first.reason),
            None => first.reason.clone(),
        };
        let _ = writeln!(text, "    {}: {what}", counted(first.fault_count, "row"));
        for place in places {
            let value = place.value.as_ref().map_or(String::new(), |value| format!(": \"{}\"", shortened(value)));
            let _ = writeln!(text, "      {}:{}{value}", place.file, place.line);
        }
        if first.fault_count > same as u64 {
            let _ = writeln!(text, "      and {} more", grouped(first.fault_count - same as u64));
        }
    }
    if text.is_empty() {
        return text;
    }
    let later = match import.ending {
        Ending::Committed(id) => {
            let looks_back = import.files.iter().any(|file| file.looks_back && file.record.set_aside > 0);
            let tells_again = import.set_aside.iter().any(|fault| fault.reason.starts_with("occurs twice: an earlier file "));
            let repair = if tells_again {
                "These files tell of the same cases. If each is a later export than the one before, import them one after another, the\n    \
                 oldest first: a later one then takes the place of what an earlier one says of a case."
            } else if looks_back {
                "Repair them in the export and import it again; they are compared with the rows before them, and cannot be read alone."
            } else {
                "Repair them in the export and import it again, or repair their texts and read them with `ombud import --retry`."
            };
            format!("    They are kept whole: ombud query \"select * from rejects where import = {id}\"\n    {repair}\n")
        }
        Ending::Refused => "    Repair them, or import without --strict to set them aside.\n".to_string(),
        _ => String::new(),
    };
    let is_date = |fault: &SetAside| fault.reason.starts_with("is not a date in a form") && fault.value.as_deref().is_some_and(may_be_date);
    let dates = if import.set_aside.iter().any(is_date) {
        let id = &import.source;
        format!(
            "    If such values are dates, add their form to `dates` in the mapping; `ombud source show {id} --toml > sources/{id}.toml` copies it.\n"
        )
    } else {
        String::new()
    };
    format!("\n  Set aside:\n{text}{dates}{later}")
}

/// Whether a value has at least two numbers, one of them of a day or a month, as a date has.
fn may_be_date(value: &str) -> bool {
    let mut numbers = value.split(|letter: char| !letter.is_ascii_digit()).filter(|number| !number.is_empty());
    numbers.clone().count() >= 2 && numbers.any(|number| number.len() <= 2)
}

fn quality(import: &ImportReport) -> String {
    let share = |count: u64| count as f64 / import.cases.max(1) as f64;
    let mut lines: Vec<String> = import.midnights.iter().map(midnights).collect();
    for note in &import.quality {
        let (count, times, is_one) = (grouped(note.count), counted(note.count, "time"), note.count == 1);
        let are = if is_one { "is" } else { "are" };
        let field = field_of(note);
        match note.measure.as_str() {
            "blank" if share(note.count) >= NOTABLE_BLANK_SHARE => {
                lines.push(format!("{} is blank in {count} of {}", note.field, counted(import.cases, "case")));
            }
            "midnight" if share(note.count) >= NOTABLE_MIDNIGHT_SHARE => {
                lines.push(format!("{field} is exactly midnight {times}; perhaps only the day is known"));
            }
            "mostly_days" => {
                lines.push(format!("{field} gives only the day {times}, and else a time of day: a day stands for the whole day"));
            }
            "undated" => lines.push(format!(
                "\"{}\" is said {times} without its date; it counts as not having happened",
                note.value.as_deref().unwrap_or("")
            )),
            "unnamed" => lines.push(if is_one {
                "1 date stands beside no word for what happened; nothing is taken from it".into()
            } else {
                format!("{count} dates stand beside no word for what happened; nothing is taken from them")
            }),
            "gap_time" => lines.push(format!("{field}: {times} that clocks never showed (they went forward) were moved by the gap")),
            "twice_time" => {
                lines.push(format!("{field}: {times} that clocks showed twice (they went back) were taken as the earlier"));
            }
            "closed_before_received" => lines.push(format!(
                "{} {are} earlier than {} receipt",
                counted(note.count, "closing"),
                if is_one { "its" } else { "their" }
            )),
            "closed_before_resolved" => lines.push(if is_one {
                "1 case was closed before it was resolved".into()
            } else {
                format!("{count} cases were closed before they were resolved")
            }),
            "closed_again" => {
                lines.push(format!("{} {are} of cases that are closed already and were not reopened", counted(note.count, "closing")));
            }
            "day_first" | "month_first" => lines.push(two_orders(note, import.cases)),
            "ancient" => lines
                .push(format!("{field} is before 1990 {times}; numbers read in a wrong unit (epoch-ms for epoch) give 1970, for instance")),
            "future" => lines.push(format!("{field} is in the future {times}")),
            "left_out" => lines.push(format!(
                "free text of \"{}\" was left out {times}, because the mapping does not ask for it ([table.attributes] free_text)",
                note.field
            )),
            "lost_digits" => lines.push(format!(
                "numbers in \"{}\" are longer than a cell can hold {times}: their last digits are lost, and others read the same, so \
                 they are left blank; write the column as text",
                note.field
            )),
            "no_moment" => {
                lines
                    .push(format!("{} with a case, but no moment at which anything happened: nothing is kept", counted(note.count, "row")));
            }
            "case_elsewhere" => lines.push(format!(
                "{} \"{}\" {are} of cases that this import does not hold",
                counted(note.count, "event"),
                note.value.as_deref().unwrap_or("")
            )),
            _ => {}
        }
    }
    lines.extend(labels(&import.quality));
    lines.extend(words(&import.quality, "unmapped", |field| format!("words of {field} that the mapping does not list")));
    lines.extend(words(&import.quality, "said_again", |field| format!("rows that repeat the {field} of the row before")));
    if lines.is_empty() { String::new() } else { format!("\n  Quality:\n    {}\n", lines.join("\n    ")) }
}

/// Dates that are midnight without exception, what follows from that, and the line of a mapping that reads them as days.
fn midnights(found: &Midnights) -> String {
    let columns: Vec<String> = found.columns.iter().map(|column| format!("\"{column}\"")).collect();
    let from = if columns.is_empty() { String::new() } else { format!(" ({})", columns.join(", ")) };
    let remedy =
        found.as_days.as_ref().map_or("read the day alone in the mapping".to_string(), |line| format!("write in the mapping: {line}"));
    format!(
        "{}{from}: all {} values are exactly midnight, as where only the day is known. They were taken as moments, so what is promised in \
         hours is judged as if it began or ended at midnight, and can be wrong by a day. If they are days, {remedy}",
        told_field(&found.field, found.event.as_deref()),
        grouped(found.count)
    )
}

/// Dates of which nothing in the files tells whether day or month comes first.
fn two_orders(note: &QualityRecord, cases: u64) -> String {
    let of = if note.field == "received_at" { format!(" of {}", grouped(cases)) } else { String::new() };
    let first = if note.measure == "day_first" { "day" } else { "month" };
    format!(
        "{}: {}{of} dates could be read in two ways, and none in the files tells which is meant ({first} first was taken; the mapping's `dates` say so)",
        field_of(note),
        grouped(note.count)
    )
}

/// The source's own word on timeliness beside its own dates.
fn labels(quality: &[QualityRecord]) -> Option<String> {
    let count = |measure: &str| quality.iter().find(|note| note.measure == measure).map_or(0, |note| note.count);
    let (on_time, late) = (count("labelled_on_time"), count("labelled_late"));
    let (but_late, but_in_time) = (count("labelled_on_time_closed_late"), count("labelled_late_closed_in_time"));
    let were = |count: u64| if count == 1 { "was" } else { "were" };
    (on_time + late > 0).then(|| {
        format!(
            "of closed cases with a deadline of the source's own, it calls on time {}, of which {} {} closed late by its dates; late {}, of which {} {} closed in time",
            grouped(on_time), grouped(but_late), were(but_late), grouped(late), grouped(but_in_time), were(but_in_time)
        )
    })
}

/// One line for each field with words of a measure.
fn words(quality: &[QualityRecord], measure: &str, what: impl Fn(&str) -> String) -> Vec<String> {
    let notes: Vec<&QualityRecord> = quality.iter().filter(|note| note.measure == measure).collect();
    let by_field = notes.chunk_by(|left, right| left.field == right.field);
    let line = |notes: &[&QualityRecord]| {
        let words = notes
            .iter()
            .take(MOST_WORDS)
            .map(|note| format!("\"{}\" {}", shortened(note.value.as_deref().unwrap_or("")), grouped(note.count)));
        let more = if notes.len() > MOST_WORDS { format!(" and {} more", notes.len() - MOST_WORDS) } else { String::new() };
        format!("{}: {}{more}", what(&notes[0].field), words.collect::<Vec<_>>().join(", "))
    };
    by_field.map(line).collect()
}

fn field_of(note: &QualityRecord) -> String {
    told_field(&note.field, note.value.as_deref())
}

fn told_field(field: &str, event: Option<&str>) -> String {
    event.map_or_else(|| field.to_string(), |event| format!("{field} of \"{event}\""))
}

/// A value short enough for a line.
fn shortened(value: &str) -> String {
    const MOST: usize = 60;
    let line = value.lines().next().unwrap_or("");
    if line.chars().count() <= MOST && line.len() == value.len() {
        value.to_string()
    } else {
        format!("{}…", line.chars().take(MOST).collect::<String>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_values_are_shortened() {
        assert_eq!(shortened("short"), "short");
        assert_eq!(shortened("two\nlines"), "two…");
        assert_eq!(shortened(&"x".repeat(80)).chars().count(), 61);
    }
}
