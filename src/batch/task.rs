//! Work that is given to another process: what it is, within which bounds, and how it crosses the pipe.

use std::io::{self, Read, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::model::{Lang, Message};

/// Work on a file that can be given to another process.
pub trait Task: Serialize + DeserializeOwned {
    /// Its name in the call of the worker.
    const NAME: &'static str;
    /// What comes of it, beside files.
    type Done: Serialize + DeserializeOwned;

    /// Does it: files in, result and files out.
    fn run(&self, files: &[&[u8]]) -> Result<(Self::Done, Vec<Vec<u8>>), Message>;

    /// The language in which it is said why it could not be done.
    fn lang(&self) -> Lang;
}

/// The exit code of a worker whose file took longer than it may.
pub(super) const TOO_LONG: i32 = 124;

/// The exit code of a worker whose file took more memory than it may.
pub(super) const TOO_MUCH: i32 = 125;

/// Sends a text and files: how many parts, and each with its length before it.
pub(super) fn send<B: AsRef<[u8]>>(out: &mut impl Write, text: &[u8], files: &[B]) -> io::Result<()> {
    out.write_all(&(1 + files.len() as u64).to_le_bytes())?;
    for part in std::iter::once(text).chain(files.iter().map(AsRef::as_ref)) {
        out.write_all(&(part.len() as u64).to_le_bytes())?;
        out.write_all(part)?;
    }
    out.flush()
}

/// A text and files.
pub(super) type Parts = (Vec<u8>, Vec<Vec<u8>>);

/// Receives a text and files; `None` at the end.
pub(super) fn receive(input: &mut impl Read) -> io::Result<Option<Parts>> {
    let count = match number(input) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        count => count?,
    };
    let mut part = || {
        let length = number(input)?;
        let mut part = Vec::new();
        // Not set aside beforehand: a length that is wrong would ask for any amount.
        if input.take(length).read_to_end(&mut part)? as u64 != length {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
        }
        Ok(part)
    };
    let text = part()?;
    let files = (1..count).map(|_| part()).collect::<io::Result<_>>()?;
    Ok(Some((text, files)))
}

fn number(input: &mut impl Read) -> io::Result<u64> {
    let mut bytes = [0; 8];
    input.read_exact(&mut bytes)?;
    Ok(u64::from_le_bytes(bytes))
}
