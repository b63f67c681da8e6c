//! The mappings that are at hand: those of the program and the user's own.
//!
//! An own mapping wins over a built-in one of the same id. A file of `sources/` that cannot be
//! read is an error for every import: a mapping silently left out would be a source misread.

use super::check;
use super::mapping::{Mapping, Origin};
use crate::error::{Error, Result, did_you_mean};
use std::path::Path;

const BUILT_IN: &[(&str, &str)] = &[
    ("canonical.toml", include_str!("../../sources/canonical.toml")),
    ("cfpb.toml", include_str!("../../sources/cfpb.toml")),
    ("city-311.toml", include_str!("../../sources/city-311.toml")),
    ("complaints-register.toml", include_str!("../../sources/complaints-register.toml")),
    ("event-log.toml", include_str!("../../sources/event-log.toml")),
    ("feedback-form.toml", include_str!("../../sources/feedback-form.toml")),
    ("freshdesk.toml", include_str!("../../sources/freshdesk.toml")),
    ("hubspot.toml", include_str!("../../sources/hubspot.toml")),
    ("jira-service-management.toml", include_str!("../../sources/jira-service-management.toml")),
    ("mailbox.toml", include_str!("../../sources/mailbox.toml")),
    ("osticket.toml", include_str!("../../sources/osticket.toml")),
    ("salesforce.toml", include_str!("../../sources/salesforce.toml")),
    ("servicenow.toml", include_str!("../../sources/servicenow.toml")),
    ("zammad.toml", include_str!("../../sources/zammad.toml")),
    ("zendesk.toml", include_str!("../../sources/zendesk.toml")),
];

/// The source of our own form.
const CANONICAL: &str = "canonical";

/// All mappings, sorted by id.
#[derive(Debug, Clone)]
pub struct Catalogue {
    mappings: Vec<Mapping>,
}

impl Catalogue {
    /// The built-in mappings and those of `own_dir`, which need not be there.
    pub fn read(own_dir: &Path) -> Result<Self> {
        let mut mappings = Vec::new();
        for file in crate::toml_file::files_in(own_dir)? {
            let text = crate::toml_file::read_text(&file)?;
            let mapping = check::read(&file, &text, Origin::File(file.clone()))?;
            if let Some(twin) = mappings.iter().find(|other: &&Mapping| other.id == mapping.id) {
                let first = if let Origin::File(first) = &twin.origin { first.display().to_string() } else { String::new() };
                return Err(Error::new(format!("the source id \"{}\" is taken by {first}", mapping.id))
                    .in_file(&file)
                    .remedy("Rename one of them."));
            }
            mappings.push(mapping);
        }
        for (name, text) in BUILT_IN {
            let mut mapping = check::read(&Path::new("sources").join(name), text, Origin::BuiltIn)?;
            // Whoever writes our own form chose its columns.
            mapping.tables.iter_mut().for_each(|table| table.attributes.is_guarded = mapping.id != CANONICAL);
            if !mappings.iter().any(|own| own.id == mapping.id) {
                mappings.push(mapping);
            }
        }
        mappings.sort_by(|left, right| left.id.cmp(&right.id));
        Ok(Self { mappings })
    }

    /// All mappings, sorted by id.
    pub fn mappings(&self) -> &[Mapping] {
        &self.mappings
    }

    /// The mapping of that id.
    pub fn find(&self, id: &str) -> Result<&Mapping> {
        self.mappings.iter().find(|mapping| mapping.id == id).ok_or_else(|| {
            let ids: Vec<&str> = self.mappings.iter().map(|mapping| mapping.id.as_str()).collect();
            let near = did_you_mean(id, ids.iter().copied());
            Error::new(format!("no source \"{id}\"{near}"))
                .accepted(ids.join(", "))
                .remedy("A mapping of your own is a TOML file in the workspace's sources/.")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_mapping_is_sound() {
        let catalogue = Catalogue::read(Path::new("no such folder")).unwrap();
        let ids: Vec<&str> = catalogue.mappings().iter().map(|mapping| mapping.id.as_str()).collect();
        assert_eq!(
            ids,
            [
                "canonical",
                "cfpb",
                "city-311",
                "complaints-register",
                "event-log",
                "feedback-form",
                "freshdesk",
                "hubspot",
                "jira-service-management",
                "mailbox",
                "osticket",
                "salesforce",
                "servicenow",
                "zammad",
                "zendesk"
            ]
        );
    }

    #[test]
    fn an_own_mapping_wins_over_a_built_in_one() {
        let dir = tempfile::tempdir().unwrap();
        let own = BUILT_IN.iter().find(|built_in| built_in.0 == "zendesk.toml").unwrap().1.replacen("title = \"", "title = \"Ours: ", 1);
        std::fs::write(dir.path().join("helpdesk.toml"), own).unwrap();
        let catalogue = Catalogue::read(dir.path()).unwrap();
        let zendesk = catalogue.find("zendesk").unwrap();
        assert!(zendesk.title.starts_with("Ours: ") && !zendesk.is_built_in());
        assert_eq!(catalogue.mappings().len(), BUILT_IN.len());
    }

    #[test]
    fn an_unknown_source_is_answered_with_the_near_one() {
        let catalogue = Catalogue::read(Path::new("no such folder")).unwrap();
        let message = catalogue.find("zendisk").unwrap_err().to_string();
        assert!(message.starts_with("no source \"zendisk\"; did you mean \"zendesk\"?\nAccepted: canonical, cfpb"), "{message}");
    }
}
