//! The report in a real browser: on a screen, on a phone, on paper, by keyboard, and without script.
//!
//! Where no Chromium is installed these tests say so and pass; the continuous check installs one.
//! The accessibility rules are those of axe-core, whose script `OMBUD_AXE` names.

use crate::chromium::Browser;
use crate::desk::Desk;
use crate::program::ombud;
use crate::truths::demo;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The pages that are looked at: the sample's two reports, which have nearly all that a report can have.
fn pages() -> Vec<PathBuf> {
    static ANNUAL: OnceLock<PathBuf> = OnceLock::new();
    let annual = ANNUAL.get_or_init(|| {
        ombud(demo(), &["-C", "here", "report", "annual", "--period", "2026", "--as-of", "2026-10-01T07:00:00Z", "--out", "looked-at"])
            .done();
        demo().join("looked-at/annual-2026.html")
    });
    vec![demo().join("here/reports/2026-Q3/quarterly-2026-Q3.html"), annual.clone()]
}

const WIDTHS: [u32; 3] = [360, 768, 1280];

/// What A4 leaves between margins of 18 mm, 174 mm, in pixels of a style sheet (96 to the inch).
const A4: u32 = 174 * 960 / 254;

/// Whatever reaches beyond the right edge, unless it scrolls in a box of its own; on paper nothing scrolls.
const BEYOND: &str = "(() => {
  const width = document.documentElement.clientWidth;
  const boxes = matchMedia('print').matches ? '.skip' : '.scroll, .drawing, .skip';
  const inBox = element => element.closest(boxes) !== null;
  const beyond = [...document.body.querySelectorAll('*')]
    .filter(element => !inBox(element.parentElement ?? element) && element.getBoundingClientRect().right > width + 1)
    .map(element => element.tagName + ' ' + element.className + ' ' + (element.textContent ?? '').trim().slice(0, 40));
  return { scrolls: document.documentElement.scrollWidth > width, beyond };
})()";

/// What stands behind each break of the title that is not between two words.
const BROKEN_TITLE: &str = "(() => {
  const text = document.querySelector('h1').firstChild;
  const top = at => {
    const range = document.createRange();
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    return range.getBoundingClientRect().top;
  };
  const places = [...Array(text.length).keys()].slice(1);
  const isWithin = at => text.data[at - 1] !== ' ' && text.data[at] !== ' ';
  return places.filter(at => isWithin(at) && top(at) > top(at - 1) + 5).map(at => text.data.slice(at));
})()";

/// The words of the annual page's answers, and the numbers of its proposals, that stand on more than one line.
const BROKEN_WORDS: &str = "(() => {
  const broken = [];
  for (const cell of document.querySelectorAll('.assessment td:nth-child(2), .fill:not(.form) tbody th')) {
    const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      for (const word of texts.currentNode.data.matchAll(/\\S+/g)) {
        const range = document.createRange();
        range.setStart(texts.currentNode, word.index);
        range.setEnd(texts.currentNode, word.index + word[0].length);
        if (new Set([...range.getClientRects()].map(box => Math.round(box.top))).size > 1) broken.push(word[0]);
      }
    }
  }
  return [document.querySelectorAll('.assessment td:nth-child(2)').length > 0, broken];
})()";

#[test]
fn no_answer_of_the_german_review_is_broken_within_a_word() {
    let Some(mut browser) = Browser::start() else { return };
    let words =
        ["-C", "here", "report", "annual", "--period", "2026", "--as-of", "2026-10-01T07:00:00Z", "--language", "de", "--out", "answers"];
    ombud(demo(), &words).done();
    for width in [768, 1280] {
        browser.open(&demo().join("answers/annual-2026.html"), width);
        assert_eq!(browser.value(BROKEN_WORDS), json!([true, []]), "at {width} px");
    }
}

#[test]
fn a_german_title_breaks_between_its_words_on_a_phone() {
    let Some(mut browser) = Browser::start() else { return };
    for (report, period) in [("quarterly", "2026-Q3"), ("annual", "2026")] {
        let words =
            ["-C", "here", "report", report, "--period", period, "--as-of", "2026-10-01T07:00:00Z", "--language", "de", "--out", "titles"];
        ombud(demo(), &words).done();
        for width in [320, 360] {
            browser.open(&demo().join(format!("titles/{report}-{period}.html")), width);
            assert_eq!(browser.value(BROKEN_TITLE), json!([]), "{report} at {width} px");
        }
    }
}

#[test]
fn no_request_leaves_the_page_and_the_console_stays_silent() {
    let Some(mut browser) = Browser::start() else { return };
    for page in pages() {
        browser.open(&page, 1280);
        browser.value("document.querySelectorAll('details').forEach(details => details.open = true); scrollTo(0, 1e6)");
        assert_eq!(browser.requests(), [format!("file://{}", page.display())]);
        assert!(browser.errors().is_empty(), "{:?}", browser.errors());
    }
}

#[test]
fn nothing_reaches_beyond_the_edge_on_any_screen() {
    let Some(mut browser) = Browser::start() else { return };
    for page in pages() {
        for width in WIDTHS {
            browser.open(&page, width);
            browser.value("document.querySelectorAll('details').forEach(details => details.open = true)");
            let found = browser.value(BEYOND);
            assert_eq!(found, json!({ "scrolls": false, "beyond": [] }), "{} at {width} px", page.display());
        }
    }
}

#[test]
fn nothing_reaches_beyond_the_edge_of_the_paper() {
    let Some(mut browser) = Browser::start() else { return };
    browser.emulate("print", "light");
    browser.call("Emulation.setScrollbarsHidden", json!({ "hidden": true }));
    for page in pages() {
        browser.open(&page, A4);
        let found = browser.value(BEYOND);
        assert_eq!(found, json!({ "scrolls": false, "beyond": [] }), "{} on A4", page.display());
        let cut = browser.value(CUT);
        assert_eq!(cut, json!([]), "{} on A4", page.display());
        assert!(browser.value("document.querySelectorAll('table').length").as_u64() > Some(10));
    }
}

/// Cells whose words are wider than the cell, so that they run into the next one.
const CUT: &str = "[...document.querySelectorAll('th, td')].filter(cell => cell.scrollWidth > cell.clientWidth + 1)
  .map(cell => cell.closest('table').className + ': ' + cell.textContent.trim().slice(0, 40))";

#[test]
fn every_link_and_label_leads_to_something_on_the_page() {
    let Some(mut browser) = Browser::start() else { return };
    for page in pages() {
        browser.open(&page, 1280);
        let lost = browser.value(
            "[...document.querySelectorAll('a')].map(a => a.getAttribute('href')).filter(href => !href?.startsWith('#') || !document.getElementById(href.slice(1)))
             .concat([...document.querySelectorAll('[aria-labelledby]')].flatMap(e => e.getAttribute('aria-labelledby').split(' ')).filter(id => !document.getElementById(id)))",
        );
        assert_eq!(lost, json!([]));
        let listed = browser.value("document.querySelectorAll('.contents a').length");
        let sections = browser.value("document.querySelectorAll('main > section').length");
        assert_eq!(listed, sections, "the contents list every section");
        let order = browser.value("[...document.querySelectorAll('h1, h2, h3')].map(h => +h.tagName[1]).every((level, at, all) => at === 0 ? level === 1 : level <= all[at - 1] + 1)");
        assert_eq!(order, json!(true), "no level of headings is skipped");
    }
}

#[test]
fn the_contents_stay_in_sight_on_a_wide_screen() {
    let Some(mut browser) = Browser::start() else { return };
    browser.open(&pages()[0], 1280);
    let top = |browser: &mut Browser| browser.value("document.querySelector('.contents').getBoundingClientRect().top").as_f64().unwrap();
    browser.value("scrollTo(0, 4000)");
    let far_down = top(&mut browser);
    assert!((0.0..100.0).contains(&far_down), "{far_down}");
}

/// The texts of a column of the first table that can be sorted and has enough rows, in their order.
const COLUMN: &str = "(() => {
  const table = [...document.querySelectorAll('table')].find(table => table.querySelectorAll('th button').length > 1 && table.tBodies[0].querySelector('tr.total') && table.tBodies[0].rows.length > 3);
  const at = [...table.tHead.rows[0].cells].findIndex(th => th.classList.contains('num'));
  window.sortable = table; window.at = at;
  return [...table.tBodies[0].rows].map(row => [row.className, +row.cells[at].dataset.sort]);
})()";

#[test]
fn a_table_sorts_by_its_numbers_and_the_total_stays_below() {
    let Some(mut browser) = Browser::start() else { return };
    browser.open(&pages()[0], 1280);
    let before = browser.value(COLUMN);
    let press = "(() => { const button = sortable.tHead.rows[0].cells[at].querySelector('button'); button.focus(); return document.getElementById(button.getAttribute('aria-labelledby')).textContent })()";
    assert_ne!(browser.value(press), json!(""), "the head of the column is a button");
    let sorted = |browser: &mut Browser| {
        browser.press("Enter");
        let direction = browser.value("sortable.tHead.rows[0].cells[at].getAttribute('aria-sort')");
        (direction.as_str().unwrap_or_default().to_string(), numbers(&browser.value(COLUMN)))
    };
    let (first, down) = sorted(&mut browser);
    let (second, up) = sorted(&mut browser);
    let mut expected = numbers(&before);
    let total = expected.pop().unwrap();
    expected.sort_by(f64::total_cmp);
    let rising: Vec<f64> = expected.iter().copied().chain([total]).collect();
    let falling: Vec<f64> = expected.iter().rev().copied().chain([total]).collect();
    assert_eq!((first.as_str(), down), ("descending", falling));
    assert_eq!((second.as_str(), up), ("ascending", rising));
}

fn numbers(column: &Value) -> Vec<f64> {
    column.as_array().unwrap().iter().map(|row| row[1].as_f64().unwrap()).collect()
}

/// Presses the head of a column, once for each way; answers what the column says before and after each, without the sum below.
const PRESSED: &str = "(name => {
  const head = [...document.querySelectorAll('th')].find(head => head.textContent.trim() === name), at = head.cellIndex;
  const rows = () => [...head.closest('table').tBodies[0].rows].filter(row => !row.classList.contains('total'));
  const said = () => rows().map(row => row.cells[at].textContent.trim().replace(/\\s+/g, ' '));
  const press = () => { head.querySelector('button').click(); return said(); };
  return [said(), press(), press()];
})";

#[test]
fn dates_sort_by_the_calendar() {
    let Some(mut browser) = Browser::start() else { return };
    // What four sources received first, in the order of their names; read as numbers all four are 2026.
    let desk = Desk::new("Europe/London");
    let sources = [("a", "2026-03-05"), ("b", "2026-01-02"), ("c", "2026-06-11"), ("d", "2026-02-01")];
    let rows = sources.map(|(source, day)| format!("{source},{source}1,{day}T10:00:00Z,complaint\n"));
    desk.import_text("cases.csv", format!("source,case_id,received_at,kind\n{}", rows.concat()));
    let rising = ["2 January 2026", "1 February 2026", "5 March 2026", "11 June 2026"];
    let rising_german = ["2. Januar 2026", "1. Februar 2026", "5. März 2026", "11. Juni 2026"];
    for (language, name, rising) in [("en", "First received", rising), ("de", "Erster Eingang", rising_german)] {
        let report = ["report", "quarterly", "--period", "2026-Q2", "--as-of", "2026-07-01T07:00:00Z", "--language", language];
        desk.run(&[&report[..], &["--out", language]].concat()).done();
        browser.open(&desk.path().join(language).join("quarterly-2026-Q2.html"), 1280);
        let [a, b, c, d] = rising;
        let found = browser.value(&format!("{PRESSED}('{name}')"));
        // A column of numbers begins with the greatest: here the last day.
        assert_eq!(found, json!([[c, a, d, b], [d, c, b, a], rising]), "{language}");
    }
    // Months stand in their order from the start, which is none of letters: April would come first.
    browser.open(&pages()[0], 1280);
    let found = browser.value(&format!("{PRESSED}('Received in')"));
    let months: Vec<&str> = found[0].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let falling: Vec<&str> = months.iter().rev().copied().collect();
    assert!(months.len() > 3 && months.iter().any(|month| month.starts_with("Apr")) && !months[0].starts_with("Apr"), "{found}");
    assert_eq!(found, json!([months, months, falling]));
}

#[test]
fn what_has_no_date_comes_last_whichever_way_dates_are_sorted() {
    let Some(mut browser) = Browser::start() else { return };
    let desk = Desk::new("UTC");
    desk.import_text("cases.csv", "case_id,received_at,kind\na,2026-04-05T10:00:00Z,complaint\nb,2026-06-28T10:00:00Z,complaint\n");
    // They stand in the order in which they were recorded: the second is due at no time.
    for (title, due) in [("One", Some("2026-06-30")), ("Two", None), ("Three", Some("2026-05-31")), ("Four", Some("2026-05-02"))] {
        let opened = ["register", "record", "--organisation", "action_opened", "--force", "--at", "2026-04-10T09:00:00Z", "--owner", "kim"];
        let due: Vec<&str> = due.map(|due| ["--due-at", due]).into_iter().flatten().collect();
        desk.run(&[&opened[..], &["--title", title], &due].concat()).done();
    }
    desk.run(&["report", "quarterly", "--period", "2026-Q2", "--as-of", "2026-07-01T07:00:00Z", "--out", "out"]).done();
    browser.open(&desk.path().join("out/quarterly-2026-Q2.html"), 1280);
    let found = browser.value(&format!("{PRESSED}('Due')"));
    let (first, last) = (["30 June 2026", "–", "31 May 2026", "2 May 2026"], ["30 June 2026", "31 May 2026", "2 May 2026", "–"]);
    assert_eq!(found, json!([first, ["2 May 2026", "31 May 2026", "30 June 2026", "–"], last]));
}

#[test]
fn a_chart_shows_the_number_of_the_month_that_is_pointed_at() {
    let Some(mut browser) = Browser::start() else { return };
    browser.open(&pages()[0], 1280);
    let shown = browser.value(
        "(() => {
           const mark = document.querySelector('figure [data-cell]'), figure = mark.closest('figure');
           mark.dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));
           const [row, column] = mark.dataset.cell.split(',').map(Number);
           const cell = figure.querySelector('table').tBodies[0].rows[row].cells[column];
           return { tip: document.querySelector('.tip').textContent, number: cell.textContent.trim(), hidden: document.querySelector('.tip').hidden };
         })()",
    );
    assert_eq!(shown["hidden"], json!(false));
    let (tip, number) = (shown["tip"].as_str().unwrap(), shown["number"].as_str().unwrap());
    assert!(!number.is_empty() && tip.contains(number), "{shown}");
}

#[test]
fn on_a_phone_a_chart_of_months_opens_on_the_newest() {
    let Some(mut browser) = Browser::start() else { return };
    // How far the newest month is from the left edge of its box and from the right one, and the chart from the left one.
    let place = "(() => {
        const box = document.querySelector('#chart-volumes').parentElement, chart = box.firstElementChild;
        const [outer, all, month] = [box, chart, [...chart.querySelectorAll('[data-cell]')].at(-1)].map(part => part.getBoundingClientRect());
        return [month.left - outer.left, outer.right - month.right, all.left - outer.left];
      })()";
    browser.open(&pages()[0], 360);
    let phone = numbers_of(&browser.value(place));
    assert!(phone[0] > 0.0 && phone[1] >= -0.5, "the newest month is in sight: {phone:?}");
    assert!(phone[2] < -10.0, "the oldest ones are not: {phone:?}");
    // Where all of it fits, it begins at the left as ever, small ones too.
    browser.open(&pages()[0], 1280);
    let lefts = browser.value(
        "[...document.querySelectorAll('.drawing')].map(box => box.firstElementChild.getBoundingClientRect().left - box.getBoundingClientRect().left)",
    );
    assert!(numbers_of(&lefts).iter().all(|left| left.abs() < 0.5), "{lefts}");
}

fn numbers_of(list: &Value) -> Vec<f64> {
    list.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

#[test]
fn by_keyboard_the_arrows_go_from_number_to_number() {
    let Some(mut browser) = Browser::start() else { return };
    browser.open(&pages()[0], 1280);
    browser.value("window.drawing = document.querySelector('[data-cell]').closest('.drawing'); drawing.focus()");
    let mut shown = Vec::new();
    for _ in 0..2 {
        browser.press("ArrowRight");
        shown.push(browser.value("document.querySelector('.tip').textContent").as_str().unwrap().to_string());
    }
    let labels = browser.value("[...drawing.querySelectorAll('[data-cell]')].slice(0, 2).map(mark => mark.dataset.label)");
    for (tip, label) in shown.iter().zip(labels.as_array().unwrap()) {
        assert!(tip.starts_with(&format!("{}: ", label.as_str().unwrap())), "{tip} {label}");
    }
}

#[test]
fn the_first_key_leads_past_the_contents() {
    let Some(mut browser) = Browser::start() else { return };
    browser.open(&pages()[0], 1280);
    browser.press("Tab");
    assert_eq!(browser.value("document.activeElement.className"), json!("skip"));
    let seen = browser.value("document.activeElement.getBoundingClientRect().left >= 0");
    assert_eq!(seen, json!(true), "what has the focus is in sight");
    browser.press("Enter");
    assert_eq!(browser.value("location.hash"), json!("#findings"));
}

#[test]
fn without_script_everything_is_there() {
    let Some(mut browser) = Browser::start() else { return };
    browser.call("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
    browser.open(&pages()[0], 1280);
    assert_eq!(browser.value("document.querySelectorAll('button, .tip').length"), json!(0), "nothing is offered that would not work");
    let text = browser.value("document.body.innerText");
    assert!(text.as_str().unwrap().contains("2026-Q3"));
    let opened =
        "(() => { const details = document.querySelector('details'); details.querySelector('summary').click(); return details.open })()";
    assert_eq!(browser.value(opened), json!(true));
}

#[test]
fn axe_finds_no_fault_by_day_by_night_and_on_a_phone() {
    let Some(mut browser) = Browser::start() else { return };
    let Some(axe) = std::env::var_os("OMBUD_AXE").filter(|file| Path::new(file).is_file()) else {
        eprintln!("skipped: OMBUD_AXE names no axe.min.js (npm pack axe-core)");
        return;
    };
    let axe = std::fs::read_to_string(axe).unwrap();
    for page in pages() {
        for (width, scheme) in [(1280, "light"), (1280, "dark"), (360, "light")] {
            browser.emulate("screen", scheme);
            browser.open(&page, width);
            browser.value("document.querySelectorAll('details').forEach(details => details.open = true)");
            browser.value(&format!("{axe}; true"));
            let found = browser.value(
                "axe.run(document).then(result => ({ passes: result.passes.length,
                   violations: result.violations.map(rule => rule.id + ': ' + rule.nodes.length + ' × ' + rule.nodes.slice(0, 3).map(node => node.html.slice(0, 160) + ' ' + node.failureSummary).join(' | ')) }))",
            );
            assert!(found["passes"].as_u64().unwrap() > 20, "{found}");
            let faults: Vec<&str> = found["violations"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
            assert!(faults.is_empty(), "{} at {width} px, {scheme}:\n{}", page.display(), faults.join("\n"));
        }
    }
}

/// One of the sample's reports as PDF on a paper; `None` where none can be made or read.
fn pdf(kind: &str, period: &str, paper: &str) -> Option<&'static PathBuf> {
    static QUARTERLY_A4: OnceLock<Option<PathBuf>> = OnceLock::new();
    static QUARTERLY_LETTER: OnceLock<Option<PathBuf>> = OnceLock::new();
    static ANNUAL_A4: OnceLock<Option<PathBuf>> = OnceLock::new();
    let place = match (kind, paper) {
        ("annual", _) => &ANNUAL_A4,
        (_, "a4") => &QUARTERLY_A4,
        _ => &QUARTERLY_LETTER,
    };
    let made = place.get_or_init(|| {
        crate::chromium::program()?;
        let (out, name) = (format!("printed-{kind}-{paper}"), format!("{kind}-{period}.pdf"));
        let words = ["-C", "here", "report", kind, "--period", period, "--as-of", "2026-10-01T07:00:00Z", "--pdf"];
        let told = ombud(demo(), &[&words[..], &["--paper", paper, "--out", &out]].concat()).done();
        assert!(told.lines().any(|line| line.ends_with(&name)), "{told}");
        Some(demo().join(out).join(name))
    });
    let Some(made) = made else {
        eprintln!("skipped: no Chromium is installed here");
        return None;
    };
    if Command::new("pdftotext").arg("-v").output().is_err() {
        eprintln!("skipped: no pdftotext is installed here");
        return None;
    }
    Some(made)
}

/// A page of a PDF: its width and its height in points, and each word with its box.
type Printed = (f64, f64, Vec<(String, [f64; 4])>);

fn printed(pdf: &Path) -> Vec<Printed> {
    let told = Command::new("pdftotext").args(["-bbox"]).arg(pdf).arg("-").output().unwrap();
    let text = String::from_utf8(told.stdout).unwrap();
    let number = |line: &str, name: &str| -> f64 {
        line.split(&format!("{name}=\"")).nth(1).and_then(|rest| rest.split('"').next()).unwrap().parse().unwrap()
    };
    let mut pages = Vec::new();
    for line in text.lines().map(str::trim) {
        if line.starts_with("<page ") {
            pages.push((number(line, "width"), number(line, "height"), Vec::new()));
        } else if line.starts_with("<word ") {
            let word = line.split('>').nth(1).unwrap().split('<').next().unwrap().to_string();
            let place = ["xMin", "yMin", "xMax", "yMax"].map(|name| number(line, name));
            pages.last_mut().unwrap().2.push((word, place));
        }
    }
    pages
}

#[test]
fn on_paper_every_page_has_its_head_and_number_and_nothing_is_cut_off() {
    let quarterly = ("quarterly", "2026-Q3", "Improvement report 2026-Q3");
    let annual = ("annual", "2026", "Review of the complaints procedure 2026");
    for ((kind, period, name), paper, width, height) in
        [(quarterly, "a4", 595.0, 842.0), (quarterly, "letter", 612.0, 792.0), (annual, "a4", 595.0, 842.0)]
    {
        let Some(file) = pdf(kind, period, paper) else { return };
        let pages = printed(file);
        let count = pages.len();
        assert!(count > 4, "{count}");
        for (place, (page_width, page_height, words)) in pages.iter().enumerate() {
            assert!((page_width - width).abs() < 1.0 && (page_height - height).abs() < 1.0, "{paper}: {page_width} × {page_height}");
            let all: Vec<&str> = words.iter().map(|(word, _)| word.as_str()).collect();
            let text = all.join(" ");
            let head = format!("Harbour &amp; Vale Home Services · {name}");
            assert!(text.contains(&head), "{kind}, {paper}, page {}: {text}", place + 1);
            assert!(text.contains(&format!("page {} of {count}", place + 1)), "{paper}, page {}: {text}", place + 1);
            for (word, [left, _, right, bottom]) in words {
                // 18 mm are 51 points.
                assert!(
                    *left >= 50.0 && *right <= page_width - 49.0 && *bottom <= *page_height,
                    "{paper}, page {}: {word:?} {left} to {right}",
                    place + 1
                );
            }
        }
    }
}

#[test]
fn on_paper_a_table_that_goes_on_has_its_heads_again() {
    let Some(file) = pdf("quarterly", "2026-Q3", "a4") else { return };
    let html = std::fs::read_to_string(&pages()[0]).unwrap();
    let tables = html.matches(">What was promised</th>").count();
    let words: Vec<String> = printed(file).into_iter().flat_map(|page| page.2.into_iter().map(|(word, _)| word)).collect();
    let heads = words.windows(3).filter(|words| words == &["What", "was", "promised"]).count();
    assert!(tables > 1 && heads > tables, "{heads} heads of {tables} tables");
}

#[test]
fn on_paper_everything_that_is_folded_on_screen_is_open() {
    let Some(file) = pdf("quarterly", "2026-Q3", "a4") else { return };
    let text: String = printed(file).iter().flat_map(|page| page.2.iter().map(|(word, _)| format!("{word} "))).collect();
    let html = std::fs::read_to_string(&pages()[0]).unwrap();
    // The numbers of every chart: the fingerprint of each fact in a folded table is its text.
    let folded = html.split("<details>").skip(1).map(|part| part.split("</details>").next().unwrap());
    let mut looked_for = 0;
    for fact in folded.flat_map(|part| part.split("data-fact=\"").skip(1)) {
        let stated = fact.split('>').nth(1).unwrap().split('<').next().unwrap().replace('\u{a0}', " ");
        for word in stated.split_whitespace() {
            assert!(text.contains(word), "{stated} is not on paper");
        }
        looked_for += 1;
    }
    assert!(looked_for > 100, "{looked_for}");
}
