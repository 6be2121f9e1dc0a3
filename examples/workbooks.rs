//! Writes the workbooks of the measurements into a folder, for what cannot make them itself: the page in a browser.
//! `cargo run --example workbooks FOLDER`.

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
