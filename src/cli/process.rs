//! `renja process`, and what happens when a workbook is dropped on the program: reads, checks,
//! corrects and writes.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::args::{self, Format};
use super::asked::{bounds, jobs, limits, opened, reference, selection, sources, with_settings};
use super::console::{Console, FAILED, refuse};
use super::remarks::Remarks;
use super::summary::Closing;
use super::window;
use crate::Options;
use crate::batch::{self, Earlier, Outcome, Own, Put, Source, Store, Target, Workers};
use crate::check::Exception;
use crate::correct::Search;
use crate::forms::Forms;
use crate::model::{Arg, Lang, Message, Output, Status, Summary};
use crate::report::{self, File, Tally, Work};
use crate::write::rekap::{self, Recap};

pub fn run(args: &args::Process, common: &args::Common) -> u8 {
    let mut console = Console::new(common.lang, common.quiet);
    let (sources, followed) = match sources(&args.input, &console) {
        Ok(sources) => batch::follow(sources),
        Err(why) => return refuse(&console, &why),
    };
    let (sources, settings, forms) = match opened(sources, args.forms.as_deref()) {
        Ok(opened) => opened,
        Err(why) => return refuse(&console, &why),
    };
    let options = match asked(args, common, forms, &settings) {
        Ok(options) => options,
        Err(why) => return refuse(&console, &why),
    };
    let targets = batch::plan(&sources, args.output.as_deref());
    let store = match Store::new(&sources, &targets) {
        Ok(store) => store,
        Err(why) => return refuse(&console, &why),
    };
    let bounds = bounds(&args.limits, common, sources.len());
    let workers = Workers::new(bounds);
    let look = console.look;
    let mut tally = Tally::default();
    let (mut unused, mut remarks) = (BTreeMap::new(), Remarks::new(common.lang));
    let mut lines = Vec::with_capacity(sources.len());
    let mut closing = Closing::default();
    for remark in &followed {
        console.remark(remark);
    }
    if args.format == Format::Json {
        let _ = console.data(&report::json_open());
    }
    console.expect(&sources);
    let outcome = batch::run(
        &sources,
        jobs(common),
        bounds,
        interrupted(),
        |place, source, bytes| {
            let target = targets.get(place).ok_or_else(|| Message::new("cli.not_found"))?;
            let options = with_settings(&options, settings.of(place));
            let task = Task { path: source.shown.clone(), options, saved: None };
            Ok((place, one(source, bytes, target, (&store, &workers), task, args)?))
        },
        |source, result| {
            let (summary, text) = match result {
                Ok((place, done)) => {
                    unused.insert(place, done.unused.clone());
                    tally += Tally::from(&done.summary);
                    remarks.add(&source.shown, &done.remarks);
                    if let Some(target) = targets.get(place) {
                        let file = done.written.first().map(|(path, _)| path);
                        closing.add(&done.summary, &target.root, file);
                    }
                    let text = told(&done, args, &lines, look);
                    (done.summary, text)
                }
                Err(why) => {
                    tally += Tally::FAILED;
                    console.failure(&source.shown, &why);
                    failed(source, &why, args, &lines, common.lang)
                }
            };
            let flow = if text.is_empty() { ControlFlow::Continue(()) } else { console.data(&text) };
            lines.push(without_room_to_grow(summary));
            console.step(&source.shown);
            flow
        },
    );
    let left = match outcome {
        Ok(left) => left,
        Err(why) => return refuse(&console, &why),
    };
    let unused = settings.unused(&unused, &options.selection);
    let left_over = if left == 0 { store.left_over() } else { Vec::new() };
    let last = remarks.messages().into_iter().chain(unused).chain(left_over);
    last.for_each(|remark| console.remark(&remark));
    // A recap of a part would pass for one of the whole.
    let recaps =
        if left == 0 && !args.dry_run { recaps(&targets, &lines, &store, &options) } else { Ok(Vec::new()) };
    let closed = store.close();
    console.finish();
    last_words(&mut console, args, recaps.iter().flatten(), &tally, &closing);
    if let Err(why) = recaps.and(closed) {
        return refuse(&console, &why);
    }
    if left > 0 && interrupted().load(Ordering::Relaxed) {
        let why = Message::new("cli.interrupted").with("left", left).with("all", sources.len());
        console.error(&why);
        return FAILED;
    }
    if let Some(folder) = closing.folder.filter(|_| !args.dry_run && !common.quiet && window::is_own()) {
        window::show(&folder);
    }
    console.exit_code(tally.exit_code())
}

/// Says what there is to say of the whole run: where its recaps are, how much was found, what comes next.
fn last_words<'a>(
    console: &mut Console,
    args: &args::Process,
    recaps: impl Iterator<Item = &'a Put>,
    tally: &Tally,
    closing: &Closing,
) {
    let look = console.look;
    for put in recaps {
        put.kept.iter().for_each(|kept| console.remark(kept));
        if args.format == Format::Text {
            let _ = console.data(&report::recapped(&batch::shown(&put.path), put.unchanged, look));
        }
    }
    // Ignore a closed pipe here as well: the run is over.
    match args.format {
        Format::Json => drop(console.data(&format!("\n{}\n", report::json_close()))),
        Format::Text if console.is_read() && !args.dry_run => {
            let lines = closing.lines(tally);
            let lines: String = lines.iter().map(|line| report::remark(line, look)).collect();
            let _ = console.data(&format!("\n{lines}"));
        }
        Format::Text if tally.files > 1 => drop(console.data(&report::total(tally, look))),
        Format::Text | Format::Ndjson => {}
    }
}

/// The line of the recap for a file that could not be processed, and what is printed of it.
fn failed(
    source: &Source,
    why: &Message,
    args: &args::Process,
    before: &[Summary],
    lang: Lang,
) -> (Summary, String) {
    let file = File { path: &source.shown, outcome: Err(why) };
    let summary = file.summary(&[], &[], Vec::new(), lang);
    let text = match args.format {
        Format::Text => String::new(),
        _ => listed(args.format, before, &report::work_json(&summary, None, &[])),
    };
    (summary, text)
}

/// What is said of a file that is done, by the form that is asked for.
fn told(done: &Done, args: &args::Process, before: &[Summary], look: report::Look) -> String {
    match (args.format, args.dry_run, &done.work) {
        (Format::Json | Format::Ndjson, ..) => {
            let said: Vec<String> = done.remarks.iter().map(|remark| remark.say(look.lang)).collect();
            listed(args.format, before, &report::work_json(&done.summary, done.work.as_ref(), &said))
        }
        (Format::Text, true, Some(work)) => report::would_change(&done.summary, work, look),
        (Format::Text, ..) => report::processed(&done.summary, &done.written, look),
    }
}

/// A file's object in the list of those before it.
fn listed(format: Format, before: &[Summary], object: &str) -> String {
    match format {
        Format::Ndjson => format!("{object}\n"),
        _ if before.is_empty() => object.to_owned(),
        _ => format!(",\n{object}"),
    }
}

/// What is asked for in the call.
fn asked(
    args: &args::Process,
    common: &args::Common,
    forms: Forms,
    settings: &batch::Settings,
) -> Result<Options, Message> {
    let reference = reference(args.reference.as_ref(), &forms, settings)?;
    Ok(Options {
        lang: common.lang,
        selection: selection(&args.rules)?,
        forms,
        accept: args.accept,
        search: Search { reference, ..Search::default() },
        paper: args.paper,
        limits: limits(&args.limits),
        ..Options::default()
    })
}

/// What is kept of a file that is done.
struct Done {
    summary: Summary,
    /// Where its results are, and whether they were there before.
    written: Vec<(String, bool)>,
    remarks: Vec<Message>,
    /// Exceptions that name none of its findings.
    unused: Vec<Exception>,
    /// What was changed and decided; `None` where it was done before.
    work: Option<Work>,
}

fn one(
    source: &Source,
    bytes: &[u8],
    target: &Target,
    (store, workers): (&Store, &Workers),
    task: Task,
    args: &args::Process,
) -> Result<Done, Message> {
    // The same input, options, decisions and program give the same results: nothing of it need be done again.
    let asked = format!("{} {:?}", task.name(), task.options);
    let digest = batch::digest(bytes);
    let key = format!("{digest} {} {}", batch::digest(asked.as_bytes()), batch::BUILD);
    // A result without its workbook stands for that one.
    let input = match &source.own {
        Some(Own::Rapi(origin)) if !origin.digest.is_empty() => origin.digest.clone(),
        _ => digest,
    };
    let about =
        |what: Arg| Message::new("cli.about_file").with("file", source.shown.as_str()).with("what", what);
    let earlier = store.earlier(source, target, &input);
    let from = earlier.iter().flat_map(|earlier| earlier.remarks.clone()).map(Arg::from);
    // The record keeps no changes: who asks for them has the work done again.
    let is_asked_again = args.dry_run || args.format != Format::Text;
    if let Some(done) = store.done(target, &key, earlier.as_ref()).filter(|_| !is_asked_again) {
        let written = done.paths(target).map(|path| (batch::shown(&path), true)).collect();
        let summary = Summary { path: source.shown.clone(), ..done.summary };
        let remarks = done.remarks.into_iter().map(Arg::from).chain(from).map(about).collect();
        return Ok(Done { summary, written, remarks, unused: done.unused, work: None });
    }
    let decided = earlier.as_ref().and_then(Earlier::read);
    let files: Vec<&[u8]> = std::iter::once(bytes).chain(decided.as_deref()).collect();
    // The day on which a person saved a decision is its date; the day of a run is not.
    let by_person = earlier.as_ref().filter(|earlier| earlier.changed.is_some());
    let saved = by_person.map(|earlier| earlier.saved.clone());
    let task = Task { saved, ..task };
    let (Corrected { kinds, mut summary, remarks, unused, work }, results) = workers.run(&task, &files)?;
    if args.dry_run {
        let remarks = remarks.into_iter().map(Arg::from).chain(from).map(about).collect();
        return Ok(Done { summary, written: Vec::new(), remarks, unused, work: Some(work) });
    }
    let mut put: Vec<Put> = Vec::new();
    for (kind, bytes) in kinds.iter().zip(&results) {
        put.push(store.put(target, kind, bytes, &input)?);
        let (what, _) = kind.split_once('.').unwrap_or((kind, ""));
        let path = target.file(&format!(".{kind}"));
        summary.outputs.push(Output { kind: what.to_owned(), path });
    }
    let earlier = earlier.as_ref();
    store.finish(
        target,
        &put,
        Outcome { key, summary: &summary, remarks: &remarks, unused: &unused, earlier },
    )?;
    let written = put.iter().map(|put| (batch::shown(&put.path), put.unchanged)).collect();
    // A file in place of the result that tells nothing of a result: it is damaged, or somebody's own.
    let is_unread = earlier.is_none() && put.first().is_some_and(|put| put.was_changed);
    let unread = is_unread.then(|| Message::new("cli.kept_unread")).map(Arg::from);
    let kept = put.into_iter().filter_map(|put| put.kept.map(Arg::from)).chain(unread);
    let remarks = remarks.into_iter().map(Arg::from).chain(from).chain(kept).map(about).collect();
    Ok(Done { summary, written, remarks, unused, work: Some(work) })
}

/// The work on one file; an earlier result comes with it.
#[derive(Serialize, Deserialize)]
pub struct Task {
    path: String,
    options: Options,
    /// The day on which a person last saved the earlier result. Not part of the key by which the ledger
    /// knows what was done: a file that is copied gets another day.
    saved: Option<String>,
}

/// What comes of it beside the results.
#[derive(Serialize, Deserialize)]
pub struct Corrected {
    /// The ends of the results' names.
    kinds: Vec<String>,
    summary: Summary,
    /// What is to be said beside the findings, in the language.
    remarks: Vec<String>,
    /// Exceptions that name none of its findings.
    unused: Vec<Exception>,
    /// What was changed and decided.
    work: Work,
}

impl Task {
    /// What the results call the file.
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
        let earlier = files.get(1).map(|bytes| crate::Earlier { bytes, saved });
        let Options { lang, .. } = self.options;
        let processed =
            crate::process(bytes, self.name(), &self.options, earlier).map_err(|error| error.message())?;
        let file = File { path: &self.path, outcome: Ok(&processed.checked) };
        let corrected = Corrected {
            kinds: processed.files().map(|(kind, _)| kind.to_owned()).collect(),
            summary: file.summary(&processed.remaining, &processed.applied, Vec::new(), lang),
            work: Work::of(&processed, lang),
            remarks: report::remarks(&processed).map(|remark| remark.say(lang)).collect(),
            unused: processed.checked.excepted.unused.clone(),
        };
        Ok((corrected, processed.into_files()))
    }

    fn lang(&self) -> Lang {
        self.options.lang
    }
}

/// A line of the recap, which is held until all are there.
fn without_room_to_grow(mut line: Summary) -> Summary {
    line.programs.shrink_to_fit();
    line.outputs.shrink_to_fit();
    line
}

/// Writes the recap of every folder that results of more than one file went to.
fn recaps(
    targets: &[Target],
    lines: &[Summary],
    store: &Store,
    options: &Options,
) -> Result<Vec<Put>, Message> {
    let mut together: IndexMap<Target, Vec<&Summary>> = IndexMap::new();
    for (target, line) in targets.iter().zip(lines) {
        together.entry(target.recap()).or_default().push(line);
    }
    let mut put = Vec::new();
    // One of nothing would say no more than the run has said.
    let is_recap =
        |lines: &[&Summary]| lines.len() > 1 && lines.iter().any(|line| line.status != Status::Unreadable);
    for (target, lines) in together.iter().filter(|(_, lines)| is_recap(lines)) {
        let recap = Recap { lines, lang: options.lang, paper: options.paper };
        let bytes = rekap::write(&recap).map_err(|error| crate::Error::from(error).message())?;
        put.push(store.put(target, "xlsx", &bytes, "")?);
        put.push(store.put(target, "json", report::recap(lines).as_bytes(), "")?);
    }
    Ok(put)
}

/// Whether Ctrl-C was pressed. The first time lets the files under way be finished; the second
/// ends the program at once.
fn interrupted() -> &'static AtomicBool {
    static INTERRUPTED: AtomicBool = AtomicBool::new(false);
    static LISTENING: std::sync::Once = std::sync::Once::new();
    LISTENING.call_once(|| {
        // Where nothing can listen, Ctrl-C ends the program as it always did.
        let _ = ctrlc::set_handler(|| {
            if INTERRUPTED.swap(true, Ordering::Relaxed) {
                std::process::exit(i32::from(FAILED));
            }
        });
    });
    &INTERRUPTED
}
