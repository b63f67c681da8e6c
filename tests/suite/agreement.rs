//! Two paths to one number: Rust and SQL, rows and totals, ranges and the whole.

use ombud::calendar::{Calendars, timeline::Timeline};
use ombud::statistics::interval::Confidence;
use ombud::statistics::proportion::wilson;
use ombud::time::{Instant, Span};

#[test]
fn the_interval_of_a_rate_is_the_same_in_sql_and_in_rust() {
    let sample = ombud::sample::generate().unwrap();
    let as_of = sample.truths.exported_at.to_string();
    let words = ["-C", "here", "sla", "--every", "quarter", "--by", "channel", "--readings", "--as-of", &as_of, "--format", "csv"];
    let told = crate::program::ombud(crate::truths::demo(), &words).done();
    let mut reader = csv::Reader::from_reader(told.as_bytes());
    let header = reader.headers().unwrap().clone();
    let place = |name: &str| header.iter().position(|column| column == name).unwrap();
    let mut compared = 0;
    for record in reader.records() {
        let record = record.unwrap();
        let cell = |name: &str| record[place(name)].to_string();
        let count = |name: &str| cell(name).parse::<u64>().unwrap();
        assert_eq!(count("judged_count"), count("met_count") + count("late_count") + count("missed_count"));
        match wilson(count("met_count"), count("judged_count"), Confidence::P95) {
            None => assert_eq!(cell("met_share_low"), ""),
            Some(interval) => {
                let number = |name: &str| cell(name).parse::<f64>().unwrap();
                assert!((number("met_share_low") - interval.lower).abs() < 1e-9, "{record:?}");
                assert!((number("met_share_high") - interval.upper).abs() < 1e-9, "{record:?}");
                compared += 1;
            }
        }
    }
    assert!(compared > 200, "only {compared} intervals were compared");
}

#[test]
fn the_quarters_of_a_clause_add_up_to_all_time() {
    let total = |words: &[&str]| -> Vec<String> {
        let mut all = vec!["-C", "here", "query"];
        all.extend(words);
        crate::program::ombud(crate::truths::demo(), &all).done().lines().skip(1).map(str::to_string).collect()
    };
    for every in ["week", "month", "quarter", "year"] {
        let by_period = total(&[
            "select policy, clause, reading, status, sum(count)::bigint as n from verdict_counts group by all order by all",
            "--as-of",
            "2026-10-01T07:00:00Z",
            "--every",
            every,
            "--format",
            "csv",
        ]);
        let all_time = total(&[
            "select policy, clause, reading, status, sum(count)::bigint as n from verdicts group by all order by all",
            "--as-of",
            "2026-10-01T07:00:00Z",
            "--format",
            "csv",
        ]);
        assert_eq!(by_period, all_time, "by {every}");
    }
}

#[test]
fn a_microsecond_decides_the_quarter_of_a_due() {
    // 24 hours from the very beginning of 31 December end as the year does, and the end of a day belongs to that day; a
    // microsecond later they end in the new year. So one case is missed in the old quarter; one is missed and one is met in the new.
    let desk = crate::desk::Desk::new("UTC");
    desk.file(
        "ws/policies/day.toml",
        "schema = 1\nid = \"day\"\ntitle = \"A day\"\norganisation = \"Desk\"\ncalendar = \"uk-office\"\n\n[[clause]]\nid = \"acknowledge\"\n\
         cite = \"1\"\ntext = \"acknowledged within a day\"\ntype = \"deadline\"\nafter = [\"received\"]\nrequire = [\"acknowledged\"]\n\
         within = \"24 hours\"\n",
    );
    desk.file(
        "cases.csv",
        "source,case_id,kind,received_at\n\
         desk,old,complaint,2025-12-31T00:00:00Z\n\
         desk,new,complaint,2025-12-31T00:00:00.000001Z\n\
         desk,done,complaint,2025-12-31T12:00:00Z\n",
    );
    desk.file("events.csv", "source,case_id,event,at\ndesk,done,acknowledged,2025-12-31T13:00:00Z\n");
    desk.import(&["cases.csv", "events.csv"]);
    let counted = |words: &[&str]| -> Vec<String> {
        let asked = [words, &["--policy", "day", "--as-of", "2026-02-01T00:00:00Z", "--format", "csv"]].concat();
        desk.run(&asked).done().lines().skip(1).map(str::to_string).collect()
    };
    let by_rows = counted(&["query", "select period_start, status, sum(count)::bigint from verdict_counts group by all order by all"]);
    assert_eq!(by_rows, ["2025-10-01,missed,1", "2026-01-01,met,1", "2026-01-01,missed,1"]);
    // Judged, met, late, missed: here they are counted without rows.
    let by_counts: Vec<String> = counted(&["sla", "--every", "quarter"]).iter().map(|row| row.chars().take(45).collect()).collect();
    assert_eq!(by_counts, ["day,acknowledge,main,2025-10-01,,1,0,0,1,0,0,", "day,acknowledge,main,2026-01-01,,2,1,0,1,0,0,"]);
}

#[test]
fn pauses_that_begin_at_one_instant_count_once_in_every_case() {
    // Received at 09:00; asked for something three to seven times at 10:00, answered at 11:00: one hour does not count, so 24 hours end
    // at 10:00 of the next day. Windows order equal rows as they please, a few in ten thousand otherwise than the rest: many cases.
    let desk = crate::desk::Desk::new("UTC");
    desk.file(
        "ws/policies/wait.toml",
        "schema = 1\nid = \"wait\"\ntitle = \"A day\"\norganisation = \"Desk\"\ncalendar = \"always\"\n\n[[clause]]\nid = \"answer\"\n\
         cite = \"1\"\ntext = \"answered within a day\"\ntype = \"deadline\"\nafter = [\"received\"]\nrequire = [\"closed\"]\n\
         within = \"24 hours\"\npause = [{ from = [\"info_requested\"], until = [\"info_received\"] }]\n",
    );
    let (mut cases, mut events) = (String::from("source,case_id,kind,received_at\n"), String::from("source,case_id,event,at,actor\n"));
    for case in 0..20_000 {
        cases += &format!("desk,C{case:05},complaint,2026-03-02T09:00:00Z\n");
        for actor in 0..3 + case % 5 {
            events += &format!("desk,C{case:05},info_requested,2026-03-02T10:00:00Z,{actor}\n");
        }
        events += &format!("desk,C{case:05},info_received,2026-03-02T11:00:00Z,\n");
    }
    desk.file("cases.csv", &cases);
    desk.file("events.csv", &events);
    desk.import(&["cases.csv", "events.csv"]);
    let asked = "select due_at, count(*) as n from verdicts group by due_at order by due_at";
    for _ in 0..3 {
        let run = desk.run(&["query", asked, "--policy", "wait", "--as-of", "2026-04-01T00:00:00Z", "--format", "csv"]);
        assert_eq!(run.done(), "due_at,n\n2026-03-03T10:00:00Z,20000\n");
    }
}

mod working_time {
    use super::*;
    use proptest::prelude::*;

    /// Minute by minute, as one would count on the fingers: whether a wall-clock minute lies in a window.
    fn open_minutes_counted_one_by_one(id: &str, from: i64, to: i64) -> i64 {
        let calendars = Calendars::built_in().unwrap();
        let calendar = calendars.get(id).unwrap();
        (from..to)
            .filter(|minute| {
                let wall = Instant(minute * 60_000_000).to_local(calendar.time_zone);
                let of_day = u32::try_from((wall - wall.date().and_hms_opt(0, 0, 0).unwrap()).num_minutes()).unwrap();
                calendar.windows_on(wall.date()).iter().any(|window| (window.open_minute..window.close_minute).contains(&of_day))
            })
            .count() as i64
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 48, ..ProptestConfig::default() })]

        #[test]
        fn it_is_what_counting_minutes_gives(
            id in prop::sample::select(vec!["uk-office", "us-eastern-office", "kolkata-desk", "uk-business-days"]),
            // 2024 to 2026, whole minutes, up to ten days, so that clock changes and holidays fall within.
            from in 28_400_000_i64..29_800_000,
            minutes in 0_i64..14_400,
        ) {
            let calendars = Calendars::built_in().unwrap();
            let (start, end) = (Instant(from * 60_000_000), Instant((from + minutes) * 60_000_000));
            let timeline = Timeline::covering(calendars.get(id).unwrap(), start, end, &[]);
            prop_assert_eq!(timeline.working_time(start, end), open_minutes_counted_one_by_one(id, from, from + minutes) * 60_000_000);
        }

        #[test]
        fn splitting_a_stretch_anywhere_keeps_the_sum(from in 28_400_000_i64..29_800_000, first in 0_i64..20_000, second in 0_i64..20_000) {
            let calendars = Calendars::built_in().unwrap();
            let at = |minute: i64| Instant(minute * 60_000_000);
            let timeline = Timeline::covering(calendars.get("uk-office").unwrap(), at(from), at(from + first + second), &[]);
            let whole = timeline.working_time(at(from), at(from + first + second));
            let parts = timeline.working_time(at(from), at(from + first)) + timeline.working_time(at(from + first), at(from + first + second));
            prop_assert_eq!(whole, parts);
        }

        #[test]
        fn a_holiday_never_brings_a_due_forward(
            from in 28_400_000_i64..29_800_000,
            after_days in 0_u64..30,
            span in prop::sample::select(vec!["24 hours", "24 business hours", "7 business days", "5 calendar days", "1 calendar month"]),
        ) {
            let calendars = Calendars::built_in().unwrap();
            let calendar = calendars.get("uk-office").unwrap().clone();
            let start = Instant(from * 60_000_000);
            let span: Span = span.parse().unwrap();
            let due = |calendar| Timeline::covering(calendar, start, start, &[span]).due(span, start);
            let mut closed = calendar.clone();
            closed.holidays.insert(start.local_date(calendar.time_zone) + chrono::Days::new(after_days));
            prop_assert!(due(&closed) >= due(&calendar));
        }
    }
}
