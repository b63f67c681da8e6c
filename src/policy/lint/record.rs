//! Fields that a record must have filled, and that a source never carries.

use super::{Cases, Finding, Kind, MeasuredClause, chained, either};
use crate::error::nearest;
use crate::judge::record::columns;
use crate::policy::{Clause, Rule};
use crate::report::line::Line;
use crate::report::texts::{Texts, say};
use std::collections::{BTreeMap, BTreeSet};

/// The advice, if of an imported source no case at all carries one of the fields.
///
/// The register is left out: whatever it lacks, somebody could have written there.
pub fn never_filled(
    clause: &Clause,
    known: &MeasuredClause,
    carried: &BTreeMap<String, BTreeSet<String>>,
    texts: &Texts,
) -> Option<Finding> {
    let Rule::Record { fields } = &clause.main().rule else { return None };
    let mut groups: Vec<(Vec<&str>, Vec<&str>)> = Vec::new();
    let mut affected_count = 0;
    for source in known.sources.iter().filter(|source| !source.is_register && source.applied_count > 0) {
        let absent = absent(fields, carried.get(&source.source)?);
        if absent.is_empty() {
            continue;
        }
        affected_count += source.applied_count;
        match groups.iter_mut().find(|(_, fields)| *fields == absent) {
            Some((sources, _)) => sources.push(&source.source),
            None => groups.push((vec![&source.source], absent)),
        }
    }
    let found = groups.iter().fold(None, |said: Option<Line>, (sources, fields)| {
        let (sources, fields) = (sources.join(", "), either(&quoted(fields), texts));
        Some(match said {
            None => say!(texts, "lint.never_filled", sources = sources, fields = fields),
            Some(said) => say!(texts, "lint.never_filled_next", said = said, sources = sources, fields = fields),
        })
    })?;
    let cure = cure(&groups, carried, texts);
    let why = say!(texts, "lint.counts_as_incomplete");
    let all_count = known.sources.iter().map(|source| source.applied_count).sum();
    let cases = Some(Cases { affected_count, all_count });
    Some(Finding { cases, ..Finding::new(Kind::CannotBeShown, clause, found, why, cure.into()) })
}

fn absent<'f>(fields: &'f [String], carried: &BTreeSet<String>) -> Vec<&'f str> {
    fields.iter().map(String::as_str).filter(|field| !carried.contains(*field)).collect()
}

/// What to do: first the names that look misspelt, then what must come from the sources.
fn cure(groups: &[(Vec<&str>, Vec<&str>)], carried: &BTreeMap<String, BTreeSet<String>>, texts: &Texts) -> String {
    let absent: BTreeSet<&str> = groups.iter().flat_map(|(_, fields)| fields.iter().copied()).collect();
    let mut known: BTreeSet<&str> = carried.values().flatten().map(String::as_str).collect();
    for name in columns() {
        known.insert(name);
    }
    let (mut cures, mut wanting) = (Vec::new(), Vec::new());
    for field in absent {
        // A case column, or a field that another source carries, is no slip of the pen.
        match nearest(field, known.iter().copied()).filter(|_| !known.contains(field)) {
            Some(meant) => {
                let [meant, field] = [meant, field].map(|name| format!("`{name}`"));
                cures.push(say!(texts, "lint.write_field", meant = meant, field = field).plain());
            }
            None => wanting.push(field),
        }
    }
    if !wanting.is_empty() {
        let fields = chained(&quoted(&wanting), |first, last| say!(texts, "lint.both", first = first, last = last));
        cures.push(say!(texts, "lint.have_mapped", fields = fields).plain());
    }
    cures.join(" ")
}

fn quoted(fields: &[&str]) -> Vec<String> {
    fields.iter().map(|field| format!("`{field}`")).collect()
}

#[cfg(test)]
mod tests {
    use super::super::MeasuredSource;
    use super::*;
    use crate::calendar::Calendars;
    use crate::policy::read::parse;
    use crate::report::format::Locale;
    use crate::report::texts::Language;
    use std::path::Path;

    const POLICY: &str = "schema = 1\nid = \"own\"\ntitle = \"Own\"\norganisation = \"Own\"\ncalendar = \"always\"\n[[clause]]\nid = \"whole\"\n\
        cite = \"1\"\ntext = \"A record is whole.\"\ntype = \"record\"\nfields = [\"custommer\", \"description\", \"order\"]\n";

    fn source(name: &str, is_register: bool, applied_count: u64) -> MeasuredSource {
        MeasuredSource { source: name.into(), is_register, is_blind: false, case_count: applied_count, applied_count }
    }

    /// The advice where these imported sources carry these fields.
    fn advice(carried: &[(&str, &[&str])]) -> Option<Finding> {
        advice_in(Locale::default(), carried)
    }

    fn advice_in(locale: Locale, carried: &[(&str, &[&str])]) -> Option<Finding> {
        let policy = parse(Path::new("own.toml"), POLICY, &Calendars::built_in().unwrap()).unwrap();
        let sources = carried.iter().map(|(name, _)| source(name, false, 3)).chain([source("register", true, 4)]).collect();
        let known = MeasuredClause { sources, ..MeasuredClause::default() };
        let carried = carried.iter().map(|(name, fields)| (name.to_string(), fields.iter().map(ToString::to_string).collect())).collect();
        never_filled(&policy.clauses[0], &known, &carried, locale.texts())
    }

    #[test]
    fn each_source_is_named_with_the_fields_that_none_of_its_cases_carries() {
        let finding =
            advice(&[("mail", &["customer", "order"]), ("tickets", &["customer"]), ("form", &["custommer", "description", "order"])]);
        let finding = finding.unwrap();
        assert_eq!(
            finding.found,
            "no case of mail carries `custommer` or `description`; no case of tickets carries `custommer` or `description` or `order`"
        );
        assert_eq!(finding.cases, Some(Cases { affected_count: 6, all_count: 13 }));
        let german = advice_in(Locale::of(Language::German), &[("mail", &["customer", "order"]), ("tickets", &["customer"])]);
        assert_eq!(
            german.unwrap().found,
            "Kein Fall von mail hat `custommer` oder `description`; kein Fall von tickets hat `custommer` oder `description` oder `order`"
        );
        assert!(finding.cure.starts_with("Have `custommer` and `description` and `order` exported"), "{}", finding.cure);
    }

    #[test]
    fn a_name_that_no_source_knows_and_that_is_near_one_is_a_slip() {
        let cure = advice(&[("mail", &["customer", "description", "order"])]).unwrap().cure;
        assert_eq!(cure, "If `customer` is what is meant, write that in `fields` in place of `custommer`.");
    }

    #[test]
    fn the_register_alone_is_not_found_fault_with() {
        assert_eq!(advice(&[]), None);
    }
}
