//! Tests the page in a browser: its findings and results are those of the command-line program, nothing
//! leaves the page, and a file that cannot be processed does not affect other files.
//!
//! The tests need `web/dist` (made by `web/build`), the program, and Chromium. Without a browser they print a
//! message and pass; in CI they fail.

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

/// Returns the path of the browser: the value of `CHROMIUM`, else the first of its usual names on `PATH`.
/// `None` if there is no browser.
fn chromium() -> Option<PathBuf> {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from);
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let usual = std::env::split_paths(&folders)
        .flat_map(|folder| ["chromium", "chromium-browser", "google-chrome"].map(|name| folder.join(name)))
        .collect::<Vec<_>>();
    named.into_iter().chain(usual).find(|path| path.exists())
}

/// Whether there is a browser. Panics in CI if there is none, so that the tests cannot be skipped there.
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

/// Returns a host that serves the page, and a browser that has opened it.
fn open_page() -> (Server, Chrome) {
    let server = Server::new(&dist());
    let chrome = Chrome::new(1366, 768);
    chrome.open(&server.address);
    // Apply each decision at once, however long the results take to write.
    chrome.evaluate("renja.page.slow = Infinity");
    (server, chrome)
}

fn file_name(path: &Path) -> &str {
    path.file_name().and_then(|name| name.to_str()).expect("a name")
}

/// A JavaScript expression that is true once there are files and none of them is waiting or being processed.
const ALL_DONE: &str = "renja.page.files.length \
    && renja.page.files.every((f) => ['done', 'failed', 'used'].includes(f.state) && !f.counting)";
