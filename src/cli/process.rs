//! `renja process`, and what happens when a workbook is dropped on the program: reads, checks,
//! corrects and writes.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::args;
use super::{
    Console, FAILED, bounds, jobs, limits, opened, reference, refuse, selection, sources, with_settings,
};
use crate::batch::{self, Earlier, Outcome, Own, Put, Source, Store, Target, Workers};
use crate::check::Exception;
use crate::correct::Search;
use crate::forms::Forms;
use crate::model::{self, Arg, Lang, Message, Output, Status, Summary, shown};
use crate::report::{self, File, Tally};
use crate::write::rekap::{self, Recap};
use crate::{Options, Processed};

pub fn run(args: &args::Process, common: &args::Common) -> u8 {
    let mut console = Console::new(common.lang, common.quiet);
    let (sources, followed) = match sources(&args.input) {
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
    let mut unused = BTreeMap::new();
    let mut lines = Vec::with_capacity(sources.len());
    for remark in &followed {
        console.remark(remark);
    }
    console.expect(sources.len());
    let outcome = batch::run(
        &sources,
        jobs(common),
        bounds,
        interrupted(),
        |place, source, bytes| {
            let target = targets.get(place).ok_or_else(|| Message::new("cli.not_found"))?;
            let options = with_settings(&options, settings.of(place));
            let task = Task { path: source.shown.clone(), options, saved: None };
            Ok((place, one(source, bytes, target, &store, &workers, task)?))
        },
        |source, result| {
            let (summary, flow) = match result {
                Ok((place, done)) => {
                    unused.insert(place, done.unused);
                    tally += Tally::from(&done.summary);
                    done.remarks.iter().for_each(|remark| console.remark(remark));
                    let text = report::processed(&done.summary, &done.written, look);
                    (done.summary, console.data(&text))
                }
                Err(why) => {
                    tally += Tally::FAILED;
                    console.failure(&source.shown, &why);
                    let file = File { path: &source.shown, outcome: Err(&why) };
                    (file.summary(&[], &[], Vec::new(), common.lang), ControlFlow::Continue(()))
                }
            };
            lines.push(without_room_to_grow(summary));
            console.step(&source.shown);
            flow
        },
    );
    let left = match outcome {
        Ok(left) => left,
        Err(why) => return refuse(&console, &why),
    };
    settings.unused(&unused, &options.selection).iter().for_each(|remark| console.remark(remark));
    if left == 0 {
        store.left_over().iter().for_each(|remark| console.remark(remark));
    }
    // A recap of a part would pass for one of the whole.
    let recaps = if left == 0 { recaps(&targets, &lines, &store, &options) } else { Ok(Vec::new()) };
    let closed = store.close();
    for put in match &recaps {
        Ok(recaps) => recaps.as_slice(),
        Err(_) => &[],
    } {
        put.kept.iter().for_each(|kept| console.remark(kept));
        let _ = console.data(&report::recapped(&batch::shown(&put.path), put.unchanged, look));
    }
    if tally.files > 1 {
        // Where nobody reads any more, this goes the same way as what came before.
        let _ = console.data(&report::total(&tally, look));
    }
    if let Err(why) = recaps.and(closed) {
        return refuse(&console, &why);
    }
    if left > 0 && interrupted().load(Ordering::Relaxed) {
        let why = Message::new("cli.interrupted").with("left", left).with("all", sources.len());
        console.error(&why);
        return FAILED;
    }
    console.exit_code(tally.exit_code())
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
}

fn one(
    source: &Source,
    bytes: &[u8],
    target: &Target,
    store: &Store,
    workers: &Workers,
    task: Task,
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
    if let Some(done) = store.done(target, &key, earlier.as_ref()) {
        let written = done.paths(target).map(|path| (batch::shown(&path), true)).collect();
        let summary = Summary { path: source.shown.clone(), ..done.summary };
        let remarks = done.remarks.into_iter().map(Arg::from).chain(from).map(about).collect();
        return Ok(Done { summary, written, remarks, unused: done.unused });
    }
    let decided = earlier.as_ref().and_then(Earlier::read);
    let files: Vec<&[u8]> = std::iter::once(bytes).chain(decided.as_deref()).collect();
    // The day on which a person saved a decision is its date; the day of a run is not.
    let by_person = earlier.as_ref().filter(|earlier| earlier.changed.is_some());
    let saved = by_person.map(|earlier| earlier.saved.clone());
    let task = Task { saved, ..task };
    let (Corrected { kinds, mut summary, remarks, unused }, results) = workers.run(&task, &files)?;
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
    let kept = put.into_iter().filter_map(|put| put.kept.map(Arg::from));
    let remarks = remarks.into_iter().map(Arg::from).chain(from).chain(kept).map(about).collect();
    Ok(Done { summary, written, remarks, unused })
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
            remarks: remarks(&processed).map(|remark| remark.say(lang)).collect(),
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

/// What the run says beside the findings: why there is no patched workbook, decisions that are not used.
fn remarks(processed: &Processed) -> impl Iterator<Item = Message> + '_ {
    let refused = processed.koreksi.as_ref().err().map(|refused| refused.0.clone());
    let unused = processed.decided.iter().filter_map(|decided| {
        let model::Outcome::Unused(refusal) = &decided.outcome else { return None };
        let decision = &decided.decision;
        let said = decision.own.as_ref().map(shown);
        let said = [Some(decision.word.trim().to_owned()), said]
            .into_iter()
            .flatten()
            .filter(|said| !said.is_empty());
        let said = said.collect::<Vec<_>>().join(" + ");
        if let Some((_, place)) = &decision.edit {
            let remark = Message::new("cli.edit_unused").with("place", place.as_str()).with("said", said);
            return Some(remark.with("why", refusal.message()));
        }
        let key = &decision.key;
        let place = [&key.rule, &key.sheet, &key.cell].map(String::as_str).join(" ");
        Some(
            Message::new("cli.decision_unused")
                .with("row", decision.row.to_string())
                .with("place", place.trim())
                .with("said", said)
                .with("why", refusal.message()),
        )
    });
    let bugs = processed.taken_back.iter().flat_map(|one| &one.changes).map(|change| {
        Message::new("cli.taken_back")
            .with("place", processed.checked.renja.place(change.at))
            .with("to", change.to.clone())
    });
    refused.into_iter().chain(processed.remarks.iter().cloned()).chain(unused).chain(bugs)
}
