//! The pages in German: every word in the files of texts, the same facts as in English, and no English left over.

use crate::house::{report, workspace};
use crate::program::ombud;
use crate::report::busy;
use crate::truths::demo;
use ombud::report::quarterly;
use ombud::report::texts::{Language, Texts};
use regex::Regex;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn crate_dir(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

/// What all sources and templates of the pages find by a pattern's first group.
fn asked(pattern: &str) -> BTreeSet<String> {
    let pattern = Regex::new(pattern).unwrap();
    let sources = files(&crate_dir("src")).into_iter().filter(|file| file.file_name().is_some_and(|name| name != "texts.rs"));
    let all = sources.chain(files(&crate_dir("reports/templates"))).chain([crate_dir("reports/style.css")]);
    let mut found = BTreeSet::new();
    for file in all {
        let text = std::fs::read_to_string(&file).unwrap();
        found.extend(pattern.captures_iter(&text).map(|found| found[1].to_string()));
    }
    found
}

#[test]
fn every_message_is_used_and_none_is_missing() {
    let used: BTreeSet<String> = asked(r#"say!\(\s*[^"]*"([a-z_.0-9]+)""#).union(&asked(r#"\.say\("([a-z_.0-9]+)""#)).cloned().collect();
    // Words that the data name: their tables are asked for as wholes, that of kinds by the name of its table on the page.
    let mut vocabularies = asked(r#"\.(?:word|retold)\(\s*"([a-z_]+)""#);
    vocabularies.insert("kind".into());
    for language in [Language::English, Language::German] {
        let known: BTreeSet<String> = Texts::of(language).keys().map(str::to_string).collect();
        let table = |key: &String| key.split('.').next().unwrap().to_string();
        let missing: Vec<&String> = used.difference(&known).collect();
        assert!(missing.is_empty(), "{language:?} lacks {missing:?}");
        let idle: Vec<&String> = known.difference(&used).filter(|key| !vocabularies.contains(&table(key))).collect();
        assert!(idle.is_empty(), "nothing says {idle:?}");
        for vocabulary in &vocabularies {
            assert!(known.iter().any(|key| table(key) == *vocabulary), "{language:?} has no table {vocabulary}");
        }
    }
}

/// The arguments of every `say!` of the sources: the key, and the names of the places that are filled.
fn calls() -> Vec<(String, BTreeSet<String>)> {
    let (key, place) = (Regex::new(r#""([a-z_]+\.[a-z_0-9]+)""#).unwrap(), Regex::new(r"^[,;]\s*([a-z_]+) = ").unwrap());
    let mut calls = Vec::new();
    for file in files(&crate_dir("src/report")).into_iter().filter(|file| file.file_name().is_some_and(|name| name != "texts.rs")) {
        let source = std::fs::read_to_string(&file).unwrap();
        let own = source.split("#[cfg(test)]").next().unwrap();
        for call in own.match_indices("say!(").map(|(at, said)| &own[at + said.len()..]) {
            // Up to the bracket that closes the call; each part but the first begins with what parts it.
            let mut depth = 1;
            let mut parts = vec![String::new()];
            for letter in call.chars() {
                match letter {
                    '(' | '[' | '{' => depth += 1,
                    ')' | ']' | '}' => depth -= 1,
                    ',' | ';' if depth == 1 => parts.push(String::new()),
                    _ => {}
                }
                if depth == 0 {
                    break;
                }
                parts.last_mut().unwrap().push(letter);
            }
            let Some(key) = parts.get(1).and_then(|part| key.captures(part)) else { continue };
            let places = parts.iter().skip(2).filter_map(|part| place.captures(part)).map(|found| found[1].to_string()).collect();
            calls.push((key[1].to_string(), places));
        }
    }
    calls
}

#[test]
fn every_place_of_a_message_is_filled_where_it_is_said() {
    let calls = calls();
    assert!(calls.len() > 300, "{}", calls.len());
    for language in [Language::English, Language::German] {
        for (key, filled) in &calls {
            let open: Vec<String> = Texts::of(language).places(key).into_iter().filter(|place| !filled.contains(place)).collect();
            assert!(open.is_empty(), "{language:?} {key}: nothing fills {open:?}");
        }
    }
}

/// Two words with a space between them within a text of the sources are a sentence that no language can replace.
#[test]
fn no_section_and_no_chart_has_words_of_its_own() {
    // Units, values and origins of facts are the same in every language, and so are names for the style sheet.
    let values = ["cases a month", "percentage points", "probably better", "cannot tell yet", "cannot tell", "policy lint", "fill form"];
    let (text, words) = (Regex::new(r#""((?:[^"\\]|\\.)*)""#).unwrap(), Regex::new("[A-Za-z’']{2,}[,;:]? [a-z]{2,}").unwrap());
    let mut left = Vec::new();
    for file in files(&crate_dir("src/report/section")).into_iter().chain(files(&crate_dir("src/report/chart"))) {
        let source = std::fs::read_to_string(&file).unwrap();
        let own = source.split("#[cfg(test)]").next().unwrap().lines().filter(|line| !line.trim_start().starts_with("//"));
        for (place, line) in own.enumerate().filter(|(_, line)| !line.contains("Error::new") && !line.contains(".remedy(")) {
            let found = text.captures_iter(line).map(|found| found[1].to_string());
            let told = found.filter(|text| words.is_match(text) && !text.contains('<') && !values.contains(&text.as_str()));
            left.extend(told.map(|text| format!("{}: {} \"{text}\"", file.display(), place + 1)));
        }
    }
    assert!(left.is_empty(), "{}", left.join("\n"));
}

fn facts(file: &Path) -> (Value, BTreeMap<String, Value>) {
    let whole: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let list = whole["facts"].as_array().unwrap();
    let by_id = list.iter().map(|fact| (fact["id"].as_str().unwrap().to_string(), fact.clone())).collect();
    (whole, by_id)
}

/// Ids, values, units, intervals and origins are those of the English page; only texts are others.
fn assert_same_but_for_texts(english: &BTreeMap<String, Value>, german: &BTreeMap<String, Value>) {
    assert_eq!(english.keys().collect::<Vec<_>>(), german.keys().collect::<Vec<_>>());
    for (id, fact) in english {
        let other = &german[id];
        for part in ["value", "unit", "n", "low", "high", "query", "params"] {
            assert_eq!(fact[part], other[part], "{id}: {part}");
        }
    }
}

#[test]
fn the_german_report_says_the_same_of_the_sample() {
    let home = workspace("language = \"de\"\n");
    report(home.path()).done();
    let page = std::fs::read_to_string(home.path().join("out/quarterly-2026-Q3.html")).unwrap();
    let (whole, german) = facts(&home.path().join("out/facts.json"));
    let (_, english) = facts(&demo().join("here/reports/2026-Q3/facts.json"));
    assert_same_but_for_texts(&english, &german);
    assert_eq!(whole["language"], "de");
    assert!(page.contains("<html lang=\"de\">") && page.contains("<h1>Verbesserungsbericht, 2026-Q3</h1>"));
    assert!(page.contains("--language de --as-of"), "the command makes a page in the same language");
    // 1 July to 30 September; the sample is exported on 1 October at eight in the morning in London.
    assert!(page.contains("1.\u{a0}Juli bis 30.\u{a0}September\u{a0}2026"));
    assert_eq!(german["report.as_of"]["text"], "1.\u{a0}Oktober\u{a0}2026, 08:00");
    // 8,127 rows, as the golden report has them.
    assert_eq!((&english["import.rows_in"]["text"], &german["import.rows_in"]["text"]), (&"8,127".into(), &"8.127".into()));
    // Every share and ratio is the English one with a comma for the point.
    let mut compared = 0;
    for (id, fact) in english.iter().filter(|(_, fact)| fact["unit"] == "share" || fact["unit"] == "ratio") {
        let words = |text: &Value| text.as_str().unwrap().to_string();
        let expected =
            words(&fact["text"]).replace(',', " ").replace('.', ",").replace(' ', ".").replace("over", "über").replace("under", "unter");
        assert_eq!(words(&german[id]["text"]), expected, "{id}");
        compared += usize::from(expected.contains(','));
    }
    assert!(compared > 20, "{compared} with a comma");
    for file in ["out/facts.json", "out/quarterly-2026-Q3.html"] {
        let verified = ombud(home.path(), &["report", "verify", file]);
        assert_eq!((verified.code, verified.out.contains("are what the data give")), (0, true), "{file}: {}{}", verified.out, verified.err);
    }
    let drafts = std::fs::read_to_string(home.path().join("recommendations/2026-Q3.toml")).unwrap();
    assert!(drafts.starts_with("# Empfehlungen des Quartalsberichts 2026-Q3") && drafts.contains("Herausfinden, "), "{drafts}");
}

#[test]
fn the_german_pack_of_the_year_says_the_same_of_the_sample() {
    let home = workspace("language = \"de\"\n");
    let words = ["report", "annual", "--period", "2026", "--as-of", "2026-10-01T07:00:00Z", "--out"];
    ombud(home.path(), &[&words[..], &["german"]].concat()).done();
    ombud(home.path(), &[&words[..], &["english", "--language", "en"]].concat()).done();
    let (whole, german) = facts(&home.path().join("german/facts.json"));
    let (_, english) = facts(&home.path().join("english/facts.json"));
    assert_same_but_for_texts(&english, &german);
    assert_eq!(whole["language"], "de");
    let answer = "sla.feedback-and-complaints.acknowledge-complaint.2026.answer";
    assert_eq!((&german[answer]["value"], &german[answer]["text"]), (&"partly".into(), &"teilweise".into()));
    let page = std::fs::read_to_string(home.path().join("german/annual-2026.html")).unwrap().replace('\u{a0}', " ");
    for part in [
        "<html lang=\"de\">",
        "<h1>Jahresprüfung des Beschwerdeverfahrens, 2026</h1>",
        "Das Jahr ist noch nicht zu Ende.",
        "Vorgeschlagene Änderungen",
        "☐ annehmen ☐ ablehnen ☐ später",
        // The advice on the text: the office closes on Friday at five and a day later it is Saturday.
        "etwa von Freitag 17:00 bis",
        "„Frist: ",
    ] {
        assert!(page.contains(part), "{part}");
    }
    for file in ["german/facts.json", "german/annual-2026.html"] {
        let verified = ombud(home.path(), &["report", "verify", file]);
        assert_eq!(verified.code, 0, "{file}: {}{}", verified.out, verified.err);
    }
    let to_fill = std::fs::read_to_string(home.path().join("reviews/2026.toml")).unwrap();
    assert!(
        to_fill.starts_with("# Die Jahresprüfung des Verfahrens, 2026: ") && to_fill.contains("[approval]         # Genehmigung"),
        "{to_fill}"
    );
}

/// What nobody translates: tags, the organisation's own texts, commands, names of fields, events and files.
#[test]
fn no_message_of_the_annual_page_is_left_in_english() {
    let home = workspace("language = \"de\"\n");
    ombud(home.path(), &["report", "annual", "--period", "2026", "--as-of", "2026-10-01T07:00:00Z", "--out", "out"]).done();
    let page = std::fs::read_to_string(home.path().join("out/annual-2026.html")).unwrap();
    let (body, _) = page.split_once("<script>").unwrap();
    let text = Regex::new("<[^>]*>").unwrap().replace_all(body.split_once("<body>").unwrap().1, " ").into_owned();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = texts_of_procedures().iter().fold(text, |text, quoted| text.replace(quoted, "…"));
    let english = std::fs::read_to_string(crate_dir("reports/texts/en.toml")).unwrap().parse::<toml::Table>().unwrap();
    let mut looked_for = 0;
    for (table, messages) in &english {
        for (key, message) in messages.as_table().unwrap() {
            let forms: Vec<&str> = match message {
                toml::Value::String(text) => vec![text],
                forms => ["one", "other"].iter().filter_map(|form| forms.get(form)?.as_str()).collect(),
            };
            // The longest piece between places: long enough that it cannot be somebody else's words.
            let pieces = forms.iter().flat_map(|form| form.split(['{', '}']).step_by(2)).map(str::trim);
            let Some(longest) = pieces.max_by_key(|piece| piece.len()).filter(|piece| piece.len() > 14 && piece.contains(' ')) else {
                continue;
            };
            assert!(!text.contains(longest), "{table}.{key} stands on the German page: {longest}");
            looked_for += 1;
        }
    }
    assert!(looked_for > 200, "{looked_for}");
}

#[test]
fn a_language_is_asked_for_or_named_and_an_unknown_one_is_refused() {
    let home = workspace("language = \"de\"\n");
    let words = ["report", "quarterly", "--period", "2026-Q3", "--as-of", "2026-10-01T07:00:00Z", "--out", "english", "--language", "en"];
    ombud(home.path(), &words).done();
    let page = std::fs::read_to_string(home.path().join("english/quarterly-2026-Q3.html")).unwrap();
    assert!(page.contains("<html lang=\"en\">") && page.contains("--language en --as-of"));
    let french = ombud(home.path(), &["report", "quarterly", "--period", "2026-Q3", "--language", "fr"]);
    assert!(french.code == 2 && french.err.contains("'fr'") && french.err.contains("en, de"), "{}", french.err);
    let named = report(workspace("language = \"Deutsch\"\n").path());
    assert_eq!(named.code, 2);
    let place = named.err.contains("ombud.toml:") && named.err.contains("language = \"Deutsch\"");
    assert!(
        place && named.err.contains("no page is written in the language \"Deutsch\"") && named.err.contains("Accepted: en, de"),
        "{}",
        named.err
    );
}

#[test]
fn a_draft_that_nobody_touched_is_told_in_the_page_s_language_and_a_written_one_as_it_is() {
    let home = workspace("");
    report(home.path()).done();
    let file = home.path().join("recommendations/2026-Q3.toml");
    let drafts = std::fs::read_to_string(&file).unwrap();
    let own = "Ask the evening shift what it lacks";
    // The first is somebody's own now; the others are as they were drafted.
    let first = drafts.lines().find(|line| line.starts_with("recommendation = ")).unwrap().to_string();
    let edited = drafts.replacen(&first, &format!("recommendation = \"{own}\""), 1);
    std::fs::write(&file, &edited).unwrap();
    let words = ["report", "quarterly", "--period", "2026-Q3", "--as-of", "2026-10-01T07:00:00Z", "--out", "out", "--language", "de"];
    ombud(home.path(), &words).done();
    let page = std::fs::read_to_string(home.path().join("out/quarterly-2026-Q3.html")).unwrap();
    assert!(page.contains(own) && page.contains("Herausfinden, warum") && !page.contains("Find out"), "{edited}");
    assert!(page.contains("Zurück zum Üblichen") && !page.contains("Back to the usual"));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), edited, "the file is left as it is");
}

#[test]
fn what_was_published_in_one_language_is_the_same_in_another() {
    let home = workspace("");
    let publish = |language: &str| {
        let as_of = "2026-10-01T07:00:00Z";
        let words = ["report", "quarterly", "--period", "2026-Q3", "--as-of", as_of, "--out", "out", "--publish", "--language", language];
        ombud(home.path(), &words)
    };
    publish("de").done();
    let kept = home.path().join("reports/published/quarterly-2026-Q3_2026-10-01T070000Z.json");
    let german = std::fs::read_to_string(&kept).unwrap();
    assert!(german.contains("\"language\": \"de\""));
    let english = publish("en");
    assert!(english.code == 0 && english.err.contains("published before, with the same figures"), "{}", english.err);
    assert_eq!(std::fs::read_to_string(&kept).unwrap(), german, "what was published once is never changed");
    std::fs::write(&kept, german.replacen("\"value\":8127", "\"value\":8128", 1)).unwrap();
    let other = publish("en");
    assert!(other.code == 2 && other.err.contains("was published with other figures"), "{}", other.err);
}

/// The script sorts by values: a text such as "2,004" or "2.004" is read in no language.
#[test]
fn every_number_in_a_table_has_the_value_by_which_it_is_sorted() {
    let home = workspace("language = \"de\"\n");
    report(home.path()).done();
    let page = std::fs::read_to_string(home.path().join("out/quarterly-2026-Q3.html")).unwrap();
    let (cell, tag) = (Regex::new(r#"(?s)<td class="num"([^>]*)>(.*?)</td>"#).unwrap(), Regex::new("<[^>]*>").unwrap());
    let cells: Vec<(bool, String)> =
        cell.captures_iter(&page).map(|cell| (cell[1].contains("data-sort"), tag.replace_all(&cell[2], "").trim().to_string())).collect();
    let unsorted: Vec<&String> =
        cells.iter().filter(|(sorts, text)| !sorts && text.contains(|c: char| c.is_ascii_digit())).map(|(_, text)| text).collect();
    assert!(cells.len() > 300 && unsorted.is_empty(), "{unsorted:?}");
}

/// A procedure's text as pages have it: without its last point, and what it names between backticks between quotation marks.
fn as_printed(text: &str) -> [String; 2] {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = words.trim_end_matches('.');
    let in_marks = |(place, part): (usize, &str)| if place % 2 == 1 { format!("„{part}“") } else { part.to_string() };
    [words.replace('`', "'"), words.split('`').enumerate().map(in_marks).collect()]
}

/// Every text of the procedures: they are quoted in whatever language they are written.
fn texts_of_procedures() -> Vec<String> {
    fn texts(value: &toml::Value, found: &mut Vec<String>) {
        match value {
            toml::Value::String(text) => found.extend(as_printed(text)),
            toml::Value::Array(list) => list.iter().for_each(|value| texts(value, found)),
            toml::Value::Table(table) => table.values().for_each(|value| texts(value, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    for file in files(&crate_dir("policies")).into_iter().chain(files(&demo().join("here/policies"))) {
        if file.extension().is_some_and(|extension| extension == "toml") {
            let table: toml::Table = std::fs::read_to_string(&file).unwrap().parse().unwrap();
            texts(&toml::Value::Table(table), &mut found);
        }
    }
    found.retain(|text| text.contains(' '));
    found.sort_by_key(|text| std::cmp::Reverse(text.len()));
    found
}

/// What a reader or a screen reader is told by a page, without commands, facts that are texts of the data, and the procedures' words.
fn told(html: &str, facts_json: &str, quoted: &[String]) -> String {
    let whole: Value = serde_json::from_str(facts_json).unwrap();
    let texts = whole["facts"].as_array().unwrap().iter().filter(|fact| fact["unit"] == "text" && fact["value"] == fact["text"]);
    let of_data: BTreeSet<&str> = texts.map(|fact| fact["id"].as_str().unwrap()).collect();
    let body = html.split("<body>").nth(1).unwrap().split("<script>").next().unwrap();
    let body = Regex::new("(?s)<code>.*?</code>").unwrap().replace_all(body, " ").to_string();
    let labels: Vec<String> =
        Regex::new(" (?:aria-label|data-label)=\"([^\"]*)\"").unwrap().captures_iter(&body).map(|label| label[1].to_string()).collect();
    let mut words = labels.join(" . ");
    for part in body.split('<') {
        let (tag, text) = part.split_once('>').unwrap_or(("", part));
        let fact = tag.split_once("data-fact=\"").and_then(|(_, rest)| rest.split('"').next());
        words.push(' ');
        words.push_str(if fact.is_some_and(|id| of_data.contains(id)) { "" } else { text });
    }
    let words = words.replace("&#38;", "&").replace("&#39;", "'").replace("&#34;", "\"").replace("&quot;", "\"").replace("&amp;", "&");
    let mut words = words.split_whitespace().collect::<Vec<_>>().join(" ").replace('`', "'");
    for text in quoted {
        words = words.replace(text, "…");
    }
    words
}

/// Words that every English page is full of, and that are no German ones.
const ENGLISH: [&str; 56] = [
    "the", "of", "and", "is", "are", "not", "which", "with", "that", "this", "for", "from", "to", "were", "it", "its", "they", "their",
    "be", "been", "has", "have", "no", "or", "but", "as", "by", "than", "more", "cannot", "kept", "case", "cases", "clause", "clauses",
    "duty", "duties", "month", "months", "days", "hours", "every", "each", "where", "when", "what", "who", "how", "shown", "year",
    "before", "after", "one", "none", "too", "few",
];

/// English words with what stands around them.
fn english(told: &str) -> Vec<String> {
    let words: Vec<&str> = told.split(' ').collect();
    let is_english = |word: &&str| {
        let bare = word.trim_matches(|letter: char| !letter.is_alphabetic()).to_lowercase();
        ENGLISH.contains(&bare.as_str())
    };
    let around = |place: usize| words[place.saturating_sub(5)..(place + 6).min(words.len())].join(" ");
    words.iter().enumerate().filter(|(_, word)| is_english(word)).map(|(place, _)| around(place)).collect()
}

#[test]
fn no_english_is_left_on_a_german_page() {
    let read = |folder: &Path, page: &str| {
        let html = std::fs::read_to_string(folder.join(page)).unwrap();
        (html, std::fs::read_to_string(folder.join("facts.json")).unwrap())
    };
    let home = workspace("language = \"de\"\n");
    report(home.path()).done();
    ombud(home.path(), &["report", "annual", "--period", "2026", "--as-of", "2026-10-01T07:00:00Z", "--out", "year"]).done();
    let fixture = busy();
    let request = ombud::report::Request { language: Language::German, ..crate::report::request("2026-Q3", "2026-10-10T11:00:00Z") };
    let made = quarterly(&fixture.connection, &request).unwrap();
    let pages = [
        ("quarter", read(&home.path().join("out"), "quarterly-2026-Q3.html")),
        ("year", read(&home.path().join("year"), "annual-2026.html")),
        ("made up", (made.html, made.facts_json)),
    ];
    // The made-up report quotes the texts of its own clauses, and a reason that no reader of files gives.
    let mut quoted = texts_of_procedures();
    let mut clauses = fixture.connection.prepare("select text from clauses").unwrap();
    quoted.extend(clauses.query_map([], |row| row.get::<_, String>(0)).unwrap().flat_map(|asks| as_printed(&asks.unwrap())));
    quoted.push("not a date".into());
    let mut left = Vec::new();
    for (name, (html, facts_json)) in &pages {
        assert!(!html.contains('«'), "{name}: a message or a place is missing: {}", html.split('«').nth(1).unwrap_or_default());
        left.extend(english(&told(html, facts_json, &quoted)).into_iter().map(|words| format!("{name}: {words}")));
    }
    assert!(left.is_empty(), "{} left:\n{}", left.len(), left.join("\n"));
    // Words of the program's own are German too: outcomes, and what a clause asks of a case. A verb agrees with what it is said of.
    let [quarter, year] = [0, 1].map(|place: usize| told(&pages[place].1.0, &pages[place].1.1, &quoted));
    assert!(quarter.contains("teilweise begründet") && !quarter.contains("upheld"));
    for expected in [
        "verlangt ist Art: Rückmeldung, Eingangsweg: Telefon oder persönlich, „received“",
        "Kein Fall von event-log hat „customer“ oder „description“; kein Fall von zendesk hat „description“",
        "käme bei 1 von",
        "weniger wurden je erfüllt",
    ] {
        assert!(year.contains(expected), "{expected}");
    }
    // The same search finds plenty on the English page.
    let (html, facts_json) = read(&demo().join("here/reports/2026-Q3"), "quarterly-2026-Q3.html");
    assert!(english(&told(&html, &facts_json, &quoted)).len() > 500);
}
