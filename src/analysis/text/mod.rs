//! Recurring issues in the customers' own words: letters that are copies, and phrases that are new.
//!
//! Nothing here needs a model, and nothing leaves the machine. A text is known by its words only, and
//! a phrase is shown only where at least five customers used it and no word of it may name a person.
//! Texts are looked at where DuckDB reads them, a few times over; what stays in memory is 300 bytes a text.

mod copies;
mod grams;
mod labels;
mod names;
mod phrases;

pub use copies::{Copies, Group, Templates};
pub use phrases::Phrase;

use super::coverage::Coverage;
use super::measure::narratives::{Reading, gathered};
use crate::error::Result;
use crate::statistics::text::shingles::hash;
use crate::statistics::text::words::words;
use copies::{Reader, signature};
use duckdb::Connection;
use names::Names;
use std::sync::Arc;

/// A wording is shown only where at least so many customers used it.
pub const LEAST_CUSTOMERS: usize = 5;

/// Groups that get a label, the largest of the newest quarter first.
const MOST_LABELS: usize = 25;

/// Which of the two questions is asked; both need the copies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Copies alone: the texts are read once, and those of the groups that get a label once more.
    Copies,
    /// Copies and phrases: the texts are read some more times.
    Phrases,
}

/// What the texts have in common.
#[derive(Debug, Clone)]
pub struct TextView {
    /// Texts that were read.
    pub texts: u64,
    /// Groups of copies that at least five customers sent, those with most in the newest quarter first.
    pub groups: Vec<Group>,
    /// Groups of copies that fewer customers sent: counted, and never shown.
    pub hidden_groups: u64,
    /// By category, how many cases there are with and without the copies.
    pub templates: Vec<Templates>,
    /// Phrases that more cases use than chance explains, by category and then the strongest first.
    pub phrases: Vec<Phrase>,
    /// Phrases that were tested together.
    pub tested: usize,
    /// Whether cases stand for customers, because no case names one.
    pub counts_cases: bool,
    /// Whether the texts write nouns with capitals, so that a capital says nothing of a name.
    pub nouns_have_capitals: bool,
}

/// Reads the texts of the months of a coverage and compares the newest quarter's with those before.
///
/// `newest` are the places of its complete months, `baseline` those of the complete months before.
pub fn text_view(
    connection: &Connection,
    reading: &Reading<'_>,
    coverage: &Coverage,
    newest: &[usize],
    baseline: &[usize],
    wanted: Wanted,
) -> Result<TextView> {
    let first_newest = newest.first().copied().unwrap_or(reading.months.len());
    let is_counted: Vec<bool> = (0..reading.months.len()).map(|month| coverage.is_complete(month)).collect();
    let names = Arc::new(Names::read(connection)?);
    let learning = Arc::clone(&names);
    let reader = gathered(connection, reading, 0..reading.months.len(), None, Reader::new(first_newest), move |texts, reader| {
        let texts = texts.iter().filter(|text| is_counted[text.month]);
        let mut words = Vec::new();
        let signed: Vec<_> = texts.map(|text| (text, signature(text.text, &mut words))).collect();
        signed.iter().filter(|(text, _)| text.month >= first_newest).for_each(|(text, _)| learning.learn(text.text));
        reader.with(|reader| signed.iter().for_each(|(text, signature)| reader.add(text, signature.as_ref())));
    })?;
    let copies = Arc::new(reader.grouped());
    let mut groups = copies.groups();
    let hidden_groups = groups.iter().filter(|group| group.customers < LEAST_CUSTOMERS).count() as u64;
    groups.retain(|group| group.customers >= LEAST_CUSTOMERS);
    groups.sort_by(|left, right| {
        (right.newest, right.before, left.first_month).cmp(&(left.newest, left.before, right.first_month)).then(left.key.cmp(&right.key))
    });
    let limits = labels::label(connection, reading, &copies, &names, &mut groups)?;
    let nouns_have_capitals = limits.nouns_have_capitals();
    let days = |months: &[usize]| {
        months.iter().map(|month| (reading.months[*month].end_day() - reading.months[*month].first_day()).num_days() as f64).sum::<f64>()
    };
    let templates = copies.templates(days(newest), days(baseline));
    let (phrases, tested) = match wanted {
        Wanted::Copies => (Vec::new(), 0),
        Wanted::Phrases => phrases::emerging(connection, reading, &copies, limits, newest, baseline)?,
    };
    let (texts, counts_cases) = (copies.len(), copies.counts_cases());
    Ok(TextView { texts, groups, hidden_groups, templates, phrases, tested, counts_cases, nouns_have_capitals })
}

/// The words of a text as hashes.
fn hashed(text: &str, into: &mut Vec<u64>) {
    into.clear();
    words(text, |word| into.push(hash(word)));
}
