//! What the arguments of several commands ask for: files, rules, forms, limits.

use std::num::{NonZeroU64, NonZeroUsize};
use std::path::{Path, PathBuf};

use super::args::{self, Common, Input, Rules};
use super::console::Console;
use crate::batch::Bounds;
use crate::check::Selection;
use crate::correct::Reference;
use crate::forms::Forms;
use crate::model::{Arg, Message};
use crate::read::Limits;
use crate::{Options, batch, check as checking};

/// What a command works on: the files, what their offices have agreed on, the forms that were named.
pub fn opened(
    sources: Vec<batch::Source>,
    folder: Option<&Path>,
) -> Result<(Vec<batch::Source>, batch::Settings, Forms), Message> {
    let settings = batch::Settings::find(&sources)?;
    Ok((sources, settings, forms(folder)?))
}

/// The side that is trusted, where it is one that there is: a form of the program's or the user's.
pub fn reference(
    asked: Option<&Reference>,
    forms: &Forms,
    settings: &batch::Settings,
) -> Result<Option<Reference>, Message> {
    let Some(reference) = asked else { return Ok(None) };
    let known = |forms: &Forms| reference.is_known(forms);
    if known(forms) || settings.forms().any(known) {
        return Ok(Some(reference.clone()));
    }
    let Reference::Form(code) = reference else { return Ok(Some(reference.clone())) };
    let codes: Vec<Arg> = forms.all().iter().map(|form| Arg::Text(form.code.clone())).collect();
    Err(Message::new("cli.unknown_reference").with("text", code.as_str()).with("forms", Arg::List(codes)))
}

/// The files that were asked for. Says which others lie in their folders.
pub fn sources(input: &Input, console: &Console) -> Result<Vec<batch::Source>, Message> {
    let mut paths = input.paths.clone();
    if let Some(list) = &input.files_from {
        paths.extend(listed(list).map_err(|error| {
            Message::new("cli.list_unreadable")
                .with("path", list.to_string_lossy().into_owned())
                .with("detail", batch::detail(&error))
        })?);
    }
    if paths.is_empty() {
        return Err(Message::new("cli.no_paths"));
    }
    let searching = paths.first().filter(|path| path.is_dir());
    let searching = searching.map(|path| Message::new("cli.searching").with("path", batch::shown(path)));
    let progress = searching.and_then(|message| console.busy(0, &message));
    let batch::Found { sources, remarks } = batch::look_for(&paths);
    drop(progress);
    for remark in &remarks {
        console.remark(remark);
    }
    Ok(sources)
}

/// The paths of a list, one a line; `-` is standard input. Windows' line ends and the mark that
/// its editor puts at the beginning are no part of a name.
fn listed(list: &Path) -> std::io::Result<Vec<PathBuf>> {
    let text = if list.as_os_str() == "-" {
        std::io::read_to_string(std::io::stdin())?
    } else {
        std::fs::read_to_string(list)?
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    Ok(text.lines().filter(|line| !line.trim().is_empty()).map(PathBuf::from).collect())
}

/// Which rules speak. A code that begins no rule's is a slip, and would silence everything.
pub fn selection(rules: &Rules) -> Result<Selection, Message> {
    let upper = |codes: &[String]| codes.iter().map(|code| code.trim().to_uppercase()).collect::<Vec<_>>();
    let selection = Selection { select: upper(&rules.select), ignore: upper(&rules.ignore) };
    let known = |code: &String| checking::rules().iter().any(|rule| rule.code.starts_with(code.as_str()));
    match selection.select.iter().chain(&selection.ignore).find(|code| code.is_empty() || !known(code)) {
        Some(code) => Err(Message::new("cli.unknown_selection").with("code", code.as_str())),
        None => Ok(selection),
    }
}

/// What is asked for one input: what was said in the call goes before its settings.
pub fn with_settings(options: &Options, setting: Option<&batch::Setting>) -> Options {
    let mut options = options.clone();
    if let Some(setting) = setting {
        options.search.reference = options.search.reference.or_else(|| setting.reference.clone());
        if options.forms.has_no_user_forms()
            && let Some(forms) = &setting.forms
        {
            options.forms = forms.clone();
        }
        options.exceptions.clone_from(&setting.exceptions);
    }
    options
}

/// The forms that tables are recognized by, with those of the folder that was named.
fn forms(folder: Option<&Path>) -> Result<Forms, Message> {
    let Some(folder) = folder else { return Ok(Forms::default()) };
    let none = || Message::new("cli.forms_none").with("path", batch::shown(folder));
    batch::read_forms(folder)?.ok_or_else(none)
}

/// What a workbook may ask for.
pub fn limits(asked: &args::Limits) -> Limits {
    let usual = Limits::default();
    Limits { max_cells: asked.max_cells.map_or(usual.max_cells, NonZeroUsize::get), ..usual }
}

/// What work on one of so many workbooks may take. A single one is worked on by as many threads as
/// several would be worked on at once; of several, each keeps to one.
pub fn bounds(asked: &args::Limits, common: &Common, workbooks: usize) -> Bounds {
    // More have nothing to do in most workbooks.
    const MOST_THREADS: usize = 4;
    let usual = Bounds::default();
    Bounds {
        threads: if workbooks == 1 { jobs(common).min(MOST_THREADS) } else { usual.threads },
        seconds: asked.timeout.map_or(usual.seconds, NonZeroU64::get),
        megabytes: asked.max_memory.map_or(usual.megabytes, NonZeroU64::get),
    }
}

pub fn jobs(common: &Common) -> usize {
    let all = || std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    common.jobs.map_or_else(all, NonZeroUsize::get)
}
