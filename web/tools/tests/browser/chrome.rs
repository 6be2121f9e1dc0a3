//! Controls Chromium over two pipes with its DevTools protocol. Each message is a JSON object followed by a
//! zero byte.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Maximum time to wait for anything; the test fails after it.
pub const MAX_WAIT: Duration = Duration::from_mins(1);

/// Options to run Debian's Chromium without a display, and without requests of its own.
const FLAGS: [&str; 16] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--disable-features=Translate,OptimizationHints,MediaRouter,AutofillServerCommunication",
    "--no-first-run",
    "--no-default-browser-check",
    "--force-device-scale-factor=1",
    // No host name resolves: only the page's own host can be reached, by its address.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--remote-debugging-pipe",
];

/// A browser with one page.
pub struct Chrome {
    child: Child,
    input: RefCell<ChildStdin>,
    messages: Receiver<Value>,
    events: RefCell<VecDeque<Value>>,
    next: Cell<u64>,
    session: String,
    /// The URLs that the page, its workers and its service worker requested.
    pub requested_urls: RefCell<Vec<String>>,
    profile: tempfile::TempDir,
    /// The folder for downloads.
    pub downloads: tempfile::TempDir,
}

impl Chrome {
    /// Starts the browser with a page of this size, in CSS pixels.
    pub fn new(width: u32, height: u32) -> Self {
        let profile = tempfile::tempdir().expect("a folder for the profile");
        let saved = tempfile::tempdir().expect("a folder for downloads");
        let program = super::chromium().expect("there is a browser");
        // The protocol uses the file descriptors 3 and 4.
        let mut command = Command::new("sh");
        command
            .args(["-c", "exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>/dev/null"])
            .arg(program)
            .args(FLAGS)
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg(format!("--window-size={width},{height}"))
            .arg("about:blank")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut child = command.spawn().expect("the browser starts");
        let input = RefCell::new(child.stdin.take().expect("a pipe"));
        let mut output = child.stdout.take().expect("a pipe");
        let (sender, messages) = channel();
        thread::spawn(move || {
            let (mut held, mut piece) = (Vec::new(), vec![0; 1 << 16]);
            while let Ok(count @ 1..) = output.read(&mut piece) {
                held.extend_from_slice(&piece[..count]);
                while let Some(end) = held.iter().position(|byte| *byte == 0) {
                    let message: Vec<u8> = held.drain(..=end).collect();
                    let Ok(value) = serde_json::from_slice(&message[..end]) else { return };
                    if sender.send(value).is_err() {
                        return;
                    }
                }
            }
        });
        let mut chrome = Self {
            child,
            input,
            messages,
            events: RefCell::default(),
            next: Cell::new(1),
            session: String::new(),
            requested_urls: RefCell::default(),
            profile,
            downloads: saved,
        };
        let target = chrome.call("Target.createTarget", &json!({"url": "about:blank"}));
        let id = target["targetId"].as_str().expect("a page").to_owned();
        let attached = chrome.call("Target.attachToTarget", &json!({"targetId": id, "flatten": true}));
        attached["sessionId"].as_str().expect("a session").clone_into(&mut chrome.session);
        for domain in ["Page", "Runtime", "Network", "DOM"] {
            chrome.call(&format!("{domain}.enable"), &json!({}));
        }
        let attach = json!({"autoAttach": true, "flatten": true, "waitForDebuggerOnStart": false});
        chrome.call("Target.setAutoAttach", &attach);
        chrome.set_size(width, height);
        chrome.download_to(chrome.downloads.path());
        chrome
    }

    fn download_to(&self, folder: &Path) {
        let behavior = json!({"behavior": "allow", "downloadPath": folder, "eventsEnabled": true});
        self.send("Browser.setDownloadBehavior", &behavior, "");
    }

    pub fn set_size(&self, width: u32, height: u32) {
        let screen = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600});
        self.call("Emulation.setDeviceMetricsOverride", &screen);
    }

    /// Calls a method of the protocol and returns its result. Panics if the method fails.
    pub fn call(&self, method: &str, parameters: &Value) -> Value {
        let answer = self.send(method, parameters, &self.session);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    fn send(&self, method: &str, parameters: &Value, session: &str) -> Value {
        let id = self.next.get();
        self.next.set(id + 1);
        let mut message = json!({"id": id, "method": method, "params": parameters});
        if !session.is_empty() {
            message["sessionId"] = session.into();
        }
        let mut bytes = serde_json::to_vec(&message).expect("JSON");
        bytes.push(0);
        self.input.borrow_mut().write_all(&bytes).expect("the browser listens");
        let end = Instant::now() + MAX_WAIT;
        loop {
            let message = self.message(end).unwrap_or_else(|| panic!("{method}: no answer"));
            if message["id"] == id {
                return message;
            }
            self.record_event(message);
        }
    }

    fn message(&self, end: Instant) -> Option<Value> {
        self.messages.recv_timeout(end.saturating_duration_since(Instant::now())).ok()
    }

    /// Records an event. If a worker was attached, enables the network events of the worker too.
    fn record_event(&self, event: Value) {
        match event["method"].as_str() {
            Some("Network.requestWillBeSent") => {
                let url = event["params"]["request"]["url"].as_str().unwrap_or_default();
                self.requested_urls.borrow_mut().push(url.to_owned());
            }
            Some("Target.attachedToTarget") => {
                let session = event["params"]["sessionId"].as_str().unwrap_or_default();
                let id = self.next.get();
                self.next.set(id + 1);
                let enable =
                    json!({"id": id, "method": "Network.enable", "params": {}, "sessionId": session});
                let mut bytes = serde_json::to_vec(&enable).expect("JSON");
                bytes.push(0);
                self.input.borrow_mut().write_all(&bytes).expect("the browser listens");
            }
            _ => {}
        }
        self.events.borrow_mut().push_back(event);
    }

    /// Opens a URL and waits until the page has loaded all its parts. Panics if the page reports that it
    /// could not.
    pub fn open(&self, url: &str) {
        self.events.borrow_mut().clear();
        self.call("Page.navigate", &json!({"url": url}));
        self.wait_for("document.body?.classList.contains('ready') || document.getElementById('unloaded')?.hidden === false");
        assert_eq!(
            self.evaluate("document.body.classList.contains('ready')"),
            true,
            "{}",
            self.evaluate_text("document.body.innerText")
        );
    }

    /// Returns the value of an expression in the page. A promise is awaited.
    pub fn evaluate(&self, expression: &str) -> Value {
        let asked = json!({
            "expression": expression, "awaitPromise": true, "returnByValue": true, "userGesture": true
        });
        let answer = self.call("Runtime.evaluate", &asked);
        assert!(answer.get("exceptionDetails").is_none(), "{expression}: {answer}");
        answer["result"]["value"].clone()
    }

    pub fn evaluate_text(&self, expression: &str) -> String {
        self.evaluate(expression).as_str().unwrap_or_default().to_owned()
    }

    /// Waits until an expression is true, and returns how long that took.
    pub fn wait_for(&self, expression: &str) -> Duration {
        let begun = Instant::now();
        loop {
            let asked = json!({"expression": format!("Boolean({expression})"), "returnByValue": true});
            let answer = self.call("Runtime.evaluate", &asked);
            if answer["result"]["value"] == true {
                return begun.elapsed();
            }
            assert!(
                begun.elapsed() < MAX_WAIT,
                "never: {expression}: {}",
                self.evaluate_text("document.body.innerText")
            );
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Drops files on the page, as a person drags them from a folder.
    pub fn drop_files(&self, paths: &[&Path]) {
        let place = |kind: &str| {
            let data = json!({"items": [], "files": paths, "dragOperationsMask": 1});
            self.call("Input.dispatchDragEvent", &json!({"type": kind, "x": 300, "y": 120, "data": data}));
        };
        place("dragEnter");
        place("dragOver");
        place("drop");
    }

    /// Chooses files with the button for files.
    pub fn choose(&self, paths: &[&Path]) {
        let document = self.call("DOM.getDocument", &json!({}));
        let root = &document["root"]["nodeId"];
        let input = self.call("DOM.querySelector", &json!({"nodeId": root, "selector": "#choose"}));
        self.call("DOM.setFileInputFiles", &json!({"nodeId": input["nodeId"], "files": paths}));
    }

    /// Clicks on an element with the mouse, so that the test fails if the element is not visible.
    pub fn click(&self, selector: &str) {
        let place = self.evaluate(&format!(
            "(() => {{ const e = document.querySelector({selector:?}); e.scrollIntoView({{block: 'center'}}); \
             const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; }})()"
        ));
        for kind in ["mousePressed", "mouseReleased"] {
            let click =
                json!({"type": kind, "x": place[0], "y": place[1], "button": "left", "clickCount": 1});
            self.call("Input.dispatchMouseEvent", &click);
        }
    }

    /// Presses a key.
    pub fn press(&self, key: &str, code: u32) {
        for kind in ["keyDown", "keyUp"] {
            let mut event = json!({"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code});
            if key == "Enter" && kind == "keyDown" {
                event["text"] = "\r".into();
            }
            self.call("Input.dispatchKeyEvent", &event);
        }
    }

    /// Types text into the focused element.
    pub fn type_text(&self, text: &str) {
        self.call("Input.insertText", &json!({"text": text}));
    }

    /// Waits for a file that the page saves under this name, deletes it, and returns its bytes.
    pub fn download(&self, name: &str) -> Vec<u8> {
        let path = self.downloads.path().join(name);
        let begun = Instant::now();
        loop {
            // The browser writes under another name until the file is complete.
            let half = std::fs::read_dir(self.downloads.path()).expect("the folder").flatten();
            let half =
                half.filter(|entry| entry.file_name().to_string_lossy().ends_with(".crdownload")).count();
            if half == 0
                && let Ok(bytes) = std::fs::read(&path)
                && !bytes.is_empty()
            {
                std::fs::remove_file(&path).expect("it is ours");
                return bytes;
            }
            assert!(begun.elapsed() < MAX_WAIT, "{name} was not saved");
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Returns a screenshot of the visible part of the page, as a PNG in Base64.
    pub fn screenshot(&self) -> String {
        let picture = self.call("Page.captureScreenshot", &json!({"format": "png"}));
        picture["data"].as_str().unwrap_or_default().to_owned()
    }
}

impl Drop for Chrome {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        // Child processes of the browser may still write into the profile.
        thread::sleep(Duration::from_millis(100));
        let _ = std::fs::remove_dir_all(self.profile.path());
    }
}
