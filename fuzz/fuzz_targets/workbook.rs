//! Processes a whole workbook: every file that is written can be read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use renja::correct::Accept;
use renja::read::{Limits, read};
use renja::{Error, Options, process};

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits { max_cells: 200_000, max_part_bytes: 1 << 26 };
    let options = Options { accept: Accept::Suggested, limits, ..Options::default() };
    match process(bytes, "rusak.xlsx", &options, None) {
        Ok(processed) => {
            for (kind, bytes) in processed.files() {
                assert!(read(bytes, &Limits::default()).is_ok(), "{kind} can be read again");
            }
        }
        Err(Error::Read(_)) => {}
        Err(Error::Write(error)) => panic!("{error}"),
    }
});
