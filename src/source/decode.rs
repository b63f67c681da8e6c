//! A file as UTF-8 text, whatever it was written in, in small pieces; a byte order mark is left out.

use super::unpack::Unpacked;
use encoding_rs::{CoderResult, Decoder, Encoding};
use std::io::{BufRead, Read, Result};

const PIECE: usize = 1 << 16;

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
}

impl Decoded {
    pub fn new(input: Unpacked, encoding: &'static Encoding) -> Self {
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
            let (result, read, written, _) = self.decoder.decode_to_utf8(raw, &mut self.text, is_last);
            self.raw_start += read;
            (self.text_start, self.text_end) = (0, written);
            self.is_over = is_last && result == CoderResult::InputEmpty;
        }
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
