//! `renja check`: prints findings and writes no files.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;

use serde::{Deserialize, Serialize};

use super::args::{self, Format};
use super::asked::{
    bounds, check_reference, jobs, limits, load_settings_and_forms, selection, sources, with_settings,
};
use super::console::{Console, refuse};
use crate::batch::WorkerPool;
use crate::check::Exception;
use crate::correct::SearchOptions;
use crate::model::{Lang, Message};
use crate::report::{self, File, Look, Tally};
use crate::{Options, batch};

/// Runs the command and returns its exit code.
pub fn run(args: &args::Check, common: &args::Common) -> u8 {
    let mut console = Console::new(common.lang, common.quiet);
    let (sources, settings, forms) = match sources(&args.input, &console)
        .and_then(|sources| load_settings_and_forms(sources, args.forms.as_deref()))
    {
        Ok(opened) => opened,
        Err(why) => return refuse(&console, &why),
    };
    let reference = match check_reference(args.reference.as_ref(), &forms, &settings) {
        Ok(reference) => reference,
        Err(why) => return refuse(&console, &why),
    };
    let selection = match selection(&args.rules) {
        Ok(selection) => selection,
        Err(why) => return refuse(&console, &why),
    };
    let options = Options {
        lang: common.lang,
        selection,
        forms,
        search: SearchOptions { reference, ..SearchOptions::default() },
        limits: limits(&args.limits),
        ..Options::default()
    };
    let (format, look) = (args.format, console.look);
    let bounds = bounds(&args.limits, common, sources.len());
    let workers = WorkerPool::new(bounds);
    let mut tally = Tally::default();
    let mut unused = BTreeMap::new();
    console.show_progress_on(&sources);
    if format == Format::Json && console.print_data(&(report::json_open() + "\n")).is_break() {
        return console.exit_code(tally.exit_code());
    }
    let outcome = batch::run(
        &sources,
        jobs(common),
        bounds,
        &AtomicBool::new(false),
        |place, source, bytes| {
            let options = with_settings(&options, settings.for_input(place));
            let explain = args.explain_layout;
            let task = Task { path: source.display_path.clone(), options, format, explain, look };
            Ok((place, workers.run(&task, &[bytes])?.0))
        },
        |source, result| {
            let text = match result {
                Ok((place, done)) => {
                    unused.insert(place, done.unused);
                    tally += done.tally;
                    done.text
                }
                Err(why) => {
                    tally += Tally::FAILED;
                    console.print_failure(&source.display_path, &why);
                    render(&File { path: &source.display_path, outcome: Err(&why) }, format, look, false)
                }
            };
            let is_first = tally.files == 1;
            let joined = if format == Format::Json && !is_first { format!(",\n{text}") } else { text };
            let flow =
                if joined.is_empty() { ControlFlow::Continue(()) } else { console.print_data(&joined) };
            console.step(&source.display_path);
            flow
        },
    );
    console.end_progress();
    if let Err(why) = outcome {
        return refuse(&console, &why);
    }
    settings
        .unused_exception_remarks(&unused, &options.selection)
        .iter()
        .for_each(|remark| console.print_remark(remark));
    // Ignore a closed pipe, as for the output before.
    let _ = match format {
        Format::Json => console.print_data(&format!("\n{}\n", report::json_close())),
        Format::Text if tally.files > 1 => console.print_data(&report::total_line(&tally, look)),
        Format::Text | Format::Ndjson => ControlFlow::Continue(()),
    };
    if format == Format::Text
        && let Some(next) = next_step(&args.input, &tally)
    {
        console.print_remark(&next);
    }
    console.exit_code(tally.exit_code())
}

/// Returns the remark that says what to do after a check. `None` if no file was checked: the reason was
/// printed for each of them.
fn next_step(input: &args::Input, tally: &Tally) -> Option<Message> {
    // Maximum number of paths that are repeated in the suggested command; with more, the line is too long to
    // copy.
    const MAX_NAMED_PATHS: usize = 3;
    if tally.files == tally.failed + tally.unrecognized {
        return None;
    }
    let paths: Vec<String> = input.paths.iter().map(|path| quoted(&batch::display_path(path))).collect();
    let paths =
        if paths.is_empty() || paths.len() > MAX_NAMED_PATHS { "…".to_owned() } else { paths.join(" ") };
    let key = if tally.errors + tally.warnings > 0 { "cli.next" } else { "cli.next_notes" };
    Some(Message::new(key).with("paths", paths))
}

/// Puts a path in quotation marks if it contains white space, as shells require.
fn quoted(path: &str) -> String {
    if path.contains(char::is_whitespace) { format!("\"{path}\"") } else { path.to_owned() }
}

/// The check of one file, as it is given to a worker.
#[derive(Serialize, Deserialize)]
pub struct Task {
    path: String,
    options: Options,
    format: Format,
    explain: bool,
    look: Look,
}

/// Result of the check of one file. It keeps the text of the report and not the plan: the plans of a folder
/// of thousands would not fit into memory.
#[derive(Serialize, Deserialize)]
pub struct CheckResult {
    text: String,
    tally: Tally,
    /// Exceptions that cover none of the file's findings.
    unused: Vec<Exception>,
}

impl batch::Task for Task {
    const NAME: &'static str = "check";
    type Done = CheckResult;

    fn run(&self, files: &[&[u8]]) -> Result<(CheckResult, Vec<Vec<u8>>), Message> {
        let bytes = files.first().copied().unwrap_or_default();
        let checked = crate::check(bytes, &self.options).map_err(|error| error.message())?;
        let file = File { path: &self.path, outcome: Ok(&checked) };
        let text = render(&file, self.format, self.look, self.explain);
        let tally = file.tally();
        Ok((CheckResult { text, tally, unused: checked.exception_outcome.unused }, Vec::new()))
    }

    fn lang(&self) -> Lang {
        self.options.lang
    }
}

/// Returns the report on one file, with its layout explained if `explain` is set. JSON objects have no
/// separator between them yet.
fn render(file: &File<'_>, format: Format, look: Look, explain: bool) -> String {
    let json =
        |file| if explain { report::json_explained(file, look.lang) } else { report::json(file, look.lang) };
    match format {
        Format::Text if explain => report::text_explained(file, look),
        Format::Text => report::text(file, look),
        Format::Json => json(file),
        Format::Ndjson => json(file) + "\n",
    }
}
