//! Files as they lie on disk: plain, or packed by gzip or zstd; unpacked while they are read.

use super::decode::Undecodable;
use crate::error::{Error, Place, Result};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How a file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// Not at all.
    Plain,
    /// By gzip, in one piece or several.
    Gzip,
    /// By zstd.
    Zstd,
}

impl Packing {
    /// Told by the first bytes of a file.
    pub fn of(head: &[u8]) -> Self {
        match head {
            [0x1F, 0x8B, ..] => Self::Gzip,
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Self::Zstd,
            _ => Self::Plain,
        }
    }

    /// Its name, as people know it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        }
    }
}

/// What a packed file holds, and how much of the file itself was read for it.
pub struct Unpacked {
    reader: Box<dyn Read + Send>,
    bytes_read: Arc<AtomicU64>,
}

impl Unpacked {
    /// Opens a file.
    pub fn open(file: &Path, packing: Packing) -> Result<Self> {
        let input = File::open(file).map_err(|cause| Error::io("cannot read", file, &cause))?;
        Self::new(input, packing).map_err(|cause| Error::io("cannot read", file, &cause))
    }

    /// Unpacks what a reader gives.
    pub fn new(input: impl Read + Send + 'static, packing: Packing) -> io::Result<Self> {
        let bytes_read = Arc::new(AtomicU64::new(0));
        let counted = Counted { input, bytes_read: Arc::clone(&bytes_read) };
        let reader: Box<dyn Read + Send> = match packing {
            Packing::Plain => Box::new(counted),
            Packing::Gzip => Box::new(flate2::read::MultiGzDecoder::new(counted)),
            Packing::Zstd => Box::new(zstd::stream::read::Decoder::new(counted)?),
        };
        Ok(Self { reader, bytes_read })
    }

    /// How much of the file itself has been read.
    pub fn bytes_read(&self) -> u64 {
        self.bytes_read.load(Ordering::Relaxed)
    }
}

impl Read for Unpacked {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.reader.read(into)
    }
}

struct Counted<R> {
    input: R,
    bytes_read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = self.input.read(into)?;
        self.bytes_read.fetch_add(length as u64, Ordering::Relaxed);
        Ok(length)
    }
}

/// A file that cannot be read to its end: an archive is broken, or its bytes are not of the encoding that they should be of.
pub fn damaged(file: &Path, packing: Packing, cause: &io::Error) -> Error {
    if let Some(found) = cause.get_ref().and_then(|cause| cause.downcast_ref::<Undecodable>()) {
        let place = Place { line: found.line as usize, ..Place::file(file) };
        let remedy = "State the encoding that the file has, such as encoding = \"windows-1252\", or leave `encoding` out of the mapping \
            to have it recognised. Nothing was imported.";
        return Error::new(format!(
            "this line holds bytes that are no {}, in which the mapping says that the file is written",
            found.encoding
        ))
        .at(place)
        .remedy(remedy);
    }
    if packing == Packing::Plain
        || !matches!(
            cause.kind(),
            io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData | io::ErrorKind::Other
        )
    {
        return Error::io("cannot read", file, cause);
    }
    Error::new(format!("the {} archive is damaged or cut off: {cause}", packing.name()))
        .in_file(file)
        .remedy("Download or copy it again; nothing was imported.")
}
