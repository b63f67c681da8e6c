//! What people write beside a report, and what was published before it.

use crate::program::ombud as program;
use crate::report::{Fixture, at, busy, facts, rendered, request, value, words};
use crate::truths::demo;
use ombud::report::published::Published;
use ombud::report::recommend::{Recommendation, State};
use ombud::report::{Beside, Rendered, Request, quarterly_beside};
use std::path::Path;

const AS_OF: &str = "2026-10-10T11:00:00Z";

fn with(fixture: &Fixture, as_of: &str, beside: Beside) -> Rendered {
    quarterly_beside(&fixture.connection, &request("2026-Q3", as_of), beside).unwrap()
}

fn published(rendered: &Rendered) -> Published {
    Published::parse(Path::new("published.json"), &rendered.facts_json).unwrap()
}

#[test]
fn a_draft_rests_on_its_finding_and_says_what_it_should_achieve() {
    let page = rendered(&busy(), &request("2026-Q3", AS_OF), "recommended");
    let ids: Vec<&str> = page.drafted.iter().map(|draft| draft.id.as_str()).collect();
    // The worst promise (the target is none), the category that doubled, and the promise that no source shows.
    assert_eq!(ids, ["keep-logiq-acknowledge", "rise-delivery", "record-logiq-letter"]);
    let keep = &page.drafted[0];
    // 412 of 438 now, 242 of 250 in the best quarter before: (0.968 - 0.940639) × 438 = 11.98.
    assert!(keep.expected_effect.contains("Kept as often as in 2026-Q2 (96.8 %), about 12 fewer would be broken"), "{keep:?}");
    assert_eq!((keep.due.unwrap().to_string().as_str(), keep.state, keep.owner.as_str()), ("2026-12-31", State::Draft, ""));
    let facts = facts(&page);
    assert!((value(&facts, "sla.logiq.acknowledge.2026-Q3.fewer_count") - 12.0).abs() < 1e-9);
    let text = words(&page.html);
    assert!(text.contains("Three recommendations, all of them drafts") && text.contains("to be named"), "{text}");
}

#[test]
fn what_people_wrote_is_kept_and_a_finding_that_is_gone_is_said_to_be_gone() {
    let fixture = busy();
    let mut kept = with(&fixture, AS_OF, Beside::default()).drafted;
    kept[0] = Recommendation {
        recommendation: "Staff the desk on Saturdays.".into(),
        owner: "head of service".into(),
        state: State::Agreed,
        expected_effect: "Saturdays are answered".into(),
        ..kept[0].clone()
    };
    kept.push(Recommendation { id: "rise-parking".into(), finding: "Parking rose to 9.".into(), ..kept[1].clone() });
    kept.push(Recommendation { id: "our-own".into(), finding: "Heard at the desk.".into(), drafted: false, ..kept[0].clone() });
    let again = with(&fixture, AS_OF, Beside { recommendations: kept.clone(), ..Beside::default() });
    assert!(again.drafted.is_empty(), "nothing is drafted twice: {:?}", again.drafted);
    let text = words(&again.html);
    for expected in [
        "Staff the desk on Saturdays.",
        "head of service",
        "Saturdays are answered",
        "Its finding is gone. It was: Parking rose to 9.",
        "Heard at the desk.",
        "was kept 412 of the 438 times it fell due",
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    assert!(!text.contains("Its finding is gone. It was: Heard"), "what people added has no finding to lose");
    // The first page and one made from the untouched drafts are the same.
    let first = with(&fixture, AS_OF, Beside::default());
    let second = with(&fixture, AS_OF, Beside { recommendations: first.drafted.clone(), ..Beside::default() });
    assert_eq!(first.html, second.html);
}

#[test]
fn restatements_name_what_changed_from_what_to_what_and_why() {
    let fixture = busy();
    let before = with(&fixture, "2026-10-05T00:00:00Z", Beside::default());
    // Since then: the three pending duties were kept, one file was imported, two cases of September were registered late.
    fixture.run("update verdict_counts set status = 'met' where clause = 'acknowledge' and reading = 'main' and status = 'pending'");
    fixture.run("insert into imports (import, source, mode, imported_at, file, sha256, bytes, rows_in, kept, set_aside, duplicates) values (2, 'desk', 'append', '2026-10-08', 'late.csv', repeat('cd', 32), 100, 2, 2, 0, 0)");
    for case in ["late-1", "late-2"] {
        fixture.case(case, "2026-09-15 10:00:00", Some("billing"));
        fixture.event(case, "logged", "2026-10-07 10:00:00");
    }
    let beside = Beside { published: vec![published(&before)], ..Beside::default() };
    let after = with(&fixture, AS_OF, beside);
    let facts = facts(&after);
    let changed =
        |id: &str| (value(&facts, &format!("restated.2026-Q3.{id}.before")), value(&facts, &format!("restated.2026-Q3.{id}.now")));
    // 412 of 438 then; with the three, 415 of 441. 90 complaints then, 92 now.
    assert_eq!(changed("sla.logiq.acknowledge.2026-Q3.met_count"), (412.0, 415.0));
    assert_eq!(changed("sla.logiq.acknowledge.2026-Q3.judged_count"), (438.0, 441.0));
    assert_eq!(changed("volume.2026-Q3.received_count"), (90.0, 92.0));
    assert!((value(&facts, "restated.2026-Q3.figure_count") - 3.0).abs() < 1e-9);
    let text = words(&after.html);
    for expected in [
        "3 published figures have changed",
        "3 duties were not yet due then, 2 cases were registered later and a file was imported since",
        "complaints received 90 92 2 cases were registered later and a file was imported since",
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
}

#[test]
fn another_policy_or_program_is_named_and_without_changes_none_is_told() {
    let fixture = busy();
    let before = published(&with(&fixture, "2026-10-05T00:00:00Z", Beside::default()));
    let same = with(&fixture, AS_OF, Beside { published: vec![before.clone()], ..Beside::default() });
    assert!(words(&same.html).contains("No published figure has changed"));
    fixture.run("update policies set sha256 = repeat('ef', 32)");
    fixture.run("update verdict_counts set status = 'late' where clause = 'update' and status = 'met' and case_id = 'update-met-0'");
    let older = Published { made_by: "ombud 0.0.9".into(), ..before };
    let after = with(&fixture, AS_OF, Beside { published: vec![older], ..Beside::default() });
    let text = words(&after.html);
    assert!(text.contains("30 29 the procedure is another version or has another text and the program is another version"), "{text}");
}

#[test]
fn figures_of_a_procedure_that_one_of_the_two_did_not_judge_by_are_no_restatement() {
    let fixture = busy();
    let before = published(&with(&fixture, "2026-10-05T00:00:00Z", Beside::default()));
    fixture.run("update verdict_counts set status = 'late' where clause = 'update' and status = 'met' and case_id = 'update-met-0'");
    let page = |published: Published, policies: &[&str]| {
        let asked = Request { policies: policies.iter().map(ToString::to_string).collect(), ..request("2026-Q3", AS_OF) };
        let beside = Beside { published: vec![published], ..Beside::default() };
        words(&quarterly_beside(&fixture.connection, &asked, beside).unwrap().html)
    };
    let changed = "1 published figure has changed";
    assert!(page(before.clone(), &[]).contains(changed));
    // The report of then judged by another procedure: nothing of this one was published.
    let other = Published { policies: vec!["other".into()], ..before.clone() };
    assert!(page(other, &[]).contains("No published figure has changed"));
    // A figure of a clause of another procedure, by which today is not judged.
    let mut wider = before;
    let figure = wider.figures["sla.logiq.update.2026-Q3.judged_count"].clone();
    wider.figures.insert("sla.second.respond.2026-Q3.judged_count".into(), figure);
    assert!(page(wider.clone(), &["logiq"]).contains(changed));
    assert!(page(wider, &[]).contains("2 published figures have changed"));
}

#[test]
fn only_what_was_published_last_and_before_is_compared() {
    let fixture = busy();
    let early = published(&with(&fixture, "2026-10-05T00:00:00Z", Beside::default()));
    let later = Published { as_of: at("2026-12-01T00:00:00Z"), ..early.clone() };
    let wrong = Published { as_of: at("2026-10-04T00:00:00Z"), figures: std::collections::BTreeMap::new(), ..early.clone() };
    let after = with(&fixture, AS_OF, Beside { published: vec![wrong, early, later], ..Beside::default() });
    assert!(words(&after.html).contains("No published figure has changed"));
}

#[test]
fn the_command_keeps_recommendations_and_published_figures_in_the_workspace() {
    let workspace = demo().join("here");
    let file = workspace.join("recommendations/2026-Q1.toml");
    let make = |as_of: &str, more: &[&str]| {
        let mut words = vec!["-C", "here", "report", "quarterly", "--period", "2026-Q1", "--as-of", as_of, "--out", "beside"];
        words.extend(more);
        program(demo(), &words)
    };
    make("2026-04-10T07:00:00Z", &["--publish"]).done();
    let drafted = std::fs::read_to_string(&file).unwrap();
    assert!(drafted.contains("state = \"draft\"") && drafted.contains("keep-feedback-and-complaints-"), "{drafted}");
    let page = || std::fs::read_to_string(demo().join("beside/quarterly-2026-Q1.html")).unwrap();
    let first = page();
    make("2026-04-10T07:00:00Z", &["--publish"]).done();
    assert_eq!(first, page(), "the same inputs give the same bytes, drafts or not");
    assert_eq!(drafted, std::fs::read_to_string(&file).unwrap());
    let edited = format!("# mine\n{}", drafted.replacen("owner = \"\"", "owner = \"head of service\"", 1));
    std::fs::write(&file, &edited).unwrap();
    make("2026-04-20T07:00:00Z", &[]).done();
    assert!(page().contains("head of service") && page().contains("The report on 2026-Q1, as of "));
    assert!(std::fs::read_to_string(&file).unwrap().starts_with(&edited), "what people wrote is never changed");
    std::fs::write(&file, edited.replacen("owner", "ownr", 1)).unwrap();
    let refused = make("2026-04-20T07:00:00Z", &[]);
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("2026-Q1.toml") && refused.err.contains("owner"), "{}", refused.err);
    std::fs::write(&file, edited).unwrap();
}

#[test]
fn what_is_decided_is_asked_with_its_owner_and_what_is_dropped_is_not_asked() {
    let fixture = busy();
    let mut kept = with(&fixture, AS_OF, Beside::default()).drafted;
    let keep = kept.iter_mut().find(|draft| draft.id == "keep-logiq-acknowledge").unwrap();
    (keep.state, keep.owner, keep.due) = (State::Agreed, "Kim".into(), "2026-12-01".parse().ok());
    kept.iter_mut().find(|draft| draft.id == "rise-delivery").unwrap().state = State::Dropped;
    let page = words(&with(&fixture, AS_OF, Beside { recommendations: kept, ..Beside::default() }).html).replace('\u{a0}', " ");
    let asked = page.split("What we ask you to decide").nth(1).unwrap().split("complaints received").next().unwrap();
    assert!(asked.contains("Owner: Kim. By 1 December 2026."), "{asked}");
    assert!(!asked.contains("delivery") && asked.contains("Owner: to be named. By 7 November 2026."), "{asked}");
}

#[test]
fn a_report_that_may_not_be_published_changes_nothing() {
    let desk = crate::desk::Desk::new("UTC");
    let open = |day: &str| desk.run(&["register", "open", "--received-at", day, "--category", "delivery"]).done();
    open("2025-08-05");
    let publish = ["report", "quarterly", "--period", "2025-Q3", "--as-of", "2025-10-01T07:00:00Z", "--publish"];
    desk.run(&publish).done();
    let files = || {
        let mut files = Vec::new();
        for folder in ["reports/2025-Q3", "reports/published", "recommendations"] {
            for file in std::fs::read_dir(desk.path().join("ws").join(folder)).unwrap() {
                let file = file.unwrap().path();
                files.push((file.clone(), std::fs::read_to_string(file).unwrap()));
            }
        }
        files.sort();
        files
    };
    let published = files();
    assert_eq!(published.len(), 4, "a page, its facts twice, and recommendations");
    open("2025-08-06");
    let refusal = desk.refusal(&publish);
    assert!(refusal.contains("was published with other figures; nothing was written"), "{refusal}");
    assert!(published == files(), "a file was changed");
    // Elsewhere it may be looked at, and a later instant may be published.
    desk.run(&[&publish[..6], &["--out", "elsewhere"]].concat()).done();
    assert!(published == files(), "a file was changed");
    desk.run(&["report", "quarterly", "--period", "2025-Q3", "--as-of", "2025-10-02T07:00:00Z", "--publish"]).done();
    assert_eq!(files().len(), 5);
}

#[test]
fn what_cannot_be_put_in_its_place_leaves_nothing_beside_it() {
    let desk = crate::desk::Desk::new("UTC");
    desk.run(&["register", "open", "--received-at", "2025-08-05"]).done();
    // A folder stands where the page is to be.
    for (report, period, page) in [("quarterly", "2025-Q3", "out/quarterly-2025-Q3.html"), ("annual", "2025", "out/annual-2025.html")] {
        desk.file(&format!("{page}/kept.txt"), "");
        let refusal = desk.refusal(&["report", report, "--period", period, "--as-of", "2025-12-01T07:00:00Z", "--out", "out"]);
        assert!(refusal.contains("cannot write"), "{refusal}");
        let left: Vec<_> = std::fs::read_dir(desk.path().join("out")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(!left.iter().any(|name| name.to_string_lossy().ends_with(".tmp")), "{left:?}");
    }
}
