//! Work that is given to another process: its definition, its bounds, and the format in which it crosses the
//! pipe.

use std::io::{self, Read, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::model::{Lang, Message};

/// Work on one file that can be given to another process.
pub trait Task: Serialize + DeserializeOwned {
    /// Name of the task on the worker's command line.
    const NAME: &'static str;
    /// Result of the task, in addition to files.
    type Done: Serialize + DeserializeOwned;

    /// Does the work: takes files, and returns the result and files.
    ///
    /// # Errors
    ///
    /// If the file cannot be processed; the message says why.
    fn run(&self, files: &[&[u8]]) -> Result<(Self::Done, Vec<Vec<u8>>), Message>;

    /// Language of the sentence that says why the work failed.
    fn lang(&self) -> Lang;
}

/// Exit code of a worker that exceeded the time limit.
pub(super) const EXIT_TIME_LIMIT: i32 = 124;

/// Exit code of a worker that exceeded the memory limit.
pub(super) const EXIT_MEMORY_LIMIT: i32 = 125;

/// Sends a text and files: the number of parts, then each part after its length, as little-endian `u64`.
///
/// # Errors
///
/// If the pipe cannot be written to.
pub(super) fn send<B: AsRef<[u8]>>(out: &mut impl Write, text: &[u8], files: &[B]) -> io::Result<()> {
    out.write_all(&(1 + files.len() as u64).to_le_bytes())?;
    for part in std::iter::once(text).chain(files.iter().map(AsRef::as_ref)) {
        out.write_all(&(part.len() as u64).to_le_bytes())?;
        out.write_all(part)?;
    }
    out.flush()
}

/// A text and files.
pub(super) type MessageParts = (Vec<u8>, Vec<Vec<u8>>);

/// Receives a text and files; `None` at the end of the input.
///
/// # Errors
///
/// If reading fails, or if the input ends within a message.
pub(super) fn receive(input: &mut impl Read) -> io::Result<Option<MessageParts>> {
    let count = match read_u64(input) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        count => count?,
    };
    let mut part = || {
        let length = read_u64(input)?;
        let mut part = Vec::new();
        // Allocate as data arrives: a wrong length could ask for any amount.
        if input.take(length).read_to_end(&mut part)? as u64 != length {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
        }
        Ok(part)
    };
    let text = part()?;
    let files = (1..count).map(|_| part()).collect::<io::Result<_>>()?;
    Ok(Some((text, files)))
}

fn read_u64(input: &mut impl Read) -> io::Result<u64> {
    let mut bytes = [0; 8];
    input.read_exact(&mut bytes)?;
    Ok(u64::from_le_bytes(bytes))
}
