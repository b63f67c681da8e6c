//! A file as UTF-8 text, whatever it was written in, in small pieces; a byte order mark is left out.
//!
//! Refused: bytes that the encoding of the file does not know. A mapping may state another encoding than the file has, and
//! a letter that was replaced by a mark of doubt can never be had back.

use super::unpack::Unpacked;
use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_16BE, UTF_16LE};
use std::fmt;
use std::io::{BufRead, Error, ErrorKind, Read, Result};

const PIECE: usize = 1 << 16;
/// A mark of doubt is so long at most.
const MARK_BYTES: usize = 4;

/// A file that is decoded while it is read.
pub struct Decoded {
    input: Unpacked,
    decoder: Decoder,
    raw: Vec<u8>,
    raw_start: usize,
    raw_end: usize,
    text: Vec<u8>,
    text_start: usize,
    text_end: usize,
    is_over: bool,
    is_lenient: bool,
    line: u64,
}

/// Bytes that are none of the encoding that a file is read in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undecodable {
    /// The line on which they stand, from 1.
    pub line: u64,
    /// The name of the encoding.
    pub encoding: &'static str,
}

impl fmt::Display for Undecodable {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "line {} holds bytes that are no {}", self.line, self.encoding)
    }
}

impl std::error::Error for Undecodable {}

impl Decoded {
    /// Refuses what the encoding does not know.
    ///
    /// But for UTF-16: programs cut texts in the middle of a character of two parts, and half an emoji is no loss.
    pub fn new(input: Unpacked, encoding: &'static Encoding) -> Self {
        Self { is_lenient: encoding == UTF_16LE || encoding == UTF_16BE, ..Self::lenient(input, encoding) }
    }

    /// Reads on, with marks of doubt: for looking at a file of which nobody knows yet what it is.
    pub fn lenient(input: Unpacked, encoding: &'static Encoding) -> Self {
        Self {
            input,
            decoder: encoding.new_decoder_with_bom_removal(),
            raw: vec![0; PIECE],
            raw_start: 0,
            raw_end: 0,
            // A byte can become up to three.
            text: vec![0; 3 * PIECE + 16],
            text_start: 0,
            text_end: 0,
            is_over: false,
            is_lenient: true,
            line: 1,
        }
    }

    /// How much of the file has been read.
    pub fn bytes_read(&self) -> u64 {
        self.input.bytes_read()
    }

    fn refill(&mut self) -> Result<()> {
        while self.text_start == self.text_end && !self.is_over {
            let mut is_last = false;
            if self.raw_start == self.raw_end {
                self.raw_end = self.input.read(&mut self.raw)?;
                self.raw_start = 0;
                is_last = self.raw_end == 0;
            }
            let raw = &self.raw[self.raw_start..self.raw_end];
            // Room is left for a mark of doubt behind the text.
            let room = self.text.len() - MARK_BYTES;
            let (result, read, written) = self.decoder.decode_to_utf8_without_replacement(raw, &mut self.text[..room], is_last);
            self.raw_start += read;
            (self.text_start, self.text_end) = (0, written);
            self.line += memchr::memchr_iter(b'\n', &self.text[..written]).count() as u64;
            if let DecoderResult::Malformed(..) = result {
                self.doubt()?;
            }
            self.is_over = is_last && result == DecoderResult::InputEmpty;
        }
        Ok(())
    }
}

impl Decoded {
    /// What becomes of bytes that mean nothing.
    fn doubt(&mut self) -> Result<()> {
        if !self.is_lenient {
            let cause = Undecodable { line: self.line, encoding: self.decoder.encoding().name() };
            return Err(Error::new(ErrorKind::InvalidData, cause));
        }
        let mark = char::REPLACEMENT_CHARACTER.encode_utf8(&mut self.text[self.text_end..]);
        self.text_end += mark.len();
        Ok(())
    }
}

impl BufRead for Decoded {
    fn fill_buf(&mut self) -> Result<&[u8]> {
        self.refill()?;
        Ok(&self.text[self.text_start..self.text_end])
    }

    fn consume(&mut self, amount: usize) {
        self.text_start = (self.text_start + amount).min(self.text_end);
    }
}

impl Read for Decoded {
    fn read(&mut self, into: &mut [u8]) -> Result<usize> {
        let text = self.fill_buf()?;
        let length = text.len().min(into.len());
        into[..length].copy_from_slice(&text[..length]);
        self.consume(length);
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::unpack::Packing;
    use encoding_rs::{SHIFT_JIS, UTF_8, WINDOWS_1252};

    fn read(bytes: &'static [u8], encoding: &'static Encoding) -> std::result::Result<String, String> {
        let mut text = String::new();
        let mut input = Decoded::new(Unpacked::new(bytes, Packing::Plain).unwrap(), encoding);
        input.read_to_string(&mut text).map(|_| text).map_err(|error| error.to_string())
    }

    #[test]
    fn bytes_that_an_encoding_does_not_know_are_refused_with_their_line() {
        assert_eq!(read(b"a\nM\xfcnchen\n", UTF_8), Err("line 2 holds bytes that are no UTF-8".into()));
        assert_eq!(read(b"a\nb\n\xe3\x81", UTF_8), Err("line 3 holds bytes that are no UTF-8".into()));
        assert_eq!(read(b"\xff", SHIFT_JIS), Err("line 1 holds bytes that are no Shift_JIS".into()));
        assert_eq!(read(b"M\xfcnchen", WINDOWS_1252), Ok("M\u{fc}nchen".into()));
        // Half of a character of two parts, as programs leave it that cut texts to a length.
        assert_eq!(read(b"a\0\x3d\xd8", UTF_16LE), Ok("a\u{fffd}".into()));
    }

    #[test]
    fn a_first_look_reads_on() {
        let mut text = String::new();
        let input = Unpacked::new(b"M\xfcn\xfc".as_slice(), Packing::Plain).unwrap();
        Decoded::lenient(input, UTF_8).read_to_string(&mut text).unwrap();
        assert_eq!(text, "M\u{fffd}n\u{fffd}");
    }
}
