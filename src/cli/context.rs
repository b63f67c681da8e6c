//! What every command is given: the clock, the place, and where output goes.
//!
//! The command line is the only part of the program that knows the machine's clock.

use crate::error::Result;
use crate::time::Instant;
use crate::workspace::Workspace;
use std::io::IsTerminal;
use std::path::PathBuf;

/// The surroundings of one run of the program.
#[derive(Debug, Clone)]
pub struct Context {
    /// The folder named with `-C`, if any.
    pub dir: Option<PathBuf>,
    /// The folder that the program was started in.
    pub here: PathBuf,
    /// The machine's clock when the program started.
    pub now: Instant,
}

/// How a command ended when it could be carried out; what could not be done is an `Err`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Exit code 0.
    Done,
    /// Exit code 1: done, and the data has faults that the command was asked to judge.
    Faults,
}

impl Context {
    /// The workspace that the command concerns.
    pub fn workspace(&self) -> Result<Workspace> {
        Workspace::find(self.dir.as_deref(), &self.here)
    }

    /// Whether people watch standard error, so that a progress bar makes sense.
    pub fn is_interactive() -> bool {
        std::io::stderr().is_terminal()
    }
}
