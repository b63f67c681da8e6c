//! A receipt: number and hash of an entry, short enough for the minutes of a meeting.
//!
//! Whoever could rewrite the whole log, hashes and all, cannot rewrite the minutes. While an entry has the hash
//! of a receipt, it and every entry before it are what they were when the receipt was written down.

use crate::error::{Error, Result};
use std::fmt;

/// How many digits of the hash a receipt shows: 128 bits, beyond any search for another chain that has them too.
const SHOWN: usize = 32;
/// How many digits a receipt must have at least to be checked: 64 bits.
const NEEDED: usize = 16;

/// Number and hash of an entry.
///
/// ```
/// use ombud::register::receipt::Receipt;
/// let hash = "62070976e69e082e8b32e497c9f57537db0236445e22af98fe72b7bd920bc989";
/// let receipt = Receipt::of(12, hash);
/// assert_eq!(receipt.to_string(), "12:62070976e69e082e8b32e497c9f57537");
/// assert!("12: 62070976 e69e082e 8b32e497".parse::<Receipt>()?.fits(hash));
/// # Ok::<(), ombud::error::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The number of the entry.
    pub n: u64,
    digits: String,
}

impl Receipt {
    /// The receipt of an entry.
    pub fn of(n: u64, hash: &str) -> Self {
        Self { n, digits: hash.chars().take(SHOWN).collect() }
    }

    /// Whether an entry with this hash is the one that the receipt was written for.
    pub fn fits(&self, hash: &str) -> bool {
        hash.starts_with(&self.digits)
    }
}

impl fmt::Display for Receipt {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}", self.n, self.digits)
    }
}

impl std::str::FromStr for Receipt {
    type Err = Error;

    /// Reads `12:62070976…`; blanks and hyphens between the digits do not matter, nor do capital letters.
    fn from_str(text: &str) -> Result<Self> {
        let refuse = || {
            Error::new(format!("\"{text}\" is no receipt"))
                .accepted(format!(
                    "the number of an entry, a colon and {NEEDED} to 64 digits of its hash, as in 12:62070976e69e082e8b32e497c9f57537"
                ))
                .remedy("`ombud register verify` prints the receipt of the last entry.")
        };
        let (n, digits) = text.split_once(':').ok_or_else(refuse)?;
        let n = n.trim().parse().map_err(|_| refuse())?;
        let digits: String = digits.chars().filter(|one| !" -".contains(*one)).map(|one| one.to_ascii_lowercase()).collect();
        let is_sound = (NEEDED..=64).contains(&digits.len()) && digits.bytes().all(|one| one.is_ascii_hexdigit());
        if is_sound { Ok(Self { n, digits }) } else { Err(refuse()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_short_or_no_receipt_is_refused() {
        for text in ["", "12", "12:", "x:62070976e69e082e", "12:62070976e69e082", "12:62070976e69e082g", ":62070976e69e082e"] {
            assert!(text.parse::<Receipt>().is_err(), "{text}");
        }
        assert!("12:62070976E69E082E".parse::<Receipt>().unwrap().fits("62070976e69e082e8b32e497c9f57537"));
        assert!(!"12:62070976e69e082e".parse::<Receipt>().unwrap().fits("62070976e69e082f8b32e497c9f57537"));
    }
}
