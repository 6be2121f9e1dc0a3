//! Writes the workbooks that the benchmarks measure into a folder. The tests of the page in a browser measure
//! the same workbooks, but cannot generate them: `cargo run --example workbooks FOLDER`.

use std::path::PathBuf;
use std::{env, fs, io};

#[path = "../benches/common/mod.rs"]
mod common;

fn main() -> io::Result<()> {
    let folder = env::args_os().nth(1).map_or_else(|| PathBuf::from("."), PathBuf::from);
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("typical.xlsx"), common::typical())?;
    fs::write(folder.join("rows-100000.xlsx"), common::plan(1, 100_000))
}
