//! Worlds drawn at random: every kind of clause, calendars with every oddity, events at the edges.

use super::world::{Row, World, calendars};
use chrono::{Days, Duration, NaiveDate};
use ombud::evaluate::{CaseFacts, EventFact, When};
use ombud::time::Instant;
use ombud::time::instant::{end_of_day, start_of_day};
use ombud::time::zone::resolve;
use proptest::collection::vec;
use proptest::option::{of, weighted};
use proptest::prelude::*;
use proptest::sample::select;
use std::collections::{BTreeMap, BTreeSet};

/// Days near which something odd happens: clock changes north, south and by half an hour, at
/// midnight, a leap day, a turn of the year.
const FIRST_DAYS: [&str; 8] =
    ["2026-03-02", "2026-03-23", "2025-09-22", "2025-10-20", "2018-10-29", "2024-02-19", "2025-12-15", "2026-10-19"];

const ZONES: [&str; 10] = [
    "UTC",
    "Europe/London",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "America/Sao_Paulo",
    "Pacific/Chatham",
    "Asia/Kathmandu",
    "America/St_Johns",
];

const DAYS_OF: [&str; 8] = [
    "[]",
    r#"["09:00-17:00"]"#,
    r#"["09:00-12:30", "13:30-17:00"]"#,
    r#"["00:00-24:00"]"#,
    r#"["22:00-24:00"]"#,
    r#"["00:00-02:30"]"#,
    r#"["02:10-02:20"]"#,
    r#"["00:30-01:15", "02:10-03:00", "23:30-24:00"]"#,
];

/// How often each event is drawn: those that clocks depend on twice or more.
const DRAWN: [&str; 24] = [
    "acknowledged",
    "acknowledged",
    "assigned",
    "info_requested",
    "info_requested",
    "info_requested",
    "info_received",
    "info_received",
    "info_received",
    "progress_update",
    "progress_update",
    "delay_notice",
    "delay_notice",
    "delay_notice",
    "delay_notice",
    "resolution_proposed",
    "closed",
    "closed",
    "reopened",
    "escalated",
    "paused",
    "resumed",
    "received",
    "progress_update",
];

const EVENTS: [&str; 13] = [
    "acknowledged",
    "assigned",
    "info_requested",
    "info_received",
    "progress_update",
    "delay_notice",
    "resolution_proposed",
    "closed",
    "reopened",
    "escalated",
    "paused",
    "resumed",
    "received",
];

const ORGANISATION: [&str; 2] = ["trend_analysis", "attested"];

const SPANS: [&str; 16] = [
    "30 minutes",
    "1 hour",
    "24 hours",
    "5 days",
    "1 week",
    "90 business minutes",
    "4 business hours",
    "24 business hours",
    "1 business day",
    "3 business days",
    "7 working days",
    "1 calendar day",
    "5 calendar days",
    "2 calendar weeks",
    "1 calendar month",
    "3 calendar months",
];

/// Wall-clock minutes at which days begin, windows open and close, and clocks jump.
const MINUTES: [i64; 14] = [0, 1, 75, 90, 125, 130, 150, 540, 600, 750, 810, 1_020, 1_320, 1_439];

prop_compose! {
    /// A world of two calendars, two policies (one of them in two versions), two sources and up to a dozen cases.
    pub fn world()(
        first_day in select(&FIRST_DAYS[..]),
        zones in vec(select(&ZONES[..]), 2),
    )(
        calendar_texts in (calendar("cal-a", zones[0], first_day), calendar("cal-b", zones[1], first_day)),
        policy_texts in policies(first_day),
        cases in vec(case(first_day, zones.clone()), 1..9),
        events in vec(event(first_day, zones.clone()), 0..110),
        reports in vec(any::<bool>(), EVENTS.len()),
        (day, minute) in (8_u64..40, select(&MINUTES[..])),
        zone in select(zones),
        first_day in Just(first_day),
    ) -> World {
        let calendar_texts = vec![calendar_texts.0, calendar_texts.1];
        let cases = with_reports(cases, &reports);
        let events = placed(events, &cases);
        World { calendars: calendars(&calendar_texts), calendar_texts, policy_texts, cases, events, as_of: wall(first_day, day, minute, zone) }
    }
}

/// The instant of a wall-clock minute some days after the first day.
fn wall(first_day: &str, day: u64, minute: i64, zone: &str) -> Instant {
    let date = first_day.parse::<NaiveDate>().unwrap() + Days::new(day);
    resolve(date.and_hms_opt(0, 0, 0).unwrap() + Duration::minutes(minute), zone.parse().unwrap()).at
}

prop_compose! {
    fn calendar(id: &'static str, zone: &'static str, first_day: &'static str)(
        week in vec(select(&DAYS_OF[..]), 6),
        monday in select(&DAYS_OF[1..]),
        holidays in vec(0_u64..40, 0..4),
        special in prop::collection::btree_map(0_u64..40, select(&DAYS_OF[..]), 0..4),
    ) -> String {
        let date = |day: &u64| (first_day.parse::<NaiveDate>().unwrap() + Days::new(*day)).to_string();
        let names = ["tue", "wed", "thu", "fri", "sat", "sun"];
        let holidays: BTreeSet<String> = holidays.iter().map(date).collect();
        let holidays: Vec<String> = holidays.into_iter().collect();
        let mut text = format!("schema = 1\nid = \"{id}\"\ntime_zone = \"{zone}\"\nholidays = [{}]\n[week]\nmon = {monday}\n", holidays.join(", "));
        text.extend(names.iter().zip(&week).map(|(name, windows)| format!("{name} = {windows}\n")));
        text.push_str("[special]\n");
        text.extend(special.iter().map(|(day, windows)| format!("{} = {windows}\n", date(day))));
        text
    }
}

prop_compose! {
    fn when(first_day: &'static str, zones: Vec<&'static str>, days: std::ops::Range<u64>)(
        day in days,
        minute in prop_oneof![3 => select(&MINUTES[..]), 1 => 0_i64..1_440],
        jitter in select(vec![0_i64, 0, 0, 0, 0, 1, -1]),
        is_day in weighted(0.2, Just(())),
        zone in select(zones),
    ) -> When {
        if is_day.is_some() {
            let date = first_day.parse::<NaiveDate>().unwrap() + Days::new(day);
            let zone = zone.parse().unwrap();
            return When { at: start_of_day(date, zone), last: Instant(end_of_day(date, zone).0 - 1) };
        }
        When::moment(Instant(wall(first_day, day, minute, zone).0 + jitter))
    }
}

prop_compose! {
    fn case(first_day: &'static str, zones: Vec<&'static str>)(
        source in select(vec!["s1", "s2"]),
        number in 1_u32..7,
        received in when(first_day, zones, 2..10),
        kind in select(vec!["complaint", "complaint", "feedback"]),
        others in vec(of(select(vec!["a", "b"])), 6),
    ) -> CaseFacts {
        let names = ["channel", "category", "severity", "outcome", "team", "next_steps"];
        let mut fields: BTreeMap<String, String> =
            names.iter().zip(others).filter_map(|(name, value)| Some(((*name).to_string(), value?.to_string()))).collect();
        fields.insert("kind".into(), kind.into());
        CaseFacts { source: source.into(), case_id: format!("K{number}"), received, fields, reports: BTreeSet::new(), stated: BTreeSet::new() }
    }
}

/// Each case once; the first source reports everything, the second only some events: one of its lists these, the other all others.
fn with_reports(cases: Vec<CaseFacts>, reports: &[bool]) -> Vec<CaseFacts> {
    let mut once: Vec<CaseFacts> = Vec::new();
    for mut case in cases {
        let is_in_first_list = case.case_id.ends_with(['0', '2', '4', '6', '8']);
        let told = |index: usize| case.source == "s1" || reports[index] == is_in_first_list;
        let reported = EVENTS.iter().enumerate().filter(|(index, _)| told(*index)).map(|(_, name)| (*name).to_string()).collect();
        case.reports = reported;
        // The mapping of one list writes a column itself.
        if case.source != "s1" && is_in_first_list {
            case.stated = std::iter::once("team".to_string()).collect();
        }
        if !once.iter().any(|known| (&known.source, &known.case_id) == (&case.source, &case.case_id)) {
            once.push(case);
        }
    }
    once
}

/// An event before it is known whose it is.
#[derive(Debug, Clone)]
struct Drawn {
    place: usize,
    is_organisation: bool,
    same_instant_as: Option<usize>,
    is_twin: bool,
    event: EventFact,
}

prop_compose! {
    fn event(first_day: &'static str, zones: Vec<&'static str>)(
        place in 0_usize..1_000,
        name in select(&DRAWN[..]),
        organisation in weighted(0.1, select(&ORGANISATION[..])),
        when in when(first_day, zones, 0..22),
        same_instant_as in weighted(0.25, 0_usize..1_000),
        is_twin in weighted(0.08, Just(())),
        expected in weighted(0.5, (-1_i64..9, select(&MINUTES[..]))),
        actor in of(select(vec!["a1", "a2", "a3"])),
        role in of(select(vec!["agent", "manager"])),
        auto in of(any::<bool>()),
        evidence in select(vec!["event", "event", "proxy", "presumed"]),
        next_steps in of(Just("call")),
    ) -> Drawn {
        let attributes = next_steps.map(|value| ("next_steps".to_string(), value.to_string())).into_iter().collect();
        let event = EventFact {
            name: organisation.unwrap_or(name).to_string(),
            when,
            expected_at: expected.map(|(days, minutes)| Instant(when.at.0 + (days * 1_440 + minutes) * 60_000_000)),
            actor: actor.map(str::to_string),
            role: role.map(str::to_string),
            auto,
            evidence: evidence.to_string(),
            attributes,
        };
        Drawn { place, is_organisation: organisation.is_some(), same_instant_as, is_twin: is_twin.is_some(), event }
    }
}

/// Gives each event to a case (or to one that is not there), some at the instant of another, some twice.
fn placed(events: Vec<Drawn>, cases: &[CaseFacts]) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for Drawn { place, is_organisation, same_instant_as, is_twin, event } in events {
        let (source, case_id) = match cases.get(place % (cases.len() + 1)) {
            Some(case) => (case.source.clone(), case.case_id.clone()),
            None => ("s1".to_string(), "K-none".to_string()),
        };
        let mut row = Row { source, case_id: (!is_organisation).then_some(case_id), event };
        let own: Vec<usize> =
            (0..rows.len()).filter(|index| rows[*index].case_id == row.case_id && rows[*index].source == row.source).collect();
        if let Some(other) = same_instant_as.filter(|_| !own.is_empty()) {
            row.event.when = rows[own[other % own.len()]].event.when;
        }
        rows.push(row.clone());
        if is_twin {
            rows.push(row);
        }
    }
    rows
}

/// One policy in two versions, and one without an end.
fn policies(first_day: &'static str) -> impl Strategy<Value = Vec<String>> {
    let file = |id: &'static str| vec(clause(), 2..7).prop_map(move |clauses| (id, clauses));
    let versions = (1_u64..14, weighted(0.4, 14_u64..25), of(0_u64..25));
    let calendar = || select(vec!["cal-a", "cal-b", "always"]);
    (file("one"), file("one"), file("two"), versions, (calendar(), calendar())).prop_map(
        move |(first, second, other, (begins, ends, first_ends), (calendar, next_calendar))| {
            let date = |day: u64| first_day.parse::<NaiveDate>().unwrap() + Days::new(day);
            let text = |(id, clauses): (&str, Vec<String>), calendar: &str, dates: String| {
                let clauses: Vec<String> =
                    clauses.iter().enumerate().map(|(index, clause)| clause.replace("ID", &format!("c{index}"))).collect();
                format!(
                    "schema = 1\nid = \"{id}\"\ntitle = \"T\"\norganisation = \"O\"\ncalendar = \"{calendar}\"\n{dates}\n{}",
                    clauses.join("\n")
                )
            };
            // Whatever the first version says of its own end, it ends where the second begins.
            let before = first_ends.map_or_else(String::new, |day| format!("effective_to = {}\n", date(day)));
            let from = format!("effective_from = {}\n", date(begins));
            let until = ends.map_or_else(String::new, |day| format!("effective_to = {}\n", date(day)));
            // The days of two versions may be those of two zones, which overlap or leave hours between them.
            vec![text(first, calendar, before), text(second, next_calendar, from + &until), text(other, calendar, String::new())]
        },
    )
}

/// One clause of any type, with or without a second reading.
fn clause() -> impl Strategy<Value = String> {
    let body = prop_oneof![8 => deadline(), 3 => cadence(), 1 => precondition(), 1 => single_contact(), 1 => record(), 1 => review()];
    let common = (weighted(0.6, select(vec!["cal-a", "cal-b", "always"])), weighted(0.3, selectors()), weighted(0.3, applies()));
    (body, common).prop_map(|((body, reading), (calendar, until, applies))| {
        let mut text = format!("[[clause]]\nid = \"ID\"\ncite = \"c\"\ntext = \"t\"\n{body}");
        text.extend(calendar.map(|id| format!("calendar = \"{id}\"\n")));
        text.extend(until.map(|until| format!("until = {until}\n")));
        text.extend(applies.map(|applies| format!("applies = {{ {applies} }}\n")));
        text.extend(reading.map(|reading| format!("[[clause.reading]]\nid = \"other\"\ntext = \"t\"\n{reading}")));
        text
    })
}

type Body = (String, Option<String>);

fn deadline() -> impl Strategy<Value = Body> {
    let pause = (selectors(), selectors()).prop_map(|(from, until)| format!("{{ from = {from}, until = {until} }}"));
    let usual = Just(r#"{ from = ["info_requested"], until = ["info_received"] }"#.to_string());
    let pauses = vec(prop_oneof![usual, pause], 1..3).prop_map(|pauses| format!("pause = [{}]\n", pauses.join(", ")));
    let notices = prop_oneof![Just(r#"["delay_notice"]"#.to_string()), selectors()];
    let after = prop_oneof![2 => Just(r#"["received"]"#.to_string()), 1 => selectors()];
    let within = weighted(0.9, select(&SPANS[..]));
    let parts = (after, selectors(), within, any::<bool>(), weighted(0.6, pauses), weighted(0.6, notices));
    (parts, weighted(0.3, select(&SPANS[..]))).prop_map(|((after, require, within, each, pauses, notices), other)| {
        let mut text = format!("type = \"deadline\"\nafter = {after}\nrequire = {require}\neach = {each}\n");
        text.extend(within.map(|span| format!("within = \"{span}\"\n")));
        text.extend(pauses);
        text.extend(notices.map(|notices| format!("extended_by = {notices}\n")));
        (text, other.map(|span| format!("within = \"{span}\"\ncalendar = \"cal-b\"\n")))
    })
}

fn cadence() -> impl Strategy<Value = Body> {
    let after = prop_oneof![2 => Just(r#"["received"]"#.to_string()), 1 => selectors()];
    (after, selectors(), select(&SPANS[2..]), weighted(0.3, selectors())).prop_map(|(after, require, every, other)| {
        let text = format!("type = \"cadence\"\nafter = {after}\nrequire = {require}\nevery = \"{every}\"\n");
        (text, other.map(|require| format!("require = {require}\n")))
    })
}

fn precondition() -> impl Strategy<Value = Body> {
    (selectors(), selectors())
        .prop_map(|(before, require)| (format!("type = \"precondition\"\nbefore = {before}\nrequire = {require}\n"), None))
}

fn single_contact() -> impl Strategy<Value = Body> {
    (selectors(), 1..3, weighted(0.3, 1..3)).prop_map(|(contacts, most, other)| {
        (format!("type = \"single_contact\"\ncontacts = {contacts}\nat_most = {most}\n"), other.map(|most| format!("at_most = {most}\n")))
    })
}

fn record() -> impl Strategy<Value = Body> {
    let fields = prop::sample::subsequence(vec!["\"kind\"", "\"team\"", "\"outcome\"", "\"next_steps\"", "\"region\""], 1..3);
    fields.prop_map(|fields| (format!("type = \"record\"\nfields = [{}]\n", fields.join(", ")), None))
}

fn review() -> impl Strategy<Value = Body> {
    let require = select(vec![r#"["trend_analysis"]"#, r#"[{ event = "attested", with = ["next_steps"] }, "trend_analysis"]"#]);
    (require, select(vec!["week", "month", "quarter", "year"]))
        .prop_map(|(require, every)| (format!("type = \"review\"\nrequire = {require}\nevery = \"{every}\"\n"), None))
}

/// One to three selectors; half of them by name alone.
fn selectors() -> impl Strategy<Value = String> {
    let asking = (
        select(&EVENTS[..]),
        of(any::<bool>()),
        weighted(0.4, select(vec![r#"["agent"]"#, r#"["agent", "manager"]"#])),
        weighted(0.3, select(vec![r#"["next_steps"]"#, r#"["expected_at"]"#, r#"["expected_at", "next_steps"]"#])),
    )
        .prop_map(|(event, auto, role, with)| {
            let mut text = format!("{{ event = \"{event}\"");
            text.extend(auto.map(|auto| format!(", auto = {auto}")));
            text.extend(role.map(|role| format!(", role = {role}")));
            text.extend(with.map(|with| format!(", with = {with}")));
            text + " }"
        });
    let named = select(&EVENTS[..]).prop_map(|name| format!("\"{name}\""));
    vec(prop_oneof![4 => named, 1 => asking], 1..3).prop_map(|selectors| format!("[{}]", selectors.join(", ")))
}

/// What an inline table of conditions says.
fn applies() -> impl Strategy<Value = String> {
    let field = |name: &'static str| select(vec![r#"["a"]"#, r#"["a", "b"]"#]).prop_map(move |values| format!("{name} = {values}"));
    prop_oneof![
        Just(r#"kind = ["complaint"]"#.to_string()),
        field("channel"),
        field("category"),
        field("severity"),
        field("outcome"),
        field("team"),
        selectors().prop_map(|has| format!("has = {has}")),
        selectors().prop_map(|lacks| format!("lacks = {lacks}")),
        select(&SPANS[..]).prop_map(|span| format!("open_longer_than = \"{span}\"")),
        (selectors(), select(&SPANS[..]))
            .prop_map(|(has, span)| format!("kind = [\"complaint\"], has = {has}, open_longer_than = \"{span}\"")),
    ]
}
