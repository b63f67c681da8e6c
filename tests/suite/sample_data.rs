//! The committed sample is what the generator makes, and its README tells the truth about it.

use ombud::register::verify;
use ombud::sample::{Sample, Truths, generate};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn committed() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data")
}

fn text<'a>(sample: &'a Sample, path: &str) -> &'a str {
    std::str::from_utf8(sample.file(path).unwrap()).unwrap()
}

/// The cells of every table row of a page, without quotes of code.
fn rows(page: &str) -> Vec<Vec<String>> {
    page.lines()
        .filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"))
        .map(|line| line.split(" | ").map(|cell| cell.trim().trim_matches('`').to_string()).collect())
        .collect()
}

fn row<'a>(rows: &'a [Vec<String>], keys: &[&str]) -> &'a [String] {
    let found: Vec<_> = rows.iter().filter(|row| row.len() > keys.len() && row.iter().zip(keys).all(|(cell, key)| cell == key)).collect();
    assert_eq!(found.len(), 1, "rows that begin with {keys:?}");
    &found[0][keys.len()..]
}

/// Every file below a folder, by its path with `/`.
fn files_below(folder: &Path, prefix: &str) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries
        .flat_map(|entry| {
            let name = format!("{prefix}{}", entry.file_name().to_str().unwrap());
            if entry.path().is_dir() { files_below(&entry.path(), &format!("{name}/")) } else { BTreeSet::from([name]) }
        })
        .collect()
}

#[test]
fn the_committed_files_are_those_that_the_generator_makes() {
    let sample = generate().unwrap();
    for (path, bytes) in &sample.files {
        let kept = std::fs::read(committed().join(path)).unwrap_or_default();
        let first = kept.iter().zip(bytes).position(|(left, right)| left != right);
        assert!(
            kept == *bytes,
            "sample_data/{path} has {} bytes, the generator makes {}; first difference at {first:?}; `ombud sample-data sample_data` writes it anew",
            kept.len(),
            bytes.len()
        );
    }
    let made: BTreeSet<String> = sample.files.iter().map(|(path, _)| path.clone()).collect();
    assert_eq!(files_below(&committed(), ""), made);
}

#[test]
fn two_runs_make_the_same() {
    assert_eq!(generate().unwrap().files, generate().unwrap().files);
}

#[test]
fn the_rows_of_each_file_are_those_that_the_truths_count() {
    let sample = generate().unwrap();
    for file in &sample.truths.files {
        let text = text(&sample, file.file);
        let is_csv = Path::new(file.file).extension().is_some_and(|extension| extension == "csv");
        let lines: Vec<&str> = text.lines().skip(usize::from(is_csv)).collect();
        let different: BTreeSet<&&str> = lines.iter().collect();
        assert_eq!(lines.len() as u32, file.rows_in, "{}", file.file);
        assert_eq!((lines.len() - different.len()) as u32, file.duplicates, "{}", file.file);
        assert_eq!(file.kept + file.duplicates + file.set_aside_count(), file.rows_in, "{}", file.file);
    }
}

#[test]
fn the_rows_that_cannot_be_read_are_those_that_the_truths_count() {
    let sample = generate().unwrap();
    // A naive reading of each file: the right number of fields, a case, and a date that exists.
    let is_moment = |text: &str| {
        chrono::NaiveDateTime::parse_from_str(text.get(..19).unwrap_or_default().replace('T', " ").as_str(), "%Y-%m-%d %H:%M:%S").is_ok()
    };
    let csv_is_readable = |fields: usize, id: usize, at: usize| {
        move |line: &str| {
            let cells: Vec<&str> = line.split(',').collect();
            cells.len() == fields && !cells[id].trim().is_empty() && is_moment(cells[at])
        }
    };
    let json_is_readable = |line: &str| {
        let value: serde_json::Value = serde_json::from_str(line).unwrap_or_default();
        let text = |key: &str| value[key].as_str().unwrap_or_default().to_string();
        !text("id").is_empty() && is_moment(&text("submitted_at"))
    };
    let unreadable = |path: &str, header: usize, is_readable: &dyn Fn(&str) -> bool| {
        text(&sample, path).lines().skip(header).filter(|line| !is_readable(line)).count() as u32
    };
    let counts = [
        unreadable("helpdesk_tickets.csv", 1, &csv_is_readable(23, 0, 6)),
        unreadable("service_desk_log.csv", 1, &csv_is_readable(5, 0, 3)),
        unreadable("feedback_form.jsonl", 0, &json_is_readable),
    ];
    let told: Vec<u32> = sample.truths.files.iter().map(ombud::sample::FileTruth::set_aside_count).collect();
    assert_eq!(counts.to_vec(), told);
}

#[test]
fn the_register_of_the_sample_is_sound() {
    let sample = generate().unwrap();
    let folder = tempfile::tempdir().unwrap();
    sample.write(folder.path()).unwrap();
    let verification = verify::verify(&folder.path().join("register")).unwrap();
    assert!(verification.is_sound(), "{:?}", verification.findings);
    assert_eq!(Some(verification.entry_count as u32), sample.truths.fact("register.entries"));
}

#[test]
fn the_readme_tells_the_truths() {
    let sample = generate().unwrap();
    let truths = &sample.truths;
    let rows = rows(text(&sample, "README.md"));
    for file in &truths.files {
        let counts = [file.rows_in, file.kept, file.duplicates, file.set_aside_count()].map(|count| count.to_string());
        let told: Vec<_> = rows.iter().filter(|row| row[0] == file.file && row.len() == 7).collect();
        assert_eq!(told.len(), 1, "{}", file.file);
        assert_eq!(told[0][1..5], counts);
        let reasons: Vec<String> = file.set_aside.iter().map(|(reason, count)| format!("{reason} {count}")).collect();
        assert_eq!((told[0][5].as_str(), told[0][6].as_str()), (reasons.join(", ").as_str(), file.cases.to_string().as_str()));
    }
    for fact in &truths.facts {
        assert_eq!(row(&rows, &[&fact.id])[0], fact.value.to_string(), "{}", fact.id);
    }
    for promise in &truths.promises {
        let told = row(&rows, &[promise.promise, promise.source, promise.kind, &promise.quarter]);
        assert_eq!(told, [promise.met, promise.late, promise.missed, promise.pending].map(|count| count.to_string()));
    }
    let heads = row(&rows, &["month"]);
    for truth in &truths.category_months {
        let name = if truth.category.is_empty() { "none" } else { truth.category };
        let column = heads.iter().position(|head| head == name).unwrap();
        assert_eq!(row(&rows, &[&truth.month])[column], truths.category_month(truth.category, &truth.month).to_string());
    }
}

/// How many cases a category has in a month, on average over months from `first` to before `end`.
fn monthly(truths: &Truths, category: &str, first: &str, end: &str) -> f64 {
    let months: BTreeSet<&str> =
        truths.category_months.iter().map(|row| row.month.as_str()).filter(|month| *month >= first && *month < end).collect();
    let sum: u32 = months.iter().map(|month| truths.category_month(category, month)).sum();
    f64::from(sum) / months.len() as f64
}

#[test]
fn the_planted_issues_are_there() {
    let truths = generate().unwrap().truths;
    let ratio = |category, before: (&str, &str), after: (&str, &str)| {
        monthly(&truths, category, after.0, after.1) / monthly(&truths, category, before.0, before.1)
    };
    let delivery = ratio("delivery", ("2024-10", "2026-05"), ("2026-05", "2026-10"));
    assert!((2.0..2.4).contains(&delivery), "delivery x {delivery}"); // planted: 2.2
    let billing = ratio("billing", ("2024-10", "2026-02"), ("2026-02", "2026-10"));
    assert!((0.35..0.45).contains(&billing), "billing x {billing}"); // planted: 0.4
    for (winter, summer) in [(("2024-11", "2025-03"), ("2025-03", "2025-11")), (("2025-11", "2026-03"), ("2026-03", "2026-10"))] {
        let heating = ratio("heating", summer, winter);
        assert!((2.5..3.5).contains(&heating), "heating x {heating}"); // planted: 3
    }
    for category in ["appointments", "workmanship", "parts", "website", "call_centre"] {
        let stable = ratio(category, ("2024-10", "2026-07"), ("2026-07", "2026-10"));
        assert!((0.8..1.25).contains(&stable), "{category} x {stable}");
    }
}

#[test]
fn every_way_to_keep_and_to_break_a_promise_is_there() {
    let truths = generate().unwrap().truths;
    for (promise, source) in
        [("acknowledged_24h", "register"), ("resolved_7bd", "register"), ("resolved_7bd", "event-log"), ("resolved_7bd", "zendesk")]
    {
        let rows = truths.promises.iter().filter(|row| row.promise == promise && row.source == source);
        let [met, late, missed] = rows.fold([0; 3], |sum, row| [sum[0] + row.met, sum[1] + row.late, sum[2] + row.missed]);
        assert!(met > 0 && late > 0 && missed > 0, "{promise} in {source}: {met} met, {late} late, {missed} missed");
    }
    assert!(truths.promises.iter().any(|row| row.pending > 0));
    assert_eq!(truths.missed_review_weeks, ["2025-W33", "2026-W22"]);
    assert_eq!(truths.exported_at.to_string(), "2026-10-01T07:00:00Z");
}
