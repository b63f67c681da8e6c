//! A file's column names, brought to the names that the mapping uses.
//!
//! Space around a name is cut, a nameless column is called by its place (`column 3`), a name that
//! stands twice gets a suffix (`Category (2)`). Capital letters do not matter where a name is
//! looked for; a name that the mapping does not know keeps its own spelling.

use super::mapping::Table;
use super::words::Pattern;
use std::collections::{HashMap, HashSet};

/// The columns of a file, in its own order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    names: Vec<String>,
    places: HashMap<String, usize>,
}

impl Header {
    /// The header as the file has it: names cut, blanks and twins told apart.
    pub fn plain<'a>(written: impl IntoIterator<Item = &'a str>) -> Self {
        let mut taken = HashSet::new();
        let mut names = Vec::new();
        for (place, name) in written.into_iter().enumerate() {
            let name = match name.trim() {
                "" => format!("column {}", place + 1),
                name => name.to_string(),
            };
            let mut own = name.clone();
            let mut copy = 1;
            while !taken.insert(own.clone()) {
                copy += 1;
                own = format!("{name} ({copy})");
            }
            names.push(own);
        }
        Self::of(names)
    }

    /// The header in the words of a table: each column that the table names, by whatever spelling, gets its preferred name.
    #[must_use]
    pub fn for_table(&self, table: &Table) -> Self {
        let mut names = self.names.clone();
        let aliases: HashMap<&str, &Vec<String>> = table.aliases.iter().map(|(name, others)| (name.as_str(), others)).collect();
        let mut wanted = table.named_columns();
        wanted.extend(table.aliases.iter().map(|alias| alias.0.as_str()));
        for name in wanted {
            if names.iter().any(|own| own == name) {
                continue;
            }
            let mut spellings =
                std::iter::once(name).chain(aliases.get(name).into_iter().flat_map(|others| others.iter().map(String::as_str)));
            if let Some(place) = spellings.find_map(|spelling| find(&names, spelling)) {
                let spelling = std::mem::replace(&mut names[place], name.to_string());
                rename_twins(&mut names, &spelling, name);
            }
        }
        Self::of(names)
    }

    fn of(names: Vec<String>) -> Self {
        let places = names.iter().enumerate().map(|(place, name)| (name.clone(), place)).collect();
        Self { names, places }
    }

    /// The names, in the file's order.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Every column of a name, which a header can have several times.
    pub fn twins(&self, name: &str) -> Vec<&str> {
        self.names.iter().map(String::as_str).filter(|own| *own == name || twin_number(own, name).is_some()).collect()
    }

    /// Where a column stands, by its preferred name.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.places.get(name).copied()
    }
}

fn find(names: &[String], spelling: &str) -> Option<usize> {
    let exact = names.iter().position(|own| own == spelling);
    exact.or_else(|| names.iter().position(|own| own.to_lowercase() == spelling.to_lowercase()))
}

/// The `2` of `Note (2)`, a twin of `Note`.
fn twin_number(name: &str, first: &str) -> Option<u32> {
    name.strip_prefix(first)?.strip_prefix(" (")?.strip_suffix(')')?.parse().ok()
}

fn rename_twins(names: &mut [String], from: &str, to: &str) {
    for name in names {
        if let Some(number) = twin_number(name, from) {
            *name = format!("{to} ({number})");
        }
    }
}

/// Whether a column is meant by a list of names, in which `case:*` stands for all that begin so, `*address` for all that end so,
/// `*phone*` for all that hold it, and `*` for all.
///
/// Capital letters do not matter, as wherever a column is named; a twin (`Phone (2)`) is meant with the first of its name.
pub fn is_listed(list: &[String], name: &str) -> bool {
    let name = name.to_lowercase();
    // A twin ends as the first of its name does.
    let first = name.rsplit_once(" (").filter(|(first, _)| twin_number(&name, first).is_some()).map_or(name.as_str(), |split| split.0);
    list.iter().map(|entry| entry.to_lowercase()).any(|entry| match Pattern::of(&entry) {
        Some(pattern) => pattern.fits(&name) || pattern.fits(first),
        None => entry == name || entry == first || entry == "*",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Catalogue;
    use std::path::Path;

    #[test]
    fn blank_and_twin_names_are_told_apart() {
        let header = Header::plain(["", " Id ", "Note", "Note", "Note", "Note (2)"]);
        assert_eq!(header.names(), ["column 1", "Id", "Note", "Note (2)", "Note (3)", "Note (2) (2)"]);
    }

    #[test]
    fn twins_are_found_under_another_spelling_too() {
        let catalogue = Catalogue::read(Path::new("none")).unwrap();
        let mut table = catalogue.find("cfpb").unwrap().tables[0].clone();
        table.aliases = vec![("Note".into(), vec!["Remark".into()])];
        let header = Header::plain(["Remark", "x", "Remark", "Remarkable"]).for_table(&table);
        assert_eq!(header.twins("Note"), ["Note", "Note (2)"]);
    }

    #[test]
    fn other_vintages_get_the_preferred_names() {
        let catalogue = Catalogue::read(Path::new("none")).unwrap();
        let table = &catalogue.find("cfpb").unwrap().tables[0];
        let header = Header::plain(["date_received", "COMPLAINT ID", "Company response", "mood"]).for_table(table);
        assert_eq!(header.names(), ["Date received", "Complaint ID", "Company response to consumer", "mood"]);
        assert_eq!(header.place("Complaint ID"), Some(1));
    }

    #[test]
    fn a_star_stands_for_all_that_begin_or_end_so_or_hold_it() {
        let list = ["case:*".to_string(), "x".to_string()];
        assert!(is_listed(&list, "case:variant") && is_listed(&list, "x") && !is_listed(&list, "xy"));
        let list = ["*address".to_string(), "*phone*".to_string()];
        assert!(is_listed(&["Customer*Surname".to_string()], "Customer Full Surname (2)") && is_listed(&["*".to_string()], "any"));
        for (name, expected) in
            [("Property address", true), ("Address", true), ("Address (2)", true), ("Address type", false), ("Home phone no.", true)]
        {
            assert_eq!(is_listed(&list, name), expected, "{name}");
        }
    }

    #[test]
    fn a_list_means_every_spelling_and_every_twin_of_a_name() {
        let list = ["Requester phone".to_string()];
        for (name, expected) in [("REQUESTER PHONE", true), ("Requester phone (2)", true), ("Requester phone (home)", false)] {
            assert_eq!(is_listed(&list, name), expected, "{name}");
        }
    }
}
