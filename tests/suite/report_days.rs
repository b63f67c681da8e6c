//! What a page says where the day alone is known, and of whom it says it: what may have been otherwise is never told as kept.

use crate::desk::Desk;
use crate::report::words;
use chrono::{Days, NaiveDate};
use std::fmt::Write;

const AS_OF: &str = "2026-10-02T08:00:00Z";

/// A workspace in UTC that judges by versions of one clause, each with the head of its file.
fn desk(versions: &[(&str, &str)]) -> Desk {
    let desk = Desk::new("UTC");
    desk.file("ws/ombud.toml", "schema = 1\norganisation = \"Own\"\ntime_zone = \"UTC\"\npolicies = []\n");
    for (number, (head, clause)) in versions.iter().enumerate() {
        let policy = format!(
            "schema = 1\nid = \"own\"\ntitle = \"Own\"\norganisation = \"Own\"\ncalendar = \"always\"\n{head}\n[[clause]]\nid = \"clause\"\n\
             cite = \"1\"\ntext = \"Do it in time.\"\ntype = \"deadline\"\nafter = [\"received\"]\n{clause}"
        );
        desk.file(&format!("ws/policies/own{number}.toml"), policy);
    }
    desk
}

/// Complaints from `from` on, one a day, each with the days after which it was acknowledged; all are closed after five.
fn register_of_days(desk: &Desk, from: &str, acknowledged_after: impl IntoIterator<Item = u64>) {
    let first: NaiveDate = from.parse().unwrap();
    let mut rows = "Reference,Date received,Acknowledged,Closed,Category,How received\n".to_string();
    for (number, days) in acknowledged_after.into_iter().enumerate() {
        let received = first + Days::new(number as u64);
        let told = |after: u64| (received + Days::new(after)).format("%d/%m/%Y").to_string();
        writeln!(rows, "{number},{},{},{},Billing,phone", told(0), told(days), told(5)).unwrap();
    }
    desk.import_text("register.csv", rows);
}

/// The words of a report.
struct Page {
    words: String,
}

impl Page {
    fn of(desk: &Desk, report: &str, period: &str, language: &str) -> Self {
        let out = format!("out-{report}-{language}");
        desk.run(&["report", report, "--period", period, "--as-of", AS_OF, "--language", language, "--out", &out]).done();
        let read = |name: &str| std::fs::read_to_string(desk.path().join(&out).join(name)).unwrap();
        Self { words: words(&read(&format!("{report}-{period}.html"))).replace('\u{a0}', " ") }
    }

    fn quarter(desk: &Desk) -> Self {
        Self::of(desk, "quarterly", "2026-Q3", "en")
    }

    fn says(&self, said: &str) {
        assert!(self.words.contains(said), "\"{said}\" is not in: {}", self.words);
    }

    fn does_not_say(&self, said: &str) {
        assert!(!self.words.contains(said), "\"{said}\" is in: {}", self.words);
    }
}

#[test]
fn a_source_of_the_organisations_own_acts_is_no_end_of_what_is_known_of_cases() {
    let desk = desk(&[("", "require = [\"acknowledged\"]\nwithin = \"24 hours\"\n")]);
    // One complaint a day up to the day before the report, all of them open but the first.
    let first: NaiveDate = "2026-07-04".parse().unwrap();
    let mut rows = "number,opened,closed,topic\n".to_string();
    for number in 0..90 {
        writeln!(rows, "{number},{}T09:00:00,{},Billing", first + Days::new(number), if number == 0 { "2026-07-05T09:00:00" } else { "" })
            .unwrap();
    }
    desk.mapping(
        "desk",
        "schema = 1\nid = \"desk\"\ntitle = \"Desk\"\nmode = \"snapshot\"\n[[table]]\nname = \"tickets\"\n\
         recognise = [\"number\", \"opened\", \"closed\", \"topic\"]\ndates = \"iso\"\ncase_id = \"number\"\n[table.case]\n\
         received_at = \"opened\"\nkind = { constant = \"complaint\" }\ncategory = \"topic\"\n[[table.event]]\nevent = \"closed\"\n\
         at = \"closed\"\n",
    );
    desk.import_text("tickets.csv", rows);
    desk.file("events.csv", "case_id,event,at,action,title\n,action_opened,2025-11-03T10:00:00Z,A1,Retrain\n");
    desk.run(&["import", "--source", "canonical", "events.csv"]).done();
    let page = Page::quarter(&desk);
    page.says("89 complaints are open");
    page.does_not_say("The data end before the instant of this report");
}

#[test]
fn a_clause_of_which_most_cannot_be_shown_is_not_called_kept() {
    let desk = desk(&[("", "require = [\"acknowledged\"]\nwithin = \"24 hours\"\n")]);
    // By the day alone: on the day itself is in time, on the next may be either, after three is late.
    register_of_days(&desk, "2026-07-03", [vec![0; 12], vec![1; 60]].concat());
    let page = Page::quarter(&desk);
    page.says("Cannot be shown (1 clause)");
    page.says("12 of 12 kept; 60 known by the day only");
    page.says("Of no clause can most of the duties be shown, so none is called kept.");
    page.says("60 duties under the only clause cannot be shown: the sources record what is asked by the day alone");
    for claim in ["Kept (1 clause)", "Kept as fully", "was kept as it asks", "do not record what is asked", "of those that fell due"] {
        page.does_not_say(claim);
    }
    Page::of(&desk, "quarterly", "2026-Q3", "de").says("Bei keiner Klausel lässt sich der größere Teil der Pflichten nachweisen");
}

#[test]
fn how_often_a_clause_was_kept_is_said_of_the_times_that_can_be_shown() {
    let desk = desk(&[("", "require = [\"acknowledged\"]\nwithin = \"24 hours\"\n")]);
    // Twelve in time, four late, sixty that may be either.
    register_of_days(&desk, "2026-07-03", [vec![0; 12], vec![1; 60], vec![3; 4]].concat());
    for (report, period) in [("quarterly", "2026-Q3"), ("annual", "2026")] {
        let page = Page::of(&desk, report, period, "en");
        page.says("“Do it in time” was kept 12 of the 16 times that can be shown (75 %");
        page.says("Beside these: 60 known by the day only.");
        page.does_not_say("times it fell due");
    }
    // Whether 24 hours were kept cannot be shown of most: twelve of 76 are 15.8 %, and 72 may have been. So it is in the twelve months too.
    let page = Page::of(&desk, "annual", "2026", "en");
    page.says("What other limits would have kept cannot be shown");
    page.says("at least 15 %, at most 95 % 60 cannot be shown");
    page.says("75 % 12 of 16; 60 cannot be shown");
}

#[test]
fn few_that_were_kept_are_no_rate_of_the_year_where_most_cannot_be_shown() {
    let desk = desk(&[("", "require = [\"acknowledged\"]\nwithin = \"24 hours\"\n")]);
    register_of_days(&desk, "2026-07-03", [vec![0; 12], vec![1; 60]].concat());
    let page = Page::of(&desk, "annual", "2026", "en");
    // Twelve of 72 are 16.7 %, and all may have been kept.
    page.says("at least 16 % 60 cannot be shown");
    page.says("cannot be shown 12 of 12 kept; 60 cannot be shown");
    // Wilson's interval of twelve of twelve begins at 12 / (12 + 1.96²), 76 %.
    page.says("partly 12 of 12 60 known by the day only");
    page.does_not_say("(76 to 100)");
}

#[test]
fn a_promise_that_became_a_target_was_kept_so_often_of_the_times_that_can_be_shown() {
    let clause = |strength: &str| format!("require = [\"acknowledged\"]\nwithin = \"24 hours\"\nstrength = \"{strength}\"\n");
    let desk = desk(&[("effective_to = 2026-08-01", &clause("commitment")), ("effective_from = 2026-08-02", &clause("target"))]);
    // From 3 July to 1 August, while it was promised: twelve in time, four late, fourteen that may be either. Then ten in time.
    register_of_days(&desk, "2026-07-03", [vec![0; 12], vec![3; 4], vec![1; 14], vec![0; 10]].concat());
    let page = Page::quarter(&desk);
    page.says("was kept 12 of the 16 times that it was promised and can be shown (75 %");
    page.says("Beside these: 14 known by the day only.");
}

#[test]
fn the_limit_of_a_reading_is_that_of_each_version_that_judged_by_it() {
    let clause = |limit: &str| {
        format!(
            "require = [\"resolution_proposed\"]\nwithin = \"{limit}\"\n[[clause.reading]]\nid = \"closing\"\ntext = \"A closing is an answer.\"\n\
             require = [\"resolution_proposed\", \"closed\"]\n"
        )
    };
    let desk = desk(&[("effective_to = 2026-08-09", &clause("10 days")), ("effective_from = 2026-08-10", &clause("4 days"))]);
    let (mut cases, mut events) = ("case_id,received_at,kind,category\n".to_string(), "case_id,event,at\n".to_string());
    let first: NaiveDate = "2026-07-02".parse().unwrap();
    for number in 0..80 {
        let (received, ended) = (first + Days::new(number), first + Days::new(number + 6));
        writeln!(cases, "{number},{received}T09:00:00Z,complaint,Billing").unwrap();
        writeln!(events, "{number},closed,{ended}T09:00:00Z").unwrap();
        if number % 2 == 1 {
            writeln!(events, "{number},resolution_proposed,{ended}T09:00:00Z").unwrap();
        }
    }
    desk.file("cases.csv", cases);
    desk.file("events.csv", events);
    desk.import(&["cases.csv", "events.csv"]);
    for (report, period) in [("quarterly", "2026-Q3"), ("annual", "2026")] {
        let page = Page::of(&desk, report, period, "en");
        // Six days are within ten, and not within four: of the 39 that came up to 9 August all were closed in time and 19 answered, of
        // the 41 after it none.
        page.says("in force 10 days, then 4 days 19 of 80");
        page.says("reading “closing” 10 days, then 4 days 39 of 80");
    }
}

#[test]
fn a_wait_known_by_days_is_no_shorter_than_it_may_have_been() {
    let desk = desk(&[("", "require = [\"acknowledged\"]\nwithin = \"24 hours\"\n")]);
    // Each acknowledged on the next day, after anything from no time to 48 hours, and closed on the fifth, after six days at most.
    register_of_days(&desk, "2026-07-03", vec![1; 60]);
    let bounds = ["--param", "bounds=2026-07-01,2026-10-01", "--as-of", AS_OF, "--format", "csv"];
    let waits = desk.run(&[&["query", "time_to_event"], &bounds[..]].concat()).done();
    // The least is a microsecond more than the days between, for a day ends before the next begins.
    let numbers = |line: &str| line.split(',').filter_map(|value| value.parse().ok()).map(|value: f64| value.floor()).collect::<Vec<_>>();
    let waits: Vec<Vec<f64>> = waits.lines().skip(1).map(numbers).collect();
    assert_eq!(waits, [[0.0, 2880.0, 0.0, 60.0], [0.0, 8640.0, 5760.0, 60.0]]);
    let ends = desk.run(&[&["query", "time_to_end"], &bounds[..]].concat()).done();
    assert_eq!(ends.lines().nth(1).map(numbers), Some(vec![0.0, 144.0, 96.0, 60.0]), "{ends}");
    let page = Page::quarter(&desk);
    page.says("Half of the complaints were acknowledged within 48 hours");
    page.says("60 of these waits are known by the day only, and count for as long as they may have lasted.");
    page.says("Half of the complaints were resolved within 6 days");
    // Whether anybody still waited after 24 hours is not known.
    for claim in ["within 24 hours,", "at the limit 24 hours", "24 hours 0 %"] {
        page.does_not_say(claim);
    }
    Page::of(&desk, "quarterly", "2026-Q3", "de").says("60 dieser Wartezeiten sind nur auf den Tag bekannt");
}

#[test]
fn a_limit_at_which_the_days_decide_is_drawn() {
    let desk = desk(&[("", "require = [\"acknowledged\"]\nwithin = \"24 hours\"\n")]);
    // On the day itself is within 24 hours, and three days later is not.
    register_of_days(&desk, "2026-07-03", [vec![0; 45], vec![3; 15]].concat());
    Page::quarter(&desk).says("at the limit 24 hours, 25 % still waiting");
}

#[test]
fn a_share_that_the_days_leave_open_is_told_as_a_bound() {
    let desk = desk(&[("", "require = [\"acknowledged\"]\nwithin = \"30 calendar days\"\n")]);
    let first: NaiveDate = "2026-07-03".parse().unwrap();
    let (mut cases, mut events) = ("case_id,received_at,kind,category\n".to_string(), "case_id,event,at\n".to_string());
    // By the day: 20 acknowledged on the next, and closed on the seventh. By the clock: 20 acknowledged after two hours and closed after
    // five days, and 20 after 60 hours and ten days.
    for number in 0..60 {
        let day = |after: u64| first + Days::new(number + after);
        let (received, acknowledged, closed) = match number {
            0..20 => (day(0).to_string(), day(1).to_string(), day(7).to_string()),
            20..40 => (format!("{}T09:00:00Z", day(0)), format!("{}T11:00:00Z", day(0)), format!("{}T09:00:00Z", day(5))),
            _ => (format!("{}T09:00:00Z", day(0)), format!("{}T21:00:00Z", day(2)), format!("{}T09:00:00Z", day(10))),
        };
        writeln!(cases, "{number},{received},complaint,Billing").unwrap();
        writeln!(events, "{number},acknowledged,{acknowledged}\n{number},closed,{closed}").unwrap();
    }
    desk.file("cases.csv", cases);
    desk.file("events.csv", events);
    desk.import(&["cases.csv", "events.csv"]);
    let page = Page::quarter(&desk);
    // After a day the 20 by the clock are done, and those of the next day may be: at most 40 of 60 wait. After 48 hours these surely are.
    page.says("24 hours at most 67 %");
    page.says("48 hours 33 %");
    // On the seventh day means after more than six days and up to eight: after seven days 20 of 60 are closed, and 20 more may be.
    page.says("7 days at least 33 % 0 % 0 % 0 % at most 67 %");
    page.says("what had ended is told at least, and what was still open at most");
    let facts = std::fs::read_to_string(desk.path().join("out-quarterly-en/facts.json")).unwrap().replace('\u{a0}', " ");
    assert!(facts.contains("\"text\":\"at most 67 %\""), "{facts}");
    let german = Page::of(&desk, "quarterly", "2026-Q3", "de");
    german.says("24 Stunden höchstens 67 %");
    german.says("48 Stunden 33 %");
}

#[test]
fn how_late_is_said_as_far_as_it_is_certain() {
    // Received on some day, and done three days later. A day may begin at its last instant, so 24 hours end with the next day, as one
    // calendar day does: from there to the first instant of the third are 24 hours.
    for limit in ["24 hours", "1 calendar day"] {
        let desk = desk(&[("", &format!("require = [\"acknowledged\"]\nwithin = \"{limit}\"\n"))]);
        register_of_days(&desk, "2026-07-03", vec![3; 60]);
        Page::quarter(&desk).says("60 0 60 at least 24 hours");
    }
    // What a pause does to a due that counts from a day is not reckoned.
    let pause = "pause = [{ from = [\"info_requested\"], until = [\"info_received\"] }]\n";
    let desk = desk(&[("", &format!("require = [\"acknowledged\"]\nwithin = \"24 hours\"\n{pause}"))]);
    register_of_days(&desk, "2026-07-03", vec![3; 60]);
    Page::quarter(&desk).says("60 0 60 by the day only");
}

#[test]
fn how_long_after_a_promised_date_is_said_as_far_as_it_is_certain() {
    let told = |closed_at: &str| {
        let desk = desk(&[("", "require = [\"acknowledged\"]\nwithin = \"24 hours\"\n")]);
        let first: NaiveDate = "2026-07-03".parse().unwrap();
        let (mut cases, mut events) = ("case_id,received_at,kind,category\n".to_string(), "case_id,event,at,expected_at\n".to_string());
        for number in 0..12 {
            let day = |after: u64| first + Days::new(number + after);
            writeln!(cases, "{number},{}T09:00:00Z,complaint,Billing", day(0)).unwrap();
            writeln!(events, "{number},delay_notice,{}T09:00:00Z,{}\n{number},closed,{}{closed_at},", day(1), day(10), day(13)).unwrap();
        }
        desk.file("cases.csv", cases);
        desk.file("events.csv", events);
        desk.import(&["cases.csv", "events.csv"]);
        Page::quarter(&desk)
    };
    // The tenth day ends where the eleventh begins, and the thirteenth begins two days after that.
    told("").says("half of the time it came at least 48 hours after the date, and perhaps later: of some the day alone is known.");
    // By the clock it is two days and ten hours.
    told("T10:00:00Z").says("half of the time it came more than 58 hours after the date.");
}

#[test]
fn nobody_knows_by_days_what_was_only_just_kept() {
    let desk = desk(&[("", "require = [\"acknowledged\"]\nwithin = \"10 calendar days\"\n")]);
    // On the tenth day, in the last tenth by its first instant: 24 of 264 hours are left.
    register_of_days(&desk, "2026-07-03", vec![10; 60]);
    let page = Page::quarter(&desk);
    page.says("Kept (1 clause)");
    page.does_not_say("Promises kept only just");
}
