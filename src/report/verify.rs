//! A report that was published, read back and held against what the data give today.
//!
//! Both forms can be read: `facts.json`, which knows each value whole, and the page, which states
//! the same facts as text. What is compared is always the same kind of file with the same kind. A page
//! shows its facts without words too, by the length of a bar and the order of a column: where the same
//! program made both pages, that is compared as well.

use super::texts::Language;
use crate::error::{Error, Result};
use regex::Regex;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt;

/// What a report said, by the id of each fact.
#[derive(Debug, Clone)]
pub struct Published {
    about: Map<String, Value>,
    facts: BTreeMap<String, Stated>,
    shown: BTreeMap<String, Vec<Shown>>,
}

/// What a page shows of its facts without saying it.
#[derive(Debug, Clone, PartialEq)]
enum Shown {
    /// A drawing, or the script that points out its numbers, as it is written in the page.
    Written(String),
    /// The value by which the column of a fact is sorted.
    SortedBy(String),
}

/// What was said of one fact: its parts, or each text by which a page states it.
#[derive(Debug, Clone, PartialEq)]
enum Stated {
    Whole(Map<String, Value>),
    Texts(Vec<String>),
}

/// A fact on which two reports do not agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The fact's id.
    pub id: String,
    /// In what they differ.
    pub found: Found,
    /// How to see the rows, where that is known.
    pub query: Option<String>,
}

/// In what two reports differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// The file says one thing, the data another.
    Differs {
        /// The parts that differ, each as the file has it and as the data give it.
        parts: Vec<(String, String, String)>,
    },
    /// The data give the fact; the file does not have it.
    Missing {
        /// What the data give.
        now: String,
    },
    /// The file has the fact; the data do not give it.
    Unknown {
        /// What the file says.
        said: String,
    },
    /// The page shows its facts otherwise than the data give them.
    Shown {
        /// By what the file and the data sort the column of a fact, where both do.
        sorted_by: Option<(String, String)>,
    },
}

impl fmt::Display for Difference {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.found {
            Found::Differs { parts } => {
                let parts: Vec<String> =
                    parts.iter().map(|(part, said, now)| format!("{part} is {said} in the file, {now} by the data")).collect();
                write!(out, "{}: {}", self.id, parts.join("; "))?;
            }
            Found::Missing { now } => write!(out, "{}: missing in the file; by the data it is {now}", self.id)?,
            Found::Unknown { said } => write!(out, "{}: {said} in the file; the data give no such fact", self.id)?,
            Found::Shown { sorted_by: Some((said, now)) } => {
                write!(out, "{}: its column is sorted by {said} in the file, by {now} by the data", self.id)?;
            }
            Found::Shown { sorted_by: None } => write!(out, "{}: in the file it is not shown as the data give it", self.id)?,
        }
        match &self.query {
            Some(query) => write!(out, " (see: {query})"),
            None => Ok(()),
        }
    }
}

impl Published {
    /// Reads `facts.json` or the page.
    pub fn read(text: &str) -> Result<Self> {
        if text.trim_start().starts_with('{') { Self::read_json(text) } else { Self::read_page(text) }
    }

    fn read_json(text: &str) -> Result<Self> {
        let whole: Map<String, Value> =
            serde_json::from_str(text).map_err(|cause| no_report(&format!("this is no facts.json of a report ({cause})")))?;
        let (mut about, mut facts) = (Map::new(), BTreeMap::new());
        for (name, value) in whole {
            let Value::Array(list) = value else {
                about.insert(name, value);
                continue;
            };
            if name != "facts" {
                about.insert(name, Value::Array(list));
                continue;
            }
            for fact in list {
                let (Value::Object(parts), Some(id)) = (&fact, fact["id"].as_str()) else {
                    return Err(no_report(&format!("a fact without an id: {fact}")));
                };
                if facts.insert(id.to_string(), Stated::Whole(parts.clone())).is_some() {
                    return Err(no_report(&format!("the fact {id} stands twice in it")));
                }
            }
        }
        if facts.is_empty() || !about.contains_key("report") {
            return Err(no_report("this JSON holds no facts of a report"));
        }
        Ok(Self { about, facts, shown: BTreeMap::new() })
    }

    fn read_page(html: &str) -> Result<Self> {
        let fault = |cause: regex::Error| Error::new(format!("the page cannot be read: {cause}"));
        let about = Regex::new(r#"<meta name="ombud" content="([^"]*)">"#).map_err(fault)?;
        let fact = Regex::new(r#" data-fact="([^"]*)"[^>]*>([^<]*)<"#).map_err(fault)?;
        let about = about.captures(html).and_then(|found| serde_json::from_str(&unescape(&found[1])).ok());
        let about = about.ok_or_else(|| no_report("this is neither the page nor the facts.json of a report"))?;
        let mut facts: BTreeMap<String, Stated> = BTreeMap::new();
        for found in fact.captures_iter(html) {
            let stated = facts.entry(unescape(&found[1])).or_insert_with(|| Stated::Texts(Vec::new()));
            if let Stated::Texts(texts) = stated {
                texts.push(unescape(&found[2]));
            }
        }
        Ok(Self { about, facts, shown: shown(html).map_err(fault)? })
    }

    /// A text of what the report says of itself, such as `period`.
    pub fn about(&self, name: &str) -> Option<&str> {
        self.about.get(name).and_then(Value::as_str)
    }

    /// A list of texts of what the report says of itself, such as `policies`.
    pub fn about_list(&self, name: &str) -> Vec<String> {
        let list = self.about.get(name).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_str).map(str::to_string).collect()
    }

    /// Its language; English where it names none, as reports did before they had several.
    pub fn language(&self) -> Result<Language> {
        self.about("language").map_or(Ok(Language::English), str::parse)
    }

    /// How many facts it states.
    pub fn fact_count(&self) -> usize {
        self.facts.len()
    }

    /// Where this file and what the data give today do not agree, by the ids of the facts.
    ///
    /// What the reports say of themselves is compared too; who made them is not. What pages show without words follows from the
    /// facts, so it is named where no fact differs: then somebody drew it otherwise.
    pub fn differences(&self, now: &Published) -> Vec<Difference> {
        let mut found = Vec::new();
        for (name, value) in &now.about {
            let said = self.about.get(name).unwrap_or(&Value::Null);
            if !MADE_BY.contains(&name.as_str()) && said != value {
                let parts = vec![("it".to_string(), said.to_string(), value.to_string())];
                found.push(Difference { id: name.clone(), found: Found::Differs { parts }, query: None });
            }
        }
        let mut ids: Vec<&String> = self.facts.keys().chain(now.facts.keys()).collect();
        ids.sort_unstable();
        ids.dedup();
        for id in ids.into_iter().filter(|id| id.as_str() != VERSION) {
            let (said, given) = (self.facts.get(id), now.facts.get(id));
            let what = match (said, given) {
                (Some(said), None) => Found::Unknown { said: said.text() },
                (None, Some(given)) => Found::Missing { now: given.text() },
                (Some(said), Some(given)) if said != given => Found::Differs { parts: said.parts_unlike(given) },
                _ => continue,
            };
            found.push(Difference { id: id.clone(), found: what, query: given.or(said).and_then(|stated| stated.again(self)) });
        }
        if found.is_empty() { self.shown_unlike(now) } else { found }
    }

    /// Where a page shows the same facts otherwise; another version of the program may draw them as it likes.
    fn shown_unlike(&self, now: &Published) -> Vec<Difference> {
        if self.about("made_by") != now.about("made_by") {
            return Vec::new();
        }
        let mut ids: Vec<&String> = self.shown.keys().chain(now.shown.keys()).collect();
        ids.sort_unstable();
        ids.dedup();
        let unlike = ids.into_iter().filter(|id| self.shown.get(*id) != now.shown.get(*id));
        let difference = |id: &String| {
            let said_and_given = self.shown.get(id).zip(now.shown.get(id));
            let sorted_by = said_and_given.and_then(|(said, given)| {
                said.iter().zip(given).find_map(|pair| match pair {
                    (Shown::SortedBy(said), Shown::SortedBy(now)) if said != now => Some((said.clone(), now.clone())),
                    _ => None,
                })
            });
            Difference { id: id.clone(), found: Found::Shown { sorted_by }, query: None }
        };
        unlike.map(difference).collect()
    }
}

/// What a page shows of its facts without words: drawings and script by their own names, what columns are sorted by under the fact.
///
/// What people wrote may have changed since, and is among the words: what sorts a cell without a fact, and how a drawing is described.
fn shown(html: &str) -> std::result::Result<BTreeMap<String, Vec<Shown>>, regex::Error> {
    let written = Regex::new(r#"(?is)<(svg|script)\b(?: id="([^"]*)")?.*?</(?:svg|script)>"#)?;
    let cell = Regex::new(r#"(?is) data-sort="([^"]*)"[^>]*>(.*?)</t[dh]>"#)?;
    let fact = Regex::new(r#" data-fact="([^"]*)""#)?;
    let described = Regex::new(r"(?is)<(?:title|desc)\b.*?</(?:title|desc)>")?;
    let mut shown: BTreeMap<String, Vec<Shown>> = BTreeMap::new();
    for found in written.captures_iter(html) {
        let name = found.get(2).map_or(&found[1], |id| id.as_str());
        shown.entry(name.to_string()).or_default().push(Shown::Written(described.replace_all(&found[0], "").into_owned()));
    }
    for found in cell.captures_iter(html) {
        if let Some(fact) = fact.captures(&found[2]) {
            shown.entry(unescape(&fact[1])).or_default().push(Shown::SortedBy(unescape(&found[1])));
        }
    }
    Ok(shown)
}

/// The version of the program is told beside the facts: another one may have written the file.
const VERSION: &str = "report.version";

/// The command that brings back what other limits and packs would have come to.
const WHAT_IF: &str = "what-if";

/// The command that brings back advice on a procedure; its parameter is its policies.
const LINT: &str = "policy lint";

/// What tells how a file was made, and not what it says.
const MADE_BY: [&str; 3] = ["made_by", "command", "language"];

impl Stated {
    fn text(&self) -> String {
        match self {
            Self::Whole(parts) => parts.get("text").and_then(Value::as_str).map_or_else(|| "null".into(), |text| format!("\"{text}\"")),
            Self::Texts(texts) => said_as(texts),
        }
    }

    /// The parts of a fact in which it differs from another, as both have them.
    fn parts_unlike(&self, other: &Self) -> Vec<(String, String, String)> {
        match (self, other) {
            (Self::Whole(said), Self::Whole(given)) => {
                let mut names: Vec<&String> = said.keys().chain(given.keys()).collect();
                names.sort_unstable();
                names.dedup();
                let of = |parts: &Map<String, Value>, name: &str| parts.get(name).cloned().unwrap_or(Value::Null).to_string();
                names
                    .into_iter()
                    .filter(|name| said.get(*name) != given.get(*name))
                    .map(|name| (name.clone(), of(said, name), of(given, name)))
                    .collect()
            }
            _ => vec![("text".into(), self.text(), other.text())],
        }
    }

    /// The command that brings a fact of a report back: a named query, or a command, which has its parameters as options.
    ///
    /// It judges by what the report judged by: another pack's clauses by that pack, and as of the same instant.
    fn again(&self, report: &Published) -> Option<String> {
        let Self::Whole(parts) = self else { return None };
        let name = parts.get("query")?.as_str()?;
        let params = parts.get("params").and_then(Value::as_object).into_iter().flatten();
        let params: Vec<(&str, &str)> = params.filter_map(|(param, value)| Some((param.as_str(), value.as_str()?))).collect();
        let reported = report.about_list("policies");
        let of_pack = params.iter().find(|(param, value)| *param == "policy" && !reported.iter().any(|policy| policy == value));
        let policies = of_pack.map_or_else(|| reported.clone(), |(_, pack)| vec![(*pack).to_string()]);
        let options =
            |params: &[(&str, &str)]| params.iter().map(|(param, value)| format!(" --{param} {}", word(value))).collect::<String>();
        let judged_by = || policies.iter().map(|policy| format!(" --policy {policy}")).collect::<String>();
        let mut command = match name {
            LINT => format!("ombud {name}{}", params.iter().map(|(_, policies)| format!(" {policies}")).collect::<String>()),
            WHAT_IF if params.iter().any(|(param, _)| *param == "policy") => format!("ombud {name}{}", options(&params)),
            WHAT_IF => format!("ombud {name}{}{}", options(&params), judged_by()),
            _ => {
                let bound = |(param, value): &(&str, &str)| format!(" --param {}", word(&format!("{param}={value}")));
                format!("ombud query {name}{}{}", params.iter().map(bound).collect::<String>(), judged_by())
            }
        };
        if let Some(as_of) = report.about("as_of") {
            command.push_str(&format!(" --as-of {as_of}"));
        }
        Some(command)
    }
}

/// The texts by which a page states a fact, each once.
fn said_as(texts: &[String]) -> String {
    let mut each: Vec<String> = texts.iter().map(|text| format!("\"{text}\"")).collect();
    each.dedup();
    let times = if texts.len() > each.len() { format!(" ({} times)", texts.len()) } else { String::new() };
    format!("{}{times}", each.join(", "))
}

/// A text as one word of a command line.
fn word(text: &str) -> String {
    let is_plain = |sign: char| sign.is_alphanumeric() || "-_./:,=+%".contains(sign);
    if text.chars().all(is_plain) { text.to_string() } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

fn unescape(text: &str) -> String {
    text.replace("&#39;", "'").replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

fn no_report(found: &str) -> Error {
    Error::new(found).accepted("the page or the facts.json that `ombud report` wrote").remedy("Name one of the two, as it was published.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(facts: &str) -> Published {
        Published::read(&format!(r#"{{"report":"quarterly","made_by":"x","facts":[{facts}]}}"#)).unwrap()
    }

    #[test]
    fn a_fact_may_differ_be_missing_or_be_unknown_to_the_data() {
        let fact = |id: &str, value: u64| {
            format!(
                r#"{{"id":"{id}","value":{value},"text":"{value}","query":"clause_counts","params":{{"policy":null,"as_of":"2026-10-01"}}}}"#
            )
        };
        let said = json(&[fact("a", 1), fact("b", 2), fact("c", 3)].join(","));
        let given = json(&[fact("a", 1), fact("b", 4), fact("d", 5)].join(","));
        let told: Vec<String> = said.differences(&given).iter().map(ToString::to_string).collect();
        let see = "(see: ombud query clause_counts --param as_of=2026-10-01)";
        assert_eq!(
            told,
            [
                format!("b: text is \"2\" in the file, \"4\" by the data; value is 2 in the file, 4 by the data {see}"),
                format!("c: \"3\" in the file; the data give no such fact {see}"),
                format!("d: missing in the file; by the data it is \"5\" {see}"),
            ]
        );
        assert!(said.differences(&said).is_empty());
    }

    #[test]
    fn what_a_command_brings_back_is_told_as_that_command() {
        let fact = |value: u64| {
            let text = format!(
                r#"{{"report":"annual","as_of":"2027-01-10","facts":[{{"id":"a","value":{value},"query":"what-if","params":{{"clause":"answer","policy":"own"}}}}]}}"#
            );
            Published::read(&text).unwrap()
        };
        let told: Vec<String> = fact(1).differences(&fact(2)).iter().map(ToString::to_string).collect();
        assert_eq!(told, ["a: value is 1 in the file, 2 by the data (see: ombud what-if --clause answer --policy own --as-of 2027-01-10)"]);
    }

    #[test]
    fn the_command_judges_by_what_the_report_judged_by() {
        let fact = |value: u64, query: &str, params: &str| {
            let text = format!(
                r#"{{"report":"annual","as_of":"2027-01-10","policies":["own","other"],"facts":[{{"id":"a","value":{value},"query":"{query}","params":{params}}}]}}"#
            );
            Published::read(&text).unwrap()
        };
        for (query, params, command) in [
            ("clause_counts", r#"{"policy":"pack"}"#, "query clause_counts --param policy=pack --policy pack"),
            ("clause_counts", r#"{"policy":"own"}"#, "query clause_counts --param policy=own --policy own --policy other"),
            ("data_reach", "{}", "query data_reach --policy own --policy other"),
            (
                "segment_by_month",
                r#"{"under":"it's > this"}"#,
                r"query segment_by_month --param 'under=it'\''s > this' --policy own --policy other",
            ),
            ("what-if", r#"{"period":"2026"}"#, "what-if --period 2026 --policy own --policy other"),
            ("policy lint", r#"{"policy":"own other"}"#, "policy lint own other"),
        ] {
            let told: Vec<String> = fact(1, query, params).differences(&fact(2, query, params)).iter().map(ToString::to_string).collect();
            assert_eq!(told, [format!("a: value is 1 in the file, 2 by the data (see: ombud {command} --as-of 2027-01-10)")]);
        }
    }

    #[test]
    fn a_page_is_held_against_a_page_place_by_place() {
        let page = |second: &str| {
            let html = format!(
                "<meta name=\"ombud\" content=\"{{&quot;report&quot;:&quot;quarterly&quot;}}\"><p><span data-fact=\"a\">1 &lt; 2</span><tspan data-fact=\"a\">{second}</tspan>"
            );
            Published::read(&html).unwrap()
        };
        assert_eq!(page("x").about("report"), Some("quarterly"));
        assert!(page("1 &lt; 2").differences(&page("1 &lt; 2")).is_empty());
        let told: Vec<String> = page("3").differences(&page("1 &lt; 2")).iter().map(ToString::to_string).collect();
        assert_eq!(told, ["a: text is \"1 < 2\", \"3\" in the file, \"1 < 2\" (2 times) by the data"]);
    }

    #[test]
    fn what_a_page_shows_without_words_is_held_against_the_data_where_no_fact_differs() {
        let page = |height: u32, sort: u32, title: &str, due: &str, fact: u32, by: &str| {
            let html = format!(
                "<meta name=\"ombud\" content=\"{{&quot;report&quot;:&quot;quarterly&quot;,&quot;made_by&quot;:&quot;{by}&quot;}}\">\
                 <svg id=\"chart\" class=\"chart\">\n<title id=\"t\">{title}</title>\n<rect height=\"{height}\"/>\n</svg>\
                 <td class=\"num\" data-sort=\"{sort}\">\n<span data-fact=\"a\">{fact}</span></td><td data-sort=\"{due}\">31 May</td><script>1</script>"
            );
            Published::read(&html).unwrap()
        };
        let now = page(90, 7, "Cases", "2026-05-31", 7, "x");
        let told = |said: &Published| said.differences(&now).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert!(told(&now).is_empty());
        assert_eq!(told(&page(9, 7, "Cases", "2026-05-31", 7, "x")), ["chart: in the file it is not shown as the data give it"]);
        assert_eq!(told(&page(90, 70, "Cases", "2026-05-31", 7, "x")), ["a: its column is sorted by 70 in the file, by 7 by the data"]);
        // What people wrote is no fact, another program may draw otherwise, and what follows from a fact is not named beside it.
        assert!(told(&page(90, 7, "All cases", "2026-06-30", 7, "x")).is_empty());
        assert_eq!(told(&page(9, 70, "Cases", "2026-05-31", 7, "y")), Vec::<String>::new());
        assert_eq!(told(&page(9, 70, "Cases", "2026-05-31", 8, "x")), ["a: text is \"8\" in the file, \"7\" by the data"]);
    }

    #[test]
    fn what_is_no_report_is_refused() {
        for text in ["", "{}", "{\"report\":\"quarterly\"", "<html></html>", "{\"report\":\"x\",\"facts\":[{}]}"] {
            assert!(Published::read(text).is_err(), "{text}");
        }
    }
}
