//! What is an organisation's own about its pages: words, logo, colours, style, and which sections it shows.
//!
//! The program's templates and style stay what they are; this is laid over them. Numbers are none of it.

use super::view::Section;

/// The organisation's own; by default nothing is.
#[derive(Debug, Clone, Default)]
pub struct House {
    /// What the report is called in place of its usual name.
    pub title: Option<String>,
    /// A paragraph before the findings.
    pub intro: Option<String>,
    /// A line at the foot, such as who may read it.
    pub foot: Option<String>,
    /// The logo as a `data:` address.
    pub logo: Option<String>,
    /// Rules of style, behind those of the program.
    pub style: String,
    /// The sections that are shown, in this order; `None` for all.
    pub sections: Option<Vec<String>>,
}

impl House {
    /// The name of the report, which is usually called so.
    pub fn name(&self, usual: &str) -> String {
        self.title.clone().unwrap_or_else(|| usual.to_string())
    }

    /// Leaves out and orders the sections as asked, and numbers them.
    ///
    /// A section that is asked for and that the data do not fill is simply not there.
    pub fn arrange(&self, sections: &mut Vec<Section>) {
        if let Some(wanted) = &self.sections {
            let place = |section: &Section| wanted.iter().position(|id| id == section.id);
            sections.retain(|section| place(section).is_some());
            sections.sort_by_key(place);
        }
        for (place, section) in sections.iter_mut().enumerate() {
            section.number = place + 1;
        }
    }

    /// Whether a section may be missing on the page.
    pub fn leaves_out(&self) -> bool {
        self.sections.is_some()
    }
}

/// The colours that an organisation may choose, with the names that the style sheet has for them.
pub const COLOURS: [(&str, &str); 3] = [("ink", "--ink"), ("accent", "--accent"), ("link", "--link")];

/// The least contrast to white paper at which small text can be read by nearly all (WCAG 2.2, 1.4.3).
pub const LEAST_CONTRAST: f64 = 4.5;

/// A colour as `#1f3a52`, if it is one.
pub fn colour(text: &str) -> Option<[u8; 3]> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    let channel = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
    Some([channel(0)?, channel(2)?, channel(4)?])
}

/// The contrast of a colour to white, from 1 (white) to 21 (black), as WCAG defines it.
pub fn contrast_to_white(colour: [u8; 3]) -> f64 {
    let linear = |channel: u8| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    let [red, green, blue] = colour.map(linear);
    1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
}

/// The rules for chosen colours: for light screens and paper; dark screens keep the program's own.
pub fn colour_rules(chosen: &[(&str, String)]) -> String {
    if chosen.is_empty() {
        return String::new();
    }
    let rules: String = chosen.iter().map(|(name, value)| format!(" {name}: {value};")).collect();
    format!("@media print, (prefers-color-scheme: light) {{ :root {{{rules} }} }}\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::line::Line;

    #[test]
    fn contrast_is_that_of_the_standard() {
        // Black on white is 21:1, white on white 1:1, and #767676 is the palest grey that passes: 4.54:1.
        let told = |text: &str| format!("{:.2}", contrast_to_white(colour(text).unwrap()));
        assert_eq!(["#000000", "#ffffff", "#767676"].map(told), ["21.00", "1.00", "4.54"]);
        assert!(["123456", "#12345", "#12345g", "red", "#1234567"].iter().all(|text| colour(text).is_none()));
    }

    #[test]
    fn sections_are_left_out_and_ordered_as_asked() {
        let section = |id: &'static str| Section { id, number: 0, topic: String::new(), headline: Line::new(), blocks: Vec::new() };
        let mut sections = vec![section("scope"), section("volumes"), section("clauses")];
        let house = House { sections: Some(vec!["clauses".into(), "actions".into(), "scope".into()]), ..House::default() };
        house.arrange(&mut sections);
        assert_eq!(sections.iter().map(|section| (section.id, section.number)).collect::<Vec<_>>(), [("clauses", 1), ("scope", 2)]);
    }
}
