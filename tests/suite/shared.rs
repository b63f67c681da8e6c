//! The folder of scenarios, real exports and oracles that tests use where it is there.

use std::path::PathBuf;

/// A folder below the shared one; `None`, with a message, where it is absent.
pub fn folder(name: &str) -> Option<PathBuf> {
    let shared =
        std::env::var_os("OMBUD_SHARED").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let folder = shared.join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: {} is not there; name its parent in OMBUD_SHARED", folder.display());
    None
}
