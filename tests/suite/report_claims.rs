//! What the pages may not claim: that nothing is overdue, changed or standing out, where the data do not show it.

use crate::desk::Desk;
use crate::report::words;
use chrono::{Days, Months, NaiveDate};
use serde_json::Value;
use std::collections::HashMap;
use std::fmt::Write;

const AS_OF: &str = "2026-10-05T09:00:00Z";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A workspace that judges by one clause of the test's own.
fn desk(clause: &str) -> Desk {
    let desk = Desk::new("UTC");
    desk.file("ws/ombud.toml", "schema = 1\norganisation = \"Own\"\ntime_zone = \"UTC\"\npolicies = [\"own\"]\n");
    let head = "schema = 1\nid = \"own\"\ntitle = \"Own\"\norganisation = \"Own\"\ncalendar = \"uk-office\"\n[[clause]]\nid = \"clause\"\ncite = \"1\"\n";
    desk.file("ws/policies/own.toml", format!("{head}{clause}"));
    desk
}

fn import(desk: &Desk, cases: &str, events: &str) {
    desk.file("cases.csv", format!("case_id,received_at,kind,category\n{cases}"));
    desk.file("events.csv", format!("case_id,event,at\n{events}"));
    desk.import(&["cases.csv", "events.csv"]);
}

/// The facts, the words and the markup of a report.
struct Page {
    facts: HashMap<String, Value>,
    words: String,
    html: String,
}

impl Page {
    fn of(desk: &Desk, [report, period, language]: [&str; 3], as_of: &str) -> Self {
        let out = format!("out-{report}-{period}-{language}");
        desk.run(&["report", report, "--period", period, "--as-of", as_of, "--language", language, "--out", &out]).done();
        let read = |name: &str| std::fs::read_to_string(desk.path().join(&out).join(name)).unwrap();
        let whole: Value = serde_json::from_str(&read("facts.json")).unwrap();
        let facts = whole["facts"].as_array().unwrap().iter();
        let facts = facts.map(|fact| (fact["id"].as_str().unwrap().to_string(), fact["value"].clone())).collect();
        let html = read(&format!("{report}-{period}.html"));
        Self { facts, words: words(&html).replace('\u{a0}', " "), html }
    }

    fn quarter(desk: &Desk) -> Self {
        Self::of(desk, ["quarterly", "2026-Q3", "en"], AS_OF)
    }

    fn says(&self, said: &str) {
        assert!(self.words.contains(said), "\"{said}\" is not in: {}", self.words);
    }

    fn does_not_say(&self, said: &str) {
        assert!(!self.words.contains(said), "\"{said}\" is in: {}", self.words);
    }

    fn count(&self, id: &str) -> Option<u64> {
        self.facts.get(id).and_then(Value::as_u64)
    }
}

/// A source that tells of closings alone: one complaint a day, every ninth still open, to be answered within 14 days.
fn closings_alone() -> Desk {
    let desk = desk(
        "text = \"Answer.\"\ntype = \"deadline\"\nafter = [\"received\"]\nrequire = [\"resolution_proposed\"]\nwithin = \"14 days\"\n\
         [[clause.reading]]\nid = \"stopped-clock\"\ntext = \"The clock stands while we wait.\"\n\
         pause = [{ from = [\"info_requested\"], until = [\"info_received\"] }]\n",
    );
    desk.mapping(
        "closer",
        "schema = 1\nid = \"closer\"\ntitle = \"Closings alone\"\nmode = \"snapshot\"\n[[table]]\nname = \"t\"\n\
         recognise = [\"Nr\", \"In\", \"Out\"]\ndates = \"%Y-%m-%d %H:%M\"\ncase_id = \"Nr\"\n[table.case]\nreceived_at = \"In\"\n\
         kind = { constant = \"complaint\" }\ncategory = \"Topic\"\n[[table.event]]\nevent = \"closed\"\nat = \"Out\"\n",
    );
    let mut rows = "Nr,In,Out,Topic\n".to_string();
    for number in 0..270 {
        let received = day("2026-01-05") + Days::new(number);
        let closed = if number % 9 == 0 { String::new() } else { format!("{} 09:00", received + Days::new(4)) };
        writeln!(rows, "Z{number},{received} 09:00,{closed},Billing").unwrap();
    }
    desk.import_text("export.csv", rows);
    desk
}

#[test]
fn what_cannot_be_shown_to_be_overdue_is_not_said_to_be_none() {
    let desk = closings_alone();
    let page = Page::quarter(&desk);
    // Open are the numbers 0, 9, … 261, thirty. The last came on 23 September and is due on 7 October, after the report; of the 29
    // others nothing shows whether they were answered. From 5 January to 5 October are 273 days.
    page.says("30 complaints are open; the oldest was received 273 days ago. Of 29 it cannot be shown whether a deadline that has passed was met.");
    page.says("oldest 273 days; of 29 it cannot be shown whether overdue");
    page.says("30 complaints are open; the oldest waits for 273 days");
    for claim in ["none of them past", "none of them overdue", "0 overdue"] {
        page.does_not_say(claim);
    }
    // 273, 264, … 93 days are 21; 12 days is the one that is not due.
    assert_eq!((page.count("open.cannot_show_count"), page.count("open.age.90_and_more.cannot_show_count")), (Some(29), Some(21)));
    assert_eq!((page.count("open.age.90_and_more.overdue_count"), page.count("open.age.0_to_13.overdue_count")), (None, Some(0)));
    assert_eq!(page.count("open.overdue_count"), None);
    // Due in the quarter are those received from 17 June to 16 September: 14 + 31 + 31 + 16.
    page.says("92 duties under the only clause cannot be shown");
    let german = Page::of(&desk, ["quarterly", "2026-Q3", "de"], AS_OF);
    german.says("Bei 29 lässt sich nicht zeigen, ob eine verstrichene Frist erfüllt wurde.");
    german.does_not_say("alle ohne verstrichene");
}

#[test]
fn what_a_reading_or_a_limit_would_change_is_not_said_of_what_cannot_be_shown() {
    let desk = closings_alone();
    let quarter = Page::quarter(&desk);
    quarter.says("Readings of which it cannot be shown whether they would change anything");
    quarter.does_not_say("Readings that would change nothing");
    quarter.does_not_say("0 of 92");
    let year = Page::of(&desk, ["annual", "2026", "en"], AS_OF);
    year.says("Whether another reading would change what became of a case cannot be shown");
    year.says("Readings of which it cannot be shown whether they would change anything");
    year.says("What other limits would have kept cannot be shown");
    for claim in ["not one would change", "Readings that would change nothing", "Too few duties to calibrate"] {
        year.does_not_say(claim);
    }
}

#[test]
fn none_is_overdue_is_not_said_where_updates_were_missed_nor_that_no_month_stands_out_where_none_can() {
    let desk = desk(
        "text = \"Tell the customer.\"\ntype = \"cadence\"\nafter = [\"received\"]\nrequire = [\"progress_update\"]\nevery = \"5 business days\"\n",
    );
    let (mut cases, mut events) = (String::new(), String::new());
    for month in 0..24 {
        let first = day("2024-10-01") + Months::new(month);
        for (category, count) in [("Billing", 20 + u64::from(month) % 3), ("New", if month < 21 { 0 } else { 11 })] {
            for number in 0..count {
                let (id, received) = (format!("{category}{month}-{number}"), first + Days::new(number));
                writeln!(cases, "{id},{received}T12:00:00Z,complaint,{category}").unwrap();
                // Those of August that are new stay open.
                if category == "Billing" || month != 22 {
                    writeln!(events, "{id},closed,{}T12:00:00Z", received + Days::new(2)).unwrap();
                }
            }
        }
    }
    import(&desk, &cases, &events);
    let page = Page::quarter(&desk);
    // From noon of 1 August to the morning of 5 October are 64 whole days; five business days are over in each of the eleven.
    page.says("11 complaints are open; the oldest was received 64 days ago. In 11 an update that was promised at intervals was missed.");
    page.says("oldest 64 days; updates missed in 11");
    page.says("11 complaints are open; the oldest waits for 64 days");
    page.says("updates promised at intervals are no deadline");
    assert_eq!((page.count("open.missing_updates_count"), page.count("open.overdue_count")), (Some(11), Some(0)));
    for claim in ["none of them past", "none of them overdue", "0 overdue"] {
        page.does_not_say(claim);
    }
    page.says("New: new. Without limits it cannot be said whether a month stands out.");
    page.does_not_say("New: new. No month stands out.");
    // One clause is no "1 of 1 clauses".
    page.says("The only clause under which a duty fell due and could be judged was not kept as fully as it asks");
    page.says("Not kept as fully as it asks: the only clause under which a duty fell due and could be judged.");
    let german = Page::of(&desk, ["quarterly", "2026-Q3", "de"], AS_OF);
    german.says("New (neu). Ohne Grenzen lässt sich nicht sagen, ob ein Monat auffällt.");
    german.says("Bei 11 blieb eine Nachricht aus, die in festen Abständen zugesagt war.");
    german.says("Die einzige Klausel, unter der eine Pflicht fällig wurde und zu beurteilen war, wurde nicht so weit eingehalten, wie sie es verlangt");
}

const ACKNOWLEDGE: &str =
    "text = \"Acknowledge.\"\ntype = \"deadline\"\nafter = [\"received\"]\nrequire = [\"acknowledged\"]\nwithin = \"24 hours\"\n";

#[test]
fn limits_from_less_than_a_year_come_from_the_months_before_the_quarter_too() {
    let desk = desk(ACKNOWLEDGE);
    let (mut cases, mut events) = (String::new(), String::new());
    let mut case = |id: String, received: NaiveDate, category: &str| {
        writeln!(cases, "{id},{received}T12:00:00Z,complaint,{category}").unwrap();
        writeln!(events, "{id},acknowledged,{received}T13:00:00Z\n{id},closed,{}T12:00:00Z", received + Days::new(2)).unwrap();
    };
    for (month, count) in [10, 12, 9, 11, 10, 12, 9, 11, 10, 11, 16, 19].into_iter().enumerate() {
        let first = day("2025-10-01") + Months::new(u32::try_from(month).unwrap());
        (0..count).for_each(|number| case(format!("B{month}-{number}"), first + Days::new(number), "Billing"));
        case(format!("O{month}"), first + Days::new(27), "Other");
    }
    import(&desk, &cases, &events);
    let page = Page::quarter(&desk);
    // Of the nine months before: mean 94/9; the eight ranges sum to 16, and none is beyond 3.267 times their mean of 2: 94/9 ± 2.66 × 2.
    // With the one other case of each month, all are one higher.
    let limit = |id: &str| page.facts[id].as_f64().unwrap();
    for (of, more) in [("category.billing", 0.0), ("all", 1.0)] {
        let id = format!("trend.{of}.2026-Q3");
        assert!((limit(&format!("{id}.upper_limit")) - (94.0 / 9.0 + 5.32 + more)).abs() < 1e-6, "{of}");
        assert!((limit(&format!("{id}.lower_limit")) - (94.0 / 9.0 - 5.32 + more)).abs() < 1e-6, "{of}");
    }
    page.says("Billing: rising. Marked: beyond a limit (diamond). Trial limits: fewer than twelve months stand behind them.");
    // 16 and 19 lie above 15.8; with the quarter in its own limits only 19 would have lain above 17.7.
    let listed = desk.run(&["trends", "--period", "2026-Q3", "--as-of", AS_OF, "--format", "csv"]).done();
    assert!(listed.contains("2026-08 high 2026-09 high"), "{listed}");
}

#[test]
fn beside_a_quarter_to_whose_end_the_data_do_not_tell_no_earlier_number_stands() {
    let desk = desk(
        "text = \"Answer.\"\ntype = \"deadline\"\nafter = [\"received\"]\nrequire = [\"resolution_proposed\"]\nwithin = \"10 days\"\n",
    );
    let (mut cases, mut events) = (String::new(), String::new());
    // Two a day, each answered on the eighth day, and the data end on 9 July.
    for date in day("2026-01-01").iter_days().take_while(|date| *date <= day("2026-07-09")) {
        for hour in ["01", "09"] {
            let (id, done) = (format!("{date}-{hour}"), date + Days::new(8));
            writeln!(cases, "{id},{date}T{hour}:00:00Z,complaint,Billing").unwrap();
            if done <= day("2026-07-09") {
                writeln!(events, "{id},resolution_proposed,{done}T{hour}:00:00Z\n{id},closed,{done}T{hour}:00:00Z").unwrap();
            }
        }
    }
    import(&desk, &cases, &events);
    let triangle = |page: &Page| {
        let from = page.html.find("bar-own-clause").unwrap();
        let bar = &page.html[from..][..page.html[from..].find("</svg>").unwrap()];
        bar.contains("<polygon")
    };
    let page = Page::quarter(&desk);
    page.says("what they leave out counts as not done: it is compared with no other.");
    page.says("as far as the data tell; compared with no other quarter");
    page.says("2026-Q3, as far as the data tell");
    for claim in ["2026-Q2 had", "before: 100", "the quarter before, 100"] {
        page.does_not_say(claim);
    }
    assert!(!page.facts.contains_key("sla.2026-Q2.met_share") && !page.facts.contains_key("sla.own.clause.2026-Q2.met_share"));
    assert!(!triangle(&page));
    // The second quarter they tell to its end: the first one stands beside it.
    let before = Page::of(&desk, ["quarterly", "2026-Q2", "en"], "2026-07-10T00:00:00Z");
    before.says("2026-Q1 had");
    before.does_not_say("as far as the data tell; compared");
    assert!(before.facts.contains_key("sla.2026-Q1.met_share") && triangle(&before));
}

/// Four complaints a day that are acknowledged at once; none of those days is in the export.
fn holed(from: &str, until: &str) -> Desk {
    let desk = desk(ACKNOWLEDGE);
    let (mut cases, mut events) = (String::new(), String::new());
    let days = day("2024-07-01").iter_days().take_while(|date| *date <= day("2026-09-30"));
    for date in days.filter(|date| *date < day(from) || *date > day(until)) {
        for (number, category) in ["Billing", "Delivery", "Billing", "Delivery"].into_iter().enumerate() {
            let id = format!("{date}-{number}");
            writeln!(cases, "{id},{date}T10:0{number}:00Z,complaint,{category}").unwrap();
            writeln!(events, "{id},acknowledged,{date}T12:00:00Z\n{id},closed,{date}T15:00:00Z").unwrap();
        }
    }
    import(&desk, &cases, &events);
    desk
}

#[test]
fn a_hole_in_an_export_is_no_fall() {
    let desk = holed("2026-08-06", "2026-09-26");
    let year = Page::of(&desk, ["annual", "2026", "en"], AS_OF);
    let lost = "and of cases before and after. If cases came in these days, they are in no count of the year.";
    year.says(&format!("The source canonical tells of nothing received from 6 August 2026 to 26 September 2026, {lost}"));
    Page::of(&desk, ["annual", "2025", "en"], AS_OF).does_not_say("If cases came in these days");
    let page = Page::quarter(&desk);
    page.says("The source canonical tells of nothing received from 6 August 2026 to 26 September 2026");
    page.says("The data cover 1 of the quarter&#39;s 3 months wholly");
    // The 31 days of July alone are compared, with all 24 months before.
    let compared = |page: &Page| ["newest", "baseline_month"].map(|of| page.count(&format!("trend.all.2026-Q3.{of}_count")));
    assert_eq!(compared(&page), [Some(124), Some(24)]);
    for claim in ["fewer than chance explains", "a fall that is more than chance", "2026-Q2 had"] {
        page.does_not_say(claim);
    }
    // Of the second quarter nineteen days of April, May, and 22 days of June are missing: nothing is held against it.
    let page = Page::quarter(&holed("2026-04-12", "2026-06-22"));
    assert_eq!(compared(&page), [Some(368), Some(21)]);
    assert!(!page.facts.contains_key("sla.own.clause.2026-Q2.met_share"));
    page.does_not_say("a rise that is more than chance");
    // What is missing of the quarter and of the one before must be known before reading on; what is missing of others belongs to the scope.
    let is_above = |page: &Page, from: &str| {
        let place = |said: &str| page.words.find(said).unwrap_or_else(|| panic!("{said}: {}", page.words));
        place(&format!("nothing received from {from}")) < place("Where the cases come from, and how far the data reach")
    };
    assert!(is_above(&page, "12 April 2026"));
    assert!(!is_above(&Page::quarter(&holed("2025-02-10", "2025-03-20")), "10 February 2025"));
}

/// The trends of the third quarter by category: twelve complaints a day at a desk, and one each second day at a counter, whose export
/// lacks these days.
fn trends_without(from: &str, until: &str) -> String {
    let desk = desk(ACKNOWLEDGE);
    let mut cases = "case_id,received_at,kind,category,source\n".to_string();
    let days = day("2025-07-01").iter_days().take_while(|date| *date <= day("2026-09-30"));
    for (place, date) in days.enumerate() {
        for number in 0..12 {
            writeln!(cases, "{date}-{number},{date}T10:{number:02}:00Z,complaint,Billing,desk").unwrap();
        }
        if place % 2 == 0 && (date < day(from) || date > day(until)) {
            writeln!(cases, "{date},{date}T10:00:00Z,complaint,Counter,counter").unwrap();
        }
    }
    desk.import_text("cases.csv", cases);
    let run = desk.run(&["trends", "--period", "2026-Q3", "--as-of", AS_OF]);
    format!("{}{}", run.out, run.err)
}

#[test]
fn a_small_source_that_lacks_days_is_in_no_comparison() {
    // Each second day since 1 July 2025 is the fourth of July 2026, and the 29th of August: in 55 days 27 cases would be usual.
    let told = trends_without("2026-07-06", "2026-08-28");
    let hole = |from: &str, until: &str| {
        format!("the source counter tells of nothing received from {from} to {until}, and of cases before and after, so")
    };
    assert!(told.contains(&hole("2026-07-05", "2026-08-28")) && !told.contains("falling"), "{told}");
    // It came back in the last days of the quarter: it has not ended, and what is to be imported is what lies before.
    let told = trends_without("2026-07-01", "2026-09-26");
    assert!(told.contains(&hole("2026-07-01", "2026-09-27")) && !told.contains("Import what is newer"), "{told}");
    // It ended.
    let told = trends_without("2026-07-01", "2026-09-30");
    assert!(told.contains("the source counter tells of no case after 2026-06-30") && told.contains("Import what is newer"), "{told}");
}

/// Two desks that answer alike, one case of ten too late: the North records acknowledgements, 2 of 5 too late, and the South records none.
fn two_teams(of_the_south: u64) -> Desk {
    let answer = "\n[[clause]]\nid = \"answer\"\ncite = \"2\"\ntext = \"Answer.\"\ntype = \"deadline\"\nafter = [\"received\"]\n\
                  require = [\"resolution_proposed\"]\nwithin = \"10 days\"\n";
    let desk = desk(&format!("{ACKNOWLEDGE}{answer}"));
    for (source, team, count, acknowledges) in [("north", "North", 150, true), ("south", "South", of_the_south, false)] {
        desk.mapping(
            source,
            &format!(
                "schema = 1\nid = \"{source}\"\ntitle = \"{team}\"\nmode = \"snapshot\"\n[[table]]\nname = \"t\"\n\
                 recognise = [\"{source}_no\", \"In\"]\ndates = \"%Y-%m-%d %H:%M\"\ncase_id = \"{source}_no\"\n[table.case]\n\
                 received_at = \"In\"\nkind = {{ constant = \"complaint\" }}\nteam = \"Team\"\n[[table.event]]\n\
                 event = \"acknowledged\"\nat = \"Acknowledged\"\n[[table.event]]\nevent = \"resolution_proposed\"\nat = \"Answered\"\n\
                 [[table.event]]\nevent = \"closed\"\nat = \"Answered\"\n"
            ),
        );
        let mut rows = format!("{source}_no,In,Team,Answered{}\n", if acknowledges { ",Acknowledged" } else { "" });
        for number in 0..count {
            let received = day("2026-07-02") + Days::new(number / 2);
            let answered = received + Days::new(if number % 10 == 0 { 15 } else { 5 });
            let acknowledged = received + Days::new(if number % 5 < 2 { 2 } else { 0 });
            let acknowledged = if acknowledges { format!(",{acknowledged} 10:00") } else { String::new() };
            writeln!(rows, "{number},{received} 09:00,{team},{answered} 09:00{acknowledged}").unwrap();
        }
        desk.import_text(&format!("{source}.csv"), rows);
    }
    desk
}

#[test]
fn what_a_source_cannot_show_makes_no_team_better() {
    let told = |desk: &Desk| {
        let page = Page::quarter(desk);
        let counts = ["north", "south"].map(|team| {
            let count = |what: &str| page.count(&format!("kept.2026-Q3.team.{team}.{what}_count"));
            count("broken").zip(count("judged"))
        });
        (page, counts)
    };
    // Of half of the acknowledgements nothing is known: the teams are compared by their answers, 15 of 150 each.
    let alike = two_teams(150);
    let (page, counts) = told(&alike);
    assert_eq!(counts, [Some((15, 150)), Some((15, 150))]);
    page.says("Left out is “Acknowledge”: of too few of its duties it can be shown how they ended");
    page.does_not_say("stands apart");
    let run = alike.run(&["trends", "--of", "teams", "--period", "2026-Q3", "--as-of", AS_OF, "--format", "csv"]);
    assert!(run.out.contains("North,15,150,") && run.out.contains("South,15,150,"), "{}", run.out);
    assert!(run.err.contains("whoever records less would look better: clause of own."), "{}", run.err);
    // 30 of 180 are few: both clauses are compared, and the cases that do not show both are left out. 2 of 5 broke one, some both.
    let (page, counts) = told(&two_teams(30));
    assert_eq!(counts, [Some((60, 150)), None]);
    page.says("Complaints that do not show how each of the compared duties ended are in no row.");
    page.does_not_say("Left out is");
}

#[test]
fn what_one_month_brought_is_not_said_of_the_quarter() {
    let desk = desk(ACKNOWLEDGE);
    let (mut cases, mut events) = (String::new(), String::new());
    for date in day("2024-07-01").iter_days().take_while(|date| *date <= day("2026-08-19")) {
        let deliveries = if date < day("2026-07-01") { 1 } else { 3 };
        for (category, count) in [("Delivery", deliveries), ("Billing", 1)] {
            for number in 0..count {
                let id = format!("{category}-{date}-{number}");
                writeln!(cases, "{id},{date}T10:00:00Z,complaint,{category}").unwrap();
                writeln!(events, "{id},acknowledged,{date}T12:00:00Z\n{id},closed,{date}T15:00:00Z").unwrap();
            }
        }
    }
    import(&desk, &cases, &events);
    // Of the quarter July is over: three a day in 31 days, where one a day was usual.
    let page = Page::of(&desk, ["quarterly", "2026-Q3", "en"], "2026-08-20T00:00:00Z");
    page.says("“Delivery” rose to 93 complaints in the complete months of the quarter (");
    page.says("“Delivery”: 93 complaints in the complete months of the quarter where 31");
    page.says("2026-Q3, complete months");
    page.says("Back to the usual: about 62 fewer complaints in as many months as are compared here.");
    page.does_not_say("in a quarter like this");
    // 93 and 31 in July.
    let run = desk.run(&["trends", "--by", "category", "--period", "2026-Q3", "--as-of", "2026-08-20T00:00:00Z", "--format", "table"]);
    let said = format!("{}{}", run.out, run.err);
    assert!(said.contains("2026-Q3, complete months") && said.contains("124 complaints in the complete months of 2026-Q3"), "{said}");
    // The list of the largest causes counts the same month.
    let run = desk.run(&["trends", "--of", "causes", "--period", "2026-Q3", "--as-of", "2026-08-20T00:00:00Z", "--format", "table"]);
    let said = format!("{}{}", run.out, run.err);
    assert!(said.contains("only 2026-07 is complete and covered; the others are left out"), "{said}");
    let german = Page::of(&desk, ["quarterly", "2026-Q3", "de"], "2026-08-20T00:00:00Z");
    german.says("auf 93 Beschwerden in den vollständigen Monaten des Quartals (");
}
