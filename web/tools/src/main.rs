//! Builds the page. `renja-page bind WASM FOLDER` writes the JavaScript glue for the crate's functions and
//! the wasm that belongs to it. `renja-page assemble SITE FOLDER` adds the page itself, and the page as a
//! single file.

mod assemble;

use std::path::Path;
use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments.as_slice() {
        ["bind", wasm, folder] => bind(Path::new(wasm), Path::new(folder)),
        ["assemble", site, folder] => {
            assemble::assemble(Path::new(site), Path::new(folder)).map_err(|error| error.to_string())
        }
        _ => Err("renja-page bind WASM FOLDER | assemble SITE FOLDER".to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

/// Writes `renja.js` and `renja_bg.wasm`. The glue uses no modules, because a worker that is created from
/// text cannot load any.
fn bind(wasm: &Path, folder: &Path) -> Result<(), String> {
    let write = || {
        let mut bindgen = Bindgen::new();
        bindgen.input_path(wasm).no_modules(true)?.typescript(false).out_name("renja").generate(folder)
    };
    write().map_err(|error| format!("{error:?}"))
}
