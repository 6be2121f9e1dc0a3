//! `renja process`, and what happens when a workbook is dropped on the program: reads, checks,
//! corrects and writes.

use super::args;
use super::{Console, jobs, refuse, selection, sources};
use crate::batch::{self, Put, Source, Store, Target};
use crate::model::{Arg, Message};
use crate::report::{self, File, Look, Tally};
use crate::{Options, Processed};

pub fn run(args: &args::Process, common: &args::Common) -> u8 {
    let mut console = Console::new(common.lang, common.quiet);
    let sources = match sources(&args.input) {
        Ok(sources) => sources,
        Err(why) => return refuse(&console, &why),
    };
    let selection = match selection(&args.rules) {
        Ok(selection) => selection,
        Err(why) => return refuse(&console, &why),
    };
    let targets = batch::plan(&sources, args.output.as_deref());
    let store = match Store::new(&sources, &targets) {
        Ok(store) => store,
        Err(why) => return refuse(&console, &why),
    };
    let options = Options {
        lang: common.lang,
        selection,
        accept: args.accept,
        paper: args.paper,
        ..Options::default()
    };
    let look = console.look;
    let mut tally = Tally::default();
    console.expect(sources.len());
    let outcome = batch::run(
        &sources,
        jobs(common),
        |place, source, bytes| {
            let target = targets.get(place).ok_or_else(|| Message::new("cli.not_found"))?;
            one(source, bytes, target, &store, &options, look)
        },
        |source, result| {
            let flow = match result {
                Ok(done) => {
                    tally += done.tally;
                    done.remarks.iter().for_each(|remark| console.remark(remark));
                    console.data(&done.text)
                }
                Err(why) => {
                    tally += Tally::FAILED;
                    console.failure(&source.shown, &why);
                    std::ops::ControlFlow::Continue(())
                }
            };
            console.step(&source.shown);
            flow
        },
    );
    if let Err(why) = outcome.and_then(|()| store.close()) {
        return refuse(&console, &why);
    }
    if tally.files > 1 {
        // Where nobody reads any more, this goes the same way as what came before.
        let _ = console.data(&report::total(&tally, look));
    }
    console.exit_code(tally.exit_code())
}

/// What is kept of a file that is done.
struct Done {
    text: String,
    tally: Tally,
    remarks: Vec<Message>,
}

fn one(
    source: &Source,
    bytes: &[u8],
    target: &Target,
    store: &Store,
    options: &Options,
    look: Look,
) -> Result<Done, Message> {
    let name = source.shown.rsplit('/').next().unwrap_or_default();
    let earlier = store.earlier(target, source);
    let processed =
        crate::process(bytes, name, options, earlier.as_deref()).map_err(|error| error.message())?;
    let put = |(kind, bytes)| store.put(target, kind, bytes);
    let put: Vec<Put> = processed.files().map(put).collect::<Result<_, _>>()?;
    let file = File { path: &source.shown, outcome: Ok(&processed.checked) };
    let outputs: Vec<(String, bool)> =
        put.iter().map(|put| (batch::shown(&put.path), put.unchanged)).collect();
    let kept = put.into_iter().filter_map(|put| put.kept);
    Ok(Done {
        text: report::processed(&file, &processed.remaining, &processed.applied, &outputs, look),
        tally: file.tally_of(&processed.remaining),
        remarks: remarks(&processed).chain(kept).collect(),
    })
}

/// What the run says beside the findings: why there is no patched workbook, what it leaves out,
/// decisions that match nothing any more.
fn remarks(processed: &Processed) -> impl Iterator<Item = Message> + '_ {
    let refused = processed.koreksi.as_ref().err().map(|refused| refused.0.clone());
    let places: Vec<Arg> =
        processed.formulas_kept.iter().map(|at| processed.checked.renja.place(*at).into()).collect();
    let kept =
        (!places.is_empty()).then(|| Message::new("cli.formulas_kept").with("cells", Arg::List(places)));
    let unmatched = processed.unmatched.iter().map(|decision| {
        Message::new("cli.decision_unmatched")
            .with("rule", decision.rule.as_str())
            .with("item", decision.item.as_str())
    });
    let bugs = processed.taken_back.iter().flat_map(|one| &one.changes).map(|change| {
        Message::new("cli.taken_back")
            .with("place", processed.checked.renja.place(change.at))
            .with("to", change.to.clone())
    });
    refused.into_iter().chain(kept).chain(unmatched).chain(bugs)
}
