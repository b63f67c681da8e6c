//! A workspace: the folder with `ombud.toml`, and what it says is in force.

use crate::error::{Error, Place, Result, as_argument};
use crate::time::{Span, zone};
use chrono_tz::Tz;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The name of the file that makes a folder a workspace.
pub const FILE: &str = "ombud.toml";

/// An organisation's folder: its settings, and where its data lie.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// The folder that holds `ombud.toml`; empty where that is the current one.
    pub root: PathBuf,
    /// The organisation's name, as reports print it.
    pub organisation: String,
    /// The zone in which periods are cut and tables print instants.
    pub time_zone: Tz,
    /// The built-in policies in force, by id, beside those in `policies/`.
    pub policies: Vec<String>,
    /// How long after the closing of a case its personal data and free text are kept; `None`: as long as nobody erases them.
    pub retention: Option<Span>,
    /// What is the organisation's own about its reports.
    pub report: ReportSettings,
    lake: PathBuf,
    register: PathBuf,
}

/// The table `[report]`: what is the organisation's own about its reports, as it is written.
#[derive(Debug, Clone, Default)]
pub struct ReportSettings {
    /// What is the quarterly report's alone.
    pub quarterly: PageSettings,
    /// What is the annual review's alone.
    pub annual: PageSettings,
    /// A line at the foot.
    pub foot: Option<String>,
    /// The file of the logo.
    pub logo: Option<Setting>,
    /// The file of a style sheet.
    pub style: Option<Setting>,
    /// The language of the pages.
    pub language: Option<Setting>,
    /// Colours by name.
    pub colours: Vec<(String, Setting)>,
}

/// What one report has of its own: the two have other readers and other sections.
#[derive(Debug, Clone, Default)]
pub struct PageSettings {
    /// What the report is called.
    pub title: Option<Setting>,
    /// A paragraph before the findings.
    pub intro: Option<String>,
    /// The sections that are shown, in their order.
    pub sections: Option<Vec<Setting>>,
}

/// A value of `ombud.toml`, with its place for messages.
#[derive(Debug, Clone)]
pub struct Setting {
    /// The value.
    pub value: String,
    /// Where it stands.
    pub place: Place,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Report {
    title: Option<toml::Spanned<String>>,
    intro: Option<String>,
    foot: Option<String>,
    logo: Option<toml::Spanned<String>>,
    style: Option<toml::Spanned<String>>,
    sections: Option<Vec<toml::Spanned<String>>>,
    colours: std::collections::BTreeMap<String, toml::Spanned<String>>,
    language: Option<toml::Spanned<String>>,
    annual: AnnualReport,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct AnnualReport {
    title: Option<toml::Spanned<String>>,
    intro: Option<String>,
    sections: Option<Vec<toml::Spanned<String>>>,
}

impl Report {
    fn placed(self, file: &Path, text: &str) -> ReportSettings {
        let placed = |value: toml::Spanned<String>| Setting { place: Place::span(file, text, value.span()), value: value.into_inner() };
        let all = |sections: Option<Vec<toml::Spanned<String>>>| sections.map(|sections| sections.into_iter().map(placed).collect());
        ReportSettings {
            quarterly: PageSettings { title: self.title.map(placed), intro: self.intro, sections: all(self.sections) },
            annual: PageSettings { title: self.annual.title.map(placed), intro: self.annual.intro, sections: all(self.annual.sections) },
            foot: self.foot,
            logo: self.logo.map(placed),
            style: self.style.map(placed),
            language: self.language.map(placed),
            colours: self.colours.into_iter().map(|(name, value)| (name, placed(value))).collect(),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    schema: toml::Spanned<u32>,
    organisation: String,
    time_zone: toml::Spanned<String>,
    #[serde(default)]
    policies: Vec<String>,
    #[serde(default)]
    paths: Paths,
    retention: Option<Retention>,
    #[serde(default)]
    report: Report,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Retention {
    personal_data: toml::Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Paths {
    lake: PathBuf,
    register: PathBuf,
}

impl Default for Paths {
    fn default() -> Self {
        Self { lake: "lake".into(), register: "register".into() }
    }
}

impl Workspace {
    /// Reads the workspace in `dir`; without one, the nearest folder upward from `here` that has `ombud.toml`.
    pub fn find(dir: Option<&Path>, here: &Path) -> Result<Self> {
        let root = match dir {
            Some(dir) if dir.join(FILE).is_file() => dir.to_path_buf(),
            Some(dir) if dir.file_name().is_some_and(|name| name == FILE) => {
                let folder = dir.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
                return Err(Error::new(format!("-C names a folder, and this is its {FILE}"))
                    .at(Place::file(dir))
                    .remedy(format!("Name the folder that holds it: -C {}.", as_argument(folder))));
            }
            Some(dir) => {
                return Err(Error::new(format!("there is no {FILE} in this folder"))
                    .at(Place::file(dir))
                    .remedy(format!("Make a workspace there with `ombud init {}`, or name another folder with -C.", as_argument(dir))));
            }
            None => here
                .ancestors()
                .position(|folder| folder.join(FILE).is_file())
                // Seen from here, so that messages name files as the user would.
                .map(|depth| std::iter::repeat_n("..", depth).collect::<PathBuf>())
                .ok_or_else(|| {
                    Error::new(format!("no {FILE} here or in a folder above"))
                        .remedy("Make a workspace with `ombud init DIR`, or name its folder with -C DIR.")
                })?,
        };
        Self::read(&root)
    }

    fn read(root: &Path) -> Result<Self> {
        let file = root.join(FILE);
        let text = crate::toml_file::read_text(&file)?;
        let settings: Settings = crate::toml_file::parse(&file, &text)?;
        if *settings.schema.get_ref() != 1 {
            return Err(Error::new(format!("schema {} is not known", settings.schema.get_ref()))
                .at(Place::span(&file, &text, settings.schema.span()))
                .accepted("schema = 1"));
        }
        let time_zone =
            zone::parse(settings.time_zone.get_ref()).map_err(|error| error.at(Place::span(&file, &text, settings.time_zone.span())))?;
        let retention = settings.retention.map(|retention| {
            let span = retention.personal_data.get_ref().parse::<Span>();
            span.map_err(|error| error.at(Place::span(&file, &text, retention.personal_data.span())))
        });
        Ok(Self {
            retention: retention.transpose()?,
            report: settings.report.placed(&file, &text),
            root: root.to_path_buf(),
            organisation: settings.organisation,
            time_zone,
            policies: settings.policies,
            lake: settings.paths.lake,
            register: settings.paths.register,
        })
    }

    /// Makes a workspace: the folder, `ombud.toml` with its explanations, and the folders of the user's own files.
    ///
    /// A folder that is one already is left alone and refused.
    pub fn create(root: &Path, organisation: &str, time_zone: Tz, policies: &[String]) -> Result<Self> {
        let file = root.join(FILE);
        if file.exists() {
            return Err(Error::new("this folder is a workspace already").at(Place::file(&file)).remedy("Choose another folder."));
        }
        for folder in [root.to_path_buf(), root.join("policies"), root.join("calendars"), root.join("sources")] {
            std::fs::create_dir_all(&folder).map_err(|cause| Error::io("cannot make the folder", &folder, &cause))?;
        }
        let text = settings_text(organisation, time_zone, policies);
        std::fs::write(&file, text).map_err(|cause| Error::io("cannot write", &file, &cause))?;
        Self::read(root)
    }

    /// Where the imported data lie.
    pub fn lake_dir(&self) -> PathBuf {
        self.root.join(&self.lake)
    }

    /// Where the register lies.
    pub fn register_dir(&self) -> PathBuf {
        self.root.join(&self.register)
    }

    /// The user's own source mappings.
    pub fn sources_dir(&self) -> PathBuf {
        self.root.join("sources")
    }

    /// The user's own policies; all of them are in force.
    pub fn policies_dir(&self) -> PathBuf {
        self.root.join("policies")
    }

    /// The user's own calendars.
    pub fn calendars_dir(&self) -> PathBuf {
        self.root.join("calendars")
    }
}

fn settings_text(organisation: &str, time_zone: Tz, policies: &[String]) -> String {
    let quoted = |text: &str| toml::Value::String(text.to_string()).to_string();
    let in_force: Vec<String> = policies.iter().map(|id| quoted(id)).collect();
    format!(
        r##"# What this folder is to ombud. Unknown keys are refused, so a misspelt one cannot pass unseen.
schema = 1

# The name that reports carry.
organisation = {organisation}

# The zone in which quarters begin and end, tables print instants, and exports that name no
# zone of their own are read. A name of the IANA database.
time_zone = {time_zone}

# The built-in procedures that are in force here (`ombud policy list` shows them all).
# Every file in policies/ is in force too, and replaces a built-in one of the same id.
policies = [{policies}]

# Where the imported data and the register lie, seen from this folder.
[paths]
lake = "lake"
register = "register"

# How long after the closing of a case its personal data and free text are kept. `ombud register retention`
# lists what is past its time; nothing is erased until that is asked for.
# [retention]
# personal_data = "72 calendar months"

# What is this organisation's own about its reports; docs/house-style.md tells more.
# [report]
# language = "de"
# title = "Complaints and what we learn from them"
# logo = "house/logo.svg"
# sections = ["clauses", "causes", "actions", "open", "method"]
# [report.colours]
# ink = "#1f3a52"
# [report.annual]
# title = "How our complaints procedure did"
"##,
        organisation = quoted(organisation),
        time_zone = quoted(time_zone.name()),
        policies = in_force.join(", "),
    )
}
