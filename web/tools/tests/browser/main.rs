//! The page in a browser: what it finds and gives is what the program finds and gives, nothing leaves it, and a file
//! that cannot be worked on costs that file alone.
//!
//! Needs `web/dist` (made by `web/build`), the program, and Chromium. Without a browser the tests say so and pass,
//! but in CI they fail.

mod alone;
mod chrome;
mod hostile;
mod program;
mod same;
mod seen;
mod server;
mod times;

use std::path::{Path, PathBuf};

use chrome::Chrome;
use program::root;
use server::Server;

/// The browser: `CHROMIUM`, else where Debian has it, else by its usual names.
fn chromium() -> Option<PathBuf> {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from);
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let usual = std::env::split_paths(&folders)
        .flat_map(|folder| ["chromium", "chromium-browser", "google-chrome"].map(|name| folder.join(name)))
        .collect::<Vec<_>>();
    named.into_iter().chain(usual).find(|path| path.exists())
}

/// Whether there is a browser. In CI there has to be one.
fn has_browser() -> bool {
    let found = chromium().is_some();
    assert!(found || std::env::var_os("CI").is_none(), "CI has no Chromium: apt-get install chromium");
    if !found {
        eprintln!("skipped: no Chromium here. Install it (Debian: apt-get install chromium) or set CHROMIUM");
    }
    found
}

fn dist() -> PathBuf {
    let dist = root().join("web/dist");
    assert!(dist.join("renja.wasm").exists(), "web/build comes before this test");
    dist
}

/// A host with the page, and a browser that has opened it.
fn opened() -> (Server, Chrome) {
    let server = Server::new(&dist());
    let chrome = Chrome::new(1366, 768);
    chrome.open(&server.address);
    // However slow the machine is that tests: each decision is counted at once.
    chrome.value("renja.page.slow = Infinity");
    (server, chrome)
}

fn name(path: &Path) -> &str {
    path.file_name().and_then(|name| name.to_str()).expect("a name")
}

/// True once no file waits or is worked on.
const ALL_DONE: &str = "renja.page.files.length \
    && renja.page.files.every((f) => ['done', 'failed', 'used'].includes(f.state) && !f.counting)";
