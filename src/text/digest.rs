//! Fingerprints of files: short texts that tell whether two files have the same bytes.

/// Returns the length and the FNV-1a hash of some bytes. This is enough to tell a file that was saved
/// again from one that was not, and gives the same text in every version of the program. It does not
/// protect against somebody who wants two files to look the same.
#[must_use]
pub fn digest(bytes: &[u8]) -> String {
    format!("{}-{:016x}", bytes.len(), hash(HASH_START, bytes))
}

/// The state of [`hash`] before the first byte.
pub(crate) const HASH_START: u64 = 0xcbf2_9ce4_8422_2325;

/// Continues an FNV-1a hash with some bytes. It is the same in every version of the program.
#[must_use]
pub fn hash(state: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(state, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// Returns the number of bytes that a digest was made of, or `None` if the text is not a digest.
#[cfg(feature = "cli")]
#[must_use]
pub(crate) fn byte_length(digest: &str) -> Option<u64> {
    digest.split_once('-')?.0.parse().ok()
}
