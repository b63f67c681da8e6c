//! Trends: over a warehouse made by hand, and over the sample with its planted issues.

use crate::program::ombud;
use crate::report::{Fixture, at};
use crate::truths::demo;
use ombud::analysis::denominators::Denominators;
use ombud::analysis::measure::narratives::Reading;
use ombud::analysis::text::{TextView, Wanted, text_view};
use ombud::analysis::trend::{Detail, Question, Signal, Trends, mix_of_rates, trends, trends_in_detail};
use ombud::report::texts::Language;
use ombud::time::period::Length;

fn question(by: &str) -> Question<'_> {
    Question { period: "2026-Q3".parse().unwrap(), zone: chrono_tz::UTC, as_of: at("2026-10-05T00:00:00Z"), kind: Some("complaint"), by }
}

/// Two years and a quarter of daily-spread complaints: so many of a category in each month.
fn with_months(fixture: &Fixture, category: &str, counts: impl Fn(usize) -> usize) {
    let mut month: ombud::time::Period = "2024-07".parse().unwrap();
    for place in 0..27 {
        let first = month.first_day();
        for number in 0..counts(place) {
            let day = first + chrono::Days::new((number % 28) as u64);
            fixture.case(&format!("{category}-{place}-{number}"), &format!("{day} 12:00:00"), Some(category));
        }
        month = month.next();
    }
}

#[test]
fn the_words_follow_from_the_counts_in_the_warehouse() {
    let fixture = Fixture::new();
    for (category, usual) in [("billing", 28), ("damage", 30), ("visits", 29), ("staff", 28)] {
        with_months(&fixture, category, |_| usual);
    }
    with_months(&fixture, "delivery", |month| if month >= 24 { 30 } else { 12 });
    with_months(&fixture, "portal", |month| if month >= 25 { 4 } else { 0 });
    let trends = trends(&fixture.connection, &question("category")).unwrap();
    let words: Vec<_> = trends.issues.iter().map(|issue| (issue.segment.as_deref().unwrap(), issue.signal)).collect();
    assert_eq!(words[..2], [("portal", Signal::New), ("delivery", Signal::Rising)]);
    assert!(words[2..].iter().all(|(_, signal)| *signal == Signal::Noise), "{words:?}");
    assert_eq!((trends.newest_months.len(), trends.baseline_months.len(), trends.tested), (3, 24, 6));
    let delivery = &trends.issues[1];
    assert_eq!((delivery.newest, delivery.baseline, delivery.last_year.unwrap().cases), (90, 288, 36));
    assert_eq!(delivery.since.unwrap().to_string(), "2026-07");
    // By channel there is one segment, and it is all cases.
    let by_channel = judged(&fixture, "channel");
    assert_eq!(by_channel.issues.iter().map(|issue| issue.newest).sum::<u64>(), trends.total.newest);
}

fn judged(fixture: &Fixture, by: &str) -> Trends {
    trends(&fixture.connection, &question(by)).unwrap()
}

/// So many of a category in each month, of a source of its own.
fn with_source(fixture: &Fixture, source: &str, category: &str, counts: impl Fn(usize) -> usize) {
    with_months(fixture, &format!("{category}-{source}"), counts);
    fixture.run(&format!("update cases set source = '{source}', category = '{category}' where category = '{category}-{source}'"));
}

#[test]
fn a_feed_that_stopped_is_no_fall() {
    let (both, alone) = (Fixture::new(), Fixture::new());
    for category in ["billing", "delivery", "repairs"] {
        with_months(&both, category, |_| 28);
        with_months(&alone, category, |_| 28);
        // Twenty a month up to April 2026 (place 21), and then nothing: nobody imported it.
        with_source(&both, "branch", category, |month| if month < 22 { 20 } else { 0 });
    }
    let (told, covered) = (judged(&both, "category"), judged(&alone, "category"));
    let numbers = |trends: &ombud::analysis::trend::Trends| -> Vec<_> {
        let issues = trends.issues.iter().chain([&trends.total]);
        issues.map(|issue| (issue.segment.clone(), issue.signal, issue.newest, issue.baseline, issue.expected)).collect()
    };
    assert_eq!(numbers(&told), numbers(&covered));
    assert_eq!((told.total.newest, told.total.baseline, told.total.signal), (252, 2_016, Signal::Noise));
    let silent: Vec<String> = told.coverage.silent.iter().map(|silent| format!("{} {}", silent.source, silent.last)).collect();
    assert_eq!(silent, ["branch 2026-04-20T12:00:00Z"]);
    assert!(covered.coverage.silent.is_empty());
    // A source that tells less, to the end, has truly fallen.
    let fallen = Fixture::new();
    with_months(&fallen, "billing", |_| 28);
    with_source(&fallen, "branch", "delivery", |month| if month < 22 { 28 } else { 14 });
    fallen.run(
        "update cases set received_at = received_at + interval 14 days where source = 'branch' and received_at >= timestamp '2026-05-01'",
    );
    let trends = judged(&fallen, "category");
    assert!(trends.coverage.silent.is_empty());
    assert_eq!(trends.issues.iter().find(|issue| issue.segment.as_deref() == Some("delivery")).unwrap().signal, Signal::Falling);
}

#[test]
fn the_report_says_which_source_fell_silent_and_compares_without_it() {
    let fixture = Fixture::new();
    with_months(&fixture, "billing", |_| 28);
    with_source(&fixture, "branch", "billing", |month| if month < 22 { 20 } else { 0 });
    let page = |language| {
        let request = ombud::report::Request { language, ..crate::report::request("2026-Q3", "2026-10-05T00:00:00Z") };
        ombud::report::quarterly(&fixture.connection, &request).unwrap()
    };
    let english = page(Language::English);
    let words = crate::report::words(&english.html);
    assert!(words.contains("The source branch tells of no complaint after 20 April 2026"), "{words}");
    let facts = crate::report::facts(&english);
    assert!((crate::report::value(&facts, "trend.category.billing.2026-Q3.expected_count") - 672.0 / 730.0 * 92.0).abs() < 1e-9);
    assert_eq!(facts["trend.category.billing.2026-Q3.expected_count"]["params"]["without"], "branch");
    assert!(!words.contains("a fall that is more than chance explains"), "{words}");
    let german = crate::report::words(&page(Language::German).html);
    assert!(german.contains("Die Quelle branch enthält nach dem 20. April 2026 nichts mehr"), "{german}");
}

/// A thousand customers of each category, and two and a half thousand of billing in the newest quarter.
fn growing() -> Denominators {
    let mut text = String::from("period,segment,customers\n");
    for month in ombud::analysis::trend::months_of("2026-Q3".parse().unwrap()) {
        let is_newest = month.first_day() >= "2026-07-01".parse().unwrap();
        text += &format!("{month},billing,{}\n{month},delivery,1000\n", if is_newest { 2500 } else { 1000 });
    }
    Denominators::read(std::path::Path::new("denominators.csv"), &text).unwrap()
}

#[test]
fn the_report_compares_rates_where_there_are_denominators() {
    let fixture = Fixture::new();
    with_months(&fixture, "billing", |month| if month >= 24 { 50 } else { 20 });
    with_months(&fixture, "delivery", |_| 28);
    with_months(&fixture, "portal", |month| if month >= 24 { 10 } else { 5 });
    let page = |language, denominators: Option<Denominators>| {
        let request = ombud::report::Request { language, ..crate::report::request("2026-Q3", "2026-10-05T00:00:00Z") };
        let beside = ombud::report::Beside { denominators, ..Default::default() };
        ombud::report::quarterly_beside(&fixture.connection, &request, beside).unwrap()
    };
    let rates = page(Language::English, Some(growing()));
    let facts = crate::report::facts(&rates);
    let value = |name: &str| crate::report::value(&facts, &format!("trend.category.billing.2026-Q3.{name}"));
    // 150 of 2,500 customers are 60 per 1,000; 480 of 1,000 in 730 days are 60.5 in 92, and 151.2 of 2,500 customers.
    assert!((value("rate_per_1000") - 60.0).abs() < 1e-9 && (value("usual_rate_per_1000") - 480.0 / 730.0 * 92.0).abs() < 1e-9);
    assert!((value("expected_count") - 2.5 * 480.0 / 730.0 * 92.0).abs() < 1e-9);
    assert!((value("ratio") - 60.0 / (480.0 / 730.0 * 92.0)).abs() < 1e-9);
    assert_eq!(facts["trend.category.billing.2026-Q3.rate_per_1000"]["unit"], "cases per 1,000 customers");
    let words = crate::report::words(&rates.html);
    for told in [
        "Compared are rates per 1,000 customers, by the file denominators.csv",
        "60.0 per 1,000 customers (50.8 to 70.4)",
        "no denominator for each month of the quarter, or for three before: not judged",
        "30 further have no denominator and are in no comparison.",
        "would have been usual for as many customers as there were; 234 came",
    ] {
        assert!(words.contains(told), "{told}\n{words}");
    }
    assert!(
        !facts.contains_key("trend.category.billing.2026-Q3.since_month")
            && rates.drafted.iter().all(|draft| !draft.id.starts_with("rise-"))
    );
    // The trends say the same.
    let denominators = growing();
    let detail = Detail { denominators: Some(&denominators), ..Detail::default() };
    let question = Question { zone: chrono_tz::Europe::London, ..question("category") };
    let trends = trends_in_detail(&fixture.connection, &question, &detail).unwrap();
    let billing = trends.issues.iter().find(|issue| issue.segment.as_deref() == Some("billing")).unwrap();
    assert!((billing.ratio.unwrap() - value("ratio")).abs() < 1e-12 && billing.signal == Signal::Noise);
    let german = crate::report::words(&page(Language::German, Some(growing())).html);
    assert!(
        german.contains("60,0 je 1.000 Kunden (50,8 bis 70,4)") && german.contains("Verglichen werden Raten je 1.000 Kunden"),
        "{german}"
    );
    // Without the file the same counts rise.
    let counts = page(Language::English, None);
    assert!(counts.drafted.iter().any(|draft| draft.id == "rise-billing"));
    assert!(!crate::report::words(&counts.html).contains("per 1,000"));
}

#[test]
fn feedback_is_no_complaint() {
    let fixture = Fixture::new();
    with_months(&fixture, "billing", |_| 20);
    fixture.run("update cases set kind = 'feedback' where case_id like '%-1'");
    let trends = judged(&fixture, "category");
    assert_eq!(trends.total.newest, 57);
}

#[test]
fn the_planted_issues_are_found_and_nothing_else() {
    let words = ["-C", "here", "trends", "--period", "2026-Q3", "--as-of", "2026-10-01T07:00:00Z", "--format", "json"];
    let told = ombud(demo(), &words).done();
    let issues: Vec<serde_json::Value> = serde_json::from_str(&told).unwrap();
    let found = |name: &str| issues.iter().find(|issue| issue["category"] == name).unwrap_or_else(|| panic!("{name}: {told}"));
    // sample_data/README.md: delivery rises from May 2026, billing falls from February 2026, heating is high each winter.
    assert_eq!((found("delivery")["signal"].as_str(), found("delivery")["since_month"].as_str()), (Some("rising"), Some("2026-05")));
    assert_eq!((found("billing")["signal"].as_str(), found("billing")["since_month"].as_str()), (Some("falling"), Some("2026-02")));
    assert_eq!(found("heating")["signal"], "seasonal");
    let others = issues.iter().filter(|issue| !["delivery", "billing", "heating"].contains(&issue["category"].as_str().unwrap()));
    for issue in others {
        assert_eq!(issue["signal"], "noise", "{issue}");
    }
}

#[test]
fn trends_refuse_what_they_do_not_know_and_say_what_they_do() {
    let refused = |words: &[&str]| {
        let run = ombud(demo(), &[&["-C", "here", "trends", "--as-of", "2026-10-01T07:00:00Z"], words].concat());
        assert_eq!(run.code, 2);
        run.err
    };
    assert!(refused(&["--by", "catgory"]).contains("trends cannot be told by \"catgory\"; did you mean \"category\"?"));
    assert!(refused(&["--every", "quarter"]).contains("Accepted: month or week."));
    assert!(refused(&["--by", "product", "--depth", "2"]).contains("only categories have a path, and this is by product"));
    assert!(refused(&["--depth", "0"]).contains("a depth of 0 tells nothing apart"));
    assert!(refused(&["--depth", "1", "--under", "billing"]).contains("Accepted: --depth 2 or more."));
    assert!(refused(&["--denominators", "nowhere.csv"]).contains("nowhere.csv"));
    assert!(refused(&["--period", "2026-07"]).contains("Accepted: a quarter, such as 2026-Q3."));
}

#[test]
fn without_a_period_the_newest_quarter_that_is_over_is_told() {
    let run = ombud(demo(), &["-C", "here", "trends", "--as-of", "2026-09-15", "--format", "table"]);
    assert!(run.err.contains(" in 2026-Q2"), "{}", run.err);
}

#[test]
fn a_category_path_is_told_at_any_depth() {
    let fixture = Fixture::new();
    with_months(&fixture, "Billing > Refunds", |_| 9);
    with_months(&fixture, "Billing::Invoices", |_| 6);
    // Its cases reach to the end of each month, so that September is covered.
    with_months(&fixture, "Delivery", |_| 28);
    fixture.run("update cases set subcategory = 'late' where category = 'Billing > Refunds' and case_id like '%-1'");
    let told = |depth: Option<usize>, under: Option<&str>| {
        let detail = Detail { depth, under, ..Detail::default() };
        let trends = trends_in_detail(&fixture.connection, &question("category"), &detail).unwrap();
        let mut rows: Vec<(String, u64)> = trends.issues.iter().map(|issue| (issue.segment.clone().unwrap(), issue.newest)).collect();
        rows.sort();
        rows
    };
    let named = |rows: &[(&str, u64)]| rows.iter().map(|(name, cases)| ((*name).to_string(), *cases)).collect::<Vec<_>>();
    assert_eq!(told(Some(1), None), named(&[("Billing", 45), ("Delivery", 84)]));
    assert_eq!(told(Some(2), Some("Billing")), named(&[("Billing > Invoices", 18), ("Billing > Refunds", 27)]));
    // Of nine refunds a month one is "late".
    assert_eq!(told(Some(3), Some("Billing>Refunds")), named(&[("Billing > Refunds", 24), ("Billing > Refunds > late", 3)]));
    assert_eq!(told(None, None).len(), 3);
}

#[test]
fn charts_by_week_and_months_tell_the_same_quarter() {
    let fixture = Fixture::new();
    with_months(&fixture, "billing", |_| 28);
    let detail = Detail { every: Length::Week, ..Detail::default() };
    let weekly = trends_in_detail(&fixture.connection, &question("category"), &detail).unwrap();
    let monthly = judged(&fixture, "category");
    assert_eq!((weekly.total.newest, weekly.total.baseline), (monthly.total.newest, monthly.total.baseline));
    // From Monday 1 July 2024 to the week of 28 September 2026, of which three days are October's.
    assert_eq!((weekly.points.months.len(), weekly.total.chart.points.len()), (118, 118));
    // One a day, but for the last days of longer months: seven in a whole week of the first 28 days.
    assert_eq!(weekly.total.chart.points[0].value, Some(7.0));
}

#[test]
fn an_import_of_a_backlog_is_told_and_late_registration_makes_months_provisional() {
    let fixture = Fixture::new();
    with_months(&fixture, "billing", |_| 28);
    for number in 0..40 {
        fixture.case(&format!("old-{number}"), "2026-08-15 09:00:00", Some("billing"));
    }
    let busy = judged(&fixture, "category").guards.busy;
    // Every day but those has one case.
    assert_eq!(busy.len(), 1, "{busy:?}");
    assert_eq!((busy[0].day.to_string(), busy[0].cases, busy[0].usual.round()), ("2026-08-15".into(), 41, 1.0));
    // Thirty cases registered ten days after their receipt, as of 5 October: September is not all there.
    for number in 0..30 {
        fixture.event(&format!("old-{number}"), "logged", "2026-08-25 09:00:00");
    }
    let guards = judged(&fixture, "category").guards;
    assert_eq!(guards.late_days, Some(10.0));
    assert_eq!(guards.provisional, [26]);
}

#[test]
fn rare_cases_are_charted_by_the_days_between_them() {
    let fixture = Fixture::new();
    with_months(&fixture, "billing", |_| 28);
    // Two months in three have one, on the first; of the 24 before, sixteen: 31 and about 60 days apart.
    with_months(&fixture, "gas", |month| usize::from(month % 3 != 0));
    for day in 1..=6 {
        fixture.case(&format!("gas-burst-{day}"), &format!("2026-08-0{day} 12:00:00"), Some("gas"));
    }
    let trends = judged(&fixture, "category");
    let gas = trends.issues.iter().find(|issue| issue.segment.as_deref() == Some("gas")).unwrap();
    let gaps = gas.gaps.as_ref().expect("a rare issue");
    assert!((gaps.newest.last().unwrap().1 - 26.0).abs() < 1e-9);
    assert!(gaps.newest.iter().filter(|(_, days)| gaps.chart.excludes(*days)).count() >= 5, "{gaps:?}");
    assert!(trends.issues.iter().find(|issue| issue.segment.as_deref() == Some("billing")).unwrap().gaps.is_none());
}

/// The rows of a view of the demo as JSON, and what was said beside them.
fn view(words: &[&str]) -> (Vec<serde_json::Value>, String) {
    let run = ombud(
        demo(),
        &[&["-C", "here", "trends", "--period", "2026-Q3", "--as-of", "2026-10-01T07:00:00Z", "--format", "json"], words].concat(),
    );
    assert_eq!(run.code, 0, "{}", run.err);
    (serde_json::from_str(&run.out).unwrap(), run.err)
}

#[test]
fn the_planted_letter_is_one_group_and_its_counts_stand_with_and_without_it() {
    let (groups, said) = view(&["--of", "texts"]);
    // sample_data/README.md: 16 copies of one letter about delivery, from 18 May 2026.
    let letter = groups
        .iter()
        .find(|group| group["label"].as_str().is_some_and(|label| label.contains("written explanation")))
        .unwrap_or_else(|| panic!("{groups:?}"));
    assert_eq!(letter["newest_count"].as_u64().unwrap() + letter["before_count"].as_u64().unwrap(), 16);
    assert_eq!((letter["category"].as_str(), letter["first_month"].as_str()), (Some("delivery"), Some("2026-05")));
    assert!(letter["category_newest_once_count"].as_u64() < letter["category_newest_count"].as_u64());
    assert!(said.contains("Texts stay on this machine."), "{said}");
}

#[test]
fn the_planted_repeaters_are_counted() {
    let (quarters, said) = view(&["--of", "repeats"]);
    assert_eq!(quarters.len(), 8);
    let sum = |name: &str| quarters.iter().map(|quarter| quarter[name].as_u64().unwrap()).sum::<u64>();
    assert!(sum("repeat_count") > 0 && sum("repeat_count") < sum("eligible_count"));
    let newest = quarters.last().unwrap();
    assert_eq!(newest["quarter"], "2026-Q3");
    let back = newest["came_back_share"].as_f64().unwrap();
    assert!((0.0..1.0).contains(&back), "{newest}");
    assert!(said.contains("Customers of 2026-Q3:"), "{said}");
    // The two years begin with the data: who complained before the first quarter is not known.
    assert!(said.contains("note: the data begin on 2024-10-01: whether a case received within 90 days"), "{said}");
}

#[test]
fn a_mix_says_where_the_data_cover_a_quarter_in_part() {
    let told = |as_of: &str| ombud(demo(), &["-C", "here", "trends", "--of", "mix", "--period", "2026-Q3", "--as-of", as_of]).err;
    let note = "The data cover 2026-Q3 only in part";
    assert!(told("2026-09-01T07:00:00Z").contains(note), "a month of the quarter is not over");
    assert!(!told("2026-10-01T07:00:00Z").contains(note));
}

#[test]
fn every_view_is_written_in_every_format_and_the_same_twice() {
    for of in ["issues", "causes", "repeats", "texts", "phrases", "teams", "mix", "times"] {
        let words = |format: &'static str| {
            ["-C", "here", "trends", "--of", of, "--period", "2026-Q3", "--as-of", "2026-10-01T07:00:00Z", "--format", format]
        };
        for format in ["table", "csv", "json", "markdown"] {
            let first = ombud(demo(), &words(format)).done();
            assert!(first.lines().count() > 1 || of == "phrases", "{of} {format}: {first}");
            assert_eq!(first, ombud(demo(), &words(format)).done(), "{of} {format}");
        }
        let parquet = std::process::Command::new(env!("CARGO_BIN_EXE_ombud")).current_dir(demo()).args(words("parquet")).output().unwrap();
        assert!(parquet.stdout.starts_with(b"PAR1"), "{of}: {}", String::from_utf8_lossy(&parquet.stderr));
    }
}

/// Names of counts of people's cases in the views, that no reader of the public may see from 1 to 4.
const COUNTS: [&str; 8] = [
    "newest_count",
    "baseline_count",
    "year_ago_count",
    "case_count",
    "broken_count",
    "repeat_count",
    "unnamed_count",
    "uncategorised_count",
];

#[test]
fn the_public_sees_no_small_number_in_any_view() {
    for of in ["issues", "causes", "repeats", "texts", "phrases", "teams", "mix", "times"] {
        for by in ["category", "channel", "team"] {
            let (rows, said) = view(&["--of", of, "--by", by, "--audience", "public"]);
            assert!(said.contains("counts from 1 to 4 are hidden"), "{said}");
            for row in rows {
                for name in COUNTS {
                    let count = row[name].as_f64().unwrap_or(0.0);
                    assert!(count == 0.0 || count >= 5.0, "{of} by {by}: {name} of {row}");
                }
            }
        }
    }
}

#[test]
fn what_is_hidden_from_the_public_takes_its_shares_and_ratios_with_it() {
    let fixture = Fixture::new();
    // Its cases reach to the end of each month, so that September is covered.
    with_months(&fixture, "billing", |_| 28);
    with_months(&fixture, "portal", |month| usize::from(month == 26));
    let trends = judged(&fixture, "category");
    let counts: Vec<u64> = trends.issues.iter().map(|issue| issue.newest).chain([trends.unnamed]).collect();
    let line = ombud::analysis::disclosure::Audience::Public.line(&counts);
    // 84 and 1: the only other number goes too, and the audit is content.
    assert_eq!(line.hidden_count(), 2);
    line.audit("cases", &[]).unwrap();
}

#[test]
fn rates_come_from_a_file_and_are_never_swapped_for_counts() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("orders.csv");
    let mut text = String::from("period,segment,orders\n");
    for year in [2024, 2025, 2026] {
        text += &format!("{year},email,36500\n{year},phone,7300\n");
    }
    std::fs::write(&file, text).unwrap();
    let (rows, said) = view(&["--by", "channel", "--denominators", file.to_str().unwrap()]);
    let row = |name: &str| rows.iter().find(|row| row["channel"] == name).unwrap_or_else(|| panic!("{name}: {rows:?}"));
    // 92 of 365 days of 36,500 orders are 9,200.
    let email = row("email");
    let expected = email["newest_count"].as_f64().unwrap() / 9_200.0 * 1000.0;
    assert!((email["rate_per_1000"].as_f64().unwrap() - expected).abs() < 1e-9, "{email}");
    let other = row("web_form");
    assert_eq!((other["signal"].as_str(), other["rate_per_1000"].is_null()), (Some("no history"), true));
    assert!(said.contains("per 1,000 orders"), "{said}");
    let mix = |by: &str, file: &std::path::Path| {
        let words = ["-C", "here", "trends", "--of", "mix", "--period", "2026-Q3", "--as-of", "2026-10-01T07:00:00Z", "--by", by];
        ombud(demo(), &[&words[..], &["--denominators", file.to_str().unwrap()]].concat())
    };
    // Cases by the form are in no group: it has no orders.
    let told = mix("channel", &file).err;
    assert!(told.contains("name no channel that has denominators: the change is without them"), "{told}");
    // The orders of all would count once for each channel.
    std::fs::write(&file, "period,segment,orders\n2024,,36500\n2025,,36500\n2026,,36500\n").unwrap();
    let refused = mix("channel", &file);
    assert!(refused.err.contains("a mix needs those of each channel") && refused.code != 0, "{}", refused.err);
}

#[test]
fn all_below_a_path_are_in_no_comparison_without_its_own_denominator() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("customers.csv");
    let said = |rows: &[&str]| {
        let of_year = |year: i32| rows.iter().fold(String::new(), |text, row| format!("{text}{year},{row}\n"));
        let years: String = [2024, 2025, 2026].into_iter().map(of_year).collect();
        std::fs::write(&file, format!("period,segment,customers\n{years}")).unwrap();
        view(&["--under", "billing", "--denominators", file.to_str().unwrap()]).1
    };
    let for_want = "not compared, for want of a denominator of billing itself in each month";
    let others = said(&[",5000", "delivery,1000"]);
    assert!(others.contains(for_want) && !others.contains("would have been usual"), "{others}");
    let own = said(&[",5000", "billing,1000"]);
    assert!(!own.contains(for_want) && own.contains("would have been usual"), "{own}");
}

#[test]
fn the_customers_of_a_path_are_those_of_all_its_spellings() {
    let fixture = Fixture::new();
    for (category, count) in [("billing>refunds", 10), ("billing::refunds", 20), ("delivery", 40)] {
        with_months(&fixture, category, |_| count);
    }
    let rows: String = [2024, 2025, 2026].iter().map(|year| format!("{year},billing > refunds,600\n{year},delivery,900\n")).collect();
    let customers = Denominators::read(std::path::Path::new("d.csv"), &format!("period,segment,customers\n{rows}")).unwrap();
    let detail = Detail { denominators: Some(&customers), ..Detail::default() };
    let trends = trends_in_detail(&fixture.connection, &question("category"), &detail).unwrap();
    let told: Vec<(Option<&str>, u64)> = trends.issues.iter().map(|issue| (issue.segment.as_deref(), issue.newest)).collect();
    assert_eq!(told, [(Some("delivery"), 120), (Some("billing > refunds"), 90)]);
    let mix = mix_of_rates(&trends, &customers, "category", None, true).unwrap();
    let rates: Vec<(&str, f64)> = mix.groups.iter().map(|(name, group)| (name.as_str(), group.count_after / group.volume_after)).collect();
    // In the quarter 90 complaints of 600 customers, and 120 of 900.
    assert_eq!(rates.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["billing > refunds", "delivery"]);
    assert!((rates[0].1 - 0.15).abs() < 1e-9 && (rates[1].1 - 120.0 / 900.0).abs() < 1e-9, "{rates:?}");
}

#[test]
fn a_mix_has_every_case_below_a_path_with_customers_once() {
    let fixture = Fixture::new();
    let is_newest = |month: usize| usize::from(month >= 24);
    with_months(&fixture, "billing", |_| 10);
    with_months(&fixture, "billing > refunds", |month| 30 + 30 * is_newest(month));
    with_months(&fixture, "delivery > late", |month| 40 + 40 * is_newest(month));
    let of_year = |year: i32| format!("{year},billing,600\n{year},billing > refunds,300\n{year},delivery,900\n");
    let rows: String = [2024, 2025, 2026].into_iter().map(of_year).collect();
    let customers = Denominators::read(std::path::Path::new("d.csv"), &format!("period,segment,customers\n{rows}")).unwrap();
    let detail = Detail { denominators: Some(&customers), ..Detail::default() };
    let trends = trends_in_detail(&fixture.connection, &question("category"), &detail).unwrap();
    let mix = mix_of_rates(&trends, &customers, "category", None, true).unwrap();
    let told: Vec<(&str, f64, f64)> =
        mix.groups.iter().map(|(name, group)| (name.as_str(), group.count_before, group.count_after)).collect();
    assert_eq!(told, [("billing", 120.0, 210.0), ("delivery", 120.0, 240.0)]);
    // 240 of 1,500 customers a year ago, 450 of as many now: 140 per 1,000 more, all of it within the groups.
    let parts = mix.parts.unwrap();
    assert!((parts.change - 0.14).abs() < 1e-9 && (parts.rate - 0.14).abs() < 1e-9, "{parts:?}");
    // Below billing refunds alone have customers of their own.
    let under = Detail { under: Some("billing"), ..detail };
    let trends = trends_in_detail(&fixture.connection, &question("category"), &under).unwrap();
    let mix = mix_of_rates(&trends, &customers, "category", Some("billing"), false).unwrap();
    assert_eq!(
        mix.groups.iter().map(|(name, group)| (name.as_str(), group.count_after)).collect::<Vec<_>>(),
        [("billing > refunds", 180.0)]
    );
}

const WORDS: [&str; 12] =
    ["boiler", "valve", "invoice", "visit", "window", "portal", "meter", "pipe", "driver", "parcel", "queue", "refund"];

/// A text of forty words, by chance in an order that no other has.
fn text(seed: usize) -> String {
    let step = |state: &u64| Some(state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407));
    let states = std::iter::successors(Some(seed as u64 * 7_919 + 1), step).skip(3).take(40);
    states.map(|state| WORDS[(state >> 33) as usize % WORDS.len()]).collect::<Vec<_>>().join(" ")
}

/// What the complaints' texts of a fixture have in common.
fn viewed(fixture: &Fixture, trends: &Trends, wanted: Wanted) -> TextView {
    let reading =
        Reading { months: &trends.coverage.months, zone: chrono_tz::UTC, as_of: at("2026-10-05T00:00:00Z"), kind: Some("complaint") };
    text_view(&fixture.connection, &reading, &trends.coverage, &trends.newest_months, &trends.baseline_months, wanted).unwrap()
}

#[test]
fn a_new_phrase_is_found_and_no_phrase_names_a_person() {
    let fixture = Fixture::new();
    with_months(&fixture, "billing", |_| 20);
    let mut statement =
        fixture.connection.prepare("select case_id, received_at >= timestamp '2026-07-01' from cases order by case_id").unwrap();
    let cases: Vec<(String, bool)> = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect();
    for (place, (case, is_newest)) in cases.iter().enumerate() {
        // Half of the newest speak of a direct debit and of the same person; before, one in forty did.
        let speaks = if *is_newest { place % 2 == 0 } else { place % 40 == 0 };
        let extra = if speaks { " direct debit taken twice by mister Oberon Quill today" } else { "" };
        let sql = format!("update cases set description = '{}{extra}', customer = 'c{place}' where case_id = '{case}'", text(place));
        fixture.run(&sql);
    }
    let trends = judged(&fixture, "category");
    let read = || viewed(&fixture, &trends, Wanted::Phrases);
    let found = read();
    let phrases: Vec<&str> = found.phrases.iter().map(|phrase| phrase.words.as_str()).collect();
    assert!(phrases.iter().any(|phrase| phrase.contains("direct debit") || phrase.contains("debit taken")), "{phrases:?}");
    assert!(phrases.iter().all(|phrase| !phrase.contains("oberon") && !phrase.contains("quill")), "{phrases:?}");
    assert_eq!(found.phrases, read().phrases);
    assert!(found.groups.iter().all(|group| group.label.iter().all(|label| !label.contains("oberon"))));
}

#[test]
fn a_name_that_begins_a_sentence_or_is_in_capitals_is_in_no_phrase() {
    let fixture = Fixture::new();
    with_months(&fixture, "billing", |_| 20);
    let sql = "select case_id, received_at >= timestamp '2026-07-01' from cases order by case_id";
    let mut statement = fixture.connection.prepare(sql).unwrap();
    let cases: Vec<(String, bool)> = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect();
    // Half of the newest speak of the same people, and nobody did before.
    let speech =
        ". Jones refused the refund. They told me by e.g. Fischer who laughed: Kowalski and SMITH shouted at me. O''Neil was drunk";
    for (place, (case, is_newest)) in cases.iter().enumerate() {
        let said = if *is_newest && place % 2 == 0 { speech } else { "" };
        let sql = format!("update cases set description = '{}{said}', customer = 'c{place}' where case_id = '{case}'", text(place));
        fixture.run(&sql);
    }
    let found = viewed(&fixture, &judged(&fixture, "category"), Wanted::Phrases);
    let phrases: Vec<&str> = found.phrases.iter().map(|phrase| phrase.words.as_str()).collect();
    for shown in ["refused the refund", "shouted", "laughed", "drunk"] {
        assert!(phrases.iter().any(|phrase| phrase.contains(shown)), "{shown}: {phrases:?}");
    }
    for name in ["jones", "fischer", "kowalski", "smith", "oneil"] {
        assert!(phrases.iter().all(|phrase| !phrase.contains(name)), "{name}: {phrases:?}");
    }
    assert!(!found.nouns_have_capitals);
}

#[test]
fn a_text_counts_whoever_wrote_it_and_whatever_it_is_about() {
    let fixture = Fixture::new();
    with_months(&fixture, "billing", |_| 20);
    let letter = "please cancel my contract with you because the price was raised without any notice to us";
    fixture.run(&format!("update cases set description = '{letter}', customer = null, category = null"));
    let trends = judged(&fixture, "category");
    // 27 months of twenty; nobody names a customer, so cases count.
    let found = viewed(&fixture, &trends, Wanted::Copies);
    assert_eq!((found.texts, found.groups.len(), found.groups[0].customers, found.counts_cases), (540, 1, 540, true));
    fixture.run("update cases set customer = '=' || case_id where case_id like '%-1'");
    fixture.run("update cases set category = '' where case_id like '%-2'");
    let found = viewed(&fixture, &trends, Wanted::Copies);
    assert_eq!((found.texts, found.counts_cases, found.templates.len()), (540, false, 2));
}

#[test]
fn texts_by_chance_have_no_emerging_phrase() {
    const FIRST: [&str; 7] = ["ba", "ke", "lo", "mi", "nu", "ra", "so"];
    const LAST: [&str; 7] = ["dan", "fel", "gor", "hil", "jun", "pam", "tev"];
    let drawn = |seed: usize| {
        let step = |state: &u64| Some(state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407));
        let states = std::iter::successors(Some(seed as u64 * 7_919 + 1), step).skip(3).take(25);
        states.map(|state| (state >> 33) as usize % 49).map(|word| format!("{}{}", FIRST[word / 7], LAST[word % 7])).collect::<Vec<_>>()
    };
    let fixture = Fixture::new();
    with_months(&fixture, "billing", |_| 40);
    let cases: u32 = fixture.connection.query_row("select count(*) from cases", [], |row| row.get(0)).unwrap();
    let trends = judged(&fixture, "category");
    let (mut with_a_phrase, sets) = (0, 20);
    for set in 0..sets {
        let texts: Vec<String> = (0..cases as usize).map(|case| drawn(set * 100_000 + case).join(" ")).collect();
        let texts = serde_json::to_string(&texts).unwrap();
        fixture.run(&format!(
            "update cases set description = t.texts[n.place], customer = n.case_id
            from (select case_id, row_number() over (order by case_id) as place from cases) as n, (select '{texts}'::json::varchar[] as texts) as t
            where n.case_id = cases.case_id"
        ));
        let view = viewed(&fixture, &trends, Wanted::Phrases);
        // 49 words, and their pairs where five cases have them.
        assert!(view.tested > 49, "{}", view.tested);
        with_a_phrase += usize::from(!view.phrases.is_empty());
    }
    // At q < 0.05 one in twenty is expected to list something; three or more of twenty has a chance of 8 %.
    assert!(with_a_phrase < 3, "{with_a_phrase} of {sets} sets of texts by chance list a phrase");
}

#[test]
fn copies_of_fewer_than_five_customers_are_counted_and_not_shown() {
    let fixture = Fixture::new();
    with_months(&fixture, "billing", |_| 20);
    fixture.run("update cases set customer = case_id");
    let letter = "please cancel my contract with you because the price was raised without any notice to us";
    fixture.run(&format!(
        "update cases set description = '{letter}', customer = 'one' where case_id in (select case_id from cases order by case_id limit 9)"
    ));
    let trends = judged(&fixture, "category");
    let read = || viewed(&fixture, &trends, Wanted::Phrases);
    assert_eq!((read().groups.len(), read().hidden_groups), (0, 1));
    fixture.run("update cases set customer = case_id");
    let told = read();
    assert_eq!((told.groups.len(), told.groups[0].customers, told.groups[0].newest + told.groups[0].before), (1, 9, 9));
    assert!(told.groups[0].label.iter().any(|label| label.contains("contract") || label.contains("price")), "{:?}", told.groups[0].label);
}
