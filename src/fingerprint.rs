//! SHA-256 of inputs, so that a number can name the very bytes it came from.

use sha2::{Digest, Sha256};

/// SHA-256 in lower-case hexadecimal.
///
/// ```
/// use ombud::fingerprint::sha256;
/// assert_eq!(&sha256(b"abc")[..8], "ba7816bf");   // FIPS 180-4, the example "abc"
/// ```
pub fn sha256(bytes: &[u8]) -> String {
    use std::fmt::Write;
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
