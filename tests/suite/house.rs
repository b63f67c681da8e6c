//! What an organisation may make its own about a page, and that it cannot break the page by it.

use crate::program::{Run, ombud};
use crate::truths::demo;
use serde_json::Value;
use std::path::Path;

/// One pixel.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";

const ALL: &str = "title = \"Complaints & lessons\"\nintro = \"Made for the board <2026>.\"\nfoot = \"Confidential\"\nlogo = \"house/logo.png\"\n\
                   style = \"house/style.css\"\nsections = [\"method\", \"clauses\", \"causes\"]\n[report.colours]\nink = \"#4a2545\"\naccent = \"#9c1c1c\"\n";

/// A workspace over the sample's data with a table `[report]` of its own.
pub fn workspace(report: &str) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let sample = demo().join("here");
    let settings = std::fs::read_to_string(sample.join("ombud.toml")).unwrap();
    let place = |name: &str| sample.join(name).display().to_string();
    let settings = settings
        .replace("lake = \"lake\"", &format!("lake = \"{}\"", place("lake")))
        .replace("register = \"register\"", &format!("register = \"{}\"", place("register")));
    for folder in ["policies", "sources", "calendars", "house"] {
        std::fs::create_dir(home.path().join(folder)).unwrap();
        for file in std::fs::read_dir(sample.join(folder)).into_iter().flatten() {
            let file = file.unwrap();
            std::fs::copy(file.path(), home.path().join(folder).join(file.file_name())).unwrap();
        }
    }
    std::fs::write(home.path().join("ombud.toml"), format!("{settings}\n[report]\n{report}")).unwrap();
    std::fs::write(home.path().join("house/logo.png"), PNG).unwrap();
    std::fs::write(home.path().join("house/style.css"), "h1 { font-family: Georgia, serif; }\n").unwrap();
    home
}

pub fn report(home: &Path) -> Run {
    ombud(home, &["report", "quarterly", "--period", "2026-Q3", "--as-of", "2026-10-01T07:00:00Z", "--out", "out"])
}

#[test]
fn words_logo_colours_style_and_sections_are_the_organisation_s_and_the_numbers_are_not() {
    let home = workspace(ALL);
    report(home.path()).done();
    let page = std::fs::read_to_string(home.path().join("out/quarterly-2026-Q3.html")).unwrap();
    for part in [
        "<h1>Complaints &#38; lessons, 2026-Q3</h1>",
        "Made for the board &#60;2026&#62;.",
        "<p>Confidential</p>",
        "<img class=\"logo\" src=\"data:image/png;base64,iVBORw0KGgo",
        "img-src data:;",
        "{ :root { --accent: #9c1c1c; --ink: #4a2545; } }",
        "h1 { font-family: Georgia, serif; }",
    ] {
        assert!(page.contains(part), "{part}");
    }
    let sections: Vec<&str> = page.split("<section id=\"").skip(1).map(|part| part.split('"').next().unwrap()).collect();
    assert_eq!(sections, ["findings", "method", "clauses", "causes"]);
    for link in page.split("href=\"#").skip(1) {
        let id = link.split('"').next().unwrap();
        assert!(page.contains(&format!("id=\"{id}\"")), "a link leads to {id}, which is left out");
    }
    // What is shown is the same number as ever, and what is not shown is not handed out beside the page.
    let facts = |file: &Path| -> Vec<Value> {
        let whole: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        whole["facts"].as_array().unwrap().clone()
    };
    let (own, all) = (facts(&home.path().join("out/facts.json")), facts(&demo().join("here/reports/2026-Q3/facts.json")));
    assert!(own.len() > 100 && own.len() < all.len());
    assert!(own.iter().all(|fact| all.contains(fact)), "a number differs");
    assert!(!own.iter().any(|fact| fact["id"].as_str().unwrap().starts_with("import.quality.")), "the scope is left out");
    let verified = ombud(home.path(), &["report", "verify", "out/facts.json"]);
    assert_eq!(verified.code, 0, "{}{}", verified.out, verified.err);
}

const ANNUAL: &str = "title = \"Lessons\"\nintro = \"For the quarter.\"\nfoot = \"Confidential\"\nlogo = \"house/logo.png\"\nstyle = \"house/style.css\"\n\
                      sections = [\"clauses\"]\n[report.colours]\nink = \"#4a2545\"\n\
                      [report.annual]\ntitle = \"Our procedure & we\"\nintro = \"For the <board>.\"\nsections = [\"quarters\", \"certificate\"]\n";

fn annual(home: &Path, out: &str) -> Run {
    ombud(home, &["report", "annual", "--period", "2026", "--as-of", "2026-10-01T07:00:00Z", "--out", out])
}

#[test]
fn the_annual_page_has_the_house_s_look_and_words_and_sections_of_its_own() {
    let home = workspace(ANNUAL);
    annual(home.path(), "out").done();
    let page = std::fs::read_to_string(home.path().join("out/annual-2026.html")).unwrap();
    for part in [
        "<h1>Our procedure &#38; we, 2026</h1>",
        "<title>Harbour &#38; Vale Home Services: Our procedure &#38; we 2026</title>",
        "<p class=\"intro\">For the &#60;board&#62;.</p>",
        "<h2>What this year shows</h2>",
        "<p>Confidential</p>",
        "<img class=\"logo\" src=\"data:image/png;base64,iVBORw0KGgo",
        "img-src data:;",
        "{ :root { --ink: #4a2545; } }",
        "h1 { font-family: Georgia, serif; }",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains("For the quarter.") && !page.contains("Lessons"), "the words of the other report are not its own");
    let sections: Vec<&str> = page.split("<section id=\"").skip(1).map(|part| part.split('"').next().unwrap()).collect();
    assert_eq!(sections, ["findings", "quarters", "certificate"]);
    for link in page.split("href=\"#").skip(1) {
        let id = link.split('"').next().unwrap();
        assert!(page.contains(&format!("id=\"{id}\"")), "a link leads to {id}, which is left out");
    }
    let told: Value = serde_json::from_str(&std::fs::read_to_string(home.path().join("out/facts.json")).unwrap()).unwrap();
    let ids: Vec<&str> = told["facts"].as_array().unwrap().iter().map(|fact| fact["id"].as_str().unwrap()).collect();
    assert!(ids.len() > 50 && !ids.iter().any(|id| id.starts_with("limit.") || id.starts_with("against.")), "{ids:?}");
    let verified = ombud(home.path(), &["report", "verify", "out/annual-2026.html"]);
    assert_eq!(verified.code, 0, "{}{}", verified.out, verified.err);
}

#[test]
fn a_section_of_the_other_report_is_refused_where_it_is_named() {
    let home = workspace("[report.annual]\nsections = [\"certificate\", \"clauses\"]\n");
    let run = annual(home.path(), "out");
    assert_eq!(run.code, 2);
    assert!(run.err.contains("no section \"clauses\"") && run.err.contains("Accepted: certificate, assessment, quarters,"), "{}", run.err);
    assert!(run.err.contains("sections = [\"certificate\", \"clauses\"]"), "{}", run.err);
    assert!(!home.path().join("out").exists());
    let home = workspace("[report.annual]\nlogo = \"x\"\n");
    let run = annual(home.path(), "out");
    assert!(run.code == 2 && run.err.contains("unknown key \"logo\""), "{}", run.err);
}

#[test]
fn a_title_without_a_word_is_refused_where_it_stands() {
    let home = workspace("title = \"\"\n[report.annual]\ntitle = \" \"\n");
    for (run, line) in [(report(home.path()), "title = \"\""), (annual(home.path(), "out"), "title = \" \"")] {
        assert_eq!(run.code, 2, "{}", run.out);
        assert!(run.err.contains("ombud.toml:") && run.err.contains("the report has a title without a word"), "{}", run.err);
        assert!(run.err.contains(line) && run.err.contains("take the line out"), "{}", run.err);
    }
    assert!(!home.path().join("out").exists());
}

#[test]
fn what_would_break_the_page_is_refused_with_its_line() {
    let told = |report_table: &str| {
        let home = workspace(report_table);
        let run = report(home.path());
        assert_eq!(run.code, 2, "{report_table}: {}", run.out);
        run.err.lines().filter(|line| !line.starts_with("as of")).collect::<Vec<_>>().join("\n")
    };
    let pale = told("[report.colours]\nink = \"#cccccc\"\n");
    assert!(pale.contains("#cccccc is too pale for text on white: its contrast is 1.6 to 1\n"), "{pale}");
    assert!(pale.contains("ink = \"#cccccc\"") && pale.contains("Accepted: 4.5 to 1 or more."), "{pale}");
    let none = told("[report.colours]\nink = \"blue\"\n");
    assert!(none.contains("\"blue\" is no colour"), "{none}");
    let unknown = told("[report.colours]\nacent = \"#000000\"\n");
    assert!(unknown.contains("no colour \"acent\"; did you mean \"accent\"?"), "{unknown}");
    let section = told("sections = [\"clauses\", \"volume\"]\n");
    assert!(section.contains("no section \"volume\"; did you mean \"volumes\"?"), "{section}");
    let key = told("logos = \"x\"\n");
    assert!(key.contains("unknown key \"logos\"; did you mean \"logo\"?"), "{key}");
    let lost = told("logo = \"house/none.png\"\n");
    assert!(lost.contains("house/none.png: cannot read the logo: there is no such file or folder"), "{lost}");
    let picture = told("logo = \"house/style.css\"\n");
    assert!(picture.contains("this is no picture that a page can carry"), "{picture}");
}

#[test]
fn a_style_cannot_reach_out_of_the_page_or_end_it() {
    for style in ["@import 'x';", "h1 { background: URL(http://x/y.png) }", "</style><script>alert(1)</script>", "h1 { content: '\\3c' }"] {
        let home = workspace("style = \"house/style.css\"\n");
        std::fs::write(home.path().join("house/style.css"), format!("p {{ }}\n{style}\n")).unwrap();
        let run = report(home.path());
        assert_eq!(run.code, 2, "{style}");
        assert!(run.err.contains("style.css:2: ") && run.err.contains("has no place in the style of a page"), "{}", run.err);
    }
}
