//! Assembles the page: as separate files for a web host, and as a single file that is opened from a folder.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use flate2::{Compression, GzBuilder};
use sha2::{Digest, Sha256};

/// The files of the page on a web host, except the wasm and the service worker. `wasm_bindgen` generates
/// `renja.js`; the others are in the folder of the site.
const PAGE_FILES: [&str; 10] = [
    "index.html",
    "style.css",
    "icon.svg",
    "engine.js",
    "parts.js",
    "findings.js",
    "table.js",
    "page.js",
    "worker.js",
    "renja.js",
];

/// Copies the files of the page into the folder with the wasm, and writes the two files that depend on all
/// others: the service worker, whose cache name contains a digest of the files, and `renja.html`, the page as
/// a single file.
///
/// # Errors
///
/// Returns an error if a file cannot be read or written, or if `index.html` lacks an element to replace.
pub fn assemble(site: &Path, folder: &Path) -> io::Result<()> {
    for name in PAGE_FILES.into_iter().filter(|name| *name != "renja.js") {
        fs::copy(site.join(name), folder.join(name))?;
    }
    let mut digest = Sha256::new();
    for name in PAGE_FILES.into_iter().chain(["renja.wasm"]) {
        digest.update(name);
        digest.update(fs::read(folder.join(name))?);
    }
    let version: String = digest.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let keeper = fs::read_to_string(site.join("sw.js"))?;
    fs::write(folder.join("sw.js"), keeper.replace("VERSION", &version))?;
    fs::write(folder.join("renja.html"), single_file_page(folder)?)
}

/// Returns the page as a single file that works from a folder. Browsers do not let a page in a folder load
/// modules, workers or other files by script, so the page contains all of them. Its content security policy
/// allows each script and style by digest.
fn single_file_page(folder: &Path) -> io::Result<String> {
    let read = |name: &str| fs::read_to_string(folder.join(name));
    let mut page = read("index.html")?;
    let style = read("style.css")?;
    let mut digests = Vec::new();
    for name in PAGE_FILES.into_iter().filter(|name| page_loads(name)) {
        let script = read(name)?;
        digests.push(format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(&script))));
        page = replaced(
            &page,
            &format!("<script src=\"{name}\"></script>"),
            &format!("<script>{script}</script>"),
        )?;
    }
    let of_style = BASE64_STANDARD.encode(Sha256::digest(&style));
    page =
        replaced(&page, "<link rel=\"stylesheet\" href=\"style.css\">", &format!("<style>{style}</style>"))?;
    let icon = BASE64_STANDARD.encode(read("icon.svg")?);
    page = replaced(&page, "href=\"icon.svg\"", &format!("href=\"data:image/svg+xml;base64,{icon}\""))?;
    let begin = page.find("content=\"default-src").ok_or_else(|| missing_element("policy"))?;
    let end = page[begin..].find("\">").map(|end| begin + end).ok_or_else(|| missing_element("policy"))?;
    let policy = format!(
        "content=\"default-src 'none'; script-src {} 'wasm-unsafe-eval'; style-src 'sha256-{of_style}'; img-src data:; \
         worker-src blob:; base-uri 'none'; form-action 'none'",
        digests.join(" ")
    );
    page.replace_range(begin..end, &policy);
    let mut packer = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
    packer.write_all(&fs::read(folder.join("renja.wasm"))?)?;
    let wasm = BASE64_STANDARD.encode(packer.finish()?);
    // These are blocks of data: the browser does not run them. The page itself makes a worker from them.
    let parts = [("part-glue", read("renja.js")?), ("part-worker", read("worker.js")?), ("part-wasm", wasm)];
    let parts: String = parts
        .iter()
        .map(|(id, text)| format!("<script type=\"text/plain\" id=\"{id}\">{text}</script>\n"))
        .collect();
    let scripts = page.find("<script>").ok_or_else(|| missing_element("scripts"))?;
    page.insert_str(scripts, &parts);
    Ok(page)
}

/// Whether the page itself loads a script, rather than its worker.
fn page_loads(name: &str) -> bool {
    name.ends_with(".js") && name != "worker.js" && name != "renja.js"
}

fn replaced(page: &str, from: &str, to: &str) -> io::Result<String> {
    if page.contains(from) { Ok(page.replacen(from, to, 1)) } else { Err(missing_element(from)) }
}

fn missing_element(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("index.html has no {what}"))
}
