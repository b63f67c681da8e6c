//! Where and in which language a report is written, and whether it is printed: the same for every kind of page.

use super::Unfinished;
use super::print::{self, Paper};
use crate::cli::context::{Context, Outcome};
use crate::error::{Error, Result};
use crate::report::Rendered;
use crate::report::texts::Language;
use clap::Args;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The folder, the paper and the language.
#[derive(Debug, Default, Args)]
pub struct OutputArgs {
    /// The folder to write to [default: reports/PERIOD in the workspace]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Print the page as PDF too
    #[arg(long)]
    pdf: bool,
    /// The paper of the PDF
    #[arg(long, value_enum, default_value = "a4", requires = "pdf")]
    paper: Paper,
    /// The language of the page [default: that of ombud.toml, else en]
    #[arg(long, value_enum, value_name = "LANGUAGE")]
    pub language: Option<Language>,
}

/// A page and its facts, written and not yet in their places.
pub struct Prepared {
    page: Unfinished,
    facts: Unfinished,
}

impl Prepared {
    /// Puts both in their places, and gives them.
    pub fn put(self) -> Result<[PathBuf; 2]> {
        let facts = self.facts.put()?;
        Ok([self.page.put()?, facts])
    }
}

impl OutputArgs {
    /// For a report that is made again and not written.
    pub fn again(language: Language) -> Self {
        Self { language: Some(language), ..Self::default() }
    }

    /// What prints, where that is asked for: whether a PDF can be made is known before the work begins.
    pub fn printer(&self) -> Result<Option<PathBuf>> {
        self.pdf.then(print::chromium).transpose()
    }

    /// Writes a page of that name and its facts beside their places, where nothing else is asked in the usual folder.
    pub fn prepare(&self, rendered: &Rendered, name: &str, usual: PathBuf, context: &Context) -> Result<Prepared> {
        let folder = self.out.as_ref().map_or(usual, |out| context.here.join(out));
        std::fs::create_dir_all(&folder).map_err(|cause| Error::io("cannot make the folder", &folder, &cause))?;
        let (page, facts) = (folder.join(format!("{name}.html")), folder.join("facts.json"));
        Ok(Prepared { page: Unfinished::write(&page, &rendered.html)?, facts: Unfinished::write(&facts, &rendered.facts_json)? })
    }

    /// Tells the findings and where everything is; the first of the files is the page, which is printed where that is asked for.
    pub fn finish(&self, rendered: &Rendered, files: &[PathBuf], printer: Option<&Path>) -> Result<Outcome> {
        for finding in &rendered.summary {
            crate::aside!("- {finding}");
        }
        let mut out = std::io::stdout().lock();
        for file in files {
            writeln!(out, "{}", file.display()).map_err(|cause| Error::output(&cause))?;
        }
        if let Some((printer, page)) = printer.zip(files.first()) {
            let pdf = page.with_extension("pdf");
            print::print(printer, &rendered.html, self.paper, &pdf)?;
            writeln!(out, "{}", pdf.display()).map_err(|cause| Error::output(&cause))?;
        }
        Ok(Outcome::Done)
    }
}
