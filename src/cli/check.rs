//! `renja check`: findings only, writes no file.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;

use super::args::{self, Format};
use super::{Console, forms, jobs, limits, refuse, selection, sources, with_settings};
use crate::batch::Settings;
use crate::correct::Search;
use crate::report::{self, File, Look, Tally};
use crate::{Options, batch};

pub fn run(args: &args::Check, common: &args::Common) -> u8 {
    let mut console = Console::new(common.lang, common.quiet);
    let sources = match sources(&args.input) {
        Ok(sources) => sources,
        Err(why) => return refuse(&console, &why),
    };
    let settings = match Settings::find(&sources) {
        Ok(settings) => settings,
        Err(why) => return refuse(&console, &why),
    };
    let forms = match forms(args.forms.as_deref()) {
        Ok(forms) => forms,
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
        search: Search { reference: args.reference.clone(), ..Search::default() },
        limits: limits(args.max_cells),
        ..Options::default()
    };
    let (format, look) = (args.format, console.look);
    let mut tally = Tally::default();
    let mut unused = BTreeMap::new();
    console.expect(sources.len());
    if format == Format::Json && console.data(&(report::json_open() + "\n")).is_break() {
        return console.exit_code(tally.exit_code());
    }
    let outcome = batch::run(
        &sources,
        jobs(common),
        &AtomicBool::new(false),
        |place, source, bytes| {
            let options = with_settings(&options, settings.of(place));
            let checked = crate::check(bytes, &options).map_err(|error| error.message())?;
            let file = File { path: &source.shown, outcome: Ok(&checked) };
            // The text alone is kept: a folder of thousands would not fit otherwise.
            Ok((
                render(&file, format, look, args.explain_layout),
                file.tally(),
                (place, checked.unused_exceptions.clone()),
            ))
        },
        |source, result| {
            let text = match result {
                Ok((text, of_file, of_exceptions)) => {
                    unused.extend([of_exceptions]);
                    tally += of_file;
                    text
                }
                Err(why) => {
                    tally += Tally::FAILED;
                    console.failure(&source.shown, &why);
                    render(&File { path: &source.shown, outcome: Err(&why) }, format, look, false)
                }
            };
            let is_first = tally.files == 1;
            let joined = if format == Format::Json && !is_first { format!(",\n{text}") } else { text };
            let flow = if joined.is_empty() { ControlFlow::Continue(()) } else { console.data(&joined) };
            console.step(&source.shown);
            flow
        },
    );
    if let Err(why) = outcome {
        return refuse(&console, &why);
    }
    settings.unused(&unused, &options.selection).iter().for_each(|remark| console.remark(remark));
    // Where nobody reads any more, this goes the same way as what came before.
    let _ = match format {
        Format::Json => console.data(&format!("\n{}\n", report::json_close())),
        Format::Text if tally.files > 1 => console.data(&report::total(&tally, look)),
        Format::Text | Format::Ndjson => ControlFlow::Continue(()),
    };
    console.exit_code(tally.exit_code())
}

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
