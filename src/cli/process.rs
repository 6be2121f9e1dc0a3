//! `renja process`, which also runs when a workbook is dropped on the program: reads, checks, corrects and
//! writes.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::args::{self, Format};
use super::asked::{
    bounds, check_reference, jobs, limits, load_settings_and_forms, selection, sources, with_settings,
};
use super::console::{Console, EXIT_FAILED, refuse};
use super::remarks::Remarks;
use super::summary::ClosingSummary;
use super::window;
use crate::Options;
use crate::batch::{
    self, EarlierResult, FinishedWork, OwnFile, Source, Store, StoredResult, Target, WorkerPool,
};
use crate::check::Exception;
use crate::correct::SearchOptions;
use crate::forms::Forms;
use crate::model::{Arg, Lang, Message, Output, Status, Summary};
use crate::report::{self, File, Tally, WorkReport};
use crate::write::rekap::{self, Recap};

/// Runs the command and returns its exit code.
pub fn run(args: &args::Process, common: &args::Common) -> u8 {
    let mut console = Console::new(common.lang, common.quiet);
    let (sources, followed) = match sources(&args.input, &console) {
        Ok(sources) => batch::resolve_named_results(sources),
        Err(why) => return refuse(&console, &why),
    };
    let (sources, settings, forms) = match load_settings_and_forms(sources, args.forms.as_deref()) {
        Ok(opened) => opened,
        Err(why) => return refuse(&console, &why),
    };
    let options = match build_options(args, common, forms, &settings) {
        Ok(options) => options,
        Err(why) => return refuse(&console, &why),
    };
    let targets = batch::plan_targets(&sources, args.output.as_deref());
    let store = match Store::new(&sources, &targets) {
        Ok(store) => store,
        Err(why) => return refuse(&console, &why),
    };
    let bounds = bounds(&args.limits, common, sources.len());
    let workers = WorkerPool::new(bounds);
    let look = console.look;
    let mut tally = Tally::default();
    let (mut unused, mut remarks) = (BTreeMap::new(), Remarks::new(common.lang));
    let mut lines = Vec::with_capacity(sources.len());
    let mut closing = ClosingSummary::default();
    for remark in &followed {
        console.print_remark(remark);
    }
    if args.format == Format::Json {
        let _ = console.print_data(&report::json_open());
    }
    console.show_progress_on(&sources);
    let outcome = batch::run(
        &sources,
        jobs(common),
        bounds,
        interrupt_flag(),
        |place, source, bytes| {
            let target = targets.get(place).ok_or_else(|| Message::new("cli.not_found"))?;
            let options = with_settings(&options, settings.for_input(place));
            let task = Task { path: source.display_path.clone(), options, saved: None };
            Ok((place, process_one(source, bytes, target, (&store, &workers), task, args)?))
        },
        |source, result| {
            let (summary, text) = match result {
                Ok((place, done)) => {
                    unused.insert(place, done.unused.clone());
                    tally += Tally::from(&done.summary);
                    remarks.add(&source.display_path, &done.remarks);
                    if let Some(target) = targets.get(place) {
                        let file = done.written.first().map(|(path, _)| path);
                        closing.add(&done.summary, &target.root, file);
                    }
                    let text = finished_output(&done, args, &lines, look);
                    (done.summary, text)
                }
                Err(why) => {
                    tally += Tally::FAILED;
                    console.print_failure(&source.display_path, &why);
                    failed_output(source, &why, args, &lines, common.lang)
                }
            };
            let flow = if text.is_empty() { ControlFlow::Continue(()) } else { console.print_data(&text) };
            lines.push(shrunk_to_fit(summary));
            console.step(&source.display_path);
            flow
        },
    );
    let left = match outcome {
        Ok(left) => left,
        Err(why) => return refuse(&console, &why),
    };
    let unused = settings.unused_exception_remarks(&unused, &options.selection);
    let left_over = if left == 0 { store.unused_decision_remarks() } else { Vec::new() };
    let last = remarks.messages().into_iter().chain(unused).chain(left_over);
    last.for_each(|remark| console.print_remark(&remark));
    // Write no recap after an interrupted run: it would pass for a recap of all files.
    let recaps = if left == 0 && !args.dry_run {
        write_recaps(&targets, &lines, &store, &options)
    } else {
        Ok(Vec::new())
    };
    let closed = store.close();
    console.end_progress();
    print_closing(&mut console, args, recaps.iter().flatten(), &tally, &closing);
    if let Err(why) = recaps.and(closed) {
        return refuse(&console, &why);
    }
    if left > 0 && interrupt_flag().load(Ordering::Relaxed) {
        let why = Message::new("cli.interrupted").with("left", left).with("all", sources.len());
        console.print_error(&why);
        return EXIT_FAILED;
    }
    if let Some(folder) = closing.folder.filter(|_| !args.dry_run && !common.quiet && window::is_own()) {
        window::show_folder(&folder);
    }
    console.exit_code(tally.exit_code())
}

/// Prints the end of the run: where its recaps are, how many findings there are, what to do next.
fn print_closing<'a>(
    console: &mut Console,
    args: &args::Process,
    recaps: impl Iterator<Item = &'a StoredResult>,
    tally: &Tally,
    closing: &ClosingSummary,
) {
    let look = console.look;
    for put in recaps {
        put.kept.iter().for_each(|kept| console.print_remark(kept));
        if args.format == Format::Text {
            let _ =
                console.print_data(&report::recap_line(&batch::display_path(&put.path), put.unchanged, look));
        }
    }
    // Ignore a closed pipe here as well: the run is over.
    match args.format {
        Format::Json => drop(console.print_data(&format!("\n{}\n", report::json_close()))),
        Format::Text if console.is_interactive() && !args.dry_run => {
            let lines = closing.lines(tally);
            let lines: String = lines.iter().map(|line| report::remark_line(line, look)).collect();
            let _ = console.print_data(&format!("\n{lines}"));
        }
        Format::Text if tally.files > 1 => drop(console.print_data(&report::total_line(tally, look))),
        Format::Text | Format::Ndjson => {}
    }
}

/// Returns the line of the recap for a file that could not be processed, and the text to print. `before` has
/// the lines of the files before it.
fn failed_output(
    source: &Source,
    why: &Message,
    args: &args::Process,
    before: &[Summary],
    lang: Lang,
) -> (Summary, String) {
    let file = File { path: &source.display_path, outcome: Err(why) };
    let summary = file.summary(&[], &[], Vec::new(), lang);
    let text = match args.format {
        Format::Text => String::new(),
        _ => json_list_item(args.format, before, &report::work_json(&summary, None, &[])),
    };
    (summary, text)
}

/// Returns the text to print for a file that is done, in the requested format. `before` has the lines of the
/// files before it.
fn finished_output(
    done: &FinishedFile,
    args: &args::Process,
    before: &[Summary],
    look: report::Look,
) -> String {
    match (args.format, args.dry_run, &done.work) {
        (Format::Json | Format::Ndjson, ..) => {
            let said: Vec<String> = done.remarks.iter().map(|remark| remark.say(look.lang)).collect();
            json_list_item(args.format, before, &report::work_json(&done.summary, done.work.as_ref(), &said))
        }
        (Format::Text, true, Some(work)) => report::planned_changes(&done.summary, work, look),
        (Format::Text, ..) => report::processed_lines(&done.summary, &done.written, look),
    }
}

/// Returns a file's JSON object with the separator that its place in the list requires. `before` has the
/// lines of the files before it.
fn json_list_item(format: Format, before: &[Summary], object: &str) -> String {
    match format {
        Format::Ndjson => format!("{object}\n"),
        _ if before.is_empty() => object.to_owned(),
        _ => format!(",\n{object}"),
    }
}

/// Returns the options that the arguments ask for.
///
/// # Errors
///
/// If the reference or a rule is unknown.
fn build_options(
    args: &args::Process,
    common: &args::Common,
    forms: Forms,
    settings: &batch::Settings,
) -> Result<Options, Message> {
    let reference = check_reference(args.reference.as_ref(), &forms, settings)?;
    Ok(Options {
        lang: common.lang,
        selection: selection(&args.rules)?,
        forms,
        accept: args.accept,
        search: SearchOptions { reference, ..SearchOptions::default() },
        paper: args.paper,
        limits: limits(&args.limits),
        ..Options::default()
    })
}

/// What is kept of a file that is done.
struct FinishedFile {
    /// The file's line in the recap.
    summary: Summary,
    /// Path of each result, and whether the same content was there before.
    written: Vec<(String, bool)>,
    /// Remarks on the file, each as `cli.about_file`.
    remarks: Vec<Message>,
    /// Exceptions that cover none of the file's findings.
    unused: Vec<Exception>,
    /// What was changed and decided. `None` if an earlier run did the work, since its record does not keep
    /// that.
    work: Option<WorkReport>,
}

/// Does the work on one file, unless an earlier run has done it, and puts the results at their place.
///
/// # Errors
///
/// If the work fails or a result cannot be written.
fn process_one(
    source: &Source,
    bytes: &[u8],
    target: &Target,
    (store, workers): (&Store, &WorkerPool),
    task: Task,
    args: &args::Process,
) -> Result<FinishedFile, Message> {
    // The same input, options, decisions and program give the same results, so they identify work that need
    // not be done again.
    let asked = format!("{} {:?}", task.name(), task.options);
    let digest = batch::digest(bytes);
    let key = format!("{digest} {} {}", batch::digest(asked.as_bytes()), batch::BUILD_ID);
    // A result whose workbook was not found stands for that workbook.
    let input = match &source.own_file {
        Some(OwnFile::Rapi(origin)) if !origin.digest.is_empty() => origin.digest.clone(),
        _ => digest,
    };
    let about = |what: Arg| {
        Message::new("cli.about_file").with("file", source.display_path.as_str()).with("what", what)
    };
    let earlier = store.find_earlier(source, target, &input);
    let from = earlier.iter().flat_map(|earlier| earlier.remarks.clone()).map(Arg::from);
    // The record of an earlier run does not keep what was changed. Do the work again if that is to be
    // printed.
    let is_asked_again = args.dry_run || args.format != Format::Text;
    if let Some(done) = store.find_finished(target, &key, earlier.as_ref()).filter(|_| !is_asked_again) {
        let written = done.paths(target).map(|path| (batch::display_path(&path), true)).collect();
        let summary = Summary { path: source.display_path.clone(), ..done.summary };
        let remarks = done.remarks.into_iter().map(Arg::from).chain(from).map(about).collect();
        return Ok(FinishedFile { summary, written, remarks, unused: done.unused, work: None });
    }
    let decided = earlier.as_ref().and_then(EarlierResult::read);
    let files: Vec<&[u8]> = std::iter::once(bytes).chain(decided.as_deref()).collect();
    // A decision is dated by the day on which a person saved it, not by the day of a run.
    let by_person = earlier.as_ref().filter(|earlier| earlier.changed.is_some());
    let saved = by_person.map(|earlier| earlier.saved.clone());
    let task = Task { saved, ..task };
    let (Corrected { kinds, mut summary, remarks, unused, work }, results) = workers.run(&task, &files)?;
    if args.dry_run {
        let remarks = remarks.into_iter().map(Arg::from).chain(from).map(about).collect();
        return Ok(FinishedFile { summary, written: Vec::new(), remarks, unused, work: Some(work) });
    }
    let mut put: Vec<StoredResult> = Vec::new();
    for (kind, bytes) in kinds.iter().zip(&results) {
        put.push(store.put(target, kind, bytes, &input)?);
        let (what, _) = kind.split_once('.').unwrap_or((kind, ""));
        let path = target.relative_path(&format!(".{kind}"));
        summary.outputs.push(Output { kind: what.to_owned(), path });
    }
    let earlier = earlier.as_ref();
    store.record_finished(
        target,
        &put,
        FinishedWork { key, summary: &summary, remarks: &remarks, unused: &unused, earlier },
    )?;
    let written = put.iter().map(|put| (batch::display_path(&put.path), put.unchanged)).collect();
    // What stood in place of the result was not a result: a damaged file, or one of somebody's own.
    let is_unread = earlier.is_none() && put.first().is_some_and(|put| put.was_changed);
    let unread = is_unread.then(|| Message::new("cli.kept_unread")).map(Arg::from);
    let kept = put.into_iter().filter_map(|put| put.kept.map(Arg::from)).chain(unread);
    let remarks = remarks.into_iter().map(Arg::from).chain(from).chain(kept).map(about).collect();
    Ok(FinishedFile { summary, written, remarks, unused, work: Some(work) })
}

/// The work on one file, as it is given to a worker. The file comes first, an earlier result second.
#[derive(Serialize, Deserialize)]
pub struct Task {
    path: String,
    options: Options,
    /// The day on which a person last saved the earlier result; `None` if nobody did. Not part of the key by
    /// which the ledger recognizes work that is done: a copied file gets another day.
    saved: Option<String>,
}

/// What a worker returns besides the results.
#[derive(Serialize, Deserialize)]
pub struct Corrected {
    /// The ends of the results' file names, in the order of the results.
    kinds: Vec<String>,
    summary: Summary,
    /// Remarks that are not findings, in the requested language.
    remarks: Vec<String>,
    /// Exceptions that cover none of the file's findings.
    unused: Vec<Exception>,
    /// What was changed and decided.
    work: WorkReport,
}

impl Task {
    /// Returns the name of the file, without its folders, as the results show it.
    fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }
}

impl batch::Task for Task {
    const NAME: &'static str = "process";
    type Done = Corrected;

    fn run(&self, files: &[&[u8]]) -> Result<(Corrected, Vec<Vec<u8>>), Message> {
        let bytes = files.first().copied().unwrap_or_default();
        let saved = self.saved.as_deref();
        let earlier = files.get(1).map(|bytes| crate::EarlierResult { bytes, saved });
        let Options { lang, .. } = self.options;
        let processed =
            crate::process(bytes, self.name(), &self.options, earlier).map_err(|error| error.message())?;
        let file = File { path: &self.path, outcome: Ok(&processed.checked) };
        let corrected = Corrected {
            kinds: processed.files().map(|(kind, _)| kind.to_owned()).collect(),
            summary: file.summary(&processed.remaining, &processed.applied, Vec::new(), lang),
            work: WorkReport::from_processed(&processed, lang),
            remarks: report::remarks(&processed).map(|remark| remark.say(lang)).collect(),
            unused: processed.checked.exception_outcome.unused.clone(),
        };
        Ok((corrected, processed.into_files()))
    }

    fn lang(&self) -> Lang {
        self.options.lang
    }
}

/// Frees the spare capacity of a line of the recap: all lines are held until the end of the run.
fn shrunk_to_fit(mut line: Summary) -> Summary {
    line.programs.shrink_to_fit();
    line.outputs.shrink_to_fit();
    line
}

/// Writes a recap into every results folder that received results of several files.
///
/// # Errors
///
/// If a recap cannot be built or written.
fn write_recaps(
    targets: &[Target],
    lines: &[Summary],
    store: &Store,
    options: &Options,
) -> Result<Vec<StoredResult>, Message> {
    let mut together: IndexMap<Target, Vec<&Summary>> = IndexMap::new();
    for (target, line) in targets.iter().zip(lines) {
        together.entry(target.recap_target()).or_default().push(line);
    }
    let mut put = Vec::new();
    // A recap of unreadable files alone would say nothing that the run has not said.
    let is_recap =
        |lines: &[&Summary]| lines.len() > 1 && lines.iter().any(|line| line.status != Status::Unreadable);
    for (target, lines) in together.iter().filter(|(_, lines)| is_recap(lines)) {
        let recap = Recap { lines, lang: options.lang, paper: options.paper };
        let bytes = rekap::write(&recap).map_err(|error| crate::Error::from(error).message())?;
        put.push(store.put(target, "xlsx", &bytes, "")?);
        put.push(store.put(target, "json", report::recap_json(lines).as_bytes(), "")?);
    }
    Ok(put)
}

/// Returns whether Ctrl-C was pressed, and installs its handler on the first call. The first Ctrl-C lets
/// files under way be finished; the second ends the program at once.
fn interrupt_flag() -> &'static AtomicBool {
    static INTERRUPTED: AtomicBool = AtomicBool::new(false);
    static LISTENING: std::sync::Once = std::sync::Once::new();
    LISTENING.call_once(|| {
        // Ignore the error: without a handler, Ctrl-C ends the program as usual.
        let _ = ctrlc::set_handler(|| {
            if INTERRUPTED.swap(true, Ordering::Relaxed) {
                std::process::exit(i32::from(EXIT_FAILED));
            }
        });
    });
    &INTERRUPTED
}
