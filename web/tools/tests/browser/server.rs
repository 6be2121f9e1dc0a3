//! A minimal host of static files: its only headers are the type, the length, and `Connection: close`.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

/// A host that serves the files of one folder.
pub struct Server {
    pub address: String,
    counts: Arc<Counts>,
}

#[derive(Default)]
struct Counts {
    is_down: AtomicBool,
    bytes: AtomicUsize,
    requested_paths: Mutex<Vec<String>>,
}

impl Server {
    pub fn new(folder: &Path) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = format!("http://{}/", listener.local_addr().expect("an address"));
        let counts = Arc::new(Counts::default());
        let (folder, shared) = (folder.to_owned(), Arc::clone(&counts));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (folder, counts) = (folder.clone(), Arc::clone(&shared));
                thread::spawn(move || drop(answer(&stream, &folder, &counts)));
            }
        });
        Self { address, counts }
    }

    /// Stops answering: from now on each connection is closed without a response.
    pub fn stop(&self) {
        self.counts.is_down.store(true, Ordering::SeqCst);
    }

    /// Returns the number of bytes of the files that were sent.
    pub fn bytes_sent(&self) -> usize {
        self.counts.bytes.load(Ordering::SeqCst)
    }

    /// Returns the paths that were requested, in order.
    pub fn requested_paths(&self) -> Vec<String> {
        self.counts.requested_paths.lock().expect("no thread failed").clone()
    }
}

fn answer(stream: &TcpStream, folder: &Path, counts: &Counts) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut header = String::new();
    while reader.read_line(&mut header)? > 2 {
        header.clear();
    }
    if counts.is_down.load(Ordering::SeqCst) {
        return Ok(());
    }
    let path = line.split(' ').nth(1).unwrap_or("/").to_owned();
    counts.requested_paths.lock().expect("no thread failed").push(path.clone());
    let name = path.trim_start_matches('/').split('?').next().unwrap_or_default();
    let name = if name.is_empty() { "index.html" } else { name };
    let file: PathBuf = folder.join(name);
    let mut stream = stream;
    let Ok(bytes) = fs::read(file) else {
        return stream.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    };
    let kind = match name.rsplit_once('.').map_or("", |(_, end)| end) {
        "html" => "text/html",
        "js" => "text/javascript",
        "css" => "text/css",
        "svg" => "image/svg+xml",
        "wasm" => "application/wasm",
        _ => "application/octet-stream",
    };
    counts.bytes.fetch_add(bytes.len(), Ordering::SeqCst);
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        bytes.len()
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(&bytes)
}
