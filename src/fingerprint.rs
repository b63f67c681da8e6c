//! SHA-256 of inputs, so that a number can name the very bytes it came from.

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

/// SHA-256 in lower-case hexadecimal.
///
/// ```
/// use ombud::fingerprint::sha256;
/// assert_eq!(&sha256(b"abc")[..8], "ba7816bf");   // FIPS 180-4, the example "abc"
/// ```
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// SHA-256 of parts that follow one another, without putting them together first.
pub fn sha256_of_parts(parts: &[&[u8]]) -> String {
    hex(&parts.iter().fold(Sha256::new(), sha2::Digest::chain_update).finalize())
}

/// A name as it is compared: in lower case, white space as one blank, letters and their accents as one character.
pub fn folded_name(text: &str) -> String {
    let text: String = text.nfc().collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Bytes as lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from(b"0123456789abcdef"[usize::from(value)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
