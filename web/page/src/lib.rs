//! Exposes the `renja` crate to a page in a browser. It has no rules and no words of its own: the page passes
//! the bytes of files and what a person typed, and receives JSON and bytes. It runs in a Web Worker, which
//! the page terminates and replaces if the work fails or takes too long.

mod grid;
mod view;
mod words;

use std::io::{Cursor, Write};

use renja::correct::decisions::TypedDecision;
use renja::messages;
use renja::model::{Arg, Lang, Message, Output, Summary, fault_report_hint};
use renja::report::{self, File, WorkReport};
use renja::together::{GivenFile, assign_roles};
use renja::write::rekap::{self, Recap};
use renja::{Bounds, Checked, EarlierResult, MAX_FILE_BYTES, Options, Processed};
use wasm_bindgen::prelude::*;

use view::{LineView, RoleView, View, json};

#[wasm_bindgen]
extern "C" {
    /// Passes the sentence for a panic to the worker, before the panic ends it.
    #[wasm_bindgen(js_name = renja_panicked)]
    fn panicked(sentence: &str);
}

/// Installs a panic hook that reports the same sentence as the command-line program. Call it before any work.
#[wasm_bindgen]
pub fn begin(lang: &str) {
    let lang = language(lang);
    std::panic::set_hook(Box::new(move |panic| {
        let detail = panic.payload_as_str().unwrap_or("panic").to_owned();
        let message = Message::new("cli.panicked").with("detail", detail).with("report", fault_report_hint());
        panicked(&message.say(lang));
    }));
}

/// Returns the words of the page as a JSON object, by the keys of `messages/`. The object also holds the
/// limits, and the sentences for a file that exceeds them or that ends the worker.
#[wasm_bindgen]
#[must_use]
pub fn words(lang: &str) -> String {
    let lang = language(lang);
    let Bounds { seconds, megabytes, .. } = Bounds::default();
    let word = |key: &&str| ((*key).to_owned(), messages::sentence(key, &[], lang.code()));
    let mut words: serde_json::Map<String, serde_json::Value> =
        words::WORDS.iter().map(word).map(|(key, text)| (key, text.into())).collect();
    let megabytes_of_file = usize::try_from(MAX_FILE_BYTES >> 20).unwrap_or(usize::MAX);
    let sentences = [
        ("too_big", Message::new("cli.too_big").with("limit", megabytes_of_file)),
        ("too_long", Message::new("web.terlalu_lama").with("seconds", seconds.to_string())),
        ("too_much", Message::new("web.terlalu_banyak").with("limit", megabytes.to_string())),
        ("broke_off", Message::new("cli.broke_off").with("detail", Message::new("web.terhenti"))),
    ];
    words.extend(sentences.map(|(name, message)| (name.to_owned(), message.say(lang).into())));
    words.insert("seconds".to_owned(), seconds.into());
    words.insert("max_bytes".to_owned(), MAX_FILE_BYTES.into());
    words.insert("max_memory".to_owned(), (megabytes << 20).into());
    json(&words)
}

/// Returns the properties of a file that [`sort`] needs, as JSON. `saved` is the time at which the file was
/// last saved.
#[wasm_bindgen]
#[must_use]
pub fn look(name: &str, saved: f64, bytes: &[u8]) -> String {
    json(&GivenFile::new(name, saved, bytes))
}

/// Returns the role of each file as JSON, in the order of `given`. `given` is a JSON list of results of
/// [`look`].
#[wasm_bindgen]
#[must_use]
pub fn sort(given: &str, lang: &str) -> String {
    let given: Vec<GivenFile> = serde_json::from_str(given).unwrap_or_default();
    let roles: Vec<RoleView> =
        assign_roles(&given).iter().map(|role| RoleView::new(role, language(lang))).collect();
    json(&roles)
}

/// A workbook that was read and checked.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Workbook {
    bytes: Vec<u8>,
    name: String,
    /// The name of the results, without `.rapi.xlsx`.
    called: String,
    options: Options,
    state: State,
}

#[derive(Debug)]
enum State {
    Checked(Box<Checked>),
    Processed(Box<Processed>),
    /// The last call of `process` failed, so there is nothing to show until it succeeds.
    Failed,
}

#[wasm_bindgen]
impl Workbook {
    /// Reads and checks a workbook. `name` is its file name, and `called` the name of its results without
    /// `.rapi.xlsx`.
    ///
    /// # Errors
    ///
    /// Returns a sentence for the user if the workbook cannot be read.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: Vec<u8>, name: String, called: String, lang: &str) -> Result<Self, JsError> {
        let lang = language(lang);
        let options = Options { lang, ..Options::default() };
        let checked =
            renja::check(&bytes, &options).map_err(|error| JsError::new(&error.message().say(lang)))?;
        Ok(Self { bytes, name, called, options, state: State::Checked(Box::new(checked)) })
    }

    /// Returns everything that the page shows about the workbook as JSON, including the object that
    /// `renja check --format json` writes for this file. Empty if the last call of `process` failed.
    #[must_use]
    pub fn view(&self) -> String {
        let Options { lang, .. } = self.options;
        let Some(checked) = self.checked() else { return String::new() };
        let file = File { path: &self.name, outcome: Ok(checked) };
        let of_sheet;
        let (lines, work, remarks, summary) = match &self.state {
            State::Processed(processed) => (
                processed.lines.as_slice(),
                WorkReport::from_processed(processed, lang),
                report::remarks(processed).map(|remark| remark.say(lang)).collect(),
                self.summary(&file, processed),
            ),
            State::Checked(_) | State::Failed => {
                of_sheet = renja::initial_lines(checked, (&self.bytes, &self.name), &self.options);
                let summary = file.summary(&checked.findings, &[], Vec::new(), lang);
                (of_sheet.as_slice(), WorkReport::default(), Vec::new(), summary)
            }
        };
        json(&View {
            report: serde_json::value::RawValue::from_string(report::json(&file, lang)).ok(),
            lines: lines.iter().map(|line| LineView::new(line, lang)).collect(),
            work,
            remarks,
            counts: view::Counts::from_summary(&summary),
            total: view::Total::from_summary(&self.total(checked)),
            tables: grid::tables(checked),
            outputs: self.outputs(),
            summary,
        })
    }

    /// Applies the corrections and writes the results. `earlier` is an earlier result with decisions, and
    /// `saved` the day on which it was saved. `typed` is a JSON list of the decisions that a person typed on
    /// the page.
    ///
    /// # Errors
    ///
    /// Returns a sentence for the user if the workbook cannot be read or a result cannot be written.
    pub fn process(
        &mut self,
        earlier: Option<Vec<u8>>,
        saved: Option<String>,
        typed: &str,
    ) -> Result<(), JsError> {
        let lang = self.options.lang;
        let said = |error: &renja::Error| JsError::new(&error.message().say(lang));
        let typed: Vec<TypedDecision> = serde_json::from_str(typed).unwrap_or_default();
        let checked = match std::mem::replace(&mut self.state, State::Failed) {
            State::Checked(checked) => *checked,
            State::Processed(processed) => processed.checked,
            State::Failed => renja::check(&self.bytes, &self.options).map_err(|error| said(&error.into()))?,
        };
        let earlier = earlier.as_ref().map(|bytes| EarlierResult { bytes, saved: saved.as_deref() });
        let input = (self.bytes.as_slice(), self.name.as_str());
        let processed = renja::process_checked(checked, input, &self.options, earlier, &typed);
        self.state = State::Processed(Box::new(processed.map_err(|error| said(&error))?));
        Ok(())
    }

    /// Returns the bytes of a result by its index among the `outputs` of the view. `None` if there is none.
    #[must_use]
    pub fn file(&self, place: usize) -> Option<Vec<u8>> {
        match &self.state {
            State::Processed(processed) => processed.files().nth(place).map(|(_, bytes)| bytes.to_vec()),
            State::Checked(_) | State::Failed => None,
        }
    }

    /// Returns at most `count` rows of a table as JSON, after all applied corrections. `from` is counted from
    /// the first row of the table.
    #[must_use]
    pub fn rows(&self, table: usize, from: u32, count: u32) -> String {
        let Some(checked) = self.checked() else { return String::new() };
        let processed = match &self.state {
            State::Processed(processed) => Some(&**processed),
            State::Checked(_) | State::Failed => None,
        };
        json(&grid::rows((checked, processed), table, from, count))
    }
}

impl Workbook {
    fn checked(&self) -> Option<&Checked> {
        match &self.state {
            State::Checked(checked) => Some(checked),
            State::Processed(processed) => Some(&processed.checked),
            State::Failed => None,
        }
    }

    /// Returns the stated total of the plan and the sum of its parts, after all applied corrections.
    fn total(&self, checked: &Checked) -> Summary {
        let corrected = match &self.state {
            State::Processed(processed) => processed.corrected.as_ref(),
            State::Checked(_) | State::Failed => None,
        };
        match corrected {
            Some(corrected) => Summary::default().with_plan(&corrected.renja, &corrected.relations),
            None => Summary::default().with_plan(&checked.renja, &checked.relations),
        }
    }

    /// Returns the file names of the results. Empty before the workbook is processed.
    fn outputs(&self) -> Vec<String> {
        let State::Processed(processed) = &self.state else { return Vec::new() };
        processed.files().map(|(end, _)| format!("{}.{end}", self.called)).collect()
    }

    /// Returns the line of the recap for this workbook.
    fn summary(&self, file: &File<'_>, processed: &Processed) -> Summary {
        let output = |path: String| {
            let (_, end) = path.rsplit_once(&format!("{}.", self.called)).unwrap_or(("", &path));
            let (kind, _) = end.split_once('.').unwrap_or((end, ""));
            Output { kind: kind.to_owned(), path }
        };
        let outputs = self.outputs().into_iter().map(output).collect();
        file.summary(&processed.remaining, &processed.applied, outputs, self.options.lang)
    }
}

/// Returns the line of the recap for a file that could not be processed, as JSON. `why` is the sentence that
/// says why.
#[wasm_bindgen]
#[must_use]
pub fn unread(name: &str, why: &str, lang: &str) -> String {
    let why = Message::new("cli.as_said").with("sentence", Arg::Text(why.to_owned()));
    let file = File { path: name, outcome: Err(&why) };
    json(&file.summary(&[], &[], Vec::new(), language(lang)))
}

/// Returns the bytes of `rekap.xlsx`. `lines` is a JSON list of the lines of the recap, which are `summary`
/// in a view.
///
/// # Errors
///
/// Returns an error if `lines` is not such a list, or a sentence if the recap cannot be written.
#[wasm_bindgen]
pub fn recap(lines: &str, lang: &str) -> Result<Vec<u8>, JsError> {
    let lang = language(lang);
    let lines: Vec<Summary> = serde_json::from_str(lines)?;
    let lines: Vec<&Summary> = lines.iter().collect();
    let recap = Recap { lines: &lines, lang, paper: Options::default().paper };
    rekap::write(&recap).map_err(|error| JsError::new(&renja::Error::from(error).message().say(lang)))
}

/// Combines several files into one archive. The files are compressed already, so the archive only stores
/// them.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Archive(zip::ZipWriter<Cursor<Vec<u8>>>);

#[wasm_bindgen]
impl Archive {
    /// Creates an empty archive.
    #[wasm_bindgen(constructor)]
    #[must_use]
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self(zip::ZipWriter::new(Cursor::new(Vec::new())))
    }

    /// Adds a file.
    ///
    /// # Errors
    ///
    /// Returns an error if a limit of the format is exceeded.
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), JsError> {
        // Use a fixed time, so that the same results give the same archive.
        let options = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Stored)
            .last_modified_time(zip::DateTime::DEFAULT);
        self.0.start_file(name, options)?;
        self.0.write_all(bytes)?;
        Ok(())
    }

    /// Completes the archive and returns its bytes.
    ///
    /// # Errors
    ///
    /// Returns an error if a limit of the format is exceeded.
    pub fn finish(self) -> Result<Vec<u8>, JsError> {
        Ok(self.0.finish()?.into_inner())
    }
}

fn language(code: &str) -> Lang {
    if code == Lang::En.code() { Lang::En } else { Lang::Id }
}
