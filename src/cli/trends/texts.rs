//! `trends --of texts` and `--of phrases`: recurring issues in the customers' own words.

use super::Asked;
use super::listing::{Kind, Listing, NUMBER_PARTS, RATIO_PARTS};
use crate::analysis::disclosure::{Audience, mark};
use crate::analysis::measure::narratives::Reading;
use crate::analysis::text::{Group, LEAST_CUSTOMERS, Phrase, Templates, TextView, Wanted, text_view};
use crate::error::Result;
use crate::report::format;
use crate::statistics::text::groups::SIMILARITY;
use crate::statistics::text::signature::{BAND_ROWS, BANDS, candidate_chance};
use crate::time::Period;
use serde_json::{Value, json};

/// What is known of names where a capital within a sentence is a sign of one.
const NAMES: &str = "No wording holds a name of those who work on cases, a word after a form of address, or a word that within sentences is written with a capital or nowhere small. A name that some customers write small is not recognised: read the list before you publish it.";

/// What is known of names where nouns have capitals too.
const NAMES_AMONG_NOUNS: &str = "No wording holds a name of those who work on cases, or a word after a form of address. Nouns are written with capitals in these texts, so no other name is recognised: read the list before you publish it.";

/// Letters that are copies, and what the counts are without them.
pub fn copies(asked: &Asked<'_>) -> Result<Listing> {
    let (view, months) = view(asked, Wanted::Copies)?;
    let mut listing = Listing::new(
        [
            "what they say",
            "category",
            "this quarter",
            "before",
            "customers",
            "since",
            "category’s cases",
            "without copies",
            "ratio",
            "without copies",
        ],
        [
            ("label", Kind::Text),
            ("category", Kind::Text),
            ("newest_count", Kind::Count),
            ("before_count", Kind::Count),
            ("customer_count", Kind::Count),
            ("first_month", Kind::Text),
            ("category_newest_count", Kind::Count),
            ("category_newest_once_count", Kind::Count),
            ("category_ratio", Kind::Number),
            ("category_ratio_once", Kind::Number),
        ],
    );
    for group in &view.groups {
        let shows = shows(group, asked.audience);
        let of = view.templates.iter().find(|templates| templates.category == group.category);
        let shows_once = of.is_some_and(|of| shows_once(of, &view.groups, asked.audience));
        let told = |ratio: Option<f64>| json!(ratio.map(|ratio| asked.audience.told_in(ratio, RATIO_PARTS)));
        let label = if group.label.is_empty() { "(no wording that five customers share)".to_string() } else { group.label.join(" · ") };
        let text = |is_shown: bool, text: Option<String>| if is_shown { text.unwrap_or_else(|| "–".into()) } else { mark() };
        let known = |is_shown: bool, value: Value| if is_shown { value } else { Value::Null };
        let first = months[group.first_month].to_string();
        listing.push(
            [
                label.clone(),
                group.category.clone().unwrap_or_default(),
                text(shows, Some(format::count(group.newest))),
                text(shows, Some(format::count(group.before))),
                text(shows, Some(format::count(group.customers as u64))),
                text(shows, Some(first.clone())),
                text(shows_once, of.map(|of| format::count(of.newest))),
                text(shows_once, of.map(|of| format::count(of.newest_once))),
                text(shows_once, of.and_then(|of| of.ratio).map(format::ratio)),
                text(shows_once, of.and_then(|of| of.ratio_once).map(format::ratio)),
            ],
            [
                if group.label.is_empty() { Value::Null } else { json!(label) },
                json!(group.category),
                known(shows, json!(group.newest)),
                known(shows, json!(group.before)),
                known(shows, json!(group.customers)),
                known(shows, json!(first)),
                known(shows_once, json!(of.map(|of| of.newest))),
                known(shows_once, json!(of.map(|of| of.newest_once))),
                known(shows_once, told(of.and_then(|of| of.ratio))),
                known(shows_once, told(of.and_then(|of| of.ratio_once))),
            ],
        );
    }
    tell(&mut listing, &view, asked);
    if view.hidden_groups > 0 && asked.audience.shows(view.hidden_groups) {
        listing.note(format!(
            "{} further groups of copies came from fewer than {LEAST_CUSTOMERS} customers each, and are not shown.",
            format::count(view.hidden_groups)
        ));
    }
    listing.note(format!(
        "Copies share half of their wording or more, numbers and dates left out; of two that share just half, {} are found. Without copies, each letter counts once this quarter and once before.",
        format::share(candidate_chance(SIMILARITY, BANDS as u32, BAND_ROWS as u32), 0)
    ));
    Ok(listing)
}

/// Whether the numbers of a letter are told; its customers are about as many as its cases now and before.
fn shows(group: &Group, audience: Audience) -> bool {
    audience.shows(group.newest) && audience.shows(group.before)
}

/// Whether a category's cases are told with and without copies: the difference is the copies of all its letters.
///
/// Of a letter that is hidden nothing may be left once the others are taken away, and what letters that are not listed leave must not
/// be few.
fn shows_once(of: &Templates, groups: &[Group], audience: Audience) -> bool {
    let own = || groups.iter().filter(|group| group.category == of.category);
    let rest = |all: u64, once: u64, cases: fn(&Group) -> u64| {
        let listed: u64 = own().map(|group| cases(group).saturating_sub(1)).sum();
        (all - once).abs_diff(listed)
    };
    audience == Audience::Internal
        || audience.shows_part(of.newest_once, of.newest)
            && audience.shows_part(of.before_once, of.before)
            && own().all(|group| shows(group, audience))
            && audience.shows(rest(of.newest, of.newest_once, |group| group.newest))
            && audience.shows(rest(of.before, of.before_once, |group| group.before))
}

/// Phrases that more cases of a category use than before.
pub fn phrases(asked: &Asked<'_>) -> Result<Listing> {
    let (view, _) = view(asked, Wanted::Phrases)?;
    let mut listing = Listing::new(
        ["category", "phrase", "cases this quarter", "usual", "ratio (95 %)", "q"],
        [
            ("category", Kind::Text),
            ("phrase", Kind::Text),
            ("newest_count", Kind::Count),
            ("before_count", Kind::Count),
            ("expected_count", Kind::Number),
            ("ratio", Kind::Number),
            ("ratio_low", Kind::Number),
            ("ratio_high", Kind::Number),
            ("q_value", Kind::Number),
            ("z", Kind::Number),
        ],
    );
    for phrase in &view.phrases {
        let hides = |phrase: &Phrase| !asked.audience.shows(phrase.before);
        let shows = !hides(phrase);
        // Corrected together, a chance below 1 may be that of another phrase.
        let is_of = |other: &Phrase| other.q_value == phrase.q_value && phrase.q_value.is_some_and(|q| q < 1.0);
        let shows_q = shows && !view.phrases.iter().any(|other| hides(other) && is_of(other));
        let when = |shows: bool, text: Option<String>| if shows { text.unwrap_or_else(|| "–".into()) } else { mark() };
        let text = |text: Option<String>| when(shows, text);
        let known = |value: Value| if shows { value } else { Value::Null };
        let told = |value: Option<f64>, parts: f64| known(json!(value.map(|value| asked.audience.told_in(value, parts))));
        let ratio = phrase.ratio.map(|ratio| {
            let ends = phrase.interval.map(|ends| match ends.upper {
                Some(upper) => format!(" ({} to {})", format::ratio_end(ends.lower, ratio), format::ratio_end(upper, ratio)),
                None => format!(" ({} or more)", format::ratio_end(ends.lower, ratio)),
            });
            format!("{}{}", format::ratio(ratio), ends.unwrap_or_default())
        });
        listing.push(
            [
                phrase.category.clone().unwrap_or_default(),
                phrase.words.clone(),
                format::count(phrase.newest),
                text(phrase.expected.map(format::number)),
                if phrase.before == 0 { "new".into() } else { text(ratio) },
                when(shows_q, phrase.q_value.map(format::probability)),
            ],
            [
                json!(phrase.category),
                json!(phrase.words),
                json!(phrase.newest),
                known(json!(phrase.before)),
                told(phrase.expected, NUMBER_PARTS),
                told(phrase.ratio, RATIO_PARTS),
                told(phrase.interval.map(|ends| ends.lower), RATIO_PARTS),
                told(phrase.interval.and_then(|ends| ends.upper), RATIO_PARTS),
                if shows_q { json!(phrase.q_value.map(|q| asked.audience.told(q))) } else { Value::Null },
                told(Some(phrase.z), NUMBER_PARTS),
            ],
        );
    }
    tell(&mut listing, &view, asked);
    listing.note(format!(
        "{} phrases that occur {LEAST_CUSTOMERS} times or more, before or now, were tested together; told are those alone that at least {LEAST_CUSTOMERS} customers used this quarter. Cases are counted, not words, and a letter that many send counts once.",
        format::count(view.tested as u64)
    ));
    Ok(listing)
}

fn view(asked: &Asked<'_>, wanted: Wanted) -> Result<(TextView, Vec<Period>)> {
    let trends = asked.trends()?;
    let reading = Reading { months: &trends.coverage.months, zone: asked.zone, as_of: asked.as_of, kind: asked.focus.kind };
    let view = text_view(asked.connection, &reading, &trends.coverage, &trends.newest_months, &trends.baseline_months, wanted)?;
    Ok((view, trends.coverage.months))
}

fn tell(listing: &mut Listing, view: &TextView, asked: &Asked<'_>) {
    listing.note(format!("{} texts of {} were read.", format::count(view.texts), asked.focus.many));
    if view.texts == 0 {
        listing.note("note: no case has a description, so its words cannot be shown.");
    } else if view.counts_cases {
        listing.note("note: no case names a customer, so cases are counted in place of customers; one person may have sent several.");
    }
    listing.note(if view.nouns_have_capitals { NAMES_AMONG_NOUNS } else { NAMES });
    listing.note("Texts stay on this machine.");
}
