//! Prints a page as PDF, through a Chromium that is installed.
//!
//! The page itself knows how it is printed (running head, page numbers, what may not be cut in two);
//! only the size of the paper is added here.

use crate::error::{Error, Result};
use clap::ValueEnum;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The names that Chromium goes by, the plainest first.
const NAMES: [&str; 6] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge"];

/// Where a program of a Mac lies that is in no folder of PATH.
const PLACES: [&str; 2] =
    ["/Applications/Chromium.app/Contents/MacOS/Chromium", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];

/// The variable that names another one.
const VARIABLE: &str = "OMBUD_CHROMIUM";

/// Printing a page takes seconds; whatever takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(180);

/// The paper that a PDF is made for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Paper {
    /// 210 by 297 mm.
    #[default]
    A4,
    /// 8.5 by 11 inches.
    Letter,
}

impl Paper {
    /// Its name in a style sheet.
    fn size(self) -> &'static str {
        match self {
            Self::A4 => "A4",
            Self::Letter => "letter",
        }
    }
}

/// The Chromium that is installed.
pub fn chromium() -> Result<PathBuf> {
    let named = std::env::var_os(VARIABLE).map(PathBuf::from);
    if let Some(program) = named {
        return if program.is_file() {
            Ok(program)
        } else {
            Err(Error::new(format!("{VARIABLE} names {}, which is no file", program.display()))
                .remedy("Name the program of Chromium or Chrome with its whole path."))
        };
    }
    let folders: Vec<PathBuf> = std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default();
    let in_path =
        NAMES.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))));
    in_path.chain(PLACES.iter().map(PathBuf::from)).find(|program| program.is_file()).ok_or_else(|| {
        Error::new("no Chromium is installed, so no PDF can be made").accepted(format!("one of {} in PATH", NAMES.join(", "))).remedy(
            format!("Install Chromium or Chrome, name its program in {VARIABLE}, or open the page in any browser and print it from there."),
        )
    })
}

/// Prints a page as PDF, whole or not at all.
pub fn print(program: &Path, html: &str, paper: Paper, pdf: &Path) -> Result<()> {
    let failed = |cause: &std::io::Error| Error::io("cannot make a folder to print from", pdf, cause);
    let folder = tempfile::tempdir().map_err(|cause| failed(&cause))?;
    let page = folder.path().join("page.html");
    let printed = folder.path().join("page.pdf");
    let sized = html.replacen("</style>", &format!("\n@page {{ size: {}; }}\n</style>", paper.size()), 1);
    std::fs::write(&page, sized).map_err(|cause| failed(&cause))?;
    // As the superuser and in containers Chromium does not start with its sandbox. The page is our own and reaches out to nothing.
    for sandbox in [&[][..], &["--no-sandbox"]] {
        run(program, sandbox, folder.path(), &page, &printed)?;
        if printed.is_file() {
            let bytes = std::fs::read(&printed).map_err(|cause| failed(&cause))?;
            return std::fs::write(pdf, bytes).map_err(|cause| Error::io("cannot write", pdf, &cause));
        }
    }
    Err(Error::new(format!("{} printed no PDF", program.display()))
        .in_file(pdf)
        .remedy("The page is written: open it in a browser and print it from there."))
}

fn run(program: &Path, sandbox: &[&str], folder: &Path, page: &Path, printed: &Path) -> Result<()> {
    let failed = |cause: &std::io::Error| Error::io("Chromium cannot be started", program, cause);
    let option = |name: &str, file: &Path| {
        let mut option = std::ffi::OsString::from(name);
        option.push(file);
        option
    };
    let mut child = Command::new(program)
        .args(["--headless", "--disable-gpu", "--no-first-run", "--disable-extensions", "--no-pdf-header-footer"])
        .args(sandbox)
        .arg(option("--user-data-dir=", &folder.join("profile")))
        .arg(option("--print-to-pdf=", printed))
        .arg(page)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|cause| failed(&cause))?;
    let begun = Instant::now();
    while child.try_wait().map_err(|cause| failed(&cause))?.is_none() {
        if begun.elapsed() > PATIENCE {
            // It hangs; that it cannot be stopped either would add nothing to what is told.
            let _ = child.kill();
            let _ = child.wait();
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}
