//! Reads what is an organisation's own about its pages: the table `[report]` of `ombud.toml` and the files that it names.

use crate::error::{Error, Result, did_you_mean};
use crate::report::house::{COLOURS, House, LEAST_CONTRAST, colour, colour_rules, contrast_to_white};
use crate::report::section::{anchor, annual};
use crate::report::texts::Language;
use crate::workspace::{PageSettings, ReportSettings, Setting, Workspace};
use base64::prelude::{BASE64_STANDARD, Engine};

/// A logo travels within the page, so it must be small.
const GREATEST_LOGO: usize = 200_000;

/// The language that was asked for, else the one that `ombud.toml` names, else English; and how a command names it.
///
/// A command leaves it out only where nothing but English can be meant.
pub fn language(workspace: &Workspace, asked: Option<Language>) -> Result<(Language, String)> {
    let named = workspace.report.language.as_ref();
    let own = named.map(|setting| setting.value.parse::<Language>().map_err(|error| error.at(setting.place.clone()))).transpose()?;
    let language = asked.or(own).unwrap_or_default();
    let is_plain = language == Language::English && own.is_none();
    Ok((language, if is_plain { String::new() } else { format!(" --language {}", language.code()) }))
}

/// One of the reports.
#[derive(Debug, Clone, Copy)]
pub enum Report {
    /// The quarterly improvement report.
    Quarterly,
    /// The annual review pack.
    Annual,
}

impl Report {
    /// As its command is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Quarterly => "quarterly",
            Self::Annual => "annual",
        }
    }

    /// The names of its sections.
    fn sections(self) -> &'static [&'static str] {
        match self {
            Self::Quarterly => &anchor::ALL,
            Self::Annual => &annual::anchor::ALL,
        }
    }

    /// What is its alone.
    fn settings(self, settings: &ReportSettings) -> &PageSettings {
        match self {
            Self::Quarterly => &settings.quarterly,
            Self::Annual => &settings.annual,
        }
    }
}

/// Reads what concerns one of the reports; every fault names its line.
pub fn read(workspace: &Workspace, report: Report) -> Result<House> {
    let settings = &workspace.report;
    let PageSettings { title, intro, sections } = report.settings(settings);
    let mut faults = Vec::new();
    let mut chosen = Vec::new();
    for (name, setting) in &settings.colours {
        match read_colour(name, setting) {
            Ok(rule) => chosen.push(rule),
            Err(fault) => faults.push(fault),
        }
    }
    if let Some(title) = title.as_ref().filter(|title| title.value.trim().is_empty()) {
        let fault = Error::new("the report has a title without a word").at(title.place.clone());
        faults.push(fault.remedy("Write what it is called, or take the line out: then it has its usual name."));
    }
    let known = report.sections();
    for section in sections.iter().flatten().filter(|section| !known.contains(&section.value.as_str())) {
        let near = did_you_mean(&section.value, known.iter().copied());
        let fault = Error::new(format!("no section \"{}\"{near}", section.value));
        faults.push(fault.at(section.place.clone()).accepted(known.join(", ")));
    }
    if let Some(fault) = Error::all(faults) {
        return Err(fault);
    }
    let logo = settings.logo.as_ref().map(|setting| read_logo(workspace, setting)).transpose()?;
    let own = settings.style.as_ref().map(|setting| read_style(workspace, setting)).transpose()?;
    Ok(House {
        title: title.as_ref().map(|title| title.value.clone()),
        intro: intro.clone(),
        foot: settings.foot.clone(),
        logo,
        style: colour_rules(&chosen) + &own.unwrap_or_default(),
        sections: sections.as_ref().map(|sections| sections.iter().map(|section| section.value.clone()).collect()),
    })
}

fn read_colour(name: &str, setting: &Setting) -> Result<(&'static str, String)> {
    let names = || COLOURS.iter().map(|(name, _)| *name);
    let Some((_, variable)) = COLOURS.iter().find(|(known, _)| *known == name) else {
        let near = did_you_mean(name, names());
        let known: Vec<&str> = names().collect();
        return Err(Error::new(format!("no colour \"{name}\"{near}")).at(setting.place.clone()).accepted(known.join(", ")));
    };
    let Some(parts) = colour(&setting.value) else {
        let fault = Error::new(format!("\"{}\" is no colour", setting.value)).at(setting.place.clone());
        return Err(fault.accepted("red, green and blue in hexadecimal, such as \"#1f3a52\""));
    };
    let contrast = contrast_to_white(parts);
    if contrast < LEAST_CONTRAST {
        let found = format!("{} is too pale for text on white: its contrast is {contrast:.1} to 1", setting.value);
        return Err(Error::new(found)
            .at(setting.place.clone())
            .accepted(format!("{LEAST_CONTRAST} to 1 or more"))
            .remedy("Choose a darker one."));
    }
    Ok((variable, setting.value.clone()))
}

fn read_logo(workspace: &Workspace, setting: &Setting) -> Result<String> {
    let file = workspace.root.join(&setting.value);
    let bytes = std::fs::read(&file).map_err(|cause| Error::io("cannot read the logo", &file, &cause))?;
    let kind = if bytes.starts_with(b"\x89PNG") {
        "image/png"
    } else if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        "image/jpeg"
    } else if std::str::from_utf8(&bytes).is_ok_and(|text| text.contains("<svg")) {
        "image/svg+xml"
    } else {
        return Err(Error::new("this is no picture that a page can carry").in_file(&file).accepted("a file in PNG, JPEG or SVG"));
    };
    if bytes.len() > GREATEST_LOGO {
        let found = format!("the logo has {} bytes; each page would carry them", bytes.len());
        return Err(Error::new(found).in_file(&file).accepted(format!("{GREATEST_LOGO} bytes or fewer")).remedy("Save it smaller."));
    }
    Ok(format!("data:{kind};base64,{}", BASE64_STANDARD.encode(bytes)))
}

/// A style may change how a page looks; it must not reach out of it or end it.
fn read_style(workspace: &Workspace, setting: &Setting) -> Result<String> {
    let file = workspace.root.join(&setting.value);
    let text = crate::toml_file::read_text(&file)?;
    let lower = text.to_ascii_lowercase();
    for refused in ["@import", "url(", "image-set(", "src(", "<", "\\"] {
        if let Some(at) = lower.find(refused) {
            let place = crate::error::Place::span(&file, &text, at..at + refused.len());
            let fault = Error::new(format!("\"{refused}\" has no place in the style of a page that needs nothing but itself")).at(place);
            return Err(fault.remedy("Take it out; a logo is named in ombud.toml."));
        }
    }
    Ok(text)
}
