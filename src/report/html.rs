//! Places the finished strings of a page in the templates of `reports/`.

use super::view::{Block, Page};
use crate::error::{Error, Result};
use askama::Template;
use base64::prelude::{BASE64_STANDARD, Engine};
use sha2::{Digest, Sha256};
use std::collections::HashSet;

#[derive(Template)]
#[template(path = "page.html", config = "reports/askama.toml")]
struct Whole<'a> {
    page: &'a Page,
}

impl Whole<'_> {
    /// The number of a section, for links; 0 where it is left out.
    fn number(&self, id: &str) -> usize {
        self.page.sections.iter().find(|section| section.id == id).map_or(0, |section| section.number)
    }
}

/// The script of every page, inline; the page allows this one and no other.
pub const SCRIPT: &str = include_str!("../../reports/page.js");

/// By which the page's own rule knows its script.
pub fn script_hash() -> String {
    BASE64_STANDARD.encode(Sha256::digest(SCRIPT.as_bytes()))
}

/// The page of a report as HTML.
pub fn whole(page: &Page) -> Result<String> {
    Whole { page }.render().map_err(|cause| Error::new(format!("the page cannot be written: {cause}")))
}

/// The ids of the facts that a page states.
pub fn facts_of(html: &str) -> HashSet<&str> {
    html.split(" data-fact=\"").skip(1).filter_map(|part| part.split_once('"')).map(|(id, _)| id).collect()
}

/// A text as a string of a style sheet, safe within `<style>` too.
pub fn css_string(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        if character.is_alphanumeric() || matches!(character, ' ' | '.' | ',' | '-' | '\u{a0}' | '·') {
            quoted.push(character);
        } else {
            quoted.extend(["\\", &format!("{:x}", character as u32), " "]);
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_leave_the_style_sheet() {
        assert_eq!(css_string("Smith & Sons"), "\"Smith \\26  Sons\"");
        assert_eq!(css_string("\"}</style>"), "\"\\22 \\7d \\3c \\2f style\\3e \"");
    }
}
