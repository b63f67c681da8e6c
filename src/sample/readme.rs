//! `README.md` of the sample: the truths, in tables that a test reads back.

use super::truths::{PROMISES, Truths};
use super::words::ISSUES;
use std::collections::BTreeMap;
use std::fmt::Write;

const HEAD: &str = "# Sample data

Two years of a made-up company, *Harbour & Vale Home Services*: 1 October 2024 to 30 September 2026, Europe/London. Nobody in it exists.

| file | what it is | source |
| --- | --- | --- |
| `helpdesk_tickets.csv` | ticket list of a helpdesk, as Zendesk exports it; London wall-clock time | `zendesk` |
| `service_desk_log.csv` | event log of a second desk, one row per activity | `event-log` |
| `feedback_form.jsonl` | web form, one JSON object a line | `feedback-form` |
| `register/` | complaints by phone, in person and by letter, and the organisation's own events | `register` |

A seeded generator that is part of the program (`src/sample/`) writes every byte here, this page included: `ombud sample-data DIR` makes the
folder again, and a test compares it byte for byte. What follows was counted while the data was made, from the fate that each case was given, and
not by the program's own import and verdicts: tests compare the two. The seed is one of a thousand that were tried, so that the stable issues look
stable: chance alone lets one chart in several signal.

";

/// The page.
pub(super) fn page(truths: &Truths) -> String {
    let mut page = HEAD.to_string();
    // Writing to a string cannot fail.
    let _ = write_page(&mut page, truths);
    page
}

fn write_page(page: &mut String, truths: &Truths) -> std::fmt::Result {
    writeln!(
        page,
        "All numbers hold as of {}, when the files were written. Of what fell due by the end of 2026-Q3 they hold at any later time too.\n",
        truths.exported_at
    )?;
    rows_of_files(page, truths)?;
    single_numbers(page, truths)?;
    promises(page, truths)?;
    categories(page, truths)
}

fn rows_of_files(page: &mut String, truths: &Truths) -> std::fmt::Result {
    page.push_str(
        "## Rows\n\n| file | rows | kept | duplicates | set aside | of these | cases |\n| --- | --: | --: | --: | --: | --- | --: |\n",
    );
    for file in &truths.files {
        let reasons: Vec<String> = file.set_aside.iter().map(|(reason, count)| format!("{reason} {count}")).collect();
        let set_aside = file.set_aside_count();
        writeln!(
            page,
            "| `{}` | {} | {} | {} | {set_aside} | {} | {} |",
            file.file,
            file.rows_in,
            file.kept,
            file.duplicates,
            reasons.join(", "),
            file.cases
        )?;
    }
    page.push_str("\nWhat cannot be read stands in rows of cases that exist nowhere else, so that no other number depends on them.\n\n");
    Ok(())
}

fn single_numbers(page: &mut String, truths: &Truths) -> std::fmt::Result {
    page.push_str("## Single truths\n\n| truth | number | where | how to see it |\n| --- | --: | --- | --- |\n");
    for fact in &truths.facts {
        writeln!(page, "| `{}` | {} | {} | {} |", fact.id, fact.value, fact.place, fact.how)?;
    }
    page.push('\n');
    Ok(())
}

fn promises(page: &mut String, truths: &Truths) -> std::fmt::Result {
    page.push_str("## Promises kept and broken\n\n");
    for (promise, meaning) in PROMISES {
        writeln!(page, "- `{promise}`: {meaning}.")?;
    }
    page.push_str(
        "\nA promise is counted in the quarter that holds the last instant before it fell due. Business days are Monday to Friday without England's bank holidays.\n\n\
         | promise | source | kind | quarter | met | late | missed | pending |\n| --- | --- | --- | --- | --: | --: | --: | --: |\n",
    );
    for row in &truths.promises {
        writeln!(
            page,
            "| `{}` | {} | {} | {} | {} | {} | {} | {} |",
            row.promise, row.source, row.kind, row.quarter, row.met, row.late, row.missed, row.pending
        )?;
    }
    page.push('\n');
    Ok(())
}

fn categories(page: &mut String, truths: &Truths) -> std::fmt::Result {
    let names: Vec<&str> = ISSUES.iter().map(|issue| issue.name).chain([""]).collect();
    let heads: Vec<&str> = names.iter().map(|name| if name.is_empty() { "none" } else { name }).collect();
    let by_month: BTreeMap<&str, u32> = truths.category_months.iter().map(|row| (row.month.as_str(), 0)).collect();
    page.push_str(
        "## Cases by category and month of receipt\n\nAll four sources together, months as London's calendar has them. *delivery* rises from May 2026 \
         (2.2 times its usual number), *heating* is high from November to February only (3 times), *billing* falls from February 2026 (to 0.4), after \
         an action that was completed on 14 January. The others are stable and only scatter.\n\n",
    );
    writeln!(page, "| month | {} |\n| --- | {} |", heads.join(" | "), vec!["--:"; heads.len()].join(" | "))?;
    for month in by_month.keys() {
        let counts: Vec<String> = names.iter().map(|name| truths.category_month(name, month).to_string()).collect();
        writeln!(page, "| {month} | {} |", counts.join(" | "))?;
    }
    Ok(())
}
