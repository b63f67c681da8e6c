//! Who a customer is, without saying it: a keyed digest in place of the name.
//!
//! The digest is HMAC-SHA-256 under a random key that lies beside `ombud.toml` and is readable by
//! its owner alone. The same customer has the same pseudonym in every import of a workspace and
//! another one elsewhere. Without the key nobody can try out names; who deletes the key makes all
//! pseudonyms final.

use crate::error::{Error, Result};
use crate::fingerprint::folded_name;
use crate::source::Mapping;
use crate::source::survey::hex;
use rand::TryRng;
use rand::rngs::SysRng;
use sha2::{Digest, Sha256};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

/// The name of the file with the key, in the workspace's folder.
pub const FILE: &str = "pseudonym.key";
/// Hexadecimal digits of a pseudonym: 96 bits, so that a billion customers are still told apart.
const DIGITS: usize = 24;

/// The key under which customers become pseudonyms.
#[derive(Clone)]
pub struct Pseudonyms {
    key: [u8; 32],
}

impl Pseudonyms {
    /// The workspace's key; made and written where there is none yet.
    pub fn of_workspace(root: &Path) -> Result<Self> {
        let file = root.join(FILE);
        match std::fs::read_to_string(&file) {
            Ok(text) => Self::parse(text.trim()).ok_or_else(|| {
                Error::new("this is no key: 64 hexadecimal digits are expected")
                    .in_file(&file)
                    .remedy("Restore it from a copy. Without it, customers of new imports cannot be told to be those of earlier ones.")
            }),
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => {
                let fresh = Self::fresh()?;
                write(&file, &fresh.key).map_err(|cause| Error::io("cannot write", &file, &cause))?;
                Ok(fresh)
            }
            Err(cause) => Err(Error::io("cannot read", &file, &cause)),
        }
    }

    /// The workspace's key where a mapping needs one; else a key that is used for nothing.
    pub fn for_mapping(mapping: &Mapping, root: &Path) -> Result<Arc<Self>> {
        if mapping.has_pseudonyms() { Self::of_workspace(root) } else { Self::fresh() }.map(Arc::new)
    }

    /// A key for one run, which is kept nowhere.
    pub fn fresh() -> Result<Self> {
        let mut key = [0; 32];
        SysRng.try_fill_bytes(&mut key).map_err(|cause| Error::new(format!("the system gives no random numbers: {cause}")))?;
        Ok(Self { key })
    }

    fn parse(text: &str) -> Option<Self> {
        let mut key = [0; 32];
        if text.len() != 64 || !text.is_ascii() {
            return None;
        }
        for (place, byte) in key.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[2 * place..2 * place + 2], 16).ok()?;
        }
        Some(Self { key })
    }

    /// The pseudonym of a customer. In an address, and in a name of several words, capital letters and the width of blanks do
    /// not matter; in one word they do, since it may be a number such as `003A0000001abcD`.
    pub fn of(&self, customer: &str) -> String {
        let is_folded = customer.contains(|letter: char| letter == '@' || letter.is_whitespace());
        let name = if is_folded { folded_name(customer) } else { customer.to_string() };
        hex(&hmac(&self.key, name.as_bytes()))[..DIGITS].to_string()
    }
}

impl std::fmt::Debug for Pseudonyms {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Pseudonyms { .. }")
    }
}

/// HMAC-SHA-256 (RFC 2104).
fn hmac(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    let mut pad = [0; 64];
    pad[..32].copy_from_slice(key);
    let inner = Sha256::new().chain_update(pad.map(|byte| byte ^ 0x36)).chain_update(message).finalize();
    Sha256::new().chain_update(pad.map(|byte| byte ^ 0x5c)).chain_update(inner).finalize().into()
}

fn write(file: &Path, key: &[u8; 32]) -> std::io::Result<()> {
    // Whole or not at all: half a key would be taken for a damaged one.
    let unfinished = file.with_extension("key.new");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut output = options.open(&unfinished)?;
    writeln!(output, "{}", hex(key))?;
    output.sync_all()?;
    std::fs::rename(&unfinished, file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_hmac_sha_256() {
        // RFC 4231, test case 1 (its key of 20 bytes, filled up with zeros as HMAC does).
        let mut key = [0; 32];
        key[..20].fill(0x0b);
        assert_eq!(hex(&hmac(&key, b"Hi There")), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    }

    #[test]
    fn a_workspace_keeps_its_key_to_itself() {
        let root = tempfile::tempdir().unwrap();
        let first = Pseudonyms::of_workspace(root.path()).unwrap();
        let again = Pseudonyms::of_workspace(root.path()).unwrap();
        assert_eq!(first.of("Ann@Example.org"), again.of("ann@example.ORG"));
        assert_eq!(first.of("Ann Smith"), again.of("ANN  smith"));
        assert_ne!(first.of("003Aa"), again.of("003aa"));
        assert_ne!(first.of("4711"), Pseudonyms::fresh().unwrap().of("4711"));
        assert_eq!(first.of("4711").len(), 24);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(root.path().join(FILE)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_damaged_key_is_refused() {
        let root = tempfile::tempdir().unwrap();
        std::fs::write(root.path().join(FILE), "short").unwrap();
        assert!(Pseudonyms::of_workspace(root.path()).unwrap_err().to_string().contains("64 hexadecimal digits"));
    }
}
