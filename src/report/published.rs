//! Published reports: their facts are kept, so that the next report can say what has changed since.

use crate::error::{Error, Result};
use crate::time::{Instant, Period};
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// A figure as it was published.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Its value.
    pub value: Value,
    /// As the page wrote it.
    pub text: String,
}

/// A published report.
#[derive(Debug, Clone)]
pub struct Published {
    /// Its quarter.
    pub period: Period,
    /// As of when it was made.
    pub as_of: Instant,
    /// The program that made it.
    pub made_by: String,
    /// The procedures that it was asked to judge by; none for those in force.
    pub policies: Vec<String>,
    /// Its facts, by id.
    pub figures: BTreeMap<String, Figure>,
}

#[derive(Deserialize)]
struct File {
    period: String,
    as_of: String,
    made_by: String,
    #[serde(default)]
    policies: Vec<String>,
    facts: Vec<Fact>,
}

#[derive(Deserialize)]
struct Fact {
    id: String,
    value: Value,
    text: String,
}

impl Published {
    /// Reads the facts that a published report left.
    pub fn parse(file: &Path, text: &str) -> Result<Self> {
        let fault = |cause: &dyn std::fmt::Display| {
            Error::new(format!("this is not the facts of a report: {cause}"))
                .in_file(file)
                .remedy("Take the file out of the folder of published reports, or put back what was there.")
        };
        let read: File = serde_json::from_str(text).map_err(|cause| fault(&cause))?;
        let figures = read.facts.into_iter().map(|fact| (fact.id, Figure { value: fact.value, text: fact.text })).collect();
        Ok(Self {
            period: read.period.parse().map_err(|cause| fault(&cause))?,
            as_of: read.as_of.parse().map_err(|cause| fault(&cause))?,
            made_by: read.made_by,
            policies: read.policies,
            figures,
        })
    }

    /// The values of all figures whose id begins and ends so.
    pub fn texts<'a>(&'a self, start: &'a str, end: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let within = self.figures.range(start.to_string()..).take_while(move |(id, _)| id.starts_with(start));
        within.filter(move |(id, _)| id.ends_with(end)).filter_map(|(id, figure)| Some((id.as_str(), figure.value.as_str()?)))
    }

    /// Whether another report states the same values; its language, and so its texts, may be another.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let values = |report: &Self| report.figures.iter().map(|(id, figure)| (id.clone(), figure.value.clone())).collect::<Vec<_>>();
        (self.period, self.as_of) == (other.period, other.as_of) && values(self) == values(other)
    }

    /// The first days of the versions of a clause that it told apart, oldest first; `None` stands for one that names none.
    pub fn versions(&self, policy: &str, clause: &str) -> Vec<Option<NaiveDate>> {
        let (start, end) = (format!("sla.{policy}.{clause}.since-"), format!(".{}.", self.period));
        let within = self.figures.range(start.clone()..).map_while(|(id, _)| id.strip_prefix(&start));
        let mut found: Vec<Option<NaiveDate>> = within.filter_map(|rest| Some(rest.split_once(&end)?.0.parse().ok())).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// A count that was published.
    pub fn count(&self, id: &str) -> Option<u64> {
        self.figures.get(id)?.value.as_u64()
    }
}

/// The name of the file that keeps a report's facts.
pub fn file_name(period: Period, as_of: Instant) -> String {
    format!("quarterly-{period}_{}.json", as_of.to_string().replace(':', ""))
}

/// Of each quarter up to `period` the report that was published last, and before `as_of`; oldest quarter first.
pub fn latest(published: &[Published], period: Period, as_of: Instant) -> Vec<&Published> {
    let mut latest: BTreeMap<Period, &Published> = BTreeMap::new();
    for report in published.iter().filter(|report| report.period <= period && report.as_of < as_of) {
        let kept = latest.entry(report.period).or_insert(report);
        if report.as_of > kept.as_of {
            *kept = report;
        }
    }
    latest.into_values().collect()
}
