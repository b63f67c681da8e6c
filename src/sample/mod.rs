//! Made-up sample data with known answers: two years of an organisation that does not exist.
//!
//! [`generate`] makes four files (a ticket list, an event log, a web form, a register) and
//! [`Truths`], the numbers that the rest of the program must come to when it reads them. The fate
//! of each case is drawn first and counted at once; only then are its times placed. So the answers
//! do not depend on the code that they are there to test.
//!
//! The same build of the program and any later one write the same bytes on every machine: a seeded
//! stream, whole numbers, no clock. `sample_data/` is that output, and a test compares the two.

mod book;
mod case_file;
mod days;
mod dice;
mod feedback_form;
mod helpdesk;
mod organisation;
mod plan;
mod readme;
mod register;
mod service_desk;
mod truths;
mod words;

pub use truths::{CategoryMonth, FactTruth, FileTruth, PROMISES, PromiseTruth, REASONS, Truths};

use crate::error::{Error, Result};
use std::path::Path;

/// The name of the made-up organisation.
pub const ORGANISATION: &str = "Harbour & Vale Home Services";

/// The zone in which it works.
pub const TIME_ZONE: chrono_tz::Tz = chrono_tz::Europe::London;

/// The last quarter of the sample, which a report is best made of.
pub const NEWEST_QUARTER: &str = "2026-Q3";

/// Keeps line ends as they are, whatever git is set to.
const GIT_ATTRIBUTES: (&str, &str) = (".gitattributes", "* -text\n");

/// The sample in memory.
#[derive(Debug, Clone)]
pub struct Sample {
    /// Each file's path below the sample's folder, with `/`, and its bytes.
    pub files: Vec<(String, Vec<u8>)>,
    /// What is true of them.
    pub truths: Truths,
}

impl Sample {
    /// The bytes of the file of that path.
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        self.files.iter().find(|(name, _)| name == path).map(|(_, bytes)| bytes.as_slice())
    }

    /// Writes the files into a folder, which is made where it does not exist; files of the same names are replaced.
    pub fn write(&self, folder: &Path) -> Result<()> {
        for (path, bytes) in &self.files {
            let file = folder.join(path);
            if let Some(parent) = file.parent() {
                std::fs::create_dir_all(parent).map_err(|cause| Error::io("cannot make the folder", parent, &cause))?;
            }
            std::fs::write(&file, bytes).map_err(|cause| Error::io("cannot write", &file, &cause))?;
        }
        Ok(())
    }
}

/// Makes the sample. Every call gives the same bytes and the same truths.
pub fn generate() -> Result<Sample> {
    let mut book = book::Book::default();
    let mut files = vec![
        (helpdesk::FILE.to_string(), helpdesk::write(&mut book).into_bytes()),
        (service_desk::FILE.to_string(), service_desk::write(&mut book).into_bytes()),
        (feedback_form::FILE.to_string(), feedback_form::write(&mut book).into_bytes()),
    ];
    files.extend(register::write(&mut book)?);
    planted_issues(&mut book);
    let truths = book.close();
    files.push(("README.md".into(), readme::page(&truths).into_bytes()));
    files.push((GIT_ATTRIBUTES.0.into(), GIT_ATTRIBUTES.1.into()));
    Ok(Sample { files, truths })
}

/// Makes the sample and writes it into a folder.
pub fn write(folder: &Path) -> Result<Sample> {
    let sample = generate()?;
    sample.write(folder)?;
    Ok(sample)
}

fn planted_issues(book: &mut book::Book) {
    let everywhere = "all four sources";
    let spans: [(&str, &str, &str, &str); 7] = [
        ("issues.delivery_before_may_2026", "delivery", "2024-10", "2026-05"),
        ("issues.delivery_since_may_2026", "delivery", "2026-05", "2026-10"),
        ("issues.billing_until_january_2026", "billing", "2024-10", "2026-02"),
        ("issues.billing_since_february_2026", "billing", "2026-02", "2026-10"),
        ("issues.heating_first_winter", "heating", "2024-11", "2025-03"),
        ("issues.heating_second_winter", "heating", "2025-11", "2026-03"),
        ("issues.heating_all", "heating", "2024-10", "2026-10"),
    ];
    for (id, category, first, end) in spans {
        let count = book.category_total(category, first, end);
        book.fact(id, count, everywhere, format!("Cases in *{category}* received from {first} up to, not including, {end}."));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_planted_time_is_received() {
        for volume in [&helpdesk::VOLUME, &service_desk::VOLUME, &feedback_form::VOLUME, &register::VOLUME] {
            let receipts = plan::receipts(volume);
            for planted in volume.planted {
                let written = planted.parse().unwrap();
                assert!(receipts.iter().any(|receipt| receipt.written == written), "{planted} of stream {}", volume.stream);
            }
        }
    }
}
