//! What the workspace keeps beside the lake and the register: recommendations, and the figures of published reports.

use super::{Unfinished, write_whole};
use crate::error::{Error, Result};
use crate::report::published::{Published, file_name};
use crate::report::recommend::{Recommendation, file_head, parse, to_toml};
use crate::report::texts::{Language, Texts};
use crate::time::{Instant, Period};
use crate::toml_file::read_text;
use crate::workspace::Workspace;
use std::path::PathBuf;

fn recommendations_file(workspace: &Workspace, period: Period) -> PathBuf {
    workspace.root.join("recommendations").join(format!("{period}.toml"))
}

fn published_dir(workspace: &Workspace) -> PathBuf {
    workspace.root.join("reports").join("published")
}

/// The recommendations of a quarter as people left them; none where there is no file.
pub fn recommendations(workspace: &Workspace, period: Period) -> Result<Vec<Recommendation>> {
    let file = recommendations_file(workspace, period);
    if !file.exists() {
        return Ok(Vec::new());
    }
    parse(&file, &read_text(&file)?)
}

/// Adds drafts at the end of the quarter's file; what stands in it stays as it is, to the byte.
pub fn add_drafts(workspace: &Workspace, period: Period, language: Language, drafts: &[Recommendation]) -> Result<()> {
    if drafts.is_empty() {
        return Ok(());
    }
    let file = recommendations_file(workspace, period);
    let folder = workspace.root.join("recommendations");
    std::fs::create_dir_all(&folder).map_err(|cause| Error::io("cannot make the folder", &folder, &cause))?;
    let mut text = if file.exists() { read_text(&file)? } else { file_head(Texts::of(language), period) };
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text.push_str(&to_toml(drafts));
    write_whole(&file, &text)?;
    crate::aside!("recommendations drafted in {}: {}", file.display(), drafts.len());
    Ok(())
}

/// The reports that were published, in the order of their files.
pub fn published(workspace: &Workspace) -> Result<Vec<Published>> {
    let folder = published_dir(workspace);
    let entries = match std::fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(cause) => return Err(Error::io("cannot read the folder", &folder, &cause)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let file = entry.map_err(|cause| Error::io("cannot read the folder", &folder, &cause))?.path();
        let is_report = file.file_name().is_some_and(|name| name.to_string_lossy().starts_with("quarterly-"));
        if is_report && file.extension().is_some_and(|extension| extension == "json") {
            files.push(file);
        }
    }
    files.sort();
    files.iter().map(|file| Published::parse(file, &read_text(file)?)).collect()
}

/// A report's figures on their way to those that were published.
pub struct Figures {
    file: PathBuf,
    /// `None` where they were published before.
    unfinished: Option<Unfinished>,
}

impl Figures {
    /// Writes them beside their place. What was published once is never changed: other figures of the same instant are refused.
    pub fn prepare(workspace: &Workspace, period: Period, as_of: Instant, facts_json: &str) -> Result<Self> {
        let folder = published_dir(workspace);
        let file = folder.join(file_name(period, as_of));
        std::fs::create_dir_all(&folder).map_err(|cause| Error::io("cannot make the folder", &folder, &cause))?;
        if !file.exists() {
            return Ok(Self { unfinished: Some(Unfinished::write(&file, facts_json)?), file });
        }
        let (then, now) = (Published::parse(&file, &read_text(&file)?)?, Published::parse(&file, facts_json)?);
        if then.says_the_same(&now) {
            return Ok(Self { file, unfinished: None });
        }
        Err(Error::new(format!("the report on {period} as of {as_of} was published with other figures; nothing was written"))
            .in_file(&file)
            .remedy("Publish the new one with a later --as-of: its readers can then be told what has changed."))
    }

    /// Puts them where they stay.
    pub fn put(self) -> Result<()> {
        if let Some(unfinished) = self.unfinished {
            crate::aside!("published: {}", unfinished.put()?.display());
        } else {
            crate::aside!("published before, with the same figures: {}", self.file.display());
        }
        Ok(())
    }
}
