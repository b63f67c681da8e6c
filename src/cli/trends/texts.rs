//! `trends --of texts` and `--of phrases`: recurring issues in the customers' own words.

use super::Asked;
use super::listing::{Kind, Listing};
use crate::analysis::disclosure::mark;
use crate::analysis::measure::narratives::Reading;
use crate::analysis::text::{LEAST_CUSTOMERS, TextView, Wanted, text_view};
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
        let shows = asked.audience.shows(group.newest) && asked.audience.shows(group.before);
        let of = view.templates.iter().find(|templates| templates.category == group.category);
        let shows_once = of.is_some_and(|of| asked.audience.shows_part(of.newest_once, of.newest));
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
                format::count(group.customers as u64),
                first.clone(),
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
                json!(group.customers),
                json!(first),
                known(shows_once, json!(of.map(|of| of.newest))),
                known(shows_once, json!(of.map(|of| of.newest_once))),
                known(shows_once, json!(of.and_then(|of| of.ratio))),
                known(shows_once, json!(of.and_then(|of| of.ratio_once))),
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
        let shows = asked.audience.shows(phrase.before);
        let text = |text: Option<String>| if shows { text.unwrap_or_else(|| "–".into()) } else { mark() };
        let known = |value: Value| if shows { value } else { Value::Null };
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
                text(phrase.q_value.map(format::probability)),
            ],
            [
                json!(phrase.category),
                json!(phrase.words),
                json!(phrase.newest),
                known(json!(phrase.before)),
                known(json!(phrase.expected)),
                known(json!(phrase.ratio)),
                known(json!(phrase.interval.map(|ends| ends.lower))),
                known(json!(phrase.interval.and_then(|ends| ends.upper))),
                known(json!(phrase.q_value)),
                known(json!(phrase.z)),
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
