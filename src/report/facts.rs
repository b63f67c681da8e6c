//! Every number of a page: what it is, how sure it is, and which query brings it back.
//!
//! A page is written through this list: whoever wants a number on the page enters it here and gets
//! back the piece of text that states it. So nothing is on the page that is not in `facts.json`,
//! and both read the same.

use super::format::{self, Locale, round_up};
use super::line::{Line, Piece, line};
use super::texts::{Language, Texts, say};
use crate::analysis::disclosure::{Audience, slug};
use crate::analysis::measure::{Origin, Param};
use crate::error::{Error, Result};
use crate::statistics::interval::Interval;
use crate::time::{Instant, Period};
use chrono::NaiveDate;
use chrono_tz::Tz;
use serde_json::{Map, Value, json};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// One fact.
#[derive(Debug, Clone)]
pub struct Fact {
    /// Its name, such as `sla.logiq.acknowledge.2026-Q3.met_count`.
    pub id: String,
    /// Its value, not rounded.
    pub value: Value,
    /// What it counts or measures.
    pub unit: &'static str,
    /// Its value as the page writes it.
    pub text: String,
    /// On how many cases it rests, where it is a rate or an estimate.
    pub n: Option<u64>,
    /// The least plausible value (95 %).
    pub low: Option<f64>,
    /// The greatest plausible value (95 %).
    pub high: Option<f64>,
    /// The query and the parameters that it comes from; `None` for what was asked, not measured.
    pub origin: Option<Arc<Origin>>,
}

/// An estimate and the ends of its interval, as pieces of text.
#[derive(Debug, Clone)]
pub struct Estimate {
    /// The estimate, with its unit.
    pub value: Piece,
    /// The ends of the interval, without unit.
    pub ends: Option<(Piece, Option<Piece>)>,
    locale: Locale,
}

impl Estimate {
    /// `94.1 % (91.5 to 95.9)`.
    pub fn line(&self) -> Line {
        let interval = self.interval();
        if interval.is_empty() { line![&self.value] } else { line![&self.value, " (", interval, ")"] }
    }

    /// `94.1 %, 91.5 to 95.9`: for use within brackets.
    pub fn inner(&self) -> Line {
        let interval = self.interval();
        if interval.is_empty() {
            return line![&self.value];
        }
        say!(self.locale.texts(), "format.inner", value = &self.value, interval = interval)
    }

    /// `91.5 to 95.9`; empty where there is no interval.
    pub fn interval(&self) -> Line {
        match &self.ends {
            Some((low, Some(high))) => say!(self.locale.texts(), "format.range", low = low, high = high),
            Some((low, None)) => say!(self.locale.texts(), "format.range_open", low = low),
            None => line![],
        }
    }
}

/// A count that no page states, and that can be worked out from facts that it states.
#[derive(Debug, Clone)]
pub struct Unstated {
    /// The stem of the ids of what tells the total that counts of one line add up to.
    pub line: String,
    /// The count.
    pub count: u64,
    /// The facts that tell of it.
    pub told_by: Vec<String>,
}

/// The list of facts of one page.
#[derive(Debug, Default)]
pub struct Facts {
    locale: Locale,
    list: Vec<Fact>,
    places: HashMap<String, usize>,
    slugs: HashMap<(String, String), String>,
    // By family: what no other name may be called any more.
    taken_slugs: HashSet<(String, String)>,
    conflict: Option<String>,
    unstated: Vec<Unstated>,
}

impl Facts {
    /// A list without facts, for a page in a language.
    pub fn new(language: Language) -> Self {
        Self { locale: Locale::of(language), ..Self::default() }
    }

    /// The words of the page's language.
    pub fn texts(&self) -> &'static Texts {
        self.locale.texts()
    }

    /// How the page's language writes numbers and dates.
    pub fn locale(&self) -> Locale {
        self.locale
    }

    /// Enters a fact; entered twice, it must be the same.
    pub fn add(&mut self, fact: Fact) -> Piece {
        let piece = Piece { text: fact.text.clone(), fact: Some(fact.id.clone()) };
        match self.places.get(&fact.id) {
            Some(&place) if self.list[place].text != fact.text => {
                self.conflict.get_or_insert_with(|| format!("{}: {} and {}", fact.id, self.list[place].text, fact.text));
            }
            Some(_) => {}
            None => {
                self.places.insert(fact.id.clone(), self.list.len());
                self.list.push(fact);
            }
        }
        piece
    }

    fn plain(&mut self, id: &str, value: Value, unit: &'static str, text: String, origin: Option<&Arc<Origin>>) -> Piece {
        self.add(Fact { id: id.to_string(), value, unit, text, n: None, low: None, high: None, origin: origin.cloned() })
    }

    /// A count.
    pub fn count(&mut self, id: &str, value: u64, unit: &'static str, origin: &Arc<Origin>) -> Piece {
        self.plain(id, json!(value), unit, self.locale.count(value), Some(origin))
    }

    /// A whole number of days.
    pub fn days(&mut self, id: &str, value: u64, origin: &Arc<Origin>) -> Piece {
        self.plain(id, json!(value), "days", self.locale.days(value), Some(origin))
    }

    /// A number that is no count.
    pub fn number(&mut self, id: &str, value: f64, unit: &'static str, origin: &Arc<Origin>) -> Piece {
        self.plain(id, json!(value), unit, self.locale.number(value), Some(origin))
    }

    /// A count as an earlier report published it: no query brings it back.
    pub fn published(&mut self, id: &str, value: u64) -> Piece {
        self.plain(id, json!(value), "published", self.locale.count(value), None)
    }

    /// A number whose sign tells something, with its finished text.
    pub fn signed(&mut self, id: &str, value: f64, unit: &'static str, text: String, origin: &Arc<Origin>) -> Piece {
        self.plain(id, json!(value), unit, text, Some(origin))
    }

    /// A probability.
    pub fn probability(&mut self, id: &str, value: f64, origin: &Arc<Origin>) -> Piece {
        self.plain(id, json!(value), "probability", self.locale.probability(value), Some(origin))
    }

    /// A text that was found in the data or the procedures.
    pub fn text(&mut self, id: &str, value: &str, origin: Option<&Arc<Origin>>) -> Piece {
        self.plain(id, json!(value), "text", value.to_string(), origin)
    }

    /// A word of the program's own: its value is the same in every language, its text is the page's.
    pub fn word(&mut self, id: &str, value: &str, told: &Line, origin: &Arc<Origin>) -> Piece {
        self.plain(id, json!(value), "text", told.plain(), Some(origin))
    }

    /// A limit as a procedure writes it; the page tells it in its own language.
    pub fn limit(&mut self, id: &str, written: &str, origin: &Arc<Origin>) -> Piece {
        self.plain(id, json!(written), "text", self.locale.limit(written), Some(origin))
    }

    /// A month, by its name in the page's language.
    pub fn month(&mut self, id: &str, value: Period, origin: &Arc<Origin>) -> Piece {
        self.plain(id, json!(Locale::default().month(value)), "text", self.locale.month(value), Some(origin))
    }

    /// A fingerprint, of which the page shows the beginning.
    pub fn fingerprint(&mut self, id: &str, sha256: &str, origin: &Arc<Origin>) -> Piece {
        self.plain(id, json!(sha256), "sha256", format::fingerprint(sha256), Some(origin))
    }

    /// A civil date.
    pub fn day(&mut self, id: &str, value: NaiveDate, origin: Option<&Arc<Origin>>) -> Piece {
        self.plain(id, json!(value.to_string()), "date", self.locale.day(value), origin)
    }

    /// An instant, shown in a zone.
    pub fn instant(&mut self, id: &str, value: Instant, zone: Tz, origin: Option<&Arc<Origin>>) -> Piece {
        self.plain(id, json!(value.to_string()), "instant", self.locale.instant(value, zone), origin)
    }

    /// A share of `n`, with its interval where one is given.
    pub fn share(&mut self, id: &str, value: f64, n: u64, interval: Option<Interval>, origin: &Arc<Origin>) -> Estimate {
        let ends = interval.map(|interval| (interval.lower, Some(interval.upper)));
        let locale = self.locale;
        self.estimate(id, value, "share", locale.share(value, n), Some(n), ends, &|end| locale.share_end(end, n), origin)
    }

    /// A share of `n` of which the days that alone are known leave open how much less it is.
    pub fn share_at_most(&mut self, id: &str, value: f64, n: u64, origin: &Arc<Origin>) -> Piece {
        self.bound(id, value, self.locale.share_at_most(value, n), n, origin)
    }

    /// A share of `n` of which these days leave open how much more it is.
    pub fn share_at_least(&mut self, id: &str, value: f64, n: u64, origin: &Arc<Origin>) -> Piece {
        self.bound(id, value, self.locale.share_at_least(value, n), n, origin)
    }

    /// A share whose text says that it is a bound.
    fn bound(&mut self, id: &str, value: f64, text: String, n: u64, origin: &Arc<Origin>) -> Piece {
        let (id, value, origin) = (id.to_string(), json!(value), Some(origin.clone()));
        self.add(Fact { id, value, unit: "share", text, n: Some(n), low: None, high: None, origin })
    }

    /// A share that was not counted: an aim, or how sure something is.
    pub fn percent(&mut self, id: &str, value: f64, origin: &Arc<Origin>) -> Piece {
        self.plain(id, json!(value), "share", self.locale.share(value, 0), Some(origin))
    }

    /// A ratio of two rates.
    pub fn ratio(&mut self, id: &str, value: f64, ends: Option<(f64, Option<f64>)>, origin: &Arc<Origin>) -> Estimate {
        let locale = self.locale;
        self.estimate(id, value, "ratio", locale.ratio(value), None, ends, &|end| locale.ratio_end(end, value), origin)
    }

    /// Elapsed time, told in a unit.
    pub fn duration(
        &mut self,
        id: &str,
        minutes: f64,
        unit: format::TimeUnit,
        n: Option<u64>,
        ends: Option<(f64, Option<f64>)>,
        origin: &Arc<Origin>,
    ) -> Estimate {
        let locale = self.locale;
        self.estimate(id, minutes, "minutes", locale.duration(minutes, unit), n, ends, &|end| locale.duration_end(end, unit), origin)
    }

    /// Elapsed time within which a part of so many was done, rounded up.
    pub fn within(
        &mut self,
        id: &str,
        minutes: f64,
        unit: format::TimeUnit,
        n: u64,
        ends: Option<(f64, Option<f64>)>,
        origin: &Arc<Origin>,
    ) -> Estimate {
        let locale = self.locale;
        self.estimate(id, minutes, "minutes", locale.within(minutes, unit), Some(n), ends, &|end| locale.within_end(end, unit), origin)
    }

    /// Elapsed time of which no more than the least is certain, rounded down.
    pub fn at_least(&mut self, id: &str, minutes: f64, unit: format::TimeUnit, n: u64, origin: &Arc<Origin>) -> Piece {
        let text = self.locale.at_least(minutes, unit);
        self.add(Fact {
            id: id.to_string(),
            value: json!(minutes),
            unit: "minutes",
            text,
            n: Some(n),
            low: None,
            high: None,
            origin: Some(origin.clone()),
        })
    }

    #[allow(clippy::too_many_arguments)]
    fn estimate(
        &mut self,
        id: &str,
        value: f64,
        unit: &'static str,
        text: String,
        n: Option<u64>,
        ends: Option<(f64, Option<f64>)>,
        write: &dyn Fn(f64) -> String,
        origin: &Arc<Origin>,
    ) -> Estimate {
        let locale = self.locale;
        let (low, high) = (ends.map(|ends| ends.0), ends.and_then(|ends| ends.1));
        let value = self.add(Fact { id: id.to_string(), value: json!(value), unit, text, n, low, high, origin: Some(origin.clone()) });
        let mut end = |name: &str, value: f64| self.plain(&format!("{id}.{name}"), json!(value), unit, write(value), Some(origin));
        let ends = low.map(|low| (end("low", low), high.map(|high| end("high", high))));
        Estimate { value, ends, locale }
    }

    /// A name as part of an id: lower case, words joined by hyphens; different names never share one.
    pub fn slug(&mut self, family: &str, name: &str) -> String {
        let key = (family.to_string(), name.to_string());
        if let Some(slug) = self.slugs.get(&key) {
            return slug.clone();
        }
        let words = slug(name);
        let plain = if words.is_empty() { "unnamed".to_string() } else { words };
        let mut slug = plain.clone();
        let mut number = 2;
        // "none" is what has no name at all.
        while slug == "none" || !self.taken_slugs.insert((family.to_string(), slug.clone())) {
            slug = format!("{plain}-{number}");
            number += 1;
        }
        self.slugs.insert(key, slug.clone());
        slug
    }

    /// Says that facts rest on a count that is not stated: where it is small, the public sees none of them.
    pub fn rest_on(&mut self, line: impl Into<String>, count: u64, told_by: impl IntoIterator<Item = String>) {
        self.unstated.push(Unstated { line: line.into(), count, told_by: told_by.into_iter().collect() });
    }

    /// The counts that facts rest on without stating them.
    pub fn unstated(&self) -> &[Unstated] {
        &self.unstated
    }

    /// The facts, in the order in which the page states them.
    pub fn list(&self) -> &[Fact] {
        &self.list
    }

    /// Drops what is not stated; the ends of an interval stay with what they are the ends of.
    pub fn keep_stated(&mut self, stated: &HashSet<&str>) {
        let base = |id: &str| id.strip_suffix(".low").or(id.strip_suffix(".high")).unwrap_or(id).to_string();
        self.list.retain(|fact| stated.contains(fact.id.as_str()) || stated.contains(base(&fact.id).as_str()));
        self.places = self.list.iter().enumerate().map(|(place, fact)| (fact.id.clone(), place)).collect();
    }

    /// The fact of that id.
    pub fn get(&self, id: &str) -> Option<&Fact> {
        self.places.get(id).map(|place| &self.list[*place])
    }

    /// The facts that a page still shows, with the ends of their intervals; values no more exact than the page writes them.
    #[must_use]
    pub fn shown(&self, ids: &BTreeSet<String>) -> Self {
        let list: Vec<Fact> = self.list.iter().filter(|fact| ids.contains(&fact.id)).map(|fact| self.rounded(fact, ids)).collect();
        let places = list.iter().enumerate().map(|(place, fact)| (fact.id.clone(), place)).collect();
        Self { locale: self.locale, list, places, conflict: self.conflict.clone(), ..Self::default() }
    }

    /// A fact no more exact than any page writes it, and without the ends that are facts of their own.
    ///
    /// A time is told as rounded as its text, since to the minute it is one case's.
    fn rounded(&self, fact: &Fact, shown: &BTreeSet<String>) -> Fact {
        let in_parts = |value: f64, parts: f64| json!((value * parts).round() / parts);
        let value = match (fact.unit, fact.value.as_f64()) {
            (_, Some(_)) if fact.value.is_u64() => fact.value.clone(),
            ("minutes", Some(minutes)) => json!(round_up(minutes, self.unit_of(fact))),
            ("share" | "probability", Some(value)) => json!(Audience::Public.told(value)),
            ("ratio", Some(value)) => in_parts(value, 100.0),
            (_, Some(value)) => in_parts(value, 10.0),
            _ => fact.value.clone(),
        };
        Fact { value, n: fact.n.filter(|n| self.tells(fact, *n, shown)), low: None, high: None, ..fact.clone() }
    }

    /// Whether a count beside a fact tells on how many cases it rests: a number that the page does not write is not handed out either.
    fn tells(&self, fact: &Fact, n: u64, shown: &BTreeSet<String>) -> bool {
        let stem = |id: &str| id.rsplit_once('.').map(|(stem, _)| stem.to_string());
        self.list.iter().any(|other| shown.contains(&other.id) && stem(&other.id) == stem(&fact.id) && other.value.as_u64() == Some(n))
    }

    /// The unit in which a time is written; the ends of an interval are written in the unit of what they are the ends of.
    fn unit_of(&self, fact: &Fact) -> format::TimeUnit {
        let base = fact.id.strip_suffix(".low").or_else(|| fact.id.strip_suffix(".high")).and_then(|id| self.get(id));
        format::TimeUnit::fitting(base.unwrap_or(fact).value.as_f64().unwrap_or_default())
    }

    /// The text of `facts.json`: what the page is about, then one fact a line.
    pub fn to_json(&self, about: &[(&str, Value)]) -> Result<String> {
        if let Some(conflict) = &self.conflict {
            return Err(Error::new(format!("two values for one fact of the page ({conflict})"))
                .remedy("This is a fault of the program; please report it with the command that was used."));
        }
        let mut text = String::from("{\n");
        for (name, value) in about {
            text.extend(["  ", &json!(name).to_string(), ": ", &value.to_string(), ",\n"]);
        }
        text.push_str("  \"facts\": [\n");
        let lines: Vec<String> = self.list.iter().map(|fact| format!("    {}", fact_json(fact))).collect();
        text.push_str(&lines.join(",\n"));
        text.push_str("\n  ]\n}\n");
        Ok(text)
    }
}

fn fact_json(fact: &Fact) -> Value {
    let params: Option<Map<String, Value>> = fact.origin.as_ref().map(|origin| {
        let text = |value: &Param| if *value == Param::Absent { Value::Null } else { json!(value.to_string()) };
        origin.params.iter().map(|(name, value)| ((*name).to_string(), text(value))).collect()
    });
    json!({
        "id": fact.id,
        "value": fact.value,
        "unit": fact.unit,
        "text": fact.text,
        "n": fact.n,
        "low": fact.low,
        "high": fact.high,
        "query": fact.origin.as_ref().map(|origin| origin.query),
        "params": params,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin() -> Arc<Origin> {
        Arc::new(Origin { query: "clause_counts", params: vec![] })
    }

    #[test]
    fn an_estimate_enters_its_ends_as_facts_too() {
        let mut facts = Facts::new(Language::English);
        let share = facts.share("kept", 412.0 / 438.0, 438, Some(Interval { lower: 0.9146, upper: 0.9592 }), &origin());
        assert_eq!(share.line().plain().replace('\u{a0}', " "), "94.1 % (91.5 to 95.9)");
        assert_eq!(facts.get("kept.low").map(|fact| fact.text.as_str()), Some("91.5"));
        assert_eq!(facts.get("kept").and_then(|fact| fact.high), Some(0.9592));
    }

    #[test]
    fn a_list_speaks_its_language() {
        let mut facts = Facts::new(Language::German);
        let share = facts.share("kept", 412.0 / 438.0, 438, Some(Interval { lower: 0.9146, upper: 0.9592 }), &origin());
        assert_eq!(share.line().plain().replace('\u{a0}', " "), "94,1 % (91,5 bis 95,9)");
        let ratio = facts.ratio("ratio", 4.2, Some((1.6, None)), &origin());
        assert_eq!(ratio.inner().plain(), "×4,2; ab 1,6, nach oben offen");
        // The value is the same in every language.
        assert_eq!(facts.get("kept").map(|fact| fact.value.clone()), Some(json!(412.0 / 438.0)));
    }

    #[test]
    fn one_id_has_one_value() {
        let mut facts = Facts::new(Language::English);
        facts.count("x", 1, "cases", &origin());
        facts.count("x", 1, "cases", &origin());
        assert!(facts.to_json(&[]).is_ok());
        facts.count("x", 2, "cases", &origin());
        assert!(facts.to_json(&[]).is_err());
    }

    #[test]
    fn different_names_get_different_slugs() {
        let mut facts = Facts::new(Language::English);
        assert_eq!(facts.slug("category", "Late fee / charge"), "late-fee-charge");
        assert_eq!(facts.slug("category", "late fee: charge"), "late-fee-charge-2");
        assert_eq!(facts.slug("category", "Late fee / charge"), "late-fee-charge");
        assert_eq!(facts.slug("channel", "late fee charge"), "late-fee-charge");
        assert_eq!(facts.slug("category", "—"), "unnamed");
        // "none" is what has no category at all.
        assert_eq!(facts.slug("category", "None"), "none-2");
    }
}
