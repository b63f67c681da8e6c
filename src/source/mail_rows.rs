//! Mail message by message: a mailbox (`mbox`), or one message (`eml`).
//!
//! Each message is a row with the columns of [`COLUMNS`]. `direction` tells who wrote: `in` from
//! outside, `out` from one of the organisation's own addresses, `internal` where it went to none
//! but these. `automatic` tells whether a machine did, by the headers that machines set (RFC 3834
//! and its older kin). Of a message larger than a megabyte only the beginning is looked at; what
//! is left out there is attachments.

use super::mail_threads::{Links, Threads};
use super::mapping::Layout;
use super::ragged::{Ragged, RaggedRow, as_json};
use super::shape::Shape;
use super::unpack::{Unpacked, damaged};
use crate::error::Result;
use crate::fingerprint::sha256_of_parts;
use chrono::{DateTime, FixedOffset, SecondsFormat};
use mail_parser::{Address, HeaderValue, Message, MessageParser};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

/// The columns of a message.
pub const COLUMNS: [&str; 11] =
    ["message_id", "in_reply_to", "thread", "date", "from", "to", "cc", "subject", "text", "direction", "automatic"];

/// How much of a message is kept to be looked at.
const LOOKED_AT_BYTES: usize = 1 << 20;

/// The messages of a file.
pub struct MailRows {
    file: PathBuf,
    shape: Shape,
    input: BufReader<Unpacked>,
    own_addresses: Vec<String>,
    threads: Arc<Threads>,
    line: u64,
    number: u64,
    /// The line that begins the next message was read already.
    has_begun: bool,
    is_mailbox: Option<bool>,
}

/// The bytes of a message.
struct Raw {
    line: u64,
    bytes: Vec<u8>,
}

impl Raw {
    /// The message without its date, and that: the parser guesses at a date that it does not know, and may take the header behind it
    /// for a part of it.
    fn split(&self) -> (Vec<u8>, Option<String>) {
        let (mut rest, mut date) = (Vec::with_capacity(self.bytes.len()), None::<String>);
        let (mut is_head, mut is_date) = (true, false);
        for line in self.bytes.split_inclusive(|byte| *byte == b'\n') {
            is_head &= !line.iter().all(u8::is_ascii_whitespace);
            let is_continued = line.starts_with(b" ") || line.starts_with(b"\t");
            let name_ends = line.iter().position(|byte| *byte == b':').unwrap_or(0);
            is_date = is_head && ((is_continued && is_date) || line[..name_ends].trim_ascii().eq_ignore_ascii_case(b"date"));
            if is_date {
                let value = String::from_utf8_lossy(if is_continued { line } else { &line[name_ends + 1..] });
                // Of two dates the first counts.
                match &mut date {
                    Some(date) if is_continued => date.push_str(&value),
                    Some(_) => {}
                    None => date = Some(value.into_owned()),
                }
            } else {
                rest.extend_from_slice(line);
            }
        }
        (rest, date.map(|date| date.trim().to_string()).filter(|date| !date.is_empty()))
    }
}

/// The instant that a message's date names (RFC 5322, older zones too); the day of the week is not asked for: it says nothing new.
fn instant_of(date: &str) -> Option<DateTime<FixedOffset>> {
    let without_weekday = date.split_once(',').map_or(date, |(_, rest)| rest);
    DateTime::parse_from_rfc2822(without_weekday.trim()).ok()
}

impl MailRows {
    /// Opens a file whose messages stand in these threads.
    pub fn open(file: &Path, shape: &Shape, layout: &Layout, threads: Arc<Threads>) -> Result<Self> {
        let own_addresses = layout.own_addresses.iter().map(|address| address.to_lowercase()).collect();
        let input = BufReader::with_capacity(1 << 16, Unpacked::open(file, shape.packing)?);
        let (file, shape) = (file.to_path_buf(), shape.clone());
        Ok(Self { file, shape, input, own_addresses, threads, line: 0, number: 0, has_begun: false, is_mailbox: None })
    }

    /// Adds what the messages of a file say of whom they answer.
    pub fn add_links(file: &Path, shape: &Shape, links: &mut Links) -> Result<()> {
        let mut rows = Self::open(file, shape, &Layout::default(), Arc::default())?;
        while let Some(raw) = rows.next_raw()? {
            if let Some(message) = MessageParser::default().parse(&raw.split().0) {
                links.add(&id_of(&message, &raw.bytes), &parents_of(&message));
            }
        }
        Ok(())
    }

    /// The next message: up to the next line that begins with "From ", or the whole file.
    fn next_raw(&mut self) -> Result<Option<Raw>> {
        // The line that begins the message may have ended the one before.
        let mut raw = Raw { line: self.line + u64::from(!self.has_begun), bytes: Vec::new() };
        let mut is_after_blank = true;
        let mut line = Vec::new();
        loop {
            line.clear();
            let length = read_line(&mut self.input, &mut line).map_err(|cause| damaged(&self.file, self.shape.packing, &cause))?;
            if length == 0 {
                let is_nothing = raw.bytes.iter().all(u8::is_ascii_whitespace) && !self.has_begun;
                self.has_begun = false;
                return Ok((!is_nothing).then_some(raw));
            }
            self.line += 1;
            let is_separator = line.starts_with(b"From ") && (is_after_blank || is_envelope(&line));
            let is_mailbox = *self.is_mailbox.get_or_insert(is_separator);
            if is_separator && is_mailbox {
                let is_first = !self.has_begun && raw.bytes.iter().all(u8::is_ascii_whitespace);
                self.has_begun = true;
                if is_first {
                    raw = Raw { line: self.line, bytes: Vec::new() };
                    continue;
                }
                return Ok(Some(raw));
            }
            is_after_blank = line.iter().all(u8::is_ascii_whitespace);
            if raw.bytes.len() < LOOKED_AT_BYTES {
                // "From " inside a text is written ">From " in a mailbox.
                let quotes = line.iter().take_while(|byte| **byte == b'>').count();
                let is_quoted = is_mailbox && quotes > 0 && line[quotes..].starts_with(b"From ");
                raw.bytes.extend_from_slice(&line[usize::from(is_quoted)..]);
            }
        }
    }

    fn cells(&self, message: &Message, raw: &[u8], date: DateTime<FixedOffset>) -> Vec<(String, String)> {
        let id = id_of(message, raw);
        let (from, to, cc) = (addresses(message.from()), addresses(message.to()), addresses(message.cc()));
        let direction = self.direction(&from, to.iter().chain(&cc));
        let values = [
            Some(id.clone()),
            parents_of(message).last().cloned(),
            Some(self.threads.root(&id)),
            Some(date.to_rfc3339_opts(SecondsFormat::Secs, true)),
            from.first().cloned(),
            Some(to.join(", ")),
            Some(cc.join(", ")),
            message.subject().map(str::to_string),
            message.body_text(0).map(|text| text.trim().to_string()),
            direction.map(str::to_string),
            Some(is_automatic(message).to_string()),
        ];
        let named = COLUMNS.iter().zip(values).filter_map(|(name, value)| Some(((*name).to_string(), value?)));
        named.filter(|cell| !cell.1.is_empty()).collect()
    }

    /// Which way a message went; not told where nobody said which addresses are the organisation's own.
    fn direction<'a>(&self, from: &[String], mut to: impl Iterator<Item = &'a String>) -> Option<&'static str> {
        let is_own = |address: &String| {
            self.own_addresses.iter().any(|own| if own.starts_with('@') { address.ends_with(own) } else { address == own })
        };
        let sender = from.first().filter(|_| !self.own_addresses.is_empty())?;
        Some(match (is_own(sender), to.any(|address| !is_own(address))) {
            (false, _) => "in",
            (true, true) => "out",
            (true, false) => "internal",
        })
    }
}

impl Ragged for MailRows {
    fn next_row(&mut self) -> Result<Option<RaggedRow>> {
        let Some(raw) = self.next_raw()? else { return Ok(None) };
        self.number += 1;
        let (rest, date) = raw.split();
        let message = MessageParser::default().parse(&rest);
        let cells = match (message.filter(|message| message.from().is_some() || date.is_some()), date.as_deref()) {
            (None, _) => Err("this is no mail message: it has neither sender nor date".to_string()),
            (Some(_), None) => Err("this message has no date, so nobody knows when it was written".to_string()),
            (Some(message), Some(date)) => match instant_of(date) {
                Some(at) => Ok(self.cells(&message, &raw.bytes, at)),
                None => Err(format!("the date of this message, \"{date}\", is none that mail knows (such as 5 Jan 2026 10:00:00 +0000)")),
            },
        };
        let text = cells.as_ref().map_or_else(|_| String::from_utf8_lossy(&raw.bytes).into_owned(), |cells| as_json(cells));
        Ok(Some(RaggedRow { number: self.number, line: raw.line, cells, text }))
    }

    fn bytes_read(&self) -> u64 {
        self.input.get_ref().bytes_read()
    }
}

/// Whether a line that begins with "From " ends with a date as the envelope of a message in a mailbox has it
/// (`Mon Jan  5 10:00:00 2026`): programs that leave out the blank line before it write at least that.
fn is_envelope(line: &[u8]) -> bool {
    let text = String::from_utf8_lossy(line);
    let words: Vec<&str> = text.split_whitespace().collect();
    words.windows(4).any(|words| {
        let is_date = chrono::Weekday::from_str(words[0]).is_ok() && chrono::Month::from_str(words[1]).is_ok();
        is_date && words[2].parse::<u8>().is_ok() && words[3].matches(':').count() == 2
    })
}

/// Reads up to the end of a line; of a longer line than anybody writes, the beginning only.
fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> std::io::Result<usize> {
    let mut length = 0;
    loop {
        let piece = input.fill_buf()?;
        if piece.is_empty() {
            return Ok(length);
        }
        let (used, is_end) = piece.iter().position(|byte| *byte == b'\n').map_or((piece.len(), false), |end| (end + 1, true));
        if line.len() < LOOKED_AT_BYTES {
            line.extend_from_slice(&piece[..used]);
        }
        input.consume(used);
        length += used;
        if is_end {
            return Ok(length);
        }
    }
}

/// The message's own name; made of its bytes where it has none.
fn id_of(message: &Message, raw: &[u8]) -> String {
    let of_bytes = || sha256_of_parts(&[&(raw.len() as u64).to_le_bytes(), raw]);
    message.message_id().map_or_else(|| format!("without-id-{}", &of_bytes()[..16]), str::to_string)
}

/// The messages that it answers, the oldest first.
fn parents_of(message: &Message) -> Vec<String> {
    let ids = |value: &HeaderValue| match value {
        HeaderValue::Text(id) => vec![id.to_string()],
        HeaderValue::TextList(ids) => ids.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    };
    let mut parents = ids(message.references());
    let direct = ids(message.in_reply_to()).into_iter().next();
    parents.extend(direct.filter(|direct| parents.last() != Some(direct)));
    parents
}

fn addresses(address: Option<&Address>) -> Vec<String> {
    let all = address.into_iter().flat_map(|address| address.iter());
    all.filter_map(|one| one.address()).map(str::to_lowercase).collect()
}

/// Whether a machine wrote the message, by its own headers.
///
/// `Auto-Submitted` other than `no` (RFC 3834), `Precedence: bulk`, `junk` or `auto_reply`,
/// `X-Autoreply`, `X-Autorespond`, `X-Auto-Response-Suppress` with `All` or `AutoReply` beside an
/// empty return path, and reports of delivery. A mailing list is no machine.
fn is_automatic(message: &Message) -> bool {
    let header = |name: &str| message.header_raw(name).map(|text| text.trim().to_lowercase());
    let submitted = header("Auto-Submitted").is_some_and(|value| !value.is_empty() && !value.starts_with("no"));
    let precedence = header("Precedence").is_some_and(|value| matches!(value.as_str(), "bulk" | "junk" | "auto_reply" | "auto-reply"));
    let marked = ["X-Autoreply", "X-Autorespond"].iter().any(|name| header(name).is_some_and(|value| value != "no"));
    let bounced = header("Return-Path").is_some_and(|value| value == "<>");
    let is_report = header("Content-Type").is_some_and(|value| value.starts_with("multipart/report"));
    submitted || precedence || marked || bounced || is_report
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::shape::Kind;
    use crate::source::unpack::Packing;

    fn rows(text: &[u8]) -> Vec<RaggedRow> {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("x.mbox");
        std::fs::write(&file, text).unwrap();
        let shape = Shape { kind: Kind::Mail, packing: Packing::Plain, encoding: encoding_rs::UTF_8 };
        let layout = Layout { own_addresses: vec!["@shop.example".into(), "us@post.example".into()], ..Layout::default() };
        let mut links = Links::default();
        MailRows::add_links(&file, &shape, &mut links).unwrap();
        let mut rows = MailRows::open(&file, &shape, &layout, Arc::new(links.finish())).unwrap();
        std::iter::from_fn(|| rows.next_row().unwrap()).collect()
    }

    fn cell<'a>(row: &'a RaggedRow, name: &str) -> &'a str {
        row.cells.as_ref().unwrap().iter().find(|cell| cell.0 == name).map_or("", |cell| cell.1.as_str())
    }

    const MAILBOX: &str = "From ann Mon Jan  5 10:00:00 2026\nFrom: Ann <Ann@Home.example>\nTo: help@shop.example\n\
        Date: Mon, 5 Jan 2026 11:00:00 +0100\nMessage-ID: <a@home>\nSubject: Broken\n\nIt broke.\n>From the start.\n\n\
        From shop Mon Jan  5 10:01:00 2026\nFrom: help@shop.example\nTo: ann@home.example\nDate: Mon, 5 Jan 2026 10:00:05 +0000\n\
        Message-ID: <b@shop>\nIn-Reply-To: <a@home>\nAuto-Submitted: auto-replied\n\nWe got it.\n\n\
        From shop Mon Jan  5 10:02:00 2026\nFrom: kim@shop.example\nTo: ann@home.example\nDate: Tue, 6 Jan 2026 09:00:00 +0000\n\
        Message-ID: <c@shop>\nReferences: <a@home> <b@shop>\nIn-Reply-To: <b@shop>\nAuto-Submitted: no\n\nSorry.\n\
        From here on it is fine.\n";

    #[test]
    fn a_mailbox_is_split_into_its_messages() {
        let rows = rows(MAILBOX.as_bytes());
        let told: Vec<[&str; 5]> =
            rows.iter().map(|row| ["message_id", "thread", "date", "direction", "automatic"].map(|name| cell(row, name))).collect();
        assert_eq!(
            told,
            [
                ["a@home", "a@home", "2026-01-05T11:00:00+01:00", "in", "false"],
                ["b@shop", "a@home", "2026-01-05T10:00:05Z", "out", "true"],
                ["c@shop", "a@home", "2026-01-06T09:00:00Z", "out", "false"],
            ]
        );
        assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [1, 11, 21]);
        assert_eq!(cell(&rows[0], "text"), "It broke.\nFrom the start.");
        assert_eq!(cell(&rows[2], "text"), "Sorry.\nFrom here on it is fine.");
        assert_eq!(cell(&rows[0], "from"), "ann@home.example");
    }

    #[test]
    fn one_message_is_a_file_too() {
        let text = "From: us@post.example\r\nTo: us@post.example\r\nDate: Mon, 5 Jan 2026 10:00:00 GMT\r\n\r\nNote.\r\n";
        let rows = rows(text.as_bytes());
        assert_eq!((rows.len(), cell(&rows[0], "direction"), cell(&rows[0], "text")), (1, "internal", "Note."));
        // A case may be called so: by the SHA-256 of its length as eight bytes, the lowest first, and of the text (by Python's hashlib).
        assert_eq!((text.len(), cell(&rows[0], "message_id")), (89, "without-id-a96758b4f7e37976"));
    }

    #[test]
    fn dates_of_every_age_are_read_and_no_header_behind_them_is_lost() {
        for (written, expected) in [
            ("Mon, 5 Jan 2026 10:00:00 UT", Some("2026-01-05T10:00:00Z")),
            ("Mon, 5 Jan 2026 10:00:00 Z", Some("2026-01-05T10:00:00Z")),
            ("5 Jan 26 09:00 PST", Some("2026-01-05T09:00:00-08:00")),
            // It was a Monday.
            ("Fri, 5 Jan 2026 10:00:00 +0100 (CET)", Some("2026-01-05T10:00:00+01:00")),
            ("Mon,\n 5 Jan 2026\n\t10:00:00 -0000", Some("2026-01-05T10:00:00Z")),
            // Nobody knows where the clock hung, which part is the day, or what day has a 24th hour.
            ("Mon, 5 Jan 2026 10:00:00", None),
            ("Mon Jan  5 09:00:00 2026 +0000", None),
            ("Mon, 5 Jan 2026 24:00:00 +0000", None),
            ("", None),
        ] {
            let text = format!("Date: {written}\nMessage-ID: <a@b>\nFrom: a@b.example\n\nDate: of the text\n");
            let rows = rows(text.as_bytes());
            assert_eq!(rows.len(), 1);
            match (&rows[0].cells, expected) {
                (Ok(_), Some(expected)) => {
                    assert_eq!((cell(&rows[0], "date"), cell(&rows[0], "message_id")), (expected, "a@b"), "{written}");
                    assert_eq!((cell(&rows[0], "from"), cell(&rows[0], "text")), ("a@b.example", "Date: of the text"));
                }
                (Err(reason), None) => assert!(reason.contains("date"), "{written}: {reason}"),
                (found, _) => panic!("{written}: {found:?}"),
            }
        }
    }

    #[test]
    fn machines_are_told_by_their_headers() {
        for (header, expected) in [
            ("Auto-Submitted: auto-generated", true),
            ("Auto-Submitted: no", false),
            ("Precedence: bulk", true),
            ("Precedence: list", false),
            ("X-Autoreply: yes", true),
            ("Return-Path: <>", true),
            ("X-Note: bulk", false),
        ] {
            let text = format!("From: a@b.example\nDate: Mon, 5 Jan 2026 10:00:00 +0000\n{header}\n\nx\n");
            assert_eq!(cell(&rows(text.as_bytes())[0], "automatic"), expected.to_string(), "{header}");
        }
    }
}
